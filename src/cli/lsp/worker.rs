//! Looks at rules are taken on a thread of their own and glances on another, so that no glance waits for a look: of several
//! that are wanted of one folder only the newest. A look comes after the glance, and is given up for a newer one.

use std::collections::BTreeMap;
use std::num::NonZero;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use gouji::document::Document;
use gouji::editor::{Look, Texts};
use gouji::session::{Pace, Parses};

use super::Event;
use super::paths::EditorLoader;

/// Room for the deepest expression that is parsed.
const STACK: usize = 64 << 20;

/// So many looks at a folder are given up in a row; the next is taken to its end, for completion and hover answer by the
/// last one, even of who never pauses.
const MOST_GIVEN_UP: u32 = 20;

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

/// What is wanted, by folder.
#[derive(Default)]
struct Wanted {
    looks: BTreeMap<String, Job>,
    glances: BTreeMap<String, Job>,
    /// The newest wish for each.
    newest: BTreeMap<String, u64>,
    ended: bool,
}

#[derive(Default)]
struct Board {
    wanted: Mutex<Wanted>,
    changed: Condvar,
    /// What was parsed of each folder.
    parses: Mutex<BTreeMap<String, Arc<Parses>>>,
}

/// The threads that take looks and glances.
pub(super) struct Worker(Arc<Board>);

impl Worker {
    /// Starts them; what comes is sent as events.
    pub(super) fn start(events: &Sender<Event>) -> std::io::Result<Self> {
        let worker = Self(Arc::default());
        let (looks, glances) = (Arc::clone(&worker.0), Arc::clone(&worker.0));
        let (looked, glanced) = (events.clone(), events.clone());
        spawn("look", move || looks.look_on(&looked))?;
        spawn("glance", move || glances.glance_on(&glanced))?;
        Ok(worker)
    }

    /// Wants a look at a folder in place of any that was wanted of it; where a file was changed, a glance before.
    pub(super) fn want(&self, root: &str, job: Job) {
        let mut wanted = self.0.wanted();
        wanted.newest.insert(root.to_owned(), job.revision);
        let kind = if job.changed.is_some() { &mut wanted.glances } else { &mut wanted.looks };
        kind.insert(root.to_owned(), job);
        self.0.changed.notify_all();
    }

    /// What was parsed of a folder.
    pub(super) fn parses(&self, root: &str) -> Arc<Parses> {
        self.0.parses(root)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        self.0.wanted().ended = true;
        self.0.changed.notify_all();
    }
}

/// How many threads a look is taken on.
pub(super) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, NonZero::get)
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    std::thread::Builder::new().name(name.into()).stack_size(STACK).spawn(work).map(drop)
}

impl Board {
    fn wanted(&self) -> MutexGuard<'_, Wanted> {
        self.wanted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn parses(&self, root: &str) -> Arc<Parses> {
        let mut parses = self.parses.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(parses.entry(root.to_owned()).or_default())
    }

    /// The next of what is wanted; none at the end.
    fn next(&self, of: impl Fn(&mut Wanted) -> &mut BTreeMap<String, Job>) -> Option<(String, Job)> {
        let mut wanted = self.wanted();
        loop {
            if wanted.ended {
                return None;
            }
            if let Some(next) = of(&mut wanted).pop_first() {
                return Some(next);
            }
            wanted = self.changed.wait(wanted).unwrap_or_else(PoisonError::into_inner);
        }
    }

    /// Whether a look is given up: nothing is wanted any more, or something newer of its folder.
    fn is_past(&self, root: &str, revision: u64, may_stop: bool) -> bool {
        let wanted = self.wanted();
        wanted.ended || may_stop && wanted.newest.get(root).is_some_and(|newest| *newest > revision)
    }

    /// Lets a look be taken, if none that is newer is.
    fn look_then(&self, root: String, job: Job) {
        let mut wanted = self.wanted();
        if wanted.looks.get(&root).is_none_or(|known| known.revision < job.revision) {
            wanted.looks.insert(root, job);
            self.changed.notify_all();
        }
    }

    fn glance_on(&self, events: &Sender<Event>) {
        while let Some((root, job)) = self.next(|wanted| &mut wanted.glances) {
            let (parses, rules) = (self.parses(&root), [root.clone()]);
            let file = job.changed.clone().unwrap_or_default();
            let glance = || Look::glance(&EditorLoader, &job.texts, &rules, &file, &parses);
            // A mistake of this program in one state of a text must not end the help with all others.
            if let Ok(Some(found)) = catch_unwind(AssertUnwindSafe(glance)) {
                let (root, revision) = (root.clone(), job.revision);
                if events.send(Event::Glanced { root, revision, file, found: Box::new(found) }).is_err() {
                    return;
                }
            }
            self.look_then(root, job);
        }
    }

    fn look_on(&self, events: &Sender<Event>) {
        // None was taken of a folder that is not here.
        let mut given_up: BTreeMap<String, u32> = BTreeMap::new();
        while let Some((root, job)) = self.next(|wanted| &mut wanted.looks) {
            let (parses, rules) = (self.parses(&root), [root.clone()]);
            let may_stop = given_up.get(&root).is_some_and(|times| *times < MOST_GIVEN_UP);
            let stop = || self.is_past(&root, job.revision, may_stop);
            let pace = Pace { threads: threads(), stop: &stop };
            let take = || Look::take_at(&EditorLoader, &job.texts, &rules, &parses, pace);
            let look = match catch_unwind(AssertUnwindSafe(take)) {
                Ok(Some(look)) => Some(Arc::new(look)),
                Ok(None) => {
                    *given_up.entry(root).or_default() += 1;
                    continue;
                }
                Err(_) => {
                    self.parses.lock().unwrap_or_else(PoisonError::into_inner).remove(&root);
                    None
                }
            };
            given_up.insert(root.clone(), 0);
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
