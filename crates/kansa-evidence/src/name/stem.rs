//! Years as they are written, their parts, and the days they stand for.

use chrono::{Months, NaiveDate};
use kansa_core::period::{DateRange, FiscalStart};

use super::chars::Chars;

/// What one place in a name says.
#[derive(Debug, Clone, Copy)]
pub(super) enum Said {
    Date(NaiveDate),
    Period(DateRange),
    /// A part of a year, apart from its year.
    Part(Part),
}

/// A part of a year. Its numbers are as written, `Q7` too.
#[derive(Debug, Clone, Copy)]
pub(super) enum Part {
    Month(u32),
    /// `6/30`: month and day, in either order.
    Slash(u32, u32),
    Quarter(u32),
    Half(u32),
    /// `年度` without a number.
    FiscalYear,
}

impl Part {
    /// The days of a fiscal quarter or half; `None` if there is no such one, and for the parts that need no year.
    pub(super) fn of(self, year: i32, fiscal: FiscalStart) -> Option<DateRange> {
        let (first, last) = match self {
            Self::Quarter(number) => (number, number),
            Self::Half(1) => (1, 2),
            Self::Half(2) => (3, 4),
            Self::Half(_) | Self::Month(_) | Self::Slash(..) | Self::FiscalYear => return None,
        };
        DateRange::new(fiscal.quarter(year, first)?.from, fiscal.quarter(year, last)?.to)
    }
}

/// A Japanese era.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Era {
    Heisei,
    Reiwa,
}

impl Era {
    /// The calendar year of its first year.
    fn first_year(self) -> i32 {
        match self {
            Self::Heisei => 1989,
            Self::Reiwa => 2019,
        }
    }

    /// Its days; those of the running era end with the last year that is read at all.
    fn days(self) -> DateRange {
        let (from, to) = match self {
            Self::Heisei => (NaiveDate::from_ymd_opt(1989, 1, 8), NaiveDate::from_ymd_opt(2019, 4, 30)),
            Self::Reiwa => (NaiveDate::from_ymd_opt(2019, 5, 1), NaiveDate::from_ymd_opt(2099, 12, 31)),
        };
        DateRange::open(from, to).unwrap_or(DateRange::ALWAYS)
    }
}

/// What follows the number of a year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Nothing.
    Bare,
    /// `年`.
    Calendar,
    /// `年度`, or `FY` before it.
    Fiscal,
}

/// A year as written.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stem {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) year: i32,
    pub(super) mark: Mark,
    pub(super) era: Option<Era>,
}

impl Stem {
    /// The year that starts at an index, which is not inside of a run of digits.
    pub(super) fn at(chars: &Chars, start: usize) -> Option<Self> {
        if let Some(end) = chars.word(start, "FY") {
            let digits = if matches!(chars.at(end), '-' | '_' | ' ') { end + 1 } else { end };
            let year = four_digits(chars, digits)?;
            let end = chars.word(digits + 4, "年度").unwrap_or(digits + 4);
            return chars.starts_token(start).then_some(Self {
                start,
                end,
                year,
                mark: Mark::Fiscal,
                era: None,
            });
        }
        let (era, year, end) = match era_at(chars, start) {
            Some((era, number)) if chars.at(number) == '元' => (Some(era), era.first_year(), number + 1),
            Some((era, number)) => {
                let run = chars.run(number);
                if !(1..=2).contains(&run.len) || run.value == 0 {
                    return None;
                }
                (Some(era), era.first_year() + i32::try_from(run.value).ok()? - 1, number + run.len)
            }
            None => (None, four_digits(chars, start)?, start + 4),
        };
        let after = chars.gap(end);
        let (mark, end) = if let Some(end) = chars.word(after, "年度") {
            (Mark::Fiscal, end)
        } else if let Some(end) = chars.word(after, "年") {
            (Mark::Calendar, end)
        } else {
            (Mark::Bare, end)
        };
        Some(Self { start, end, year, mark, era })
    }

    /// A day of this year; `None` if there is none, or not in this era.
    pub(super) fn day(self, month: u32, day: u32) -> Option<NaiveDate> {
        let date = NaiveDate::from_ymd_opt(self.year, month, day)?;
        self.era.is_none_or(|it| it.days().contains(date)).then_some(date)
    }

    /// A month of this year, as far as it is in this era.
    pub(super) fn month(self, month: u32) -> Option<DateRange> {
        let from = NaiveDate::from_ymd_opt(self.year, month, 1)?;
        self.within_era(from, from.checked_add_months(Months::new(1))?.pred_opt()?)
    }

    /// This calendar year, as far as it is in this era.
    pub(super) fn calendar_year(self) -> Option<DateRange> {
        self.within_era(
            NaiveDate::from_ymd_opt(self.year, 1, 1)?,
            NaiveDate::from_ymd_opt(self.year, 12, 31)?,
        )
    }

    /// This fiscal year or a part of it, whole: 令和元年度 is said of all its months.
    pub(super) fn fiscal(self, part: Part, fiscal: FiscalStart) -> Option<DateRange> {
        let range =
            if let Part::FiscalYear = part { fiscal.year(self.year) } else { part.of(self.year, fiscal)? };
        self.era.is_none_or(|it| it.days().overlaps(range)).then_some(range)
    }

    fn within_era(self, from: NaiveDate, to: NaiveDate) -> Option<DateRange> {
        match self.era.map(Era::days) {
            Some(era) => DateRange::new(from.max(era.from), to.min(era.to)),
            None => DateRange::new(from, to),
        }
    }
}

/// A run of exactly four digits that is a year we read.
fn four_digits(chars: &Chars, index: usize) -> Option<i32> {
    let run = chars.run(index);
    (run.len == 4 && (1989..=2099).contains(&run.value)).then(|| i32::try_from(run.value).ok())?
}

/// An era, and where its number starts.
fn era_at(chars: &Chars, start: usize) -> Option<(Era, usize)> {
    for (word, era) in [("令和", Era::Reiwa), ("平成", Era::Heisei)] {
        if let Some(end) = chars.word(start, word) {
            return Some((era, chars.gap(end)));
        }
    }
    let era = match chars.at(start) {
        'R' | 'r' => Era::Reiwa,
        'H' | 'h' => Era::Heisei,
        _ => return None,
    };
    chars.starts_token(start).then_some((era, start + 1))
}
