//! A long text, piece by piece: what is read and not yet taken is kept, and never more than a row may have.

use std::io;

use super::encoding::{self, SAMPLE, Strict};
use super::{Options, Trouble};

/// How many bytes are read at a time.
const PIECE: usize = 1024 * 1024;

/// The longest row or line of a long text. Excel's longest cell has 32,767 characters.
const LONGEST: usize = 8 * 1024 * 1024;

/// A long text of which a part is at hand.
pub(super) struct Pieces<'a> {
    reader: &'a mut dyn io::Read,
    strict: Strict,
    /// Bytes that were read and not decoded yet: at first the sample.
    bytes: Vec<u8>,
    /// Length of the byte order mark in front of them.
    mark: usize,
    text: String,
}

impl<'a> Pieces<'a> {
    /// Reads the beginning of a text and tells its encoding.
    pub(super) fn begin(reader: &'a mut dyn io::Read, options: &Options<'_>) -> Result<Self, Trouble> {
        let mut bytes = Vec::with_capacity(PIECE);
        fill(reader, &mut bytes, SAMPLE)?;
        let (encoding, mark) = encoding::detect(&bytes, options.encoding)?;
        Ok(Self { reader, strict: Strict::new(encoding, mark), bytes, mark, text: String::new() })
    }

    /// The first bytes, before [`Pieces::more`] was called.
    pub(super) fn beginning(&self) -> &[u8] {
        &self.bytes
    }

    /// Reads on, and says whether that was the last of it.
    pub(super) fn more(&mut self) -> Result<bool, Trouble> {
        fill(self.reader, &mut self.bytes, PIECE)?;
        let last = self.bytes.len() < PIECE;
        let new = self.bytes.get(std::mem::take(&mut self.mark)..).unwrap_or_default();
        self.strict.push(new, last, &mut self.text)?;
        self.bytes.clear();
        Ok(last)
    }

    /// The text at hand.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// Forgets so many bytes of the text at hand.
    pub(super) fn taken(&mut self, length: usize) -> Result<(), Trouble> {
        self.text.drain(..length.min(self.text.len()));
        if self.text.len() > LONGEST {
            return Err(Trouble::new(
                "8 MiB を超える行がある（引用符（\"）が閉じていない可能性）",
                "has a row of more than 8 MiB (a quote (\") may never be closed)",
            ));
        }
        Ok(())
    }
}

/// Reads until so many bytes are there or nothing is left.
fn fill(reader: &mut dyn io::Read, bytes: &mut Vec<u8>, length: usize) -> Result<(), Trouble> {
    let missing = u64::try_from(length.saturating_sub(bytes.len())).unwrap_or(u64::MAX);
    let read = io::Read::read_to_end(&mut io::Read::take(reader, missing), bytes);
    read.map(drop).map_err(|error| {
        Trouble::new(format!("読み取りに失敗した（{error}）"), format!("cannot be read on: {error}"))
    })
}
