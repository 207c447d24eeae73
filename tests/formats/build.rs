//! Files of office formats made from paragraphs and tables.

use std::fmt::Write as _;
use std::io::{Cursor, Write as _};

use gouji::document::{Block, Document};
use rust_xlsxwriter::{Format, FormatBorder, Workbook};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

/// A paragraph or a table of rows of cells.
pub(crate) enum Piece {
    Text(String),
    Table(Vec<Vec<Cell>>),
}

/// A cell with its text, columns and rows.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) columns: u32,
    pub(crate) rows: u32,
}

/// The pieces of a document that was read from text; in the first row of a table blanks behind a text are merged
/// with it, as they are in the tables that such texts were copied from.
pub(crate) fn pieces(document: &Document) -> Vec<Piece> {
    let table = |grid: &gouji::document::Grid| {
        let mut rows: Vec<Vec<Cell>> = Vec::new();
        for (at, row) in grid.rows.iter().enumerate() {
            let mut cells: Vec<Cell> = Vec::new();
            for cell in &row.cells {
                match cells.last_mut() {
                    Some(last) if at == 0 && cell.text.is_empty() && !last.text.is_empty() => {
                        last.columns += 1
                    }
                    _ => cells.push(Cell { text: cell.text.clone(), columns: 1, rows: 1 }),
                }
            }
            rows.push(cells);
        }
        rows
    };
    document
        .blocks
        .iter()
        .map(|block| match block {
            Block::Paragraph(paragraph) => Piece::Text(paragraph.text.clone()),
            Block::Grid(grid) => Piece::Table(table(grid)),
        })
        .collect()
}

/// Text between tags.
pub(crate) fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// A ZIP archive of parts.
pub(crate) fn zipped(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(*name, SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

/// A .docx around a body.
pub(crate) fn docx_of(body: &str, numbering: &str, styles: &str) -> Vec<u8> {
    let namespace = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"";
    let document =
        format!("<?xml version=\"1.0\"?><w:document {namespace}><w:body>{body}</w:body></w:document>");
    let numbering = format!("<w:numbering {namespace}>{numbering}</w:numbering>");
    let styles = format!("<w:styles {namespace}>{styles}</w:styles>");
    zipped(&[
        ("[Content_Types].xml", "<Types/>"),
        ("word/document.xml", &document),
        ("word/numbering.xml", &numbering),
        ("word/styles.xml", &styles),
    ])
}

pub(crate) fn paragraph(text: &str) -> String {
    // Word cuts a paragraph into runs anywhere.
    let middle = text.char_indices().nth(text.chars().count() / 2).map_or(0, |(at, _)| at);
    let (first, second) = text.split_at(middle);
    let run = |text: &str| format!("<w:r><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text));
    format!("<w:p>{}{}</w:p>", run(first), run(second))
}

pub(crate) fn docx(pieces: &[Piece]) -> Vec<u8> {
    let mut body = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => body.push_str(&paragraph(text)),
            Piece::Table(rows) => {
                body.push_str("<w:tbl>");
                for row in rows {
                    body.push_str("<w:tr>");
                    for cell in row {
                        let lines: String = cell.text.split('\n').map(paragraph).collect();
                        write!(
                            body,
                            "<w:tc><w:tcPr><w:gridSpan w:val=\"{}\"/></w:tcPr>{lines}</w:tc>",
                            cell.columns
                        )
                        .unwrap();
                    }
                    body.push_str("</w:tr>");
                }
                body.push_str("</w:tbl>");
            }
        }
    }
    docx_of(&body, "", "")
}

pub(crate) fn html(pieces: &[Piece]) -> String {
    let mut text =
        String::from("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>页</title></head><body>\n");
    text.push_str(
        "<div class=nav><script>var a = '<table>';</script><nav><a href=/>首页</a></nav></div>\n<div>",
    );
    for piece in pieces {
        match piece {
            Piece::Text(line) => writeln!(text, "<p>{}</p>", escaped(line)).unwrap(),
            Piece::Table(rows) => {
                text.push_str("<table border=1><tbody>\n");
                for row in rows {
                    text.push_str("<tr>");
                    for cell in row {
                        let lines = escaped(&cell.text).replace('\n', "<br>");
                        write!(text, "<td colspan={} rowspan={}>{lines}</td>", cell.columns, cell.rows)
                            .unwrap();
                    }
                    text.push_str("</tr>\n");
                }
                text.push_str("</tbody></table>\n");
            }
        }
    }
    text.push_str("</div></body></html>");
    text
}

/// A workbook: a sheet for each table with the paragraphs before it. Figures with decimals are numbers in a format of
/// as many; the tables are drawn.
pub(crate) fn xlsx(pieces: &[Piece]) -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new().set_border(FormatBorder::Thin);
    let mut rest = pieces;
    let mut number = 0;
    while !rest.is_empty() {
        let size =
            rest.iter().position(|piece| matches!(piece, Piece::Table(_))).map_or(rest.len(), |at| at + 1);
        let (sheet_pieces, behind) = rest.split_at(size);
        rest = behind;
        number += 1;
        let sheet = book.add_worksheet().set_name(format!("表{number}")).unwrap();
        let mut at = 0_u32;
        for piece in sheet_pieces {
            match piece {
                Piece::Text(text) => {
                    sheet.write_string(at, 0, text).unwrap();
                    at += 1;
                }
                Piece::Table(rows) => {
                    for row in rows {
                        write_row(sheet, at, row, &plain);
                        at += 1;
                    }
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn write_row(sheet: &mut rust_xlsxwriter::Worksheet, at: u32, row: &[Cell], plain: &Format) {
    let mut column = 0_u16;
    for cell in row {
        let last = column + cell.columns as u16 - 1;
        let decimals = cell.text.split_once('.').map(|(_, decimals)| decimals.len());
        let number = cell.text.parse::<f64>().ok().filter(|_| decimals.is_some());
        if cell.columns > 1 {
            sheet.merge_range(at, column, at, last, &cell.text, plain).unwrap();
        } else if let (Some(number), Some(decimals)) = (number, decimals) {
            let format = format!("#0.{}_ ", "0".repeat(decimals));
            sheet
                .write_number_with_format(at, column, number, &plain.clone().set_num_format(format))
                .unwrap();
        } else if cell.text.is_empty() {
            sheet.write_blank(at, column, plain).unwrap();
        } else {
            sheet.write_string_with_format(at, column, &cell.text, plain).unwrap();
        }
        column = last + 1;
    }
}

/// A cell by row and column.
pub(crate) type Placed = (u16, u16, String);

/// Cells by row and column, and merged ranges (rows, then columns), with the pieces below each other and a blank row
/// around each table.
pub(crate) fn xls_like(pieces: &[Piece]) -> (Vec<Placed>, Vec<[u16; 4]>) {
    let (mut cells, mut merges, mut row) = (Vec::new(), Vec::new(), 0_u16);
    for piece in pieces {
        match piece {
            Piece::Text(text) => cells.push((row, 0, text.clone())),
            Piece::Table(rows) => {
                row += 1;
                for cells_of_row in rows {
                    let mut column = 0_u16;
                    for cell in cells_of_row {
                        let last = column + cell.columns as u16 - 1;
                        cells.push((row, column, cell.text.clone()));
                        if last > column {
                            merges.push([row, row, column, last]);
                        }
                        column = last + 1;
                    }
                    row += 1;
                }
            }
        }
        row += 1;
    }
    (cells, merges)
}
