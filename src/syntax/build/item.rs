//! Declarations at the top of a file: 规则集, 编码表, 词, and the dispatch to the rest.

use pest::iterators::Pair;

use super::super::Whole;
use super::super::grammar::Rule;
use super::super::{CodeList, CustomLine, Item, Name, RuleSetHead, Term, TermClass, Text, WordEntry, Words};
use super::{Builder, is_name};
use crate::source::{Diagnostic, Lint};

impl Builder<'_> {
    /// One declaration; none for pairs that are none (the end of the file).
    pub(in crate::syntax) fn item(&mut self, pair: Pair<'_, Rule>) -> Option<Item> {
        Some(match pair.as_rule() {
            Rule::rule_set => Item::RuleSet(self.rule_set(pair)),
            Rule::define => {
                let name = self.first_name(pair.clone());
                Item::Define(name, self.first_expr(pair))
            }
            Rule::whole => Item::Whole(self.whole(pair)),
            Rule::basis => Item::Basis(self.first_text(pair)),
            Rule::validity => Item::Validity(self.validity(pair)),
            Rule::code_list => Item::CodeList(self.code_list(pair)),
            Rule::words => Item::Words(self.words(pair)),
            Rule::custom => Item::Custom(self.custom(pair)),
            Rule::term => Item::Term(self.term(pair)?),
            Rule::table => Item::Table(self.table(pair)),
            Rule::passage => Item::Passage(self.passage(pair)),
            Rule::group => Item::Group(self.group(pair)),
            Rule::outline => Item::Outline(self.outline(pair)),
            Rule::rule => Item::Rule(self.rule(pair)),
            Rule::forbidden => Item::Forbidden(self.forbidden(pair)),
            Rule::disable => Item::Disable(self.disable(pair)),
            Rule::adjust => Item::Adjust(self.adjust(pair)),
            _ => return None,
        })
    }

    fn rule_set(&mut self, pair: Pair<'_, Rule>) -> RuleSetHead {
        let span = self.span(&pair);
        let mut head = RuleSetHead {
            name: Name::default(),
            version: None,
            based_on: None,
            published: Vec::new(),
            recognised_by: Vec::new(),
            span,
        };
        for inner in pair.into_inner() {
            let place = self.span(&inner);
            match inner.as_rule() {
                Rule::version => {
                    let text = self.first_text(inner);
                    self.once(&mut head.version, Some(text), place, "版本");
                }
                Rule::based_on => {
                    let name = self.first_name(inner);
                    self.once(&mut head.based_on, Some(name), place, "基于");
                }
                Rule::published => head.published.extend(self.texts(inner)),
                Rule::recognised => head.recognised_by.extend(self.texts(inner)),
                _ if is_name(&inner) => head.name = self.name(&inner),
                _ => {}
            }
        }
        head
    }

    fn code_list(&mut self, pair: Pair<'_, Rule>) -> CodeList {
        let span = self.span(&pair);
        let data = self.first_text(pair.clone());
        let name = self.first_name(pair.clone());
        let mut levels = Vec::new();
        for inner in pair.into_inner().filter(|inner| inner.as_rule() == Rule::code_level) {
            let place = self.span(&inner);
            let mut level = Name::default();
            let mut length = 0;
            for part in inner.into_inner() {
                match part.as_rule() {
                    Rule::level_name => level = self.name(&part),
                    Rule::integer => length = self.integer(&part),
                    _ => {}
                }
            }
            let length = u8::try_from(length).ok().filter(|length| (1..=32).contains(length));
            if length.is_none() {
                let message = "编码位数应在 1 到 32 之间";
                self.diagnostics.push(
                    Diagnostic::error(Lint("编码位数"), place, message).mend("写成：级次 类3、款5、项7"),
                );
            }
            levels.push((level, length.unwrap_or(1)));
        }
        CodeList { name, data, levels, span }
    }

    /// A line of the vocabulary; none if its class is not known, which the grammar rules out.
    fn term(&mut self, pair: Pair<'_, Rule>) -> Option<Term> {
        let span = self.span(&pair);
        let texts = self.patterns(pair.clone());
        let (mut class, mut name, mut cell, mut parts, mut of) = (None, None, None, Vec::new(), None);
        for inner in pair.into_inner() {
            let place = self.span(&inner);
            match inner.as_rule() {
                Rule::phrase_class | Rule::term_class => class = TermClass::of(inner.as_str().trim()),
                Rule::term_cell => {
                    let path = inner.into_inner().find(|inner| inner.as_rule() == Rule::path);
                    let path = path.map(|path| self.path(path));
                    self.once(&mut cell, path, place, "= 路径");
                }
                Rule::term_parts => parts.push(self.names(inner)),
                Rule::term_of => {
                    let found = self.first_name(inner);
                    self.once(&mut of, Some(found), place, "属");
                }
                _ if is_name(&inner) => name = Some(self.name(&inner)),
                _ => {}
            }
        }
        Some(Term { class: class?, name, cell, parts, of, texts, span })
    }

    /// `整份 4张表 或 2个部分`
    fn whole(&mut self, pair: Pair<'_, Rule>) -> Whole {
        let mut whole = Whole { tables: None, parts: None, span: self.span(&pair) };
        for count in pair.into_inner().filter(|inner| inner.as_rule() == Rule::whole_count) {
            let (mut number, mut of_tables) = (0, false);
            for inner in count.into_inner() {
                match inner.as_rule() {
                    Rule::integer => number = u32::try_from(self.integer(&inner)).unwrap_or(u32::MAX),
                    Rule::whole_what => of_tables = inner.as_str() == "张表",
                    _ => {}
                }
            }
            let slot = if of_tables { &mut whole.tables } else { &mut whole.parts };
            *slot = Some(number);
        }
        whole
    }

    fn custom(&mut self, pair: Pair<'_, Rule>) -> CustomLine {
        let span = self.span(&pair);
        CustomLine { kind: self.first_name(pair.clone()), texts: self.texts(pair), span }
    }

    fn words(&mut self, pair: Pair<'_, Rule>) -> Words {
        let span = self.span(&pair);
        let name = self.first_name(pair.clone());
        let entries = pair.into_inner().filter(|inner| inner.as_rule() == Rule::word_entry);
        let entries = entries.map(|entry| self.word_entry(entry)).collect();
        Words { name, entries, span }
    }

    fn word_entry(&mut self, pair: Pair<'_, Rule>) -> WordEntry {
        let mut entry = WordEntry { words: Vec::new(), value: 0 };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::string => entry.words.push(self.text(inner)),
                Rule::signed => entry.value = self.integer(&inner),
                _ if is_name(&inner) => {
                    let value = inner.as_str().trim_start_matches('「').trim_end_matches('」').to_owned();
                    entry.words.push(Text { value, span: self.span(&inner) });
                }
                _ => {}
            }
        }
        entry
    }
}
