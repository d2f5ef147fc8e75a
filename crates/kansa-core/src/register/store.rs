//! The cells of a register's table, by column: a million rows of it stay small.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::NaiveDate;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::CellFault;
use crate::print::{Print, Salt};
use crate::source::SourcePath;
use crate::table::{Cell, Fault, Rows, folded};

/// The cells of one table, column by column.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) path: SourcePath,
    pub(super) columns: Vec<StoredColumn>,
    /// Fingerprint of each row's key.
    pub(super) prints: Vec<Print>,
    /// Row numbers that people see.
    pub(super) numbers: Vec<u32>,
}

/// The cells of one column: each is a number that says where its value is kept. Cells behind the last filled one are
/// empty, so that an empty column weighs nothing.
#[derive(Debug, Default)]
pub(super) struct StoredColumn {
    cells: Vec<u32>,
    texts: Texts,
    dates: Vec<NaiveDate>,
    numbers: Vec<f64>,
}

const EMPTY: u32 = 0;
const BAD: u32 = 1;
const NO: u32 = 2;
const YES: u32 = 3;
/// Codes below it have a meaning of their own; from it on they count the values of the column.
const FIRST: u32 = 4;

/// Texts behind each other, with the end of each.
#[derive(Debug, Default)]
struct Texts {
    all: String,
    ends: Vec<u32>,
}

impl Texts {
    fn get(&self, at: usize) -> &str {
        let end = |it: usize| self.ends.get(it).map_or(0, |it| *it as usize);
        let start = at.checked_sub(1).map_or(0, end);
        self.all.get(start..end(at)).unwrap_or_default()
    }
}

impl StoredColumn {
    pub(super) fn get(&self, row: usize) -> Cell<'_> {
        match self.cells.get(row).copied().unwrap_or(EMPTY) {
            EMPTY => Cell::Empty,
            BAD => Cell::Bad(Fault::NotOfType),
            NO => Cell::Flag(false),
            YES => Cell::Flag(true),
            code => {
                let at = (code - FIRST) as usize;
                if let Some(date) = self.dates.get(at) {
                    Cell::Date(*date)
                } else if let Some(number) = self.numbers.get(at) {
                    Cell::Number(*number)
                } else {
                    Cell::Text(self.texts.get(at).into())
                }
            }
        }
    }
}

impl StoredColumn {
    /// The text of a cell that was read as text.
    pub(super) fn text(&self, row: usize) -> Option<&str> {
        let at = self.cells.get(row)?.checked_sub(FIRST)? as usize;
        (at < self.texts.ends.len()).then(|| self.texts.get(at))
    }
}

/// More distinct texts in one column than this are not looked for again: they are names or numbers, not categories.
const MOST_DISTINCT: usize = 1 << 12;

/// Fills a store, row by row.
pub(super) struct Filler {
    store: Store,
    known: Vec<Known>,
    key: usize,
    salt: Salt,
    faults: Vec<Found>,
}

/// Values of a column that were met, with their codes.
#[derive(Default)]
struct Known {
    texts: HashMap<Box<str>, u32>,
    dates: HashMap<NaiveDate, u32>,
}

/// A cell that cannot be read, before it is known where its column stands.
pub(super) struct Found {
    pub(super) row: u32,
    pub(super) key: Option<Box<str>>,
    pub(super) column: usize,
    /// None if the key is empty.
    pub(super) fault: Option<Fault>,
}

impl Filler {
    pub(super) fn new(path: SourcePath, columns: usize, key: usize, salt: Salt) -> Self {
        let store = Store {
            path,
            columns: (0..columns).map(|_| StoredColumn::default()).collect(),
            ..Store::default()
        };
        Self { store, known: (0..columns).map(|_| Known::default()).collect(), key, salt, faults: Vec::new() }
    }

    pub(super) fn finish(mut self) -> (Store, Vec<Found>) {
        // What was reserved for growing is not needed any more.
        for column in &mut self.store.columns {
            column.cells.shrink_to_fit();
            column.texts.all.shrink_to_fit();
            column.texts.ends.shrink_to_fit();
        }
        (self.store, self.faults)
    }
}

impl Rows for Filler {
    fn row(&mut self, number: u32, cells: &[Cell<'_>]) {
        // Keys are compared wherever they stand, so they are kept as they are compared; other texts as they are read.
        let key = cells.get(self.key).and_then(Cell::as_text).map(folded);
        let key = key.as_deref();
        for (at, cell) in cells.iter().enumerate() {
            if let Cell::Bad(fault) = cell {
                self.faults.push(Found {
                    row: number,
                    key: key.map(Box::from),
                    column: at,
                    fault: Some(*fault),
                });
            }
        }
        let Some(key) = key else {
            let unreadable = matches!(cells.get(self.key), Some(Cell::Bad(_)));
            if !unreadable {
                self.faults.push(Found { row: number, key: None, column: self.key, fault: None });
            }
            return;
        };
        let row = self.store.numbers.len();
        self.store.prints.push(self.salt.print(key));
        self.store.numbers.push(number);
        for (at, ((column, known), cell)) in
            self.store.columns.iter_mut().zip(&mut self.known).zip(cells).enumerate()
        {
            let code = match cell {
                Cell::Text(text) if at == self.key => column.text_code(known, &folded(text)),
                Cell::Text(text) => column.text_code(known, &composed(text)),
                other => column.code(known, other),
            };
            if code != EMPTY {
                column.cells.resize(row, EMPTY);
                column.cells.push(code);
            }
        }
    }
}

/// The code of the value that comes after so many others.
fn next(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX - FIRST).saturating_add(FIRST)
}

/// A text without blanks around it, in Unicode NFC.
fn composed(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

impl StoredColumn {
    fn text_code(&mut self, known: &mut Known, text: &str) -> u32 {
        if let Some(code) = known.texts.get(text) {
            return *code;
        }
        let code = next(self.texts.ends.len());
        self.texts.all.push_str(text);
        self.texts.ends.push(u32::try_from(self.texts.all.len()).unwrap_or(u32::MAX));
        if known.texts.len() < MOST_DISTINCT {
            known.texts.insert(text.into(), code);
        }
        code
    }

    fn code(&mut self, known: &mut Known, cell: &Cell<'_>) -> u32 {
        match cell {
            Cell::Empty => EMPTY,
            Cell::Bad(_) => BAD,
            Cell::Flag(flag) => {
                if *flag {
                    YES
                } else {
                    NO
                }
            }
            Cell::Text(text) => self.text_code(known, text),
            Cell::Date(date) => *known.dates.entry(*date).or_insert_with(|| {
                self.dates.push(*date);
                next(self.dates.len() - 1)
            }),
            Cell::Number(number) => {
                self.numbers.push(*number);
                next(self.numbers.len() - 1)
            }
        }
    }
}

impl Found {
    /// With all that a finding says of it.
    pub(super) fn into_fault(
        self,
        def: &super::RegisterDef,
        store: &Store,
        sheet: Option<&str>,
        places: &[Option<u16>],
    ) -> CellFault {
        let column = &def.columns[self.column];
        let message = self.fault.map_or_else(
            || crate::text::Text::new("キーが空", "the key is empty"),
            |it| it.text(column.kind),
        );
        CellFault {
            path: store.path.clone(),
            row: self.row,
            key: self.key,
            column_id: column.id.clone(),
            column: column.title(),
            cell: crate::finding::address(sheet, places.get(self.column).copied().flatten(), self.row),
            message,
        }
    }
}
