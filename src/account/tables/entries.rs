//! Entries: a name with its code and the figures that stand behind it on the same line, up to the next name. A
//! figure is never taken from another line.

use std::borrow::Cow;

use super::lines::{Line, code_digits, digits, is_bare_ordinal, is_blank, is_words, opens_name};
use super::loose::{self, Loose};
use super::profile::{Profile, Role};
use super::vocabulary::Words;
use super::zones::Zones;
use crate::document::{GridCell, Place};
use crate::text::name_key;

/// A row of a table, or of one lane of it, as printed.
#[derive(Clone, Debug)]
pub(super) struct Entry<'d> {
    /// Index of its row in the body.
    pub(super) row: usize,
    /// Its lane.
    pub(super) lane: usize,
    /// Codes or parts of one, with their columns.
    pub(super) code: Vec<(u32, Cow<'d, str>)>,
    /// The name as printed; empty where none stands.
    pub(super) label: String,
    /// What the name is compared by.
    pub(super) key: String,
    /// The column of the name.
    pub(super) label_column: Option<u32>,
    /// Where the name (or the row) stands.
    pub(super) at: Place,
    /// Filled cells behind the name.
    pub(super) figures: Vec<&'d GridCell>,
    /// All cells of its line.
    pub(super) line: &'d [GridCell],
    /// The row as printed.
    pub(super) quote: String,
    /// Blank cells of its line vanished: its figures have an order and no columns.
    pub(super) loose: bool,
}

impl Entry<'_> {
    /// Sets the name.
    pub(super) fn rename(&mut self, label: &str) {
        self.label = clean(label);
        self.key = name_key(&self.label);
    }

    /// The number of the blank cell that its line has in a column.
    pub(super) fn blank_at(&self, column: u32) -> Option<u32> {
        let at = self.line.binary_search_by_key(&column, |cell| cell.column).ok()?;
        self.line.get(at).filter(|cell| is_blank(&cell.text))?.place.piece
    }

    /// It has a name and nothing else.
    pub(super) fn is_bare(&self) -> bool {
        self.code.is_empty() && self.figures.is_empty() && !self.label.is_empty()
    }
}

/// A name as printed, without the blanks and line ends that narrow columns put into it.
pub(super) fn clean(name: &str) -> String {
    name.chars().filter(|character| !crate::text::is_blank_char(*character)).collect()
}

/// The entries of the body, row by row and from left to right.
pub(super) fn entries<'d>(
    zones: &Zones<'_, 'd>,
    profile: &Profile,
    words: &Words<'_>,
    loose: &Loose,
) -> Vec<Entry<'d>> {
    let mut entries = Vec::new();
    let named_at = named_at(zones, words);
    for (at, row) in zones.body.iter().enumerate() {
        if loose.is_loose(at) {
            entries.extend(loose::entries_of(row, at, words, profile));
            continue;
        }
        let holds_head = zones.mixed.contains(&at);
        let mut reader = Reader {
            row: at,
            line: row,
            profile,
            words,
            holds_head,
            from: 0,
            before: Vec::new(),
            current: None,
            done: Vec::new(),
        };
        reader.from = named_at.filter(|column| is_named_in(row, *column, words)).unwrap_or(0);
        reader.run();
        entries.append(&mut reader.done);
    }
    entries
}

/// The column of the names of rows that the document names, where its head says which it is.
fn named_at(zones: &Zones<'_, '_>, words: &Words<'_>) -> Option<u32> {
    let [family] = words.families.as_slice() else { return None };
    let heads = zones.head.iter().flat_map(|line| line.cells);
    heads.into_iter().find(|cell| family.heads_names(&name_key(&cell.text))).map(|cell| cell.column)
}

/// Whether a row has its name in a column, and none of its own before: 合计 may stand in any column.
fn is_named_in(row: &Line<'_>, column: u32, words: &Words<'_>) -> bool {
    let named = |cell: &&GridCell| !is_blank(&cell.text) && is_words(&cell.text);
    let before = row.cells.iter().filter(|cell| cell.column < column).filter(named);
    let known = before.into_iter().any(|cell| words.knows_row(&name_key(&cell.text)));
    !known && row.cells.iter().filter(named).any(|cell| cell.column == column)
}

struct Reader<'r, 'd> {
    row: usize,
    line: &'r Line<'d>,
    profile: &'r Profile,
    words: &'r Words<'r>,
    holds_head: bool,
    /// What stands before this column is said of the row and no name of it.
    from: u32,
    before: Vec<&'d GridCell>,
    current: Option<Entry<'d>>,
    done: Vec<Entry<'d>>,
}

impl<'d> Reader<'_, 'd> {
    fn run(&mut self) {
        let cells = self.line.cells;
        for (at, cell) in cells.iter().enumerate() {
            if is_blank(&cell.text) {
                continue;
            }
            let role = self.profile.role(cell.column);
            if cell.column < self.from {
                self.before.extend((role != Role::RowNumbers).then_some(cell));
                continue;
            }
            if role == Role::RowNumbers && digits(&cell.text).is_some() {
                continue;
            }
            if role == Role::Codes
                && let Some(number) = code_digits(&cell.text)
                && self.is_code(cells, at, &number)
            {
                self.code(cell, number);
                continue;
            }
            if is_words(&cell.text) {
                if self.heads_codes(cells, at) {
                    continue;
                }
                if is_bare_ordinal(cell) {
                    self.ordinal(cells, at, cell);
                } else {
                    self.words(cell, role);
                }
            } else {
                self.figure(cell);
            }
        }
        self.finish();
    }

    /// A code stands in front of a name, or opens a row that lost its name.
    fn is_code(&self, cells: &[GridCell], at: usize, number: &str) -> bool {
        let mut ahead = cells.iter().skip(at + 1).filter(|cell| !is_blank(&cell.text));
        let next = ahead
            .find(|cell| code_digits(&cell.text).is_none() || self.profile.role(cell.column) != Role::Codes);
        match next {
            Some(cell) if is_words(&cell.text) => true,
            _ => {
                self.current.as_ref().is_none_or(|entry| entry.label.is_empty())
                    && self.words.opens_code(number)
            }
        }
    }

    /// A character in front of a name where codes stand: the last line of the head (类, 款, 项), printed on the row of
    /// the total.
    fn heads_codes(&self, cells: &[GridCell], at: usize) -> bool {
        let single = cells.get(at).is_some_and(|cell| cell.text.trim().chars().nth(1).is_none());
        single
            && self.words.by_code()
            && cells.iter().skip(at + 1).any(|cell| {
                self.profile.role(cell.column) == Role::Names && self.words.knows_row(&name_key(&cell.text))
            })
    }

    fn start(&mut self, cell: &'d GridCell) -> &mut Entry<'d> {
        self.finish();
        let lane = self.profile.lane(cell.column);
        self.current.insert(Entry {
            row: self.row,
            lane,
            code: Vec::new(),
            label: String::new(),
            key: String::new(),
            label_column: None,
            at: cell.place.clone(),
            figures: Vec::new(),
            line: self.line.cells,
            quote: self.line.quote(),
            loose: false,
        })
    }

    fn finish(&mut self) {
        self.done.extend(self.current.take());
    }

    fn code(&mut self, cell: &'d GridCell, number: Cow<'d, str>) {
        let open = self.current.as_ref().is_some_and(|entry| {
            entry.label.is_empty() && entry.figures.is_empty() && !entry.code.is_empty()
        });
        let entry = match self.current.as_mut().filter(|_| open) {
            Some(entry) => entry,
            None => self.start(cell),
        };
        entry.code.push((cell.column, number));
    }

    /// An ordinal alone (5. ⑤ （五）) is one of the name behind it; behind a name and before no other it stands in the
    /// place of a figure, and is none.
    fn ordinal(&mut self, cells: &[GridCell], at: usize, cell: &'d GridCell) {
        let mut later = cells.iter().skip(at + 1).filter(|cell| !is_blank(&cell.text));
        if !later.next().is_some_and(opens_name)
            && let Some(entry) = self.current.as_mut().filter(|entry| !entry.label.is_empty())
        {
            entry.figures.push(cell);
        }
    }

    fn words(&mut self, cell: &'d GridCell, role: Role) {
        let key = name_key(&cell.text);
        let begins = match &self.current {
            None => true,
            Some(entry) if entry.label.is_empty() && entry.figures.is_empty() => false,
            Some(entry) => {
                if entry.key == key && entry.figures.is_empty() && !self.holds_head {
                    return;
                }
                self.begins_entry(entry, cell, role, &key)
            }
        };
        if begins {
            self.start(cell);
        }
        let Some(entry) = self.current.as_mut() else { return };
        if entry.label.is_empty() && entry.figures.is_empty() {
            entry.rename(&cell.text);
            entry.label_column = Some(cell.column);
            entry.at = cell.place.clone();
            entry.figures.append(&mut self.before);
        } else {
            entry.figures.push(cell);
        }
    }

    /// Whether words behind a name are the name of the next lane rather than text in the place of a figure.
    fn begins_entry(&self, entry: &Entry<'_>, cell: &GridCell, role: Role, key: &str) -> bool {
        if self.holds_head {
            return false;
        }
        if self.words.families.len() > 1 && self.words.knows_row(key) {
            return true;
        }
        let other_lane = self.profile.lane(cell.column) != entry.lane;
        let named = role == Role::Names || role == Role::Codes || self.words.knows_name(key);
        (other_lane && named) || (self.profile.lanes.len() > 1 && self.words.knows_row(key))
    }

    fn figure(&mut self, cell: &'d GridCell) {
        if self.current.is_none() {
            self.start(cell);
        }
        if let Some(entry) = self.current.as_mut() {
            entry.figures.push(cell);
        }
    }
}
