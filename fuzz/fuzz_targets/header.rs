//! The search for headers: the first line declares columns (`id:type=header|header,…`), the others are sheets (see `grid`).
#![no_main]

use kansa_core::table::{Cell, Column, ColumnType, Rows, Sheets, Wanted};
use kansa_fuzz::{grid, is_message, panics, text};
use libfuzzer_sys::fuzz_target;

/// Rows as they come.
#[derive(Debug)]
struct Taken {
    columns: usize,
    last: Option<u32>,
    rows: u32,
}

impl Rows for Taken {
    fn row(&mut self, number: u32, cells: &[Cell<'_>]) {
        assert_eq!(cells.len(), self.columns, "one cell per column");
        assert!(self.last.is_none_or(|it| it < number), "rows ascend");
        self.last = Some(number);
        self.rows += 1;
    }
}

fn column(text: &str) -> Column {
    let (id, rest) = text.split_once(':').unwrap_or((text, ""));
    let (kind, headers) = rest.split_once('=').unwrap_or((rest, ""));
    let kind = match kind {
        "n" => ColumnType::Number,
        "p" => ColumnType::Percent,
        "d" => ColumnType::Date,
        "f" => ColumnType::Flag,
        _ => ColumnType::Text,
    };
    Column::new(id, kind, headers.split('|').map(str::to_owned).collect())
}

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let (first, tables) = text.split_once('\n').unwrap_or((text, ""));
    let columns: Vec<Column> = first.split(',').take(20).map(column).collect();
    let needed: Vec<usize> = (0..columns.len().min(2)).collect();
    for (wanted, header_row) in [
        (Wanted::Fitting, None),
        (Wanted::All, None),
        (Wanted::All, Some(2)),
        (Wanted::Named("名簿".into()), None),
    ] {
        let make = || Taken { columns: columns.len(), last: None, rows: 0 };
        let mut sheets = Sheets::new(&columns, needed.clone(), |it| it != 1, make).with_header_row(header_row);
        grid::hand_out(tables, &mut sheets);
        match sheets.finish(&wanted) {
            Ok(found) => {
                for table in found {
                    assert_eq!(table.rows, table.taken.rows, "rows are counted");
                    assert_eq!(table.places.at.len(), columns.len(), "each column has a place or none");
                    let found = table.places.at.iter().flatten().count();
                    assert_eq!(found + table.places.faults.len(), columns.len(), "what has no place is a fault");
                    for fault in &table.places.faults {
                        assert!(fault.column() < columns.len());
                    }
                    if let Some(misfit) = table.misfit {
                        is_message(&misfit.text());
                    }
                }
            }
            Err(why) => is_message(&why),
        }
    }
});
