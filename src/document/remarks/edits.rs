//! Changes to a text by the bytes of the original.

use std::ops::Range;

use super::RemarkError;

/// Changes that do not overlap; those at one place stand in the order in which they were made.
#[derive(Debug, Default)]
pub(super) struct Edits(Vec<(Range<usize>, String)>);

impl Edits {
    /// Puts a text in front of a byte.
    pub(super) fn insert(&mut self, at: usize, text: impl Into<String>) {
        self.replace(at..at, text);
    }

    /// Puts a text in the place of bytes.
    pub(super) fn replace(&mut self, bytes: Range<usize>, text: impl Into<String>) {
        self.0.push((bytes, text.into()));
    }

    /// The changed text.
    ///
    /// # Errors
    /// Changes overlap or cut a letter: the file is not as it was taken for.
    pub(super) fn apply(mut self, text: &str) -> Result<String, RemarkError> {
        self.0.sort_by_key(|(bytes, _)| (bytes.start, bytes.end));
        let more: usize = self.0.iter().map(|(_, new)| new.len()).sum();
        let mut whole = String::with_capacity(text.len() + more);
        let mut done = 0;
        for (bytes, new) in &self.0 {
            whole.push_str(text.get(done..bytes.start).ok_or(RemarkError::Damaged)?);
            whole.push_str(new);
            done = bytes.end;
        }
        whole.push_str(text.get(done..).ok_or(RemarkError::Damaged)?);
        Ok(whole)
    }
}

/// A text within XML, in an element or an attribute. What XML has no way to say is left out.
pub(super) fn escaped(text: &str) -> String {
    let said = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let mut out = String::with_capacity(text.len());
    for letter in text.chars().filter(said) {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{FFFE}' | '\u{FFFF}' => {}
            other => out.push(other),
        }
    }
    out
}

/// What stands before the names of elements, by what opens one of this name: `w:` of `<w:p …>`.
pub(super) fn prefix<'t>(tag: &'t str, name: &str) -> &'t str {
    let tag = tag.trim_start().trim_start_matches('<');
    let end = tag.find(|sign: char| sign.is_whitespace() || matches!(sign, '>' | '/')).unwrap_or(tag.len());
    tag.get(..end).and_then(|written| written.strip_suffix(name)).unwrap_or_default()
}

/// What opens an element, with an attribute set.
pub(super) fn with_attribute(tag: &str, name: &str, value: &str) -> String {
    for quote in ['"', '\''] {
        let key = format!("{name}={quote}");
        let at = tag.match_indices(&key).map(|(at, _)| at).find(|at| {
            tag.get(..*at).and_then(|before| before.chars().next_back()).is_some_and(char::is_whitespace)
        });
        if let Some(at) = at
            && let Some(rest) = tag.get(at + key.len()..)
            && let Some(end) = rest.find(quote)
        {
            let (head, tail) =
                (tag.get(..at + key.len()).unwrap_or_default(), rest.get(end..).unwrap_or_default());
            return format!("{head}{value}{tail}");
        }
    }
    let closing = if tag.ends_with("/>") { "/>" } else { ">" };
    let head = tag.strip_suffix(closing).unwrap_or(tag).trim_end();
    format!("{head} {name}=\"{value}\"{closing}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attributes_are_set_or_added() {
        assert_eq!(with_attribute("<c r=\"A1\" s='3'>", "s", "7"), "<c r=\"A1\" s='7'>");
        assert_eq!(with_attribute("<c r=\"A1\" t=\"s\"/>", "s", "7"), "<c r=\"A1\" t=\"s\" s=\"7\"/>");
        assert_eq!(with_attribute("<c spans=\"1\">", "s", "7"), "<c spans=\"1\" s=\"7\">");
    }

    #[test]
    fn prefixes_are_told_from_names() {
        for (tag, name, wanted) in [
            ("<w:p w:id=\"1\">", "p", "w:"),
            ("<p/>", "p", ""),
            ("\n<x:comments>", "comments", "x:"),
            ("", "p", ""),
        ] {
            assert_eq!(prefix(tag, name), wanted);
        }
    }

    #[test]
    fn changes_stand_where_they_were_meant() {
        let mut edits = Edits::default();
        edits.replace(3..6, "乙");
        edits.insert(0, "（");
        edits.insert(9, "）");
        edits.insert(9, "。");
        assert_eq!(edits.apply("甲某丙").unwrap(), "（甲乙丙）。");
    }

    #[test]
    fn changes_that_overlap_or_cut_a_letter_are_refused() {
        let mut edits = Edits::default();
        edits.replace(0..6, "");
        edits.replace(3..9, "");
        assert_eq!(edits.apply("甲某丙"), Err(RemarkError::Damaged));
        let mut edits = Edits::default();
        edits.insert(1, "");
        assert_eq!(edits.apply("甲"), Err(RemarkError::Damaged));
    }
}
