//! Cuts the text of a file into blocks of whole units.

use std::io::Read;
use std::sync::Arc;

use crate::error::ColumnarError;
use crate::line::Role;

use super::header::{Header, split};

/// Some whole lines.
#[derive(Debug, Default)]
pub(super) struct Block {
    pub(super) text: Vec<u8>,
    /// Number of the first line.
    pub(super) line: u64,
}

/// Reads blocks of some size, cut where the unit or the year changes.
pub(super) struct Cutter<R> {
    inner: R,
    /// What was read and not given out.
    held: Vec<u8>,
    /// Number of the first held line.
    line: u64,
    ended: bool,
    size: usize,
    most: usize,
}

/// Most bytes of the first line.
const FIRST_LINE: usize = 1 << 20;

impl<R: Read> Cutter<R> {
    pub(super) fn new(inner: R, size: usize, most: usize) -> Self {
        Self { inner, held: Vec::new(), line: 1, ended: false, size: size.max(1), most }
    }

    /// Reads until so many bytes are held.
    fn fill(&mut self, wanted: usize) -> Result<(), ColumnarError> {
        let missing = wanted.saturating_sub(self.held.len());
        if missing > 0 && !self.ended {
            self.held.reserve(missing);
            let missing_bytes = u64::try_from(missing).unwrap_or(u64::MAX);
            let read = (&mut self.inner).take(missing_bytes).read_to_end(&mut self.held);
            let read = read.map_err(|source| ColumnarError::Io { doing: "读 CSV", source })?;
            self.ended = read < missing;
        }
        Ok(())
    }

    /// The first line.
    pub(super) fn header(&mut self) -> Result<Header, ColumnarError> {
        let mut wanted = self.size;
        let end = loop {
            self.fill(wanted)?;
            match memchr::memchr(b'\n', &self.held) {
                Some(end) => break end + 1,
                None if self.ended => break self.held.len(),
                None if wanted >= FIRST_LINE => {
                    return Err(ColumnarError::Header {
                        seen: Vec::new(), why: "第一行太长".to_owned()
                    });
                }
                None => wanted = wanted.saturating_mul(2),
            }
        };
        let rest = self.held.split_off(end);
        let first = std::mem::replace(&mut self.held, rest);
        self.line = 2;
        Header::read(&first)
    }

    /// The next block, None at the end.
    pub(super) fn next(&mut self, header: &Arc<Header>) -> Result<Option<Block>, ColumnarError> {
        let mut wanted = self.size;
        loop {
            self.fill(wanted)?;
            let cut = if self.ended { self.held.len() } else { unit_start(&self.held, header) };
            if cut > 0 {
                let rest = self.held.get(cut..).unwrap_or_default().to_vec();
                let mut text = std::mem::replace(&mut self.held, rest);
                text.truncate(cut);
                let block = Block { line: self.line, text };
                let lines = memchr::memchr_iter(b'\n', &block.text).count();
                self.line = self.line.saturating_add(u64::try_from(lines).unwrap_or(u64::MAX));
                return Ok(Some(block));
            }
            if self.ended {
                return Ok(None);
            }
            if wanted >= self.most {
                return Err(ColumnarError::TooLarge {
                    what: format!("从第 {} 行起一个单位的数据（字节）", self.line),
                    size: u64::try_from(self.held.len()).unwrap_or(u64::MAX),
                    limit: u64::try_from(self.most).unwrap_or(u64::MAX),
                    mend: "请检查单位、年度两列是否填对，换行是否正确",
                });
            }
            wanted = wanted.saturating_mul(2).min(self.most);
        }
    }
}

/// Where the last unit begins that may go on behind the end; 0 where all is one unit.
fn unit_start(text: &[u8], header: &Header) -> usize {
    let mut start = memchr::memrchr(b'\n', text).map_or(0, |end| end + 1);
    let mut last = None;
    while start > 0 {
        let before = text.get(..start - 1).unwrap_or_default();
        let line_start = memchr::memrchr(b'\n', before).map_or(0, |end| end + 1);
        let line = before.get(line_start..).unwrap_or_default();
        // A line that cannot be split is refused later and belongs to the unit around it.
        if let Some(key) = key(line, header) {
            if last.as_ref().is_some_and(|last| *last != key) {
                return start;
            }
            last = Some(key);
        }
        start = line_start;
    }
    0
}

/// Unit, year and rules as written.
fn key(line: &[u8], header: &Header) -> Option<[Vec<u8>; 3]> {
    let fields = split(line.strip_suffix(b"\r").unwrap_or(line), header.separator)?;
    let field =
        |role| header.place(role).and_then(|at| fields.get(at)).map(|field| field.trim_ascii().to_vec());
    let roles = [Role::Unit, Role::Year, Role::Rules];
    (fields.len() == header.fields).then(|| roles.map(|role| field(role).unwrap_or_default()))
}
