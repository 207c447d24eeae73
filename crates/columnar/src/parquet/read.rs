//! Reading: a file is opened once, its row groups are read by any thread.

use std::fs::File;

use bytes::Bytes;
use parquet::file::metadata::{ParquetMetaData, ParquetMetaDataReader};
use parquet::file::reader::Length as _;

use crate::error::ColumnarError;
use crate::model::{Chunk, Shape};

use super::group::{Group, damaged};
use super::layout::{Kind, Layout};
use super::source::Source;
use super::{guarded, names};

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
    /// The lines of long data.
    pub lines: bool,
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
            lines: shape.lines,
        }
    }
}

/// An open file. Row groups are read independently of each other, also at the same time.
#[derive(Debug)]
pub struct Reader {
    pub(super) source: Source,
    pub(super) metadata: ParquetMetaData,
    kind: Kind,
    pub(super) layout: Layout,
    pub(super) limits: Limits,
}

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
