//! A walk over one tree: every name that it declares, adds to or mentions outside of expressions.

use std::collections::BTreeSet;

use super::symbol::{Key, Occurrence, SymbolKind};
use crate::schema::{Family, FamilyId, families_named};
use crate::session::Edition;
use crate::source::Span;
use crate::syntax::{
    CodeRows, Each, ExprKind, Forbidden, Group, Item, Items, Line, Name, Passage, PassageMember, Path,
    Pattern, Piece, Rule, Sentence, Step, Table, TableMember, Term, TermClass, Text, Tree,
};

/// The block that a name stands in.
#[derive(Clone, Debug)]
enum Within {
    /// Outside of all.
    Top,
    /// A table or a side of it.
    Table(Vec<FamilyId>),
    /// A passage or item.
    Family(Option<FamilyId>),
    /// A 句组, from its head on: its slots belong to every site that uses it.
    Group(Span),
}

/// A walk over a tree by the edition that it is compiled in.
pub(super) struct Walk<'e> {
    edition: &'e Edition,
    pub(super) found: Vec<Occurrence>,
    /// Names of the passages around.
    path: Vec<String>,
    phrases: BTreeSet<&'e str>,
}

impl<'e> Walk<'e> {
    pub(super) fn new(edition: &'e Edition) -> Self {
        let items = edition.trees.iter().flat_map(|tree| &tree.items);
        let phrases = items.filter_map(|item| match item {
            Item::Term(term) if term.class == TermClass::Phrase => term.name.as_ref(),
            _ => None,
        });
        let phrases = phrases.map(|name| name.text.as_str()).collect();
        Self { edition, found: Vec::new(), path: Vec::new(), phrases }
    }

    fn add(&mut self, span: Span, key: Key, declares: bool) {
        self.found.push(Occurrence { span, key, declares, also: false });
    }

    /// Another name, beside the one that is declared.
    fn also(&mut self, span: Span, key: &Key) {
        self.found.push(Occurrence { span, key: key.clone(), declares: true, also: true });
    }

    fn named(&mut self, kind: SymbolKind, name: &Name, declares: bool) {
        self.add(name.span, Key::Named(kind, name.text.clone()), declares);
    }

    pub(super) fn tree(&mut self, tree: &Tree) {
        for (at, item) in tree.items.iter().enumerate() {
            let next = tree.items.get(at + 1).and_then(start_of);
            self.item(item, next.unwrap_or(u32::MAX));
        }
    }

    fn item(&mut self, item: &Item, end: u32) {
        match item {
            Item::RuleSet(head) => {
                self.named(SymbolKind::RuleSet, &head.name, true);
                head.based_on.iter().for_each(|base| self.named(SymbolKind::RuleSet, base, false));
            }
            Item::CodeList(list) => self.named(SymbolKind::CodeList, &list.name, true),
            Item::Words(words) => self.named(SymbolKind::Words, &words.name, true),
            Item::Term(term) => self.term(term),
            Item::Table(table) => self.table(table),
            Item::Passage(passage) => self.passage(passage),
            Item::Group(group) => self.group(group, end),
            Item::Rule(rule) => self.rule(rule),
            Item::Forbidden(phrase) => self.forbidden(phrase),
            Item::Disable(disable) => self.changed(&disable.names, &Within::Top),
            Item::Adjust(adjust) => self.changed(&adjust.names, &Within::Top),
            Item::Define(name, _) => self.add(name.span, Key::At(SymbolKind::Definition, name.span), true),
            Item::Outline(outline) => outline.parts.iter().for_each(|part| {
                self.pattern(&part.title, &Within::Top);
                part.sections.iter().for_each(|section| self.pattern(section, &Within::Top));
            }),
            Item::Basis(_) | Item::Validity(_) | Item::Custom(_) | Item::Whole(_) => {}
        }
    }

    fn term(&mut self, term: &Term) {
        let kind = if term.class == TermClass::Phrase { SymbolKind::Phrase } else { SymbolKind::Subject };
        match &term.name {
            Some(name) if term.class == TermClass::CodeNames => {
                self.named(SymbolKind::CodeList, name, false);
            }
            Some(name) => self.named(kind, name, true),
            None => {}
        }
        let others = term.parts.iter().flatten().chain(&term.of);
        others.for_each(|name| self.named(SymbolKind::Subject, name, false));
        term.cell.iter().for_each(|path| self.path(path));
        // Slots of a 短语 are those of every site that it is put in.
        let within = Within::Group(term.span);
        term.texts.iter().for_each(|text| self.pattern(text, &within));
    }

    fn table(&mut self, table: &Table) {
        let schema = &self.edition.schema;
        let Some(known) = schema.tables.iter().find(|known| known.is_called(&table.name.text)) else {
            return;
        };
        let key = Key::At(SymbolKind::Table, known.span);
        self.add(table.name.span, key.clone(), true);
        table.short.iter().for_each(|short| self.also(short.span, &key));
        for member in &table.members {
            if let TableMember::Alias(patterns) = member {
                let plain = patterns.iter().filter(|pattern| known.is_called(&pattern.text.value));
                plain.for_each(|pattern| self.also(pattern.text.span, &key));
            }
        }
        self.table_members(&table.members, &known.families, known.span);
    }

    fn table_members(&mut self, members: &[TableMember], families: &[FamilyId], table: Span) {
        let within = Within::Table(families.to_vec());
        for member in members {
            match member {
                TableMember::Columns(lines) | TableMember::Rows(lines) => {
                    lines.iter().for_each(|line| self.line(line, families));
                }
                TableMember::Side(name, inner) => {
                    self.add(name.span, Key::Side(table, name.text.clone()), true);
                    let side = |id: &&FamilyId| {
                        self.family(**id).is_some_and(|family| family.side.as_ref() == Some(&name.text))
                    };
                    let own: Vec<FamilyId> = families.iter().filter(side).copied().collect();
                    self.table_members(inner, &own, table);
                }
                TableMember::Codes(codes) => self.codes(codes),
                TableMember::EmptyNote(patterns) => {
                    patterns.iter().for_each(|pattern| self.pattern(pattern, &Within::Top));
                }
                TableMember::Fields(fields) => fields.iter().for_each(|field| {
                    self.cell(&field.name, families, true);
                    field.kind.iter().for_each(|kind| self.kind(kind));
                }),
                TableMember::Format(name, pattern) => {
                    self.cell(name, families, false);
                    self.pattern(pattern, &within);
                }
                TableMember::Define(name, _) => {
                    self.add(name.span, Key::At(SymbolKind::Definition, name.span), true);
                }
                TableMember::Rule(rule) => self.rule(rule),
                TableMember::Disable(disable) => self.changed(&disable.names, &within),
                TableMember::Alias(_) | TableMember::Order(..) | TableMember::Note(_) => {}
            }
        }
    }

    fn family(&self, id: FamilyId) -> Option<&'e Family> {
        self.edition.schema.family(id)
    }

    /// The row or column of these families that a name means.
    fn cell_key(&self, name: &str, families: &[FamilyId]) -> Option<Key> {
        let families = || families.iter().filter_map(|id| self.family(*id));
        let row = families().flat_map(|family| &family.rows).find(|row| row.is_called(name));
        let column = families().flat_map(|family| &family.columns).find(|column| column.is_called(name));
        match (row, column) {
            (Some(row), _) => Some(Key::At(SymbolKind::Row, row.span)),
            (None, Some(column)) => Some(Key::At(SymbolKind::Column, column.span)),
            (None, None) => None,
        }
    }

    fn cell(&mut self, name: &Name, families: &[FamilyId], declares: bool) {
        if let Some(key) = self.cell_key(&name.text, families) {
            self.add(name.span, key, declares);
        }
    }

    /// A row or column as declared: by its place, where the schema has it from here, else by its name.
    fn line(&mut self, line: &Line, families: &[FamilyId]) {
        let here = families.iter().filter_map(|id| self.family(*id)).find_map(|family| {
            let row = family.rows.iter().find(|row| row.span == line.span);
            let column = family.columns.iter().find(|column| column.span == line.span);
            row.map(|row| Key::At(SymbolKind::Row, row.span))
                .or(column.map(|column| Key::At(SymbolKind::Column, column.span)))
        });
        if let Some(key) = here.or_else(|| self.cell_key(&line.name.text, families)) {
            self.add(line.name.span, key.clone(), true);
            line.short.iter().for_each(|short| self.also(short.span, &key));
            line.aliases.iter().for_each(|alias| self.also(alias.span, &key));
        }
        line.kind.iter().for_each(|kind| self.kind(kind));
        if let Some(parts) = &line.parts {
            parts.lines.iter().for_each(|line| self.line(line, families));
            parts.codes.iter().for_each(|codes| self.codes(codes));
        }
        line.of_which.iter().for_each(|line| self.line(line, families));
    }

    fn codes(&mut self, codes: &CodeRows) {
        self.named(SymbolKind::CodeList, &codes.list, codes.open.is_some());
    }

    /// A type: a class of words, or rows and columns of a table.
    fn kind(&mut self, path: &Path) {
        if let [Step::Name(name)] = path.steps.as_slice()
            && self.edition.schema.words.iter().any(|words| words.name == name.text)
        {
            return self.named(SymbolKind::Words, name, false);
        }
        self.path(path);
    }

    /// A path that is looked up by names alone.
    fn path(&mut self, path: &Path) {
        let names: Vec<&Name> = path
            .steps
            .iter()
            .map_while(|step| match step {
                Step::Name(name) => Some(name),
                _ => None,
            })
            .collect();
        let texts: Vec<&str> = names.iter().map(|name| name.text.as_str()).collect();
        let Some((families, used)) = families_named(&self.edition.schema, &texts) else { return };
        for (at, name) in names.iter().enumerate() {
            let key = match at {
                0 => families.first().and_then(|id| self.block_key(*id, used < 2)),
                1 if used == 2 => families.first().and_then(|id| self.block_key(*id, false)),
                _ if at >= used => self.cell_key(&name.text, &families),
                _ => None,
            };
            if let Some(key) = key {
                self.add(name.span, key, false);
            }
        }
    }

    /// The table, side, passage or item that a family is.
    pub(super) fn block_key(&self, id: FamilyId, whole: bool) -> Option<Key> {
        let family = self.family(id)?;
        if let Some(table) = family.table.and_then(|table| self.edition.schema.table(table)) {
            return Some(match &family.side {
                Some(side) if !whole => Key::Side(table.span, side.clone()),
                _ => Key::At(SymbolKind::Table, table.span),
            });
        }
        let passage = family.passage.and_then(|passage| self.edition.schema.passage(passage))?;
        let items = passage.items.iter().find(|items| items.family == id);
        Some(items.map_or(Key::At(SymbolKind::Passage, passage.span), |items| {
            Key::At(SymbolKind::Items, items.span)
        }))
    }

    fn passage_family(&self) -> Option<FamilyId> {
        let name = self.path.join(".");
        let families = &self.edition.schema.families;
        families.iter().find(|family| family.passage.is_some() && family.name == name).map(|family| family.id)
    }

    fn passage(&mut self, passage: &Passage) {
        self.path.push(passage.name.text.clone());
        let family = self.passage_family();
        if let Some(key) = family.and_then(|id| self.block_key(id, false)) {
            self.add(passage.name.span, key, true);
        }
        self.passage_members(&passage.members, &Within::Family(family));
        self.path.pop();
    }

    fn group(&mut self, group: &Group, end: u32) {
        self.named(SymbolKind::Group, &group.name, true);
        let within = Within::Group(Span { end, ..group.span });
        self.passage_members(&group.members, &within);
    }

    fn items(&mut self, items: &Items, within: &Within) {
        self.path.push(items.name.text.clone());
        let inner = match within {
            Within::Group(span) => {
                let span = *span;
                let at = self.edition.schema.passages.iter().flat_map(|passage| &passage.items);
                let known = at.filter(|known| known.span == items.span).count() > 0;
                if known {
                    self.add(items.name.span, Key::At(SymbolKind::Items, items.span), true);
                }
                Within::Group(span)
            }
            _ => {
                let family = self.passage_family();
                if let Some(key) = family.and_then(|id| self.block_key(id, false)) {
                    self.add(items.name.span, key, true);
                }
                Within::Family(family)
            }
        };
        items.heads.iter().for_each(|head| self.sentence(head, &inner));
        self.passage_members(&items.members, &inner);
        self.path.pop();
    }

    fn passage_members(&mut self, members: &[PassageMember], within: &Within) {
        for member in members {
            match member {
                PassageMember::Titled(patterns) | PassageMember::Starts(patterns) => {
                    patterns.iter().for_each(|pattern| self.pattern(pattern, within));
                }
                PassageMember::Sentence(sentence) => self.sentence(sentence, within),
                PassageMember::Use(used) => self.named(SymbolKind::Group, &used.group, false),
                PassageMember::Define(name, _) => {
                    self.add(name.span, Key::At(SymbolKind::Definition, name.span), true);
                }
                PassageMember::Rule(rule) => self.rule(rule),
                PassageMember::Forbidden(phrase) => self.forbidden(phrase),
                PassageMember::Items(items) => self.items(items, within),
                PassageMember::Section(section) => match within {
                    Within::Group(_) => self.passage_members(&section.members, within),
                    _ => self.passage(section),
                },
                PassageMember::Disable(disable) => self.changed(&disable.names, within),
                PassageMember::Rest(_) | PassageMember::Clauses(_) => {}
            }
        }
    }

    fn sentence(&mut self, sentence: &Sentence, within: &Within) {
        self.pattern(&sentence.pattern, within);
        sentence.implied.iter().for_each(|(name, _)| self.slot(name, within));
    }

    /// A slot of a passage, or of every site of a 句组.
    fn slot(&mut self, name: &Name, within: &Within) {
        let families = &self.edition.schema.families;
        let spans: Vec<Span> = match within {
            Within::Top => return,
            Within::Table(ids) => return self.cell(name, ids, false),
            Within::Family(id) => {
                let family = id.and_then(|id| self.family(id)).into_iter();
                let mut own = family.flat_map(|family| &family.columns);
                own.find(|column| column.name == name.text).map(|column| column.span).into_iter().collect()
            }
            Within::Group(group) => {
                let columns = families.iter().filter(|f| f.passage.is_some()).flat_map(|f| &f.columns);
                let own = columns.filter(|column| column.name == name.text).map(|column| column.span);
                let inside = |span: &Span| {
                    span.source == group.source && (group.start..group.end).contains(&span.start)
                };
                let mut spans: Vec<Span> = own.filter(inside).collect();
                spans.sort_unstable();
                spans.dedup();
                spans
            }
        };
        for span in spans {
            self.add(name.span, Key::At(SymbolKind::Slot, span), name.span == span);
        }
    }

    fn pattern(&mut self, pattern: &Pattern, within: &Within) {
        self.pieces(&pattern.pieces, within);
    }

    fn pieces(&mut self, pieces: &[Piece], within: &Within) {
        for piece in pieces {
            match piece {
                Piece::Optional(branches) | Piece::Choice(branches) => {
                    branches.iter().for_each(|pieces| self.pieces(pieces, within));
                }
                Piece::Known(name) => {
                    let key = Key::Named(SymbolKind::Phrase, name.text.clone());
                    if self.phrases.contains(name.text.as_str()) {
                        self.add(name.span, key, false);
                    } else {
                        self.slot(name, within);
                    }
                }
                Piece::Slot { bindings, kind, .. } => {
                    let names = bindings.iter().filter_map(|binding| binding.name.as_ref());
                    names.for_each(|name| self.slot(name, within));
                    kind.iter().for_each(|kind| self.kind(kind));
                }
                Piece::Fixed(_) | Piece::Any(_) | Piece::Length { .. } => {}
            }
        }
    }

    fn rule(&mut self, rule: &Rule) {
        self.named(SymbolKind::Rule, &rule.id, true);
        rule.each.iter().for_each(|each| self.each(each));
    }

    fn forbidden(&mut self, phrase: &Forbidden) {
        self.named(SymbolKind::Rule, &phrase.id, true);
        phrase.over.iter().for_each(|path| self.path(path));
        phrase.patterns.iter().for_each(|pattern| self.pattern(pattern, &Within::Top));
    }

    /// `逐 … 于 …`: tables and passages, and columns of the table that comes last.
    fn each(&mut self, each: &Each) {
        for over in &each.over {
            match &over.kind {
                ExprKind::Path(path) => self.path(path),
                ExprKind::Set(members) => {
                    for member in members {
                        if let ExprKind::Path(path) = &member.kind {
                            self.path(path);
                        }
                    }
                }
                _ => {}
            }
        }
        let last = each.over.last().and_then(|over| match &over.kind {
            ExprKind::Path(path) => path_names(path),
            _ => None,
        });
        let names: Vec<&str> = last.iter().flatten().map(|name| name.text.as_str()).collect();
        let Some((families, _)) = families_named(&self.edition.schema, &names) else { return };
        for over in each.over.iter().rev().skip(1) {
            let ExprKind::Set(members) = &over.kind else { continue };
            for member in members {
                if let ExprKind::Path(path) = &member.kind
                    && let [Step::Name(name)] = path.steps.as_slice()
                {
                    self.cell(name, &families, false);
                }
            }
        }
    }

    /// What is switched off or adjusted: rules by number, rows and columns of the table around.
    fn changed(&mut self, names: &[Name], within: &Within) {
        for name in names {
            if self.edition.rules.rules.iter().any(|rule| rule.code == name.text) {
                self.named(SymbolKind::Rule, name, false);
            } else if let Within::Table(families) = within {
                self.cell(name, families, false);
            }
        }
    }
}

fn path_names(path: &Path) -> Option<Vec<&Name>> {
    path.steps
        .iter()
        .map(|step| match step {
            Step::Name(name) => Some(name),
            _ => None,
        })
        .collect()
}

/// Where an item begins.
fn start_of(item: &Item) -> Option<u32> {
    Some(match item {
        Item::RuleSet(head) => head.span.start,
        Item::Basis(Text { span, .. }) => span.start,
        Item::Validity(validity) => validity.span.start,
        Item::CodeList(list) => list.span.start,
        Item::Words(words) => words.span.start,
        Item::Custom(custom) => custom.span.start,
        Item::Term(term) => term.span.start,
        Item::Table(table) => table.span.start,
        Item::Passage(passage) => passage.span.start,
        Item::Group(group) => group.span.start,
        Item::Outline(outline) => outline.span.start,
        Item::Rule(rule) => rule.span.start,
        Item::Forbidden(phrase) => phrase.span.start,
        Item::Disable(disable) => disable.span.start,
        Item::Adjust(adjust) => adjust.span.start,
        Item::Define(name, _) => name.span.start,
        Item::Whole(whole) => whole.span.start,
    })
}
