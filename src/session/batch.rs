//! Many units of one edition at once: columns decide what they are certain of, the exact judge the rest. What is told
//! of a unit is the same as if it were judged by itself.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Company, Edition};
use crate::account::{Account, DataReader};
use crate::document::{DataFact, Document, Format, Notice, Place};
use crate::exchange::{Lanes, Units};
use crate::proof::{self, Category, Counts, LedgerLine, UnitFindings};

/// Figures of one unit that mean nothing and are told one by one.
const UNCLAIMED: usize = 20;

/// What came of a stretch of units.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// Units that have something to say (by lane, ascending): what is 不符, 尾差 or 无法判断, or could not be read.
    pub units: Vec<(usize, UnitFindings)>,
    /// Instances by rule over all units.
    pub totals: Totals,
}

/// Instances by rule over many units.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Units.
    pub units: u64,
    /// Over all rules.
    pub summary: Counts,
    /// In the order in which rules were first added.
    lines: Vec<LedgerLine>,
    /// By 编号: its line.
    at: HashMap<String, usize>,
}

impl Totals {
    /// Adds the lines of a ledger.
    pub fn add(&mut self, lines: &[LedgerLine]) {
        lines.iter().for_each(|line| self.add_times(line, 1));
    }

    /// Adds a line that so many units have alike.
    fn add_times(&mut self, line: &LedgerLine, units: u64) {
        let mut counts = line.counts;
        for count in [
            &mut counts.pass,
            &mut counts.rounding,
            &mut counts.fail,
            &mut counts.undecided,
            &mut counts.not_applicable,
        ] {
            *count *= units;
        }
        self.summary.add(&counts);
        let at = match self.at.get(&line.rule) {
            Some(known) => *known,
            None => {
                self.at.insert(line.rule.clone(), self.lines.len());
                self.lines.push(LedgerLine {
                    counts: Counts::default(),
                    reasons: Vec::new(),
                    ..line.clone()
                });
                self.lines.len() - 1
            }
        };
        let Some(known) = self.lines.get_mut(at) else { return };
        known.counts.add(&counts);
        for (reason, times) in line.reasons.iter().filter(|_| units > 0) {
            match known.reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, known)) => *known += times * units,
                None => known.reasons.push((reason.clone(), times * units)),
            }
        }
    }

    /// Leaves only rules of some categories.
    pub fn retain(&mut self, wants: &dyn Fn(Category, &str) -> bool) {
        self.lines.retain(|line| wants(line.category, &line.rule));
        self.at = (0..).zip(&self.lines).map(|(at, line)| (line.rule.clone(), at)).collect();
        self.summary = Counts::default();
        for line in &self.lines {
            self.summary.add(&line.counts);
        }
    }

    /// Adds what came of other units of the same rule set.
    pub fn join(&mut self, other: &Totals) {
        self.units += other.units;
        self.add(&other.lines);
    }

    /// The ledger, most frequent reasons first.
    #[must_use]
    pub fn ledger(&self) -> Vec<LedgerLine> {
        let mut lines = self.lines.clone();
        for line in &mut lines {
            line.reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        }
        lines
    }
}

impl Edition {
    /// Judges many units; `lanes` gives those that have to be looked at one by one, `source` is the name of their file.
    /// Where `whole`, units that have something to say bring their whole ledger.
    #[must_use]
    pub fn check_units(&self, units: &Units, source: &str, whole: bool, lanes: &dyn Lanes) -> Judged {
        // Where each unit has to be read by itself, nothing is asked of columns.
        if units.apart.len() == units.keys.len() && units.apart.iter().all(|apart| *apart) {
            return self.one_by_one(units, source, lanes, |account| self.check(account));
        }
        let (columns, silent) = (self.columns(), self.silent());
        let decided = columns.decide(&self.schema, &units.facts, &units.apart);
        let mut judged = Judged::default();
        judged.totals.units = units.keys.len() as u64;
        let compiled = (&self.schema, &self.rules, &self.plan);
        judged.totals.add(&proof::decided_lines(compiled, columns, &decided).0);
        let plain = units.apart.iter().filter(|apart| !**apart).count() as u64;
        silent.quiet.ledger.iter().for_each(|line| judged.totals.add_times(line, plain));
        let mut reader: Option<DataReader<'_>> = None;
        for (lane, open) in decided.open.iter().enumerate() {
            let mut from_lines = || {
                let reader = reader.get_or_insert_with(|| DataReader::new(&self.schema));
                account_of(reader, source, lanes.data(&self.schema, lane))
            };
            if units.apart.get(lane) != Some(&false) {
                let Some(account) = from_lines() else { continue };
                let unit = self.check(&account);
                judged.totals.add(&unit.ledger);
                judged.tell(lane, &account, unit);
                continue;
            }
            let open = silent.with_loud(open);
            if open.is_empty() {
                continue;
            }
            let families = columns.families(&open);
            let account = lanes.account(&self.schema, lane, (source, families.as_ref()));
            let Some(account) = account.or_else(from_lines) else { continue };
            let mut unit = proof::check_open(compiled, columns, (&units.facts, lane), &account, &open);
            judged.totals.add(&unit.ledger);
            if whole && !unit.findings.is_empty() {
                let all = lanes.account(&self.schema, lane, (source, None));
                unit = self.check(all.as_ref().unwrap_or(&account));
            } else {
                unit.ledger.clear();
                let count = |counts: &[u32]| u64::from(counts.get(lane).copied().unwrap_or(0));
                unit.summary.pass += count(&decided.pass);
                unit.summary.not_applicable += count(&decided.not_applicable);
                unit.summary.add(&silent.quiet.summary);
            }
            judged.tell(lane, &account, unit);
        }
        judged
    }

    /// Judges many units one by one, each beside what was given: last year's account and what a register says are
    /// looked up by name.
    #[must_use]
    pub fn check_units_beside(
        self: &Arc<Self>,
        units: &Units,
        source: &str,
        company: &Company,
        lanes: &dyn Lanes,
    ) -> Judged {
        self.one_by_one(units, source, lanes, |account| company.check(self, account, &[]))
    }

    /// Reads and judges many units one by one.
    fn one_by_one(
        &self,
        units: &Units,
        source: &str,
        lanes: &dyn Lanes,
        check: impl Fn(&Account) -> UnitFindings,
    ) -> Judged {
        let mut judged = Judged::default();
        judged.totals.units = units.keys.len() as u64;
        let mut reader = DataReader::new(&self.schema);
        for lane in 0..units.keys.len() {
            let Some(account) = account_of(&mut reader, source, lanes.data(&self.schema, lane)) else {
                continue;
            };
            let unit = check(&account);
            judged.totals.add(&unit.ledger);
            judged.tell(lane, &account, unit);
        }
        judged
    }
}

/// The account that lines of data of one unit in one year make.
fn account_of(reader: &mut DataReader<'_>, source: &str, data: Vec<DataFact>) -> Option<Account> {
    let document = Document { name: source.to_owned(), format: Format::Csv, data, ..Document::default() };
    reader.read(&document).into_iter().next()
}

/// What is to be said of lines of data that mean nothing: one by one, and how many more there are.
#[must_use]
pub fn unclaimed_notices(account: &Account) -> Vec<Notice> {
    let told = account.unclaimed.iter().take(UNCLAIMED).map(|unclaimed| Notice {
        message: format!("「{}」没有用上：{}", unclaimed.text, unclaimed.why),
        place: unclaimed.at.clone(),
    });
    let more = account.unclaimed.len().saturating_sub(UNCLAIMED);
    let more = (more > 0).then(|| Notice {
        message: format!("另有 {more} 行没有用上，没有列出；请先改正前面的"),
        place: Place::default(),
    });
    told.chain(more).collect()
}

impl Judged {
    fn tell(&mut self, lane: usize, account: &Account, mut unit: UnitFindings) {
        unit.notices.extend(unclaimed_notices(account));
        if !unit.findings.is_empty() || !account.unclaimed.is_empty() {
            self.units.push((lane, unit));
        }
    }
}
