//! What is being written at a place of a text, told by its letters alone: it may be broken anywhere.

/// What a place is inside of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Quoted {
    /// No string.
    No,
    /// Words of a string.
    Words,
    /// The name of a slot: `{名`.
    Slot,
    /// Its type: `{名:`.
    Kind,
    /// What it restates: `{名 = `.
    Restates,
    /// A comment.
    Comment,
}

/// What is being written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Context {
    /// The word as far as it was typed.
    pub(super) typed: String,
    /// Its first byte.
    pub(super) start: usize,
    /// The steps of the path before it.
    pub(super) steps: Vec<String>,
    /// The word before the path.
    pub(super) previous: String,
    /// It is the first of its line.
    pub(super) opens: bool,
    /// Keywords of the rule or line that it is in were written, and the colon is not.
    pub(super) in_head: bool,
    pub(super) quoted: Quoted,
    /// The blocks around, outermost first: keyword and name.
    pub(super) blocks: Vec<(String, String)>,
}

const HEADS: [&str; 8] = ["表", "侧", "说明", "段", "每项", "句组", "提纲", "词"];

fn is_word(found: char) -> bool {
    found.is_alphanumeric()
}

/// What is written at a byte.
pub(super) fn context(text: &str, offset: usize) -> Context {
    let before = text.get(..offset).unwrap_or(text);
    let (blocks, quoted, string) = around(before);
    let typed_from = before.rfind(|found| !is_word(found)).map_or(0, |at| next(before, at));
    let typed = before.get(typed_from..).unwrap_or_default().to_owned();
    let mut rest = before.get(..typed_from).unwrap_or_default();
    let mut steps = Vec::new();
    while let Some(shorter) = rest.strip_suffix(['.', '。', '．']) {
        let Some((step, shorter)) = step_before(shorter) else { break };
        steps.push(step);
        rest = shorter;
    }
    steps.reverse();
    let line = rest.get(rest.rfind('\n').map_or(0, |at| at + 1)..).unwrap_or_default();
    let opens = steps.is_empty() && line.trim().trim_end_matches(['{', '｛', '}', '｝']).trim().is_empty();
    let inside = rest.trim_end();
    let previous = inside.get(inside.rfind(|found| !is_word(found)).map_or(0, |at| next(inside, at))..);
    let quoted = match string {
        Some(from) if quoted == Quoted::Words => in_pattern(before.get(from..).unwrap_or_default()),
        _ => quoted,
    };
    let in_head = head_is_open(before);
    Context {
        typed,
        start: typed_from,
        steps,
        previous: previous.unwrap_or_default().to_owned(),
        opens,
        in_head,
        quoted,
        blocks,
    }
}

/// The byte behind the character at a byte.
fn next(text: &str, at: usize) -> usize {
    at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
}

/// The step that a text ends with, and what stands before it.
fn step_before(text: &str) -> Option<(String, &str)> {
    for (close, open) in [(']', '['), ('】', '【'), ('」', '「')] {
        if let Some(shorter) = text.strip_suffix(close) {
            let at = shorter.rfind(open)?;
            return Some((shorter.get(next(shorter, at)..)?.to_owned(), shorter.get(..at)?));
        }
    }
    let mut start = text.len();
    let mut depth = 0;
    for (at, found) in text.char_indices().rev() {
        match found {
            '）' | ')' => depth += 1,
            '（' | '(' if depth > 0 => depth -= 1,
            found if depth == 0 && !is_word(found) => break,
            '\n' => break,
            _ => {}
        }
        start = at;
    }
    let step = text.get(start..)?;
    (!step.is_empty()).then(|| (step.to_owned(), text.get(..start).unwrap_or_default()))
}

/// What an open string is at its end.
fn in_pattern(string: &str) -> Quoted {
    let mut open: Vec<usize> = Vec::new();
    for (at, found) in string.char_indices() {
        match found {
            '{' | '｛' => open.push(at),
            '}' | '｝' => drop(open.pop()),
            _ => {}
        }
    }
    let Some(from) = open.last() else { return Quoted::Words };
    let slot = string.get(*from..).unwrap_or_default();
    match (slot.contains(['=', '＝']), slot.contains([':', '：']), slot.contains(['|', '｜'])) {
        (_, _, true) => Quoted::Words,
        (true, _, _) => Quoted::Restates,
        (false, true, _) => Quoted::Kind,
        _ => Quoted::Slot,
    }
}

/// The blocks that are open at the end of a text; whether a string or comment is, and where a string begins.
fn around(text: &str) -> (Vec<(String, String)>, Quoted, Option<usize>) {
    let mut blocks = Vec::new();
    let mut head: Option<(String, String)> = None;
    let mut string = None;
    let mut comment = false;
    let mut words = (String::new(), String::new());
    let mut before = '\n';
    for (at, found) in text.char_indices() {
        match found {
            '\n' => (string, comment) = (None, false),
            _ if comment => {}
            '"' => string = if string.is_some() { None } else { Some(at + 1) },
            _ if string.is_some() => {}
            '/' if before == '/' => comment = true,
            '{' | '｛' => blocks.push(head.take().unwrap_or_default()),
            '}' | '｝' => {
                blocks.pop();
                head = None;
            }
            _ => {}
        }
        if string.is_none() && !comment && (is_word(found) || "（）()「」".contains(found)) {
            if !is_word(before) && !"（）()「」".contains(before) {
                words.0 = std::mem::take(&mut words.1);
            }
            words.1.push(found);
        } else if !words.1.is_empty() && is_word(before) || "）)」".contains(before) {
            if HEADS.contains(&words.0.as_str()) {
                head = Some((words.0.clone(), words.1.trim_matches(['「', '」']).to_owned()));
            } else if words.1 == "提纲" || words.1 == "分" || words.1 == "其中" {
                head = Some((words.1.clone(), String::new()));
            }
        }
        before = found;
    }
    let quoted = match (comment, string) {
        (true, _) => Quoted::Comment,
        (_, Some(_)) => Quoted::Words,
        _ => Quoted::No,
    };
    (blocks, quoted, string)
}

/// Whether the last rule begun has no colon yet.
fn head_is_open(text: &str) -> bool {
    let opener = ["规则 ", "要求 ", "禁句 "].iter().filter_map(|word| text.rfind(word)).max();
    let Some(head) = opener.and_then(|at| text.get(at..)) else { return false };
    let (mut string, mut lines) = (false, 0);
    for found in head.chars() {
        match found {
            '"' => string = !string,
            '\n' => {
                string = false;
                lines += 1;
            }
            '：' | ':' | '{' | '}' if !string => return false,
            _ => {}
        }
    }
    lines < 12
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at_end(text: &str) -> Context {
        context(text, text.len())
    }

    #[test]
    fn a_path_is_told_from_what_stands_before_it() {
        let found = at_end("规则 BJ90 \"甲\" 当 有 上年：总表.收入.「使用（甲）」.[30217].(本列).总");
        assert_eq!(found.steps, ["总表", "收入", "使用（甲）", "30217", "(本列)"]);
        assert_eq!((found.typed.as_str(), found.quoted), ("总", Quoted::No));
        let found = at_end("表 甲 { 行 因公出国（境）费.");
        assert_eq!((found.steps, found.previous), (vec!["因公出国（境）费".to_owned()], "行".to_owned()));
    }

    #[test]
    fn blocks_are_known_in_broken_text() {
        let found =
            at_end("表 甲（一） 简称 甲 {\n  又名 \"{乙|丙\"\n  侧 收入 {\n    行 合计 分 { 甲 可缺 }\n    ");
        let names: Vec<&str> = found.blocks.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["甲（一）", "收入"]);
        assert!(found.opens);
        assert_eq!(at_end("说明 甲 {\n段 乙 {\n} ").blocks, [("说明".to_owned(), "甲".to_owned())]);
    }

    #[test]
    fn strings_are_read_as_patterns() {
        for (text, quoted) in [
            ("句式 \"支出", Quoted::Words),
            ("句式 \"支出{决", Quoted::Slot),
            ("句式 \"支出{决算:金", Quoted::Kind),
            ("句式 \"支出{决算 = 三公表.", Quoted::Restates),
            ("句式 \"支出{决算:金额}元", Quoted::Words),
            ("// 支出{", Quoted::Comment),
        ] {
            assert_eq!(at_end(text).quoted, quoted, "{text}");
        }
        assert!(at_end("规则 BJ90 \"甲：乙\" 级").in_head);
        assert!(!at_end("规则 BJ90 \"甲\"：级").in_head);
    }
}
