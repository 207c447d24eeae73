//! The sentence for a comparison that does not hold: printed against printed, against a computed value, a constant.

use super::expression::{
    LESS, Style, TIMES, expression, glued, is_word_figure, printed_text, quantity_of, value_words,
};
use super::formula::style_of;
use super::number::{beside, difference_words, is_word, quantity_words};
use crate::amount::{Dimension, Exact, Relation};
use crate::proof::{Finding, Operator, Quantity, Spot, Term};
use crate::ruleset::Function;

/// One side of a comparison as a reader sees it.
enum Side<'a> {
    /// Printed: its name, what is printed, and its value.
    Printed(String, String, Option<&'a Quantity>),
    /// A constant of the rule.
    Constant(String),
    /// Computed from several figures.
    Computed(&'a Term),
}

fn side<'a>(term: &'a Term, spots: &[Spot]) -> Side<'a> {
    match term {
        Term::Figure { name, quantity, .. } => {
            let words = value_words(term, spots);
            let words = if words == "空白" { "（空白）".to_owned() } else { words };
            Side::Printed(name.clone(), words, quantity.as_ref())
        }
        Term::Literal(_) | Term::Text(_) | Term::Known { .. } => Side::Constant(value_words(term, spots)),
        Term::Apply { operator: TIMES, terms, quantity } => match terms.as_slice() {
            // A word and a figure are one statement in print: 下降 16.0%.
            [word, figure @ Term::Figure { name, .. }] if is_word_figure(word, spots) => {
                let word = printed_text(word, spots).unwrap_or_default().trim();
                let words = glued(&[word, &value_words(figure, spots)]);
                Side::Printed(name.clone(), words, quantity_of(figure).or(quantity.as_ref()))
            }
            _ => Side::Computed(term),
        },
        // What no figure of the document goes into (本年 - 1, 年末) is a constant for the reader.
        Term::Apply { quantity: Some(quantity), .. } if is_known(term) => {
            Side::Constant(quantity_words(quantity))
        }
        Term::Sum { terms, .. } if terms.len() == 1 => {
            terms.first().map_or(Side::Computed(term), |only| side(only, spots))
        }
        Term::Sum { .. } | Term::Apply { .. } => Side::Computed(term),
    }
}

/// Whether nothing of the document goes into an expression.
fn is_known(term: &Term) -> bool {
    match term {
        Term::Known { .. } | Term::Literal(_) => true,
        Term::Apply { terms, .. } | Term::Sum { terms, .. } => terms.iter().all(is_known),
        Term::Figure { .. } | Term::Text(_) => false,
    }
}

/// What is the case where a relation fails.
fn failing(relation: Relation) -> &'static str {
    match relation {
        Relation::Equal => "不等于",
        Relation::NotEqual => "等于",
        Relation::AtMost => "大于",
        Relation::Less => "不小于",
        Relation::AtLeast => "小于",
        Relation::Greater => "不大于",
    }
}

/// The sentence for `left relation right`, which does not hold as printed.
pub(super) fn comparison(finding: &Finding, relation: Relation, left: &Term, right: &Term) -> String {
    let spots = &finding.places;
    if let Some(words) = word_against_sign(finding, relation, left, right) {
        return words;
    }
    let style = style_of(&finding.claimed, false);
    match (side(left, spots), side(right, spots)) {
        (Side::Printed(name, words, value), other) => {
            printed_against(finding, relation, (&name, &words, value), other, style)
        }
        (other, Side::Printed(name, words, value)) => {
            printed_against(finding, relation.mirrored(), (&name, &words, value), other, style)
        }
        (Side::Constant(a), Side::Constant(b)) => glued(&[&a, failing(relation), &b]),
        (Side::Computed(term), Side::Constant(b)) => {
            computed_against(finding, relation, term, &b, constant_value(right), style)
        }
        (Side::Constant(a), Side::Computed(term)) => {
            computed_against(finding, relation.mirrored(), term, &a, constant_value(left), style)
        }
        (Side::Computed(a), Side::Computed(b)) => both_computed(finding, relation, a, b, style),
    }
}

fn constant_value(term: &Term) -> Option<&Quantity> {
    match term {
        Term::Literal(quantity) | Term::Known { quantity, .. } => Some(quantity),
        _ => None,
    }
}

/// 「小于」 against 符号（甲 - 乙）: the two figures with the sign that holds between them.
fn word_against_sign(finding: &Finding, relation: Relation, left: &Term, right: &Term) -> Option<String> {
    let spots = &finding.places;
    let (word, sign) = if is_word_figure(left, spots) { (left, right) } else { (right, left) };
    let (Term::Figure { name, .. }, Term::Apply { operator, terms, .. }) = (word, sign) else {
        return None;
    };
    let is_sign = *operator == Operator::Function(Function::Sign);
    let ([inner], true, true) = (terms.as_slice(), is_word_figure(word, spots), is_sign) else {
        return None;
    };
    if relation != Relation::Equal {
        return None;
    }
    let style = Style { names: true, units: true };
    let words = value_words(word, spots);
    if let Term::Apply { operator: LESS, terms, .. } = inner
        && let [first, second] = terms.as_slice()
    {
        let value = |term: &Term| quantity_of(term).map_or(Exact::ZERO, |quantity| quantity.value.clone());
        let holds = match value(first).cmp(&value(second)) {
            std::cmp::Ordering::Less => "<",
            std::cmp::Ordering::Equal => "=",
            std::cmp::Ordering::Greater => ">",
        };
        let (first, second) = (expression(first, spots, style), expression(second, spots, style));
        return Some(glued(&[name, "写", &words, "，而", &first, holds, &second]));
    }
    let holds = match quantity_of(inner).map_or(0, |quantity| quantity.value.signum()) {
        0 => "为 0",
        1.. => "大于 0",
        _ => "小于 0",
    };
    Some(glued(&[name, "写", &words, "，而", &expression(inner, spots, style), holds]))
}

/// The tail that says by how much; empty where there is no number to give or a word stands in it.
fn by_how_much(finding: &Finding, relation: Relation, beside: Option<&Quantity>) -> String {
    let Some(difference) = &finding.difference else { return String::new() };
    if difference.value.is_zero() || !difference.dimension.is_number() {
        return String::new();
    }
    let of = beside.map_or(&difference.dimension, |beside| &beside.dimension);
    if [of, &difference.dimension].iter().any(|of| matches!(of, Dimension::Year | Dimension::Date)) {
        return String::new();
    }
    let size = difference_words(difference, beside);
    match relation {
        Relation::Equal => format!("，相差 {size}"),
        Relation::AtMost | Relation::Less => format!("，多出 {size}"),
        Relation::AtLeast | Relation::Greater => format!("，少 {size}"),
        Relation::NotEqual => String::new(),
    }
}

fn printed_against(
    finding: &Finding,
    relation: Relation,
    (name, words, value): (&str, &str, Option<&Quantity>),
    other: Side<'_>,
    style: Style,
) -> String {
    let (fails, stated) = (failing(relation), format!("{name}写为"));
    match other {
        Side::Printed(other_name, other_words, _) => {
            let tail = if is_word(words) || is_word(&other_words) {
                String::new()
            } else {
                by_how_much(finding, relation, value)
            };
            match relation {
                Relation::Equal => glued(&[name, words, "，与", &other_name, &other_words, "不一致", &tail]),
                Relation::NotEqual => {
                    glued(&[name, words, "，与", &other_name, &other_words, "相同，应不同"])
                }
                _ => glued(&[name, words, fails, &other_name, &other_words, &tail]),
            }
        }
        Side::Constant(constant) => match relation {
            Relation::Equal => glued(&[&stated, words, "，应为", &constant]),
            Relation::NotEqual => glued(&[&stated, words, "，不应为", &constant]),
            _ => glued(&[name, words, fails, &constant]),
        },
        Side::Computed(term) => {
            let Some(computed) = quantity_of(term) else {
                return glued(&[&stated, words, "，与", &short(term, finding, style), "不符"]);
            };
            let number = beside(computed, value);
            let long = short(term, finding, style);
            match relation {
                Relation::Equal => {
                    let ratio = computed.dimension == Dimension::Ratio || is_word(words);
                    let tail = if ratio { String::new() } else { by_how_much(finding, relation, value) };
                    glued(&[&stated, words, "，按", &long, "计算为", &number, &tail])
                }
                Relation::NotEqual => {
                    glued(&[&stated, words, "，与", &long, "算得的", &number, "相同，应不同"])
                }
                _ => {
                    let tail = by_how_much(finding, relation, value);
                    glued(&[name, words, fails, &long, "算得的", &number, &tail])
                }
            }
        }
    }
}

/// The numbers of an expression; a long sum by its name and count.
fn short(term: &Term, finding: &Finding, style: Style) -> String {
    match term {
        Term::Sum { name, terms, .. } if terms.is_empty() => format!("{name}（均未列）"),
        _ => expression(term, &finding.places, style),
    }
}

fn computed_against(
    finding: &Finding,
    relation: Relation,
    term: &Term,
    constant: &str,
    value: Option<&Quantity>,
    style: Style,
) -> String {
    let first = first_printed(term, &finding.places);
    let computed = quantity_of(term).map_or_else(|| "未知".to_owned(), |computed| beside(computed, first));
    let named = match term {
        Term::Sum { name, .. } if !name.is_empty() => format!("{name}按"),
        _ => "按".to_owned(),
    };
    let should = match relation {
        Relation::Equal => glued(&["，应为", constant]),
        _ => glued(&["，", failing(relation), constant]),
    };
    let tail = by_how_much(finding, relation, first.or(value));
    glued(&[&named, &short(term, finding, style), "计算为", &computed, &should, &tail])
}

fn both_computed(finding: &Finding, relation: Relation, a: &Term, b: &Term, style: Style) -> String {
    let first = first_printed(a, &finding.places).or_else(|| first_printed(b, &finding.places));
    let number =
        |term: &Term| quantity_of(term).map_or_else(|| "未知".to_owned(), |value| beside(value, first));
    let said = match relation {
        Relation::Equal => "两者不一致",
        Relation::NotEqual => "两者相同，应不同",
        Relation::AtMost => "前者大于后者",
        Relation::Less => "前者不小于后者",
        Relation::AtLeast => "前者小于后者",
        Relation::Greater => "前者不大于后者",
    };
    let (long_a, long_b) = (short(a, finding, style), short(b, finding, style));
    let tail = by_how_much(finding, relation, first);
    let (a, b) = (number(a), number(b));
    glued(&["按", &long_a, "计算为", &a, "，按", &long_b, "计算为", &b, "，", said, &tail])
}

/// The first printed figure of an expression whose kind is the expression's own.
fn first_printed<'a>(term: &'a Term, spots: &[Spot]) -> Option<&'a Quantity> {
    let kind = &quantity_of(term)?.dimension;
    find_printed(term, spots, kind)
}

/// A printed figure of a kind in an expression.
pub(super) fn find_printed<'a>(term: &'a Term, spots: &[Spot], kind: &Dimension) -> Option<&'a Quantity> {
    match term {
        Term::Figure { quantity: Some(quantity), .. } => {
            let word = printed_text(term, spots).is_some_and(is_word);
            (!word && quantity.dimension == *kind).then_some(quantity)
        }
        Term::Sum { terms, .. } | Term::Apply { terms, .. } => {
            terms.iter().find_map(|term| find_printed(term, spots, kind))
        }
        Term::Figure { .. } | Term::Known { .. } | Term::Literal(_) | Term::Text(_) => None,
    }
}
