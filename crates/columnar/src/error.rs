//! What can be wrong with a file of columns: what, where, and how to mend it.

use std::fmt;

/// A file that cannot be read or written further. What is wrong with one line or one value only is told beside the
/// data instead ([`crate::long::Refused`], [`crate::model::Trouble`]).
#[derive(Debug)]
pub enum ColumnarError {
    /// The system could not read or write.
    Io {
        /// What was being done, in Chinese.
        doing: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
    /// The bytes are no whole Parquet file.
    NotParquet {
        /// What is wrong with them.
        why: String,
    },
    /// A part of a Parquet file contradicts its description.
    Damaged {
        /// Name of the column, empty where the whole group is meant.
        column: String,
        /// Number of the row group, from 0.
        group: usize,
        /// What is wrong.
        why: String,
    },
    /// A column is missing, doubled, or of a type that cannot be read.
    Column {
        /// Name of the column.
        column: String,
        /// What is wrong with it.
        why: String,
        /// How to mend it.
        mend: &'static str,
    },
    /// Values were packed in a way that this program cannot unpack.
    Codec {
        /// Name of the column.
        column: String,
        /// Name of the codec.
        codec: String,
    },
    /// Something is larger than the limit that was set.
    TooLarge {
        /// What is too large, and where.
        what: String,
        /// Its size.
        size: u64,
        /// The limit.
        limit: u64,
        /// How to mend it.
        mend: &'static str,
    },
    /// The first line of a CSV does not name the columns that are needed.
    Header {
        /// The names that were seen.
        seen: Vec<String>,
        /// What is missing or doubled.
        why: String,
    },
    /// What was given to a writer does not fit its shape.
    Chunk {
        /// Name of the column.
        column: String,
        /// What does not fit.
        why: String,
    },
}

impl fmt::Display for ColumnarError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io { doing, source } => write!(f, "{doing}时出错：{source}"),
            Self::NotParquet { why } => {
                write!(f, "不是完整的 Parquet 文件：{why}。请重新生成或重新传输这个文件")
            }
            Self::Damaged { column, group, why } if column.is_empty() => {
                write!(f, "第 {group} 行组读不出：{why}。请重新生成这个文件")
            }
            Self::Damaged { column, group, why } => {
                write!(f, "列「{column}」第 {group} 行组读不出：{why}。请重新生成这个文件")
            }
            Self::Column { column, why, mend } => write!(f, "列「{column}」{why}。{mend}"),
            Self::Codec { column, codec } => write!(
                f,
                "列「{column}」用 {codec} 压缩，本程序只读 SNAPPY 和不压缩的。请改写：DuckDB 用 COPY … (FORMAT parquet, \
                 COMPRESSION snappy)，pandas 用 to_parquet(…, compression=\"snappy\")"
            ),
            Self::TooLarge { what, size, limit, mend } => {
                write!(f, "{what}为 {size}，超过上限 {limit}。{mend}")
            }
            Self::Header { seen, why } => write!(
                f,
                "第 1 行不是长表的表头：{why}；读到的列名是「{}」。表头应为 单位,年度,表,行,列,值（或 \
                 unit,year,table,row,column,value），状态、精度、货币单位可有可无",
                seen.join("、")
            ),
            Self::Chunk { column, why } => write!(f, "写列「{column}」时：{why}"),
        }
    }
}

impl std::error::Error for ColumnarError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
