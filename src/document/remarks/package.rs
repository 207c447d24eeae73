//! A copy of a package: parts that are changed or added are written anew, all others byte for byte as they were packed.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use super::RemarkError;
use super::edits::{Edits, escaped};
use crate::document::package::{Package, Relation, relations, relations_of};
use crate::document::xml::{Node, Xml};

/// Where a package says of what kind its parts are.
const TYPES: &str = "[Content_Types].xml";

/// A package that is being copied.
pub(super) struct Copy<'a> {
    bytes: &'a [u8],
    package: Package<'a>,
    main: String,
    /// Parts that are changed or added.
    parts: BTreeMap<String, String>,
}

impl<'a> Copy<'a> {
    /// Opens a package.
    ///
    /// # Errors
    /// Damaged or too large.
    pub(super) fn open(bytes: &'a [u8]) -> Result<Self, RemarkError> {
        let mut package = Package::open(bytes)?;
        let main = package.main_part()?.unwrap_or_default();
        Ok(Self { bytes, package, main, parts: BTreeMap::new() })
    }

    /// The path of the part that it is about; empty where it does not say.
    pub(super) fn main(&self) -> &str {
        &self.main
    }

    /// Whether it is about a part in a folder, as [`Package::is_about`].
    pub(super) fn is_about(&self, folder: &str, usual: &str) -> bool {
        self.package.is_about(&self.main, folder, usual)
    }

    /// Whether it has a part.
    fn has(&self, name: &str) -> bool {
        self.parts.contains_key(name) || self.package.has(name)
    }

    /// A part as it now is; none if there is none.
    ///
    /// # Errors
    /// Damaged, or not in UTF-8: what was not read as it stands is not written.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, RemarkError> {
        if let Some(text) = self.parts.get(name) {
            return Ok(Some(text.clone()));
        }
        let Some(bytes) = self.package.part(name)? else { return Ok(None) };
        let text = String::from_utf8(bytes).map_err(|_| RemarkError::Damaged)?;
        Ok(Some(text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text)))
    }

    /// Sets what a part says.
    pub(super) fn put(&mut self, name: &str, text: String) {
        self.parts.insert(name.to_owned(), text);
    }

    /// The relations of a part.
    ///
    /// # Errors
    /// Damaged.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, RemarkError> {
        let text = self.text(&relations_of(part))?.unwrap_or_default();
        Ok(relations(part, &text)?)
    }

    /// Adds a relation of a part to another by its path from the root; the name of the relation.
    ///
    /// # Errors
    /// Damaged.
    pub(super) fn relate(&mut self, part: &str, kind: &str, target: &str) -> Result<String, RemarkError> {
        const EMPTY: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
            <Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"></Relationships>";
        let path = relations_of(part);
        let text = self.text(&path)?.unwrap_or_else(|| EMPTY.to_owned());
        let mut number = 1;
        while text.contains(&format!("\"rIdGouji{number}\"")) {
            number += 1;
        }
        let id = format!("rIdGouji{number}");
        let entry = format!(
            "<Relationship Id=\"{id}\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}\" \
             Target=\"/{}\"/>",
            escaped(target)
        );
        self.put(&path, with_child(&text, &entry)?);
        Ok(id)
    }

    /// Says of what kind a part is: by its name, or (`*.vml`) by its ending.
    ///
    /// # Errors
    /// Damaged.
    pub(super) fn declare(&mut self, part: &str, kind: &str) -> Result<(), RemarkError> {
        let text = self.text(TYPES)?.ok_or(RemarkError::Damaged)?;
        let entry = match part.strip_prefix("*.") {
            Some(ending) if text.contains(&format!("Extension=\"{ending}\"")) => return Ok(()),
            Some(ending) => format!("<Default Extension=\"{ending}\" ContentType=\"{kind}\"/>"),
            None => format!("<Override PartName=\"/{}\" ContentType=\"{kind}\"/>", escaped(part)),
        };
        // Kinds of endings stand before those of parts.
        let changed =
            if part.starts_with("*.") { as_first(&text, &entry)? } else { with_child(&text, &entry)? };
        self.put(TYPES, changed);
        Ok(())
    }

    /// The first name of a form (`xl/comments#.xml`) that no part has.
    pub(super) fn free(&self, form: &str) -> String {
        let mut names = (1_u32..).map(|number| form.replace('#', &number.to_string()));
        names.find(|name| !self.has(name)).unwrap_or_default()
    }

    /// The bytes of the copy.
    ///
    /// # Errors
    /// Damaged.
    pub(super) fn finish(mut self) -> Result<Vec<u8>, RemarkError> {
        let damaged = |_| RemarkError::Damaged;
        let mut archive = ZipArchive::new(Cursor::new(self.bytes)).map_err(damaged)?;
        let mut writer = ZipWriter::new(Cursor::new(Vec::with_capacity(self.bytes.len())));
        for at in 0..archive.len() {
            let entry = archive.by_index_raw(at).map_err(damaged)?;
            let name = entry.name().map_err(damaged)?.into_owned();
            match self.parts.remove(&name) {
                None => writer.raw_copy_file(entry).map_err(damaged)?,
                Some(text) => {
                    let time = entry.last_modified().unwrap_or_default();
                    drop(entry);
                    add(&mut writer, &name, &text, SimpleFileOptions::default().last_modified_time(time))?;
                }
            }
        }
        for (name, text) in &self.parts {
            // The same input gives the same bytes: a fixed time.
            let options = SimpleFileOptions::default().last_modified_time(zip::DateTime::default());
            add(&mut writer, name, text, options)?;
        }
        writer.finish().map(Cursor::into_inner).map_err(damaged)
    }
}

fn add(
    writer: &mut ZipWriter<Cursor<Vec<u8>>>,
    name: &str,
    text: &str,
    options: SimpleFileOptions,
) -> Result<(), RemarkError> {
    writer.start_file(name, options).map_err(|_| RemarkError::Damaged)?;
    writer.write_all(text.as_bytes()).map_err(|_| RemarkError::Damaged)
}

/// The text of an element with a further child at its end.
///
/// # Errors
/// It is none.
pub(super) fn with_child(text: &str, child: &str) -> Result<String, RemarkError> {
    let end = text.rfind("</").ok_or(()).or_else(|()| text.rfind("/>").ok_or(RemarkError::Damaged))?;
    let mut edits = Edits::default();
    if text.get(end..).is_some_and(|rest| rest.starts_with("</")) {
        edits.insert(end, child);
    } else {
        // An element without children is opened.
        let from = text.rfind('<').ok_or(RemarkError::Damaged)?;
        let name: String =
            text.get(from + 1..end).unwrap_or_default().chars().take_while(|c| !c.is_whitespace()).collect();
        edits.replace(end..end + 2, format!(">{child}</{name}>"));
    }
    edits.apply(text)
}

/// The text of an element with a further child in front of all others.
fn as_first(text: &str, child: &str) -> Result<String, RemarkError> {
    let mut xml = Xml::new(text);
    while let Some(node) = xml.next()? {
        if matches!(node, Node::Open(_)) {
            let mut edits = Edits::default();
            edits.insert(xml.offset(), child);
            return edits.apply(text);
        }
    }
    Err(RemarkError::Damaged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_go_to_the_end_and_to_the_front() {
        assert_eq!(with_child("<a><b/></a>\n", "<c/>").unwrap(), "<a><b/><c/></a>\n");
        assert_eq!(with_child("<?xml?><a x=\"1\"/>", "<c/>").unwrap(), "<?xml?><a x=\"1\"><c/></a>");
        assert_eq!(
            as_first("<?xml version=\"1.0\"?><a><b/></a>", "<c/>").unwrap(),
            "<?xml version=\"1.0\"?><a><c/><b/></a>"
        );
        assert_eq!(with_child("", "<c/>"), Err(RemarkError::Damaged));
    }
}
