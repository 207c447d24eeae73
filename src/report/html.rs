//! Writing markup: what comes from documents is escaped, what is raw stands in this program.

use std::fmt::{self, Write};

/// A page that is being written. Markup must be `'static`: text of documents cannot get in but through
/// [`Html::text`] and [`Html::attribute`], which escape.
pub(crate) struct Html<'o> {
    out: &'o mut dyn Write,
}

impl<'o> Html<'o> {
    /// A page that goes to `out`.
    pub(crate) fn new(out: &'o mut dyn Write) -> Self {
        Self { out }
    }

    /// What a page opens with, up to its body: its title, and the style, in pieces.
    pub(crate) fn head(&mut self, title: &str, style: &[&'static str]) -> fmt::Result {
        self.raw("<!DOCTYPE html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n")?;
        self.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")?;
        self.element("<title>", title, "</title>\n<style>\n")?;
        style.iter().try_for_each(|piece| self.raw(piece))?;
        self.raw("</style>\n</head>\n")
    }

    /// Markup.
    pub(crate) fn raw(&mut self, markup: &'static str) -> fmt::Result {
        self.out.write_str(markup)
    }

    /// Text: the signs of markup are escaped, control characters replaced.
    pub(crate) fn text(&mut self, text: &str) -> fmt::Result {
        let mut rest = text;
        while let Some((at, sign)) = rest.char_indices().find(|(_, sign)| escape(*sign).is_some()) {
            self.out.write_str(rest.get(..at).unwrap_or(""))?;
            self.out.write_str(escape(sign).unwrap_or(""))?;
            rest = rest.get(at + sign.len_utf8()..).unwrap_or("");
        }
        self.out.write_str(rest)
    }

    /// A number.
    pub(crate) fn number(&mut self, number: usize) -> fmt::Result {
        write!(self.out, "{number}")
    }

    /// An attribute, with the blank in front of it.
    pub(crate) fn attribute(&mut self, name: &'static str, value: &str) -> fmt::Result {
        self.raw(" ")?;
        self.raw(name)?;
        self.raw("=\"")?;
        self.text(value)?;
        self.raw("\"")
    }

    /// An element that holds nothing but text.
    pub(crate) fn element(&mut self, open: &'static str, text: &str, close: &'static str) -> fmt::Result {
        self.raw(open)?;
        self.text(text)?;
        self.raw(close)
    }
}

fn escape(sign: char) -> Option<&'static str> {
    Some(match sign {
        '&' => "&amp;",
        '<' => "&lt;",
        '>' => "&gt;",
        '"' => "&quot;",
        '\'' => "&#39;",
        '\n' | '\t' => return None,
        // The end of a page in a text.
        _ if sign.is_whitespace() && sign.is_control() => " ",
        // Neither allowed in a page nor seen by a reader.
        _ if sign.is_control() => "\u{FFFD}",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_attributes_are_escaped() {
        let mut out = String::new();
        let mut html = Html::new(&mut out);
        html.text("甲<script>&\u{0}乙\u{C}").unwrap();
        html.attribute("title", "\"'>\n丙").unwrap();
        assert_eq!(out, "甲&lt;script&gt;&amp;\u{FFFD}乙  title=\"&quot;&#39;&gt;\n丙\"");
    }
}
