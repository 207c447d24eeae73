//! A sentence of a template as a pattern: figures and blanks to be filled in are slots.

use super::names::{Taken, literal};

/// Units by which a blank is known, and what a slot of them holds; longer ones first.
const UNITS: [(&str, &str); 20] = [
    ("万元", "金额"),
    ("亿元", "金额"),
    ("元", "金额"),
    ("%", "百分比"),
    ("％", "百分比"),
    ("个百分点", "百分比"),
    ("年度", "年度"),
    ("年", "年度"),
    ("人次", "人次"),
    ("批次", "批次"),
    ("台（套）", "台套"),
    ("台套", "台套"),
    ("平方米", "平方米"),
    ("辆", "辆"),
    ("个", "个"),
    ("人", "人"),
    ("家", "家"),
    ("户", "户"),
    ("项", "项"),
    ("次", "次"),
];
/// Signs that stand for what is to be filled in.
const BLANKS: &str = "XxＸｘ×＊*＿_○〇…";
/// Words of direction that a template offers to choose from.
const CHOICES: [&str; 12] =
    ["增加", "减少", "增长", "下降", "上升", "降低", "持平", "多", "少", "大于", "小于", "等于"];
/// Most signs of the name of a slot.
const LONGEST: usize = 14;

/// A pattern.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sentence {
    /// As a rule file writes it, without quotation marks.
    pub pattern: String,
    /// Its slots.
    pub slots: usize,
    /// It has a word of direction.
    pub directed: bool,
}

/// What a stretch of a sentence is.
enum Piece {
    Text(String),
    Slot(&'static str),
    Free,
    Direction,
}

/// The pattern of a sentence; none where nothing in it is to be filled in.
pub(super) fn sentence(text: &str, taken: &mut Taken) -> Option<Sentence> {
    let pieces = pieces(text);
    let slots = pieces.iter().filter(|piece| matches!(piece, Piece::Slot(_) | Piece::Direction)).count();
    // A year alone is a title.
    if !pieces.iter().any(|piece| matches!(piece, Piece::Slot(kind) if *kind != "年度")) {
        return None;
    }
    let mut out = Sentence { pattern: String::new(), slots, directed: false };
    let mut before = String::new();
    for piece in pieces {
        match piece {
            Piece::Text(words) => {
                out.pattern += &literal(&words);
                before = words;
            }
            Piece::Free => out.pattern += "{…}",
            Piece::Slot(kind) => {
                out.pattern += &format!("{{{}:{kind}}}", taken.free(&name(&before, kind)));
                before.clear();
            }
            Piece::Direction => {
                out.directed = true;
                out.pattern += &format!("{{{}:变动方向}}", taken.free("方向"));
            }
        }
    }
    // What opens and closes a sentence needs not be said.
    out.pattern = out.pattern.trim_matches(['。', '；', '，', ' ']).to_owned();
    Some(out)
}

/// A name for a slot: the words in front of it.
fn name(before: &str, kind: &str) -> String {
    let clause = before
        .rsplit(['，', '。', '；', '：', '、', ',', ';', ':', '（', '(', '）', ')'])
        .next()
        .unwrap_or_default();
    let letters: Vec<char> = clause.chars().filter(|sign| sign.is_alphabetic()).collect();
    let from = letters.len().saturating_sub(LONGEST);
    let name: String = letters.get(from..).unwrap_or_default().iter().collect();
    let name = name.trim_end_matches(['为', '是', '共', '达', '了', '约', '的']);
    if name.chars().count() < 2 { kind.to_owned() } else { name.to_owned() }
}

fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut words = String::new();
    let mut rest = text;
    while let Some(sign) = rest.chars().next() {
        if let Some((choice, behind)) = choice(rest) {
            let _ = choice;
            push(&mut pieces, &mut words);
            pieces.push(Piece::Direction);
            rest = behind;
            continue;
        }
        let filled = filled(rest);
        if let Some(behind) = filled {
            let unit =
                UNITS.iter().find_map(|(unit, kind)| behind.strip_prefix(unit).map(|rest| (*kind, rest)));
            if let Some((kind, after)) = unit {
                push(&mut pieces, &mut words);
                pieces.push(Piece::Slot(kind));
                rest = after;
                continue;
            }
            let is_blank = BLANKS.contains(sign);
            push(&mut pieces, &mut words);
            if is_blank {
                pieces.push(Piece::Free);
            } else {
                words.push_str(rest.get(..rest.len() - behind.len()).unwrap_or_default());
            }
            rest = behind;
            continue;
        }
        words.push(sign);
        rest = rest.get(sign.len_utf8()..).unwrap_or_default();
    }
    push(&mut pieces, &mut words);
    pieces
}

fn push(pieces: &mut Vec<Piece>, words: &mut String) {
    if !words.is_empty() {
        pieces.push(Piece::Text(std::mem::take(words)));
    }
}

/// What is behind a figure or a blank that opens a text; none where neither does.
fn filled(text: &str) -> Option<&str> {
    let first = text.chars().next()?;
    let mut rest = if BLANKS.contains(first) {
        text.trim_start_matches(|sign| BLANKS.contains(sign) || matches!(sign, '.' | ',' | ' '))
    } else if first.is_ascii_digit() {
        text.trim_start_matches(|sign: char| sign.is_ascii_digit() || matches!(sign, '.' | ','))
    } else {
        return None;
    };
    // XX（单位）万元, 2024 年度
    rest = rest.trim_start_matches(' ');
    Some(rest)
}

/// A choice of words that opens a text: 增加（减少）, 增加/减少, （增加或减少）; what stands behind it.
fn choice(text: &str) -> Option<(&'static str, &str)> {
    let inner = text.trim_start_matches(['（', '(', '【', '[']);
    let bracketed = inner.len() < text.len();
    let first = CHOICES.iter().find(|word| inner.starts_with(**word))?;
    let mut rest = inner.get(first.len()..)?;
    let mut words = 1;
    loop {
        let next = rest.trim_start_matches(['/', '／', '、', '（', '(', '或', '|', '）', ')']);
        let Some(word) =
            CHOICES.iter().find(|word| next.starts_with(**word)).filter(|_| next.len() < rest.len())
        else {
            break;
        };
        rest = next.get(word.len()..)?;
        words += 1;
    }
    let closed = rest.trim_start_matches(['）', ')', '】', ']']);
    let several = words > 1;
    if several || bracketed && closed.len() < rest.len() { Some((first, closed)) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Option<String> {
        sentence(text, &mut Taken::default()).map(|found| found.pattern)
    }

    #[test]
    fn blanks_figures_and_choices_are_slots() {
        assert_eq!(
            pattern("XXXX年度收入总计XX万元，比上年增加（减少）XX万元，增长/下降XX%。").as_deref(),
            Some(
                "{年度:年度}收入总计{收入总计:金额}，比上年{方向:变动方向}{比上年:金额}，{方向2:变动方向}{百分比:百分比}"
            )
        );
        assert_eq!(
            pattern("XX局公务用车保有量为____辆").as_deref(),
            Some("{…}局公务用车保有量为{局公务用车保有量:辆}")
        );
        assert_eq!(pattern("支出 12.50 万元").as_deref(), Some("支出 {支出:金额}"));
        assert_eq!(pattern("没有要填的"), None);
    }
}
