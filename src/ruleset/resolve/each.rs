//! 逐: what a rule ranges over. Fixed rows and columns are unrolled; rows that appear with the document are a domain.

use super::Resolver;
use super::here::{Here, HereColumn, HereRow};
use super::meaning::Miss;
use crate::ruleset::{Domain, ElementKind, RowRef, Select};
use crate::schema::{CodeList, CodeListId, ColumnId, FamilyId, PassageId, TableId};
use crate::source::{Diagnostic, Lint};
use crate::syntax::{Each, ExprKind, Name, Path, Step};

/// One element (or one domain of them) of a 逐.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    pub(super) here: Here,
    pub(super) domain: Domain,
    pub(super) label: String,
    pub(super) table: Option<TableId>,
    /// The domain's families are those that the rule joins.
    pub(super) join: bool,
}

impl Turn {
    fn once(here: Here, label: String, table: Option<TableId>) -> Self {
        Self { here, domain: Domain::Once, label, table, join: false }
    }
}

/// Where a 逐 looks: families, or columns of them.
struct Over {
    families: Vec<FamilyId>,
    columns: Option<Vec<ColumnId>>,
    given: bool,
    contents: bool,
    explains: bool,
    within: Option<PassageId>,
    list: Option<CodeListId>,
}

impl Resolver<'_> {
    /// The elements of a 逐.
    pub(super) fn turns(&mut self, each: &Each) -> Result<Vec<Turn>, Miss> {
        let over = self.over(each)?;
        Ok(match each.what.text.as_str() {
            "行" => over.families.iter().flat_map(|id| self.rows_of(*id, &Here::default())).collect(),
            "列" => {
                over.families.iter().flat_map(|id| self.columns_of(*id, over.columns.as_deref())).collect()
            }
            "格" => {
                let columns: Vec<Turn> = over
                    .families
                    .iter()
                    .flat_map(|id| self.columns_of(*id, over.columns.as_deref()))
                    .collect();
                columns
                    .into_iter()
                    .flat_map(|turn| {
                        let family =
                            turn.here.column.as_ref().map(|column| column.family).unwrap_or_default();
                        self.rows_of(family, &turn.here)
                    })
                    .collect()
            }
            "表" => self.tables_of(&over),
            "部分" => (0..self.declared.schema.outline.len() as u32)
                .map(|part| {
                    let name = self.declared.schema.outline.get(part as usize).map(|p| p.name.clone());
                    Turn::once(Here { part: Some(part), ..Here::default() }, name.unwrap_or_default(), None)
                })
                .collect(),
            "标题" => vec![elements(ElementKind::Heading, &over)],
            "段落" => vec![elements(ElementKind::Paragraph, &over)],
            "序号" => vec![elements(ElementKind::Ordinal, &over)],
            "金额" => vec![elements(ElementKind::Money, &over)],
            "百分比" => vec![elements(ElementKind::Percent, &over)],
            "单位名" => vec![elements(ElementKind::UnitName, &over)],
            _ => self.rows_by_name(&each.what, &over)?,
        })
    }

    /// The element of a rule that stands inside a 每项 or a repeated form without a 逐 of its own.
    pub(super) fn own_turn(&self) -> Turn {
        let nearest = self.scope.families.first().and_then(|id| self.declared.schema.family(*id));
        match nearest {
            Some(family) if family.repeated => self.items_turn(family.id),
            _ => Turn::once(Here::default(), String::new(), self.scope.table),
        }
    }

    fn items_turn(&self, family: FamilyId) -> Turn {
        let row = HereRow {
            family: Some(family),
            row: RowRef::Element(None),
            name: String::new(),
            key: self.key_names(family),
        };
        let table = self.declared.schema.family(family).and_then(|family| family.table);
        Turn {
            here: Here { row: Some(row), ..Here::default() },
            domain: Domain::Rows { families: vec![family], select: Select::All },
            label: String::new(),
            table,
            join: false,
        }
    }

    fn over(&mut self, each: &Each) -> Result<Over, Miss> {
        let is_form = |id| self.declared.schema.table(id).is_some_and(|table| table.is_form);
        let own: Vec<FamilyId> = match self.scope.table {
            // A form and the lists in it have nothing in common.
            Some(table) if is_form(table) => self.scope.families.first().copied().into_iter().collect(),
            Some(_) => self.scope.families.clone(),
            None => Vec::new(),
        };
        let mut over = Over {
            families: own,
            columns: None,
            given: false,
            contents: false,
            explains: false,
            within: None,
            list: None,
        };
        let mut wanted: Vec<&Name> = Vec::new();
        for expr in &each.over {
            over.given = true;
            match &expr.kind {
                ExprKind::Set(members) => {
                    wanted.extend(members.iter().filter_map(|member| match &member.kind {
                        ExprKind::Path(path) => match path.steps.as_slice() {
                            [Step::Name(name)] => Some(name),
                            _ => None,
                        },
                        _ => None,
                    }));
                }
                ExprKind::Path(path) => self.over_path(path, &mut over)?,
                _ => {
                    return Err(Diagnostic::error(
                        Lint("逐"),
                        expr.span,
                        "「于」后面写表、一侧、说明、正文或目录",
                    )
                    .into());
                }
            }
        }
        let table =
            |name: &&Name| self.declared.schema.tables.iter().find(|table| table.is_called(&name.text));
        let tables: Vec<_> = wanted.iter().filter_map(table).collect();
        if tables.len() == wanted.len() && !tables.is_empty() {
            over.families = tables.iter().flat_map(|table| table.families.iter().copied()).collect();
        } else if !wanted.is_empty() {
            over.columns = Some(self.named_columns(&over.families, &wanted)?);
        }
        Ok(over)
    }

    fn over_path(&mut self, path: &Path, over: &mut Over) -> Result<(), Miss> {
        let name = path.to_string();
        match name.as_str() {
            "全部表" => {
                let plain = self.declared.schema.tables.iter().filter(|table| table.is_plain());
                over.families = plain.flat_map(|table| table.families.clone()).collect();
            }
            "目录" => over.contents = true,
            "说明" => over.explains = true,
            "正文" | "全文" | "提纲" => {}
            _ if self.declared.schema.code_lists.iter().any(|list| !list.open && list.name == name) => {
                let lists = self.declared.schema.code_lists.iter();
                over.list = lists.filter(|list| list.name == name).map(|list| list.id).next();
            }
            _ => {
                let names: Vec<&str> = name.split('.').collect();
                if let Some((families, used)) = self.families_named(&names) {
                    let rest = names.get(used..).unwrap_or_default();
                    (over.families, over.columns) = self.columns_below(families, rest, path)?;
                    let first = over.families.first().and_then(|id| self.declared.schema.family(*id));
                    over.within = first.and_then(|family| family.passage);
                } else {
                    return Err(self.unknown_name(&name, path.span).into());
                }
            }
        }
        Ok(())
    }

    /// `支出.合计.下级`: the parts of a column.
    fn columns_below(
        &self,
        families: Vec<FamilyId>,
        rest: &[&str],
        path: &Path,
    ) -> Result<(Vec<FamilyId>, Option<Vec<ColumnId>>), Miss> {
        let Some((first, more)) = rest.split_first() else { return Ok((families, None)) };
        for id in &families {
            let Some(family) = self.declared.schema.family(*id) else { continue };
            let Some(column) = family.columns.iter().find(|column| column.is_called(first)) else { continue };
            let columns = if more == ["下级"] { column.parts.clone() } else { vec![column.id] };
            return Ok((vec![*id], Some(columns)));
        }
        Err(self.unknown_name(first, path.span).into())
    }

    fn named_columns(&self, families: &[FamilyId], wanted: &[&Name]) -> Result<Vec<ColumnId>, Miss> {
        let family = families.first().and_then(|id| self.declared.schema.family(*id));
        wanted
            .iter()
            .map(|name| {
                let column =
                    family.and_then(|f| f.columns.iter().find(|column| column.is_called(&name.text)));
                column.map(|column| column.id).ok_or_else(|| self.unknown_name(&name.text, name.span).into())
            })
            .collect()
    }

    pub(super) fn rows_of(&self, id: FamilyId, here: &Here) -> Vec<Turn> {
        let Some(family) = self.declared.schema.family(id) else { return Vec::new() };
        let label = |name: &str| match &here.column {
            Some(column) => format!("{}.{name}.{}", family.name, column.name),
            None => format!("{}.{name}", family.name),
        };
        let form_rows: Vec<String> = family.columns.iter().fold(Vec::new(), |mut rows, column| {
            if let Some(row) = &column.row
                && !rows.contains(row)
            {
                rows.push(row.clone());
            }
            rows
        });
        if !form_rows.is_empty() {
            let turn = |row: &String| {
                let own = if family.repeated { self.items_turn(id) } else { self.own_turn() };
                let here = Here { form_row: Some(row.clone()), ..own.here.clone() };
                Turn { here, label: label(row), table: family.table, ..own }
            };
            return form_rows.iter().map(turn).collect();
        }
        let row = |row, name: &str| Here {
            row: Some(HereRow { family: Some(id), row, name: name.to_owned(), key: None }),
            ..here.clone()
        };
        let mut turns: Vec<Turn> = family
            .rows
            .iter()
            .filter(|fixed| !fixed.disabled)
            .map(|fixed| {
                Turn::once(row(RowRef::Fixed(fixed.id), &fixed.name), label(&fixed.name), family.table)
            })
            .collect();
        if family.codes.is_some() {
            turns.push(Turn {
                here: row(RowRef::Element(None), ""),
                domain: Domain::Rows { families: vec![id], select: Select::All },
                label: label(
                    self.list_of_rows(id).filter(|list| list.open).map_or("科目", |list| &list.name),
                ),
                table: family.table,
                join: false,
            });
        }
        turns
    }

    pub(super) fn columns_of(&self, id: FamilyId, only: Option<&[ColumnId]>) -> Vec<Turn> {
        let Some(family) = self.declared.schema.family(id) else { return Vec::new() };
        let wanted = |column: &&crate::schema::Column| {
            !column.disabled && only.is_none_or(|only| only.contains(&column.id))
        };
        family
            .columns
            .iter()
            .filter(wanted)
            .map(|column| {
                let here = HereColumn { family: id, column: column.id, name: column.name.clone() };
                let here = Here { column: Some(here), ..Here::default() };
                Turn::once(here, format!("{}.{}", family.name, column.name), family.table)
            })
            .collect()
    }

    fn tables_of(&self, over: &Over) -> Vec<Turn> {
        let mut tables: Vec<TableId> = Vec::new();
        for family in &over.families {
            let table = self.declared.schema.family(*family).and_then(|family| family.table);
            if let Some(table) = table
                && !tables.contains(&table)
            {
                tables.push(table);
            }
        }
        let turn = |id: TableId| {
            let name = self.declared.schema.table(id).map(|table| table.name.clone()).unwrap_or_default();
            Turn::once(Here { table: Some(id), ..Here::default() }, name, Some(id))
        };
        tables.into_iter().map(turn).collect()
    }

    /// 逐 科目, a level, a 每项, or what a 每项 is keyed by.
    fn rows_by_name(&mut self, what: &Name, over: &Over) -> Result<Vec<Turn>, Miss> {
        if over.list.is_none()
            && let Some(family) = self.items_named(&what.text, over)
        {
            return Ok(vec![self.items_turn(family)]);
        }
        let level = self.level_named(&what.text);
        let Some(select) = level else {
            return Err(self.unknown_each(what).into());
        };
        if let Some(list) = over.list {
            let level = match select {
                Select::Level(level) => level,
                _ => 0,
            };
            let mut turn = self.own_turn();
            turn.here.codes = Some((list, level, what.text.clone()));
            return Ok(vec![turn]);
        }
        let element = |family, key| HereRow { family, row: RowRef::Element(None), name: String::new(), key };
        let turn = |family: Option<FamilyId>, families: Vec<FamilyId>, table, join| Turn {
            here: Here { row: Some(element(family, None)), ..Here::default() },
            domain: Domain::Rows { families, select: select.clone() },
            label: String::new(),
            table,
            join,
        };
        let listed = |id: &FamilyId| self.has_level(*id, &what.text);
        if over.given || self.scope.table.is_some() {
            let families = over.families.iter().copied().filter(listed);
            let table = |id| self.declared.schema.family(id).and_then(|family| family.table);
            return Ok(families.map(|id| turn(Some(id), vec![id], table(id), false)).collect());
        }
        // Rows that documents name, of one table alone, need no 于.
        let named = self.declared.schema.families.iter().filter(|family| {
            self.list_of_rows(family.id).is_some_and(|list| list.open && list.name == what.text)
        });
        if let [family] = named.collect::<Vec<_>>().as_slice() {
            return Ok(vec![turn(Some(family.id), vec![family.id], family.table, false)]);
        }
        Ok(vec![turn(None, Vec::new(), None, true)])
    }

    /// The list of a family's rows that appear with the document.
    pub(super) fn list_of_rows(&self, id: FamilyId) -> Option<&CodeList> {
        self.declared.schema.list_of(self.declared.schema.family(id)?)
    }

    /// Whether rows of a family can be meant by 科目 or the name of a level; rows that documents name (每行) only by
    /// what they are called.
    pub(super) fn has_level(&self, id: FamilyId, name: &str) -> bool {
        self.list_of_rows(id).is_some_and(|list| !list.open || list.name == name)
    }

    fn level_named(&self, name: &str) -> Option<Select> {
        if name == "科目" {
            return Some(Select::All);
        }
        let lists = self.declared.schema.code_lists.iter();
        // Rows that documents name are of one level.
        if lists.clone().any(|list| list.open && list.name == name) {
            return Some(Select::All);
        }
        let level =
            lists.filter_map(|list| list.levels.iter().position(|level| level.name == name)).next()?;
        Some(Select::Level(level as u8 + 1))
    }

    fn items_named(&self, name: &str, over: &Over) -> Option<FamilyId> {
        let families = &self.declared.schema.families;
        let keyed = |id: FamilyId| {
            let items = self.declared.schema.passages.iter().flat_map(|passage| &passage.items);
            let key = items.into_iter().find(|items| items.family == id)?.key;
            self.declared.schema.column(id, key).map(|column| column.name.clone())
        };
        if let Some(id) = over.families.iter().find(|id| keyed(**id).as_deref() == Some(name)) {
            return Some(*id);
        }
        for scope in &self.scope.families {
            let block = self.declared.schema.family(*scope)?;
            if block.repeated && block.name.rsplit('.').next() == Some(name) {
                return Some(*scope);
            }
            let inner = format!("{}.{name}", block.name);
            if let Some(found) = families.iter().find(|family| family.repeated && family.name == inner) {
                return Some(found.id);
            }
            let below = format!("{}.", block.name);
            let mut keyed_by = families.iter().filter(|family| {
                family.repeated
                    && family.name.starts_with(&below)
                    && keyed(family.id).as_deref() == Some(name)
            });
            if let (Some(found), None) = (keyed_by.next(), keyed_by.next()) {
                return Some(found.id);
            }
        }
        let found = families.iter().find(|family| family.repeated && family.name == name);
        let copies = || {
            let table =
                self.declared.schema.tables.iter().find(|t| t.is_called(name) && t.copies.is_some())?;
            table.families.first().copied()
        };
        found.map(|family| family.id).or_else(copies)
    }
}

fn elements(kind: ElementKind, over: &Over) -> Turn {
    Turn {
        here: Here { element: Some(kind), ..Here::default() },
        domain: Domain::Elements {
            kind,
            contents: over.contents,
            explains: over.explains,
            within: over.within,
        },
        label: String::new(),
        table: None,
        join: false,
    }
}
