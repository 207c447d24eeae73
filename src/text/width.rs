//! How wide text is on a terminal.

use unicode_width::UnicodeWidthStr;

/// Columns that a text takes on a terminal; `ambiguous_wide` where “ ” — × are drawn wide.
#[must_use]
pub fn display_width(text: &str, ambiguous_wide: bool) -> usize {
    if ambiguous_wide { text.width_cjk() } else { text.width() }
}

#[cfg(test)]
mod tests {
    use super::display_width;

    #[test]
    fn ambiguous_characters_count_as_the_terminal_draws_them() {
        let rows =
            [("", 0, 0), ("abc", 3, 3), ("决算", 4, 4), ("“三公”", 6, 8), ("（境）", 6, 6), ("1—2", 3, 4)];
        for (text, narrow, wide) in rows {
            assert_eq!((display_width(text, false), display_width(text, true)), (narrow, wide), "{text}");
        }
    }
}
