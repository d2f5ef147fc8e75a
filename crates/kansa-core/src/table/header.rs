//! Where the declared columns stand in the rows of a sheet.

use std::borrow::Cow;

use super::Column;
use crate::content::Raw;
use crate::value::header_folded;

/// A header that does not give a declared column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum HeaderFault {
    /// No header names this column (its index).
    Missing(u16),
    /// Two headers name this column (its index).
    Twice(u16),
}

impl HeaderFault {
    /// Index of the column.
    pub fn column(self) -> usize {
        match self {
            Self::Missing(column) | Self::Twice(column) => usize::from(column),
        }
    }
}

/// Where each declared column stands in a sheet, from 0; none if no header names it, or two do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Places {
    /// One per declared column.
    pub at: Vec<Option<u16>>,
    /// What is wrong.
    pub faults: Vec<HeaderFault>,
}

impl Places {
    /// How many of the declared columns were found.
    pub(super) fn found(&self) -> usize {
        self.at.iter().filter(|it| it.is_some()).count()
    }
}

/// The labels of a row that may be the header.
pub(super) type Labels = Vec<String>;

pub(super) fn labels(cells: &[Raw<'_>]) -> Labels {
    cells.iter().map(|it| label(it).into_owned()).collect()
}

fn label<'c>(cell: &'c Raw<'_>) -> Cow<'c, str> {
    match cell {
        Raw::Text(text) => header_folded(text),
        Raw::Number(number) => Cow::Owned(number.to_string()),
        Raw::Empty | Raw::Percent(_) | Raw::Date(_) | Raw::Flag(_) | Raw::Error => Cow::Borrowed(""),
    }
}

/// The row that is the header among the first rows of a sheet: the first that names the columns that are needed (all
/// declared ones if none is), or the one right below it if the two together name more; else the first that names most.
///
/// Rows further down never take its place, however much they name: what stands between would be lost.
pub(super) fn choose(columns: &[Column], needed: &[usize], rows: &[Labels]) -> usize {
    let none = Labels::new();
    let above = |at: usize| at.checked_sub(1).and_then(|it| rows.get(it)).unwrap_or(&none);
    let places = |at: usize| locate(columns, above(at), &rows[at]);
    match (0..rows.len()).find(|at| will_do(columns, needed, &places(*at))) {
        Some(first) => {
            let more = rows.get(first + 1).is_some() && places(first + 1).found() > places(first).found();
            if more { first + 1 } else { first }
        }
        None => (0..rows.len()).rev().max_by_key(|at| places(*at).found()).unwrap_or(0),
    }
}

/// Whether the header is known once these are the last rows: it names everything, or the row before it would do.
pub(super) fn is_found(columns: &[Column], needed: &[usize], last: &[Labels]) -> bool {
    let none = Labels::new();
    let at = |nth: usize| {
        let above = nth.checked_sub(1).and_then(|it| last.get(it)).unwrap_or(&none);
        last.get(nth).map(|own| locate(columns, above, own))
    };
    let Some(newest) = last.len().checked_sub(1) else { return false };
    let before = newest.checked_sub(1).and_then(&at);
    at(newest).is_some_and(|it| it.faults.is_empty())
        || before.is_some_and(|it| will_do(columns, needed, &it))
}

fn will_do(columns: &[Column], needed: &[usize], places: &Places) -> bool {
    let there = |at: &usize| places.at.get(*at).is_some_and(Option::is_some);
    if needed.is_empty() { places.found() == columns.len() } else { needed.iter().all(there) }
}

/// Where the columns stand if this row is the header, seen together with the row above it.
///
/// A column is found under its own label; else under the label above and its own together (`受講` over `日付` is
/// `受講日付`); else, where the row itself is blank, under the label above.
pub(super) fn locate(columns: &[Column], above: &[String], own: &[String]) -> Places {
    let mut places = Places::default();
    for (index, column) in (0..=u16::MAX).zip(columns) {
        let width = own.len().max(above.len());
        let own_at = |at: usize| own.get(at).map_or("", String::as_str);
        let above_at = |at: usize| above.get(at).map_or("", String::as_str);
        let by = |named: &dyn Fn(usize) -> bool| {
            let mut at = (0..width).filter(|at| named(*at));
            (at.next(), at.next().is_some())
        };
        let mut found = by(&|at| !own_at(at).is_empty() && column.is_folded(own_at(at)));
        if found.0.is_none() || found.1 {
            let both = by(&|at| {
                let (above, own) = (above_at(at), own_at(at));
                !above.is_empty() && !own.is_empty() && column.is_folded(&format!("{above}{own}"))
            });
            if both.0.is_some() {
                found = both;
            }
        }
        if found.0.is_none() {
            found = by(&|at| own_at(at).is_empty() && column.is_folded(above_at(at)));
        }
        match found {
            (None, _) => places.faults.push(HeaderFault::Missing(index)),
            (Some(_), true) => places.faults.push(HeaderFault::Twice(index)),
            (Some(_), false) => {}
        }
        let at = found.0.filter(|_| !found.1).and_then(|it| u16::try_from(it).ok());
        places.at.push(at);
    }
    places
}
