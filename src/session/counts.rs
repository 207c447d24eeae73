//! What the files of one rule set declare, counted.

use std::collections::BTreeSet;

use super::stack::RuleFiles;
use crate::syntax::{Item, PassageMember, TableMember, Tree};

/// What the files of one rule set declare themselves, without the sets that it is based on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SetCounts {
    /// Its name.
    pub name: String,
    /// The sets that it is a layer on, nearest first.
    pub based_on: Vec<String>,
    /// Shipped layers on the same base that are not used with it: none for a shipped set.
    pub beside: Vec<String>,
    /// Files.
    pub files: usize,
    /// 规则 and 要求, as written: one of a 句组 counts once.
    pub rules: usize,
    /// 禁句
    pub phrases: usize,
    /// 停用 and 调整, by the numbers and names in them.
    pub changes: usize,
    /// Tables, opened or added to, by name.
    pub tables: BTreeSet<String>,
    /// 说明, opened or added to, by name.
    pub passages: BTreeSet<String>,
}

impl SetCounts {
    /// The counts of one set of its trees.
    pub(super) fn of<'t>(
        set: &RuleFiles,
        bases: Vec<String>,
        trees: impl IntoIterator<Item = &'t Tree>,
    ) -> Self {
        let mut counts =
            Self { name: set.name.clone(), based_on: bases, files: set.files.len(), ..Self::default() };
        trees.into_iter().flat_map(|tree| &tree.items).for_each(|item| counts.item(item));
        counts
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Rule(_) => self.rules += 1,
            Item::Forbidden(_) => self.phrases += 1,
            Item::Disable(disable) => self.changes += disable.names.len(),
            Item::Adjust(adjust) => self.changes += adjust.names.len(),
            Item::Table(table) => {
                self.tables.insert(table.name.text.clone());
                self.in_table(&table.members);
            }
            Item::Passage(passage) => {
                self.passages.insert(passage.name.text.clone());
                self.in_passage(&passage.members);
            }
            Item::Group(group) => self.in_passage(&group.members),
            _ => {}
        }
    }

    fn in_table(&mut self, members: &[TableMember]) {
        for member in members {
            match member {
                TableMember::Rule(_) => self.rules += 1,
                TableMember::Disable(disable) => self.changes += disable.names.len(),
                TableMember::Side(_, inner) => self.in_table(inner),
                _ => {}
            }
        }
    }

    fn in_passage(&mut self, members: &[PassageMember]) {
        for member in members {
            match member {
                PassageMember::Rule(_) => self.rules += 1,
                PassageMember::Forbidden(_) => self.phrases += 1,
                PassageMember::Disable(disable) => self.changes += disable.names.len(),
                PassageMember::Section(section) => self.in_passage(&section.members),
                PassageMember::Items(items) => self.in_passage(&items.members),
                _ => {}
            }
        }
    }
}
