//! What surrounds a verdict, and the framework's own word for both.

use std::collections::{HashMap, HashSet};

use crate::assessment::{CatalogResult, ControlResult, Flag, MeasureResult, MeasureState, Verdict};
use crate::catalog::{Catalog, ExceptionRule, PrerequisiteKind};
use crate::model::{ControlIx, Model};
use crate::terms::{Case, Circumstance};

/// Says failing controls against what they are said against too, then proposes the framework's word for every answer.
pub(super) fn propose(
    model: &Model,
    catalogs: &mut [CatalogResult],
    measures: &HashMap<usize, &MeasureResult>,
) {
    for result in catalogs.iter_mut() {
        let catalog = &model.catalogs()[result.catalog];
        said_against(model, catalog, result);
        let Some(terms) = catalog.terms else { continue };
        let failing: HashSet<ControlIx> =
            result.controls.iter().filter(|it| it.verdict.is_failing()).map(|it| it.control).collect();
        let clauses = whole_clauses(model, catalog, result);
        for control in &mut result.controls {
            let node = model.node(control.control);
            let circumstance = if node.confirmed {
                circumstance(model, control, measures, &failing, &clauses)
            } else {
                Circumstance::Unconfirmed
            };
            let case = Case { verdict: control.verdict, force: node.force, circumstance };
            control.proposal = Some(terms.proposal(case));
        }
    }
}

fn circumstance(
    model: &Model,
    control: &ControlResult,
    measures: &HashMap<usize, &MeasureResult>,
    failing: &HashSet<ControlIx>,
    clauses: &HashSet<usize>,
) -> Circumstance {
    let node = model.node(control.control);
    match control.verdict {
        Verdict::Partial | Verdict::Gap if control.flags.contains(&Flag::RuleOnly) => {
            Circumstance::RuleMissing
        }
        Verdict::Conforms => {
            let rests_on = model.graph().rests_on(control.control);
            let explicit = |it: &&crate::graph::RestsOn| it.kind == PrerequisiteKind::Explicit;
            if rests_on.iter().filter(explicit).any(|it| failing.contains(&it.control)) {
                Circumstance::RestsOnFailing
            } else if !control.said_from.is_empty() {
                Circumstance::SaidAgainst
            } else if !control.at_risk_from.is_empty() {
                Circumstance::HintOfFailing
            } else {
                Circumstance::Plain
            }
        }
        Verdict::Accepted if node.exceptions == ExceptionRule::Compensating => Circumstance::Compensated,
        Verdict::Partial => {
            let covered = control.aspects.iter().all(|it| it.verdict.is_some());
            let late = |measure: &usize, state: MeasureState| {
                state.is_good() || measures.get(measure).is_some_and(|it| it.only_late)
            };
            let only_late = covered
                && control.not_delegable.is_empty()
                && !control.measures.is_empty()
                && control.measures.iter().all(|(measure, state, _)| late(measure, *state));
            if only_late { Circumstance::OnlyLate } else { Circumstance::Plain }
        }
        Verdict::Gap if node.parent.is_some_and(|it| clauses.contains(&it)) => Circumstance::WholeClause,
        Verdict::Gap
        | Verdict::Accepted
        | Verdict::Pending
        | Verdict::NotApplicable
        | Verdict::NotAssessed => Circumstance::Plain,
    }
}

/// The groups that stand right above requirements of which every one that is judged has a gap, two at least.
fn whole_clauses(model: &Model, catalog: &Catalog, result: &CatalogResult) -> HashSet<usize> {
    let mut verdicts: HashMap<usize, Vec<Verdict>> = HashMap::new();
    for control in &result.controls {
        if let Some(parent) = model.node(control.control).parent
            && catalog.nodes[parent].kind == crate::catalog::NodeKind::Group
        {
            verdicts.entry(parent).or_default().push(control.verdict);
        }
    }
    let judged = |it: &&Verdict| !matches!(it, Verdict::NotApplicable | Verdict::NotAssessed);
    verdicts
        .into_iter()
        .filter(|(_, all)| {
            let judged: Vec<&Verdict> = all.iter().filter(judged).collect();
            judged.len() >= 2 && judged.iter().all(|it| **it == Verdict::Gap)
        })
        .map(|(group, _)| group)
        .collect()
}

/// A failing control is said against others of its catalog too.
fn said_against(model: &Model, catalog: &Catalog, result: &mut CatalogResult) {
    let mut said: HashMap<usize, Vec<ControlIx>> = HashMap::new();
    for control in result.controls.iter().filter(|it| it.verdict.is_failing()) {
        for node in &model.node(control.control).said_against {
            for below in catalog.requirements_below(*node) {
                said.entry(below).or_default().push(control.control);
            }
        }
    }
    for control in &mut result.controls {
        let node = model.controls()[control.control.index()].node;
        if let Some(from) = said.remove(&node)
            && !matches!(control.verdict, Verdict::NotApplicable | Verdict::NotAssessed)
        {
            control.said_from = from;
            control.flags.push(Flag::SaidAgainst);
        }
    }
}
