//! The number that an ordinal says: 一、 （十二） 3. ④.

use super::fold::fold_text;

/// The number of an ordinal as [`super::strip_ordinal`] splits it off; none where its characters are no number.
#[must_use]
pub fn ordinal_number(ordinal: &str) -> Option<u32> {
    let drawn = ordinal.trim().chars().next().and_then(drawn);
    if drawn.is_some() {
        return drawn;
    }
    let folded = fold_text(ordinal);
    let inner = folded.trim_matches(|c: char| matches!(c, '(' | ')' | '、' | '.' | ','));
    if !inner.is_empty() && inner.bytes().all(|byte| byte.is_ascii_digit()) {
        return inner.parse().ok();
    }
    in_words(inner)
}

/// ① ⒈ ⑴ ㈠ and the like.
fn drawn(character: char) -> Option<u32> {
    let ranges =
        [('①', '⑳', 1), ('⒈', '⒛', 1), ('⑴', '⒇', 1), ('㈠', '㈩', 1), ('㉑', '㉟', 21), ('㊱', '㊿', 36)];
    let (first, _, start) =
        ranges.into_iter().find(|(first, last, _)| (*first..=*last).contains(&character))?;
    Some(u32::from(character) - u32::from(first) + start)
}

/// 一 to 九百九十九.
fn in_words(text: &str) -> Option<u32> {
    let (mut whole, mut digit, mut seen) = (0, None, false);
    for letter in text.chars() {
        match letter {
            '百' => whole += digit.take().unwrap_or(1) * 100,
            '十' => whole += digit.take().unwrap_or(1) * 10,
            '〇' | '零' => {}
            _ => {
                let at = "一二三四五六七八九".chars().position(|one| one == letter)?;
                if digit.is_some() {
                    return None;
                }
                digit = u32::try_from(at + 1).ok();
            }
        }
        seen = true;
    }
    seen.then_some(whole + digit.unwrap_or(0)).filter(|number| *number > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinals_are_numbers() {
        for (printed, number) in [
            ("一、", 1),
            ("（十二）", 12),
            ("(二十)", 20),
            ("3.", 3),
            ("（4）", 4),
            ("⑤", 5),
            ("㈥", 6),
            ("一百零八、", 108),
        ] {
            assert_eq!(ordinal_number(printed), Some(number), "{printed}");
        }
        assert_eq!(ordinal_number("〇、"), None);
        assert_eq!(ordinal_number("一二、"), None);
    }
}
