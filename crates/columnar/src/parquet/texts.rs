//! Columns of text: each different text once, and numbers for the rest.

use parquet::basic::Encoding;
use parquet::column::page::Page;
use parquet::data_type::ByteArrayType;
use rustc_hash::FxHashMap;

use crate::model::Keys;

use super::hybrid;
use super::pages::{Pages, Wrong};

/// Gives numbers to texts.
#[derive(Debug, Default)]
struct Interner {
    keys: Keys,
    numbers: FxHashMap<Box<str>, u32>,
}

impl Interner {
    fn number(&mut self, bytes: &[u8]) -> Result<u32, Wrong> {
        let text = std::str::from_utf8(bytes).map_err(|_| "有文字不是 UTF-8".to_owned())?;
        if let Some(number) = self.numbers.get(text) {
            return Ok(*number);
        }
        let number = u32::try_from(self.keys.dictionary.len()).map_err(|_| "不同的文字太多".to_owned())?;
        self.keys.dictionary.push(text.into());
        self.numbers.insert(text.into(), number);
        Ok(number)
    }

    /// The number of a text that follows another one, which is often the same.
    fn next(&mut self, bytes: &[u8]) -> Result<(), Wrong> {
        let last = self.keys.index.last().copied();
        let same = last.filter(|last| {
            let last = usize::try_from(*last).ok().and_then(|last| self.keys.dictionary.get(last));
            last.is_some_and(|last| last.as_bytes() == bytes)
        });
        let number = match same {
            Some(number) => number,
            None => self.number(bytes)?,
        };
        self.keys.index.push(number);
        Ok(())
    }
}

/// The bytes of a text with its length before it, and what follows.
fn first(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<4>()?;
    rest.split_at_checked(usize::try_from(u32::from_le_bytes(*length)).ok()?)
}

/// The texts that are not null.
pub(super) fn read(pages: &Pages) -> Result<Keys, Wrong> {
    let mut interner = Interner::default();
    interner.keys.index.reserve(pages.values);
    let entries = dictionary(pages, &mut interner)?;
    for page in &pages.data {
        match page.encoding {
            Encoding::RLE_DICTIONARY | Encoding::PLAIN_DICTIONARY => {
                let (width, packed) = match page.payload.split_first() {
                    Some((width, packed)) => (u32::from(*width), packed),
                    None if page.values == 0 => continue,
                    None => return Err("页是空的".to_owned()),
                };
                let mut known = true;
                let index = &mut interner.keys.index;
                let whole = hybrid::runs(packed, width, page.values, |entry, length| {
                    let number = usize::try_from(entry).ok().and_then(|entry| entries.get(entry)).copied();
                    known &= number.is_some();
                    if length == 1 {
                        index.push(number.unwrap_or(0));
                    } else {
                        index.resize(index.len() + length, number.unwrap_or(0));
                    }
                });
                if !whole || !known {
                    return Err("字典的编号不全或不存在".to_owned());
                }
            }
            Encoding::PLAIN => {
                let mut rest = page.payload.as_ref();
                for _ in 0..page.values {
                    let (text, after) = first(rest).ok_or_else(|| "页在文字中断".to_owned())?;
                    interner.next(text)?;
                    rest = after;
                }
            }
            _ => {
                let texts = pages.decode_pages::<ByteArrayType>(std::slice::from_ref(page), page.values)?;
                for text in texts {
                    interner.next(text.data())?;
                }
            }
        }
    }
    Ok(interner.keys)
}

/// By entry of the chunk's dictionary: the number of the text.
fn dictionary(pages: &Pages, interner: &mut Interner) -> Result<Vec<u32>, Wrong> {
    let Some(Page::DictionaryPage { buf, num_values, .. }) = &pages.dictionary else { return Ok(Vec::new()) };
    let mut rest = buf.as_ref();
    let mut entries = Vec::new();
    for _ in 0..*num_values {
        let (text, after) = first(rest).ok_or_else(|| "字典页在文字中断".to_owned())?;
        entries.push(interner.number(text)?);
        rest = after;
    }
    Ok(entries)
}
