//! Sections of a Markdown file that is right in its form.

use gouji::cases::Section;

/// Sections of second level, in order.
pub(crate) fn sections(text: &str) -> Vec<Section> {
    let (found, wrong) = gouji::cases::sections(text);
    assert_eq!(wrong, []);
    found
}
