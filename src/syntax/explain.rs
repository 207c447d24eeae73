//! Why a stretch of text could not be read, and how to mend it, in the words of a rule's author.

use pest::Parser;

use super::between::{between, foreign_sign, turned_sign};
use super::build::{Builder, closest, is_blank, split_unit};
use super::compared;
use super::expected::{describe, example, keyword_of};
use super::grammar::{Grammar, Rule};
use super::habits::habit;
use super::scan::is_word;
use super::segment::Kind;
use super::spoken::{parted, spoken};
use super::stray;
use crate::source::{Diagnostic, Lint, Span};

/// Where the grammar stopped, and what it would have taken there.
pub(super) struct Failure {
    /// Byte in the text that was read.
    pub(super) at: usize,
    /// Rules of the grammar.
    pub(super) expected: Vec<Rule>,
}

/// A failure with what stands around it.
pub(super) struct Site<'t> {
    pub(super) written: &'t str,
    pub(super) at: usize,
    expected: &'t [Rule],
    /// The keyword of the declaration.
    pub(super) keyword: &'t str,
    /// From the failure on.
    pub(super) rest: &'t str,
    /// The word at the failure; empty if there is none.
    pub(super) word: &'t str,
    pub(super) span: Span,
    /// Where the declaration begins in the file.
    pub(super) base: usize,
}

impl Site<'_> {
    pub(super) fn expects(&self, wanted: Rule) -> bool {
        self.expected.contains(&wanted)
    }

    pub(super) fn error(&self, lint: Lint, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(lint, self.span, message)
    }

    pub(super) fn is_rule(&self) -> bool {
        matches!(self.keyword, "规则" | "要求")
    }
}

/// Explains a declaration that could not be read; the builder stands at its start. In the words of what was likely
/// meant, and in those of what the language has there, where the first should not lead to anything that can be read.
pub(super) fn failure(
    builder: &Builder<'_>,
    written: &str,
    failure: &Failure,
    kind: Kind,
) -> [Diagnostic; 2] {
    let keyword = word_at(written);
    let mut at = before_full_stop(written, failure.at);
    let mut rest = written.get(at..).unwrap_or("");
    let skipped = rest.len() - rest.trim_start_matches(is_blank).len();
    at += skipped;
    rest = written.get(at..).unwrap_or("");
    if at == 0 {
        return [true, false].map(|near| stray(builder, written, builder.base, kind, near));
    }
    let word = word_at(rest);
    let length = if word.is_empty() { rest.chars().next().map_or(0, char::len_utf8) } else { word.len() };
    let span = if length > 0 { builder.at(at, at + length) } else { last_sign(builder, written, at) };
    let site =
        Site { written, at, expected: &failure.expected, keyword, rest, word, span, base: builder.base };
    let meant = spoken(&site)
        .or_else(|| habit(&site))
        .or_else(|| foreign_sign(&site))
        .or_else(|| turned_sign(&site))
        .or_else(|| stray_sign(&site))
        .or_else(|| glued_unit(&site))
        .or_else(|| split_words(&site))
        .or_else(|| quotes(&site))
        .or_else(|| brackets(&site))
        .or_else(|| colon(&site))
        .or_else(|| late_clause(&site))
        .or_else(|| between(&site))
        .unwrap_or_else(|| general(&site));
    [meant, general(&site)]
}

/// A full stop at the end of a line was tried as the dot of a path: the mistake is the full stop itself.
fn before_full_stop(written: &str, at: usize) -> usize {
    let before = written.get(..at).unwrap_or("").trim_end_matches(is_blank);
    let line_ends =
        written.get(before.len()..).unwrap_or("").trim_start_matches([' ', '\t', '\r', '\u{3000}']);
    if !line_ends.is_empty() && !line_ends.starts_with('\n') {
        return at;
    }
    before.strip_suffix(['。', '.', '．']).map_or(at, str::len)
}

/// The span of the last sign before a place where the text ends too early.
fn last_sign(builder: &Builder<'_>, written: &str, at: usize) -> Span {
    let before = written.get(..at).unwrap_or("").trim_end_matches(is_blank);
    let start = before.char_indices().next_back().map_or(0, |(start, _)| start);
    builder.at(start, before.len())
}

fn word_at(text: &str) -> &str {
    let end = text.find(|found| !is_word(found)).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// Signs that are not of the language, and full stops.
fn stray_sign(site: &Site<'_>) -> Option<Diagnostic> {
    let found = site.rest.chars().next()?;
    let behind = site.rest.get(found.len_utf8()..).unwrap_or("");
    let ends = behind.lines().next().is_none_or(|line| line.trim_matches(is_blank).is_empty());
    match found {
        '。' | '.' | '．' if ends => {
            let message = format!("行末不写句号，多了一个「{found}」");
            Some(site.error(Lint("行末句号"), message).mend("删去这个句号").put(""))
        }
        '；' | ';' => {
            Some(site.error(Lint("多余符号"), "各条之间不用分号，另起一行即可").mend("删去这个分号").put(""))
        }
        '\'' | '‘' | '’' | '『' | '』' | '《' | '》' | '＇' | '´' | '`' => Some(
            site.error(Lint("引号"), format!("此处不能写「{found}」，文字要用双引号"))
                .mend("写成 \"…\"；名称里有括号以外的符号时写成「…」"),
        ),
        _ if is_word(found) || SIGNS.contains(found) => None,
        _ => Some(stray::stray(found, site.span)),
    }
}

/// Signs of the language, in all their forms.
const SIGNS: &str = "{}()[]｛｝（）【】:：、，,;；=＝!！<>＜＞≤≥≠≦≧+＋-－−–×*＊÷/／.．。\"＂“”「」%％|｜\\#";

/// Words grown together: 适用2025起, 级别核实, 甲不超过乙.
fn split_words(site: &Site<'_>) -> Option<Diagnostic> {
    if site.word.is_empty() || compared::operator_for(site.word).is_some() || compared::is_vague(site.word) {
        return None;
    }
    let keywords: Vec<&str> = site.expected.iter().filter_map(|wanted| keyword_of(*wanted)).collect();
    let split = split_keyword(site.word, &keywords).or_else(|| {
        if !site.expects(Rule::infix) {
            return None;
        }
        compared::split(&format!("甲{}", site.word))
            .and_then(|split| Some(split.strip_prefix("甲 ")?.to_owned()))
            .or_else(|| {
                let glued = ["且", "或"]
                    .iter()
                    .find_map(|word| site.word.strip_prefix(word).map(|rest| (word, rest)));
                glued.filter(|(_, rest)| !rest.is_empty()).map(|(word, rest)| format!("{word} {rest}"))
            })
    })?;
    Some(
        site.error(Lint("连写"), format!("「{}」连成了一个词，词与词之间要空格", site.word))
            .mend(format!("写成：{split}"))
            .put(split),
    )
}

/// `> 0元且 乙`: the unit has taken the operator.
fn glued_unit(site: &Site<'_>) -> Option<Diagnostic> {
    let before = site.written.get(..site.at)?.trim_end_matches(is_blank);
    let unit_start = before.trim_end_matches(|found| is_word(found) && !found.is_ascii_digit()).len();
    let unit = before.get(unit_start..)?;
    let digits_start = before
        .get(..unit_start)?
        .trim_end_matches(|found: char| found.is_ascii_digit() || found == '.')
        .len();
    let digits = before.get(digits_start..unit_start).filter(|digits| !digits.is_empty())?;
    let split = split_unit(unit)?;
    let span = Span {
        start: (site.base + digits_start) as u32,
        end: (site.base + before.len()) as u32,
        ..site.span
    };
    let message = format!("「{digits}{unit}」连在一起，词与词之间要空格");
    let split = format!("{digits}{split}");
    Some(Diagnostic::error(Lint("连写"), span, message).mend(format!("写成：{split}")).put(split))
}

/// `适用2025起` → `适用 2025 起`, if the word begins with one of the keywords.
fn split_keyword(word: &str, keywords: &[&str]) -> Option<String> {
    let longest = keywords.iter().filter(|keyword| word.len() > keyword.len() && word.starts_with(**keyword));
    let keyword = longest.max_by_key(|keyword| keyword.len())?;
    let rest = word.strip_prefix(keyword)?;
    let mut split = (*keyword).to_owned();
    let mut before: Option<char> = None;
    for found in rest.chars() {
        // A code such as ZC01 stays one word.
        let turns = before.is_some_and(|before| {
            let digits = (before.is_ascii_digit(), found.is_ascii_digit());
            digits == (true, false) || (digits == (false, true) && !before.is_ascii())
        });
        if before.is_none() || turns {
            split.push(' ');
        }
        split.push(found);
        before = Some(found);
    }
    Some(split)
}

/// Titles without quotes, rules without number.
fn quotes(site: &Site<'_>) -> Option<Diagnostic> {
    let quote = matches!(site.rest.chars().next(), Some('"' | '＂' | '“'));
    if quote && site.expects(Rule::id) {
        let title = site.rest.lines().next().unwrap_or("");
        return Some(
            site.error(Lint("缺编号"), format!("「{}」后面应先写编号，再写名称", site.keyword))
                .mend(format!("写成：{} ZC01 {title}", site.keyword)),
        );
    }
    if !site.expects(Rule::string) || site.expects(Rule::infix) || site.word.is_empty() {
        return None;
    }
    if site.expected.iter().any(|wanted| matches!(wanted, Rule::plain_name | Rule::path | Rule::expr)) {
        return None;
    }
    if site.keyword == "禁句" && matches!(site.word, "改" | "除" | "级别" | "当" | "适用") {
        let message = format!("「{}」之前还少一段引号里的文字：先写名称，再写不许出现的话", site.word);
        return Some(
            site.error(Lint("缺名称"), message).mend("写成：禁句 YY90 \"规范用字\" \"帐目\" 改 \"账目\""),
        );
    }
    let bare: String =
        site.rest.chars().take_while(|found| !is_blank(*found) && !":：、{".contains(*found)).collect();
    Some(
        site.error(Lint("缺引号"), format!("此处应为引号里的文字，而「{bare}」没有引号"))
            .mend(format!("写成：\"{bare}\""))
            .put_at(Span { end: site.span.start + bare.len() as u32, ..site.span }, format!("\"{bare}\"")),
    )
}

/// Round and square brackets that do not match.
fn brackets(site: &Site<'_>) -> Option<Diagnostic> {
    let found = site.rest.chars().next();
    let open = unmatched(site.written.get(..site.at).unwrap_or(""));
    if let (Some(found @ (')' | '）' | ']' | '】' | '}' | '｝')), None) = (found, open) {
        return Some(
            site.error(Lint("多余括号"), format!("多了一个「{found}」")).mend("删去它，或在前面补上左括号"),
        );
    }
    let (at, bracket) = open?;
    let wanted = match bracket {
        '(' | '（' if site.expects(Rule::close_paren) => '）',
        '[' | '【' if site.expects(Rule::close_code) => ']',
        _ => return None,
    };
    let behind = site.rest.chars().any(|found| matches!(found, ')' | '）' | ']' | '】'));
    if behind && !site.rest.is_empty() {
        return None;
    }
    let start = (site.base + at) as u32;
    let span = Span { start, end: start + bracket.len_utf8() as u32, ..site.span };
    let ends = site.rest.trim_matches(is_blank).is_empty();
    let wrong =
        Diagnostic::error(Lint("未合上"), span, format!("「{bracket}」没有合上，后面应为「{wanted}」"))
            .mend(format!("在该合上的地方补上「{wanted}」"));
    // One reading that parses lets the rest of the formula be looked at; where it closes is the author's to say.
    let end = (site.base + site.written.get(..site.at)?.trim_end_matches(is_blank).len()) as u32;
    Some(if ends { wrong.put_at(Span { start: end, end, ..span }, wanted) } else { wrong })
}

/// The last bracket that is open at the end of a text, strings left out.
fn unmatched(text: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let mut quoted = None;
    for (at, found) in text.char_indices() {
        match (quoted, found) {
            (None, '"' | '＂') => quoted = Some('"'),
            (None, '“') => quoted = Some('”'),
            (None, '「') => quoted = Some('」'),
            (Some('"'), '"' | '＂') => quoted = None,
            (Some(end), found) if end == found => quoted = None,
            (None, '(' | '（' | '[' | '【' | '{' | '｛') => open.push((at, found)),
            (None, ')' | '）' | ']' | '】' | '}' | '｝') => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}

/// A clause of the head that stands behind the formula.
fn late_clause(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.is_rule()
        || !site.expects(Rule::infix)
        || site.expects(Rule::colon)
        || !CLAUSES.contains(&site.word)
    {
        return None;
    }
    let message = format!("「{}」是规则头的一项，要写在「：」之前", site.word);
    let wrong = site.error(Lint("规则头"), message);
    let moved = moved(site);
    Some(match moved {
        Some((whole, put)) => {
            let from = (whole.start as usize).saturating_sub(site.base);
            let head = site.written.get(..from).unwrap_or("").trim_start_matches(is_blank);
            let written = format!("{head}{put}");
            let wrong = wrong.mend(format!("写成：{written}"));
            let reads = [Rule::alone_item, Rule::alone_table_member, Rule::alone_passage_member];
            let reads = reads.into_iter().any(|reader| Grammar::parse(reader, &written).is_ok());
            if reads { wrong.put_at(whole, put) } else { wrong }
        }
        None => wrong.mend(format!("把它移到编号和名称后面、「：」前面：{} …：式子", site.word)),
    })
}

/// The clauses from the failure on in the place of the colon: what to write from the end of the head.
fn moved(site: &Site<'_>) -> Option<(Span, String)> {
    let before = site.written.get(..site.at)?;
    let (head, body) = parted(before)?;
    let head = head.trim_end_matches(is_blank);
    let clauses = site.rest.trim_end_matches(is_blank);
    let whole = Span {
        start: (site.base + head.len()) as u32,
        end: (site.base + site.at + clauses.len()) as u32,
        ..site.span
    };
    Some((whole, format!(" {clauses}：{}", body.trim_matches(is_blank))))
}

/// What a head may hold besides number and name.
pub(super) const CLAUSES: [&str; 9] =
    ["逐", "当", "适用", "级别", "允许误差", "因", "依据", "措辞", "每表一条"];

/// A head without its colon.
fn colon(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.is_rule() || !site.expects(Rule::colon) {
        return None;
    }
    let line = site.rest.lines().next().unwrap_or("");
    if line.contains(['：', ':']) && !site.word.is_empty() {
        let shown = closest(site.word, &CLAUSES).filter(|near| near.chars().count() > 1);
        let message =
            format!("「{}」不是规则头里的一项，此处应为 {} 之一，或「：」", site.word, CLAUSES.join("、"));
        let diagnostic = site.error(Lint("规则头"), message);
        return Some(match shown {
            Some(near) => diagnostic.mend(format!("写成：{near} …")).put(near),
            None => diagnostic.mend("条件写「当 …」，范围写「逐 …」，然后是「：」和必须成立的式子"),
        });
    }
    let written = site.written.get(..site.at).unwrap_or("").trim_end_matches(is_blank);
    let tail = written.rsplit('\n').next().unwrap_or(written).trim_start_matches(is_blank);
    let line = line.trim_end_matches(is_blank);
    let wrong = site.error(Lint("缺冒号"), "规则头与必须成立的式子之间缺「：」");
    let wrong = wrong.mend(format!("写成：{tail}：{}", if line.is_empty() { "甲 = 乙" } else { line }));
    Some(if site.word.is_empty() && line.is_empty() {
        wrong
    } else {
        wrong.put_at(Span { end: site.span.start, ..site.span }, "：")
    })
}

fn general(site: &Site<'_>) -> Diagnostic {
    let mut wanted: Vec<&str> = Vec::new();
    for what in site.expected.iter().filter_map(|expected| describe(*expected)) {
        if !wanted.contains(&what) {
            wanted.push(what);
        }
    }
    if wanted.contains(&"数") && wanted.contains(&"式子") {
        wanted = vec!["名称、数或式子"];
    }
    wanted.truncate(8);
    let wanted = if wanted.is_empty() { "别的内容".to_owned() } else { wanted.join("、") };
    let found = if site.word.is_empty() {
        site.rest.chars().next().map(String::from)
    } else {
        Some(site.word.chars().take(16).collect())
    };
    let message = match found {
        Some(found) => format!("此处应为{wanted}，而不是「{found}」"),
        None => format!("「{}」没有写完，后面应为{wanted}", site.keyword),
    };
    site.error(Lint("语法"), message).mend(format!("例如：{}", example(site.keyword)))
}

/// Text where a declaration should begin; it stands at byte `start` of the file; `offer` if what was likely meant is
/// offered.
pub(super) fn stray(builder: &Builder<'_>, rest: &str, start: usize, kind: Kind, offer: bool) -> Diagnostic {
    let word = word_at(rest);
    let length = if word.is_empty() { rest.chars().next().map_or(0, char::len_utf8) } else { word.len() };
    let start = start - builder.base;
    let span = builder.at(start, start + length);
    if let Some(split) = glued_opener(rest, kind).filter(|_| offer) {
        let message = format!("「{word}」连成了一个词，词与词之间要空格");
        return Diagnostic::error(Lint("连写"), span, message).mend(format!("写成：{split}")).put(split);
    }
    let homes: Vec<&str> =
        Kind::ALL.iter().filter(|home| home.allows(word)).map(|home| home.place()).collect();
    if !homes.is_empty() {
        let message = format!("「{word}」不能写在{}，它应写在{}", kind.place(), homes.join("或"));
        return Diagnostic::error(Lint("位置"), span, message)
            .mend(format!("此处可以写：{}", kind.keywords().join("、")));
    }
    let english = ENGLISH.iter().find(|(said, _)| word.eq_ignore_ascii_case(said)).map(|(_, known)| *known);
    let near = closest(word, kind.keywords()).filter(|near| near.chars().count() > 1);
    if let Some(near) = english.filter(|word| kind.allows(word)).or(near).filter(|_| offer) {
        let message = format!("「{word}」不是关键词");
        return Diagnostic::error(Lint("未知关键词"), span, message).mend(format!("写成：{near}")).put(near);
    }
    let found = rest.chars().next();
    if matches!(found, Some('。' | '；' | ';')) {
        let sign = found.unwrap_or_default();
        let message = format!("行末不写「{sign}」");
        return Diagnostic::error(Lint("多余符号"), span, message).mend("删去它，另起一行即可");
    }
    let shown: String =
        if word.is_empty() { found.iter().collect() } else { word.chars().take(16).collect() };
    let message = format!("此处应为一条声明的开头，而不是「{shown}」");
    Diagnostic::error(Lint("语法"), span, message)
        .mend(format!("此处可以写：{}；注释写在 // 后面", kind.keywords().join("、")))
}

/// Keywords as other languages have them.
const ENGLISH: [(&str, &str); 6] = [
    ("rule", "规则"),
    ("table", "表"),
    ("row", "行"),
    ("column", "列"),
    ("require", "要求"),
    ("disable", "停用"),
];

/// `规则ZC01` → `规则 ZC01`, if the text begins with a keyword of this kind of block grown together with a word.
pub(super) fn glued_opener(rest: &str, kind: Kind) -> Option<String> {
    let word = word_at(rest);
    if kind.allows(word) {
        return None;
    }
    split_keyword(word, kind.keywords())
}

/// A mistake inside a sentence pattern, found at byte `at` of its text; the builder stands at its start.
pub(super) fn pattern(builder: &Builder<'_>, raw: &str, at: usize) -> Diagnostic {
    let rest = raw.get(at..).unwrap_or("");
    let found = rest.chars().next();
    let open = pattern_open(raw.get(..at).unwrap_or(""));
    let here = builder.at(at, at + found.map_or(0, char::len_utf8));
    let Some((place, bracket)) = open else {
        let (message, mend) = match found {
            Some('|' | '｜') => ("「|」只能写在 [ ] 或 { } 里面", "写成：[甲|乙]；原文就是竖线时写成 \\|"),
            _ => ("多了一个右括号，前面没有与它相配的左括号", "删去它；原文就是括号时，在前面加 \\"),
        };
        return Diagnostic::error(Lint("句式"), here, message).mend(mend);
    };
    let opening = builder.at(place, place + bracket.len_utf8());
    if found.is_none() {
        let wanted = if matches!(bracket, '{' | '｛') { '}' } else { ']' };
        let message = format!("句式里的「{bracket}」没有合上，后面应为「{wanted}」");
        return Diagnostic::error(Lint("句式"), opening, message).mend(format!("补上「{wanted}」"));
    }
    let message = match found {
        Some('}' | '｝' | ':' | '：' | '=' | '＝')
            if raw.get(place + bracket.len_utf8()..at).is_some_and(|inside| inside.trim().is_empty()) =>
        {
            "空里没有写名称".to_owned()
        }
        Some('|' | '｜') => "有「:」「=」的空里不能再用「|」分几种写法".to_owned(),
        Some(found) => {
            format!("空里不能写「{found}」：空里是 名:类型、名 = 路径、路径，或几种写法用「|」隔开")
        }
        None => String::new(),
    };
    Diagnostic::error(Lint("句式"), here, message)
        .mend("例如：{金额:金额}、{甲数 = 甲表.合计.甲列}、{甲|乙}、{…}")
}

/// The innermost bracket of a pattern that is open at the end of a text.
fn pattern_open(raw: &str) -> Option<(usize, char)> {
    let mut open = Vec::new();
    let mut escaped = false;
    for (at, found) in raw.char_indices() {
        match found {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '[' | '{' | '【' | '｛' => open.push((at, found)),
            ']' | '}' | '】' | '｝' => {
                open.pop();
            }
            _ => {}
        }
    }
    open.pop()
}
