//! 禁句: what must not be printed, wherever it stands.

use super::judge::Truth;
use super::ledger::Ledger;
use super::text::around;
use super::view::View;
use super::{Element, Reason, Verdict};
use crate::account::passages::PhraseText;
use crate::account::{Piece, piece_at};
use crate::document::Place;
use crate::plan::{Definition, Phrase as Compiled};
use crate::ruleset::{Phrase, RuleId};
use crate::text::{fold, has_unknown};

/// One text that phrases are looked for in, with where each stretch of it stands.
struct Printed<'a> {
    text: &'a str,
    ready: PhraseText,
    pieces: Vec<Piece>,
    passage: Option<crate::schema::PassageId>,
    explains: bool,
}

/// A phrase that stands in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Met {
    /// As printed.
    pub(crate) text: String,
    /// What stands around it.
    pub(crate) around: String,
    /// Where.
    pub(crate) at: Place,
}

/// A 禁句 that was met.
#[derive(Debug)]
pub(crate) struct Forbidden {
    pub(crate) rule: RuleId,
    /// Its number among the phrases of the rule set.
    pub(crate) phrase: u32,
    /// Each place once.
    pub(crate) met: Vec<Met>,
}

/// Looks for all phrases in all texts.
pub(super) fn run(view: &View<'_>, ledger: &mut Ledger) -> Vec<Forbidden> {
    let mut found = Vec::new();
    let texts = texts(view);
    for (number, (phrase, compiled)) in view.rules.phrases.iter().zip(&view.plan.phrases).enumerate() {
        let Some(rule) = view.rules.rules.get(phrase.rule.0 as usize) else { continue };
        if !rule.in_force {
            ledger.add(rule.id, Verdict::NotApplicable, &[Reason::not_in_force(rule)]);
            continue;
        }
        if let Some(reason) = guard(view, compiled.guard.as_ref()) {
            ledger.add(rule.id, Verdict::NotApplicable, &[reason]);
            continue;
        }
        let mut met: Vec<Met> = Vec::new();
        for text in texts.iter().filter(|text| wanted(phrase, text)) {
            look(view, compiled, text, &mut met);
        }
        if met.is_empty() {
            ledger.add(rule.id, Verdict::Pass, &[]);
        } else {
            met.iter().for_each(|_| ledger.add(rule.id, Verdict::Fail, &[]));
            found.push(Forbidden { rule: rule.id, phrase: number as u32, met });
        }
    }
    found
}

fn wanted(phrase: &Phrase, text: &Printed<'_>) -> bool {
    let inside = phrase.passage.is_none() || phrase.passage == text.passage;
    inside && (!phrase.explains || text.explains)
}

/// Why the condition does not hold, if it does not.
fn guard(view: &View<'_>, guard: Option<&Definition>) -> Option<Reason> {
    let guard = guard?;
    let reads = view.leaves(&guard.leaves, &Element::None, false);
    match view.condition(&guard.node, &reads, &Element::None) {
        Truth::Known(true) => None,
        Truth::Known(false) => Some(Reason::ConditionFalse),
        Truth::Unstated(reason) | Truth::Unknown(reason) => Some(reason),
    }
}

fn texts<'a>(view: &View<'a>) -> Vec<Printed<'a>> {
    let all = &view.account.elements;
    let line = |text: &'a str, at: &Place| Printed {
        text,
        ready: PhraseText::new(text),
        pieces: vec![Piece { place: at.clone(), ..Piece::default() }],
        passage: None,
        explains: false,
    };
    let mut texts: Vec<Printed<'a>> = Vec::new();
    texts.extend(all.contents.iter().map(|heading| line(&heading.text, &heading.at)));
    texts.extend(all.headings.iter().map(|heading| line(&heading.text, &heading.at)));
    texts.extend(all.paragraphs.iter().map(|paragraph| Printed {
        text: &paragraph.text,
        ready: PhraseText::new(&paragraph.text),
        pieces: paragraph.pieces.clone(),
        passage: paragraph.passage,
        explains: paragraph.explains,
    }));
    for table in &view.account.tables {
        texts.extend(table.unit_line.iter().chain(&table.notes).map(|(text, at)| line(text, at)));
    }
    texts.retain(|printed| !has_unknown(printed.text));
    texts
}

fn look(view: &View<'_>, phrase: &Compiled, printed: &Printed<'_>, all: &mut Vec<Met>) {
    // Phrases are rare: what is spared is looked for where one stands.
    let mut known = None;
    // Several patterns may find one place, and one place may be seen as a heading and as a line of a table.
    let mut here: Vec<std::ops::Range<usize>> = Vec::new();
    let before = all.len();
    for pattern in &phrase.patterns {
        for range in pattern.find_in(&printed.ready, view.account.year) {
            let spared = known.get_or_insert_with(|| spared(phrase, printed.text));
            if spared.iter().any(|spared| spared.start <= range.start && range.end <= spared.end) {
                continue;
            }
            let text = printed.text.get(range.clone()).unwrap_or_default().to_owned();
            let at = piece_at(&printed.pieces, range.start).map(|piece| piece.place.clone());
            let at = at.unwrap_or_default();
            let around = around(printed.text, range.start, range.end);
            let met = Met { text, around, at };
            let elsewhere = all.get(..before).is_some_and(|before| before.contains(&met));
            if !elsewhere && !here.contains(&range) {
                here.push(range);
                all.push(met);
            }
        }
    }
}

/// Where the spared phrases stand.
fn spared(phrase: &Compiled, text: &str) -> Vec<std::ops::Range<usize>> {
    if phrase.except.is_empty() {
        return Vec::new();
    }
    let folded = fold(text);
    let mut spared = Vec::new();
    for except in phrase.except.iter().filter(|except| !except.is_empty()) {
        let places = folded.text.match_indices(except);
        spared.extend(places.map(|(at, _)| folded.original(at..at + except.len())));
    }
    spared
}
