//! Findings as JSON: schema `gouji/findings/1`. Numbers are strings in plain decimals, in the unit shown.

use serde::Serialize;

use super::causes_json::{CauseOut, causes_out};
use super::expression::quantity_of;
use super::formula::formula;
use super::message::message;
use super::number::{for_programs, in_unit_of, plain, printed_decimals};
use super::place_json::{NamedOut, PlaceOut};
use super::reason::reason_words;
use super::words::{category_word, chosen_words, level_word, verdict_word};
use crate::proof::{
    Claimed, Counts, Finding, LedgerLine, Quantity, Reason, RuleSetInfo, Slip, Spot, Term, UnitFindings,
};

/// What came of one input: findings with the rules that made them, or why it could not be read.
#[derive(Clone, Debug)]
pub enum Outcome<'a> {
    /// It was checked.
    Checked(&'a UnitFindings, &'a RuleSetInfo),
    /// It could not be read: name of the file and the message for people.
    Unreadable(&'a str, &'a str),
}

#[derive(Serialize)]
struct Output<'a> {
    schema: &'static str,
    rules: RulesOut<'a>,
    units: Vec<UnitOut<'a>>,
}

#[derive(Serialize)]
struct RulesOut<'a> {
    name: &'a str,
    version: &'a str,
    digest: &'a str,
}

impl<'a> RulesOut<'a> {
    fn new(info: &'a RuleSetInfo) -> Self {
        Self { name: &info.name, version: &info.version, digest: &info.digest }
    }
}

#[derive(Serialize)]
#[serde(untagged)]
enum UnitOut<'a> {
    Checked(Box<CheckedOut<'a>>),
    Unreadable { source: &'a str, error: &'a str },
}

#[derive(Serialize)]
struct CheckedOut<'a> {
    source: &'a str,
    unit: Option<&'a str>,
    year: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rules: Option<RulesOut<'a>>,
    chosen: Option<String>,
    tables: TablesOut,
    summary: CountsOut,
    notices: Vec<NoticeOut<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ledger: Option<Vec<LedgerOut<'a>>>,
    findings: Vec<FindingOut<'a>>,
    causes: Vec<CauseOut<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    proofs: Vec<FindingOut<'a>>,
}

/// The last line of JSON Lines: schema `gouji/summary/1`.
#[derive(Serialize)]
struct SummaryOut<'a> {
    schema: &'static str,
    units: u64,
    told: u64,
    rules: RulesOut<'a>,
    summary: CountsOut,
    refused: &'a [RefusedOut<'a>],
    ledger: Vec<LedgerOut<'a>>,
}

/// Something of an input that was not taken, and why.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedOut<'a> {
    /// Name of the file.
    pub source: &'a str,
    /// 1-based line; none where the file has no lines.
    pub line: Option<u64>,
    /// What stands there.
    pub text: &'a str,
    /// Why it was not taken.
    pub why: &'a str,
}

#[derive(Serialize)]
struct TablesOut {
    found: usize,
    of: usize,
}

/// Counts by verdict.
#[derive(Serialize)]
pub(super) struct CountsOut {
    #[serde(rename = "通过")]
    pass: u64,
    #[serde(rename = "尾差")]
    rounding: u64,
    #[serde(rename = "不符")]
    fail: u64,
    #[serde(rename = "无法判断")]
    undecided: u64,
    #[serde(rename = "不适用")]
    not_applicable: u64,
}

impl CountsOut {
    /// The fields of counts.
    pub(super) fn new(counts: &Counts) -> Self {
        Self {
            pass: counts.pass,
            rounding: counts.rounding,
            fail: counts.fail,
            undecided: counts.undecided,
            not_applicable: counts.not_applicable,
        }
    }
}

#[derive(Serialize)]
struct NoticeOut<'a> {
    message: &'a str,
    place: PlaceOut<'a>,
}

#[derive(Serialize)]
struct LedgerOut<'a> {
    rule: &'a str,
    title: &'a str,
    category: &'static str,
    level: &'static str,
    #[serde(flatten)]
    counts: CountsOut,
    reasons: Vec<ReasonOut>,
}

#[derive(Serialize)]
struct ReasonOut {
    reason: String,
    count: u64,
}

#[derive(Serialize)]
struct FindingOut<'a> {
    rule: &'a str,
    title: &'a str,
    category: &'static str,
    level: &'static str,
    verdict: &'static str,
    message: String,
    formula: String,
    left: Option<String>,
    right: Option<String>,
    difference: Option<String>,
    explained: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    slip: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tolerance: Option<String>,
    unit: Option<&'a str>,
    single_pair: bool,
    reasons: Vec<String>,
    places: Vec<SpotOut<'a>>,
    suspects: [&'static str; 0],
    follows: Option<usize>,
    count: u64,
    also: &'a [String],
    site: &'a str,
    basis: Option<&'a str>,
}

#[derive(Serialize)]
struct SpotOut<'a> {
    #[serde(flatten)]
    named: NamedOut<'a>,
    text: &'a str,
    quote: &'a str,
}

/// Findings of units that were all checked with the same rules, as JSON text.
#[must_use]
pub fn findings_json(units: &[UnitFindings], info: &RuleSetInfo) -> String {
    let outcomes: Vec<Outcome<'_>> = units.iter().map(|unit| Outcome::Checked(unit, info)).collect();
    outcomes_json(&outcomes, info)
}

/// Findings of units and messages of inputs that could not be read, in the order given. A unit that was checked with
/// other rules than `info` names its own.
#[must_use]
pub fn outcomes_json(outcomes: &[Outcome<'_>], info: &RuleSetInfo) -> String {
    let units = outcomes.iter().map(|outcome| unit_out(outcome, info)).collect();
    to_text(&Output { schema: "gouji/findings/1", rules: RulesOut::new(info), units })
}

/// JSON text with a line end. What is given always serialises.
pub(crate) fn to_text(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// A unit as one line of JSON, with a line end; without its ledger, unless that is wanted.
#[must_use]
pub fn unit_line(outcome: &Outcome<'_>, info: &RuleSetInfo, with_ledger: bool) -> String {
    let mut unit = unit_out(outcome, info);
    if let UnitOut::Checked(checked) = &mut unit
        && !with_ledger
    {
        checked.ledger = None;
    }
    line(&unit)
}

/// The last line of JSON Lines: how many units there were, how many of them have a line (`told`), what was not taken,
/// and the instances of each rule over all of them.
#[must_use]
pub fn summary_line(
    (units, told): (u64, u64),
    summary: &Counts,
    ledger: &[LedgerLine],
    refused: &[RefusedOut<'_>],
    info: &RuleSetInfo,
) -> String {
    line(&SummaryOut {
        schema: "gouji/summary/1",
        units,
        told,
        rules: RulesOut::new(info),
        summary: CountsOut::new(summary),
        refused,
        ledger: ledger.iter().map(ledger_out).collect(),
    })
}

fn line(value: &impl Serialize) -> String {
    let mut text = serde_json::to_string(value).unwrap_or_default();
    text.push('\n');
    text
}

fn unit_out<'a>(outcome: &Outcome<'a>, info: &RuleSetInfo) -> UnitOut<'a> {
    let (unit, rules) = match outcome {
        Outcome::Unreadable(source, error) => return UnitOut::Unreadable { source, error },
        Outcome::Checked(unit, rules) => (*unit, *rules),
    };
    UnitOut::Checked(Box::new(CheckedOut {
        source: &unit.source,
        unit: unit.unit.as_deref(),
        year: unit.year,
        rules: (rules != info).then(|| RulesOut::new(rules)),
        chosen: chosen_words(&unit.chosen),
        tables: TablesOut { found: unit.tables.0, of: unit.tables.1 },
        summary: CountsOut::new(&unit.summary),
        notices: unit
            .notices
            .iter()
            .map(|notice| NoticeOut { message: &notice.message, place: PlaceOut::new(&notice.place) })
            .collect(),
        ledger: Some(unit.ledger.iter().map(ledger_out).collect()),
        findings: unit.findings.iter().map(finding_out).collect(),
        causes: causes_out(unit),
        proofs: unit.proofs.iter().map(finding_out).collect(),
    }))
}

fn ledger_out(line: &LedgerLine) -> LedgerOut<'_> {
    LedgerOut {
        rule: &line.rule,
        title: &line.title,
        category: category_word(line.category),
        level: level_word(line.level),
        counts: CountsOut::new(&line.counts),
        reasons: line.reasons.iter().map(reason_out).collect(),
    }
}

fn reason_out((reason, count): &(Reason, u64)) -> ReasonOut {
    ReasonOut { reason: reason_words(reason), count: *count }
}

fn finding_out(finding: &Finding) -> FindingOut<'_> {
    let sides = match &finding.claimed {
        Claimed::Comparison(_, left, right) => sides(left, right),
        Claimed::SaidTwice(terms) => match terms.as_slice() {
            [first, second, ..] => sides(first, second),
            _ => (None, None),
        },
        _ => (None, None),
    };
    let decimals = finding.difference.as_ref().map(|difference| difference_decimals(finding, difference));
    let decimals = decimals.unwrap_or(4);
    FindingOut {
        rule: &finding.rule,
        title: &finding.title,
        category: category_word(finding.category),
        level: level_word(finding.level),
        verdict: verdict_word(finding.verdict),
        message: message(finding),
        formula: formula(finding),
        left: sides.0,
        right: sides.1,
        difference: finding.difference.as_ref().map(|difference| nonzero(difference, decimals)),
        slip: finding.slip.map(|slip| match slip {
            Slip::Cut => "截尾",
            Slip::Balanced => "配平",
        }),
        tolerance: finding.tolerance.as_ref().map(|tolerance| plain(tolerance, 0, decimals + 8)),
        explained: finding.explained.as_ref().map(|explained| plain(explained, decimals, decimals + 2)),
        unit: finding.difference.as_ref().map(|difference| difference.unit.as_str()),
        single_pair: finding.single_pair,
        reasons: finding.reasons.iter().map(reason_words).collect(),
        places: finding.places.iter().map(spot_out).collect(),
        suspects: [],
        follows: finding.follows,
        count: finding.count,
        also: &finding.also,
        site: &finding.site,
        basis: finding.basis.as_deref(),
    }
}

fn spot_out(spot: &Spot) -> SpotOut<'_> {
    SpotOut { named: NamedOut::new(spot), text: &spot.text, quote: &spot.quote }
}

/// Both sides in one unit; texts as they are.
fn sides(left: &Term, right: &Term) -> (Option<String>, Option<String>) {
    match (quantity_of(left), quantity_of(right)) {
        (Some(a), Some(b)) if printed_decimals(a).is_none() && printed_decimals(b).is_some() => {
            (Some(for_programs(&in_unit_of(a, b), Some(b))), Some(for_programs(b, Some(a))))
        }
        (Some(a), Some(b)) => {
            let b = in_unit_of(b, a);
            (Some(for_programs(a, Some(&b))), Some(for_programs(&b, Some(a))))
        }
        (a, b) => (side(left, a), side(right, b)),
    }
}

fn side(term: &Term, quantity: Option<&Quantity>) -> Option<String> {
    match term {
        Term::Text(text) => Some(text.clone()),
        _ => quantity.map(|quantity| for_programs(quantity, None)),
    }
}

/// A difference in so many decimals, in more where it would look like none.
fn nonzero(difference: &Quantity, decimals: u32) -> String {
    let shown = |decimals| plain(difference, decimals, decimals);
    let empty = |text: &str| !text.contains(|c: char| ('1'..='9').contains(&c));
    let more = (decimals..=12).map(shown).find(|text| !empty(text));
    more.unwrap_or_else(|| shown(decimals))
}

/// Decimals of a difference: two more than the coarser printed side has where one side is computed.
fn difference_decimals(finding: &Finding, difference: &Quantity) -> u32 {
    let own = printed_decimals(difference);
    let Claimed::Comparison(_, left, right) = &finding.claimed else { return own.unwrap_or(0) };
    let places = [quantity_of(left), quantity_of(right)].map(|side| side.and_then(printed_decimals));
    match (places, own) {
        (_, Some(own)) => own,
        ([Some(a), Some(b)], None) => a.max(b),
        ([Some(one), None] | [None, Some(one)], None) => {
            let exact = plain(difference, one, 12);
            let needed = exact.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
            needed.clamp(one, one + 2)
        }
        ([None, None], None) => 0,
    }
}
