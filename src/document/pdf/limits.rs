//! What bounds the work on one file: pages, steps of drawing, expanded bytes, time.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use super::inflate::is_zlib;
use super::packed::{Packing, declared, expands_beyond};

/// Most pages that are read; the rest is left out with a notice.
pub(super) const MAX_PAGES: usize = 2_000;

/// Most steps of drawing (glyphs, points of paths, forms) in one document. A dense page takes some ten thousand.
pub(super) const MAX_STEPS: usize = 40_000_000;

/// Steps that a file of any size may take, and further ones for each of its bytes: forms that draw each other are small to
/// write and may draw without end.
const FREE_STEPS: usize = 1_000_000;
const STEPS_EACH: usize = 100;

/// Most streams that the instructions of one page may be divided into.
pub(super) const MAX_PARTS: usize = 20_000;

/// Most expanded bytes of the instructions of one page. Instructions become shapes of twenty times their size.
pub(super) const MAX_CONTENT: usize = 8 * 1024 * 1024;

/// Most bytes that one stream may have, expanded: fonts, instructions.
pub(super) const MAX_STREAM: u64 = 32 * 1024 * 1024;

/// Most bytes that one picture may have, expanded; pictures are not looked at.
pub(super) const MAX_PICTURE: u64 = 256 * 1024 * 1024;

/// Most bytes of one encrypted list of objects, and of all of them; those of real files have some ten thousand.
const MAX_LOCKED: usize = 256 * 1024;
const MAX_ALL_LOCKED: usize = 4 * 1024 * 1024;

/// Longest time that is spent on one file; only files made to hang come near it.
pub(super) const MAX_TIME: Duration = Duration::from_secs(30);

/// Longest row, in columns, that data may be arranged in. The library makes room for one whatever the data is, and
/// where there is no room the process ends.
pub(super) const MAX_COLUMNS: usize = 1_000_000;

/// The steps that one document may still take.
#[derive(Debug)]
pub(super) struct Budget {
    most: usize,
    spent: AtomicUsize,
    stopped: AtomicBool,
}

impl Default for Budget {
    fn default() -> Self {
        Self { most: MAX_STEPS, spent: AtomicUsize::new(0), stopped: AtomicBool::new(false) }
    }
}

impl Budget {
    /// That of a file of so many bytes.
    pub(super) fn of(bytes: usize) -> Self {
        let most = FREE_STEPS.saturating_add(bytes.saturating_mul(STEPS_EACH));
        Self { most: most.min(MAX_STEPS), ..Self::default() }
    }

    /// Takes steps; false if there are not enough left.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let before = self.spent.fetch_add(steps, Ordering::Relaxed);
        before.saturating_add(steps) <= self.most && !self.is_stopped()
    }

    /// Whether the work was told to stop.
    pub(super) fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Lets whoever draws stop at the next step.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Whether some stream of a file is, or expands, beyond [`MAX_STREAM`], or [`MAX_PICTURE`] for pictures.
///
/// The library expands a stream as a whole before anybody can look at it, some of them while it opens the file, so
/// the streams are tried beforehand: what follows the word `stream` is expanded by the filters that the text before
/// it names, and counted, not kept. What is not seen here is seen by `File::has_bomb` once the file is open, except
/// for lists of objects that are encrypted: see [`is_locked_beyond`].
pub(super) fn has_bomb(bytes: &[u8], budget: &Budget) -> bool {
    const WORD: &[u8] = b"stream";
    const END: &[u8] = b"endstream";
    const PICTURE: &[u8] = b"/Image";
    const OPENING: [&[u8]; 2] = [b"/ObjStm", b"/XRef"];
    let mut rest = bytes;
    while let Some(at) = find(rest, WORD) {
        // The dictionary of a stream stands before it.
        let before = rest.get(at.saturating_sub(1024)..at).unwrap_or_default();
        let object = before.windows(3).rposition(|window| window == b"obj");
        let dictionary = object.and_then(|at| before.get(at..)).unwrap_or(before);
        rest = rest.get(at + WORD.len()..).unwrap_or_default();
        let data = rest.strip_prefix(b"\r").unwrap_or(rest);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let length = find(rest, END).unwrap_or(rest.len());
        // Pictures are large and not expanded on opening: it is enough to look at them once.
        let opening = OPENING.iter().any(|word| find(dictionary, word).is_some());
        let is_picture = !opening && find(dictionary, PICTURE).is_some();
        let most = if is_picture { MAX_PICTURE } else { MAX_STREAM };
        let expands = || {
            let mut packings = declared(dictionary);
            if packings.is_empty() && is_zlib(data) {
                packings.push(Packing::Flate);
            }
            expands_beyond(data, &packings, most, budget)
        };
        if length as u64 > most || columns(dictionary) > MAX_COLUMNS || (!is_picture && expands()) {
            return true;
        }
        rest = rest.get(length.saturating_add(END.len())..).unwrap_or_default();
    }
    false
}

/// Whether an encrypted file has lists of objects that may expand beyond any memory. What they hold cannot be tried
/// before the file is open, and to open it the library expands them, so their own size is bounded, and how often they
/// are packed: one packing expands data to some thousand times its size at most.
pub(super) fn is_locked_beyond(bytes: &[u8]) -> bool {
    const LIST: &[u8] = b"/ObjStm";
    const END: &[u8] = b"endstream";
    if find(bytes, b"/Encrypt").is_none() {
        return false;
    }
    let (mut rest, mut all) = (bytes, 0_usize);
    while let Some(at) = find(rest, LIST) {
        let before = rest.get(at.saturating_sub(1024)..at).unwrap_or_default();
        let object = before.windows(3).rposition(|window| window == b"obj");
        let start = at - before.len() + object.unwrap_or(before.len());
        rest = rest.get(start..).unwrap_or_default();
        let dictionary = find(rest, b"stream").and_then(|end| rest.get(..end)).unwrap_or(rest);
        let wide = |packing: &&Packing| matches!(packing, Packing::Flate | Packing::Lzw(_) | Packing::Runs);
        let length = find(rest, END).unwrap_or(rest.len());
        all = all.saturating_add(length);
        if length > MAX_LOCKED
            || all > MAX_ALL_LOCKED
            || declared(dictionary).iter().filter(wide).nth(1).is_some()
        {
            return true;
        }
        rest = rest.get(length.saturating_add(END.len())..).unwrap_or_default();
    }
    false
}

/// The columns of a row that a dictionary names.
fn columns(dictionary: &[u8]) -> usize {
    const KEY: &[u8] = b"/Columns";
    let Some(at) = find(dictionary, KEY) else { return 0 };
    let text = dictionary.get(at + KEY.len()..).unwrap_or_default().trim_ascii_start();
    let digits = text.iter().map_while(|byte| char::from(*byte).to_digit(10));
    digits.fold(0, |number: usize, digit| number.saturating_mul(10).saturating_add(digit as usize))
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    let first = *word.first()?;
    let mut from = 0;
    loop {
        let rest = bytes.get(from..)?;
        let at = from + rest.iter().position(|byte| *byte == first)?;
        if bytes.get(at..)?.starts_with(word) {
            return Some(at);
        }
        from = at + 1;
    }
}
