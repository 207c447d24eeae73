//! Found, not remembered: everything that carries a word, with the path to write for it.

use super::{Edition, Found};

impl Edition {
    /// Rules, figures, slots and codes that carry a word.
    #[must_use]
    pub fn find(&self, word: &str) -> Vec<Found> {
        let mut found = Vec::new();
        let has = |text: &str| text.contains(word);
        let push = |found: &mut Vec<Found>, kind: &str, name: &str, path: String, title: String| {
            let new = Found { kind: kind.to_owned(), name: name.to_owned(), path, title };
            if !found.contains(&new) {
                found.push(new);
            }
        };
        for rule in self.rules.rules.iter().filter(|rule| has(&rule.code) || has(&rule.title)) {
            push(&mut found, "规则", &rule.code, rule.code.clone(), rule.title.clone());
        }
        for table in &self.schema.tables {
            if has(&table.name) || table.aliases.iter().any(|alias| has(alias)) {
                let path = table.short.clone().unwrap_or_else(|| table.name.clone());
                push(&mut found, "表", &table.name, path, table.aliases.join("、"));
            }
        }
        for family in &self.schema.families {
            let table = family.table.and_then(|id| self.schema.table(id));
            let block = table
                .map_or_else(|| family.name.clone(), |t| t.short.clone().unwrap_or_else(|| t.name.clone()));
            let side = family.side.as_ref().map(|side| format!(".{side}")).unwrap_or_default();
            for row in
                family.rows.iter().filter(|row| has(&row.name) || row.aliases.iter().any(|alias| has(alias)))
            {
                let name = row.short.as_ref().unwrap_or(&row.name);
                push(&mut found, "行", &row.name, format!("{block}{side}.{name}"), row.aliases.join("、"));
            }
            for column in
                family.columns.iter().filter(|c| has(&c.name) || c.aliases.iter().any(|alias| has(alias)))
            {
                let kind = if table.is_some() { "列" } else { "填空" };
                let name = column.short.as_ref().unwrap_or(&column.name);
                push(
                    &mut found,
                    kind,
                    &column.name,
                    format!("{block}{side}.{name}"),
                    column.aliases.join("、"),
                );
            }
            if let Some(codes) = &family.codes
                && !codes.by_name
                && let Some(list) = self.schema.code_list(codes.list)
            {
                for code in list.codes.iter().filter(|code| has(&code.name) || code.code.starts_with(word)) {
                    push(
                        &mut found,
                        "科目",
                        &code.name,
                        format!("{block}.[{}]", code.code),
                        list.name.clone(),
                    );
                }
            }
        }
        for definition in self.rules.definitions.iter().filter(|definition| has(&definition.name)) {
            let block = self.schema.family(definition.family).map_or("", |family| &family.name);
            let path = format!("{block}.{}", definition.name);
            push(&mut found, "定义", &definition.name, path, String::new());
        }
        found
    }
}
