//! The end of a path: fills in the row and column that may be left out.

use super::Resolver;
use super::cursor::Cursor;
use super::meaning::{Meaning, Miss};
use crate::ruleset::{ColumnRef, Expr, Figure, RowRef, Select};
use crate::schema::{ColumnId, Family, FamilyId};
use crate::source::{Diagnostic, Lint, Span};

impl Resolver<'_> {
    pub(super) fn only_column(&self, family: &Family) -> Option<ColumnId> {
        let mut usable = family.columns.iter().filter(|column| !column.disabled);
        let first = usable.next()?;
        usable.next().is_none().then_some(first.id)
    }

    /// The end of a path: fills in the row and column that may be left out.
    pub(super) fn finish(&mut self, cursor: Cursor, span: Span) -> Result<Meaning, Miss> {
        if let Some(value) = cursor.word {
            return Ok(Meaning::Word(value));
        }
        if let Some(parts) = cursor.parts {
            return Ok(Meaning::Figures(format!("{}各部分", cursor.name), parts));
        }
        let declared = self.declared;
        let Some(family) = cursor.families.first().and_then(|id| declared.schema.family(*id)) else {
            return Err(Miss::Skip);
        };
        if let Some(rows) = &cursor.part_rows {
            return self.finish_parts(family, rows, &cursor, span);
        }
        if let Some(definition) = cursor.defined {
            if family.repeated && cursor.row.is_none() {
                self.summed(family.id);
            }
            return Ok(Meaning::Defined(definition));
        }
        if let Some(select) = cursor.rows {
            let column = match cursor.column {
                Some(ColumnRef::Fixed(column)) => Some(column),
                _ => self.only_column(family),
            };
            return Ok(Meaning::Rows(family.id, select, column));
        }
        let (row, column) = (cursor.row.clone(), cursor.column.clone());
        match (row, column) {
            (None, None) if cursor.table.is_some() && cursor.families.len() > 1 => {
                Ok(Meaning::Table(cursor.table.unwrap_or_default()))
            }
            (None, None) => self.finish_family(family, &cursor, span),
            (Some(row), None) => self.finish_row(family, row, &cursor, span),
            (None, Some(column)) => self.finish_column(family, column, &cursor, span),
            (Some(row), Some(column)) => {
                Ok(Meaning::Figure(Figure { whose: cursor.whose, family: family.id, row, column }))
            }
        }
    }

    /// Fixed rows that a row consists of, in the column that is named, at hand, or the only one.
    fn finish_parts(
        &self,
        family: &Family,
        rows: &[RowRef],
        cursor: &Cursor,
        span: Span,
    ) -> Result<Meaning, Miss> {
        let at_hand = self.here.column.as_ref().filter(|column| column.family == family.id);
        let column = match &cursor.column {
            Some(ColumnRef::Fixed(column)) => Some(*column),
            _ => self.only_column(family).or(at_hand.map(|column| column.column)),
        };
        let any = family.columns.first().map(|column| column.id).filter(|_| self.set_wanted);
        let Some(column) = column.or(any) else { return Err(columns_wanted(family, span)) };
        if rows.is_empty() {
            return Err(Miss::Skip);
        }
        let terms = rows.iter().map(|row| {
            let (whose, column) = (cursor.whose, ColumnRef::Fixed(column));
            Expr::Figure(Figure { whose, family: family.id, row: row.clone(), column })
        });
        Ok(Meaning::Figures(format!("{}各部分", cursor.name), terms.collect()))
    }

    fn finish_family(&mut self, family: &Family, cursor: &Cursor, span: Span) -> Result<Meaning, Miss> {
        if family.repeated {
            return Ok(Meaning::Rows(family.id, Select::All, None));
        }
        if let Some(table) = family.table {
            return Ok(Meaning::Table(table));
        }
        if family.passage.is_some() {
            return Ok(Meaning::Passage(family.id));
        }
        Err(self.missing_row(family, cursor, span))
    }

    fn finish_row(
        &mut self,
        family: &Family,
        row: RowRef,
        cursor: &Cursor,
        span: Span,
    ) -> Result<Meaning, Miss> {
        if let Some(column) = &self.here.column
            && column.family == family.id
        {
            let column = ColumnRef::Fixed(column.column);
            return Ok(Meaning::Figure(Figure { whose: cursor.whose, family: family.id, row, column }));
        }
        if matches!(row, RowRef::Element(_)) && (family.repeated || family.codes.is_some()) && self.row_wanted
        {
            return Ok(Meaning::ElementRow(family.id));
        }
        match self.only_column(family) {
            Some(column) => {
                let column = ColumnRef::Fixed(column);
                Ok(Meaning::Figure(Figure { whose: cursor.whose, family: family.id, row, column }))
            }
            None if matches!(row, RowRef::Element(_)) => Ok(Meaning::ElementRow(family.id)),
            None => Err(columns_wanted(family, span)),
        }
    }

    fn finish_column(
        &mut self,
        family: &Family,
        column: ColumnRef,
        cursor: &Cursor,
        span: Span,
    ) -> Result<Meaning, Miss> {
        let figure = |row| {
            Meaning::Figure(Figure { whose: cursor.whose, family: family.id, row, column: column.clone() })
        };
        if family.repeated {
            if self.summing.is_some() || self.here.row.as_ref().and_then(|row| row.family) != Some(family.id)
            {
                if self.summing.is_some() {
                    self.summed(family.id);
                    return Ok(figure(RowRef::Element(None)));
                }
                let ColumnRef::Fixed(column) = column else { return Err(Miss::Skip) };
                return Ok(Meaning::Rows(family.id, Select::All, Some(column)));
            }
            return Ok(figure(RowRef::Element(None)));
        }
        if let Some(row) = self.row_of_block(family) {
            return Ok(figure(row));
        }
        if let Some(row) = &self.here.row
            && matches!(row.row, RowRef::Element(_))
        {
            return Ok(figure(row.row.clone()));
        }
        if self.here.column.is_none()
            && self.head_wanted
            && let ColumnRef::Fixed(column) = column
        {
            return Ok(Meaning::Head(family.id, column));
        }
        Err(self.missing_row(family, cursor, span))
    }

    fn missing_row(&self, family: &Family, _cursor: &Cursor, span: Span) -> Miss {
        let rows: Vec<&str> =
            family.rows.iter().map(|row| row.name.as_str()).filter(|name| !name.is_empty()).collect();
        let message = format!("「{}」要写明是哪一行", family.name);
        let mend = if rows.is_empty() {
            "写上行名或 [编码]，或用「逐 行」".to_owned()
        } else {
            format!(
                "行写在列前面，如「{}.…」；行有：{}；也可以用「逐 行」",
                rows.first().unwrap_or(&""),
                rows.join("、")
            )
        };
        Diagnostic::error(Lint("缺少行"), span, message).mend(mend).into()
    }

    fn summed(&mut self, family: FamilyId) {
        if let Some(summing) = &mut self.summing {
            summing.get_or_insert(family);
        }
    }
}

fn columns_wanted(family: &Family, span: Span) -> Miss {
    let names: Vec<&str> = family.columns.iter().map(|column| column.name.as_str()).collect();
    let message = format!("「{}」有 {} 列，要写明是哪一列", family.name, names.len());
    let mend = format!("在后面加上「.列名」，列有：{}", names.join("、"));
    Diagnostic::error(Lint("缺少列"), span, message).mend(mend).into()
}
