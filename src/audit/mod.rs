//! Evaluates a plan over facts: verdicts and a ledger, all of it by number.
//!
//! May live here: judging, and why something was not judged. May not: names and wording (that is `naming` and
//! `report`), what is shown of a verdict (that is `proof`).

mod address;
mod at_code;
mod beside;
mod by_text;
mod choice;
mod codes;
mod columns;
mod divisor;
mod evaluate;
mod few;
mod fold;
mod given;
mod judge;
mod ledger;
mod phrases;
mod reason;
mod rows;
mod run;
mod said;
mod sides;
mod slip;
mod sought;
mod text;
mod value;
mod verdict;
mod view;
mod wholes;

pub use address::{CellAt, Element, RowAt};
pub use columns::{Columns, Decided, Tally};
pub use given::{Beside, Other, Subordinates};
pub use reason::{Formula, OtherAt, Reason, Stated, Subject};
pub use slip::Slip;
pub use verdict::{Counts, Verdict};

pub(crate) use beside::{ReadThere, other_figure};
pub(crate) use evaluate::{LeafRead, NoValue, value};
pub(crate) use judge::{Compared, Decisive, Outcome};
pub(crate) use ledger::Ledger;
pub(crate) use phrases::{Forbidden, Met};
pub(crate) use run::{Judged, Run, elements, run};
pub(crate) use value::Settled;
pub(crate) use view::View;
