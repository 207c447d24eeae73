//! Letters that stand in a file and are no part of what it says to the eye, struck out or as white as the paper: readers
//! leave them out and say so, each kind in one notice.

use super::xml::Element;
use super::{Notice, Place};

/// How letters look, where that decides whether they are read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Look {
    /// As letters do.
    #[default]
    Plain,
    /// A line goes through them.
    Struck,
    /// White on white.
    White,
    /// Something is painted over them, or they are of the colour behind them.
    Covered,
    /// Beside the page.
    Outside,
    /// Light words set over a page again and again.
    Watermark,
    /// Raised behind a figure or name: the mark of a note, no part of it.
    Raised,
}

impl Look {
    /// Of two properties; white letters show no line either.
    pub(super) fn of(struck: bool, white: bool) -> Self {
        match (struck, white) {
            (_, true) => Self::White,
            (true, false) => Self::Struck,
            (false, false) => Self::Plain,
        }
    }

    /// The same, and raised where letters that look otherwise as they do are.
    pub(super) fn or_raised(self, raised: bool) -> Self {
        match self {
            Self::Plain if raised => Self::Raised,
            look => look,
        }
    }
}

/// What something around letters says of their look.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Said {
    /// A line goes through them.
    pub(super) struck: bool,
    /// They are white, or are not, where that is said.
    pub(super) white: Option<bool>,
    /// Something is painted behind them.
    pub(super) painted: bool,
    /// They are raised above their line.
    pub(super) raised: bool,
}

impl Said {
    /// With what is said around it: the inner colour counts, a line and paint of either do.
    pub(super) fn within(self, outer: Self) -> Self {
        Self {
            struck: self.struck || outer.struck,
            white: self.white.or(outer.white),
            painted: self.painted || outer.painted,
            raised: self.raised || outer.raised,
        }
    }
}

/// Whether properties of an OpenDocument style strike letters out.
pub(super) fn strikes_out(element: &Element) -> bool {
    let lines = ["text-line-through-style", "text-line-through-type"];
    lines.into_iter().any(|name| element.get(name).is_some_and(|line| line != "none"))
}

/// Whether properties of an OpenDocument style raise letters above their line.
pub(super) fn raises(element: &Element) -> bool {
    element.get("text-position").is_some_and(|position| {
        let lifted = position.split('%').next().and_then(|share| share.trim().parse::<u32>().ok());
        position.starts_with("super") || lifted.is_some_and(|share| share > 0)
    })
}

/// Whether raised letters are the mark of a note to what stands before them: few, and of those that marks are made of.
/// Raised behind a letter (m², 10ᵗʰ) or behind nothing they are part of the text.
pub(super) fn is_note_mark(text: &str, before: Option<char>) -> bool {
    const LONGEST: usize = 6;
    let marks = |letter: char| {
        letter.is_ascii_digit()
            || letter.is_ascii_lowercase()
            || "*※[]()（）［］【】〔〕注,，、#†‡".contains(letter)
            || ('①'..='⑳').contains(&letter)
    };
    let behind = before.is_some_and(|before| !before.is_ascii_alphabetic() && !before.is_whitespace());
    behind && !text.is_empty() && text.chars().count() <= LONGEST && text.chars().all(marks)
}

/// Whether properties of an OpenDocument style paint behind letters.
pub(super) fn paints(element: &Element) -> bool {
    element.get("background-color").is_some_and(|colour| colour != "transparent" && !is_white(colour))
}

/// Stretches that are shown in one notice, and letters of each.
const SHOWN: usize = 5;
const LETTERS: usize = 30;

/// Stretches of one look: the first ones with their places, and how many there are.
#[derive(Debug, Default)]
struct Stretches {
    first: Vec<(String, Place)>,
    count: usize,
    last: Option<Place>,
}

/// What was left out.
#[derive(Debug, Default)]
pub(super) struct Unseen {
    struck: Stretches,
    white: Stretches,
    covered: Stretches,
    outside: Stretches,
    watermark: Stretches,
    raised: Stretches,
}

impl Unseen {
    /// Adds a stretch; what follows in the same place goes on with it.
    pub(super) fn add(&mut self, look: Look, text: &str, place: Place) {
        if let Some(stretches) = self.of(look) {
            stretches.add(text, place);
        }
    }

    /// Adds a stretch that stands by itself, whatever else is in the same place; the same words once.
    pub(super) fn add_apart(&mut self, look: Look, text: &str, place: Place) {
        if let Some(stretches) = self.of(look) {
            stretches.last = None;
            let known = stretches.first.iter().any(|(shown, _)| shown == text);
            if known {
                stretches.count += 1;
            } else {
                stretches.add(text, place);
            }
        }
    }

    fn of(&mut self, look: Look) -> Option<&mut Stretches> {
        match look {
            Look::Plain => None,
            Look::Struck => Some(&mut self.struck),
            Look::White => Some(&mut self.white),
            Look::Covered => Some(&mut self.covered),
            Look::Outside => Some(&mut self.outside),
            Look::Watermark => Some(&mut self.watermark),
            Look::Raised => Some(&mut self.raised),
        }
    }

    /// What to say of it.
    pub(super) fn notices(&self) -> impl Iterator<Item = Notice> {
        let struck = self.struck.notice("有划掉的文字没有删去，没有读", "公开前请删去");
        let white =
            self.white.notice("有白色的字，纸上看不见，没有读", "不应公开的请删去，应公开的请改为黑色");
        let covered =
            self.covered.notice("有字被盖住或与底色相同，纸上看不见，没有读", "不应公开的请从文件里删去");
        let watermark = self.watermark.notice("有浅色的水印，没有读", "是正文的请改为黑色");
        let raised =
            self.raised.notice("有上标的注码，没有当作数或名称的一部分", "是其中一部分的请改为一般的字");
        let outside = self.outside.notice("有字在页面以外，看不见，没有读", "是正文的请改页面大小后重新导出");
        [struck, white, covered, outside, watermark, raised].into_iter().flatten()
    }
}

impl Stretches {
    fn add(&mut self, text: &str, place: Place) {
        if text.trim().is_empty() {
            return;
        }
        let goes_on = self.last.as_ref() == Some(&place);
        self.last = Some(place.clone());
        match self.first.last_mut() {
            Some((before, _)) if goes_on && self.count <= SHOWN => {
                let room = (LETTERS + 1).saturating_sub(before.chars().count());
                before.extend(text.chars().take(room));
            }
            _ if goes_on => {}
            _ => {
                self.count += 1;
                if self.first.len() < SHOWN {
                    self.first.push((text.chars().take(LETTERS + 1).collect(), place));
                }
            }
        }
    }

    fn notice(&self, what: &str, mend: &str) -> Option<Notice> {
        let place = self.first.first()?.1.clone();
        let shown: Vec<String> = self.first.iter().map(|(text, at)| quoted(text, at, place.page)).collect();
        let more =
            if self.count > self.first.len() { format!("等 {} 处", self.count) } else { String::new() };
        Some(Notice { message: format!("{what}：{}{more}；{mend}", shown.join("、")), place })
    }
}

/// A stretch with its place; the page is named where it is another than that of the notice.
fn quoted(text: &str, place: &Place, told: Option<u32>) -> String {
    let long = text.chars().count() > LETTERS;
    let text: String =
        text.trim().chars().take(LETTERS).map(|letter| if letter == '\n' { ' ' } else { letter }).collect();
    let more = if long { "……" } else { "" };
    let page = place.page.filter(|_| place.page != told).map(|page| format!("第 {page} 页"));
    let words: Vec<&str> =
        [page.as_deref(), place.sheet.as_deref(), place.cell.as_deref()].into_iter().flatten().collect();
    let at = if words.is_empty() { String::new() } else { format!("（{}）", words.join(" ")) };
    format!("「{text}{more}」{at}")
}

/// The least light of a channel of a colour that is white to the eye.
pub(super) const LIGHT: u32 = 0xFA;

/// Whether a colour as files write it (`FFFFFF`, `#fff`, `FFFFFFFF` with its opacity in front, `white`) is white.
pub(super) fn is_white(colour: &str) -> bool {
    let colour = colour.trim().trim_start_matches('#');
    if colour.eq_ignore_ascii_case("white") {
        return true;
    }
    let channels = match colour.len() {
        3 => return colour.eq_ignore_ascii_case("fff"),
        6 => colour,
        8 => colour.get(2..).unwrap_or_default(),
        _ => return false,
    };
    u32::from_str_radix(channels, 16)
        .is_ok_and(|colour| [16, 8, 0].into_iter().all(|shift| colour >> shift & 0xFF >= LIGHT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn raised_marks_are_few_letters_behind_something() {
        for (text, before) in [("1", '0'), ("①", '费'), ("[3]", '%'), ("注1", '0'), ("*", '）')] {
            assert!(is_note_mark(text, Some(before)), "{before}{text}");
        }
        for (text, before) in [
            ("2", Some('m')),
            ("1", None),
            ("1", Some(' ')),
            ("12345678", Some('0')),
            ("合计", Some('0')),
            ("", Some('0')),
        ] {
            assert!(!is_note_mark(text, before), "{before:?}{text}");
        }
    }

    #[test]
    fn white_is_what_the_eye_does_not_see() {
        for colour in ["FFFFFF", "#ffffff", "FFFEFEFE", "#FFF", "white"] {
            assert!(is_white(colour), "{colour}");
        }
        for colour in ["auto", "", "000000", "F2F2F2", "FFFF00", "00FFFFF", "#ff0", "字字"] {
            assert!(!is_white(colour), "{colour}");
        }
    }
}
