//! A rule file in its one form: signs, blanks, indentation and long lines are the form's; the order of what is said, the
//! breaks and the empty lines that a person put are kept, and comments keep their place.
//!
//! May live here: layout. May not: any change of what a file says. That is proved at each run.

mod breaks;
mod layout;
mod token;

use pest::Parser;

use super::grammar::{Grammar, Rule};
use super::print::print_with;
use super::{Tree, parse};
use crate::source::{Diagnostic, Severity, SourceId};
use layout::{Line, blank};
use token::Token;

/// Why a file is left as it is.
#[derive(Clone, Debug, PartialEq)]
pub enum Unformatted {
    /// It has mistakes: these.
    Mistakes(Vec<Diagnostic>),
    /// What was laid out does not say the same as the file: a mistake of the program.
    NotTheSame,
}

/// The text of a rule file in its one form. Lines end as the first one does.
///
/// # Errors
/// When the file has mistakes, and when the result read again does not give the same tree and the same comments in the
/// same places.
pub fn format(source: SourceId, text: &str) -> Result<String, Unformatted> {
    let tree = read(source, text)?;
    let tokens = tokens(text).ok_or(Unformatted::NotTheSame)?;
    let formatted = lay_out(text, &tokens);
    let again = read(source, &formatted).map_err(|_| Unformatted::NotTheSame)?;
    let same_tree = print_with(&tree, &[]) == print_with(&again, &[]);
    let same_words = self::tokens(&formatted)
        .is_some_and(|found| interleaved(&tokens, &tree) == interleaved(&found, &again));
    if !same_tree || !same_words {
        return Err(Unformatted::NotTheSame);
    }
    let windows = text.split_once('\n').is_some_and(|(first, _)| first.ends_with('\r'));
    Ok(if windows { formatted.replace('\n', "\r\n") } else { formatted })
}

/// The tree of a file without mistakes.
fn read(source: SourceId, text: &str) -> Result<Tree, Unformatted> {
    let (tree, diagnostics) = parse(source, text);
    let wrong = diagnostics.iter().any(|diagnostic| diagnostic.severity == Severity::Error);
    if wrong { Err(Unformatted::Mistakes(diagnostics)) } else { Ok(tree) }
}

fn tokens(text: &str) -> Option<Vec<Token>> {
    let pairs = Grammar::parse(Rule::file, text).ok()?;
    Some(token::tokens(text, pairs))
}

/// The words of a file and its comments, in order.
fn interleaved<'f>(tokens: &'f [Token], tree: &'f Tree) -> Vec<&'f str> {
    let words = tokens.iter().map(|token| (token.start, token.text.as_str()));
    let comments = tree.comments.iter().map(|comment| (comment.span.start as usize, comment.value.as_str()));
    let mut all: Vec<(usize, &str)> = words.chain(comments).collect();
    all.sort_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, text)| text).collect()
}

fn lay_out(text: &str, tokens: &[Token]) -> String {
    let gaps = layout::gaps(text, tokens);
    let (depths, tall) = layout::depths(tokens, &gaps);
    let lines = layout::lines(tokens, gaps, &depths, &tall);
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for line in breaks::broken(lines, tokens, &depths) {
        write(&line, tokens, &mut out);
    }
    out
}

fn write(line: &Line, tokens: &[Token], out: &mut String) {
    if line.spaced {
        out.push('\n');
    }
    out.extend(std::iter::repeat_n(' ', line.indent));
    let mut before: Option<&Token> = None;
    for token in tokens.get(line.tokens.clone()).unwrap_or_default() {
        out.push_str(before.map_or("", |before| blank(before, token)));
        out.push_str(&token.text);
        before = Some(token);
    }
    if let Some(comment) = &line.comment {
        out.push_str(if before.is_some() { " " } else { "" });
        out.push_str(comment);
    }
    out.push('\n');
}
