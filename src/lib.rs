//! gouji 勾稽: checks published public accounts against rule files.
//!
//! The order of the modules below is the order of dependency: a module imports only modules above it, and a test
//! holds it to that.

pub mod source;
pub mod amount;
pub mod text;
// What was published.
pub mod document;
// What can be said.
pub mod syntax;
pub mod schema;
pub mod facts;
pub mod account;
// What must hold.
pub mod ruleset;
pub mod graph;
pub mod plan;
// Whether it holds.
pub mod audit;
// What is said of it.
pub mod causes;
pub mod naming;
pub mod proof;
pub mod exchange;
pub mod session;
pub mod cases;
pub mod generate;
pub mod draft;
pub mod analysis;
// Where the answer goes.
pub mod report;
pub mod delivery;
// While the rules are written.
pub mod editor;
