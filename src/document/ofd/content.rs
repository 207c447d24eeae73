//! A page of an OFD file drawn onto a sheet: its own objects and those of its template.

use std::collections::BTreeMap;

use super::colour::{DENSE, Outline, Paint, opacity};
use super::measure::{Area, Matrix, length, numbers, thousandths};
use crate::document::ReadError;
use crate::document::pdf::{Glyph, Layers, Sheet};
use crate::document::xml::{Element, Node, Xml};

/// Most glyphs and strokes of one page.
const MAX_MARKS: usize = 200_000;

/// Most glyphs and strokes of all pages.
const MAX_ALL: usize = 10_000_000;

/// Most bytes of pages and templates that are drawn, templates as often as they are.
const MAX_DRAWN: usize = 512 * 1024 * 1024;

/// What the pages of a document have taken so far.
#[derive(Debug, Default)]
pub(super) struct Spent {
    marks: usize,
    drawn: usize,
}

/// Most templates that one page draws.
const MAX_TEMPLATES: usize = 16;

/// Most painted areas of a page that are looked at for what they cover; a page with more is a drawing.
const MAX_COVERS: usize = 2_000;

/// Draws a page.
///
/// # Errors
/// Damaged, or more than a document may have.
pub(super) fn draw(
    page: &str,
    templates: &BTreeMap<String, String>,
    area: Area,
    spent: &mut Spent,
) -> Result<Sheet, ReadError> {
    spent.drawn = spent.drawn.saturating_add(page.len());
    let mut pen =
        Pen { sheet: Sheet::default(), layers: Layers::default(), covers: 0, area, used: Vec::new() };
    // Templates lie below their page unless they say that they lie above it.
    pen.look_ahead(page)?;
    let named = std::mem::take(&mut pen.used);
    let mut templates =
        named.iter().take(MAX_TEMPLATES).filter_map(|(id, above)| Some((templates.get(id)?, above)));
    let (above, below): (Vec<_>, Vec<_>) = templates.by_ref().partition(|(_, above)| **above);
    for (template, _) in below {
        pen.draw_template(template, spent)?;
    }
    pen.draw(page)?;
    for (template, _) in above {
        pen.draw_template(template, spent)?;
    }
    spent.marks += pen.sheet.glyphs.len() + pen.sheet.level.len() + pen.sheet.upright.len();
    spent.check()?;
    pen.sheet.width = length(pen.area.width);
    pen.sheet.height = length(pen.area.height);
    pen.layers.settle(&mut pen.sheet, |_| ());
    Ok(pen.sheet)
}

impl Spent {
    fn check(&self) -> Result<(), ReadError> {
        if self.marks <= MAX_ALL && self.drawn <= MAX_DRAWN {
            return Ok(());
        }
        Err(ReadError::Damaged("各页的字和线太多，不像是公开文本；请核对文件，或分成几个文件".to_owned()))
    }
}

struct Pen {
    sheet: Sheet,
    layers: Layers,
    /// Painted areas so far that may cover something.
    covers: usize,
    area: Area,
    /// Templates that the page names, and whether they lie above it.
    used: Vec<(String, bool)>,
}

/// The object that is open.
#[derive(Clone, Copy, Debug)]
struct Object {
    boundary: (i64, i64),
    matrix: Matrix,
    size: i64,
    fill: Paint,
    stroke: Paint,
    filled: bool,
    stroked: bool,
    /// What it paints is one colour, and all of it is shown.
    plain: bool,
}

impl Object {
    /// What lines are drawn with.
    fn line(&self) -> Paint {
        if self.stroked { self.stroke } else { self.fill }
    }

    /// What letters are drawn with; none where they leave no mark.
    fn letter(&self) -> Option<Paint> {
        let paint = if self.filled { self.fill } else { self.stroke };
        Some(paint).filter(|paint| (self.filled || self.stroked) && !paint.clear)
    }
}

/// A stretch of text: where its first character stands and how far each is from the next.
#[derive(Debug, Default)]
struct Stretch {
    x: i64,
    y: i64,
    right: String,
    down: String,
    text: String,
}

/// What the text that follows is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Text {
    None,
    Code,
    Path,
    Area,
}

impl Pen {
    /// What stands before the objects of a page: its size and its templates.
    fn look_ahead(&mut self, page: &str) -> Result<(), ReadError> {
        let (mut xml, mut sized) = (Xml::new(page), false);
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) if element.name == "Content" => break,
                Node::Open(element) => {
                    sized = element.name == "PhysicalBox";
                    if let Some(id) = element.get("TemplateID").filter(|_| element.name == "Template") {
                        self.used.push((id.to_owned(), element.get("ZOrder") == Some("Foreground")));
                    }
                }
                Node::Text(text) if sized => self.area = Area::of(&numbers(&text)).unwrap_or(self.area),
                Node::Text(_) => {}
                Node::Close(_) => sized = false,
            }
        }
        Ok(())
    }

    fn draw_template(&mut self, template: &str, spent: &mut Spent) -> Result<(), ReadError> {
        spent.drawn = spent.drawn.saturating_add(template.len());
        spent.check()?;
        let own = self.area;
        self.draw(template)?;
        self.area = own;
        Ok(())
    }

    fn draw(&mut self, page: &str) -> Result<(), ReadError> {
        let mut xml = Xml::new(page);
        let mut object = open(&Element::default());
        let mut stretch = Stretch::default();
        let (mut text, mut said) = (Text::None, String::new());
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => {
                    text = Text::None;
                    said.clear();
                    match element.name.as_str() {
                        "TextObject" | "PathObject" if element.get("Visible") == Some("false") => {
                            xml.skip()?
                        }
                        "TextObject" | "PathObject" => object = open(&element),
                        "ImageObject" => self.picture(&element),
                        "FillColor" => object.fill = Paint::of(&element),
                        "StrokeColor" => object.stroke = Paint::of(&element),
                        "Pattern" | "AxialShd" | "RadialShd" | "GouraudShd" | "LaGourandShd" => {
                            (object.fill, object.stroke) = (Paint::UNKNOWN, Paint::UNKNOWN);
                            xml.skip()?;
                        }
                        "Clips" => {
                            object.plain = false;
                            xml.skip()?;
                        }
                        "CGTransform" => xml.skip()?,
                        "TextCode" => {
                            stretch = follow(&element, &stretch);
                            text = Text::Code;
                        }
                        "AbbreviatedData" => text = Text::Path,
                        "PhysicalBox" => text = Text::Area,
                        _ => {}
                    }
                }
                Node::Text(piece) if text != Text::None => said.push_str(&piece),
                Node::Text(_) => {}
                Node::Close(_) => {
                    match text {
                        Text::Code => {
                            stretch.text = std::mem::take(&mut said);
                            self.stretch(&object, &stretch);
                        }
                        Text::Path if object.filled || object.stroked => self.shape(&object, &said),
                        Text::Area => self.area = Area::of(&numbers(&said)).unwrap_or(self.area),
                        Text::Path | Text::None => {}
                    }
                    text = Text::None;
                }
            }
        }
        Ok(())
    }

    fn place(&self, object: &Object, x: i64, y: i64) -> (i32, i32) {
        let (x, y) = object.matrix.point(x, y);
        let across = x.saturating_add(object.boundary.0).saturating_sub(self.area.x);
        let down = y.saturating_add(object.boundary.1).saturating_sub(self.area.y);
        (length(across), length(down))
    }

    fn stretch(&mut self, object: &Object, stretch: &Stretch) {
        let (mut x, mut y) = (stretch.x, stretch.y);
        let text = stretch.text.trim_matches(['\n', '\r']);
        let count = text.chars().count();
        let (rights, downs) = (steps(&stretch.right, count), steps(&stretch.down, count));
        for (at, letter) in text.chars().enumerate() {
            if self.sheet.glyphs.len() >= MAX_MARKS {
                return;
            }
            let body = if letter.is_ascii() { object.size / 2 } else { object.size };
            let step = rights.get(at).copied();
            let fall = downs.get(at).copied().unwrap_or(0);
            let (across, down) = self.place(object, x, y);
            self.sheet.glyphs.push(Glyph {
                letter,
                x: across,
                y: down,
                width: length(object.matrix.along(step.filter(|step| *step > 0).unwrap_or(body).min(body))),
                size: length(object.matrix.across(object.size)),
                turn: object.matrix.turn(),
                hidden: object.letter().is_none(),
            });
            self.layers.ink(&self.sheet, object.letter().and_then(|paint| paint.colour));
            x = x.saturating_add(step.unwrap_or(if downs.is_empty() { body } else { 0 }));
            y = y.saturating_add(fall);
        }
    }

    /// A path: its lines in their colour, and what it paints.
    fn shape(&mut self, object: &Object, data: &str) {
        if object.line().clear {
            return;
        }
        let before = (self.sheet.level.len(), self.sheet.upright.len());
        let mut outline = Outline::default();
        self.path(object, data, &mut outline);
        self.layers.lines(&mut self.sheet, before, object.line().colour);
        let Some((area, exact)) = outline.area().filter(|_| object.filled) else { return };
        let known = exact && object.plain;
        let hides = known && object.fill.dense && self.covers < MAX_COVERS;
        self.covers += usize::from(hides);
        self.layers.fill(&self.sheet, area, object.fill.colour.filter(|_| known), hides);
    }

    /// Straight lines of a path: from point to point, and back to its start where it closes.
    fn path(&mut self, object: &Object, data: &str, outline: &mut Outline) {
        let mut words = data.split_whitespace();
        let (mut start, mut at) = ((0, 0), (0, 0));
        while let Some(word) = words.next() {
            if self.sheet.level.len() + self.sheet.upright.len() >= MAX_MARKS {
                return;
            }
            let mut point = || {
                let x = words.next().and_then(thousandths)?;
                Some((x, words.next().and_then(thousandths)?))
            };
            match word {
                "M" | "S" => {
                    let Some(to) = point() else { return };
                    (start, at) = (to, to);
                    outline.begin(self.place(object, to.0, to.1));
                }
                "L" => {
                    let Some(to) = point() else { return };
                    self.line(object, at, to);
                    at = to;
                    outline.add(self.place(object, to.0, to.1));
                }
                "C" => {
                    self.line(object, at, start);
                    at = start;
                }
                // Curves and arcs draw no tables; only their end counts.
                "Q" | "B" => {
                    for _ in 0..if word == "Q" { 2 } else { 3 } {
                        let Some(to) = point() else { return };
                        at = to;
                        outline.bend(self.place(object, to.0, to.1));
                    }
                }
                _ => {}
            }
        }
    }

    fn line(&mut self, object: &Object, from: (i64, i64), to: (i64, i64)) {
        let from = self.place(object, from.0, from.1);
        let to = self.place(object, to.0, to.1);
        if from != to {
            self.sheet.stroke(from, to);
        }
    }

    fn picture(&mut self, element: &Element) {
        let Some(area) = element.get("Boundary").and_then(|text| Area::of(&numbers(text))) else { return };
        let whole = self.area.width.saturating_mul(self.area.height).max(1);
        let share = i128::from(area.width) * i128::from(area.height) * 100 / i128::from(whole);
        let share = i32::try_from(share.clamp(0, 100)).unwrap_or(0);
        self.sheet.pictured = (self.sheet.pictured + share).min(100);
    }
}

fn open(element: &Element) -> Object {
    let list = |name: &str| element.get(name).map(numbers).unwrap_or_default();
    let area = Area::of(&list("Boundary"));
    let is_text = element.name == "TextObject";
    let said = |name: &str, usual: bool| element.get(name).map_or(usual, |value| value == "true");
    Object {
        boundary: area.map_or((0, 0), |area| (area.x, area.y)),
        matrix: Matrix::of(&list("CTM")).unwrap_or_default(),
        size: element.get("Size").and_then(thousandths).unwrap_or(0),
        fill: Paint::UNKNOWN,
        stroke: Paint::UNKNOWN,
        filled: said("Fill", is_text),
        stroked: said("Stroke", !is_text),
        plain: opacity(element) >= DENSE,
    }
}

/// A stretch begins where it says; what it does not say goes on from the one before.
fn follow(element: &Element, before: &Stretch) -> Stretch {
    let coordinate = |name: &str| element.get(name).and_then(thousandths);
    Stretch {
        x: coordinate("X").unwrap_or(before.x),
        y: coordinate("Y").unwrap_or(before.y),
        right: element.get("DeltaX").unwrap_or_default().to_owned(),
        down: element.get("DeltaY").unwrap_or_default().to_owned(),
        text: String::new(),
    }
}

/// Distances between characters, no more than there are; `g 3 2.5` stands for 2.5 three times.
fn steps(text: &str, most: usize) -> Vec<i64> {
    let mut steps = Vec::new();
    let mut words = text.split_whitespace();
    while let Some(word) = words.next() {
        if word == "g" {
            let count = words.next().and_then(|count| count.parse::<usize>().ok()).unwrap_or(0);
            let step = words.next().and_then(thousandths).unwrap_or(0);
            steps.extend(std::iter::repeat_n(step, count.min(most)));
        } else {
            steps.extend(thousandths(word));
        }
        if steps.len() >= most {
            break;
        }
    }
    steps
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_may_be_repeated() {
        assert_eq!(steps("1 g 3 2.5 4", 9), [1000, 2500, 2500, 2500, 4000]);
        assert_eq!(steps("g 4000000000 2", 2), [2000, 2000]);
        assert_eq!(steps("g", 9), Vec::<i64>::from([]));
    }

    #[test]
    fn objects_are_drawn_where_they_stand() {
        let page = "<Page><Content><Layer>\
            <TextObject Boundary='10 20 50 10' Size='4' CTM='1 0 0 1 0 0'>\
            <TextCode X='1' Y='4' DeltaX='g 1 4'>甲1</TextCode></TextObject>\
            <PathObject Boundary='10 20 50 10'><AbbreviatedData>M 0 0 L 50 0 L 50 10 C</AbbreviatedData>\
            </PathObject></Layer></Content></Page>";
        let sheet = draw(page, &BTreeMap::new(), Area::default(), &mut Spent::default()).unwrap();
        let places: Vec<(char, i32, i32)> =
            sheet.glyphs.iter().map(|glyph| (glyph.letter, glyph.x, glyph.y)).collect();
        assert_eq!(places, [('甲', length(11_000), length(24_000)), ('1', length(15_000), length(24_000))]);
        assert_eq!((sheet.level.len(), sheet.upright.len()), (1, 1));
    }
}
