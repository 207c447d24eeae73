//! Texts with parts that may be left out or chosen, spelled out into all that they can be.

use std::collections::BTreeMap;

use super::super::declared::NamedPart;
use super::unknown;
use crate::schema::Declared;
use crate::source::{Diagnostic, Lint};
use crate::syntax::{self, Piece};

/// Most words that one text may spell out.
const MOST_WORDS: usize = 4_096;

/// What each 短语 spells out, as far as it was asked for.
pub(super) type Spelled = BTreeMap<String, Vec<String>>;

/// What texts spell out, each once, in order; a problem with one is told under a name.
pub(super) fn spelled(
    declared: &mut Declared,
    texts: &[syntax::Pattern],
    kind: Lint,
    known: &mut Spelled,
) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts {
        let mut own = vec![String::new()];
        match spell(&text.pieces, &mut declared.named, known, &mut own) {
            Ok(()) => words.extend(own),
            Err(Problem::Unknown(name)) => {
                let named = declared.named.keys().map(String::as_str);
                let diagnostic = unknown(kind, "短语", &name.text, name.span, named);
                declared.diagnostics.push(diagnostic);
            }
            Err(Problem::Said(problem)) => {
                let mend = "这里只能写照印的话、[可有可无]、{甲|乙} 和里面没有空的 {短语名}";
                declared.diagnostics.push(Diagnostic::error(kind, text.text.span, problem).mend(mend));
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Why a text cannot be spelled out.
enum Problem {
    /// A name that no 短语 has.
    Unknown(syntax::Name),
    /// Anything else.
    Said(String),
}

/// Puts every way of going on behind what there is.
fn spell(
    pieces: &[Piece],
    named: &mut BTreeMap<String, NamedPart>,
    known: &mut Spelled,
    words: &mut Vec<String>,
) -> Result<(), Problem> {
    for piece in pieces {
        let mut branches: Vec<String> = Vec::new();
        match piece {
            Piece::Fixed(text) => branches.push(text.value.clone()),
            Piece::Optional(inner) | Piece::Choice(inner) => {
                if matches!(piece, Piece::Optional(_)) {
                    branches.push(String::new());
                }
                for branch in inner {
                    let mut own = vec![String::new()];
                    spell(branch, named, known, &mut own)?;
                    branches.extend(own);
                }
            }
            Piece::Known(name) => branches.extend(phrase(name, named, known)?),
            _ => return Err(Problem::Said("说法里不能有要取的空".to_owned())),
        }
        if words.len().saturating_mul(branches.len()) > MOST_WORDS {
            let message = format!("这一句说法拼出来的词太多（最多 {MOST_WORDS} 个）");
            return Err(Problem::Said(message));
        }
        *words = words
            .iter()
            .flat_map(|word| branches.iter().map(move |branch| format!("{word}{branch}")))
            .collect();
    }
    Ok(())
}

/// What a 短语 spells out, each once; none of them goes round in a circle.
fn phrase(
    name: &syntax::Name,
    named: &mut BTreeMap<String, NamedPart>,
    known: &mut Spelled,
) -> Result<Vec<String>, Problem> {
    if let Some(words) = known.get(&name.text) {
        return Ok(words.clone());
    }
    let part = named.get_mut(&name.text).ok_or_else(|| Problem::Unknown(name.clone()))?;
    part.used = true;
    let texts = part.texts.clone();
    let mut words = Vec::new();
    for text in &texts {
        let mut own = vec![String::new()];
        spell(&text.pieces, named, known, &mut own)?;
        words.extend(own);
    }
    words.sort_unstable();
    words.dedup();
    known.insert(name.text.clone(), words.clone());
    Ok(words)
}
