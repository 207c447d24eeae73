//! Functions of numbers: one table, from which rules take their names, the number of their arguments and what they
//! give, and by which they are computed. A new function is an entry here, and a word in the grammar.

use super::{Dimension, Exact};

/// A function of numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Function {
    /// 绝对值
    Absolute,
    /// 符号: −1, 0 or 1, as printed.
    Sign,
    /// 最大
    Largest,
    /// 最小
    Smallest,
    /// 四舍五入: to the nearest multiple of a step, halves away from zero.
    Round,
    /// 舍去: to the nearest multiple of a step towards zero.
    Truncate,
    /// 年末: the 31st of December of a year, as a date.
    YearEnd,
}

/// What a function gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Gives {
    /// What its arguments are, which have to be alike.
    Same,
    /// Something of its own, whatever its arguments are.
    Of(Dimension),
}

/// A function as rules write it.
#[derive(Clone, Debug)]
pub struct FunctionEntry {
    /// Which.
    pub function: Function,
    /// As it is written in rules.
    pub name: &'static str,
    /// How it is written with its arguments, for messages.
    pub example: &'static str,
    /// Least number of arguments.
    pub least: usize,
    /// Largest number of arguments; none where there may be any.
    pub most: Option<usize>,
    /// What it gives.
    pub gives: Gives,
    /// Its value; arguments are as many as allowed.
    compute: fn(&[Exact]) -> Exact,
}

/// All functions of numbers.
pub const FUNCTIONS: [FunctionEntry; 7] = [
    entry(Function::Absolute, "绝对值", "绝对值(甲 - 乙)", (1, Some(1)), Gives::Same, |values| {
        first(values).abs()
    }),
    entry(
        Function::Sign,
        "符号",
        "符号(甲 - 乙)",
        (1, Some(1)),
        Gives::Of(Dimension::Ratio),
        |values| Exact::from_integer(i64::from(first(values).signum())),
    ),
    entry(Function::Largest, "最大", "最大(甲、乙)", (1, None), Gives::Same, |values| {
        values.iter().max().cloned().unwrap_or(Exact::ZERO)
    }),
    entry(Function::Smallest, "最小", "最小(甲、乙)", (1, None), Gives::Same, |values| {
        values.iter().min().cloned().unwrap_or(Exact::ZERO)
    }),
    entry(
        Function::Round,
        "四舍五入",
        "四舍五入(甲、0.01万元)",
        (2, Some(2)),
        Gives::Same,
        |values| to_step(values, Exact::round),
    ),
    entry(Function::Truncate, "舍去", "舍去(甲、0.01万元)", (2, Some(2)), Gives::Same, |values| {
        to_step(values, Exact::truncate)
    }),
    entry(Function::YearEnd, "年末", "年末(本年)", (1, Some(1)), Gives::Of(Dimension::Date), |values| {
        &first(values).shift_ten(4) + &Exact::from_integer(1231)
    }),
];

const fn entry(
    function: Function,
    name: &'static str,
    example: &'static str,
    (least, most): (usize, Option<usize>),
    gives: Gives,
    compute: fn(&[Exact]) -> Exact,
) -> FunctionEntry {
    FunctionEntry { function, name, example, least, most, gives, compute }
}

fn first(values: &[Exact]) -> Exact {
    values.first().cloned().unwrap_or(Exact::ZERO)
}

/// The first value as a multiple of the second; as it is where that is zero.
fn to_step(values: &[Exact], whole: fn(&Exact) -> Exact) -> Exact {
    let value = first(values);
    let step = values.get(1).map(Exact::abs).unwrap_or(Exact::ZERO);
    match value.divide(&step) {
        Some(times) => &whole(&times) * &step,
        None => value,
    }
}

impl Function {
    /// The function that rules call so.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static FunctionEntry> {
        const ALL: &[FunctionEntry] = &FUNCTIONS;
        ALL.iter().find(|entry| entry.name == name)
    }

    fn entry(self) -> Option<&'static FunctionEntry> {
        const ALL: &[FunctionEntry] = &FUNCTIONS;
        ALL.iter().find(|entry| entry.function == self)
    }

    /// As it is written in rules.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// What it gives.
    #[must_use]
    pub fn gives(self) -> Gives {
        self.entry().map_or(Gives::Same, |entry| entry.gives.clone())
    }

    /// Its value for some arguments, each exact.
    #[must_use]
    pub fn compute(self, values: &[Exact]) -> Exact {
        self.entry().map_or(Exact::ZERO, |entry| (entry.compute)(values))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Exact {
        Exact::parse_decimal(text).unwrap_or(Exact::ZERO)
    }

    #[test]
    fn each_function_computes_what_it_is_called() {
        for (function, values, value) in [
            (Function::Absolute, &["-3.5"][..], "3.5"),
            (Function::Sign, &["-0.01"], "-1"),
            (Function::Sign, &["0"], "0"),
            (Function::Largest, &["1", "-7", "3"], "3"),
            (Function::Smallest, &["1", "-7", "3"], "-7"),
            (Function::Round, &["95.455", "0.01"], "95.46"),
            (Function::Round, &["-95.455", "0.01"], "-95.46"),
            (Function::Round, &["14", "5"], "15"),
            (Function::Round, &["14.2", "0"], "14.2"),
            (Function::Truncate, &["95.459", "0.01"], "95.45"),
            (Function::Truncate, &["-95.459", "0.01"], "-95.45"),
            (Function::YearEnd, &["2024"], "20241231"),
        ] {
            let values: Vec<Exact> = values.iter().map(|value| number(value)).collect();
            assert_eq!(function.compute(&values), number(value), "{}", function.name());
        }
    }

    #[test]
    fn every_function_is_found_by_its_name() {
        for entry in &FUNCTIONS {
            assert_eq!(Function::of(entry.name).map(|found| found.function), Some(entry.function));
            assert!(entry.example.starts_with(entry.name));
        }
        assert!(Function::of("求和").is_none());
    }
}
