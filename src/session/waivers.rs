//! 出错说明: entries that someone has explained. They stay in the report, set apart, and count no more; what has expired or
//! met nothing is told.

use std::cell::Cell;
use std::fmt::{self, Display, Formatter};
use std::sync::atomic::{AtomicU8, Ordering};

use crate::document::{ListRow, Place, ReadError, read_list};
use crate::proof::{Cause, UnitFindings, Waived};
use crate::text::fold;

/// A day: year, month, day.
pub type Day = (i32, u32, u32);

/// Waivers, and which of them were of use.
#[derive(Debug, Default)]
pub struct Waivers {
    all: Vec<Waiver>,
    /// What is doubtful in the list: where, and what.
    pub notices: Vec<(Place, String)>,
}

/// One waiver.
#[derive(Debug)]
struct Waiver {
    place: Place,
    unit: String,
    /// The unit as compared.
    name: String,
    year: Option<i32>,
    rule: String,
    figure: String,
    fingerprint: String,
    waived: Waived,
    expired: bool,
    met: AtomicU8,
}

/// Why a list of waivers cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaiverError {
    /// It cannot be read.
    Unreadable(ReadError),
}

impl Display for WaiverError {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(ReadError::Damaged(_)) => formatter.write_str(
                "没有找到说明：第一行应是各列的名称，要有「指纹」或「规则」，和「原因」（退回的问题清单里是「单位说明」）",
            ),
            Self::Unreadable(ReadError::Unsupported(why)) => formatter.write_str(why),
            Self::Unreadable(ReadError::Empty) => formatter.write_str("文件是空的"),
            Self::Unreadable(ReadError::TooLarge(size, cap)) => {
                write!(formatter, "文件有 {size} 字节，超过上限 {cap} 字节")
            }
        }
    }
}

impl std::error::Error for WaiverError {}

/// A column that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Fingerprint,
    Rule,
    Unit,
    Year,
    Figure,
    /// Where the list is one that was sent out and came back.
    Reply,
    Reason,
    By,
    Until,
}

/// What the columns may be called.
const FIELDS: [(Field, &[&str]); 9] = [
    (Field::Fingerprint, &["指纹", "fingerprint"]),
    (Field::Rule, &["规则", "编号", "规则编号", "rule"]),
    (Field::Unit, &["单位", "单位名称", "unit"]),
    (Field::Year, &["年度", "year"]),
    (Field::Figure, &["数字", "所印", "figure"]),
    (Field::Reply, &["单位说明"]),
    (Field::Reason, &["原因", "说明", "理由", "reason"]),
    (Field::By, &["何人", "说明人", "经办人", "by"]),
    (Field::Until, &["截至", "有效期至", "until"]),
];

/// It met an entry.
const USED: u8 = 1;
/// It would have met one, and has expired.
const TOO_LATE: u8 = 2;

impl Waivers {
    /// Reads a list: CSV, YAML or a workbook, also a list of entries that came back with the column 单位说明 filled in. What is
    /// valid until a day before `today` has expired.
    ///
    /// # Errors
    /// See [`WaiverError`].
    pub fn read(name: &str, bytes: &[u8], today: Day) -> Result<Self, WaiverError> {
        let came_back = Cell::new(false);
        let is_head = |head: &[&str]| {
            let fields: Vec<Field> = head.iter().filter_map(|name| field(name)).collect();
            let has = |field: Field| fields.contains(&field);
            came_back.set(came_back.get() || has(Field::Reply));
            (has(Field::Fingerprint) || has(Field::Rule)) && (has(Field::Reply) || has(Field::Reason))
        };
        let list = read_list(name, bytes, is_head).map_err(WaiverError::Unreadable)?;
        let notices = list.notices.into_iter().map(|notice| (notice.place, notice.message)).collect();
        let mut waivers = Self { all: Vec::new(), notices };
        for row in &list.rows {
            waivers.add(row, came_back.get(), today);
        }
        Ok(waivers)
    }

    fn add(&mut self, row: &ListRow, came_back: bool, today: Day) {
        let of = |wanted: Field| {
            let found = row.fields.iter().find(|(name, _)| field(name) == Some(wanted));
            found.map(|(_, text)| text.clone()).unwrap_or_default()
        };
        let reason = of(if came_back { Field::Reply } else { Field::Reason });
        let mut doubt = |what: String| self.notices.push((row.place.clone(), what));
        if reason.is_empty() {
            if !came_back {
                doubt("没有写原因，没有用".to_owned());
            }
            return;
        }
        let (fingerprint, rule) = (of(Field::Fingerprint), of(Field::Rule));
        if fingerprint.is_empty() && rule.is_empty() {
            return doubt("指纹和规则都没有写，不知道说的是哪一条，没有用".to_owned());
        }
        let until = of(Field::Until);
        let expired = match (until.is_empty(), day(&until)) {
            (true, _) => false,
            (false, Some(day)) => day < today,
            (false, None) => return doubt(format!("看不懂日期「{until}」，没有用；应如 2026-12-31")),
        };
        let year = of(Field::Year);
        self.all.push(Waiver {
            place: row.place.clone(),
            name: fold(&of(Field::Unit)).text,
            unit: of(Field::Unit),
            year: year.trim_end_matches(['年', '度']).parse().ok(),
            rule,
            figure: of(Field::Figure),
            fingerprint,
            waived: Waived { reason, by: of(Field::By), until },
            expired,
            met: AtomicU8::new(0),
        });
    }

    /// Each waiver as a line of a list: 指纹, 规则, 单位, 年度, 数字, 原因, 何人, 截至, as [`Waivers::HEAD`] calls them.
    #[must_use]
    pub fn lines(&self) -> Vec<[String; 8]> {
        let line = |waiver: &Waiver| {
            // A fingerprint says all; a rule beside it is for people.
            let year = waiver.year.map(|year| year.to_string()).unwrap_or_default();
            let figure = if waiver.fingerprint.is_empty() { waiver.figure.clone() } else { String::new() };
            let Waived { reason, by, until } = waiver.waived.clone();
            [
                waiver.fingerprint.clone(),
                waiver.rule.clone(),
                waiver.unit.clone(),
                year,
                figure,
                reason,
                by,
                until,
            ]
        };
        self.all.iter().map(line).collect()
    }

    /// What a list of waivers calls its columns.
    pub const HEAD: [&'static str; 8] = ["指纹", "规则", "单位", "年度", "数字", "原因", "何人", "截至"];

    /// Sets apart what is explained.
    pub fn apply(&self, unit: &mut UnitFindings) {
        let name = fold(unit.unit.as_deref().unwrap_or_default()).text;
        let mine: Vec<&Waiver> = self
            .all
            .iter()
            .filter(|waiver| waiver.name.is_empty() || waiver.name == name)
            .filter(|waiver| waiver.year.is_none() || waiver.year == unit.year)
            .collect();
        for at in 0..unit.causes.len() {
            let Some(cause) = unit.causes.get(at) else { continue };
            let met: Vec<&Waiver> = mine.iter().copied().filter(|waiver| waiver.is_of(cause, unit)).collect();
            for waiver in &met {
                waiver.met.fetch_or(if waiver.expired { TOO_LATE } else { USED }, Ordering::Relaxed);
            }
            let waived = met.iter().find(|waiver| !waiver.expired).map(|waiver| waiver.waived.clone());
            if let Some(cause) = unit.causes.get_mut(at) {
                cause.waived = waived;
            }
        }
    }

    /// Those that would have met an entry and have expired: where they stand, and until when they were valid.
    #[must_use]
    pub fn expired(&self) -> Vec<(&Place, &str)> {
        let late = |waiver: &&Waiver| waiver.met.load(Ordering::Relaxed) & TOO_LATE > 0;
        self.all.iter().filter(late).map(|waiver| (&waiver.place, waiver.waived.until.as_str())).collect()
    }

    /// Those that met nothing: where they stand.
    #[must_use]
    pub fn unused(&self) -> Vec<&Place> {
        let idle = |waiver: &&Waiver| waiver.met.load(Ordering::Relaxed) == 0;
        self.all.iter().filter(idle).map(|waiver| &waiver.place).collect()
    }
}

impl Waiver {
    /// Whether it speaks of a mistake: by its fingerprint, or else by a rule that fails and a figure that is printed.
    fn is_of(&self, cause: &Cause, unit: &UnitFindings) -> bool {
        if !self.fingerprint.is_empty() {
            return cause.fingerprint == self.fingerprint;
        }
        let explained = || cause.explains.iter().filter_map(|at| unit.findings.get(*at));
        let breaks =
            |rule: &str| rule == self.rule || rule.split_once('.').is_some_and(|(kind, _)| kind == self.rule);
        let rule =
            explained().any(|finding| breaks(&finding.rule) || finding.also.iter().any(|rule| breaks(rule)));
        let places = explained().flat_map(|finding| &finding.places).chain(&cause.places);
        let mut places = places.map(|spot| spot.text.trim());
        rule && (self.figure.is_empty() || places.any(|text| text == self.figure.trim()))
    }
}

fn field(name: &str) -> Option<Field> {
    let name = name.trim().to_lowercase();
    FIELDS.into_iter().find(|(_, names)| names.contains(&name.as_str())).map(|(field, _)| field)
}

/// 2026-12-31, 2026/12/31, 2026.12.31, 2026年12月31日
fn day(text: &str) -> Option<Day> {
    let parts: Vec<&str> = text.split(['-', '/', '.', '年', '月', '日']).map(str::trim).collect();
    let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    let [year, month, day] = parts.as_slice() else { return None };
    // A clock may stand behind the day.
    let day = day.split([' ', 'T']).next()?;
    let read: Day = (year.parse().ok()?, month.parse().ok()?, day.parse().ok()?);
    ((1949..=2999).contains(&read.0) && (1..=12).contains(&read.1) && (1..=31).contains(&read.2))
        .then_some(read)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_people_write_them() {
        for text in ["2026-12-31", "2026/12/31", "2026.12.31", "2026年12月31日", "2026-12-31 00:00:00"] {
            assert_eq!(day(text), Some((2026, 12, 31)), "{text}");
        }
        for text in ["", "12-31", "2026-13-01", "明年"] {
            assert_eq!(day(text), None, "{text}");
        }
    }

    #[test]
    fn lines_without_a_reason_or_a_mark_are_told() {
        let list = "规则,原因,截至\nA,好,2026-01-01\nB,,\n,好,\nC,好,明年\n";
        let waivers = Waivers::read("a.csv", list.as_bytes(), (2026, 1, 2)).unwrap();
        assert_eq!((waivers.all.len(), waivers.notices.len()), (1, 3));
        assert!(waivers.all[0].expired);
        assert_eq!(waivers.unused().len(), 1);
        let came_back = "理由,规则,指纹,单位说明\n算式,A,f1,已核实\n算式,B,f2,\n";
        let waivers = Waivers::read("a.csv", came_back.as_bytes(), (2026, 1, 2)).unwrap();
        assert_eq!((waivers.all.len(), waivers.notices.len()), (1, 0));
        assert_eq!(waivers.all[0].waived.reason, "已核实");
    }
}
