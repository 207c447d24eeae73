//! The list of mistakes as CSV, for other programs and for sheets without formats.

use std::io::Write;

use super::{Delivered, DeliveryError};
use crate::report::{Entry, EntryPlace, UnitEntries};
use crate::session::Waivers;

/// Names of the columns.
const HEAD: [&str; 17] = [
    "单位",
    "年度",
    "文件",
    "序号",
    "级别",
    "类型",
    "问题",
    "表或说明",
    "行",
    "栏",
    "位置",
    "所印",
    "应为",
    "理由",
    "规则",
    "指纹",
    "已说明",
];

/// Writes the list: a line an entry, those with several places a line a place; with the mark by which sheets know UTF-8.
///
/// # Errors
/// When `out` takes no more, or a unit cannot be read again.
pub fn csv_list(delivered: &Delivered<'_>, out: &mut dyn Write) -> Result<(), DeliveryError> {
    let mut put = |text: &str| {
        out.write_all(text.as_bytes()).map_err(|why| DeliveryError::Format("CSV", why.to_string()))
    };
    let mut text = String::from("\u{FEFF}");
    line(&mut text, HEAD.iter().map(|name| (*name).to_owned()));
    put(&text)?;
    delivered.units.each(&mut |unit| {
        text.clear();
        for entry in &unit.entries {
            if entry.places.is_empty() {
                entry_line(&mut text, unit, entry, &EntryPlace::default());
            }
            for place in &entry.places {
                entry_line(&mut text, unit, entry, place);
            }
        }
        put(&text)
    })
}

/// Waivers as a list that can be given again.
#[must_use]
pub fn waiver_list(waivers: &Waivers) -> String {
    let mut text = String::from("\u{FEFF}");
    line(&mut text, Waivers::HEAD.iter().map(|name| (*name).to_owned()));
    waivers.lines().into_iter().for_each(|fields| line(&mut text, fields.into_iter()));
    text
}

fn entry_line(text: &mut String, unit: &UnitEntries, entry: &Entry, place: &EntryPlace) {
    let year = unit.year.map(|year| year.to_string()).unwrap_or_default();
    let fields = [
        unit.unit.clone(),
        year,
        unit.source.clone(),
        entry.number.to_string(),
        entry.level.clone(),
        entry.kind.clone(),
        entry.headline.clone(),
        place.table.clone(),
        place.row.clone(),
        place.column.clone(),
        place.at.clone(),
        place.printed.clone(),
        place.should.clone(),
        entry.why.clone(),
        entry.rules.join("、"),
        entry.fingerprint.clone(),
        entry.waived.clone(),
    ];
    line(text, fields.into_iter());
}

fn line(text: &mut String, fields: impl Iterator<Item = String>) {
    for (at, field) in fields.enumerate() {
        if at > 0 {
            text.push(',');
        }
        text.push_str(&cell(&field));
    }
    text.push_str("\r\n");
}

/// A cell: what a sheet would take for a formula is given a mark in front, what has signs of the format is quoted.
fn cell(field: &str) -> String {
    let number =
        field.chars().all(|sign| sign.is_ascii_digit() || matches!(sign, '+' | '-' | '.' | ',' | '%'));
    let formula = field.starts_with(['=', '+', '-', '@', '\t', '\r']) && !number;
    let text = if formula { format!("'{field}") } else { field.to_owned() };
    if text.contains(['"', ',', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_no_formulas_and_keep_their_signs() {
        assert_eq!(cell("=1+2"), "'=1+2");
        assert_eq!(cell("-5.00"), "-5.00");
        assert_eq!(cell("@甲"), "'@甲");
        assert_eq!(cell("甲,\"乙\""), "\"甲,\"\"乙\"\"\"");
    }
}
