//! Rows: wrapped names are joined, and each entry is told to be a fixed row, a class printed by name, a code row.

use std::collections::BTreeMap;

use super::entries::Entry;
use super::vocabulary::{FamilyWords, Words};
use crate::schema::{CodeList, Custom};
use crate::text::{name_key, strip_ordinal};

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A fixed row: family (within the table) and row.
    Fixed(usize, usize),
    /// A class printed by name: family and index in its code list.
    Class(usize, usize),
    /// A code row of a family.
    Code(usize),
    /// A column, where rows stand in the head.
    Measure(usize),
    /// Figures without a name.
    Nameless,
    /// A name that the form does not have.
    Unknown,
}

/// Gives entries their codes and names again that were torn apart: a code alone on the line before its name, a code and
/// its name without a blank between, a name on lines above and below. Only where the list gives that code that name.
pub(super) fn rejoin_codes(entries: &mut Vec<Entry<'_>>, words: &Words<'_>) {
    let coded = words.families.iter().filter(|family| family.by_code());
    let lists: Vec<&CodeList> = coded.filter_map(|family| family.list).map(|(list, _)| list).collect();
    let name_of = |code: &str| -> Option<String> {
        lists.iter().find_map(|list| list.find(code)).map(|code| name_key(&code.name))
    };
    let mut gone = vec![false; entries.len()];
    for at in 0..entries.len() {
        let taken = around(entries, at, &name_of);
        let name: Option<String> = taken.map(|(from, to)| labels(entries, from, to));
        if let (Some((from, to)), Some(name), Some(entry)) = (taken, name, entries.get_mut(at)) {
            entry.rename(&name);
            (from..to).filter(|other| *other != at).for_each(|other| mark(&mut gone, other));
            continue;
        }
        if code_goes_to_next(entries, at, &name_of) {
            mark(&mut gone, at);
            continue;
        }
        let Some(entry) = entries.get_mut(at).filter(|entry| entry.code.is_empty()) else { continue };
        let name = entry.label.trim_start_matches(|c: char| c.is_ascii_digit());
        if name.len() == entry.label.len() {
            continue;
        }
        let (code, name) = entry.label.split_at(entry.label.len() - name.len());
        let (code, name) = (code.to_owned(), name.to_owned());
        if name_of(&code).is_some_and(|known| known == name_key(&name)) {
            entry.code = vec![(entry.label_column.unwrap_or_default(), code.into())];
            entry.rename(&name);
        }
    }
    drop_marked(entries, &gone);
}

fn mark(gone: &mut [bool], at: usize) {
    if let Some(gone) = gone.get_mut(at) {
        *gone = true;
    }
}

fn drop_marked(entries: &mut Vec<Entry<'_>>, gone: &[bool]) {
    let mut gone = gone.iter();
    entries.retain(|_| gone.next() != Some(&true));
}

/// Fragments on either side that a name may lie over.
const FRAGMENTS: usize = 3;

/// The entries whose names put together are what the list calls the code of one of them: bare ones around it.
fn around(
    entries: &[Entry<'_>],
    at: usize,
    name_of: &dyn Fn(&str) -> Option<String>,
) -> Option<(usize, usize)> {
    let entry = entries.get(at).filter(|entry| entry.loose)?;
    let [(_, code)] = entry.code.as_slice() else { return None };
    let name = name_of(code).filter(|name| *name != entry.key && name.contains(&entry.label))?;
    let bare = |other: &&Entry<'_>| other.loose && other.is_bare();
    let above = entries.iter().take(at).rev().take(FRAGMENTS).take_while(bare).count();
    let below = entries.iter().skip(at + 1).take(FRAGMENTS).take_while(bare).count();
    let mut stretches = (0..=above).flat_map(|up| (0..=below).map(move |down| (at - up, at + 1 + down)));
    stretches.find(|(from, to)| name_key(&labels(entries, *from, *to)) == name)
}

fn labels(entries: &[Entry<'_>], from: usize, to: usize) -> String {
    entries.iter().take(to).skip(from).map(|entry| entry.label.as_str()).collect()
}

/// Gives the code of an entry that has nothing else to the next one, if that has its name.
fn code_goes_to_next(entries: &mut [Entry<'_>], at: usize, name_of: &dyn Fn(&str) -> Option<String>) -> bool {
    let alone = entries.get(at).filter(|e| e.label.is_empty() && e.figures.is_empty() && e.loose);
    let Some((code, lane)) = alone.map(|entry| (entry.code.clone(), entry.lane)) else { return false };
    let [(_, digits)] = code.as_slice() else { return false };
    let name = name_of(digits);
    let Some(next) = entries.get_mut(at + 1).filter(|next| next.loose && next.code.is_empty()) else {
        return false;
    };
    if name.is_none_or(|name| name != next.key) {
        return false;
    }
    (next.code, next.lane) = (code, lane);
    true
}

/// Joins names that narrow columns wrapped into two lines or more: where a fragment without code and figures, put
/// behind or in front of its neighbour in the same lane, gives a name that is known. Entries stay in printed order.
pub(super) fn join_wrapped(entries: &mut Vec<Entry<'_>>, words: &Words<'_>) {
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_key(|at| entries.get(*at).map_or((0, 0), |entry| (entry.lane, *at)));
    let mut gone = vec![false; entries.len()];
    let mut before: Option<usize> = None;
    for (place, at) in order.iter().enumerate() {
        let after = order.get(place + 1).copied();
        if join_one(entries, words, before, *at, after) {
            mark(&mut gone, *at);
        } else {
            before = Some(*at);
        }
    }
    drop_marked(entries, &gone);
}

/// Whether the entry was a fragment and was joined to a neighbour.
fn join_one(
    entries: &mut [Entry<'_>],
    words: &Words<'_>,
    before: Option<usize>,
    at: usize,
    after: Option<usize>,
) -> bool {
    let Some(entry) = entries.get(at) else { return false };
    let known = |key: &str| words.knows_name(key);
    let lane = entry.lane;
    let same_lane =
        |other: &Option<usize>| other.and_then(|at| entries.get(at)).is_some_and(|e| e.lane == lane);
    if let Some(first) = before.filter(|at| same_lane(&Some(*at))).and_then(|at| entries.get(at)) {
        let joined = format!("{}{}", first.label, entry.label);
        let is_part = entry.code.is_empty() && !entry.label.is_empty() && !known(&entry.key);
        let takes_figures = first.figures.is_empty() || entry.figures.is_empty();
        let wanted = known(&name_key(&joined)) && (!known(&first.key) || entry.figures.is_empty());
        if is_part && !first.label.is_empty() && takes_figures && wanted && !entry.is_row_of(first) {
            let figures = entry.figures.clone();
            if let Some(first) = before.and_then(|at| entries.get_mut(at)) {
                first.rename(&joined);
                first.figures.extend(figures);
            }
            return true;
        }
    }
    let Some(entry) = entries.get(at) else { return false };
    if !entry.is_bare() || known(&entry.key) {
        return false;
    }
    let Some(next) = after.filter(|at| same_lane(&Some(*at))).and_then(|at| entries.get(at)) else {
        return false;
    };
    let joined = format!("{}{}", entry.label, next.label);
    let opens = next.label.is_empty() && !next.code.is_empty();
    if opens || (!known(&next.key) && known(&name_key(&joined))) {
        if let Some(next) = after.and_then(|at| entries.get_mut(at)) {
            next.rename(&joined);
        }
        return true;
    }
    false
}

impl Entry<'_> {
    /// Both stand on one line.
    fn is_row_of(&self, other: &Entry<'_>) -> bool {
        self.row == other.row
    }
}

/// Tells what each entry is.
pub(super) fn targets(entries: &[Entry<'_>], words: &Words<'_>, measures: bool) -> Vec<Target> {
    let columns = label_columns(entries, words);
    let mut chooser = Chooser::new(words);
    let mut row = None;
    let mut in_row = 0;
    let mut targets = Vec::with_capacity(entries.len());
    let mut filled: BTreeMap<usize, usize> = BTreeMap::new();
    for entry in entries {
        *filled.entry(entry.row).or_default() += 1;
    }
    for entry in entries {
        in_row = if row == Some(entry.row) { in_row + 1 } else { 0 };
        row = Some(entry.row);
        let alone = filled.get(&entry.row) == Some(&1);
        targets.push(target(entry, words, measures, &columns, (in_row, alone), &mut chooser));
    }
    targets
}

fn target(
    entry: &Entry<'_>,
    words: &Words<'_>,
    measures: bool,
    columns: &[Option<u32>],
    (in_row, alone): (usize, bool),
    chooser: &mut Chooser,
) -> Target {
    let coded = || words.families.iter().position(FamilyWords::by_code);
    if !entry.code.is_empty()
        && let Some(family) = coded()
    {
        return Target::Code(family);
    }
    if entry.label.is_empty() {
        return Target::Nameless;
    }
    if measures && let Some(column) = words.families.first().and_then(|f| f.columns.find(&entry.key).first())
    {
        return Target::Measure(*column);
    }
    let fits: Vec<usize> =
        (0..words.families.len()).filter(|at| family_knows(words, *at, &entry.key)).collect();
    let family = match fits.as_slice() {
        [] => None,
        [one] => Some(*one),
        // Sides stand in their order where no column tells them.
        _ if entry.loose && !alone => fits.get(in_row).copied(),
        _ if entry.loose => chooser.family.filter(|at| fits.contains(at)),
        _ => nearest(&fits, columns, entry.label_column)
            .or_else(|| chooser.family.filter(|at| in_row == 0 && fits.contains(at)))
            .or_else(|| fits.get(in_row).copied()),
    };
    if let Some(at) = family.or_else(|| fits.first().copied())
        && let Some(family) = words.families.get(at)
    {
        chooser.family = Some(at);
        if let Some(row) = chooser.choose(at, family, &entry.key) {
            return Target::Fixed(at, row);
        }
        if let Some(class) = family.class(&entry.key) {
            return Target::Class(at, class);
        }
    }
    let named = words.knows_name(&entry.key) || !entry.figures.is_empty();
    let coded = coded().filter(|_| named);
    let open = || open_family(entry, words).filter(|_| named || is_blank_row(entry));
    coded.or_else(open).map_or(Target::Unknown, Target::Code)
}

/// A name with blank cells behind it is a row without figures, unless it has an ordinal, as a heading of rows has.
fn is_blank_row(entry: &Entry<'_>) -> bool {
    let behind = entry.line.iter().filter(|cell| Some(cell.column) > entry.label_column);
    !entry.loose && strip_ordinal(&entry.label).0.is_none() && behind.count() > 0
}

/// The family whose rows the document names that an entry with a name of its own is a row of: that of its lane. A
/// subtotal, and what is only a part of another row, are none of these rows.
fn open_family(entry: &Entry<'_>, words: &Words<'_>) -> Option<usize> {
    if words.customs.is(Custom::Total, &entry.key) || entry.label.starts_with("其中") {
        return None;
    }
    let open = |at: &usize| words.families.get(*at).is_some_and(FamilyWords::is_open);
    Some(entry.lane).filter(open).or_else(|| (0..words.families.len()).find(open))
}

fn family_knows(words: &Words<'_>, at: usize, key: &str) -> bool {
    words.families.get(at).is_some_and(|family| family.knows_row(key))
}

/// The column in which each family prints its names, from names that only one family has.
fn label_columns(entries: &[Entry<'_>], words: &Words<'_>) -> Vec<Option<u32>> {
    let mut counts: Vec<BTreeMap<u32, u32>> = vec![Default::default(); words.families.len()];
    for entry in entries.iter().filter(|entry| !entry.loose) {
        let mut fits = (0..words.families.len()).filter(|at| family_knows(words, *at, &entry.key));
        let (Some(one), None, Some(column)) = (fits.next(), fits.next(), entry.label_column) else {
            continue;
        };
        if let Some(counts) = counts.get_mut(one) {
            *counts.entry(column).or_default() += 1;
        }
    }
    let most = |counts: &BTreeMap<u32, u32>| {
        counts
            .iter()
            .max_by_key(|(column, count)| (**count, std::cmp::Reverse(**column)))
            .map(|(column, _)| *column)
    };
    counts.iter().map(most).collect()
}

fn nearest(fits: &[usize], columns: &[Option<u32>], column: Option<u32>) -> Option<usize> {
    let column = column?;
    let known = fits
        .iter()
        .filter_map(|at| columns.get(*at).copied().flatten().map(|own| (own.abs_diff(column), *at)));
    let known: Vec<(u32, usize)> = known.collect();
    if known.len() < fits.len() {
        return None;
    }
    let (least, at) = known.iter().min().copied()?;
    (known.iter().filter(|(distance, _)| *distance == least).count() == 1).then_some(at)
}

/// Gives equal names to the declared rows in printed order, staying below the whole that was printed last.
struct Chooser {
    taken: Vec<Vec<bool>>,
    last: Vec<Option<usize>>,
    /// The family of the last row: sides printed one below the other follow it.
    family: Option<usize>,
}

impl Chooser {
    fn new(words: &Words<'_>) -> Self {
        let taken = words.families.iter().map(|family| vec![false; family.family.rows.len()]).collect();
        Self { taken, last: vec![None; words.families.len()], family: None }
    }

    fn choose(&mut self, at: usize, family: &FamilyWords<'_>, key: &str) -> Option<usize> {
        let known = family.rows.find(key);
        let last = self.last.get(at).copied().flatten();
        let taken = self.taken.get_mut(at)?;
        let free: Vec<usize> =
            known.iter().filter(|row| !taken.get(**row).copied().unwrap_or(false)).copied().collect();
        let below = free.iter().find(|row| {
            let whole = family.rows.whole(**row);
            whole.is_some() && (whole == last || last.is_some_and(|last| family.rows.whole(last) == whole))
        });
        let row = below.or(free.first()).or(known.first()).copied()?;
        if let Some(taken) = taken.get_mut(row) {
            *taken = true;
        }
        if let Some(last) = self.last.get_mut(at) {
            *last = Some(row);
        }
        Some(row)
    }
}
