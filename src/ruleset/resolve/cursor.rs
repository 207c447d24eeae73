//! The way along a path: which families, row and column its steps have narrowed it to.

use super::Resolver;
use super::meaning::Miss;
use crate::ruleset::{ColumnRef, Expr, RowRef, Select, Whose};
use crate::schema::{Axis, Column, ColumnId, Family, FamilyId, RowId, TableId};
use crate::source::{Diagnostic, Lint, Span};
use crate::syntax::Step;

/// Where a path has got to.
#[derive(Clone, Debug, Default)]
pub(super) struct Cursor {
    pub(super) whose: Whose,
    pub(super) families: Vec<FamilyId>,
    pub(super) table: Option<TableId>,
    pub(super) row: Option<RowRef>,
    pub(super) column: Option<ColumnRef>,
    /// A definition of the family.
    pub(super) defined: Option<crate::ruleset::DefinitionId>,
    /// `下级`: parts of the column reached so far.
    pub(super) parts: Option<Vec<Expr>>,
    /// `下级`: fixed parts of the row reached so far, in a column that is still to be named.
    pub(super) part_rows: Option<Vec<RowRef>>,
    pub(super) rows: Option<Select>,
    /// `级次` was named.
    pub(super) level: bool,
    /// A name of no figure: a word of a class.
    pub(super) word: Option<i64>,
    /// The row of a form that was named: columns are looked for in it.
    pub(super) form_row: Option<String>,
    /// Parts of what, for people.
    pub(super) name: String,
}

impl Cursor {
    fn at(family: FamilyId) -> Self {
        Self { families: vec![family], ..Self::default() }
    }
}

impl Resolver<'_> {
    /// What the first step can mean, the likeliest first: a row and a column may be called the same.
    pub(super) fn start(&mut self, step: &Step, span: Span) -> Result<Vec<Cursor>, Miss> {
        let (name, dynamic) = match step {
            Step::Name(name) => (name.text.clone(), false),
            Step::Dynamic(path) => (self.dynamic_name(path, span)?, true),
            Step::Code(code) => {
                let family = self.scope.families.iter().copied().find(|id| self.has_codes(*id));
                let family = family.ok_or_else(|| {
                    Diagnostic::error(Lint("未知编码"), code.span, format!("[{}] 前要写表名", code.text))
                        .mend(format!("写成：表名.[{}]", code.text))
                })?;
                let row = Some(RowRef::Code(code.text.as_str().into()));
                return Ok(vec![Cursor { row, ..Cursor::at(family) }]);
            }
        };
        let near = self.in_scope(&name, span)?;
        if !near.is_empty() {
            return Ok(near);
        }
        if !dynamic && let Some(cursor) = self.this(&name) {
            return Ok(vec![cursor]);
        }
        match self.elsewhere(&name) {
            Some(cursor) => Ok(vec![cursor]),
            None if self.is_of_other_years(&self.scope.families, &name) => Err(Miss::OtherYears),
            None => Err(self.unknown_name(&name, span).into()),
        }
    }

    /// Whether a name is that of a row or column that these families have in other years.
    fn is_of_other_years(&self, families: &[FamilyId], name: &str) -> bool {
        families.iter().any(|id| self.declared.other_years.contains(&(*id, name.to_owned())))
    }

    /// A name that no block around the rule has: a table, a passage, a word.
    fn elsewhere(&self, name: &str) -> Option<Cursor> {
        if let Some(table) = self.declared.schema.tables.iter().find(|table| table.is_called(name)) {
            return Some(Cursor {
                families: table.families.clone(),
                table: Some(table.id),
                ..Cursor::default()
            });
        }
        let passage = self.declared.schema.families.iter().find(|f| f.passage.is_some() && f.name == name);
        if let Some(family) = passage {
            return Some(Cursor::at(family.id));
        }
        self.word(name).map(|value| Cursor { word: Some(value), ..Cursor::default() })
    }

    /// Whether rows of a family have codes.
    pub(super) fn has_codes(&self, id: FamilyId) -> bool {
        self.list_of_rows(id).is_some_and(|list| !list.open)
    }

    fn word(&self, name: &str) -> Option<i64> {
        let words = self.declared.schema.words.iter().flat_map(|class| &class.words);
        words.into_iter().find(|(word, _)| word == name).map(|(_, value)| *value)
    }

    /// 本行, 本列, 本格, 本科目 and so on at the start of a path.
    fn this(&self, name: &str) -> Option<Cursor> {
        let what = name.strip_prefix('本')?;
        let row = self.here.row.as_ref();
        let own = |row: &super::here::HereRow| row.key.map(|(family, _)| family).or(row.family);
        match what {
            "格" => {
                let (row, column) = (row?, self.here.column.as_ref()?);
                let cursor = Cursor::at(column.family);
                Some(Cursor {
                    row: Some(row.row.clone()),
                    column: Some(ColumnRef::Fixed(column.column)),
                    ..cursor
                })
            }
            "列" => {
                let column = self.here.column.as_ref()?;
                let cursor = Cursor::at(column.family);
                let row = row.map(|row| row.row.clone());
                Some(Cursor { column: Some(ColumnRef::Fixed(column.column)), row, ..cursor })
            }
            "表" | "年" => None,
            _ if !self.is_element(what) => None,
            _ => {
                let row = row?;
                let family = own(row).or_else(|| self.joined.first().copied())?;
                Some(Cursor { row: Some(row.row.clone()), ..Cursor::at(family) })
            }
        }
    }

    /// Whether 本 before this word means an element of a 逐 or 每项: 本年支出 is a name, 本科目 is not.
    pub(super) fn is_element(&self, what: &str) -> bool {
        let schema = &self.declared.schema;
        let level = || schema.code_lists.iter().flat_map(|list| &list.levels).any(|level| level.name == what);
        let repeated =
            || schema.families.iter().any(|f| f.repeated && f.name.rsplit('.').next() == Some(what));
        let key = || {
            let items = schema.passages.iter().flat_map(|passage| &passage.items);
            let item_keys = items.filter_map(|items| schema.column(items.family, items.key));
            let copies = schema.tables.iter().filter_map(|t| schema.column(*t.families.first()?, t.copies?));
            item_keys.chain(copies).any(|column| column.name == what)
        };
        matches!(what, "行" | "列" | "格" | "科目") || level() || repeated() || key()
    }

    /// A bare name in the blocks around the rule, nearest first.
    fn in_scope(&mut self, name: &str, span: Span) -> Result<Vec<Cursor>, Miss> {
        let mut found: Vec<Vec<Cursor>> = Vec::new();
        for id in self.scope.families.clone() {
            let cursors = self.in_family(id, name);
            if !cursors.is_empty() {
                found.push(cursors);
                if self.scope.table.is_none() {
                    break;
                }
            }
        }
        if let Some(at) = found.iter().position(|all| all.iter().any(|cursor| self.is_here(cursor))) {
            return Ok(found.swap_remove(at));
        }
        if found.len() > 1 && !self.scope_is_side {
            let names: Vec<String> = found
                .iter()
                .filter_map(|cursors| cursors.first()?.families.first())
                .filter_map(|id| self.declared.schema.family(*id))
                .map(|family| format!("{}.{name}", family.side.as_deref().unwrap_or(&family.name)))
                .collect();
            let message = format!("「{name}」可以指两处");
            let mend = format!("写明是哪一处：{}", names.join(" 或 "));
            return Err(Diagnostic::error(Lint("名称有歧义"), span, message).mend(mend).into());
        }
        match found.is_empty() {
            true => Ok(self.side_in_scope(name).into_iter().collect()),
            false => Ok(found.swap_remove(0)),
        }
    }

    fn is_here(&self, cursor: &Cursor) -> bool {
        let here = self.here.row.as_ref().and_then(|row| row.family);
        let here = here.or_else(|| self.here.column.as_ref().map(|column| column.family));
        here.is_some() && cursor.families.first().copied() == here
    }

    fn side_in_scope(&self, name: &str) -> Option<Cursor> {
        let family = |id: &&FamilyId| {
            self.declared.schema.family(**id).is_some_and(|family| family.side.as_deref() == Some(name))
        };
        self.scope.families.iter().find(family).map(|id| Cursor::at(*id))
    }

    /// What a name can mean in a family. Within 逐 a column of the element comes before a row, outside a row before a
    /// column; the name itself comes before what else it is called.
    fn in_family(&self, id: FamilyId, name: &str) -> Vec<Cursor> {
        let Some(family) = self.declared.schema.family(id) else { return Vec::new() };
        if let Some(definition) = self.definition(id, name) {
            let row = self.row_of_block(family);
            return vec![Cursor { defined: Some(definition), row, ..Cursor::at(id) }];
        }
        let column = self.column_called(family, name, None);
        let row = family.rows.iter().find(|row| !row.name.is_empty() && row.is_called(name));
        let own_name =
            |column: &ColumnId| family.columns.get(column.0 as usize).is_some_and(|c| c.name == name);
        let row_by_name = row.is_some_and(|row| row.name == name);
        let column_first = self.here.row.is_some() && (!row_by_name || column.as_ref().is_some_and(own_name));
        let column = column.map(|column| Cursor {
            column: Some(ColumnRef::Fixed(column)),
            row: self.row_of_block(family),
            ..Cursor::at(id)
        });
        let row = row.map(|row| Cursor {
            row: Some(RowRef::Fixed(row.id)),
            name: row.name.clone(),
            ..Cursor::at(id)
        });
        let plain: Vec<Cursor> = match column_first {
            true => column.into_iter().chain(row).collect(),
            false => row.into_iter().chain(column).collect(),
        };
        if !plain.is_empty() {
            return plain;
        }
        let form = || {
            let at = Cursor { row: self.row_of_block(family), ..Cursor::at(id) };
            self.form_column(family, &at, name)
        };
        let inner = || {
            let inner = format!("{}.{name}", family.name);
            self.declared.schema.families.iter().find(|family| family.name == inner)
        };
        form().or_else(|| inner().map(|inner| Cursor::at(inner.id))).into_iter().collect()
    }

    /// The row that a bare slot or column of a block means.
    pub(super) fn row_of_block(&self, family: &Family) -> Option<RowRef> {
        if let Some(row) = &self.here.row
            && (row.family == Some(family.id) || (row.family.is_none() && family.codes.is_some()))
        {
            return Some(row.row.clone());
        }
        if !family.repeated && family.rows.len() == 1 && family.codes.is_none() {
            return Some(RowRef::Fixed(RowId(0)));
        }
        None
    }

    fn column_called(&self, family: &Family, name: &str, form_row: Option<&str>) -> Option<ColumnId> {
        let fits = |column: &&Column| match (&column.row, form_row, &self.here.form_row) {
            (row, Some(named), _) => row.as_deref() == Some(named),
            (Some(row), None, Some(here)) => row == here,
            _ => true,
        };
        let named = |column: &&Column| !column.disabled && column.name == name;
        let called = |column: &&Column| !column.disabled && column.is_called(name);
        let columns = || family.columns.iter().filter(fits);
        let same = self.here.column.as_ref().filter(|here| here.name == name).and_then(|here| {
            let above = self.whole_of(here.family, here.column)?;
            let alike =
                |column: &&Column| named(column) && self.whole_of(family.id, column.id) == Some(above);
            columns().find(alike).map(|column| column.id)
        });
        if same.is_some() {
            return same;
        }
        columns().find(named).or_else(|| columns().find(called)).map(|column| column.id)
    }

    /// The name of the column that a column is a part of.
    fn whole_of(&self, family: FamilyId, column: ColumnId) -> Option<&str> {
        let column = self.declared.schema.column(family, column)?;
        self.declared.schema.column(family, column.whole?).map(|whole| whole.name.as_str())
    }

    /// The name that `(本列)` or `(本行)` stands for; for items typed by names the element itself.
    fn dynamic_name(&self, path: &crate::syntax::Path, span: Span) -> Result<String, Miss> {
        let what = match path.steps.as_slice() {
            [Step::Name(name)] => name.text.as_str(),
            _ => "",
        };
        match (what, &self.here.column, &self.here.row) {
            ("本列", Some(column), _) => Ok(column.name.clone()),
            ("本行", _, Some(row)) if !row.name.is_empty() => Ok(row.name.clone()),
            _ => Err(Diagnostic::error(
                Lint("没有逐"),
                span,
                "括号里只能写「本列」或「本行」，并且要在对应的「逐」里",
            )
            .into()),
        }
    }

    /// One more step.
    pub(super) fn advance(&mut self, cursor: Cursor, step: &Step) -> Result<Cursor, Miss> {
        let (name, span) = match step {
            Step::Code(code) => {
                if !cursor.families.iter().any(|id| self.has_codes(*id))
                    && cursor.families.iter().any(|id| self.list_of_rows(*id).is_some())
                {
                    return Err(self.unknown_in(&cursor, &code.text, code.span).into());
                }
                return Ok(Cursor { row: Some(RowRef::Code(code.text.as_str().into())), ..cursor });
            }
            Step::Name(name) => (name.text.clone(), name.span),
            Step::Dynamic(path) => (self.dynamic_name(path, path.span)?, path.span),
        };
        match name.as_str() {
            "下级" => return self.parts(cursor, span),
            "级次" => return Ok(Cursor { level: true, ..cursor }),
            _ => {}
        }
        let mut matches: Vec<Cursor> =
            cursor.families.iter().filter_map(|id| self.step_in(&cursor, *id, &name)).collect();
        if let (true, Some(select)) = (matches.is_empty(), self.level_rows(&cursor, &name)) {
            return Ok(Cursor { rows: Some(select), ..cursor });
        }
        // 本年支出合计 is a name; only what is none is 本行, 本类 and the like.
        if let (true, Step::Name(_), Some(what)) = (matches.is_empty(), step, name.strip_prefix('本'))
            && let Some(cursor) = self.this_step(&cursor, what)
        {
            return Ok(cursor);
        }
        match matches.len() {
            0 if self.is_of_other_years(&cursor.families, &name) => Err(Miss::OtherYears),
            0 => Err(self.unknown_in(&cursor, &name, span).into()),
            1 => Ok(matches.swap_remove(0)),
            _ => {
                let here = matches.iter().position(|cursor| self.is_here(cursor));
                if let Some(at) = here {
                    return Ok(matches.swap_remove(at));
                }
                let sides: Vec<String> = matches
                    .iter()
                    .filter_map(|cursor| self.declared.schema.family(*cursor.families.first()?)?.side.clone())
                    .collect();
                let message = format!("「{name}」在两侧都有");
                let mend = format!(
                    "写明是哪一侧：{}",
                    sides.iter().map(|s| format!("{s}.{name}")).collect::<Vec<_>>().join(" 或 ")
                );
                Err(Diagnostic::error(Lint("名称有歧义"), span, message).mend(mend).into())
            }
        }
    }

    /// `表.科目`, `表.类`: the code rows of a table, of all levels or one.
    fn level_rows(&self, cursor: &Cursor, name: &str) -> Option<Select> {
        let family = self.declared.schema.family(*cursor.families.first()?)?;
        let list = self.declared.schema.list_of(family)?;
        if cursor.row.is_some() || cursor.column.is_some() || cursor.rows.is_some() {
            return None;
        }
        let level = list.levels.iter().position(|level| level.name == name);
        match level {
            Some(_) if list.open => Some(Select::All),
            Some(level) => Some(Select::Level(u8::try_from(level + 1).ok()?)),
            None => (name == "科目").then_some(Select::All),
        }
    }

    /// 本列, 本类 … after a table's name.
    fn this_step(&mut self, cursor: &Cursor, what: &str) -> Option<Cursor> {
        let family = self.declared.schema.family(*cursor.families.first()?)?;
        let row = self.here.row.clone();
        if what == "列" {
            // A column has been named: another one is not in it.
            if cursor.column.is_some() {
                return None;
            }
            if let Some(column) = &self.here.column {
                let target = if family.id == column.family {
                    column.column
                } else {
                    self.column_called(family, &column.name, None)?
                };
                return Some(Cursor { column: Some(ColumnRef::Fixed(target)), ..cursor.clone() });
            }
            let by_columns = row.as_ref().is_some_and(|row| matches!(row.key, Some((_, Axis::Columns))));
            return by_columns.then(|| Cursor { column: Some(ColumnRef::Element), ..cursor.clone() });
        }
        if !self.is_element(what) {
            return None;
        }
        let row = row?;
        match &row.row {
            RowRef::Element(_) => {
                let id = family.id;
                // 本科目 is no row that documents name.
                let named = self.list_of_rows(id).is_some_and(|list| list.open && list.name != what);
                if named && what != "行" && row.family != Some(id) && row.key.is_none() {
                    return None;
                }
                if !self.joined.contains(&id) {
                    self.joined.push(id);
                }
                let under = match cursor.row {
                    Some(RowRef::Fixed(row)) => Some(row),
                    _ => None,
                };
                Some(Cursor { row: Some(RowRef::Element(under)), families: vec![id], ..cursor.clone() })
            }
            fixed if row.family == Some(family.id) => {
                Some(Cursor { row: Some(fixed.clone()), ..cursor.clone() })
            }
            _ => self.step_in(cursor, family.id, &row.name),
        }
    }

    /// A name within one family: side, row (or part of the row reached), column, 段 or 每项, definition.
    fn step_in(&self, cursor: &Cursor, id: FamilyId, name: &str) -> Option<Cursor> {
        let family = self.declared.schema.family(id)?;
        let next = Cursor { families: vec![id], ..cursor.clone() };
        if cursor.row.is_none() && cursor.column.is_none() && family.side.as_deref() == Some(name) {
            return Some(next);
        }
        if family.table.is_none()
            && let Some(inner) =
                self.declared.schema.families.iter().find(|f| f.name == format!("{}.{name}", family.name))
        {
            return Some(Cursor { families: vec![inner.id], ..cursor.clone() });
        }
        if let Some(definition) = self.definition(id, name) {
            return Some(Cursor { defined: Some(definition), ..next });
        }
        let is_set = cursor.rows.is_some() || cursor.part_rows.is_some();
        if cursor.column.is_none() && !is_set && !self.is_form_row(family, cursor, name) {
            let row = match cursor.row {
                None => family
                    .rows
                    .iter()
                    .find(|row| !row.name.is_empty() && row.is_called(name) && !row.disabled),
                Some(RowRef::Fixed(whole)) => {
                    family.rows.iter().find(|row| row.whole == Some(whole) && row.is_called(name))
                }
                _ => None,
            };
            if let Some(row) = row {
                return Some(Cursor { row: Some(RowRef::Fixed(row.id)), name: row.name.clone(), ..next });
            }
        }
        // Of a column that has been named, its parts.
        let within = |column: &ColumnId| match &cursor.column {
            Some(ColumnRef::Fixed(whole)) => {
                family.columns.get(column.0 as usize).is_some_and(|column| column.whole == Some(*whole))
            }
            _ => true,
        };
        if let Some(column) = self.column_called(family, name, cursor.form_row.as_deref()).filter(within) {
            return Some(Cursor { column: Some(ColumnRef::Fixed(column)), ..next });
        }
        if let Some(column) = self.form_column(family, cursor, name) {
            return Some(column);
        }
        self.code_row(family, cursor, name)
            .map(|code| Cursor { row: Some(RowRef::Code(code.into())), ..next })
    }

    fn is_form_row(&self, family: &Family, _cursor: &Cursor, name: &str) -> bool {
        family.columns.iter().any(|column| column.row.as_deref() == Some(name))
    }

    /// The row of a form: then the column is looked for among those of the row.
    fn form_column(&self, family: &Family, cursor: &Cursor, name: &str) -> Option<Cursor> {
        let in_row = |column: &&Column| column.row.as_deref() == Some(name);
        let mut columns = family.columns.iter().filter(in_row);
        let first = columns.next()?;
        let column = columns.next().is_none().then_some(ColumnRef::Fixed(first.id));
        let form_row = Some(name.to_owned());
        Some(Cursor { families: vec![family.id], column, form_row, name: name.to_owned(), ..cursor.clone() })
    }

    /// `基本支出表.工会经费`: a code row by the code list's name.
    fn code_row(&self, family: &Family, cursor: &Cursor, name: &str) -> Option<String> {
        if cursor.row.is_some() {
            return None;
        }
        let list = self.declared.schema.list_of(family)?;
        let mut found = list.codes.iter().filter(|code| code.name == name).map(|code| code.code.clone());
        let first = found.next()?;
        found.next().is_none().then_some(first)
    }
}
