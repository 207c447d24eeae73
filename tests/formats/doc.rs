//! Binary Word documents, written byte by byte as the format's specification lays them out.

use gouji::document::{print, read};

use super::build::{Cell, Piece};
use super::xls::compound;

/// A paragraph with the mark that ends it and its properties.
pub(crate) struct Paragraph {
    pub(crate) text: String,
    pub(crate) mark: char,
    pub(crate) properties: Vec<u8>,
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

/// A page of properties of letters.
fn letters_page(marked: &[(u32, u32, [u8; 3])], text: u32) -> Vec<u8> {
    let mut page = vec![0_u8; 512];
    let mut edges = vec![text];
    let mut lists = Vec::new();
    for (from, to, property) in marked {
        edges.extend([text + from * 2, text + to * 2]);
        lists.extend([None, Some(property)]);
    }
    let mut free = 510;
    for (at, list) in lists.iter().enumerate() {
        if let Some(list) = list {
            free -= 4;
            page[free..free + 4].copy_from_slice(&[&[3], list.as_slice()].concat());
            page[edges.len() * 4 + at] = (free / 2) as u8;
        }
    }
    for (at, edge) in edges.iter().enumerate() {
        put(&mut page, at * 4, &edge.to_le_bytes());
    }
    page[511] = lists.len() as u8;
    page
}

/// A document of paragraphs. Lists of properties that are too long for a page go to the data stream.
fn doc(paragraphs: &[Paragraph]) -> Vec<u8> {
    doc_with(paragraphs, &[], &[])
}

/// A document of paragraphs with further parts of its table stream (where the main stream refers to them, and what
/// they are), and stretches of its letters, by number, that have a property.
pub(crate) fn doc_with(
    paragraphs: &[Paragraph],
    parts: &[(usize, Vec<u8>)],
    marked: &[(u32, u32, [u8; 3])],
) -> Vec<u8> {
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
    let size = table.len() - plan;
    let mut refer = |main: &mut Vec<u8>, at: usize, part: &[u8]| {
        put(main, at, &[table.len() as u32, part.len() as u32].map(u32::to_le_bytes).concat());
        table.extend(part);
    };
    parts.iter().for_each(|(at, part)| refer(&mut main, *at, part));
    if !marked.is_empty() {
        main.extend(letters_page(marked, TEXT as u32));
        let plc = [0, u32::MAX, main.len() as u32 / 512 - 1].map(u32::to_le_bytes).concat();
        refer(&mut main, 0xFA, &plc);
    }
    put(&mut main, 0, &0xA5EC_u16.to_le_bytes());
    put(&mut main, 0x0A, &0x0200_u16.to_le_bytes());
    put(&mut main, 0x4C, &letters.to_le_bytes());
    put(&mut main, 0x0102, &[0_u32.to_le_bytes(), (plan as u32).to_le_bytes()].concat());
    put(&mut main, 0x01A2, &[plan as u32, size as u32].map(u32::to_le_bytes).concat());
    compound(&[("WordDocument", &main), ("1Table", &table), ("Data", &data)])
}

pub(crate) fn plain(text: &str) -> Paragraph {
    Paragraph { text: text.to_owned(), mark: '\r', properties: Vec::new() }
}

pub(crate) fn cell(text: &str) -> Paragraph {
    Paragraph { text: text.to_owned(), mark: '\u{7}', properties: IN_TABLE.to_vec() }
}

pub(crate) fn row_end(edges: &[i16], flags: &[u16]) -> Paragraph {
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

/// A level of a list: its number format and its text, in which letters below nine stand for numbers of levels.
fn level(format: u8, text: &str) -> Vec<u8> {
    let mut bytes = vec![1, 0, 0, 0, format];
    bytes.resize(28, 0);
    let units: Vec<u16> = text.encode_utf16().collect();
    bytes.extend((units.len() as u16).to_le_bytes());
    bytes.extend(units.iter().flat_map(|unit| unit.to_le_bytes()));
    bytes
}

/// One list of nine levels, a use of it, and another use that starts its first level at five.
fn lists() -> Vec<(usize, Vec<u8>)> {
    let mut list = vec![1, 0, 77, 0, 0, 0];
    list.resize(30, 0);
    list.extend(level(39, "\u{0}、"));
    list.extend(level(37, "（\u{1}）"));
    list.extend((2..9).flat_map(|_| level(0, "\u{2}.")));
    let mut uses = vec![2, 0, 0, 0];
    for overrides in [0_u8, 1] {
        uses.extend([77, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, overrides, 0, 0, 0]);
    }
    uses.extend([0; 4]);
    uses.extend([0, 0, 0, 0, 5, 0, 0, 0, 0x10, 0, 0, 0]);
    // Two styles of paragraphs: one in the first use of the list, one that has what the first has.
    let mut styles = vec![6, 0, 2, 0, 10, 0, 0, 0];
    for (base, properties) in [(0xFFF_u16, vec![0x0B, 0x46, 1, 0]), (0, Vec::new())] {
        let mut style = vec![0, 0];
        style.extend((base << 4 | 1).to_le_bytes());
        style.extend([0, 0, 0, 0, 0, 0, 1, 0, b'n', 0, 0, 0]);
        style.extend((properties.len() as u16 + 2).to_le_bytes());
        style.extend([0, 0]);
        style.extend(properties);
        styles.extend((style.len() as u16).to_le_bytes());
        styles.extend(style);
    }
    vec![(0x02E2, list), (0x02EA, uses), (0x00A2, styles)]
}

/// A document with automatic numbers.
pub(crate) fn numbered_doc() -> Vec<u8> {
    let numbered = |text: &str, list: u8, level: u8| Paragraph {
        properties: vec![0x0B, 0x46, list, 0, 0x0A, 0x26, level],
        ..plain(text)
    };
    doc_with(
        &[
            plain("收入"),
            numbered("总体", 1, 1),
            numbered("构成\u{B}下行", 1, 1),
            plain(""),
            numbered("无号", 0, 0),
            numbered("另起", 2, 0),
            Paragraph { properties: [&IN_TABLE[..], &[0x0B, 0x46, 2, 0]].concat(), ..cell("格内") },
            Paragraph { properties: [&IN_TABLE[..], &[0x0B, 0x46, 0, 0]].concat(), ..cell("1.00") },
            row_end(&[0, 1000, 2000], &[0, 0]),
        ],
        &lists(),
        &[],
    )
}

#[test]
fn automatic_numbers_are_written_out() {
    let bytes = numbered_doc();
    assert_eq!(
        view(&bytes),
        "[第 1 段] 段 一、收入\n[第 2 段] 段 （一）总体\n[第 3 段] 段 （二）构成\n[第 3 段] 段 下行\n\
         [第 4 段] 段 无号\n[第 5 段] 段 五、另起\n\
         [表 1 第 1 行第 1 列] 表 有线 1 行\n  [表 1 第 1 行第 1 列] | 六、格内 | 1.00\n"
    );
}

#[test]
fn what_is_hidden_or_was_deleted_is_not_read() {
    let (deleted, hidden) = ([0x00, 0x08, 1], [0x3C, 0x08, 1]);
    let marked = [(2, 4, deleted), (6, 8, hidden), (8, 10, [0x3C, 0x08, 0])];
    let bytes = doc_with(&[plain("支出旧数新数隐藏显示")], &[], &marked);
    assert_eq!(view(&bytes), "[第 1 段] 段 支出新数显示\n");
}

/// A document with figures that were struck out, once and twice.
pub(crate) fn struck_doc() -> Vec<u8> {
    doc_with(&[plain("支出87.5078.50")], &[], &[(2, 5, [0x37, 0x08, 1]), (5, 7, [0x53, 0x2A, 1])])
}
