//! Texts of a step: printed names, properties, elements of the text, and how they compare.

use super::Reason;
use super::view::{Element, Gap, RowAt, View};
use crate::facts::State;
use crate::plan::TextNode;
use crate::ruleset::{ElementKind, ElementProperty, Figure, Property, TextRelation};
use crate::text::{fold, name_key, similarity, strip_ordinal};

/// Names less alike than this (per mille) are of different units, not one name misprinted.
const ALIKE: u32 = 700;

impl View<'_> {
    /// The texts that a node stands for: one, or the members of a list.
    pub(super) fn text(&self, node: &TextNode, element: &Element) -> Result<Vec<String>, Gap> {
        match node {
            TextNode::Literal(text) => Ok(vec![text.clone()]),
            TextNode::Slot(figure) => self.slot_text(figure, element),
            TextNode::Property(property) => self.property(property, element),
            TextNode::Element(property) => self.element_text(*property, element),
            TextNode::Unit(property) => match (property.as_str(), &self.account.unit) {
                ("名称" | "各名称", Some(unit)) => Ok(vec![unit.clone()]),
                _ => Err(Gap::Unstated(Reason::UnknownProperty(property.clone()))),
            },
            TextNode::List(members) => {
                let mut all = Vec::new();
                for member in members {
                    all.extend(self.text(member, element)?);
                }
                Ok(all)
            }
            TextNode::Names { family, select, filter, leaves } => {
                if !self.found(*family) {
                    let name = self.family(*family).map(|family| family.name.clone()).unwrap_or_default();
                    return Err(Gap::Unknown(Reason::MissingTable(name)));
                }
                let rows = self.selected(*family, select, element).into_iter().filter(|row| {
                    let at = self.row_element(*family, *row);
                    let reads = self.leaves(leaves, &at, false);
                    filter.as_deref().is_none_or(|filter| self.holds_printed(filter, &reads, &at))
                });
                let name = |row| self.row_read(*family, RowAt::Block(row)).map(|read| read.name.clone());
                Ok(rows.filter_map(name).collect())
            }
        }
    }

    fn slot_text(&self, figure: &Figure, element: &Element) -> Result<Vec<String>, Gap> {
        let name = || self.name(figure, element);
        let cell = self.cell(figure, element).and_then(|at| self.cell_read(at));
        match cell {
            Some(cell) if cell.state == State::Unreadable => {
                Err(Gap::Unknown(Reason::Unreadable(name(), cell.remark.clone().unwrap_or_default())))
            }
            Some(cell) if !cell.claims.is_empty() => {
                let list = self.dimension(figure, element) == crate::amount::Dimension::List;
                let texts = cell.claims.iter().map(|claim| claim.text.as_str());
                Ok(match list {
                    true => texts.flat_map(|text| text.split('、')).map(|name| name.trim().to_owned()).collect(),
                    false => texts.map(str::to_owned).collect(),
                })
            }
            _ => Err(Gap::Unstated(Reason::NotStated(name()))),
        }
    }

    fn property(&self, property: &Property, element: &Element) -> Result<Vec<String>, Gap> {
        let unstated = || Gap::Unstated(Reason::NothingToCheck);
        let row = |family| self.element_row(family, element, None).and_then(|row| self.row_read(family, row));
        let text = match property {
            Property::Name(family) => row(*family).map(|row| row.name.clone()).filter(|name| !name.is_empty()),
            Property::Code(family) => row(*family).and_then(|row| row.code.clone()),
            Property::ListName(family, list) => {
                let key = row(*family).map(|row| row.key.clone());
                let list = self.schema.code_list(*list);
                key.zip(list).and_then(|(key, list)| list.find(&key)).map(|code| code.name.clone())
            }
            Property::CodeName => self.at_code.borrow().clone(),
            Property::Printed(figure) => return self.slot_text(figure, element),
            Property::MoneyUnit(figure) => {
                let cell = self.cell(figure, element).and_then(|at| self.cell_read(at));
                let claim = cell.filter(|cell| cell.state == State::Value).and_then(|cell| cell.claims.first());
                claim.filter(|claim| !claim.implied).map(|claim| claim.unit.clone())
            }
            Property::Note(table) => {
                let notes = self.account.tables.get(table.0 as usize).map(|table| table.notes.as_slice());
                let notes: Vec<String> = notes.unwrap_or_default().iter().flat_map(|(text, _)| sentences(text)).collect();
                return if notes.is_empty() { Err(unstated()) } else { Ok(notes) };
            }
            Property::FormNote(table) => self.schema.table(*table).and_then(|table| table.note.clone()),
            _ => None,
        };
        text.map(|text| vec![text]).ok_or_else(unstated)
    }

    /// The list that an element of the text is of, and its text.
    pub(super) fn element_text(&self, property: ElementProperty, element: &Element) -> Result<Vec<String>, Gap> {
        let (Element::Text(at), Some((kind, contents))) = (element, self.elements.get()) else {
            return Err(Gap::Unstated(Reason::NothingToCheck));
        };
        let (at, all) = (*at as usize, &self.account.elements);
        let figure = || all.figures.get(at);
        let text = match (kind, property) {
            (ElementKind::Heading, ElementProperty::Text) => {
                let headings = if contents { &all.contents } else { &all.headings };
                headings.get(at).map(|heading| heading.text.clone())
            }
            (ElementKind::Paragraph, ElementProperty::Text) => all.paragraphs.get(at).map(|p| p.text.clone()),
            (ElementKind::UnitName, ElementProperty::Text) => all.units.get(at).map(|unit| unit.text.clone()),
            (ElementKind::Money | ElementKind::Percent, ElementProperty::Text) => figure().map(|f| f.text.clone()),
            (_, ElementProperty::Unit) => figure().map(|figure| figure.unit.clone()),
            _ => None,
        };
        text.map(|text| vec![text]).ok_or(Gap::Unstated(Reason::NothingToCheck))
    }

    /// The year that a heading names.
    pub(super) fn element_year(&self, element: &Element) -> Option<i32> {
        let (Element::Text(at), Some((ElementKind::Heading, contents))) = (element, self.elements.get()) else {
            return None;
        };
        let all = &self.account.elements;
        let headings = if contents { &all.contents } else { &all.headings };
        headings.get(*at as usize)?.year
    }

    /// Whether a relation holds between texts.
    pub(super) fn text_relation(
        &self,
        relation: TextRelation,
        left: &TextNode,
        right: &TextNode,
        element: &Element,
    ) -> Result<bool, Gap> {
        let (a, b) = (self.text(left, element)?, self.text(right, element)?);
        let folded = |texts: &[String]| -> Vec<String> { texts.iter().map(|text| fold(text).text).collect() };
        let any = |test: &dyn Fn(&str, &str) -> bool| {
            let (a, b) = (folded(&a), folded(&b));
            a.iter().any(|a| b.iter().any(|b| test(a, b)))
        };
        let same = |a: &[String], b: &[String]| a.iter().any(|a| b.iter().any(|b| name_key(a) == name_key(b)));
        Ok(match relation {
            TextRelation::Same => same(&a, &b),
            TextRelation::Different => !same(&a, &b),
            TextRelation::In if matches!(right, TextNode::Unit(all) if all == "各名称") => {
                a.iter().all(|name| b.iter().any(|unit| is_own_name(name, unit)))
            }
            TextRelation::In => a.iter().all(|a| b.iter().any(|b| name_key(a) == name_key(b))),
            TextRelation::Within => self.strangers(&a, &b).is_empty(),
            TextRelation::Contains => any(&|a, b| !b.is_empty() && a.contains(b)),
            TextRelation::StartsWith => any(&|a, b| a.starts_with(b)),
            TextRelation::EndsWith => any(&|a, b| a.ends_with(b)),
        })
    }

    /// The members of a list that another lacks.
    pub(super) fn strangers(&self, names: &[String], known: &[String]) -> Vec<String> {
        let known: Vec<String> = known.iter().map(|name| name_key(name)).collect();
        let stranger = |name: &&String| {
            let key = name_key(name.trim_end_matches(['等', '。']));
            !key.is_empty() && !known.contains(&key)
        };
        names.iter().filter(stranger).cloned().collect()
    }
}

/// Sentences of a note, without its `注：` and ordinals.
fn sentences(note: &str) -> Vec<String> {
    let folded = fold(note).text;
    let body = folded.trim_start_matches("备注").trim_start_matches("注").trim_start_matches(':');
    let (_, body) = strip_ordinal(body);
    body.split_inclusive('。').map(str::to_owned).filter(|text| !text.is_empty()).collect()
}

/// Whether a printed name is the unit's own: the whole of it, a tail of it (the city or province left out), more
/// than it (本级, 部门), or a name so different that another unit is meant.
fn is_own_name(name: &str, unit: &str) -> bool {
    let (name, unit) = (name_key(name), name_key(unit));
    name.is_empty() || unit.ends_with(&name) || name.contains(&unit) || similarity(&name, &unit) < ALIKE
}

/// Whether signs pair up in order; none if neither is there.
pub(super) fn balanced(text: &str, open: &str, close: &str) -> Option<bool> {
    if open.is_empty() || close.is_empty() || !(text.contains(open) || text.contains(close)) {
        return None;
    }
    let mut depth = 0i64;
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.starts_with(open) {
            depth += 1;
        } else if rest.starts_with(close) {
            depth -= 1;
        }
        if depth < 0 {
            return Some(false);
        }
        rest = rest.get(first.len_utf8()..).unwrap_or("");
    }
    Some(depth == 0)
}
