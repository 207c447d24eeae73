//! What reasons are about.

use super::cell::cell;
use super::figure::figure;
use crate::audit::{Formula, Reason, Stated, Subject, View};
use crate::ruleset::{ColumnRef, ElementKind, Figure, Property, UnitProperty, Whose};
use crate::schema::{Family, FamilyId, PassageId};

/// A reason with the names of what it is about.
pub(crate) fn reason(view: &View<'_>, reason: &Reason) -> Reason<String> {
    match reason {
        Reason::NotStated(of @ Subject::Figure(figure, _), _) if figure.whose == Whose::This => {
            not_stated(view, figure, subject(view, of))
        }
        _ => reason.map(&|of| subject(view, of)),
    }
}

/// Why a slot is not stated: where figures that are called so were read, in the same passage.
fn not_stated(view: &View<'_>, figure: &Figure, name: String) -> Reason<String> {
    let Some(family) = view.family(figure.family) else { return Reason::not_stated(name) };
    if family.table.is_some() {
        return Reason::NotStated(name, Stated::Blank);
    }
    let ColumnRef::Fixed(column) = figure.column else { return Reason::not_stated(name) };
    let slot = family.columns.get(column.0 as usize).map(|column| column.name.as_str()).unwrap_or_default();
    let root = |family: &Family| {
        let of = |id: &PassageId| view.schema.passage(*id).and_then(|passage| passage.parent);
        std::iter::successors(family.passage, of).last()
    };
    let own = root(family);
    let beside = view
        .schema
        .families
        .iter()
        .filter(|other| other.id != family.id && other.passage.is_some() && root(other) == own);
    let mut taken = beside.filter(|other| {
        let at = other.columns.iter().position(|column| column.name == slot);
        let read = view.account.families.get(other.id.0 as usize);
        let said = |at: usize| {
            let rows = read.into_iter().flat_map(|read| read.fixed.iter().chain(&read.rows));
            rows.filter_map(|row| row.cells.get(at)).any(|cell| !cell.claims.is_empty())
        };
        at.is_some_and(said)
    });
    match taken.next() {
        Some(other) => Reason::NotStated(name, Stated::Elsewhere(Box::new(format!("{}.{slot}", other.name)))),
        None => Reason::not_stated(name),
    }
}

/// What a reason is about.
pub(crate) fn subject(view: &View<'_>, of: &Subject) -> String {
    let word = match of {
        Subject::Nothing => None,
        Subject::Table(table) => view.schema.table(*table).map(|table| table.name.as_str()),
        Subject::Family(family) => view.family(*family).map(|family| family.name.as_str()),
        Subject::Figure(of, element) => return figure(view, of, element),
        Subject::Cell(at) => return cell(view, *at),
        Subject::Remark(at) => view.cell_read(*at).and_then(|cell| cell.remark.as_deref()),
        Subject::Divisor(of) => return formula(view, of),
        Subject::Code => Some("编码"),
        Subject::Year => Some("年度"),
        Subject::ThisYear => Some("本年"),
        Subject::Unit(property) => Some(UnitProperty::word(property)),
        Subject::Part => Some("部分"),
        Subject::Elements(kind) => Some(element_kind(*kind)),
        Subject::OtherUnit(at) => return view.other(*at).map(unit).unwrap_or_default(),
        Subject::MissingUnit(at) => view.missing_unit(*at),
        Subject::Elsewhere(at, inner) => {
            return view.other(*at).map(|other| subject(other, inner)).unwrap_or_default();
        }
        Subject::SwitchedOff(rule) => {
            view.rules.rules.get(rule.0 as usize).and_then(|rule| rule.switched_off.as_deref())
        }
    };
    word.unwrap_or_default().to_owned()
}

/// What the unit of an account is called, or its file where it names none.
pub(crate) fn unit(view: &View<'_>) -> String {
    let account = view.account;
    account.unit.as_ref().unwrap_or(&account.source).clone()
}

/// An expression by the names of its figures.
fn formula(view: &View<'_>, of: &Formula) -> String {
    match of {
        Formula::Subject(of) => subject(view, of),
        Formula::Sum(name) => name.clone(),
        Formula::Number(value) => value.to_plain_string(),
        Formula::Negate(inner) => format!("-{}", formula(view, inner)),
        Formula::Arithmetic(sign, left, right) => {
            format!("{} {} {}", formula(view, left), sign.sign(), formula(view, right))
        }
        Formula::Several(all) => all.iter().map(|of| formula(view, of)).collect::<Vec<_>>().join("、"),
    }
}

/// A kind of elements of the text.
pub(crate) fn element_kind(kind: ElementKind) -> &'static str {
    match kind {
        ElementKind::Heading => "标题",
        ElementKind::Paragraph => "段落",
        ElementKind::Ordinal => "序号",
        ElementKind::Money => "金额",
        ElementKind::Percent => "百分比",
        ElementKind::UnitName => "单位名",
    }
}

/// What a property of a row that is a number is called.
pub(crate) fn property(property: &Property) -> &'static str {
    match property {
        Property::CodeDigits(_) => "编码位数",
        Property::LevelDigits(_) => "应有位数",
        _ => "级次",
    }
}

/// What a number of rows is called: of 绩效.项目自评 项目自评的个数.
pub(crate) fn count(view: &View<'_>, family: FamilyId) -> String {
    let name = view.family(family).map(|family| family.name.as_str()).unwrap_or_default();
    let last = name.rsplit('.').next().filter(|last| !last.is_empty());
    last.map_or_else(|| "个数".to_owned(), |last| format!("{last}的个数"))
}
