//! `--only` and `--skip`: findings and ledger of some categories, with the totals that belong to them.

use std::sync::Arc;

use gouji::proof::{Category, Counts, LedgerLine, UnitFindings};
use gouji::report::CATEGORIES;
use gouji::session::Waivers;

use super::categories::{Categories, Wanted};

/// Which categories and rules are wanted.
#[derive(Clone, Debug, Default)]
pub(super) struct Filter {
    only: Vec<Wanted>,
    skip: Vec<Wanted>,
    /// What someone has explained.
    pub(super) waivers: Option<Arc<Waivers>>,
}

impl Filter {
    /// What the command line asks for; nothing asked means everything.
    pub(super) fn new(only: &[Categories], skip: &[Categories]) -> Self {
        let flat = |all: &[Categories]| all.iter().flat_map(|some| some.0.iter().cloned()).collect();
        Self { only: flat(only), skip: flat(skip), waivers: None }
    }

    /// Whether no category is left.
    pub(super) fn wants_nothing(&self) -> bool {
        let numbers = self.only.iter().any(|wanted| matches!(wanted, Wanted::Number(_)));
        !numbers && !CATEGORIES.into_iter().any(|category| self.wants(category, ""))
    }

    /// Whether anything is left out.
    pub(super) fn is_active(&self) -> bool {
        !self.only.is_empty() || !self.skip.is_empty()
    }

    /// Whether findings of a rule of this category and number are wanted.
    pub(super) fn wants(&self, category: Category, number: &str) -> bool {
        let among = |all: &[Wanted]| all.iter().any(|wanted| wanted.is(category, number));
        (self.only.is_empty() || among(&self.only)) && !among(&self.skip)
    }

    /// Numbers that were asked for and that no rule left in the ledger has.
    pub(super) fn unmet(&self, ledger: &[&LedgerLine]) -> Vec<&str> {
        let met = |wanted: &Wanted| ledger.iter().any(|line| wanted.is(line.category, &line.rule));
        self.only.iter().filter(|wanted| !met(wanted)).filter_map(Wanted::number).collect()
    }

    /// Takes out what is not wanted, and sets apart what someone has explained.
    pub(super) fn apply(&self, unit: &mut UnitFindings) {
        self.narrow(unit);
        if let Some(waivers) = &self.waivers {
            waivers.apply(unit);
        }
    }

    fn narrow(&self, unit: &mut UnitFindings) {
        if !self.is_active() {
            return;
        }
        unit.ledger.retain(|line| self.wants(line.category, &line.rule));
        unit.summary = Counts::default();
        for line in &unit.ledger {
            unit.summary.add(&line.counts);
        }
        let mut kept = 0;
        let moved: Vec<Option<usize>> = unit
            .findings
            .iter()
            .map(|finding| {
                self.wants(finding.category, &finding.rule).then(|| {
                    kept += 1;
                    kept - 1
                })
            })
            .collect();
        unit.findings.retain(|finding| self.wants(finding.category, &finding.rule));
        unit.proofs.retain(|proof| self.wants(proof.category, &proof.rule));
        for finding in &mut unit.findings {
            finding.follows = finding.follows.and_then(|cause| moved.get(cause).copied().flatten());
        }
        for cause in &mut unit.causes {
            for indexes in [&mut cause.explains, &mut cause.waits] {
                *indexes = indexes.iter().filter_map(|at| moved.get(*at).copied().flatten()).collect();
            }
        }
        unit.causes.retain(|cause| !cause.explains.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use gouji::proof::{Chosen, Claimed, Finding, Verdict};
    use gouji::syntax::Level;

    use super::*;

    fn finding(category: Category, follows: Option<usize>) -> Finding {
        Finding {
            rule: "A".to_owned(),
            title: String::new(),
            wording: None,
            site: String::new(),
            category,
            level: Level::Error,
            verdict: Verdict::Fail,
            claimed: Claimed::Other,
            or: Vec::new(),
            difference: None,
            explained: None,
            tolerance: None,
            single_pair: false,
            slip: None,
            reasons: Vec::new(),
            times_ten_thousand: None,
            assumed: None,
            places: Vec::new(),
            follows,
            count: 1,
            also: Vec::new(),
            basis: None,
        }
    }

    fn line(category: Category) -> LedgerLine {
        let counts = Counts { pass: 5, fail: 2, ..Counts::default() };
        LedgerLine {
            rule: "A".to_owned(),
            title: String::new(),
            category,
            level: Level::Error,
            counts,
            reasons: Vec::new(),
        }
    }

    #[test]
    fn totals_and_causes_follow_what_is_left() {
        let (table, text, words) = (Category::WithinTable, Category::WithinText, Category::Wording);
        let unit = || UnitFindings {
            source: String::new(),
            unit: None,
            year: None,
            summary: Counts { pass: 15, fail: 6, ..Counts::default() },
            ledger: vec![line(table), line(text), line(words)],
            findings: vec![finding(table, None), finding(text, Some(0)), finding(words, Some(1))],
            causes: Vec::new(),
            proofs: Vec::new(),
            notices: Vec::new(),
            tables: (0, 0),
            chosen: Chosen::Unknown,
        };
        let (mut all, mut some, mut fewer) = (unit(), unit(), unit());
        Filter::new(&[], &[]).apply(&mut all);
        assert_eq!(all, unit());
        let of = |all: &[Category]| Categories(all.iter().copied().map(Wanted::Category).collect());
        Filter::new(&[of(&[text]), of(&[words])], &[]).apply(&mut some);
        assert_eq!((some.summary.pass, some.summary.fail), (10, 4));
        let causes: Vec<_> = some.findings.iter().map(|finding| finding.follows).collect();
        assert_eq!(causes, [None, Some(0)]);
        Filter::new(&[of(&[text, words])], &[of(&[text])]).apply(&mut fewer);
        assert_eq!(fewer.findings.len(), 1);
        assert_eq!(fewer.findings[0].follows, None);
        assert_eq!(fewer.summary.pass, 5);
        let (mut own, mut none) = (unit(), unit());
        Filter::new(&[Categories(vec![Wanted::Number("A".to_owned())])], &[]).apply(&mut own);
        assert_eq!(own, unit());
        Filter::new(&[], &[Categories(vec![Wanted::Number("A".to_owned())])]).apply(&mut none);
        assert_eq!((none.ledger.len(), none.findings.len(), none.summary.pass), (0, 0, 0));
    }
}
