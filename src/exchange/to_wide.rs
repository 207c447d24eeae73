//! Facts of many units to columns of a file, one a figure.

use gouji_columnar::line::EXACT_PLACE;
use gouji_columnar::model::{self, Cells as FileCells, Chunk, Keys, NO_PLACE, Rows as FileRows};

use super::cells::Measure;
use super::layout::plain_families;
use crate::amount::{Dimension, Place};
use crate::facts::{Column, Facts, FamilyFacts, State};
use crate::schema::{Family, RowId, Schema};

/// Facts of a schema as columns of its [`super::Form`], by the rule set of a name. Prose is not among them.
#[must_use]
pub fn to_wide(schema: &Schema, rules: &str, facts: &Facts, keys: Vec<(Box<str>, Option<i32>)>) -> Chunk {
    let lanes = keys.len();
    let (units, years) = keys.into_iter().unzip();
    let rules: Box<str> = rules.into();
    let mut chunk = Chunk { units, years, texts: vec![vec![Some(rules); lanes]], ..Chunk::default() };
    let mut places = vec![vec![None; lanes]; schema.tables.len()];
    for family in plain_families(schema) {
        let of_table = family.table.and_then(|table| places.get_mut(table.0 as usize));
        if let (Some(places), Some(facts)) = (of_table, facts.families.get(family.id.0 as usize)) {
            first_places(family, facts, places);
        }
    }
    for family in plain_families(schema) {
        let Some(of_family) = facts.families.get(family.id.0 as usize) else { continue };
        let table = family.table.map_or(0, |table| table.0 as usize);
        let places = places.get(table).map(Vec::as_slice).unwrap_or_default();
        fixed(family, of_family, places, &mut chunk);
        if family.codes.is_some() {
            chunk.lists.push(rows(family, of_family, places, lanes));
        }
    }
    for (_, places) in schema.tables.iter().zip(&places).filter(|(table, _)| table.is_plain()) {
        chunk.ints.push(vec![None; lanes]);
        let decimals = |place: &Option<Place>| place.map(|place| -i64::from(place.0));
        chunk.ints.push(places.iter().map(decimals).collect());
    }
    chunk
}

/// The place of the first amount of each lane of a table: that of all its amounts, but for a few.
fn first_places(family: &Family, facts: &FamilyFacts, places: &mut [Option<Place>]) {
    let is_amount = |row: Option<RowId>, column| family.dimension(row, column) == Dimension::Money;
    let of = |(_, state, place): (i64, State, Place)| {
        (state == State::Value && place != Place::EXACT).then_some(place)
    };
    for row in &family.rows {
        for column in family.columns.iter().filter(|column| is_amount(Some(row.id), column.id)) {
            let at = row.id.0 as usize * family.columns.len() + column.id.0 as usize;
            let Some(cells) = facts.cells.get(at) else { continue };
            for (lane, known) in places.iter_mut().enumerate().filter(|(_, known)| known.is_none()) {
                *known = of(cells.at(lane));
            }
        }
    }
    for column in family.columns.iter().filter(|column| is_amount(None, column.id)) {
        let Some(cells) = facts.rows.column(column.id.0) else { continue };
        for (lane, known) in places.iter_mut().enumerate().filter(|(_, known)| known.is_none()) {
            *known = facts.rows.lane(lane).find_map(|row| of(cells.at(row as usize)));
        }
    }
}

fn fixed(family: &Family, facts: &FamilyFacts, places: &[Option<Place>], chunk: &mut Chunk) {
    for row in &family.rows {
        for column in &family.columns {
            let dimension = family.dimension(Some(row.id), column.id);
            let at = row.id.0 as usize * family.columns.len() + column.id.0 as usize;
            if let (Some(measure), Some(cells)) = (Measure::of(&column.kind, &dimension), facts.cells.get(at))
            {
                let of_table = |lane: usize| places.get(lane).copied().flatten();
                chunk.scalars.push(file_cells(cells, measure, of_table));
            }
        }
    }
}

fn rows(family: &Family, facts: &FamilyFacts, places: &[Option<Place>], lanes: usize) -> FileRows {
    let rows = &facts.rows;
    let mut of_row = vec![0usize; rows.key_numbers().len()];
    for lane in 0..lanes {
        for row in rows.lane(lane) {
            if let Some(of) = of_row.get_mut(row as usize) {
                *of = lane;
            }
        }
    }
    let columns = family.columns.iter().filter_map(|column| {
        let measure = Measure::of(&column.kind, &family.dimension(None, column.id))?;
        let of_table = |row: usize| places.get(of_row.get(row).copied().unwrap_or(0)).copied().flatten();
        Some(file_cells(rows.column(column.id.0)?, measure, of_table))
    });
    FileRows {
        offsets: rows.offsets().to_vec(),
        columns: columns.collect(),
        keys: Keys { index: rows.key_numbers().to_vec(), dictionary: rows.dictionary().to_vec() },
        levels: None,
        parents: None,
        names: None,
    }
}

/// A column for a file; a place is written where it is not that of the table.
fn file_cells(cells: &Column, measure: Measure, of_table: impl Fn(usize) -> Option<Place>) -> FileCells {
    let state = |state: &State| match state {
        State::Absent => model::ABSENT,
        State::Blank => model::BLANK,
        State::Dash => model::DASH,
        State::Value => model::VALUE,
        State::Unreadable => model::UNREADABLE,
    };
    let all_values = cells.states.iter().all(|state| *state == State::Value);
    let place = |(at, (place, state)): (usize, (&Place, &State))| {
        let own = measure != Measure::Count && *state == State::Value;
        let differs = measure != Measure::Money || of_table(at) != Some(*place);
        match *place {
            _ if !(own && differs) => NO_PLACE,
            Place::EXACT => EXACT_PLACE,
            place => place.0.saturating_neg(),
        }
    };
    let places: Vec<i8> = cells.places.iter().zip(&cells.states).enumerate().map(place).collect();
    FileCells {
        values: cells.values.clone(),
        states: (!all_values).then(|| cells.states.iter().map(state).collect()),
        places: places.iter().any(|place| *place != NO_PLACE).then_some(places),
    }
}
