//! The columns of a table without upright lines: told by the words of its rows, however narrow the room between them.
//!
//! A wide gap divides words anywhere; a narrow one only where other rows have it as well.

use super::blocks::Numbered;
use super::words::{Seam, Stretch, TextLine};
use crate::document::blanks::is_figure;
use crate::document::flowed;

/// Most columns of a table; what has more is something else.
pub(super) const COLUMNS: usize = 64;

/// Least digits of a code; figures with fewer count rows or columns.
const CODE: usize = 3;

/// Left and right end of a column.
pub(super) type Span = (i32, i32);

/// A column while it grows.
#[derive(Clone, Debug)]
struct Growing {
    span: Span,
    /// The rows that have a word in it, rising once all words are in.
    rows: Vec<usize>,
    /// Whether some of its words are figures, and whether some are amounts.
    figures: bool,
    amounts: bool,
    /// Whether some of its words are figures too short for a code.
    ranks: bool,
}

/// A word with the number of its row.
#[derive(Clone, Copy, Debug)]
struct Word {
    span: Span,
    row: usize,
    figure: bool,
    amount: bool,
    rank: bool,
}

fn meet(one: Span, other: Span) -> bool {
    one.0 < other.1 && other.0 < one.1
}

/// The columns of some rows from left to right; none if they are too many.
///
/// The narrowest words say where columns are. A wider one over two of them makes them one if more rows have such a
/// word than have words in both; otherwise it is a cell that covers two columns.
pub(super) fn of<'a>(rows: impl Iterator<Item = &'a TextLine>) -> Vec<Span> {
    let mut words: Vec<Word> = Vec::new();
    for (row, line) in rows.enumerate() {
        for part in line.stretches.iter().flat_map(Stretch::words) {
            words.push(Word {
                span: (part.from, part.to),
                row,
                figure: is_figure(&part.text),
                amount: is_amount(&part.text),
                rank: is_figure(&part.text) && part.text.chars().count() < CODE,
            });
        }
    }
    words.sort_by_key(|word| (word.span.1.saturating_sub(word.span.0), word.row, word.span.0));
    let mut columns: Vec<Growing> = Vec::new();
    let mut over: Vec<Span> = Vec::new();
    for word in words {
        let first = columns.partition_point(|column| column.span.1 <= word.span.0);
        let behind = columns.partition_point(|column| column.span.0 < word.span.1);
        let met = behind.saturating_sub(first);
        if met == 0 {
            if columns.len() >= COLUMNS {
                return Vec::new();
            }
            columns.insert(
                first,
                Growing {
                    span: word.span,
                    rows: vec![word.row],
                    figures: word.figure,
                    amounts: word.amount,
                    ranks: word.rank,
                },
            );
        } else if met == 1
            && let Some(column) = columns.get_mut(first)
        {
            column.span = (column.span.0.min(word.span.0), column.span.1.max(word.span.1));
            column.rows.push(word.row);
            column.figures |= word.figure;
            column.amounts |= word.amount;
            column.ranks |= word.rank;
        } else {
            over.push(word.span);
        }
    }
    merged(columns, &over).into_iter().map(|column| column.span).collect()
}

fn merged(columns: Vec<Growing>, over: &[Span]) -> Vec<Growing> {
    let mut whole: Vec<Growing> = Vec::with_capacity(columns.len());
    for mut column in columns {
        column.rows.sort_unstable();
        column.rows.dedup();
        match whole.last_mut() {
            Some(before) if are_one(before, &column, over) => {
                before.span.1 = column.span.1;
                before.rows.extend(column.rows);
                before.rows.sort_unstable();
                before.rows.dedup();
                before.figures |= column.figures;
                before.amounts |= column.amounts;
                before.ranks |= column.ranks;
            }
            _ => whole.push(column),
        }
    }
    whole
}

fn are_one(before: &Growing, column: &Growing, over: &[Span]) -> bool {
    let bridges = over.iter().filter(|span| meet(**span, before.span) && meet(**span, column.span)).count();
    let both = column.rows.iter().filter(|row| before.rows.binary_search(row).is_ok()).count();
    // A word in one row alone (合计) stands elsewhere in its column than the codes or names of the other rows.
    let plain = !before.amounts && !column.amounts && !before.ranks && !column.ranks;
    let single = (!before.figures && before.rows.len() < 2) || (!column.figures && column.rows.len() < 2);
    bridges > both || (both == 0 && plain && (single || (!before.figures && !column.figures)))
}

/// The columns of a table by its rows with figures.
pub(super) fn of_table<'a>(lines: impl Iterator<Item = &'a TextLine>) -> Vec<Span> {
    let figured = |line: &&TextLine| line.stretches.iter().any(|stretch| is_figure(&stretch.text));
    let rows: Vec<&TextLine> = lines.filter(figured).collect();
    without_ranks(&rows, of(rows.iter().copied()))
}

/// Columns without those that only numbers of columns (1, 2, 3) in one line make, set elsewhere in their cells than the
/// amounts below: such a column goes with the amounts beside it, where no line has both.
fn without_ranks(rows: &[&TextLine], columns: Vec<Span>) -> Vec<Span> {
    // The lines that have a figure in a column, and whether some of these are amounts.
    let figures = |column: (i32, i32)| -> (Vec<usize>, bool) {
        let mut found = (Vec::new(), false);
        for (at, row) in rows.iter().enumerate() {
            let over = |stretch: &&Stretch| stretch.from < column.1 && column.0 < stretch.to;
            let inside = row.stretches.iter().filter(over).filter(|stretch| is_figure(&stretch.text));
            for stretch in inside {
                found.0.push(at);
                found.1 |= stretch.text.contains('.');
            }
        }
        found
    };
    let mut whole: Vec<((i32, i32), Vec<usize>, bool)> = Vec::with_capacity(columns.len());
    for column in columns {
        let (own, amounts) = figures(column);
        match whole.last_mut() {
            Some((before, lines, others))
                if ((lines.len() == 1 && !*others && amounts) || (own.len() == 1 && !amounts && *others))
                    && own.iter().all(|line| !lines.contains(line)) =>
            {
                before.1 = column.1;
                lines.extend(own);
                *others = true;
            }
            _ => whole.push((column, own, amounts)),
        }
    }
    whole.into_iter().map(|(column, ..)| column).collect()
}

/// Whether the rows with figures among some lines stand in columns that the page before has: each figure in one of
/// them, each text over some.
pub(super) fn goes_on<'a>(lines: impl Iterator<Item = &'a TextLine>, columns: &[Span]) -> bool {
    let inside = |word: &Stretch| {
        let first = columns.partition_point(|column| column.1 <= word.from);
        let behind = columns.partition_point(|column| column.0 < word.to);
        if is_figure(&word.text) { behind == first + 1 } else { behind > first }
    };
    let mut rows = lines.filter(|line| is_row(line)).peekable();
    columns.len() > 1
        && rows.peek().is_some()
        && rows.all(|row| row.stretches.iter().flat_map(Stretch::words).all(|word| inside(&word)))
}

/// First and last column that a span covers; where it covers none, the next to the right: figures are set there.
pub(super) fn covered(columns: &[Span], span: Span) -> (usize, usize) {
    let first = columns.partition_point(|column| column.1 <= span.0);
    let behind = columns.partition_point(|column| column.0 < span.1);
    if behind > first {
        return (first, behind - 1);
    }
    let nearest = first.min(columns.len().saturating_sub(1));
    (nearest, nearest)
}

/// Whether a line can be a row: figures beside something else, some of it far apart, and no running text.
pub(super) fn is_row(line: &TextLine) -> bool {
    let words: Vec<Stretch> = line.stretches.iter().flat_map(Stretch::words).collect();
    let amount = || words.last().is_some_and(|word| is_amount(&word.text));
    words.len() > 1
        && (line.stretches.len() > 1 || (words.len() > 2 && amount()))
        && words.iter().any(|word| is_figure(&word.text))
        && !is_running(line)
}

fn is_amount(text: &str) -> bool {
    is_figure(text) && text.contains('.')
}

fn is_running(line: &TextLine) -> bool {
    let text = line.text();
    line.stretches.len() < 2 && (text.contains(['。', '，', '；']) || text.ends_with(['、', '：']))
}

/// Whether a line is words set apart, though nowhere far apart: names of narrow columns.
pub(super) fn is_spaced(line: &TextLine) -> bool {
    const LEAST: usize = 2;
    let wide = |seam: &&Seam| seam.right.saturating_sub(seam.left) * 2 >= line.size;
    let seams = line.stretches.iter().flat_map(|stretch| &stretch.seams);
    seams.filter(wide).nth(LEAST - 1).is_some() && !is_running(line)
}

/// Divides the lines of a table at its columns, where the room between words is too narrow to tell by itself.
///
/// `known` are the columns of the table, if the page before tells them.
pub(super) fn divide(lines: &mut [Numbered], known: &[Span]) {
    if !known.is_empty() {
        for line in lines.iter_mut() {
            line.line.stretches = line.line.stretches.iter().flat_map(|part| divided(part, known)).collect();
        }
        return;
    }
    // Rows that are rows by their wide gaps: without them there is no table.
    let sure = |line: &TextLine| line.stretches.len() > 2 && flowed::gaps(&line.text()) > 1 && is_row(line);
    let rows: Vec<usize> =
        (0..).zip(lines.iter()).filter(|(_, line)| is_row(&line.line)).map(|(at, _)| at).collect();
    if rows.len() < 2 || !lines.iter().any(|line| sure(&line.line)) {
        return;
    }
    let (Some(first), Some(last)) = (rows.first().copied(), rows.last().copied()) else { return };
    let columns = of(lines.iter().map(|line| &line.line).filter(|line| is_row(line)));
    if columns.len() < 2 {
        return;
    }
    for line in lines.iter_mut().take(last + 1).skip(first) {
        line.line.stretches = line.line.stretches.iter().flat_map(|part| divided(part, &columns)).collect();
    }
}

/// How many more brackets a text opens than it closes.
fn brackets(text: &str) -> i32 {
    let count = |marks: [char; 2]| i32::try_from(text.matches(marks).count()).unwrap_or(i32::MAX);
    count(['（', '(']).saturating_sub(count(['）', ')']))
}

fn divided(stretch: &Stretch, columns: &[Span]) -> Vec<Stretch> {
    let words: Vec<Stretch> = stretch.words().collect();
    let mut cuts = Vec::new();
    let mut opened = 0;
    for (at, pair) in words.windows(2).enumerate() {
        let [one, other] = pair else { continue };
        let (_, last) = covered(columns, (one.from, one.to));
        let (first, _) = covered(columns, (other.from, other.to));
        // What stands in brackets is no cell of its own.
        opened += brackets(&one.text);
        if last < first && opened <= 0 {
            cuts.push(at);
        }
    }
    stretch.cut(&cuts)
}
