//! The first line: what separates fields, and which field is what.

use std::borrow::Cow;

use crate::error::ColumnarError;
use crate::line::{Role, missing, role};

/// What the first line says.
#[derive(Clone, Debug)]
pub(super) struct Header {
    pub(super) separator: u8,
    /// Fields of every line.
    pub(super) fields: usize,
    /// Field of a role, by its place in [`Role`].
    places: Vec<(Role, usize)>,
    /// Columns that no figure needs.
    pub(super) ignored: Vec<String>,
    /// Fields of unit, year and rules at the start of the line, where 表, 行, 列 and 值 follow them at once.
    pub(super) front: Option<usize>,
}

impl Header {
    /// Reads the first line.
    pub(super) fn read(line: &[u8]) -> Result<Self, ColumnarError> {
        let text = String::from_utf8_lossy(line);
        let text = text.trim_end_matches(['\r', '\n']);
        let separators = [b',', b'\t', b';', b'|'];
        let tried = separators.map(|separator| {
            let names = split(text.as_bytes(), separator).unwrap_or_default();
            let names: Vec<String> =
                names.iter().map(|name| String::from_utf8_lossy(name).into_owned()).collect();
            (names.iter().filter(|name| role(name).is_some()).count(), separator, names)
        });
        let best = tried.into_iter().rev().max_by_key(|(known, ..)| *known);
        let (_, separator, names) = best.unwrap_or_default();
        let mut places: Vec<(Role, usize)> = Vec::new();
        let mut ignored = Vec::new();
        for (at, name) in names.iter().enumerate() {
            match role(name) {
                Some(role) if places.iter().any(|(other, _)| *other == role) => {
                    let why = format!("「{name}」与另一列说的是同一件事");
                    return Err(ColumnarError::Header { seen: names, why });
                }
                Some(role) => places.push((role, at)),
                None => ignored.push(name.clone()),
            }
        }
        let has = |role| places.iter().any(|(one, _)| *one == role);
        if let Some(missing) = missing(has) {
            let why = format!("没有{missing}");
            return Err(ColumnarError::Header { seen: names, why });
        }
        let mut header = Self { separator, fields: names.len(), places, ignored, front: None };
        header.front = header.find_front();
        Ok(header)
    }

    /// The field of a role.
    pub(super) fn place(&self, role: Role) -> Option<usize> {
        self.places.iter().find(|(one, _)| *one == role).map(|(_, at)| *at)
    }

    fn find_front(&self) -> Option<usize> {
        let unit = self.place(Role::Unit)?;
        let of_unit = [Role::Year, Role::Rules].map(|role| self.place(role));
        let front = 1 + of_unit.iter().flatten().count();
        let within = |at: usize, from: usize, to: usize| (from..to).contains(&at);
        let names = [Role::Table, Role::Row, Role::Column].map(|role| self.place(role));
        let fits = within(unit, 0, front)
            && of_unit.iter().flatten().all(|at| within(*at, 0, front))
            && names.iter().all(|at| at.is_some_and(|at| within(at, front, front + 3)))
            && self.place(Role::Value) == Some(front + 3);
        fits.then_some(front)
    }
}

/// Fields of a line without its end; None where a quote is not closed or something stands behind it.
pub(super) fn split(line: &[u8], separator: u8) -> Option<Vec<Cow<'_, [u8]>>> {
    let mut fields = Vec::new();
    let mut rest = line;
    loop {
        let (field, after) = match rest.strip_prefix(b"\"") {
            Some(quoted) => unquote(quoted)?,
            None => {
                let end = memchr::memchr(separator, rest).unwrap_or(rest.len());
                let (field, after) = rest.split_at_checked(end)?;
                (Cow::Borrowed(field), after)
            }
        };
        fields.push(field);
        match after.split_first() {
            None => return Some(fields),
            Some((next, after)) if *next == separator => rest = after,
            Some(_) => return None,
        }
    }
}

/// The text up to the closing quote, and what follows it.
fn unquote(quoted: &[u8]) -> Option<(Cow<'_, [u8]>, &[u8])> {
    let mut text = Vec::new();
    let mut rest = quoted;
    loop {
        let (part, after) = rest.split_at_checked(memchr::memchr(b'"', rest)?)?;
        let after = after.get(1..)?;
        text.extend_from_slice(part);
        match after.strip_prefix(b"\"") {
            Some(after) => {
                text.push(b'"');
                rest = after;
            }
            None => return Some((Cow::Owned(text), after)),
        }
    }
}
