//! The words and signs of a rule file in order, each as the one form writes it, with what layout asks of it.

use pest::iterators::Pair;

use super::super::build::{is_blank, is_dash, narrow, operator};
use super::super::grammar::Rule;
use super::super::print::sign;

/// What a word or sign is to the layout.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A keyword, name, path, number: nothing of its own.
    Word,
    /// A string.
    Text,
    /// A sign between two operands.
    Infix,
    /// `-` or 非 before its operand.
    Prefix,
    /// What takes its bracket without a blank.
    Caller,
    /// `、`
    Separator,
    /// `；`
    Semicolon,
    /// `：` before what a rule says.
    HeadColon,
    /// `:` before a type.
    TypeColon,
    /// `=`
    Equals,
    /// `(`, and `{` of a set.
    Open,
    /// `)`, and `}` of a set.
    Close,
    /// `{` of a block.
    OpenBlock,
    /// `}` of a block.
    CloseBlock,
}

/// Where a token may or must begin a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Begins {
    /// Nothing in particular.
    #[default]
    Nothing,
    /// A declaration: on a line of its own.
    Declaration,
    /// A member of a list in braces.
    Element,
    /// A clause of a rule: where a line is too long, it goes on with one.
    Clause,
    /// What may stand on a line of its own where the author put it there.
    Part,
    /// A clause that stands at the margin where it begins a line.
    Margin,
}

/// A word or sign.
#[derive(Clone, Debug)]
pub(super) struct Token {
    /// As the one form writes it.
    pub(super) text: String,
    /// Its bytes in the file.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// What it is.
    pub(super) kind: Kind,
    /// What begins with it.
    pub(super) begins: Begins,
    /// Of `{`: what is inside stands on lines of its own even where the author wrote it on one.
    pub(super) tall: bool,
}

/// The tokens of declarations.
pub(super) fn tokens<'t>(text: &str, items: impl Iterator<Item = Pair<'t, Rule>>) -> Vec<Token> {
    let mut walk = Walk { tokens: Vec::new() };
    for item in items.filter(|item| item.as_rule() != Rule::EOI) {
        walk.pair(item, Rule::file, Begins::Declaration);
    }
    between(text, walk.tokens)
}

struct Walk {
    tokens: Vec<Token>,
}

impl Walk {
    fn pair(&mut self, pair: Pair<'_, Rule>, parent: Rule, begins: Begins) {
        let node = pair.as_rule();
        let mut inner = pair.clone().into_inner().peekable();
        if is_whole(node) || inner.peek().is_none() {
            let (start, end) = (pair.as_span().start(), pair.as_span().end());
            let kind = kind(node, parent);
            let begins = if begins == Begins::Nothing { margin(node) } else { begins };
            let tall = node == Rule::open_block && is_tall(parent);
            self.tokens.push(Token { text: written(pair, parent), start, end, kind, begins, tall });
            return;
        }
        let mut first = begins;
        for child in inner {
            let own = role(node, child.as_rule());
            let begins = if first == Begins::Nothing { own } else { first };
            first = Begins::Nothing;
            self.pair(child, node, begins);
        }
    }
}

/// Pairs that are one token, whatever the grammar sees inside.
fn is_whole(node: Rule) -> bool {
    matches!(
        node,
        Rule::path
            | Rule::string
            | Rule::code
            | Rule::number
            | Rule::year
            | Rule::code_level
            | Rule::whole_count
    )
}

/// Blocks whose members are declarations.
fn is_tall(parent: Rule) -> bool {
    matches!(
        parent,
        Rule::table | Rule::side | Rule::passage | Rule::section | Rule::items | Rule::group | Rule::outline
    )
}

/// What begins with a child of a pair.
fn role(parent: Rule, child: Rule) -> Begins {
    let sign = matches!(child, Rule::open_block | Rule::close_block | Rule::separator | Rule::semicolon);
    let head = matches!(
        child,
        Rule::table_head
            | Rule::side_head
            | Rule::passage_head
            | Rule::section_head
            | Rule::items_head
            | Rule::group_head
            | Rule::outline_head
            | Rule::part_head
            | Rule::kw_parts
            | Rule::kw_of_which
            | Rule::kw_words
    );
    match parent {
        _ if sign || head => Begins::Nothing,
        _ if is_tall(parent) => Begins::Declaration,
        Rule::parts | Rule::of_which | Rule::outline_part => Begins::Element,
        Rule::words if child == Rule::word_entry => Begins::Element,
        Rule::rule_head | Rule::forbidden | Rule::disable | Rule::adjust if is_clause(child) => {
            Begins::Clause
        }
        Rule::term | Rule::forbidden if child == Rule::string => Begins::Part,
        _ => Begins::Nothing,
    }
}

fn is_clause(node: Rule) -> bool {
    matches!(
        node,
        Rule::each
            | Rule::when
            | Rule::validity
            | Rule::level
            | Rule::tolerance
            | Rule::reason
            | Rule::basis
            | Rule::wording
            | Rule::once
            | Rule::except
            | Rule::instead
            | Rule::within
    )
}

/// Keywords that may begin a line without being a clause of a rule; 又名 means another thing there.
fn margin(node: Rule) -> Begins {
    match node {
        Rule::kw_recognised | Rule::kw_published => Begins::Margin,
        Rule::kw_over
        | Rule::kw_when
        | Rule::kw_implies
        | Rule::kw_version
        | Rule::kw_based_on
        | Rule::kw_data
        | Rule::kw_levels
        | Rule::kw_parts
        | Rule::kw_of
        | Rule::kw_of_which => Begins::Part,
        _ => Begins::Nothing,
    }
}

fn kind(node: Rule, parent: Rule) -> Kind {
    match node {
        Rule::string => Kind::Text,
        Rule::infix => Kind::Infix,
        Rule::separator => Kind::Separator,
        Rule::semicolon => Kind::Semicolon,
        Rule::equals => Kind::Equals,
        Rule::colon if parent == Rule::rule_head => Kind::HeadColon,
        Rule::colon => Kind::TypeColon,
        Rule::open_paren => Kind::Open,
        Rule::close_paren => Kind::Close,
        Rule::open_block if parent == Rule::set => Kind::Open,
        Rule::close_block if parent == Rule::set => Kind::Close,
        Rule::open_block => Kind::OpenBlock,
        Rule::close_block => Kind::CloseBlock,
        Rule::function | Rule::group_name => Kind::Caller,
        Rule::prefix => Kind::Prefix,
        _ => Kind::Word,
    }
}

/// A token as the one form writes it; the inside of strings is left as it is.
fn written(pair: Pair<'_, Rule>, parent: Rule) -> String {
    let text = pair.as_str();
    let grouped = matches!(parent, Rule::group_use | Rule::group_head);
    match pair.as_rule() {
        Rule::string => {
            let inside = pair.into_inner().next();
            format!("\"{}\"", inside.map_or("", |inside| inside.as_str()))
        }
        Rule::path => path(pair),
        Rule::code => code(&pair),
        Rule::plain_name | Rule::year | Rule::number | Rule::code_level | Rule::whole_count => {
            let integer = |found: &Pair<'_, Rule>| found.as_rule() == Rule::integer;
            let year = (pair.as_rule() == Rule::year).then(|| pair.clone().into_inner().find(integer));
            let text = year.flatten().map_or(text, |year| year.as_str());
            let bare = pair.as_rule() != Rule::plain_name;
            text.chars().filter(|found| !(bare && is_blank(*found))).map(narrow).collect()
        }
        Rule::signed | Rule::integer => {
            text.chars().map(|found| if is_dash(found) { '-' } else { narrow(found) }).collect()
        }
        Rule::infix => sign(operator(text)).to_owned(),
        Rule::prefix => if text.starts_with(is_dash) { "-" } else { text }.to_owned(),
        Rule::separator => "、".to_owned(),
        Rule::semicolon => "；".to_owned(),
        Rule::equals => "=".to_owned(),
        Rule::colon => if parent == Rule::rule_head { "：" } else { ":" }.to_owned(),
        Rule::open_paren => if grouped { "（" } else { "(" }.to_owned(),
        Rule::close_paren => if grouped { "）" } else { ")" }.to_owned(),
        Rule::open_block => "{".to_owned(),
        Rule::close_block => "}".to_owned(),
        _ => text.to_owned(),
    }
}

fn path(pair: Pair<'_, Rule>) -> String {
    let steps = pair.into_inner().filter_map(|step| match step.as_rule() {
        Rule::code => Some(code(&step)),
        Rule::dynamic => {
            let inside = step.into_inner().find(|inside| inside.as_rule() == Rule::path);
            inside.map(|inside| format!("({})", path(inside)))
        }
        Rule::quoted_name => Some(step.as_str().to_owned()),
        _ => Some(step.as_str().chars().map(narrow).collect()),
    });
    steps.collect::<Vec<String>>().join(".")
}

fn code(pair: &Pair<'_, Rule>) -> String {
    let inside = pair.clone().into_inner().find(|inside| inside.as_rule() == Rule::code_text);
    let inside: String =
        inside.map(|inside| inside.as_str().chars().map(narrow).collect()).unwrap_or_default();
    format!("[{inside}]")
}

/// The same with the words between that the grammar has no pair for.
fn between(text: &str, known: Vec<Token>) -> Vec<Token> {
    let mut all = Vec::with_capacity(known.len());
    let mut last = 0;
    for token in known {
        let gap = text.get(last..token.start).unwrap_or("");
        let mut at = last;
        for line in gap.split_inclusive('\n') {
            let code = line.split("//").next().unwrap_or("").split("／／").next().unwrap_or("");
            let inside = code.trim_matches(is_blank);
            if !inside.is_empty() {
                let start = at + code.find(inside).unwrap_or(0);
                all.push(Token {
                    text: inside.to_owned(),
                    start,
                    end: start + inside.len(),
                    kind: Kind::Word,
                    begins: Begins::Part,
                    tall: false,
                });
            }
            at += line.len();
        }
        last = token.end;
        all.push(token);
    }
    all
}
