//! `gouji lsp`: the language server, on standard input and output.
//!
//! May live here: the protocol, its threads, files by their addresses. May not: what an answer says (`gouji::editor`).
//!
//! One thread reads messages, one takes looks at the rules, one takes glances, this one answers. Requests that need the rules as they are
//! written wait for the look at them; completion and hover answer by the last one.

mod answers;
mod framing;
mod paths;
mod position;
mod project;
mod worker;

use std::collections::{BTreeMap, VecDeque};
use std::io::BufReader;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use gouji::editor::Look;
use gouji::proof::UnitFindings;
use gouji::session::RulesChecked;
use lsp_server::{ErrorCode, Message, Notification, Request, RequestId};
use serde_json::{Value, json};

use self::framing::Incoming;
use self::position::Lines;
use self::project::Project;
use self::worker::Worker;
use super::system::system_words;
use super::{FINE, UNREAD, WRONG, out};

/// What this thread is told.
enum Event {
    In(Message),
    Malformed,
    /// The end of input.
    Closed,
    /// A look at a folder was taken, or could not be.
    Looked {
        root: String,
        revision: u64,
        look: Option<Arc<Look>>,
    },
    /// What a glance at a changed file has found.
    Glanced {
        root: String,
        revision: u64,
        file: String,
        found: Box<RulesChecked>,
    },
    /// How the rules of a folder came out for the document that is set.
    Judged {
        root: String,
        unit: Box<UnitFindings>,
    },
}

/// A file that is open.
struct Document {
    name: String,
    text: Arc<str>,
    version: Value,
    /// The folder whose rules it is one of.
    root: String,
}

/// Where the conversation has got to.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Before,
    Running,
    ShutDown,
}

struct Server {
    events: Receiver<Event>,
    queue: VecDeque<Event>,
    worker: Worker,
    stage: Stage,
    /// The folders that are open.
    folders: Vec<String>,
    /// Open files by address.
    documents: BTreeMap<String, Document>,
    projects: BTreeMap<String, Project>,
    /// The document whose verdicts stand beside the rules.
    judged: Option<Arc<gouji::document::Document>>,
    /// The client asks again for what stands beside the rules when it is told to.
    refreshes: bool,
    /// What the client was asked, counted.
    asked: u64,
    /// Answers could not be written: nobody is there.
    gone: bool,
}

/// Serves until the client ends it, or the input does; the exit status.
pub(super) fn run() -> u8 {
    let (sender, events) = channel();
    let worker = match Worker::start(&sender).and_then(|worker| read_on(sender).map(|()| worker)) {
        Ok(worker) => worker,
        Err(why) => {
            out::complain(&format!("启动不了：{}\n", system_words(&why)));
            return UNREAD;
        }
    };
    let mut server = Server {
        events,
        queue: VecDeque::new(),
        worker,
        stage: Stage::Before,
        folders: Vec::new(),
        documents: BTreeMap::new(),
        projects: BTreeMap::new(),
        judged: None,
        refreshes: false,
        asked: 0,
        gone: false,
    };
    server.serve()
}

/// Starts the thread that reads messages.
fn read_on(events: Sender<Event>) -> std::io::Result<()> {
    let read = move || {
        let mut input = BufReader::new(std::io::stdin());
        loop {
            let event = match framing::read(&mut input) {
                Ok(Some(Incoming::Message(message))) => Event::In(message),
                Ok(Some(Incoming::Malformed)) => Event::Malformed,
                Ok(None) | Err(_) => {
                    let _ = events.send(Event::Closed);
                    return;
                }
            };
            if events.send(event).is_err() {
                return;
            }
        }
    };
    std::thread::Builder::new().name("read".into()).spawn(read).map(drop)
}

impl Server {
    fn serve(&mut self) -> u8 {
        while !self.gone {
            if self.queue.is_empty() {
                let Ok(event) = self.events.recv() else { break };
                self.queue.push_back(event);
            }
            self.queue.extend(self.events.try_iter());
            match self.queue.pop_front() {
                Some(Event::In(Message::Request(request))) => self.request(request),
                Some(Event::In(Message::Notification(told))) if told.method == "exit" => {
                    return if self.stage == Stage::ShutDown { FINE } else { WRONG };
                }
                Some(Event::In(Message::Notification(told))) => self.told(&told),
                Some(Event::In(Message::Response(_))) | None => {}
                Some(Event::Malformed) => {
                    let error = json!({ "code": ErrorCode::ParseError as i32, "message": "读不懂的消息" });
                    self.send(&json!({ "jsonrpc": "2.0", "id": null, "error": error }));
                }
                Some(Event::Closed) => self.finish(),
                Some(Event::Looked { root, revision, look }) => self.looked(&root, revision, look),
                Some(Event::Glanced { root, revision, file, found }) => {
                    self.glanced(&root, revision, &file, &found);
                }
                Some(Event::Judged { root, unit }) => self.came_out(&root, *unit),
            }
        }
        FINE
    }

    /// Answers what still waits when the input has ended.
    fn finish(&mut self) {
        let waits = |project: &Project| !project.waiting.is_empty();
        while self.projects.values().any(waits) {
            match self.events.recv() {
                Ok(Event::Looked { root, revision, look }) => self.looked(&root, revision, look),
                Ok(_) => {}
                Err(_) => break,
            }
        }
        self.gone = true;
    }

    fn send(&mut self, message: &Value) {
        self.gone |= framing::write(&mut std::io::stdout().lock(), message).is_err();
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    fn reply(&mut self, id: &RequestId, result: Result<Value, (ErrorCode, String)>) {
        let mut message = json!({ "jsonrpc": "2.0", "id": id });
        if let Some(fields) = message.as_object_mut() {
            let _ = match result {
                Ok(result) => fields.insert("result".to_owned(), result),
                Err((code, words)) => {
                    fields.insert("error".to_owned(), json!({ "code": code as i32, "message": words }))
                }
            };
        }
        self.send(&message);
    }

    /// Whether a request that is about to be answered was taken back meanwhile.
    fn is_cancelled(&self, id: &RequestId) -> bool {
        let id = json!(id);
        self.queue.iter().any(|event| match event {
            Event::In(Message::Notification(told)) => {
                told.method == "$/cancelRequest" && told.params.get("id") == Some(&id)
            }
            _ => false,
        })
    }

    fn request(&mut self, request: Request) {
        if self.is_cancelled(&request.id) {
            return self.reply(&request.id, Err((ErrorCode::RequestCanceled, "已取消".to_owned())));
        }
        match (self.stage, request.method.as_str()) {
            (Stage::Before, "initialize") => {
                self.stage = Stage::Running;
                self.folders = project::folders(&request.params);
                let refreshes = request.params.pointer("/capabilities/workspace/inlayHint/refreshSupport");
                self.refreshes = refreshes.and_then(Value::as_bool).unwrap_or(false);
                self.reply(&request.id, Ok(answers::capabilities()));
            }
            (Stage::Before, _) => {
                self.reply(&request.id, Err((ErrorCode::ServerNotInitialized, "还没有初始化".to_owned())));
            }
            (Stage::Running, "shutdown") => {
                self.stage = Stage::ShutDown;
                self.reply(&request.id, Ok(Value::Null));
            }
            (Stage::Running, "initialize") | (Stage::ShutDown, _) => {
                self.reply(&request.id, Err((ErrorCode::InvalidRequest, "这时不能这样问".to_owned())));
            }
            (Stage::Running, "workspace/executeCommand") => self.execute(&request),
            (Stage::Running, _) => self.ask(request),
        }
    }

    fn execute(&mut self, request: &Request) {
        let command = request.params.get("command").and_then(Value::as_str).unwrap_or_default();
        let answer = if command == answers::SET_DOCUMENT {
            let path = request.params.pointer("/arguments/0").and_then(Value::as_str).map(str::to_owned);
            let set = self.set_document(path.as_deref());
            set.map(|()| Value::Null)
                .map_err(|why| (ErrorCode::RequestFailed, format!("读不了这份文件：{why}")))
        } else {
            Err((ErrorCode::InvalidParams, format!("没有命令「{command}」")))
        };
        self.reply(&request.id, answer);
    }

    /// Answers, or lets the request wait for the look at what is written now.
    fn ask(&mut self, request: Request) {
        let uri = request.params.pointer("/textDocument/uri").and_then(Value::as_str);
        let root = uri.and_then(|uri| self.documents.get(uri)).map(|document| document.root.clone());
        if let Some(project) = root.and_then(|root| self.projects.get_mut(&root))
            && !project.may_answer(&request.method)
        {
            project.waiting.push(request);
            return;
        }
        let answer = self.answer(&request);
        self.reply(&request.id, answer);
    }

    fn told(&mut self, told: &Notification) {
        if self.stage != Stage::Running {
            return;
        }
        let uri = told.params.pointer("/textDocument/uri").and_then(Value::as_str).map(str::to_owned);
        match (told.method.as_str(), uri) {
            ("textDocument/didOpen", Some(uri)) => self.open(&uri, &told.params),
            ("textDocument/didChange", Some(uri)) => self.change(&uri, &told.params),
            ("textDocument/didClose", Some(uri)) => self.close(&uri),
            ("textDocument/didSave" | "workspace/didChangeWatchedFiles", _) => self.look_again(),
            ("$/cancelRequest", _) => self.cancel(&told.params),
            _ => {}
        }
    }

    /// Takes back a request that waits; one that was answered is let be.
    fn cancel(&mut self, params: &Value) {
        let is = |request: &Request| params.get("id") == Some(&json!(request.id));
        let mut taken = Vec::new();
        for project in self.projects.values_mut() {
            while let Some(at) = project.waiting.iter().position(is) {
                taken.push(project.waiting.remove(at).id);
            }
        }
        for id in taken {
            self.reply(&id, Err((ErrorCode::RequestCanceled, "已取消".to_owned())));
        }
    }

    fn open(&mut self, uri: &str, params: &Value) {
        let text = params.pointer("/textDocument/text").and_then(Value::as_str).unwrap_or_default();
        let version = params.pointer("/textDocument/version").cloned().unwrap_or(Value::Null);
        // A file that was never saved stands in no folder.
        let name = paths::name_of(uri).unwrap_or_else(|| uri.to_owned());
        let root = project::root_of(&name, &self.folders);
        let document = Document { name, text: text.into(), version, root: root.clone() };
        self.documents.insert(uri.to_owned(), document);
        self.want(&root, None);
    }

    fn change(&mut self, uri: &str, params: &Value) {
        let Some(document) = self.documents.get_mut(uri) else { return };
        let mut text = document.text.to_string();
        for change in params.get("contentChanges").and_then(Value::as_array).into_iter().flatten() {
            let Some(new) = change.get("text").and_then(Value::as_str) else { continue };
            let Some(range) = change.get("range") else {
                text = new.to_owned();
                continue;
            };
            let lines = Lines::of(&text);
            let place = |name: &str| lines.of_json(range.get(name)?);
            if let (Some(start), Some(end)) = (place("start"), place("end")) {
                text.replace_range(start..end.max(start), new);
            }
        }
        document.text = text.into();
        document.version = params.pointer("/textDocument/version").cloned().unwrap_or(Value::Null);
        let (root, name) = (document.root.clone(), document.name.clone());
        self.want(&root, Some(&name));
    }

    fn close(&mut self, uri: &str) {
        if let Some(document) = self.documents.remove(uri) {
            self.want(&document.root, None);
        }
    }

    fn look_again(&mut self) {
        let roots: Vec<String> = self.projects.keys().cloned().collect();
        roots.iter().for_each(|root| self.want(root, None));
    }
}
