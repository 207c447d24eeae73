//! How long an editor waits: answers of the language server on the whole of the shipped rules.

#![cfg(unix)]

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::client::{Client, position, uri};
use crate::support::program::Folder;

/// The 95th of a hundred.
fn late(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() * 95 / 100]
}

/// `cargo test --release --test all editor_speed:: -- --ignored --nocapture`
#[test]
#[ignore = "measures: asks for an optimised build and a machine at rest"]
fn answers_come_at_once_on_the_whole_base() {
    let folder = Folder::new("speed", &[]);
    let rules = format!("{}/rules", env!("CARGO_MANIFEST_DIR"));
    let mut client = Client::open(&folder.path("缓存"), &rules);
    let path = format!("{rules}/部门决算/02_表内表间.gj");
    let (file, text) = (uri(&path), std::fs::read_to_string(&path).unwrap());
    client.show(&file, &text);
    client.problems(&file, 1);
    let (mut told, mut offered, mut hovered) = (Vec::new(), Vec::new(), Vec::new());
    let mut now = text.clone();
    for (version, typed) in
        (2..).zip("规则 BJ98 \"试一试\"：总表.收入.总计 = 总表.支出.总计 + 0元\n".chars().cycle().take(120))
    {
        now.push(typed);
        let start = Instant::now();
        client.write(&file, version, &now);
        client.problems(&file, version);
        told.push(start.elapsed());
        let place = json!({ "textDocument": { "uri": file }, "position": position(&now, &now) });
        let start = Instant::now();
        client.ask("textDocument/completion", place);
        offered.push(start.elapsed());
        let start = Instant::now();
        client.ask_at("textDocument/hover", &file, &now, "规则 BJ0", json!({}));
        hovered.push(start.elapsed());
    }
    println!("problems {:?}, completion {:?}, hover {:?}", late(told), late(offered), late(hovered));
    assert_eq!(client.end(), Some(0));
}
