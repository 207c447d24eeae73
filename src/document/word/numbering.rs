//! Automatic numbering of paragraphs: which list and level a paragraph belongs to, and what stands before it.

use std::collections::BTreeMap;

use super::label::{level_text, ordinal};
use crate::document::ReadError;
use crate::document::xml::{Element, Node, Xml};

/// A list and a level of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reference {
    /// The list; `0` stands for none.
    pub list: Option<String>,
    /// The level, 0-based.
    pub level: Option<u32>,
}

/// One level of a list.
#[derive(Clone, Debug)]
pub(super) struct Level {
    /// Its number format, by the names of .docx.
    pub format: String,
    /// What is written, `%1` to `%9` for the numbers of levels.
    pub text: String,
    /// Its first number.
    pub start: u32,
    /// All numbers are written in Arabic digits.
    pub legal: bool,
    /// What stands behind: `tab`, `space` or `nothing`.
    pub suffix: String,
}

impl Default for Level {
    fn default() -> Self {
        Self {
            format: "decimal".to_owned(),
            text: String::new(),
            start: 1,
            legal: false,
            suffix: "tab".to_owned(),
        }
    }
}

/// A list: what it is made like, and levels that it starts anew.
#[derive(Clone, Debug, Default)]
pub(super) struct List {
    /// What it is made like.
    pub model: String,
    /// Levels that it starts anew, and from what number.
    pub starts: BTreeMap<u32, u32>,
    /// Levels that it makes in another way.
    pub levels: BTreeMap<u32, Level>,
}

/// A style of paragraphs.
#[derive(Clone, Debug, Default)]
pub(super) struct Style {
    /// The list of its paragraphs.
    pub reference: Reference,
    /// The style whose properties it has otherwise.
    pub based_on: Option<String>,
}

/// The lists of a document, and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    models: BTreeMap<String, BTreeMap<u32, Level>>,
    lists: BTreeMap<String, List>,
    styles: BTreeMap<String, Style>,
    /// The style of paragraphs that name none.
    default_style: Option<String>,
    counts: BTreeMap<String, BTreeMap<u32, u32>>,
    started: BTreeMap<(String, u32), ()>,
}

/// Deepest inheritance of styles that is followed.
const INHERITED: usize = 20;

/// Longest name of a list and longest text of its ordinals, in bytes: each paragraph gets a copy.
const LONGEST: usize = 512;

/// Longest ordinal that is written before a paragraph, in bytes: letters that are repeated for each time through the alphabet
/// grow with the number.
const LONGEST_LABEL: usize = 128;

/// Deepest level of lists.
const LEVELS: u32 = 9;

impl Numbering {
    /// From the numbering and the styles of a document, each may be empty.
    ///
    /// # Errors
    /// Damaged.
    pub(super) fn of(numbering: &str, styles: &str) -> Result<Self, ReadError> {
        let mut read = Self::default();
        read.read_lists(numbering)?;
        read.read_styles(styles)?;
        Ok(read)
    }

    /// Adds a level of a model of lists.
    pub(super) fn add_level(&mut self, model: &str, number: u32, level: Level) {
        self.models.entry(model.to_owned()).or_default().insert(number, level);
    }

    /// Adds a list.
    pub(super) fn add_list(&mut self, name: &str, list: List) {
        self.lists.insert(name.to_owned(), list);
    }

    /// Adds a style.
    pub(super) fn add_style(&mut self, name: &str, style: Style) {
        self.styles.insert(name.to_owned(), style);
    }

    /// What stands before the next paragraph with this style and its own reference; counts it.
    pub(super) fn next(&mut self, style: Option<&str>, own: &Reference) -> String {
        let reference = self.effective(style, own);
        let (Some(list), level) = (reference.list, reference.level.unwrap_or(0)) else {
            return String::new();
        };
        let Some(found) = self.lists.get(&list).filter(|_| level < LEVELS) else { return String::new() };
        let (model, usual) = (self.models.get(&found.model), Level::default());
        let level_of = |level: u32| {
            let own = found.levels.get(&level).or_else(|| model?.get(&level));
            own.unwrap_or(&usual)
        };
        let start_of = |level: u32| found.starts.get(&level).copied().unwrap_or(level_of(level).start);
        let counts = self.counts.entry(found.model.clone()).or_default();
        // A list that starts anew does so where it is met first.
        let anew =
            found.starts.contains_key(&level) && self.started.insert((list.clone(), level), ()).is_none();
        let next = match counts.get(&level) {
            Some(count) if !anew => count.saturating_add(1),
            _ => start_of(level),
        };
        counts.insert(level, next);
        counts.retain(|other, _| *other <= level);
        for above in 0..level {
            counts.entry(above).or_insert_with(|| start_of(above));
        }
        let shown = level_of(level);
        if shown.format == "bullet" || shown.format == "none" {
            return String::new();
        }
        write(shown, counts, &level_of)
    }

    fn effective(&self, style: Option<&str>, own: &Reference) -> Reference {
        let mut reference = own.clone();
        let mut name = style.or(self.default_style.as_deref());
        for _ in 0..INHERITED {
            let Some(style) = name.and_then(|name| self.styles.get(name)) else { break };
            reference.list = reference.list.or_else(|| style.reference.list.clone());
            reference.level = reference.level.or(style.reference.level);
            name = style.based_on.as_deref();
        }
        reference
    }

    fn read_lists(&mut self, text: &str) -> Result<(), ReadError> {
        let mut xml = Xml::new(text);
        let (mut model, mut list, mut level) = (None::<String>, None::<String>, 0_u32);
        while let Some(node) = xml.next()? {
            match node {
                Node::Open(element) => {
                    let id = |name: &str| element.get(name).map(str::to_owned);
                    match element.name.as_str() {
                        "abstractNum" => model = id("abstractNumId"),
                        "num" => list = id("numId"),
                        "lvlOverride" | "lvl" => level = element.number("ilvl").unwrap_or(0),
                        _ => self.list_property(&element, model.as_deref(), list.as_deref(), level),
                    }
                }
                Node::Close(name) if name == "abstractNum" => model = None,
                Node::Close(name) if name == "num" => list = None,
                _ => {}
            }
        }
        Ok(())
    }

    fn list_property(&mut self, element: &Element, model: Option<&str>, list: Option<&str>, level: u32) {
        if level >= LEVELS {
            return;
        }
        let value = short(element).unwrap_or_default();
        if let Some(list) = list {
            let list = self.lists.entry(list.to_owned()).or_default();
            match element.name.as_str() {
                "abstractNumId" => list.model = value.to_owned(),
                "startOverride" => {
                    list.starts.extend(element.number("val").map(|start| (level, start)));
                }
                "numFmt" | "lvlText" | "start" | "suff" | "isLgl" => {
                    list.levels.entry(level).or_default().set(element);
                }
                _ => {}
            }
        } else if let Some(model) = model {
            match element.name.as_str() {
                "numFmt" | "lvlText" | "start" | "suff" | "isLgl" => {
                    self.models.entry(model.to_owned()).or_default().entry(level).or_default().set(element);
                }
                _ => {}
            }
        }
    }

    fn read_styles(&mut self, text: &str) -> Result<(), ReadError> {
        let mut xml = Xml::new(text);
        let mut name: Option<String> = None;
        while let Some(node) = xml.next()? {
            let Node::Open(element) = node else { continue };
            if element.name == "style" {
                name = element
                    .get("styleId")
                    .filter(|_| element.get("type") == Some("paragraph"))
                    .map(str::to_owned);
                if element.get("default").is_some_and(|value| value != "0") && name.is_some() {
                    self.default_style.clone_from(&name);
                }
            }
            let Some(name) = &name else { continue };
            let style = self.styles.entry(name.clone()).or_default();
            let value = element.get("val").map(str::to_owned);
            match element.name.as_str() {
                "numId" => style.reference.list = short(&element).map(str::to_owned),
                "ilvl" => style.reference.level = element.number("val"),
                "basedOn" => style.based_on = value,
                _ => {}
            }
        }
        Ok(())
    }
}

/// The value of an element, unless it is absurdly long.
fn short(element: &Element) -> Option<&str> {
    element.get("val").filter(|value| value.len() <= LONGEST)
}

impl Level {
    fn set(&mut self, element: &Element) {
        let value = short(element).unwrap_or_default();
        match element.name.as_str() {
            "numFmt" => self.format = value.to_owned(),
            "lvlText" => self.text = level_text(value),
            "start" => self.start = element.number("val").unwrap_or(1),
            "suff" => self.suffix = value.to_owned(),
            _ => self.legal = element.is_on(),
        }
    }
}

/// The text of a level with `%1` to `%9` filled in.
fn write<'l>(shown: &Level, counts: &BTreeMap<u32, u32>, level_of: &dyn Fn(u32) -> &'l Level) -> String {
    let mut text = String::new();
    let mut letters = shown.text.chars().peekable();
    while let Some(letter) = letters.next() {
        let digit = letters.peek().and_then(|next| next.to_digit(10)).filter(|digit| *digit > 0);
        match digit.filter(|_| letter == '%') {
            Some(digit) => {
                letters.next();
                let level = digit - 1;
                let count = counts.get(&level).copied().unwrap_or(1);
                let format = if shown.legal { "decimal" } else { &level_of(level).format };
                text.push_str(&ordinal(format, count));
                if text.len() > LONGEST_LABEL {
                    return String::new();
                }
            }
            None => text.push(letter),
        }
    }
    let text = text.trim_end().to_owned();
    // Copied text has the blank behind an ordinal only where nothing else divides them.
    let divided = text.chars().next_back().is_none_or(|last| !last.is_alphanumeric());
    if divided || shown.suffix == "nothing" { text } else { format!("{text} ") }
}
