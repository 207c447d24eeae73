//! Found, not remembered: everything that a number, a name, a code or a path stands for, with what to write for it.

use std::collections::BTreeMap;

use super::lookup::{Meant, plain};
use super::show::level;
use super::{Edition, Found, FoundRule};
use crate::graph::FigureClass;
use crate::naming;
use crate::ruleset::{Expr, Rule, is_numbered};
use crate::schema::{Family, Items, Passage};
use crate::source::Span;
use crate::syntax::{self, Item};

/// Most columns of a table that are named: one of codes may have hundreds.
const INSIDE: usize = 40;

impl Edition {
    /// What carries a word in its name, number, code or path: what it names exactly first, then what begins with it,
    /// then the rest, each in order of declaration. Nothing carries an empty word.
    #[must_use]
    pub fn find(&self, word: &str) -> Vec<Found> {
        let typed = plain(word);
        if typed.is_empty() {
            return Vec::new();
        }
        let stood = self.stood(&typed);
        let paths = stood.figures.iter().map(|meant| plain(&self.path_of(meant))).collect();
        let is_path = typed.contains(['.', '[']);
        let mut hits = Hits { typed, is_path, paths, found: Vec::new() };
        self.find_rules(&mut hits);
        for table in &self.schema.tables {
            let path = naming::table(table).to_owned();
            let names = [&table.name].into_iter().chain(&table.short).chain(&table.aliases);
            let found = Found::new("表", &table.name, path, table.aliases.join("、")).at(table.span);
            hits.push(names, if table.optional { found.may_lack() } else { found });
        }
        for passage in &self.schema.passages {
            self.find_passage(passage, &mut hits);
        }
        for family in &self.schema.families {
            self.find_in(family, &mut hits);
        }
        for definition in &self.rules.definitions {
            let block = self.schema.family(definition.family).map_or("", |family| &family.name);
            let found =
                Found::new("定义", &definition.name, format!("{block}.{}", definition.name), String::new());
            hits.push([&definition.name], found.at(definition.span));
        }
        for words in &self.schema.words {
            let printed: Vec<&str> = words.words.iter().map(|(word, _)| word.as_str()).collect();
            hits.push([&words.name], Found::new("词", &words.name, words.name.clone(), printed.join("、")));
        }
        self.find_told(&mut hits);
        for meant in &stood.figures {
            self.find_cell(meant, &mut hits);
        }
        self.with_readers(hits.ranked())
    }

    /// A single cell, which no list of rows and columns holds.
    fn find_cell(&self, meant: &Meant, hits: &mut Hits) {
        let path = self.path_of(meant);
        let known = hits.found.iter().any(|(_, found)| found.path == path);
        let cell = meant.row.is_some() && meant.column.is_some() || meant.whose.is_some();
        if cell && !known {
            let found = Found {
                span: self.declared_at(meant),
                ..Found::new("数", &path, path.clone(), String::new())
            };
            hits.found.push((0, found));
        }
    }

    /// Rules by number, title and place; one that stands in several places is one.
    fn find_rules(&self, hits: &mut Hits) {
        for (rule, about) in self.told_rules(&|_| true) {
            let found = Found::new("规则", &rule.code, rule.code.clone(), rule.title.clone());
            let sites = about.sites.clone();
            let texts = sites.iter().map(String::as_str).chain(about.written.as_deref());
            hits.push_told([&rule.code, &rule.title], texts, found.rule(about.clone()).at(rule.span));
        }
    }

    /// Some rules with what is told of each; one that stands in several places is one.
    pub(super) fn told_rules(&self, wanted: &dyn Fn(&Rule) -> bool) -> Vec<(&Rule, FoundRule)> {
        let mut sites: BTreeMap<(&str, Span), Vec<String>> = BTreeMap::new();
        for rule in &self.rules.rules {
            let all = sites.entry((&rule.code, rule.span)).or_default();
            if !rule.site.is_empty() && !all.contains(&rule.site) {
                all.push(rule.site.clone());
            }
        }
        let told = self.rules.rules.iter().filter(|rule| wanted(rule)).filter_map(|rule| {
            let sites = sites.remove(&(rule.code.as_str(), rule.span))?;
            let about = FoundRule {
                level: level(rule.level),
                category: rule.category.name(),
                written: self.rule_text(rule),
                sites,
                switched_off: rule.switched_off.clone(),
                in_force: rule.in_force,
                changes: self.changes(&rule.code, rule.category.name()),
            };
            Some((rule, about))
        });
        told.collect()
    }

    /// What layers change about a rule, and why they say they do.
    fn changes(&self, code: &str, category: &str) -> Vec<String> {
        // What is switched off everywhere is told as that.
        let changed = self.trees.iter().flat_map(|tree| &tree.items).filter_map(|item| match item {
            Item::Adjust(adjust) => Some((&adjust.names, adjust.span)),
            Item::Disable(disable) => disable.when.as_ref().map(|_| (&disable.names, disable.span)),
            _ => None,
        });
        let own = |name: &syntax::Name| is_numbered(code, &name.text) || name.text == category;
        let own = changed.filter(|(names, _)| names.iter().any(own));
        own.map(|(_, span)| self.sources.slice(span).trim().to_owned()).collect()
    }

    /// Sentences of passages and parts of the outline that hold the word.
    fn find_told(&self, hits: &mut Hits) {
        for passage in &self.schema.passages {
            let block =
                self.schema.family(passage.family).map(|family| family.name.clone()).unwrap_or_default();
            let items = passage.items.iter().flat_map(|items| items.heads.iter().chain(&items.sentences));
            for sentence in passage.sentences.iter().chain(items) {
                let written = self.sources.slice(sentence.span);
                let found = Found::new("句式", written, block.clone(), String::new()).at(sentence.span);
                hits.push_told([], [written], found);
            }
        }
        for part in &self.schema.outline {
            let found = Found::new("部分", &part.name, part.name.clone(), String::new()).at(part.span);
            let found = if part.optional { found.may_lack() } else { found };
            hits.push([&part.name], found);
        }
    }

    /// A rule as written, or what a rule that a slot brings with it compares.
    fn rule_text(&self, rule: &Rule) -> Option<String> {
        self.as_written(rule.span).or_else(|| {
            let restated = self.rules.restated.iter().find(|restated| restated.rule == rule.id)?;
            let figure =
                |figure: &crate::ruleset::Figure| naming::class(&self.schema, &FigureClass::of(figure));
            let Expr::Figure(home) = &restated.home else { return None };
            Some(format!("{} = {}", figure(&restated.slot), figure(home)))
        })
    }

    fn find_passage(&self, passage: &Passage, hits: &mut Hits) {
        let kind = if passage.parent.is_some() { "段" } else { "说明" };
        let path = |family| self.schema.family(family).map_or_else(String::new, |family| family.name.clone());
        let family = path(passage.family);
        hits.push([&passage.name], Found::new(kind, &passage.name, family, String::new()).at(passage.span));
        for Items { name, family, span, .. } in &passage.items {
            hits.push([name], Found::new("每项", name, path(*family), String::new()).at(*span));
        }
    }

    /// Rows, columns and codes of one family.
    fn find_in(&self, family: &Family, hits: &mut Hits) {
        let block = naming::block(&self.schema, family);
        for row in family.rows.iter().filter(|row| !row.name.is_empty()) {
            let path = format!("{block}.{}", row.short.as_ref().unwrap_or(&row.name));
            let names = [&row.name].into_iter().chain(&row.short).chain(&row.aliases);
            let found = Found::new("行", &row.name, path, row.aliases.join("、")).at(row.span);
            hits.push(names, if row.optional && !row.disabled { found.may_lack() } else { found });
        }
        let kind = if family.table.is_some() { "列" } else { "填空" };
        for column in &family.columns {
            let row = column.row.as_ref().map_or_else(String::new, |row| format!(".{row}"));
            let path = format!("{block}{row}.{}", column.short.as_ref().unwrap_or(&column.name));
            let names = [&column.name].into_iter().chain(&column.short).chain(&column.aliases);
            let found = Found::new(kind, &column.name, path, column.aliases.join("、")).at(column.span);
            hits.push(names, if column.optional && !column.disabled { found.may_lack() } else { found });
        }
        let codes = family.codes.as_ref().filter(|codes| !codes.by_name);
        let Some(list) = codes.and_then(|codes| self.schema.code_list(codes.list)) else { return };
        if list.open {
            let called = family.codes.iter().flat_map(|rows| &rows.called);
            let path = format!("{block}.{}", list.name);
            let also = called.clone().cloned().collect::<Vec<_>>().join("、");
            hits.push([&list.name].into_iter().chain(called), Found::new("每行", &list.name, path, also));
        }
        for code in &list.codes {
            let path = format!("{block}.[{}]", code.code);
            // A code is asked for by its beginning, a name by any part of it.
            let begins = code.code.starts_with(&hits.typed).then_some(&code.code);
            hits.push(
                begins.into_iter().chain([&code.name]),
                Found::new("科目", &code.name, path, list.name.clone()),
            );
        }
    }

    /// The numbers of the rules that read what was named exactly.
    fn with_readers(&self, ranked: Vec<(u8, Found)>) -> Vec<Found> {
        let with = |(rank, mut found): (u8, Found)| {
            if rank == 0 && found.kind == "表" {
                found.holds.extend(self.inside(&found.name));
            }
            if rank == 0 && found.rule.is_none() && !matches!(found.kind.as_str(), "词" | "表") {
                for id in self.readers(&self.stood(&found.path)) {
                    let code = self.rules.rules.get(id.0 as usize).map(|rule| rule.code.clone());
                    found.used_by.extend(code.filter(|code| !found.used_by.contains(code)));
                }
            }
            found
        };
        let named = |found: Found| Found { set: self.info.name.clone(), ..found };
        ranked.into_iter().map(with).map(named).collect()
    }
}

impl Edition {
    /// The rows and columns of a table, side by side, or the slots of a section of prose; a line each.
    #[must_use]
    pub fn inside(&self, name: &str) -> Vec<String> {
        let tables = self.schema.tables.iter().filter(|known| known.name == name);
        let passages = self.schema.passages.iter().filter(|known| known.name == name);
        let items = passages.clone().flat_map(|passage| passage.items.iter().map(|items| &items.family));
        let families = tables.flat_map(|table| &table.families);
        let families = families.chain(passages.map(|passage| &passage.family)).chain(items);
        let families = families.filter_map(|id| self.schema.family(*id));
        let lines = families.flat_map(|family| {
            let side = family.side.as_ref().map_or_else(String::new, |side| format!("{side} 侧的"));
            let rows: Vec<&str> =
                family.rows.iter().map(|row| row.name.as_str()).filter(|n| !n.is_empty()).collect();
            let codes = self.schema.list_of(family);
            let codes = codes.map(|list| match list.open {
                true => format!("每行 {}", list.name),
                false => format!("{}的各科目", list.name),
            });
            let rows = rows.into_iter().map(str::to_owned).chain(codes).collect::<Vec<String>>();
            let mut columns: Vec<String> = family.columns.iter().map(|column| column.name.clone()).collect();
            columns.truncate(INSIDE);
            [("行", rows), ("列", columns)].map(|(kind, names)| (format!("{side}{kind}"), names))
        });
        let filled = lines.filter(|(_, names)| !names.is_empty());
        filled.map(|(kind, names)| format!("{kind} {}", names.join("、"))).collect()
    }
}

impl Found {
    fn new(kind: &str, name: &str, path: String, title: String) -> Self {
        Self { kind: kind.to_owned(), name: name.to_owned(), path, title, ..Self::default() }
    }

    fn at(self, span: Span) -> Self {
        Self { span: Some(span).filter(|span| *span != Span::default()), ..self }
    }

    /// 可缺
    fn may_lack(mut self) -> Self {
        self.holds.push("可缺：没有印也行".to_owned());
        self
    }

    fn rule(self, rule: FoundRule) -> Self {
        Self { rule: Some(rule), ..self }
    }
}

/// What carries the word, each once, with how well: 0 exactly, 1 at its beginning, 2 anywhere in its name, 3 in what is
/// written or told of it.
struct Hits {
    typed: String,
    is_path: bool,
    /// Paths of what is meant exactly.
    paths: Vec<String>,
    found: Vec<(u8, Found)>,
}

impl Hits {
    fn push<'s>(&mut self, names: impl IntoIterator<Item = &'s String>, found: Found) {
        let named = names.into_iter().filter_map(|name| self.fit(&plain(name))).min();
        let by_path = self.fit(&plain(&found.path)).filter(|_| self.is_path);
        let fit = named.into_iter().chain(by_path).min();
        let exactly = self.is_path && self.paths.contains(&plain(&found.path));
        let Some(rank) = (if exactly { Some(0) } else { fit }) else { return };
        if !self.found.iter().any(|(_, known)| *known == found) {
            self.found.push((rank, found));
        }
    }

    /// The same for what may hold the word in its texts, behind all that has it in its name.
    fn push_told<'s>(
        &mut self,
        names: impl IntoIterator<Item = &'s String>,
        texts: impl IntoIterator<Item = &'s str>,
        found: Found,
    ) {
        let before = self.found.len();
        self.push(names, found.clone());
        let told = || texts.into_iter().any(|text| plain(text).contains(&self.typed));
        if self.found.len() == before && told() && !self.found.iter().any(|(_, known)| *known == found) {
            self.found.push((3, found));
        }
    }

    fn fit(&self, name: &str) -> Option<u8> {
        let at = name.find(&self.typed)?;
        Some(if name.len() == self.typed.len() { 0 } else { u8::from(at > 0) + 1 })
    }

    fn ranked(mut self) -> Vec<(u8, Found)> {
        // A name leads before the rules about it.
        self.found.sort_by_key(|(rank, found)| (*rank, found.rule.is_some()));
        self.found
    }
}
