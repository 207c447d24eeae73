//! JSON Lines of documents: each is written as soon as it and all before it are judged. Only files of a folder that may be
//! a part of a unit's accounts, and what stands behind them, wait until all files of the folder are known.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, PoisonError};

use gouji::session::{Company, Edition, Holding, parts_of_units};

use super::arguments::CheckArgs;
use super::checker::Checker;
use super::inputs::{Input, Inputs};
use super::interrupt;
use super::joined::alone_words;
use super::judged::{Judged, held};
use super::out;
use super::told::{Run, Told};

/// What is not written yet.
enum Waiting {
    /// Only for its turn.
    Turn(Told),
    /// Until it is known what it is a part of.
    Part(Judged),
}

/// Writes in the order of the input.
struct Ordered<'r> {
    run: &'r mut Run,
    asked: &'r CheckArgs,
    next: usize,
    waiting: BTreeMap<usize, Waiting>,
    /// What files hold that may be parts.
    parts: Vec<(usize, Holding)>,
    /// Files outside folders that hold one half of accounts.
    halves: Vec<(usize, String)>,
}

impl Ordered<'_> {
    /// Takes what came of a document.
    fn offer(&mut self, index: usize, name: &str, may_be_part: bool, judged: Judged) {
        let holding = judged.as_ref().ok().and_then(|checked| checked.holding.as_ref());
        let half = holding.filter(|holding| holding.is_part());
        self.halves.extend(half.filter(|_| !may_be_part).map(|half| (index, half.file.clone())));
        let part = half.filter(|_| may_be_part).cloned();
        let waiting = match part {
            Some(holding) => {
                self.parts.push((index, holding));
                Waiting::Part(judged)
            }
            None => Waiting::Turn(self.run.text_of(self.asked, name, judged)),
        };
        self.waiting.insert(index, waiting);
        self.write();
    }

    /// Writes what has its turn.
    fn write(&mut self) {
        let mut wrote = false;
        while let Some(Waiting::Turn(_)) = self.waiting.get(&self.next) {
            if let Some(Waiting::Turn(told)) = self.waiting.remove(&self.next) {
                self.run.write(&told.out);
                out::complain(&told.err);
                wrote |= !told.out.is_empty();
            }
            self.next += 1;
        }
        if wrote {
            self.run.flush();
        }
    }

    /// Puts something in the place of a part.
    fn put(&mut self, index: usize, name: &str, judged: Judged) {
        let told = self.run.text_of(self.asked, name, judged);
        self.waiting.insert(index, Waiting::Turn(told));
    }
}

/// Judges documents and writes their lines; what is to be said about parts that stayed alone.
///
/// # Errors
/// The edition whose rules cannot be used.
pub(super) fn documents(
    asked: &CheckArgs,
    run: &mut Run,
    inputs: &mut Inputs,
    checker: &mut Checker<'_>,
    company: &Company,
) -> Result<String, Arc<Edition>> {
    let names: Vec<String> = inputs.documents.iter().map(Input::name).collect();
    let in_folder = |at: usize| inputs.folders.iter().any(|folder| folder.len() > 1 && folder.contains(&at));
    let ordered =
        Ordered { run, asked, next: 0, waiting: BTreeMap::new(), parts: Vec::new(), halves: Vec::new() };
    let ordered = Mutex::new(ordered);
    checker.judge_each(&inputs.documents, company, &|index, judged| {
        let name = names.get(index).map(String::as_str).unwrap_or_default();
        held(&ordered).offer(index, name, in_folder(index), judged);
    })?;
    let mut ordered = ordered.into_inner().unwrap_or_else(PoisonError::into_inner);
    if interrupt::is_asked() {
        // Halves of units are no units, and what stands behind them is told without its turn.
        let waiting = std::mem::take(&mut ordered.waiting);
        for told in waiting.into_values() {
            if let Waiting::Turn(told) = told {
                ordered.run.write(&told.out);
                out::complain(&told.err);
            }
        }
        return Ok(String::new());
    }
    join(&mut ordered, inputs, checker, company, &names)
}

/// Puts wholes in the place of their parts.
fn put_together(inputs: &mut Inputs, parts: &BTreeSet<usize>, mut wholes: BTreeMap<usize, Input>) {
    let documents = std::mem::take(&mut inputs.documents).into_iter().enumerate();
    let kept = documents
        .filter_map(|(at, input)| if parts.contains(&at) { wholes.remove(&at) } else { Some(input) });
    inputs.documents = kept.collect();
}

/// Judges units whose parts lie in several files as wholes, and writes what waited for them.
fn join(
    ordered: &mut Ordered<'_>,
    inputs: &mut Inputs,
    checker: &mut Checker<'_>,
    company: &Company,
    names: &[String],
) -> Result<String, Arc<Edition>> {
    let mut parts = std::mem::take(&mut ordered.parts);
    parts.sort_by_key(|(at, _)| *at);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for folder in &inputs.folders {
        let (at, holdings): (Vec<usize>, Vec<Holding>) =
            parts.iter().filter(|(at, _)| folder.contains(at)).cloned().unzip();
        let found = parts_of_units(&holdings).into_iter();
        groups.extend(found.map(|group| group.iter().filter_map(|index| at.get(*index)).copied().collect()));
    }
    let part = |at: &usize| inputs.documents.get(*at).cloned();
    let wholes: Vec<Input> =
        groups.iter().map(|group| Input::Joined(group.iter().filter_map(part).collect())).collect();
    let judged = if wholes.is_empty() { Vec::new() } else { checker.judge_all(&wholes, company)? };
    let mut alone = std::mem::take(&mut ordered.halves);
    for ((group, whole), judged) in groups.iter().zip(&wholes).zip(judged) {
        let is_part = |holding: &&Holding| holding.is_part();
        let holding = judged.as_ref().ok().and_then(|checked| checked.holding.as_ref());
        if let Some(first) = group.first() {
            alone.extend(holding.filter(is_part).map(|holding| (*first, holding.file.clone())));
            ordered.put(*first, &whole.name(), judged);
        }
        for other in group.iter().skip(1) {
            ordered.waiting.insert(*other, Waiting::Turn(Told::default()));
        }
    }
    let firsts: Vec<usize> = groups.iter().filter_map(|group| group.first().copied()).collect();
    let joined: BTreeSet<usize> = groups.into_iter().flatten().collect();
    put_together(inputs, &joined, firsts.into_iter().zip(wholes).collect());
    for (at, holding) in parts.into_iter().filter(|(at, _)| !joined.contains(at)) {
        alone.push((at, holding.file));
        let name = names.get(at).map(String::as_str).unwrap_or_default();
        if let Some(Waiting::Part(judged)) = ordered.waiting.remove(&at) {
            ordered.put(at, name, judged);
        }
    }
    ordered.write();
    alone.sort();
    let alone: Vec<String> = alone.into_iter().map(|(_, file)| file).collect();
    // A single document has no other half.
    Ok(if names.len() > 1 { alone_words(&alone) } else { String::new() })
}
