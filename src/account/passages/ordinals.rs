//! Ordinals of numbered points: whether each goes on from the one before it.

use super::headings::Opens;
use super::session::Session;
use crate::account::OrdinalRead;
use crate::text::ordinal_number;

/// Ranks of ordinals: 一、 is 1, （一） 2, 1. 3, （1） 4, ① 5.
const RANKS: usize = 6;

/// Characters behind an ordinal that tell which point it is.
const WORDS: usize = 24;

/// The ordinals of all numbered points in reading order. The first of a rank below a point may be any: what stood
/// before it may not have been read.
pub(super) fn ordinals(session: &Session) -> Vec<OrdinalRead> {
    let mut last: [Option<u32>; RANKS] = [None; RANKS];
    let mut read = Vec::new();
    for paragraph in session.paragraphs {
        if paragraph.heading.as_ref().is_some_and(|met| matches!(met.opens, Opens::Part(_))) {
            last = [None; RANKS];
            continue;
        }
        let view = &paragraph.view;
        for start in &view.starts {
            let Some(rank) = start.rank.map(usize::from) else { continue };
            let ordinal = view.text.get(start.ordinal..start.text).unwrap_or("");
            let Some(number) = ordinal_number(ordinal) else { continue };
            last.iter_mut().skip(rank + 1).for_each(|lower| *lower = None);
            let Some(known) = last.get_mut(rank) else { continue };
            let follows = known.is_none_or(|before| number == before + 1) || number == 1;
            *known = Some(number);
            let behind = view.text.get(start.text..).unwrap_or("");
            let words = behind.char_indices().nth(WORDS).map_or(view.text.len(), |(at, _)| start.text + at);
            read.push(OrdinalRead {
                text: view.print(start.ordinal, words).trim().to_owned(),
                passage: paragraph.passage,
                explains: paragraph.explains,
                follows,
                at: view.place(start.ordinal),
            });
        }
    }
    read
}
