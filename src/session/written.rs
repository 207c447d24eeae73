//! What stands in the rule files: the text of a rule as its author wrote it, and trees cut down to what is asked for.

use std::collections::BTreeSet;

use super::Edition;
use crate::source::Span;
use crate::syntax::{Forbidden, Item, Line, Name, PassageMember, Rule, TableMember, Tree};

/// What is kept of a tree.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// Where rules and forbidden phrases stand, and what lies in a longer declaration.
    pub(super) spans: BTreeSet<Span>,
    /// Tables and passages as a whole, by all their names.
    pub(super) blocks: BTreeSet<String>,
    /// Numbers of rules, for what adjusts or switches them off.
    pub(super) codes: BTreeSet<String>,
}

impl Kept {
    fn has(&self, span: Span) -> bool {
        self.spans.contains(&span)
    }

    /// Something wanted lies inside.
    fn holds(&self, span: Span) -> bool {
        let from = Span { end: span.start, ..span };
        let mut within = self.spans.range(from..).take_while(|found| found.source == span.source);
        within.next().is_some_and(|found| found.start >= span.start && found.end <= span.end)
    }

    fn names(&self, names: &[crate::syntax::Name]) -> bool {
        names.iter().any(|name| self.codes.contains(&name.text))
    }

    /// The tree with what is wanted alone, each in the blocks that it stands in. Comments are left out.
    pub(super) fn of(&self, tree: &Tree) -> Tree {
        let items = tree.items.iter().filter_map(|item| self.item(item)).collect();
        Tree { source: tree.source, items, ..Tree::default() }
    }

    fn item(&self, item: &Item) -> Option<Item> {
        match item {
            Item::Rule(rule) => self.has(rule.span).then(|| item.clone()),
            Item::Forbidden(phrase) => self.has(phrase.span).then(|| item.clone()),
            Item::Disable(disable) => self.names(&disable.names).then(|| item.clone()),
            Item::Adjust(adjust) => self.names(&adjust.names).then(|| item.clone()),
            Item::Table(table) => {
                let short = table.short.as_ref().map_or("", |short| short.text.as_str());
                if self.blocks.contains(&table.name.text) || self.blocks.contains(short) {
                    return Some(item.clone());
                }
                let members = self.table_members(&table.members);
                let cut = crate::syntax::Table { members, ..table.clone() };
                (!cut.members.is_empty()).then_some(Item::Table(cut))
            }
            Item::Passage(passage) => {
                let whole = self.blocks.contains(&passage.name.text);
                if whole { Some(item.clone()) } else { self.passage(passage).map(Item::Passage) }
            }
            Item::Group(group) => {
                let members = self.passage_members(&group.members);
                let cut = crate::syntax::Group { members, ..group.clone() };
                (!cut.members.is_empty()).then_some(Item::Group(cut))
            }
            _ => None,
        }
    }

    fn table_members(&self, members: &[TableMember]) -> Vec<TableMember> {
        members.iter().filter_map(|member| self.table_member(member)).collect()
    }

    fn table_member(&self, member: &TableMember) -> Option<TableMember> {
        let lines = |lines: &[Line]| -> Option<Vec<Line>> {
            let kept: Vec<Line> = lines.iter().filter(|line| self.holds(line.span)).cloned().collect();
            (!kept.is_empty()).then_some(kept)
        };
        match member {
            TableMember::Rule(rule) => self.has(rule.span).then(|| member.clone()),
            TableMember::Define(name, _) => self.has(name.span).then(|| member.clone()),
            TableMember::Rows(rows) => lines(rows).map(TableMember::Rows),
            TableMember::Columns(columns) => lines(columns).map(TableMember::Columns),
            TableMember::Disable(disable) => self.names(&disable.names).then(|| member.clone()),
            TableMember::Side(name, inner) => {
                let inner = self.table_members(inner);
                (!inner.is_empty()).then(|| TableMember::Side(name.clone(), inner))
            }
            _ => None,
        }
    }

    fn passage(&self, passage: &crate::syntax::Passage) -> Option<crate::syntax::Passage> {
        if self.has(passage.span) {
            return Some(passage.clone());
        }
        let members = self.passage_members(&passage.members);
        (!members.is_empty()).then(|| crate::syntax::Passage { members, ..passage.clone() })
    }

    fn passage_members(&self, members: &[PassageMember]) -> Vec<PassageMember> {
        members.iter().filter_map(|member| self.passage_member(member)).collect()
    }

    fn passage_member(&self, member: &PassageMember) -> Option<PassageMember> {
        match member {
            PassageMember::Rule(rule) => self.has(rule.span).then(|| member.clone()),
            PassageMember::Forbidden(phrase) => self.has(phrase.span).then(|| member.clone()),
            PassageMember::Disable(disable) => self.names(&disable.names).then(|| member.clone()),
            PassageMember::Sentence(sentence) => {
                self.holds(sentence.pattern.text.span).then(|| member.clone())
            }
            PassageMember::Define(name, _) => self.has(name.span).then(|| member.clone()),
            PassageMember::Section(section) => self.passage(section).map(PassageMember::Section),
            PassageMember::Items(items) if self.has(items.span) => Some(member.clone()),
            PassageMember::Items(items) => {
                let headed = items.heads.iter().any(|head| self.holds(head.pattern.text.span));
                let members = self.passage_members(&items.members);
                let cut = crate::syntax::Items { members, ..items.clone() };
                (headed || !cut.members.is_empty()).then_some(PassageMember::Items(cut))
            }
            _ => None,
        }
    }
}

impl Edition {
    /// A rule as its author wrote it, from its keyword to the end of what must hold; none for one that the program
    /// adds by itself.
    pub(super) fn as_written(&self, span: Span) -> Option<String> {
        let whole = match self.declaration(span)? {
            Declaration::Rule(rule) => rule.span.to(rule.body.span),
            Declaration::Forbidden(phrase) => phrase.span,
        };
        Some(self.sources.slice(whole).trim().to_owned())
    }

    /// The rule or forbidden phrase that is declared at a place.
    pub(super) fn declaration(&self, span: Span) -> Option<Declaration<'_>> {
        let tree = self.trees.iter().find(|tree| tree.source == span.source)?;
        Declaration::find(&tree.items, &|declared| declared.span() == span)
    }
}

/// What an author declares under a number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Declaration<'t> {
    Rule(&'t Rule),
    Forbidden(&'t Forbidden),
}

impl<'t> Declaration<'t> {
    /// The first of a tree that is wanted.
    pub(super) fn find(items: &'t [Item], wanted: &dyn Fn(&Self) -> bool) -> Option<Self> {
        items.iter().find_map(|item| match item {
            Item::Rule(rule) => Some(Self::Rule(rule)).filter(wanted),
            Item::Forbidden(phrase) => Some(Self::Forbidden(phrase)).filter(wanted),
            Item::Table(table) => Self::in_table(&table.members, wanted),
            Item::Passage(passage) => Self::in_passage(&passage.members, wanted),
            Item::Group(group) => Self::in_passage(&group.members, wanted),
            _ => None,
        })
    }

    fn in_table(members: &'t [TableMember], wanted: &dyn Fn(&Self) -> bool) -> Option<Self> {
        members.iter().find_map(|member| match member {
            TableMember::Rule(rule) => Some(Self::Rule(rule)).filter(wanted),
            TableMember::Side(_, inner) => Self::in_table(inner, wanted),
            _ => None,
        })
    }

    fn in_passage(members: &'t [PassageMember], wanted: &dyn Fn(&Self) -> bool) -> Option<Self> {
        members.iter().find_map(|member| match member {
            PassageMember::Rule(rule) => Some(Self::Rule(rule)).filter(wanted),
            PassageMember::Forbidden(phrase) => Some(Self::Forbidden(phrase)).filter(wanted),
            PassageMember::Section(section) => Self::in_passage(&section.members, wanted),
            PassageMember::Items(items) => Self::in_passage(&items.members, wanted),
            _ => None,
        })
    }

    /// Its number.
    pub(super) fn number(&self) -> &'t Name {
        match self {
            Self::Rule(rule) => &rule.id,
            Self::Forbidden(phrase) => &phrase.id,
        }
    }

    fn span(&self) -> Span {
        match self {
            Self::Rule(rule) => rule.span,
            Self::Forbidden(phrase) => phrase.span,
        }
    }
}
