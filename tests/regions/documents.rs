//! Made-up disclosures in the forms of regions: the year's budget that they print, their tables, what they say of them.

pub(crate) mod forms;
pub(crate) mod made;
mod said;
mod tables;
mod tables_more;
