//! Which stretch of a document was read as what: marks in reading order, looked up by paragraph and cell.

use super::names::{Reading, path};
use crate::account::{Account, FigureRead, RowRead, State, Unclaimed};
use crate::amount::Dimension;
use crate::document::{Extent, Place, Point};
use crate::schema::Schema;

/// A stretch that means something.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    /// Where; up to `u32::MAX` for a whole cell.
    pub(super) extent: Extent,
    /// What it is.
    pub(super) what: What,
}

/// What a stretch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum What {
    /// A reading of a cell or slot.
    Read(At),
    /// A blank cell, which has no reading.
    Blank(At),
    /// What was not understood: its number in [`Marks::problems`].
    Problem(usize),
    /// A figure of prose that has no name and needs none: index in the elements of the account.
    Loose(usize, usize),
}

/// A reading by numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct At {
    pub(super) account: u32,
    pub(super) family: u32,
    /// One of the declared rows, not of those that appear with the document.
    pub(super) fixed: bool,
    pub(super) row: u32,
    pub(super) column: u32,
    pub(super) claim: u32,
}

/// The row that a label names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowAt {
    pub(super) piece: u32,
    pub(super) account: u32,
    pub(super) family: u32,
    pub(super) fixed: bool,
    pub(super) row: u32,
}

/// Something that was not understood.
#[derive(Clone, Debug)]
pub(in crate::report) struct Problem<'a> {
    /// As printed.
    pub(in crate::report) text: &'a str,
    /// Why.
    pub(in crate::report) why: String,
    /// Where.
    pub(in crate::report) place: &'a Place,
    /// The name that it would have.
    pub(in crate::report) name: Option<String>,
}

/// How many figures were read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::report) struct Counts {
    /// Figures of tables.
    pub(in crate::report) in_tables: usize,
    /// Blank cells of tables.
    pub(in crate::report) blank: usize,
    /// Figures of prose.
    pub(in crate::report) in_prose: usize,
    /// Texts, words and implied facts of prose.
    pub(in crate::report) words: usize,
}

/// All marks of a document.
pub(in crate::report) struct Marks<'a> {
    schema: &'a Schema,
    accounts: &'a [Account],
    /// In reading order.
    marks: Vec<Mark>,
    /// Labels of rows, in reading order.
    rows: Vec<RowAt>,
    /// What was not understood, in reading order; what has no place comes first.
    pub(in crate::report) problems: Vec<Problem<'a>>,
    /// Figures by account.
    pub(in crate::report) counts: Vec<Counts>,
}

/// The whole of a cell.
fn whole(place: &Place) -> Option<Extent> {
    let piece = place.piece?;
    Some(Extent { from: Point { piece, byte: 0 }, to: Point { piece, byte: u32::MAX } })
}

impl<'a> Marks<'a> {
    /// The marks of what was read of a document.
    pub(in crate::report) fn new(schema: &'a Schema, accounts: &'a [Account]) -> Self {
        let mut marks = Self {
            schema,
            accounts,
            marks: Vec::new(),
            rows: Vec::new(),
            problems: Vec::new(),
            counts: vec![Counts::default(); accounts.len()],
        };
        let mut problems: Vec<(Option<Extent>, Problem<'a>)> = Vec::new();
        for (at, account) in accounts.iter().enumerate() {
            marks.readings(at, account, &mut problems);
            let left = account.tables.iter().flat_map(|table| &table.unread).chain(&account.unclaimed);
            problems.extend(left.map(left_over));
            marks.loose(at, account);
        }
        problems.sort_by_key(|(extent, _)| *extent);
        for (extent, problem) in problems {
            if let Some(extent) = extent {
                marks.marks.push(Mark { extent, what: What::Problem(marks.problems.len()) });
            }
            marks.problems.push(problem);
        }
        // Of one start the longest comes first; the sort is stable.
        marks.marks.sort_by_key(|mark| (mark.extent.from, std::cmp::Reverse(mark.extent.to)));
        marks.rows.sort_by_key(|row| row.piece);
        marks
    }

    fn readings(
        &mut self,
        at: usize,
        account: &'a Account,
        problems: &mut Vec<(Option<Extent>, Problem<'a>)>,
    ) {
        for (family, read) in account.families.iter().enumerate() {
            let of_table = self.schema.families.get(family).is_some_and(|family| family.table.is_some());
            for (fixed, rows) in [(true, &read.fixed), (false, &read.rows)] {
                for (row, row_read) in rows.iter().enumerate() {
                    let row_at = RowAt {
                        piece: row_read.at.piece.unwrap_or(0),
                        account: at as u32,
                        family: family as u32,
                        fixed,
                        row: row as u32,
                    };
                    if of_table && row_at.piece > 0 {
                        self.rows.push(row_at);
                    }
                    self.row(row_at, of_table, row_read, problems);
                }
            }
        }
    }

    fn row(
        &mut self,
        at: RowAt,
        of_table: bool,
        row: &'a RowRead,
        problems: &mut Vec<(Option<Extent>, Problem<'a>)>,
    ) {
        let RowAt { account, family, fixed, row: number, .. } = at;
        for (column, cell) in row.cells.iter().enumerate() {
            if of_table
                && cell.state == State::Blank
                && let Some(counts) = self.counts.get_mut(account as usize)
            {
                counts.blank += 1;
            }
            if let Some(piece) = cell.blank_at.filter(|_| cell.state == State::Blank) {
                let place = Place { piece: Some(piece), ..Place::default() };
                let at = At { account, family, fixed, row: number, column: column as u32, claim: 0 };
                self.marks.extend(whole(&place).map(|extent| Mark { extent, what: What::Blank(at) }));
            }
            for (claim_at, claim) in cell.claims.iter().enumerate() {
                let what =
                    At { account, family, fixed, row: number, column: column as u32, claim: claim_at as u32 };
                let extent = claim.extent.or_else(|| whole(&claim.at));
                if let Some(extent) = extent {
                    self.marks.push(Mark { extent, what: What::Read(what) });
                }
                let Some(reading) = self.reading(what) else { continue };
                if cell.state == State::Unreadable {
                    if claim_at == 0 {
                        problems.push((extent, unreadable(&reading)));
                    }
                    continue;
                }
                if cell.state == State::Blank {
                    continue;
                }
                let number = reading.is_number() && !claim.implied;
                if let Some(counts) = self.counts.get_mut(account as usize) {
                    match (of_table, number) {
                        (true, true) => counts.in_tables += 1,
                        (false, true) => counts.in_prose += 1,
                        (_, false) => counts.words += 1,
                    }
                }
            }
        }
    }

    /// Figures that no pattern claimed and that count as no problem.
    fn loose(&mut self, at: usize, account: &Account) {
        let problems: std::collections::BTreeSet<Extent> =
            account.unclaimed.iter().filter_map(|left| left.extent).collect();
        for (figure, read) in account.elements.figures.iter().enumerate() {
            let Some(extent) = read.extent.filter(|extent| is_loose(read) && !problems.contains(extent))
            else {
                continue;
            };
            self.marks.push(Mark { extent, what: What::Loose(at, figure) });
        }
    }

    /// Figures of prose that have no name and need none, in reading order.
    pub(in crate::report) fn without_name(&self) -> Vec<&'a FigureRead> {
        let figure = |mark: &Mark| match mark.what {
            What::Loose(account, figure) => self.accounts.get(account)?.elements.figures.get(figure),
            _ => None,
        };
        self.marks.iter().filter_map(figure).collect()
    }

    /// The marks that begin within pieces, in reading order.
    pub(super) fn within(&self, first: u32, last: u32) -> &[Mark] {
        let from = self.marks.partition_point(|mark| mark.extent.from.piece < first);
        let to = self.marks.partition_point(|mark| mark.extent.from.piece <= last);
        self.marks.get(from..to).unwrap_or(&[])
    }

    /// The rows whose labels stand within pieces.
    pub(super) fn rows_within(&self, first: u32, last: u32) -> &[RowAt] {
        let from = self.rows.partition_point(|row| row.piece < first);
        let to = self.rows.partition_point(|row| row.piece <= last);
        self.rows.get(from..to).unwrap_or(&[])
    }

    /// What a row of numbers is.
    pub(super) fn row_read(&self, at: RowAt) -> Option<&'a RowRead> {
        let read = self.accounts.get(at.account as usize)?.families.get(at.family as usize)?;
        if at.fixed { &read.fixed } else { &read.rows }.get(at.row as usize)
    }

    /// All of a reading.
    pub(super) fn reading(&self, at: At) -> Option<Reading<'a>> {
        let account = self.accounts.get(at.account as usize)?;
        let family = self.schema.families.get(at.family as usize)?;
        let RowAtParts { row, fixed } = self.parts(at)?;
        let cell = row.cells.get(at.column as usize)?;
        Some(Reading {
            schema: self.schema,
            account,
            family,
            row,
            fixed,
            column: family.columns.get(at.column as usize)?,
            cell,
            claim: cell.claims.get(at.claim as usize)?,
            nth: at.claim as usize,
        })
    }

    /// The path of a cell that has no reading.
    pub(super) fn path(&self, at: At) -> Option<String> {
        let family = self.schema.families.get(at.family as usize)?;
        let RowAtParts { row, fixed } = self.parts(at)?;
        let column = family.columns.get(at.column as usize)?;
        let (owner, rest) = path(self.schema, family, (fixed, row), column);
        Some(format!("{owner}.{rest}"))
    }

    fn parts(&self, at: At) -> Option<RowAtParts<'a>> {
        let read = self.accounts.get(at.account as usize)?.families.get(at.family as usize)?;
        let family = self.schema.families.get(at.family as usize)?;
        let row = if at.fixed { &read.fixed } else { &read.rows }.get(at.row as usize)?;
        Some(RowAtParts { row, fixed: family.rows.get(at.row as usize).filter(|_| at.fixed) })
    }
}

struct RowAtParts<'a> {
    row: &'a RowRead,
    fixed: Option<&'a crate::schema::Row>,
}

fn unreadable<'a>(reading: &Reading<'a>) -> Problem<'a> {
    Problem {
        text: &reading.claim.text,
        why: reading.cell.remark.clone().unwrap_or_default(),
        place: &reading.claim.at,
        name: Some(reading.name()),
    }
}

fn left_over(left: &Unclaimed) -> (Option<Extent>, Problem<'_>) {
    let extent = left.extent.or_else(|| whole(&left.at));
    (extent, Problem { text: &left.text, why: left.why.clone(), place: &left.at, name: None })
}

/// Years, dates and ordinals are named by nothing and missed by nobody.
fn is_loose(figure: &FigureRead) -> bool {
    let counts = figure.dimension.as_ref().is_some_and(|d| !matches!(d, Dimension::Year | Dimension::Date));
    figure.family.is_none() && counts
}
