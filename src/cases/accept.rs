//! Writing what came into the cases that say otherwise: the word of the outcome, and nothing else of the file.

use super::Outcome;
use super::read::CaseFile;
use super::run::Failure;

/// What was done about a case that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accepted {
    /// It says now what came.
    Rewritten(Outcome),
    /// Its rules came out differently: no one word says that.
    SeveralOutcomes,
    /// Blocks below are changes (改) of its document, or would become changes of it: they would show something else.
    OthersDepend,
    /// Its file cannot be written.
    Unwritten,
}

/// The text of a case file with what came in its failed cases (all of this file), and what was done about each.
#[must_use]
pub fn accept(text: &str, file: &CaseFile, failures: &[&Failure<'_>]) -> (String, Vec<Accepted>) {
    let mut out = String::with_capacity(text.len());
    let (mut done, mut at) = (Vec::new(), 0);
    for failure in failures {
        let accepted = came(failure).map_or(Accepted::SeveralOutcomes, |came| {
            if moves_base(file, failure, came) { Accepted::OthersDepend } else { Accepted::Rewritten(came) }
        });
        if let Accepted::Rewritten(came) = accepted
            && let Some(before) = text.get(at..failure.case.word.start)
        {
            out.push_str(before);
            out.push_str(came.word());
            at = failure.case.word.end;
        }
        done.push(accepted);
    }
    out.push_str(text.get(at..).unwrap_or_default());
    (out, done)
}

/// What came of all rules of a case, where it is the same.
fn came(failure: &Failure<'_>) -> Option<Outcome> {
    let first = failure.came.first()?.outcome?;
    failure.came.iter().all(|came| first.is(&came.counts)).then_some(first)
}

/// Whether other blocks would be changes of another document, were the outcome of a case another.
fn moves_base(file: &CaseFile, failure: &Failure<'_>, came: Outcome) -> bool {
    let (case, number) = (failure.case, failure.at.1);
    let below = || file.cases.iter().skip(number + 1).filter(|other| other.section == case.section);
    match (case.outcome == Outcome::Holds, came == Outcome::Holds) {
        (true, false) => below().any(|other| other.base == Some(number)),
        (false, true) => {
            let is_older = |other: &super::read::Case| other.base.is_none_or(|base| base < number);
            below().any(|other| other.changes.is_some() && is_older(other))
        }
        _ => false,
    }
}
