//! Highlights in a PDF file, at the places of the letters.

use std::collections::BTreeMap;

use super::page_update::{Highlight, Update};
use super::search::Dense;
use super::{Remark, RemarkError, Shade};
use crate::document::pdf::{Band, Glyph, Places, read_places};

/// A rectangle by its ends from left to right and from top to bottom.
type Area = (i32, i32, i32, i32);

/// Where a note stands that is of a whole page, in hundredths of a point.
const CORNER: Area = (1_800, 900, 3_600, 2_700);

/// Writes remarks into a file; those of one place are one.
///
/// # Errors
/// Encrypted, damaged, or not as its format says.
pub(super) fn remark(bytes: &[u8], remarks: &[Remark]) -> Result<Vec<u8>, RemarkError> {
    let pages = read_places(bytes)?;
    let mut update = Update::of(bytes)?;
    let mut by_place: BTreeMap<(usize, Option<Area>), (String, Shade)> = BTreeMap::new();
    for remark in remarks {
        let known = |at: &usize| *at < pages.len();
        let at = remark.at.page.and_then(|page| (page as usize).checked_sub(1)).filter(known);
        let area = at.and_then(|at| pages.get(at)).and_then(|page| area(page, remark));
        let (words, shade) =
            by_place.entry((at.unwrap_or(0), area)).or_insert_with(|| (String::new(), remark.shade));
        if !words.is_empty() {
            words.push_str("\n\n");
        }
        words.push_str(&remark.words);
        *shade = remark.shade.min(*shade);
    }
    for ((at, area), (words, shade)) in &by_place {
        let page = pages.get(*at).ok_or(RemarkError::Damaged)?;
        let (area, is_note) = (area.unwrap_or(CORNER), area.is_none());
        let highlight = Highlight { area: written(page, area), is_note, words, shade: *shade };
        update.add(*at, &page.source, &highlight)?;
    }
    update.finish()
}

/// Where the text of a remark stands on a page as it is read, or its line.
fn area(page: &Places, remark: &Remark) -> Option<Area> {
    let line = remark.at.line?;
    let bands: Vec<&Band> = page.bands.iter().filter(|band| band.line == line).collect();
    let inside = |glyph: &&Glyph| bands.iter().any(|band| (band.top..=band.bottom).contains(&glyph.y));
    let mut letters: Vec<&Glyph> = page.letters.iter().filter(inside).collect();
    letters.sort_by_key(|glyph| (glyph.y, glyph.x));
    let lines = letters.chunk_by(|one, next| next.y - one.y <= one.size / 3);
    let mut lines: Vec<Vec<&Glyph>> = lines.map(<[_]>::to_vec).collect();
    lines.iter_mut().for_each(|line| line.sort_by_key(|glyph| glyph.x));
    let found = lines.iter().find_map(|line| within(line, &remark.text, &remark.quote));
    found.or_else(|| around(letters.iter().copied().filter(|glyph| !glyph.letter.is_whitespace())))
}

/// Where a text stands in a line.
fn within(line: &[&Glyph], text: &str, quote: &str) -> Option<Area> {
    let (mut said, mut at) = (String::new(), Vec::new());
    let mut end: Option<i32> = None;
    for (number, glyph) in line.iter().enumerate() {
        // Figures of two cells are not one.
        if end.is_some_and(|end| glyph.x.saturating_sub(end) > glyph.size * 3 / 5) {
            said.push('|');
            at.push(usize::MAX);
        }
        said.push(glyph.letter);
        at.extend(std::iter::repeat_n(number, glyph.letter.len_utf8()));
        end = Some(glyph.x.saturating_add(glyph.width));
    }
    let bytes = Dense::of(&said).find(text, quote)?;
    around(at.get(bytes)?.iter().filter_map(|number| line.get(*number).copied()))
}

/// The least rectangle around letters.
fn around<'g>(letters: impl Iterator<Item = &'g Glyph>) -> Option<Area> {
    let area = |glyph: &Glyph| {
        let (up, down) = (glyph.size * 17 / 20, glyph.size / 5);
        (glyph.x, glyph.y - up, glyph.x + glyph.width, glyph.y + down)
    };
    letters
        .map(area)
        .reduce(|one, other| (one.0.min(other.0), one.1.min(other.1), one.2.max(other.2), one.3.max(other.3)))
}

/// A rectangle of a page as it is read, in the coordinates of the file.
fn written(page: &Places, (left, top, right, bottom): Area) -> Area {
    let corner = |point: (i32, i32)| {
        let ((mut x, mut y), (turns, mut width, mut height)) = (point, page.turned);
        // Undoes the turns; width and height change places with each.
        for _ in 0..turns {
            (x, y) = (y, width - x);
            (width, height) = (height, width);
        }
        page.source.geometry.written((x, y))
    };
    let (one, other) = (corner((left, top)), corner((right, bottom)));
    (one.0.min(other.0), one.1.min(other.1), one.0.max(other.0), one.1.max(other.1))
}
