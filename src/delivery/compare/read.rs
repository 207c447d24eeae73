//! The result of a run, read back: JSON, or JSON Lines.

use std::fmt;

use serde::Deserialize;

use super::super::file_name;
use super::{Told, UnitTold};

/// The units of a run, and how many inputs it could not read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Before {
    /// The units.
    pub units: Vec<UnitTold>,
    /// Inputs that could not be read.
    pub unread: usize,
}

/// Why a result cannot be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CompareError {
    /// It is no result of a check.
    Other(String),
    /// A line is no JSON: its number, and why.
    Line(usize, String),
    /// Its entries are not told apart: it was made by an older program.
    WithoutCauses,
}

impl fmt::Display for CompareError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(why) => write!(
                formatter,
                "不是核对的结果（{why}）；请给 check --format json 或 jsonl 的输出，或 --out 的文件夹"
            ),
            Self::Line(line, why) => {
                write!(formatter, "第 {line} 行不是完整的 JSON（{why}）；文件可能没有写完")
            }
            Self::WithoutCauses => {
                formatter.write_str("结果里没有 causes，看不出各条；请用现在的程序重新核对")
            }
        }
    }
}

impl std::error::Error for CompareError {}

#[derive(Deserialize)]
struct WholeIn {
    schema: String,
    units: Vec<UnitIn>,
}

#[derive(Deserialize)]
struct UnitIn {
    schema: Option<String>,
    #[serde(default)]
    source: String,
    unit: Option<String>,
    year: Option<i32>,
    error: Option<String>,
    causes: Option<Vec<CauseIn>>,
}

#[derive(Deserialize)]
struct CauseIn {
    kind: String,
    level: String,
    headline: String,
    fingerprint: String,
    waived: Option<WaivedIn>,
}

#[derive(Deserialize)]
struct WaivedIn {
    reason: String,
}

/// Reads the result of a run.
///
/// # Errors
/// When it is none.
pub fn read_run(text: &str) -> Result<Before, CompareError> {
    let text = text.trim_start_matches('\u{FEFF}').trim();
    if text.is_empty() {
        return Err(CompareError::Other("是空的".to_owned()));
    }
    if let Ok(whole) = serde_json::from_str::<WholeIn>(text) {
        return if whole.schema.starts_with("gouji/findings/") {
            units(whole.units)
        } else {
            Err(other(&whole.schema))
        };
    }
    let mut lines = Vec::new();
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let unit: UnitIn = serde_json::from_str(line).map_err(|why| {
            if at == 0 {
                CompareError::Other(why.to_string())
            } else {
                CompareError::Line(at + 1, why.to_string())
            }
        })?;
        match &unit.schema {
            Some(schema) if schema.starts_with("gouji/summary/") => {}
            Some(schema) => return Err(other(schema)),
            None => lines.push(unit),
        }
    }
    units(lines)
}

fn other(schema: &str) -> CompareError {
    CompareError::Other(schema.to_owned())
}

fn units(read: Vec<UnitIn>) -> Result<Before, CompareError> {
    let mut run = Before::default();
    for unit in read {
        if unit.error.is_some() {
            run.unread += 1;
            continue;
        }
        let file = file_name(&unit.source);
        let name = unit.unit.filter(|name| !name.is_empty()).unwrap_or_else(|| file.to_owned());
        let causes = unit.causes.ok_or(CompareError::WithoutCauses)?;
        let told = |cause: CauseIn| Told {
            unit: name.clone(),
            year: unit.year,
            level: cause.level,
            kind: cause.kind,
            headline: cause.headline,
            fingerprint: cause.fingerprint,
            waived: cause.waived.map(|waived| waived.reason).unwrap_or_default(),
        };
        let entries = causes.into_iter().map(told).collect();
        run.units.push(UnitTold { unit: name.clone(), year: unit.year, entries });
    }
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_result_is_said_to_be_none() {
        for text in ["", "甲", "{}", "[1]", "{\"schema\":\"gouji/account/1\",\"accounts\":[]}"] {
            assert!(read_run(text).is_err(), "{text}");
        }
        let cut = "{\"source\":\"a\",\"causes\":[]}\n{\"source\":";
        assert!(matches!(read_run(cut), Err(CompareError::Line(2, _))));
    }
}
