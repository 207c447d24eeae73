//! The page of a document that was checked, from what was kept of it.

use std::fmt;

use gouji::account::Account;
use gouji::proof::{RuleSetInfo, UnitFindings};
use gouji::report::{DocumentRead, checked_html};

use super::judged::Checked;
use super::parts::Parts;

/// Writes a page.
pub(super) type Writes<'w> = &'w dyn Fn(&mut dyn fmt::Write) -> fmt::Result;

/// The pages of what was read: one, or one for each year of data.
pub(super) fn of_parts(read: &Parts, checked: &Checked, page: &mut dyn FnMut(usize, Writes<'_>)) {
    for (at, part) in read.parts.iter().enumerate() {
        let Some(document) = &part.document else { continue };
        let accounts: Vec<Account> = part.accounts.iter().map(|account| account.as_ref().clone()).collect();
        let mine = |unit: &UnitFindings| {
            accounts.iter().any(|account| account.unit == unit.unit && account.year == unit.year)
        };
        let units: Vec<(&UnitFindings, &RuleSetInfo)> = checked
            .units
            .iter()
            .filter(|(unit, _)| mine(unit))
            .map(|(unit, info)| (unit, info.as_ref()))
            .collect();
        let edition = &part.choice.edition;
        let read = DocumentRead { schema: &edition.schema, document, accounts: &accounts };
        page(at, &|out| checked_html(&read, &units, &edition.rules.restated, out));
    }
}
