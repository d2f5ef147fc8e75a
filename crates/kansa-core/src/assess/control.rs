//! Controls: their own verdict from the measures, then what is carried to them, then what surrounds the answer.

mod circumstance;
mod relation;
mod shortfall;

use std::collections::{BTreeSet, HashMap};

use super::Inputs;
use super::applicability::{Applicability, Applies};
use super::measure::{States, holds};
use super::nonconformity::Nonconformities;
use crate::assessment::{
    AspectResult, CatalogResult, Closed, ControlResult, Flag, MeasureResult, MeasureState, Serving,
    Shortfall, Verdict,
};
use crate::catalog::Aspect;
use crate::company::{Scope, ScopeStatus};
use crate::model::{ControlIx, Model};

/// Verdicts of all catalogs of a company's scope.
///
/// Passes over the model, so that nothing supports itself: first every control's own verdict, from measures alone;
/// then what equal requirements carry to those that have none; then what open nonconformities cap; then, in the order
/// of the graph, what is at risk because something it rests on fails, and what else surrounds the answer.
pub(super) fn assess(
    inputs: &Inputs<'_>,
    applicability: &Applicability,
    measures: &[MeasureResult],
    states: &States<'_>,
    nonconformities: &Nonconformities<'_>,
) -> Vec<CatalogResult> {
    let measures: HashMap<usize, &MeasureResult> = measures.iter().map(|it| (it.measure, it)).collect();
    let mut catalogs: Vec<CatalogResult> = inputs
        .plan
        .company
        .scopes
        .iter()
        .filter(|it| it.span.contains(inputs.as_of))
        .map(|scope| own_pass(inputs, scope, applicability, &measures, states))
        .collect();
    relation::carry(inputs, &mut catalogs, &measures);
    nonconformities.cap(&mut catalogs);
    final_pass(inputs.model, &mut catalogs);
    relation::reusable(inputs, &mut catalogs);
    circumstance::propose(inputs.model, &mut catalogs);
    catalogs
}

fn own_pass(
    inputs: &Inputs<'_>,
    scope: &Scope,
    applicability: &Applicability,
    measures: &HashMap<usize, &MeasureResult>,
    states: &States<'_>,
) -> CatalogResult {
    let controls = inputs
        .model
        .indexed()
        .filter(|(_, it)| it.catalog == scope.catalog && holds(scope, inputs.as_of))
        .map(|(control, _)| own_verdict(inputs, scope, control, applicability, measures, states))
        .collect();
    CatalogResult { catalog: scope.catalog, status: scope.status, controls }
}

fn own_verdict(
    inputs: &Inputs<'_>,
    scope: &Scope,
    control: ControlIx,
    applicability: &Applicability,
    measures: &HashMap<usize, &MeasureResult>,
    states: &States<'_>,
) -> ControlResult {
    let node = inputs.model.node(control);
    let applies = applicability.of(control);
    let (mut mapped, mut not_delegable) = (Vec::new(), Vec::new());
    let mut shortfalls = shortfall::Seen::default();
    for it in inputs.model.mappings(control) {
        let Some(result) = measures.get(&it.measure) else { continue };
        if result.state == MeasureState::NotApplicable {
            continue;
        }
        if !node.delegable && result.provided_by.is_some() {
            not_delegable.push(it.measure);
            continue;
        }
        let aspects = &inputs.model.measures()[it.measure].controls[it.entry].1;
        let by_aspect: Vec<(Aspect, MeasureState)> = aspects
            .iter()
            .map(|aspect| {
                let seen = states.of(result, scope, control, *aspect);
                if node.asks.contains(aspect) {
                    shortfalls.add(inputs, &seen, states);
                }
                (*aspect, seen.state)
            })
            .collect();
        mapped.push(Mapped { measure: it.measure, by_aspect, carried: result.carried_over });
    }
    let (verdict, aspects, mut flags) = match applies {
        Applies::Wholly if mapped.is_empty() && !not_delegable.is_empty() => {
            // Nobody else can answer for it, and the company shows nothing itself.
            let (_, aspects, flags) = verdict(&node.asks, &mapped);
            (Verdict::Gap, aspects, flags)
        }
        Applies::Wholly => verdict(&node.asks, &mapped),
        Applies::RuleOnly => rule_only(&mapped),
        Applies::No => (Verdict::NotApplicable, Vec::new(), Vec::new()),
        Applies::Unjudged => (Verdict::NotAssessed, Vec::new(), Vec::new()),
    };
    let judged = matches!(applies, Applies::Wholly | Applies::RuleOnly);
    if judged && !mapped.is_empty() && mapped.iter().all(|it| it.carried == Closed::CarriedOver) {
        flags.push(Flag::CarriedOver);
    }
    ControlResult {
        control,
        verdict,
        flags,
        shortfall: if not_delegable.is_empty() { shortfalls.kind(verdict, &aspects) } else { Shortfall::Any },
        has_evidence: shortfalls.has_evidence(),
        aspects,
        measures: mapped.into_iter().map(Mapped::serving).collect(),
        at_risk_from: Vec::new(),
        reason: applicability.reason(control),
        stated: applicability.beside(control),
        carried_from: Vec::new(),
        reusable: Vec::new(),
        said_from: Vec::new(),
        caps: Vec::new(),
        not_delegable,
        proposal: None,
    }
}

/// What is done is absent (該当なし), so that only the written rule is asked for; with it, the rest does not apply.
fn rule_only(mapped: &[Mapped]) -> (Verdict, Vec<AspectResult>, Vec<Flag>) {
    let written: Vec<Mapped> =
        mapped.iter().filter(|it| it.covering(Aspect::Documented).is_some()).cloned().collect();
    let (own, aspects, _) = verdict(&[Aspect::Documented], &written);
    let verdict = match own {
        Verdict::Conforms | Verdict::Accepted => Verdict::NotApplicable,
        Verdict::Pending
        | Verdict::Partial
        | Verdict::Gap
        | Verdict::NotApplicable
        | Verdict::NotAssessed => own,
    };
    (verdict, aspects, vec![Flag::RuleOnly])
}

/// A measure that serves a control, as it stands for each aspect that it covers.
#[derive(Debug, Clone)]
struct Mapped {
    measure: usize,
    by_aspect: Vec<(Aspect, MeasureState)>,
    carried: Closed,
}

impl Mapped {
    /// How it stands for an aspect, if it covers it.
    fn covering(&self, aspect: Aspect) -> Option<MeasureState> {
        self.by_aspect.iter().find(|(it, _)| *it == aspect).map(|(_, state)| *state)
    }

    fn serving(self) -> Serving {
        Serving { measure: self.measure, state: self.state(), by_aspect: self.by_aspect }
    }

    /// How it stands for the control as a whole: the worst of its aspects, where one that works leaves it partly so.
    fn state(&self) -> MeasureState {
        let states: Vec<MeasureState> = self.by_aspect.iter().map(|(_, it)| *it).collect();
        let works = states.iter().any(|it| {
            matches!(it, MeasureState::Effective | MeasureState::Accepted | MeasureState::PartlyEffective)
        });
        let rank = |it: &MeasureState| match it {
            MeasureState::Effective => 0,
            MeasureState::Accepted => 1,
            MeasureState::NotYetDue => 2,
            MeasureState::PartlyEffective => 3,
            MeasureState::Ineffective => 4,
            MeasureState::NotApplicable => 5,
        };
        match states.into_iter().max_by_key(rank) {
            Some(MeasureState::Ineffective) if works => MeasureState::PartlyEffective,
            Some(worst) => worst,
            None => MeasureState::NotYetDue,
        }
    }
}

/// The own verdict of a control: the worst over the aspects that it asks for.
fn verdict(asks: &[Aspect], mapped: &[Mapped]) -> (Verdict, Vec<AspectResult>, Vec<Flag>) {
    let aspects: Vec<AspectResult> = asks
        .iter()
        .map(|aspect| {
            let covering: Vec<MeasureState> = mapped.iter().filter_map(|it| it.covering(*aspect)).collect();
            AspectResult { aspect: *aspect, verdict: together(&covering) }
        })
        .collect();
    if mapped.is_empty() {
        return (Verdict::NotAssessed, aspects, Vec::new());
    }
    let covered = aspects.iter().filter_map(|it| it.verdict).max();
    let all: Vec<MeasureState> = mapped.iter().map(Mapped::state).collect();
    let worst = covered.or_else(|| together(&all)).unwrap_or(Verdict::Gap);
    let uncovered = aspects.iter().any(|it| it.verdict.is_none());
    let verdict = if uncovered { worst.max(Verdict::Partial) } else { worst };
    let only_documents = asks.iter().any(|it| *it != Aspect::Documented)
        && mapped.iter().all(|it| it.by_aspect.iter().all(|(aspect, _)| *aspect == Aspect::Documented));
    let flags = if only_documents { vec![Flag::DocumentedOnly] } else { Vec::new() };
    (verdict, aspects, flags)
}

/// What the measures that cover one aspect say together; nothing if there is none.
///
/// The worst counts, but one that fails beside one that works leaves the aspect partly covered.
fn together(states: &[MeasureState]) -> Option<Verdict> {
    let verdict = |state: &MeasureState| match state {
        MeasureState::Effective => Some(Verdict::Conforms),
        MeasureState::Accepted => Some(Verdict::Accepted),
        MeasureState::NotYetDue => Some(Verdict::Pending),
        MeasureState::PartlyEffective => Some(Verdict::Partial),
        MeasureState::Ineffective => Some(Verdict::Gap),
        MeasureState::NotApplicable => None,
    };
    let verdicts: Vec<Verdict> = states.iter().filter_map(verdict).collect();
    let works =
        verdicts.iter().any(|it| matches!(it, Verdict::Conforms | Verdict::Accepted | Verdict::Partial));
    match verdicts.into_iter().max()? {
        Verdict::Gap if works => Some(Verdict::Partial),
        worst => Some(worst),
    }
}

/// Marks what rests, near or far, on a control that fails.
fn final_pass(model: &Model, catalogs: &mut [CatalogResult]) {
    let mut position: HashMap<ControlIx, (usize, usize)> = HashMap::new();
    for (catalog, it) in catalogs.iter().enumerate() {
        for (at, control) in it.controls.iter().enumerate() {
            position.insert(control.control, (catalog, at));
        }
    }
    // In the order of the graph every control comes after those that it rests on.
    for control in model.graph().order() {
        let Some(&(catalog, at)) = position.get(control) else { continue };
        let mut roots: BTreeSet<ControlIx> = BTreeSet::new();
        for on in model.graph().rests_on(*control) {
            let Some(&(catalog, at)) = position.get(&on.control) else { continue };
            let below = &catalogs[catalog].controls[at];
            if below.verdict.is_failing() {
                roots.insert(on.control);
            } else {
                roots.extend(&below.at_risk_from);
            }
        }
        let result = &mut catalogs[catalog].controls[at];
        if !roots.is_empty() && result.verdict != Verdict::NotApplicable {
            result.flags.insert(0, Flag::AtRisk);
            result.at_risk_from = roots.into_iter().collect();
        }
    }
}

/// Whether a scope is judged at all.
pub(super) fn is_judged(catalog: &CatalogResult) -> bool {
    catalog.status != ScopeStatus::None
}

#[cfg(test)]
mod tests {
    use super::*;
    use Aspect::{Documented, Evaluated, Operated};
    use MeasureState::{Accepted, Effective, Ineffective, NotYetDue, PartlyEffective};

    fn mapped(state: MeasureState, aspects: &[Aspect]) -> Mapped {
        let by_aspect = aspects.iter().map(|it| (*it, state)).collect();
        Mapped { measure: 0, by_aspect, carried: Closed::No }
    }

    #[test]
    fn a_control_is_as_good_as_its_worst_asked_aspect() {
        let both = &[Documented, Operated][..];
        for (name, asks, measures, expected) in [
            ("nothing is mapped", both, vec![], Verdict::NotAssessed),
            ("everything works", both, vec![mapped(Effective, both)], Verdict::Conforms),
            (
                "one measure for each aspect",
                both,
                vec![mapped(Effective, &[Documented]), mapped(Effective, &[Operated])],
                Verdict::Conforms,
            ),
            ("an aspect is not covered", both, vec![mapped(Effective, &[Operated])], Verdict::Partial),
            ("documents alone", both, vec![mapped(Effective, &[Documented])], Verdict::Partial),
            (
                "documents alone where only documents are asked for",
                &[Documented],
                vec![mapped(Effective, &[Documented])],
                Verdict::Conforms,
            ),
            ("no asked aspect is covered", &[Evaluated], vec![mapped(Effective, both)], Verdict::Partial),
            ("accepted", both, vec![mapped(Accepted, both)], Verdict::Accepted),
            ("not yet due", both, vec![mapped(NotYetDue, both)], Verdict::Pending),
            ("partly", both, vec![mapped(PartlyEffective, both)], Verdict::Partial),
            ("nothing works", both, vec![mapped(Ineffective, both)], Verdict::Gap),
            (
                "one of two works for the same aspect",
                both,
                vec![mapped(Effective, both), mapped(Ineffective, both)],
                Verdict::Partial,
            ),
            (
                "one aspect works, the other fails",
                both,
                vec![mapped(Effective, &[Documented]), mapped(Ineffective, &[Operated])],
                Verdict::Gap,
            ),
            (
                "a failing one beside one that is not due",
                both,
                vec![mapped(NotYetDue, both), mapped(Ineffective, both)],
                Verdict::Gap,
            ),
            (
                "what is not asked for does not count",
                &[Operated],
                vec![mapped(Effective, &[Operated]), mapped(Ineffective, &[Documented])],
                Verdict::Conforms,
            ),
        ] {
            assert_eq!(verdict(asks, &measures).0, expected, "{name}");
        }
    }

    #[test]
    fn only_documents_are_flagged_where_more_is_asked_for() {
        let flags = |asks: &[Aspect]| verdict(asks, &[mapped(Effective, &[Documented])]).2;
        assert_eq!(flags(&[Documented, Operated]), [Flag::DocumentedOnly]);
        assert_eq!(flags(&[Documented]), []);
    }
}
