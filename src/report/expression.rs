//! Expressions of a finding as text: names, numbers put in, long sums cut short.

use super::number::{as_printed, is_word, literal_words, quantity_words};
use crate::amount::Dimension;
use crate::proof::{Operator, Quantity, Spot, Term};
use crate::ruleset::Arithmetic;

/// Sums longer than this are cut short.
const LONG: usize = 6;
/// How many terms of a long sum are shown.
const SHOWN: usize = 3;

/// `+`
const PLUS: Operator = Operator::Arithmetic(Arithmetic::Add);
/// `−`
pub(super) const LESS: Operator = Operator::Arithmetic(Arithmetic::Subtract);
/// `×`
pub(super) const TIMES: Operator = Operator::Arithmetic(Arithmetic::Multiply);

/// How an expression is written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style {
    /// Names before the numbers.
    pub names: bool,
    /// Units of money behind the numbers; percentages always have theirs.
    pub units: bool,
}

/// How strongly an operator binds; names and calls bind most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Binding {
    Sum,
    Product,
    Atom,
}

/// The value of a term; none for texts and what is not printed.
pub(super) fn quantity_of(term: &Term) -> Option<&Quantity> {
    match term {
        Term::Figure { quantity, .. } | Term::Sum { quantity, .. } | Term::Apply { quantity, .. } => {
            quantity.as_ref()
        }
        Term::Literal(quantity) | Term::Known { quantity, .. } => Some(quantity),
        Term::Text(_) => None,
    }
}

/// What is printed at the spot of a figure.
pub(super) fn printed_text<'a>(term: &Term, spots: &'a [Spot]) -> Option<&'a str> {
    match term {
        Term::Figure { spot: Some(spot), .. } => spots.get(*spot).map(|spot| spot.text.as_str()),
        _ => None,
    }
}

/// Whether a term is a figure that is printed as a word (增加, 小于, 持平).
pub(super) fn is_word_figure(term: &Term, spots: &[Spot]) -> bool {
    quantity_of(term).is_some() && printed_text(term, spots).is_some_and(is_word)
}

/// A figure, literal or text by itself: 81.11 万元, 112%, 「小于」, 未列.
pub(super) fn value_words(term: &Term, spots: &[Spot]) -> String {
    match term {
        Term::Text(text) => format!("「{text}」"),
        Term::Literal(quantity) => literal_words(quantity),
        Term::Known { quantity, .. } => quantity_words(quantity),
        Term::Figure { quantity, .. } => match (quantity, printed_text(term, spots)) {
            (Some(quantity), Some(text)) => as_printed(text, quantity),
            (Some(quantity), None) => quantity_words(quantity),
            (None, Some(text)) if !text.trim().is_empty() => format!("「{}」", text.trim()),
            (None, _) => "未列".to_owned(),
        },
        Term::Sum { quantity, .. } | Term::Apply { quantity, .. } => {
            quantity.as_ref().map_or_else(|| "未知".to_owned(), quantity_words)
        }
    }
}

/// The units of money in an expression: more than one means that numbers need theirs.
pub(super) fn money_units<'a>(term: &'a Term, units: &mut Vec<&'a str>) {
    match term {
        Term::Figure { quantity: Some(quantity), .. } | Term::Literal(quantity) => {
            let unit = quantity.unit.as_str();
            if quantity.dimension == crate::amount::Dimension::Money && !units.contains(&unit) {
                units.push(unit);
            }
        }
        Term::Sum { terms, .. } | Term::Apply { terms, .. } => {
            for term in terms {
                money_units(term, units);
            }
        }
        Term::Figure { .. } | Term::Known { .. } | Term::Text(_) => {}
    }
}

/// Joins words: a blank between them, save where two 汉字 or their punctuation meet.
pub(super) fn glued(parts: &[&str]) -> String {
    let wide = |c: char| c > '\u{2e7f}' || "“”‘’…—".contains(c);
    let mut words = String::new();
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let meets = match (words.chars().next_back(), part.chars().next()) {
            (Some(before), Some(after)) => {
                (wide(before) && wide(after))
                    || "（「」，。；：、".contains(before)
                    || "）」，。；：、".contains(after)
            }
            _ => true,
        };
        if !meets {
            words.push(' ');
        }
        words.push_str(part);
    }
    words
}

/// An expression with the numbers put in.
pub(super) fn expression(term: &Term, spots: &[Spot], style: Style) -> String {
    write(term, spots, style).0
}

fn write(term: &Term, spots: &[Spot], style: Style) -> (String, Binding) {
    match term {
        Term::Figure { name, .. } | Term::Known { name, .. } => {
            let number = bare(value_words(term, spots), term, style);
            let named = style.names && !name.is_empty();
            let number = if named && number == "空白" { "（空白）".to_owned() } else { number };
            (if named { glued(&[name, &number]) } else { number }, Binding::Atom)
        }
        Term::Literal(_) | Term::Text(_) => (bare(value_words(term, spots), term, style), Binding::Atom),
        Term::Sum { name, terms, .. } => write_sum(name, terms, spots, style),
        Term::Apply { operator: TIMES, terms, .. } if signed(terms, spots).is_some() => {
            let (sign, figure) = signed(terms, spots).unwrap_or((1, term));
            let (words, _) = write(figure, spots, style);
            match sign {
                1 => (words, Binding::Atom),
                0 => ("0".to_owned(), Binding::Atom),
                _ => (minus(figure, &words, spots, style), Binding::Product),
            }
        }
        Term::Apply { operator, quantity: Some(quantity), .. } if quantity.dimension == Dimension::Date => {
            (glued(&[operator.word(), &quantity_words(quantity)]), Binding::Atom)
        }
        Term::Apply { operator: Operator::Arithmetic(operator), terms, .. } => {
            write_operator(*operator, terms, spots, style)
        }
        Term::Apply { operator: Operator::Function(function), terms, .. } => {
            let inside: Vec<String> = terms.iter().map(|term| expression(term, spots, style)).collect();
            (format!("{}（{}）", function.name(), inside.join("，")), Binding::Atom)
        }
    }
}

/// A word that stands for a sign, and the figure that it is said of: 减少 3.59 is −1 and 3.59.
fn signed<'a>(terms: &'a [Term], spots: &[Spot]) -> Option<(i8, &'a Term)> {
    let [word, figure @ Term::Figure { .. }] = terms else { return None };
    let quantity = quantity_of(word).filter(|_| is_word_figure(word, spots))?;
    Some((quantity.value.signum(), figure))
}

/// A figure below zero: its name before the sign.
fn minus(figure: &Term, words: &str, spots: &[Spot], style: Style) -> String {
    let number = bare(value_words(figure, spots), figure, style);
    match words.strip_suffix(&number) {
        Some(name) => format!("{name}-{number}"),
        None => format!("-{words}"),
    }
}

/// Takes the unit off a number where the expression does not need it.
fn bare(number: String, term: &Term, style: Style) -> String {
    let unit = quantity_of(term).map_or("", |quantity| quantity.unit.as_str());
    if style.units || unit.is_empty() || unit == "%" {
        return number;
    }
    match number.strip_suffix(unit) {
        Some(rest) if !rest.trim_end().is_empty() => rest.trim_end().to_owned(),
        _ => number,
    }
}

fn write_sum(name: &str, terms: &[Term], spots: &[Spot], style: Style) -> (String, Binding) {
    match terms {
        [] => (format!("{name}（均未列）"), Binding::Atom),
        [only] => write(only, spots, style),
        _ => {
            let written: Vec<String> =
                terms.iter().take(LONG).map(|term| inside(term, spots, style, Binding::Sum)).collect();
            (shorten(&written, terms.len(), " + "), Binding::Sum)
        }
    }
}

fn write_operator(operator: Arithmetic, terms: &[Term], spots: &[Spot], style: Style) -> (String, Binding) {
    let product = matches!(operator, Arithmetic::Multiply | Arithmetic::Divide);
    let binding = if product { Binding::Product } else { Binding::Sum };
    let sign = operator.sign();
    if operator == Arithmetic::Add {
        let mut flat = Vec::new();
        flatten(terms, &mut flat);
        let written: Vec<String> =
            flat.iter().take(LONG).map(|term| inside(term, spots, style, Binding::Sum)).collect();
        return (shorten(&written, flat.len(), " + "), Binding::Sum);
    }
    if let [only] = terms {
        return (format!("{sign}{}", inside(only, spots, style, Binding::Atom)), Binding::Product);
    }
    let mut words = String::new();
    for (at, term) in terms.iter().enumerate() {
        // Less a decrease is more: 19.56 + 3.59.
        if at > 0
            && operator == Arithmetic::Subtract
            && let Term::Apply { operator: TIMES, terms, .. } = term
            && let Some((-1, figure)) = signed(terms, spots)
        {
            words.push_str(&format!(" + {}", write(figure, spots, style).0));
            continue;
        }
        if at > 0 {
            words.push_str(&format!(" {sign} "));
        }
        let least = match (at, operator) {
            (1.., Arithmetic::Subtract) => Binding::Product,
            (1.., Arithmetic::Divide) => Binding::Atom,
            _ => binding,
        };
        words.push_str(&inside(term, spots, style, least));
    }
    (words, binding)
}

/// The terms of nested additions as one list.
fn flatten<'a>(terms: &'a [Term], flat: &mut Vec<&'a Term>) {
    for term in terms {
        match term {
            Term::Apply { operator: PLUS, terms, .. } => flatten(terms, flat),
            Term::Sum { terms, .. } if terms.len() > 1 => flatten(terms, flat),
            _ => flat.push(term),
        }
    }
}

/// A term inside an operator, in brackets if it binds less than the operator needs.
fn inside(term: &Term, spots: &[Spot], style: Style, least: Binding) -> String {
    let (words, binding) = write(term, spots, style);
    if binding < least { format!("（{words}）") } else { words }
}

/// Joins the first terms of a sum and says how many there are where they are many.
fn shorten(written: &[String], count: usize, sign: &str) -> String {
    if count <= LONG {
        return summed(written.iter().map(String::as_str), sign);
    }
    let first: Vec<&str> = written.iter().take(SHOWN).map(String::as_str).collect();
    format!("{}{sign}…（共 {count} 项）", summed(first.into_iter(), sign))
}

/// Terms joined; a term below zero is taken away: 1.00 - 5.30.
fn summed<'a>(terms: impl Iterator<Item = &'a str>, sign: &str) -> String {
    let mut sum = String::new();
    for term in terms {
        match (sum.is_empty(), term.strip_prefix('-')) {
            (true, _) => sum.push_str(term),
            (false, Some(rest)) => sum.push_str(&format!(" - {rest}")),
            (false, None) => sum.push_str(&format!("{sign}{term}")),
        }
    }
    sum
}
