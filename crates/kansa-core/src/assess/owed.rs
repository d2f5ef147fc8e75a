//! What is owed next, by whom: the calendar of the days after as-of.

use chrono::{Days, NaiveDate};

use super::Inputs;
use super::measure::InForce;
use crate::assessment::{ObligationResult, Owed, State};
use crate::measure::Cadence;
use crate::period::DateRange;
use crate::plan::plan;

/// How many days ahead the calendar looks.
pub const OWED_DAYS: u64 = 90;

/// The last day of the calendar.
fn horizon(as_of: NaiveDate) -> NaiveDate {
    as_of.checked_add_days(Days::new(OWED_DAYS)).unwrap_or(NaiveDate::MAX)
}

/// What is overdue and can still be repaired, what falls due by the horizon, and what has to be done again by then;
/// by day. Windows of the next audit period are among them.
pub(super) fn within(inputs: &Inputs<'_>, in_force: &InForce, results: &[ObligationResult]) -> Vec<Owed> {
    let (model, company) = (inputs.model, inputs.plan.company);
    let horizon = horizon(inputs.as_of);
    let mut owed: Vec<Owed> = results
        .iter()
        .filter(|it| is_owed(inputs, it, horizon))
        .map(|it| Owed {
            id: it.id.clone(),
            requirement: it.requirement,
            subject: it.subject.clone(),
            due: it.due,
            state: it.state,
            by: it.provided_by.clone().unwrap_or_else(|| company.id.clone()),
        })
        .collect();
    let period = company.period(inputs.as_of);
    if let Some(from) = period.to.succ_opt()
        && let Some(next) = DateRange::new(from, horizon)
    {
        let plan = plan(model, company, inputs.plan.registers, next);
        for it in &plan.obligations {
            let calendar = matches!(model.resolve(it.requirement).1.cadence, Cadence::Every(_));
            let measure = model.measure_of(it.requirement);
            if calendar && it.window.from >= from && it.due <= horizon && in_force.owes(it.requirement) {
                let provision = company.provider(measure, it.requirement, it.window.from);
                owed.push(Owed {
                    id: plan.id(model, it),
                    requirement: it.requirement,
                    subject: plan.key(it).map(Box::from),
                    due: it.due,
                    state: State::Pending,
                    by: provision.map_or_else(|| company.id.clone(), |it| it.by.clone()),
                });
            }
        }
    }
    owed.sort_by(|a, b| a.due.cmp(&b.due).then_with(|| crate::id::natural(&a.id, &b.id)));
    owed.dedup_by(|a, b| a.id == b.id);
    owed
}

/// Whether somebody has to do something about it: not once its time has passed for good.
fn is_owed(inputs: &Inputs<'_>, it: &ObligationResult, horizon: NaiveDate) -> bool {
    let again = match inputs.model.resolve(it.requirement).1.cadence {
        Cadence::MaxAge(_) | Cadence::Interval(_) => true,
        Cadence::Every(_) | Cadence::Once { .. } => false,
    };
    match it.state {
        State::Pending | State::DueSoon => it.due <= horizon,
        // What fails now has to be mended now, whenever its window ends.
        State::Overdue
        | State::Stale
        | State::Failed
        | State::Unapproved
        | State::Unreadable
        | State::Altered => true,
        State::Met | State::Late => again && it.due >= inputs.as_of && it.due <= horizon,
        State::Missed | State::Accepted | State::Corrected | State::Disposed => false,
    }
}
