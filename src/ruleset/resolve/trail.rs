//! Writing down what each step of a path names, where somebody asks.

use super::Resolver;
use super::cursor::Cursor;
use crate::ruleset::{ColumnRef, NameUse, Named, RowRef};
use crate::source::Span;
use crate::syntax::Step;

impl Resolver<'_> {
    /// The way that a path has come, where it is written down.
    pub(super) fn so_far(&self, cursor: &Cursor) -> Option<Cursor> {
        self.names.map(|_| cursor.clone())
    }

    /// How much was written down.
    pub(super) fn written(&self) -> usize {
        self.names.map_or(0, |names| names.borrow().len())
    }

    /// Takes back what was written down since: the path was another.
    pub(super) fn forget(&self, written: usize) {
        if let Some(names) = self.names {
            names.borrow_mut().truncate(written);
        }
    }

    /// Writes down what a step led to.
    pub(super) fn reached(&self, step: &Step, before: Option<&Cursor>, after: &Cursor) {
        if self.names.is_none() {
            return;
        }
        let nowhere = Cursor::default();
        let before = before.unwrap_or(&nowhere);
        let Some(family) = after.families.first().copied() else { return };
        let named = match (&after.defined, &after.column, &after.row) {
            (Some(definition), ..) => Named::Definition(*definition),
            (_, Some(ColumnRef::Fixed(column)), _) if after.column != before.column => {
                Named::Column(family, *column)
            }
            (_, _, Some(RowRef::Fixed(row))) if after.row != before.row => Named::Row(family, *row),
            (_, _, Some(RowRef::Code(code))) if after.row != before.row => {
                Named::Code(family, code.as_ref().to_owned())
            }
            _ if after.families == before.families => return,
            _ => match after.table.filter(|_| before.table.is_none()) {
                Some(table) => Named::Table(table),
                None => Named::Family(family),
            },
        };
        self.name(step, named);
    }

    /// Writes down that a step names a definition which is put in.
    pub(super) fn names_shorthand(&self, step: &Step, at: usize) {
        if let Some(shorthand) = self.declared.shorthands.get(at) {
            self.name(step, Named::Shorthand(shorthand.span));
        }
    }

    fn name(&self, step: &Step, named: Named) {
        let span: Span = match step {
            Step::Name(name) | Step::Code(name) => name.span,
            Step::Dynamic(_) => return,
        };
        if let Some(names) = self.names {
            names.borrow_mut().push(NameUse { span, named });
        }
    }
}
