//! The calendar of what is owed in the audit period.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use kansa_core::assessment::State;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::kept::is_fine;
use super::party::{Party, party, role};
use super::word::{day, mark};
use super::{Mark, Shown, measure};
use crate::assessment as data;

/// A month of a company's calendar.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Month {
    /// The month in words.
    pub name: Shown,
    /// The same as `2026-04`.
    pub key: Shown,
    /// What is due in it, by day.
    pub entries: Vec<MonthEntry>,
}

/// Something that is due; the same thing for several subjects is one, if it stands alike.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct MonthEntry {
    /// The last day for it.
    pub due: Shown,
    /// Name of the document or record.
    pub title: Shown,
    /// The subject, or how many there are.
    pub subject: Shown,
    /// How it stands.
    pub state: Mark,
    /// The role that answers for it.
    pub owner: Shown,
    /// The anchor of the obligation, or of the first of them.
    pub anchor: Shown,
}

/// The calendar of the group: how much is due in each month at each company.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Calendar {
    /// The months, the columns.
    pub months: Vec<CalendarMonth>,
    /// The companies.
    pub rows: Vec<CalendarRow>,
}

/// A month, a column of the group's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CalendarMonth {
    /// The month in words.
    pub name: Shown,
    /// The same as `2026-04`.
    pub key: Shown,
}

/// A company in the calendar of the group.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CalendarRow {
    /// The company.
    pub company: Party,
    /// One for each month.
    pub cells: Vec<CalendarCell>,
}

/// What is due at a company in a month.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CalendarCell {
    /// How many things are due; empty if none is.
    pub due: Shown,
    /// How many of them are not in order; empty if all are.
    pub open: Shown,
    /// The CSS class of the tone.
    pub class: &'static str,
}

type Key = (i32, u32);

fn month(day: NaiveDate) -> Key {
    (day.year(), day.month())
}

fn name(lang: Lang, (year, month): Key) -> Shown {
    let first = NaiveDate::from_ymd_opt(year, month, 1).unwrap_or_default();
    match lang {
        Lang::Ja => format!("{year}年{month}月").into(),
        Lang::En => first.format("%B %Y").to_string().into(),
    }
}

fn key((year, month): Key) -> Shown {
    format!("{year}-{month:02}").into()
}

/// The months of a company in which something is due.
pub(super) fn months(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Month> {
    type Same<'a> = (NaiveDate, &'a str, &'a str, &'a str);
    let mut months: BTreeMap<Key, BTreeMap<Same<'_>, Vec<&data::Obligation>>> = BTreeMap::new();
    for it in &company.obligations {
        let same = (it.window.due, it.measure.as_str(), it.requirement.as_str(), it.state.as_str());
        months.entry(month(it.window.due)).or_default().entry(same).or_default().push(it);
    }
    let entry = |all: Vec<&data::Obligation>| {
        let first = all.first()?;
        let subject = match (all.as_slice(), lang) {
            ([one], _) => one.subject.as_deref().map(Shown::name).unwrap_or_default(),
            (many, Lang::Ja) => format!("{} 件", many.len()).into(),
            (many, Lang::En) => format!("{} items", many.len()).into(),
        };
        Some(MonthEntry {
            due: day(Some(first.window.due)),
            title: first.title.get(lang).into(),
            subject,
            state: mark::<State>(lang, &first.state),
            owner: role(lang, group, &first.owner),
            anchor: measure::obligation_anchor(&first.id),
        })
    };
    let view = |(at, entries): (Key, BTreeMap<Same<'_>, Vec<&data::Obligation>>)| Month {
        name: name(lang, at),
        key: key(at),
        entries: entries.into_values().filter_map(entry).collect(),
    };
    months.into_iter().map(view).collect()
}

/// The months of the group's audit period, and what is due in them.
pub(super) fn calendar(lang: Lang, group: &data::Assessment) -> Calendar {
    let all = group.companies.iter().flat_map(|it| &it.obligations);
    let in_period = |day: NaiveDate| {
        group.period.from.is_none_or(|it| it <= day) && group.period.to.is_none_or(|it| day <= it)
    };
    let months: std::collections::BTreeSet<Key> =
        all.map(|it| it.window.due).filter(|it| in_period(*it)).map(month).collect();
    let row = |company: &data::Company| CalendarRow {
        company: party(lang, group, &company.id),
        cells: months
            .iter()
            .map(|at| cell(group.as_of, company.obligations.iter().filter(|it| month(it.window.due) == *at)))
            .collect(),
    };
    Calendar {
        rows: group.companies.iter().map(row).collect(),
        months: months.iter().map(|at| CalendarMonth { name: name(lang, *at), key: key(*at) }).collect(),
    }
}

fn cell<'a>(as_of: NaiveDate, due: impl Iterator<Item = &'a data::Obligation>) -> CalendarCell {
    let (mut all, mut open, mut past) = (0_usize, 0_usize, false);
    for it in due {
        all += 1;
        if !is_fine(&it.state) || it.state == State::Pending.as_str() {
            open += 1;
            past |= it.window.due < as_of;
        }
    }
    let shown = |n: usize| if n == 0 { Shown::default() } else { n.into() };
    let class = match (all, open, past) {
        (0, ..) => "mute",
        (_, 0, _) => "good",
        (_, _, true) => "bad",
        (_, _, false) => "wait",
    };
    CalendarCell { due: shown(all), open: shown(open), class }
}
