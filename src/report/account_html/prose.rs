//! Paragraphs with their figures underlined and numbered, and beneath each the names of its figures.

use std::fmt;

use super::super::words::place_words;
use super::marks::{Mark, What};
use super::names::{Reading, shortened};
use super::{Body, Role, Section, flags, homes, margin_words};
use crate::account::{ParagraphRead, State};
use crate::document::{Paragraph, Point};
use crate::naming;

/// A stretch of one paragraph of the document.
#[derive(Clone, Copy)]
struct Slice<'a> {
    paragraph: &'a Paragraph,
    piece: u32,
    from: usize,
    to: usize,
}

impl Slice<'_> {
    fn text(&self, from: usize, to: usize) -> &str {
        self.paragraph.text.get(from..to).unwrap_or("")
    }
}

/// How a stretch is marked; the first that applies is what it looks like.
#[derive(Clone, Copy, Default)]
struct Look {
    problem: bool,
    unreadable: bool,
    number: bool,
    implied: bool,
    words: bool,
    loose: bool,
}

impl Look {
    fn class(self) -> &'static str {
        match self {
            Look { unreadable: true, .. } => "u",
            Look { problem: true, .. } => "x",
            Look { number: true, .. } => "n",
            Look { implied: true, .. } => "i",
            Look { words: true, .. } => "w",
            _ => "l",
        }
    }
}

impl<'a> Body<'_, '_, 'a> {
    /// A paragraph of the document: what it is part of, or what its parts are.
    pub(super) fn paragraph(&mut self, paragraph: &'a Paragraph) -> fmt::Result {
        let Some(piece) = paragraph.place.piece else { return self.plain_line(paragraph, 0, usize::MAX) };
        let mut from = self.taken.remove(&piece).unwrap_or(0);
        let here = Point { piece, byte: from as u32 };
        let mut next = self.prose.partition_point(|(at, _)| *at < here);
        while let Some((at, read)) = self.prose.get(next).filter(|(at, _)| at.piece == piece).copied() {
            self.plain_line(paragraph, from, at.byte as usize)?;
            self.prose_of(read)?;
            from = self.taken.remove(&piece).unwrap_or(from);
            next += 1;
        }
        self.plain_line(paragraph, from, usize::MAX)
    }

    /// A heading, a title, or what nothing reads.
    fn plain_line(&mut self, paragraph: &'a Paragraph, from: usize, to: usize) -> fmt::Result {
        let to = to.min(paragraph.text.len());
        let text = paragraph.text.get(from..to).unwrap_or("").trim();
        if text.is_empty() {
            return Ok(());
        }
        self.turn(&paragraph.place)?;
        let piece = paragraph.place.piece.unwrap_or(0);
        let role = self.roles.get(&piece).copied();
        self.html.raw(match role {
            Some(Role::Title(..)) => "<div class=\"p title\">",
            Some(Role::Heading(_)) => "<div class=\"p head\">",
            Some(Role::Contents) => "<div class=\"p m c\">",
            _ => "<div class=\"p m\">",
        })?;
        self.margin(&margin_words(&paragraph.place), &place_words(&paragraph.place))?;
        self.html.raw("<div><p>")?;
        let slice = Slice { paragraph, piece, from, to };
        self.flags_of_block(&[slice])?;
        let names = self.slices(&[slice])?;
        match role {
            Some(Role::Title(table, read)) => {
                self.html.element("<span class=\"tag\">表题：", &table.name, "")?;
                self.html.element("，金额单位 ", read.money_unit.name(), "</span>")?;
            }
            Some(Role::Heading(part)) => {
                self.html.raw(match part {
                    true => "<span class=\"tag\">部分</span>",
                    false => "<span class=\"tag\">标题</span>",
                })?;
            }
            Some(Role::Contents) => self.html.raw("<span class=\"tag\">目录</span>")?,
            Some(Role::Note) => self.html.raw("<span class=\"tag\">表注</span>")?,
            Some(Role::UnitLine) => self.html.raw("<span class=\"tag\">单位行</span>")?,
            None => {}
        }
        self.html.raw("</p>")?;
        self.names(&names)?;
        self.html.raw("</div></div>\n")
    }

    pub(super) fn margin(&mut self, short: &str, long: &str) -> fmt::Result {
        self.html.raw("<span class=\"at\"")?;
        self.html.attribute("title", long)?;
        self.html.element(">", short, "</span>")
    }

    /// A paragraph as recognised: the lines that it was joined from, in one.
    fn prose_of(&mut self, read: &'a ParagraphRead) -> fmt::Result {
        let mut slices: Vec<Slice<'a>> = Vec::new();
        for (at, piece) in read.pieces.iter().enumerate() {
            let Some(number) = piece.place.piece else { continue };
            let next = read.pieces.get(at + 1).map_or(read.text.len(), |next| next.start as usize);
            let Some(paragraph) = self.texts.get(&number).copied() else { continue };
            let from = piece.from as usize;
            let to = (from + next.saturating_sub(piece.start as usize)).min(paragraph.text.len());
            slices.push(Slice { paragraph, piece: number, from, to });
            self.taken.insert(number, to);
        }
        let Some(first) = slices.first().copied() else { return Ok(()) };
        self.turn(&first.paragraph.place)?;
        self.open_section(read)?;
        self.html.raw(if read.explains { "<div class=\"p\">" } else { "<div class=\"p m\">" })?;
        let last = slices.last().copied().unwrap_or(first);
        let (short, long) = (margin_words(&first.paragraph.place), place_words(&first.paragraph.place));
        if last.piece == first.piece {
            self.margin(&short, &long)?;
        } else {
            let same_page = last.paragraph.place.page == first.paragraph.place.page;
            let end = if same_page { margin_words(&last.paragraph.place) } else { "…".to_owned() };
            let short = format!("{short}–{end}");
            self.margin(&short, &format!("{long}至{}", place_words(&last.paragraph.place)))?;
        }
        self.html.raw("<div><p>")?;
        self.flags_of_block(&slices)?;
        let names = self.slices(&slices)?;
        self.html.raw("</p>")?;
        self.names(&names)?;
        self.html.raw("</div></div>\n")
    }

    /// Says which passage the paragraph belongs to, if it is another than before.
    fn open_section(&mut self, read: &ParagraphRead) -> fmt::Result {
        let section = match read.passage {
            Some(passage) if read.explains => Section::Passage(passage),
            _ if read.explains => Section::Nowhere,
            _ => Section::Outside,
        };
        if self.section == Some(section) {
            return Ok(());
        }
        self.section = Some(section);
        match section {
            Section::Passage(id) => {
                let passage = self.read.schema.passage(id);
                let family = passage.and_then(|passage| self.read.schema.family(passage.family));
                let name = family.map(|family| naming::block(self.read.schema, family)).unwrap_or_default();
                self.html.element("<div class=\"sec\">归入「", &name, "」</div>\n")
            }
            Section::Nowhere => self.html.raw("<div class=\"sec none\">不在哪一节的标题之下</div>\n"),
            Section::Outside => self.html.raw("<div class=\"sec none\">不属于情况说明，其中的数不读</div>\n"),
        }
    }

    /// Writes stretches with their marks; gives the marks to be named, in order of their numbers.
    fn slices(&mut self, slices: &[Slice<'_>]) -> Result<Vec<Mark>, fmt::Error> {
        let (Some(first), Some(last)) = (slices.first(), slices.last()) else { return Ok(Vec::new()) };
        let start = Point { piece: first.piece, byte: first.from as u32 };
        let end = Point { piece: last.piece, byte: last.to as u32 };
        let marks = self.marks.within(first.piece, last.piece).iter().copied();
        let marks: Vec<Mark> =
            marks.filter(|mark| mark.extent.from >= start && mark.extent.from < end).collect();
        let mut named = Vec::new();
        let numbered: Vec<(usize, Mark)> = marks
            .iter()
            .map(|mark| {
                if self.is_named(*mark) {
                    named.push(*mark);
                    (named.len(), *mark)
                } else {
                    (0, *mark)
                }
            })
            .collect();
        let mut open: Vec<(usize, Mark)> = Vec::new();
        let mut coming = numbered.into_iter().peekable();
        for slice in slices {
            if Some(slice.piece) != slices.first().map(|first| first.piece) {
                self.turn_within(slice)?;
            }
            let mut at = slice.from;
            while at < slice.to {
                let here = Point { piece: slice.piece, byte: at as u32 };
                while let Some((number, mark)) = coming.next_if(|(_, mark)| mark.extent.from <= here) {
                    if let What::Problem(problem) = mark.what {
                        self.anchor(problem)?;
                    }
                    open.push((number, mark));
                }
                let ends = open.iter().map(|(_, mark)| mark.extent.to);
                let stops = ends.chain(coming.peek().map(|(_, mark)| mark.extent.from));
                let stops = stops.filter(|stop| *stop > here && stop.piece == slice.piece);
                let stop = stops.min().map_or(slice.to, |stop| (stop.byte as usize).min(slice.to));
                self.stretch(slice.text(at, stop), &open)?;
                at = stop;
                let here = Point { piece: slice.piece, byte: at as u32 };
                self.close(&mut open, here)?;
            }
        }
        Ok(named)
    }

    /// A page break inside a paragraph.
    fn turn_within(&mut self, slice: &Slice<'_>) -> fmt::Result {
        let Some(page) = slice.paragraph.place.page.filter(|page| self.page != Some(*page)) else {
            return Ok(());
        };
        self.page = Some(page);
        self.html.raw("<span class=\"turn\"")?;
        self.page_anchor(&slice.paragraph.place)?;
        self.html.element(">", &format!("第 {page} 页"), "</span>")
    }

    /// Whether a mark is named beneath its paragraph; what cannot be read is, so its problem is not once more.
    fn is_named(&self, mark: Mark) -> bool {
        match mark.what {
            What::Read(_) => true,
            What::Problem(at) => self.marks.problems.get(at).is_some_and(|problem| problem.name.is_none()),
            What::Loose(..) | What::Blank(_) => false,
        }
    }

    /// Anchors of titles and headings, where the page has an index of them.
    fn anchors_of_index(&mut self, slices: &[Slice<'_>]) -> fmt::Result {
        for piece in slices.iter().map(|slice| slice.piece) {
            if self.indexed.remove(&piece) {
                self.html.raw("<a")?;
                self.html.attribute("id", &format!("d{}h{piece}", self.number))?;
                self.html.raw("></a>")?;
            }
        }
        Ok(())
    }

    /// Flags of a paragraph that belong to no figure in it stand before its text.
    fn flags_of_block(&mut self, slices: &[Slice<'_>]) -> fmt::Result {
        self.anchors_of_index(slices)?;
        let (Some(first), Some(last)) = (slices.first(), slices.last()) else { return Ok(()) };
        let (flags, marks) = (self.flags, self.marks);
        let read: Vec<_> = marks
            .within(first.piece, last.piece)
            .iter()
            .filter_map(|mark| match mark.what {
                What::Read(at) => marks.reading(at),
                _ => None,
            })
            .filter_map(|reading| flags.of(&reading.claim.at, &reading.claim.text))
            .map(|(piece, at, _)| (piece, at))
            .collect();
        for (piece, at, flag) in flags.within(first.piece, last.piece) {
            if !read.contains(&(piece, at)) && self.flagged.insert((piece, at)) {
                self.html.raw("<span")?;
                self.html.attribute("id", &flags::anchor(piece, at))?;
                self.html.raw(">")?;
                flag.chips(self.html)?;
                self.html.raw("</span>")?;
            }
        }
        Ok(())
    }

    /// Text under the marks that are open.
    fn stretch(&mut self, text: &str, open: &[(usize, Mark)]) -> fmt::Result {
        if open.is_empty() {
            return self.html.text(text);
        }
        let mut look = Look::default();
        let mut title = String::new();
        let mut numbers = String::new();
        let mut flag = None;
        let mut home = None;
        for (number, mark) in open {
            let words = match mark.what {
                What::Read(at) => {
                    let Some(reading) = self.marks.reading(at) else { continue };
                    look.unreadable |= reading.cell.state == State::Unreadable;
                    look.implied |= reading.claim.implied;
                    look.number |= reading.is_number() && !reading.claim.implied;
                    look.words = true;
                    home = home.or_else(|| self.homes.of(at));
                    flag = flag.or_else(|| self.flags.of(&reading.claim.at, &reading.claim.text));
                    reading.line()
                }
                What::Problem(at) => {
                    look.problem = true;
                    self.marks.problems.get(at).map(|problem| problem.why.clone()).unwrap_or_default()
                }
                What::Loose(..) | What::Blank(_) => {
                    look.loose = true;
                    "没有名称的数".to_owned()
                }
            };
            if *number > 0 {
                numbers.push_str(if numbers.is_empty() { "" } else { " " });
                numbers.push_str(&number.to_string());
            }
            title.push_str(if title.is_empty() { "" } else { "\n" });
            title.push_str(&words);
        }
        self.html.raw("<span")?;
        let class = flag.map(|(_, _, flag)| flag.class()).unwrap_or_default();
        self.html.attribute("class", [look.class(), class].join(" ").trim())?;
        let fresh = flag.filter(|(piece, at, _)| self.flagged.insert((*piece, *at)));
        if let Some((piece, at, _)) = fresh {
            self.html.attribute("id", &flags::anchor(piece, at))?;
        }
        if !numbers.is_empty() {
            self.html.attribute("data-f", &numbers)?;
        }
        self.html.attribute("title", &title)?;
        self.html.element(">", text, "</span>")?;
        if let Some(piece) = home {
            self.html.raw("<a class=\"home\"")?;
            self.html.attribute("href", &format!("#{}", homes::anchor(piece)))?;
            self.html.raw(" title=\"到表里的这个数\" aria-label=\"到表里的这个数\">▦</a>")?;
        }
        match fresh {
            Some((_, _, flag)) => flag.chips(self.html),
            None => Ok(()),
        }
    }

    /// Ends the marks that end here, with their numbers.
    fn close(&mut self, open: &mut Vec<(usize, Mark)>, here: Point) -> fmt::Result {
        let mut ended: Vec<usize> = Vec::new();
        open.retain(|(number, mark)| {
            let ends = mark.extent.to <= here;
            if ends && *number > 0 {
                ended.push(*number);
            }
            !ends
        });
        if ended.is_empty() {
            return Ok(());
        }
        ended.sort_unstable();
        let ended: Vec<String> = ended.iter().map(usize::to_string).collect();
        self.html.element("<sup>", &ended.join(" "), "</sup>")
    }

    /// The names beneath a paragraph: what the figures belong to, with all figures that belong to it one after another.
    fn names(&mut self, marks: &[Mark]) -> fmt::Result {
        if marks.is_empty() {
            return Ok(());
        }
        self.html.raw("<ul class=\"names\">")?;
        let mut owner: Option<String> = None;
        for (at, mark) in marks.iter().enumerate() {
            let reading = match mark.what {
                What::Read(at) => self.marks.reading(at),
                _ => None,
            };
            let own = reading.map(|reading| reading.path().0).unwrap_or_default();
            if owner.as_ref() != Some(&own) {
                self.html.raw(if owner.is_some() { "</li><li>" } else { "<li>" })?;
                if !own.is_empty() {
                    self.html.element("<span class=\"of\">", &own, "</span> ")?;
                }
                owner = Some(own);
            }
            match (reading, mark.what) {
                (Some(reading), _) => self.name(at + 1, &reading)?,
                (None, What::Problem(problem)) => self.not_understood(at + 1, problem)?,
                _ => {}
            }
        }
        self.html.raw("</li></ul>")
    }

    fn not_understood(&mut self, number: usize, problem: usize) -> fmt::Result {
        let Some(problem) = self.marks.problems.get(problem) else { return Ok(()) };
        self.html.raw("<span class=\"f x\">")?;
        self.html.element("<sup>", &number.to_string(), "</sup>")?;
        self.html.element("<b>", problem.text, "</b> ")?;
        self.html.element("没有读懂：", &problem.why, "</span> ")
    }

    fn name(&mut self, number: usize, reading: &Reading<'_>) -> fmt::Result {
        let unreadable = reading.cell.state == State::Unreadable;
        self.html.raw(match (unreadable, reading.claim.implied, reading.is_number()) {
            (true, ..) => "<span class=\"f u\">",
            (_, true, _) => "<span class=\"f i\">",
            (_, _, true) => "<span class=\"f n\">",
            _ => "<span class=\"f w\">",
        })?;
        self.html.element("<sup>", &number.to_string(), "</sup>")?;
        self.html.element("<b>", &shortened(&reading.claim.text), "</b> → ")?;
        self.html.text(&reading.path().1)?;
        if let Some(value) = reading.telling_value() {
            self.html.element(" = ", &value, "")?;
        }
        let remarks = reading.remarks();
        if !remarks.is_empty() {
            self.html.element("（", &remarks.join("；"), "）")?;
        }
        self.html.raw("</span> ")
    }
}
