//! Long texts, line by line.

use std::io;

use kansa_core::content::{At, Facts, FileKind, Sink, TextRead};

use super::pieces::Pieces;
use super::{Options, Trouble};

/// Reads a text piece by piece.
pub(crate) fn read_long(
    reader: &mut dyn io::Read,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Facts, Trouble> {
    let mut pieces = Pieces::begin(reader, options)?;
    let mut number = 0_u32;
    loop {
        let last = pieces.more()?;
        let mut rest = pieces.text();
        while let Some((line, after)) =
            rest.split_once('\n').or_else(|| (last && !rest.is_empty()).then_some((rest, "")))
        {
            number = number.saturating_add(1);
            sink.line(At::Line(number), line.strip_suffix('\r').unwrap_or(line));
            rest = after;
        }
        let taken = pieces.text().len() - rest.len();
        pieces.taken(taken)?;
        if last {
            return Ok(Facts { kind: FileKind::Text, text: TextRead::Read, ..Facts::default() });
        }
    }
}
