//! An expression of a rule in words: every operator, aggregate and condition by what it asks for.

use super::names::{Names, element_property, listed, unit_property};
use crate::amount::{Dimension, Exact};
use crate::ruleset::{
    Arithmetic, Expr, Fold, Function, Literal, Relation, Target, TextMeasure, TextRelation,
};

/// How strongly words bind, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Or,
    And,
    Statement,
    Sum,
    Product,
    Atom,
}

/// Money from here on is told in 万元, in 元.
const TEN_THOUSAND: i64 = 10_000;

impl Names<'_> {
    /// An expression in words.
    pub(super) fn words(&self, expr: &Expr) -> String {
        self.bound(expr).0
    }

    /// Words in a place that takes only what binds at least so strongly, in brackets if they do not.
    fn within(&self, expr: &Expr, least: Binding) -> String {
        let (words, binding) = self.bound(expr);
        if binding < least { format!("（{words}）") } else { words }
    }

    fn bound(&self, expr: &Expr) -> (String, Binding) {
        match expr {
            Expr::Or(left, right) => {
                let sides = [left, right].map(|side| self.within(side, Binding::Or));
                (sides.join("，或者 "), Binding::Or)
            }
            Expr::And(left, right) => {
                let sides = [left, right].map(|side| self.within(side, Binding::And));
                (sides.join("，并且 "), Binding::And)
            }
            Expr::Compare(..)
            | Expr::Text2(..)
            | Expr::Not(_)
            | Expr::Said(..)
            | Expr::Blank(_)
            | Expr::SaidOnce(_)
            | Expr::ForCodes { .. }
            | Expr::Balanced(..) => (self.statement(expr), Binding::Statement),
            Expr::Arithmetic(operator, left, right) => self.arithmetic(*operator, left, right),
            Expr::Sum { name, terms } => self.sum(name, terms),
            Expr::FoldRows { fold, family, select, body, .. } => {
                let (rows, body) = (self.rows(*family, select), self.within(body, Binding::Atom));
                (format!("{rows}中 {body} {}", fold_words(*fold)), Binding::Sum)
            }
            Expr::Negate(inner) => (format!("负的{}", self.within(inner, Binding::Atom)), Binding::Product),
            _ => (self.atom(expr), Binding::Atom),
        }
    }

    fn statement(&self, expr: &Expr) -> String {
        let side = |expr: &Expr| self.within(expr, Binding::Sum);
        match expr {
            Expr::Compare(relation, left, right) => {
                format!("{} {} {}", side(left), relation_words(*relation), side(right))
            }
            Expr::Text2(relation, left, right) => {
                let (left, right) = (side(left), side(right));
                match relation {
                    TextRelation::Same => format!("{left} 与 {right} 相同"),
                    TextRelation::Different => format!("{left} 与 {right} 不同"),
                    TextRelation::Contains => format!("{left} 含有 {right}"),
                    TextRelation::Within => format!("{left} 都在 {right} 之中"),
                    TextRelation::In => format!("{left} 是 {right} 之一"),
                    TextRelation::StartsWith => format!("{left} 以 {right} 开头"),
                    TextRelation::EndsWith => format!("{left} 以 {right} 结尾"),
                    TextRelation::Reaches => format!("{left} 达到 {right}"),
                }
            }
            Expr::Not(inner) => format!("并非{}", self.within(inner, Binding::Atom)),
            Expr::Said(true, targets) => format!("有 {}", self.targets(targets, "和")),
            Expr::Said(false, targets) => format!("没有 {}", self.targets(targets, "，也没有 ")),
            Expr::Blank(target) => format!("{} 是空白", self.target(target)),
            Expr::SaidOnce(target) => format!("{} 在各处说的一样", self.target(target)),
            Expr::Balanced(text, open, close) => {
                format!("{} 里的「{open}」与「{close}」成对", side(text))
            }
            Expr::ForCodes { list, level, guard, body } => {
                let levels =
                    self.schema.code_list(*list).map(|list| list.levels.as_slice()).unwrap_or_default();
                let level = usize::from(*level).checked_sub(1).and_then(|at| levels.get(at));
                let each = level.map_or("科目", |level| level.name.as_str());
                let guard = guard
                    .as_ref()
                    .map_or_else(String::new, |guard| format!("（只看 {} 的）", self.words(guard)));
                format!("对{}的每一{each}{guard}：{}", self.list(list.0), self.words(body))
            }
            other => self.atom(other),
        }
    }

    fn targets(&self, targets: &[Target], joint: &str) -> String {
        let names: Vec<String> = targets.iter().map(|target| self.target(target)).collect();
        names.join(joint)
    }

    fn arithmetic(&self, operator: Arithmetic, left: &Expr, right: &Expr) -> (String, Binding) {
        match operator {
            Arithmetic::Add => {
                let mut terms = Vec::new();
                flatten(left, &mut terms);
                flatten(right, &mut terms);
                let terms: Vec<String> =
                    terms.into_iter().map(|term| self.within(term, Binding::Product)).collect();
                (format!("{} 之和", and(&terms)), Binding::Sum)
            }
            Arithmetic::Subtract => {
                let words = format!(
                    "{} 减去 {}",
                    self.within(left, Binding::Sum),
                    self.within(right, Binding::Product)
                );
                (words, Binding::Sum)
            }
            Arithmetic::Multiply => {
                let words = format!(
                    "{} 乘以 {}",
                    self.within(left, Binding::Product),
                    self.within(right, Binding::Atom)
                );
                (words, Binding::Product)
            }
            Arithmetic::Divide => {
                let words = format!(
                    "{} 除以 {}",
                    self.within(left, Binding::Product),
                    self.within(right, Binding::Atom)
                );
                (words, Binding::Product)
            }
        }
    }

    fn sum(&self, name: &str, terms: &[Expr]) -> (String, Binding) {
        match terms {
            [] => (format!("「{name}」"), Binding::Atom),
            [only] => self.bound(only),
            _ => {
                let terms: Vec<String> =
                    terms.iter().map(|term| self.within(term, Binding::Product)).collect();
                (format!("{} 之和", and(&terms)), Binding::Sum)
            }
        }
    }

    fn atom(&self, expr: &Expr) -> String {
        let side = |expr: &Expr| self.within(expr, Binding::Sum);
        match expr {
            Expr::Number(literal) => literal_words(literal),
            Expr::Text(text) => format!("「{text}」"),
            Expr::Figure(figure) => self.figure(figure),
            Expr::Defined(id) => self.definition(id.0),
            Expr::Outer(inner) => self.within(inner, Binding::Atom),
            Expr::Count { family, select, filter } => {
                format!("{}{}的个数", self.rows(*family, select), self.filter(filter.as_deref()))
            }
            Expr::Names { family, select, filter } => {
                format!("{}{}的名称", self.rows(*family, select), self.filter(filter.as_deref()))
            }
            Expr::Apply(function, arguments) => self.function(*function, arguments),
            Expr::Otherwise(first, second) => {
                format!("{}（没有时用 {}）", self.within(first, Binding::Atom), side(second))
            }
            Expr::List(members) => {
                listed(&members.iter().map(|member| self.words(member)).collect::<Vec<_>>())
            }
            Expr::When(condition, value) => {
                format!("{}（只算 {} 的）", self.within(value, Binding::Atom), self.words(condition))
            }
            Expr::Measure(measure, text) => {
                let what = match measure {
                    TextMeasure::Letters => "字数",
                    TextMeasure::Ticks => "勾选的个数",
                    TextMeasure::Members => "项数",
                };
                format!("{}的{what}", self.within(text, Binding::Atom))
            }
            Expr::Property(property) => self.property(property),
            Expr::Element(property) => element_property(*property).to_owned(),
            Expr::ThisYear => "本年".to_owned(),
            Expr::UnitProperty(property) => unit_property(property),
            other => self.within(other, Binding::Atom),
        }
    }

    fn filter(&self, filter: Option<&Expr>) -> String {
        filter.map_or_else(String::new, |filter| format!("（只数 {} 的）", self.words(filter)))
    }

    fn function(&self, function: Function, arguments: &[Expr]) -> String {
        let words: Vec<String> =
            arguments.iter().map(|argument| self.within(argument, Binding::Sum)).collect();
        let all = || words.join("、");
        match (function, words.as_slice()) {
            (Function::Absolute, _) => format!("（{}）的绝对值", all()),
            (Function::Sign, _) => format!("（{}）的正负", all()),
            (Function::Largest, _) => format!("{} 中最大的一个", all()),
            (Function::Smallest, _) => format!("{} 中最小的一个", all()),
            (Function::Round, [value, step]) => format!("（{value}）四舍五入到 {step}"),
            (Function::Truncate, [value, step]) => format!("（{value}）舍去到 {step}"),
            (Function::YearEnd, _) => format!("{} 的最后一天", all()),
            _ => format!("{}（{}）", function.name(), all()),
        }
    }
}

/// The terms of nested additions.
fn flatten<'e>(expr: &'e Expr, terms: &mut Vec<&'e Expr>) {
    match expr {
        Expr::Arithmetic(Arithmetic::Add, left, right) => {
            flatten(left, terms);
            flatten(right, terms);
        }
        other => terms.push(other),
    }
}

/// `甲 与 乙`, `甲、乙 与 丙`, cut short where they are many.
fn and(terms: &[String]) -> String {
    match terms {
        [before @ .., last] if !before.is_empty() && terms.len() <= 6 => {
            format!("{} 与 {last}", before.join("、"))
        }
        _ => listed(terms),
    }
}

fn relation_words(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "等于",
        Relation::NotEqual => "不等于",
        Relation::AtMost => "不大于",
        Relation::AtLeast => "不小于",
        Relation::Less => "小于",
        Relation::Greater => "大于",
    }
}

pub(super) fn fold_words(fold: Fold) -> &'static str {
    match fold {
        Fold::Sum => "之和",
        Fold::Largest => "中最大的一个",
        Fold::Smallest => "中最小的一个",
        Fold::Mean => "的平均数",
        Fold::Only => "（仅有的一行）",
    }
}

/// A number of a rule with its unit.
fn literal_words(literal: &Literal) -> String {
    let plain = literal.value.to_plain_string();
    match &literal.dimension {
        Some(Dimension::Money) => {
            let large = literal.value.abs() >= Exact::from_integer(TEN_THOUSAND);
            if large {
                format!("{} 万元", literal.value.shift_ten(-4).to_plain_string())
            } else {
                format!("{plain} 元")
            }
        }
        Some(Dimension::Ratio) => format!("{}%", literal.value.shift_ten(2).to_plain_string()),
        Some(Dimension::Count(counter)) => format!("{plain} {counter}"),
        Some(Dimension::Year) => format!("{plain} 年"),
        _ => plain,
    }
}
