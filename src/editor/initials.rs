//! Names by the initials of their pinyin: 收入决算表 is typed `srjsb`.

use pinyin::ToPinyinMulti;

/// The initials that each character of a name may be typed by; of one that is no Chinese character, itself.
#[must_use]
pub fn initials(name: &str) -> Vec<Vec<char>> {
    name.chars().filter(|found| found.is_alphanumeric()).map(of_char).collect()
}

fn of_char(found: char) -> Vec<char> {
    let Some(readings) = found.to_pinyin_multi() else { return vec![found.to_ascii_lowercase()] };
    let mut all: Vec<char> =
        readings.into_iter().filter_map(|reading| reading.plain().chars().next()).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// How well letters fit the initials of a name: 0 all, 1 its beginning, 2 from some character on, 3 with gaps; none if not.
#[must_use]
pub fn fits(name: &str, letters: &str) -> Option<u8> {
    let letters: Vec<char> = letters.chars().map(|found| found.to_ascii_lowercase()).collect();
    let known = initials(name);
    if letters.is_empty() || letters.len() > known.len() {
        return None;
    }
    let is = |at: usize, letter: char| known.get(at).is_some_and(|all| all.contains(&letter));
    let from = |start: usize| letters.iter().enumerate().all(|(at, letter)| is(start + at, *letter));
    if from(0) {
        return Some(u8::from(letters.len() < known.len()));
    }
    if (1..=known.len() - letters.len()).any(from) {
        return Some(2);
    }
    // A letter each, in order; the first must be the name's own.
    let mut at = 0;
    for (number, letter) in letters.iter().enumerate() {
        let found = (at..known.len()).find(|at| is(*at, *letter))?;
        if number == 0 && found > 0 {
            return None;
        }
        at = found + 1;
    }
    Some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_by_their_initials() {
        assert_eq!(fits("收入决算表", "srjsb"), Some(0));
        assert_eq!(fits("收入决算表", "srj"), Some(1));
        assert_eq!(fits("收入决算表", "JSB"), Some(2));
        assert_eq!(fits("收入决算表", "sjb"), Some(3));
        assert_eq!(fits("收入决算表", "zc"), None);
        assert_eq!(fits("收入决算表", ""), None);
        // 行 is read xíng and háng, 会 huì and kuài.
        assert_eq!((fits("行政会计", "xzkj"), fits("行政会计", "hzhj")), (Some(0), Some(0)));
        assert_eq!(fits("因公出国（境）费", "ygcgjf"), Some(0));
        assert_eq!(fits("301科目", "301k"), Some(1));
    }
}
