//! Mistakes behind findings, by name: what a person counts, what to change, and to what.

use std::collections::BTreeMap;

use super::prove::Key;
use super::spots::{quantity, spot_of_claim};
use super::{Category, Claimed, Finding, Quantity, Spot};
use crate::amount::{Exact, Interval, Place};
use crate::audit::{Verdict, View};
use crate::causes::{self, FigureAt};
use crate::facts::State;
use crate::schema::Kind;
use crate::syntax::Level;

/// What kind of mistake it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CauseKind {
    /// 数字: one figure, or the same in several places.
    Figure,
    /// 错行: figures in other rows than their own.
    Row,
    /// 错列: figures in other columns than their own.
    Column,
    /// 单位: amounts in another unit than the table says.
    Unit,
    /// 合计未改: a total that was not brought up to date with its parts.
    Total,
    /// 错列: a column that its rows contradict as a whole.
    Copied,
    /// 漏行: a row that is missing below its whole; each mend says by how much the parts of a figure fall short.
    Lost,
    /// 漏行: a row that is printed twice.
    Twice,
    /// 词语: a word that its figures or the form contradict.
    Word,
    /// 缺漏: something that must be there is not.
    Missing,
    /// 用语: wording, names, typography.
    Wording,
    /// 其他: what follows from no hypothesis.
    Other,
}

/// A figure to change.
#[derive(Clone, Debug, PartialEq)]
pub struct Mend {
    /// The figure as it is printed.
    pub spot: Spot,
    /// What it should be; none where the document does not tell. Zero without a printed place is a blank.
    pub should: Option<Quantity>,
    /// Where the figure is printed that belongs here.
    pub from: Option<Spot>,
    /// Its table prints no zeros behind the point.
    pub trims_zeros: bool,
    /// Of a word: the one that says so.
    pub word: Option<String>,
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
    /// Other changes that explain as much.
    pub alternatives: u32,
    /// Tells it from other causes, in every run and format.
    pub fingerprint: String,
}

impl Cause {
    /// The findings that are 不符, together where they share figures: what there is without any hypothesis.
    #[must_use]
    pub fn of_findings(findings: &[Finding]) -> Vec<Cause> {
        in_order(left_over(findings, &mut vec![false; findings.len()]))
    }
}

/// The causes of all findings that are 不符: those that hypotheses explain, then what is left by what it shares.
pub(super) fn causes(
    view: &View<'_>,
    found: &[causes::Cause<'_>],
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
    for cause in found {
        let mut explains: Vec<usize> = cause
            .explains
            .iter()
            .filter_map(|(step, element, reading)| by_key.get(&(step.check, *element, *reading)).copied())
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
            all.push(named(view, cause, explains));
        }
    }
    all.extend(left_over(findings, &mut taken));
    in_order(all)
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

fn named(view: &View<'_>, cause: &causes::Cause<'_>, explains: Vec<usize>) -> Cause {
    let spot = |at: FigureAt| spot_of_claim(view, at.cell, at.reading as usize);
    let mends: Vec<Mend> = cause
        .mends
        .iter()
        .map(|mend| Mend {
            spot: spot(mend.at),
            should: mend.should.map(|should| should_be(view, mend.at, should)),
            from: mend.from.map(spot),
            trims_zeros: trims_zeros(view, mend.at),
            word: mend.should.and_then(|(value, ..)| word_for(view, mend.at, value)),
        })
        .collect();
    let kind = match cause.kind {
        causes::Kind::Figure => CauseKind::Figure,
        causes::Kind::Row => CauseKind::Row,
        causes::Kind::Column => CauseKind::Column,
        causes::Kind::Copied => CauseKind::Copied,
        causes::Kind::Word => CauseKind::Word,
        causes::Kind::Lost => CauseKind::Lost,
        causes::Kind::Twice => CauseKind::Twice,
        causes::Kind::Unit => CauseKind::Unit,
        causes::Kind::Total => CauseKind::Total,
    };
    let mut rows: Vec<_> = cause.mends.iter().map(|mend| (mend.at.cell.family, mend.at.cell.row)).collect();
    rows.sort_unstable();
    rows.dedup();
    let block = cause.block.map(|(_, last, by)| Block { last: spot(last), rows: rows.len() as u32, by });
    let mut places = vec![spot(cause.first)];
    for mend in &mends {
        if !places.contains(&mend.spot) {
            places.push(mend.spot.clone());
        }
    }
    let level = cause.level;
    let fingerprint = fingerprint(kind, places.first(), &mends);
    Cause {
        kind,
        level,
        places,
        mends,
        block,
        explains,
        holds_after: cause.holds_after,
        certain: cause.certain,
        alternatives: cause.alternatives,
        fingerprint,
    }
}

/// The shortest word of a slot's words that stands for a value.
fn word_for(view: &View<'_>, at: FigureAt, value: i64) -> Option<String> {
    let column = view.schema.column(at.cell.family, at.cell.column)?;
    let Kind::Words(class) = column.kind else { return None };
    let scale = 10_i64.checked_pow(u32::from(view.dimension_at(at.cell).scale()))?;
    let words = view.schema.words.get(class.0 as usize)?.words.iter();
    let fitting = words.filter(|(_, sign)| sign.checked_mul(scale) == Some(value));
    fitting.min_by_key(|(word, _)| word.chars().count()).map(|(word, _)| word.clone())
}

/// Whether figures of the same family and kind are printed without zeros behind the point: 5.5, 30.
fn trims_zeros(view: &View<'_>, at: FigureAt) -> bool {
    let Some(read) = view.read_of(at.cell.family) else { return false };
    let rows = read.fixed.iter().chain(&read.rows);
    let claims = rows.flat_map(|row| row.cells.iter()).filter_map(|cell| cell.claims.first());
    let decimals = |text: &str| {
        text.split_once('.').map_or(0, |(_, rest)| rest.chars().filter(char::is_ascii_digit).count())
    };
    let printed: Vec<usize> =
        claims.filter(|claim| !claim.implied).map(|claim| decimals(&claim.text)).collect();
    printed.iter().max() != printed.iter().min()
}

/// A value as it should be printed at a figure's place.
fn should_be(view: &View<'_>, at: FigureAt, (value, state, place): (i64, State, Place)) -> Quantity {
    let scale = view.dimension_at(at.cell).scale();
    let value = Exact::from_fixed(value, scale);
    let place = if state == State::Value { place } else { Place::EXACT };
    let interval = Interval::point(&value);
    quantity(view, Some(at.cell), &value, &interval, place)
}

/// What no hypothesis explains: together what rests on the same figures, as findings follow from each other.
fn left_over(findings: &[Finding], taken: &mut [bool]) -> Vec<Cause> {
    let fails = |at: usize| findings.get(at).is_some_and(|finding| finding.verdict == Verdict::Fail);
    let free = |taken: &[bool], at: usize| taken.get(at) == Some(&false) && fails(at);
    let mut all = Vec::new();
    for at in 0..findings.len() {
        let Some(finding) = findings.get(at) else { continue };
        let leads =
            finding.follows.is_none_or(|root| root >= findings.len() || taken.get(root) == Some(&true));
        if !free(taken, at) || !leads {
            continue;
        }
        let follows = |other: &usize| findings.get(*other).is_some_and(|one| one.follows == Some(at));
        let mut explains: Vec<usize> = vec![at];
        explains
            .extend((0..findings.len()).filter(|other| *other != at && free(taken, *other)).filter(follows));
        for one in &explains {
            if let Some(flag) = taken.get_mut(*one) {
                *flag = true;
            }
        }
        all.push(unexplained(findings, explains));
    }
    // What follows from something that was explained, or in a circle, stands for itself.
    for at in 0..findings.len() {
        if free(taken, at) {
            if let Some(flag) = taken.get_mut(at) {
                *flag = true;
            }
            all.push(unexplained(findings, vec![at]));
        }
    }
    all
}

fn unexplained(findings: &[Finding], explains: Vec<usize>) -> Cause {
    let of = || explains.iter().filter_map(|at| findings.get(*at));
    let kind = of().next().map_or(CauseKind::Other, kind_of);
    let level = of().map(|finding| finding.level).min().unwrap_or_default();
    let mut places: Vec<Spot> = Vec::new();
    for spot in of().flat_map(|finding| finding.places.iter()) {
        if !places.contains(spot) {
            places.push(spot.clone());
        }
    }
    let rule = of().next().map(|finding| finding.rule.as_str()).unwrap_or_default();
    let first = places.first().map(|spot| Spot { quote: rule.to_owned(), ..spot.clone() });
    let fingerprint = fingerprint(kind, first.as_ref(), &[]);
    let (holds_after, certain, alternatives) = (0, false, 0);
    let (mends, block) = (Vec::new(), None);
    Cause { kind, level, places, mends, block, explains, holds_after, certain, alternatives, fingerprint }
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

/// Names, printed and meant figures, without places: these differ by format (FNV-1a).
fn fingerprint(kind: CauseKind, first: Option<&Spot>, mends: &[Mend]) -> String {
    let mut digest: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |text: &str| {
        for byte in text.bytes().chain([0]) {
            digest = (digest ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    add(&format!("{kind:?}"));
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
    format!("{digest:016x}")
}
