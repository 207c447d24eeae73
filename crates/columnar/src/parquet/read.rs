//! Reading: a file is opened once, its row groups are read by any thread.

use std::fs::File;

use bytes::Bytes;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::Length as _;

use crate::error::ColumnarError;
use crate::long::{Role, year};
use crate::model::{ABSENT, Cells, Chunk, Keys, NO_PLACE, NONE, Shape, Trouble, UNREADABLE, VALUE};

use super::layout::{Form, Kind, Layout, Leaf, NumberColumn};
use super::numbers::{self, Numbers};
use super::pages::{Pages, Wrong};
use super::source::Source;
use super::{guarded, names, texts};

/// What is read at most, so that a file cannot take more memory than was meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the wanted columns of one row group, unpacked.
    pub group_bytes: u64,
    /// Entries (with nulls) of one column of one row group.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { group_bytes: 1 << 30, entries: 1 << 26 }
    }
}

/// Which columns are wanted, by their number in the [`Shape`], and with how many decimals.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Fixed cells: number in [`Shape::scalars`], decimals.
    pub scalars: Vec<(usize, u8)>,
    /// Lists: number in [`Shape::lists`], and of its columns number and decimals.
    pub lists: Vec<(usize, Vec<(usize, u8)>)>,
    /// Numbers in [`Shape::ints`].
    pub ints: Vec<usize>,
    /// Numbers in [`Shape::texts`].
    pub texts: Vec<usize>,
}

impl Wanted {
    /// Everything, with the decimals of the shape.
    pub fn all(shape: &Shape) -> Self {
        let scales = |specs: &[crate::model::ScalarSpec]| -> Vec<(usize, u8)> {
            specs.iter().map(|spec| spec.scale).enumerate().collect()
        };
        Self {
            scalars: scales(&shape.scalars),
            lists: shape.lists.iter().map(|list| scales(&list.columns)).enumerate().collect(),
            ints: (0..shape.ints.len()).collect(),
            texts: (0..shape.texts.len()).collect(),
        }
    }
}

/// An open file. Row groups are read independently of each other, also at the same time.
#[derive(Debug)]
pub struct Reader {
    source: Source,
    metadata: ParquetMetaData,
    kind: Kind,
    pub(super) layout: Layout,
    limits: Limits,
}

/// Troubles of one column that are told one by one.
const TOLD: usize = 20;
/// Bytes of a footer at most; that of a province has some hundreds of thousands.
const FOOTER: u32 = 256 << 20;

impl Reader {
    /// Opens a file in memory.
    pub fn bytes(bytes: impl Into<Bytes>, limits: Limits) -> Result<Self, ColumnarError> {
        Self::open(Source::Bytes(bytes.into()), limits)
    }

    /// Opens a file.
    pub fn file(file: File, limits: Limits) -> Result<Self, ColumnarError> {
        let source = Source::file(file);
        Self::open(source.map_err(|source| ColumnarError::Io { doing: "打开 Parquet 文件", source })?, limits)
    }

    fn open(source: Source, limits: Limits) -> Result<Self, ColumnarError> {
        let otherwise = |why| ColumnarError::NotParquet { why };
        check_footer(&source)?;
        let metadata = guarded(
            || {
                let metadata = ParquetMetaDataReader::new().parse_and_finish(&source);
                metadata.map_err(|error| otherwise(error.to_string()))
            },
            otherwise,
        )?;
        let schema = metadata.file_metadata().schema_descr();
        let (kind, mut layout) = guarded(|| Layout::of(schema), otherwise)?;
        for pair in metadata.file_metadata().key_value_metadata().into_iter().flatten() {
            let value = pair.value.clone().unwrap_or_default();
            if pair.key == names::LAYOUT && value != names::LAYOUT_NUMBER {
                return Err(otherwise(format!(
                    "它的格式是第 {value} 版，本程序读第 {} 版",
                    names::LAYOUT_NUMBER
                )));
            }
            if pair.key != names::LAYOUT {
                layout.shape.meta.push((pair.key.clone(), value));
            }
        }
        Ok(Self { source, metadata, kind, layout, limits })
    }

    /// Wide or long.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The columns of a wide file.
    pub fn shape(&self) -> &Shape {
        &self.layout.shape
    }

    /// Number of row groups.
    pub fn groups(&self) -> usize {
        self.metadata.num_row_groups()
    }

    /// Rows of one row group: units of a wide file, figures of a long one. 0 for a group that is not there.
    pub fn lanes_in(&self, group: usize) -> usize {
        let group = self.metadata.row_groups().get(group);
        group.and_then(|group| usize::try_from(group.num_rows()).ok()).unwrap_or(0)
    }

    /// Reads the wanted columns of one row group of a wide file.
    pub fn read(&self, group: usize, wanted: &Wanted) -> Result<Chunk, ColumnarError> {
        if self.kind == Kind::Long {
            let mend = "请用读长表的方法读";
            return Err(ColumnarError::Column {
                column: "值".to_owned(),
                why: "表示这是长表".to_owned(),
                mend,
            });
        }
        guarded(|| self.group(group)?.chunk(wanted), |why| damaged("", group, why))
    }

    /// A row group with its limits checked.
    pub(super) fn group(&self, number: usize) -> Result<Group<'_>, ColumnarError> {
        let meta = self.metadata.row_groups().get(number);
        let rows = meta.and_then(|meta| usize::try_from(meta.num_rows()).ok());
        let rows = rows.ok_or_else(|| damaged("", number, "没有这一组，或者行数是负的".to_owned()))?;
        let group = Group { reader: self, number, rows, troubles: Vec::new() };
        group.limit("行数", u64::try_from(rows).unwrap_or(u64::MAX), self.limits.entries)?;
        Ok(group)
    }
}

fn check_footer(source: &Source) -> Result<(), ColumnarError> {
    let wrong = |why: &str| Err(ColumnarError::NotParquet { why: why.to_owned() });
    let length = source.len();
    if length == 0 {
        return wrong("文件是空的");
    }
    let Some(start) = length.checked_sub(8).filter(|start| *start >= 4) else { return wrong("文件太短") };
    let ends = source.piece(0, 4).and_then(|head| source.piece(start, 8).map(|tail| (head, tail)));
    let (head, tail) = ends.map_err(|error| ColumnarError::NotParquet { why: error.to_string() })?;
    if head.as_ref() != b"PAR1" {
        return wrong("开头不是 PAR1");
    }
    let Some((footer, b"PAR1")) = tail.split_first_chunk::<4>() else {
        return wrong("末尾不是 PAR1，文件可能没有写完或没有传完");
    };
    let footer = u32::from_le_bytes(*footer);
    if u64::from(footer) > start - 4 || footer > FOOTER {
        return wrong("尾部说的长度比文件还长");
    }
    Ok(())
}

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
    fn limit(&self, what: &str, size: u64, limit: usize) -> Result<(), ColumnarError> {
        let limit = u64::try_from(limit).unwrap_or(u64::MAX);
        if size <= limit {
            return Ok(());
        }
        let what = format!("第 {} 行组的{what}", self.number);
        let mend = "请把行组写小些：DuckDB 用 ROW_GROUP_SIZE 8192，pandas 用 row_group_size=8192";
        Err(ColumnarError::TooLarge { what, size, limit, mend })
    }

    fn chunk(mut self, wanted: &Wanted) -> Result<Chunk, ColumnarError> {
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

    pub(super) fn trouble(&mut self, column: &str, bad: Vec<(usize, String)>) {
        let more = bad.len().saturating_sub(TOLD);
        for (at, why) in bad.into_iter().take(TOLD) {
            self.troubles.push(Trouble { at, column: column.to_owned(), why });
        }
        if let (Some(last), true) = (self.troubles.last_mut(), more > 0) {
            last.why.push_str(&format!("；这一列还有 {more} 处"));
        }
    }

    /// One column of numbers with its companions.
    pub(super) fn cells(
        &mut self,
        column: &NumberColumn,
        scale: u8,
        all: Entries,
    ) -> Result<Cells, ColumnarError> {
        let (numbers, present) = self.numbers(&column.value, scale, all)?;
        let mut cells = Cells { values: numbers.values, states: None, places: None };
        if present.is_some() || !numbers.bad.is_empty() || column.states.is_some() {
            let state = |there: &bool| if *there { VALUE } else { ABSENT };
            let states =
                present.map_or_else(|| vec![VALUE; all.count], |all| all.iter().map(state).collect());
            cells.states = Some(states);
        }
        let mut bad = Vec::new();
        for (at, text) in numbers.bad {
            if let Some(state) = cells.states.as_mut().and_then(|states| states.get_mut(at)) {
                *state = UNREADABLE;
            }
            bad.push((at, format!("「{text}」不是 {scale} 位小数以内的数")));
        }
        if let Some(leaf) = &column.states {
            self.states(leaf, all, &mut cells, &mut bad)?;
        }
        if let Some(leaf) = &column.places {
            let (numbers, present) = self.numbers(leaf, 0, all)?;
            let places = optional(numbers.values, present).into_iter().enumerate().map(|(at, place)| {
                let known = place.map(|place| i8::try_from(place).ok().filter(|place| *place != NO_PLACE));
                if known == Some(None) {
                    bad.push((at, "精度不是 -127 到 127 的整数".to_owned()));
                }
                known.flatten().unwrap_or(NO_PLACE)
            });
            let places: Vec<i8> = places.collect();
            cells.places = places.iter().any(|place| *place != NO_PLACE).then_some(places);
        }
        if !cells.states.iter().flatten().any(|state| *state != VALUE) {
            cells.states = None;
        }
        self.trouble(&column.value.name, bad);
        Ok(cells)
    }

    fn states(
        &self,
        leaf: &Leaf,
        all: Entries,
        cells: &mut Cells,
        bad: &mut Vec<(usize, String)>,
    ) -> Result<(), ColumnarError> {
        let keys = self.texts(leaf, all)?;
        let known: Vec<Option<u8>> = keys.dictionary.iter().map(|word| crate::long::state(word)).collect();
        let states = cells.states.iter_mut().flatten().zip(&mut cells.values);
        for (at, ((state, value), key)) in states.zip(&keys.index).enumerate() {
            if *key == NONE {
                continue;
            }
            let said = usize::try_from(*key).ok().and_then(|key| known.get(key).copied()).flatten();
            let text = keys.get(at).unwrap_or_default();
            match said {
                Some(said) if said == *state => {}
                Some(VALUE) => bad.push((at, "状态说有数，却没有数".to_owned())),
                Some(said) if *value == 0 => *state = said,
                Some(_) => {
                    bad.push((at, format!("状态是「{text}」，却有不是 0 的数")));
                    (*state, *value) = (UNREADABLE, 0);
                }
                None => {
                    bad.push((at, format!("没有叫「{text}」的状态")));
                    (*state, *value) = (UNREADABLE, 0);
                }
            }
        }
        Ok(())
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
