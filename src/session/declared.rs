//! What the rule sets that were asked for declare themselves and a document can show: rules and sentence patterns.

use super::Editions;
use super::stack::{Library, RuleFiles};
use crate::source::Span;
use crate::syntax::{Item, Items, Name, PassageMember, Pattern, Rule, TableMember, Text};

/// A rule or forbidden phrase that a rule set declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredRule {
    /// The rule set.
    pub set: String,
    /// 编号
    pub number: String,
    /// 名称
    pub title: String,
    /// It has a condition (当).
    pub conditional: bool,
    /// Name of its file.
    pub file: String,
    /// Its line there.
    pub line: u32,
}

/// A sentence pattern (句式, or what begins a 每项) that a rule set declares.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeclaredPattern {
    /// The rule set.
    pub set: String,
    /// As written.
    pub text: String,
    /// Name of its file.
    pub file: String,
    /// Its line there.
    pub line: u32,
    /// Its place: what a sentence of a schema has for its span.
    pub span: Span,
}

/// What rule sets declare, in order of sets, files and lines.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DeclaredHere {
    /// 规则, 要求 and 禁句.
    pub rules: Vec<DeclaredRule>,
    /// 句式 and the heads of 每项; one of a 句组 stands once.
    pub patterns: Vec<DeclaredPattern>,
}

impl Editions {
    /// What the sets that were asked for declare, without those that they are based on; all sets where none was asked for.
    #[must_use]
    pub fn declared(&self) -> DeclaredHere {
        let asked = &self.library().asked;
        self.declared_by(|set| asked.is_empty() || asked.contains(&set.name))
    }

    /// What all sets that there are declare, asked for or not.
    #[must_use]
    pub fn declared_by_all(&self) -> DeclaredHere {
        self.declared_by(|_| true)
    }

    fn declared_by(&self, wanted: impl Fn(&RuleFiles) -> bool) -> DeclaredHere {
        let library = self.library();
        let mut found = DeclaredHere::default();
        for set in library.sets.iter().filter(|set| wanted(set)) {
            for file in &set.files {
                let mut walk = Walk { library, set: &set.name, found: &mut found };
                library.parsed(file).tree.items.iter().for_each(|item| walk.item(item));
            }
        }
        found
    }
}

/// A walk over a file.
struct Walk<'l, 'f> {
    library: &'l Library,
    set: &'l str,
    found: &'f mut DeclaredHere,
}

impl Walk<'_, '_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Rule(rule) => self.rule(rule),
            Item::Forbidden(phrase) => self.add(&phrase.id, &phrase.title, phrase.when.is_some()),
            Item::Table(table) => self.in_table(&table.members),
            Item::Passage(passage) => self.in_passage(&passage.members),
            Item::Group(group) => self.in_passage(&group.members),
            _ => {}
        }
    }

    fn in_table(&mut self, members: &[TableMember]) {
        for member in members {
            match member {
                TableMember::Rule(rule) => self.rule(rule),
                TableMember::Side(_, inner) => self.in_table(inner),
                _ => {}
            }
        }
    }

    fn in_passage(&mut self, members: &[PassageMember]) {
        for member in members {
            match member {
                PassageMember::Rule(rule) => self.rule(rule),
                PassageMember::Forbidden(phrase) => {
                    self.add(&phrase.id, &phrase.title, phrase.when.is_some());
                }
                PassageMember::Sentence(sentence) => self.pattern(&sentence.pattern),
                PassageMember::Section(section) => self.in_passage(&section.members),
                PassageMember::Items(items) => self.items(items),
                _ => {}
            }
        }
    }

    fn items(&mut self, items: &Items) {
        items.heads.iter().for_each(|head| self.pattern(&head.pattern));
        self.in_passage(&items.members);
    }

    fn rule(&mut self, rule: &Rule) {
        self.add(&rule.id, &rule.title, rule.when.is_some());
    }

    fn place(&self, span: Span) -> (String, u32) {
        let sources = &self.library.sources;
        (sources.name(span.source).to_owned(), sources.locate(span).line)
    }

    fn add(&mut self, number: &Name, title: &Text, conditional: bool) {
        let (file, line) = self.place(number.span);
        self.found.rules.push(DeclaredRule {
            set: self.set.to_owned(),
            number: number.text.clone(),
            title: title.value.clone(),
            conditional,
            file,
            line,
        });
    }

    fn pattern(&mut self, pattern: &Pattern) {
        let span = pattern.text.span;
        let (file, line) = self.place(span);
        let text = pattern.text.value.clone();
        self.found.patterns.push(DeclaredPattern { set: self.set.to_owned(), text, file, line, span });
    }
}
