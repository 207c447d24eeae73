//! A comparison for people on a terminal.

use super::{Comparison, Told};
use crate::report::{Options, Page, style};

/// Entries and units of one kind that are listed without `verbose`.
const LISTED: usize = 200;

/// The comparison, in text.
#[must_use]
pub fn compared_terminal(comparison: &Comparison, options: &Options) -> String {
    let mut page = Page::new(*options);
    page.text(0, &sentence(comparison), style::HEADING);
    let parts = [
        ("已改正", &comparison.mended, style::GOOD),
        ("新出现", &comparison.new, style::BAD),
        ("仍在", &comparison.unchanged, style::CHECK),
    ];
    for (name, entries, look) in parts {
        if entries.is_empty() {
            continue;
        }
        page.blank();
        page.text(0, &format!("{name}（{} 条）", entries.len()), look);
        list(&mut page, entries, options.verbose);
    }
    units(&mut page, "前一次有、这一次没有的单位", &comparison.missing);
    units(&mut page, "这一次才有的单位", &comparison.added);
    page.finish()
}

/// How many there are of which kind.
pub(super) fn sentence(comparison: &Comparison) -> String {
    let counts = [&comparison.mended, &comparison.new, &comparison.unchanged].map(Vec::len);
    let waived = comparison.unchanged.iter().filter(|told| !told.waived.is_empty()).count();
    let waived = if waived > 0 { format!("（其中已说明 {waived} 条）") } else { String::new() };
    format!("已改正 {} 条，新出现 {} 条，仍在 {} 条{waived}", counts[0], counts[1], counts[2])
}

fn list(page: &mut Page, entries: &[Told], all: bool) {
    let most = if all { usize::MAX } else { LISTED };
    let mut unit: Option<(&str, Option<i32>)> = None;
    for told in entries.iter().take(most) {
        if unit != Some((&told.unit, told.year)) {
            unit = Some((&told.unit, told.year));
            let year = told.year.map(|year| format!(" {year} 年度")).unwrap_or_default();
            page.text(2, &format!("{}{year}", told.unit), style::PLAIN);
        }
        let waived =
            if told.waived.is_empty() { String::new() } else { format!("（已说明：{}）", told.waived) };
        page.item(4, "- ", &format!("{}：{}{waived}", told.level, told.headline), style::PLAIN);
    }
    if entries.len() > most {
        page.text(4, &format!("等，另有 {} 条；全部用 -v", entries.len() - most), style::QUIET);
    }
}

fn units(page: &mut Page, what: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    page.blank();
    page.item(0, &format!("{what}（{}）：", names.len()), &names.join("、"), style::NOTE);
}
