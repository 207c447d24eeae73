//! A tree as rule text, in one canonical form: parsing it again gives an equal tree, places aside.

mod block;
mod expression;
mod item;

pub(super) use expression::sign;

use super::build::{RESERVED, is_function, narrow};
use super::scan::is_word;
use super::{Name, Text, Tree};

/// The rule text of a tree. Comments stand on lines of their own, before what they preceded; the inside of strings is
/// left as it was.
#[must_use]
pub fn print(tree: &Tree) -> String {
    print_with(tree, &tree.comments)
}

/// The rule text of a tree with these comments, or without any: two trees with one text say the same.
pub(super) fn print_with(tree: &Tree, comments: &[Text]) -> String {
    let mut printer = Printer { out: String::new(), depth: 0, comments: comments.iter().peekable() };
    let mut last = None;
    for item in &tree.items {
        let group = item::group(item);
        if last.is_some_and(|last| last != group || group.spaced()) {
            printer.out.push('\n');
        }
        last = Some(group);
        printer.comments_before(item::start(item));
        printer.item(item);
    }
    printer.comments_before(u32::MAX);
    printer.out
}

/// Collects lines.
struct Printer<'t> {
    out: String,
    depth: usize,
    comments: std::iter::Peekable<std::slice::Iter<'t, Text>>,
}

impl Printer<'_> {
    fn line(&mut self, text: &str) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
        self.out.push_str(text);
        self.out.push('\n');
    }

    /// Comments that stand before a byte of the file.
    fn comments_before(&mut self, start: u32) {
        while let Some(comment) = self.comments.next_if(|comment| comment.span.start <= start) {
            let text =
                if comment.value.is_empty() { "//".to_owned() } else { format!("// {}", comment.value) };
            self.line(&text);
        }
    }

    /// `head {`, members, `}`; `head {}` if there are none.
    fn block(&mut self, head: &str, empty: bool, members: impl FnOnce(&mut Self)) {
        if empty {
            return self.line(&format!("{head} {{}}"));
        }
        self.line(&format!("{head} {{"));
        self.depth += 1;
        members(self);
        self.depth -= 1;
        self.line("}");
    }
}

fn name(name: &Name) -> String {
    written_name(&name.text)
}

/// A name as rule files write it: in 「」 where it would not be read as one otherwise.
#[must_use]
pub fn written_name(name: &str) -> String {
    if is_plain(name) && !RESERVED.contains(&name) { name.to_owned() } else { format!("「{name}」") }
}

fn names(list: &[Name]) -> String {
    join(list.iter().map(name))
}

/// Several things with 、 between them.
fn join(list: impl IntoIterator<Item = String>) -> String {
    let list: Vec<String> = list.into_iter().collect();
    list.join("、")
}

/// Whether a text reads as a bare name: a word, perhaps with brackets behind it and words behind those.
fn is_plain(text: &str) -> bool {
    let word: String = text.chars().take_while(|found| is_word(*found)).collect();
    let starts = word.chars().next().is_some_and(|first| !first.is_ascii_digit());
    if !starts
        || text.contains("//")
        || text.contains("／／")
        || text.chars().any(|found| narrow(found) != found)
    {
        return false;
    }
    let mut depth = 0usize;
    for found in text.chars() {
        match found {
            '(' | '（' => depth += 1,
            ')' | '）' if depth > 0 => depth -= 1,
            _ if depth == 0 && !is_word(found) => return false,
            '"' | '＂' | '“' | '”' | '「' | '」' | '\n' | '[' | ']' | '【' | '】' | '{' | '}' | '｛'
            | '｝' => {
                return false;
            }
            _ => {}
        }
    }
    depth == 0 && (word.len() == text.len() || !is_function(&word))
}

/// A string with its quotes.
fn text(text: &Text) -> String {
    let mut out = String::from("\"");
    for found in text.value.chars() {
        if matches!(found, '"' | '＂' | '\\') {
            out.push('\\');
        }
        out.push(found);
    }
    out.push('"');
    out
}

fn texts(list: &[Text]) -> String {
    join(list.iter().map(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_so_that_they_are_read_as_names() {
        assert_eq!(written_name("因公出国（境）费"), "因公出国（境）费");
        assert_eq!(written_name("财政拨款“三公”经费"), "「财政拨款“三公”经费」");
        assert_eq!(written_name("2024年数"), "「2024年数」");
        assert_eq!(written_name("（一）甲"), "「（一）甲」");
    }
}
