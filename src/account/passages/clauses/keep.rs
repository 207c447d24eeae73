//! Facts as rows of the families that ask for them.

use std::collections::{BTreeMap, BTreeSet};

use super::super::matcher::Capture;
use super::super::session::Session;
use super::super::values;
use super::super::view::View;
use super::fact::{Fact, Grade, What};
use super::reader::Read;
use super::relate::Bench;
use super::row::{Entry, Put};
use super::sums::Sums;
use crate::account::{CellRead, Claim, RowRead, State};
use crate::schema::{ClauseFamily, ColumnId, FamilyId, Kind, Role, SlotKind};

/// Most rows of one family.
const MOST_ROWS: usize = 20_000;

/// Fills the families with facts, and notes what was not understood.
pub(super) fn keep(session: &mut Session, read: Read) {
    for (paragraph, figure, why, _) in &read.unread {
        session.unread.insert((*paragraph, *figure), why);
    }
    let families = session.schema.clauses.families.clone();
    let bench = Bench::new(session, &read);
    let sums = Sums::new(&bench);
    let mut rows: Vec<(FamilyId, Entry)> = Vec::new();
    for family in &families {
        let mut entries = Vec::new();
        if family.column(Role::Value).is_some() {
            entries = bench.told(family);
        } else if family.column(Role::Meant).is_some() {
            entries = bench.names(family);
        } else if family.column(Role::Told).is_some() {
            entries = bench.years(family);
        } else if family.column(Role::Total).is_some() {
            entries = sums.entries(&bench, family);
        } else if family.column(Role::Limit).is_some() {
            entries = sums.limits(&bench, family);
        } else if family.column(Role::Average).is_some() {
            entries = bench.averages(family);
        } else if family.column(Role::Main).is_some() {
            entries = bench.mains(family);
        } else if family.column(Role::Change).is_some() {
            entries = bench.changes(family);
        } else if family.column(Role::Share).is_some() {
            entries = bench.shares(family);
        } else if family.column(Role::Completion).is_some() {
            entries = bench.budgets(family);
        }
        entries.truncate(MOST_ROWS);
        number(&mut entries);
        rows.extend(entries.into_iter().map(|entry| (family.family, entry)));
    }
    claim_figures(session, &families, &read.facts);
    if let Some(shares) = families.iter().find(|family| family.column(Role::Share).is_some()) {
        for (paragraph, figure) in &read.ratios {
            session.claim_figure(*paragraph, *figure, shares.family, &SlotKind::Percent);
        }
    }
    if let Some(family) = families.iter().find(|family| family.column(Role::Subject).is_some()) {
        for (paragraph, figure) in &read.in_names {
            session.claim_figure(*paragraph, *figure, family.family, &SlotKind::Text);
        }
    }
    for (family, entry) in rows {
        let row = row(session, &read, family, entry);
        if let Some(known) = session.families.get_mut(family.0 as usize) {
            if !known.found {
                known.found = true;
                known.whole = true;
                known.at = row.at.clone();
            }
            known.rows.push(row);
        }
    }
    owners(session, &families);
}

/// Gives rows their keys: what they are about, numbered where several are about the same.
fn number(entries: &mut [Entry]) {
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    for entry in entries {
        let times = known.entry(entry.name.clone()).or_insert(0);
        *times += 1;
        entry.key = if *times > 1 { format!("{}·{times}", entry.name) } else { entry.name.clone() };
    }
}

/// Passages whose items were filled were found, too.
fn owners(session: &mut Session, families: &[ClauseFamily]) {
    let schema = session.schema;
    for passage in &schema.passages {
        let first = passage.items.iter().find_map(|items| {
            families.iter().find(|family| family.family == items.family)?;
            let read = session.families.get(items.family.0 as usize)?;
            read.rows.first().map(|row| row.at.clone())
        });
        if let Some(at) = first
            && let Some(read) = session.families.get_mut(passage.family.0 as usize)
            && !read.found
        {
            let columns = schema.family(passage.family).map_or(0, |family| family.columns.len());
            let cells = vec![CellRead::default(); columns];
            read.found = true;
            read.whole = true;
            read.at = at.clone();
            read.fixed = vec![RowRead { at, cells, ..RowRead::default() }];
        }
    }
}

fn claim_figures(session: &mut Session, families: &[ClauseFamily], facts: &[Fact]) {
    let of = |role: Role| families.iter().find(|family| family.column(role).is_some());
    for fact in facts {
        let Some(figure) = fact.figure else { continue };
        let role = match fact.what {
            What::Value | What::Count(_) => Role::Value,
            What::Base(_) | What::Change(..) | What::Rate(..) => Role::Change,
            What::Share(..) => Role::Share,
            What::Average(_) => Role::Average,
            _ => Role::Completion,
        };
        if let Some(family) = of(role) {
            let kind = kind_of(session, family.family, column_of(family, fact));
            session.claim_figure(fact.paragraph, figure, family.family, &kind);
        }
    }
}

fn column_of(family: &ClauseFamily, fact: &Fact) -> ColumnId {
    let role = match fact.what {
        What::Value => Role::Value,
        What::Count(term) => {
            let count = family.counts.iter().find(|(known, _)| *known == term);
            return count.map_or(ColumnId(0), |(_, column)| *column);
        }
        What::Base(_) => Role::Base,
        What::Change(..) => Role::Change,
        What::Rate(..) => Role::Rate,
        What::Share(..) => Role::Share,
        What::Completion(_) => Role::Completion,
        What::Comparison(..) => Role::Comparison,
        What::Difference => Role::Difference,
        What::Average(_) => Role::Average,
    };
    family.column(role).unwrap_or_default()
}

fn kind_of(session: &Session, family: FamilyId, column: ColumnId) -> SlotKind {
    use crate::amount::Dimension;
    match session.schema.column(family, column).map(|column| &column.kind) {
        Some(Kind::Words(class)) => SlotKind::Words(*class),
        Some(Kind::Plain(Dimension::Ratio)) => SlotKind::Percent,
        Some(Kind::Plain(Dimension::Year)) => SlotKind::Year,
        Some(Kind::Plain(Dimension::Count(counter))) => SlotKind::Count(counter.clone()),
        Some(Kind::Plain(Dimension::Money)) => SlotKind::Money,
        _ => SlotKind::Text,
    }
}

fn row(session: &Session, read: &Read, family: FamilyId, entry: Entry) -> RowRead {
    let columns = session.schema.family(family).map_or(0, |family| family.columns.len());
    let mut cells = vec![CellRead::default(); columns];
    let by = pattern_of(session, family);
    let mut known = BTreeSet::new();
    for (column, put) in entry.puts {
        let (claim, sound) = match claim(session, read, family, column, &put, by) {
            Some(claimed) => claimed,
            None => continue,
        };
        let Some(cell) = cells.get_mut(column.0 as usize) else { continue };
        if !known.insert((column, claim.at.clone(), claim.extent)) {
            continue;
        }
        cell.state = if sound { State::Value } else { State::Unreadable };
        cell.claims.push(claim);
    }
    RowRead { key: entry.key, name: entry.name, at: entry.at, cells, ..RowRead::default() }
}

/// Whether the figure of a fact is printed with a minus.
fn is_negative(view: &View, fact: &Fact) -> bool {
    let figure = fact.figure.and_then(|figure| view.figures.get(figure));
    figure.is_some_and(|figure| figure.printed.digits.starts_with('-'))
}

/// The number of the pattern that declares the slots of a family.
fn pattern_of(session: &Session, family: FamilyId) -> u32 {
    let items = session.schema.passages.iter().flat_map(|passage| &passage.items);
    let mut items = items.filter(|items| items.family == family);
    items.next().and_then(|items| items.heads.first()).map_or(0, |head| head.id.0)
}

fn claim(
    session: &Session,
    read: &Read,
    family: FamilyId,
    column: ColumnId,
    put: &Put,
    by: u32,
) -> Option<(Claim, bool)> {
    match put {
        Put::Cell(table, row, from) => {
            let cell = session.tables.get(table.0 as usize)?.fixed.get(*row)?.cells.get(from.0 as usize)?;
            let claim = cell.claims.first().filter(|_| cell.state == State::Value)?;
            Some((claim.clone(), true))
        }
        Put::Name(at, meant) => {
            let (paragraph, start, end, near) = read.named_codes.get(*at)?;
            let view = &session.paragraphs.get(*paragraph)?.view;
            let text = if *meant { near.clone() } else { view.print(*start, *end).to_owned() };
            let quote = values::quote(view, *start, *end);
            let (at, extent) = (view.place(*start), view.extent(*start, *end).filter(|_| !meant));
            Some((Claim { text, quote, at, extent, by, implied: *meant, ..Claim::default() }, true))
        }
        Put::Year(paragraph, figure) => {
            let view = &session.paragraphs.get(*paragraph)?.view;
            let known = view.figures.get(*figure)?;
            let capture =
                Capture { slot: 0, start: known.start, end: known.end, figure: Some(*figure), word: 0 };
            let declared = session.schema.column(family, column)?;
            Some(values::claim(view, &capture, &SlotKind::Year, declared, by))
        }
        Put::Fact(at) | Put::Unsure(at) | Put::Direction(at, _) | Put::Signed(at, _) => {
            let fact = read.facts.get(*at)?;
            let view = &session.paragraphs.get(fact.paragraph)?.view;
            let declared = session.schema.column(family, column)?;
            let word = match put {
                // Up by less than nothing is down.
                Put::Direction(_, direction) if is_negative(view, fact) => -i64::from(direction.abs()),
                Put::Direction(_, direction) => i64::from(*direction),
                _ => 0,
            };
            let figure = fact.figure.filter(|_| !matches!(put, Put::Direction(..)));
            let (start, end) = if figure.is_some() { (fact.start, fact.end) } else { fact.word };
            let capture = Capture { slot: 0, start, end, figure, word };
            let kind = kind_of(session, family, column);
            let (mut claim, sound) = values::claim(view, &capture, &kind, declared, by);
            claim.implied = figure.is_none();
            claim.inferred = fact.grade == Grade::Inferred || matches!(put, Put::Unsure(_));
            // A direction holds the sign already; zero has none.
            if matches!(kind, SlotKind::Money | SlotKind::Percent) && !matches!(fact.what, What::Value) {
                claim.value = claim.value.abs();
            }
            if let Put::Signed(_, direction) = put {
                claim.value *= i64::from(*direction);
            }
            Some((claim, sound))
        }
    }
}
