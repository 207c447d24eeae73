//! Titles with a slip, or with words more or fewer than the names of a table have. Such a line is taken for the title
//! only where no line has the table's own name and what stands below prints its heads and rows; and it is asked about.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::Line;
use super::segments::{Segment, below};
use super::titles::{Title, Titles};
use super::vocabulary::Words;
use crate::document::Notice;
use crate::schema::{Schema, TableId};
use crate::text::{is_slip, name_key, similarity};

/// Fewest characters of a name that lines are compared with.
const LONG_ENOUGH: usize = 5;

/// Most characters that a title may have more or fewer than the name, in parts of ten of the longer one.
const MORE: usize = 4;

/// Fewest of the heads and rows that a form must have which stand below such a title, in parts of ten.
const FITS: usize = 7;

/// Rows that are looked at.
const LOOKED_AT: usize = 60;

/// The lines that are titles of tables which have no title of their own, in order.
pub(super) fn titles(
    schema: &Schema,
    words: &BTreeMap<TableId, Words<'_>>,
    known: &Titles,
    lines: &[Line<'_>],
    (titles, segments): (&[Title], &[Segment]),
) -> Vec<Title> {
    let read: BTreeSet<TableId> = segments.iter().map(|segment| segment.table).collect();
    let missing = schema.tables.iter().filter(|table| !table.is_form && !read.contains(&table.id));
    // What may be missing is looked for only where it is one of two forms of a table, and the other is not there either.
    let twins = |id: TableId| {
        known.names().filter(move |(_, tables)| tables.contains(&id)).flat_map(|(_, tables)| tables)
    };
    let wanted = missing.filter(|table| {
        !table.optional
            || twins(table.id).any(|twin| *twin != table.id)
                && !twins(table.id).any(|twin| read.contains(twin))
    });
    let missing: BTreeSet<TableId> = wanted.map(|table| table.id).collect();
    if missing.is_empty() {
        return Vec::new();
    }
    let candidates: Vec<(usize, String)> = (0..lines.len())
        .filter_map(|at| {
            let line = lines.get(at).filter(|line| line.filled == 1 && !line.continues)?;
            Some((at, known.unknown(line.text)?))
        })
        .collect();
    let mut near: BTreeMap<TableId, Vec<(u32, Title)>> = BTreeMap::new();
    for (number, (line, key)) in candidates.iter().enumerate() {
        let next = titles.iter().map(|title| title.line).find(|at| at > line).unwrap_or(lines.len());
        let end = candidates.get(number + 1).map_or(next, |(at, _)| next.min(*at));
        let fitting = meant(known, &missing, key).into_iter().filter_map(|(alike, id)| {
            let (_, segment) = below(schema, words, lines, (*line, end), id)?;
            fits(words.get(&id)?, lines, &segment).then_some((alike, id))
        });
        let Some((alike, id)) = fitting.max_by_key(|(alike, id)| (*alike, std::cmp::Reverse(*id))) else {
            continue;
        };
        near.entry(id).or_default().push((alike, Title { line: *line, tables: vec![id] }));
    }
    let best = near.into_values().filter_map(|found| {
        let most = found.iter().map(|(alike, _)| *alike).max()?;
        // Equally alike at two places it is not known which is meant.
        let mut found = found.into_iter().filter(|(alike, _)| *alike == most).map(|(_, title)| title);
        let first = found.next()?;
        found.next().is_none().then_some(first)
    });
    let mut best: Vec<Title> = best.collect();
    best.sort_by_key(|title| title.line);
    best
}

/// The tables of which a line could be a name with a slip or with parts put in or left out, and how alike it is.
fn meant(known: &Titles, missing: &BTreeSet<TableId>, key: &str) -> Vec<(u32, TableId)> {
    let mut found: BTreeMap<TableId, u32> = BTreeMap::new();
    let (length, mut of_others) = (key.chars().count(), 0);
    for (name, tables) in known.names() {
        let own = name.chars().count();
        let (longer, shorter) = (length.max(own), length.min(own));
        if shorter < LONG_ENOUGH || (longer - shorter) * 10 > longer * MORE {
            continue;
        }
        if !is_slip(key, name) && !holds(key, name) && !holds(name, key) {
            continue;
        }
        let alike = similarity(key, name);
        if !tables.iter().any(|id| missing.contains(id)) {
            of_others = alike.max(of_others);
        }
        for id in tables.iter().filter(|id| missing.contains(id)) {
            let most = found.entry(*id).or_default();
            *most = alike.max(*most);
        }
    }
    // More alike to a table that was read it is a part or a kin of that one.
    found.into_iter().filter(|(_, alike)| *alike > of_others).map(|(id, alike)| (alike, id)).collect()
}

/// Whether the characters of one name stand in another in their order.
fn holds(longer: &str, shorter: &str) -> bool {
    let mut rest = longer.chars();
    shorter.chars().all(|wanted| rest.any(|found| found == wanted))
}

/// Whether most of the heads and rows that the form must have are printed.
fn fits(words: &Words<'_>, lines: &[Line<'_>], segment: &Segment) -> bool {
    let rows = segment.rows.iter().filter_map(|at| lines.get(*at)).take(LOOKED_AT);
    let keys: BTreeSet<String> = rows.flat_map(|row| row.cells).map(|cell| name_key(&cell.text)).collect();
    let (mut printed, mut all) = (0, 0);
    for family in &words.families {
        let columns: BTreeSet<usize> =
            keys.iter().flat_map(|key| family.columns.find(key)).copied().collect();
        let rows: BTreeSet<usize> = keys.iter().flat_map(|key| family.rows.find(key)).copied().collect();
        for (at, column) in family.family.columns.iter().enumerate() {
            let asked = !column.optional && !column.disabled;
            all += usize::from(asked);
            printed += usize::from(asked && columns.contains(&at));
        }
        for (at, row) in family.family.rows.iter().enumerate() {
            let asked = !row.optional && !row.disabled;
            all += usize::from(asked);
            printed += usize::from(asked && rows.contains(&at));
        }
    }
    all > 0 && printed * 10 >= all * FITS
}

/// What is asked about each.
pub(super) fn notices(schema: &Schema, lines: &[Line<'_>], near: &[Title]) -> Vec<Notice> {
    let asked = near.iter().filter_map(|title| {
        let line = lines.get(title.line)?;
        let name = &schema.table(*title.tables.first()?)?.name;
        let message = format!(
            "「{}」与表名「{name}」相近，当作这张表核对：请看标题是否写错，没有写错的在规则里写 又名",
            line.text.trim()
        );
        Some(Notice { message, place: line.place.clone() })
    });
    asked.collect()
}
