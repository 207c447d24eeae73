//! Claiming: of all matches of a block's patterns, which figure fills which slot.

use super::session::{Candidate, Session, Stretch};
use super::values;
use super::view::is_punctuation;
use crate::account::{CellRead, Claim, State};
use crate::schema::{ColumnId, FamilyId, Sentence, SlotKind};

/// A match that may claim, with what it claims.
struct Offer {
    sentence: usize,
    paragraph: usize,
    start: usize,
    end: usize,
    weight: usize,
    variant: usize,
    /// Column, figure or first byte, claim, whether it could be read.
    claims: Vec<Offered>,
}

struct Offered {
    column: ColumnId,
    figure: Option<usize>,
    at: usize,
    end: usize,
    kind: SlotKind,
    claim: Claim,
    sound: bool,
}

impl Offered {
    fn is_text(&self) -> bool {
        !self.claim.implied && matches!(self.kind, SlotKind::Text | SlotKind::List)
    }
}

/// Runs sentences over a block and gives the cells of one row; the head of an item is a match like others.
pub(super) fn read(
    session: &mut Session,
    family: FamilyId,
    sentences: &[Sentence],
    stretches: &[Stretch],
    head: Option<(&Sentence, &Candidate)>,
) -> Vec<CellRead> {
    let mut offers = Vec::new();
    if let Some((sentence, candidate)) = head {
        offers.extend(offer(session, family, sentence, 0, candidate));
    }
    for (at, sentence) in sentences.iter().enumerate() {
        let mut of_sentence = Vec::new();
        for candidate in session.candidates(sentence, stretches) {
            if let Some(offer) = offer(session, family, sentence, at, &candidate) {
                of_sentence.push(offer);
            }
        }
        offers.extend(fullest(session, of_sentence));
    }
    take(session, family, offers)
}

fn offer(
    session: &mut Session,
    family: FamilyId,
    sentence: &Sentence,
    number: usize,
    candidate: &Candidate,
) -> Option<Offer> {
    let paragraph = session.paragraphs.get(candidate.paragraph)?;
    let found = &candidate.found;
    let mut claims: Vec<Offered> = Vec::new();
    for capture in &found.captures {
        let slot = session.slot_kind(sentence, candidate.variant, capture.slot)?;
        for column in &slot.columns {
            let Some(declared) = session.schema.column(family, *column) else { continue };
            let (claim, sound) = values::claim(&paragraph.view, capture, &slot.kind, declared, sentence.id.0);
            claims.push(Offered {
                column: *column,
                figure: capture.figure,
                at: capture.start,
                end: capture.end,
                kind: slot.kind.clone(),
                claim,
                sound,
            });
        }
    }
    if claims.is_empty() && found.weight <= 2 && !is_whole_clause(session, candidate) {
        return None;
    }
    for implied in &sentence.implied {
        if claims.iter().any(|offered| offered.column == implied.column) {
            continue;
        }
        let claim = Claim {
            value: implied.value,
            text: paragraph.view.print(found.start, found.end).to_owned(),
            quote: values::quote(&paragraph.view, found.start, found.end),
            at: paragraph.view.place(found.start),
            by: sentence.id.0,
            implied: true,
            ..Claim::default()
        };
        let kind = SlotKind::Text;
        claims.push(Offered {
            column: implied.column,
            figure: None,
            at: found.start,
            end: found.end,
            kind,
            claim,
            sound: true,
        });
    }
    Some(Offer {
        sentence: number,
        paragraph: candidate.paragraph,
        start: found.start,
        end: found.end,
        weight: found.weight,
        variant: candidate.variant,
        claims,
    })
}

/// A word alone (无) says something only where it is the whole clause.
fn is_whole_clause(session: &Session, candidate: &Candidate) -> bool {
    let Some(paragraph) = session.paragraphs.get(candidate.paragraph) else { return false };
    let text = &paragraph.view.text;
    let before = text.get(..candidate.found.start).and_then(|text| text.chars().next_back());
    let after = text.get(candidate.found.end..).and_then(|text| text.chars().next());
    before.is_none_or(is_punctuation) && after.is_none_or(is_punctuation)
}

/// Of one pattern's matches: the fuller variant of a sentence goes first; what another match of the same sentence
/// only repeats in part is no statement of its own.
fn fullest(session: &Session, mut offers: Vec<Offer>) -> Vec<Offer> {
    if offers.iter().all(|offer| offer.variant == 0) && offers.len() < 2 {
        return offers;
    }
    let many = offers.iter().any(|offer| offer.variant > 0);
    let fullest = offers.iter().map(|offer| offer.claims.len()).max().unwrap_or(0);
    offers.sort_by_key(|offer| (offer.variant, offer.paragraph, offer.start));
    let mut kept: Vec<Offer> = Vec::new();
    for offer in offers {
        let overlaps = |known: &Offer| {
            known.paragraph == offer.paragraph && known.start < offer.end && offer.start < known.end
        };
        let same_sentence = |known: &Offer| {
            known.paragraph == offer.paragraph
                && session
                    .paragraphs
                    .get(offer.paragraph)
                    .is_some_and(|p| p.view.sentence_end(known.start) == p.view.sentence_end(offer.start))
        };
        if many && kept.iter().any(|known| overlaps(known) || same_sentence(known)) {
            continue;
        }
        let anchored = kept.iter().any(|known| known.variant < offer.variant);
        if anchored && offer.claims.len() < fullest {
            continue;
        }
        kept.push(offer);
    }
    kept
}

/// The longest match first, then the earliest: a figure is claimed once within a family, and a match claims all its
/// slots or none.
fn take(session: &mut Session, family: FamilyId, mut offers: Vec<Offer>) -> Vec<CellRead> {
    let columns = session.schema.family(family).map_or(0, |family| family.columns.len());
    let mut cells = vec![CellRead::default(); columns];
    offers
        .sort_by_key(|offer| (std::cmp::Reverse(offer.weight), offer.paragraph, offer.start, offer.sentence));
    let mut columns_of: std::collections::BTreeMap<(usize, usize), Vec<ColumnId>> =
        std::collections::BTreeMap::new();
    let mut taken: Vec<(usize, usize, Offered)> = Vec::new();
    for offer in offers {
        let conflicts = offer.claims.iter().any(|offered| {
            let Some(figure) = offered.figure else {
                return offered.is_text()
                    && taken.iter().any(|(paragraph, weight, known)| {
                        *paragraph == offer.paragraph
                            && known.at == offered.at
                            && known.is_text()
                            && known.column != offered.column
                            && *weight > offer.weight
                    });
            };
            let known = columns_of.get(&(offer.paragraph, figure));
            known.is_some_and(|columns| !columns.contains(&offered.column))
        });
        if conflicts {
            continue;
        }
        let mut own: std::collections::BTreeMap<(usize, usize), Vec<ColumnId>> =
            std::collections::BTreeMap::new();
        for offered in &offer.claims {
            if let Some(figure) = offered.figure {
                own.entry((offer.paragraph, figure)).or_default().push(offered.column);
            }
        }
        for (key, columns) in own {
            columns_of.entry(key).or_insert(columns);
        }
        for offered in offer.claims {
            let repeated = taken.iter().any(|(paragraph, _, known)| {
                *paragraph == offer.paragraph && known.column == offered.column && known.at == offered.at
            });
            if !repeated {
                taken.push((offer.paragraph, offer.weight, offered));
            }
        }
    }
    taken.sort_by_key(|(paragraph, _, offered)| (offered.claim.implied, *paragraph, offered.at));
    for (paragraph, _, offered) in taken {
        if let Some(figure) = offered.figure
            && let Some(claimed) = session.claimed.get_mut(paragraph).and_then(|p| p.get_mut(figure))
        {
            claimed.push((family, offered.kind.clone()));
        }
        if offered.kind == SlotKind::Unit {
            session.units.push(Stretch { paragraph, start: offered.at, end: offered.end });
        }
        if let Some(cell) = cells.get_mut(offered.column.0 as usize) {
            fill(cell, offered);
        }
    }
    cells
}

fn fill(cell: &mut CellRead, offered: Offered) {
    let numeric = offered.figure.is_some() || matches!(offered.kind, SlotKind::Words(_));
    if !offered.sound {
        cell.state = State::Unreadable;
        cell.remark = Some(format!("「{}」太大或太细，读不成数", offered.claim.text));
    } else if cell.state == State::Absent {
        cell.state = State::Value;
    }
    let claim = offered.claim;
    let other = cell
        .claims
        .iter()
        .find(|known| numeric && !claim.implied && known.by == claim.by && known.value != claim.value);
    if let Some(other) = other {
        cell.state = State::Unreadable;
        let remark = format!("同一种句子说了两个数：「{}」「{}」", other.text, claim.text);
        cell.remark.get_or_insert(remark);
    }
    cell.claims.push(claim);
}
