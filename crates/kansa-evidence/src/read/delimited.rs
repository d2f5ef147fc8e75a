//! csv and tsv: from text to the rows of one table.
//!
//! Rows have the numbers that a spreadsheet shows: a line break inside a cell begins no row, a blank line is one.

use std::borrow::Cow;
use std::io;

use kansa_core::content::{DateSystem, Facts, FileKind, Form, Raw, Sheet, Sink, TextRead, Visibility};

use super::encoding;
use super::pieces::Pieces;
use super::{MAX_COLUMNS, Options, Trouble, refuse_binary};

/// What separates the cells of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Delimiter {
    /// Commas, unless the first lines have none and are all of one number of tabs (or semicolons).
    Found,
    /// Tabs.
    Tab,
}

/// Reads a whole table.
pub(crate) fn read(
    bytes: &[u8],
    delimiter: Delimiter,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Facts, Trouble> {
    let text = encoding::text(bytes, options.encoding)?;
    let mut table = Table::begin(&text, delimiter, sink);
    table.rows(&text, true, sink)?;
    table.end()
}

/// Reads a table piece by piece.
pub(crate) fn read_long(
    reader: &mut dyn io::Read,
    ending: &str,
    delimiter: Delimiter,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Facts, Trouble> {
    let mut pieces = Pieces::begin(reader, options)?;
    refuse_binary(
        pieces.beginning(),
        ending,
        &kansa_core::text::Text::new("区切りテキスト", "delimited text"),
    )?;
    let mut table: Option<Table> = None;
    loop {
        let last = pieces.more()?;
        let table = table.get_or_insert_with(|| Table::begin(pieces.text(), delimiter, sink));
        let taken = table.rows(pieces.text(), last, sink)?;
        pieces.taken(taken)?;
        if last {
            break;
        }
    }
    table.map_or_else(|| Err(empty()), |it| it.end())
}

/// Where in a table its reader is.
struct Table {
    delimiter: u8,
    /// Rows that ended, blank ones included.
    row: u32,
    /// Line breaks before the row that is read next, for messages.
    lines: usize,
    /// Whether any row was handed out.
    any: bool,
    /// Whether a line that names the delimiter may still come.
    fresh: bool,
}

impl Table {
    fn begin(text: &str, delimiter: Delimiter, sink: &mut dyn Sink) -> Self {
        sink.sheet(&Sheet {
            name: None,
            visibility: Visibility::Visible,
            dates: DateSystem::None,
            form: Form::Grid,
        });
        let (delimiter, fresh) = match delimiter {
            Delimiter::Tab => (b'\t', false),
            Delimiter::Found => (found(text), true),
        };
        Self { delimiter, row: 0, lines: 0, any: false, fresh }
    }

    fn end(self) -> Result<Facts, Trouble> {
        if !self.any {
            return Err(empty());
        }
        Ok(Facts { kind: FileKind::Delimited, text: TextRead::Read, ..Facts::default() })
    }

    /// Hands out the rows of a text, except one at its end that may go on, and gives how much of it they are.
    fn rows(&mut self, text: &str, last: bool, sink: &mut dyn Sink) -> Result<usize, Trouble> {
        let skipped =
            if std::mem::take(&mut self.fresh) { directive(text).map_or(0, |(_, length)| length) } else { 0 };
        self.lines += usize::from(skipped > 0);
        let rest = text.get(skipped..).unwrap_or_default();
        let bytes = rest.as_bytes();
        // Most tables have neither quotes nor the line ends of old Macs: then a line is a row.
        let plain = memchr::memchr(b'"', bytes).is_none()
            && memchr::memchr_iter(b'\r', bytes).all(|at| matches!(bytes.get(at + 1), Some(b'\n') | None));
        let taken = if plain { self.plain(rest, last, sink)? } else { self.quoted(rest, last, sink)? };
        Ok(skipped + taken)
    }

    fn plain(&mut self, text: &str, last: bool, sink: &mut dyn Sink) -> Result<usize, Trouble> {
        let mut cells = Vec::new();
        let (mut start, mut row_start) = (0, 0);
        for at in memchr::memchr2_iter(self.delimiter, b'\n', text.as_bytes()) {
            let cell = text.get(start..at).unwrap_or_default();
            start = at + 1;
            if text.as_bytes().get(at) == Some(&b'\n') {
                self.cell(&mut cells, Cow::Borrowed(cell.strip_suffix('\r').unwrap_or(cell)))?;
                self.hand_out(&mut cells, 1, sink);
                row_start = start;
            } else {
                self.cell(&mut cells, Cow::Borrowed(cell))?;
            }
        }
        if last && row_start < text.len() {
            let cell = text.get(start..).unwrap_or_default();
            self.cell(&mut cells, Cow::Borrowed(cell.strip_suffix('\r').unwrap_or(cell)))?;
            self.hand_out(&mut cells, 0, sink);
            row_start = text.len();
        }
        Ok(row_start)
    }

    fn quoted(&mut self, text: &str, last: bool, sink: &mut dyn Sink) -> Result<usize, Trouble> {
        let bytes = text.as_bytes();
        let mut cells = Vec::new();
        let (mut at, mut row_start, mut lines) = (0, 0, 0);
        while row_start < bytes.len() {
            let cell = match bytes.get(at) {
                Some(b'"') => quoted_cell(text, at, self.delimiter),
                _ => {
                    let (cell, end) = plain_cell(text, at, self.delimiter);
                    Quoted::Closed((Cow::Borrowed(cell), end))
                }
            };
            let (cell, end) = match cell {
                Quoted::Closed(closed) => closed,
                Quoted::Open if last => {
                    let line = self.lines + lines + 1;
                    return Err(Trouble::new(
                        format!("{line} 行目の引用符（\"）が閉じていない"),
                        format!("the quote (\") in line {line} is never closed"),
                    ));
                }
                Quoted::Open => break,
            };
            lines += memchr::memchr_iter(b'\n', bytes.get(at..end).unwrap_or_default()).count();
            let next = match (bytes.get(end), bytes.get(end + 1)) {
                (Some(it), _) if *it == self.delimiter => {
                    self.cell(&mut cells, cell)?;
                    at = end + 1;
                    continue;
                }
                (Some(b'\r'), Some(b'\n')) => end + 2,
                // Here a piece may end between the two.
                (None, _) | (Some(b'\r'), None) if !last => break,
                (Some(_), _) => end + 1,
                (None, _) => end,
            };
            let ends = memchr::memchr_iter(b'\n', bytes.get(end..next).unwrap_or_default()).count();
            self.cell(&mut cells, cell)?;
            self.hand_out(&mut cells, lines + ends, sink);
            (at, row_start, lines) = (next, next, 0);
        }
        Ok(row_start)
    }

    #[inline]
    fn cell<'a>(&self, cells: &mut Vec<Raw<'a>>, text: Cow<'a, str>) -> Result<(), Trouble> {
        if cells.len() < MAX_COLUMNS {
            cells.push(if text.is_empty() { Raw::Empty } else { Raw::Text(text) });
        } else if !text.trim().is_empty() {
            let row = self.row.saturating_add(1);
            return Err(Trouble::new(
                format!("{row} 行目の列が {MAX_COLUMNS} を超える"),
                format!("row {row} has more than {MAX_COLUMNS} columns"),
            ));
        }
        Ok(())
    }

    #[inline]
    fn hand_out(&mut self, cells: &mut Vec<Raw<'_>>, lines: usize, sink: &mut dyn Sink) {
        self.row = self.row.saturating_add(1);
        self.lines += lines;
        let blank = |cell: &Raw<'_>| match cell {
            Raw::Text(text) => text.trim().is_empty(),
            Raw::Empty => true,
            Raw::Number(_) | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => false,
        };
        if !cells.iter().all(blank) {
            self.any = true;
            sink.row(self.row, cells);
        }
        cells.clear();
    }
}

fn empty() -> Trouble {
    Trouble::new("ファイルが空", "the file is empty")
}

/// A cell without quotes around it, and where it ends.
fn plain_cell(text: &str, at: usize, delimiter: u8) -> (&str, usize) {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    let end = memchr::memchr3(delimiter, b'\n', b'\r', rest).map_or(text.len(), |it| at + it);
    (text.get(at..end).unwrap_or_default(), end)
}

/// A cell that began with a quote.
enum Quoted<'a> {
    /// The cell, and where it ends.
    Closed((Cow<'a, str>, usize)),
    /// The quote does not close in this text.
    Open,
}

/// A cell with quotes around it. What follows the closing quote belongs to it too, as in every spreadsheet.
fn quoted_cell(text: &str, at: usize, delimiter: u8) -> Quoted<'_> {
    let bytes = text.as_bytes();
    let mut start = at + 1;
    let mut cell = Cow::Borrowed("");
    loop {
        let rest = bytes.get(start..).unwrap_or_default();
        let Some(quote) = memchr::memchr(b'"', rest).map(|it| start + it) else { return Quoted::Open };
        append(&mut cell, text.get(start..quote).unwrap_or_default());
        start = quote + 1;
        // Two quotes inside quotes are one.
        if bytes.get(start) != Some(&b'"') {
            break;
        }
        append(&mut cell, "\"");
        start += 1;
    }
    let (tail, end) = plain_cell(text, start, delimiter);
    append(&mut cell, tail);
    Quoted::Closed((cell, end))
}

fn append<'a>(cell: &mut Cow<'a, str>, piece: &'a str) {
    if cell.is_empty() {
        *cell = Cow::Borrowed(piece);
    } else if !piece.is_empty() {
        cell.to_mut().push_str(piece);
    }
}

/// The line `sep=;` with which Excel is told the delimiter: Excel shows no row for it. With its length.
fn directive(text: &str) -> Option<(u8, usize)> {
    let line = text.get(..text.find('\n')? + 1)?;
    match line.trim_end_matches(['\r', '\n']).strip_prefix("sep=")?.as_bytes() {
        [it] if it.is_ascii() && !matches!(it, b'"' | b'\r') => Some((*it, line.len())),
        _ => None,
    }
}

/// The delimiter of a csv by its first lines.
fn found(text: &str) -> u8 {
    if let Some((delimiter, _)) = directive(text) {
        return delimiter;
    }
    let beginning = text.as_bytes();
    let beginning = beginning.get(..encoding::SAMPLE).unwrap_or(beginning);
    // Tabs and semicolons of each line, outside of quotes.
    let mut lines: Vec<(usize, usize)> = Vec::new();
    let (mut tabs, mut semicolons, mut inside, mut any) = (0, 0, false, false);
    for byte in beginning {
        match byte {
            b'"' => inside = !inside,
            _ if inside => {}
            // The header decides: below it a comma may stand in a number.
            b',' if lines.is_empty() => return b',',
            b'\t' => tabs += 1,
            b';' => semicolons += 1,
            b'\n' => {
                if any {
                    lines.push((tabs, semicolons));
                }
                (tabs, semicolons, any) = (0, 0, false);
                continue;
            }
            b'\r' => continue,
            _ => {}
        }
        any = true;
    }
    if any && beginning.len() == text.len() {
        lines.push((tabs, semicolons));
    }
    let Some((tabs, semicolons)) = lines.first().copied() else { return b',' };
    if tabs > 0 && lines.iter().all(|it| it.0 == tabs) {
        b'\t'
    } else if tabs == 0 && semicolons > 0 && lines.iter().all(|it| *it == (0, semicolons)) {
        b';'
    } else {
        b','
    }
}

#[cfg(test)]
mod tests;
