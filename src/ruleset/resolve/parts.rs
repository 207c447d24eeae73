//! 下级, 下级行 and 下级列: the parts of a row or column.

use super::Resolver;
use super::cursor::Cursor;
use super::meaning::{Meaning, Miss};
use crate::ruleset::{ColumnRef, Expr, Figure, RowRef, Select, Whose};
use crate::schema::RowId;
use crate::source::{Diagnostic, Lint, Span};

impl Resolver<'_> {
    /// 下级行: what the row consists of, in the column at hand. A row without parts is left out.
    pub(super) fn parts_of_here_row(&mut self, span: Span) -> Result<Meaning, Miss> {
        let row = self.here.row.clone().ok_or_else(|| no_each("下级行", span))?;
        let family = row.family.and_then(|id| self.declared.schema.family(id)).ok_or(Miss::Skip)?;
        let id = family.id;
        let column = match &self.here.column {
            Some(column) if column.family == id => Some(column.column),
            _ => None,
        };
        let fixed = match row.row {
            RowRef::Fixed(fixed) => fixed,
            _ => return Ok(Meaning::Rows(id, Select::ChildrenOfElement, column)),
        };
        let parts = family.rows.get(fixed.0 as usize).map(|row| row.parts.clone()).unwrap_or_default();
        if parts.is_empty() {
            return Err(Miss::Skip);
        }
        if parts.top_codes {
            return Ok(Meaning::Rows(id, Select::Level(1), column));
        }
        if parts.rows.is_empty() {
            return Ok(Meaning::Rows(id, Select::Codes(parts.codes), column));
        }
        let column = ColumnRef::Fixed(column.ok_or_else(|| no_each("下级行", span))?);
        let rows = parts
            .rows
            .into_iter()
            .map(RowRef::Fixed)
            .chain(parts.codes.into_iter().map(|code| RowRef::Code(code.into())));
        let terms = rows
            .map(|row| Expr::Figure(Figure { whose: Whose::This, family: id, row, column: column.clone() }));
        Ok(Meaning::Figures("下级各行".to_owned(), terms.collect()))
    }

    /// 下级列: what the column consists of, in the row at hand. A column without parts is left out.
    pub(super) fn parts_of_here_column(&mut self, span: Span) -> Result<Meaning, Miss> {
        let column = self.here.column.clone().ok_or_else(|| no_each("下级列", span))?;
        let row = self.here.row.as_ref().map(|row| row.row.clone()).ok_or_else(|| no_each("下级列", span))?;
        let parts =
            self.declared.schema.column(column.family, column.column).map(|column| column.parts.clone());
        let parts = parts.unwrap_or_default();
        if parts.is_empty() {
            return Err(Miss::Skip);
        }
        let terms = parts.into_iter().map(|part| {
            let column_ref = ColumnRef::Fixed(part);
            Expr::Figure(Figure {
                whose: Whose::This,
                family: column.family,
                row: row.clone(),
                column: column_ref,
            })
        });
        Ok(Meaning::Figures("下级各列".to_owned(), terms.collect()))
    }

    /// `下级`: the parts of the row or column reached.
    pub(super) fn parts(&mut self, cursor: Cursor, span: Span) -> Result<Cursor, Miss> {
        let family = cursor.families.first().and_then(|id| self.declared.schema.family(*id));
        let Some(family) = family else { return Err(Miss::Skip) };
        let id = family.id;
        if let (Some(RowRef::Fixed(row)), None) = (&cursor.row, &cursor.column) {
            let codes = family.rows.get(row.0 as usize).map(|row| row.parts.clone()).unwrap_or_default();
            let rows = if cursor.rows.is_some() {
                None
            } else if codes.top_codes {
                Some(Select::Level(1))
            } else if !codes.codes.is_empty() && codes.rows.is_empty() {
                Some(Select::Codes(codes.codes.clone()))
            } else {
                None
            };
            if rows.is_some() {
                return Ok(Cursor { rows, row: None, families: vec![id], ..cursor });
            }
            let fixed = codes.rows.iter().map(|row| RowRef::Fixed(*row));
            let coded = codes.codes.iter().map(|code| RowRef::Code(code.as_str().into()));
            let part_rows = Some(fixed.chain(coded).collect());
            return Ok(Cursor { part_rows, row: None, families: vec![id], ..cursor });
        }
        match (&cursor.row, &cursor.column) {
            (Some(RowRef::Element(None)), None) => {
                return Ok(Cursor { rows: Some(Select::ChildrenOfElement), row: None, ..cursor });
            }
            (Some(RowRef::Code(code)), None) => {
                let rows = Some(Select::ChildrenOf(code.to_string()));
                return Ok(Cursor { rows, row: None, ..cursor });
            }
            _ => {}
        }
        if let Some(Select::Codes(codes)) = &cursor.rows {
            return Ok(Cursor { rows: Some(Select::ChildrenOfAll(codes.clone())), ..cursor });
        }
        if let Some(ColumnRef::Fixed(column)) = cursor.column {
            let parts =
                family.columns.get(column.0 as usize).map(|column| column.parts.clone()).unwrap_or_default();
            let row = cursor.row.clone().or_else(|| self.here.row.as_ref().map(|row| row.row.clone()));
            let figures = parts.into_iter().map(|part| {
                let row = row.clone().unwrap_or(RowRef::Fixed(RowId(0)));
                Expr::Figure(Figure { whose: cursor.whose, family: id, row, column: ColumnRef::Fixed(part) })
            });
            return Ok(Cursor { parts: Some(figures.collect()), ..cursor });
        }
        let message = "「下级」前要写一行或一列";
        Err(Diagnostic::error(Lint("下级"), span, message).mend("写成：表名.合计.下级").into())
    }
}

fn no_each(what: &str, span: Span) -> Miss {
    Diagnostic::error(Lint("没有逐"), span, format!("「{what}」只能用在「逐 格」里"))
        .mend("在规则头写：逐 格 于 全部表")
        .into()
}
