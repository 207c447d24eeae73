//! Names of rows and columns in prose: where one may end, and which row of the document it means.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::view::{View, is_punctuation, is_quote};
use crate::account::FamilyRead;
use crate::schema::{Axis, CodeList, NameSet, NameTarget, Schema};
use crate::text::{fold_text, is_sentence_end};

/// Longest name, in characters.
const LONGEST_NAME: usize = 60;

/// What a known name means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Fixed(NameTarget),
    Code(u8),
}

/// The names of a code list, made once for all slots that may hold one.
#[derive(Debug, Default)]
pub(super) struct CodeNames {
    /// Name, level and number of the code, by name.
    names: Vec<(String, (u8, usize))>,
    /// Codes in ascending order with their names.
    codes: Vec<(String, String)>,
    /// Names of levels, and digits of their codes.
    levels: Vec<(String, usize)>,
    /// What the names begin with.
    firsts: Vec<char>,
}

impl CodeNames {
    /// The names of a list.
    pub(super) fn new(list: &CodeList) -> Self {
        let levels = list.levels.iter().map(|l| (l.name.clone(), usize::from(l.digits))).collect();
        let mut names = Self { levels, ..Self::default() };
        for code in &list.codes {
            let Some(level) = list.level_of(&code.code) else { continue };
            let number = names.codes.len();
            let name = loose(&code.name);
            names.names.extend(code.old_names.iter().map(|old| (loose(old), (level, number))));
            names.names.push((name.clone(), (level, number)));
            names.codes.push((code.code.clone(), name));
        }
        names.names.sort();
        names.firsts = firsts(&names.names);
        names
    }
}

/// The characters that sorted names begin with, ascending.
fn firsts<T>(names: &[(String, T)]) -> Vec<char> {
    let mut firsts: Vec<char> = names.iter().filter_map(|(name, _)| name.chars().next()).collect();
    firsts.dedup();
    firsts
}

/// The names that begin with a prefix, if any do.
fn alike<'a, T>(names: &'a [(String, T)], prefix: &str) -> Option<&'a [(String, T)]> {
    let from = names.partition_point(|(name, _)| name.as_str() < prefix);
    names.get(from..).filter(|rest| rest.first().is_some_and(|(name, _)| name.starts_with(prefix)))
}

/// What is kept under exactly this name.
fn exact<'a, T>(names: &'a [(String, T)], name: &'a str) -> impl Iterator<Item = &'a T> {
    let from = names.partition_point(|(known, _)| known.as_str() < name);
    let rest = names.get(from..).unwrap_or_default().iter();
    rest.take_while(move |(known, _)| known == name).map(|(_, value)| value)
}

/// A row of the document that a name may mean.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Its key.
    pub(super) key: String,
    /// Its code, if known.
    pub(super) code: Option<String>,
    /// Its name, loosely.
    pub(super) name: String,
    /// Its level.
    pub(super) level: u8,
    /// Index of the row above it, among these rows.
    pub(super) parent: Option<usize>,
    /// Values of its cells, with the scale of money.
    pub(super) values: Vec<i64>,
}

/// A name of a chain 甲（类）乙（款）丙（项）.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Segment {
    /// Its level; 0 if none is printed.
    pub(super) level: u8,
    /// The name, loosely.
    pub(super) name: String,
    /// Digits printed in the bracket.
    pub(super) code: String,
}

/// A name as read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Named {
    /// A fixed row or column.
    Fixed(NameTarget),
    /// A chain of code names, at least one.
    Chain(Vec<Segment>),
}

/// The names that a slot may hold.
#[derive(Debug, Default)]
pub(super) struct NameIndex {
    known: Vec<(String, Meaning)>,
    /// What they begin with.
    firsts: Vec<char>,
    list: Arc<CodeNames>,
    level: Option<u8>,
    by_name: BTreeMap<String, Vec<usize>>,
    /// Code rows of the document, in printed order.
    pub(super) rows: Vec<Row>,
}

/// A name as it is looked up: folded, without any punctuation.
pub(super) fn loose(text: &str) -> String {
    fold_text(text).chars().filter(|c| !is_punctuation(*c) && !is_quote(*c)).collect()
}

fn same(left: &str, right: &str) -> bool {
    left == right || short(left) == short(right)
}

/// Classification names are printed with and without 支出 at their end.
fn short(name: &str) -> &str {
    name.strip_suffix("支出").filter(|rest| !rest.is_empty()).unwrap_or(name)
}

impl NameIndex {
    /// Whether the names of a set are others in another document.
    pub(super) fn depends(set: &NameSet) -> bool {
        set.axis == Axis::Rows && set.level.is_some()
    }

    /// The names of a set, with the rows that the document prints.
    pub(super) fn new(
        schema: &Schema,
        set: &NameSet,
        tables: &[FamilyRead],
        list: Option<Arc<CodeNames>>,
    ) -> Self {
        let mut index = Self { level: set.level, list: list.unwrap_or_default(), ..Self::default() };
        let Some(family) = schema.family(set.family) else { return index };
        for target in &set.members {
            let names = match target {
                NameTarget::Row(row) => {
                    family.rows.get(row.0 as usize).map(|row| (&row.name, &row.short, &row.aliases))
                }
                NameTarget::Column(column) => family
                    .columns
                    .get(column.0 as usize)
                    .map(|column| (&column.name, &column.short, &column.aliases)),
            };
            let Some((name, short, aliases)) = names else { continue };
            for name in std::iter::once(name).chain(short).chain(aliases) {
                index.known.push((loose(name), Meaning::Fixed(*target)));
            }
        }
        if Self::depends(set) {
            index.add_rows(set, tables);
        }
        index.known.retain(|(name, _)| name.chars().count() > 1);
        index.known.sort_by(|a, b| a.0.cmp(&b.0));
        index.firsts = firsts(&index.known);
        index
    }

    /// What names begin with, where no others are taken than these.
    pub(super) fn letters(&self) -> Option<&[char]> {
        self.level.is_none().then_some(self.firsts.as_slice())
    }

    fn add_rows(&mut self, set: &NameSet, tables: &[FamilyRead]) {
        for row in tables.get(set.family.0 as usize).map(|read| read.rows.as_slice()).unwrap_or_default() {
            let name = loose(&row.name);
            self.known.push((name.clone(), Meaning::Code(row.level)));
            let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            let code = Some(row.key.clone()).filter(|key| digits(key)).or_else(|| row.code.clone());
            let values = row.cells.iter().flat_map(|cell| cell.claims.iter().map(|claim| claim.value));
            self.by_name.entry(short(&name).to_owned()).or_default().push(self.rows.len());
            self.rows.push(Row {
                key: row.key.clone(),
                code,
                name,
                level: row.level,
                parent: row.parent.map(|parent| parent as usize),
                values: values.collect(),
            });
        }
    }

    fn wanted(&self, level: u8) -> bool {
        self.level.is_some_and(|wanted| wanted == 0 || wanted == level)
    }

    /// Where a name that starts here may end, the likeliest first.
    pub(super) fn ends(&self, view: &View, at: usize, end: usize) -> Vec<usize> {
        let mut ends = Vec::new();
        if view.text.get(at..end).is_none_or(|text| text.starts_with(is_punctuation)) {
            return ends;
        }
        if self.level.is_some()
            && let Some((segments, to)) = self.chain(view, at, end)
            && self.chain_starts(view, at, &segments)
        {
            ends.push(to);
        }
        for (to, meaning) in self.direct(view, at, end).into_iter().rev() {
            let fits = match meaning {
                Meaning::Fixed(_) => true,
                Meaning::Code(level) => self.wanted(level),
            };
            if fits && !ends.contains(&to) {
                ends.push(to);
            }
        }
        ends
    }

    /// Known names that start here, shortest first.
    fn direct(&self, view: &View, at: usize, end: usize) -> Vec<(usize, Meaning)> {
        let mut found = Vec::new();
        let mut prefix = String::new();
        let text = view.text.get(at..end).unwrap_or("");
        let begins = |firsts: &[char]| text.starts_with(|first| firsts.binary_search(&first).is_ok());
        let by_list = self.level.is_some() && begins(&self.list.firsts);
        if !by_list && !begins(&self.firsts) {
            return found;
        }
        // Names that begin with a longer prefix are among those that begin with a shorter one.
        let mut all_known = self.known.as_slice();
        let mut all_listed = if by_list { self.list.names.as_slice() } else { &[] };
        for (skip, character) in text.char_indices().take(LONGEST_NAME) {
            if is_punctuation(character) {
                if prefix.is_empty() || divides(character) {
                    break;
                }
                continue;
            }
            prefix.push(character);
            let known = alike(all_known, &prefix);
            let listed = alike(all_listed, &prefix);
            if known.is_none() && listed.is_none() {
                break;
            }
            (all_known, all_listed) = (known.unwrap_or_default(), listed.unwrap_or_default());
            let mut to = at + skip + character.len_utf8();
            let rest = view.text.get(to..end).unwrap_or("");
            // A closing bracket that the name itself opened goes with it.
            if rest.starts_with(')') && text.get(..skip).is_some_and(|before| before.contains('(')) {
                to += 1;
            }
            let known = exact(known.unwrap_or_default(), &prefix).copied();
            let listed = exact(listed.unwrap_or_default(), &prefix).map(|(level, _)| Meaning::Code(*level));
            for meaning in known.chain(listed).filter(|_| prefix.chars().nth(1).is_some()) {
                if !found.contains(&(to, meaning)) {
                    found.push((to, meaning));
                }
            }
        }
        found
    }

    /// The level that a bracket or note at this byte names, with its digits and its end.
    fn marker(&self, text: &str) -> Option<(u8, String, usize)> {
        let inner = text.strip_prefix(['(', '[', '〔', '【'])?;
        let digits: String = inner.chars().take_while(char::is_ascii_digit).collect();
        let rest = inner.get(digits.len()..)?;
        let mut levels = self.list.levels.iter().enumerate();
        let (at, (name, _)) = levels.find(|(_, (name, _))| rest.starts_with(name.as_str()))?;
        let rest = rest.get(name.len()..)?;
        let closed = rest.strip_prefix([')', ']', '〕', '】']);
        let rest = closed.or(Some(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric)))?;
        Some((at as u8 + 1, digits, text.len() - rest.len()))
    }

    /// The chain of names with level notes that starts here, and its end.
    fn chain(&self, view: &View, at: usize, end: usize) -> Option<(Vec<Segment>, usize)> {
        let mut segments: Vec<Segment> = Vec::new();
        let (mut from, mut done) = (at, at);
        while let Some((segment, to)) = self.segment(view.text.get(from..end)?) {
            if segments.last().is_some_and(|last| last.level >= segment.level) {
                break;
            }
            segments.push(segment);
            from += to;
            done = from;
            let rest = view.text.get(from..end).unwrap_or("");
            from += rest.len() - rest.trim_start_matches(['、', '-', '/', '.']).len();
        }
        let last = segments.last()?;
        self.wanted(last.level).then_some((segments, done))
    }

    /// One name with its level note.
    fn segment(&self, text: &str) -> Option<(Segment, usize)> {
        for (at, character) in text.char_indices().take(LONGEST_NAME) {
            if divides(character) {
                return None;
            }
            if matches!(character, '(' | '[' | '〔' | '【')
                && let Some((level, code, length)) = self.marker(text.get(at..)?)
            {
                let name = loose(text.get(..at)?);
                let named = !name.is_empty() && !name.starts_with(|c: char| c.is_ascii_digit());
                return named.then_some((Segment { level, name, code }, at + length));
            }
        }
        None
    }

    /// A chain starts at a name that is known, or where a clause starts if no known name follows within.
    fn chain_starts(&self, view: &View, at: usize, segments: &[Segment]) -> bool {
        let Some(first) = segments.first() else { return false };
        if self.is_known(&first.name, first.level) {
            return true;
        }
        let tails = first.name.char_indices().skip(1).filter_map(|(skip, _)| first.name.get(skip..));
        view.is_boundary(at) && !tails.into_iter().any(|tail| self.is_known(tail, first.level))
    }

    fn is_known(&self, name: &str, level: u8) -> bool {
        let found = |name: &str| {
            exact(&self.known, name).any(|meaning| *meaning == Meaning::Code(level))
                || exact(&self.list.names, name).any(|(known, _)| *known == level)
        };
        spellings(name).iter().any(|name| found(name))
    }

    /// Reads a stretch that [`NameIndex::ends`] offered.
    pub(super) fn read(&self, view: &View, start: usize, end: usize) -> Option<Named> {
        if self.level.is_some()
            && let Some((segments, to)) = self.chain(view, start, end)
            && to == end
        {
            return Some(Named::Chain(segments));
        }
        let meanings = self.direct(view, start, end);
        let (_, meaning) = meanings.iter().rfind(|(to, meaning)| {
            *to == end && !matches!(meaning, Meaning::Code(level) if !self.wanted(*level))
        })?;
        Some(match meaning {
            Meaning::Fixed(target) => Named::Fixed(*target),
            Meaning::Code(level) => {
                let name = loose(view.text.get(start..end)?);
                Named::Chain(vec![Segment { level: *level, name, code: String::new() }])
            }
        })
    }

    /// The row of the document that a chain means; none if no row or several fit.
    pub(super) fn row_of(&self, segments: &[Segment]) -> Option<usize> {
        if let Some(code) = self.code_of(segments) {
            let by_code = self.rows.iter().position(|row| row.code.as_deref() == Some(code.as_str()));
            if by_code.is_some() {
                return by_code;
            }
        }
        let (last, above) = segments.split_last()?;
        let alike = self.by_name.get(short(&last.name)).map(Vec::as_slice).unwrap_or_default().iter();
        let alike = alike.filter(|at| self.rows.get(**at).is_some_and(|row| row.level == last.level));
        let scored: Vec<(usize, usize)> = alike.map(|at| (self.agreeing(*at, above), *at)).collect();
        let best = scored.iter().map(|(score, _)| *score).max()?;
        let mut best = scored.iter().filter(|(score, _)| *score == best).map(|(_, at)| *at);
        let first = best.next()?;
        // A row that is printed twice is one.
        let key = |at: usize| self.rows.get(at).map(|row| &row.key);
        best.all(|other| key(other) == key(first)).then_some(first)
    }

    /// How many names of a chain agree with the rows above a row.
    fn agreeing(&self, at: usize, above: &[Segment]) -> usize {
        let mut agreeing = 0;
        let mut next = self.rows.get(at).and_then(|row| row.parent);
        // Levels are few; a parent that is not above its row is damaged data.
        for _ in 0..self.list.levels.len().max(3) {
            let Some(row) = next.and_then(|at| self.rows.get(at)) else { break };
            let level = above.iter().find(|segment| segment.level == row.level);
            agreeing += usize::from(level.is_some_and(|segment| same(&segment.name, &row.name)));
            next = row.parent;
        }
        agreeing
    }

    /// The code that the brackets of a chain print.
    pub(super) fn code_of(&self, segments: &[Segment]) -> Option<String> {
        let joined: String = segments.iter().map(|segment| segment.code.as_str()).collect();
        let last = segments.last().filter(|last| !last.code.is_empty())?;
        // A full code in the last bracket stands for itself.
        let full = self.list.levels.len() + 1 < last.code.len();
        Some(if full { last.code.clone() } else { joined })
    }

    /// The row above the last name of a chain.
    pub(super) fn parent_of(&self, segments: &[Segment]) -> Option<usize> {
        let (_, above) = segments.split_last()?;
        if above.is_empty() { None } else { self.row_of(above) }
    }

    /// The code of the list that a chain of names means, where one alone fits best.
    pub(super) fn code_in_list(&self, segments: &[Segment]) -> Option<&str> {
        let (last, above) = segments.split_last()?;
        let spellings = spellings(&last.name);
        let codes = spellings.iter().flat_map(|name| exact(&self.list.names, name));
        let codes = codes.filter(|(level, _)| *level == last.level).map(|(_, number)| *number);
        let codes: BTreeSet<usize> = codes.collect();
        let scored: Vec<(usize, usize)> =
            codes.iter().map(|code| (self.agrees(*code, above), *code)).collect();
        let best = scored.iter().map(|(score, _)| *score).max()?;
        let mut best = scored.iter().filter(|(score, _)| *score == best);
        match (best.next(), best.next()) {
            (Some((_, number)), None) => self.list.codes.get(*number).map(|(code, _)| code.as_str()),
            _ => None,
        }
    }

    /// How many names of a chain agree with the codes above a code.
    fn agrees(&self, number: usize, above: &[Segment]) -> usize {
        let Some((code, _)) = self.list.codes.get(number) else { return 0 };
        let agrees = |segment: &&Segment| {
            let level = self.list.levels.get(usize::from(segment.level).saturating_sub(1));
            let parent = level.and_then(|(_, digits)| code.get(..*digits)).unwrap_or("");
            exact(&self.list.codes, parent).any(|name| same(name, &segment.name))
        };
        above.iter().filter(agrees).count()
    }
}

/// The ways in which a classification name is printed.
fn spellings(name: &str) -> [String; 2] {
    [short(name).to_owned(), format!("{}支出", short(name))]
}

/// Punctuation that no name goes over.
fn divides(character: char) -> bool {
    is_sentence_end(character) || matches!(character, ',' | ';' | ':')
}
