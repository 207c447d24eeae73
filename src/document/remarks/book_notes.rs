//! Notes of the cells of a sheet: their words in one part, their boxes in another.

use std::collections::BTreeMap;

use super::cell::{At, Said};
use super::edits::{Edits, escaped, prefix};
use super::package::{Copy, with_child};
use super::{AUTHOR, RemarkError};
use crate::document::workbook::{cell_name, position};
use crate::document::xml::{Node, Xml};

/// Kinds of the two parts.
const NOTES: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml";
const BOXES: &str = "application/vnd.openxmlformats-officedocument.vmlDrawing";

/// What a sheet has behind its boxes.
const BEHIND: [&str; 9] = [
    "legacyDrawingHF",
    "drawingHF",
    "picture",
    "oleObjects",
    "controls",
    "AlternateContent",
    "webPublishItems",
    "tableParts",
    "extLst",
];

const NO_NOTES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n\
    <comments xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><authors></authors><commentList></commentList></comments>";

const NO_BOXES: &str = "<xml xmlns:v=\"urn:schemas-microsoft-com:vml\" xmlns:o=\"urn:schemas-microsoft-com:office:office\" \
    xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><o:shapelayout v:ext=\"edit\"><o:idmap v:ext=\"edit\" data=\"1\"/></o:shapelayout>\
    <v:shapetype id=\"_x0000_t202\" coordsize=\"21600,21600\" o:spt=\"202\" path=\"m,l,21600r21600,l21600,xe\">\
    <v:stroke joinstyle=\"miter\"/><v:path gradientshapeok=\"t\" o:connecttype=\"rect\"/></v:shapetype></xml>";

/// Puts notes beside cells of a sheet; what is said of a cell already stays, with the rest behind it.
///
/// # Errors
/// A part is not as its format says.
pub(super) fn put_notes(
    copy: &mut Copy<'_>,
    sheet: &str,
    cells: &BTreeMap<At, Said>,
) -> Result<(), RemarkError> {
    let relations = copy.relations(sheet)?;
    let of = |kind: &str| relations.iter().find(|relation| relation.kind == kind).cloned();
    let path = match of("comments") {
        Some(relation) => relation.target,
        None => {
            let path = copy.free("xl/comments_gouji#.xml");
            copy.relate(sheet, "comments", &path)?;
            copy.declare(&path, NOTES)?;
            path
        }
    };
    let text = copy.text(&path)?.unwrap_or_else(|| NO_NOTES.to_owned());
    let (notes, new) = with_notes(&text, cells)?;
    copy.put(&path, notes);
    let boxes = match of("vmlDrawing") {
        Some(relation) => relation.target,
        None => {
            let boxes = copy.free("xl/drawings/vmlDrawing_gouji#.vml");
            let id = copy.relate(sheet, "vmlDrawing", &boxes)?;
            copy.declare("*.vml", BOXES)?;
            let text = copy.text(sheet)?.ok_or(RemarkError::Damaged)?;
            copy.put(sheet, with_boxes(&text, &id)?);
            boxes
        }
    };
    let text = copy.text(&boxes)?.unwrap_or_else(|| NO_BOXES.to_owned());
    let shapes: String = new.iter().zip(1..).map(|(at, number)| shape(*at, number)).collect();
    copy.put(&boxes, with_child(&text, &shapes)?);
    Ok(())
}

/// The words of a sheet's notes with those of cells, and the cells that had none.
fn with_notes(text: &str, cells: &BTreeMap<At, Said>) -> Result<(String, Vec<At>), RemarkError> {
    let mut edits = Edits::default();
    let mut known: BTreeMap<At, usize> = BTreeMap::new();
    let (mut authors, mut at) = (0_usize, None);
    let (mut end_of_authors, mut end, mut before) = (None, None, "");
    let mut xml = Xml::new(text);
    loop {
        let from = xml.offset();
        match xml.next()? {
            Some(Node::Open(element)) => match element.name.as_str() {
                "comments" => {
                    before = prefix(text.get(from..xml.offset()).unwrap_or_default(), "comments");
                }
                "author" => authors += 1,
                "comment" => at = element.get("ref").and_then(position),
                _ => {}
            },
            Some(Node::Close(name)) => match name.as_str() {
                "text" => {
                    if let Some(at) = at.take() {
                        known.insert(at, from);
                    }
                }
                "authors" => end_of_authors = Some(from),
                "commentList" => end = Some(from),
                _ => {}
            },
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    let (end_of_authors, end) = end_of_authors.zip(end).ok_or(RemarkError::Damaged)?;
    edits.insert(end_of_authors, format!("<{before}author>{AUTHOR}</{before}author>"));
    let run = |words: &str| {
        format!("<{before}r><{before}t xml:space=\"preserve\">{}</{before}t></{before}r>", escaped(words))
    };
    let mut new = Vec::new();
    for (at, said) in cells {
        if let Some(end) = known.get(at) {
            edits.insert(*end, run(&format!("\n\n{AUTHOR}：{}", said.words)));
            continue;
        }
        let name = cell_name(*at);
        let words = run(&said.words);
        edits.insert(
            end,
            format!("<{before}comment ref=\"{name}\" authorId=\"{authors}\"><{before}text>{words}</{before}text></{before}comment>"),
        );
        new.push(*at);
    }
    Ok((edits.apply(text)?, new))
}

/// A sheet that names the part of its boxes, at the place that its format has for it.
fn with_boxes(text: &str, id: &str) -> Result<String, RemarkError> {
    let (mut depth, mut place, mut before) = (0_usize, None, "");
    let mut xml = Xml::new(text);
    loop {
        let from = xml.offset();
        match xml.next()? {
            Some(Node::Open(element)) => {
                depth += 1;
                if depth == 1 {
                    // A declaration may stand in front of it.
                    let tag = text.get(from..xml.offset()).unwrap_or_default();
                    before = prefix(tag.rsplit_once('<').map_or("", |(_, tag)| tag), "worksheet");
                }
                if depth == 2 && place.is_none() && BEHIND.contains(&element.name.as_str()) {
                    place = Some(from);
                }
            }
            Some(Node::Close(_)) => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    place = place.or(Some(from));
                }
            }
            Some(Node::Text(_)) => {}
            None => break,
        }
    }
    let mut edits = Edits::default();
    edits.insert(
        place.ok_or(RemarkError::Damaged)?,
        format!(
            "<{before}legacyDrawing xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\" r:id=\"{id}\"/>"
        ),
    );
    edits.apply(text)
}

/// The box of a note, to the right of its cell.
fn shape((row, column): At, number: u32) -> String {
    // Numbers that Excel itself gives to boxes begin at 1025 for each sheet.
    let id = 900_000 + number;
    let (right, below) = (column.saturating_add(1), row.saturating_add(7));
    format!(
        "<v:shape id=\"_x0000_s{id}\" type=\"#_x0000_t202\" style=\"position:absolute;width:260pt;height:110pt;z-index:{number};visibility:hidden\" \
         fillcolor=\"#ffffe1\" o:insetmode=\"auto\"><v:fill color2=\"#ffffe1\"/><v:shadow on=\"t\" color=\"black\" obscured=\"t\"/>\
         <v:path o:connecttype=\"none\"/><v:textbox style=\"mso-direction-alt:auto\"><div style=\"text-align:left\"></div></v:textbox>\
         <x:ClientData ObjectType=\"Note\"><x:MoveWithCells/><x:SizeWithCells/>\
         <x:Anchor>{right}, 15, {row}, 2, {}, 15, {below}, 4</x:Anchor><x:AutoFill>False</x:AutoFill>\
         <x:Row>{row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>",
        right.saturating_add(4)
    )
}
