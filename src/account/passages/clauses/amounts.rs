//! Amounts as rows take them: the telling that is meant, and what a table has of the same.

use super::super::matcher::Capture;
use super::super::values;
use super::fact::{Fact, SubjectId};
use super::relate::Bench;
use super::row::Put;
use crate::account::State;
use crate::schema::{ColumnId, FamilyId, SlotKind};
use crate::syntax::TermClass;

/// What the rounding of an amount to 0.01 万元 explains, in 10⁻⁴ 元.
const ROUNDING: u64 = 500_000;

/// Longest name that only its place makes clear, in characters.
const SHORT: usize = 4;

impl Bench<'_> {
    /// The telling of an amount that stands nearest to a fact; in other sections only where all tellings of it say
    /// the same, and not its place alone tells what it is of.
    pub(super) fn value(
        &self,
        subject: SubjectId,
        measure: u32,
        year: Option<i32>,
        near: &Fact,
    ) -> Option<usize> {
        self.index.nearest(self.facts, (subject, measure, year), near, !self.is_scoped(subject))
    }

    /// Whether only its place tells what a subject is.
    pub(super) fn is_scoped(&self, subject: SubjectId) -> bool {
        let Some(known) = self.subjects.get(subject.0 as usize) else { return true };
        let term = self.term_of_subject(subject);
        let homeless = term.is_none_or(|term| term.cell.is_none());
        homeless && known.name.chars().count() <= SHORT || term.is_some_and(|term| term.of.is_some())
    }

    /// The cell of a table that has an amount of a subject.
    pub(super) fn cell(&self, fact: &Fact) -> Option<(FamilyId, usize, ColumnId)> {
        if fact.year.is_some() {
            return None;
        }
        let term = self.term_of_subject(fact.subject)?;
        if term.of.is_some_and(|of| fact.scope != Some(SubjectId(of))) {
            return None;
        }
        let path = term.cell?;
        let measure = self.schema.clauses.terms.get(fact.measure as usize)?;
        let family = self.schema.family(path.family)?;
        let outturn = measure.class == TermClass::Measure;
        let named = measure.column.as_deref().and_then(|name| {
            family.columns.iter().find(|column| column.is_called(name)).map(|column| column.id)
        });
        let column = match path.column {
            Some(column) => Some(column).filter(|_| outturn),
            None => named.or_else(|| {
                let only = family.columns.len() == 1 && outturn;
                only.then(|| family.columns.first().map(|column| column.id)).flatten()
            }),
        };
        Some((path.family, path.row.0 as usize, column?))
    }

    /// The cell, if the document prints it.
    pub(super) fn printed_cell(&self, fact: &Fact) -> Option<Put> {
        let (family, row, column) = self.cell(fact)?;
        let read = self.session.tables.get(family.0 as usize)?;
        let cell = read.fixed.get(row)?.cells.get(column.0 as usize)?;
        (cell.state == State::Value).then_some(Put::Cell(family, row, column))
    }

    /// Whether the table has another amount than a fact tells.
    fn is_doubted(&self, at: usize) -> bool {
        let differs = || {
            let fact = self.facts.get(at)?;
            let (family, row, column) = self.cell(fact)?;
            let cell =
                self.session.tables.get(family.0 as usize)?.fixed.get(row)?.cells.get(column.0 as usize)?;
            let printed = cell.claims.first().filter(|_| cell.state == State::Value)?;
            let view = &self.session.paragraphs.get(fact.paragraph)?.view;
            let capture = Capture { slot: 0, start: fact.start, end: fact.end, figure: fact.figure, word: 0 };
            let declared = self.schema.column(family, column)?;
            let (told, sound) = values::claim(view, &capture, &SlotKind::Money, declared, 0);
            Some(sound && told.value.abs_diff(printed.value) > ROUNDING)
        };
        differs().unwrap_or(false)
    }

    /// What an amount is read as in a row: as told, else as its table has it.
    pub(super) fn amount_of(
        &self,
        subject: SubjectId,
        measure: u32,
        year: Option<i32>,
        near: &Fact,
    ) -> Option<Put> {
        if let Some(at) = self.value(subject, measure, year, near) {
            // What its table has differently is told once, and nothing follows from it.
            return (!self.is_doubted(at)).then_some(Put::Fact(at));
        }
        if self.index.is_doubled(subject, measure, near.paragraph) {
            return None;
        }
        let asked = Fact { subject, measure, year, ..near.clone() };
        self.printed_cell(&asked)
    }
}
