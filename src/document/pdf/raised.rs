//! Note marks that are set small and high behind a figure or name.

use super::sheet::{Glyph, Sheet};
use crate::document::unseen::{Look, is_note_mark};

/// Takes away the marks; they are told. The page is upright.
pub(super) fn take(sheet: &mut Sheet) {
    let marks = marks(&sheet.glyphs);
    if marks.is_empty() {
        return;
    }
    for mark in &marks {
        for (at, number) in mark.iter().enumerate() {
            if let Some(glyph) = sheet.glyphs.get(*number).copied() {
                sheet.set_aside(Look::Raised, glyph.letter, at > 0);
            }
        }
    }
    let mut taken: Vec<usize> = marks.into_iter().flatten().collect();
    taken.sort_unstable();
    let mut at = 0_usize;
    sheet.glyphs.retain(|_| {
        at += 1;
        taken.binary_search(&(at - 1)).is_err()
    });
}

/// Most letters that are looked at on one page.
const MAX_LOOKED: usize = 2_000_000;

/// The letters of each mark from left to right.
fn marks(glyphs: &[Glyph]) -> Vec<Vec<usize>> {
    let key = |at: usize| glyphs.get(at).map_or((0, 0), |glyph| (glyph.x, glyph.y));
    let sizes = || glyphs.iter().filter(|glyph| !glyph.is_blank()).map(|glyph| glyph.size);
    let (least, most) = (sizes().min(), sizes().max());
    // Most pages are set in one size.
    if least.zip(most).is_none_or(|(least, most)| !is_small(least, most)) {
        return Vec::new();
    }
    let mut order: Vec<usize> = (0..glyphs.len()).collect();
    order.sort_unstable_by_key(|at| key(*at));
    let mut marks: Vec<Vec<usize>> = Vec::new();
    let mut looked = 0_usize;
    for (place, at) in order.iter().enumerate() {
        let Some(glyph) = glyphs.get(*at).filter(|glyph| !glyph.is_blank()) else { continue };
        // It goes on with a mark before it.
        let before = marks.iter_mut().rev().take(8).find(|mark| {
            let last = mark.last().and_then(|last| glyphs.get(*last));
            last.is_some_and(|last| last.y == glyph.y && last.size == glyph.size && beside(last, glyph))
        });
        if let Some(mark) = before {
            mark.push(*at);
            continue;
        }
        let reach = glyph.x.saturating_sub(glyph.size.saturating_mul(6));
        let behind = order.get(..place).unwrap_or_default().iter().rev();
        let near = behind.filter_map(|other| glyphs.get(*other)).take_while(|other| other.x >= reach);
        let mut host = None;
        for other in near {
            looked += 1;
            if is_raised(other, glyph) && beside(other, glyph) {
                host = Some(other.letter);
                break;
            }
        }
        if looked > MAX_LOOKED {
            return Vec::new();
        }
        if host.is_some_and(|host| !host.is_ascii_alphabetic() && !host.is_whitespace()) {
            marks.push(vec![*at]);
        }
    }
    // What is more than a mark is text of another size.
    marks.retain(|mark| {
        let text: String = mark.iter().filter_map(|at| glyphs.get(*at)).map(|glyph| glyph.letter).collect();
        is_note_mark(&text, Some('0'))
    });
    marks
}

fn is_small(size: i32, beside: i32) -> bool {
    size.saturating_mul(10) <= beside.saturating_mul(7)
}

/// Whether a letter stands small and high behind another.
fn is_raised(other: &Glyph, glyph: &Glyph) -> bool {
    let up = other.y.saturating_sub(glyph.y);
    is_small(glyph.size, other.size) && (other.size / 7..=other.size * 4 / 5).contains(&up)
}

/// Whether a letter begins where another ends.
fn beside(other: &Glyph, glyph: &Glyph) -> bool {
    let gap = glyph.x.saturating_sub(other.end());
    (-(glyph.size / 3)..=glyph.size / 2).contains(&gap)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(text: &str, x: i32, y: i32, size: i32) -> Vec<Glyph> {
        Glyph::set(text, (x, y), size / 2, size, |_| size / 2)
    }

    #[test]
    fn marks_behind_figures_are_taken_and_powers_of_units_are_not() {
        let glyphs = [
            set("92.00", 1000, 5000, 800),
            set("[2]", 3000, 4600, 400),
            set("m", 1000, 7000, 800),
            set("2", 1400, 6700, 400),
            set("5.00", 1000, 9000, 800),
            set("旧数是多少不知道", 2600, 8700, 400),
        ];
        let mut sheet = Sheet { glyphs: glyphs.concat(), ..Sheet::default() };
        take(&mut sheet);
        let rest: String = sheet.glyphs.iter().map(|glyph| glyph.letter).collect();
        assert_eq!(rest, "92.00m25.00旧数是多少不知道");
        assert_eq!(sheet.unseen, [(Look::Raised, "[2]".to_owned())]);
    }
}
