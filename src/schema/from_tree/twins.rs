//! What one name is given to twice: tables of one name for two forms, rows and columns that are written again, names
//! in print that belong to something else, a whole inside itself.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Declared, Kind};
use crate::source::{Diagnostic, Lint, Severity, Span};
use crate::syntax::{Item, Line, PassageMember, Table, TableMember, Tree};

/// Most siblings of one block that are compared, and most that is told.
const COMPARED: usize = 2_000;
const TOLD: usize = 200;

/// Asks about names that are given twice.
pub(super) fn look(declared: &mut Declared, trees: &[(u32, &Tree)]) {
    let mut told = Vec::new();
    for (_, tree) in trees {
        heads(tree, &mut told);
        for item in &tree.items {
            if let Item::Table(table) = item {
                members(&table.name.text, &table.members, &mut told);
            }
        }
    }
    tables(trees, &mut told);
    sections(trees, &mut told);
    sentences(trees, &mut told);
    told.truncate(TOLD);
    declared.diagnostics.extend(told);
}

/// A file belongs to one rule set.
fn heads(tree: &Tree, told: &mut Vec<Diagnostic>) {
    let mut heads = tree.items.iter().filter_map(|item| match item {
        Item::RuleSet(head) => Some(head),
        _ => None,
    });
    let Some(first) = heads.next() else { return };
    told.extend(heads.map(|head| {
        let message = "「规则集」在一个文件里写了两次";
        Diagnostic::error(Lint("重复"), head.span, message)
            .mend("留下一处；两个规则集写成两个文件")
            .see(first.span, "第一次在这里")
    }));
}

/// What a table is called, by what and where.
struct Called<'t> {
    table: &'t str,
    kind: &'static str,
    span: Span,
}

/// One name that two tables have: a rule that uses it would mean the first.
fn tables(trees: &[(u32, &Tree)], told: &mut Vec<Diagnostic>) {
    let mut full: BTreeMap<&str, &str> = BTreeMap::new();
    let mut names: BTreeMap<&str, Called<'_>> = BTreeMap::new();
    let all: Vec<&Table> = trees.iter().flat_map(|(_, tree)| &tree.items).filter_map(table).collect();
    for table in &all {
        let own = *full.get(table.name.text.as_str()).unwrap_or(&table.name.text.as_str());
        for (name, kind) in
            std::iter::once((&table.name, "名称")).chain(table.short.as_ref().map(|short| (short, "简称")))
        {
            let called = Called { table: own, kind, span: name.span };
            match names.get(name.text.as_str()) {
                Some(known) if known.table != own => told.push(
                    Diagnostic::error(Lint("名称重复"), name.span, format!("两张表都叫「{}」", name.text))
                        .mend("换一个简称，规则里才分得清是哪一张")
                        .see(known.span, format!("已经是「{}」的{}", known.table, known.kind)),
                ),
                Some(_) => {}
                None => {
                    names.insert(&name.text, called);
                }
            }
            full.entry(&name.text).or_insert(own);
        }
    }
    let mut lines: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    let mut optional: BTreeSet<&str> = BTreeSet::new();
    for table in &all {
        let own = *full.get(table.name.text.as_str()).unwrap_or(&table.name.text.as_str());
        optional.extend(table.optional.then_some(own));
        printed(&table.members, lines.entry(own).or_default());
    }
    for table in &all {
        let own = *full.get(table.name.text.as_str()).unwrap_or(&table.name.text.as_str());
        let aliases = table.members.iter().filter_map(|member| match member {
            TableMember::Alias(aliases) => Some(aliases),
            _ => None,
        });
        for alias in aliases.flatten() {
            let other = names.get(alias.text.value.as_str()).filter(|known| known.table != own);
            // Tables that print one title are told apart by their rows and columns; of two alike one may be missing.
            let alike = |known: &&Called<'_>| {
                let optional = [own, known.table].iter().any(|name| optional.contains(name));
                !optional && lines.get(known.table) == lines.get(own)
            };
            let Some(known) = other.filter(alike) else {
                continue;
            };
            let message = format!("又名「{}」是另一张表的{}", alias.text.value, known.kind);
            told.push(
                Diagnostic::warning(Lint("名称重复"), alias.text.span, message)
                    .mend("标题、行、列都相同的两张表认不出是哪一张：删去这个又名")
                    .see(known.span, "另一张表在这里"),
            );
        }
    }
}

/// Names of all rows and columns.
fn printed<'t>(members: &'t [TableMember], names: &mut BTreeSet<&'t str>) {
    fn add<'t>(lines: &'t [Line], names: &mut BTreeSet<&'t str>) {
        for line in lines {
            names.insert(&line.name.text);
            add(line.parts.as_ref().map(|parts| parts.lines.as_slice()).unwrap_or_default(), names);
            add(&line.of_which, names);
        }
    }
    for member in members {
        match member {
            TableMember::Rows(lines) | TableMember::Columns(lines) => add(lines, names),
            TableMember::Side(_, inner) => printed(inner, names),
            TableMember::Fields(fields) => names.extend(fields.iter().map(|field| field.name.text.as_str())),
            _ => {}
        }
    }
}

fn table(item: &Item) -> Option<&Table> {
    match item {
        Item::Table(table) => Some(table),
        _ => None,
    }
}

fn members(block: &str, members: &[TableMember], told: &mut Vec<Diagnostic>) {
    for kind in ["行", "列"] {
        let lines: Vec<&Line> = members
            .iter()
            .filter_map(|member| match (member, kind) {
                (TableMember::Rows(lines), "行") | (TableMember::Columns(lines), "列") => Some(lines),
                _ => None,
            })
            .flatten()
            .collect();
        siblings(block, kind, &lines, &mut Vec::new(), told);
    }
    for member in members {
        if let TableMember::Side(name, inner) = member {
            self::members(&format!("{block}.{}", name.text), inner, told);
        }
    }
}

/// Lines side by side: none twice, none called in print what another is called.
fn siblings<'l>(
    block: &str,
    kind: &str,
    lines: &[&'l Line],
    wholes: &mut Vec<&'l str>,
    told: &mut Vec<Diagnostic>,
) {
    let named = lines.iter().filter(|line| line.code.is_none()).take(COMPARED);
    let mut seen: BTreeMap<&str, &Line> = BTreeMap::new();
    for line in named.clone() {
        match seen.get(line.name.text.as_str()) {
            Some(first) if says_nothing(line) => told.push(
                Diagnostic::warning(
                    Lint("重复"),
                    line.name.span,
                    format!("「{block}」的{kind}「{}」写了两次", line.name.text),
                )
                .mend("删去一处；是两个不同的，把名称写得不同，印的名称写在「又名」里")
                .see(first.name.span, "第一次在这里"),
            ),
            Some(_) => {}
            None => drop(seen.insert(&line.name.text, line)),
        }
        if wholes.contains(&line.name.text.as_str()) {
            let message =
                format!("「{}」在它自己的「分」「其中」里面：{}", line.name.text, wholes.join(" 分 "));
            told.push(
                Diagnostic::error(Lint("分绕回自己"), line.name.span, message)
                    .mend("一项不能是它自己的一部分：删去里面这一处，或换成另一项"),
            );
        }
    }
    for line in named {
        for alias in &line.aliases {
            let other = seen.get(alias.value.as_str()).filter(|other| other.name.text != line.name.text);
            told.extend(other.map(|other| {
                let message =
                    format!("{kind}「{}」的又名「{}」是另一{kind}的名称", line.name.text, alias.value);
                Diagnostic::warning(Lint("名称重复"), alias.span, message)
                    .mend("印着这个名称的会认作那一个：删去这个又名，或改那一个的名称")
                    .see(other.name.span, "那一个在这里")
            }));
        }
        wholes.push(&line.name.text);
        let parts = line.parts.as_ref().map(|parts| parts.lines.as_slice()).unwrap_or_default();
        for inner in [parts, line.of_which.as_slice()] {
            siblings(block, kind, &inner.iter().collect::<Vec<_>>(), wholes, told);
        }
        wholes.pop();
    }
}

/// Whether a line says nothing but its name.
fn says_nothing(line: &Line) -> bool {
    let marked = line.optional || line.exact;
    let described = line.kind.is_some() || line.short.is_some() || marked || line.validity.is_some();
    !described && line.aliases.is_empty() && line.parts.is_none() && line.of_which.is_empty()
}

/// A new section under the heading of one that is there already: whichever is found first takes the text.
fn sections(trees: &[(u32, &Tree)], told: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<&str, (&str, Span)> = BTreeMap::new();
    for (layer, tree) in trees {
        for item in &tree.items {
            let Item::Passage(passage) = item else { continue };
            let titles = passage.members.iter().filter_map(|member| match member {
                PassageMember::Titled(titles) => Some(titles),
                _ => None,
            });
            for title in titles.flatten() {
                match known.get(title.text.value.as_str()) {
                    Some((other, at)) if *other != passage.name.text && *layer > 0 => told.push(
                        Diagnostic::warning(
                            Lint("标题重复"),
                            title.text.span,
                            format!(
                                "说明「{}」的标题与原有的「{other}」相同，这一节的文字会归其中一个",
                                passage.name.text
                            ),
                        )
                        .mend(format!(
                            "往原有的一节里加，写：说明 {other} {{ … }}；确要换掉它，先停用它的规则"
                        ))
                        .see(*at, "原有的在这里"),
                    ),
                    Some(_) => {}
                    None => drop(known.insert(&title.text.value, (&passage.name.text, title.text.span))),
                }
            }
        }
    }
}

/// Sentence patterns that a passage, a part of it or a 句组 has already: whichever matches, the same is read.
fn sentences(trees: &[(u32, &Tree)], told: &mut Vec<Diagnostic>) {
    let mut known: BTreeMap<(String, String), Span> = BTreeMap::new();
    for (_, tree) in trees {
        for item in &tree.items {
            match item {
                Item::Passage(passage) => written(&passage.name.text, &passage.members, &mut known, told),
                Item::Group(group) => written(&group.name.text, &group.members, &mut known, told),
                _ => {}
            }
        }
    }
}

fn written(
    block: &str,
    members: &[PassageMember],
    known: &mut BTreeMap<(String, String), Span>,
    told: &mut Vec<Diagnostic>,
) {
    for member in members {
        match member {
            // What its words imply makes it another.
            PassageMember::Sentence(sentence) if sentence.implied.is_empty() => {
                let text = &sentence.pattern.text;
                let key = (block.to_owned(), crate::text::fold(&text.value).text);
                match known.get(&key) {
                    Some(first) => told.push(
                        Diagnostic::warning(
                            Lint("句式重复"),
                            text.span,
                            format!("「{block}」里已有同样的句式「{}」", text.value),
                        )
                        .mend("删去这一处；要取别的数，写得与原有的不同")
                        .see(*first, "原有的在这里"),
                    ),
                    None => drop(known.insert(key, text.span)),
                }
            }
            PassageMember::Section(section) => {
                written(&format!("{block}.{}", section.name.text), &section.members, known, told);
            }
            PassageMember::Items(items) => {
                written(&format!("{block}.{}", items.name.text), &items.members, known, told);
            }
            _ => {}
        }
    }
}

/// Classes of words that no slot is of and no word of which a rule can mean.
pub(super) fn unused_words(declared: &mut Declared, trees: &[(u32, &Tree)]) {
    let columns = declared.schema.families.iter().flat_map(|family| &family.columns);
    let used: Vec<u32> = columns
        .filter_map(|column| match &column.kind {
            Kind::Words(class) => Some(class.0),
            _ => None,
        })
        .collect();
    let is_used = |name: &str| {
        let at = declared.schema.words.iter().position(|class| class.name == name);
        at.is_some_and(|at| used.contains(&(at as u32)))
    };
    let words = trees.iter().flat_map(|(_, tree)| &tree.items).filter_map(|item| match item {
        Item::Words(words) => Some(words),
        _ => None,
    });
    let told: Vec<Diagnostic> = words
        .filter(|words| !is_used(&words.name.text))
        .map(|words| {
            let message = format!("词「{}」没有用到", words.name.text);
            let note = Diagnostic::warning(Lint("没有用到"), words.name.span, message)
                .mend(format!("在句式里写 {{名:{}}}，或删去", words.name.text));
            Diagnostic { severity: Severity::Hint, ..note }
        })
        .collect();
    declared.diagnostics.extend(told);
}
