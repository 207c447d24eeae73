//! The nearest of several known names: "did you mean".

use super::similarity;

/// The known name most like this one, if any is like enough to be meant (half alike, or one holds the other).
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let score = |candidate: &str| {
        let held = !name.is_empty() && (candidate.contains(name) || name.contains(candidate));
        similarity(name, candidate).max(if held { 600 } else { 0 })
    };
    known
        .into_iter()
        .filter(|candidate| !candidate.is_empty())
        .map(|candidate| (score(candidate), closeness(name, candidate), candidate))
        .filter(|(score, ..)| *score >= 500)
        .max_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then_with(|| b.2.cmp(a.2)))
        .map(|(.., candidate)| candidate)
}

/// Of candidates that are equally alike the one of the same length is meant.
fn closeness(name: &str, candidate: &str) -> std::cmp::Reverse<usize> {
    std::cmp::Reverse(name.chars().count().abs_diff(candidate.chars().count()))
}
