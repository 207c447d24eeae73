//! Which figure a name in a file means: looked up once a name, by the schema's own rules for data.

use std::collections::HashMap;

use crate::account::{Names, RowSpot, Spot};
use crate::amount::Dimension;
use crate::schema::{FamilyId, Kind, RowId, Schema};

/// A figure of a schema as data name it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    /// A fixed cell of a table.
    Fixed {
        /// Its dense number ([`crate::schema::Family::first_figure`]).
        figure: u32,
        /// Family.
        family: FamilyId,
        /// Number of the table.
        table: u32,
        /// Column.
        column: u32,
        /// What it holds.
        measure: Measure,
    },
    /// A cell of a code row.
    Code {
        /// Family.
        family: FamilyId,
        /// Number of the table.
        table: u32,
        /// Number of the code among those met.
        code: u32,
        /// Column.
        column: u32,
        /// What it holds.
        measure: Measure,
    },
    /// Prose, items, texts and words: read unit by unit.
    Apart,
    /// Nothing that the schema has.
    Unknown,
}

/// What a column of figures holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    /// Money, in fixed point of ten thousandths of 元.
    Money,
    /// A percentage as printed.
    Percent,
    /// A whole number.
    Count,
}

impl Measure {
    pub(super) fn of(kind: &Kind, dimension: &Dimension) -> Option<Self> {
        match (kind, dimension) {
            (Kind::Plain(_), Dimension::Money) => Some(Self::Money),
            (Kind::Plain(_), Dimension::Ratio) => Some(Self::Percent),
            (Kind::Plain(_), Dimension::Count(_)) => Some(Self::Count),
            _ => None,
        }
    }

    /// Power of ten from a number as printed to base units, where nothing else is said of its unit.
    pub(super) fn exponent(self) -> i32 {
        match self {
            Self::Money => 4,
            Self::Percent => -2,
            Self::Count => 0,
        }
    }

    /// Decimals of the fixed point.
    pub(super) fn scale(self) -> u8 {
        match self {
            Self::Money => Dimension::Money.scale(),
            Self::Percent => Dimension::Ratio.scale(),
            Self::Count => Dimension::Count(String::new()).scale(),
        }
    }
}

/// The figures that names mean, as they are met. One for each thread that reads.
pub struct Cells<'s> {
    pub(super) schema: &'s Schema,
    /// Made when a name is met that is not known yet.
    names: Option<Names<'s>>,
    met: Met,
}

/// The names of a file that were looked up so far, for the same schema.
#[derive(Clone, Debug, Default)]
pub struct Met {
    /// By the number of a name in the file.
    known: Vec<Option<Cell>>,
    /// By family: the codes met, in order of their numbers.
    codes: Vec<Codes>,
}

/// Codes of one family as they are met.
#[derive(Clone, Debug, Default)]
pub(super) struct Codes {
    /// Code by number.
    pub(super) dictionary: Vec<Box<str>>,
    numbers: HashMap<Box<str>, u32>,
    /// By number: 1-based level, 0 for a code of no level.
    pub(super) levels: Vec<u8>,
    /// By number: its place in the order of codes.
    pub(super) order: Vec<u32>,
    /// By number: codes that it may be a part of, nearest first.
    pub(super) above: Vec<Vec<Box<str>>>,
}

impl Codes {
    /// The number of a code, a new one where it is new.
    pub(super) fn number(&mut self, code: &str, ends: &[usize], level: u8) -> u32 {
        if let Some(known) = self.numbers.get(code) {
            return *known;
        }
        let number = self.dictionary.len() as u32;
        self.dictionary.push(code.into());
        self.numbers.insert(code.into(), number);
        self.levels.push(level);
        let above = ends.iter().filter(|end| **end < code.len());
        self.above.push(above.filter_map(|end| code.get(..*end)).map(Box::from).collect());
        number
    }

    /// Brings codes that were met since the last time into their order.
    fn sort(&mut self) {
        if self.order.len() == self.dictionary.len() {
            return;
        }
        let mut sorted: Vec<u32> = (0..self.dictionary.len() as u32).collect();
        sorted.sort_by_key(|number| self.dictionary.get(*number as usize));
        self.order = vec![0; sorted.len()];
        for (place, number) in (0..).zip(sorted) {
            if let Some(order) = self.order.get_mut(number as usize) {
                *order = place;
            }
        }
    }

    /// Level of a code that was met, and the codes that it may be a part of, nearest first.
    pub(super) fn of(&self, code: &str) -> Option<(u8, &[Box<str>])> {
        let number = *self.numbers.get(code)? as usize;
        Some((*self.levels.get(number)?, self.above.get(number)?))
    }

    /// By number: the numbers of the codes that it may be a part of, nearest first.
    pub(super) fn uppers(&self) -> Vec<Vec<u32>> {
        let numbers =
            |above: &Vec<Box<str>>| above.iter().filter_map(|code| self.numbers.get(code).copied()).collect();
        self.above.iter().map(numbers).collect()
    }
}

impl<'s> Cells<'s> {
    /// No name is known yet.
    #[must_use]
    pub fn new(schema: &'s Schema) -> Self {
        Self::with(schema, Met::default())
    }

    /// Goes on with what was met before by the same schema in the same file.
    #[must_use]
    pub fn with(schema: &'s Schema, mut met: Met) -> Self {
        met.codes.resize_with(schema.families.len(), Codes::default);
        Self { schema, names: None, met }
    }

    /// What was met, to go on with later.
    #[must_use]
    pub fn met(self) -> Met {
        self.met
    }

    /// Brings the codes that were met into their order.
    pub(super) fn sort_codes(&mut self) {
        self.met.codes.iter_mut().for_each(Codes::sort);
    }

    /// By family: the codes met, in order of their numbers.
    pub(super) fn codes(&self) -> &[Codes] {
        &self.met.codes
    }

    /// The figure of a name that the file has given a number.
    pub(super) fn numbered<'n>(
        &mut self,
        number: u32,
        name: impl FnOnce() -> Option<(&'n str, &'n str, &'n str)>,
    ) -> Cell {
        let at = number as usize;
        if let Some(Some(known)) = self.met.known.get(at) {
            return *known;
        }
        if self.met.known.len() <= at {
            self.met.known.resize(at + 1, None);
        }
        let cell = match name() {
            Some((table, row, column)) => self.find(table, row, column),
            None => Cell::Unknown,
        };
        if let Some(known) = self.met.known.get_mut(at) {
            *known = Some(cell);
        }
        cell
    }

    /// The figure of a name.
    pub(super) fn find(&mut self, table: &str, row: &str, column: &str) -> Cell {
        let names = self.names.get_or_insert_with(|| Names::new(self.schema));
        match names.spot(table, row, column) {
            Some(spot) => self.cell(&spot).unwrap_or(Cell::Apart),
            None => Cell::Unknown,
        }
    }

    fn cell(&mut self, spot: &Spot) -> Option<Cell> {
        let schema = self.schema;
        let family = schema.family(spot.family)?;
        let table = schema.table(family.table?).filter(|table| table.is_plain())?;
        let column = family.columns.get(spot.column)?;
        if family.repeated {
            return None;
        }
        match &spot.row {
            RowSpot::Fixed(row) => {
                let dimension = family.dimension(Some(RowId(*row as u32)), column.id);
                let figure = family.first_figure + (row * family.columns.len() + spot.column) as u32;
                Some(Cell::Fixed {
                    figure,
                    family: family.id,
                    table: table.id.0,
                    column: column.id.0,
                    measure: Measure::of(&column.kind, &dimension)?,
                })
            }
            RowSpot::Code(code, _) => {
                let measure = Measure::of(&column.kind, &family.dimension(None, column.id))?;
                let code = self.code(family.id, code)?;
                Some(Cell::Code { family: family.id, table: table.id.0, code, column: column.id.0, measure })
            }
            RowSpot::Item(_) => None,
        }
    }

    /// The number of a code of a family.
    pub(super) fn code(&mut self, family: FamilyId, code: &str) -> Option<u32> {
        let list = self.schema.family(family)?.codes.as_ref()?.list;
        let list = self.schema.code_list(list)?;
        let ends: Vec<usize> = list.levels.iter().rev().map(|level| usize::from(level.digits)).collect();
        let level = list.level_of(code).unwrap_or(0);
        Some(self.met.codes.get_mut(family.0 as usize)?.number(code, &ends, level))
    }
}
