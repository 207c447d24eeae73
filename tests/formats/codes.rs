//! Codes as people write them: in groups of their levels.

use crate::support::check;

const EXAMPLE: &str = include_str!("../../examples/正确.txt");

/// The faultless example with the codes of its tables written in another way.
fn written(write: impl Fn(&str) -> String) -> String {
    let line = |line: &str| match line.split_once('\t') {
        Some((code, rest)) if code.len() >= 3 && code.bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("{}\t{rest}", write(code))
        }
        _ => line.to_owned(),
    };
    EXAMPLE.lines().map(line).collect::<Vec<_>>().join("\n")
}

fn groups(code: &str, sign: &str) -> String {
    let (first, rest) = code.split_at(3);
    let further = rest.as_bytes().chunks(2).map(|pair| format!("{sign}{}", String::from_utf8_lossy(pair)));
    format!("{first}{}", further.collect::<String>())
}

#[test]
fn codes_in_groups_are_the_codes() {
    let control = check("正确.txt", EXAMPLE.as_bytes());
    assert!(control.findings.is_empty(), "{:?}", control.findings);
    for (name, text) in [
        ("blanks", written(|code| groups(code, " "))),
        ("wide blanks", written(|code| groups(code, "\u{3000}"))),
        ("strokes", written(|code| groups(code, "-"))),
    ] {
        assert_ne!(text, EXAMPLE, "{name}");
        let told = check("正确.txt", text.as_bytes());
        assert!(told.findings.is_empty(), "{name}: {:#?}", told.findings);
        assert_eq!(told.tables, control.tables, "{name}");
    }
}

/// A figure before a name is no code.
#[test]
fn figures_that_look_like_codes_stay_figures() {
    let text = EXAMPLE.replace("1339.00", "208.05");
    assert_ne!(text, EXAMPLE);
    let told = check("正确.txt", text.as_bytes());
    let printed =
        told.findings.iter().flat_map(|one| &one.places).filter(|place| place.text.contains("208.05"));
    assert!(printed.count() > 0, "the figure is read and found wrong");
}
