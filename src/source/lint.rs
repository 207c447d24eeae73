//! The kinds of problems of rule files: each has a number, a name and a page in `lints.md`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

/// The registry: a page each, headed by number and name, with how grave it is and what it means.
const REGISTRY: &str = include_str!("lints.md");

/// A kind of problem, by its name in the registry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Lint(pub &'static str);

/// What the registry says of a kind of problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LintPage {
    /// `L0007`
    pub number: &'static str,
    /// Its name.
    pub name: &'static str,
    /// Number and name, as they are shown with a problem.
    pub label: &'static str,
    /// 错误, 警告, 提示: as what it is told; several where it depends on what is written.
    pub levels: &'static str,
    /// The page below its heading: what it means, an example that is wrong, one that is right.
    pub text: &'static str,
}

impl LintPage {
    /// Whether it may be told as something less than an error.
    #[must_use]
    pub fn may_be_lowered(&self) -> bool {
        self.levels != "错误"
    }
}

/// All pages, in order of their numbers.
pub fn lints() -> impl Iterator<Item = LintPage> {
    REGISTRY.split("\n## ").skip(1).filter_map(|section| {
        let (head, text) = section.split_once('\n')?;
        let (label, levels) = head.trim().strip_suffix('）')?.split_once('（')?;
        let (number, name) = label.split_once(' ')?;
        Some(LintPage { number, name, label, levels, text: text.trim() })
    })
}

/// The page of a kind of problem, by number (in any case) or name.
#[must_use]
pub fn lint(of: &str) -> Option<LintPage> {
    static PAGES: OnceLock<BTreeMap<&'static str, LintPage>> = OnceLock::new();
    let pages =
        PAGES.get_or_init(|| lints().flat_map(|page| [(page.number, page), (page.name, page)]).collect());
    pages.get(of).or_else(|| pages.get(of.to_ascii_uppercase().as_str())).copied()
}

/// Whether a word is written as the number of a lint is: `L0007`.
#[must_use]
pub fn is_lint_number(word: &str) -> bool {
    let digits = word.strip_prefix(['L', 'l']).unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
}
