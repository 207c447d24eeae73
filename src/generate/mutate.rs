//! Mistakes planted one at a time into an account: how many are caught, by which rules, and which figures are blind.
//! Changes of figures are lanes of one store; columns decide what they are certain of, the exact judge the rest.

use std::collections::{BTreeMap, BTreeSet};

use super::cells;
use super::faults::{Change, FaultKind, Maker, changed};
use super::make::names;
use super::random::Random;
use super::values::Rules;
use crate::account::{self, Account, State};
use crate::amount::Relation;
use crate::audit::{self, CellAt, Element, RowAt, Verdict, View};
use crate::facts::Facts;
use crate::plan::{Lowering, Node};
use crate::ruleset::RuleId;
use crate::session::Edition;
use crate::syntax::Level;

/// Units that lie side by side.
const LANES: usize = 512;
/// Tries of each kind that is no change of one figure.
const TRIES: usize = 120;

/// Kinds that change one figure: each figure is changed in each of these ways.
const SINGLE: [FaultKind; 5] =
    [FaultKind::Dropped, FaultKind::Swapped, FaultKind::TenThousand, FaultKind::Sign, FaultKind::LastYear];

/// What came of mistakes planted one at a time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mutation {
    /// Mistakes.
    pub faults: u64,
    /// Mistakes that a rule above the level 提示 fails for.
    pub caught: u64,
    /// By kind: caught, all.
    pub by_kind: BTreeMap<String, [u64; 2]>,
    /// By table or passage: caught, all.
    pub by_table: BTreeMap<String, [u64; 2]>,
    /// By table, in the order of the form: changes of one figure, caught and all.
    pub figures: BTreeMap<(u32, String), [u64; 2]>,
    /// Changes of one figure of a table that are not caught, in order.
    pub missed: Vec<Missed>,
    /// By rule: mistakes that it catches.
    pub by_rule: BTreeMap<String, u64>,
    /// Figures of which no mistake is caught.
    pub blind: Vec<Blind>,
}

/// A change of one figure of a table that is not caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missed {
    /// The table, the row, the column.
    pub place: [String; 3],
    /// What was changed: the name of the kind of mistake.
    pub kind: &'static str,
    /// Why it is not caught.
    pub why: BlindWhy,
}

/// A figure of which no mistake is caught.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blind {
    /// The table or passage, the row, the column.
    pub place: [String; 3],
    /// Why.
    pub why: BlindWhy,
}

/// Why a figure is blind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BlindWhy {
    /// No rule reads it.
    Unread,
    /// Only rules of the level 提示 read it.
    Hints,
    /// Rules that read it do not apply here.
    NotApplicable,
    /// Only rules with a tolerance read it.
    Tolerance,
    /// Only bounds and conditions read it, and none is met.
    Bounds,
    /// What rounding explains is larger than the mistake.
    Rounding,
}

impl Mutation {
    /// Adds what came of another account.
    pub fn add(&mut self, other: Mutation) {
        self.faults += other.faults;
        self.caught += other.caught;
        add(&mut self.by_kind, other.by_kind);
        add(&mut self.by_table, other.by_table);
        add(&mut self.figures, other.figures);
        self.missed.extend(other.missed);
        for (rule, times) in other.by_rule {
            *self.by_rule.entry(rule).or_default() += times;
        }
        self.blind.extend(other.blind);
    }
}

/// Adds counts to counts of the same name.
fn add<K: Ord>(sum: &mut BTreeMap<K, [u64; 2]>, more: BTreeMap<K, [u64; 2]>) {
    for (name, [caught, all]) in more {
        let own = sum.entry(name).or_default();
        let [known, of] = *own;
        *own = [known + caught, of + all];
    }
}

/// An instance of a check.
type Instance = (u32, Element);

/// Plants mistakes into an account, one at a time; `progress` is told how many are done, of how many.
#[must_use]
pub fn mutate(
    edition: &Edition,
    account: &Account,
    seed: u64,
    progress: &mut dyn FnMut(u64, u64),
) -> Mutation {
    let rules = Rules { schema: &edition.schema, rules: &edition.rules, plan: &edition.plan };
    let changes = changes(rules, account, seed);
    let bench = Bench::new(edition, rules, account);
    let mut mutation = Mutation::default();
    let mut hit: BTreeMap<CellAt, bool> = BTreeMap::new();
    let all = changes.len() as u64;
    let (plain, rest): (Vec<Change>, Vec<Change>) =
        changes.into_iter().partition(|change| change.lost.is_none() && change.renamed.is_none());
    for batch in plain.chunks(LANES) {
        for (change, caught) in batch.iter().zip(bench.batch(batch)) {
            if let [(cell, _)] = change.cells.as_slice() {
                *hit.entry(*cell).or_default() |= !caught.is_empty();
                bench.count_figure(&mut mutation, (change.kind, *cell), !caught.is_empty());
            }
            bench.count(&mut mutation, change, &caught);
        }
        progress(mutation.faults, all);
    }
    for change in &rest {
        let caught = bench.alone(change);
        bench.count(&mut mutation, change, &caught);
        progress(mutation.faults, all);
    }
    for (cell, _) in hit.into_iter().filter(|(_, caught)| !caught) {
        let place = names(&edition.schema, account, cell);
        mutation.blind.push(Blind { place, why: bench.why(cell) });
    }
    mutation
}

/// Every figure changed in every way, and some of the other kinds.
fn changes(rules: Rules<'_>, account: &Account, seed: u64) -> Vec<Change> {
    let mut random = Random::new(seed ^ 0x3017);
    let maker = Maker::new(rules, account);
    let mut changes = Vec::new();
    for at in maker.all_figures() {
        for kind in SINGLE {
            changes.extend(maker.figure(kind, at, &mut random));
        }
    }
    for kind in FaultKind::ALL.into_iter().filter(|kind| !SINGLE.contains(kind)) {
        let mut known: BTreeSet<String> = BTreeSet::new();
        for _ in 0..TRIES {
            let change = maker.change(kind, &mut random);
            changes.extend(change.filter(|change| known.insert(format!("{change:?}"))));
        }
    }
    changes
}

/// What mistakes are judged with.
struct Bench<'b> {
    edition: &'b Edition,
    rules: Rules<'b>,
    account: &'b Account,
    /// By cell: the steps that read it, and whether any instance that reads it was decided.
    readers: BTreeMap<CellAt, BTreeMap<u32, bool>>,
    /// The number of a step by its check.
    numbers: BTreeMap<u32, u32>,
    /// Instances that fail without any mistake.
    usual: BTreeSet<Instance>,
    /// Their steps.
    usual_steps: BTreeSet<u32>,
}

impl<'b> Bench<'b> {
    fn new(edition: &'b Edition, rules: Rules<'b>, account: &'b Account) -> Self {
        let facts = account::facts(rules.schema, &[account]);
        let run = audit::run(View::new((rules.schema, rules.rules, rules.plan), (&facts, 0), account), None);
        let numbers: BTreeMap<u32, u32> =
            (0..).zip(&rules.plan.steps).map(|(at, step)| (step.check, at)).collect();
        let mut readers: BTreeMap<CellAt, BTreeMap<u32, bool>> = BTreeMap::new();
        let mut usual = BTreeSet::new();
        for seen in &run.seen {
            let Some(number) = numbers.get(&seen.step.check).copied() else { continue };
            if seen.verdict == Verdict::Fail {
                usual.insert((number, seen.element));
            }
            let decided = matches!(seen.verdict, Verdict::Pass | Verdict::Rounding | Verdict::Fail);
            for leaf in run.view.step_leaves(seen.step, &seen.element) {
                for cell in leaf.cells.iter() {
                    *readers.entry(*cell).or_default().entry(number).or_default() |= decided;
                }
            }
        }
        let usual_steps = usual.iter().map(|(step, _)| *step).collect();
        Self { edition, rules, account, readers, numbers, usual, usual_steps }
    }

    /// The rules that catch each of some changes of figures.
    fn batch(&self, changes: &[Change]) -> Vec<BTreeSet<RuleId>> {
        let same = vec![self.account; changes.len()];
        let mut facts = account::facts(self.rules.schema, &same);
        for (lane, change) in changes.iter().enumerate() {
            change.cells.iter().for_each(|(at, value)| lay(self.rules, &mut facts, (lane, *at), *value));
        }
        let columns = self.edition.columns();
        let decided = columns.decide(self.rules.schema, &facts, &vec![false; changes.len()]);
        let mut all = Vec::new();
        for (lane, change) in changes.iter().enumerate() {
            let open = decided.open.get(lane);
            let reading = change.cells.iter().filter_map(|(cell, _)| self.readers.get(cell));
            let steps: BTreeSet<u32> = reading.flat_map(|steps| steps.keys().copied()).collect();
            let certain = |step: &u32| {
                let lowered = columns.lowering().get(*step as usize);
                let is_open = open.is_none_or(|open| open.binary_search(step).is_ok());
                matches!(lowered, Some(Lowering::Kernel(_))) && !is_open
            };
            let steps: Vec<u32> = steps.into_iter().filter(|step| !certain(step)).collect();
            all.push(self.judge((&facts, lane), self.account, Some(&steps)));
        }
        all
    }

    /// The rules that catch a change of rows.
    fn alone(&self, change: &Change) -> BTreeSet<RuleId> {
        let account = changed(self.rules.schema, self.account, change);
        let facts = account::facts(self.rules.schema, &[&account]);
        self.judge((&facts, 0), &account, None)
    }

    fn judge(&self, facts: (&Facts, usize), account: &Account, steps: Option<&[u32]>) -> BTreeSet<RuleId> {
        if steps.is_some_and(<[u32]>::is_empty) {
            return BTreeSet::new();
        }
        let view = View::new((self.rules.schema, self.rules.rules, self.rules.plan), facts, account);
        let run = audit::run(view, steps.map(|steps| (steps, false)));
        let fails = run.seen.iter().filter(|seen| seen.verdict == Verdict::Fail);
        let fails = fails.filter(|seen| self.rules.rules.asks(seen.rule));
        // Rows move where one is missing: what fails anyway is told by its step.
        let new = fails.filter(|seen| {
            let number = self.numbers.get(&seen.step.check).copied().unwrap_or(0);
            let place = start_of(facts, seen.element);
            match steps {
                Some(_) => !self.usual.contains(&(number, place)),
                None => !self.usual_steps.contains(&number),
            }
        });
        new.map(|seen| seen.rule).collect()
    }

    fn count(&self, mutation: &mut Mutation, change: &Change, caught: &BTreeSet<RuleId>) {
        let hit = u64::from(!caught.is_empty());
        mutation.faults += 1;
        mutation.caught += hit;
        let row = |family, row| CellAt { family, row: RowAt::Block(row), column: crate::schema::ColumnId(0) };
        let whole = change.lost.or(change.renamed.as_ref().map(|(family, row, _)| (*family, *row)));
        let at = change.cells.first().map(|(at, _)| *at).or(whole.map(|(family, at)| row(family, at)));
        let [table, ..] = at.map(|at| names(self.rules.schema, self.account, at)).unwrap_or_default();
        for counts in [
            mutation.by_kind.entry(change.kind.name().to_owned()).or_default(),
            mutation.by_table.entry(table).or_default(),
        ] {
            let [found, all] = *counts;
            *counts = [found + hit, all + 1];
        }
        let codes = caught.iter().filter_map(|rule| self.rules.rules.rules.get(rule.0 as usize));
        for code in codes.map(|rule| rule.code.clone()).collect::<BTreeSet<String>>() {
            *mutation.by_rule.entry(code).or_default() += 1;
        }
    }

    /// Counts a change of one figure, where it stands in a table.
    fn count_figure(&self, mutation: &mut Mutation, (kind, at): (FaultKind, CellAt), hit: bool) {
        let table = self.rules.schema.family(at.family).and_then(|family| family.table);
        let Some(table) = table.filter(|_| SINGLE.contains(&kind)) else { return };
        let place = names(self.rules.schema, self.account, at);
        let [name, ..] = &place;
        let [caught, all] = mutation.figures.entry((table.0, name.clone())).or_default();
        *caught += u64::from(hit);
        *all += 1;
        if !hit {
            mutation.missed.push(Missed { place, kind: kind.name(), why: self.why(at) });
        }
    }

    /// Why no mistake in a figure is caught.
    fn why(&self, cell: CellAt) -> BlindWhy {
        let nothing = BTreeMap::new();
        let steps = self.readers.get(&cell).unwrap_or(&nothing);
        let of = |step: &u32| {
            let step = self.rules.plan.steps.get(*step as usize)?;
            let check = self.rules.rules.checks.get(step.check as usize)?;
            Some((step, self.rules.rules.rules.get(check.rule.0 as usize)?))
        };
        let told: Vec<_> = steps.iter().filter_map(|(step, decided)| Some((of(step)?, *decided))).collect();
        if told.is_empty() {
            return BlindWhy::Unread;
        }
        let told: Vec<_> = told.into_iter().filter(|((_, rule), _)| rule.level != Level::Hint).collect();
        if told.is_empty() {
            return BlindWhy::Hints;
        }
        let told: Vec<_> = told.into_iter().filter(|(_, decided)| *decided).collect();
        if told.is_empty() {
            return BlindWhy::NotApplicable;
        }
        if told.iter().all(|((_, rule), _)| rule.tolerance.is_some()) {
            return BlindWhy::Tolerance;
        }
        let equal = |node: &Node| matches!(node, Node::Compare(Relation::Equal, ..));
        if told.iter().any(|((step, _), _)| equal(&step.body)) {
            BlindWhy::Rounding
        } else {
            BlindWhy::Bounds
        }
    }
}

/// An element as it would be of the first lane: rows of a lane are numbered on from those before.
fn start_of((facts, lane): (&Facts, usize), element: Element) -> Element {
    match element {
        Element::Row { family, row: RowAt::Block(row) } => {
            let start = facts.families.get(family.0 as usize).map_or(0, |facts| facts.rows.lane(lane).start);
            Element::Row { family, row: RowAt::Block(row.saturating_sub(start)) }
        }
        other => other,
    }
}

/// Puts a figure into a lane.
fn lay(rules: Rules<'_>, facts: &mut Facts, (lane, at): (usize, CellAt), value: i64) {
    let place = cells::place_of(&cells::dimension(rules.schema, at));
    let columns = rules.schema.family(at.family).map_or(0, |family| family.columns.len());
    let Some(family) = facts.families.get_mut(at.family.0 as usize) else { return };
    match at.row {
        RowAt::Fixed(row) => {
            if let Some(column) = family.cells.get_mut(row as usize * columns + at.column.0 as usize) {
                column.set(lane, value, State::Value, place);
            }
        }
        RowAt::Block(row) => {
            let row = family.rows.lane(lane).start + row;
            family.rows.set(row, at.column.0, (value, State::Value, place));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Shipped, open};

    #[test]
    fn lanes_say_what_each_account_says_by_itself() {
        let edition = open(&Shipped, &["部门预算".to_owned()], Some(2025));
        let account = crate::generate::make(&edition, 3).unwrap().account;
        let rules = Rules { schema: &edition.schema, rules: &edition.rules, plan: &edition.plan };
        let mut changes = changes(rules, &account, 1);
        changes.retain(|change| change.lost.is_none() && change.renamed.is_none());
        Random::new(5).shuffle(&mut changes);
        changes.truncate(150);
        let bench = Bench::new(&edition, rules, &account);
        let together = bench.batch(&changes);
        let mut caught = 0;
        for (change, rules) in changes.iter().zip(together) {
            let alone = changed(&edition.schema, &account, change);
            let facts = account::facts(&edition.schema, &[&alone]);
            let by_itself = bench.judge((&facts, 0), &alone, None);
            assert_eq!(rules.is_empty(), by_itself.is_empty(), "{change:?} {rules:?} {by_itself:?}");
            caught += usize::from(!rules.is_empty());
        }
        assert!(caught > 100, "{caught}");
    }
}
