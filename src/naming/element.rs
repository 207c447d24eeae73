//! What a rule's own words call what it is at.

use super::cell::row;
use crate::audit::{Element, View};
use crate::ruleset::ElementProperty;
use crate::text::short_name;

/// What a rule's own words call the element that it is at.
const ELEMENTS: [&str; 10] = [
    "{本标题}",
    "{本段落}",
    "{本序号}",
    "{本金额}",
    "{本百分比}",
    "{本单位名}",
    "{本行}",
    "{本科目}",
    "{本类}",
    "{本项}",
];

/// Puts what is printed into a rule's own words: for `{执行率}` the column or slot of that name, for `{本标题}` the
/// element that the rule is at: a stretch of the text, a row, or what its 逐 had turned to (`label`).
pub(crate) fn fill(
    view: &View<'_>,
    wording: &str,
    printed: &[(&str, &str)],
    element: &Element,
    label: &str,
) -> String {
    let mut words = wording.to_owned();
    for (column, text) in printed {
        words = words.replace(&format!("{{{column}}}"), text.trim());
    }
    let text = match element {
        Element::Row { family, row: at } => match view.row_read(*family, *at) {
            Some(read) if !read.name.is_empty() => row(read, &short_name(&read.name)),
            _ => view.key_of(*family, *at).to_owned(),
        },
        Element::None => label.to_owned(),
        Element::Text { .. } => {
            view.element_text(ElementProperty::Text, element).unwrap_or_default().concat()
        }
    };
    for name in ELEMENTS {
        words = words.replace(name, text.trim());
    }
    words
}

/// The name of the row that a check is at, or its key where it has no name.
pub(super) fn row_or_key(view: &View<'_>, element: &Element) -> String {
    let Element::Row { family, row } = element else { return String::new() };
    let name = view.row_read(*family, *row).map(|read| read.name.as_str());
    name.filter(|name| !name.is_empty()).unwrap_or_else(|| view.key_of(*family, *row)).to_owned()
}
