//! Values in data to claims: fixed point at the scale of a column, with the last printed place.

use super::{Claim, Damage, State};
use crate::amount::{Dimension, Exact, MoneyUnit, Place};
use crate::document::{DataFact, Decimals, Given};
use crate::schema::{Kind, WordClass};
use crate::text::{CellText, FigureText, FigureUnit, read_cell};

/// A value as read.
pub(super) struct Value {
    pub state: State,
    pub claim: Claim,
    pub remark: Option<String>,
    /// The place was given (精度) rather than taken from the digits.
    pub place_given: bool,
    /// A percentage below one without a sign: it may be meant as a ratio.
    pub may_be_ratio: bool,
}

/// Reads the value of a fact for a column of this kind.
pub(super) fn value(fact: &DataFact, kind: &Kind, words: &[WordClass]) -> Value {
    let claim = Claim { text: fact.value.clone(), at: fact.place.clone(), ..Claim::default() };
    let mut value = Value {
        state: State::Value,
        claim,
        remark: None,
        place_given: fact.places.is_some(),
        may_be_ratio: false,
    };
    match fact.state {
        Given::Blank => value.state = State::Blank,
        Given::Dash => value.state = State::Dash,
        Given::Unreadable if fact.note.is_empty() => value.refuse("数据里标明不可读".to_owned()),
        Given::Unreadable => value.refuse(fact.note.clone()),
        Given::Unsaid => value.read(fact, kind, words),
        Given::Implied => {
            value.read(fact, kind, words);
            value.claim.implied = true;
        }
    }
    value
}

impl Value {
    fn refuse(&mut self, why: String) {
        self.state = State::Unreadable;
        self.remark = Some(why);
    }

    fn read(&mut self, fact: &DataFact, kind: &Kind, words: &[WordClass]) {
        let dimension = match kind {
            Kind::Plain(dimension) => dimension,
            Kind::Key => &Dimension::Text,
            Kind::Words(class) => {
                let class = words.get(class.0 as usize);
                let word = class.and_then(|class| class.words.iter().find(|(word, _)| *word == fact.value));
                match word {
                    Some((_, value)) => self.store(&Exact::from_integer(*value), &Dimension::Ratio),
                    None => self.number(fact, None),
                }
                return;
            }
        };
        match dimension {
            Dimension::Text | Dimension::List | Dimension::Goal if fact.value.trim().is_empty() => {
                self.state = State::Blank
            }
            Dimension::Text | Dimension::List | Dimension::Goal => {}
            _ => self.number(fact, Some(dimension)),
        }
    }

    /// Reads a number; without a dimension, a pure one.
    fn number(&mut self, fact: &DataFact, dimension: Option<&Dimension>) {
        match read_cell(&fact.value) {
            CellText::Blank if fact.state == Given::Unsaid => self.state = State::Blank,
            CellText::Dash if fact.state == Given::Unsaid => self.state = State::Dash,
            _ if let Some(figure) = scientific(&fact.value) => self.figure(&figure, dimension, fact),
            CellText::Number(figure) => self.figure(&figure, dimension, fact),
            _ => self.refuse(format!("「{}」不是数；请写成如 1234.50 的数字", fact.value)),
        }
    }

    fn figure(&mut self, figure: &FigureText, dimension: Option<&Dimension>, fact: &DataFact) {
        let Some(exponent) = exponent(&figure.unit, dimension, fact.currency) else {
            let name = dimension.map_or("数", Dimension::name);
            self.refuse(format!("「{}」的单位与这一列（{name}）不合", self.claim.text));
            return;
        };
        let Some(number) = Exact::parse_decimal(&figure.digits) else {
            self.refuse(format!("「{}」太长，不能读作数", self.claim.text));
            return;
        };
        self.claim.unit = unit_word(&figure.unit);
        self.claim.damage =
            Damage { approximate: figure.approximate, cut_unit: is_cut(&figure.unit), ..Damage::default() };
        if matches!(dimension, Some(Dimension::Money | Dimension::Ratio)) {
            let place = |decimals: i32| i8::try_from(exponent.saturating_sub(decimals).max(-100)).map(Place);
            self.claim.place = match fact.places {
                Some(Decimals::Exact) => Place::EXACT,
                Some(Decimals::Printed(decimals)) => place(i32::from(decimals)).unwrap_or(Place::EXACT),
                None => {
                    let decimals = i32::try_from(figure.decimals).unwrap_or(i32::MAX);
                    place(decimals).unwrap_or(Place::EXACT)
                }
            };
        }
        let unsaid = figure.unit == FigureUnit::None && fact.places.is_none() && figure.decimals > 0;
        let below_one = !number.is_zero() && number.abs() < Exact::from_integer(1);
        self.may_be_ratio = dimension == Some(&Dimension::Ratio) && unsaid && below_one;
        let number = number.shift_ten(exponent);
        let dimension = dimension.unwrap_or(&Dimension::Ratio);
        let kept = self.kept(&number, figure, dimension);
        self.store(&kept, dimension);
    }

    /// A number whose digits are finer than what is kept of its dimension, rounded to the last place that is kept: what
    /// floating point leaves behind (0.30000000000000004) is no amount.
    fn kept(&mut self, number: &Exact, figure: &FigureText, dimension: &Dimension) -> Exact {
        let digits = figure.digits.chars().filter(char::is_ascii_digit).count();
        let finest = Place(-i8::try_from(dimension.scale()).unwrap_or(i8::MAX));
        let scaled = matches!(dimension, Dimension::Money | Dimension::Ratio);
        if !scaled || digits < FLOATING || self.claim.place == Place::EXACT || self.place_given {
            return number.clone();
        }
        let rounded = number.round_to_place(finest);
        if rounded != *number {
            self.claim.place = self.claim.place.max(finest);
        }
        rounded
    }

    fn store(&mut self, number: &Exact, dimension: &Dimension) {
        match number.to_fixed(dimension.scale()) {
            Some(fixed) => self.claim.value = fixed,
            None => self.refuse(format!("「{}」太大或小数太多，不能准确保存", self.claim.text)),
        }
    }
}

/// Digits of a number that floating point has written: no account prints so many behind the point.
const FLOATING: usize = 16;

/// Most powers of ten that are written out.
const POWERS: i32 = 30;

/// A number as programs write it, 1.5E+03, written out.
fn scientific(text: &str) -> Option<FigureText> {
    let (number, power) = text.trim().split_once(['e', 'E'])?;
    let power: i32 = power.parse().ok()?;
    let CellText::Number(figure) = read_cell(number) else { return None };
    if figure.unit != FigureUnit::None
        || power.abs() > POWERS
        || !number.ends_with(|c: char| c.is_ascii_digit())
    {
        return None;
    }
    let digits = Exact::parse_decimal(&figure.digits)?.shift_ten(power).to_plain_string();
    let decimals = digits.split_once('.').map_or(0, |(_, behind)| behind.len());
    let decimals = u32::try_from(decimals).ok()?;
    Some(FigureText { digits, decimals, ..figure })
}

/// Powers of ten from a printed number to base units; none if the unit is not of this dimension. Money without a unit
/// is in the unit that is said beside it, else in 万元; a percentage without a sign is one all the same.
fn exponent(unit: &FigureUnit, dimension: Option<&Dimension>, said: Option<MoneyUnit>) -> Option<i32> {
    match (dimension, unit) {
        (Some(Dimension::Money), FigureUnit::None) => Some(i32::from(said.unwrap_or_default().exponent())),
        (Some(Dimension::Money), FigureUnit::Money { unit, .. }) => Some(i32::from(unit.exponent())),
        (Some(Dimension::Ratio), FigureUnit::None | FigureUnit::Percent | FigureUnit::PercentPoint) => {
            Some(-2)
        }
        (Some(Dimension::Count(_)), FigureUnit::None | FigureUnit::Other(_)) => Some(0),
        (Some(Dimension::Year), FigureUnit::None | FigureUnit::Year) => Some(0),
        (Some(Dimension::Date), FigureUnit::None | FigureUnit::Date) => Some(0),
        (None, FigureUnit::None) => Some(0),
        _ => None,
    }
}

/// A figure as data print it, money in a unit; empty where no value is.
#[must_use]
pub fn printed((value, state, place): (i64, State, Place), dimension: &Dimension, unit: MoneyUnit) -> String {
    if state != State::Value {
        return String::new();
    }
    let exponent = match dimension {
        Dimension::Money => i32::from(unit.exponent()),
        Dimension::Ratio => -2,
        _ => 0,
    };
    // Digits behind the point that are printed whether they are zero or not; a finer figure is printed whole.
    let least = if place == Place::EXACT { 0 } else { exponent.saturating_sub(i32::from(place.0)) };
    let least = usize::try_from(least).unwrap_or(0);
    let all = usize::try_from(i32::from(dimension.scale()) + exponent).unwrap_or(0);
    let digits = value.unsigned_abs().to_string();
    let digits = format!("{digits:0>width$}", width = all + 1);
    let (whole, behind) = digits.split_at_checked(digits.len() - all).unwrap_or((&digits, ""));
    let behind = format!("{:0<least$}", behind.trim_end_matches('0'));
    let sign = if value < 0 { "-" } else { "" };
    let point = if behind.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{behind}")
}

fn is_cut(unit: &FigureUnit) -> bool {
    matches!(unit, FigureUnit::Money { cut: true, .. })
}

fn unit_word(unit: &FigureUnit) -> String {
    match unit {
        FigureUnit::None | FigureUnit::Date => String::new(),
        FigureUnit::Money { unit, cut } => {
            let name = unit.name();
            if *cut { name.trim_end_matches('元').to_owned() } else { name.to_owned() }
        }
        FigureUnit::Percent => "%".to_owned(),
        FigureUnit::PercentPoint => "个百分点".to_owned(),
        FigureUnit::Year => "年".to_owned(),
        FigureUnit::Other(word) => word.clone(),
    }
}
