//! What the marks of RTF mean.

use gouji::document::{Format, print, read};

use super::build::{Cell, Piece};

fn view(body: &str) -> String {
    let document = read("a.doc", format!("{{\\rtf1\\ansi\\ansicpg936\\uc1 {body}}}").as_bytes()).unwrap();
    assert_eq!(document.format, Format::Word);
    print(&document).lines().skip(1).map(|line| format!("{line}\n")).collect()
}

/// Text with every letter by its number and a stand-in.
pub(crate) fn escaped(text: &str) -> String {
    text.encode_utf16()
        .map(|unit| match unit {
            10 => "\\line ".to_owned(),
            0x20..0x7F if !matches!(unit, 0x5C | 0x7B | 0x7D) => char::from(unit as u8).to_string(),
            _ => format!("\\u{}?", unit.cast_signed()),
        })
        .collect()
}

pub(crate) fn rtf(pieces: &[Piece]) -> String {
    let mut text = String::from("{\\rtf1\\ansi\\ansicpg936{\\fonttbl{\\f0 Font;}}\n");
    for piece in pieces {
        match piece {
            Piece::Text(line) => text.push_str(&format!("\\pard {{{}}}\\par\n", escaped(line))),
            Piece::Table(rows) => rows.iter().for_each(|row| push_row(row, &mut text)),
        }
    }
    text + "}"
}

fn push_row(row: &[Cell], text: &mut String) {
    text.push_str("\\trowd\\trleft0");
    let mut edge = 0;
    for cell in row {
        edge += 1000 * cell.columns;
        text.push_str(&format!("\\cellx{edge}"));
    }
    for cell in row {
        text.push_str(&format!("\\pard\\intbl {}\\cell ", escaped(&cell.text)));
    }
    text.push_str("\\row\n");
}

#[test]
fn text_in_any_encoding_is_read_and_what_is_not_printed_is_not() {
    let got = view(
        "{\\stylesheet{\\s0 Normal;}}{\\header \\'d2\\'b3\\par}{\\info{\\title T}}\
         \\pard{\\listtext\\'d2\\'bb\\'a1\\'a2\\tab}\\'ca\\'d5\\'c8\\'eb\\u25903?{\\v\\'b2\\'d8}{\\*\\unknown x}\
         {\\field{\\*\\fldinst PAGE}{\\fldrslt 3}}\\line\\u-10179?\\u-8704?\\{\\}\\par\\'d0\\'d0",
    );
    assert_eq!(got, "[第 1 段] 段 一、收入支3\n[第 1 段] 段 😀{}\n[第 2 段] 段 行\n");
}

#[test]
fn cells_stand_between_their_edges() {
    let got = view(
        "\\trowd\\clvmgf\\cellx1000\\cellx3000\\pard\\intbl A\\cell B\\cell\\row\
         \\trowd\\clvmrg\\cellx1000\\cellx2000\\cellx3010\\intbl\\cell 1\\par 2\\cell 3\\cell\\row\\pard C\\par",
    );
    assert_eq!(
        got,
        "[表 1 第 1 行第 1 列] 表 有线 2 行\n\
         \x20 [表 1 第 1 行第 1 列] | 2×1 A | 1×2 B\n\
         \x20 [表 1 第 2 行第 1 列] | @1 1⏎2 | @2 3\n[第 1 段] 段 C\n"
    );
}
