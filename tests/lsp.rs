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
