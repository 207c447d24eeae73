//! Long files: one row a figure, in the columns of long CSV.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::error::ColumnarError;
use crate::long::{LongBlock, Names, Record, Refused, Role, Seen, Text, year};
use crate::model::{Keys, NONE, VALUE};

use super::guarded;
use super::layout::{Form, Kind, Leaf};
use super::read::{Entries, Group, Reader, damaged, optional};

/// Figures that one unit may have.
const MOST_OF_UNIT: usize = 4 << 20;

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
            Form::Int32(scale) | Form::Int64(scale) | Form::Bytes(scale) | Form::Fixed(scale) => scale,
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
            return Err(self.wrong(leaf, format!("第 {row} 行的数 {text} 超出 64 位")));
        }
        Ok(Values::Numbers(optional(numbers.values, present), i8::try_from(scale).unwrap_or(i8::MAX)))
    }

    /// The figures of this group.
    fn long(self, names: &Names, before: u64) -> Result<LongBlock, ColumnarError> {
        let layout = &self.reader.layout;
        let leaves: Vec<&Leaf> = layout.roles.iter().map(|(_, leaf)| leaf).collect();
        self.check_bytes(&leaves)?;
        let keys = |role| self.role_texts(role).map(Option::unwrap_or_default);
        let (units, years) = (keys(Role::Unit)?, self.role_texts(Role::Year)?);
        let cell = [keys(Role::Table)?, keys(Role::Row)?, keys(Role::Column)?];
        let sides = [Role::State, Role::Place, Role::Currency];
        let [states, places, currencies] = sides.map(|role| self.role_texts(role));
        let sides = [states?, places?, currencies?];
        let values = match layout.role(Role::Value) {
            Some(leaf) => self.values(leaf)?,
            None => Values::Texts(Keys::default()),
        };
        let mut block = LongBlock::default();
        let mut cells = FxHashMap::default();
        let mut last = None;
        for row in 0..self.rows {
            let line = before.saturating_add(u64::try_from(row).unwrap_or(0)) + 1;
            let year_key = years.as_ref().and_then(|years| years.index.get(row)).copied();
            let key = (units.index.get(row).copied(), year_key);
            let at = |keys: &Keys| keys.index.get(row).copied();
            let [table, of_row, column] = &cell;
            let triple = (at(table), at(of_row), at(column));
            let number = match cells.get(&triple) {
                Some(number) => Some(*number),
                None => match (table.get(row), of_row.get(row), column.get(row)) {
                    (Some(table), Some(of_row), Some(column)) => {
                        let number = names.number(table, of_row, column)?;
                        cells.insert(triple, number);
                        Some(number)
                    }
                    _ => None,
                },
            };
            let mut refuse = |why: &str| block.refused.push(Refused::new(line, b"", why));
            let Some(number) = number else {
                refuse("表、行、列有一个是空的");
                continue;
            };
            if last != Some(key) {
                let unit = units.get(row).filter(|unit| !unit.trim().is_empty());
                let said = years.as_ref().and_then(|years| years.get(row)).map_or(Some(None), year);
                let (Some(unit), Some(said)) = (unit, said) else {
                    refuse("没有单位，或者年度不是年份");
                    continue;
                };
                block.units.push((unit.into(), said));
                last = Some(key);
            }
            let unit = u32::try_from(block.units.len().saturating_sub(1)).unwrap_or(u32::MAX);
            let mut record = Record { line, unit, cell: number, ..Record::EMPTY };
            let given =
                sides.each_ref().map(|keys| keys.as_ref().and_then(|keys| keys.get(row)).unwrap_or(""));
            let text = match &values {
                Values::Numbers(values, decimals) => match values.get(row).copied().flatten() {
                    Some(mantissa) => {
                        (record.mantissa, record.decimals, record.state) = (mantissa, *decimals, VALUE);
                        ""
                    }
                    None => "",
                },
                Values::Texts(keys) => keys.get(row).unwrap_or(""),
            };
            match record.complete(text, given) {
                Ok(None) => block.records.push(record),
                Ok(Some(text)) => block.texts.push(Text { record, text: text.into() }),
                Err(why) => refuse(why),
            }
        }
        Ok(block)
    }
}
