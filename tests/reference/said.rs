//! 有, 无 and 空白.

use super::account::{Cell, RowKey};
use super::compile::Node;
use super::judge::{Element, Gap, Outcome, Unit, Verdict};
use super::model::{Figure, Of, Target};

/// Whether a statement asks whether a table is there.
pub(crate) fn asks_for_table(node: &Node) -> bool {
    match node {
        Node::Said(_, targets) => targets.iter().any(|target| matches!(target, Target::Table(_))),
        Node::And(left, right) | Node::Or(left, right) => asks_for_table(left) || asks_for_table(right),
        _ => false,
    }
}

impl Unit<'_> {
    /// 有 and 无 as what must hold.
    pub(crate) fn must_be_said(&self, said: bool, targets: &[Target], element: &Element) -> Outcome {
        let mut wrong = false;
        for target in targets {
            match self.one_said(target, element) {
                Ok(holds) => wrong |= holds != said,
                Err(gap) => return Outcome::of(gap),
            }
        }
        Outcome::plain(if wrong { Verdict::Fail } else { Verdict::Pass })
    }

    /// 有 and 无 in a condition: what the question does not arise for is not there.
    pub(crate) fn is_said(&self, said: bool, targets: &[Target], element: &Element) -> Result<bool, Gap> {
        for target in targets {
            match self.one_said(target, element) {
                Ok(holds) if holds == said => {}
                Ok(_) => return Ok(false),
                Err(gap) if said => return Err(gap),
                Err(_) => {}
            }
        }
        Ok(true)
    }

    fn one_said(&self, target: &Target, element: &Element) -> Result<bool, Gap> {
        match target {
            Target::Figure(figure) => self.figure_said(figure, element),
            // Data are all that there is.
            Target::Table(table) => Ok(self.read.table_found(self.model, *table)),
            Target::Head(family, column) => {
                if !self.read.found[*family] {
                    return Err(Gap::Unstated);
                }
                let headed = self.read.headed.contains(&(*family, *column));
                if !headed && self.model.families[*family].columns[*column].optional {
                    return Err(Gap::Unstated);
                }
                Ok(headed)
            }
            Target::Passage(family) => Ok(self.read.found[*family]),
            Target::Items(family) => Ok(!self.read.rows[*family].is_empty()),
            Target::AnyItem(family, slot) => {
                let mut rows = self.read.rows[*family].iter();
                Ok(rows.any(|key| self.read.cell(*family, &RowKey::Named(key), *slot).is_some()))
            }
            Target::Defined(family, at) => Ok(self.defined(*family, *at, element).is_ok()),
            Target::Prior => self.read.prior.as_ref().map(|_| true).ok_or(Gap::Unstated),
            Target::Cell | Target::ThisTable | Target::ThisHead => {
                unreachable!("put in when the rule was unrolled")
            }
        }
    }

    fn figure_said(&self, figure: &Figure, element: &Element) -> Result<bool, Gap> {
        let at = self.cell_at(figure, element);
        if at.is_some_and(|at| self.read.cells.contains_key(&at)) {
            return Ok(true);
        }
        let of = self.model.families[figure.family].of;
        if of == Of::Passage && !self.read.found[figure.family] { Err(Gap::Unstated) } else { Ok(false) }
    }

    /// Whether a cell or a table has no figure; none where it is not there.
    pub(crate) fn blank(&self, target: &Target, element: &Element) -> Option<bool> {
        match target {
            Target::Figure(figure) => {
                let at = self.cell_at(figure, element)?;
                self.read.cells.get(&at).map(|cell| *cell == Cell::Blank)
            }
            Target::Table(table) => {
                if !self.read.table_found(self.model, *table) {
                    return None;
                }
                let families = &self.model.tables[*table].families;
                let nought = |cell: &Cell| match cell {
                    Cell::Blank => true,
                    Cell::Numbers(numbers) => numbers[0].value.is_zero(),
                    _ => false,
                };
                let cells = self.read.cells.iter().filter(|(at, _)| families.contains(&at.0));
                let blank = cells.map(|(_, cell)| cell).all(nought);
                // What was not taken may be a figure.
                (!blank || !families.iter().any(|family| self.loses_rows(*family))).then_some(blank)
            }
            _ => unreachable!("空白 asks about cells and tables"),
        }
    }
}
