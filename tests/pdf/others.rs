//! What other programs make of tables and pages: columns carried over page ends, tables printed sideways, files that
//! are cut short, pages that have no text to read.

use gouji::document::{Block, Document, Grid};

use super::writer::{Page, file};
use super::{grids, of, opened};

fn notices(document: &Document) -> String {
    document.notices.iter().map(|notice| notice.message.as_str()).collect::<Vec<_>>().join("\n")
}

fn lost(document: &Document) -> Vec<u32> {
    document.lost.iter().filter_map(|place| place.page).collect()
}

/// The texts of a grid by column.
fn texts(grid: &Grid) -> Vec<Vec<String>> {
    let row = |row: &gouji::document::GridRow| row.cells.iter().map(|cell| cell.text.clone()).collect();
    grid.rows.iter().map(row).collect()
}

/// Texts at left ends from a height down, 20 apart.
fn rows(mut page: Page, top: i32, rows: &[&[(i32, &str)]]) -> Page {
    for (line, row) in (0..).zip(rows) {
        for (x, text) in *row {
            page = page.text(*x, top - line * 20, 10, text);
        }
    }
    page
}

#[test]
fn columns_go_on_over_a_page_end() {
    let first = rows(
        Page::default().text(250, 780, 14, "某某支出表"),
        740,
        &[
            &[(60, "编码"), (150, "名称"), (300, "合计"), (400, "基本"), (500, "项目")],
            &[(60, "201"), (150, "甲类支出"), (300, "30.00"), (400, "10.00"), (500, "20.00")],
            &[(60, "202"), (150, "乙类支出"), (300, "25.00"), (400, "15.00"), (500, "10.00")],
        ],
    );
    // Two columns are blank on the next page, the last there and the first.
    let second = rows(
        Page::default(),
        740,
        &[
            &[(150, "丙类支出"), (300, "5.00"), (500, "5.00")],
            &[(150, "丁类支出"), (300, "6.00"), (500, "6.00")],
        ],
    );
    let document = opened(&of(&[first, second]));
    let grids = grids(&document);
    assert_eq!(grids.len(), 2, "{:?}", document.blocks);
    assert_eq!(texts(grids[1]), [["", "丙类支出", "5.00", "", "5.00"], ["", "丁类支出", "6.00", "", "6.00"]]);
}

#[test]
fn a_form_without_lines_is_rows_of_labels() {
    let page = rows(
        Page::default(),
        740,
        &[
            &[(60, "项目名称"), (200, "阅读推广")],
            &[(60, "主管部门"), (200, "某局"), (300, "实施单位"), (420, "某馆")],
            &[(60, "执行情况"), (200, "预算数"), (300, "执行数"), (420, "执行率")],
            &[(60, "资金总额"), (200, "38.00"), (300, "35.20"), (420, "92.63%")],
        ],
    );
    let document = opened(&of(&[page]));
    let grids = grids(&document);
    assert_eq!(grids.len(), 1, "{:?}", document.blocks);
    let texts = texts(grids[0]);
    assert_eq!(texts[0], ["项目名称", "阅读推广"]);
    assert_eq!(texts[1], ["主管部门", "某局", "实施单位", "某馆"]);
    assert_eq!(texts[3], ["资金总额", "38.00", "35.20", "92.63%"]);
}

#[test]
fn a_total_without_figures_is_no_part_of_the_numbers_of_columns() {
    let page = rows(
        Page::default(),
        740,
        &[
            &[(60, "编码"), (150, "名称"), (300, "合计"), (400, "基本"), (500, "项目")],
            &[(60, "栏次"), (300, "1"), (400, "2"), (500, "3")],
            &[(60, "合计")],
            &[(60, "注：没有支出。")],
        ],
    );
    let document = opened(&of(&[page]));
    let all: String = document.blocks.iter().map(|block| format!("{block:?}")).collect();
    assert!(!all.contains("栏次合计"), "{all}");
}

#[test]
fn a_title_that_wraps_is_one() {
    let page = Page::default()
        .text(115, 780, 20, "某年度一般公共预算财政拨款基本支出决算")
        .text(275, 755, 20, "明细表")
        .text(60, 700, 10, "单位：某局")
        .text(500, 700, 10, "单位：万元");
    let document = opened(&of(&[page]));
    let Block::Paragraph(title) = &document.blocks[0] else { panic!("{:?}", document.blocks) };
    assert_eq!(title.text, "某年度一般公共预算财政拨款基本支出决算明细表");
}

/// A ruled table of three columns and five rows, from texts row by row.
fn ruled(page: Page, table: &[[&str; 3]; 5]) -> Page {
    let page = page.grid(&[60, 160, 260, 360], &[600, 620, 640, 660, 680, 700]);
    let cells: Vec<Vec<(i32, &str)>> =
        table.iter().map(|row| [65, 165, 265].into_iter().zip(*row).collect()).collect();
    let cells: Vec<&[(i32, &str)]> = cells.iter().map(Vec::as_slice).collect();
    rows(page, 686, &cells)
}

const NAMES: [[&str; 3]; 5] = [
    ["编码", "名称", "合计"],
    ["201", "甲类支出", "30.00"],
    ["202", "乙类支出", "25.00"],
    ["203", "丙类支出", "5.00"],
    ["", "总计", "60.00"],
];

const MORE: [[&str; 3]; 5] = [
    ["基本", "项目", "经营"],
    ["10.00", "20.00", ""],
    ["15.00", "10.00", ""],
    ["", "5.00", ""],
    ["25.00", "35.00", ""],
];

#[test]
fn columns_on_a_page_of_their_own_are_put_beside_the_others() {
    let first =
        ruled(Page::default().text(60, 740, 12, "某某支出表").text(60, 720, 10, "部门：某局"), &NAMES);
    let second = ruled(Page::default().text(300, 720, 10, "单位：万元"), &MORE);
    let document = opened(&of(&[first, second]));
    let grids = grids(&document);
    assert_eq!(grids.len(), 1, "{:?}", document.blocks);
    assert_eq!(texts(grids[0])[1], ["201", "甲类支出", "30.00", "10.00", "20.00", ""]);
    assert!(notices(&document).contains("第 2 页是第 1 页的表横着印出去的部分"), "{}", notices(&document));
}

/// A ruled table without the room above it that a title takes: its rows stand higher on their page.
fn risen(page: Page, xs: &[i32], table: &[Vec<&str>]) -> Page {
    risen_at(page, 780, xs, table)
}

/// A ruled table from a height down.
fn risen_at(page: Page, top: i32, xs: &[i32], table: &[Vec<&str>]) -> Page {
    let ys: Vec<i32> = (0..).take(table.len() + 1).map(|line| top - line * 20).collect();
    let cells: Vec<Vec<(i32, &str)>> =
        table.iter().map(|row| xs.iter().map(|x| x + 5).zip(row.iter().copied()).collect()).collect();
    let cells: Vec<&[(i32, &str)]> = cells.iter().map(Vec::as_slice).collect();
    rows(page.grid(xs, &ys), top - 14, &cells)
}

#[test]
fn columns_at_other_heights_are_put_beside_by_code_or_order() {
    let more: Vec<Vec<&str>> = MORE.iter().map(|row| row.to_vec()).collect();
    let first = || ruled(Page::default().text(60, 740, 12, "某某支出表"), &NAMES);
    // By order and number of rows.
    let by_order = risen(Page::default(), &[60, 160, 260, 360], &more).text(60, 600, 10, "注：略。");
    let document = opened(&of(&[first(), by_order]));
    assert_eq!(grids(&document).len(), 1, "{:?}", document.blocks);
    assert_eq!(texts(grids(&document)[0])[2], ["202", "乙类支出", "25.00", "15.00", "10.00", ""]);
    assert!(notices(&document).contains("第 2 页是第 1 页的表横着印出去的部分"), "{}", notices(&document));
    // By the codes and names, which are printed again.
    let coded: Vec<Vec<&str>> =
        NAMES.iter().zip(&MORE).map(|(name, row)| [&name[..2], &row[..]].concat()).collect();
    let by_code = |coded: &[Vec<&str>]| risen(Page::default(), &[60, 110, 160, 260, 360, 460], coded);
    let full = |table: &mut Vec<Vec<&'static str>>| {
        table[4][0] = "209";
        table.to_vec()
    };
    let mut named: Vec<Vec<&str>> = NAMES.iter().map(|row| row.to_vec()).collect();
    let head = Page::default().text(60, 740, 12, "某某支出表");
    let named = risen_at(head, 700, &[60, 160, 260, 360], &full(&mut named));
    let document = opened(&of(&[named.clone(), by_code(&full(&mut coded.clone()))]));
    assert_eq!(grids(&document).len(), 1, "{:?}", document.blocks);
    assert_eq!(texts(grids(&document)[0])[3], ["203", "丙类支出", "5.00", "", "5.00", ""]);
    // Other codes are other rows.
    let mut other = full(&mut coded.clone());
    other[2][0] = "301";
    assert_eq!(grids(&opened(&of(&[named, by_code(&other)]))).len(), 2);
    // Fewer rows are not taken for the same ones: whose figures they are is not known, and the page counts as lost.
    let fewer = risen(Page::default(), &[60, 160, 260, 360], &more[..4]).text(60, 600, 10, "注：略。");
    let document = opened(&of(&[first(), fewer]));
    assert_eq!((grids(&document).len(), lost(&document)), (1, vec![2]), "{:?}", document.blocks);
    assert!(notices(&document).contains("第 2 页的表只有数"), "{}", notices(&document));
    assert!(gouji::document::print(&document).contains("注：略。"));
    // Nor are rows with names of their own.
    let mut others = more.clone();
    others[1][0] = "戊类";
    let others = risen(Page::default(), &[60, 160, 260, 360], &others);
    assert_eq!(grids(&opened(&of(&[first(), others]))).len(), 2);
}

#[test]
fn tables_of_their_own_are_not_put_beside_others() {
    // Each with its title in the same place; and one that goes on below, in the same columns.
    let titled = |table| ruled(Page::default().text(150, 740, 12, "某某支出表"), table);
    let document = opened(&of(&[titled(&NAMES), titled(&MORE)]));
    assert_eq!(grids(&document).len(), 2);
    let document = opened(&of(&[ruled(Page::default(), &NAMES), ruled(Page::default(), &MORE)]));
    assert_eq!(grids(&document).len(), 2);
    assert_eq!(notices(&document), "");
}

#[test]
fn a_file_that_is_cut_short_is_said_to_be() {
    let pages = [ruled(Page::default(), &NAMES), Page::default().text(60, 700, 10, "完")];
    let bytes = of(&pages);
    assert!(opened(&bytes).lost.is_empty());
    let end = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    let document = opened(&bytes[..end]);
    assert!(notices(&document).contains("没有下载完"), "{}", notices(&document));
    assert_eq!(lost(&document), [3]);
    let page = bytes.windows(9).position(|window| window == b"/Contents").unwrap();
    let error = gouji::document::read("a.pdf", &bytes[..page]).unwrap_err();
    assert!(error.to_string().contains("重新下载"), "{error}");
}

#[test]
fn a_page_whose_instructions_are_missing_is_lost() {
    let pages = ["甲", "乙", "丙"].map(|text| Page::default().text(60, 700, 10, text));
    let text = String::from_utf8(of(&pages)).unwrap();
    let missing = text.replace("/Contents 9 0 R", "/Contents 99 0 R");
    assert_ne!(text, missing);
    let document = opened(missing.as_bytes());
    assert_eq!(lost(&document), [2]);
    assert!(notices(&document).contains("第 2 页已损坏"), "{}", notices(&document));
}

#[test]
fn letters_drawn_as_shapes_are_no_blank_page() {
    let letter = "100 100 m 110 120 130 140 150 100 c 140 90 120 80 100 100 c f ";
    let drawn = Page::default().raw(&letter.repeat(200));
    let document = opened(&of(&[Page::default().text(60, 700, 10, "正文"), drawn.clone(), Page::default()]));
    assert!(notices(&document).contains("第 2 页的文字画成了图形"), "{}", notices(&document));
    assert!(notices(&document).contains("第 3 页没有文字"), "{}", notices(&document));
    assert_eq!(lost(&document), [2]);
    let error = gouji::document::read("a.pdf", &of(&[drawn])).unwrap_err();
    assert!(error.to_string().contains("画成了图形"), "{error}");
}

#[test]
fn a_picture_between_pages_is_lost() {
    let picture = super::writer::stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        b"\x80",
    );
    let scan = Page::default().raw("q 595 0 0 842 0 0 cm /X Do Q");
    let pages = [Page::default().text(60, 700, 10, "正文"), scan];
    let document = opened(&file(&pages, &[picture], ""));
    assert!(notices(&document).contains("第 2 页是图片"), "{}", notices(&document));
    assert_eq!(lost(&document), [2]);
}

#[test]
fn encrypted_lists_of_objects_are_bounded() {
    let list = |dictionary: &str, size: usize| {
        let object = super::writer::stream(&format!("/Type /ObjStm {dictionary}"), &vec![b'x'; size]);
        file(&[Page::default()], &[object], "/Encrypt << /Filter /Standard >>")
    };
    let error = |bytes: &[u8]| gouji::document::read("a.pdf", bytes).unwrap_err().to_string();
    assert!(error(&list("", 300 << 10)).contains("加密的对象太多"));
    assert!(error(&list("/Filter [/FlateDecode /FlateDecode]", 100)).contains("加密的对象太多"));
    assert!(!error(&list("/Filter /FlateDecode", 100)).contains("加密的对象太多"));
}
