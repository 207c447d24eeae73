//! Tables, passages, groups and their members.

use super::super::{CodeRows, Field, Group, Line, Passage, PassageMember, Sentence, Table, TableMember};
use super::expression::{expr, list, member_of, path, pattern, patterns};
use super::item::{disable, forbidden, rule};
use super::{Printer, join, name, names, text, texts};

impl Printer<'_> {
    pub(super) fn table(&mut self, table: &Table) {
        let mut head = format!("表 {}", name(&table.name));
        if let Some(short) = &table.short {
            head = format!("{head} 简称 {}", name(short));
        }
        if let Some(copies) = &table.copies {
            head = format!("{head} 每份 {}", name(copies));
        }
        if table.optional {
            head.push_str(" 可缺");
        }
        if table.exact {
            head.push_str(" 精确");
        }
        self.block(&head, table.members.is_empty(), |printer| printer.table_members(&table.members));
    }

    fn table_members(&mut self, members: &[TableMember]) {
        for member in members {
            self.comments_before(table_start(member));
            match member {
                TableMember::Alias(aliases) => self.line(&format!("又名 {}", patterns(aliases))),
                TableMember::Order(order, _) => self.line(&format!("次序 {order}")),
                TableMember::Columns(columns) => self.line(&format!("列 {}", lines(columns))),
                TableMember::Rows(rows) => self.line(&format!("行 {}", lines(rows))),
                TableMember::Side(side, members) => {
                    let head = format!("侧 {}", name(side));
                    self.block(&head, members.is_empty(), |printer| printer.table_members(members));
                }
                TableMember::Codes(codes) => self.line(&code_rows(codes)),
                TableMember::Note(note) => self.line(&format!("注 {}", text(note))),
                TableMember::EmptyNote(notes) => self.line(&format!("空表说明 {}", patterns(notes))),
                TableMember::Fields(fields) => self.line(&format!("填项 {}", join(fields.iter().map(field)))),
                TableMember::Format(column, format) => {
                    self.line(&format!("格式 {} {}", name(column), pattern(format)));
                }
                TableMember::Define(defined, found) => {
                    self.line(&format!("定义 {} = {}", name(defined), expr(found)));
                }
                TableMember::Rule(found) => self.line(&rule(found)),
                TableMember::Disable(found) => self.line(&disable(found)),
            }
        }
    }

    pub(super) fn passage(&mut self, keyword: &str, passage: &Passage) {
        let head = format!("{keyword} {}", name(&passage.name));
        self.block(&head, passage.members.is_empty(), |printer| printer.passage_members(&passage.members));
    }

    pub(super) fn group(&mut self, group: &Group) {
        let mut head = format!("句组 {}", group.name.text);
        if !group.parameters.is_empty() {
            head = format!("{head}（{}）", names(&group.parameters));
        }
        self.block(&head, group.members.is_empty(), |printer| printer.passage_members(&group.members));
    }

    fn passage_members(&mut self, members: &[PassageMember]) {
        for member in members {
            self.comments_before(passage_start(member));
            match member {
                PassageMember::Titled(titles) => self.line(&format!("位于 {}", patterns(titles))),
                PassageMember::Starts(starts) => self.line(&format!("始于 {}", patterns(starts))),
                PassageMember::Rest(_) => self.line("位于 其余"),
                PassageMember::Clauses(_) => self.line("位于 分句"),
                PassageMember::Sentence(found) => self.line(&format!("句式 {}", sentence(found))),
                PassageMember::Use(found) => {
                    let arguments = list(&found.arguments);
                    let arguments =
                        if arguments.is_empty() { arguments } else { format!("（{arguments}）") };
                    self.line(&format!("用 {}{arguments}", found.group.text));
                }
                PassageMember::Define(defined, found) => {
                    self.line(&format!("定义 {} = {}", name(defined), expr(found)));
                }
                PassageMember::Rule(found) => self.line(&rule(found)),
                PassageMember::Forbidden(found) => self.line(&forbidden(found)),
                PassageMember::Items(items) => {
                    let heads = join(items.heads.iter().map(sentence));
                    let head = format!("每项 {} {heads}", name(&items.name)).trim_end().to_owned();
                    let empty = items.members.is_empty();
                    self.block(&head, empty, |printer| printer.passage_members(&items.members));
                }
                PassageMember::Section(section) => self.passage("段", section),
                PassageMember::Disable(found) => self.line(&disable(found)),
            }
        }
    }
}

/// Where a member of a table begins, or a little behind that.
fn table_start(member: &TableMember) -> u32 {
    match member {
        TableMember::Alias(aliases) => aliases.first().map_or(0, |alias| alias.text.span.start),
        TableMember::Order(_, span) => span.start,
        TableMember::Columns(lines) | TableMember::Rows(lines) => {
            lines.first().map_or(0, |line| line.span.start)
        }
        TableMember::Side(name, _) | TableMember::Format(name, _) | TableMember::Define(name, _) => {
            name.span.start
        }
        TableMember::Codes(codes) => codes.span.start,
        TableMember::Note(note) => note.span.start,
        TableMember::EmptyNote(notes) => notes.first().map_or(0, |note| note.text.span.start),
        TableMember::Fields(fields) => fields.first().map_or(0, |field| field.name.span.start),
        TableMember::Rule(found) => found.span.start,
        TableMember::Disable(found) => found.span.start,
    }
}

/// Where a member of a passage begins, or a little behind that.
fn passage_start(member: &PassageMember) -> u32 {
    match member {
        PassageMember::Titled(patterns) | PassageMember::Starts(patterns) => {
            patterns.first().map_or(0, |pattern| pattern.text.span.start)
        }
        PassageMember::Rest(span) | PassageMember::Clauses(span) => span.start,
        PassageMember::Sentence(found) => found.pattern.text.span.start,
        PassageMember::Use(found) => found.span.start,
        PassageMember::Define(name, _) => name.span.start,
        PassageMember::Rule(found) => found.span.start,
        PassageMember::Forbidden(found) => found.span.start,
        PassageMember::Items(found) => found.span.start,
        PassageMember::Section(found) => found.span.start,
        PassageMember::Disable(found) => found.span.start,
    }
}

fn sentence(sentence: &Sentence) -> String {
    let out = pattern(&sentence.pattern);
    if sentence.implied.is_empty() {
        return out;
    }
    let last = sentence.implied.len() - 1;
    let facts = sentence.implied.iter().enumerate();
    let facts =
        join(facts.map(|(at, (fact, value))| format!("{} = {}", name(fact), member_of(value, at == last))));
    format!("{out} 即 {facts}")
}

fn lines(lines: &[Line]) -> String {
    join(lines.iter().map(line))
}

fn line(line: &Line) -> String {
    let mut out = match &line.code {
        Some(code) => format!("[{}]", code.text),
        // Bare, it would be read as rows of a code list.
        None if matches!(line.name.text.as_str(), "科目" | "每行") => format!("「{}」", line.name.text),
        None => name(&line.name),
    };
    if let Some(kind) = &line.kind {
        out = format!("{out}:{}", path(kind));
    }
    if let Some(short) = &line.short {
        out = format!("{out} 简称 {}", name(short));
    }
    if !line.aliases.is_empty() {
        out = format!("{out} 又名 {}", texts(&line.aliases));
    }
    if line.optional {
        out.push_str(" 可缺");
    }
    if line.exact {
        out.push_str(" 精确");
    }
    if let Some(validity) = &line.validity {
        let from = validity.from.map(|year| format!(" 起 {year}")).unwrap_or_default();
        let until = validity.until.map(|year| format!(" 止 {year}")).unwrap_or_default();
        out = format!("{out}{from}{until}");
    }
    if let Some(parts) = &line.parts {
        let inside = join(parts.lines.iter().map(self::line).chain(parts.codes.iter().map(code_rows)));
        out = format!("{out} 分 {{ {inside} }}");
    }
    if !line.of_which.is_empty() {
        out = format!("{out} 其中 {{ {} }}", lines(&line.of_which));
    }
    out
}

fn code_rows(codes: &CodeRows) -> String {
    if let Some(aliases) = &codes.open {
        let also = if aliases.is_empty() { String::new() } else { format!(" 又名 {}", texts(aliases)) };
        return format!("每行 {}{also}", name(&codes.list));
    }
    match &codes.down_to {
        Some(level) => format!("科目 {} 至 {}", name(&codes.list), name(level)),
        None => format!("科目 {}", name(&codes.list)),
    }
}

fn field(field: &Field) -> String {
    let mut out = name(&field.name);
    if let Some(kind) = &field.kind {
        out = format!("{out}:{}", path(kind));
    }
    if let Some(label) = &field.label {
        out = format!("{out} 位于 {}", text(label));
    }
    out
}
