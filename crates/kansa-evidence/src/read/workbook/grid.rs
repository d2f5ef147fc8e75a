//! The rows of one sheet after another: cells at their columns, merged cells filled, blank rows left out.

use kansa_core::content::{DateSystem, Form, Raw, Sheet, Sink, Visibility};

use super::super::{MAX_COLUMNS, Trouble};
use super::damaged;
use super::merges::{Area, Merges};

/// The most cells, blank ones between others included, that a workbook may hand out: 1,000,000 rows of 200 columns. A
/// few bytes can say more (a cell in the last column of each row).
const MAX_CELLS: u64 = 200_000_000;

/// The longest text of a cell in bytes: Excel's 32,767 characters. It may be copied into thousands of cells.
const LONGEST_TEXT: usize = 32_767 * 4;

/// Bytes of a copied text that count as one more cell.
pub(super) const TEXT_OF_A_CELL: usize = 64;

/// Puts the cells of a sheet into rows.
#[derive(Default)]
pub(super) struct Grid<'a> {
    sheet: String,
    row: u32,
    hidden: bool,
    /// Whether the row has a value of its own.
    any: bool,
    cells: Vec<Raw<'a>>,
    merges: Merges,
    handed_out: u64,
    hidden_rows: u32,
}

impl<'a> Grid<'a> {
    /// Begins a sheet.
    pub(super) fn sheet(
        &mut self,
        name: &str,
        visibility: Visibility,
        dates: DateSystem,
        merged: Vec<Area>,
        sink: &mut dyn Sink,
    ) {
        name.clone_into(&mut self.sheet);
        self.merges = Merges::new(merged);
        self.row = 0;
        sink.sheet(&Sheet { name: Some(name), visibility, dates, form: Form::Grid });
    }

    /// Begins a row, which has a number from 1.
    pub(super) fn row(&mut self, number: u32, hidden: bool) {
        self.row = number;
        self.hidden = hidden;
        self.any = false;
        self.cells.clear();
    }

    /// Puts a value into a column, counted from 0. What is blank needs no place.
    pub(super) fn put(&mut self, column: usize, value: Raw<'a>) -> Result<(), Trouble> {
        match &value {
            Raw::Empty => return Ok(()),
            Raw::Text(text) if text.is_empty() => return Ok(()),
            Raw::Text(text) if text.len() > LONGEST_TEXT => {
                let (sheet, row) = (&self.sheet, self.row);
                return Err(Trouble::new(
                    format!("シート「{sheet}」の {row} 行目に長すぎる文字列がある"),
                    format!("row {row} of sheet \"{sheet}\" has a text that is too long"),
                ));
            }
            Raw::Text(text) => {
                self.any |= !text.trim().is_empty();
                self.count(text.len() / TEXT_OF_A_CELL)?;
            }
            Raw::Number(_) | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => self.any = true,
        }
        if column >= MAX_COLUMNS {
            let (sheet, row) = (&self.sheet, self.row);
            return Err(Trouble::new(
                format!("シート「{sheet}」の {row} 行目の列が {MAX_COLUMNS} を超える"),
                format!("row {row} of sheet \"{sheet}\" has more than {MAX_COLUMNS} columns"),
            )
            .remedy("表の右端の外にある値を消す", "delete what stands right of the table"));
        }
        if column >= self.cells.len() {
            self.cells.resize(column, Raw::Empty);
            self.cells.push(value);
        } else if let Some(cell) = self.cells.get_mut(column) {
            *cell = value;
        }
        Ok(())
    }

    /// Makes the cells of an area, which begins in this row, one.
    pub(super) fn merge(&mut self, area: Area) {
        self.merges.begin(area);
    }

    /// Ends a row that stands so many times below itself, and hands it out.
    pub(super) fn end(&mut self, times: u32, sink: &mut dyn Sink) -> Result<(), Trouble> {
        let filled = self.merges.fill(self.row, &mut self.cells, self.any)?;
        if !self.any {
            return Ok(());
        }
        let times_here = usize::try_from(times).unwrap_or(usize::MAX);
        self.count((self.cells.len() + filled).saturating_mul(times_here))?;
        if self.hidden {
            self.hidden_rows = self.hidden_rows.saturating_add(times);
        }
        let end = self.row.checked_add(times).ok_or_else(damaged)?;
        for number in self.row..end {
            sink.row(number, &self.cells);
        }
        Ok(())
    }

    fn count(&mut self, cells: usize) -> Result<(), Trouble> {
        self.handed_out = self.handed_out.saturating_add(u64::try_from(cells).unwrap_or(u64::MAX));
        if self.handed_out > MAX_CELLS {
            return Err(Trouble::new(
                "セルが多すぎる（2 億まで）",
                "has too many cells (200 million at most)",
            ));
        }
        Ok(())
    }

    /// Hidden rows that were handed out, over all sheets.
    pub(super) fn hidden_rows(&self) -> u32 {
        self.hidden_rows
    }
}
