//! A bureau's own rules, as a crate that tests them: the rules are `rules/青岚区.gj`, the tests `tests/properties.rs`.

/// The rules.
pub const RULES: &str = include_str!("../rules/青岚区.gj");
