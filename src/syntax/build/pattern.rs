//! Sentence patterns: the inside of a string is parsed by itself, so that a mistake in it spares the rest.

use pest::Parser;
use pest::iterators::Pair;

use super::super::grammar::{Grammar, Rule};
use super::super::{Binding, Path, Pattern, Piece, Step, Text, mended};
use super::{Builder, is_name, unescape};
use crate::source::{Diagnostic, Lint};

/// How deep brackets may nest inside one pattern.
const MAX_DEPTH: usize = 16;

impl Builder<'_> {
    /// The strings directly inside a pair, as patterns.
    pub(super) fn patterns(&mut self, pair: Pair<'_, Rule>) -> Vec<Pattern> {
        let strings = pair.into_inner().filter(|inner| inner.as_rule() == Rule::string);
        strings.map(|string| self.pattern(string)).collect()
    }

    /// A string read as a pattern.
    pub(super) fn pattern(&mut self, string: Pair<'_, Rule>) -> Pattern {
        let (text, start) = self.raw_at(string);
        self.not_empty(&text);
        if let Some(at) = too_deep(&text.value) {
            let place = self.at_absolute(text.span.start as usize + at, 1);
            let message = format!("句式里的括号套得太深（最多 {MAX_DEPTH} 层）");
            self.diagnostics
                .push(Diagnostic::error(Lint("嵌套过深"), place, message).mend("把它拆成几个句式"));
            return Pattern { text, pieces: Vec::new() };
        }
        let map = self.map_inside(start, &text);
        let map = std::mem::replace(&mut self.map, map);
        let base = std::mem::replace(&mut self.base, text.span.start as usize);
        let pieces = match Grammar::parse(Rule::pattern, &text.value) {
            Ok(mut pairs) => pairs.next().map(|pattern| self.pieces(pattern)).unwrap_or_default(),
            Err(error) => {
                let at = match error.location {
                    pest::error::InputLocation::Pos(at) | pest::error::InputLocation::Span((at, _)) => at,
                };
                let diagnostic = super::super::explain::pattern(self, &text.value, at);
                self.diagnostics.push(diagnostic);
                Vec::new()
            }
        };
        (self.base, self.map) = (base, map);
        Pattern { text, pieces }
    }

    /// Where the bytes of a string were written, counted from its own beginning; `start` is where it begins in the text at
    /// hand.
    fn map_inside(&self, start: usize, text: &Text) -> Option<Vec<u32>> {
        let map = self.map.as_deref()?;
        let before = (text.span.start as usize).saturating_sub(self.base);
        let place = |at| mended::place(Some(map), start + at).saturating_sub(before) as u32;
        Some((0..=text.value.len()).map(place).collect())
    }

    /// A span given by its place in the file.
    fn at_absolute(&self, start: usize, length: usize) -> crate::source::Span {
        crate::source::Span { source: self.source, start: start as u32, end: (start + length) as u32 }
    }

    fn pieces(&mut self, pair: Pair<'_, Rule>) -> Vec<Piece> {
        pair.into_inner().filter_map(|piece| self.piece(piece)).collect()
    }

    fn piece(&mut self, pair: Pair<'_, Rule>) -> Option<Piece> {
        let (start, end) = (pair.as_span().start(), pair.as_span().end());
        let span = self.at(start, end);
        Some(match pair.as_rule() {
            Rule::fixed | Rule::unmarked => Piece::Fixed(Text { value: unescape(pair.as_str()), span }),
            Rule::anything => Piece::Any(span),
            Rule::optional => Piece::Optional(self.alternatives(pair)),
            Rule::choice => Piece::Choice(self.alternatives(pair)),
            Rule::slot => self.slot(pair),
            _ => return None,
        })
    }

    fn alternatives(&mut self, pair: Pair<'_, Rule>) -> Vec<Vec<Piece>> {
        let alternatives =
            pair.into_inner().filter(|inner| matches!(inner.as_rule(), Rule::alternative | Rule::leading));
        alternatives.map(|alternative| self.pieces(alternative)).collect()
    }

    fn slot(&mut self, pair: Pair<'_, Rule>) -> Piece {
        let (start, end) = (pair.as_span().start(), pair.as_span().end());
        let span = self.at(start, end);
        let mut bindings: Vec<Binding> = Vec::new();
        let mut kind = None;
        let mut length = None;
        let mut restated: Option<Path> = None;
        let mut equals = false;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::binding => bindings.push(self.binding(inner)),
                Rule::length => length = Some(self.length(inner)),
                Rule::equals => equals = true,
                Rule::path if equals => restated = Some(self.path(inner)),
                Rule::path => kind = Some(self.path(inner)),
                _ => {}
            }
        }
        if let Some(path) = restated {
            for binding in bindings.iter_mut().filter(|binding| binding.restates.is_none()) {
                binding.restates = Some(path.clone());
            }
        }
        let alone = bindings.len() == 1 && bindings.iter().all(|binding| binding.restates.is_none());
        let name = bindings.first().and_then(|binding| binding.name.clone()).filter(|_| alone);
        match (length, kind, name) {
            (Some((min, max)), _, Some(name)) => Piece::Length { name, min, max },
            (Some(_), ..) => {
                let message = "定长的空只有一个名，不写「=」";
                self.diagnostics
                    .push(Diagnostic::error(Lint("句式"), span, message).mend("写成：{词:2至4字}"));
                Piece::Any(span)
            }
            (None, None, Some(name)) => Piece::Known(name),
            (None, kind, _) => Piece::Slot { bindings, kind, span },
        }
    }

    fn binding(&mut self, pair: Pair<'_, Rule>) -> Binding {
        let mut binding = Binding { name: None, restates: None };
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::path => {
                    let path = self.path(inner);
                    match (path.steps.as_slice(), &binding.name) {
                        ([Step::Name(name)], None) => binding.name = Some(name.clone()),
                        _ => binding.restates = Some(path),
                    }
                }
                _ if is_name(&inner) => binding.name = Some(self.name(&inner)),
                _ => {}
            }
        }
        binding
    }

    fn length(&mut self, pair: Pair<'_, Rule>) -> (u32, u32) {
        let span = self.span(&pair);
        let mut numbers = Vec::new();
        for inner in pair.into_inner().filter(|inner| inner.as_rule() == Rule::integer) {
            numbers.push(u32::try_from(self.integer(&inner)).unwrap_or(u32::MAX));
        }
        let min = numbers.first().copied().unwrap_or(0);
        let max = numbers.last().copied().unwrap_or(min);
        if min >= 1 && min <= max && max <= 100 {
            return (min, max);
        }
        let message = "字数应由少到多，在 1 到 100 之间";
        self.diagnostics.push(Diagnostic::error(Lint("句式"), span, message).mend("写成：{词:2至4字}"));
        (1, 1)
    }
}

/// The place of the first bracket that is nested too deep.
fn too_deep(raw: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, found) in raw.char_indices() {
        match found {
            '[' | '{' | '(' | '【' | '｛' | '（' => depth += 1,
            ']' | '}' | ')' | '】' | '｝' | '）' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MAX_DEPTH {
            return Some(at);
        }
    }
    None
}
