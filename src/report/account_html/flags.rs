//! What is wrong in a document, by where it stands: the numbers of the entries that a cell or a figure belongs to.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::Arc;

use super::super::cause::meant;
use super::super::html::Html;
use crate::document::{Block, Document, Place};
use crate::proof::{Spot, UnitFindings};
use crate::syntax::Level;

/// A place that entries point to.
#[derive(Debug)]
pub(super) struct Flag {
    /// As printed.
    text: String,
    /// The entries, ascending: number, level, and whether it is what they change.
    entries: Vec<(usize, Level, bool)>,
    /// What it should be, where an entry knows.
    should: String,
}

/// All of them, by piece; empty on a page that only shows what was read.
#[derive(Debug, Default)]
pub(super) struct Flags {
    by_piece: BTreeMap<u32, Vec<Flag>>,
    /// Files of the document; places of other accounts are not on the page.
    files: BTreeSet<Option<Arc<str>>>,
}

impl Flags {
    /// The places of the entries of units; entries are numbered as their list is, `first` on.
    pub(super) fn new(document: &Document, units: &[(&UnitFindings, usize)]) -> Self {
        let file_of = |block: &Block| match block {
            Block::Paragraph(paragraph) => paragraph.place.file.clone(),
            Block::Grid(grid) => grid.rows.first().and_then(|row| row.place.file.clone()),
        };
        let files = document.blocks.iter().map(file_of).collect();
        let mut flags = Self { by_piece: BTreeMap::new(), files };
        for (unit, first) in units {
            for (number, cause) in (*first..).zip(unit.causes_in_order()) {
                for mend in &cause.mends {
                    flags.add(&mend.spot, (number, cause.level, true), &meant(mend));
                }
                let explained = cause.explains.iter().filter_map(|at| unit.findings.get(*at));
                for spot in explained.flat_map(|finding| &finding.places) {
                    flags.add(spot, (number, cause.level, cause.mends.is_empty()), "");
                }
            }
        }
        flags
    }

    fn add(&mut self, spot: &Spot, (number, level, change): (usize, Level, bool), should: &str) {
        let Some(piece) = spot.at.piece.filter(|_| self.files.contains(&spot.at.file)) else { return };
        let here = self.by_piece.entry(piece).or_default();
        let text = spot.text.trim();
        let at = here.iter().position(|flag| flag.text == text).unwrap_or_else(|| {
            here.push(Flag { text: text.to_owned(), entries: Vec::new(), should: String::new() });
            here.len() - 1
        });
        let Some(flag) = here.get_mut(at) else { return };
        match flag.entries.iter_mut().find(|(known, ..)| *known == number) {
            Some((_, _, known)) => *known |= change,
            None => flag.entries.push((number, level, change)),
        }
        if flag.should.is_empty() {
            should.clone_into(&mut flag.should);
        }
    }

    /// The flags of pieces.
    pub(super) fn within(&self, first: u32, last: u32) -> impl Iterator<Item = (u32, usize, &Flag)> {
        self.by_piece
            .range(first..=last.max(first))
            .flat_map(|(piece, flags)| flags.iter().enumerate().map(move |(at, flag)| (*piece, at, flag)))
    }

    /// The flag of a figure as printed.
    pub(super) fn of(&self, place: &Place, text: &str) -> Option<(u32, usize, &Flag)> {
        let piece = place.piece?;
        let found = self.within(piece, piece).find(|(_, _, flag)| flag.text == text.trim());
        found.filter(|_| self.files.contains(&place.file))
    }

    /// The anchor of a place; none where it is not on the page.
    pub(super) fn anchor(&self, spot: &Spot) -> Option<String> {
        self.of(&spot.at, &spot.text).map(|(piece, at, _)| anchor(piece, at))
    }
}

impl Flag {
    /// How it looks: by the gravest entry that changes it, or only points to it.
    pub(super) fn class(&self) -> &'static str {
        let gravest = self.entries.iter().filter(|(.., change)| *change).map(|(_, level, _)| *level).min();
        match gravest {
            Some(Level::Error) => "e e1",
            Some(Level::Verify) => "e e2",
            Some(Level::Hint) => "e e3",
            None => "e",
        }
    }

    /// Links to its entries, and what it should be.
    pub(super) fn chips(&self, html: &mut Html<'_>) -> fmt::Result {
        for (number, level, change) in &self.entries {
            html.raw(match (change, level) {
                (false, _) => "<a class=\"chip\"",
                (true, Level::Error) => "<a class=\"chip c1\"",
                (true, Level::Verify) => "<a class=\"chip c2\"",
                (true, Level::Hint) => "<a class=\"chip c3\"",
            })?;
            html.attribute("href", &format!("#e{number}"))?;
            html.attribute("aria-label", &format!("第 {number} 条"))?;
            html.raw(">")?;
            html.number(*number)?;
            html.raw("</a>")?;
        }
        if !self.should.is_empty() {
            html.element("<span class=\"should\">", &self.should, "</span>")?;
        }
        Ok(())
    }
}

/// The anchor of the flag of a piece.
pub(super) fn anchor(piece: u32, at: usize) -> String {
    format!("c{piece}-{at}")
}
