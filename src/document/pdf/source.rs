//! What a page is in its file: its number, its dictionary as written, and how what is shown lies on it.
#![allow(
    clippy::disallowed_types,
    reason = "a PDF's numbers are floats; they become text or whole numbers here"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};

use hayro_interpret::hayro_syntax::object::{Array, MaybeRef, Object};
use hayro_interpret::hayro_syntax::page::Page;

use super::device::File;
use super::pen::whole;
use super::sheet::POINT;

/// Where a page keeps its remarks.
const ANNOTATIONS: &[u8] = b"Annots";

/// A page in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::document) struct PageSource {
    /// Number and generation of its object; none where it is not an object of its own.
    pub id: Option<(u32, i32)>,
    /// What its dictionary has, but for remarks, as it is written.
    pub entries: Vec<u8>,
    /// The remarks that it has, as a list is written, without brackets.
    pub remarks: Vec<u8>,
    /// How it is shown.
    pub geometry: Geometry,
    /// Number and generation of the object that the file begins with.
    pub root: (u32, i32),
}

/// How a page is shown: turned by quarters, its upper left corner somewhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::document) struct Geometry {
    origin: (i32, i32),
    right: (i32, i32),
    up: (i32, i32),
}

impl Geometry {
    /// Where a point of the page as shown lies in the file's own coordinates, in hundredths of a point.
    pub(in crate::document) fn written(&self, (x, y): (i32, i32)) -> (i32, i32) {
        let from = (x.saturating_sub(self.origin.0), y.saturating_sub(self.origin.1));
        let along =
            |axis: (i32, i32)| from.0.saturating_mul(axis.0).saturating_add(from.1.saturating_mul(axis.1));
        (along(self.right), along(self.up))
    }
}

impl File {
    /// What its pages are in the file.
    pub(super) fn sources(&self) -> Vec<PageSource> {
        let root = self.pdf.xref().root_id();
        let root = (root.obj_number, root.gen_number);
        let pages = self.pdf.pages().iter();
        pages.map(|page| PageSource { root, ..source(page) }).collect()
    }
}

fn source(page: &Page<'_>) -> PageSource {
    let look = || {
        let mut source = PageSource { geometry: geometry(page), ..PageSource::default() };
        source.id = page.raw().obj_id().map(|id| (id.obj_number, id.gen_number));
        for (name, value) in page.raw().entries() {
            if *name == *ANNOTATIONS {
                continue;
            }
            let Some(value) = written(&value) else {
                source.id = None;
                continue;
            };
            source.entries.extend_from_slice(&name_text(&name));
            source.entries.push(b' ');
            source.entries.extend_from_slice(&value);
            source.entries.push(b'\n');
        }
        let known = page.raw().get::<Array<'_>>(ANNOTATIONS);
        let known = known.map(|array| array.data().trim_ascii().to_vec()).unwrap_or_default();
        let inner = known.strip_prefix(b"[").unwrap_or(&known);
        source.remarks = inner.strip_suffix(b"]").unwrap_or(inner).to_vec();
        source
    };
    // A page that the library breaks down at is none that remarks are written on.
    catch_unwind(AssertUnwindSafe(look)).unwrap_or_default()
}

fn geometry(page: &Page<'_>) -> Geometry {
    let [a, b, c, d, e, f] = page.initial_transform(true).as_coeffs();
    // Pages are turned by quarters and shown at their size: each direction is −1, 0 or 1.
    let unit = |length: f64| whole(length / f64::from(POINT));
    Geometry { origin: (whole(e), whole(f)), right: (unit(a), unit(b)), up: (unit(c), unit(d)) }
}

/// A value as a file writes it; none for one that cannot stand within a dictionary.
fn written(value: &MaybeRef<Object<'_>>) -> Option<Vec<u8>> {
    let object = match value {
        MaybeRef::Ref(to) => return Some(format!("{} {} R", to.obj_number, to.gen_number).into_bytes()),
        MaybeRef::NotRef(object) => object,
    };
    Some(match object {
        Object::Null(_) => b"null".to_vec(),
        Object::Boolean(yes) => yes.to_string().into_bytes(),
        Object::Number(number) => number_text(number.as_f64()).into_bytes(),
        Object::Name(name) => name_text(name),
        Object::Dict(dictionary) => bracketed(dictionary.data(), b"<<", b">>"),
        Object::Array(array) => bracketed(array.data(), b"[", b"]"),
        Object::String(string) => {
            let digits = string.as_bytes().iter().map(|byte| format!("{byte:02X}"));
            format!("<{}>", digits.collect::<String>()).into_bytes()
        }
        Object::Stream(_) => return None,
    })
}

fn bracketed(data: &[u8], open: &[u8], close: &[u8]) -> Vec<u8> {
    let data = data.trim_ascii();
    if data.starts_with(open) { data.to_vec() } else { [open, data, close].concat() }
}

fn number_text(number: f64) -> String {
    let text = format!("{number:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".to_owned() } else { text.to_owned() }
}

fn name_text(name: &[u8]) -> Vec<u8> {
    let mut text = vec![b'/'];
    for byte in name {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'+' | b':' | b'*') {
            text.push(*byte);
        } else {
            text.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
    text
}
