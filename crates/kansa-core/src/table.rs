//! Tables: declared columns, typed cells.

use std::borrow::Cow;

use chrono::NaiveDate;
use unicode_normalization::{UnicodeNormalization, is_nfc};

use crate::source::SourcePath;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ColumnType {
    /// Any text.
    Text,
    /// A number, read as a 64-bit float.
    Number,
    /// A day.
    Date,
    /// Yes or no.
    Flag,
}

/// A declared column: its id, its type, and the headers under which it is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The id that conditions and checks use.
    pub id: Box<str>,
    /// What its cells hold.
    pub kind: ColumnType,
    /// Headers that name this column, Japanese first. The id itself is always one more.
    pub headers: Vec<String>,
}

impl Column {
    /// Whether a name is its id or one of its headers.
    pub fn is_named(&self, name: &str) -> bool {
        self.is_folded(&folded(name))
    }

    /// Whether a name that is folded already is its id or one of its headers.
    fn is_folded(&self, name: &str) -> bool {
        let same = |own: &str| own == name || own.len() == name.len() && folded(own) == name;
        same(&self.id) || self.headers.iter().any(|it| same(it))
    }

    /// Its first header, else its id: the name that people know it by.
    pub fn label(&self) -> &str {
        self.headers.first().map_or(&self.id, |it| it)
    }
}

/// Text as it is compared: without blanks around it, in Unicode NFC.
pub fn folded(text: &str) -> Cow<'_, str> {
    let text = text.trim();
    // ASCII has no second form.
    if text.is_ascii() || is_nfc(text) { Cow::Borrowed(text) } else { Cow::Owned(text.nfc().collect()) }
}

/// One cell as its column's type.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing but blanks.
    Empty,
    /// A text.
    Text(String),
    /// A number.
    Number(f64),
    /// A day.
    Date(NaiveDate),
    /// Yes or no.
    Flag(bool),
    /// Not readable as the column's type.
    Bad,
}

impl Cell {
    /// Reads a cell as a column's type.
    ///
    /// Dates are `2026-04-01` or `2026/4/1`; flags are one of 済 未 ○ × 有 無 はい いいえ yes no true false 1 0.
    pub fn read(text: &str, kind: ColumnType) -> Self {
        let text = folded(text);
        if text.is_empty() {
            return Self::Empty;
        }
        match kind {
            ColumnType::Text => Self::Text(text.into_owned()),
            ColumnType::Number => match text.parse::<f64>() {
                Ok(number) if number.is_finite() => Self::Number(number),
                _ => Self::Bad,
            },
            ColumnType::Date => read_date(&text).map_or(Self::Bad, Self::Date),
            ColumnType::Flag => match text.to_lowercase().as_str() {
                "済" | "○" | "〇" | "有" | "はい" | "yes" | "true" | "1" => Self::Flag(true),
                "未" | "×" | "無" | "いいえ" | "no" | "false" | "0" => Self::Flag(false),
                _ => Self::Bad,
            },
        }
    }

    /// The text of a cell that was read as text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Empty | Self::Number(_) | Self::Date(_) | Self::Flag(_) | Self::Bad => None,
        }
    }

    /// The day of a cell that was read as a date.
    pub fn as_date(&self) -> Option<NaiveDate> {
        match self {
            Self::Date(date) => Some(*date),
            Self::Empty | Self::Text(_) | Self::Number(_) | Self::Flag(_) | Self::Bad => None,
        }
    }
}

fn read_date(text: &str) -> Option<NaiveDate> {
    let separator = if text.contains('/') { '/' } else { '-' };
    let mut pieces = text.split(separator);
    let (year, month, day) = (pieces.next()?, pieces.next()?, pieces.next()?);
    let digits = |it: &str, least: usize, most: usize| {
        (least..=most).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_digit())
    };
    if pieces.next().is_some() || !digits(year, 4, 4) || !digits(month, 1, 2) || !digits(day, 1, 2) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A table as a file has it: one header row, and rows of text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grid {
    /// The file.
    pub path: SourcePath,
    /// Header cells.
    pub header: Vec<String>,
    /// Rows with the number that a spreadsheet shows for them (the header is row 1); blank rows are left out.
    pub rows: Vec<(u32, Vec<String>)>,
}

/// A header that does not give the declared columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HeaderFault {
    /// No header names this column (its index).
    Missing(usize),
    /// Two headers name this column (its index).
    Twice(usize),
}

impl Grid {
    /// Where each declared column stands; columns that the file has beyond them are of no concern.
    pub fn locate(&self, columns: &[Column]) -> (Vec<Option<usize>>, Vec<HeaderFault>) {
        let mut faults = Vec::new();
        let header: Vec<Cow<'_, str>> = self.header.iter().map(|it| folded(it)).collect();
        let places = columns
            .iter()
            .enumerate()
            .map(|(index, column)| {
                let mut at = (0..header.len()).filter(|it| column.is_folded(&header[*it]));
                let first = at.next();
                if first.is_none() {
                    faults.push(HeaderFault::Missing(index));
                } else if at.next().is_some() {
                    faults.push(HeaderFault::Twice(index));
                }
                first
            })
            .collect();
        (places, faults)
    }

    /// One row as the declared columns' types; a column that the file lacks is empty.
    pub fn typed(row: &[String], columns: &[Column], places: &[Option<usize>]) -> Vec<Cell> {
        columns
            .iter()
            .zip(places)
            .map(|(column, place)| {
                let text = place.and_then(|it| row.get(it)).map_or("", String::as_str);
                Cell::read(text, column.kind)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_read_as_their_columns_type_or_are_bad() {
        let date = |y, m, d| Cell::Date(NaiveDate::from_ymd_opt(y, m, d).unwrap());
        for (text, kind, cell) in [
            ("", ColumnType::Number, Cell::Empty),
            ("  ", ColumnType::Text, Cell::Empty),
            (" 山田商店 ", ColumnType::Text, Cell::Text("山田商店".into())),
            ("80", ColumnType::Number, Cell::Number(80.0)),
            ("80点", ColumnType::Number, Cell::Bad),
            ("NaN", ColumnType::Number, Cell::Bad),
            ("inf", ColumnType::Number, Cell::Bad),
            ("2026-04-01", ColumnType::Date, date(2026, 4, 1)),
            ("2026/4/1", ColumnType::Date, date(2026, 4, 1)),
            ("4/1/2026", ColumnType::Date, Cell::Bad),
            ("2026-02-30", ColumnType::Date, Cell::Bad),
            ("済", ColumnType::Flag, Cell::Flag(true)),
            ("×", ColumnType::Flag, Cell::Flag(false)),
            ("△", ColumnType::Flag, Cell::Bad),
        ] {
            assert_eq!(Cell::read(text, kind), cell, "{text} as {kind:?}");
        }
    }

    #[test]
    fn headers_match_in_any_normal_form() {
        let column =
            Column { id: "vendor".into(), kind: ColumnType::Text, headers: vec!["ベンダー".into()] };
        let decomposed: String = "ベンダー".nfd().collect();
        assert!(column.is_named(&decomposed));
        assert!(column.is_named(" vendor "));
        assert!(!column.is_named("ベンダ"));
    }
}
