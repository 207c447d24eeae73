//! Printed figures numbered once, with their values as whole numbers.

use std::collections::BTreeMap;

use crate::amount::Place;
use crate::audit::{CellAt, View};
use crate::document::Point;
use crate::facts::State;

/// A figure: a cell, and which of its readings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct FigureAt {
    pub(crate) cell: CellAt,
    pub(crate) reading: u32,
}

impl From<CellAt> for FigureAt {
    fn from(cell: CellAt) -> Self {
        Self { cell, reading: 0 }
    }
}

/// What a figure says, or would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Figure {
    /// In fixed point at the scale of its dimension.
    pub(super) value: i64,
    /// One unit of its last printed place, likewise; 0 where it is exact.
    pub(super) unit: i64,
    pub(super) state: State,
    pub(super) place: Place,
}

/// A value that a figure might have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Value {
    pub(super) value: i64,
    /// How many printed values would do.
    pub(super) of: i64,
}

impl Figure {
    /// Nothing printed.
    pub(super) const BLANK: Self = Self { value: 0, unit: 0, state: State::Blank, place: Place::EXACT };

    /// Whether a number stands there.
    pub(super) fn is_printed(&self) -> bool {
        self.state == State::Value
    }
}

/// All figures that matter, by number.
#[derive(Default)]
pub(super) struct Cells {
    numbers: BTreeMap<FigureAt, u32>,
    at: Vec<FigureAt>,
    figures: Vec<Figure>,
}

impl Cells {
    /// The number of a figure; it gets one when it is first asked for.
    pub(super) fn number(&mut self, view: &View<'_>, at: FigureAt) -> u32 {
        if let Some(known) = self.numbers.get(&at) {
            return *known;
        }
        let number = self.at.len() as u32;
        self.numbers.insert(at, number);
        self.at.push(at);
        self.figures.push(figure_of(view, at));
        number
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.at.len()
    }

    /// Where a figure stands.
    pub(super) fn at(&self, number: u32) -> Option<FigureAt> {
        self.at.get(number as usize).copied()
    }

    /// What a figure says as printed.
    pub(super) fn figure(&self, number: u32) -> Figure {
        self.figures.get(number as usize).copied().unwrap_or(Figure::BLANK)
    }
}

/// What a figure says as printed.
pub(super) fn figure_of(view: &View<'_>, at: FigureAt) -> Figure {
    let scale = view.dimension_at(at.cell).scale();
    let stored = match at.reading {
        0 => view.stored(at.cell),
        reading => {
            let claim = view.cell_read(at.cell).and_then(|cell| cell.claims.get(reading as usize));
            claim.map(|claim| (claim.value, State::Value, claim.place))
        }
    };
    let (value, state, place) = stored.unwrap_or_default();
    if state != State::Value {
        return Figure { state, ..Figure::BLANK };
    }
    let place = if view.is_exact(at.cell) { Place::EXACT } else { place };
    Figure { value, unit: unit_of(place, scale), state, place }
}

/// One unit of a place in fixed point; 0 for what is exact or finer than the fixed point.
pub(super) fn unit_of(place: Place, scale: u8) -> i64 {
    if place == Place::EXACT {
        return 0;
    }
    let exponent = i32::from(place.0) + i32::from(scale);
    u32::try_from(exponent).ok().and_then(|exponent| 10_i64.checked_pow(exponent)).unwrap_or(0)
}

/// Figures that are one print: a slot and a fact of a clause that were read of stretches of text that begin at one place
/// (减少 and 减少了).
#[derive(Default)]
pub(super) struct Twins(BTreeMap<u32, Vec<u32>>);

impl Twins {
    /// Of all figures.
    pub(super) fn of_all(view: &View<'_>, cells: &Cells) -> Self {
        let mut by_start: BTreeMap<Point, Vec<u32>> = BTreeMap::new();
        for number in 0..cells.len() as u32 {
            let Some(at) = cells.at(number) else { continue };
            let claim = view.cell_read(at.cell).and_then(|read| read.claims.get(at.reading as usize));
            if let Some(extent) = claim.and_then(|claim| claim.extent.as_ref()) {
                by_start.entry(extent.from).or_default().push(number);
            }
        }
        let mut twins = Self::default();
        for same in by_start.into_values().filter(|same| same.len() > 1) {
            for one in &same {
                twins.0.insert(*one, same.iter().copied().filter(|other| other != one).collect());
            }
        }
        twins
    }

    /// The others of one.
    pub(super) fn of(&self, cell: u32) -> &[u32] {
        self.0.get(&cell).map_or(&[], Vec::as_slice)
    }
}
