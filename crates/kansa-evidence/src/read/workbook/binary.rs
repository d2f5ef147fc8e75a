//! xlsb, by calamine: it tells days from numbers, but neither percentages nor hidden rows nor merged cells.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsb, XlsbError};
use kansa_core::content::{DateSystem, Raw, Sink, Visibility};

use super::super::Trouble;
use super::format::day;
use super::grid::Grid;
use super::{damaged, protected};

/// Reads all sheets, and gives the number of hidden rows.
pub(super) fn read(bytes: &[u8], sink: &mut dyn Sink) -> Result<u32, Trouble> {
    let mut workbook = Xlsb::new(Cursor::new(bytes)).map_err(|error| trouble(&error))?;
    let dates = if workbook.has_1904_epoch() { DateSystem::From1904 } else { DateSystem::From1900 };
    let mut grid = Grid::default();
    for sheet in workbook.sheets_metadata().to_vec() {
        // Charts and dialogs have no cells.
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        let visibility = match sheet.visible {
            SheetVisible::Visible => Visibility::Visible,
            SheetVisible::Hidden | SheetVisible::VeryHidden => Visibility::Hidden,
        };
        grid.sheet(&sheet.name, visibility, dates, Vec::new(), sink);
        let mut cells = workbook.worksheet_cells_reader(&sheet.name).map_err(|error| trouble(&error))?;
        let mut current = 0;
        while let Some(cell) = cells.next_cell().map_err(|error| trouble(&error))? {
            let (row, column) = cell.get_position();
            let number = row.checked_add(1).filter(|it| *it >= current).ok_or_else(damaged)?;
            if number > current {
                if current > 0 {
                    grid.end(1, sink)?;
                }
                grid.row(number, false);
                current = number;
            }
            grid.put(usize::try_from(column).unwrap_or(usize::MAX), raw(cell.get_value(), dates))?;
        }
        if current > 0 {
            grid.end(1, sink)?;
        }
    }
    Ok(grid.hidden_rows())
}

fn raw(value: &DataRef<'_>, dates: DateSystem) -> Raw<'static> {
    match value {
        DataRef::Int(it) => {
            #[expect(clippy::cast_precision_loss, reason = "from 30 bits")]
            let number = *it as f64;
            Raw::Number(number)
        }
        DataRef::Float(it) => Raw::Number(*it),
        DataRef::String(it) => Raw::Text(it.clone().into()),
        DataRef::SharedString(it) => Raw::Text((*it).to_owned().into()),
        DataRef::Bool(it) => Raw::Flag(*it),
        DataRef::DateTime(it) if it.is_duration() => Raw::Number(it.as_f64()),
        DataRef::DateTime(it) => day(it.as_f64(), dates).map_or(Raw::Number(it.as_f64()), Raw::Date),
        DataRef::DateTimeIso(it) | DataRef::DurationIso(it) => Raw::Text(it.clone().into()),
        DataRef::Error(_) => Raw::Error,
        DataRef::Empty => Raw::Empty,
    }
}

fn trouble(error: &XlsbError) -> Trouble {
    if matches!(error, XlsbError::Password) { protected() } else { damaged() }
}
