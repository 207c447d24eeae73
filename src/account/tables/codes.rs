//! Code rows: codes in one column or several, whole or cut, their levels, parents and keys.

use std::collections::BTreeMap;

use super::vocabulary::CodeNames;
use crate::account::CellRead;
use crate::document::Place;
use crate::schema::{CodeList, CodeListId};
use crate::text::{name_key, row_key};

/// A code row before its key is known.
#[derive(Clone, Debug, Default)]
pub(super) struct CodeDraft {
    /// The code as printed, joined.
    pub(super) code: Option<String>,
    /// The name as printed.
    pub(super) name: String,
    /// 1-based level; 0 where unknown.
    pub(super) level: u8,
    /// Index of its parent.
    pub(super) parent: Option<usize>,
    /// Its key where it is a code of the list's length, or was found by name.
    pub(super) key: Option<String>,
    /// Where.
    pub(super) at: Place,
    /// Its cells.
    pub(super) cells: Vec<CellRead>,
}

/// Joins the parts of a code that stands in several columns; upper parts may be repeated or left out.
#[derive(Clone, Debug, Default)]
pub(super) struct Joiner {
    /// What the code was up to each column, in the lane's last row.
    upto: BTreeMap<u32, String>,
}

impl Joiner {
    /// The whole code of parts with their columns.
    pub(super) fn join<P: AsRef<str>>(&mut self, parts: &[(u32, P)]) -> Option<String> {
        let (first, part) = parts.first()?;
        let part = part.as_ref();
        let mut code = String::new();
        if part.len() < 3 {
            code = self.upto.range(..*first).next_back().map(|(_, code)| code.clone()).unwrap_or_default();
        }
        for (column, part) in parts {
            let part = part.as_ref();
            if part.len() >= 3 {
                code = if code.len() < part.len() || part.starts_with(&code) {
                    part.to_owned()
                } else {
                    code + part
                };
            } else {
                code.push_str(if part.len() == 1 { "0" } else { "" });
                code.push_str(part);
            }
            self.upto.insert(*column, code.clone());
        }
        let last = parts.last().map_or(*first, |(column, _)| *column);
        self.upto.retain(|column, _| *column <= last);
        Some(code)
    }
}

/// Gives code rows in printed order their levels and parents: a stack by level, and prefixes where the order is
/// no hierarchy.
pub(super) fn arrange(list: &CodeList, names: &CodeNames, rows: &mut [CodeDraft]) {
    let mut open: Vec<(u8, usize)> = Vec::new();
    let mut by_code: BTreeMap<String, usize> = BTreeMap::new();
    let mut seen: Vec<(Option<String>, u8)> = Vec::with_capacity(rows.len());
    for at in 0..rows.len() {
        let Some(row) = rows.get(at) else { continue };
        let code = row.code.clone();
        let level = match &code {
            Some(code) => level(list, code, by_code.get(code).and_then(|at| rows.get(*at)), &row.name),
            None => level_by_name(list, names, &row.name, &open, &seen),
        };
        while open.last().is_some_and(|(above, _)| *above >= level) {
            open.pop();
        }
        let fits = |at: usize| match (&code, seen.get(at)) {
            (Some(code), Some((Some(above), _))) => code.starts_with(above.as_str()),
            (_, known) => known.is_some(),
        };
        let parent = open.last().map(|(_, at)| *at).filter(|at| fits(*at));
        let parent = parent.or_else(|| code.as_ref().and_then(|code| by_prefix(list, code, level, &by_code)));
        if let Some(row) = rows.get_mut(at) {
            row.level = level;
            row.parent = parent;
            let whole = code.as_ref().filter(|code| list.level_of(code) == Some(level));
            row.key = whole.cloned();
        }
        seen.push((code.clone(), level));
        if level > 0 {
            open.push((level, at));
        }
        if let Some(code) = code
            && list.level_of(&code) == Some(level)
        {
            by_code.insert(code, at);
        }
    }
}

/// Rows that the document names are of one level, each known by its name.
pub(super) fn named_rows(rows: &mut [CodeDraft]) {
    for row in rows {
        row.level = 1;
        row.key = Some(row_key(&row.name));
    }
}

/// The level of a code: by its length; a code between two lengths is cut and belongs to the longer; so does a code
/// that was printed before with another name.
fn level(list: &CodeList, code: &str, before: Option<&CodeDraft>, name: &str) -> u8 {
    let deepest = u8::try_from(list.levels.len()).unwrap_or(u8::MAX);
    let next = list.levels.iter().position(|level| usize::from(level.digits) >= code.len());
    let level = next.map_or(deepest, |at| at as u8 + 1);
    let cut = before.is_some_and(|before| {
        let own = list.find(code).is_some_and(|entry| name_key(&entry.name) == name_key(name));
        name_key(&before.name) != name_key(name) && !own
    });
    if cut { level.saturating_add(1).min(deepest) } else { level }
}

/// The level of a row without a code: that of the list's entry of this name below an open row, or of the only one.
fn level_by_name(
    list: &CodeList,
    names: &CodeNames,
    name: &str,
    open: &[(u8, usize)],
    seen: &[(Option<String>, u8)],
) -> u8 {
    let named = names.find(&name_key(name)).iter().filter_map(|at| list.codes.get(*at));
    let named: Vec<&str> = named.map(|code| code.code.as_str()).collect();
    let below = open.iter().rev().find_map(|(_, at)| {
        let above = seen.get(*at).and_then(|(code, _)| code.as_deref())?;
        named.iter().find(|code| code.starts_with(above) && code.len() > above.len())
    });
    let code = below.or(named.first());
    code.and_then(|code| list.level_of(code)).unwrap_or(0)
}

/// The row of the nearest shorter code that was printed.
fn by_prefix(list: &CodeList, code: &str, level: u8, by_code: &BTreeMap<String, usize>) -> Option<usize> {
    let shorter = list.levels.iter().take(usize::from(level.saturating_sub(1))).rev();
    shorter
        .filter_map(|level| code.get(..usize::from(level.digits)))
        .find_map(|head| by_code.get(head))
        .copied()
}

/// Names of code rows in all tables of a document: list, parent's key, name → key.
pub(super) type KnownKeys = BTreeMap<(CodeListId, String, String), String>;

/// Finds keys by name below the parent: in the code list, or as another table prints them.
pub(super) fn find_keys(list: &CodeList, rows: &mut [CodeDraft], known: &KnownKeys) {
    for at in 0..rows.len() {
        let Some(row) = rows.get(at).filter(|row| row.key.is_none()) else { continue };
        let parent = row.parent.and_then(|parent| rows.get(parent)).and_then(|parent| parent.key.clone());
        let above = parent.clone().unwrap_or_default();
        let listed = if row.parent.is_some() && parent.is_none() { None } else { listed(list, row, &above) };
        let key = listed.or_else(|| known.get(&(list.id, above, name_key(&row.name))).cloned());
        if let Some(row) = rows.get_mut(at) {
            row.key = key;
        }
    }
}

/// Adds what a table prints with whole codes.
pub(super) fn collect_keys(list: CodeListId, rows: &[CodeDraft], known: &mut KnownKeys) {
    for row in rows {
        let Some(key) = &row.key else { continue };
        let parent = row.parent.and_then(|parent| rows.get(parent)).and_then(|parent| parent.key.clone());
        known.entry((list, parent.unwrap_or_default(), name_key(&row.name))).or_insert_with(|| key.clone());
    }
}

/// The entry of the list that a row's name means below its parent: equal, or the only one that begins so.
fn listed(list: &CodeList, row: &CodeDraft, above: &str) -> Option<String> {
    let digits = usize::from(list.levels.get(usize::from(row.level.checked_sub(1)?))?.digits);
    let head = row.code.as_deref().filter(|code| code.starts_with(above)).unwrap_or(above);
    let from = list.codes.partition_point(|code| code.code.as_str() < head);
    let entries = list.codes.iter().skip(from).take_while(|code| code.code.starts_with(head));
    let key = name_key(&row.name);
    let mut begin = Vec::new();
    for entry in entries.filter(|entry| entry.code.len() == digits) {
        let names = || std::iter::once(&entry.name).chain(&entry.old_names).map(|name| name_key(name));
        if names().any(|name| name == key) {
            return Some(entry.code.clone());
        }
        if names().any(|name| name.starts_with(&key)) {
            begin.push(entry);
        }
    }
    match begin.as_slice() {
        [one] if key.chars().count() >= 4 => Some(one.code.clone()),
        _ => None,
    }
}

/// The key of a row that no list knows: its parent's key and its name.
pub(super) fn last_resort(rows: &mut [CodeDraft]) {
    for at in 0..rows.len() {
        let Some(row) = rows.get(at).filter(|row| row.key.is_none()) else { continue };
        let parent = row.parent.and_then(|parent| rows.get(parent)).and_then(|parent| parent.key.as_deref());
        let key = format!("{}/{}", parent.unwrap_or(""), name_key(&row.name));
        if let Some(row) = rows.get_mut(at) {
            row.key = Some(key);
        }
    }
}
