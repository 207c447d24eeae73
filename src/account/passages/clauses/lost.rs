//! Items that a list has and a pattern of items did not take: of those that it took no sum is known.

use std::collections::{BTreeMap, BTreeSet};

use super::super::session::Session;
use super::super::values;
use super::fact::What;
use super::reader::Read;
use crate::amount::Dimension;
use crate::schema::{FamilyId, Schema};

/// What amounts or shares stand in together: a list, or a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Among {
    List(u32),
    Sentence(u32),
}

/// Figures of items: paragraphs and figures.
type Lists = BTreeMap<Among, Vec<(usize, usize)>>;

/// Notes the families of items that took some of the amounts of a list and not all: 人员支出 …，日常公用支出 …，
/// 项目支出 … where only the last is a row of the form.
pub(super) fn note(session: &mut Session, read: &Read) {
    let items = families(session.schema);
    let mut short: BTreeSet<FamilyId> = BTreeSet::new();
    for amounts in lists(session, read).values() {
        let takers: Vec<Vec<FamilyId>> = amounts.iter().map(|at| takers(session, &items, *at)).collect();
        let all: BTreeSet<FamilyId> = takers.iter().flatten().copied().collect();
        short.extend(all.into_iter().filter(|family| takers.iter().any(|takers| !takers.contains(family))));
    }
    for family in short {
        if let Some(read) = session.families.get_mut(family.0 as usize) {
            read.loses_rows = true;
        }
    }
}

/// Families of items of passages, but for those that clauses fill.
fn families(schema: &Schema) -> BTreeSet<FamilyId> {
    let filled: BTreeSet<FamilyId> = schema.clauses.families.iter().map(|family| family.family).collect();
    let items = schema.families.iter().filter(|family| family.repeated && family.passage.is_some());
    items.map(|family| family.id).filter(|id| !filled.contains(id)).collect()
}

/// The families of items that took a figure.
fn takers(
    session: &Session,
    items: &BTreeSet<FamilyId>,
    (paragraph, figure): (usize, usize),
) -> Vec<FamilyId> {
    let claims = session.claimed.get(paragraph).and_then(|figures| figures.get(figure));
    let families = claims.into_iter().flatten().map(|(family, _)| *family);
    families.filter(|family| items.contains(family)).collect()
}

/// Amounts of items that were told in lists, and amounts in them that were not understood; shares that were told in a
/// sentence. What is told of the head of a list is none of its items.
fn lists(session: &Session, read: &Read) -> Lists {
    let mut lists = Lists::new();
    for fact in read.facts.iter().filter(|fact| fact.what == What::Value && fact.scope != Some(fact.subject))
    {
        if let (Some(list), Some(figure)) = (fact.list, fact.figure) {
            lists.entry(Among::List(list)).or_default().push((fact.paragraph, figure));
        }
    }
    for fact in read.facts.iter().filter(|fact| matches!(fact.what, What::Share(..))) {
        if let Some(figure) = fact.figure {
            lists.entry(Among::Sentence(fact.sentence)).or_default().push((fact.paragraph, figure));
        }
    }
    for (paragraph, figure, _, list) in &read.unread {
        let view = session.paragraphs.get(*paragraph).map(|paragraph| &paragraph.view);
        let money = view.and_then(|view| values::dimension(view, view.figures.get(*figure)?));
        if let Some(list) = list.filter(|_| money == Some(Dimension::Money)) {
            lists.entry(Among::List(list)).or_default().push((*paragraph, *figure));
        }
    }
    lists
}
