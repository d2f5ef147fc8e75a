//! What a file looks like before it is known what it is for.

use std::collections::HashSet;

use chrono::NaiveDate;
use kansa_core::content::{At, Raw, Sheet, Sink};
use kansa_core::table::folded;

use crate::read::hand_out;

/// Rows of each sheet among which a header is looked for.
const ROWS: usize = 10;
/// Characters of its text that are looked at.
const TEXT: usize = 20_000;
/// Cells that are compared with the keys of registers.
const CELLS: usize = 20_000;

/// What a file looks like: its name, the rows that may be a header, its cells, the beginning of its text.
#[derive(Debug, Default)]
pub struct Glance {
    /// Its name without the ending, folded.
    pub(super) name: String,
    /// The letters of its name without numbers and dates: what stays the same from year to year.
    pub(super) stem: String,
    pub(super) rows: Vec<Vec<String>>,
    pub(super) cells: HashSet<String>,
    /// Its text, folded.
    pub(super) text: String,
    /// The day on which it says of itself that it was made or last changed.
    pub dated: Option<NaiveDate>,
    of_sheet: usize,
}

impl Glance {
    /// Looks at a file. One that cannot be read shows no more than its name.
    pub fn of(name: &str, bytes: &[u8]) -> Self {
        let without = name.rsplit_once('.').map_or(name, |(it, _)| it);
        let mut seen = Self::default();
        match hand_out(name, bytes, None, &mut seen) {
            Ok(facts) => seen.dated = facts.dated,
            Err(_) => seen = Self::default(),
        }
        seen.name = plain(without);
        seen.stem = stem(name);
        seen
    }

    fn cell(&mut self, text: &str) {
        if self.text.len() < TEXT {
            self.text.push_str(text);
            self.text.push('\n');
        }
        if self.cells.len() < CELLS && !text.is_empty() && text.len() <= 120 {
            self.cells.insert(text.to_owned());
        }
    }
}

impl Sink for Glance {
    fn sheet(&mut self, _: &Sheet<'_>) {
        self.of_sheet = 0;
    }

    fn row(&mut self, _: u32, cells: &[Raw<'_>]) {
        let texts: Vec<String> = cells
            .iter()
            .map(|it| match it {
                Raw::Text(text) => folded(text).into_owned(),
                Raw::Number(number) => number.to_string(),
                Raw::Empty | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => String::new(),
            })
            .collect();
        texts.iter().for_each(|it| self.cell(&it.to_lowercase()));
        let filled = texts.iter().filter(|it| !it.is_empty()).count();
        if self.of_sheet < ROWS && filled > 1 {
            self.of_sheet += 1;
            self.rows.push(texts);
        }
    }

    fn line(&mut self, _: At, text: &str) {
        let line = plain(text);
        if self.text.len() < TEXT {
            self.text.push_str(&line);
            self.text.push('\n');
        }
    }
}

/// Text as it is compared here: in no case that matters.
pub(super) fn plain(text: &str) -> String {
    folded(text).to_lowercase()
}

/// The letters of a file's name, without its ending, numbers, and the words of dates behind them.
pub(super) fn stem(name: &str) -> String {
    let without = name.rsplit_once('.').map_or(name, |(it, _)| it);
    let mut stem = String::new();
    let mut behind_number = false;
    for letter in plain(without).chars() {
        if letter.is_numeric() {
            behind_number = true;
        } else if letter.is_alphabetic() {
            let of_date = behind_number && matches!(letter, '年' | '月' | '日' | '度' | '分' | '期');
            if !of_date {
                stem.push(letter);
                behind_number = false;
            }
        } else {
            behind_number = false;
        }
    }
    stem
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stem_is_what_stays_from_year_to_year() {
        for (name, expected) in [
            ("2026-06-30_受講名簿.csv", "受講名簿"),
            ("2025年度_受講名簿（全社）.xlsx", "受講名簿全社"),
            ("受講名簿_2026年6月分.CSV", "受講名簿"),
            ("Training 2026Q1.pdf", "trainingq"),
            ("20260630.pdf", ""),
        ] {
            assert_eq!(stem(name), expected, "{name}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_read_shows_its_name() {
        let glance = Glance::of("2026-06-30_受講名簿.xlsx", b"PK\x03\x04");
        assert_eq!((glance.stem.as_str(), glance.rows.len(), glance.text.as_str()), ("受講名簿", 0, ""));
    }
}
