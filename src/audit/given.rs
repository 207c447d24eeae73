//! What is given beside the account that is judged: last year's account, those of the subordinate units, what a register
//! says of the unit.

use std::collections::BTreeMap;

use crate::account::Account;
use crate::facts::Facts;
use crate::schema::{Identity, Schema};

/// Another account, read by its own schema.
#[derive(Clone, Copy, Debug)]
pub struct Other<'a> {
    /// What it was read by.
    pub schema: &'a Schema,
    /// What it says.
    pub account: &'a Account,
    /// Where the figures of the schema that is judged by are in its own.
    pub identity: &'a Identity,
}

/// 所属单位 of the unit that is judged.
#[derive(Clone, Debug, Default)]
pub enum Subordinates<'a> {
    /// No register was given.
    #[default]
    NotGiven,
    /// The register does not know the unit.
    NotRegistered,
    /// Those of the register, one level below: accounts of the same year, and the names of units without one.
    Known(Vec<Other<'a>>, Vec<String>),
}

/// All that is known beside an account.
#[derive(Clone, Debug, Default)]
pub struct Beside<'a> {
    /// The unit's account of the year before.
    pub prior: Option<Other<'a>>,
    /// The unit's budget of the same year, read by rules of its own.
    pub plan: Option<Other<'a>>,
    /// Its subordinate units.
    pub subordinates: Subordinates<'a>,
    /// What the register says of the unit: 性质 …; none where it does not know the unit.
    pub properties: Option<&'a BTreeMap<String, String>>,
    /// What holds is wanted with its numbers, too.
    pub passing: bool,
    /// The mistakes behind what fails are not wanted.
    pub without_causes: bool,
}

impl<'a> Beside<'a> {
    /// The other accounts, last year's first, then the budget.
    pub(super) fn others(&self) -> impl Iterator<Item = &Other<'a>> {
        let below = match &self.subordinates {
            Subordinates::Known(units, _) => units.as_slice(),
            _ => &[],
        };
        self.prior.iter().chain(&self.plan).chain(below)
    }

    /// The facts of the other accounts, in the order in which [`View::with_beside`] takes them.
    pub(crate) fn facts(&self) -> Vec<Facts> {
        self.others().map(|other| crate::account::facts(other.schema, &[other.account])).collect()
    }
}
