//! Text whose stretches look otherwise than letters do, until it is known what stands around it: a cell may be painted
//! behind white letters, and is known only where its row ends.

use crate::document::flow::Flow;
use crate::document::unseen::Look;

/// Signs that are no characters in front of stretches, by look.
const SIGNS: [(char, Look); 4] = [
    ('\u{FDD0}', Look::Plain),
    ('\u{FDD1}', Look::Struck),
    ('\u{FDD2}', Look::White),
    ('\u{FDD3}', Look::Raised),
];

/// Text with its looks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marked {
    text: String,
    /// How its last letters look.
    look: Look,
    /// Behind the last sign in it.
    turned: usize,
}

impl Marked {
    /// Adds letters of a look.
    pub(super) fn push(&mut self, look: Look, text: &str) {
        if text.is_empty() {
            return;
        }
        if look != self.look {
            self.text.extend(SIGNS.iter().filter(|(_, own)| *own == look).map(|(sign, _)| sign));
            (self.look, self.turned) = (look, self.text.len());
        }
        self.text.extend(text.chars().filter(|letter| !is_sign(*letter)));
    }

    /// Adds a letter as letters are.
    pub(super) fn push_plain(&mut self, letter: char) {
        self.push(Look::Plain, letter.encode_utf8(&mut [0; 4]));
    }

    /// Puts text in front of what stands from a byte on, where a stretch of plain letters ends or begins.
    pub(super) fn insert(&mut self, at: usize, text: &str) {
        if self.text.is_char_boundary(at) {
            self.text.insert_str(at, text);
            self.turned += if self.turned > at { text.len() } else { 0 };
        }
    }

    /// Bytes so far.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether nothing was added.
    pub(super) fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether letters that are read stand from a byte on.
    pub(super) fn says(&self, from: usize) -> bool {
        let Some((before, rest)) = self.text.split_at_checked(from) else { return false };
        // What goes on from before looks as it did there; mostly nothing has turned since.
        let turned = || before.chars().rev().find_map(look_of).unwrap_or_default();
        let look = if self.turned <= from { self.look } else { turned() };
        stretches(look, rest).any(|(look, text)| look != Look::Struck && !text.trim().is_empty())
    }

    /// Adds it to what is read; white letters too where something is painted behind them.
    pub(super) fn say(&self, painted: bool, flow: &mut Flow<'_>) {
        for (look, text) in stretches(Look::Plain, &self.text) {
            let look = if painted && look == Look::White { Look::Plain } else { look };
            flow.show(look, text);
        }
    }
}

fn look_of(sign: char) -> Option<Look> {
    SIGNS.iter().find(|(known, _)| *known == sign).map(|(_, look)| *look)
}

fn is_sign(letter: char) -> bool {
    look_of(letter).is_some()
}

/// Stretches with their looks; what has no sign in front looks as told.
fn stretches(outer: Look, text: &str) -> impl Iterator<Item = (Look, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let sign = look_of(first);
        let from = if sign.is_some() { first.len_utf8() } else { 0 };
        let body = rest.get(from..).unwrap_or_default();
        let (stretch, behind) = body.split_at(body.find(is_sign).unwrap_or(body.len()));
        rest = behind;
        Some((sign.unwrap_or(outer), stretch))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stretches_keep_their_looks() {
        let mut marked = Marked::default();
        for (look, text) in [
            (Look::Plain, "支出"),
            (Look::White, "旧"),
            (Look::White, "\u{FDD1}稿"),
            (Look::Plain, ""),
            (Look::Struck, "5"),
        ] {
            marked.push(look, text);
        }
        let got: Vec<(Look, &str)> = stretches(Look::Plain, &marked.text).collect();
        assert_eq!(got, [(Look::Plain, "支出"), (Look::White, "旧稿"), (Look::Struck, "5")]);
        assert!(marked.says(0) && !marked.says(marked.len() - 1));
    }
}
