//! One rule explained, for people and as JSON: what it says, who changed it, what it reads, and how it came out.

use serde::Serialize;

use super::Options;
use super::findings_json::{CountsOut, to_text};
use super::formula::formula;
use super::found::{about_lines, several};
use super::ledger::counts_words;
use super::message::message;
use super::number::for_programs;
use super::place_json::NamedOut;
use super::reason::reason_words;
use super::rule_words::rule_words;
use super::steps::steps;
use super::style::{BAD, CHECK, GOOD, HEADING, PLAIN, QUIET};
use super::words::{place_words, verdict_word};
use super::wrap::Page;
use crate::proof::{Counts, Finding, Spot, UnitFindings, Verdict};
use crate::session::{Edition, Explained, LayerChange};
use crate::source::{Sources, Span};
use crate::syntax::Validity;

/// Instances that are shown where not all are asked for.
const INSTANCES: usize = 20;
/// Places of an instance that are shown to people.
const PLACES: usize = 4;

/// How a rule came out for one unit.
struct CameOut<'u> {
    unit: &'u UnitFindings,
    counts: Counts,
    /// The gravest first, what holds last.
    instances: Vec<&'u Finding>,
    /// Why it was not decided or does not apply, most frequent first.
    reasons: Vec<(String, u64)>,
}

impl<'u> CameOut<'u> {
    fn of(number: &str, unit: &'u UnitFindings) -> Self {
        let own =
            |finding: &&Finding| finding.rule == number || finding.also.iter().any(|also| also == number);
        let mut instances: Vec<&Finding> = unit.findings.iter().filter(own).collect();
        instances.sort_by_key(|finding| rank(finding.verdict));
        instances.extend(unit.proofs.iter().filter(own));
        let mut counts = Counts::default();
        let mut reasons = Vec::new();
        for line in unit.ledger.iter().filter(|line| line.rule == number) {
            counts.add(&line.counts);
            reasons.extend(line.reasons.iter().map(|(reason, count)| (reason_words(reason), *count)));
        }
        Self { unit, counts, instances, reasons }
    }
}

fn rank(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 0,
        Verdict::Rounding => 1,
        Verdict::Undecided => 2,
        Verdict::Pass | Verdict::NotApplicable => 3,
    }
}

/// A rule for people, and how it came out for units that were judged; the first 20 instances of each, or `all`.
#[must_use]
pub fn explained_terminal(
    edition: &Edition,
    rule: &Explained,
    units: &[UnitFindings],
    all: bool,
    options: &Options,
) -> String {
    let mut page = Page::new(*options);
    page.text(0, &format!("规则 {}（{}）", rule.number, rule.title), HEADING);
    about_lines(&mut page, &rule.about);
    page.item(4, "意思：", &rule_words(edition, rule), PLAIN);
    let mut fact = |mark: &str, text: Option<String>| {
        if let Some(text) = text {
            page.item(4, mark, &text, PLAIN);
        }
    };
    fact("适用：", rule.validity.as_ref().and_then(validity_words));
    fact("依据：", rule.basis.clone());
    fact("因：", rule.reason.clone());
    fact("不符时说：", rule.wording.clone());
    fact("用到：", (!rule.reads.is_empty()).then(|| several(&rule.reads)));
    fact("要等：", (!rule.waits_for.is_empty()).then(|| several(&rule.waits_for)));
    fact("等它的：", (!rule.waited_for_by.is_empty()).then(|| several(&rule.waited_for_by)));
    for change in &rule.layers {
        page.item(4, "各层：", &layer_words(&edition.sources, change), PLAIN);
    }
    let place = rule.span.map(|span| place_of(&edition.sources, span));
    let place = place.map_or_else(String::new, |(file, line)| format!("，{file} 第 {line} 行"));
    page.text(4, &format!("出自规则集 {}{place}", rule.set), QUIET);
    for unit in units {
        came_out(&mut page, &CameOut::of(&rule.number, unit), all);
    }
    page.finish()
}

pub(super) fn validity_words(validity: &Validity) -> Option<String> {
    Some(match (validity.from, validity.until) {
        (Some(from), Some(until)) if from == until => format!("只有 {from} 年度"),
        (Some(from), Some(until)) => format!("{from} 至 {until} 年度"),
        (Some(from), None) => format!("{from} 年度起"),
        (None, Some(until)) => format!("到 {until} 年度为止"),
        (None, None) => return None,
    })
}

pub(super) fn layer_words(sources: &Sources, change: &LayerChange) -> String {
    let within = change.within.as_ref().map_or_else(String::new, |within| format!("（在「{within}」里）"));
    let (file, line) = place_of(sources, change.span);
    format!("{}{within}写有 {}（{file} 第 {line} 行）", change.set, change.written)
}

pub(super) fn place_of(sources: &Sources, span: Span) -> (&str, u32) {
    (sources.name(span.source), sources.locate(span).line)
}

fn came_out(page: &mut Page, out: &CameOut<'_>, all: bool) {
    page.blank();
    let unit = out.unit.unit.as_deref().unwrap_or("单位名称不详");
    let year = out.unit.year.map_or_else(String::new, |year| format!(" {year} 年度"));
    let head = format!("{unit}{year}（{}）：{}", out.unit.source, counts_words(&out.counts));
    page.text(0, &head, HEADING);
    instances(page, out, if all { usize::MAX } else { INSTANCES }, "（--all 全列）");
}

/// The numbers of a rule's instances for a unit, for people: the first of them, and why others have no verdict.
pub(super) fn instances_of(page: &mut Page, number: &str, unit: &UnitFindings, most: usize) {
    instances(page, &CameOut::of(number, unit), most, "");
}

fn instances(page: &mut Page, out: &CameOut<'_>, most: usize, how: &str) {
    for (at, finding) in out.instances.iter().take(most).enumerate() {
        instance(page, at + 1, finding);
    }
    if out.instances.len() > most {
        let left = out.instances.len() - most;
        page.text(2, &format!("另有 {left} 处没有列出{how}"), QUIET);
    }
    for (reason, count) in &out.reasons {
        page.item(2, "没有结论：", &format!("{reason}（{count} 处）"), QUIET);
    }
}

fn instance(page: &mut Page, number: usize, finding: &Finding) {
    let style = match finding.verdict {
        Verdict::Fail => BAD,
        Verdict::Rounding | Verdict::Undecided => CHECK,
        Verdict::Pass | Verdict::NotApplicable => GOOD,
    };
    let formula = formula(finding);
    let told = message(finding);
    let first = if formula.is_empty() { &told } else { &formula };
    page.item(2, &format!("{number}. "), &format!("{}  {first}", verdict_word(finding.verdict)), style);
    for step in steps(finding) {
        page.item(5, "- ", &step, PLAIN);
    }
    if !formula.is_empty() && finding.verdict == Verdict::Undecided {
        page.text(5, &told, PLAIN);
    }
    let places: Vec<String> = finding.places.iter().filter_map(spot_words).take(PLACES).collect();
    if !places.is_empty() {
        page.item(5, "所在：", &places.join("；"), QUIET);
    }
}

fn spot_words(spot: &Spot) -> Option<String> {
    let place = place_words(&spot.at);
    let text = spot.text.trim();
    match (place.is_empty(), text.is_empty()) {
        (true, _) => None,
        (false, true) => Some(place),
        (false, false) => Some(format!("{place}「{text}」")),
    }
}

#[derive(Serialize)]
struct Output<'a> {
    rule: &'a str,
    title: &'a str,
    words: String,
    formula: Option<&'a str>,
    written: Option<&'a str>,
    level: &'a str,
    category: &'a str,
    basis: Option<&'a str>,
    wording: Option<&'a str>,
    reason: Option<&'a str>,
    each: Option<&'a str>,
    tolerance: Option<&'a str>,
    from: Option<i32>,
    until: Option<i32>,
    in_force: bool,
    switched_off: Option<&'a str>,
    rules: &'a str,
    file: Option<&'a str>,
    line: Option<u32>,
    sites: &'a [String],
    reads: &'a [String],
    waits_for: &'a [String],
    waited_for_by: &'a [String],
    layers: Vec<LayerOut<'a>>,
    steps: Vec<UnitOut<'a>>,
}

#[derive(Serialize)]
struct LayerOut<'a> {
    rules: &'a str,
    within: Option<&'a str>,
    written: &'a str,
    reason: Option<&'a str>,
    file: &'a str,
    line: u32,
}

#[derive(Serialize)]
pub(super) struct UnitOut<'a> {
    source: &'a str,
    unit: Option<&'a str>,
    year: Option<i32>,
    summary: CountsOut,
    /// How many there are; `instances` may be the first of them.
    count: usize,
    instances: Vec<InstanceOut<'a>>,
    reasons: Vec<ReasonOut>,
}

#[derive(Serialize)]
struct InstanceOut<'a> {
    verdict: &'static str,
    formula: String,
    message: String,
    steps: Vec<String>,
    difference: Option<String>,
    explained: Option<String>,
    places: Vec<PrintedOut<'a>>,
}

#[derive(Serialize)]
struct PrintedOut<'a> {
    #[serde(flatten)]
    named: NamedOut<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct ReasonOut {
    reason: String,
    count: u64,
}

/// The same as JSON.
#[must_use]
pub fn explained_json(edition: &Edition, rule: &Explained, units: &[UnitFindings], all: bool) -> String {
    let place = rule.span.map(|span| place_of(&edition.sources, span));
    let about = &rule.about;
    to_text(&Output {
        rule: &rule.number,
        title: &rule.title,
        words: rule_words(edition, rule),
        formula: rule.formula.as_deref().or(about.written.as_deref()),
        written: about.written.as_deref(),
        level: about.level,
        category: about.category,
        basis: rule.basis.as_deref(),
        wording: rule.wording.as_deref(),
        reason: rule.reason.as_deref(),
        each: rule.each.as_deref(),
        tolerance: rule.tolerance.as_deref(),
        from: rule.validity.and_then(|validity| validity.from),
        until: rule.validity.and_then(|validity| validity.until),
        in_force: about.in_force,
        switched_off: about.switched_off.as_deref(),
        rules: &rule.set,
        file: place.map(|(file, _)| file),
        line: place.map(|(_, line)| line),
        sites: &about.sites,
        reads: &rule.reads,
        waits_for: &rule.waits_for,
        waited_for_by: &rule.waited_for_by,
        layers: rule.layers.iter().map(|change| layer_out(&edition.sources, change)).collect(),
        steps: units.iter().map(|unit| unit_out(CameOut::of(&rule.number, unit), all)).collect(),
    })
}

fn layer_out<'a>(sources: &'a Sources, change: &'a LayerChange) -> LayerOut<'a> {
    let (file, line) = place_of(sources, change.span);
    LayerOut {
        rules: &change.set,
        within: change.within.as_deref(),
        written: &change.written,
        reason: change.reason.as_deref(),
        file,
        line,
    }
}

/// The same for programs.
pub(super) fn unit_json<'u>(number: &str, unit: &'u UnitFindings) -> UnitOut<'u> {
    unit_out(CameOut::of(number, unit), false)
}

fn unit_out(out: CameOut<'_>, all: bool) -> UnitOut<'_> {
    let most = if all { usize::MAX } else { INSTANCES };
    UnitOut {
        source: &out.unit.source,
        unit: out.unit.unit.as_deref(),
        year: out.unit.year,
        summary: CountsOut::new(&out.counts),
        count: out.instances.len(),
        instances: out.instances.into_iter().take(most).map(instance_out).collect(),
        reasons: out.reasons.into_iter().map(|(reason, count)| ReasonOut { reason, count }).collect(),
    }
}

fn instance_out(finding: &Finding) -> InstanceOut<'_> {
    let places =
        finding.places.iter().map(|spot| PrintedOut { named: NamedOut::new(spot), text: &spot.text });
    InstanceOut {
        verdict: verdict_word(finding.verdict),
        formula: formula(finding),
        message: message(finding),
        steps: steps(finding),
        difference: finding.difference.as_ref().map(|difference| for_programs(difference, None)),
        explained: finding.explained.as_ref().map(|explained| for_programs(explained, None)),
        places: places.collect(),
    }
}
