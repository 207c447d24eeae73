//! What came of documents, between those who judge and those who tell.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use gouji::proof::{RuleSetInfo, UnitFindings};
use gouji::session::Holding;

use super::joined::Taken;
use super::parts::Parts;

/// What came of a document that was read.
pub(super) struct Checked {
    /// Its units, each with the rules that it was judged by.
    pub(super) units: Vec<(UnitFindings, Arc<RuleSetInfo>)>,
    /// No table and no passage was read.
    pub(super) is_empty: bool,
    /// What it holds of one unit's accounts.
    pub(super) holding: Option<Holding>,
    /// What was read, where it is kept.
    pub(super) read: Option<Parts>,
}

/// What came of one input, or why it could not be read.
pub(super) type Judged = Taken<Checked>;

/// What a lock holds, also where a thread that had it has failed.
pub(super) fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
