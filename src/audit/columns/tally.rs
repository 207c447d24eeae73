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

/// One step over a stretch of lanes.
pub(super) struct Turn {
    lanes: Range<usize>,
    /// One instance holds in every lane.
    pub(super) all_pass: bool,
    /// By lane of the stretch: what came of its instances.
    counts: Vec<Counts>,
    /// By lane of the stretch: something is left open.
    pub(super) open: Vec<bool>,
    /// By lane of the stretch: the table of the rule is not there.
    pub(super) no_table: Vec<bool>,
    /// By lane of the stretch: there are no rows to judge.
    pub(super) no_rows: Vec<bool>,
}

impl Turn {
    pub(super) fn new(lanes: Range<usize>) -> Self {
        let length = lanes.len();
        Self {
            lanes,
            all_pass: false,
            counts: vec![Counts::default(); length],
            open: vec![false; length],
            no_table: vec![false; length],
            no_rows: vec![false; length],
        }
    }

    /// Takes what came of instances of a lane.
    pub(super) fn take(&mut self, lane: usize, more: &Counts) {
        if let Some(counts) = self.counts.get_mut(lane) {
            counts.pass += more.pass;
            counts.nothing += more.nothing;
            counts.condition += more.condition;
        }
        if let Some(open) = self.open.get_mut(lane).filter(|_| more.open) {
            *open = true;
        }
    }

    /// Sets aside the units that lack the table of the rule.
    pub(super) fn without_table(&mut self, window: &Window<'_>, id: TableId) {
        let families = window.schema.table(id).map(|table| table.families.as_slice()).unwrap_or_default();
        let facts = window.facts.tables.get(id.0 as usize);
        let flags = self.no_table.iter_mut().zip(&mut self.open);
        for (lane, (missing, open)) in window.lanes.clone().zip(flags) {
            let found = families.iter().any(|family| window.found(*family, lane));
            let scattered = facts.and_then(|facts| facts.scattered.get(lane)).copied().unwrap_or(false);
            *missing = !found && !scattered;
            *open = !found && scattered;
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
    pub(super) fn add(&mut self, step: usize, turn: Turn) {
        let Some(tally) = self.steps.get_mut(step) else { return };
        for (index, lane) in turn.lanes.clone().enumerate() {
            if self.apart.get(lane).copied().unwrap_or(true) {
                continue;
            }
            let flag = |flags: &[bool]| flags.get(index).copied().unwrap_or(false);
            let counts = turn.counts.get(index).copied().unwrap_or_default();
            let (pass, none) = if flag(&turn.no_table) {
                tally.no_table += 1;
                (0, 1)
            } else if flag(&turn.open) {
                if let Some(open) = self.open.get_mut(lane) {
                    open.push(step as u32);
                }
                (0, 0)
            } else if flag(&turn.no_rows) {
                tally.no_rows += 1;
                (0, 1)
            } else {
                let pass = counts.pass + u32::from(turn.all_pass);
                tally.pass += u64::from(pass);
                tally.nothing += u64::from(counts.nothing);
                tally.condition += u64::from(counts.condition);
                (pass, counts.nothing + counts.condition)
            };
            if let (Some(all_pass), Some(all_none)) =
                (self.pass.get_mut(lane), self.not_applicable.get_mut(lane))
            {
                *all_pass += pass;
                *all_none += none;
            }
        }
    }
}
