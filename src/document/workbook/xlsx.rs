//! .xlsx: sheets, shared texts and styles of an Office Open XML workbook. Numbers stay the decimal text that the file
//! holds: no binary fraction comes between the file and the figure.

use std::collections::BTreeMap;

use super::add;
use super::hidden::is_nothing;
use super::shared_strings::{Rich, rich_text, shared_strings};
use super::sheet::Sheet;
use super::styles::Styles;
use super::xlsx_styles::read_styles;
use crate::document::budget::Budget;
use crate::document::package::Package;
use crate::document::xml::{Element, Node, Xml};
use crate::document::{Document, Notice, Place, ReadError};

/// Adds the sheets of a workbook to a document; `main` is the path of its list of sheets, empty for the usual one.
///
/// # Errors
/// Damaged or too large.
pub(crate) fn read(package: &mut Package<'_>, main: &str, document: &mut Document) -> Result<(), ReadError> {
    let main = list_part(main).to_owned();
    if main.ends_with(".bin") || !package.has(&main) {
        let what = "这是二进制工作簿（.xlsb），这一版不读；请另存为 .xlsx 再读";
        return Err(ReadError::Unsupported(what.to_owned()));
    }
    let folder = main.rsplit_once('/').map_or("", |(folder, _)| folder).to_owned();
    let text = package.text(&main)?.ok_or_else(no_sheets)?;
    let listed = listed(&text)?;
    let relations = package.relations(&main)?;
    let targets: BTreeMap<String, String> =
        relations.into_iter().map(|relation| (relation.id, relation.target)).collect();
    let beside = |name: &str| if folder.is_empty() { name.to_owned() } else { format!("{folder}/{name}") };
    let strings = match package.text(&beside("sharedStrings.xml"))? {
        Some(text) => shared_strings(&text)?,
        None => Vec::new(),
    };
    let mut styles = match package.text(&beside("styles.xml"))? {
        Some(text) => read_styles(&text)?,
        None => Styles::default(),
    };
    styles.since_1904 = listed.since_1904;
    let mut budget = Budget::default();
    for entry in &listed.sheets {
        let path = targets.get(&entry.relation);
        let Some(text) = path.map(|path| package.text(path)).transpose()?.flatten() else {
            let message = format!("工作表「{}」在文件里找不到，未读；请重新保存文件", entry.name);
            document.notices.push(Notice { message, place: Place::default() });
            document.lost.push(Place::default());
            continue;
        };
        let mut reader = Reader { sheet: Sheet::new(&entry.name), strings: &strings, styles: &styles };
        reader.read(&text, &mut budget)?;
        add(reader.sheet, entry.hidden, document, &mut budget)?;
    }
    Ok(())
}

/// The usual path of the list of sheets.
pub(crate) const LIST: &str = "xl/workbook.xml";

/// The path of the list of sheets.
pub(crate) fn list_part(main: &str) -> &str {
    if main.is_empty() { LIST } else { main }
}

/// A sheet as a workbook lists it.
pub(crate) struct Entry {
    /// Its name.
    pub name: String,
    /// The name of the relation to its part.
    pub relation: String,
    /// It is not shown.
    pub hidden: bool,
}

/// What a workbook says of its sheets.
#[derive(Default)]
pub(crate) struct Listed {
    /// The sheets in order.
    pub sheets: Vec<Entry>,
    since_1904: bool,
}

fn no_sheets() -> ReadError {
    ReadError::Damaged("工作簿里没有工作表；请在 Excel 或 WPS 里打开后另存为 .xlsx 再读".to_owned())
}

/// The sheets that the main part of a workbook lists.
///
/// # Errors
/// Not well formed.
pub(crate) fn listed(text: &str) -> Result<Listed, ReadError> {
    let mut xml = Xml::new(text);
    let mut listed = Listed::default();
    while let Some(node) = xml.next()? {
        let Node::Open(element) = node else { continue };
        match element.name.as_str() {
            "workbookPr" => listed.since_1904 = matches!(element.get("date1904"), Some("1" | "true")),
            "sheet" => listed.sheets.push(Entry {
                name: element.get("name").unwrap_or_default().to_owned(),
                relation: element.get("id").unwrap_or_default().to_owned(),
                hidden: element.get("state").is_some_and(|state| state != "visible"),
            }),
            _ => {}
        }
    }
    Ok(listed)
}

struct Reader<'a> {
    sheet: Sheet,
    strings: &'a [Rich],
    styles: &'a Styles,
}

impl Reader<'_> {
    fn read(&mut self, text: &str, budget: &mut Budget) -> Result<(), ReadError> {
        let mut xml = Xml::new(text);
        let (mut row, mut column) = (0_u32, 0_u32);
        let mut next_row = 0_u32;
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            match element.name.as_str() {
                "row" => {
                    row = element.number("r").map_or(next_row, |number| number.saturating_sub(1));
                    next_row = row.saturating_add(1);
                    column = 0;
                    if is_hidden(&element, "ht") {
                        self.sheet.hidden_rows.add(row, row);
                    }
                }
                "col" if is_hidden(&element, "width") => {
                    let (first, last) =
                        (element.number("min").unwrap_or(0), element.number("max").unwrap_or(0));
                    if let Some(first) = first.checked_sub(1) {
                        self.sheet.hidden_columns.add(first, last.saturating_sub(1).max(first));
                    }
                }
                "c" => {
                    let at = element.get("r").and_then(position).unwrap_or((row, column));
                    column = at.1.saturating_add(1);
                    self.cell(&element, at, &mut xml, budget)?;
                }
                "mergeCell" => {
                    let range = element.get("ref").and_then(|range| {
                        let (first, last) = range.split_once(':')?;
                        Some((position(first)?, position(last)?))
                    });
                    if let Some((first, last)) = range {
                        self.sheet.merge(first, last, budget)?;
                    }
                }
                // Excel keeps conditional formats, charts and checks beside the cells: none of them is a figure.
                "extLst" | "conditionalFormatting" | "dataValidations" => xml.skip()?,
                _ => {}
            }
        }
        Ok(())
    }

    fn cell(
        &mut self,
        element: &Element,
        at: (u32, u32),
        xml: &mut Xml<'_>,
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        let kind = element.get("t").unwrap_or("n");
        let style = element.number("s").unwrap_or(0) as usize;
        if self.styles.is_bordered(style) {
            self.sheet.rule(at);
        }
        let look = self.styles.look(style);
        let cell = contents(xml)?;
        let Some(value) = cell.value.filter(|value| !value.trim().is_empty() || kind == "str") else {
            if let Some(text) = cell.inline {
                return self.rich(style, at, &text, budget);
            }
            return if cell.formula { self.sheet.put_missing(at, budget) } else { Ok(()) };
        };
        match kind {
            "s" => {
                let index = value.trim().parse::<usize>().ok();
                match index.and_then(|index| self.strings.get(index)) {
                    Some(Rich::Plain(text)) => self.sheet.put_as(look, at, text, budget),
                    Some(rich) => self.rich(style, at, rich, budget),
                    None => self.sheet.put_as(look, at, "\u{FFFD}", budget),
                }
            }
            "str" | "e" | "inlineStr" => self.sheet.put_as(look, at, &value, budget),
            "b" => self.sheet.put_as(look, at, if value.trim() == "1" { "TRUE" } else { "FALSE" }, budget),
            "d" => self.sheet.put_as(look, at, value.trim(), budget),
            _ => self.sheet.put_as(look, at, &self.styles.print(style, value.trim()), budget),
        }
    }

    /// Adds a text whose stretches may look otherwise than its cell.
    fn rich(
        &mut self,
        style: usize,
        at: (u32, u32),
        rich: &Rich,
        budget: &mut Budget,
    ) -> Result<(), ReadError> {
        let parts = rich.parts(self.styles.look(style), self.styles.is_painted(style));
        self.sheet.put_parts(parts, at, budget)
    }
}

/// Whether a row or column says that it is not shown: hidden (filtered out and folded ones are), or of no size.
fn is_hidden(element: &Element, size: &str) -> bool {
    matches!(element.get("hidden"), Some("1" | "true")) || element.get(size).is_some_and(is_nothing)
}

/// What a cell holds.
#[derive(Default)]
struct Contents {
    value: Option<String>,
    inline: Option<Rich>,
    formula: bool,
}

fn contents(xml: &mut Xml<'_>) -> Result<Contents, ReadError> {
    let mut cell = Contents::default();
    let mut in_value = false;
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => match element.name.as_str() {
                "v" => {
                    in_value = true;
                    cell.value.get_or_insert_default();
                }
                "f" => {
                    cell.formula = true;
                    xml.skip()?;
                }
                "is" => cell.inline = Some(rich_text(xml, "is")?),
                _ => xml.skip()?,
            },
            Node::Text(text) if in_value => cell.value.get_or_insert_default().push_str(&text),
            Node::Close(name) if name == "v" => in_value = false,
            Node::Close(name) if name == "c" => break,
            _ => {}
        }
    }
    Ok(cell)
}

/// Row and column of `C7` or `$C$7`, 0-based.
pub(crate) fn position(name: &str) -> Option<(u32, u32)> {
    let name = name.replace('$', "");
    let digits = name.trim_start_matches(|letter: char| letter.is_ascii_alphabetic());
    let letters = name.strip_suffix(digits)?;
    if letters.is_empty() || letters.len() > 3 {
        return None;
    }
    let column = letters
        .bytes()
        .fold(0_u32, |column, letter| column * 26 + u32::from(letter.to_ascii_uppercase() - b'A') + 1);
    let row: u32 = digits.parse().ok().filter(|row| (1..=1_048_576).contains(row))?;
    Some((row - 1, column - 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions() {
        assert_eq!(position("C7"), Some((6, 2)));
        assert_eq!(position("$AA$10"), Some((9, 26)));
        for name in ["", "7", "C", "C0", "ABCD1", "C9999999", "C-1"] {
            assert_eq!(position(name), None, "{name}");
        }
    }
}
