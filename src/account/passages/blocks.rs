//! Where passages stand, and in which order they see their text: 段 and items first, the passage itself last.

use std::collections::BTreeSet;

use super::headings::Opens;
use super::items;
use super::session::{Session, Stretch, without};
use super::{claims, values};
use crate::account::{CellRead, FamilyRead, RowRead};
use crate::amount::Dimension;
use crate::document::Place;
use crate::schema::{Located, Passage, PassageId};

/// Most different dimensions that a passage keeps of what it could not read.
const MOST_DIMENSIONS: usize = 32;

/// A stretch of paragraphs under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Block {
    heading: usize,
    end: usize,
}

/// Reads all passages.
pub(super) fn read(session: &mut Session) {
    let schema = session.schema;
    let all = whole(session, true);
    let everything = whole(session, false);
    let roots = || schema.passages.iter().filter(|passage| passage.parent.is_none());
    for passage in roots().filter(|passage| matches!(passage.located, Located::Titled(_))) {
        let blocks = headed(session, passage.id, 0, session.paragraphs.len());
        let text = stretches_of(session, &blocks);
        let at = blocks.first().map(|block| place(session, block.heading));
        passage_in(session, passage, &text, at, false);
    }
    for passage in roots().filter(|passage| matches!(passage.located, Located::Starts(_))) {
        let sections = [passage.id];
        if let Some((_, text)) = starting(session, &sections, &all).into_iter().next() {
            passage_in(session, passage, &text, None, false);
        }
    }
    for passage in roots().filter(|passage| matches!(passage.located, Located::Anywhere)) {
        passage_in(session, passage, &everything, None, true);
    }
    for passage in roots().filter(|passage| matches!(passage.located, Located::Rest)) {
        let rest = rest(session, &all);
        let claimed = session.claimed.iter();
        session.before = claimed.map(|figures| figures.iter().map(|by| !by.is_empty()).collect()).collect();
        passage_in(session, passage, &rest, None, true);
    }
}

/// What is left unclaimed of each family's text once everything was read.
pub(super) fn left_over(session: &mut Session) {
    let mut left: std::collections::BTreeMap<_, Vec<Dimension>> = std::collections::BTreeMap::new();
    for (family, text) in std::mem::take(&mut session.texts) {
        let dimensions = left.entry(family).or_default();
        for dimension in unclaimed(session, &text) {
            if !dimensions.contains(&dimension) {
                dimensions.push(dimension);
            }
        }
    }
    for (family, dimensions) in left {
        if let Some(read) = session.families.get_mut(family.0 as usize).filter(|read| read.found) {
            read.whole = dimensions.is_empty();
            read.unclaimed = dimensions;
        }
    }
}

/// All prose, or that which explains.
fn whole(session: &Session, explaining: bool) -> Vec<Stretch> {
    let wanted = |paragraph: &super::prose::Paragraph| paragraph.explains || !explaining;
    let all = session.paragraphs.iter().enumerate();
    let explaining = all.filter(|(_, paragraph)| wanted(paragraph) && paragraph.heading.is_none());
    explaining.map(|(at, p)| Stretch { paragraph: at, start: 0, end: p.view.text.len() }).collect()
}

/// Prose that was not understood: paragraphs without a claimed figure, and those with figures that nothing claimed, in
/// which only what is new counts. A paragraph without figures in a passage that was understood is a part of it: a reason that a page
/// break cut off.
fn rest(session: &Session, all: &[Stretch]) -> Vec<Stretch> {
    let understood: BTreeSet<PassageId> = session
        .paragraphs
        .iter()
        .zip(&session.claimed)
        .filter(|(_, claimed)| claimed.iter().any(|figure| !figure.is_empty()))
        .filter_map(|(paragraph, _)| paragraph.passage)
        .collect();
    let mut rest = Vec::new();
    for stretch in all {
        let (Some(paragraph), Some(claimed)) =
            (session.paragraphs.get(stretch.paragraph), session.claimed.get(stretch.paragraph))
        else {
            continue;
        };
        if claimed.iter().all(Vec::is_empty) {
            let part = claimed.is_empty() && paragraph.passage.is_some_and(|id| understood.contains(&id));
            if !part {
                rest.push(*stretch);
            }
            continue;
        }
        let counts = |figure| {
            values::dimension(&paragraph.view, figure)
                .is_some_and(|d| !matches!(d, Dimension::Year | Dimension::Date))
        };
        let mut figures = paragraph.view.figures_in(stretch.start, stretch.end);
        if figures.any(|(at, figure)| counts(figure) && claimed.get(at).is_none_or(Vec::is_empty)) {
            rest.push(*stretch);
        }
    }
    rest
}

fn place(session: &Session, paragraph: usize) -> Place {
    session.paragraphs.get(paragraph).map(|p| p.view.place(0)).unwrap_or_default()
}

/// The blocks under the headings of a passage, among some paragraphs. Headings in the part that explains go first.
fn headed(session: &Session, id: PassageId, from: usize, to: usize) -> Vec<Block> {
    let opens = |at: usize| {
        let heading = session.paragraphs.get(at).and_then(|p| p.heading.as_ref());
        heading.filter(|met| met.is_of(id))
    };
    let mut headings: Vec<usize> = (from..to).filter(|at| opens(*at).is_some()).collect();
    let explains = |at: &usize| session.paragraphs.get(*at).is_some_and(|p| p.explains);
    if headings.iter().any(explains) {
        headings.retain(explains);
    }
    // Of peers the title declared first is meant: another may be the name of more than this passage.
    let order = |at: usize| opens(at).map_or((0, 0), |met| (met.rank, met.order));
    let first = headings.iter().map(|at| order(*at)).min_by_key(|(_, order)| *order);
    headings.retain(|at| first.is_none_or(|first| order(*at).0 != first.0 || order(*at).1 == first.1));
    let ends = |heading: usize| {
        let rank = opens(heading).map_or(0, |met| met.rank);
        // In a part that is a passage itself the names of others are words like any.
        let is_part = opens(heading).is_some_and(|met| matches!(met.opens, Opens::Part(_)));
        let closes = |at: &usize| {
            session.paragraphs.get(*at).and_then(|p| p.heading.as_ref()).is_some_and(|met| match &met.opens {
                Opens::Part(_) => true,
                Opens::Passages(ids) if ids.contains(&id) => met.rank <= rank,
                Opens::Passages(ids) if ids.iter().any(|inner| is_within(session, *inner, id)) => false,
                Opens::Passages(ids) => {
                    let peer = !is_part && ids.iter().any(|other| is_peer(session, *other, id));
                    peer || met.rank <= rank
                }
                Opens::Other => met.rank <= rank,
            })
        };
        (heading + 1..to).find(closes).unwrap_or(to)
    };
    let mut blocks: Vec<Block> = Vec::new();
    for heading in headings {
        // A lower heading of the same name divides its block, it does not open another.
        if blocks.last().is_none_or(|last| last.end <= heading) {
            blocks.push(Block { heading, end: ends(heading) });
        }
    }
    blocks
}

/// Whether a passage is another or a 段 of it.
fn is_within(session: &Session, id: PassageId, of: PassageId) -> bool {
    let mut next = Some(id);
    while let Some(id) = next {
        if id == of {
            return true;
        }
        // Parents stand before their 段, so this ends.
        next = session.schema.passage(id).and_then(|p| p.parent).filter(|parent| *parent < id);
    }
    false
}

/// Whether two passages have one parent, so that one ends where the other begins.
fn is_peer(session: &Session, id: PassageId, other: PassageId) -> bool {
    let parent = |id| session.schema.passage(id).map(|p| p.parent);
    parent(id) == parent(other)
}

fn stretches_of(session: &Session, blocks: &[Block]) -> Vec<Stretch> {
    let mut stretches = Vec::new();
    for block in blocks {
        for at in block.heading..block.end {
            let Some(paragraph) = session.paragraphs.get(at).filter(|p| p.heading.is_none()) else {
                continue;
            };
            stretches.push(Stretch { paragraph: at, start: 0, end: paragraph.view.text.len() });
        }
    }
    stretches.sort();
    stretches.dedup();
    stretches
}

/// The text of sections that begin with a phrase: each to where the next begins. Numbered points go before sentences.
fn starting(session: &mut Session, ids: &[PassageId], text: &[Stretch]) -> Vec<(PassageId, Vec<Stretch>)> {
    let schema = session.schema;
    let mut found: Vec<(usize, usize, PassageId)> = Vec::new();
    for id in ids {
        let Some(passage) = schema.passage(*id) else { continue };
        let mut best: Option<(bool, usize, usize)> = None;
        for program in session.patterns.openings(passage).iter() {
            for stretch in text {
                let Some(paragraph) = session.paragraphs.get(stretch.paragraph) else { continue };
                let view = &paragraph.view;
                let starts = view.starts.iter().filter(|s| (stretch.start..stretch.end).contains(&s.text));
                for start in starts {
                    let ground = super::matcher::Ground {
                        view,
                        start: start.text,
                        end: stretch.end,
                        year: None,
                        words: &schema.words,
                        names: &[],
                        first: None,
                    };
                    if super::matcher::Machine::new(program, ground).at_start(false).is_none() {
                        continue;
                    }
                    let key = (start.rank.is_none(), stretch.paragraph, start.ordinal.max(stretch.start));
                    if best.is_none_or(|best| key < best) {
                        best = Some(key);
                    }
                }
            }
        }
        if let Some((_, paragraph, start)) = best {
            found.push((paragraph, start, *id));
        }
    }
    found.sort();
    let mut sections = Vec::new();
    for (at, (paragraph, start, id)) in found.iter().enumerate() {
        let next = found.get(at + 1).map(|(paragraph, start, _)| (*paragraph, *start));
        let own = text.iter().filter_map(|stretch| {
            let from =
                if stretch.paragraph == *paragraph { stretch.start.max(*start) } else { stretch.start };
            let to = match next {
                Some((paragraph, start)) if stretch.paragraph == paragraph => stretch.end.min(start),
                Some((paragraph, _)) if stretch.paragraph > paragraph => 0,
                _ => stretch.end,
            };
            let within = stretch.paragraph >= *paragraph && from < to;
            within.then_some(Stretch { paragraph: stretch.paragraph, start: from, end: to })
        });
        sections.push((*id, own.collect()));
    }
    sections
}

/// Reads a passage in its text. Returns what its 段 and items took.
fn passage_in(
    session: &mut Session,
    passage: &Passage,
    text: &[Stretch],
    at: Option<Place>,
    shared: bool,
) -> Vec<Stretch> {
    let schema = session.schema;
    let mut taken: Vec<Stretch> = Vec::new();
    let mut untitled = Vec::new();
    for id in &passage.sections {
        let Some(section) = schema.passage(*id) else { continue };
        match &section.located {
            Located::Titled(_) => {
                let blocks = section_blocks(session, *id, text, at.is_none());
                if blocks.is_empty() {
                    untitled.push(section);
                    continue;
                }
                let inner = stretches_of(session, &blocks);
                let heading = blocks.first().map(|block| place(session, block.heading));
                passage_in(session, section, &inner, heading, false);
                taken.extend(inner);
            }
            Located::Starts(_) | Located::Clauses => {}
            Located::Rest | Located::Anywhere => untitled.push(section),
        }
    }
    let left = without(text, &taken);
    for (id, inner) in starting(session, &passage.sections, &left) {
        let Some(section) = schema.passage(id) else { continue };
        passage_in(session, section, &inner, None, false);
        taken.extend(inner);
    }
    let left = without(text, &taken);
    let mut by_untitled = Vec::new();
    for section in untitled {
        let left = without(&left, &by_untitled);
        by_untitled.extend(passage_in(session, section, &left, None, true));
    }
    taken.extend(by_untitled);
    let left = without(text, &taken);
    let mut by_items = Vec::new();
    for items in &passage.items {
        by_items.extend(items::read(session, items, &without(&left, &by_items)));
    }
    let left = without(&left, &by_items);
    let cells = claims::read(session, passage.family, &passage.sentences, &left, None);
    keep(session, passage, cells, text, at, shared);
    taken.extend(by_items);
    taken
}

/// The blocks of a titled 段: under its parent's heading, or anywhere if the parent has none.
fn section_blocks(session: &Session, id: PassageId, text: &[Stretch], anywhere: bool) -> Vec<Block> {
    if anywhere {
        return headed(session, id, 0, session.paragraphs.len());
    }
    let (Some(first), Some(last)) = (text.first(), text.last()) else { return Vec::new() };
    // The heading of the first 段 stands right before the first text.
    let from = (0..first.paragraph)
        .rev()
        .take_while(|at| session.paragraphs.get(*at).is_some_and(|p| p.heading.is_some()))
        .last()
        .unwrap_or(first.paragraph);
    headed(session, id, from, last.paragraph + 1)
}

/// Keeps what was read of a passage.
fn keep(
    session: &mut Session,
    passage: &Passage,
    cells: Vec<CellRead>,
    text: &[Stretch],
    at: Option<Place>,
    shared: bool,
) {
    let first = cells.iter().flat_map(|cell| cell.claims.first()).map(|claim| claim.at.clone()).min();
    let inner = passage.items.iter().filter_map(|items| session.families.get(items.family.0 as usize));
    let in_items = inner.flat_map(|read| &read.rows).next().is_some();
    let in_sections = passage.sections.iter().any(|id| {
        let family = session.schema.passage(*id).map(|section| section.family);
        family.and_then(|family| session.families.get(family.0 as usize)).is_some_and(|read| read.found)
    });
    let started = matches!(passage.located, Located::Starts(_)) && !text.is_empty();
    let found = at.is_some() || started || first.is_some() || in_items || in_sections;
    if !found {
        return;
    }
    // Shared text says nothing about what this passage failed to understand.
    let unclaimed = if shared { Vec::new() } else { unclaimed(session, text) };
    if !shared {
        session.texts.push((passage.family, text.to_vec()));
    }
    let place_of_text = || {
        let first = text.first()?;
        session.paragraphs.get(first.paragraph).map(|p| p.view.place(first.start))
    };
    let at = at.or(first).or_else(place_of_text).unwrap_or_default();
    let Some(read) = session.families.get_mut(passage.family.0 as usize) else { return };
    let row = RowRead { at: at.clone(), cells, ..RowRead::default() };
    *read = FamilyRead {
        found: true,
        whole: unclaimed.is_empty(),
        fixed: vec![row],
        unclaimed,
        at,
        ..FamilyRead::default()
    };
}

/// Dimensions of the figures of a text that nothing claimed.
pub(super) fn unclaimed(session: &Session, text: &[Stretch]) -> Vec<Dimension> {
    let mut dimensions: Vec<Dimension> = Vec::new();
    for stretch in text {
        let (Some(paragraph), Some(claimed)) =
            (session.paragraphs.get(stretch.paragraph), session.claimed.get(stretch.paragraph))
        else {
            continue;
        };
        for (at, figure) in paragraph.view.figures_in(stretch.start, stretch.end) {
            if !claimed.get(at).is_none_or(Vec::is_empty) {
                continue;
            }
            let dimension = values::dimension(&paragraph.view, figure)
                .filter(|d| !matches!(d, Dimension::Year | Dimension::Date));
            if let Some(dimension) = dimension.filter(|dimension| !dimensions.contains(dimension))
                && dimensions.len() < MOST_DIMENSIONS
            {
                dimensions.push(dimension);
            }
        }
    }
    dimensions
}
