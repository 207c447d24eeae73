//! What figures are called in findings, and where they stand.

use super::view::{CellAt, Element, RowAt, View};
use super::{Quantity, Spot};
use crate::amount::{Dimension, Exact, Interval, MoneyUnit, Place};
use crate::ruleset::{ColumnRef, ElementProperty, Figure, RowRef, Whose};
use crate::schema::{Family, Kind};

/// What a rule's own words call the element that it is at.
const ELEMENTS: [&str; 9] = [
    "{本标题}",
    "{本段落}",
    "{本金额}",
    "{本百分比}",
    "{本单位名}",
    "{本行}",
    "{本科目}",
    "{本类}",
    "{本项}",
];

impl View<'_> {
    /// A short path for people: `甲表.合计.乙列`, `购房补贴的决算`.
    pub(super) fn name(&self, figure: &Figure, element: &Element) -> String {
        let Some(family) = self.family(figure.family) else { return String::new() };
        let mut parts: Vec<String> = match figure.whose {
            Whose::This => Vec::new(),
            Whose::Prior => vec!["上年".to_owned()],
            Whose::Subordinates => vec!["所属单位".to_owned()],
        };
        let table = family.table.and_then(|id| self.schema.table(id));
        if let Some(table) = table {
            parts.push(table.short.clone().unwrap_or_else(|| table.name.clone()));
            parts.extend(family.side.clone());
        }
        parts.extend(self.row_name(family, figure, element));
        let column = match (&figure.column, element) {
            (ColumnRef::Fixed(column), _) => family.columns.get(column.0 as usize),
            (ColumnRef::Element, Element::Row { family: other, row }) => {
                let key = self.key_of(*other, *row);
                family.columns.iter().find(|c| c.is_called(key))
            }
            _ => None,
        };
        if let Some(column) = column
            && (family.columns.len() > 1 || parts.is_empty())
        {
            parts.extend(column.row.clone());
            parts.push(column.name.clone());
        }
        // An item is no table: 购房补贴的决算.
        if table.is_none() { parts.join("的") } else { parts.join(".") }
    }

    fn row_name(&self, family: &Family, figure: &Figure, element: &Element) -> Option<String> {
        match &figure.row {
            RowRef::Fixed(row) => {
                let row = family.rows.get(row.0 as usize)?;
                if row.name.is_empty() { None } else { Some(row.name.clone()) }
            }
            RowRef::Code(code) => Some(self.code_name(family, code)),
            RowRef::Element(under) => {
                let row = self.element_row(family.id, element, under.map(|row| row.0));
                let read = row.and_then(|row| self.row_read(family.id, row));
                match (read, element) {
                    (Some(read), _) => {
                        let name = super::text::short_name(&read.name);
                        Some(name).filter(|_| !read.name.is_empty())
                    }
                    (None, Element::Row { family: other, row }) => {
                        let name = self.row_read(*other, *row).map(|read| read.name.clone());
                        let key = || self.key_of(*other, *row).to_owned();
                        Some(name.filter(|name| !name.is_empty()).unwrap_or_else(key))
                    }
                    _ => None,
                }
            }
        }
    }

    /// A code with its name.
    pub(super) fn code_name(&self, family: &Family, code: &str) -> String {
        let list = family.codes.as_ref().and_then(|codes| self.schema.code_list(codes.list));
        let name = list.and_then(|list| list.find(code)).map(|code| code.name.as_str()).unwrap_or_default();
        format!("{code} {name}").trim().to_owned()
    }

    /// Where a cell stands, and what is printed there.
    pub(super) fn spot(&self, at: CellAt) -> Spot {
        self.spot_of_claim(at, 0)
    }

    /// The same for one of its readings.
    pub(super) fn spot_of_claim(&self, at: CellAt, claim: usize) -> Spot {
        let family = self.family(at.family);
        let table = family.and_then(|family| family.table).and_then(|id| self.schema.table(id));
        let passage = family.map(|family| family.name.clone());
        let row = self.row_read(at.family, at.row);
        let name = row.map(|row| {
            let code = row.code.as_deref().unwrap_or_default();
            let name = super::text::short_name(&row.name);
            format!("{code} {name}").trim().to_owned()
        });
        let fixed = match at.row {
            RowAt::Fixed(row) => family.and_then(|f| f.rows.get(row as usize)).map(|row| row.name.clone()),
            RowAt::Block(_) => None,
        };
        let cell = self.cell_read(at);
        let claim = cell.and_then(|cell| cell.claims.get(claim).or(cell.claims.first()));
        let place = claim.map(|claim| claim.at.clone()).or_else(|| row.map(|row| row.at.clone()));
        let place = place.filter(|place| *place != crate::document::Place::default());
        let place = place.or_else(|| self.beside(at));
        let place = place.or_else(|| self.read_of(at.family).map(|read| read.at.clone())).unwrap_or_default();
        Spot {
            table: table.map(|table| table.name.clone()).or(passage),
            row: fixed.or(name).filter(|name| !name.is_empty()),
            column: self.schema.column(at.family, at.column).map(|column| column.name.clone()),
            text: claim.map(|claim| claim.text.clone()).unwrap_or_default(),
            quote: claim.map(|claim| claim.quote.clone()).unwrap_or_default(),
            at: place,
        }
    }

    /// Puts what is printed into a rule's own words: for `{执行率}` the column or slot of that name, for `{本标题}` the
    /// element that the rule is at: a stretch of the text, a row, or what its 逐 had turned to (`label`).
    pub(super) fn fill(&self, wording: &str, places: &[Spot], element: &Element, label: &str) -> String {
        let mut words = wording.to_owned();
        for place in places {
            if let Some(column) = &place.column {
                words = words.replace(&format!("{{{column}}}"), place.text.trim());
            }
        }
        let text = match element {
            Element::Row { family, row } => match self.row_read(*family, *row) {
                Some(read) if !read.name.is_empty() => {
                    format!(
                        "{} {}",
                        read.code.as_deref().unwrap_or_default(),
                        super::text::short_name(&read.name)
                    )
                }
                _ => self.key_of(*family, *row).to_owned(),
            },
            Element::None => label.to_owned(),
            Element::Text { .. } => {
                self.element_text(ElementProperty::Text, element).unwrap_or_default().concat()
            }
        };
        for name in ELEMENTS {
            words = words.replace(name, text.trim());
        }
        words
    }

    /// Where the nearest printed figure stands that shares a row or else a column with a cell that prints nothing.
    fn beside(&self, at: CellAt) -> Option<crate::document::Place> {
        let family = self.family(at.family).filter(|family| family.table.is_some())?;
        let place = |row: RowAt, column: u32| {
            let cell = CellAt { family: at.family, row, column: crate::schema::ColumnId(column) };
            self.cell_read(cell).and_then(|cell| cell.claims.first()).map(|claim| claim.at.clone())
        };
        let in_row = (0..family.columns.len() as u32)
            .filter_map(|column| place(at.row, column).map(|found| (column.abs_diff(at.column.0), found)))
            .min_by_key(|(far, _)| *far);
        let RowAt::Fixed(own) = at.row else { return in_row.map(|(_, place)| place) };
        let in_column = (0..family.rows.len() as u32)
            .filter_map(|row| place(RowAt::Fixed(row), at.column.0).map(|found| (row.abs_diff(own), found)))
            .min_by_key(|(far, _)| *far);
        in_row.or(in_column).map(|(_, place)| place)
    }

    /// A number of a cell, with the unit that it is best shown in.
    pub(super) fn quantity(
        &self,
        at: Option<CellAt>,
        value: &Exact,
        interval: &Interval,
        place: Place,
    ) -> Quantity {
        let column = at.and_then(|at| self.schema.column(at.family, at.column));
        let dimension = at.map_or(Dimension::Money, |at| self.dimension_at(at));
        let is_word = column.is_some_and(|column| matches!(column.kind, Kind::Words(_)));
        let (unit_exponent, unit) = match &dimension {
            Dimension::Money => {
                let unit = self.unit_of(at);
                (unit.exponent(), unit.name().to_owned())
            }
            Dimension::Ratio if is_word => (0, String::new()),
            Dimension::Ratio => (-2, "%".to_owned()),
            Dimension::Count(counter) => (0, counter.clone()),
            _ => (0, String::new()),
        };
        Quantity { value: value.clone(), interval: interval.clone(), dimension, place, unit_exponent, unit }
    }

    /// The unit that money of a cell is printed in.
    fn unit_of(&self, at: Option<CellAt>) -> MoneyUnit {
        let Some(at) = at else { return MoneyUnit::default() };
        let printed =
            self.cell_read(at).and_then(|cell| cell.claims.first()).map(|claim| claim.unit.as_str());
        let printed = printed.and_then(MoneyUnit::from_name);
        let table = self.family(at.family).and_then(|family| family.table);
        let table = table.and_then(|id| self.account.tables.get(id.0 as usize)).map(|table| table.money_unit);
        table.or(printed).unwrap_or_default()
    }
}
