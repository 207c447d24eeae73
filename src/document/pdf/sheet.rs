//! A page as drawn: glyphs, straight strokes and pictures in whole numbers.
//!
//! All lengths are hundredths of a point, counted from the upper left corner of the page to the right and down.

use crate::document::unseen::Look;

/// One point (1/72 inch) in the unit of this module.
pub(in crate::document) const POINT: i32 = 100;

/// A character at its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) struct Glyph {
    /// The character; U+FFFD if the file does not say which.
    pub letter: char,
    /// Left end of its advance.
    pub x: i32,
    /// Its baseline.
    pub y: i32,
    /// Its advance.
    pub width: i32,
    /// Size of the type.
    pub size: i32,
    /// Direction of the text in quarter turns clockwise: 0 runs to the right.
    pub turn: u8,
    /// Not shown: what was recognised of a scanned picture.
    pub hidden: bool,
}

impl Glyph {
    /// Right end of its advance.
    pub(super) fn end(&self) -> i32 {
        self.x.saturating_add(self.width)
    }

    /// The middle of its body.
    pub(super) fn centre(&self) -> (i32, i32) {
        (self.x.saturating_add(self.width / 2), self.y.saturating_sub(self.size * 7 / 20))
    }

    /// Where its ink is: from the baseline to the height of a digit.
    pub(super) fn body(&self) -> Area {
        let (x, y, width, high) = (self.x, self.y, self.width, self.size.saturating_mul(7) / 10);
        let (one, other) = match self.turn {
            0 => ((x, y.saturating_sub(high)), (x.saturating_add(width), y)),
            1 => ((x, y), (x.saturating_add(high), y.saturating_add(width))),
            2 => ((x.saturating_sub(width), y), (x, y.saturating_add(high))),
            _ => ((x.saturating_sub(high), y.saturating_sub(width)), (x, y)),
        };
        Area::between(one, other)
    }

    /// The letters of a text from a place on, one a step, all of one size.
    #[cfg(test)]
    pub(super) fn set(
        text: &str,
        (x, y): (i32, i32),
        step: i32,
        size: i32,
        width: impl Fn(char) -> i32,
    ) -> Vec<Self> {
        let place = |(at, letter): (i32, char)| {
            let (x, width) = (x + at * step, width(letter));
            Self { letter, x, y, width, size, turn: 0, hidden: false }
        };
        (0..).zip(text.chars()).map(place).collect()
    }

    /// Whether it leaves no mark.
    pub(super) fn is_blank(&self) -> bool {
        self.letter.is_whitespace()
    }
}

/// A rectangle of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::document) struct Area {
    /// Left end.
    pub x0: i32,
    /// Upper end.
    pub y0: i32,
    /// Right end.
    pub x1: i32,
    /// Lower end.
    pub y1: i32,
}

impl Area {
    /// The rectangle between two corners.
    pub(in crate::document) fn between(one: (i32, i32), other: (i32, i32)) -> Self {
        Self {
            x0: one.0.min(other.0),
            y0: one.1.min(other.1),
            x1: one.0.max(other.0),
            y1: one.1.max(other.1),
        }
    }

    /// Its width.
    pub(super) fn width(self) -> i32 {
        self.x1.saturating_sub(self.x0)
    }

    /// Its height.
    pub(super) fn height(self) -> i32 {
        self.y1.saturating_sub(self.y0)
    }

    /// Its middle.
    pub(super) fn middle(self) -> (i32, i32) {
        (self.x0 / 2 + self.x1 / 2, self.y0 / 2 + self.y1 / 2)
    }

    /// Whether a point is in it.
    pub(super) fn has(self, x: i32, y: i32) -> bool {
        (self.x0..=self.x1).contains(&x) && (self.y0..=self.y1).contains(&y)
    }

    /// What it has in common with another; less than nothing wide or high where they do not meet.
    pub(super) fn shared(self, other: Self) -> Self {
        Self {
            x0: self.x0.max(other.x0),
            y0: self.y0.max(other.y0),
            x1: self.x1.min(other.x1),
            y1: self.y1.min(other.y1),
        }
    }

    /// Whether it has some of another.
    pub(super) fn meets(self, other: Self) -> bool {
        let shared = self.shared(other);
        shared.width() > 0 && shared.height() > 0
    }

    /// The least rectangle around it and another.
    pub(in crate::document) fn with(self, other: Self) -> Self {
        Self {
            x0: self.x0.min(other.x0),
            y0: self.y0.min(other.y0),
            x1: self.x1.max(other.x1),
            y1: self.y1.max(other.y1),
        }
    }

    /// The hundredths of another one that are in it.
    pub(super) fn share_of(self, other: Self) -> i64 {
        let size = |area: Self| i64::from(area.width().max(0)) * i64::from(area.height().max(0));
        size(self.shared(other)) * 100 / size(other).max(1)
    }
}

/// A straight line that is level or upright.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::document) struct Stroke {
    /// Where it stands across its direction: y of a level line, x of an upright one.
    pub at: i32,
    /// Where it starts along its direction.
    pub from: i32,
    /// Where it ends, not less than `from`.
    pub to: i32,
}

/// What is drawn on a page.
#[derive(Clone, Debug, Default)]
pub(in crate::document) struct Sheet {
    /// Width of the page as shown.
    pub width: i32,
    /// Height of the page as shown.
    pub height: i32,
    /// Its characters in the order of drawing, which is not the order of reading.
    pub glyphs: Vec<Glyph>,
    /// Level lines.
    pub level: Vec<Stroke>,
    /// Upright lines.
    pub upright: Vec<Stroke>,
    /// How many curves are drawn.
    pub curves: usize,
    /// Share of the page that pictures cover, in percent; they may lie upon each other.
    pub pictured: i32,
    /// Letters that something covers in part: they stand as U+FFFD.
    pub doubtful: usize,
    /// Texts that are drawn and not seen, and why.
    pub unseen: Vec<(Look, String)>,
}

/// Most bytes of a text that is not seen, and most such texts, that are kept.
const LETTERS: usize = 200;
const TEXTS: usize = 1_000;

impl Sheet {
    /// Adds a straight line; slanted ones are left out. A dot counts as both: dotted lines are rows of dots.
    pub(in crate::document) fn stroke(&mut self, from: (i32, i32), to: (i32, i32)) {
        const SLANT: i32 = POINT * 3 / 4;
        let (x0, x1) = (from.0.min(to.0), from.0.max(to.0));
        let (y0, y1) = (from.1.min(to.1), from.1.max(to.1));
        let (wide, high) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
        if high <= SLANT && (wide >= high) {
            self.level.push(Stroke { at: y0 + high / 2, from: x0, to: x1 });
        }
        if wide <= SLANT && (high >= wide) {
            self.upright.push(Stroke { at: x0 + wide / 2, from: y0, to: y1 });
        }
    }

    /// Adds a letter to what is not seen: to the last of its texts, or as a new one.
    pub(super) fn set_aside(&mut self, look: Look, letter: char, goes_on: bool) {
        let room = self.unseen.len() < TEXTS;
        match self.unseen.last_mut() {
            Some((last, text)) if goes_on && *last == look && text.len() < LETTERS => text.push(letter),
            Some((last, _)) if goes_on && *last == look => {}
            _ if room => self.unseen.push((look, letter.to_string())),
            _ => {}
        }
    }

    /// Adds a filled rectangle: a line if it is thin, ground colour otherwise.
    pub(super) fn bar(&mut self, from: (i32, i32), to: (i32, i32)) {
        const THIN: i32 = 3 * POINT;
        let (x0, x1) = (from.0.min(to.0), from.0.max(to.0));
        let (y0, y1) = (from.1.min(to.1), from.1.max(to.1));
        let (wide, high) = (x1.saturating_sub(x0), y1.saturating_sub(y0));
        if high <= THIN && wide >= high {
            self.level.push(Stroke { at: y0 + high / 2, from: x0, to: x1 });
        }
        if wide <= THIN && high >= wide {
            self.upright.push(Stroke { at: x0 + wide / 2, from: y0, to: y1 });
        }
    }

    /// Turns the page so that most of its text runs to the right; the rest of the text is left out (marks beside
    /// a binding, watermarks). By how many quarter turns clockwise it was turned.
    pub(super) fn turn_upright(&mut self) -> u8 {
        let count =
            |turn: u8| self.glyphs.iter().filter(|glyph| glyph.turn == turn && !glyph.is_blank()).count();
        let most = (0..4).max_by_key(|turn| (count(*turn), 4 - turn)).unwrap_or(0);
        self.glyphs.retain(|glyph| glyph.turn == most);
        let turns = (4 - most) % 4;
        for _ in 0..turns {
            self.turn_once();
        }
        turns
    }

    /// A quarter turn clockwise: (x, y) comes to (height − y, x).
    fn turn_once(&mut self) {
        let height = self.height;
        for glyph in &mut self.glyphs {
            (glyph.x, glyph.y) = (height.saturating_sub(glyph.y), glyph.x);
            glyph.turn = (glyph.turn + 1) % 4;
        }
        let upright = self.level.iter().map(|line| Stroke { at: height.saturating_sub(line.at), ..*line });
        let upright: Vec<Stroke> = upright.collect();
        let level = self.upright.iter().map(|line| Stroke {
            at: line.at,
            from: height.saturating_sub(line.to),
            to: height.saturating_sub(line.from),
        });
        self.level = level.collect();
        self.upright = upright;
        (self.width, self.height) = (self.height, self.width);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(x: i32, y: i32, turn: u8) -> Glyph {
        Glyph { letter: '甲', x, y, width: 10, size: 10, turn, hidden: false }
    }

    #[test]
    fn pages_are_turned_upright() {
        // Text that runs up (three quarter turns), as landscape tables are put on portrait pages.
        let mut sheet = Sheet { width: 600, height: 800, ..Sheet::default() };
        sheet.glyphs = vec![glyph(100, 700, 3), glyph(100, 690, 3), glyph(5, 5, 0)];
        sheet.stroke((50, 780), (50, 20));
        sheet.turn_upright();
        assert_eq!((sheet.width, sheet.height), (800, 600));
        let places: Vec<(i32, i32, u8)> =
            sheet.glyphs.iter().map(|glyph| (glyph.x, glyph.y, glyph.turn)).collect();
        assert_eq!(places, [(100, 100, 0), (110, 100, 0)]);
        assert_eq!(sheet.level, [Stroke { at: 50, from: 20, to: 780 }]);
        assert_eq!(sheet.upright, []);
    }

    #[test]
    fn thin_bars_are_lines() {
        let mut sheet = Sheet::default();
        sheet.bar((0, 0), (5000, 48));
        sheet.bar((0, 0), (48, 5000));
        sheet.bar((0, 0), (5000, 5000));
        sheet.stroke((0, 0), (3000, 4000));
        assert_eq!((sheet.level.len(), sheet.upright.len()), (1, 1));
    }
}
