//! Figures over editions: what table, row and column of one schema are in another, by name.
//!
//! Numbers of families, rows and columns belong to one schema. Forms of two years differ in what they number; what they
//! call the same is the same: by name, else by a short or other name (又名) that only one of each side has, and below
//! what is the same above it.

use std::collections::{BTreeMap, BTreeSet};

use super::{CodeList, CodeListId, ColumnId, Family, FamilyId, RowId, Schema};
use crate::amount::Dimension;
use crate::text::name_key;

/// Which figures of one schema are which of another.
#[derive(Clone, Debug, Default)]
pub struct Identity {
    families: Vec<Option<FamilyIdentity>>,
    /// Codes by list of the first schema that mean something else in the other.
    other_codes: Vec<BTreeSet<String>>,
}

#[derive(Clone, Debug)]
struct FamilyIdentity {
    id: FamilyId,
    rows: Vec<Option<RowId>>,
    columns: Vec<Option<ColumnId>>,
}

impl Identity {
    /// Finds the figures of a schema in another.
    #[must_use]
    pub fn between(from: &Schema, to: &Schema) -> Self {
        let mut families: Vec<Option<FamilyIdentity>> = vec![None; from.families.len()];
        for (mine, theirs) in family_pairs(from, to) {
            let (Some(mine), Some(theirs)) = (from.family(mine), to.family(theirs)) else { continue };
            if let Some(slot) = families.get_mut(mine.id.0 as usize) {
                *slot = Some(family_identity(mine, theirs));
            }
        }
        let other_codes = from.code_lists.iter().map(|list| {
            let theirs = to.code_lists.iter().find(|other| other.name == list.name);
            theirs.map(|theirs| reused(list, theirs)).unwrap_or_default()
        });
        Self { families, other_codes: other_codes.collect() }
    }

    /// The family of the other schema; none where it has none of this name.
    #[must_use]
    pub fn family(&self, family: FamilyId) -> Option<FamilyId> {
        self.of(family).map(|identity| identity.id)
    }

    /// The row of the other schema.
    #[must_use]
    pub fn row(&self, family: FamilyId, row: RowId) -> Option<RowId> {
        self.of(family)?.rows.get(row.0 as usize).copied().flatten()
    }

    /// The column of the other schema.
    #[must_use]
    pub fn column(&self, family: FamilyId, column: ColumnId) -> Option<ColumnId> {
        self.of(family)?.columns.get(column.0 as usize).copied().flatten()
    }

    /// Whether a code means the same in both: its name is the same, or one of them has the other's as an old name.
    #[must_use]
    pub fn is_same_code(&self, list: CodeListId, code: &str) -> bool {
        self.other_codes.get(list.0 as usize).is_none_or(|other| !other.contains(code))
    }

    fn of(&self, family: FamilyId) -> Option<&FamilyIdentity> {
        self.families.get(family.0 as usize)?.as_ref()
    }
}

/// One of several named things.
struct Named {
    at: u32,
    /// The one it is a part of.
    whole: Option<u32>,
    /// Its own name as compared.
    name: String,
    /// All that it is called, its own name among them.
    called: BTreeSet<String>,
    /// What its figures are; only what holds the same can be the same.
    holds: Option<Dimension>,
}

impl Named {
    fn new<'n>(at: u32, name: &str, others: impl IntoIterator<Item = &'n String>) -> Self {
        let own = name_key(name);
        let called = others.into_iter().map(|name| name_key(name)).chain([own.clone()]);
        Self { at, whole: None, called: called.collect(), name: own, holds: None }
    }
}

/// Which of some things are which of others.
type Pairs = BTreeMap<u32, u32>;

/// Pairs things by name: below what is a pair already first, own names before other ones, and only where one of each side
/// can be meant.
fn pairs(mine: &[Named], theirs: &[Named]) -> Pairs {
    let mut found = Pairs::new();
    let mut taken: BTreeSet<u32> = BTreeSet::new();
    // A pair above allows pairs below: each round settles at least one level.
    loop {
        let before = found.len();
        for (own, beside) in [(true, false), (false, false), (true, true), (false, true)] {
            let alike = |a: &Named, b: &Named| {
                let named = if own { a.name == b.name } else { !a.called.is_disjoint(&b.called) };
                named && a.holds == b.holds && is_below_same(a, b, &found, beside)
            };
            let free = |one: &&Named| !found.contains_key(&one.at);
            let open: Vec<&Named> = theirs.iter().filter(|one| !taken.contains(&one.at)).collect();
            let mut new: Vec<(u32, u32)> = Vec::new();
            for one in mine.iter().filter(free) {
                let fitting: Vec<&Named> = open.iter().copied().filter(|other| alike(one, other)).collect();
                let [only] = fitting.as_slice() else { continue };
                if mine.iter().filter(free).filter(|other| alike(other, only)).count() == 1 {
                    new.push((one.at, only.at));
                }
            }
            let is_new = !new.is_empty();
            taken.extend(new.iter().map(|(_, theirs)| *theirs));
            found.extend(new);
            if is_new {
                break;
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

/// Whether what two things are parts of lets them be the same: both of the same whole or of none; `beside` also where
/// only one of them is a part.
fn is_below_same(mine: &Named, theirs: &Named, found: &Pairs, beside: bool) -> bool {
    match (mine.whole, theirs.whole) {
        (None, None) => true,
        (Some(a), Some(b)) => found.get(&a) == Some(&b),
        _ => beside,
    }
}

fn family_pairs(from: &Schema, to: &Schema) -> Vec<(FamilyId, FamilyId)> {
    let tables = |schema: &Schema| -> Vec<Named> {
        let tables = schema.tables.iter();
        tables.map(|t| Named::new(t.id.0, &t.name, t.short.iter().chain(&t.aliases))).collect()
    };
    let tables = pairs(&tables(from), &tables(to));
    let mut found = Vec::new();
    for mine in &from.families {
        let theirs = match mine.table {
            Some(table) => tables.get(&table.0).and_then(|other| {
                let sides = |family: &&Family| family.table.is_some_and(|id| id.0 == *other);
                to.families.iter().filter(sides).find(|theirs| same_side(mine, theirs))
            }),
            None => to.families.iter().find(|theirs| {
                theirs.table.is_none() && theirs.repeated == mine.repeated && theirs.name == mine.name
            }),
        };
        found.extend(theirs.map(|theirs| (mine.id, theirs.id)));
    }
    found
}

fn same_side(mine: &Family, theirs: &Family) -> bool {
    let side = |family: &Family| family.side.as_deref().map(name_key);
    side(mine) == side(theirs)
}

fn family_identity(mine: &Family, theirs: &Family) -> FamilyIdentity {
    let (rows, columns) = (pairs(&rows(mine), &rows(theirs)), pairs(&columns(mine), &columns(theirs)));
    let number = |pairs: &Pairs, at: usize| pairs.get(&(at as u32)).copied();
    FamilyIdentity {
        id: theirs.id,
        rows: (0..mine.rows.len()).map(|at| number(&rows, at).map(RowId)).collect(),
        columns: (0..mine.columns.len()).map(|at| number(&columns, at).map(ColumnId)).collect(),
    }
}

fn rows(family: &Family) -> Vec<Named> {
    let rows = family.rows.iter().filter(|row| !row.disabled);
    rows.map(|row| Named {
        whole: row.whole.map(|whole| whole.0),
        holds: row.dimension.clone(),
        ..Named::new(row.id.0, &row.name, row.short.iter().chain(&row.aliases))
    })
    .collect()
}

/// Columns; in a form the row that a field stands in is part of what it is.
fn columns(family: &Family) -> Vec<Named> {
    let columns = family.columns.iter().filter(|column| !column.disabled);
    columns
        .map(|column| {
            let name = match &column.row {
                Some(row) => format!("{row}{}", column.name),
                None => column.name.clone(),
            };
            let others = column.short.iter().chain(&column.aliases).filter(|_| column.row.is_none());
            Named {
                whole: column.whole.map(|whole| whole.0),
                holds: Some(column.dimension()),
                ..Named::new(column.id.0, &name, others)
            }
        })
        .collect()
}

/// Codes that both lists have under names that are not each other's.
fn reused(mine: &CodeList, theirs: &CodeList) -> BTreeSet<String> {
    let names = |code: &super::Code| -> BTreeSet<String> {
        code.old_names.iter().chain([&code.name]).map(|name| name_key(name)).collect()
    };
    // A list without a year has a code once for each of its names.
    let all = |list: &CodeList| -> BTreeMap<String, BTreeSet<String>> {
        let mut all: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for code in &list.codes {
            all.entry(code.code.clone()).or_default().extend(names(code));
        }
        all
    };
    let theirs = all(theirs);
    let other = |(code, mine): &(String, BTreeSet<String>)| {
        theirs.get(code).is_some_and(|theirs| theirs.is_disjoint(mine))
    };
    all(mine).into_iter().filter(other).map(|(code, _)| code).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{Code, Column, Kind, Row, Table, TableId};
    use super::*;

    fn family(id: u32, table: Option<u32>, rows: &[(&str, Option<u32>)], columns: &[&str]) -> Family {
        let row = |(id, (name, whole)): (u32, &(&str, Option<u32>))| Row {
            id: RowId(id),
            name: (*name).to_owned(),
            whole: whole.map(RowId),
            ..Row::default()
        };
        let column = |(id, name): (u32, &&str)| Column {
            id: ColumnId(id),
            ..Column::plain(name, Kind::Plain(Dimension::Money))
        };
        Family {
            id: FamilyId(id),
            table: table.map(TableId),
            rows: (0..).zip(rows).map(row).collect(),
            columns: (0..).zip(columns).map(column).collect(),
            ..Family::default()
        }
    }

    fn table(id: u32, name: &str, aliases: &[&str]) -> Table {
        let aliases = aliases.iter().map(|name| (*name).to_owned()).collect();
        Table { id: TableId(id), name: name.to_owned(), aliases, ..Table::default() }
    }

    fn row(identity: &Identity, row: u32) -> Option<u32> {
        identity.row(FamilyId(0), RowId(row)).map(|row| row.0)
    }

    #[test]
    fn numbers_may_differ_where_names_agree() {
        let rows = [("合计", None), ("基本支出", Some(0)), ("项目支出", Some(0))];
        let from = Schema {
            tables: vec![table(0, "甲表", &[])],
            families: vec![family(0, Some(0), &rows, &["决算数"])],
            ..Schema::default()
        };
        let moved = [("项目支出", Some(1)), ("合计", None), ("新行", Some(1)), ("基本支出", Some(1))];
        let to = Schema {
            tables: vec![table(0, "乙表", &[]), table(1, "甲表", &[])],
            families: vec![
                family(0, Some(0), &rows, &["决算数"]),
                family(1, Some(1), &moved, &["预算数", "决算数"]),
            ],
            ..Schema::default()
        };
        let identity = Identity::between(&from, &to);
        assert_eq!(identity.family(FamilyId(0)), Some(FamilyId(1)));
        assert_eq!([0, 1, 2].map(|at| row(&identity, at)), [Some(1), Some(3), Some(0)]);
        assert_eq!(identity.column(FamilyId(0), ColumnId(0)), Some(ColumnId(1)));
        let back = Identity::between(&to, &from);
        assert_eq!(back.family(FamilyId(0)), None);
        assert_eq!(back.row(FamilyId(1), RowId(2)), None);
    }

    #[test]
    fn equal_names_are_told_apart_by_what_they_are_parts_of() {
        let mine = [("本年", None), ("年初", None), ("拨款", Some(0)), ("拨款", Some(1))];
        let theirs = [("年初", None), ("拨款", Some(0)), ("本年", None)];
        let schema = |rows: &[(&str, Option<u32>)]| Schema {
            tables: vec![table(0, "甲表", &[])],
            families: vec![family(0, Some(0), rows, &["决算数"])],
            ..Schema::default()
        };
        let identity = Identity::between(&schema(&mine), &schema(&theirs));
        assert_eq!([0, 1, 2, 3].map(|at| row(&identity, at)), [Some(2), Some(0), None, Some(1)]);
    }

    #[test]
    fn another_name_binds_what_was_renamed_and_never_two() {
        let mut renamed =
            family(0, Some(0), &[("使用结余", None), ("其他", None), ("另外", None)], &["决算数"]);
        renamed.rows[0].aliases = vec!["弥补差额".to_owned()];
        renamed.rows[1].aliases = vec!["杂项".to_owned()];
        renamed.rows[2].aliases = vec!["杂项".to_owned()];
        let from = Schema {
            tables: vec![table(0, "新表", &["旧表"])],
            families: vec![renamed],
            ..Schema::default()
        };
        let to = Schema {
            tables: vec![table(0, "旧表", &[])],
            families: vec![family(0, Some(0), &[("杂项", None), ("弥补差额", None)], &["决算数"])],
            ..Schema::default()
        };
        let identity = Identity::between(&from, &to);
        assert_eq!([0, 1, 2].map(|at| row(&identity, at)), [Some(1), None, None]);
    }

    #[test]
    fn a_code_is_the_same_by_its_old_names_and_not_where_it_was_given_away() {
        let code = |code: &str, name: &str, old: &[&str]| Code {
            code: code.to_owned(),
            name: name.to_owned(),
            old_names: old.iter().map(|name| (*name).to_owned()).collect(),
            ..Code::default()
        };
        let list = |codes| CodeList { name: "功能".to_owned(), codes, ..CodeList::default() };
        let of = |codes| Schema { code_lists: vec![list(codes)], ..Schema::default() };
        let from = of(vec![
            code("207", "文旅支出", &["文体支出"]),
            code("208", "社保", &[]),
            code("299", "其他", &[]),
        ]);
        let to = of(vec![code("207", "文体支出", &[]), code("208", "民政", &[])]);
        let identity = Identity::between(&from, &to);
        let same = |code| identity.is_same_code(CodeListId(0), code);
        assert_eq!(["207", "208", "299"].map(same), [true, false, true]);
    }
}
