//! The rule book: a page a rule, a table, a section of prose, an index that is searched, and all of it as one page to
//! print. Made from the rules and their cases alone.
//!
//! May live here: what the pages show and how. May not: what rules mean in words (that is `rule_words`).

mod index;
mod place_page;
mod rule_page;
mod shell;

use std::collections::BTreeMap;
use std::fmt;

use super::explained::{layer_words, place_of, validity_words};
use super::rule_words;
use crate::cases::{Case, CaseFile, Outcome};
use crate::session::{Edition, Editions, Explained};

/// The book of an edition.
pub struct Book<'e> {
    edition: &'e Edition,
    rules: Vec<RuleOf>,
    places: Vec<PlaceOf>,
    /// Paths of the pages, by what is named.
    paths: BTreeMap<String, String>,
}

/// A rule with what the book says of it.
struct RuleOf {
    explained: Explained,
    words: String,
    validity: Option<String>,
    layers: Vec<String>,
    declared: Option<(String, u32)>,
    holds: Option<Example>,
    fails: Option<Example>,
}

/// A case, as its author wrote it.
struct Example {
    text: String,
    at: String,
}

/// A table or section.
struct PlaceOf {
    kind: &'static str,
    name: String,
    others: String,
    holds: Vec<String>,
    written: String,
    declared: (String, u32),
    rules: Vec<String>,
}

/// Writes a page.
pub type WritesPage<'w> = &'w dyn Fn(&mut dyn fmt::Write) -> fmt::Result;

/// Most signs of an example that a page shows.
const EXAMPLE: usize = 1_200;

impl<'e> Book<'e> {
    /// The book of the rules of an edition that were written by somebody, with what cases show of them.
    #[must_use]
    pub fn new(editions: &Editions, edition: &'e Edition, cases: &[CaseFile]) -> Self {
        let numbers = edition.rules.numbers(|_| true);
        let by_rule = examples(cases);
        let rules: Vec<RuleOf> = numbers
            .iter()
            .filter_map(|number| editions.explain_in(edition, number))
            .filter(|explained| explained.span.is_some())
            .map(|explained| rule_of(edition, explained, &by_rule))
            .collect();
        let places = places(edition, &rules);
        let mut paths = BTreeMap::new();
        for (at, rule) in rules.iter().enumerate() {
            paths.insert(
                rule.explained.number.clone(),
                format!("规则/{}.html", file_name(&rule.explained.number, at)),
            );
        }
        for (at, place) in places.iter().enumerate() {
            paths.insert(place.name.clone(), format!("{}/{}.html", place.kind, file_name(&place.name, at)));
        }
        Self { edition, rules, places, paths }
    }

    /// How many rules, and how many tables and sections, it has.
    #[must_use]
    pub fn counts(&self) -> (usize, usize) {
        (self.rules.len(), self.places.len())
    }

    /// Its pages, one after another: the path of each within the book, and what writes it.
    ///
    /// # Errors
    /// Those of the taker.
    pub fn pages<E>(&self, page: &mut dyn FnMut(&str, WritesPage<'_>) -> Result<(), E>) -> Result<(), E> {
        page("index.html", &|out| index::write(self, out))?;
        for rule in &self.rules {
            page(self.path(&rule.explained.number), &|out| rule_page::write(self, rule, out))?;
        }
        for place in &self.places {
            page(self.path(&place.name), &|out| place_page::write(self, place, out))?;
        }
        page("全书.html", &|out| index::write_whole(self, out))
    }

    fn path(&self, name: &str) -> &str {
        self.paths.get(name).map_or("", String::as_str)
    }

    fn title(&self) -> String {
        format!("{} {} 规则手册", self.edition.info.name, self.edition.info.version)
    }
}

/// A name of a file: numbers stay, of other names what every system takes, with a number so that none is there twice.
fn file_name(name: &str, at: usize) -> String {
    if name.chars().all(|sign| sign.is_ascii_alphanumeric()) {
        return name.to_owned();
    }
    let plain: String = name.chars().filter(|sign| sign.is_alphanumeric()).take(40).collect();
    format!("{:03}_{plain}", at + 1)
}

fn rule_of(
    edition: &Edition,
    explained: Explained,
    by_rule: &BTreeMap<&str, [Option<(&CaseFile, &Case)>; 2]>,
) -> RuleOf {
    let sources = &edition.sources;
    let [holds, fails] = by_rule.get(explained.number.as_str()).copied().unwrap_or_default();
    RuleOf {
        words: rule_words(edition, &explained),
        validity: explained.validity.as_ref().and_then(validity_words),
        layers: explained
            .layers
            .iter()
            .map(|change| {
                let reason = change.reason.as_ref().map(|reason| format!("；因：{reason}"));
                layer_words(sources, change) + &reason.unwrap_or_default()
            })
            .collect(),
        declared: explained.span.map(|span| {
            let (file, line) = place_of(sources, span);
            (file.to_owned(), line)
        }),
        holds: holds.map(example),
        fails: fails.map(example),
        explained,
    }
}

/// For each rule the first case by which it holds, and the first by which it fails: those of few words first.
fn examples(files: &[CaseFile]) -> BTreeMap<&str, [Option<(&CaseFile, &Case)>; 2]> {
    let mut all: BTreeMap<&str, [Option<(&CaseFile, &Case)>; 2]> = BTreeMap::new();
    for (file, case) in files.iter().flat_map(|file| file.cases.iter().map(move |case| (file, case))) {
        let side = match case.outcome {
            Outcome::Holds => 0,
            Outcome::Fails => 1,
            _ => continue,
        };
        for rule in &case.rules {
            let of = all.entry(rule).or_default();
            if let Some(known) = of.get_mut(side)
                && known.is_none_or(|(_, known)| length(case) < length(known))
            {
                *known = Some((file, case));
            }
        }
    }
    all
}

fn length(case: &Case) -> usize {
    case.changes.as_ref().map_or(case.text.len(), String::len)
}

fn example((file, case): (&CaseFile, &Case)) -> Example {
    let text = case
        .changes
        .as_deref()
        .map_or_else(|| case.text.to_string(), |changes| format!("上一例改为：\n{changes}"));
    let cut = text.char_indices().nth(EXAMPLE).and_then(|(end, _)| text.get(..end));
    let text = cut.map_or_else(|| text.clone(), |cut| format!("{cut}……"));
    Example { text: text.trim_end().to_owned(), at: format!("{} 第 {} 行", file.name, case.line) }
}

/// The tables and sections, with the rules that stand in them or read them.
fn places(edition: &Edition, rules: &[RuleOf]) -> Vec<PlaceOf> {
    let schema = &edition.schema;
    let tables = schema.tables.iter().map(|table| {
        let short = table.short.iter().chain(&table.aliases).cloned().collect::<Vec<_>>();
        ("表", &table.name, short.join("、"), table.span)
    });
    let passages = schema.passages.iter().map(|passage| ("说明", &passage.name, String::new(), passage.span));
    let mut all: Vec<PlaceOf> = Vec::new();
    for (kind, name, others, span) in tables.chain(passages) {
        if name.is_empty() || all.iter().any(|known| known.name == *name) {
            continue;
        }
        let (file, line) = place_of(&edition.sources, span);
        let reads = |rule: &&RuleOf| {
            let path = |read: &String| {
                read == name || read.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'))
            };
            rule.explained.about.sites.contains(name) || rule.explained.reads.iter().any(path)
        };
        all.push(PlaceOf {
            kind,
            name: name.clone(),
            others,
            holds: edition.inside(name),
            written: edition.sources.slice(span).trim().to_owned(),
            declared: (file.to_owned(), line),
            rules: rules.iter().filter(reads).map(|rule| rule.explained.number.clone()).collect(),
        });
    }
    all
}
