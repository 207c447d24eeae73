//! Paragraphs and tables of formats that nest them (Word, web pages), as they open and close, to blocks.

use std::ops::Range;
use std::sync::Arc;

use super::budget::Budget;
use super::unseen::{Look, Unseen, is_note_mark};
use super::{
    Block, Document, Grid, GridCell, GridKind, GridRow, MAX_CELLS, Notice, Paragraph, Place, ReadError,
};

/// Deepest nesting of tables and text boxes.
const DEEPEST: usize = 40;

/// Most rows that one cell may cover.
const TALLEST: u32 = 65_535;

/// Paragraphs of one cell from which on its table is taken for the layout of a page.
const CROWDED: usize = 12;

/// How many rows a cell covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    /// So many; the cells below make room.
    Count(u32),
    /// One, and those of the cells below it that go on with it.
    Restart,
    /// It goes on with the cell above.
    Continue,
}

/// Which tables are only there to place text on a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layouts {
    /// Those of one column.
    Frames,
    /// Also those with tables or long texts in them.
    Pages,
}

/// Where text goes.
#[derive(Debug, Default)]
struct Context {
    blocks: Vec<Block>,
    text: String,
    label: String,
    table: Option<Table>,
    place: Option<Place>,
}

/// A table that is open.
#[derive(Debug, Default)]
struct Table {
    number: u32,
    rows: Vec<GridRow>,
    /// What each cell holds, by row and cell.
    contents: Vec<(usize, usize, Vec<Block>)>,
    /// Rows that each column is still covered by cells from above.
    taken: Vec<u32>,
    /// The row of the cell that each column shows.
    owners: Vec<usize>,
    column: u32,
    dropped: bool,
    wide: bool,
    cell: Option<(u32, Rows)>,
    /// How long the trail was when the row began.
    trodden: usize,
}

/// Where paragraphs stand in the source of a document: [`Place::cell`] of each, and its bytes. A cell has as many as it has
/// paragraphs, blank ones among them; outside of cells blank ones have none.
pub(super) type Trail = Vec<(Arc<str>, Range<usize>)>;

/// A builder of blocks.
pub(super) struct Flow<'d> {
    document: &'d mut Document,
    budget: Budget,
    contexts: Vec<Context>,
    layouts: Layouts,
    tables: u32,
    paragraphs: u32,
    unseen: Unseen,
    /// Where workbooks are embedded.
    embedded: Vec<Place>,
    /// Where paragraphs stand, if that is asked for.
    trail: Option<Trail>,
}

impl<'d> Flow<'d> {
    /// A builder that adds to a document.
    pub(super) fn new(document: &'d mut Document, layouts: Layouts) -> Self {
        let contexts = vec![Context::default()];
        let (budget, unseen) = (Budget::default(), Unseen::default());
        let embedded = Vec::new();
        Self { document, budget, contexts, layouts, tables: 0, paragraphs: 0, unseen, embedded, trail: None }
    }

    /// Keeps where paragraphs stand.
    pub(super) fn keep_trail(&mut self) {
        self.trail = Some(Trail::new());
    }

    /// Where the paragraphs stand whose end was given.
    pub(super) fn take_trail(&mut self) -> Trail {
        self.trail.take().unwrap_or_default()
    }

    /// Ends the paragraph that stands in these bytes of the source.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn end_paragraph_at(&mut self, bytes: Range<usize>) -> Result<(), ReadError> {
        let context = self.contexts.last();
        let of_cell = context.and_then(|context| context.place.clone());
        let says = context.is_some_and(|context| !context.text.trim().is_empty());
        self.end_paragraph()?;
        let place = of_cell.or_else(|| says.then(|| Place::paragraph(self.paragraphs)));
        if let (Some(trail), Some(cell)) = (&mut self.trail, place.and_then(|place| place.cell)) {
            trail.push((cell, bytes));
        }
        Ok(())
    }

    /// Passes over a workbook that is embedded here.
    pub(super) fn embed(&mut self) {
        let place = self.here();
        self.embedded.push(place);
    }

    fn here(&self) -> Place {
        let here = self.contexts.last().and_then(|context| context.place.clone());
        here.unwrap_or_else(|| Place::paragraph(self.paragraphs + 1))
    }

    /// Leaves out text that is struck out or white.
    pub(super) fn pass(&mut self, look: Look, text: &str) {
        let place = self.here();
        self.unseen.add(look, text, place);
    }

    /// Adds text by its look: what is not read is told; raised text is read unless it is the mark of a note.
    pub(super) fn show(&mut self, look: Look, text: &str) {
        match look {
            Look::Plain => self.text(text),
            Look::Raised if !is_note_mark(text, self.last_letter()) => self.text(text),
            look => self.pass(look, text),
        }
    }

    /// Adds text to the paragraph.
    pub(super) fn text(&mut self, text: &str) {
        if let Some(context) = self.contexts.last_mut() {
            context.text.push_str(text);
        }
    }

    /// The last letter of the paragraph.
    pub(super) fn last_letter(&self) -> Option<char> {
        self.contexts.last().and_then(|context| context.text.chars().next_back())
    }

    /// Sets what stands before the paragraph if it has any text.
    pub(super) fn label(&mut self, label: String) {
        if let Some(context) = self.contexts.last_mut() {
            context.label = label;
        }
    }

    /// Ends the paragraph.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn end_paragraph(&mut self) -> Result<(), ReadError> {
        let Some(context) = self.contexts.last_mut() else { return Ok(()) };
        let label = std::mem::take(&mut context.label);
        let text = std::mem::take(&mut context.text);
        if text.trim().is_empty() {
            return Ok(());
        }
        let place = context.place.clone().unwrap_or_else(|| {
            self.paragraphs += 1;
            Place::paragraph(self.paragraphs)
        });
        for (at, line) in text.split('\n').filter(|line| !line.trim().is_empty()).enumerate() {
            let label = if at == 0 { label.as_str() } else { "" };
            let line = line.replace('\t', " ");
            let text = match label {
                "" => line.trim_end().to_owned(),
                _ => format!("{label}{}", line.trim()),
            };
            self.budget.take(1)?;
            context.blocks.push(Block::Paragraph(Paragraph { text, place: place.clone() }));
        }
        self.settle();
        Ok(())
    }

    /// Opens a text box within a paragraph, which goes on behind it.
    ///
    /// # Errors
    /// Nested too deeply.
    pub(super) fn open_box(&mut self) -> Result<(), ReadError> {
        let place = self.contexts.last().and_then(|context| context.place.clone());
        self.open(Context { place, ..Context::default() })
    }

    /// Closes a text box; what it holds comes before the paragraph around it.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn close_box(&mut self) -> Result<(), ReadError> {
        self.end_paragraph()?;
        if self.contexts.len() > 1
            && let Some(context) = self.contexts.pop()
            && let Some(outer) = self.contexts.last_mut()
        {
            outer.blocks.extend(context.blocks);
        }
        Ok(())
    }

    /// Opens a table.
    ///
    /// # Errors
    /// Nested too deeply, or the document is too large.
    pub(super) fn open_table(&mut self) -> Result<(), ReadError> {
        self.end_paragraph()?;
        self.tables += 1;
        let table = Table { number: self.tables, ..Table::default() };
        let place = self.contexts.last().and_then(|context| context.place.clone());
        self.open(Context { table: Some(table), place, ..Context::default() })
    }

    /// Begins a row.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn open_row(&mut self) -> Result<(), ReadError> {
        self.budget.take(1)?;
        let trodden = self.trail.as_ref().map_or(0, Vec::len);
        if let Some(table) = self.table() {
            table.trodden = trodden;
            for rows in &mut table.taken {
                *rows = rows.saturating_sub(1);
            }
            let row = table.rows.len() as u32 + 1;
            table.rows.push(GridRow { cells: Vec::new(), place: Place::table_cell(table.number, row, 1) });
            table.column = 0;
            table.dropped = false;
        }
        Ok(())
    }

    /// Marks the row as one that was deleted.
    pub(super) fn drop_row(&mut self) {
        if let Some(table) = self.table() {
            table.dropped = true;
        }
    }

    /// Ends the row.
    pub(super) fn close_row(&mut self) {
        if let Some(table) = self.table()
            && table.dropped
        {
            table.rows.pop();
            let rows = table.rows.len();
            while table.contents.pop_if(|(row, _, _)| *row >= rows).is_some() {}
            let trodden = table.trodden;
            if let Some(trail) = &mut self.trail {
                trail.truncate(trodden);
            }
        }
    }

    /// Leaves columns of the row out.
    pub(super) fn skip_columns(&mut self, columns: u32) {
        if let Some(table) = self.table() {
            table.column = table.column.saturating_add(columns);
        }
    }

    /// Opens a cell.
    ///
    /// # Errors
    /// Nested too deeply, or the document is too large.
    pub(super) fn open_cell(&mut self, columns: u32, rows: Rows) -> Result<(), ReadError> {
        if self.table().is_some_and(|table| table.rows.is_empty()) {
            self.open_row()?;
        }
        self.budget.take(1)?;
        let mut place = None;
        if let Some(table) = self.table() {
            while table.taken.get(table.column as usize).is_some_and(|rows| *rows > 0) {
                table.column += 1;
            }
            table.cell = Some((columns.clamp(1, MAX_CELLS as u32), rows));
            let row = table.rows.len() as u32;
            place = Some(Place::table_cell(table.number, row, table.column.saturating_add(1)));
        }
        self.open(Context { place, ..Context::default() })
    }

    /// Closes the cell.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn close_cell(&mut self) -> Result<(), ReadError> {
        self.end_paragraph()?;
        if self.contexts.len() < 2 {
            return Ok(());
        }
        let Some(context) = self.contexts.pop() else { return Ok(()) };
        if let Some(table) = self.table() {
            table.add(context);
        }
        Ok(())
    }

    /// Closes the table.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn close_table(&mut self) -> Result<(), ReadError> {
        let layouts = self.layouts;
        if self.contexts.len() < 2 {
            return Ok(());
        }
        let Some(table) = self.contexts.pop().and_then(|context| context.table) else { return Ok(()) };
        if table.wide {
            let message = format!(
                "表 {} 有超过 {MAX_CELLS} 列的行，其余各列未读；表格不会这样宽，请核对",
                table.number
            );
            self.document.notices.push(Notice { message, place: Place::table_cell(table.number, 1, 1) });
        }
        if let Some(outer) = self.contexts.last_mut() {
            outer.blocks.extend(table.finish(layouts));
        }
        self.settle();
        Ok(())
    }

    /// Ends everything that is open.
    ///
    /// # Errors
    /// The document is too large.
    pub(super) fn finish(&mut self) -> Result<(), ReadError> {
        while self.contexts.len() > 1 {
            match (self.in_table(), self.contexts.iter().rev().nth(1)) {
                (true, _) => self.close_table()?,
                (false, Some(outer)) if outer.table.is_some() => self.close_cell()?,
                _ => self.close_box()?,
            }
        }
        self.end_paragraph()?;
        self.settle();
        self.document.notices.extend(self.unseen.notices());
        if let Some(first) = self.embedded.first() {
            let message = format!(
                "有 {} 处表格是嵌入的 Excel 对象，没有读；请在 Word 里双击打开，另存为工作簿（.xlsx）一起核对（--as-one），或复制后粘贴成 \
                 Word 表格",
                self.embedded.len()
            );
            self.document.notices.push(Notice { message, place: first.clone() });
            self.document.lost.append(&mut self.embedded);
        }
        Ok(())
    }

    /// Whether a table is open and no cell of it.
    pub(super) fn in_table(&self) -> bool {
        self.contexts.last().is_some_and(|context| context.table.is_some())
    }

    fn open(&mut self, context: Context) -> Result<(), ReadError> {
        if self.contexts.len() >= 2 * DEEPEST {
            return Err(ReadError::Damaged(format!("表格和文本框嵌套超过 {DEEPEST} 层；请拆开后再读")));
        }
        self.contexts.push(context);
        Ok(())
    }

    fn table(&mut self) -> Option<&mut Table> {
        self.contexts.last_mut()?.table.as_mut()
    }

    /// Hands blocks of the outermost context to the document.
    fn settle(&mut self) {
        if let [outermost] = self.contexts.as_mut_slice() {
            self.document.blocks.append(&mut outermost.blocks);
        }
    }
}

impl Table {
    fn add(&mut self, context: Context) {
        let Some((columns, rows)) = self.cell.take() else { return };
        let column = self.column;
        let end = column.saturating_add(columns);
        self.column = end;
        if end as usize > MAX_CELLS {
            self.wide = true;
            return;
        }
        let count = match rows {
            Rows::Count(count) => count.clamp(1, TALLEST),
            Rows::Restart => 1,
            Rows::Continue if self.extend(column) => return,
            Rows::Continue => 1,
        };
        if self.taken.len() < end as usize {
            self.taken.resize(end as usize, 0);
            self.owners.resize(end as usize, usize::MAX);
        }
        let row_index = self.rows.len().saturating_sub(1);
        for owner in self.owners.iter_mut().skip(column as usize).take(columns as usize) {
            *owner = row_index;
        }
        for taken in self.taken.iter_mut().skip(column as usize).take(columns as usize) {
            *taken = if count > 1 { count } else { 0 };
        }
        let text = text_of(&context.blocks);
        let Some(row) = self.rows.last_mut() else { return };
        self.contents.push((row_index, row.cells.len(), context.blocks));
        row.cells.push(GridCell {
            text,
            column,
            column_span: columns,
            row_span: count,
            place: context.place.unwrap_or_default(),
        });
    }

    /// Lets the cell above in a column cover the current row too.
    fn extend(&mut self, column: u32) -> bool {
        let below = self.rows.len();
        let Some(owner) = self.owners.get(column as usize).copied() else { return false };
        let Some(row) = self.rows.get_mut(owner) else { return false };
        let at = row.cells.binary_search_by_key(&column, |cell| cell.column).ok();
        match at.and_then(|at| row.cells.get_mut(at)) {
            Some(cell) if owner + cell.row_span as usize + 1 == below => {
                cell.row_span += 1;
                true
            }
            _ => false,
        }
    }

    /// The table as a grid with what is nested in it, or what its cells hold if it only places them.
    fn finish(mut self, layouts: Layouts) -> Vec<Block> {
        self.rows.retain(|row| !row.cells.is_empty());
        let height = self.rows.len();
        for (at, row) in self.rows.iter_mut().enumerate() {
            for cell in &mut row.cells {
                cell.row_span = cell.row_span.min((height - at) as u32);
            }
        }
        let mut blocks = Vec::new();
        if self.is_layout(layouts) {
            blocks.extend(self.contents.into_iter().flat_map(|(_, _, blocks)| blocks));
        } else {
            let nested = self.contents.into_iter().flat_map(|(_, _, blocks)| blocks);
            let nested: Vec<Block> = nested.filter(|block| matches!(block, Block::Grid(_))).collect();
            blocks.push(Block::Grid(Grid { kind: GridKind::Ruled, rows: self.rows }));
            blocks.extend(nested);
        }
        blocks
    }

    fn is_layout(&self, layouts: Layouts) -> bool {
        let one_column = self.rows.iter().all(|row| row.cells.len() < 2);
        let grids = |blocks: &[Block]| blocks.iter().any(|block| matches!(block, Block::Grid(_)));
        let page = |blocks: &[Block]| grids(blocks) || blocks.len() > CROWDED;
        one_column || (layouts == Layouts::Pages && self.contents.iter().any(|(_, _, blocks)| page(blocks)))
    }
}

/// The paragraphs of a cell, one a line.
fn text_of(blocks: &[Block]) -> String {
    let mut text = String::new();
    for block in blocks {
        if let Block::Paragraph(paragraph) = block {
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(paragraph.text.trim());
        }
    }
    text
}
