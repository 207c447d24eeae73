//! What came of many units, on one page: totals, the rules that were broken, the units that broke them.

use super::Options;
use super::style::{BAD, GOOD, HEADING, PLAIN, QUIET};
use super::words::level_word;
use super::wrap::Page;
use crate::proof::{Counts, LedgerLine, UnitFindings, Verdict};

/// Units that are listed.
const UNITS: usize = 50;
/// Rules that are named for a unit.
const NAMED: usize = 6;

/// Many units as they come, one by one; only what is printed is kept.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    units: Vec<String>,
    more: u64,
    wrong: u64,
    undecided: u64,
}

impl Batch {
    /// Takes a unit that has something to say.
    pub fn take(&mut self, unit: &UnitFindings) {
        self.wrong += u64::from(unit.summary.fail > 0);
        self.undecided += u64::from(unit.summary.undecided > 0);
        if unit.summary.fail == 0 && unit.summary.undecided == 0 {
            return;
        }
        if self.units.len() >= UNITS {
            self.more += 1;
            return;
        }
        let name = unit.unit.as_deref().unwrap_or("单位名称不详");
        let year = unit.year.map(|year| format!(" {year} 年度")).unwrap_or_default();
        let mut rules: Vec<&str> = Vec::new();
        for finding in unit.findings.iter().filter(|finding| finding.verdict == Verdict::Fail) {
            if !rules.contains(&finding.rule.as_str()) {
                rules.push(&finding.rule);
            }
        }
        let named = rules.iter().take(NAMED).copied().collect::<Vec<_>>().join("、");
        let rest = if rules.len() > NAMED { format!("等 {} 条规则", rules.len()) } else { String::new() };
        let undecided = match unit.summary.undecided {
            0 => String::new(),
            count => format!("，无法判断 {count} 处"),
        };
        let colon = if rules.is_empty() { "" } else { "：" };
        self.units
            .push(format!("{name}{year}  不符 {} 处{undecided}{colon}{named}{rest}", unit.summary.fail));
    }
}

/// The page: `units` is how many units there were, `summary` and `ledger` the instances over all of them.
#[must_use]
pub fn batch_terminal(
    source: &str,
    units: u64,
    batch: &Batch,
    summary: &Counts,
    ledger: &[LedgerLine],
    options: &Options,
) -> String {
    let mut page = Page::new(*options);
    page.text(0, source, HEADING);
    let (style, verdict) = match (batch.wrong, batch.undecided) {
        (0, 0) => (GOOD, "没有发现不符".to_owned()),
        (0, _) => (BAD, format!("没有发现不符，{} 个单位有无法判断的地方", batch.undecided)),
        (wrong, _) => (BAD, format!("{wrong} 个单位有不符之处")),
    };
    page.text(0, &format!("{units} 个单位：{verdict}"), style);
    page.text(
        0,
        &format!(
            "通过 {} 处，尾差 {} 处，不符 {} 处，无法判断 {} 处，不适用 {} 处",
            summary.pass, summary.rounding, summary.fail, summary.undecided, summary.not_applicable
        ),
        PLAIN,
    );
    let mut rules: Vec<&LedgerLine> = ledger.iter().filter(|line| line.counts.fail > 0).collect();
    rules.sort_by_key(|line| std::cmp::Reverse(line.counts.fail));
    if !rules.is_empty() {
        page.blank();
        page.text(0, "按规则：", HEADING);
    }
    for line in rules {
        let text = format!("{}（{}）不符 {} 处", line.title, level_word(line.level), line.counts.fail);
        page.item(2, &format!("{} ", line.rule), &text, PLAIN);
    }
    if !batch.units.is_empty() {
        page.blank();
        page.text(0, "按单位：", HEADING);
    }
    for unit in &batch.units {
        page.text(2, unit, PLAIN);
    }
    if batch.more > 0 {
        let more = format!("还有 {} 个单位没有列出；每个单位的全部问题用 --format jsonl 输出", batch.more);
        page.text(2, &more, QUIET);
    }
    page.finish()
}
