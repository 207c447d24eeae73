//! Binary workbooks, written record by record.

use std::io::{Cursor, Write};

use gouji::document::{print, read};

use super::build::{Piece, xls_like};

/// An OLE file of streams.
pub(crate) fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create_with_version(cfb::Version::V3, Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        file.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    file.into_inner().into_inner()
}

pub(crate) fn record(kind: u16, bytes: &[u8]) -> Vec<u8> {
    let mut record = kind.to_le_bytes().to_vec();
    record.extend((bytes.len() as u16).to_le_bytes());
    record.extend(bytes);
    record
}

pub(crate) fn words(words: &[u16]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

/// A text with a count of two bytes, in two bytes a letter.
pub(crate) fn wide(text: &str) -> Vec<u8> {
    let units: Vec<u16> = text.encode_utf16().collect();
    let mut bytes = (units.len() as u16).to_le_bytes().to_vec();
    bytes.push(1);
    bytes.extend(words(&units));
    bytes
}

/// The shared texts, cut into continuations of at most `size` bytes; a text that is cut has its flag again.
fn shared(texts: &[String], size: usize) -> Vec<u8> {
    let count = (texts.len() as u32).to_le_bytes();
    let mut parts: Vec<Vec<u8>> = vec![[count, count].concat()];
    for text in texts {
        let bytes = wide(text);
        if parts.last().unwrap().len() + 5 > size {
            parts.push(Vec::new());
        }
        parts.last_mut().unwrap().extend(&bytes[..3]);
        for letter in bytes[3..].chunks(2) {
            if parts.last().unwrap().len() + 2 > size {
                parts.push(vec![1]);
            }
            parts.last_mut().unwrap().extend(letter);
        }
    }
    let mut kinds = [0xFC_u16].into_iter().chain(std::iter::repeat(0x3C));
    parts.iter().flat_map(|part| record(kinds.next().unwrap(), part)).collect()
}

/// A cell of a sheet.
pub(crate) enum Value {
    Text(String),
    /// With the number of its format.
    Number(f64, u16),
    Blank,
}

/// A workbook of one sheet: cells by row and column, all with borders, and merged ranges (rows, then columns).
pub(crate) fn xls(cells: &[(u16, u16, Value)], merges: &[[u16; 4]], formats: &[&str]) -> Vec<u8> {
    let texts: Vec<String> = cells
        .iter()
        .filter_map(|(_, _, value)| if let Value::Text(text) = value { Some(text.clone()) } else { None })
        .collect();
    let start = record(0x0809, &words(&[0x0600, 0x0005, 0, 0, 0, 0, 0, 0]));
    let mut globals = start.clone();
    for (at, code) in formats.iter().enumerate() {
        let mut bytes = (164 + at as u16).to_le_bytes().to_vec();
        bytes.extend(wide(code));
        globals.extend(record(0x041E, &bytes));
    }
    for format in std::iter::once(0).chain((0..formats.len()).map(|at| 164 + at as u16)) {
        let mut style = words(&[0, format, 0, 0, 0, 0x1111, 0, 0, 0, 0]);
        style.truncate(20);
        globals.extend(record(0x00E0, &style));
    }
    let sheet_entry = |offset: u32| {
        let mut bytes = offset.to_le_bytes().to_vec();
        bytes.extend([0, 0, 2, 1]);
        bytes.extend(words(&"一表".encode_utf16().collect::<Vec<u16>>()));
        record(0x0085, &bytes)
    };
    let strings = shared(&texts, 60);
    let end = record(0x000A, &[]);
    let offset = globals.len() + sheet_entry(0).len() + strings.len() + end.len();
    let mut stream = globals;
    stream.extend(sheet_entry(offset as u32));
    stream.extend(strings);
    stream.extend(&end);
    stream.extend(record(0x0809, &words(&[0x0600, 0x0010, 0, 0, 0, 0, 0, 0])));
    let mut text = 0_u32;
    for (row, column, value) in cells {
        let place = |style: u16| words(&[*row, *column, style]);
        stream.extend(match value {
            Value::Text(_) => {
                text += 1;
                record(0x00FD, &[place(0), (text - 1).to_le_bytes().to_vec()].concat())
            }
            Value::Number(number, style) => {
                record(0x0203, &[place(*style), number.to_le_bytes().to_vec()].concat())
            }
            Value::Blank => record(0x0201, &place(0)),
        });
    }
    let mut merged = (merges.len() as u16).to_le_bytes().to_vec();
    merged.extend(merges.iter().flat_map(|merge| words(merge)));
    stream.extend(record(0x00E5, &merged));
    stream.extend(&end);
    compound(&[("Workbook", &stream)])
}

fn view(bytes: &[u8]) -> String {
    let text = print(&read("a.xls", bytes).unwrap());
    text.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

#[test]
fn cells_print_as_their_format_says() {
    let text = |text: &str| Value::Text(text.to_owned());
    let long = "很长的一段说明，跨过两条记录，".repeat(8);
    let bytes = xls(
        &[
            (0, 0, text("项目")),
            (0, 1, text("金额")),
            (0, 2, Value::Blank),
            (1, 0, text(&long)),
            (1, 1, Value::Number(365.1, 1)),
            (1, 2, Value::Number(0.1 + 0.2, 0)),
            (2, 0, text("占比")),
            (2, 1, Value::Number(0.5, 2)),
            (2, 2, Value::Number(45657.0, 3)),
        ],
        &[[0, 0, 1, 2]],
        &["0.00", "0.0%", "yyyy\"年\"m\"月\"d\"日\""],
    );
    assert_eq!(
        view(&bytes),
        format!(
            "[一表 A1] 表 有线 3 行\n  [一表 A1] | 项目 | 1×2 金额\n  [一表 A2] | {long} | 365.10 | 0.3\n\
             \x20 [一表 A3] | 占比 | 50.0% | 2024年12月31日\n"
        )
    );
}

#[test]
fn other_records_are_understood() {
    let formula = |column: u16, result: [u8; 8]| {
        let mut bytes = words(&[0, column, 0]);
        bytes.extend(result);
        bytes.extend([0; 8]);
        record(0x0006, &bytes)
    };
    let start = |kind: u16| record(0x0809, &words(&[0x0600, kind, 0, 0]));
    let end = record(0x000A, &[]);
    let mut stream = start(5);
    let mut entry = 0_u32.to_le_bytes().to_vec();
    entry.extend([1, 0, 1, 0, b'S']);
    let offset = stream.len() + 4 + entry.len() + end.len();
    entry[..4].copy_from_slice(&(offset as u32).to_le_bytes());
    stream.extend(record(0x0085, &entry));
    stream.extend(&end);
    stream.extend(start(0x10));
    stream.extend(formula(0, [0, 0, 0, 0, 0, 0, 0xFF, 0xFF]));
    stream.extend(record(0x0207, &wide("算出的字")));
    stream.extend(formula(1, [2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF]));
    stream.extend(formula(2, 2.5_f64.to_le_bytes()));
    stream.extend(record(
        0x00BD,
        &[words(&[0, 3, 0]), 9138_u32.wrapping_shl(2).wrapping_add(3).to_le_bytes().to_vec(), words(&[4])]
            .concat(),
    ));
    stream.extend(record(0x0205, &[words(&[0, 5, 0]), vec![1, 0]].concat()));
    stream.extend(&end);
    let got = view(&compound(&[("Workbook", &stream)]));
    assert!(got.contains("| 算出的字 | #REF! | 2.5 | 91.38 |  | TRUE"), "{got}");
    assert!(got.contains("工作表「S」是隐藏的"), "{got}");
}

/// Pieces as cells of one sheet below each other, as `xls_like` lays them out.
pub(crate) fn xls_of(pieces: &[Piece]) -> Vec<u8> {
    let (cells, merges) = xls_like(pieces);
    let cells: Vec<(u16, u16, Value)> = cells
        .into_iter()
        .map(|(row, column, text)| {
            let decimals = text.split_once('.').map(|(_, decimals)| decimals.len());
            let value = match (text.parse::<f64>(), decimals) {
                (Ok(number), Some(decimals @ 1..=2)) => Value::Number(number, decimals as u16),
                _ if text.is_empty() => Value::Blank,
                _ => Value::Text(text),
            };
            (row, column, value)
        })
        .collect();
    xls(&cells, &merges, &["0.0", "0.00"])
}
