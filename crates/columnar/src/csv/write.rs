//! Writes long CSV.

use std::io::Write;

use crate::error::ColumnarError;
use crate::long::ROLES;
use crate::model::{NO_PLACE, STATES, VALUE};
use crate::number;

/// The value of one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Figure<'a> {
    /// The number is mantissa × 10^−decimals.
    pub mantissa: i64,
    /// Decimals that are written.
    pub decimals: u8,
    /// One of the states of [`crate::model`].
    pub state: u8,
    /// Its precision, or [`NO_PLACE`].
    pub place: i8,
    /// What stands there where it is no number; then the number is not written.
    pub text: Option<&'a str>,
}

/// Writes 单位,年度,表,行,列,值,状态,精度, a figure a line.
pub struct LongWriter<W> {
    out: W,
    line: String,
}

/// Columns that are written.
const COLUMNS: usize = 8;

fn failed(source: std::io::Error) -> ColumnarError {
    ColumnarError::Io { doing: "写 CSV", source }
}

impl<W: Write> LongWriter<W> {
    /// Writes the header.
    pub fn new(mut out: W) -> Result<Self, ColumnarError> {
        let names: Vec<&str> =
            ROLES.iter().take(COLUMNS).filter_map(|(_, names)| names.first().copied()).collect();
        writeln!(out, "{}", names.join(",")).map_err(failed)?;
        Ok(Self { out, line: String::new() })
    }

    /// Writes one figure.
    pub fn write(
        &mut self,
        (unit, year): (&str, Option<i32>),
        [table, row, column]: [&str; 3],
        figure: &Figure<'_>,
    ) -> Result<(), ColumnarError> {
        self.line.clear();
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        for text in [unit, &year, table, row, column] {
            field(&mut self.line, text);
            self.line.push(',');
        }
        match figure.text {
            Some(text) => field(&mut self.line, text),
            None if figure.state == VALUE => number::write(&mut self.line, figure.mantissa, figure.decimals),
            None => {}
        }
        self.line.push(',');
        if figure.state != VALUE {
            self.line.push_str(STATES.get(usize::from(figure.state)).copied().unwrap_or(""));
        }
        self.line.push(',');
        if figure.place != NO_PLACE {
            self.line.push_str(&figure.place.to_string());
        }
        self.line.push('\n');
        self.out.write_all(self.line.as_bytes()).map_err(failed)
    }

    /// Writes what is held back and gives back what was written to.
    pub fn finish(mut self) -> Result<W, ColumnarError> {
        self.out.flush().map_err(failed)?;
        Ok(self.out)
    }
}

/// A text, in quotes where it needs them; line breaks, which no line can hold, become blanks.
fn field(out: &mut String, text: &str) {
    let quoted = text.contains([',', '"', '\t', ';', '|']);
    if quoted {
        out.push('"');
    }
    for letter in text.chars() {
        match letter {
            '\n' | '\r' => out.push(' '),
            '"' => out.push_str("\"\""),
            letter => out.push(letter),
        }
    }
    if quoted {
        out.push('"');
    }
}
