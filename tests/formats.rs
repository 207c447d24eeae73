//! Office formats: the same disclosure in each gives the same account; what each format's own marks mean; damage.

mod broken;
pub(crate) mod build;
mod codes;
mod damage;
mod doc;
mod flat;
mod heavy;
pub(crate) mod layout;
pub(crate) mod makers;
mod marred;
mod mutants;
mod odt;
mod ofd;
mod outside;
mod page;
mod pages;
mod rtf;
mod same;
mod seeds;
mod unseen;
mod word;
mod workbook;
mod xls;
