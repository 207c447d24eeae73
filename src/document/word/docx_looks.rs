//! How letters of a .docx look as far as that decides whether they are read: struck out, or white where nothing is
//! painted behind them.

use std::collections::BTreeSet;

use crate::document::ReadError;
use crate::document::unseen::{Look, is_white};
use crate::document::xml::{Element, Node, Xml};

/// The looks of what is open.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// Styles of letters that strike out.
    struck_styles: BTreeSet<String>,
    /// Styles of letters and paragraphs that are white.
    white_styles: BTreeSet<String>,
    /// Styles that paint behind letters.
    painted_styles: BTreeSet<String>,
    /// The page has a colour of its own.
    coloured_page: bool,
    struck: bool,
    white: bool,
    raised: bool,
    run_painted: bool,
    paragraph_painted: bool,
    /// Letters of the paragraph are white unless their run says otherwise.
    paragraph_white: bool,
    /// For each open table and cell, whether something is painted behind it.
    painted: Vec<bool>,
}

impl Looks {
    /// From the styles of a document, which may be empty.
    ///
    /// # Errors
    /// Not well formed.
    pub(super) fn of(styles: &str) -> Result<Self, ReadError> {
        let mut looks = Self::default();
        // Lists have read all of it, and most styles say nothing of this.
        if !["strike", "shd", "FFFFFF", "ffffff"].iter().any(|name| styles.contains(name)) {
            return Ok(looks);
        }
        let mut xml = Xml::new(styles);
        let mut style = String::new();
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            match element.name.as_str() {
                "style" => style = element.get("styleId").unwrap_or_default().to_owned(),
                "strike" | "dstrike" if element.is_on() => {
                    looks.struck_styles.insert(style.clone());
                }
                "color" if element.get("val").is_some_and(is_white) => {
                    looks.white_styles.insert(style.clone());
                }
                "shd" if paints(&element) => {
                    looks.painted_styles.insert(style.clone());
                }
                _ => {}
            }
        }
        Ok(looks)
    }

    /// Begins a paragraph.
    pub(super) fn paragraph(&mut self) {
        (self.paragraph_painted, self.paragraph_white) = (false, false);
    }

    /// Begins a run.
    pub(super) fn run(&mut self) {
        (self.struck, self.raised, self.run_painted) = (false, false, false);
        self.white = self.paragraph_white;
    }

    /// Begins a table or cell, which may be painted as what it stands in.
    pub(super) fn begin(&mut self) {
        self.painted.push(false);
    }

    /// Ends a table or cell.
    pub(super) fn end(&mut self) {
        self.painted.pop();
    }

    /// Reads an element of properties: of a run, or of a paragraph, table or cell.
    pub(super) fn read(&mut self, element: &Element, of_run: bool) {
        match element.name.as_str() {
            "strike" | "dstrike" if of_run => self.struck = element.is_on(),
            "rStyle" if of_run => {
                self.struck |= named(element, &self.struck_styles);
                self.white |= named(element, &self.white_styles);
            }
            "color" if of_run => self.white = element.get("val").is_some_and(is_white),
            "vertAlign" if of_run => self.raised = element.get("val") == Some("superscript"),
            "position" if of_run => {
                self.raised |=
                    element.get("val").and_then(|up| up.parse::<i32>().ok()).is_some_and(|up| up > 0);
            }
            "highlight" if of_run => self.run_painted = element.is_on(),
            "shd" if of_run => self.run_painted = paints(element),
            "pStyle" => {
                self.paragraph_painted = named(element, &self.painted_styles);
                self.paragraph_white = named(element, &self.white_styles);
            }
            "shd" => match self.painted.last_mut() {
                Some(painted) if paints(element) => *painted = true,
                None => self.paragraph_painted |= paints(element),
                Some(_) => {}
            },
            "tblStyle" => {
                let painted = named(element, &self.painted_styles);
                self.painted.last_mut().into_iter().for_each(|open| *open |= painted);
            }
            "background" => self.coloured_page = element.get("color").is_some_and(|colour| !is_white(colour)),
            _ => {}
        }
    }

    /// How the letters of the open run look; in a box what is painted is not known.
    pub(super) fn look(&self, boxed: bool) -> Look {
        let painted = self.run_painted || self.paragraph_painted || self.coloured_page || boxed;
        let white = self.white && !painted && !self.painted.contains(&true);
        Look::of(self.struck, white).or_raised(self.raised)
    }
}

fn named(element: &Element, styles: &BTreeSet<String>) -> bool {
    element.get("val").is_some_and(|name| styles.contains(name))
}

/// Whether a shading is seen.
fn paints(element: &Element) -> bool {
    let pattern = element.get("val").is_some_and(|pattern| !matches!(pattern, "clear" | "nil"));
    pattern || element.get("fill").is_some_and(|fill| fill != "auto" && !is_white(fill))
}
