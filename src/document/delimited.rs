//! Lines divided by tabs or pipes: which of them are rows of a table, and their cells.
//!
//! A tab does not make a row: it also indents, follows an ordinal, leads to a page number, or stands by mistake in a
//! sentence. So a line is judged with the lines beside it.

use super::MAX_CELLS;
use super::blanks::{is_figure, is_ordinal, is_sentence};
use super::lines::Line;
use super::marks::without_emphasis;

/// Signs that divide cells besides the tab.
pub(super) const PIPES: [char; 5] = ['|', '│', '┃', '║', '｜'];

/// Longest first cell of a row of two cells whose second is running text.
const SHORT: usize = 20;

/// What a line of delimited text is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Shape {
    /// A row for certain.
    Row,
    /// A row if its neighbours are: pipes within the line only.
    Loose,
    /// Delimiters and nothing else.
    Hollow,
    /// A ruled line between rows.
    Rule,
    /// One short text.
    Label,
    /// A short text and running text.
    Labelled,
    /// Running text.
    Prose,
}

/// Whether a line has a delimiter of cells (or is a ruled line of a table).
pub(super) fn is_delimited(text: &str) -> bool {
    text.contains('\t')
        || text.contains(PIPES)
        || (is_rule(text) && text.contains(['+', '┼', '┬', '┴', '╬', '╤', '╧']))
}

/// The rows among a run of delimited lines: the lines before `from` and from `to` on are running text.
pub(super) fn rows_of(run: &[Line<'_>]) -> (usize, usize) {
    let mut shapes: Vec<Shape> = run.iter().map(|line| shape(line.text)).collect();
    let ruled = shapes.contains(&Shape::Rule);
    let loose = run.iter().filter(|line| unescaped_pipes(line.text) > 1).count();
    let settled = if ruled || loose > 1 { Shape::Row } else { Shape::Prose };
    for shape in shapes.iter_mut().filter(|shape| **shape == Shape::Loose) {
        *shape = settled;
    }
    if is_contents(run) {
        return (0, 0);
    }
    let Some(first) = shapes.iter().position(|shape| *shape == Shape::Row) else {
        let labelled = run.len() > 1 && shapes.iter().all(|shape| *shape == Shape::Labelled);
        return if labelled { (0, run.len()) } else { (0, 0) };
    };
    let last = shapes.iter().rposition(|shape| *shape == Shape::Row).unwrap_or(first);
    let joins = |shape: &&Shape| !matches!(shape, Shape::Prose);
    let before = shapes.iter().take(first).rev().take_while(joins).count();
    let after = shapes.iter().skip(last + 1).take_while(joins).count();
    let (from, to) = (first - before, last + 1 + after);
    let filled = run.iter().skip(from).take(to - from).any(|line| filled(line.text) > 1);
    if filled { (from, to) } else { (0, 0) }
}

/// Whether a line is a row by itself, whatever stands beside it.
pub(super) fn is_row(text: &str) -> bool {
    shape(text) == Shape::Row
}

/// Whether a line carries nothing of its own: a ruled line, or delimiters alone.
pub(super) fn is_rule(text: &str) -> bool {
    let text = text.trim();
    if text.contains('\t') {
        return false;
    }
    let drawn = |letter: char| matches!(letter, '\u{2500}'..='\u{257F}') && !PIPES.contains(&letter);
    let mut strokes = 0_usize;
    for letter in text.chars() {
        if drawn(letter) || matches!(letter, '-' | '=' | '+') {
            strokes += 1;
        } else if !PIPES.contains(&letter) && letter != ':' && !letter.is_whitespace() {
            return false;
        }
    }
    strokes > 0 && (strokes > 2 || text.contains(PIPES)) && !has_lone_dash(text)
}

/// Cells that hold a single dash are figures, not a rule, unless nothing stands around them.
fn has_lone_dash(text: &str) -> bool {
    text.split(PIPES).filter(|cell| cell.trim() == "-").count() > 0 && text.contains(' ')
}

/// Whether a line holds delimiters and blanks alone.
pub(super) fn is_hollow(text: &str) -> bool {
    text.contains('\t') && text.chars().all(char::is_whitespace)
}

/// The outer pipes of a grid: they are its border where every row in pipes has them, or most have both and none only
/// one; else they stand beside an empty cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Border {
    left: bool,
    right: bool,
}

/// The border that lines have in common.
pub(super) fn border<'l>(lines: impl Iterator<Item = &'l str>) -> Border {
    let (mut all, mut left, mut right, mut both) = (0_usize, 0_usize, 0_usize, 0_usize);
    for line in lines.map(str::trim).filter(|line| is_piped(line) && !is_rule(line)) {
        let (opened, closed) = (line.starts_with(PIPES), line.ends_with(PIPES) && !line.ends_with("\\|"));
        all += 1;
        left += usize::from(opened);
        right += usize::from(closed);
        both += usize::from(opened && closed);
    }
    let paired = both == left && both == right && both * 2 >= all;
    Border { left: paired || left == all, right: paired || right == all }
}

/// The cells of a line, trimmed; of a row in pipes without the border. One more than [`MAX_CELLS`] stands for any
/// number more.
pub(super) fn cells(text: &str, border: Border, markdown: bool) -> Vec<String> {
    if !is_piped(text) {
        return text.split('\t').map(|cell| cell.trim().to_owned()).take(MAX_CELLS + 1).collect();
    }
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut letters = inner(text, border).chars().peekable();
    while let Some(letter) = letters.next() {
        if letter == '\\'
            && let Some(pipe) = letters.next_if(|next| *next == '|')
        {
            cell.push(pipe);
        } else if PIPES.contains(&letter) {
            cells.push(finished(&cell, markdown));
            cell.clear();
            if cells.len() > MAX_CELLS {
                return cells;
            }
        } else {
            cell.push(letter);
        }
    }
    cells.push(finished(&cell, markdown));
    cells
}

fn finished(cell: &str, markdown: bool) -> String {
    let mut text = cell.trim().to_owned();
    if text.contains('<') {
        for mark in ["<br>", "<br/>", "<br />", "<BR>"] {
            text = text.replace(mark, "\n");
        }
        text = text.split('\n').map(str::trim).collect::<Vec<_>>().join("\n");
    }
    if markdown { without_emphasis(&text) } else { text }
}

/// A row in pipes rather than tabs: pipes, and no tab unless a pipe opens the line.
fn is_piped(text: &str) -> bool {
    text.trim_start().starts_with(PIPES) && unescaped_pipes(text) > 1
        || (!text.contains('\t') && unescaped_pipes(text) > 0)
}

/// The line without its border.
fn inner(text: &str, border: Border) -> &str {
    let text = text.trim();
    let text = text.strip_prefix(PIPES).filter(|_| border.left).unwrap_or(text);
    text.strip_suffix(PIPES).filter(|_| border.right).unwrap_or(text)
}

fn unescaped_pipes(text: &str) -> usize {
    let mut before = ' ';
    let mut count = 0;
    for letter in text.chars() {
        count += usize::from(PIPES.contains(&letter) && before != '\\');
        before = letter;
    }
    count
}

/// Number of cells of a line that hold something (two stand for any more).
fn filled(text: &str) -> usize {
    let parts: &[char] = if is_piped(text) { &PIPES } else { &['\t'] };
    text.split(parts).filter(|cell| !cell.trim().is_empty()).take(2).count()
}

fn shape(text: &str) -> Shape {
    if is_hollow(text) {
        return Shape::Hollow;
    }
    if is_rule(text) {
        return Shape::Rule;
    }
    if is_piped(text) {
        return shape_of_piped(text);
    }
    let mut parts = text.split('\t').map(str::trim).skip_while(|cell| cell.is_empty());
    let first = parts.next().unwrap_or("");
    let second = parts.next().unwrap_or("");
    let more = parts.any(|cell| !cell.is_empty());
    match (second.is_empty(), more) {
        (_, true) => Shape::Row,
        (true, false) if is_sentence(text) => Shape::Prose,
        (true, false) => Shape::Label,
        (false, false) if is_ordinal(first) => Shape::Prose,
        (false, false) if is_sentence(text) => {
            let long = first.chars().nth(SHORT).is_some() || first.ends_with(['，', '。', '；', '、', '：']);
            if long { Shape::Prose } else { Shape::Labelled }
        }
        (false, false) => Shape::Row,
    }
}

fn shape_of_piped(text: &str) -> Shape {
    let opened = text.trim_start().starts_with(PIPES);
    match unescaped_pipes(text) {
        0 | 1 if opened || is_sentence(text) => Shape::Prose,
        _ if opened => Shape::Row,
        _ => Shape::Loose,
    }
}

/// Lines of a table of contents: a text, one tab, and a page number that never falls.
fn is_contents(run: &[Line<'_>]) -> bool {
    let mut page = 0_u32;
    run.len() > 2
        && run.iter().all(|line| {
            let Some((text, number)) = line.text.trim().rsplit_once('\t') else { return false };
            let number = number.trim().parse::<u32>().ok().filter(|number| (page..1000).contains(number));
            page = number.unwrap_or(page);
            number.is_some() && !text.contains('\t') && !is_figure(text)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn run(lines: &[&str]) -> (usize, usize) {
        let lines: Vec<Line<'_>> = lines.iter().map(|text| Line { text, number: 1 }).collect();
        rows_of(&lines)
    }

    #[test]
    fn rows_are_told_from_text_with_tabs() {
        let cases: [(&[&str], (usize, usize)); 14] = [
            (&["项目\t金额", "收入\t1"], (0, 2)),
            (&["本年收入为\t100 万元，比上年增加。"], (0, 0)),
            (&["\t一、主要职责"], (0, 0)),
            (&["一、\t主要职责", "二、\t机构设置"], (0, 0)),
            (&["总表\t\t\t", "项目\t行次\t金额", "收入\t1\t5"], (0, 3)),
            (&["总表\t\t\t"], (0, 0)),
            (&["\t本部门负责统筹，并承担区委、区政府交办的其他工作。", "项目\t行次\t金额"], (1, 2)),
            (&["目标一\t完成了全部任务。", "目标二\t完成了大部分任务。"], (0, 2)),
            (&["一、概况\t1", "二、决算表\t3", "三、说明\t3"], (0, 0)),
            (&["一、概况\t5", "二、决算表\t3", "三、说明\t3"], (0, 3)),
            (&["| 项目 | 金额 |", "|---|---|", "| 收入 | 1 |"], (0, 3)),
            (&["项目 | 金额", "---|---", "收入 | 1"], (0, 3)),
            (&["首页 | 公开"], (0, 0)),
            (&["合计\t1\t2", "\t\t", "说明\t这里写明情况。"], (0, 3)),
        ];
        for (lines, wanted) in cases {
            assert_eq!(run(lines), wanted, "{lines:?}");
        }
    }

    #[test]
    fn cells_keep_their_places() {
        let cases: [(&str, &[&str]); 7] = [
            ("收入\t\t1\t", &["收入", "", "1", ""]),
            ("\t 1", &["", "1"]),
            ("| 收入 | | 1 |", &["收入", "", "1"]),
            ("| 甲\\|乙 | 上<br>下 |", &["甲|乙", "上\n下"]),
            ("a | b", &["a", "b"]),
            ("│甲│乙│", &["甲", "乙"]),
            ("甲\t乙|丙", &["甲", "乙|丙"]),
        ];
        for (line, wanted) in cases {
            assert_eq!(cells(line, border([line].into_iter()), false), wanted, "{line}");
        }
    }

    #[test]
    fn ruled_lines_are_told_from_dashes() {
        for rule in ["|---|---|", "| :--- | ---: |", "---|---", "├──┼──┤", "+---+---+", "|-|-|"]
        {
            assert!(is_rule(rule), "{rule}");
        }
        for row in ["| - | - |", "| 合计 | --- |", "--", "—", "|  |  |"] {
            assert!(!is_rule(row), "{row}");
        }
    }
}
