//! The language server as an editor talks to it: over standard input and output.

#![cfg(unix)]

use serde_json::{Value, json};

use crate::support::client::{Client, uri};
use crate::support::program::Folder;

const LAYER: &str = "规则集 本局部门决算 版本 \"1\" 基于 部门决算\n\
规则 BJ90 \"收支总计相等\"：总表.收入.总计 = 总表.支出.总计\n\
规则 BJ91 \"支出不多于五亿\"：总表.支出.本年支出合计 ≤ 50000万元\n";

fn folder(text: &str) -> (Folder, String, String) {
    let folder = Folder::new("lsp", &[("本局/补充.gj", text.as_bytes())]);
    let (file, cache) = (uri(&folder.path("本局/补充.gj")), folder.path("缓存"));
    (folder, file, cache)
}

#[test]
fn what_is_wrong_is_told_as_it_is_typed() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    assert_eq!(client.problems(&file, 1), Vec::<Value>::new());
    let wrong = LAYER.replace("总表.支出.总计", "总表.支出.总记");
    client.write(&file, 2, &wrong);
    let found = client.problems(&file, 2);
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0]["code"], "L0063");
    assert_eq!(found[0]["severity"], 1);
    assert_eq!(found[0]["range"]["start"]["line"], 1);
    // One character is put back.
    let place = json!({ "line": 1, "character": wrong.lines().nth(1).unwrap().encode_utf16().count() - 1 });
    let end = json!({ "line": 1, "character": wrong.lines().nth(1).unwrap().encode_utf16().count() });
    let change = json!([{ "range": { "start": place, "end": end }, "text": "计" }]);
    client.tell(
        "textDocument/didChange",
        json!({ "textDocument": { "uri": file, "version": 3 }, "contentChanges": change }),
    );
    assert_eq!(client.problems(&file, 3), Vec::<Value>::new());
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_glance_tells_errors_and_the_look_behind_it_the_rest() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    assert_eq!(client.problems(&file, 1), Vec::<Value>::new());
    let text = format!(
        "{LAYER}规则 BJ92 \"一\" 适用 2025：总表.收入.总计 ≥ 1元\n规则 BJ93 \"二\"：总表.收入.总记 ≥ 1元\n"
    );
    client.write(&file, 2, &text);
    let severities = |found: Vec<Value>| -> Vec<i64> {
        found.iter().map(|one| one["severity"].as_i64().unwrap()).collect()
    };
    assert_eq!(severities(client.problems(&file, 2)), [1]);
    assert_eq!(severities(client.problems(&file, 2)), [4, 1]);
    // What was told is told at once again.
    client.write(&file, 3, &format!("{text}\n"));
    assert_eq!(severities(client.problems(&file, 3)), [4, 1]);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn the_server_outlives_what_it_cannot_read() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::start(&cache);
    let id = client.begin("textDocument/hover", json!({}));
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32002);
    client.raw(b"Content-Length: 1\r\n\r\n{");
    assert_eq!(client.answer(&Value::Null)["error"]["code"], -32700);
    client.raw(b"nonsense\r\n\r\nContent-Length: x\r\n\r\n");
    client.ask("initialize", json!({ "rootUri": uri(&folder.path("本局")) }));
    for params in
        [json!(null), json!([]), json!({ "textDocument": 3 }), json!({ "textDocument": { "uri": "x" } })]
    {
        for method in ["textDocument/didOpen", "textDocument/didChange", "textDocument/didClose"] {
            client.tell(method, params.clone());
        }
        for method in ["textDocument/definition", "textDocument/references", "textDocument/codeAction"] {
            let id = client.begin(method, params.clone());
            let answer = client.answer(&json!(id));
            assert!(answer["result"].is_null() || answer["result"] == json!([]), "{method} {answer}");
        }
    }
    let id = client.begin("textDocument/unheardOf", json!({}));
    assert_eq!(client.answer(&json!(id))["error"]["code"], -32601);
    client.show(&file, LAYER);
    assert_eq!(client.problems(&file, 1), Vec::<Value>::new());
    // Ranges beyond the text, turned round, without numbers.
    for (version, range) in [
        json!({ "start": { "line": 99, "character": 9 }, "end": { "line": 999, "character": 0 } }),
        json!({ "start": { "line": 1, "character": 5 }, "end": { "line": 0, "character": 0 } }),
        json!({ "start": { "line": -1 }, "end": 7 }),
    ]
    .into_iter()
    .enumerate()
    {
        let version = version as i64 + 2;
        let change = json!([{ "range": range, "text": "" }]);
        client.tell(
            "textDocument/didChange",
            json!({ "textDocument": { "uri": file, "version": version }, "contentChanges": change }),
        );
        assert_eq!(client.problems(&file, version), Vec::<Value>::new());
    }
    assert_eq!(client.hang_up(), Some(0));
}

#[test]
fn names_lead_to_their_declarations_and_to_each_other() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    let declared = client.ask_at("textDocument/definition", &file, LAYER, "：总表.收", json!({}));
    let declared = declared.as_array().unwrap();
    assert_eq!(declared.len(), 1, "{declared:?}");
    let shown = declared[0]["uri"].as_str().unwrap();
    assert!(shown.starts_with(&uri(&cache)) && shown.ends_with(".gj"), "{shown}");
    let more = json!({ "context": { "includeDeclaration": false } });
    let used = client.ask_at("textDocument/references", &file, LAYER, "总表.支出.本年支", more);
    let own = used.as_array().unwrap().iter().filter(|place| place["uri"] == file.as_str());
    assert_eq!(own.count(), 1, "{used}");
    assert!(used.as_array().unwrap().len() > 3, "{used}");
    assert_eq!(client.end(), Some(0));
}

/// The texts of what is offered behind the first place where something stands.
fn offered(client: &mut Client, file: &str, text: &str, before: &str) -> Vec<String> {
    let answer = client.ask_at("textDocument/completion", file, text, before, json!({}));
    let items = answer["items"].as_array().unwrap().iter();
    items.map(|item| item["textEdit"]["newText"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn names_are_offered_by_their_characters_and_by_initials() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    let mut version = 1;
    for (typed, wanted) in [
        ("规则 BJ92 \"甲\"：总表.收入.sy", "事业收入"),
        ("规则 BJ92 \"甲\"：zb", "总表"),
        ("规则 BJ92 \"甲\"：支出决", "支出决算表"),
        ("规则 BJ92 \"甲\"：总表.", "收入"),
        ("规则 BJ92 \"甲\"：支出决算表.合计.x", "项目支出"),
        ("规则 BJ92 \"甲\"：qh", "求和("),
        ("规则 BJ92 \"甲\" jb", "级别"),
        ("规则 BJ92 \"甲\" 级别 ", "核实"),
        ("停用 BJ1", "BJ14"),
        ("gz", "规则"),
        ("表 三公表 {\n  gz", "规则"),
        ("说明 三公经费 {\n  段 总体 {\n    句式 \"{决算:j", "金额"),
        ("说明 三公经费 {\n  段 总体 {\n    句式 \"{决算 = 三公表.合计.j", "决算数"),
        ("规则集 甲 基于 hb", "湖北部门决算"),
    ] {
        let text = format!("{LAYER}{typed}");
        version += 1;
        client.write(&file, version, &text);
        let found = offered(&mut client, &file, &text, typed);
        assert!(found.iter().any(|name| name == wanted), "{typed}: {found:?}");
        let place = found.iter().position(|name| name == wanted).unwrap();
        assert!(place < 20, "{typed}: {place} {found:?}");
    }
    // Words of sentences and comments are the author's own.
    for typed in ["规则 BJ92 \"支", "// zb"] {
        let text = format!("{LAYER}{typed}");
        version += 1;
        client.write(&file, version, &text);
        assert_eq!(offered(&mut client, &file, &text, typed), Vec::<String>::new(), "{typed}");
    }
    assert_eq!(client.end(), Some(0));
}

#[test]
fn words_and_names_are_explained() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    for (before, wanted) in [
        ("BJ90", "BJ90 收支总计相等"),
        ("：总表", "收入支出决算总表"),
        ("总表.支出.总", "支出总计"),
        ("总表.支出.本年支", "由 各科目 组成"),
        ("基于", "加在哪个规则集上"),
        ("规则集 本局", "规则集"),
    ] {
        let told = client.ask_at("textDocument/hover", &file, LAYER, before, json!({}));
        let words = told["contents"]["value"].as_str().unwrap_or_default();
        assert!(words.contains(wanted), "{before}: {told}");
    }
    let rule = client.ask_at("textDocument/hover", &file, LAYER, "BJ90", json!({}));
    assert!(rule["contents"]["value"].as_str().unwrap().contains("等于"), "{rule}");
    assert_eq!(client.ask_at("textDocument/hover", &file, LAYER, "收支总", json!({})), Value::Null);
    assert_eq!(client.end(), Some(0));
}

const OWN: &str = "规则集 本局表 版本 \"1\"\n表 费用明细表 简称 费用表 {\n  列 金额、上年数\n  行 合计 分 { 差旅、会议 可缺 }\n  \
    规则 FY01 \"差旅不多于合计\"：差旅.金额 ≤ 合计.金额\n}\n规则 FY02 \"上年也是\"：费用表.差旅.上年数 ≤ 费用表.合计.上年数\n\
    停用 FY02 因 \"试\"\n";

/// A text with the edits of an answer carried out.
fn edited(text: &str, edits: &Value) -> String {
    let offset = |place: &Value| {
        let (line, unit) = (place["line"].as_u64().unwrap() as usize, place["character"].as_u64().unwrap());
        let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
        let mut units = 0;
        let inside = text[start..].char_indices().find(|(_, found)| {
            let here = units >= unit;
            units += found.len_utf16() as u64;
            here
        });
        inside.map_or(text.len(), |(at, _)| start + at)
    };
    let mut all: Vec<(usize, usize, &str)> = edits
        .as_array()
        .unwrap()
        .iter()
        .map(|edit| {
            let range = &edit["range"];
            (offset(&range["start"]), offset(&range["end"]), edit["newText"].as_str().unwrap())
        })
        .collect();
    all.sort_unstable();
    let mut text = text.to_owned();
    for (start, end, new) in all.into_iter().rev() {
        text.replace_range(start..end, new);
    }
    text
}

#[test]
fn a_name_is_changed_wherever_it_stands_or_not_at_all() {
    let (folder, file, cache) = folder(OWN);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, OWN);
    for (before, name, wanted) in [
        (
            "差旅",
            "差旅费",
            OWN.replace("行 合计 分 { 差旅", "行 合计 分 { 差旅费").replace("差旅.", "差旅费."),
        ),
        ("简称 费", "明细", OWN.replace("费用表", "明细")),
        ("FY02", "FY03", OWN.replace("FY02", "FY03")),
        ("上年", "去年", OWN.replace("上年数", "去年")),
        ("FY01", "FY09", OWN.replace("FY01", "FY09")),
        ("会议", "会议费（内部）", OWN.replace("会议", "会议费（内部）")),
        ("会议", "“会议”费", OWN.replace("会议", "「“会议”费」")),
    ] {
        let answer = client.ask_at("textDocument/rename", &file, OWN, before, json!({ "newName": name }));
        assert_eq!(edited(OWN, &answer["changes"][&file]), wanted, "{before} {answer}");
    }
    let mut refused = |before: &str, name: &str| {
        let mut params = json!({ "textDocument": { "uri": file }, "newName": name });
        params["position"] = crate::support::client::position(OWN, before);
        let id = client.begin("textDocument/rename", params);
        client.answer(&json!(id))["error"]["message"].as_str().unwrap_or_default().to_owned()
    };
    assert!(refused("差旅", "会议").contains("已经有"));
    assert!(refused("差旅", "").contains("不能"));
    assert!(refused("差旅", "甲\"乙").contains("不能"));
    assert!(refused("上年也", "甲").contains("没有可以改的"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn shipped_names_keep_theirs() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    let params = json!({ "textDocument": { "uri": file }, "position": crate::support::client::position(LAYER, "总表.收") });
    let id = client.begin("textDocument/prepareRename", params);
    assert!(client.answer(&json!(id))["error"]["message"].as_str().unwrap().contains("自带规则"));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_file_is_outlined_laid_out_and_mended() {
    let text = OWN.replace("：差旅.金额 ≤ 合计.金额", ":差旅.金额<=合计.金额");
    let (folder, file, cache) = folder(&text);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, &text);
    let outline = client.ask("textDocument/documentSymbol", json!({ "textDocument": { "uri": file } }));
    let names = |all: &Value| -> Vec<String> {
        all.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(names(&outline), ["本局表", "费用明细表", "FY02"]);
    assert_eq!(names(&outline[1]["children"]), ["金额", "上年数", "合计", "FY01"]);
    assert_eq!(names(&outline[1]["children"][2]["children"]), ["差旅", "会议"]);
    let format =
        json!({ "textDocument": { "uri": file }, "options": { "tabSize": 2, "insertSpaces": true } });
    let edits = client.ask("textDocument/formatting", format);
    assert_eq!(edited(&text, &edits), OWN);
    let wrong = OWN.replace("且", "").replace("停用 FY02 因 \"试\"", "停用 FY02 原因 \"试\"");
    client.write(&file, 2, &wrong);
    let found = client.problems(&file, 2);
    let mistake = found.iter().find(|one| one["message"].as_str().unwrap().contains("写成：因"));
    let range = mistake.unwrap_or_else(|| panic!("{found:?}"))["range"].clone();
    let asked = json!({ "textDocument": { "uri": file }, "range": range, "context": { "diagnostics": [] } });
    let actions = client.ask("textDocument/codeAction", asked);
    assert_eq!(actions[0]["title"], "写成：因");
    assert_eq!(edited(&wrong, &actions[0]["edit"]["changes"][&file]), OWN);
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_broken_file_is_still_known() {
    let (folder, file, cache) = folder(OWN);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, OWN);
    assert_eq!(client.problems(&file, 1).len(), 0);
    // The head of the table does not parse: its rows are not there.
    let broken = OWN.replace("表 费用明细表 简称 费用表 {", "表 费用明细表 简称 简称 {")
        + "规则 FY03 \"甲\"：费用表.c";
    client.write(&file, 2, &broken);
    assert!(!client.problems(&file, 2).is_empty());
    let found = offered(&mut client, &file, &broken, "：费用表.c");
    assert!(found.iter().any(|name| name == "差旅"), "{found:?}");
    let told = client.ask_at("textDocument/hover", &file, &broken, "FY02 \"上年也是\"：费用表.差", json!({}));
    assert!(told["contents"]["value"].as_str().unwrap_or_default().contains("差旅"), "{told}");
    assert_eq!(client.end(), Some(0));
}

#[test]
fn verdicts_of_a_document_stand_beside_the_rules() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::start(&cache);
    let capabilities = json!({ "workspace": { "inlayHint": { "refreshSupport": true } } });
    let folders = json!([{ "uri": uri(&folder.path("本局")), "name": "规则" }]);
    client.ask("initialize", json!({ "capabilities": capabilities, "workspaceFolders": folders }));
    client.show(&file, LAYER);
    let whole = json!({ "textDocument": { "uri": file },
        "range": { "start": { "line": 0, "character": 0 }, "end": { "line": 9, "character": 0 } } });
    assert_eq!(client.ask("textDocument/inlayHint", whole.clone()), json!([]));
    let document = format!("{}/examples/正确.txt", env!("CARGO_MANIFEST_DIR"));
    client
        .ask("workspace/executeCommand", json!({ "command": "gouji.setDocument", "arguments": [document] }));
    // Once at once, once when it was judged.
    client.refreshed();
    client.refreshed();
    let hints = client.ask("textDocument/inlayHint", whole.clone());
    assert_eq!(hints.as_array().unwrap().len(), 2, "{hints}");
    assert_eq!(hints[0]["label"], "通过 1");
    assert_eq!(hints[0]["position"], crate::support::client::position(LAYER, "BJ90"));
    let id = client
        .begin("workspace/executeCommand", json!({ "command": "gouji.setDocument", "arguments": ["/无"] }));
    assert!(client.answer(&json!(id))["error"]["message"].as_str().unwrap().contains("读不了"));
    client.ask("workspace/executeCommand", json!({ "command": "gouji.setDocument", "arguments": [] }));
    assert_eq!(client.ask("textDocument/inlayHint", whole), json!([]));
    assert_eq!(client.end(), Some(0));
}

#[test]
fn a_request_that_waits_can_be_taken_back() {
    let (folder, file, cache) = folder(LAYER);
    let mut client = Client::open(&cache, &folder.path("本局"));
    client.show(&file, LAYER);
    let id = client.begin("textDocument/documentSymbol", json!({ "textDocument": { "uri": file } }));
    client.tell("$/cancelRequest", json!({ "id": id }));
    let answer = client.answer(&json!(id));
    assert!(answer["error"]["code"] == -32800 || answer["result"].is_array(), "{answer}");
    // One that is not there changes nothing.
    client.tell("$/cancelRequest", json!({ "id": 999 }));
    assert_eq!(client.problems(&file, 1), Vec::<Value>::new());
    assert_eq!(client.end(), Some(0));
}
