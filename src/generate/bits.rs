//! Sentence patterns made into what may be printed: one of each choice, each slot with what stands in it.

use std::collections::BTreeSet;

use super::random::Random;
use crate::schema::{ColumnId, Piece, SlotKind};

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Bit {
    /// Words.
    Text(String),
    /// What stands in a slot.
    Slot(Vec<ColumnId>, SlotKind),
}

/// How patterns are made into sentences.
pub(super) struct Maker<'m> {
    pub(super) year: Option<i32>,
    /// What stands for `{…}`.
    pub(super) any: &'m str,
    /// Slots that are said already.
    pub(super) taken: &'m BTreeSet<ColumnId>,
}

impl Maker<'_> {
    /// A sentence of a pattern; none where it cannot be said, or says again what is said.
    pub(super) fn sentence(&self, pieces: &[Piece], random: &mut Random) -> Option<Vec<Bit>> {
        let mut bits = Vec::new();
        self.add(pieces, random, &mut bits)?;
        Some(bits)
    }

    fn add(&self, pieces: &[Piece], random: &mut Random, bits: &mut Vec<Bit>) -> Option<()> {
        for piece in pieces {
            match piece {
                Piece::Fixed(text) => push(bits, text),
                Piece::Any => push(bits, self.any),
                Piece::ThisYear => push(bits, &self.year?.to_string()),
                Piece::Optional(all) => {
                    let chance = if all.iter().any(|one| has_slot(one)) { 55 } else { 30 };
                    if random.chance(chance)
                        && let Some(chosen) = self.one(all, random)
                    {
                        bits.extend(chosen);
                    }
                }
                Piece::Choice(all) => bits.extend(self.one(all, random)?),
                Piece::Length { .. } | Piece::Again(_) => return None,
                Piece::Slot(slot) => {
                    let said = slot.columns.iter().any(|column| self.taken.contains(column));
                    if said || matches!(slot.kind, SlotKind::List) {
                        return None;
                    }
                    bits.push(Bit::Slot(slot.columns.clone(), slot.kind.clone()));
                }
            }
        }
        Some(())
    }

    /// One of several, mostly the first.
    fn one(&self, all: &[Vec<Piece>], random: &mut Random) -> Option<Vec<Bit>> {
        let start = if random.chance(65) { 0 } else { random.below(all.len()) };
        let order = all.iter().skip(start).chain(all.iter().take(start));
        order.into_iter().find_map(|pieces| self.sentence(pieces, random))
    }
}

fn push(bits: &mut Vec<Bit>, text: &str) {
    match bits.last_mut() {
        Some(Bit::Text(known)) => known.push_str(text),
        _ if text.is_empty() => {}
        _ => bits.push(Bit::Text(text.to_owned())),
    }
}

fn has_slot(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| match piece {
        Piece::Slot(_) => true,
        Piece::Optional(all) | Piece::Choice(all) => all.iter().any(|one| has_slot(one)),
        _ => false,
    })
}

/// The columns that a sentence says.
pub(super) fn columns(bits: &[Bit]) -> Vec<ColumnId> {
    let slots =
        bits.iter().filter_map(|bit| if let Bit::Slot(columns, _) = bit { Some(columns) } else { None });
    slots.flatten().copied().collect()
}

/// The words of a pattern without slots.
pub(super) fn words(pieces: &[Piece], year: Option<i32>, any: &str, random: &mut Random) -> Option<String> {
    let taken = BTreeSet::new();
    let bits = Maker { year, any, taken: &taken }.sentence(pieces, random)?;
    bits.into_iter().try_fold(String::new(), |text, bit| match bit {
        Bit::Text(more) => Some(text + &more),
        Bit::Slot(..) => None,
    })
}

/// Most ways to print a title that are told.
const WAYS: usize = 400;

/// The ways to print a pattern without slots.
pub(super) fn ways(pieces: &[Piece]) -> BTreeSet<String> {
    let mut all = BTreeSet::from([String::new()]);
    for piece in pieces {
        let next: BTreeSet<String> = match piece {
            Piece::Fixed(text) => BTreeSet::from([text.clone()]),
            Piece::Optional(some) => some.iter().flat_map(|one| ways(one)).chain([String::new()]).collect(),
            Piece::Choice(some) => some.iter().flat_map(|one| ways(one)).collect(),
            _ => BTreeSet::from([String::new()]),
        };
        let both = all.iter().flat_map(|front| next.iter().map(move |back| format!("{front}{back}")));
        all = both.take(WAYS).collect();
    }
    all
}
