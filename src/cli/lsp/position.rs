//! Places as the protocol has them, lines and UTF-16 units, and as the library has them, bytes.

use serde_json::{Value, json};

/// The starts of the lines of a text.
pub(super) struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(ends).collect() }
    }

    /// The byte of a line and a unit in it; the nearest that there is.
    pub(super) fn offset(&self, line: usize, unit: usize) -> usize {
        let Some(start) = self.starts.get(line).copied() else { return self.text.len() };
        let rest = self.text.get(start..).unwrap_or_default();
        let mut units = 0;
        for (at, found) in rest.char_indices() {
            if units >= unit || found == '\n' || (found == '\r' && rest.get(at + 1..at + 2) == Some("\n")) {
                return start + at;
            }
            units += found.len_utf16();
        }
        self.text.len()
    }

    /// The byte that a position of the protocol means.
    pub(super) fn of_json(&self, position: &Value) -> Option<usize> {
        let number = |name: &str| {
            position.get(name)?.as_u64().map(|found| usize::try_from(found).unwrap_or(usize::MAX))
        };
        Some(self.offset(number("line")?, number("character")?))
    }

    /// The position of a byte.
    pub(super) fn position(&self, offset: usize) -> Value {
        let line = self.starts.partition_point(|start| *start <= offset).saturating_sub(1);
        let start = self.starts.get(line).copied().unwrap_or_default();
        let before = self.text.get(start..offset).unwrap_or_default();
        json!({ "line": line, "character": before.encode_utf16().count() })
    }

    /// The range of a stretch.
    pub(super) fn range(&self, start: usize, end: usize) -> Value {
        json!({ "start": self.position(start), "end": self.position(end) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_and_bytes_are_turned_into_each_other() {
        let text = "规则 A\r\n𠮷乙\n";
        let lines = Lines::of(text);
        for (line, unit, offset) in
            [(0, 0, 0), (0, 2, 6), (0, 4, 8), (0, 99, 8), (1, 0, 10), (1, 2, 14), (1, 3, 17)]
        {
            assert_eq!(lines.offset(line, unit), offset, "{line}:{unit}");
        }
        assert_eq!(lines.offset(1, 1), 14, "half a character is a whole one");
        assert_eq!(lines.offset(7, 0), text.len());
        assert_eq!(lines.position(14), json!({ "line": 1, "character": 2 }));
        assert_eq!(lines.position(text.len()), json!({ "line": 2, "character": 0 }));
    }
}
