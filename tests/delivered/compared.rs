//! Two runs compared: what was mended, what is new, what is unchanged.

use std::collections::BTreeSet;
use std::path::Path;

use gouji::document::read_list;
use serde_json::Value;

use super::{library, lines};
use crate::support::program::{Folder, err, gouji, out};

#[test]
fn two_runs_are_compared_entry_by_entry() {
    let mended = library().replace("执行数为 92.00 元", "执行数为 92.00 万元");
    assert!(mended != library());
    let folder =
        Folder::new("compared", &[("前/甲.txt", library().as_bytes()), ("后/甲.txt", mended.as_bytes())]);
    let (before, after) = (folder.path("一"), folder.path("二"));
    gouji(&["check", &folder.path("前"), "--out", &before]);
    let lines = folder.path("二.jsonl");
    std::fs::write(&lines, gouji(&["check", &folder.path("后"), "--format", "jsonl"]).stdout).unwrap();
    gouji(&["check", &folder.path("后"), "--out", &after]);
    for after in [&after, &lines] {
        let found = gouji(&["compare", &before, after, "--format", "json"]);
        assert_eq!(found.status.code(), Some(0), "{}", err(&found));
        let found: Value = serde_json::from_str(&out(&found)).unwrap();
        let count = |name: &str| found[name].as_array().unwrap().len();
        assert_eq!((count("mended"), count("new"), count("unchanged")), (1, 0, 18));
        assert!(found["mended"][0]["headline"].as_str().unwrap().contains("92.00 元"), "{found}");
    }
    let back = gouji(&["compare", &after, &before]);
    assert_eq!(back.status.code(), Some(1));
    assert!(out(&back).starts_with("已改正 0 条，新出现 1 条，仍在 18 条"), "{}", out(&back));
    let page = out(&gouji(&["compare", &before, &after, "--format", "html"]));
    assert!(page.contains("已改正 1 条"), "{page}");
    let book = gouji(&["compare", &before, &after, "--format", "xlsx"]).stdout;
    let list = read_list("比较.xlsx", &book, |head| head.contains(&"比较")).unwrap();
    let count = |kind: &str| list.rows.iter().filter(|row| row.fields[0].1 == kind).count();
    assert_eq!((count("仍在"), count("已改正"), list.rows.len()), (18, 1, 19));
    for wrong in [folder.path("前"), folder.path("前/甲.txt"), folder.path("没有")] {
        let ran = gouji(&["compare", &wrong, &after]);
        assert_eq!((ran.status.code(), out(&ran).as_str()), (Some(3), ""), "{}", err(&ran));
    }
}

/// Fingerprints of entries, as they stand in lists of them.
fn prints<'v>(entries: impl IntoIterator<Item = &'v Value>) -> BTreeSet<&'v str> {
    entries.into_iter().map(|entry| entry["fingerprint"].as_str().unwrap()).collect()
}

#[test]
fn of_documents_with_mistakes_and_the_same_without_exactly_the_mistakes_are_mended() {
    let folder = Folder::new("compared-made", &[]);
    let [wrong, right] = ["有误", "改正"].map(|name| folder.path(name));
    for (to, faults) in [(&wrong, "4"), (&right, "0")] {
        let made = gouji(&["generate", "--count", "3", "--seed", "9", "--faults", faults, "--out", to]);
        assert_eq!(made.status.code(), Some(0), "{}", err(&made));
    }
    let runs = [&wrong, &right].map(|input| {
        let to = format!("{input}的结果");
        gouji(&["check", input, "--out", &to]);
        let told = lines(&std::fs::read(Path::new(&to).join("结果.jsonl")).unwrap());
        let units: Vec<Value> = told.into_iter().filter(|line| line.get("causes").is_some()).collect();
        (to, units.iter().flat_map(|unit| unit["causes"].as_array().unwrap().clone()).collect::<Vec<_>>())
    });
    let [(wrong, before), (right, after)] = &runs;
    assert!(prints(before).len() >= 10, "12 mistakes were planted, {} entries", before.len());
    let compared = gouji(&["compare", wrong, right, "--format", "json"]);
    let found: Value = serde_json::from_str(&out(&compared)).unwrap();
    let of = |kind: &str| prints(found[kind].as_array().unwrap());
    let (before, after) = (prints(before), prints(after));
    assert_eq!(of("mended"), &before - &after);
    assert_eq!(of("new"), &after - &before);
    assert_eq!(of("unchanged"), &before & &after);
    let planted = std::fs::read_dir(folder.path("有误")).unwrap().map(|entry| entry.unwrap().path());
    let truths = planted.filter(|path| path.extension().is_some_and(|kind| kind == "json"));
    assert_eq!(truths.count(), 3);
    assert!(of("new").is_empty(), "{found}");
}
