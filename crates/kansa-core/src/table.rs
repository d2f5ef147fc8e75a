//! Tables: declared columns, how they are found in the rows of a sheet, and which sheet is meant.

mod header;
mod sheets;

use crate::value::header_folded;
pub use crate::value::{Cell, ColumnType, Fault, folded};
pub use header::{HeaderFault, Places};
pub use sheets::{Misfit, Rows, Sheets, Table, Wanted};

/// A declared column: its id, its type, and the headers under which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The id that conditions and checks use.
    pub id: Box<str>,
    /// What its cells hold.
    pub kind: ColumnType,
    /// Headers that name this column, Japanese first. The id itself is always one more.
    pub headers: Vec<String>,
}

impl Column {
    /// Whether a name is its id or one of its headers.
    pub fn is_named(&self, name: &str) -> bool {
        self.is_folded(&header_folded(name))
    }

    /// Whether a name that is folded already is its id or one of its headers.
    fn is_folded(&self, name: &str) -> bool {
        // Most headers are written as declared; only what differs is worth folding.
        let same = |own: &str| own == name || header_folded(own) == name;
        same(&self.id) || self.headers.iter().any(|it| same(it))
    }

    /// Its first header, else its id: the name that people know it by.
    pub fn label(&self) -> &str {
        self.headers.first().map_or(&self.id, |it| it)
    }
}

/// One row of a table, cell by declared column.
pub trait Cells {
    /// The cell of a column; none if there is no such column.
    fn cell(&self, column: usize) -> Option<Cell<'_>>;
}

impl Cells for [Cell<'_>] {
    fn cell(&self, column: usize) -> Option<Cell<'_>> {
        self.get(column).map(Cell::reborrowed)
    }
}

impl Cell<'_> {
    /// The same cell, its text borrowed from this one.
    pub fn reborrowed(&self) -> Cell<'_> {
        match self {
            Self::Empty => Cell::Empty,
            Self::Text(text) => Cell::Text(std::borrow::Cow::Borrowed(text)),
            Self::Number(number) => Cell::Number(*number),
            Self::Date(date) => Cell::Date(*date),
            Self::Flag(flag) => Cell::Flag(*flag),
            Self::Bad(fault) => Cell::Bad(*fault),
        }
    }
}

#[cfg(test)]
mod tests;
