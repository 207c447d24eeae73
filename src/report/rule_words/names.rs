//! What a rule's figures, rows and targets are called where no document is at hand.

use crate::naming;
use crate::ruleset::{
    ColumnRef, ElementProperty, Figure, Property, RowRef, RuleSet, Select, Target, UnitProperty, Whose,
};
use crate::schema::{ColumnId, Family, FamilyId, RowId, Schema, TableId, example};

/// Most names that are listed.
const LISTED: usize = 6;

/// Names by a schema and its rules.
#[derive(Clone, Copy)]
pub(super) struct Names<'a> {
    pub(super) schema: &'a Schema,
    pub(super) rules: &'a RuleSet,
}

/// Names side by side, cut short where they are many.
pub(super) fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().take(LISTED).map(String::as_str).collect();
    let more = if names.len() > LISTED { format!("等 {} 个", names.len()) } else { String::new() };
    format!("{}{more}", shown.join("、"))
}

impl Names<'_> {
    /// A figure: `总表支出「总计」决算数`, `三公经费·总体的决算`.
    pub(super) fn figure(&self, figure: &Figure) -> String {
        let Some(family) = self.schema.family(figure.family) else { return String::new() };
        let mut name = figure.whose.word().map(|whose| format!("{whose}的")).unwrap_or_default();
        let is_table = family.table.is_some();
        let block = self.block(family);
        name.push_str(&block);
        let row = self.row(family, &figure.row);
        if let Some(row) = &row {
            name.push_str(&if is_table { format!("「{row}」") } else { format!("的{row}") });
        }
        let column = match &figure.column {
            ColumnRef::Fixed(column) => {
                let column = family.columns.get(column.0 as usize);
                let alone = family.columns.len() <= 1 && row.is_some();
                column.filter(|_| !alone).map(naming::column)
            }
            ColumnRef::Element => Some("本列".to_owned()),
        };
        if let Some(column) = column {
            let joint = if is_table || block.is_empty() { "" } else { "的" };
            name.push_str(&format!("{joint}{column}"));
        }
        name
    }

    /// A table with its side, a passage, a 每项.
    pub(super) fn block(&self, family: &Family) -> String {
        match family.table.and_then(|id| self.schema.table(id)) {
            Some(table) => {
                format!("{}{}", naming::table(table), family.side.as_deref().unwrap_or_default())
            }
            None => naming::block(self.schema, family).replace('.', "·"),
        }
    }

    pub(super) fn family(&self, id: FamilyId) -> String {
        self.schema.family(id).map(|family| self.block(family)).unwrap_or_default()
    }

    fn row(&self, family: &Family, row: &RowRef) -> Option<String> {
        match row {
            RowRef::Fixed(row) => self.fixed(family, *row),
            RowRef::Code(code) => Some(self.code(family, code)),
            RowRef::Element(_) if family.table.is_none() => None,
            RowRef::Element(_) => Some(self.element(family).to_owned()),
        }
    }

    /// What the row that a rule is at is called.
    fn element(&self, family: &Family) -> &'static str {
        if self.schema.list_of(family).is_some_and(|list| !list.open) { "本科目" } else { "本行" }
    }

    fn fixed(&self, family: &Family, row: RowId) -> Option<String> {
        let row = family.rows.get(row.0 as usize)?;
        (!row.name.is_empty()).then(|| row.name.clone())
    }

    fn code(&self, family: &Family, code: &str) -> String {
        let list = self.schema.list_of(family);
        let name = list.and_then(|list| list.find(code)).map_or("", |code| code.name.as_str());
        format!("{code} {name}").trim().to_owned()
    }

    fn table(&self, id: TableId) -> String {
        self.schema.table(id).map(|table| naming::table(table).to_owned()).unwrap_or_default()
    }

    pub(super) fn column(&self, family: FamilyId, column: ColumnId) -> String {
        self.schema.column(family, column).map(naming::column).unwrap_or_default()
    }

    /// Which rows of a family: `总表支出的各科目`.
    pub(super) fn rows(&self, id: FamilyId, select: &Select) -> String {
        let Some(family) = self.schema.family(id) else { return String::new() };
        let list = self.schema.list_of(family);
        let kind = match list {
            _ if family.table.is_none() => "项",
            Some(list) if !list.open => "科目",
            _ => "行",
        };
        let level = |level: u8| list.and_then(|list| list.levels.get(usize::from(level).saturating_sub(1)));
        let named = |code: &String| format!("「{}」", self.code(family, code));
        let which = match select {
            Select::All => format!("各{kind}"),
            Select::Level(number) => level(*number)
                .map_or_else(|| format!("第 {number} 级各{kind}"), |level| format!("各{}", level.name)),
            Select::WithChildren => format!("有下级的各{kind}"),
            Select::ChildrenOfElement => format!("本{kind}的各直接下级"),
            Select::ChildrenOf(code) => format!("{}的各直接下级", named(code)),
            Select::Codes(codes) => listed(&codes.iter().map(named).collect::<Vec<_>>()),
            Select::ChildrenOfAll(codes) => {
                format!("{}的各直接下级", listed(&codes.iter().map(named).collect::<Vec<_>>()))
            }
            Select::Named { rows, codes } => {
                let rows = rows.iter().filter_map(|row| self.fixed(family, *row));
                let rows = rows.map(|row| format!("「{row}」")).chain(codes.iter().map(named));
                listed(&rows.collect::<Vec<_>>())
            }
        };
        format!("{}的{which}", self.block(family))
    }

    /// What is said or not said, blank or not.
    pub(super) fn target(&self, target: &Target) -> String {
        match target {
            Target::Figure(figure) => self.figure(figure),
            Target::Row(family) => {
                let element = self.schema.family(*family).map_or("", |family| self.element(family));
                format!("{}的「{element}」", self.family(*family))
            }
            Target::Parent(_) => "它的上级科目".to_owned(),
            Target::Items(family) | Target::Passage(family) => format!("「{}」", self.family(*family)),
            Target::AnyItem(family, column) => {
                format!("{}任一项的{}", self.family(*family), self.column(*family, *column))
            }
            Target::Head(family, column) => {
                format!("{}的「{}」一列", self.family(*family), self.column(*family, *column))
            }
            Target::Table(table) => self.table(*table),
            Target::EmptyNote(table) => format!("{}的空表说明", self.table(*table)),
            Target::Defined(id) => self.definition(id.0),
            Target::Part(part) => {
                let part = self.schema.outline.get(*part as usize);
                part.map(|part| format!("「{}」部分", example(&part.title, self.schema.year)))
                    .unwrap_or_default()
            }
            Target::BodyHeading => "正文里同样的标题".to_owned(),
            Target::OrdinalBefore => "前一个序号".to_owned(),
            Target::Prior => format!("{}的数", Whose::Prior.word().unwrap_or_default()),
            Target::Plan => format!("{}的数", Whose::Plan.word().unwrap_or_default()),
            Target::Subordinates => Whose::Subordinates.word().unwrap_or_default().to_owned(),
        }
    }

    /// The name of a definition.
    pub(super) fn definition(&self, id: u32) -> String {
        let found = self.rules.definitions.get(id as usize);
        found.map(|found| format!("「{}」", found.name)).unwrap_or_default()
    }

    /// A printed property.
    pub(super) fn property(&self, property: &Property) -> String {
        let element =
            |family: &FamilyId| self.schema.family(*family).map_or("本行", |family| self.element(family));
        match property {
            Property::Name(family) => format!("{}「{}」的名称", self.family(*family), element(family)),
            Property::Code(family) => format!("{}「{}」的编码", self.family(*family), element(family)),
            Property::CodeDigits(family) => {
                format!("{}「{}」编码的位数", self.family(*family), element(family))
            }
            Property::Level(family) => format!("{}「{}」的级次", self.family(*family), element(family)),
            Property::LevelDigits(_) => "它这一级编码应有的位数".to_owned(),
            Property::ListName(_, list) => format!("{}里它的名称", self.list(list.0)),
            Property::ListYears(_, list) => format!("它在本年{}里是否有效", self.list(list.0)),
            Property::ListBudget(_, list) => format!("{}里它所属的预算", self.list(list.0)),
            Property::Printed(figure) => format!("{}的原文", self.figure(figure)),
            Property::MoneyUnit(figure) => format!("{}的货币单位", self.figure(figure)),
            Property::CodeName => "这个科目的名称".to_owned(),
            Property::Note(table) => format!("{}印出的表注", self.table(*table)),
            Property::FormNote(table) => format!("{}样表的表注", self.table(*table)),
        }
    }

    /// The name of a code list.
    pub(super) fn list(&self, id: u32) -> String {
        let list = self.schema.code_lists.get(id as usize);
        list.map(|list| format!("「{}」", list.name)).unwrap_or_default()
    }
}

/// What is asked of the element that a rule is at.
pub(super) fn element_property(property: ElementProperty) -> &'static str {
    match property {
        ElementProperty::Text => "它的文字",
        ElementProperty::Year => "它写的年度",
        ElementProperty::Unit => "它的单位",
    }
}

/// What is known of the unit.
pub(super) fn unit_property(property: &UnitProperty) -> String {
    match property {
        UnitProperty::AnyName => "本单位的各名称".to_owned(),
        other => format!("本单位的{}", other.word()),
    }
}
