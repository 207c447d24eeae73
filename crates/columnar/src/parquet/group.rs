//! One row group being read: its columns as vectors over lanes.

use crate::error::ColumnarError;
use crate::line::{Role, year};
use crate::model::{Chunk, Keys, NONE, Trouble};

use super::layout::{Form, Leaf, NumberColumn};
use super::numbers::{self, Bad, Numbers};
use super::pages::{Pages, Wrong};
use super::read::{Reader, Wanted};
use super::texts;

/// Troubles of one column that are told one by one.
const TOLD: usize = 20;

pub(super) fn damaged(column: &str, group: usize, why: String) -> ColumnarError {
    ColumnarError::Damaged { column: column.to_owned(), group, why }
}

/// Where entries of a column stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entries {
    /// Lanes, or rows of a list.
    pub(super) count: usize,
    /// Definition level from which an entry is there.
    pub(super) element: u8,
    /// Entries with those of empty lists.
    pub(super) levels: usize,
}

/// One row group being read.
pub(super) struct Group<'a> {
    pub(super) reader: &'a Reader,
    pub(super) number: usize,
    pub(super) rows: usize,
    pub(super) troubles: Vec<Trouble>,
}

impl Group<'_> {
    pub(super) fn limit(&self, what: &str, size: u64, limit: usize) -> Result<(), ColumnarError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        if size <= limit {
            return Ok(());
        }
        let what = format!("第 {} 行组的{what}", self.number);
        let mend = "请把行组写小些：DuckDB 用 ROW_GROUP_SIZE 8192，pandas 用 row_group_size=8192";
        Err(ColumnarError::TooLarge { what, size, limit, mend })
    }

    pub(super) fn chunk(mut self, wanted: &Wanted) -> Result<Chunk, ColumnarError> {
        let layout = &self.reader.layout;
        let scalars: Vec<_> = picked(&layout.scalars, &wanted.scalars).collect();
        let ints: Vec<&Leaf> = wanted.ints.iter().filter_map(|at| layout.ints.get(*at)).collect();
        let texts: Vec<&Leaf> = wanted.texts.iter().filter_map(|at| layout.texts.get(*at)).collect();
        let lists = wanted.lists.iter().filter_map(|(at, columns)| Some((layout.lists.get(*at)?, columns)));
        let lists: Vec<_> =
            lists.map(|(list, columns)| (list, picked(&list.columns, columns).collect())).collect();
        let mut leaves: Vec<&Leaf> = layout.roles.iter().map(|(_, leaf)| leaf).chain(ints.clone()).collect();
        leaves.extend(&texts);
        let in_lists = lists.iter().flat_map(|(_, columns): &(_, Vec<(&NumberColumn, u8)>)| columns);
        let numbers = scalars.iter().chain(in_lists).map(|(column, _)| *column);
        leaves.extend(numbers.flat_map(NumberColumn::leaves));
        let parts = lists.iter().flat_map(|(list, _)| {
            [Some(&list.key), list.level.as_ref(), list.parent.as_ref(), list.name.as_ref()]
        });
        leaves.extend(parts.flatten());
        let lines = layout.lines.as_ref().filter(|_| wanted.lines);
        leaves.extend(lines.iter().flat_map(|lines| lines.columns.iter().flatten()));
        self.check_bytes(&leaves)?;

        let all = Entries { count: self.rows, element: 0, levels: self.rows };
        let mut chunk = Chunk { units: self.units()?, years: self.years()?, ..Chunk::default() };
        for (column, scale) in scalars {
            chunk.scalars.push(self.cells(column, scale, all)?);
        }
        for (list, columns) in lists {
            chunk.lists.push(self.list(list, &columns)?);
        }
        for leaf in ints {
            let (numbers, present) = self.numbers(leaf, 0, all)?;
            chunk.ints.push(optional(numbers.values, present));
        }
        for leaf in texts {
            let keys = self.texts(leaf, all)?;
            chunk.texts.push((0..self.rows).map(|row| keys.get(row).map(Into::into)).collect());
        }
        chunk.lines = lines.map(|lines| self.lines(lines)).transpose()?;
        chunk.troubles = self.troubles;
        Ok(chunk)
    }

    /// The unpacked bytes of the wanted columns are within the limit.
    pub(super) fn check_bytes(&self, leaves: &[&Leaf]) -> Result<(), ColumnarError> {
        let Some(group) = self.reader.metadata.row_groups().get(self.number) else { return Ok(()) };
        let chunks = leaves.iter().filter_map(|leaf| group.columns().get(leaf.column));
        let sizes = chunks.map(|chunk| u64::try_from(chunk.uncompressed_size()).unwrap_or(u64::MAX));
        let size = sizes.fold(0_u64, u64::saturating_add);
        self.limit("字节数", size, usize::try_from(self.reader.limits.group_bytes).unwrap_or(usize::MAX))
    }

    pub(super) fn pages(&self, leaf: &Leaf) -> Result<Pages, ColumnarError> {
        let group = self.reader.metadata.row_groups().get(self.number);
        let chunk = group.and_then(|group| group.columns().get(leaf.column));
        let chunk = chunk.ok_or_else(|| self.wrong(leaf, "没有这一列的数据".to_owned()))?;
        use parquet::basic::Compression as C;
        if !matches!(chunk.compression(), C::UNCOMPRESSED | C::SNAPPY) {
            let codec = format!("{:?}", chunk.compression());
            let codec = codec.split('(').next().unwrap_or("").to_owned();
            return Err(ColumnarError::Codec { column: leaf.name.clone(), codec });
        }
        Pages::load(&self.reader.source, chunk, self.rows, self.reader.limits.entries)
            .map_err(|why| self.wrong(leaf, why))
    }

    pub(super) fn wrong(&self, leaf: &Leaf, why: Wrong) -> ColumnarError {
        damaged(&leaf.name, self.number, why)
    }

    /// Which entries are not null; None where all are.
    fn present(&self, leaf: &Leaf, pages: &Pages, all: Entries) -> Result<Option<Vec<bool>>, ColumnarError> {
        if pages.levels != all.levels {
            let why = format!("有 {} 个值，同一组的其他列有 {} 个", pages.levels, all.levels);
            return Err(self.wrong(leaf, why));
        }
        if pages.values == all.count {
            return Ok(None);
        }
        let levels = pages.definitions().map_err(|why| self.wrong(leaf, why))?;
        let full = pages.present();
        let there = levels.into_iter().filter(|level| *level >= all.element);
        let present: Vec<bool> = there.map(|level| level == full).collect();
        if present.len() != all.count {
            return Err(self.wrong(leaf, format!("有 {} 行，编码有 {} 行", present.len(), all.count)));
        }
        Ok(Some(present))
    }

    /// Numbers, spread over all entries with 0 for nulls; places in `bad` are entries.
    pub(super) fn numbers(
        &self,
        leaf: &Leaf,
        scale: u8,
        all: Entries,
    ) -> Result<(Numbers, Option<Vec<bool>>), ColumnarError> {
        let pages = self.pages(leaf)?;
        let present = self.present(leaf, &pages, all)?;
        let mut numbers = numbers::read(&pages, leaf.form, scale).map_err(|why| self.wrong(leaf, why))?;
        if let Some(present) = &present {
            let mut bad = numbers.bad.into_iter().peekable();
            let mut values = numbers.values.into_iter().enumerate();
            let mut spread = Numbers { values: Vec::with_capacity(all.count), bad: Vec::new() };
            for (entry, there) in present.iter().enumerate() {
                let value = there.then(|| values.next()).flatten();
                if let Some((_, text)) = value.and_then(|(at, _)| bad.next_if(|(one, _)| *one == at)) {
                    spread.bad.push((entry, text));
                }
                spread.values.push(value.map_or(0, |(_, value)| value));
            }
            numbers = spread;
        }
        Ok((numbers, present))
    }

    /// Texts, [`NONE`] for nulls.
    pub(super) fn texts(&self, leaf: &Leaf, all: Entries) -> Result<Keys, ColumnarError> {
        if leaf.form != Form::Text {
            return self.numbers_as_texts(leaf, all);
        }
        let pages = self.pages(leaf)?;
        let present = self.present(leaf, &pages, all)?;
        let mut keys = texts::read(&pages).map_err(|why| self.wrong(leaf, why))?;
        if let Some(present) = present {
            let mut values = keys.index.into_iter();
            let spread = present.iter().map(|there| there.then(|| values.next()).flatten().unwrap_or(NONE));
            keys.index = spread.collect();
        }
        Ok(keys)
    }

    fn numbers_as_texts(&self, leaf: &Leaf, all: Entries) -> Result<Keys, ColumnarError> {
        let (numbers, present) = self.numbers(leaf, 0, all)?;
        if let Some((_, text)) = numbers.bad.first() {
            return Err(self.wrong(leaf, format!("应是文字或整数，有一个是 {text}")));
        }
        let mut keys = Keys::default();
        let mut known = rustc_hash::FxHashMap::default();
        for value in optional(numbers.values, present) {
            let number = match value {
                None => NONE,
                Some(value) => *known.entry(value).or_insert_with(|| {
                    keys.dictionary.push(value.to_string().into());
                    u32::try_from(keys.dictionary.len() - 1).unwrap_or(NONE)
                }),
            };
            keys.index.push(number);
        }
        Ok(keys)
    }

    /// Floats that are not null as their shortest decimals.
    pub(super) fn float_texts(
        &self,
        leaf: &Leaf,
        all: Entries,
    ) -> Result<(Vec<String>, Option<Vec<bool>>), ColumnarError> {
        let pages = self.pages(leaf)?;
        let present = self.present(leaf, &pages, all)?;
        let texts = numbers::floats(&pages, leaf.form).map_err(|why| self.wrong(leaf, why))?;
        Ok((texts, present))
    }

    fn units(&self) -> Result<Vec<Box<str>>, ColumnarError> {
        let Some(leaf) = self.reader.layout.role(Role::Unit) else { return Ok(Vec::new()) };
        let all = Entries { count: self.rows, element: 0, levels: self.rows };
        let keys = self.texts(leaf, all)?;
        let units = (0..self.rows).map(|row| {
            let unit = keys.get(row).filter(|unit| !unit.trim().is_empty());
            unit.map(Into::into).ok_or_else(|| self.wrong(leaf, format!("第 {row} 行没有写单位的名称")))
        });
        units.collect()
    }

    fn years(&self) -> Result<Vec<Option<i32>>, ColumnarError> {
        let Some(leaf) = self.reader.layout.role(Role::Year) else { return Ok(vec![None; self.rows]) };
        let all = Entries { count: self.rows, element: 0, levels: self.rows };
        let keys = self.texts(leaf, all)?;
        let years = (0..self.rows).map(|row| {
            let Some(text) = keys.get(row) else { return Ok(None) };
            year(text).ok_or_else(|| self.wrong(leaf, format!("第 {row} 行的年度是「{text}」")))
        });
        years.collect()
    }

    pub(super) fn trouble(&mut self, column: &str, bad: Bad) {
        let more = bad.len().saturating_sub(TOLD);
        for (at, why) in bad.into_iter().take(TOLD) {
            self.troubles.push(Trouble { at, column: column.to_owned(), why });
        }
        if let (Some(last), true) = (self.troubles.last_mut(), more > 0) {
            last.why.push_str(&format!("；这一列还有 {more} 处"));
        }
    }
}

impl NumberColumn {
    fn leaves(&self) -> impl Iterator<Item = &Leaf> {
        [Some(&self.value), self.states.as_ref(), self.places.as_ref()].into_iter().flatten()
    }
}

fn picked<'a>(
    columns: &'a [NumberColumn],
    wanted: &'a [(usize, u8)],
) -> impl Iterator<Item = (&'a NumberColumn, u8)> {
    wanted.iter().filter_map(|(at, scale)| Some((columns.get(*at)?, *scale)))
}

pub(super) fn optional(values: Vec<i64>, present: Option<Vec<bool>>) -> Vec<Option<i64>> {
    match present {
        None => values.into_iter().map(Some).collect(),
        Some(present) => {
            values.into_iter().zip(present).map(|(value, there)| there.then_some(value)).collect()
        }
    }
}
