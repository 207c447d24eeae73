//! The JSON Schema of what programs read and write: files beside this one, held to real outputs by a test.

/// What a JSON Schema is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum JsonSchema {
    /// Findings: `gouji/findings/1`.
    Findings,
    /// What was read: `gouji/account/1`.
    Account,
    /// Accounts as data, as YAML has them.
    Data,
}

/// The JSON Schema, as JSON text with a line end.
#[must_use]
pub fn json_schema(of: JsonSchema) -> &'static str {
    match of {
        JsonSchema::Findings => include_str!("schemas/findings.json"),
        JsonSchema::Account => include_str!("schemas/account.json"),
        JsonSchema::Data => include_str!("schemas/data.json"),
    }
}
