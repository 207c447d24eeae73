//! Colours of objects of an OFD page, as far as the page says them, and the areas that filled paths paint.

use super::measure::numbers;
use crate::document::pdf::{Colour, Rectangle};
use crate::document::xml::Element;

/// Opacity from which nothing shows through, in thousandths of a channel.
pub(super) const DENSE: i64 = 250_000;

/// What an object is drawn with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Paint {
    /// Its colour, where the page says it.
    pub colour: Option<Colour>,
    /// Whether nothing shows through it; only where its colour is said.
    pub dense: bool,
    /// Whether all shows through it.
    pub clear: bool,
}

impl Paint {
    /// What is drawn by parameters that stand elsewhere, or by default.
    pub(super) const UNKNOWN: Self = Self { colour: None, dense: false, clear: false };

    /// A colour element: one grey, or red, green and blue, in decimals or after `#` in hexadecimals.
    pub(super) fn of(element: &Element) -> Self {
        let opacity = opacity(element);
        let channels: Option<Vec<u8>> =
            element.get("Value").and_then(|text| text.split_whitespace().take(5).map(channel).collect());
        let colour = match channels.as_deref() {
            Some([grey]) => Some([*grey; 3]),
            Some([red, green, blue]) => Some([*red, *green, *blue]),
            _ => None,
        };
        Self { colour, dense: colour.is_some() && opacity >= DENSE, clear: opacity == 0 }
    }
}

/// The opacity that an object or a colour has, in thousandths of a channel.
pub(super) fn opacity(element: &Element) -> i64 {
    const WHOLE: i64 = 255_000;
    element.get("Alpha").and_then(|text| numbers(text).first().copied()).unwrap_or(WHOLE)
}

fn channel(text: &str) -> Option<u8> {
    match text.strip_prefix('#') {
        Some(digits) => u8::from_str_radix(digits, 16).ok(),
        None => u8::try_from(numbers(text).first()? / 1000).ok(),
    }
}

/// The outline of a path, point by point.
#[derive(Debug, Default)]
pub(super) struct Outline {
    points: Vec<(i32, i32)>,
    /// It has curves, or several parts.
    odd: bool,
    begun: bool,
}

impl Outline {
    /// A part begins at a point.
    pub(super) fn begin(&mut self, point: (i32, i32)) {
        self.odd |= self.begun && self.points.len() > 1;
        if self.points.len() <= 1 {
            self.points.clear();
        }
        self.begun = true;
        self.add(point);
    }

    /// It goes on to a point.
    pub(super) fn add(&mut self, point: (i32, i32)) {
        const MANY: usize = 8;
        if self.points.len() < MANY {
            self.points.push(point);
        } else {
            self.odd = true;
            if let Some(last) = self.points.last_mut() {
                *last = (last.0.max(point.0), last.1.max(point.1));
            }
        }
    }

    /// It has a curve.
    pub(super) fn bend(&mut self, point: (i32, i32)) {
        self.odd = true;
        self.add(point);
    }

    /// The rectangle around it, and whether it is just that rectangle.
    pub(super) fn area(&self) -> Option<(Rectangle, bool)> {
        let (first, rest) = self.points.split_first()?;
        let point = |at: &(i32, i32)| Rectangle::between(*at, *at);
        let around = rest.iter().fold(point(first), |area, at| area.with(point(at)));
        let on_corner = |at: &(i32, i32)| {
            [around.x0, around.x1].contains(&at.0) && [around.y0, around.y1].contains(&at.1)
        };
        let level = |pair: &[(i32, i32)]| match pair {
            [one, other] => one.0 == other.0 || one.1 == other.1,
            _ => true,
        };
        let exact = !self.odd
            && self.points.len() >= 4
            && self.points.iter().all(on_corner)
            && self.points.windows(2).all(level);
        Some((around, exact))
    }
}
