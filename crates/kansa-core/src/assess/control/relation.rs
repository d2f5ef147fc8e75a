//! What requirements of other catalogs do for one: carry a verdict to it, or say where evidence may be used again.

use std::collections::{HashMap, HashSet};

use crate::assess::Inputs;
use crate::assessment::{CatalogResult, Flag, MeasureResult, Reusable, Verdict};
use crate::company::Scope;
use crate::model::ControlIx;

/// Own verdicts with the scope they are of, as they are before anything is carried.
type Own<'a> = HashMap<ControlIx, (Verdict, &'a Scope)>;

/// How measures stand, by index in the model.
type Measures<'a> = HashMap<usize, &'a MeasureResult>;

fn own<'a>(inputs: &Inputs<'a>, catalogs: &[CatalogResult]) -> Own<'a> {
    let scopes = &inputs.plan.company.scopes;
    let scope =
        |catalog: usize| scopes.iter().find(|it| it.catalog == catalog && super::holds(it, inputs.as_of));
    catalogs
        .iter()
        .filter_map(|it| Some((it, scope(it.catalog)?)))
        .flat_map(|(it, scope)| {
            it.controls.iter().map(move |control| (control.control, (control.verdict, scope)))
        })
        .collect()
}

/// Carries verdicts over one step of equality, and only to a requirement to which nothing is mapped: its own evidence
/// always decides. Of several equal ones the worst counts. What the requirement itself would refuse is refused here
/// too: an exception that it does not allow, and the evidence of others where nobody else can answer for it.
pub(super) fn carry(inputs: &Inputs<'_>, catalogs: &mut [CatalogResult], measures: &Measures<'_>) {
    let own = own(inputs, catalogs);
    let by_others: HashSet<ControlIx> = catalogs
        .iter()
        .flat_map(|it| &it.controls)
        .filter(|it| {
            it.measures.iter().any(|it| measures.get(&it.measure).is_some_and(|it| it.provided_by.is_some()))
        })
        .map(|it| it.control)
        .collect();
    for result in catalogs.iter_mut().flat_map(|it| &mut it.controls) {
        let Some((Verdict::NotAssessed, scope)) = own.get(&result.control) else { continue };
        let node = inputs.model.node(result.control);
        if !node.confirmed || result.flags.contains(&Flag::RuleOnly) {
            continue;
        }
        let mut worst: Option<Verdict> = None;
        for related in inputs.model.relations(result.control) {
            let Some((verdict, other)) = own.get(&related.control) else { continue };
            let decided = match verdict {
                Verdict::Conforms
                | Verdict::Accepted
                | Verdict::Pending
                | Verdict::Partial
                | Verdict::Gap => true,
                Verdict::NotApplicable | Verdict::NotAssessed => false,
            };
            let answers = node.delegable || !by_others.contains(&related.control);
            if decided && answers && related.carries_on(inputs.as_of) && scope.parts == other.parts {
                // An exception that this one does not allow answers nothing here.
                let stricter = node.exceptions > inputs.model.node(related.control).exceptions;
                if stricter && *verdict == Verdict::Accepted {
                    continue;
                }
                worst = worst.max(Some(*verdict));
                result.carried_from.push(related.control);
            }
        }
        if let Some(verdict) = worst {
            result.verdict = verdict;
            result.flags.push(Flag::ByCrosswalk);
        }
    }
}

/// Lists, for what is not wholly shown, requirements of this company that relate to it and have evidence.
///
/// All of them are kept, whatever the relation: none of them ever sets a verdict.
pub(super) fn reusable(inputs: &Inputs<'_>, catalogs: &mut [CatalogResult]) {
    let own = own(inputs, catalogs);
    for result in catalogs.iter_mut().flat_map(|it| &mut it.controls) {
        let open = match result.verdict {
            Verdict::Pending | Verdict::Partial | Verdict::Gap | Verdict::NotAssessed => true,
            Verdict::Conforms | Verdict::Accepted | Verdict::NotApplicable => false,
        };
        if !open {
            continue;
        }
        for related in inputs.model.relations(result.control) {
            let Some((verdict, _)) = own.get(&related.control) else { continue };
            let has_evidence = match verdict {
                Verdict::Conforms | Verdict::Accepted | Verdict::Partial => true,
                Verdict::Pending | Verdict::Gap | Verdict::NotApplicable | Verdict::NotAssessed => false,
            };
            if has_evidence && !result.carried_from.contains(&related.control) {
                result.reusable.push(Reusable {
                    control: related.control,
                    relation: related.relation,
                    basis: related.basis_on(inputs.as_of),
                    verdict: *verdict,
                });
            }
        }
    }
}
