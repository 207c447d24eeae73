//! A client of the language server: frames messages, counts requests, keeps what it is told.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

/// Nothing takes so long, however busy the machine is.
const PATIENCE: Duration = Duration::from_secs(120);

/// A server with whoever talks to it.
pub(crate) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Told and not asked for yet.
    told: VecDeque<Value>,
    next: i64,
}

impl Client {
    /// Starts a server; shipped files that are looked at are written below `cache`.
    pub(crate) fn start(cache: &str) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gouji"));
        command.args(["lsp", "--stdio"]).env("XDG_CACHE_HOME", cache);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
            }
        });
        let input = child.stdin.take();
        Self { child, input, messages, told: VecDeque::new(), next: 1 }
    }

    /// The same with a folder opened.
    pub(crate) fn open(cache: &str, folder: &str) -> Self {
        let mut client = Self::start(cache);
        let folders = json!([{ "uri": uri(folder), "name": "规则" }]);
        let answer = client.ask("initialize", json!({ "capabilities": {}, "workspaceFolders": folders }));
        assert_eq!(answer["serverInfo"]["name"], "gouji");
        client.tell("initialized", json!({}));
        client
    }

    /// Sends bytes as they are.
    pub(crate) fn raw(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().unwrap();
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    fn send(&mut self, message: &Value) {
        let text = message.to_string();
        self.raw(format!("Content-Length: {}\r\n\r\n{text}", text.len()).as_bytes());
    }

    /// Tells something.
    pub(crate) fn tell(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Asks without waiting; the number of the request.
    pub(crate) fn begin(&mut self, method: &str, params: Value) -> i64 {
        let id = self.next;
        self.next += 1;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        id
    }

    /// The whole answer to a request.
    pub(crate) fn answer(&mut self, id: &Value) -> Value {
        loop {
            let message = self.messages.recv_timeout(PATIENCE).unwrap();
            if message.get("method").is_none() && message["id"] == *id {
                return message;
            }
            self.told.push_back(message);
        }
    }

    /// Asks, and waits for the result.
    pub(crate) fn ask(&mut self, method: &str, params: Value) -> Value {
        let id = self.begin(method, params);
        let answer = self.answer(&json!(id));
        assert!(answer.get("error").is_none(), "{method}: {answer}");
        answer["result"].clone()
    }

    /// What is wrong with a file in a version of it.
    pub(crate) fn problems(&mut self, uri: &str, version: i64) -> Vec<Value> {
        let fits = |message: &Value| {
            message["method"] == "textDocument/publishDiagnostics"
                && message["params"]["uri"] == uri
                && message["params"]["version"] == version
        };
        loop {
            if let Some(at) = self.told.iter().rposition(fits) {
                let found = self.told.remove(at).unwrap();
                return found["params"]["diagnostics"].as_array().unwrap().clone();
            }
            let message = self.messages.recv_timeout(PATIENCE).unwrap();
            self.told.push_back(message);
        }
    }

    /// Waits until it is asked to ask again for what stands beside the rules.
    pub(crate) fn refreshed(&mut self) {
        let fits = |message: &Value| message["method"] == "workspace/inlayHint/refresh";
        while !self.told.iter().any(fits) {
            let message = self.messages.recv_timeout(PATIENCE).unwrap();
            self.told.push_back(message);
        }
        let at = self.told.iter().position(fits).unwrap();
        self.told.remove(at);
    }

    /// Opens a file with a text.
    pub(crate) fn show(&mut self, uri: &str, text: &str) {
        let document = json!({ "uri": uri, "languageId": "gouji", "version": 1, "text": text });
        self.tell("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Puts another text into an open file as a whole.
    pub(crate) fn write(&mut self, uri: &str, version: i64, text: &str) {
        let document = json!({ "uri": uri, "version": version });
        let change = json!([{ "text": text }]);
        self.tell("textDocument/didChange", json!({ "textDocument": document, "contentChanges": change }));
    }

    /// Asks about the place before which `before` stands, the first time.
    pub(crate) fn ask_at(&mut self, method: &str, uri: &str, text: &str, before: &str, more: Value) -> Value {
        let mut params = json!({ "textDocument": { "uri": uri }, "position": position(text, before) });
        for (name, value) in more.as_object().unwrap() {
            params[name] = value.clone();
        }
        self.ask(method, params)
    }

    /// Ends the server as the protocol has it; its exit status.
    pub(crate) fn end(mut self) -> Option<i32> {
        self.ask("shutdown", Value::Null);
        self.tell("exit", Value::Null);
        self.child.wait().unwrap().code()
    }

    /// Ends the input; the exit status.
    pub(crate) fn hang_up(mut self) -> Option<i32> {
        self.input = None;
        self.child.wait().unwrap().code()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim() {
            "" => break,
            header => length = header.strip_prefix("Content-Length: ")?.parse().ok()?,
        }
    }
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// The address of a file.
pub(crate) fn uri(path: &str) -> String {
    let mut uri = "file://".to_owned();
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri
}

/// The position behind the first place where something stands.
pub(crate) fn position(text: &str, before: &str) -> Value {
    let at = text.find(before).unwrap_or_else(|| panic!("{before} in {text}")) + before.len();
    let line = text[..at].matches('\n').count();
    let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
    json!({ "line": line, "character": text[start..at].encode_utf16().count() })
}
