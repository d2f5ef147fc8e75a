//! Workbooks.

use anyhow::Result;
use chrono::{Datelike, NaiveDate};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as Style, FormatBorder, Workbook, Worksheet};

use super::Maker;
use crate::sheet::{Block, Contents, Table};

/// Whether a cell is a day as recipes write it.
pub(crate) fn is_day(cell: &str) -> Option<NaiveDate> {
    if cell.len() == 10 { NaiveDate::parse_from_str(cell, "%Y-%m-%d").ok() } else { None }
}

/// A workbook: the text above the table, the table with a header that stands out.
pub(super) fn workbook(contents: &Contents, maker: &Maker<'_>) -> Result<Vec<u8>> {
    let made = made(maker)?;
    let mut book = Workbook::new();
    let properties = DocProperties::new().set_creation_datetime(&made);
    let properties = properties.set_author(maker.author).set_company(maker.company).set_title(maker.title);
    book.set_properties(&properties);
    let sheet = book.add_worksheet();
    let mut row = 0;
    for block in &contents.text {
        row = text_row(sheet, row, block)?;
    }
    if row > 0 {
        row += 1;
    }
    match &contents.table {
        Some(table) => {
            sheet.set_name(name(table))?;
            table_rows(sheet, row, table)?;
        }
        None => {
            sheet.set_column_width(0, 60)?;
        }
    }
    Ok(book.save_to_buffer()?)
}

fn made(maker: &Maker<'_>) -> Result<ExcelDateTime> {
    let year = u16::try_from(maker.day.year()).unwrap_or(2026);
    let month = u8::try_from(maker.day.month()).unwrap_or(1);
    let day = u8::try_from(maker.day.day()).unwrap_or(1);
    Ok(ExcelDateTime::from_ymd(year, month, day)?)
}

/// Sheets have names of at most 31 signs, without a few of them.
fn name(table: &Table) -> String {
    let name: String = table.name.chars().filter(|it| !"[]:*?/\\".contains(*it)).take(31).collect();
    if name.is_empty() { "Sheet1".to_owned() } else { name }
}

fn text_row(sheet: &mut Worksheet, row: u32, block: &Block) -> Result<u32> {
    match block {
        Block::Heading(_, text) => {
            sheet.write_with_format(row, 0, text, &Style::new().set_bold())?;
        }
        Block::Paragraph(text) => {
            let mut row = row;
            for line in text.lines() {
                sheet.write(row, 0, line)?;
                row += 1;
            }
            return Ok(row);
        }
        Block::Item(text) => {
            sheet.write(row, 0, format!("・{text}"))?;
        }
        Block::Table(rows) => {
            let mut row = row;
            for cells in rows {
                for (at, cell) in cells.iter().enumerate() {
                    sheet.write(row, u16::try_from(at)?, cell)?;
                }
                row += 1;
            }
            return Ok(row);
        }
    }
    Ok(row + 1)
}

fn table_rows(sheet: &mut Worksheet, top: u32, table: &Table) -> Result<()> {
    let head = Style::new().set_bold().set_border(FormatBorder::Thin).set_background_color("DDE6F0");
    let day = Style::new().set_num_format("yyyy/mm/dd");
    for (at, label) in table.header.iter().enumerate() {
        let column = u16::try_from(at)?;
        sheet.write_with_format(top, column, label, &head)?;
        let longest = table.rows.iter().filter_map(|it| it.get(at)).map(|it| width(it)).max().unwrap_or(0);
        sheet.set_column_width(column, longest.max(width(label)).clamp(6, 48) + 2)?;
    }
    for (row, cells) in (top + 1..).zip(&table.rows) {
        for (at, cell) in cells.iter().enumerate() {
            let column = u16::try_from(at)?;
            if let Some(at) = is_day(cell) {
                let year = u16::try_from(at.year())?;
                let at = ExcelDateTime::from_ymd(year, u8::try_from(at.month())?, u8::try_from(at.day())?)?;
                sheet.write_with_format(row, column, &at, &day)?;
            } else if let Some(number) = number(cell) {
                sheet.write(row, column, number)?;
            } else if !cell.is_empty() {
                sheet.write(row, column, cell)?;
            }
        }
    }
    if let Some(hidden) = table.hidden {
        sheet.set_row_hidden(top + 1 + u32::try_from(hidden)?)?;
    }
    sheet.set_freeze_panes(top + 1, 0)?;
    Ok(())
}

/// A number, if it is written in its shortest form: `007` is no number.
fn number(cell: &str) -> Option<f64> {
    let number: f64 = cell.parse().ok()?;
    (number.is_finite() && number.to_string() == cell).then_some(number)
}

/// The width of a text, where Japanese takes two places.
fn width(text: &str) -> u32 {
    let width: usize = text.chars().map(|it| if it.is_ascii() { 1 } else { 2 }).sum();
    u32::try_from(width).unwrap_or(u32::MAX)
}
