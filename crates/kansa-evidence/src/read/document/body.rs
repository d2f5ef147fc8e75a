//! The text parts of a document, event by event.

use quick_xml::events::{BytesStart, Event};

use super::table::{Cell, Row};
use super::{At, Sink, Table, attribute, broken, events};
use crate::read::{MAX_COLUMNS, Trouble, too_many_columns};

/// Elements whose content is no text that people see: deleted and moved text, the code of a field, the second version of a text
/// box for old programs, the reading above characters, properties.
const UNSEEN: [&str; 10] =
    ["del", "moveFrom", "delText", "instrText", "delInstrText", "Fallback", "rt", "pPr", "rPr", "sectPr"];

/// Takes the parts of a document one after the other.
pub(super) struct Body<'s> {
    sink: &'s mut dyn Sink,
    /// Paragraphs that began so far.
    paragraphs: u32,
    /// Tables that began so far.
    tables: u32,
}

/// Where in a part we are.
#[derive(Default)]
struct Place {
    /// How many elements deep in what people do not see.
    unseen: usize,
    in_text: bool,
    /// Paragraphs that are open: text boxes stand inside paragraphs. Each with its number.
    open: Vec<(u32, String)>,
    /// Tables that are open, as indices of `tables`.
    nested: Vec<usize>,
    /// The outermost open table and those inside it, in the order in which they began.
    tables: Vec<Table>,
}

impl<'s> Body<'s> {
    /// Nothing is read yet.
    pub(super) fn new(sink: &'s mut dyn Sink) -> Self {
        Self { sink, paragraphs: 0, tables: 0 }
    }

    /// Reads a part.
    pub(super) fn read(&mut self, part: &mut dyn std::io::BufRead) -> Result<(), Trouble> {
        let mut place = Place::default();
        events(part, |event| self.take(event, &mut place))
    }

    fn take(&mut self, event: &Event<'_>, place: &mut Place) -> Result<(), Trouble> {
        match event {
            Event::Start(element) => {
                let name = element.local_name().into_inner();
                if place.unseen > 0 || UNSEEN.contains(&name) {
                    place.unseen += 1;
                    return Ok(());
                }
                self.begin(name, place);
                mark(name, element, place)
            }
            Event::Empty(element) if place.unseen == 0 => {
                let name = element.local_name().into_inner();
                match name {
                    // An empty row or cell keeps its place.
                    "p" | "tc" | "tr" => {
                        self.begin(name, place);
                        self.end(name, place)
                    }
                    _ => mark(name, element, place),
                }
            }
            Event::End(element) => {
                if place.unseen > 0 {
                    place.unseen -= 1;
                    return Ok(());
                }
                self.end(element.local_name().into_inner(), place)
            }
            Event::Text(text) if place.in_text && place.unseen == 0 => {
                place.write(text);
                Ok(())
            }
            Event::CData(text) if place.in_text && place.unseen == 0 => {
                place.write(text);
                Ok(())
            }
            Event::GeneralRef(reference) if place.in_text && place.unseen == 0 => {
                let known = match &**reference {
                    "amp" => Some('&'),
                    "lt" => Some('<'),
                    "gt" => Some('>'),
                    "quot" => Some('"'),
                    "apos" => Some('\''),
                    _ => reference.resolve_char_ref().map_err(|_| broken())?,
                };
                place.write(known.ok_or_else(broken)?.encode_utf8(&mut [0; 4]));
                Ok(())
            }
            Event::Empty(_) | Event::Text(_) | Event::CData(_) | Event::GeneralRef(_) => Ok(()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::Eof => Ok(()),
        }
    }

    fn begin(&mut self, name: &str, place: &mut Place) {
        match name {
            "p" => {
                self.paragraphs = self.paragraphs.saturating_add(1);
                place.open.push((self.paragraphs, String::new()));
            }
            "t" => place.in_text = true,
            "tbl" => {
                self.tables = self.tables.saturating_add(1);
                place.nested.push(place.tables.len());
                place.tables.push(Table { number: self.tables, ..Table::default() });
            }
            "tr" => {
                if let Some(table) = place.table() {
                    table.rows.push(Row::default());
                }
            }
            "tc" => {
                if let Some(row) = place.table().and_then(|it| it.rows.last_mut()) {
                    row.cells.push(Cell::default());
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str, place: &mut Place) -> Result<(), Trouble> {
        match name {
            "t" => place.in_text = false,
            "p" => {
                if let Some((number, text)) = place.open.pop() {
                    if text.trim().is_empty() {
                        return Ok(());
                    }
                    self.sink.line(At::Paragraph(number), &text);
                    if let Some(cell) = place.table().and_then(Table::cell) {
                        if !cell.text.is_empty() {
                            cell.text.push('\n');
                        }
                        cell.text.push_str(&text);
                    }
                }
            }
            "tbl" => {
                place.nested.pop();
                if place.nested.is_empty() {
                    for table in std::mem::take(&mut place.tables) {
                        table.hand_out(self.sink)?;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}

/// Takes an element that says something by being there, or by its attributes.
fn mark(name: &str, element: &BytesStart<'_>, place: &mut Place) -> Result<(), Trouble> {
    let columns = || {
        let count = attribute(element, "val").and_then(|it| it.parse().ok()).unwrap_or(1_usize);
        if count > MAX_COLUMNS { Err(too_many_columns()) } else { Ok(count) }
    };
    match name {
        "tab" | "ptab" | "br" | "cr" => place.write(" "),
        "noBreakHyphen" => place.write("-"),
        "sym" => place.write("〓"),
        "gridSpan" => {
            let span = columns()?;
            if let Some(cell) = place.table().and_then(Table::cell) {
                cell.span = span.max(1);
            }
        }
        "gridBefore" => {
            let before = columns()?;
            if let Some(row) = place.table().and_then(|it| it.rows.last_mut()) {
                row.before = before;
            }
        }
        "vMerge" => {
            let goes_on = attribute(element, "val").is_none_or(|it| it != "restart");
            if let Some(cell) = place.table().and_then(Table::cell) {
                cell.goes_on = goes_on;
            }
        }
        _ => {}
    }
    Ok(())
}

impl Place {
    /// The innermost table that is open.
    fn table(&mut self) -> Option<&mut Table> {
        self.tables.get_mut(*self.nested.last()?)
    }

    /// Writes to the innermost paragraph that is open.
    fn write(&mut self, text: &str) {
        if let Some((_, paragraph)) = self.open.last_mut() {
            paragraph.push_str(text);
        }
    }
}
