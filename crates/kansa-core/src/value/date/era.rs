//! Japanese eras.

use chrono::{Datelike, NaiveDate};

use super::cursor::Cursor;
use crate::value::Fault;

/// An era: its names, and its first and last day as year, month, day.
pub(super) struct Era {
    names: [&'static str; 2],
    letter: char,
    first: (i32, u32, u32),
    last: (i32, u32, u32),
}

/// Eras since the first one that evidence can be of, the latest first. A day on which an era changed
/// belongs to the new one.
///
/// Source: 元号を改める政令 (平成31年政令第143号), 元号を改める政令 (昭和64年政令第1号), 詔書 of 1926-12-25 and 1912-07-30.
const ERAS: [Era; 4] = [
    Era { names: ["令和", "㋿"], letter: 'R', first: (2019, 5, 1), last: (9999, 12, 31) },
    Era { names: ["平成", "㍻"], letter: 'H', first: (1989, 1, 8), last: (2019, 4, 30) },
    Era { names: ["昭和", "㍼"], letter: 'S', first: (1926, 12, 25), last: (1989, 1, 7) },
    Era { names: ["大正", "㍽"], letter: 'T', first: (1912, 7, 30), last: (1926, 12, 24) },
];

/// The era that a text begins with, by name or letter; the text then stands at its year.
pub(super) fn at(text: &mut Cursor<'_>) -> Option<&'static Era> {
    ERAS.iter().find(|era| {
        era.names.iter().any(|it| text.eat_word(it))
            || text.eat(era.letter)
            || text.eat(era.letter.to_ascii_lowercase())
    })
}

impl Era {
    /// A day of this era.
    pub(super) fn day(&self, year: u32, month: u32, day: u32) -> Result<NaiveDate, Fault> {
        let year = i32::try_from(year).ok().and_then(|it| it.checked_add(self.first.0 - 1));
        let date = year.and_then(|it| NaiveDate::from_ymd_opt(it, month, day)).ok_or(Fault::NoSuchDay)?;
        let place = (date.year(), date.month(), date.day());
        if place < self.first || self.last < place { Err(Fault::OutsideEra) } else { Ok(date) }
    }
}
