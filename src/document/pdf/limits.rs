//! What bounds the work on one file: pages, steps of drawing, expanded bytes, time.

use std::io::Read;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use flate2::read::ZlibDecoder;

use super::inflate::is_zlib;

/// Most pages that are read; the rest is left out with a notice.
pub(super) const MAX_PAGES: usize = 2_000;

/// Most steps of drawing (glyphs, points of paths, forms) in one document. A dense page takes some ten thousand.
pub(super) const MAX_STEPS: usize = 40_000_000;

/// Most expanded bytes of the instructions of one page. Instructions become shapes of twenty times their size.
pub(super) const MAX_CONTENT: usize = 8 * 1024 * 1024;

/// Most bytes that one stream may have, expanded: fonts, instructions.
pub(super) const MAX_STREAM: u64 = 32 * 1024 * 1024;

/// Most bytes that one picture may have, expanded; pictures are not looked at.
pub(super) const MAX_PICTURE: u64 = 256 * 1024 * 1024;

/// Longest time that is spent on one file; only files made to hang come near it.
pub(super) const MAX_TIME: Duration = Duration::from_secs(30);

/// Most streams packed into each other that are followed.
const MAX_NESTED: usize = 4;

/// The steps that one document may still take.
#[derive(Debug, Default)]
pub(super) struct Budget {
    spent: AtomicUsize,
    stopped: AtomicBool,
}

impl Budget {
    /// Takes steps; false if there are not enough left.
    pub(super) fn spend(&self, steps: usize) -> bool {
        let before = self.spent.fetch_add(steps, Ordering::Relaxed);
        before.saturating_add(steps) <= MAX_STEPS && !self.is_stopped()
    }

    /// Whether the work was told to stop.
    fn is_stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    /// Lets whoever draws stop at the next step.
    pub(super) fn stop(&self) {
        self.stopped.store(true, Ordering::Relaxed);
    }
}

/// Whether some stream of a file is, or expands, beyond [`MAX_STREAM`], or [`MAX_PICTURE`] for pictures.
///
/// The library expands a stream as a whole before anybody can look at it, so the streams are tried beforehand: what
/// follows the word `stream` and looks like zlib is expanded and counted, not kept. Streams that are encrypted or LZW
/// are not seen: what they expand to is bounded by [`MAX_TIME`] alone.
pub(super) fn has_bomb(bytes: &[u8], budget: &Budget) -> bool {
    const WORD: &[u8] = b"stream";
    const END: &[u8] = b"endstream";
    const PICTURE: &[u8] = b"/Image";
    let mut rest = bytes;
    while let Some(at) = find(rest, WORD) {
        // The dictionary of a stream stands before it.
        let before = rest.get(at.saturating_sub(1024)..at).unwrap_or_default();
        let is_picture = find(before, PICTURE).is_some();
        let most = if is_picture { MAX_PICTURE } else { MAX_STREAM };
        rest = rest.get(at + WORD.len()..).unwrap_or_default();
        let data = rest.strip_prefix(b"\r").unwrap_or(rest);
        let data = data.strip_prefix(b"\n").unwrap_or(data);
        let length = find(rest, END).unwrap_or(rest.len());
        if length as u64 > most || (is_zlib(data) && expands_beyond(data, most, budget)) {
            return true;
        }
        rest = rest.get(length.saturating_add(END.len())..).unwrap_or_default();
    }
    false
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

fn expands_beyond(data: &[u8], most: u64, budget: &Budget) -> bool {
    let mut reader: Box<dyn Read + '_> = Box::new(ZlibDecoder::new(data));
    for _ in 0..MAX_NESTED {
        let mut head = [0_u8; 2];
        if reader.read_exact(&mut head).is_err() {
            return false;
        }
        if !is_zlib(&head) {
            break;
        }
        let whole = std::io::Cursor::new(head).chain(reader);
        reader = Box::new(ZlibDecoder::new(whole));
    }
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
