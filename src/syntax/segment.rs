//! Recovery, first half: where declarations begin and end in a file that does not parse as a whole.
//!
//! A formula goes on over lines, so a bad line is not a bad declaration: the text is cut at keywords that open a
//! line, after the brackets are matched.

use super::TermClass;
use super::build::{Builder, is_blank};
use super::scan::{Mark, Scan};
use crate::source::{Diagnostic, Lint};

/// What may stand inside a stretch of declarations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The file.
    File,
    /// A table or side.
    Table,
    /// A passage, section, item or group.
    Passage,
    /// The outline.
    Outline,
    /// A part of the outline.
    Part,
}

impl Kind {
    /// The keywords that open a declaration here.
    pub(super) fn keywords(self) -> &'static [&'static str] {
        match self {
            Kind::File => &[
                "规则集",
                "依据",
                "适用",
                "编码表",
                "词",
                "惯例",
                "表",
                "说明",
                "句组",
                "提纲",
                "规则",
                "要求",
                "禁句",
                "停用",
                "调整",
                "定义",
                "整份",
            ],
            Kind::Table => &[
                "又名",
                "次序",
                "列",
                "行",
                "侧",
                "科目",
                "每行",
                "注",
                "空表说明",
                "填项",
                "格式",
                "规则",
                "要求",
                "停用",
                "定义",
            ],
            Kind::Passage => {
                &["位于", "始于", "句式", "用", "定义", "规则", "要求", "禁句", "每项", "段", "停用"]
            }
            Kind::Outline => &["部分"],
            Kind::Part => &["节", "表"],
        }
    }

    /// What people call such a place.
    pub(super) fn place(self) -> &'static str {
        match self {
            Kind::File => "文件的最外层",
            Kind::Table => "「表」「侧」里面",
            Kind::Passage => "「说明」「段」「每项」「句组」里面",
            Kind::Outline => "「提纲」里面",
            Kind::Part => "「部分」里面",
        }
    }

    /// All kinds.
    pub(super) const ALL: [Kind; 5] = [Kind::File, Kind::Table, Kind::Passage, Kind::Outline, Kind::Part];

    /// Whether a keyword opens a declaration here.
    pub(super) fn allows(self, word: &str) -> bool {
        self.keywords().contains(&word) || self == Kind::File && TermClass::of(word).is_some()
    }
}

/// The kind of block that a keyword opens, where it stands in a block of the given kind.
fn opened_by(word: &str, within: Kind) -> Option<Kind> {
    match word {
        "表" if within == Kind::Part => None,
        "表" | "侧" => Some(Kind::Table),
        "说明" | "段" | "每项" | "句组" => Some(Kind::Passage),
        "提纲" => Some(Kind::Outline),
        "部分" => Some(Kind::Part),
        _ => None,
    }
}

/// One declaration, by place.
#[derive(Debug)]
pub(super) struct Segment {
    /// First byte, of its keyword.
    pub(super) start: usize,
    /// One past its last byte.
    pub(super) end: usize,
    /// Its braces, if it has some with declarations inside.
    pub(super) block: Option<Block>,
    /// A string in it is left open: that is said already.
    pub(super) broken: bool,
    /// Signs that it lacks, each before a byte, ascending.
    pub(super) lacks: Vec<(usize, String)>,
}

/// The braces of a declaration.
#[derive(Debug)]
pub(super) struct Block {
    /// What stands inside.
    pub(super) kind: Kind,
    /// Where the head ends.
    pub(super) head_end: usize,
    /// First byte inside.
    pub(super) start: usize,
    /// One past the last byte inside.
    pub(super) end: usize,
    /// What is declared inside.
    pub(super) segments: Vec<Segment>,
}

struct Current {
    start: usize,
    word_end: usize,
    broken: bool,
    lacks: Vec<(usize, String)>,
}

struct Frame {
    kind: Kind,
    /// The brace (or where it should be), and the first byte inside.
    open: (usize, usize),
    segments: Vec<Segment>,
    current: Option<Current>,
    inner: Vec<(usize, char)>,
}

impl Frame {
    fn new(kind: Kind, open: (usize, usize)) -> Self {
        Self { kind, open, segments: Vec::new(), current: None, inner: Vec::new() }
    }

    fn finish(&mut self, end: usize) {
        self.inner.clear();
        if let Some(current) = self.current.take() {
            let Current { start, broken, lacks, .. } = current;
            self.segments.push(Segment { start, end, block: None, broken, lacks });
        }
    }
}

struct Cutter<'t, 'b, 'c> {
    text: &'t str,
    builder: &'b mut Builder<'c>,
    /// Enclosing blocks; the file is not among them.
    outer: Vec<Frame>,
    top: Frame,
    /// Braces that are opened and never closed.
    missing: usize,
}

/// Cuts a file into declarations; unmatched braces and open strings become diagnostics.
pub(super) fn cut(text: &str, scan: &Scan, builder: &mut Builder<'_>) -> Vec<Segment> {
    let opened = scan.marks.iter().filter(|(_, mark)| *mark == Mark::Open('{')).count();
    let closed = scan.marks.iter().filter(|(_, mark)| *mark == Mark::Close('}')).count();
    let missing = opened.saturating_sub(closed);
    let mut cutter =
        Cutter { text, builder, outer: Vec::new(), top: Frame::new(Kind::File, (0, 0)), missing };
    for (at, mark) in &scan.marks {
        cutter.mark(*at, *mark);
    }
    while !cutter.outer.is_empty() {
        cutter.unclosed(text.len(), None);
    }
    cutter.top.finish(text.len());
    cutter.top.segments
}

impl Cutter<'_, '_, '_> {
    fn mark(&mut self, at: usize, mark: Mark) {
        match mark {
            Mark::Opener(end) => self.opener(at, end),
            Mark::Open('{') => self.open(at),
            Mark::Open(bracket) => self.top.inner.push((at, bracket)),
            Mark::Close('}') => self.close(at),
            Mark::Close(bracket) => {
                let wanted = if bracket == ')' { '(' } else { '[' };
                self.top.inner.pop_if(|(_, open)| *open == wanted);
            }
            Mark::Unclosed(end, wanted) => self.open_string(at, end, wanted),
            Mark::Colon => {}
        }
    }

    fn word(&self, current: &Current) -> &str {
        self.text.get(current.start..current.word_end).unwrap_or("")
    }

    fn opener(&mut self, at: usize, end: usize) {
        let text = self.text;
        let word = text.get(at..end).unwrap_or("");
        if !Kind::ALL.iter().any(|kind| kind.allows(word)) {
            return;
        }
        // Words that also go on with a declaration on a new line.
        let soft = matches!(word, "适用" | "依据" | "又名" | "科目" | "每行" | "位于" | "始于");
        if soft && (!self.top.kind.allows(word) || !self.top.inner.is_empty() || self.goes_on(word)) {
            return;
        }
        self.supply_brace(word, at);
        if self.top.inner.iter().any(|(_, bracket)| *bracket == '{') {
            if self.missing == 0 {
                return;
            }
            self.unclosed_inner(at, word);
        }
        while !self.top.kind.allows(word)
            && self.missing > 0
            && self.outer.iter().any(|frame| frame.kind.allows(word))
        {
            self.unclosed(at, Some(word));
        }
        self.top.finish(at);
        self.top.current = Some(Current { start: at, word_end: end, broken: false, lacks: Vec::new() });
    }

    /// Whether 适用 or 依据 at the start of a line belongs to the declaration before it.
    fn goes_on(&self, word: &str) -> bool {
        let Some(current) = &self.top.current else { return false };
        matches!(word, "适用" | "依据")
            && !matches!(self.word(current), "规则集" | "依据" | "适用" | "编码表" | "词")
    }

    /// A block without its opening brace, told by what stands in it.
    fn supply_brace(&mut self, word: &str, at: usize) {
        let Some(current) = &self.top.current else { return };
        if self.top.kind.allows(word) {
            return;
        }
        let Some(kind) = opened_by(self.word(current), self.top.kind) else { return };
        if !kind.allows(word) {
            return;
        }
        let head = self.text.get(current.start..at).unwrap_or("").trim_end();
        let head_end = current.start + head.len();
        if !current.broken {
            let opener = self.word(current).to_owned();
            let last = head.chars().last().map_or(0, char::len_utf8);
            let span = self.builder.at(head_end - last, head_end);
            let message = format!("「{opener}」的第一行末尾缺「{{」");
            let mend = format!("写成：{} {{", head.lines().next().unwrap_or(head));
            self.builder.diagnostics.push(Diagnostic::error(Lint("缺括号"), span, message).mend(mend));
        }
        self.missing += 1;
        self.enter(kind, (head_end, head_end));
    }

    fn enter(&mut self, kind: Kind, open: (usize, usize)) {
        let outer = std::mem::replace(&mut self.top, Frame::new(kind, open));
        self.outer.push(outer);
    }

    fn open(&mut self, at: usize) {
        let inside = at + self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let kind = self.top.current.as_ref().and_then(|current| opened_by(self.word(current), self.top.kind));
        match kind {
            Some(kind) if self.top.inner.is_empty() => self.enter(kind, (at, inside)),
            _ => self.top.inner.push((at, '{')),
        }
    }

    fn close(&mut self, at: usize) {
        let width = self.text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let brace = self.top.inner.iter().rposition(|(_, bracket)| *bracket == '{');
        if let Some(brace) = brace {
            self.top.inner.truncate(brace);
        } else if self.outer.is_empty() {
            self.top.finish(at);
            let span = self.builder.at(at, at + width);
            let message = "多了一个「}」，前面没有与它相配的「{」";
            self.builder
                .diagnostics
                .push(Diagnostic::error(Lint("多余括号"), span, message).mend("删去，或在前面补上「{」"));
            // What follows begins anew, the sign itself belongs to nothing.
            self.top.segments.push(Segment {
                start: at,
                end: at + width,
                block: None,
                broken: true,
                lacks: Vec::new(),
            });
        } else {
            self.leave(at, at + width);
        }
    }

    /// Ends the innermost block.
    fn leave(&mut self, end: usize, after: usize) {
        self.top.finish(end);
        let Some(outer) = self.outer.pop() else { return };
        let inner = std::mem::replace(&mut self.top, outer);
        let Some(current) = self.top.current.take() else { return };
        let (head_end, start) = inner.open;
        let block = Block { kind: inner.kind, head_end, start, end, segments: inner.segments };
        self.top.segments.push(Segment {
            start: current.start,
            end: after,
            block: Some(block),
            broken: current.broken,
            lacks: current.lacks,
        });
    }

    /// Ends the innermost block where its brace is missing.
    fn unclosed(&mut self, at: usize, before: Option<&str>) {
        let brace = self.top.inner.iter().rfind(|(_, bracket)| *bracket == '{');
        if let Some((open, _)) = brace.copied() {
            self.report_unclosed(open, at, before);
        }
        let (open, inside) = self.top.open;
        if inside > open {
            self.report_unclosed(open, at, before);
        } else {
            self.missing = self.missing.saturating_sub(1);
        }
        self.leave(at, at);
    }

    fn unclosed_inner(&mut self, at: usize, before: &str) {
        let inner = std::mem::take(&mut self.top.inner);
        if let Some((open, _)) = inner.iter().rfind(|(_, bracket)| *bracket == '{') {
            self.report_unclosed(*open, at, Some(before));
        }
        let braces = inner.iter().filter(|(_, bracket)| *bracket == '{').count();
        let end = self.text.get(..at).unwrap_or("").trim_end_matches(is_blank).len();
        if let Some(current) = &mut self.top.current {
            current.broken = true;
            current.lacks.push((end, " }".repeat(braces)));
        }
    }

    fn report_unclosed(&mut self, open: usize, at: usize, before: Option<&str>) {
        self.missing = self.missing.saturating_sub(1);
        let width = self.text.get(open..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let message = "「{」没有合上";
        let diagnostic = Diagnostic::error(Lint("未合上"), self.builder.at(open, open + width), message);
        let diagnostic = match before {
            Some(word) => diagnostic
                .mend(format!("在下面这个「{word}」之前补上「}}」"))
                .see(self.builder.at(at, at + word.len()), "到这里还没有合上"),
            None => diagnostic.mend("在文件末尾之前补上「}」"),
        };
        self.builder.diagnostics.push(diagnostic);
    }

    fn open_string(&mut self, at: usize, end: usize, wanted: char) {
        let written = self.text.get(at..end).unwrap_or("").trim_end();
        let message = match wanted {
            '」' => "「 之后应有 」，名称不能跨行".to_owned(),
            _ => format!("引号没有合上：文字的末尾应为「{wanted}」，文字不能跨行"),
        };
        // The name of a rule ends before its colon.
        let rule =
            self.top.current.as_ref().is_some_and(|current| matches!(self.word(current), "规则" | "要求"));
        let colon = written.find(['：', ':']).filter(|_| rule && wanted != '」');
        let text = colon.and_then(|colon| written.get(..colon)).unwrap_or(written).trim_end_matches(is_blank);
        let behind = written.get(text.len()..).unwrap_or("");
        let span = self.builder.at(at, at + written.len());
        let place = self.builder.at(at + text.len(), at + text.len());
        let mend = format!("写成：{text}{wanted}{behind}");
        let wrong = Diagnostic::error(Lint("未合上"), span, message).mend(mend).put_at(place, wanted);
        self.builder.diagnostics.push(wrong);
        if let Some(current) = &mut self.top.current {
            current.broken = true;
            current.lacks.push((at + text.len(), wanted.to_string()));
        }
    }
}
