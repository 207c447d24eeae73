//! Where a rule over a code list is, and what need not be worked out again for its next code.

use std::collections::BTreeMap;
use std::rc::Rc;

use super::value::Gap;
use crate::plan::TextNode;
use crate::schema::CodeListId;

/// A name of a code list, as listed and folded.
#[derive(Clone, Debug)]
pub(super) struct CodeName<'a> {
    pub(super) name: &'a str,
    pub(super) folded: Rc<str>,
}

/// Names of code lists, by list and level.
pub(super) type CodeNames<'a> = BTreeMap<(CodeListId, u8), Rc<[CodeName<'a>]>>;

/// Folded texts of a node.
pub(super) type Texts = Result<Rc<[Rc<str>]>, Gap>;

/// Where a rule over a code list is.
#[derive(Clone, Debug)]
pub(super) struct AtCode<'a> {
    pub(super) name: CodeName<'a>,
    /// Texts that are the same at every code, by the place of their node in the plan.
    pub(super) fixed: Vec<(*const TextNode, Texts)>,
}
