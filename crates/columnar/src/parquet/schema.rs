//! The types of a file that is written: `docs/data.md` in words of Parquet.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::errors::Result;
use parquet::schema::types::{Type, TypePtr};

use crate::error::ColumnarError;
use crate::line::{LINE_ROLES, Role, role_name};
use crate::model::{ListSpec, ScalarSpec, Shape};

use super::names;

/// Digits of a decimal that is stored in 64 bits.
const PRECISION: i32 = 18;

/// Our name of those that are known.
fn ours(known: &[&'static str]) -> &'static str {
    known.first().copied().unwrap_or("")
}

fn text(name: &str, repetition: Repetition) -> Result<TypePtr> {
    let builder = Type::primitive_type_builder(name, Physical::BYTE_ARRAY).with_repetition(repetition);
    builder.with_logical_type(Some(LogicalType::String)).build().map(Arc::new)
}

fn int(name: &str, physical: Physical) -> Result<TypePtr> {
    let builder = Type::primitive_type_builder(name, physical).with_repetition(Repetition::OPTIONAL);
    builder.build().map(Arc::new)
}

/// The columns that one column of numbers takes: itself and its companions.
fn number(spec: &ScalarSpec, out: &mut Vec<TypePtr>) -> Result<()> {
    let value = Type::primitive_type_builder(&spec.name, Physical::INT64)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(Some(LogicalType::decimal(i32::from(spec.scale), PRECISION)))
        .with_precision(PRECISION)
        .with_scale(i32::from(spec.scale));
    out.push(Arc::new(value.build()?));
    if spec.states {
        out.push(text(&format!("{}{}", spec.name, ours(&names::STATES)), Repetition::OPTIONAL)?);
    }
    if spec.places {
        let name = format!("{}{}", spec.name, ours(&names::PLACES));
        let places = Type::primitive_type_builder(&name, Physical::INT32)
            .with_repetition(Repetition::OPTIONAL)
            .with_converted_type(ConvertedType::INT_8);
        out.push(Arc::new(places.build()?));
    }
    Ok(())
}

fn list(spec: &ListSpec) -> Result<TypePtr> {
    let mut fields = vec![text(ours(names::CODE), Repetition::REQUIRED)?];
    if spec.levels {
        fields.push(int(ours(names::LEVEL), Physical::INT32)?);
        fields.push(int(ours(names::PARENT), Physical::INT32)?);
        fields.push(text(ours(names::NAME), Repetition::OPTIONAL)?);
    }
    for column in &spec.columns {
        number(column, &mut fields)?;
    }
    rows(&spec.name, fields)
}

/// A list whose rows have these fields.
fn rows(name: &str, fields: Vec<TypePtr>) -> Result<TypePtr> {
    let element =
        Type::group_type_builder("element").with_repetition(Repetition::REQUIRED).with_fields(fields);
    let repeated = Type::group_type_builder("list")
        .with_repetition(Repetition::REPEATED)
        .with_fields(vec![Arc::new(element.build()?)]);
    let outer = Type::group_type_builder(name)
        .with_repetition(Repetition::REQUIRED)
        .with_logical_type(Some(LogicalType::List))
        .with_fields(vec![Arc::new(repeated.build()?)]);
    outer.build().map(Arc::new)
}

/// The schema of a wide file.
pub(super) fn of(shape: &Shape) -> std::result::Result<TypePtr, ColumnarError> {
    let build = || -> Result<TypePtr> {
        let mut fields = vec![
            text(role_name(Role::Unit), Repetition::REQUIRED)?,
            int(role_name(Role::Year), Physical::INT32)?,
        ];
        for spec in &shape.scalars {
            number(spec, &mut fields)?;
        }
        for spec in &shape.lists {
            fields.push(list(spec)?);
        }
        for name in &shape.ints {
            fields.push(int(&format!("{}{name}", names::SIDE), Physical::INT64)?);
        }
        for name in &shape.texts {
            fields.push(text(&format!("{}{name}", names::SIDE), Repetition::OPTIONAL)?);
        }
        if shape.lines {
            let of_line = LINE_ROLES.iter().map(|role| text(role_name(*role), Repetition::OPTIONAL));
            fields.push(rows(ours(names::LINES), of_line.collect::<Result<_>>()?)?);
        }
        Type::group_type_builder("gouji").with_fields(fields).build().map(Arc::new)
    };
    build().map_err(|error| ColumnarError::Chunk {
        column: String::new(),
        why: format!("列的定义不成立（{error}）"),
    })
}
