//! What targets of 有 and 空白 and compared texts are called.

use super::element::row_or_key;
use super::figure::figure;
use crate::audit::{Element, RowAt, View};
use crate::plan::TextNode;
use crate::ruleset::{ElementProperty, Property, Target, Whose};
use crate::schema::{FamilyId, TableId, example};
use crate::text::{chain, fold};

/// What may be said or not said, blank or not.
pub(crate) fn target(view: &View<'_>, target: &Target, element: &Element) -> String {
    let schema = view.schema;
    let family = |id: &FamilyId| view.family(*id).map(|f| f.name.clone()).unwrap_or_default();
    match target {
        Target::Figure(of) => figure(view, of, element),
        Target::Row(id) => {
            format!("{}（{}）", row_or_key(view, element), family(id).replace('.', "·"))
        }
        Target::Parent(_) => "上级科目".to_owned(),
        Target::Items(id) => family(id),
        Target::AnyItem(id, column) | Target::Head(id, column) => {
            let name = schema.column(*id, *column).map(|column| column.name.clone()).unwrap_or_default();
            format!("{}.{name}", family(id))
        }
        Target::Table(table) => table_name(view, *table).unwrap_or_default(),
        Target::EmptyNote(table) => {
            format!("{}的空表说明", table_name(view, *table).unwrap_or_default())
        }
        Target::Defined(id) => {
            let definition = view.rules.definitions.get(id.0 as usize);
            definition.map(|definition| definition.name.clone()).unwrap_or_default()
        }
        Target::Part(part) => {
            let part = schema.outline.get(*part as usize);
            part.map(|part| example(&part.title, view.account.year)).unwrap_or_default()
        }
        Target::BodyHeading => {
            let heading = view.element_text(ElementProperty::Text, element);
            format!("正文：{}", fold(&heading.unwrap_or_default().concat()).text)
        }
        Target::OrdinalBefore => "前一个序号".to_owned(),
        Target::Passage(id) => family(id),
        Target::Prior => Whose::Prior.word().unwrap_or_default().to_owned(),
        Target::Plan => Whose::Plan.word().unwrap_or_default().to_owned(),
        Target::Subordinates => Whose::Subordinates.word().unwrap_or_default().to_owned(),
    }
}

/// What a text is called: the slot, the table whose rows are named, what of a figure is compared.
pub(crate) fn text(view: &View<'_>, node: &TextNode, element: &Element) -> String {
    match node {
        TextNode::Slot(of) => figure(view, of, element),
        TextNode::Names { family, .. } => {
            let table = view.family(*family).and_then(|family| family.table);
            table.and_then(|table| table_name(view, table)).unwrap_or_default()
        }
        TextNode::Property(Property::MoneyUnit(of)) => {
            format!("{}的货币单位", figure(view, of, element))
        }
        TextNode::Property(Property::Name(_)) => "名称".to_owned(),
        TextNode::Property(Property::Code(_)) => "编码".to_owned(),
        TextNode::Property(Property::Note(_)) => "表注".to_owned(),
        TextNode::Element(ElementProperty::Unit) => {
            let text = view.element_text(ElementProperty::Text, element);
            format!("「{}」的单位", text.unwrap_or_default().concat().trim())
        }
        _ => String::new(),
    }
}

/// The chain that a row should be named by, with as many links as are printed.
pub(crate) fn expected_chain(view: &View<'_>, printed: &str, family: FamilyId, element: &Element) -> String {
    let links = chain(printed).len();
    let mut names: Vec<String> = Vec::new();
    let mut row = view.element_row(family, element, None);
    while let Some(read) = row.and_then(|row| view.row_read(family, row)) {
        names.push(read.name.clone());
        if names.len() >= links {
            break;
        }
        let start = view.rows(family).start;
        row = read.parent.map(|parent| RowAt::Block(start + parent));
    }
    names.reverse();
    if links < 2 {
        return names.concat();
    }
    let levels = view.list_of(family).and_then(|list| view.schema.code_list(list)).map(|list| &list.levels);
    let skip = levels.map_or(0, |levels| levels.len().saturating_sub(names.len()));
    let level = |at: usize| levels.and_then(|levels| levels.get(skip + at)).map(|level| level.name.as_str());
    let named = names.iter().enumerate().map(|(at, name)| match level(at) {
        Some(level) => format!("{name}（{level}）"),
        None => name.clone(),
    });
    named.collect()
}

fn table_name(view: &View<'_>, table: TableId) -> Option<String> {
    view.schema.table(table).map(|table| table.name.clone())
}
