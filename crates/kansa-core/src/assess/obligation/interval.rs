//! Intervals: consecutive days on which something was done, and the last one and as-of, are at most so far apart.

use chrono::NaiveDate;

use super::{fault, state_without_evidence};
use crate::assess::Inputs;
use crate::assessment::{ObligationResult, State};
use crate::evidence::Item;
use crate::judgement::judge;
use crate::measure::Repair;
use crate::period::{DateRange, Period};
use crate::plan::Obligation;

/// How an obligation of an interval stands, and the last day on which it could be done in time: where it was not
/// done so more than once, the first such day. Days before the period don't count.
///
/// The interval is counted from the last time before the period, else from the day since which it is owed. What fails
/// a check does not count as done. A distance that was once too long stays `late`, whatever was done later; one that
/// is too long on as-of is overdue.
///
/// Source: for stated PCI DSS cadences, [`Period::pci_after`].
pub(super) fn assess(
    inputs: &Inputs<'_>,
    obligation: &Obligation,
    period: Period,
    filed: &[(usize, &Item)],
    blank: ObligationResult,
) -> (ObligationResult, NaiveDate) {
    let (_, requirement) = inputs.model.resolve(obligation.requirement);
    let period = inputs.plan.company.parameter(obligation.requirement).unwrap_or(period);
    let reads_as_pci = inputs.model.reads_as_pci(obligation.requirement, inputs.plan.company);
    let limit = |since: NaiveDate| {
        if reads_as_pci { period.pci_after(since) } else { period.after(since, 1) }
    };
    let mut done: Vec<(NaiveDate, usize, &Item)> = filed
        .iter()
        .filter(|(_, it)| it.disposal.is_none() && it.valid.is_none_or(|it| it.from <= inputs.as_of))
        .filter_map(|(at, item)| Some((item.day()?, *at, *item)))
        .collect();
    done.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.2.path().cmp(a.2.path())));
    let context = inputs.context(obligation.window);
    let judged: Vec<_> = done
        .iter()
        .map(|(day, _, item)| {
            let checks = judge(requirement, item, &context);
            let fault = fault(inputs, requirement, item, &checks);
            (*day, fault, checks)
        })
        .collect();
    // `due` is the day since which it is owed: the same as for what must be young.
    let mut since = obligation.due;
    let (mut ever, mut too_far) = (false, None);
    for (day, ..) in judged.iter().filter(|(_, fault, _)| fault.is_none()) {
        if *day >= obligation.window.from && *day > limit(since) {
            too_far = too_far.or(Some(DateRange { from: since, to: *day }));
        }
        since = since.max(*day);
        ever = true;
    }
    // What ends earlier than the interval has to be done again earlier.
    let expires = done.last().and_then(|(_, _, it)| it.valid).map_or(NaiveDate::MAX, |it| it.to);
    let due = limit(since).min(expires);
    let filed_by = requirement.grace.map_or(due, |it| it.after(due, 1));
    let repair_until = match requirement.repair {
        Repair::Never => filed_by,
        Repair::NextWindow => NaiveDate::MAX,
        Repair::Within(period) => period.after(filed_by, 1),
    };
    let newest = judged.last();
    let state = match newest {
        Some((_, Some(fault), _)) => *fault,
        _ if inputs.as_of > filed_by => {
            if inputs.as_of <= repair_until {
                State::Overdue
            } else {
                State::Missed
            }
        }
        _ if too_far.is_some() => State::Late,
        // It may have been done in time, and can still be filed.
        _ if inputs.as_of > due => State::DueSoon,
        _ if ever => State::Met,
        _ => state_without_evidence(inputs.as_of, &Obligation { due, repair_until, ..*obligation }),
    };
    let inside = |day: NaiveDate| day >= obligation.window.from || Some(day) == judged.last().map(|it| it.0);
    let evidence = done.iter().rev().filter(|(day, ..)| inside(*day)).map(|(_, at, _)| *at).collect();
    let checks = judged.into_iter().next_back().map(|(.., checks)| checks).unwrap_or_default();
    let in_time = too_far.map_or(due, |it| limit(it.from)).max(obligation.window.from);
    (ObligationResult { due, repair_until, state, evidence, checks, too_far, ..blank }, in_time)
}
