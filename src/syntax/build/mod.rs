//! From the pairs of the grammar to the tree: names, texts, years, lists; the larger parts are in the files beside.

mod expression;
mod item;
mod outline;
mod passage;
mod pattern;
mod rule;
mod table;

use pest::iterators::Pair;

use super::grammar::Rule;
use super::mended;
use super::{Level, Name, Text, Validity};
use crate::source::{Diagnostic, Lint, Severity, SourceId, Span};

pub(super) use expression::{binding_power, is_function, operator, prefix_power, split_unit};
pub(super) use outline::PartMember;
pub(super) use rule::closest;

/// Builds tree nodes from pairs, and collects what the grammar alone cannot see (unknown levels, units, …).
pub(super) struct Builder<'a> {
    /// The file.
    pub(super) source: SourceId,
    /// Offset in the file of the text that the pairs come from.
    pub(super) base: usize,
    /// Where the bytes of the text were written, if it was mended.
    pub(super) map: Option<Vec<u32>>,
    /// All comments of the file, in order.
    pub(super) comments: &'a [Text],
    /// What was found wrong.
    pub(super) diagnostics: Problems,
}

/// Diagnostics of one file, up to a limit; the rest is counted.
#[derive(Default)]
pub(super) struct Problems {
    list: Vec<Diagnostic>,
    dropped: usize,
}

impl Problems {
    /// How many are kept.
    const MOST: usize = 1_000;

    /// Takes one in.
    pub(super) fn push(&mut self, diagnostic: Diagnostic) {
        if self.list.len() < Self::MOST {
            self.list.push(diagnostic);
        } else {
            self.dropped += 1;
        }
    }

    /// Takes back the mends of open strings in a stretch, which did not help: another mend stands there.
    pub(super) fn withdraw(&mut self, stretch: std::ops::Range<u32>, mend: &str) {
        let strings = |found: &&mut Diagnostic| {
            found.code == "未合上" && found.edit.is_some() && stretch.contains(&found.span.start)
        };
        for found in self.list.iter_mut().filter(strings) {
            (found.mend, found.edit) = (Some(mend.to_owned()), None);
        }
    }

    /// How many there were.
    pub(super) fn count(&self) -> usize {
        self.list.len() + self.dropped
    }

    /// All that were kept, by place; a last one says how many were not.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let mut list = self.list;
        list.sort_by_key(|diagnostic| (diagnostic.span, diagnostic.code));
        if let Some(last) = list.last().filter(|_| self.dropped > 0) {
            let message = format!("还有 {} 处错误没有列出", self.dropped);
            list.push(
                Diagnostic::error(Lint("错误太多"), last.span, message).mend("先改好已列出的各处，再查一次"),
            );
        }
        list
    }
}

impl<'a> Builder<'a> {
    /// A builder for a file whose comments are known.
    pub(super) fn new(source: SourceId, comments: &'a [Text]) -> Self {
        Self { source, base: 0, map: None, comments, diagnostics: Problems::default() }
    }

    /// Span of bytes of the text at hand.
    pub(super) fn at(&self, start: usize, end: usize) -> Span {
        let place = |at| (self.base + mended::place(self.map.as_deref(), at)) as u32;
        Span { source: self.source, start: place(start), end: place(end) }
    }

    /// Span of a pair, without the blanks and comments that the grammar takes with it.
    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        let mut text = pair.as_str();
        let start = pair.as_span().start();
        loop {
            text = text.trim_end_matches(is_blank);
            let end = self.at(start, start + text.len()).end;
            let found = self.comments.binary_search_by_key(&end, |comment| comment.span.end);
            let Some(comment) = found.ok().and_then(|at| self.comments.get(at)) else { break };
            // The span of a comment begins behind its slashes and blanks.
            let kept = match &self.map {
                None => (comment.span.start as usize).checked_sub(self.base + start),
                Some(_) => text.rfind(['/', '／']),
            };
            let Some(kept) = kept else { break };
            let Some(kept) = text.get(..kept) else { break };
            text = kept.trim_end_matches(is_blank).trim_end_matches(['/', '／']);
        }
        self.at(start, start + text.len())
    }

    /// A bare or quoted name.
    fn name(&mut self, pair: &Pair<'_, Rule>) -> Name {
        let span = self.span(pair);
        if pair.as_rule() == Rule::quoted_name {
            return Name {
                text: pair.as_str().trim_start_matches('「').trim_end_matches('」').to_owned(),
                span,
            };
        }
        let text: String = pair.as_str().chars().map(narrow).collect();
        if RESERVED.contains(&text.as_str()) {
            self.diagnostics.push(
                Diagnostic::error(Lint("关键词"), span, format!("此处应为名称，而「{text}」是关键词"))
                    .mend(format!("确要用它作名称，写成「{text}」，连同直角引号")),
            );
        }
        Name { text, span }
    }

    /// Names directly inside a pair.
    fn names(&mut self, pair: Pair<'_, Rule>) -> Vec<Name> {
        pair.into_inner().filter(is_name).map(|name| self.name(&name)).collect()
    }

    /// The first name directly inside a pair.
    fn first_name(&mut self, pair: Pair<'_, Rule>) -> Name {
        pair.into_inner().find(is_name).map(|name| self.name(&name)).unwrap_or_default()
    }

    /// `[30217]`; digits in their narrow form.
    fn code(&self, pair: &Pair<'_, Rule>) -> Name {
        let inner = pair.clone().into_inner().find(|inner| inner.as_rule() == Rule::code_text);
        let text = inner.map(|inner| inner.as_str().chars().map(narrow).collect()).unwrap_or_default();
        Name { text, span: self.span(pair) }
    }

    /// The inside of a string as written, escapes and all.
    fn raw(&self, pair: Pair<'_, Rule>) -> Text {
        self.raw_at(pair).0
    }

    /// The same, and where it begins in the text at hand.
    fn raw_at(&self, pair: Pair<'_, Rule>) -> (Text, usize) {
        let inside =
            pair.into_inner().find(|inner| matches!(inner.as_rule(), Rule::straight_text | Rule::curly_text));
        let Some(inside) = inside else { return (Text::default(), 0) };
        let (start, end) = (inside.as_span().start(), inside.as_span().end());
        (Text { value: inside.as_str().to_owned(), span: self.at(start, end) }, start)
    }

    /// A string whose escapes are resolved.
    fn text(&self, pair: Pair<'_, Rule>) -> Text {
        let raw = self.raw(pair);
        Text { value: unescape(&raw.value), span: raw.span }
    }

    /// The first string directly inside a pair.
    fn first_text(&self, pair: Pair<'_, Rule>) -> Text {
        let string = pair.into_inner().find(|inner| inner.as_rule() == Rule::string);
        string.map(|string| self.text(string)).unwrap_or_default()
    }

    /// The strings directly inside a pair.
    fn texts(&self, pair: Pair<'_, Rule>) -> Vec<Text> {
        let strings = pair.into_inner().filter(|inner| inner.as_rule() == Rule::string);
        strings.map(|string| self.text(string)).collect()
    }

    /// A whole number, out of range being a diagnostic.
    fn integer(&mut self, pair: &Pair<'_, Rule>) -> i64 {
        let digits: String =
            pair.as_str().chars().map(|found| if is_dash(found) { '-' } else { narrow(found) }).collect();
        if let Ok(value) = digits.parse() {
            return value;
        }
        let span = self.span(pair);
        self.diagnostics.push(Diagnostic::error(
            Lint("数太大"),
            span,
            format!("整数「{digits}」太大，此处应为较小的整数"),
        ));
        0
    }

    fn year(&mut self, pair: Pair<'_, Rule>) -> i32 {
        let span = self.span(&pair);
        let Some(digits) = pair.into_inner().find(|inner| inner.as_rule() == Rule::integer) else { return 0 };
        let year = self.integer(&digits);
        if (1900..=2999).contains(&year) {
            return year as i32;
        }
        let wrong =
            Diagnostic::error(Lint("年度"), span, format!("此处应为四位年度，而「{}」不是", digits.as_str()));
        self.diagnostics.push(match year {
            0..=99 => wrong.mend(format!("写成 20{year:02}")),
            _ => wrong.mend("写四位数，如 2024"),
        });
        2024
    }

    /// `适用 …`, and `起 …`, `止 …` of a row.
    fn validity(&mut self, pair: Pair<'_, Rule>) -> Validity {
        let mut validity = Validity { from: None, until: None, span: self.span(&pair) };
        let terms: Vec<_> = match pair.as_rule() {
            Rule::line_year => vec![pair],
            _ => pair.into_inner().filter(|inner| inner.as_rule() == Rule::year_term).collect(),
        };
        for term in terms {
            let mut years = Vec::new();
            let mut word = None;
            for inner in term.into_inner() {
                match inner.as_rule() {
                    Rule::year => years.push(self.year(inner)),
                    other => word = Some(other),
                }
            }
            let (first, last) = (years.first().copied(), years.last().copied());
            if let (None, [year]) = (word, years.as_slice()) {
                self.lone_year(*year, validity.span);
            }
            match word {
                Some(Rule::kw_from) => validity.from = first,
                Some(Rule::kw_until) => validity.until = last,
                _ => (validity.from, validity.until) = (first, last),
            }
        }
        self.in_order(&validity);
        validity
    }

    /// The first year of a validity comes before its last one.
    fn in_order(&mut self, validity: &Validity) {
        if validity.from.zip(validity.until).is_some_and(|(from, until)| from > until) {
            let message = "起始年度在截止年度之后，没有一年适用";
            self.diagnostics.push(
                Diagnostic::error(Lint("年度"), validity.span, message)
                    .mend("早的年度写在前面：2019 至 2024"),
            );
        }
    }

    /// Asks about strings directly inside a pair that say nothing: every line, or none, would be called so.
    fn none_empty(&mut self, pair: &Pair<'_, Rule>) {
        self.texts(pair.clone()).iter().for_each(|text| self.not_empty(text));
    }

    fn not_empty(&mut self, text: &Text) {
        if text.value.trim().is_empty() {
            let wrong = Diagnostic::error(Lint("空文字"), text.span, "引号里没有字");
            self.diagnostics.push(wrong.mend("写上印的字，或整个删去"));
        }
    }

    /// A year without 起, 止 or 至 is often meant to be the first of many.
    fn lone_year(&mut self, year: i32, span: Span) {
        let message = format!("「适用 {year}」只指 {year} 这一年，别的年度都不查");
        let mend = format!("从这一年起都查，写 适用 {year} 起；确只查这一年，写 适用 {year} 至 {year}");
        let note = Diagnostic::warning(Lint("只一年"), span, message).mend(mend);
        self.diagnostics.push(Diagnostic { severity: Severity::Hint, ..note });
    }

    /// `级别 …`; an unknown word is a diagnostic.
    fn level(&mut self, pair: Pair<'_, Rule>) -> Option<(Level, Span)> {
        let whole = self.span(&pair);
        let word = pair.into_inner().find(|inner| inner.as_rule() == Rule::word)?;
        let level = match word.as_str() {
            "错误" => Level::Error,
            "核实" => Level::Verify,
            "提示" => Level::Hint,
            other => {
                let message = format!("级别应为「错误」「核实」「提示」之一，而此处是「{other}」");
                let wrong = Diagnostic::error(Lint("未知级别"), self.span(&word), message);
                self.diagnostics.push(match closest(other, &["错误", "核实", "提示"]) {
                    Some(near) => wrong.mend(format!("写成：级别 {near}")).put(near),
                    None => wrong.mend("必须成立写 错误；通常成立、不成立要说明写 核实；只提醒写 提示"),
                });
                return None;
            }
        };
        Some((level, whole))
    }

    /// Takes a clause that may stand once; the second is a diagnostic.
    fn once<T>(&mut self, slot: &mut Option<T>, value: Option<T>, span: Span, word: &str) {
        if slot.is_some() {
            let message = format!("「{word}」写了不止一次，只能写一次");
            self.diagnostics.push(Diagnostic::error(Lint("重复"), span, message).mend("留下一处，删去其余"));
        } else {
            *slot = value;
        }
    }
}

/// Words that cannot be bare names: they would be read as the next part of what they stand in.
pub(super) const RESERVED: [&str; 51] = [
    "且",
    "或",
    "非",
    "有",
    "无",
    "含",
    "含于",
    "属于",
    "止于",
    "始于",
    "否则",
    "不超过",
    "不大于",
    "不高于",
    "不多于",
    "不低于",
    "不小于",
    "不少于",
    "不等于",
    "超过",
    "大于",
    "高于",
    "多于",
    "小于",
    "低于",
    "少于",
    "等于",
    "当",
    "逐",
    "于",
    "适用",
    "级别",
    "允许误差",
    "因",
    "依据",
    "措辞",
    "每表一条",
    "简称",
    "又名",
    "可缺",
    "分",
    "其中",
    "即",
    "为",
    "起",
    "止",
    "至",
    "规则",
    "要求",
    "禁句",
    "停用",
];

/// Whether a pair is a bare or quoted name.
fn is_name(pair: &Pair<'_, Rule>) -> bool {
    matches!(pair.as_rule(), Rule::plain_name | Rule::quoted_name | Rule::group_name)
}

/// Blanks of the language.
pub(super) fn is_blank(found: char) -> bool {
    matches!(found, ' ' | '\t' | '\r' | '\n' | '\u{3000}' | '\u{A0}' | '\u{FEFF}' | '\u{200B}')
}

/// Forms of the minus sign.
pub(super) fn is_dash(found: char) -> bool {
    matches!(found, '-' | '－' | '−' | '–')
}

/// Full-width letters, digits, dot, percent in their narrow form.
pub(super) fn narrow(found: char) -> char {
    match found {
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' | '．' | '％' => {
            char::from_u32(u32::from(found) - 0xFEE0).unwrap_or(found)
        }
        other => other,
    }
}

/// Resolves `\x` to x.
pub(super) fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut chars = raw.chars();
    while let Some(found) = chars.next() {
        match found {
            '\\' => text.extend(chars.next()),
            other => text.push(other),
        }
    }
    text
}
