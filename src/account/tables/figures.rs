//! Figures in cells: state, value in fixed point, last place.

use crate::account::{CellRead, Claim, Damage, State};
use crate::amount::{Dimension, Exact, MoneyUnit, Place};
use crate::document;
use crate::text::{CellText, FigureText, FigureUnit, has_unknown, read_cell};

/// Where a figure stands, for its claim.
#[derive(Clone, Copy, Debug)]
pub(super) struct Site<'s> {
    /// The row as printed.
    pub(super) quote: &'s str,
    /// The cell.
    pub(super) at: &'s document::Place,
}

/// A printed and empty cell.
pub(super) fn blank() -> CellRead {
    CellRead { state: State::Blank, ..CellRead::default() }
}

/// A cell that cannot be read, with what stands in it and why.
pub(super) fn unreadable(text: &str, site: Site<'_>, why: String) -> CellRead {
    let claim = Claim { text: text.trim().to_owned(), ..claim(site) };
    CellRead { state: State::Unreadable, claims: vec![claim], remark: Some(why), ..CellRead::default() }
}

fn claim(site: Site<'_>) -> Claim {
    Claim { quote: site.quote.to_owned(), at: site.at.clone(), ..Claim::default() }
}

/// Reads a cell of a column of this dimension in a table of this money unit.
pub(super) fn read(text: &str, dimension: &Dimension, unit: MoneyUnit, site: Site<'_>) -> CellRead {
    if !dimension.is_number() {
        return words(text, site);
    }
    match read_cell(text) {
        CellText::Blank => blank(),
        CellText::Dash => {
            let claim = Claim { text: text.trim().to_owned(), ..claim(site) };
            CellRead { state: State::Dash, claims: vec![claim], ..CellRead::default() }
        }
        CellText::Number(figure) => number(text.trim(), &figure, dimension, unit, site),
        CellText::Text if has_unknown(text) => {
            unreadable(text, site, "这一格有认不出的字（「\u{FFFD}」）".to_owned())
        }
        CellText::Text if text.trim().chars().all(|sign| sign == '#') => {
            unreadable(text, site, "这一格太窄，数没有显示出来（「####」）".to_owned())
        }
        CellText::Text => unreadable(text, site, "这一格应为数字，印的是文字".to_owned()),
    }
}

fn words(text: &str, site: Site<'_>) -> CellRead {
    if super::lines::is_blank(text) {
        return blank();
    }
    let claim = Claim { text: text.trim().to_owned(), ..claim(site) };
    CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() }
}

/// Reads a figure that was found in a cell; `text` is what is shown as printed.
pub(super) fn number(
    text: &str,
    figure: &FigureText,
    dimension: &Dimension,
    unit: MoneyUnit,
    site: Site<'_>,
) -> CellRead {
    let Some((exponent, unit_word, damage)) = scale(figure, dimension, unit) else {
        return unreadable(text, site, format!("这一格的单位与「{}」不合", dimension.name()));
    };
    let value = Exact::parse_decimal(&figure.digits).map(|value| value.shift_ten(i32::from(exponent)));
    let Some(value) = value.and_then(|value| value.to_fixed(dimension.scale())) else {
        return unreadable(text, site, "这个数位数过多或带有不应有的小数，读不准".to_owned());
    };
    let decimals = i8::try_from(figure.decimals).unwrap_or(i8::MAX);
    let place = match dimension {
        Dimension::Money | Dimension::Ratio => Place(exponent.saturating_sub(decimals)),
        _ => Place::EXACT,
    };
    let claim = Claim { value, place, text: text.to_owned(), unit: unit_word, damage, ..claim(site) };
    CellRead { state: State::Value, claims: vec![claim], ..CellRead::default() }
}

/// The power of ten of the figure's unit in base units, the unit as printed, and what it lacks.
fn scale(figure: &FigureText, dimension: &Dimension, unit: MoneyUnit) -> Option<(i8, String, Damage)> {
    let whole = Damage::default();
    Some(match (dimension, &figure.unit) {
        (Dimension::Money, FigureUnit::None) => (unit.exponent(), String::new(), whole),
        (Dimension::Money, FigureUnit::Money { unit, cut }) => {
            (unit.exponent(), unit.name().to_owned(), Damage { cut_unit: *cut, ..whole })
        }
        (Dimension::Ratio, FigureUnit::Percent) => (-2, "%".to_owned(), whole),
        (Dimension::Ratio, FigureUnit::None) => (-2, String::new(), Damage { no_percent: true, ..whole }),
        (Dimension::Count(counter), FigureUnit::Other(word)) if word == counter => (0, word.clone(), whole),
        (Dimension::Count(_) | Dimension::Year | Dimension::Date, FigureUnit::None) => {
            (0, String::new(), Damage { no_unit: true, ..whole })
        }
        (Dimension::Year, FigureUnit::Year) | (Dimension::Date, FigureUnit::Date) => {
            (0, String::new(), whole)
        }
        _ => return None,
    })
}
