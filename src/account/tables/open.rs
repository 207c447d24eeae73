//! Rows that have figures in an order and no columns, put into cells: what every placing agrees on.

use super::entries::Entry;
use super::figures::{self, Site};
use super::part::{Builder, Placed};
use super::vanished::BLANK;
use super::vocabulary::FamilyWords;
use crate::account::{CellRead, State};
use crate::document::GridCell;
use crate::schema::RowId;

/// Why a figure is not read whose blanks vanished.
const VANISHED: &str = "这一行印的数比栏目少，空格没有留下，分不清各数属于哪一栏";

/// Why figures are not read of which there are more than columns.
const TOO_MANY: &str = "这一行印的数比栏目多，分不清各数属于哪一栏";

/// What a leaf holds.
pub(super) enum Held<'e, 'd> {
    /// Nothing.
    Blank,
    /// This figure.
    Figure(&'e &'d GridCell),
    /// One of these, or nothing.
    Open(Vec<&'e &'d GridCell>),
}

/// What a leaf holds of an entry's figures.
pub(super) fn held<'e, 'd>(entry: &'e Entry<'d>, choice: &[usize]) -> Held<'e, 'd> {
    match choice {
        [] | [BLANK] => Held::Blank,
        [one] => entry.figures.get(*one).map_or(Held::Blank, Held::Figure),
        _ => Held::Open(choice.iter().filter_map(|at| entry.figures.get(*at)).collect()),
    }
}

impl Builder<'_> {
    /// The cells of a row whose blanks vanished: what every placing agrees on, the rest unreadable.
    pub(super) fn open_row(
        &mut self,
        (at, family): (usize, &FamilyWords<'_>),
        placed: &Placed,
        entry: &Entry<'_>,
        row: Option<RowId>,
        cells: &mut [CellRead],
    ) {
        let count = entry.figures.len();
        let mut choices = placed.placings.choices(count);
        let leaves = choices.len();
        if placed.at_ends && count <= leaves {
            for (leaf, (_, choice)) in choices.iter_mut().enumerate() {
                *choice = vec![if leaf < count { leaf } else { BLANK }];
            }
        }
        for (leaf, choice) in &choices {
            let column = leaf.target.and_then(|target| family.family.columns.get(target));
            let Some(column) = column else {
                if let Held::Figure(cell) = held(entry, choice) {
                    let why = format!("表式中没有栏目「{}」", leaf.text);
                    let other = self.leave_cell(entry, cell, &why);
                    if let Some(part) = self.part.families.get_mut(at) {
                        part.other_columns |= other;
                    }
                }
                continue;
            };
            let read = |cell: &GridCell, unit| {
                let site = Site { quote: &entry.quote, at: &cell.place };
                figures::read(&cell.text, &family.family.dimension(row, column.id), unit, site)
            };
            let Some(slot) = cells.get_mut(column.id.0 as usize) else { continue };
            if let Some(cell) = self.held_cell(held(entry, choice), count > leaves, read) {
                *slot = cell;
            }
        }
    }

    /// The cell for what a leaf holds, if it is not blank.
    pub(super) fn held_cell(
        &mut self,
        held: Held<'_, '_>,
        too_many: bool,
        read: impl Fn(&GridCell, crate::amount::MoneyUnit) -> CellRead,
    ) -> Option<CellRead> {
        let cell = match held {
            Held::Blank => return None,
            Held::Figure(cell) => read(cell, self.unit),
            Held::Open(cells) => {
                let claims = cells.iter().flat_map(|cell| read(cell, self.unit).claims).collect();
                let remark = Some(if too_many { TOO_MANY } else { VANISHED }.to_owned());
                CellRead { state: State::Unreadable, claims, remark, ..CellRead::default() }
            }
        };
        self.part.unclear |= cell.state == State::Unreadable;
        Some(cell)
    }
}
