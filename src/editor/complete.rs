//! What could be written at a place: words of the language, and names by their beginning, by any part of them, by the
//! initials of their pinyin.

use super::context::{Context, Quoted, context};
use super::initials::fits;
use super::keywords::{EACH, KEYWORDS, LEVELS, Stands, TYPES};
use super::look::Look;
use super::symbol::{Key, SymbolKind};
use crate::ruleset::Whose;
use crate::schema::{Family, FamilyId, families_named};
use crate::session::Edition;
use crate::syntax::{FUNCTIONS, written_name};

/// Most that is offered at once.
const MOST: usize = 200;

/// What kind of word is offered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CandidateKind {
    /// A word of the language.
    Keyword,
    /// A function.
    Function,
    /// A value of a closed list: a level, a type.
    Value,
    /// A name.
    Name(SymbolKind),
}

/// A word that could be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// As it is listed.
    pub label: String,
    /// What it is.
    pub kind: CandidateKind,
    /// What is said of it.
    pub detail: String,
    /// As it is written.
    pub text: String,
    /// The stretch that it takes the place of, in bytes of the text.
    pub start: u32,
    /// The end of that stretch.
    pub end: u32,
}

/// How well a name fits what was typed; none if not.
fn rank(name: &str, typed: &str) -> Option<u8> {
    if typed.is_empty() {
        return Some(2);
    }
    let (name_low, typed_low) = (name.to_lowercase(), typed.to_lowercase());
    match name_low.find(&typed_low) {
        Some(0) => return Some(u8::from(name.len() != typed.len())),
        Some(_) => return Some(3),
        None => {}
    }
    if typed.is_ascii() {
        return fits(name, typed).map(|fit| fit + 1);
    }
    // Its characters in order, with gaps.
    let mut rest = name_low.chars();
    typed_low.chars().all(|wanted| rest.any(|found| found == wanted)).then_some(4)
}

struct Offer<'l> {
    look: &'l Look,
    edition: &'l Edition,
    context: Context,
    end: u32,
    found: Vec<(u8, usize, Candidate)>,
}

impl Look {
    /// What could be written at a byte of a text of a file, best first. The text may be newer than this look.
    #[must_use]
    pub fn complete(&self, file: &str, text: &str, offset: u32) -> Vec<Candidate> {
        let Some(edition) = self.edition_of(file) else { return Vec::new() };
        let context = context(text, offset as usize);
        let mut offer = Offer { look: self, edition, context, end: offset, found: Vec::new() };
        offer.all();
        offer.found.sort_by_key(|(rank, order, _)| (*rank, *order));
        let mut listed: Vec<Candidate> = Vec::new();
        for (_, _, candidate) in offer.found {
            if listed.len() < MOST && !listed.iter().any(|known| known.text == candidate.text) {
                listed.push(candidate);
            }
        }
        listed
    }
}

impl<'l> Offer<'l> {
    fn add(&mut self, name: &str, kind: CandidateKind, detail: &str, text: String) {
        if let Some(rank) = rank(name, &self.context.typed) {
            let order = self.found.len();
            let start = self.context.start as u32;
            let (label, detail) = (name.to_owned(), detail.to_owned());
            self.found.push((rank, order, Candidate { label, kind, detail, text, start, end: self.end }));
        }
    }

    fn name(&mut self, kind: SymbolKind, name: &str, detail: &str) {
        self.add(name, CandidateKind::Name(kind), detail, written_name(name));
    }

    fn values(&mut self, values: &[&str]) {
        values.iter().for_each(|value| self.add(value, CandidateKind::Value, "", (*value).to_owned()));
    }

    fn keywords(&mut self, stands: Stands) {
        for (word, places, meaning) in KEYWORDS {
            if places.contains(&stands) {
                self.add(word, CandidateKind::Keyword, meaning, (*word).to_owned());
            }
        }
    }

    fn all(&mut self) {
        match self.context.quoted {
            Quoted::Comment | Quoted::Words => {}
            Quoted::Slot => {
                self.named(SymbolKind::Phrase);
                let families = self.around();
                self.slots(&families);
            }
            Quoted::Kind => {
                self.values(&TYPES);
                self.named(SymbolKind::Words);
                self.path_or_tables();
            }
            Quoted::Restates => self.path_or_tables(),
            Quoted::No => self.plain(),
        }
    }

    /// Outside of strings.
    fn plain(&mut self) {
        if !self.context.steps.is_empty() {
            return self.path();
        }
        match self.context.previous.as_str() {
            "基于" => self.named(SymbolKind::RuleSet),
            "用" => self.named(SymbolKind::Group),
            "级别" => self.values(&LEVELS),
            "科目" | "科目名" => self.named(SymbolKind::CodeList),
            "停用" | "调整" => self.rules(),
            "属" => self.named(SymbolKind::Subject),
            "逐" => {
                self.values(&EACH);
                let items = self.edition.schema.families.iter().filter(|family| family.repeated);
                let names: Vec<&str> = items.filter_map(|family| family.name.rsplit('.').next()).collect();
                names.into_iter().for_each(|name| self.name(SymbolKind::Items, name, "每项"));
            }
            "表" | "说明" if self.context.blocks.is_empty() && !self.context.opens => self.blocks(),
            _ if self.context.opens => {
                self.opening();
                self.expression();
            }
            _ => {
                if self.context.in_head {
                    self.keywords(Stands::Head);
                }
                self.expression();
                if self.in_table() {
                    self.keywords(Stands::Line);
                }
            }
        }
    }

    fn in_table(&self) -> bool {
        self.context.blocks.first().is_some_and(|(keyword, _)| keyword == "表")
    }

    /// At the beginning of a line: what a declaration of the block begins with.
    fn opening(&mut self) {
        let block = self.context.blocks.first().map(|(keyword, _)| keyword.clone()).unwrap_or_default();
        match block.as_str() {
            "表" => self.keywords(Stands::Table),
            "说明" | "句组" => self.keywords(Stands::Passage),
            _ => self.keywords(Stands::File),
        }
        if self.context.in_head {
            self.keywords(Stands::Head);
        }
    }

    fn expression(&mut self) {
        let families = self.around();
        self.inside(&families);
        self.tables();
        for function in FUNCTIONS {
            let meaning = super::keywords::meaning(function).unwrap_or_default();
            self.add(function, CandidateKind::Function, meaning, format!("{function}("));
        }
        self.keywords(Stands::Expression);
    }

    /// The names of one kind that stand anywhere.
    fn named(&mut self, wanted: SymbolKind) {
        let look = self.look;
        for key in look.index.keys() {
            if let Key::Named(kind, name) = key
                && *kind == wanted
            {
                self.name(wanted, name, wanted.word());
            }
        }
        if wanted == SymbolKind::RuleSet {
            for set in look.rules.sets() {
                self.name(wanted, set, wanted.word());
            }
        }
    }

    fn rules(&mut self) {
        let edition = self.edition;
        for rule in &edition.rules.rules {
            self.add(&rule.code, CandidateKind::Name(SymbolKind::Rule), &rule.title, rule.code.clone());
            // By its title, too.
            if self.context.typed.chars().count() > 1 && rank(&rule.title, &self.context.typed).is_some() {
                let order = self.found.len();
                let (start, end) = (self.context.start as u32, self.end);
                let kind = CandidateKind::Name(SymbolKind::Rule);
                let (label, detail) = (rule.code.clone(), rule.title.clone());
                let text = rule.code.clone();
                self.found.push((5, order, Candidate { label, kind, detail, text, start, end }));
            }
        }
    }

    fn tables(&mut self) {
        let edition = self.edition;
        for table in &edition.schema.tables {
            let name = table.short.as_ref().unwrap_or(&table.name);
            self.name(SymbolKind::Table, name, &table.name);
        }
        for passage in edition.schema.passages.iter().filter(|passage| passage.parent.is_none()) {
            self.name(SymbolKind::Passage, &passage.name, "说明");
        }
    }

    /// Tables and passages to add to, by their full names.
    fn blocks(&mut self) {
        let edition = self.edition;
        if self.context.previous == "表" {
            for table in &edition.schema.tables {
                self.name(SymbolKind::Table, &table.name, table.short.as_deref().unwrap_or_default());
            }
        } else {
            for passage in edition.schema.passages.iter().filter(|passage| passage.parent.is_none()) {
                self.name(SymbolKind::Passage, &passage.name, "说明");
            }
        }
    }

    /// The families of the block around, nearest first.
    fn around(&self) -> Vec<FamilyId> {
        let schema = &self.edition.schema;
        let named = self
            .context
            .blocks
            .iter()
            .filter(|(keyword, _)| ["表", "侧", "说明", "段", "每项"].contains(&keyword.as_str()));
        let names: Vec<&str> = named.map(|(_, name)| name.as_str()).collect();
        let mut found: Vec<FamilyId> = Vec::new();
        for length in (1..=names.len()).rev() {
            if let Some((families, used)) = families_named(schema, names.get(..length).unwrap_or_default())
                && used == length
            {
                found.extend(families);
            }
        }
        found
    }

    fn families(&self, ids: &[FamilyId]) -> Vec<&'l Family> {
        ids.iter().filter_map(|id| self.edition.schema.family(*id)).collect()
    }

    fn slots(&mut self, ids: &[FamilyId]) {
        for family in self.families(ids).into_iter().filter(|family| family.table.is_none()) {
            for column in &family.columns {
                self.name(SymbolKind::Slot, &column.name, &family.name);
            }
        }
    }

    /// What may stand first in a path within these blocks.
    fn inside(&mut self, ids: &[FamilyId]) {
        for family in self.families(ids) {
            if let Some(side) = &family.side {
                self.name(SymbolKind::Side, side, "侧");
            }
            self.rows(family);
            self.columns(family, None);
            self.below(family);
        }
    }

    fn rows(&mut self, family: &Family) {
        for row in family.rows.iter().filter(|row| !row.name.is_empty() && !row.disabled) {
            let name = row.short.as_ref().unwrap_or(&row.name);
            self.name(SymbolKind::Row, name, &family.name);
        }
    }

    fn columns(&mut self, family: &Family, row: Option<&str>) {
        let kind = if family.table.is_some() { SymbolKind::Column } else { SymbolKind::Slot };
        let fits = |of: &Option<String>| row.is_none() || of.is_none() || of.as_deref() == row;
        for column in family.columns.iter().filter(|column| !column.disabled && fits(&column.row)) {
            let name = column.short.as_ref().unwrap_or(&column.name);
            self.name(kind, name, &family.name);
        }
    }

    /// 段, 每项 and definitions of a block.
    fn below(&mut self, family: &Family) {
        let edition = self.edition;
        let prefix = format!("{}.", family.name);
        for inner in edition.schema.families.iter().filter(|inner| inner.passage.is_some()) {
            if let Some(name) = inner.name.strip_prefix(&prefix).filter(|name| !name.contains('.')) {
                let kind = if inner.repeated { SymbolKind::Items } else { SymbolKind::Passage };
                self.name(kind, name, kind.word());
            }
        }
        for definition in edition.rules.definitions.iter().filter(|found| found.family == family.id) {
            self.name(SymbolKind::Definition, &definition.name, "定义");
        }
    }

    fn path_or_tables(&mut self) {
        if self.context.steps.is_empty() { self.tables() } else { self.path() }
    }

    /// What may stand behind the steps of a path.
    fn path(&mut self) {
        let steps = self.context.steps.clone();
        let mut names: Vec<&str> = steps.iter().map(String::as_str).collect();
        if names.first().is_some_and(|first| Whose::of_word(first).is_some()) {
            names.remove(0);
            if names.is_empty() {
                return self.tables();
            }
        }
        if names == ["单位"] {
            return self.values(&["名称", "各名称", "性质"]);
        }
        let (ids, used) = families_named(&self.edition.schema, &names).unwrap_or_else(|| self.here(&names));
        let rest = names.get(used..).unwrap_or_default();
        let families = self.families(&ids);
        let is_row = |step: &&str| {
            families.iter().any(|family| {
                family.rows.iter().any(|row| !row.name.is_empty() && row.is_called(step))
                    || family.columns.iter().any(|column| column.row.as_deref() == Some(*step))
                    || self.edition.schema.list_of(family).is_some_and(|list| {
                        list.codes.iter().any(|code| code.code == *step || code.name == *step)
                    })
            })
        };
        let row = rest.iter().copied().find(|step| is_row(step) || step.starts_with('本'));
        for family in families {
            match (rest.is_empty(), row) {
                (true, _) => {
                    if let Some(side) = family.side.as_ref().filter(|_| ids.len() > 1) {
                        self.name(SymbolKind::Side, side, "侧");
                    }
                    self.rows(family);
                    self.columns(family, None);
                    self.below(family);
                    self.codes(family);
                }
                (false, Some(row)) => self.columns(family, Some(row)),
                (false, None) => {}
            }
        }
        if !rest.is_empty() {
            self.values(&["下级", "名称", "编码", "编码位数", "级次", "写法", "货币单位", "上级"]);
        }
    }

    /// The families of the block around in which the first name of a path is known.
    fn here(&self, names: &[&str]) -> (Vec<FamilyId>, usize) {
        let ids = self.around();
        let first = names.first().copied().unwrap_or_default();
        let families = self.families(&ids);
        if let Some(side) = families.iter().find(|family| family.side.as_deref() == Some(first)) {
            return (vec![side.id], 1);
        }
        let inner = families.iter().find_map(|family| {
            let name = format!("{}.{first}", family.name);
            self.edition.schema.families.iter().find(|inner| inner.name == name)
        });
        match inner {
            Some(inner) => (vec![inner.id], 1),
            None => (ids, 0),
        }
    }

    /// Codes of a table, once something of them was typed.
    fn codes(&mut self, family: &Family) {
        let Some(list) = self.edition.schema.list_of(family) else { return };
        self.values(&["科目"]);
        let levels: Vec<&str> = list.levels.iter().map(|level| level.name.as_str()).collect();
        self.values(&levels);
        if self.context.typed.is_empty() {
            return;
        }
        for code in &list.codes {
            self.name(SymbolKind::Code, &code.name, &code.code);
            if code.code.starts_with(&self.context.typed) {
                let kind = CandidateKind::Name(SymbolKind::Code);
                self.add(&code.code, kind, &code.name, format!("[{}]", code.code));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_fits_better_comes_first() {
        let ranks: Vec<Option<u8>> = ["决算", "决算数", "收入决算", "决定预算", "预算"]
            .iter()
            .map(|name| rank(name, "决算"))
            .collect();
        assert_eq!(ranks, [Some(0), Some(1), Some(3), Some(4), None]);
        assert_eq!(
            (rank("决算数", "jss"), rank("决算数", "js"), rank("决算数", "ss")),
            (Some(1), Some(2), Some(3))
        );
    }
}
