//! All words of a vocabulary in one trie: the longest word at a place is found by one walk.

use std::collections::{BTreeMap, BTreeSet};

use super::view::is_quote;
use crate::schema::{CodeListId, Schema};
use crate::syntax::TermClass;
use crate::text::{differ_by_one, fold_text};

/// Longest word, in characters.
const LONGEST: usize = 64;

/// Shortest name that may be a slip for another, in characters.
const LEAST: usize = 4;

/// What a word means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Meaning {
    /// A term of the vocabulary.
    Term(u32),
    /// The name of a code: its number among the names of the lexicon.
    Name(u32),
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// By character, ascending.
    next: Vec<(char, u32)>,
    meanings: Vec<Meaning>,
}

/// Words with their meanings.
#[derive(Clone, Debug)]
pub(super) struct Lexicon {
    nodes: Vec<Node>,
    /// Names of codes.
    names: Vec<String>,
    /// The levels at which each name of a code stands.
    levels: BTreeMap<String, Levels>,
}

/// Levels that a name stands at: of which list, with how many digits.
type Levels = BTreeSet<(CodeListId, usize)>;

impl Lexicon {
    /// The words of a schema: its vocabulary, and the names of the codes that it asks for.
    pub(super) fn of(schema: &Schema) -> Self {
        let mut lexicon = Self::empty();
        for (word, term) in &schema.clauses.words {
            lexicon.add(&plain(word), Meaning::Term(*term));
        }
        let lists = schema.clauses.terms.iter().filter(|term| term.class == TermClass::CodeNames);
        let mut known: BTreeMap<String, u32> = BTreeMap::new();
        for list in lists.filter_map(|term| schema.code_list(term.list?)) {
            for code in &list.codes {
                for name in std::iter::once(&code.name).chain(&code.old_names) {
                    let word = plain(name);
                    lexicon.levels.entry(word.clone()).or_default().insert((list.id, code.code.len()));
                    if lexicon.longest(&word).is_some_and(|(length, _)| length == word.len()) {
                        continue;
                    }
                    let next = lexicon.names.len() as u32;
                    let at = *known.entry(word.clone()).or_insert(next);
                    if at == next {
                        lexicon.names.push(name.clone());
                        lexicon.add(&word, Meaning::Name(at));
                    }
                }
            }
        }
        lexicon
    }

    /// Without words.
    pub(super) fn empty() -> Self {
        Self { nodes: vec![Node::default()], names: Vec::new(), levels: BTreeMap::new() }
    }

    /// Adds a word.
    pub(super) fn add(&mut self, word: &str, meaning: Meaning) {
        if word.is_empty() || word.chars().count() > LONGEST {
            return;
        }
        let mut at = 0usize;
        for character in word.chars() {
            let next = self.nodes.len() as u32;
            let Some(node) = self.nodes.get_mut(at) else { return };
            at = match node.next.binary_search_by_key(&character, |(known, _)| *known) {
                Ok(found) => node.next.get(found).map_or(0, |(_, to)| *to as usize),
                Err(place) => {
                    node.next.insert(place, (character, next));
                    self.nodes.push(Node::default());
                    next as usize
                }
            };
        }
        if let Some(node) = self.nodes.get_mut(at)
            && !node.meanings.contains(&meaning)
        {
            node.meanings.push(meaning);
        }
    }

    /// The longest word that a text begins with, in bytes, and what it means.
    pub(super) fn longest(&self, text: &str) -> Option<(usize, &[Meaning])> {
        let mut node = self.nodes.first()?;
        let mut found = None;
        for (at, character) in text.char_indices() {
            let Ok(next) = node.next.binary_search_by_key(&character, |(known, _)| *known) else { break };
            node = self.nodes.get(node.next.get(next)?.1 as usize)?;
            if !node.meanings.is_empty() {
                found = Some((at + character.len_utf8(), node.meanings.as_slice()));
            }
        }
        found
    }

    /// The name of a code that has as many characters as another name and all of them but one.
    pub(super) fn near(&self, name: &str) -> Option<&str> {
        let long = name.chars().count() >= LEAST;
        let mut all =
            self.names.iter().map(String::as_str).filter(|known| long && differ_by_one(known, name));
        let first = all.next()?;
        all.next().is_none().then_some(first)
    }

    /// Whether names of codes stand at one level of one list.
    pub(super) fn are_beside<'n>(&self, mut names: impl Iterator<Item = &'n str>) -> bool {
        let levels = |name: &str| self.levels.get(&plain(name.rsplit('/').next().unwrap_or_default()));
        let Some(mut common) = names.next().and_then(levels).cloned() else { return false };
        for name in names {
            let Some(own) = levels(name) else { return false };
            common.retain(|level| own.contains(level));
        }
        !common.is_empty()
    }

    /// The lists that have a code of this name.
    pub(super) fn lists(&self, name: &str) -> BTreeSet<CodeListId> {
        let levels = self.levels.get(&plain(name)).into_iter().flatten();
        levels.map(|(list, _)| *list).collect()
    }

    /// The name of a code.
    pub(super) fn name(&self, at: u32) -> &str {
        self.names.get(at as usize).map_or("", String::as_str)
    }
}

/// A word as views have it: folded, without quotes.
pub(super) fn plain(word: &str) -> String {
    fold_text(word).chars().filter(|c| !is_quote(*c)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_word_wins() {
        let mut lexicon = Lexicon::empty();
        lexicon.add("支出", Meaning::Term(1));
        lexicon.add("支出决算", Meaning::Term(2));
        assert_eq!(lexicon.longest("支出决算数").map(|(n, m)| (n, m[0])), Some((12, Meaning::Term(2))));
        assert_eq!(lexicon.longest("支出额").map(|(n, m)| (n, m[0])), Some((6, Meaning::Term(1))));
        assert_eq!(lexicon.longest("收入"), None);
    }
}
