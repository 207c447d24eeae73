//! Texts with parts that may be left out or chosen, spelled out into all that they can be.

use std::collections::BTreeMap;

use crate::schema::Declared;
use crate::source::Diagnostic;
use crate::syntax::{self, Piece};

/// Most words that one text may spell out.
const MOST_WORDS: usize = 4_096;

/// What texts spell out, each once, in order; a problem with one is told under a name.
pub(super) fn spelled(
    declared: &mut Declared,
    texts: &[syntax::Pattern],
    kind: &'static str,
    phrases: &BTreeMap<String, Vec<String>>,
) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts {
        let mut own = vec![String::new()];
        match spell(&text.pieces, phrases, &mut own) {
            Ok(()) => words.extend(own),
            Err(problem) => {
                let mend = "这里只能写照印的话、[可有可无]、{甲|乙} 和前面写过的 {短语名}";
                declared.diagnostics.push(Diagnostic::error(kind, text.text.span, problem).mend(mend));
            }
        }
    }
    words.sort_unstable();
    words.dedup();
    words
}

/// Puts every way of going on behind what there is.
fn spell(
    pieces: &[Piece],
    phrases: &BTreeMap<String, Vec<String>>,
    words: &mut Vec<String>,
) -> Result<(), String> {
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
                    spell(branch, phrases, &mut own)?;
                    branches.extend(own);
                }
            }
            Piece::Known(name) => {
                let known = phrases.get(&name.text);
                let known = known.ok_or_else(|| format!("没有叫「{}」的短语", name.text))?;
                branches.extend(known.iter().cloned());
            }
            _ => return Err("说法里不能有要取的空".to_owned()),
        }
        if words.len().saturating_mul(branches.len()) > MOST_WORDS {
            return Err(format!("这一句说法拼出来的词太多（最多 {MOST_WORDS} 个）"));
        }
        *words = words
            .iter()
            .flat_map(|word| branches.iter().map(move |branch| format!("{word}{branch}")))
            .collect();
    }
    Ok(())
}
