//! What is drawn and not seen: it is not read and is told; what is seen stays, by colour, ground and order of painting.

use gouji::document::{Document, read};

use super::writer::{Page, file, stream};
use super::{of, opened, table, view};

fn notices(document: &Document) -> String {
    document.notices.iter().map(|notice| notice.message.as_str()).collect::<Vec<_>>().join("\n")
}

/// The view without what is said of the file, and what is said.
fn parts(pages: &[Page]) -> (String, String) {
    let bytes = of(pages);
    let lines = view(&bytes);
    let text: String =
        lines.lines().filter(|line| !line.contains("] 提醒 ")).map(|line| format!("{line}\n")).collect();
    (text, notices(&opened(&bytes)))
}

fn plain() -> String {
    view(&of(&[table()]))
}

/// Instructions in a colour of their own.
fn coloured(page: Page, colour: &str, drawn: &Page) -> Page {
    page.raw(&format!("q {colour} rg {colour} RG")).raw(drawn.content()).raw("Q")
}

#[test]
fn lines_in_the_colour_of_the_paper_are_no_rules() {
    let helpers = Page::default().line(150, 700, 150, 740).line(250, 700, 250, 740);
    for colour in ["1 1 1", "0.99 1 0.99"] {
        assert_eq!(parts(&[coloured(table(), colour, &helpers)]), (plain(), String::new()));
    }
    // Narrow white bars are no rules either.
    let bars = Page::default().raw("150 700 0.5 40 re 250 700 0.5 40 re f");
    assert_eq!(parts(&[coloured(table(), "1 1 1", &bars)]).0, plain());
    // In any colour that is seen they are, and in white on a coloured ground.
    let (grey, _) = parts(&[coloured(table(), "0.8 0.8 0.8", &helpers)]);
    assert_ne!(grey, plain());
    let ground = coloured(Page::default(), "0 0.2 0.6", &Page::default().raw("100 700 200 60 re f"));
    let lines = Page::default()
        .grid(&[100, 300], &[700, 720, 740, 760])
        .line(200, 700, 200, 740)
        .text(110, 705, 10, "支出")
        .text(230, 705, 10, "12.50")
        .text(110, 725, 10, "收入")
        .text(230, 725, 10, "1,234.00")
        .text(160, 745, 10, "决算情况");
    let white = coloured(ground, "1 1 1", &lines).text(100, 780, 12, "某某决算表");
    assert_eq!(parts(&[white]), (plain(), String::new()));
}

#[test]
fn white_letters_are_told_and_not_read() {
    let hidden = Page::default().text(150, 705, 10, "99.00").text(110, 600, 10, "底稿 2023");
    let (text, said) = parts(&[coloured(table(), "1 1 1", &hidden)]);
    assert_eq!(text, plain());
    assert!(said.starts_with("有白色的字，纸上看不见，没有读：「99.00」、「底稿2023」；"), "{said}");
    // On a painted ground they are letters like others.
    let ground = coloured(table(), "0.5 0.5 0.5", &Page::default().raw("100 590 200 30 re f"));
    let (text, said) = parts(&[coloured(ground, "1 1 1", &Page::default().text(110, 600, 10, "合计见下"))]);
    assert!(text.contains("段 合计见下") && said.is_empty(), "{text}{said}");
    // So they are beside a shape whose colour is not the same everywhere.
    let shape =
        coloured(table(), "0.5 0.5 0.5", &Page::default().raw("100 600 m 150 640 250 640 300 600 c f"));
    let (text, _) = parts(&[coloured(shape, "1 1 1", &Page::default().text(180, 610, 10, "合计"))]);
    assert!(text.contains("段 合计"), "{text}");
}

#[test]
fn the_topmost_figure_counts() {
    // A box over the old figure, and the new one over the box.
    for colour in ["1 1 1", "0 0 0", "0.9 0.9 1"] {
        let boxed = coloured(
            table().text(110, 600, 10, "旧数 98.70"),
            colour,
            &Page::default().raw("100 595 90 20 re f"),
        );
        let (text, said) = parts(std::slice::from_ref(&boxed));
        assert_eq!(text, plain(), "{colour}");
        assert!(said.contains("有字被盖住或与底色相同，纸上看不见，没有读：「旧数98.70」"), "{said}");
        let over = if colour == "0 0 0" { "1 1 1" } else { "0 0 0" };
        let (text, _) = parts(&[coloured(boxed, over, &Page::default().text(110, 600, 10, "新数 13.00"))]);
        assert!(text.contains("新数 13.00") && !text.contains("98.70"), "{text}");
    }
    // The same words drawn again over the box are simply there, and a box painted before hides nothing.
    let again =
        coloured(table().text(110, 600, 10, "12.50"), "1 1 1", &Page::default().raw("100 595 90 20 re f"));
    let (text, said) = parts(&[again.text(110, 600, 10, "12.50")]);
    assert!(text.contains("段 12.50") && said.is_empty(), "{text}{said}");
    let (text, said) = parts(&[table().raw("q 0.9 g 100 595 90 20 re f Q").text(110, 600, 10, "12.50")]);
    assert!(text.contains("段 12.50") && said.is_empty(), "{text}{said}");
    // A frame that is filled between its edges hides nothing.
    let frame = table().text(110, 600, 10, "12.50").raw("0 g 90 590 100 30 re 92 592 96 26 re f*");
    assert!(parts(&[frame]).0.contains("段 12.50"));
}

#[test]
fn what_is_covered_in_part_cannot_be_told() {
    let page = table().text(110, 600, 10, "12.50");
    let (text, said) = parts(&[coloured(page, "1 1 1", &Page::default().raw("100 595 13.2 20 re f"))]);
    assert!(
        text.contains("段 \u{FFFD}2.50") && said.contains("第 1 页有 1 个字被盖住一部分"),
        "{text}{said}"
    );
}

#[test]
fn figures_over_each_other_cannot_be_told() {
    let page = Page::default()
        .grid(&[100, 200, 300], &[680, 700, 720])
        .text(105, 705, 10, "收入")
        .text(205, 705, 10, "1332.00")
        .text(206, 705, 10, "1286.40")
        .text(105, 685, 10, "支出")
        .text(205, 685, 10, "7.00");
    let (text, said) = parts(&[page]);
    assert!(text.contains("| 收入 | 1\u{FFFD}") && text.contains("| 支出 | 7.00"), "{text}");
    assert!(said.contains("与别的字印在一处"), "{said}");
}

#[test]
fn light_words_again_and_again_are_a_watermark() {
    let mut marks = Page::default();
    for (x, y) in (0..12).map(|at| (60 + at % 3 * 120, 600 + at / 3 * 47)) {
        marks = marks.text(x, y, 12, "政务公开");
    }
    let (text, said) = parts(&[coloured(table(), "0.85 0.85 0.85", &marks)]);
    assert_eq!(text, plain());
    assert_eq!(said, "有浅色的水印，没有读：「政务公开」；是正文的请改为黑色");
    // Dark words over figures are none, nor are light ones that stand by themselves or on a darker ground.
    let (text, _) = parts(&[coloured(table(), "0.2 0.2 0.2", &marks)]);
    assert!(text.contains("政务公开"), "{text}");
    let apart = Page::default().text(60, 600, 10, "公开").text(60, 570, 10, "公开").text(60, 520, 10, "公开");
    let (text, said) = parts(&[coloured(table(), "0.7 0.7 0.7", &apart)]);
    assert_eq!((text.matches("段 公开").count(), said), (3, String::new()), "{text}");
}

#[test]
fn words_with_a_line_through_them_are_told() {
    let struck = table().text(110, 600, 10, "12.50").line(109, 603, 136, 603).text(200, 600, 10, "13.00");
    let (text, said) = parts(&[struck]);
    assert!(text.contains("段 13.00") && !text.contains("段 12.50"), "{text}");
    assert_eq!(said, "有划掉的文字没有删去，没有读：「12.50」；公开前请删去");
    // A line below them, a rule that goes on, and one between two others do not strike out.
    for line in [(109, 598, 136, 598), (60, 603, 400, 603)] {
        let page = table().text(110, 600, 10, "12.50").line(line.0, line.1, line.2, line.3);
        assert!(parts(&[page]).0.contains("段 12.50"), "{line:?}");
    }
    let low = Page::default().grid(&[100, 130, 200], &[600, 620, 640]).text(102, 617, 10, "12.50");
    assert!(parts(&[low.text(135, 605, 10, "8.00")]).0.contains("12.50"));
}

#[test]
fn what_was_recognised_of_a_picture_is_told_and_not_read() {
    let picture = stream(
        "/Type /XObject /Subtype /Image /Width 2 /Height 2 /BitsPerComponent 8 /ColorSpace /DeviceGray",
        &[200; 4],
    );
    let scan = "q 595 0 0 842 0 0 cm /X Do Q";
    let words = table();
    let hidden = Page::default().raw("3 Tr").raw(words.content()).raw(scan);
    let under = Page::default().raw(words.content()).raw(scan);
    for page in [hidden, under] {
        let both = file(&[table(), page.clone()], std::slice::from_ref(&picture), "");
        let document = opened(&both);
        assert_eq!(
            notices(&document),
            "第 2 页是扫描件，文字是看不见的识别结果，没有读；请取得可以复制文字的原件"
        );
        assert_eq!(document.lost.len(), 1);
        let error = read("a.pdf", &file(&[page], std::slice::from_ref(&picture), "")).unwrap_err();
        assert!(error.to_string().contains("是扫描件，文字是看不见的识别结果，没有读"), "{error}");
    }
    // A picture behind the words is a ground.
    let ground = Page::default().raw(scan).raw(words.content());
    assert!(notices(&opened(&file(&[ground], &[picture], ""))).is_empty());
}
