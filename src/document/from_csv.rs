//! CSV: long data where the head says so, else a table as text.

use super::data::{Facts, Field};
use super::from_text::{row, too_many};
use super::records::{Record, Records};
use super::{
    Block, DataFact, Document, Format, Grid, GridKind, GridRow, MAX_CELLS, MAX_PIECES, Paragraph, Place,
    ReadError,
};

/// Whether bytes begin like CSV with one figure a line.
#[must_use]
pub fn is_long_data(head: &[u8]) -> bool {
    let line =
        head.split(|byte| *byte == b'\n').find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
    [encoding_rs::UTF_8, encoding_rs::GB18030].iter().any(|encoding| {
        let (text, wrong) = encoding.decode_without_bom_handling(line);
        !wrong && data_head(&text).is_some()
    })
}

/// The delimiter and head of long data, if the first line that holds anything is such a head.
pub(super) fn data_head(text: &str) -> Option<(char, Vec<Option<Field>>)> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    if line.len() > 4096 {
        return None;
    }
    [',', '\t', ';', '，'].into_iter().find_map(|delimiter| {
        let record = Records::new(line, delimiter, MAX_CELLS).next()?;
        let fields: Vec<Option<Field>> = record.fields.iter().map(|name| Field::from_name(name)).collect();
        let has = |field| fields.contains(&Some(field));
        let whole = has(Field::Table) && has(Field::Value) && (has(Field::Row) || has(Field::Column));
        whole.then_some((delimiter, fields))
    })
}

/// Reads long data.
///
/// # Errors
/// A quote that never closes, no line below the head, more than [`MAX_PIECES`] lines.
pub(super) fn read_data(
    text: &str,
    (delimiter, head): (char, Vec<Option<Field>>),
    document: &mut Document,
) -> Result<(), ReadError> {
    document.format = Format::Csv;
    let mut facts = Facts::default();
    let mut records = Records::new(text, delimiter, MAX_CELLS);
    let mut below = false;
    for record in records.by_ref().filter(|record| !record.is_blank()) {
        if !below {
            below = true;
            unknown_columns(&record, &head, &mut facts);
            continue;
        }
        let fact = fact(&record, &head, &mut facts);
        if fact.table.is_empty() {
            facts.notice(record.line, "这一行没有写表名，未读；请在「表」一列写上表或说明的名称".to_owned());
        } else {
            facts.push(fact, record.line)?;
        }
    }
    closed(&records)?;
    if facts.facts.is_empty() {
        return Err(ReadError::Damaged("只有表头，没有数据；请在表头下每行写一个数".to_owned()));
    }
    let (data, notices) = facts.finish();
    document.data = data;
    document.notices.extend(notices);
    Ok(())
}

/// Reads a table as text.
///
/// # Errors
/// A quote that never closes, more than [`MAX_PIECES`] cells.
pub(super) fn read_grid(text: &str, document: &mut Document) -> Result<(), ReadError> {
    let head = text.lines().find(|line| !line.trim().is_empty()).unwrap_or("");
    let delimiter = if head.contains('\t') && !head.contains(',') { '\t' } else { ',' };
    let mut records = Records::new(text, delimiter, MAX_CELLS + 1);
    let mut rows: Vec<GridRow> = Vec::new();
    let mut pieces = 0_usize;
    for record in records.by_ref() {
        pieces += record.fields.len().min(MAX_CELLS) + 1;
        if pieces > MAX_PIECES {
            return Err(too_many(record.line));
        }
        let blank = record.fields.len() < 2 && record.is_blank();
        if record.fields.len() > 1 {
            let texts = record.fields.iter().map(|field| field.trim().to_owned()).collect();
            rows.push(row(texts, record.line, &mut document.notices));
            continue;
        }
        end_grid(&mut rows, document);
        if !blank {
            let text = record.fields.into_iter().next().unwrap_or_default();
            let text = text.trim_end().replace('\n', " ");
            document.blocks.push(Block::Paragraph(Paragraph { text, place: Place::line(record.line) }));
        }
    }
    end_grid(&mut rows, document);
    closed(&records)
}

fn end_grid(rows: &mut Vec<GridRow>, document: &mut Document) {
    let hollow = |row: &GridRow| row.cells.iter().all(|cell| cell.text.is_empty());
    let mut rows = std::mem::take(rows);
    let filled = rows.iter().rposition(|row| !hollow(row)).map_or(0, |last| last + 1);
    rows.truncate(filled);
    let first = rows.iter().position(|row| !hollow(row)).unwrap_or(0);
    rows.drain(..first);
    if !rows.is_empty() {
        document.blocks.push(Block::Grid(Grid { kind: GridKind::Delimited, rows }));
    }
}

fn closed(records: &Records<'_>) -> Result<(), ReadError> {
    match records.unclosed {
        Some(line) => Err(ReadError::Damaged(format!("第 {line} 行的引号没有收尾；请补上或删去这个引号"))),
        None => Ok(()),
    }
}

fn unknown_columns(record: &Record, head: &[Option<Field>], facts: &mut Facts) {
    let unknown: Vec<&str> = record
        .fields
        .iter()
        .zip(head)
        .filter(|(name, field)| field.is_none() && !name.trim().is_empty())
        .map(|(name, _)| name.trim())
        .collect();
    if !unknown.is_empty() {
        let names = unknown.join("」「");
        facts.notice(record.line, format!("列「{names}」未读；只读 单位、年度、表、行、列、值、状态、精度"));
    }
}

fn fact(record: &Record, head: &[Option<Field>], facts: &mut Facts) -> DataFact {
    let line = record.line;
    let mut fact = DataFact { place: Place::line(line), ..DataFact::default() };
    for (field, text) in head.iter().zip(&record.fields) {
        let text = text.trim();
        match field {
            Some(Field::Unit) => fact.unit = text.to_owned(),
            Some(Field::Year) => fact.year = facts.year(text, line),
            Some(Field::Table) => fact.table = text.to_owned(),
            Some(Field::Row) => fact.row = text.to_owned(),
            Some(Field::Column) => fact.column = text.to_owned(),
            Some(Field::Value) => fact.value = text.to_owned(),
            Some(Field::State) => fact.state = facts.state(text, line),
            Some(Field::Places) => fact.places = facts.places(text, line),
            None => {}
        }
    }
    fact
}
