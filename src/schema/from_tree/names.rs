//! Names in types and paths of patterns: dimensions, classes of words, sets of rows and columns.

use super::super::{
    Axis, CodeList, ColumnId, Declared, FamilyId, Kind, NameSet, NameTarget, RowId, Schema, WordsId,
};
use crate::amount::Dimension;
use crate::source::{Diagnostic, Lint};
use crate::syntax::{Path, Step};
use crate::text;

/// 1-based level of a code list by name.
pub(super) fn level(list: &CodeList, name: &str) -> Option<u8> {
    list.levels.iter().position(|level| level.name == name).map(|at| at as u8 + 1)
}

/// The steps of a path as names; none if it has codes or dynamic steps.
pub(super) fn plain_names(path: &Path) -> Option<Vec<&str>> {
    path.steps
        .iter()
        .map(|step| match step {
            Step::Name(name) => Some(name.text.as_str()),
            _ => None,
        })
        .collect()
}

/// A dimension by the name that rule authors use.
pub(super) fn dimension(name: &str) -> Option<Dimension> {
    Some(match name {
        "金额" | "万元" | "元" | "亿元" => Dimension::Money,
        "百分比" | "%" | "比例" => Dimension::Ratio,
        "年度" | "年" => Dimension::Year,
        "日期" => Dimension::Date,
        "文字" => Dimension::Text,
        "名单" => Dimension::List,
        "目标" => Dimension::Goal,
        _ => return None,
    })
}

/// A class of words by name.
pub(super) fn words(schema: &Schema, name: &str) -> Option<WordsId> {
    schema.words.iter().position(|class| class.name == name).map(|at| WordsId(at as u32))
}

/// The kind that a type of one word means: a dimension, a class of words, else a counter (辆, 批次 …).
pub(super) fn plain_kind(declared: &mut Declared, path: &Path) -> Kind {
    let Some([name]) = plain_names(path).as_deref().and_then(|names| <[&str; 1]>::try_from(names).ok())
    else {
        return Kind::Key;
    };
    match (dimension(name), words(&declared.schema, name)) {
        (Some(dimension), _) => Kind::Plain(dimension),
        (None, Some(class)) => Kind::Words(class),
        (None, None) => {
            if !text::counters().any(|counter| counter == name) {
                unknown_type(declared, path, name);
            }
            Kind::Plain(Dimension::Count(name.to_owned()))
        }
    }
}

/// Says once what types there are; a 句组 brings the same slot many times.
fn unknown_type(declared: &mut Declared, path: &Path, name: &str) {
    let mut known: Vec<&str> = TYPES.into_iter().chain(text::counters()).collect();
    known.extend(declared.schema.words.iter().map(|class| class.name.as_str()));
    let near = text::nearest(name, known).map_or_else(String::new, |near| format!("是不是「{near}」？"));
    let mend =
        format!("{near}类型有：{}、辆、个、批次、人次、台套等计数单位，或词表的名称", TYPES.join("、"));
    let diagnostic =
        Diagnostic::error(Lint("未知类型"), path.span, format!("没有叫「{name}」的类型")).mend(mend);
    if !declared.diagnostics.contains(&diagnostic) {
        declared.diagnostics.push(diagnostic);
    }
}

/// The types of slots that are no counter and no class of words.
const TYPES: [&str; 7] = ["金额", "百分比", "年度", "日期", "文字", "名单", "目标"];

/// The families that a first step can mean, and how many steps that took: a table (and its side), a passage with its
/// 段 and 每项.
pub(super) fn families(schema: &Schema, names: &[&str]) -> Option<(Vec<FamilyId>, usize)> {
    let first = names.first()?;
    if let Some(table) = schema.tables.iter().find(|table| table.is_called(first)) {
        let side = names.get(1).and_then(|side| {
            let found = |id: &&FamilyId| {
                schema.family(**id).is_some_and(|family| family.side.as_deref() == Some(*side))
            };
            table.families.iter().find(found)
        });
        return Some(match side {
            Some(side) => (vec![*side], 2),
            None => (table.families.clone(), 1),
        });
    }
    (1..=names.len()).rev().find_map(|length| {
        let path = names.get(..length)?.join(".");
        let family = schema.families.iter().find(|family| family.passage.is_some() && family.name == path)?;
        Some((vec![family.id], length))
    })
}

/// The set of rows or columns that a typed slot may name: `收入决算表.本年收入合计.下级`, `一般预算表.项`.
pub(super) fn name_set(schema: &Schema, path: &Path) -> Option<NameSet> {
    let names = plain_names(path)?;
    let (candidates, used) = families(schema, &names)?;
    let rest = names.get(used..)?;
    candidates.into_iter().find_map(|family| set_in(schema, family, rest))
}

fn set_in(schema: &Schema, id: FamilyId, rest: &[&str]) -> Option<NameSet> {
    let family = schema.family(id)?;
    if let [level_name] = rest
        && let Some(list) = schema.list_of(family)
    {
        let found = if *level_name == "科目" { Some(0) } else { level(list, level_name) };
        if let Some(found) = found {
            return Some(NameSet { family: id, axis: Axis::Rows, members: Vec::new(), level: Some(found) });
        }
    }
    let (first, rest) = rest.split_first()?;
    let mut targets: Vec<NameTarget> = match *first {
        "行" => family.rows.iter().map(|row| NameTarget::Row(row.id)).collect(),
        "列" => family.columns.iter().map(|column| NameTarget::Column(column.id)).collect(),
        name => {
            let row = family.rows.iter().find(|row| row.is_called(name)).map(|row| NameTarget::Row(row.id));
            let column = || family.columns.iter().find(|column| column.is_called(name));
            vec![row.or_else(|| column().map(|column| NameTarget::Column(column.id)))?]
        }
    };
    for step in rest {
        if *step != "下级" {
            return None;
        }
        targets = targets.into_iter().flat_map(|target| parts(schema, id, target)).collect();
    }
    let axis = match targets.first() {
        Some(NameTarget::Column(_)) => Axis::Columns,
        _ => Axis::Rows,
    };
    Some(NameSet { family: id, axis, members: targets, level: None })
}

fn parts(schema: &Schema, id: FamilyId, target: NameTarget) -> Vec<NameTarget> {
    let Some(family) = schema.family(id) else { return Vec::new() };
    match target {
        NameTarget::Row(RowId(at)) => family
            .rows
            .get(at as usize)
            .map(|row| row.parts.rows.iter().map(|part| NameTarget::Row(*part)).collect())
            .unwrap_or_default(),
        NameTarget::Column(ColumnId(at)) => family
            .columns
            .get(at as usize)
            .map(|column| column.parts.iter().map(|part| NameTarget::Column(*part)).collect())
            .unwrap_or_default(),
    }
}

/// What a slot that restates a path holds: the unit's name, the year, or what the figure's column holds.
pub(super) fn restated_kind(schema: &Schema, path: &Path) -> Option<RestatedKind> {
    let last = path.steps.iter().rev().find_map(|step| match step {
        Step::Name(name) => Some(name.text.as_str()),
        _ => None,
    })?;
    let first = match path.steps.first()? {
        Step::Name(name) => name.text.as_str(),
        _ => return None,
    };
    match (first, last) {
        ("单位", _) => return Some(RestatedKind::Unit),
        ("本年" | "上年度", _) => return Some(RestatedKind::Kind(Kind::Plain(Dimension::Year))),
        _ => {}
    }
    let names: Vec<&str> = path
        .steps
        .iter()
        .filter_map(|step| match step {
            Step::Name(name) => Some(name.text.as_str()),
            _ => None,
        })
        .collect();
    let (families, _) = families(schema, &names)?;
    let column = families.iter().filter_map(|id| schema.family(*id)).find_map(|family| {
        family.columns.iter().find(|column| column.is_called(last) && column.row.is_none())
    });
    Some(RestatedKind::Kind(column.map_or(Kind::Plain(Dimension::Money), |column| column.kind.clone())))
}

/// What a restating slot holds.
pub(super) enum RestatedKind {
    /// The name of the unit.
    Unit,
    /// What a column of this kind holds.
    Kind(Kind),
}
