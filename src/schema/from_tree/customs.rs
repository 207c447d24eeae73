//! Declares the customs of a stack of trees: a kind that the stack says something of is what it says, any other is as
//! official print has it.

use std::sync::OnceLock;

use super::super::{Custom, Customs};
use super::unknown;
use crate::source::{Diagnostic, Lint, SourceId};
use crate::syntax::{self, Item, Text, Tree};
use crate::text::fold_text;

/// The customs of official print, a rule file as any other.
const COMMON: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/通用/惯例.gj"));

/// The customs of official print, read once.
fn common_customs() -> &'static Customs {
    static COMMON_CUSTOMS: OnceLock<Customs> = OnceLock::new();
    COMMON_CUSTOMS.get_or_init(|| {
        let (tree, _) = syntax::parse(SourceId::default(), COMMON);
        let said = said([&tree], &mut Vec::new());
        Customs(said.into_iter().map(Option::unwrap_or_default).collect())
    })
}

impl Default for Customs {
    /// Those of official print.
    fn default() -> Self {
        common_customs().clone()
    }
}

/// The customs of a stack of trees, base first.
#[must_use]
pub fn customs<'t>(trees: impl IntoIterator<Item = &'t Tree>) -> Customs {
    declare(trees, &mut Vec::new())
}

/// The same; what is wrong with them is added to the diagnostics.
pub(super) fn declare<'t>(
    trees: impl IntoIterator<Item = &'t Tree>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Customs {
    let said = said(trees, diagnostics);
    if said.iter().all(Option::is_none) {
        return common_customs().clone();
    }
    let common = common_customs().0.iter();
    Customs(said.into_iter().zip(common).map(|(own, common)| own.unwrap_or_else(|| common.clone())).collect())
}

/// What trees say, by kind.
fn said<'t>(
    trees: impl IntoIterator<Item = &'t Tree>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Option<Vec<String>>> {
    let mut said = vec![None; Custom::ALL.len()];
    for item in trees.into_iter().flat_map(|tree| &tree.items) {
        match item {
            Item::RuleSet(head) if !head.published.is_empty() => {
                add(&mut said, Custom::Publication, &head.published);
            }
            Item::Custom(line) => {
                match Custom::of(&line.kind.text).filter(|kind| *kind != Custom::Publication) {
                    Some(kind) => add(&mut said, kind, &line.texts),
                    None => {
                        let known = Custom::ALL.iter().skip(1).map(|(_, name)| *name);
                        diagnostics.push(unknown(
                            Lint("未知惯例"),
                            "惯例",
                            &line.kind.text,
                            line.kind.span,
                            known,
                        ));
                    }
                }
            }
            _ => {}
        }
    }
    said
}

fn add(said: &mut [Option<Vec<String>>], kind: Custom, texts: &[Text]) {
    let Some(words) = said.get_mut(kind as usize) else { return };
    let words = words.get_or_insert_default();
    for word in texts.iter().map(|text| fold_text(&text.value)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> (Customs, Vec<Diagnostic>) {
        let (tree, mut diagnostics) = syntax::parse(SourceId::default(), text);
        let customs = declare([&tree], &mut diagnostics);
        (customs, diagnostics)
    }

    #[test]
    fn official_print_says_something_of_every_kind() {
        assert_eq!(of(COMMON).1, []);
        for (kind, name) in Custom::ALL {
            assert!(!common_customs().words(kind).is_empty(), "{name}");
            assert_eq!(Custom::ALL.get(kind as usize), Some(&(kind, name)));
        }
    }

    #[test]
    fn a_kind_that_is_said_is_as_said_and_others_as_usual() {
        let (customs, wrong) =
            of("规则集 甲 公开 \"年报\"\n惯例 目录 \"目次\"\n惯例 题前词\n惯例 目录 \"章目\"");
        assert_eq!(wrong, []);
        assert_eq!(customs.words(Custom::Publication), ["年报"]);
        assert_eq!(customs.words(Custom::Contents), ["目次", "章目"]);
        assert!(customs.words(Custom::About).is_empty());
        assert_eq!(customs.words(Custom::UnitLabel), common_customs().words(Custom::UnitLabel));
    }

    #[test]
    fn an_unknown_kind_is_a_mistake() {
        let (_, wrong) = of("规则集 甲\n惯例 目绿 \"目次\"");
        assert_eq!(wrong.first().map(|wrong| wrong.code), Some("未知惯例"));
    }
}
