//! PDF files as read: tables from lines, text from positions, and what is said of files that cannot be read.

mod damage;
mod lines;
mod others;
mod unseen;
pub(crate) mod writer;

use std::io::Write;
use std::path::Path;
use std::time::{Duration, Instant};

use gouji::document::{Block, Document, Grid, GridKind, ReadError, print, read};
use proptest::prelude::*;
use writer::{Page, file, stream};

fn opened(bytes: &[u8]) -> Document {
    read("a.pdf", bytes).unwrap()
}

/// The view of a file without its first line.
fn view(bytes: &[u8]) -> String {
    let view = print(&opened(bytes));
    view.split_once('\n').unwrap().1.to_owned()
}

fn of(pages: &[Page]) -> Vec<u8> {
    file(pages, &[], "")
}

fn grids(document: &Document) -> Vec<&Grid> {
    let blocks = document.blocks.iter();
    blocks.filter_map(|block| if let Block::Grid(grid) = block { Some(grid) } else { None }).collect()
}

/// A table of two columns with a head over both, drawn from the last cell to the first.
fn table() -> Page {
    Page::default()
        .text(230, 705, 10, "12.50")
        .text(110, 705, 10, "支出")
        .text(230, 725, 10, "1,234.00")
        .text(110, 725, 10, "收入")
        .text(160, 745, 10, "决算情况")
        .text(100, 780, 12, "某某决算表")
        .grid(&[100, 300], &[700, 720, 740, 760])
        .line(200, 700, 200, 740)
}

#[test]
fn ruled_tables_come_out_of_lines() {
    assert_eq!(
        view(&of(&[table()])),
        "[页1 1] 段 某某决算表\n\
         [页1 2] 表 有线 3 行\n  \
         [页1 2] | 1×2 决算情况\n  \
         [页1 3] | 收入 | 1,234.00\n  \
         [页1 4] | 支出 | 12.50\n"
    );
}

#[test]
fn cells_span_rows_and_names_wrap() {
    let page = Page::default()
        .grid(&[100, 150, 250, 350], &[700, 730, 760])
        .text(105, 735, 10, "甲")
        .text(155, 748, 10, "机关事业单位基本养老")
        .text(155, 736, 10, "保险缴费支出")
        .text(300, 742, 10, "1.00")
        .text(155, 710, 10, "乙")
        .text(300, 710, 10, "2.00");
    let mut bytes = of(&[page]);
    assert!(view(&bytes).contains("| 甲 | 机关事业单位基本养老保险缴费支出 | 1.00"));
    let page = Page::default()
        .grid(&[150, 250], &[700, 730, 760])
        .line(100, 700, 150, 700)
        .line(100, 760, 150, 760)
        .line(100, 700, 100, 760)
        .text(105, 725, 10, "合计")
        .text(155, 740, 10, "1.00")
        .text(155, 710, 10, "2.00");
    bytes = of(&[page]);
    let document = opened(&bytes);
    let first = &grids(&document)[0].rows[0].cells[0];
    assert_eq!((first.text.as_str(), first.row_span, first.column_span), ("合计", 2, 1));
    assert_eq!(grids(&document)[0].rows[1].cells[0].column, 1);
}

#[test]
fn thin_bars_and_rectangles_are_lines_too() {
    let page = Page::default()
        .raw("100 700 200 0.5 re 100 720 200 0.5 re 100 700 0.5 20 re 200 700 0.5 20 re 300 700 0.5 20 re f")
        .raw("100 640 100 20 re 200 640 100 20 re S")
        .text(110, 705, 10, "收入")
        .text(210, 705, 10, "1.00")
        .text(110, 645, 10, "支出")
        .text(210, 645, 10, "2.00");
    let bytes = of(&[page]);
    let document = opened(&bytes);
    let texts: Vec<Vec<&str>> = grids(&document)
        .iter()
        .flat_map(|grid| &grid.rows)
        .map(|row| row.cells.iter().map(|cell| cell.text.as_str()).collect())
        .collect();
    assert_eq!(texts, [["收入", "1.00"], ["支出", "2.00"]]);
}

#[test]
fn tables_go_on_over_pages() {
    let more = Page::default()
        .grid(&[100, 200, 300], &[780, 800])
        .text(110, 785, 10, "结余")
        .text(230, 785, 10, "3.00")
        .text(290, 20, 9, "- 2 -");
    let bytes = of(&[table().text(290, 20, 9, "- 1 -"), more]);
    let document = opened(&bytes);
    let pages: Vec<Option<u32>> = grids(&document).iter().map(|grid| grid.rows[0].place.page).collect();
    assert_eq!(pages, [Some(1), Some(2)]);
    assert!(!print(&document).contains("- 1 -"));
}

#[test]
fn rows_that_a_page_end_divides_are_one() {
    let columns = [100, 145, 190, 300];
    let first = Page::default()
        .text(100, 790, 12, "某某决算表")
        .grid(&columns, &[60, 80, 700, 720])
        .text(102, 705, 10, "编码")
        .text(147, 705, 10, "名称")
        .text(200, 705, 10, "金额")
        .text(102, 68, 10, "229601")
        .text(147, 68, 10, "文化事")
        .text(200, 68, 10, "15.00");
    let second = Page::default()
        .grid(&columns, &[740, 760, 780])
        .text(102, 766, 10, "0")
        .text(147, 766, 10, "业支出")
        .text(102, 746, 10, "230")
        .text(147, 746, 10, "转移")
        .text(200, 746, 10, "1.00");
    let got = view(&of(&[first, second]));
    assert!(
        got.contains("| 2296010 | 文化事业支出 | 15.00\n") && got.contains("| 230 | 转移 | 1.00\n"),
        "{got}"
    );
}

#[test]
fn text_that_a_cell_cuts_off_is_not_read() {
    let page = Page::default()
        .grid(&[100, 200, 300], &[700, 720])
        .raw("q 100 700 100 20 re W n\n")
        .text(105, 705, 10, "甲")
        .text(180, 705, 10, "乙丙丁")
        .text(105, 680, 10, "戊")
        .raw("Q\n")
        .text(250, 705, 10, "1.00");
    let got = view(&of(&[page]));
    assert!(got.contains("| 甲 乙丙 | 1.00") || got.contains("| 甲    乙丙 | 1.00"), "{got}");
    assert!(!got.contains('丁') && !got.contains('戊'), "{got}");
}

#[test]
fn turned_pages_are_read_upright() {
    let upright = view(&of(&[table()]));
    // The page lies on its side in the file and is shown upright.
    let content = |page: &Page, matrix: &str, attributes: &str| {
        of(&[Page::default().raw(&format!("q {matrix} cm")).raw(page.content()).raw("Q").with(attributes)])
    };
    let shown = content(&table(), "0 1 -1 0 842 0", "/MediaBox [0 0 842 595] /Rotate 90");
    assert_eq!(view(&shown), upright);
    // The table lies on its side on an upright page, to the left or to the right.
    for matrix in ["0 1 -1 0 842 0", "0 -1 1 0 0 595"] {
        assert_eq!(view(&content(&table(), matrix, "/MediaBox [0 0 842 595]")), upright, "{matrix}");
    }
}

#[test]
fn text_is_read_by_position() {
    let page = Page::default()
        .text(160, 600, 14, "2024")
        .text(100, 600, 14, "本年收入")
        .text(200, 600, 14, "万元。")
        // False bold: everything twice, a hair apart.
        .raw("q 1 0 0 1 0.4 0 cm")
        .text(100, 640, 14, "一、11.10")
        .raw("Q")
        .text(100, 640, 14, "一、11.10");
    assert_eq!(view(&of(&[page])), "[页1 1] 段 一、11.10\n[页1 2] 段 本年收入2024 万元。\n");
}

#[test]
fn columns_without_lines_are_tables() {
    let row = |page: Page, y: i32, texts: [&str; 3]| {
        page.text(100, y, 10, texts[0]).text(250, y, 10, texts[1]).text(350, y, 10, texts[2])
    };
    let mut page = row(Page::default(), 700, ["项目", "预算数", "决算数"]);
    page = row(page, 680, ["收入", "1.00", "2.00"]);
    page = row(page, 660, ["支出", "3.00", "4.00"]);
    let bytes = of(&[page]);
    let document = opened(&bytes);
    assert_eq!(grids(&document)[0].kind, GridKind::Flowed);
    assert!(print(&document).contains("| 支出 | 3.00 | 4.00"));
}

#[test]
fn running_heads_go_and_units_stay() {
    let page = |number: i32| {
        Page::default()
            .text(200, 800, 9, "某局决算公开")
            .text(400, 780, 9, "单位：万元")
            .text(100, 600, 12, "正文。")
            .text(290, 30, 9, &format!("{number}"))
    };
    let view = view(&of(&[page(1), page(2), page(3), page(4)]));
    assert!(!view.contains("某局"), "{view}");
    assert_eq!(view.matches("单位：万元").count(), 4);
    assert_eq!(view.lines().count(), 8, "{view}");
}

#[test]
fn pages_without_text_are_said() {
    let picture = stream(
        "/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8",
        &[0],
    );
    let pages = [table(), Page::default().raw("q 595 0 0 842 0 0 cm /X Do Q"), Page::default()];
    let document = opened(&file(&pages, std::slice::from_ref(&picture), ""));
    let said: Vec<(Option<u32>, &str)> =
        document.notices.iter().map(|notice| (notice.place.page, notice.message.as_str())).collect();
    assert_eq!(said.len(), 2);
    assert!(said[0].0 == Some(2) && said[0].1.starts_with("第 2 页是图片，没有文字"), "{said:?}");
    assert!(said[1].0 == Some(3) && said[1].1.contains("没有文字"), "{said:?}");
    assert!(error(&file(&pages[1..], &[picture], "")).contains("都是图片"));
    assert!(error(&of(&[Page::default()])).contains("没有文字"));
}

#[test]
fn watermarks_are_left_out() {
    let page = table().raw("q 0.7 0.7 -0.7 0.7 200 500 cm").text(0, 0, 60, "样张").raw("Q");
    assert_eq!(view(&of(&[page])), view(&of(&[table()])));
}

#[test]
fn glyphs_without_a_name_are_not_guessed() {
    // A font that numbers its glyphs and does not say which characters they are.
    let font =
        b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [ << /Type \
        /Font /Subtype /CIDFontType2 /BaseFont /A /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) \
        /Supplement 0 >> /FontDescriptor 5 0 R >> ] >>";
    let page = Page::default()
        .with("/Resources << /Font << /G 6 0 R /F 3 0 R >> >>")
        .text(100, 600, 10, "收入")
        .raw("BT /G 10 Tf 1 0 0 1 130 600 Tm <00210022> Tj ET");
    let bytes = file(&[page], &[font.to_vec()], "");
    let view = view(&bytes);
    assert!(view.contains("收入") && view.contains('\u{FFFD}'), "{view}");
    assert!(view.contains("第 1 页有 2 个字"), "{view}");
}

fn error(bytes: &[u8]) -> String {
    let error = read("a.pdf", bytes).unwrap_err();
    assert!(matches!(error, ReadError::Damaged(_)), "{error}");
    assert!(error.to_string().contains('请'), "{error}");
    error.to_string()
}

#[test]
fn files_that_cannot_be_read_are_said() {
    let locked = format!(
        "/ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <{0}> /U <{0}> >>",
        "41".repeat(32)
    );
    assert!(error(&file(&[table()], &[], &locked)).contains("密码"));
    assert!(error(b"%PDF-1.7\n").contains("不完整"));
    assert!(error(b"%PDF-1.7\nnothing of the kind\n%%EOF").contains("已损坏"));
    let picture = read("a.pdf", b"\xFF\xD8\xFF\xE0\0\x10JFIF").unwrap_err();
    assert!(picture.to_string().contains("JPEG"));
    assert!(read("a.pdf", "只是文本".as_bytes()).is_ok());
}

#[test]
fn broken_tables_of_contents_are_mended() {
    let bytes = of(&[table()]);
    let whole = view(&bytes);
    let cut = bytes.windows(5).rposition(|window| window == b"xref\n").unwrap();
    let start = bytes.windows(9).rposition(|window| window == b"startxref").unwrap();
    for end in [cut, start] {
        let view = view(&bytes[..end]);
        let (read, notice) = view.split_at(whole.len());
        assert_eq!(read, whole);
        assert!(notice.contains("PDF 不完整"), "{notice}");
    }
    let mut shifted = b"some bytes of a server\n".to_vec();
    shifted.extend_from_slice(&bytes);
    assert_eq!(view(&shifted), whole);
}

#[test]
fn circles_end() {
    // A form that draws itself, and one that draws another twice.
    let itself = stream(
        "/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /XObject << /X 6 0 R >> >>",
        b"/X Do /X Do",
    );
    let bytes = file(&[table().raw("/X Do")], &[itself], "");
    let before = Instant::now();
    let _ = read("a.pdf", &bytes);
    assert!(before.elapsed() < Duration::from_secs(40));
    let text = String::from_utf8(of(&[table()])).unwrap();
    let circle = text.replace("/Kids [6 0 R ]", "/Kids [2 0 R 6 0 R 6 0 R]");
    assert_ne!(circle, text);
    assert!(view(circle.as_bytes()).contains("1,234.00"));
}

#[test]
fn bombs_are_refused_before_they_go_off() {
    let squeeze = |data: &[u8]| {
        let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(data).unwrap();
        encoder.finish().unwrap()
    };
    let once = squeeze(&vec![0_u8; 40 << 20]);
    let plain = stream("/Filter /FlateDecode", &once);
    assert!(error(&file(&[table()], &[plain], "")).contains("展开"));
    let twice = stream("/Filter [/FlateDecode /FlateDecode]", &squeeze(&once));
    assert!(error(&file(&[table()], &[twice], "")).contains("展开"));
}

#[test]
fn pages_with_too_many_instructions_are_left_out() {
    let many = Page::default().raw(&"0 0 1 1 re ".repeat(1 << 20));
    let document = opened(&of(&[table(), many, table()]));
    assert_eq!(grids(&document).len(), 2);
    let notice = &document.notices[0];
    assert!(notice.place.page == Some(2) && notice.message.contains("8 MB"), "{}", notice.message);
}

#[test]
fn forms_within_forms_are_bounded() {
    let form = |next: usize| {
        let resources = format!("/Resources << /XObject << /X {next} 0 R >> >>");
        stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 9 9] {resources}"), b"/X Do /X Do")
    };
    let forms: Vec<Vec<u8>> = (0..30).map(|at| form(7 + at)).collect();
    assert!(error(&file(&[table().raw("/X Do")], &forms, "")).contains("绘图指令太多"));
}

#[test]
fn too_many_pages_are_cut_with_a_notice() {
    let pages = vec![Page::default().text(100, 600, 10, "正文。"); 2_003];
    let document = opened(&of(&pages));
    assert_eq!(document.blocks.len(), 2_000);
    let last = document.notices.last().unwrap();
    assert!(last.message.contains("2003 页") && last.message.contains("2000"), "{}", last.message);
}

#[test]
fn published_files_are_read() {
    let folder = Path::new("../shared/disclosures");
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("skipped: no folder {}", folder.display());
        return;
    };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.extension().is_some_and(|ending| ending == "pdf") {
            let document = opened(&std::fs::read(&path).unwrap());
            assert_eq!(document.notices, [], "{}", path.display());
            assert!(grids(&document).len() >= 10 && document.blocks.len() > 200, "{}", path.display());
            assert!(grids(&document).iter().all(|grid| grid.kind == GridKind::Ruled));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever a file is, reading ends with a document or a message, and twice with the same.
    #[test]
    fn damage_is_survived(cut in 0_usize..3000, changes in prop::collection::vec((0_usize..3000, any::<u8>()), 0..12)) {
        let mut bytes = of(&[table(), table()]);
        for (at, byte) in changes {
            let length = bytes.len();
            bytes[at % length] = byte;
        }
        bytes.truncate(bytes.len().saturating_sub(cut % 2500));
        let one = read("a.pdf", &bytes);
        prop_assert_eq!(&one, &read("a.pdf", &bytes));
        if let Err(error) = one {
            prop_assert!(error.to_string().contains('请'), "{}", error);
        }
    }

    /// A page of any instructions is read.
    #[test]
    fn any_instructions_are_survived(words in prop::collection::vec(
        prop::sample::select(vec!["q", "Q", "BT", "ET", "re", "f", "S", "m", "l", "c", "h", "W", "n", "cm", "Do",
            "Tj", "TJ", "Td", "Tm", "Tf", "/F", "/X", "1", "-1", "0", "99999999999", "0.001", "(a)", "<4E00>",
            "[", "]", "<<", ">>", "BI", "ID", "EI", "sh", "gs", "Tz", "Tr", "3"]), 0..200)) {
        let bytes = of(&[table().raw(&words.join(" "))]);
        prop_assert!(read("a.pdf", &bytes).is_ok());
    }
}

#[test]
fn figures_too_wide_for_their_cell_stay_whole() {
    let page = Page::default()
        .grid(&[100, 140, 180, 220], &[700, 720])
        .text(135, 705, 10, "123,456.78")
        .text(195, 705, 10, "9.00")
        .text(102, 705, 10, "收入");
    let view = view(&of(&[page]));
    assert!(view.contains("| 收入 | 123,456.78 | 9.00"), "{view}");
}
