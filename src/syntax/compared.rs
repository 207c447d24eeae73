//! Comparisons as they are said: 不得高于 and 应等于 have one operator each that says exactly the same, and a mend
//! writes no other; what has none (约等于) is asked about.

/// Words that change nothing: what must hold is said in them.
const OUGHT: [&str; 7] = ["应当", "应该", "必须", "应", "须", "均", "都"];

/// Words that turn a comparison round.
const NOT: [&str; 10] = ["不得", "不能", "不应", "不可", "不许", "不准", "不会", "没有", "未", "不"];

/// Words before a comparison that make it another one.
const NEARLY: [&str; 9] = ["约", "近似", "近", "几乎", "基本", "大致", "一定", "一般", "完全"];

/// Degrees as they are said, the operator for each, and the one for its contrary.
const DEGREES: [(&str, &str, &str); 13] = [
    ("小于或等于", "≤", ">"),
    ("小于等于", "≤", ">"),
    ("低于或等于", "≤", ">"),
    ("大于或等于", "≥", "<"),
    ("大于等于", "≥", "<"),
    ("高于或等于", "≥", "<"),
    ("超过", "大于", "不超过"),
    ("大于", "大于", "不大于"),
    ("高于", "大于", "不大于"),
    ("多于", "大于", "不大于"),
    ("小于", "小于", "不小于"),
    ("低于", "小于", "不低于"),
    ("少于", "小于", "不小于"),
];

/// Other words and signs for one operator.
const OTHERS: [(&str, &str); 12] = [
    ("等于", "等于"),
    ("等同于", "等于"),
    ("不等于", "不等于"),
    ("至多", "≤"),
    ("至少", "≥"),
    ("不足", "<"),
    ("不到", "<"),
    ("相等于", "等于"),
    ("≯", "≤"),
    ("≮", "≥"),
    ("⩽", "≤"),
    ("⩾", "≥"),
];

/// Most characters of a comparison as it is said.
const LONGEST: usize = 9;

/// The operator that says exactly what a word says; none if there is no such operator.
pub(super) fn operator_for(said: &str) -> Option<&'static str> {
    stated(&said.replace('於', "于"), false)
}

/// The operator of what is left of a word; `turned` where it stands behind a word that turns it.
fn stated(said: &str, turned: bool) -> Option<&'static str> {
    if let Some((_, written)) = OTHERS.iter().find(|(other, _)| *other == said) {
        return match (turned, *written) {
            (false, written) => Some(written),
            (true, "等于") => Some("不等于"),
            (true, _) => None,
        };
    }
    if let Some((_, plain, contrary)) = DEGREES.iter().find(|(degree, ..)| *degree == said) {
        return Some(if turned { contrary } else { plain });
    }
    let behind = |word: &&str| said.strip_prefix(word);
    let not = NOT.iter().filter(|_| !turned).filter_map(behind).find_map(|rest| stated(rest, true));
    not.or_else(|| OUGHT.iter().filter_map(behind).find_map(|rest| stated(rest, turned)))
}

/// Whether a word is of a comparison that no operator says exactly: 约等于, ≈.
pub(super) fn is_vague(said: &str) -> bool {
    let nearly = |(at, _): (usize, char)| said.get(at..).is_some_and(|end| operator_for(end).is_some());
    matches!(said, "≈" | "≒" | "≃" | "大约" | "约" | "约为" | "左右" | "接近")
        || said.char_indices().skip(1).any(nearly)
            && NEARLY.iter().any(|word| said.trim_start_matches("不").starts_with(word))
}

/// `甲不得超过乙` → `甲 不超过 乙`: the first comparison inside a word, with something on both sides of it.
pub(super) fn split(word: &str) -> Option<String> {
    let starts = word.char_indices().map(|(at, _)| at).skip(1);
    for start in starts {
        let (before, rest) = (word.get(..start)?, word.get(start..)?);
        let ends = rest.char_indices().map(|(at, found)| at + found.len_utf8()).take(LONGEST);
        let longest = ends.filter_map(|end| Some((operator_for(rest.get(..end)?)?, rest.get(end..)?))).last();
        let Some((written, after)) = longest.filter(|(written, _)| spaced(written)) else { continue };
        let (before, after) = (before.trim_end(), after.trim_start());
        // What turns the comparison, or blurs it, stands before it and is not understood.
        let turned = NOT.iter().chain(&NEARLY).any(|word| before.ends_with(word));
        if turned || before.is_empty() || after.is_empty() {
            return None;
        }
        return Some(format!("{before} {written} {after}"));
    }
    let (before, after) = word.split_once("否则")?;
    (!before.is_empty() && !after.is_empty()).then(|| format!("{before} 否则 {after}"))
}

/// Words that end a name as often as they compare (不足, 不到) part nothing.
fn spaced(written: &str) -> bool {
    written != "<"
}

#[cfg(test)]
mod tests {
    use super::{is_vague, operator_for, split};

    #[test]
    fn what_is_said_has_its_exact_operator_or_none() {
        let exact = [
            ("不高于", "不大于"),
            ("不多于", "不大于"),
            ("不得高于", "不大于"),
            ("不应当超过", "不超过"),
            ("应不超过", "不超过"),
            ("未超过", "不超过"),
            ("低于", "小于"),
            ("不少于", "不小于"),
            ("应等于", "等于"),
            ("不应等于", "不等于"),
            ("等於", "等于"),
            ("超过", "大于"),
            ("高于", "大于"),
            ("不小于等于", ">"),
            ("至少", "≥"),
        ];
        for (said, written) in exact {
            assert_eq!(operator_for(said), Some(written), "{said}");
        }
        for said in ["约等于", "不得不等于", "不至少", "不约等于", "属于", "", "不", "应", "小于一半"]
        {
            assert_eq!(operator_for(said), None, "{said}");
        }
        assert!(is_vague("约等于") && is_vague("≈") && is_vague("不一定等于") && !is_vague("等于"));
        assert!(!is_vague("约定数") && !is_vague("近年支出"));
    }

    #[test]
    fn a_comparison_inside_a_word_parts_it_only_where_nothing_turns_it() {
        let parted = [
            ("甲不得超过乙", Some("甲 不超过 乙")),
            ("甲高于乙", Some("甲 大于 乙")),
            ("甲应不低于乙", Some("甲 不低于 乙")),
            ("甲约等于乙", None),
            ("甲不得不等于乙", None),
            ("甲不一定大于乙", None),
            ("超过乙", None),
            ("甲超过", None),
        ];
        for (word, wanted) in parted {
            assert_eq!(split(word).as_deref(), wanted, "{word}");
        }
    }
}
