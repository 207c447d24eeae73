//! What the eye sees of a page: letters and lines in the colour of their ground, letters that something is painted
//! over, both told apart by the order of painting.

use super::bands::Bands;
use super::ink::{Colour, PAPER, Seen, alike, follows};
use super::sheet::{Area, Glyph, POINT, Sheet, Stroke};
use super::watermark;
use crate::document::unseen::Look;

/// Most areas of a page that are kept in mind; a page with more is a drawing, and all of its letters count as seen.
const MAX_FILLS: usize = 20_000;

/// Hundredths of a letter that something is painted over from which it is not seen, and from which it cannot be told.
const HIDDEN: i64 = 85;
const DOUBTFUL: i64 = 50;

/// A painted area.
#[derive(Clone, Copy, Debug)]
struct Fill {
    area: Area,
    /// Its colour, where it is one and known all over the area.
    colour: Option<Colour>,
    /// Whether nothing shows through it.
    hides: bool,
    /// Whether it is a picture over much of the page.
    picture: bool,
    /// Letters that were drawn before it.
    before: usize,
}

/// A line as white as the paper, and how many areas were painted before it.
#[derive(Clone, Copy, Debug)]
struct Pale {
    stroke: Stroke,
    level: bool,
    before: usize,
}

/// Colours and order of what is on a sheet.
#[derive(Debug, Default)]
pub(in crate::document) struct Layers {
    /// The colour of each letter of the sheet, where it is known; letters behind the last have none.
    inks: Vec<Option<Colour>>,
    fills: Vec<Fill>,
    pale: Vec<Pale>,
    /// Some areas were left out.
    full: bool,
}

impl Layers {
    /// Says the colour of the letters that were added to a sheet since the last time.
    pub(in crate::document) fn ink(&mut self, sheet: &Sheet, colour: Option<Colour>) {
        self.inks.resize(sheet.glyphs.len(), colour);
    }

    /// Adds a painted area: its colour, where it is known, and whether nothing shows through it.
    pub(in crate::document) fn fill(
        &mut self,
        sheet: &Sheet,
        area: Area,
        colour: Option<Colour>,
        hides: bool,
    ) {
        const TINY: i32 = POINT / 4;
        if area.width() < TINY || area.height() < TINY {
            return;
        }
        if self.fills.len() >= MAX_FILLS {
            self.full = true;
            return;
        }
        self.fills.push(Fill { area, colour, hides, picture: false, before: sheet.glyphs.len() });
    }

    /// Adds a picture; `large` ones cover much of the page.
    pub(super) fn picture(&mut self, sheet: &Sheet, area: Area, hides: bool, large: bool) {
        self.fill(sheet, area, None, hides);
        if let Some(last) = self.fills.last_mut().filter(|last| last.area == area) {
            last.picture = large;
        }
    }

    /// Takes the lines that were added to a sheet since it had so many level and upright ones, if they are as white as
    /// the paper: whether they are seen depends on their ground.
    pub(in crate::document) fn lines(
        &mut self,
        sheet: &mut Sheet,
        since: (usize, usize),
        colour: Option<Colour>,
    ) {
        if colour.is_none_or(|colour| !alike(colour, PAPER)) {
            return;
        }
        let before = self.fills.len();
        let level = sheet.level.drain(since.0.min(sheet.level.len())..);
        self.pale.extend(level.map(|stroke| Pale { stroke, level: true, before }));
        let upright = sheet.upright.drain(since.1.min(sheet.upright.len())..);
        self.pale.extend(upright.map(|stroke| Pale { stroke, level: false, before }));
    }

    /// Leaves on the sheet what is seen of it; what is not seen is kept aside as text. `spend` is told of the work.
    pub(in crate::document) fn settle(mut self, sheet: &mut Sheet, mut spend: impl FnMut(usize)) {
        self.inks.resize(sheet.glyphs.len(), None);
        let grounds = Grounds::of(&self);
        for pale in &self.pale {
            spend(1);
            if self.full || grounds.shows(pale) {
                let lines = if pale.level { &mut sheet.level } else { &mut sheet.upright };
                lines.push(pale.stroke);
            }
        }
        let mut looks = vec![Seen::Plain; sheet.glyphs.len()];
        if !self.full {
            self.tell_white(sheet, &grounds, &mut looks, &mut spend);
        }
        self.tell_covered(sheet, &mut looks, &mut spend);
        let lights = self.lights(sheet, &grounds, &mut spend);
        if lights.iter().any(Option::is_some) {
            watermark::tell(sheet, &lights, &mut looks, &mut spend);
        }
        take(sheet, &looks);
    }

    /// Letters in the colour of their ground.
    fn tell_white(
        &self,
        sheet: &Sheet,
        grounds: &Grounds<'_>,
        looks: &mut [Seen],
        spend: &mut impl FnMut(usize),
    ) {
        let mut colours: Vec<Colour> = vec![PAPER];
        colours.extend(self.fills.iter().filter_map(|fill| fill.colour));
        colours.sort_unstable();
        colours.dedup();
        let mut last: Option<(Colour, bool)> = None;
        let inks = sheet.glyphs.iter().zip(&self.inks).zip(looks).enumerate();
        for (at, ((glyph, ink), look)) in inks {
            let Some(ink) = ink.filter(|_| !glyph.hidden && !glyph.is_blank()) else { continue };
            let possible = match last {
                Some((before, possible)) if before == ink => possible,
                _ => colours.iter().any(|colour| alike(*colour, ink)),
            };
            last = Some((ink, possible));
            if !possible {
                continue;
            }
            let before = self.fills.partition_point(|fill| fill.before <= at);
            let (ground, work) = grounds.at(glyph.body().middle(), before);
            spend(1 + work / 16);
            if ground.is_some_and(|ground| alike(ground, ink)) {
                *look = if alike(ink, PAPER) { Seen::Not(Look::White) } else { Seen::Not(Look::Covered) };
            }
        }
    }

    /// The colours of light letters.
    fn lights(
        &self,
        sheet: &Sheet,
        grounds: &Grounds<'_>,
        spend: &mut impl FnMut(usize),
    ) -> Vec<Option<Colour>> {
        let letters = sheet.glyphs.iter().zip(&self.inks).enumerate();
        let light = letters.map(|(at, (glyph, ink))| {
            let ink = ink.filter(|ink| watermark::is_light(*ink, None))?;
            let before = self.fills.partition_point(|fill| fill.before <= at);
            let (ground, work) = grounds.at(glyph.body().middle(), before);
            spend(1 + work / 16);
            (ground.is_some() && watermark::is_light(ink, ground)).then_some(ink)
        });
        light.collect()
    }

    /// Letters that something is painted over later.
    fn tell_covered(&self, sheet: &mut Sheet, looks: &mut [Seen], spend: &mut impl FnMut(usize)) {
        let mut bands: Option<Bands> = None;
        let mut covered: Vec<i64> = Vec::new();
        for fill in self.fills.iter().filter(|fill| fill.hides && fill.before > 0) {
            let bands = bands.get_or_insert_with(|| {
                covered.resize(sheet.glyphs.len(), 0);
                Bands::of(sheet.glyphs.iter().map(|glyph| {
                    let middle = glyph.body().middle().1;
                    (middle, middle)
                }))
            });
            // A letter whose middle is just outside may be covered in part.
            let edge = 10 * POINT;
            for at in bands.within(fill.area.y0 - edge, fill.area.y1 + edge, fill.before, spend) {
                let (Some(glyph), Some(look)) = (sheet.glyphs.get_mut(at), looks.get_mut(at)) else {
                    continue;
                };
                let share = fill.area.share_of(glyph.body());
                if share == 0 || glyph.hidden || glyph.is_blank() {
                    continue;
                }
                if share >= HIDDEN && fill.picture {
                    glyph.hidden = true;
                } else if share >= HIDDEN {
                    *look = Seen::Not(Look::Covered);
                } else if let Some(sum) = covered.get_mut(at) {
                    *sum += share;
                    if *sum >= DOUBTFUL && *look == Seen::Plain {
                        *look = Seen::Doubtful;
                    }
                }
            }
        }
    }
}

/// The areas of a page, found by place.
struct Grounds<'a> {
    fills: &'a [Fill],
    bands: Bands,
}

impl<'a> Grounds<'a> {
    fn of(layers: &'a Layers) -> Self {
        let bands = Bands::of(layers.fills.iter().map(|fill| (fill.area.y0, fill.area.y1)));
        Self { fills: &layers.fills, bands }
    }

    /// The colour at a point after so many areas were painted, where it is known; and how many were looked at.
    fn at(&self, (x, y): (i32, i32), before: usize) -> (Option<Colour>, usize) {
        let mut work = 0;
        for at in self.bands.at(y, before).rev() {
            work += 1;
            if let Some(fill) = self.fills.get(at).filter(|fill| fill.area.has(x, y)) {
                return (fill.colour, work);
            }
        }
        (Some(PAPER), work)
    }

    /// Whether a white line has another colour on one of its sides.
    fn shows(&self, pale: &Pale) -> bool {
        const BESIDE: i32 = 3 * POINT / 2;
        let Stroke { at, from, to } = pale.stroke;
        let middle = from / 2 + to / 2;
        [at.saturating_sub(BESIDE), at.saturating_add(BESIDE)].into_iter().any(|across| {
            let point = if pale.level { (middle, across) } else { (across, middle) };
            self.at(point, pale.before).0.is_none_or(|ground| !alike(ground, PAPER))
        })
    }
}

/// Takes away what is not seen, and keeps its text unless the same letter is seen in the same place.
fn take(sheet: &mut Sheet, looks: &[Seen]) {
    if looks.iter().all(|look| *look == Seen::Plain) {
        return;
    }
    let mut shown: Vec<(char, i32, i32)> = Vec::new();
    for (glyph, look) in sheet.glyphs.iter().zip(looks) {
        if !glyph.hidden && !matches!(look, Seen::Not(_)) {
            shown.push((glyph.letter, glyph.y, glyph.x));
        }
    }
    shown.sort_unstable();
    let twin = |glyph: &Glyph| {
        const NEAR: i32 = POINT / 2;
        let from = shown.partition_point(|at| *at < (glyph.letter, glyph.y - NEAR, i32::MIN));
        let same = shown.iter().skip(from).take_while(|at| at.0 == glyph.letter && at.1 <= glyph.y + NEAR);
        same.take(64).any(|at| at.2.abs_diff(glyph.x) <= NEAR.unsigned_abs())
    };
    let mut kept = Vec::with_capacity(sheet.glyphs.len());
    let mut before: Option<(usize, Look, Glyph)> = None;
    for (at, (glyph, look)) in std::mem::take(&mut sheet.glyphs).into_iter().zip(looks).enumerate() {
        match look {
            Seen::Plain => kept.push(glyph),
            Seen::Doubtful => {
                sheet.doubtful += 1;
                kept.push(Glyph { letter: char::REPLACEMENT_CHARACTER, ..glyph });
            }
            Seen::Not(_) if twin(&glyph) => {}
            Seen::Not(look) => {
                let goes_on = before.is_some_and(|(last, kind, last_glyph)| {
                    // A blank between words is no letter.
                    at - last <= 2 && kind == *look && follows(&last_glyph, &glyph)
                });
                sheet.set_aside(*look, glyph.letter, goes_on);
                before = Some((at, *look, glyph));
            }
        }
    }
    sheet.glyphs = kept;
}
