//! Changes of the pages of a PDF: figures are found by the instruction that shows them.

use super::change::{another, is_figure};
use super::{Kind, MARKS, marked};
use crate::formats::pages::example_pages;
use crate::pdf::writer::{Page, file};
use crate::support::random::Random;

/// A text that is shown: its line among the instructions, where, what.
struct Shown {
    line: usize,
    x: i32,
    y: i32,
    text: String,
}

/// `BT /F 8 Tf 1 0 0 1 x y Tm <hex> Tj ET`.
fn shown(line: usize, instruction: &str) -> Option<Shown> {
    let words: Vec<&str> = instruction.split(' ').collect();
    let ["BT", "/F", _, "Tf", "1", "0", "0", "1", x, y, "Tm", hex, "Tj", "ET"] = words.as_slice() else {
        return None;
    };
    let hex = hex.trim_matches(['<', '>']);
    let unit = |at: usize| u16::from_str_radix(&hex[at..at + 4], 16).unwrap();
    let units: Vec<u16> = (0..hex.len()).step_by(4).map(unit).collect();
    Some(Shown {
        line,
        x: x.parse().unwrap(),
        y: y.parse().unwrap(),
        text: String::from_utf16(&units).unwrap(),
    })
}

/// Instructions that show a text.
fn show(x: i32, y: i32, size: i32, text: &str) -> String {
    Page::default().text(x, y, size, text).content().trim_end().to_owned()
}

pub(super) fn made(kind: Option<Kind>, random: &mut Random) -> (Vec<u8>, String) {
    let mut pages = example_pages();
    let Some(kind) = kind else { return (file(&pages, &[], ""), String::new()) };
    let number = loop {
        let number = random.below(pages.len());
        if texts(&pages[number]).iter().any(|shown| is_figure(&shown.text) && shown.text.len() > 4) {
            break number;
        }
    };
    let page = &pages[number];
    let mut lines: Vec<String> = page.content().lines().map(str::to_owned).collect();
    let texts = texts(page);
    let figures: Vec<&Shown> =
        texts.iter().filter(|shown| is_figure(&shown.text) && shown.text.len() > 4).collect();
    let figure = *random.pick(&figures);
    let (x, y, size) = (figure.x, figure.y, 8);
    let old = another(&figure.text, random);
    let mut done = format!("page {}: {old} at {x} {y}, where {} stands", number + 1, figure.text);
    match kind {
        Kind::Hide => lines.insert(figure.line, format!("q BT 3 Tr {} Q", &show(x, y, size, &old)[3..])),
        Kind::Strike => {
            // The old figure in small type above the new one, with a line through it.
            let (wide, middle) = (2 * figure.text.len() as i32, y + 8);
            lines.insert(figure.line, show(x, y + 7, 4, &old));
            lines.insert(figure.line, format!("0.3 w {x} {middle} m {} {middle} l S", x + wide));
        }
        Kind::White => lines
            .insert(figure.line, format!("q 1 1 1 rg {} Q", show(x, y + random.below(7) as i32, size, &old))),
        Kind::Overlay => {
            let wide = 4 * figure.text.len() as i32;
            let cover = format!("q 1 1 1 rg {} {} {} 10 re f Q", x - 1, y - 2, wide + 2);
            lines.splice(figure.line..figure.line, [show(x, y, size, &old), cover]);
        }
        Kind::Wrap => {
            let middle = 1 + random.below(figure.text.len() - 1);
            let (first, rest) = figure.text.split_at(middle);
            done = format!("page {}: {first} over {rest}", number + 1);
            lines[figure.line] = show(x, y + 5, size, first);
            lines.insert(figure.line, show(x, y - 4, size, rest));
        }
        Kind::Mark => {
            let any = random.pick(&texts);
            let marked = marked(&any.text, random);
            // The font of these files gives each character an advance, which is taken back.
            let parts: String = marked
                .chars()
                .map(|c| {
                    let back = if MARKS.contains(&c) { " 1000 " } else { "" };
                    format!("<{:04X}>{back}", u32::from(c))
                })
                .collect();
            lines[any.line] = format!("BT /F {size} Tf 1 0 0 1 {} {} Tm [{parts}] TJ ET", any.x, any.y);
            done = format!("page {}: {marked:?}", number + 1);
        }
        Kind::Raise => {
            // Behind the figure, in small type; at the right of its cell the figure makes room.
            let mark = *random.pick(&["1", "2", "*"]);
            let wide = 4 * figure.text.len() as i32;
            lines[figure.line] = show(x - 4, y, size, &figure.text);
            lines.insert(figure.line, show(x - 4 + wide, y + 4, 4, mark));
            done = format!("page {}: {mark} behind {} at {x} {y}", number + 1, figure.text);
        }
        Kind::Helper => {
            let across = x + random.below(2 * figure.text.len()) as i32;
            let white = format!("q 1 1 1 RG {across} {} m {across} {} l S Q", y - 60, y + 60);
            lines.push(white);
            done = format!("page {}: white line at {across} over {y}", number + 1);
        }
        Kind::Watermark => {
            let words = *random.pick(&["政务公开", "内部资料", "云泽市图书馆"]);
            let (left, down) = (random.below(90) as i32, random.below(60) as i32);
            let marks = (0..6).flat_map(|row| (0..5).map(move |column| (row, column)));
            let marks = marks.map(|(row, column)| {
                let words = show(left + 190 * column, 60 + down + 120 * row, 18, words);
                format!("q 0.85 g {words} Q")
            });
            let at = if random.chance(50) { 0 } else { lines.len() };
            lines.splice(at..at, marks);
            done = format!("page {}: {words} from {left} {down}", number + 1);
        }
        Kind::Shift => {
            let (across, down) = (random.between(-30, 30), random.between(-25, 25));
            lines.insert(0, format!("1 0 0 1 {across} {down} cm"));
            done = format!("page {} moved by {across}, {down}", number + 1);
        }
        _ => unreachable!("done on paragraphs and tables"),
    }
    pages[number] = page.again(&lines.join("\n"));
    (file(&pages, &[], ""), done)
}

fn texts(page: &Page) -> Vec<Shown> {
    page.content().lines().enumerate().filter_map(|(at, line)| shown(at, line)).collect()
}
