//! What a tree declares, by name, without making a schema of it.

use super::{Item, TableMember, Tree};

impl Tree {
    /// Whether a table, by its name, 简称 or 又名, or a passage of a name is declared.
    #[must_use]
    pub fn declares(&self, name: &str) -> bool {
        self.items.iter().any(|item| match item {
            Item::Table(table) => {
                let own =
                    table.name.text == name || table.short.as_ref().is_some_and(|short| short.text == name);
                let aliases = || table.members.iter().filter_map(aliases).flatten();
                own || aliases().any(|alias| alias.text.value == name)
            }
            Item::Passage(passage) => passage.name.text == name,
            _ => false,
        })
    }
}

fn aliases(member: &TableMember) -> Option<&[super::Pattern]> {
    match member {
        TableMember::Alias(patterns) => Some(patterns),
        _ => None,
    }
}
