//! Writing: a row group a chunk.

use std::io::Write;
use std::sync::Arc;

use parquet::basic::{Compression, Encoding as Coding};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties, WriterVersion};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};

use crate::error::ColumnarError;
use crate::model::{
    Cells, Chunk, Keys, Lines, ListSpec, NO_PLACE, NONE, Rows, STATES, ScalarSpec, Shape, VALUE,
};

use super::{names, schema};

/// How numbers are encoded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Encoding {
    /// Differences in as few bits as they take: small, and as quick to read as plain.
    #[default]
    Delta,
    /// Eight bytes a number.
    Plain,
    /// Each different number once.
    Dictionary,
}

/// How a file is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WriteOptions {
    /// Encoding of numbers.
    pub encoding: Encoding,
    /// Packed with snappy: smaller, and slower to read.
    pub snappy: bool,
}

/// Writes a wide file, chunk after chunk.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    shape: Shape,
}

/// Levels of the entries of a column; empty for one that has none.
#[derive(Clone, Copy)]
struct Levels<'a> {
    /// Of entries that are there.
    present: i16,
    /// By level entry, for lists: the definition level of an empty list is 0.
    lists: Option<(&'a [i16], &'a [i16])>,
}

/// The largest number of a decimal of 18 digits.
const LARGEST: u64 = 999_999_999_999_999_999;

fn failed(error: ParquetError) -> ColumnarError {
    let source = match error {
        ParquetError::External(inner) => std::io::Error::other(inner),
        other => std::io::Error::other(other.to_string()),
    };
    ColumnarError::Io { doing: "写 Parquet", source }
}

fn unfit(column: &str, why: impl Into<String>) -> ColumnarError {
    ColumnarError::Chunk { column: column.to_owned(), why: why.into() }
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file.
    pub fn create(out: W, shape: &Shape, options: WriteOptions) -> Result<Self, ColumnarError> {
        let root = schema::of(shape)?;
        let coding = match options.encoding {
            Encoding::Delta => Coding::DELTA_BINARY_PACKED,
            Encoding::Plain | Encoding::Dictionary => Coding::PLAIN,
        };
        let layout = KeyValue::new(names::LAYOUT.to_owned(), names::LAYOUT_NUMBER.to_owned());
        let given = shape.meta.iter().filter(|(key, _)| key != names::LAYOUT);
        let given = given.map(|(key, value)| KeyValue::new(key.clone(), value.clone()));
        let mut properties = WriterProperties::builder()
            .set_writer_version(WriterVersion::PARQUET_2_0)
            .set_created_by("gouji-columnar".to_owned())
            .set_key_value_metadata(Some(std::iter::once(layout).chain(given).collect()))
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_offset_index_disabled(true)
            .set_compression(if options.snappy { Compression::SNAPPY } else { Compression::UNCOMPRESSED })
            .set_dictionary_enabled(options.encoding == Encoding::Dictionary)
            .set_max_row_group_row_count(None);
        let mut stack = vec![(root.clone(), Vec::<String>::new())];
        while let Some((field, path)) = stack.pop() {
            if field.is_group() {
                for inner in field.get_fields() {
                    let mut path = path.clone();
                    path.push(inner.name().to_owned());
                    stack.push((inner.clone(), path));
                }
            } else if field.get_physical_type() == parquet::basic::Type::BYTE_ARRAY {
                properties = properties.set_column_dictionary_enabled(path.into(), true);
            } else {
                properties = properties.set_column_encoding(path.into(), coding);
            }
        }
        let file = SerializedFileWriter::new(out, root, Arc::new(properties.build())).map_err(failed)?;
        Ok(Self { file, shape: shape.clone() })
    }

    /// Writes a chunk as a row group; the columns of the chunk are those of the shape. Some 8,192 units make good groups.
    pub fn write(&mut self, chunk: &Chunk) -> Result<(), ColumnarError> {
        if chunk.units.is_empty() {
            return Ok(());
        }
        fits(&self.shape, chunk)?;
        let mut group = self.file.next_row_group().map_err(failed)?;
        let flat = Levels { present: 1, lists: None };
        let units: Vec<ByteArray> = chunk.units.iter().map(|unit| unit.as_bytes().to_vec().into()).collect();
        column::<ByteArrayType>(&mut group, &units, None, Levels { present: 0, lists: None })?;
        nullable::<Int32Type>(&mut group, chunk.years.iter().copied(), flat)?;
        for (spec, cells) in self.shape.scalars.iter().zip(&chunk.scalars) {
            numbers(&mut group, spec, cells, flat)?;
        }
        for (spec, rows) in self.shape.lists.iter().zip(&chunk.lists) {
            list(&mut group, spec, rows)?;
        }
        for values in &chunk.ints {
            nullable::<Int64Type>(&mut group, values.iter().copied(), flat)?;
        }
        for values in &chunk.texts {
            let bytes = values.iter().map(|text| text.as_ref().map(|text| text.as_bytes().to_vec().into()));
            nullable::<ByteArrayType>(&mut group, bytes, flat)?;
        }
        if self.shape.lines {
            lines(&mut group, chunk)?;
        }
        group.close().map_err(failed)?;
        Ok(())
    }

    /// Writes the footer and gives back what was written to.
    pub fn finish(self) -> Result<W, ColumnarError> {
        self.file.into_inner().map_err(failed)
    }
}

/// Writes one column; `present` by entry where some are null.
fn column<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: &[T::T],
    present: Option<&[bool]>,
    levels: Levels<'_>,
) -> Result<(), ColumnarError> {
    let writer = group.next_column().map_err(failed)?;
    let mut writer = writer.ok_or_else(|| unfit("", "列多于文件的定义"))?;
    let level = |there: bool| levels.present - i16::from(!there);
    let mut there = present.map(|present| present.iter().copied());
    let mut next = || level(there.as_mut().is_none_or(|there| there.next().unwrap_or(false)));
    let (definitions, repetitions) = match levels.lists {
        Some((definitions, repetitions)) => {
            // An empty list stays empty; in others, each entry has its own level.
            let own = definitions.iter().map(|definition| if *definition == 0 { 0 } else { next() });
            (Some(own.collect::<Vec<i16>>()), Some(repetitions))
        }
        None if levels.present == 0 => (None, None),
        None => {
            let count = present.map_or(values.len(), <[bool]>::len);
            (Some(std::iter::repeat_with(next).take(count).collect()), None)
        }
    };
    let typed = writer.typed::<T>();
    typed.write_batch(values, definitions.as_deref(), repetitions).map_err(failed)?;
    writer.close().map_err(failed)
}

fn nullable<T: DataType>(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    values: impl Iterator<Item = Option<T::T>>,
    levels: Levels<'_>,
) -> Result<(), ColumnarError> {
    let mut present = Vec::with_capacity(values.size_hint().0);
    let mut there = Vec::with_capacity(values.size_hint().0);
    for value in values {
        present.push(value.is_some());
        there.extend(value);
    }
    column::<T>(group, &there, Some(&present), levels)
}

/// One column of numbers with its companions.
fn numbers(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    spec: &ScalarSpec,
    cells: &Cells,
    levels: Levels<'_>,
) -> Result<(), ColumnarError> {
    match &cells.states {
        None => column::<Int64Type>(group, &cells.values, None, levels)?,
        Some(states) => {
            let values = cells.values.iter().zip(states);
            let values = values.map(|(value, state)| (*state == VALUE).then_some(*value));
            nullable::<Int64Type>(group, values, levels)?;
        }
    }
    let count = cells.values.len();
    if spec.states {
        let words: Vec<ByteArray> = STATES.iter().map(|word| word.as_bytes().to_vec().into()).collect();
        let states = (0..count).map(|at| {
            let state = cells.states.as_ref().and_then(|states| states.get(at)).copied().unwrap_or(VALUE);
            let said = state != VALUE && state != crate::model::ABSENT;
            said.then(|| words.get(usize::from(state)).cloned()).flatten()
        });
        nullable::<ByteArrayType>(group, states, levels)?;
    }
    if spec.places {
        let places = (0..count).map(|at| {
            let place = cells.places.as_ref().and_then(|places| places.get(at)).copied();
            place.filter(|place| *place != NO_PLACE).map(i32::from)
        });
        nullable::<Int32Type>(group, places, levels)?;
    }
    Ok(())
}

fn keys(keys: &Keys) -> impl Iterator<Item = Option<ByteArray>> {
    let entries: Vec<ByteArray> =
        keys.dictionary.iter().map(|text| text.as_bytes().to_vec().into()).collect();
    keys.index.iter().map(move |key| usize::try_from(*key).ok().and_then(|key| entries.get(key).cloned()))
}

/// Definition and repetition levels of the rows of a list.
fn levels_of(offsets: &[u32]) -> (Vec<i16>, Vec<i16>) {
    let rows = offsets.last().and_then(|last| usize::try_from(*last).ok()).unwrap_or(0);
    let size = rows + offsets.len();
    let (mut definitions, mut repetitions) = (Vec::with_capacity(size), Vec::with_capacity(size));
    for (from, to) in offsets.iter().zip(offsets.iter().skip(1)) {
        if from == to {
            definitions.push(0);
            repetitions.push(0);
        }
        for at in *from..*to {
            definitions.push(1);
            repetitions.push(i16::from(at > *from));
        }
    }
    (definitions, repetitions)
}

/// The lines of long data.
fn lines(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    chunk: &Chunk,
) -> Result<(), ColumnarError> {
    let none = Lines { offsets: vec![0; chunk.units.len() + 1], ..Lines::default() };
    let lines = chunk.lines.as_ref().unwrap_or(&none);
    let (definitions, repetitions) = levels_of(&lines.offsets);
    let levels = Levels { present: 2, lists: Some((&definitions, &repetitions)) };
    for texts in &lines.columns {
        nullable::<ByteArrayType>(group, keys(texts), levels)?;
    }
    Ok(())
}

fn list(
    group: &mut SerializedRowGroupWriter<'_, impl Write + Send>,
    spec: &ListSpec,
    rows: &Rows,
) -> Result<(), ColumnarError> {
    let (definitions, repetitions) = levels_of(&rows.offsets);
    let required = Levels { present: 1, lists: Some((&definitions, &repetitions)) };
    let optional = Levels { present: 2, ..required };
    let codes: Vec<ByteArray> = keys(&rows.keys).flatten().collect();
    column::<ByteArrayType>(group, &codes, None, required)?;
    if spec.levels {
        let count = rows.len();
        let level = |at| rows.levels.as_ref().and_then(|levels: &Vec<u8>| levels.get(at)).copied();
        let levels = (0..count).map(|at| level(at).filter(|level| *level != u8::MAX).map(i32::from));
        nullable::<Int32Type>(group, levels, optional)?;
        let parent = |at| rows.parents.as_ref().and_then(|parents: &Vec<u32>| parents.get(at)).copied();
        let parents = (0..count).map(|at| parent(at).and_then(|parent| i32::try_from(parent).ok()));
        nullable::<Int32Type>(group, parents, optional)?;
        match &rows.names {
            Some(names) => nullable::<ByteArrayType>(group, keys(names), optional)?,
            None => nullable::<ByteArrayType>(group, (0..count).map(|_| None), optional)?,
        }
    }
    for (spec, cells) in spec.columns.iter().zip(&rows.columns) {
        numbers(group, spec, cells, optional)?;
    }
    Ok(())
}

/// The chunk has what the shape says and nothing that would be lost.
fn fits(shape: &Shape, chunk: &Chunk) -> Result<(), ColumnarError> {
    let lanes = chunk.units.len();
    let counts = [
        ("单元格", chunk.scalars.len(), shape.scalars.len()),
        ("列表", chunk.lists.len(), shape.lists.len()),
        ("#整数", chunk.ints.len(), shape.ints.len()),
        ("#文字", chunk.texts.len(), shape.texts.len()),
    ];
    for (what, has, wanted) in counts {
        if has != wanted {
            return Err(unfit(what, format!("有 {has} 列，应有 {wanted} 列")));
        }
    }
    let lengths = chunk.ints.iter().map(Vec::len).chain(chunk.texts.iter().map(Vec::len));
    if lengths.chain([chunk.years.len()]).any(|length| length != lanes) {
        return Err(unfit("年度或 # 列", format!("应有 {lanes} 行")));
    }
    if let Some(at) = chunk.units.iter().position(|unit| unit.trim().is_empty()) {
        return Err(unfit("单位", format!("第 {at} 行是空的")));
    }
    for (spec, cells) in shape.scalars.iter().zip(&chunk.scalars) {
        cells_fit(spec, cells, lanes)?;
    }
    if let Some(lines) = &chunk.lines {
        let pairs = lines.offsets.iter().zip(lines.offsets.iter().skip(1));
        let last = lines.offsets.last().and_then(|last| usize::try_from(*last).ok());
        let fit = lines.columns.iter().all(|keys| Some(keys.index.len()) == last);
        if lines.offsets.len() != lanes + 1 || !fit || pairs.clone().any(|(from, to)| from > to) {
            return Err(unfit("其余", "offsets 与行数不合"));
        }
        if !shape.lines && last != Some(0) {
            return Err(unfit("其余", "有行，但定义里没有这一列（Shape::widen 会加上）"));
        }
    }
    for (spec, rows) in shape.lists.iter().zip(&chunk.lists) {
        rows_fit(spec, rows, lanes)?;
    }
    Ok(())
}

fn rows_fit(spec: &ListSpec, rows: &Rows, lanes: usize) -> Result<(), ColumnarError> {
    let count = rows.len();
    let pairs = rows.offsets.iter().zip(rows.offsets.iter().skip(1));
    let last = rows.offsets.last().and_then(|last| usize::try_from(*last).ok());
    let whole = rows.offsets.first() == Some(&0) && rows.offsets.len() == lanes + 1 && last == Some(count);
    if !whole || pairs.clone().any(|(from, to)| from > to) {
        return Err(unfit(&spec.name, "offsets 与行数不合"));
    }
    let sides = [
        rows.levels.as_ref().map(Vec::len),
        rows.parents.as_ref().map(Vec::len),
        rows.names.as_ref().map(|names| names.index.len()),
    ];
    if sides.iter().flatten().any(|length| *length != count) {
        return Err(unfit(&spec.name, format!("级、上级或名称应有 {count} 行")));
    }
    if !spec.levels && sides.iter().any(Option::is_some) {
        return Err(unfit(&spec.name, "有级、上级或名称，但定义里没有"));
    }
    let known = |keys: &Keys, key: u32| usize::try_from(key).is_ok_and(|key| key < keys.dictionary.len());
    if !rows.keys.index.iter().all(|key| known(&rows.keys, *key)) {
        return Err(unfit(&spec.name, "有一行没有编码"));
    }
    if let Some(names) = &rows.names
        && !names.index.iter().all(|key| *key == NONE || known(names, *key))
    {
        return Err(unfit(&spec.name, "有一行的名称不在字典里"));
    }
    if rows.columns.len() != spec.columns.len() {
        return Err(unfit(
            &spec.name,
            format!("有 {} 列，应有 {} 列", rows.columns.len(), spec.columns.len()),
        ));
    }
    for (column, cells) in spec.columns.iter().zip(&rows.columns) {
        cells_fit(column, cells, count)?;
    }
    Ok(())
}

fn cells_fit(spec: &ScalarSpec, cells: &Cells, count: usize) -> Result<(), ColumnarError> {
    let sides = [cells.states.as_ref().map(Vec::len), cells.places.as_ref().map(Vec::len)];
    if cells.values.len() != count || sides.iter().flatten().any(|length| *length != count) {
        return Err(unfit(&spec.name, format!("应有 {count} 个值")));
    }
    if cells.has_states() && !spec.states {
        return Err(unfit(
            &spec.name,
            "有空白、横线或不可读的，但定义里没有「#状态」（Shape::widen 会加上）",
        ));
    }
    if cells.has_places() && !spec.places {
        return Err(unfit(&spec.name, "有精度，但定义里没有「#精度」（Shape::widen 会加上）"));
    }
    if cells.states.iter().flatten().any(|state| usize::from(*state) >= STATES.len()) {
        return Err(unfit(&spec.name, "有一个状态的编号不存在"));
    }
    match cells.values.iter().position(|value| value.unsigned_abs() > LARGEST) {
        Some(at) => Err(unfit(&spec.name, format!("第 {at} 个数多于 18 位"))),
        None => Ok(()),
    }
}
