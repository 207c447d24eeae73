//! Data in every form that docs/data.md shows: each of its examples is run, says the same, and what is wrong with a line of
//! one is told with the line.

use crate::support::markdown::sections;
use crate::support::program::{Folder, err, gouji, out};
use gouji::cases::Block;
use serde_json::Value;

/// The blocks of the section of examples, with the names that their fences give.
fn examples() -> Vec<Block> {
    let text = std::fs::read_to_string("docs/data.md").unwrap();
    // Blocks above the first section of examples are of other kinds.
    let at = text.find("## 例子").unwrap();
    sections(&text[at..]).remove(0).blocks
}

fn block(name: &str) -> String {
    let examples = examples();
    examples.iter().find(|block| block.info.ends_with(name)).unwrap_or_else(|| panic!("{name}")).text.clone()
}

/// A run of the program over data beside rules: what came of each unit and year, and the whole answer.
fn checked(rules: &str, files: &[(&str, &[u8])], given: &str) -> (Option<i32>, Value, String) {
    let folder = Folder::new("forms", &[&[("r.gj", rules.as_bytes())], files].concat());
    let output = gouji(&["check", &folder.path(given), "--rules", &folder.path("r.gj"), "--format", "json"]);
    let json = serde_json::from_str(&out(&output)).unwrap_or(Value::Null);
    (output.status.code(), json, err(&output))
}

/// Year, verdicts and the rules that fail of each unit.
fn verdicts(json: &Value) -> Vec<String> {
    let units = json["units"].as_array().unwrap();
    units
        .iter()
        .map(|unit| {
            let findings = unit["findings"].as_array().unwrap();
            let rules: Vec<&str> = findings.iter().map(|finding| finding["rule"].as_str().unwrap()).collect();
            format!("{} {} {:?} 通过{}", unit["unit"], unit["year"], rules, unit["summary"]["通过"])
        })
        .collect()
}

/// The example with a table below a row of heads, as a workbook of one sheet.
fn book(csv: &str, sheet: &str) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet().set_name(sheet).unwrap();
    for (row, line) in (0..).zip(csv.lines()) {
        for (column, text) in (0..).zip(line.split(',')).filter(|(_, text)| !text.is_empty()) {
            match text.parse::<f64>() {
                Ok(number) => page.write_number(row, column, number).unwrap(),
                Err(_) => page.write_string(row, column, text).unwrap(),
            };
        }
    }
    book.save_to_buffer().unwrap()
}

#[test]
fn every_example_says_the_same() {
    let rules = block("人员.gj");
    let wanted = ["\"甲公司\" 2023 [] 通过2", "\"甲公司\" 2024 [\"RY02\"] 通过2"].map(str::to_owned).to_vec();
    for name in ["长.csv", "01 人员费用表.csv", "各单位.csv", "两年.yaml"] {
        let (status, json, told) = checked(&rules, &[(name, block(name).as_bytes())], name);
        assert_eq!(status, Some(1), "{name}: {told}{json}");
        assert_eq!(verdicts(&json), wanted, "{name}");
    }
    let wide = block("01 人员费用表.csv");
    for (sheet, file) in [("人员费用表", "账.xlsx"), ("Sheet1", "人员费用表.xlsx")] {
        let (status, json, told) = checked(&rules, &[(file, &book(&wide, sheet))], file);
        assert_eq!(status, Some(1), "{sheet}: {told}{json}");
        assert_eq!(verdicts(&json), wanted, "{sheet}");
    }
    let long = book(&block("长.csv").replace("\"150,000\"", "150000"), "数");
    let (_, json, told) = checked(&rules, &[("长.xlsx", &long)], "长.xlsx");
    assert_eq!(verdicts(&json), wanted, "a sheet with a figure a line: {told}");
}

const TWO_TABLES: &str = "规则集 甲 版本 \"1\"\n表 资产表 { 列 期末、期初 行 合计 分 { 现金、存货 } }\n\
    表 人员表 { 列 人数:人 行 合计 }\n规则 AA01 \"和\" 逐 格 于 资产表：本格 = 求和(下级行)\n\
    规则 AA02 \"有人\" ：人员表.合计.人数 > 0人\n";

#[test]
fn tables_of_a_folder_are_one_account() {
    let assets = "项目,期末,期初\n合计,3.00,2.00\n现金,1.00,1.00\n存货,2.00,1.00\n";
    let staff = "项目,人数\n合计,0.5\n";
    let files: [(&str, &[u8]); 2] =
        [("账/资产表.csv", assets.as_bytes()), ("账/2_人员表.csv", staff.as_bytes())];
    let (status, json, told) = checked(TWO_TABLES, &files, "账");
    assert_eq!((status, verdicts(&json)), (Some(0), vec!["null null [] 通过3".to_owned()]), "{told}");
    // Two files of one table are not one account.
    let files = [files[0], ("账/旧 资产表.csv", b"x"), ("账/1 资产表.csv", assets.as_bytes())];
    let (_, json, _) = checked(TWO_TABLES, &files, "账");
    assert_eq!(json["units"].as_array().map(Vec::len), Some(3), "{json}");
}

/// A line that is not taken is told by its number, and no sum fails for it.
#[test]
fn what_is_refused_is_listed() {
    let lines = "单位,年度,货币单位,编码,项目,期末（元）,期初\n甲,2024,元,,合计,30000,2\n甲,2024,元,,现金,10000,1\n\
        甲,2024,元,,存 货款,20000,1\n甲,2024,美元,,存货,1,1\n甲,2024,元,,,1,1\n甲,2024,元,,存货,1\n甲,二四,元,,存货,1,1\n";
    let (status, json, _) = checked(TWO_TABLES, &[("资产表.csv", lines.as_bytes())], "资产表.csv");
    let notices = json["units"][0]["notices"].as_array().unwrap();
    let told: Vec<String> = notices
        .iter()
        .map(|one| format!("{} {}", one["place"]["line"], one["message"].as_str().unwrap()))
        .collect();
    for (line, why) in [
        (5, "货币单位「美元」不认得"),
        (6, "没有写是哪一行"),
        (7, "有 6 个字段，表头有 7 个"),
        (8, "年度「二四」不是年份"),
        (4, "没有行「存 货款」"),
    ] {
        let is_told = |one: &&String| one.starts_with(&format!("{line} ")) && one.contains(why);
        assert_eq!(told.iter().filter(is_told).count(), 1, "line {line} {why}: {told:?}");
    }
    assert_eq!(json["units"][0]["summary"]["不符"], 0, "{json}");
    assert_eq!(status, Some(3), "nothing was decided");
}

/// Where no line is of use, each says why, and the run is not in order.
#[test]
fn data_of_no_use_say_why() {
    for (name, text, why) in [
        ("别的表.csv", "项目,期末\n合计,1\n", "没有叫「别的表」的表"),
        ("资产表.csv", "表,行,列\n资产表,合计,期末\n", "缺「值」"),
        ("资产表.csv", "项目,期末\n", "只有表头"),
        ("资产表.csv", "entity,period,amount\n甲,2024,1\n", "CSV 的第一行要是认得的表头"),
        ("资产表.csv", "单位,年度,合计\n甲,2024,1\n", "列有 期初、期末"),
    ] {
        let (status, json, told) = checked(TWO_TABLES, &[(name, text.as_bytes())], name);
        assert!(json.to_string().contains(why) || told.contains(why), "{text}: {told}{json}");
        assert_eq!(status, Some(3), "{text}: {told}");
    }
}

/// A printed table with a title above it is read as printed, whatever its columns are called.
#[test]
fn a_printed_table_is_no_data() {
    let text = "资产表\n单位：万元\n项目,期末,期初\n合计,3.00,2.00\n现金,1.00,1.00\n存货,2.00,1.00\n";
    let (status, json, told) = checked(TWO_TABLES, &[("打印.csv", text.as_bytes())], "打印.csv");
    assert_eq!(status, Some(0), "{told}{json}");
}
