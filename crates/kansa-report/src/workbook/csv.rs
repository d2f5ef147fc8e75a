//! A table as text with separators.

use super::{Cell, Table};
use crate::blank::{is_formula, quoted};

/// With the byte order mark that Excel wants to see. What a spreadsheet would take for a formula has `'` before it.
pub(super) fn written(table: &Table) -> String {
    let mut text = String::from("\u{feff}");
    let headers: Vec<String> = table.columns.iter().map(|it| neutral(it.title.as_str())).collect();
    push(&mut text, &headers);
    for row in &table.rows {
        let cells: Vec<String> = row.iter().map(cell).collect();
        push(&mut text, &cells);
    }
    text
}

fn push(text: &mut String, cells: &[String]) {
    text.push_str(&cells.join(","));
    text.push_str("\r\n");
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Empty => String::new(),
        Cell::Text(text) | Cell::Link(text, _) => neutral(text.as_str()),
        Cell::Day(day) => day.to_string(),
        Cell::Number(number) => number.to_string(),
    }
}

fn neutral(text: &str) -> String {
    // Some spreadsheets overlook blanks before a formula.
    if is_formula(text.trim_start()) { quoted(&format!("'{text}")) } else { quoted(text) }
}
