//! Lines whose cells are divided by a single blank, as text copied from a PDF has them.
//!
//! Running text has single blanks too. So a line is a row by its parts (names and codes before figures, no sentence, no
//! unit behind a figure), and lines are a table only together, below a title.

use super::MAX_CELLS;
use super::blanks::{is_blank, is_figure};

/// Longest part of a row.
const LONGEST: usize = 40;

/// Fewest parts of a row that makes a table, and fewest such rows.
const FEWEST: usize = 3;

/// Longest title.
const TITLE: usize = 60;

/// What a line divided at single blanks can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// A name and figures of money: a row for certain where others stand beside it.
    Figures,
    /// Names, codes or numbers alone: a head, or a row without figures.
    Names,
    /// Running text.
    Prose,
}

/// Whether a line may be the title of a table.
pub(super) fn is_title(text: &str) -> bool {
    let text = text.trim().trim_end_matches(['）', ')', '续', '（', '(']).trim_end();
    text.ends_with('表') && text.chars().nth(TITLE).is_none() && !text.contains(['。', '；', '，'])
}

/// What a line can be.
pub(super) fn shape(text: &str) -> Shape {
    let text = text.trim();
    let text =
        text.strip_prefix("其中").and_then(|rest| rest.strip_prefix(['：', ':'])).unwrap_or(text).trim();
    if text.contains(['。', '；', '，', '：', ':', ';', '？', '！', '《']) || text.ends_with(['、', ','])
    {
        return Shape::Prose;
    }
    let mut parts = 0_usize;
    let (mut named, mut amounts, mut figures) = (false, 0_usize, 0_usize);
    let mut row = 0_usize;
    let mut last = false;
    for part in split(text) {
        let figure = is_amount(part);
        if part.chars().nth(LONGEST).is_some() || (last && is_unit(part)) {
            return Shape::Prose;
        }
        parts += 1;
        named |= !figure;
        figures += usize::from(figure);
        amounts += usize::from(figure && named && part.contains('.'));
        row = if figure { row + 1 } else { 0 };
        last = figure;
    }
    // Whole numbers, dashes and zeros fill the columns of a row too; those of a head count from one on.
    let tail = || split(text).skip(parts - row);
    amounts += usize::from(named && row + 1 >= FEWEST && !in_order(tail()));
    let all_figures = parts > FEWEST && figures == parts;
    match parts {
        0 | 1 => Shape::Prose,
        2 | 3 if figures == parts && !counts(text) => Shape::Prose,
        _ if (amounts > 0 && last) || all_figures => Shape::Figures,
        _ => Shape::Names,
    }
}

/// Whether lines of these shapes are a table: enough of them have figures.
pub(super) fn is_table<'l>(lines: impl Iterator<Item = &'l str> + Clone) -> bool {
    let wide = lines.clone().filter(|line| split(line).nth(FEWEST - 1).is_some());
    let rows = wide.clone().filter(|line| shape(line) == Shape::Figures).count();
    rows >= FEWEST || (rows > 0 && wide.count() > rows)
}

/// Whether a line has a code, a number or a figure. Lines without any behind the last row are headings of text.
pub(super) fn has_number(text: &str) -> bool {
    split(text).any(is_amount)
}

/// The cells of a line.
pub(super) fn cells(text: &str) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    let mut spread = false;
    for part in split(text).take(MAX_CELLS + 1) {
        // A word set wide (合 计), and a name that goes on in brackets (使用结余 （含专用结余）).
        let single = part.chars().nth(1).is_none() && !is_amount(part);
        let bracket = part.starts_with(['（', '(']) && !is_amount(part);
        let joins = |last: &&mut String| (single && spread) || (bracket && !is_amount(last)) || is_open(last);
        match cells.last_mut().filter(joins) {
            Some(last) => last.push_str(part),
            None => cells.push(part.to_owned()),
        }
        spread = single;
    }
    cells
}

/// Whether a bracket of a cell is not closed.
fn is_open(cell: &str) -> bool {
    cell.matches(['（', '(']).count() > cell.matches(['）', ')']).count()
}

/// Whether a stretch between wide gaps has a figure beside something else: its cells are divided by single blanks too.
pub(super) fn holds_figure(text: &str) -> bool {
    let mut run = (0_usize, false);
    let mut blanks = 0_usize;
    for part in text.trim().split(is_blank) {
        if part.is_empty() {
            blanks += 1;
            continue;
        }
        run = if blanks > 0 { (1, is_amount(part)) } else { (run.0 + 1, run.1 || is_amount(part)) };
        blanks = 0;
        if run.0 > 1 && run.1 {
            return true;
        }
    }
    false
}

fn split(text: &str) -> impl Iterator<Item = &str> + Clone {
    text.split(is_blank).filter(|part| !part.is_empty())
}

/// A figure, or a dash that stands for one.
fn is_amount(part: &str) -> bool {
    is_figure(part) || matches!(part, "-" | "—" | "－" | "–" | "/")
}

/// A part that says what the figure before it counts, or goes on with its sentence.
fn is_unit(part: &str) -> bool {
    const ALONE: [&str; 14] =
        ["年", "月", "日", "个", "辆", "台", "人", "人次", "批", "批次", "家", "名", "页", "表"];
    const OPENING: [&str; 8] = ["万元", "亿元", "元", "%", "％", "年度", "、", "月"];
    ALONE.contains(&part) || OPENING.iter().any(|unit| part.starts_with(unit))
}

/// Whether numbers count from one on.
fn counts(text: &str) -> bool {
    in_order(split(text))
}

fn in_order<'t>(mut parts: impl Iterator<Item = &'t str>) -> bool {
    (1_usize..).zip(parts.by_ref()).all(|(number, part)| part.parse() == Ok(number))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_told_from_text_with_blanks() {
        let cases = [
            ("科目编码 科目名称 合计 基本支出", Shape::Names),
            ("501 园林支出 9.00 5.00", Shape::Figures),
            ("一、拨款 1 9.00 一、园林支出 31 5.00", Shape::Figures),
            ("30310 个人生产补贴", Shape::Names),
            ("1.00 2.00 3.00 4.00", Shape::Figures),
            ("1 2 3", Shape::Names),
            ("- 5 -", Shape::Prose),
            ("2024 年度收入总表", Shape::Prose),
            ("公开 01 表", Shape::Prose),
            ("单位： 万元", Shape::Prose),
            ("本年支出 100.00 万元", Shape::Prose),
            ("支出 100.00 万元，比上年增加 5.00", Shape::Prose),
            ("合计", Shape::Prose),
            ("其中：购置费 5.00 4.00", Shape::Figures),
            ("合计 — — —", Shape::Figures),
            ("合计 25 0 25", Shape::Figures),
            ("栏次 1 2 3", Shape::Names),
        ];
        for (line, wanted) in cases {
            assert_eq!(shape(line), wanted, "{line}");
        }
        assert!(is_title("2024 年度收入总表") && is_title("支出表（续）") && !is_title("支出见附表。"));
    }

    #[test]
    fn words_set_wide_are_one_cell() {
        assert_eq!(cells("合 计 5.00"), ["合计", "5.00"]);
        assert_eq!(cells("总额 5.00（调整前为 4.00） 3.00"), ["总额", "5.00（调整前为4.00）", "3.00"]);
        assert!(holds_figure("合计 5.00  4.00") && !holds_figure("合计  5.00  4.00"));
        assert_eq!(cells("使用结余 （含专用结余） 28"), ["使用结余（含专用结余）", "28"]);
    }
}
