//! How long something takes: the time that this thread was at work, so that a busy machine changes nothing; where the
//! system does not tell, the time that passed. A PDF is read in a thread of its own: that is timed by the clock on the wall.

use std::time::{Duration, Instant};

/// Started when it is made.
pub(crate) struct Clock {
    at_work: Option<Duration>,
    began: Instant,
}

impl Clock {
    pub(crate) fn start() -> Self {
        Self { at_work: at_work(), began: Instant::now() }
    }

    pub(crate) fn elapsed(&self) -> Duration {
        match (self.at_work, at_work()) {
            (Some(before), Some(now)) => now.saturating_sub(before),
            _ => self.began.elapsed(),
        }
    }
}

/// By Linux: nanoseconds on a processor, then those spent waiting for one.
fn at_work() -> Option<Duration> {
    let told = std::fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    told.split_whitespace().next()?.parse().ok().map(Duration::from_nanos)
}
