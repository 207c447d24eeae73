//! Lines: where declarations stand, which breaks and empty lines of the author's are kept, what is indented how far.

use super::super::build::is_blank;
use super::token::{Begins, Kind, Token};

/// A line of the laid out text.
#[derive(Debug)]
pub(super) struct Line {
    /// An empty line stands before it.
    pub(super) spaced: bool,
    /// Blanks before it.
    pub(super) indent: usize,
    /// Its tokens, by number; none on a line with a comment alone.
    pub(super) tokens: std::ops::Range<usize>,
    /// The comment at its end, with its slashes.
    pub(super) comment: Option<String>,
}

/// What stands between two tokens.
#[derive(Debug, Default)]
pub(super) struct Gap {
    comments: Vec<Comment>,
    /// A line ends in it.
    breaks: bool,
    /// An empty line stands in it, before the token.
    spaced: bool,
}

#[derive(Debug)]
struct Comment {
    text: String,
    /// On a line of its own.
    alone: bool,
    spaced: bool,
}

/// How far a token stands in where it begins a line, by the blocks around it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Depth {
    own: usize,
    /// Of a comment before it.
    comment: usize,
}

impl Depth {
    /// Blanks before it where it begins a line.
    pub(super) fn indent(self) -> usize {
        self.own
    }
}

/// Blanks of one step.
const STEP: usize = 2;

/// The gaps before each token and behind the last.
pub(super) fn gaps(text: &str, tokens: &[Token]) -> Vec<Gap> {
    let starts = tokens.iter().map(|token| token.start).chain([text.len()]);
    let ends = [0].into_iter().chain(tokens.iter().map(|token| token.end));
    let mut gaps: Vec<Gap> =
        ends.zip(starts).map(|(from, to)| gap(text.get(from..to).unwrap_or(""), from == 0)).collect();
    // A break stands behind 、 and ； and before an operator.
    for at in 1..gaps.len() {
        let kind = tokens.get(at - 1).map(|token| token.kind);
        let before = matches!(kind, Some(Kind::Separator | Kind::Semicolon));
        let behind = kind == Some(Kind::Infix);
        if before && gaps.get(at - 1).is_some_and(|gap| gap.breaks) {
            gaps.get_mut(at).into_iter().for_each(|gap| gap.breaks = true);
        }
        if behind && gaps.get(at).is_some_and(|gap| gap.breaks && gap.comments.is_empty()) {
            gaps.get_mut(at - 1).into_iter().for_each(|gap| gap.breaks = true);
        }
    }
    gaps
}

fn gap(text: &str, first: bool) -> Gap {
    let mut gap = Gap::default();
    let mut empty = false;
    let last = text.bytes().filter(|byte| *byte == b'\n').count();
    for (number, line) in text.split('\n').enumerate() {
        gap.breaks |= number > 0;
        let inside = line.trim_matches(is_blank);
        if inside.is_empty() {
            // The first piece stands behind a token, the last before one.
            empty |= number > 0 && number < last;
            continue;
        }
        let comment = Comment { text: comment(inside), alone: number > 0 || first, spaced: empty };
        gap.comments.push(comment);
        empty = false;
    }
    gap.spaced = empty;
    gap
}

/// A comment with slashes as they are typed here, and a blank behind them.
fn comment(text: &str) -> String {
    let inside = text.trim_start_matches(['/', '／']);
    let slashes = "/".repeat(text.chars().count() - inside.chars().count());
    let blank = if inside.is_empty() || inside.starts_with(is_blank) { "" } else { " " };
    format!("{slashes}{blank}{inside}")
}

/// Which braces stand on lines of their own, and how far tokens stand in.
pub(super) fn depths(tokens: &[Token], gaps: &[Gap]) -> (Vec<Depth>, Vec<bool>) {
    let mut open: Vec<(usize, bool)> = Vec::new();
    let closing = closings(tokens);
    let mut depths = Vec::with_capacity(tokens.len());
    let mut tall = vec![false; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        let outer = || open.iter().filter(|(_, tall)| *tall).count() * STEP;
        let inside = open.last().is_some_and(|(_, tall)| *tall);
        let base = outer();
        let own = match (token.kind, token.begins) {
            (Kind::CloseBlock, _) if inside => base.saturating_sub(STEP),
            (_, Begins::Declaration) => base,
            (_, Begins::Element) if inside => base,
            (_, Begins::Margin) => 0,
            _ => base + STEP,
        };
        let comment = if token.kind == Kind::CloseBlock && inside { base } else { own };
        depths.push(Depth { own, comment });
        match token.kind {
            Kind::OpenBlock => {
                let end = closing.get(at).copied().flatten();
                let breaks = |at: usize| gaps.get(at).is_some_and(|gap| gap.breaks);
                let filled = end.is_some_and(|end| {
                    end > at + 1 || gaps.get(end).is_some_and(|gap| !gap.comments.is_empty())
                });
                let is_tall = filled && (token.tall || breaks(at + 1) || end.is_some_and(breaks));
                tall.get_mut(at).into_iter().for_each(|tall| *tall = is_tall);
                let end = end.and_then(|end| tall.get_mut(end));
                end.into_iter().for_each(|tall| *tall = is_tall);
                open.push((at, is_tall));
            }
            Kind::CloseBlock => {
                open.pop();
            }
            _ => {}
        }
    }
    (depths, tall)
}

/// The closing brace of each opening one.
fn closings(tokens: &[Token]) -> Vec<Option<usize>> {
    let mut open = Vec::new();
    let mut closing = vec![None; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::OpenBlock => open.push(at),
            Kind::CloseBlock => {
                let opened = open.pop().and_then(|opened: usize| closing.get_mut(opened));
                opened.into_iter().for_each(|closing| *closing = Some(at));
            }
            _ => {}
        }
    }
    closing
}

/// The lines of tokens with their gaps.
pub(super) fn lines(tokens: &[Token], gaps: Vec<Gap>, depths: &[Depth], tall: &[bool]) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for (at, gap) in gaps.into_iter().enumerate() {
        let depth = depths.get(at).copied().unwrap_or(Depth { own: 0, comment: 0 });
        let before = at.checked_sub(1).and_then(|before| tokens.get(before));
        let opened = at.checked_sub(1).and_then(|before| tall.get(before)).is_some_and(|tall| *tall)
            && before.is_some_and(|before| before.kind == Kind::OpenBlock);
        let token = tokens.get(at);
        let must = token.is_none_or(|token| {
            let closes = token.kind == Kind::CloseBlock && tall.get(at).is_some_and(|tall| *tall);
            token.begins == Begins::Declaration || closes || opened
        });
        let mut fresh = must || gap.breaks && token.is_some_and(|token| may_break(before, token));
        let mut first = opened || lines.is_empty();
        for comment in gap.comments {
            fresh = true;
            let last = lines.last_mut().filter(|_| !comment.alone);
            match last {
                Some(line) if line.comment.is_none() => line.comment = Some(comment.text),
                _ => lines.push(Line {
                    spaced: comment.spaced && !first,
                    indent: depth.comment,
                    tokens: at..at,
                    comment: Some(comment.text),
                }),
            }
            first &= !comment.alone;
        }
        let Some(token) = token else { break };
        let leads = matches!(token.begins, Begins::Declaration | Begins::Element | Begins::Margin);
        match lines.last_mut().filter(|_| !fresh) {
            Some(line) => line.tokens.end = at + 1,
            None => lines.push(Line {
                spaced: gap.spaced && leads && !first,
                indent: depth.own,
                tokens: at..at + 1,
                comment: None,
            }),
        }
    }
    lines
}

/// Whether a break of the author's before a token is kept.
fn may_break(before: Option<&Token>, token: &Token) -> bool {
    let behind = before
        .is_some_and(|before| matches!(before.kind, Kind::Separator | Kind::Semicolon | Kind::HeadColon));
    behind || token.begins != Begins::Nothing || token.kind == Kind::Infix
}

/// What stands between two tokens of a line.
pub(super) fn blank(before: &Token, token: &Token) -> &'static str {
    let tight = match (before.kind, token.kind) {
        (Kind::Open | Kind::TypeColon | Kind::Separator | Kind::Semicolon | Kind::HeadColon, _) => true,
        (_, Kind::Close | Kind::TypeColon | Kind::Separator | Kind::Semicolon | Kind::HeadColon) => true,
        (Kind::OpenBlock, Kind::CloseBlock) | (Kind::Caller, Kind::Open) => true,
        (Kind::Prefix, _) => before.text == "-",
        _ => false,
    };
    let apart = token.begins == Begins::Element && before.kind != Kind::OpenBlock;
    match tight {
        true => "",
        false if apart => "  ",
        false => " ",
    }
}
