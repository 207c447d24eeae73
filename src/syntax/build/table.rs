//! 表, 侧, their rows, columns and other members.

use pest::iterators::Pair;

use super::super::grammar::Rule;
use super::super::{CodeRows, Field, Line, Name, Parts, Table, TableMember, Validity};
use super::{Builder, is_name};

impl Builder<'_> {
    /// A whole table.
    pub(super) fn table(&mut self, pair: Pair<'_, Rule>) -> Table {
        let mut head = None;
        let mut members = Vec::new();
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::table_head => head = Some(self.table_head(inner)),
                _ => members.extend(self.table_member(inner)),
            }
        }
        Table { members, ..head.unwrap_or_else(no_table) }
    }

    /// `表 名 …`, without members.
    pub(in crate::syntax) fn table_head(&mut self, pair: Pair<'_, Rule>) -> Table {
        let mut table = Table { span: self.span(&pair), ..no_table() };
        for inner in pair.into_inner() {
            let place = self.span(&inner);
            match inner.as_rule() {
                Rule::short => {
                    let name = self.first_name(inner);
                    self.once(&mut table.short, Some(name), place, "简称");
                }
                Rule::copies => {
                    let name = self.first_name(inner);
                    self.once(&mut table.copies, Some(name), place, "每份");
                }
                Rule::optional_mark => table.optional = true,
                Rule::exact_mark => table.exact = true,
                _ if is_name(&inner) => table.name = self.name(&inner),
                _ => {}
            }
        }
        table
    }

    /// `侧 名`
    pub(in crate::syntax) fn side_head(&mut self, pair: Pair<'_, Rule>) -> Name {
        self.first_name(pair)
    }

    /// One member of a table or side; none for braces and the end of the text.
    pub(in crate::syntax) fn table_member(&mut self, pair: Pair<'_, Rule>) -> Option<TableMember> {
        Some(match pair.as_rule() {
            Rule::aliases => TableMember::Alias(self.patterns(pair)),
            Rule::order => {
                let span = self.span(&pair);
                let number = pair.into_inner().find(|inner| inner.as_rule() == Rule::signed);
                TableMember::Order(number.map_or(0, |number| self.integer(&number)), span)
            }
            Rule::columns => TableMember::Columns(self.lines(pair)),
            Rule::rows => TableMember::Rows(self.lines(pair)),
            Rule::side => {
                let mut name = Name::default();
                let mut members = Vec::new();
                for inner in pair.into_inner() {
                    match inner.as_rule() {
                        Rule::side_head => name = self.side_head(inner),
                        _ => members.extend(self.table_member(inner)),
                    }
                }
                TableMember::Side(name, members)
            }
            Rule::code_rows | Rule::open_rows => TableMember::Codes(self.code_rows(pair)),
            Rule::note => TableMember::Note(self.first_text(pair)),
            Rule::empty_note => TableMember::EmptyNote(self.patterns(pair)),
            Rule::fields => {
                let fields = pair.into_inner().filter(|inner| inner.as_rule() == Rule::field);
                TableMember::Fields(fields.map(|field| self.field(field)).collect())
            }
            Rule::format => {
                let name = self.first_name(pair.clone());
                TableMember::Format(name, self.patterns(pair).into_iter().next()?)
            }
            Rule::define => {
                let name = self.first_name(pair.clone());
                TableMember::Define(name, self.first_expr(pair))
            }
            Rule::rule => TableMember::Rule(self.rule(pair)),
            Rule::disable => TableMember::Disable(self.disable(pair)),
            _ => return None,
        })
    }

    /// Rows or columns directly inside a pair.
    fn lines(&mut self, pair: Pair<'_, Rule>) -> Vec<Line> {
        pair.into_inner().filter(|inner| inner.as_rule() == Rule::line).map(|line| self.line(line)).collect()
    }

    fn line(&mut self, pair: Pair<'_, Rule>) -> Line {
        let mut line = Line {
            name: Name::default(),
            code: None,
            kind: None,
            short: None,
            aliases: Vec::new(),
            optional: false,
            exact: false,
            validity: None,
            parts: None,
            of_which: Vec::new(),
            span: self.span(&pair),
        };
        for inner in pair.into_inner() {
            let place = self.span(&inner);
            match inner.as_rule() {
                Rule::code => {
                    let code = self.code(&inner);
                    line.name = code.clone();
                    line.code = Some(code);
                }
                Rule::path => line.kind = Some(self.path(inner)),
                Rule::line_short => {
                    let name = self.first_name(inner);
                    self.once(&mut line.short, Some(name), place, "简称");
                }
                Rule::aliases => {
                    self.none_empty(&inner);
                    line.aliases.extend(self.texts(inner));
                }
                Rule::line_optional => line.optional = true,
                Rule::line_exact => line.exact = true,
                Rule::line_year | Rule::line_valid => {
                    let found = self.validity(inner);
                    self.add_validity(&mut line.validity, found);
                }
                Rule::parts => {
                    let parts = self.parts(inner);
                    self.once(&mut line.parts, Some(parts), place, "分");
                }
                Rule::of_which => line.of_which.extend(self.lines(inner)),
                _ if is_name(&inner) => line.name = self.name(&inner),
                _ => {}
            }
        }
        line
    }

    /// `起 2019` and `止 2024` of one row are one validity.
    fn add_validity(&mut self, slot: &mut Option<Validity>, found: Validity) {
        let Some(known) = slot else {
            *slot = Some(found);
            return;
        };
        let twice = (known.from.is_some() && found.from.is_some())
            || (known.until.is_some() && found.until.is_some());
        if twice {
            self.once(&mut Some(()), Some(()), found.span, "起止年度");
            return;
        }
        known.from = known.from.or(found.from);
        known.until = known.until.or(found.until);
        known.span = known.span.to(found.span);
        let whole = *known;
        self.in_order(&whole);
    }

    fn parts(&mut self, pair: Pair<'_, Rule>) -> Parts {
        let mut parts = Parts { lines: Vec::new(), codes: None, span: self.span(&pair) };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::line => parts.lines.push(self.line(inner)),
                Rule::code_rows | Rule::open_rows => {
                    let place = self.span(&inner);
                    let word = if inner.as_rule() == Rule::open_rows { "每行" } else { "科目" };
                    let codes = self.code_rows(inner);
                    self.once(&mut parts.codes, Some(codes), place, word);
                }
                _ => {}
            }
        }
        parts
    }

    fn code_rows(&mut self, pair: Pair<'_, Rule>) -> CodeRows {
        let span = self.span(&pair);
        let open = (pair.as_rule() == Rule::open_rows).then(|| {
            let aliases = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::aliases);
            aliases.flat_map(|aliases| self.texts(aliases)).collect()
        });
        let mut names = self.names(pair).into_iter();
        CodeRows { list: names.next().unwrap_or_default(), down_to: names.next(), open, span }
    }

    fn field(&mut self, pair: Pair<'_, Rule>) -> Field {
        let mut field = Field { name: Name::default(), kind: None, label: None };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::path => field.kind = Some(self.path(inner)),
                Rule::string => field.label = Some(self.text(inner)),
                _ if is_name(&inner) => field.name = self.name(&inner),
                _ => {}
            }
        }
        field
    }
}

fn no_table() -> Table {
    Table {
        name: Name::default(),
        short: None,
        copies: None,
        optional: false,
        exact: false,
        members: Vec::new(),
        span: crate::source::Span::default(),
    }
}
