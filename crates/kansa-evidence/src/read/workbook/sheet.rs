//! One sheet of an xlsx as a stream of rows.

use std::io::BufRead;

use chrono::NaiveDate;
use kansa_core::content::{DateSystem, Raw, Sink};
use quick_xml::events::{BytesStart, Event};

use super::super::Trouble;
use super::damaged;
use super::format::Shown;
use super::grid::Grid;
use super::merges::Area;
use super::strings::{self, Strings, rich_text};
use super::xml::{Xml, append, attributes, yes};

/// The last row that Excel has.
const LAST_ROW: u32 = 1_048_576;

/// What the sheets of a workbook share.
pub(super) struct Workbook<'a> {
    pub(super) strings: &'a Strings,
    pub(super) formats: &'a [Shown],
    pub(super) dates: DateSystem,
}

/// Reads the rows of a sheet.
pub(super) fn read<'a>(
    source: impl BufRead,
    workbook: &Workbook<'a>,
    grid: &mut Grid<'a>,
    sink: &mut dyn Sink,
) -> Result<(), Trouble> {
    let mut xml = Xml::new(source);
    let (mut row, mut column) = (0, 0);
    // One buffer for the content of all cells.
    let mut text = String::new();
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "row" => {
                    let (mut number, mut hidden) = (Some(row + 1), false);
                    attributes(&element, |name, value| match name {
                        "r" => number = value.parse().ok(),
                        "hidden" => hidden = yes(&value),
                        _ => {}
                    })?;
                    // Rows are in order in every workbook that Excel opens.
                    row = number.filter(|it| *it > row && *it <= LAST_ROW).ok_or_else(damaged)?;
                    column = 0;
                    grid.row(row, hidden);
                }
                "c" if row > 0 => {
                    let cell = Cell::of(&element, column, workbook)?;
                    column = cell.column + 1;
                    let (at, value) = (cell.column, cell.value(&mut xml, &mut text, workbook)?);
                    grid.put(at, value)?;
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "row" => grid.end(1, sink)?,
                // Only drawings, rules and the like follow.
                "sheetData" | "worksheet" => return Ok(()),
                _ => {}
            },
            _ => {}
        }
    }
}

/// How a cell holds its value.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Held {
    Number,
    /// As the number of a shared text.
    Shared,
    /// As text: the result of a formula.
    Text,
    /// As text with runs, in an element of its own.
    Inline,
    Flag,
    Error,
    Day,
}

/// A cell before its content.
struct Cell {
    column: usize,
    held: Held,
    shown: Shown,
}

impl Cell {
    fn of(element: &BytesStart<'_>, next: usize, workbook: &Workbook<'_>) -> Result<Self, Trouble> {
        let mut cell = Self { column: next, held: Held::Number, shown: Shown::Number };
        let (mut known, mut placed) = (true, true);
        attributes(element, |name, value| match name {
            "r" => match place(&value) {
                Some((column, _)) => cell.column = column,
                None => placed = false,
            },
            "s" => {
                let style = value.parse().ok().and_then(|it: usize| workbook.formats.get(it));
                cell.shown = style.copied().unwrap_or(Shown::Number);
            }
            "t" => {
                cell.held = match value.as_ref() {
                    "n" => Held::Number,
                    "s" => Held::Shared,
                    "str" => Held::Text,
                    "inlineStr" => Held::Inline,
                    "b" => Held::Flag,
                    "e" => Held::Error,
                    "d" => Held::Day,
                    _ => {
                        known = false;
                        Held::Text
                    }
                }
            }
            _ => {}
        })?;
        if known && placed { Ok(cell) } else { Err(damaged()) }
    }

    /// Reads on to the end of the cell.
    fn value<'a, R: BufRead>(
        &self,
        xml: &mut Xml<R>,
        text: &mut String,
        workbook: &Workbook<'a>,
    ) -> Result<Raw<'a>, Trouble> {
        let (mut formula, mut saved, mut inside) = (false, false, false);
        text.clear();
        loop {
            match xml.next()? {
                Event::Start(element) => match element.local_name().as_ref() {
                    "v" => (inside, saved) = (true, true),
                    "f" => formula = true,
                    "is" => {
                        rich_text(xml, text)?;
                        saved = true;
                    }
                    _ => {}
                },
                Event::End(element) => match element.local_name().as_ref() {
                    "c" => break,
                    _ => inside = false,
                },
                event if inside => append(&event, text)?,
                _ => {}
            }
        }
        match (saved, formula) {
            // Some programs write formulas and leave their results to Excel.
            (true, true) if text.is_empty() && self.held == Held::Number => Ok(Raw::Error),
            (true, _) => self.raw(text, workbook),
            (false, true) => Ok(Raw::Error),
            (false, false) => Ok(Raw::Empty),
        }
    }

    fn raw<'a>(&self, text: &mut String, workbook: &Workbook<'a>) -> Result<Raw<'a>, Trouble> {
        Ok(match self.held {
            Held::Text | Held::Inline => {
                strings::unescape(text, 0);
                Raw::Text(std::mem::take(text).into())
            }
            Held::Error => Raw::Error,
            _ if text.trim().is_empty() => Raw::Empty,
            Held::Shared => {
                let text = workbook.strings.get(strings::number(text)?).ok_or_else(damaged)?;
                Raw::Text(text.into())
            }
            Held::Flag => Raw::Flag(yes(text.trim())),
            Held::Day => {
                let day = text.get(..10).and_then(|it| NaiveDate::parse_from_str(it, "%Y-%m-%d").ok());
                day.map_or_else(|| Raw::Text(std::mem::take(text).into()), Raw::Date)
            }
            Held::Number => {
                let number = text.trim().parse::<f64>().ok().filter(|it| it.is_finite());
                self.shown.raw(number.ok_or_else(damaged)?, workbook.dates)
            }
        })
    }
}

/// The merged cells of a sheet, which stand behind its rows.
pub(super) fn merged(mut source: impl BufRead) -> Result<Vec<Area>, Trouble> {
    let finder = memchr::memmem::Finder::new(b"mergeCells");
    let overlap = b"mergeCells".len() - 1;
    let mut window: Vec<u8> = Vec::new();
    loop {
        let piece = source.fill_buf().map_err(|_| damaged())?;
        if piece.is_empty() {
            return Ok(Vec::new());
        }
        let length = piece.len();
        // A sheet that is at hand as a whole is searched where it is.
        if window.is_empty() {
            if let Some(at) = finder.find(piece) {
                window.extend_from_slice(piece.get(at..).unwrap_or_default());
                source.consume(length);
                break;
            }
            window.extend_from_slice(piece.get(length.saturating_sub(overlap)..).unwrap_or_default());
        } else {
            window.extend_from_slice(piece);
            if let Some(at) = finder.find(&window) {
                window.drain(..at);
                source.consume(length);
                break;
            }
            window.drain(..window.len().saturating_sub(overlap));
        }
        source.consume(length);
    }
    source.read_to_end(&mut window).map_err(|_| damaged())?;
    areas(&window)
}

/// The areas of a list `mergeCells count="1"><mergeCell ref="A1:B2"/></mergeCells>`.
fn areas(list: &[u8]) -> Result<Vec<Area>, Trouble> {
    // The list begins with its own name, and its end has it again.
    let list = list.get(b"mergeCells".len()..).unwrap_or_default();
    let end = memchr::memmem::find(list, b"mergeCells>").unwrap_or(list.len());
    let list = list.get(..end).unwrap_or_default();
    let mut areas = Vec::new();
    for at in memchr::memmem::find_iter(list, b"mergeCell ") {
        let element = list.get(at..).unwrap_or_default();
        let element = element.split(|it| *it == b'>').next().unwrap_or_default();
        let element = std::str::from_utf8(element).map_err(|_| damaged())?;
        let reference = element.split_once("ref=").and_then(|(_, it)| it.split(['"', '\'']).nth(1));
        let reference = reference.ok_or_else(damaged)?;
        let (first, last) = reference.split_once(':').unwrap_or((reference, reference));
        let (left, top) = place(first).ok_or_else(damaged)?;
        let (right, bottom) = place(last).ok_or_else(damaged)?;
        areas.push(Area { top, left, bottom, right });
    }
    Ok(areas)
}

/// The column, from 0, and the row, from 1, of a cell's address such as `AB12`.
fn place(address: &str) -> Option<(usize, u32)> {
    let letters = address.bytes().take_while(u8::is_ascii_alphabetic).count();
    if letters == 0 || letters > 3 {
        return None;
    }
    let (letters, digits) = address.split_at_checked(letters)?;
    let column =
        letters.bytes().fold(0, |sum, it| sum * 26 + usize::from(it.to_ascii_uppercase() - b'A') + 1);
    let row = digits.parse().ok().filter(|it| (1..=LAST_ROW).contains(it))?;
    Some((column - 1, row))
}
