//! The pen that the PDF library draws a page with: letters, lines and areas onto a [`Sheet`], with what each is painted
//! with and in which order.
#![allow(clippy::disallowed_types, reason = "a PDF's coordinates are floats; they become whole numbers here")]

use std::panic::resume_unwind;

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::object::dict::keys::{MASK, SMASK, SMASK_IN_DATA};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Device, DrawMode, DrawProps, Image, ImageDrawProps, Paint, SoftMask,
};

use super::ink::Colour;
use super::limits::Budget;
use super::page::COVERED;
use super::paint::Layers;
use super::sheet::{Area, Glyph, POINT, Sheet};

/// What unwinds out of the library when the budget is spent: its drawing functions cannot say stop.
pub(super) struct Spent;

/// Draws one page.
pub(super) struct Pen<'s> {
    /// What was drawn so far.
    pub sheet: Sheet,
    layers: Layers,
    budget: &'s Budget,
    /// What is shown within each open clip, and within those around it; whether the clips are rectangles.
    shown: Vec<(Rect, bool)>,
    /// The share of light that each open group and those around it let come through, none where it is not the same
    /// everywhere.
    veils: Vec<Option<f32>>,
    /// The programs of fonts that do not say which letters are theirs.
    nameless: &'s [Vec<u8>],
    /// Whether a program is one of them, by where it lies.
    known: Vec<(usize, bool)>,
}

impl<'s> Pen<'s> {
    /// A pen over an empty sheet.
    pub(super) fn new(sheet: Sheet, budget: &'s Budget, nameless: &'s [Vec<u8>]) -> Self {
        Self {
            sheet,
            layers: Layers::default(),
            budget,
            shown: Vec::new(),
            veils: Vec::new(),
            nameless,
            known: Vec::new(),
        }
    }
}

impl Pen<'_> {
    /// Whether some of a glyph shows through the clips: a cell cuts off what is too long for it.
    fn is_clipped(&self, centre: Point, size: f64) -> bool {
        // What is cut in halves can still be read.
        const PART: f64 = 0.3;
        self.shown.last().is_some_and(|(shown, _)| !shown.inflate(size * PART, size * PART).contains(centre))
    }

    /// Leaves on the sheet what is seen.
    pub(super) fn settle(&mut self) {
        let budget = self.budget;
        std::mem::take(&mut self.layers).settle(&mut self.sheet, |steps| spend(budget, steps));
    }

    /// The share of light that the open groups let come through, none where it is not the same everywhere.
    fn veil(&self) -> Option<f32> {
        self.veils.last().copied().unwrap_or(Some(1.0))
    }

    /// What the clips show of an area, and whether they are rectangles.
    fn clipped(&self, area: Area) -> (Area, bool) {
        self.shown.last().map_or((area, true), |(shown, exact)| {
            let ends = ((whole(shown.x0), whole(shown.y0)), (whole(shown.x1), whole(shown.y1)));
            (area.shared(Area::between(ends.0, ends.1)), *exact)
        })
    }

    /// Paint as it shows on white paper, where that is known, and whether nothing shows through it.
    fn colour(&self, paint: &Paint<'_>, blend: BlendMode, masked: bool) -> (Option<Colour>, bool) {
        const DENSE: f32 = 0.97;
        let Some(veil) = self.veil() else { return (None, false) };
        let Paint::Color(colour) = paint else { return (None, false) };
        if masked || blend != BlendMode::Normal {
            return (None, false);
        }
        let [red, green, blue, alpha] = colour.to_rgba().components();
        let alpha = alpha * veil;
        let channel = |value: f32| {
            let shown = (1.0 - alpha * (1.0 - value)).clamp(0.0, 1.0) * 255.0;
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped above")]
            let whole = shown.round() as u8;
            whole
        };
        (Some([red, green, blue].map(channel)), alpha >= DENSE)
    }

    /// Adds a painted rectangle, as far as the clips show it.
    fn area(&mut self, from: (i32, i32), to: (i32, i32), paint: (Option<Colour>, bool)) {
        let (area, exact) = self.clipped(Area::between(from, to));
        let (colour, hides) = paint;
        self.layers.fill(&self.sheet, area, colour.filter(|_| exact), hides && exact);
    }

    /// Takes steps of the budget, and unwinds where there are not enough left.
    pub(super) fn spend(&self, steps: usize) {
        spend(self.budget, steps);
    }

    fn point(transform: Affine, x: f64, y: f64) -> (i32, i32) {
        let point = transform * Point::new(x, y);
        (whole(point.x), whole(point.y))
    }

    fn glyph(&mut self, drawn: &Drawn<'_>, transform: Affine, next: Option<Affine>, hidden: bool) {
        let origin = Self::point(transform, 0.0, 0.0);
        let along = transform * Point::new(1000.0, 0.0) - transform * Point::ORIGIN;
        let across = transform * Point::new(0.0, 1000.0) - transform * Point::ORIGIN;
        let size = whole(across.hypot());
        if self.is_clipped(transform * Point::new(400.0, 350.0), across.hypot()) {
            return;
        }
        let advance = match drawn {
            Drawn::Outline(outline) => outline.advance_width(),
            Drawn::Type3(_) => None,
        };
        // What runs aslant is a watermark.
        const SLANT: f64 = 0.2;
        let (wide, high) = (along.x.abs(), along.y.abs());
        if wide.min(high) > SLANT * wide.max(high) {
            return;
        }
        let turn = match (wide >= high, along.x >= 0.0, along.y >= 0.0) {
            (true, true, _) => 0,
            (false, _, true) => 1,
            (true, false, _) => 2,
            (false, _, false) => 3,
        };
        // Where the next glyph of the run starts tells of condensed type; wide type only of spacing.
        let next = next.map(|next| whole((next * Point::ORIGIN - transform * Point::ORIGIN).hypot()));
        let next = next.filter(|next| *next > size / 10);
        let width = advance.map(|width| whole(f64::from(width) * across.hypot() / 1000.0));
        let width = match (width.filter(|width| *width > 0), next) {
            (Some(width), Some(next)) => width.min(next),
            (Some(width), None) => width,
            (None, Some(next)) => next.min(size),
            (None, None) => size / 2,
        };
        let mut add = |letter: char, x: i32, y: i32, width: i32| {
            self.sheet.glyphs.push(Glyph { letter, x, y, width, size, turn, hidden });
        };
        match drawn.as_unicode() {
            Some(BfString::Char(letter)) => add(letter, origin.0, origin.1, width),
            Some(BfString::String(text)) => {
                let count = i32::try_from(text.chars().count()).unwrap_or(1).max(1);
                let part = width / count;
                for (at, letter) in (0_i32..64).zip(text.chars()) {
                    let shift = part.saturating_mul(at);
                    let (x, y) = match turn {
                        0 => (shift, 0),
                        1 => (0, shift),
                        2 => (-shift, 0),
                        _ => (0, -shift),
                    };
                    add(letter, origin.0.saturating_add(x), origin.1.saturating_add(y), part);
                }
            }
            None => add(char::REPLACEMENT_CHARACTER, origin.0, origin.1, width),
        }
    }

    /// Adds a part of a path: what is stroked, or what is filled where it is a rectangle.
    fn subpath(&mut self, points: &[(i32, i32)], filled: bool) -> Part {
        if !filled {
            for (from, to) in points.iter().zip(points.iter().skip(1)) {
                self.sheet.stroke(*from, *to);
            }
            return Part::Lines;
        }
        let xs = || points.iter().map(|point| point.0);
        let ys = || points.iter().map(|point| point.1);
        let (Some(x0), Some(x1), Some(y0), Some(y1)) = (xs().min(), xs().max(), ys().min(), ys().max())
        else {
            return Part::Lines;
        };
        let corners = points.iter().all(|point| {
            let near = |value: i32, end: i32| (value - end).abs() <= POINT / 2;
            (near(point.0, x0) || near(point.0, x1)) && (near(point.1, y0) || near(point.1, y1))
        });
        let area = Area::between((x0, y0), (x1, y1));
        if corners && points.len() >= 3 {
            self.sheet.bar((x0, y0), (x1, y1));
            Part::Rectangle(area)
        } else {
            Part::Shape(area)
        }
    }
}

/// A part of a path.
enum Part {
    Lines,
    Rectangle(Area),
    Shape(Area),
}

/// Parts that a path may have before it is taken for a drawing.
const MAX_PARTS: usize = 64;

/// The painted areas of a path, and whether each is painted all over: parts that lie over each other may leave holes.
fn areas(parts: &[Part]) -> Vec<(Area, bool)> {
    let all: Vec<(Area, bool)> = parts
        .iter()
        .filter_map(|part| match part {
            Part::Lines => None,
            Part::Rectangle(area) => Some((*area, true)),
            Part::Shape(area) => Some((*area, false)),
        })
        .collect();
    let mut sorted = all.clone();
    sorted.sort_unstable_by_key(|(area, _)| (area.x0, area.y0));
    let over = all.len() > MAX_PARTS
        || sorted.iter().enumerate().any(|(at, (area, _))| {
            let behind = sorted.iter().skip(at + 1).take_while(|(other, _)| other.x0 < area.x1);
            behind.into_iter().any(|(other, _)| area.meets(*other))
        });
    all.into_iter().map(|(area, whole)| (area, whole && !over)).collect()
}

fn is_seen(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => color.to_rgba().components().last().is_none_or(|alpha| *alpha > 0.0),
        Paint::Pattern(_) => true,
    }
}

impl Pen<'_> {
    /// Whether the letters of a run are numbers of which the file does not say what they are.
    fn is_nameless(&mut self, run: &GlyphRun<'_, '_>) -> bool {
        if self.nameless.is_empty() {
            return false;
        }
        let Some(Drawn::Outline(glyph)) = run.glyphs().first().map(|glyph| &**glyph) else { return false };
        let Some(font) = glyph.font_data() else { return false };
        let program = (*font.data).as_ref();
        let at = program.as_ptr().addr();
        if let Some((_, known)) = self.known.iter().find(|(known, _)| *known == at) {
            return *known;
        }
        self.spend(program.len() / 64);
        let own = self.nameless.iter().any(|nameless| nameless.as_slice() == program);
        self.known.push((at, own));
        own
    }

    /// Draws the lines of a path; gives the parts that are filled, none for a drawing.
    fn trace(&mut self, path: &BezPath, transform: Affine, filled: bool, stroked: bool) -> Option<Vec<Part>> {
        let (mut parts, mut drawing) = (Vec::new(), false);
        let mut points: Vec<(i32, i32)> = Vec::new();
        let mut flush = |pen: &mut Self, points: &mut Vec<(i32, i32)>| {
            if filled && parts.len() <= MAX_PARTS {
                parts.push(pen.subpath(points, true));
            } else if filled {
                pen.subpath(points, true);
            }
            if stroked {
                pen.subpath(points, false);
            }
            points.clear();
        };
        for element in path.elements() {
            match element {
                PathEl::MoveTo(to) => {
                    flush(self, &mut points);
                    points.push(Self::point(transform, to.x, to.y));
                }
                PathEl::LineTo(to) => points.push(Self::point(transform, to.x, to.y)),
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                    self.sheet.curves = self.sheet.curves.saturating_add(1);
                    drawing = true;
                    // A curve is no line: what it ends starts anew.
                    points.clear();
                    points.push(Self::point(transform, to.x, to.y));
                }
                PathEl::ClosePath => {
                    points.extend(points.first().copied());
                    flush(self, &mut points);
                }
            }
        }
        flush(self, &mut points);
        (!drawing && parts.len() <= MAX_PARTS).then_some(parts)
    }

    /// A stroke so thick that it is an area: level and upright ones are rectangles.
    fn thick(&mut self, path: &BezPath, props: &DrawProps<'_>, width: f64) {
        let paint = self.colour(&props.paint, props.blend_mode, props.soft_mask.is_some());
        let half = whole(width / 2.0);
        let mut last: Option<(i32, i32)> = None;
        for element in path.elements() {
            let to = match element {
                PathEl::MoveTo(to) | PathEl::LineTo(to) => Self::point(props.transform, to.x, to.y),
                _ => return,
            };
            if let (PathEl::LineTo(_), Some(from)) = (element, last) {
                let level = from.1.abs_diff(to.1) <= POINT.unsigned_abs();
                let upright = from.0.abs_diff(to.0) <= POINT.unsigned_abs();
                let area = Area::between(from, to);
                if level {
                    self.area((area.x0, area.y0 - half), (area.x1, area.y1 + half), paint);
                } else if upright {
                    self.area((area.x0 - half, area.y0), (area.x1 + half, area.y1), paint);
                }
            }
            last = Some(to);
        }
    }
}

impl<'a> Device<'a> for Pen<'_> {
    fn draw_path(&mut self, path: &BezPath, props: DrawProps<'a>, mode: &DrawMode) {
        const THICK: f64 = 6.0;
        self.spend(1 + path.elements().len());
        let (filled, stroked) = match mode {
            DrawMode::Fill(_) => (true, false),
            DrawMode::Stroke(style) => {
                let scale = props.transform.determinant().abs().sqrt();
                let width = f64::from(style.line_width) * scale;
                if width > THICK {
                    self.thick(path, &props, width);
                }
                (false, width <= THICK)
            }
            DrawMode::FillAndStroke(..) => (true, true),
            DrawMode::Invisible => (false, false),
        };
        if !is_seen(&props.paint) || !(filled || stroked) {
            return;
        }
        let lines = (self.sheet.level.len(), self.sheet.upright.len());
        let parts = self.trace(path, props.transform, filled, stroked);
        let paint = self.colour(&props.paint, props.blend_mode, props.soft_mask.is_some());
        self.layers.lines(&mut self.sheet, lines, paint.0);
        if !filled {
            return;
        }
        let Some(parts) = parts else {
            let bounds = path.control_box();
            let corner = |x: f64, y: f64| Self::point(props.transform, x, y);
            self.area(corner(bounds.x0, bounds.y0), corner(bounds.x1, bounds.y1), (None, false));
            return;
        };
        for (area, whole) in areas(&parts) {
            let paint = if whole { paint } else { (None, false) };
            self.area((area.x0, area.y0), (area.x1, area.y1), paint);
        }
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(1 + run.glyphs().len());
        let hidden = matches!(mode, DrawMode::Invisible) || !is_seen(&props.paint);
        let before = self.sheet.glyphs.len();
        let mut glyphs = run.glyphs().iter().peekable();
        while let Some(glyph) = glyphs.next() {
            let next = glyphs.peek().map(|next| props.transform * next.transform());
            self.glyph(glyph, props.transform * glyph.transform(), next, hidden);
        }
        if self.is_nameless(run) {
            for glyph in self.sheet.glyphs.iter_mut().skip(before) {
                glyph.letter = char::REPLACEMENT_CHARACTER;
            }
        }
        // What a letter made of instructions of its own is painted with is not known.
        let own = run.glyphs().iter().any(|glyph| matches!(&**glyph, Drawn::Type3(_)));
        let paint = self.colour(&props.paint, props.blend_mode, props.soft_mask.is_some() || own);
        self.layers.ink(&self.sheet, paint.0);
    }

    fn draw_image(&mut self, image: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.spend(1);
        let from = Self::point(props.transform, 0.0, 0.0);
        let to = Self::point(props.transform, f64::from(image.width()), f64::from(image.height()));
        self.sheet.bar(from, to);
        let across = |a: i32, b: i32, whole: i32| i64::from(a.abs_diff(b).min(whole.unsigned_abs()));
        let covered = across(from.0, to.0, self.sheet.width) * across(from.1, to.1, self.sheet.height);
        let page = (i64::from(self.sheet.width) * i64::from(self.sheet.height)).max(1);
        let share = i32::try_from(covered * 100 / page).unwrap_or(0);
        self.sheet.pictured = self.sheet.pictured.saturating_add(share);
        let (area, exact) = self.clipped(Area::between(from, to));
        let dense = self.veil() == Some(1.0)
            && exact
            && props.soft_mask.is_none()
            && props.blend_mode == BlendMode::Normal;
        let opaque = match &image {
            Image::Stencil(_) => false,
            Image::Raster(raster) => {
                let masks = [SMASK, MASK, SMASK_IN_DATA];
                !masks.iter().any(|key| raster.stream().dict().contains_key(*key))
            }
        };
        self.layers.picture(&self.sheet, area, dense && opaque, share >= COVERED);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        // Forms call each other by way of a clip, and cost more than a line.
        self.spend(20);
        let own = clip.path.bounding_box();
        let (shown, exact) =
            self.shown.last().map_or((own, true), |(outer, exact)| (outer.intersect(own), *exact));
        self.shown.push((shown, exact && is_rectangle(&clip.path, own)));
    }

    fn push_transparency_group(&mut self, veil: f32, mask: Option<SoftMask<'a>>, blend: BlendMode) {
        self.spend(1);
        let outer = self.veil();
        let own = (mask.is_none() && blend == BlendMode::Normal).then_some(veil);
        self.veils.push(outer.zip(own).map(|(outer, own)| outer * own));
    }

    fn pop_clip(&mut self) {
        self.shown.pop();
    }

    fn pop_transparency_group(&mut self) {
        self.veils.pop();
    }
}

/// Takes steps of a budget, and unwinds where there are not enough left.
fn spend(budget: &Budget, steps: usize) {
    if !budget.spend(steps) {
        resume_unwind(Box::new(Spent));
    }
}

/// Whether a path is the rectangle around it.
fn is_rectangle(path: &BezPath, around: Rect) -> bool {
    const NEAR: f64 = 0.5;
    let near = |value: f64, one: f64, other: f64| (value - one).abs() < NEAR || (value - other).abs() < NEAR;
    path.elements().len() <= 6
        && path.elements().iter().all(|element| match element {
            PathEl::MoveTo(at) | PathEl::LineTo(at) => {
                near(at.x, around.x0, around.x1) && near(at.y, around.y0, around.y1)
            }
            PathEl::QuadTo(..) | PathEl::CurveTo(..) => false,
            PathEl::ClosePath => true,
        })
}

/// Points as hundredths; what lies far outside of any page is held at the edge.
pub(super) fn whole(points: f64) -> i32 {
    const FAR: f64 = 20_000.0;
    let held = if points.is_nan() { 0.0 } else { points.clamp(-FAR, FAR) };
    #[allow(clippy::cast_possible_truncation, reason = "clamped above")]
    let hundredths = (held * f64::from(POINT)).round() as i32;
    hundredths
}
