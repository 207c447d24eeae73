//! Words with a line through them.

use super::ink::follows;
use super::sheet::{Area, Glyph, POINT, Sheet, Stroke};
use crate::document::unseen::Look;

/// Takes away the words that a level line of their own goes through, with the line; they are told. The page is upright.
pub(super) fn take(sheet: &mut Sheet) {
    if sheet.level.len() > MAX_LINES || sheet.upright.len() > MAX_LINES {
        return;
    }
    let glyphs = &sheet.glyphs;
    let key = |at: usize| glyphs.get(at).map_or((0, 0), |glyph| (glyph.y, glyph.x));
    let mut order: Vec<usize> = Vec::new();
    let mut struck: Vec<usize> = Vec::new();
    let mut looked = 0_usize;
    sheet.level.retain(|line| {
        if looked > MAX_LOOKED || line.to.saturating_sub(line.from) < 2 * POINT {
            return true;
        }
        if order.is_empty() {
            order = (0..glyphs.len()).collect();
            order.sort_unstable_by_key(|at| key(*at));
        }
        let from = order.partition_point(|at| key(*at).0 < line.at);
        let near = order.iter().skip(from).take_while(|at| key(**at).0 <= line.at.saturating_add(HIGHEST));
        let through = |at: &&usize| {
            looked += 1;
            glyphs.get(**at).is_some_and(|glyph| goes_through(line, glyph))
        };
        let words: Vec<usize> = near.filter(through).copied().collect();
        let around = words.iter().filter_map(|at| glyphs.get(*at)).map(Glyph::body).reduce(Area::with);
        let own = around.is_some_and(|around| is_own(line, around, &sheet.upright));
        if own {
            struck.extend(words);
        }
        !own
    });
    if struck.is_empty() {
        return;
    }
    struck.sort_unstable_by_key(|at| key(*at));
    struck.dedup();
    let mut aside: Vec<(char, bool)> = Vec::with_capacity(struck.len());
    let mut before: Option<Glyph> = None;
    for glyph in struck.iter().filter_map(|at| glyphs.get(*at)) {
        let goes_on = before.is_some_and(|before| follows(&before, glyph));
        before = Some(*glyph);
        aside.push((glyph.letter, goes_on));
    }
    for (letter, goes_on) in aside {
        sheet.set_aside(Look::Struck, letter, goes_on);
    }
    struck.sort_unstable();
    let mut at = 0_usize;
    sheet.glyphs.retain(|_| {
        at += 1;
        struck.binary_search(&(at - 1)).is_err()
    });
}

/// Whether a line is there for the words it goes through: rules of tables go on beyond them or end at other lines.
fn is_own(line: &Stroke, words: Area, upright: &[Stroke]) -> bool {
    let slack = words.height();
    let meets = |x: i32| {
        upright.iter().any(|other| {
            other.at.abs_diff(x) <= POINT.unsigned_abs()
                && (other.from.saturating_sub(POINT)..=other.to.saturating_add(POINT)).contains(&line.at)
        })
    };
    line.from.saturating_add(slack) >= words.x0
        && line.to <= words.x1.saturating_add(slack)
        && !(meets(line.from) && meets(line.to))
}

/// Most lines of a page in one direction; a page with more is a drawing.
const MAX_LINES: usize = 10_000;

/// Most letters that are looked at beside the lines of one page.
const MAX_LOOKED: usize = 2_000_000;

/// Highest letter that a line can go through the middle of.
const HIGHEST: i32 = 40 * POINT;

/// Whether a line goes through the middle of a letter from side to side.
fn goes_through(line: &Stroke, glyph: &Glyph) -> bool {
    let high = glyph.y.saturating_sub(line.at);
    let middle = glyph.x.saturating_add(glyph.width / 2);
    !glyph.is_blank()
        && !glyph.hidden
        && (glyph.size / 5..=glyph.size / 2).contains(&high)
        && line.from <= middle
        && middle <= line.to
}
