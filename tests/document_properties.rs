//! What holds of reading any bytes: it ends without a panic, and how a text is stored does not change what is read.

use crate::support::clock::Clock;
use std::time::Duration;

use gouji::document::{Block, Document, ReadError, print, read};
use proptest::prelude::*;

const NAMES: [&str; 5] = ["a.txt", "a.md", "a.csv", "a.yaml", "a"];

fn read_all(bytes: &[u8]) {
    for name in NAMES {
        match read(name, bytes) {
            Ok(document) => assert!(!print(&document).is_empty()),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

/// Pieces that the readers look at, thrown together.
fn soup() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "\n", "\r", "\r\n", "\t", "|", "  ", "\u{3000}", "\u{2028}", "\u{C}", "-", "---", "# ", "**", "\\|",
        "<br>", "\"", ",", ":", ": ", "- ", "&a ", "*a", "[", "]", "{", "}", "?", "!", "%", "'", ">", "单位",
        "年度", "表", "行", "列", "值", "合计", "1.00", "2024", "。", "一、", "│", "┼", "\u{FEFF}",
        "\u{FFFD}", "~", "a", "…", "<<",
    ]);
    prop::collection::vec(pieces, 0..60).prop_map(|pieces| pieces.concat())
}

/// Rows of a table without delimiters in their cells.
fn table() -> impl Strategy<Value = Vec<Vec<String>>> {
    let cell = prop::sample::select(vec!["", "1.00", "合计", "项 目", "一、收入", "2011308", "-", "A"]);
    (2_usize..6).prop_flat_map(move |width| {
        let row = prop::collection::vec(cell.clone().prop_map(str::to_owned), width);
        prop::collection::vec(row, 1..8)
    })
}

fn with_head(rows: &[Vec<String>]) -> Vec<Vec<String>> {
    let width = rows.first().map_or(2, Vec::len).max(3);
    let mut all = vec![vec!["项目".to_owned(); width]];
    all.extend(rows.iter().cloned());
    all.push(vec!["合计".to_owned(); width]);
    all
}

fn blocks(name: &str, bytes: &[u8]) -> Vec<Block> {
    read(name, bytes).unwrap().blocks
}

fn cells(document: &Document) -> Vec<Vec<String>> {
    let [Block::Grid(grid)] = document.blocks.as_slice() else { panic!("{}", print(document)) };
    grid.rows.iter().map(|row| row.cells.iter().map(|cell| cell.text.clone()).collect()).collect()
}

proptest! {
    #[test]
    fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        read_all(&bytes);
    }

    #[test]
    fn any_text_is_read_or_refused(text in soup()) {
        read_all(text.as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        read_all(&wide);
        read_all(&encoding_rs::GB18030.encode(&text).0);
    }

    #[test]
    fn storage_does_not_change_what_is_read(lines in prop::collection::vec("[一-龠]{1,12}[0-9]{0,3}[，。]?\t?[一-龠]{0,6}", 1..12)) {
        let text = format!("部门决算公开情况说明，本年收入支出总体情况如下。\n{}\n", lines.join("\n"));
        let wanted = blocks("a.txt", text.as_bytes());
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = [b"\xFF\xFE", wide.as_slice()].concat();
        let ended = text.replace('\n', "\r\n");
        prop_assert_eq!(&blocks("a.txt", &encoding_rs::GB18030.encode(&text).0), &wanted);
        prop_assert_eq!(&blocks("a.txt", &marked), &wanted);
        prop_assert_eq!(&blocks("a.txt", &wide), &wanted);
        prop_assert_eq!(&blocks("a.txt", ended.as_bytes()), &wanted);
    }

    #[test]
    fn tabs_pipes_and_commas_divide_alike(rows in table()) {
        let rows = with_head(&rows);
        let width = rows[1].len().max(rows[0].len());
        let rows: Vec<Vec<String>> = rows
            .into_iter()
            .map(|mut row| { row.resize(width, String::new()); row })
            .collect();
        let join = |mark: &str| rows.iter().map(|row| row.join(mark)).collect::<Vec<_>>().join("\n");
        let piped: String = rows.iter().map(|row| format!("| {} |\n", row.join(" | "))).collect();
        let tabbed = read("a.txt", join("\t").as_bytes()).unwrap();
        prop_assert_eq!(cells(&tabbed), rows.clone());
        prop_assert_eq!(&blocks("a.csv", join(",").as_bytes()), &tabbed.blocks);
        // A row of dashes alone is a ruled line in pipes.
        let ruled = rows.iter().any(|row| row.iter().all(|cell| cell.is_empty() || cell == "-"));
        if !ruled {
            prop_assert_eq!(&blocks("a.txt", piped.as_bytes()), &tabbed.blocks);
        }
    }

    #[test]
    fn figures_keep_their_digits(whole in 0_u64..100_000, fraction in "[0-9]{0,6}") {
        let figure = if fraction.is_empty() { whole.to_string() } else { format!("{whole}.{fraction}") };
        let yaml = format!("单位: 甲\n年度: 2024\n表:\n  支出:\n    合计:\n      金额: {figure}\n");
        let csv = format!("单位,年度,表,行,列,值\n甲,2024,支出,合计,金额,{figure}\n");
        for (name, text) in [("a.yaml", yaml), ("a.csv", csv)] {
            let data = read(name, text.as_bytes()).unwrap().data;
            prop_assert_eq!(data.len(), 1);
            prop_assert_eq!((data[0].table.as_str(), data[0].row.as_str()), ("支出", "合计"));
            prop_assert_eq!(&data[0].value, &figure);
        }
    }
}

#[test]
fn hostile_data_ends_soon() {
    let start = Clock::start();
    let long = "甲: {乙: {丙: 1.00}}\n".repeat(100_000);
    let mut anchors = String::from("a0: &a0 {x: 1}\n");
    for at in 1..20_000 {
        anchors.push_str(&format!("a{at}: &a{at} {{x: *a{}}}\n", at - 1));
    }
    let texts = [
        long,
        anchors,
        "[".repeat(1_000_000),
        "{a: ".repeat(1_000_000),
        "- ".repeat(1_000_000),
        "? ".repeat(1_000_000),
        "a: \"".repeat(300_000),
        format!("a: {}", "x ".repeat(1_000_000)),
        format!("a: \"{}", "\\n".repeat(1_000_000)),
        "'".repeat(1_000_001),
        "*a\n".repeat(300_000),
        "&a ".repeat(300_000),
        "%TAG ! a\n".repeat(100_000),
        "---\n".repeat(300_000),
        format!("a: |\n{}", "  x\n".repeat(500_000)),
        format!("{}: 1", "k".repeat(1_000_000)),
        "a:\n".repeat(300_000),
    ];
    for text in &texts {
        let _ = read("a.yaml", text.as_bytes());
        let head: String = text.chars().take(20).collect();
        assert!(start.elapsed() < Duration::from_secs(60), "{head} took too long");
    }
    let long = format!("表,行,列,值\n{}", "甲,乙,丙,1.00\n".repeat(300_000));
    assert_eq!(read("a.csv", long.as_bytes()).unwrap().data.len(), 300_000);
    assert!(matches!(read("a.csv", ",".repeat(30_000_000).as_bytes()), Ok(_) | Err(ReadError::Empty)));
    assert!(start.elapsed() < Duration::from_secs(60));
}
