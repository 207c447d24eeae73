//! Where a line that is too long goes on in the next: behind the colon of a rule, before a clause, before an operator,
//! behind a member of a list, in this order. What does not fit of a list flows into the author's next line of it.

use super::layout::{Depth, Line, blank};
use super::token::{Begins, Kind, Token};
use crate::text::display_width;

/// Columns of a line.
const WIDTH: usize = 140;

/// The same lines, those that are too long broken where they can be. A line that is left as it is would be left so
/// again.
pub(super) fn broken(lines: Vec<Line>, tokens: &[Token], depths: &[Depth]) -> Vec<Line> {
    let mut done = Vec::with_capacity(lines.len());
    let mut open: Vec<Line> = lines;
    open.reverse();
    while let Some(mut line) = open.pop() {
        let Some(at) = place(&line, tokens) else {
            done.push(line);
            continue;
        };
        let indent = depths.get(at).map_or(0, |depth| depth.indent());
        let mut rest =
            Line { spaced: false, indent, tokens: at..line.tokens.end, comment: line.comment.take() };
        line.tokens.end = at;
        let is_list = |at: usize| {
            let before = at.checked_sub(1).and_then(|before| tokens.get(before));
            before.is_some_and(|before| before.kind == Kind::Separator)
                && tokens.get(at).is_some_and(|token| token.kind == Kind::Text)
        };
        let next = open.last().filter(|next| {
            let joined = next.tokens.start == rest.tokens.end && !next.tokens.is_empty();
            joined && rest.comment.is_none() && is_list(at) && is_list(next.tokens.start)
        });
        if next.is_some()
            && let Some(next) = open.pop()
        {
            rest.tokens.end = next.tokens.end;
            rest.comment = next.comment;
        }
        open.push(rest);
        open.push(line);
    }
    done
}

/// The token before which a line that is too long breaks.
fn place(line: &Line, tokens: &[Token]) -> Option<usize> {
    let range = line.tokens.clone();
    let inside = tokens.get(range.clone())?;
    let mut width = line.indent;
    let mut nested = 0usize;
    // Of each rank the last place that fits, and the first that does not.
    let mut fitting: [Option<usize>; RANKS] = [None; RANKS];
    let mut beyond: [Option<usize>; RANKS] = [None; RANKS];
    let mut before: Option<&Token> = None;
    for (at, token) in range.zip(inside) {
        if let Some(before) = before {
            nested = match before.kind {
                Kind::Open => nested + 1,
                _ => nested,
            };
            let places = if width <= WIDTH { &mut fitting } else { &mut beyond };
            if let Some(rank) = rank(before, token, nested)
                && let Some(place) = places.get_mut(rank)
                && (width <= WIDTH || place.is_none())
            {
                *place = Some(at);
            }
            width += display_width(blank(before, token), true);
        }
        if token.kind == Kind::Close {
            nested = nested.saturating_sub(1);
        }
        width += display_width(&token.text, true);
        before = Some(token);
    }
    let place = fitting.into_iter().chain(beyond).flatten().next();
    place.filter(|_| width > WIDTH)
}

const RANKS: usize = 6;

/// How gladly a line breaks between two tokens: the less, the sooner.
fn rank(before: &Token, token: &Token, nested: usize) -> Option<usize> {
    if before.kind == Kind::HeadColon {
        return Some(0);
    }
    match (token.kind, token.text.as_str()) {
        _ if nested > 0 => None,
        _ if token.begins == Begins::Clause => Some(1),
        (Kind::Infix, "或") => Some(2),
        (Kind::Infix, "且") => Some(3),
        (Kind::Infix, _) => Some(4),
        (Kind::Text, _) if before.kind == Kind::Separator => Some(5),
        _ => None,
    }
}
