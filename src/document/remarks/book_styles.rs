//! Looks of cells: each that is needed once more, with a ground colour.

use std::collections::BTreeMap;
use std::ops::Range;

use super::edits::{Edits, prefix, with_attribute};
use super::package::Copy;
use super::{RemarkError, Shade};
use crate::document::xml::{Node, Xml};

/// The looks of a workbook.
#[derive(Default)]
pub(super) struct Styles {
    path: String,
    text: String,
    /// What opens the list of grounds, and where it ends.
    fills: Option<List>,
    /// The same of the looks.
    looks: Option<List>,
    /// The new ones by the one they are made after.
    new: BTreeMap<(usize, Shade), usize>,
    order: Vec<(usize, Shade)>,
}

#[derive(Clone, Default)]
struct List {
    opening: Range<usize>,
    end: usize,
    members: Vec<Range<usize>>,
}

impl Styles {
    /// Those of a workbook; none where it has none.
    ///
    /// # Errors
    /// Not well formed.
    pub(super) fn open(copy: &mut Copy<'_>, main: &str) -> Result<Self, RemarkError> {
        let relation = copy.relations(main)?.into_iter().find(|relation| relation.kind == "styles");
        let Some(path) = relation.map(|relation| relation.target) else { return Ok(Self::default()) };
        let Some(text) = copy.text(&path)? else { return Ok(Self::default()) };
        Self::of(path, text)
    }

    fn of(path: String, text: String) -> Result<Self, RemarkError> {
        let (mut fills, mut looks): (Option<List>, Option<List>) = (None, None);
        let mut xml = Xml::new(&text);
        loop {
            let from = xml.offset();
            match xml.next()? {
                Some(Node::Open(element)) => {
                    let opening = from..xml.offset();
                    match element.name.as_str() {
                        "fills" => fills = Some(List { opening, ..List::default() }),
                        "cellXfs" => looks = Some(List { opening, ..List::default() }),
                        "cellStyleXfs" | "dxfs" | "extLst" | "fonts" | "borders" => xml.skip()?,
                        "fill" | "xf" => {
                            let list = if element.name == "fill" { &mut fills } else { &mut looks };
                            xml.skip()?;
                            if let Some(list) = list {
                                list.members.push(from..xml.offset());
                            }
                        }
                        _ => {}
                    }
                }
                Some(Node::Close(name)) => match name.as_str() {
                    "fills" => fills.iter_mut().for_each(|list| list.end = from),
                    "cellXfs" => looks.iter_mut().for_each(|list| list.end = from),
                    _ => {}
                },
                Some(Node::Text(_)) => {}
                None => break,
            }
        }
        Ok(Self { path, text, fills, looks, ..Self::default() })
    }

    /// Two looks, for trying.
    #[cfg(test)]
    pub(super) fn of_two() -> Self {
        let text = "<styleSheet><fills count=\"1\"><fill/></fills><cellXfs count=\"2\"><xf/><xf fillId=\"0\"/></cellXfs></styleSheet>";
        Self::of("xl/styles.xml".to_owned(), text.to_owned()).unwrap()
    }

    /// The number of a look with a ground colour; none where the workbook has no looks.
    pub(super) fn shaded(&mut self, look: usize, shade: Shade) -> Option<usize> {
        let looks = self.looks.as_ref().filter(|looks| !looks.members.is_empty() && self.fills.is_some())?;
        let look = look.min(looks.members.len() - 1);
        let next = looks.members.len() + self.order.len();
        let number = *self.new.entry((look, shade)).or_insert(next);
        if number == next {
            self.order.push((look, shade));
        }
        Some(number)
    }

    /// Puts the looks into the copy.
    ///
    /// # Errors
    /// The part is not as its format says.
    pub(super) fn close(self, copy: &mut Copy<'_>) -> Result<(), RemarkError> {
        let (Some(fills), Some(looks), false) = (&self.fills, &self.looks, self.order.is_empty()) else {
            return Ok(());
        };
        let source = |bytes: &Range<usize>| self.text.get(bytes.clone()).unwrap_or_default();
        let prefix = prefix(source(&fills.opening), "fills");
        let ground = |shade: Shade| {
            format!(
                "<{prefix}fill><{prefix}patternFill patternType=\"solid\"><{prefix}fgColor rgb=\"FF{}\"/>\
                 <{prefix}bgColor indexed=\"64\"/></{prefix}patternFill></{prefix}fill>",
                shade.colour()
            )
        };
        let of = |shade: Shade| {
            fills.members.len() + Shade::ALL.iter().take_while(|known| **known != shade).count()
        };
        let look = |(look, shade): &(usize, Shade)| {
            let member = looks.members.get(*look).map(source).unwrap_or_default();
            let (tag, rest) = member.split_at(member.find('>').map_or(0, |at| at + 1));
            let tag = with_attribute(tag, "fillId", &of(*shade).to_string());
            with_attribute(&tag, "applyFill", "1") + rest
        };
        let mut edits = Edits::default();
        for (list, new) in [
            (fills, Shade::ALL.map(ground).concat()),
            (looks, self.order.iter().map(look).collect::<String>()),
        ] {
            let count = list.members.len()
                + if std::ptr::eq(list, fills) { Shade::ALL.len() } else { self.order.len() };
            edits.replace(
                list.opening.clone(),
                with_attribute(source(&list.opening), "count", &count.to_string()),
            );
            edits.insert(list.end, new);
        }
        copy.put(&self.path, edits.apply(&self.text)?);
        Ok(())
    }
}
