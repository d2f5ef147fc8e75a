//! The last day of what is owed once after an event.

use chrono::NaiveDate;

use crate::calendar::Counting;
use crate::company::Company;
use crate::measure::{Cadence, Requirement, Within};
use crate::model::Model;
use crate::period::{DateRange, Period};
use crate::register::RowRef;

/// The last day on which something can be done in time that is counted from a day.
///
/// The company's own closed days count for its business days alone: no law waits for them.
pub(super) fn last_day(
    model: &Model,
    company: &Company,
    row: &RowRef<'_>,
    from: NaiveDate,
    (within, counting): (Within, Counting),
) -> NaiveDate {
    match within {
        // Without a day it is owed at once: what nobody has set is not far away.
        Within::Until(column) => row.date(column).map_or(from, |it| it.max(from)),
        Within::Days(period) => counted(from, period, counting),
        Within::DaysToOpen(period) => {
            let last = counted(from, period, counting);
            model.calendar().next_open(last).unwrap_or(last)
        }
        Within::BusinessDays(number) => {
            let days = model.calendar().business_days(&company.closed_days);
            days.after(from, number, counting).unwrap_or(NaiveDate::MAX)
        }
    }
}

fn counted(from: NaiveDate, period: Period, counting: Counting) -> NaiveDate {
    let last = period.after(from, 1);
    match counting {
        Counting::DayAfter => last,
        Counting::FirstDay => last.pred_opt().unwrap_or(last).max(from),
    }
}

/// Whether all holidays are known that the last day of a window depends on.
///
/// Days that a deadline was moved over are closed whatever else they are: only the day that it was moved to counts.
pub(crate) fn is_certain(model: &Model, requirement: &Requirement, window: DateRange) -> bool {
    let calendar = model.calendar();
    match requirement.cadence {
        Cadence::Once { within: Within::DaysToOpen(_), .. } => calendar.is_known(window.to),
        Cadence::Once { within: Within::BusinessDays(_), .. } => {
            window.from.iter_days().take_while(|it| *it <= window.to).all(|it| calendar.is_known(it))
        }
        Cadence::Once { within: Within::Days(_) | Within::Until(_), .. }
        | Cadence::Every(_)
        | Cadence::Interval(_)
        | Cadence::MaxAge(_) => true,
    }
}
