//! Lines of a document in reading order: cover, table of contents, body; page numbers are dropped, captions kept apart.

use crate::account::broken::Broken;
use crate::document::{Block, Document, Place};
use crate::schema::{Custom, Customs};
use crate::text::{Seam, fold_text, is_clause_end, is_sentence_end};

/// Most lines in front of the table of contents that are a cover.
const LONGEST_COVER: usize = 40;

/// Most lines that the title on a cover is set over.
const TITLE_LINES: usize = 4;

/// Entries of a table of contents, one of which has a page number if any has.
const FIRST_ENTRIES: usize = 3;

/// Longest line of a table of contents, in characters.
const LONGEST_ENTRY: usize = 80;

/// A printed line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    /// As printed, page breaks inside read as blanks.
    pub(super) text: String,
    /// The same, folded.
    pub(super) folded: String,
    /// Where.
    pub(super) place: Place,
    /// The byte of the document's paragraph that it begins at.
    pub(super) from: u32,
    /// A table used it.
    pub(super) claimed: bool,
    /// A table or the beginning of a file stands between it and the line before.
    pub(super) apart: bool,
    /// How it belongs to the line before, if their width broke them.
    pub(super) seam: Seam,
    /// The next line goes on from it.
    pub(super) goes_on: bool,
}

/// The printed lines of a document, before tables are taken out of them.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines {
    /// Each with the block that it is.
    lines: Vec<(usize, Line)>,
    /// Where in `lines` another file begins.
    parts: Vec<usize>,
    /// Captions of pictures, which are no part of the text.
    captions: Vec<Line>,
}

/// The lines of a document by where they stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Layout {
    /// In front of the table of contents.
    pub(super) cover: Vec<Line>,
    /// The table of contents, its heading left out.
    pub(super) contents: Vec<Line>,
    /// All that follows.
    pub(super) body: Vec<Line>,
    /// Captions of pictures, wherever they stand.
    pub(super) captions: Vec<Line>,
}

impl Lines {
    /// Of a document; page numbers are left out, captions kept apart.
    pub(super) fn of(customs: &Customs, document: &Document, broken: &Broken) -> Self {
        let mut all = Self::default();
        let mut parts = document.parts.iter().peekable();
        let mut apart = false;
        for (at, (block, seam)) in document.blocks.iter().zip(broken.seams()).enumerate() {
            if parts.next_if(|begins| **begins <= at).is_some() {
                all.parts.push(all.lines.len());
                apart = true;
            }
            let Block::Paragraph(paragraph) = block else {
                apart = true;
                continue;
            };
            let whole = paragraph.text.replace('\u{000C}', " ");
            let mut seam = seam;
            for (start, end) in headings_within(customs, &whole) {
                let text = whole.get(start..end).unwrap_or("");
                let from = (start + text.len() - text.trim_start().len()) as u32;
                let text = text.trim();
                let folded = fold_text(text);
                if folded.is_empty() || is_page_number(customs, &folded) {
                    continue;
                }
                let caption = seam != Seam::Within && is_caption(customs, &folded);
                let (text, place) = (text.to_owned(), paragraph.place.clone());
                let mut seam = std::mem::take(&mut seam);
                let first = all.lines.len() <= all.parts.last().map_or(0, |part| *part) + 1;
                if let Some((_, last)) = all.lines.last_mut().filter(|_| seam == Seam::Within) {
                    // The title of a text may be as wide as its lines.
                    last.goes_on = !(first && is_title(customs, &last.folded));
                    seam = if last.goes_on { seam } else { Seam::Apart };
                }
                let line = Line { text, folded, place, from, claimed: false, apart, seam, goes_on: false };
                if caption {
                    all.captions.push(line);
                    continue;
                }
                all.lines.push((at, line));
                apart = false;
            }
        }
        all
    }

    /// The lines by where they stand; `claimed` says for each block of the document whether a table used it. A
    /// document joined from several files has a cover and contents in each.
    pub(super) fn layout(&self, customs: &Customs, claimed: &[bool]) -> Layout {
        let mut whole = Layout { captions: self.captions.clone(), ..Layout::default() };
        let mut from = 0;
        for to in self.parts.iter().copied().chain([self.lines.len()]) {
            let part = self.lines.get(from..to).unwrap_or_default().iter().map(|(block, line)| {
                let claimed = claimed.get(*block).copied().unwrap_or(false);
                Line { claimed, ..line.clone() }
            });
            whole.add(divide(customs, part.collect()));
            from = to;
        }
        whole
    }
}

impl Line {
    /// It is a part of a sentence that its width broke: no title, whatever its words.
    pub(super) fn is_part(&self) -> bool {
        self.continues() || self.goes_on
    }

    /// It goes on in the middle of a sentence from the line before.
    pub(super) fn continues(&self) -> bool {
        self.seam == Seam::Within
    }
}

impl Layout {
    fn add(&mut self, part: Layout) {
        self.cover.extend(part.cover);
        self.contents.extend(part.contents);
        self.body.extend(part.body);
    }
}

/// The stretches of a paragraph that headings with blanks around them divide: 「…（见附件） 一、收入支出决算总表」. A
/// numbered heading in running text ends at the next blank.
fn headings_within(customs: &Customs, text: &str) -> Vec<(usize, usize)> {
    let mut cuts = vec![0];
    let mut titled = opens(text.trim_start());
    for (at, blank) in text.char_indices().filter(|(_, c)| c.is_whitespace()) {
        let (before, rest) = (text.get(..at).unwrap_or(""), text.get(at + blank.len_utf8()..).unwrap_or(""));
        let (before, next) = (before.trim_end(), rest.trim_start());
        if before.is_empty() || next.is_empty() {
            continue;
        }
        let piece = cuts.last().and_then(|from| before.get(*from..)).unwrap_or("").trim_start();
        let heading = opens(next);
        let ends = || {
            titled
                && !opens(before)
                && is_entry(piece.trim_end_matches('。'))
                && customs.ends(Custom::HeadingEnd, piece)
        };
        // 第三部分 alone is the number of what stands behind it.
        let number = piece.chars().count() <= 5 && piece.ends_with("部分");
        if (heading || cuts.len() > 1 && ends()) && !number {
            cuts.push(at);
            titled = heading;
        }
    }
    cuts.push(text.len());
    cuts.windows(2).filter_map(|cut| Some((*cut.first()?, *cut.get(1)?))).collect()
}

/// Whether a text opens with the number of a part or of a first-level heading.
fn opens(text: &str) -> bool {
    let numeral = |c: char| "一二三四五六七八九十".contains(c);
    let count = |text: &str| text.chars().take_while(|c| numeral(*c)).count();
    let part = text.strip_prefix('第').is_some_and(|rest| {
        let rest = rest.trim_start_matches(numeral);
        rest.starts_with("部分")
    });
    let ordinal = count(text) > 0 && text.trim_start_matches(numeral).starts_with('、');
    part || ordinal
}

fn divide(customs: &Customs, lines: Vec<Line>) -> Layout {
    let is_heading = |line: &Line| {
        customs
            .behind(Custom::Contents, &line.folded)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(':'))
    };
    let Some(at) = lines.iter().take(LONGEST_COVER).position(is_heading) else {
        let mut lines = lines;
        join_title(customs, &mut lines, 0);
        let is_title = |line: &&Line| !line.claimed && !line.continues() && is_cover(customs, &line.folded);
        let cover = lines.iter().take_while(is_title).count();
        let body = lines.split_off(cover);
        return Layout { cover: lines, body, ..Layout::default() };
    };
    let mut lines = lines;
    let mut rest = lines.split_off(at);
    for start in 0..lines.len() {
        join_title(customs, &mut lines, start);
    }
    let mut contents = Vec::new();
    let mut keys: Vec<String> = Vec::new();
    let mut taken = 0;
    let mut page =
        rest.iter().skip(1).take(FIRST_ENTRIES).any(|line| paged(&line.text).is_some()).then_some(0);
    for (at, line) in rest.iter().enumerate() {
        let text = if at == 0 { behind_heading(&line.text) } else { line.text.as_str() };
        let mut entry = entry(text);
        if let Some(last) = page
            && let Some((before, number)) = paged(entry).filter(|(_, number)| *number >= last)
        {
            (entry, page) = (before, Some(number));
        }
        let key = fold_text(entry);
        if at > 0 && (line.claimed || line.apart || !is_entry(entry) || keys.contains(&key)) {
            break;
        }
        taken = at + 1;
        if !key.is_empty() {
            contents.push(Line { text: entry.to_owned(), folded: key.clone(), ..line.clone() });
            keys.push(key);
        }
    }
    let body = rest.split_off(taken);
    Layout { cover: lines, contents, body, ..Layout::default() }
}

fn behind_heading(text: &str) -> &str {
    text.split_once(['：', ':']).map_or("", |(_, rest)| rest)
}

/// An entry without its dots and page number.
fn entry(text: &str) -> &str {
    let trimmed = text.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    let dotted = trimmed
        .trim_end_matches(|c: char| matches!(c, '.' | '…' | '·' | '-' | '—' | '．') || c.is_whitespace());
    let dots = trimmed.get(dotted.len()..).map_or(0, |dots| dots.chars().count());
    if dots >= 2 { dotted } else { text.split('\t').next().unwrap_or(text).trim() }
}

/// An entry and the page number that a blank parts from it: where a tab led to it the dots are no text.
fn paged(text: &str) -> Option<(&str, u32)> {
    let before = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let digits = text.get(before.len()..).filter(|digits| digits.len() <= 4)?;
    let entry = before.trim_end();
    let apart = entry.len() < before.len() && !entry.is_empty();
    digits.parse().ok().filter(|_| apart).map(|number| (entry, number))
}

fn is_entry(text: &str) -> bool {
    text.chars().count() <= LONGEST_ENTRY && !text.chars().any(is_sentence_end)
}

/// Without a table of contents, only a title with its year is a cover.
fn is_cover(customs: &Customs, folded: &str) -> bool {
    let short = folded.chars().count() <= 60 && !folded.chars().any(is_sentence_end);
    short
        && customs.ends(Custom::CoverEnd, folded)
        && customs.within(Custom::Publication, folded)
        && year_named(folded).is_some()
}

/// Whether a line has nothing but a year, a publication and the end of a title.
fn is_title(customs: &Customs, folded: &str) -> bool {
    !folded.contains(is_clause_end)
        && year_named(folded).is_some()
        && customs.within(Custom::Publication, folded)
        && (customs.ends(Custom::HeadingEnd, folded) || customs.ends(Custom::CoverEnd, folded))
}

/// Makes the lines of a title that is set over several lines one line, where one begins.
fn join_title(customs: &Customs, lines: &mut Vec<Line>, start: usize) {
    let (mut text, mut folded) = (String::new(), String::new());
    for (count, line) in lines.iter().skip(start).take(TITLE_LINES).enumerate() {
        if line.claimed
            || (count > 0 && (line.apart || line.folded.contains(is_clause_end)))
            || is_cover(customs, &line.folded)
            || !is_entry(&line.text)
        {
            return;
        }
        text.push_str(&line.text);
        // Each character is folded by itself, so what was joined is folded already.
        folded.push_str(&line.folded);
        if is_cover(customs, &folded) {
            if let Some(first) = lines.get_mut(start) {
                (first.text, first.folded, first.goes_on) = (text, folded, false);
            }
            lines.drain(start + 1..=start + count);
            if let Some(next) = lines.get_mut(start + 1) {
                next.seam = Seam::Apart;
            }
            return;
        }
    }
}

/// The first year that folded text names (2024年, 2024年度), dates left out.
#[must_use]
pub fn year_named(folded: &str) -> Option<i32> {
    for (at, _) in folded.match_indices('年') {
        let Some(digits) = at.checked_sub(4).and_then(|from| folded.get(from..at)) else { continue };
        let before = at.checked_sub(5).and_then(|from| folded.as_bytes().get(from));
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) || before.is_some_and(u8::is_ascii_digit) {
            continue;
        }
        let rest = folded.get(at + '年'.len_utf8()..).unwrap_or("");
        let month = rest.trim_start_matches(|c: char| c.is_ascii_digit());
        if month.len() < rest.len() && month.starts_with('月') {
            continue;
        }
        let year = digits.parse().ok().filter(|year| (1990..2100).contains(year));
        if year.is_some() {
            return year;
        }
    }
    None
}

/// 12, - 12 -, 第12页, 第 3 页 共 20 页, 3/20.
fn is_page_number(customs: &Customs, folded: &str) -> bool {
    if folded.len() > 40 || folded.contains('.') {
        return false;
    }
    let digits = folded.chars().filter(char::is_ascii_digit).count();
    let others = folded.chars().filter(|c| !c.is_ascii_digit());
    let marked = customs.within(Custom::PageMark, folded) || folded.contains('/');
    let is_loose = |c: char| matches!(c, '-' | '/' | '~' | '·' | ',') || customs.has(Custom::PageLetter, c);
    let loose = others.clone().all(is_loose);
    digits > 0 && loose && (digits <= 4 || (marked && digits <= 8)) && others.count() <= 8
}

/// 图1：…, （图1：…）
fn is_caption(customs: &Customs, folded: &str) -> bool {
    let rest = customs.behind(Custom::Caption, folded.trim_start_matches('(')).unwrap_or("");
    rest.starts_with(|c: char| c.is_ascii_digit()) && folded.chars().count() <= 60 && !folded.contains('。')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Paragraph;

    fn document(lines: &[&str]) -> Document {
        let paragraph = |(at, text): (usize, &&str)| {
            Block::Paragraph(Paragraph { text: (*text).to_owned(), place: Place::line(at as u32 + 1) })
        };
        Document { blocks: lines.iter().enumerate().map(paragraph).collect(), ..Document::default() }
    }

    fn layout(document: &Document) -> Layout {
        let customs = Customs::default();
        Lines::of(&customs, document, &Broken::of(document)).layout(&customs, &[])
    }

    fn texts(lines: &[Line]) -> Vec<&str> {
        lines.iter().map(|line| line.text.as_str()).collect()
    }

    #[test]
    fn contents_end_where_they_repeat() {
        let lines = [
            "某局",
            "2023年度部门决算",
            "目 录",
            "第一部分 概况……1",
            "第二部分 决算表……3",
            "第一部分 概况",
            "- 2 -",
            "正文。",
        ];
        let layout = layout(&document(&lines));
        assert_eq!(texts(&layout.cover), ["某局", "2023年度部门决算"]);
        assert_eq!(texts(&layout.contents), ["第一部分 概况", "第二部分 决算表"]);
        assert_eq!(texts(&layout.body), ["第一部分 概况", "正文。"]);
    }

    #[test]
    fn titles_over_several_lines_are_one() {
        let title = ["2024年度某市", "某区图书馆", "部门决算公开"];
        for (behind, cover) in [(["目录", "一、概况"], 1), (["一、概况", "正文。"], 1)] {
            let lines: Vec<&str> = title.iter().chain(&behind).copied().collect();
            let layout = layout(&document(&lines));
            assert_eq!(texts(&layout.cover), ["2024年度某市某区图书馆部门决算公开"]);
            assert_eq!(layout.cover.len(), cover);
        }
        let whole = layout(&document(&["某区图书馆", "2024年度部门决算", "一、概况"]));
        assert_eq!(texts(&whole.body), ["某区图书馆", "2024年度部门决算", "一、概况"]);
    }

    #[test]
    fn page_numbers_behind_tabs_are_no_part_of_entries() {
        let lines = ["目录", "一、概况 1", "二、说明 3", "附件 1", "附件 2", "一、概况", "正文。"];
        let layout_of = |lines: &[&str]| layout(&document(lines));
        let numbered = layout_of(&lines);
        assert_eq!(texts(&numbered.contents), ["一、概况", "二、说明", "附件 1", "附件 2"]);
        assert_eq!(texts(&numbered.body), ["一、概况", "正文。"]);
        let plain = layout_of(&[
            "目录",
            "一、概况",
            "二、说明",
            "三、其他",
            "附件 1",
            "附件 2",
            "一、概况",
            "正文。",
        ]);
        assert_eq!(texts(&plain.contents), ["一、概况", "二、说明", "三、其他", "附件 1", "附件 2"]);
    }

    #[test]
    fn page_numbers_and_captions_are_dropped() {
        let dropped = ["12", "- 12 -", "— 3 —", "第 3 页", "第3页 共20页", "图 1：收、支变动情况"];
        assert_eq!(layout(&document(&dropped)).body, Vec::new());
        let kept = ["76.23", "图书馆", "12万元", "2,940.05"];
        assert_eq!(texts(&layout(&document(&kept)).body), kept);
    }

    #[test]
    fn years_are_no_dates() {
        assert_eq!(year_named("2024年度决算"), Some(2024));
        assert_eq!(year_named("2024年重点工作"), Some(2024));
        assert_eq!(year_named("2025年10月28日"), None);
        assert_eq!(year_named("12024年"), None);
    }
}
