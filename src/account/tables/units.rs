//! Unit lines: 「单位：万元」 names the unit of money, 「单位：某某中心」 the unit that publishes.

use crate::amount::MoneyUnit;
use crate::schema::{Custom, Customs};
use crate::text::{fold_text, is_other_money};

/// What a unit line says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct UnitLine {
    /// The unit of money.
    pub(super) money: Option<MoneyUnit>,
    /// A unit of money that accounts are not read in.
    pub(super) foreign: Option<String>,
    /// The name of the publishing unit.
    pub(super) name: Option<String>,
    /// A label with nothing behind it: the name was not filled in.
    pub(super) unfilled: bool,
}

impl UnitLine {
    /// Whether a unit of money is named, one that accounts are read in or another.
    pub(super) fn names_money(&self) -> bool {
        self.money.is_some() || self.foreign.is_some()
    }
}

/// Reads 「单位：万元」, 「编制单位：某某局 金额单位：元」, 「（单位：万元）」 and the like anywhere in a text of one line.
pub(super) fn unit_line(customs: &Customs, text: &str) -> UnitLine {
    let mut found = UnitLine::default();
    if text.len() > 400 {
        return found;
    }
    let pieces: Vec<&str> = text.split(['：', ':']).collect();
    for pair in pieces.windows(2) {
        let (Some(before), Some(after)) = (pair.first(), pair.last()) else { continue };
        let label = fold_text(before);
        if !customs.ends(Custom::LabelEnd, &label) {
            continue;
        }
        let value = value_of(customs, after);
        let word = fold_text(value);
        let word = word.trim_matches(['(', ')', '。', ',']);
        if let Some(money) = MoneyUnit::from_name(customs.behind(Custom::Currency, word).unwrap_or(word)) {
            found.money = found.money.or(Some(money));
        } else if is_other_money(word) {
            found.foreign = Some(word.to_owned());
        } else if word.is_empty() {
            found.unfilled = true;
        } else if found.name.is_none() {
            found.name = Some(value.trim().to_owned());
        }
    }
    found
}

/// The value behind a colon: up to a wide gap that another label follows, or to the end.
fn value_of<'t>(customs: &Customs, after: &'t str) -> &'t str {
    let text = after.trim();
    let ends_with_label = customs.ends(Custom::LabelEnd, text);
    let gap = if ends_with_label { text.rfind(crate::text::is_blank_char) } else { None };
    let before_label = gap.unwrap_or(0);
    let text = if ends_with_label { text.get(..before_label).unwrap_or("") } else { text };
    text.trim_matches(crate::text::is_blank_char)
}

/// The unit in brackets at the end of a label: 「预算执行情况（万元）」.
pub(super) fn unit_in_brackets(customs: &Customs, text: &str) -> Option<MoneyUnit> {
    let folded = fold_text(text);
    let open = folded.rfind('(')?;
    let inside = folded.get(open + 1..)?;
    let inside = inside.get(..inside.find(')')?)?;
    let word = customs.behind(Custom::MoneyLabel, inside).unwrap_or(inside);
    MoneyUnit::from_name(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_lines_name_money_or_publisher() {
        let read = |text: &str| {
            let line = unit_line(&Customs::default(), text);
            (line.money.map(MoneyUnit::name), line.name)
        };
        assert_eq!(read("单位：万元"), (Some("万元"), None));
        assert_eq!(read("金额单位： 元"), (Some("元"), None));
        assert_eq!(read("（单位：万元）"), (Some("万元"), None));
        assert_eq!(read("单位：某某中心"), (None, Some("某某中心".into())));
        assert_eq!(read("编制单位：某某局　　金额单位：元"), (Some("元"), Some("某某局".into())));
        assert_eq!(read("单位：万美元"), (None, None));
        assert_eq!(unit_line(&Customs::default(), "单位：万美元").foreign.as_deref(), Some("万美元"));
        assert_eq!(read("没有单位的一行"), (None, None));
        assert_eq!(read("单位："), (None, None));
        assert!(
            unit_line(&Customs::default(), "单位：").unfilled
                && unit_line(&Customs::default(), "单位：　金额单位：元").unfilled
        );
        assert!(
            !unit_line(&Customs::default(), "单位：万元").unfilled
                && !unit_line(&Customs::default(), "单位").unfilled
        );
        assert_eq!(
            unit_in_brackets(&Customs::default(), "预算执行情况 (万元)"),
            Some(MoneyUnit::TenThousandYuan)
        );
        assert_eq!(unit_in_brackets(&Customs::default(), "执行数(B)"), None);
    }
}
