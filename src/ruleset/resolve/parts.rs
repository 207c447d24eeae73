//! 下级行 and 下级列: the parts of the row or column that the rule stands at.

use super::Resolver;
use super::meaning::{Meaning, Miss};
use crate::ruleset::{ColumnRef, Expr, Figure, RowRef, Select, Whose};
use crate::source::{Diagnostic, Span};

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
        let rows = parts.rows.into_iter().map(RowRef::Fixed).chain(parts.codes.into_iter().map(RowRef::Code));
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
}

fn no_each(what: &str, span: Span) -> Miss {
    Diagnostic::error("没有逐", span, format!("「{what}」只能用在「逐 格」里"))
        .mend("在规则头写：逐 格 于 全部表")
        .into()
}
