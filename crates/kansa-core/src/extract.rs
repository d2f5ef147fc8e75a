//! Extracts: all that the checks of a requirement need of one table, and nothing else.
//!
//! A function of the file's bytes and the requirement alone. Conditions on one row are decided here, so that no cell
//! value has to be kept; keys are the exception.

use crate::check::CheckKind;
use crate::condition::Truth;
use crate::measure::Requirement;
use crate::table::{Cell, Column, Grid, HeaderFault, folded};
use crate::text::{Text, text};

/// What the checks of a requirement need of one table.
#[derive(Debug, Clone, PartialEq)]
pub struct Extract {
    /// How many rows it has.
    pub rows: u32,
    /// One entry per check of the requirement, in order.
    pub checks: Vec<CheckExtract>,
}

/// What one check needs of one table.
#[derive(Debug, Clone, PartialEq)]
pub enum CheckExtract {
    /// The table lacks a column that the check reads, or has it twice.
    Header(Text),
    /// Of `rows`: how many rows meet the condition, and those on which it cannot be decided.
    Count {
        /// Rows that meet it.
        met: u32,
        /// Rows on which it cannot be decided.
        undecided: Vec<u32>,
    },
    /// Of `each`: the rows that do not meet the condition.
    Breaches(Vec<Breach>),
    /// Of `unique` and `covers`: the key of each row, in the order of the file; none if a cell of it is empty.
    Keys(Vec<(u32, Option<Box<str>>)>),
}

/// A row that does not meet a condition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Breach {
    /// The row.
    pub row: u32,
    /// The header of the first cell that kept it from being decided.
    pub undecided: Option<String>,
}

/// Separates the cells of a key of several columns; no cell of a text file has it.
const SEPARATOR: char = '\u{1f}';

/// Extracts from a table what the checks of a requirement need.
pub fn extract(requirement: &Requirement, grid: &Grid) -> Extract {
    let columns = &requirement.columns;
    let (places, faults) = grid.locate(columns);
    let rows: Vec<(u32, Vec<Cell>)> =
        grid.rows.iter().map(|(number, texts)| (*number, Grid::typed(texts, columns, &places))).collect();
    extract_rows(requirement, &rows, &faults)
}

/// Extracts from the row of a register what the checks of a requirement need that is answered there.
pub fn extract_row(requirement: &Requirement, row: &crate::register::Row) -> Extract {
    extract_rows(requirement, &[(row.number, row.cells.clone())], &[])
}

fn extract_rows(requirement: &Requirement, rows: &[(u32, Vec<Cell>)], faults: &[HeaderFault]) -> Extract {
    let columns = &requirement.columns;
    let checks = requirement
        .checks
        .iter()
        .map(|check| {
            let needed = needed_columns(&check.kind);
            if let Some(fault) = faults.iter().find(|it| needed.contains(&index(it))) {
                return CheckExtract::Header(header_message(fault, columns));
            }
            match &check.kind {
                CheckKind::Rows { condition: None, .. } => {
                    CheckExtract::Count { met: count(rows.len()), undecided: Vec::new() }
                }
                CheckKind::Rows { condition: Some(condition), .. } => {
                    let (mut met, mut undecided) = (0, Vec::new());
                    for (number, cells) in rows {
                        match condition.eval(cells) {
                            Truth::Yes => met += 1,
                            Truth::No => {}
                            Truth::Unknown => undecided.push(*number),
                        }
                    }
                    CheckExtract::Count { met, undecided }
                }
                CheckKind::Each { condition } => CheckExtract::Breaches(
                    rows.iter()
                        .filter_map(|(row, cells)| {
                            let undecided = match condition.eval(cells) {
                                Truth::Yes => return None,
                                Truth::No => None,
                                Truth::Unknown => first_unreadable(&needed, cells, columns),
                            };
                            Some(Breach { row: *row, undecided })
                        })
                        .collect(),
                ),
                CheckKind::Unique { columns } => {
                    CheckExtract::Keys(rows.iter().map(|(row, cells)| (*row, key(cells, columns))).collect())
                }
                CheckKind::Covers { column, .. } => CheckExtract::Keys(
                    rows.iter().map(|(row, cells)| (*row, key(cells, &[*column]))).collect(),
                ),
            }
        })
        .collect();
    Extract { rows: count(rows.len()), checks }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn index(fault: &HeaderFault) -> usize {
    match fault {
        HeaderFault::Missing(index) | HeaderFault::Twice(index) => *index,
    }
}

fn needed_columns(kind: &CheckKind) -> Vec<usize> {
    match kind {
        CheckKind::Rows { condition, .. } => {
            condition.as_ref().map(crate::condition::Condition::columns).unwrap_or_default()
        }
        CheckKind::Each { condition } => condition.columns(),
        CheckKind::Unique { columns } => columns.clone(),
        CheckKind::Covers { column, .. } => vec![*column],
    }
}

fn header_message(fault: &HeaderFault, columns: &[Column]) -> Text {
    let name = |it: usize| columns.get(it).map_or("", Column::label);
    match fault {
        HeaderFault::Missing(it) => {
            text!("見出しに列「{0}」がない", "the header has no column {0}", name(*it))
        }
        HeaderFault::Twice(it) => {
            text!("列「{0}」にあたる見出しが二つある", "two headers name the column {0}", name(*it))
        }
    }
}

fn first_unreadable(needed: &[usize], cells: &[Cell], columns: &[Column]) -> Option<String> {
    needed
        .iter()
        .find(|it| matches!(cells.get(**it), Some(Cell::Empty | Cell::Bad)))
        .and_then(|it| columns.get(*it))
        .map(|it| it.label().to_owned())
}

fn key(cells: &[Cell], columns: &[usize]) -> Option<Box<str>> {
    let mut key = String::new();
    for (nth, column) in columns.iter().enumerate() {
        if nth > 0 {
            key.push(SEPARATOR);
        }
        match cells.get(*column)? {
            Cell::Empty | Cell::Bad => return None,
            Cell::Text(text) => key.push_str(&folded(text)),
            Cell::Number(number) => key.push_str(&number.to_string()),
            Cell::Date(date) => key.push_str(&date.to_string()),
            Cell::Flag(flag) => key.push_str(if *flag { "true" } else { "false" }),
        }
    }
    Some(key.into())
}
