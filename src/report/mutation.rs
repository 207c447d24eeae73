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
    figures: Vec<Figures<'m>>,
    missed: Vec<Missed<'m>>,
    by_rule: &'m BTreeMap<String, u64>,
    blind: Vec<Blind<'m>>,
}

/// Changes of one figure in a table.
#[derive(Serialize)]
struct Figures<'m> {
    table: &'m str,
    caught: u64,
    faults: u64,
}

#[derive(Serialize)]
struct Missed<'m> {
    table: &'m str,
    row: &'m str,
    column: &'m str,
    kind: &'static str,
    why: &'static str,
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
    let figures = mutation.figures.iter();
    let figures = figures.map(|((_, table), [caught, all])| Figures { table, caught: *caught, faults: *all });
    let missed = mutation.missed.iter().map(|missed| {
        let [table, row, column] = &missed.place;
        Missed { table, row, column, kind: missed.kind, why: why_words(missed.why) }
    });
    let told = Told {
        faults: mutation.faults,
        caught: mutation.caught,
        by_kind: &mutation.by_kind,
        by_table: &mutation.by_table,
        figures: figures.collect(),
        missed: missed.collect(),
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
    figures(&mut text, mutation);
    let mut rules: Vec<(&String, &u64)> = mutation.by_rule.iter().collect();
    rules.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    text.push_str("\n查出最多的规则\n");
    for (rule, times) in rules.into_iter().take(SHOWN) {
        text.push_str(&format!("  {rule}：{times} 处\n"));
    }
    text.push_str(&format!("\n怎样改都查不出的数：{} 个\n", mutation.blind.len()));
    let mut by_why: BTreeMap<BlindWhy, Vec<String>> = BTreeMap::new();
    for blind in &mutation.blind {
        by_why.entry(blind.why).or_default().push(place_words(&blind.place));
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

/// Changes of one figure, table by table; each figure of which one is not caught, with the reason.
fn figures(text: &mut String, mutation: &Mutation) {
    if mutation.figures.is_empty() {
        return;
    }
    text.push_str("\n表里改一个数（少一位、两位颠倒、差一万倍、多负号、抄上年）：查出／埋下\n");
    for ((_, name), [caught, all]) in &mutation.figures {
        text.push_str(&format!("  {name}：{caught}／{all}（{}）\n", share(*caught, *all)));
    }
    let mut places: Vec<(String, BlindWhy, Vec<&str>)> = Vec::new();
    for missed in &mutation.missed {
        let place = place_words(&missed.place);
        match places.last_mut().filter(|(last, ..)| *last == place) {
            Some((.., kinds)) => kinds.push(missed.kind),
            None => places.push((place, missed.why, vec![missed.kind])),
        }
    }
    if places.is_empty() {
        return;
    }
    text.push_str(&format!("  其中没有查出的：{} 个数\n", places.len()));
    for (place, why, kinds) in places.iter().take(SHOWN) {
        text.push_str(&format!("    {place}：{}——{}\n", kinds.join("、"), why_words(*why)));
    }
    if places.len() > SHOWN {
        text.push_str("    ……（--format json 全列）\n");
    }
}

/// The table, row and column of a figure.
fn place_words(place: &[String; 3]) -> String {
    let said: Vec<&str> = place.iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
    said.join(" ")
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
