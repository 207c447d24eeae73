//! What came of cases, for people and as JSON.

use serde::Serialize;

use super::Options;
use super::case_words::{accepted_words, lacks_words, mistake_words, outcome_word, short};
use super::explained::{UnitOut, instances_of, unit_json};
use super::findings_json::to_text;
use super::ledger::counts_words;
use super::style::{BAD, CHECK, GOOD, HEADING, PLAIN, QUIET};
use super::wrap::Page;
use crate::cases::{Accepted, CasesRan, Covered, Failure, Listed, Uncovered, UncoveredKind};
use crate::text::visible;

/// Instances of a rule that are shown of a case.
const INSTANCES: usize = 5;
/// Changes of a case that are shown.
const CHANGES: usize = 12;

/// What came of cases, and what was done about those that failed.
#[derive(Clone, Copy, Debug)]
pub struct CasesOut<'c> {
    /// What came.
    pub ran: &'c CasesRan<'c>,
    /// What was done about each that failed, in their order; empty where nothing was to be done.
    pub accepted: &'c [Accepted],
}

impl CasesOut<'_> {
    /// Cases that failed and say something else than what came still.
    #[must_use]
    pub fn failed(&self) -> usize {
        self.ran.failures.len() - self.rewritten()
    }

    fn rewritten(&self) -> usize {
        self.accepted.iter().filter(|accepted| matches!(accepted, Accepted::Rewritten(_))).count()
    }
}

/// What came of cases, for people: those that failed with the numbers of their rules, what is written wrong, totals.
#[must_use]
pub fn cases_terminal(out: &CasesOut<'_>, options: &Options) -> String {
    let ran = out.ran;
    let mut page = Page::new(*options);
    for (at, failure) in ran.failures.iter().enumerate() {
        failed(&mut page, failure, out.accepted.get(at).copied());
        page.blank();
    }
    for (file, misread) in &ran.mistakes {
        let (what, mend) = mistake_words(&misread.mistake);
        let place = format!("{}:{}", visible(&file.name), misread.line);
        page.text(0, &format!("{place} 写错了：{}", visible(&what)), BAD);
        page.item(4, "改法：", &visible(&mend), PLAIN);
    }
    if !ran.mistakes.is_empty() {
        page.blank();
    }
    totals(&mut page, out);
    if options.verbose {
        uncovered(&mut page, &ran.coverage.open);
        listed(&mut page, &ran.coverage.listed);
    }
    page.finish()
}

fn failed(page: &mut Page, failure: &Failure<'_>, accepted: Option<Accepted>) {
    let (file, case) = (failure.file, failure.case);
    let place = format!("{}:{}", visible(&file.name), case.line);
    page.text(0, &format!("{place} {}", visible(&case.heading)), HEADING);
    for came in &failure.came {
        if came.as_said {
            continue;
        }
        page.text(2, &came.rule, PLAIN);
        page.item(2, "- ", &format!("所写：{}", case.outcome.word()), GOOD);
        let counts = counts_words(&came.counts);
        page.item(2, "+ ", &format!("结果：{}（{counts}）", outcome_word(came.outcome)), BAD);
        instances_of(page, &came.rule, &failure.unit, INSTANCES);
    }
    let changes = case.changes.iter().flat_map(|changes| changes.lines());
    let mut sides = changes.filter_map(|line| line.split_once('→').or_else(|| line.split_once('⇒')));
    let shown: Vec<_> = sides.by_ref().take(CHANGES).collect();
    if !shown.is_empty() {
        page.text(2, "文字改了：", QUIET);
    }
    for (from, to) in shown {
        page.item(4, "- ", &short(from.trim_matches(' ')), QUIET);
        let to = to.trim_matches(' ');
        page.item(4, "+ ", &if to.is_empty() { "（删去）".to_owned() } else { short(to) }, QUIET);
    }
    if sides.next().is_some() {
        page.text(4, "……", QUIET);
    }
    if let Some(accepted) = accepted {
        let style = if matches!(accepted, Accepted::Rewritten(_)) { GOOD } else { CHECK };
        page.text(2, &accepted_words(accepted), style);
    }
}

fn totals(page: &mut Page, out: &CasesOut<'_>) {
    let ran = out.ran;
    let (failed, rewritten) = (ran.failures.len(), out.rewritten());
    let mut words = match failed {
        _ if ran.cases == 0 => "没有试成一个案例".to_owned(),
        0 => format!("案例 {} 个，都与所写相符", ran.cases),
        _ => format!("案例 {} 个，{failed} 个与所写不符", ran.cases),
    };
    if rewritten > 0 {
        words.push_str(&format!("，其中 {rewritten} 个改了结论"));
    }
    if !ran.mistakes.is_empty() {
        words.push_str(&format!("；另有 {} 处写错，没有试", ran.mistakes.len()));
    }
    let style = if out.failed() == 0 && ran.mistakes.is_empty() { GOOD } else { BAD };
    page.text(0, &words, style);
    let coverage = &ran.coverage;
    let counted = |covered: &Covered| format!("{}/{}", covered.covered, covered.all);
    let listed = match coverage.listed.len() {
        0 => String::new(),
        count => format!("；写明不试的 {count} 处"),
    };
    let words = format!(
        "有成立也有不成立的案例的规则 {}，条件成立、不成立都试过的 {}，用到的句式 {}{listed}",
        counted(&coverage.rules),
        counted(&coverage.conditions),
        counted(&coverage.patterns)
    );
    page.text(0, &words, PLAIN);
}

fn uncovered(page: &mut Page, open: &[Uncovered]) {
    let kinds =
        [(UncoveredKind::Rule, "规则"), (UncoveredKind::Condition, "条件"), (UncoveredKind::Pattern, "句式")];
    for (kind, word) in kinds {
        let these: Vec<&Uncovered> = open.iter().filter(|one| one.kind == kind).collect();
        if these.is_empty() {
            continue;
        }
        page.blank();
        page.text(0, &format!("案例没有顾到的{word}（{} 个）：", these.len()), HEADING);
        for one in these {
            let words = format!("{}：{}", named(one), lacks_words(kind, one.lacks));
            page.text(2, &visible(&words), PLAIN);
        }
    }
}

/// What is not covered, with its place.
fn named(one: &Uncovered) -> String {
    let name = match one.kind {
        UncoveredKind::Pattern => format!("「{}」", one.name),
        UncoveredKind::Rule | UncoveredKind::Condition => format!("{}（{}）", one.name, one.title),
    };
    format!("{}:{} {name}", one.file, one.line)
}

fn listed(page: &mut Page, listed: &[Listed]) {
    if listed.is_empty() {
        return;
    }
    page.blank();
    page.text(0, &format!("写明不试的（{} 处）：", listed.len()), HEADING);
    for one in listed {
        let kind = match one.uncovered.kind {
            UncoveredKind::Condition => "的条件",
            UncoveredKind::Rule | UncoveredKind::Pattern => "",
        };
        let words = format!("{}{kind}：{}", named(&one.uncovered), one.reason);
        page.text(2, &visible(&words), PLAIN);
    }
}

#[derive(Serialize)]
struct Output<'a> {
    cases: usize,
    failed: usize,
    accepted: usize,
    mistaken: usize,
    coverage: CoverageOut,
    failures: Vec<FailureOut<'a>>,
    mistakes: Vec<MistakeOut<'a>>,
    uncovered: UncoveredOut<'a>,
    untried: Vec<UntriedOut<'a>>,
}

#[derive(Serialize)]
struct CoverageOut {
    rules: [usize; 2],
    patterns: [usize; 2],
    conditions: [usize; 2],
}

#[derive(Serialize)]
struct FailureOut<'a> {
    file: &'a str,
    line: usize,
    heading: &'a str,
    expected: &'static str,
    rules: Vec<CameOut<'a>>,
    changes: Option<&'a str>,
    accepted: Option<String>,
}

#[derive(Serialize)]
struct CameOut<'a> {
    rule: &'a str,
    came: Option<&'static str>,
    as_said: bool,
    #[serde(flatten)]
    unit: UnitOut<'a>,
}

#[derive(Serialize)]
struct MistakeOut<'a> {
    file: &'a str,
    line: usize,
    message: String,
    mend: String,
}

#[derive(Serialize)]
struct UncoveredOut<'a> {
    rules: Vec<OpenOut<'a>>,
    patterns: Vec<OpenOut<'a>>,
    conditions: Vec<OpenOut<'a>>,
}

#[derive(Serialize)]
struct UntriedOut<'a> {
    kind: &'static str,
    #[serde(flatten)]
    open: OpenOut<'a>,
    reason: &'a str,
    said_in: &'a str,
    said_at: usize,
}

#[derive(Serialize)]
struct OpenOut<'a> {
    set: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    title: &'a str,
    lacks: &'static str,
    file: &'a str,
    line: u32,
}

/// The same as JSON.
#[must_use]
pub fn cases_json(out: &CasesOut<'_>) -> String {
    let ran = out.ran;
    let pair = |covered: Covered| [covered.covered, covered.all];
    let open = |kind| ran.coverage.open.iter().filter(move |one| one.kind == kind).map(open_out).collect();
    let accepted = out.accepted.iter().copied().map(Some).chain(std::iter::repeat(None));
    let mistakes = ran.mistakes.iter().map(|(file, misread)| {
        let (message, mend) = mistake_words(&misread.mistake);
        MistakeOut { file: &file.name, line: misread.line, message, mend }
    });
    to_text(&Output {
        cases: ran.cases,
        failed: out.failed(),
        accepted: out.rewritten(),
        mistaken: ran.mistakes.len(),
        coverage: CoverageOut {
            rules: pair(ran.coverage.rules),
            patterns: pair(ran.coverage.patterns),
            conditions: pair(ran.coverage.conditions),
        },
        failures: ran.failures.iter().zip(accepted).map(|(one, done)| failure_out(one, done)).collect(),
        mistakes: mistakes.collect(),
        uncovered: UncoveredOut {
            rules: open(UncoveredKind::Rule),
            patterns: open(UncoveredKind::Pattern),
            conditions: open(UncoveredKind::Condition),
        },
        untried: ran.coverage.listed.iter().map(untried_out).collect(),
    })
}

fn failure_out<'a>(failure: &'a Failure<'_>, accepted: Option<Accepted>) -> FailureOut<'a> {
    let rules = failure.came.iter().map(|came| CameOut {
        rule: &came.rule,
        came: came.outcome.map(|outcome| outcome.word()),
        as_said: came.as_said,
        unit: unit_json(&came.rule, &failure.unit),
    });
    FailureOut {
        file: &failure.file.name,
        line: failure.case.line,
        heading: &failure.case.heading,
        expected: failure.case.outcome.word(),
        rules: rules.collect(),
        changes: failure.case.changes.as_deref(),
        accepted: accepted.map(accepted_words),
    }
}

fn untried_out(listed: &Listed) -> UntriedOut<'_> {
    UntriedOut {
        kind: match listed.uncovered.kind {
            UncoveredKind::Rule => "rule",
            UncoveredKind::Condition => "condition",
            UncoveredKind::Pattern => "pattern",
        },
        open: open_out(&listed.uncovered),
        reason: &listed.reason,
        said_in: &listed.said.0,
        said_at: listed.said.1,
    }
}

fn open_out(open: &Uncovered) -> OpenOut<'_> {
    OpenOut {
        set: &open.set,
        name: &open.name,
        title: &open.title,
        lacks: lacks_words(open.kind, open.lacks),
        file: &open.file,
        line: open.line,
    }
}
