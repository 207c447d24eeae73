//! 短语: named parts of sentences. What `{名}` stands for is put in where a pattern or a word is read, so that the
//! slots of a 短语 are slots of the pattern that uses it.

use std::collections::BTreeMap;

use super::super::declared::NamedPart;
use super::super::{Declared, PhraseSite};
use crate::source::{Diagnostic, Lint, Severity};
use crate::syntax::{Item, Name, Piece, TermClass, Tree};

/// How deep a 短语 may use another.
const DEPTH: usize = 8;
/// Pieces of one 短语 with all that it uses.
const MOST_PIECES: usize = 5_000;
/// Pieces that all uses together may put in: shipped rules make some ten thousand.
const MOST_OF_ALL: usize = 500_000;
/// Most problems that are told.
const TOLD: usize = 50;

/// Collects the named parts of a stack of trees; a layer may add ways of saying to one of its base. What goes round in
/// a circle or grows too large is told, and says nothing from there.
pub(super) fn declare(declared: &mut Declared, trees: &[(u32, &Tree)]) {
    let terms = trees.iter().flat_map(|(_, tree)| &tree.items).filter_map(|item| match item {
        Item::Term(term) if term.class == TermClass::Phrase => Some(term),
        _ => None,
    });
    for (term, name) in terms.filter_map(|term| Some((term, term.name.clone()?))) {
        let known = declared.named.entry(name.text.clone()).or_insert_with(|| NamedPart {
            span: name.span,
            texts: Vec::new(),
            used: false,
        });
        known.texts.extend(term.texts.iter().cloned());
    }
    let mut told = same_names(declared);
    let mut measured = Measured { named: &declared.named, sizes: BTreeMap::new(), broken: BTreeMap::new() };
    for name in declared.named.keys() {
        measured.measure(name, &mut Vec::new());
    }
    let broken = measured.broken;
    for (name, problem) in broken {
        told.push(problem);
        if let Some(part) = declared.named.get_mut(&name) {
            part.texts.clear();
            part.used = true;
        }
    }
    told.truncate(TOLD);
    declared.diagnostics.extend(told);
}

/// `{名}` in a pattern means one thing.
fn same_names(declared: &Declared) -> Vec<Diagnostic> {
    let taken = |name: &str| match name {
        "本年" => Some("「本年」是决算年度，"),
        name => {
            declared.schema.words.iter().any(|class| class.name == name).then_some("已有叫这个的「词」，")
        }
    };
    let same = declared.named.iter().filter_map(|(name, part)| Some((name, part, taken(name)?)));
    same.map(|(name, part, taken)| {
        let message = format!("{taken}短语不能也叫「{name}」");
        Diagnostic::error(Lint("名称重复"), part.span, message).mend("短语换一个名称")
    })
    .collect()
}

/// How large named parts are with all that they use, and what is wrong with them.
struct Measured<'d> {
    named: &'d BTreeMap<String, NamedPart>,
    sizes: BTreeMap<&'d str, usize>,
    broken: BTreeMap<String, Diagnostic>,
}

impl<'d> Measured<'d> {
    fn measure(&mut self, name: &'d str, path: &mut Vec<&'d str>) -> usize {
        if let Some(size) = self.sizes.get(name) {
            return *size;
        }
        let Some(part) = self.named.get(name) else { return 0 };
        path.push(name);
        let mut size = 0usize;
        for text in &part.texts {
            size = size.saturating_add(self.pieces(&text.pieces, path));
        }
        path.pop();
        if size > MOST_PIECES {
            let message = format!("短语「{name}」连同它用到的短语太长（最多 {MOST_PIECES} 段）");
            let mend = "拆成几个短语，各用各的";
            let problem = Diagnostic::error(Lint("短语太长"), part.span, message).mend(mend);
            self.broken.entry(name.to_owned()).or_insert(problem);
        }
        let size = if self.broken.contains_key(name) { 0 } else { size };
        self.sizes.insert(name, size);
        size
    }

    fn pieces(&mut self, pieces: &'d [Piece], path: &mut Vec<&'d str>) -> usize {
        let mut size = 0usize;
        for piece in pieces {
            let inner = match piece {
                Piece::Optional(branches) | Piece::Choice(branches) => branches
                    .iter()
                    .fold(0, |sum: usize, branch| sum.saturating_add(self.pieces(branch, path))),
                Piece::Known(name) => self.used(name, path),
                _ => 0,
            };
            size = size.saturating_add(inner).saturating_add(1);
        }
        size
    }

    fn used(&mut self, name: &'d Name, path: &mut Vec<&'d str>) -> usize {
        let Some(owner) = path.last().copied() else { return 0 };
        if let Some(from) = path.iter().position(|known| *known == name.text) {
            let circle: Vec<&str> = path.iter().skip(from).copied().chain([name.text.as_str()]).collect();
            let message = format!("短语「{}」用到了自己：{}", name.text, circle.join(" → "));
            let problem = Diagnostic::error(Lint("短语循环"), name.span, message).mend("去掉循环的一处");
            self.broken.entry(owner.to_owned()).or_insert(problem);
            return 0;
        }
        if path.len() >= DEPTH && self.named.contains_key(&name.text) {
            let message = format!("短语套短语太深（最多 {DEPTH} 层）：{}", path.join(" → "));
            let problem =
                Diagnostic::error(Lint("短语太深"), name.span, message).mend("把里面的几层写成一个短语");
            self.broken.entry(owner.to_owned()).or_insert(problem);
            return 0;
        }
        self.measure(&name.text, path)
    }
}

/// What a name stands for, if it is that of a 短语: its ways of saying. Nothing more is put in once all uses together
/// are too many, which is told at the first that is left out.
pub(super) fn splice(declared: &mut Declared, name: &Name) -> Option<Vec<Vec<Piece>>> {
    let part = declared.named.get_mut(&name.text)?;
    part.used = true;
    if declared.spliced > MOST_OF_ALL {
        return Some(Vec::new());
    }
    declared.spliced += part.texts.iter().map(|text| 1 + text.pieces.len()).sum::<usize>();
    if declared.spliced > MOST_OF_ALL {
        let message = format!("短语填进句式以后太多（超过 {MOST_OF_ALL} 段），从「{}」起不再填", name.text);
        let mend = "短语写短些，或少在一处套几层";
        declared.diagnostics.push(Diagnostic::error(Lint("短语太多"), name.span, message).mend(mend));
        return Some(Vec::new());
    }
    Some(part.texts.iter().map(|text| text.pieces.clone()).collect())
}

/// Asks about those that no sentence, heading, forbidden phrase or word uses.
pub(super) fn unused(declared: &mut Declared) {
    let forbidden: Vec<Vec<Piece>> = declared
        .phrases
        .iter()
        .flat_map(|PhraseSite { phrase, .. }| &phrase.patterns)
        .map(|pattern| pattern.pieces.clone())
        .collect();
    forbidden.iter().for_each(|pieces| mark(declared, pieces));
    let unused = declared.named.iter().filter(|(_, part)| !part.used);
    let told: Vec<Diagnostic> = unused
        .map(|(name, part)| {
            let message = format!("短语「{name}」没有用到");
            let note = Diagnostic::warning(Lint("没有用到"), part.span, message)
                .mend(format!("在句式里写 {{{name}}}，或删去"));
            Diagnostic { severity: Severity::Hint, ..note }
        })
        .collect();
    declared.diagnostics.extend(told);
}

/// Marks what pieces use.
fn mark(declared: &mut Declared, pieces: &[Piece]) {
    for piece in pieces {
        match piece {
            Piece::Optional(branches) | Piece::Choice(branches) => {
                branches.iter().for_each(|branch| mark(declared, branch));
            }
            Piece::Known(name) => {
                let texts = splice(declared, name).unwrap_or_default();
                texts.iter().for_each(|text| mark(declared, text));
            }
            _ => {}
        }
    }
}
