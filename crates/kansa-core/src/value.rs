//! Values: from a cell as a file has it to a cell as its column's type.
//!
//! What can be read in one way only is read, however it is written; what can be read in two ways is said,
//! never guessed.

use std::borrow::Cow;

use crate::content::{DateSystem, Raw};
use chrono::NaiveDate;

mod date;
mod fault;
mod flag;
mod folding;
mod number;
#[cfg(test)]
mod tests;

pub use fault::Fault;
pub(crate) use folding::is_blank;
pub use folding::{folded, header_folded};

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// A number, read as a 64-bit float.
    Number,
    /// A percentage, in percent: 80 for 80 %.
    Percent,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

/// One cell as its column's type.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell<'a> {
    /// Nothing but blanks.
    Empty,
    /// A text as the file has it: it is [`folded`] when it is compared.
    Text(Cow<'a, str>),
    /// A number; of a percentage, its percent.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// Not readable as the column's type.
    Bad(Fault),
}

impl Cell<'_> {
    /// The text of a cell that was read as text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Empty | Self::Number(_) | Self::Date(_) | Self::Flag(_) | Self::Bad(_) => None,
        }
    }

    /// The day of a cell that was read as a date.
    pub fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Empty | Self::Text(_) | Self::Number(_) | Self::Flag(_) | Self::Bad(_) => None,
        }
    }
}

/// Reads a cell as its column's type. `dates` says how the numbers of its table count days.
///
/// - **Text**: a text as it is; a number in its shortest decimal form; a day as `2026-04-01`; yes and no
///   as `true`, `false`.
/// - **Number**: digits of either width, thousands parted by commas, a yen sign before, a counter (円, 点,
///   件, 名 …) after, `▲` and `△` for minus. A percentage is two numbers, and so is one in brackets.
/// - **Percent**: `80%`, `80 ％`, 80パーセント, and 80; a bare number up to 1 may be a fraction, so that it is
///   two numbers.
/// - **Date**: `2026-04-01`, `2026/4/1`, `2026.4.1`, `20260401`, 2026年4月1日, 令和8年4月1日, `R8.4.1`; a weekday
///   and a time of day after it are left off, whatever their time zone. `04/05/2026` is two days unless
///   one of its numbers can be no month. A number counts days as its table does; where that is not known,
///   five digits are two days.
/// - **Flag**: 済 and 未, ○ and ×, `yes` and `no`, and the like.
pub fn read<'a>(raw: &'a Raw<'_>, kind: ColumnType, dates: DateSystem) -> Cell<'a> {
    let text = match raw {
        Raw::Empty => return Cell::Empty,
        Raw::Error => return Cell::Bad(Fault::ErrorValue),
        Raw::Text(text) => text.as_ref(),
        Raw::Number(number) => return of_number(*number, kind, dates),
        Raw::Percent(percent) => return of_percent(*percent, kind),
        Raw::Date(date) => return of_date(*date, kind),
        Raw::Flag(flag) => return of_flag(*flag, kind),
    };
    let folded = folded(text);
    if folded.is_empty() {
        return Cell::Empty;
    }
    if is_error_value(&folded) {
        return Cell::Bad(Fault::ErrorValue);
    }
    let cell = match kind {
        // A dash in a table says that there is nothing.
        ColumnType::Text if is_dash(&folded) => return Cell::Empty,
        ColumnType::Text => return Cell::Text(Cow::Borrowed(text)),
        ColumnType::Number => number::in_text(&folded).map(Cell::Number),
        ColumnType::Percent => number::percent_in_text(&folded).map(Cell::Number),
        ColumnType::Date => date::in_text(&folded).map(Cell::Date),
        ColumnType::Flag => flag::answer(&folded).map(Cell::Flag),
    };
    cell.unwrap_or_else(|fault| {
        // Only what is of no type otherwise can stand for nothing: なし is a no among flags.
        Cell::Bad(if fault == Fault::NotOfType && is_placeholder(&folded) {
            Fault::Placeholder
        } else {
            fault
        })
    })
}

/// Whether a text is nothing but a dash.
fn is_dash(text: &str) -> bool {
    matches!(text, "-" | "--" | "‐" | "‑" | "–" | "—" | "―" | "ー" | "−" | "─")
}

fn of_number(number: f64, kind: ColumnType, dates: DateSystem) -> Cell<'static> {
    if !number.is_finite() {
        return Cell::Bad(Fault::NotOfType);
    }
    let cell = match kind {
        ColumnType::Text => Ok(Cell::Text(Cow::Owned(decimal(number)))),
        ColumnType::Number => Ok(Cell::Number(number)),
        ColumnType::Percent => number::bare_percent(number).map(Cell::Number),
        ColumnType::Date => date::in_number(number, dates).map(Cell::Date),
        ColumnType::Flag if number == 1.0 => Ok(Cell::Flag(true)),
        ColumnType::Flag if number == 0.0 => Ok(Cell::Flag(false)),
        ColumnType::Flag => Err(Fault::NotOfType),
    };
    cell.unwrap_or_else(Cell::Bad)
}

fn of_percent(percent: f64, kind: ColumnType) -> Cell<'static> {
    if !percent.is_finite() {
        return Cell::Bad(Fault::NotOfType);
    }
    match kind {
        ColumnType::Text => Cell::Text(Cow::Owned(decimal(percent) + "%")),
        ColumnType::Number => number::of_percent(percent).map_or_else(Cell::Bad, Cell::Number),
        ColumnType::Percent => Cell::Number(percent),
        ColumnType::Date | ColumnType::Flag => Cell::Bad(Fault::NotOfType),
    }
}

fn of_date(date: NaiveDate, kind: ColumnType) -> Cell<'static> {
    match kind {
        ColumnType::Text => Cell::Text(Cow::Owned(date.to_string())),
        ColumnType::Date => Cell::Date(date),
        ColumnType::Number | ColumnType::Percent | ColumnType::Flag => Cell::Bad(Fault::NotOfType),
    }
}

fn of_flag(flag: bool, kind: ColumnType) -> Cell<'static> {
    match kind {
        ColumnType::Text => Cell::Text(Cow::Borrowed(if flag { "true" } else { "false" })),
        ColumnType::Flag => Cell::Flag(flag),
        ColumnType::Number | ColumnType::Percent | ColumnType::Date => Cell::Bad(Fault::NotOfType),
    }
}

/// The shortest decimal text of a number, without exponent; an integer has no point.
fn decimal(number: f64) -> String {
    // Minus zero is an artefact of a calculation.
    if number == 0.0 { "0".to_owned() } else { number.to_string() }
}

/// Whether a text is an error value of a spreadsheet: in a csv they are texts.
fn is_error_value(text: &str) -> bool {
    text.starts_with('#')
        && matches!(
            text,
            "#N/A"
                | "#REF!"
                | "#VALUE!"
                | "#DIV/0!"
                | "#NAME?"
                | "#NULL!"
                | "#NUM!"
                | "#SPILL!"
                | "#CALC!"
                | "#GETTING_DATA"
                | "#FIELD!"
                | "#BLOCKED!"
                | "#CONNECT!"
                | "#BUSY!"
                | "#UNKNOWN!"
        )
}

/// Whether a folded text is a way to say that there is nothing.
fn is_placeholder(text: &str) -> bool {
    let dash = |it: char| matches!(it, '-' | '‐' | '‑' | '–' | '—' | '―' | '─' | '−' | 'ー' | '/' | '*');
    const WORDS: [&str; 14] = [
        "n/a",
        "na",
        "n.a.",
        "null",
        "none",
        "nil",
        "該当なし",
        "該当無し",
        "非該当",
        "対象外",
        "適用外",
        "なし",
        "無し",
        "無",
    ];
    text.chars().count() <= 8
        && (text.chars().all(dash) || WORDS.contains(&text.to_ascii_lowercase().as_str()))
}
