//! What columns decided: how many instances hold or do not apply, by step and by unit, and which are left open.

use std::ops::Range;

use super::window::Window;
use crate::schema::TableId;

/// Instances of one step over all units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// They hold.
    pub pass: u64,
    /// All their figures are blank, or a sum has no members.
    pub nothing: u64,
    /// Their condition is false.
    pub condition: u64,
    /// The table that the rule stands in is not there.
    pub no_table: u64,
    /// The tables are there, but have no rows.
    pub no_rows: u64,
    /// The rule is outside its years or switched off.
    pub off: u64,
}

/// What columns decided over a store.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decided {
    /// By step of the plan.
    pub steps: Vec<Tally>,
    /// By lane: the steps that the exact judge has to look at, ascending.
    pub open: Vec<Vec<u32>>,
    /// By lane: instances that hold.
    pub pass: Vec<u32>,
    /// By lane: instances that do not apply.
    pub not_applicable: Vec<u32>,
    /// By lane: nothing was decided, the unit is judged by itself.
    apart: Vec<bool>,
}

/// How an instance came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It holds.
    Pass,
    /// Nothing to check.
    Nothing,
    /// Its condition is false.
    Condition,
    /// It is left to the exact judge.
    Open,
}

/// The instances of one unit.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Counts {
    /// They hold.
    pub(super) pass: u32,
    /// Nothing to check.
    pub(super) nothing: u32,
    /// Their condition is false.
    pub(super) condition: u32,
    /// Something is left open.
    pub(super) open: bool,
}

impl Counts {
    /// Counts an instance.
    pub(super) fn add(&mut self, found: Found) {
        match found {
            Found::Pass => self.pass += 1,
            Found::Nothing => self.nothing += 1,
            Found::Condition => self.condition += 1,
            Found::Open => self.open = true,
        }
    }
}

/// What a lane comes to as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// What its instances come to.
    Counted,
    /// There are no rows to judge.
    NoRows,
    /// Something is left open.
    Open,
    /// The table of the rule is not there.
    NoTable,
}

/// One step over a stretch of lanes.
pub(super) struct Turn {
    lanes: Range<usize>,
    /// One instance holds in every lane.
    pub(super) all_pass: bool,
    /// By lane of the stretch: what came of its instances; empty where nothing was counted.
    counts: Vec<Counts>,
    /// By lane of the stretch: what it comes to as a whole; empty where none is marked.
    marks: Vec<Mark>,
}

impl Turn {
    pub(super) fn new(lanes: Range<usize>) -> Self {
        Self { lanes, all_pass: false, counts: Vec::new(), marks: Vec::new() }
    }

    /// Takes what came of instances of a lane.
    pub(super) fn take(&mut self, lane: usize, more: &Counts) {
        if self.counts.is_empty() {
            self.counts = vec![Counts::default(); self.lanes.len()];
        }
        if let Some(counts) = self.counts.get_mut(lane) {
            counts.pass += more.pass;
            counts.nothing += more.nothing;
            counts.condition += more.condition;
        }
        if more.open {
            self.set(lane, Mark::Open);
        }
    }

    /// Takes one instance of each lane.
    pub(super) fn take_all(&mut self, fates: &[Found]) {
        let count = |found: &Found| {
            let mut counts = Counts::default();
            counts.add(*found);
            counts
        };
        self.counts = fates.iter().map(count).collect();
        for (lane, _) in fates.iter().enumerate().filter(|(_, found)| **found == Found::Open) {
            self.set(lane, Mark::Open);
        }
    }

    /// Marks a lane; of two marks the stronger stays.
    pub(super) fn set(&mut self, lane: usize, mark: Mark) {
        if self.marks.is_empty() {
            self.marks = vec![Mark::Counted; self.lanes.len()];
        }
        if let Some(known) = self.marks.get_mut(lane) {
            *known = if (*known as u8) < mark as u8 { mark } else { *known };
        }
    }

    /// Sets aside the units that lack the table of the rule.
    pub(super) fn without_table(&mut self, window: &Window<'_>, id: TableId) {
        let families = window.schema.table(id).map(|table| table.families.as_slice()).unwrap_or_default();
        let facts = window.facts.tables.get(id.0 as usize);
        for (index, lane) in window.lanes.clone().enumerate() {
            if !families.iter().any(|family| window.found(*family, lane)) {
                let scattered = facts.and_then(|facts| facts.scattered.get(lane)).copied().unwrap_or(false);
                self.set(index, if scattered { Mark::Open } else { Mark::NoTable });
            }
        }
    }
}

impl Decided {
    pub(super) fn new(apart: &[bool], steps: usize) -> Self {
        let lanes = apart.len();
        Self {
            apart: apart.to_vec(),
            steps: vec![Tally::default(); steps],
            open: vec![Vec::new(); lanes],
            pass: vec![0; lanes],
            not_applicable: vec![0; lanes],
        }
    }

    /// Counts a step that is not in force.
    pub(super) fn switch_off(&mut self, step: usize, lanes: Range<usize>) {
        for lane in lanes {
            let is_apart = self.apart.get(lane).copied().unwrap_or(true);
            if let (false, Some(none)) = (is_apart, self.not_applicable.get_mut(lane)) {
                *none += 1;
                if let Some(tally) = self.steps.get_mut(step) {
                    tally.off += 1;
                }
            }
        }
    }

    /// Leaves a step to the exact judge for some lanes.
    pub(super) fn leave_all(&mut self, step: usize, lanes: Range<usize>) {
        for open in self.open.get_mut(lanes).unwrap_or_default() {
            open.push(step as u32);
        }
    }

    /// Takes what a step came to over a stretch of lanes. A lane in which anything of it is open is left as a whole.
    pub(super) fn add(&mut self, step: usize, turn: &Turn) {
        let lanes = turn.lanes.clone();
        let apart = self.apart.get(lanes.clone()).unwrap_or_default();
        if turn.marks.is_empty() && !apart.contains(&true) {
            self.add_plain(step, turn);
            return;
        }
        let Some(tally) = self.steps.get_mut(step) else { return };
        for (index, lane) in lanes.enumerate() {
            if self.apart.get(lane).copied().unwrap_or(true) {
                continue;
            }
            let counts = turn.counts.get(index).copied().unwrap_or_default();
            let (pass, none) = match turn.marks.get(index).copied().unwrap_or(Mark::Counted) {
                Mark::NoTable => {
                    tally.no_table += 1;
                    (0, 1)
                }
                Mark::Open => {
                    if let Some(open) = self.open.get_mut(lane) {
                        open.push(step as u32);
                    }
                    (0, 0)
                }
                Mark::NoRows => {
                    tally.no_rows += 1;
                    (0, 1)
                }
                Mark::Counted => {
                    let pass = counts.pass + u32::from(turn.all_pass);
                    tally.pass += u64::from(pass);
                    tally.nothing += u64::from(counts.nothing);
                    tally.condition += u64::from(counts.condition);
                    (pass, counts.nothing + counts.condition)
                }
            };
            if let (Some(all_pass), Some(all_none)) =
                (self.pass.get_mut(lane), self.not_applicable.get_mut(lane))
            {
                *all_pass += pass;
                *all_none += none;
            }
        }
    }

    /// The same where every lane is decided.
    fn add_plain(&mut self, step: usize, turn: &Turn) {
        let (Some(tally), Some(passed), Some(none)) = (
            self.steps.get_mut(step),
            self.pass.get_mut(turn.lanes.clone()),
            self.not_applicable.get_mut(turn.lanes.clone()),
        ) else {
            return;
        };
        if turn.all_pass {
            tally.pass += passed.len() as u64;
            passed.iter_mut().for_each(|pass| *pass += 1);
        }
        for ((counts, passed), none) in turn.counts.iter().zip(passed).zip(none) {
            tally.pass += u64::from(counts.pass);
            tally.nothing += u64::from(counts.nothing);
            tally.condition += u64::from(counts.condition);
            *passed += counts.pass;
            *none += counts.nothing + counts.condition;
        }
    }
}
