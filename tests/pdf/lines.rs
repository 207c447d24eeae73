//! Tables whose lines are missing, all or in part: they read as the same tables with all their lines do.

use gouji::document::{Block, Grid};

use super::writer::Page;
use super::{grids, of, opened};

/// Left ends of five columns of a table, and its right end.
const XS: [i32; 6] = [50, 110, 250, 330, 410, 490];

/// Texts of a head of two levels and two rows as (column, line from the top, text), figures at the right.
fn texts(mut page: Page) -> Page {
    let top = 700;
    for (x, line, text) in [(60, 1, "编码"), (170, 1, "名称"), (350, 0, "本年支出"), (280, 2, "合计")]
    {
        page = page.text(x, top - line * 9, 10, text);
    }
    page = page.text(350, top - 18, 10, "基本").text(430, top - 18, 10, "项目");
    for (line, row) in (0..).zip([
        ["207", "文化旅游", "1,024.86", "748.66", "276.20"],
        ["20701", "文化", "35.20", "", "35.20"],
        ["2070104", "机关事业单位养老支出", "989.66", "748.66", "241.00"],
    ]) {
        for (column, text) in row.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
            let width = i32::try_from(text.len()).unwrap() * 5;
            let x = if column < 2 { XS[column] + 2 } else { XS[column + 1] - 2 - width };
            page = page.text(x, top - 38 - line * 18, 10, text);
        }
    }
    page
}

/// The cells with text of the only table, row by row: column, columns, text.
fn cells(page: Page) -> Vec<Vec<(u32, u32, String)>> {
    let document = opened(&of(&[page]));
    let grids = grids(&document);
    assert_eq!(grids.len(), 1, "{:?}", document.blocks);
    let full = |grid: &Grid, row: usize| {
        let cells = grid.rows[row].cells.iter().filter(|cell| !cell.text.is_empty());
        cells.map(|cell| (cell.column, cell.column_span, cell.text.clone())).collect()
    };
    (0..grids[0].rows.len()).map(|row| full(grids[0], row)).collect()
}

fn wanted() -> Vec<Vec<(u32, u32, String)>> {
    let cell = |(column, columns, text): (u32, u32, &str)| (column, columns, text.to_owned());
    [
        vec![(0, 1, "编码"), (1, 1, "名称"), (2, 3, "本年支出")],
        vec![(2, 1, "合计"), (3, 1, "基本"), (4, 1, "项目")],
        vec![(0, 1, "207"), (1, 1, "文化旅游"), (2, 1, "1,024.86"), (3, 1, "748.66"), (4, 1, "276.20")],
        vec![(0, 1, "20701"), (1, 1, "文化"), (2, 1, "35.20"), (4, 1, "35.20")],
        vec![
            (0, 1, "2070104"),
            (1, 1, "机关事业单位养老支出"),
            (2, 1, "989.66"),
            (3, 1, "748.66"),
            (4, 1, "241.00"),
        ],
    ]
    .into_iter()
    .map(|row| row.into_iter().map(cell).collect())
    .collect()
}

#[test]
fn a_table_without_lines_reads_as_one_with_lines() {
    assert_eq!(cells(texts(Page::default())), wanted());
}

#[test]
fn level_lines_alone_divide_no_columns() {
    let mut page = texts(Page::default());
    for y in [712, 676, 658, 640, 620] {
        page = page.line(XS[0], y, XS[5], y);
    }
    assert_eq!(cells(page), wanted());
}

#[test]
fn a_frame_around_a_table_is_no_cell() {
    let page = texts(Page::default()).grid(&[XS[0], XS[5]], &[712, 676, 620]);
    assert_eq!(cells(page), wanted());
}

#[test]
fn tables_open_at_the_sides_keep_their_outer_columns() {
    let mut page = texts(Page::default());
    for y in [712, 676, 658, 640, 620] {
        page = page.line(XS[0], y, XS[5], y);
    }
    page = page.line(XS[2], 694, XS[5], 694);
    for (at, x) in XS[1..5].iter().enumerate() {
        page = page.line(*x, 620, *x, if at > 1 { 694 } else { 712 });
    }
    assert_eq!(cells(page), wanted());
}

#[test]
fn one_row_below_its_head_is_a_table() {
    let mut page = Page::default().text(130, 700, 10, "预算数").text(370, 700, 10, "决算数");
    for (at, (name, figure)) in (0..).zip([
        ("合计", "4.10"),
        ("出国费", "0.00"),
        ("公车费", "3.50"),
        ("合计", "2.84"),
        ("出国费", "0.36"),
        ("公车费", "2.48"),
    ]) {
        page = page.text(60 + at * 80, 682, 10, name).text(62 + at * 80, 664, 10, figure);
    }
    let cell = |column: u32, columns: u32, text: &str| (column, columns, text.to_owned());
    let got = cells(page);
    assert_eq!(got[0], [cell(0, 3, "预算数"), cell(3, 3, "决算数")]);
    assert_eq!(got[1][5], cell(5, 1, "公车费"));
    assert_eq!(
        got[2].iter().map(|cell| cell.2.as_str()).collect::<Vec<_>>(),
        ["4.10", "0.00", "3.50", "2.84", "0.36", "2.48"]
    );
}

#[test]
fn titles_with_years_and_dates_are_not_divided() {
    let page =
        texts(Page::default().text(200, 760, 14, "2024 年度支出决算表").text(420, 730, 10, "公开 03 表"));
    let document = opened(&of(&[page]));
    let first: Vec<&str> = document
        .blocks
        .iter()
        .filter_map(|block| if let Block::Paragraph(text) = block { Some(text.text.as_str()) } else { None })
        .collect();
    assert_eq!(first, ["2024 年度支出决算表", "公开 03 表"]);
}
