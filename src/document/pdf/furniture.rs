//! What stands on page after page and is no part of the text: page numbers, running heads and feet.

use std::collections::BTreeMap;

use super::page::{PageRead, Piece};
use super::sheet::POINT;
use super::words::TextLine;
use crate::text::is_page_number;

/// Part of the height of a page, above and below, where running heads and feet stand: one eighth.
pub(super) const MARGIN: i32 = 8;

/// Least pages that a running head stands on.
const LEAST: usize = 3;

/// Most lines of one running head or foot.
const LINES: usize = 3;

/// Takes page numbers, running heads and feet off some pages. A line that names a value (单位：万元) is no running
/// head, however often it comes back.
pub(super) fn strip(pages: &mut [PageRead]) {
    for top in [true, false] {
        for _ in 0..LINES {
            let mut seen: BTreeMap<(String, i32), usize> = BTreeMap::new();
            for line in pages.iter().filter_map(|page| outermost(page, top)) {
                for place in places(line) {
                    *seen.entry((constant(line), place)).or_default() += 1;
                }
            }
            let least = LEAST.max(pages.len() / 4);
            let mut found = false;
            for page in pages.iter_mut() {
                let Some(line) = outermost(page, top) else { continue };
                let text = constant(line);
                let again =
                    |place: &i32| seen.get(&(text.clone(), *place)).is_some_and(|count| *count >= least);
                let value = text.contains(['：', ':']) && !is_stamp(&text);
                let running = !value && places(line).iter().any(again);
                if running || is_page_number(&line.text()) {
                    found = true;
                    if top {
                        page.pieces.remove(0);
                    } else {
                        page.pieces.pop();
                    }
                }
            }
            if !found {
                break;
            }
        }
    }
}

/// The first or last line of a page, if it stands in the margin.
fn outermost(page: &PageRead, top: bool) -> Option<&TextLine> {
    let piece = if top { page.pieces.first() } else { page.pieces.last() };
    let Piece::Line(line) = piece? else { return None };
    let edge = page.height / MARGIN;
    let inside = if top { line.y <= edge } else { line.y >= page.height - edge };
    inside.then_some(line)
}

/// Heights as they are compared: two, so that lines a hair apart share one of them.
fn places(line: &TextLine) -> [i32; 2] {
    const STEP: i32 = 6 * POINT;
    [line.y / STEP * 2, (line.y + STEP / 2) / STEP * 2 + 1]
}

/// What a running line has on every page: its text without a page number at its end.
fn constant(line: &TextLine) -> String {
    match line.stretches.split_last() {
        Some((last, rest)) if !rest.is_empty() && is_page_number(&last.text) => {
            rest.iter().map(|stretch| stretch.text.as_str()).collect::<Vec<_>>().join(" ")
        }
        _ => line.text(),
    }
}

/// Whether the colon of a line is one of an address or of a time of day: what browsers print above and below a page.
fn is_stamp(text: &str) -> bool {
    let digit = |letter: Option<char>| letter.is_some_and(|letter| letter.is_ascii_digit());
    text.match_indices([':', '：']).all(|(at, colon)| {
        let before = text.get(..at).unwrap_or_default();
        let behind = text.get(at + colon.len()..).unwrap_or_default();
        behind.starts_with("//") || (digit(before.chars().last()) && digit(behind.chars().next()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::pdf::words::Stretch;

    fn page(lines: &[(i32, &str)]) -> PageRead {
        let line = |(y, text): &(i32, &str)| {
            let stretches = vec![Stretch { text: (*text).to_owned(), from: 0, to: 1, seams: Vec::new() }];
            Piece::Line(TextLine { y: *y * POINT, size: 1000, stretches })
        };
        PageRead { height: 800 * POINT, pieces: lines.iter().map(line).collect(), ..PageRead::default() }
    }

    fn left(pages: &[PageRead]) -> Vec<String> {
        let pieces = pages.iter().flat_map(|page| &page.pieces);
        pieces
            .filter_map(|piece| if let Piece::Line(line) = piece { Some(line.text()) } else { None })
            .collect()
    }

    #[test]
    fn heads_feet_and_numbers_go() {
        let mut pages: Vec<PageRead> = (1..=4)
            .map(|number| {
                page(&[
                    (40, "某局决算"),
                    (60, "单位：万元"),
                    (400, "正文"),
                    (760, &format!("- {number} -")),
                    (770, "内部"),
                ])
            })
            .collect();
        strip(&mut pages);
        assert_eq!(left(&pages), ["单位：万元", "正文"].repeat(4));
    }

    #[test]
    fn what_browsers_print_around_pages_goes() {
        let part = |text: &str| Stretch { text: text.to_owned(), from: 0, to: 1, seams: Vec::new() };
        let line = |y: i32, texts: &[&str]| {
            let stretches = texts.iter().map(|text| part(text)).collect();
            Piece::Line(TextLine { y: y * POINT, size: 1000, stretches })
        };
        let mut pages: Vec<PageRead> = (1..=4)
            .map(|number| {
                let pieces = vec![
                    line(20, &["2025/9/26 17:52", "决算公开"]),
                    line(400, &["正文"]),
                    line(780, &["https://example.cn/a.html", &format!("{number}/4")]),
                ];
                PageRead { height: 800 * POINT, pieces, ..PageRead::default() }
            })
            .collect();
        strip(&mut pages);
        assert_eq!(left(&pages), ["正文"; 4]);
    }

    #[test]
    fn what_comes_twice_or_stands_inside_stays() {
        let mut pages = vec![page(&[(60, "表一"), (400, "12")]), page(&[(60, "表一"), (400, "12")])];
        strip(&mut pages);
        assert_eq!(left(&pages), ["表一", "12", "表一", "12"]);
        assert!(is_page_number("第 3 页 共 20 页") && is_page_number("3 / 20") && is_page_number("— 3 —"));
        assert!(
            !is_page_number("12.50")
                && !is_page_number("12345")
                && !is_page_number("第一页")
                && !is_page_number("--")
        );
    }
}
