//! Accounts given as data: the lines, with the figure that each became.

use std::fmt;

use super::super::words::place_words;
use super::Body;
use super::marks::What;
use super::names::Reading;
use crate::account::State;
use crate::document::DataFact;

impl Body<'_, '_, '_> {
    /// The lines of data, if the document is data.
    pub(super) fn facts(&mut self) -> fmt::Result {
        let facts = &self.read.document.data;
        if facts.is_empty() {
            return Ok(());
        }
        self.html
            .raw("<figure>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"数据\">\n")?;
        self.html.raw("<table>\n<thead><tr><th class=\"at\">行号</th>")?;
        for head in ["单位", "年度", "表", "行", "列", "值", "读作"] {
            self.html.element("<th scope=\"col\">", head, "</th>")?;
        }
        self.html.raw("</tr></thead>\n<tbody>\n")?;
        for fact in facts {
            self.fact(fact)?;
        }
        self.html.raw("</tbody>\n</table>\n</div>\n</figure>\n")
    }

    fn fact(&mut self, fact: &DataFact) -> fmt::Result {
        let marks = self.marks;
        let here = fact.place.piece.map_or(&[][..], |piece| marks.within(piece, piece));
        let line = fact.place.line.map(|line| line.to_string()).unwrap_or_default();
        self.html.raw("<tr><th class=\"at\" scope=\"row\"")?;
        self.html.attribute("title", &place_words(&fact.place))?;
        self.html.element(">", &line, "</th>")?;
        let year = fact.year.map(|year| year.to_string()).unwrap_or_default();
        for text in [&fact.unit, &year, &fact.table, &fact.row, &fact.column] {
            self.html.element("<td>", text, "</td>")?;
        }
        let mut class = "";
        let mut lines: Vec<String> = Vec::new();
        for mark in here {
            match mark.what {
                What::Read(at) => {
                    let Some(reading) = marks.reading(at) else { continue };
                    lines.push(reading.line());
                    class = class_of(class, &reading);
                }
                What::Problem(at) => {
                    let problem = marks.problems.get(at);
                    class = if problem.is_some_and(|problem| problem.name.is_some()) { class } else { "x" };
                }
                What::Loose(..) | What::Blank(_) => {}
            }
        }
        self.html.raw("<td")?;
        self.html.attribute("class", class)?;
        self.html.attribute("title", &lines.join("\n"))?;
        self.html.element(">", &fact.value, "</td><td>")?;
        for line in &lines {
            self.html.element("<small>", line, "</small>")?;
        }
        for mark in here {
            let What::Problem(at) = mark.what else { continue };
            let Some(problem) = marks.problems.get(at) else { continue };
            self.anchor(at)?;
            self.html.element("<small class=\"why\">", &problem.why, "</small>")?;
        }
        self.html.raw("</td></tr>\n")
    }
}

fn class_of(known: &'static str, reading: &Reading<'_>) -> &'static str {
    match reading.cell.state {
        State::Unreadable => "u",
        _ if !known.is_empty() && known != "w" => known,
        State::Dash | State::Blank => "z",
        _ if reading.is_number() => "n",
        _ => "w",
    }
}
