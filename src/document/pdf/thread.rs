//! The PDF library at arm's length: on a thread of its own, with a time limit, its panics caught and silent.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Once};

use super::device::{Closed, End, File};
use super::limits::{Budget, MAX_PAGES, MAX_TIME, has_bomb, is_locked_beyond};
use super::page::{PageRead, read};
use super::source::PageSource;
use super::tree::{self, Gone};

/// Room for the library's recursion, which a main thread may not have.
const STACK: usize = 32 * 1024 * 1024;

/// What came out of a file.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    /// Its pages, the first ones if there are too many.
    pub pages: Vec<PageRead>,
    /// Numbers of the pages that were not drawn to their end, and why.
    pub cut: Vec<(u32, End)>,
    /// Pages that it has.
    pub total: usize,
    /// Pages that it says to have and that cannot be found, nobody knows where.
    pub gone: usize,
    /// Its end is missing.
    pub short: bool,
    /// What the pages are in the file, if their letters were asked for.
    pub sources: Vec<PageSource>,
}

/// Why nothing came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Failed {
    /// It cannot be opened.
    Closed(Closed),
    /// Its end is missing, and no page can be found.
    Short,
    /// A stream of it is too large.
    Bomb,
    /// It has too many encrypted objects.
    Locked,
    /// Its first page takes more steps than a document may.
    Large,
    /// The time was up.
    Late,
    /// The library broke down outside of a page.
    Crashed,
}

/// Reads the pages of a file; with their letters if they are asked for.
///
/// A thread that is late is told to stop and left behind: it ends at its next step of drawing.
///
/// # Errors
/// See [`Failed`].
pub(super) fn read_pages(bytes: &[u8], with_letters: bool) -> Result<Outcome, Failed> {
    silence();
    let budget = Arc::new(Budget::of(bytes.len()));
    let (sender, receiver) = channel();
    let (bytes, theirs) = (bytes.to_vec(), Arc::clone(&budget));
    let work = move || {
        QUIET.set(true);
        let outcome = catch_unwind(AssertUnwindSafe(|| pages(bytes, &theirs, with_letters)))
            .unwrap_or(Err(Failed::Crashed));
        let _ = sender.send(outcome);
    };
    let spawned = std::thread::Builder::new().name("pdf".to_owned()).stack_size(STACK).spawn(work);
    let Ok(thread) = spawned else { return Err(Failed::Crashed) };
    match receiver.recv_timeout(MAX_TIME) {
        Ok(outcome) => {
            let _ = thread.join();
            outcome
        }
        Err(RecvTimeoutError::Timeout) => {
            budget.stop();
            Err(Failed::Late)
        }
        Err(RecvTimeoutError::Disconnected) => Err(Failed::Crashed),
    }
}

fn pages(bytes: Vec<u8>, budget: &Budget, with_letters: bool) -> Result<Outcome, Failed> {
    if has_bomb(&bytes, budget) {
        return Err(Failed::Bomb);
    }
    if is_locked_beyond(&bytes) {
        return Err(Failed::Locked);
    }
    let short = !has_end(&bytes);
    let closed =
        |why: Closed| if short && why == Closed::Broken { Failed::Short } else { Failed::Closed(why) };
    let file = File::open(bytes).map_err(closed)?;
    if file.has_bomb(budget) {
        return Err(Failed::Bomb);
    }
    let mut outcome = Outcome { total: file.pages(), short, ..Outcome::default() };
    if outcome.total == 0 {
        return Err(closed(Closed::Broken));
    }
    let mut number = 0_u32;
    file.draw(budget, |sheet, end| {
        number += 1;
        match end {
            End::Whole => {}
            End::Broken | End::Large | End::Missing | End::Changed => outcome.cut.push((number, end)),
            End::Spent => return false,
        }
        outcome.pages.push(read(sheet, with_letters));
        outcome.pages.len() < MAX_PAGES
    });
    if with_letters {
        outcome.sources = file.sources();
    }
    without_changed(&file, &mut outcome);
    with_gone(tree::gone(&file.pdf), &mut outcome);
    if outcome.pages.is_empty() { Err(Failed::Large) } else { Ok(outcome) }
}

/// Takes out what pages say whose data were changed: a letter or digit of it may be another. Where the whole file has
/// wrong checksums, none was.
fn without_changed(file: &File, outcome: &mut Outcome) {
    let is_changed = |(_, end): &(u32, End)| *end == End::Changed;
    if !outcome.cut.iter().any(is_changed) {
        return;
    }
    if !file.has_right_sums() {
        outcome.cut.retain(|cut| !is_changed(cut));
    }
    for (number, _) in outcome.cut.iter().filter(|cut| is_changed(cut)) {
        if let Some(page) = outcome.pages.get_mut((*number as usize).saturating_sub(1)) {
            *page = PageRead::unread(page.height);
        }
    }
}

/// Puts in the pages that the file names and does not have, so that the others have their numbers.
fn with_gone(gone: Gone, outcome: &mut Outcome) {
    outcome.gone = gone.more;
    for at in gone.at.into_iter().filter(|at| *at < MAX_PAGES) {
        if at > outcome.pages.len() {
            break;
        }
        let number = u32::try_from(at).map_or(u32::MAX, |at| at.saturating_add(1));
        for (page, _) in &mut outcome.cut {
            *page = page.saturating_add(u32::from(*page >= number));
        }
        outcome.cut.push((number, End::Missing));
        outcome.pages.insert(at, PageRead::unread(0));
        if at <= outcome.sources.len() && !outcome.sources.is_empty() {
            outcome.sources.insert(at, PageSource::default());
        }
        outcome.total += 1;
    }
}

/// Whether a file goes on to its end mark, behind which no more objects begin.
fn has_end(bytes: &[u8]) -> bool {
    const MARK: &[u8] = b"%%EOF";
    const OBJECT: &[u8] = b" obj";
    let mark = bytes.windows(MARK.len()).rposition(|window| window == MARK);
    let behind = mark.and_then(|at| bytes.get(at..));
    behind.is_some_and(|rest| !rest.windows(OBJECT.len()).any(|window| window == OBJECT))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Keeps panics of the reading thread off the terminal. The library means to have none; where it has one, the page
/// is reported as damaged, and its words about itself would only be noise among findings. The hook is set once per
/// process, in front of the one that is there, and lets the panics of all other threads through.
fn silence() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.try_with(Cell::get).unwrap_or(false) {
                before(info);
            }
        }));
    });
}
