//! How often something must be shown, from what stands in the file.

use super::raw::{Mode, RawOnClosed, RawOnce};
use super::{Cadence, Within};
use crate::calendar::Counting;
use crate::code::Code;
use crate::diagnostic::Diagnostic;
use crate::id::RequirementId;
use crate::period::Period;
use crate::register::RegisterDef;
use crate::source::Place;
use crate::table::ColumnType;
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
    let mut wrong = |place: &Place, message: Text| {
        diagnostics.push(Diagnostic::new(Code::InvalidValue, place.clone(), message));
        None
    };
    match (every, max_age, once) {
        (Some(every), None, None) => match mode {
            Some(Located { value: Mode::Calendar, .. }) => Some(Cadence::Every(every.value)),
            Some(Located { value: Mode::Interval, .. }) => Some(Cadence::Interval(every.value)),
            None => wrong(
                &every.place,
                text!(
                    "every には mode: calendar か mode: interval が必要です",
                    "every needs mode: calendar or mode: interval beside it"
                ),
            ),
        },
        (None, Some(max_age), None) => match mode {
            None => Some(Cadence::MaxAge(max_age.value)),
            Some(mode) => {
                wrong(&mode.place, text!("mode は every と一緒に使います", "mode goes with every only"))
            }
        },
        (None, None, Some(once)) => {
            let Some(def) = rows else {
                return wrong(
                    &once.from.place,
                    text!("once は per が台帳のときだけ使えます", "once needs a register in per"),
                );
            };
            let name = once.from.text.as_str();
            match def.column(name) {
                Some(column) if def.columns[column].kind == ColumnType::Date => {
                    let counting = once.counting.unwrap_or(Counting::DayAfter);
                    let within = within(once.within, once.business_days, once.on_closed);
                    within.map(|within| Cadence::Once { column, within, counting }).or_else(|| {
                        wrong(
                            &once.from.place,
                            text!(
                                "once には within か business_days のどちらか一つが要ります（on_closed は within と一緒に使います）",
                                "once needs either within or business_days; on_closed goes with within only"
                            ),
                        )
                    })
                }
                Some(_) => wrong(
                    &once.from.place,
                    text!("{name} は日付の列ではありません", "{name} is not a date column"),
                ),
                None => {
                    diagnostics.push(def.unknown_column(name, &once.from.place));
                    None
                }
            }
        }
        (None, None, None) => wrong(
            &id.place,
            text!(
                "頻度がありません（every、max_age、once のどれか一つ）",
                "no cadence: one of every, max_age and once"
            ),
        ),
        (..) => wrong(
            &id.place,
            text!(
                "頻度は every、max_age、once のどれか一つだけにしてください",
                "more than one cadence: only one of every, max_age and once"
            ),
        ),
    }
}

/// How long something may take; none if nothing or too much says so.
fn within(
    period: Option<Period>,
    business_days: Option<InRange<1, 999>>,
    on_closed: Option<RawOnClosed>,
) -> Option<Within> {
    match (period, business_days, on_closed) {
        (Some(period), None, None) => Some(Within::Days(period)),
        (Some(period), None, Some(RawOnClosed::NextDay)) => Some(Within::DaysToOpen(period)),
        (None, Some(number), None) => u16::try_from(number.0).ok().map(Within::BusinessDays),
        (None, None, _) | (Some(_), Some(_), _) | (None, Some(_), Some(_)) => None,
    }
}
