//! A notice as a document for Word, in the sizes and margins of official papers (GB/T 9704).

use std::io::{Cursor, Read, Write};

use docx_rs::{
    AlignmentType, Docx, LineSpacing, LineSpacingType, PageMargin, Paragraph, Run, RunFonts,
    SpecialIndentType, Table, TableCell, TableRow, WidthType,
};

use super::super::DeliveryError;
use super::blocks::Block;
use crate::text::display_width;

/// Twentieths of a point: margins of 37, 35, 28 and 26 mm, and what is left of A4 between them.
const TOP: i32 = 2098;
const BOTTOM: i32 = 1984;
const LEFT: i32 = 1588;
const RIGHT: i32 = 1474;
const A4: (u32, u32) = (11_906, 16_838);
const WIDTH: usize = 8_844;
/// Half points: 二号, 三号, 五号.
const TITLE: usize = 44;
const BODY: usize = 32;
const CELL: usize = 21;
/// Two signs of the text, in twentieths of a point.
const INDENT: i32 = 640;
/// Lines of 29 points.
const LINE: i32 = 580;

/// The part of the file with the text, and how a row says that it stays whole, and also that it is a head.
const BODY_PART: &str = "word/document.xml";
const WHOLE: &str = "<w:cantSplit />";
const REPEATED: &str = "<w:cantSplit /><w:tblHeader />";
/// What a cell leaves free at its sides together, and a sign of half its height, in twentieths of a point.
const SIDES: usize = 226;
const HALF: usize = 105;

/// The document.
///
/// # Errors
/// When the library that writes it refuses.
pub(super) fn document(blocks: &[Block]) -> Result<Vec<u8>, DeliveryError> {
    let margin = PageMargin::new().top(TOP).bottom(BOTTOM).left(LEFT).right(RIGHT);
    let mut docx = Docx::new().page_size(A4.0, A4.1).page_margin(margin);
    for block in blocks {
        docx = match block {
            Block::Table(rows) => docx.add_table(table(rows)),
            Block::Title(text) => {
                let lines = LineSpacing::new().after(300);
                docx.add_paragraph(centred(text, "宋体", TITLE).line_spacing(lines))
            }
            Block::Heading(text) => docx.add_paragraph(lined(paragraph(text, "黑体", BODY).keep_next(true))),
            Block::Paragraph(text) => {
                let indent = Some(SpecialIndentType::FirstLine(INDENT));
                docx.add_paragraph(lined(paragraph(text, "仿宋", BODY)).indent(None, indent, None, None))
            }
            Block::Flush(text) => docx.add_paragraph(lined(paragraph(text, "仿宋", BODY))),
            Block::Right(text) => {
                docx.add_paragraph(lined(paragraph(text, "仿宋", BODY)).align(AlignmentType::Right))
            }
        };
    }
    let mut bytes = Cursor::new(Vec::new());
    let wrong = |why: String| DeliveryError::Format("docx", why);
    docx.build().pack(&mut bytes).map_err(|why| wrong(why.to_string()))?;
    packed(bytes).map_err(|why| wrong(why.to_string()))
}

/// The same parts, packed: the library stores them as they are, ten times the size.
fn packed(bytes: Cursor<Vec<u8>>) -> zip::result::ZipResult<Vec<u8>> {
    let mut parts = zip::ZipArchive::new(bytes)?;
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    // No clock: the same notice is the same file.
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for at in 0..parts.len() {
        let mut part = parts.by_index(at)?;
        if part.is_file() {
            let name = part.name()?.into_owned();
            let mut text = Vec::new();
            part.read_to_end(&mut text)?;
            if name == BODY_PART {
                text = heads_repeated(&String::from_utf8_lossy(&text)).into_bytes();
            }
            out.start_file(name, options)?;
            out.write_all(&text)?;
        }
    }
    Ok(out.finish()?.into_inner())
}

/// The first row of each table on each page that it goes on to: the library has no word for it.
fn heads_repeated(body: &str) -> String {
    let mut tables = body.split("<w:tbl>");
    let first = tables.next().unwrap_or_default().to_owned();
    tables.fold(first, |done, table| done + "<w:tbl>" + &table.replacen(WHOLE, REPEATED, 1))
}

fn run(text: &str, font: &str, size: usize) -> Run {
    let fonts = RunFonts::new().east_asia(font).ascii("Times New Roman").hi_ansi("Times New Roman");
    let mut run = Run::new().fonts(fonts).size(size);
    for (at, line) in text.split('\n').enumerate() {
        if at > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        run = run.add_text(printable(line));
    }
    run
}

/// What XML can hold.
fn printable(text: &str) -> String {
    let fits = |sign: char| !(sign.is_control() || matches!(sign, '\u{FFFE}' | '\u{FFFF}'));
    text.chars().map(|sign| if fits(sign) { sign } else { ' ' }).collect()
}

fn paragraph(text: &str, font: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(run(text, font, size))
}

fn centred(text: &str, font: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(run(text, font, size).bold()).align(AlignmentType::Center)
}

fn lined(paragraph: Paragraph) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().line_rule(LineSpacingType::Exact).line(LINE))
}

fn table(rows: &[Vec<String>]) -> Table {
    let widths = widths(rows);
    let rows = rows.iter().enumerate().map(|(at, cells)| {
        let cells = widths.iter().enumerate().map(|(column, width)| {
            let text = cells.get(column).map_or("", String::as_str);
            let font = if at == 0 { "黑体" } else { "仿宋" };
            TableCell::new().width(*width, WidthType::Dxa).add_paragraph(paragraph(text, font, CELL))
        });
        TableRow::new(cells.collect()).cant_split()
    });
    Table::new(rows.collect()).set_grid(widths.clone()).width(WIDTH, WidthType::Dxa)
}

/// Widths of columns by what stands in them: what cannot be broken fits, and of the rest twice the width for four times
/// the text.
fn widths(rows: &[Vec<String>]) -> Vec<usize> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let lines =
        |column: usize| rows.iter().filter_map(move |row| row.get(column)).flat_map(|text| text.split('\n'));
    let least = |column: usize| {
        let head = rows.first().and_then(|row| row.get(column)).map_or(0, |head| width(head));
        let widest = lines(column).flat_map(unbroken).max().unwrap_or(0).max(head);
        (SIDES + HALF * widest).min(WIDTH / columns.max(1))
    };
    let weight = |column: usize| {
        let longest = lines(column).map(width).max().unwrap_or(0);
        (100 * longest.clamp(4, 160)).isqrt()
    };
    let least: Vec<usize> = (0..columns).map(least).collect();
    let weights: Vec<usize> = (0..columns).map(weight).collect();
    let free = WIDTH.saturating_sub(least.iter().sum());
    let sum = weights.iter().sum::<usize>().max(1);
    least.iter().zip(&weights).map(|(least, weight)| least + free * weight / sum).collect()
}

/// The width of a text in signs of half width.
fn width(text: &str) -> usize {
    display_width(text, true)
}

/// Widths of the pieces of a line that stay together: words and figures.
fn unbroken(line: &str) -> impl Iterator<Item = usize> {
    line.split(|sign: char| sign.is_whitespace() || !sign.is_ascii()).map(width)
}
