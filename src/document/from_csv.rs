//! CSV: long data where the head says so, else a table as text.

use gouji_columnar::line::{self, Role};

use super::data::{Facts, SIDES, complete};
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
        // The readers of many units part fields at a letter of one byte only.
        !wrong && data_head(&text).is_some_and(|(delimiter, _)| delimiter.is_ascii())
    })
}

/// The delimiter and head of long data, if the first line that holds anything is such a head.
pub(super) fn data_head(text: &str) -> Option<(char, Vec<Option<Role>>)> {
    let line = text.lines().find(|line| !line.trim().is_empty())?;
    if line.len() > 4096 {
        return None;
    }
    [',', '\t', ';', '|', '，'].into_iter().find_map(|delimiter| {
        let record = Records::new(line, delimiter, MAX_CELLS).next()?;
        let roles: Vec<Option<Role>> = record.fields.iter().map(|name| line::role(name)).collect();
        line::missing(|role| roles.contains(&Some(role))).is_none().then_some((delimiter, roles))
    })
}

/// Reads long data.
///
/// # Errors
/// A quote that never closes, no line below the head, more than [`MAX_PIECES`] lines.
pub(super) fn read_data(
    text: &str,
    (delimiter, head): (char, Vec<Option<Role>>),
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
        match fact(&record, &head) {
            Ok(Some(fact)) => facts.push(fact, record.line)?,
            Ok(None) => {}
            Err(why) => facts.refuse(record.line, &why),
        }
    }
    if !text.ends_with(['\n', '\r']) {
        let last = records.line();
        facts.notice(last, "最后一行没有换行，文件可能没有写完；这一行已按读到的内容核对".to_owned());
    }
    closed(&records)?;
    if facts.facts.is_empty() {
        let first = facts.notices.iter().find_map(|notice| {
            let why = notice.message.strip_prefix("这一行")?;
            Some((notice.place.line?, why))
        });
        return Err(ReadError::Damaged(match first {
            Some((line, why)) => format!("没有一行用得上；第 {line} 行{why}"),
            None => "只有表头，没有数据；请在表头下每行写一个数".to_owned(),
        }));
    }
    facts.finish(document);
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

fn unknown_columns(record: &Record, head: &[Option<Role>], facts: &mut Facts) {
    let named = record.fields.iter().zip(head);
    let unknown: Vec<&str> = named
        .filter(|(name, role)| role.is_none() && !name.trim().is_empty())
        .map(|(name, _)| name.trim())
        .collect();
    if !unknown.is_empty() {
        let known: Vec<&str> = line::ROLES.iter().map(|(role, _)| line::role_name(*role)).collect();
        let names = unknown.join("」「");
        facts.notice(record.line, format!("列「{names}」未读；只读 {}", known.join("、")));
    }
    for (at, role) in head.iter().enumerate() {
        let again = role.is_some() && head.iter().take(at).any(|before| before == role);
        if let Some(name) = record.fields.get(at).filter(|_| again) {
            facts.notice(record.line, format!("列「{}」与前面的一列说的是同一件事，未读", name.trim()));
        }
    }
}

/// A line as a fact; none where it says that there is nothing.
///
/// # Errors
/// Why it is not taken.
pub(super) fn fact(record: &Record, head: &[Option<Role>]) -> Result<Option<DataFact>, String> {
    if record.fields.len() != head.len() {
        return Err(line::miscounted(record.fields.len(), head.len()));
    }
    let at = |role| head.iter().position(|one| *one == Some(role));
    let text = |role| at(role).and_then(|at| record.fields.get(at)).map_or("", |text| text.trim());
    let unit = at(Role::Unit).map(|_| text(Role::Unit));
    if let Some(why) = line::unnamed(unit, text(Role::Table), text(Role::Column)) {
        return Err(why.to_owned());
    }
    let mut fact = DataFact {
        unit: text(Role::Unit).to_owned(),
        year: line::year(text(Role::Year)).ok_or_else(|| line::no_year(text(Role::Year)))?,
        rules: text(Role::Rules).to_owned(),
        table: text(Role::Table).to_owned(),
        row: text(Role::Row).to_owned(),
        column: text(Role::Column).to_owned(),
        place: Place::line(record.line),
        ..DataFact::default()
    };
    let is_there = complete(&mut fact, text(Role::Value), SIDES.map(text), text(Role::Note));
    Ok(is_there.map_err(str::to_owned)?.then_some(fact))
}
