//! The same through the program: rule files and data as bytes, the program's own entries, nothing of its inside.

use std::collections::BTreeMap;

use super::columns::same_over_columns;
use super::judge::{Judged, Verdict};
use gouji::account::Account;
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

/// What the program says.
pub(crate) struct Through {
    /// Of each unit, in order of the data.
    pub(crate) judged: Vec<(String, Judged)>,
    /// How judging over columns differs, if it does.
    pub(crate) over_columns: Result<(), String>,
}

/// What came of each unit, in order of the data. Lines of CSV are judged over columns as well, which must say the same.
pub(crate) fn engine_ledgers(
    rules: &[(String, String)],
    data: &(String, String),
    whole: bool,
) -> Result<Through, String> {
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
    let check = |account: &Account| (account.unit.clone().unwrap_or_default(), edition.check(account));
    let judged: Vec<(String, UnitFindings)> = accounts.iter().map(check).collect();
    let is_csv = data.0.ends_with(".csv");
    let over_columns = if is_csv { same_over_columns(&edition, &data.1, whole, &judged) } else { Ok(()) };
    let judged = judged.iter().map(|(unit, findings)| (unit.clone(), of_findings(findings)));
    Ok(Through { judged: judged.collect(), over_columns })
}

fn of_findings(findings: &UnitFindings) -> Judged {
    let mut judged = Judged::default();
    // A rule has a line for each level that its instances came to.
    for line in &findings.ledger {
        let known = judged.ledger.entry(line.rule.clone()).or_default();
        known.iter_mut().zip(counts(&line.counts)).for_each(|(total, count)| *total += count);
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

/// 通过、尾差、不符、无法判断、不适用
pub(crate) fn counts(counts: &Counts) -> [u64; 5] {
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
