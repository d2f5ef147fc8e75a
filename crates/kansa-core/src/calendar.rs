//! Calendars: on which days offices are closed, and for which days that is known.

mod business;
mod raw;

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

pub use self::business::{BusinessDays, ClosedDays, Counting};
pub(crate) use self::business::{RawClosedDays, closed_days};
pub(crate) use self::raw::RawCalendar;
use self::raw::{MonthDay, RawDays, Weekday};
use crate::code::Code;
use crate::diagnostic::{Diagnostic, backwards, duplicate_id, unknown};
use crate::id::CalendarId;
use crate::model::BUILTIN;
use crate::period::DateRange;
use crate::source::{Place, SourceFile};
use crate::text::{Text, text};
use crate::yaml::{Located, decode_file};

/// The calendar that deadlines are moved by.
const LEGAL: &str = "jp";

/// How far an open day is looked for: no calendar is closed for longer.
const LONGEST_CLOSURE: usize = 366;

/// On which days the offices of a country are closed.
///
/// Empty by default: nothing is known, and no day is closed.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    /// What it is called; without a calendar nothing.
    pub title: Text,
    /// Built-in data first; the last one that has a day speaks for it.
    layers: Vec<Layer>,
}

/// The data of one file.
#[derive(Debug, Clone)]
pub struct CalendarFile {
    id: Located<CalendarId>,
    title: Text,
    layer: Layer,
}

/// The days that one file speaks for.
#[derive(Debug, Clone)]
struct Layer {
    range: DateRange,
    weekly: Option<Vec<Weekday>>,
    yearly: Option<Vec<Yearly>>,
    days: BTreeMap<NaiveDate, Text>,
}

/// Days that are closed every year; they may reach over its end.
#[derive(Debug, Clone)]
struct Yearly {
    from: MonthDay,
    to: MonthDay,
    name: Text,
}

impl Yearly {
    fn contains(&self, day: NaiveDate) -> bool {
        let day = MonthDay::of(day);
        if self.from <= self.to {
            self.from <= day && day <= self.to
        } else {
            self.from <= day || day <= self.to
        }
    }
}

impl CalendarFile {
    /// Reads a calendar.
    pub fn parse(file: &SourceFile) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawCalendar>(file);
        let calendar = raw.and_then(|raw| Self::link(raw, &mut diagnostics));
        (calendar, diagnostics)
    }

    fn link(raw: RawCalendar, diagnostics: &mut Vec<Diagnostic>) -> Option<Self> {
        let Some(range) = DateRange::new(raw.from, raw.to.value) else {
            diagnostics.push(backwards(raw.to.place));
            return None;
        };
        let yearly = raw.yearly.map(|all| {
            all.into_iter()
                .map(|it| Yearly { from: it.from, to: it.to, name: it.name.into_text() })
                .collect::<Vec<_>>()
        });
        Some(Self {
            id: raw.id,
            title: raw.title.into_text(),
            layer: Layer { range, weekly: raw.weekly, yearly, days: days(raw.days, range, diagnostics) },
        })
    }
}

/// The days of a file; one outside of its range would say more than the range does.
fn days(raw: RawDays, range: DateRange, diagnostics: &mut Vec<Diagnostic>) -> BTreeMap<NaiveDate, Text> {
    let mut days = BTreeMap::new();
    for (day, name) in raw.0 {
        let Located { value, place } = day;
        if range.contains(value) {
            days.insert(value, name);
        } else {
            diagnostics.push(Diagnostic::new(
                Code::InvalidDate,
                place,
                text!(
                    "{value} は from から to まで（{range}）の外です",
                    "{value} lies outside of from and to ({range})"
                ),
            ));
        }
    }
    days
}

impl Calendar {
    /// Puts the files of the legal calendar together, built-in ones first: a workspace's own speaks for the days of its
    /// range, the others stay. What it leaves out of `weekly` and `yearly` stays too.
    pub fn merge(files: Vec<CalendarFile>) -> (Self, Vec<Diagnostic>) {
        let mut calendar = Self::default();
        let mut diagnostics = Vec::new();
        let mut seen: Vec<(Place, DateRange)> = Vec::new();
        for CalendarFile { id: Located { value: id, place }, title, mut layer } in files {
            if id.as_str() != LEGAL {
                diagnostics.push(unknown(
                    Code::InvalidValue,
                    id.as_str(),
                    place,
                    text!("暦 {id} は使われません（{LEGAL} のみ）", "no calendar {id} is used, only {LEGAL}"),
                    std::iter::once(LEGAL),
                ));
                continue;
            }
            let is_builtin = |it: &Place| it.path.starts_with(BUILTIN);
            let twice = seen
                .iter()
                .find(|(it, range)| is_builtin(it) == is_builtin(&place) && range.overlaps(layer.range));
            if let Some((first, _)) = twice {
                diagnostics.push(duplicate_id(id.as_str(), place, Some(first.clone())));
                continue;
            }
            if let Some(below) = calendar.layers.last() {
                layer.weekly = layer.weekly.or_else(|| below.weekly.clone());
                layer.yearly = layer.yearly.or_else(|| below.yearly.clone());
            }
            seen.push((place, layer.range));
            calendar.title = title;
            calendar.layers.push(layer);
        }
        (calendar, diagnostics)
    }

    /// Whether the holidays of a day are known.
    pub fn is_known(&self, day: NaiveDate) -> bool {
        self.layers.iter().any(|it| it.range.contains(day))
    }

    /// Why a day is closed, if it is.
    ///
    /// Of a day whose holidays are not known, only the weekday and the days of every year are looked at.
    pub fn is_closed(&self, day: NaiveDate) -> Option<Text> {
        let speaks = self.layers.iter().rfind(|it| it.range.contains(day));
        let layer = speaks.or_else(|| self.layers.first())?;
        if let Some(holiday) = layer.days.get(&day) {
            return Some(holiday.clone());
        }
        if let Some(yearly) = layer.yearly.iter().flatten().find(|it| it.contains(day)) {
            return Some(yearly.name.clone());
        }
        let weekday = layer.weekly.iter().flatten().find(|it| it.is(day.weekday()));
        weekday.map(|it| it.text())
    }

    /// The first open day that is not before a day; none if a whole year is closed.
    pub fn next_open(&self, day: NaiveDate) -> Option<NaiveDate> {
        day.iter_days().take(LONGEST_CLOSURE).find(|it| self.is_closed(*it).is_none())
    }

    /// The business days of a company, which is closed on days of its own too.
    pub fn business_days<'a>(&'a self, own: &'a [ClosedDays]) -> BusinessDays<'a> {
        BusinessDays::new(self, own)
    }
}
