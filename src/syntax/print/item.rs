//! Declarations at the top of a file, and rules wherever they stand.

use super::super::{
    Adjust, CodeList, CustomLine, Disable, Forbidden, Item, Level, Outline, Rule, RuleSetHead, Term,
    Validity, Whole, Words,
};
use super::expression::{expr, path, pattern, patterns};
use super::{Printer, is_plain, join, name, names, text, texts};
use crate::source::Span;

/// What kind of declaration; an empty line stands between different kinds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Head,
    Codes,
    Words,
    Customs,
    Terms,
    Block,
    Rules,
}

impl Group {
    /// Whether an empty line stands between two of the same kind, too.
    pub(super) fn spaced(self) -> bool {
        self == Group::Block
    }
}

pub(super) fn group(item: &Item) -> Group {
    match item {
        Item::RuleSet(_) | Item::Basis(_) | Item::Validity(_) | Item::Whole(_) => Group::Head,
        Item::CodeList(_) => Group::Codes,
        Item::Words(_) => Group::Words,
        Item::Custom(_) => Group::Customs,
        Item::Term(_) => Group::Terms,
        Item::Table(_) | Item::Passage(_) | Item::Group(_) | Item::Outline(_) => Group::Block,
        Item::Rule(_) | Item::Forbidden(_) | Item::Disable(_) | Item::Adjust(_) | Item::Define(..) => {
            Group::Rules
        }
    }
}

/// Where an item begins in the file it was read from.
pub(super) fn start(item: &Item) -> u32 {
    let span: Span = match item {
        Item::RuleSet(found) => found.span,
        Item::Basis(found) => found.span,
        Item::Validity(found) => found.span,
        Item::CodeList(found) => found.span,
        Item::Words(found) => found.span,
        Item::Custom(found) => found.span,
        Item::Term(found) => found.span,
        Item::Table(found) => found.span,
        Item::Passage(found) => found.span,
        Item::Group(found) => found.span,
        Item::Outline(found) => found.span,
        Item::Rule(found) => found.span,
        Item::Forbidden(found) => found.span,
        Item::Disable(found) => found.span,
        Item::Adjust(found) => found.span,
        Item::Define(name, _) => name.span,
        Item::Whole(found) => found.span,
    };
    span.start
}

impl Printer<'_> {
    pub(super) fn item(&mut self, item: &Item) {
        match item {
            Item::RuleSet(head) => self.line(&rule_set(head)),
            Item::Basis(basis) => self.line(&format!("依据 {}", text(basis))),
            Item::Validity(found) => self.line(&validity(found)),
            Item::CodeList(list) => self.line(&code_list(list)),
            Item::Words(found) => self.line(&words(found)),
            Item::Custom(found) => self.line(&custom(found)),
            Item::Term(found) => self.line(&term(found)),
            Item::Table(table) => self.table(table),
            Item::Passage(passage) => self.passage("说明", passage),
            Item::Group(group) => self.group(group),
            Item::Outline(found) => self.outline(found),
            Item::Rule(found) => self.line(&rule(found)),
            Item::Forbidden(found) => self.line(&forbidden(found)),
            Item::Disable(found) => self.line(&disable(found)),
            Item::Adjust(found) => self.line(&adjust(found)),
            Item::Define(defined, found) => {
                self.line(&format!("定义 {} = {}", name(defined), expr(found)));
            }
            Item::Whole(found) => self.line(&whole(found)),
        }
    }

    fn outline(&mut self, outline: &Outline) {
        self.block("提纲", outline.parts.is_empty(), |printer| {
            for part in &outline.parts {
                printer.comments_before(part.title.text.span.start);
                let mut line = format!("部分 {}", pattern(&part.title));
                if part.optional {
                    line.push_str(" 可缺");
                }
                let mut inside = Vec::new();
                if !part.sections.is_empty() {
                    inside.push(format!("节 {}", patterns(&part.sections)));
                }
                if part.passages {
                    inside.push("节 说明".to_owned());
                }
                if part.tables {
                    inside.push("表 全部表".to_owned());
                }
                if !inside.is_empty() {
                    line = format!("{line} {{ {} }}", inside.join("  "));
                }
                printer.line(&line);
            }
        });
    }
}

fn whole(whole: &Whole) -> String {
    let tables = whole.tables.map(|tables| format!("{tables}张表"));
    let parts = whole.parts.map(|parts| format!("{parts}个部分"));
    let counts: Vec<String> = tables.into_iter().chain(parts).collect();
    format!("整份 {}", counts.join(" 或 "))
}

fn rule_set(head: &RuleSetHead) -> String {
    let mut out = format!("规则集 {}", name(&head.name));
    if let Some(version) = &head.version {
        out = format!("{out} 版本 {}", text(version));
    }
    if let Some(base) = &head.based_on {
        out = format!("{out} 基于 {}", name(base));
    }
    if !head.published.is_empty() {
        out = format!("{out} 公开 {}", texts(&head.published));
    }
    if !head.recognised_by.is_empty() {
        out = format!("{out} 识别 {}", texts(&head.recognised_by));
    }
    out
}

fn validity(validity: &Validity) -> String {
    match (validity.from, validity.until) {
        (Some(from), Some(until)) => format!("适用 {from} 至 {until}"),
        (Some(from), None) => format!("适用 {from} 起"),
        (None, Some(until)) => format!("适用 止 {until}"),
        (None, None) => String::new(),
    }
}

fn code_list(list: &CodeList) -> String {
    let levels = join(list.levels.iter().map(|(level, length)| format!("{}{length}", level.text)));
    format!("编码表 {} 数据 {} 级次 {levels}", name(&list.name), text(&list.data))
}

fn custom(custom: &CustomLine) -> String {
    let line = format!("惯例 {}", name(&custom.kind));
    if custom.texts.is_empty() { line } else { format!("{line} {}", texts(&custom.texts)) }
}

fn term(term: &Term) -> String {
    let mut out = term.class.word().to_owned();
    let mut add = |part: String| {
        out.push(' ');
        out.push_str(&part);
    };
    if let Some(found) = &term.name {
        add(name(found));
    }
    if let Some(cell) = &term.cell {
        add(format!("= {}", path(cell)));
    }
    term.parts.iter().for_each(|parts| add(format!("分 {}", names(parts))));
    if let Some(of) = &term.of {
        add(format!("属 {}", name(of)));
    }
    if !term.texts.is_empty() {
        add(patterns(&term.texts));
    }
    out
}

fn words(words: &Words) -> String {
    let entries: Vec<String> = words
        .entries
        .iter()
        .map(|entry| {
            let list = entry
                .words
                .iter()
                .map(|word| if is_plain(&word.value) { word.value.clone() } else { text(word) });
            format!("{} 为 {}", join(list), entry.value)
        })
        .collect();
    format!("词 {} {{ {} }}", name(&words.name), entries.join("；"))
}

/// `级别 …` and the other clauses, each with a blank before it.
struct Clauses(String);

impl Clauses {
    fn add(&mut self, clause: Option<String>) {
        if let Some(clause) = clause.filter(|clause| !clause.is_empty()) {
            self.0.push(' ');
            self.0.push_str(&clause);
        }
    }

    fn level(&mut self, found: Option<(Level, Span)>) {
        self.add(found.map(|(level, _)| {
            let word = match level {
                Level::Error => "错误",
                Level::Verify => "核实",
                Level::Hint => "提示",
            };
            format!("级别 {word}")
        }));
    }
}

/// A rule on one line.
pub(super) fn rule(rule: &Rule) -> String {
    let keyword = if rule.requirement { "要求" } else { "规则" };
    let mut out = Clauses(format!("{keyword} {} {}", rule.id.text, text(&rule.title)));
    out.add(rule.each.as_ref().map(|each| {
        let over: String = each.over.iter().map(|over| format!(" 于 {}", expr(over))).collect();
        format!("逐 {}{over}", name(&each.what))
    }));
    out.add(rule.when.as_ref().map(|when| format!("当 {}", expr(when))));
    out.add(rule.validity.as_ref().map(validity));
    out.level(rule.level);
    out.add(rule.tolerance.as_ref().map(|tolerance| format!("允许误差 {}", expr(tolerance))));
    out.add(rule.once_a_table.then(|| "每表一条".to_owned()));
    out.add(rule.basis.as_ref().map(|basis| format!("依据 {}", text(basis))));
    out.add(rule.wording.as_ref().map(|wording| format!("措辞 {}", text(wording))));
    out.add(rule.reason.as_ref().map(|reason| format!("因 {}", text(reason))));
    format!("{}：{}", out.0, expr(&rule.body))
}

/// 禁句 on one line.
pub(super) fn forbidden(found: &Forbidden) -> String {
    let mut out =
        Clauses(format!("禁句 {} {} {}", found.id.text, text(&found.title), patterns(&found.patterns)));
    out.add((!found.except.is_empty()).then(|| format!("除 {}", texts(&found.except))));
    out.add(found.instead.as_ref().map(|instead| format!("改 {}", text(instead))));
    out.add(found.when.as_ref().map(|when| format!("当 {}", expr(when))));
    out.add(found.over.as_ref().map(|over| format!("于 {}", path(over))));
    out.add(found.validity.as_ref().map(validity));
    out.level(found.level);
    out.add(found.reason.as_ref().map(|reason| format!("因 {}", text(reason))));
    out.add(found.wording.as_ref().map(|wording| format!("措辞 {}", text(wording))));
    out.0
}

/// 停用 on one line.
pub(super) fn disable(found: &Disable) -> String {
    let mut out = Clauses(format!("停用 {}", names(&found.names)));
    out.add(found.when.as_ref().map(|when| format!("当 {}", expr(when))));
    out.add(found.reason.as_ref().map(|reason| format!("因 {}", text(reason))));
    out.0
}

fn adjust(found: &Adjust) -> String {
    let mut out = Clauses(format!("调整 {}", names(&found.names)));
    out.add(found.when.as_ref().map(|when| format!("当 {}", expr(when))));
    out.add(found.validity.as_ref().map(validity));
    out.level(found.level);
    out.add(found.tolerance.as_ref().map(|tolerance| format!("允许误差 {}", expr(tolerance))));
    out.add(found.reason.as_ref().map(|reason| format!("因 {}", text(reason))));
    out.0
}
