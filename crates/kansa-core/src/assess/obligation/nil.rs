//! Nil declarations: that nothing happened has to be said, by whom and when, and approved (該当なし).

use super::state_without_evidence;
use crate::assess::Inputs;
use crate::assessment::{ObligationResult, State};
use crate::evidence::RegisterState;
use crate::measure::{Cadence, Per};
use crate::plan::Obligation;
use crate::register::{RegisterDef, RowRef};

/// How a window of an event register stands in which nothing happened.
///
/// A row of the register `nil-declarations` that names the register and spans the whole window decides; it counts only
/// if it was declared after the window closed, and approved on or after that day.
pub(super) fn assess(
    inputs: &Inputs<'_>,
    obligation: &Obligation,
    blank: ObligationResult,
) -> ObligationResult {
    let (_, requirement) = inputs.model.resolve(obligation.requirement);
    let without = state_without_evidence(inputs.as_of, obligation);
    let unknown = ObligationResult { state: without, ..blank.clone() };
    let Per::Rows { register, .. } = &requirement.per else { return unknown };
    let undated = |row: RowRef<'_>| match requirement.cadence {
        Cadence::Once { column, .. } => row.date(column).is_none(),
        Cadence::Every(_) | Cadence::Interval(_) | Cadence::MaxAge(_) => false,
    };
    if let RegisterState::Read(events) = inputs.plan.registers.get(*register)
        && (events.rows().any(undated) || events.faults.iter().any(|it| it.key.is_none()))
    {
        // An event whose day nobody knows may be one of this window: it cannot be declared empty.
        return ObligationResult { state: State::Unreadable, ..blank };
    }
    let name = inputs.model.register(*register).id.as_str();
    let Some(read) = inputs.plan.registers.read(inputs.model, "nil-declarations") else { return unknown };
    let Some(def) = inputs.model.register_named("nil-declarations") else { return unknown };
    let def = inputs.model.register(def);
    let window = obligation.window;
    let spans =
        |row: &RowRef<'_>| row.span.from <= window.from && window.to <= row.span.to && has_end(def, row);
    let mut found = unknown;
    for row in read.rows() {
        let text = |column: &str| def.column(column).and_then(|it| row.text(it)).unwrap_or_default();
        let date =
            |column: &str| def.column(column).and_then(|it| row.date(it)).filter(|it| *it <= inputs.as_of);
        if text("register") != name || !spans(&row) || !row.is_dated(def) {
            continue;
        }
        let Some(declared) = date("declared").filter(|it| *it > window.to) else { continue };
        let approved = !text("approver").is_empty() && date("approved").is_some_and(|it| it >= declared);
        let state = match (approved, declared <= obligation.due) {
            (true, true) => State::Met,
            (true, false) => State::Late,
            (false, _) => State::Unapproved,
        };
        // Of several the best counts.
        let rank =
            |it: State| [State::Met, State::Late, State::Unapproved].iter().position(|known| *known == it);
        let better = found.declaration.is_none() || rank(state) < rank(found.state);
        if better {
            found.declaration = Some(row.spot());
            found.state = state;
        }
    }
    found
}

/// A declaration without an end declares the future too: it says nothing.
fn has_end(def: &RegisterDef, row: &RowRef<'_>) -> bool {
    def.column("to").and_then(|it| row.date(it)).is_some()
}
