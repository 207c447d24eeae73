//! Recovery, second half: every declaration of a broken file is read by itself, so that each mistake is told apart.

use pest::Parser;
use pest::error::{ErrorVariant, InputLocation};
use pest::iterators::Pairs;

use super::build::{Builder, PartMember, is_blank};
use super::explain::{self, Failure};
use super::grammar::{Grammar, Rule};
use super::scan::{Scan, is_word};
use super::segment::{Block, Kind, Segment, cut};
use super::{Group, Item, Items, Name, Outline, OutlinePart, Passage, PassageMember, Table, TableMember};

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
}

/// Reads what can be read of a file that does not parse as a whole; at least one diagnostic is left behind.
pub(super) fn recover(text: &str, scan: &Scan, builder: &mut Builder<'_>) -> Vec<Item> {
    let segments = cut(text, scan, builder);
    let mut recovery = Recovery { text, builder };
    let nodes = recovery.declarations(&segments, Kind::File, 0, text.len());
    nodes.into_iter().filter_map(|node| if let Node::Item(item) = node { Some(item) } else { None }).collect()
}

impl Recovery<'_, '_, '_> {
    /// Declarations of one block that lies between two bytes.
    fn declarations(&mut self, segments: &[Segment], kind: Kind, start: usize, end: usize) -> Vec<Node> {
        let mut nodes = Vec::new();
        let mut last = start;
        for segment in segments {
            self.stray(last, segment.start, kind);
            match &segment.block {
                Some(block) => nodes.extend(self.block(segment, block, kind)),
                None if segment.broken => {}
                None => self.leaf(segment.start, segment.end, kind, &mut nodes),
            }
            last = segment.end;
        }
        self.stray(last, end, kind);
        nodes
    }

    /// Text between declarations, where nothing may stand.
    fn stray(&mut self, start: usize, end: usize, kind: Kind) {
        let Some(between) = self.text.get(start..end) else { return };
        let Some(at) = first_text(between) else { return };
        let start = start + at;
        let Some(rest) = self.text.get(start..end) else { return };
        let diagnostic = explain::stray(self.builder, rest, start, kind);
        self.builder.diagnostics.push(diagnostic);
        self.glued_lines(start, end, kind);
    }

    /// Further lines that begin with a keyword grown together with the next word.
    fn glued_lines(&mut self, start: usize, end: usize, kind: Kind) {
        let Some(rest) = self.text.get(start..end) else { return };
        let mut at = start;
        for (number, line) in rest.split_inclusive('\n').enumerate() {
            let inside = line.trim_start_matches(is_blank);
            let begin = at + line.len() - inside.len();
            if number > 0 && explain::glued_opener(inside, kind).is_some() {
                let diagnostic = explain::stray(self.builder, inside, begin, kind);
                self.builder.diagnostics.push(diagnostic);
            }
            at += line.len();
        }
    }

    fn leaf(&mut self, start: usize, end: usize, kind: Kind, nodes: &mut Vec<Node>) {
        let text = self.text;
        let Some(written) = text.get(start..end) else { return };
        let failure = match self.attempt(alone(kind), written, start) {
            Ok(pairs) => return self.build(pairs, kind, nodes),
            Err(failure) => failure,
        };
        let before = written.get(..failure.at).unwrap_or("");
        let own_line = before.rsplit('\n').next().is_some_and(|line| line.trim_matches(is_blank).is_empty());
        let inside = failure.at > 0 && failure.at < written.trim_end_matches(is_blank).len();
        if own_line
            && inside
            && let Ok(pairs) = self.attempt(alone(kind), before, start)
        {
            self.build(pairs, kind, nodes);
            return self.stray(start + failure.at, end, kind);
        }
        self.builder.base = start;
        let diagnostic = explain::failure(self.builder, written, &failure, kind);
        self.builder.base = 0;
        self.builder.diagnostics.push(diagnostic);
    }

    fn build(&mut self, pairs: Pairs<'_, Rule>, kind: Kind, nodes: &mut Vec<Node>) {
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

    /// Parses a stretch alone; on success the builder stands at its start.
    fn attempt<'i>(
        &mut self,
        reader: Rule,
        written: &'i str,
        start: usize,
    ) -> Result<Pairs<'i, Rule>, Failure> {
        match Grammar::parse(reader, written) {
            Ok(pairs) => {
                self.builder.base = start;
                Ok(pairs)
            }
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
        let diagnostic = explain::stray(self.builder, rest, segment.start, kind);
        self.builder.diagnostics.push(diagnostic);
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
        match self.attempt(reader, written, segment.start) {
            Ok(mut pairs) => {
                let head = pairs.next().and_then(|pair| self.build_head(pair));
                self.builder.base = 0;
                head
            }
            Err(failure) => {
                self.builder.base = segment.start;
                let diagnostic = explain::failure(self.builder, written, &failure, kind);
                self.builder.base = 0;
                self.builder.diagnostics.push(diagnostic);
                None
            }
        }
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
