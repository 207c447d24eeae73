//! Names and paths of names: which rows and columns answer to them.

use crate::schema::{Column, Family, Row};

/// What a name is looked up by: letters in any case.
pub(super) fn name_key(name: &str) -> String {
    let mut key = crate::text::name_key(name);
    key.make_ascii_lowercase();
    key
}

/// How near a name is to what it stands for: its own name means it before others' short and other names do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Near {
    Own,
    Short,
    Alias,
}

/// The names of something, each with how near it is.
pub(super) fn names<'n>(
    name: &'n str,
    short: Option<&'n String>,
    aliases: &'n [String],
) -> impl Iterator<Item = (&'n str, Near)> {
    let short = short.map(|short| (short.as_str(), Near::Short));
    let aliases = aliases.iter().map(|alias| (alias.as_str(), Near::Alias));
    [(name, Near::Own)].into_iter().chain(short).chain(aliases)
}

/// Those that are nearest.
pub(super) fn nearest<T>(all: Vec<(T, Near)>) -> Vec<T> {
    let near = all.iter().map(|(_, near)| *near).min();
    all.into_iter().filter(|(_, own)| Some(*own) == near).map(|(one, _)| one).collect()
}

/// Columns of a family that a name or a path of wholes and a name stands for, with the row they are bound to.
pub(super) fn columns<'f>(family: &'f Family, name: &str) -> Vec<(usize, Option<&'f str>)> {
    let exact = rooted(name);
    let whole = name_key(exact.as_ref().and_then(|path| path.last()).unwrap_or(&name));
    let found = |key: &str, above: &[&str]| -> Vec<(usize, Option<&'f str>)> {
        let answering = |column: &'f Column| {
            let chain = || {
                let of = |at: &Column| at.whole.and_then(|id| family.columns.get(id.0 as usize));
                std::iter::successors(Some(column), move |at| of(at)).map(|column| column.name.as_str())
            };
            let fits = !column.disabled
                && is_column_below(family, column, above)
                && exact.as_ref().is_none_or(|path| is_chain(path, chain()));
            let near = answers(&column.name, column.short.as_ref(), &column.aliases, key);
            near.filter(|_| fits).map(|near| ((column.id.0 as usize, column.row.as_deref()), near))
        };
        nearest(family.columns.iter().filter_map(answering).collect())
    };
    let direct = found(&whole, &[]);
    let parts: Vec<&str> = parts(name).collect();
    match parts.split_last() {
        Some((last, above)) if direct.is_empty() && !above.is_empty() && exact.is_none() => {
            found(&name_key(last), above)
        }
        _ => direct,
    }
}

/// A path that begins with a point names every row or column from the outermost to the one that is meant.
pub(super) fn rooted(name: &str) -> Option<Vec<&str>> {
    name.trim().strip_prefix('.').map(|path| parts(path).collect())
}

/// Whether a path is the names of something and its wholes, which are given from the inside.
pub(super) fn is_chain<'n>(path: &[&str], inside_out: impl Iterator<Item = &'n str>) -> bool {
    let mut path = path.iter().rev();
    // A circle of wholes ends.
    let mut names = inside_out.take(path.len() + 1);
    path.by_ref().all(|part| names.next().is_some_and(|name| name_key(name) == name_key(part)))
        && names.next().is_none()
}

/// How near a name is to one of these, if it is one of them.
pub(super) fn answers(name: &str, short: Option<&String>, aliases: &[String], key: &str) -> Option<Near> {
    let mut names = names(name, short, aliases);
    names.find(|(name, _)| !key.is_empty() && name_key(name) == key).map(|(_, near)| near)
}

/// Whether a row lies below rows of these names, outermost first.
pub(super) fn is_below(family: &Family, row: &Row, above: &[&str]) -> bool {
    let mut at = row.whole;
    let mut left = family.rows.len();
    above.iter().rev().all(|part| {
        let key = name_key(part);
        while let Some(row) = at.and_then(|id| family.rows.get(id.0 as usize)).filter(|_| left > 0) {
            left -= 1;
            at = row.whole;
            if answers(&row.name, row.short.as_ref(), &row.aliases, &key).is_some() {
                return true;
            }
        }
        false
    })
}

/// Whether a column lies below columns of these names, outermost first.
fn is_column_below(family: &Family, column: &Column, above: &[&str]) -> bool {
    let mut at = column.whole;
    let mut left = family.columns.len();
    above.iter().rev().all(|part| {
        let key = name_key(part);
        while let Some(column) = at.and_then(|id| family.columns.get(id.0 as usize)).filter(|_| left > 0) {
            left -= 1;
            at = column.whole;
            if answers(&column.name, column.short.as_ref(), &column.aliases, &key).is_some() {
                return true;
            }
        }
        false
    })
}

pub(super) fn parts(path: &str) -> impl Iterator<Item = &str> {
    path.split('.').map(str::trim).filter(|part| !part.is_empty())
}

pub(super) fn path_key(path: &str) -> String {
    parts(path).map(name_key).collect::<Vec<_>>().join(".")
}
