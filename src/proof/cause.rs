//! Mistakes behind findings, by name: what a person counts, what to change, and to what.

use std::collections::{BTreeMap, BTreeSet};

use super::mend::{Mend, Mender};
use super::prove::Key;
use super::{Category, Claimed, Finding, Reason, Spot};
use crate::audit::{Verdict, View};
use crate::causes;
use crate::document;
use crate::syntax::Level;
use crate::text::Digest;

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseKind {
    /// A change of figures or words explains it.
    Change(causes::Kind),
    /// 词语: a word that its figures or the form contradict.
    Word,
    /// 缺漏: something that must be there is not.
    Missing,
    /// 用语: wording, names, typography.
    Wording,
    /// 其他: what follows from no hypothesis.
    Other,
}

/// Rows that a mistake runs over.
#[derive(Clone, Debug, PartialEq)]
pub struct Block {
    /// The last figure that is changed.
    pub last: Spot,
    /// How many rows are changed.
    pub rows: u32,
    /// Lines that figures moved down by (up where negative); for a unit the power of ten that mends it.
    pub by: i64,
}

/// Why a mistake counts no more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waived {
    /// What was said to it.
    pub reason: String,
    /// By whom; empty where that is not said.
    pub by: String,
    /// Until which day; empty where it has no end.
    pub until: String,
}

/// One mistake behind findings that are 不符.
#[derive(Clone, Debug, PartialEq)]
pub struct Cause {
    /// Kind.
    pub kind: CauseKind,
    /// The gravest level of what it explains.
    pub level: Level,
    /// Where it shows, the first place first.
    pub places: Vec<Spot>,
    /// What to change; empty where no hypothesis explains the findings.
    pub mends: Vec<Mend>,
    /// The rows, where it runs over several.
    pub block: Option<Block>,
    /// Indexes (in the unit's findings) of what it explains, ascending; the first is the one that leads.
    pub explains: Vec<usize>,
    /// Comparisons that read what is changed and hold once it is.
    pub holds_after: u32,
    /// The document leaves no other reading.
    pub certain: bool,
    /// No hypothesis explains it as far as was searched, and not all was: the search has a bound.
    pub bounded: bool,
    /// Other changes that explain as much.
    pub others: Vec<Vec<Mend>>,
    /// Indexes (in the unit's findings) of what can be told once it is mended: they wait for its figures.
    pub waits: Vec<usize>,
    /// Tells it from other causes, in every run and format.
    pub fingerprint: String,
    /// Someone has explained it.
    pub waived: Option<Waived>,
}

impl Cause {
    /// The findings that are 不符, together where they share figures: what there is without any hypothesis.
    #[must_use]
    pub fn of_findings(findings: &[Finding]) -> Vec<Cause> {
        in_order(left_over(findings, &vec![false; findings.len()]))
    }
}

/// The causes of all findings that are 不符: those that hypotheses explain, then what is left by what it shares.
pub(super) fn causes(
    view: &View<'_>,
    found: &causes::Found<'_>,
    findings: &[Finding],
    keys: &[Vec<Key>],
) -> Vec<Cause> {
    let mut by_key: BTreeMap<&Key, usize> = BTreeMap::new();
    for (at, keys) in keys.iter().enumerate() {
        for key in keys {
            by_key.entry(key).or_insert(at);
        }
    }
    let mut taken = vec![false; findings.len()];
    let mut all = Vec::new();
    let mender = Mender::new(view);
    let texts = by_place(findings, |finding| {
        finding.verdict == Verdict::Fail && matches!(finding.claimed, Claimed::Texts { .. })
    });
    for cause in &found.causes {
        let mends = mender.mends(&cause.mends);
        let mut explains: Vec<usize> = cause
            .explains
            .iter()
            .filter_map(|(step, element, reading)| by_key.get(&(step.check, *element, *reading)).copied())
            .chain(units_asked_for(findings, &texts, &mends))
            .filter(|at| taken.get(*at) == Some(&false))
            .collect();
        explains.sort_unstable();
        explains.dedup();
        for at in &explains {
            if let Some(flag) = taken.get_mut(*at) {
                *flag = true;
            }
        }
        if !explains.is_empty() {
            all.push(named(&mender, cause, mends, explains));
        }
    }
    let left = left_over(findings, &taken).into_iter();
    let by_figures = |cause: &Cause| cause.kind == CauseKind::Other;
    all.extend(left.map(|cause| Cause { bounded: found.stopped && by_figures(&cause), ..cause }));
    let mut all = in_order(all);
    hang_up(&mut all, findings);
    all
}

/// Findings by what is printed at their places.
type ByPlace<'f> = BTreeMap<(&'f document::Place, &'f str), Vec<usize>>;

fn by_place<'f>(findings: &'f [Finding], wanted: impl Fn(&Finding) -> bool) -> ByPlace<'f> {
    let mut all = ByPlace::new();
    for (at, finding) in findings.iter().enumerate().filter(|(_, finding)| wanted(finding)) {
        for spot in &finding.places {
            all.entry((&spot.at, &spot.text)).or_default().push(at);
        }
    }
    all
}

/// Findings, of those that compare texts, that ask for the unit that a mend writes.
fn units_asked_for(findings: &[Finding], texts: &ByPlace<'_>, mends: &[Mend]) -> Vec<usize> {
    let mut all = Vec::new();
    for mend in mends {
        let spot = &mend.spot;
        let Some(unit) = mend.should.as_ref().map(|should| &should.unit) else { continue };
        let asks = |finding: &Finding| {
            let Claimed::Texts { left, right, .. } = &finding.claimed else { return false };
            let leads =
                finding.places.first().is_some_and(|place| place.at == spot.at && place.text == spot.text);
            leads && right.contains(unit) && !left.contains(unit)
        };
        let there = texts.get(&(&spot.at, spot.text.as_str())).into_iter().flatten().copied();
        all.extend(there.filter(|at| findings.get(*at).is_some_and(asks)));
    }
    all
}

/// What waits for figures that disagree hangs under the mistake that has them.
fn hang_up(causes: &mut [Cause], findings: &[Finding]) {
    let waiting = by_place(findings, |finding| {
        let disagrees = |reason: &Reason| matches!(reason, Reason::Disagrees(_));
        finding.verdict == Verdict::Undecided && finding.reasons.iter().any(disagrees)
    });
    let mut taken = BTreeSet::new();
    for cause in causes {
        let own = cause.mends.iter().map(|mend| &mend.spot).chain(&cause.places);
        // A slot that its home contradicts is right again once the home is.
        let pairs = cause.explains.iter().filter_map(|at| findings.get(*at)).filter(|one| one.single_pair);
        let spots = own.chain(pairs.filter_map(|one| one.places.first()));
        let waits = spots.filter_map(|spot| waiting.get(&(&spot.at, spot.text.as_str()))).flatten();
        let waits: BTreeSet<usize> = waits.copied().filter(|at| taken.insert(*at)).collect();
        cause.waits = waits.into_iter().collect();
    }
}

/// By the place where they show first.
fn in_order(mut causes: Vec<Cause>) -> Vec<Cause> {
    causes.sort_by_cached_key(|cause| place_key(cause.places.first()));
    causes
}

fn place_key(spot: Option<&Spot>) -> (bool, Option<impl Ord + use<>>) {
    let key = spot.map(|spot| (spot.at.file.clone(), spot.at.page, spot.at.line, spot.at.piece));
    (key.is_none(), key)
}

fn named(
    mender: &Mender<'_, '_>,
    cause: &causes::Cause<'_>,
    mends: Vec<Mend>,
    explains: Vec<usize>,
) -> Cause {
    let kind = CauseKind::Change(cause.kind);
    let mut rows: Vec<_> = cause.mends.iter().map(|mend| (mend.at.cell.family, mend.at.cell.row)).collect();
    rows.sort_unstable();
    rows.dedup();
    let block =
        cause.block.map(|(_, last, by)| Block { last: mender.spot(last), rows: rows.len() as u32, by });
    let mut mends = mends;
    if block.is_some() {
        mends.sort_by_cached_key(|mend| place_key(Some(&mend.spot)));
    }
    let first = mender.spot(cause.first);
    let places = each_once([&first].into_iter().chain(mends.iter().map(|mend| &mend.spot)));
    let fingerprint = fingerprint(kind, places.first(), &mends);
    // Of several values of the same figures the best stands for all.
    let spots = |mends: &[Mend]| mends.iter().map(|mend| mend.spot.clone()).collect::<Vec<Spot>>();
    let mut known = BTreeSet::new();
    let mut others = cause.others.iter().map(|other| mender.mends(other)).collect::<Vec<_>>();
    others.retain(|other| *other != mends && known.insert(spots(other)));
    Cause {
        kind,
        level: cause.level,
        places,
        mends,
        block,
        explains,
        holds_after: cause.holds_after,
        certain: cause.certain,
        bounded: false,
        others,
        waits: Vec::new(),
        fingerprint,
        waived: None,
    }
}

/// Places in their order, each once.
fn each_once<'s>(spots: impl Iterator<Item = &'s Spot>) -> Vec<Spot> {
    let mut known = BTreeSet::new();
    spots.filter(|spot| known.insert(*spot)).cloned().collect()
}

/// What no hypothesis explains: together what rests on the same figures, as findings follow from each other.
fn left_over(findings: &[Finding], taken: &[bool]) -> Vec<Cause> {
    let is_free = |at: usize| {
        let fails = findings.get(at).is_some_and(|finding| finding.verdict == Verdict::Fail);
        fails && taken.get(at) == Some(&false)
    };
    let free: Vec<usize> = (0..findings.len()).filter(|at| is_free(*at)).collect();
    let follows = |at: usize| findings.get(at).and_then(|finding| finding.follows);
    let mut followers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for at in &free {
        if let Some(root) = follows(*at).filter(|root| root != at) {
            followers.entry(root).or_default().push(*at);
        }
    }
    let mut told = taken.to_vec();
    let mut all = Vec::new();
    let mut tell = |explains: Vec<usize>, told: &mut Vec<bool>| {
        for at in &explains {
            if let Some(flag) = told.get_mut(*at) {
                *flag = true;
            }
        }
        all.push(explains);
    };
    for at in &free {
        let leads = follows(*at).is_none_or(|root| root >= findings.len() || told.get(root) == Some(&true));
        if !leads || told.get(*at) == Some(&true) {
            continue;
        }
        let mut explains = vec![*at];
        let after = followers.get(at).into_iter().flatten();
        explains.extend(after.filter(|other| told.get(**other) == Some(&false)));
        tell(explains, &mut told);
    }
    // What follows from something that was explained, or in a circle, stands for itself.
    for at in &free {
        if told.get(*at) == Some(&false) {
            tell(vec![*at], &mut told);
        }
    }
    each_line_once(findings, all)
}

/// Causes that lead with one rule at one print are one, such as of a figure that a slot and a clause read.
fn each_line_once(findings: &[Finding], causes: Vec<Vec<usize>>) -> Vec<Cause> {
    let mut known: BTreeMap<(&str, &document::Place, &str), usize> = BTreeMap::new();
    let mut all: Vec<Vec<usize>> = Vec::new();
    for explains in causes {
        let lead = explains.first().and_then(|at| findings.get(*at));
        let print = lead.and_then(|lead| {
            let spot = lead.places.first().filter(|spot| !spot.text.is_empty())?;
            Some((lead.rule.as_str(), &spot.at, spot.text.as_str()))
        });
        let before = print.and_then(|print| {
            let before = known.get(&print).copied();
            known.entry(print).or_insert(all.len());
            before
        });
        match before.and_then(|before| all.get_mut(before)) {
            Some(known) => known.extend(explains),
            None => all.push(explains),
        }
    }
    all.into_iter().map(|explains| unexplained(findings, explains)).collect()
}

fn unexplained(findings: &[Finding], explains: Vec<usize>) -> Cause {
    let of = || explains.iter().filter_map(|at| findings.get(*at));
    let kind = of().next().map_or(CauseKind::Other, kind_of);
    let level = of().map(|finding| finding.level).min().unwrap_or_default();
    let places = each_once(of().flat_map(|finding| finding.places.iter()));
    let rule = of().next().map(|finding| finding.rule.as_str()).unwrap_or_default();
    let first = places.first().map(|spot| Spot { quote: rule.to_owned(), ..spot.clone() });
    let fingerprint = fingerprint(kind, first.as_ref(), &[]);
    let (holds_after, certain, bounded, block) = (0, false, false, None);
    let (mends, others, waits) = (Vec::new(), Vec::new(), Vec::new());
    Cause {
        kind,
        level,
        places,
        mends,
        block,
        explains,
        holds_after,
        certain,
        bounded,
        others,
        waits,
        fingerprint,
        waived: None,
    }
}

fn kind_of(finding: &Finding) -> CauseKind {
    match (finding.category, &finding.claimed) {
        (Category::Completeness, _) => CauseKind::Missing,
        (Category::Wording, _) => CauseKind::Wording,
        (_, Claimed::Said(true, _)) => CauseKind::Missing,
        (_, Claimed::Texts { .. } | Claimed::OtherCode(_) | Claimed::Said(false, _)) => CauseKind::Word,
        _ => CauseKind::Other,
    }
}

/// Names, printed and meant figures, without places: these differ by format.
fn fingerprint(kind: CauseKind, first: Option<&Spot>, mends: &[Mend]) -> String {
    let mut digest = Digest::default();
    let mut add = |text: &str| digest.add(text.bytes().chain([0]));
    match kind {
        CauseKind::Change(kind) => add(&format!("{kind:?}")),
        kind => add(&format!("{kind:?}")),
    }
    for spot in first.into_iter().chain(mends.iter().map(|mend| &mend.spot)) {
        for part in [&spot.table, &spot.row, &spot.column] {
            add(part.as_deref().unwrap_or_default());
        }
        add(&spot.text);
    }
    add(first.map(|spot| spot.quote.as_str()).filter(|_| mends.is_empty()).unwrap_or_default());
    for mend in mends {
        add(&mend.should.as_ref().map(|should| should.value.to_plain_string()).unwrap_or_default());
    }
    digest.to_string()
}
