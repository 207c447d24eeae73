//! What a file declares, one within another.

use super::look::Look;
use super::symbol::SymbolKind;
use crate::source::Span;
use crate::syntax::{Item, Items, Line, Name, Passage, PassageMember, Rule, TableMember, TermClass, Tree};

/// What kind of thing is declared.
pub type OutlineKind = SymbolKind;

/// A declaration of a file, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outlined {
    /// Its name or number.
    pub name: String,
    /// What is said of it: the title of a rule.
    pub detail: String,
    /// What it is.
    pub kind: OutlineKind,
    /// The declaration with all in it.
    pub start: u32,
    /// The end of it.
    pub end: u32,
    /// Its name, within the declaration.
    pub named: (u32, u32),
    /// What is declared in it.
    pub inner: Vec<Outlined>,
}

impl Outlined {
    fn new(kind: OutlineKind, name: &Name, span: Span) -> Self {
        let named = (name.span.start, name.span.end);
        let (start, end) = (span.start.min(named.0), span.end.max(named.1));
        Self { name: name.text.clone(), detail: String::new(), kind, start, end, named, inner: Vec::new() }
    }

    fn with(mut self, inner: Vec<Outlined>) -> Self {
        self.end = inner.iter().map(|one| one.end).chain([self.end]).max().unwrap_or(self.end);
        self.inner = inner;
        self
    }

    fn detail(self, detail: &str) -> Self {
        Self { detail: detail.to_owned(), ..self }
    }
}

impl Look {
    /// What a file declares, in order.
    #[must_use]
    pub fn outline(&self, file: &str) -> Vec<Outlined> {
        let source = self.source(file);
        let trees = self.editions.iter().flat_map(|edition| &edition.trees);
        let tree = trees.into_iter().find(|tree| Some(tree.source) == source);
        tree.map(|tree| of_tree(tree)).unwrap_or_default()
    }
}

fn of_tree(tree: &Tree) -> Vec<Outlined> {
    tree.items.iter().filter_map(of_item).collect()
}

fn of_item(item: &Item) -> Option<Outlined> {
    Some(match item {
        Item::RuleSet(head) => Outlined::new(SymbolKind::RuleSet, &head.name, head.span),
        Item::CodeList(list) => Outlined::new(SymbolKind::CodeList, &list.name, list.span),
        Item::Words(words) => Outlined::new(SymbolKind::Words, &words.name, words.span),
        Item::Term(term) => {
            let phrase = term.class == TermClass::Phrase;
            let kind = if phrase { SymbolKind::Phrase } else { SymbolKind::Subject };
            Outlined::new(kind, term.name.as_ref()?, term.span)
        }
        Item::Table(table) => Outlined::new(SymbolKind::Table, &table.name, table.span)
            .with(table.members.iter().flat_map(of_table).collect()),
        Item::Passage(passage) => of_passage(passage),
        Item::Group(group) => Outlined::new(SymbolKind::Group, &group.name, group.span)
            .with(group.members.iter().filter_map(of_member).collect()),
        Item::Rule(rule) => of_rule(rule),
        Item::Forbidden(phrase) => {
            Outlined::new(SymbolKind::Rule, &phrase.id, phrase.span).detail(&phrase.title.value)
        }
        Item::Define(name, expr) => Outlined::new(SymbolKind::Definition, name, expr.span),
        _ => return None,
    })
}

fn of_rule(rule: &Rule) -> Outlined {
    Outlined::new(SymbolKind::Rule, &rule.id, rule.span.to(rule.body.span)).detail(&rule.title.value)
}

fn of_table(member: &TableMember) -> Vec<Outlined> {
    match member {
        TableMember::Columns(lines) => lines.iter().map(|line| of_line(SymbolKind::Column, line)).collect(),
        TableMember::Rows(lines) => lines.iter().map(|line| of_line(SymbolKind::Row, line)).collect(),
        TableMember::Side(name, inner) => vec![
            Outlined::new(SymbolKind::Side, name, name.span).with(inner.iter().flat_map(of_table).collect()),
        ],
        TableMember::Fields(fields) => {
            let fields =
                fields.iter().map(|field| Outlined::new(SymbolKind::Column, &field.name, field.name.span));
            fields.collect()
        }
        TableMember::Define(name, expr) => vec![Outlined::new(SymbolKind::Definition, name, expr.span)],
        TableMember::Rule(rule) => vec![of_rule(rule)],
        _ => Vec::new(),
    }
}

fn of_line(kind: OutlineKind, line: &Line) -> Outlined {
    let parts = line.parts.iter().flat_map(|parts| &parts.lines).chain(&line.of_which);
    Outlined::new(kind, &line.name, line.span).with(parts.map(|part| of_line(kind, part)).collect())
}

fn of_passage(passage: &Passage) -> Outlined {
    Outlined::new(SymbolKind::Passage, &passage.name, passage.span)
        .with(passage.members.iter().filter_map(of_member).collect())
}

fn of_items(items: &Items) -> Outlined {
    Outlined::new(SymbolKind::Items, &items.name, items.span)
        .with(items.members.iter().filter_map(of_member).collect())
}

fn of_member(member: &PassageMember) -> Option<Outlined> {
    Some(match member {
        PassageMember::Rule(rule) => of_rule(rule),
        PassageMember::Forbidden(phrase) => {
            Outlined::new(SymbolKind::Rule, &phrase.id, phrase.span).detail(&phrase.title.value)
        }
        PassageMember::Items(items) => of_items(items),
        PassageMember::Section(section) => of_passage(section),
        PassageMember::Define(name, expr) => Outlined::new(SymbolKind::Definition, name, expr.span),
        _ => return None,
    })
}
