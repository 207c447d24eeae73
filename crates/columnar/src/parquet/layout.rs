//! Which column of a file holds what: ours, and what others write that means the same.

use std::collections::BTreeSet;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::schema::types::{SchemaDescriptor, Type};

use crate::error::ColumnarError;
use crate::line::{self, LINE_ROLES, Role};
use crate::model::{ListSpec, ScalarSpec, Shape, Stored};

use super::names;

/// How a file lays its figures out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// One row a unit and year, one column a cell.
    Wide,
    /// One row a figure.
    Long,
}

/// How numbers are stored; the number is that of decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Int32(u8),
    Int64(u8),
    Bytes(u8),
    Fixed(u8),
    Float,
    Double,
    Text,
}

/// A column of the file.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// Number among the leaves of the schema.
    pub(super) column: usize,
    /// Name for messages.
    pub(super) name: String,
    pub(super) form: Form,
}

/// A column of numbers with its companions.
#[derive(Clone, Debug)]
pub(super) struct NumberColumn {
    pub(super) value: Leaf,
    pub(super) states: Option<Leaf>,
    pub(super) places: Option<Leaf>,
}

/// A list of rows.
#[derive(Clone, Debug)]
pub(super) struct ListColumns {
    /// Definition level at which there is an element.
    pub(super) element: u8,
    pub(super) key: Leaf,
    pub(super) level: Option<Leaf>,
    pub(super) parent: Option<Leaf>,
    pub(super) name: Option<Leaf>,
    pub(super) columns: Vec<NumberColumn>,
}

/// The list of lines of long data.
#[derive(Clone, Debug)]
pub(super) struct LineColumns {
    /// Definition level at which there is a line.
    pub(super) element: u8,
    /// In the order of [`LINE_ROLES`].
    pub(super) columns: [Option<Leaf>; 8],
}

/// All of a file.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    pub(super) shape: Shape,
    /// Columns by role: the frame of a wide file, everything of a long one.
    pub(super) roles: Vec<(Role, Leaf)>,
    pub(super) scalars: Vec<NumberColumn>,
    pub(super) lists: Vec<ListColumns>,
    pub(super) ints: Vec<Leaf>,
    pub(super) texts: Vec<Leaf>,
    pub(super) lines: Option<LineColumns>,
}

/// Decimals that are taken where the file does not say how many there are, and at most.
const UNSAID: u8 = 4;
const MOST: u8 = 8;

fn refused(column: &str, why: impl Into<String>, mend: &'static str) -> ColumnarError {
    ColumnarError::Column { column: column.to_owned(), why: why.into(), mend }
}

impl Layout {
    /// The columns of a file.
    pub(super) fn of(schema: &SchemaDescriptor) -> Result<(Kind, Self), ColumnarError> {
        let mut layout = Self::default();
        let fields = schema.root_schema().get_fields();
        unique(fields.iter().map(|field| field.name()), "")?;
        let roles: Vec<Role> = fields.iter().filter_map(|field| line::role(field.name())).collect();
        let is_long = line::missing(|role| roles.contains(&role)).is_none();
        let kind = if is_long { Kind::Long } else { Kind::Wide };
        let (mut column, mut numbers) = (0, Vec::new());
        for field in fields {
            let first = column;
            column += leaves(field);
            let role = line::role(field.name());
            let role = role.filter(|role| kind == Kind::Long || matches!(role, Role::Unit | Role::Year));
            if field.is_group() {
                layout.list(field, first, schema)?;
                continue;
            }
            let form = match form(field) {
                Ok(form) => form,
                Err(why) if role.is_some() => {
                    return Err(refused(field.name(), why, "请改成文字、整数或 DECIMAL 后重写"));
                }
                Err(why) => {
                    layout.shape.unread.push((field.name().to_owned(), why));
                    continue;
                }
            };
            let leaf = Leaf { column: first, name: field.name().to_owned(), form };
            match role {
                Some(role) if layout.roles.iter().any(|(other, _)| *other == role) => {
                    return Err(refused(field.name(), "与另一列说的是同一件事", "请只留一列"));
                }
                Some(role) => layout.roles.push((role, leaf)),
                None if kind == Kind::Long => {
                    layout.shape.unread.push((leaf.name, "长表不用这一列".to_owned()));
                }
                None => match field.name().strip_prefix(names::SIDE) {
                    Some(name) => layout.side(name, leaf),
                    None => numbers.push(leaf),
                },
            }
        }
        layout.shape.scalars = columns(numbers, &mut layout.scalars)?;
        if kind == Kind::Wide && layout.role(Role::Unit).is_none() {
            return Err(refused("单位", "没有", "请加上一列「单位」（或 unit），写单位的名称"));
        }
        Ok((kind, layout))
    }

    /// The column of a role.
    pub(super) fn role(&self, role: Role) -> Option<&Leaf> {
        self.roles.iter().find(|(one, _)| *one == role).map(|(_, leaf)| leaf)
    }

    fn lines(&mut self, field: &Type, first: usize) -> Result<(), ColumnarError> {
        const MEND: &str = "应为 LIST<STRUCT<表, 行, 列, 值, …>>，各列都是文字，见 docs/data.md";
        let (element, level) = element_of(field, MEND)?;
        let mut lines = LineColumns { element: level, columns: Default::default() };
        for (column, inner) in (first..).zip(element.get_fields()) {
            let path = format!("{}.{}", field.name(), inner.name());
            let role = line::role(inner.name());
            let at = role.and_then(|role| LINE_ROLES.iter().position(|one| *one == role));
            let slot = at.and_then(|at| lines.columns.get_mut(at));
            let Some(slot) = slot else { return Err(refused(&path, "不是长表的列", MEND)) };
            if inner.is_group() || !matches!(form(inner), Ok(Form::Text)) {
                return Err(refused(&path, "不是文字", MEND));
            }
            if slot.is_some() {
                return Err(refused(&path, "与另一列说的是同一件事", MEND));
            }
            *slot = Some(Leaf { column, name: path, form: Form::Text });
        }
        self.shape.lines = true;
        self.lines = Some(lines);
        Ok(())
    }

    fn side(&mut self, name: &str, leaf: Leaf) {
        if leaf.form == Form::Text {
            self.shape.texts.push(name.to_owned());
            self.texts.push(leaf);
        } else if matches!(leaf.form, Form::Int32(0) | Form::Int64(0)) {
            self.shape.ints.push(name.to_owned());
            self.ints.push(leaf);
        } else {
            self.shape.unread.push((leaf.name, "以 # 开头的列应是整数或文字".to_owned()));
        }
    }

    fn list(&mut self, field: &Type, first: usize, schema: &SchemaDescriptor) -> Result<(), ColumnarError> {
        if names::is(field.name(), names::LINES) {
            return self.lines(field, first);
        }
        const MEND: &str = "应为 LIST<STRUCT<编码, …>>，见 docs/data.md";
        let name = field.name();
        let (element, level) = element_of(field, MEND)?;
        let mut found: [Option<Leaf>; 4] = [None, None, None, None];
        let (mut numbers, mut column) = (Vec::new(), first);
        unique(element.get_fields().iter().map(|field| field.name()), name)?;
        for field in element.get_fields() {
            let path = format!("{name}.{}", field.name());
            if field.is_group() || schema.column(column).max_rep_level() != 1 {
                return Err(refused(&path, "又是嵌套的", MEND));
            }
            let form = form(field).map_err(|why| refused(&path, why, MEND))?;
            let leaf = Leaf { column, name: path, form };
            column += 1;
            let known = [names::CODE, names::LEVEL, names::PARENT, names::NAME];
            match known.iter().position(|known| names::is(field.name(), known)) {
                Some(at) => found.get_mut(at).map(|slot| slot.replace(leaf)).unwrap_or_default(),
                None => {
                    numbers.push(leaf);
                    None
                }
            };
        }
        let [key, row_level, parent, row_name] = found;
        let Some(key) = key else { return Err(refused(name, "的行没有「编码」", MEND)) };
        let mut columns_of = Vec::new();
        let mut specs = columns(numbers, &mut columns_of)?;
        let prefix = format!("{name}.");
        for spec in &mut specs {
            spec.name = spec.name.strip_prefix(&prefix).unwrap_or(&spec.name).to_owned();
        }
        let levels = row_level.is_some() || parent.is_some() || row_name.is_some();
        self.shape.lists.push(ListSpec { name: name.to_owned(), columns: specs, levels });
        let parts = ListColumns {
            element: level,
            key,
            level: row_level,
            parent,
            name: row_name,
            columns: columns_of,
        };
        self.lists.push(parts);
        Ok(())
    }
}

/// The rows of a list, and the definition level at which there is one.
fn element_of<'t>(field: &'t Type, mend: &'static str) -> Result<(&'t Type, u8), ColumnarError> {
    let name = field.name();
    let is_list = field.get_basic_info().converted_type() == ConvertedType::LIST
        || matches!(field.get_basic_info().logical_type_ref(), Some(LogicalType::List));
    let [repeated] = field.get_fields() else {
        return Err(refused(name, "是嵌套的结构，不是列表", mend));
    };
    if !is_list || !repeated.is_group() || !is(repeated, Repetition::REPEATED) {
        return Err(refused(name, "是嵌套的结构，不是行的列表", mend));
    }
    // Old writers have no group between the list and the fields of its rows.
    let element = match repeated.get_fields() {
        [one] if one.is_group() => one,
        _ => repeated,
    };
    let of_element = u8::from(is(element, Repetition::OPTIONAL));
    Ok((element, u8::from(is(field, Repetition::OPTIONAL)) + 1 + of_element))
}

fn is(field: &Type, repetition: Repetition) -> bool {
    field.get_basic_info().has_repetition() && field.get_basic_info().repetition() == repetition
}

fn leaves(field: &Type) -> usize {
    if field.is_group() { field.get_fields().iter().map(|field| leaves(field)).sum() } else { 1 }
}

fn unique<'a>(fields: impl Iterator<Item = &'a str>, of: &str) -> Result<(), ColumnarError> {
    let mut seen = BTreeSet::new();
    for name in fields {
        if !seen.insert(name) {
            let name = if of.is_empty() { name.to_owned() } else { format!("{of}.{name}") };
            return Err(refused(&name, "出现了两次", "请只留一列，或者改名"));
        }
    }
    Ok(())
}

/// Puts companions to their columns.
fn columns(leaves: Vec<Leaf>, out: &mut Vec<NumberColumn>) -> Result<Vec<ScalarSpec>, ColumnarError> {
    let ends = |name: &str, endings: [&str; 2]| -> Option<String> {
        endings.iter().find_map(|ending| name.strip_suffix(ending)).map(str::to_owned)
    };
    let (mut specs, mut companions) = (Vec::new(), Vec::new());
    for leaf in leaves {
        let states = ends(&leaf.name, names::STATES).map(|owner| (owner, true));
        let owner = states.or_else(|| ends(&leaf.name, names::PLACES).map(|owner| (owner, false)));
        if let Some(owner) = owner {
            companions.push((owner, leaf));
            continue;
        }
        let (scale, stored) = match leaf.form {
            Form::Int32(scale) | Form::Int64(scale) | Form::Bytes(scale) | Form::Fixed(scale) => {
                (scale.min(MOST), Stored::Exact)
            }
            Form::Float | Form::Double => (UNSAID, Stored::Float),
            Form::Text => (UNSAID, Stored::Text),
        };
        specs.push(ScalarSpec { stored, ..ScalarSpec::new(leaf.name.clone(), scale) });
        out.push(NumberColumn { value: leaf, states: None, places: None });
    }
    let owners: std::collections::BTreeMap<String, usize> =
        out.iter().enumerate().map(|(at, column)| (column.value.name.clone(), at)).collect();
    for ((owner, states), leaf) in companions {
        let at = owners.get(&owner).copied();
        let both = at.and_then(|at| out.get_mut(at).zip(specs.get_mut(at)));
        let Some((column, spec)) = both else {
            return Err(refused(
                &leaf.name,
                format!("说的是「{owner}」，但没有这一列"),
                "请加上那一列，或者去掉这一列",
            ));
        };
        if states {
            spec.states = true;
            column.states = Some(leaf);
        } else {
            spec.places = true;
            column.places = Some(leaf);
        }
    }
    Ok(specs)
}

/// How the numbers or texts of a column are stored, or why they cannot be read.
fn form(field: &Type) -> Result<Form, String> {
    let info = field.get_basic_info();
    if is(field, Repetition::REPEATED) {
        return Err("一行里有多个值".to_owned());
    }
    let converted = info.converted_type();
    let decimals = || u8::try_from(field.get_scale()).map_err(|_| "小数位数是负的".to_owned());
    match (field.get_physical_type(), converted) {
        (Physical::INT32, ConvertedType::DECIMAL) => Ok(Form::Int32(decimals()?)),
        (Physical::INT64, ConvertedType::DECIMAL) => Ok(Form::Int64(decimals()?)),
        (Physical::BYTE_ARRAY, ConvertedType::DECIMAL) => Ok(Form::Bytes(decimals()?)),
        (Physical::FIXED_LEN_BYTE_ARRAY, ConvertedType::DECIMAL) => Ok(Form::Fixed(decimals()?)),
        (Physical::INT32, ConvertedType::NONE)
        | (Physical::INT32, ConvertedType::INT_8 | ConvertedType::INT_16 | ConvertedType::INT_32)
        | (Physical::INT32, ConvertedType::UINT_8 | ConvertedType::UINT_16) => Ok(Form::Int32(0)),
        (Physical::INT64, ConvertedType::NONE | ConvertedType::INT_64) => Ok(Form::Int64(0)),
        (Physical::FLOAT, _) => Ok(Form::Float),
        (Physical::DOUBLE, _) => Ok(Form::Double),
        (Physical::BYTE_ARRAY, ConvertedType::UTF8 | ConvertedType::NONE | ConvertedType::ENUM) => {
            Ok(Form::Text)
        }
        (physical, ConvertedType::NONE) => Err(format!("的类型是 {physical}，不是数也不是文字")),
        (physical, converted) => Err(format!("的类型是 {physical}（{converted}），不是数也不是文字")),
    }
}
