//! What an editor asks of rule files while they are being written: what is wrong, what a name is, where it stands, what
//! could stand here.
//!
//! May live here: answers in plain types with places in bytes, and the words of these answers. May not: any protocol,
//! files, threads; how rules are read or resolved.

mod complete;
mod context;
mod hints;
mod hover;
mod index;
mod initials;
mod keywords;
mod look;
mod outline;
mod overlay;
mod rename;
mod symbol;
mod walk;

pub use complete::{Candidate, CandidateKind};
pub use hints::{Hint, verdict_hints};
pub use hover::Told;
pub use initials::{fits, initials};
pub use look::{Fix, Look, Place};
pub use outline::{OutlineKind, Outlined};
pub use rename::{NotRenamed, Renaming, Taken};
pub use symbol::SymbolKind;

use std::collections::BTreeMap;
use std::sync::Arc;

/// Texts of files that are open and not as they are on disk, by name.
pub type Texts = BTreeMap<String, Arc<str>>;
