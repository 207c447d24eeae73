//! Found, not remembered: everything that carries a word, with the path to write for it.

use super::{Edition, Found};
use crate::schema::Family;

impl Edition {
    /// Rules, figures, slots and codes that carry a word.
    #[must_use]
    pub fn find(&self, word: &str) -> Vec<Found> {
        let mut hits = Hits { word, found: Vec::new() };
        for rule in &self.rules.rules {
            hits.push("规则", [&rule.code, &rule.title], &rule.code, rule.code.clone(), &rule.title);
        }
        for table in &self.schema.tables {
            let path = table.short.clone().unwrap_or_else(|| table.name.clone());
            let names = std::iter::once(&table.name).chain(&table.aliases);
            hits.push("表", names, &table.name, path, &table.aliases.join("、"));
        }
        for family in &self.schema.families {
            self.find_in(family, &mut hits);
        }
        for definition in &self.rules.definitions {
            let block = self.schema.family(definition.family).map_or("", |family| &family.name);
            let path = format!("{block}.{}", definition.name);
            hits.push("定义", [&definition.name], &definition.name, path, "");
        }
        hits.found
    }

    /// Rows, columns and codes of one family.
    fn find_in(&self, family: &Family, hits: &mut Hits<'_>) {
        let table = family.table.and_then(|id| self.schema.table(id));
        let block =
            table.map_or_else(|| family.name.clone(), |t| t.short.clone().unwrap_or_else(|| t.name.clone()));
        let side = family.side.as_ref().map(|side| format!(".{side}")).unwrap_or_default();
        for row in &family.rows {
            let path = format!("{block}{side}.{}", row.short.as_ref().unwrap_or(&row.name));
            let names = std::iter::once(&row.name).chain(&row.aliases);
            hits.push("行", names, &row.name, path, &row.aliases.join("、"));
        }
        let kind = if table.is_some() { "列" } else { "填空" };
        for column in &family.columns {
            let path = format!("{block}{side}.{}", column.short.as_ref().unwrap_or(&column.name));
            let names = std::iter::once(&column.name).chain(&column.aliases);
            hits.push(kind, names, &column.name, path, &column.aliases.join("、"));
        }
        let codes = family.codes.as_ref().filter(|codes| !codes.by_name);
        let Some(list) = codes.and_then(|codes| self.schema.code_list(codes.list)) else { return };
        for code in &list.codes {
            let path = format!("{block}.[{}]", code.code);
            // A code is asked for by its beginning, a name by any part of it.
            let begins = code.code.starts_with(hits.word).then_some(&code.code);
            hits.push("科目", begins.into_iter().chain([&code.name]), &code.name, path, &list.name);
        }
    }
}

/// What carries the word, each once, in the order found.
struct Hits<'a> {
    word: &'a str,
    found: Vec<Found>,
}

impl Hits<'_> {
    fn push<'s>(
        &mut self,
        kind: &str,
        names: impl IntoIterator<Item = &'s String>,
        name: &str,
        path: String,
        title: &str,
    ) {
        if !names.into_iter().any(|text| text.contains(self.word)) {
            return;
        }
        let new = Found { kind: kind.to_owned(), name: name.to_owned(), path, title: title.to_owned() };
        if !self.found.contains(&new) {
            self.found.push(new);
        }
    }
}
