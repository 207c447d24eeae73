//! Pages to blocks: lines numbered, headings that wrap made whole.

use super::columns::Span;
use super::grid::{Filled, grid};
use super::page::{PageRead, Piece};
use super::unruled::whole_rows;
use super::words::TextLine;
use super::{Band, aligned};
use crate::document::blanks::is_ordinal;
use crate::document::{Block, Place};

/// A line with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Numbered {
    /// The line.
    pub line: TextLine,
    /// Its page and its number on it.
    pub place: Place,
    /// The columns of its table, if it is a row of a head that was set by them, or begins what goes on from the page
    /// before.
    pub columns: Vec<Span>,
    /// Whether it stands between two rows of a table.
    pub inside: bool,
}

/// Adds the blocks of a page; `page` is 1-based. Lines of text and rows of tables are numbered from the top. The columns
/// of a table without lines that goes to the end of the page are left for the next page.
pub(super) fn add(
    read: PageRead,
    page: u32,
    carried: &mut Vec<Span>,
    (blocks, bands): (&mut Vec<Block>, &mut Vec<Band>),
) {
    let mut number = 0_u32;
    let mut next = |lines: &mut dyn Iterator<Item = &TextLine>| {
        number = number.saturating_add(1);
        let ends = lines.map(|line| (line.y.saturating_sub(line.size), line.y.saturating_add(line.size / 3)));
        let around = ends.reduce(|one, other| (one.0.min(other.0), one.1.max(other.1)));
        bands.extend(around.map(|(top, bottom)| Band { page, line: number, top, bottom }));
        Place { page: Some(page), line: Some(number), ..Place::default() }
    };
    let mut lines: Vec<Numbered> = Vec::new();
    for piece in read.pieces {
        match piece {
            Piece::Line(line) => {
                let place = next(&mut std::iter::once(&line));
                lines.push(Numbered { line, place, columns: Vec::new(), inside: false });
            }
            Piece::Table(table) => {
                flush(&mut lines, carried, blocks);
                carried.clear();
                let place = |row: &[Filled]| next(&mut row.iter().flat_map(|cell| &cell.lines));
                blocks.push(Block::Grid(grid(table.rows, place)));
            }
        }
    }
    flush(&mut lines, carried, blocks);
}

fn flush(lines: &mut Vec<Numbered>, carried: &mut Vec<Span>, blocks: &mut Vec<Block>) {
    aligned::blocks(&whole_headings(whole_rows(std::mem::take(lines), carried)), blocks);
}

/// Headings that wrap made one line: a line without punctuation that fills its measure, and a short one behind it at
/// the left. Running text is left as printed: its sentences tell where it goes on.
fn whole_headings(lines: Vec<Numbered>) -> Vec<Numbered> {
    let (left, right) = measure(&lines);
    let mut whole: Vec<Numbered> = Vec::with_capacity(lines.len());
    for line in lines {
        match whole.last_mut() {
            Some(before)
                if wraps(&before.line, &line.line, left, right)
                    || is_title(&before.line, &line.line, left, right) =>
            {
                before.line.stretches.extend(line.line.stretches);
                let text = before.line.stretches.iter().map(|stretch| stretch.text.as_str()).collect();
                let to = before.line.to();
                before.line.stretches.truncate(1);
                if let Some(first) = before.line.stretches.first_mut() {
                    first.text = text;
                    first.to = to;
                }
            }
            _ => whole.push(line),
        }
    }
    whole
}

/// The left and right ends that lines share: of the lines that are furthest out.
fn measure(lines: &[Numbered]) -> (i32, i32) {
    let left = lines.iter().map(|line| line.line.from()).min().unwrap_or(0);
    let right = lines.iter().map(|line| line.line.to()).max().unwrap_or(0);
    (left, right)
}

/// Whether two lines are a title that wraps: both centred, the first nearly as wide as the page, the second short.
fn is_title(before: &TextLine, next: &TextLine, left: i32, right: i32) -> bool {
    const MARKS: [char; 8] = ['，', '。', '；', '：', '、', ',', ';', ':'];
    let middle = |line: &TextLine| line.from() / 2 + line.to() / 2;
    let centred = |line: &TextLine| middle(line).abs_diff(left / 2 + right / 2) <= line.size.unsigned_abs();
    let wide = |line: &TextLine| (line.to() - line.from()) * 10 / (right - left).max(1);
    let single = |line: &TextLine| line.stretches.len() == 1 && !line.text().contains(MARKS);
    single(before)
        && single(next)
        && next.size.abs_diff(before.size) <= before.size.unsigned_abs() / 10
        && next.y.saturating_sub(before.y) <= before.size * 2
        && centred(before)
        && centred(next)
        && wide(before) >= 7
        && wide(next) < 6
}

fn wraps(before: &TextLine, next: &TextLine, left: i32, right: i32) -> bool {
    const MARKS: [char; 13] = ['，', '。', '；', '：', '、', ',', ';', ':', '.', '…', '·', '！', '？'];
    let (first, second) = (before.text(), next.text());
    let size = before.size;
    let ordinal_end = first.find(['、', '）', '分']).map_or(0, |at| at + '、'.len_utf8());
    let (ordinal, title) = first.split_at_checked(ordinal_end).unwrap_or(("", ""));
    let heads = is_ordinal(ordinal) || (ordinal.starts_with('第') && ordinal.ends_with("部分"));
    let level = |one: i32, other: i32, ems: i32| one.abs_diff(other) <= (size * ems).unsigned_abs();
    heads
        && next.stretches.len() == 1
        && next.size.abs_diff(size) <= size.unsigned_abs() / 10
        && next.y.saturating_sub(before.y) <= size * 5 / 2
        && level(before.to(), right, 1)
        && level(next.from(), left, 1)
        && next.to() - left < (right - left) / 2
        && !title.contains(MARKS)
        && !second.contains(MARKS)
        && !first.ends_with(|letter: char| letter.is_ascii_digit())
        && !second.starts_with(['第', '（', '('])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::pdf::words::Stretch;

    fn texts(lines: &[(i32, &str)]) -> Vec<String> {
        let line = |(at, (from, text)): (i32, &(i32, &str))| Numbered {
            line: TextLine {
                y: at * 20,
                size: 10,
                stretches: vec![Stretch {
                    text: (*text).to_owned(),
                    from: *from,
                    to: from + 10 * text.chars().count() as i32,
                    seams: Vec::new(),
                }],
            },
            place: Place::default(),
            columns: Vec::new(),
            inside: false,
        };
        let lines = (0..).zip(lines).map(line).collect();
        whole_headings(lines).iter().map(|line| line.line.text()).collect()
    }

    #[test]
    fn headings_that_wrap_are_one() {
        assert_eq!(
            texts(&[(0, "第三部分某区某某委员会二〇二四年决算情况"), (0, "说明"), (20, "一、总体")]),
            ["第三部分某区某某委员会二〇二四年决算情况说明", "一、总体"]
        );
    }

    #[test]
    fn running_text_stays_as_printed() {
        let prose = [(20, "一、某收入指单位本年度取得的全部资金，共"), (0, "计一类"), (20, "二、其他")];
        assert_eq!(texts(&prose).len(), 3);
        let entries = [(0, "第三部分某区某某委员会二〇二四年决算说明"), (0, "第四部分"), (0, "一、总体")];
        assert_eq!(texts(&entries).len(), 3);
    }
}
