//! What a stack of rule files declares besides the schema: rules, restatements and definitions at their sites,
//! still as written.

use std::collections::BTreeMap;

use super::{ColumnId, FamilyId, PassageId, Schema, TableId};
use crate::source::{Diagnostic, Span};
use crate::syntax::{Adjust, Disable, Expr, Forbidden, Path, Pattern, Rule};

/// Where names of a rule are looked up: nearest block first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The item, 段, 说明 (nearest first), or the sides of the table that a rule stands in; empty at the top.
    pub families: Vec<FamilyId>,
    /// The table that it stands in.
    pub table: Option<TableId>,
    /// The passage that it stands in.
    pub passage: Option<PassageId>,
}

/// A rule at one site: a rule of a 句组 has one for every 用.
#[derive(Clone, Debug)]
pub struct RuleSite {
    /// The rule, parameters of its 句组 replaced by the arguments.
    pub rule: Rule,
    /// Where its names are looked up.
    pub scope: Scope,
    /// Number of the layer that declares it, base first.
    pub layer: u32,
}

/// `{甲 = 路径}`: a slot that restates a figure.
#[derive(Clone, Debug)]
pub struct Restatement {
    /// Family of the slot.
    pub family: FamilyId,
    /// The slot.
    pub column: ColumnId,
    /// What it restates.
    pub path: Path,
    /// Where the path's names are looked up.
    pub scope: Scope,
}

/// `定义 名 = 式`
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// The family that it is a figure of.
    pub family: FamilyId,
    /// What it is.
    pub expr: Expr,
    /// Where names are looked up.
    pub scope: Scope,
}

/// `定义 名 = 式` in a table or outside of all blocks: put in where it is used.
#[derive(Clone, Debug)]
pub struct Shorthand {
    /// Its name.
    pub name: String,
    /// Where the name stands.
    pub span: Span,
    /// What it is.
    pub expr: Expr,
    /// The table that it stands in, its side first; empty at the top.
    pub scope: Scope,
}

/// `禁句` at its site.
#[derive(Clone, Debug)]
pub struct PhraseSite {
    /// As written.
    pub phrase: Forbidden,
    /// The passage that it looks at, if not the whole text.
    pub passage: Option<PassageId>,
}

/// 短语: a named part of sentences.
#[derive(Clone, Debug)]
pub(super) struct NamedPart {
    /// Where its name stands first.
    pub(super) span: Span,
    /// Each way of saying it.
    pub(super) texts: Vec<Pattern>,
    /// Whether anything uses it.
    pub(super) used: bool,
}

/// A schema and what the later stages resolve against it.
#[derive(Clone, Debug, Default)]
pub struct Declared {
    /// What documents can say.
    pub schema: Schema,
    /// Rules and requirements.
    pub rules: Vec<RuleSite>,
    /// Restatements.
    pub restatements: Vec<Restatement>,
    /// Definitions.
    pub definitions: Vec<Definition>,
    /// Definitions in tables and at the top, a later one of a name before an earlier.
    pub shorthands: Vec<Shorthand>,
    /// Names of rows and columns that there are in other years only.
    pub other_years: std::collections::BTreeSet<(FamilyId, String)>,
    /// Forbidden phrases.
    pub phrases: Vec<PhraseSite>,
    /// `停用` at the top of a file.
    pub disabled: Vec<Disable>,
    /// Parts of the outline that 停用 takes out, by title.
    pub parts_off: std::collections::BTreeSet<String>,
    /// `调整`.
    pub adjusted: Vec<Adjust>,
    /// Whether the topmost rule set is a layer on another one.
    pub layered: bool,
    /// Phrases of documents that speak for the topmost layer (识别).
    pub recognised_by: Vec<String>,
    /// Basis of each rule set (依据), base first.
    pub basis: Vec<String>,
    /// 短语 by name.
    pub(super) named: BTreeMap<String, NamedPart>,
    /// Pieces that 短语 have put into patterns, of all uses together.
    pub(super) spliced: usize,
    /// Members that 用 has put where it stands, of all groups together.
    pub(super) copied: usize,
    /// What is wrong with the declarations.
    pub diagnostics: Vec<Diagnostic>,
}
