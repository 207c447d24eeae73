//! Where the answer goes: standard output and standard error, colours, width, progress. A reader that has gone away
//! (`gouji check … | head`) is no error.

use std::io::{Error, ErrorKind, IsTerminal, Write};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, OnceLock};
use std::time::{Duration, Instant};

use gouji::report::Options;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::Color;
use super::written::Pieces;

/// Files up to this number need no progress bar.
const FEW: u64 = 8;
/// Between two lines of progress.
const EVERY: Duration = Duration::from_secs(15);
/// Width where none is known.
const WIDTH: usize = 100;
/// Lines longer than this are hard to read.
const WIDEST: usize = 120;

/// Why the answer could not be written, where it could not.
static LOST: OnceLock<Error> = OnceLock::new();

/// Keeps why the answer could not be written: once is enough to say.
fn keep(written: std::io::Result<()>) {
    if let Err(why) = written {
        let _ = LOST.set(why);
    }
}

/// Says that the answer was lost, if it was. A reader that has gone away wanted no more; a full disk has lost what it
/// was to keep.
pub(super) fn say_lost() -> bool {
    match LOST.get().filter(|why| why.kind() != ErrorKind::BrokenPipe) {
        Some(why) => {
            complain(&format!("结果没有写完：{}\n", super::system::system_words(why)));
            true
        }
        None => false,
    }
}

/// Writes to standard output.
pub(super) fn print(text: &str) {
    print_bytes(text.as_bytes());
}

/// Writes to standard output what is no text.
pub(super) fn print_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    keep(out.write_all(bytes).and_then(|()| out.flush()));
}

/// Writes to standard output what is too long to be held as a whole.
pub(super) fn stream(write: impl FnOnce(&mut dyn std::fmt::Write) -> std::fmt::Result) {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut pieces = Pieces::new(&mut out);
    let _ = write(&mut pieces);
    keep(pieces.end().and_then(|()| out.flush()));
}

/// Writes to standard error; what names and words from outside steer a terminal with is written by its number.
pub(super) fn complain(text: &str) {
    complain_styled(&gouji::text::visible(text));
}

/// Writes to standard error what has its colours in it: names and words in it are escaped already.
pub(super) fn complain_styled(text: &str) {
    let mut out = std::io::stderr().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// How text is laid out on standard output.
pub(super) fn options(color: Color, verbose: bool) -> Options {
    Options { color: colored(color, &std::io::stdout()), width: width(), ambiguous_wide: true, verbose }
}

/// How text is laid out on standard error.
pub(super) fn error_options(color: Color) -> Options {
    Options {
        color: colored(color, &std::io::stderr()),
        width: width(),
        ambiguous_wide: true,
        verbose: false,
    }
}

fn colored(color: Color, stream: &impl anstream::stream::RawStream) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => anstream::AutoStream::choice(stream) != anstream::ColorChoice::Never,
    }
}

fn width() -> usize {
    let given = std::env::var("COLUMNS").ok().and_then(|columns| columns.trim().parse().ok());
    let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    given.or_else(measured).unwrap_or(WIDTH).min(WIDEST)
}

/// How far a run is: a bar on a terminal, a line now and then elsewhere, nothing for a few files.
pub(super) enum Progress {
    Bar(ProgressBar),
    Lines { work: &'static str, all: u64, done: AtomicU64, began: Instant, told: Mutex<Instant> },
}

impl Progress {
    /// What is done, of how many files.
    pub(super) fn new(work: &'static str, files: u64) -> Self {
        match (files <= FEW, std::io::stderr().is_terminal()) {
            (true, _) => Self::Bar(ProgressBar::hidden()),
            (false, true) => Self::Bar(bar(work, files)),
            (false, false) => {
                let began = Instant::now();
                Self::Lines { work, all: files, done: AtomicU64::new(0), began, told: Mutex::new(began) }
            }
        }
    }

    /// One more is done.
    pub(super) fn step(&self) {
        match self {
            Self::Bar(bar) => bar.inc(1),
            Self::Lines { done, .. } => self.tell(done.fetch_add(1, Ordering::Relaxed) + 1),
        }
    }

    /// So many are done.
    pub(super) fn to(&self, count: u64) {
        match self {
            Self::Bar(bar) => bar.set_position(count),
            Self::Lines { .. } => self.tell(count),
        }
    }

    /// A line now and then.
    fn tell(&self, done: u64) {
        let Self::Lines { work, all, began, told, .. } = self else { return };
        let Ok(mut last) = told.try_lock() else { return };
        if last.elapsed() < EVERY || done == 0 || done >= *all {
            return;
        }
        *last = Instant::now();
        let seconds = began.elapsed().as_secs().max(1);
        let left = time((all - done).saturating_mul(seconds).div_ceil(done));
        complain(&format!("{work}完 {done}/{all}，每分钟 {}，还要 {left}\n", done * 60 / seconds));
    }

    /// All are.
    pub(super) fn end(&self) {
        if let Self::Bar(bar) = self {
            bar.finish_and_clear();
        }
    }
}

/// Seconds in words.
fn time(seconds: u64) -> String {
    match seconds {
        0..60 => format!("{seconds} 秒"),
        60..3600 => format!("{} 分钟", seconds.div_ceil(60)),
        _ => format!("{} 小时 {} 分钟", seconds / 3600, seconds % 3600 / 60),
    }
}

fn bar(work: &str, files: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(files), ProgressDrawTarget::stderr());
    let style =
        ProgressStyle::with_template(&format!("{work} {{pos}}/{{len}} {{bar:30}} {{per_sec}} {{eta}}"))
            .map(|style| style.progress_chars("=> "));
    match style {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}
