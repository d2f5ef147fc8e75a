//! Measures: which ones a company is held to, and how each stands.

use chrono::NaiveDate;

use std::collections::{HashMap, HashSet};

use super::Inputs;
use super::applicability::{Applicability, Applies};
use super::worksheet::Worksheets;
use crate::assessment::{Closed, MeasureResult, MeasureState, ObligationResult, State};
use crate::catalog::Aspect;
use crate::company::{Provision, Scope, ScopeStatus};
use crate::measure::Per;
use crate::model::{ControlIx, RequirementIx};
use crate::plan::Unplanned;
use crate::text::{Text, text};

/// What a company is held to on the day.
pub(super) struct InForce {
    /// Whether it is held to each of its measures, by index of the measure in the model.
    measures: Vec<(usize, Result<(), Text>)>,
    /// The evidence requirements of those measures that some requirement which applies looks at.
    owed: HashSet<RequirementIx>,
}

impl InForce {
    /// Whether a measure is in force.
    pub(super) fn contains(&self, measure: usize) -> bool {
        self.measures.iter().any(|(it, state)| *it == measure && state.is_ok())
    }

    /// Whether an evidence requirement is owed: its measure is in force, and it serves something that applies.
    pub(super) fn owes(&self, requirement: RequirementIx) -> bool {
        self.owed.contains(&requirement)
    }
}

/// Whether a scope holds on a day.
pub(super) fn holds(scope: &Scope, day: NaiveDate) -> bool {
    scope.status != ScopeStatus::None && scope.span.contains(day)
}

/// A measure is in force if it serves a requirement that applies in a scope that holds on the day.
pub(super) fn in_force(inputs: &Inputs<'_>, applicability: &Applicability) -> InForce {
    let Inputs { model, plan, as_of, .. } = *inputs;
    let company = plan.company;
    let mut found: Vec<(usize, Result<(), Text>)> = Vec::new();
    let mut owed = HashSet::new();
    for measure in &company.measures {
        let it = &model.measures()[*measure];
        let held: Vec<_> = it
            .controls
            .iter()
            .filter_map(|(id, aspects)| Some((model.control(id)?, aspects)))
            .filter(|(control, _)| {
                let catalog = model.controls()[control.index()].catalog;
                company.scopes.iter().any(|scope| scope.catalog == catalog && holds(scope, as_of))
            })
            .collect();
        if held.is_empty() || company.start(model, *measure).is_some_and(|from| from > as_of) {
            continue;
        }
        // Where only the written rule is owed, a measure that shows none is not asked for.
        let asked = |control: ControlIx, aspect: Aspect| match applicability.of(control) {
            Applies::Wholly => true,
            Applies::RuleOnly => aspect == Aspect::Documented,
            Applies::No | Applies::Unjudged => false,
        };
        let mut asked_for = false;
        for (control, aspects) in held {
            for aspect in aspects.iter().filter(|it| asked(control, **it)) {
                asked_for = true;
                owed.extend(model.evidence_of(*measure, model.control_id(control), *aspect));
            }
        }
        let state = if asked_for {
            Ok(())
        } else {
            Err(text!("対応する要求事項がすべて適用除外", "every requirement that it serves is excluded"))
        };
        found.push((*measure, state));
    }
    found.extend(company.excepted.iter().map(|(measure, reason)| (*measure, Err(reason.clone()))));
    found.sort_by_key(|(measure, _)| *measure);
    InForce { measures: found, owed }
}

/// How each measure stands, from its obligations.
pub(super) fn assess(
    inputs: &Inputs<'_>,
    in_force: &InForce,
    obligations: &[ObligationResult],
) -> Vec<MeasureResult> {
    in_force
        .measures
        .iter()
        .map(|(measure, held)| {
            let own: Vec<&ObligationResult> =
                obligations.iter().filter(|it| inputs.model.measure_of(it.requirement) == *measure).collect();
            let company = inputs.plan.company;
            // What is retained as a whole is the company's own.
            let shared = |it: &&Provision| {
                inputs.model.requirements_of(*measure).any(|one| !it.retains.contains(&one))
            };
            let provisions = company.provisions.iter().filter(|it| it.measure == *measure);
            let provided = provisions.filter(|it| it.span.contains(inputs.as_of)).find(shared);
            let provided_by = provided.map(|it| it.by.clone());
            match held {
                Err(reason) => MeasureResult {
                    measure: *measure,
                    state: MeasureState::NotApplicable,
                    carried_over: Closed::No,
                    reason: Some(reason.clone()),
                    provided_by: None,
                },
                Ok(()) if !inputs.model.measures()[*measure].broken.is_empty() => MeasureResult {
                    measure: *measure,
                    state: MeasureState::Ineffective,
                    carried_over: Closed::No,
                    reason: Some(text!(
                        "対策の定義に読めない必要証跡がある（入力の診断を参照）",
                        "its definition has a requirement that cannot be read (see the input diagnostics)"
                    )),
                    provided_by,
                },
                Ok(()) => MeasureResult {
                    measure: *measure,
                    state: shown(
                        inputs,
                        &inputs
                            .model
                            .requirements_of(*measure)
                            .filter(|it| in_force.owes(*it))
                            .collect::<Vec<_>>(),
                        state(own.iter().map(|it| it.state)),
                    ),
                    carried_over: carried(&own),
                    reason: None,
                    provided_by,
                },
            }
        })
        .collect()
}

/// A requirement that no subject owes shows nothing: a measure with one is not effective.
fn shown(inputs: &Inputs<'_>, requirements: &[RequirementIx], state: MeasureState) -> MeasureState {
    let idle = inputs.plan.unplanned.iter().any(|(requirement, why)| {
        matches!(why, Unplanned::NoSubject(_)) && requirements.contains(requirement)
    });
    match state {
        MeasureState::Effective | MeasureState::Accepted if idle => MeasureState::NotYetDue,
        MeasureState::Effective
        | MeasureState::Accepted
        | MeasureState::PartlyEffective
        | MeasureState::Ineffective
        | MeasureState::NotYetDue
        | MeasureState::NotApplicable => state,
    }
}

/// The state of a measure from the states of its obligations. Those not due yet do not count.
pub(super) fn state(states: impl Iterator<Item = State>) -> MeasureState {
    let (mut met, mut late, mut accepted, mut failing) = (0_usize, 0_usize, 0_usize, 0_usize);
    for state in states {
        match state {
            State::Met | State::Corrected => met += 1,
            State::Late => late += 1,
            // Nobody can look at it any more: it is not failing, and it is not shown.
            State::Accepted | State::Disposed => accepted += 1,
            State::Overdue
            | State::Missed
            | State::Stale
            | State::Failed
            | State::Unapproved
            | State::Unreadable
            | State::Altered => failing += 1,
            State::DueSoon | State::Pending => {}
        }
    }
    match (met, late, accepted, failing) {
        (0, 0, 0, 0) => MeasureState::NotYetDue,
        (_, 0, 0, 0) => MeasureState::Effective,
        (_, 0, _, 0) => MeasureState::Accepted,
        (0, 0, 0, _) => MeasureState::Ineffective,
        (_, _, _, _) => MeasureState::PartlyEffective,
    }
}

/// How measures stand as one control of one scope sees them: by the evidence requirements that serve it and show the
/// aspect, by the subjects in the scope, and with exceptions only as far as the control allows them.
pub(super) struct States<'a> {
    inputs: &'a Inputs<'a>,
    obligations: HashMap<RequirementIx, Vec<&'a ObligationResult>>,
    filed: HashSet<RequirementIx>,
    worksheets: &'a Worksheets,
}

/// What one control sees of a measure for one aspect.
pub(super) struct Seen<'a> {
    /// How it stands.
    pub(super) state: MeasureState,
    /// What it owes for it.
    pub(super) obligations: Vec<&'a ObligationResult>,
    /// The evidence requirements that are looked at.
    pub(super) requirements: Vec<RequirementIx>,
}

impl<'a> States<'a> {
    pub(super) fn new(
        inputs: &'a Inputs<'a>,
        obligations: &'a [ObligationResult],
        worksheets: &'a Worksheets,
    ) -> Self {
        let mut by_requirement: HashMap<RequirementIx, Vec<&ObligationResult>> = HashMap::new();
        for it in obligations {
            by_requirement.entry(it.requirement).or_default().push(it);
        }
        let there = inputs.facts.items.iter().filter(|it| it.exists_on(inputs.as_of));
        let filed = there.map(|it| it.requirement).collect();
        Self { inputs, obligations: by_requirement, filed, worksheets }
    }

    /// Whether anything was ever filed for a requirement.
    pub(super) fn has_evidence(&self, requirement: RequirementIx) -> bool {
        self.filed.contains(&requirement)
    }

    /// How a measure stands for an aspect of a control in a scope, under the control's rule for exceptions.
    pub(super) fn of(
        &self,
        result: &MeasureResult,
        scope: &Scope,
        control: ControlIx,
        aspect: Aspect,
    ) -> Seen<'a> {
        let model = self.inputs.model;
        let requirements = model.evidence_of(result.measure, model.control_id(control), aspect);
        let obligations: Vec<&ObligationResult> = requirements
            .iter()
            .flat_map(|it| self.obligations.get(it).map_or(&[][..], Vec::as_slice))
            .copied()
            .filter(|it| self.is_in(scope, it))
            .collect();
        let broken = !model.measures()[result.measure].broken.is_empty();
        let delegable = model.node(control).delegable;
        let state = if broken || result.state == MeasureState::NotApplicable {
            result.state
        } else {
            let states = obligations.iter().map(|it| match it.state {
                State::Accepted if !self.worksheets.allow(model, it, control) => State::Missed,
                // Nobody else's evidence shows what cannot be delegated.
                State::Met | State::Late if !delegable && self.is_by_others(it) => State::Missed,
                state => state,
            });
            // Where the scope leaves no subject, nothing is shown either.
            let emptied = requirements.iter().any(|it| {
                let all = self.obligations.get(it).map_or(&[][..], Vec::as_slice);
                !all.is_empty() && !all.iter().any(|it| self.is_in(scope, it))
            });
            match shown(self.inputs, &requirements, state(states)) {
                MeasureState::Effective | MeasureState::Accepted if emptied => MeasureState::NotYetDue,
                state => state,
            }
        };
        Seen { state, obligations, requirements }
    }

    fn is_by_others(&self, obligation: &ObligationResult) -> bool {
        let decides = obligation.evidence.first().map(|it| &self.inputs.facts.items[*it]);
        decides.is_some_and(|it| it.provider.is_some())
    }

    fn is_in(&self, scope: &Scope, obligation: &ObligationResult) -> bool {
        let (_, requirement) = self.inputs.model.resolve(obligation.requirement);
        match (&requirement.per, &obligation.subject) {
            (Per::Rows { register, .. }, Some(subject)) => scope.includes(*register, subject),
            (Per::Company | Per::Companies | Per::Rows { .. }, _) => true,
        }
    }
}

/// Carried over if everything that is settled is from before the period.
fn carried(obligations: &[&ObligationResult]) -> Closed {
    let mut settled = obligations.iter().filter(|it| it.state.is_settled()).peekable();
    if settled.peek().is_some() && settled.all(|it| it.closed_before == Closed::CarriedOver) {
        Closed::CarriedOver
    } else {
        Closed::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_measure_stands_as_its_obligations_do() {
        use MeasureState::{Accepted, Effective, Ineffective, NotYetDue, PartlyEffective};
        for (name, states, expected) in [
            ("nothing is owed", &[][..], NotYetDue),
            ("nothing is due", &[State::Pending, State::DueSoon], NotYetDue),
            ("all met", &[State::Met, State::Met], Effective),
            ("what is not due does not count", &[State::Met, State::Pending], Effective),
            ("one accepted, the rest met", &[State::Met, State::Accepted], Accepted),
            ("all accepted", &[State::Accepted], Accepted),
            ("late counts as partly", &[State::Late], PartlyEffective),
            ("late beside met", &[State::Met, State::Late], PartlyEffective),
            ("some met, one missed", &[State::Met, State::Missed], PartlyEffective),
            ("accepted beside missed", &[State::Accepted, State::Missed], PartlyEffective),
            ("none met", &[State::Overdue, State::Failed], Ineffective),
            ("unreadable is no pass", &[State::Unreadable], Ineffective),
            ("stale is no pass", &[State::Stale], Ineffective),
            ("unapproved is no pass", &[State::Unapproved], Ineffective),
        ] {
            assert_eq!(state(states.iter().copied()), expected, "{name}");
        }
    }
}
