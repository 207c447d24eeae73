//! Lines of long data as facts: names of columns and words are those of `gouji_columnar::line`, for every way in.

use gouji_columnar::line::{self, EXACT_PLACE, IMPLIED, Role};
use gouji_columnar::long::Record;
use gouji_columnar::model;

use super::{DataFact, Decimals, Given, MAX_PIECES, Notice, Place, ReadError};
use crate::amount::MoneyUnit;

/// Facts being read, with the notices about them.
#[derive(Default)]
pub(super) struct Facts {
    pub facts: Vec<DataFact>,
    pub notices: Vec<Notice>,
    /// The first line that was not taken.
    lost: Option<Place>,
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
        self.notice_at(Place::line(line), message);
    }

    fn notice_at(&mut self, place: Place, message: String) {
        if self.notices.len() < LISTED {
            self.notices.push(Notice { message, place });
        } else {
            self.more += 1;
        }
    }

    /// Adds a notice about a line that is not taken.
    pub(super) fn refuse(&mut self, line: u32, why: &str) {
        self.refuse_at(Place::line(line), why);
    }

    /// Adds a notice about a row, wherever it stands, that is not taken.
    pub(super) fn refuse_at(&mut self, place: Place, why: &str) {
        self.lost.get_or_insert_with(|| place.clone());
        self.notice_at(place, format!("这一行没有用上：{why}"));
    }

    /// Gives a document the facts and notices, with a last one for those not listed; what a line that was not taken
    /// said is not known.
    pub(super) fn finish(mut self, document: &mut super::Document) {
        self.close();
        document.lost.extend(self.lost);
        document.data = self.facts;
        document.notices.extend(self.notices);
    }

    /// Says how many notices were left out.
    pub(super) fn close(&mut self) {
        if self.more > 0 {
            let message = format!("另有 {} 处类似的问题没有列出；请先改正前面的再读一次", self.more);
            self.notices.push(Notice { message, place: Place::default() });
        }
    }

    /// A year as written: 2024, 2024年, 2024年度; a notice where it is none.
    pub(super) fn year(&mut self, text: &str, line: u32) -> Option<i32> {
        let year = line::year(text);
        if year.is_none() {
            self.notice(line, format!("{}；请写成四位数字，如 2024", line::no_year(text.trim())));
        }
        year.flatten()
    }
}

/// Sets what is said beside the names of a line: value, state, precision, unit of money, note; false where it says that
/// there is nothing.
///
/// # Errors
/// Why the line is not taken.
pub fn complete(
    fact: &mut DataFact,
    value: &str,
    sides: [&str; 3],
    note: &str,
) -> Result<bool, &'static str> {
    let mut record = Record::EMPTY;
    let words = record.complete(value, sides)?;
    let is_written = words.is_some() || record.state == model::VALUE;
    fact.value = if is_written { value.trim().to_owned() } else { String::new() };
    fact.state = given(record.state);
    fact.places = decimals(record.place);
    fact.currency = MoneyUnit::from_exponent(record.currency);
    if fact.state == Given::Unreadable {
        note.trim().clone_into(&mut fact.note);
    }
    Ok(record.state != model::ABSENT)
}

/// The state of a record of long data.
#[must_use]
pub fn given(state: u8) -> Given {
    match state {
        model::BLANK => Given::Blank,
        model::DASH => Given::Dash,
        model::UNREADABLE => Given::Unreadable,
        IMPLIED => Given::Implied,
        _ => Given::Unsaid,
    }
}

/// The precision of a record of long data.
#[must_use]
pub fn decimals(place: i8) -> Option<Decimals> {
    match place {
        model::NO_PLACE => None,
        EXACT_PLACE => Some(Decimals::Exact),
        printed => Some(Decimals::Printed(printed)),
    }
}

/// The roles whose texts stand beside the value.
pub(super) const SIDES: [Role; 3] = [Role::State, Role::Place, Role::Currency];
