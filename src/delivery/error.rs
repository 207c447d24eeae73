//! What can go wrong while a file is made that leaves the house.

use std::fmt;

/// Why a file could not be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeliveryError {
    /// The template has a mistake: its line where that is known, and what it is.
    Template(Option<usize>, String),
    /// The library that writes a format refused: the format, and why.
    Format(&'static str, String),
    /// What a run wrote down cannot be read again: why.
    Units(String),
}

impl fmt::Display for DeliveryError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Template(Some(line), why) => write!(formatter, "模板第 {line} 行：{why}"),
            Self::Template(None, why) => write!(formatter, "模板：{why}"),
            Self::Units(why) => write!(formatter, "记下的结果读不回来：{why}"),
            Self::Format(format, why) => write!(formatter, "写不出 {format} 文件：{why}"),
        }
    }
}

impl std::error::Error for DeliveryError {}
