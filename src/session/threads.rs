//! Work on several threads whose results do not depend on their number.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread::Builder;

/// Room for the deepest expression that is compiled.
const STACK: usize = 64 << 20;

/// Does work on all elements on several threads, this one among them; the results are in the order of the elements.
pub(crate) fn on_threads<T: Sync, R: Send>(
    elements: &[T],
    threads: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::default();
    let run = || {
        while let at = next.fetch_add(1, Ordering::Relaxed)
            && let Some(element) = elements.get(at)
        {
            let result = work(element);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    std::thread::scope(|scope| {
        // What a thread that cannot be started would have done is left to this one.
        for _ in 1..threads.min(elements.len()) {
            let _ = Builder::new().stack_size(STACK).spawn_scoped(scope, run);
        }
        run();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
