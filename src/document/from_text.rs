//! Lines to blocks: running text, rows divided by tabs or pipes, rows divided by alignment.

use super::alignment;
use super::blanks::is_blank;
use super::delimited::{self, is_delimited, is_hollow, is_rule};
use super::flowed;
use super::lines::{Line, lines};
use super::marks::{looks_like_markdown, without_marks};
use super::spaced::{self, Shape};
use super::stacked;
use super::{
    Block, Document, Grid, GridCell, GridKind, GridRow, MAX_CELLS, MAX_PIECES, Notice, Paragraph, Place,
    ReadError,
};

/// Adds the blocks of a text to a document.
///
/// # Errors
/// More than [`MAX_PIECES`] paragraphs and cells.
pub(super) fn blocks(text: &str, markdown: bool, document: &mut Document) -> Result<(), ReadError> {
    let markdown = markdown || looks_like_markdown(text);
    let mut builder = Builder {
        document,
        markdown,
        run: Vec::new(),
        kind: None,
        apart: false,
        gap: false,
        pieces: 0,
        near: 0,
        rows: false,
    };
    let lines: Vec<Line<'_>> = lines(text).collect();
    let mut from = 0;
    for table in stacked::tables(&lines) {
        for line in lines.get(from..table.from).unwrap_or_default() {
            builder.add(*line)?;
        }
        from = table.to;
        builder.stacked(table.rows)?;
    }
    for line in lines.get(from..).unwrap_or_default() {
        builder.add(*line)?;
    }
    builder.flush()
}

/// Makes a row of cells without spans; cells beyond [`MAX_CELLS`] are dropped with a notice.
pub(super) fn row(mut texts: Vec<String>, line: u32, notices: &mut Vec<Notice>) -> GridRow {
    if texts.len() > MAX_CELLS {
        let message = format!(
            "这一行的单元格超过 {MAX_CELLS} 个，其余未读；表格不会这样宽，请核对是否混入了多余的分隔符"
        );
        notices.push(Notice::at_line(line, message));
        texts.truncate(MAX_CELLS);
    }
    let place = Place::line(line);
    let cells = (0..).zip(texts).map(|(column, text)| GridCell {
        text,
        column,
        column_span: 1,
        row_span: 1,
        place: place.clone(),
    });
    GridRow { cells: cells.collect(), place: place.clone() }
}

/// The error for more than [`MAX_PIECES`] paragraphs and cells.
pub(super) fn too_many(line: u32) -> ReadError {
    ReadError::Damaged(format!(
        "到第 {line} 行，段落和单元格已超过 {MAX_PIECES} 个；请核对是否混入了多余的分隔符，或分成几个文件"
    ))
}

struct Builder<'a, 'text> {
    document: &'a mut Document,
    markdown: bool,
    run: Vec<Line<'text>>,
    kind: Option<Kind>,
    /// A blank line stands before the last line, or it opens the run.
    apart: bool,
    /// A blank line follows the run.
    gap: bool,
    pieces: usize,
    /// Lines within which the rows of the last title's table can begin or go on.
    near: usize,
    /// That table has rows divided by single blanks.
    rows: bool,
}

/// What divides the cells of a run of lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Tabs or pipes.
    Delimited,
    /// Wide gaps.
    Flowed,
    /// Single blanks.
    Spaced,
}

/// Lines that may stand between the title of a table and its rows.
const NEAR: usize = 8;

impl<'text> Builder<'_, 'text> {
    fn add(&mut self, line: Line<'text>) -> Result<(), ReadError> {
        let open = self.kind == Some(Kind::Delimited);
        let blank = line.text.chars().all(char::is_whitespace) && !(open && is_hollow(line.text));
        if blank && open && self.apart {
            // Perhaps a table with a blank line behind every row.
            self.gap = true;
            return Ok(());
        }
        let kind = if blank {
            None
        } else if is_delimited(line.text) || (open && is_rule(line.text)) {
            Some(Kind::Delimited)
        } else if (self.kind == Some(Kind::Spaced) || spaced::holds_figure(line.text))
            && self.is_spaced(line.text)
        {
            Some(Kind::Spaced)
        } else if flowed::gaps(line.text) > 0 || self.goes_on(line.text) {
            Some(Kind::Flowed)
        } else if self.is_spaced(line.text) {
            Some(Kind::Spaced)
        } else {
            None
        };
        if kind != self.kind {
            // A head set wide over columns that are not.
            let joins = kind == Some(Kind::Spaced)
                && self.kind == Some(Kind::Flowed)
                && flowed::rows_of(&self.run) == (0, 0)
                && self.run.iter().all(|line| self.is_spaced(line.text));
            if !joins {
                self.flush()?;
            }
            self.kind = kind;
        }
        let first = self.run.is_empty();
        self.apart = self.gap || (first && delimited::is_row(line.text));
        self.gap = false;
        if kind.is_some() {
            if self.run.len() >= MAX_PIECES {
                return Err(too_many(line.number));
            }
            self.run.push(line);
        } else if !blank {
            self.paragraph(line)?;
        }
        Ok(())
    }

    /// Whether a line below the title of a table can be a row of it whose cells are divided by single blanks.
    fn is_spaced(&self, text: &str) -> bool {
        self.near > 0 && spaced::shape(text) != Shape::Prose && !spaced::is_title(text)
    }

    /// Whether a line among rows with wide gaps is one of them, all of whose cells but one are blank.
    fn goes_on(&self, text: &str) -> bool {
        self.kind == Some(Kind::Flowed) && flowed::is_alone(text) && !spaced::is_title(text)
    }

    fn flush(&mut self) -> Result<(), ReadError> {
        let run = std::mem::take(&mut self.run);
        let Some(kind) = self.kind else { return Ok(()) };
        let (from, to) = match kind {
            Kind::Flowed => flowed::rows_of(&run),
            Kind::Delimited => delimited::rows_of(&run),
            Kind::Spaced if self.rows || spaced::is_table(run.iter().map(|line| line.text)) => {
                (0, run.iter().rposition(|line| spaced::has_number(line.text)).map_or(0, |last| last + 1))
            }
            Kind::Spaced => (0, 0),
        };
        for line in run.iter().take(from) {
            self.paragraph(*line)?;
        }
        if to > from {
            self.grid(run.iter().skip(from).take(to - from), kind)?;
            self.rows = kind == Kind::Spaced;
            self.near = if kind == Kind::Delimited { 0 } else { NEAR };
        }
        for line in run.iter().skip(to) {
            self.paragraph(*line)?;
        }
        Ok(())
    }

    fn grid<'l>(
        &mut self,
        rows: impl Iterator<Item = &'l Line<'text>> + Clone,
        kind: Kind,
    ) -> Result<(), ReadError>
    where
        'text: 'l,
    {
        let delimited = kind == Kind::Delimited;
        let found = if delimited { GridKind::Delimited } else { GridKind::Flowed };
        let mut grid = Grid { kind: found, rows: Vec::new() };
        let mut filled = 0;
        let border = delimited::border(rows.clone().map(|line| line.text));
        let aligned = (kind == Kind::Flowed)
            .then(|| alignment::rows(&rows.clone().map(|line| line.text).collect::<Vec<_>>()))
            .flatten();
        let mut aligned = aligned.into_iter().flatten();
        for line in rows {
            let placed = aligned.next();
            let texts = match kind {
                _ if placed.is_some() => placed.unwrap_or_default(),
                Kind::Flowed => flowed::cells(line.text),
                Kind::Spaced => spaced::cells(line.text),
                _ if is_rule(line.text) => continue,
                _ => delimited::cells(line.text, border, self.markdown),
            };
            self.count(texts.len().min(MAX_CELLS) + 1, line.number)?;
            let hollow = texts.iter().all(String::is_empty);
            if hollow && grid.rows.is_empty() {
                continue;
            }
            grid.rows.push(row(texts, line.number, &mut self.document.notices));
            filled = if hollow { filled } else { grid.rows.len() };
        }
        grid.rows.truncate(filled);
        if !grid.rows.is_empty() {
            self.document.blocks.push(Block::Grid(grid));
        }
        Ok(())
    }

    /// A table whose cells stood on lines of their own. Blanks may have vanished from its rows.
    fn stacked(&mut self, rows: Vec<Vec<stacked::Cell<'_>>>) -> Result<(), ReadError> {
        self.flush()?;
        self.kind = None;
        let mut grid = Grid { kind: GridKind::Flowed, rows: Vec::new() };
        for cells in rows {
            let line = cells.first().map_or(0, |cell| cell.line);
            self.count(cells.len() + 1, line)?;
            let mut column = 0;
            let mut row = GridRow { cells: Vec::new(), place: Place::line(line) };
            for cell in cells {
                row.cells.push(GridCell {
                    text: cell.text.to_owned(),
                    column,
                    column_span: cell.span,
                    row_span: 1,
                    place: Place::line(cell.line),
                });
                column += cell.span;
            }
            grid.rows.push(row);
        }
        self.document.blocks.push(Block::Grid(grid));
        Ok(())
    }

    fn paragraph(&mut self, line: Line<'_>) -> Result<(), ReadError> {
        if spaced::is_title(line.text) {
            (self.near, self.rows) = (NEAR, false);
        } else {
            let sentence = line.text.contains('。');
            self.near = if sentence { 0 } else { self.near.saturating_sub(1) };
        }
        let text = line.text.replace('\t', " ");
        let text = without_marks(text.trim_end_matches(is_blank), self.markdown);
        if text.chars().all(char::is_whitespace) {
            return Ok(());
        }
        self.count(1, line.number)?;
        self.document.blocks.push(Block::Paragraph(Paragraph { text, place: Place::line(line.number) }));
        Ok(())
    }

    fn count(&mut self, more: usize, line: u32) -> Result<(), ReadError> {
        self.pieces = self.pieces.saturating_add(more);
        if self.pieces > MAX_PIECES { Err(too_many(line)) } else { Ok(()) }
    }
}
