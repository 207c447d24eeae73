//! Mistakes as plain records: what lists, notices, pages and comparisons of two runs are made from. They are written and
//! read back as JSON, so that a list can be made long after its documents were read.

use serde::{Deserialize, Serialize};

use super::after::after_words;
use super::cause::{doubt_words, headline, kind_word, meant, should_text, waived_words};
use super::formula::formula;
use super::message::{message, rounding_words, tolerance_words};
use super::spot::{is_prose, spot_quote};
use super::verdict::{came_out, open_findings, summary_words, whose};
use super::words::{level_word, notice_words, passage_words, place_words, rule_label};
use crate::proof::{Cause, Finding, Mend, RuleSetInfo, Spot, UnitFindings};

/// Findings of one entry that are told with it.
const FOLLOWERS: usize = 50;

/// What came of one unit, in words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitEntries {
    /// Name of the file.
    pub source: String,
    /// The unit; empty where it is not known.
    pub unit: String,
    /// The year.
    pub year: Option<i32>,
    /// How many mistakes there are to mend, to check, to think of.
    pub result: String,
    /// How many tables were read, and how the checks came out.
    pub checks: String,
    /// Name and version of the rules.
    pub rules: String,
    /// The file's own problems.
    pub notices: Vec<String>,
    /// The mistakes, the gravest level first.
    pub entries: Vec<Entry>,
    /// What could not be decided and waits for no mistake.
    pub undecided: Vec<String>,
}

/// One mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// From 1, as the report counts.
    pub number: usize,
    /// 错误, 核实 or 提示.
    pub level: String,
    /// 数字, 错行, …: the kinds of causes.
    pub kind: String,
    /// What is wrong and what it should be, in a line.
    pub headline: String,
    /// The figures or words to change; where no change is known, the places that show it.
    pub places: Vec<EntryPlace>,
    /// Why: what holds once it is mended, or the sum that fails.
    pub why: String,
    /// How sure it is; empty where the document leaves no other reading.
    pub doubt: String,
    /// What else is wrong for its sake.
    pub follows: Vec<String>,
    /// The rules that fail, each once.
    pub rules: Vec<String>,
    /// The basis of the rule that leads; empty where it names none.
    pub basis: String,
    /// Stays the same over runs and formats.
    pub fingerprint: String,
    /// What was said to it, by whom, until when; empty where nobody has explained it.
    pub waived: String,
}

/// A place of a mistake.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryPlace {
    /// Table or passage.
    pub table: String,
    /// Row.
    pub row: String,
    /// Column or slot.
    pub column: String,
    /// Page, line, sheet and cell, in words.
    pub at: String,
    /// 1-based line of the file, where the format has lines and no pages.
    pub line: Option<u32>,
    /// As printed; of prose the words around it, too.
    pub printed: String,
    /// 应为 …; empty where it is not known.
    pub should: String,
    /// What should be printed and nothing else; empty where that is not known or a blank.
    pub value: String,
}

impl UnitEntries {
    /// What came of a unit.
    #[must_use]
    pub fn new(unit: &UnitFindings, info: &RuleSetInfo) -> Self {
        let entries = (1..)
            .zip(unit.causes_in_order())
            .map(|(number, cause)| Entry::new(number, cause, &unit.findings));
        Self {
            source: unit.source.clone(),
            unit: unit.unit.clone().unwrap_or_default(),
            year: unit.year,
            result: came_out(unit),
            checks: summary_words(unit),
            rules: format!("{} {}", info.name, info.version).trim().to_owned(),
            notices: unit.notices.iter().map(notice_words).collect(),
            entries: entries.collect(),
            undecided: open_findings(unit).into_iter().map(message).collect(),
        }
    }

    /// The unit and the year, as titles say them.
    #[must_use]
    pub fn title(&self) -> String {
        whose(Some(self.unit.as_str()).filter(|unit| !unit.is_empty()), self.year)
    }

    /// How many entries there are of a level that nobody has explained; of 已说明 those that someone has.
    #[must_use]
    pub fn count(&self, level: &str) -> usize {
        let of = |entry: &&Entry| {
            if level == "已说明" { !entry.waived.is_empty() } else { entry.is_open(level) }
        };
        self.entries.iter().filter(of).count()
    }
}

impl Entry {
    fn new(number: usize, cause: &Cause, findings: &[Finding]) -> Self {
        let explained: Vec<&Finding> = cause.explains.iter().filter_map(|at| findings.get(*at)).collect();
        let lead = explained.first().copied();
        let named = !cause.mends.is_empty();
        let mut rules: Vec<String> = Vec::new();
        for finding in &explained {
            for code in std::iter::once(&finding.rule).chain(&finding.also) {
                let label = rule_label(code).to_owned();
                if !rules.contains(&label) {
                    rules.push(label);
                }
            }
        }
        let places = if named {
            cause.mends.iter().map(EntryPlace::to_mend).collect()
        } else {
            lead.map(|lead| lead.places.iter().map(EntryPlace::new).collect()).unwrap_or_default()
        };
        let told = explained.iter().skip(usize::from(!named)).take(FOLLOWERS);
        Self {
            number,
            level: level_word(cause.level).to_owned(),
            kind: kind_word(cause.kind).to_owned(),
            headline: headline(cause, findings),
            places,
            why: if named { after_words(cause, findings) } else { lead.map(because).unwrap_or_default() },
            doubt: if named { doubt(cause) } else { String::new() },
            follows: told.map(|finding| message(finding)).collect(),
            rules,
            basis: lead.and_then(|lead| lead.basis.clone()).unwrap_or_default(),
            fingerprint: cause.fingerprint.clone(),
            waived: cause.waived.as_ref().map(waived_words).unwrap_or_default(),
        }
    }

    /// Whether it is of a level, and nobody has explained it.
    #[must_use]
    pub fn is_open(&self, level: &str) -> bool {
        self.level == level && self.waived.is_empty()
    }
}

/// The spots of the places of an entry, in their order.
pub(super) fn spots<'u>(cause: &'u Cause, findings: &'u [Finding]) -> Vec<&'u Spot> {
    if !cause.mends.is_empty() {
        return cause.mends.iter().map(|mend| &mend.spot).collect();
    }
    let lead = cause.explains.first().and_then(|at| findings.get(*at));
    lead.map(|lead| lead.places.iter().collect()).unwrap_or_default()
}

fn doubt(cause: &Cause) -> String {
    doubt_words(cause).map(|(label, words)| format!("{label}{words}")).unwrap_or_default()
}

/// The sum that fails, and how far rounding or tolerance goes.
fn because(lead: &Finding) -> String {
    let mut parts = vec![formula(lead)];
    parts.extend(rounding_words(lead));
    parts.extend(tolerance_words(lead));
    parts.retain(|part| !part.is_empty());
    parts.join("；")
}

impl EntryPlace {
    fn new(spot: &Spot) -> Self {
        let text = spot.text.trim();
        Self {
            table: spot.table.as_deref().map(passage_words).unwrap_or_default(),
            row: spot.row.clone().unwrap_or_default(),
            column: spot.column.clone().unwrap_or_default(),
            at: place_words(&spot.at),
            line: spot.at.line.filter(|_| spot.at.page.is_none()),
            printed: if is_prose(spot) && text != spot.quote.trim() {
                format!("{text}{}", spot_quote(spot))
            } else {
                text.to_owned()
            },
            should: String::new(),
            value: String::new(),
        }
    }

    fn to_mend(mend: &Mend) -> Self {
        let from = mend.from.as_ref().map(|from| format!("（印在{}）", place_words(&from.at)));
        Self {
            should: meant(mend) + &from.unwrap_or_default(),
            value: should_text(mend).unwrap_or_default(),
            ..Self::new(&mend.spot)
        }
    }

    /// Table, row and column in one.
    #[must_use]
    pub fn name(&self) -> String {
        let parts = [&self.table, &self.row, &self.column];
        let parts: Vec<&str> =
            parts.into_iter().map(String::as_str).filter(|part| !part.is_empty()).collect();
        parts.join(" ")
    }
}
