//! Graph and rule set to plan.

use super::{Definition, Form, Leaf, Node, Phrase, Plan, Step, TextNode, form_of};
use crate::account::passages;
use crate::graph::Graph;
use crate::ruleset::{ElementProperty, Expr, Function, RuleSet};
use crate::text::fold;

/// Definitions inlined into each other at most this deep; cycles were found in the graph.
const DEPTH: u32 = 32;

/// Compiles all checks in the order of the graph.
#[must_use]
pub fn compile(graph: &Graph, rules: &RuleSet) -> Plan {
    let steps = graph.order.iter().filter_map(|check| step(rules, *check)).collect();
    let definitions = rules.definitions.iter().map(|definition| alone(rules, &definition.expr)).collect();
    let phrases = rules.phrases.iter().map(|phrase| Phrase {
        patterns: phrase.patterns.iter().map(|pieces| passages::Phrase::new(pieces)).collect(),
        except: phrase.except.iter().map(|except| fold(except).text).collect(),
        guard: phrase.guard.as_ref().map(|guard| alone(rules, guard)),
    });
    Plan { steps, definitions, phrases: phrases.collect() }
}

/// An expression that stands by itself, with the leaves that it reads.
fn alone(rules: &RuleSet, expr: &Expr) -> Definition {
    let mut compiler = Compiler::new(rules);
    let node = compiler.node(expr);
    Definition { leaves: compiler.leaves, node }
}

fn step(rules: &RuleSet, at: u32) -> Option<Step> {
    let check = rules.checks.get(at as usize)?;
    let mut compiler = Compiler::new(rules);
    let guard = check.guard.as_ref().map(|guard| compiler.node(guard));
    let body = compiler.node(&check.body);
    let restates = rules.restated.iter().position(|restated| restated.rule == check.rule).map(|at| at as u32);
    Some(Step {
        check: at,
        domain: check.domain.clone(),
        leaves: compiler.leaves,
        guard,
        body,
        forms: compiler.forms,
        restates,
    })
}

struct Compiler<'a> {
    rules: &'a RuleSet,
    /// How many elements out what is compiled is read.
    out: u32,
    /// Slots are read as their sentences print them: inside of 符号.
    printed: bool,
    leaves: Vec<Leaf>,
    forms: Vec<Form>,
    depth: u32,
}

impl<'a> Compiler<'a> {
    fn new(rules: &'a RuleSet) -> Self {
        Self { rules, out: 0, printed: false, leaves: Vec::new(), forms: Vec::new(), depth: 0 }
    }

    fn leaf(&mut self, leaf: Leaf) -> Node {
        let leaf = match leaf {
            leaf @ (Leaf::Figure(_) | Leaf::First(_)) if self.printed => Leaf::Printed(Box::new(leaf)),
            leaf => leaf,
        };
        let leaf = (0..self.out).fold(leaf, |leaf, _| Leaf::Outer(Box::new(leaf)));
        let at = self.leaves.iter().position(|known| *known == leaf).unwrap_or_else(|| {
            self.leaves.push(leaf);
            self.leaves.len() - 1
        });
        Node::Leaf(at as u32)
    }

    fn boxed(&mut self, expr: &Expr) -> Box<Node> {
        Box::new(self.node(expr))
    }

    fn node(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Number(literal) => Node::Number(literal.value.clone()),
            Expr::Figure(figure) => self.leaf(Leaf::Figure(figure.clone())),
            Expr::Defined(id) => {
                let definition = self.rules.definitions.get(id.0 as usize);
                match definition {
                    Some(definition) if self.depth < DEPTH => {
                        self.depth += 1;
                        let node = self.node(&definition.expr);
                        self.depth -= 1;
                        node
                    }
                    _ => Node::Number(crate::amount::Exact::ZERO),
                }
            }
            Expr::Sum { name, terms } => {
                Node::Sum(name.clone(), terms.iter().map(|term| self.node(term)).collect())
            }
            Expr::FoldRows { .. } => {
                let leaf = self.fold(expr);
                self.leaf(leaf)
            }
            Expr::Outer(inner) => {
                self.out += 1;
                let node = self.node(inner);
                self.out -= 1;
                node
            }
            Expr::Count { family, select, filter } => {
                let (filter, leaves) = self.inner(filter.as_deref());
                self.leaf(Leaf::Count { family: *family, select: select.clone(), filter, leaves })
            }
            Expr::Negate(inner) => Node::Negate(self.boxed(inner)),
            Expr::Arithmetic(operator, left, right) => {
                Node::Arithmetic(*operator, self.boxed(left), self.boxed(right))
            }
            Expr::Apply(Function::Sign, arguments) => {
                let printed = std::mem::replace(&mut self.printed, true);
                let arguments = arguments.iter().map(|argument| self.node(argument)).collect();
                self.printed = printed;
                Node::Apply(Function::Sign, arguments)
            }
            Expr::Apply(function, arguments) => {
                Node::Apply(*function, arguments.iter().map(|argument| self.node(argument)).collect())
            }
            Expr::Otherwise(left, right) => self.otherwise(left, right),
            Expr::Property(property) => self.leaf(Leaf::Property(property.clone())),
            Expr::Measure(measure, text) => {
                let text = Box::new(self.text(text));
                self.leaf(Leaf::Measure(*measure, text))
            }
            Expr::Element(ElementProperty::Year) => self.leaf(Leaf::ElementYear),
            Expr::ThisYear => self.leaf(Leaf::ThisYear),
            Expr::When(_, body) => self.node(body),
            _ => self.truth(expr),
        }
    }

    fn truth(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Compare(relation, left, right) => {
                let (left, right) = (self.boxed(left), self.boxed(right));
                let form = self.forms.len() as u32;
                self.forms.push(form_of(&left, &right));
                Node::Compare(*relation, left, right, form)
            }
            Expr::Text2(relation, left, right) => {
                Node::Text(*relation, Box::new(self.text(left)), Box::new(self.text(right)))
            }
            Expr::And(left, right) => Node::And(self.boxed(left), self.boxed(right)),
            Expr::Or(left, right) => Node::Or(self.boxed(left), self.boxed(right)),
            Expr::Not(inner) => self.not(inner),
            Expr::Said(said, targets) => Node::Said(*said, targets.clone()),
            Expr::Blank(target) => Node::Blank(target.clone()),
            Expr::SaidOnce(target) => Node::SaidOnce(target.clone()),
            Expr::Balanced(text, open, close) => {
                Node::Balanced(Box::new(self.text(text)), open.clone(), close.clone())
            }
            Expr::ForCodes { list, level, guard, body } => {
                let guard = guard.as_ref().map(|guard| self.boxed(guard));
                Node::ForCodes { list: *list, level: *level, guard, body: self.boxed(body) }
            }
            _ => Node::Number(crate::amount::Exact::ZERO),
        }
    }

    /// 非 of a comparison is the opposite comparison, so that 非 (a > b) and a ≤ b never differ.
    fn not(&mut self, inner: &Expr) -> Node {
        match inner {
            Expr::Compare(relation, left, right) => {
                self.truth(&Expr::Compare(relation.opposite(), left.clone(), right.clone()))
            }
            Expr::Not(inner) => self.node(inner),
            Expr::And(left, right) => Node::Or(Box::new(self.not(left)), Box::new(self.not(right))),
            Expr::Or(left, right) => Node::And(Box::new(self.not(left)), Box::new(self.not(right))),
            _ => Node::Not(self.boxed(inner)),
        }
    }

    fn otherwise(&mut self, left: &Expr, right: &Expr) -> Node {
        let (left, right) = (self.simple(left), self.simple(right));
        match (left, right) {
            (Ok(mut first), Ok(mut second)) => {
                first.append(&mut second);
                self.leaf(Leaf::First(first))
            }
            (left, right) => {
                let back = |compiler: &mut Self, side: Result<Vec<Leaf>, Node>| match side {
                    Ok(mut leaves) if leaves.len() == 1 => {
                        let leaf = leaves.remove(0);
                        compiler.leaf(leaf)
                    }
                    Ok(leaves) => compiler.leaf(Leaf::First(leaves)),
                    Err(node) => node,
                };
                let (left, right) = (back(self, left), back(self, right));
                Node::Otherwise(Box::new(left), Box::new(right))
            }
        }
    }

    /// One figure (or a choice of figures), or else the compiled expression.
    fn simple(&mut self, expr: &Expr) -> Result<Vec<Leaf>, Node> {
        match expr {
            Expr::Figure(figure) => Ok(vec![Leaf::Figure(figure.clone())]),
            Expr::Otherwise(left, right) => match (self.simple(left), self.simple(right)) {
                (Ok(mut left), Ok(mut right)) => {
                    left.append(&mut right);
                    Ok(left)
                }
                _ => Err(self.otherwise(left, right)),
            },
            Expr::Defined(id) if self.depth < DEPTH => match self.rules.definitions.get(id.0 as usize) {
                Some(definition) => {
                    self.depth += 1;
                    let simple = self.simple(&definition.expr);
                    self.depth -= 1;
                    simple
                }
                None => Err(self.node(expr)),
            },
            _ => Err(self.node(expr)),
        }
    }

    fn fold(&mut self, expr: &Expr) -> Leaf {
        let Expr::FoldRows { fold, name, family, select, body } = expr else {
            return Leaf::First(Vec::new());
        };
        let (filter, body) = match body.as_ref() {
            Expr::When(filter, body) => (Some(filter.as_ref()), body.as_ref()),
            body => (None, body),
        };
        let mut inner = Compiler { depth: self.depth, ..Compiler::new(self.rules) };
        // What is added up is read first: its figures tell what the number is of.
        let body = inner.boxed(body);
        let filter = filter.map(|filter| inner.boxed(filter));
        Leaf::Fold {
            fold: *fold,
            name: name.clone(),
            family: *family,
            select: select.clone(),
            filter,
            body,
            leaves: inner.leaves,
        }
    }

    fn inner(&mut self, filter: Option<&Expr>) -> (Option<Box<Node>>, Vec<Leaf>) {
        let mut inner = Compiler { depth: self.depth, ..Compiler::new(self.rules) };
        let filter = filter.map(|filter| inner.boxed(filter));
        (filter, inner.leaves)
    }

    fn text(&mut self, expr: &Expr) -> TextNode {
        match expr {
            Expr::Outer(inner) => TextNode::Outer(Box::new(self.text(inner))),
            Expr::Text(text) => TextNode::Literal(text.clone()),
            Expr::Figure(figure) => TextNode::Slot(figure.clone()),
            Expr::Property(property) => TextNode::Property(property.clone()),
            Expr::Element(property) => TextNode::Element(*property),
            Expr::UnitProperty(property) => TextNode::Unit(property.clone()),
            Expr::List(members) => TextNode::List(members.iter().map(|member| self.text(member)).collect()),
            Expr::Names { family, select, filter } => {
                let (filter, leaves) = self.inner(filter.as_deref());
                TextNode::Names { family: *family, select: select.clone(), filter, leaves }
            }
            Expr::Number(literal) => TextNode::Literal(literal.value.to_plain_string()),
            _ => TextNode::Literal(String::new()),
        }
    }
}
