//! How the letters of a page look as far as that decides whether they are read: struck out, or white where nothing is
//! painted behind them. Style sheets within the page count by names of classes and elements.

use std::collections::BTreeMap;

use html5gum::StartTag;

use crate::document::unseen::{LIGHT, Look, Said, is_white};

/// An element that says something, with what those around it say, and how many of its name are open from it on.
#[derive(Debug)]
struct Open {
    name: String,
    depth: usize,
    said: Said,
}

/// The looks of what is open.
#[derive(Debug, Default)]
pub(super) struct Looks {
    /// What style sheets say of classes (`.名`) and elements.
    rules: BTreeMap<String, Said>,
    /// Something may be painted that is not known: style sheets outside the page, or by rules that are not read.
    unsure: bool,
    open: Vec<Open>,
}

/// Longest style sheets together, in bytes; what is longer is not read.
const LONGEST: usize = 1 << 20;

impl Looks {
    /// From the text of a page.
    pub(super) fn of(page: &str) -> Self {
        let mut looks = Self::default();
        let mut rest = page;
        // Style sheets stand before what they are about: a page without them is looked through once.
        while let Some((_, behind)) = rest.split_once("<style") {
            let (sheet, after) = behind.split_once("</style").unwrap_or((behind, ""));
            let sheet = sheet.split_once('>').map_or("", |(_, sheet)| sheet);
            if sheet.len() > LONGEST {
                looks.unsure = true;
            } else {
                looks.sheet(sheet);
            }
            rest = after;
        }
        looks.unsure |= page.contains("stylesheet") && page.contains("<link");
        looks
    }

    fn sheet(&mut self, sheet: &str) {
        for rule in sheet.split('}') {
            let Some((selectors, declarations)) = rule.rsplit_once('{') else { continue };
            let said = said(declarations);
            if said == Said::default() {
                continue;
            }
            for selector in selectors.split([',', '{']) {
                let selector = selector.trim().trim_start_matches("<!--").trim();
                let name = selector.trim_start_matches(|letter: char| letter.is_ascii_alphanumeric());
                let simple = |name: &str| {
                    !name.is_empty()
                        && name.chars().all(|letter| letter.is_alphanumeric() || "-_".contains(letter))
                };
                let known = match name.strip_prefix('.') {
                    Some(class) => simple(class).then(|| name.to_owned()),
                    None => (name.is_empty() && simple(selector)).then(|| selector.to_ascii_lowercase()),
                };
                match known {
                    Some(name) => {
                        let known = self.rules.entry(name).or_default();
                        *known = said.within(*known);
                    }
                    None => self.unsure |= said.painted,
                }
            }
        }
    }

    /// An element opens.
    pub(super) fn start(&mut self, name: &str, tag: &StartTag<()>, style: &str) {
        let said = self.said(name, tag, style);
        if self.open.is_empty() && said == Said::default() {
            return;
        }
        self.imply_ends(name);
        if said == Said::default() && name != "table" {
            if let Some(open) = self.open.iter_mut().rev().find(|open| open.name == name) {
                open.depth += 1;
            }
            return;
        }
        let outer = self.open.last().map_or_else(Said::default, |open| open.said);
        self.open.push(Open { name: name.to_owned(), depth: 1, said: said.within(outer) });
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|open| open.name == name) else { return };
        if let Some(open) = self.open.get_mut(at) {
            open.depth -= 1;
            if open.depth == 0 {
                self.open.truncate(at);
            }
        }
    }

    /// How the letters of what is open look.
    pub(super) fn look(&self) -> Look {
        let said = self.open.last().map_or_else(Said::default, |open| open.said);
        let white = said.white == Some(true) && !self.unsure && !said.painted;
        Look::of(said.struck, white).or_raised(said.raised)
    }

    /// Ends what a page may leave open: paragraphs, and cells and rows of the innermost table.
    fn imply_ends(&mut self, name: &str) {
        let ended: &[&str] = match name {
            "td" | "th" => &["td", "th", "p"],
            "tr" => &["td", "th", "tr", "p"],
            "p" | "div" | "table" | "li" | "h1" | "h2" | "h3" | "h4" | "ul" | "ol" => &["p"],
            _ => return,
        };
        while let Some(at) = self.open.iter().rposition(|open| ended.contains(&open.name.as_str())) {
            if self.open.iter().skip(at).any(|open| open.name == "table") {
                break;
            }
            self.open.truncate(at);
        }
    }

    fn said(&self, name: &str, tag: &StartTag<()>, style: &str) -> Said {
        let mut all = if style.is_empty() { Said::default() } else { said(style) };
        all.struck |= matches!(name, "s" | "strike" | "del");
        all.raised |= name == "sup";
        let get =
            |name: &str| tag.attributes.get(name.as_bytes()).map(|value| String::from_utf8_lossy(value));
        all.painted |= get("bgcolor").is_some_and(|colour| !is_white(&colour)) || get("background").is_some();
        if name == "font" && all.white.is_none() {
            all.white = get("color").map(|colour| is_white(&colour));
        }
        if !self.rules.is_empty() {
            let mut add = |name: &str| {
                if let Some(said) = self.rules.get(name) {
                    all = all.within(*said);
                }
            };
            if let Some(classes) = get("class") {
                classes.split_ascii_whitespace().for_each(|class| add(&format!(".{class}")));
            }
            add(name);
        }
        all
    }
}

/// What declarations of styles say.
fn said(declarations: &str) -> Said {
    let mut said = Said::default();
    for declaration in declarations.split(';') {
        let Some((name, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().to_ascii_lowercase();
        let value = value.trim_end_matches("!important").trim();
        match name.trim().to_ascii_lowercase().as_str() {
            "text-decoration" | "text-decoration-line" => said.struck |= value.contains("line-through"),
            "vertical-align" => said.raised |= value == "super",
            "text-line-through" => said.struck |= value != "none",
            "color" => said.white = Some(is_light(value)),
            "background" | "background-color" | "background-image" => {
                let clear = matches!(value, "" | "none" | "transparent" | "inherit" | "initial" | "unset");
                said.painted |= !clear && !is_light(value);
            }
            _ => {}
        }
    }
    said
}

/// Whether a colour as style sheets write it is white.
fn is_light(value: &str) -> bool {
    is_white(value) || is_white_by_channels(value)
}

/// `rgb(255, 255, 255)`
fn is_white_by_channels(value: &str) -> bool {
    let inside = value.strip_prefix("rgba").or_else(|| value.strip_prefix("rgb")).unwrap_or("");
    let mut numbers = inside.split(|letter: char| !letter.is_ascii_digit()).filter(|part| !part.is_empty());
    (0..3).all(|_| {
        numbers.next().and_then(|number| number.parse::<u32>().ok()).is_some_and(|number| number >= LIGHT)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations_say_how_letters_look() {
        let white = |declarations: &str| said(declarations).white == Some(true);
        assert!(white("color: #FFF") && white("COLOR:rgb(255, 255,255) !important") && white("color:white"));
        assert!(!white("color:#000") && !white("background:#fff") && !white("color:rgb(255,0,0)"));
        assert!(
            said("text-decoration: underline line-through").struck && !said("text-decoration:none").struck
        );
        assert!(
            said("background:#1f4e79").painted && !said("background-color:white;background:none").painted
        );
    }

    #[test]
    fn style_sheets_count_by_class_and_element() {
        let looks = Looks::of(
            "<style>\n<!-- .a, td.b {color:white} th{background:#123} \n.c .d{color:red}--></style>",
        );
        assert_eq!(looks.rules.keys().collect::<Vec<_>>(), [".a", ".b", "th"]);
        assert!(!looks.unsure);
        assert!(Looks::of("<style>.c .d{background:red}</style>").unsure);
        assert!(Looks::of("<link rel=stylesheet href=a.css>").unsure);
    }
}
