//! Parts of one table under several titles: a title repeated on every page goes on with the same table, rows that
//! are printed again with other figures are a repetition.

use std::collections::{BTreeMap, BTreeSet};

use super::codes::CodeDraft;
use super::lines::{Line, is_figure, is_words};
use super::part::{self, Part};
use super::segments::Segment;
use super::twice;
use super::vocabulary::Words;
use super::zones::{filled, numbers_columns};
use crate::account::{CellRead, RowRead, State, TableRead};
use crate::amount::MoneyUnit;
use crate::schema::Customs;
use crate::text::{fold_text, name_key};

/// Lines that are read as one part, in one money unit.
struct Printed<'w, 'd> {
    rows: Vec<&'w Line<'d>>,
    unit: MoneyUnit,
    names: BTreeSet<String>,
}

/// The parts of a table put together: rows that an earlier part has are not taken again.
pub(super) fn merged(words: &Words<'_>, own: &[&Segment], lines: &[Line<'_>], read: &mut TableRead) -> Part {
    let mut whole: Option<Merger> = None;
    let mut head = Vec::new();
    for printed in joined(words.customs, own, lines, read.money_unit) {
        let part = part::read(words, &printed.rows, printed.unit, &mut head);
        match &mut whole {
            None => whole = Some(Merger::new(part)),
            Some(whole) => read.repeated |= whole.add(part),
        }
    }
    whole.map(|whole| whole.part).unwrap_or_default()
}

/// Segments joined as long as none prints a row that stood before.
fn joined<'w, 'd>(
    customs: &Customs,
    own: &[&Segment],
    lines: &'w [Line<'d>],
    unit: MoneyUnit,
) -> Vec<Printed<'w, 'd>> {
    let mut all: Vec<Printed<'w, 'd>> = Vec::new();
    for segment in own {
        let rows: Vec<&Line<'_>> = segment.rows.iter().filter_map(|at| lines.get(*at)).collect();
        let unit = segment.unit.money.unwrap_or(unit);
        let names: BTreeSet<String> = rows.iter().filter_map(|row| name(customs, row)).collect();
        match all.last_mut().filter(|last| last.unit == unit && last.names.is_disjoint(&names)) {
            Some(last) => {
                last.rows.extend(rows);
                last.names.extend(names);
            }
            None => all.push(Printed { rows, unit, names }),
        }
    }
    all
}

/// Code and name of a row with figures.
fn name(customs: &Customs, row: &Line<'_>) -> Option<String> {
    if numbers_columns(customs, row) {
        return None;
    }
    let words = filled(row).position(|cell| is_words(&cell.text))?;
    if !filled(row).skip(words + 1).any(|cell| is_figure(&cell.text)) {
        return None;
    }
    Some(filled(row).take(words + 1).map(|cell| fold_text(&cell.text)).collect::<Vec<_>>().join(" "))
}

type CodeId = (Option<String>, String);

/// A part that grows, with what it has of each family.
struct Merger {
    part: Part,
    classes: Vec<BTreeMap<String, usize>>,
    codes: Vec<BTreeMap<CodeId, usize>>,
}

fn id(row: &CodeDraft) -> CodeId {
    (row.code.clone(), name_key(&row.name))
}

impl Merger {
    fn new(part: Part) -> Self {
        let families = || part.families.iter();
        let classes = families()
            .map(|family| family.classes.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect())
            .collect();
        let codes = families()
            .map(|family| family.codes.iter().enumerate().map(|(at, row)| (id(row), at)).collect())
            .collect();
        Self { part, classes, codes }
    }

    /// Adds a later part; whether it prints known rows with other figures.
    fn add(&mut self, part: Part) -> bool {
        let mut differs = false;
        let known = self.part.families.iter_mut().zip(&mut self.classes).zip(&mut self.codes);
        for (((family, classes), codes), more) in known.zip(part.families) {
            for (slot, row) in family.fixed.iter_mut().zip(more.fixed) {
                differs |= add_fixed(slot, row);
            }
            for row in more.classes {
                match classes.get(&row.key).and_then(|at| family.classes.get_mut(*at)) {
                    Some(old) => differs |= !unite(&mut old.cells, row.cells),
                    None => {
                        classes.insert(row.key.clone(), family.classes.len());
                        family.classes.push(row);
                    }
                }
            }
            for row in more.codes {
                match codes.get(&id(&row)).and_then(|at| family.codes.get_mut(*at)) {
                    Some(old) => differs |= !unite(&mut old.cells, row.cells),
                    None => {
                        codes.insert(id(&row), family.codes.len());
                        family.codes.push(row);
                    }
                }
            }
            for (head, more) in family.heads.iter_mut().zip(more.heads) {
                *head |= more;
            }
            family.other_columns |= more.other_columns;
            family.headless &= more.headless;
        }
        self.part.unread.extend(part.unread);
        self.part.unclear |= part.unclear;
        differs
    }
}

fn add_fixed(slot: &mut Option<RowRead>, row: Option<RowRead>) -> bool {
    match (slot, row) {
        (slot @ None, row) => {
            *slot = row;
            false
        }
        (Some(old), Some(row)) => !unite(&mut old.cells, row.cells),
        (Some(_), None) => false,
    }
}

/// Adds the columns that only the later part prints; whether those that both print hold the same figures. A table too
/// wide for a page prints its rows again with the other columns.
fn unite(old: &mut [CellRead], new: Vec<CellRead>) -> bool {
    let mut same = true;
    for (old, new) in old.iter_mut().zip(new) {
        match (old.state, new.state) {
            (_, State::Absent) => {}
            (State::Absent, _) => *old = new,
            _ => same &= twice::again(old, &new),
        }
    }
    same
}
