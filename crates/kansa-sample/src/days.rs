//! Days: working days, and how they are written.

use chrono::{Datelike, Days, Months, NaiveDate};
use kansa::core::calendar::Calendar;

use crate::random::Random;

/// A day that is written in the code; the first day of time if there is no such day.
pub(crate) fn ymd(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// So many days later, or earlier.
pub(crate) fn plus(day: NaiveDate, days: i64) -> NaiveDate {
    let count = Days::new(days.unsigned_abs());
    let moved = if days < 0 { day.checked_sub_days(count) } else { day.checked_add_days(count) };
    moved.unwrap_or(day)
}

/// So many months later, or earlier.
pub(crate) fn plus_months(day: NaiveDate, months: i32) -> NaiveDate {
    let count = Months::new(months.unsigned_abs());
    let moved = if months < 0 { day.checked_sub_months(count) } else { day.checked_add_months(count) };
    moved.unwrap_or(day)
}

/// The fiscal year in which a day lies, by the year in which it starts in April.
pub(crate) fn fiscal_year(day: NaiveDate) -> i32 {
    if day.month() < 4 { day.year() - 1 } else { day.year() }
}

/// 2026年6月30日.
pub(crate) fn in_japanese(day: NaiveDate) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// The days on which offices are open.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorkingDays<'a>(pub(crate) &'a Calendar);

impl WorkingDays<'_> {
    fn is_open(self, day: NaiveDate) -> bool {
        self.0.is_closed(day).is_none()
    }

    /// The day itself, or the next open one.
    pub(crate) fn from(self, day: NaiveDate) -> NaiveDate {
        (0..30).map(|it| plus(day, it)).find(|it| self.is_open(*it)).unwrap_or(day)
    }

    /// The day itself, or the last open one before it.
    pub(crate) fn until(self, day: NaiveDate) -> NaiveDate {
        (0..30).map(|it| plus(day, -it)).find(|it| self.is_open(*it)).unwrap_or(day)
    }

    /// So many open days after a day; the day itself, if open, for none.
    pub(crate) fn after(self, day: NaiveDate, count: i64) -> NaiveDate {
        let mut day = self.from(day);
        for _ in 0..count {
            day = self.from(plus(day, 1));
        }
        day
    }

    /// An open day of a span, any day of it if none is open.
    pub(crate) fn within(self, random: &mut Random, first: NaiveDate, last: NaiveDate) -> NaiveDate {
        let day = plus(first, random.between(0, (last - first).num_days().max(0)));
        let later = self.from(day);
        if later <= last {
            return later;
        }
        let earlier = self.until(day);
        if earlier >= first { earlier } else { day.min(last) }
    }
}
