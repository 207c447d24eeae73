//! Rows that are added up, counted, named: which they are, and which of them a condition leaves.

use std::collections::BTreeSet;

use super::view::View;
use super::{Element, RowAt};
use crate::plan::{Leaf, Node};
use crate::ruleset::Select;
use crate::schema::FamilyId;

/// A set of rows, as a plan has it.
pub(crate) struct Rows<'p> {
    /// The family.
    pub(crate) family: FamilyId,
    /// Which rows.
    pub(crate) select: &'p Select,
    /// Only rows for which this holds.
    pub(crate) filter: Option<&'p Node>,
    /// Leaves of the condition, and of what is read of each row.
    pub(crate) leaves: &'p [Leaf],
}

impl View<'_> {
    /// The rows of a family that are selected.
    pub(crate) fn selected(&self, family: FamilyId, select: &Select, element: &Element) -> Vec<RowAt> {
        let Some(facts) = self.facts_of(family) else { return Vec::new() };
        let rows = &facts.rows;
        let parents = |codes: &[String]| -> Vec<u32> {
            let found = codes.iter().filter_map(|code| self.code_row(family, code));
            found.filter_map(|row| if let RowAt::Block(row) = row { Some(row) } else { None }).collect()
        };
        let below = |wanted: Vec<u32>| -> Vec<u32> {
            let below = wanted.into_iter().flat_map(|parent| rows.children(self.lane, parent));
            let below: BTreeSet<u32> = below.collect();
            below.into_iter().collect()
        };
        let found: Vec<u32> = match select {
            Select::All => self.rows(family).collect(),
            Select::Level(level) => self.rows(family).filter(|row| rows.level(*row) == *level).collect(),
            Select::WithChildren => self.rows(family).filter(|row| rows.has_children(*row)).collect(),
            Select::ChildrenOfElement => match self.element_row(family, element, None) {
                Some(RowAt::Block(row)) => rows.children(self.lane, row),
                _ => Vec::new(),
            },
            Select::ChildrenOf(code) => match self.code_row(family, code) {
                Some(RowAt::Block(row)) => rows.children(self.lane, row),
                _ => Vec::new(),
            },
            Select::Codes(codes) => parents(codes),
            Select::ChildrenOfAll(codes) => below(parents(codes)),
            Select::Named { rows, codes } => {
                let fixed = rows.iter().map(|row| RowAt::Fixed(row.0));
                return fixed.chain(parents(codes).into_iter().map(RowAt::Block)).collect();
            }
        };
        found.into_iter().map(RowAt::Block).collect()
    }

    /// The element that a row of a family is.
    pub(crate) fn row_element(&self, family: FamilyId, row: RowAt) -> Element {
        Element::Row { family, row }
    }

    /// Whether the rows of a family are there to be added up or counted: items are none where none is said.
    pub(super) fn rows_are_known(&self, id: FamilyId) -> bool {
        self.found(id) || self.family(id).is_some_and(|family| family.repeated)
    }

    /// Works on rows that are read at an element, which these can name.
    pub(crate) fn inside<T>(&self, element: &Element, work: impl FnOnce() -> T) -> T {
        self.outer.borrow_mut().push(*element);
        let result = work();
        self.outer.borrow_mut().pop();
        result
    }

    /// Works on the element that the rows at hand are read at; none where no rows are.
    pub(crate) fn outside<T>(&self, work: impl FnOnce(&Element) -> T) -> Option<T> {
        let element = self.outer.borrow_mut().pop()?;
        let result = work(&element);
        self.outer.borrow_mut().push(element);
        Some(result)
    }
}
