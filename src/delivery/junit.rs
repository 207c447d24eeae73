//! The result as JUnit XML: a suite a unit, a case an entry; what build servers show.

use std::io::Write;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

use super::{Delivered, DeliveryError};
use crate::report::{Entry, UnitEntries};

type Out<'w> = Writer<&'w mut dyn Write>;

/// Writes the file. Only entries at level 错误 fail; files that could not be read are errors.
///
/// # Errors
/// When `out` takes no more, or a unit cannot be read again.
pub fn junit(delivered: &Delivered<'_>, out: &mut dyn Write) -> Result<(), DeliveryError> {
    let refused = |why: std::io::Error| DeliveryError::Format("JUnit", why.to_string());
    let mut writer = Writer::new_with_indent(out, b' ', 1);
    writer.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None))).map_err(refused)?;
    writer.write_event(Event::Start(BytesStart::new("testsuites"))).map_err(refused)?;
    delivered.units.each(&mut |unit| suite(&mut writer, unit).map_err(refused))?;
    end(&mut writer, delivered).map_err(refused)
}

fn end(writer: &mut Out<'_>, delivered: &Delivered<'_>) -> std::io::Result<()> {
    for (name, why) in &delivered.refused {
        let mut start = BytesStart::new("testsuite");
        let name = printable(name);
        start.extend_attributes([
            ("name", name.as_str()),
            ("tests", "1"),
            ("errors", "1"),
            ("failures", "0"),
        ]);
        writer.write_event(Event::Start(start))?;
        case(writer, "读文件", &name, Some(("error", "读不了", &printable(why))))?;
        writer.write_event(Event::End(BytesEnd::new("testsuite")))?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuites")))?;
    writer.get_mut().write_all(b"\n")
}

fn suite(writer: &mut Out<'_>, unit: &UnitEntries) -> std::io::Result<()> {
    let mut start = BytesStart::new("testsuite");
    let name = printable(&unit.title());
    let (tests, failures) = (unit.entries.len().max(1).to_string(), unit.count("错误").to_string());
    start.extend_attributes([
        ("name", name.as_str()),
        ("tests", &tests),
        ("errors", "0"),
        ("failures", &failures),
    ]);
    writer.write_event(Event::Start(start))?;
    let source = printable(&unit.source);
    if unit.entries.is_empty() {
        case(writer, &printable(&unit.result), &source, None)?;
    }
    for entry in &unit.entries {
        let told = told(entry);
        let failure = entry.is_open("错误").then_some(("failure", entry.kind.as_str(), told.as_str()));
        case(writer, &printable(&format!("{}. {}", entry.number, entry.headline)), &source, failure)?;
    }
    writer.write_event(Event::End(BytesEnd::new("testsuite")))
}

fn told(entry: &Entry) -> String {
    let places = entry.places.iter().map(|place| format!("{} {} {}", place.at, place.name(), place.should));
    let mut lines: Vec<String> = places.map(|line| line.trim().to_owned()).collect();
    lines.push(entry.why.clone());
    lines.push(format!("规则 {}", entry.rules.join("、")));
    printable(&lines.join("\n"))
}

fn case(
    writer: &mut Out<'_>,
    name: &str,
    class: &str,
    failure: Option<(&str, &str, &str)>,
) -> std::io::Result<()> {
    let mut start = BytesStart::new("testcase");
    start.extend_attributes([("name", name), ("classname", class)]);
    let Some((what, kind, text)) = failure else { return writer.write_event(Event::Empty(start)) };
    writer.write_event(Event::Start(start))?;
    let mut failed = BytesStart::new(what);
    failed.extend_attributes([("message", name), ("type", kind)]);
    writer.write_event(Event::Start(failed))?;
    writer.write_event(Event::Text(BytesText::new(text)))?;
    writer.write_event(Event::End(BytesEnd::new(what)))?;
    writer.write_event(Event::End(BytesEnd::new("testcase")))
}

/// What XML can hold: other control characters are replaced.
fn printable(text: &str) -> String {
    let fits = |sign: char| !sign.is_control() || matches!(sign, '\n' | '\t');
    let fits = |sign: char| fits(sign) && !matches!(sign, '\u{FFFE}' | '\u{FFFF}');
    text.chars().map(|sign| if fits(sign) { sign } else { '\u{FFFD}' }).collect()
}
