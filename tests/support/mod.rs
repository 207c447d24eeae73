//! Documents to change and the pipeline to run them through: what the tests of changed documents share.

pub(crate) mod clause_rules;
#[cfg(unix)]
pub(crate) mod client;
pub(crate) mod clock;
pub(crate) mod edits;
pub(crate) mod figures;
pub(crate) mod markdown;
pub(crate) mod one_file;
pub(crate) mod program;
#[allow(dead_code, reason = "the reference uses the rest")]
pub(crate) mod random;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use gouji::account::Account;
use gouji::document;
use gouji::proof::{Claimed, Finding, Quantity, Term, UnitFindings, Verdict};
use gouji::session::{Edition, Editions, Shipped};
use gouji::text::fold;

/// A document to change.
pub(crate) struct Sample {
    /// Name of the file.
    pub(crate) name: String,
    /// Its text.
    pub(crate) text: String,
    /// A word of the unit's name, which may be replaced everywhere.
    pub(crate) unit_word: &'static str,
}

/// The shipped examples and the published documents beside the project, if they are there.
pub(crate) fn samples() -> Vec<Sample> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut samples = Vec::new();
    let mut take = |folder: &str, start: &str, unit_word: &'static str| {
        let folder = root.join(folder);
        let Ok(entries) = std::fs::read_dir(&folder) else {
            println!("skipped: {} is not there", folder.display());
            return;
        };
        let mut names: Vec<String> = entries
            .filter_map(Result::ok)
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.starts_with(start) && name.ends_with(".txt"))
            .collect();
        names.sort();
        for name in names {
            let text = std::fs::read_to_string(folder.join(&name)).unwrap();
            samples.push(Sample { name, text, unit_word });
        }
    };
    take("examples", "正确", "青岚区图书馆");
    take("examples", "青岚区", "青岚区图书馆");
    take("../shared/disclosures", "武汉", "硚口");
    take("../shared/disclosures", "上海", "宜川路");
    samples
}

/// Findings of a file, read as every front door reads it.
pub(crate) fn check(name: &str, bytes: &[u8]) -> UnitFindings {
    let (edition, document) = Editions::new(&Shipped, &[], None).for_document(name, bytes).unwrap();
    let accounts = edition.read(&document);
    edition.check(&accounts[0])
}

/// The edition of a text and what it says.
pub(crate) fn open(name: &str, text: &str) -> (Arc<Edition>, Account) {
    let (edition, document) = Editions::new(&Shipped, &[], None).for_document(name, text.as_bytes()).unwrap();
    let account = edition.read(&document).remove(0);
    (edition, account)
}

/// Findings of a text under an edition that was chosen before.
pub(crate) fn check_under(edition: &Edition, text: &str) -> UnitFindings {
    let document = document::read("改动.txt", text.as_bytes()).unwrap();
    edition.check(&edition.read(&document)[0])
}

/// Does work on all elements on two threads; the results are in the order of the elements.
pub(crate) fn in_parallel<T: Sync, R: Send>(elements: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(element) = elements.get(at) else { return done };
            done.push((at, work(element)));
        }
    };
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let threads = [scope.spawn(run), scope.spawn(run)];
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

/// What a finding says, without where it stands: rule, verdict, level, category, and every figure's value.
pub(crate) fn said(finding: &Finding) -> String {
    let mut words = format!(
        "{} {:?} {:?} {:?} ×{} {}",
        finding.rule,
        finding.verdict,
        finding.level,
        finding.category,
        finding.count,
        claimed(&finding.claimed)
    );
    for quantity in [&finding.difference, &finding.explained] {
        words.push_str(&format!(" / {}", quantity.as_ref().map_or(String::new(), value)));
    }
    if finding.verdict == Verdict::Undecided {
        words.push_str(&format!(" {:?}", finding.reasons));
    }
    words
}

fn value(quantity: &Quantity) -> String {
    format!("{}", quantity.value)
}

fn claimed(claimed: &Claimed) -> String {
    match claimed {
        Claimed::Comparison(relation, left, right) => {
            format!("{} {} {}", term(left), relation.sign(), term(right))
        }
        Claimed::Said(said, names) => format!("{said} {}", names.join("、")),
        Claimed::SaidTwice(parts) => terms(parts),
        Claimed::Phrase(met, instead) => {
            let mut met: Vec<String> =
                met.iter().map(|(met, times)| format!("{} ×{times}", fold(met).text)).collect();
            met.sort();
            format!("{} {instead:?}", met.join("、"))
        }
        // How much of the text around the sign is shown depends on its blanks.
        Claimed::Unpaired(around) => fold(around).text.chars().take(8).collect(),
        Claimed::Texts { left, right, .. } => {
            let folded =
                |texts: &[String]| texts.iter().map(|text| fold(text).text).collect::<Vec<_>>().join("、");
            format!("{} ≠ {}", folded(left), folded(right))
        }
        Claimed::OtherCode(name) | Claimed::Blank(_, name) => name.clone(),
        Claimed::Other => String::new(),
    }
}

fn terms(parts: &[Term]) -> String {
    parts.iter().map(term).collect::<Vec<_>>().join(", ")
}

fn term(part: &Term) -> String {
    match part {
        Term::Figure { name, quantity, .. } => {
            format!("{name}={}", quantity.as_ref().map_or("无".to_owned(), value))
        }
        Term::Literal(quantity) | Term::Known { quantity, .. } => value(quantity),
        Term::Text(text) => fold(text).text,
        Term::Sum { name, terms: parts, .. } => format!("Σ{name}({})", terms(parts)),
        Term::Apply { operator, terms: parts, .. } => format!("{}({})", operator.word(), terms(parts)),
    }
}

/// All that the findings say, sorted.
pub(crate) fn all_said(findings: &UnitFindings) -> Vec<String> {
    let mut said: Vec<String> = findings.findings.iter().map(said).collect();
    said.sort();
    said
}

/// What is in `left` more often than in `right`, both sorted.
pub(crate) fn more(left: &[String], right: &[String]) -> Vec<String> {
    let mut right = right.to_vec();
    let mut rest = Vec::new();
    for one in left {
        match right.iter().position(|other| other == one) {
            Some(at) => drop(right.remove(at)),
            None => rest.push(one.clone()),
        }
    }
    rest
}
