//! Passages, 段 and 每项: families first, then slots, then sentences and rules.

use std::collections::BTreeSet;

use super::super::{
    Declared, Definition, Family, FamilyId, Items, Located, Passage, PassageId, PhraseSite, Row, RuleSite,
    Scope,
};
use super::{expand, patterns, slots};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{self, Group, Item, PassageMember, Tree};

/// A passage or item whose family exists and whose sentences are still to be resolved.
struct Pending {
    passage: PassageId,
    family: FamilyId,
    /// Index among the passage's items, if it is one.
    item: Option<usize>,
    heads: Vec<syntax::Sentence>,
    members: Vec<PassageMember>,
    scope: Scope,
    layer: u32,
}

/// Declares all passages; of names that are questioned already nothing more is asked.
pub(super) fn declare(declared: &mut Declared, trees: &[(u32, &Tree)], questioned: &BTreeSet<Span>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut passages = Vec::new();
    let mut layer_of: Vec<(String, u32)> = Vec::new();
    for (layer, tree) in trees {
        for item in &tree.items {
            match item {
                Item::Group(group) => reopen_group(&mut groups, group),
                Item::Passage(passage) => {
                    layer_of.push((passage.name.text.clone(), *layer));
                    passages.push(passage.clone());
                }
                _ => {}
            }
        }
    }
    let mut pending = Vec::new();
    for mut passage in expand::merge(passages) {
        passage.members = expand::expand(passage.members, &groups, declared);
        let layer =
            layer_of.iter().find(|(name, _)| *name == passage.name.text).map_or(0, |(_, layer)| *layer);
        if layer > 0 && !questioned.contains(&passage.name.span) {
            unplaced(declared, &passage);
        }
        found(declared, &mut pending, passage, None, &Scope::default(), layer);
    }
    for item in &pending {
        let sentences = item.members.iter().filter_map(|member| match member {
            PassageMember::Sentence(sentence) => Some(sentence),
            _ => None,
        });
        slots::collect(declared, item.family, item.heads.iter().chain(sentences));
    }
    for family in &mut declared.schema.families {
        if family.passage.is_some() {
            family.columns.iter_mut().for_each(|column| column.optional = false);
        }
    }
    for item in &pending {
        resolve(declared, item);
    }
}

/// A layer that means a passage of its base and mistypes the name declares a new one: such a passage says nowhere
/// where it stands.
fn unplaced(declared: &mut Declared, passage: &syntax::Passage) {
    let placed = passage.members.iter().any(|member| {
        matches!(
            member,
            PassageMember::Titled(_)
                | PassageMember::Starts(_)
                | PassageMember::Rest(_)
                | PassageMember::Clauses(_)
        )
    });
    if placed {
        return;
    }
    let name = &passage.name.text;
    let known: Vec<&str> = declared
        .schema
        .passages
        .iter()
        .filter(|known| known.parent.is_none())
        .map(|known| known.name.as_str())
        .collect();
    let near = crate::text::nearest(name, known.iter().copied())
        .or_else(|| known.iter().copied().find(|known| known.contains(name.as_str())));
    let near = near.map_or_else(String::new, |near| format!("是不是「{near}」？"));
    let message = format!("原有的说明里没有「{name}」，这是新的一节，却没有写在哪里");
    let mend = format!("{near}新的一节要写：位于 \"标题\"");
    declared.diagnostics.push(Diagnostic::warning(Lint("新的说明"), passage.name.span, message).mend(mend));
}

/// A layer may add sentences and rules to a group of the base.
fn reopen_group(groups: &mut Vec<Group>, group: &Group) {
    match groups.iter_mut().find(|known| known.name.text == group.name.text) {
        Some(known) => known.members.extend(group.members.iter().cloned()),
        None => groups.push(group.clone()),
    }
}

/// Gives a passage, its 段 and its items their families.
fn found(
    declared: &mut Declared,
    pending: &mut Vec<Pending>,
    passage: syntax::Passage,
    parent: Option<PassageId>,
    outer: &Scope,
    layer: u32,
) -> PassageId {
    let id = PassageId(declared.schema.passages.len() as u32);
    let prefix = parent
        .and_then(|parent| declared.schema.passage(parent))
        .and_then(|parent| declared.schema.family(parent.family))
        .map(|family| format!("{}.", family.name))
        .unwrap_or_default();
    let name = format!("{prefix}{}", passage.name.text);
    let family = new_family(declared, name.clone(), id, false);
    let scope = inside(outer, family, id);
    declared.schema.passages.push(Passage {
        id,
        name: passage.name.text.clone(),
        parent,
        family,
        located: Located::default(),
        sentences: Vec::new(),
        items: Vec::new(),
        sections: Vec::new(),
        span: passage.span,
    });
    let mut own = Vec::new();
    for member in passage.members {
        match member {
            PassageMember::Section(section) => {
                let section = found(declared, pending, section, Some(id), &scope, layer);
                if let Some(passage) = declared.schema.passages.get_mut(id.0 as usize) {
                    passage.sections.push(section);
                }
            }
            PassageMember::Items(items) => items_family(declared, pending, items, id, &name, &scope, layer),
            other => own.push(other),
        }
    }
    pending.push(Pending { passage: id, family, item: None, heads: Vec::new(), members: own, scope, layer });
    id
}

fn items_family(
    declared: &mut Declared,
    pending: &mut Vec<Pending>,
    items: syntax::Items,
    passage: PassageId,
    prefix: &str,
    outer: &Scope,
    layer: u32,
) {
    if items.heads.is_empty() {
        declared.diagnostics.push(headless(declared, passage, &items));
        return;
    }
    let family = new_family(declared, format!("{prefix}.{}", items.name.text), passage, true);
    let Some(owner) = declared.schema.passages.get_mut(passage.0 as usize) else { return };
    let item = Some(owner.items.len());
    owner.items.push(Items {
        family,
        name: items.name.text.clone(),
        heads: Vec::new(),
        sentences: Vec::new(),
        key: super::super::ColumnId(0),
        span: items.span,
    });
    let scope = inside(outer, family, passage);
    pending.push(Pending { passage, family, item, heads: items.heads, members: items.members, scope, layer });
}

/// A 每项 that is to be added to and is not there.
fn headless(declared: &Declared, passage: PassageId, items: &syntax::Items) -> Diagnostic {
    let name = &items.name.text;
    let owner = declared.schema.passage(passage);
    let known = owner.iter().flat_map(|owner| &owner.items).map(|known| known.name.as_str());
    let near =
        crate::text::nearest(name, known).map_or_else(String::new, |near| format!("是不是「{near}」？"));
    let message = format!("每项「{name}」没有写开头的句式，这里也没有叫这个的每项");
    let mend = format!("{near}新的每项写：每项 {name} \"{{名:文字}}……\" {{ … }}");
    Diagnostic::error(Lint("每项"), items.name.span, message).mend(mend)
}

fn new_family(declared: &mut Declared, name: String, passage: PassageId, repeated: bool) -> FamilyId {
    let id = FamilyId(declared.schema.families.len() as u32);
    let rows = if repeated { Vec::new() } else { vec![Row::default()] };
    let family = Family { id, name, passage: Some(passage), repeated, rows, ..Family::default() };
    declared.schema.families.push(family);
    id
}

fn inside(outer: &Scope, family: FamilyId, passage: PassageId) -> Scope {
    let families = std::iter::once(family).chain(outer.families.iter().copied()).collect();
    Scope { families, table: None, passage: Some(passage) }
}

fn resolve(declared: &mut Declared, pending: &Pending) {
    let heads: Vec<_> = pending
        .heads
        .iter()
        .map(|head| patterns::sentence(declared, pending.family, &pending.scope, head))
        .collect();
    let mut sentences = Vec::new();
    let mut located = Located::Anywhere;
    for member in &pending.members {
        match member {
            PassageMember::Sentence(sentence) => {
                sentences.push(patterns::sentence(declared, pending.family, &pending.scope, sentence));
            }
            PassageMember::Titled(titles) => add_place(declared, &mut located, titles, true),
            PassageMember::Starts(starts) => add_place(declared, &mut located, starts, false),
            PassageMember::Rest(_) => located = Located::Rest,
            PassageMember::Clauses(_) => located = Located::Clauses,
            PassageMember::Define(name, expr) => declared.definitions.push(Definition {
                name: name.text.clone(),
                span: name.span,
                family: pending.family,
                expr: expr.clone(),
                scope: pending.scope.clone(),
            }),
            PassageMember::Rule(rule) => declared.rules.push(RuleSite {
                rule: rule.clone(),
                scope: pending.scope.clone(),
                layer: pending.layer,
            }),
            PassageMember::Forbidden(phrase) => {
                declared.phrases.push(PhraseSite { phrase: phrase.clone(), passage: Some(pending.passage) });
            }
            _ => {}
        }
    }
    let Some(passage) = declared.schema.passages.get_mut(pending.passage.0 as usize) else { return };
    match pending.item {
        None => {
            passage.located = located;
            passage.sentences = sentences;
        }
        Some(at) => {
            if let Some(items) = passage.items.get_mut(at) {
                items.heads = heads;
                items.sentences = sentences;
            }
        }
    }
}

fn add_place(declared: &mut Declared, located: &mut Located, patterns: &[syntax::Pattern], titled: bool) {
    let new = patterns.iter().map(|pattern| patterns::bare(declared, pattern));
    let new: Vec<_> = new.collect();
    match (&mut *located, titled) {
        (Located::Titled(known), true) | (Located::Starts(known), false) => known.extend(new),
        (_, true) => *located = Located::Titled(new),
        (_, false) => *located = Located::Starts(new),
    }
}
