//! Headings: which line opens a part, a passage, a 段, and how high it ranks.

use super::compile::{Mode, Program, compile};
use super::lines::year_named;
use super::matcher::{Ground, Machine};
use super::names::loose;
use super::view::{View, is_punctuation};
use crate::schema::{Custom, Customs, Located, PassageId, Piece, Schema};
use crate::text::is_sentence_end;

/// Longest heading, in characters.
const LONGEST: usize = 80;

/// Longest heading that nothing declares, in characters.
const LONGEST_OTHER: usize = 40;

/// What a heading opens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Opens {
    /// A part of the outline.
    Part(usize),
    /// Passages or 段.
    Passages(Vec<PassageId>),
    /// A table, or what no rule file declares.
    Other,
}

/// A heading as met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Met {
    /// What it opens.
    pub(super) opens: Opens,
    /// 0 for parts, then by its ordinal; high numbers rank low.
    pub(super) rank: u8,
    /// Which of the titles of what it opens it is, in declared order.
    pub(super) order: usize,
    /// Where it ends in the view.
    pub(super) end: usize,
    /// Passages that bear the title of the part that it opens.
    pub(super) named: Vec<PassageId>,
    /// A section of a part that tells nothing of the accounts (概况).
    pub(super) aside: bool,
}

impl Met {
    /// Whether it opens a passage.
    pub(super) fn is_of(&self, id: PassageId) -> bool {
        let opened = matches!(&self.opens, Opens::Passages(ids) if ids.contains(&id));
        opened || self.named.contains(&id)
    }
}

#[derive(Debug)]
struct Title {
    opens: Opens,
    program: Program,
    /// The title without 情况说明 at its end.
    stem: Option<Program>,
    depth: u8,
    order: usize,
}

/// All titles of a schema.
#[derive(Debug, Default)]
pub(super) struct Titles {
    titles: Vec<Title>,
    /// Titles of the sections of parts that do not explain.
    aside: Vec<Program>,
    tables: Vec<String>,
    customs: Customs,
}

impl Titles {
    /// The titles of a schema.
    pub(super) fn new(schema: &Schema) -> Self {
        let mut titles = Self { customs: schema.customs.clone(), ..Self::default() };
        for (at, part) in schema.outline.iter().enumerate() {
            titles.add(Opens::Part(at), &part.title, 0, 0);
            let aside = part.sections.iter().filter(|_| !part.passages);
            titles.aside.extend(aside.flat_map(|section| compile(section, Mode::Heading)));
        }
        for passage in &schema.passages {
            if let Located::Titled(patterns) = &passage.located {
                let depth = if passage.parent.is_some() { 2 } else { 1 };
                for (order, pattern) in patterns.iter().enumerate() {
                    titles.add(Opens::Passages(vec![passage.id]), pattern, depth, order);
                }
            }
        }
        for table in &schema.tables {
            titles.tables.extend(std::iter::once(&table.name).chain(&table.aliases).map(|name| loose(name)));
        }
        titles
    }

    fn add(&mut self, opens: Opens, pattern: &[Piece], depth: u8, order: usize) {
        for program in compile(pattern, Mode::Heading) {
            self.titles.push(Title {
                opens: opens.clone(),
                program,
                stem: stem(&self.customs, pattern),
                depth,
                order,
            });
        }
    }

    /// What a whole line opens, if it is a heading. One that goes on in the next line is one only where its words say it.
    pub(super) fn line(&self, view: &View, goes_on: bool) -> Option<Met> {
        let apart = self.customs.before(Custom::Elsewhere, &view.text);
        let length = apart.unwrap_or(&view.text).trim_end_matches(is_punctuation).len();
        if length == 0 || view.text.chars().take(LONGEST + 1).count() > LONGEST {
            return None;
        }
        let part = part_ordinal(&view.text);
        let start = view.starts.first().filter(|start| start.ordinal == 0);
        let rank = start.and_then(|start| start.rank);
        let from = part.unwrap_or_else(|| start.map_or(0, |start| start.text));
        let rank_or = |depth: u8| if part.is_some() { 0 } else { rank.unwrap_or(depth) };
        let body = view.text.get(from..length)?;
        if body.chars().any(|c| is_sentence_end(c) || c == ';') {
            return None;
        }
        // Of two beginnings the one whose title has more words: 2026年机关运行经费情况说明 is no part 「…情况说明」.
        let met = self.beginnings(view, from, length).into_iter().filter_map(|(at, whole)| {
            let (weight, opens, title) = self.best(view, at, length, rank, part.is_some(), whole)?;
            Some((weight, at, opens, title))
        });
        if let Some((_, at, opens, title)) =
            met.reduce(|best, next| if next.0 > best.0 { next } else { best })
        {
            let (rank, order) = (rank_or(title.depth), title.order);
            let named = self.named(&opens, view, (at, length));
            let aside = self.aside.iter().any(|section| run(section, view, at, length, true).is_some());
            return Some(Met { opens, rank, order, end: view.text.len(), named, aside });
        }
        let plain = body.chars().count() <= LONGEST_OTHER && !body.contains([',', ':', '。']);
        let numbered = part.is_some() || matches!(rank, Some(1 | 2));
        let figures = view.figures.iter().any(|figure| {
            super::values::dimension(view, figure).is_some_and(|d| d != crate::amount::Dimension::Year)
        });
        let whole = length == view.text.len() && (!goes_on || self.customs.ends(Custom::HeadingEnd, body));
        (plain && numbered && !figures && whole && (from < length || part.is_some())).then(|| Met {
            opens: Opens::Other,
            rank: rank_or(1),
            order: 0,
            end: view.text.len(),
            named: Vec::new(),
            aside: false,
        })
    }

    /// The passages whose whole title a part bears.
    fn named(&self, opens: &Opens, view: &View, (from, to): (usize, usize)) -> Vec<PassageId> {
        if !matches!(opens, Opens::Part(_)) {
            return Vec::new();
        }
        let mut named = Vec::new();
        for title in self.titles.iter().filter(|title| title.depth == 1) {
            if let Opens::Passages(ids) = &title.opens
                && run(&title.program, view, from, to, true).is_some()
            {
                named.extend(ids.iter().filter(|id| !named.contains(*id)).copied().collect::<Vec<_>>());
            }
        }
        named
    }

    /// Where a title may begin in a line: at its first character, or behind the unit and the year.
    fn beginnings(&self, view: &View, from: usize, length: usize) -> Vec<(usize, bool)> {
        let mut beginnings = vec![(from, true)];
        let body = view.text.get(from..length).unwrap_or("");
        let body = self.customs.behind(Custom::About, body).unwrap_or(body);
        let from = length - body.len();
        if let Some(year) = year_named(body)
            && let Some(at) = body.find(&format!("{year}年"))
        {
            let behind = from + at + format!("{year}年").len();
            let rest = view.text.get(behind..length).unwrap_or("");
            beginnings.push((behind + if rest.starts_with('度') { '度'.len_utf8() } else { 0 }, false));
        }
        beginnings
    }

    /// The title with most words that covers a stretch, with how many it has.
    fn best(
        &self,
        view: &View,
        from: usize,
        to: usize,
        rank: Option<u8>,
        part: bool,
        whole: bool,
    ) -> Option<(usize, Opens, &Title)> {
        let mut best: Option<(usize, Opens, &Title)> = None;
        for title in &self.titles {
            // A part is numbered 第一部分 or 一、 or not at all, never lower; a passage is never a part's name.
            let is_part = matches!(title.opens, Opens::Part(_));
            if is_part && (!whole || rank.is_some_and(|rank| rank > 1)) || part && !is_part {
                continue;
            }
            // 详见附表。 is told, not titled.
            let told = rank.is_none() && !part && view.text.ends_with(is_sentence_end);
            if is_part && told {
                continue;
            }
            let exact = run(&title.program, view, from, to, true).map(|end| (end, title.program.weight + 1));
            let stemmed = || {
                let stem = title.stem.as_ref()?;
                let end = run(stem, view, from, to, false)?;
                let rest = view.text.get(end..to)?;
                (rest.is_empty() || self.customs.is(Custom::TitleTail, rest)).then_some((end, stem.weight))
            };
            let Some((_, weight)) = exact.or_else(stemmed) else { continue };
            match &mut best {
                Some((known, opens, _)) if *known == weight => {
                    if let (Opens::Passages(known), Opens::Passages(more)) = (opens, &title.opens) {
                        known.extend(
                            more.iter().filter(|id| !known.contains(id)).copied().collect::<Vec<_>>(),
                        );
                    }
                }
                Some((known, ..)) if *known > weight => {}
                _ => best = Some((weight, title.opens.clone(), title)),
            }
        }
        best
    }

    /// A heading that opens running text: numbered or followed by 。 or ：, at the start of a sentence.
    pub(super) fn inline(&self, view: &View, at: usize) -> Option<Met> {
        let start = view.starts.get(at)?;
        let end = view
            .text
            .get(start.text..)?
            .char_indices()
            .nth(LONGEST)
            .map_or(view.text.len(), |(at, _)| start.text + at);
        let mut best: Option<(usize, usize, &Title)> = None;
        for title in self.titles.iter().filter(|title| matches!(title.opens, Opens::Passages(_))) {
            if title.program.weight < 4 {
                continue;
            }
            if let Some(to) = run(&title.program, view, start.text, end, false)
                && best.as_ref().is_none_or(|(_, weight, _)| *weight < title.program.weight)
            {
                best = Some((to, title.program.weight, title));
            }
        }
        let (mut to, _, title) = best?;
        let rest = view.text.get(to..).unwrap_or("");
        if let Some(tail) =
            self.customs.words(Custom::TitleTail).iter().rev().find(|tail| {
                rest.strip_prefix(tail.as_str()).is_some_and(|rest| rest.starts_with(['。', ':']))
            })
        {
            to += tail.len();
        }
        let next = view.text.get(to..).and_then(|rest| rest.chars().next());
        let closed = matches!(next, None | Some('。' | ':'));
        let numbered = start.rank.is_some_and(|rank| rank <= 2) && start.ordinal == 0;
        if !closed && !numbered {
            return None;
        }
        let to = to + if closed { next.map_or(0, char::len_utf8) } else { 0 };
        let rank = start.rank.unwrap_or(title.depth);
        let (opens, order) = (title.opens.clone(), title.order);
        Some(Met { opens, rank, order, end: to, named: Vec::new(), aside: false })
    }

    /// Whether a line is the title of a table.
    pub(super) fn is_table(&self, text: &str) -> bool {
        if text.len() > 4 * LONGEST {
            return false;
        }
        let folded = crate::text::fold_text(crate::text::strip_ordinal(text).1);
        let behind = match year_named(&folded) {
            Some(year) => folded.split_once(&format!("{year}年")).map_or("", |(_, rest)| rest),
            None => folded.as_str(),
        };
        let name = loose(behind.strip_prefix('度').unwrap_or(behind));
        self.tables.contains(&name)
    }
}

fn run(program: &Program, view: &View, start: usize, end: usize, to_end: bool) -> Option<usize> {
    if !view.letters.holds(&program.letters) {
        return None;
    }
    let ground = Ground { view, start, end, year: None, words: &[], names: &[], first: None };
    Machine::new(program, ground).at_start(to_end).map(|found| found.end)
}

/// The title without 情况说明, 说明 or 情况 at its end.
fn stem(customs: &Customs, pattern: &[Piece]) -> Option<Program> {
    let (last, rest) = pattern.split_last()?;
    let mut pieces = rest.to_vec();
    if let Piece::Fixed(text) = last {
        let stem = customs.before(Custom::TitleStem, text)?;
        if stem.is_empty() && pieces.is_empty() {
            return None;
        }
        pieces.push(Piece::Fixed(stem.to_owned()));
    }
    compile(&pieces, Mode::Heading).into_iter().next().filter(|program| program.weight >= 4)
}

/// Where the text behind 第一部分 starts.
pub(super) fn part_ordinal(text: &str) -> Option<usize> {
    let rest = text.strip_prefix('第')?;
    let (ordinal, after) = rest.split_once("部分")?;
    let short = ordinal.chars().count() <= 3
        && ordinal.chars().all(|c| "一二三四五六七八九十".contains(c) || c.is_ascii_digit());
    let after = after.trim_start_matches(is_punctuation);
    short.then(|| text.len() - after.len())
}
