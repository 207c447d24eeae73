//! Quantities as text: in the unit they are best shown in, with the decimals they were printed with.

use crate::amount::{Dimension, Exact, Place};
use crate::proof::Quantity;

/// Decimals of a printed quantity in its unit; none for exact and computed ones.
pub(super) fn printed_decimals(quantity: &Quantity) -> Option<u32> {
    if quantity.place == Place::EXACT {
        return None;
    }
    let decimals = i32::from(quantity.unit_exponent) - i32::from(quantity.place.0);
    Some(u32::try_from(decimals).unwrap_or(0))
}

/// Decimals that a number needs to be written out, at most 12; 6 where no number of decimals is enough.
fn needed_decimals(value: &Exact) -> u32 {
    let plain = value.to_plain_string();
    plain.split_once('.').map_or(0, |(_, fraction)| fraction.chars().count() as u32)
}

/// The value in the unit that it is shown in.
pub(super) fn shown_value(quantity: &Quantity) -> Exact {
    quantity.value.shift_ten(-i32::from(quantity.unit_exponent))
}

/// Plain decimal text in the quantity's unit: at least `least` decimals and no more than `most`.
pub(super) fn plain(quantity: &Quantity, least: u32, most: u32) -> String {
    let value = shown_value(quantity);
    let decimals = needed_decimals(&value).clamp(least, most.max(least));
    value.to_decimal_string(decimals)
}

/// Plain decimal text as a program reads it: its own decimals if it was printed, else two more than the printed
/// figure beside it has.
pub(super) fn for_programs(quantity: &Quantity, beside: Option<&Quantity>) -> String {
    match (printed_decimals(quantity), beside.and_then(printed_decimals)) {
        (Some(own), _) => plain(quantity, own, own.max(12)),
        (None, Some(other)) => plain(quantity, other, other + 2),
        (None, None) => plain(quantity, 0, 6),
    }
}

/// A quantity in the unit of another of the same kind, so that two sides of a statement can be compared by eye.
pub(super) fn in_unit_of(quantity: &Quantity, other: &Quantity) -> Quantity {
    let mut shown = quantity.clone();
    if quantity.dimension == other.dimension {
        shown.unit_exponent = other.unit_exponent;
        shown.unit.clone_from(&other.unit);
    }
    shown
}

/// A computed number beside a printed one: one decimal more than printed, and more where the two would look the
/// same although they are not.
pub(super) fn beside(computed: &Quantity, printed: Option<&Quantity>) -> String {
    if computed.dimension == Dimension::Date {
        return date_words(computed);
    }
    let shown = printed.map_or_else(|| computed.clone(), |printed| in_unit_of(computed, printed));
    let Some(decimals) = printed.and_then(printed_decimals) else {
        return with_unit(&plain(&shown, printed_decimals(&shown).unwrap_or(0), 6), &shown);
    };
    let value = shown_value(&shown);
    let least = decimals;
    let mut most = decimals + 1;
    let same = |most: u32| {
        printed.is_some_and(|printed| {
            let rounded = Exact::parse_decimal(&plain(&shown, least, most));
            value != shown_value(printed) && rounded.as_ref() == Some(&shown_value(printed))
        })
    };
    while most < 12 && same(most) {
        most += 1;
    }
    with_unit(&plain(&shown, least, most), &shown)
}

/// A number with its unit: 112%, 81.11 万元, 3 辆.
pub(super) fn with_unit(number: &str, quantity: &Quantity) -> String {
    match quantity.unit.as_str() {
        "" => number.to_owned(),
        "%" => format!("{number}%"),
        unit => format!("{number} {unit}"),
    }
}

/// A quantity on its own, with its unit and the decimals of its place.
pub(super) fn quantity_words(quantity: &Quantity) -> String {
    let least = printed_decimals(quantity).unwrap_or(0);
    if quantity.dimension == Dimension::Date {
        return date_words(quantity);
    }
    with_unit(&plain(quantity, least, least.max(6)), quantity)
}

/// A number of a rule, with its unit, with all its decimals: what is computed with it must come out.
pub(super) fn literal_words(quantity: &Quantity) -> String {
    if quantity.dimension == Dimension::Date {
        return date_words(quantity);
    }
    with_unit(&plain(quantity, 0, 12), quantity)
}

fn date_words(quantity: &Quantity) -> String {
    match quantity.value.to_integer() {
        Some(day) if day > 0 => format!("{} 年 {} 月 {} 日", day / 10_000, day / 100 % 100, day % 100),
        _ => quantity.value.to_plain_string(),
    }
}

/// The size of a difference with its unit; between percentages in 个百分点. One decimal more than printed.
pub(super) fn difference_words(difference: &Quantity, printed: Option<&Quantity>) -> String {
    let mut size = Quantity { value: difference.value.abs(), ..difference.clone() };
    if size.unit == "%" {
        size.unit = "个百分点".to_owned();
    }
    let decimals = printed.and_then(printed_decimals).or_else(|| printed_decimals(difference));
    let least = decimals.unwrap_or(0);
    let mut most = decimals.map_or(6, |decimals| decimals + 1);
    while most < 12
        && !size.value.is_zero()
        && !plain(&size, least, most).contains(|c| ('1'..='9').contains(&c))
    {
        most += 1;
    }
    with_unit(&plain(&size, least, most), &size)
}

/// Whether a text holds a digit of any width.
fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit() || ('０'..='９').contains(&c))
}

/// Whether a printed text is a word (持平) or a dash rather than a figure.
pub(super) fn is_word(text: &str) -> bool {
    !text.trim().is_empty() && !has_digit(text)
}

/// A figure as printed, with a unit: the printed one, or else that of its table.
pub(super) fn as_printed(text: &str, quantity: &Quantity) -> String {
    let text = text.trim();
    if text.is_empty() {
        return "空白".to_owned();
    }
    if !has_digit(text) {
        return format!("「{text}」");
    }
    let in_number = |c: char| {
        c.is_ascii_digit()
            || ('０'..='９').contains(&c)
            || c.is_whitespace()
            || "+-－−△().,，．（）＋%％".contains(c)
    };
    let number: String = text.chars().take_while(|c| in_number(*c)).collect();
    let unit: String = text.chars().skip_while(|c| in_number(*c)).collect();
    if number.trim().is_empty() || has_digit(&unit) || unit.chars().count() > 6 {
        return quantity_words(quantity);
    }
    let number = number.trim();
    if !unit.is_empty() {
        return format!("{number} {unit}");
    }
    if number.ends_with(['%', '％']) { number.to_owned() } else { with_unit(number, quantity) }
}
