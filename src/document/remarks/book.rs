//! Notes and colour in a workbook of Excel.

use std::collections::BTreeMap;

use super::book_notes::put_notes;
use super::book_sheet::Cells;
use super::book_styles::Styles;
use super::cell::{At, Said};
use super::package::Copy;
use super::{Remark, RemarkError};
use crate::document::workbook::{Entry, list_part, listed, position};

/// Writes remarks into a workbook.
///
/// # Errors
/// It is not as its format says.
pub(super) fn remark(copy: &mut Copy<'_>, remarks: &[Remark]) -> Result<(), RemarkError> {
    let main = list_part(copy.main()).to_owned();
    let sheets = sheets(copy, &main)?;
    let first = sheets.iter().find(|sheet| !sheet.hidden).or(sheets.first()).ok_or(RemarkError::Damaged)?;
    let mut by_sheet: BTreeMap<&str, BTreeMap<At, Said>> = BTreeMap::new();
    for remark in remarks {
        let sheet = remark.at.sheet.as_deref();
        let sheet = sheet.and_then(|name| sheets.iter().find(|sheet| sheet.name == name));
        let at = remark.at.cell.as_deref().and_then(position);
        let (sheet, at) = sheet.zip(at).unwrap_or((first, (0, 0)));
        let said = by_sheet
            .entry(&sheet.path)
            .or_default()
            .entry(at)
            .or_insert_with(|| Said { shade: remark.shade, ..Said::default() });
        if !said.words.is_empty() {
            said.words.push_str("\n\n");
        }
        said.words.push_str(&remark.words);
        said.shade = said.shade.min(remark.shade);
        said.printed |= !remark.text.is_empty();
    }
    let mut styles = Styles::open(copy, &main)?;
    for (path, cells) in &by_sheet {
        let text = copy.text(path)?.ok_or(RemarkError::Damaged)?;
        let coloured = Cells::find(&text, cells)?.coloured(&text, cells, &mut styles)?;
        copy.put(path, coloured);
        put_notes(copy, path, cells)?;
    }
    styles.close(copy)
}

struct Sheet {
    name: String,
    path: String,
    hidden: bool,
}

fn sheets(copy: &mut Copy<'_>, main: &str) -> Result<Vec<Sheet>, RemarkError> {
    let text = copy.text(main)?.ok_or(RemarkError::Damaged)?;
    let relations = copy.relations(main)?;
    let sheet = |entry: Entry| {
        let relation = relations.iter().find(|relation| relation.id == entry.relation)?;
        let path = relation.target.clone();
        (relation.kind == "worksheet").then_some(Sheet { name: entry.name, path, hidden: entry.hidden })
    };
    Ok(listed(&text)?.sheets.into_iter().filter_map(sheet).collect())
}
