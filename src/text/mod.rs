//! Text as compared: folded, with the way back; figures and names as printed.
//!
//! May live here: folding, display width, figures as printed, ordinals. May not: what a figure means.

mod figure;
mod fold;
mod name;
mod nearest;
mod width;

pub use figure::{CellText, FigureText, FigureUnit, read_cell, scan_figures};
pub use fold::{Folded, fold};
pub use name::{name_key, similarity, strip_ordinal};
pub use nearest::nearest;
pub use width::display_width;
