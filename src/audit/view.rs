//! One unit's facts as rules see them: figures by address, with settled slots and assumptions laid over them.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use super::at_code::{AtCode, CodeNames};
use super::by_text::ByText;
use super::given::Beside;
use super::reason::{OtherAt, Subject};
use super::value::{Gap, Number, Origin, Settled};
use super::{CellAt, Element, Reason, RowAt};
use crate::account::{Account, CellRead, FamilyRead, RowRead};
use crate::amount::{Dimension, Exact, Interval, Place};
use crate::facts::{Facts, FamilyFacts, State};
use crate::ruleset::{ColumnRef, Figure, RowRef, RuleSet, Whose};
use crate::schema::{CodeListId, ColumnId, Family, FamilyId, Identity, RowId, Schema};

/// One unit.
pub(crate) struct View<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) rules: &'a RuleSet,
    pub(crate) plan: &'a crate::plan::Plan,
    pub(super) facts: &'a Facts,
    pub(super) lane: usize,
    /// Places and printed forms; none when only facts are given.
    pub(crate) account: &'a Account,
    pub(crate) settled: BTreeMap<CellAt, Settled>,
    /// Cells that are taken × 10,000.
    pub(crate) assumed: Vec<CellAt>,
    /// What is laid over the facts to see how rules would come out: value at the scale of its dimension, state, place.
    pub(crate) overlay: BTreeMap<CellAt, (i64, State, Place)>,
    /// The reading of a slot that is being judged, where it has several.
    pub(crate) reading: Cell<Option<(CellAt, usize)>>,
    /// The code that a rule over a code list is at.
    pub(super) at_code: RefCell<Option<AtCode<'a>>>,
    /// The names of code lists, by list and level.
    pub(super) code_names: RefCell<CodeNames<'a>>,
    /// The elements that the rows at hand are read at, the outermost first.
    pub(super) outer: RefCell<Vec<Element>>,
    /// Rows by their texts, as far as they were looked for.
    pub(super) by_text: RefCell<Vec<Rc<ByText>>>,
    /// Texts as compared.
    pub(super) folds: RefCell<BTreeMap<String, Rc<str>>>,
    /// Last year's account and those of the subordinate units.
    pub(super) others: Others<'a>,
}

/// The other accounts as rules see them.
#[derive(Default)]
pub(super) struct Others<'a> {
    pub(super) prior: Option<Box<OtherView<'a>>>,
    pub(super) plan: Option<Box<OtherView<'a>>>,
    pub(super) below: Vec<OtherView<'a>>,
    pub(super) beside: Option<&'a Beside<'a>>,
}

/// One of them.
pub(super) struct OtherView<'a> {
    pub(super) at: OtherAt,
    pub(super) view: View<'a>,
    pub(super) identity: &'a Identity,
}

impl<'a> View<'a> {
    /// An account, of which the facts lie in a lane of these, with nothing settled and nothing beside it.
    pub(crate) fn new(
        (schema, rules, plan): (&'a Schema, &'a RuleSet, &'a crate::plan::Plan),
        (facts, lane): (&'a Facts, usize),
        account: &'a Account,
    ) -> Self {
        Self {
            schema,
            rules,
            plan,
            facts,
            lane,
            account,
            settled: BTreeMap::new(),
            assumed: Vec::new(),
            overlay: BTreeMap::new(),
            reading: Cell::new(None),
            at_code: RefCell::default(),
            code_names: RefCell::default(),
            outer: RefCell::default(),
            by_text: RefCell::default(),
            folds: RefCell::new(BTreeMap::new()),
            others: Others::default(),
        }
    }

    pub(crate) fn family(&self, id: FamilyId) -> Option<&'a Family> {
        self.schema.family(id)
    }

    pub(super) fn facts_of(&self, id: FamilyId) -> Option<&'a FamilyFacts> {
        self.facts.families.get(id.0 as usize)
    }

    pub(crate) fn read_of(&self, id: FamilyId) -> Option<&'a FamilyRead> {
        self.account.families.get(id.0 as usize)
    }

    pub(super) fn found(&self, id: FamilyId) -> bool {
        self.facts_of(id).and_then(|facts| facts.found.get(self.lane)).copied().unwrap_or(false)
    }

    /// Rows of a family in this lane.
    pub(crate) fn rows(&self, id: FamilyId) -> std::ops::Range<u32> {
        self.facts_of(id).map_or(0..0, |facts| facts.rows.lane(self.lane))
    }

    /// The row as read, with its printed code and name.
    pub(crate) fn row_read(&self, family: FamilyId, row: RowAt) -> Option<&'a RowRead> {
        let read = self.read_of(family)?;
        match row {
            RowAt::Fixed(row) => read.fixed.get(row as usize),
            RowAt::Block(row) => read.rows.get((row - self.rows(family).start.min(row)) as usize),
        }
    }

    /// The cell as read.
    pub(crate) fn cell_read(&self, at: CellAt) -> Option<&'a CellRead> {
        self.row_read(at.family, at.row)?.cells.get(at.column.0 as usize)
    }

    /// The row of an element in a family: by key, or (for items keyed by names) a fixed row of that name.
    pub(crate) fn element_row(&self, id: FamilyId, element: &Element, under: Option<u32>) -> Option<RowAt> {
        let Element::Row { family, row } = element else { return None };
        if *family == id && under.is_none() {
            return Some(*row);
        }
        let key = self.key_of(*family, *row);
        let facts = self.facts_of(id)?;
        if under.is_none()
            && let Some(found) = facts.rows.find(self.lane, key)
        {
            return Some(RowAt::Block(found));
        }
        let family = self.family(id)?;
        let fits = |row: &&crate::schema::Row| {
            row.is_called(key) && under.is_none_or(|under| row.whole.is_some_and(|whole| whole.0 == under))
        };
        family.rows.iter().find(fits).map(|row| RowAt::Fixed(row.id.0))
    }

    /// The key of a row that appears with the document.
    pub(crate) fn key_of(&self, family: FamilyId, row: RowAt) -> &'a str {
        match (self.facts_of(family), row) {
            (Some(facts), RowAt::Block(row)) => facts.rows.key(row),
            _ => "",
        }
    }

    fn row_of(&self, figure: &Figure, element: &Element) -> Option<RowAt> {
        match &figure.row {
            RowRef::Fixed(row) => Some(RowAt::Fixed(row.0)),
            RowRef::Code(code) => self.code_row(figure.family, code),
            RowRef::Element(under) => self.element_row(figure.family, element, under.map(|row| row.0)),
        }
    }

    /// A code row by its code, or by the list's name where the printed code is cut.
    pub(super) fn code_row(&self, id: FamilyId, code: &str) -> Option<RowAt> {
        let facts = self.facts_of(id)?;
        if let Some(row) = facts.rows.find(self.lane, code) {
            return Some(RowAt::Block(row));
        }
        let list = self.list_of(id)?;
        let name = self.schema.code_list(list)?.name_of(code)?;
        let start = self.rows(id).start;
        let named = |row: &RowRead| {
            row.name == *name && row.code.as_deref().is_none_or(|printed| code.starts_with(printed))
        };
        let at = self.read_of(id)?.rows.iter().position(named)?;
        Some(RowAt::Block(start + at as u32))
    }

    pub(crate) fn list_of(&self, id: FamilyId) -> Option<CodeListId> {
        Some(self.family(id)?.codes.as_ref()?.list)
    }

    fn column_of(&self, figure: &Figure, element: &Element) -> Option<ColumnId> {
        match (&figure.column, element) {
            (ColumnRef::Fixed(column), _) => Some(*column),
            (ColumnRef::Element, Element::Row { family, row }) => {
                let key = self.key_of(*family, *row);
                let columns = &self.family(figure.family)?.columns;
                columns.iter().find(|column| column.is_called(key)).map(|column| column.id)
            }
            _ => None,
        }
    }

    /// The cell that a figure means here; none where it is another account's.
    pub(crate) fn cell(&self, figure: &Figure, element: &Element) -> Option<CellAt> {
        if figure.whose != Whose::This {
            return None;
        }
        let (row, column) = (self.row_of(figure, element)?, self.column_of(figure, element)?);
        Some(CellAt { family: figure.family, row, column })
    }

    /// State of a cell.
    pub(crate) fn state(&self, at: CellAt) -> State {
        self.stored(at).map_or(State::Absent, |(_, state, _)| state)
    }

    pub(crate) fn stored(&self, at: CellAt) -> Option<(i64, State, Place)> {
        if !self.overlay.is_empty()
            && let Some(laid) = self.overlay.get(&at)
        {
            return Some(*laid);
        }
        if let Some((cell, reading)) = self.reading.get()
            && cell == at
        {
            let claim = self.cell_read(at)?.claims.get(reading)?;
            return Some((claim.value, State::Value, claim.place));
        }
        let facts = self.facts_of(at.family)?;
        match at.row {
            RowAt::Fixed(row) => {
                let columns = self.family(at.family)?.columns.len();
                Some(facts.cells.get(row as usize * columns + at.column.0 as usize)?.at(self.lane))
            }
            RowAt::Block(row) => Some(facts.rows.column(at.column.0)?.at(row as usize)),
        }
    }

    /// A figure as it counts: settled where it restates, with assumptions.
    pub(super) fn figure(&self, figure: &Figure, element: &Element) -> Result<Number, Gap> {
        let cell = self.cell(figure, element);
        if let Some(at) = cell
            && !self.assumed.contains(&at)
            && !self.overlay.contains_key(&at)
        {
            match self.settled.get(&at) {
                Some(Settled::Home(number, _)) => {
                    let number = self.home_as_laid(number).unwrap_or_else(|| number.clone());
                    return Ok(Number { cell: Some(at), ..number });
                }
                Some(Settled::Suspended(reason)) => return Err(Gap::Unknown(reason.clone())),
                None => {}
            }
        }
        self.raw(figure, element)
    }

    /// The home of a slot, where something is laid over it.
    fn home_as_laid(&self, number: &Number) -> Option<Number> {
        let at = number.cell.filter(|_| !self.overlay.is_empty())?;
        let (value, state, place) = *self.overlay.get(&at)?;
        let value = match state {
            State::Value => Exact::from_fixed(value, self.dimension_at(at).scale()),
            _ => Exact::ZERO,
        };
        Some(Number { interval: Interval::around(&value, &place.radius()), value, place, ..number.clone() })
    }

    /// A figure as printed.
    pub(super) fn raw(&self, figure: &Figure, element: &Element) -> Result<Number, Gap> {
        if figure.whose != Whose::This {
            return self.of_others(figure, element);
        }
        let cell = self.cell(figure, element);
        let stored = cell.and_then(|at| self.stored(at)).unwrap_or_default();
        let dimension = self.dimension(figure, element);
        let number = |value: Exact, place: Place, origin| Number {
            interval: Interval::around(&value, &place.radius()),
            value,
            place,
            origin,
            cell,
        };
        match stored.1 {
            State::Value => {
                let mut value = Exact::from_fixed(stored.0, dimension.scale());
                let mut place =
                    if cell.is_some_and(|at| self.is_exact(at)) { Place::EXACT } else { stored.2 };
                if cell.is_some_and(|at| self.assumed.contains(&at)) {
                    value = value.shift_ten(4);
                    place = if place == Place::EXACT { place } else { Place(place.0.saturating_add(4)) };
                }
                Ok(number(value, place, Origin::Printed))
            }
            State::Blank | State::Dash => Ok(number(Exact::ZERO, Place::EXACT, Origin::Blank)),
            State::Unreadable => {
                let why = cell.map_or(Subject::Nothing, Subject::Remark);
                Err(Gap::Unknown(Reason::Unreadable(Subject::Figure(figure.clone(), *element), why)))
            }
            State::Absent => match cell.and_then(|at| self.sum_of_parts(at)) {
                Some(number) => number,
                None => self.absent(figure, element, cell, &dimension, number),
            },
        }
    }

    fn absent(
        &self,
        figure: &Figure,
        element: &Element,
        cell: Option<CellAt>,
        dimension: &Dimension,
        number: impl Fn(Exact, Place, Origin) -> Number,
    ) -> Result<Number, Gap> {
        let Some(family) = self.family(figure.family) else {
            return Err(Gap::Unknown(Reason::MissingFigure(Subject::Nothing)));
        };
        let zero = |origin| Ok(number(Exact::ZERO, Place::EXACT, origin));
        let fixed = fixed_row(figure, cell);
        let Some(table) = family.table.and_then(|id| self.schema.table(id)) else {
            let name = || Subject::Figure(figure.clone(), *element);
            if !self.found(figure.family) && !family.repeated {
                return Err(Gap::Unstated(Reason::MissingPassage(Subject::Family(figure.family))));
            }
            if self.facts_of(figure.family).is_some_and(|facts| facts.is_unclaimed(self.lane, dimension)) {
                return Err(Gap::Unknown(Reason::NotUnderstood(name())));
            }
            return Err(Gap::Unstated(Reason::not_stated(name())));
        };
        if !self.found(figure.family) {
            return Err(self.no_table(figure.family));
        }
        if !table.is_plain() {
            return Err(Gap::Unstated(Reason::not_stated(Subject::Figure(figure.clone(), *element))));
        }
        let column = cell.map(|at| at.column).or(match figure.column {
            ColumnRef::Fixed(column) => Some(column),
            ColumnRef::Element => None,
        });
        let column = column.and_then(|column| family.columns.get(column.0 as usize));
        if self.loses_rows(figure.family) {
            return zero(Origin::Supposed);
        }
        let headed = |column: &crate::schema::Column| {
            let facts = self.facts_of(figure.family);
            facts.and_then(|facts| facts.headed(self.lane, column.id.0)) == Some(true)
        };
        if let Some(column) = column.filter(|column| column.optional) {
            if !headed(column) {
                return self.absent_column(figure.family, column).and_then(zero);
            }
            if self.is_data() {
                return zero(Origin::Absent);
            }
        }
        let code_row = fixed.is_none() && family.codes.is_some() && cell.is_none();
        let whole = self.facts_of(figure.family).and_then(|facts| facts.whole.get(self.lane)).copied();
        if code_row {
            return if whole.unwrap_or(false) { zero(Origin::Absent) } else { zero(Origin::Supposed) };
        }
        match fixed.and_then(|row| family.rows.get(row.0 as usize)) {
            Some(row) if row.optional => self.absent_row(figure.family, row).and_then(zero),
            _ => zero(Origin::Supposed),
        }
    }

    /// Why there is nothing of a table that is not in the document.
    pub(super) fn missing_table(&self, family: FamilyId) -> Reason {
        let table =
            self.family(family).and_then(|family| family.table).and_then(|table| self.schema.table(table));
        if let Some(scattered) = table.and_then(|table| self.scattered(table.id)) {
            return scattered;
        }
        match table {
            Some(table) if table.optional => Reason::OptionalTable(Subject::Table(table.id)),
            Some(table) => Reason::MissingTable(Subject::Table(table.id)),
            None => Reason::MissingTable(Subject::Family(family)),
        }
    }

    /// What rules over a table that is not in the document have: nothing to say of one that may be missing.
    pub(super) fn no_table(&self, family: FamilyId) -> Gap {
        match self.missing_table(family) {
            reason @ Reason::OptionalTable(_) => Gap::Unstated(reason),
            reason => Gap::Unknown(reason),
        }
    }

    /// A row that may be missing is zero, unless its whole is printed without any of its parts.
    fn absent_row(&self, family: FamilyId, row: &crate::schema::Row) -> Result<Origin, Gap> {
        let whole = row.whole.and_then(|whole| self.schema.family(family)?.rows.get(whole.0 as usize));
        let rows = whole.map(|whole| whole.parts.rows.as_slice()).unwrap_or_default();
        let (facts, columns) = (self.facts_of(family), self.family(family).map_or(0, |of| of.columns.len()));
        let printed = |part: &RowId| facts.is_some_and(|facts| facts.row_printed(self.lane, part.0, columns));
        let split = rows.iter().any(printed) || whole.is_some_and(|whole| whole.parts.top_codes);
        if rows.contains(&row.id) && !split {
            return Err(Gap::Unstated(Reason::NothingToCheck));
        }
        Ok(Origin::Absent)
    }

    /// A column that may be missing is zero, unless its whole is printed without any of its parts; where a column is
    /// printed that the form does not have, it may be that one.
    fn absent_column(&self, family: FamilyId, column: &crate::schema::Column) -> Result<Origin, Gap> {
        let known = |facts: &&FamilyFacts| facts.headed(self.lane, column.id.0).is_some();
        let Some(facts) = self.facts_of(family).filter(known) else { return Ok(Origin::Absent) };
        let parts = column.whole.and_then(|whole| self.schema.column(family, whole));
        let printed = |part: &ColumnId| facts.headed(self.lane, part.0) == Some(true);
        let split = |whole: &crate::schema::Column| whole.parts.iter().any(printed);
        if parts.is_some_and(|whole| whole.parts.contains(&column.id) && !split(whole)) {
            return Err(Gap::Unstated(Reason::NothingToCheck));
        }
        let other = facts.other_columns.get(self.lane).copied().unwrap_or(false);
        Ok(if other { Origin::Supposed } else { Origin::Absent })
    }

    pub(super) fn dimension(&self, figure: &Figure, element: &Element) -> Dimension {
        let row = match (&figure.row, element) {
            (RowRef::Fixed(row), _) => Some(*row),
            (RowRef::Element(None), Element::Row { family, row: RowAt::Fixed(row) }) => {
                (*family == figure.family).then_some(RowId(*row))
            }
            _ => None,
        };
        let column = self.column_of(figure, element);
        let family = self.schema.family(figure.family);
        family.zip(column).map_or(Dimension::Money, |(family, column)| family.dimension(row, column))
    }

    /// Whether the figure of a cell is declared not to be rounded.
    pub(crate) fn is_exact(&self, at: CellAt) -> bool {
        let row = match at.row {
            RowAt::Fixed(row) => Some(RowId(row)),
            RowAt::Block(_) => None,
        };
        self.schema.is_exact(at.family, row, at.column)
    }

    /// What a cell holds.
    pub(crate) fn dimension_at(&self, at: CellAt) -> Dimension {
        let row = match at.row {
            RowAt::Fixed(row) => Some(RowId(row)),
            RowAt::Block(_) => None,
        };
        self.schema.family(at.family).map_or(Dimension::Money, |family| family.dimension(row, at.column))
    }
}

/// The fixed row that a figure is in.
fn fixed_row(figure: &Figure, cell: Option<CellAt>) -> Option<RowId> {
    match (&figure.row, cell.map(|cell| cell.row)) {
        (RowRef::Fixed(row), _) => Some(*row),
        (_, Some(RowAt::Fixed(row))) => Some(RowId(row)),
        _ => None,
    }
}
