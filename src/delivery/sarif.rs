//! The result as SARIF 2.1.0, which editors and servers for code show beside the files.

use serde_json::{Value, json};

use super::Delivered;
use crate::report::{Entry, EntryPlace, UnitEntries, to_text};

/// The file: a result an entry, with the rules that fail.
#[must_use]
pub fn sarif(delivered: &Delivered) -> String {
    let all = || delivered.units.iter().flat_map(|unit| unit.entries.iter().map(move |entry| (unit, entry)));
    let mut rules: Vec<&str> = all().filter_map(|(_, entry)| Some(entry.rules.first()?.as_str())).collect();
    rules.sort_unstable();
    rules.dedup();
    let results: Vec<Value> = all().map(|(unit, entry)| result(unit, entry)).collect();
    let unread: Vec<Value> = delivered
        .refused
        .iter()
        .map(|(name, why)| {
            json!({ "level": "error", "message": { "text": why },
                "locations": [{ "physicalLocation": { "artifactLocation": { "uri": uri(name) } } }] })
        })
        .collect();
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "gouji",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>(),
            } },
            "invocations": [{ "executionSuccessful": unread.is_empty(), "toolExecutionNotifications": unread }],
            "results": results,
        }],
    });
    to_text(&log)
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
