//! Judging over columns: lowered steps are run for many units at once, and decide a unit only where it is certain that
//! a rule holds or does not apply. What is left open goes to the exact judge, which has the last word in any case: a
//! test holds both to each other.

mod absent;
mod flags;
mod index;
mod kernel;
mod ledger;
mod place;
mod tally;
mod window;

use std::collections::{BTreeMap, BTreeSet};

pub use tally::{Decided, Tally};

use super::{CellAt, RowAt};
use crate::facts::Facts;
use crate::plan::{Kernel, Lowering, Plan, Source};
use crate::ruleset::RuleSet;
use crate::schema::{FamilyId, Schema, TableId};
use window::Window;

/// Units that are judged together: their vectors stay in the processor's caches.
const LANES: usize = 1024;

/// A rule set made ready to be run over columns.
#[derive(Clone, Debug)]
pub struct Columns {
    lowered: Vec<Lowering>,
    /// The table that each step belongs to.
    tables: Vec<Option<TableId>>,
    /// Codes that kernels ask for by name.
    codes: BTreeMap<FamilyId, Vec<String>>,
}

impl Columns {
    /// Lowers the steps of a plan.
    #[must_use]
    pub fn new(schema: &Schema, rules: &RuleSet, plan: &Plan) -> Self {
        let lowered = crate::plan::lower(schema, rules, plan);
        let mut codes: BTreeMap<FamilyId, Vec<String>> = BTreeMap::new();
        for lowering in &lowered {
            let Lowering::Kernel(kernel) = lowering else { continue };
            for source in &kernel.sources {
                if let Source::Code { family, code, .. } = source {
                    let known = codes.entry(*family).or_default();
                    if !known.contains(code) {
                        known.push(code.clone());
                    }
                }
            }
        }
        let table = |check: u32| rules.checks.get(check as usize).and_then(|check| check.table);
        let tables = plan.steps.iter().map(|step| table(step.check)).collect();
        Self { lowered, tables, codes }
    }

    /// By step of the plan: how it is run over many units.
    #[must_use]
    pub fn lowering(&self) -> &[Lowering] {
        &self.lowered
    }

    /// The steps that come to the same for every unit without prose, ascending.
    #[must_use]
    pub fn silent(&self) -> Vec<u32> {
        let numbered = (0u32..).zip(&self.lowered);
        numbered.filter(|(_, lowering)| **lowering == Lowering::Silent).map(|(step, _)| step).collect()
    }

    /// The steps (ascending, but for those given) that read any of some cells over columns.
    pub(crate) fn readers(&self, cells: &[CellAt], but: &[u32]) -> Vec<u32> {
        let reads = |source: &Source, cell: &CellAt| match source {
            Source::Cell { family, row, column } => {
                *family == cell.family && *column == cell.column && RowAt::Fixed(row.0) == cell.row
            }
            Source::Code { family, column, .. }
            | Source::Row { family, column }
            | Source::LevelSum { family, column, .. }
            | Source::PartsSum { family, column } => {
                *family == cell.family && *column == cell.column && matches!(cell.row, RowAt::Block(_))
            }
        };
        let wanted = |(step, lowering): (u32, &Lowering)| match lowering {
            Lowering::Kernel(kernel) if but.binary_search(&step).is_err() => {
                let any = kernel.sources.iter().any(|source| cells.iter().any(|cell| reads(source, cell)));
                any.then_some(step)
            }
            _ => None,
        };
        if cells.is_empty() { Vec::new() } else { (0u32..).zip(&self.lowered).filter_map(wanted).collect() }
    }

    /// The families whose figures some steps read; none where that is not known.
    #[must_use]
    pub fn families(&self, steps: &[u32]) -> Option<BTreeSet<FamilyId>> {
        let mut families = BTreeSet::new();
        for step in steps {
            let Lowering::Kernel(kernel) = self.lowered.get(*step as usize)? else { return None };
            families.extend(&kernel.rows);
            families.extend(kernel.sources.iter().map(Source::family));
        }
        Some(families)
    }

    /// How many steps can be decided over columns, of how many.
    #[must_use]
    pub fn lowered(&self) -> (usize, usize) {
        let decided = self.lowered.iter().filter(|lowering| !matches!(lowering, Lowering::Exact));
        (decided.count(), self.lowered.len())
    }

    /// Judges the units of a store, as far as columns can tell; units `apart` (by lane) are left as they are.
    #[must_use]
    pub fn decide(&self, schema: &Schema, facts: &Facts, apart: &[bool]) -> Decided {
        let mut decided = Decided::new(apart, self.lowered.len());
        for start in (0..facts.lanes).step_by(LANES) {
            let lanes = start..facts.lanes.min(start + LANES);
            let mut window = Window::new(schema, facts, &self.codes, lanes);
            for (at, lowering) in self.lowered.iter().enumerate() {
                match lowering {
                    Lowering::Off => decided.switch_off(at, window.lanes.clone()),
                    // What these come to is the same for every unit: it is counted once.
                    Lowering::Silent => {}
                    Lowering::Exact => decided.leave_all(at, window.lanes.clone()),
                    Lowering::Kernel(kernel) => self.step(&mut window, at, kernel, &mut decided),
                }
            }
        }
        decided
    }

    fn step(&self, window: &mut Window<'_>, at: usize, kernel: &Kernel, decided: &mut Decided) {
        let table = self.tables.get(at).copied().flatten();
        let mut turn = tally::Turn::new(window.lanes.clone());
        if let Some(table) = table {
            turn.without_table(window, table);
        }
        kernel::run(window, kernel, &mut turn);
        decided.add(at, &turn);
    }
}
