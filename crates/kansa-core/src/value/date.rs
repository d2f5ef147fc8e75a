//! Days as Japanese and western tables write them.

use crate::content::DateSystem;
use chrono::{Datelike, Days, NaiveDate};

use super::Fault;

mod cursor;
mod era;

use cursor::{Cursor, Mark, Written};

/// Reads a folded text as a day.
pub(super) fn in_text(text: &str) -> Result<NaiveDate, Fault> {
    // Most days are written so.
    if let Some(day) = iso(text.as_bytes()) {
        return Ok(day);
    }
    let mut text = Cursor::new(text);
    if let Some(era) = era::at(&mut text) {
        return in_era(era, &mut text);
    }
    let first = text.number().ok_or(Fault::NotOfType)?;
    // What is longer than a year is no part of a day, but may be a whole one.
    match if first.digits > 4 { None } else { text.mark() } {
        None => alone(first, &mut text),
        Some(Mark::Year) => {
            let (month, day) = month_and_day(&mut text)?;
            western(first, month, day)
        }
        Some(Mark::Month) => {
            let day = text.number().filter(|_| text.eat('日') && text.is_over()).ok_or(Fault::NotOfType)?;
            Err(without_year(first, day))
        }
        Some(Mark::Sign(sign)) => {
            let second = text.number().ok_or(Fault::NotOfType)?;
            if !text.eat_sign(sign) {
                let known = if first.digits == 4 { Fault::NoDay } else { without_year(first, second) };
                return Err(if text.is_over() { known } else { Fault::NotOfType });
            }
            let third = text.number().filter(|_| text.is_over()).ok_or(Fault::NotOfType)?;
            if third.digits == 4 { year_last(first, second, third) } else { western(first, second, third) }
        }
    }
}

/// A day of the form `2026-04-01`.
fn iso(text: &[u8]) -> Option<NaiveDate> {
    let [year @ .., b'-', m1, m2, b'-', d1, d2] = text else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0, |sum, it| it.is_ascii_digit().then(|| sum * 10 + u32::from(it - b'0')))
    };
    let year = if year.len() == 4 { number(year).filter(|it| *it >= 1000)? } else { return None };
    day_of(year, number(&[*m1, *m2])?, number(&[*d1, *d2])?)
}

/// Reads a number as a day.
pub(super) fn in_number(number: f64, dates: DateSystem) -> Result<NaiveDate, Fault> {
    // The fraction is a time of day.
    let whole = number.floor();
    if !(0.0..=99_999_999.0).contains(&whole) {
        return Err(Fault::NotOfType);
    }
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is whole and in range")]
    let whole_number = whole as u32;
    if (1900..=2099).contains(&whole_number) {
        // As a serial it would be a day before 1906.
        return Err(Fault::NoDay);
    }
    if whole_number >= 10_000_000 && whole == number {
        return eight_digits(whole_number);
    }
    match dates {
        DateSystem::From1900 => from_1900(whole_number).ok_or(Fault::NotOfType),
        DateSystem::From1904 => from_1904(whole_number).ok_or(Fault::NotOfType),
        DateSystem::None => Err(either_serial(whole_number)),
    }
}

/// A serial of a workbook that counts from 1900. Before 1900-03-01 workbooks disagree, since 1900 was no
/// leap year.
fn from_1900(serial: u32) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(1899, 12, 30)?;
    start.checked_add_days(Days::new(u64::from(serial))).filter(|it| serial >= 61 && it.year() <= 2099)
}

/// A serial of a workbook that counts from 1904.
fn from_1904(serial: u32) -> Option<NaiveDate> {
    let start = NaiveDate::from_ymd_opt(1904, 1, 1)?;
    start.checked_add_days(Days::new(u64::from(serial))).filter(|it| serial >= 1 && it.year() <= 2099)
}

/// What is wrong with a serial whose workbook is not known.
fn either_serial(serial: u32) -> Fault {
    match (from_1900(serial), from_1904(serial)) {
        (Some(one), Some(other)) if serial >= 10_000 => Fault::TwoDates(one, other),
        _ => Fault::NotOfType,
    }
}

/// A number without marks: `20260401`, or something close to a day.
fn alone(number: Written, text: &mut Cursor<'_>) -> Result<NaiveDate, Fault> {
    // A serial with a time of day.
    if number.digits == 5 && text.eat('.') {
        return Err(if text.number().is_some() && text.is_over() {
            either_serial(number.value)
        } else {
            Fault::NotOfType
        });
    }
    if !text.is_over() {
        return Err(Fault::NotOfType);
    }
    let is_year = |it: u32| (1900..=2099).contains(&it);
    match number.digits {
        8 => eight_digits(number.value),
        6 if is_year(number.value / 100) && (1..=12).contains(&(number.value % 100)) => Err(Fault::NoDay),
        6 => {
            let (year, month, day) = split(number.value);
            Err(day_of(2000 + year, month, day).map_or(Fault::NotOfType, |_| Fault::NoCentury))
        }
        5 => Err(either_serial(number.value)),
        4 if is_year(number.value) => Err(Fault::NoDay),
        _ => Err(Fault::NotOfType),
    }
}

fn eight_digits(number: u32) -> Result<NaiveDate, Fault> {
    let (year, month, day) = split(number);
    if !(1900..=2999).contains(&year) && year != 9999 {
        return Err(Fault::NotOfType);
    }
    // Eight digits that are no day are rather a number of something.
    day_of(year, month, day).ok_or(Fault::NotOfType)
}

/// Year, month and day of digits that stand together.
fn split(number: u32) -> (u32, u32, u32) {
    (number / 10_000, number / 100 % 100, number % 100)
}

/// The rest of a day after 年: `4月1日`, or nothing of it.
fn month_and_day(text: &mut Cursor<'_>) -> Result<(Written, Written), Fault> {
    if text.is_over() {
        return Err(Fault::NoDay);
    }
    let month = text.number().filter(|_| text.eat('月')).ok_or(Fault::NotOfType)?;
    if text.is_over() {
        return Err(if month.value <= 12 { Fault::NoDay } else { Fault::NoSuchDay });
    }
    let day = text.number().filter(|_| text.eat('日') && text.is_over()).ok_or(Fault::NotOfType)?;
    Ok((month, day))
}

fn in_era(era: &era::Era, text: &mut Cursor<'_>) -> Result<NaiveDate, Fault> {
    let year = if text.eat('元') {
        1
    } else {
        text.number().filter(|it| it.digits <= 2).ok_or(Fault::NotOfType)?.value
    };
    let (month, day) = match text.mark().ok_or(Fault::NotOfType)? {
        Mark::Year => month_and_day(text)?,
        Mark::Month => return Err(Fault::NotOfType),
        Mark::Sign(sign) => {
            let month = text.number().ok_or(Fault::NotOfType)?;
            if !text.eat_sign(sign) {
                return Err(if text.is_over() { Fault::NoDay } else { Fault::NotOfType });
            }
            (month, text.number().filter(|_| text.is_over()).ok_or(Fault::NotOfType)?)
        }
    };
    if month.digits > 2 || day.digits > 2 {
        return Err(Fault::NotOfType);
    }
    era.day(year, month.value, day.value)
}

/// Year, month, day in that order.
fn western(year: Written, month: Written, day: Written) -> Result<NaiveDate, Fault> {
    match (year.digits, month.digits, day.digits) {
        (4, 1..=2, 1..=2) if year.value >= 1000 => {
            day_of(year.value, month.value, day.value).ok_or(Fault::NoSuchDay)
        }
        // Zeros stand for no day in some exports.
        (4, 1..=2, 1..=2) => Err(Fault::NoSuchDay),
        (1..=2, 1..=2, 1..=2) => Err(Fault::NoCentury),
        _ => Err(Fault::NotOfType),
    }
}

/// Day and month in either order, and the year last.
fn year_last(first: Written, second: Written, year: Written) -> Result<NaiveDate, Fault> {
    if first.digits > 2 || second.digits > 2 || year.value < 1000 {
        return Err(Fault::NotOfType);
    }
    let month_first = day_of(year.value, first.value, second.value);
    let day_first = day_of(year.value, second.value, first.value);
    match (month_first, day_first) {
        (Some(one), Some(other)) if one != other => Err(Fault::TwoDates(one, other)),
        (Some(day), _) | (None, Some(day)) => Ok(day),
        (None, None) => Err(Fault::NoSuchDay),
    }
}

/// What is wrong with a month and a day that have no year. 29 February may be a day.
fn without_year(month: Written, day: Written) -> Fault {
    let is_day = month.digits <= 2 && day.digits <= 2 && day_of(2000, month.value, day.value).is_some();
    if is_day { Fault::NoYear } else { Fault::NotOfType }
}

fn day_of(year: u32, month: u32, day: u32) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}
