//! Places as JSON.

use serde::Serialize;

use crate::document;
use crate::proof::Spot;

/// A place; what the format does not have is null.
#[derive(Serialize)]
pub(super) struct PlaceOut<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a str>,
    page: Option<u32>,
    line: Option<u32>,
    sheet: Option<&'a str>,
    cell: Option<&'a str>,
}

impl<'a> PlaceOut<'a> {
    /// No place.
    pub(super) const NONE: PlaceOut<'static> =
        PlaceOut { file: None, page: None, line: None, sheet: None, cell: None };

    /// The fields of a place.
    pub(super) fn new(place: &'a document::Place) -> Self {
        Self {
            file: place.file.as_deref(),
            page: place.page,
            line: place.line,
            sheet: place.sheet.as_deref(),
            cell: place.cell.as_deref(),
        }
    }
}

/// A figure, a word or a row: what it is called, and where it stands.
#[derive(Serialize)]
pub(super) struct NamedOut<'a> {
    table: Option<&'a str>,
    row: Option<&'a str>,
    column: Option<&'a str>,
    #[serde(flatten)]
    at: PlaceOut<'a>,
}

impl<'a> NamedOut<'a> {
    /// The fields of a spot.
    pub(super) fn new(spot: &'a Spot) -> Self {
        Self {
            table: spot.table.as_deref(),
            row: spot.row.as_deref(),
            column: spot.column.as_deref(),
            at: PlaceOut::new(&spot.at),
        }
    }
}
