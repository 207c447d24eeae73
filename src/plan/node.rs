//! Compiled expressions: definitions inlined, every figure a numbered leaf.

use crate::amount::{Exact, Relation};
use crate::ruleset::{
    Arithmetic, ElementProperty, Figure, Fold, Function, Property, Select, Target, TextMeasure, TextRelation,
    UnitProperty,
};
use crate::schema::{CodeListId, FamilyId};

/// Something that is read, once an element.
#[derive(Clone, Debug, PartialEq)]
pub enum Leaf {
    /// A figure.
    Figure(Figure),
    /// The first of these that is stated (否则).
    First(Vec<Leaf>),
    /// An expression added up (and so on) over rows of a family: its own leaves are read at each row.
    Fold {
        /// How.
        fold: Fold,
        /// What is added up, for people.
        name: String,
        /// The family.
        family: FamilyId,
        /// Which rows.
        select: Select,
        /// Only rows for which this holds.
        filter: Option<Box<Node>>,
        /// What is added up of each.
        body: Box<Node>,
        /// Leaves of filter and body.
        leaves: Vec<Leaf>,
    },
    /// 个数
    Count {
        /// The family.
        family: FamilyId,
        /// Which rows.
        select: Select,
        /// Only rows for which this holds.
        filter: Option<Box<Node>>,
        /// Leaves of the filter.
        leaves: Vec<Leaf>,
    },
    /// Read at the element that the rows around it are read at, not at the row.
    Outer(Box<Leaf>),
    /// A slot that restates a figure, as its sentence prints it.
    Printed(Box<Leaf>),
    /// A property that is a number: 级次, 编码位数.
    Property(Property),
    /// What is counted of a text.
    Measure(TextMeasure, Box<TextNode>),
    /// The year that an element of the text names.
    ElementYear,
    /// 本年
    ThisYear,
}

/// A compiled expression.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    /// A number in base units.
    Number(Exact),
    /// A leaf of the step.
    Leaf(u32),
    /// `− x`
    Negate(Box<Node>),
    /// `x + y` …
    Arithmetic(Arithmetic, Box<Node>, Box<Node>),
    /// Figures added up, with what they are for people.
    Sum(String, Vec<Node>),
    /// A function.
    Apply(Function, Vec<Node>),
    /// The first that is stated.
    Otherwise(Box<Node>, Box<Node>),
    /// A comparison of numbers and the number of its form.
    Compare(Relation, Box<Node>, Box<Node>, u32),
    /// A comparison of texts.
    Text(TextRelation, Box<TextNode>, Box<TextNode>),
    /// 且
    And(Box<Node>, Box<Node>),
    /// 或
    Or(Box<Node>, Box<Node>),
    /// 非 (of what is no comparison)
    Not(Box<Node>),
    /// 有 (true), 无 (false)
    Said(bool, Vec<Target>),
    /// 空白
    Blank(Target),
    /// One fact is said one way.
    SaidOnce(Target),
    /// 成对
    Balanced(Box<TextNode>, String, String),
    /// Holds for every code of a list.
    ForCodes {
        /// The list.
        list: CodeListId,
        /// 1-based level; 0 for all.
        level: u8,
        /// Only codes for which this holds.
        guard: Option<Box<Node>>,
        /// What must hold.
        body: Box<Node>,
    },
}

/// A compiled text.
#[derive(Clone, Debug, PartialEq)]
pub enum TextNode {
    /// As written in the rule.
    Literal(String),
    /// A slot that holds text.
    Slot(Figure),
    /// A property.
    Property(Property),
    /// A property of an element of the text.
    Element(ElementProperty),
    /// A property of the unit.
    Unit(UnitProperty),
    /// `{甲、乙}`
    List(Vec<TextNode>),
    /// Read at the element that the rows around it are read at, not at the row.
    Outer(Box<TextNode>),
    /// 名称(…): the names of rows.
    Names {
        /// The family.
        family: FamilyId,
        /// Which rows.
        select: Select,
        /// Only rows for which this holds.
        filter: Option<Box<Node>>,
        /// Leaves of the filter.
        leaves: Vec<Leaf>,
    },
}

impl Node {
    /// Calls `leaf` for every leaf that an expression or condition reads, in order.
    pub(crate) fn leaves(&self, leaf: &mut dyn FnMut(u32)) {
        match self {
            Node::Leaf(at) => leaf(*at),
            Node::Negate(inner) | Node::Not(inner) => inner.leaves(leaf),
            Node::Sum(_, nodes) | Node::Apply(_, nodes) => nodes.iter().for_each(|node| node.leaves(leaf)),
            Node::Arithmetic(_, left, right)
            | Node::Otherwise(left, right)
            | Node::Compare(_, left, right, _)
            | Node::And(left, right)
            | Node::Or(left, right) => {
                left.leaves(leaf);
                right.leaves(leaf);
            }
            Node::ForCodes { guard, body, .. } => {
                guard.iter().chain([body]).for_each(|node| node.leaves(leaf))
            }
            _ => {}
        }
    }
}

/// Whether a statement asks something of its figures by themselves: that they differ, that one is the larger, or that
/// they come to a number of the rule. Blanks count as zero in it even where all of its figures are blank; other
/// comparisons prove nothing then.
#[must_use]
pub fn asks_for_figures(node: &Node) -> bool {
    match node {
        Node::And(left, right) | Node::Or(left, right) => asks_for_figures(left) || asks_for_figures(right),
        Node::Compare(relation, left, right, _) => {
            matches!(relation, Relation::Less | Relation::Greater | Relation::NotEqual)
                || !reads(left)
                || !reads(right)
        }
        _ => false,
    }
}

/// Whether an expression reads anything: one of numbers of the rule alone does not.
#[must_use]
pub fn reads(node: &Node) -> bool {
    match node {
        Node::Number(_) => false,
        Node::Negate(inner) => reads(inner),
        Node::Arithmetic(_, left, right) | Node::Otherwise(left, right) => reads(left) || reads(right),
        Node::Sum(_, all) | Node::Apply(_, all) => all.iter().any(reads),
        _ => true,
    }
}

/// The leaves of an expression without functions or choices.
pub(super) fn leaves_of(node: &Node, leaves: &mut Vec<u32>) -> Option<()> {
    match node {
        Node::Number(_) => {}
        Node::Leaf(leaf) => leaves.push(*leaf),
        Node::Negate(inner) => leaves_of(inner, leaves)?,
        Node::Sum(_, nodes) => nodes.iter().try_for_each(|node| leaves_of(node, leaves))?,
        Node::Arithmetic(_, left, right) => {
            leaves_of(left, leaves)?;
            leaves_of(right, leaves)?;
        }
        _ => return None,
    }
    Some(())
}
