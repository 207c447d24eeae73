//! Figures that stand below the title of a table and in no row of it: text taken out of a page cell by cell, lines torn
//! apart. A table that has nothing else is not read, and not missing either; one that has rows may lack some.

use std::collections::BTreeSet;

use super::lines::Line;
use super::segments::Segment;
use super::titles::Title;
use super::units::unit_line;
use crate::account::TableRead;
use crate::document::{Notice, Place};
use crate::schema::{Schema, TableId};
use crate::text::is_sentence_end;

/// Fewest figures with decimals below a title that speak for a table.
const FEWEST: usize = 3;

/// Lines below a title that the unit of its money may stand in.
const ABOVE: usize = 8;

/// Longest stretch of lines that is looked at below a title.
const LOOKED_AT: usize = 60;

/// Marks the tables that have a title with a unit of money or loose figures below it, and says so in one notice.
pub(super) fn mark(
    schema: &Schema,
    lines: &[Line<'_>],
    titles: &[Title],
    segments: &[Segment],
    tables: &mut [TableRead],
) -> Option<Notice> {
    let used: BTreeSet<usize> = segments.iter().flat_map(|segment| segment.blocks.iter().copied()).collect();
    let mut names: Vec<&str> = Vec::new();
    let mut first: Option<Place> = None;
    for (number, title) in titles.iter().enumerate() {
        let Some(line) = lines.get(title.line) else { continue };
        let end = titles.get(number + 1).map_or(lines.len(), |next| next.line);
        let below = lines.get(title.line + 1..end).unwrap_or_default();
        let below = below.iter().filter(|line| !line.is_blank()).take(LOOKED_AT);
        let loose = below.take_while(|line| !used.contains(&line.block) && !is_sentence(line));
        let loose: Vec<&Line<'_>> = loose.collect();
        let names_unit =
            loose.iter().take(ABOVE).any(|line| unit_line(&schema.customs, line.text).money.is_some());
        if !names_unit && loose.into_iter().map(figures).sum::<usize>() < FEWEST {
            continue;
        }
        let Some((id, name)) = meant(schema, title, tables) else { continue };
        let Some(read) = tables.get_mut(id.0 as usize) else { continue };
        read.scattered = true;
        read.at = line.place.clone();
        first.get_or_insert_with(|| line.place.clone());
        names.push(name);
    }
    first.map(|place| Notice { message: words(&names), place })
}

/// Whether lines with figures stand between the title of a segment and its last row, or right behind that, and are no
/// rows of it.
pub(super) fn loses_rows(lines: &[Line<'_>], segment: &Segment, start: usize, end: usize) -> bool {
    let Some(last) = segment.rows.last() else { return false };
    let among = lines.get(start..*last).unwrap_or_default().iter().zip(start..);
    let among = among.filter(|(_, at)| segment.rows.binary_search(at).is_err()).map(|(line, _)| line);
    let behind = lines.get(last + 1..end).unwrap_or_default().iter().take_while(|line| !is_sentence(line));
    among.chain(behind).any(ends_in_figure)
}

/// Whether any row of a segment has a figure.
pub(super) fn has_figures(lines: &[Line<'_>], segment: &Segment) -> bool {
    segment.rows.iter().filter_map(|at| lines.get(*at)).any(|line| figures(line) > 0)
}

/// A line that could be a row: no running text, with a figure at its end.
fn ends_in_figure(line: &Line<'_>) -> bool {
    let text = line.quote();
    let is_text = text.contains(['，', ',', '；', '：', '元', '%', '％']) && line.cells.is_empty();
    let running = is_text && !text.split_whitespace().skip(1).all(is_decimal);
    !running && text.split_whitespace().next_back().is_some_and(is_decimal)
}

/// The table that a title means, the first of those that it can name; none if one of them was read, and no form.
fn meant<'s>(schema: &'s Schema, title: &Title, tables: &[TableRead]) -> Option<(TableId, &'s str)> {
    let known = |id: &TableId| tables.get(id.0 as usize).is_some_and(|read| read.found || read.scattered);
    if title.tables.iter().any(known) {
        return None;
    }
    let table = title.tables.first().and_then(|id| schema.table(*id))?;
    table.is_plain().then_some((table.id, table.name.as_str()))
}

fn words(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("「{name}」")).collect();
    format!(
        "{}有标题，下面的内容没有排成认得出的行和列，没有读；请换成原来的 PDF、Word 或 Excel 文件再核对",
        names.concat()
    )
}

/// Running text ends what may be a table.
fn is_sentence(line: &Line<'_>) -> bool {
    line.cells.is_empty() && line.text.contains(is_sentence_end)
}

/// Figures with decimals in a line.
fn figures(line: &Line<'_>) -> usize {
    let cells = line.cells.iter().map(|cell| cell.text.as_str());
    let texts = cells.chain(line.cells.is_empty().then_some(line.text));
    texts.flat_map(str::split_whitespace).filter(|part| is_decimal(part)).count()
}

/// `1,234.56`, `-0.50`
fn is_decimal(part: &str) -> bool {
    let Some((whole, decimals)) = part.trim_start_matches(['-', '－']).split_once('.') else { return false };
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    digits(&whole.replace(',', "")) && digits(decimals)
}
