//! What was found about rules by themselves, in words and for programs.
//!
//! May live here: names of what an analysis has by number, its wording. May not: looking for anything.

mod against;
mod json;
mod names;
mod terminal;

pub use against::against_terminal;
pub use json::analysis_json;
pub use terminal::analysis_terminal;

use std::collections::BTreeSet;

use crate::analysis::{Argument, LeftOut, Origin, WitnessWhy};
use names::Names;

/// Why a change of several figures is not noticed.
const SHIFT_WORDS: &str = "用到它们的规则里，改动正好抵消";

/// Why what a rule says is not looked at.
fn left_out_words(why: LeftOut) -> &'static str {
    match why {
        LeftOut::Words => "说的是文字、有没有，不是数",
        LeftOut::NotLinear => "有相乘、相除或函数",
        LeftOut::Choice => "几种情形有一种就行",
        LeftOut::Unequal => "要求两数不同",
        LeftOut::OtherForm => "用到的数只有一个版本有",
    }
}

/// Why there is no account to show of a difference.
fn no_witness_words(why: WitnessWhy) -> &'static str {
    match why {
        WitnessWhy::NotMade => "编不出认它的一版只凭各表就认的账目",
        WitnessWhy::NotApplied => "编出来的账目里，这条规则不适用，或比的不是表里的和数",
        WitnessWhy::NoRoom => "没有找到只违反这一条的改法",
        WitnessWhy::NotConfirmed => "改出来的账目，两版查下来不都如所料",
    }
}

/// Why a figure is blind.
fn unread_words(hints: bool) -> &'static str {
    if hints { "只有提示级别的规则用到" } else { "没有规则用到" }
}

/// Numbers of the rules whose statements are used, each once, in order of use.
fn codes(names: &Names<'_>, argument: &Argument) -> Vec<String> {
    codes_of(names, &argument.iter().map(|(at, _)| *at).collect::<Vec<u32>>())
}

/// Numbers of the rules that make some statements, each once.
fn codes_of(names: &Names<'_>, statements: &[u32]) -> Vec<String> {
    let mut known = BTreeSet::new();
    let mut codes = Vec::new();
    for statement in statements.iter().filter_map(|at| names.of.get(*at)) {
        let check = match statement.origin {
            Origin::Check(check) | Origin::Summed(check) => check,
            Origin::Condition(condition) => match names.of.conditions.get(condition as usize) {
                Some(condition) => condition.check,
                None => continue,
            },
        };
        let code = names.check(check).0.to_owned();
        let is_condition = matches!(statement.origin, Origin::Condition(_));
        if !is_condition && known.insert(code.clone()) {
            codes.push(code);
        }
    }
    codes
}
