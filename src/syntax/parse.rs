//! The entry: caps, the fast path through the whole grammar, and recovery where it fails.

use pest::Parser;
use pest::error::InputLocation;

use super::build::{Builder, is_blank};
use super::grammar::{Grammar, Rule};
use super::recover::recover;
use super::scan;
use super::{Item, TermClass, Tree};
use crate::source::{Diagnostic, Lint, SourceId, Span};
use crate::text::is_steering;

/// The largest rule file that is read, in bytes.
pub const MAX_RULE_FILE: usize = 4 << 20;

/// How deep brackets of all kinds may nest in a rule file.
pub const MAX_NESTING: usize = 48;

/// Parses one rule file. Never fails: gives the tree of what could be read, and everything that is wrong with it.
/// Spans are byte offsets in `text`; time is linear in its length.
#[must_use]
pub fn parse(source: SourceId, text: &str) -> (Tree, Vec<Diagnostic>) {
    let mut tree = Tree { source, ..Tree::default() };
    if text.len() > MAX_RULE_FILE {
        let span = Span { source, start: 0, end: 0 };
        let message = format!("规则文件太大：{} 字节，最多 {} 字节", text.len(), MAX_RULE_FILE);
        return (
            tree,
            vec![Diagnostic::error(Lint("文件过大"), span, message).mend("按表、按章节拆成几个文件")],
        );
    }
    let scan = scan::scan(source, text, MAX_NESTING);
    if let Some(at) = scan.too_deep {
        let width = text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, char::len_utf8);
        let span = Span { source, start: at as u32, end: (at + width) as u32 };
        let message = format!("括号套得太深（最多 {MAX_NESTING} 层）");
        tree.comments = scan.comments;
        return (
            tree,
            vec![Diagnostic::error(Lint("嵌套过深"), span, message).mend("检查前面是否有括号没有合上")],
        );
    }
    let mut builder = Builder::new(source, &scan.comments);
    match Grammar::parse(Rule::file, text) {
        Ok(pairs) => tree.items = pairs.filter_map(|pair| builder.item(pair)).collect(),
        Err(error) => {
            (tree.items, tree.lost) = recover(text, &scan, &mut builder);
            if builder.diagnostics.count() == 0 {
                let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
                let place = builder.at(at, at);
                builder.diagnostics.push(
                    Diagnostic::error(Lint("语法"), place, "此处读不下去")
                        .mend("检查前后的引号、括号和关键词之间的空格"),
                );
            }
        }
    }
    let mut diagnostics = builder.diagnostics.finish();
    diagnostics.extend(steering(source, text));
    diagnostics.extend(tree.items.iter().filter_map(|item| because(item, text)));
    tree.comments = scan.comments;
    (tree, diagnostics)
}

/// 原因 "…" behind another declaration on its line: a word of the vocabulary, where 因 was meant.
fn because(item: &Item, text: &str) -> Option<Diagnostic> {
    let Item::Term(term) = item else { return None };
    let before = text.get(..term.span.start as usize)?.rsplit('\n').next()?;
    let alone = before.trim_matches(is_blank).is_empty();
    (term.class == TermClass::Reason && !alone).then(|| {
        let end = term.span.start + "原因".len() as u32;
        let message = "「原因」说的是文字里引出原因的词；停用、调整的原因写「因」";
        Diagnostic::error(Lint("关键词"), Span { end, ..term.span }, message).mend("写成：因").put("因")
    })
}

/// The first character that steers a terminal or turns the order of letters: what is read is then not what is seen.
fn steering(source: SourceId, text: &str) -> Option<Diagnostic> {
    let (at, character) = text.char_indices().find(|(_, c)| is_steering(*c))?;
    let span = Span { source, start: at as u32, end: (at + character.len_utf8()) as u32 };
    let message = format!("这里有看不见的控制字符（U+{:04X}）", u32::from(character));
    Some(Diagnostic::error(Lint("控制字符"), span, message).mend("删去它，或把这一处重新打一遍"))
}
