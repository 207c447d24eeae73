//! Cells that wrap in tables without ruled lines: their lines put together into the row they belong to.
//!
//! Rows are told by lines with figures. A text that stands in one column in lines close to each other is one cell; it
//! belongs to the row whose figures stand beside it, and to none in a head.

use std::collections::BTreeMap;

use super::blocks::Numbered;
use super::columns::{self, COLUMNS, Span};
use super::head::{self, Pitch, Set};
use super::words::{Stretch, TextLine};
use crate::document::blanks::is_figure;

/// Least rows with figures that make a table.
const ROWS: usize = 2;

/// Least figures of a row that makes a table alone, below a head.
const ALONE: usize = 3;

/// Most lines of one cell: what has more is something else.
const LINES: usize = 12;

/// Where a part of a line stands: its line, its place in it, its baseline.
#[derive(Clone, Copy, Debug)]
struct Entry {
    line: usize,
    part: usize,
    y: i32,
    /// Whether its line is a row by itself.
    alone: bool,
}

/// Puts the lines of cells that wrap together, table by table. `carried` are the columns of a table that goes on from
/// the page before, and then those of the table that goes to the end.
pub(super) fn whole_rows(lines: Vec<Numbered>, carried: &mut Vec<Span>) -> Vec<Numbered> {
    let mut whole = Vec::with_capacity(lines.len());
    let mut table: Vec<Numbered> = Vec::new();
    let left = lines.iter().map(|line| line.line.from()).min().unwrap_or(0);
    let right = lines.iter().map(|line| line.line.to()).max().unwrap_or(0);
    for line in lines {
        let narrow = (line.line.stretches.len() > 1
            || columns::is_spaced(&line.line)
            || line.line.to() - line.line.from() < (right - left) / 2)
            && !is_beside(&line.line);
        let near =
            table.last().is_none_or(|last| line.line.y.saturating_sub(last.line.y) <= line.line.size * 4);
        if !narrow || !near {
            finish(&mut table, &mut whole, carried);
        }
        if narrow {
            table.push(line);
        } else {
            carried.clear();
            whole.push(line);
        }
    }
    finish(&mut table, &mut whole, carried);
    whole
}

/// Whether a line stands over or under a table: its unit of money, its notes.
fn is_beside(line: &TextLine) -> bool {
    let text = line.text();
    text.contains(['：', '。'])
        && !text.starts_with("其中")
        && !line.stretches.iter().any(|stretch| is_figure(&stretch.text))
}

fn finish(table: &mut Vec<Numbered>, whole: &mut Vec<Numbered>, carried: &mut Vec<Span>) {
    if table.is_empty() {
        return;
    }
    let mut table = std::mem::take(table);
    let known = std::mem::take(carried);
    let known =
        if columns::goes_on(table.iter().map(|line| &line.line), &known) { known } else { Vec::new() };
    columns::divide(&mut table, &known);
    *carried = join(&mut table, known);
    whole.extend(table.into_iter().filter(|line| !line.line.stretches.is_empty()));
}

fn figures(line: &TextLine) -> usize {
    line.stretches.iter().filter(|stretch| is_figure(&stretch.text)).count()
}

fn has_figures(line: &Numbered) -> bool {
    let stretches = &line.line.stretches;
    stretches.len() > 1 && stretches.iter().any(|stretch| is_figure(&stretch.text))
}

/// Joins the lines of cells; gives the columns of the table.
fn join(table: &mut [Numbered], known: Vec<Span>) -> Vec<Span> {
    let figured = table.iter().enumerate().filter(|(_, line)| has_figures(line));
    let targets: BTreeMap<i32, usize> = figured.map(|(at, line)| (line.line.y, at)).collect();
    let rows: Vec<i32> = targets.keys().copied().collect();
    let wide = table.iter().any(|line| line.line.stretches.len() > COLUMNS);
    let many = || table.iter().any(|line| has_figures(line) && figures(&line.line) >= ALONE);
    let goes_on = !known.is_empty();
    let columns = if goes_on {
        known
    } else if (rows.len() < ROWS && !many()) || wide {
        Vec::new()
    } else {
        columns::of_table(table.iter().filter(|line| has_figures(line)).map(|line| &line.line))
    };
    if columns.len() < 2 {
        return Vec::new();
    }
    let first = targets.values().min().copied().unwrap_or(0);
    // Where rows follow each other as closely as lines do, only figures tell rows: a head stays as it is.
    let apart = least_distance(&rows);
    let alone = alone(table, &columns, &rows);
    let entries: Vec<Vec<Entry>> =
        (0..columns.len()).map(|column| in_column(table, &columns, column, &alone)).collect();
    let pitch = pitch(table, &entries);
    let mut heads = Vec::new();
    if let Some(pitch) = pitch {
        let centred = entries.iter().any(|entries| is_centred(entries, &rows, pitch));
        let cells = entries.iter().flat_map(|entries| cells(entries, &rows, pitch, centred));
        for cell in cells.filter(|cell| cell.len() > 1) {
            if has_row(&cell, &rows) { put(table, &cell, &rows, &targets) } else { heads.push(cell) }
        }
    }
    let set = set_head(table.get_mut(..first).unwrap_or_default(), &columns, apart);
    if let Some(pitch) = pitch
        && !set
        && apart.is_some_and(|apart| apart * 4 >= pitch * 5)
    {
        let none = BTreeMap::new();
        heads.iter().for_each(|cell| put(table, cell, &[], &none));
        let stacks = stacks(table, pitch);
        stacks.iter().filter(|cell| cell.len() > 1).for_each(|cell| put(table, cell, &[], &none));
    }
    for line in table.iter_mut() {
        line.line.stretches.retain(|part| !part.text.is_empty());
        line.line.stretches.sort_by_key(|part| part.from);
        let (first, last) = (rows.first(), rows.last());
        line.inside =
            first.is_some_and(|row| *row < line.line.y) && last.is_some_and(|row| line.line.y < *row);
    }
    if goes_on
        && !set
        && let Some(line) = table.iter_mut().find(|line| !line.line.stretches.is_empty())
    {
        line.columns.clone_from(&columns);
    }
    let head = table.iter().map(|line| &line.columns).find(|columns| !columns.is_empty());
    head.cloned().unwrap_or(columns)
}

/// Sets the lines above the first row as a head, as far up as they can be one.
fn set_head(above: &mut [Numbered], columns: &[Span], apart: Option<i32>) -> bool {
    for line in above.iter_mut() {
        line.line.stretches.retain(|part| !part.text.is_empty());
        line.line.stretches.sort_by_key(|part| part.from);
    }
    let Some(size) = above.last().map(|line| line.line.size) else { return false };
    let ends = (columns.first().map_or(0, |span| span.0), columns.last().map_or(0, |span| span.1));
    let pitch = Pitch { size, row: apart.unwrap_or(size * 2) };
    let mut below: Option<i32> = None;
    let mut count = 0;
    for line in above.iter().rev().take(LINES) {
        let gap = below.map_or(0, |below| below.saturating_sub(line.line.y));
        if !line.line.stretches.is_empty() && !is_head(&line.line, gap, pitch, ends) {
            break;
        }
        below = Some(line.line.y);
        count += 1;
    }
    for from in above.len() - count..above.len() {
        match above.get_mut(from..).map_or(Set::None, |lines| head::set(lines, columns, pitch)) {
            Set::Head => return true,
            Set::TooHigh => {}
            Set::None => return false,
        }
    }
    false
}

/// Whether a line can be part of a head: no title, no unit of money, no number of the table.
fn is_head(line: &TextLine, gap: i32, pitch: Pitch, ends: Span) -> bool {
    let size = pitch.size;
    let text = line.text();
    if line.size.abs_diff(size) > size.unsigned_abs() / 7
        || gap > size * 3
        || text.contains(['：', ':', '。'])
    {
        return false;
    }
    if line.stretches.len() > 1 || gap <= size * 3 / 2 {
        return true;
    }
    let near = |one: i32, other: i32| one.abs_diff(other) <= size.unsigned_abs() * 3 / 2;
    let middle = near(line.from() / 2 + line.to() / 2, ends.0 / 2 + ends.1 / 2);
    let short = (line.to() - line.from()) * 3 <= ends.1 - ends.0;
    short && gap <= pitch.row * 3 / 2 && !middle && !near(line.to(), ends.1) && !near(line.from(), ends.0)
}

/// The least distance of two rows.
fn least_distance(rows: &[i32]) -> Option<i32> {
    let pairs = rows.windows(2).filter_map(|pair| match pair {
        [one, other] => Some(other - one),
        _ => None,
    });
    pairs.min()
}

/// Which lines are rows by themselves though they have no figures: what has words right above or below a figure of the
/// next row, which does not go on in words; and the numbers of columns, below and above which no name goes on.
fn alone(table: &[Numbered], columns: &[Span], rows: &[i32]) -> Vec<bool> {
    let figured: BTreeMap<i32, &TextLine> =
        table.iter().filter(|line| has_figures(line)).map(|line| (line.line.y, &line.line)).collect();
    let single = |span: Span| {
        let (first, last) = columns::covered(columns, span);
        (first == last).then_some(first)
    };
    let places = |line: &TextLine, figure: bool| -> Vec<usize> {
        let parts = line.stretches.iter().filter(|part| is_figure(&part.text) == figure);
        parts.filter_map(|part| single((part.from, part.to))).collect()
    };
    let next = |y: i32| {
        let at = rows.partition_point(|row| *row < y);
        let near = |row: &&i32| row.abs_diff(y);
        let beside = [at.checked_sub(1).and_then(|at| rows.get(at)), rows.get(at)];
        beside.into_iter().flatten().min_by_key(near).and_then(|row| figured.get(row))
    };
    let is_alone = |line: &Numbered| {
        if has_figures(line) || line.line.stretches.len() < 2 {
            return is_ranks(&line.line);
        }
        let figures = next(line.line.y).map(|row| places(row, true)).unwrap_or_default();
        places(&line.line, false).iter().any(|place| figures.contains(place))
    };
    table.iter().map(is_alone).collect()
}

/// Whether the figures of a line are the numbers of columns: each one more than the last.
fn is_ranks(line: &TextLine) -> bool {
    let figures = line.stretches.iter().filter(|part| is_figure(&part.text));
    let ranks: Vec<Option<u32>> = figures.map(|part| part.text.trim().parse().ok()).collect();
    ranks.len() > 1
        && ranks.windows(2).all(|pair| matches!(pair, [Some(one), Some(next)] if *next == one + 1))
}

/// The texts that stand over one column alone, from top to bottom; those of lines that are rows by themselves end what
/// goes on above them.
fn in_column(table: &[Numbered], columns: &[Span], column: usize, alone: &[bool]) -> Vec<Entry> {
    let over = |part: &Stretch, span: &(i32, i32)| part.from < span.1 && span.0 < part.to;
    let mut entries = Vec::new();
    let Some(own) = columns.get(column) else { return entries };
    let beside = |part: &Stretch| {
        let before = column.checked_sub(1).and_then(|before| columns.get(before));
        let other = |span: Option<&(i32, i32)>| span.is_some_and(|span| over(part, span));
        other(before) || other(columns.get(column + 1))
    };
    for (line, numbered) in table.iter().enumerate() {
        for (at, part) in numbered.line.stretches.iter().enumerate() {
            if over(part, own) && !beside(part) && !is_figure(&part.text) {
                let alone = alone.get(line).copied().unwrap_or(false);
                entries.push(Entry { line, part: at, y: numbered.line.y, alone });
            }
        }
    }
    entries
}

/// How far the lines of one cell are apart: the least distance of two texts in a column.
fn pitch(table: &[Numbered], entries: &[Vec<Entry>]) -> Option<i32> {
    let size = table.iter().map(|line| line.line.size).min()?;
    let gaps = entries.iter().flat_map(|entries| entries.windows(2)).filter_map(|pair| match pair {
        [one, other] => Some(other.y - one.y),
        _ => None,
    });
    gaps.filter(|gap| *gap >= size * 4 / 5).min().filter(|pitch| *pitch <= size * 2)
}

/// Whether some text stands half above and half below the figures of its row.
fn is_centred(entries: &[Entry], rows: &[i32], pitch: i32) -> bool {
    entries.windows(2).any(|pair| match pair {
        [one, other] if other.y - one.y <= pitch * 6 / 5 => {
            let margin = pitch / 4;
            let first = rows.partition_point(|row| *row < one.y + margin);
            rows.get(first).is_some_and(|row| *row < other.y - margin)
        }
        _ => false,
    })
}

/// Texts of a column as cells: lines close to each other. One row's figures end a cell where the next row's begin:
/// where texts are centred as many lines follow the figures as went before, else a text begins beside its figures.
fn cells(entries: &[Entry], rows: &[i32], pitch: i32, centred: bool) -> Vec<Vec<Entry>> {
    let mut cells: Vec<Vec<Entry>> = Vec::new();
    for entry in entries {
        let beside = rows.binary_search(&entry.y).is_ok();
        match cells.last_mut() {
            Some(cell)
                if cell.last().is_some_and(|last| entry.y - last.y <= pitch * 6 / 5 && !last.alone)
                    && !entry.alone
                    && !is_whole(cell, rows, centred, beside) =>
            {
                cell.push(*entry);
            }
            _ => cells.push(vec![*entry]),
        }
    }
    cells
}

fn is_whole(cell: &[Entry], rows: &[i32], centred: bool, next_beside: bool) -> bool {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
    if cell.len() >= LINES {
        return true;
    }
    let at = rows.partition_point(|row| *row < first.y);
    let Some(row) = rows.get(at).filter(|row| **row <= last.y) else { return next_beside && !centred };
    if !centred {
        return next_beside;
    }
    let above = cell.iter().filter(|entry| entry.y < *row).count();
    let below = cell.iter().filter(|entry| entry.y > *row).count();
    below >= above
}

fn has_row(cell: &[Entry], rows: &[i32]) -> bool {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return false };
    rows.partition_point(|row| *row <= last.y) > rows.partition_point(|row| *row < first.y)
}

/// Texts of lines without figures, as cells of a head: parts right above each other with one left end or one middle.
fn stacks(table: &[Numbered], pitch: i32) -> Vec<Vec<Entry>> {
    let mut stacks: Vec<(Vec<Entry>, Stretch)> = Vec::new();
    let figures = |line: &Numbered| line.line.stretches.iter().any(|part| is_figure(&part.text));
    let texts = table.iter().enumerate().filter(|(_, line)| !figures(line));
    // Only the last stacks can go on: those that started long before are left behind.
    let mut open = 0;
    for (line, numbered) in texts {
        let close = |entry: Option<&Entry>| {
            entry.is_some_and(|entry| numbered.line.y - entry.y <= pitch * 6 / 5 && entry.line < line)
        };
        while stacks
            .get(open)
            .is_some_and(|(stack, _)| numbered.line.y - stack.last().map_or(0, |e| e.y) > 2 * pitch)
        {
            open += 1;
        }
        let margin = (numbered.line.size / 4).unsigned_abs();
        for (part, stretch) in
            numbered.line.stretches.iter().enumerate().filter(|(_, part)| !part.text.is_empty())
        {
            let aligned = |above: &Stretch| {
                above.from.abs_diff(stretch.from) <= margin
                    || (above.from / 2 + above.to / 2).abs_diff(stretch.from / 2 + stretch.to / 2) <= margin
            };
            let entry = Entry { line, part, y: numbered.line.y, alone: false };
            let above =
                stacks.iter_mut().skip(open).find(|(stack, above)| close(stack.last()) && aligned(above));
            match above {
                Some((stack, above)) => {
                    stack.push(entry);
                    above.from = above.from.min(stretch.from);
                    above.to = above.to.max(stretch.to);
                }
                None => stacks.push((vec![entry], stretch.clone())),
            }
        }
    }
    stacks.into_iter().map(|(stack, _)| stack).collect()
}

/// Puts a cell into the line of its row, or of its first line in a head; where two rows stand beside it nothing is put.
fn put(table: &mut [Numbered], cell: &[Entry], rows: &[i32], targets: &BTreeMap<i32, usize>) {
    let (Some(first), Some(last)) = (cell.first(), cell.last()) else { return };
    let from = rows.partition_point(|row| *row < first.y);
    let to = rows.partition_point(|row| *row <= last.y);
    if to > from + 1 {
        return;
    }
    let row = rows.get(from).filter(|_| to > from);
    let target = row.and_then(|row| targets.get(row)).copied().unwrap_or(first.line);
    let mut whole: Option<Stretch> = None;
    for entry in cell {
        let Some(line) = table.get_mut(entry.line) else { continue };
        // What is taken leaves an empty part, so that the others keep their places.
        let Some(part) = line.line.stretches.get_mut(entry.part) else { continue };
        let text = std::mem::take(&mut part.text);
        match &mut whole {
            None => whole = Some(Stretch { text, from: part.from, to: part.to, seams: Vec::new() }),
            Some(whole) => {
                whole.text.push_str(&text);
                whole.from = whole.from.min(part.from);
                whole.to = whole.to.max(part.to);
            }
        }
    }
    if let (Some(whole), Some(line)) = (whole, table.get_mut(target)) {
        line.line.stretches.push(whole);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Place;

    /// Lines of parts given as baseline, then (left end, text); a letter is ten wide and high.
    fn whole(lines: &[(i32, &[(i32, &str)])]) -> Vec<String> {
        let stretch = |(from, text): &(i32, &str)| Stretch {
            text: (*text).to_owned(),
            from: *from,
            to: from + 10 * text.chars().count() as i32,
            seams: Vec::new(),
        };
        let line = |(y, parts): &(i32, &[(i32, &str)])| Numbered {
            line: TextLine { y: *y, size: 10, stretches: parts.iter().map(stretch).collect() },
            place: Place::default(),
            columns: Vec::new(),
            inside: false,
        };
        let lines = whole_rows(lines.iter().map(line).collect(), &mut Vec::new());
        let texts = |line: &Numbered| -> Vec<String> {
            line.line.stretches.iter().map(|part| part.text.clone()).collect()
        };
        lines.iter().map(|line| texts(line).join(" | ")).collect()
    }

    #[test]
    fn centred_names_come_to_the_figures_between_them() {
        let got = whole(&[
            (0, &[(0, "这是一段很长的正文，从左到右占满了这一页的全部宽度，不在任何表格里。")]),
            (30, &[(200, "上年决")]),
            (42, &[(200, "算数")]),
            (36, &[(0, "项目"), (300, "本年")]),
            (70, &[(0, "机关事业")]),
            (76, &[(200, "1.00"), (300, "2.00")]),
            (82, &[(0, "养老支出")]),
            (110, &[(0, "收入"), (200, "3.00"), (300, "4.00")]),
            (132, &[(0, "公务用车")]),
            (144, &[(0, "购置及运"), (300, "5.00")]),
            (156, &[(0, "行维护费")]),
        ]);
        assert_eq!(
            got[1..],
            [
                "上年决算数",
                "项目 | 本年",
                "机关事业养老支出 | 1.00 | 2.00",
                "收入 | 3.00 | 4.00",
                "公务用车购置及运行维护费 | 5.00"
            ]
        );
    }

    #[test]
    fn names_that_begin_beside_their_figures_go_on_below() {
        let got = whole(&[
            (0, &[(0, "机关事业"), (200, "1.00")]),
            (12, &[(0, "养老支出")]),
            (24, &[(0, "收入"), (200, "3.00")]),
            (36, &[(0, "购置及运"), (200, "5.00")]),
            (48, &[(0, "行维护费")]),
        ]);
        assert_eq!(got, ["机关事业养老支出 | 1.00", "收入 | 3.00", "购置及运行维护费 | 5.00"]);
    }

    #[test]
    fn few_figures_and_running_text_are_no_table() {
        let lines: [(i32, &[(i32, &str)]); 4] = [
            (0, &[(0, "附件"), (200, "1.00")]),
            (12, &[(0, "第一行")]),
            (24, &[(0, "第二行")]),
            (36, &[(0, "第三行")]),
        ];
        assert_eq!(whole(&lines), ["附件 | 1.00", "第一行", "第二行", "第三行"]);
    }
}
