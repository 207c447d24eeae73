//! Text as compared: folded, with the way back; figures and names as printed.
//!
//! May live here: folding, display width, where width breaks lines, figures as printed, ordinals. May not: what a figure means.

mod chain;
mod chars;
mod digest;
mod figure;
mod find;
mod fold;
mod goal;
mod lookalike;
mod name;
mod nearest;
mod number;
mod ordinal;
mod scan;
mod ticks;
mod unit;
mod visible;
mod width;
mod wrap;
mod written;
mod written_date;

pub use chain::{bare_link, chain, last_listed, listed, sentences_of_note, short_name};
pub use chars::{is_blank_char, is_clause_end, is_letter, is_mark, is_sentence_end};
pub use digest::Digest;
pub use figure::{CellText, FigureText, FigureUnit, read_cell, scan_figures, scan_folded};
pub use find::{contains, find};
pub use fold::{Folded, fold, fold_text};
pub use goal::{Unmeasured, reaches};
pub use lookalike::look_alike;
pub use name::{name_key, row_key, similarity, strip_ordinal};
pub use nearest::{Edit, differ_by_one, is_slip, nearest, nearest_few, nearest_meant, one_edit};
pub use ordinal::ordinal_number;
pub use ticks::ticks;
pub use unit::{counters, is_other_money};
pub use visible::{has_unknown, is_steering, visible};
pub use width::display_width;
pub use wrap::{Seam, Wrap, is_page_number};
