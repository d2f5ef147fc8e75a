//! ods: all sheets are one stream of XML.

use std::collections::HashSet;
use std::io::BufRead;

use chrono::NaiveDate;
use kansa_core::content::{DateSystem, Raw, Sink, Visibility};
use quick_xml::events::{BytesStart, Event};

use super::super::Trouble;
use super::format::percent;
use super::grid::Grid;
use super::merges::Area;
use super::package::Package;
use super::xml::{Xml, append, attributes, whole_attributes};
use super::{damaged, protected};

/// Reads all sheets, and gives the number of hidden rows.
pub(super) fn read(package: &mut Package<'_>, sink: &mut dyn Sink) -> Result<u32, Trouble> {
    let result = match package.part("content.xml")? {
        Some(source) => content(source, sink),
        None => Err(damaged()),
    };
    // What is encrypted is no XML; only the manifest says why.
    result.map_err(|trouble| {
        let manifest = package.bytes("META-INF/manifest.xml").ok().flatten().unwrap_or_default();
        let encrypted = ["encryption-data", "encrypted-package"]
            .iter()
            .any(|it| memchr::memmem::find(&manifest, it.as_bytes()).is_some());
        if encrypted { protected() } else { trouble }
    })
}

fn content(source: impl BufRead, sink: &mut dyn Sink) -> Result<u32, Trouble> {
    let mut xml = Xml::new(source);
    let mut grid = Grid::default();
    let mut dates = DateSystem::From1900;
    // Styles stand before the sheets; some say that a sheet is hidden.
    let (mut style, mut hiding) = (String::new(), HashSet::new());
    let mut spreadsheet = false;
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "style" => attributes(&element, |name, value| {
                    if name == "name" {
                        value.as_ref().clone_into(&mut style);
                    }
                })?,
                "table-properties" => {
                    attributes(&element, |name, value| {
                        if name == "display" && value == "false" {
                            hiding.insert(style.clone());
                        }
                    })?;
                }
                "spreadsheet" => spreadsheet = true,
                "null-date" => attributes(&element, |name, value| {
                    if name == "date-value" && value == "1904-01-01" {
                        dates = DateSystem::From1904;
                    }
                })?,
                // Deleted cells, and copies of cells of other files.
                "tracked-changes" | "dde-links" => xml.skip()?,
                "table" if spreadsheet => {
                    let (mut title, mut visibility) = (String::new(), Visibility::Visible);
                    attributes(&element, |name, value| match name {
                        "name" => title = value.into_owned(),
                        "style-name" if hiding.contains(value.as_ref()) => visibility = Visibility::Hidden,
                        _ => {}
                    })?;
                    grid.sheet(&title, visibility, dates, Vec::new(), sink);
                    sheet(&mut xml, &mut grid, sink)?;
                }
                _ => {}
            },
            Event::End(element) => match element.local_name().as_ref() {
                "spreadsheet" => return Ok(grid.hidden_rows()),
                "document-content" => {
                    return Err(Trouble::new("中身が表計算の文書ではない", "its content is no spreadsheet"));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// Reads a sheet that has begun.
fn sheet<R: BufRead>(xml: &mut Xml<R>, grid: &mut Grid<'_>, sink: &mut dyn Sink) -> Result<(), Trouble> {
    let mut next = 1_u32;
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "table-row" => {
                    let (mut times, mut hidden) = (1, false);
                    attributes(&element, |name, value| match name {
                        "number-rows-repeated" => times = repeated(&value),
                        "visibility" => hidden = value != "visible",
                        _ => {}
                    })?;
                    grid.row(next, hidden);
                    row(xml, next, grid)?;
                    grid.end(times, sink)?;
                    next = next.saturating_add(times);
                }
                // Rows in groups are rows.
                "table-rows" | "table-row-group" | "table-header-rows" => {}
                _ => xml.skip()?,
            },
            Event::End(element) if element.local_name().as_ref() == "table" => return Ok(()),
            _ => {}
        }
    }
}

fn row<R: BufRead>(xml: &mut Xml<R>, row: u32, grid: &mut Grid<'_>) -> Result<(), Trouble> {
    let mut column = 0_usize;
    loop {
        match xml.next()? {
            Event::Start(element) => match element.local_name().as_ref() {
                "table-cell" | "covered-table-cell" => {
                    let cell = Cell::of(&element)?;
                    let times = usize::try_from(cell.times).unwrap_or(usize::MAX);
                    if cell.columns > 1 || cell.rows > 1 {
                        let columns = usize::try_from(cell.columns).unwrap_or(usize::MAX);
                        grid.merge(Area {
                            top: row,
                            left: column,
                            bottom: row.saturating_add(cell.rows - 1),
                            right: column.saturating_add(columns - 1),
                        });
                    }
                    let value = cell.value(xml)?;
                    if value != Raw::Empty {
                        // The grid refuses what stands too far right, so that this ends.
                        for at in (column..).take(times) {
                            grid.put(at, value.clone())?;
                        }
                    }
                    column = column.saturating_add(times);
                }
                _ => xml.skip()?,
            },
            Event::End(element) if element.local_name().as_ref() == "table-row" => return Ok(()),
            _ => {}
        }
    }
}

/// A number of repetitions: at least one.
fn repeated(value: &str) -> u32 {
    value.parse::<u64>().map_or(1, |it| u32::try_from(it).unwrap_or(u32::MAX)).max(1)
}

/// A cell before its content.
struct Cell {
    kind: Option<String>,
    value: Option<String>,
    formula: bool,
    error: bool,
    times: u32,
    columns: u32,
    rows: u32,
}

impl Cell {
    fn of(element: &BytesStart<'_>) -> Result<Self, Trouble> {
        let mut cell =
            Self { kind: None, value: None, formula: false, error: false, times: 1, columns: 1, rows: 1 };
        whole_attributes(element, |name, value| {
            let (prefix, name) = name.split_once(':').unwrap_or(("", name));
            match name {
                // LibreOffice calls errors texts, except here.
                "value-type" if prefix == "calcext" => cell.error |= value == "error",
                "value-type" => cell.kind = Some(value.into_owned()),
                "value" | "date-value" | "time-value" | "boolean-value" | "string-value" => {
                    cell.value = Some(value.into_owned());
                }
                "formula" => cell.formula = true,
                "number-columns-repeated" => cell.times = repeated(&value),
                "number-columns-spanned" => cell.columns = repeated(&value),
                "number-rows-spanned" => cell.rows = repeated(&value),
                _ => {}
            }
        })?;
        Ok(cell)
    }

    /// Reads on to the end of the cell.
    fn value<R: BufRead>(self, xml: &mut Xml<R>) -> Result<Raw<'static>, Trouble> {
        let text = text(xml)?;
        if self.error {
            return Ok(Raw::Error);
        }
        let value = self.value.as_deref();
        let number = || value.and_then(|it| it.parse::<f64>().ok()).filter(|it| it.is_finite());
        Ok(match self.kind.as_deref() {
            Some("float" | "currency") => Raw::Number(number().ok_or_else(damaged)?),
            Some("percentage") => Raw::Percent(percent(number().ok_or_else(damaged)?)),
            Some("date") => {
                let day = value.and_then(|it| it.get(..10));
                let day = day.and_then(|it| NaiveDate::parse_from_str(it, "%Y-%m-%d").ok());
                Raw::Date(day.ok_or_else(damaged)?)
            }
            Some("time") => Raw::Number(value.and_then(part_of_day).ok_or_else(damaged)?),
            Some("boolean") => Raw::Flag(value == Some("true")),
            None if self.formula && text.is_empty() => Raw::Error,
            Some(_) | None if !text.is_empty() => Raw::Text(text.into()),
            Some(_) | None => value.map_or(Raw::Empty, |it| Raw::Text(it.to_owned().into())),
        })
    }
}

/// A time such as `PT09H30M00S` as a part of a day, as other workbooks hold it.
fn part_of_day(time: &str) -> Option<f64> {
    let (mut seconds, mut rest) = (0.0, time.strip_prefix("PT")?);
    for (unit, factor) in [('H', 3_600.0), ('M', 60.0), ('S', 1.0)] {
        if let Some((number, after)) = rest.split_once(unit) {
            seconds += number.replace(',', ".").parse::<f64>().ok()? * factor;
            rest = after;
        }
    }
    Some(seconds / 86_400.0)
}

/// The text of a cell that has begun: its paragraphs, without comments, drawings and readings (ふりがな).
fn text<R: BufRead>(xml: &mut Xml<R>) -> Result<String, Trouble> {
    let (mut text, mut depth, mut paragraphs) = (String::new(), 1_u32, 0_u32);
    loop {
        match xml.next()? {
            Event::Start(element) => {
                match element.local_name().as_ref() {
                    "p" if depth == 1 => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs = paragraphs.saturating_add(1);
                    }
                    "s" => {
                        let mut blanks = 1;
                        attributes(&element, |name, value| {
                            if name == "c" {
                                blanks = repeated(&value);
                            }
                        })?;
                        // A cell has at most 32,767 characters in other programs.
                        text.extend((0..blanks.min(32_767)).map(|_| ' '));
                    }
                    "tab" => text.push('\t'),
                    "line-break" => text.push('\n'),
                    "span" | "a" | "ruby" | "ruby-base" | "meta" | "date" | "time" | "sheet-name"
                    | "title" => {}
                    _ => {
                        xml.skip()?;
                        continue;
                    }
                }
                depth = depth.saturating_add(1);
            }
            Event::End(_) => {
                depth -= 1;
                if depth == 0 {
                    return Ok(text);
                }
            }
            event if depth > 1 => append(&event, &mut text)?,
            _ => {}
        }
    }
}
