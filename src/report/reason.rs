//! One sentence for each reason why something was not decided: what is missing, and what the reader can do.

use super::words::{inner_quotes, passage_words};
use crate::audit::Stated;
use crate::proof::Reason;
use crate::ruleset::Whose;
use crate::text::Unmeasured;

/// Most units that are named.
const UNITS: usize = 8;

/// The same for several tables at once.
pub(super) fn missing_tables_words(names: &[&str]) -> String {
    format!("文件中没有找到「{}」：请看这些表是否漏印，或标题与规则所列名称不同", names.join("」「"))
}

/// What is missing and what the reader can do about it, in one sentence without a full stop.
#[must_use]
pub fn reason_words(reason: &Reason) -> String {
    let reason = &reason.map(&|name| inner_quotes(name));
    match reason {
        Reason::MissingTable(name) => {
            format!("文件中没有找到「{name}」：请看该表是否漏印，或标题与规则所列名称不同")
        }
        Reason::OptionalTable(name) => format!("文件中没有「{name}」；这张表可以没有，不用核对"),
        Reason::ScatteredTable(name) => {
            format!(
                "「{name}」有标题，内容没有排成认得出的行和列，没有读：请换成原来的 PDF、Word 或 Excel 文件"
            )
        }
        Reason::LostRows(name) => {
            format!("「{name}」有几行没有排进表里，没有读：请对照原件人工核对，或换成原来的文件")
        }
        Reason::MissingPassage(name) => {
            let name = passage_words(name);
            format!("文件中没有找到「{name}」这一节：请看是否漏写，或小标题与规则所列不同")
        }
        Reason::MissingFigure(path) if path.is_empty() => {
            "要对照的那一行没有印出：请看是否漏印，或名称、编码是否有误".to_owned()
        }
        Reason::MissingFigure(path) => format!("没有印出「{path}」：请看该行、该列是否漏印"),
        Reason::Unreadable(path, why) if why.is_empty() => {
            format!("「{path}」读不出来：请对照原件人工核对")
        }
        Reason::Unreadable(path, why) => format!("「{path}」读不出来（{why}）：请对照原件人工核对"),
        Reason::Ambiguous(path) => {
            format!("「{path}」有几种读法，不能确定是哪一个：请对照原件人工核对")
        }
        Reason::Disagrees(path) => {
            format!("「{path}」与它对应的数不一致（上面已列出），改好之后才能核对")
        }
        Reason::NotUnderstood(path) => {
            format!("没有读到「{path}」，而这一节里还有未读懂的同类数字：请人工核对这句话")
        }
        Reason::ZeroDivisor(path) if path.is_empty() => {
            "除数是 0 或可能是 0，不能相除：请看分母是否漏填".to_owned()
        }
        Reason::ZeroDivisor(path) => format!("除数「{path}」是 0 或可能是 0，不能相除：请看分母是否漏填"),
        Reason::ConditionFalse => "条件不成立，不用核对".to_owned(),
        Reason::NotStated(path, Stated::Nowhere) => format!("没有读到「{path}」：文件没有写，不用核对"),
        Reason::NotStated(path, Stated::Elsewhere(by)) => {
            format!("没有读到「{path}」：文件里这样的数读作「{by}」，这里没有写，不用核对")
        }
        Reason::NotStated(path, Stated::Blank) => format!("没有读到「{path}」：是空白，或没有印出，不用核对"),
        Reason::NothingToCheck => "所涉数字都是空白、没有印出，或没有可以相加的各项，无数可核".to_owned(),
        Reason::NoPriorYear => "没有给出上年数据：用 --history 给出上年的公开后才能核对".to_owned(),
        Reason::NoSubordinates => "没有给出所属单位数据：用 --units 给出名册，与它们一起核对".to_owned(),
        Reason::UnknownProperty(name) => {
            format!("不知道本单位的「{name}」：请在单位名册（--units）中补上后再核对")
        }
        Reason::Lost => "文件有没有读到的部分，可能就在那里：请对照原件人工核对".to_owned(),
        Reason::Excerpt => "文件只是一份公开的一部分，不核对是否齐全".to_owned(),
        Reason::NoElement(what) => format!("文件中没有「{}」，无处可核", passage_words(what)),
        Reason::OutsideYears => "不在规则适用的年度内".to_owned(),
        Reason::SwitchedOff(why) if why.is_empty() => "已停用，没有写原因".to_owned(),
        Reason::SwitchedOff(why) => format!("已停用：{why}"),
        Reason::OutOfRange(what) => format!("「{what}」的数字太大，超出可计算的范围：请看是否多印了位数"),
        _ => of_others(reason),
    }
}

/// Why a target and what was done were not compared.
fn unmeasured(why: Unmeasured) -> &'static str {
    match why {
        Unmeasured::Blank => "目标或完成情况没有写，不用核对",
        Unmeasured::Words => "目标只是文字的要求，没有可比的数，不判断",
        Unmeasured::OtherUnit => "完成情况里没有与目标同一单位的数，不判断",
        Unmeasured::Several => "完成情况里同一单位的数不止一个，不知道是哪一个，不判断",
        Unmeasured::Direction => "目标没有写明是不少于还是不超过，不判断",
    }
}

/// What rules call the other publication of the same year.
fn plan_word() -> &'static str {
    Whose::Plan.word().unwrap_or_default()
}

/// What is missing in accounts beside this one: last year's, subordinate units'; why a target was not judged.
fn of_others(reason: &Reason) -> String {
    match reason {
        Reason::NotMeasured(why) => unmeasured(*why).to_owned(),
        Reason::NoPlan => {
            format!("没有给出{}：用 --history 给出本单位同一年度的那一份后才能核对", plan_word())
        }
        Reason::HasNoSubordinates => "名册里本单位没有所属单位，不用核对".to_owned(),
        Reason::NotRegistered => "单位名册里没有本单位：请在名册中补上，改过名的写在「曾用名」里".to_owned(),
        Reason::MissingUnits(names) => {
            let shown: Vec<&str> = names.iter().take(UNITS).map(String::as_str).collect();
            let more = if names.len() > UNITS { format!("等 {} 家", names.len()) } else { String::new() };
            format!(
                "没有给出所属单位「{}」{more}的数据，不能求和：请与它们的公开一起核对",
                shown.join("」「")
            )
        }
        Reason::LastYear(reason) => format!("上年的公开中，{}", reason_words(reason)),
        Reason::OfPlan(reason) => format!("{}中，{}", plan_word(), reason_words(reason)),
        Reason::OfUnit(unit, reason) => format!("所属单位「{unit}」的公开中，{}", reason_words(reason)),
        Reason::NotInForm(path) => {
            format!("表式里没有「{path}」：名称改过的，在规则里用「又名」写上原来的名称")
        }
        _ => String::new(),
    }
}
