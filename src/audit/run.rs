//! Runs a plan over one unit: every applicable instance gets exactly one verdict, every rule its line in the ledger.

use std::collections::BTreeMap;

use super::beside::{Beside, Others, not_given};
use super::judge::Outcome;
use super::prove::prove;
use super::view::{CellAt, Element, Settled, View};
use super::{Chosen, Counts, Finding, LedgerLine, Reason, UnitFindings, Verdict, causes, phrases};
use crate::account::{self, Account};
use crate::facts::State;
use crate::plan::{Leaf, Node, Plan, Step};
use crate::ruleset::{Domain, ElementKind, Rule, RuleId, RuleSet, Select};
use crate::schema::{FamilyId, Schema, TableId};

/// A finding with what it rests on.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) finding: Finding,
    /// The cells that it rests on.
    pub(super) cells: Vec<CellAt>,
    /// The table it belongs to (每表一条).
    pub(super) table: Option<u32>,
    pub(super) rule: RuleId,
}

/// The ledger as it grows.
#[derive(Default)]
pub(super) struct Ledger {
    /// How many comparisons that hold a cell is in.
    pub(super) held: BTreeMap<CellAt, u32>,
    counts: Vec<Counts>,
    reasons: Vec<BTreeMap<Reason, u64>>,
}

impl Ledger {
    fn new(rules: usize) -> Self {
        Self {
            counts: vec![Counts::default(); rules],
            reasons: vec![BTreeMap::new(); rules],
            ..Self::default()
        }
    }

    /// Whether a rule has a verdict already.
    fn has(&self, rule: RuleId) -> bool {
        self.counts.get(rule.0 as usize).is_some_and(|counts| *counts != Counts::default())
    }

    /// An instance that was counted one way is 不符 when judged again.
    pub(super) fn turned(&mut self, rule: RuleId, before: Verdict, reasons: &[Reason]) {
        let at = rule.0 as usize;
        if let Some(counts) = self.counts.get_mut(at) {
            let count = counts.of(before);
            *count = count.saturating_sub(1);
        }
        if let (Some(all), Some(reason)) = (self.reasons.get_mut(at), reasons.first())
            && let Some(count) = all.get_mut(reason)
        {
            *count = count.saturating_sub(1);
            all.retain(|_, count| *count > 0);
        }
        self.add(rule, Verdict::Fail, &[]);
    }

    pub(super) fn add(&mut self, rule: RuleId, verdict: Verdict, reasons: &[Reason]) {
        let at = rule.0 as usize;
        if let Some(counts) = self.counts.get_mut(at) {
            *counts.of(verdict) += 1;
        }
        if let (Some(all), Some(reason)) = (self.reasons.get_mut(at), reasons.first()) {
            *all.entry(reason.clone()).or_default() += 1;
        }
    }
}

/// Judges one account with nothing beside it.
#[must_use]
pub fn check(schema: &Schema, rules: &RuleSet, plan: &Plan, account: &Account) -> UnitFindings {
    check_beside(schema, rules, plan, account, &Beside::default())
}

/// Judges one account with what is known beside it: last year's account, subordinate units, the register's word.
#[must_use]
pub fn check_beside(
    schema: &Schema,
    rules: &RuleSet,
    plan: &Plan,
    account: &Account,
    beside: &Beside<'_>,
) -> UnitFindings {
    let facts = account::facts(schema, &[account]);
    let beside_facts = beside.facts();
    let mut view = View::new(schema, rules, plan, &facts, account);
    view.others = Others::new(beside, &beside_facts, &view);
    let mut ledger = Ledger::new(rules.rules.len());
    let mut found = Vec::new();
    for step in &plan.steps {
        run_step(&mut view, step, &mut ledger, &mut found);
    }
    super::assume::assume(&mut view, plan, &mut ledger, &mut found);
    phrases::run(&view, &mut ledger, &mut found);
    let findings = causes::arrange(rules, found, &ledger.held);
    let (ledger, summary) = lines(rules, &ledger);
    let printed = schema.tables.iter().filter(|table| !table.is_form);
    let found = |table: &&crate::schema::Table| {
        account.tables.get(table.id.0 as usize).is_some_and(|read| read.found)
    };
    let expected = printed.clone().filter(|table| !table.optional || found(table));
    let tables = (printed.filter(found).count(), expected.count());
    UnitFindings {
        source: account.source.clone(),
        unit: account.unit.clone(),
        year: account.year,
        summary,
        ledger,
        findings,
        notices: account.notices.clone(),
        tables,
        chosen: Chosen::default(),
    }
}

/// One line for each 编号, in order of declaration.
fn lines(rules: &RuleSet, ledger: &Ledger) -> (Vec<LedgerLine>, Counts) {
    let mut lines: Vec<LedgerLine> = Vec::new();
    let mut index: BTreeMap<&str, usize> = BTreeMap::new();
    let mut summary = Counts::default();
    for (rule, (counts, reasons)) in rules.rules.iter().zip(ledger.counts.iter().zip(&ledger.reasons)) {
        let at = *index.entry(&rule.code).or_insert_with(|| {
            lines.push(LedgerLine {
                rule: rule.code.clone(),
                title: rule.title.clone(),
                category: rule.category,
                level: rule.level,
                counts: Counts::default(),
                reasons: Vec::new(),
            });
            lines.len() - 1
        });
        let Some(line) = lines.get_mut(at) else { continue };
        for total in [&mut line.counts, &mut summary] {
            total.pass += counts.pass;
            total.rounding += counts.rounding;
            total.fail += counts.fail;
            total.undecided += counts.undecided;
            total.not_applicable += counts.not_applicable;
        }
        for (reason, count) in reasons {
            match line.reasons.iter_mut().find(|(known, _)| known == reason) {
                Some((_, known)) => *known += count,
                None => line.reasons.push((reason.clone(), *count)),
            }
        }
    }
    for line in &mut lines {
        line.reasons.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    }
    (lines, summary)
}

fn run_step(view: &mut View<'_>, step: &Step, ledger: &mut Ledger, found: &mut Vec<Found>) {
    let rules = view.rules;
    let Some(check) = rules.checks.get(step.check as usize) else { return };
    let Some(rule) = rules.rules.get(check.rule.0 as usize) else { return };
    if !rule.in_force {
        let reason = rule.switched_off.clone().map_or(Reason::OutsideYears, Reason::SwitchedOff);
        ledger.add(rule.id, Verdict::NotApplicable, &[reason]);
        return;
    }
    if let Some((verdict, reason)) = step.guard.as_ref().and_then(|guard| not_given(view, guard)) {
        if !ledger.has(rule.id) {
            ledger.add(rule.id, verdict, std::slice::from_ref(&reason));
            if verdict == Verdict::Undecided {
                let finding = Finding { reasons: vec![reason], ..Finding::of(rule, verdict) };
                found.push(Found { finding, cells: Vec::new(), table: None, rule: rule.id });
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
        let name = view.schema.table(table).map(|table| table.name.clone()).unwrap_or_default();
        let missing = if may_be_missing(table) { Reason::OptionalTable } else { Reason::MissingTable };
        ledger.add(rule.id, Verdict::NotApplicable, &[missing(name)]);
        return;
    }
    let elements = elements(view, &step.domain);
    if elements.is_empty() {
        ledger.add(rule.id, Verdict::NotApplicable, &[nothing(view, &step.domain)]);
        return;
    }
    for element in elements {
        let readings = judge_readings(view, step, &element, rule).into_iter();
        let readings: Vec<_> =
            readings.map(|(outcome, reading)| (view.unless_cut(check.table, outcome), reading)).collect();
        for (outcome, _) in &readings {
            ledger.add(rule.id, outcome.verdict, &outcome.reasons);
            for cell in &outcome.held {
                *ledger.held.entry(*cell).or_default() += 1;
            }
        }
        if let Some((worst, _)) = readings.first() {
            settle(view, step, &element, worst, rule);
        }
        for (outcome, reading) in &readings {
            if matches!(outcome.verdict, Verdict::Fail | Verdict::Rounding | Verdict::Undecided) {
                view.reading.set(*reading);
                found.push(prove(view, step, &element, rule, outcome, check.table.map(|table| table.0)));
            }
            view.reading.set(None);
        }
    }
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
/// empty; the worst comes first and settles the slot.
fn judge_readings<'n>(view: &View<'_>, step: &'n Step, element: &Element, rule: &Rule) -> Vec<OfReading<'n>> {
    let first = view.judge(step, element, rule.tolerance.as_ref());
    let Some(cell) = slot_of(view, step, element) else { return vec![(first, None)] };
    let claims = view.cell_read(cell).map(|cell| cell.claims.as_slice()).unwrap_or_default();
    let values: Vec<i64> = claims.iter().map(|claim| claim.value).collect();
    let mut all = vec![(first, None)];
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
    all.sort_by_key(|(outcome, _)| std::cmp::Reverse(grave(outcome.verdict)));
    let wrong = all.iter().filter(|(outcome, _)| outcome.verdict == Verdict::Fail).count();
    all.truncate(wrong.max(1));
    all
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

/// Settles the slot that a step compares with its home, or with itself.
fn settle(view: &mut View<'_>, step: &Step, element: &Element, outcome: &Outcome<'_>, rule: &Rule) {
    if let Node::SaidOnce(crate::ruleset::Target::Figure(figure)) = &step.body {
        if outcome.verdict == Verdict::Fail
            && let Some(cell) = view.cell(figure, element)
        {
            let name = view.name(figure, element);
            view.suspend(cell, Reason::Ambiguous(name));
        }
        return;
    }
    let Some(cell) = slot_of(view, step, element) else { return };
    if !matches!(outcome.verdict, Verdict::Pass | Verdict::Rounding | Verdict::Fail) {
        return;
    }
    let home = home_of(view, step, element);
    // With several readings, one that agrees with the home is enough to go on with the home.
    let first = match outcome.verdict {
        Verdict::Fail => view.judge(step, element, rule.tolerance.as_ref()).verdict,
        other => other,
    };
    match (first, home) {
        (Verdict::Pass | Verdict::Rounding, Some(home)) => {
            let restated = view.rules.restated.get(step.restates.unwrap_or_default() as usize);
            let name = match restated.map(|restated| &restated.home) {
                Some(crate::ruleset::Expr::Figure(figure)) => view.name(figure, element),
                _ => String::new(),
            };
            view.settled.insert(cell, Settled::Home(home, name));
        }
        (Verdict::Fail, _) => {
            let slot = view.rules.restated.get(step.restates.unwrap_or_default() as usize);
            let name = slot.map(|restated| view.name(&restated.slot, element)).unwrap_or_default();
            view.suspend(cell, Reason::Disagrees(name));
        }
        _ => {}
    }
}

fn home_of(view: &View<'_>, step: &Step, element: &Element) -> Option<super::view::Number> {
    let Node::Compare(_, _, right, _) = &step.body else { return None };
    let Node::Leaf(at) = right.as_ref() else { return None };
    match step.leaves.get(*at as usize)? {
        leaf @ Leaf::Figure(_) => view.leaf(leaf, element, false).number.ok(),
        _ => None,
    }
}

/// The elements of a domain.
pub(super) fn elements(view: &View<'_>, domain: &Domain) -> Vec<Element> {
    match domain {
        Domain::Once => vec![Element::None],
        Domain::Rows { families, select } => rows(view, families, select),
        Domain::Elements { kind, contents, explains } => {
            view.elements.set(Some((*kind, *contents)));
            text_elements(view, *kind, *contents, *explains)
        }
    }
}

/// The union of the rows of families, by key, in order of first appearance.
fn rows(view: &View<'_>, families: &[FamilyId], select: &Select) -> Vec<Element> {
    let mut keys: BTreeMap<String, usize> = BTreeMap::new();
    let mut all = Vec::new();
    let alone = families.len() == 1;
    for family in families {
        for row in view.selected(*family, select, &Element::None) {
            let element = view.row_element(*family, row);
            let Element::Row { key, .. } = &element else { continue };
            // Rows of one family are all visited, also where two were printed with one key.
            if !alone && keys.contains_key(key) {
                continue;
            }
            keys.insert(key.clone(), all.len());
            all.push(element);
        }
    }
    all
}

fn text_elements(view: &View<'_>, kind: ElementKind, contents: bool, explains: bool) -> Vec<Element> {
    let all = &view.account.elements;
    let wanted: Vec<usize> = match kind {
        ElementKind::Heading if contents => (0..all.contents.len()).collect(),
        ElementKind::Heading => (0..all.headings.len()).collect(),
        ElementKind::Paragraph => (0..all.paragraphs.len())
            .filter(|at| !explains || all.paragraphs.get(*at).is_some_and(|paragraph| paragraph.explains))
            .collect(),
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
    wanted.into_iter().map(|at| Element::Text(at as u32)).collect()
}

fn nothing(view: &View<'_>, domain: &Domain) -> Reason {
    match domain {
        Domain::Rows { families, .. } => {
            let family = families.first().and_then(|id| view.family(*id));
            let name = family.map(|family| family.name.clone()).unwrap_or_default();
            let in_table = family.is_some_and(|family| family.table.is_some());
            if in_table && !families.iter().any(|id| view.found(*id)) {
                let first = families.first().copied();
                first.map_or(Reason::MissingTable(name), |family| view.missing_table(family))
            } else {
                Reason::NoElement(name)
            }
        }
        Domain::Elements { kind, .. } => Reason::NoElement(
            match kind {
                ElementKind::Heading => "标题",
                ElementKind::Paragraph => "段落",
                ElementKind::Money => "金额",
                ElementKind::Percent => "百分比",
                ElementKind::UnitName => "单位名",
            }
            .to_owned(),
        ),
        Domain::Once => Reason::NothingToCheck,
    }
}
