//! Which figures a step can notice a change of: all that any part of it reads, too many rather than too few.

use std::collections::BTreeSet;

use crate::graph::{FigureClass, RowClass};
use crate::plan::{Leaf, Node, Step, TextNode};
use crate::ruleset::{ColumnRef, Domain, Expr, Figure, Property, RowRef, RuleSet, Select, Target, Whose};
use crate::schema::{FamilyId, Schema};

/// Figures of this unit and year that something reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Touched {
    classes: BTreeSet<FigureClass>,
    /// Families whose fixed rows may be found by the name of another family's row, by column.
    by_name: BTreeSet<(FamilyId, ColumnRef)>,
    /// Families of which anything may be read.
    whole: BTreeSet<FamilyId>,
    /// Fixed rows that are added up with others.
    rows: BTreeSet<(FamilyId, u32)>,
}

/// What figures are read with: the rules, and which rows an element may be.
pub(super) struct Reader<'r> {
    pub(super) schema: &'r Schema,
    pub(super) rules: &'r RuleSet,
}

impl Touched {
    pub(super) fn has(&self, class: &FigureClass) -> bool {
        let any = FigureClass { column: ColumnRef::Element, ..class.clone() };
        let is_fixed = matches!(class.row, RowClass::Fixed(_));
        let by_name = |column: &ColumnRef| self.by_name.contains(&(class.family, column.clone()));
        let row = match class.row {
            RowClass::Fixed(row) => self.rows.contains(&(class.family, row)),
            RowClass::Any => false,
        };
        self.whole.contains(&class.family)
            || self.classes.contains(class)
            || self.classes.contains(&any)
            || row
            || is_fixed && (by_name(&class.column) || by_name(&ColumnRef::Element))
    }

    fn figure(&mut self, figure: &Figure, at: &[FamilyId]) {
        if figure.whose != Whose::This {
            return;
        }
        self.classes.insert(FigureClass::of(figure));
        if let RowRef::Element(under) = figure.row
            && (under.is_some() || at.iter().any(|family| *family != figure.family))
        {
            self.by_name.insert((figure.family, figure.column.clone()));
        }
    }
}

impl Reader<'_> {
    /// All that a step reads.
    pub(super) fn step(&self, step: &Step, into: &mut Touched) {
        for node in step.guard.iter().chain([&step.body]) {
            self.node(step, node, into);
        }
    }

    /// All that a part of a step reads.
    pub(super) fn node(&self, step: &Step, node: &Node, into: &mut Touched) {
        let at: &[FamilyId] = match &step.domain {
            Domain::Rows { families, .. } => families,
            _ => &[],
        };
        self.inner(node, &step.leaves, at, into);
    }

    fn inner(&self, node: &Node, leaves: &[Leaf], at: &[FamilyId], into: &mut Touched) {
        match node {
            Node::Leaf(leaf) => {
                if let Some(leaf) = leaves.get(*leaf as usize) {
                    self.leaf(leaf, at, into);
                }
            }
            Node::Negate(inner) | Node::Not(inner) => self.inner(inner, leaves, at, into),
            Node::Arithmetic(_, left, right)
            | Node::Otherwise(left, right)
            | Node::Compare(_, left, right, _)
            | Node::And(left, right)
            | Node::Or(left, right) => {
                self.inner(left, leaves, at, into);
                self.inner(right, leaves, at, into);
            }
            Node::Sum(_, all) | Node::Apply(_, all) => {
                all.iter().for_each(|node| self.inner(node, leaves, at, into));
            }
            Node::ForCodes { guard, body, .. } => {
                guard.iter().chain([body]).for_each(|node| self.inner(node, leaves, at, into));
            }
            Node::Text(_, left, right) => {
                self.text(left, at, into);
                self.text(right, at, into);
            }
            Node::Balanced(text, ..) => self.text(text, at, into),
            Node::Said(_, targets) => targets.iter().for_each(|target| self.target(target, at, into)),
            Node::Blank(target) | Node::SaidOnce(target) => self.target(target, at, into),
            Node::Number(_) => {}
        }
    }

    /// All that a leaf reads.
    pub(super) fn leaf(&self, leaf: &Leaf, at: &[FamilyId], into: &mut Touched) {
        match leaf {
            Leaf::Figure(figure) => into.figure(figure, at),
            Leaf::First(all) => all.iter().for_each(|leaf| self.leaf(leaf, at, into)),
            Leaf::Printed(inner) => self.leaf(inner, at, into),
            // Read at another element: any there is.
            Leaf::Outer(inner) => self.leaf(inner, &[FamilyId(u32::MAX)], into),
            Leaf::Fold { family, select, filter, body, leaves, .. } => {
                self.inner(body, leaves, &[*family], into);
                if let Some(filter) = filter {
                    self.inner(filter, leaves, &[*family], into);
                }
                fixed_rows(*family, select, into);
            }
            Leaf::Count { family, select, filter, leaves } => {
                if let Some(filter) = filter {
                    self.inner(filter, leaves, &[*family], into);
                }
                fixed_rows(*family, select, into);
            }
            Leaf::Property(property) => self.property(property, at, into),
            Leaf::Measure(_, text) => self.text(text, at, into),
            Leaf::ElementYear | Leaf::ThisYear => {}
        }
    }

    fn text(&self, text: &TextNode, at: &[FamilyId], into: &mut Touched) {
        match text {
            TextNode::Slot(figure) => into.figure(figure, at),
            TextNode::Property(property) => self.property(property, at, into),
            TextNode::List(all) => all.iter().for_each(|text| self.text(text, at, into)),
            TextNode::Outer(inner) => self.text(inner, &[FamilyId(u32::MAX)], into),
            TextNode::Names { family, select, filter, leaves } => {
                if let Some(filter) = filter {
                    self.inner(filter, leaves, &[*family], into);
                }
                fixed_rows(*family, select, into);
            }
            TextNode::Literal(_) | TextNode::Element(_) | TextNode::Unit(_) => {}
        }
    }

    fn property(&self, property: &Property, at: &[FamilyId], into: &mut Touched) {
        if let Property::Printed(figure) | Property::MoneyUnit(figure) = property {
            into.figure(figure, at);
        }
    }

    fn target(&self, target: &Target, at: &[FamilyId], into: &mut Touched) {
        match target {
            Target::Figure(figure) => into.figure(figure, at),
            Target::Row(family)
            | Target::Parent(family)
            | Target::Items(family)
            | Target::AnyItem(family, _)
            | Target::Passage(family) => {
                // Whether a row is there may be told by its figures.
                into.whole.insert(*family);
            }
            Target::Table(table) | Target::EmptyNote(table) => {
                let families = self.schema.table(*table).map(|table| table.families.clone());
                // A table is there whatever its figures are; whether it is empty is told by them.
                let is_empty = matches!(target, Target::EmptyNote(_));
                into.whole.extend(families.into_iter().flatten().filter(|_| is_empty));
            }
            Target::Defined(id) => {
                let mut open: Vec<&Expr> =
                    self.rules.definitions.get(id.0 as usize).map(|one| &one.expr).into_iter().collect();
                while let Some(expr) = open.pop() {
                    expr.walk(&mut |inner| match inner {
                        Expr::Figure(figure) => into.figure(figure, &[FamilyId(u32::MAX)]),
                        Expr::FoldRows { family, .. } | Expr::Count { family, .. } => {
                            into.whole.insert(*family);
                        }
                        // Definitions make no circle: the graph was built.
                        Expr::Defined(id) => {
                            open.extend(self.rules.definitions.get(id.0 as usize).map(|one| &one.expr));
                        }
                        _ => {}
                    });
                }
            }
            Target::Head(..)
            | Target::Prior
            | Target::Plan
            | Target::Subordinates
            | Target::Part(_)
            | Target::BodyHeading
            | Target::OrdinalBefore => {}
        }
    }
}

/// Fixed rows that are added up or counted.
fn fixed_rows(family: FamilyId, select: &Select, into: &mut Touched) {
    if let Select::Named { rows, .. } = select {
        into.rows.extend(rows.iter().map(|row| (family, row.0)));
    }
}
