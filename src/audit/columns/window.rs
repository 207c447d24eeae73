//! A stretch of lanes: figures as vectors over its units or over the rows of its units, each made once.

use std::borrow::Cow;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use super::flags::{Flags, NONE, OPEN, ZERO, flags_of};
use super::index::{ABSENT, CodeRows, Join, code_rows, join, rows_of_level};
use crate::amount::Place;
use crate::facts::{Column, Facts, FamilyFacts, NO_PARENT};
use crate::plan::Source;
use crate::schema::{ColumnId, FamilyId, RowId, Schema};

/// A figure over units, or over rows.
#[derive(Clone, Debug)]
pub(super) struct Vector<'f> {
    /// In fixed point; 0 where nothing counts.
    pub(super) values: Cow<'f, [i64]>,
    /// What is known of each.
    pub(super) flags: Flags,
    /// No value is larger, in size.
    pub(super) largest: u64,
    /// Every value lies on its printed place; found out when it is asked for.
    lies: OnceCell<bool>,
    /// The places of the values and the decimals of their fixed point; none for what has no place of its own.
    places: Option<(&'f [Place], u8)>,
}

impl Vector<'_> {
    /// Whether every value lies on its printed place.
    pub(super) fn on_place(&self) -> bool {
        *self.lies.get_or_init(|| match self.places {
            Some((places, scale)) => super::place::all_on_place(&self.values, places, scale),
            None => true,
        })
    }
}

/// What a vector is over: the units, or the rows of a family.
pub(super) type Over = Option<FamilyId>;

/// A stretch of lanes.
pub(super) struct Window<'f> {
    pub(super) schema: &'f Schema,
    pub(super) facts: &'f Facts,
    pub(super) lanes: Range<usize>,
    /// Codes that some kernel asks for by name, by family.
    wanted: &'f BTreeMap<FamilyId, Vec<String>>,
    vectors: BTreeMap<(Over, Source), Rc<Vector<'f>>>,
    codes: BTreeMap<FamilyId, Rc<CodeRows>>,
    joins: BTreeMap<(FamilyId, FamilyId), Rc<Join>>,
    levels: BTreeMap<(FamilyId, u8), Rc<Vec<Vec<u32>>>>,
    /// By family: for each of its rows the lane, numbered from the first of the window.
    lanes_of_rows: BTreeMap<FamilyId, Rc<Vec<u32>>>,
}

impl<'f> Window<'f> {
    pub(super) fn new(
        schema: &'f Schema,
        facts: &'f Facts,
        wanted: &'f BTreeMap<FamilyId, Vec<String>>,
        lanes: Range<usize>,
    ) -> Self {
        Self {
            schema,
            facts,
            lanes,
            wanted,
            vectors: BTreeMap::new(),
            codes: BTreeMap::new(),
            joins: BTreeMap::new(),
            levels: BTreeMap::new(),
            lanes_of_rows: BTreeMap::new(),
        }
    }

    pub(super) fn family(&self, id: FamilyId) -> Option<&'f FamilyFacts> {
        self.facts.families.get(id.0 as usize)
    }

    pub(super) fn found(&self, id: FamilyId, lane: usize) -> bool {
        self.family(id).and_then(|facts| facts.found.get(lane)).copied().unwrap_or(false)
    }

    /// The rows of a family that belong to the window.
    pub(super) fn rows(&self, id: FamilyId) -> Range<usize> {
        let Some(facts) = self.family(id) else { return 0..0 };
        let at = |lane: usize| facts.rows.offsets().get(lane).map_or(0, |offset| *offset as usize);
        at(self.lanes.start)..at(self.lanes.end)
    }

    /// For each lane of the window its rows of a family, numbered from the first of the window.
    pub(super) fn stretches(&self, id: FamilyId) -> impl Iterator<Item = (usize, Range<usize>)> + use<'f> {
        let start = self.rows(id).start;
        let offsets = self.family(id).map(|facts| facts.rows.offsets()).unwrap_or_default();
        self.lanes.clone().enumerate().map(move |(index, lane)| {
            let at = |lane: usize| offsets.get(lane).map_or(start, |offset| *offset as usize) - start;
            (index, at(lane)..at(lane + 1))
        })
    }

    /// A figure over the units of the window, or over the rows of a family in it.
    pub(super) fn vector(&mut self, over: Over, source: &Source) -> Rc<Vector<'f>> {
        // What stands in a fixed place is the same over any rows of a unit, but has to be spread over them.
        if let Some(known) = self.vectors.get(&(over, source.clone())) {
            return Rc::clone(known);
        }
        let made = Rc::new(self.make(over, source));
        self.vectors.insert((over, source.clone()), Rc::clone(&made));
        made
    }

    fn make(&mut self, over: Over, source: &Source) -> Vector<'f> {
        match (source, over) {
            (Source::Row { family, column }, Some(over)) if *family == over => self.own(*family, *column),
            (Source::PartsSum { family, column }, Some(over)) if *family == over => {
                self.parts_sum(*family, *column)
            }
            (Source::Row { family, .. } | Source::PartsSum { family, .. }, Some(over)) => {
                let inner = self.vector(Some(*family), source);
                let missing = if matches!(source, Source::Row { .. }) { ZERO } else { NONE };
                self.joined(over, *family, &inner, missing)
            }
            (_, Some(over)) => {
                let of_unit = self.vector(None, source);
                self.spread(over, &of_unit)
            }
            (Source::Cell { family, row, column }, None) => self.cell(*family, *row, *column),
            (Source::Code { family, code, column }, None) => self.code(*family, code, *column),
            (Source::LevelSum { family, level, column }, None) => self.level_sum(*family, *level, *column),
            (Source::Row { .. } | Source::PartsSum { .. }, None) => self.open(self.lanes.len()),
        }
    }

    /// Nothing that could be decided here.
    fn open(&self, length: usize) -> Vector<'f> {
        let flags = Flags::Each(vec![OPEN; length]);
        computed(vec![0; length], flags, 0)
    }

    fn cell(&self, id: FamilyId, row: RowId, column: ColumnId) -> Vector<'f> {
        let (Some(facts), Some(family)) = (self.family(id), self.schema.family(id)) else {
            return self.open(self.lanes.len());
        };
        let at = row.0 as usize * family.columns.len() + column.0 as usize;
        let Some(cells) = facts.cells.get(at) else { return self.open(self.lanes.len()) };
        let start = self.lanes.start;
        let scale = family.dimension(Some(row), column).scale();
        slice(cells, self.lanes.clone(), scale, |index| {
            super::absent::fixed(self, id, row, column, start + index)
        })
    }

    /// A column over the rows of its own family.
    fn own(&self, id: FamilyId, column: ColumnId) -> Vector<'f> {
        let (Some(facts), Some(family)) = (self.family(id), self.schema.family(id)) else {
            return self.open(0);
        };
        let rows = self.rows(id);
        let Some(cells) = facts.rows.column(column.0) else { return self.open(rows.len()) };
        let scale = family.dimension(None, column).scale();
        let offsets = facts.rows.offsets();
        slice(cells, rows.clone(), scale, |index| {
            let row = (rows.start + index) as u32;
            let lane = offsets.partition_point(|offset| *offset <= row).saturating_sub(1);
            super::absent::in_row(self, id, column, lane)
        })
    }

    fn parts_sum(&mut self, id: FamilyId, column: ColumnId) -> Vector<'f> {
        let own = self.vector(Some(id), &Source::Row { family: id, column });
        let rows = self.rows(id);
        let parents = self.family(id).and_then(|facts| facts.rows.parents().get(rows.clone()));
        let mut sums = Sums::new(rows.len());
        for (index, parent) in parents.unwrap_or_default().iter().enumerate() {
            if *parent != NO_PARENT {
                sums.add((*parent as usize).wrapping_sub(rows.start), index, &own);
            }
        }
        sums.finish(&own, rows.len())
    }

    fn level_sum(&mut self, id: FamilyId, level: u8, column: ColumnId) -> Vector<'f> {
        let own = self.vector(Some(id), &Source::Row { family: id, column });
        let known = self.levels.get(&(id, level)).cloned();
        let of_level = known.unwrap_or_else(|| {
            let made = Rc::new(rows_of_level(self, id, level));
            self.levels.insert((id, level), Rc::clone(&made));
            made
        });
        let mut sums = Sums::new(self.lanes.len());
        for (index, rows) in of_level.iter().enumerate() {
            for row in rows {
                sums.add(index, *row as usize, &own);
            }
        }
        let mut vector = sums.finish(&own, self.rows(id).len());
        self.unfound(id, &mut vector);
        vector
    }

    /// Of a table that is not there nothing can be decided here.
    fn unfound(&self, id: FamilyId, vector: &mut Vector<'f>) {
        let lanes = self.lanes.clone().enumerate();
        let missing: Vec<usize> =
            lanes.filter(|(_, lane)| !self.found(id, *lane)).map(|(index, _)| index).collect();
        vector.flags.set(vector.values.len(), missing, OPEN);
    }

    fn code(&mut self, id: FamilyId, code: &str, column: ColumnId) -> Vector<'f> {
        let own = self.vector(Some(id), &Source::Row { family: id, column });
        let known = self.codes.get(&id).cloned();
        let index = known.unwrap_or_else(|| {
            let codes = self.wanted.get(&id).map(Vec::as_slice).unwrap_or_default();
            let made = Rc::new(code_rows(self, id, codes));
            self.codes.insert(id, Rc::clone(&made));
            made
        });
        let Some(rows) = index.rows_of(code) else { return self.open(self.lanes.len()) };
        let missing = if index.by_name(code) { OPEN } else { ZERO };
        gather(rows, &own, |index| if self.found(id, self.lanes.start + index) { missing } else { OPEN })
    }

    /// A vector over the rows of one family, at the rows of another that have the same keys.
    fn joined(&mut self, over: FamilyId, of: FamilyId, inner: &Vector<'f>, missing: u8) -> Vector<'f> {
        let join = self.join(over, of);
        let lanes = self.lane_of_rows(over);
        gather(&join.rows, inner, |index| {
            let lane = lanes.get(index).copied().unwrap_or(0) as usize;
            let is_fixed = join.fixed.get(index).copied().unwrap_or(true);
            if is_fixed || !self.found(of, self.lanes.start + lane) { OPEN } else { missing }
        })
    }

    /// The rows of one family by key, at the rows of another.
    pub(super) fn join(&mut self, over: FamilyId, of: FamilyId) -> Rc<Join> {
        if let Some(known) = self.joins.get(&(over, of)) {
            return Rc::clone(known);
        }
        let made = Rc::new(join(self, over, of));
        self.joins.insert((over, of), Rc::clone(&made));
        made
    }

    fn lane_of_rows(&mut self, over: FamilyId) -> Rc<Vec<u32>> {
        if let Some(known) = self.lanes_of_rows.get(&over) {
            return Rc::clone(known);
        }
        let mut lanes = vec![0; self.rows(over).len()];
        for (index, rows) in self.stretches(over) {
            if let Some(stretch) = lanes.get_mut(rows) {
                stretch.fill(index as u32);
            }
        }
        let made = Rc::new(lanes);
        self.lanes_of_rows.insert(over, Rc::clone(&made));
        made
    }

    /// A figure of the unit, at each of its rows.
    fn spread(&mut self, over: FamilyId, of_unit: &Vector<'f>) -> Vector<'f> {
        let lanes = self.lane_of_rows(over);
        gather(&lanes, of_unit, |_| OPEN)
    }
}

/// A stretch of a column; `absent` says what is known of a cell that is not printed.
fn slice<'f>(cells: &'f Column, at: Range<usize>, scale: u8, absent: impl Fn(usize) -> u8) -> Vector<'f> {
    let values = cells.values.get(at.clone()).unwrap_or_default();
    let states = cells.states.get(at.clone()).unwrap_or_default();
    let places = cells.places.get(at).unwrap_or_default();
    Vector {
        flags: flags_of(states, absent),
        largest: largest(values),
        lies: OnceCell::new(),
        places: Some((places, scale)),
        values: Cow::Borrowed(values),
    }
}

/// A bound on the size of all values, by the highest bit that any of them has.
fn largest(values: &[i64]) -> u64 {
    let bits = values.iter().fold(0u64, |bits, value| bits | (value ^ (value >> 63)) as u64);
    // Of a negative number the bits are those of its size less one.
    bits.saturating_add(1).checked_next_power_of_two().unwrap_or(u64::MAX)
}

/// The elements of a vector at given places; [`ABSENT`] has no value, and `missing` says what is known of it.
fn gather<'f>(at: &[u32], inner: &Vector<'f>, missing: impl Fn(usize) -> u8) -> Vector<'f> {
    let any_absent = at.contains(&ABSENT);
    let value = |place: &u32| inner.values.get(*place as usize).copied().unwrap_or(0);
    let values: Vec<i64> = at.iter().map(value).collect();
    let flags = match &inner.flags {
        Flags::Printed if !any_absent => Flags::Printed,
        flags => Flags::Each(
            at.iter()
                .enumerate()
                .map(
                    |(index, place)| {
                        if *place == ABSENT { missing(index) } else { flags.at(*place as usize) }
                    },
                )
                .collect(),
        ),
    };
    let vector = computed(values, flags, inner.largest);
    // Whether some of the values lie on their places is told by whether all of them do.
    let _ = vector.lies.set(inner.on_place());
    vector
}

/// Values that were worked out: they have no place of their own.
fn computed<'f>(values: Vec<i64>, flags: Flags, largest: u64) -> Vector<'f> {
    Vector { values: Cow::Owned(values), flags, largest, lies: OnceCell::new(), places: None }
}

/// Sums that grow.
struct Sums {
    values: Vec<i64>,
    flags: Vec<u8>,
}

impl Sums {
    fn new(length: usize) -> Self {
        Self { values: vec![0; length], flags: vec![NONE; length] }
    }

    fn add(&mut self, to: usize, from: usize, of: &Vector<'_>) {
        if let (Some(value), Some(flags)) = (self.values.get_mut(to), self.flags.get_mut(to)) {
            *value = value.wrapping_add(of.values.get(from).copied().unwrap_or(0));
            *flags = (*flags & !NONE) | of.flags.at(from);
        }
    }

    /// The sums, of at most so many members each.
    fn finish<'f>(self, of: &Vector<'_>, members: usize) -> Vector<'f> {
        let largest = of.largest.saturating_mul(members.max(1) as u64);
        computed(self.values, Flags::Each(self.flags), largest)
    }
}
