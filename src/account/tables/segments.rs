//! Segments: a title with the lines of its table up to the next title or to prose. Page breaks leave blank lines,
//! page numbers, repeated heads and unit lines between the parts of one table.

use std::collections::BTreeMap;

use super::lines::{Line, code_digits, is_figure};
use super::scattered::{has_figures, loses_rows};
use super::titles::Title;
use super::units::{UnitLine, unit_line};
use super::vocabulary::Words;
use crate::document::Place;
use crate::schema::{Custom, Customs, Schema, TableId};
use crate::text::{fold_text, is_sentence_end, name_key};

/// Filled lines that may stand between a title and its grid: number, units, date, lines of a head that stand alone.
const BEFORE_GRID: usize = 12;

/// Lines that a note may go on in.
const LONGEST_NOTE: usize = 12;

/// Rows of a grid that are looked at to tell whether it is the titled table.
const LOOKED_AT: usize = 40;

/// A printed part of a document that is one table.
#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    /// The table.
    pub(super) table: TableId,
    /// Its title as printed.
    pub(super) title: String,
    /// Where the title stands.
    pub(super) at: Place,
    /// Indices of the lines of its grid.
    pub(super) rows: Vec<usize>,
    /// What unit lines said.
    pub(super) unit: UnitLine,
    /// The line that names the publishing unit.
    pub(super) unit_line: Option<(String, Place)>,
    /// Notes under it.
    pub(super) notes: Vec<(String, Place)>,
    /// Blocks that it used.
    pub(super) blocks: Vec<usize>,
    /// Lines with figures among its rows are none of them.
    pub(super) loses_rows: bool,
}

/// What a line between the parts of a table is.
enum Between {
    Blank,
    Unit,
    Number,
    Note,
    Prose,
}

/// Finds the segments of a document.
pub(super) fn segments(
    schema: &Schema,
    words: &BTreeMap<TableId, Words<'_>>,
    lines: &[Line<'_>],
    titles: &[Title],
) -> Vec<Segment> {
    let mut found: Vec<(Segment, &[TableId])> = Vec::new();
    let mut next_title = titles.iter().skip(1);
    for title in titles {
        let next = next_title.next();
        let end = next.map_or(lines.len(), |next| next.line);
        let mut best: Option<(usize, Segment)> = None;
        for id in &title.tables {
            let Some((known, segment)) = below(schema, words, lines, (title.line, end), *id) else {
                continue;
            };
            // Alike to the last, the table whose name it is comes before those that it is another name of.
            let known = if title.tables.len() > 1 { known } else { 0 };
            if best.as_ref().is_none_or(|(most, _)| known > *most) {
                best = Some((known, segment));
            }
        }
        found.extend(best.map(|(_, segment)| (segment, title.tables.as_slice())));
    }
    stand_in(schema, &mut found);
    found.into_iter().map(|(segment, _)| segment).collect()
}

/// What stands below a title, up to the line `end`, as a table: how many of its names are printed, and its lines. None
/// where it is no table.
pub(super) fn below(
    schema: &Schema,
    words: &BTreeMap<TableId, Words<'_>>,
    lines: &[Line<'_>],
    (title, end): (usize, usize),
    id: TableId,
) -> Option<(usize, Segment)> {
    let (table, words) = (schema.table(id)?, words.get(&id)?);
    let mut walk = Walk::new(lines, words, title, table.id, end);
    walk.run();
    let said_empty = walk.segment.rows.is_empty() && table.is_form;
    if !walk.is_table || said_empty {
        return None;
    }
    walk.segment.loses_rows = loses_rows(lines, &walk.segment, walk.start, end);
    if walk.segment.loses_rows && !has_figures(lines, &walk.segment) {
        // A head alone, whose rows were torn from it.
        return None;
    }
    Some((walk.known(), walk.segment))
}

/// A table that must be there and has no title of its own takes the one that is another name of it, from a table that
/// may be missing.
fn stand_in(schema: &Schema, found: &mut [(Segment, &[TableId])]) {
    for table in schema.tables.iter().filter(|table| !table.optional) {
        if found.iter().any(|(segment, _)| segment.table == table.id) {
            continue;
        }
        for (segment, tables) in found.iter_mut() {
            let optional = schema.table(segment.table).is_some_and(|table| table.optional);
            if optional && tables.contains(&table.id) {
                segment.table = table.id;
            }
        }
    }
}

struct Walk<'w, 'd> {
    lines: &'w [Line<'d>],
    words: &'w Words<'w>,
    segment: Segment,
    start: usize,
    end: usize,
    is_table: bool,
    /// Lines since the last row that may belong to the page break rather than to the table.
    loose: Vec<usize>,
    head: Option<String>,
    /// Lines ahead that a note goes on in.
    ahead: usize,
}

impl<'w, 'd> Walk<'w, 'd> {
    fn new(lines: &'w [Line<'d>], words: &'w Words<'w>, title: usize, table: TableId, end: usize) -> Self {
        let line = lines.get(title).copied();
        let mut segment = Segment { table, ..Segment::default() };
        if let Some(line) = line {
            segment.title = line.text.trim().to_owned();
            segment.at = line.place.clone();
            if super::titles::opens_list(line.text).is_none() {
                segment.blocks.push(line.block);
            }
            segment.unit = unit_line(words.customs, line.text);
            segment.unit.money =
                segment.unit.money.or_else(|| super::units::unit_in_brackets(words.customs, line.text));
        }
        Self {
            lines,
            words,
            segment,
            start: title + 1,
            end,
            is_table: false,
            loose: Vec::new(),
            head: None,
            ahead: 0,
        }
    }

    fn run(&mut self) {
        let mut at = self.start;
        let mut filled_before = 0_usize;
        while at < self.end {
            let Some(line) = self.lines.get(at) else { break };
            if line.grid.is_some() {
                if !self.take_grid_line(at, line) {
                    break;
                }
            } else if !self.is_table {
                filled_before += usize::from(!line.is_blank());
                self.is_table = self.says_empty(line);
                if filled_before > BEFORE_GRID || (!self.take_between(at, line) && is_long(line)) {
                    break;
                }
            } else if self.is_bare_row(line) {
                self.claim(at, line);
            } else if !self.take_between(at, line) {
                if !self.crosses_page(at) {
                    break;
                }
                self.loose.push(at);
            }
            at += 1 + std::mem::take(&mut self.ahead);
        }
    }

    /// The name of a row alone, whose blank cells vanished.
    fn is_bare_row(&self, line: &Line<'_>) -> bool {
        !line.is_blank() && self.words.knows_row(&name_key(line.text))
    }

    /// Takes a row of a grid; false where the grid is another table.
    fn take_grid_line(&mut self, at: usize, line: &Line<'_>) -> bool {
        if line.is_blank() {
            return true;
        }
        let between = line.filled == 1 && matches!(self.between(line), Between::Note | Between::Unit);
        if between {
            return self.take_between(at, line);
        }
        if !self.same_grid(line) && !self.opens_table(at) {
            let Some(unit) = row_unit(self.words.customs, line).filter(|_| !self.is_table) else {
                return false;
            };
            self.segment.unit.money = self.segment.unit.money.or(unit.money);
            self.claim(at, line);
            return true;
        }
        self.take_row(at, line);
        true
    }

    /// A row belongs to the grid that the last row belonged to.
    fn same_grid(&self, line: &Line<'_>) -> bool {
        self.segment
            .rows
            .last()
            .and_then(|at| self.lines.get(*at))
            .is_some_and(|last| last.block == line.block)
    }

    fn take_row(&mut self, at: usize, line: &Line<'_>) {
        self.is_table = true;
        for loose in self.loose.drain(..) {
            if let Some(line) = self.lines.get(loose) {
                self.segment.blocks.push(line.block);
            }
        }
        if self.head.is_none() && line.is_row() {
            self.head = Some(name_key(&line.quote()));
        }
        let said = if self.segment.rows.len() < 3 { row_unit(self.words.customs, line) } else { None };
        self.segment.unit.money = self.segment.unit.money.or(said.and_then(|unit| unit.money));
        self.segment.rows.push(at);
        self.segment.blocks.push(line.block);
    }

    /// Takes a line that is neither row nor prose; false for prose.
    fn take_between(&mut self, at: usize, line: &Line<'_>) -> bool {
        match self.between(line) {
            Between::Blank => {}
            Between::Unit => {
                let said = unit_line(self.words.customs, line.text);
                self.segment.unit.money = self.segment.unit.money.or(said.money);
                self.segment.unit.foreign = self.segment.unit.foreign.take().or(said.foreign);
                if said.name.is_some() && self.segment.unit_line.is_none() {
                    self.segment.unit.name = said.name;
                    self.segment.unit_line = Some((line.text.trim().to_owned(), line.place.clone()));
                }
                self.claim(at, line);
            }
            Between::Number => self.claim(at, line),
            Between::Note => {
                let mut text = line.text.trim().to_owned();
                self.segment.blocks.push(line.block);
                self.ahead = if line.grid.is_none() { self.goes_on(at) } else { 0 };
                for line in self.lines.iter().skip(at + 1).take(self.ahead) {
                    if !matches!(self.between(line), Between::Number) {
                        text.push_str(line.text.trim());
                    }
                    self.segment.blocks.push(line.block);
                }
                self.segment.notes.push((text, line.place.clone()));
            }
            Between::Prose => {
                let form = self.words.families.first().filter(|_| self.words.table.is_form);
                if form.is_some_and(|form| super::forms::is_field(form.family, line.text)) {
                    self.segment.rows.push(at);
                    self.segment.blocks.push(line.block);
                    return true;
                }
                if !self.is_table {
                    self.loose.push(at);
                }
                return false;
            }
        }
        true
    }

    /// In how many lines ahead a note goes on that was broken by its width: up to the one that ends its sentence.
    fn goes_on(&self, at: usize) -> usize {
        let lines = self.lines.get(at..self.end).unwrap_or(&[]);
        // A line as wide as a line can be may end with a sentence and not with the note.
        let ends = |count: usize| {
            let next = lines.iter().skip(count + 1).find(|line| !line.is_blank());
            let ended = lines.get(count).is_none_or(|line| line.text.trim_end().ends_with(is_sentence_end));
            ended && !next.is_some_and(|next| next.behind && !self.says_empty(next))
        };
        if ends(0) {
            return 0;
        }
        let rows = lines.iter().skip(1);
        // Behind a page number only what goes on in the middle of the sentence.
        let mut crossed = false;
        for (more, line) in rows.take(LONGEST_NOTE).enumerate() {
            let opens = crate::text::strip_ordinal(line.text.trim()).0.is_some();
            let other = match self.between(line) {
                Between::Blank | Between::Number if line.grid.is_none() => {
                    crossed = true;
                    continue;
                }
                Between::Prose => false,
                // The end of a sentence that began above may say by itself that the table is empty.
                Between::Note => is_note(self.words.customs, &fold_text(line.text)),
                Between::Blank | Between::Unit | Between::Number => true,
            } || crossed && !line.continues;
            if line.grid.is_some() || opens || other {
                return 0;
            }
            if ends(more + 1) {
                return more + 1;
            }
        }
        0
    }

    fn claim(&mut self, at: usize, line: &Line<'_>) {
        if self.is_table { self.loose.push(at) } else { self.segment.blocks.push(line.block) }
    }

    fn between(&self, line: &Line<'_>) -> Between {
        if line.is_blank() {
            return Between::Blank;
        }
        let said = unit_line(self.words.customs, line.text);
        let named = said.name.is_some() || said.unfilled || said.foreign.is_some();
        if said.money.is_some() || (named && line.text.trim().chars().count() <= 60) {
            return Between::Unit;
        }
        let folded = fold_text(line.text);
        if is_page_number(self.words.customs, &folded) || is_table_number(self.words.customs, &folded) {
            return Between::Number;
        }
        let follows_note = self.segment.notes.last().is_some();
        if is_note(self.words.customs, &folded)
            || self.says_empty(line)
            || (follows_note && is_numbered(line.text))
        {
            return Between::Note;
        }
        Between::Prose
    }

    /// The line says that the table has no figures.
    fn says_empty(&self, line: &Line<'_>) -> bool {
        if !line.cells.is_empty() && line.filled != 1 {
            return false;
        }
        let folded = fold_text(line.text);
        let short = folded.chars().count() <= 120;
        let customs = self.words.customs;
        let unit = self.segment.unit.name.as_deref().map(fold_text);
        short
            && customs.within(Custom::Nothing, &folded)
            && (customs.begins(Custom::NothingOf, &folded)
                || customs.within(Custom::NothingHere, &folded)
                || opens_with_year(&folded)
                || unit.is_some_and(|unit| !unit.is_empty() && folded.starts_with(unit.as_str())))
    }

    /// The first rows from here on are those of the titled table.
    fn opens_table(&self, at: usize) -> bool {
        let Some(block) = self.lines.get(at).map(|line| line.block) else { return false };
        let rows = self.lines.get(at..self.end).unwrap_or(&[]);
        let rows: Vec<&Line<'_>> = rows.iter().take_while(|row| row.block == block).take(LOOKED_AT).collect();
        if let (Some(head), Some(first)) = (&self.head, rows.first())
            && name_key(&first.quote()) == *head
        {
            return true;
        }
        let strong = self.is_table && !self.segment.rows.is_empty();
        let mut known = 0_usize;
        for row in rows {
            known += self.known_cells(row, strong);
            // A form's label is no word of other tables.
            if known >= if strong && !self.words.table.is_form { 2 } else { 1 } {
                return true;
            }
        }
        // Rows that go on behind a page break without a single known name still have codes or the same width.
        strong && self.loose.is_empty() && self.segment.notes.is_empty() && self.continues(at)
    }

    fn known_cells(&self, row: &Line<'_>, strong: bool) -> usize {
        let mut known = 0;
        let mut code = false;
        for cell in row.cells.iter().filter(|cell| !cell.text.trim().is_empty()) {
            let key = name_key(&cell.text);
            if let Some(number) = code_digits(&cell.text) {
                code = self.words.by_code() && self.words.opens_code(&number);
                continue;
            }
            let named = self.words.knows_row(&key) || self.words.knows_column(&key);
            let code_row = code && !is_figure(&cell.text);
            let in_form = self.words.table.is_form && self.form_label(&key);
            known +=
                usize::from((named && !(strong && self.words.customs.is(Custom::Total, &key))) || in_form)
                    + 2 * usize::from(code_row);
            code = false;
        }
        known
    }

    /// How many names of the table its first rows print.
    fn known(&self) -> usize {
        let rows = self.segment.rows.iter().filter_map(|at| self.lines.get(*at));
        let head = |row: &Line<'_>| !row.cells.iter().any(|cell| is_figure(&cell.text));
        rows.take(LOOKED_AT)
            .map(|row| if head(row) { self.known_heads(row) } else { self.known_cells(row, false) })
            .sum()
    }

    /// How many columns of the table a head names; a row of that name is no column.
    fn known_heads(&self, row: &Line<'_>) -> usize {
        if self.words.table.is_form {
            return self.known_cells(row, false);
        }
        row.cells.iter().filter(|cell| self.words.knows_column(&name_key(&cell.text))).count()
    }

    fn form_label(&self, key: &str) -> bool {
        super::forms::row_called(self.words.table, key).is_some()
    }

    /// The row is as wide as the last one, and nothing but blank lines stands between.
    fn continues(&self, at: usize) -> bool {
        let width = |at: usize| self.lines.get(at).map(|line| line.cells.len());
        self.segment.rows.last().is_some_and(|last| width(*last) == width(at))
    }

    /// Short lines of a running head, behind which the table goes on.
    fn crosses_page(&mut self, at: usize) -> bool {
        let mut shorts = 0;
        for ahead in at..self.end.min(at + 8) {
            let Some(line) = self.lines.get(ahead) else { return false };
            if line.is_row() {
                return self.opens_table(ahead);
            }
            if line.is_blank() {
                continue;
            }
            shorts += 1;
            if shorts > 2 || is_long(line) {
                return false;
            }
        }
        false
    }
}

/// A line too long for a running head, or a sentence.
fn is_long(line: &Line<'_>) -> bool {
    let text = line.text.trim();
    text.chars().filter(|letter| !letter.is_whitespace()).nth(60).is_some()
        || text.ends_with(['。', '；', '：'])
}

/// 2024年…
fn opens_with_year(folded: &str) -> bool {
    let rest = folded.trim_start_matches(|c: char| c.is_ascii_digit());
    folded.len() - rest.len() == 4 && rest.starts_with('年')
}

fn is_page_number(customs: &Customs, folded: &str) -> bool {
    folded.chars().count() <= 12
        && folded.chars().any(|c| c.is_ascii_digit())
        && folded.chars().all(|c| {
            c.is_ascii_digit() || matches!(c, '-' | '/' | '·' | '~') || customs.has(Custom::PageLetter, c)
        })
}

/// 公开01表, 表1
fn is_table_number(customs: &Customs, folded: &str) -> bool {
    let count = folded.chars().count();
    count <= 12
        && (customs.begins(Custom::TableSeries, folded) && folded.ends_with('表')
            || folded.starts_with('表') && folded.chars().skip(1).all(|c| c.is_ascii_digit() || c == '-'))
}

fn is_note(customs: &Customs, folded: &str) -> bool {
    let folded = folded.trim_start_matches(['*', '(', '[']);
    customs.begins(Custom::Note, folded)
}

fn is_numbered(text: &str) -> bool {
    crate::text::strip_ordinal(text.trim()).0.is_some()
        && text.trim_start().starts_with(|c: char| matches!(c, '0'..='9' | '０'..='９'))
}

/// What a row of a grid says about units: one of its cells is a unit line.
fn row_unit(customs: &Customs, line: &Line<'_>) -> Option<UnitLine> {
    line.cells.iter().map(|cell| unit_line(customs, &cell.text)).find(UnitLine::names_money)
}
