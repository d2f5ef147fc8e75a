//! How often something must be shown, from what stands in the file.

use super::answered::date_column;
use super::raw::{Mode, RawOnClosed, RawOnce};
use super::{Cadence, Within};
use crate::calendar::Counting;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::id::RequirementId;
use crate::period::Period;
use crate::register::RegisterDef;
use crate::source::Place;
use crate::text::{Text, text};
use crate::yaml::{InRange, Located};

pub(super) fn cadence(
    id: &Located<RequirementId>,
    every: Option<Located<Period>>,
    mode: Option<Located<Mode>>,
    max_age: Option<Located<Period>>,
    once: Option<RawOnce>,
    rows: Option<&RegisterDef>,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Cadence> {
    match (every, max_age, once) {
        (Some(every), None, None) => match mode {
            Some(Located { value: Mode::Calendar, .. }) => Some(Cadence::Every(every.value)),
            Some(Located { value: Mode::Interval, .. }) => Some(Cadence::Interval(every.value)),
            None => wrong(
                diagnostics,
                &every.place,
                text!(
                    "every には mode: calendar か mode: interval が必要です",
                    "every needs mode: calendar or mode: interval beside it"
                ),
            ),
        },
        (None, Some(max_age), None) => match mode {
            None => Some(Cadence::MaxAge(max_age.value)),
            Some(mode) => wrong(
                diagnostics,
                &mode.place,
                text!("mode は every と一緒に使います", "mode goes with every only"),
            ),
        },
        (None, None, Some(once)) => {
            let Some(def) = rows else {
                return wrong(
                    diagnostics,
                    &once.from.place,
                    text!("once は per が台帳のときだけ使えます", "once needs a register in per"),
                );
            };
            let column = date_column(def, &once.from, diagnostics);
            let until = match &once.until {
                Some(name) => Some(date_column(def, name, diagnostics)?),
                None => None,
            };
            let counting = once.counting.unwrap_or(Counting::DayAfter);
            let within = within(once.within, once.business_days, until, once.on_closed);
            if within.is_none() || until.is_some() && once.counting.is_some() {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidValue,
                    once.from.place.clone(),
                    text!(
                        "once には within、business_days、until のどれか一つが要ります（on_closed は within と、counting は until 以外と一緒に使います）",
                        "once needs one of within, business_days and until; on_closed goes with within only, counting not with until"
                    ),
                ));
                return None;
            }
            Some(Cadence::Once { column: column?, within: within?, counting, ahead: once.ahead })
        }
        (None, None, None) => wrong(
            diagnostics,
            &id.place,
            text!(
                "頻度がありません（every、max_age、once のどれか一つ）",
                "no cadence: one of every, max_age and once"
            ),
        ),
        (..) => wrong(
            diagnostics,
            &id.place,
            text!(
                "頻度は every、max_age、once のどれか一つだけにしてください",
                "more than one cadence: only one of every, max_age and once"
            ),
        ),
    }
}

fn wrong(diagnostics: &mut Vec<Diagnostic>, place: &Place, message: Text) -> Option<Cadence> {
    diagnostics.push(Diagnostic::new(Code::InvalidValue, place.clone(), message));
    None
}

/// How long something may take; none if nothing or too much says so.
fn within(
    period: Option<Period>,
    business_days: Option<InRange<1, 999>>,
    until: Option<usize>,
    on_closed: Option<RawOnClosed>,
) -> Option<Within> {
    match (period, business_days, until, on_closed) {
        (Some(period), None, None, None) => Some(Within::Days(period)),
        (Some(period), None, None, Some(RawOnClosed::NextDay)) => Some(Within::DaysToOpen(period)),
        (None, Some(number), None, None) => u16::try_from(number.0).ok().map(Within::BusinessDays),
        (None, None, Some(column), None) => Some(Within::Until(column)),
        _ => None,
    }
}
