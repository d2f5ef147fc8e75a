//! Finds what a name says, from left to right.
//!
//! Each step looks at a bounded number of characters, so that the whole is linear.

use chrono::{Datelike, NaiveDate};
use kansa_core::period::DateRange;

use super::chars::{Chars, is_separator};
use super::stem::{Mark, Part, Said, Stem};
use super::{NameFault, Years};

/// Something said, and where it ends.
pub(super) struct Reading {
    pub(super) said: Said,
    pub(super) end: usize,
}

pub(super) type Found = Result<Option<Reading>, NameFault>;

/// All that a name says, each with its text.
pub(super) fn scan(name: &str, years: &Years) -> Result<Vec<(Said, String)>, NameFault> {
    let mut scan = Scan { chars: Chars::fold(name), years: *years, read_to: 0, date_to: None };
    let mut found = Vec::new();
    let mut at = 0;
    while at < scan.chars.len() {
        let Some(Reading { said, end }) = scan.reading(at)? else {
            at = scan.after(at);
            continue;
        };
        scan.refuse_range(at, end, said)?;
        found.push((said, scan.chars.text(at, end)));
        scan.read_to = end;
        scan.date_to = matches!(said, Said::Date(_)).then_some(end);
        at = end;
    }
    Ok(found)
}

pub(super) struct Scan {
    pub(super) chars: Chars,
    pub(super) years: Years,
    /// Where the last reading ends.
    pub(super) read_to: usize,
    /// The same, if it was a date.
    pub(super) date_to: Option<usize>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

impl Scan {
    /// The next place at which something may start: past the character, or past all of its run of digits.
    fn after(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.chars.at(at).is_ascii_digit() && self.chars.at(end).is_ascii_digit() {
            end += 1;
        }
        end
    }

    /// What starts here.
    pub(super) fn reading(&self, at: usize) -> Found {
        if !self.chars.at(at).is_ascii_digit() {
            return match self.year_forms(at)? {
                Some(reading) => Ok(Some(reading)),
                None => self.without_year(at),
            };
        }
        let run = self.chars.run(at);
        match run.len {
            1 | 2 => self.one_or_two_digits(at),
            4 => self.year_forms(at),
            6 => self.six_digits(at, run.value),
            8 => self.eight_digits(at, run.value),
            _ => Ok(None),
        }
    }

    pub(super) fn ambiguous<T>(&self, from: usize, to: usize) -> Result<T, NameFault> {
        Err(NameFault::Ambiguous(self.chars.text(from, to)))
    }

    pub(super) fn date(&self, from: usize, end: usize, date: Option<NaiveDate>) -> Found {
        let said = date.map(Said::Date).ok_or_else(|| NameFault::NoSuchDate(self.chars.text(from, end)))?;
        Ok(Some(Reading { said, end }))
    }

    pub(super) fn period(&self, from: usize, end: usize, range: Option<DateRange>) -> Found {
        let said =
            range.map(Said::Period).ok_or_else(|| NameFault::NoSuchDate(self.chars.text(from, end)))?;
        Ok(Some(Reading { said, end }))
    }

    /// Whether a number ends here that is not the start of a word such as `7z` or `10名`.
    pub(super) fn ends_number(&self, at: usize) -> bool {
        self.chars.ends_token(at) || self.chars.at(at) == '月'
    }
}

/// Forms that start with something else.
impl Scan {
    fn eight_digits(&self, at: usize, value: u32) -> Found {
        let year = value / 10_000;
        if !matches!(year / 100, 19 | 20) {
            return Ok(None);
        }
        let date = split(value).and_then(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day));
        if date.is_some() && year < 1989 { Ok(None) } else { self.date(at, at + 8, date) }
    }

    fn six_digits(&self, at: usize, value: u32) -> Found {
        if self.is_labelled(at) {
            return Ok(None);
        }
        let end = at + 6;
        let day = split(20_000_000 + value)
            .is_some_and(|(year, month, day)| NaiveDate::from_ymd_opt(year, month, day).is_some());
        let month = value % 100;
        let is_month = (2000..=2099).contains(&(value / 100)) && (1..=12).contains(&month);
        let joined = matches!(self.chars.before(at), '-' | '_' | '.' | ' ' | 'T')
            && self.date_to.is_some_and(|it| it + 1 == at);
        if joined && value / 10_000 < 24 && value / 100 % 100 < 60 && value % 100 < 60 {
            return if is_month { self.ambiguous(at, end) } else { Ok(None) };
        }
        if day {
            return self.ambiguous(at, end);
        }
        if !is_month {
            return Ok(None);
        }
        let year = i32::try_from(value / 100).unwrap_or_default();
        self.month(Stem { start: at, end: at + 4, year, mark: Mark::Bare, era: None }, month, end, None)
    }

    fn one_or_two_digits(&self, at: usize) -> Found {
        let first = self.chars.run(at);
        let end = at + first.len;
        let separator = self.chars.at(end);
        let second = self.chars.run(end + 1);
        let to = end + 1 + second.len;
        let paired = (1..=2).contains(&second.len) && is_month_beside_day(first.value, second.value);
        if paired && (is_separator(separator) || separator == ' ') {
            // `30.06.2026`; but `01-02-2026-06-30` ends with a date.
            if self.chars.at(to) == separator
                && let Some(stem) = Stem::at(&self.chars, to + 1).filter(|it| it.era.is_none())
                && !matches!(self.within_year(stem), Ok(Some(Reading { said: Said::Date(_), .. })))
            {
                return self.ambiguous(at, to + 5);
            }
            if separator == '/' && self.chars.at(to) != '/' {
                let said = Said::Part(Part::Slash(first.value, second.value));
                return Ok(Some(Reading { said, end: to }));
            }
        }
        if separator == '年' {
            // `26年6月`; but not `過去10年度分`.
            let month = self.chars.run(end + 1);
            if month.len > 0 && self.chars.at(to) == '月' {
                return self.ambiguous(at, to + 1);
            }
            if first.len == 2 && self.chars.at(end + 1) == '度' && self.chars.at(end + 2) != '分' {
                return self.ambiguous(at, end + 2);
            }
        }
        let unit = self.chars.gap(end);
        if (1..=12).contains(&first.value) && self.chars.at(unit) == '月' && self.chars.at(unit + 1) != '曜'
        {
            return Ok(Some(Reading { said: Said::Part(Part::Month(first.value)), end: unit + 1 }));
        }
        self.without_year(at)
    }

    /// `Q1-2026`, or a part whose year stands elsewhere.
    fn without_year(&self, at: usize) -> Found {
        if let Some((part, end)) = self.part(at) {
            let apart = matches!(self.chars.at(end), '-' | '_' | ' ');
            if !self.chars.starts_token(at) || self.chars.before(at) == '以' {
                return Ok(None);
            }
            if let Some(stem) = Stem::at(&self.chars, if apart { end + 1 } else { end })
                && stem.era.is_none()
                && (stem.mark != Mark::Bare || self.chars.ends_token(stem.end))
                && self.within_year(stem)?.is_none()
            {
                return self.period(at, stem.end, stem.fiscal(part, self.years.fiscal));
            }
            let exists = part.of(2000, self.years.fiscal).is_some();
            return Ok(exists.then_some(Reading { said: Said::Part(part), end }));
        }
        if let Some(end) = self.chars.word(at, "年度") {
            return Ok(Some(Reading { said: Said::Part(Part::FiscalYear), end }));
        }
        Ok(self.english_month(at))
    }

    fn english_month(&self, at: usize) -> Option<Reading> {
        if self.chars.before(at).is_ascii_alphabetic() || !self.chars.at(at).is_ascii_alphabetic() {
            return None;
        }
        let ends = |end: &usize| !self.chars.at(*end).is_ascii_alphabetic();
        (1..).zip(MONTHS).find_map(|(month, name)| {
            let long = self.chars.word(at, name).filter(ends);
            let short = || self.chars.word(at, name.get(..3)?).filter(ends);
            let sept = || self.chars.word(at, "sept").filter(ends).filter(|_| month == 9);
            let end = long.or_else(short).or_else(sept)?;
            Some(Reading { said: Said::Part(Part::Month(month)), end })
        })
    }

    /// A quarter or half, any number of it, and where it ends.
    pub(super) fn part(&self, at: usize) -> Option<(Part, usize)> {
        if let Some(end) = self.chars.word(at, "上期") {
            return Some((Part::Half(1), end));
        }
        if let Some(end) = self.chars.word(at, "下期") {
            return Some((Part::Half(2), end));
        }
        let number = self.chars.word(at, "第").unwrap_or(at);
        let digit = match self.chars.at(number) {
            '一' => Some(1),
            '二' => Some(2),
            '三' => Some(3),
            '四' if number > at => Some(4),
            it => it.to_digit(10),
        };
        if let Some(digit) = digit
            && let Some(end) = self.chars.word(number + 1, "四半期")
        {
            return Some((Part::Quarter(digit), end));
        }
        let (letter, digit) = match (self.chars.at(at), self.chars.at(at + 1)) {
            (letter, digit) if digit.is_ascii_digit() => (letter, digit),
            (digit, letter) if digit.is_ascii_digit() => (letter, digit),
            _ => return None,
        };
        let (end, digit) = (at + 2, digit.to_digit(10)?);
        // `H1.4.1` is an era date.
        let era_date =
            self.chars.at(end) == '.' && self.chars.run(end + 1).len > 0 && self.chars.at(at + 1) != letter;
        if self.chars.at(end).is_ascii_alphanumeric() {
            return None;
        }
        match letter {
            'Q' | 'q' => Some((Part::Quarter(digit), end)),
            'H' | 'h' if !era_date && (1..=2).contains(&digit) => Some((Part::Half(digit), end)),
            _ => None,
        }
    }
}

/// What may not follow.
impl Scan {
    /// `2026-04~06` and `2026年6月29日・30日` say more than what was read of them.
    fn refuse_range(&self, start: usize, end: usize, said: Said) -> Result<(), NameFault> {
        let date = match said {
            Said::Date(date) => Some(date),
            Said::Period(_) => None,
            Said::Part(_) => return Ok(()),
        };
        let mark = self.chars.gap(end);
        let next = self.chars.gap(mark + 1);
        let run = self.chars.run(next);
        let to = next + run.len;
        if matches!(self.chars.at(mark), '~' | '→') && run.len > 0 {
            return match self.reading(next) {
                Ok(Some(Reading { said: Said::Date(_) | Said::Period(_), .. })) => Ok(()),
                Ok(_) | Err(_) => self.ambiguous(start, to),
            };
        }
        let Some(date) = date.filter(|_| (1..=2).contains(&run.len)) else { return Ok(()) };
        let joined = matches!(self.chars.at(mark), '-' | '/' | ',' | '、' | '・' | 'と');
        let unit = matches!(self.chars.at(to), '月' | '日');
        // `2026-06-29-30`; but `2026-06-05-14-30` is a time, and `2026-06-30-01` a number.
        let digits_after = self.chars.at(to + 1).is_ascii_digit();
        let tail = match self.chars.at(to) {
            '.' | '/' => digits_after || run.value > date.day(),
            '-' if digits_after => false,
            it => !it.is_alphanumeric() && run.value > date.day(),
        };
        if joined && (unit || run.value <= 31 && tail) {
            return self.ambiguous(start, to);
        }
        Ok(())
    }
}

/// Year, month and day of `yyyymmdd`.
fn split(value: u32) -> Option<(i32, u32, u32)> {
    Some((i32::try_from(value / 10_000).ok()?, value / 100 % 100, value % 100))
}

fn is_month_beside_day(a: u32, b: u32) -> bool {
    let fits = |month, day| (1..=12).contains(&month) && (1..=31).contains(&day);
    fits(a, b) || fits(b, a)
}
