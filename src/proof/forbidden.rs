//! Findings of 禁句.

use std::collections::BTreeMap;

use super::prove::Found;
use super::{Claimed, Finding, Spot};
use crate::audit::{Forbidden, Met, Verdict};
use crate::ruleset::{Phrase, Rule, RuleSet};
use crate::text::fold_text;

/// Most places that one phrase shows; the rest are counted.
const PLACES: usize = 1_000;

/// What is told of the phrases that were met.
pub(super) fn forbidden(rules: &RuleSet, met: Vec<Forbidden>) -> impl Iterator<Item = Found> {
    met.into_iter().filter_map(|met| {
        let rule = rules.rules.get(met.rule.0 as usize)?;
        let finding = finding(rule, rules.phrases.get(met.phrase as usize)?, met);
        Some(Found {
            finding,
            judged: None,
            keys: Vec::new(),
            cells: Vec::new(),
            table: None,
            rule: rule.id,
            inferred: false,
            told: false,
        })
    })
}

/// One finding for all places of a phrase: what was met, how often. The phrase is in the message; its place shows what
/// stands around it.
fn finding(rule: &Rule, phrase: &Phrase, forbidden: Forbidden) -> Finding {
    let mut all = forbidden.met;
    all.sort_by(|a, b| a.at.cmp(&b.at));
    let mut texts: Vec<(String, u64)> = Vec::new();
    // Blanks and widths make no other phrase.
    let mut known: BTreeMap<String, usize> = BTreeMap::new();
    for met in &all {
        let at = *known.entry(fold_text(&met.text)).or_insert_with(|| {
            texts.push((met.text.clone(), 0));
            texts.len() - 1
        });
        if let Some((_, count)) = texts.get_mut(at) {
            *count += 1;
        }
    }
    let count = all.len() as u64;
    let spot = |met: Met| Spot { text: met.around, at: met.at, ..Spot::default() };
    let places: Vec<Spot> = all.into_iter().take(PLACES).map(spot).collect();
    let claimed = Claimed::Phrase(texts, phrase.instead.clone());
    Finding { claimed, count, places, ..Finding::of(rule, Verdict::Fail) }
}
