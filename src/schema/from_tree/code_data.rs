//! Data files of code lists: YAML, of which the plain lines that they consist of are read without its whole machinery.

use serde::Deserialize;

/// A code as written in the data file.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Entry {
    /// Its digits.
    #[serde(rename = "编码", alias = "code")]
    pub(super) code: String,
    /// Its name.
    #[serde(rename = "名称", alias = "name")]
    pub(super) name: String,
    /// First year.
    #[serde(default, rename = "起", alias = "from")]
    pub(super) from: Option<i32>,
    /// Last year.
    #[serde(default, rename = "止", alias = "until")]
    pub(super) until: Option<i32>,
    /// Both ends in one: `"2019-"`, `"-2018"`, `"2015-2018"`.
    #[serde(default, rename = "起止年度", alias = "years")]
    pub(super) years: Option<String>,
    /// Names that it had.
    #[serde(default, rename = "旧名", alias = "old_names")]
    pub(super) old_names: Vec<String>,
    /// The budget that it belongs to.
    #[serde(default, rename = "预算", alias = "budget")]
    pub(super) budget: Option<String>,
    /// How sure the entry is, in per cent; above 95 where nothing is said.
    #[serde(default, rename = "把握", alias = "sure")]
    pub(super) sure: Option<u8>,
}

/// The lines before an entry that cannot be read, and what is wrong with it.
pub(super) type Wrong = (usize, serde_yaml::Error);

/// The entries of a data file.
///
/// # Errors
/// Where it is no YAML list of entries.
pub(super) fn entries(text: &str) -> Result<Vec<Entry>, serde_yaml::Error> {
    match plain(text) {
        Some(entries) => Ok(entries),
        None => serde_yaml::from_str(text),
    }
}

/// The entries that can be read, and what is wrong with each other one, with the number of lines before it; none where
/// the text is no list of entries.
pub(super) fn entry_by_entry(text: &str) -> Option<(Vec<Entry>, Vec<Wrong>)> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if line.starts_with("- ") {
            starts.push((number, at));
        }
        at += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, at)| *at).chain([text.len()]);
    let (mut read, mut wrong) = (Vec::new(), Vec::new());
    for ((before, start), end) in starts.iter().zip(ends) {
        match serde_yaml::from_str::<Vec<Entry>>(text.get(*start..end)?) {
            Ok(entries) => read.extend(entries),
            Err(error) => wrong.push((*before, error)),
        }
    }
    // Where nothing can be read but all is told, the whole says it better.
    (!read.is_empty() && !wrong.is_empty()).then_some((read, wrong))
}

/// The entries, if every line is a comment or a plain `- {编码: "201", 名称: 某某, 旧名: [某]}`; anything else, right or
/// wrong, is left to the whole parser.
fn plain(text: &str) -> Option<Vec<Entry>> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#'));
    let entries: Option<Vec<Entry>> = lines.map(plain_line).collect();
    entries.filter(|entries| !entries.is_empty())
}

fn plain_line(line: &str) -> Option<Entry> {
    let mut rest = line.strip_prefix("- {")?.strip_suffix('}')?;
    let mut entry = Entry::default();
    let mut seen: Vec<&str> = Vec::new();
    loop {
        let (key, behind) = rest.split_once(": ")?;
        if seen.contains(&key) {
            return None;
        }
        seen.push(key);
        rest = match key {
            "编码" => put(word(behind)?, &mut entry.code),
            "名称" => put(word(behind)?, &mut entry.name),
            "旧名" => put(list(behind)?, &mut entry.old_names),
            "把握" => put(per_cent(behind)?, &mut entry.sure),
            "预算" => {
                let (budget, rest) = word(behind)?;
                put((Some(budget), rest), &mut entry.budget)
            }
            "起" => put(year(behind)?, &mut entry.from),
            "止" => put(year(behind)?, &mut entry.until),
            _ => return None,
        };
        match rest.strip_prefix(", ") {
            Some(next) => rest = next,
            None => {
                return (rest.is_empty() && seen.contains(&"编码") && seen.contains(&"名称"))
                    .then_some(entry);
            }
        }
    }
}

fn put<'t, T>((value, rest): (T, &'t str), slot: &mut T) -> &'t str {
    *slot = value;
    rest
}

/// A word in quotes, or a bare one that cannot be anything but a word; and what follows it.
fn word(text: &str) -> Option<(String, &str)> {
    if let Some(inside) = text.strip_prefix('"') {
        let (value, rest) = inside.split_once('"')?;
        return (!value.contains('\\')).then(|| (value.to_owned(), rest));
    }
    let plain = |c: char| matches!(c, '\u{4E00}'..='\u{9FFF}' | '、' | '（' | '）' | '0'..='9');
    let rest = text.trim_start_matches(plain);
    let value = text.strip_suffix(rest)?;
    let is_word = value.starts_with(|c: char| ('\u{4E00}'..='\u{9FFF}').contains(&c));
    is_word.then(|| (value.to_owned(), rest))
}

fn list(text: &str) -> Option<(Vec<String>, &str)> {
    let mut rest = text.strip_prefix('[')?;
    let mut words = Vec::new();
    loop {
        let (value, behind) = word(rest)?;
        words.push(value);
        if let Some(end) = behind.strip_prefix(']') {
            return Some((words, end));
        }
        rest = behind.strip_prefix(", ")?;
    }
}

fn year(text: &str) -> Option<(Option<i32>, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.strip_suffix(rest).filter(|digits| digits.len() == 4 && !digits.starts_with('0'))?;
    Some((Some(digits.parse().ok()?), rest))
}

fn per_cent(text: &str) -> Option<(Option<u8>, &str)> {
    let rest = text.trim_start_matches(|c: char| c.is_ascii_digit());
    let digits = text.strip_suffix(rest).filter(|digits| digits.len() == 2 && !digits.starts_with('0'))?;
    Some((Some(digits.parse().ok()?), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Option<Vec<Entry>> {
        serde_yaml::from_str(text).ok()
    }

    #[test]
    fn shipped_lists_are_plain_and_read_as_yaml_reads_them() {
        for name in ["功能分类", "经济分类"] {
            let text = std::fs::read_to_string(format!("rules/编码/{name}.yaml")).unwrap();
            let entries = plain(&text).unwrap();
            assert!(entries.len() > 50, "{name}");
            assert_eq!(Some(entries), whole(&text), "{name}");
        }
    }

    #[test]
    fn what_is_not_plain_is_left_to_yaml() {
        let lines = [
            "- {编码: \"201\", 名称: 甲, 起: 2007, 止: 2024, 旧名: [乙, \"丙\"]}",
            "- {编码: 201, 名称: 甲}",
            "- {编码: \"201\", 名称: 甲 # 注}",
            "- {编码: \"201\", 名称: 甲} # 注",
            "- {编码: \"201\", 名称: 甲, 名称: 乙}",
            "- {编码: \"201\"}",
            "- {编码: \"201\", 名称: null}",
            "- {编码: \"201\", 名称: ~}",
            "- {编码: \"2\\n01\", 名称: 甲}",
            "- {编码: \"201\", 名称: 甲, 别的: 乙}",
            "- {编码: \"201\", 名称: 甲,旧名: []}",
            "- {编码: \"201\", 名称: 甲, 起: 0x7}",
            "- {编码: \"201\", 名称: 甲, 起: 02007}",
            "- {name: 甲, code: \"201\"}",
            "- 编码: \"201\"\n  名称: 甲",
            "- {编码: \"201\", 名称: 甲}}",
            "",
            "甲",
        ];
        assert!(plain(lines.first().unwrap()).is_some());
        for line in lines {
            if let Some(entries) = plain(line) {
                assert_eq!(Some(entries), whole(line), "{line}");
            }
        }
        let read = lines.iter().filter(|line| plain(line).is_some()).count();
        assert_eq!(read, 1);
    }
}
