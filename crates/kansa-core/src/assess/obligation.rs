//! Obligations: which item answers each, and how it stands.

mod interval;
mod nil;

use std::collections::HashMap;

use chrono::{Days, NaiveDate};

use super::approval;
use super::document::Documents;
use super::exception::Exceptions;
use super::measure::InForce;
use super::{DUE_SOON_DAYS, Inputs};
use crate::assessment::{Closed, ObligationResult, State};
use crate::evidence::{Content, Item};
use crate::judgement::{CheckResult, Outcome, judge};
use crate::measure::{Answered, Cadence, Requirement};
use crate::model::RequirementIx;
use crate::period::{DateRange, Period};
use crate::plan::{Obligation, Unplanned, open_span};

/// Items by what they are evidence for.
type ByTarget<'a> = HashMap<(RequirementIx, Option<&'a str>), Vec<(usize, &'a Item)>>;

/// How every obligation stands that is due in the period or open on the day, or that still decides.
pub(super) fn assess(
    inputs: &Inputs<'_>,
    in_force: &InForce,
    exceptions: &Exceptions,
    documents: &Documents<'_>,
) -> Vec<ObligationResult> {
    let mut items: ByTarget<'_> = HashMap::new();
    for (at, item) in inputs.facts.items.iter().enumerate() {
        if item.exists_on(inputs.as_of) {
            items.entry((item.requirement, item.subject.as_deref())).or_default().push((at, item));
        }
    }
    let owed: Vec<&Obligation> = inputs
        .plan
        .obligations
        .iter()
        .filter(|it| in_force.owes(it.requirement) && is_there(inputs, it))
        .collect();
    let mut results: Vec<ObligationResult> = Vec::new();
    // The obligations of one requirement and subject stand together in the plan, by window.
    for run in owed.chunk_by(|a, b| a.requirement == b.requirement && a.subject == b.subject) {
        let assessed: Vec<ObligationResult> =
            run.iter().map(|it| assess_one(inputs, it, run, &items, exceptions, documents)).collect();
        let carries = run.first().map_or(Carries::No, |it| carries_over(inputs, it));
        results.extend(of_interest(inputs, assessed, carries));
    }
    results.extend(unplanned(inputs, in_force));
    results.sort_by(|a, b| {
        let subject = |it: &ObligationResult| it.subject.clone().unwrap_or_default();
        a.requirement
            .cmp(&b.requirement)
            .then_with(|| crate::id::natural(&subject(a), &subject(b)))
            .then_with(|| a.window.cmp(&b.window))
    });
    results.shrink_to_fit();
    results
}

/// Whether an obligation exists on the day: what is once per row or must be young is not there before it opens.
fn is_there(inputs: &Inputs<'_>, obligation: &Obligation) -> bool {
    match inputs.model.resolve(obligation.requirement).1.cadence {
        Cadence::Every(_) => true,
        Cadence::Once { .. } => obligation.window.from <= inputs.as_of,
        Cadence::MaxAge(_) | Cadence::Interval(_) => obligation.window.contains(inputs.as_of),
    }
}

/// Whether the last closed window of a requirement and subject can decide for the next one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Carries {
    Yes,
    No,
}

/// Windows of a calendar follow each other; events do not. A subject that has left carries nothing on.
fn carries_over(inputs: &Inputs<'_>, obligation: &Obligation) -> Carries {
    let here = obligation.subject.is_none_or(|it| inputs.plan.subject(it).span.contains(inputs.as_of));
    match inputs.model.resolve(obligation.requirement).1.cadence {
        Cadence::Every(_) if here => Carries::Yes,
        Cadence::Every(_) | Cadence::Interval(_) | Cadence::MaxAge(_) | Cadence::Once { .. } => Carries::No,
    }
}

/// Keeps the obligations due in the period, those open on the day, and the last closed one while nothing of the
/// period decides yet.
fn of_interest(
    inputs: &Inputs<'_>,
    assessed: Vec<ObligationResult>,
    carries: Carries,
) -> Vec<ObligationResult> {
    let period = inputs.plan.company.period(inputs.as_of);
    let in_period = |it: &ObligationResult| {
        period.contains(it.due)
            || period.contains(it.window.to)
            || it.window.from <= inputs.as_of && inputs.as_of <= it.due
            || it.window.contains(inputs.as_of)
    };
    let decided = assessed.iter().any(|it| in_period(it) && it.state.is_settled());
    let last_closed = assessed.iter().rposition(|it| !in_period(it) && it.due < inputs.as_of);
    assessed
        .into_iter()
        .enumerate()
        .filter_map(|(at, mut it)| {
            if !in_period(&it) {
                if carries == Carries::Yes && !decided && last_closed == Some(at) {
                    it.closed_before = Closed::CarriedOver;
                } else if it.state != State::Overdue {
                    return None;
                }
            }
            Some(it)
        })
        .collect()
}

fn assess_one(
    inputs: &Inputs<'_>,
    obligation: &Obligation,
    run: &[&Obligation],
    items: &ByTarget<'_>,
    exceptions: &Exceptions,
    documents: &Documents<'_>,
) -> ObligationResult {
    let (_, requirement) = inputs.model.resolve(obligation.requirement);
    let key = inputs.plan.key(obligation);
    let measure = inputs.model.measure_of(obligation.requirement);
    let on = inputs.as_of.clamp(obligation.window.from, obligation.window.to);
    let provision = match requirement.answered {
        Answered::Files => inputs.plan.company.provider(measure, obligation.requirement, on),
        Answered::Columns { .. } | Answered::Rows(_) => None,
    };
    let filed: Vec<(usize, &Item)> = items
        .get(&(obligation.requirement, key))
        .map_or(&[][..], Vec::as_slice)
        .iter()
        // What a provider files counts only while it provides.
        .filter(|(_, it)| it.provider.is_none() || it.provided_during == provision.map(|it| it.span))
        .copied()
        .collect();
    let filed = filed.as_slice();
    let own_since = own_since(inputs, obligation, measure, provision.is_some());
    let obligation = &own_since;
    let blank = ObligationResult {
        id: inputs.plan.id(inputs.model, obligation),
        requirement: obligation.requirement,
        subject: key.map(Box::from),
        window: obligation.window,
        due: obligation.due,
        repair_until: obligation.repair_until,
        state: State::Pending,
        closed_before: Closed::No,
        evidence: Vec::new(),
        checks: Vec::new(),
        exception: None,
        provided_by: provision.map(|it| it.by.clone()),
        declaration: None,
        too_far: None,
    };
    if inputs.plan.is_nil(inputs.model, obligation) {
        return accepted(nil::assess(inputs, obligation, blank), exceptions, obligation.due);
    }
    if let Cadence::Interval(period) = requirement.cadence {
        let (result, in_time) = interval::assess(inputs, obligation, period, filed, blank);
        return accepted(result, exceptions, in_time);
    }
    let mut answers: Vec<Candidate<'_>> = filed
        .iter()
        .filter_map(|(at, item)| Some(Candidate { at: *at, item, timing: timing(inputs, obligation, item)? }))
        .filter(|it| it.timing == Timing::Inside || can_repair(inputs, it.item, obligation, run, filed))
        .collect();
    // The latest performed inside the window decides, later ones only if there is none inside; paths break ties.
    answers.sort_by(|a, b| {
        let rank = |it: &Candidate<'_>| (it.timing, std::cmp::Reverse(it.item.day()));
        rank(a).cmp(&rank(b)).then_with(|| a.item.path().cmp(b.item.path()))
    });
    let mut due = obligation.due;
    let (mut state, mut checks) = (None, Vec::new());
    if let Some(decides) = answers.first() {
        let context = inputs.context(obligation.window);
        checks = judge(requirement, decides.item, &context);
        // What was in force in a window that is over, the register of today does not say.
        if obligation.window.contains(inputs.as_of) {
            checks.extend(documents.judge(obligation.requirement, key, decides.item));
        }
        if let Some(expiry) = expiry(requirement, decides.item, parameter(inputs, obligation.requirement)) {
            due = expiry;
        }
        state = Some(state_of(inputs, obligation, requirement, decides, &checks, due));
    }
    let state = state.unwrap_or_else(|| state_without_evidence(inputs.as_of, obligation));
    let evidence = answers.iter().map(|it| it.at).collect();
    // What must be young is owed anew on each day.
    let in_time = if is_windowed(requirement) { obligation.window.to } else { inputs.as_of };
    accepted(ObligationResult { due, state, evidence, checks, ..blank }, exceptions, in_time)
}

/// What must be young, or done again in time, is owed since the company does it itself: not while another one provided it.
fn own_since(inputs: &Inputs<'_>, obligation: &Obligation, measure: usize, provided: bool) -> Obligation {
    let (_, requirement) = inputs.model.resolve(obligation.requirement);
    let mut provisions = inputs.plan.company.provisions.iter().filter(|it| {
        it.measure == measure && !it.retains.contains(&obligation.requirement) && it.span.to < inputs.as_of
    });
    let ended = provisions.by_ref().map(|it| it.span.to).max().and_then(|it| it.succ_opt());
    match ended {
        Some(since) if !provided && !is_windowed(requirement) && since > obligation.due => {
            Obligation { due: since, ..*obligation }
        }
        Some(_) | None => *obligation,
    }
}

/// What is not met stays so, unless an exception accepts it that was there on the last day for doing it in time.
fn accepted(mut result: ObligationResult, exceptions: &Exceptions, in_time: NaiveDate) -> ObligationResult {
    // Nobody accepts that evidence was changed.
    let can_be = result.state.is_failing() && result.state != State::Altered;
    let accepting = || exceptions.accepting(result.requirement, result.subject.as_deref(), in_time);
    result.exception = can_be.then(accepting).flatten();
    if result.exception.is_some() {
        result.state = State::Accepted;
    }
    result
}

/// An item that answers an obligation.
struct Candidate<'a> {
    at: usize,
    item: &'a Item,
    timing: Timing,
}

/// Whether an item that was done after a window can repair it.
///
/// One that says which window it is about can. Any other, also one in a folder of the year, stands for the window of its
/// own day; only if that window has a better one to spare it, it repairs the window right before: one delivery does not
/// stand for two months.
fn can_repair(
    inputs: &Inputs<'_>,
    item: &Item,
    obligation: &Obligation,
    run: &[&Obligation],
    filed: &[(usize, &Item)],
) -> bool {
    let Some(day) = item.day().filter(|_| !says_which(inputs, obligation, item)) else { return true };
    let Some(own) = run.iter().position(|it| it.window.contains(day)) else { return true };
    let right_before = own.checked_sub(1).and_then(|it| run.get(it)).is_some_and(|it| **it == *obligation);
    let inside = filed.iter().filter(|(_, it)| timing(inputs, run[own], it) == Some(Timing::Inside));
    let latest = inside.map(|(_, it)| *it).min_by(|a, b| {
        std::cmp::Reverse(a.day()).cmp(&std::cmp::Reverse(b.day())).then_with(|| a.path().cmp(b.path()))
    });
    right_before && !latest.is_some_and(|it| std::ptr::eq(it, item))
}

/// Whether an item says itself which window it is about; a period that is no window of the cadence does not.
fn says_which(inputs: &Inputs<'_>, obligation: &Obligation, item: &Item) -> bool {
    let windows = inputs.plan.windows.get(&obligation.requirement);
    let is_window =
        |it: DateRange| it == obligation.window || windows.is_some_and(|windows| windows.at(it.from) == it);
    item.window.is_some() || item.covers.is_some_and(is_window)
}

/// When an item was done, seen from a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Timing {
    Inside,
    After,
}

/// Whether and when an item answers an obligation.
fn timing(inputs: &Inputs<'_>, obligation: &Obligation, item: &Item) -> Option<Timing> {
    let window = obligation.window;
    let (_, requirement) = inputs.model.resolve(obligation.requirement);
    if item.window.is_some_and(|it| it != window.from) || item.valid.is_some_and(|it| it.from > inputs.as_of)
    {
        return None;
    }
    let named = item.window.is_some();
    match requirement.cadence {
        // What has to be there now cannot have been disposed of.
        Cadence::MaxAge(_) | Cadence::Interval(_) => {
            item.day().filter(|_| item.disposal.is_none()).map(|_| Timing::Inside)
        }
        Cadence::Once { ahead, .. } => {
            let day = item.day()?;
            let early = ahead.is_some_and(|it| (it.before(window.from)..window.from).contains(&day));
            if early {
                return Some(Timing::Inside);
            }
            by_day(day, window, obligation.repair_until, Early::Refused)
        }
        Cadence::Every(_) => {
            let windows = inputs.plan.windows.get(&obligation.requirement)?;
            let about = item.covers.map(|covers| (covers, windows.at(covers.from)));
            match about {
                // It is about a window, and says which: that of its period.
                Some((covers, whole)) if covers == whole || covers == window => {
                    (window.to == whole.to || covers == window).then_some(())?;
                    match item.day() {
                        None => Some(Timing::Inside),
                        Some(day) => by_day(day, window, obligation.repair_until, Early::Allowed),
                    }
                }
                // Its period is no window of this cadence: the day alone decides.
                Some(_) | None if named && item.day().is_none() => Some(Timing::Inside),
                Some(_) | None => {
                    let early = if named { Early::Allowed } else { Early::Refused };
                    by_day(item.day()?, window, obligation.repair_until, early)
                }
            }
        }
    }
}

/// Whether something done before the window opened can answer it: only if it says that it is about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Early {
    Allowed,
    Refused,
}

fn by_day(day: NaiveDate, window: DateRange, repair_until: NaiveDate, early: Early) -> Option<Timing> {
    if day < window.from {
        // Done ahead of its window, but not longer ahead than the window is long.
        let length = window.to - window.from;
        return (early == Early::Allowed && window.from - day <= length).then_some(Timing::Inside);
    }
    if day <= window.to {
        return Some(Timing::Inside);
    }
    (day <= repair_until).then_some(Timing::After)
}

fn parameter(inputs: &Inputs<'_>, requirement: RequirementIx) -> Option<Period> {
    inputs.plan.company.parameter(requirement)
}

/// The last day on which the newest is young enough and valid.
fn expiry(requirement: &Requirement, item: &Item, parameter: Option<Period>) -> Option<NaiveDate> {
    match requirement.cadence {
        Cadence::MaxAge(period) => {
            let oldest = parameter.unwrap_or(period).after(item.day()?, 1);
            Some(item.valid.map_or(oldest, |it| oldest.min(it.to)))
        }
        Cadence::Every(_) | Cadence::Interval(_) | Cadence::Once { .. } => None,
    }
}

fn state_of(
    inputs: &Inputs<'_>,
    obligation: &Obligation,
    requirement: &Requirement,
    decides: &Candidate<'_>,
    checks: &[CheckResult],
    due: NaiveDate,
) -> State {
    let (item, as_of) = (decides.item, inputs.as_of);
    match fault(inputs, requirement, item, checks) {
        // After an event there is time for the approval until the deadline; a calendar has none of its own for it.
        Some(State::Unapproved)
            if as_of <= obligation.due && matches!(requirement.cadence, Cadence::Once { .. }) =>
        {
            return State::DueSoon;
        }
        Some(fault) => return fault,
        None => {}
    }
    let stale = match requirement.cadence {
        Cadence::MaxAge(_) => due < as_of,
        Cadence::Every(_) | Cadence::Interval(_) | Cadence::Once { .. } => {
            item.valid.is_some_and(|it| it.to < as_of.min(obligation.window.to))
        }
    };
    match (stale, decides.timing) {
        (true, _) => State::Stale,
        (false, Timing::Inside) => State::Met,
        (false, Timing::After) => State::Late,
    }
}

/// Whether a requirement has windows that end, with a day by which all of it has to be there.
fn is_windowed(requirement: &Requirement) -> bool {
    match requirement.cadence {
        Cadence::Every(_) | Cadence::Once { .. } => true,
        Cadence::Interval(_) | Cadence::MaxAge(_) => false,
    }
}

/// What is wrong with an item itself, whenever it was done.
fn fault(
    inputs: &Inputs<'_>,
    requirement: &Requirement,
    item: &Item,
    checks: &[CheckResult],
) -> Option<State> {
    if item.disposal.is_some() {
        return Some(State::Disposed);
    }
    if item.files.iter().any(|it| it.altered) {
        return Some(State::Altered);
    }
    let unreadable =
        |it: &crate::evidence::File| it.sha256.is_none() || matches!(it.content, Content::Unreadable(_));
    if item.files.iter().any(unreadable) {
        return Some(State::Unreadable);
    }
    if checks.iter().any(|it| it.outcome == Outcome::Fail) {
        return Some(State::Failed);
    }
    if checks.iter().any(|it| it.outcome == Outcome::Unchecked) {
        return Some(State::Unreadable);
    }
    approval::lack(inputs, requirement, item).map(|_| State::Unapproved)
}

fn state_without_evidence(as_of: NaiveDate, obligation: &Obligation) -> State {
    if as_of <= obligation.due {
        let soon = as_of.checked_add_days(Days::new(DUE_SOON_DAYS)).unwrap_or(NaiveDate::MAX);
        let open = obligation.window.from <= as_of;
        if open && obligation.due <= soon { State::DueSoon } else { State::Pending }
    } else if as_of <= obligation.repair_until {
        State::Overdue
    } else {
        State::Missed
    }
}

/// Requirements whose subjects are unknown: one obligation each, unreadable, since the period began or it was owed.
fn unplanned(inputs: &Inputs<'_>, in_force: &InForce) -> Vec<ObligationResult> {
    let (model, company) = (inputs.model, inputs.plan.company);
    let period = company.period(inputs.as_of);
    let window = |requirement: RequirementIx| {
        let open = open_span(model, company, model.measure_of(requirement));
        open.and_then(|it| it.clipped(period)).unwrap_or(period)
    };
    inputs
        .plan
        .unplanned
        .iter()
        .filter(|(requirement, why)| {
            in_force.owes(*requirement)
                && match why {
                    Unplanned::NoRegister(_) | Unplanned::Unreadable(_) => true,
                    Unplanned::NoSubject(_) => false,
                }
        })
        .map(|(requirement, _)| (requirement, window(*requirement)))
        .map(|(requirement, window)| ObligationResult {
            id: format!("{}/{}@{}", company.id, model.requirement_ref(*requirement), window.from),
            requirement: *requirement,
            subject: None,
            window,
            due: window.from,
            repair_until: window.to,
            state: State::Unreadable,
            closed_before: Closed::No,
            evidence: Vec::new(),
            checks: Vec::new(),
            exception: None,
            provided_by: None,
            declaration: None,
            too_far: None,
        })
        .collect()
}
