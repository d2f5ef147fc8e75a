//! Business days: open by the calendar, and not closed by the company itself.

use chrono::NaiveDate;

use super::{Calendar, LONGEST_CLOSURE};
use crate::config::RawText;
use crate::diagnostic::{Diagnostic, backwards};
use crate::period::DateRange;
use crate::text::Text;
use crate::yaml::{Located, keywords, record};

keywords! {
    /// From which day a time is counted.
    pub enum Counting {
        /// The day after is the first (初日不算入).
        DayAfter = "day-after",
        /// The day itself is the first (初日算入).
        FirstDay = "first-day",
    }
}

record! {
    /// Days on which a company is closed beside the holidays.
    pub(crate) struct RawClosedDays {
        /// First day.
        from: NaiveDate,
        /// Last day: the first one if left out.
        to: Option<NaiveDate>,
        /// What they are.
        name: RawText,
    }
}

/// Days on which a company is closed beside the holidays: they count for its business days, and move no legal deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClosedDays {
    /// The days.
    pub range: DateRange,
    /// What they are.
    pub name: Text,
}

/// The closed days of a company; reports those whose ends are the wrong way round.
pub(crate) fn closed_days(
    raw: Vec<Located<RawClosedDays>>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<ClosedDays> {
    let mut closed = Vec::with_capacity(raw.len());
    for Located { value: RawClosedDays { from, to, name }, place } in raw {
        match DateRange::new(from, to.unwrap_or(from)) {
            Some(range) => closed.push(ClosedDays { range, name: name.into_text() }),
            None => diagnostics.push(backwards(place)),
        }
    }
    closed
}

/// The business days of a company.
#[derive(Debug, Clone, Copy)]
pub struct BusinessDays<'a> {
    calendar: &'a Calendar,
    own: &'a [ClosedDays],
}

impl<'a> BusinessDays<'a> {
    pub(super) fn new(calendar: &'a Calendar, own: &'a [ClosedDays]) -> Self {
        Self { calendar, own }
    }

    /// Why the company does not work on a day, if it does not.
    pub fn is_closed(self, day: NaiveDate) -> Option<Text> {
        let own = || self.own.iter().find(|it| it.range.contains(day)).map(|it| it.name.clone());
        self.calendar.is_closed(day).or_else(own)
    }

    /// The first business day that is not before a day; none if the company is closed for a year.
    pub fn next_open(self, day: NaiveDate) -> Option<NaiveDate> {
        day.iter_days().take(LONGEST_CLOSURE).find(|it| self.is_closed(*it).is_none())
    }

    /// The last of `number` business days that are counted from a day; that day itself if there are none to count.
    ///
    /// None if the company is closed for a year, or the calendar ends.
    pub fn after(self, from: NaiveDate, number: u16, counting: Counting) -> Option<NaiveDate> {
        let mut last = from;
        for nth in 0..number {
            let here = nth == 0 && counting == Counting::FirstDay;
            last = self.next_open(if here { from } else { last.succ_opt()? })?;
        }
        Some(last)
    }

    /// How many business days lie behind a day, up to and including another one.
    pub fn between(self, after: NaiveDate, to: NaiveDate) -> usize {
        let behind = after.iter_days().skip(1).take_while(|it| *it <= to);
        behind.filter(|it| self.is_closed(*it).is_none()).count()
    }
}
