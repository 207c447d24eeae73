//! Parses one rule file into a [`Tree`]: never fails, gives the tree of what could be read and the diagnostics.
//!
//! May live here: the grammar (`grammar/gouji.pest`), the tree, recovery, printing. May not: opening files, looking
//! up names, meaning. Comments stay in the tree, for the formatter.

mod between;
mod build;
mod change;
mod compared;
mod declares;
mod expected;
mod explain;
mod expression;
mod format;
mod grammar;
mod habits;
mod mended;
mod parse;
mod pattern;
mod print;
mod recover;
mod scan;
mod segment;
mod spoken;
mod stray;
mod term;
mod tree;
mod years;

pub use change::{Adjust, Disable};
pub use expression::{Binary, Expr, ExprKind, FUNCTIONS, Number, Path, Step, Unary};
pub use format::{Unformatted, format};
pub use parse::{MAX_NESTING, MAX_RULE_FILE, parse};
pub use pattern::{Binding, Pattern, Piece};
pub use print::{print, written_name};
pub use term::{Term, TermClass};
pub use tree::*;
pub use years::turning_years;
