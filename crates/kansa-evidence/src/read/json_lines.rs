//! jsonl: a record on every line, all of them one sheet.

use std::io::{self, BufRead, Read};

use kansa_core::content::{At, Facts, FileKind, Form, Sink, TextRead};

use super::records::{Columns, Nested, begin};
use super::tree::Value;
use super::{Options, Trouble, encoding, json};

/// Bytes of one line of a file that is read as a stream. A record is small; a longer line is a json file by the wrong name.
const MAX_LINE: u64 = 16 * 1024 * 1024;

/// Lines that name the columns of a file that is read as a stream.
const HEADER_LINES: usize = 1_000;

/// Hands out every line, and the records on them as one sheet without a name, whose columns are the fields of all records.
/// The number of a row is the place of its record, from 1; blank lines are no records. A list of records inside a record is one text.
///
/// # Errors
///
/// A line that is no record, with its number; else as [`json::read`].
pub(crate) fn read(bytes: &[u8], options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let text = encoding::text(bytes, options.encoding)?;
    // The records are read twice rather than held: a tree takes many times the bytes of its text.
    let mut columns = Columns::new(Nested::Joined);
    for (number, line) in filled(&text) {
        columns.learn(&record(line, number)?)?;
        sink.line(At::Line(number), line);
    }
    begin("", Form::Records, sink);
    sink.row(0, &columns.header());
    for (row, (number, line)) in (1..).zip(filled(&text)) {
        let record = record(line, number)?;
        record.hand_out(sink);
        sink.row(row, &columns.row(&record)?);
    }
    Ok(facts())
}

/// The same of a stream of UTF-8, holding a thousand lines at most: they name the columns.
///
/// # Errors
///
/// As [`read`], and a field that comes later than in the first thousand lines, a line of more than 16 MiB, and what the stream
/// itself fails of.
pub(crate) fn read_lines(from: &mut dyn BufRead, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let mut lines = Lines { from, number: 0 };
    let mut first = Vec::new();
    while first.len() < HEADER_LINES
        && let Some(line) = lines.next()?
    {
        first.push(line);
    }
    let mut columns = Columns::new(Nested::Joined);
    for (number, line) in &first {
        columns.learn(&record(line, *number)?)?;
    }
    begin("", Form::Records, sink);
    sink.row(0, &columns.header());
    let mut first = first.into_iter();
    let mut row = 0;
    while let Some((number, line)) = match first.next() {
        Some(line) => Some(line),
        None => lines.next()?,
    } {
        let record = record(&line, number)?;
        if !columns.know(&record)? {
            return Err(Trouble::new(
                format!("{number} 行目に、初めの {HEADER_LINES} 行にない項目がある"),
                format!("line {number} has a field that the first {HEADER_LINES} lines do not have"),
            )
            .remedy("ファイルを分ける", "split the file"));
        }
        row += 1;
        sink.line(At::Line(number), &line);
        record.hand_out(sink);
        sink.row(row, &columns.row(&record)?);
    }
    Ok(facts())
}

fn facts() -> Facts {
    Facts { kind: FileKind::Json, text: TextRead::Read, ..Facts::default() }
}

/// The lines that are not blank, with their numbers.
fn filled(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty())
}

fn record(line: &str, number: u32) -> Result<Value<'_>, Trouble> {
    let above = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    let value = json::parse(line).map_err(|wrong| wrong.trouble(above))?;
    match value {
        Value::Record(_) => Ok(value),
        Value::Empty | Value::Flag(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
            Err(Trouble::new(
                format!("{number} 行目がオブジェクト（{{…}}）ではない"),
                format!("line {number} is no object (`{{…}}`)"),
            ))
        }
    }
}

/// The lines of a stream.
struct Lines<'r> {
    from: &'r mut dyn BufRead,
    number: u32,
}

impl Lines<'_> {
    /// The next line that is not blank, with its number.
    fn next(&mut self) -> Result<Option<(u32, String)>, Trouble> {
        loop {
            let mut line = Vec::new();
            let number = self.number.saturating_add(1);
            let read = Read::take(&mut *self.from, MAX_LINE + 1).read_until(b'\n', &mut line);
            let length = read.map_err(|error| failed(&error))?;
            if length == 0 {
                return Ok(None);
            }
            self.number = number;
            if u64::try_from(length).is_ok_and(|it| it > MAX_LINE) {
                return Err(Trouble::new(
                    format!("{number} 行目が長すぎる"),
                    format!("line {number} is too long"),
                ));
            }
            let line = String::from_utf8(line).map_err(|_| {
                Trouble::new(
                    format!("{number} 行目が UTF-8 の文字ではない"),
                    format!("line {number} is not UTF-8"),
                )
            })?;
            let line = if number == 1 { line.trim_start_matches('\u{feff}') } else { &line };
            if !line.trim().is_empty() {
                return Ok(Some((number, line.trim_end_matches(['\r', '\n']).to_owned())));
            }
        }
    }
}

fn failed(error: &io::Error) -> Trouble {
    Trouble::new(format!("読み取りに失敗（{error}）"), format!("cannot be read ({error})"))
}

#[cfg(test)]
mod tests;
