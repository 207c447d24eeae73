//! How long an editor waits: answers of the language server on the whole of the shipped rules.

#![cfg(unix)]

use std::time::{Duration, Instant};

use serde_json::json;

use crate::support::client::{Client, position, uri};
use crate::support::program::Folder;

/// The 50th and the 95th of a hundred.
fn percentiles(mut times: Vec<Duration>) -> String {
    times.sort_unstable();
    let at = |percent: usize| times[(times.len() * percent / 100).min(times.len() - 1)];
    format!("p50 {:.1?}, p95 {:.1?} of {}", at(50), at(95), times.len())
}

/// A file of the shipped base, open, with what is typed at its end.
struct Typing {
    client: Client,
    file: String,
    now: String,
    version: i64,
    /// Its name goes last: the server's files are in it.
    _folder: Folder,
}

impl Typing {
    fn start() -> Self {
        let folder = Folder::new("speed", &[]);
        let rules = format!("{}/rules", env!("CARGO_MANIFEST_DIR"));
        let mut client = Client::open(&folder.path("缓存"), &rules);
        let path = format!("{rules}/部门决算/02_表内表间.gj");
        let (file, now) = (uri(&path), std::fs::read_to_string(&path).unwrap());
        client.show(&file, &now);
        client.problems(&file, 1);
        Self { client, file, now, version: 1, _folder: folder }
    }

    fn key(&mut self, typed: char) {
        self.now.push(typed);
        self.version += 1;
        self.client.write(&self.file, self.version, &self.now);
    }

    /// How long it takes until problems of what is written now are told.
    fn told(&mut self, start: Instant) -> Duration {
        self.client.problems(&self.file, self.version);
        start.elapsed()
    }
}

fn keys(count: usize) -> impl Iterator<Item = char> {
    "规则 BJ98 \"试一试\"：总表.收入.总计 = 总表.支出.总计 + 0元\n".chars().cycle().take(count)
}

/// `cargo test --release --test all editor_speed:: -- --ignored --nocapture`
#[test]
#[ignore = "measures: asks for an optimised build and a machine at rest"]
fn answers_come_at_once_on_the_whole_base() {
    let mut typing = Typing::start();
    let (mut told, mut offered, mut hovered) = (Vec::new(), Vec::new(), Vec::new());
    for typed in keys(120) {
        let start = Instant::now();
        typing.key(typed);
        told.push(typing.told(start));
        let Typing { client, file, now, .. } = &mut typing;
        let place = json!({ "textDocument": { "uri": file }, "position": position(now, now) });
        let start = Instant::now();
        client.ask("textDocument/completion", place);
        offered.push(start.elapsed());
        let start = Instant::now();
        client.ask_at("textDocument/hover", file, now, "规则 BJ0", json!({}));
        hovered.push(start.elapsed());
    }
    println!("without pauses: problems {}", percentiles(told));
    println!("completion {}; hover {}", percentiles(offered), percentiles(hovered));
    // Keys that wait for nothing: the problems of the last are told.
    let start = Instant::now();
    keys(120).for_each(|typed| typing.key(typed));
    println!("120 keys at once: problems of the last after {:.1?}", typing.told(start));
    let (mut told, mut whole) = (Vec::new(), Vec::new());
    for typed in keys(60) {
        let start = Instant::now();
        typing.key(typed);
        told.push(typing.told(start));
        whole.push(typing.told(start));
    }
    println!("with pauses: problems {}; of the whole look {}", percentiles(told), percentiles(whole));
    assert_eq!(typing.client.end(), Some(0));
}
