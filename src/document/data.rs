//! Names of the columns of long data, and what their texts mean.

use super::{DataFact, MAX_PIECES, Notice, ReadError};

/// A column of long data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Unit,
    Year,
    Table,
    Row,
    Column,
    Value,
    State,
    Places,
}

/// Names of the columns, Chinese and English.
const NAMES: [(Field, &[&str]); 8] = [
    (Field::Unit, &["单位", "unit"]),
    (Field::Year, &["年度", "year"]),
    (Field::Table, &["表", "table"]),
    (Field::Row, &["行", "row"]),
    (Field::Column, &["列", "column"]),
    (Field::Value, &["值", "value"]),
    (Field::State, &["状态", "state"]),
    (Field::Places, &["精度", "places"]),
];

impl Field {
    /// The column of a name in any case.
    pub(super) fn from_name(name: &str) -> Option<Self> {
        let name = name.trim();
        let named = |names: &&[&str]| names.iter().any(|known| known.eq_ignore_ascii_case(name));
        NAMES.iter().find(|(_, names)| named(names)).map(|(field, _)| *field)
    }
}

/// Facts being read, with the notices about them.
#[derive(Default)]
pub(super) struct Facts {
    pub facts: Vec<DataFact>,
    pub notices: Vec<Notice>,
    more: usize,
}

/// Notices about single facts that are listed one by one.
const LISTED: usize = 50;

impl Facts {
    /// Adds a fact.
    ///
    /// # Errors
    /// More than [`MAX_PIECES`].
    pub(super) fn push(&mut self, fact: DataFact, line: u32) -> Result<(), ReadError> {
        if self.facts.len() >= MAX_PIECES {
            return Err(ReadError::Damaged(format!(
                "到第 {line} 行，数据已超过 {MAX_PIECES} 条；请按单位分成几个文件"
            )));
        }
        self.facts.push(fact);
        Ok(())
    }

    /// Adds a notice about a line.
    pub(super) fn notice(&mut self, line: u32, message: String) {
        if self.notices.len() < LISTED {
            self.notices.push(Notice::at_line(line, message));
        } else {
            self.more += 1;
        }
    }

    /// Facts and notices, with a last one for those not listed.
    pub(super) fn finish(mut self) -> (Vec<DataFact>, Vec<Notice>) {
        if self.more > 0 {
            let message = format!("另有 {} 处类似的问题没有列出；请先改正前面的再读一次", self.more);
            self.notices.push(Notice { message, place: super::Place::default() });
        }
        (self.facts, self.notices)
    }

    /// A year as written: 2024, 2024年, 2024年度; a notice where it is none.
    pub(super) fn year(&mut self, text: &str, line: u32) -> Option<i32> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let digits = text.trim_end_matches(['年', '度', ' ']);
        let year = digits.parse::<i32>().ok().filter(|year| (1900..2200).contains(year));
        if year.is_none() {
            self.notice(line, format!("年度「{text}」不是年份；请写成四位数字，如 2024"));
        }
        year
    }

    /// A number of decimals as written; a notice where it is none.
    pub(super) fn places(&mut self, text: &str, line: u32) -> Option<u32> {
        let text = text.trim();
        if text.is_empty() {
            return None;
        }
        let places = text.parse::<u32>().ok().filter(|places| *places <= 12);
        if places.is_none() {
            self.notice(line, format!("精度「{text}」不是小数位数；请写 0 到 12 的整数，如 2"));
        }
        places
    }

    /// A state as written, in its English name; a notice where it is none.
    pub(super) fn state(&mut self, text: &str, line: u32) -> String {
        let text = text.trim();
        let state = match text {
            "" | "value" | "blank" | "dash" | "unreadable" => text,
            "有值" | "数值" | "值" => "value",
            "空白" | "空" => "blank",
            "横线" | "短横" => "dash",
            "不可读" | "无法辨认" => "unreadable",
            _ => {
                self.notice(
                    line,
                    format!("状态「{text}」不认得；应为 value（有值）、blank（空白）、dash（横线）或 unreadable（不可读）"),
                );
                "unreadable"
            }
        };
        state.to_owned()
    }
}
