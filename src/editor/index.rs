//! All names of the rule files by place: what each means, and where else the same is meant.

use std::collections::{BTreeMap, BTreeSet};

use super::symbol::{Key, Occurrence, SymbolKind};
use super::walk::Walk;
use crate::ruleset::{NameUse, Named};
use crate::session::Edition;
use crate::source::SourceId;

/// Names by place.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// In order of place.
    found: Vec<Occurrence>,
    /// Numbers of the occurrences of each.
    by_key: BTreeMap<Key, Vec<usize>>,
}

impl Index {
    /// Of editions that share their files: a file counts by the first edition that has it.
    pub(super) fn of(editions: &[Edition]) -> Self {
        let mut done: BTreeSet<SourceId> = BTreeSet::new();
        let mut found: Vec<Occurrence> = Vec::new();
        for edition in editions {
            let mut walk = Walk::new(edition);
            let mut own: BTreeSet<SourceId> = BTreeSet::new();
            for tree in edition.trees.iter().filter(|tree| !done.contains(&tree.source)) {
                walk.tree(tree);
                own.insert(tree.source);
            }
            let used = edition.names.iter().filter(|used| own.contains(&used.span.source));
            let used: Vec<Occurrence> = used
                .filter_map(|used| {
                    Some(Occurrence {
                        span: used.span,
                        key: key(&walk, edition, used)?,
                        declares: false,
                        also: false,
                    })
                })
                .collect();
            found.append(&mut walk.found);
            found.extend(used);
            done.extend(own);
        }
        // What recovery supplied stands nowhere.
        found.retain(|one| one.span.start < one.span.end);
        // Where a place both declares and uses, the declaration leads.
        found.sort_by(|a, b| (a.span, &a.key, !a.declares).cmp(&(b.span, &b.key, !b.declares)));
        found.dedup_by(|a, b| a.span == b.span && a.key == b.key);
        let mut by_key: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (at, one) in found.iter().enumerate() {
            by_key.entry(one.key.clone()).or_default().push(at);
        }
        Self { found, by_key }
    }

    /// What is named at a byte of a file, or just before it: the shortest names.
    pub(super) fn at(&self, source: SourceId, offset: u32) -> Vec<&Occurrence> {
        let from = self.found.partition_point(|one| one.span.source < source);
        let own = self.found.iter().skip(from).take_while(|one| one.span.source == source);
        let touched = own.take_while(|one| one.span.start <= offset).filter(|one| one.span.end >= offset);
        let touched: Vec<&Occurrence> = touched.collect();
        // A name that begins here comes before one that ends here.
        let best = touched.iter().map(|one| (one.span.end == offset, one.span.end - one.span.start)).min();
        let fits = |one: &&Occurrence| Some((one.span.end == offset, one.span.end - one.span.start)) == best;
        touched.into_iter().filter(fits).collect()
    }

    /// All places where something is named.
    pub(super) fn places(&self, key: &Key) -> impl Iterator<Item = &Occurrence> {
        self.by_key.get(key).into_iter().flatten().filter_map(|at| self.found.get(*at))
    }

    /// Names of one file, in order.
    pub(super) fn of_file(&self, source: SourceId) -> impl Iterator<Item = &Occurrence> {
        let from = self.found.partition_point(|one| one.span.source < source);
        self.found.iter().skip(from).take_while(move |one| one.span.source == source)
    }

    /// All that is named, each once.
    pub(super) fn keys(&self) -> impl Iterator<Item = &Key> {
        self.by_key.keys()
    }
}

/// What a word of a path names, if the word is one of its names: 本行 is none.
fn key(walk: &Walk<'_>, edition: &Edition, used: &NameUse) -> Option<Key> {
    let schema = &edition.schema;
    let written = edition.sources.slice(used.span);
    let written = written.trim_matches(['「', '」']);
    match &used.named {
        Named::Table(id) => Some(Key::At(SymbolKind::Table, schema.table(*id)?.span)),
        Named::Family(id) => walk.block_key(*id, false),
        Named::Row(family, row) => {
            let row = schema.family(*family)?.rows.get(row.0 as usize)?;
            row.is_called(written).then_some(Key::At(SymbolKind::Row, row.span))
        }
        Named::Column(family, column) => {
            let kind =
                if schema.family(*family)?.table.is_some() { SymbolKind::Column } else { SymbolKind::Slot };
            let column = schema.column(*family, *column)?;
            let row = column.row.as_deref() == Some(written);
            (row || column.is_called(written)).then_some(Key::At(kind, column.span))
        }
        Named::Code(family, code) => {
            let list = schema.list_of(schema.family(*family)?)?;
            let named = list.name_of(code) == Some(written) || written.contains(code.as_str());
            named.then(|| Key::Code(list.name.clone(), code.clone()))
        }
        Named::Definition(id) => {
            Some(Key::At(SymbolKind::Definition, edition.rules.definitions.get(id.0 as usize)?.span))
        }
        Named::Shorthand(span) => Some(Key::At(SymbolKind::Definition, *span)),
    }
}
