//! What packed data of a stream expands to, counted and not kept: the filters of the format one behind the other.

use std::io::{Cursor, Read, Result};

use flate2::read::{DeflateDecoder, ZlibDecoder};

use super::inflate::{inflates_beyond, is_zlib};
use super::limits::Budget;

/// Most filters of one stream; files in order have one or two.
const MAX_FILTERS: usize = 8;

/// One way of packing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packing {
    /// Deflate, with or without its head.
    Flate,
    /// LZW; whether codes become longer one code early.
    Lzw(bool),
    /// Runs of bytes.
    Runs,
    /// Two hexadecimal digits a byte.
    Hex,
    /// Five characters for four bytes.
    Base85,
}

impl Packing {
    /// By the name of a filter; none for pictures, which are not expanded, and for what nobody knows.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        match name {
            b"FlateDecode" | b"Fl" => Some(Self::Flate),
            b"LZWDecode" | b"LZW" => Some(Self::Lzw(true)),
            b"RunLengthDecode" | b"RL" => Some(Self::Runs),
            b"ASCIIHexDecode" | b"AHx" => Some(Self::Hex),
            b"ASCII85Decode" | b"A85" => Some(Self::Base85),
            _ => None,
        }
    }
}

/// The filters that the text of a dictionary names; those behind an unknown one are not looked at.
pub(super) fn declared(dictionary: &[u8]) -> Vec<Packing> {
    const KEY: &[u8] = b"/Filter";
    let Some(at) = dictionary.windows(KEY.len()).rposition(|window| window == KEY) else { return Vec::new() };
    let text = dictionary.get(at + KEY.len()..).unwrap_or_default().trim_ascii_start();
    let (mut rest, many) = text.strip_prefix(b"[").map_or((text, false), |rest| (rest, true));
    let early = !dictionary.windows(14).any(|window| window == b"/EarlyChange 0");
    let mut packings = Vec::new();
    while let Some(name) = rest.trim_ascii_start().strip_prefix(b"/") {
        let size = name.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(name.len());
        let Some(packing) = name.get(..size).and_then(Packing::of) else { break };
        packings.push(if packing == Packing::Lzw(true) { Packing::Lzw(early) } else { packing });
        rest = name.get(size..).unwrap_or_default();
        if !many {
            break;
        }
    }
    packings
}

/// Whether data expands to more than `most` bytes behind any of its filters.
pub(super) fn expands_beyond(data: &[u8], packings: &[Packing], most: u64, budget: &Budget) -> bool {
    if packings.len() > MAX_FILTERS {
        return true;
    }
    if packings == [Packing::Flate] {
        return inflates_beyond(data, most, budget);
    }
    (1..=packings.len()).any(|count| {
        let mut reader: Box<dyn Read + '_> = Box::new(data);
        for packing in packings.iter().take(count) {
            reader = unpacked(*packing, reader);
        }
        counts_beyond(reader, most, budget)
    })
}

fn counts_beyond(mut reader: impl Read, most: u64, budget: &Budget) -> bool {
    let mut counted = 0_u64;
    let mut buffer = vec![0_u8; 64 * 1024];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) | Err(_) => return false,
            Ok(some) => counted += some as u64,
        }
        if counted > most {
            return true;
        }
        if budget.is_stopped() {
            return false;
        }
    }
}

fn unpacked<'a>(packing: Packing, mut inner: Box<dyn Read + 'a>) -> Box<dyn Read + 'a> {
    match packing {
        Packing::Flate => {
            let mut head = Vec::new();
            let _ = inner.by_ref().take(2).read_to_end(&mut head);
            let zlib = is_zlib(&head);
            let whole = Cursor::new(head).chain(inner);
            if zlib { Box::new(ZlibDecoder::new(whole)) } else { Box::new(DeflateDecoder::new(whole)) }
        }
        Packing::Lzw(early) => steps(inner, Lzw::new(early)),
        Packing::Runs => steps(inner, Runs::default()),
        Packing::Hex => steps(inner, Hex::default()),
        Packing::Base85 => steps(inner, Base85::default()),
    }
}

/// A filter that takes one byte at a time.
trait Step {
    /// Takes a byte and adds what comes out; false at the end of the data.
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) -> bool;
}

fn steps<'a>(inner: Box<dyn Read + 'a>, step: impl Step + 'a) -> Box<dyn Read + 'a> {
    Box::new(Steps { inner, step, ready: Vec::new(), given: 0, ended: false })
}

struct Steps<'a, S> {
    inner: Box<dyn Read + 'a>,
    step: S,
    ready: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<S: Step> Read for Steps<'_, S> {
    fn read(&mut self, room: &mut [u8]) -> Result<usize> {
        while self.given >= self.ready.len() && !self.ended {
            self.ready.clear();
            self.given = 0;
            let mut some = [0_u8; 1024];
            let count = self.inner.read(&mut some)?;
            let bytes = some.get(..count).unwrap_or_default();
            self.ended = bytes.is_empty() || !bytes.iter().all(|byte| self.step.take(*byte, &mut self.ready));
        }
        let rest = self.ready.get(self.given..).unwrap_or_default();
        let count = rest.len().min(room.len());
        room.iter_mut().zip(rest).for_each(|(to, from)| *to = *from);
        self.given += count;
        Ok(count)
    }
}

#[derive(Default)]
struct Hex {
    half: Option<u8>,
}

impl Step for Hex {
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        let Some(digit) = char::from(byte).to_digit(16) else { return byte != b'>' };
        let digit = digit as u8;
        match self.half.take() {
            Some(half) => out.push(half << 4 | digit),
            None => self.half = Some(digit),
        }
        true
    }
}

#[derive(Default)]
struct Base85 {
    group: u32,
    count: u8,
}

impl Step for Base85 {
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        match byte {
            b'z' if self.count == 0 => out.extend([0; 4]),
            b'!'..=b'u' => {
                self.group = self.group.wrapping_mul(85).wrapping_add(u32::from(byte - b'!'));
                self.count += 1;
                if self.count == 5 {
                    out.extend(self.group.to_be_bytes());
                    *self = Self::default();
                }
            }
            b'~' => {
                let missing = 5_u8.saturating_sub(self.count);
                let full = (0..missing).fold(self.group, |group, _| group.wrapping_mul(85).wrapping_add(84));
                out.extend(full.to_be_bytes().iter().take(usize::from(self.count.saturating_sub(1))));
                return false;
            }
            _ => {}
        }
        true
    }
}

#[derive(Default)]
struct Runs {
    copied: u8,
    repeated: u8,
}

impl Step for Runs {
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        if self.copied > 0 {
            self.copied -= 1;
            out.push(byte);
        } else if self.repeated > 0 {
            out.extend(std::iter::repeat_n(byte, usize::from(std::mem::take(&mut self.repeated))));
        } else {
            match byte {
                0..=127 => self.copied = byte + 1,
                128 => return false,
                _ => self.repeated = u8::try_from(257 - u16::from(byte)).unwrap_or(u8::MAX),
            }
        }
        true
    }
}

/// Codes of 9 to 12 bits for stretches that came before.
struct Lzw {
    early: usize,
    /// For each code from 258 on: the code that it goes on from, its last byte, its first byte.
    table: Vec<(u16, u8, u8)>,
    before: Option<u16>,
    bits: u32,
    count: u32,
}

impl Lzw {
    const CLEAR: u16 = 256;
    const END: u16 = 257;
    const FIRST: u16 = 258;
    const MOST: usize = 4096;

    fn new(early: bool) -> Self {
        Self { early: usize::from(early), table: Vec::new(), before: None, bits: 0, count: 0 }
    }

    fn size(&self) -> usize {
        usize::from(Self::FIRST) + self.table.len()
    }

    fn width(&self) -> u32 {
        match self.size() + self.early {
            0..512 => 9,
            512..1024 => 10,
            1024..2048 => 11,
            _ => 12,
        }
    }

    fn entry(&self, code: u16) -> Option<(u16, u8, u8)> {
        self.table.get(usize::from(code.checked_sub(Self::FIRST)?)).copied()
    }

    fn first_of(&self, code: u16) -> u8 {
        self.entry(code).map_or(code as u8, |(_, _, first)| first)
    }

    fn code(&mut self, code: u16, out: &mut Vec<u8>) -> bool {
        match code {
            Self::CLEAR => {
                self.table.clear();
                self.before = None;
                return true;
            }
            Self::END => return false,
            _ if usize::from(code) > self.size() => return false,
            Self::FIRST.. if self.before.is_none() => return false,
            _ => {}
        }
        if let Some(before) = self.before
            && self.size() < Self::MOST
        {
            let same = usize::from(code) == self.size();
            let last = self.first_of(if same { before } else { code });
            self.table.push((before, last, self.first_of(before)));
        }
        let start = out.len();
        let mut at = code;
        while let Some((longer, last, _)) = self.entry(at) {
            out.push(last);
            at = longer;
        }
        out.push(at as u8);
        out.get_mut(start..).unwrap_or_default().reverse();
        self.before = Some(code);
        true
    }
}

impl Step for Lzw {
    fn take(&mut self, byte: u8, out: &mut Vec<u8>) -> bool {
        self.bits = self.bits << 8 | u32::from(byte);
        self.count += 8;
        while self.count >= self.width() {
            self.count -= self.width();
            let code = (self.bits >> self.count) & ((1 << self.width()) - 1);
            self.bits &= (1 << self.count) - 1;
            if !self.code(code as u16, out) {
                return false;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn expanded(packing: Packing, data: &[u8]) -> Vec<u8> {
        let mut all = Vec::new();
        unpacked(packing, Box::new(data)).read_to_end(&mut all).unwrap();
        all
    }

    #[test]
    fn each_filter_expands_as_the_format_says() {
        assert_eq!(expanded(Packing::Hex, b"41 4\n2 43>44"), b"ABC");
        assert_eq!(expanded(Packing::Base85, b"87cUR\nDZz~>zz"), b"Hello\0"[..5].to_vec());
        assert_eq!(expanded(Packing::Base85, b"z~>"), [0; 4]);
        assert_eq!(expanded(Packing::Runs, &[1, b'a', b'b', 254, b'c', 128, 9]), b"abccc");
        // The example of the format's specification.
        let codes = [0x80, 0x0B, 0x60, 0x50, 0x22, 0x0C, 0x0C, 0x85, 0x01];
        assert_eq!(expanded(Packing::Lzw(true), &codes), [45, 45, 45, 45, 45, 65, 45, 45, 45, 66]);
    }

    /// Codes of LZW for one byte again and again: each code stands for a stretch one longer than the last.
    fn growing(count: u32) -> Vec<u8> {
        let mut lzw = Lzw::new(true);
        let (mut bytes, mut bits, mut held) = (Vec::new(), 0_u64, 0);
        let next = |code: u32, lzw: &mut Lzw, bits: &mut u64, held: &mut u32, bytes: &mut Vec<u8>| {
            *bits = *bits << lzw.width() | u64::from(code);
            *held += lzw.width();
            while *held >= 8 {
                *held -= 8;
                bytes.push((*bits >> *held) as u8);
            }
            assert!(lzw.code(code as u16, &mut Vec::new()));
        };
        for code in std::iter::once(65).chain(258..258 + count) {
            next(code, &mut lzw, &mut bits, &mut held, &mut bytes);
        }
        bytes.push((bits << (8 - held)) as u8);
        bytes
    }

    #[test]
    fn what_expands_too_far_is_told_whatever_filters_it_has() {
        let budget = Budget::default();
        let data = growing(2_000);
        let size = expanded(Packing::Lzw(true), &data).len();
        // 1 + 2 + 3 + …
        assert_eq!(size, 2_001 * 2_002 / 2);
        let far = |packings: &[Packing], data: &[u8], most: usize| {
            expands_beyond(data, packings, most as u64, &budget)
        };
        assert!(far(&[Packing::Lzw(true)], &data, size - 1) && !far(&[Packing::Lzw(true)], &data, size));
        let hex: String = data.iter().map(|byte| format!("{byte:02x}")).collect();
        assert!(far(&[Packing::Hex, Packing::Lzw(true)], hex.as_bytes(), size - 1));
        // What comes out in between counts, too: here runs end at once.
        assert!(far(&[Packing::Lzw(true), Packing::Runs], &data, size - 1));
        assert!(far(&[Packing::Hex; 9], b"", 1));
    }

    #[test]
    fn filters_are_read_off_a_dictionary() {
        assert_eq!(declared(b"<< /Length 5 /Filter /FlateDecode >>"), [Packing::Flate]);
        assert_eq!(
            declared(b"<</Filter[/A85/LZWDecode]/DecodeParms[null<</EarlyChange 0>>]"),
            [Packing::Base85, Packing::Lzw(false)]
        );
        assert_eq!(declared(b"<< /Filter [ /Fl /DCTDecode ] >>"), [Packing::Flate]);
        assert_eq!(declared(b"<< /Filter 9 0 R >>"), []);
    }
}
