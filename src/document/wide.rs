//! Tables of data below a row of heads (CSV, sheets of a workbook): a row of the form a line, or a unit a line.

use gouji_columnar::line::{self, Role, RowHead};

use super::data::Facts;
use super::from_csv::fact;
use super::records::Record;
use super::{Block, DataFact, Document, Format, GridRow, MAX_CELLS, Place, ReadError};
use crate::amount::MoneyUnit;
use crate::text::{CellText, read_cell};

/// What a column of a table of data holds.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Holds {
    /// Whose or which figure it is.
    Role(Role),
    /// Which row it is.
    Row(RowHead),
    /// Figures of what the head says.
    Figures(String),
}

/// The columns of a table of data, by the number of each.
struct Head {
    columns: Vec<(u32, Holds)>,
    /// The columns, where the sheet is data with one figure a line.
    long: Option<Vec<Option<Role>>>,
}

/// Rows of one sheet or file.
struct Sheet<'d> {
    name: String,
    rows: Vec<&'d GridRow>,
}

/// Takes a document for data where each of its sheets is a table below a row of heads and nothing else. A printed table
/// has a title above it.
///
/// # Errors
/// More figures than a document may have, a head that lacks what data need.
pub(super) fn melt(document: &mut Document) -> Result<(), ReadError> {
    let Some(sheets) = sheets(document) else { return Ok(()) };
    let heads: Option<Vec<Head>> =
        sheets.iter().map(|sheet| sheet.rows.first().and_then(|row| head(row))).collect();
    let Some(heads) = heads.filter(|heads| !heads.is_empty()) else { return Ok(()) };
    let mut facts = Facts::default();
    let mut of_table = false;
    for (sheet, head) in sheets.iter().zip(&heads) {
        head.check()?;
        of_table |= head.long.is_none() && head.at(Role::Table).is_none();
        for row in sheet.rows.iter().skip(1) {
            if row.cells.iter().all(|cell| cell.text.trim().is_empty()) {
                continue;
            }
            let read = match &head.long {
                Some(roles) => long_row(row, roles).map(|fact| fact.into_iter().collect()),
                None => head.row(row, &sheet.name, document.format == Format::Workbook),
            };
            let line = row.place.line.unwrap_or(0);
            match read {
                Ok(read) => read.into_iter().try_for_each(|fact| facts.push(fact, line))?,
                Err(why) => facts.refuse_at(row.place.clone(), &why),
            }
        }
    }
    if facts.facts.is_empty() {
        return Err(ReadError::Damaged("只有表头，没有数据；请在表头下写上各行的数".to_owned()));
    }
    if document.format == Format::Text {
        document.format = Format::Csv;
    }
    document.blocks.clear();
    document.of_table = of_table;
    facts.finish(document);
    Ok(())
}

/// The rows of each sheet; none where something else than tables stands in one.
fn sheets(document: &Document) -> Option<Vec<Sheet<'_>>> {
    let mut sheets: Vec<(Option<&str>, Sheet<'_>)> = Vec::new();
    for block in &document.blocks {
        let Block::Grid(grid) = block else { return None };
        let name = grid.rows.first().and_then(|row| row.cells.first()?.place.sheet.as_deref());
        match sheets.last_mut().filter(|(last, _)| *last == name) {
            Some((_, sheet)) => sheet.rows.extend(&grid.rows),
            None => {
                sheets.push((name, Sheet { name: String::new(), rows: grid.rows.iter().collect() }));
            }
        }
    }
    let alone = sheets.len() == 1;
    let file = stem(&document.name);
    for (name, sheet) in &mut sheets {
        // A program's own name for a sheet says nothing.
        let called = name.filter(|name| !(alone && is_unnamed(name)));
        sheet.name = called.map_or_else(|| file.to_owned(), |name| without_number(name).to_owned());
    }
    Some(sheets.into_iter().map(|(_, sheet)| sheet).collect())
}

/// The name of a file without folders, ending and the number in front.
fn stem(name: &str) -> &str {
    let last = name.rsplit(['/', '\\']).next().unwrap_or(name);
    without_number(last.rsplit_once('.').map_or(last, |(stem, _)| stem))
}

fn without_number(name: &str) -> &str {
    let mark = |letter: char| letter.is_ascii_digit() || matches!(letter, ' ' | '_' | '-' | '.' | '、');
    let rest = name.trim_start_matches(mark);
    if rest.is_empty() { name } else { rest }
}

fn is_unnamed(sheet: &str) -> bool {
    let name = sheet.trim_end_matches(|letter: char| letter.is_ascii_digit());
    name.eq_ignore_ascii_case("sheet") || name == "工作表"
}

/// The columns that a row is the head of; none where it is no head of data: two columns of one name, a figure, a cell
/// over several, or nothing that says whose figures or which row.
fn head(row: &GridRow) -> Option<Head> {
    let mut columns: Vec<(u32, Holds)> = Vec::new();
    for cell in row.cells.iter().filter(|cell| !cell.text.trim().is_empty()) {
        let name = cell.text.replace('\n', "");
        let name = name.trim();
        let is_figure = matches!(read_cell(name), CellText::Number(_));
        let is_role = |role: &Role| !matches!(role, Role::Value | Role::State | Role::Place | Role::Note);
        let holds = match (line::role(name).filter(is_role), line::row_head(name)) {
            (Some(Role::Row), _) => Holds::Row(RowHead::Name),
            (Some(role), _) => Holds::Role(role),
            (None, Some(head)) => Holds::Row(head),
            (None, None) => Holds::Figures(name.to_owned()),
        };
        if is_figure || cell.column_span > 1 || cell.row_span > 1 {
            return None;
        }
        if columns.iter().any(|(_, known)| *known == holds) {
            return None;
        }
        columns.push((cell.column, holds));
    }
    let mut roles: Vec<Option<Role>> = vec![None; columns.len()];
    for cell in row.cells.iter().take(MAX_CELLS) {
        roles.resize(roles.len().max(cell.column as usize + 1).min(MAX_CELLS), None);
        if let Some(role) = roles.get_mut(cell.column as usize) {
            *role = line::role(&cell.text);
        }
    }
    let long = line::missing(|role| roles.contains(&Some(role))).is_none().then_some(roles);
    let names_row = matches!(columns.first(), Some((_, Holds::Row(RowHead::Code | RowHead::Name))));
    let head = Head { columns, long };
    let whose = [Role::Unit, Role::Year, Role::Table].into_iter().any(|role| head.at(role).is_some());
    let has_figures = head.figures().next().is_some();
    ((names_row || whose) && (has_figures || head.at(Role::Column).is_some())).then_some(head)
}

impl Head {
    fn at(&self, role: Role) -> Option<u32> {
        self.columns.iter().find(|(_, holds)| *holds == Holds::Role(role)).map(|(column, _)| *column)
    }

    fn row_at(&self, head: RowHead) -> Option<u32> {
        self.columns.iter().find(|(_, holds)| *holds == Holds::Row(head)).map(|(column, _)| *column)
    }

    fn figures(&self) -> impl Iterator<Item = (u32, &str)> {
        self.columns.iter().filter_map(|(column, holds)| match holds {
            Holds::Figures(name) => Some((*column, name.as_str())),
            _ => None,
        })
    }

    /// What has a column for 列 is data with one figure a line.
    ///
    /// # Errors
    /// What it lacks for that.
    fn check(&self) -> Result<(), ReadError> {
        if self.long.is_some() || self.at(Role::Column).is_none() {
            return Ok(());
        }
        let missing = line::missing(|role| self.at(role).is_some()).unwrap_or_default();
        Err(ReadError::Damaged(format!(
            "表头有「列」，像是一行一个数的数据，缺「{missing}」；请补上，或去掉「列」，把各列写成表头"
        )))
    }

    /// The figures of a row.
    ///
    /// # Errors
    /// Why the row is not taken.
    fn row(&self, row: &GridRow, table: &str, is_sparse: bool) -> Result<Vec<DataFact>, String> {
        // Cells of a row stand in their order.
        let cell = |column: u32| {
            let at = row.cells.binary_search_by_key(&column, |cell| cell.column).ok()?;
            row.cells.get(at)
        };
        let text = |column: Option<u32>| column.and_then(cell).map_or("", |cell| cell.text.trim());
        let of = |role| text(self.at(role));
        let wide = self.columns.last().map_or(0, |(column, _)| *column as usize + 1);
        if !is_sparse && row.cells.len() != wide {
            return Err(line::miscounted(row.cells.len(), wide));
        }
        let keys = [RowHead::Code, RowHead::Name].map(|key| self.row_at(key));
        let of_rows = keys.iter().any(Option::is_some);
        let named = keys.into_iter().map(text).find(|name| !name.is_empty());
        if of_rows && named.is_none() {
            return Err("没有写是哪一行".to_owned());
        }
        if self.at(Role::Unit).is_some() && of(Role::Unit).is_empty() {
            return Err("单位是空的".to_owned());
        }
        let currency = MoneyUnit::from_name(of(Role::Currency));
        if currency.is_none() && !of(Role::Currency).is_empty() {
            return Err(format!("货币单位「{}」不认得", of(Role::Currency)));
        }
        let whose = DataFact {
            unit: of(Role::Unit).to_owned(),
            year: line::year(of(Role::Year)).ok_or_else(|| line::no_year(of(Role::Year)))?,
            rules: of(Role::Rules).to_owned(),
            currency,
            ..DataFact::default()
        };
        let table = Some(of(Role::Table)).filter(|written| !written.is_empty()).unwrap_or(table);
        let figure = |(column, head): (u32, &str)| {
            let (table, row_name, of) = names(table, named, head);
            let at = cell(column);
            DataFact {
                table,
                row: row_name,
                column: of,
                value: at.map_or("", |cell| cell.text.trim()).to_owned(),
                place: at.map_or_else(|| row.place.clone(), |cell| cell.place.clone()),
                of_row: named.is_some(),
                ..whose.clone()
            }
        };
        Ok(self.figures().map(figure).collect())
    }
}

/// The names of table, row and column of a figure. Where rows are not named, the head is a path to the figure: from a row
/// of the table, or where it has points, from a table.
fn names(table: &str, row: Option<&str>, head: &str) -> (String, String, String) {
    match (row, head.rsplit_once('.')) {
        (Some(row), _) => (table.to_owned(), row.to_owned(), head.to_owned()),
        (None, Some((path, last))) => (path.to_owned(), String::new(), last.to_owned()),
        (None, None) => (table.to_owned(), head.to_owned(), String::new()),
    }
}

/// A row of a sheet with one figure a line; none where it says that there is nothing.
///
/// # Errors
/// Why the row is not taken.
fn long_row(row: &GridRow, roles: &[Option<Role>]) -> Result<Option<DataFact>, String> {
    let mut fields = vec![String::new(); roles.len()];
    for cell in &row.cells {
        if let Some(field) = fields.get_mut(cell.column as usize) {
            field.clone_from(&cell.text);
        }
    }
    let place = row.cells.first().map_or_else(Place::default, |cell| cell.place.clone());
    let read = fact(&Record { line: row.place.line.unwrap_or(0), fields }, roles)?;
    Ok(read.map(|fact| DataFact { place, ..fact }))
}
