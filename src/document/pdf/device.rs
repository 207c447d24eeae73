//! Opens a file and draws its pages onto [`Sheet`]s; with `pen` what knows the PDF library.
#![allow(clippy::disallowed_types, reason = "a PDF's coordinates are floats; they become whole numbers here")]

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use hayro_interpret::hayro_syntax::content::TypedIter;
use hayro_interpret::hayro_syntax::object::dict::keys::{
    COLUMNS, CONTENTS, DECODE_PARMS, DP, EARLY_CHANGE, ENCODING, F, FILTER, FIRST_CHAR, FLAGS, FONT_DESC,
    FONT_FILE2, SUBTYPE, TO_UNICODE,
};
use hayro_interpret::hayro_syntax::object::{Dict, MaybeRef, Name, Object, Stream};
use hayro_interpret::hayro_syntax::page::Page;
use hayro_interpret::hayro_syntax::xref::XRef;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::Rect;
use hayro_interpret::{
    Context, InterpreterCache, InterpreterSettings, RenderContent, TransformExt, interpret, interpret_page,
};

use super::inflate::{Sum, sum};
use super::limits::{Budget, MAX_COLUMNS, MAX_CONTENT, MAX_PARTS, MAX_PICTURE, MAX_STREAM};
use super::packed::{Packing, expands_beyond};
use super::pen::{Pen, Spent, whole};
use super::sheet::Sheet;

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
    /// As the library has it.
    pub(super) pdf: Pdf,
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

    /// The programs of the fonts that number their letters and do not say which letters these are. The library takes the
    /// numbers for those of Latin letters where it can.
    fn nameless(&self) -> Vec<Vec<u8>> {
        const MOST: usize = 256;
        const SYMBOLIC: u32 = 4;
        const FIRST_PRINTED: u32 = 32;
        let program = |font: Dict<'_>| {
            let named = [TO_UNICODE, ENCODING].into_iter().any(|key| font.contains_key(key));
            let numbers = font.get::<u32>(FIRST_CHAR).is_none_or(|first| first < FIRST_PRINTED);
            let is_true_type = font.get::<Name<'_>>(SUBTYPE).is_some_and(|kind| &*kind == b"TrueType");
            let own = is_true_type && numbers && !named;
            let descriptor = own.then(|| font.get::<Dict<'_>>(FONT_DESC)).flatten()?;
            let symbolic = descriptor.get::<u32>(FLAGS).is_some_and(|flags| flags & SYMBOLIC != 0);
            let stream = descriptor.get::<Stream<'_>>(FONT_FILE2).filter(|_| symbolic)?;
            Some(stream.decoded_data().ok()?.into_owned())
        };
        let look = || {
            let fonts = self.pdf.objects().into_iter().filter_map(Object::into_dict);
            fonts.filter_map(program).take(MOST).collect()
        };
        catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
    }

    /// Draws pages one after another until the caller has enough (false).
    pub(super) fn draw(&self, budget: &Budget, mut take: impl FnMut(Sheet, End) -> bool) {
        let cache = InterpreterCache::new();
        let nameless = self.nameless();
        for page in self.pdf.pages().iter() {
            let (width, height) = page.render_dimensions();
            let sheet = Sheet {
                width: whole(f64::from(width)),
                height: whole(f64::from(height)),
                ..Sheet::default()
            };
            let mut pen = Pen::new(sheet, budget, &nameless);
            let drawn = catch_unwind(AssertUnwindSafe(|| self.draw_page(page, &cache, &mut pen)));
            let settled = catch_unwind(AssertUnwindSafe(|| pen.settle()));
            let drawn = drawn.and_then(|whole| settled.map(|()| whole));
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

/// What unwinds where a page has too many instructions.
struct Large;
