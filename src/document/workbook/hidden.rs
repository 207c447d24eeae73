//! Rows and columns of a sheet that are not shown: hidden, without height or width, filtered out, folded into a group.

use std::collections::BTreeMap;

use super::sheet::{Merge, Sheet, column_name};

/// Stretches that are named in one notice.
const NAMED: usize = 5;

/// Stretches of rows or of columns, 0-based, in order and apart once they were put in order.
#[derive(Debug, Default)]
pub(super) struct Stretches {
    list: Vec<(u32, u32)>,
    /// For each, the place behind it among the lines that are shown, and how many lines are hidden up to its end.
    behind: Vec<(u32, u32)>,
}

impl Stretches {
    /// Adds a stretch.
    pub(super) fn add(&mut self, first: u32, last: u32) {
        match self.list.last_mut() {
            Some(open) if first >= open.0 && first <= open.1.saturating_add(1) => open.1 = open.1.max(last),
            _ if first <= last => self.list.push((first, last)),
            _ => {}
        }
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Puts them in order and joins those that touch.
    fn settle(&mut self) {
        let mut list = std::mem::take(&mut self.list);
        list.sort_unstable();
        list.into_iter().for_each(|(first, last)| self.add(first, last));
        let mut hidden = 0_u32;
        for (first, last) in &self.list {
            let place = first - hidden;
            hidden = hidden.saturating_add(last - first + 1);
            self.behind.push((place, hidden));
        }
    }

    /// The stretch that a line is in, or else how many lines are hidden before the line.
    fn at(&self, line: u32) -> (Option<(u32, u32)>, u32) {
        let begun = self.list.partition_point(|(first, _)| *first <= line);
        let Some(at) = begun.checked_sub(1) else { return (None, 0) };
        let stretch = self.list.get(at).copied().filter(|(_, last)| line <= *last);
        (stretch, self.behind.get(at).map_or(0, |(_, hidden)| *hidden))
    }

    /// The place of a line among those that are shown; none if it is hidden.
    fn shown(&self, line: u32) -> Option<u32> {
        let (hidden, before) = self.at(line);
        hidden.is_none().then(|| line.saturating_sub(before))
    }

    /// The first and last of some lines that are shown, as places among those.
    fn clipped(&self, first: u32, last: u32) -> Option<(u32, u32)> {
        let first = self.at(first).0.map_or(first, |(_, end)| end.saturating_add(1));
        let last = match self.at(last).0 {
            Some((start, _)) => start.checked_sub(1)?,
            None => last,
        };
        (first <= last).then_some(())?;
        Some((self.shown(first)?, self.shown(last)?))
    }

    /// The line that stands at a place among those that are shown.
    pub(super) fn original(&self, place: u32) -> u32 {
        let passed = self.behind.partition_point(|(behind, _)| *behind <= place);
        let hidden =
            passed.checked_sub(1).and_then(|at| self.behind.get(at)).map_or(0, |(_, hidden)| *hidden);
        place.saturating_add(hidden)
    }
}

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
    let mut lost_rows: BTreeMap<(u32, u32), ()> = BTreeMap::new();
    let mut lost_columns: BTreeMap<(u32, u32), ()> = BTreeMap::new();
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
                    Some(stretch) => lost_rows.insert(stretch, ()),
                    None => columns.at(at.1).0.and_then(|stretch| lost_columns.insert(stretch, ())),
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
    let named_rows = named(lost_rows.keys(), "第 ", row, " 行");
    let named_columns = named(lost_columns.keys(), "", column_name, " 列");
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
    fn places_among_what_is_shown() {
        let mut stretches = Stretches::default();
        for (first, last) in [(7, 8), (2, 3), (4, 4)] {
            stretches.add(first, last);
        }
        stretches.settle();
        assert_eq!(stretches.list, [(2, 4), (7, 8)]);
        for (line, place) in
            [(0, Some(0)), (1, Some(1)), (2, None), (4, None), (5, Some(2)), (8, None), (9, Some(4))]
        {
            assert_eq!(stretches.shown(line), place, "{line}");
            assert!(place.is_none_or(|place| stretches.original(place) == line), "{line}");
        }
        assert_eq!(stretches.clipped(1, 7), Some((1, 3)));
        assert_eq!(stretches.clipped(2, 4), None);
    }

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
