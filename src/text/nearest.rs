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

/// The known name most like this one, of those that do not say the opposite: 年初结转 is no slip for 年末结转.
#[must_use]
pub fn nearest_meant<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(name, known.into_iter().filter(|known| !says_otherwise(name, known)))
}

/// Whether two names differ in a character of which each has another: 收入合计 and 支出合计.
fn says_otherwise(name: &str, other: &str) -> bool {
    OPPOSED.iter().any(|kind| {
        let of = |name: &str| -> Vec<char> { name.chars().filter(|found| kind.contains(*found)).collect() };
        let (left, right) = (of(name), of(other));
        !left.is_empty() && !right.is_empty() && !left.iter().any(|found| right.contains(found))
    })
}

/// Of candidates that are equally alike the one of the same length is meant.
fn closeness(name: &str, candidate: &str) -> std::cmp::Reverse<usize> {
    std::cmp::Reverse(name.chars().count().abs_diff(candidate.chars().count()))
}

/// Characters of which one in the place of the other makes another name that is meant as well: 年初 and 年末.
const OPPOSED: [&str; 14] = [
    "初末",
    "预决",
    "收支",
    "入出",
    "增减",
    "升降",
    "上下本",
    "前后",
    "内外",
    "大小",
    "有无",
    "费数额次率",
    "总合小",
    "年月日",
];

/// Fewest characters of a name in which one wrong character can be told from another name.
const LONG_ENOUGH: usize = 3;

/// Whether a name is likely another one with a slip: one character put in, left out, changed or swapped with its
/// neighbour, in names of at least three characters, where the change does not make an opposite (年初 for 年末), count
/// on (第一、第二) or change letters.
#[must_use]
pub fn is_slip(written: &str, known: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (written.chars().collect(), known.chars().collect());
    let long = left.len() >= LONG_ENOUGH && right.len() >= LONG_ENOUGH;
    if written == known || !long || left.len().abs_diff(right.len()) > 1 {
        return false;
    }
    match one_edit(&left, &right) {
        Some(Edit::Changed(one, other)) => !counted(one) && !counted(other) && !opposed(one, other),
        Some(Edit::Swapped) => true,
        Some(Edit::LeftOut(one)) => !counted(one),
        None => false,
    }
}

/// What makes one sequence of another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edit<T> {
    /// One is another.
    Changed(T, T),
    /// Two beside each other change places.
    Swapped,
    /// One of the longer is missing in the shorter.
    LeftOut(T),
}

/// The single edit that makes one sequence of another; none where they are the same or it takes more.
#[must_use]
pub fn one_edit<T: Copy + PartialEq>(left: &[T], right: &[T]) -> Option<Edit<T>> {
    let same = |(a, b): &(&T, &T)| a == b;
    let begin = left.iter().zip(right).take_while(same).count();
    let rest = left.len().min(right.len()) - begin;
    let end = left.iter().rev().zip(right.iter().rev()).take(rest).take_while(same).count();
    match (left.get(begin..left.len() - end)?, right.get(begin..right.len() - end)?) {
        ([one], [other]) => Some(Edit::Changed(*one, *other)),
        ([one, two], [three, four]) if one == four && two == three => Some(Edit::Swapped),
        ([one], []) | ([], [one]) => Some(Edit::LeftOut(*one)),
        _ => None,
    }
}

fn counted(found: char) -> bool {
    found.is_ascii() || "一二三四五六七八九十百千万亿甲乙丙丁".contains(found)
}

fn opposed(one: char, other: char) -> bool {
    OPPOSED.iter().any(|kind| kind.contains(one) && kind.contains(other))
}

/// Whether two texts of one length differ by one character.
#[must_use]
pub fn differ_by_one(one: &str, other: &str) -> bool {
    one.chars().count() == other.chars().count()
        && one.chars().zip(other.chars()).filter(|(one, other)| one != other).take(2).count() == 1
}

#[cfg(test)]
mod tests {
    use super::is_slip;

    #[test]
    fn slips_are_told_from_other_names() {
        let slips = [
            ("支出绝算表", "支出决算表"),
            ("事业收人", "事业收入"),
            ("收入支决算出总表", "收入支决算总出表"),
            ("基本支", "基本支出"),
            ("公务接待待费", "公务接待费"),
        ];
        for (written, known) in slips {
            assert!(is_slip(written, known) && is_slip(known, written), "{written} {known}");
        }
        let others = [
            ("支出决算表", "支出决算表"),
            ("支出决算表", "收入决算表"),
            ("年初结转", "年末结转"),
            ("预算合计", "决算合计"),
            ("附表一", "附表二"),
            ("购置费", "购置数"),
            ("具体", "总体"),
            ("基本支出", "项目支出"),
            ("", "甲"),
            ("总额", "总额度"),
        ];
        for (written, known) in others {
            assert!(!is_slip(written, known) && !is_slip(known, written), "{written} {known}");
        }
    }
}
