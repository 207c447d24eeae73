//! Writes long CSV.

use std::io::Write;

use crate::error::ColumnarError;
use crate::line::{Role, role_name};

/// One line, in texts as they are written; empty where nothing is said.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Line<'a> {
    /// 表
    pub table: &'a str,
    /// 行
    pub row: &'a str,
    /// 列
    pub column: &'a str,
    /// 值
    pub value: &'a str,
    /// 状态
    pub state: &'a str,
    /// 精度
    pub place: &'a str,
    /// 货币单位
    pub currency: &'a str,
    /// 备注
    pub note: &'a str,
}

/// Writes 单位,年度,规则,表,行,列,值,精度,货币单位,状态,备注, a figure a line.
pub struct LongWriter<W> {
    out: W,
    line: String,
    front: String,
}

/// Columns in the order in which they are written: what changes least from line to line stands at the ends.
const COLUMNS: [Role; 11] = [
    Role::Unit,
    Role::Year,
    Role::Rules,
    Role::Table,
    Role::Row,
    Role::Column,
    Role::Value,
    Role::Place,
    Role::Currency,
    Role::State,
    Role::Note,
];

fn failed(source: std::io::Error) -> ColumnarError {
    ColumnarError::Io { doing: "写 CSV", source }
}

impl<W: Write> LongWriter<W> {
    /// Writes the header.
    pub fn new(mut out: W) -> Result<Self, ColumnarError> {
        writeln!(out, "{}", COLUMNS.map(role_name).join(",")).map_err(failed)?;
        Ok(Self { out, line: String::new(), front: String::new() })
    }

    /// Begins a unit in a year, by a rule set (empty where it is not known).
    pub fn unit(&mut self, unit: &str, year: Option<i32>, rules: &str) {
        self.front.clear();
        let year = year.map(|year| year.to_string()).unwrap_or_default();
        for text in [unit, &year, rules] {
            field(&mut self.front, text);
            self.front.push(',');
        }
    }

    /// Writes one line of the unit that was begun.
    pub fn write(&mut self, line: &Line<'_>) -> Result<(), ColumnarError> {
        self.line.clear();
        self.line.push_str(&self.front);
        let Line { table, row, column, value, state, place, currency, note } = *line;
        for (at, text) in [table, row, column, value, place, currency, state, note].into_iter().enumerate() {
            if at > 0 {
                self.line.push(',');
            }
            field(&mut self.line, text);
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
