//! YAML events to a tree that keeps scalars as written, lines, and keys that are written twice.
//!
//! Aliases share their node. A cap on height bounds what walks down a tree; what is visited is the walker's to bound.

use std::collections::BTreeMap;
use std::rc::Rc;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle};

use super::ReadError;
use super::data::Facts;

/// Deepest nesting, aliases followed.
const DEEPEST: usize = 32;

/// A node with the line it starts in.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub line: u32,
    pub value: Value,
    height: usize,
}

/// What a node is.
#[derive(Debug)]
pub(super) enum Value {
    /// A scalar as written; an empty one and an unquoted null are empty.
    Text(String),
    /// Keys in order of writing, with their lines.
    Map(Vec<(String, u32, Rc<Node>)>),
    /// A sequence.
    List(Vec<Rc<Node>>),
}

impl Default for Value {
    fn default() -> Self {
        Value::Text(String::new())
    }
}

/// An open collection.
struct Frame {
    anchor: usize,
    node: Node,
    key: Option<(String, u32)>,
    seen: BTreeMap<String, u32>,
}

/// The documents of a YAML text. Keys that are written twice are kept twice, with a notice.
///
/// # Errors
/// Not YAML, or nested too deeply.
pub(super) fn trees(text: &str, facts: &mut Facts) -> Result<Vec<Rc<Node>>, ReadError> {
    let mut builder = Builder { facts, open: Vec::new(), anchors: BTreeMap::new(), done: Vec::new() };
    let mut parser = Parser::new_from_str(text);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| syntax(error.marker()))?;
        builder.event(event, line_of(&span.start))?;
    }
    Ok(builder.done)
}

struct Builder<'a> {
    facts: &'a mut Facts,
    open: Vec<Frame>,
    anchors: BTreeMap<usize, Rc<Node>>,
    done: Vec<Rc<Node>>,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, line: u32) -> Result<(), ReadError> {
        match event {
            Event::Scalar(text, style, anchor, _) => {
                let null = style == ScalarStyle::Plain && matches!(&*text, "~" | "null" | "Null" | "NULL");
                let text = if null { String::new() } else { text.trim().to_owned() };
                self.add(Node { line, value: Value::Text(text), height: 1 }, anchor)
            }
            Event::MappingStart(anchor, _) => self.start(Value::Map(Vec::new()), anchor, line),
            Event::SequenceStart(anchor, _) => self.start(Value::List(Vec::new()), anchor, line),
            Event::MappingEnd | Event::SequenceEnd => match self.open.pop() {
                Some(frame) => self.add(frame.node, frame.anchor),
                None => Ok(()),
            },
            Event::Alias(anchor) => match self.anchors.get(&anchor) {
                Some(node) => self.attach(Rc::clone(node), line),
                None => Err(ReadError::Damaged(format!("第 {line} 行的别名指向它自己；请写出内容"))),
            },
            _ => Ok(()),
        }
    }

    fn start(&mut self, value: Value, anchor: usize, line: u32) -> Result<(), ReadError> {
        if self.open.len() >= DEEPEST {
            return Err(too_deep(line));
        }
        let node = Node { line, value, height: 1 };
        self.open.push(Frame { anchor, node, key: None, seen: BTreeMap::new() });
        Ok(())
    }

    fn add(&mut self, node: Node, anchor: usize) -> Result<(), ReadError> {
        let line = node.line;
        let node = Rc::new(node);
        if anchor > 0 {
            self.anchors.insert(anchor, Rc::clone(&node));
        }
        self.attach(node, line)
    }

    fn attach(&mut self, node: Rc<Node>, line: u32) -> Result<(), ReadError> {
        let Some(frame) = self.open.last_mut() else {
            self.done.push(node);
            return Ok(());
        };
        frame.node.height = frame.node.height.max(node.height + 1);
        if frame.node.height + self.open.len() > DEEPEST + 1 {
            return Err(too_deep(line));
        }
        let Some(frame) = self.open.last_mut() else { return Ok(()) };
        match (&mut frame.node.value, frame.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some((key, at))) => entries.push((key, at, node)),
            (Value::Map(_), None) => self.key(&node, line),
            (Value::Text(_), _) => {}
        }
        Ok(())
    }

    fn key(&mut self, node: &Node, line: u32) {
        let Some(frame) = self.open.last_mut() else { return };
        let Value::Text(key) = &node.value else {
            frame.key = Some((String::new(), line));
            self.facts.notice(line, "键应为一个名称，不能是列表或映射；这一项未读".to_owned());
            return;
        };
        frame.key = Some((key.clone(), line));
        if let Some(first) = frame.seen.get(key) {
            let message = format!("键「{key}」在第 {first} 行已经写过；两处都读入，请删去一处");
            self.facts.notice(line, message);
        } else {
            frame.seen.insert(key.clone(), line);
        }
    }
}

fn too_deep(line: u32) -> ReadError {
    ReadError::Damaged(format!(
        "第 {line} 行嵌套超过 {DEEPEST} 层；账目只有 单位、表、行、列 几层，请核对缩进"
    ))
}

fn syntax(marker: &Marker) -> ReadError {
    let line = line_of(marker);
    ReadError::Damaged(format!(
        "第 {line} 行不合 YAML 的写法；请核对缩进（用空格）、冒号后的空格和引号的收尾"
    ))
}

fn line_of(marker: &Marker) -> u32 {
    u32::try_from(marker.line()).unwrap_or(u32::MAX)
}
