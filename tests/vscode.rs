//! The extension for VS Code: what it knows of the language is what the grammar says, and its parts fit together.

use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::program::{gouji, out};

fn json(path: &str) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// The words in quotes of the rules of the grammar whose names fit.
fn words(fits: impl Fn(&str) -> bool) -> BTreeSet<String> {
    let grammar = fs::read_to_string("grammar/gouji.pest").unwrap();
    let mut found = BTreeSet::new();
    let mut own = false;
    for line in grammar.lines().filter(|line| !line.trim_start().starts_with("//")) {
        if let Some((name, _)) = line.split_once('=').filter(|_| !line.starts_with([' ', '}'])) {
            own = fits(name.trim());
        }
        if own {
            found.extend(line.split('"').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

#[test]
fn every_word_of_the_language_is_coloured() {
    let grammar = json("editors/vscode/syntaxes/gouji.tmLanguage.json");
    let mut patterns: Vec<String> = Vec::new();
    for (_, part) in grammar["repository"].as_object().unwrap() {
        patterns.extend(part["match"].as_str().map(str::to_owned));
    }
    let coloured: BTreeSet<&str> =
        patterns.iter().flat_map(|pattern| pattern.split(['(', ')', '|', ':'])).collect();
    let is_word = |name: &str| {
        name.starts_with("kw_")
            || ["term_class", "phrase_class", "function_word", "word_operator"].contains(&name)
    };
    let words = words(is_word);
    assert!(words.len() > 120 && words.contains("规则") && words.contains("主体"), "{}", words.len());
    let plain: Vec<&String> = words.iter().filter(|word| !coloured.contains(word.as_str())).collect();
    assert!(plain.is_empty(), "{plain:?}");
    // What is no word of the grammar any more is not coloured as one.
    let own = ["declaration", "term", "function", "keyword"];
    for name in own {
        let part = grammar["repository"][name]["match"].as_str().unwrap();
        let pattern = part.to_owned();
        let inside = pattern.split("(?:").nth(1).unwrap().split(')').next().unwrap();
        for word in inside.split('|') {
            assert!(words.contains(word), "{word}");
        }
    }
}

#[test]
fn what_the_extension_offers_is_there() {
    let about = json("editors/vscode/package.json");
    let client = fs::read_to_string("editors/vscode/extension.js").unwrap();
    for command in about["contributes"]["commands"].as_array().unwrap() {
        let name = command["command"].as_str().unwrap();
        assert!(client.contains(&format!("'{name}':")), "{name}");
    }
    let language = &about["contributes"]["languages"][0];
    for file in [&about["main"], &language["configuration"], &about["contributes"]["grammars"][0]["path"]] {
        let path = format!("editors/vscode/{}", file.as_str().unwrap());
        assert!(fs::exists(&path).unwrap(), "{path}");
    }
    assert_eq!(about["version"], env!("CARGO_PKG_VERSION"));
    assert!(client.contains("'gouji.setDocument'"));
}

#[test]
fn findings_are_shown_at_their_lines() {
    if Command::new("node").arg("--version").output().is_err() {
        println!("skipped: there is no node");
        return;
    }
    let found = out(&gouji(&["check", "examples/青岚区图书馆2024年度部门决算.txt", "--format", "json"]));
    let file = std::env::temp_dir().join(format!("gouji-vscode-{}.json", std::process::id()));
    fs::write(&file, &found).unwrap();
    let script = "const { problems, readable, rulesOf } = require('./editors/vscode/findings');\
        const result = JSON.parse(require('fs').readFileSync(process.argv[1], 'utf8'));\
        console.log(JSON.stringify([problems(result), rulesOf(['/甲/乙/丙.gj', '/丁/戊.gj'], ['/甲']),\
            readable('a.TXT'), readable('a.gj'), problems({})]));";
    let ran = Command::new("node").args(["-e", script]).arg(&file).output().unwrap();
    fs::remove_file(&file).unwrap();
    let answer: Value = serde_json::from_str(&out(&ran)).unwrap();
    let shown = answer[0].as_array().unwrap();
    let found: Value = serde_json::from_str(&found).unwrap();
    let fails = found["units"][0]["findings"].as_array().unwrap().iter();
    let fails = fails.filter(|finding| finding["verdict"] == "不符").count();
    assert!(fails > 3 && shown.len() >= fails, "{} of {fails}", shown.len());
    assert!(shown.iter().all(|one| one["line"].as_u64().unwrap() > 0 && one["rule"].is_string()));
    assert_eq!(answer[1], serde_json::json!(["/甲", "/丁"]));
    assert_eq!((&answer[2], &answer[3], &answer[4]), (&true.into(), &false.into(), &serde_json::json!([])));
}
