//! The folders whose rules are looked at: each with its last look, and with what waits for the next.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use gouji::editor::{Look, Texts};
use gouji::proof::UnitFindings;
use gouji::session::RulesChecked;
use gouji::source::{Diagnostic, Load, Severity, Sources, lint};
use lsp_server::Request;
use serde_json::{Value, json};

use super::paths::{EditorLoader, folder_of, name_of, uri_of};
use super::position::Lines;
use super::worker::Job;
use super::{Document, Server, paths};

/// A folder with more rule files is no set of rules: a file in it is looked at with those beside it alone.
const MOST_FILES: usize = 300;

/// A folder whose rules are looked at.
#[derive(Default)]
pub(super) struct Project {
    /// The last look.
    pub(super) look: Option<Arc<Look>>,
    /// The last look at which each file could be read as a whole, by name: where a file is broken, what it held is known.
    good: BTreeMap<String, Arc<Look>>,
    /// Looks that were wanted; which of them the last one is.
    wanted: u64,
    taken: u64,
    /// Requests for the look at what is written now.
    pub(super) waiting: Vec<Request>,
    /// How its rules came out for the document that is set.
    pub(super) judged: Option<Arc<UnitFindings>>,
    /// Files that problems were last told of.
    told: BTreeSet<String>,
}

impl Project {
    /// Whether a request can be answered by the look that there is.
    pub(super) fn may_answer(&self, method: &str) -> bool {
        let is_current = self.taken == self.wanted;
        let by_last =
            matches!(method, "textDocument/completion" | "textDocument/hover" | "textDocument/formatting");
        is_current || by_last && self.look.is_some()
    }

    /// Whether the last look is at what is written now.
    pub(super) fn is_current(&self) -> bool {
        self.taken == self.wanted
    }
}

/// The folders that a client opens.
pub(super) fn folders(params: &Value) -> Vec<String> {
    let folders = params.get("workspaceFolders").and_then(Value::as_array).into_iter().flatten();
    let mut found: Vec<String> = folders.filter_map(|folder| name_of(folder.get("uri")?.as_str()?)).collect();
    if found.is_empty() {
        found.extend(params.get("rootUri").and_then(Value::as_str).and_then(name_of));
    }
    found.iter().map(|name| name.trim_end_matches('/').to_owned()).filter(|name| !name.is_empty()).collect()
}

/// The folder whose rules a file is one of: the one that is open, as `check-rules` takes it, else that of the file. A file
/// in no folder is one by itself.
pub(super) fn root_of(name: &str, folders: &[String]) -> String {
    let holds =
        |folder: &&String| name.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'));
    let open = folders.iter().filter(holds).max_by_key(|folder| folder.len());
    let is_small = |folder: &&String| EditorLoader.list(folder).is_ok_and(|files| files.len() <= MOST_FILES);
    match open.filter(is_small) {
        Some(folder) => folder.clone(),
        None if folder_of(name).is_empty() || !name.contains('/') => name.to_owned(),
        None if name_of(&uri_of(name)).as_deref() == Some(name) => folder_of(name).to_owned(),
        None => name.to_owned(),
    }
}

impl Server {
    /// Wants a look at a folder with the texts that are open now, and a glance at the file that was changed.
    pub(super) fn want(&mut self, root: &str, changed: Option<&str>) {
        let texts = self.texts_of(root);
        let project = self.projects.entry(root.to_owned()).or_default();
        project.wanted += 1;
        let judged = self.judged.clone();
        let changed = changed.map(str::to_owned);
        self.worker.want(root, Job { revision: project.wanted, texts, judged, changed });
    }

    /// Tells what a glance at the file that was changed has found: errors, and what else the last look told of it too. Whether
    /// anything else is new, the whole look tells.
    pub(super) fn glanced(&mut self, root: &str, revision: u64, file: &str, found: &RulesChecked) {
        let Some(project) = self.projects.get(root) else { return };
        if project.wanted != revision {
            return;
        }
        let Some((uri, document)) = self.documents.iter().find(|(_, document)| document.name == file) else {
            return;
        };
        let was_told = |one: &Diagnostic| {
            let mut last = project.look.iter().flat_map(|look| look.diagnostics_of(file));
            last.any(|known| (known.code, &known.message) == (one.code, &one.message))
        };
        let lines = Lines::of(&document.text);
        let all = found.diagnostics.iter().filter(|one| one.severity == Severity::Error || was_told(one));
        let all: Vec<Value> = all.map(|one| diagnostic(&found.sources, &lines, one)).collect();
        let params = json!({ "uri": uri, "diagnostics": all, "version": document.version });
        self.notify("textDocument/publishDiagnostics", &params);
    }

    /// The open texts of a folder.
    pub(super) fn texts_of(&self, root: &str) -> Texts {
        let own = self.documents.values().filter(|document| document.root == root);
        own.map(|document| (document.name.clone(), Arc::clone(&document.text))).collect()
    }

    /// Sets the document whose verdicts stand beside the rules.
    pub(super) fn set_document(&mut self, path: Option<&str>) -> Result<(), String> {
        self.judged = match path.map(str::trim).filter(|path| !path.is_empty()) {
            None => None,
            Some(path) => {
                let path = name_of(path).unwrap_or_else(|| path.to_owned());
                let bytes = std::fs::read(&path).map_err(|why| super::system_words(&why))?;
                let document = gouji::document::read(&path, &bytes);
                Some(Arc::new(document.map_err(|why| gouji::report::read_error_words(&why))?))
            }
        };
        self.projects.values_mut().for_each(|project| project.judged = None);
        self.look_again();
        self.refresh_hints();
        Ok(())
    }

    /// How the rules of a folder came out for the document.
    pub(super) fn came_out(&mut self, root: &str, unit: UnitFindings) {
        if let Some(project) = self.projects.get_mut(root) {
            project.judged = Some(Arc::new(unit));
            self.refresh_hints();
        }
    }

    /// Asks the client to ask again for what stands beside the rules.
    fn refresh_hints(&mut self) {
        if self.refreshes {
            self.asked += 1;
            let id = format!("gouji-{}", self.asked);
            let message = json!({ "jsonrpc": "2.0", "id": id, "method": "workspace/inlayHint/refresh" });
            self.send(&message);
        }
    }

    /// A look has come.
    pub(super) fn looked(&mut self, root: &str, revision: u64, look: Option<Arc<Look>>) {
        let Some(project) = self.projects.get_mut(root) else { return };
        project.taken = revision;
        if let Some(look) = look {
            let open = self.documents.values().filter(|document| document.root == root);
            for name in open.map(|document| &document.name).filter(|name| look.is_sound(name)) {
                project.good.insert(name.clone(), Arc::clone(&look));
            }
            project.look = Some(look);
        }
        // Places of an older text would be wrong in the newer one: that is being looked at already.
        if !project.is_current() {
            return;
        }
        let waiting = std::mem::take(&mut project.waiting);
        self.publish(root);
        for request in waiting {
            self.ask(request);
        }
    }

    /// Tells what is wrong with each file of a folder; of one that was told of before and is in order, that nothing is.
    fn publish(&mut self, root: &str) {
        let Some(project) = self.projects.get_mut(root) else { return };
        let Some(look) = project.look.clone() else { return };
        let wrong = look.diagnostics().iter().map(|found| look.place(found.span).file);
        let mut files: BTreeSet<String> = wrong.collect();
        let open = self.documents.values().filter(|document| document.root == root);
        files.extend(open.map(|document| document.name.clone()));
        let told = std::mem::replace(&mut project.told, files.clone());
        for name in files.union(&told) {
            if name.starts_with(gouji::session::Shipped::MARK) || paths::is_shown(name) {
                continue;
            }
            let text = look.text(name).unwrap_or_default();
            let lines = Lines::of(text);
            let all: Vec<Value> =
                look.diagnostics_of(name).map(|found| diagnostic(look.sources(), &lines, found)).collect();
            let open = self.documents.iter().find(|(_, document)| document.name == *name);
            let uri = open.map_or_else(|| uri_of(name), |(uri, _)| uri.clone());
            let mut params = json!({ "uri": uri, "diagnostics": all });
            if let (Some((_, document)), Some(fields)) = (open, params.as_object_mut()) {
                fields.insert("version".to_owned(), document.version.clone());
            }
            self.notify("textDocument/publishDiagnostics", &params);
        }
    }

    /// The last look at which an open file could be read as a whole, where the last of all is none.
    pub(super) fn good(&self, document: &Document) -> Option<&Look> {
        let project = self.projects.get(&document.root)?;
        let good = project.good.get(&document.name)?;
        let is_last = project.look.as_ref().is_some_and(|look| Arc::ptr_eq(look, good));
        (!is_last).then_some(good.as_ref())
    }

    /// The open file of an address, with the last look at its folder.
    pub(super) fn document(&self, uri: &str) -> Option<(&Document, Option<&Look>, bool)> {
        let document = self.documents.get(uri)?;
        let project = self.projects.get(&document.root);
        let look = project.and_then(|project| project.look.as_deref());
        Some((document, look, project.is_some_and(Project::is_current)))
    }
}

/// A problem as the protocol has it.
pub(super) fn diagnostic(sources: &Sources, lines: &Lines<'_>, found: &Diagnostic) -> Value {
    let severity = match found.severity {
        Severity::Error => 1,
        Severity::Warning => 2,
        Severity::Hint => 4,
    };
    let page = lint(found.code);
    let mend = found.mend.as_ref().map_or_else(String::new, |mend| format!("\n改法：{mend}"));
    let related: Vec<Value> = found
        .related
        .iter()
        .filter_map(|(span, remark)| {
            let lines = Lines::of(sources.text(span.source));
            let uri = paths::address(sources.name(span.source))?;
            let range = lines.range(span.start as usize, span.end as usize);
            Some(json!({ "location": { "uri": uri, "range": range }, "message": remark }))
        })
        .collect();
    json!({
        "range": lines.range(found.span.start as usize, found.span.end as usize),
        "severity": severity,
        "code": page.map_or(found.code, |page| page.number),
        "source": "gouji",
        "message": format!("{}{mend}", found.message),
        "relatedInformation": related,
        "data": { "kind": page.map_or(found.code, |page| page.name) },
    })
}
