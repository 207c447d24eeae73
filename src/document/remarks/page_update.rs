//! An update at the end of a PDF file: remarks as objects of their own, pages that name them. What was there stays byte
//! for byte.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::{AUTHOR, RemarkError, Shade};
use crate::document::pdf::PageSource;

/// Largest number of an object (Annex C of ISO 32000).
const MAX_OBJECTS: usize = 8_388_607;

/// A remark at its place.
pub(super) struct Highlight<'w> {
    /// Left, lower, right and upper end in hundredths of a point.
    pub area: (i32, i32, i32, i32),
    /// A note in a corner, rather than a highlight.
    pub is_note: bool,
    /// Its words.
    pub words: &'w str,
    /// Its colour.
    pub shade: Shade,
}

/// What is written behind a file.
pub(super) struct Update<'b> {
    bytes: &'b [u8],
    /// Where the last table of objects stands.
    table: usize,
    next: usize,
    root: (u32, i32),
    /// New objects by number.
    objects: BTreeMap<usize, (i32, Vec<u8>)>,
    /// The pages that have remarks, with the numbers of these.
    pages: BTreeMap<usize, (PageSource, Vec<usize>)>,
}

impl<'b> Update<'b> {
    /// Of a file.
    ///
    /// # Errors
    /// Encrypted, or its table of objects is not where it says.
    pub(super) fn of(bytes: &'b [u8]) -> Result<Self, RemarkError> {
        if find(bytes, b"/Encrypt").next().is_some() {
            return Err(RemarkError::Locked);
        }
        // Places in the file count from its mark.
        if !bytes.starts_with(b"%PDF-") {
            return Err(RemarkError::Damaged);
        }
        const MARK: &[u8] = b"startxref";
        let last = memchr::memmem::rfind(bytes, MARK).ok_or(RemarkError::Damaged)?;
        let table = number(bytes.get(last + MARK.len()..).unwrap_or_default()).ok_or(RemarkError::Damaged)?;
        if table >= bytes.len() {
            return Err(RemarkError::Damaged);
        }
        let next = sizes(bytes).chain(numbers(bytes).map(|number| number + 1)).max().unwrap_or(0);
        if next == 0 || next >= MAX_OBJECTS {
            return Err(RemarkError::Damaged);
        }
        Ok(Self { bytes, table, next, root: (0, 0), objects: BTreeMap::new(), pages: BTreeMap::new() })
    }

    /// Adds a remark to a page.
    ///
    /// # Errors
    /// The page is no object of its own, or there are too many objects.
    pub(super) fn add(
        &mut self,
        page: usize,
        source: &PageSource,
        remark: &Highlight<'_>,
    ) -> Result<(), RemarkError> {
        let (of, generation) = source.id.ok_or(RemarkError::Damaged)?;
        self.root = source.root;
        let id = self.take()?;
        let (x0, y0, x1, y1) = remark.area;
        let [x0, y0, x1, y1] = [x0, y0, x1, y1].map(points);
        let kind = if remark.is_note {
            "/Subtype/Text/Name/Note".to_owned()
        } else {
            format!("/Subtype/Highlight/QuadPoints[{x0} {y1} {x1} {y1} {x0} {y0} {x1} {y0}]")
        };
        let object = format!(
            "<</Type/Annot{kind}/Rect[{x0} {y0} {x1} {y1}]/C[{}]/F 4/P {of} {generation} R/NM({AUTHOR_KEY}{id})/T{}/Contents{}>>",
            colour(remark.shade),
            text(AUTHOR),
            text(remark.words),
        );
        self.objects.insert(id, (0, object.into_bytes()));
        self.pages.entry(page).or_insert_with(|| (source.clone(), Vec::new())).1.push(id);
        Ok(())
    }

    fn take(&mut self) -> Result<usize, RemarkError> {
        let id = self.next;
        self.next += 1;
        if self.next > MAX_OBJECTS { Err(RemarkError::Damaged) } else { Ok(id) }
    }

    /// The file with its update.
    ///
    /// # Errors
    /// There are too many objects.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, RemarkError> {
        for (source, remarks) in std::mem::take(&mut self.pages).into_values() {
            let (id, generation) = source.id.ok_or(RemarkError::Damaged)?;
            let new: String = remarks.iter().map(|id| format!(" {id} 0 R")).collect();
            let mut object = b"<<".to_vec();
            object.extend_from_slice(&source.entries);
            object.extend_from_slice(b"/Annots[");
            object.extend_from_slice(&source.remarks);
            object.extend_from_slice(new.as_bytes());
            object.extend_from_slice(b"]>>");
            self.objects.insert(id as usize, (generation, object));
        }
        let mut out = self.bytes.to_vec();
        if !out.ends_with(b"\n") {
            out.push(b'\n');
        }
        let mut places: BTreeMap<usize, (usize, i32)> = BTreeMap::new();
        for (id, (generation, object)) in &self.objects {
            places.insert(*id, (out.len(), *generation));
            out.extend_from_slice(format!("{id} {generation} obj\n").as_bytes());
            out.extend_from_slice(object);
            out.extend_from_slice(b"\nendobj\n");
        }
        let table = out.len();
        let is_plain =
            self.bytes.get(self.table..).is_some_and(|rest| rest.trim_ascii_start().starts_with(b"xref"));
        if is_plain {
            self.plain_table(&places, &mut out);
        } else {
            self.packed_table(&mut places, &mut out)?;
        }
        out.extend_from_slice(format!("startxref\n{table}\n%%EOF\n").as_bytes());
        Ok(out)
    }

    /// The table as older files have it.
    fn plain_table(&self, places: &BTreeMap<usize, (usize, i32)>, out: &mut Vec<u8>) {
        let mut table = "xref\n".to_owned();
        for run in runs(places) {
            let _ = writeln!(table, "{} {}", run.first().map_or(0, |(id, _)| *id), run.len());
            for (_, (at, generation)) in run {
                let _ = write!(table, "{at:010} {generation:05} n\r\n");
            }
        }
        let _ = writeln!(table, "trailer\n<</Size {}{}>>", self.next, self.ends());
        out.extend_from_slice(table.as_bytes());
    }

    /// The table as a stream, for a file that has its own so.
    fn packed_table(
        &mut self,
        places: &mut BTreeMap<usize, (usize, i32)>,
        out: &mut Vec<u8>,
    ) -> Result<(), RemarkError> {
        let id = self.take()?;
        places.insert(id, (out.len(), 0));
        let (mut data, mut index) = (Vec::new(), String::new());
        for run in runs(places) {
            let _ = write!(index, "{} {} ", run.first().map_or(0, |(id, _)| *id), run.len());
            for (_, (at, generation)) in run {
                let at = u32::try_from(at).map_err(|_| RemarkError::Damaged)?;
                data.push(1);
                data.extend_from_slice(&at.to_be_bytes());
                data.extend_from_slice(&u16::try_from(generation).unwrap_or(0).to_be_bytes());
            }
        }
        let head = format!(
            "{id} 0 obj\n<</Type/XRef/W[1 4 2]/Index[{}]/Length {}/Size {}{}>>stream\n",
            index.trim_end(),
            data.len(),
            self.next,
            self.ends()
        );
        out.extend_from_slice(head.as_bytes());
        out.extend_from_slice(&data);
        out.extend_from_slice(b"\nendstream\nendobj\n");
        Ok(())
    }

    /// What leads on from the table: to the one before, to the beginning of the document, to what is said of it.
    fn ends(&self) -> String {
        let mut ends = format!("/Root {} {} R/Prev {}", self.root.0, self.root.1, self.table);
        let table = self.bytes.get(self.table..).unwrap_or_default();
        let end = find(table, b"startxref").next().unwrap_or(table.len());
        let table = table.get(..end).unwrap_or_default();
        let trailer = find(table, b"trailer").next().map_or(table, |at| table.get(at..).unwrap_or_default());
        let trailer =
            find(trailer, b"stream").next().map_or(trailer, |at| trailer.get(..at).unwrap_or_default());
        if let Some(info) = find(trailer, b"/Info").next() {
            let rest = trailer.get(info + 5..).unwrap_or_default();
            let words: Vec<&[u8]> =
                rest.split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).take(2).collect();
            if let [id, generation] = words.as_slice()
                && let (Some(id), Some(generation)) = (number(id), number(generation))
            {
                let _ = write!(ends, "/Info {id} {generation} R");
            }
        }
        if let Some(id) = find(trailer, b"/ID").next() {
            let rest = trailer.get(id + 3..).unwrap_or_default().trim_ascii_start();
            let hexadecimal =
                |byte: &u8| byte.is_ascii_hexdigit() || byte.is_ascii_whitespace() || b"[<>".contains(byte);
            let end =
                rest.iter().position(|byte| !hexadecimal(byte)).filter(|end| rest.get(*end) == Some(&b']'));
            if let Some(list) = end.and_then(|end| rest.get(..=end)) {
                let _ = write!(ends, "/ID{}", String::from_utf8_lossy(list));
            }
        }
        ends
    }
}

/// First letters of the name of a remark.
const AUTHOR_KEY: &str = "gouji-";

/// Objects whose numbers follow each other.
fn runs(places: &BTreeMap<usize, (usize, i32)>) -> Vec<Vec<(usize, (usize, i32))>> {
    let mut runs: Vec<Vec<(usize, (usize, i32))>> = Vec::new();
    for (id, place) in places {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last + 1 == *id) => run.push((*id, *place)),
            _ => runs.push(vec![(*id, *place)]),
        }
    }
    runs
}

/// Where a text stands.
fn find<'b>(bytes: &'b [u8], text: &'b [u8]) -> impl Iterator<Item = usize> + 'b {
    memchr::memmem::find_iter(bytes, text)
}

/// The number that bytes begin with, blanks left out.
fn number(bytes: &[u8]) -> Option<usize> {
    let bytes = bytes.trim_ascii_start();
    let end = bytes.iter().position(|byte| !byte.is_ascii_digit()).unwrap_or(bytes.len());
    std::str::from_utf8(bytes.get(..end)?).ok()?.parse().ok()
}

/// How many objects the tables of a file count.
fn sizes(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    find(bytes, b"/Size").filter_map(|at| number(bytes.get(at + 5..)?)).filter(|size| *size < MAX_OBJECTS)
}

/// The numbers of the objects that stand in a file by themselves.
fn numbers(bytes: &[u8]) -> impl Iterator<Item = usize> + '_ {
    find(bytes, b" obj").filter_map(|at| {
        let before = bytes.get(at.saturating_sub(24)..at)?;
        let mut words = before.rsplit(u8::is_ascii_whitespace);
        let _generation = words.next().and_then(number)?;
        words.next().and_then(number).filter(|number| *number < MAX_OBJECTS)
    })
}

/// A length as PDF writes it.
fn points(hundredths: i32) -> String {
    let sign = if hundredths < 0 { "-" } else { "" };
    format!("{sign}{}.{:02}", hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100)
}

/// Three shares of 1.
fn colour(shade: Shade) -> String {
    let share = |pair: &str| u32::from_str_radix(pair, 16).unwrap_or(255) * 1000 / 255;
    let written = |pair: &str| format!("{}.{:03}", share(pair) / 1000, share(pair) % 1000);
    let colour = shade.colour();
    [0, 2, 4].map(|at| written(colour.get(at..at + 2).unwrap_or("FF"))).join(" ")
}

/// A text as PDF writes it: UTF-16 in hexadecimal digits.
fn text(words: &str) -> String {
    let units = words.encode_utf16().map(|unit| format!("{unit:04X}"));
    format!("<FEFF{}>", units.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_colours_and_texts_are_written_as_the_format_has_them() {
        assert_eq!([1234, -5, 0].map(points), ["12.34", "-0.05", "0.00"]);
        assert_eq!(colour(Shade::Wrong), "1.000 0.701 0.701");
        assert_eq!(text("勾a"), "<FEFF52FE0061>");
    }

    #[test]
    fn what_has_no_table_or_is_encrypted_is_refused() {
        for (bytes, why) in [
            (&b"%PDF-1.4\n"[..], RemarkError::Damaged),
            (b"%PDF-1.4\nstartxref\n99999\n", RemarkError::Damaged),
            (b"junk%PDF-1.4\nstartxref\n1\n", RemarkError::Damaged),
            (b"%PDF-1.4\ntrailer<</Encrypt 3 0 R>>\nstartxref\n9\n", RemarkError::Locked),
        ] {
            assert_eq!(Update::of(bytes).err(), Some(why));
        }
    }
}
