//! A document whose letters have looks, as RTF and in the binary formats of Word and Excel.

use super::write::{Block, Cell, Extra, Look, Row, Span, hidden_column, in_row, lines, sheets};
use crate::formats::doc::{self, Paragraph, doc_with, row_end};
use crate::formats::rtf::escaped;
use crate::formats::xls::{compound, record, wide, words};

pub(super) fn rtf(blocks: &[Block]) -> Vec<u8> {
    let span = |row: Look, span: &Span| {
        let text = escaped(&span.text);
        match in_row(row, span.look) {
            Look::Plain => text,
            Look::Hidden => format!("{{\\v {text}}}"),
            Look::Struck => format!("{{\\strike {text}}}"),
            Look::White => format!("{{\\cf1 {text}}}"),
            Look::Raised => format!("{{\\super {text}}}"),
        }
    };
    let mut text = String::from(
        "{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 Font;}}{\\colortbl;\\red255\\green255\\blue255;}\n",
    );
    for block in blocks {
        match block {
            Block::Text(spans) => {
                let spans: String = spans.iter().map(|one| span(Look::Plain, one)).collect();
                text.push_str(&format!("\\pard {spans}\\par\n"));
            }
            Block::Table(rows) => {
                for row in rows {
                    text.push_str("\\trowd\\trleft0");
                    let mut edge = 0;
                    for cell in &row.cells {
                        edge += 1000 * cell.columns;
                        text.push_str(&format!("\\cellx{edge}"));
                    }
                    for cell in &row.cells {
                        let spans: String = cell.spans.iter().map(|one| span(row.look, one)).collect();
                        let remark = match &cell.extra {
                            Extra::Remark(remark) => format!("{{\\*\\annotation {}}}", escaped(remark)),
                            _ => String::new(),
                        };
                        text.push_str(&format!("\\pard\\intbl {spans}{remark}\\cell "));
                    }
                    text.push_str("\\row\n");
                }
            }
        }
    }
    (text + "}").into_bytes()
}

/// The property that gives letters of a .doc their look.
fn property(look: Look) -> Option<[u8; 3]> {
    match look {
        Look::Plain => None,
        Look::Hidden => Some([0x3C, 0x08, 1]),
        Look::Struck => Some([0x37, 0x08, 1]),
        Look::White => Some([0x42, 0x2A, 8]),
        Look::Raised => Some([0x48, 0x2A, 1]),
    }
}

/// Paragraphs so far, and the stretches of letters that have a look.
#[derive(Default)]
struct Letters {
    paragraphs: Vec<Paragraph>,
    marked: Vec<(u32, u32, [u8; 3])>,
    count: u32,
}

impl Letters {
    fn add(&mut self, row: Look, spans: &[Span], make: impl Fn(&str) -> Paragraph) {
        let mut text = String::new();
        for span in spans {
            let units = span.text.encode_utf16().count() as u32;
            let from = self.count + text.encode_utf16().count() as u32;
            if let Some(property) = property(in_row(row, span.look)).filter(|_| units > 0) {
                self.marked.push((from, from + units, property));
            }
            text.push_str(&span.text);
        }
        self.end(make(&text));
    }

    fn end(&mut self, paragraph: Paragraph) {
        self.count += paragraph.text.encode_utf16().count() as u32 + 1;
        self.paragraphs.push(paragraph);
    }
}

pub(super) fn doc(blocks: &[Block]) -> Vec<u8> {
    let mut letters = Letters::default();
    for block in blocks {
        match block {
            Block::Text(spans) => letters.add(Look::Plain, spans, doc::plain),
            Block::Table(rows) => {
                for row in rows {
                    let mut edges = vec![0_i16];
                    for cell in &row.cells {
                        edges.push(edges.last().unwrap() + 1000 * cell.columns as i16);
                        let lines = lines(&cell.spans);
                        let (last, before) = lines.split_last().unwrap();
                        for line in before {
                            letters.add(row.look, line, |text| Paragraph { mark: '\r', ..doc::cell(text) });
                        }
                        letters.add(row.look, last, doc::cell);
                    }
                    letters.end(row_end(&edges, &vec![0; row.cells.len()]));
                }
            }
        }
    }
    doc_with(&letters.paragraphs, &[], &letters.marked)
}

/// Numbers of the fonts of a workbook by look; there is no font of number 4.
fn font(look: Look) -> u16 {
    match look {
        Look::Plain | Look::Hidden => 0,
        Look::Struck => 1,
        Look::White => 2,
        Look::Raised => 3,
    }
}

/// Number formats: of each decimals, and of 元 shown in 万元.
const FORMATS: [&str; 5] = ["General", "0.0", "0.00", "0.000", "0!.0000"];

pub(super) fn xls(blocks: &[Block]) -> Vec<u8> {
    let start = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0, 0, 0, 0, 0]));
    let end = record(0x000A, &[]);
    let mut globals = start(5);
    for (flags, colour, script) in [(0, 0x7FFF, 0), (8, 0x7FFF, 0), (0, 9, 0), (0, 0x7FFF, 1)] {
        globals.extend(record(0x0031, &words(&[200, flags, colour, 400, script, 0, 0, 0])));
    }
    for (at, code) in FORMATS.iter().enumerate().skip(1) {
        globals.extend(record(0x041E, &[(164 + at as u16).to_le_bytes().to_vec(), wide(code)].concat()));
    }
    for font in 0..4_u16 {
        for format in 0..FORMATS.len() as u16 {
            let format = if format == 0 { 0 } else { 164 + format };
            globals.extend(record(0x00E0, &words(&[font, format, 0, 0, 0, 0x1111, 0, 0, 0, 0])));
        }
    }
    let sheets = sheets(blocks);
    let names: Vec<Vec<u16>> =
        (0..sheets.len()).map(|at| format!("表{at}").encode_utf16().collect()).collect();
    let entry = |name: &[u16], offset: usize| {
        let mut bytes = (offset as u32).to_le_bytes().to_vec();
        bytes.extend([0, 0, name.len() as u8, 1]);
        bytes.extend(words(name));
        record(0x0085, &bytes)
    };
    let mut texts: Vec<Vec<u8>> = Vec::new();
    let bodies: Vec<Vec<u8>> =
        sheets.iter().map(|rows| [start(0x10), sheet(rows, &mut texts), end.clone()].concat()).collect();
    let count = (texts.len() as u32).to_le_bytes();
    let mut parts: Vec<Vec<u8>> = vec![[count, count].concat()];
    for text in texts {
        if parts.last().unwrap().len() + text.len() > 8000 {
            parts.push(Vec::new());
        }
        parts.last_mut().unwrap().extend(text);
    }
    let kinds = [0xFC_u16].into_iter().chain(std::iter::repeat(0x3C));
    let strings: Vec<u8> = parts.iter().zip(kinds).flat_map(|(part, kind)| record(kind, part)).collect();
    let entries: usize = names.iter().map(|name| entry(name, 0).len()).sum();
    let mut offset = globals.len() + entries + strings.len() + end.len();
    for (name, body) in names.iter().zip(&bodies) {
        globals.extend(entry(name, offset));
        offset += body.len();
    }
    let stream = [globals, strings, end, bodies.concat()].concat();
    compound(&[("Workbook", &stream)])
}

/// A text with the fonts of its stretches.
fn rich(spans: &[Span], row: Look) -> Vec<u8> {
    let mut units: Vec<u16> = Vec::new();
    let mut runs: Vec<u16> = Vec::new();
    for span in spans {
        if spans.len() > 1 {
            runs.extend([units.len() as u16, font(in_row(row, span.look))]);
        }
        units.extend(span.text.encode_utf16());
    }
    let mut bytes = (units.len() as u16).to_le_bytes().to_vec();
    bytes.push(if runs.is_empty() { 1 } else { 9 });
    if !runs.is_empty() {
        bytes.extend((runs.len() as u16 / 2).to_le_bytes());
    }
    bytes.extend(words(&units));
    bytes.extend(words(&runs));
    bytes
}

fn sheet(rows: &[Row], texts: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    if let Some(column) = hidden_column(rows) {
        bytes.extend(record(0x007D, &words(&[column as u16, column as u16, 2560, 0, 1, 0])));
    }
    let hidden = (0..).zip(rows).filter(|(_, row)| row.look == Look::Hidden);
    for (at, _) in hidden {
        bytes.extend(record(0x0208, &words(&[at, 0, 20, 300, 0, 0, 0x20, 0])));
    }
    let mut merges: Vec<u16> = Vec::new();
    for (at, row) in (0_u16..).zip(rows) {
        let mut column = 0_u16;
        for cell in &row.cells {
            let last = column + cell.columns as u16 - 1;
            bytes.extend(record_of(cell, row.look, (at, column), texts));
            if last > column {
                merges.extend([at, at, column, last]);
            }
            column = last + 1;
        }
    }
    let count = (merges.len() as u16 / 4).to_le_bytes().to_vec();
    bytes.extend(record(0x00E5, &[count, words(&merges)].concat()));
    bytes
}

fn record_of(cell: &Cell, row: Look, at: (u16, u16), texts: &mut Vec<Vec<u8>>) -> Vec<u8> {
    let text = cell.text();
    let look = in_row(row, cell.spans.first().map_or(Look::Plain, |span| span.look));
    let style = font(if cell.spans.len() > 1 { row } else { look }) * FORMATS.len() as u16;
    let place = |format: u16| words(&[at.0, at.1, style + format]);
    let decimals = text.split_once('.').map(|(_, decimals)| decimals.len() as u16);
    match (text.parse::<f64>(), decimals) {
        (Ok(number), Some(1..=3)) if cell.spans.len() == 1 && cell.extra == Extra::Scaled => {
            record(0x0203, &[place(4), (number * 10_000.0).round().to_le_bytes().to_vec()].concat())
        }
        (Ok(number), Some(decimals @ 1..=3)) if cell.spans.len() == 1 => {
            record(0x0203, &[place(decimals), number.to_le_bytes().to_vec()].concat())
        }
        _ if text.is_empty() => record(0x0201, &place(0)),
        _ => {
            texts.push(rich(&cell.spans, row));
            record(0x00FD, &[place(0), (texts.len() as u32 - 1).to_le_bytes().to_vec()].concat())
        }
    }
}
