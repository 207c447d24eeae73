//! Where something stands in a file.

use std::sync::Arc;

/// A place in a file; what the format does not have is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// 1-based page (PDF).
    pub page: Option<u32>,
    /// 1-based line (text formats).
    pub line: Option<u32>,
    /// Sheet name (workbooks).
    pub sheet: Option<Arc<str>>,
    /// Cell such as `C7` (workbooks), or row and column of a table (Word).
    pub cell: Option<Arc<str>>,
}

impl Place {
    /// A line of a text file.
    #[must_use]
    pub fn line(line: u32) -> Self {
        Self { line: Some(line), ..Self::default() }
    }
}

/// A file format.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text or Markdown.
    #[default]
    Text,
    /// Long CSV data.
    Csv,
    /// YAML data.
    Yaml,
    /// Pages as printed.
    Pdf,
}
