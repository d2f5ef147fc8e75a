//! A table inside a document.

use std::borrow::Cow;

use super::{DateSystem, Form, Raw, Sheet, Sink, Visibility};
use crate::read::{MAX_COLUMNS, Trouble, too_many_columns};

/// A table while it is read.
#[derive(Default)]
pub(super) struct Table {
    pub(super) number: u32,
    pub(super) rows: Vec<Row>,
}

/// A row: the columns that it leaves free at its beginning, and its cells.
#[derive(Default)]
pub(super) struct Row {
    pub(super) before: usize,
    pub(super) cells: Vec<Cell>,
}

/// A cell.
pub(super) struct Cell {
    pub(super) text: String,
    /// How many columns it takes.
    pub(super) span: usize,
    /// Whether it goes on from the row above.
    pub(super) goes_on: bool,
}

impl Default for Cell {
    fn default() -> Self {
        Self { text: String::new(), span: 1, goes_on: false }
    }
}

impl Table {
    /// The cell that is being read.
    pub(super) fn cell(&mut self) -> Option<&mut Cell> {
        self.rows.last_mut()?.cells.last_mut()
    }

    /// Hands out the table. Of merged cells each has the text of the first one.
    pub(super) fn hand_out(&self, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let name = format!("表{}", self.number);
        sink.sheet(&Sheet {
            name: Some(&name),
            visibility: Visibility::Visible,
            dates: DateSystem::None,
            form: Form::Inside,
        });
        let mut above: Vec<&str> = Vec::new();
        for (number, row) in (1..).zip(&self.rows) {
            let mut texts: Vec<&str> = vec![""; row.before];
            for cell in &row.cells {
                let text = if cell.goes_on {
                    above.get(texts.len()).copied().unwrap_or_default()
                } else {
                    &cell.text
                };
                if texts.len() + cell.span > MAX_COLUMNS {
                    return Err(too_many_columns());
                }
                texts.extend(std::iter::repeat_n(text, cell.span));
            }
            let cells: Vec<Raw<'_>> = texts
                .iter()
                .map(|it| if it.trim().is_empty() { Raw::Empty } else { Raw::Text(Cow::Borrowed(*it)) })
                .collect();
            if cells.iter().any(|it| *it != Raw::Empty) {
                sink.row(number, &cells);
            }
            above = texts;
        }
        Ok(())
    }
}
