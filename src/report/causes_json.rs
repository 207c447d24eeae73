//! Causes as JSON: the field `causes` of a unit.

use serde::Serialize;

use super::cause::{headline, kind_word, should_text};
use super::place_json::NamedOut;
use super::words::level_word;
use crate::proof::{Cause, Mend, Spot, UnitFindings};

#[derive(Serialize)]
pub(super) struct CauseOut<'a> {
    id: usize,
    kind: &'static str,
    level: &'static str,
    headline: String,
    places: Vec<CausePlaceOut<'a>>,
    mends: Vec<MendOut<'a>>,
    explains: &'a [usize],
    holds_after: u32,
    certain: bool,
    bounded: bool,
    alternatives: usize,
    others: Vec<Vec<MendOut<'a>>>,
    waits: &'a [usize],
    fingerprint: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    waived: Option<WaivedOut<'a>>,
}

#[derive(Serialize)]
struct WaivedOut<'a> {
    reason: &'a str,
    by: &'a str,
    until: &'a str,
}

#[derive(Serialize)]
struct CausePlaceOut<'a> {
    #[serde(flatten)]
    named: NamedOut<'a>,
    text: &'a str,
}

#[derive(Serialize)]
struct MendOut<'a> {
    #[serde(flatten)]
    named: NamedOut<'a>,
    printed: &'a str,
    should: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<CausePlaceOut<'a>>,
}

/// The causes of a unit, numbered from 1 in the order in which the report shows them.
pub(super) fn causes_out(unit: &UnitFindings) -> Vec<CauseOut<'_>> {
    (1..).zip(&unit.causes).map(|(id, cause)| cause_out(id, cause, unit)).collect()
}

fn cause_out<'a>(id: usize, cause: &'a Cause, unit: &'a UnitFindings) -> CauseOut<'a> {
    CauseOut {
        id,
        kind: kind_word(cause.kind),
        level: level_word(cause.level),
        headline: headline(cause, &unit.findings),
        places: cause.places.iter().map(place_out).collect(),
        mends: cause.mends.iter().map(mend_out).collect(),
        explains: &cause.explains,
        holds_after: cause.holds_after,
        certain: cause.certain,
        bounded: cause.bounded,
        alternatives: cause.others.len(),
        others: cause.others.iter().map(|other| other.iter().map(mend_out).collect()).collect(),
        waits: &cause.waits,
        fingerprint: &cause.fingerprint,
        waived: cause.waived.as_ref().map(|waived| WaivedOut {
            reason: &waived.reason,
            by: &waived.by,
            until: &waived.until,
        }),
    }
}

fn place_out(spot: &Spot) -> CausePlaceOut<'_> {
    CausePlaceOut { named: NamedOut::new(spot), text: &spot.text }
}

fn mend_out(mend: &Mend) -> MendOut<'_> {
    MendOut {
        named: NamedOut::new(&mend.spot),
        printed: &mend.spot.text,
        should: should_text(mend),
        from: mend.from.as_ref().map(place_out),
    }
}
