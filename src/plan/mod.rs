//! Compiles the graph into a plan: checks in topological order, each with its figures numbered once and the normal
//! form of what it compares. A plan knows no unit: it runs over any number of them.
//!
//! May live here: normal forms. May not: values, verdicts.

mod compile;
mod form;
mod kernel;
mod lower;
mod node;
mod silent;

pub use compile::compile;
pub use form::{Form, form_of};
pub use kernel::{Gate, Kernel, Linear, Lowering, Source};
pub use lower::lower;
pub use node::{Leaf, Node, TextNode, asks_for_figures, reads};

use crate::account::passages;
use crate::ruleset::Domain;

/// Checks ready to run.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// In order of evaluation.
    pub steps: Vec<Step>,
    /// For each definition that is asked for by name (有 上期): its expression, compiled.
    pub definitions: Vec<Definition>,
    /// For each phrase of the rule set (禁句): what is looked for, compiled.
    pub phrases: Vec<Phrase>,
}

/// A compiled 禁句.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// What must not be printed.
    pub patterns: Vec<passages::Phrase>,
    /// Phrases that are spared, as compared.
    pub except: Vec<String>,
    /// Condition.
    pub guard: Option<Definition>,
}

/// A compiled definition.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Figures and the like, each once.
    pub leaves: Vec<Leaf>,
    /// The expression.
    pub node: Node,
}

/// A compiled check.
#[derive(Clone, Debug)]
pub struct Step {
    /// Its index in the rule set.
    pub check: u32,
    /// What it ranges over.
    pub domain: Domain,
    /// Figures and the like that it reads, each once.
    pub leaves: Vec<Leaf>,
    /// Condition.
    pub guard: Option<Node>,
    /// What must hold.
    pub body: Node,
    /// Normal forms of the comparisons in guard and body, by number.
    pub forms: Vec<Form>,
    /// Index in the rule set's `restated`, if it compares a slot with its home.
    pub restates: Option<u32>,
}
