//! Light words that are set over a page again and again: they are no part of what the page says.

use std::collections::BTreeMap;

use super::bands::Bands;
use super::ink::{Colour, Seen, follows};
use super::sheet::{Area, POINT, Sheet};
use crate::document::unseen::Look;

/// Least light, of 255, of letters that are light.
const LIGHT: u32 = 150;

/// Words in so many places are set again and again.
const OFTEN: usize = 3;

/// Words at so many even distances are, whether they lie over something or not.
const EVEN: usize = 6;

/// Most letters that are looked at as one stretch.
const LONG: usize = 60;

/// A stretch of light letters.
struct Run {
    glyphs: Vec<usize>,
    area: Area,
}

/// What stretches of one watermark have in common: text, size, colour.
type Kind = (String, i32, Colour);

/// Whether letters of a colour on a ground of a colour are light ones; on darker paint they are letters like others.
pub(super) fn is_light(ink: Colour, ground: Option<Colour>) -> bool {
    const DARKER: u32 = 20;
    light(ink) >= LIGHT && ground.is_none_or(|ground| light(ground) + DARKER >= light(ink))
}

/// Marks the letters of watermarks among the light ones, whose colours are given.
pub(super) fn tell(
    sheet: &Sheet,
    lights: &[Option<Colour>],
    looks: &mut [Seen],
    spend: &mut impl FnMut(usize),
) {
    let is_plain = |at: usize| looks.get(at).is_some_and(|look| *look == Seen::Plain);
    let is_light = |at: usize| lights.get(at).copied().flatten().filter(|_| is_plain(at));
    let kinds = kinds(sheet, is_light);
    if kinds.is_empty() {
        return;
    }
    spend(sheet.glyphs.len() / 16);
    let dark: Vec<Area> = sheet
        .glyphs
        .iter()
        .enumerate()
        .filter(|(at, glyph)| is_plain(*at) && !glyph.is_blank() && !glyph.hidden && is_light(*at).is_none())
        .map(|(_, glyph)| glyph.body())
        .collect();
    let bands = Bands::of(dark.iter().map(|area| (area.y0, area.y1)));
    for ((text, ..), runs) in kinds {
        let letters = text.chars().filter(|letter| letter.is_alphabetic()).count();
        if letters < 2 {
            continue;
        }
        let lettered = runs.iter().all(|run| {
            let near = bands.within(run.area.y0, run.area.y1, usize::MAX, spend);
            near.filter_map(|at| dark.get(at)).filter(|area| area.meets(run.area)).take(2).count() > 1
        });
        let often = runs.len() >= OFTEN && runs.iter().any(|run| lies_over(sheet, run, &dark, &bands, spend));
        if lettered || often || is_even(&runs) {
            for at in runs.iter().flat_map(|run| &run.glyphs) {
                if let Some(look) = looks.get_mut(*at) {
                    *look = Seen::Not(Look::Watermark);
                }
            }
        }
    }
}

fn light(colour: Colour) -> u32 {
    let [red, green, blue] = colour.map(u32::from);
    (red * 3 + green * 6 + blue) / 10
}

/// The light stretches of a page by what they have in common.
fn kinds(sheet: &Sheet, is_light: impl Fn(usize) -> Option<Colour>) -> BTreeMap<Kind, Vec<Run>> {
    let mut kinds: BTreeMap<Kind, Vec<Run>> = BTreeMap::new();
    let mut open: Option<(Kind, Run)> = None;
    for (at, glyph) in sheet.glyphs.iter().enumerate() {
        let ink = is_light(at).filter(|_| !glyph.hidden && !glyph.is_blank());
        let last = open.as_ref().and_then(|(_, run)| sheet.glyphs.get(*run.glyphs.last()?));
        let goes_on = last.zip(open.as_ref()).is_some_and(|(last, ((_, size, colour), run))| {
            ink == Some(*colour) && *size == glyph.size && run.glyphs.len() < LONG && follows(last, glyph)
        });
        match (&mut open, ink) {
            (Some(((text, ..), run)), _) if goes_on => {
                text.push(glyph.letter);
                run.glyphs.push(at);
                run.area = run.area.with(glyph.body());
            }
            (_, ink) => {
                let next = ink.map(|ink| {
                    let run = Run { glyphs: vec![at], area: glyph.body() };
                    ((glyph.letter.to_string(), glyph.size, ink), run)
                });
                if glyph.is_blank() {
                    continue;
                }
                if let Some((kind, run)) = std::mem::replace(&mut open, next) {
                    kinds.entry(kind).or_default().push(run);
                }
            }
        }
    }
    if let Some((kind, run)) = open {
        kinds.entry(kind).or_default().push(run);
    }
    kinds
}

/// Whether a stretch lies over a letter or a line of the page.
fn lies_over(sheet: &Sheet, run: &Run, dark: &[Area], bands: &Bands, spend: &mut impl FnMut(usize)) -> bool {
    spend((sheet.level.len() + sheet.upright.len()) / 16);
    let mut near = bands.within(run.area.y0, run.area.y1, usize::MAX, spend).filter_map(|at| dark.get(at));
    near.any(|area| area.meets(run.area)) || crosses(sheet, run.area)
}

/// Whether a line of the page runs through an area.
fn crosses(sheet: &Sheet, area: Area) -> bool {
    let inner = |from: i32, to: i32, at: i32| from + POINT < at && at < to - POINT;
    let level = |area: Area| {
        sheet
            .level
            .iter()
            .any(|line| inner(area.y0, area.y1, line.at) && line.from < area.x1 && area.x0 < line.to)
    };
    let upright = |area: Area| {
        sheet
            .upright
            .iter()
            .any(|line| inner(area.x0, area.x1, line.at) && line.from < area.y1 && area.y0 < line.to)
    };
    level(area) || upright(area)
}

/// Whether stretches stand at even distances both ways.
fn is_even(runs: &[Run]) -> bool {
    let even = |place: fn(&Run) -> i32| {
        let mut places: Vec<i32> = runs.iter().map(place).collect();
        places.sort_unstable();
        places.dedup_by(|next, before| next.abs_diff(*before) <= POINT.unsigned_abs());
        let steps = || places.iter().zip(places.iter().skip(1)).map(|(one, next)| next.abs_diff(*one));
        let ends = steps().min().zip(steps().max());
        steps().count() > 1 && ends.is_some_and(|(least, most)| most - least <= (2 * POINT).unsigned_abs())
    };
    runs.len() >= EVEN && even(|run| run.area.x0) && even(|run| run.area.y0)
}
