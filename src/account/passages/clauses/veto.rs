//! What patterns of sections read against the clauses: a change against a budget taken for one against last year, an
//! item taken for what the section is about.

use std::collections::BTreeMap;

use super::super::session::Session;
use super::fact::{Basis, SubjectId, What};
use super::reader::Read;
use crate::account::{CellRead, Claim, State};
use crate::document::Extent;
use crate::schema::{Piece, Schema, Sentence};
use crate::syntax::TermClass;

/// Takes back what patterns read and clauses know better.
pub(super) fn veto(session: &mut Session, read: &Read) {
    let places = places(session, read);
    let silent = silent(session.schema);
    let prose: Vec<usize> = session
        .schema
        .families
        .iter()
        .filter(|family| family.passage.is_some())
        .map(|family| family.id.0 as usize)
        .collect();
    for at in prose {
        let repeated = session.schema.families.get(at).is_some_and(|family| family.repeated);
        let Some(mut family) = session.families.get_mut(at).map(std::mem::take) else { continue };
        for row in family.fixed.iter_mut().chain(&mut family.rows) {
            against_budgets(&places, &silent, &mut row.cells);
            if !repeated {
                of_others(session, read, &mut row.cells);
            }
        }
        if let Some(slot) = session.families.get_mut(at) {
            *slot = family;
        }
    }
}

/// What the figure of a fact stands for, by where it stands.
fn places(session: &Session, read: &Read) -> BTreeMap<Extent, Basis> {
    let mut places = BTreeMap::new();
    for fact in &read.facts {
        let (What::Base(basis) | What::Change(basis, _) | What::Rate(basis, _)) = fact.what else { continue };
        let Some(view) = session.paragraphs.get(fact.paragraph).map(|paragraph| &paragraph.view) else {
            continue;
        };
        let end = fact.figure.and_then(|figure| view.figures.get(figure)).map_or(fact.end, |f| f.end);
        if let Some(extent) = view.extent(fact.start, end) {
            places.insert(extent, basis);
        }
    }
    places
}

/// Sentences that do not say a word of budgets, by number.
fn silent(schema: &Schema) -> Vec<u32> {
    let budgets = schema.clauses.terms.iter().enumerate();
    let budgets = budgets.filter(|(_, term)| term.class == TermClass::Budget).map(|(at, _)| at as u32);
    let terms: Vec<u32> = budgets.collect();
    let words: Vec<&str> = schema
        .clauses
        .words
        .iter()
        .filter(|(_, term)| terms.contains(term))
        .map(|(word, _)| word.as_str())
        .collect();
    let shortest = words.iter().copied().min_by_key(|word| word.len()).unwrap_or_default();
    let mut silent = Vec::new();
    let mut look = |sentence: &Sentence| {
        if !speaks(&sentence.pieces, shortest) {
            silent.push(sentence.id.0);
        }
    };
    for passage in &schema.passages {
        passage.sentences.iter().for_each(&mut look);
        for items in &passage.items {
            items.heads.iter().chain(&items.sentences).for_each(&mut look);
        }
    }
    silent.sort_unstable();
    silent
}

fn speaks(pieces: &[Piece], word: &str) -> bool {
    !word.is_empty()
        && pieces.iter().any(|piece| match piece {
            Piece::Fixed(text) => text.contains(word),
            Piece::Optional(branches) | Piece::Choice(branches) => {
                branches.iter().any(|branch| speaks(branch, word))
            }
            _ => false,
        })
}

/// Takes back sentences that read a change against a budget without a word of one.
fn against_budgets(places: &BTreeMap<Extent, Basis>, silent: &[u32], cells: &mut [CellRead]) {
    let mut wrong: Vec<(u32, crate::document::Place)> = Vec::new();
    for claim in cells.iter().flat_map(|cell| &cell.claims) {
        let basis = claim.extent.as_ref().and_then(|extent| places.get(extent));
        let budget = basis.is_some_and(|basis| !matches!(basis, Basis::Year(_)));
        if budget && silent.binary_search(&claim.by).is_ok() {
            wrong.push((claim.by, claim.at.clone()));
        }
    }
    if wrong.is_empty() {
        return;
    }
    for cell in cells {
        take(cell, |claim| wrong.iter().any(|(by, at)| *by == claim.by && *at == claim.at));
    }
}

/// Where one slot was read several times, keeps what is told of one subject: the first.
fn of_others(session: &Session, read: &Read, cells: &mut [CellRead]) {
    for cell in cells {
        let differ =
            cell.claims.iter().any(|claim| Some(claim.value) != cell.claims.first().map(|c| c.value));
        // What one kind of sentence said in two ways stays undecided.
        if !differ || cell.state == State::Unreadable {
            continue;
        }
        let of: Vec<Option<SubjectId>> =
            cell.claims.iter().map(|claim| spoken_of(session, read, claim)).collect();
        let Some(own) = of.first().copied().flatten() else { continue };
        let mut of = of.into_iter();
        take(cell, |_| of.next().flatten().is_some_and(|other| other != own));
    }
}

fn take(cell: &mut CellRead, mut wrong: impl FnMut(&Claim) -> bool) {
    let before = cell.claims.len();
    cell.claims.retain(|claim| !wrong(claim));
    if cell.claims.len() == before {
        return;
    }
    if cell.claims.is_empty() {
        *cell = CellRead::default();
    }
}

/// What clauses speak of where a claim stands.
fn spoken_of(session: &Session, read: &Read, claim: &Claim) -> Option<SubjectId> {
    let from = claim.extent.as_ref()?.from;
    session.paragraphs.iter().enumerate().find_map(|(at, paragraph)| {
        let view = &paragraph.view;
        let piece = view
            .pieces
            .iter()
            .rposition(|piece| piece.place.piece == Some(from.piece) && piece.from <= from.byte)?;
        let piece = view.pieces.get(piece)?;
        let printed = (piece.start + (from.byte - piece.from)) as usize;
        if printed >= view.printed.len() {
            return None;
        }
        let byte = view.seen(printed);
        let behind = read.spoken.partition_point(|(paragraph, start, _)| (*paragraph, *start) <= (at, byte));
        let (paragraph, _, subject) = read.spoken.get(behind.checked_sub(1)?)?;
        (*paragraph == at).then_some(*subject)?
    })
}
