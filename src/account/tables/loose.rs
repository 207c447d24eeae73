//! Lines whose blank cells vanished: what stands on them has an order and no columns. Which lines these are, and the
//! names, numbers and figures that they print.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::entries::Entry;
use super::lines::{Line, code_digits, digits, is_bare_ordinal, is_blank, is_words, opens_name};
use super::profile::{Profile, Role};
use super::vocabulary::Words;
use super::zones::Zones;
use crate::document::{GridCell, GridKind};
use crate::schema::{Custom, Customs};
use crate::text::name_key;

/// Shortest code, or first part of one.
const SHORTEST_CODE: usize = 3;

/// Fewest numbers that make a column of row numbers where no heading says so.
const FEWEST_NUMBERS: usize = 4;

/// Which lines of a body lost their blank cells.
#[derive(Clone, Debug, Default)]
pub(super) struct Loose {
    lines: Vec<bool>,
    all: bool,
    numbered: bool,
    cut: bool,
}

impl Loose {
    /// Of the rows of a table. Cells that are ruled stand where they are; a line with a blank cell kept its blanks.
    ///
    /// A line without any is loose where it is shorter than the lines that kept theirs.
    pub(super) fn of(customs: &Customs, zones: &Zones<'_, '_>) -> Self {
        let body = &zones.body;
        let ruled = body.first().is_none_or(|line| line.grid == Some(GridKind::Ruled));
        let longest = body.iter().map(|line| line.cells.len()).max().unwrap_or(0);
        let least = body.iter().map(|line| line.cells.len()).min().unwrap_or(0);
        let spans = body.iter().flat_map(|line| line.cells).any(|cell| cell.column_span > 1);
        if ruled || spans || least == longest {
            return Self::default();
        }
        let kept = body.iter().any(|line| line.has_blank());
        let full = width_with_blanks(body.iter().copied());
        let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
        for lines in body.chunk_by(|a, b| a.block == b.block) {
            // Each page of a table may have a width of its own.
            let own = width_with_blanks(lines.iter().copied()).or(full).unwrap_or(longest);
            widths.extend(lines.first().map(|line| (line.block, own)));
        }
        let short = |line: &Line<'_>| widths.get(&line.block).is_some_and(|width| line.cells.len() < *width);
        let loose = |line: &&Line<'_>| !line.has_blank() && (!kept || short(line));
        let mut head = zones.head.iter().flat_map(|line| line.cells);
        Self {
            lines: body.iter().map(loose).collect(),
            all: !kept,
            numbered: head.any(|cell| customs.is(Custom::RowNumbers, &name_key(&cell.text))),
            cut: full.is_none() && body.iter().any(|line| line.has_blank() && line.cells.len() < longest),
        }
    }

    /// Whether a line of the body is loose.
    pub(super) fn is_loose(&self, at: usize) -> bool {
        self.lines.get(at).copied().unwrap_or(false)
    }

    /// What the columns hold, told by the lines that have columns.
    pub(super) fn profile(&self, zones: &Zones<'_, '_>, words: &Words<'_>) -> Profile {
        if self.all {
            return Profile::loose(zones);
        }
        if !self.any() {
            return Profile::of(zones, words);
        }
        let firm = zones.body.iter().enumerate().filter(|(at, _)| !self.is_loose(*at));
        let body = firm.map(|(_, line)| *line).collect();
        Profile::of(&Zones { head: zones.head.clone(), body, mixed: Vec::new() }, words)
    }

    /// Whether lines that kept their blanks are cut off behind their last figure, so that others may be too.
    pub(super) fn cut(&self) -> bool {
        self.cut
    }

    /// Whether any is.
    fn any(&self) -> bool {
        self.lines.contains(&true)
    }

    /// Puts loose entries into the lanes of their codes, and takes the numbers of rows out of their figures.
    pub(super) fn settle(&self, entries: &mut Vec<Entry<'_>>, profile: &Profile) {
        if !self.any() {
            return;
        }
        choose_lanes(entries);
        if !self.numbered && !profile.has_row_numbers() && !counts_rows(entries) {
            return;
        }
        let distance = distance(entries).or_else(|| firm_distance(entries, profile));
        for entry in entries.iter_mut().filter(|entry| entry.loose) {
            let Some(number) = first_number(entry) else { continue };
            entry.figures.remove(0);
            // The number of a row of the next side whose name and figures are blank.
            let other = entry.figures.last().and_then(|cell| number_of(cell));
            if other.is_some() && other == distance.and_then(|distance| number.checked_add(distance)) {
                entry.figures.pop();
            }
        }
        entries.retain(|entry| {
            !(entry.loose && entry.label.is_empty() && entry.code.is_empty() && entry.figures.is_empty())
        });
    }
}

/// The width that most lines have whose last cell is blank, among equals the least.
fn width_with_blanks<'l>(lines: impl Iterator<Item = &'l Line<'l>>) -> Option<usize> {
    let mut widths: BTreeMap<usize, usize> = BTreeMap::new();
    for line in lines.filter(|line| line.cells.last().is_some_and(|cell| is_blank(&cell.text))) {
        *widths.entry(line.cells.len()).or_default() += 1;
    }
    widths.into_iter().rev().max_by_key(|(_, count)| *count).map(|(width, _)| width)
}

/// A whole number as row numbers are printed.
fn number_of(cell: &GridCell) -> Option<u32> {
    digits(&cell.text).filter(|number| number.len() <= 3)?.parse().ok()
}

fn first_number(entry: &Entry<'_>) -> Option<u32> {
    entry.figures.first().and_then(|cell| number_of(cell))
}

/// A loose entry stands in the lane in which lines that kept their blanks print codes that open like its own.
fn choose_lanes(entries: &mut [Entry<'_>]) {
    let opening = |entry: &Entry<'_>| {
        let (_, code) = entry.code.first()?;
        code.get(..SHORTEST_CODE).map(str::to_owned)
    };
    let mut lanes: BTreeMap<String, usize> = BTreeMap::new();
    for entry in entries.iter().filter(|entry| !entry.loose) {
        if let Some(opening) = opening(entry) {
            lanes.entry(opening).or_insert(entry.lane);
        }
    }
    for entry in entries.iter_mut().filter(|entry| entry.loose) {
        if let Some(lane) = opening(entry).and_then(|opening| lanes.get(&opening)) {
            entry.lane = *lane;
        }
    }
}

/// Whether the first figures of loose entries count their rows: they ascend, side by side, and hardly any is missing.
fn counts_rows(entries: &[Entry<'_>]) -> bool {
    let mut last: BTreeMap<usize, u32> = BTreeMap::new();
    let (mut counted, mut others, mut row, mut side) = (0_usize, 0_usize, None, 0_usize);
    for entry in entries.iter().filter(|entry| entry.loose) {
        side = if row == Some(entry.row) { side + 1 } else { 0 };
        row = Some(entry.row);
        match first_number(entry) {
            Some(number) if entry.label.is_empty() || last.get(&side).is_none_or(|last| *last < number) => {
                counted += 1;
                if !entry.label.is_empty() {
                    last.insert(side, number);
                }
            }
            _ => others += 1,
        }
    }
    counted >= FEWEST_NUMBERS && others * 8 <= counted
}

/// How far the row numbers of two sides on one line lie apart, by loose entries.
fn distance(entries: &[Entry<'_>]) -> Option<u32> {
    let pairs = entries.iter().zip(entries.iter().skip(1)).filter(|(left, right)| left.row == right.row);
    most_common(pairs.filter_map(|(left, right)| first_number(right)?.checked_sub(first_number(left)?)))
}

/// The same by the lines that kept their blanks: how far the numbers in their two columns lie apart.
fn firm_distance(entries: &[Entry<'_>], profile: &Profile) -> Option<u32> {
    most_common(entries.iter().filter(|entry| !entry.loose).filter_map(|entry| {
        let numbers = entry.line.iter().filter(|cell| profile.role(cell.column) == Role::RowNumbers);
        match numbers.filter_map(number_of).collect::<Vec<u32>>().as_slice() {
            [left, right] => right.checked_sub(*left),
            _ => None,
        }
    }))
}

/// The number that occurs most often, among equals the greatest.
fn most_common(numbers: impl Iterator<Item = u32>) -> Option<u32> {
    let mut counts: BTreeMap<u32, u32> = BTreeMap::new();
    numbers.for_each(|number| *counts.entry(number).or_default() += 1);
    counts.into_iter().max_by_key(|(_, count)| *count).map(|(number, _)| number)
}

/// The entries of a loose line: a name that a row may have begins one, a code before a name too.
pub(super) fn entries_of<'d>(
    line: &Line<'d>,
    row: usize,
    words: &Words<'_>,
    profile: &Profile,
) -> Vec<Entry<'d>> {
    let cells: Vec<&'d GridCell> = line.cells.iter().filter(|cell| !is_blank(&cell.text)).collect();
    let mut reader = Reader { line, row, words, lanes: profile.lanes.len(), done: Vec::new() };
    let mut at = 0;
    while let Some(cell) = cells.get(at) {
        let code = reader.code_at(cells.get(at..).unwrap_or(&[]));
        if code > 0 {
            let parts = cells.iter().skip(at).take(code);
            let parts = parts.filter_map(|cell| code_digits(&cell.text).map(|number| (cell.column, number)));
            reader.start(cell, parts.collect());
            at += code;
            continue;
        }
        if is_words(&cell.text) {
            let later = cells.get(at + 1..).unwrap_or(&[]);
            reader.words(cell, later);
        } else {
            reader.figure(cell);
        }
        at += 1;
    }
    reader.done
}

struct Reader<'r, 'd> {
    line: &'r Line<'d>,
    row: usize,
    words: &'r Words<'r>,
    lanes: usize,
    done: Vec<Entry<'d>>,
}

impl<'d> Reader<'_, 'd> {
    /// How many cells from here on are a code: digits before a name, the last of three digits or more with the short
    /// parts behind it; at the start of a line the name may be lost.
    fn code_at(&self, cells: &[&GridCell]) -> usize {
        if !self.words.by_code() {
            return 0;
        }
        let numbers: Vec<_> = cells.iter().map_while(|cell| code_digits(&cell.text)).collect();
        let named = cells.get(numbers.len()).is_some_and(|cell| is_words(&cell.text));
        let opens = numbers
            .first()
            .is_some_and(|number| number.len() >= SHORTEST_CODE && self.words.opens_code(number));
        let begins = self.done.is_empty();
        let later = numbers.iter().skip(1).any(|number| number.len() >= SHORTEST_CODE);
        match (opens, named) {
            (true, true) if !later => numbers.len(),
            (true, false) if begins => 1,
            _ => 0,
        }
    }

    fn start(&mut self, cell: &'d GridCell, code: Vec<(u32, Cow<'d, str>)>) {
        let lane = self.done.len().min(self.lanes.saturating_sub(1));
        self.done.push(Entry {
            row: self.row,
            lane,
            code,
            label: String::new(),
            key: String::new(),
            label_column: None,
            at: cell.place.clone(),
            figures: Vec::new(),
            line: self.line.cells,
            quote: self.line.quote(),
            loose: true,
        });
    }

    fn words(&mut self, cell: &'d GridCell, later: &[&GridCell]) {
        let key = name_key(&cell.text);
        if is_bare_ordinal(cell) {
            if !later.first().is_some_and(|cell| opens_name(cell))
                && let Some(entry) = self.done.last_mut().filter(|entry| !entry.label.is_empty())
            {
                entry.figures.push(cell);
            }
            return;
        }
        if self.heads_codes(cell, later) {
            return;
        }
        let known = self.words.knows_row(&key);
        let begins = self.done.last().is_none_or(|entry| {
            let unnamed = entry.label.is_empty() && entry.figures.is_empty();
            !unnamed && (known || entry.label.is_empty())
        });
        if begins {
            self.start(cell, Vec::new());
        }
        let Some(entry) = self.done.last_mut() else { return };
        if entry.label.is_empty() {
            entry.rename(&cell.text);
            entry.label_column = Some(cell.column);
            entry.at = cell.place.clone();
        } else {
            entry.figures.push(cell);
        }
    }

    /// The last line of a head over codes (类, 款, 项), printed on the row of the total.
    fn heads_codes(&self, cell: &GridCell, later: &[&GridCell]) -> bool {
        cell.text.trim().chars().nth(1).is_none()
            && self.words.by_code()
            && later.iter().any(|cell| self.words.knows_row(&name_key(&cell.text)))
    }

    fn figure(&mut self, cell: &'d GridCell) {
        if self.done.is_empty() {
            self.start(cell, Vec::new());
        }
        if let Some(entry) = self.done.last_mut() {
            entry.figures.push(cell);
        }
    }
}
