//! A document whose letters have looks, in each format that can show them.

use std::fmt::Write as _;

use rust_xlsxwriter::{Color, Format, FormatBorder, FormatScript, Note, Workbook, Worksheet};

use crate::formats::build::{Piece, docx_of, escaped, zipped};
use crate::formats::odt::odt_of;

/// How letters look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    Plain,
    Hidden,
    Struck,
    White,
    Raised,
}

/// Letters of one look.
#[derive(Clone, Debug)]
pub(super) struct Span {
    pub(super) text: String,
    pub(super) look: Look,
}

/// What else is true of a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Extra {
    None,
    /// A remark hangs on it.
    Remark(String),
    /// Its number is stored in 元 and shown in 万元.
    Scaled,
    /// It stands in a column that is hidden.
    Hidden,
}

/// A cell over so many columns.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    pub(super) spans: Vec<Span>,
    pub(super) columns: u32,
    pub(super) extra: Extra,
}

/// A row; of one that is not plain all letters look so.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) cells: Vec<Cell>,
    pub(super) look: Look,
}

#[derive(Clone, Debug)]
pub(super) enum Block {
    Text(Vec<Span>),
    Table(Vec<Row>),
}

impl Span {
    pub(super) fn plain(text: &str) -> Self {
        Self { text: text.to_owned(), look: Look::Plain }
    }
}

impl Cell {
    pub(super) fn plain(text: &str, columns: u32) -> Self {
        Self { spans: vec![Span::plain(text)], columns, extra: Extra::None }
    }

    pub(super) fn text(&self) -> String {
        self.spans.iter().map(|span| span.text.as_str()).collect()
    }
}

/// The same with looks, all plain.
pub(super) fn blocks(pieces: &[Piece]) -> Vec<Block> {
    let cell = |cell: &crate::formats::build::Cell| Cell::plain(&cell.text, cell.columns);
    let row = |row: &Vec<crate::formats::build::Cell>| Row {
        cells: row.iter().map(cell).collect(),
        look: Look::Plain,
    };
    let block = |piece: &Piece| match piece {
        Piece::Text(text) => Block::Text(vec![Span::plain(text)]),
        Piece::Table(rows) => Block::Table(rows.iter().map(row).collect()),
    };
    pieces.iter().map(block).collect()
}

/// The look of a span in a row.
pub(super) fn in_row(row: Look, span: Look) -> Look {
    if row == Look::Plain { span } else { row }
}

/// Spans by the lines that they are on.
pub(super) fn lines(spans: &[Span]) -> Vec<Vec<Span>> {
    let mut lines = vec![Vec::new()];
    for span in spans {
        for (at, part) in span.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            lines.last_mut().unwrap().push(Span { text: part.to_owned(), look: span.look });
        }
    }
    lines
}

pub(super) fn html(blocks: &[Block]) -> Vec<u8> {
    let span = |row: Look, span: &Span| {
        let text = escaped(&span.text).replace('\n', "<br>");
        match in_row(row, span.look) {
            Look::Plain => text,
            Look::Hidden => format!("<span style=\"display:none\">{text}</span>"),
            Look::Struck => format!("<s>{text}</s>"),
            Look::White => format!("<span style=\"color:#ffffff\">{text}</span>"),
            Look::Raised => format!("<sup>{text}</sup>"),
        }
    };
    let mut text =
        String::from("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>页</title></head><body>\n");
    for block in blocks {
        match block {
            Block::Text(spans) => {
                let spans: String = spans.iter().map(|one| span(Look::Plain, one)).collect();
                writeln!(text, "<p>{spans}</p>").unwrap();
            }
            Block::Table(rows) => {
                text.push_str("<table border=1>\n");
                for row in rows {
                    let hidden = row.look == Look::Hidden;
                    text.push_str(if hidden { "<tr style=\"display:none\">" } else { "<tr>" });
                    for cell in &row.cells {
                        let look = if hidden { Look::Plain } else { row.look };
                        let spans: String = cell.spans.iter().map(|one| span(look, one)).collect();
                        let style = match &cell.extra {
                            Extra::Hidden => " style='display: none'".to_owned(),
                            Extra::Remark(remark) => format!(" title='{remark}'"),
                            Extra::None | Extra::Scaled => String::new(),
                        };
                        write!(text, "<td colspan={}{style}>{spans}</td>", cell.columns).unwrap();
                    }
                    text.push_str("</tr>\n");
                }
                text.push_str("</table>\n");
            }
        }
    }
    text.push_str("</body></html>");
    text.into_bytes()
}

pub(super) fn docx(blocks: &[Block]) -> Vec<u8> {
    let run = |row: Look, span: &Span| {
        let properties = match in_row(row, span.look) {
            Look::Plain => "",
            Look::Hidden => "<w:rPr><w:vanish/></w:rPr>",
            Look::Struck => "<w:rPr><w:strike/></w:rPr>",
            Look::White => "<w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr>",
            Look::Raised => "<w:rPr><w:vertAlign w:val=\"superscript\"/></w:rPr>",
        };
        format!("<w:r>{properties}<w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(&span.text))
    };
    let paragraphs = |row: Look, spans: &[Span]| -> String {
        let paragraph = |line: Vec<Span>| -> String {
            format!("<w:p>{}</w:p>", line.iter().map(|span| run(row, span)).collect::<String>())
        };
        lines(spans).into_iter().map(paragraph).collect()
    };
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Text(spans) => body.push_str(&paragraphs(Look::Plain, spans)),
            Block::Table(rows) => {
                body.push_str("<w:tbl>");
                for row in rows {
                    let hidden = if row.look == Look::Hidden { "<w:trPr><w:hidden/></w:trPr>" } else { "" };
                    write!(body, "<w:tr>{hidden}").unwrap();
                    for cell in &row.cells {
                        let mut inside = paragraphs(row.look, &cell.spans);
                        if let Extra::Remark(remark) = &cell.extra {
                            let mark = format!(
                                "<w:commentRangeEnd w:id='1'/><w:r><w:commentReference w:id='1'/></w:r>\
                                 <w:comment w:id='1'><w:p><w:r><w:t>{remark}</w:t></w:r></w:p></w:comment></w:p>"
                            );
                            inside = inside.replacen("</w:p>", &mark, 1);
                        }
                        let span = format!("<w:tcPr><w:gridSpan w:val=\"{}\"/></w:tcPr>", cell.columns);
                        write!(body, "<w:tc>{span}{inside}</w:tc>").unwrap();
                    }
                    body.push_str("</w:tr>");
                }
                body.push_str("</w:tbl>");
            }
        }
    }
    docx_of(&body, "", "")
}

const STYLES: &str = "<style:style style:name='h'><style:text-properties text:display='none'/></style:style>\
    <style:style style:name='s'><style:text-properties style:text-line-through-style='solid'/></style:style>\
    <style:style style:name='w'><style:text-properties fo:color='#ffffff'/></style:style>\
    <style:style style:name='r'><style:text-properties style:text-position='super 58%'/></style:style>\
    <style:style style:name='c'><style:table-column-properties style:column-width='0cm'/></style:style>";

/// Paragraphs of OpenDocument.
fn open_paragraphs(row: Look, spans: &[Span]) -> String {
    let span = |span: &Span| {
        let text = escaped(&span.text);
        let style = match in_row(row, span.look) {
            Look::Plain => return text,
            Look::Hidden => 'h',
            Look::Struck => 's',
            Look::White => 'w',
            Look::Raised => 'r',
        };
        format!("<text:span text:style-name='{style}'>{text}</text:span>")
    };
    let paragraph =
        |line: Vec<Span>| format!("<text:p>{}</text:p>", line.iter().map(span).collect::<String>());
    lines(spans).into_iter().map(paragraph).collect()
}

fn open_row(row: &Row, attributes: &str, look: Look) -> String {
    let cell = |cell: &Cell| {
        let columns = cell.columns;
        let remark = match &cell.extra {
            Extra::Remark(remark) => {
                format!("<office:annotation><text:p>{remark}</text:p></office:annotation>")
            }
            _ => String::new(),
        };
        format!(
            "<table:table-cell office:value-type='string' table:number-columns-spanned='{columns}'>{remark}{}</table:table-cell>{}",
            open_paragraphs(look, &cell.spans),
            "<table:covered-table-cell/>".repeat(columns as usize - 1)
        )
    };
    let cells: String = row.cells.iter().map(cell).collect();
    format!("<table:table-row {attributes}>{cells}</table:table-row>")
}

pub(super) fn odt(blocks: &[Block]) -> Vec<u8> {
    let mut body = String::new();
    for block in blocks {
        match block {
            Block::Text(spans) => body.push_str(&open_paragraphs(Look::Plain, spans)),
            Block::Table(rows) => {
                let rows: String = rows.iter().map(|row| open_row(row, "", row.look)).collect();
                write!(body, "<table:table>{rows}</table:table>").unwrap();
            }
        }
    }
    odt_of(STYLES, &body)
}

/// The blocks of a workbook, sheet by sheet: a table with what stands before it.
pub(super) fn sheets(blocks: &[Block]) -> Vec<Vec<Row>> {
    let mut sheets = vec![Vec::new()];
    for block in blocks {
        let sheet = sheets.last_mut().unwrap();
        match block {
            Block::Text(spans) => {
                sheet.push(Row {
                    cells: vec![Cell { spans: spans.clone(), columns: 1, extra: Extra::None }],
                    look: Look::Plain,
                });
            }
            Block::Table(rows) => {
                sheet.extend(rows.iter().cloned());
                sheets.push(Vec::new());
            }
        }
    }
    sheets.retain(|sheet: &Vec<Row>| !sheet.is_empty());
    sheets
}

/// The column that is hidden.
pub(super) fn hidden_column(rows: &[Row]) -> Option<u32> {
    rows.iter().find_map(|row| {
        let at = row.cells.iter().position(|cell| cell.extra == Extra::Hidden)?;
        Some(row.cells.iter().take(at).map(|cell| cell.columns).sum())
    })
}

pub(super) fn ods(blocks: &[Block]) -> Vec<u8> {
    let mut body = String::new();
    for (at, rows) in sheets(blocks).iter().enumerate() {
        let row = |row: &Row| match row.look {
            Look::Hidden => open_row(row, "table:visibility='collapse'", Look::Plain),
            look => open_row(row, "", look),
        };
        let columns: String = match hidden_column(rows) {
            Some(column) => format!(
                "<table:table-column table:number-columns-repeated='{column}'/><table:table-column table:style-name='c'/>"
            ),
            None => String::new(),
        };
        let columns = columns.replace("<table:table-column table:number-columns-repeated='0'/>", "");
        let rows: String = rows.iter().map(row).collect();
        write!(body, "<table:table table:name='表{at}'>{columns}{rows}</table:table>").unwrap();
    }
    let content = format!(
        "<office:document-content xmlns:office='o' xmlns:style='s' xmlns:text='x' xmlns:table='t' xmlns:fo='f'>\
         <office:automatic-styles>{STYLES}</office:automatic-styles><office:body><office:spreadsheet>{body}\
         </office:spreadsheet></office:body></office:document-content>"
    );
    zipped(&[("mimetype", "application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", &content)])
}

pub(super) fn xlsx(blocks: &[Block]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (number, rows) in sheets(blocks).iter().enumerate() {
        let sheet = book.add_worksheet().set_name(format!("表{number}")).unwrap();
        if let Some(column) = hidden_column(rows) {
            sheet.set_column_hidden(column as u16).unwrap();
        }
        for (at, row) in (0..).zip(rows) {
            if row.look == Look::Hidden {
                sheet.set_row_hidden(at).unwrap();
            }
            let mut column = 0;
            for cell in &row.cells {
                write_cell(sheet, (at, column), cell, row);
                column += cell.columns as u16;
            }
        }
    }
    book.save_to_buffer().unwrap()
}

fn write_cell(sheet: &mut Worksheet, (at, column): (u32, u16), cell: &Cell, row: &Row) {
    let format = |look: Look| match look {
        Look::Struck => Format::new().set_font_strikethrough(),
        Look::White => Format::new().set_font_color(Color::White),
        Look::Raised => Format::new().set_font_script(FormatScript::Superscript),
        Look::Plain | Look::Hidden => Format::new(),
    };
    let border =
        |format: Format| if row.cells.len() > 1 { format.set_border(FormatBorder::Thin) } else { format };
    let text = cell.text();
    if let Extra::Remark(remark) = &cell.extra {
        sheet.insert_note(at, column, &Note::new(remark)).unwrap();
    }
    let decimals = text.split_once('.').map(|(_, decimals)| decimals.len());
    let number = text.parse::<f64>().ok().zip(decimals);
    let one = border(format(in_row(row.look, cell.spans.first().map_or(Look::Plain, |span| span.look))));
    if cell.columns > 1 {
        let last = column + cell.columns as u16 - 1;
        sheet.merge_range(at, column, at, last, &text, &one).unwrap();
    } else if cell.spans.len() > 1 {
        let parts: Vec<(Format, &str)> =
            cell.spans.iter().map(|span| (format(span.look), span.text.as_str())).collect();
        let parts: Vec<(&Format, &str)> = parts.iter().map(|(format, text)| (format, *text)).collect();
        sheet.write_rich_string_with_format(at, column, &parts, &border(Format::new())).unwrap();
    } else if let (Some((number, _)), Extra::Scaled) = (number, &cell.extra) {
        let number = (number * 10_000.0).round();
        sheet.write_number_with_format(at, column, number, &one.set_num_format("0!.0000")).unwrap();
    } else if let Some((number, decimals)) = number {
        let format = one.set_num_format(format!("#0.{}_ ", "0".repeat(decimals)));
        sheet.write_number_with_format(at, column, number, &format).unwrap();
    } else if text.is_empty() {
        sheet.write_blank(at, column, &one).unwrap();
    } else {
        sheet.write_string_with_format(at, column, &text, &one).unwrap();
    }
}

/// Lines of cells between tabs.
pub(super) fn txt(blocks: &[Block]) -> Vec<u8> {
    let mut text = String::new();
    for block in blocks {
        match block {
            Block::Text(spans) => {
                let line: String = spans.iter().map(|span| span.text.as_str()).collect();
                writeln!(text, "{line}\n").unwrap();
            }
            Block::Table(rows) => {
                for row in rows {
                    let cell = |cell: &Cell| cell.text() + &"\t".repeat(cell.columns as usize - 1);
                    let cells: Vec<String> = row.cells.iter().map(cell).collect();
                    writeln!(text, "{}", cells.join("\t")).unwrap();
                }
                text.push('\n');
            }
        }
    }
    text.into_bytes()
}

/// The pieces, whatever the letters look like.
pub(super) fn plain(blocks: &[Block]) -> Vec<Piece> {
    let cell =
        |cell: &Cell| crate::formats::build::Cell { text: cell.text(), columns: cell.columns, rows: 1 };
    let piece = |block: &Block| match block {
        Block::Text(spans) => Piece::Text(spans.iter().map(|span| span.text.as_str()).collect()),
        Block::Table(rows) => {
            Piece::Table(rows.iter().map(|row| row.cells.iter().map(cell).collect()).collect())
        }
    };
    blocks.iter().map(piece).collect()
}
