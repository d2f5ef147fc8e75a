//! Durations, day ranges and the fiscal calendar.

use std::fmt;
use std::str::FromStr;

use crate::text::Text;
use chrono::{Datelike, Days, Months, NaiveDate};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

/// An ISO 8601 duration in calendar units: `P1Y`, `P3M`, `P2W`, `P30D`, `P1Y6M`.
///
/// Never zero. At most 9,999 of each unit. Hours and smaller units do not exist here: an audit counts days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Period {
    months: u32,
    days: u32,
    spelling: Spelling,
}

/// The units as written, so that `Display` gives them back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Spelling {
    years: u16,
    months: u16,
    weeks: u16,
    days: u16,
}

/// Why a text is not a [`Period`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodError {
    /// Not of the form `PnYnMnWnD`.
    Syntax,
    /// Has a time part (`PT1H`), which an audit period never needs.
    TimeOfDay,
    /// Adds up to nothing.
    Zero,
}

impl FromStr for Period {
    type Err = PeriodError;

    fn from_str(text: &str) -> Result<Self, PeriodError> {
        let mut rest = text.strip_prefix('P').ok_or(PeriodError::Syntax)?;
        if rest.contains('T') {
            return Err(PeriodError::TimeOfDay);
        }
        if rest.is_empty() {
            return Err(PeriodError::Syntax);
        }
        let mut amounts = [0u16; 4];
        let mut next = 0;
        while !rest.is_empty() {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            if !(1..=4).contains(&digits) {
                return Err(PeriodError::Syntax);
            }
            let (number, tail) = rest.split_at(digits);
            let unit = tail.chars().next().ok_or(PeriodError::Syntax)?;
            let index = ['Y', 'M', 'W', 'D'].iter().position(|it| *it == unit).ok_or(PeriodError::Syntax)?;
            if index < next {
                return Err(PeriodError::Syntax);
            }
            amounts[index] = number.parse().map_err(|_| PeriodError::Syntax)?;
            next = index + 1;
            rest = &tail[1..];
        }
        let [years, months, weeks, days] = amounts;
        let period = Self {
            months: u32::from(years) * 12 + u32::from(months),
            days: u32::from(weeks) * 7 + u32::from(days),
            spelling: Spelling { years, months, weeks, days },
        };
        if period.months == 0 && period.days == 0 { Err(PeriodError::Zero) } else { Ok(period) }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Spelling { years, months, weeks, days } = self.spelling;
        write!(f, "P")?;
        for (amount, unit) in [(years, 'Y'), (months, 'M'), (weeks, 'W'), (days, 'D')] {
            if amount > 0 {
                write!(f, "{amount}{unit}")?;
            }
        }
        Ok(())
    }
}

impl Period {
    /// The period in words: `1年6か月`, `1 year 6 months`.
    pub fn text(self) -> Text {
        let Spelling { years, months, weeks, days } = self.spelling;
        let units =
            [(years, "年", "year"), (months, "か月", "month"), (weeks, "週間", "week"), (days, "日", "day")];
        let (mut ja, mut en) = (String::new(), Vec::new());
        for (amount, unit_ja, unit_en) in units.into_iter().filter(|(amount, ..)| *amount > 0) {
            ja.push_str(&format!("{amount}{unit_ja}"));
            en.push(format!("{amount} {unit_en}{}", if amount == 1 { "" } else { "s" }));
        }
        Text::new(ja, en.join(" "))
    }

    /// Whether it is at most as long as another one; months count as 30 days beside days.
    pub fn is_within(self, other: Self) -> bool {
        let days = |it: Self| u64::from(it.months) * 30 + u64::from(it.days);
        if self.days == 0 && other.days == 0 {
            self.months <= other.months
        } else {
            days(self) <= days(other)
        }
    }

    /// A number of whole months.
    pub const fn months(months: u16) -> Self {
        Self { months: months as u32, days: 0, spelling: Spelling { years: 0, months, weeks: 0, days: 0 } }
    }

    /// The last day on which something done on `anchor` can be done again, as PCI DSS reads its time words.
    ///
    /// Monthly, quarterly, half-yearly and yearly are the same day of the month, or 31, 92, 184 and 366 days,
    /// whichever is later; every other period is what it says.
    ///
    /// Source: PCI DSS v4.0.1, description of timeframes used in PCI DSS requirements (section 7).
    pub fn pci_after(self, anchor: NaiveDate) -> NaiveDate {
        let same_day = self.after(anchor, 1);
        let days = match (self.months, self.days) {
            (1, 0) => 31,
            (3, 0) => 92,
            (6, 0) => 184,
            (12, 0) => 366,
            _ => return same_day,
        };
        same_day.max(anchor.checked_add_days(chrono::Days::new(days)).unwrap_or(same_day))
    }

    /// The day `times` periods after an anchor.
    ///
    /// Months come first and clamp to the end of the month, then days. Adding from the anchor keeps the 31st from
    /// drifting to the 28th. Past the end of the calendar the last day of it is given.
    pub fn after(self, anchor: NaiveDate, times: u32) -> NaiveDate {
        anchor
            .checked_add_months(Months::new(self.months.saturating_mul(times)))
            .and_then(|it| it.checked_add_days(Days::new(u64::from(self.days) * u64::from(times))))
            .unwrap_or(NaiveDate::MAX)
    }

    /// The day one period before an anchor.
    pub fn before(self, anchor: NaiveDate) -> NaiveDate {
        anchor
            .checked_sub_months(Months::new(self.months))
            .and_then(|it| it.checked_sub_days(Days::new(u64::from(self.days))))
            .unwrap_or(NaiveDate::MIN)
    }

    /// Whether it is made of whole weeks, so that windows run from Monday to Sunday.
    pub(crate) fn is_weeks(self) -> bool {
        self.months == 0 && self.spelling.days == 0
    }

    /// Its length in days, at most: months count 31.
    pub(crate) fn most_days(self) -> u32 {
        self.months.saturating_mul(31).saturating_add(self.days)
    }
}

/// A range of days, both ends included; an open end reaches as far as the calendar does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateRange {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl DateRange {
    /// A range from its ends, `None` if they are the wrong way round.
    pub fn new(from: NaiveDate, to: NaiveDate) -> Option<Self> {
        (from <= to).then_some(Self { from, to })
    }

    /// A range from optional ends, `None` if they are the wrong way round.
    pub fn open(from: Option<NaiveDate>, to: Option<NaiveDate>) -> Option<Self> {
        Self::new(from.unwrap_or(NaiveDate::MIN), to.unwrap_or(NaiveDate::MAX))
    }

    /// Every day there is.
    pub const ALWAYS: Self = Self { from: NaiveDate::MIN, to: NaiveDate::MAX };

    /// Whether a day is in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        self.from <= day && day <= self.to
    }

    /// Whether the two share a day.
    pub fn overlaps(self, other: Self) -> bool {
        self.from <= other.to && other.from <= self.to
    }

    /// The days that are in both.
    pub fn clipped(self, other: Self) -> Option<Self> {
        Self::new(self.from.max(other.from), self.to.min(other.to))
    }
}

impl fmt::Display for DateRange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.from, self.to)
    }
}

/// The day of the year on which a fiscal year starts, `04-01` for most of Japan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FiscalStart {
    month: u32,
    day: u32,
}

impl FiscalStart {
    /// The first of April.
    pub const APRIL: Self = Self { month: 4, day: 1 };
    /// The first of January: fiscal and calendar year are the same.
    pub const JANUARY: Self = Self { month: 1, day: 1 };

    /// The first day of the fiscal year named `year` (the year it starts in).
    pub fn first_day(self, year: i32) -> NaiveDate {
        // The 29th of February is refused by `from_str`, so that this exists in every year.
        NaiveDate::from_ymd_opt(year, self.month, self.day).unwrap_or(NaiveDate::MIN)
    }

    /// The fiscal year named `year`.
    pub fn year(self, year: i32) -> DateRange {
        let next = self.first_day(year.saturating_add(1));
        DateRange { from: self.first_day(year), to: next.pred_opt().unwrap_or(NaiveDate::MIN) }
    }

    /// The fiscal year in which a day lies.
    pub fn year_of(self, day: NaiveDate) -> DateRange {
        let this = self.year(day.year());
        if this.contains(day) { this } else { self.year(day.year() - 1) }
    }

    /// One of the four quarters (1 to 4) of the fiscal year named `year`; `None` for another number.
    pub fn quarter(self, year: i32, quarter: u32) -> Option<DateRange> {
        if !(1..=4).contains(&quarter) {
            return None;
        }
        let start = self.first_day(year);
        let from = start.checked_add_months(Months::new((quarter - 1) * 3))?;
        let to = start.checked_add_months(Months::new(quarter * 3))?.pred_opt()?;
        DateRange::new(from, to)
    }
}

impl FromStr for FiscalStart {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (month, day) = text.split_once('-').ok_or(())?;
        if month.len() != 2 || day.len() != 2 {
            return Err(());
        }
        let (month, day) = (month.parse().map_err(|_| ())?, day.parse().map_err(|_| ())?);
        // 2001 is no leap year.
        NaiveDate::from_ymd_opt(2001, month, day).ok_or(())?;
        Ok(Self { month, day })
    }
}

impl fmt::Display for FiscalStart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

impl JsonSchema for Period {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Period".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^P(\\d{1,4}Y)?(\\d{1,4}M)?(\\d{1,4}W)?(\\d{1,4}D)?$",
            "minLength": 3,
            "description": "ISO 8601 duration in years, months, weeks and days: P1Y, P3M, P2W, P30D."
        })
    }
}

impl JsonSchema for FiscalStart {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "FiscalStart".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": "^\\d{2}-\\d{2}$",
            "description": "Month and day on which a fiscal year starts: \"04-01\"."
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn periods_are_written_back_as_they_were_read() {
        for text in ["P1Y", "P1Y6M", "P2W", "P30D", "P1Y2M3W4D"] {
            assert_eq!(text.parse::<Period>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn what_is_no_period_is_refused() {
        for (text, error) in [
            ("1Y", PeriodError::Syntax),
            ("P", PeriodError::Syntax),
            ("P1", PeriodError::Syntax),
            ("P1D1Y", PeriodError::Syntax),
            ("P1Y1Y", PeriodError::Syntax),
            ("p1y", PeriodError::Syntax),
            ("P-1D", PeriodError::Syntax),
            ("P1.5Y", PeriodError::Syntax),
            ("P99999D", PeriodError::Syntax),
            ("1m", PeriodError::Syntax),
            ("PT1M", PeriodError::TimeOfDay),
            ("P1DT1H", PeriodError::TimeOfDay),
            ("P0D", PeriodError::Zero),
        ] {
            assert_eq!(text.parse::<Period>(), Err(error), "{text}");
        }
    }

    #[test]
    fn adding_from_the_anchor_keeps_the_last_day_of_the_month() {
        let month: Period = "P1M".parse().unwrap();
        let days: Vec<_> = (0..4).map(|n| month.after(day("2026-01-31"), n).to_string()).collect();
        assert_eq!(days, ["2026-01-31", "2026-02-28", "2026-03-31", "2026-04-30"]);
    }

    #[test]
    fn a_fiscal_year_reaches_from_april_to_march() {
        for (at, year) in [
            ("2026-03-31", "2025-04-01/2026-03-31"),
            ("2026-04-01", "2026-04-01/2027-03-31"),
            ("2026-12-31", "2026-04-01/2027-03-31"),
        ] {
            assert_eq!(FiscalStart::APRIL.year_of(day(at)).to_string(), year, "{at}");
        }
    }

    #[test]
    fn quarters_follow_the_fiscal_year() {
        let quarter = |n| FiscalStart::APRIL.quarter(2026, n).map(|it| it.to_string());
        assert_eq!(quarter(1).as_deref(), Some("2026-04-01/2026-06-30"));
        assert_eq!(quarter(4).as_deref(), Some("2027-01-01/2027-03-31"));
        assert_eq!(quarter(5), None);
    }

    #[test]
    fn a_fiscal_year_cannot_start_on_a_leap_day() {
        assert!("02-29".parse::<FiscalStart>().is_err());
        assert!("4-1".parse::<FiscalStart>().is_err());
        assert_eq!("04-01".parse(), Ok(FiscalStart::APRIL));
    }
}
