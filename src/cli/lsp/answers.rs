//! What each request is answered with.

use gouji::editor::{CandidateKind, Look, NotRenamed, Outlined, Place, SymbolKind, Taken, verdict_hints};
use gouji::session::Shipped;
use gouji::source::{Load, SourceId};
use gouji::syntax::format;
use lsp_server::{ErrorCode, Request};
use serde_json::{Value, json};

use super::paths::{EditorLoader, address};
use super::position::Lines;
use super::project::diagnostic;
use super::{Document, Server, worker};

/// The command that sets the document whose verdicts stand beside the rules: its path, or nothing for none.
pub(super) const SET_DOCUMENT: &str = "gouji.setDocument";

type Answer = Result<Value, (ErrorCode, String)>;

/// What the server can do.
pub(super) fn capabilities() -> Value {
    json!({
        "capabilities": {
            "positionEncoding": "utf-16",
            "textDocumentSync": { "openClose": true, "change": 2, "save": {} },
            "completionProvider": { "triggerCharacters": [".", "。", "{", ":", "[", "【"] },
            "hoverProvider": true,
            "definitionProvider": true,
            "documentSymbolProvider": true,
            "renameProvider": { "prepareProvider": true },
            "inlayHintProvider": true,
            "executeCommandProvider": { "commands": [SET_DOCUMENT] },
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
            "textDocument/completion" => self.completion(uri, params),
            "textDocument/hover" => self.hover(uri, params),
            "textDocument/documentSymbol" => self.symbols(uri),
            "textDocument/inlayHint" => self.hints(uri, params),
            "textDocument/prepareRename" => return self.prepare_rename(uri, params),
            "textDocument/rename" => return self.rename(uri, params),
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
            let offset = Self::offset(document, params)?;
            let own = look?.declared(&EditorLoader, &document.name, offset);
            if own.is_empty() {
                let good = self.good(document)?;
                return Some(good.declared_before(&EditorLoader, &document.name, &document.text, offset));
            }
            Some(own)
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
                "diagnostics": [diagnostic(look.sources(), &Lines::of(&document.text), &fix.found)],
                "edit": { "changes": { self.uri(&fix.place.file)?: [edit] } },
            }))
        });
        Value::Array(actions.collect())
    }

    fn completion(&self, uri: &str, params: &Value) -> Value {
        let found = || {
            let (document, look, _) = self.document(uri)?;
            let offset = Self::offset(document, params)?;
            let lines = Lines::of(&document.text);
            let mut all = look?.complete(&document.name, &document.text, offset);
            // What a broken file declared a moment ago is still offered.
            let before =
                self.good(document).map(|good| good.complete(&document.name, &document.text, offset));
            for one in before.into_iter().flatten() {
                if !all.iter().any(|known| known.text == one.text) {
                    all.push(one);
                }
            }
            let typed =
                all.first().and_then(|first| document.text.get(first.start as usize..first.end as usize));
            let typed = typed.unwrap_or_default().to_owned();
            let items = all.iter().enumerate().map(|(at, one)| {
                json!({
                    "label": one.label,
                    "kind": kind_of(one.kind),
                    "detail": one.detail,
                    "sortText": format!("{at:04}"),
                    // What fits was chosen here, by initials too: clients would not know.
                    "filterText": if typed.is_empty() { &one.label } else { &typed },
                    "textEdit": { "range": lines.range(one.start as usize, one.end as usize), "newText": one.text },
                })
            });
            Some(items.collect::<Vec<Value>>())
        };
        json!({ "isIncomplete": true, "items": found().unwrap_or_default() })
    }

    fn hover(&self, uri: &str, params: &Value) -> Value {
        let found = || {
            let (document, look, _) = self.document(uri)?;
            let offset = Self::offset(document, params)?;
            let told = |look: &Look| look.hover(&document.name, &document.text, offset);
            let told = look.and_then(told).or_else(|| self.good(document).and_then(told))?;
            let range = Lines::of(&document.text).range(told.start as usize, told.end as usize);
            Some(json!({ "contents": { "kind": "markdown", "value": told.markdown }, "range": range }))
        };
        found().unwrap_or(Value::Null)
    }

    fn symbols(&self, uri: &str) -> Value {
        let Some((document, Some(look), _)) = self.document(uri) else { return json!([]) };
        let lines = Lines::of(&document.text);
        Value::Array(look.outline(&document.name).iter().map(|one| symbol(&lines, one)).collect())
    }

    fn hints(&self, uri: &str, params: &Value) -> Value {
        let Some((document, Some(look), _)) = self.document(uri) else { return json!([]) };
        let Some(unit) = self.projects.get(&document.root).and_then(|project| project.judged.as_deref())
        else {
            return json!([]);
        };
        let lines = Lines::of(&document.text);
        let place = |name: &str| lines.of_json(params.pointer(name)?);
        let range = place("/range/start").unwrap_or(0)..=place("/range/end").unwrap_or(usize::MAX);
        let hints = verdict_hints(look, &document.name, unit);
        let shown = hints.iter().filter(|hint| range.contains(&(hint.at as usize)));
        let shown = shown.map(|hint| {
            json!({
                "position": lines.position(hint.at as usize),
                "label": hint.label,
                "tooltip": hint.detail,
                "paddingLeft": true,
            })
        });
        Value::Array(shown.collect())
    }

    fn prepare_rename(&self, uri: &str, params: &Value) -> Answer {
        let Some((document, Some(look), _)) = self.document(uri) else { return Ok(Value::Null) };
        let Some(offset) = Self::offset(document, params) else { return Ok(Value::Null) };
        let place = look.may_rename(&document.name, offset).map_err(refused)?;
        Ok(Lines::of(&document.text).range(place.start as usize, place.end as usize))
    }

    fn rename(&self, uri: &str, params: &Value) -> Answer {
        let Some((document, Some(look), _)) = self.document(uri) else { return Ok(Value::Null) };
        let name = params.get("newName").and_then(Value::as_str).unwrap_or_default();
        let Some(offset) = Self::offset(document, params) else { return Ok(Value::Null) };
        let texts = self.texts_of(&document.root);
        let rules = [document.root.clone()];
        let parses = self.worker.parses(&document.root);
        let threads = worker::threads();
        let taken = Taken { loader: &EditorLoader, texts: &texts, rules: &rules, parses: &parses, threads };
        let changes = look.rename(&document.name, offset, name, &taken).map_err(refused)?;
        let mut by_file: serde_json::Map<String, Value> = serde_json::Map::new();
        for (place, text) in changes {
            let (Some(uri), Some(old)) = (self.uri(&place.file), look.text(&place.file)) else { continue };
            let range = Lines::of(old).range(place.start as usize, place.end as usize);
            let edits = by_file.entry(uri).or_insert_with(|| json!([]));
            if let Some(edits) = edits.as_array_mut() {
                edits.push(json!({ "range": range, "newText": text }));
            }
        }
        Ok(json!({ "changes": by_file }))
    }
}

/// Why a name stays as it is, in words.
fn refused(why: NotRenamed) -> (ErrorCode, String) {
    let words = match why {
        NotRenamed::Nothing => "这里没有可以改的名称".to_owned(),
        NotRenamed::Elsewhere => "自带规则、编码数据里的名称不能改；要多一个叫法，写「又名」".to_owned(),
        NotRenamed::NoName => "名称里不能有引号、花括号和控制字符，也不能是空的".to_owned(),
        NotRenamed::Taken => "这里已经有叫这个名称的，没有改".to_owned(),
        NotRenamed::Mistake(mistake) => format!("改了会有新的错误，没有改：{mistake}"),
    };
    (ErrorCode::RequestFailed, words)
}

/// The numbers that the protocol gives to kinds of completions.
fn kind_of(kind: CandidateKind) -> u8 {
    match kind {
        CandidateKind::Keyword => 14,
        CandidateKind::Function => 3,
        CandidateKind::Value => 12,
        CandidateKind::Name(kind) => match kind {
            SymbolKind::Table | SymbolKind::Side => 22,
            SymbolKind::Passage | SymbolKind::Items => 7,
            SymbolKind::Rule => 23,
            SymbolKind::RuleSet => 9,
            SymbolKind::Group => 2,
            SymbolKind::Definition => 6,
            SymbolKind::Phrase | SymbolKind::Words => 13,
            SymbolKind::Code => 20,
            _ => 5,
        },
    }
}

/// A declaration as the protocol has it.
fn symbol(lines: &Lines<'_>, one: &Outlined) -> Value {
    let kind = match one.kind {
        SymbolKind::RuleSet => 4,
        SymbolKind::Table | SymbolKind::Side => 23,
        SymbolKind::Row | SymbolKind::Column | SymbolKind::Slot => 8,
        SymbolKind::Passage | SymbolKind::Items => 5,
        SymbolKind::Rule => 24,
        SymbolKind::Group => 6,
        SymbolKind::Definition => 13,
        SymbolKind::CodeList | SymbolKind::Code => 10,
        SymbolKind::Phrase | SymbolKind::Words | SymbolKind::Subject => 15,
    };
    let inner: Vec<Value> = one.inner.iter().map(|one| symbol(lines, one)).collect();
    json!({
        "name": one.name,
        "detail": one.detail,
        "kind": kind,
        "range": lines.range(one.start as usize, one.end as usize),
        "selectionRange": lines.range(one.named.0 as usize, one.named.1 as usize),
        "children": inner,
    })
}
