//! The pages of one column chunk, with their levels taken off.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use parquet::basic::Encoding;
use parquet::column::page::{Page, PageMetadata, PageReader};
use parquet::column::reader::ColumnReaderImpl;
use parquet::data_type::DataType;
use parquet::errors::Result;
use parquet::file::metadata::ColumnChunkMetaData;
use parquet::file::serialized_reader::SerializedPageReader;
use parquet::schema::types::{ColumnDescPtr, ColumnDescriptor};

use super::hybrid;
use super::source::{Piece, Source};

/// One data page.
#[derive(Clone, Debug)]
pub(super) struct DataPage {
    pub(super) encoding: Encoding,
    repetitions: Bytes,
    definitions: Bytes,
    /// Encoded values.
    pub(super) payload: Bytes,
    /// Entries with their nulls.
    levels: usize,
    /// Entries that are not null: so many values are in `payload`.
    pub(super) values: usize,
}

/// All pages of one column chunk.
#[derive(Debug)]
pub(super) struct Pages {
    descriptor: ColumnDescPtr,
    pub(super) dictionary: Option<Page>,
    pub(super) data: Vec<DataPage>,
    /// Entries with their nulls.
    pub(super) levels: usize,
    /// Entries that are not null.
    pub(super) values: usize,
}

/// What is wrong with a chunk, in Chinese.
pub(super) type Wrong = String;

/// Bits that levels up to `most` take.
fn width(most: i16) -> u32 {
    most.max(0).unsigned_abs().checked_ilog2().map_or(0, |bits| bits + 1)
}

/// Takes `length` bytes off the front.
fn take(rest: &mut Bytes, length: usize) -> Option<Bytes> {
    (length <= rest.len()).then(|| rest.split_to(length))
}

/// Takes levels off the front that have their length before them.
fn levels_v1(rest: &mut Bytes, encoding: Encoding, most: i16) -> std::result::Result<Bytes, Wrong> {
    if most == 0 {
        return Ok(Bytes::new());
    }
    if encoding != Encoding::RLE {
        return Err(format!("层次用旧的编码 {encoding} 写成"));
    }
    let length = take(rest, 4).and_then(|four| four.as_ref().try_into().ok().map(u32::from_le_bytes));
    let length = length.and_then(|length| usize::try_from(length).ok());
    length.and_then(|length| take(rest, length)).ok_or_else(|| "页在层次中断".to_owned())
}

impl Pages {
    /// Reads and unpacks a chunk of at most `most` entries.
    pub(super) fn load(
        source: &Source,
        chunk: &ColumnChunkMetaData,
        rows: usize,
        most: usize,
    ) -> std::result::Result<Self, Wrong> {
        let (start, length) = chunk.byte_range();
        let length = usize::try_from(length).map_err(|_| "列块的长度不可能".to_owned())?;
        let bytes = source.piece(start, length).map_err(|error| error.to_string())?;
        let reader = SerializedPageReader::new(Arc::new(Piece { start, bytes }), chunk, rows, None);
        let mut reader = reader.map_err(|error| error.to_string())?;
        let descriptor = chunk.column_descr_ptr();
        let mut pages = Self { descriptor, dictionary: None, data: Vec::new(), levels: 0, values: 0 };
        while let Some(page) = reader.get_next_page().map_err(|error| error.to_string())? {
            if page.is_dictionary_page() {
                pages.dictionary = Some(page);
                continue;
            }
            let page = pages.stripped(page)?;
            pages.levels = pages.levels.saturating_add(page.levels);
            pages.values = pages.values.saturating_add(page.values);
            if pages.levels > most {
                return Err(format!("值多于所说的 {most} 个"));
            }
            pages.data.push(page);
        }
        let said = usize::try_from(chunk.num_values()).ok();
        if said != Some(pages.levels) {
            return Err(format!("应有 {} 个值，页中有 {} 个", chunk.num_values(), pages.levels));
        }
        Ok(pages)
    }

    fn stripped(&self, page: Page) -> std::result::Result<DataPage, Wrong> {
        let (most_rep, most_def) = (self.descriptor.max_rep_level(), self.descriptor.max_def_level());
        let (mut payload, levels, encoding) = (page.buffer().clone(), page.num_values(), page.encoding());
        let levels = usize::try_from(levels).map_err(|_| "页的值数不可能".to_owned())?;
        let (repetitions, definitions) = match page {
            Page::DataPage { def_level_encoding, rep_level_encoding, .. } => {
                let repetitions = levels_v1(&mut payload, rep_level_encoding, most_rep)?;
                (repetitions, levels_v1(&mut payload, def_level_encoding, most_def)?)
            }
            Page::DataPageV2 { def_levels_byte_len, rep_levels_byte_len, .. } => {
                let lengths = (usize::try_from(rep_levels_byte_len), usize::try_from(def_levels_byte_len));
                let (Ok(rep), Ok(def)) = lengths else { return Err("页的层次过长".to_owned()) };
                let repetitions = take(&mut payload, rep);
                let both = repetitions.and_then(|reps| take(&mut payload, def).map(|defs| (reps, defs)));
                both.ok_or_else(|| "页在层次中断".to_owned())?
            }
            Page::DictionaryPage { .. } => return Err("字典页的位置不对".to_owned()),
        };
        let mut values = levels;
        if most_def > 0 {
            values = 0;
            let present = most_def.unsigned_abs().into();
            let whole = hybrid::runs(&definitions, width(most_def), levels, |level, length| {
                values += if level == present { length } else { 0 };
            });
            if !whole {
                return Err("页的层次不全".to_owned());
            }
        }
        Ok(DataPage { encoding, repetitions, definitions, payload, levels, values })
    }

    /// Definition level of each entry.
    pub(super) fn definitions(&self) -> std::result::Result<Vec<u8>, Wrong> {
        let most = self.descriptor.max_def_level();
        let pages = self.data.iter().map(|page| (&page.definitions, page.levels));
        decoded(pages, most, self.levels)
    }

    /// Repetition level of each entry.
    pub(super) fn repetitions(&self) -> std::result::Result<Vec<u8>, Wrong> {
        let most = self.descriptor.max_rep_level();
        let pages = self.data.iter().map(|page| (&page.repetitions, page.levels));
        decoded(pages, most, self.levels)
    }

    /// The definition level of an entry that is not null.
    pub(super) fn present(&self) -> u8 {
        u8::try_from(self.descriptor.max_def_level()).unwrap_or(u8::MAX)
    }

    /// Values that are not null, by the crate's decoders.
    pub(super) fn decode<T: DataType>(&self) -> std::result::Result<Vec<T::T>, Wrong> {
        self.decode_pages::<T>(&self.data, self.values)
    }

    /// The same for some of the pages.
    pub(super) fn decode_pages<T: DataType>(
        &self,
        data: &[DataPage],
        values: usize,
    ) -> std::result::Result<Vec<T::T>, Wrong> {
        let leaf = self.descriptor.self_type_ptr();
        let flat = ColumnDescriptor::new(leaf, 0, 0, self.descriptor.path().clone());
        let mut pages: VecDeque<Page> = self.dictionary.iter().cloned().collect();
        pages.extend(data.iter().filter(|page| page.values > 0).map(|page| Page::DataPage {
            buf: page.payload.clone(),
            num_values: u32::try_from(page.values).unwrap_or(u32::MAX),
            encoding: page.encoding,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        }));
        let mut reader = ColumnReaderImpl::<T>::new(Arc::new(flat), Box::new(Queue(pages)));
        let mut out = Vec::with_capacity(values);
        reader.read_records(values, None, None, &mut out).map_err(|error| error.to_string())?;
        if out.len() != values {
            return Err(format!("应有 {values} 个值，读出 {} 个", out.len()));
        }
        Ok(out)
    }
}

fn decoded<'a>(
    pages: impl Iterator<Item = (&'a Bytes, usize)>,
    most: i16,
    all: usize,
) -> std::result::Result<Vec<u8>, Wrong> {
    let mut out = Vec::with_capacity(all);
    for (bytes, levels) in pages {
        if most == 0 {
            out.resize(out.len() + levels, 0);
            continue;
        }
        let whole = hybrid::runs(bytes, width(most), levels, |level, length| {
            let level = u8::try_from(level).unwrap_or(u8::MAX);
            if length == 1 {
                out.push(level);
            } else {
                out.resize(out.len() + length, level);
            }
        });
        if !whole {
            return Err("页的层次不全".to_owned());
        }
    }
    Ok(out)
}

/// Pages in memory, for a column reader.
struct Queue(VecDeque<Page>);

impl Iterator for Queue {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.pop_front().map(Ok)
    }
}

impl PageReader for Queue {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        Ok(self.0.pop_front())
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        Ok(self.0.front().map(|page| PageMetadata {
            num_rows: None,
            num_levels: usize::try_from(page.num_values()).ok(),
            is_dict: page.is_dictionary_page(),
        }))
    }

    fn skip_next_page(&mut self) -> Result<()> {
        self.0.pop_front();
        Ok(())
    }
}
