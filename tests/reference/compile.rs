//! Expressions and statements of rules as formulas over what they read.

use super::model::{
    Expr, Figure, Fold, Function, Literal, Model, Number, Operator, Relation, RowRef, Select, Target,
    TextRelation, Truth,
};
use super::prepare::Domain;

/// Something that a rule reads, once however often it is written.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Leaf {
    Figure(Figure),
    /// In a condition on rows: a figure of what the rule is at.
    Outer(Figure),
    /// In 符号: a slot as its sentence prints it.
    Printed(Box<Leaf>),
    /// 甲 否则 乙 of figures
    First(Vec<Figure>),
    Sum(Rows),
    Count(Rows),
    Level(usize),
    ThisYear,
}

/// Rows that are added up or counted, with what is read of each.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Rows {
    pub(crate) fold: Fold,
    pub(crate) family: usize,
    pub(crate) select: Select,
    pub(crate) filter: Option<Box<Node>>,
    pub(crate) body: Option<Box<Node>>,
    pub(crate) leaves: Vec<Leaf>,
}

/// An expression or a statement over numbered leaves.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node {
    Number(Number),
    Leaf(usize),
    Sum(Vec<Node>),
    Negate(Box<Node>),
    Arithmetic(Operator, Box<Node>, Box<Node>),
    Apply(Function, Vec<Node>),
    Otherwise(Box<Node>, Box<Node>),
    Compare(Relation, Box<Node>, Box<Node>),
    Text(TextRelation, Figure, Vec<String>),
    And(Box<Node>, Box<Node>),
    Or(Box<Node>, Box<Node>),
    /// 非 of what is no comparison
    Not(Box<Node>),
    Said(bool, Vec<Target>),
    Blank(Target),
}

/// The element that is fixed when a rule is unrolled.
#[derive(Clone, Debug, Default)]
pub(crate) struct Turn {
    pub(crate) family: usize,
    pub(crate) row: Option<RowRef>,
    pub(crate) column: Option<usize>,
    pub(crate) table: Option<usize>,
    pub(crate) domain: Option<Domain>,
}

/// An expression by itself, with what it reads.
pub(crate) fn formula(model: &Model, expr: &Expr) -> (Node, Vec<Leaf>) {
    let turn = Turn::default();
    let mut compiler = Compiler::new(model, &turn);
    let node = compiler.expr(expr).unwrap();
    (node, compiler.leaves)
}

/// Turns expressions into formulas over numbered leaves.
pub(crate) struct Compiler<'a> {
    model: &'a Model,
    turn: &'a Turn,
    /// What was read so far.
    pub(crate) leaves: Vec<Leaf>,
    /// Families of the code rows that the rule is at, in order of mention.
    pub(crate) named: Vec<usize>,
    /// Of those the ones that conditions on rows name.
    outer: Vec<usize>,
    /// Inside of 符号.
    printed: bool,
}

impl<'a> Compiler<'a> {
    /// A compiler at an element.
    pub(crate) fn new(model: &'a Model, turn: &'a Turn) -> Self {
        Self { model, turn, leaves: Vec::new(), named: Vec::new(), outer: Vec::new(), printed: false }
    }

    fn leaf(&mut self, leaf: Leaf) -> Node {
        let leaf = match leaf {
            Leaf::Figure(_) | Leaf::First(_) if self.printed => Leaf::Printed(Box::new(leaf)),
            leaf => leaf,
        };
        let at = self.leaves.iter().position(|known| *known == leaf).unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.leaves.len() - 1
        });
        Node::Leaf(at)
    }

    fn figure(&mut self, figure: &Figure) -> Figure {
        if figure.row == RowRef::Here && !self.named.contains(&figure.family) {
            self.named.push(figure.family);
        }
        *figure
    }

    fn here(&mut self, row: Option<RowRef>, column: Option<usize>) -> Option<Figure> {
        Some(Figure::new(self.turn.family, row?, column?))
    }

    fn all(&mut self, exprs: &[Expr]) -> Option<Vec<Node>> {
        exprs.iter().map(|expr| self.expr(expr)).collect()
    }

    fn boxed(&mut self, expr: &Expr) -> Option<Box<Node>> {
        self.expr(expr).map(Box::new)
    }

    /// A number; none where it means nothing at the element: 下级行 of a row without parts.
    pub(crate) fn expr(&mut self, expr: &Expr) -> Option<Node> {
        let turn = self.turn;
        Some(match expr {
            Expr::Literal(Literal { value, .. }) => Node::Number(value.clone()),
            Expr::Figure(figure) => {
                let figure = self.figure(figure);
                self.leaf(Leaf::Figure(figure))
            }
            Expr::Cell => {
                let figure = self.here(turn.row, turn.column)?;
                self.leaf(Leaf::Figure(figure))
            }
            Expr::OfRow(column) => {
                let figure = self.here(turn.row, Some(*column))?;
                self.leaf(Leaf::Figure(figure))
            }
            Expr::OfColumn(row) => {
                let figure = self.here(Some(RowRef::Fixed(*row)), turn.column)?;
                self.leaf(Leaf::Figure(figure))
            }
            Expr::RowParts => return self.row_parts(),
            Expr::ColumnParts => {
                let parts = self.model.families[turn.family].columns[turn.column?].parts.clone();
                return self.parts(parts.into_iter().map(|part| (turn.row, Some(part))).collect());
            }
            Expr::PartsOf(figure) => self.parts_of(figure),
            Expr::Sum(terms) => Node::Sum(self.all(terms)?),
            Expr::Outer(figure) => self.outer_figure(figure),
            Expr::SumRows { fold, family, select, filter, body } => {
                let rows = self.rows(*fold, (*family, select), filter.as_deref(), Some(body))?;
                self.leaf(Leaf::Sum(rows))
            }
            Expr::Count { family, select, filter } => {
                let rows = self.rows(Fold::Sum, (*family, select), filter.as_deref(), None)?;
                self.leaf(Leaf::Count(rows))
            }
            Expr::Defined(family, at) => {
                return self.expr(&self.model.families[*family].definitions[*at].value);
            }
            Expr::Negate(inner) => Node::Negate(self.boxed(inner)?),
            Expr::Arithmetic(operator, left, right) => {
                Node::Arithmetic(*operator, self.boxed(left)?, self.boxed(right)?)
            }
            Expr::Apply(function, arguments) => self.applied(*function, arguments)?,
            Expr::Otherwise(left, right) => match (self.simple(left), self.simple(right)) {
                (Some(mut first), Some(second)) => {
                    first.extend(second);
                    self.leaf(Leaf::First(first))
                }
                _ => Node::Otherwise(self.boxed(left)?, self.boxed(right)?),
            },
            Expr::ThisYear => self.leaf(Leaf::ThisYear),
            Expr::Level(family) => {
                if !self.named.contains(family) {
                    self.named.push(*family);
                }
                self.leaf(Leaf::Level(*family))
            }
        })
    }

    fn applied(&mut self, function: Function, arguments: &[Expr]) -> Option<Node> {
        let before = self.printed;
        self.printed |= function == Function::Sign;
        let arguments = self.all(arguments);
        self.printed = before;
        Some(Node::Apply(function, arguments?))
    }

    fn outer_figure(&mut self, figure: &Figure) -> Node {
        self.outer.push(figure.family);
        self.leaf(Leaf::Outer(*figure))
    }

    /// 求和(表.行.列.下级)
    fn parts_of(&mut self, figure: &Figure) -> Node {
        let parts = &self.model.families[figure.family].columns[figure.column].parts;
        let part = |part: &usize| Figure { column: *part, ..*figure };
        let terms: Vec<Figure> = parts.iter().map(part).collect();
        Node::Sum(terms.into_iter().map(|term| self.leaf(Leaf::Figure(term))).collect())
    }

    /// A figure, or a choice of figures.
    fn simple(&mut self, expr: &Expr) -> Option<Vec<Figure>> {
        match expr {
            Expr::Figure(figure) => Some(vec![self.figure(figure)]),
            Expr::Otherwise(left, right) => {
                let mut first = self.simple(left)?;
                first.extend(self.simple(right)?);
                Some(first)
            }
            Expr::Defined(family, at) => self.simple(&self.model.families[*family].definitions[*at].value),
            _ => None,
        }
    }

    fn parts(&mut self, parts: Vec<(Option<RowRef>, Option<usize>)>) -> Option<Node> {
        if parts.is_empty() {
            return None;
        }
        let figures: Option<Vec<Figure>> =
            parts.into_iter().map(|(row, column)| self.here(row, column)).collect();
        Some(Node::Sum(figures?.into_iter().map(|figure| self.leaf(Leaf::Figure(figure))).collect()))
    }

    fn row_parts(&mut self) -> Option<Node> {
        let (family, column) = (self.turn.family, self.turn.column?);
        let own = &self.model.families[family];
        let select = match self.turn.row? {
            RowRef::Fixed(row) if own.rows[row].code_parts => Select::Top,
            RowRef::Fixed(row) => {
                let parts = own.rows[row].parts.iter();
                return self.parts(parts.map(|part| (Some(RowRef::Fixed(*part)), Some(column))).collect());
            }
            _ => Select::Below,
        };
        let body = Expr::Figure(Figure::new(family, RowRef::Here, column));
        let rows = self.rows(Fold::Sum, (family, &select), None, Some(&body))?;
        Some(self.leaf(Leaf::Sum(rows)))
    }

    fn rows(
        &mut self,
        fold: Fold,
        (family, select): (usize, &Select),
        filter: Option<&Truth>,
        body: Option<&Expr>,
    ) -> Option<Rows> {
        let turn = Turn::default();
        let mut inner = Compiler::new(self.model, &turn);
        let filter = match filter {
            Some(filter) => Some(Box::new(inner.truth(filter)?)),
            None => None,
        };
        let body = match body {
            Some(body) => Some(inner.boxed(body)?),
            None => None,
        };
        for family in inner.outer {
            if !self.named.contains(&family) {
                self.named.push(family);
            }
        }
        Some(Rows { fold, family, select: select.clone(), filter, body, leaves: inner.leaves })
    }

    fn target(&mut self, target: &Target) -> Option<Target> {
        Some(match target {
            Target::Figure(figure) => Target::Figure(self.figure(figure)),
            Target::Cell => Target::Figure(self.here(self.turn.row, self.turn.column)?),
            Target::ThisTable => Target::Table(self.turn.table?),
            Target::ThisHead => Target::Head(self.turn.family, self.turn.column?),
            other => other.clone(),
        })
    }

    /// A statement; none where it means nothing at the element.
    pub(crate) fn truth(&mut self, truth: &Truth) -> Option<Node> {
        Some(match truth {
            Truth::Compare(relation, left, right) => {
                Node::Compare(*relation, self.boxed(left)?, self.boxed(right)?)
            }
            Truth::Text(relation, slot, texts) => Node::Text(*relation, self.figure(slot), texts.clone()),
            Truth::And(left, right) => Node::And(Box::new(self.truth(left)?), Box::new(self.truth(right)?)),
            Truth::Or(left, right) => Node::Or(Box::new(self.truth(left)?), Box::new(self.truth(right)?)),
            Truth::Not(inner) => self.not(inner)?,
            Truth::Said(said, targets) => {
                let targets: Option<Vec<Target>> = targets.iter().map(|target| self.target(target)).collect();
                Node::Said(*said, targets?)
            }
            Truth::Blank(target) => Node::Blank(self.target(target)?),
        })
    }

    /// 非 (甲 > 乙) is 甲 ≤ 乙; 非 (甲 且 乙) is 非 甲 或 非 乙.
    fn not(&mut self, inner: &Truth) -> Option<Node> {
        let not = |truth: &Truth| Box::new(Truth::Not(Box::new(truth.clone())));
        Some(match inner {
            Truth::Compare(relation, left, right) => {
                let relation = match relation {
                    Relation::Equal => Relation::NotEqual,
                    Relation::NotEqual => Relation::Equal,
                    Relation::AtMost => Relation::Greater,
                    Relation::Less => Relation::AtLeast,
                    Relation::AtLeast => Relation::Less,
                    Relation::Greater => Relation::AtMost,
                };
                self.truth(&Truth::Compare(relation, left.clone(), right.clone()))?
            }
            Truth::Not(inner) => self.truth(inner)?,
            Truth::And(left, right) => self.truth(&Truth::Or(not(left), not(right)))?,
            Truth::Or(left, right) => self.truth(&Truth::And(not(left), not(right)))?,
            other => Node::Not(Box::new(self.truth(other)?)),
        })
    }
}
