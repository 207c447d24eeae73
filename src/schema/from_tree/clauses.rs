//! The vocabulary of clauses: terms with their words spelled out, and the 每项 that facts fill. Words that all official
//! prose about accounts has are added to those of any stack that reads clauses.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use super::super::{CellPath, ClauseFamily, ClauseTerm, Clauses, Declared, Located, Role, Schema};
use super::spelled::{Spelled, spelled};
use super::{names, unknown};
use crate::source::{Diagnostic, Lint, SourceId};
use crate::syntax::{self, Item, Name, Path, TermClass, Tree};

/// The words of official prose, a rule file as any other: closed classes, and nothing that a figure can be of.
const COMMON: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/rules/通用/词汇.gj"));

/// Those words, read once.
fn common_words() -> &'static [syntax::Term] {
    static COMMON_WORDS: OnceLock<Vec<syntax::Term>> = OnceLock::new();
    COMMON_WORDS.get_or_init(|| {
        let (tree, _) = syntax::parse(SourceId::default(), COMMON);
        let terms = tree.items.into_iter().filter_map(|item| match item {
            Item::Term(term) => Some(term),
            _ => None,
        });
        terms.collect()
    })
}

/// Most words of all lines together.
const MOST_OF_ALL: usize = 50_000;

/// Declares the vocabulary of a stack of trees. Lines of one class and name are one term.
pub(super) fn declare(declared: &mut Declared, trees: &[(u32, &Tree)]) {
    let own = trees.iter().flat_map(|(_, tree)| &tree.items).filter_map(|item| match item {
        Item::Term(term) if term.class != TermClass::Phrase => Some(term),
        _ => None,
    });
    let reads = declared.schema.passages.iter().any(|passage| matches!(passage.located, Located::Clauses));
    let common = if reads { common_words() } else { &[] };
    let lines: Vec<&syntax::Term> = own.chain(common).collect();
    let mut phrases = Spelled::new();
    let mut clauses = Clauses::default();
    let mut written: Vec<u32> = Vec::new();
    for line in &lines {
        let mut words = spelled(declared, &line.texts, Lint("说法"), &mut phrases);
        words.retain(|word| !word.is_empty());
        let name = line.name.as_ref().map(|name| name.text.clone()).unwrap_or_default();
        let at = term(declared, &mut clauses, line, &name);
        written.push(at);
        let named = words.is_empty() && !name.is_empty() && line.class != TermClass::Main;
        let own = named.then(|| name.clone());
        let room = MOST_OF_ALL.saturating_sub(clauses.words.len());
        clauses.words.extend(own.into_iter().chain(words).take(room).map(|word| (word, at)));
    }
    for (line, at) in lines.iter().zip(written) {
        let parts: Vec<Vec<u32>> = line.parts.iter().map(|p| subjects(declared, &clauses, p)).collect();
        let of = line.of.as_ref().and_then(|of| subjects(declared, &clauses, std::slice::from_ref(of)).pop());
        if let Some(term) = clauses.terms.get_mut(at as usize) {
            term.parts.extend(parts.into_iter().filter(|parts| !parts.is_empty()));
            term.of = of.or(term.of);
        }
    }
    same_words(declared, &clauses);
    families(&declared.schema, &mut clauses);
    declared.schema.clauses = clauses;
}

/// The term of a line, a new one or a known one that it adds to.
fn term(declared: &mut Declared, clauses: &mut Clauses, line: &syntax::Term, name: &str) -> u32 {
    let apart = line.class == TermClass::Counter;
    let known = clauses.terms.iter().position(|term| !apart && term.class == line.class && term.name == name);
    let at = known.unwrap_or_else(|| {
        clauses.terms.push(ClauseTerm {
            class: line.class,
            name: name.to_owned(),
            cell: None,
            column: None,
            parts: Vec::new(),
            of: None,
            list: None,
            span: line.span,
        });
        clauses.terms.len() - 1
    });
    let list = (line.class == TermClass::CodeNames)
        .then(|| declared.schema.code_lists.iter().find(|list| list.name == name).map(|list| list.id))
        .flatten();
    let mut cell = None;
    let mut column = None;
    if let Some(path) = &line.cell {
        match line.class {
            TermClass::Measure | TermClass::Budget => column = Some(path.to_string()),
            _ => cell = cell_of(&declared.schema, path),
        }
        if cell.is_none() && column.is_none() {
            let message = format!("「{path}」不是表里的一行或一格");
            let mend = "写成：表名.行，或 表名.行.列；左右两侧的表先写侧";
            declared.diagnostics.push(Diagnostic::error(Lint("主体"), path.span, message).mend(mend));
        }
    }
    if let Some(term) = clauses.terms.get_mut(at) {
        term.cell = cell.or(term.cell);
        term.column = column.or(term.column.take());
        term.list = list.or(term.list);
    }
    at as u32
}

fn cell_of(schema: &Schema, path: &Path) -> Option<CellPath> {
    let steps = names::plain_names(path)?;
    let (families, used) = names::families(schema, &steps)?;
    let rest = steps.get(used..)?;
    families.into_iter().find_map(|id| {
        let family = schema.family(id)?;
        let (first, rest) = rest.split_first()?;
        let row = family.rows.iter().find(|row| row.is_called(first))?.id;
        let column = match rest {
            [] => None,
            [name] => Some(family.columns.iter().find(|column| column.is_called(name))?.id),
            _ => return None,
        };
        Some(CellPath { family: id, row, column })
    })
}

fn subjects(declared: &mut Declared, clauses: &Clauses, list: &[Name]) -> Vec<u32> {
    let is_subject =
        |class| matches!(class, TermClass::Subject | TermClass::Generic | TermClass::Fund | TermClass::Count);
    let mut found = Vec::new();
    for name in list {
        let at = clauses.terms.iter().position(|term| is_subject(term.class) && term.name == name.text);
        match at {
            Some(at) => found.push(at as u32),
            None => {
                let known = clauses.terms.iter().filter(|term| is_subject(term.class));
                let known = known.map(|term| term.name.as_str());
                declared.diagnostics.push(unknown(Lint("未知主体"), "主体", &name.text, name.span, known));
            }
        }
    }
    found
}

/// Two subjects that are called the same cannot be told apart.
fn same_words(declared: &mut Declared, clauses: &Clauses) {
    let subject = |class| {
        matches!(class, TermClass::Subject | TermClass::Generic | TermClass::Together | TermClass::Fund)
    };
    let mut known: BTreeMap<String, u32> = BTreeMap::new();
    for (word, at) in &clauses.words {
        let Some(term) = clauses.terms.get(*at as usize).filter(|term| subject(term.class)) else { continue };
        let other = *known.entry(crate::text::fold_text(word)).or_insert(*at);
        let Some(other) = clauses.terms.get(other as usize).filter(|_| other != *at) else { continue };
        let message = format!("「{word}」既是「{}」的叫法，又是「{}」的叫法", other.name, term.name);
        let diagnostic = Diagnostic::warning(Lint("同一个叫法"), term.span, message)
            .see(other.span, "另一个在这里")
            .mend("各用各的叫法；说的是一回事的，合成一行");
        declared.diagnostics.push(diagnostic);
    }
}

/// The 每项 of passages that stand 位于 分句, with what their slots take.
fn families(schema: &Schema, clauses: &mut Clauses) {
    let passages = schema.passages.iter().filter(|passage| matches!(passage.located, Located::Clauses));
    for items in passages.flat_map(|passage| &passage.items) {
        let Some(family) = schema.family(items.family) else { continue };
        let mut found = ClauseFamily { family: items.family, ..ClauseFamily::default() };
        for column in &family.columns {
            let count = clauses
                .terms
                .iter()
                .position(|term| term.class == TermClass::Count && term.name == column.name);
            match (count, Role::of(&column.name)) {
                (Some(count), _) => found.counts.push((count as u32, column.id)),
                (None, Some(role)) => found.roles.push((role, column.id)),
                (None, None) => {}
            }
        }
        clauses.families.push(found);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_sound_and_name_nothing_that_a_figure_can_be_of() {
        assert_eq!(syntax::parse(SourceId::default(), COMMON).1, []);
        assert!(common_words().len() > 10);
        let closed = |class| {
            !matches!(
                class,
                TermClass::Phrase
                    | TermClass::Measure
                    | TermClass::Budget
                    | TermClass::Count
                    | TermClass::Subject
                    | TermClass::Generic
                    | TermClass::Together
                    | TermClass::Fund
            )
        };
        assert!(common_words().iter().all(|term| closed(term.class) && term.cell.is_none()));
    }
}
