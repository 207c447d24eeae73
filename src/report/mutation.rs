//! How many mistakes the rules catch, in words and for programs.

use std::collections::BTreeMap;

use serde::Serialize;

use super::findings_json::to_text;
use crate::generate::{BlindWhy, Mutation};
use crate::text::visible;

#[derive(Serialize)]
struct Told<'m> {
    faults: u64,
    caught: u64,
    by_kind: &'m BTreeMap<String, [u64; 2]>,
    by_table: &'m BTreeMap<String, [u64; 2]>,
    by_rule: &'m BTreeMap<String, u64>,
    blind: Vec<Blind<'m>>,
}

#[derive(Serialize)]
struct Blind<'m> {
    table: &'m str,
    row: &'m str,
    column: &'m str,
    why: &'static str,
}

/// For programs.
#[must_use]
pub fn mutation_json(mutation: &Mutation) -> String {
    let blind = mutation.blind.iter().map(|blind| {
        let [table, row, column] = &blind.place;
        Blind { table, row, column, why: why_words(blind.why) }
    });
    let told = Told {
        faults: mutation.faults,
        caught: mutation.caught,
        by_kind: &mutation.by_kind,
        by_table: &mutation.by_table,
        by_rule: &mutation.by_rule,
        blind: blind.collect(),
    };
    to_text(&told)
}

/// Rules and figures that are shown.
const SHOWN: usize = 12;

/// For people.
#[must_use]
pub fn mutation_terminal(mutation: &Mutation) -> String {
    let mut text = format!(
        "埋了 {} 处错，一处一处地试，查出 {} 处（{}）\n",
        mutation.faults,
        mutation.caught,
        share(mutation.caught, mutation.faults)
    );
    for (title, counts) in [("按种类", &mutation.by_kind), ("按表和说明", &mutation.by_table)] {
        text.push_str(&format!("\n{title}：查出／埋下\n"));
        for (name, [caught, all]) in counts {
            text.push_str(&format!("  {name}：{caught}／{all}（{}）\n", share(*caught, *all)));
        }
    }
    let mut rules: Vec<(&String, &u64)> = mutation.by_rule.iter().collect();
    rules.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    text.push_str("\n查出最多的规则\n");
    for (rule, times) in rules.into_iter().take(SHOWN) {
        text.push_str(&format!("  {rule}：{times} 处\n"));
    }
    text.push_str(&format!("\n怎样改都查不出的数：{} 个\n", mutation.blind.len()));
    let mut by_why: BTreeMap<BlindWhy, Vec<String>> = BTreeMap::new();
    for blind in &mutation.blind {
        let place: Vec<&str> =
            blind.place.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        by_why.entry(blind.why).or_default().push(place.join(" "));
    }
    for (why, places) in by_why {
        text.push_str(&format!("  {}（{} 个）\n", why_words(why), places.len()));
        places.iter().take(SHOWN).for_each(|place| text.push_str(&format!("    {place}\n")));
        if places.len() > SHOWN {
            text.push_str("    ……（--format json 全列）\n");
        }
    }
    visible(&text).into_owned()
}

fn share(part: u64, whole: u64) -> String {
    let tenths = (part * 1000 + whole / 2).checked_div(whole).unwrap_or(0);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Why a figure is blind.
fn why_words(why: BlindWhy) -> &'static str {
    match why {
        BlindWhy::Unread => "没有规则用到",
        BlindWhy::Hints => "只有提示级别的规则用到",
        BlindWhy::NotApplicable => "用到它的规则在这里都不适用",
        BlindWhy::Tolerance => "只有容许误差的规则用到",
        BlindWhy::Bounds => "只有不超过、不少于一类的规则和条件用到",
        BlindWhy::Rounding => "四舍五入可以解释",
    }
}
