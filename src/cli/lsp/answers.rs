//! What each request is answered with.

use gouji::editor::Place;
use gouji::source::{Load, SourceId};
use gouji::syntax::format;
use lsp_server::{ErrorCode, Request};
use serde_json::{Value, json};

use super::paths::{EditorLoader, address};
use super::position::Lines;
use super::project::diagnostic;
use super::{Document, Server};
use gouji::session::Shipped;

type Answer = Result<Value, (ErrorCode, String)>;

/// What the server can do.
pub(super) fn capabilities() -> Value {
    json!({
        "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": { "openClose": true, "change": 2, "save": {} },
            "definitionProvider": true,
            "referencesProvider": true,
            "documentFormattingProvider": true,
            "codeActionProvider": { "codeActionKinds": ["quickfix"] },
        },
        "serverInfo": { "name": "gouji", "version": env!("CARGO_PKG_VERSION") },
    })
}

impl Server {
    pub(super) fn answer(&self, request: &Request) -> Answer {
        let params = &request.params;
        let uri = params.pointer("/textDocument/uri").and_then(Value::as_str).unwrap_or_default();
        Ok(match request.method.as_str() {
            "textDocument/definition" => self.definition(uri, params),
            "textDocument/references" => self.references(uri, params),
            "textDocument/formatting" => self.formatting(uri),
            "textDocument/codeAction" => self.actions(uri, params),
            other => return Err((ErrorCode::MethodNotFound, format!("没有「{other}」这一项"))),
        })
    }

    /// The byte of the position of a request, in the text as it is now.
    fn offset(document: &Document, params: &Value) -> Option<u32> {
        let offset = Lines::of(&document.text).of_json(params.get("position")?)?;
        u32::try_from(offset).ok()
    }

    fn definition(&self, uri: &str, params: &Value) -> Value {
        let found = || {
            let (document, look, _) = self.document(uri)?;
            Some(look?.declared(&EditorLoader, &document.name, Self::offset(document, params)?))
        };
        self.locations(uri, &found().unwrap_or_default())
    }

    fn references(&self, uri: &str, params: &Value) -> Value {
        let declared = params.pointer("/context/includeDeclaration").and_then(Value::as_bool).unwrap_or(true);
        let found = || {
            let (document, look, _) = self.document(uri)?;
            Some(look?.mentions(&document.name, Self::offset(document, params)?, declared))
        };
        self.locations(uri, &found().unwrap_or_default())
    }

    /// Places as the protocol has them.
    fn locations(&self, uri: &str, places: &[Place]) -> Value {
        let Some((_, Some(look), _)) = self.document(uri) else { return json!([]) };
        let locations = places.iter().filter_map(|place| {
            let text = match (look.text(&place.file), place.file.strip_prefix(Shipped::MARK)) {
                (Some(text), _) => text.to_owned(),
                (None, Some(shipped)) => Shipped.load(shipped).ok()?,
                (None, None) => EditorLoader.load(&place.file).ok()?,
            };
            let range = Lines::of(&text).range(place.start as usize, place.end as usize);
            Some(json!({ "uri": self.uri(&place.file)?, "range": range }))
        });
        Value::Array(locations.collect())
    }

    /// The address of a file: as the client wrote it, where it is open.
    fn uri(&self, file: &str) -> Option<String> {
        let open = self.documents.iter().find(|(_, document)| document.name == file);
        open.map(|(uri, _)| uri.clone()).or_else(|| address(file))
    }

    /// The file in its one form; nothing where it has mistakes, which are told.
    fn formatting(&self, uri: &str) -> Value {
        let Some((document, ..)) = self.document(uri) else { return Value::Null };
        let text = document.text.as_ref();
        let Ok(formatted) = format(SourceId::default(), text) else { return Value::Null };
        if formatted == text {
            return json!([]);
        }
        json!([{ "range": Lines::of(text).range(0, text.len()), "newText": formatted }])
    }

    fn actions(&self, uri: &str, params: &Value) -> Value {
        let Some((document, Some(look), true)) = self.document(uri) else { return json!([]) };
        let lines = Lines::of(&document.text);
        let place = |name: &str| lines.of_json(params.pointer(name)?).and_then(|at| u32::try_from(at).ok());
        let (Some(start), Some(end)) = (place("/range/start"), place("/range/end")) else { return json!([]) };
        let fixes = look.fixes(&document.name, start, end);
        let actions = fixes.iter().filter_map(|fix| {
            let other;
            let lines = if fix.place.file == document.name {
                &lines
            } else {
                other = Lines::of(look.text(&fix.place.file)?);
                &other
            };
            let range = lines.range(fix.place.start as usize, fix.place.end as usize);
            let edit = json!({ "range": range, "newText": fix.text });
            Some(json!({
                "title": fix.title,
                "kind": "quickfix",
                "isPreferred": true,
                "diagnostics": [diagnostic(look, &Lines::of(&document.text), &fix.found)],
                "edit": { "changes": { self.uri(&fix.place.file)?: [edit] } },
            }))
        });
        Value::Array(actions.collect())
    }
}
