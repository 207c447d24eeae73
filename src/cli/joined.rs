//! Folders in which a unit's tables lie in one file and its prose in another: the parts are taken once more as one.

use std::collections::{BTreeMap, BTreeSet};

use gouji::session::{Holding, parts_of_units};

use super::inputs::{Input, Inputs};

/// Most files that are named.
const NAMED: usize = 5;

/// What came of one input, or why it could not be read.
pub(super) type Taken<T> = Result<T, String>;

/// Puts what comes of the whole in the place of what came of its parts, for each unit of each folder; and what is to be
/// said about parts that stayed alone.
///
/// # Errors
/// Those of taking the wholes.
pub(super) fn join_parts<T, E>(
    inputs: &mut Inputs,
    taken: Vec<Taken<T>>,
    holding: impl Fn(&T) -> Option<&Holding>,
    take: impl FnOnce(&[Input]) -> Result<Vec<Taken<T>>, E>,
) -> Result<(Vec<Taken<T>>, String), E> {
    let several = inputs.documents.len() > 1;
    let held = |taken: &Taken<T>| taken.as_ref().ok().and_then(&holding).cloned();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for folder in &inputs.folders {
        let files = taken.get(folder.clone()).unwrap_or_default();
        let holdings: Vec<Holding> = files.iter().map(|taken| held(taken).unwrap_or_default()).collect();
        let found = parts_of_units(&holdings);
        groups.extend(found.iter().map(|group| group.iter().map(|at| at + folder.start).collect()));
    }
    let part = |at: &usize| inputs.documents.get(*at).cloned();
    let wholes: Vec<Input> =
        groups.iter().map(|group| Input::Joined(group.iter().filter_map(part).collect())).collect();
    let results = if wholes.is_empty() { Vec::new() } else { take(&wholes)? };
    let first = groups.iter().filter_map(|group| group.first().copied());
    let mut joined: BTreeMap<usize, (Input, Taken<T>)> = first.zip(wholes.into_iter().zip(results)).collect();
    let parts: BTreeSet<usize> = groups.into_iter().flatten().collect();
    let documents = std::mem::take(&mut inputs.documents);
    let kept = documents
        .into_iter()
        .zip(taken)
        .enumerate()
        .filter_map(|(at, alone)| if parts.contains(&at) { joined.remove(&at) } else { Some(alone) });
    let taken: Vec<Taken<T>>;
    (inputs.documents, taken) = kept.unzip();
    let parts = taken.iter().filter_map(held);
    let alone: Vec<String> =
        parts.filter(|holding| several && holding.is_part()).map(|holding| holding.file).collect();
    Ok((taken, alone_words(&alone)))
}

/// One line about files that hold tables without prose or prose without tables.
pub(super) fn alone_words(alone: &[String]) -> String {
    if alone.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = alone.iter().take(NAMED).map(String::as_str).collect();
    let more = if alone.len() > NAMED { "等" } else { "" };
    format!(
        "有 {} 份只有表或只有文字，没有与另一半合起来：{}{more}；另一半若在别的文件里，用 --as-one 合起来\n",
        alone.len(),
        names.join("、")
    )
}
