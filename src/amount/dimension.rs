//! What kind of thing a number counts, and the units that money is printed in.

/// Kind of a value. Arithmetic between kinds is typed: money + percent is an error of the rule.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// 金额, held in 元.
    Money,
    /// 百分比 and pure numbers, held as a ratio (100 % is 1).
    Ratio,
    /// A count of something: 个, 辆, 批次, 人次, 台套, 户 …; the word is the counter.
    Count(String),
    /// 年度.
    Year,
    /// 日期, held as yyyymmdd.
    Date,
    /// 文字.
    Text,
    /// 名单: texts divided by 、.
    List,
    /// 目标: what is to be reached, in words and figures (95%以上, 12月31日前完成).
    Goal,
}

impl Dimension {
    /// Decimal places kept in fixed point: a stored integer is value × 10^scale. Money keeps 10⁻⁴ 元 so that
    /// half a 分 is exact; ratios keep 10⁻⁸; counts 10⁻⁴ (3.5 人); years and dates are integers.
    #[must_use]
    pub fn scale(&self) -> u8 {
        match self {
            Dimension::Money | Dimension::Count(_) => 4,
            Dimension::Ratio => 8,
            _ => 0,
        }
    }

    /// Whether values of this kind are numbers that can be computed with.
    #[must_use]
    pub fn is_number(&self) -> bool {
        !matches!(self, Dimension::Text | Dimension::List | Dimension::Goal)
    }

    /// The name that rule authors use.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Dimension::Money => "金额",
            Dimension::Ratio => "百分比",
            Dimension::Count(counter) => counter,
            Dimension::Year => "年度",
            Dimension::Date => "日期",
            Dimension::Text => "文字",
            Dimension::List => "名单",
            Dimension::Goal => "目标",
        }
    }
}

/// A unit in which money is printed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MoneyUnit {
    /// 元
    Yuan,
    /// 千元
    ThousandYuan,
    /// 万元
    #[default]
    TenThousandYuan,
    /// 百万元
    MillionYuan,
    /// 亿元
    HundredMillionYuan,
}

impl MoneyUnit {
    /// How many powers of ten one such unit is of 元.
    #[must_use]
    pub fn exponent(self) -> i8 {
        match self {
            MoneyUnit::Yuan => 0,
            MoneyUnit::ThousandYuan => 3,
            MoneyUnit::TenThousandYuan => 4,
            MoneyUnit::MillionYuan => 6,
            MoneyUnit::HundredMillionYuan => 8,
        }
    }

    /// The unit of which one is so many powers of ten of 元.
    #[must_use]
    pub fn from_exponent(exponent: i8) -> Option<Self> {
        const ALL: [MoneyUnit; 5] = [
            MoneyUnit::Yuan,
            MoneyUnit::ThousandYuan,
            MoneyUnit::TenThousandYuan,
            MoneyUnit::MillionYuan,
            MoneyUnit::HundredMillionYuan,
        ];
        ALL.into_iter().find(|unit| unit.exponent() == exponent)
    }

    /// The unit as printed.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            MoneyUnit::Yuan => "元",
            MoneyUnit::ThousandYuan => "千元",
            MoneyUnit::TenThousandYuan => "万元",
            MoneyUnit::MillionYuan => "百万元",
            MoneyUnit::HundredMillionYuan => "亿元",
        }
    }

    /// The unit that a printed word means, 人民币 in front or not; `万` alone is 万元, `亿` 亿元.
    #[must_use]
    pub fn from_name(word: &str) -> Option<Self> {
        match word.strip_prefix("人民币").unwrap_or(word) {
            "元" => Some(MoneyUnit::Yuan),
            "千元" => Some(MoneyUnit::ThousandYuan),
            "万元" | "万" => Some(MoneyUnit::TenThousandYuan),
            "百万元" => Some(MoneyUnit::MillionYuan),
            "亿元" | "亿" => Some(MoneyUnit::HundredMillionYuan),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MoneyUnit;

    #[test]
    fn units_are_known_by_their_names() {
        use MoneyUnit::{HundredMillionYuan, MillionYuan, TenThousandYuan, ThousandYuan, Yuan};
        for unit in [Yuan, ThousandYuan, TenThousandYuan, MillionYuan, HundredMillionYuan] {
            assert_eq!(MoneyUnit::from_name(unit.name()), Some(unit));
            assert_eq!(MoneyUnit::from_name(&format!("人民币{}", unit.name())), Some(unit));
        }
        assert_eq!(MoneyUnit::from_name("万"), Some(TenThousandYuan));
        assert_eq!(MoneyUnit::from_name("亿"), Some(HundredMillionYuan));
        for word in ["", "人民币", "美元", "万人", "元 "] {
            assert_eq!(MoneyUnit::from_name(word), None, "{word}");
        }
        assert_eq!([Yuan, TenThousandYuan, HundredMillionYuan].map(MoneyUnit::exponent), [0, 4, 8]);
    }
}
