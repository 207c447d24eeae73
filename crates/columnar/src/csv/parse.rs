//! Lines of a block as figures.
//!
//! Units repeat the same cells in the same order. So a line is first compared with what is expected: the unit of the
//! line before, and the cell that followed the last time. Only where that fails is the line split into its fields.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::error::ColumnarError;
use crate::line::{self, Role};
use crate::long::{LongBlock, Names, Record, Refused, Text};
use crate::model::{UNREADABLE, VALUE};
use crate::number::{Decimal, plain};

use super::cut::Block;
use super::header::{Header, split};

/// A cell as it was written in a line, with the separator behind it.
struct Known {
    bytes: Box<[u8]>,
    cell: u32,
    /// Which of the known ones followed the last time.
    next: usize,
}

/// Parses blocks; keeps what it learnt for the next one.
pub(super) struct Parser {
    header: Arc<Header>,
    names: Arc<Names>,
    known: Vec<Known>,
    by_bytes: FxHashMap<Box<[u8]>, usize>,
    last: usize,
    /// Unit and year as written at the start of the lines of the current unit.
    front: Vec<u8>,
    /// What stood behind the value, and the figure's sides that it gave.
    tail: Vec<u8>,
    sides: Record,
}

/// Most ways of writing cells that are kept.
const MOST_KNOWN: usize = 1 << 20;
/// U+FFFD, which decoders put for bytes that are no letter.
const UNKNOWN_LETTER: &[u8] = "\u{fffd}".as_bytes();

impl Parser {
    pub(super) fn new(header: Arc<Header>, names: Arc<Names>) -> Self {
        let (known, by_bytes) = (Vec::new(), FxHashMap::default());
        let (front, tail) = (Vec::new(), Vec::new());
        Self { header, names, known, by_bytes, last: 0, front, tail, sides: Record::EMPTY }
    }

    pub(super) fn parse(&mut self, block: &Block) -> Result<LongBlock, ColumnarError> {
        let mut out = LongBlock::default();
        // Lines of the benchmark have 40 bytes.
        out.records.reserve(block.text.len() / 32);
        self.front.clear();
        let mut rest = block.text.as_slice();
        let mut line = block.line;
        while !rest.is_empty() {
            let length = match self.quick(rest) {
                Some((cell, number, length)) => {
                    let unit = u32::try_from(out.units.len()).unwrap_or(u32::MAX).saturating_sub(1);
                    let Decimal { mantissa, decimals } = number;
                    out.records.push(Record {
                        line,
                        mantissa,
                        unit,
                        cell,
                        decimals,
                        state: VALUE,
                        ..self.sides
                    });
                    length
                }
                None => {
                    let end = memchr::memchr(b'\n', rest);
                    if end.is_none() {
                        out.torn = Some(line);
                    }
                    let end = end.unwrap_or(rest.len());
                    self.slow(rest.get(..end).unwrap_or_default(), line, &mut out)?;
                    end + 1
                }
            };
            rest = rest.get(length..).unwrap_or_default();
            line += 1;
        }
        Ok(out)
    }

    /// A line that is as expected: its cell, its number and its length with the end of line.
    #[inline]
    fn quick(&mut self, rest: &[u8]) -> Option<(u32, Decimal, usize)> {
        if self.front.is_empty() {
            return None;
        }
        let behind_unit = rest.strip_prefix(self.front.as_slice())?;
        let expected = self.known.get(self.last)?.next;
        let guess = self.known.get(expected)?;
        let (at, behind_cell) = match behind_unit.strip_prefix(guess.bytes.as_ref()) {
            Some(after) => (expected, after),
            None => {
                let mut ends = memchr::memchr_iter(self.header.separator, behind_unit);
                let (cell, after) = behind_unit.split_at_checked(ends.nth(2)? + 1)?;
                (*self.by_bytes.get(cell)?, after)
            }
        };
        let (number, length) = plain(behind_cell)?;
        let tail = behind_cell.get(length..)?;
        let tail = match tail {
            [b'\n', ..] if self.tail.is_empty() => 1,
            [b'\r', b'\n', ..] if self.tail.is_empty() => 2,
            _ => {
                let after = tail.strip_prefix(self.tail.as_slice()).filter(|_| !self.tail.is_empty())?;
                match after {
                    [b'\n', ..] => self.tail.len() + 1,
                    [b'\r', b'\n', ..] => self.tail.len() + 2,
                    _ => return None,
                }
            }
        };
        if at != expected
            && let Some(last) = self.known.get_mut(self.last)
        {
            last.next = at;
        }
        self.last = at;
        let cell = self.known.get(at)?.cell;
        Some((cell, number, rest.len() - behind_cell.len() + length + tail))
    }

    /// Any line, without its end.
    fn slow(&mut self, line: &[u8], number: u64, out: &mut LongBlock) -> Result<(), ColumnarError> {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let refused = match self.figure(line, number, out)? {
            Ok(()) => return Ok(()),
            Err(why) => Refused::new(number, line, why),
        };
        out.refused.push(refused);
        Ok(())
    }

    /// Takes a line apart; the inner error is why it is refused.
    fn figure(
        &mut self,
        line: &[u8],
        number: u64,
        out: &mut LongBlock,
    ) -> Result<Result<(), String>, ColumnarError> {
        let header = Arc::clone(&self.header);
        let Some(fields) = split(line, header.separator) else {
            return Ok(Err("引号没有闭合，或者引号后面还有字（引号里不能换行）".to_owned()));
        };
        if fields.len() != header.fields {
            return Ok(Err(line::miscounted(fields.len(), header.fields)));
        }
        if std::str::from_utf8(line).is_err() || memchr::memmem::find(line, UNKNOWN_LETTER).is_some() {
            return Ok(Err("有认不出的字：编码不是 UTF-8 或 GB 18030".to_owned()));
        }
        let field = |role| {
            let field = header.place(role).and_then(|at| fields.get(at));
            field.and_then(|field| std::str::from_utf8(field).ok()).unwrap_or("").trim()
        };
        let [unit, table, row, column] = [Role::Unit, Role::Table, Role::Row, Role::Column].map(field);
        let of_unit = header.place(Role::Unit).map(|_| unit);
        if let Some(why) = line::unnamed(of_unit, table, column) {
            return Ok(Err(why.to_owned()));
        }
        let Some(year) = line::year(field(Role::Year)) else {
            return Ok(Err(line::no_year(field(Role::Year))));
        };
        let mut record = Record { line: number, ..Record::EMPTY };
        let sides = [Role::State, Role::Place, Role::Currency].map(field);
        let text = match record.complete(field(Role::Value), sides) {
            Ok(text) => text,
            Err(why) => return Ok(Err(why.to_owned())),
        };
        let rules = field(Role::Rules);
        let is_same = out.units.last().is_some_and(|(last, of)| last.as_ref() == unit && *of == year);
        if !is_same || out.rules.last().is_none_or(|last| last.as_ref() != rules) {
            out.units.push((unit.into(), year));
            out.rules.push(rules.into());
        }
        record.cell = self.names.number(table, row, column)?;
        record.unit = u32::try_from(out.units.len() - 1).unwrap_or(u32::MAX);
        self.learn(line, &record, sides);
        // Why a figure cannot be read is kept; remarks about others say nothing to rules.
        let note = if record.state == UNREADABLE { field(Role::Note) } else { "" };
        match text.or((!note.is_empty()).then_some("")) {
            Some(text) => out.texts.push(Text { record, text: text.into(), note: note.into() }),
            None => out.records.push(record),
        }
        Ok(Ok(()))
    }

    /// Remembers how unit, cell and tail of a line were written.
    fn learn(&mut self, line: &[u8], record: &Record, sides: [&str; 3]) {
        self.front.clear();
        let Some(front) = self.header.front else { return };
        if memchr::memchr(b'"', line).is_some() {
            return;
        }
        let ends: Vec<usize> = memchr::memchr_iter(self.header.separator, line).collect();
        let Some(front_end) = front.checked_sub(1).and_then(|at| ends.get(at)).map(|end| end + 1) else {
            return;
        };
        let Some(cell_end) = ends.get(front + 2).map(|end| end + 1) else { return };
        let value_end = ends.get(front + 3).copied().unwrap_or(line.len());
        let parts = (line.get(..front_end), line.get(front_end..cell_end), line.get(value_end..));
        let (Some(unit), Some(cell), Some(tail)) = parts else { return };
        let at = match self.by_bytes.get(cell) {
            Some(at) => *at,
            None if self.known.len() >= MOST_KNOWN => return,
            None => {
                let at = self.known.len();
                self.by_bytes.insert(cell.into(), at);
                self.known.push(Known { bytes: cell.into(), cell: record.cell, next: at });
                at
            }
        };
        if let Some(last) = self.known.get_mut(self.last) {
            last.next = at;
        }
        self.last = at;
        // A given state other than 值 belongs to this figure only.
        let [state, ..] = sides;
        if state.is_empty() || record.state == VALUE {
            self.front.extend_from_slice(unit);
            self.tail.clear();
            self.tail.extend_from_slice(tail);
            self.sides = Record { place: record.place, currency: record.currency, ..Record::EMPTY };
        }
    }
}
