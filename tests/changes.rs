//! What changes nothing in a document's meaning changes no finding.

use crate::support::edits::{
    bars_around, bars_between, broken_at, each_line, full_width, is_row, more_blank_lines,
    no_spaces_before_units, soft_breaks, spaces_before_units, with_separators, without_separators,
};
use crate::support::{Sample, all_said, check, in_parallel, more, samples};
use encoding_rs::{GB18030, GBK};
use gouji::document::read;
use gouji::proof::Verdict;

/// An edit: what it is called, and the bytes that it makes of a sample.
type Edit = (&'static str, fn(&Sample) -> Vec<u8>);

const ENCODINGS: [Edit; 7] = [
    ("GB18030", |sample| GB18030.encode(&sample.text).0.into_owned()),
    ("GBK", |sample| {
        // Signs that GBK lacks have no way into such a file.
        let letters = sample.text.chars().map(|c| if GBK.encode(&c.to_string()).2 { '*' } else { c });
        GBK.encode(&letters.collect::<String>()).0.into_owned()
    }),
    ("UTF-8 with mark", |sample| [&b"\xef\xbb\xbf"[..], sample.text.as_bytes()].concat()),
    ("UTF-16LE with mark", |sample| wide(&format!("\u{feff}{}", sample.text), u16::to_le_bytes)),
    ("UTF-16BE with mark", |sample| wide(&format!("\u{feff}{}", sample.text), u16::to_be_bytes)),
    ("UTF-16LE", |sample| wide(&sample.text, u16::to_le_bytes)),
    ("UTF-16BE", |sample| wide(&sample.text, u16::to_be_bytes)),
];

const LINES: [Edit; 8] = [
    ("\\r\\n", |sample| sample.text.replace('\n', "\r\n").into_bytes()),
    ("\\r", |sample| sample.text.replace('\n', "\r").into_bytes()),
    ("blanks at ends of lines", |sample| {
        each_line(&sample.text, |line| if is_row(line) { line.to_owned() } else { format!("{line} ") }).into()
    }),
    ("blank lines in prose", |sample| more_blank_lines(&sample.text, false).into()),
    ("blank lines everywhere", |sample| more_blank_lines(&sample.text, true).into()),
    ("lines of 74 columns", |sample| soft_breaks(&sample.text, 74, false).into()),
    ("lines of 52 columns", |sample| soft_breaks(&sample.text, 52, false).into()),
    ("lines of 82 columns, blank lines between", |sample| soft_breaks(&sample.text, 82, true).into()),
];

const FIGURES: [Edit; 8] = [
    ("separators", |sample| with_separators(&sample.text).into()),
    ("no separators", |sample| without_separators(&sample.text).into()),
    ("full width", |sample| full_width(&sample.text).into()),
    ("full width with separators", |sample| full_width(&with_separators(&sample.text)).into()),
    ("blanks before units", |sample| spaces_before_units(&sample.text).into()),
    ("no blanks before units", |sample| no_spaces_before_units(&sample.text).into()),
    ("bars for tabs", |sample| bars_between(&sample.text).into()),
    ("bars around", |sample| bars_around(&sample.text).into()),
];

const ANOTHER_UNIT: &str = "another unit";

const NAMES: [Edit; 1] =
    [(ANOTHER_UNIT, |sample| sample.text.replace(sample.unit_word, other_unit(sample.unit_word)).into())];

fn other_unit(word: &str) -> &'static str {
    match word {
        "硚口" => "临泉",
        "宜川路" => "红叶",
        _ => "白川县文化馆",
    }
}

fn wide(text: &str, bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(bytes).collect()
}

/// Fails with every difference that the edits make.
fn no_difference(edits: &[Edit]) {
    let mut samples = samples();
    if cfg!(debug_assertions) {
        // The example with problems differs from the one without in a few words.
        samples.retain(|sample| !sample.name.starts_with("青岚区"));
    }
    let jobs: Vec<(&Sample, &Edit)> =
        samples.iter().flat_map(|sample| edits.iter().map(move |edit| (sample, edit))).collect();
    let before = in_parallel(&samples, |sample| all_said(&check("甲.txt", sample.text.as_bytes())));
    let after = in_parallel(&jobs, |(sample, (name, edit))| {
        let edited = edit(sample);
        let blocks = |bytes: &[u8]| read("甲.txt", bytes).unwrap().blocks;
        if blocks(&edited) == blocks(sample.text.as_bytes()) {
            return None;
        }
        let mut after = all_said(&check("甲.txt", &edited));
        if *name == ANOTHER_UNIT {
            after
                .iter_mut()
                .for_each(|one| *one = one.replace(other_unit(sample.unit_word), sample.unit_word));
            after.sort();
        }
        Some(after)
    });
    let mut differences = String::new();
    for ((sample, (edit, _)), after) in jobs.iter().zip(&after) {
        let Some(after) = after else { continue };
        let at = samples.iter().position(|other| other.name == sample.name).unwrap();
        let (gone, new) = (more(&before[at], after), more(after, &before[at]));
        if !gone.is_empty() || !new.is_empty() {
            differences.push_str(&format!("{}: {edit}\n", sample.name));
            gone.iter().for_each(|one| differences.push_str(&format!("  - {one}\n")));
            new.iter().for_each(|one| differences.push_str(&format!("  + {one}\n")));
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn encodings() {
    no_difference(&ENCODINGS);
}

#[test]
fn lines() {
    no_difference(&LINES);
}

#[test]
fn figures_as_printed() {
    no_difference(&FIGURES);
}

#[test]
fn the_name_of_the_unit() {
    no_difference(&NAMES);
}

/// What a text says is the same in lines of any width, in characters or in columns.
#[test]
fn lines_of_any_width() {
    let mut samples = samples();
    let step = if cfg!(debug_assertions) { 9 } else { 1 };
    if cfg!(debug_assertions) {
        samples.retain(|sample| !sample.name.starts_with("青岚区"));
    }
    let widths = (20..=60).step_by(step);
    let jobs: Vec<(&Sample, usize)> =
        samples.iter().flat_map(|sample| widths.clone().map(move |width| (sample, width))).collect();
    let before = in_parallel(&samples, |sample| failures(&sample.text));
    let wrong = in_parallel(&jobs, |(sample, width)| {
        let at = samples.iter().position(|other| other.name == sample.name).unwrap();
        let broken = [broken_at(&sample.text, *width), soft_breaks(&sample.text, 2 * *width, false)];
        let mut wrong = String::new();
        for text in broken {
            let after = failures(&text);
            for (sign, these) in [('-', more(&before[at], &after)), ('+', more(&after, &before[at]))] {
                these.iter().for_each(|one| wrong += &format!("{} at {width}: {sign} {one}\n", sample.name));
            }
        }
        wrong
    });
    assert!(wrong.concat().is_empty(), "{}", wrong.concat());
}

/// What is said of a text that does not hold, or only within rounding.
fn failures(text: &str) -> Vec<String> {
    let mut findings = check("甲.txt", text.as_bytes());
    findings.findings.retain(|finding| matches!(finding.verdict, Verdict::Fail | Verdict::Rounding));
    all_said(&findings)
}
