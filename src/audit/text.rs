//! Texts of a step: printed names, properties, elements of the text, and how they compare.

use std::borrow::Cow;
use std::rc::Rc;

use super::reason::{Reason, Subject};
use super::rows::Rows;
use super::value::Gap;
use super::view::View;
use super::{Element, RowAt};
use crate::account::Elements;
use crate::facts::State;
use crate::plan::TextNode;
use crate::ruleset::{
    ElementKind, ElementProperty, Figure, Property, TextMeasure, TextRelation, UnitProperty, Whose,
};
use crate::schema::FamilyId;
use crate::text::{
    bare_link, chain, contains, fold, is_blank_char, is_clause_end, last_listed, listed, name_key, reaches,
    sentences_of_note, similarity, strip_ordinal, ticks,
};

/// Characters of context that are shown on each side of what is meant.
const AROUND: usize = 12;
/// Names less alike than this (per mille) are of different units, not one name misprinted.
const ALIKE: u32 = 700;
/// Notes less alike than this (per mille) are not the note of the form, misprinted, but another.
const LIKE_FORM: u32 = 600;

impl<'a> View<'a> {
    /// The texts that a node stands for: one, or the members of a list.
    pub(crate) fn text<'t>(&self, node: &'t TextNode, element: &Element) -> Result<Vec<Cow<'t, str>>, Gap>
    where
        'a: 't,
    {
        match node {
            TextNode::Literal(text) => Ok(vec![Cow::Borrowed(text)]),
            TextNode::Slot(figure) => self.slot_text(figure, element),
            TextNode::Property(property) => self.property(property, element),
            TextNode::Element(property) => self.element_text(*property, element),
            TextNode::Unit(property) => match (property, &self.account.unit) {
                (UnitProperty::Name | UnitProperty::AnyName, Some(unit)) => Ok(vec![Cow::Borrowed(unit)]),
                _ => match self.others.property(property.word()) {
                    Some(known) => Ok(vec![Cow::Borrowed(known)]),
                    None => Err(Gap::Unstated(Reason::UnknownProperty(Subject::Unit(property.clone())))),
                },
            },
            TextNode::Outer(text) => {
                let read = self.outside(|outer| self.text(text, outer));
                read.unwrap_or(Err(Gap::Unstated(Reason::NothingToCheck)))
            }
            TextNode::List(members) => {
                let mut all = Vec::new();
                for member in members {
                    all.extend(self.text(member, element)?);
                }
                Ok(all)
            }
            TextNode::Names { family, select, filter, leaves } => {
                if !self.found(*family) {
                    return Err(self.no_table(*family));
                }
                let mut names = Vec::new();
                let rows = Rows { family: *family, select, filter: filter.as_deref(), leaves };
                let rows = self.rows_to_ask(&rows, element);
                let kept = self.inside(element, || {
                    for row in rows {
                        let at = self.row_element(*family, row);
                        if self.keeps(filter.as_deref(), &self.leaves(leaves, &at, false), &at)? {
                            names.extend(self.row_name(*family, row).map(Cow::Borrowed));
                        }
                    }
                    Ok(())
                });
                kept.map(|()| names).map_err(Gap::Unknown)
            }
        }
    }

    /// What is counted of a text: letters, ticked boxes, names of a list.
    pub(super) fn measured(
        &self,
        measure: TextMeasure,
        text: &TextNode,
        element: &Element,
    ) -> Result<usize, Gap> {
        let parts = self.text(text, element)?;
        match measure {
            TextMeasure::Letters => Ok(parts.iter().map(|part| part.chars().count()).sum()),
            TextMeasure::Members => Ok(parts.iter().filter(|part| !name_key(part).is_empty()).count()),
            TextMeasure::Ticks => ticks(&parts.concat()).ok_or(Gap::Unstated(Reason::NothingToCheck)),
        }
    }

    pub(super) fn slot_text(&self, figure: &Figure, element: &Element) -> Result<Vec<Cow<'a, str>>, Gap> {
        if figure.whose != Whose::This {
            return self.text_of_others(figure, element);
        }
        let name = || Subject::Figure(figure.clone(), *element);
        let at = self.cell(figure, element);
        match at.and_then(|at| self.cell_read(at)) {
            Some(cell) if cell.state == State::Unreadable => {
                Err(Gap::Unknown(Reason::Unreadable(name(), at.map_or(Subject::Nothing, Subject::Remark))))
            }
            Some(cell) if !cell.claims.is_empty() => {
                let list = self.dimension(figure, element) == crate::amount::Dimension::List;
                let texts = cell.claims.iter().map(|claim| claim.text.as_str());
                Ok(match list {
                    true => texts.flat_map(listed).map(Cow::Borrowed).collect(),
                    false => texts.map(Cow::Borrowed).collect(),
                })
            }
            _ => Err(Gap::Unstated(Reason::not_stated(name()))),
        }
    }

    /// The name of a row: as printed, of a fixed one as declared.
    fn row_name(&self, family: crate::schema::FamilyId, row: RowAt) -> Option<&'a str> {
        match row {
            RowAt::Fixed(at) => self.family(family)?.rows.get(at as usize).map(|row| row.name.as_str()),
            RowAt::Block(_) => self.row_read(family, row).map(|read| read.name.as_str()),
        }
    }

    fn property(&self, property: &Property, element: &Element) -> Result<Vec<Cow<'a, str>>, Gap> {
        let unstated = || Gap::Unstated(Reason::NothingToCheck);
        let row = |family| self.element_row(family, element, None).and_then(|row| self.row_read(family, row));
        let text = match property {
            Property::Name(family) => {
                let row = self.element_row(*family, element, None);
                row.and_then(|row| self.row_name(*family, row)).filter(|name| !name.is_empty())
            }
            Property::Code(family) => row(*family).and_then(|row| row.code.as_deref()),
            Property::ListName(family, list) => {
                let key = row(*family).map(|row| row.key.as_str());
                let list = self.schema.code_list(*list);
                key.zip(list).and_then(|(key, list)| list.find(key)).map(|code| code.name.as_str())
            }
            Property::ListYears(family, list) => {
                let key = row(*family).map(|row| row.key.as_str());
                key.zip(self.schema.code_list(*list)).and_then(|(key, list)| list.validity(key))
            }
            Property::ListBudget(family, list) => {
                let key = row(*family).map(|row| row.key.as_str());
                key.zip(self.schema.code_list(*list)).and_then(|(key, list)| list.budget_of(key))
            }
            Property::CodeName => self.this_code(),
            Property::Printed(figure) => return self.slot_text(figure, element),
            Property::MoneyUnit(figure) => {
                let cell = self.cell(figure, element).and_then(|at| self.cell_read(at));
                let claim =
                    cell.filter(|cell| cell.state == State::Value).and_then(|cell| cell.claims.first());
                let table = self.family(figure.family).and_then(|family| family.table);
                let table = table.and_then(|id| self.account.tables.get(id.0 as usize));
                claim.filter(|claim| !claim.implied).map(|claim| match table {
                    // A cell without a unit of its own is in that of its table.
                    Some(table) if claim.unit.is_empty() => table.money_unit.name(),
                    _ => claim.unit.as_str(),
                })
            }
            Property::Note(table) => {
                let notes = self.account.tables.get(table.0 as usize).map(|table| table.notes.as_slice());
                let notes = notes.unwrap_or_default().iter().flat_map(|(text, _)| sentences_of_note(text));
                // A unit may add notes of its own; only what is meant for the form's is compared with it.
                let form = self.schema.table(*table).and_then(|table| table.note.as_deref()).map(name_key);
                let meant = |note: &String| {
                    form.as_ref().is_none_or(|form| similarity(&name_key(note), form) >= LIKE_FORM)
                };
                let notes: Vec<Cow<'a, str>> = notes.filter(meant).map(Cow::Owned).collect();
                return if notes.is_empty() { Err(unstated()) } else { Ok(notes) };
            }
            Property::FormNote(table) => self.schema.table(*table).and_then(|table| table.note.as_deref()),
            _ => None,
        };
        text.map(|text| vec![Cow::Borrowed(text)]).ok_or_else(unstated)
    }

    /// The list that an element of the text is of, and its text.
    pub(crate) fn element_text(
        &self,
        property: ElementProperty,
        element: &Element,
    ) -> Result<Vec<Cow<'a, str>>, Gap> {
        let Element::Text { kind, contents, at } = *element else {
            return Err(Gap::Unstated(Reason::NothingToCheck));
        };
        let (at, all): (usize, &'a Elements) = (at as usize, &self.account.elements);
        let figure = || all.figures.get(at);
        let text = match (kind, property) {
            (ElementKind::Heading, ElementProperty::Text) => {
                let headings = if contents { &all.contents } else { &all.headings };
                headings.get(at).map(|heading| heading.text.as_str())
            }
            (ElementKind::Paragraph, ElementProperty::Text) => {
                all.paragraphs.get(at).map(|p| p.text.as_str())
            }
            (ElementKind::Ordinal, ElementProperty::Text) => {
                all.ordinals.get(at).map(|ordinal| ordinal.text.as_str())
            }
            (ElementKind::UnitName, ElementProperty::Text) => {
                all.units.get(at).map(|unit| unit.text.as_str())
            }
            (ElementKind::Money | ElementKind::Percent, ElementProperty::Text) => {
                figure().map(|f| f.text.as_str())
            }
            (_, ElementProperty::Unit) => figure().map(|figure| figure.unit.as_str()),
            _ => None,
        };
        text.map(|text| vec![Cow::Borrowed(text)]).ok_or(Gap::Unstated(Reason::NothingToCheck))
    }

    /// The year that a heading names.
    pub(super) fn element_year(&self, element: &Element) -> Option<i32> {
        let Element::Text { kind: ElementKind::Heading, contents, at } = *element else { return None };
        let all = &self.account.elements;
        let headings = if contents { &all.contents } else { &all.headings };
        headings.get(at as usize)?.year
    }

    /// Whether a relation holds between texts.
    pub(super) fn text_relation(
        &self,
        relation: TextRelation,
        left: &TextNode,
        right: &TextNode,
        element: &Element,
    ) -> Result<bool, Gap> {
        let any = |test: &dyn Fn(&str, &str) -> bool| {
            let (a, b) = (self.folded_texts(left, element)?, self.folded_texts(right, element)?);
            Ok(a.iter().any(|a| b.iter().any(|b| test(a, b))))
        };
        match relation {
            TextRelation::Contains => return any(&|a, b| !b.is_empty() && contains(a, b)),
            TextRelation::StartsWith => return any(&|a, b| a.starts_with(b)),
            TextRelation::EndsWith => return any(&|a, b| a.ends_with(b)),
            TextRelation::Reaches => {
                let (done, goal) = (self.text(left, element)?, self.text(right, element)?);
                let met = reaches(&done.concat(), &goal.concat());
                return met.map_err(|why| Gap::Unstated(Reason::NotMeasured(why)));
            }
            _ => {}
        }
        let (a, b) = (self.text(left, element)?, self.text(right, element)?);
        let same = |a: &[Cow<'_, str>], b: &[Cow<'_, str>]| {
            a.iter().any(|a| b.iter().any(|b| name_key(a) == name_key(b)))
        };
        if let (TextNode::Property(Property::Printed(_)), TextNode::Property(Property::Name(family))) =
            (left, right)
            && matches!(relation, TextRelation::Same | TextRelation::Different)
        {
            let wanted = relation == TextRelation::Same;
            return Ok(a.iter().all(|printed| self.names_row(printed, *family, element)) == wanted);
        }
        Ok(match relation {
            TextRelation::Same => same(&a, &b),
            TextRelation::Different => !same(&a, &b),
            TextRelation::In if matches!(right, TextNode::Unit(UnitProperty::AnyName)) => {
                a.iter().all(|name| b.iter().any(|unit| is_own_name(name, unit)))
            }
            TextRelation::In => a.iter().all(|a| b.iter().any(|b| name_key(a) == name_key(b))),
            TextRelation::Within => self.strangers(&a, &b).is_empty(),
            TextRelation::Contains
            | TextRelation::StartsWith
            | TextRelation::EndsWith
            | TextRelation::Reaches => false,
        })
    }

    /// A text as compared, folded once: rules over a code list compare one text with hundreds of names.
    pub(super) fn folded(&self, text: &str) -> Rc<str> {
        if let Some(known) = self.folds.borrow().get(text) {
            return Rc::clone(known);
        }
        let new: Rc<str> = fold(text).text.into();
        self.folds.borrow_mut().insert(text.to_owned(), Rc::clone(&new));
        new
    }

    /// Whether a printed chain 甲（类）乙（款）丙（项） names a row and the rows that it is a part of. Of the upper
    /// links a missing 支出 at the end is let pass.
    fn names_row(&self, printed: &str, family: FamilyId, element: &Element) -> bool {
        let mut row = self.element_row(family, element, None);
        for (at, link) in chain(printed).iter().rev().enumerate() {
            let Some(read) = row.and_then(|row| self.row_read(family, row)) else { return true };
            let same = if at == 0 {
                name_key(&read.name) == *link
            } else {
                bare_link(&read.name) == bare_link(link)
            };
            if !same {
                return false;
            }
            let start = self.rows(family).start;
            row = read.parent.map(|parent| RowAt::Block(start + parent));
        }
        true
    }

    /// The members of a list that another lacks.
    pub(crate) fn strangers<'t>(&self, names: &[Cow<'t, str>], known: &[Cow<'_, str>]) -> Vec<Cow<'t, str>> {
        let known: Vec<String> = known.iter().map(|name| name_key(name)).collect();
        let stranger = |name: &&Cow<'_, str>| {
            let key = name_key(last_listed(name));
            !key.is_empty() && !known.contains(&key)
        };
        names.iter().filter(stranger).cloned().collect()
    }
}

/// Whether a printed name is the unit's own: the whole of it, a tail of it (the city or province left out), more
/// than it (本级, 部门), or a name so different that another unit is meant.
fn is_own_name(name: &str, unit: &str) -> bool {
    let (name, unit) = (name_key(name), name_key(unit));
    name.is_empty() || unit.ends_with(&name) || name.contains(&unit) || similarity(&name, &unit) < ALIKE
}

/// Whether signs pair up in order: none if neither is there, else the text around the first that stands alone.
pub(super) fn balanced(text: &str, open: &str, close: &str) -> Option<Result<(), String>> {
    let (open, close) = (open.chars().next().map(wide)?, close.chars().next().map(wide)?);
    let mut opened: Vec<(usize, usize)> = Vec::new();
    let mut any = false;
    for (at, letter) in text.char_indices() {
        let (sign, end) = (wide(letter), at + letter.len_utf8());
        any |= sign == open || sign == close;
        if sign == open {
            opened.push((at, end));
        } else if sign == close && opened.pop().is_none() && !in_ordinal(text, at) {
            return Some(Err(around(text, at, end)));
        }
    }
    match opened.first() {
        _ if !any => None,
        None => Some(Ok(())),
        Some((at, end)) => Some(Err(around(text, *at, *end))),
    }
}

/// A sign in full width.
fn wide(letter: char) -> char {
    const AWAY: u32 = 0xFEE0;
    if letter.is_ascii_punctuation() {
        char::from_u32(letter as u32 + AWAY).unwrap_or(letter)
    } else {
        letter
    }
}

/// Whether a sign belongs to an ordinal that opens a point: 1).
fn in_ordinal(text: &str, at: usize) -> bool {
    let before = text.get(..at).unwrap_or("");
    let start = before.trim_end_matches(|c| !is_clause_end(c)).len();
    let point = text.get(start..).unwrap_or("");
    let (ordinal, rest) = strip_ordinal(point);
    ordinal.is_some() && start + point.len() - rest.len() > at
}

/// A stretch of text with some characters on either side, blanks among them not counted.
pub(super) fn around(text: &str, start: usize, end: usize) -> String {
    let printed = |(_, letter): &(usize, char)| !is_blank_char(*letter);
    let before = text.get(..start).unwrap_or("").char_indices().rev().filter(printed).nth(AROUND - 1);
    let after = text.get(end..).unwrap_or("").char_indices().filter(printed).nth(AROUND - 1);
    let from = before.map_or(0, |(at, _)| at);
    let to = after.map_or(text.len(), |(at, letter)| end + at + letter.len_utf8());
    text.get(from..to).unwrap_or("").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_pair_in_order() {
        assert_eq!(balanced("甲“乙”丙", "“", "”"), Some(Ok(())));
        assert_eq!(balanced("甲", "“", "”"), None);
        assert_eq!(balanced("甲乙”丙", "“", "”"), Some(Err("甲乙”丙".to_owned())));
        assert_eq!(balanced("甲“乙丙", "“", "”"), Some(Err("甲“乙丙".to_owned())));
        // Of either width; the bracket of an ordinal pairs with nothing.
        assert_eq!(balanced("甲（乙)丙", "（", "）"), Some(Ok(())));
        assert_eq!(balanced("甲乙)丙", "（", "）"), Some(Err("甲乙)丙".to_owned())));
        assert_eq!(balanced("1)甲。2）乙", "（", "）"), Some(Ok(())));
    }

    #[test]
    fn the_units_own_name_may_be_longer_or_shorter_but_not_misprinted() {
        assert!(is_own_name("青山县水务局", "云山市青山县水务局"));
        assert!(is_own_name("云山市青山县水务局（本级）", "云山市青山县水务局"));
        assert!(is_own_name("财政局", "云山市青山县水务局"));
        assert!(!is_own_name("云山市青山水务局", "云山市青山县水务局"));
    }
}
