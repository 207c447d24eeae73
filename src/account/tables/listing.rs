//! Lists in words: rows that the document names (每行), told in texts rather than amounts, each cell below its head. A row
//! whose cells stand below no head, or may stand below several, is not read and counted as lost.

use std::collections::BTreeMap;

use super::figures::{self, Site};
use super::lines::{Line, is_blank, is_words};
use super::vocabulary::FamilyWords;
use crate::account::{CellRead, RowRead, State};
use crate::amount::MoneyUnit;
use crate::document::{GridCell, GridKind};
use crate::schema::Family;
use crate::text::{name_key, row_key, strip_ordinal};

/// What was read of a list.
#[derive(Debug, Default)]
pub(super) struct Listed {
    /// Its rows in printed order.
    pub(super) rows: Vec<RowRead>,
    /// Columns that its heads print.
    pub(super) heads: Vec<bool>,
    /// Some rows could not be read.
    pub(super) loses_rows: bool,
}

/// What stands below a head.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Below {
    Name,
    Column(usize),
    Other,
}

/// A line of heads: what stands below each, from which column on.
#[derive(Clone, Debug)]
struct Head {
    cells: Vec<(u32, Below)>,
    printed: Vec<String>,
}

/// Reads a list; `stops` are labels of rows that are none of it.
pub(super) fn read(
    words: &FamilyWords<'_>,
    lines: &[&Line<'_>],
    unit: MoneyUnit,
    stops: &dyn Fn(&str) -> bool,
) -> Listed {
    let mut listed = Listed { heads: vec![false; words.family.columns.len()], ..Listed::default() };
    let mut head: Option<Head> = None;
    let mut above: BTreeMap<usize, CellRead> = BTreeMap::new();
    for line in lines.iter().filter(|line| !line.cells.is_empty()) {
        if let Some(new) = head_of(words, line) {
            for (_, below) in &new.cells {
                if let Below::Column(at) = below
                    && let Some(printed) = listed.heads.get_mut(*at)
                {
                    *printed = true;
                }
            }
            if head.as_ref().is_none_or(|known| known.printed != new.printed) {
                above.clear();
            }
            head = Some(new);
            continue;
        }
        let Some(head) = &head else { continue };
        let first = line.cells.iter().find(|cell| !is_blank(&cell.text));
        if line.filled < 2 || first.is_some_and(|cell| stops(&label_key(&cell.text))) {
            continue;
        }
        match row(words.family, head, line, unit, &mut above) {
            Some(row) => listed.rows.push(row),
            None => listed.loses_rows = true,
        }
    }
    listed
}

/// A label as it is compared: without a remark in brackets behind it.
fn label_key(text: &str) -> String {
    let key = name_key(text);
    match key.split_once('(') {
        Some((before, _)) if !before.is_empty() => before.to_owned(),
        _ => key,
    }
}

/// The head that a line is: the name's and at least one more.
fn head_of(words: &FamilyWords<'_>, line: &Line<'_>) -> Option<Head> {
    let below = |cell: &GridCell| {
        let (key, bare) = (name_key(&cell.text), label_key(&cell.text));
        let column = |key: &str| words.columns.find(key).first().copied();
        match column(&key).or_else(|| column(&bare)) {
            Some(at) => Below::Column(at),
            None if words.heads_names(&key) || words.heads_names(&bare) => Below::Name,
            None => Below::Other,
        }
    };
    let mut cells: Vec<(u32, Below)> = line.cells.iter().map(|cell| (cell.column, below(cell))).collect();
    // Of several that name what the rows are, the others are what they are grouped by.
    let last = cells.iter().rposition(|(_, below)| *below == Below::Name)?;
    cells
        .iter_mut()
        .take(last)
        .filter(|(_, below)| *below == Below::Name)
        .for_each(|cell| cell.1 = Below::Other);
    let columns = cells.iter().filter(|(_, below)| matches!(below, Below::Column(_))).count();
    let printed = || line.cells.iter().map(|cell| name_key(&cell.text)).collect();
    (columns > 0).then(|| Head { cells, printed: printed() })
}

impl Head {
    fn width(&self) -> usize {
        self.cells.len()
    }

    /// What stands in this column of the grid.
    fn below(&self, column: u32) -> Below {
        let behind = self.cells.partition_point(|(first, _)| *first <= column);
        behind.checked_sub(1).and_then(|at| self.cells.get(at)).map_or(Below::Other, |(_, below)| *below)
    }

    /// How many heads stand before the name's.
    fn before_name(&self) -> usize {
        self.cells.iter().position(|(_, below)| *below == Below::Name).unwrap_or(0)
    }
}

/// By how many columns the cells of a row are to be moved: those of delimited text may have lost the cells that a merged
/// one in front covers. None where that cannot be told.
fn shift(head: &Head, line: &Line<'_>) -> Option<u32> {
    let missing = head.width().saturating_sub(line.cells.len());
    if missing == 0 || line.grid == Some(GridKind::Ruled) {
        return Some(0);
    }
    let words_at = |shift: usize| {
        let at = head.before_name().checked_sub(shift)?;
        line.cells.get(at).filter(|cell| is_words(&cell.text))
    };
    let filled_at = |shift: usize| {
        let goals = head.cells.iter().enumerate().skip(head.before_name() + 1).take(1);
        goals.into_iter().all(|(at, _)| {
            at.checked_sub(shift).and_then(|at| line.cells.get(at)).is_some_and(|cell| !is_blank(&cell.text))
        })
    };
    let fits = |shift: usize| words_at(shift).is_some() && filled_at(shift);
    match (fits(0), missing <= head.before_name() && fits(missing)) {
        // The last cells of a row are blank where nothing is wrong.
        (true, false) => Some(0),
        (false, true) => u32::try_from(missing).ok(),
        _ => None,
    }
}

/// Reads a row; none where its name is not printed or its cells may stand below several heads.
fn row(
    family: &Family,
    head: &Head,
    line: &Line<'_>,
    unit: MoneyUnit,
    above: &mut BTreeMap<usize, CellRead>,
) -> Option<RowRead> {
    let shift = shift(head, line)?;
    let mut texts: BTreeMap<usize, (String, &GridCell)> = BTreeMap::new();
    let mut name: Option<(String, &GridCell)> = None;
    let printed = line.cells.iter().filter(|cell| !is_blank(&cell.text));
    for cell in printed {
        let text = cell.text.trim();
        let slot = match head.below(cell.column.saturating_add(shift)) {
            Below::Other => continue,
            Below::Name => name.get_or_insert_with(|| (String::new(), cell)),
            Below::Column(at) => texts.entry(at).or_insert_with(|| (String::new(), cell)),
        };
        if !slot.0.is_empty() {
            slot.0.push(' ');
        }
        slot.0.push_str(text);
    }
    let (name, site) = name?;
    if !name.chars().any(char::is_alphanumeric) {
        return None;
    }
    let quote = line.quote();
    let mut cells = vec![CellRead::default(); family.columns.len()];
    for (_, below) in &head.cells {
        if let Below::Column(at) = below
            && let Some(cell) = cells.get_mut(*at)
        {
            *cell = figures::blank();
        }
    }
    for (at, (text, cell)) in &texts {
        let Some(column) = family.columns.get(*at) else { continue };
        if let Some(slot) = cells.get_mut(*at) {
            *slot = figures::read(text, &column.dimension(), unit, Site { quote: &quote, at: &cell.place });
        }
    }
    inherit(family, head, &mut cells, above);
    let at = site.place.clone();
    let bare = strip_ordinal(&name).1.trim().to_owned();
    Some(RowRead { key: row_key(&name), name: bare, level: 1, at, cells, ..RowRead::default() })
}

/// A cell in front of the name that is blank is covered by the merged one above it.
fn inherit(family: &Family, head: &Head, cells: &mut [CellRead], above: &mut BTreeMap<usize, CellRead>) {
    let mut changed = false;
    for (_, below) in head.cells.iter().take(head.before_name()) {
        let Below::Column(at) = below else { continue };
        let Some(cell) = cells.get_mut(*at) else { continue };
        if family.columns.get(*at).is_some_and(|column| column.dimension().is_number()) {
            continue;
        }
        if cell.state == State::Value {
            // What was merged below another one ends with it.
            changed = true;
            above.insert(*at, cell.clone());
        } else if changed {
            above.remove(at);
        } else if let Some(covering) = above.get(at) {
            *cell = covering.clone();
        }
    }
}
