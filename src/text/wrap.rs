//! Lines that their width broke: how wide the lines of a text are, and which go on in the next one.

use std::collections::BTreeMap;

use super::{display_width, is_blank_char, is_sentence_end, strip_ordinal};

/// Lines of one width that tell how wide lines are.
const LEAST: usize = 3;

/// By how much lines of one width may differ where nothing but their characters tells, in units of the measure.
const ALIKE: usize = 2;

/// How many characters narrower a full line may be: a first line is indented, a sign that may not open a line takes
/// its neighbour with it.
const SPARE: usize = 3;

/// A line with fewer characters tells nothing about the width, nor with fewer ideographs.
const SHORTEST: usize = 16;

/// Of the lines that go on at the width there are at least so many times those that are wider.
const MOST_WIDER: usize = 2;

/// Signs that may not open a line.
const HANGING: [char; 8] = ['。', '，', '；', '：', '、', '）', '”', '》'];

/// What the width of a line is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Measure {
    /// Columns of a terminal: half a wide character.
    Columns,
    /// Characters, however wide.
    Characters,
}

/// How wide the lines of a text are that their width broke; none where no width breaks them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wrap {
    width: Option<(Measure, usize)>,
}

/// How two lines belong together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Seam {
    /// They do not, as far as their width tells.
    #[default]
    Apart,
    /// A sentence ends with the first, as wide as a line can be: the second may go on with the next sentence.
    Behind,
    /// A sentence goes on in the second.
    Within,
}

impl Measure {
    fn of(self, text: &str) -> usize {
        match self {
            Self::Columns => display_width(text, true),
            Self::Characters => text.chars().count(),
        }
    }

    /// The width of some wide characters.
    fn wide(self, count: usize) -> usize {
        match self {
            Self::Columns => 2 * count,
            Self::Characters => count,
        }
    }
}

impl Wrap {
    /// Of lines in their order; a blank one divides nothing.
    #[must_use]
    pub fn of<'t>(lines: impl Iterator<Item = &'t str>) -> Self {
        let lines: Vec<&str> = lines.map(trimmed).filter(|line| !line.is_empty()).collect();
        let mut best: Option<(usize, Measure, usize)> = None;
        for measure in [Measure::Columns, Measure::Characters] {
            if let Some((count, width)) = usual(measure, &lines)
                && best.is_none_or(|(most, ..)| count > most)
            {
                best = Some((count, measure, width));
            }
        }
        Self { width: best.map(|(_, measure, width)| (measure, width)) }
    }

    /// How a line and the next one belong together; `after` is the one after that.
    #[must_use]
    pub fn seam(self, line: &str, next: &str, after: Option<&str>) -> Seam {
        let (line, next) = (trimmed(line), trimmed(next));
        let Some((measure, width)) = self.width else { return Seam::Apart };
        if has_gap(line) || next.is_empty() || opens(next) {
            return Seam::Apart;
        }
        let open = is_open(line);
        // What ends with a line may well end its paragraph.
        let ends = !open || line.ends_with(['；', ';', '：', ':']);
        let found = measure.of(line);
        let spare = measure.of(unbroken(next)).max(measure.wide(if ends { 2 } else { SPARE }));
        // A caption or a title below a paragraph has no clauses; a lead of its own is all of its line; a year opens a
        // paragraph more often than a sentence within one.
        let full = measure.of(next) + measure.wide(SPARE) >= width;
        let lead = next.ends_with(['：', ':']) && !full && !next.contains('。');
        if open && ends && lead {
            return Seam::Apart;
        }
        let told = || {
            let clauses = next.contains(['，', ',', '。']);
            let remark = next.starts_with(['（', '(']) && next.ends_with(['）', ')']);
            let begins = || after.is_some_and(|after| begins(next, trimmed(after)));
            !opens_with_year(next) && (full || lead || clauses || remark || begins())
        };
        // Signs that may not open a line hang out of it.
        let bare = line.trim_end_matches(HANGING);
        match measure.of(bare) <= width + ALIKE && found + spare >= width {
            true if open => Seam::Within,
            true if told() => Seam::Behind,
            _ => Seam::Apart,
        }
    }
}

/// The width that most lines have which go on, with how many there are.
fn usual(measure: Measure, lines: &[&str]) -> Option<(usize, usize)> {
    let mut going: BTreeMap<usize, usize> = BTreeMap::new();
    let mut all: Vec<usize> = Vec::new();
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        if !is_running(line) {
            continue;
        }
        let width = measure.of(line);
        all.push(width);
        if is_open(line) && lines.peek().is_some_and(|next| !opens(next)) {
            *going.entry(width).or_default() += 1;
        }
    }
    all.sort_unstable();
    let mut best: Option<(usize, usize)> = None;
    for width in going.keys().copied() {
        let count: usize = going.range(width.saturating_sub(ALIKE)..=width).map(|(_, count)| count).sum();
        let narrower = all.partition_point(|other| *other <= width + ALIKE);
        let wider = all.len() - narrower;
        if count >= LEAST && wider * MOST_WIDER <= count && best.is_none_or(|(most, _)| count >= most) {
            best = Some((count, width));
        }
    }
    best
}

fn trimmed(line: &str) -> &str {
    line.trim_matches(is_blank_char)
}

/// Running text: long enough, and no row of cells.
fn is_running(line: &str) -> bool {
    let ideographs = line.chars().filter(|c| super::is_letter(*c)).take(SHORTEST / 2).count();
    ideographs >= SHORTEST / 2 && line.chars().nth(SHORTEST - 1).is_some() && !has_gap(line)
}

/// Whether a line is divided into cells.
fn has_gap(line: &str) -> bool {
    let mut blanks = 0;
    line.chars().any(|c| {
        blanks = if c.is_whitespace() { blanks + 1 } else { 0 };
        c == '\t' || c == '|' || blanks > 1
    })
}

/// Whether no sentence ends with a line.
fn is_open(line: &str) -> bool {
    let closing = |c: char| matches!(c, '”' | '"' | '’' | '）' | ')' | '】' | '》');
    !line.trim_end_matches(closing).ends_with(is_sentence_end)
}

/// Whether a line begins with a number or a mark of its own.
fn opens(line: &str) -> bool {
    let part =
        line.strip_prefix('第').is_some_and(|rest| rest.chars().take(4).collect::<String>().contains("部分"));
    part || strip_ordinal(line).0.is_some() || line.starts_with(['-', '•', '●', '■', '◆', '*', '#'])
}

/// Whether a line is the beginning of a sentence that goes on in the one after it: too short to have a clause.
fn begins(line: &str, after: &str) -> bool {
    let goes_on = after.contains(['，', ',', '。', '：', ':']) && !opens(after) && !opens_with_year(after);
    is_open(line) && goes_on && !has_gap(after)
}

fn opens_with_year(line: &str) -> bool {
    let digits = line.chars().take_while(char::is_ascii_digit).count();
    digits == 4 && line.chars().skip(4).find(|c| !c.is_whitespace()) == Some('年')
}

/// What of the beginning of a line no width breaks: a number, or a character.
fn unbroken(line: &str) -> &str {
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '%' | '，' | ' ');
    let behind = line.trim_start_matches(number);
    let length = line.len() - behind.len();
    let first = line.chars().next().map_or(0, char::len_utf8);
    line.get(..length.max(first)).unwrap_or("")
}

/// Whether a line is the number of a page: 12, - 12 -, — 3 —, 第 3 页, 第3页 共20页, 3/20.
#[must_use]
pub fn is_page_number(text: &str) -> bool {
    let letters = || text.chars().filter(|letter| !letter.is_whitespace());
    let digit = |letter: char| letter.is_ascii_digit() || ('０'..='９').contains(&letter);
    let sign =
        |letter: char| matches!(letter, '-' | '－' | '–' | '—' | '~' | '·' | '/' | '／' | '第' | '页' | '共');
    // Nearly every line has another letter near its beginning.
    if !letters().all(|letter| digit(letter) || sign(letter)) {
        return false;
    }
    let digits = letters().filter(|letter| digit(*letter)).count();
    let marked = letters().any(|letter| matches!(letter, '页' | '/' | '／'));
    (1..=if marked { 8 } else { 4 }).contains(&digits) && letters().count() <= digits + 8
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKEN: [&str; 5] = [
        "本单位二〇二四年度的总收入为六百万元，其中本",
        "年收入四百万元，较上一年度的决算数减少了许多，",
        "主要是因为人员减少，相应的支出随之减少，也有原",
        "来的项目已经完成，不再安排资金。",
        "第二段的文字。",
    ];

    #[test]
    fn lines_that_their_width_broke_go_on() {
        let wrap = Wrap::of(BROKEN.into_iter());
        assert!(wrap.width.is_some());
        let seams: Vec<Seam> = BROKEN
            .windows(2)
            .map(|pair| wrap.seam(pair.first().unwrap(), pair.last().unwrap(), None))
            .collect();
        assert_eq!(seams, [Seam::Within, Seam::Within, Seam::Within, Seam::Apart]);
        // An ordinal opens a line of its own, a year or a figure does not.
        assert_eq!(wrap.seam(BROKEN[0], "2．支出", None), Seam::Apart);
        assert_eq!(wrap.seam(BROKEN[0], "2024年度的支出", None), Seam::Within);
        assert_eq!(wrap.seam(BROKEN[0], "78.58%，比上年", None), Seam::Within);
        assert_eq!(
            wrap.seam("本单位二〇二四年度的总收入为六百万元，够了。", "支出三百万元，比上年多。", None),
            Seam::Behind
        );
    }

    #[test]
    fn what_stands_alone_behind_a_full_line_begins_a_sentence_or_none() {
        let wrap = Wrap::of(BROKEN.into_iter());
        let full = "本单位二〇二四年度的总收入为六百万元，够了。";
        let seam = |next, after| wrap.seam(full, next, Some(after));
        assert_eq!(seam("其", "中：财政拨款收入三百万元，比上年多。"), Seam::Behind);
        assert_eq!(seam("（与上年持平的不写）", "另一段"), Seam::Behind);
        // A caption, a heading, a title of the next section.
        assert_eq!(seam("收入的构成图", "三、支出情况"), Seam::Apart);
        assert_eq!(seam("第三部分 某单位二〇二四年度部门决算情况说明", "一、收入"), Seam::Apart);
        assert_eq!(seam("收入的构成图", "2024年度支出三百万元，比上年多。"), Seam::Apart);
    }

    #[test]
    fn lines_that_are_whole_do_not() {
        let long = "本年收入四百万元，较上一年度的决算数减少了许多，主要是因为人员减少，相应的支出随之减少。";
        let whole = [BROKEN[0], long, BROKEN[1], long, BROKEN[2], long];
        assert_eq!(Wrap::of(whole.into_iter()), Wrap::default());
        assert_eq!(Wrap::of(whole.into_iter()).seam(BROKEN[0], BROKEN[1], None), Seam::Apart);
        assert_eq!(Wrap::of(BROKEN.into_iter()).seam("短的一行", "又一行", None), Seam::Apart);
    }
}
