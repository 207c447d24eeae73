//! Claiming: of all matches of a block's patterns, which figure fills which slot.

use std::collections::{BTreeMap, BTreeSet};

use super::session::{Candidate, Session, Stretch};
use super::values;
use super::view::is_punctuation;
use crate::account::{CellRead, Claim, State};
use crate::schema::{ColumnId, FamilyId, Sentence, SlotKind};

/// Most bytes between a word of direction and its figure.
const NEAR: usize = 6;

/// A match that may claim, with what it claims.
struct Offer {
    sentence: usize,
    paragraph: usize,
    start: usize,
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
            let offer = offer(session, family, sentence, at, &candidate);
            let new = |offer: &Offer| {
                let figures = offer.claims.iter().filter_map(|offered| offered.figure);
                head.is_some() || session.is_new(offer.paragraph, figures)
            };
            of_sentence.extend(offer.filter(new));
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
    if is_earlier(session, sentence, candidate) {
        return None;
    }
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
    without_direction(&mut claims);
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
            extent: paragraph.view.extent(found.start, found.end),
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
        weight: found.weight,
        variant: candidate.variant,
        claims,
    })
}

/// Whether the amount that a match takes is another year's.
fn is_earlier(session: &mut Session, sentence: &Sentence, candidate: &Candidate) -> bool {
    let found = &candidate.found;
    let kinds: Vec<Option<SlotKind>> = (found.captures.iter())
        .map(|capture| session.slot_kind(sentence, candidate.variant, capture.slot).map(|slot| slot.kind))
        .collect();
    let Some(paragraph) = session.paragraphs.get(candidate.paragraph) else { return false };
    session.earlier.owns(&paragraph.view, found, kinds.iter().map(Option::as_ref), session.year)
}

/// Zero has no direction: a word that says one right before it says none.
fn without_direction(claims: &mut [Offered]) {
    for at in 1..claims.len() {
        let zero = claims.get(at).is_some_and(|offered| {
            offered.figure.is_some()
                && offered.claim.value == 0
                && matches!(offered.kind, SlotKind::Money | SlotKind::Percent)
        });
        let beside = claims.get(at - 1).zip(claims.get(at)).is_some_and(|(word, zero)| {
            matches!(word.kind, SlotKind::Words(_)) && zero.at >= word.end && zero.at - word.end <= NEAR
        });
        if zero
            && beside
            && let Some(word) = claims.get_mut(at - 1)
        {
            word.claim.value = 0;
        }
    }
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
    if offers.len() < 2 || offers.iter().all(|offer| offer.variant == 0) {
        return offers;
    }
    let fullest = offers.iter().map(|offer| offer.claims.len()).max().unwrap_or(0);
    offers.sort_by_key(|offer| (offer.variant, offer.paragraph, offer.start));
    let mut sentences: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut kept: Vec<Offer> = Vec::new();
    for offer in offers {
        let end = session.paragraphs.get(offer.paragraph).map_or(0, |p| p.view.sentence_end(offer.start));
        let anchored = kept.first().is_some_and(|known| known.variant < offer.variant);
        if anchored && offer.claims.len() < fullest || !sentences.insert((offer.paragraph, end)) {
            continue;
        }
        kept.push(offer);
    }
    kept
}

/// What has been claimed of one row.
#[derive(Default)]
struct Taken {
    /// Columns by paragraph and figure.
    figures: BTreeMap<(usize, usize), Vec<ColumnId>>,
    /// Weight and column of texts by paragraph and first byte.
    texts: BTreeMap<(usize, usize), (usize, ColumnId)>,
    /// Paragraph, first byte and column of every claim.
    all: BTreeSet<(usize, usize, ColumnId)>,
}

impl Taken {
    /// Whether another column has what this offer wants: a figure, or a text that a longer pattern read.
    fn forbids(&self, offer: &Offer) -> bool {
        offer.claims.iter().any(|offered| match offered.figure {
            Some(figure) => {
                let known = self.figures.get(&(offer.paragraph, figure));
                known.is_some_and(|columns| !columns.contains(&offered.column))
            }
            None => {
                let known = self.texts.get(&(offer.paragraph, offered.at)).filter(|_| offered.is_text());
                known.is_some_and(|(weight, column)| *column != offered.column && *weight > offer.weight)
            }
        })
    }

    fn note(&mut self, offer: &Offer) {
        let mut own: BTreeMap<usize, Vec<ColumnId>> = BTreeMap::new();
        for offered in &offer.claims {
            match offered.figure {
                Some(figure) => own.entry(figure).or_default().push(offered.column),
                None if offered.is_text() => {
                    let text = self.texts.entry((offer.paragraph, offered.at));
                    text.or_insert((offer.weight, offered.column));
                }
                None => {}
            }
        }
        for (figure, columns) in own {
            self.figures.entry((offer.paragraph, figure)).or_insert(columns);
        }
    }
}

/// The longest match first, then the earliest: a figure is claimed once within a family, and a match claims all its
/// slots or none.
fn take(session: &mut Session, family: FamilyId, mut offers: Vec<Offer>) -> Vec<CellRead> {
    let columns = session.schema.family(family).map_or(0, |family| family.columns.len());
    let mut cells = vec![CellRead::default(); columns];
    offers
        .sort_by_key(|offer| (std::cmp::Reverse(offer.weight), offer.paragraph, offer.start, offer.sentence));
    let mut taken = Taken::default();
    let mut claims: Vec<(usize, Offered)> = Vec::new();
    for offer in offers {
        if taken.forbids(&offer) {
            continue;
        }
        taken.note(&offer);
        for offered in offer.claims {
            if taken.all.insert((offer.paragraph, offered.at, offered.column)) {
                claims.push((offer.paragraph, offered));
            }
        }
    }
    claims.sort_by_key(|(paragraph, offered)| (offered.claim.implied, *paragraph, offered.at));
    let clashing = clashing(&claims);
    for (paragraph, offered) in claims {
        // Sentences of one kind that say different things are about different things: each is left to be read alone.
        if offered.figure.is_none() || !clashing.contains(&(offered.column, offered.claim.by)) {
            note_in_session(session, family, paragraph, &offered);
        }
        if let Some(cell) = cells.get_mut(offered.column.0 as usize) {
            fill(cell, offered);
        }
    }
    cells
}

/// Columns into which one pattern read different figures.
fn clashing(claims: &[(usize, Offered)]) -> BTreeSet<(ColumnId, u32)> {
    let mut values: BTreeMap<(ColumnId, u32), i64> = BTreeMap::new();
    let mut clashing = BTreeSet::new();
    for (_, offered) in claims.iter().filter(|(_, offered)| offered.figure.is_some()) {
        let key = (offered.column, offered.claim.by);
        if *values.entry(key).or_insert(offered.claim.value) != offered.claim.value {
            clashing.insert(key);
        }
    }
    clashing
}

fn note_in_session(session: &mut Session, family: FamilyId, paragraph: usize, offered: &Offered) {
    match (offered.figure, &offered.kind) {
        (Some(figure), kind) => session.claim_figure(paragraph, figure, family, kind),
        // Codes in the brackets of a name are part of it.
        (None, SlotKind::Names(_)) => {
            session.claim_within(paragraph, offered.at, offered.end, family, &offered.kind);
        }
        (None, SlotKind::Unit) => {
            session.units.push(Stretch { paragraph, start: offered.at, end: offered.end });
        }
        _ => {}
    }
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
