//! Forms of other regions: prose before thirteen tables, tables in 元, a third measure beside the 三公. What they print
//! is consistent, so nothing may be found in them, and their figures must be read where they stand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

use std::process::Command;

use serde_json::Value;

fn json(command: &str, file: &str) -> Value {
    let path = format!("{}/tests/regions/{file}.txt", env!("CARGO_MANIFEST_DIR"));
    let output = Command::new(env!("CARGO_BIN_EXE_gouji"))
        .args([command, "--format", "json", path.as_str()])
        .output()
        .unwrap();
    serde_json::from_slice(&output.stdout).unwrap()
}

const FORMS: [&str; 2] = ["说明在前十三张表", "元为单位另列会议费"];

#[test]
fn nothing_is_found_where_nothing_is_wrong() {
    for form in FORMS {
        let found = json("check", form);
        let unit = &found["units"][0];
        assert_eq!(unit["tables"]["found"], 9, "{form}");
        let wrong: Vec<&Value> = unit["ledger"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|rule| rule["level"] != "提示" && rule["不符"].as_u64().unwrap() > 0)
            .collect();
        assert!(wrong.is_empty(), "{form}: {wrong:#?}");
        assert!(unit["summary"]["通过"].as_u64().unwrap() > 950, "{form}: hardly anything was checked");
    }
}

/// A figure of a table, as printed.
fn printed(read: &Value, table: &str, row: &str, column: &str) -> String {
    let tables = read["accounts"][0]["tables"].as_array().unwrap();
    let rows =
        tables.iter().filter(|read| read["table"] == table).flat_map(|read| read["rows"].as_array().unwrap());
    let cells = rows.filter(|read| read["name"] == row).flat_map(|read| read["cells"].as_array().unwrap());
    let mut texts =
        cells.filter(|cell| cell["column"] == column).map(|cell| cell["text"].as_str().unwrap().to_owned());
    texts.next().unwrap_or_else(|| panic!("{table} {row} {column} was not read"))
}

#[test]
fn a_total_under_a_heading_of_the_form_stands_left_of_what_follows() {
    let read = json("read", FORMS[1]);
    let table = "财政拨款“三公”经费支出决算表";
    for (row, budget, spent) in [
        ("合计", "160,000.00", "88,400.00"),
        ("公务用车购置及运行维护费", "100,000.00", "74,800.00"),
        ("公务接待费", "60,000.00", "13,600.00"),
        ("会议费", "30,000.00", "26,000.00"),
        ("培训费", "40,000.00", "39,000.00"),
    ] {
        assert_eq!(printed(&read, table, row, "预算数"), budget, "{row}");
        assert_eq!(printed(&read, table, row, "决算数"), spent, "{row}");
    }
}

#[test]
fn few_figures_stay_unread() {
    for (form, most) in FORMS.into_iter().zip([9, 3]) {
        let read = json("read", form);
        let account = &read["accounts"][0];
        let unread = account["unread"].as_array().unwrap();
        assert!(unread.len() <= most, "{form}: {unread:#?}");
        let passages = account["passages"].as_array().unwrap();
        let sound = passages.iter().filter(|slot| slot["state"] == "value").count();
        assert!(sound > 120, "{form}: {sound} figures of the prose");
    }
}
