//! Plain text (txt, md, log): its lines, and the tables that Markdown draws with `|`.

use std::borrow::Cow;

use kansa_core::content::{At, DateSystem, Facts, FileKind, Form, Raw, Sheet, Sink, TextRead, Visibility};

use super::{MAX_COLUMNS, Options, Trouble, encoding, too_many_columns};

/// Hands out the lines that are not blank, and Markdown's tables as sheets named `表1`, `表2` in their order.
///
/// A table is a line with a `|`, below it a line of dashes with as many cells, then rows up to a line without a `|`. Its
/// rows have the numbers of their lines. What stands between fences (three backticks or tildes) is no table. Emphasis and links inside a
/// cell stay as they are written.
///
/// # Errors
///
/// The bytes are no text, or a table has too many columns.
pub(crate) fn read(bytes: &[u8], options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let text = encoding::text(bytes, options.encoding)?;
    let mut tables = Tables::default();
    for (number, line) in (1..).zip(text.lines()) {
        if !line.trim().is_empty() {
            sink.line(At::Line(number), line);
        }
        tables.take(number, line, sink)?;
    }
    Ok(Facts { kind: FileKind::Text, text: TextRead::Read, ..Facts::default() })
}

/// Hands out the lines that are not blank.
pub(crate) fn lines(text: &str, sink: &mut dyn Sink) {
    for (number, line) in (1..).zip(text.lines()) {
        if !line.trim().is_empty() {
            sink.line(At::Line(number), line);
        }
    }
}

/// The Markdown tables of a text, line by line.
///
/// Whoever reads a text as a stream feeds its lines to this too.
#[derive(Default)]
pub(crate) struct Tables<'a> {
    count: u32,
    fence: Option<char>,
    state: State<'a>,
}

/// Where in a table the line before was.
#[derive(Default)]
enum State<'a> {
    /// In none.
    #[default]
    Outside,
    /// It may be the header of one.
    Header(u32, Cow<'a, str>),
    /// In its rows.
    Rows,
}

impl<'a> Tables<'a> {
    /// Takes the next line of the text.
    ///
    /// # Errors
    ///
    /// A table has too many columns.
    pub(crate) fn take(
        &mut self,
        number: u32,
        line: impl Into<Cow<'a, str>>,
        sink: &mut dyn Sink,
    ) -> Result<(), Trouble> {
        let line = line.into();
        if self.fenced(&line) || !line.contains('|') {
            self.state = State::Outside;
            return Ok(());
        }
        match std::mem::take(&mut self.state) {
            State::Outside => self.state = State::Header(number, line),
            State::Header(above, header) => {
                let Some(columns) = rule(&line) else {
                    self.state = State::Header(number, line);
                    return Ok(());
                };
                let header = cells(&header);
                if header.len() != columns {
                    return Ok(());
                }
                if columns > MAX_COLUMNS {
                    return Err(too_many_columns());
                }
                self.count += 1;
                let name = format!("表{}", self.count);
                sink.sheet(&Sheet {
                    name: Some(&name),
                    visibility: Visibility::Visible,
                    dates: DateSystem::None,
                    form: Form::Inside,
                });
                sink.row(above, &header);
                self.state = State::Rows;
            }
            State::Rows => {
                let row = cells(&line);
                if row.len() > MAX_COLUMNS {
                    return Err(too_many_columns());
                }
                if row.iter().any(|it| *it != Raw::Empty) {
                    sink.row(number, &row);
                }
                self.state = State::Rows;
            }
        }
        Ok(())
    }

    /// Whether a line stands between fences, or is one.
    fn fenced(&mut self, line: &str) -> bool {
        let line = line.trim_start();
        let mark =
            ['`', '~'].into_iter().find(|&mark| line.chars().take_while(|&it| it == mark).count() >= 3);
        match (self.fence, mark) {
            (Some(open), Some(mark)) if open == mark => self.fence = None,
            (Some(_), _) => {}
            (None, Some(mark)) => self.fence = Some(mark),
            (None, None) => return false,
        }
        true
    }
}

/// The number of cells of a line of dashes.
fn rule(line: &str) -> Option<usize> {
    let mut columns = 0;
    for cell in inner(line).split('|') {
        let cell = cell.trim();
        let dashes = cell.strip_prefix(':').unwrap_or(cell);
        let dashes = dashes.strip_suffix(':').unwrap_or(dashes);
        if dashes.is_empty() || !dashes.bytes().all(|it| it == b'-') {
            return None;
        }
        columns += 1;
    }
    Some(columns)
}

/// A line of a table without the bars at its ends.
fn inner(line: &str) -> &str {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    match line.strip_suffix('|') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => line,
    }
}

/// The cells of a line; `\|` is a bar that separates nothing.
fn cells(line: &str) -> Vec<Raw<'static>> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut rest = inner(line).chars().peekable();
    while let Some(it) = rest.next() {
        match it {
            '\\' if rest.peek() == Some(&'|') => {
                rest.next();
                cell.push('|');
            }
            '|' => cells.push(finished(&std::mem::take(&mut cell))),
            it => cell.push(it),
        }
    }
    cells.push(finished(&cell));
    cells
}

fn finished(cell: &str) -> Raw<'static> {
    match cell.trim() {
        "" => Raw::Empty,
        text => Raw::Text(Cow::Owned(text.to_owned())),
    }
}

#[cfg(test)]
mod tests;
