//! Dates and periods in the names of evidence files and folders.
//!
//! A name is folded first: full-width forms become ASCII (NFKC), every dash becomes `-`, and numbers that are ornaments
//! (`①`, `²`) become `〇`, so that they never join a run of digits. Then it is read once, from left to right.
//!
//! ```text
//! date     = YEAR s MM s DD | YEAR s M s D[D] | YYYYMMDD | year "年" M "月" D "日" | era s M s D
//! month    = YEAR s MM | YYYYMM | year "年" M "月" | era "." M
//! part     = stem [s] ( "Q" 1-4 | 1-4 "Q" | ["第"] 1-4 "四半期" | "H" 1-2 | 1-2 "H" | "上期" | "下期" )
//!          | part s ( YEAR | "FY" YEAR )
//! whole    = year "年度" | "FY" YEAR | year "年" | YEAR alone
//! stem     = YEAR | year "年" | year "年度" | "FY" YEAR | era
//! year     = YEAR | era             YEAR = 1989 to 2099, four digits that stand alone as a run of digits
//! era      = ("R" | "H" | "令和" | "平成") ("元" | 1-99)     a letter needs the start of a token or a CJK character before it
//! s        = "-" | "_" | "." | "/", the same one twice
//! ```
//!
//! A date says performed, all else says covers. Parts, `年度` and `FY` are fiscal; months, `2026年` and a `2026` alone are
//! calendar. Spaces may stand around `年`, `月` and `日`. What follows a date or a period does not matter, but for what
//! is listed here.
//!
//! Never guessed, hence [`NameFault::Ambiguous`]:
//!
//! - a year that comes last (`30.06.2026`, `06-2026`) or has two digits (`260630`, `FY26`, `26年度`), six digits that are
//!   both `yyyymm` and `yymmdd` (`201203`), or both a month and the time after a date (`20260630_202606`);
//! - month or day without their zero (`2026-6`, `2026-06-3`), mixed separators (`2026-06_30`), blanks (`2026 06 30`), a
//!   number that may be a month after a year (`2026年度_06`), `2026年3月期`, and half years by other words (`2026年上半期`);
//! - a range whose second half is no whole date or period (`2026-04~06`, `2026年6月29日~30日`);
//! - a month, quarter, half or `年度` apart from its year (`2026年度_6月分`, `June_2026`, `6／30`), unless the name's
//!   period lies inside of it, or the name has no period that it could change.
//!
//! Not dates at all: numbers of another length, and years that belong to a number (`CVE-2026-12345`, `ISO27001-2022`,
//! `No.2026`, `v2026.06`, `第2026-06号`) or to an ISO week (`2026-W26`).

use chrono::{Datelike, NaiveDate};
use kansa_core::period::{DateRange, FiscalStart};
use kansa_core::text::Text;

mod chars;
mod scan;
mod stem;
#[cfg(test)]
mod tests;
mod year;

use stem::{Part, Said};

/// What the dates in a name say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameDates {
    /// The day on which it was done.
    pub performed: Option<NaiveDate>,
    /// The days it is about.
    pub covers: Option<DateRange>,
}

/// How quarters and 年度 in names are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// The first day of a fiscal year; [`FiscalStart::JANUARY`] reads all of them as calendar years.
    pub fiscal: FiscalStart,
}

/// Why the dates in a name can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NameFault {
    /// Two full dates that differ, in the order of the name.
    TwoDates(NaiveDate, NaiveDate),
    /// Two periods that differ, in the order of the name.
    TwoPeriods(DateRange, DateRange),
    /// Can be read in two ways: the text in question, folded.
    Ambiguous(String),
    /// Looks like a date and is none, as `2026-02-30` or a day outside of its era: the text in question, folded.
    NoSuchDate(String),
}

/// Reads the dates in the name of a file or a folder.
///
/// The grammar is that of the module. Linear in the length of the name.
///
/// # Errors
///
/// The first fault from left to right; two dates or periods only if nothing else is wrong.
pub fn read(name: &str, years: &Years) -> Result<NameDates, NameFault> {
    let (mut dates, mut periods, mut parts) = (Vec::new(), Vec::new(), Vec::new());
    for (said, text) in scan::scan(name, years)? {
        match said {
            Said::Date(date) => dates.push(date),
            Said::Period(period) => periods.push(period),
            Said::Part(part) => parts.push((part, text)),
        }
    }
    let performed = one(dates).map_err(|(a, b)| NameFault::TwoDates(a, b))?;
    let covers = one(periods).map_err(|(a, b)| NameFault::TwoPeriods(a, b))?;
    for (part, text) in parts {
        let agrees = match (part, covers) {
            // Next to a date it is more likely a page (`1／2`).
            (Part::Slash(..), _) if performed.is_some() => true,
            (Part::Slash(..), None) => false,
            (_, None) => true,
            (_, Some(covers)) => holds(part, covers, years.fiscal),
        };
        if !agrees {
            return Err(NameFault::Ambiguous(text));
        }
    }
    Ok(NameDates { performed, covers })
}

/// The one value of a list of the same, or the first two that differ.
fn one<T: Copy + PartialEq>(values: Vec<T>) -> Result<Option<T>, (T, T)> {
    let Some(first) = values.first().copied() else { return Ok(None) };
    match values.into_iter().find(|it| *it != first) {
        Some(other) => Err((first, other)),
        None => Ok(Some(first)),
    }
}

/// Whether a period lies inside of a part whose year is not said.
fn holds(part: Part, covers: DateRange, fiscal: FiscalStart) -> bool {
    let in_month = |month| {
        covers.from.month() == month && covers.to.month() == month && covers.from.year() == covers.to.year()
    };
    let year = fiscal.year_of(covers.from);
    let range = match part {
        Part::Month(month) => return in_month(month),
        Part::Slash(a, b) => return in_month(a) || in_month(b),
        Part::Quarter(_) | Part::Half(_) => part.of(year.from.year(), fiscal),
        Part::FiscalYear => Some(year),
    };
    range.is_some_and(|it| it.contains(covers.from) && it.contains(covers.to))
}

impl NameFault {
    /// What is wrong and what to write instead, in one line.
    pub fn message(&self) -> Text {
        match self {
            Self::TwoDates(a, b) => Text::new(
                format!(
                    "名前に日付が二つある（{a} と {b}）。実施日だけを残し、対象期間は 2026-06 や 2026Q1 のように書く"
                ),
                format!(
                    "the name has two dates, {a} and {b}: keep the day it was performed, and write a period as 2026-06 or 2026Q1"
                ),
            ),
            Self::TwoPeriods(a, b) => Text::new(
                format!(
                    "名前に期間が二つある（{}〜{} と {}〜{}）。一つの期間（2026-06、2026Q1、2026年度 など）だけにする",
                    a.from, a.to, b.from, b.to
                ),
                format!(
                    "the name has two periods, {} to {} and {} to {}: keep one, such as 2026-06, 2026Q1 or FY2026",
                    a.from, a.to, b.from, b.to
                ),
            ),
            Self::Ambiguous(text) => Text::new(
                format!(
                    "名前の「{text}」は二通りに読める。日付は 2026-06-30、期間は 2026-06、2026Q1、2026年度 のように書く"
                ),
                format!(
                    "\"{text}\" in the name can be read in two ways: write a date as 2026-06-30, a period as 2026-06, 2026Q1 or FY2026"
                ),
            ),
            Self::NoSuchDate(text) => Text::new(
                format!(
                    "名前の「{text}」にあたる日付や期間は存在しない。日付は 2026-06-30 のように、正しい値で書く"
                ),
                format!("\"{text}\" in the name is no date or period that exists: write it as 2026-06-30"),
            ),
        }
    }
}
