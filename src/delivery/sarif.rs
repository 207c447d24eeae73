//! The result as SARIF 2.1.0, which editors and servers for code show beside the files.

use std::cell::RefCell;
use std::io::Write;

use serde::ser::{Error, SerializeSeq};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

use super::{Delivered, DeliveryError, Units};
use crate::report::{Entry, EntryPlace, UnitEntries};

/// Writes the file: a result an entry, with the rules that fail.
///
/// # Errors
/// When `out` takes no more, or a unit cannot be read again.
pub fn sarif(delivered: &Delivered<'_>, out: &mut dyn Write) -> Result<(), DeliveryError> {
    let rules = delivered.roll.rules.keys().map(|id| json!({ "id": id }));
    let unread: Vec<Value> = delivered
        .refused
        .iter()
        .map(|(name, why)| {
            json!({ "level": "error", "message": { "text": why },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(name) } } }] })
        })
        .collect();
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        runs: [Run {
            invocations: json!([{ "executionSuccessful": unread.is_empty(), "toolExecutionNotifications": unread }]),
            results: Results { units: delivered.units, failed: RefCell::new(None) },
            tool: json!({ "driver": {
                "name": "gouji",
                "rules": rules.collect::<Vec<_>>(),
                "version": env!("CARGO_PKG_VERSION"),
            } }),
        }],
        version: "2.1.0",
    };
    let written = serde_json::to_writer_pretty(&mut *out, &log).map_err(|why| why.to_string());
    // What failed behind the format is told rather than that the format did not come to its end.
    let [Run { results, .. }] = &log.runs;
    if let Some(why) = results.failed.take() {
        return Err(why);
    }
    written
        .and_then(|()| out.write_all(b"\n").map_err(|why| why.to_string()))
        .map_err(|why| DeliveryError::Format("SARIF", why))
}

#[derive(Serialize)]
struct Log<'u> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    runs: [Run<'u>; 1],
    version: &'static str,
}

#[derive(Serialize)]
struct Run<'u> {
    invocations: Value,
    results: Results<'u>,
    tool: Value,
}

/// Results that are made one after another while they are written.
struct Results<'u> {
    units: &'u dyn Units,
    failed: RefCell<Option<DeliveryError>>,
}

impl Serialize for Results<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        let written = self.units.each(&mut |unit| {
            let mut results = unit.entries.iter().map(|entry| result(unit, entry));
            let written = results.try_for_each(|result| list.serialize_element(&result));
            written.map_err(|why| DeliveryError::Format("SARIF", why.to_string()))
        });
        if let Err(why) = written {
            let words = why.to_string();
            self.failed.replace(Some(why));
            return Err(S::Error::custom(words));
        }
        list.end()
    }
}

fn result(unit: &UnitEntries, entry: &Entry) -> Value {
    let level = match entry.level.as_str() {
        "错误" => "error",
        "核实" => "warning",
        _ => "note",
    };
    let locations: Vec<Value> = match entry.places.as_slice() {
        [] => vec![location(unit, &EntryPlace::default())],
        places => places.iter().map(|place| location(unit, place)).collect(),
    };
    let suppressed =
        (!entry.waived.is_empty()).then(|| json!({ "kind": "external", "justification": entry.waived }));
    json!({
        "suppressions": suppressed.into_iter().collect::<Vec<_>>(),
        "ruleId": entry.rules.first().map_or("", String::as_str),
        "level": level,
        "message": { "text": entry.headline },
        "locations": locations,
        "partialFingerprints": { "gouji/v1": entry.fingerprint },
        "properties": { "kind": entry.kind, "why": entry.why, "rules": entry.rules, "unit": unit.unit,
            "year": unit.year },
    })
}

fn location(unit: &UnitEntries, place: &EntryPlace) -> Value {
    let mut physical = json!({ "artifactLocation": { "uri": uri(&unit.source) } });
    if let (Some(line), Some(physical)) = (place.line, physical.as_object_mut()) {
        physical.insert("region".to_owned(), json!({ "startLine": line }));
    }
    json!({
        "physicalLocation": physical,
        "logicalLocations": [{ "fullyQualifiedName": place.name(), "kind": "member" }],
        "message": { "text": format!("{} {}", place.at, place.printed).trim() },
    })
}

/// A path as a reference: what is not plain ASCII is written by its bytes.
fn uri(path: &str) -> String {
    let mut out = String::new();
    for byte in path.replace('\\', "/").bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn paths_are_written_by_their_bytes() {
        assert_eq!(uri("甲/a b.txt"), "%E7%94%B2/a%20b.txt");
    }
}
