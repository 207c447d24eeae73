//! Documents made of others by changes: a line `甲 → 乙` each.

use super::mistake::{Misread, Mistake};

/// Most bytes of all documents of one case file.
pub const MAX_MADE: usize = 64 * 1024 * 1024;

/// Carries out changes, a line each: what is replaced must stand in the text once, with ⇒ at least once; ⏎ is a line
/// break. `line` is the line of the block in its file, `room` how many bytes the document may have.
pub(super) fn change(text: &str, changes: &str, line: usize, room: usize) -> Result<String, Misread> {
    let mut text = text.to_owned();
    for (at, written) in changes.lines().enumerate() {
        let wrong = |mistake| Misread::at(line + at + 1, mistake);
        let once = written.split_once('→').map(|sides| (true, sides));
        let sides = once.or_else(|| written.split_once('⇒').map(|sides| (false, sides)));
        let (once, (from, to)) = sides.ok_or_else(|| wrong(Mistake::NoArrow(written.to_owned())))?;
        let [from, to] = [from, to].map(|side| side.trim_matches(' ').replace('⏎', "\n"));
        if from.is_empty() {
            return Err(wrong(Mistake::EmptyChange));
        }
        let count = text.matches(&from).count();
        if count == 0 || (once && count > 1) {
            return Err(wrong(Mistake::NotOnce(from, count)));
        }
        let grown = text.len().saturating_add(count.saturating_mul(to.len()));
        if grown.saturating_sub(count * from.len()) > room {
            return Err(wrong(Mistake::TooMuch(MAX_MADE)));
        }
        text = text.replace(&from, &to);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn changes_are_carried_out_in_order() {
        let made = change("甲 1.00\n乙 2.00\n", "1.00 → 3.00\n00 ⇒ 50\n甲 → 丙⏎甲\n", 1, 100);
        assert_eq!(made.as_deref(), Ok("丙\n甲 3.50\n乙 2.50\n"));
    }

    #[test]
    fn what_does_not_apply_is_told_with_its_line() {
        let wrong = |changes: &str, room| change("甲甲乙", changes, 10, room).unwrap_err();
        assert_eq!(wrong("乙 → 丙\n甲 → 丙", 100), Misread::at(12, Mistake::NotOnce("甲".to_owned(), 2)));
        assert_eq!(wrong("丁 ⇒ 丙", 100), Misread::at(11, Mistake::NotOnce("丁".to_owned(), 0)));
        assert_eq!(wrong("乙丙", 100), Misread::at(11, Mistake::NoArrow("乙丙".to_owned())));
        assert_eq!(wrong(" → 丙", 100), Misread::at(11, Mistake::EmptyChange));
        let bomb = "甲 ⇒ 甲甲\n".repeat(64);
        assert!(matches!(wrong(&bomb, 1000).mistake, Mistake::TooMuch(_)));
    }
}
