//! Readiness over the audit period: what was, and what is to come if nothing more is filed.

use std::ops::Add;

use chrono::NaiveDate;
use kansa_core::readiness::Readiness as Days;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::share::Share;
use super::word::{day, label};
use super::{Shown, Site};
use crate::assessment as data;

/// The side of the square in which lines are drawn.
const SIDE: usize = 1000;

/// The height that a name takes.
const ROOM: usize = 75;

/// Readiness over the audit period.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Readiness {
    /// The days, from the first to the last.
    pub days: Vec<ReadinessDay>,
    /// Where the as-of date is, from 0 to 1000; empty if it is not in the period.
    pub today: Shown,
    /// One line for each catalog; none if it has no days.
    pub lines: Vec<ReadinessLine>,
}

/// A day on which was looked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadinessDay {
    /// The day.
    pub day: Shown,
    /// Where it is, from 0 to 1000.
    pub x: Shown,
    /// That it is a forecast, or empty.
    pub forecast: Shown,
}

/// How many requirements of a catalog conform, day by day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ReadinessLine {
    /// Its id.
    pub catalog: Shown,
    /// The standard as it is cited.
    pub standard: Shown,
    /// Points up to the as-of date: `x,y` with a blank between; both from 0 to 1000, and y downwards.
    pub past: Shown,
    /// Points from the as-of date on.
    pub forecast: Shown,
    /// Where its name stands beside its end, from 0 to 1000: names do not cover each other.
    pub label: Shown,
    /// The counts, one for each day.
    pub points: Vec<ReadinessPoint>,
}

/// How many requirements of a catalog conform on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct ReadinessPoint {
    /// Of how many applicable ones how many conform: `62/117`; empty if none applies.
    pub counts: Shown,
    /// The same in percent, rounded down.
    pub percent: Shown,
    /// Where it is, from 0 (all conform) to 1000; empty if none applies.
    pub y: Shown,
}

/// Of one company, or of all.
pub(super) fn readiness(group: &data::Assessment, company: Option<&str>, site: Site<'_>) -> Readiness {
    let (lang, sweep) = (site.lang, site.readiness);
    let (Some(first), Some(last)) = (sweep.first(), sweep.last()) else { return Readiness::default() };
    let x = |day: NaiveDate| {
        let whole = usize::try_from((last.day - first.day).num_days()).unwrap_or_default().max(1);
        usize::try_from((day - first.day).num_days()).unwrap_or_default() * SIDE / whole
    };
    let is_in = sweep.iter().any(|it| it.day == group.as_of);
    let line = |it: &data::CatalogInUse| {
        let shares: Vec<Share> = sweep.iter().map(|at| share(at, company, &it.id)).collect();
        if shares.iter().all(|it| it.apply == 0) {
            return None;
        }
        let points: Vec<ReadinessPoint> = shares.iter().map(|it| point(*it)).collect();
        let drawn = |from: NaiveDate, to: NaiveDate| -> Shown {
            let drawn = sweep
                .iter()
                .zip(&points)
                .filter(|(at, it)| at.day >= from && at.day <= to && !it.y.as_str().is_empty());
            drawn.map(|(at, it)| format!("{},{}", x(at.day), it.y)).collect::<Vec<_>>().join(" ").into()
        };
        Some(ReadinessLine {
            catalog: it.id.as_str().into(),
            standard: it.standard.get(lang).into(),
            past: drawn(first.day, group.as_of),
            forecast: drawn(group.as_of, last.day),
            label: Shown::default(),
            points,
        })
    };
    let mut lines: Vec<ReadinessLine> = group.catalogs.iter().filter_map(line).collect();
    let ends: Vec<usize> = lines.iter().map(end).collect();
    for (line, at) in lines.iter_mut().zip(apart(&ends)) {
        line.label = at.into();
    }
    Readiness {
        days: sweep.iter().map(|it| at(lang, it.day, x(it.day), group.as_of)).collect(),
        today: if is_in { x(group.as_of).into() } else { Shown::default() },
        lines,
    }
}

/// Where a line ends.
fn end(it: &ReadinessLine) -> usize {
    let drawn = it.points.iter().rev().map(|it| it.y.as_str()).find(|it| !it.is_empty());
    drawn.and_then(|it| it.parse().ok()).unwrap_or_default()
}

/// The same places in the same order, but with room for a name between any two, and within the square if they fit.
fn apart(places: &[usize]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by_key(|it| places[*it]);
    let mut apart = places.to_vec();
    let mut least = 0;
    for nth in &order {
        apart[*nth] = apart[*nth].max(least);
        least = apart[*nth] + ROOM;
    }
    let mut most = SIDE;
    for nth in order.iter().rev() {
        apart[*nth] = apart[*nth].min(most);
        most = apart[*nth].saturating_sub(ROOM);
    }
    apart
}

fn at(lang: Lang, on: NaiveDate, x: usize, as_of: NaiveDate) -> ReadinessDay {
    let forecast = if on > as_of { label(lang, "forecast").into() } else { Shown::default() };
    ReadinessDay { day: day(Some(on)), x: x.into(), forecast }
}

/// The requirements of a catalog on a day.
fn share(at: &Days, company: Option<&str>, catalog: &str) -> Share {
    let companies = at.companies.iter().filter(|it| company.is_none_or(|id| it.company.as_str() == id));
    let counts = companies.flat_map(|it| &it.catalogs).filter(|(id, _)| id.as_str() == catalog);
    let shares = counts.map(|(_, counts)| Share::new(|it| counts.get(&it).copied().unwrap_or_default()));
    shares.fold(Share::default(), Add::add)
}

fn point(it: Share) -> ReadinessPoint {
    if it.apply == 0 {
        return ReadinessPoint::default();
    }
    ReadinessPoint {
        counts: it.counts(),
        percent: it.percent(),
        y: (SIDE - it.conform * SIDE / it.apply).into(),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn names_of_lines_that_end_together_stand_apart() {
        assert_eq!(super::apart(&[100, 500]), [100, 500]);
        assert_eq!(super::apart(&[510, 500, 500]), [650, 500, 575]);
        assert_eq!(super::apart(&[1000, 990, 10]), [1000, 925, 10]);
        assert_eq!(super::apart(&[]), [0; 0]);
    }
}
