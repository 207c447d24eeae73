//! What data say beside figures, put into the account.

use std::collections::BTreeMap;

use super::RowRead;
use super::data_aside::{Aside, WITH_HEADINGS, is_yes, numbered};
use super::data_builder::Builder;
use super::data_names::Miss;
use super::data_paths::columns;

use crate::amount::{Dimension, MoneyUnit};
use crate::document::DataFact;
use crate::schema::{Family, FamilyId, Schema, TableId};
use crate::text::{name_key, row_key};

impl Builder<'_> {
    /// Takes a line that says something beside figures.
    pub(super) fn aside(&mut self, fact: &DataFact) {
        let Some(aside) = Aside::from_name(&fact.column) else {
            let why = format!("没有「{}」这一项；可以写的是 {}", fact.column, Aside::names());
            return self.refuse(&Miss { why, families: Vec::new() }, fact);
        };
        let schema = self.schema;
        let done = if fact.table.trim().is_empty() {
            self.of_unit(aside, fact)
        } else {
            let families = families_of(schema, &fact.table);
            let table = families.first().and_then(|family| family.table);
            let done = table.is_some_and(|table| self.of_table(table, aside, fact));
            let each = families.iter().map(|family| self.of_family(family, aside, fact));
            done | each.fold(false, |done, one| done | one)
        };
        if !done {
            let why = format!("「{}」说不了「{}」", fact.table, fact.column);
            self.refuse(&Miss { why, families: Vec::new() }, fact);
        }
    }

    fn of_unit(&mut self, aside: Aside, fact: &DataFact) -> bool {
        match aside {
            Aside::Lost => self.account.partial = is_yes(&fact.value),
            Aside::Text => {
                self.account.elements.had_text = true;
                self.account.elements.had_headings = fact.value == WITH_HEADINGS;
            }
            Aside::Part => {
                let parts = &self.schema.outline;
                let Some(at) = parts.iter().position(|part| part.name == fact.value) else { return false };
                let found = &mut self.account.elements.parts;
                found.resize(found.len().max(parts.len()), None);
                if let Some(found) = found.get_mut(at) {
                    *found = Some(0);
                }
            }
            _ => return false,
        }
        true
    }

    fn of_table(&mut self, table: TableId, aside: Aside, fact: &DataFact) -> bool {
        let Some(read) = self.account.tables.get_mut(table.0 as usize) else { return false };
        match aside {
            Aside::Lost => read.cut = is_yes(&fact.value),
            Aside::Scattered => read.scattered = is_yes(&fact.value),
            Aside::Note => read.notes.push((fact.value.clone(), fact.place.clone())),
            Aside::Title => read.title.clone_from(&fact.value),
            Aside::Found => read.found = true,
            Aside::Currency => match MoneyUnit::from_name(fact.value.trim()) {
                Some(unit) => read.money_unit = unit,
                None => return false,
            },
            _ => return false,
        }
        true
    }

    fn of_family(&mut self, family: &Family, aside: Aside, fact: &DataFact) -> bool {
        if matches!(aside, Aside::Name | Aside::Code | Aside::Level | Aside::Parent) {
            return self.of_row(family, aside, fact);
        }
        if aside == Aside::Found {
            self.open(family, fact);
            return true;
        }
        let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { return false };
        match aside {
            Aside::Incomplete if is_yes(&fact.value) => self.broken.push(family.id),
            Aside::Incomplete => {}
            Aside::LosesRows => read.loses_rows = is_yes(&fact.value),
            Aside::OtherColumns => read.other_columns = is_yes(&fact.value),
            Aside::Unclaimed => read.unclaimed.push(dimension(&fact.value)),
            Aside::Head => {
                self.open(family, fact);
                let found = columns(family, &fact.value);
                if found.is_empty() && !fact.value.is_empty() {
                    return false;
                }
                // The head as printed, not what follows from the figures.
                self.headed.entry(family.id).or_default().extend(found.iter().map(|(column, _)| *column));
            }
            _ => return false,
        }
        true
    }

    fn of_row(&mut self, family: &Family, aside: Aside, fact: &DataFact) -> bool {
        if family.codes.is_none() && !family.repeated {
            return false;
        }
        self.open(family, fact);
        let (row, number) = numbered(&fact.row);
        let key = row.strip_prefix('#').unwrap_or(row);
        let code = family.codes.as_ref().filter(|_| key == row);
        let list = code.and_then(|codes| self.schema.code_list(codes.list));
        let name = list.and_then(|list| list.name_of(key)).unwrap_or(key).to_owned();
        let owned = if list.is_some_and(|list| list.open) { row_key(key) } else { key.to_owned() };
        let code = code.map(|_| &owned);
        let at = self.appearing(family, (&owned, number), &name, code, fact);
        self.of_rows.push((family.id, at, aside, fact.value.clone()));
        true
    }

    /// Heads as they are said, names, codes and levels of rows; then code rows in order of their codes, each under the row
    /// that it is a part of.
    pub(super) fn settle_rows(&mut self) {
        for (family, columns) in std::mem::take(&mut self.headed) {
            let Some(read) = self.account.families.get_mut(family.0 as usize) else { continue };
            let all = self.schema.family(family).map_or(0, |family| family.columns.len());
            read.heads = if columns.is_empty() { Vec::new() } else { vec![false; all] };
            for column in columns {
                if let Some(head) = read.heads.get_mut(column) {
                    *head = true;
                }
            }
        }
        let mut parents: BTreeMap<(FamilyId, usize), String> = BTreeMap::new();
        for (family, at, aside, value) in std::mem::take(&mut self.of_rows) {
            let read = self.account.families.get_mut(family.0 as usize);
            let Some(row) = read.and_then(|read| read.rows.get_mut(at)) else { continue };
            match aside {
                Aside::Name => row.name = value,
                Aside::Code => row.code = (!value.is_empty()).then_some(value),
                Aside::Level => row.level = value.trim().parse().unwrap_or(row.level),
                _ => drop(parents.insert((family, at), value)),
            }
        }
        let rows = std::mem::take(&mut self.rows);
        for family in &self.schema.families {
            let Some(codes) = self.schema.list_of(family) else {
                continue;
            };
            let Some(read) = self.account.families.get_mut(family.id.0 as usize) else { continue };
            let mut order: Vec<usize> = (0..read.rows.len()).collect();
            // What was taken from a text keeps its order of print.
            let by_code = !self.account.elements.had_text;
            let order_of = if by_code { order.as_mut_slice() } else { &mut [] };
            order_of.sort_by(|left, right| {
                let key = |at: &usize| read.rows.get(*at).map(|row| row.key.as_str());
                key(left).cmp(&key(right))
            });
            let mut sorted: Vec<Option<RowRead>> =
                std::mem::take(&mut read.rows).into_iter().map(Some).collect();
            read.rows = order.iter().filter_map(|at| sorted.get_mut(*at)?.take()).collect();
            let ends: Vec<usize> = codes.levels.iter().rev().map(|level| usize::from(level.digits)).collect();
            adopt(&mut read.rows, &ends);
            for (new, old) in order.iter().enumerate() {
                let Some(said) = parents.get(&(family.id, *old)) else { continue };
                let (name, number) = numbered(said);
                let key = (family.id, name.strip_prefix('#').unwrap_or(name).to_owned(), number);
                let parent = rows.get(&key).and_then(|parent| order.iter().position(|at| at == parent));
                if let Some(row) = read.rows.get_mut(new) {
                    row.parent = parent.and_then(|parent| u32::try_from(parent).ok());
                }
            }
        }
    }
}

/// The family of a name, else all of a table's.
fn families_of<'s>(schema: &'s Schema, name: &str) -> Vec<&'s Family> {
    let key = name_key(name);
    if let Some(family) = schema.families.iter().find(|family| name_key(&family.name) == key) {
        return vec![family];
    }
    let table = schema.tables.iter().find(|table| table.is_called(name.trim()));
    let families = table.map(|table| table.families.as_slice()).unwrap_or_default();
    families.iter().filter_map(|id| schema.family(*id)).collect()
}

/// The kind of figures of a name.
fn dimension(name: &str) -> Dimension {
    let named = [Dimension::Money, Dimension::Ratio, Dimension::Year, Dimension::Date, Dimension::Text];
    let known = named.into_iter().find(|dimension| dimension.name() == name.trim());
    known.unwrap_or_else(|| Dimension::Count(name.trim().to_owned()))
}

/// Finds the parent of each code row: the row of the longest code above it. Rows are in order of codes.
fn adopt(rows: &mut [RowRead], ends: &[usize]) {
    let at: BTreeMap<String, u32> =
        (0..).zip(rows.iter()).map(|(index, row)| (row.key.clone(), index)).collect();
    for row in rows {
        let above = ends.iter().filter(|end| **end < row.key.len());
        row.parent = above.filter_map(|end| row.key.get(..*end)).find_map(|code| at.get(code).copied());
    }
}
