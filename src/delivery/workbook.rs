//! 问题清单.xlsx: all entries, the units, the rules, and what could not be read; made to be sorted, filtered and answered.

use std::collections::BTreeMap;

use rust_xlsxwriter::{Url, Workbook, Worksheet, XlsxError};

use unicode_width::UnicodeWidthStr;

use super::roll::RuleRow;
use super::sheets::{self, Looks, ROWS, filter, head, number, text};
use super::{Delivered, DeliveryError};
use crate::report::{Entry, EntryPlace, UnitEntries};

/// Links that a sheet holds.
const LINKS: u32 = 60_000;
/// Lines of a row; sheets allow 409 points.
const TALLEST: usize = 27;
/// Places of one entry that are listed in its row.
const PLACES: usize = 30;

/// The column that the unit answers in.
pub(super) const REPLY: &str = "单位说明";
/// Columns of the sheet of all entries: head, width.
const ENTRIES: [(&str, u32); 17] = [
    ("单位", 22),
    ("年度", 7),
    ("序号", 6),
    ("级别", 7),
    ("类型", 9),
    ("问题", 52),
    ("表或说明、行、栏", 36),
    ("位置", 18),
    ("所印", 18),
    ("应为", 20),
    ("理由", 48),
    ("把握", 22),
    ("规则", 14),
    (REPLY, 32),
    ("文件", 30),
    ("指纹", 18),
    ("已说明", 28),
];

/// Where the files of a unit lie, as seen from the workbook; empty where there are none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitLinks {
    /// Its page.
    pub page: String,
    /// Its notice.
    pub notice: String,
    /// The copy of its file with remarks.
    pub copy: String,
}

/// Where the files of units lie: by the place of the unit in [`super::Roll::units`].
pub type Links = BTreeMap<usize, UnitLinks>;

/// The workbook.
///
/// # Errors
/// When the library that writes it refuses.
pub fn workbook(delivered: &Delivered<'_>, links: &Links) -> Result<Vec<u8>, DeliveryError> {
    let mut book = Workbook::new();
    let looks = Looks::new();
    let refused = |why: XlsxError| DeliveryError::Format("xlsx", why.to_string());
    let sheet = begun(&mut book, &looks).map_err(refused)?;
    let mut last = 0;
    delivered.units.each(&mut |unit| {
        for entry in unit.entries.iter().take((ROWS - last) as usize) {
            last += 1;
            entry_row(sheet, last, unit, entry, &looks).map_err(refused)?;
        }
        Ok(())
    })?;
    filter(sheet, last, ENTRIES.len())
        .and_then(|()| ended(&mut book, delivered, links, &looks))
        .map_err(refused)
}

/// The sheet of all entries without any.
fn begun<'b>(book: &'b mut Workbook, looks: &Looks) -> Result<&'b mut Worksheet, XlsxError> {
    sheets::titled(book, "问题清单")?;
    let sheet = book.add_worksheet().set_name("全部")?;
    head(sheet, &ENTRIES, looks)?;
    Ok(sheet)
}

/// The further sheets, and the bytes of the file.
fn ended(
    book: &mut Workbook,
    delivered: &Delivered<'_>,
    links: &Links,
    looks: &Looks,
) -> Result<Vec<u8>, XlsxError> {
    units(book.add_worksheet().set_name("按单位")?, delivered, links, looks)?;
    rules(book.add_worksheet().set_name("按规则")?, delivered, looks)?;
    if !delivered.refused.is_empty() {
        refused(book.add_worksheet().set_name("读不了的")?, delivered, looks)?;
    }
    book.save_to_buffer()
}

fn entry_row(
    sheet: &mut Worksheet,
    row: u32,
    unit: &UnitEntries,
    entry: &Entry,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let plain = &looks.text;
    text(sheet, row, 0, &unit.unit, plain)?;
    if let Some(year) = unit.year {
        sheet.write_number_with_format(row, 1, year, &looks.number)?;
    }
    number(sheet, row, 2, entry.number, looks)?;
    text(sheet, row, 3, &entry.level, looks.level(&entry.level))?;
    text(sheet, row, 4, &entry.kind, plain)?;
    text(sheet, row, 5, &entry.headline, plain)?;
    text(sheet, row, 6, &lines(entry, EntryPlace::name), plain)?;
    text(sheet, row, 7, &lines(entry, |place| place.at.clone()), plain)?;
    text(sheet, row, 8, &lines(entry, |place| place.printed.clone()), plain)?;
    text(sheet, row, 9, &lines(entry, |place| place.should.clone()), plain)?;
    text(sheet, row, 10, &entry.why, plain)?;
    text(sheet, row, 11, &entry.doubt, plain)?;
    text(sheet, row, 12, &entry.rules.join("、"), plain)?;
    sheet.write_blank(row, 13, &looks.reply)?;
    sheet.set_row_height(row, height(entry))?;
    text(sheet, row, 14, &unit.source, plain)?;
    text(sheet, row, 15, &entry.fingerprint, plain)?;
    text(sheet, row, 16, &entry.waived, plain)
}

/// The height of a row in points: programs that do not measure text themselves show all of it, too.
fn height(entry: &Entry) -> u32 {
    let of = |text: &str, column: usize| {
        let width = ENTRIES.get(column).map_or(20, |(_, width)| *width as usize).max(4);
        text.lines().map(|line| UnicodeWidthStr::width(line).div_ceil(width).max(1)).sum::<usize>()
    };
    let lines = [
        of(&entry.headline, 5),
        of(&lines(entry, EntryPlace::name), 6),
        of(&lines(entry, |place| place.at.clone()), 7),
        of(&lines(entry, |place| place.printed.clone()), 8),
        of(&lines(entry, |place| place.should.clone()), 9),
        of(&entry.why, 10),
    ];
    let lines = lines.into_iter().max().unwrap_or(1).clamp(1, TALLEST);
    15 * u32::try_from(lines).unwrap_or(1)
}

/// The same of all places of an entry, a line each.
fn lines(entry: &Entry, of: impl Fn(&EntryPlace) -> String) -> String {
    let mut lines: Vec<String> = entry.places.iter().take(PLACES).map(of).collect();
    if lines.iter().all(String::is_empty) {
        return String::new();
    }
    if entry.places.len() > PLACES {
        lines.push(format!("等，共 {} 处", entry.places.len()));
    }
    lines.join("\n")
}

fn units(
    sheet: &mut Worksheet,
    delivered: &Delivered<'_>,
    links: &Links,
    looks: &Looks,
) -> Result<(), XlsxError> {
    let columns = [
        ("单位", 26),
        ("年度", 7),
        ("要改正", 8),
        ("请核实", 8),
        ("供参考", 8),
        ("无法判断", 9),
        ("结果", 44),
        ("文件本身", 40),
        ("规则集", 20),
        ("网页", 10),
        ("通知", 10),
        ("批注", 10),
        ("文件", 40),
    ];
    head(sheet, &columns, looks)?;
    let mut last = 0;
    for (row, (at, unit)) in (1..=ROWS).zip(delivered.roll.units.iter().enumerate()) {
        text(sheet, row, 0, &unit.unit, &looks.text)?;
        if let Some(year) = unit.year {
            sheet.write_number_with_format(row, 1, year, &looks.number)?;
        }
        let counts = unit.counts.into_iter().chain([unit.undecided]);
        for (column, count) in (2..).zip(counts) {
            number(sheet, row, column, count, looks)?;
        }
        text(sheet, row, 6, &unit.result, &looks.text)?;
        text(sheet, row, 7, &unit.notices, &looks.text)?;
        text(sheet, row, 8, &unit.rules, &looks.text)?;
        let none = UnitLinks::default();
        let to = links.get(&at).filter(|_| row <= LINKS).unwrap_or(&none);
        for (column, (name, to)) in (9..).zip([("网页", &to.page), ("通知", &to.notice), ("批注", &to.copy)])
        {
            if !to.is_empty() {
                sheet.write_url_with_text(row, column, Url::new(format!("file:///{to}")), name)?;
            }
        }
        text(sheet, row, 12, &unit.source, &looks.text)?;
        last = row;
    }
    filter(sheet, last, columns.len())
}

fn rules(sheet: &mut Worksheet, delivered: &Delivered<'_>, looks: &Looks) -> Result<(), XlsxError> {
    let columns = [("规则", 14), ("单位数", 9), ("条数", 9), ("例", 80), ("依据", 50)];
    head(sheet, &columns, looks)?;
    let mut counted: Vec<(&String, &RuleRow)> = delivered.roll.rules.iter().collect();
    counted.sort_by_key(|(_, rule)| std::cmp::Reverse((rule.units, rule.entries)));
    for (row, (code, rule)) in (1..=ROWS).zip(&counted) {
        text(sheet, row, 0, code, &looks.text)?;
        for (column, count) in (1..).zip([rule.units, rule.entries]) {
            number(sheet, row, column, count, looks)?;
        }
        text(sheet, row, 3, &rule.example.0, &looks.text)?;
        text(sheet, row, 4, &rule.example.1, &looks.text)?;
    }
    filter(sheet, u32::try_from(counted.len()).unwrap_or(ROWS).min(ROWS), columns.len())
}

fn refused(sheet: &mut Worksheet, delivered: &Delivered<'_>, looks: &Looks) -> Result<(), XlsxError> {
    head(sheet, &[("文件", 60), ("原因", 90)], looks)?;
    for (row, (name, why)) in (1..=ROWS).zip(&delivered.refused) {
        text(sheet, row, 0, name, &looks.text)?;
        text(sheet, row, 1, why, &looks.text)?;
    }
    Ok(())
}
