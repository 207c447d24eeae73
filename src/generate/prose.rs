//! The figures of sentences, and sentences as printed.

use std::collections::{BTreeMap, BTreeSet};

use super::bits::Bit;
use super::cells;
use super::page::{Block, Page, Run, figure};
use super::random::Random;
use super::sentences::{Prose, Said};
use super::values::{Rules, Settled, restated, settle};
use super::words::Invented;
use crate::account::{Account, State};
use crate::amount::{Dimension, Exact};
use crate::audit::{CellAt, RowAt};
use crate::plan::{Leaf, Node};
use crate::ruleset::Arithmetic;
use crate::schema::{ColumnId, FamilyId, Kind, Schema, SlotKind, WordsId};

/// Rounds of settling and taking out what does not fit.
const ROUNDS: usize = 8;

/// Fills the slots of prose such that the rules hold; what does not fit is not said.
pub(super) fn fill(
    rules: Rules<'_>,
    account: &mut Account,
    prose: &mut Prose,
    words: &Invented,
    random: &mut Random,
) -> Settled {
    let home = restated(rules, account);
    for (at, value) in &home {
        cells::set(rules.schema, account, *at, *value);
    }
    wish(rules, account, prose, &home, words, random);
    let mut settled = Settled::default();
    for _ in 0..ROUNDS {
        let free = |at: CellAt| cells::is_prose(rules.schema, at) && !home.contains_key(&at);
        settled = settle(rules, account, &free, random);
        if settled.unsay.is_empty() {
            break;
        }
        let unsay = &settled.unsay;
        drop_said(account, prose, &|_, said| said.cells().any(|at| unsay.contains(&at)));
    }
    settled
}

/// Takes out sentences (by number and what they are), with the slots that no other says.
pub(super) fn drop_said(account: &mut Account, prose: &mut Prose, which: &dyn Fn(usize, &Said) -> bool) {
    let mut gone: BTreeSet<CellAt> = BTreeSet::new();
    for (at, said) in prose.said.iter_mut().enumerate().filter(|(_, said)| !said.dropped) {
        if which(at, said) {
            said.dropped = true;
            gone.extend(said.cells());
        }
    }
    let kept: BTreeSet<CellAt> =
        prose.said.iter().filter(|said| !said.dropped).flat_map(Said::cells).collect();
    for at in gone.difference(&kept) {
        cells::clear(account, *at, State::Absent);
    }
}

/// Columns that something is divided by: they are of the size of what is divided.
fn divisors(rules: Rules<'_>) -> BTreeSet<(FamilyId, ColumnId)> {
    let mut found = BTreeSet::new();
    for step in &rules.plan.steps {
        let mut open = vec![&step.body];
        while let Some(node) = open.pop() {
            match node {
                Node::Arithmetic(operator, left, right) => {
                    if let (Arithmetic::Divide, Node::Leaf(at)) = (operator, &**right)
                        && let Some(leaf) = step.leaves.get(*at as usize)
                    {
                        figures(leaf, &mut found);
                    }
                    open.extend([&**left, &**right]);
                }
                Node::Compare(_, left, right, _) | Node::And(left, right) | Node::Or(left, right) => {
                    open.extend([&**left, &**right]);
                }
                Node::Negate(inner) => open.push(inner),
                _ => {}
            }
        }
    }
    found
}

fn figures(leaf: &Leaf, found: &mut BTreeSet<(FamilyId, ColumnId)>) {
    match leaf {
        Leaf::Figure(figure) => {
            if let crate::ruleset::ColumnRef::Fixed(column) = figure.column {
                found.insert((figure.family, column));
            }
        }
        Leaf::First(all) => all.iter().for_each(|leaf| figures(leaf, found)),
        Leaf::Printed(inner) | Leaf::Outer(inner) => figures(inner, found),
        _ => {}
    }
}

/// Wishes for the slots that restate nothing.
fn wish(
    rules: Rules<'_>,
    account: &mut Account,
    prose: &mut Prose,
    home: &BTreeMap<CellAt, i64>,
    words: &Invented,
    random: &mut Random,
) {
    let schema = rules.schema;
    let divisors = divisors(rules);
    let mut base: BTreeMap<(FamilyId, RowAt), i64> = BTreeMap::new();
    for (at, value) in home.iter().filter(|(at, _)| cells::dimension(schema, **at) == Dimension::Money) {
        let base = base.entry((at.family, at.row)).or_default();
        *base = (*base).max(*value);
    }
    // What has no amount to speak of says that amount, and nothing else.
    let empty = |at: CellAt| base.get(&(at.family, at.row)) == Some(&0);
    drop_said(account, prose, &|_, said| {
        said.cells().any(|at| empty(at) && !home.contains_key(&at) && !is_text(schema, at))
    });
    let usual = 5_000 * cells::MONEY_UNIT;
    let mut signs: BTreeMap<(FamilyId, RowAt, WordsId), i64> = BTreeMap::new();
    let slots: Vec<CellAt> = prose.said.iter().filter(|said| !said.dropped).flat_map(Said::cells).collect();
    for at in slots.into_iter().filter(|at| !home.contains_key(at)) {
        let base = base.get(&(at.family, at.row)).copied().unwrap_or(usual);
        let share = if divisors.contains(&(at.family, at.column)) {
            random.between(86, 112)
        } else {
            random.between(3, 18)
        };
        let kind = schema.column(at.family, at.column).map(|column| &column.kind);
        let value = match (kind, cells::dimension(schema, at)) {
            (Some(Kind::Words(class)), _) => {
                let sign = if random.chance(60) { 1 } else { -1 };
                *signs.entry((at.family, at.row, *class)).or_insert(sign) * 100_000_000
            }
            (_, Dimension::Money) => (base / cells::MONEY_UNIT * share / 100).max(1) * cells::MONEY_UNIT,
            (_, Dimension::Ratio) => random.between(100, 9_000) * cells::RATE_UNIT,
            (_, Dimension::Count(_)) => random.between(1, 30) * 10_000,
            (_, Dimension::Year) => i64::from(account.year.unwrap_or_default()),
            (_, Dimension::Date) => i64::from(account.year.unwrap_or_default()) * 10_000 + 1231,
            (Some(Kind::Key), _) => continue,
            _ => {
                let said = cells::cell(account, at).and_then(|cell| cell.claims.first());
                if said.is_none_or(|claim| claim.text.is_empty()) {
                    let text = random.pick(&words.reasons).cloned().unwrap_or_default();
                    cells::set_text(account, at, text);
                }
                continue;
            }
        };
        cells::set(schema, account, at, value);
    }
}

fn is_text(schema: &Schema, at: CellAt) -> bool {
    !cells::dimension(schema, at).is_number()
}

/// Prints the prose into a page, with ordinals before headings.
pub(super) fn print(schema: &Schema, account: &Account, prose: &Prose, page: &mut Page) {
    let mut count = [0_usize; 3];
    for told in &prose.told {
        if let Some((level, title)) = &told.heading {
            let at = usize::from(*level).clamp(1, 3) - 1;
            if let Some(own) = count.get_mut(at) {
                *own += 1;
            }
            count.iter_mut().skip(at + 1).for_each(|below| *below = 0);
            let ordinal = chinese(count.get(at).copied().unwrap_or(1));
            let heading = match level {
                1 => format!("{ordinal}、{title}"),
                2 => format!("（{ordinal}）{title}"),
                _ => format!("{}.{title}", count.get(at).copied().unwrap_or(1)),
            };
            page.heading(level + 1, heading);
            continue;
        }
        let runs = paragraph(schema, account, prose, told.said.as_slice(), &told.front);
        if !runs.is_empty() {
            page.blocks.push(Block::Paragraph(runs));
        }
    }
}

fn paragraph(schema: &Schema, account: &Account, prose: &Prose, said: &[usize], front: &str) -> Vec<Run> {
    let all = said.iter().filter_map(|at| Some((*at, prose.said.get(*at)?)));
    let mut all: Vec<(usize, &Said)> = all.filter(|(_, said)| !said.dropped).collect();
    // What goes on from something stands behind something.
    all.sort_by_key(|(_, said)| matches!(said.bits.first(), Some(Bit::Text(text)) if text.starts_with('，')));
    let mut runs: Vec<Run> = Vec::new();
    if !front.is_empty() && !all.is_empty() {
        runs.push(Run::text(front));
    }
    let is_item = matches!(all.first(), Some((_, said)) if matches!(said.row, RowAt::Block(_)));
    for (place, (at, said)) in all.iter().enumerate() {
        let goes_on = matches!(said.bits.first(), Some(Bit::Text(text)) if text.starts_with('，'));
        if goes_on && place == 0 {
            continue;
        }
        let ends = runs.last().is_some_and(|run| run.text.ends_with(['，', '。', '：']));
        if place > 0 && !goes_on && !ends {
            runs.push(Run::text(if is_item { "，" } else { "。" }));
        }
        for bit in &said.bits {
            let mut run = match bit {
                Bit::Text(text) => Run::text(text.clone()),
                Bit::Slot(columns, kind) => slot(schema, account, said, columns, kind),
            };
            run.said = Some(*at as u32);
            once(&runs, &mut run);
            runs.push(run);
        }
    }
    let ends = runs.last().is_some_and(|run| run.text.ends_with(['。', '：', '；']));
    if !runs.is_empty() && !ends {
        runs.push(Run::text("。"));
    }
    runs
}

/// Leaves out the two characters that a stretch begins with where those before it end with them: 支出支出.
fn once(before: &[Run], run: &mut Run) {
    let Some(last) = before.last().filter(|_| run.at.is_empty()) else { return };
    let front: String = run.text.chars().take(2).collect();
    let commas = front.starts_with('，') && last.text.ends_with(['，', '：', '。']);
    let count = if commas { 1 } else { 2 };
    if commas || front.chars().count() == 2 && last.text.ends_with(&front) {
        run.text = run.text.chars().skip(count).collect();
    }
}

fn slot(schema: &Schema, account: &Account, said: &Said, columns: &[ColumnId], kind: &SlotKind) -> Run {
    let at = |column: &ColumnId| CellAt { family: said.family, row: said.row, column: *column };
    let cells: Vec<CellAt> = columns.iter().map(at).collect();
    let Some(first) = cells.first().copied() else { return Run::default() };
    let value = cells::value(account, first);
    let text = match kind {
        SlotKind::Money => format!("{}万元", figure(&Dimension::Money, value)),
        SlotKind::Percent => figure(&Dimension::Ratio, value),
        SlotKind::Year => format!("{value}年度"),
        SlotKind::Date => format!("{}年{}月{}日", value / 10_000, value / 100 % 100, value % 100),
        SlotKind::Count(counter) => {
            format!("{}{counter}", Exact::from_fixed(value, 4).to_plain_string())
        }
        SlotKind::Words(class) => word(schema, *class, value, &said.bits),
        SlotKind::Unit => account.unit.clone().unwrap_or_default(),
        _ => cells::cell(account, first)
            .and_then(|cell| cell.claims.first())
            .map(|claim| claim.text.clone())
            .unwrap_or_default(),
    };
    Run { text, at: cells, said: None }
}

/// A word for a value, of those that there are.
fn word(schema: &Schema, class: WordsId, value: i64, bits: &[Bit]) -> String {
    let Some(class) = schema.words.get(class.0 as usize) else { return String::new() };
    let fitting: Vec<&str> = class
        .declared
        .iter()
        .filter(|(_, known)| known * 100_000_000 == value)
        .map(|(word, _)| word.as_str())
        .collect();
    let chosen = bits.len() % fitting.len().clamp(1, 2);
    fitting.get(chosen).or(fitting.first()).map(|word| (*word).to_owned()).unwrap_or_default()
}

const DIGITS: [&str; 10] = ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"];

/// A number from 1 to 99 in Chinese.
pub(super) fn chinese(number: usize) -> String {
    let digit = |at: usize| DIGITS.get(at).copied().unwrap_or_default();
    match (number / 10, number % 10) {
        (0, ones) => digit(ones).to_owned(),
        (1, 0) => "十".to_owned(),
        (1, ones) => format!("十{}", digit(ones)),
        (tens, 0) => format!("{}十", digit(tens)),
        (tens, ones) => format!("{}十{}", digit(tens), digit(ones)),
    }
}

#[cfg(test)]
mod tests {
    use super::chinese;

    #[test]
    fn ordinals_are_counted_in_chinese() {
        let expected = [(1, "一"), (10, "十"), (12, "十二"), (20, "二十"), (34, "三十四")];
        for (number, words) in expected {
            assert_eq!(chinese(number), words);
        }
    }
}
