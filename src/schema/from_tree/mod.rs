//! Declares: trees of a layer stack (base first) and a year give a [`Declared`] schema with its rules.

mod clauses;
mod code_data;
mod codes;
mod customs;
mod expand;
mod forms;
mod lines;
mod names;
mod outline;
mod passages;
mod patterns;
mod phrases;
mod slips;
mod slots;
mod spelled;
mod tables;
mod twins;

pub use customs::customs;

use std::borrow::Borrow;
use std::collections::BTreeMap;

use super::{Declared, WordClass};
use crate::source::{Diagnostic, Lint, SourceId, Span, is_lint_number};
use crate::syntax::{self, Item, Tree};

/// Data files named by 编码表, by the name written in the rule file.
pub type DataFiles = BTreeMap<String, (SourceId, String)>;

/// Declares what a stack of trees says for a year. Trees are in layer order, base first; the layer of each is given
/// beside it. Never fails: what could not be declared is left out and said in the diagnostics.
#[must_use]
pub fn declare<T: Borrow<Tree>>(trees: &[(u32, T)], year: Option<i32>, data: &DataFiles) -> Declared {
    let trees: Vec<(u32, &Tree)> = trees.iter().map(|(layer, tree)| (*layer, tree.borrow())).collect();
    declare_all(&trees, year, data)
}

fn declare_all(trees: &[(u32, &Tree)], year: Option<i32>, data: &DataFiles) -> Declared {
    let mut declared = Declared::default();
    declared.schema.year = year;
    declared.layered = trees.iter().any(|(layer, _)| *layer > 0);
    heads(&mut declared, trees);
    for (_, tree) in trees {
        for item in &tree.items {
            match item {
                Item::CodeList(list) => codes::declare(&mut declared, list, data),
                Item::Words(words) => declare_words(&mut declared, words),
                _ => {}
            }
        }
    }
    phrases::declare(&mut declared, trees);
    declared.schema.customs =
        customs::declare(trees.iter().map(|(_, tree)| *tree), &mut declared.diagnostics);
    let questioned = slips::look(&mut declared, trees);
    twins::look(&mut declared, trees);
    tables::declare(&mut declared, trees, &questioned);
    passages::declare(&mut declared, trees, &questioned);
    clauses::declare(&mut declared, trees);
    outline::declare(&mut declared, trees);
    twins::unused_words(&mut declared, trees);
    phrases::unused(&mut declared);
    number_figures(&mut declared);
    declared
}

/// A pattern without slots of a family, resolved: empty-table notes, forbidden phrases. What is wrong with it is added
/// to the declared diagnostics.
#[must_use]
pub fn pattern_of(declared: &mut Declared, pattern: &syntax::Pattern) -> Vec<super::Piece> {
    patterns::bare(declared, pattern)
}

/// The families that the first of some names can mean, and how many names that took: a table (and its side), or a
/// passage with its 段 and 每项.
#[must_use]
pub fn families_named(schema: &super::Schema, names: &[&str]) -> Option<(Vec<super::FamilyId>, usize)> {
    names::families(schema, names)
}

fn heads(declared: &mut Declared, trees: &[(u32, &Tree)]) {
    for (layer, tree) in trees {
        for item in &tree.items {
            match item {
                Item::RuleSet(head) => {
                    if declared.schema.name != head.name.text {
                        declared.schema.name.clone_from(&head.name.text);
                        declared.schema.version.clear();
                        declared.recognised_by.clear();
                    }
                    if let Some(version) = &head.version {
                        declared.schema.version.clone_from(&version.value);
                    }
                    declared.recognised_by.extend(head.recognised_by.iter().map(|text| text.value.clone()));
                }
                Item::Basis(text) => declared.basis.push(text.value.clone()),
                Item::Rule(rule) => declared.rules.push(super::RuleSite {
                    rule: rule.clone(),
                    scope: super::Scope::default(),
                    layer: *layer,
                }),
                Item::Forbidden(phrase) => {
                    declared.phrases.push(super::PhraseSite { phrase: phrase.clone(), passage: None });
                }
                Item::Define(name, expr) => {
                    shorthand(declared, name, expr, &super::Scope::default());
                }
                Item::Whole(whole) => declared.schema.whole = Some((whole.tables, whole.parts)),
                Item::Disable(disable) => {
                    let names = of_rules(&disable.names);
                    if !names.is_empty() {
                        declared.disabled.push(syntax::Disable { names, ..disable.clone() });
                    }
                }
                Item::Adjust(adjust) => {
                    let names = of_rules(&adjust.names);
                    if !names.is_empty() {
                        declared.adjusted.push(syntax::Adjust { names, ..adjust.clone() });
                    }
                }
                _ => {}
            }
        }
    }
}

/// Adds a definition of a table or of the top; one of a layer counts before one of its base.
fn shorthand(declared: &mut Declared, name: &syntax::Name, expr: &syntax::Expr, scope: &super::Scope) {
    let new = super::Shorthand {
        name: name.text.clone(),
        span: name.span,
        expr: expr.clone(),
        scope: scope.clone(),
    };
    declared.shorthands.insert(0, new);
}

fn declare_words(declared: &mut Declared, words: &syntax::Words) {
    let entries = words
        .entries
        .iter()
        .flat_map(|entry| entry.words.iter().map(move |word| (word.value.clone(), entry.value)));
    let classes = &mut declared.schema.words;
    let at = classes.iter().position(|class| class.name == words.name.text).unwrap_or_else(|| {
        classes.push(WordClass { name: words.name.text.clone(), ..WordClass::default() });
        classes.len() - 1
    });
    if let Some(class) = classes.get_mut(at) {
        for (word, value) in entries {
            class.declared.retain(|(known, _)| *known != word);
            class.declared.push((word, value));
        }
        class.words.clone_from(&class.declared);
        class.words.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.0.cmp(&b.0)));
    }
}

fn number_figures(declared: &mut Declared) {
    let mut next = 0u32;
    for family in &mut declared.schema.families {
        family.first_figure = next;
        next += (family.rows.len() * family.columns.len()) as u32;
    }
}

/// Names but the numbers of kinds of problems of rule files: those are told otherwise, and no rule is changed.
fn of_rules(names: &[syntax::Name]) -> Vec<syntax::Name> {
    names.iter().filter(|name| !is_lint_number(&name.text)).cloned().collect()
}

/// A diagnostic about a name that is not known, with the nearest of the known ones.
fn unknown<'a>(
    lint: Lint,
    what: &str,
    name: &str,
    span: Span,
    known: impl IntoIterator<Item = &'a str>,
) -> Diagnostic {
    let diagnostic = Diagnostic::error(lint, span, format!("没有叫「{name}」的{what}"));
    let known: Vec<&str> = known.into_iter().collect();
    match crate::text::nearest_meant(name, known.iter().copied()) {
        Some(near) => diagnostic.mend(format!("是不是「{near}」？")),
        None if known.is_empty() => diagnostic.mend(format!("还没有写{what}，先写一个")),
        None if known.len() <= 12 => diagnostic.mend(format!("有：{}", known.join("、"))),
        None => diagnostic.mend("用 gouji find 词 可以查有哪些名称、怎么写"),
    }
}
