//! What holds of recognising tables in any document: it ends, does not panic, reads the same twice, loses no figure
//! without saying so, and takes time in proportion to the rows.

use crate::support::clock::Clock;
use std::fmt::Write as _;
use std::sync::OnceLock;
use std::time::Duration;

use gouji::account::{State, Tables, recognise_tables};
use gouji::document::{Block, Document, Grid, GridCell, GridKind, GridRow, read};
use gouji::schema::{DataFiles, Schema, declare};
use gouji::source::Sources;
use gouji::syntax::parse;
use proptest::prelude::*;

const CODES: &str = r#"
- {编码: "301", 名称: 人员支出}
- {编码: "30101", 名称: 基薪}
- {编码: "30102", 名称: 津贴}
- {编码: "302", 名称: 公用支出}
- {编码: "30201", 名称: 水费}
"#;

const RULES: &str = r#"
规则集 试验
编码表 科 数据 "codes" 级次 类3、款5
表 甲总表 {
  侧 进 { 列 数 行 进项合计 分 { 拨款、杂项 } 行 总计 }
  侧 出 { 列 合计 又名 "小计" 分 { 一般、专项 } 行 出项合计 分 { 科目 科 至 类 } 行 总计 }
}
表 乙明细表 { 行 合计 分 { 科目 科 } 列 全年 分 { 常规、专项 } }
表 丙分栏表 { 列 数 行 人员合计、公用合计 科目 科 }
表 戊三费表 { 行 合计 分 { 出访、车辆 分 { 购车、养车 }、接待 } 列 预算、决算 }
表 己自评表 每份 名目 {
  填项 名目 位于 "项目名称"
  行 总额
  列 预算、执行
  格式 执行 "{执行:金额}[（{附注:文字}）]"
}
"#;

fn schema() -> &'static Schema {
    static SCHEMA: OnceLock<Schema> = OnceLock::new();
    SCHEMA.get_or_init(|| {
        let mut sources = Sources::default();
        let (rules, codes) = (sources.add("rules", RULES), sources.add("codes", CODES));
        let data = DataFiles::from([("codes".to_owned(), (codes, CODES.to_owned()))]);
        declare(&[(0, parse(rules, RULES).0)], None, &data).schema
    })
}

fn recognise(document: &Document) -> Tables {
    recognise_tables(schema(), document)
}

const WORDS: [&str; 40] = [
    "甲总表",
    "乙明细表",
    "丙分栏表",
    "戊三费表",
    "己自评表",
    "2024年度乙明细表",
    "单位：万元",
    "单位：某局",
    "合计",
    "小计",
    "总计",
    "进项合计",
    "出项合计",
    "拨款",
    "杂项",
    "人员支出",
    "基薪",
    "津贴",
    "公用支出",
    "全年",
    "常规",
    "专项",
    "数",
    "项目",
    "栏次",
    "行次",
    "出访",
    "车辆",
    "购车",
    "预算",
    "决算",
    "项目名称",
    "总额",
    "执行",
    "注：空表",
    "人员合计",
    "类",
    "款",
    "无",
    "-",
];

/// Cells that the recogniser looks at, thrown together.
fn cell() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => prop::sample::select(WORDS.to_vec()).prop_map(str::to_owned),
        2 => Just(String::new()),
        3 => (0_u32..4000).prop_map(|n| format!("{}.{:02}", n / 100, n % 100)),
        2 => prop::sample::select(vec!["301", "30101", "3010", "302", "01", "1", "2", "3"]).prop_map(str::to_owned),
        1 => ".{0,6}".prop_map(|text| text),
    ]
}

fn soup() -> impl Strategy<Value = String> {
    let line = prop::collection::vec(cell(), 1..9).prop_map(|cells| cells.join("\t"));
    prop::collection::vec(line, 0..24).prop_map(|lines| lines.join("\n"))
}

/// Grids with spans that may overlap or lie anywhere.
fn grid() -> impl Strategy<Value = Document> {
    let cell = (cell(), 0_u32..40, 0_u32..4, 0_u32..3).prop_map(|(text, column, column_span, row_span)| {
        GridCell { text, column, column_span, row_span, ..GridCell::default() }
    });
    let row = prop::collection::vec(cell, 0..8).prop_map(|cells| GridRow { cells, ..GridRow::default() });
    let kind = prop::sample::select(vec![GridKind::Ruled, GridKind::Delimited, GridKind::Flowed]);
    let grid =
        (kind, prop::collection::vec(row, 0..12)).prop_map(|(kind, rows)| Block::Grid(Grid { kind, rows }));
    prop::collection::vec(grid, 0..4).prop_map(|blocks| Document { blocks, ..Document::default() })
}

fn figures(tables: &Tables) -> usize {
    let rows = tables.families.iter().flat_map(|family| family.fixed.iter().chain(&family.rows));
    rows.flat_map(|row| &row.cells).filter(|cell| cell.state == State::Value).count()
}

proptest! {
    #[test]
    fn any_text_is_recognised(text in soup()) {
        let document = read("a.txt", text.as_bytes());
        if let Ok(document) = document {
            let (once, twice) = (recognise(&document), recognise(&document));
            prop_assert_eq!(&once.families, &twice.families);
            prop_assert_eq!(&once.tables, &twice.tables);
            prop_assert_eq!(once.claimed.len(), document.blocks.len());
        }
    }

    #[test]
    fn any_grid_is_recognised(document in grid()) {
        let tables = recognise(&document);
        prop_assert_eq!(tables.claimed.len(), document.blocks.len());
    }

    #[test]
    fn every_figure_of_a_table_is_read_where_it_stands(
        rows in prop::collection::vec((1_u32..90_000, 1_u32..90_000), 1..30),
        labels in 2_usize..5,
        shift in 0_usize..3,
        order in any::<bool>(),
    ) {
        // The head has lost some of its cells on the left: only the order of its columns can be trusted.
        let names = if order { ["全年", "常规", "专项"] } else { ["全年", "专项", "常规"] };
        let gap = "\t".repeat(labels.saturating_sub(shift).max(1));
        let mut text = format!("乙明细表\n单位：万元\n科目{gap}{}\n", names.join("\t"));
        let show = |n: u32| format!("{}.{:02}", n / 100, n % 100);
        for (at, (one, two)) in rows.iter().enumerate() {
            let gap = "\t".repeat(labels - 1);
            let _ = writeln!(text, "301{:02}\t项{at}{gap}{}\t{}\t{}", at + 3, show(one + two), show(*one), show(*two));
        }
        let tables = recognise(&read("a.txt", text.as_bytes()).unwrap());
        prop_assert_eq!(figures(&tables), rows.len() * 3, "{}", text);
        let (common, special) = if order { (1, 2) } else { (2, 1) };
        for (row, (one, two)) in tables.families[2].rows.iter().zip(&rows) {
            let value = |at: usize| row.cells[at].claims[0].value;
            prop_assert_eq!(value(0), i64::from(one + two) * 1_000_000);
            prop_assert_eq!(value(common), i64::from(*one) * 1_000_000);
            prop_assert_eq!(value(special), i64::from(*two) * 1_000_000);
        }
    }
}

fn long(rows: usize) -> Document {
    let mut text = String::from("乙明细表\n单位：元\n编码\t名称\t全年\t常规\t专项\n");
    for row in 0..rows {
        let _ = writeln!(text, "3010{}\t某项{row}\t{row}.50\t{row}.00\t0.50", row % 7);
        if row % 50 == 0 {
            text.push_str("\n\n");
        }
    }
    read("a.txt", text.as_bytes()).unwrap()
}

#[test]
fn time_grows_with_the_rows() {
    let document = long(100_000);
    let start = Clock::start();
    let tables = recognise(&document);
    assert_eq!(tables.families[2].rows.len(), 100_000);
    assert_eq!(figures(&tables), 300_000);
    assert!(start.elapsed() < Duration::from_secs(60), "{:?}", start.elapsed());
}
