//! Rows by a text that is read at each.

use std::collections::BTreeMap;

use super::RowAt;
use crate::plan::TextNode;
use crate::schema::FamilyId;

/// The rows of a family by a text that is read at each.
pub(super) struct ByText {
    pub(super) family: FamilyId,
    pub(super) text: TextNode,
    /// By the text as it is compared.
    pub(super) rows: BTreeMap<String, Vec<RowAt>>,
    /// Rows of which nobody can tell the text.
    pub(super) unknown: Vec<RowAt>,
}
