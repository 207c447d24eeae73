//! Lines of documents come while others are read, halves of a unit are told as one, and an interrupt loses nothing that
//! was finished.

use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};

use crate::support::program::{Folder, err, gouji, out};
use serde_json::Value;

fn library() -> String {
    std::fs::read_to_string("examples/青岚区图书馆2024年度部门决算.txt").unwrap()
}

/// The tables of the example in one file and its prose in another, of a unit of some name.
fn halves(unit: &str) -> (String, String) {
    let text = library().replace("青岚区图书馆", unit);
    let lines: Vec<&str> = text.lines().collect();
    let tables = lines.iter().position(|line| line.starts_with("第二部分") && !line.contains('…')).unwrap();
    let last = lines.iter().rposition(|line| line.starts_with("第二部分")).unwrap().max(tables);
    let prose = lines.iter().rposition(|line| line.starts_with("第三部分")).unwrap();
    let head = format!("云泽市{unit}2024年度部门决算\n");
    (format!("{head}{}", lines[last..prose].join("\n")), format!("{head}{}", lines[prose..].join("\n")))
}

fn units(text: &str) -> Vec<(String, String)> {
    let lines = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    let units = lines.filter(|line| line.get("findings").is_some());
    units.map(|unit| (unit["unit"].as_str().unwrap().to_owned(), unit["source"].to_string())).collect()
}

#[test]
fn halves_are_told_as_one_in_the_place_of_the_first_whatever_the_threads() {
    let (tables, prose) = halves("甲区图书馆");
    let whole = |unit: &str| library().replace("青岚区图书馆", unit).into_bytes();
    let files: Vec<(&str, Vec<u8>)> = vec![
        ("a.txt", whole("乙区图书馆")),
        ("b表.txt", tables.into_bytes()),
        ("c.txt", whole("丙区图书馆")),
        ("d说明.txt", prose.into_bytes()),
        ("e.txt", whole("丁区图书馆")),
    ];
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (*name, bytes.as_slice())).collect();
    let folder = Folder::new("streams-halves", &files);
    let input = folder.0.to_string_lossy().into_owned();
    let one = gouji(&["check", &input, "--format", "jsonl", "--threads", "1"]);
    let told = units(&out(&one));
    let names: Vec<&str> = told.iter().map(|(unit, _)| unit.as_str()).collect();
    assert_eq!(
        names,
        ["云泽市乙区图书馆", "云泽市甲区图书馆", "云泽市丙区图书馆", "云泽市丁区图书馆"],
        "{}",
        err(&one)
    );
    assert!(told[1].1.contains("b表.txt") && told[1].1.contains("d说明.txt"), "{told:?}");
    for threads in ["2", "4"] {
        let more = gouji(&["check", &input, "--format", "jsonl", "--threads", threads]);
        assert_eq!(out(&more), out(&one));
    }
    // As one answer it says the same of the same units.
    let whole: Value = serde_json::from_str(&out(&gouji(&["check", &input, "--format", "json"]))).unwrap();
    let lines: Vec<Value> = out(&one).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for (unit, line) in whole["units"].as_array().unwrap().iter().zip(&lines) {
        assert_eq!(unit["findings"], line["findings"]);
    }
}

/// Starts the program on a pipe.
fn start(words: &[&str]) -> std::process::Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
    command.args(words).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn interrupt(child: &std::process::Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

#[test]
#[cfg(unix)]
fn lines_come_while_others_are_read_and_an_interrupt_ends_the_run_whole() {
    let files: Vec<(String, Vec<u8>)> = (0..200)
        .map(|at| {
            let unit = format!("第{at}区图书馆");
            (format!("{at:03}.txt"), library().replace("青岚区图书馆", &unit).into_bytes())
        })
        .collect();
    let files: Vec<(&str, &[u8])> =
        files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let folder = Folder::new("streams-interrupt", &files);
    let input = folder.0.to_string_lossy().into_owned();
    let mut child = start(&["check", &input, "--format", "jsonl", "--threads", "2"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    lines.read_line(&mut text).unwrap();
    // The first line is here while most documents are still to be read.
    assert!(child.try_wait().unwrap().is_none());
    interrupt(&child);
    lines.read_to_string(&mut text).unwrap();
    let mut complained = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complained).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{complained}");
    let told = units(&text);
    assert!(!told.is_empty() && told.len() < 200, "{}", told.len());
    for (at, (unit, _)) in told.iter().enumerate() {
        assert_eq!(*unit, format!("云泽市第{at}区图书馆"));
    }
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    assert_eq!(last["units"], told.len());
    assert!(complained.contains(&format!("中断了：核对完 {} 个单位", told.len())), "{complained}");
}

const RULES: &str = "规则集 小账 版本 \"1\"\n表 总表 {\n  行 甲、乙、合计\n  列 金额\n}\n\
    规则 AA01 \"合计是各项之和\"：总表.合计.金额 = 总表.甲.金额 + 总表.乙.金额\n";

#[test]
#[cfg(unix)]
fn an_interrupt_leaves_whole_what_was_read_of_a_large_file() {
    let mut text = "单位,年度,表,行,列,值\n".to_owned();
    for unit in 0..200_000 {
        let total = if unit % 5000 == 7 { 4 } else { 3 };
        for (row, value) in [("甲", 1), ("乙", 2), ("合计", total)] {
            text.push_str(&format!("单位{unit},2024,总表,{row},金额,{value}.00\n"));
        }
    }
    let files: [(&str, &[u8]); 2] = [("小账.gj", RULES.as_bytes()), ("长表.csv", text.as_bytes())];
    let folder = Folder::new("streams-large", &files);
    let (csv, rules) = (folder.path("长表.csv"), folder.path("小账.gj"));
    let mut child = start(&["check", &csv, "--rules", &rules, "--format", "jsonl", "--threads", "1"]);
    let mut lines = BufReader::new(child.stdout.take().unwrap());
    let mut text = String::new();
    lines.read_line(&mut text).unwrap();
    interrupt(&child);
    lines.read_to_string(&mut text).unwrap();
    let mut complained = String::new();
    child.stderr.take().unwrap().read_to_string(&mut complained).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{complained}");
    let told = units(&text);
    for (at, (unit, _)) in told.iter().enumerate() {
        assert_eq!(*unit, format!("单位{}", at * 5000 + 7));
    }
    let last: Value = serde_json::from_str(text.lines().last().unwrap()).unwrap();
    let done = last["units"].as_u64().unwrap();
    assert!(done > 0 && done < 200_000, "{done}");
    assert_eq!(told.len() as u64, (done + 4992) / 5000);
    assert!(complained.contains(&format!("中断了：核对完 {done} 个单位")), "{complained}");
}
