//! Merged cells: each has the value of the first one.

use kansa_core::content::Raw;

use super::super::{MAX_COLUMNS, Trouble};
use super::damaged;
use super::grid::TEXT_OF_A_CELL;

/// Cells that are merged: rows from 1, columns from 0, the last ones included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Area {
    pub(super) top: u32,
    pub(super) left: usize,
    pub(super) bottom: u32,
    pub(super) right: usize,
}

/// The merged cells of a sheet, while it is read from above.
#[derive(Default)]
pub(super) struct Merges {
    /// Those that begin further down, the next one last.
    ahead: Vec<Area>,
    /// Those that have begun and have not ended, with their values.
    here: Vec<(Area, Raw<'static>)>,
}

impl Merges {
    pub(super) fn new(mut areas: Vec<Area>) -> Self {
        areas.sort_by_key(|it| std::cmp::Reverse((it.top, it.left)));
        Self { ahead: areas, here: Vec::new() }
    }

    /// Adds an area that begins in the row that is being read.
    pub(super) fn begin(&mut self, area: Area) {
        self.ahead.push(area);
    }

    /// Gives the cells of a row, if it has values of its own, those of the areas it is in, and says how many
    /// cells that were, long texts counting as more.
    pub(super) fn fill(
        &mut self,
        row: u32,
        cells: &mut Vec<Raw<'_>>,
        with_values: bool,
    ) -> Result<usize, Trouble> {
        if self.ahead.is_empty() && self.here.is_empty() {
            return Ok(0);
        }
        self.here.retain(|(area, _)| area.bottom >= row);
        while let Some(area) = self.ahead.pop_if(|it| it.top <= row) {
            // An area whose first row is blank has no value.
            let first = cells.get(area.left).filter(|_| area.top == row && area.bottom >= row);
            match first {
                None | Some(Raw::Empty) => {}
                Some(value) => self.here.push((area, value.owned())),
            }
        }
        // Areas may not overlap, so that no row is in more of them than it has columns.
        if self.here.len() > MAX_COLUMNS {
            return Err(damaged());
        }
        let mut filled = 0;
        if with_values {
            for (area, value) in &self.here {
                let end = area.right.min(MAX_COLUMNS - 1) + 1;
                if cells.len() < end {
                    cells.resize(end, Raw::Empty);
                }
                let cost = match value {
                    Raw::Text(text) => 1 + text.len() / TEXT_OF_A_CELL,
                    Raw::Empty
                    | Raw::Number(_)
                    | Raw::Percent(_)
                    | Raw::Date(_)
                    | Raw::Flag(_)
                    | Raw::Error => 1,
                };
                for cell in cells.get_mut(area.left..end).unwrap_or_default() {
                    *cell = value.clone();
                    filled += cost;
                }
            }
        }
        Ok(filled)
    }
}
