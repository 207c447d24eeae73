//! Runs a plan over one unit: every applicable instance gets exactly one verdict, every rule its line in the ledger.

use std::collections::BTreeSet;

use super::beside::not_given;
use super::judge::Outcome;
use super::ledger::Ledger;
use super::phrases::{self, Forbidden};
use super::reason::Subject;
use super::value::Settled;
use super::view::View;
use super::{CellAt, Element, Reason, Verdict};
use crate::account::Heading;
use crate::amount::Place;
use crate::facts::State;
use crate::plan::{Leaf, Node, Step};
use crate::ruleset::{Domain, ElementKind, Rule, RuleId, Select};
use crate::schema::{FamilyId, PassageId, Schema, TableId};
use crate::text::has_unknown;

/// An instance that is 不符, 尾差 or 无法判断; where they are wanted, one that is 通过.
#[derive(Clone, Debug)]
pub(crate) struct Judged<'a> {
    pub(crate) step: &'a Step,
    pub(crate) rule: RuleId,
    /// What it was judged at.
    pub(crate) element: Element,
    pub(crate) outcome: Outcome<'a>,
    /// The reading that it is of, where the slot has several.
    pub(crate) reading: Option<(CellAt, usize)>,
    /// The table it belongs to (每表一条).
    pub(crate) table: Option<TableId>,
}

/// An instance that got a verdict: a step of the plan at an element.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Seen<'a> {
    pub(crate) step: &'a Step,
    pub(crate) rule: RuleId,
    pub(crate) element: Element,
    /// Of its worst reading.
    pub(crate) verdict: Verdict,
}

/// A unit that was judged.
pub(crate) struct Run<'a> {
    /// Its facts as they were settled.
    pub(crate) view: View<'a>,
    pub(crate) ledger: Ledger,
    /// In order of print.
    pub(crate) judged: Vec<Judged<'a>>,
    pub(crate) forbidden: Vec<Forbidden>,
    /// All instances that were judged, in order of evaluation.
    pub(crate) seen: Vec<Seen<'a>>,
}

/// Order of print: comparisons of slots with their homes, then what is said twice, then rules in order of declaration.
pub(super) type Turn = (u8, u32);

/// The turn of a step's findings.
pub(super) fn turn(step: &Step) -> Turn {
    let rank = match (step.restates, &step.body) {
        (Some(_), _) => 0,
        (None, Node::SaidOnce(_)) => 1,
        _ => 2,
    };
    (rank, step.check)
}

/// Judges one account by all steps of the plan and for all phrases, or by some steps (ascending) and for phrases if that
/// is asked for.
pub(crate) fn run<'a>(mut view: View<'a>, only: Option<(&[u32], bool)>) -> Run<'a> {
    let (rules, plan) = (view.rules, view.plan);
    let mut ledger = Ledger::new(rules.rules.len());
    let (mut judged, mut seen) = (Vec::new(), Vec::new());
    for (at, step) in plan.steps.iter().enumerate() {
        if only.is_none_or(|(only, _)| only.binary_search(&(at as u32)).is_ok()) {
            run_step(&mut view, step, &mut ledger, (&mut judged, &mut seen));
        }
    }
    // The graph says what is judged when; what is told first is another matter.
    judged.sort_by_key(|judged| turn(judged.step));
    let forbidden = match only {
        Some((_, false)) => Vec::new(),
        _ => phrases::run(&view, &mut ledger),
    };
    Run { view, ledger, judged, forbidden, seen }
}

fn run_step<'a>(
    view: &mut View<'a>,
    step: &'a Step,
    ledger: &mut Ledger,
    (judged, seen): (&mut Vec<Judged<'a>>, &mut Vec<Seen<'a>>),
) {
    let rules = view.rules;
    let Some(check) = rules.checks.get(step.check as usize) else { return };
    let Some(rule) = rules.rules.get(check.rule.0 as usize) else { return };
    if !rule.in_force {
        ledger.add(rule.id, Verdict::NotApplicable, &[Reason::not_in_force(rule)]);
        return;
    }
    if let Some((verdict, reason)) = step.guard.as_ref().and_then(|guard| not_given(view, guard)) {
        if !ledger.has(rule.id) {
            ledger.add(rule.id, verdict, std::slice::from_ref(&reason));
            if verdict == Verdict::Undecided {
                let (element, outcome) = (Element::None, Outcome::because(verdict, reason));
                judged.push(Judged { step, rule: rule.id, element, outcome, reading: None, table: None });
            }
        }
        return;
    }
    // A rule within a table that is not there does not apply; that it is missing is a finding of its own, unless it may.
    let may_be_missing = |table: TableId| view.schema.table(table).is_some_and(|table| table.optional);
    let absent = |table: &TableId| {
        let gone = !view.table_found(*table) && view.scattered(*table).is_none();
        gone && (may_be_missing(*table) || !asks_for_table(&step.body))
    };
    if let Some(table) = check.table.filter(absent) {
        ledger.add(rule.id, Verdict::NotApplicable, &[missing_table(view.schema, table)]);
        return;
    }
    let elements = elements(view, &step.domain);
    if elements.is_empty() {
        ledger.add(rule.id, Verdict::NotApplicable, &[nothing(view, &step.domain)]);
        return;
    }
    for element in elements {
        let (readings, agrees) = judge_readings(view, step, &element, rule);
        let readings = readings.into_iter();
        let readings: Vec<_> =
            readings.map(|(outcome, reading)| (view.unless_cut(check.table, outcome), reading)).collect();
        for (outcome, _) in &readings {
            ledger.add(rule.id, outcome.verdict, &outcome.reasons);
            for cell in outcome.held.iter().flat_map(|leaf| leaf.cells.iter()) {
                *ledger.held.entry(*cell).or_default() += 1;
            }
        }
        if let Some((worst, _)) = readings.first() {
            seen.push(Seen { step, rule: rule.id, element, verdict: worst.verdict });
            settle(view, step, &element, worst.verdict, agrees);
        }
        for (outcome, reading) in readings {
            let told = match outcome.verdict {
                Verdict::Fail | Verdict::Rounding | Verdict::Undecided => true,
                Verdict::Pass => view.wants_passing(),
                Verdict::NotApplicable => false,
            };
            if told {
                judged.push(Judged { step, rule: rule.id, element, outcome, reading, table: check.table });
            }
        }
    }
}

/// Why a rule within a table that is not there does not apply.
pub(super) fn missing_table(schema: &Schema, table: TableId) -> Reason {
    let may_be_missing = schema.table(table).is_some_and(|table| table.optional);
    let missing = if may_be_missing { Reason::OptionalTable } else { Reason::MissingTable };
    missing(Subject::Table(table))
}

fn asks_for_table(node: &Node) -> bool {
    match node {
        Node::Said(_, targets) => {
            targets.iter().any(|target| matches!(target, crate::ruleset::Target::Table(_)))
        }
        Node::And(left, right) | Node::Or(left, right) => asks_for_table(left) || asks_for_table(right),
        _ => false,
    }
}

/// An outcome, and the reading that it is of where the slot has several.
type OfReading<'n> = (Outcome<'n>, Option<(CellAt, usize)>);

/// Judges every reading of a restating slot: each value that is 不符 is a finding, else the worst is the outcome. Never
/// empty; the worst comes first. With it whether any reading agrees.
fn judge_readings<'n>(
    view: &View<'_>,
    step: &'n Step,
    element: &Element,
    rule: &Rule,
) -> (Vec<OfReading<'n>>, bool) {
    let first = view.judge(step, element, rule.tolerance.as_ref());
    let agrees = |outcome: &Outcome<'_>| matches!(outcome.verdict, Verdict::Pass | Verdict::Rounding);
    let mut all = vec![(first, None)];
    let Some(cell) = slot_of(view, step, element) else { return (all, false) };
    let claims = view.cell_read(cell).map(|cell| cell.claims.as_slice()).unwrap_or_default();
    let values: Vec<i64> = claims.iter().map(|claim| claim.value).collect();
    for reading in 1..values.len() {
        let value = values.get(reading);
        if view.state(cell) != State::Value || values.iter().take(reading).any(|known| Some(known) == value) {
            continue;
        }
        view.reading.set(Some((cell, reading)));
        let outcome = view.judge(step, element, rule.tolerance.as_ref());
        view.reading.set(None);
        all.push((outcome, Some((cell, reading))));
    }
    let any_agrees = all.iter().any(|(outcome, _)| agrees(outcome));
    all.sort_by_key(|(outcome, _)| std::cmp::Reverse(grave(outcome.verdict)));
    let wrong = all.iter().filter(|(outcome, _)| outcome.verdict == Verdict::Fail).count();
    all.truncate(wrong.max(1));
    (all, any_agrees)
}

fn grave(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Fail => 2,
        Verdict::Rounding => 1,
        _ => 0,
    }
}

fn slot_of(view: &View<'_>, step: &Step, element: &Element) -> Option<CellAt> {
    let restated = view.rules.restated.get(step.restates? as usize)?;
    view.cell(&restated.slot, element)
}

/// Settles the slot that a step compares with its home, or with itself: by its worst reading, and whether any agrees.
fn settle(view: &mut View<'_>, step: &Step, element: &Element, worst: Verdict, agrees: bool) {
    if let Node::SaidOnce(crate::ruleset::Target::Figure(figure)) = &step.body {
        if worst == Verdict::Fail
            && let Some(cell) = view.cell(figure, element)
        {
            view.suspend(cell, Reason::Ambiguous(Subject::Figure(figure.clone(), *element)));
        }
        return;
    }
    let Some(cell) = slot_of(view, step, element) else { return };
    if worst == Verdict::Undecided && !agrees {
        // What restates a slot that waits, waits too.
        if let Some(reason) = waits_for(view, step, element, cell) {
            view.suspend(cell, reason);
        }
        return;
    }
    // With several readings, one that agrees with the home is enough to go on with the home.
    match (agrees, home_of(view, step, element)) {
        (true, Some(home)) => {
            let restated = view.rules.restated.get(step.restates.unwrap_or_default() as usize);
            let name = match restated.map(|restated| &restated.home) {
                Some(crate::ruleset::Expr::Figure(figure)) => Subject::Figure(figure.clone(), *element),
                _ => Subject::Nothing,
            };
            let counted = in_its_words(view, step, element, cell, &home).unwrap_or(home);
            // A slot with several homes waits as long as one of them is in doubt.
            if !matches!(view.settled.get(&cell), Some(Settled::Suspended(_))) {
                view.settled.insert(cell, Settled::Home(counted, name));
            }
        }
        (false, _) if worst == Verdict::Fail => {
            let slot = view.rules.restated.get(step.restates.unwrap_or_default() as usize);
            let slot =
                slot.map_or(Subject::Nothing, |restated| Subject::Figure(restated.slot.clone(), *element));
            view.suspend(cell, Reason::Disagrees(slot));
        }
        _ => {}
    }
}

/// The last place of amounts in prose: 0.01 万元.
const OF_PROSE: Place = Place(2);

/// What a slot counts as that says the figure of a table with more decimals in the place of prose: its own words, for
/// what its sentence computes it computes of these.
fn in_its_words(
    view: &View<'_>,
    step: &Step,
    element: &Element,
    cell: CellAt,
    home: &super::value::Number,
) -> Option<super::value::Number> {
    let restated = view.rules.restated.get(step.restates? as usize)?;
    let once = view.cell_read(cell).is_none_or(|read| read.claims.len() <= 1);
    let own = view.raw(&restated.slot, element).ok().filter(|_| once && view.state(cell) == State::Value)?;
    let printed = home.place != Place::EXACT;
    (printed && home.place < own.place && own.place <= OF_PROSE).then_some(own)
}

/// Why a figure that a slot restates is suspended, if one is.
fn waits_for(view: &View<'_>, step: &Step, element: &Element, slot: CellAt) -> Option<Reason> {
    let leaves = step.leaves.iter().map(|leaf| view.leaf(leaf, element, false));
    let cells = leaves.flat_map(|leaf| leaf.cells.to_vec()).filter(|cell| *cell != slot);
    cells.into_iter().find_map(|cell| match view.settled.get(&cell) {
        Some(Settled::Suspended(reason)) => Some(reason.clone()),
        _ => None,
    })
}

fn home_of(view: &View<'_>, step: &Step, element: &Element) -> Option<super::value::Number> {
    let Node::Compare(_, _, right, _) = &step.body else { return None };
    let Node::Leaf(at) = right.as_ref() else { return None };
    match step.leaves.get(*at as usize)? {
        leaf @ Leaf::Figure(_) => view.leaf(leaf, element, false).number.ok(),
        _ => None,
    }
}

/// The elements of a domain.
pub(crate) fn elements(view: &View<'_>, domain: &Domain) -> Vec<Element> {
    match domain {
        Domain::Once => vec![Element::None],
        Domain::Rows { families, select } => rows(view, families, select),
        Domain::Elements { kind, contents, explains, within } => {
            text_elements(view, *kind, *contents, (*explains, *within))
        }
    }
}

/// The union of the rows of families, by key, in order of first appearance.
fn rows(view: &View<'_>, families: &[FamilyId], select: &Select) -> Vec<Element> {
    let mut keys: BTreeSet<&str> = BTreeSet::new();
    let mut all = Vec::new();
    let alone = families.len() == 1;
    for family in families {
        for row in view.selected(*family, select, &Element::None) {
            // Rows of one family are all visited, also where two were printed with one key.
            if !keys.insert(view.key_of(*family, row)) && !alone {
                continue;
            }
            all.push(view.row_element(*family, row));
        }
    }
    all
}

fn text_elements(
    view: &View<'_>,
    kind: ElementKind,
    contents: bool,
    (explains, within): (bool, Option<PassageId>),
) -> Vec<Element> {
    let all = &view.account.elements;
    let stands = |passage: Option<PassageId>, told: bool| {
        (!explains || told) && (within.is_none() || within == passage)
    };
    // What cannot be read says nothing that could be wrong.
    let headings = |all: &[Heading]| {
        let known = all.iter().enumerate().filter(|(_, heading)| !has_unknown(&heading.text));
        known.map(|(at, _)| at).collect()
    };
    let wanted: Vec<usize> = match kind {
        ElementKind::Heading if contents => headings(&all.contents),
        ElementKind::Heading => headings(&all.headings),
        ElementKind::Paragraph => {
            let known = all.paragraphs.iter().enumerate().filter(|(_, paragraph)| {
                stands(paragraph.passage, paragraph.explains) && !has_unknown(&paragraph.text)
            });
            known.map(|(at, _)| at).collect()
        }
        ElementKind::Ordinal => {
            let all = all.ordinals.iter().enumerate();
            all.filter(|(_, ordinal)| stands(ordinal.passage, ordinal.explains)).map(|(at, _)| at).collect()
        }
        ElementKind::UnitName => (0..all.units.len()).collect(),
        ElementKind::Money | ElementKind::Percent => {
            let fits = |at: &usize| {
                let dimension = all.figures.get(*at).and_then(|figure| figure.dimension.as_ref());
                match kind {
                    ElementKind::Money => dimension == Some(&crate::amount::Dimension::Money),
                    _ => dimension == Some(&crate::amount::Dimension::Ratio),
                }
            };
            (0..all.figures.len()).filter(fits).collect()
        }
    };
    wanted.into_iter().map(|at| Element::Text { kind, contents, at: at as u32 }).collect()
}

fn nothing(view: &View<'_>, domain: &Domain) -> Reason {
    match domain {
        Domain::Rows { families, .. } => {
            let first = families.first().copied();
            let in_table = first.and_then(|id| view.family(id)).is_some_and(|family| family.table.is_some());
            match first {
                Some(first) if in_table && !families.iter().any(|id| view.found(*id)) => {
                    view.missing_table(first)
                }
                _ => Reason::NoElement(first.map_or(Subject::Nothing, Subject::Family)),
            }
        }
        Domain::Elements { kind, .. } => Reason::NoElement(Subject::Elements(*kind)),
        Domain::Once => Reason::NothingToCheck,
    }
}
