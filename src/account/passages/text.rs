//! Elements of the text for rules about wording: headings, contents, paragraphs, figures, names of units.

use std::collections::BTreeSet;

use super::headings::{Opens, Titles, part_ordinal};
use super::identify::stated;
use super::lines::{Layout, Line, year_named};
use super::names::loose;
use super::session::Session;
use super::values;
use super::view::View;
use crate::account::{Elements, FigureRead, Heading, ParagraphRead, Piece, Unclaimed, UnitMention};
use crate::amount::Dimension;
use crate::document::Place;
use crate::schema::Customs;
use crate::text::{fold_text, is_letter, strip_ordinal};

fn heading(text: &str, at: &Place) -> Heading {
    let folded = fold_text(text);
    let body = match part_ordinal(&folded) {
        Some(from) => folded.get(from..).unwrap_or(""),
        None => strip_ordinal(&folded).1,
    };
    Heading { text: text.to_owned(), key: loose(body), year: year_named(&folded), at: at.clone() }
}

/// Elements of a document, and the figures that nothing claimed.
pub(super) fn elements(
    session: &Session,
    titles: &Titles,
    layout: &Layout,
    unit: Option<&str>,
) -> (Elements, Vec<Unclaimed>) {
    let mut elements = Elements {
        contents: layout.contents.iter().map(|line| heading(&line.text, &line.place)).collect(),
        parts: vec![None; session.schema.outline.len()],
        ..Elements::default()
    };
    headings(session, titles, layout, &mut elements);
    for paragraph in session.paragraphs.iter().filter(|p| p.heading.is_none()) {
        elements.paragraphs.push(ParagraphRead {
            text: paragraph.view.printed.clone(),
            passage: paragraph.passage,
            explains: paragraph.explains,
            pieces: paragraph.view.pieces.clone(),
        });
    }
    // A caption is printed like any other text, but tells nothing.
    elements.paragraphs.extend(layout.captions.iter().map(|line| ParagraphRead {
        text: line.text.clone(),
        passage: None,
        explains: true,
        pieces: vec![Piece { place: line.place.clone(), from: line.from, ..Piece::default() }],
    }));
    elements.ordinals = super::ordinals::ordinals(session);
    let unclaimed = figures(session, &mut elements);
    units(session, layout, unit, &mut elements);
    (elements, unclaimed)
}

/// Headings in reading order: of the body, and the titles of tables.
fn headings(session: &Session, titles: &Titles, layout: &Layout, elements: &mut Elements) {
    let mut met: Vec<(Heading, Option<usize>)> = Vec::new();
    for line in layout.cover.iter().filter(|line| year_named(&line.folded).is_some()) {
        met.push((heading(&line.text, &line.place), None));
    }
    let mut body = Vec::new();
    for line in layout.body.iter().filter(|line| !line.continues() && titles.is_table(&line.text)) {
        body.push((heading(&line.text, &line.place), None));
    }
    // A page holds several headings: place and words together tell one from another.
    let same = |heading: &Heading| (heading.at.clone(), heading.key.clone());
    let tables: BTreeSet<(Place, String)> = body.iter().map(|(heading, _)| same(heading)).collect();
    for paragraph in session.paragraphs {
        let Some(found) = &paragraph.heading else { continue };
        let part = match found.opens {
            Opens::Part(at) => Some(at),
            _ => None,
        };
        let heading = heading(&paragraph.view.printed, &paragraph.view.place(0));
        if !tables.contains(&same(&heading)) {
            body.push((heading, part));
        }
    }
    body.sort_by(|a, b| a.0.at.cmp(&b.0.at));
    met.extend(body);
    for (at, (heading, part)) in met.into_iter().enumerate() {
        if let Some(slot) = part.and_then(|part| elements.parts.get_mut(part)) {
            slot.get_or_insert(at as u32);
        }
        elements.headings.push(heading);
    }
}

fn figures(session: &Session, elements: &mut Elements) -> Vec<Unclaimed> {
    let mut unclaimed = Vec::new();
    for (at, paragraph) in session.paragraphs.iter().enumerate().filter(|(_, p)| p.heading.is_none()) {
        let view = &paragraph.view;
        for (number, figure) in view.figures.iter().enumerate() {
            let claims = session.claimed.get(at).and_then(|p| p.get(number));
            let claim = claims.and_then(|claims| claims.first());
            let by_slot = claim.and_then(|(_, kind)| values::slot_dimension(kind));
            let dimension = by_slot.or_else(|| values::dimension(view, figure));
            let read = FigureRead {
                text: view.print(figure.start, figure.end).to_owned(),
                unit: values::unit_word(view, figure, figure.end),
                dimension,
                family: claim.map(|(family, _)| *family),
                quote: values::quote(view, figure.start, figure.end),
                at: view.place(figure.start),
                extent: view.extent(figure.start, figure.end),
            };
            let counts =
                values::dimension(view, figure).filter(|d| !matches!(d, Dimension::Year | Dimension::Date));
            if claim.is_none() && paragraph.explains && counts.is_some() {
                let known =
                    session.unread.get(&(at, number)).map_or(String::new(), |why| format!("（{why}）"));
                let why = format!("没有句式读到它{known}：{}", read.quote);
                unclaimed.push(Unclaimed {
                    text: read.text.clone(),
                    why,
                    at: read.at.clone(),
                    extent: read.extent,
                });
            }
            elements.figures.push(read);
        }
    }
    unclaimed
}

/// Places where a unit is named: titles, lines above tables, sentences that say it.
fn units(session: &Session, layout: &Layout, unit: Option<&str>, elements: &mut Elements) {
    let customs = &session.schema.customs;
    let mut mentions = Vec::new();
    let lines = layout.cover.iter().chain(&layout.contents).chain(&layout.body);
    for line in lines.filter(|line| !line.is_part()) {
        let name = stated(customs, line).or_else(|| in_title(customs, line, unit));
        if let Some(text) = name {
            mentions.push(UnitMention { text, quote: line.text.clone(), at: line.place.clone() });
        }
    }
    for paragraph in session.paragraphs.iter().filter(|paragraph| paragraph.heading.is_none()) {
        let view = &paragraph.view;
        for (start, end) in unit.map(|unit| misprinted(view, unit)).unwrap_or_default() {
            mentions.push(UnitMention {
                text: view.print(start, end).to_owned(),
                quote: values::quote(view, start, end),
                at: view.place(start),
            });
        }
    }
    for stretch in &session.units {
        let Some(paragraph) = session.paragraphs.get(stretch.paragraph) else { continue };
        let view = &paragraph.view;
        mentions.push(UnitMention {
            text: view.print(stretch.start, stretch.end).to_owned(),
            quote: values::quote(view, stretch.start, stretch.end),
            at: view.place(stretch.start),
        });
    }
    mentions.sort_by(|a, b| a.at.cmp(&b.at));
    mentions.dedup();
    elements.units = mentions;
}

/// Where sentences begin with a name that lacks one character of the unit's, or has one more inside, before a year.
fn misprinted(view: &View, unit: &str) -> Vec<(usize, usize)> {
    let unit: Vec<char> = fold_text(unit).chars().collect();
    let name = |start: &super::view::Start| {
        let rest = view.text.get(start.text..)?;
        let name: Vec<char> = rest.chars().take_while(|c| is_letter(*c)).take(unit.len() + 2).collect();
        let end = start.text + name.iter().map(|c| c.len_utf8()).sum::<usize>();
        let year = year_named(view.text.get(end..)?.get(.."2024年".len())?).is_some();
        (year && (is_one_less(&name, &unit) || is_one_less(&unit, &name))).then_some((start.text, end))
    };
    view.starts.iter().filter_map(name).collect()
}

/// Whether a name is another without one of its characters.
fn is_one_less(short: &[char], long: &[char]) -> bool {
    let head = short.iter().zip(long).take_while(|(a, b)| a == b).count();
    short.len() + 1 == long.len() && short.get(head..) == long.get(head + 1..)
}

fn in_title(customs: &Customs, line: &Line, unit: Option<&str>) -> Option<String> {
    if line.text.len() > 240 {
        return None;
    }
    let folded = line.folded.as_str();
    if folded.contains('。') {
        return None;
    }
    if let Some(name) = super::identify::beside_year(customs, folded) {
        return Some(name);
    }
    unit.filter(|unit| folded.contains(*unit)).map(str::to_owned)
}
