//! Names in data (表, 行, 列) to families, rows and columns of a schema.

use std::collections::{BTreeMap, BTreeSet};

use gouji_columnar::line::ASIDE;

use super::data_paths::{
    Near, answers, columns, is_below, is_chain, name_key, names, nearest, parts, path_key, rooted,
};
use crate::schema::{CodeList, CodeRows, Family, FamilyId, PassageId, Row, Schema, TableId};
use crate::text::{row_key, similarity, strip_ordinal};

/// A cell of a schema that data names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Spot {
    pub family: FamilyId,
    pub row: RowSpot,
    /// Index of the column.
    pub column: usize,
}

/// A row that data names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RowSpot {
    /// Index of a fixed row.
    Fixed(usize),
    /// A code row: its code and the name of it in the list.
    Code(String, String),
    /// The key of an item.
    Item(String),
}

/// Why names lead nowhere, and the families that are incomplete by it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Miss {
    pub why: String,
    pub families: Vec<FamilyId>,
}

/// What the first name of a path stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Target {
    Table(TableId),
    Passage(PassageId),
    Family(FamilyId),
}

/// Unknown names for which a likely one is looked for; more are only reported.
const SUGGESTED: usize = 200;

/// Least likeness (per mille) of a name that is suggested.
const ALIKE: u32 = 600;

/// The names of a schema.
pub(crate) struct Names<'s> {
    schema: &'s Schema,
    /// By name: what it stands for, and how near the name is ([`Near`]).
    targets: BTreeMap<String, Vec<(Target, Near)>>,
    /// For each code list: codes by name.
    codes: Vec<BTreeMap<String, Vec<&'s str>>>,
    suggested: usize,
}

impl<'s> Names<'s> {
    pub(crate) fn new(schema: &'s Schema) -> Self {
        let mut all = Self {
            schema,
            targets: BTreeMap::new(),
            codes: schema.code_lists.iter().map(codes_by_name).collect(),
            suggested: 0,
        };
        for table in &schema.tables {
            for (name, near) in names(&table.name, table.short.as_ref(), &table.aliases) {
                all.add(name, Target::Table(table.id), near);
            }
        }
        for passage in &schema.passages {
            if let Some(family) = schema.family(passage.family) {
                all.add(&family.name, Target::Passage(passage.id), Near::Own);
            }
            all.add(&passage.name, Target::Passage(passage.id), Near::Short);
        }
        for family in schema.families.iter().filter(|family| family.repeated || family.table.is_some()) {
            all.add(&family.name, Target::Family(family.id), Near::Own);
        }
        all
    }

    fn add(&mut self, name: &str, target: Target, near: Near) {
        let targets = self.targets.entry(path_key(name)).or_default();
        let table_of = |family: &FamilyId| self.schema.family(*family).and_then(|family| family.table);
        let same = |(other, _): &&mut (Target, Near)| match (other, &target) {
            (Target::Table(table), Target::Family(family)) => table_of(family) == Some(*table),
            (other, target) => *other == *target,
        };
        match targets.iter_mut().find(same) {
            Some((_, known)) => *known = near.min(*known),
            None => targets.push((target, near)),
        }
    }

    /// Whether what the name of a table stands for has a column of this name.
    pub(crate) fn has_column(&self, table: &str, column: &str) -> bool {
        let Some((targets, _)) = self.target(table) else { return false };
        let families = targets.into_iter().flat_map(|target| self.families(target));
        let mut families = families.filter_map(|id| self.schema.family(id));
        families.any(|family| !columns(family, column).is_empty())
    }

    /// The cell that data names, if it is one; nothing is said of why it is none.
    pub(crate) fn spot(&self, table: &str, row: &str, column: &str) -> Option<Spot> {
        let (targets, inside) = self.target(table)?;
        let mut spots = self.spots(&targets, &inside, row, column);
        let only = spots.len() == 1;
        spots.pop().filter(|_| only)
    }

    /// The cell that data names.
    pub(crate) fn find(&mut self, table: &str, row: &str, column: &str) -> Result<Spot, Miss> {
        let Some((targets, inside)) = self.target(table) else {
            let near = self.suggestion(table, |names| names.targets.keys().cloned().collect());
            return Err(Miss {
                why: format!("规则里没有叫「{table}」的表或说明{near}"),
                families: Vec::new(),
            });
        };
        let spots = self.spots(&targets, &inside, row, column);
        match spots.as_slice() {
            [] => Err(self.miss(&targets, table, row, column)),
            [only] => Ok(only.clone()),
            several => Err(self.ambiguous(several, row, column)),
        }
    }

    /// The cells that a row and a column can mean inside of what the name of a table stands for.
    fn spots(&self, targets: &[Target], inside: &[&str], row: &str, column: &str) -> Vec<Spot> {
        let whole: Vec<&str> =
            inside.iter().copied().chain([row.trim()]).filter(|part| !part.is_empty()).collect();
        let split: Vec<&str> = inside.iter().copied().chain(parts(row)).collect();
        for rest in [&whole, &split] {
            let mut spots: Vec<Spot> = Vec::new();
            for target in targets {
                self.attempt(*target, rest, column, &mut spots);
            }
            let mut seen: Vec<Spot> = Vec::new();
            for spot in spots {
                if !seen.contains(&spot) {
                    seen.push(spot);
                }
            }
            if !seen.is_empty() {
                return seen;
            }
        }
        Vec::new()
    }

    /// What the longest start of a path stands for, and the parts behind it.
    fn target<'t>(&self, table: &'t str) -> Option<(Vec<Target>, Vec<&'t str>)> {
        if let Some(targets) = self.targets.get(&name_key(table)) {
            return Some((nearest(targets.clone()), Vec::new()));
        }
        let parts: Vec<&str> = parts(table).collect();
        (1..=parts.len()).rev().find_map(|length| {
            let (start, rest) = parts.split_at_checked(length)?;
            let targets = self.targets.get(&path_key(&start.join(".")))?;
            Some((nearest(targets.clone()), rest.to_vec()))
        })
    }

    fn attempt(&self, target: Target, rest: &[&str], column: &str, spots: &mut Vec<Spot>) {
        match target {
            Target::Family(family) => self.locate(family, rest, column, spots),
            Target::Table(table) => {
                let table = self.schema.table(table);
                let families = table.map(|table| table.families.as_slice()).unwrap_or_default();
                // The lists of a form are meant by their own names only.
                let is_form = table.is_some_and(|table| table.is_form);
                let side =
                    |family: &FamilyId| self.schema.family(*family).and_then(|family| family.side.as_deref());
                let named = |family: &&FamilyId| {
                    rest.first()
                        .zip(side(family))
                        .is_some_and(|(part, side)| name_key(part) == name_key(side))
                };
                let sided: Vec<&FamilyId> = families.iter().filter(named).collect();
                let own = |family: &&FamilyId| sided.is_empty() && !(is_form && side(family).is_some());
                for family in families.iter().filter(own) {
                    self.locate(*family, rest, column, spots);
                }
                for family in sided {
                    self.locate(*family, rest.get(1..).unwrap_or_default(), column, spots);
                }
            }
            Target::Passage(id) => {
                let Some(passage) = self.schema.passage(id) else { return };
                let behind = rest.get(1..).unwrap_or_default();
                let first = rest.first().map(|part| name_key(part)).unwrap_or_default();
                let before = spots.len();
                for items in passage.items.iter().filter(|items| name_key(&items.name) == first) {
                    self.locate(items.family, behind, column, spots);
                }
                for section in passage.sections.iter().filter(|id| {
                    self.schema.passage(**id).is_some_and(|section| name_key(&section.name) == first)
                }) {
                    self.attempt(Target::Passage(*section), behind, column, spots);
                }
                if spots.len() == before {
                    self.locate(passage.family, rest, column, spots);
                }
            }
        }
    }

    /// Cells of a family by a path of row names and a column name. A family with one column may leave it out, so
    /// that the last name is a row's; a passage has no rows, so that the last name is a slot's.
    fn locate(&self, id: FamilyId, rest: &[&str], column: &str, spots: &mut Vec<Spot>) {
        let Some(family) = self.schema.family(id) else { return };
        let before = spots.len();
        let add = |rest: &[&str], column: usize, spots: &mut Vec<Spot>| {
            let rows = self.rows(family, rest);
            spots.extend(rows.into_iter().map(|row| Spot { family: id, row, column }));
        };
        if !column.is_empty() {
            for (index, of_row) in columns(family, column) {
                match (of_row, rest.split_last()) {
                    (None, _) => add(rest, index, spots),
                    (Some(of_row), Some((last, front))) if name_key(of_row) == name_key(last) => {
                        add(front, index, spots);
                    }
                    (Some(_), _) => {}
                }
            }
        }
        if let Some((last, front)) = rest.split_last().filter(|_| column.is_empty()) {
            for (index, _) in columns(family, last) {
                add(front, index, spots);
            }
        }
        if spots.len() == before && family.columns.len() == 1 && family.table.is_some() {
            let path: Vec<&str> = rest.iter().copied().chain(parts(column)).collect();
            add(&path, 0, spots);
        }
    }

    fn rows(&self, family: &Family, path: &[&str]) -> Vec<RowSpot> {
        let Some((last, above)) = path.split_last() else {
            let only = family.rows.len() == 1 && family.codes.is_none() && !family.repeated;
            return if only { vec![RowSpot::Fixed(0)] } else { Vec::new() };
        };
        // A row as it is, whatever the lists know.
        let raw = path.first().filter(|_| family.codes.is_some() || family.repeated);
        if let Some(first) = raw.and_then(|first| first.strip_prefix(ASIDE)) {
            let rest = path.get(1..).unwrap_or_default();
            return vec![RowSpot::Item([&[first], rest].concat().join("."))];
        }
        if family.repeated {
            return vec![RowSpot::Item(path.join("."))];
        }
        if family.table.is_none() {
            return Vec::new();
        }
        let exact = rooted(last);
        let key = name_key(exact.as_ref().and_then(|path| path.last()).unwrap_or(last));
        let mut found: Vec<(RowSpot, Near)> = Vec::new();
        for (index, row) in family.rows.iter().enumerate() {
            let chain = || {
                let of = |at: &Row| at.whole.and_then(|id| family.rows.get(id.0 as usize));
                std::iter::successors(Some(row), move |at| of(at)).map(|row| row.name.as_str())
            };
            let fits = !row.disabled
                && is_below(family, row, above)
                && exact.as_ref().is_none_or(|path| is_chain(path, chain()));
            let near = answers(&row.name, row.short.as_ref(), &row.aliases, &key);
            found.extend(near.filter(|_| fits).map(|near| (RowSpot::Fixed(index), near)));
        }
        let found = nearest(found);
        if found.is_empty()
            && let Some(codes) = &family.codes
        {
            return self.code_rows(codes, last, above);
        }
        found
    }

    fn code_rows(&self, rows: &CodeRows, name: &str, above: &[&str]) -> Vec<RowSpot> {
        let Some(list) = self.schema.code_list(rows.list) else { return Vec::new() };
        if list.open {
            return vec![RowSpot::Code(row_key(name), strip_ordinal(name.trim()).1.to_owned())];
        }
        let spot = |code: &str| {
            let name = list.find(code).map(|entry| entry.name.clone()).unwrap_or_default();
            RowSpot::Code(code.to_owned(), name)
        };
        if let Some(code) = code_of(name) {
            return vec![spot(&code)];
        }
        let named = self.codes.get(rows.list.0 as usize).and_then(|codes| codes.get(&name_key(name)));
        let printed = |code: &&&str| list.level_of(code).is_none_or(|level| level <= rows.down_to);
        let fits = |code: &&&str| above.iter().all(|part| is_above(list, part, code));
        let all: Vec<&str> = named.into_iter().flatten().filter(printed).filter(fits).copied().collect();
        let in_year: Vec<&str> = all.iter().copied().filter(|code| self.is_valid(list, code)).collect();
        let chosen = if in_year.is_empty() { all } else { in_year };
        chosen.into_iter().map(spot).collect()
    }

    fn is_valid(&self, list: &CodeList, code: &str) -> bool {
        let Some((year, entry)) = self.schema.year.zip(list.find(code)) else { return true };
        entry.from.is_none_or(|from| from <= year) && entry.until.is_none_or(|until| year <= until)
    }

    fn ambiguous(&self, spots: &[Spot], row: &str, column: &str) -> Miss {
        let ways: Vec<String> = spots.iter().take(8).map(|spot| self.path(spot)).collect();
        let what = if row.is_empty() { column } else { row };
        let ways = ways.join("、");
        let families = spots.iter().map(|spot| spot.family).collect();
        Miss { why: format!("「{what}」不止一处：{ways}；请写明是哪一个"), families }
    }

    fn path(&self, spot: &Spot) -> String {
        let Some(family) = self.schema.family(spot.family) else { return String::new() };
        let row = match &spot.row {
            RowSpot::Fixed(index) => family.rows.get(*index).map(|row| row.name.clone()).unwrap_or_default(),
            RowSpot::Code(code, _) => format!("[{code}]"),
            RowSpot::Item(key) => key.clone(),
        };
        let column = family.columns.get(spot.column).map(|column| column.name.clone()).unwrap_or_default();
        let mut path = vec![family.name.clone(), row];
        path.extend((family.columns.len() > 1).then_some(column));
        path.retain(|part| !part.is_empty());
        path.join(".")
    }

    fn miss(&mut self, targets: &[Target], table: &str, row: &str, column: &str) -> Miss {
        let families: Vec<FamilyId> = targets.iter().flat_map(|target| self.families(*target)).collect();
        let schema = self.schema;
        let all: Vec<&Family> = families.iter().filter_map(|id| schema.family(*id)).collect();
        let column_known = all.iter().any(|family| !columns(family, column).is_empty());
        let why = if column.is_empty() {
            let names: BTreeSet<&str> =
                all.iter().flat_map(|family| &family.columns).map(|column| column.name.as_str()).collect();
            let names = names.into_iter().take(12).collect::<Vec<_>>().join("、");
            format!("「{table}」里找不到「{row}」，或要写明列；列有 {names}")
        } else if column_known {
            let near =
                self.suggestion(row, |names| all.iter().flat_map(|family| names.row_names(family)).collect());
            format!("「{table}」没有行「{row}」{near}；行可写编码、名称或路径")
        } else {
            let names = || all.iter().flat_map(|family| &family.columns).map(|column| column.name.clone());
            let near = self.suggestion(column, |_| names().collect());
            format!("「{table}」没有列「{column}」{near}")
        };
        Miss { why, families }
    }

    fn families(&self, target: Target) -> Vec<FamilyId> {
        match target {
            Target::Family(family) => vec![family],
            Target::Table(table) => {
                self.schema.table(table).map(|table| table.families.clone()).unwrap_or_default()
            }
            Target::Passage(passage) => {
                let Some(passage) = self.schema.passage(passage) else { return Vec::new() };
                [passage.family].into_iter().chain(passage.items.iter().map(|items| items.family)).collect()
            }
        }
    }

    fn row_names(&self, family: &Family) -> Vec<String> {
        let fixed = family.rows.iter().map(|row| row.name.clone());
        let list = self.schema.list_of(family);
        fixed.chain(list.into_iter().flat_map(|list| &list.codes).map(|code| code.name.clone())).collect()
    }

    /// `，是不是「…」？` with the likeliest of some names; empty if none is alike.
    fn suggestion(&mut self, name: &str, names: impl FnOnce(&Self) -> Vec<String>) -> String {
        self.suggested += 1;
        if self.suggested > SUGGESTED {
            return String::new();
        }
        let key = name_key(name.rsplit('.').next().unwrap_or(name));
        names(self)
            .into_iter()
            .filter(|other| !other.is_empty())
            .map(|other| (similarity(&key, &name_key(&other)), other))
            .filter(|(alike, _)| *alike >= ALIKE)
            .max_by(|(left, a), (right, b)| left.cmp(right).then_with(|| b.cmp(a)))
            .map(|(_, other)| format!("，是不是「{other}」？"))
            .unwrap_or_default()
    }
}

/// Whether a code, or the code of a name, stands above another code.
fn is_above(list: &CodeList, part: &str, code: &str) -> bool {
    if let Some(above) = code_of(part) {
        return code.starts_with(&above);
    }
    let key = name_key(part);
    list.levels.iter().any(|level| {
        code.get(..usize::from(level.digits))
            .filter(|above| above.len() < code.len())
            .and_then(|above| list.find(above))
            .is_some_and(|entry| name_key(&entry.name) == key)
    })
}

/// The code that a text is: digits, in square brackets or not, blanks between levels dropped.
fn code_of(text: &str) -> Option<String> {
    let text = text.trim().trim_matches(['[', ']', '【', '】']);
    let code: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
    (!code.is_empty() && code.len() <= 20 && code.bytes().all(|byte| byte.is_ascii_digit())).then_some(code)
}

fn codes_by_name(list: &CodeList) -> BTreeMap<String, Vec<&str>> {
    let mut names: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for code in &list.codes {
        for name in [&code.name].into_iter().chain(&code.old_names) {
            names.entry(name_key(name)).or_default().push(&code.code);
        }
    }
    names
}
