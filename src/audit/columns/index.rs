//! Rows by number: where the row of a code is, which rows of two families have one key, which are of a level. Each is
//! worked out once a stretch of lanes.

use std::collections::BTreeMap;

use super::window::Window;
use crate::schema::{Family, FamilyId};

/// No such row.
pub(super) const ABSENT: u32 = u32::MAX;

/// The rows of some codes of a family.
pub(super) struct CodeRows {
    /// By code: for each lane its row, numbered from the first of the window.
    rows: BTreeMap<String, Vec<u32>>,
    /// Codes that may be meant by a row with a shorter code and their name.
    by_name: Vec<String>,
}

impl CodeRows {
    pub(super) fn rows_of(&self, code: &str) -> Option<&[u32]> {
        self.rows.get(code).map(Vec::as_slice)
    }

    /// Whether a row with a shorter code may be meant by a code.
    pub(super) fn by_name(&self, code: &str) -> bool {
        self.by_name.iter().any(|known| known == code)
    }
}

/// Finds the rows of codes in one pass over the rows of a window.
pub(super) fn code_rows(window: &Window<'_>, id: FamilyId, codes: &[String]) -> CodeRows {
    let mut found = CodeRows { rows: BTreeMap::new(), by_name: Vec::new() };
    let (Some(facts), Some(family)) = (window.family(id), window.schema.family(id)) else { return found };
    let dictionary = facts.rows.dictionary();
    // By key number: the place of the code in the list.
    let mut wanted: Vec<u32> = vec![ABSENT; dictionary.len()];
    for (slot, code) in (0..).zip(codes) {
        if let Some(entry) = facts.rows.key_number(code).and_then(|number| wanted.get_mut(number as usize)) {
            *entry = slot;
        }
    }
    let mut slots: Vec<Vec<u32>> = vec![vec![ABSENT; window.lanes.len()]; codes.len()];
    let start = window.rows(id).start;
    for (lane, rows) in window.stretches(id) {
        let keys = facts.rows.key_numbers().get(start + rows.start..start + rows.end).unwrap_or_default();
        for (row, key) in (rows.start as u32..).zip(keys) {
            let slot = wanted.get(*key as usize).copied().unwrap_or(ABSENT);
            if let Some(cell) = slots.get_mut(slot as usize).and_then(|slot| slot.get_mut(lane))
                && *cell == ABSENT
            {
                *cell = row;
            }
        }
    }
    found.by_name =
        codes.iter().filter(|code| named_shorter(window, family, dictionary, code)).cloned().collect();
    found.rows = codes.iter().cloned().zip(slots).collect();
    found
}

/// Whether some row has a code that begins this one and, by the list, the same name.
fn named_shorter(window: &Window<'_>, family: &Family, dictionary: &[Box<str>], code: &str) -> bool {
    let list = window.schema.list_of(family);
    let Some((list, name)) = list.and_then(|list| Some((list, &list.find(code)?.name))) else { return false };
    let same = |key: &str| list.find(key).is_some_and(|shorter| shorter.name == *name);
    dictionary.iter().any(|key| key.len() < code.len() && code.starts_with(key.as_ref()) && same(key))
}

/// For each row of one family the row of another that has its key.
pub(super) struct Join {
    /// Numbered from the first of the window; [`ABSENT`] where there is none.
    pub(super) rows: Vec<u32>,
    /// Whether the key is what a fixed row of the other family is called.
    pub(super) fixed: Vec<bool>,
    /// Lanes (from the first of the window) in which the first family has a key twice.
    pub(super) doubled: Vec<usize>,
}

/// Joins two families by key, in one pass over the rows of both.
pub(super) fn join(window: &Window<'_>, over: FamilyId, of: FamilyId) -> Join {
    let mut join = Join { rows: Vec::new(), fixed: Vec::new(), doubled: Vec::new() };
    let (Some(left), Some(right), Some(family)) =
        (window.family(over), window.family(of), window.schema.family(of))
    else {
        return join;
    };
    let translated: Vec<u32> =
        left.rows.dictionary().iter().map(|key| right.rows.key_number(key).unwrap_or(ABSENT)).collect();
    let is_fixed: Vec<bool> =
        left.rows.dictionary().iter().map(|key| family.rows.iter().any(|row| row.is_called(key))).collect();
    let mut seen: Vec<(u32, u32)> = vec![(ABSENT, ABSENT); right.rows.dictionary().len()];
    let mut met: Vec<u32> = vec![ABSENT; left.rows.dictionary().len()];
    let (from, to) = (window.rows(over).start, window.rows(of).start);
    join.rows.reserve(window.rows(over).len());
    for ((lane, theirs), (_, ours)) in window.stretches(of).zip(window.stretches(over)) {
        let keys = right.rows.key_numbers().get(to + theirs.start..to + theirs.end).unwrap_or_default();
        for (row, key) in (theirs.start as u32..).zip(keys) {
            if let Some(entry) = seen.get_mut(*key as usize)
                && entry.0 != lane as u32
            {
                *entry = (lane as u32, row);
            }
        }
        let keys = left.rows.key_numbers().get(from + ours.start..from + ours.end).unwrap_or_default();
        for key in keys {
            let number = translated.get(*key as usize).copied().unwrap_or(ABSENT);
            let row = seen.get(number as usize).filter(|(seen, _)| *seen == lane as u32);
            join.rows.push(row.map_or(ABSENT, |(_, row)| *row));
            join.fixed.push(is_fixed.get(*key as usize).copied().unwrap_or(true));
            if let Some(entry) = met.get_mut(*key as usize) {
                if *entry == lane as u32 && join.doubled.last() != Some(&lane) {
                    join.doubled.push(lane);
                }
                *entry = lane as u32;
            }
        }
    }
    join
}

/// For each lane the rows of a level, numbered from the first of the window.
pub(super) fn rows_of_level(window: &Window<'_>, id: FamilyId, level: u8) -> Vec<Vec<u32>> {
    let levels = window.family(id).map(|facts| facts.rows.levels()).unwrap_or_default();
    let start = window.rows(id).start;
    let of_lane = |rows: std::ops::Range<usize>| {
        let all = levels.get(start + rows.start..start + rows.end).unwrap_or_default().iter();
        let numbered = (rows.start as u32..).zip(all);
        numbered.filter(|(_, of)| **of == level).map(|(row, _)| row).collect()
    };
    window.stretches(id).map(|(_, rows)| of_lane(rows)).collect()
}
