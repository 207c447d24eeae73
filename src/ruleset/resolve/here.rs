//! What a rule is being resolved for: the element that 逐 (or the surrounding 每项) stands at.

use crate::ruleset::{ElementKind, RowRef};
use crate::schema::{Axis, CodeListId, ColumnId, FamilyId, TableId};

/// The element.
#[derive(Clone, Debug, Default)]
pub(super) struct Here {
    /// Its row.
    pub(super) row: Option<HereRow>,
    /// Its column.
    pub(super) column: Option<HereColumn>,
    /// Its table.
    pub(super) table: Option<TableId>,
    /// The element of the text.
    pub(super) element: Option<ElementKind>,
    /// In a form: the row whose columns bare names mean.
    pub(super) form_row: Option<String>,
    /// The part of the outline.
    pub(super) part: Option<u32>,
    /// The codes of a list that the rule ranges over within its element: list, 1-based level, name of the level.
    pub(super) codes: Option<(CodeListId, u8, String)>,
}

/// A row that 本行, 本科目, 本类 … mean.
#[derive(Clone, Debug)]
pub(super) struct HereRow {
    /// The family that it was found in; none where it is an outer join over several.
    pub(super) family: Option<FamilyId>,
    /// The row.
    pub(super) row: RowRef,
    /// Its name, if fixed.
    pub(super) name: String,
    /// In 每项: whether the key names rows or columns, and of which family.
    pub(super) key: Option<(FamilyId, Axis)>,
}

/// A column that 本列 means.
#[derive(Clone, Debug)]
pub(super) struct HereColumn {
    /// Its family.
    pub(super) family: FamilyId,
    /// The column.
    pub(super) column: ColumnId,
    /// Its name.
    pub(super) name: String,
}
