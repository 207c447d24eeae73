//! Carrying out the mends that are certain: a stretch of a rule file and its new text.

use std::collections::{BTreeMap, BTreeSet};

use super::checked::{RulesChecked, check_rules};
use crate::source::{Diagnostic, Load, LoadError, Severity, SourceId, Span};
use crate::syntax::{self, Tree};

/// Most rounds: a mend may bring to light what stood behind it.
const ROUNDS: usize = 12;
/// Most printed lines that one mend may change in the tree: those of the declaration that it stands in.
const LINES: usize = 3;

/// A mend that was carried out, or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mended {
    /// Name of the file.
    pub file: String,
    /// Line in the file as it was when the mend was looked at, from 1.
    pub line: u32,
    /// Column, in characters from 1.
    pub column: u32,
    /// What was wrong.
    pub found: Diagnostic,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub put: String,
    /// Why it was not carried out; none where it was.
    pub refused: Option<Refused>,
}

/// Why a mend was not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// What is read elsewhere in the file would be something else.
    ChangesElsewhere,
    /// The file would have a mistake that it does not have now.
    NewMistake,
}

/// A file whose text is another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FixedFile {
    /// Its name.
    pub name: String,
    /// As it was.
    pub before: String,
    /// With the mends.
    pub after: String,
}

/// What came of fixing rule files.
#[derive(Debug, Default)]
pub struct RulesFixed {
    /// The files that change, by name.
    pub files: Vec<FixedFile>,
    /// The mends, by file and place; those that were not carried out behind them.
    pub mends: Vec<Mended>,
    /// What is left, of the files with the mends.
    pub checked: RulesChecked,
}

/// Files as they are, and some as they would be.
struct Overlay<'l> {
    loader: &'l dyn Load,
    texts: BTreeMap<String, String>,
}

impl Load for Overlay<'_> {
    fn load(&self, name: &str) -> Result<String, LoadError> {
        self.texts.get(name).map_or_else(|| self.loader.load(name), |text| Ok(text.clone()))
    }

    fn list(&self, name: &str) -> Result<Vec<String>, LoadError> {
        self.loader.list(name)
    }
}

/// Checks rule files and carries out the mends that are certain. None is carried out that would leave a mistake which is
/// not there now, or change what is read anywhere else. Nothing is written.
#[must_use]
pub fn fix_rules(loader: &dyn Load, rules: &[String], year: Option<i32>) -> RulesFixed {
    let own: BTreeSet<String> = rules.iter().flat_map(|name| loader.list(name).unwrap_or_default()).collect();
    let mut overlay = Overlay { loader, texts: BTreeMap::new() };
    let mut fixed = RulesFixed { checked: check_rules(&overlay, rules, year), ..RulesFixed::default() };
    let mut refused: Vec<Mended> = Vec::new();
    for _ in 0..ROUNDS {
        let open = candidates(&fixed.checked, &own, &refused);
        if open.is_empty() {
            break;
        }
        let mut work = Round { overlay: &mut overlay, rules, year, checked: fixed.checked };
        let done = work.all(open, &mut refused);
        fixed.checked = work.checked;
        fixed.mends.extend(done);
    }
    let place = |mended: &Mended| (mended.file.clone(), mended.line, mended.column);
    fixed.mends.sort_by_key(place);
    refused.sort_by_key(place);
    fixed.mends.extend(refused);
    for (name, after) in overlay.texts {
        let Ok(before) = loader.load(&name) else { continue };
        if before != after {
            fixed.files.push(FixedFile { name, before, after });
        }
    }
    fixed
}

/// Mends that may be carried out at once, the last of a file first.
fn candidates(checked: &RulesChecked, own: &BTreeSet<String>, refused: &[Mended]) -> Vec<Mended> {
    let sources = &checked.sources;
    let mut open: Vec<(Span, Mended)> = Vec::new();
    for found in &checked.diagnostics {
        let Some((span, put)) = &found.edit else { continue };
        let (file, was) = (sources.name(span.source).to_owned(), sources.slice(*span).to_owned());
        let known = |one: &Mended| {
            (&one.file, &one.was, &one.put, &one.found.message) == (&file, &was, put, &found.message)
        };
        if !own.contains(&file) || was == *put || refused.iter().any(known) {
            continue;
        }
        let at = sources.locate(*span);
        let mended = Mended {
            file,
            line: at.line,
            column: at.column,
            found: found.clone(),
            was,
            put: put.clone(),
            refused: None,
        };
        open.push((*span, mended));
    }
    open.sort_by_key(|(span, _)| (span.source, std::cmp::Reverse(span.start)));
    let mut last: Option<Span> = None;
    open.retain(|(span, _)| {
        let apart = last.is_none_or(|last| last.source != span.source || span.end < last.start);
        if apart {
            last = Some(*span);
        }
        apart
    });
    open.into_iter().map(|(_, mended)| mended).collect()
}

/// One round of mends.
struct Round<'r, 'l> {
    overlay: &'r mut Overlay<'l>,
    rules: &'r [String],
    year: Option<i32>,
    checked: RulesChecked,
}

impl Round<'_, '_> {
    /// Carries out all that can be: together, or where that brings a new mistake, one by one.
    fn all(&mut self, open: Vec<Mended>, refused: &mut Vec<Mended>) -> Vec<Mended> {
        let before = self.overlay.texts.clone();
        let mut done = Vec::new();
        for mended in open {
            match self.put(&mended) {
                true => done.push(mended),
                false => refused.push(Mended { refused: Some(Refused::ChangesElsewhere), ..mended }),
            }
        }
        if self.takes() {
            return done;
        }
        self.overlay.texts = before;
        let mut kept = Vec::new();
        for mended in done {
            let before = self.overlay.texts.clone();
            if self.put(&mended) && self.takes() {
                kept.push(mended);
            } else {
                self.overlay.texts = before;
                refused.push(Mended { refused: Some(Refused::NewMistake), ..mended });
            }
        }
        kept
    }

    /// Puts a mend into its file, where what is read elsewhere stays as it is. Those of a file come last first, so that
    /// the places of others stay.
    fn put(&mut self, mended: &Mended) -> bool {
        let Some((span, put)) = &mended.found.edit else { return false };
        let Ok(mut text) = self.overlay.load(&mended.file) else { return false };
        let (start, end) = (span.start as usize, span.end as usize);
        if text.get(start..end) != Some(mended.was.as_str()) {
            return false;
        }
        let as_read = |text: &str| syntax::parse(SourceId::default(), text).0;
        let before = as_read(&text);
        text.replace_range(start..end, put);
        let same = is_same_elsewhere(&before, &as_read(&text));
        if same {
            self.overlay.texts.insert(mended.file.clone(), text);
        }
        same
    }

    /// Whether the files as they would be have no mistake that they did not have; then they are as they are.
    fn takes(&mut self) -> bool {
        let checked = check_rules(self.overlay, self.rules, self.year);
        let mut known = mistakes(&self.checked);
        for mistake in mistakes(&checked) {
            match known.iter().position(|known| *known == mistake) {
                Some(at) => drop(known.swap_remove(at)),
                None => return false,
            }
        }
        self.checked = checked;
        true
    }
}

/// What is wrong with rule files, wherever it stands.
fn mistakes(checked: &RulesChecked) -> Vec<(&'static str, String)> {
    let errors = checked.diagnostics.iter().filter(|found| found.severity == Severity::Error);
    errors.map(|found| (found.code, found.message.clone())).collect()
}

/// Whether two trees say the same but for one declaration.
fn is_same_elsewhere(before: &Tree, after: &Tree) -> bool {
    let [before, after] = [before, after].map(|tree| {
        let bare = Tree { comments: Vec::new(), ..tree.clone() };
        syntax::print(&bare)
    });
    let (mut left, mut right): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    left.drain(..same);
    right.drain(..same);
    while left.last().is_some_and(|line| right.last() == Some(line)) {
        left.pop();
        right.pop();
    }
    left.len() <= LINES && right.len() <= LINES
}
