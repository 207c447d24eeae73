//! Long files: one row a figure, in the columns of long CSV.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::error::ColumnarError;
use crate::line::{self, Role, unnamed};
use crate::long::{LongBlock, Names, Record, Refused, Seen, Text};
use crate::model::{ABSENT, Keys, NONE, UNREADABLE, VALUE};

use super::group::{Entries, Group, damaged, optional};
use super::guarded;
use super::layout::{Form, Kind, Leaf};
use super::read::Reader;

/// Figures that one unit may have.
const MOST_OF_UNIT: usize = 4 << 20;

/// Decimals that are kept of a column that has more.
const MOST_DECIMALS: u8 = 8;

/// Reads a long file row group by row group; a unit that reaches into the next group is held back until it is whole.
pub struct LongGroups<'a> {
    reader: &'a Reader,
    names: Arc<Names>,
    group: usize,
    rows_before: u64,
    held: LongBlock,
    seen: Seen,
    failed: bool,
}

impl Reader {
    /// The figures of a long file, in blocks of whole units.
    pub fn long(&self) -> Result<LongGroups<'_>, ColumnarError> {
        if self.kind() != Kind::Long {
            let why = "没有，这是一行一个单位的表".to_owned();
            return Err(ColumnarError::Column {
                column: "值".to_owned(), why, mend: "请用读宽表的方法读"
            });
        }
        let names = Arc::default();
        let (held, seen) = (LongBlock::default(), Seen::default());
        Ok(LongGroups { reader: self, names, group: 0, rows_before: 0, held, seen, failed: false })
    }
}

impl LongGroups<'_> {
    /// Names of the cells that were read.
    pub fn names(&self) -> &Arc<Names> {
        &self.names
    }

    fn block(&mut self) -> Result<Option<LongBlock>, ColumnarError> {
        while self.group < self.reader.groups() {
            let number = self.group;
            self.group += 1;
            let (names, before) = (&*self.names, self.rows_before);
            let next =
                guarded(|| self.reader.group(number)?.long(names, before), |why| damaged("", number, why))?;
            let rows = u64::try_from(self.reader.lanes_in(number)).unwrap_or(0);
            self.rows_before = self.rows_before.saturating_add(rows);
            self.held.append(next);
            let rest = self.held.split_last_unit();
            let whole = std::mem::replace(&mut self.held, rest);
            if self.held.records.len() + self.held.texts.len() > MOST_OF_UNIT {
                let what = format!("第 {number} 行组中一个单位的数");
                let size = u64::try_from(self.held.records.len()).unwrap_or(u64::MAX);
                let limit = u64::try_from(MOST_OF_UNIT).unwrap_or(u64::MAX);
                return Err(ColumnarError::TooLarge {
                    what, size, limit, mend: "请检查单位一列是否填对"
                });
            }
            if !whole.units.is_empty() || !whole.refused.is_empty() {
                return Ok(Some(whole));
            }
        }
        let last = std::mem::take(&mut self.held);
        Ok((!last.units.is_empty() || !last.refused.is_empty()).then_some(last))
    }
}

impl Iterator for LongGroups<'_> {
    type Item = Result<LongBlock, ColumnarError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let mut block = self.block();
        if let Ok(Some(block)) = &mut block {
            self.seen.mark(block);
        }
        self.failed = block.is_err();
        block.transpose()
    }
}

/// A column of values by row.
enum Values {
    Numbers(Vec<Option<i64>>, i8),
    Texts(Keys),
}

impl Group<'_> {
    fn all(&self) -> Entries {
        Entries { count: self.rows, element: 0, levels: self.rows }
    }

    fn role_texts(&self, role: Role) -> Result<Option<Keys>, ColumnarError> {
        let leaf = self.reader.layout.role(role);
        leaf.map(|leaf| self.texts(leaf, self.all())).transpose()
    }

    fn values(&self, leaf: &Leaf) -> Result<Values, ColumnarError> {
        let scale = match leaf.form {
            Form::Int32(scale) | Form::Int64(scale) | Form::Bytes(scale) | Form::Fixed(scale) => {
                scale.min(MOST_DECIMALS)
            }
            Form::Float | Form::Double => {
                let mut keys = Keys::default();
                let (texts, present) = self.float_texts(leaf, self.all())?;
                let mut texts = texts.into_iter();
                for row in 0..self.rows {
                    let there = present.as_ref().is_none_or(|all| all.get(row) == Some(&true));
                    let text = there.then(|| texts.next()).flatten();
                    keys.index.push(text.map_or(NONE, |text| {
                        keys.dictionary.push(text.into());
                        u32::try_from(keys.dictionary.len() - 1).unwrap_or(NONE)
                    }));
                }
                return Ok(Values::Texts(keys));
            }
            Form::Text => return Ok(Values::Texts(self.texts(leaf, self.all())?)),
        };
        let (numbers, present) = self.numbers(leaf, scale, self.all())?;
        if let Some((row, text)) = numbers.bad.first() {
            return Err(self.wrong(leaf, format!("第 {row} 行的数 {text} 放不进 64 位、{scale} 位小数")));
        }
        Ok(Values::Numbers(optional(numbers.values, present), i8::try_from(scale).unwrap_or(i8::MAX)))
    }

    fn columns(&self) -> Result<Columns, ColumnarError> {
        let layout = &self.reader.layout;
        let leaves: Vec<&Leaf> = layout.roles.iter().map(|(_, leaf)| leaf).collect();
        self.check_bytes(&leaves)?;
        let keys = |role| self.role_texts(role).map(Option::unwrap_or_default);
        let values = layout.role(Role::Value).map(|leaf| self.values(leaf)).transpose()?;
        Ok(Columns {
            of_unit: [
                self.role_texts(Role::Unit)?,
                self.role_texts(Role::Year)?,
                self.role_texts(Role::Rules)?,
            ],
            note: self.role_texts(Role::Note)?,
            cell: [keys(Role::Table)?, keys(Role::Row)?, keys(Role::Column)?],
            sides: [
                self.role_texts(Role::State)?,
                self.role_texts(Role::Place)?,
                self.role_texts(Role::Currency)?,
            ],
            values: values.unwrap_or(Values::Texts(Keys::default())),
        })
    }

    /// The figures of this group.
    fn long(self, names: &Names, before: u64) -> Result<LongBlock, ColumnarError> {
        let columns = self.columns()?;
        let mut building = Building { columns, names, cells: FxHashMap::default(), last: None };
        let mut block = LongBlock::default();
        block.records.reserve(self.rows);
        for (row, line) in (0..self.rows).zip(before.saturating_add(1)..) {
            if let Err(why) = building.row(row, line, &mut block)? {
                block.refused.push(Refused::new(line, b"", why));
            }
        }
        Ok(block)
    }
}

/// The columns of a group.
struct Columns {
    /// Unit, year, rules.
    of_unit: [Option<Keys>; 3],
    /// Table, row, column.
    cell: [Keys; 3],
    /// State, precision, unit of money.
    sides: [Option<Keys>; 3],
    note: Option<Keys>,
    values: Values,
}

/// Numbers of texts within the dictionaries of a group.
type Triple = [Option<u32>; 3];

/// A block being made.
struct Building<'a> {
    columns: Columns,
    names: &'a Names,
    cells: FxHashMap<Triple, u32>,
    /// Unit, year and rules of the row before.
    last: Option<Triple>,
}

impl Building<'_> {
    /// The number of a row's cell; none where its names lead nowhere, with the reason.
    fn cell(&mut self, row: usize) -> Result<Result<u32, &'static str>, ColumnarError> {
        let triple = self.columns.cell.each_ref().map(|keys| keys.index.get(row).copied());
        if let Some(number) = self.cells.get(&triple) {
            return Ok(Ok(*number));
        }
        let [table, of_row, column] =
            self.columns.cell.each_ref().map(|keys| keys.get(row).unwrap_or_default().trim());
        if let Some(why) = unnamed(None, table, column) {
            return Ok(Err(why));
        }
        let number = self.names.number(table, of_row, column)?;
        self.cells.insert(triple, number);
        Ok(Ok(number))
    }

    /// Begins another unit where the row has one, or says why there can be none.
    fn unit(&mut self, row: usize, block: &mut LongBlock) -> Result<(), String> {
        let Columns { of_unit, .. } = &self.columns;
        let key = of_unit.each_ref().map(|keys| keys.as_ref().and_then(|keys| keys.index.get(row)).copied());
        if self.last == Some(key) {
            return Ok(());
        }
        let [unit, year, rules] =
            of_unit.each_ref().map(|keys| keys.as_ref().map(|keys| keys.get(row).unwrap_or_default().trim()));
        if unit == Some("") {
            return Err("单位是空的".to_owned());
        }
        let said =
            year.map_or(Some(None), line::year).ok_or_else(|| line::no_year(year.unwrap_or_default()))?;
        block.units.push((unit.unwrap_or_default().into(), said));
        block.rules.push(rules.unwrap_or_default().into());
        self.last = Some(key);
        Ok(())
    }

    /// Takes one row; the inner error is why it is refused.
    fn row(
        &mut self,
        row: usize,
        line: u64,
        block: &mut LongBlock,
    ) -> Result<Result<(), String>, ColumnarError> {
        let cell = match self.cell(row)? {
            Ok(cell) => cell,
            Err(why) => return Ok(Err(why.to_owned())),
        };
        if let Err(why) = self.unit(row, block) {
            return Ok(Err(why));
        }
        let unit = u32::try_from(block.units.len().saturating_sub(1)).unwrap_or(u32::MAX);
        let mut record = Record { line, unit, cell, ..Record::EMPTY };
        let Columns { sides, values, note, .. } = &self.columns;
        let note = note.as_ref().and_then(|keys| keys.get(row)).unwrap_or("");
        let sides = sides.each_ref().map(|keys| keys.as_ref().and_then(|keys| keys.get(row)).unwrap_or(""));
        let (number, text) = match values {
            Values::Numbers(values, decimals) => {
                (values.get(row).copied().flatten().map(|value| (value, *decimals)), None)
            }
            Values::Texts(keys) => (None, keys.get(row)),
        };
        if let Some((mantissa, decimals)) = number {
            (record.mantissa, record.decimals, record.state) = (mantissa, decimals, VALUE);
        }
        let [said, ..] = sides;
        if number.is_some() && sides == [""; 3] {
            block.records.push(record);
            return Ok(Ok(()));
        }
        let written = match number {
            Some(_) => record.digits(),
            None => text.unwrap_or_default().to_owned(),
        };
        let words = match record.complete(text.unwrap_or(""), sides) {
            Ok(words) => words.map(|_| written.as_str()),
            Err(why) => return Ok(Err(why.to_owned())),
        };
        // What is null is not there; what is an empty text was printed blank.
        if words.is_none() && number.is_none() && text.is_none() && said.is_empty() {
            record.state = ABSENT;
        }
        let note = if record.state == UNREADABLE { note } else { "" };
        match words.or((!note.is_empty()).then_some("")) {
            Some(text) => block.texts.push(Text { record, text: text.trim().into(), note: note.into() }),
            None => block.records.push(record),
        }
        Ok(Ok(()))
    }
}
