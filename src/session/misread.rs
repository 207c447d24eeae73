//! What a mistake in a rule file would bring about elsewhere, and is not told: names that stand in a declaration which
//! could not be read are not unknown, only not there yet.

use std::collections::BTreeSet;

use super::stack::Parsed;
use crate::source::{Diagnostic, Severity, Sources, Span};

/// Problems of the same kind that mean nothing while a declaration is missing.
const FOLLOWS: [&str; 6] = ["未知名称", "未知句组", "未知类型", "未知填空", "缺少列", "未知编码表"];

/// What is wrong with the rule files of a stack as they are written.
#[derive(Debug, Default)]
pub(super) struct Misread {
    spans: BTreeSet<Span>,
    /// Words of declarations that could not be read.
    declared: BTreeSet<String>,
    /// Words of all that could not be read, rules too.
    used: BTreeSet<String>,
}

impl Misread {
    /// Of files as parsed.
    pub(super) fn of<'p>(sources: &Sources, parsed: impl Iterator<Item = &'p Parsed>) -> Self {
        let mut misread = Self::default();
        for parsed in parsed {
            let errors = parsed.diagnostics.iter().filter(|found| found.severity == Severity::Error);
            misread.spans.extend(errors.map(|found| found.span));
            for span in &parsed.tree.lost {
                misread.lose(sources.text(span.source), *span);
            }
        }
        misread
    }

    /// Takes in what an error is at.
    pub(super) fn at(&mut self, span: Span) {
        self.spans.insert(span);
    }

    /// Takes in the name of a slot that a mistake leaves undeclared.
    pub(super) fn undeclared(&mut self, found: &Diagnostic) {
        if found.code == "未知填空" {
            let quoted = found.message.split('「').nth(1).and_then(|rest| rest.split('」').next());
            self.declared.extend(quoted.into_iter().flat_map(words).map(str::to_owned));
        }
    }

    fn lose(&mut self, text: &str, span: Span) {
        let Some(lost) = text.get(span.start as usize..span.end as usize) else { return };
        let words: BTreeSet<String> = words(lost).map(str::to_owned).collect();
        if !["规则", "要求", "禁句", "停用", "调整"].iter().any(|word| lost.starts_with(word)) {
            self.declared.extend(words.iter().cloned());
        }
        self.used.extend(words);
    }

    /// Whether a problem found later is one of its own.
    pub(super) fn lets(&self, found: &Diagnostic) -> bool {
        if self.spans.contains(&found.span) {
            return false;
        }
        let names = |among: &BTreeSet<String>| {
            let quoted = found.message.split('「').skip(1).filter_map(|rest| rest.split('」').next());
            quoted.flat_map(words).any(|word| among.contains(word))
        };
        if found.severity != Severity::Error {
            return !names(&self.used);
        }
        !(FOLLOWS.contains(&found.code) && names(&self.declared))
    }
}

/// Words between signs and blanks.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|found: char| !found.is_alphanumeric()).filter(|word| !word.is_empty())
}
