//! Records of delimited data with quoted fields (CSV), each with the line it starts in.

/// One record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Record {
    /// Line of its first field, 1-based.
    pub line: u32,
    /// Its fields without quotes; line ends inside as `\n`.
    pub fields: Vec<String>,
}

impl Record {
    /// Whether nothing stands in it.
    pub(super) fn is_blank(&self) -> bool {
        self.fields.iter().all(|field| field.trim().is_empty())
    }
}

/// Reads records one after another; fields beyond `most` in a record are dropped.
pub(super) struct Records<'a> {
    letters: std::iter::Peekable<std::str::Chars<'a>>,
    delimiter: char,
    most: usize,
    line: u32,
    /// Line of a quote that never closes, once met.
    pub unclosed: Option<u32>,
}

impl<'a> Records<'a> {
    pub(super) fn new(text: &'a str, delimiter: char, most: usize) -> Self {
        Self { letters: text.chars().peekable(), delimiter, most, line: 1, unclosed: None }
    }

    /// The line that is read next, 1-based.
    pub(super) fn line(&self) -> u32 {
        self.line
    }

    /// The rest of a quoted field behind its opening quote.
    fn quoted(&mut self, field: &mut String) {
        let opened = self.line;
        while let Some(letter) = self.letters.next() {
            match letter {
                '"' if self.letters.next_if_eq(&'"').is_some() => field.push('"'),
                '"' => return,
                '\r' | '\n' => {
                    self.end(letter);
                    field.push('\n');
                }
                _ => field.push(letter),
            }
        }
        self.unclosed = self.unclosed.or(Some(opened));
    }

    /// Counts a line end, taking both characters of `\r\n`.
    fn end(&mut self, letter: char) {
        if letter == '\r' {
            self.letters.next_if_eq(&'\n');
        }
        self.line = self.line.saturating_add(1);
    }
}

impl Iterator for Records<'_> {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        self.letters.peek()?;
        let mut record = Record { line: self.line, fields: Vec::new() };
        let mut field = String::new();
        while let Some(letter) = self.letters.next() {
            if letter == '"' && field.trim().is_empty() {
                field.clear();
                self.quoted(&mut field);
            } else if letter == self.delimiter {
                let done = std::mem::take(&mut field);
                if record.fields.len() < self.most {
                    record.fields.push(done);
                }
            } else if letter == '\r' || letter == '\n' {
                self.end(letter);
                break;
            } else {
                field.push(letter);
            }
        }
        if record.fields.len() < self.most {
            record.fields.push(field);
        }
        Some(record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_know_their_lines() {
        let text = "a, b ,\"c\"\"d\"\r\n\n\"x\ny\",1\r\"z\"";
        let got: Vec<(u32, Vec<String>)> =
            Records::new(text, ',', 9).map(|record| (record.line, record.fields)).collect();
        let wanted: Vec<(u32, Vec<&str>)> =
            vec![(1, vec!["a", " b ", "c\"d"]), (2, vec![""]), (3, vec!["x\ny", "1"]), (5, vec!["z"])];
        assert_eq!(format!("{got:?}"), format!("{wanted:?}"));
        let mut records = Records::new("a\n\"b\nc", ',', 9);
        assert_eq!(records.by_ref().count(), 2);
        assert_eq!(records.unclosed, Some(2));
        assert_eq!(Records::new("a,b,c\n", ',', 2).next().map(|record| record.fields.len()), Some(2));
    }
}
