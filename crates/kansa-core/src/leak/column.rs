//! Columns of a table whose header tells what is below it.

use crate::content::Raw;

use super::Secret;
use super::word::Words;

/// Rows in which a header is looked for: titles and notes stand above it.
const HEADER_ROWS: u8 = 30;
/// A longer text is no header.
const HEADER_BYTES: usize = 200;

/// What the first rows of the current table tell of its columns.
#[derive(Debug, Default)]
pub(super) struct Columns {
    rows: u8,
    words: Vec<Words>,
}

impl Columns {
    /// Takes note of a row, after its cells were looked through.
    pub(super) fn pass(&mut self, cells: &[Raw<'_>]) {
        if self.rows >= HEADER_ROWS {
            return;
        }
        self.rows += 1;
        for (column, cell) in cells.iter().enumerate() {
            let Raw::Text(text) = cell else { continue };
            if text.len() > HEADER_BYTES {
                continue;
            }
            let words = Words::of(text);
            if words == Words::default() {
                continue;
            }
            if self.words.len() <= column {
                self.words.resize(column + 1, Words::default());
            }
            if let Some(own) = self.words.get_mut(column) {
                *own = own.and(words);
            }
        }
    }

    /// Whether a row above told that a column has secrets of a kind.
    pub(super) fn tell(&self, column: u16, secret: Secret) -> bool {
        self.words.get(usize::from(column)).is_some_and(|it| it.tell(secret))
    }
}
