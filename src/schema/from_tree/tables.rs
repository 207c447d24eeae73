//! Tables: merges what reopened declarations say and lays the families out.

use std::collections::BTreeSet;

use super::super::{
    CodeListId, CodeRows, Column, Declared, Family, FamilyId, Kind, RuleSite, Scope, Table, TableId,
};
use super::spelled::{Spelled, spelled};
use super::{lines, names};
use crate::amount::Dimension;
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::{self, Item, Line, Rule, TableMember, Tree};

/// Fixed cells that one side of a table may have; printed forms have some hundreds.
const CELLS: usize = 250_000;

/// Everything that the trees say about one table.
struct Draft<'a> {
    heads: Vec<&'a syntax::Table>,
    members: Vec<(u32, &'a TableMember)>,
}

/// Declares all tables; of names that are questioned already nothing more is asked.
pub(super) fn declare(declared: &mut Declared, trees: &[(u32, &Tree)], questioned: &BTreeSet<Span>) {
    let mut drafts: Vec<Draft<'_>> = Vec::new();
    for (layer, tree) in trees {
        for item in &tree.items {
            let Item::Table(table) = item else { continue };
            let members = table.members.iter().map(|member| (*layer, member));
            let known =
                drafts.iter_mut().find(|draft| draft.heads.iter().any(|head| same_table(head, table)));
            match known {
                Some(draft) => {
                    draft.heads.push(table);
                    draft.members.extend(members);
                }
                None => drafts.push(Draft { heads: vec![table], members: members.collect() }),
            }
        }
    }
    for draft in &drafts {
        if !draft.heads.first().is_some_and(|head| questioned.contains(&head.name.span)) {
            without_lines(declared, draft);
        }
        lay_out(declared, draft, questioned);
    }
}

/// A layer that means a table of its base and mistypes the name declares a new one, without rows and columns.
fn without_lines(declared: &mut Declared, draft: &Draft<'_>) {
    let Some(head) = draft.heads.first() else { return };
    let lines = draft.members.iter().any(|(layer, member)| {
        *layer == 0
            || matches!(
                member,
                TableMember::Columns(_)
                    | TableMember::Rows(_)
                    | TableMember::Codes(_)
                    | TableMember::Side(..)
                    | TableMember::Fields(_)
            )
    });
    if lines || draft.members.is_empty() {
        return;
    }
    let name = &head.name.text;
    let tables = &declared.schema.tables;
    let known: Vec<&str> = tables
        .iter()
        .flat_map(|table| [Some(table.name.as_str()), table.short.as_deref()])
        .flatten()
        .collect();
    let near = crate::text::nearest(name, known.iter().copied());
    let near =
        near.map_or_else(|| "原有的表用 gouji find 查；".to_owned(), |near| format!("是不是「{near}」？"));
    let message = format!("原有的表里没有「{name}」，这是新的一张表，却没有行和列");
    let mend = format!("{near}新的表要写「行 …」「列 …」");
    declared.diagnostics.push(Diagnostic::warning(Lint("新的表"), head.name.span, message).mend(mend));
}

/// A layer that adds to a row or column and mistypes its name declares a new one.
fn near_lines(declared: &mut Declared, id: FamilyId, member: &TableMember, questioned: &BTreeSet<Span>) {
    let Some(family) = declared.schema.family(id) else { return };
    match member {
        TableMember::Columns(columns) => {
            let known: Vec<&str> = family.columns.iter().map(|column| column.name.as_str()).collect();
            let adds = |line: &Line| !line.of_which.is_empty() || !line.aliases.is_empty();
            let new = columns.iter().filter(|line| adds(line) && !questioned.contains(&line.name.span));
            let notes: Vec<_> = new
                .filter_map(|line| near(&family.name, &line.name, ("列", Lint("新的列")), &known))
                .collect();
            declared.diagnostics.extend(notes);
        }
        TableMember::Rows(rows) => {
            let known: Vec<&str> = family.rows.iter().map(|row| row.name.as_str()).collect();
            // A new row says more than how it is printed.
            let new = rows.iter().filter(|line| only_adds(line) && !questioned.contains(&line.name.span));
            let notes: Vec<_> = new
                .filter_map(|line| near(&family.name, &line.name, ("行", Lint("新的行")), &known))
                .collect();
            declared.diagnostics.extend(notes);
        }
        TableMember::Side(name, inner) if family.side.as_deref() == Some(&name.text) => {
            inner.iter().for_each(|member| near_lines(declared, id, member, questioned));
        }
        _ => {}
    }
}

/// A line that gives names and nothing else.
fn only_adds(line: &Line) -> bool {
    let marked = line.optional || line.exact;
    let says_more = line.kind.is_some() || line.short.is_some() || marked || line.validity.is_some();
    let holds = line.parts.is_some() || !line.of_which.is_empty();
    !line.aliases.is_empty() && line.code.is_none() && !says_more && !holds
}

fn near(family: &str, name: &syntax::Name, (kind, lint): (&str, Lint), known: &[&str]) -> Option<Diagnostic> {
    let near = (!known.contains(&name.text.as_str()))
        .then(|| crate::text::nearest(&name.text, known.iter().copied()));
    let near = near.flatten()?;
    let message = format!("「{family}」里没有「{}」，这是新的一{kind}", name.text);
    let mend = format!("是不是「{near}」？确是新的一{kind}就不用改");
    Some(Diagnostic::warning(lint, name.span, message).mend(mend))
}

fn same_table(known: &syntax::Table, table: &syntax::Table) -> bool {
    let short = |table: &syntax::Table| table.short.as_ref().map(|name| name.text.clone());
    known.name.text == table.name.text || short(known).as_deref() == Some(&table.name.text)
}

fn lay_out(declared: &mut Declared, draft: &Draft<'_>, questioned: &BTreeSet<Span>) {
    let Some(head) = draft.heads.first() else { return };
    let id = TableId(declared.schema.tables.len() as u32);
    let mut table = Table {
        id,
        name: head.name.text.clone(),
        short: draft.heads.iter().find_map(|head| head.short.as_ref().map(|name| name.text.clone())),
        optional: draft.heads.iter().any(|head| head.optional),
        exact: draft.heads.iter().any(|head| head.exact),
        span: head.span,
        ..Table::default()
    };
    properties(declared, &mut table, draft);
    table.is_form = draft.members.iter().any(|(_, member)| matches!(member, TableMember::Fields(_)));
    let first = declared.schema.families.len() as u32;
    families(declared, &mut table, draft);
    declared.schema.tables.push(table.clone());
    if table.is_form {
        super::forms::lay_out(
            declared,
            &mut table,
            draft.heads.iter().find_map(|head| head.copies.as_ref()),
            &draft.members,
        );
        declared.schema.tables.pop();
        declared.schema.tables.push(table);
        for (_, member) in draft.members.iter().filter(|(_, member)| matches!(member, TableMember::Side(..)))
        {
            for family in first + 1..declared.schema.families.len() as u32 {
                body(declared, FamilyId(family), member);
            }
        }
    } else {
        let lowest = draft.members.iter().map(|(layer, _)| *layer).min().unwrap_or(0);
        for (layer, member) in &draft.members {
            for family in first..declared.schema.families.len() as u32 {
                if *layer > lowest {
                    near_lines(declared, FamilyId(family), member, questioned);
                }
                body(declared, FamilyId(family), member);
            }
        }
        default_column(declared, first);
        too_large(declared, first, head);
        let families = declared.schema.families.get(first as usize..).unwrap_or_default();
        let is_list = matches!(families, [family] if family.is_list(declared.schema.list_of(family)));
        if let Some(table) = declared.schema.tables.get_mut(id.0 as usize) {
            table.is_list = is_list;
        }
    }
    no_such_lines(declared, id, draft);
    rules(declared, id, &draft.members);
}

/// Gives a table its families: one, or one for each side; of a form one of its own, and its sides are lists in it.
fn families(declared: &mut Declared, table: &mut Table, draft: &Draft<'_>) {
    let mut sides: Vec<Option<String>> =
        side_names(draft).into_iter().map(|name| Some(name.text.clone())).collect();
    if table.is_form || sides.is_empty() {
        sides.insert(0, None);
    }
    for side in sides {
        let name = side.as_ref().map_or_else(|| table.name.clone(), |side| format!("{}.{side}", table.name));
        let id = FamilyId(declared.schema.families.len() as u32);
        declared.schema.families.push(Family { id, name, table: Some(table.id), side, ..Family::default() });
        table.families.push(id);
    }
}

/// Families of more cells than any form has are told and left empty.
fn too_large(declared: &mut Declared, first: u32, head: &syntax::Table) {
    for family in declared.schema.families.iter_mut().skip(first as usize) {
        let (rows, columns) = (family.rows.len(), family.columns.len());
        if rows.saturating_mul(columns) > CELLS {
            family.rows.clear();
            let message = format!("「{}」有 {rows} 行 {columns} 列，多于 {CELLS} 格", family.name);
            let mend = "随数据出现的行写「科目 …」，固定的行只写表样里有的";
            declared.diagnostics.push(Diagnostic::error(Lint("表太大"), head.name.span, message).mend(mend));
        }
    }
}

/// 停用 in a table names its rows and columns.
fn no_such_lines(declared: &mut Declared, id: TableId, draft: &Draft<'_>) {
    let families = declared.schema.table(id).map(|table| table.families.clone()).unwrap_or_default();
    let families: Vec<&Family> = families.iter().filter_map(|id| declared.schema.family(*id)).collect();
    let known = |name: &str| {
        families.iter().any(|family| {
            family.rows.iter().any(|row| row.name == name)
                || family.columns.iter().any(|column| column.name == name)
        })
    };
    // A line of other years is not there this year.
    let of_other_years = |name: &str| draft.members.iter().any(|(_, member)| writes(member, name));
    let disabled = draft.members.iter().filter_map(|(_, member)| match member {
        TableMember::Disable(disable) => Some(&disable.names),
        _ => None,
    });
    let table = draft.heads.first().map(|head| head.name.text.as_str()).unwrap_or_default();
    let unknown: Vec<Diagnostic> = disabled
        .flatten()
        .filter(|name| !known(&name.text) && !of_other_years(&name.text))
        .map(|name| {
            let message = format!("「{table}」里没有行或列「{}」，停用不了", name.text);
            Diagnostic::error(Lint("未知名称"), name.span, message)
                .mend("表里的「停用」只停用行和列；停用规则写在文件最外层")
        })
        .collect();
    declared.diagnostics.extend(unknown);
}

/// Whether a member declares a line of this name, in whatever years.
fn writes(member: &TableMember, name: &str) -> bool {
    fn any(lines: &[Line], name: &str) -> bool {
        lines.iter().any(|line| {
            let parts = line.parts.as_ref().map(|parts| parts.lines.as_slice()).unwrap_or_default();
            line.name.text == name || any(parts, name) || any(&line.of_which, name)
        })
    }
    match member {
        TableMember::Rows(lines) | TableMember::Columns(lines) => any(lines, name),
        TableMember::Side(_, inner) => inner.iter().any(|member| writes(member, name)),
        TableMember::Fields(fields) => fields.iter().any(|field| field.name.text == name),
        _ => false,
    }
}

/// Titles, order, notes: what is said of the table as a whole.
fn properties(declared: &mut Declared, table: &mut Table, draft: &Draft<'_>) {
    for (_, member) in &draft.members {
        match member {
            TableMember::Alias(aliases) => {
                let titles = spelled(declared, aliases, Lint("又名"), &mut Spelled::new());
                table.aliases.extend(titles.into_iter().filter(|title| !title.is_empty()));
            }
            TableMember::Order(order, _) => table.order = Some(*order),
            TableMember::Note(note) => table.note = Some(note.value.clone()),
            TableMember::EmptyNote(patterns) => {
                table
                    .empty_notes
                    .extend(patterns.iter().map(|pattern| super::patterns::bare(declared, pattern)));
            }
            _ => {}
        }
    }
}

fn side_names<'a>(draft: &Draft<'a>) -> Vec<&'a syntax::Name> {
    let mut names: Vec<&syntax::Name> = Vec::new();
    for (_, member) in &draft.members {
        if let TableMember::Side(name, _) = member
            && !names.iter().any(|known| known.text == name.text)
        {
            names.push(name);
        }
    }
    names
}

/// Adds rows, columns and code rows to one family; members of a side go to that side alone.
fn body(declared: &mut Declared, id: FamilyId, member: &TableMember) {
    match member {
        TableMember::Columns(columns) => {
            for line in columns {
                lines::add_column(declared, id, line, None);
            }
        }
        TableMember::Rows(rows) => {
            for line in rows {
                lines::add_row(declared, id, line, None);
            }
        }
        TableMember::Codes(codes) => code_rows(declared, id, codes, None),
        TableMember::Side(name, members) => {
            let here =
                declared.schema.family(id).is_some_and(|family| family.side.as_deref() == Some(&name.text));
            if here {
                members.iter().for_each(|member| body(declared, id, member));
            }
        }
        TableMember::Disable(disable) => {
            disable.names.iter().for_each(|name| lines::remove(declared, id, &name.text));
        }
        _ => {}
    }
}

/// Gives a family its code rows.
pub(super) fn code_rows(
    declared: &mut Declared,
    id: FamilyId,
    codes: &syntax::CodeRows,
    under: Option<super::super::RowId>,
) {
    let Some((list, down_to)) = code_list(declared, codes) else { return };
    let called = codes.open.iter().flatten().map(|text| text.value.clone()).collect();
    let rows = CodeRows { list, down_to, by_name: codes.down_to.is_some(), under, called };
    if let Some(family) = declared.schema.families.get_mut(id.0 as usize) {
        family.codes = Some(rows);
    }
}

/// The list and the 1-based deepest level that `科目 …` means.
pub(super) fn code_list(declared: &mut Declared, codes: &syntax::CodeRows) -> Option<(CodeListId, u8)> {
    if codes.open.is_some() {
        return super::codes::open(declared, &codes.list).map(|list| (list, 1));
    }
    let lists = || declared.schema.code_lists.iter().filter(|list| !list.open);
    let Some(list) = lists().find(|list| list.name == codes.list.text) else {
        let known: Vec<String> = lists().map(|list| list.name.clone()).collect();
        let known = known.iter().map(String::as_str);
        let diagnostic =
            super::unknown(Lint("未知编码表"), "编码表", &codes.list.text, codes.list.span, known);
        declared.diagnostics.push(diagnostic);
        return None;
    };
    let depth = list.levels.len() as u8;
    let wanted = codes.down_to.as_ref().map(|name| (name, names::level(list, &name.text)));
    if let Some((name, None)) = wanted {
        let levels: Vec<&str> = list.levels.iter().map(|level| level.name.as_str()).collect();
        let message = format!("「{}」没有级次「{}」", list.name, name.text);
        let diagnostic = Diagnostic::error(Lint("未知级次"), name.span, message)
            .mend(format!("级次有：{}", levels.join("、")));
        declared.diagnostics.push(diagnostic);
        return None;
    }
    Some((list.id, wanted.and_then(|(_, level)| level).unwrap_or(depth)))
}

/// A family without a declared column has one: 决算数 would be said of a form, so it is simply 金额.
fn default_column(declared: &mut Declared, first: u32) {
    for family in declared.schema.families.iter_mut().skip(first as usize) {
        if family.columns.is_empty() && !(family.rows.is_empty() && family.codes.is_none()) {
            family.columns.push(Column::plain("金额", Kind::Plain(Dimension::Money)));
        }
    }
}

fn rules(declared: &mut Declared, id: TableId, members: &[(u32, &TableMember)]) {
    let families = declared.schema.table(id).map(|table| table.families.clone()).unwrap_or_default();
    for (layer, member) in members {
        match member {
            TableMember::Rule(rule) => push_rule(declared, rule, &families, id, *layer),
            TableMember::Define(name, expr) => {
                let scope = Scope { families: families.clone(), table: Some(id), passage: None };
                super::shorthand(declared, name, expr, &scope);
            }
            TableMember::Side(name, inner) => {
                let side = |family: &FamilyId| {
                    declared
                        .schema
                        .family(*family)
                        .is_some_and(|family| family.side.as_deref() == Some(&name.text))
                };
                let (own, other): (Vec<_>, Vec<_>) = families.iter().copied().partition(side);
                let nearest: Vec<FamilyId> = own.into_iter().chain(other).collect();
                for member in inner {
                    match member {
                        TableMember::Rule(rule) => push_rule(declared, rule, &nearest, id, *layer),
                        TableMember::Define(name, expr) => {
                            let scope = Scope { families: nearest.clone(), table: Some(id), passage: None };
                            super::shorthand(declared, name, expr, &scope);
                        }
                        _ => {}
                    }
                }
            }
            _ => {}
        }
    }
}

fn push_rule(declared: &mut Declared, rule: &Rule, families: &[FamilyId], table: TableId, layer: u32) {
    let scope = Scope { families: families.to_vec(), table: Some(table), passage: None };
    declared.rules.push(RuleSite { rule: rule.clone(), scope, layer });
}
