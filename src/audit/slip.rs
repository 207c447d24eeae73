//! Shares and rates that are one last place off: cut instead of rounded, or balanced so that all come to 100 %.

use super::value::Number;
use super::view::View;
use super::{CellAt, RowAt};
use crate::amount::{Dimension, Exact};
use crate::facts::State;

/// How a share or rate that is one last place off came to be so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// 截尾: cut, not rounded.
    Cut,
    /// 配平: with the others printed it comes to just 100 %.
    Balanced,
}

impl View<'_> {
    /// Why the one printed figure of a side may be off from what was computed; none where it is off by more, or no share.
    pub(super) fn slip(&self, printed: &Exact, computed: &Exact, number: &Number) -> Option<Slip> {
        let cell = number.cell.filter(|cell| self.dimension_at(*cell) == Dimension::Ratio)?;
        let unit = Exact::power_of_ten(i32::from(number.place.0));
        if (printed - computed).abs() >= unit {
            return None;
        }
        if self.comes_to_all(cell) {
            return Some(Slip::Balanced);
        }
        let cut = &computed.divide(&unit)?.truncate() * &unit;
        (cut == *printed).then_some(Slip::Cut)
    }

    /// Whether what is printed beside a share, of the other items or parts, comes to just 100 % with it.
    fn comes_to_all(&self, cell: CellAt) -> bool {
        let Some(family) = self.family(cell.family) else { return false };
        let rows: Vec<RowAt> = match cell.row {
            RowAt::Block(_) if family.repeated => self.rows(cell.family).map(RowAt::Block).collect(),
            RowAt::Block(_) => return false,
            RowAt::Fixed(row) => {
                let whole = family.rows.get(row as usize).and_then(|row| row.whole);
                let whole = whole.and_then(|whole| family.rows.get(whole.0 as usize));
                let parts = whole.map(|whole| whole.parts.rows.as_slice()).unwrap_or_default();
                parts.iter().map(|part| RowAt::Fixed(part.0)).collect()
            }
        };
        let scale = Dimension::Ratio.scale();
        let values = rows.iter().filter_map(|row| match self.stored(CellAt { row: *row, ..cell })? {
            (value, State::Value, _) => Some(Exact::from_fixed(value, scale)),
            _ => None,
        });
        let values: Vec<Exact> = values.collect();
        values.len() > 1 && values.iter().fold(Exact::ZERO, |sum, value| &sum + value) == Exact::ONE
    }
}
