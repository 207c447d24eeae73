//! A folder of documents of several editions, converted and checked: what is said of each unit is what is said of its
//! document, in each format and back again.

use crate::regions::{forms, made};
use crate::support::clause_rules::clause_rules;
use crate::support::program::{Folder, err, gouji, out};
use gouji::session::{Editions, Shipped};
use serde_json::Value;

/// Documents of several layers and years, sound ones and one with slips, tables of one in a file of their own.
fn folder(name: &str) -> Folder {
    let form = |unit: &'static str, yuan| made::Form { year: 2024, unit, yuan };
    let library = std::fs::read_to_string("examples/青岚区图书馆2024年度部门决算.txt").unwrap();
    let sichuan = forms::sichuan(&form("清泉县商务局", false), false);
    let texts = [
        ("图书馆.txt", library),
        ("四川.txt", sichuan.replace("2024", "2023")),
        ("云南.txt", forms::yunnan(&form("白溪县商务局", false))),
        ("陕西.txt", forms::shaanxi(&form("黑石县商务局", true))),
    ];
    let files: Vec<(String, Vec<u8>)> =
        texts.into_iter().map(|(file, text)| (format!("公开/{file}"), slips(&text).into_bytes())).collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    Folder::new(&format!("converted-{name}"), &files)
}

/// The text with every fortieth decimal changed.
fn slips(text: &str) -> String {
    let (mut last, mut met) = (' ', 0);
    let change = |letter: char| {
        met += usize::from(last == '.' && letter.is_ascii_digit());
        let is_met = last == '.' && letter.is_ascii_digit() && met % 40 == 7;
        last = letter;
        if is_met { if letter == '3' { '8' } else { '3' } } else { letter }
    };
    text.chars().map(change).collect()
}

/// What is said of each unit by rules that are not about wording nor of clauses, without places and what depends on
/// their order; and of all units of a rule set together.
fn said(input: &str) -> (Vec<Value>, Vec<(String, Value)>) {
    let clauses = clause_rules(&Editions::new(&Shipped, &[], Some(2024)).plain());
    let is_kept = |line: &Value| line["rule"].as_str().is_some_and(|rule| !clauses.contains(rule));
    let kept = |lines: &Value| -> Value {
        lines.as_array().unwrap().iter().filter(|line| is_kept(line)).cloned().collect()
    };
    let output = gouji(&["check", input, "--format", "jsonl", "--ledger", "--skip", "用语"]);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{input}: {}", err(&output));
    let lines = out(&output).lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<Value>>();
    let (units, totals): (Vec<Value>, Vec<Value>) =
        lines.into_iter().partition(|line| line.get("findings").is_some());
    let mut said: Vec<Value> = units
        .into_iter()
        .map(|unit| {
            let mut findings: Vec<Value> = kept(&unit["findings"]).as_array().unwrap().to_vec();
            findings.iter_mut().for_each(without_places);
            findings.sort_by_key(Value::to_string);
            let ledger = kept(&unit["ledger"]);
            let mut said = serde_json::json!({ "findings": findings, "ledger": ledger });
            for field in ["unit", "year", "tables"] {
                said[field] = unit[field].clone();
            }
            said
        })
        .collect();
    said.sort_by_key(|unit| unit["unit"].to_string());
    (said, totals.iter().map(|line| (line["rules"].to_string(), kept(&line["ledger"]))).collect())
}

/// Takes out where figures stand, how they are printed, and the words around them, and how findings are grouped, which goes by their order.
fn without_places(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            for field in ["file", "page", "line", "sheet", "cell", "text", "quote", "follows"] {
                fields.remove(field);
            }
            fields.values_mut().for_each(without_places);
        }
        Value::Array(values) => values.iter_mut().for_each(without_places),
        // Figures of tables are written without the separators that they were printed with.
        Value::String(text) => text.retain(|letter| letter != ','),
        _ => {}
    }
}

fn convert(from: &str, to: &str) {
    let output = gouji(&["convert", from, "--to", to]);
    assert_eq!(output.status.code(), Some(0), "{from} → {to}: {}", err(&output));
}

#[test]
fn each_unit_keeps_its_edition_and_what_is_said_of_it_in_every_format_and_back() {
    let folder = folder("formats");
    let documents = folder.path("公开");
    let (wanted, by_rules) = said(&documents);
    assert_eq!(wanted.len(), 4);
    assert!(wanted.iter().all(|unit| unit["ledger"].as_array().unwrap().len() > 100));
    assert!(by_rules.len() >= 4, "several editions: {by_rules:?}");
    let chain = ["一.csv", "二.parquet", "三.yaml", "四.parquet", "五.csv"];
    let mut from = documents;
    for file in chain {
        let to = folder.path(file);
        convert(&from, &to);
        from.clone_from(&to);
        if matches!(file, "四.parquet" | "五.csv") {
            continue;
        }
        let (got, counted) = said(&to);
        assert_eq!(got.len(), wanted.len(), "{file}");
        for (got, wanted) in got.iter().zip(&wanted) {
            for field in ["unit", "year", "tables", "ledger", "findings"] {
                assert_eq!(got[field], wanted[field], "{file}: {} {field}", wanted["unit"]);
            }
        }
        assert_eq!(counted, by_rules, "{file}");
    }
    // What was written from what was read is what was read.
    let [first, last] = ["一.csv", "五.csv"].map(|file| std::fs::read_to_string(folder.path(file)).unwrap());
    let lines = |text: &'_ str, other: &'_ str| -> Vec<String> {
        text.lines().filter(|line| !other.contains(line)).map(str::to_owned).collect()
    };
    assert!(first == last, "only first: {:?}\nonly last: {:?}", lines(&first, &last), lines(&last, &first));
    assert_eq!(
        std::fs::read(folder.path("二.parquet")).unwrap(),
        std::fs::read(folder.path("四.parquet")).unwrap()
    );
}
