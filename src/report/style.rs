//! The few colours of the terminal report.

use anstyle::{AnsiColor, Style};

use crate::syntax::Level;

/// Names of files and headings.
pub(super) const HEADING: Style = Style::new().bold();
/// What is wrong.
pub(super) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What needs an explanation.
pub(super) const CHECK: Style = AnsiColor::Yellow.on_default().bold();
/// Remarks.
pub(super) const NOTE: Style = AnsiColor::Cyan.on_default();
/// What is in order.
pub(super) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What may be passed over.
pub(super) const QUIET: Style = Style::new().dimmed();
/// Plain text.
pub(super) const PLAIN: Style = Style::new();

/// The colour of a level.
pub(super) fn of_level(level: Level) -> Style {
    match level {
        Level::Error => BAD,
        Level::Verify => CHECK,
        Level::Hint => NOTE,
    }
}
