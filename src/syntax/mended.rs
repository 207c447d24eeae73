//! A stretch of a rule file with mends carried out: what is read of it still stands where the author wrote it.

use crate::source::Span;

/// Most mends of one declaration, and the longest declaration that is mended: enough for any that a person wrote.
const MOST: usize = 12;
const LONGEST: usize = 1 << 16;

/// A stretch as written or as mended.
#[derive(Clone, Debug)]
pub(super) struct Mended {
    /// The text to read.
    pub(super) text: String,
    /// For each byte of the text and for its end, the byte as written; none while nothing is mended.
    map: Option<Vec<u32>>,
    mends: usize,
    /// One past the last byte that was put in.
    last: usize,
}

impl Mended {
    pub(super) fn new(written: &str) -> Self {
        Self { text: written.to_owned(), map: None, mends: 0, last: 0 }
    }

    /// Whether nothing is mended.
    pub(super) fn as_written(&self) -> bool {
        self.map.is_none()
    }

    /// Carries out a mend; `at` is where reading failed. False if it cannot be, or if reading came no further than the
    /// mend before.
    pub(super) fn mend(&mut self, at: usize, start: usize, end: usize, put: &str) -> bool {
        let stuck = self.mends > 0 && at <= self.last;
        let whole = self.text.is_char_boundary(start) && self.text.is_char_boundary(end) && start <= end;
        if stuck || !whole || self.mends >= MOST || self.text.len() > LONGEST {
            return false;
        }
        let length = self.text.len();
        let map = self.map.get_or_insert_with(|| (0..=length as u32).collect());
        let original = map.get(start).copied().unwrap_or_default();
        map.splice(start..end, std::iter::repeat_n(original, put.len()));
        self.text.replace_range(start..end, put);
        self.mends += 1;
        self.last = start + put.len();
        true
    }

    /// One past the last byte that was put in.
    pub(super) fn last(&self) -> usize {
        self.last
    }

    /// The text up to a byte.
    pub(super) fn before(&self, at: usize) -> Self {
        let map = self.map.as_ref().and_then(|map| map.get(..=at)).map(<[u32]>::to_vec);
        Self { text: self.text.get(..at).unwrap_or("").to_owned(), map, ..*self }
    }

    /// The byte as written of a byte of the text.
    pub(super) fn written(&self, at: usize) -> usize {
        place(self.map.as_deref(), at)
    }

    /// A span of the text (that begins at byte `base` of the file) as written.
    pub(super) fn span(&self, span: Span, base: usize) -> Span {
        let map = |at: u32| (base + self.written((at as usize).saturating_sub(base))) as u32;
        if self.as_written() { span } else { Span { start: map(span.start), end: map(span.end), ..span } }
    }

    /// What places are looked up in while the text is read.
    pub(super) fn into_map(self) -> (String, Option<Vec<u32>>) {
        (self.text, self.map)
    }
}

/// The byte as written of a byte of a mended text.
pub(super) fn place(map: Option<&[u32]>, at: usize) -> usize {
    map.and_then(|map| map.get(at).or(map.last())).map_or(at, |written| *written as usize)
}
