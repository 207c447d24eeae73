//! An interrupt from the keyboard (SIGINT): what is being done is brought to a whole, then the run ends.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use signal_hook::consts::SIGINT;
use signal_hook::flag;

/// Exit status of a run that was interrupted, as shells have it: 128 and the number of the signal.
pub(super) const INTERRUPTED: u8 = 130;

static ASKED: OnceLock<Arc<AtomicBool>> = OnceLock::new();

/// Listens for an interrupt from now on. The first one asks the run to end; the second ends it at once.
pub(super) fn listen() {
    ASKED.get_or_init(|| {
        let asked = Arc::new(AtomicBool::new(false));
        // Where no handler can be set, an interrupt ends the run at once, as it always did.
        let _ = flag::register_conditional_shutdown(SIGINT, i32::from(INTERRUPTED), Arc::clone(&asked));
        let _ = flag::register(SIGINT, Arc::clone(&asked));
        asked
    });
}

/// Whether an interrupt asked the run to end.
pub(super) fn is_asked() -> bool {
    ASKED.get().is_some_and(|asked| asked.load(Ordering::SeqCst))
}

/// What is said where a run ends early: how many were done, and how many were not where that is known.
pub(super) fn words(done: impl std::fmt::Display, what: &str, left: usize) -> String {
    let left = if left > 0 { format!("，还有 {left} {what}没有核对") } else { String::new() };
    format!("中断了：核对完 {done} {what}，结果都在上面{left}\n")
}
