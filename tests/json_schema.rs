//! What `gouji schema` prints holds of what the program prints and reads.

use serde_json::Value;

use crate::support::program::{Folder, gouji, out};

/// What of a value is not as a JSON Schema has it: the words of JSON Schema that ours use, and no others.
fn faults(schema: &Value, root: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let known = [
        "$schema",
        "$defs",
        "$ref",
        "title",
        "description",
        "type",
        "enum",
        "anyOf",
        "properties",
        "required",
        "additionalProperties",
        "items",
    ];
    let own = schema.as_object().unwrap();
    for word in own.keys() {
        assert!(known.contains(&word.as_str()), "{word} is not looked at");
    }
    if let Some(name) = schema["$ref"].as_str() {
        return faults(&root["$defs"][name.rsplit('/').next().unwrap()], root, value, at, found);
    }
    if let Some(ways) = schema["anyOf"].as_array() {
        let tried: Vec<Vec<String>> = ways
            .iter()
            .map(|way| {
                let mut found = Vec::new();
                faults(way, root, value, at, &mut found);
                found
            })
            .collect();
        found.extend(tried.into_iter().min_by_key(Vec::len).unwrap());
    }
    of_kind(&schema["type"], value, at, found);
    if schema["enum"].as_array().is_some_and(|all| !all.contains(value)) {
        found.push(format!("{at}: {value}"));
    }
    for wanted in schema["required"].as_array().into_iter().flatten().filter(|_| value.is_object()) {
        if value.get(wanted.as_str().unwrap()).is_none() {
            found.push(format!("{at}: no {wanted}"));
        }
    }
    inside(schema, root, value, at, found);
}

/// What of the kind of a value is not as a JSON Schema has it.
fn of_kind(wanted: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let fits = |wanted: &Value| wanted == kind || wanted == "number" && kind == "integer";
    match wanted {
        Value::Null => {}
        Value::Array(kinds) if kinds.iter().any(fits) => {}
        Value::Array(_) => found.push(format!("{at}: {kind}")),
        one if fits(one) => {}
        _ => found.push(format!("{at}: {kind}")),
    }
}

/// What of the parts of a value is not as a JSON Schema has it.
fn inside(schema: &Value, root: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    for (name, inner) in value.as_object().into_iter().flatten() {
        let path = format!("{at}.{name}");
        match (schema["properties"].get(name), &schema["additionalProperties"]) {
            (Some(own), _) => faults(own, root, inner, &path, found),
            (None, Value::Bool(false)) => found.push(format!("{path} is not told of")),
            (None, other @ Value::Object(_)) => faults(other, root, inner, &path, found),
            _ => {}
        }
    }
    for (number, inner) in value.as_array().into_iter().flatten().enumerate() {
        if schema["items"].is_object() {
            faults(&schema["items"], root, inner, &format!("{at}[{number}]"), found);
        }
    }
}

fn all_faults(of: &str, value: &Value) -> Vec<String> {
    let schema: Value = serde_json::from_str(&out(&gouji(&["schema", of]))).unwrap();
    let mut found = Vec::new();
    faults(&schema, &schema, value, "", &mut found);
    found.truncate(5);
    found
}

fn json(words: &[&str]) -> Value {
    serde_json::from_str(&out(&gouji(words))).unwrap()
}

const EXAMPLE: &str = "examples/青岚区图书馆2024年度部门决算.txt";
const COMPANY: [&str; 3] = ["examples/公司年报/甲公司_有误.csv", "--rules", "examples/公司年报/年报.gj"];

#[test]
fn outputs_are_as_the_schemas_say() {
    let folder =
        Folder::new("schema", &[("坏.pdf", b"%PDF-1.4 nothing"), ("错.csv", b"\xE8\xA1\xA8,x\n1,2\n")]);
    let broken = folder.0.to_string_lossy();
    let all = |words: &[&str]| json(&[&["check"], words, &["--format", "json"]].concat());
    for value in [
        all(&[EXAMPLE, "--proofs"]),
        all(&[&COMPANY[..], &["--proofs"]].concat()),
        all(&COMPANY),
        all(&[&broken, EXAMPLE]),
    ] {
        assert_eq!(all_faults("findings", &value), Vec::<String>::new());
    }
    for words in [vec![EXAMPLE], COMPANY.to_vec()] {
        let value = json(&[&["read"], words.as_slice(), &["--format", "json"]].concat());
        assert_eq!(all_faults("account", &value), Vec::<String>::new());
    }
    let yaml = folder.path("数.yaml");
    for words in [vec![EXAMPLE], COMPANY.to_vec()] {
        gouji(&[&["convert"], words.as_slice(), &["--to", &yaml]].concat());
        let text = std::fs::read_to_string(&yaml).unwrap();
        for part in text.split("\n---\n") {
            let value: Value = serde_yaml::from_str(part).unwrap();
            assert_eq!(all_faults("data", &value), Vec::<String>::new());
        }
    }
}

/// The check is no rubber stamp.
#[test]
fn what_is_not_so_is_found() {
    let mut value = json(&[&["check"], &COMPANY[..], &["--format", "json"]].concat());
    let units = value["units"].as_array_mut().unwrap();
    let unit = units.iter_mut().find(|unit| unit["findings"][0].is_object()).unwrap();
    unit["findings"][0]["level"] = "很重".into();
    unit["ledger"][0]["通过"] = "三".into();
    unit["more"] = 1.into();
    let found = all_faults("findings", &value);
    assert_eq!(found.len(), 3, "{found:?}");
    let mut value: Value =
        serde_yaml::from_str("单位: 甲\n账目:\n- {表: 甲表, 值: '1', 状态: 好}\n").unwrap();
    assert_eq!(all_faults("data", &value).len(), 1);
    value["账目"][0]["状态"] = "空白".into();
    assert_eq!(all_faults("data", &value), Vec::<String>::new());
}

/// A rule that holds shows its numbers: as JSON where they are asked for, in text under -v, with what 允许误差 allowed.
#[test]
fn what_holds_shows_its_numbers() {
    let rules = "规则集 甲 版本 \"1\"\n表 甲表 { 列 数 行 合计 分 { 一、二 } }\n\
        规则 AA01 \"和\"：甲表.合计 = 甲表.一 + 甲表.二\n\
        规则 AA02 \"差不多\" 允许误差 1万元 因 \"取整\"：甲表.一 = 甲表.二\n\
        规则 AA03 \"差一点\" 允许误差 0.2万元 因 \"取整\"：甲表.一 = 甲表.二\n";
    let data = "表,行,列,值\n甲表,合计,数,2.50\n甲表,一,数,1.00\n甲表,二,数,1.50\n";
    let folder = Folder::new("proofs", &[("r.gj", rules.as_bytes()), ("d.csv", data.as_bytes())]);
    let (rules, data) = (folder.path("r.gj"), folder.path("d.csv"));
    let value = json(&["check", &data, "--rules", &rules, "--format", "json", "--proofs"]);
    let proofs = value["units"][0]["proofs"].as_array().unwrap();
    let told: Vec<String> =
        proofs.iter().map(|proof| format!("{} {}", proof["rule"], proof["formula"])).collect();
    assert_eq!(
        told,
        [
            "\"AA01\" \"甲表「合计」2.50 = 甲表「一」1.00 + 甲表「二」1.50\"",
            "\"AA02\" \"甲表「一」1.00 = 甲表「二」1.50\""
        ]
    );
    assert_eq!(proofs[1]["tolerance"], "1");
    assert_eq!(proofs[0]["verdict"], "通过");
    let failed = &value["units"][0]["findings"][0];
    assert_eq!((failed["rule"].as_str(), failed["tolerance"].as_str()), (Some("AA03"), Some("0.2")));
    let text = out(&gouji(&["check", &data, "--rules", &rules, "-v"]));
    for line in [
        "甲表「合计」2.50 = 甲表「一」1.00 + 甲表「二」1.50",
        "相差 0.50 万元，在允许误差 1.00 万元 之内",
        "误差：相差 0.50 万元，超出允许误差 0.20 万元",
    ] {
        assert!(text.replace("\n", "").contains(line), "{line}\n{text}");
    }
    let without = json(&["check", &data, "--rules", &rules, "--format", "json"]);
    assert_eq!(without["units"][0]["proofs"], Value::Null);
}
