//! A short text in a long one, by the quickest search there is.

/// The first byte of a text at which another one stands.
#[must_use]
pub fn find(text: &str, wanted: &str) -> Option<usize> {
    memchr::memmem::find(text.as_bytes(), wanted.as_bytes())
}

/// Whether another text stands in a text; an empty one does.
#[must_use]
pub fn contains(text: &str, wanted: &str) -> bool {
    find(text, wanted).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_search_finds_what_the_library_finds(text in "[甲乙丙ab]{0,40}", wanted in "[甲乙丙ab]{0,4}") {
            prop_assert_eq!(find(&text, &wanted), text.find(&wanted));
            prop_assert_eq!(contains(&text, &wanted), text.contains(&wanted));
        }
    }
}
