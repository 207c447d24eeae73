//! What is written out of habit from prose and other notations: 级别：核实, 甲 加 乙, |甲 - 乙|, 2025-2027, 并且. What has
//! one way to be written is mended; what may mean two things is asked about.

use super::build::{closest, is_blank};
use super::explain::Site;
use super::grammar::Rule;
use super::scan::is_word;
use crate::source::{Diagnostic, Lint, Span};

/// Explains what was written out of habit, if it was.
pub(super) fn habit(site: &Site<'_>) -> Option<Diagnostic> {
    keyword_colon(site)
        .or_else(|| parted_number(site))
        .or_else(|| remark(site))
        .or_else(|| needless(site))
        .or_else(|| filter(site))
        .or_else(|| span_of_years(site))
        .or_else(|| bars(site))
        .or_else(|| optional(site))
        .or_else(|| conditions(site))
        .or_else(|| operand_behind(site))
}

/// What stands where an operator belongs.
fn operand_behind(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.expects(Rule::infix) {
        return None;
    }
    bare_unit(site)
        .or_else(|| multiple(site))
        .or_else(|| growth(site))
        .or_else(|| bracketed(site))
        .or_else(|| has(site))
        .or_else(|| between_two(site))
        .or_else(|| within(site))
        .or_else(|| than(site))
        .or_else(|| state(site))
        .or_else(|| sign(site))
}

/// The span of bytes of the text that was read.
fn span(site: &Site<'_>, start: usize, end: usize) -> Span {
    Span { start: (site.base + start) as u32, end: (site.base + end) as u32, ..site.span }
}

/// What stands before the failure, without the blanks.
fn before<'t>(site: &Site<'t>) -> &'t str {
    site.written.get(..site.at).unwrap_or("").trim_end_matches(is_blank)
}

/// The amount that ends before the failure, as it is written: 支出决算表.合计.基本支出.
fn subject<'t>(site: &Site<'t>) -> &'t str {
    let before = before(site);
    let inside = |found: char| is_word(found) || ".．。（）[]【】「」“”".contains(found);
    let subject = before.trim_start_matches(before.trim_end_matches(inside));
    if subject.is_empty() { "甲" } else { subject }
}

/// Keywords that take what follows without a colon.
const TAKES: [&str; 26] = [
    "逐",
    "于",
    "当",
    "适用",
    "级别",
    "允许误差",
    "因",
    "依据",
    "措辞",
    "版本",
    "基于",
    "公开",
    "识别",
    "简称",
    "又名",
    "位于",
    "始于",
    "句式",
    "改",
    "除",
    "停用",
    "调整",
    "规则",
    "要求",
    "表",
    "说明",
];

/// `级别：核实`
fn keyword_colon(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.rest.starts_with([':', '：']) || site.expects(Rule::colon) {
        return None;
    }
    let before = before(site);
    let word = before.get(before.trim_end_matches(is_word).len()..)?;
    TAKES.contains(&word).then(|| {
        let message = format!("「{word}」后面不写冒号");
        site.error(Lint("多余符号"), message).mend("把这个冒号换成空格").put(" ")
    })
}

/// `BJ-91`
fn parted_number(site: &Site<'_>) -> Option<Diagnostic> {
    let behind = site.rest.trim_start_matches(['-', '－', '—', '_']);
    let length = site.rest.len() - behind.len();
    let letters = before(site).rsplit(is_blank).next()?;
    let numbered = behind.starts_with(|found: char| found.is_ascii_digit())
        && letters.chars().all(|found| found.is_ascii_uppercase());
    if length == 0 || letters.is_empty() || !numbered || !site.expects(Rule::string) {
        return None;
    }
    let digits: String = behind.chars().take_while(char::is_ascii_digit).collect();
    let wrong = site.error(Lint("编号写法"), "编号是两个大写字母加两位数，中间不写别的");
    let wrong = wrong.mend(format!("写成：{letters}{digits}"));
    Some(wrong.put_at(span(site, site.at, site.at + length), ""))
}

/// `# 备注`
fn remark(site: &Site<'_>) -> Option<Diagnostic> {
    let sign = ["#", "＃", "/*"].into_iter().find(|sign| site.rest.starts_with(sign))?;
    let wrong = site.error(Lint("多余符号"), format!("注释不写在「{sign}」后面"));
    let wrong = wrong.mend("注释写在 // 后面，到行末为止");
    Some(if sign == "/*" { wrong } else { wrong.put_at(span(site, site.at, site.at + sign.len()), "// ") })
}

/// `当 … 时：`, `适用 2025 年度`
fn needless(site: &Site<'_>) -> Option<Diagnostic> {
    if !site.is_rule() || !site.expects(Rule::colon) {
        return None;
    }
    let whole = span(site, site.at, site.at + site.word.len());
    if matches!(site.word, "时" | "的时候" | "的情况下" | "的") {
        let wrong = site.error(Lint("规则头"), format!("「当」的条件后面不写「{}」", site.word));
        return Some(wrong.mend(format!("删去「{}」", site.word)).put_at(whole, ""));
    }
    let year = before(site).bytes().rev().take_while(u8::is_ascii_digit).count() == 4;
    if year && matches!(site.word, "年" | "年度") {
        let whole = span(site, before(site).len(), site.at + site.word.len());
        let wrong = site.error(Lint("年度"), "年度写四位数，与「年度」之间不空格");
        return Some(wrong.mend("删去这个空格").put_at(whole, site.word));
    }
    None
}

/// `求和(… 如果 …)`
fn filter(site: &Site<'_>) -> Option<Diagnostic> {
    let said = matches!(site.word, "如果" | "若" | "假如" | "条件" | "其中");
    (said && site.expects(Rule::kw_when) && !site.expects(Rule::colon)).then(|| {
        let message = format!("「{}」不是这里用的词，条件写在「当」后面", site.word);
        site.error(Lint("关键词"), message).mend("写成：当").put("当")
    })
}

/// `总计 的一半`
fn multiple(site: &Site<'_>) -> Option<Diagnostic> {
    const SAID: [(&str, &str); 7] = [
        ("的一半", "× 50%"),
        ("的两倍", "× 2"),
        ("的三分之一", "÷ 3"),
        ("的四分之一", "÷ 4"),
        ("的五分之一", "÷ 5"),
        ("的十分之一", "÷ 10"),
        ("的百分之一", "÷ 100"),
    ];
    let (said, written) = SAID.into_iter().find(|(said, _)| *said == site.word)?;
    let message = format!("「{said}」要写成乘法、除法");
    Some(site.error(Lint("占比"), message).mend(format!("写成：{written}")).put(written))
}

/// `甲 增长不超过 20%`, `甲 ± 1万元`
fn growth(site: &Site<'_>) -> Option<Diagnostic> {
    if site.rest.starts_with('±') {
        let mend = "写 =；差多少以内算相符，写在规则头上，如：允许误差 1万元 因 \"…\"";
        return Some(site.error(Lint("运算符"), "「±」不写在式子里").mend(mend));
    }
    let said = ["增长", "增加", "增幅", "下降", "减少", "同比", "环比"];
    let word = said.into_iter().find(|word| site.word.starts_with(word))?;
    let subject = subject(site);
    let mend = format!("与上年比的写：{subject} ≤ 上年.{subject} × (1 + 20%)，规则头上写 当 有 上年");
    Some(site.error(Lint("运算符"), format!("「{word}」不是运算符，要写出两个数和它们的关系")).mend(mend))
}

/// `支出决算表[合计][项目支出]`
fn bracketed(site: &Site<'_>) -> Option<Diagnostic> {
    site.rest.starts_with(['[', '【']).then(|| {
        site.error(Lint("多余符号"), "方括号里写编码，前面有点：表.[30217]")
            .mend("名称写在点后面，不写方括号：表.行.列")
    })
}

/// `适用 2025-2027`
fn span_of_years(site: &Site<'_>) -> Option<Diagnostic> {
    let signs = |found: char| "-－−–—~～到".contains(found);
    let behind = site.rest.trim_start_matches(signs);
    let length = site.rest.len() - behind.len();
    let year = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count() == 4;
    if length == 0 || !year(behind.trim_start_matches(is_blank)) {
        return None;
    }
    let first = before(site).trim_end_matches(['年', '度']);
    let head = first.trim_end_matches(|found: char| found.is_ascii_digit());
    if first.len() - head.len() != 4 || !head.trim_end_matches(is_blank).ends_with("适用") {
        return None;
    }
    let message = "几年到几年，中间写「至」";
    let to: String = behind.trim_start_matches(is_blank).chars().take(4).collect();
    let from = first.get(head.len()..)?;
    let wrong = site.error(Lint("年度"), message).mend(format!("写成：适用 {from} 至 {to}"));
    Some(wrong.put_at(span(site, site.at, site.at + length), " 至 "))
}

/// `|甲 - 乙|`
fn bars(site: &Site<'_>) -> Option<Diagnostic> {
    let behind = site.rest.strip_prefix(['|', '｜']).filter(|_| !site.expects(Rule::infix))?;
    let open = site.rest.len() - behind.len();
    let inside = behind.lines().next()?;
    let end = inside.find(['|', '｜']).filter(|end| *end > 0)?;
    let close = inside.get(end..)?.chars().next()?.len_utf8();
    let written = format!("绝对值({})", inside.get(..end)?.trim_matches(is_blank));
    let whole = span(site, site.at, site.at + open + end + close);
    let wrong = site.error(Lint("绝对值"), "绝对值是函数，不写竖线").mend(format!("写成：{written}"));
    Some(wrong.put_at(whole, written))
}

/// Other words for 可缺, and words with a slip in it.
fn optional(site: &Site<'_>) -> Option<Diagnostic> {
    const SAID: [&str; 9] = ["可选", "可空", "可无", "选填", "非必填", "可省", "可省略", "可没有", "允许缺"];
    let takes = [Rule::kw_optional, Rule::line_optional, Rule::optional_mark];
    if !takes.iter().any(|taken| site.expects(*taken)) {
        return None;
    }
    if SAID.contains(&site.word) {
        let message = format!("「{}」不是关键词", site.word);
        return Some(site.error(Lint("未知关键词"), message).mend("写成：可缺").put("可缺"));
    }
    let known = ["可缺", "又名", "简称", "其中", "精确"];
    let near = closest(site.word, &known)?;
    let message = format!("「{}」前面没有「、」，也不是关键词", site.word);
    let mend = format!("是不是「{near}」？另是一行、一列的，前面写「、」");
    Some(site.error(Lint("未知关键词"), message).mend(mend))
}

/// `当 甲 > 0元，乙 > 0元：`
fn conditions(site: &Site<'_>) -> Option<Diagnostic> {
    let joined = site.rest.starts_with(['，', ',', '、', '；', ';']);
    if !joined || !site.is_rule() || !site.expects(Rule::infix) || !site.expects(Rule::colon) {
        return None;
    }
    let mend = "都要成立的写「且」，有一个成立就行的写「或」";
    Some(site.error(Lint("条件"), "「当」的几个条件之间没有写明怎样连接").mend(mend))
}

/// `5 万`
fn bare_unit(site: &Site<'_>) -> Option<Diagnostic> {
    const UNITS: [(&str, &str); 12] = [
        ("万", "万元"),
        ("亿", "亿元"),
        ("块", "元"),
        ("个", "个"),
        ("人", "人"),
        ("辆", "辆"),
        ("人次", "人次"),
        ("批次", "批次"),
        ("个百分点", "个百分点"),
        ("台", "台"),
        ("项", "项"),
        ("千元", "千元"),
    ];
    let before = before(site);
    let (said, unit) = UNITS.into_iter().find(|(said, _)| *said == site.word)?;
    let head = before.trim_end_matches(|found: char| found.is_ascii_digit() || found == '.');
    let digits = before.get(head.len()..).filter(|digits| !digits.is_empty())?;
    let whole = span(site, before.len(), site.at + site.word.len());
    let message = match said == unit {
        true => format!("「{unit}」与前面的数之间不空格"),
        false => format!("「{said}」不是认得的单位"),
    };
    Some(site.error(Lint("未知单位"), message).mend(format!("写成：{digits}{unit}")).put_at(whole, unit))
}

/// `存在 甲`, `没有 甲`: the word stands before the failure.
fn has(site: &Site<'_>) -> Option<Diagnostic> {
    const SAID: [(&str, &str); 11] = [
        ("存在", "有"),
        ("具有", "有"),
        ("应有", "有"),
        ("须有", "有"),
        ("必须有", "有"),
        ("应当有", "有"),
        ("没有", "无"),
        ("不存在", "无"),
        ("不得有", "无"),
        ("不应有", "无"),
        ("未有", "无"),
    ];
    let before = before(site);
    let start = before.trim_end_matches(is_word).len();
    let word = before.get(start..)?;
    let (_, written) = SAID.into_iter().find(|(said, _)| *said == word)?;
    let head = before.get(..start)?.trim_end_matches(is_blank);
    let opens = head.ends_with([':', '：', '(', '（', '且', '或', '非', '当', '{', '｛']);
    opens.then(|| {
        let at = span(site, start, before.len());
        let message = format!("「{word}」不是这里用的词");
        Diagnostic::error(Lint("运算符"), at, message).mend(format!("写成：{written}")).put(written)
    })
}

/// `甲 在 1万元 和 5万元 之间`
fn between_two(site: &Site<'_>) -> Option<Diagnostic> {
    let word = ["介于", "处于", "应在", "在"].into_iter().find(|word| site.rest.starts_with(word))?;
    let behind = site.rest.get(word.len()..)?;
    let (inside, _) = behind.lines().next()?.split_once("之间")?;
    let (low, high) = inside.split_once(['和', '与', '到', '至', '、', '～', '~'])?;
    let (low, high) = (low.trim_matches(is_blank), high.trim_matches(is_blank));
    let subject = subject(site);
    let message = format!("「{word} … 之间」要写成两个比较");
    let mend = format!("两头算在内的写：{subject} ≥ {low} 且 {subject} ≤ {high}；不算在内的写 >、<");
    Some(site.error(Lint("运算符"), message).mend(mend))
}

/// `甲 控制在 5万元 以内`
fn within(site: &Site<'_>) -> Option<Diagnostic> {
    const WORDS: [&str; 6] = ["应控制在", "控制在", "限制在", "保持在", "应在", "在"];
    let word = WORDS.into_iter().find(|word| site.rest.starts_with(word))?;
    let line = site.rest.get(word.len()..)?.lines().next()?;
    let ends = ["以内", "之内", "以下", "以上", "之下", "之上"];
    let (at, end) = ends.into_iter().filter_map(|end| Some((line.find(end)?, end))).min()?;
    let amount = line.get(..at)?.trim_matches(is_blank);
    if amount.is_empty() || amount.contains(is_blank) {
        return None;
    }
    let whole = span(site, site.at, site.at + word.len() + at + end.len());
    let message = format!("「{word} … {end}」不是运算符");
    let wrong = Diagnostic::error(Lint("运算符"), whole, message);
    Some(match end {
        "以内" | "之内" => wrong.mend(format!("写成：≤ {amount}")).put(format!("≤ {amount}")),
        "以下" | "之下" => wrong.mend(format!("含 {amount} 的写 ≤ {amount}，不含的写 < {amount}")),
        _ => wrong.mend(format!("含 {amount} 的写 ≥ {amount}，不含的写 > {amount}")),
    })
}

/// `甲 比 乙 多`
fn than(site: &Site<'_>) -> Option<Diagnostic> {
    const DEGREES: [(&str, &str); 6] =
        [("多", ">"), ("大", ">"), ("高", ">"), ("少", "<"), ("小", "<"), ("低", "<")];
    let line = site.rest.strip_prefix('比')?.lines().next()?.trim_end_matches(is_blank);
    let (degree, sign) = DEGREES.into_iter().find(|(degree, _)| line.ends_with(degree))?;
    let amount = line.strip_suffix(degree)?.trim_matches(is_blank);
    if amount.is_empty() || amount.contains(is_blank) {
        return None;
    }
    let whole = span(site, site.at, site.at + '比'.len_utf8() + line.len());
    let written = format!("{sign} {amount}");
    let wrong = Diagnostic::error(Lint("运算符"), whole, format!("「比 … {degree}」不是运算符"));
    Some(wrong.mend(format!("写成：{written}")).put(written))
}

/// `甲 不为零`, `甲 有数`
fn state(site: &Site<'_>) -> Option<Diagnostic> {
    const SAID: [(&str, &str); 20] = [
        ("不为零", "≠ 0"),
        ("不为0", "≠ 0"),
        ("非零", "≠ 0"),
        ("非0", "≠ 0"),
        ("不是零", "≠ 0"),
        ("不等于零", "≠ 0"),
        ("为零", "= 0"),
        ("为0", "= 0"),
        ("是零", "= 0"),
        ("等于零", "= 0"),
        ("为正", "> 0"),
        ("为正数", "> 0"),
        ("是正数", "> 0"),
        ("大于零", "> 0"),
        ("为负", "< 0"),
        ("为负数", "< 0"),
        ("是负数", "< 0"),
        ("小于零", "< 0"),
        ("不为负", "≥ 0"),
        ("不为负数", "≥ 0"),
    ];
    const THERE: [&str; 6] = ["有数", "有金额", "有值", "非空", "不为空", "不空"];
    const BLANK: [&str; 6] = ["为空", "空白", "没有数", "无数", "没数", "是空的"];
    if let Some((_, written)) = SAID.into_iter().find(|(said, _)| *said == site.word) {
        let message = format!("「{}」不是运算符", site.word);
        return Some(site.error(Lint("运算符"), message).mend(format!("写成：{written}")).put(written));
    }
    let subject = subject(site);
    let mend = if THERE.contains(&site.word) {
        format!("表里有数的写：{subject} ≠ 0；文里说到了的写：有 {subject}")
    } else if BLANK.contains(&site.word) {
        format!("表里空白的写：空白({subject})；文里没有说的写：无 {subject}")
    } else {
        return None;
    };
    Some(site.error(Lint("运算符"), format!("「{}」不写在数的后面", site.word)).mend(mend))
}

/// Signs and words of the language as they are said; a digit may stand right behind.
fn sign(site: &Site<'_>) -> Option<Diagnostic> {
    const SAID: [(&str, &str); 19] = [
        ("加上", "+"),
        ("加", "+"),
        ("再加", "+"),
        ("减去", "-"),
        ("减", "-"),
        ("扣除", "-"),
        ("乘以", "×"),
        ("乘", "×"),
        ("除以", "÷"),
        ("并且", "且"),
        ("而且", "且"),
        ("同时", "且"),
        ("或者", "或"),
        ("或是", "或"),
        ("应为", "="),
        ("应是", "="),
        ("为", "="),
        ("是", "="),
        ("不是", "≠"),
    ];
    if matches!(site.word, "和" | "与" | "及" | "以及") {
        let message = format!("「{}」在这里有两种意思", site.word);
        return Some(site.error(Lint("运算符"), message).mend("两个数相加的写 +；两个条件都要成立的写 且"));
    }
    let (said, written) = SAID.into_iter().find(|(said, _)| {
        site.word
            .strip_prefix(said)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with(|c: char| c.is_ascii_digit()))
    })?;
    let glued = said.len() < site.word.len();
    let at = span(site, site.at, site.at + said.len());
    let wrong = Diagnostic::error(Lint("运算符"), at, format!("「{said}」不是运算符"));
    let put = if glued { format!("{written} ") } else { written.to_owned() };
    Some(wrong.mend(format!("写成：{written}")).put(put))
}
