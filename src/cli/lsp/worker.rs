//! Looks at rules are taken on a thread of their own: of several that are wanted of one folder only the newest.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, PoisonError};

use gouji::document::Document;
use gouji::editor::{Look, Texts};
use gouji::session::Parses;

use super::Event;
use super::paths::EditorLoader;

/// Room for the deepest expression that is parsed.
const STACK: usize = 64 << 20;

/// What is to be looked at.
pub(super) struct Job {
    /// Counts the wishes for a folder.
    pub(super) revision: u64,
    pub(super) texts: Texts,
    /// The file that was changed.
    pub(super) changed: Option<String>,
    /// The document that is judged then.
    pub(super) judged: Option<Arc<Document>>,
}

#[derive(Default)]
struct Board {
    wanted: Mutex<(BTreeMap<String, Job>, bool)>,
    changed: Condvar,
}

/// The thread that takes looks.
pub(super) struct Worker(Arc<Board>);

impl Worker {
    /// Starts it; what comes is sent as events.
    pub(super) fn start(events: Sender<Event>) -> std::io::Result<Self> {
        let board = Arc::new(Board::default());
        let own = Arc::clone(&board);
        std::thread::Builder::new().name("look".into()).stack_size(STACK).spawn(move || own.work(&events))?;
        Ok(Self(board))
    }

    /// Wants a look at a folder in place of any that was wanted of it and not begun.
    pub(super) fn want(&self, root: &str, job: Job) {
        let mut wanted = self.0.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        wanted.0.insert(root.to_owned(), job);
        self.0.changed.notify_one();
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.wanted.lock().unwrap_or_else(PoisonError::into_inner).1 = true;
        self.0.changed.notify_one();
    }
}

impl Board {
    fn next(&self) -> Option<(String, Job)> {
        let mut wanted = self.wanted.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            if wanted.1 {
                return None;
            }
            if let Some(next) = wanted.0.pop_first() {
                return Some(next);
            }
            wanted = self.changed.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether something newer of a folder is waiting.
    fn is_wanted(&self, root: &str) -> bool {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner).0.contains_key(root)
    }

    fn work(&self, events: &Sender<Event>) {
        let mut parses: BTreeMap<String, Arc<Parses>> = BTreeMap::new();
        while let Some((root, job)) = self.next() {
            let kept = Arc::clone(parses.entry(root.clone()).or_default());
            let rules = [root.clone()];
            if let Some(file) = job.changed {
                let glance = || Look::glance(&EditorLoader, &job.texts, &rules, &file, &kept);
                if let Ok(Some(found)) = catch_unwind(AssertUnwindSafe(glance)) {
                    let (root, revision) = (root.clone(), job.revision);
                    let told = Event::Glanced { root, revision, file, found: Box::new(found) };
                    if events.send(told).is_err() {
                        return;
                    }
                }
                if self.is_wanted(&root) {
                    continue;
                }
            }
            // A mistake of this program in one state of a text must not end the help with all others.
            let look =
                catch_unwind(AssertUnwindSafe(|| Look::take(&EditorLoader, &job.texts, &rules, &kept)));
            let look = match look {
                Ok(look) => Some(Arc::new(look)),
                Err(_) => {
                    parses.remove(&root);
                    None
                }
            };
            let looked = Event::Looked { root: root.clone(), revision: job.revision, look: look.clone() };
            if events.send(looked).is_err() {
                return;
            }
            if let (Some(look), Some(document)) = (look, job.judged)
                && let Ok(Some(unit)) = catch_unwind(AssertUnwindSafe(|| look.judge(&document)))
                && events.send(Event::Judged { root, unit: Box::new(unit) }).is_err()
            {
                return;
            }
        }
    }
}
