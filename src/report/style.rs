//! The few colours of the terminal report.

use anstyle::{AnsiColor, Style};

use crate::syntax::Level;

/// Names of files and headings.
pub(crate) const HEADING: Style = Style::new().bold();
/// What is wrong.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// What needs an explanation.
pub(crate) const CHECK: Style = AnsiColor::Yellow.on_default().bold();
/// Remarks.
pub(crate) const NOTE: Style = AnsiColor::Cyan.on_default();
/// What is in order.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// What may be passed over.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// Plain text.
pub(crate) const PLAIN: Style = Style::new();

/// The colour of a level.
pub(crate) fn of_level(level: Level) -> Style {
    match level {
        Level::Error => BAD,
        Level::Verify => CHECK,
        Level::Hint => NOTE,
    }
}
