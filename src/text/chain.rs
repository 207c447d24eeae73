//! Names as prose prints them: chains 甲（类）乙（款）丙（项）, members of a list 甲、乙等, sentences of a note.

use super::{fold, name_key, strip_ordinal};

/// Sentences of a note, without its `注：` and ordinals.
#[must_use]
pub fn sentences_of_note(note: &str) -> Vec<String> {
    let folded = fold(note).text;
    let body = folded.trim_start_matches("备注").trim_start_matches("注").trim_start_matches(':');
    let (_, body) = strip_ordinal(body);
    body.split_inclusive('。').map(str::to_owned).filter(|text| !text.is_empty()).collect()
}

/// The names in a chain 甲（类）乙（款）丙（项）, codes in the brackets allowed; a name alone is a chain of one.
#[must_use]
pub fn chain(text: &str) -> Vec<String> {
    let folded = fold(text).text;
    let mut names = Vec::new();
    let mut name = String::new();
    let mut rest = folded.as_str();
    while let Some(first) = rest.chars().next() {
        let bracket = rest.strip_prefix('(').and_then(|inner| inner.split_once(')'));
        match bracket {
            Some((inside, after)) if is_level(inside) => {
                names.push(name_key(&std::mem::take(&mut name)));
                rest = after;
            }
            _ => {
                name.push(first);
                rest = rest.get(first.len_utf8()..).unwrap_or("");
            }
        }
    }
    let last = name_key(&name);
    if names.is_empty() || !last.is_empty() {
        names.push(last);
    }
    names.retain(|name| !name.is_empty());
    names
}

/// `类`, `221类`, `款`, `03项`
fn is_level(inside: &str) -> bool {
    matches!(inside.trim_matches(|c: char| c.is_ascii_digit()), "类" | "款" | "项")
}

/// The last name of a chain: what an item is called for short.
#[must_use]
pub fn short_name(text: &str) -> String {
    let names = chain(text);
    match names.last() {
        Some(last) if names.len() > 1 || text.contains(['（', '(']) => last.clone(),
        _ => text.trim().to_owned(),
    }
}

/// The names of a list 甲、乙、丙, without the amounts that may be printed behind them.
pub fn listed(text: &str) -> impl Iterator<Item = &str> {
    text.split('、').map(listed_name)
}

/// A name as it is compared with a list: without what ends one.
#[must_use]
pub fn last_listed(name: &str) -> &str {
    name.trim_end_matches(['等', '。'])
}

/// A name of an upper link of a chain as it is compared: a missing 支出 at the end is let pass.
#[must_use]
pub fn bare_link(name: &str) -> String {
    name_key(name).trim_end_matches("支出").to_owned()
}

/// A name of a list, without the amount that may be printed behind it.
fn listed_name(name: &str) -> &str {
    let name = name.trim();
    let bare = name.split(|c: char| c.is_ascii_digit()).next().unwrap_or(name).trim();
    if bare.is_empty() { name } else { bare }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_is_read_link_by_link() {
        let names = ["住房保障支出", "住房改革支出", "购房补贴"];
        assert_eq!(chain("住房保障支出（类）住房改革支出（款）购房补贴（项）"), names);
        assert_eq!(chain("住房保障支出（221类）住房改革支出（02款）购房补贴（03项）"), names);
        assert_eq!(chain("因公出国（境）费"), ["因公出国(境)费"]);
        assert_eq!(short_name("住房改革支出（款）购房补贴（项）"), "购房补贴");
    }
}
