//! What surrounds a verdict, and the framework's own word for both.

use std::collections::{HashMap, HashSet};

use crate::assessment::{CatalogResult, ControlResult, Flag, Shortfall, Verdict};
use crate::catalog::{Catalog, ExceptionRule, PrerequisiteKind};
use crate::model::{ControlIx, Model};
use crate::terms::{Case, Circumstance};

/// Says failing controls against what they are said against too, then proposes the framework's word for every answer.
pub(super) fn propose(model: &Model, catalogs: &mut [CatalogResult]) {
    for result in catalogs.iter_mut() {
        let catalog = &model.catalogs()[result.catalog];
        said_against(model, catalog, result);
        let Some(terms) = catalog.terms else { continue };
        let verdicts: HashMap<ControlIx, Verdict> =
            result.controls.iter().map(|it| (it.control, it.verdict)).collect();
        let clauses = whole_clauses(model, catalog, result);
        for control in &mut result.controls {
            let node = model.node(control.control);
            let circumstance = if node.confirmed {
                circumstance(model, control, &verdicts, &clauses)
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
    verdicts: &HashMap<ControlIx, Verdict>,
    clauses: &HashSet<usize>,
) -> Circumstance {
    let node = model.node(control.control);
    let rests_on = |kind: PrerequisiteKind, failing: fn(Verdict) -> bool| {
        let mut below = model.graph().rests_on(control.control).into_iter().filter(|it| it.kind == kind);
        below.any(|it| verdicts.get(&it.control).is_some_and(|it| failing(*it)))
    };
    match control.verdict {
        Verdict::Partial | Verdict::Gap if control.flags.contains(&Flag::RuleOnly) => {
            Circumstance::RuleMissing
        }
        Verdict::Conforms if rests_on(PrerequisiteKind::Explicit, Verdict::is_failing) => {
            Circumstance::RestsOnFailing
        }
        Verdict::Conforms if !control.said_from.is_empty() => Circumstance::SaidAgainst,
        Verdict::Conforms if rests_on(PrerequisiteKind::Derived, |it| it == Verdict::Gap) => {
            Circumstance::HintOfFailing
        }
        Verdict::Accepted
            if matches!(node.exceptions, ExceptionRule::Compensating | ExceptionRule::Worksheet) =>
        {
            Circumstance::Compensated
        }
        Verdict::Partial | Verdict::Gap | Verdict::Pending => match control.shortfall {
            Shortfall::OnlyLate => Circumstance::OnlyLate,
            Shortfall::LateByOwnRule => Circumstance::LateByOwnRule,
            Shortfall::OnlyUnreadable => Circumstance::OnlyUnreadable,
            Shortfall::NothingOwed => Circumstance::NothingOwed,
            Shortfall::Any if node.parent.is_some_and(|it| clauses.contains(&it)) => {
                Circumstance::WholeClause
            }
            Shortfall::Any => Circumstance::Plain,
        },
        Verdict::Conforms | Verdict::Accepted | Verdict::NotApplicable | Verdict::NotAssessed => {
            Circumstance::Plain
        }
    }
}

/// The groups that stand right above requirements of which every one that is judged, two at least, has a gap without
/// any evidence behind it.
fn whole_clauses(model: &Model, catalog: &Catalog, result: &CatalogResult) -> HashSet<usize> {
    let mut below: HashMap<usize, Vec<&ControlResult>> = HashMap::new();
    for control in &result.controls {
        let judged = !matches!(control.verdict, Verdict::NotApplicable | Verdict::NotAssessed);
        if let Some(parent) = model.node(control.control).parent
            && catalog.nodes[parent].kind == crate::catalog::NodeKind::Group
            && judged
        {
            below.entry(parent).or_default().push(control);
        }
    }
    let bare = |it: &&ControlResult| it.verdict == Verdict::Gap && !it.has_evidence;
    below
        .into_iter()
        .filter(|(_, all)| all.len() >= 2 && all.iter().all(bare))
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
