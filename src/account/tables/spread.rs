//! Figures of tables that print their rows in the head, put into rows and columns.

use super::entries::Entry;
use super::figures::{self, Site};
use super::header::Leaf;
use super::layout::Layout;
use super::lines::is_blank;
use super::open::held;
use super::part::{Builder, OPEN};
use super::rows::{Target, targets};
use super::vanished::Placings;
use super::vocabulary::{FamilyWords, Names};
use crate::account::{CellRead, RowRead, State};
use crate::document::GridCell;
use crate::schema::RowId;

impl Builder<'_> {
    /// The head names rows, the lines name columns.
    pub(super) fn rows_in_head(&mut self, orders: &[Vec<Leaf>], entries: &[Entry<'_>]) {
        let targets = targets(entries, self.words, true);
        let Some(family) = self.words.families.first() else { return };
        let measured: Vec<(&Entry<'_>, usize)> = entries
            .iter()
            .zip(&targets)
            .filter_map(|(entry, target)| match target {
                Target::Measure(column) => Some((entry, *column)),
                _ => None,
            })
            .collect();
        let own: Vec<&Entry<'_>> = measured.iter().map(|(entry, _)| *entry).collect();
        let layout = self.layout(orders, family.rows, &own);
        let placings = Placings::of(orders, family.rows);
        let count = family.family.columns.len();
        let printed = |row: usize, column: usize| row * count + column;
        for (entry, column) in &measured {
            self.show(family, &layout, |row| Some(printed(row, *column)));
            self.spread(family, &layout, &placings, entry, |row| printed(row, *column));
        }
        for (entry, target) in entries.iter().zip(&targets) {
            if !matches!(target, Target::Measure(_)) {
                self.leave(entry, "表式中没有这一行");
            }
        }
    }

    /// The head names rows and columns.
    pub(super) fn crossed(&mut self, orders: &[Vec<Leaf>], names: &Names, entries: &[Entry<'_>]) {
        let Some(family) = self.words.families.first() else { return };
        let mut filled = entries.iter().filter(|entry| !entry.figures.is_empty());
        let first = filled.next();
        let own: Vec<&Entry<'_>> = first.into_iter().collect();
        let layout = self.layout(orders, names, &own);
        self.show(family, &layout, Some);
        if let Some(entry) = first {
            self.spread(family, &layout, &Placings::of(orders, names), entry, |target| target);
        }
        for entry in filled {
            self.leave(entry, "表头之下印了不止一行数");
        }
    }

    /// Marks what the head prints as printed and blank.
    fn show(&mut self, family: &FamilyWords<'_>, layout: &Layout, target: impl Fn(usize) -> Option<usize>) {
        for leaf in &layout.leaves {
            let Some(at) = leaf.target.and_then(&target) else { continue };
            if let Some(cell) = self.slot(family, at) {
                *cell = figures::blank();
            }
        }
    }

    /// Puts the figures of a line into cells by row × columns + column.
    fn spread(
        &mut self,
        family: &FamilyWords<'_>,
        layout: &Layout,
        placings: &Placings,
        entry: &Entry<'_>,
        target: impl Fn(usize) -> usize,
    ) {
        let fewer = entry.figures.len() < layout.leaves.len();
        if entry.loose || (fewer && !self.ruled && !entry.line.iter().any(|cell| is_blank(&cell.text))) {
            self.spread_open(family, placings, entry, target);
            return;
        }
        for cell in &entry.figures {
            let leaf = layout.leaf(self.column(entry, cell)).and_then(|leaf| layout.leaves.get(leaf));
            let Some(at) = leaf.and_then(|leaf| leaf.target) else {
                self.leave_cell(entry, cell, "这个数不在任何栏目之下");
                continue;
            };
            let at = target(at);
            let count = family.family.columns.len().max(1);
            let Some(column) = family.family.columns.get(at % count) else { continue };
            let site = Site { quote: &entry.quote, at: &cell.place };
            let row = RowId((at / count) as u32);
            let dimension = family.family.dimension(Some(row), column.id);
            let mut read = figures::read(&cell.text, &dimension, self.unit, site);
            if layout.open && read.state == State::Value {
                read.state = State::Unreadable;
                read.remark = Some(OPEN.to_owned());
            }
            self.part.unclear |= read.state == State::Unreadable;
            if let Some(slot) = self.slot(family, at) {
                *slot = read;
            }
        }
        for (leaf, column) in layout.targets() {
            let blank = entry.blank_at(self.lane_start(entry).saturating_add(column));
            if let Some(cell) = self.slot(family, target(leaf)).filter(|cell| cell.state == State::Blank) {
                cell.blank_at = blank;
            }
        }
    }

    /// Puts the figures of a line whose blanks vanished into cells, as far as every placing agrees.
    fn spread_open(
        &mut self,
        family: &FamilyWords<'_>,
        placings: &Placings,
        entry: &Entry<'_>,
        target: impl Fn(usize) -> usize,
    ) {
        let count = entry.figures.len();
        let choices = placings.choices(count);
        for (leaf, choice) in &choices {
            let Some(at) = leaf.target.map(&target) else { continue };
            let columns = family.family.columns.len().max(1);
            let Some(column) = family.family.columns.get(at % columns) else { continue };
            let dimension = family.family.dimension(Some(RowId((at / columns) as u32)), column.id);
            let read = |cell: &GridCell, unit| {
                figures::read(&cell.text, &dimension, unit, Site { quote: &entry.quote, at: &cell.place })
            };
            let cell = self.held_cell(held(entry, choice), count > choices.len(), read);
            if let (Some(cell), Some(slot)) = (cell, self.slot(family, at)) {
                *slot = cell;
            }
        }
    }

    /// The cell of row × columns + column; the row counts as printed then.
    fn slot(&mut self, family: &FamilyWords<'_>, at: usize) -> Option<&mut CellRead> {
        let count = family.family.columns.len().max(1);
        let part = self.part.families.first_mut()?;
        if let Some(head) = part.heads.get_mut(at % count) {
            *head = true;
        }
        let row = part.fixed.get_mut(at / count)?;
        let name = family.family.rows.get(at / count).map(|row| row.name.clone()).unwrap_or_default();
        let row = row.get_or_insert_with(|| RowRead {
            key: name.clone(),
            name,
            cells: vec![CellRead::default(); count],
            ..RowRead::default()
        });
        row.cells.get_mut(at % count)
    }
}
