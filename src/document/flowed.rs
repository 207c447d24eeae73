//! Lines whose cells are divided by alignment alone: runs of two or more blanks.

use super::MAX_CELLS;
use super::blanks::{is_blank, is_figure};
use super::lines::Line;

/// Figures of a line beyond which it makes a table with one line of heads.
const MANY: usize = 3;

/// Blanks in front of a cell that stands in a column of its own.
const APART: usize = 8;

/// Longest name of a row that stands alone at the margin.
const NAME: usize = 20;

/// Number of wide gaps within a line, if it can be a row at all: running text cannot.
pub(super) fn gaps(text: &str) -> usize {
    if text.contains('。')
        || text.trim_end().ends_with(['；', '，', '、'])
        || text.matches('，').nth(1).is_some()
    {
        return 0;
    }
    split(text).count().saturating_sub(1)
}

/// Whether a line between rows can be one of them whose other cells are blank: a short name, or one cell far from the
/// margin.
pub(super) fn is_alone(text: &str) -> bool {
    let indent = text.chars().take_while(|letter| is_blank(*letter)).count();
    let name = text.trim();
    let plain = !name.contains(['。', '；', '，', '：', ':', ' ']) && !name.is_empty();
    plain && (indent >= APART || (name.chars().nth(NAME).is_none() && !name.starts_with(['第', '（', '('])))
}

/// The rows among a run of lines with wide gaps: the lines before `from` and from `to` on are running text.
///
/// Two lines of three cells, and figures in two lines or many in one, make a table; fewer are words that somebody
/// spaced out.
pub(super) fn rows_of(run: &[Line<'_>]) -> (usize, usize) {
    let has_figure = |line: &Line<'_>| split(line.text).any(is_figure);
    let is_row = |line: &Line<'_>| gaps(line.text) > 1 || has_figure(line);
    let (Some(from), Some(last)) = (run.iter().position(is_row), run.iter().rposition(is_row)) else {
        return (0, 0);
    };
    let rows = || run.iter().skip(from).take(last + 1 - from);
    let wide = rows().filter(|line| gaps(line.text) > 1).take(2).count();
    let figures = rows().filter(|line| has_figure(line)).take(2).count();
    let many = rows().any(|line| {
        let dashes = || split(line.text).skip(1).all(|cell| fills(cell) && !is_figure(cell));
        split(line.text).filter(|cell| fills(cell)).nth(MANY).is_some() || (gaps(line.text) > 1 && dashes())
    });
    if wide < 2 || (figures < 2 && !many) {
        return (0, 0);
    }
    // Headings over several columns each are fewer than the columns; what is named with a colon is no heading.
    let heads = run.iter().take(from).rev().take_while(|line| !line.text.contains(['：', ':']));
    (from - heads.count(), last + 1)
}

/// A figure, or a dash that stands for one.
fn fills(cell: &str) -> bool {
    is_figure(cell) || matches!(cell, "-" | "—" | "－" | "–" | "/")
}

/// The cells of a line. Two single characters at its start are one word set wide (合　　计).
pub(super) fn cells(text: &str) -> Vec<String> {
    let mut cells: Vec<String> = split(text).take(MAX_CELLS + 1).map(str::to_owned).collect();
    let single =
        |at: usize| cells.get(at).is_some_and(|cell| cell.chars().nth(1).is_none() && !is_figure(cell));
    if cells.len() > 2 && single(0) && single(1) && !single(2) {
        let second = cells.remove(1);
        if let Some(first) = cells.first_mut() {
            first.push_str(&second);
        }
    }
    cells
}

/// Stretches of a line between runs of two or more blanks.
fn split(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text.trim_matches(char::is_whitespace);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let mut blank_at: Option<usize> = None;
        for (at, letter) in rest.char_indices() {
            match blank_at {
                None if is_blank(letter) => blank_at = Some(at),
                Some(start) if is_blank(letter) => {
                    let (cell, behind) = rest.split_at_checked(start).unwrap_or((rest, ""));
                    rest = behind.trim_start_matches(char::is_whitespace);
                    return Some(cell);
                }
                _ if !is_blank(letter) => blank_at = None,
                _ => {}
            }
        }
        Some(std::mem::take(&mut rest))
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
    fn aligned_lines_with_figures_are_rows() {
        let table = [
            "部门：某局          单位：万元",
            "项 目    行次    金额",
            "收入      1    5.00",
            "合　　计   2    5.00",
        ];
        assert_eq!(run(&table), (1, 4));
        assert_eq!(run(&["某  某  局", "某  某  处"]), (0, 0));
        assert_eq!(run(&["一、概况      1", "二、说明      3"]), (0, 0));
        assert_eq!(gaps("本年  收入  100 万元。"), 0);
    }

    #[test]
    fn headings_over_columns_belong_to_the_rows() {
        let table = [
            "部门：某局      单位：万元",
            "预算      决算",
            "合计   甲   合计   甲",
            "5.00   1.00   4.00   1.00",
        ];
        assert_eq!(run(&table), (1, 4));
    }

    #[test]
    fn cells_are_split_at_wide_gaps_only() {
        assert_eq!(cells("  因公出国（境） 费    1.00   2"), ["因公出国（境） 费", "1.00", "2"]);
        assert_eq!(cells("合　　计   2    5.00"), ["合计", "2", "5.00"]);
        assert_eq!(cells("类  款  项  1"), ["类", "款", "项", "1"]);
    }
}
