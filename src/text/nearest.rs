//! The nearest of several known names: "did you mean".

use super::similarity;

/// The known name most like this one, if any is like enough to be meant (half alike, or one holds the other).
#[must_use]
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest_few(name, known, 1).into_iter().next()
}

/// The known names most like this one, nearest first, of those that are like enough to be meant.
#[must_use]
pub fn nearest_few<'a>(name: &str, known: impl IntoIterator<Item = &'a str>, most: usize) -> Vec<&'a str> {
    let score = |candidate: &str| {
        let held = !name.is_empty() && (candidate.contains(name) || name.contains(candidate));
        similarity(name, candidate).max(if held { 600 } else { 0 })
    };
    let mut near: Vec<(u32, std::cmp::Reverse<usize>, &str)> = known
        .into_iter()
        .filter(|candidate| !candidate.is_empty())
        .map(|candidate| (score(candidate), closeness(name, candidate), candidate))
        .filter(|(score, ..)| *score >= 500)
        .collect();
    near.sort_by(|a, b| (b.0, b.1).cmp(&(a.0, a.1)).then_with(|| a.2.cmp(b.2)));
    near.dedup();
    near.into_iter().take(most).map(|(.., candidate)| candidate).collect()
}

/// Of candidates that are equally alike the one of the same length is meant.
fn closeness(name: &str, candidate: &str) -> std::cmp::Reverse<usize> {
    std::cmp::Reverse(name.chars().count().abs_diff(candidate.chars().count()))
}
