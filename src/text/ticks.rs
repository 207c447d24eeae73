//! Boxes of printed forms that are ticked.

/// Signs of a box that is ticked.
const TICKED: [char; 9] = ['☑', '☒', '■', '√', '✓', '✔', '◼', '🗹', '◉'];

/// Signs of a box that is not.
const OPEN: [char; 5] = ['□', '☐', '◻', '○', '◯'];

/// How many boxes of a text are ticked; none where it prints no box. The boxes of web pages that were pasted into a
/// text (`<input checked …>`) are boxes, too.
#[must_use]
pub fn ticks(text: &str) -> Option<usize> {
    let (mut boxes, mut ticked) = (0, 0);
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        let tag = rest.get(..6).is_some_and(|tag| tag.eq_ignore_ascii_case("<input"));
        let end = if tag { rest.find('>') } else { None };
        let (on, off, length) = match end {
            Some(end) => {
                let checked = rest.get(..end).is_some_and(|tag| tag.to_ascii_lowercase().contains("checked"));
                (checked, !checked, end + 1)
            }
            None => (TICKED.contains(&letter), OPEN.contains(&letter), letter.len_utf8()),
        };
        boxes += usize::from(on || off);
        ticked += usize::from(on);
        rest = rest.get(length..).unwrap_or_default();
    }
    // A tick beside an open box (□√) is in that box, and those without any say nothing of boxes.
    (boxes > 0).then_some(ticked)
}

#[cfg(test)]
mod tests {
    use super::ticks;

    #[test]
    fn boxes_are_ticked_or_not() {
        assert_eq!(ticks("部门预算项目"), None);
        assert_eq!(ticks("1.部门预算项目☑ 2.财政专项资金□"), Some(1));
        assert_eq!(ticks("甲√乙√"), Some(2));
        assert_eq!(ticks("□甲 □乙"), Some(0));
        assert_eq!(ticks("甲 <input checked=\"\" type=\"checkbox\"> 乙 <INPUT type=\"checkbox\">"), Some(1));
        assert_eq!(ticks("甲 <input"), None);
    }
}
