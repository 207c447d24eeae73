//! `--only` and `--skip`: findings and ledger of some categories, with the totals that belong to them.

use gouji::audit::{Category, Counts, UnitFindings};

use super::arguments::Categories;

/// Which categories are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    only: Vec<Category>,
    skip: Vec<Category>,
}

impl Filter {
    /// What the command line asks for; nothing asked means everything.
    pub(super) fn new(only: &[Categories], skip: &[Categories]) -> Self {
        let flat = |all: &[Categories]| all.iter().flat_map(|some| some.0.iter().copied()).collect();
        Self { only: flat(only), skip: flat(skip) }
    }

    fn wants(&self, category: Category) -> bool {
        (self.only.is_empty() || self.only.contains(&category)) && !self.skip.contains(&category)
    }

    /// Takes out what is not wanted.
    pub(super) fn apply(&self, unit: &mut UnitFindings) {
        if self.only.is_empty() && self.skip.is_empty() {
            return;
        }
        unit.ledger.retain(|line| self.wants(line.category));
        unit.summary = unit.ledger.iter().fold(Counts::default(), |sum, line| Counts {
            pass: sum.pass + line.counts.pass,
            rounding: sum.rounding + line.counts.rounding,
            fail: sum.fail + line.counts.fail,
            undecided: sum.undecided + line.counts.undecided,
            not_applicable: sum.not_applicable + line.counts.not_applicable,
        });
        let mut kept = 0;
        let moved: Vec<Option<usize>> = unit
            .findings
            .iter()
            .map(|finding| {
                self.wants(finding.category).then(|| {
                    kept += 1;
                    kept - 1
                })
            })
            .collect();
        unit.findings.retain(|finding| self.wants(finding.category));
        for finding in &mut unit.findings {
            finding.follows = finding.follows.and_then(|cause| moved.get(cause).copied().flatten());
        }
    }
}
