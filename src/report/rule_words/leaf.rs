//! What a compiled rule reads, in words.

use super::expression::fold_words;
use super::names::{Names, element_property};
use crate::plan::{Leaf, Node};
use crate::ruleset::{ColumnRef, ElementProperty, Figure};

impl Names<'_> {
    /// What is read: a figure, a sum over rows, and whatever else has one value.
    pub(super) fn leaf(&self, leaf: &Leaf) -> String {
        match leaf {
            Leaf::Figure(figure) => self.figure(figure),
            Leaf::First(all) => {
                let names: Vec<String> = all.iter().map(|leaf| self.leaf(leaf)).collect();
                format!("（{}）", names.join(" 否则 "))
            }
            Leaf::Fold { fold, family, select, filter, body, leaves, .. } => {
                let some = if filter.is_some() { "（有条件）" } else { "" };
                let what = match (body.as_ref(), leaves.first()) {
                    (Node::Leaf(0), Some(Leaf::Figure(figure))) if figure.family == *family => {
                        self.column_of(figure)
                    }
                    (Node::Leaf(0), Some(leaf)) => format!(" {} ", self.leaf(leaf)),
                    _ => "算式".to_owned(),
                };
                format!("{}{some}的{what}{}", self.rows(*family, select), fold_words(*fold))
            }
            Leaf::Count { family, select, filter, .. } => {
                let some = if filter.is_some() { "（有条件）" } else { "" };
                format!("{}{some}的个数", self.rows(*family, select))
            }
            Leaf::Outer(inner) => self.leaf(inner),
            Leaf::Printed(inner) => format!("{}（照印）", self.leaf(inner)),
            Leaf::Property(property) => self.property(property),
            Leaf::Measure(..) => "数一数文字".to_owned(),
            Leaf::ElementYear => element_property(ElementProperty::Year).to_owned(),
            Leaf::ThisYear => "本年".to_owned(),
        }
    }

    /// The column of a figure.
    fn column_of(&self, figure: &Figure) -> String {
        match figure.column {
            ColumnRef::Fixed(column) => self.column(figure.family, column),
            ColumnRef::Element => "本列".to_owned(),
        }
    }
}
