//! Cells (see `grid`) read as every type by every way to count days.
#![no_main]

use chrono::Datelike;
use kansa_core::content::{DateSystem, Raw};
use kansa_core::table::{Cell, ColumnType, folded};
use kansa_core::value::{self, header_folded};
use kansa_fuzz::{grid, is_message, panics, text};
use libfuzzer_sys::fuzz_target;

const TYPES: [ColumnType; 5] =
    [ColumnType::Text, ColumnType::Number, ColumnType::Percent, ColumnType::Date, ColumnType::Flag];

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    assert_eq!(folded(&folded(text)), folded(text), "what is folded stays");
    assert_eq!(header_folded(&header_folded(text)), header_folded(text), "a header that is folded stays");
    let raw = grid::raw(text);
    for kind in TYPES {
        for dates in [DateSystem::None, DateSystem::From1900, DateSystem::From1904] {
            let cell = value::read(&raw, kind, dates);
            assert_eq!(format!("{cell:?}"), format!("{:?}", value::read(&raw, kind, dates)));
            is_of_its_type(&cell, kind);
        }
    }
});

/// A cell is of its column's type, and reads back as itself.
fn is_of_its_type(cell: &Cell<'_>, kind: ColumnType) {
    let again = |raw: Raw<'_>| {
        let again = value::read(&raw, kind, DateSystem::None);
        assert_eq!(&again, cell, "a value of type {kind:?} reads back as itself");
    };
    match (cell, kind) {
        (Cell::Empty, _) => {}
        (Cell::Bad(fault), _) => is_message(&fault.text(kind)),
        (Cell::Text(text), ColumnType::Text) => {
            assert!(!folded(text).is_empty(), "nothing but blanks is empty");
        }
        (Cell::Number(number), ColumnType::Number) => {
            assert!(number.is_finite());
            again(Raw::Number(*number));
        }
        (Cell::Number(number), ColumnType::Percent) => {
            assert!(number.is_finite());
            again(Raw::Percent(*number));
        }
        (Cell::Date(date), ColumnType::Date) => {
            again(Raw::Date(*date));
            if (1000..=9999).contains(&date.year()) {
                again(Raw::Text(date.to_string().into()));
            }
        }
        (Cell::Flag(flag), ColumnType::Flag) => again(Raw::Flag(*flag)),
        (Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Flag(_), _) => {
            panic!("{cell:?} is not of type {kind:?}");
        }
    }
}
