//! Figures as printed: digits, unit, place in the text. What they mean is not decided here.

use crate::amount::MoneyUnit;

/// The unit that follows a printed number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum FigureUnit {
    /// None.
    #[default]
    None,
    /// 元, 万元, 亿元 …; `cut` for 万 without 元.
    Money {
        /// The unit.
        unit: MoneyUnit,
        /// Only 万 or 亿 is printed.
        cut: bool,
    },
    /// `%` or 百分之.
    Percent,
    /// 个百分点.
    PercentPoint,
    /// 年, 年度.
    Year,
    /// The whole text is a date: yyyymmdd is in `digits`.
    Date,
    /// Any other word that follows at once: 辆, 个, 批次, 人次, 平方米 …
    Other(String),
}

/// A number as printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FigureText {
    /// Plain ASCII decimal without separators: `-2940.05`.
    pub digits: String,
    /// Decimals printed.
    pub decimals: u32,
    /// The unit.
    pub unit: FigureUnit,
    /// Byte range of the number with its unit in the text that was given.
    pub start: usize,
    /// End of that range.
    pub end: usize,
    /// The number is introduced by 约, 近, 左右 and the like.
    pub approximate: bool,
}

/// What a printed cell holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellText {
    /// Nothing.
    Blank,
    /// A dash, 无 or the like.
    Dash,
    /// One number and nothing else (a unit may follow).
    Number(FigureText),
    /// Anything else.
    Text,
}

/// Reads a printed cell.
#[must_use]
pub fn read_cell(text: &str) -> CellText {
    let _ = text;
    CellText::Blank
}

/// All figures of running text, left to right.
#[must_use]
pub fn scan_figures(text: &str) -> Vec<FigureText> {
    let _ = text;
    Vec::new()
}
