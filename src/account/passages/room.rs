//! What a run of a pattern works in, kept from one run to the next of its thread.

use std::cell::Cell;

use super::matcher::Capture;

/// One way of going on that is still to be tried.
#[derive(Clone, Copy)]
pub(super) struct Thread {
    /// The step of the program.
    pub(super) pc: usize,
    /// The byte of the view.
    pub(super) at: usize,
    /// Captures that there were before it.
    pub(super) captures: usize,
    /// Kept texts that there were before it.
    pub(super) kept: usize,
    /// Characters of fixed words so far.
    pub(super) weight: usize,
    /// For text that grows: where it began.
    pub(super) text: Option<usize>,
}

/// Vectors with room in them: empty when they are taken.
#[derive(Default)]
pub(super) struct Room {
    /// What failed, a bit for each step at each byte.
    pub(super) failed: Vec<u64>,
    /// What is still to be tried.
    pub(super) stack: Vec<Thread>,
    /// What was picked out so far.
    pub(super) captures: Vec<Capture>,
    /// Texts kept under a number.
    pub(super) kept: Vec<(u16, usize, usize)>,
}

thread_local! {
    static ROOM: Cell<Room> = Cell::default();
}

impl Room {
    /// That of the last run of this thread, or a new one.
    pub(super) fn take() -> Self {
        ROOM.take()
    }

    /// Leaves it to the next run.
    pub(super) fn leave(mut self) {
        self.failed.clear();
        self.stack.clear();
        self.captures.clear();
        self.kept.clear();
        ROOM.set(self);
    }
}
