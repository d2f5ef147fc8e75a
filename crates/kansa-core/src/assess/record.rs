//! Rows of the registers that the engine itself reads, cells by the ids of their columns.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::Inputs;
use crate::finding::Spot;
use crate::period::DateRange;
use crate::register::{RegisterDef, RowRef};
use crate::table::Cell;

/// One row of a register.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    def: &'a RegisterDef,
    row: RowRef<'a>,
}

/// The rows of a register; none if it is not there or cannot be read.
pub(super) fn of<'a>(inputs: &Inputs<'a>, register: &str) -> impl Iterator<Item = Record<'a>> + use<'a> {
    let def = inputs.model.register_named(register).map(|it| inputs.model.register(it));
    let read = inputs.plan.registers.read(inputs.model, register);
    def.zip(read).into_iter().flat_map(|(def, read)| read.rows().map(move |row| Record { def, row }))
}

/// Of each key the row that began last, by the day: what is gone from a later snapshot stays as it was.
pub(super) fn latest<'a>(inputs: &Inputs<'a>, register: &str) -> impl Iterator<Item = Record<'a>> + use<'a> {
    let mut latest: BTreeMap<&str, Record<'a>> = BTreeMap::new();
    for row in of(inputs, register).filter(|it| it.span().from <= inputs.as_of) {
        let newest = latest.entry(row.key()).or_insert(row);
        if row.span().from >= newest.span().from {
            *newest = row;
        }
    }
    latest.into_values()
}

impl<'a> Record<'a> {
    pub(super) fn key(&self) -> &'a str {
        self.row.key()
    }

    pub(super) fn spot(&self) -> Spot {
        self.row.spot()
    }

    /// The days on which the row holds.
    pub(super) fn span(&self) -> DateRange {
        self.row.span
    }

    /// Whether the days on which it holds are as somebody wrote them.
    pub(super) fn is_dated(&self) -> bool {
        self.row.is_dated(self.def)
    }

    /// The text of a cell; none if it is empty.
    pub(super) fn words(&self, column: &str) -> Option<&'a str> {
        self.row.text(self.def.column(column)?).map(str::trim).filter(|it| !it.is_empty())
    }

    /// The words of a cell that lists several: between commas, semicolons, blanks or line breaks of either width.
    pub(super) fn list(&self, column: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let between = |it: char| it.is_whitespace() || matches!(it, ',' | ';' | '、' | '，' | '；');
        self.words(column).unwrap_or_default().split(between).filter(|it| !it.is_empty())
    }

    pub(super) fn day(&self, column: &str) -> Option<NaiveDate> {
        self.row.date(self.def.column(column)?)
    }

    /// Yes or no; none if the cell is empty or cannot be read.
    pub(super) fn flag(&self, column: &str) -> Option<bool> {
        match self.row.get(self.def.column(column)?) {
            Cell::Flag(it) => Some(it),
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Date(_) | Cell::Bad(_) => None,
        }
    }

    /// Whether a cell says no, or something that cannot be read as yes.
    pub(super) fn is_denied(&self, column: &str) -> bool {
        self.def.column(column).is_some_and(|it| match self.row.get(it) {
            Cell::Flag(it) => !it,
            Cell::Bad(_) => true,
            Cell::Empty | Cell::Text(_) | Cell::Number(_) | Cell::Date(_) => false,
        })
    }

    /// The label of a column, as people know it.
    pub(super) fn label(&self, column: &str) -> &'a str {
        self.def.column(column).map_or("", |it| self.def.columns[it].label())
    }
}
