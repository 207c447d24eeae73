//! The years in which rows and columns begin and end.

use super::{Item, Line, TableMember, Tree, Validity};

/// Of each row and column that has years its first, the one before, its last and the one after.
#[must_use]
pub fn turning_years(tree: &Tree) -> Vec<i32> {
    let mut years = Vec::new();
    for item in &tree.items {
        if let Item::Table(table) = item {
            of_members(&table.members, &mut years);
        }
    }
    years
}

fn of_members(members: &[TableMember], years: &mut Vec<i32>) {
    for member in members {
        match member {
            TableMember::Rows(lines) | TableMember::Columns(lines) => {
                lines.iter().for_each(|line| of_line(line, years));
            }
            TableMember::Side(_, inner) => of_members(inner, years),
            _ => {}
        }
    }
}

fn of_line(line: &Line, years: &mut Vec<i32>) {
    if let Some(Validity { from, until, .. }) = &line.validity {
        years.extend(from.iter().flat_map(|from| [from - 1, *from]));
        years.extend(until.iter().flat_map(|until| [*until, until + 1]));
    }
    let parts = line.parts.iter().flat_map(|parts| &parts.lines).chain(&line.of_which);
    parts.for_each(|part| of_line(part, years));
}
