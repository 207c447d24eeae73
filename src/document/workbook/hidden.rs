//! Rows and columns of a sheet that are not shown: hidden, without height or width, filtered out, folded into a group.

use std::collections::{BTreeMap, BTreeSet};

use super::sheet::{Merge, Sheet, column_name};

/// Stretches that are named in one notice.
const NAMED: usize = 5;

/// Takes what is hidden out of a sheet; what to say of it, if anything stood there.
pub(super) fn take_out(sheet: &mut Sheet) -> Option<String> {
    if sheet.hidden_rows.is_empty() && sheet.hidden_columns.is_empty() {
        return None;
    }
    sheet.hidden_rows.settle();
    sheet.hidden_columns.settle();
    let (rows, columns) = (&sheet.hidden_rows, &sheet.hidden_columns);
    let corner = |merge: &Merge| {
        let (top, bottom) = rows.clipped(merge.first.0, merge.last.0)?;
        let (left, right) = columns.clipped(merge.first.1, merge.last.1)?;
        Some(Merge { first: (top, left), last: (bottom, right) })
    };
    let (mut lost_rows, mut lost_columns) = (BTreeSet::new(), BTreeSet::new());
    let mut cells = BTreeMap::new();
    for (at, text) in std::mem::take(&mut sheet.cells) {
        // The text of merged cells stands in what of them is shown.
        let anchor = sheet.merges.get(&at).and_then(corner).map(|merge| merge.first);
        match anchor.or_else(|| rows.shown(at.0).zip(columns.shown(at.1))) {
            Some(place) => {
                cells.insert(place, text);
            }
            None => {
                match rows.at(at.0).0 {
                    Some(stretch) => _ = lost_rows.insert(stretch),
                    None => lost_columns.extend(columns.at(at.1).0),
                };
            }
        }
    }
    let merges = sheet.merges.values().filter_map(corner).filter(|merge| merge.first != merge.last);
    let merges = merges.map(|merge| (merge.first, merge)).collect();
    let ruled = sheet
        .ruled
        .iter()
        .filter_map(|(row, (first, last))| Some((rows.shown(*row)?, columns.clipped(*first, *last)?)));
    let ruled = ruled.collect();
    let row = |line: u32| (u64::from(line) + 1).to_string();
    let named_rows = named(lost_rows.iter(), "第 ", row, " 行");
    let named_columns = named(lost_columns.iter(), "", column_name, " 列");
    (sheet.cells, sheet.merges, sheet.ruled) = (cells, merges, ruled);
    let kinds = [("行", named_rows), ("列", named_columns)];
    let found: Vec<String> =
        kinds.into_iter().filter_map(|(kind, names)| Some(format!("隐藏的{kind}（{}）", names?))).collect();
    (!found.is_empty()).then(|| {
        format!("有{}，公开时看不到，没有读；不应公开的请删去，应公开的请取消隐藏", found.join("和"))
    })
}

/// Stretches by name; none if there are none.
fn named<'a>(
    stretches: impl ExactSizeIterator<Item = &'a (u32, u32)>,
    before: &str,
    name: impl Fn(u32) -> String,
    behind: &str,
) -> Option<String> {
    let more = if stretches.len() > NAMED { "等" } else { "" };
    let names: Vec<String> = stretches
        .take(NAMED)
        .map(|(first, last)| match first == last {
            true => format!("{before}{}{behind}", name(*first)),
            false => format!("{before}{} 至 {}{behind}", name(*first), name(*last)),
        })
        .collect();
    (!names.is_empty()).then(|| format!("{}{more}", names.join("、")))
}

/// Heights in points and widths in letters below which nothing of a row or column is seen.
pub(super) fn is_nothing(size: &str) -> bool {
    let digits: String =
        size.trim().chars().take_while(|letter| letter.is_ascii_digit() || *letter == '.').collect();
    let whole = digits.split('.').next().unwrap_or_default();
    !digits.is_empty() && whole.bytes().all(|digit| digit == b'0') && {
        let tenths = digits.split('.').nth(1).unwrap_or_default();
        tenths.bytes().next().is_none_or(|digit| digit == b'0')
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_size_is_not_seen() {
        for (size, nothing) in [
            ("0", true),
            ("0.00", true),
            ("0cm", true),
            ("0.05", true),
            ("0.4cm", false),
            ("12", false),
            ("", false),
            ("auto", false),
        ] {
            assert_eq!(is_nothing(size), nothing, "{size}");
        }
    }
}
