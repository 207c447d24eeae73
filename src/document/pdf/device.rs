//! The one file that knows the PDF library: opens a file and draws its pages onto [`Sheet`]s.
#![allow(clippy::disallowed_types, reason = "a PDF's coordinates are floats; they become whole numbers here")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::font::{Glyph as Drawn, GlyphRun};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::{
    COLUMNS, CONTENTS, DECODE_PARMS, DP, EARLY_CHANGE, F, FILTER, SUBTYPE,
};
use hayro_interpret::hayro_syntax::object::{Dict, MaybeRef, Name, Object};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::xref::XRef;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect, Shape};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, Paint, RenderContent, SoftMask, TransformExt, interpret, interpret_page,
};

use super::inflate::{Sum, sum};
use super::limits::{Budget, MAX_COLUMNS, MAX_CONTENT, MAX_PARTS, MAX_PICTURE, MAX_STREAM};
use super::packed::{Packing, expands_beyond};
use super::sheet::{Glyph, POINT, Sheet};

/// Why a file cannot be opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closed {
    /// It needs a password.
    Password,
    /// It is encrypted in a way that is not known.
    Cipher,
    /// It has no pages that can be found.
    Broken,
}

/// How the drawing of a page ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// All of it was drawn.
    Whole,
    /// The library gave up on it; what came before is on the sheet.
    Broken,
    /// It has more instructions than a page may.
    Large,
    /// The file names it and does not have it.
    Missing,
    /// Its data are not what their checksums say.
    Changed,
    /// The budget of the document is spent; what came before is on the sheet.
    Spent,
}

/// A PDF file opened with the empty password.
pub(super) struct File {
    pdf: Pdf,
}

impl File {
    /// Opens a file.
    ///
    /// # Errors
    /// Encrypted, or without pages.
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, Closed> {
        let opened = catch_unwind(|| Pdf::new(bytes)).unwrap_or(Err(LoadPdfError::Invalid));
        opened.map(|pdf| Self { pdf }).map_err(|why| match why {
            LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Closed::Password,
            LoadPdfError::Decryption(_) => Closed::Cipher,
            LoadPdfError::Invalid => Closed::Broken,
        })
    }

    /// Number of its pages.
    pub(super) fn pages(&self) -> usize {
        self.pdf.pages().len()
    }

    /// Whether some stream expands beyond what a stream may, or wants rows longer than there is room for: by the
    /// dictionaries as the library reads them and the data as it decrypts it.
    pub(super) fn has_bomb(&self, budget: &Budget) -> bool {
        let look = || {
            self.pdf.objects().into_iter().any(|object| {
                object.into_stream().is_some_and(|stream| {
                    let (packings, widest) = packings(stream.dict(), self.pdf.xref());
                    let is_picture =
                        stream.dict().get::<Name<'_>>(SUBTYPE).is_some_and(|kind| &*kind == b"Image");
                    let most = if is_picture { MAX_PICTURE } else { MAX_STREAM };
                    widest > MAX_COLUMNS || expands_beyond(&stream.raw_data(), &packings, most, budget)
                })
            })
        };
        // An object that the library breaks down at is none that can be drawn.
        catch_unwind(AssertUnwindSafe(look)).unwrap_or(false)
    }

    /// Draws pages one after another until the caller has enough (false).
    pub(super) fn draw(&self, budget: &Budget, mut take: impl FnMut(Sheet, End) -> bool) {
        let cache = InterpreterCache::new();
        for page in self.pdf.pages().iter() {
            let (width, height) = page.render_dimensions();
            let sheet = Sheet {
                width: whole(f64::from(width)),
                height: whole(f64::from(height)),
                ..Sheet::default()
            };
            let mut pen = Pen { sheet, budget, shown: Vec::new() };
            let drawn = catch_unwind(AssertUnwindSafe(|| self.draw_page(page, &cache, &mut pen)));
            let end = match drawn {
                Ok(end) => end,
                Err(why) if why.is::<Spent>() => End::Spent,
                Err(why) if why.is::<Large>() => End::Large,
                Err(_) => End::Broken,
            };
            if !take(pen.sheet, end) {
                return;
            }
        }
    }

    /// Whether most of its compressed data have the checksums that they say. Some programs write wrong ones; then they say
    /// nothing of damage.
    pub(super) fn has_right_sums(&self) -> bool {
        let look = || {
            let (mut right, mut wrong) = (0_usize, 0_usize);
            let streams = self.pdf.objects().into_iter().filter_map(Object::into_stream);
            let packed = streams
                .filter(|one| packings(one.dict(), self.pdf.xref()).0.first() == Some(&Packing::Flate));
            for stream in packed.take(MOST_SUMS) {
                match sum(&stream.raw_data()) {
                    Some(Sum::Right) => right += 1,
                    Some(Sum::Wrong) => wrong += 1,
                    _ => {}
                }
            }
            right > wrong
        };
        catch_unwind(AssertUnwindSafe(look)).unwrap_or(false)
    }

    /// Draws a page; whether all of its instructions are there, as they were written.
    fn draw_page<'a>(&'a self, page: &'a Page<'a>, cache: &InterpreterCache<'a>, pen: &mut Pen<'_>) -> End {
        let (width, height) = page.render_dimensions();
        // The library would keep the contents of every page as long as the file is open: they are passed by hand.
        let settings = InterpreterSettings {
            render_content: RenderContent::ANNOTATIONS,
            ..InterpreterSettings::default()
        };
        let bounds = Rect::new(0.0, 0.0, f64::from(width), f64::from(height));
        let transform = page.initial_transform(true).to_kurbo();
        let mut context = Context::new(transform, bounds, cache, self.pdf.xref(), settings);
        let (contents, end) = contents(page, pen);
        pen.spend(contents.len() / 16);
        interpret(TypedIter::new(&contents), page.resources(), &mut context, pen);
        interpret_page(page, &mut context, pen);
        end
    }
}

/// Compressed data of a file whose checksums are looked at.
const MOST_SUMS: usize = 500;

/// The instructions of a page, its streams one after another, and whether some of them are damaged.
fn contents(page: &Page<'_>, pen: &Pen<'_>) -> (Vec<u8>, End) {
    let all = some(page.raw(), CONTENTS, page.xref()).unwrap_or_default();
    // What is named and not there was cut off the file.
    let (mut contents, mut broken) = (Vec::new(), all.is_empty() && page.raw().contains_key(CONTENTS));
    let mut changed = false;
    if all.len() >= MAX_PARTS {
        resume_unwind(Box::new(Large));
    }
    for stream in all.into_iter().filter_map(Object::into_stream) {
        pen.spend(1);
        // The library takes what it can get of damaged data and does not say so.
        if packings(stream.dict(), page.xref()).0.first() == Some(&Packing::Flate) {
            let sum = sum(&stream.raw_data());
            broken |= sum.is_none();
            changed |= sum == Some(Sum::Wrong);
        }
        let Ok(data) = stream.decoded_data() else {
            broken = true;
            continue;
        };
        if contents.len().saturating_add(data.len()) > MAX_CONTENT {
            resume_unwind(Box::new(Large));
        }
        contents.extend_from_slice(&data);
        contents.push(b'\n');
    }
    let end = match (broken, changed) {
        (true, _) => End::Broken,
        (false, true) => End::Changed,
        (false, false) => End::Whole,
    };
    (contents, end)
}

/// How the data of a stream is packed, and the most columns that one of its filters arranges it in.
fn packings<'a>(dictionary: &Dict<'a>, xref: &'a XRef) -> (Vec<Packing>, usize) {
    let all =
        |keys: [&[u8]; 2]| keys.into_iter().find_map(|key| some(dictionary, key, xref)).unwrap_or_default();
    let settings: Vec<Dict<'_>> = all([DP, DECODE_PARMS]).into_iter().filter_map(Object::into_dict).collect();
    let late = settings.iter().any(|settings| settings.get::<u8>(EARLY_CHANGE) == Some(0));
    let widest = settings.iter().filter_map(|settings| settings.get::<usize>(COLUMNS)).max().unwrap_or(0);
    let names = all([F, FILTER]).into_iter().map_while(Object::into_name);
    let known = names.map_while(|name| match Packing::of(&name)? {
        Packing::Lzw(_) => Some(Packing::Lzw(!late)),
        packing => Some(packing),
    });
    (known.collect(), widest)
}

/// What an entry of a dictionary has: its elements, or itself. What is not there is passed over: the library's
/// iterator by kind would end at it and lose what comes behind.
fn some<'a>(dictionary: &Dict<'a>, key: &[u8], xref: &'a XRef) -> Option<Vec<Object<'a>>> {
    let found = dictionary.get::<Object<'_>>(key)?;
    let Some(array) = found.clone().into_array() else { return Some(vec![found]) };
    let elements = array.raw_iter().take(MAX_PARTS).filter_map(|element| match element {
        MaybeRef::Ref(id) => xref.get::<Object<'_>>(id.into()),
        MaybeRef::NotRef(object) => Some(object),
    });
    Some(elements.collect())
}

/// What unwinds out of the library when the budget is spent: its drawing functions cannot say stop.
struct Spent;

/// What unwinds where a page has too many instructions.
struct Large;

struct Pen<'s> {
    sheet: Sheet,
    budget: &'s Budget,
    /// What is shown within each open clip, and within those around it.
    shown: Vec<Rect>,
}

impl Pen<'_> {
    /// Whether some of a glyph shows through the clips: a cell cuts off what is too long for it.
    fn is_clipped(&self, centre: Point, size: f64) -> bool {
        // What is cut in halves can still be read.
        const PART: f64 = 0.3;
        self.shown.last().is_some_and(|shown| !shown.inflate(size * PART, size * PART).contains(centre))
    }

    fn spend(&self, steps: usize) {
        if !self.budget.spend(steps) {
            resume_unwind(Box::new(Spent));
        }
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

    fn subpath(&mut self, points: &[(i32, i32)], filled: bool) {
        if !filled {
            for (from, to) in points.iter().zip(points.iter().skip(1)) {
                self.sheet.stroke(*from, *to);
            }
            return;
        }
        let xs = || points.iter().map(|point| point.0);
        let ys = || points.iter().map(|point| point.1);
        let (Some(x0), Some(x1), Some(y0), Some(y1)) = (xs().min(), xs().max(), ys().min(), ys().max())
        else {
            return;
        };
        let corners = points.iter().all(|point| {
            let near = |value: i32, end: i32| (value - end).abs() <= POINT / 2;
            (near(point.0, x0) || near(point.0, x1)) && (near(point.1, y0) || near(point.1, y1))
        });
        if corners && points.len() >= 3 {
            self.sheet.bar((x0, y0), (x1, y1));
        }
    }
}

fn is_seen(paint: &Paint<'_>) -> bool {
    match paint {
        Paint::Color(color) => color.to_rgba().components().last().is_none_or(|alpha| *alpha > 0.0),
        Paint::Pattern(_) => true,
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
                (false, f64::from(style.line_width) * scale <= THICK)
            }
            DrawMode::FillAndStroke(..) => (true, true),
            DrawMode::Invisible => (false, false),
        };
        if !is_seen(&props.paint) || !(filled || stroked) {
            return;
        }
        let mut points: Vec<(i32, i32)> = Vec::new();
        let flush = |pen: &mut Self, points: &mut Vec<(i32, i32)>| {
            if filled {
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
                    points.push(Self::point(props.transform, to.x, to.y));
                }
                PathEl::LineTo(to) => points.push(Self::point(props.transform, to.x, to.y)),
                PathEl::QuadTo(_, to) | PathEl::CurveTo(_, _, to) => {
                    self.sheet.curves = self.sheet.curves.saturating_add(1);
                    // A curve is no line: what it ends starts anew.
                    points.clear();
                    points.push(Self::point(props.transform, to.x, to.y));
                }
                PathEl::ClosePath => {
                    points.extend(points.first().copied());
                    flush(self, &mut points);
                }
            }
        }
        flush(self, &mut points);
    }

    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, 'a>, props: DrawProps<'a>, mode: &DrawMode) {
        self.spend(1 + run.glyphs().len());
        let hidden = matches!(mode, DrawMode::Invisible) || !is_seen(&props.paint);
        let mut glyphs = run.glyphs().iter().peekable();
        while let Some(glyph) = glyphs.next() {
            let next = glyphs.peek().map(|next| props.transform * next.transform());
            self.glyph(glyph, props.transform * glyph.transform(), next, hidden);
        }
    }

    fn draw_image(&mut self, _: Image<'a, '_>, props: ImageDrawProps<'a>) {
        self.spend(1);
        let from = Self::point(props.transform, 0.0, 0.0);
        let to = Self::point(props.transform, 1.0, 1.0);
        self.sheet.bar(from, to);
        let across = |a: i32, b: i32, whole: i32| i64::from(a.abs_diff(b).min(whole.unsigned_abs()));
        let area = across(from.0, to.0, self.sheet.width) * across(from.1, to.1, self.sheet.height);
        let page = (i64::from(self.sheet.width) * i64::from(self.sheet.height)).max(1);
        let share = i32::try_from(area * 100 / page).unwrap_or(0);
        self.sheet.pictured = self.sheet.pictured.saturating_add(share);
    }

    fn push_clip_path(&mut self, clip: &ClipPath) {
        // Forms call each other by way of a clip, and cost more than a line.
        self.spend(20);
        let own = clip.path.bounding_box();
        let shown = self.shown.last().map_or(own, |outer| outer.intersect(own));
        self.shown.push(shown);
    }

    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {
        self.spend(1);
    }

    fn pop_clip(&mut self) {
        self.shown.pop();
    }

    fn pop_transparency_group(&mut self) {}
}

/// Points as hundredths; what lies far outside of any page is held at the edge.
fn whole(points: f64) -> i32 {
    const FAR: f64 = 20_000.0;
    let held = if points.is_nan() { 0.0 } else { points.clamp(-FAR, FAR) };
    #[allow(clippy::cast_possible_truncation, reason = "clamped above")]
    let hundredths = (held * f64::from(POINT)).round() as i32;
    hundredths
}
