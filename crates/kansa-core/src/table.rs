//! Tables: declared columns, how they are found in the rows of a sheet, and which sheet is meant.

mod header;
mod sheets;

use crate::id::RegisterId;
use crate::text::Text;
use crate::value::header_folded;
pub use crate::value::{Cell, ColumnType, Fault, folded};
use crate::yaml::Located;
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
    /// Whether an empty cell is a fault; of registers only.
    pub required: bool,
    /// The values that a text may have, any if there are none; of registers only.
    pub values: Vec<String>,
    /// Whether its cells name persons; of registers only.
    pub(crate) person: bool,
    /// The register whose keys stand in it; of registers only.
    pub(crate) refers: Option<Box<Located<RegisterId>>>,
    /// Id and headers as headers are compared.
    names: Vec<Box<str>>,
}

impl Column {
    /// A column of this id, type and headers.
    pub fn new(id: impl Into<Box<str>>, kind: ColumnType, headers: Vec<String>) -> Self {
        let id = id.into();
        let names = std::iter::once(&*id).chain(headers.iter().map(String::as_str));
        let names = names.map(|it| header_folded(it).into()).collect();
        Self { id, kind, headers, required: false, values: Vec::new(), person: false, refers: None, names }
    }

    /// Whether a name is its id or one of its headers.
    pub fn is_named(&self, name: &str) -> bool {
        self.is_folded(&header_folded(name))
    }

    /// Whether a name that is folded already is its id or one of its headers.
    fn is_folded(&self, name: &str) -> bool {
        self.names.iter().any(|it| **it == *name)
    }

    /// Its first header, else its id: the name that people know it by.
    pub fn label(&self) -> &str {
        self.headers.first().map_or(&self.id, |it| it)
    }

    /// The same for messages, where English has its first header in ASCII, if there is one.
    pub fn title(&self) -> Text {
        let en = self.headers.iter().find(|it| it.is_ascii()).map_or(self.label(), |it| it);
        Text::new(self.label(), en)
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
