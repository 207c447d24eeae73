//! Names that a layer declares and that are so like a name of its base that the base's was likely meant: a name
//! with a slip declares something new without a word.

use std::collections::{BTreeMap, BTreeSet};

use super::super::Declared;
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{Item, Line, Name, PassageMember, Piece, TableMember, TermClass, Tree};
use crate::text::{is_slip, nearest};

/// Where a name is looked for, and what it names: (the block that it stands in, 列).
type Place = (String, &'static str);

/// Names by place, each with where it was declared first.
type Names = BTreeMap<Place, BTreeMap<String, Span>>;

/// Most names of one place that are compared with each other, and most questions.
const COMPARED: usize = 2_000;
const ASKED: usize = 200;

/// Asks about names of each layer that are like one of the layers below it; where the questions are.
pub(super) fn look(declared: &mut Declared, trees: &[(u32, &Tree)]) -> BTreeSet<Span> {
    let mut known = Names::new();
    let mut short = BTreeMap::new();
    let mut questions: Vec<Diagnostic> = Vec::new();
    let layers: BTreeSet<u32> = trees.iter().map(|(layer, _)| *layer).collect();
    for layer in layers {
        let own = trees.iter().filter(|(of, _)| *of == layer).map(|(_, tree)| tree);
        let mut collected = Collected { names: Names::new(), unplaced: BTreeSet::new(), short: &mut short };
        own.flat_map(|tree| &tree.items).for_each(|item| collected.item(item));
        let Collected { names, unplaced, .. } = collected;
        for (place, names) in names {
            let below = known.entry(place.clone()).or_default();
            let new = names.iter().filter(|(name, _)| !below.contains_key(*name));
            let few = below.len().max(names.len()) <= COMPARED;
            for (name, span) in new.filter(|_| few) {
                let unplaced = unplaced.contains(span);
                questions
                    .extend(doubt(&place, name, *span, unplaced, below).filter(|_| questions.len() < ASKED));
            }
            for (name, span) in names {
                below.entry(name).or_insert(span);
            }
        }
    }
    let asked = questions.iter().map(|question| question.span).collect();
    declared.diagnostics.extend(questions);
    asked
}

/// What is asked about a new name, if anything.
fn doubt(
    (block, kind): &Place,
    name: &str,
    span: Span,
    unplaced: bool,
    below: &BTreeMap<String, Span>,
) -> Option<Diagnostic> {
    let names = || below.keys().map(String::as_str);
    if let Some((meant, at)) = below.iter().find(|(known, _)| is_slip(name, known)) {
        return Some(question(kind, name, span, meant, *at));
    }
    // A table that has sides seldom gets another one, and a 段 says where it stands.
    if *kind == "侧" && !below.is_empty() {
        let known: Vec<&str> = names().collect();
        let message = format!("「{block}」原有的侧是{}，这是新的一侧「{name}」", known.join("、"));
        let mend = "写错了就改；确是新的一侧就不用改";
        return Some(Diagnostic::warning(Lint("新的侧"), span, message).mend(mend));
    }
    let near = nearest(name, names()).filter(|_| unplaced)?;
    let message = format!("「{block}」里没有段「{name}」，这是新的一段，却没有写在哪里");
    let mend = format!("是不是「{near}」？新的一段要写：位于 \"标题\" 或 始于 \"开头的话\"");
    Some(Diagnostic::warning(Lint("新的段"), span, message).mend(mend))
}

fn question(kind: &str, name: &str, span: Span, known: &str, at: Span) -> Diagnostic {
    let message = format!("{kind}「{name}」与原有的「{known}」相近，是否写错？");
    Diagnostic::warning(Lint("相近的名称"), span, message)
        .mend(format!("是同一个就写「{known}」；确是新的就不用改"))
        .see(at, "原有的在这里")
}

/// Names of one layer.
struct Collected<'a> {
    names: Names,
    /// 段 that do not say where they stand.
    unplaced: BTreeSet<Span>,
    /// Full names of tables by the short ones, of all layers so far.
    short: &'a mut BTreeMap<String, String>,
}

impl Collected<'_> {
    fn add(&mut self, block: &str, kind: &'static str, name: &Name) {
        let names = self.names.entry((block.to_owned(), kind)).or_default();
        names.entry(name.text.clone()).or_insert(name.span);
    }

    fn item(&mut self, item: &Item) {
        match item {
            Item::Table(table) => {
                let full = self.short.get(&table.name.text).unwrap_or(&table.name.text).clone();
                for name in std::iter::once(&table.name).chain(&table.short) {
                    self.add("", "表", name);
                }
                if let Some(short) = &table.short {
                    self.short.insert(short.text.clone(), full.clone());
                }
                self.table_members(&full, &table.members);
            }
            Item::Passage(passage) => {
                self.add("", "说明", &passage.name);
                self.passage_members(&passage.name.text, &passage.members);
            }
            Item::Group(group) => {
                self.add("", "句组", &group.name);
                self.passage_members(&format!("句组 {}", group.name.text), &group.members);
            }
            Item::Words(words) => self.add("", "词", &words.name),
            Item::Term(term) if term.class == TermClass::Phrase => {
                term.name.iter().for_each(|name| self.add("", "短语", name));
            }
            _ => {}
        }
    }

    fn table_members(&mut self, block: &str, members: &[TableMember]) {
        for member in members {
            match member {
                TableMember::Rows(rows) => self.lines(block, "行", rows),
                TableMember::Columns(columns) => self.lines(block, "列", columns),
                TableMember::Side(name, inner) => {
                    self.add(block, "侧", name);
                    self.table_members(&format!("{block}.{}", name.text), inner);
                }
                TableMember::Fields(fields) => {
                    fields.iter().for_each(|field| self.add(block, "填项", &field.name));
                }
                _ => {}
            }
        }
    }

    fn lines(&mut self, block: &str, kind: &'static str, lines: &[Line]) {
        for line in lines.iter().filter(|line| line.code.is_none()) {
            self.add(block, kind, &line.name);
            let parts = line.parts.as_ref().map(|parts| parts.lines.as_slice()).unwrap_or_default();
            self.lines(block, kind, parts);
            self.lines(block, kind, &line.of_which);
        }
    }

    /// Slots that a pattern gives names.
    fn slots(&mut self, block: &str, pieces: &[Piece]) {
        for piece in pieces {
            match piece {
                Piece::Optional(branches) | Piece::Choice(branches) => {
                    branches.iter().for_each(|branch| self.slots(block, branch));
                }
                Piece::Slot { bindings, .. } => {
                    bindings
                        .iter()
                        .filter_map(|b| b.name.as_ref())
                        .for_each(|name| self.add(block, "填空", name));
                }
                _ => {}
            }
        }
    }

    fn passage_members(&mut self, block: &str, members: &[PassageMember]) {
        for member in members {
            let (kind, name, inner) = match member {
                PassageMember::Section(section) => ("段", &section.name, &section.members),
                PassageMember::Items(items) => ("每项", &items.name, &items.members),
                PassageMember::Define(name, _) => {
                    self.add(block, "定义", name);
                    continue;
                }
                PassageMember::Sentence(sentence) => {
                    self.slots(block, &sentence.pattern.pieces);
                    continue;
                }
                _ => continue,
            };
            self.add(block, kind, name);
            if let PassageMember::Items(items) = member {
                let block = format!("{block}.{}", name.text);
                items.heads.iter().for_each(|head| self.slots(&block, &head.pattern.pieces));
            }
            let placed = |member: &PassageMember| {
                matches!(
                    member,
                    PassageMember::Titled(_)
                        | PassageMember::Starts(_)
                        | PassageMember::Rest(_)
                        | PassageMember::Clauses(_)
                )
            };
            if kind == "段" && !inner.iter().any(placed) {
                self.unplaced.insert(name.span);
            }
            self.passage_members(&format!("{block}.{}", name.text), inner);
        }
    }
}
