//! What patterns of sections read against the clauses: a change against a budget taken for one against last year, an
//! item taken for what the section is about.

use std::collections::{BTreeMap, BTreeSet};

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
    let silent = session.patterns.silent(|| silent(session.schema));
    let pieces = pieces(session);
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
            against_budgets(session, &places, &silent, &pieces, &mut row.cells);
            if !repeated {
                of_others(session, read, &pieces, &mut row.cells);
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
fn against_budgets(
    session: &Session,
    places: &BTreeMap<Extent, Basis>,
    silent: &[u32],
    pieces: &Pieces,
    cells: &mut [CellRead],
) {
    // A sentence may stand on several lines: its paragraph tells which it is.
    let told = |claim: &Claim| (claim.by, spot(session, pieces, claim).map(|(paragraph, _)| paragraph));
    let mut wrong: BTreeSet<(u32, Option<usize>)> = BTreeSet::new();
    for claim in cells.iter().flat_map(|cell| &cell.claims) {
        let basis = claim.extent.as_ref().and_then(|extent| places.get(extent));
        let budget = basis.is_some_and(|basis| !matches!(basis, Basis::Year(_)));
        if budget && silent.binary_search(&claim.by).is_ok() {
            wrong.insert(told(claim));
        }
    }
    if wrong.is_empty() {
        return;
    }
    for cell in cells {
        take(cell, |claim| wrong.contains(&told(claim)));
    }
}

/// Where one slot was read several times, keeps what is told of one subject: the first.
fn of_others(session: &Session, read: &Read, pieces: &Pieces, cells: &mut [CellRead]) {
    for cell in cells {
        let differ =
            cell.claims.iter().any(|claim| Some(claim.value) != cell.claims.first().map(|c| c.value));
        // What one kind of sentence said in two ways stays undecided.
        if !differ || cell.state == State::Unreadable {
            continue;
        }
        let of: Vec<Option<SubjectId>> =
            cell.claims.iter().map(|claim| spoken_of(session, read, pieces, claim)).collect();
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

/// Pieces of the document by number: the paragraphs that they are in, and which of its pieces.
type Pieces = BTreeMap<u32, Vec<(usize, usize)>>;

fn pieces(session: &Session) -> Pieces {
    let mut pieces = Pieces::new();
    for (paragraph, prose) in session.paragraphs.iter().enumerate() {
        for (at, piece) in prose.view.pieces.iter().enumerate() {
            if let Some(number) = piece.place.piece {
                pieces.entry(number).or_default().push((paragraph, at));
            }
        }
    }
    pieces
}

/// The paragraph that a claim stands in, and where it begins in its printed text.
fn spot(session: &Session, pieces: &Pieces, claim: &Claim) -> Option<(usize, usize)> {
    let from = claim.extent.as_ref()?.from;
    let known = pieces.get(&from.piece)?;
    // Of one paragraph the last piece that begins before it.
    known.chunk_by(|one, other| one.0 == other.0).find_map(|of| {
        let (at, piece) = of.iter().rev().copied().find_map(|(at, piece)| {
            let piece = session.paragraphs.get(at)?.view.pieces.get(piece)?;
            (piece.from <= from.byte).then_some((at, piece))
        })?;
        let printed = (piece.start + (from.byte - piece.from)) as usize;
        (printed < session.paragraphs.get(at)?.view.printed.len()).then_some((at, printed))
    })
}

/// What clauses speak of where a claim stands.
fn spoken_of(session: &Session, read: &Read, pieces: &Pieces, claim: &Claim) -> Option<SubjectId> {
    let (at, printed) = spot(session, pieces, claim)?;
    let byte = session.paragraphs.get(at)?.view.seen(printed);
    let behind = read.spoken.partition_point(|(paragraph, start, _)| (*paragraph, *start) <= (at, byte));
    let (paragraph, _, subject) = read.spoken.get(behind.checked_sub(1)?)?;
    (*paragraph == at).then_some(*subject)?
}
