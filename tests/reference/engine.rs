//! The same through the program: rule files and data as bytes, the program's own entries, nothing of its inside.

use std::collections::BTreeMap;

use super::judge::{Judged, Verdict};
use gouji::proof::{Counts, UnitFindings};
use gouji::session::Editions;
use gouji::source::{Load, LoadError};

/// Rule files in memory.
pub(crate) struct Files<'a>(pub(crate) &'a [(String, String)]);

impl Load for Files<'_> {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        let found = self.0.iter().find(|(known, _)| known == name);
        found.map(|(_, text)| text.clone()).ok_or_else(|| LoadError::Missing(name.to_owned()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        Ok(vec![name.to_owned()])
    }
}

/// What came of each unit, in order of the data. A second way through the program is a second function of this kind.
pub(crate) fn engine_ledgers(
    rules: &[(String, String)],
    data: &(String, String),
) -> Result<Vec<(String, Judged)>, String> {
    let names: Vec<String> =
        rules.iter().map(|(name, _)| name.clone()).filter(|name| name.ends_with(".gj")).collect();
    let editions = Editions::new(&Files(rules), &names, None);
    let (edition, document) = editions
        .for_document(&data.0, data.1.as_bytes())
        .map_err(|error| format!("the data cannot be read: {error:?}"))?;
    if edition.has_errors() {
        let said = edition.diagnostics.iter().map(|one| {
            let at = edition.sources.locate(one.span);
            format!("{}:{} {} {:?} {}", at.line, at.column, one.code, one.severity, one.message)
        });
        return Err(said.collect::<Vec<_>>().join("\n"));
    }
    let accounts = edition.read(&document);
    let judged = accounts
        .iter()
        .map(|account| (account.unit.clone().unwrap_or_default(), of_findings(&edition.check(account))));
    Ok(judged.collect())
}

fn of_findings(findings: &UnitFindings) -> Judged {
    let mut judged = Judged::default();
    for line in &findings.ledger {
        judged.ledger.insert(line.rule.clone(), counts(&line.counts));
    }
    for finding in &findings.findings {
        let size = finding.difference.as_ref().map(|quantity| quantity.value.abs().to_decimal_string(20));
        let verdict = verdict(finding.verdict);
        let mut add = |rule: &str, times: u64| {
            *judged.findings.entry((rule.to_owned(), verdict, size.clone())).or_default() += times;
        };
        add(&finding.rule, finding.count);
        finding.also.iter().for_each(|rule| add(rule, 1));
    }
    judged
}

fn counts(counts: &Counts) -> [u64; 5] {
    [counts.pass, counts.rounding, counts.fail, counts.undecided, counts.not_applicable]
}

fn verdict(verdict: gouji::proof::Verdict) -> Verdict {
    match verdict {
        gouji::proof::Verdict::Pass => Verdict::Pass,
        gouji::proof::Verdict::Rounding => Verdict::Rounding,
        gouji::proof::Verdict::Fail => Verdict::Fail,
        gouji::proof::Verdict::Undecided => Verdict::Undecided,
        gouji::proof::Verdict::NotApplicable => Verdict::NotApplicable,
    }
}

/// Findings without the size of their difference, for rules of which one finding stands for several.
pub(crate) fn without_sizes(
    findings: &BTreeMap<(String, Verdict, Option<String>), u64>,
    rules: &[&str],
) -> BTreeMap<(String, Verdict, Option<String>), u64> {
    let mut out = BTreeMap::new();
    for ((rule, verdict, size), count) in findings {
        let size = size.clone().filter(|_| !rules.contains(&rule.as_str()));
        *out.entry((rule.clone(), *verdict, size)).or_default() += count;
    }
    out
}
