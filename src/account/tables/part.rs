//! One printed part of a table: head, entries and columns of each family put together into rows of cells.

use super::codes::{CodeDraft, Joiner};
use super::crossed::{self, Head};
use super::entries::{Entry, clean, entries};
use super::figures::{self, Site};
use super::header::{self, HeadCell, Leaf};
use super::layout::{Frame, Layout, Sample, choose};
use super::lines::{Line, is_words};
use super::loose::Loose;
use super::profile::{Profile, Role};
use super::rows::{Target, join_wrapped, rejoin_codes, targets};
use super::twice;
use super::vanished::{self, Placings};
use super::vocabulary::{FamilyWords, Names, Words};
use super::zones::Zones;
use crate::account::{CellRead, RowRead, State, Unclaimed};
use crate::amount::{Exact, MoneyUnit};
use crate::document::{GridCell, GridKind};
use crate::schema::RowId;
use crate::text::{CellText, name_key, read_cell};

/// What a part of a table prints of one family.
#[derive(Clone, Debug, Default)]
pub(super) struct FamilyPart {
    /// By fixed row: the row, if it is printed.
    pub(super) fixed: Vec<Option<RowRead>>,
    /// Classes printed by name.
    pub(super) classes: Vec<RowRead>,
    /// Code rows, lane by lane.
    pub(super) codes: Vec<CodeDraft>,
    /// Columns in the head.
    pub(super) heads: Vec<bool>,
    /// Figures stand in a column that the form does not have.
    pub(super) other_columns: bool,
    /// The head does not tell which columns are printed: those of the form are taken.
    pub(super) headless: bool,
}

/// What a part of a table prints.
#[derive(Clone, Debug, Default)]
pub(super) struct Part {
    /// Where the last line of the head stands.
    pub(super) head_at: Option<crate::document::Place>,
    /// By family of the table.
    pub(super) families: Vec<FamilyPart>,
    /// What belongs to nothing that the form has.
    pub(super) unread: Vec<Unclaimed>,
    /// Some row or figure is not clear.
    pub(super) unclear: bool,
}

/// Reads the rows of a part; `head` is the head of an earlier part, for parts that do not repeat it.
pub(super) fn read<'d>(
    words: &Words<'_>,
    rows: &[&Line<'d>],
    unit: MoneyUnit,
    head: &mut Vec<Line<'d>>,
) -> Part {
    let zones = Zones::of(rows, words);
    if !zones.head.is_empty() || head.is_empty() {
        *head = zones.head.iter().map(|line| **line).collect();
    }
    let head_lines: Vec<&Line<'_>> = head.iter().collect();
    let loose = Loose::of(words.customs, &zones);
    let profile = loose.profile(&zones, words);
    let mut entries = entries(&zones, &profile, words, &loose);
    loose.settle(&mut entries, &profile);
    rejoin_codes(&mut entries, words);
    join_wrapped(&mut entries, words);
    let ruled = rows.first().is_some_and(|row| row.grid == Some(GridKind::Ruled));
    let head_at = zones.head.last().map(|line| line.place.clone());
    let part = Part { head_at, ..Part::default() };
    let mut builder = Builder { words, unit, profile: &profile, part, ruled, cut: loose.cut() };
    builder.part.families = words.families.iter().map(empty).collect();
    match crossed::read(&head_lines, words) {
        Head::Columns => builder.columns(&head_lines, &zones, &entries),
        Head::Rows { orders } => builder.rows_in_head(&orders, &entries),
        Head::Crossed { orders, names } => builder.crossed(&orders, &names, &entries),
    }
    builder.part
}

fn empty(words: &FamilyWords<'_>) -> FamilyPart {
    let family = words.family;
    FamilyPart {
        fixed: vec![None; family.rows.len()],
        heads: vec![false; family.columns.len()],
        ..FamilyPart::default()
    }
}

/// Why a figure with more than one possible column is not read.
pub(super) const OPEN: &str = "各栏的数与表头对不上，这个数属于哪一栏有不止一种读法";

/// Whether lines of a head are missing that were divided from the rows, or torn into pieces: text without columns, whose
/// head names some columns of the form in their order, or none.
fn is_torn(leaves: &[Leaf], family: &FamilyWords<'_>, zones: &Zones<'_, '_>) -> bool {
    let flowed = |line: &&Line<'_>| line.grid == Some(GridKind::Flowed) && !line.has_blank();
    if zones.body.is_empty() || !zones.body.iter().all(flowed) {
        return false;
    }
    let targets: Vec<usize> = leaves.iter().filter_map(|leaf| leaf.target).collect();
    let columns = family.family.columns.iter().enumerate();
    let missing = columns.filter(|(at, column)| !column.optional && !targets.contains(at));
    let missing: Vec<String> = missing.map(|(_, column)| name_key(&column.name)).collect();
    // Names torn into pieces give the names of the form when put together.
    let pieces: String =
        leaves.iter().filter(|leaf| leaf.target.is_none()).map(|leaf| name_key(&leaf.text)).collect();
    targets.is_sorted() && !missing.is_empty() && (pieces.is_empty() || pieces == missing.concat())
}

/// Builds a part.
pub(super) struct Builder<'b> {
    /// Names of the table.
    pub(super) words: &'b Words<'b>,
    /// Unit of its money.
    pub(super) unit: MoneyUnit,
    /// What is built.
    pub(super) part: Part,
    profile: &'b Profile,
    /// Cells stand where they are ruled.
    pub(super) ruled: bool,
    /// Lines end behind their last figure.
    cut: bool,
}

/// The columns of one family: where each stands in its lanes.
#[derive(Clone, Debug, Default)]
pub(super) struct Placed {
    layout: Layout,
    /// The one leaf of a family that has no more.
    single: bool,
    /// Blanks vanished from all rows alike.
    vanished: bool,
    /// What rows may hold whose blanks vanished.
    pub(super) placings: Placings,
    /// Only blanks at the ends of these rows are missing.
    pub(super) at_ends: bool,
}

impl Builder<'_> {
    /// The head names columns, the lines name rows.
    fn columns(&mut self, head: &[&Line<'_>], zones: &Zones<'_, '_>, entries: &[Entry<'_>]) {
        let targets = targets(entries, self.words, false);
        let mut cells = header::cells(head);
        let mixed: Vec<&Line<'_>> =
            zones.mixed.iter().filter_map(|at| zones.body.get(*at).copied()).collect();
        cells.extend(header::cells(&mixed).into_iter().map(|line| line.into_iter().skip(1).collect()));
        for at in 0..self.words.families.len() {
            let own: Vec<&Entry<'_>> = entries
                .iter()
                .zip(&targets)
                .filter(|(_, target)| family_of(**target) == Some(at))
                .map(|(e, _)| e)
                .collect();
            let placed = self.place(at, &cells, &own, zones);
            self.fill(at, &placed, entries, &targets, zones);
        }
        for (entry, target) in entries.iter().zip(&targets) {
            match target {
                Target::Nameless => self.leave(entry, "这一行的数没有行名"),
                Target::Unknown => self.leave(entry, "表式中没有这一行"),
                _ => {}
            }
        }
    }

    /// Figures of an entry that belong to nothing; a name alone is left over too.
    pub(super) fn leave(&mut self, entry: &Entry<'_>, why: &str) {
        if entry.figures.is_empty() && entry.label.is_empty() {
            return;
        }
        self.part.unclear |= entry.figures.iter().any(|cell| !is_words(&cell.text));
        let text = entry.quote.clone();
        self.part.unread.push(Unclaimed { text, why: why.to_owned(), at: entry.at.clone(), extent: None });
    }

    /// Finds the columns of a family.
    fn place(
        &mut self,
        at: usize,
        cells: &[Vec<HeadCell>],
        own: &[&Entry<'_>],
        zones: &Zones<'_, '_>,
    ) -> Placed {
        let Some(family) = self.words.families.get(at) else {
            return Placed::default();
        };
        let lines: Vec<Vec<HeadCell>> = cells
            .iter()
            .map(|line| {
                let sides = self.sides(line);
                // What heads the names of rows is over no figures.
                let heads =
                    |cell: &&HeadCell| self.is_head_of(at, cell, &sides) && !family.heads_names(&cell.key);
                line.iter().filter(heads).cloned().collect()
            })
            .collect();
        let mut leaves = header::sequence(&lines, family.columns);
        let all = || (0..family.family.columns.len()).map(Leaf::bare).collect();
        let headless = cells.iter().all(Vec::is_empty) || is_torn(&leaves, family, zones);
        if headless || (leaves.is_empty() && family.family.columns.len() == 1) {
            leaves = all();
        }
        if let Some(part) = self.part.families.get_mut(at) {
            part.headless = headless;
            for target in leaves.iter().filter_map(|leaf| leaf.target) {
                if let Some(head) = part.heads.get_mut(target) {
                    *head = true;
                }
            }
        }
        let several = own.iter().any(|entry| entry.figures.len() > 1);
        if leaves.len() == 1 && !several {
            let placings = Placings::of(std::slice::from_ref(&leaves), family.columns);
            let layout = Layout { leaves, columns: vec![0], open: false };
            return Placed { layout, single: true, placings, ..Placed::default() };
        }
        let orders = header::orders(&leaves);
        let firm: Vec<&Entry<'_>> = own.iter().filter(|entry| !entry.loose).copied().collect();
        let layout = self.layout(&orders, family.columns, if firm.is_empty() { own } else { &firm });
        let loose = firm.len() < own.len();
        let alone = self.profile.lanes.len() == 1 && self.words.families.len() == 1 && !self.ruled;
        let vanished = alone && !loose && vanished::from_all(own, &zones.body, layout.leaves.len());
        if !loose && !vanished {
            return Placed { layout, ..Placed::default() };
        }
        let placings = Placings::of(&orders, family.columns);
        let only = placings.only().map_or(0, <[Leaf]>::len);
        let at_ends = only > 0 && vanished::at_ends(family, own, &layout, only).unwrap_or(self.cut);
        Placed { layout, vanished, placings, at_ends, ..Placed::default() }
    }

    /// Where the sides of a line of the head begin: at the lanes of the body, or where its first heading is repeated.
    fn sides(&self, line: &[HeadCell]) -> Vec<u32> {
        let families = self.words.families.len();
        if self.profile.lanes.len() == families {
            return self.profile.lanes.clone();
        }
        let first = line.first().map_or("", |cell| cell.key.as_str());
        line.iter().filter(|cell| cell.key == first).map(|cell| cell.column).collect()
    }

    /// Whether a cell of the head can belong to a family: only it knows the name, or it stands over its lane.
    fn is_head_of(&self, at: usize, cell: &HeadCell, sides: &[u32]) -> bool {
        if self.words.families.len() < 2 {
            return true;
        }
        let knows =
            |at: usize| self.words.families.get(at).is_some_and(|f| !f.columns.find(&cell.key).is_empty());
        let others = (0..self.words.families.len()).any(|other| other != at && knows(other));
        let lanes = sides.len() == self.words.families.len();
        let over = lanes && sides.partition_point(|start| *start <= cell.column).saturating_sub(1) == at;
        if knows(at) && !others {
            true
        } else if lanes {
            over
        } else {
            knows(at)
        }
    }

    pub(super) fn layout(&self, orders: &[Vec<Leaf>], names: &Names, own: &[&Entry<'_>]) -> Layout {
        let samples: Vec<Sample> =
            own.iter().filter(|e| !e.figures.is_empty()).map(|e| self.sample(e)).collect();
        let lane = own.first().map_or(0, |entry| entry.lane);
        let after = own.iter().map(|entry| self.after_name(entry)).max().unwrap_or(0);
        let start = self.profile.lane_start(lane);
        let frame = Frame {
            width: self.profile.lane_end(lane).saturating_sub(start),
            start,
            ruled: self.ruled,
            after_names: after,
        };
        choose(orders, names, &samples, frame)
    }

    fn after_name(&self, entry: &Entry<'_>) -> u32 {
        let code = entry.code.last().map(|(column, _)| column + 1);
        let name = entry.label_column.map(|column| column + 1);
        let mut after = name.max(code).unwrap_or(0);
        while self.profile.role(after) == Role::RowNumbers {
            after += 1;
        }
        after.saturating_sub(self.profile.lane_start(entry.lane))
    }

    pub(super) fn column(&self, entry: &Entry<'_>, cell: &GridCell) -> u32 {
        cell.column.saturating_sub(self.profile.lane_start(entry.lane))
    }

    /// The column of the grid at which the lane of an entry starts.
    pub(super) fn lane_start(&self, entry: &Entry<'_>) -> u32 {
        self.profile.lane_start(entry.lane)
    }

    fn sample(&self, entry: &Entry<'_>) -> Sample {
        let value = |cell: &GridCell| match read_cell(&cell.text) {
            CellText::Number(figure) => Exact::parse_decimal(&figure.digits),
            _ => None,
        };
        let cells = entry.figures.iter().map(|cell| (self.column(entry, cell), value(cell)));
        Sample { cells: cells.collect() }
    }

    /// Puts the figures of a family's entries into cells.
    fn fill(
        &mut self,
        at: usize,
        placed: &Placed,
        entries: &[Entry<'_>],
        targets: &[Target],
        zones: &Zones<'_, '_>,
    ) {
        let Some(family) = self.words.families.get(at) else { return };
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|at| (entries.get(*at).map(|entry| entry.lane), *at));
        let mut joiners: Vec<Joiner> = vec![Joiner::default(); self.profile.lanes.len()];
        for place in order {
            let (Some(entry), Some(target)) = (entries.get(place), targets.get(place)) else { continue };
            if family_of(*target) != Some(at) {
                continue;
            }
            let mixed = zones.mixed.contains(&entry.row);
            let row = match target {
                Target::Fixed(_, row) => Some(RowId(*row as u32)),
                _ => None,
            };
            let cells = self.cells(family, at, placed, entry, (row, mixed));
            match target {
                Target::Fixed(_, row) => self.fixed(at, *row, entry, cells),
                Target::Class(_, class) => {
                    let key = family
                        .list
                        .and_then(|(list, _)| list.codes.get(*class))
                        .map(|code| code.code.clone());
                    let row = RowRead { key: key.unwrap_or_default(), level: 1, ..row_of(entry, cells) };
                    if let Some(part) = self.part.families.get_mut(at) {
                        part.classes.push(row);
                    }
                }
                _ => {
                    let code = joiners.get_mut(entry.lane).and_then(|joiner| joiner.join(&entry.code));
                    let name = bare_name(&entry.label);
                    let draft = CodeDraft { code, name, at: entry.at.clone(), cells, ..CodeDraft::default() };
                    if let Some(part) = self.part.families.get_mut(at) {
                        part.codes.push(draft);
                    }
                }
            }
        }
    }

    fn fixed(&mut self, at: usize, row: usize, entry: &Entry<'_>, cells: Vec<CellRead>) {
        let Some(family) = self.words.families.get(at) else { return };
        let key = family.family.rows.get(row).map(|row| row.name.clone()).unwrap_or_default();
        let slot = self.part.families.get_mut(at).and_then(|part| part.fixed.get_mut(row));
        let Some(slot) = slot else { return };
        match slot {
            None => *slot = Some(RowRead { key, ..row_of(entry, cells) }),
            // A heading of the same name, without figures, stands above the row that has them.
            Some(known) if has_no_figures(&known.cells) => {
                *slot = Some(RowRead { key, ..row_of(entry, cells) });
            }
            Some(known) if entry.figures.is_empty() || same_figures(&known.cells, &cells) => {}
            Some(known) => {
                known.cells.iter_mut().zip(&cells).for_each(|(known, cell)| _ = twice::again(known, cell));
                self.leave(entry, "这一行印了不止一次");
            }
        }
    }

    /// The cells of an entry, one for each column of the family.
    fn cells(
        &mut self,
        family: &FamilyWords<'_>,
        at: usize,
        placed: &Placed,
        entry: &Entry<'_>,
        (row, mixed): (Option<RowId>, bool),
    ) -> Vec<CellRead> {
        let heads = self.part.families.get(at).map(|part| part.heads.clone()).unwrap_or_default();
        let mut cells: Vec<CellRead> = heads
            .iter()
            .map(|printed| if *printed { figures::blank() } else { CellRead::default() })
            .collect();
        if entry.loose || placed.vanished {
            self.open_row((at, family), placed, entry, row, &mut cells);
            return cells;
        }
        for cell in &entry.figures {
            let leaf = if placed.single { Some(0) } else { placed.layout.leaf(self.column(entry, cell)) };
            let leaf = leaf.and_then(|leaf| placed.layout.leaves.get(leaf));
            // What stands before a name and in no column of the form numbers or describes the row.
            let before = entry.label_column.is_some_and(|name| cell.column < name);
            if before && leaf.is_none_or(|leaf| leaf.target.is_none()) {
                continue;
            }
            let Some(leaf) = leaf else {
                self.leave_cell(entry, cell, "这个数不在任何栏目之下");
                continue;
            };
            let Some(target) = leaf.target else {
                let why = format!("表式中没有栏目「{}」", leaf.text);
                let other = self.leave_cell(entry, cell, &why);
                if let Some(part) = self.part.families.get_mut(at) {
                    part.other_columns |= other;
                }
                continue;
            };
            let site = Site { quote: &entry.quote, at: &cell.place };
            let Some(column) = family.family.columns.get(target) else { continue };
            let dimension = family.family.dimension(row, column.id);
            let mut read = figures::read(&cell.text, &dimension, self.unit, site);
            if mixed && !family.columns.find(&name_key(&cell.text)).is_empty() {
                let remark = format!("这一格印的是栏目名「{}」，没有印数", cell.text.trim());
                read = CellRead { remark: Some(remark), ..CellRead::default() };
            } else if placed.layout.open && read.state == State::Value {
                read.state = State::Unreadable;
                read.remark = Some(OPEN.to_owned());
            }
            self.part.unclear |= read.state == State::Unreadable;
            if let Some(slot) = cells.get_mut(target) {
                *slot = read;
            }
        }
        let layout = Some(&placed.layout).filter(|_| !placed.single);
        for (target, column) in layout.into_iter().flat_map(Layout::targets) {
            let column = self.lane_start(entry).saturating_add(column);
            if let Some(cell) = cells.get_mut(target).filter(|cell| cell.state == State::Blank) {
                cell.blank_at = entry.blank_at(column);
            }
        }
        cells
    }

    /// Leaves a cell over; whether a figure other than zero stands in it.
    pub(super) fn leave_cell(&mut self, entry: &Entry<'_>, cell: &GridCell, why: &str) -> bool {
        let is_zero = Exact::parse_decimal(cell.text.trim()).is_some_and(|value| value.is_zero());
        let is_figure = !is_words(&cell.text) && !is_zero;
        self.part.unclear |= is_figure;
        let text = format!("{} {}", entry.label, cell.text.trim()).trim().to_owned();
        self.part.unread.push(Unclaimed { text, why: why.to_owned(), at: cell.place.clone(), extent: None });
        is_figure
    }
}

fn family_of(target: Target) -> Option<usize> {
    match target {
        Target::Fixed(family, _) | Target::Class(family, _) | Target::Code(family) => Some(family),
        Target::Measure(_) | Target::Nameless | Target::Unknown => None,
    }
}

/// A name as printed, without ordinal and 其中.
fn bare_name(label: &str) -> String {
    let name = crate::text::strip_ordinal(label).1;
    let name = name.strip_prefix("其中").map_or(name, |rest| rest.trim_start_matches(['：', ':']));
    clean(crate::text::strip_ordinal(name).1)
}

fn row_of(entry: &Entry<'_>, cells: Vec<CellRead>) -> RowRead {
    RowRead { name: bare_name(&entry.label), at: entry.at.clone(), cells, ..RowRead::default() }
}

fn has_no_figures(cells: &[CellRead]) -> bool {
    cells.iter().all(|cell| matches!(cell.state, State::Blank | State::Dash | State::Absent))
}

/// The value of a cell that has one.
pub(super) fn value_of(cell: &CellRead) -> Option<i64> {
    (cell.state == State::Value).then(|| cell.claims.first().map(|c| c.value)).flatten()
}

/// Whether two printed rows hold the same figures.
pub(super) fn same_figures(left: &[CellRead], right: &[CellRead]) -> bool {
    left.iter().zip(right).all(|(left, right)| value_of(left) == value_of(right))
}
