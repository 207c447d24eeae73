//! Definitions of tables and of the top: an expression is put in where its name stands, for the element at hand there.

use super::cursor::Cursor;
use super::here::{Here, HereRow};
use super::meaning::Miss;
use super::{Resolver, Work};
use crate::ruleset::{Expr, RowRef};
use crate::source::{Diagnostic, Lint};
use crate::syntax::Step;

/// Most shorthands that one rule may put in, however they use each other.
const MOST: usize = 500;

impl Work<'_> {
    /// Says what is wrong with definitions, whether any rule uses them or not.
    pub(super) fn shorthands(&mut self) {
        for at in 0..self.declared.shorthands.len() {
            let Some(shorthand) = self.declared.shorthands.get(at) else { continue };
            let mut resolver = self.resolver(&shorthand.scope, Here::default());
            let families = shorthand.scope.families.clone();
            let rows = families.iter().flat_map(|id| resolver.heres(*id));
            let heres: Vec<Here> = std::iter::once(Here::default()).chain(rows).collect();
            let mut missed = None;
            let said = heres.into_iter().any(|here| {
                resolver.here = here;
                match resolver
                    .put_in(at)
                    .and_then(|expr| resolver.check_dimensions(&expr, shorthand.expr.span))
                {
                    Ok(_) => true,
                    Err(miss) => {
                        missed.get_or_insert(miss);
                        false
                    }
                }
            });
            if let (false, Some(miss)) = (said, missed) {
                self.note(miss);
            }
        }
    }
}

impl Resolver<'_> {
    /// What a definition of a table may be at: each of its rows, each of its columns, each cell.
    fn heres(&self, id: crate::schema::FamilyId) -> Vec<Here> {
        let columns = self.columns_of(id, None).into_iter().map(|turn| turn.here);
        let columns: Vec<Here> = std::iter::once(Here::default()).chain(columns).collect();
        let cells = columns.iter().flat_map(|here| self.rows_of(id, here)).map(|turn| turn.here);
        columns.iter().cloned().chain(cells).collect()
    }

    /// A definition of the table around the rule.
    pub(super) fn own_shorthand(&mut self, step: &Step) -> Option<Result<Expr, Miss>> {
        let Step::Name(name) = step else { return None };
        let table = self.scope.table?;
        let fits = |one: &crate::schema::Shorthand| one.scope.table == Some(table) && one.name == name.text;
        let at = self.declared.shorthands.iter().position(fits)?;
        self.names_shorthand(step, at);
        Some(self.put_in(at))
    }

    /// A definition outside of all blocks.
    pub(super) fn top_shorthand(&mut self, step: &Step) -> Option<Result<Expr, Miss>> {
        let Step::Name(name) = step else { return None };
        let fits = |one: &crate::schema::Shorthand| one.scope.table.is_none() && one.name == name.text;
        let at = self.declared.shorthands.iter().position(fits)?;
        self.names_shorthand(step, at);
        Some(self.put_in(at))
    }

    /// `表.行.定义`, `表.定义`: a definition of a table, in a row of it.
    pub(super) fn table_shorthand(&mut self, cursor: &Cursor, step: &Step) -> Option<Result<Expr, Miss>> {
        let Step::Name(name) = step else { return None };
        let family = self.declared.schema.family(*cursor.families.first()?)?;
        let (id, table) = (family.id, family.table?);
        let fits = |one: &crate::schema::Shorthand| one.scope.table == Some(table) && one.name == name.text;
        let at = self.declared.shorthands.iter().position(fits)?;
        if cursor.column.is_some() || cursor.rows.is_some() || cursor.part_rows.is_some() {
            return None;
        }
        self.names_shorthand(step, at);
        let Some(row) = cursor.row.clone() else { return Some(self.put_in(at)) };
        let name = match &row {
            RowRef::Fixed(at) => family.rows.get(at.0 as usize).map(|row| row.name.clone()),
            _ => None,
        };
        let row = HereRow { family: Some(id), row, name: name.unwrap_or_default(), key: None };
        let here = std::mem::replace(&mut self.here, Here { row: Some(row), ..Here::default() });
        let expr = self.put_in(at);
        self.here = here;
        Some(expr)
    }

    /// The expression of a definition, at the element at hand.
    fn put_in(&mut self, at: usize) -> Result<Expr, Miss> {
        let declared = self.declared;
        let Some(shorthand) = declared.shorthands.get(at) else { return Err(Miss::Skip) };
        if self.expanding.contains(&at) {
            let message = format!("定义「{}」用到了自己", shorthand.name);
            let diagnostic = Diagnostic::error(Lint("定义循环"), shorthand.span, message);
            return Err(diagnostic.mend("去掉其中一处引用").into());
        }
        self.expanded += 1;
        if self.expanded > MOST {
            let message = format!("定义「{}」套得太多：它用到的定义又用到别的定义", shorthand.name);
            let diagnostic = Diagnostic::error(Lint("定义太大"), shorthand.span, message);
            return Err(diagnostic
                .mend(format!("把它拆开：一条规则用到的定义连同它们用到的，不超过 {MOST} 次"))
                .into());
        }
        self.expanding.push(at);
        // Rows that are added up or counted stand before the blocks of the definition.
        let depth = self.outer.len().min(self.scope.families.len());
        let inner = self.scope.families.iter().take(depth).copied();
        let families = inner.chain(shorthand.scope.families.iter().copied()).collect();
        let scope = std::mem::replace(&mut self.scope, shorthand.scope.clone());
        self.scope.families = families;
        let expr = self.expr(&shorthand.expr);
        self.scope = scope;
        self.expanding.pop();
        expr
    }
}
