//! Printed tables: titles, units of money, heads, rows and figures of a document, by the forms of a schema.
//!
//! May live here: how printed tables are laid out. May not: prose, rules, names of tables. A figure is never moved
//! between printed lines; where a reading is open, the cell is unreadable and says so.

mod codes;
mod crossed;
mod cut;
mod entries;
mod figures;
mod formats;
mod forms;
mod header;
mod layout;
mod lines;
mod listing;
mod loose;
mod merge;
mod near;
mod open;
mod part;
mod places;
mod profile;
mod read;
mod rows;
mod scattered;
mod segments;
mod spread;
mod titles;
mod twice;
mod units;
mod vanished;
mod vocabulary;
mod zones;

use std::collections::BTreeMap;

use super::{FamilyRead, TableRead, Unclaimed};
use crate::account::broken::Broken;
use crate::amount::MoneyUnit;
use crate::document::{Document, Notice};
use crate::schema::{Custom, Customs, Schema, TableId};
use crate::text::fold_text;

pub(super) use vocabulary::Vocabulary;
use vocabulary::Words;

/// What was read of the printed tables of a document.
#[derive(Clone, Debug, Default)]
pub struct Tables {
    /// By table number.
    pub tables: Vec<TableRead>,
    /// By family number; only families of tables are filled.
    pub families: Vec<FamilyRead>,
    /// By block: whether tables used it (title, unit line, grid, notes).
    pub claimed: Vec<bool>,
    /// Problems of the file that were met.
    pub notices: Vec<Notice>,
    /// Figures that belong to no table; what a table leaves over is said there.
    pub unclaimed: Vec<Unclaimed>,
    /// The unit that most tables are in.
    pub money_unit: MoneyUnit,
}

/// Recognises the printed tables of one document.
#[must_use]
pub fn recognise(schema: &Schema, document: &Document) -> Tables {
    recognise_by(schema, &Vocabulary::of(schema), document, &Broken::of(document))
}

/// Recognises the printed tables of a document; `known` are the names of the same schema.
pub(super) fn recognise_by(
    schema: &Schema,
    known: &Vocabulary,
    document: &Document,
    broken: &Broken,
) -> Tables {
    let lines = lines::lines(document, broken);
    let words: BTreeMap<TableId, Words<'_>> =
        schema.tables.iter().map(|table| (table.id, Words::of(schema, table, known))).collect();
    let mut titles = titles::titles(&known.titles, &lines);
    let mut segments = segments::segments(schema, &words, &lines, &titles);
    let near = near::titles(schema, &words, &known.titles, &lines, (&titles, &segments));
    if !near.is_empty() {
        titles.extend(near.iter().cloned());
        titles.sort_by_key(|title| title.line);
        segments = segments::segments(schema, &words, &lines, &titles);
    }
    cut::end(&mut segments, &lines, &document.lost);
    if keeps_rows_back(&schema.customs, &lines) {
        segments.iter_mut().for_each(|segment| segment.loses_rows = true);
    }
    let mut tables = read::read(schema, &words, &known.codes, &lines, &segments);
    tables.claimed = vec![false; document.blocks.len()];
    for block in segments.iter().flat_map(|segment| &segment.blocks) {
        if let Some(claimed) = tables.claimed.get_mut(*block) {
            *claimed = true;
        }
    }
    cut::mark(schema, &mut tables, &segments, &lines, document);
    places::settle(schema, &mut tables, &lines);
    let scattered = scattered::mark(schema, &lines, &titles, &segments, &mut tables.tables);
    tables.notices.extend(scattered);
    tables.notices.extend(near::notices(schema, &lines, &near));
    let twice = twice::notices(schema, &tables);
    tables.notices.extend(twice);
    tables
}

/// Whether a paragraph says that rows are secret and not printed.
fn keeps_rows_back(customs: &Customs, lines: &[lines::Line<'_>]) -> bool {
    lines.iter().filter(|line| line.filled == 1).any(|line| {
        let text = fold_text(line.text);
        customs.within(Custom::Secret, &text) && customs.within(Custom::KeptBack, &text)
    })
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_more;
#[cfg(test)]
mod tests_regional;
