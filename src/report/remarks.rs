//! Entries as remarks at the places of the unit's own file.

use super::entry::{UnitEntries, spots};
use super::verdict::todo_word;
use crate::document::{Place, Remark, Shade};
use crate::proof::{Spot, UnitFindings};
use crate::syntax::Level;

/// What is to be said of a unit, with its entries, in a copy of the file: in the order and with the numbers of the
/// report. What somebody has explained is left out.
#[must_use]
pub fn remarks(unit: &UnitFindings, entries: &UnitEntries) -> Vec<Remark> {
    let mut remarks = Vec::new();
    for (entry, cause) in entries.entries.iter().zip(unit.causes_in_order()) {
        if !entry.waived.is_empty() {
            continue;
        }
        let spots = spots(cause, &unit.findings);
        let label = format!("第 {} 条（{}）", entry.number, todo_word(cause.level));
        let first: Vec<&str> = [&entry.headline, &entry.why, &entry.doubt]
            .into_iter()
            .map(String::as_str)
            .filter(|words| !words.is_empty())
            .collect();
        let first = format!("{label} {}", first.join("\n"));
        let shade = shade(cause.level);
        if spots.is_empty() {
            remarks.push(Remark { words: first.clone(), shade, ..Remark::default() });
        }
        for (at, (spot, place)) in spots.iter().zip(&entry.places).enumerate() {
            let mut words = if at == 0 { first.clone() } else { label.clone() };
            if at > 0 && place.should.is_empty() {
                words.push_str("：见本条第一处");
            }
            if !place.should.is_empty() && spots.len() > 1 {
                words.push_str(if at == 0 { "\n此处" } else { "：此处" });
                words.push_str(&place.should);
            }
            remarks.push(remark(spot, words, shade));
        }
    }
    remarks
}

fn remark(spot: &Spot, words: String, shade: Shade) -> Remark {
    let at = Place { piece: None, ..spot.at.clone() };
    Remark { at, text: spot.text.trim().to_owned(), quote: spot.quote.clone(), words, shade }
}

fn shade(level: Level) -> Shade {
    match level {
        Level::Error => Shade::Wrong,
        Level::Verify => Shade::Doubtful,
        Level::Hint => Shade::Hint,
    }
}
