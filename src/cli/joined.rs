//! Folders in which a unit's tables lie in one file and its prose in another: the parts are checked once more as one.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gouji::session::{Edition, Holding, parts_of_units};

use super::check::{Checker, Judged};
use super::inputs::{Input, Inputs};

/// Most files that are named.
const NAMED: usize = 5;

/// Puts one judgement in the place of those of its parts, for each unit of each folder; and what is to be said about
/// parts that stayed alone.
///
/// # Errors
/// The edition that a joined document asks for, where its rules cannot be used.
pub(super) fn join_parts(
    checker: &mut Checker<'_>,
    inputs: &mut Inputs,
    judged: Vec<Judged>,
) -> Result<(Vec<Judged>, String), Arc<Edition>> {
    let several = inputs.documents.len() > 1;
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for folder in &inputs.folders {
        let held = |judged: &Judged| judged.as_ref().ok().and_then(|checked| checked.holding.clone());
        let files = judged.get(folder.clone()).unwrap_or_default();
        let holdings: Vec<Holding> = files.iter().map(|judged| held(judged).unwrap_or_default()).collect();
        let found = parts_of_units(&holdings);
        groups.extend(found.iter().map(|group| group.iter().map(|at| at + folder.start).collect()));
    }
    let part = |at: &usize| inputs.documents.get(*at).cloned();
    let wholes: Vec<Input> =
        groups.iter().map(|group| Input::Joined(group.iter().filter_map(part).collect())).collect();
    let results = checker.judge_all(&wholes)?;
    let first = groups.iter().filter_map(|group| group.first().copied());
    let mut joined: BTreeMap<usize, (Input, Judged)> = first.zip(wholes.into_iter().zip(results)).collect();
    let parts: BTreeSet<usize> = groups.into_iter().flatten().collect();
    let documents = std::mem::take(&mut inputs.documents);
    let kept = documents
        .into_iter()
        .zip(judged)
        .enumerate()
        .filter_map(|(at, alone)| if parts.contains(&at) { joined.remove(&at) } else { Some(alone) });
    let judged: Vec<Judged>;
    (inputs.documents, judged) = kept.unzip();
    let parts = judged.iter().flatten().filter_map(|checked| checked.holding.as_ref());
    let alone: Vec<String> =
        parts.filter(|holding| several && holding.is_part()).map(|holding| holding.file.clone()).collect();
    Ok((judged, alone_words(&alone)))
}

/// One line about files that hold tables without prose or prose without tables.
fn alone_words(alone: &[String]) -> String {
    if alone.is_empty() {
        return String::new();
    }
    let names: Vec<&str> = alone.iter().take(NAMED).map(String::as_str).collect();
    let more = if alone.len() > NAMED { "等" } else { "" };
    format!(
        "有 {} 份只有表或只有文字，没有与另一半合起来核对：{}{more}；另一半若在别的文件里，用 --as-one 合起来核对\n",
        alone.len(),
        names.join("、")
    )
}
