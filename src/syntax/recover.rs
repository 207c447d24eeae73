//! Recovery, second half: every declaration of a broken file is read by itself, so that each mistake is told apart.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pairs;

use super::build::{Builder, PartMember, is_blank};
use super::explain::{self, Failure};
use super::grammar::{Grammar, Rule};
use super::mended::Mended;
use super::scan::{Scan, is_word};
use super::segment::{Block, Kind, Segment, cut};
use super::{Group, Item, Items, Name, Outline, OutlinePart, Passage, PassageMember, Table, TableMember};
use crate::source::{Diagnostic, Span};

/// One declaration of any kind of block.
enum Node {
    Item(Item),
    TableMember(TableMember),
    PassageMember(PassageMember),
    Part(OutlinePart),
    PartMember(PartMember),
}

/// A block's first line.
enum Head {
    Table(Table),
    Side(Name),
    Passage(Passage),
    Section(Passage),
    Items(Items),
    Group(Group),
    Outline(Outline),
    Part(OutlinePart),
}

struct Recovery<'t, 'b, 'c> {
    text: &'t str,
    builder: &'b mut Builder<'c>,
    /// Declarations that could not be read.
    lost: Vec<Span>,
}

/// How far a stretch was read.
enum Read {
    /// To its end, or not at all.
    Done,
    /// Up to this byte, where another declaration begins.
    Declaration(usize),
    /// Up to this byte, where a line begins that opens no declaration.
    Stray(usize),
}

/// Reads what can be read of a file that does not parse as a whole; at least one diagnostic is left behind.
/// Gives, with what was read, the places of what was not.
pub(super) fn recover(text: &str, scan: &Scan, builder: &mut Builder<'_>) -> (Vec<Item>, Vec<Span>) {
    let segments = cut(text, scan, builder);
    let mut recovery = Recovery { text, builder, lost: Vec::new() };
    let nodes = recovery.declarations(&segments, Kind::File, 0, text.len());
    let items =
        nodes.into_iter().filter_map(|node| if let Node::Item(item) = node { Some(item) } else { None });
    (items.collect(), recovery.lost)
}

impl Recovery<'_, '_, '_> {
    /// Declarations of one block that lies between two bytes.
    fn declarations(&mut self, segments: &[Segment], kind: Kind, start: usize, end: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut last = start;
        for segment in segments {
            self.read(last, segment.start, kind, true, &mut nodes);
            match &segment.block {
                Some(block) => nodes.extend(self.block(segment, block, kind)),
                None if segment.broken => self.supplied(segment, kind, &mut nodes),
                None => self.read(segment.start, segment.end, kind, false, &mut nodes),
            }
            last = segment.end;
        }
        self.read(last, end, kind, true, &mut nodes);
        nodes
    }

    /// Reads a stretch of declarations; `stray` if it begins with nothing that opens one. Each mistake whose mend is a
    /// change of the text is mended, so that what stands behind it is read and told as well.
    fn read(&mut self, start: usize, end: usize, kind: Kind, stray: bool, nodes: &mut Vec<Node>) {
        let (mut start, mut stray) = (start, stray);
        while let Some(written) = self.text.get(start..end) {
            let mut mended = Mended::new(written);
            if stray {
                let Some(at) = first_text(written) else { return };
                if at > 0 {
                    start += at;
                    continue;
                }
                let wrong =
                    [true, false].map(|near| explain::stray(self.builder, written, start, kind, near));
                if !self.tell(wrong, &mut mended, start, 0, alone(kind)) {
                    self.lose(start, end);
                    return self.glued_lines(start, end, kind);
                }
            }
            (start, stray) = match self.leaf(mended, start, end, kind, nodes) {
                Read::Done => return,
                Read::Declaration(at) => (at, false),
                Read::Stray(at) => (at, true),
            };
        }
    }

    /// Tells a mistake where it was written, in the first of these words whose mend lets more be read or changes no
    /// text, and mends it; false if it has no mend that can be carried out.
    fn tell(
        &mut self,
        words: [Diagnostic; 2],
        mended: &mut Mended,
        base: usize,
        at: usize,
        reader: Rule,
    ) -> bool {
        let local = |at: u32| (at as usize).saturating_sub(base);
        for mut wrong in words {
            let after = wrong.edit.as_ref().map(|(span, put)| {
                let mut after = mended.clone();
                let done = after.mend(at, local(span.start), local(span.end), put);
                let further = match self.attempt(reader, &after.text) {
                    Ok(_) => true,
                    Err(failure) => failure.at > after.last(),
                };
                (after, done && further)
            });
            if matches!(after, Some((_, false))) {
                continue;
            }
            wrong.span = mended.span(wrong.span, base);
            wrong.edit = wrong.edit.map(|(span, put)| (mended.span(span, base), put));
            wrong.related.iter_mut().for_each(|(span, _)| *span = mended.span(*span, base));
            self.builder.diagnostics.push(wrong);
            let Some((after, _)) = after else { return false };
            *mended = after;
            return true;
        }
        false
    }

    fn lose(&mut self, start: usize, end: usize) {
        let span = self.builder.at(start, end);
        self.lost.push(span);
    }

    /// Further lines that begin with a keyword grown together with the next word.
    fn glued_lines(&mut self, start: usize, end: usize, kind: Kind) {
        let Some(rest) = self.text.get(start..end) else { return };
        let mut at = start;
        for (number, line) in rest.split_inclusive('\n').enumerate() {
            let inside = line.trim_start_matches(is_blank);
            let begin = at + line.len() - inside.len();
            if number > 0 && explain::glued_opener(inside, kind).is_some() {
                let diagnostic = explain::stray(self.builder, inside, begin, kind, true);
                self.builder.diagnostics.push(diagnostic);
            }
            at += line.len();
        }
    }

    fn leaf(
        &mut self,
        mut mended: Mended,
        start: usize,
        end: usize,
        kind: Kind,
        nodes: &mut Vec<Node>,
    ) -> Read {
        loop {
            let failure = match self.attempt(alone(kind), &mended.text) {
                Ok(_) => {
                    self.build(mended, start, kind, nodes);
                    return Read::Done;
                }
                Err(failure) => failure,
            };
            if let Some(next) = self.part(&mended, failure.at, start, kind, nodes) {
                return next;
            }
            if !self.mend(&mut mended, start, kind, alone(kind), &failure) {
                self.lose(start, end);
                return Read::Done;
            }
        }
    }

    /// Tells of a failure to read what begins at a place, and carries out its mend; false where it was told already or
    /// has no mend that reading comes further with.
    fn mend(
        &mut self,
        mended: &mut Mended,
        start: usize,
        kind: Kind,
        reader: Rule,
        failure: &Failure,
    ) -> bool {
        self.builder.base = start;
        let wrong = explain::failure(self.builder, &mended.text, failure, kind);
        self.builder.base = 0;
        let told_already = !mended.as_written() && failure.at <= mended.last();
        !told_already && self.tell(wrong, mended, start, failure.at, reader)
    }

    /// Reads what stands before the place where reading failed, if it is whole and something new begins there: another
    /// declaration, or a line of its own.
    fn part(
        &mut self,
        mended: &Mended,
        at: usize,
        start: usize,
        kind: Kind,
        nodes: &mut Vec<Node>,
    ) -> Option<Read> {
        let before = mended.text.get(..at)?;
        let rest = mended.text.get(at..)?;
        let word = rest.get(..rest.find(|found| !is_word(found)).unwrap_or(rest.len()))?;
        let opens = kind.allows(word);
        let own_line = before.rsplit('\n').next().is_some_and(|line| line.trim_matches(is_blank).is_empty());
        let inside = at > 0 && at < mended.text.trim_end_matches(is_blank).len();
        if !inside || !(own_line || opens) || self.attempt(alone(kind), before).is_err() {
            return None;
        }
        let next = start + mended.written(at);
        self.build(mended.before(at), start, kind, nodes);
        Some(if opens { Read::Declaration(next) } else { Read::Stray(next) })
    }

    /// A declaration with an open string or brace, which was told: it counts if it can be read with what it lacks.
    fn supplied(&mut self, segment: &Segment, kind: Kind, nodes: &mut Vec<Node>) {
        let written = self.text.get(segment.start..segment.end).unwrap_or("");
        let mut mended = Mended::new(written);
        let supplied = !segment.lacks.is_empty()
            && segment.lacks.iter().rev().all(|(at, sign)| {
                let at = at.saturating_sub(segment.start);
                mended.mend(usize::MAX, at, at, sign)
            });
        if supplied && self.attempt(alone(kind), &mended.text).is_ok() {
            self.build(mended, segment.start, kind, nodes);
        } else {
            let (start, end) = (segment.start as u32, segment.end as u32);
            self.builder.diagnostics.withdraw(start..end, "看这一行的引号：每段文字前后各要一个");
            self.lose(segment.start, segment.end);
        }
    }

    /// Builds what a text that parses holds.
    fn build(&mut self, mended: Mended, start: usize, kind: Kind, nodes: &mut Vec<Node>) {
        let (text, map) = mended.into_map();
        let Ok(pairs) = Grammar::parse(alone(kind), &text) else { return };
        (self.builder.base, self.builder.map) = (start, map);
        self.built(pairs, kind, nodes);
        self.builder.map = None;
    }

    fn built(&mut self, pairs: Pairs<'_, Rule>, kind: Kind, nodes: &mut Vec<Node>) {
        for pair in pairs {
            nodes.extend(match kind {
                Kind::File => self.builder.item(pair).map(Node::Item),
                Kind::Table => self.builder.table_member(pair).map(Node::TableMember),
                Kind::Passage => self.builder.passage_member(pair).map(Node::PassageMember),
                Kind::Outline => self.builder.outline_part(pair).map(Node::Part),
                Kind::Part => self.builder.part_member(pair).map(Node::PartMember),
            });
        }
        self.builder.base = 0;
    }

    /// Parses a stretch alone.
    fn attempt<'i>(&self, reader: Rule, written: &'i str) -> Result<Pairs<'i, Rule>, Failure> {
        match Grammar::parse(reader, written) {
            Ok(pairs) => Ok(pairs),
            Err(error) => {
                let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
                let expected = match error.variant {
                    ErrorVariant::ParsingError { positives, .. } => positives,
                    ErrorVariant::CustomError { .. } => Vec::new(),
                };
                Err(Failure { at, expected })
            }
        }
    }

    fn block(&mut self, segment: &Segment, block: &Block, kind: Kind) -> Option<Node> {
        let head = if segment.broken { None } else { self.head(segment, block, kind) };
        let members = self.declarations(&block.segments, block.kind, block.start, block.end);
        if head.is_none() {
            self.lose(segment.start, segment.end);
        }
        let node = assemble(head?, members);
        let fits = matches!(
            (&node, kind),
            (Node::Item(_), Kind::File)
                | (Node::TableMember(_), Kind::Table)
                | (Node::PassageMember(_), Kind::Passage)
                | (Node::Part(_), Kind::Outline)
        );
        if fits {
            return Some(node);
        }
        let rest = self.text.get(segment.start..segment.end)?;
        let diagnostic = explain::stray(self.builder, rest, segment.start, kind, true);
        self.builder.diagnostics.push(diagnostic);
        self.lose(segment.start, segment.end);
        None
    }

    fn head(&mut self, segment: &Segment, block: &Block, kind: Kind) -> Option<Head> {
        let text = self.text;
        let written = text.get(segment.start..block.head_end)?;
        let keyword: String = written.chars().take_while(|found| is_word(*found)).collect();
        let reader = match keyword.as_str() {
            "表" => Rule::alone_table_head,
            "侧" => Rule::alone_side_head,
            "说明" => Rule::alone_passage_head,
            "段" => Rule::alone_section_head,
            "每项" => Rule::alone_items_head,
            "句组" => Rule::alone_group_head,
            "提纲" => Rule::alone_outline_head,
            _ => Rule::alone_part_head,
        };
        let mut mended = Mended::new(written);
        loop {
            let failure = match self.attempt(reader, &mended.text) {
                Ok(_) => break,
                Err(failure) => failure,
            };
            if !self.mend(&mut mended, segment.start, kind, reader, &failure) {
                return None;
            }
        }
        let (text, map) = mended.into_map();
        let mut pairs = Grammar::parse(reader, &text).ok()?;
        (self.builder.base, self.builder.map) = (segment.start, map);
        let head = pairs.next().and_then(|pair| self.build_head(pair));
        (self.builder.base, self.builder.map) = (0, None);
        head
    }

    fn build_head(&mut self, pair: pest::iterators::Pair<'_, Rule>) -> Option<Head> {
        Some(match pair.as_rule() {
            Rule::table_head => Head::Table(self.builder.table_head(pair)),
            Rule::side_head => Head::Side(self.builder.side_head(pair)),
            Rule::passage_head => Head::Passage(self.builder.passage_head(pair)),
            Rule::section_head => Head::Section(self.builder.passage_head(pair)),
            Rule::items_head => Head::Items(self.builder.items_head(pair)),
            Rule::group_head => Head::Group(self.builder.group_head(pair)),
            Rule::outline_head => Head::Outline(self.builder.outline_head(pair)),
            Rule::part_head => Head::Part(self.builder.part_head(pair)?),
            _ => return None,
        })
    }
}

/// Puts a head and its members together; members of another kind were told of already.
fn assemble(head: Head, nodes: Vec<Node>) -> Node {
    let mut lines = Vec::new();
    let mut said = Vec::new();
    let mut parts = Vec::new();
    let mut inside = Vec::new();
    for node in nodes {
        match node {
            Node::TableMember(member) => lines.push(member),
            Node::PassageMember(member) => said.push(member),
            Node::Part(part) => parts.push(part),
            Node::PartMember(member) => inside.push(member),
            Node::Item(_) => {}
        }
    }
    match head {
        Head::Table(table) => Node::Item(Item::Table(Table { members: lines, ..table })),
        Head::Side(name) => Node::TableMember(TableMember::Side(name, lines)),
        Head::Passage(passage) => Node::Item(Item::Passage(Passage { members: said, ..passage })),
        Head::Section(passage) => {
            Node::PassageMember(PassageMember::Section(Passage { members: said, ..passage }))
        }
        Head::Items(items) => Node::PassageMember(PassageMember::Items(Items { members: said, ..items })),
        Head::Group(group) => Node::Item(Item::Group(Group { members: said, ..group })),
        Head::Outline(outline) => Node::Item(Item::Outline(Outline { parts, ..outline })),
        Head::Part(mut part) => {
            for member in inside {
                part.add(member);
            }
            Node::Part(part)
        }
    }
}

/// The grammar rule that reads one declaration of a block alone.
fn alone(kind: Kind) -> Rule {
    match kind {
        Kind::File => Rule::alone_item,
        Kind::Table => Rule::alone_table_member,
        Kind::Passage => Rule::alone_passage_member,
        Kind::Outline => Rule::alone_outline_part,
        Kind::Part => Rule::alone_part_member,
    }
}

/// The first byte that is neither blank nor in a comment.
fn first_text(between: &str) -> Option<usize> {
    let mut at = 0;
    for line in between.split_inclusive('\n') {
        let inside = line.trim_start_matches(is_blank);
        if !inside.is_empty() && !inside.starts_with("//") && !inside.starts_with("／／") {
            return Some(at + line.len() - inside.len());
        }
        at += line.len();
    }
    None
}
