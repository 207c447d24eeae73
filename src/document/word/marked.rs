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
    look: Look,
}

impl Marked {
    /// Adds letters of a look.
    pub(super) fn push(&mut self, look: Look, text: &str) {
        if text.is_empty() {
            return;
        }
        if look != self.look {
            self.text.extend(SIGNS.iter().filter(|(_, own)| *own == look).map(|(sign, _)| sign));
            self.look = look;
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
        // What goes on from before looks as it did there.
        let Some((before, rest)) = self.text.split_at_checked(from) else { return false };
        let sign = before.rfind(is_sign).and_then(|at| before.get(at..)?.chars().next());
        let goes_on =
            sign.filter(|_| !rest.starts_with(is_sign)).map(String::from).unwrap_or_default() + rest;
        stretches(&goes_on).any(|(look, text)| look != Look::Struck && !text.trim().is_empty())
    }

    /// Adds it to what is read; white letters too where something is painted behind them.
    pub(super) fn say(&self, painted: bool, flow: &mut Flow<'_>) {
        for (look, text) in stretches(&self.text) {
            match look {
                Look::White if painted => flow.text(text),
                Look::Plain => flow.text(text),
                Look::Raised => flow.raise(text),
                look => flow.pass(look, text),
            }
        }
    }
}

fn is_sign(letter: char) -> bool {
    SIGNS.iter().any(|(sign, _)| *sign == letter)
}

/// Stretches with their looks; what has no sign in front is plain.
fn stretches(text: &str) -> impl Iterator<Item = (Look, &str)> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let sign = SIGNS.iter().find(|(sign, _)| *sign == first);
        let from = if sign.is_some() { first.len_utf8() } else { 0 };
        let body = rest.get(from..).unwrap_or_default();
        let (stretch, behind) = body.split_at(body.find(is_sign).unwrap_or(body.len()));
        rest = behind;
        Some((sign.map_or(Look::Plain, |(_, look)| *look), stretch))
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
        let got: Vec<(Look, &str)> = stretches(&marked.text).collect();
        assert_eq!(got, [(Look::Plain, "支出"), (Look::White, "旧稿"), (Look::Struck, "5")]);
        assert!(marked.says(0) && !marked.says(marked.len() - 1));
    }
}
