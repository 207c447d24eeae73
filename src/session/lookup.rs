//! What a path, a name or a number that a person types stands for, and what was likely meant where it stands for
//! nothing.

use std::collections::BTreeSet;

use super::Edition;
use crate::graph::{FigureClass, Node, RowClass, rules_reading};
use crate::naming;
use crate::ruleset::{ColumnRef, DefinitionId, RuleId, Whose};
use crate::schema::{ColumnId, Family, FamilyId, RowId};
use crate::text::{fold, nearest_few};

/// Most names that are suggested.
const SUGGESTED: usize = 3;

/// The row that a path names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum MeantRow {
    /// A fixed row.
    Fixed(RowId),
    /// The code row of this code.
    Code(String),
}

/// Figures that a path stands for: all of a family where it names neither row nor column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Meant {
    pub(super) whose: Option<Whose>,
    pub(super) family: FamilyId,
    pub(super) row: Option<MeantRow>,
    pub(super) column: Option<ColumnId>,
}

impl Meant {
    /// Whether a class of figures is among those meant.
    fn covers(&self, class: &FigureClass) -> bool {
        let row = match (&self.row, class.row) {
            (None, _) | (Some(MeantRow::Code(_)), RowClass::Any) => true,
            (Some(MeantRow::Fixed(row)), RowClass::Fixed(fixed)) => row.0 == fixed,
            _ => false,
        };
        // 本列 of items that name columns can be any column of the row.
        let column = match (&self.column, &class.column) {
            (None, _) | (Some(_), ColumnRef::Element) => true,
            (Some(column), ColumnRef::Fixed(fixed)) => column == fixed,
        };
        class.family == self.family && row && column && self.whose.is_none_or(|whose| whose == class.whose)
    }
}

/// All that a typed text stands for.
#[derive(Clone, Debug, Default)]
pub(super) struct Stood {
    pub(super) figures: Vec<Meant>,
    pub(super) definitions: Vec<DefinitionId>,
}

/// Text as typed names are compared: folded, without case, the full stop as a dot.
pub(super) fn plain(text: &str) -> String {
    let narrow = |found: char| match found {
        '。' => '.',
        '【' => '[',
        '】' => ']',
        other => other,
    };
    fold(text)
        .text
        .chars()
        .filter(|found| !"「」".contains(*found))
        .map(narrow)
        .collect::<String>()
        .to_lowercase()
}

fn is(name: &str, typed: &str) -> bool {
    plain(name) == typed
}

fn called<'n>(names: impl IntoIterator<Item = &'n String>, typed: &str) -> bool {
    names.into_iter().any(|name| is(name, typed))
}

impl Edition {
    /// Everything that a typed path, or the end of one, stands for.
    pub(super) fn stood(&self, typed: &str) -> Stood {
        let typed = plain(typed);
        let mut steps: Vec<&str> = typed.split('.').filter(|step| !step.is_empty()).collect();
        let whose = steps.first().and_then(|first| Whose::of_word(first));
        if whose.is_some() {
            steps.remove(0);
        }
        let mut stood = Stood::default();
        if steps.is_empty() {
            return stood;
        }
        for family in &self.schema.families {
            for rest in self.behind(family, &steps) {
                for (row, column) in self.in_family(family, rest) {
                    let meant = Meant { whose, family: family.id, row, column };
                    if !stood.figures.contains(&meant) {
                        stood.figures.push(meant);
                    }
                }
                let defined = self.rules.definitions.iter().enumerate();
                let defined = defined.filter(|(_, found)| found.family == family.id);
                let defined = defined.filter(|(_, found)| matches!(rest, [name] if is(&found.name, name)));
                stood.definitions.extend(defined.map(|(at, _)| DefinitionId(at as u32)));
            }
        }
        stood
    }

    /// What is left of the steps behind those that name a family, in each way they can: its table and side, its
    /// passage, its side alone, or none where a row or column is named bare.
    fn behind<'s, 't>(&self, family: &Family, steps: &'s [&'t str]) -> Vec<&'s [&'t str]> {
        let mut ways = Vec::new();
        if let Some(table) = family.table.and_then(|id| self.schema.table(id)) {
            let names = [&table.name].into_iter().chain(&table.short).chain(&table.aliases);
            let own = steps.split_first().filter(|(first, _)| called(names, first)).map(|(_, rest)| rest);
            let behind = own.unwrap_or(steps);
            let side = behind.split_first().filter(|(first, _)| called(&family.side, first));
            let sides = table.families.iter().filter_map(|id| self.schema.family(*id)?.side.as_ref());
            let other = behind.first().is_some_and(|first| called(sides, first));
            match (own, side) {
                (_, Some((_, rest))) => ways.push(rest),
                (Some(rest), None) if !other => ways.push(rest),
                _ => {}
            }
        } else {
            for length in (1..=steps.len()).rev() {
                let (path, rest) = steps.split_at_checked(length).unwrap_or((steps, &[]));
                if is(&family.name, &path.join(".")) {
                    ways.push(rest);
                    break;
                }
            }
        }
        if ways.is_empty() {
            ways.push(steps);
            // Bare, a name must name something in the family.
            ways.retain(|rest| !rest.is_empty());
        }
        ways
    }

    /// Rows and columns that the rest of a path names in a family.
    fn in_family(&self, family: &Family, rest: &[&str]) -> Vec<(Option<MeantRow>, Option<ColumnId>)> {
        match rest {
            [] => vec![(None, None)],
            [name] => {
                let rows = self.rows_called(family, name).into_iter().map(|row| (Some(row), None));
                let columns = columns_called(family, name, None);
                rows.chain(columns.into_iter().map(|column| (None, Some(column)))).collect()
            }
            [row, column] => {
                let fields = columns_called(family, column, Some(row));
                let columns = columns_called(family, column, None);
                let rows = self.rows_called(family, row);
                let cells = rows.into_iter().flat_map(|row| {
                    columns.iter().map(move |column| (Some(row.clone()), Some(*column))).collect::<Vec<_>>()
                });
                cells.chain(fields.into_iter().map(|column| (None, Some(column)))).collect()
            }
            _ => Vec::new(),
        }
    }

    fn rows_called(&self, family: &Family, typed: &str) -> Vec<MeantRow> {
        let names = |row: &crate::schema::Row| {
            called([&row.name].into_iter().chain(&row.short).chain(&row.aliases), typed)
        };
        let fixed = family.rows.iter().filter(|row| !row.name.is_empty() && names(row));
        let mut rows: Vec<MeantRow> = fixed.map(|row| MeantRow::Fixed(row.id)).collect();
        let list = self.schema.list_of(family);
        let bracketed = typed.strip_prefix('[').and_then(|code| code.strip_suffix(']'));
        let coded = list.iter().flat_map(|list| &list.codes).filter(|code| match bracketed {
            Some(typed) => code.code == typed,
            None => code.code == typed || is(&code.name, typed),
        });
        rows.extend(coded.map(|code| MeantRow::Code(code.code.clone())));
        // A code that no list has may still be printed.
        if let (Some(code), true, Some(_)) = (bracketed, rows.is_empty(), list) {
            rows.push(MeantRow::Code(code.to_owned()));
        }
        rows.dedup();
        rows
    }

    /// The path to write for what is meant.
    pub(super) fn path_of(&self, meant: &Meant) -> String {
        let Some(family) = self.schema.family(meant.family) else { return String::new() };
        let whose = meant.whose.and_then(Whose::word);
        let mut path = whose.map(|whose| format!("{whose}.")).unwrap_or_default();
        path.push_str(&naming::block(&self.schema, family));
        let fixed = |row: &RowId| family.rows.get(row.0 as usize);
        let by_name = family.codes.as_ref().filter(|codes| codes.by_name);
        let list = by_name.and_then(|codes| self.schema.code_list(codes.list));
        match &meant.row {
            Some(MeantRow::Fixed(row)) => {
                path.push_str(
                    &fixed(row).map_or_else(String::new, |row| {
                        format!(".{}", row.short.as_ref().unwrap_or(&row.name))
                    }),
                );
            }
            Some(MeantRow::Code(code)) => {
                let named = list.and_then(|list| list.codes.iter().find(|known| known.code == *code));
                path.push_str(&named.map_or_else(|| format!(".[{code}]"), |code| format!(".{}", code.name)));
            }
            None => {}
        }
        if let Some(column) = meant.column.and_then(|column| family.columns.get(column.0 as usize)) {
            let row = column.row.as_ref().map_or_else(String::new, |row| format!(".{row}"));
            path.push_str(&format!("{row}.{}", column.short.as_ref().unwrap_or(&column.name)));
        }
        path
    }

    /// The rules that read what is meant, directly or through definitions.
    pub(super) fn readers(&self, stood: &Stood) -> BTreeSet<RuleId> {
        rules_reading(&self.graph, &self.rules, &|node| match node {
            Node::Figure(class) | Node::Resolved(class) => {
                stood.figures.iter().any(|meant| meant.covers(class))
            }
            Node::Definition(id) => stood.definitions.contains(id),
            Node::Check(_) => false,
        })
    }

    /// Rules of this number, or of numbers that begin with these letters.
    pub(super) fn rules_numbered(&self, typed: &str) -> BTreeSet<RuleId> {
        let typed = plain(typed);
        let letters = !typed.is_empty() && typed.chars().all(|found| found.is_ascii_alphabetic());
        let fits = |code: &str| {
            let code = plain(code);
            code == typed || (letters && code.strip_prefix(&typed).is_some_and(is_number))
        };
        self.rules.rules.iter().filter(|rule| fits(&rule.code)).map(|rule| rule.id).collect()
    }

    /// Rules that stand in a table, a passage or a 段.
    pub(super) fn rules_at(&self, typed: &str) -> BTreeSet<RuleId> {
        let typed = plain(typed);
        let table = |name: &str| self.schema.tables.iter().find(|table| table.name == name);
        let fits = |site: &str| {
            let short = table(site).is_some_and(|table| called(&table.short, &typed));
            let site = plain(site);
            short || site == typed || site.strip_prefix(&typed).is_some_and(|rest| rest.starts_with('.'))
        };
        self.rules.rules.iter().filter(|rule| fits(&rule.site)).map(|rule| rule.id).collect()
    }

    /// Words about the names nearest to one that is not known; empty if none is near.
    #[must_use]
    pub fn nearest_words(&self, typed: &str) -> String {
        let typed = plain(typed);
        self.numbers_like(&typed).unwrap_or_else(|| meant(&self.nearest_names(&typed)))
    }

    /// Words about the rules whose numbers are nearest to one that there is not; empty if none is near.
    #[must_use]
    pub fn nearest_rules(&self, typed: &str) -> String {
        let typed = plain(typed);
        self.numbers_like(&typed).unwrap_or_else(|| {
            let codes: BTreeSet<&str> = self.rules.rules.iter().map(|rule| rule.code.as_str()).collect();
            let begins = |code: &&str| !typed.is_empty() && plain(code).starts_with(&typed);
            let mut near: Vec<&str> = codes.iter().copied().filter(begins).take(SUGGESTED).collect();
            if near.is_empty() {
                near = nearest_few(&typed, codes, SUGGESTED);
            }
            meant(&near)
        })
    }

    /// Words about the numbers that there are of the same letters.
    fn numbers_like(&self, typed: &str) -> Option<String> {
        let letters = typed.trim_end_matches(|found: char| found.is_ascii_digit());
        let numbered = Some(self.rules_numbered(letters)).filter(|_| letters.len() < typed.len())?;
        let codes = numbered.iter().filter_map(|id| self.rules.rules.get(id.0 as usize));
        let codes: BTreeSet<&str> = codes.map(|rule| rule.code.as_str()).collect();
        let (first, last) = (codes.first()?, codes.last()?);
        Some(format!("{} 字头的编号从 {first} 到 {last}", letters.to_uppercase()))
    }

    /// The names nearest to one that is not known: of its last step where the steps before it are known.
    fn nearest_names(&self, typed: &str) -> Vec<String> {
        let steps: Vec<&str> = typed.split('.').collect();
        for length in (1..steps.len()).rev() {
            let (known, rest) = steps.split_at_checked(length).unwrap_or((&steps, &[]));
            let stood = self.stood(&known.join("."));
            let families = stood.figures.iter().filter(|meant| meant.column.is_none());
            let families = families.filter_map(|meant| self.schema.family(meant.family));
            let mut names: Vec<&str> = families.flat_map(|family| self.names_in(family)).collect();
            names.sort_unstable();
            names.dedup();
            if let Some(first) = rest.first().filter(|_| !names.is_empty()) {
                let behind = |near: &str| {
                    let all = known.iter().copied().chain([near]).chain(rest.iter().skip(1).copied());
                    all.collect::<Vec<_>>().join(".")
                };
                return nearest_few(first, names, SUGGESTED).into_iter().map(behind).collect();
            }
        }
        let first = steps.first().copied().unwrap_or(typed);
        let mut names: Vec<&str> = self.rules.rules.iter().map(|rule| rule.code.as_str()).collect();
        let tables = &self.schema.tables;
        names.extend(
            tables.iter().flat_map(|table| [Some(table.name.as_str()), table.short.as_deref()]).flatten(),
        );
        names.extend(self.schema.families.iter().filter(|f| f.passage.is_some()).map(|f| f.name.as_str()));
        if steps.len() == 1 {
            names.extend(self.schema.families.iter().flat_map(|family| self.names_in(family)));
        }
        names.sort_unstable();
        names.dedup();
        nearest_few(first, names, SUGGESTED).into_iter().map(str::to_owned).collect()
    }

    /// What may stand behind the name of a family.
    fn names_in<'e>(&'e self, family: &'e Family) -> Vec<&'e str> {
        let rows = family.rows.iter().filter(|row| !row.name.is_empty());
        let mut names: Vec<&str> =
            rows.flat_map(|row| [Some(row.name.as_str()), row.short.as_deref()]).flatten().collect();
        let columns = family.columns.iter();
        names.extend(
            columns.flat_map(|column| [Some(column.name.as_str()), column.short.as_deref()]).flatten(),
        );
        let list = self.schema.list_of(family);
        names.extend(list.iter().flat_map(|list| &list.codes).map(|code| code.name.as_str()));
        let defined = self.rules.definitions.iter().filter(|found| found.family == family.id);
        names.extend(defined.map(|found| found.name.as_str()));
        names.extend(family.side.as_deref());
        names
    }
}

/// The question whether one of these was meant; empty where there are none.
fn meant<S: std::borrow::Borrow<str>>(names: &[S]) -> String {
    if names.is_empty() { String::new() } else { format!("是不是「{}」？", names.join("」、「")) }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|found| found.is_ascii_digit())
}

/// Columns of this name; of a form, those of the row.
fn columns_called(family: &Family, typed: &str, row: Option<&str>) -> Vec<ColumnId> {
    let columns = family.columns.iter().filter(|column| match row {
        Some(row) => called(&column.row, row),
        None => true,
    });
    let columns = columns.filter(|column| {
        called([&column.name].into_iter().chain(&column.short).chain(&column.aliases), typed)
    });
    columns.map(|column| column.id).collect()
}
