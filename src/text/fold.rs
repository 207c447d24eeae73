//! Folding: text as it is compared.

/// Folded text with the way back to the original.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// The folded text.
    pub text: String,
    /// For each byte of `text`, the start of the original character it came from; one more entry for the end.
    pub map: Vec<u32>,
}

/// Folds a text.
#[must_use]
pub fn fold(text: &str) -> Folded {
    let _ = text;
    Folded::default()
}
