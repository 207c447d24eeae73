//! Rows and columns that may be missing and are not printed, though their parts are.

use super::account::RowKey;
use super::compile::{Leaf, Rows};
use super::judge::{CellAt, Element, Gap, Unit};
use super::model::{Figure, Number, RowRef, level_of};
use super::numbers::{Counting, exact, gap};
use super::prepare::Check;

impl Unit<'_> {
    /// The cells that a cell is made up of which is not printed.
    pub(crate) fn parts_instead(&self, at: &CellAt) -> Option<Vec<CellAt>> {
        if self.read.cells.contains_key(at) {
            return None;
        }
        let own = self.own_parts(at);
        let all = own.into_iter().flat_map(|part| match self.parts_instead(&part) {
            Some(parts) => parts,
            None => vec![part],
        });
        let all: Vec<CellAt> = all.collect();
        (!all.is_empty()).then_some(all)
    }

    fn own_parts(&self, (family, row, column): &CellAt) -> Vec<CellAt> {
        if self.model.table_of(*family).is_none() || !self.read.found[*family] {
            return Vec::new();
        }
        if let RowKey::Fixed(fixed) = row
            && let Some(rows) = self.rows_instead(*family, *fixed)
        {
            return rows.into_iter().map(|row| (*family, row, *column)).collect();
        }
        let columns = self.columns_instead(*family, *column).unwrap_or_default();
        columns.into_iter().map(|column| (*family, *row, column)).collect()
    }

    fn rows_instead(&self, family: usize, row: usize) -> Option<Vec<RowKey>> {
        let of = &self.model.families[family];
        let printed = |row: usize| {
            (0..of.columns.len()).any(|column| self.read.cell(family, &RowKey::Fixed(row), column).is_some())
        };
        let line = &of.rows[row];
        if !line.optional || printed(row) {
            return None;
        }
        let any = line.parts.iter().any(|part| printed(*part) || self.rows_instead(family, *part).is_some());
        let top = self.read.rows[family].iter().filter(|key| line.code_parts && level_of(key) == 1);
        let top: Vec<RowKey> = top.map(|key| RowKey::Named(key)).collect();
        let any = any || !top.is_empty();
        any.then(|| line.parts.iter().map(|part| RowKey::Fixed(*part)).chain(top).collect())
    }

    fn columns_instead(&self, family: usize, column: usize) -> Option<Vec<usize>> {
        let line = &self.model.families[family].columns[column];
        let headed = |column: usize| self.read.headed.contains(&(family, column));
        if !line.optional || headed(column) {
            return None;
        }
        let any =
            line.parts.iter().any(|part| headed(*part) || self.columns_instead(family, *part).is_some());
        any.then(|| line.parts.clone())
    }

    /// What the parts come to.
    pub(crate) fn added_parts(&self, parts: &[CellAt]) -> Counting {
        let mut total = exact(Number::ZERO);
        let mut empty = true;
        for at @ (family, row, column) in parts {
            empty &= !matches!(self.read.cells.get(at), Some(super::account::Cell::Numbers(_)));
            let (row, element) = match row {
                RowKey::Fixed(row) => (RowRef::Fixed(*row), None),
                RowKey::Named(key) => (RowRef::Here, Some((*family, *key))),
            };
            let leaf = Leaf::Figure(Figure::new(*family, row, *column));
            match self.leaf(&leaf, &element).number {
                Ok(number) => {
                    total.value = &total.value + &number.value;
                    total.reach = total.reach.plus(&number.reach);
                    total.supposed |= number.supposed;
                }
                Err(Gap::Unstated) => {}
                Err(unknown) => return gap(unknown),
            }
        }
        Counting { number: Ok(total), empty }
    }

    /// Whether a whole that is not printed is held against just its parts.
    pub(crate) fn is_of_its_parts(&self, check: &Check, used: &[usize], element: &Element) -> bool {
        let sorted = |mut cells: Vec<CellAt>| {
            cells.sort();
            cells.dedup();
            cells
        };
        used.iter().any(|whole| {
            let Leaf::Figure(figure) = &check.leaves[*whole] else { return false };
            let parts = self.cell_at(figure, element).and_then(|at| self.parts_instead(&at));
            let others = used.iter().filter(|other| *other != whole);
            let cells = others.flat_map(|other| self.leaf_cells(&check.leaves[*other], element));
            let cells: Vec<CellAt> = cells.collect();
            parts.is_some_and(|parts| sorted(parts) == sorted(cells))
        })
    }

    fn leaf_cells(&self, leaf: &Leaf, element: &Element) -> Vec<CellAt> {
        match leaf {
            Leaf::Figure(figure) | Leaf::Outer(figure) => self.figure_cells(figure, element),
            Leaf::First(figures) => {
                let stated = |figure: &&Figure| {
                    !matches!(self.leaf(&Leaf::Figure(**figure), element).number, Err(Gap::Unstated))
                };
                let figure = figures.iter().find(stated).or(figures.last());
                figure.map(|figure| self.figure_cells(figure, element)).unwrap_or_default()
            }
            Leaf::Sum(rows) => self.rows_cells(rows, element),
            Leaf::Count(rows) => {
                let kept = self.kept(rows, element);
                kept.into_iter().flatten().map(|(family, key)| (family, RowKey::Named(key), 0)).collect()
            }
            Leaf::Printed(leaf) => self.leaf_cells(leaf, element),
            Leaf::Level(_) | Leaf::ThisYear => Vec::new(),
        }
    }

    fn figure_cells(&self, figure: &Figure, element: &Element) -> Vec<CellAt> {
        let at = self.cell_at(figure, element).filter(|_| !figure.prior);
        at.map(|at| self.parts_instead(&at).unwrap_or_else(|| vec![at])).unwrap_or_default()
    }

    fn rows_cells(&self, rows: &Rows, element: &Element) -> Vec<CellAt> {
        let mut cells = Vec::new();
        for at in self.kept(rows, element) {
            for leaf in &rows.leaves {
                let outer = matches!(leaf, Leaf::Outer(_));
                cells.extend(self.leaf_cells(leaf, if outer { element } else { &at }));
            }
        }
        cells
    }
}
