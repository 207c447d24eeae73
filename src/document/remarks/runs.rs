//! The runs of a paragraph of Word, and marks set between them: a run is cut where a mark stands within its text.

use std::ops::Range;

use super::RemarkError;
use super::edits::{Edits, escaped};
use super::search::Dense;
use crate::document::xml::{Element, Node, Xml};

/// A paragraph as its source has it; all bytes are of the source of the paragraph.
pub(super) struct Paragraph<'s> {
    source: &'s str,
    runs: Vec<Run>,
    text: String,
    /// Behind its properties.
    from: usize,
    /// In front of its end; none where it has nothing in it and no end of its own.
    to: Option<usize>,
}

/// A run.
struct Run {
    /// Its bytes.
    bytes: Range<usize>,
    /// What of the text of the paragraph is its own.
    text: Range<usize>,
    /// How it can be cut; none where it has more than one text.
    cut: Option<Cut>,
}

/// The parts of a run that has one text.
#[derive(Default)]
struct Cut {
    /// Up to its properties and with them.
    head: Range<usize>,
    /// Up to its text.
    lead: Range<usize>,
    /// What opens its text.
    opening: Range<usize>,
}

/// A comment on a paragraph.
#[derive(Clone, Debug)]
pub(super) struct Mark {
    /// The number of the comment.
    pub id: u32,
    /// What of the text it is on; all of it where that is not known.
    pub text: Option<Range<usize>>,
}

impl<'s> Paragraph<'s> {
    /// Of its source.
    ///
    /// # Errors
    /// Not well formed.
    pub(super) fn of(source: &'s str) -> Result<Self, RemarkError> {
        let mut reader = Reader::default();
        let mut xml = Xml::new(source);
        loop {
            let from = xml.offset();
            match xml.next()? {
                Some(Node::Open(element)) => reader.open(&element, from, &mut xml)?,
                Some(Node::Close(name)) => reader.close(&name, from, xml.offset()),
                Some(Node::Text(text)) if reader.in_text => reader.text.push_str(&text),
                Some(Node::Text(_)) => {}
                None => break,
            }
        }
        let to = source.ends_with('>').then(|| source.rfind("</")).flatten();
        Ok(Self { source, runs: reader.runs, text: reader.text, from: reader.from, to })
    }

    /// Where a text stands in its text.
    pub(super) fn find(&self, text: &str, around: &str) -> Option<Range<usize>> {
        Dense::of(&self.text).find(text, around)
    }

    /// Writes marks into it; `at` is where the paragraph begins, `prefix` that of its elements.
    pub(super) fn mark(&self, marks: &[Mark], at: usize, prefix: &str, edits: &mut Edits) {
        let signs = Signs { marks, prefix };
        let (all, some): (Vec<&Mark>, Vec<&Mark>) = marks.iter().partition(|mark| mark.text.is_none());
        let Some(to) = self.to else {
            // It had no end of its own.
            let both: String = marks.iter().map(|mark| signs.begin(mark) + &signs.end(mark)).collect();
            let end = self.source.len();
            edits.replace(at + end - 2..at + end, format!(">{both}</{prefix}p>"));
            return;
        };
        if !all.is_empty() {
            edits.insert(at + self.from, all.iter().map(|mark| signs.begin(mark)).collect::<String>());
        }
        if !some.is_empty() {
            self.runs
                .iter()
                .filter(|run| !run.text.is_empty())
                .for_each(|run| self.mark_run(run, &signs, at, edits));
        }
        if !all.is_empty() {
            edits.insert(at + to, all.iter().map(|mark| signs.end(mark)).collect::<String>());
        }
    }

    fn mark_run(&self, run: &Run, signs: &Signs<'_>, at: usize, edits: &mut Edits) {
        let within = |place: usize| run.text.start < place && place < run.text.end;
        let places = signs.marks.iter().filter_map(|mark| mark.text.as_ref());
        let mut cuts: Vec<usize> =
            places.flat_map(|text| [text.start, text.end]).filter(|place| within(*place)).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let (Some(cut), false) = (&run.cut, cuts.is_empty()) else {
            let before = signs.begins(run.text.clone());
            if !before.is_empty() {
                edits.insert(at + run.bytes.start, before);
            }
            let behind = signs.ends(run.text.clone());
            if !behind.is_empty() {
                edits.insert(at + run.bytes.end, behind);
            }
            return;
        };
        cuts.push(run.text.end);
        let mut new = String::new();
        let mut from = run.text.start;
        for to in cuts {
            new += &signs.begins(from..from + 1);
            new += &self.piece(cut, from..to, from == run.text.start, signs.prefix);
            new += &signs.ends(to - 1..to);
            from = to;
        }
        edits.replace(at + run.bytes.start..at + run.bytes.end, new);
    }

    /// A part of a run's text as a run of its own.
    fn piece(&self, cut: &Cut, text: Range<usize>, first: bool, prefix: &str) -> String {
        let source = |bytes: &Range<usize>| self.source.get(bytes.clone()).unwrap_or_default();
        let head = source(if first { &cut.lead } else { &cut.head });
        let opening = source(&cut.opening);
        let opening = if opening.contains("xml:space") {
            opening.to_owned()
        } else {
            format!("<{prefix}t xml:space=\"preserve\">")
        };
        let text = escaped(self.text.get(text).unwrap_or_default());
        format!("{head}{opening}{text}</{prefix}t></{prefix}r>")
    }
}

/// What is written for marks.
struct Signs<'m> {
    marks: &'m [Mark],
    prefix: &'m str,
}

impl Signs<'_> {
    fn begin(&self, mark: &Mark) -> String {
        format!("<{p}commentRangeStart {p}id=\"{}\"/>", mark.id, p = self.prefix)
    }

    fn end(&self, mark: &Mark) -> String {
        format!(
            "<{p}commentRangeEnd {p}id=\"{id}\"/><{p}r><{p}commentReference {p}id=\"{id}\"/></{p}r>",
            id = mark.id,
            p = self.prefix
        )
    }

    /// What begins in a stretch of text.
    fn begins(&self, text: Range<usize>) -> String {
        let here = |mark: &&Mark| mark.text.as_ref().is_some_and(|of| text.contains(&of.start));
        self.marks.iter().filter(here).map(|mark| self.begin(mark)).collect()
    }

    /// What ends in a stretch of text.
    fn ends(&self, text: Range<usize>) -> String {
        let here =
            |mark: &&Mark| mark.text.as_ref().is_some_and(|of| text.contains(&of.end.saturating_sub(1)));
        self.marks.iter().filter(here).map(|mark| self.end(mark)).collect()
    }
}

/// Reads a paragraph.
#[derive(Default)]
struct Reader {
    runs: Vec<Run>,
    text: String,
    from: usize,
    in_text: bool,
    /// The run that is open, and how many are open in it.
    run: Option<(usize, usize, usize)>,
    cut: Cut,
    texts: usize,
    opened: bool,
}

impl Reader {
    fn open(&mut self, element: &Element, from: usize, xml: &mut Xml<'_>) -> Result<(), RemarkError> {
        match (element.name.as_str(), &mut self.run) {
            ("p", _) if !self.opened => {
                self.opened = true;
                self.from = xml.offset();
            }
            ("pPr", None) => {
                xml.skip()?;
                self.from = xml.offset();
            }
            ("rPr", Some(_)) => {
                xml.skip()?;
                self.cut.head.end = xml.offset();
            }
            // What does not stand in the line of text, or is not printed.
            (
                "txbxContent" | "Fallback" | "del" | "moveFrom" | "oMath" | "oMathPara" | "rt" | "pPr"
                | "rPr" | "delText" | "instrText",
                run,
            ) => {
                if run.is_some() {
                    self.texts = 2;
                }
                xml.skip()?;
            }
            ("r", None) => {
                self.run = Some((from, self.text.len(), 0));
                self.texts = 0;
                self.cut = Cut { head: from..xml.offset(), ..Cut::default() };
            }
            ("r", Some((_, _, inner))) => {
                *inner += 1;
                self.texts = 2;
            }
            ("t", Some(_)) => {
                self.in_text = true;
                self.texts += 1;
                self.cut.lead = self.cut.head.start..from;
                self.cut.opening = from..xml.offset();
            }
            ("tab" | "ptab" | "br" | "cr" | "noBreakHyphen" | "sym", Some(_)) => {
                self.texts = 2;
                self.text.push(if element.name == "noBreakHyphen" { '-' } else { ' ' });
            }
            ("lastRenderedPageBreak", Some(_)) if self.texts == 0 => {}
            (_, Some(_)) => self.texts = 2,
            _ => {}
        }
        Ok(())
    }

    fn close(&mut self, name: &str, _from: usize, to: usize) {
        match (name, &mut self.run) {
            ("t", _) => self.in_text = false,
            ("r", Some((_, _, inner))) if *inner > 0 => *inner -= 1,
            ("r", Some((from, start, _))) => {
                let (bytes, text) = (*from..to, *start..self.text.len());
                let cut = std::mem::take(&mut self.cut);
                self.runs.push(Run { bytes, text, cut: (self.texts == 1).then_some(cut) });
                self.run = None;
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr><w:r><w:rPr><w:b/></w:rPr><w:t>决算 12.00 万元&amp;</w:t></w:r>\
                          <w:r><w:t>其中 3</w:t></w:r><w:r><w:tab/><w:t>.00 万元</w:t></w:r></w:p>";

    fn marked(what: &[Option<&str>]) -> String {
        let paragraph = Paragraph::of(SOURCE).unwrap();
        let marks: Vec<Mark> = (7..)
            .zip(what)
            .map(|(id, what)| Mark { id, text: what.map(|what| paragraph.find(what, "").unwrap()) })
            .collect();
        let mut edits = Edits::default();
        paragraph.mark(&marks, 0, "w:", &mut edits);
        edits.apply(SOURCE).unwrap()
    }

    #[test]
    fn a_run_is_cut_around_the_figure_and_keeps_its_looks() {
        let new = marked(&[Some("12.00")]);
        assert!(new.contains(
            "<w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">决算 </w:t></w:r><w:commentRangeStart w:id=\"7\"/>\
             <w:r><w:rPr><w:b/></w:rPr><w:t xml:space=\"preserve\">12.00</w:t></w:r><w:commentRangeEnd w:id=\"7\"/>"
        ), "{new}");
        assert!(
            new.contains("<w:t xml:space=\"preserve\"> 万元&amp;</w:t></w:r><w:r><w:t>其中 3</w:t>"),
            "{new}"
        );
        assert_eq!(Paragraph::of(&new).unwrap().text, Paragraph::of(SOURCE).unwrap().text);
    }

    #[test]
    fn a_figure_over_two_runs_and_a_whole_paragraph() {
        let new = marked(&[Some("3.00"), None]);
        let (begin, end) =
            (new.find("RangeStart w:id=\"7\"").unwrap(), new.find("RangeEnd w:id=\"7\"").unwrap());
        let figure = new.get(begin..end).unwrap();
        assert!(figure.contains(">3</w:t>") && figure.contains(".00 万元"), "{figure}");
        assert!(
            new.starts_with("<w:p><w:pPr><w:jc w:val=\"left\"/></w:pPr><w:commentRangeStart w:id=\"8\"/>")
        );
        assert!(new.ends_with("<w:r><w:commentReference w:id=\"8\"/></w:r></w:p>"), "{new}");
    }

    #[test]
    fn a_paragraph_without_anything_in_it_gets_an_end() {
        let source = "<w:p w:rsidR=\"1\"/>";
        let mut edits = Edits::default();
        Paragraph::of(source).unwrap().mark(&[Mark { id: 1, text: None }], 0, "w:", &mut edits);
        let new = edits.apply(source).unwrap();
        assert!(
            new.starts_with("<w:p w:rsidR=\"1\"><w:commentRangeStart") && new.ends_with("</w:p>"),
            "{new}"
        );
    }
}
