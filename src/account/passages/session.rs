//! What one recognition carries along: paragraphs, compiled patterns, names, and which figures are claimed.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::earlier::Earlier;
use super::matcher::{Ground, LONGEST, Machine, Match};
use super::names::NameIndex;
use super::patterns::{Patterns, Variant};
use super::prose::Paragraph;
use crate::account::FamilyRead;
use crate::schema::{FamilyId, NameSet, Schema, Sentence, Slot, SlotKind};

/// A stretch of a paragraph's view.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Stretch {
    /// The paragraph.
    pub(super) paragraph: usize,
    /// First byte.
    pub(super) start: usize,
    /// End.
    pub(super) end: usize,
}

/// A match of a sentence pattern.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The paragraph.
    pub(super) paragraph: usize,
    /// The variant of the pattern.
    pub(super) variant: usize,
    /// The match.
    pub(super) found: Match,
}

/// One compiled sentence with what its slots may hold in this document.
#[derive(Clone)]
struct Compiled {
    variants: Arc<[Variant]>,
    /// By variant and slot.
    names: Rc<[Vec<Option<Arc<NameIndex>>>]>,
}

/// State of one recognition.
pub(super) struct Session<'a> {
    /// The schema.
    pub(super) schema: &'a Schema,
    /// Its patterns.
    pub(super) patterns: &'a Patterns,
    /// What was read of tables.
    pub(super) tables: &'a [FamilyRead],
    /// The year of the document.
    pub(super) year: Option<i32>,
    /// What tells another year's amounts.
    pub(super) earlier: Arc<Earlier>,
    /// The paragraphs.
    pub(super) paragraphs: &'a [Paragraph],
    /// What was read, by family.
    pub(super) families: Vec<FamilyRead>,
    /// For each paragraph and figure, which families claimed it and as what.
    pub(super) claimed: Vec<Vec<Vec<(FamilyId, SlotKind)>>>,
    /// Stretches that name a unit.
    pub(super) units: Vec<Stretch>,
    /// The text of each family that has text of its own.
    pub(super) texts: Vec<(FamilyId, Vec<Stretch>)>,
    /// For each paragraph and figure whether something had claimed it before the rest was read; empty until then.
    pub(super) before: Vec<Vec<bool>>,
    /// Why a figure of a paragraph was not understood as a part of any clause.
    pub(super) unread: BTreeMap<(usize, usize), &'static str>,
    programs: BTreeMap<u32, Compiled>,
    names: Vec<(NameSet, Arc<NameIndex>)>,
}

impl<'a> Session<'a> {
    /// A fresh state.
    pub(super) fn new(
        schema: &'a Schema,
        patterns: &'a Patterns,
        tables: &'a [FamilyRead],
        year: Option<i32>,
        paragraphs: &'a [Paragraph],
    ) -> Self {
        let claimed = paragraphs.iter().map(|p| vec![Vec::new(); p.view.figures.len()]).collect();
        Self {
            schema,
            patterns,
            tables,
            year,
            earlier: patterns.earlier(schema),
            paragraphs,
            families: vec![FamilyRead::default(); schema.families.len()],
            claimed,
            units: Vec::new(),
            texts: Vec::new(),
            before: Vec::new(),
            unread: BTreeMap::new(),
            programs: BTreeMap::new(),
            names: Vec::new(),
        }
    }

    /// Whether a match may claim a figure: of what is left over, only where one is new.
    pub(super) fn is_new(&self, paragraph: usize, figures: impl Iterator<Item = usize>) -> bool {
        let Some(before) = self.before.get(paragraph) else { return true };
        let mut figures = figures.peekable();
        figures.peek().is_none() || figures.any(|at| before.get(at) != Some(&true))
    }

    /// The program of a variant.
    pub(super) fn slot_kind(&mut self, sentence: &Sentence, variant: usize, slot: u16) -> Option<Slot> {
        let compiled = self.compiled(sentence);
        compiled.variants.get(variant)?.program.slots.get(usize::from(slot)).cloned()
    }

    /// The names that a slot of a variant may hold.
    pub(super) fn slot_names(
        &mut self,
        sentence: &Sentence,
        variant: usize,
        slot: u16,
    ) -> Option<Arc<NameIndex>> {
        let compiled = self.compiled(sentence);
        compiled.names.get(variant)?.get(usize::from(slot))?.clone()
    }

    fn compiled(&mut self, sentence: &Sentence) -> Compiled {
        if let Some(known) = self.programs.get(&sentence.id.0) {
            return known.clone();
        }
        let variants = self.patterns.sentence(self.schema, sentence);
        let mut names_of = |slot: &Slot| match &slot.kind {
            SlotKind::Names(set) => Some(self.index(set)),
            _ => None,
        };
        let names = variants
            .iter()
            .map(|variant| variant.program.slots.iter().map(&mut names_of).collect())
            .collect();
        let compiled = Compiled { variants, names };
        self.programs.insert(sentence.id.0, compiled.clone());
        compiled
    }

    fn index(&mut self, set: &NameSet) -> Arc<NameIndex> {
        if let Some((_, known)) = self.names.iter().find(|(known, _)| known == set) {
            return known.clone();
        }
        let index = self.patterns.fixed_names(self.schema, set).unwrap_or_else(|| {
            let list = self.patterns.code_names_of(self.schema, set);
            Arc::new(NameIndex::new(self.schema, set, self.tables, list))
        });
        self.names.push((set.clone(), index.clone()));
        index
    }

    /// Claims all figures within a stretch.
    pub(super) fn claim_within(
        &mut self,
        paragraph: usize,
        start: usize,
        end: usize,
        family: FamilyId,
        kind: &SlotKind,
    ) {
        let Some(view) = self.paragraphs.get(paragraph).map(|p| &p.view) else { return };
        for (at, _) in view.figures_in(start, end) {
            self.claim_figure(paragraph, at, family, kind);
        }
    }

    /// Claims one figure.
    pub(super) fn claim_figure(
        &mut self,
        paragraph: usize,
        figure: usize,
        family: FamilyId,
        kind: &SlotKind,
    ) {
        let claimed = self.claimed.get_mut(paragraph).and_then(|p| p.get_mut(figure));
        if let Some(claimed) = claimed.filter(|claimed| claimed.iter().all(|(known, _)| *known != family)) {
            claimed.push((family, kind.clone()));
        }
    }

    /// A long stretch in windows that one run of a pattern looks at, divided where sentences end.
    fn windows(&self, stretch: Stretch) -> Vec<Stretch> {
        if stretch.end - stretch.start <= LONGEST {
            return vec![stretch];
        }
        let Some(view) = self.paragraphs.get(stretch.paragraph).map(|p| &p.view) else { return Vec::new() };
        let mut windows = Vec::new();
        let mut start = stretch.start;
        while start < stretch.end {
            let mut end = stretch.end.min(start + LONGEST);
            while !view.text.is_char_boundary(end) {
                end -= 1;
            }
            if end < stretch.end {
                let last = view.starts.partition_point(|s| s.ordinal <= end);
                let last = last.checked_sub(1).and_then(|at| view.starts.get(at));
                end = last.map_or(end, |s| if s.ordinal > start { s.ordinal } else { end });
            }
            windows.push(Stretch { start, end, ..stretch });
            start = end;
        }
        windows
    }

    /// All matches of a pattern in stretches of prose, variants of it in order of fullness.
    pub(super) fn candidates(&mut self, sentence: &Sentence, stretches: &[Stretch]) -> Vec<Candidate> {
        let compiled = self.compiled(sentence);
        let mut candidates: Vec<Candidate> = Vec::new();
        let windows: Vec<Stretch> = stretches.iter().flat_map(|stretch| self.windows(*stretch)).collect();
        for (number, (variant, names)) in compiled.variants.iter().zip(compiled.names.iter()).enumerate() {
            for stretch in &windows {
                let Some(paragraph) = self.paragraphs.get(stretch.paragraph) else { continue };
                if !paragraph.view.letters.holds(&variant.program.letters) {
                    continue;
                }
                let ground = Ground {
                    view: &paragraph.view,
                    start: stretch.start,
                    end: stretch.end,
                    year: self.year,
                    words: &self.schema.words,
                    names,
                    first: variant.first.as_ref(),
                };
                for found in Machine::new(&variant.program, ground).all() {
                    candidates.push(Candidate { paragraph: stretch.paragraph, variant: number, found });
                }
            }
        }
        candidates
    }
}

/// What stays of stretches when others are taken out of them; stretches of a paragraph are in order.
pub(super) fn without(stretches: &[Stretch], taken: &[Stretch]) -> Vec<Stretch> {
    let mut taken = taken.to_vec();
    taken.sort();
    let mut left = Vec::new();
    for stretch in stretches {
        let mut from = stretch.start;
        let first = taken.partition_point(|other| other.paragraph < stretch.paragraph);
        let here = taken.iter().skip(first).take_while(|other| other.paragraph == stretch.paragraph);
        for other in here.filter(|other| other.end > stretch.start && other.start < stretch.end) {
            if other.start > from {
                left.push(Stretch { start: from, end: other.start, ..*stretch });
            }
            from = from.max(other.end);
        }
        if from < stretch.end {
            left.push(Stretch { start: from, ..*stretch });
        }
    }
    left
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn taken_stretches_leave_the_rest() {
        let stretch = |start, end| Stretch { paragraph: 1, start, end };
        let other = Stretch { paragraph: 2, start: 0, end: 5 };
        let left = without(&[stretch(0, 10), other], &[stretch(2, 4), stretch(8, 12), stretch(3, 6)]);
        assert_eq!(left, vec![stretch(0, 2), stretch(6, 8), other]);
    }
}
