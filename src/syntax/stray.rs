//! Characters that no rule can have outside quotes.

use crate::source::{Diagnostic, Lint, Span};
use crate::text::look_alike;

/// What is said of a character that is not of the language: one that looks like another is taken for that.
pub(super) fn stray(found: char, span: Span) -> Diagnostic {
    match look_alike(found) {
        Some(plain) => {
            let code = u32::from(found);
            let message = format!("「{found}」（U+{code:04X}）只是看着像「{plain}」，是另一个字");
            Diagnostic::error(Lint("形近字"), span, message).mend(format!("写成：{plain}")).put(plain)
        }
        None => Diagnostic::error(Lint("多余符号"), span, format!("「{found}」不是规则里能用的符号"))
            .mend("删去它；是名称的一部分时，把整个名称写在「」里"),
    }
}
