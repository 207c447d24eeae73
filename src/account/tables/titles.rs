//! Titles: which lines name a table, by the names that the schema gives it.

use std::collections::BTreeMap;

use super::lines::Line;
use super::units::unit_line;
use crate::schema::{Custom, Customs, Schema, TableId};
use crate::text::{fold_text, is_sentence_end, name_key, strip_ordinal};

/// Longest title in characters.
const LONGEST: usize = 80;

/// Longest remark behind a title, in characters.
const REMARK: usize = 12;

/// Titles of a schema's tables.
#[derive(Debug, Default)]
pub(super) struct Titles {
    /// Names and other names, with the tables that have them: first those whose name it is.
    names: BTreeMap<String, Vec<TableId>>,
    /// What rules call them: a title only when nothing else is printed.
    shorts: BTreeMap<String, Vec<TableId>>,
    /// Names of forms, which may stand anywhere in a title.
    forms: Vec<(String, TableId)>,
    /// Lengths of the names in bytes, longest first.
    lengths: Vec<usize>,
    /// Names of lists in words, which a line that ends in a colon may open.
    lists: Vec<(String, TableId)>,
    customs: Customs,
}

impl Titles {
    /// Of a schema.
    pub(super) fn of(schema: &Schema) -> Self {
        let mut titles = Self { customs: schema.customs.clone(), ..Self::default() };
        let own = schema.tables.iter().map(|table| (table, &table.name));
        let other =
            schema.tables.iter().flat_map(|table| table.aliases.iter().map(move |name| (table, name)));
        for (table, name) in own.chain(other) {
            let key = name_key(name);
            if table.is_form {
                titles.forms.push((key.clone(), table.id));
            }
            if table.is_list {
                titles.lists.push((key.clone(), table.id));
            }
            push(titles.names.entry(key).or_default(), table.id);
        }
        for (table, short) in schema.tables.iter().filter_map(|table| Some((table, table.short.as_ref()?))) {
            push(titles.shorts.entry(name_key(short)).or_default(), table.id);
        }
        titles.forms.sort_by(|a, b| b.0.len().cmp(&a.0.len()).then_with(|| a.cmp(b)));
        titles.lengths = titles.names.keys().map(String::len).collect();
        titles.lengths.sort_unstable_by(|a, b| b.cmp(a));
        titles.lengths.dedup();
        titles
    }

    /// The tables that a line of text can be the title of; none for other lines. The longest name wins.
    pub(super) fn find(&self, text: &str) -> Vec<TableId> {
        if let Some(opening) = opens_list(text) {
            return self.listed(opening);
        }
        let Some(text) = short_line(text) else { return Vec::new() };
        let (head, continued) = without_tail(&self.customs, text);
        let key = self.key(head);
        if key.is_empty() {
            return Vec::new();
        }
        let remarked = || self.named(&self.key(without_remark(head)?));
        if let Some(tables) = self.named(&key).or_else(remarked) {
            return tables.clone();
        }
        let form = self.forms.iter().find(|(name, _)| key.contains(name.as_str())).map(|(_, id)| *id);
        form.filter(|_| !continued && !text.contains(['，', ','])).into_iter().collect()
    }

    /// A line that could be a title, without what stands around a name, and is none that is known; none for others.
    pub(super) fn unknown(&self, text: &str) -> Option<String> {
        let (head, continued) = without_tail(&self.customs, short_line(text)?);
        let key = self.key(head);
        let key = without_year(&key);
        let named = !continued && key.ends_with('表') && self.find(text).is_empty();
        named.then(|| key.to_owned())
    }

    /// Every name and other name of tables, with the tables that have it.
    pub(super) fn names(&self) -> impl Iterator<Item = (&str, &[TableId])> {
        self.names.iter().map(|(name, tables)| (name.as_str(), tables.as_slice()))
    }

    /// The lists that a sentence with a colon behind it names.
    fn listed(&self, opening: &str) -> Vec<TableId> {
        if self.lists.is_empty() || opening.chars().count() > LONGEST {
            return Vec::new();
        }
        let key = name_key(opening);
        let named = self.lists.iter().find(|(name, _)| key.contains(name.as_str()));
        named.map(|(_, id)| *id).into_iter().collect()
    }

    fn key(&self, head: &str) -> String {
        name_key(strip_ordinal(without_number(&self.customs, head)).1)
    }

    fn named(&self, key: &str) -> Option<&Vec<TableId>> {
        let whole = without_year(key);
        let named = self.names.get(whole).or_else(|| self.shorts.get(whole));
        named.or_else(|| self.by_end(key))
    }

    fn by_end(&self, key: &str) -> Option<&Vec<TableId>> {
        self.lengths.iter().find_map(|length| {
            let cut = key.len().checked_sub(*length)?;
            let (before, name) = key.split_at_checked(cut)?;
            self.names.get(name).filter(|_| is_publisher(&self.customs, before))
        })
    }
}

/// A line as short as a title, and no sentence.
fn short_line(text: &str) -> Option<&str> {
    if text.len() > LONGEST * 4 || text.chars().any(is_sentence_end) {
        return None;
    }
    let text = text.trim();
    let long =
        text.chars().count() > LONGEST || text.contains(['；', ';', '\t']) || text.ends_with(['：', ':']);
    (!long).then_some(text)
}

/// The last sentence of a line that ends in a colon: it may open a list, and is prose all the same.
pub(super) fn opens_list(text: &str) -> Option<&str> {
    let text = text.trim_end();
    if !text.ends_with(['：', ':']) {
        return None;
    }
    text.rsplit(is_sentence_end).next()
}

/// Whether what stands before a table's name can be a publishing unit, a year, or both.
fn is_publisher(customs: &Customs, before: &str) -> bool {
    let (name, year) = (without_last_year(before), without_year(before));
    if name.len() < before.len() || year.is_empty() {
        return true;
    }
    // 本级 and brackets behind a name: 某某局(本级)
    let name = year.trim_end_matches([')', '"']);
    customs.ends(Custom::UnitEnd, name)
}

/// What stands before a short remark in brackets at the end: 某某表（按经济分类）.
fn without_remark(head: &str) -> Option<&str> {
    let (before, remark) = head.trim_end().strip_suffix(['）', ')'])?.rsplit_once(['（', '('])?;
    (!before.is_empty() && remark.chars().count() <= REMARK).then_some(before)
}

/// Without a year in front: 2024年度, 2024年.
fn without_year(key: &str) -> &str {
    let rest = key.trim_start_matches(|c: char| c.is_ascii_digit() || c == '〇');
    if key.len() - rest.len() != 4 {
        return key;
    }
    rest.strip_prefix("年度").or_else(|| rest.strip_prefix("年")).unwrap_or(key)
}

/// Without a year behind: 某某局2024年度.
fn without_last_year(key: &str) -> &str {
    let Some(rest) = key.strip_suffix("年度").or_else(|| key.strip_suffix("年")) else { return key };
    let name = rest.trim_end_matches(|c: char| c.is_ascii_digit());
    if rest.len() - name.len() == 4 { name } else { key }
}

/// Without a number in front that tables are printed with: 公开01表, 表1, 附表2, 附件3.
fn without_number<'t>(customs: &Customs, text: &'t str) -> &'t str {
    let series = customs.words(Custom::TableSeries);
    for word in series.iter().chain(customs.words(Custom::TableNumber)) {
        let Some(rest) = text.strip_prefix(word.as_str()) else { continue };
        let rest = rest.trim_start();
        let after =
            rest.trim_start_matches(|c: char| c.is_ascii_digit() || matches!(c, '-' | '－' | '０'..='９'));
        if after.len() == rest.len() {
            continue;
        }
        let after = after.trim_start();
        let after = if series.contains(word) { after.strip_prefix('表').unwrap_or(after) } else { after };
        return after.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '：' | ':' | '.' | '、'));
    }
    text
}

/// Without brackets behind that say 续, the money unit or the number; and whether 续 was said.
fn without_tail<'t>(customs: &Customs, text: &'t str) -> (&'t str, bool) {
    let (mut rest, mut continued) = (text.trim_end(), false);
    for _ in 0..3 {
        let Some(open) = rest.rfind(['（', '(']) else { break };
        let (head, tail) = rest.split_at(open);
        let inside = fold_text(tail);
        let inside = inside.trim_matches(['(', ')']);
        let says_more = customs.begins(Custom::Continued, inside);
        let is_tail = says_more
            || unit_line(customs, tail).money.is_some()
            || crate::amount::MoneyUnit::from_name(inside).is_some()
            || (customs.begins(Custom::TableSeries, inside) && inside.ends_with('表'));
        if !is_tail || !tail.ends_with(['）', ')']) {
            break;
        }
        continued |= says_more;
        rest = head.trim_end();
    }
    let bare = customs.before(Custom::ContinuedTable, rest).map_or(rest, str::trim_end);
    if bare.is_empty() { (rest, continued) } else { (bare, continued || bare.len() < rest.len()) }
}

fn push(tables: &mut Vec<TableId>, table: TableId) {
    if !tables.contains(&table) {
        tables.push(table);
    }
}

/// A title with the lines that follow it.
#[derive(Clone, Debug)]
pub(super) struct Title {
    /// Index of its line.
    pub(super) line: usize,
    /// The tables that it can be the title of, at least one; first those whose name it is.
    pub(super) tables: Vec<TableId>,
}

/// Every line that could be a title, in order. Whether a grid follows is decided by the segments.
pub(super) fn titles(known: &Titles, lines: &[Line<'_>]) -> Vec<Title> {
    let candidates = lines.iter().enumerate().filter(|(_, line)| line.filled == 1 && !line.continues);
    let found = candidates.map(|(at, line)| Title { line: at, tables: known.find(line.text) });
    found.filter(|title| !title.tables.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::Table;

    fn schema() -> Schema {
        let table = |id: u32, name: &str, aliases: &[&str], is_form: bool| Table {
            id: TableId(id),
            name: name.into(),
            aliases: aliases.iter().map(|alias| (*alias).into()).collect(),
            is_form,
            ..Table::default()
        };
        Schema {
            tables: vec![
                table(0, "收入支出决算总表", &[], false),
                table(1, "财政拨款收入支出决算总表", &[], false),
                table(2, "支出决算表", &[], false),
                table(3, "项目自评表", &["项目绩效自评表"], true),
            ],
            ..Schema::default()
        }
    }

    #[test]
    fn titles_are_known_by_name() {
        let titles = Titles::of(&schema());
        let find = |text: &str| titles.find(text).first().map(|id| id.0);
        assert_eq!(find("收入支出决算总表"), Some(0));
        assert_eq!(find("2024 年度收入支出决算总表"), Some(0));
        assert_eq!(find("公开01表 收入支出决算总表（单位：万元）"), Some(0));
        assert_eq!(find("一、财政拨款收入支出决算总表（续）"), Some(1));
        assert_eq!(find("某某市图书馆2024年度支出决算表"), Some(2));
        assert_eq!(find("某某中心财政拨款收入支出决算总表"), Some(1));
        assert_eq!(find("部门支出决算表"), Some(2));
    }

    #[test]
    fn other_tables_and_sentences_are_no_titles() {
        let titles = Titles::of(&schema());
        let find = |text: &str| titles.find(text).first().map(|id| id.0);
        assert_eq!(find("项目支出决算表"), None);
        assert_eq!(find("基本支出决算表"), None);
        assert_eq!(find("详见收入支出决算总表。"), None);
        assert_eq!(find("收入支出决算总表......5"), None);
        assert_eq!(find("收入支出决算总体情况说明"), None);
    }

    #[test]
    fn forms_are_known_by_a_part_of_their_title() {
        let titles = Titles::of(&schema());
        let find = |text: &str| titles.find(text).first().map(|id| id.0);
        assert_eq!(find("2024年度某中心项目自评表"), Some(3));
        assert_eq!(find("二、2024年度某中心项目绩效自评表/结果（摘要版）"), Some(3));
        assert_eq!(find("本年对2个项目开展自评，详见项目自评表"), None);
    }
}
