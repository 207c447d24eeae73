//! Binary Word documents, written byte by byte as the format's specification lays them out.

use gouji::document::{print, read};

use crate::build::{Cell, Piece};
use crate::xls::compound;

/// A paragraph with the mark that ends it and its properties.
struct Paragraph {
    text: String,
    mark: char,
    properties: Vec<u8>,
}

const IN_TABLE: [u8; 3] = [0x16, 0x24, 1];
const ENDS_ROW: [u8; 3] = [0x17, 0x24, 1];

/// The definition of a row: edges of its cells, and for each cell its flags.
fn row_definition(edges: &[i16], flags: &[u16]) -> Vec<u8> {
    let mut operand = vec![flags.len() as u8];
    operand.extend(edges.iter().flat_map(|edge| edge.to_le_bytes()));
    for flag in flags {
        operand.extend(flag.to_le_bytes());
        operand.extend([0; 18]);
    }
    let mut bytes = vec![0x08, 0xD6];
    bytes.extend((operand.len() as u16 + 1).to_le_bytes());
    bytes.extend(operand);
    bytes
}

fn put(bytes: &mut Vec<u8>, at: usize, value: &[u8]) {
    if bytes.len() < at + value.len() {
        bytes.resize(at + value.len(), 0);
    }
    bytes[at..at + value.len()].copy_from_slice(value);
}

/// Offsets of a paragraph, and its list of properties.
type Run = (u32, u32, Vec<u8>);

/// A page of properties.
fn page(runs: &[Run]) -> Vec<u8> {
    let mut page = vec![0_u8; 512];
    let mut free = 510;
    for (at, (from, to, properties)) in runs.iter().enumerate() {
        put(&mut page, at * 4, &from.to_le_bytes());
        put(&mut page, at * 4 + 4, &to.to_le_bytes());
        // Two bytes for the style, then the list; the size counts words.
        let mut list = vec![0, 0];
        list.extend(properties);
        let half = list.len().div_ceil(2) as u8;
        let size = if list.len() % 2 == 1 { vec![half] } else { vec![0, half] };
        list.splice(0..0, size);
        free = (free - list.len()) / 2 * 2;
        page[free..free + list.len()].copy_from_slice(&list);
        page[(runs.len() + 1) * 4 + at * 13] = (free / 2) as u8;
    }
    page[511] = runs.len() as u8;
    page
}

/// A document of paragraphs. Lists of properties that are too long for a page go to the data stream.
fn doc(paragraphs: &[Paragraph]) -> Vec<u8> {
    const TEXT: usize = 2048;
    let (mut text, mut data, mut runs) = (Vec::<u8>::new(), vec![0_u8; 4], Vec::new());
    for paragraph in paragraphs {
        let from = TEXT + text.len();
        for unit in paragraph.text.chars().chain([paragraph.mark]).collect::<String>().encode_utf16() {
            text.extend(unit.to_le_bytes());
        }
        let mut properties = paragraph.properties.clone();
        if properties.len() > 60 {
            let mut huge = vec![0x46, 0x66];
            huge.extend((data.len() as u32).to_le_bytes());
            data.extend((properties.len() as u16).to_le_bytes());
            data.extend(&properties);
            properties = huge;
        }
        runs.push((from as u32, (TEXT + text.len()) as u32, properties));
    }
    let letters = (text.len() / 2) as u32;
    let mut main = vec![0_u8; TEXT];
    main.extend(&text);
    main.resize(main.len().div_ceil(512) * 512, 0);
    let pages: Vec<(u32, u32)> = runs
        .chunks(5)
        .map(|chunk| {
            main.extend(page(chunk));
            (chunk[0].0, (main.len() / 512 - 1) as u32)
        })
        .collect();
    let last = runs.last().unwrap().1;
    let mut table: Vec<u8> = pages.iter().flat_map(|(from, _)| from.to_le_bytes()).collect();
    table.extend(last.to_le_bytes());
    table.extend(pages.iter().flat_map(|(_, number)| number.to_le_bytes()));
    let plan = table.len();
    // A modifier that is passed over, then two pieces.
    table.extend([1, 2, 0, 0xAA, 0xBB, 2]);
    let half = letters / 2;
    table.extend((12_u32 + 16).to_le_bytes());
    table.extend([0, half, letters].iter().flat_map(|at| at.to_le_bytes()));
    for from in [0, half] {
        table.extend([0, 0]);
        table.extend((TEXT as u32 + from * 2).to_le_bytes());
        table.extend([0, 0]);
    }
    put(&mut main, 0, &0xA5EC_u16.to_le_bytes());
    put(&mut main, 0x0A, &0x0200_u16.to_le_bytes());
    put(&mut main, 0x4C, &letters.to_le_bytes());
    put(&mut main, 0x0102, &[0_u32.to_le_bytes(), (plan as u32).to_le_bytes()].concat());
    put(
        &mut main,
        0x01A2,
        &[(plan as u32).to_le_bytes(), ((table.len() - plan) as u32).to_le_bytes()].concat(),
    );
    compound(&[("WordDocument", &main), ("1Table", &table), ("Data", &data)])
}

fn plain(text: &str) -> Paragraph {
    Paragraph { text: text.to_owned(), mark: '\r', properties: Vec::new() }
}

fn cell(text: &str) -> Paragraph {
    Paragraph { text: text.to_owned(), mark: '\u{7}', properties: IN_TABLE.to_vec() }
}

fn row_end(edges: &[i16], flags: &[u16]) -> Paragraph {
    let mut properties = [IN_TABLE, ENDS_ROW].concat();
    properties.extend(row_definition(edges, flags));
    Paragraph { text: String::new(), mark: '\u{7}', properties }
}

/// The pieces of a document as paragraphs of a .doc: columns are 1000 wide.
pub(crate) fn doc_of(pieces: &[Piece]) -> Vec<u8> {
    let mut paragraphs = Vec::new();
    for piece in pieces {
        match piece {
            Piece::Text(text) => paragraphs.push(plain(text)),
            Piece::Table(rows) => rows.iter().for_each(|row| push_row(row, &mut paragraphs)),
        }
    }
    doc(&paragraphs)
}

fn push_row(row: &[Cell], paragraphs: &mut Vec<Paragraph>) {
    let mut edges = vec![0_i16];
    for cell_of_row in row {
        edges.push(edges.last().unwrap() + 1000 * cell_of_row.columns as i16);
        let lines: Vec<&str> = cell_of_row.text.split('\n').collect();
        let (last, before) = lines.split_last().unwrap();
        paragraphs.extend(before.iter().map(|line| Paragraph { mark: '\r', ..cell(line) }));
        paragraphs.push(cell(last));
    }
    paragraphs.push(row_end(&edges, &vec![0; row.len()]));
}

/// A document of one paragraph with any letters.
pub(crate) fn doc_raw(text: &str) -> Vec<u8> {
    doc(&[plain(text)])
}

fn view(bytes: &[u8]) -> String {
    let text = print(&read("a.doc", bytes).unwrap());
    text.lines().skip(1).map(|line| format!("{line}\n")).collect()
}

#[test]
fn tables_are_read_by_the_edges_of_their_cells() {
    let bytes = doc(&[
        plain("表题\u{13} PAGE \u{14}3\u{15}"),
        cell("项目"),
        cell("支出"),
        row_end(&[0, 1000, 3000], &[0x60, 0]),
        cell(""),
        cell("基本"),
        cell("项目"),
        row_end(&[5, 1000, 2010, 3000], &[0x20, 0, 0]),
        cell("合计"),
        cell("1.00"),
        cell(""),
        row_end(&[0, 1000, 2000, 3000], &[0, 0, 0]),
        plain("后文\u{B}下行"),
    ]);
    assert_eq!(
        view(&bytes),
        "[第 1 段] 段 表题3\n[表 1 第 1 行第 1 列] 表 有线 3 行\n\
         \x20 [表 1 第 1 行第 1 列] | 2×1 项目 | 1×2 支出\n\
         \x20 [表 1 第 2 行第 1 列] | @1 基本 | @2 项目\n\
         \x20 [表 1 第 3 行第 1 列] | 合计 | 1.00 | \n\
         [第 2 段] 段 后文\n[第 2 段] 段 下行\n"
    );
}

#[test]
fn automatic_numbers_that_are_not_written_are_said() {
    let mut numbered = plain("收入");
    numbered.properties = vec![0x0B, 0x46, 1, 0];
    let document = read("a.wps", &doc(&[numbered])).unwrap();
    assert!(document.notices.iter().any(|notice| notice.message.contains("自动编号")));
}
