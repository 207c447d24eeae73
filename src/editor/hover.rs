//! What a name is, and what a rule says, in words.

use super::keywords::meaning;
use super::look::Look;
use super::symbol::{Key, Occurrence, SymbolKind};
use crate::report::rule_words;
use crate::schema::{Column, Family, Table};
use crate::source::Span;
use crate::text::visible;

/// Most names that are listed of one kind.
const LISTED: usize = 15;

/// What is said of a word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The word, in the text as it is now; its file is the one that was asked about.
    pub start: u32,
    /// Its end.
    pub end: u32,
    /// What is said, in Markdown.
    pub markdown: String,
}

impl Look {
    /// What is said of the word at a byte of a text of a file. The text may be newer than this look: what was changed since is
    /// told by the word alone.
    #[must_use]
    pub fn hover(&self, file: &str, text: &str, offset: u32) -> Option<Told> {
        let named = self.mapped(file, text, offset).and_then(|(offset, shift)| {
            let found = self.at(file, offset);
            let span = found.first()?.span;
            let moved = |at: u32| u32::try_from(i64::from(at) + shift).ok();
            let told: Vec<String> = found.iter().take(2).filter_map(|one| self.describe(file, one)).collect();
            Some(Told {
                start: moved(span.start)?,
                end: moved(span.end)?,
                markdown: told.join("\n\n---\n\n"),
            })
        });
        named.filter(|told| !told.markdown.is_empty()).or_else(|| {
            let (start, word) = word_at(text, offset as usize)?;
            let markdown = format!("**{word}**：{}", meaning(word)?);
            Some(Told { start: start as u32, end: (start + word.len()) as u32, markdown })
        })
    }

    /// Where a byte of a newer text stood in the text that was looked at, and how far it was moved since; none in what was
    /// changed.
    pub(super) fn mapped(&self, file: &str, text: &str, offset: u32) -> Option<(u32, i64)> {
        let old = self.text(file)?.as_bytes();
        let new = text.as_bytes();
        let at = offset as usize;
        let same = old.iter().zip(new).take_while(|(a, b)| a == b).count();
        if at < same || old.len() == new.len() && same == new.len() {
            return Some((offset, 0));
        }
        let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
        let shift = new.len() as i64 - old.len() as i64;
        let from = new.len().saturating_sub(tail);
        if at > from {
            return Some((u32::try_from(i64::from(offset) - shift).ok()?, shift));
        }
        // Changed before and behind: a line that there was once before is that line.
        let start = text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(start..)?.split('\n').next().filter(|line| !line.trim().is_empty())?;
        let mut known = self.text(file)?.match_indices(line).map(|(at, _)| at);
        let (first, None) = (known.next()?, known.next()) else { return None };
        let shift = start as i64 - first as i64;
        Some((u32::try_from(i64::from(offset) - shift).ok()?, shift))
    }

    fn describe(&self, file: &str, one: &Occurrence) -> Option<String> {
        let mut parts = Vec::new();
        match &one.key {
            Key::At(SymbolKind::Table, span) => parts.push(self.table_words(file, *span)?),
            Key::At(SymbolKind::Row, span) => parts.push(self.row_words(file, *span)?),
            Key::At(SymbolKind::Column | SymbolKind::Slot, span) => {
                parts.push(self.column_words(file, *span)?)
            }
            Key::Named(SymbolKind::Rule, number) => parts.push(self.rule_words(file, number)?),
            Key::Code(list, code) => parts.push(self.code_words(file, list, code)?),
            key => {
                let name = visible(self.sources.slice(one.span).trim_matches(['「', '」'])).into_owned();
                parts.push(format!("**{name}**（{}）", key.kind().word()));
                parts.extend(self.first_line(key));
            }
        }
        let declared = self.index.places(&one.key).filter(|place| place.declares && !place.also);
        let mut files: Vec<String> = Vec::new();
        for place in declared {
            let at = self.sources.locate(place.span);
            let name = self.sources.name(place.span.source);
            let name = name.rsplit('/').next().unwrap_or(name);
            let line = format!("{} 第 {} 行", visible(name), at.line);
            if !files.contains(&line) {
                files.push(line);
            }
        }
        let used = self.index.places(&one.key).filter(|place| !place.declares).count();
        if !files.is_empty() {
            let more = if files.len() > 3 { " 等" } else { "" };
            files.truncate(3);
            parts.push(format!("写在 {}{more}；用到 {used} 处", files.join("、")));
        }
        Some(parts.join("\n\n"))
    }

    fn table_words(&self, file: &str, span: Span) -> Option<String> {
        let edition = self.edition_of(file)?;
        let table: &Table = edition.schema.tables.iter().find(|table| table.span == span)?;
        let mut head = vec![format!("**{}**（表", table.name)];
        head.extend(table.short.iter().map(|short| format!("，规则里叫 {short}")));
        head.extend(table.optional.then(|| "，可缺".to_owned()));
        let mut lines = vec![format!("{}）", head.concat())];
        for family in table.families.iter().filter_map(|id| edition.schema.family(*id)) {
            let side = family.side.as_ref().map_or_else(String::new, |side| format!("{side}："));
            let rows: Vec<&str> =
                family.rows.iter().map(|row| row.name.as_str()).filter(|name| !name.is_empty()).collect();
            let columns: Vec<&str> = family.columns.iter().map(|column| column.name.as_str()).collect();
            lines.push(format!("{side}行 {}", listed(&rows)));
            lines.push(format!("{side}列 {}", listed(&columns)));
        }
        Some(lines.join("\n\n"))
    }

    fn families<'l>(&'l self, file: &str) -> Vec<&'l Family> {
        self.edition_of(file).into_iter().flat_map(|edition| &edition.schema.families).collect()
    }

    fn row_words(&self, file: &str, span: Span) -> Option<String> {
        let families = self.families(file);
        let (family, row) = families
            .iter()
            .find_map(|family| Some((family, family.rows.iter().find(|row| row.span == span)?)))?;
        let mut lines = vec![format!("**{}**（{} 的行{}）", row.name, family.name, may_lack(row.optional))];
        let parts = row.parts.rows.iter().filter_map(|id| family.rows.get(id.0 as usize));
        let mut parts: Vec<&str> = parts.map(|row| row.name.as_str()).collect();
        parts.extend(row.parts.codes.iter().map(String::as_str));
        parts.extend(row.parts.top_codes.then_some("各科目"));
        if !parts.is_empty() {
            lines.push(format!("由 {} 组成", listed(&parts)));
        }
        let whole = row.whole.and_then(|id| family.rows.get(id.0 as usize));
        lines.extend(whole.map(|whole| format!("是 {} 的一部分", whole.name)));
        lines.extend(also(&row.aliases));
        Some(lines.join("\n\n"))
    }

    fn column_words(&self, file: &str, span: Span) -> Option<String> {
        let families = self.families(file);
        let of: Vec<(&&Family, &Column)> = families
            .iter()
            .flat_map(|family| family.columns.iter().map(move |column| (family, column)))
            .filter(|(_, column)| column.span == span)
            .collect();
        let (family, column) = of.first().copied()?;
        let kind = if family.table.is_some() { "列" } else { "填空" };
        let places: Vec<&str> = of.iter().map(|(family, _)| family.name.as_str()).collect();
        let mut lines = vec![format!(
            "**{}**（{} 的{kind}，{}{}）",
            column.name,
            listed(&places),
            column.dimension().name(),
            may_lack(column.optional && family.table.is_some()),
        )];
        let parts = column.parts.iter().filter_map(|id| family.columns.get(id.0 as usize));
        let parts: Vec<&str> = parts.map(|column| column.name.as_str()).collect();
        if !parts.is_empty() {
            lines.push(format!("由 {} 组成", listed(&parts)));
        }
        lines.extend(also(&column.aliases));
        Some(lines.join("\n\n"))
    }

    fn rule_words(&self, file: &str, number: &str) -> Option<String> {
        let own = self.edition_of(file).into_iter();
        let all = own.chain(&self.editions);
        let (edition, explained) =
            all.into_iter().find_map(|edition| Some((edition, self.rules.explain_in(edition, number)?)))?;
        let about = &explained.about;
        let mut lines = vec![format!(
            "**{} {}**（{}，{}）",
            explained.number, explained.title, about.category, about.level
        )];
        lines.push(rule_words(edition, &explained));
        lines.extend(explained.basis.as_ref().map(|basis| format!("依据：{basis}")));
        lines.extend(explained.reason.as_ref().map(|reason| format!("因：{reason}")));
        lines
            .extend(explained.layers.iter().map(|layer| format!("「{}」改过：{}", layer.set, layer.written)));
        if let Some(why) = &about.switched_off {
            lines.push(format!("已停用{}{why}", if why.is_empty() { "" } else { "：" }));
        } else if !about.in_force {
            lines.push("这一年不适用".to_owned());
        }
        Some(lines.join("\n\n"))
    }

    fn code_words(&self, file: &str, list: &str, code: &str) -> Option<String> {
        let edition = self.edition_of(file)?;
        let known = edition.schema.code_lists.iter().find(|known| known.name == list)?;
        let name = known.name_of(code).unwrap_or("编码表里没有");
        let level = known.level_of(code).and_then(|level| known.levels.get(usize::from(level) - 1));
        let level = level.map_or_else(String::new, |level| format!("，{}级", level.name));
        Some(format!("**{code} {name}**（{list}{level}）"))
    }

    /// The line on which something is declared first, as written.
    fn first_line(&self, key: &Key) -> Option<String> {
        let first = self.index.places(key).find(|one| one.declares)?;
        let text = self.sources.text(first.span.source);
        let at = first.span.start as usize;
        let start = text.get(..at)?.rfind('\n').map_or(0, |at| at + 1);
        let line = text.get(start..)?.lines().next()?.trim();
        Some(format!("```gouji\n{}\n```", visible(line)))
    }
}

fn may_lack(optional: bool) -> &'static str {
    if optional { "，可缺" } else { "" }
}

fn also(aliases: &[String]) -> Option<String> {
    let names: Vec<&str> = aliases.iter().map(String::as_str).collect();
    (!names.is_empty()).then(|| format!("又名 {}", listed(&names)))
}

fn listed(names: &[&str]) -> String {
    let more = if names.len() > LISTED { format!(" 等 {} 个", names.len()) } else { String::new() };
    let first: Vec<&str> = names.iter().take(LISTED).copied().collect();
    format!("{}{more}", visible(&first.join("、")))
}

/// The word at a byte, or just before it.
fn word_at(text: &str, offset: usize) -> Option<(usize, &str)> {
    let before = text.get(..offset)?;
    let start = before.char_indices().rev().take_while(|(_, found)| found.is_alphanumeric()).last();
    let start = start.map_or(offset, |(at, _)| at);
    let rest = text.get(start..)?;
    let word = rest.get(..rest.find(|found: char| !found.is_alphanumeric()).unwrap_or(rest.len()))?;
    (!word.is_empty()).then_some((start, word))
}
