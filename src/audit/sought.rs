//! Rows found by a text of theirs, where each of many is looked for among all of them.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::by_text::ByText;
use super::rows::Rows;
use super::value::Gap;
use super::view::View;
use super::{Element, RowAt};
use crate::plan::{Node, TextNode};
use crate::ruleset::{Property, Select, TextRelation};
use crate::schema::FamilyId;
use crate::text::name_key;

impl View<'_> {
    /// The rows, in order, that have to be asked whether a condition keeps them.
    pub(super) fn rows_to_ask(&self, of: &Rows<'_>, element: &Element) -> Vec<RowAt> {
        match self.rows_of_text(of, element) {
            Some(rows) => rows.into_iter().collect(),
            None => self.selected(of.family, of.select, element),
        }
    }

    /// The rows, in order, that a condition may keep that compares a text of theirs with one of the element; none where the
    /// condition is of another form, and each row has to be asked.
    fn rows_of_text(&self, of: &Rows<'_>, element: &Element) -> Option<BTreeSet<RowAt>> {
        let Some(Node::Text(TextRelation::Same, left, right)) = of.filter else { return None };
        let all = matches!(of.select, Select::All) && of.leaves.is_empty();
        let (own, outer) = match (left.as_ref(), right.as_ref()) {
            (own, TextNode::Outer(outer)) | (TextNode::Outer(outer), own) if all && is_own(own) => {
                (own, outer)
            }
            _ => return None,
        };
        let wanted = self.text(outer, element).ok()?;
        let known = self.by_text(of.family, own);
        let found = wanted.iter().filter_map(|text| known.rows.get(&name_key(text)));
        Some(found.flatten().chain(&known.unknown).copied().collect())
    }

    fn by_text(&self, family: FamilyId, text: &TextNode) -> Rc<ByText> {
        let is_known = |known: &&Rc<ByText>| known.family == family && known.text == *text;
        if let Some(known) = self.by_text.borrow().iter().find(is_known) {
            return Rc::clone(known);
        }
        let mut rows: BTreeMap<String, Vec<RowAt>> = BTreeMap::new();
        let mut unknown = Vec::new();
        for row in self.rows(family).map(RowAt::Block) {
            match self.text(text, &self.row_element(family, row)) {
                Ok(texts) => {
                    for text in texts {
                        rows.entry(name_key(&text)).or_default().push(row);
                    }
                }
                Err(Gap::Unstated(_)) => {}
                Err(Gap::Unknown(_)) => unknown.push(row),
            }
        }
        let known = Rc::new(ByText { family, text: text.clone(), rows, unknown });
        self.by_text.borrow_mut().push(Rc::clone(&known));
        known
    }
}

/// Whether a text is read of the row alone, and compared letter by letter.
fn is_own(text: &TextNode) -> bool {
    match text {
        TextNode::Property(Property::Name(_) | Property::Code(_)) | TextNode::Slot(_) => true,
        TextNode::List(members) => members.iter().all(is_own),
        _ => false,
    }
}
