//! Formats (格式): how the figure of a column is found in a cell that holds more than a figure.

use super::figures::{self, Site};
use crate::account::CellRead;
use crate::amount::{Dimension, MoneyUnit};
use crate::syntax::{Pattern, Piece, Step};
use crate::text::{fold_text, scan_figures};

/// Characters of a cell that formats look at.
const LONGEST: usize = 400;

/// Steps that matching may take.
const STEPS: u32 = 20_000;

/// Matches a folded text whole: the slots with their text in printed order; none where the pattern does not match.
pub(super) fn read(pattern: &Pattern, folded: &str) -> Option<Vec<(String, String)>> {
    if folded.len() > LONGEST {
        return None;
    }
    let mut matcher = Matcher { steps: STEPS, slots: Vec::new() };
    let pieces: Vec<&Piece> = pattern.pieces.iter().collect();
    let matched = matcher.run(&pieces, folded);
    matched.then_some(matcher.slots)
}

struct Matcher {
    steps: u32,
    slots: Vec<(String, String)>,
}

impl Matcher {
    /// Matches the rest of a pattern against the rest of a text, with all of it used.
    fn run(&mut self, pieces: &[&Piece], text: &str) -> bool {
        let Some(steps) = self.steps.checked_sub(1) else { return false };
        self.steps = steps;
        let Some((piece, rest)) = pieces.split_first() else { return text.trim_matches('。').is_empty() };
        match piece {
            Piece::Fixed(fixed) => {
                let fixed = fold_text(&fixed.value);
                text.strip_prefix(fixed.as_str()).is_some_and(|after| self.run(rest, after))
            }
            Piece::Optional(branches) => self.branches(branches, rest, text) || self.run(rest, text),
            Piece::Choice(branches) => self.branches(branches, rest, text),
            Piece::Slot { bindings, kind, .. } => {
                let name =
                    bindings.first().and_then(|binding| binding.name.as_ref()).map(|name| name.text.as_str());
                let is_text = kind.as_ref().and_then(|kind| kind.steps.last()).is_some_and(|step| {
                    let texts = [Dimension::Text, Dimension::List, Dimension::Goal];
                    matches!(step, Step::Name(word) if texts.iter().any(|text| text.name() == word.text))
                });
                if is_text { self.any(name, rest, text) } else { self.figure(name, rest, text) }
            }
            Piece::Any(_) | Piece::Length { .. } | Piece::Known(_) => self.any(None, rest, text),
        }
    }

    fn branches(&mut self, branches: &[Vec<Piece>], rest: &[&Piece], text: &str) -> bool {
        branches.iter().any(|branch| {
            let all: Vec<&Piece> = branch.iter().chain(rest.iter().copied()).collect();
            let kept = self.slots.len();
            let matched = self.run(&all, text);
            if !matched {
                self.slots.truncate(kept);
            }
            matched
        })
    }

    /// Text up to wherever the rest of the pattern goes on, the shortest first.
    fn any(&mut self, name: Option<&str>, rest: &[&Piece], text: &str) -> bool {
        let ends = text.char_indices().map(|(at, _)| at).chain(std::iter::once(text.len()));
        for end in ends {
            let Some((inside, after)) = text.split_at_checked(end) else { continue };
            if self.take(name, inside, rest, after) {
                return true;
            }
        }
        false
    }

    /// A number at the start of the text.
    fn figure(&mut self, name: Option<&str>, rest: &[&Piece], text: &str) -> bool {
        let Some(end) = number_end(text) else { return false };
        let Some((number, after)) = text.split_at_checked(end) else { return false };
        self.take(name, number, rest, after)
    }

    fn take(&mut self, name: Option<&str>, inside: &str, rest: &[&Piece], after: &str) -> bool {
        let kept = self.slots.len();
        if let Some(name) = name {
            self.slots.push((name.to_owned(), inside.to_owned()));
        }
        let matched = self.run(rest, after);
        if !matched {
            self.slots.truncate(kept);
        }
        matched
    }
}

/// Where the number that a folded text opens with ends, its unit included.
fn number_end(text: &str) -> Option<usize> {
    let before_bracket = text.get(1..).and_then(|rest| rest.find(['(', ')'])).map_or(text.len(), |at| at + 1);
    let head = text.get(..before_bracket).unwrap_or(text);
    scan_figures(head).first().filter(|figure| figure.start == 0).map(|figure| figure.end)
}

/// The number that a cell opens with; what follows it is kept as a remark.
pub(super) fn leading(
    text: &str,
    dimension: &Dimension,
    unit: MoneyUnit,
    site: Site<'_>,
) -> Option<CellRead> {
    let figures = scan_figures(text);
    let figure =
        figures.first().filter(|figure| text.get(..figure.start).is_some_and(super::lines::is_blank))?;
    // Of two figures one beside the other nobody knows which is meant.
    let next = figures.get(1).and_then(|next| text.get(figure.end..next.start));
    if next.is_some_and(super::lines::is_blank) {
        return None;
    }
    let printed = text.get(figure.start..figure.end)?;
    let mut cell = figures::number(printed, figure, dimension, unit, site);
    cell.remark = Some(format!("这一格印作「{}」", text.trim()));
    Some(cell)
}
