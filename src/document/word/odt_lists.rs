//! Lists of OpenDocument texts: how their levels number, and how far each list has counted.

use std::collections::BTreeMap;

use super::label::{level_text, ordinal};
use crate::document::xml::Element;

/// Deepest level of lists.
const LEVELS: usize = 10;

/// The name under which the numbering of headings is kept.
const OUTLINE: &str = "";

/// A level of a list.
#[derive(Clone, Debug, Default)]
struct Level {
    format: String,
    /// What is written, `%1%` for the number of a level; empty if only what stands around the number is given.
    text: String,
    prefix: String,
    suffix: String,
    /// Levels whose numbers are shown.
    shown: usize,
    start: u32,
}

/// The styles of lists.
#[derive(Debug, Default)]
pub(super) struct Styles {
    lists: BTreeMap<String, BTreeMap<usize, Level>>,
    /// The style that is being read.
    open: String,
}

impl Styles {
    /// Takes what an element says about lists.
    pub(super) fn read(&mut self, element: &Element) {
        match element.name.as_str() {
            "list-style" => self.open = element.get("name").unwrap_or_default().to_owned(),
            "outline-style" => OUTLINE.clone_into(&mut self.open),
            "list-level-style-number" | "outline-level-style" => {
                let text = |name: &str| level_text(element.get(name).unwrap_or_default());
                let level = Level {
                    format: format_name(&text("num-format")).to_owned(),
                    text: text("num-list-format"),
                    prefix: text("num-prefix"),
                    suffix: text("num-suffix"),
                    shown: element.number("display-levels").unwrap_or(1) as usize,
                    start: element.number("start-value").unwrap_or(1),
                };
                let number = (element.number("level").unwrap_or(1) as usize).saturating_sub(1);
                self.lists.entry(self.open.clone()).or_default().insert(number, level);
            }
            _ => {}
        }
    }
}

/// A list that is open.
#[derive(Debug)]
struct Open {
    style: String,
    count: usize,
    /// An item has begun, and no paragraph of it yet; the number that it is told to start with.
    begun: Option<Option<u32>>,
}

/// The lists of a document.
#[derive(Debug)]
pub(super) struct Lists {
    styles: Styles,
    open: Vec<Open>,
    /// How far each list has counted, by level. The first counts headings.
    counts: Vec<Vec<Option<u32>>>,
    /// Which count a list with a name goes on with.
    named: BTreeMap<String, usize>,
    /// The last count in each style.
    latest: BTreeMap<String, usize>,
}

impl Lists {
    /// The lists of a document with these styles.
    pub(super) fn new(styles: Styles) -> Self {
        let counts = vec![vec![None; LEVELS]];
        Self { styles, open: Vec::new(), counts, named: BTreeMap::new(), latest: BTreeMap::new() }
    }

    /// A list begins.
    pub(super) fn open(&mut self, element: &Element) {
        let outer = self.open.last();
        let style = element.get("style-name").or(outer.map(|outer| outer.style.as_str())).unwrap_or_default();
        let style = style.to_owned();
        let goes_on = element.get("continue-list").and_then(|name| self.named.get(name).copied());
        let count = match outer {
            Some(outer) => outer.count,
            None => goes_on
                .or_else(|| {
                    let latest = element.get("continue-numbering") == Some("true");
                    self.latest.get(&style).copied().filter(|_| latest)
                })
                .unwrap_or_else(|| {
                    self.counts.push(vec![None; LEVELS]);
                    self.counts.len() - 1
                }),
        };
        if let Some(name) = element.get("id") {
            self.named.insert(name.to_owned(), count);
        }
        self.latest.insert(style.clone(), count);
        self.open.push(Open { style, count, begun: None });
    }

    /// The innermost list ends.
    pub(super) fn close(&mut self) {
        self.open.pop();
    }

    /// An item of the innermost list begins.
    pub(super) fn item(&mut self, element: &Element) {
        if let Some(list) = self.open.last_mut() {
            list.begun = Some(element.number("start-value"));
        }
    }

    /// What has no number begins.
    pub(super) fn header(&mut self) {
        if let Some(list) = self.open.last_mut() {
            list.begun = None;
        }
    }

    /// What stands before a paragraph that begins; counts it.
    pub(super) fn paragraph(&mut self, element: &Element) -> String {
        if element.get("is-list-header") == Some("true") {
            return String::new();
        }
        let depth = self.open.len();
        match self.open.last_mut() {
            Some(list) => {
                let Some(start) = list.begun.take() else { return String::new() };
                let (style, count) = (list.style.clone(), list.count);
                self.count(&style, count, depth - 1, start)
            }
            None if element.name == "h" => {
                let level = (element.number("outline-level").unwrap_or(1) as usize).saturating_sub(1);
                let start = element.number("start-value");
                self.count(OUTLINE, 0, level, start)
            }
            None => String::new(),
        }
    }

    fn count(&mut self, style: &str, count: usize, level: usize, start: Option<u32>) -> String {
        let (Some(levels), Some(counts)) = (self.styles.lists.get(style), self.counts.get_mut(count)) else {
            return String::new();
        };
        let start_of = |level: usize| levels.get(&level).map_or(1, |level| level.start);
        for (at, number) in counts.iter_mut().enumerate() {
            if at < level {
                number.get_or_insert_with(|| start_of(at));
            } else if at == level {
                *number = Some(match (start, *number) {
                    (Some(start), _) => start,
                    (None, Some(number)) => number.saturating_add(1),
                    (None, None) => start_of(at),
                });
            } else {
                *number = None;
            }
        }
        levels.get(&level).map(|shown| write(shown, level, counts, levels)).unwrap_or_default()
    }
}

/// The number of a level as it is printed; empty for levels without one.
fn write(shown: &Level, at: usize, counts: &[Option<u32>], levels: &BTreeMap<usize, Level>) -> String {
    let number = |level: usize| {
        let count = counts.get(level).copied().flatten().unwrap_or(1);
        let format = levels.get(&level).map_or("decimal", |level| level.format.as_str());
        ordinal(format, count)
    };
    if shown.format == "none" {
        return String::new();
    }
    let text = if shown.text.is_empty() {
        let first = (at + 1).saturating_sub(shown.shown.max(1));
        let numbers: Vec<String> = (first..=at).map(number).collect();
        format!("{}{}{}", shown.prefix, numbers.join("."), shown.suffix)
    } else {
        (0..LEVELS).fold(shown.text.clone(), |text, level| {
            let place = format!("%{}%", level + 1);
            if text.contains(&place) { text.replace(&place, &number(level)) } else { text }
        })
    };
    let text = text.trim_end().to_owned();
    // Copied text has the blank behind an ordinal only where nothing else divides them.
    let divided = text.chars().next_back().is_none_or(|last| !last.is_alphanumeric());
    if divided { text } else { format!("{text} ") }
}

/// The name of a number format, as .docx has it, by its first number.
fn format_name(format: &str) -> &'static str {
    match format.chars().next() {
        None => "none",
        Some('一') => "chineseCountingThousand",
        Some('壹' | '壱') => "chineseLegalSimplified",
        Some('甲') => "ideographTraditional",
        Some('子') => "ideographZodiac",
        Some('①') => "decimalEnclosedCircle",
        Some('１') => "decimalFullWidth",
        Some('a') => "lowerLetter",
        Some('A') => "upperLetter",
        Some('i') => "lowerRoman",
        Some('I') => "upperRoman",
        Some(_) => "decimal",
    }
}
