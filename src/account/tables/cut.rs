//! Tables beside pages that could not be read, or where the file breaks off: rows of them may stand there.

use super::Tables;
use super::lines::Line;
use super::segments::Segment;
use crate::document::{Document, Place};
use crate::schema::Schema;

/// Ends segments at lost pages: whose rows follow there is not known.
pub(super) fn end(segments: &mut [Segment], lines: &[Line<'_>], lost: &[Place]) {
    for segment in segments {
        let place = |at: &usize| lines.get(*at).map(|line| line.place);
        let Some(first) = segment.rows.iter().min().and_then(place) else { continue };
        let own = |lost: &&Place| lost.file == first.file && lost.page > first.page;
        let Some(end) = lost.iter().filter(own).filter_map(|lost| lost.page).min() else { continue };
        let before = |at: &usize| place(at).is_some_and(|place| place.page <= Some(end));
        segment.rows.retain(before);
    }
}

/// Marks the tables that a lost page, or what follows where the file breaks off, may have rows of; no row that they lack
/// is zero.
pub(super) fn mark(
    schema: &Schema,
    tables: &mut Tables,
    segments: &[Segment],
    lines: &[Line<'_>],
    document: &Document,
) {
    let is_open = |segment: &&Segment| {
        is_cut(segment, lines, &document.lost) || breaks_off(segment, lines, &document.cut)
    };
    for segment in segments.iter().filter(is_open) {
        let Some(read) = tables.tables.get_mut(segment.table.0 as usize) else { continue };
        read.cut = true;
        let families = schema.table(segment.table).map(|table| table.families.as_slice()).unwrap_or_default();
        for id in families {
            if let Some(family) = tables.families.get_mut(id.0 as usize) {
                family.whole = false;
            }
        }
    }
}

/// Whether a lost page is among the pages of a segment, or follows where nothing follows the segment on its last page.
fn is_cut(segment: &Segment, lines: &[Line<'_>], lost: &[Place]) -> bool {
    let (Some(first), Some(last)) = (segment.rows.iter().min(), segment.rows.iter().max()) else {
        return false;
    };
    let place = |at: usize| lines.get(at).map(|line| line.place);
    let (Some(from), Some(to)) = (place(*first), place(*last)) else { return false };
    let more = place(last + 1).is_some_and(|next| next.file == to.file && next.page == to.page);
    let (Some(first), Some(last)) = (from.page, to.page) else { return false };
    let end = if more { last } else { last.saturating_add(1) };
    lost.iter()
        .any(|place| place.file == to.file && place.page.is_some_and(|page| (first..=end).contains(&page)))
}

/// Whether the file breaks off among the lines of a segment, or where nothing follows it.
fn breaks_off(segment: &Segment, lines: &[Line<'_>], cut: &[Place]) -> bool {
    let place = |at: usize| lines.get(at).map(|line| line.place);
    let (Some(first), Some(last)) = (segment.rows.iter().min(), segment.rows.iter().max()) else {
        return false;
    };
    let (Some(from), Some(to)) = (place(*first), place(*last)) else { return false };
    let next = place(last + 1).filter(|next| next.file == to.file);
    let reaches = |cut: &Place| cut.piece <= to.piece || next.is_none_or(|next| cut.piece < next.piece);
    cut.iter().any(|cut| cut.file == to.file && from.piece <= cut.piece && reaches(cut))
}
