//! OFD files (GB/T 33190): characters and lines of each page where they stand, read like those of a PDF.

mod colour;
mod content;
mod measure;

use std::collections::BTreeMap;

use super::package::Package;
use super::pdf::Pages;
use super::xml::{Node, Xml};
use super::{Document, Notice, Place, ReadError};
use measure::{Area, numbers};

/// Most pages that are read.
const MAX_PAGES: usize = 2_000;

/// Adds the blocks of a document.
///
/// # Errors
/// Damaged or too large.
pub(super) fn read(package: &mut Package<'_>, document: &mut Document) -> Result<(), ReadError> {
    let list = package.text("OFD.xml")?.unwrap_or_default();
    let mut pages = Pages::default();
    let mut spent = content::Spent::default();
    let mut total = 0;
    for root in texts_of(&list, "DocRoot")? {
        let root = within("", &root);
        let text = package.text(&root)?.unwrap_or_default();
        let outline = Outline::of(&text, &root)?;
        let mut templates: BTreeMap<String, String> = BTreeMap::new();
        for (id, path) in &outline.templates {
            templates.insert(id.clone(), package.text(path)?.unwrap_or_default());
        }
        total += outline.pages.len();
        for path in &outline.pages {
            if pages.count() >= MAX_PAGES {
                break;
            }
            match package.text(path)? {
                Some(page) => pages.push(content::draw(&page, &templates, outline.area, &mut spent)?),
                None => pages.push_missing(),
            }
        }
    }
    if total > pages.count() {
        let message = format!("文件有 {total} 页，只读了前 {MAX_PAGES} 页；请分成几个文件");
        document.notices.push(Notice { message, place: Place::default() });
    }
    pages.add_to(document)
}

/// What a document consists of.
#[derive(Default)]
struct Outline {
    /// Paths of pages in order.
    pages: Vec<String>,
    /// Identifiers and paths of template pages.
    templates: Vec<(String, String)>,
    /// The size of pages that name none.
    area: Area,
}

impl Outline {
    fn of(text: &str, root: &str) -> Result<Self, ReadError> {
        let mut outline = Self::default();
        let mut xml = Xml::new(text);
        let mut in_area = false;
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => {
                    let path = element.get("BaseLoc").map(|path| within(root, path));
                    match (element.name.as_str(), path) {
                        ("Page", Some(path)) => outline.pages.push(path),
                        ("TemplatePage", Some(path)) => {
                            let id = element.get("ID").unwrap_or_default().to_owned();
                            outline.templates.push((id, path));
                        }
                        (name, _) => in_area = name == "PhysicalBox",
                    }
                }
                Node::Text(text) if in_area => outline.area = Area::of(&numbers(&text)).unwrap_or_default(),
                Node::Close(_) => in_area = false,
                Node::Text(_) => {}
            }
        }
        Ok(outline)
    }
}

/// Texts of the elements of a name.
fn texts_of(text: &str, name: &str) -> Result<Vec<String>, ReadError> {
    let mut xml = Xml::new(text);
    let (mut texts, mut inside) = (Vec::new(), false);
    while let Some(node) = xml.next()? {
        match node {
            Node::Open(element) => inside = element.name == name,
            Node::Text(text) if inside && !text.trim().is_empty() => texts.push(text.trim().to_owned()),
            Node::Close(_) => inside = false,
            Node::Text(_) => {}
        }
    }
    Ok(texts)
}

/// The path of a part that another part names: from the root of the package, or beside that part.
fn within(part: &str, path: &str) -> String {
    if let Some(absolute) = path.strip_prefix('/') {
        return absolute.to_owned();
    }
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in path.split('/').filter(|step| !matches!(*step, "" | ".")) {
        if step == ".." {
            steps.pop();
        } else {
            steps.push(step);
        }
    }
    steps.join("/")
}
