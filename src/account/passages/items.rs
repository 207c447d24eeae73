//! 每项: items that appear with the text, what each of them says, and which row of a table it is about.

use std::sync::Arc;

use super::claims;
use super::headings::Opens;
use super::names::{NameIndex, Named, Segment, loose};
use super::session::{Candidate, Session, Stretch};
use super::view::is_punctuation;
use crate::account::{CellRead, FamilyRead, RowRead, State};
use crate::schema::{Axis, Items, NameSet, NameTarget, Sentence, SlotKind};

/// Most items of one family in one block.
const MOST_ITEMS: usize = 4000;

/// An item as met.
struct Met<'a> {
    head: &'a Sentence,
    candidate: Candidate,
    name: Option<(Arc<NameIndex>, NameSet, Named)>,
    printed: String,
    /// Its own stretches.
    text: Vec<Stretch>,
}

/// Reads the items of a block. Returns the text that they took.
pub(super) fn read(session: &mut Session, items: &Items, stretches: &[Stretch]) -> Vec<Stretch> {
    let mut met = heads(session, items, stretches);
    extents(session, &mut met, stretches, items.sentences.is_empty());
    let mut rows: Vec<(Option<usize>, RowRead, Vec<Segment>)> = Vec::new();
    let mut taken = Vec::new();
    let mut index = None;
    met.retain(|item| item.text.is_empty() || item.text.iter().any(|stretch| has_new(session, stretch)));
    for item in &met {
        let head = Some((item.head, &item.candidate));
        let cells = claims::read(session, items.family, &items.sentences, &item.text, head);
        taken.extend(item.text.iter().copied());
        let (key, row, segments) = key(session, item);
        let (paragraph, start) = (item.candidate.paragraph, item.candidate.found.start);
        let at = session.paragraphs.get(paragraph).map(|p| p.view.place(start)).unwrap_or_default();
        let code = match &item.name {
            Some((names, _, Named::Chain(segments))) => names.code_of(segments),
            _ => None,
        };
        let level = segments.last().map_or(0, |segment| segment.level);
        if let Some((names, _, Named::Chain(_))) = &item.name {
            index = Some(names.clone());
        }
        let row_read = RowRead { key, code, name: item.printed.clone(), level, parent: None, at, cells };
        rows.push((row, row_read, segments));
    }
    if let Some(index) = index {
        bind_unknown(&index, &mut rows);
    }
    keep(session, items, rows, &taken);
    taken
}

/// Whether a stretch has a figure that may be claimed.
fn has_new(session: &Session, stretch: &Stretch) -> bool {
    let Some(paragraph) = session.paragraphs.get(stretch.paragraph) else { return false };
    let figures = paragraph.view.figures_in(stretch.start, stretch.end).map(|(at, _)| at);
    session.is_new(stretch.paragraph, figures)
}

/// Matches of the heads, from left to right, none within another.
fn heads<'a>(session: &mut Session, items: &'a Items, stretches: &[Stretch]) -> Vec<Met<'a>> {
    let mut met: Vec<Met<'a>> = Vec::new();
    for head in &items.heads {
        for candidate in session.candidates(head, stretches) {
            if met.len() >= MOST_ITEMS {
                break;
            }
            if let Some(item) = item(session, items, head, candidate) {
                met.push(item);
            }
        }
    }
    let key = |item: &Met| (item.candidate.paragraph, item.candidate.found.start);
    met.sort_by_key(|item| (key(item), std::cmp::Reverse(item.candidate.found.end)));
    let mut last = (0, 0);
    met.retain(|item| {
        let inside = item.candidate.paragraph == last.0 && item.candidate.found.start < last.1;
        if !inside {
            last = (item.candidate.paragraph, item.candidate.found.end);
        }
        !inside
    });
    met
}

fn item<'a>(
    session: &mut Session,
    items: &Items,
    head: &'a Sentence,
    candidate: Candidate,
) -> Option<Met<'a>> {
    let view = &session.paragraphs.get(candidate.paragraph)?.view;
    let mut found = None;
    for capture in &candidate.found.captures {
        let slot = session.slot_kind(head, candidate.variant, capture.slot)?;
        if slot.columns.contains(&items.key) {
            found = Some((*capture, slot));
            break;
        }
    }
    // Without a key printed there is nothing that the item could be about.
    let (capture, slot) = found?;
    let printed = view.print(capture.start, capture.end).to_owned();
    let mut name = None;
    if let SlotKind::Names(set) = &slot.kind {
        let index = session.slot_names(head, candidate.variant, capture.slot)?;
        let named = index.read(view, capture.start, capture.end)?;
        let alone = candidate.found.captures.len() == 1
            && candidate.found.weight <= view.text.get(capture.start..capture.end)?.chars().count() + 1;
        // A bare name opens an item only where a point or sentence starts, or with its level behind it.
        let marked = view.text.get(capture.start..capture.end)?.ends_with(')') && set.level.is_some();
        if alone && !marked && view.start_at(candidate.found.start).is_none() {
            return None;
        }
        name = Some((index, set.clone(), named));
    }
    Some(Met { head, candidate, name, printed, text: Vec::new() })
}

/// How far each item goes: behind an ordinal to the next item or the block's end, from the start of a sentence to the
/// next item or its paragraph's end, within a sentence to the next item or that sentence's end. Where nothing but heads
/// is looked for, an item is its head.
fn extents(session: &Session, met: &mut [Met], stretches: &[Stretch], heads_only: bool) {
    let starts: Vec<(usize, usize)> =
        met.iter().map(|item| (item.candidate.paragraph, item.candidate.found.start)).collect();
    let headings = passage_headings(session);
    let heading_behind = |paragraph: usize| {
        let at = headings.partition_point(|at| *at <= paragraph);
        headings.get(at).copied().unwrap_or(usize::MAX)
    };
    for (at, item) in met.iter_mut().enumerate() {
        let (paragraph, start) = (item.candidate.paragraph, item.candidate.found.start);
        let Some(view) = session.paragraphs.get(paragraph).map(|p| &p.view) else { continue };
        let point = view.start_at(start).or_else(|| {
            // Quotes and words in front of the name belong to its point.
            let before = view.start_before(start)?;
            let between = view.text.get(before.text..start)?;
            between.chars().all(is_punctuation).then_some(before)
        });
        let chain = matches!(&item.name, Some((_, _, Named::Chain(s))) if s.len() > 1);
        let end = match point {
            _ if heads_only => (paragraph, item.candidate.found.end),
            Some(point) => match point.rank {
                Some(rank) => next_point(session, paragraph, start, rank, stretches),
                None => (paragraph, view.text.len()),
            },
            None if chain => (paragraph, view.text.len()),
            None => (paragraph, view.end_of_sentence(item.candidate.found.end)),
        };
        let next = starts.get(at + 1).copied().unwrap_or((usize::MAX, 0));
        let end = end.min(next).min((heading_behind(paragraph), 0));
        let first = stretches.partition_point(|s| s.paragraph < paragraph);
        item.text = stretches
            .iter()
            .skip(first)
            .take_while(|s| s.paragraph <= end.0)
            .filter_map(|s| {
                let from = if s.paragraph == paragraph { s.start.max(start) } else { s.start };
                let to = if s.paragraph == end.0 { s.end.min(end.1) } else { s.end };
                (from < to).then_some(Stretch { paragraph: s.paragraph, start: from, end: to })
            })
            .collect();
    }
}

/// The headings that open passages: no item goes on behind one, though its block may be divided.
fn passage_headings(session: &Session) -> Vec<usize> {
    let opens = |met: &super::headings::Met| matches!(met.opens, Opens::Passages(_));
    let headed = session.paragraphs.iter().enumerate();
    headed.filter(|(_, p)| p.heading.as_ref().is_some_and(opens)).map(|(at, _)| at).collect()
}

/// Where the next point of this rank or a higher one starts; the end of the block if there is none.
fn next_point(
    session: &Session,
    paragraph: usize,
    start: usize,
    rank: u8,
    stretches: &[Stretch],
) -> (usize, usize) {
    let after = stretches.partition_point(|s| (s.paragraph, s.end) <= (paragraph, start));
    for stretch in stretches.iter().skip(after) {
        let Some(p) = session.paragraphs.get(stretch.paragraph) else { continue };
        let next = p.view.starts.iter().find(|s| {
            let here = (stretch.paragraph, s.ordinal) > (paragraph, start);
            let inside = (stretch.start..stretch.end).contains(&s.ordinal);
            here && inside && s.rank.is_some_and(|other| other <= rank)
        });
        if let Some(next) = next {
            return (stretch.paragraph, next.ordinal);
        }
    }
    (usize::MAX - 1, 0)
}

/// The key of an item, the document's row that it means, and the chain of its name.
fn key(session: &Session, item: &Met) -> (String, Option<usize>, Vec<Segment>) {
    let Some((index, set, named)) = &item.name else {
        return (loose(&item.printed), None, Vec::new());
    };
    let family = session.schema.family(set.family);
    match named {
        Named::Fixed(target) => {
            let name = family.and_then(|family| match target {
                NameTarget::Row(row) => family.rows.get(row.0 as usize).map(|row| row.name.clone()),
                NameTarget::Column(column) => {
                    family.columns.get(column.0 as usize).map(|column| column.name.clone())
                }
            });
            (name.unwrap_or_else(|| loose(&item.printed)), None, Vec::new())
        }
        Named::Chain(segments) => {
            let row = index.row_of(segments).filter(|_| set.axis == Axis::Rows);
            if let Some(found) = row.and_then(|row| index.rows.get(row)) {
                return (found.key.clone(), row, segments.clone());
            }
            // A document without this table's rows knows the names from the code list.
            let code = index.code_in_list(segments).filter(|_| index.rows.is_empty());
            let code = code.map(str::to_owned).or_else(|| index.code_of(segments));
            let names = || segments.iter().map(|segment| segment.name.as_str()).collect::<Vec<_>>().join("/");
            (code.unwrap_or_else(names), None, segments.clone())
        }
    }
}

/// A name that no row bears means the one row under its parent that nothing else means, or the one with its amount;
/// so does the second of two items of one name and different amounts.
fn bind_unknown(index: &NameIndex, rows: &mut [(Option<usize>, RowRead, Vec<Segment>)]) {
    let mut used: Vec<bool> = vec![false; index.rows.len()];
    for (row, ..) in rows.iter() {
        if let Some(used) = row.and_then(|row| used.get_mut(row)) {
            *used = true;
        }
    }
    let mut seen: std::collections::BTreeSet<usize> = std::collections::BTreeSet::new();
    for (row, read, segments) in rows.iter_mut().filter(|(.., segments)| !segments.is_empty()) {
        let amounts: Vec<i64> = read
            .cells
            .iter()
            .flat_map(|cell| &cell.claims)
            .map(|claim| claim.value)
            .filter(|v| *v != 0)
            .collect();
        let equal =
            |at: usize| index.rows.get(at).is_some_and(|row| row.values.iter().any(|v| amounts.contains(v)));
        let repeated = row.is_some_and(|row| seen.contains(&row) && !equal(row));
        if let Some(row) = row.filter(|_| !repeated) {
            seen.insert(row);
            continue;
        }
        let level = segments.last().map_or(0, |segment| segment.level);
        let free: Vec<usize> = index
            .rows
            .iter()
            .enumerate()
            .filter(|(at, row)| row.level == level && used.get(*at) == Some(&false))
            .map(|(at, _)| at)
            .collect();
        let parent = index.parent_of(segments);
        let under: Vec<usize> = free
            .iter()
            .copied()
            .filter(|at| parent.is_some() && index.rows.get(*at).is_some_and(|row| row.parent == parent))
            .collect();
        let alike: Vec<usize> = free.iter().copied().filter(|at| equal(*at)).collect();
        let bound = match (under.as_slice(), alike.as_slice()) {
            ([one], _) if !repeated => Some(*one),
            (_, [one]) => Some(*one),
            _ => None,
        };
        let Some(found) = bound.and_then(|at| index.rows.get(at)) else { continue };
        read.key.clone_from(&found.key);
        if let Some(key) = read.cells.iter_mut().find(|cell| !cell.claims.is_empty()) {
            key.remark
                .get_or_insert(format!("「{}」在表中没有同名的行，按「{}」一行核对", read.name, found.name));
        }
        *row = bound;
        if let Some(used) = bound.and_then(|at| used.get_mut(at)) {
            *used = true;
        }
    }
}

/// Keeps items; those of one key become one.
fn keep(
    session: &mut Session,
    items: &Items,
    rows: Vec<(Option<usize>, RowRead, Vec<Segment>)>,
    taken: &[Stretch],
) {
    // Of what was left over nobody expects that all of it is understood.
    let of_rest = !session.before.is_empty();
    let unclaimed = if of_rest { Vec::new() } else { super::blocks::unclaimed(session, taken) };
    if !of_rest {
        session.texts.push((items.family, taken.to_vec()));
    }
    let Some(read) = session.families.get_mut(items.family.0 as usize) else { return };
    if rows.is_empty() {
        return;
    }
    let mut places: std::collections::BTreeMap<String, usize> =
        read.rows.iter().enumerate().map(|(at, row)| (row.key.clone(), at)).collect();
    for (_, row, _) in rows {
        match places.get(&row.key).and_then(|at| read.rows.get_mut(*at)) {
            Some(known) => merge(known, row),
            None => {
                places.insert(row.key.clone(), read.rows.len());
                read.rows.push(row);
            }
        }
    }
    let mut dimensions = std::mem::take(&mut read.unclaimed);
    dimensions.extend(unclaimed.into_iter().filter(|d| !read.unclaimed.contains(d)).collect::<Vec<_>>());
    dimensions.dedup();
    let at = read.rows.first().map(|row| row.at.clone()).unwrap_or_default();
    let rows = std::mem::take(&mut read.rows);
    *read = FamilyRead {
        found: true,
        whole: dimensions.is_empty(),
        rows,
        unclaimed: dimensions,
        at,
        ..FamilyRead::default()
    };
}

/// Two statements about one item: every claim is kept; the same pattern with another value makes the cell ambiguous.
fn merge(known: &mut RowRead, other: RowRead) {
    known.cells.resize(known.cells.len().max(other.cells.len()), CellRead::default());
    for (cell, more) in known.cells.iter_mut().zip(other.cells) {
        let clash = cell.claims.iter().any(|claim| {
            let again = more.claims.iter().find(|other| other.by == claim.by && !other.implied);
            again.is_some_and(|other| other.value != claim.value)
        });
        cell.state = match (cell.state, more.state) {
            (State::Unreadable, _) | (_, State::Unreadable) => State::Unreadable,
            _ if clash => State::Unreadable,
            (State::Absent, state) => state,
            (state, _) => state,
        };
        if clash {
            cell.remark.get_or_insert_with(|| "同一项目说了两次，数不相同".to_owned());
        }
        if cell.remark.is_none() {
            cell.remark = more.remark;
        }
        cell.claims.extend(more.claims);
    }
}
