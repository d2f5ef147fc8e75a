//! How the answers of a group change over its audit period.

use std::collections::BTreeMap;

use chrono::{Datelike, Months, NaiveDate};

use crate::assessment::{CompanyAssessment, Verdict};
use crate::id::{CatalogId, CompanyId};
use crate::model::Model;
use crate::period::DateRange;

/// The answers of all companies on a day. After the as-of date it is a forecast: nothing is filed any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Readiness {
    /// The day.
    pub day: NaiveDate,
    /// Companies in the order of the assessment.
    pub companies: Vec<CompanyReadiness>,
}

/// The answers of a company on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyReadiness {
    /// The company.
    pub company: CompanyId,
    /// Of each catalog of its scope, how many requirements have each verdict.
    pub catalogs: Vec<(CatalogId, BTreeMap<Verdict, usize>)>,
}

impl CompanyReadiness {
    /// What is left of the answers of a day.
    pub fn new(model: &Model, answers: &CompanyAssessment) -> Self {
        let catalogs = answers.catalogs.iter();
        Self {
            company: answers.company.clone(),
            catalogs: catalogs.map(|it| (model.catalogs()[it.catalog].id.clone(), it.counts())).collect(),
        }
    }
}

/// The days of a period on which to look: the last day of each of its months, its own last day, and the as-of date if it
/// lies in it. At most 60: of a longer period the last ones.
pub fn days(period: DateRange, as_of: NaiveDate) -> Vec<NaiveDate> {
    const MOST: usize = 60;
    let mut days = Vec::new();
    let mut month = period.from.with_day(1);
    while let Some(first) = month.filter(|it| *it <= period.to && days.len() <= MOST) {
        let next = first.checked_add_months(Months::new(1));
        days.extend(next.and_then(|it| it.pred_opt()).map(|it| it.min(period.to)));
        month = next;
    }
    if period.contains(as_of) {
        days.push(as_of);
    }
    days.sort_unstable();
    days.dedup();
    days.split_off(days.len().saturating_sub(MOST))
}

#[cfg(test)]
mod tests {
    use super::days;
    use crate::period::DateRange;
    use chrono::NaiveDate;

    fn check(from: &str, to: &str, as_of: &str, expected: &[&str]) {
        let day = |it: &str| it.parse::<NaiveDate>().unwrap();
        let found = days(DateRange { from: day(from), to: day(to) }, day(as_of));
        assert_eq!(found, expected.iter().map(|it| day(it)).collect::<Vec<_>>());
    }

    #[test]
    fn months_end_on_their_last_day_and_the_period_on_its_own() {
        check(
            "2026-04-16",
            "2026-07-15",
            "2026-05-20",
            &["2026-04-30", "2026-05-20", "2026-05-31", "2026-06-30", "2026-07-15"],
        );
    }

    #[test]
    fn a_day_outside_of_the_period_is_left_out() {
        check("2028-02-01", "2028-02-29", "2026-05-20", &["2028-02-29"]);
    }

    #[test]
    fn a_period_without_end_is_no_endless_list() {
        let open = DateRange { from: NaiveDate::MIN, to: NaiveDate::MAX };
        assert!(days(open, NaiveDate::default()).len() <= 60);
    }
}
