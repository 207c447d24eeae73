//! Lines of a text with their numbers as an editor shows them.

/// A line without its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Line<'a> {
    /// Its text.
    pub text: &'a str,
    /// Its number, 1-based.
    pub number: u32,
}

/// Lines of a text: ended by `\n`, `\r\n` or `\r`, which count, and by U+2028, U+2029 or a vertical tab (a soft break
/// of word processors), which editors do not count.
pub(super) fn lines(text: &str) -> impl Iterator<Item = Line<'_>> {
    let mut rest = Some(text);
    let mut number = 1_u32;
    std::iter::from_fn(move || {
        let text = rest?;
        let Some((before, end, after)) = split(text) else {
            rest = None;
            return (!text.is_empty()).then_some(Line { text, number });
        };
        let line = Line { text: before, number };
        number = number.saturating_add(u32::from(end == '\n' || end == '\r'));
        rest = Some(if end == '\r' { after.strip_prefix('\n').unwrap_or(after) } else { after });
        Some(line)
    })
}

fn split(text: &str) -> Option<(&str, char, &str)> {
    let at = text.find(['\n', '\r', '\u{2028}', '\u{2029}', '\u{B}'])?;
    let (before, from) = text.split_at_checked(at)?;
    let mut letters = from.chars();
    let end = letters.next()?;
    Some((before, end, letters.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbered(text: &str) -> Vec<(u32, &str)> {
        lines(text).map(|line| (line.number, line.text)).collect()
    }

    #[test]
    fn every_line_end_ends_a_line() {
        let wanted = vec![(1, "甲"), (2, ""), (3, "乙")];
        for text in ["甲\n\n乙", "甲\r\n\r\n乙\r\n", "甲\r\r乙\r", "甲\n\r\n乙\n"] {
            assert_eq!(numbered(text), wanted, "{text:?}");
        }
        assert_eq!(numbered("甲\u{2028}乙\u{B}丙\n丁"), vec![(1, "甲"), (1, "乙"), (1, "丙"), (2, "丁")]);
        assert_eq!(numbered(""), vec![]);
    }
}
