//! Facts of many units as they are built, unit by unit.

use super::Units;
use super::cells::{Cell, Codes, Measure};
use super::rows::{CodeCell, RowsBuilder};
use crate::amount::Place;
use crate::facts::{Column, Facts, FamilyFacts, State, TableFacts};
use crate::schema::{Family, Schema};

/// Tables with fewer figures than this take the place that all tables print.
const FEW: usize = 10;

/// A figure of a unit before the places of its tables are known.
#[derive(Clone, Debug)]
pub(super) struct Figure {
    pub(super) cell: Cell,
    pub(super) value: i64,
    pub(super) state: State,
    pub(super) place: Place,
    /// The place was given rather than taken from the digits.
    pub(super) given: bool,
}

/// Units as they are built.
pub(super) struct Builder<'s> {
    schema: &'s Schema,
    lanes: usize,
    cells: Vec<Column>,
    rows: Vec<Option<RowsBuilder>>,
    found: Vec<Vec<bool>>,
    heads: Vec<Vec<Vec<bool>>>,
    apart: Vec<bool>,
    /// Code cells of the unit that is being read, by family.
    pending: Vec<Vec<CodeCell>>,
}

impl<'s> Builder<'s> {
    pub(super) fn new(schema: &'s Schema, lanes: usize) -> Self {
        let figures = schema.families.iter().map(|family| family.rows.len() * family.columns.len()).sum();
        let is_coded = |family: &Family| family.table.is_some() && family.codes.is_some();
        let rows = |family: &Family| is_coded(family).then(|| RowsBuilder::new(family.columns.len()));
        let heads = |family: &Family| {
            let known = family.table.is_some() && family.columns.iter().any(|column| column.optional);
            if known { vec![vec![false; lanes]; family.columns.len()] } else { Vec::new() }
        };
        Self {
            schema,
            lanes,
            cells: vec![Column::absent(lanes); figures],
            rows: schema.families.iter().map(rows).collect(),
            found: vec![vec![false; lanes]; schema.families.len()],
            heads: schema.families.iter().map(heads).collect(),
            apart: vec![false; lanes],
            pending: vec![Vec::new(); schema.families.len()],
        }
    }

    /// Leaves a unit to be read and judged by itself.
    pub(super) fn set_apart(&mut self, lane: usize) {
        if let Some(apart) = self.apart.get_mut(lane) {
            *apart = true;
        }
    }

    /// Adds the figures of a unit and empties the list; units come in the order of their lanes.
    pub(super) fn lane(&mut self, lane: usize, figures: &mut Vec<Figure>, codes: &[Codes]) {
        settle_places(self.schema, figures);
        for figure in figures.drain(..) {
            let fact = (figure.value, figure.state, figure.place);
            match figure.cell {
                Cell::Fixed { figure, family, column, .. } => {
                    let known = self.cells.get(figure as usize).map(|cells| cells.at(lane).1);
                    if known != Some(State::Absent) {
                        self.set_apart(lane);
                    }
                    if let Some(cells) = self.cells.get_mut(figure as usize) {
                        cells.set(lane, fact.0, fact.1, fact.2);
                    }
                    self.is_found(family.0, column, lane);
                }
                Cell::Code { family, code, column, .. } => {
                    if let Some(pending) = self.pending.get_mut(family.0 as usize) {
                        pending.push((code, column, fact));
                    }
                    self.is_found(family.0, column, lane);
                }
                Cell::Apart | Cell::Unknown => self.set_apart(lane),
            }
        }
        for (family, rows) in self.rows.iter_mut().enumerate() {
            let (Some(rows), Some(pending)) = (rows, self.pending.get_mut(family)) else { continue };
            let order = codes.get(family).map(|codes| codes.order.as_slice()).unwrap_or_default();
            if !rows.lane(pending, order)
                && let Some(apart) = self.apart.get_mut(lane)
            {
                *apart = true;
            }
        }
    }

    fn is_found(&mut self, family: u32, column: u32, lane: usize) {
        if let Some(found) = self.found.get_mut(family as usize).and_then(|found| found.get_mut(lane)) {
            *found = true;
        }
        let heads = self.heads.get_mut(family as usize).and_then(|heads| heads.get_mut(column as usize));
        if let Some(head) = heads.and_then(|head| head.get_mut(lane)) {
            *head = true;
        }
    }

    pub(super) fn finish(self, codes: &[Codes], keys: Vec<(Box<str>, Option<i32>)>) -> Units {
        let lanes = self.lanes;
        let mut cells = self.cells.into_iter();
        let parts = self.schema.families.iter().zip(self.rows).zip(self.found.into_iter().zip(self.heads));
        let families = parts.map(|((family, rows), (found, heads))| FamilyFacts {
            cells: cells.by_ref().take(family.rows.len() * family.columns.len()).collect(),
            rows: match (rows, codes.get(family.id.0 as usize)) {
                (Some(rows), Some(codes)) => rows.finish(codes),
                _ => crate::facts::Rows::new(family.columns.len()),
            },
            whole: found.clone(),
            found,
            loses_rows: vec![false; lanes],
            other_columns: vec![false; lanes],
            heads,
            ..FamilyFacts::default()
        });
        let families = families.collect();
        let table = TableFacts::of_data(lanes);
        let facts = Facts {
            lanes,
            families,
            tables: vec![table; self.schema.tables.len()],
            partial: vec![false; lanes],
            years: keys.iter().map(|(_, year)| *year).collect(),
        };
        Units { facts, keys, apart: self.apart }
    }
}

/// Gives every amount of a table the place of its table: the finest that two of its figures print, or, with few
/// figures, that two figures of all tables print. A figure that is finer keeps its own.
fn settle_places(schema: &Schema, figures: &mut [Figure]) {
    let amount = |figure: &Figure| -> Option<(usize, Place)> {
        let (Cell::Fixed { table, measure, .. } | Cell::Code { table, measure, .. }) = &figure.cell else {
            return None;
        };
        let counts =
            *measure == Measure::Money && figure.state == State::Value && figure.place != Place::EXACT;
        counts.then_some((*table as usize, figure.place))
    };
    let mut places = figures.iter().filter_map(amount).map(|(_, place)| place);
    let Some(first) = places.next() else { return };
    // One place everywhere settles itself, unless it is a single figure.
    if places.all(|place| place == first) {
        return;
    }
    let mut tables: Vec<Vec<(Place, usize)>> = vec![Vec::new(); schema.tables.len()];
    let mut all: Vec<(Place, usize)> = Vec::new();
    let count = |places: &mut Vec<(Place, usize)>, place| match places
        .iter_mut()
        .find(|(known, _)| *known == place)
    {
        Some((_, count)) => *count += 1,
        None => places.push((place, 1)),
    };
    for (table, place) in figures.iter().filter_map(amount) {
        count(&mut all, place);
        if let Some(places) = tables.get_mut(table) {
            count(places, place);
        }
    }
    let finest = |places: &[(Place, usize)]| {
        places.iter().filter(|(_, figures)| *figures > 1).map(|(place, _)| *place).min()
    };
    let whole = finest(&all);
    let settled = tables.iter().map(|places| {
        let figures: usize = places.iter().map(|(_, figures)| figures).sum();
        if figures < FEW { whole.or(finest(places)) } else { finest(places) }
    });
    let settled: Vec<Option<Place>> = settled.collect();
    for figure in figures.iter_mut().filter(|figure| !figure.given) {
        if let Some((table, place)) = amount(figure)
            && let Some(settled) = settled.get(table).copied().flatten()
        {
            figure.place = place.min(settled);
        }
    }
}
