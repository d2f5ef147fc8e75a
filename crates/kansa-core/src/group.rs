//! The group: what one company's evidence says for another.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::company::Company;
use crate::evidence::{Facts, Item, Silent};
use crate::id::CompanyId;
use crate::measure::{Answered, Per};
use crate::model::{Model, RequirementIx};
use crate::period::DateRange;

/// Completes the facts of a company with the evidence of those that provide measures to it.
///
/// A provider's item counts only if it names the company (`for:`, or its folder under `per: companies`). Of everything
/// else only the newest day is kept, to say that there is something that does not name it.
pub fn provided<'a>(
    company: &Company,
    model: &Model,
    find: &impl Fn(&CompanyId) -> Option<(&'a Company, &'a Facts)>,
) -> (Vec<Item>, Vec<Silent>) {
    let (mut items, mut silent) = (Vec::new(), BTreeMap::<(RequirementIx, CompanyId), NaiveDate>::new());
    for provision in &company.provisions {
        let Some((provider, facts)) = source(&provision.by, provision.measure, provision.span, find) else {
            continue;
        };
        let ours = |it: &&Item| {
            model.measure_of(it.requirement) == provision.measure
                && it.provider.is_none()
                // A register is its company's own: what is answered there is never shared.
                && model.resolve(it.requirement).1.answered == Answered::Files
                && !provision.retains.contains(&it.requirement)
        };
        for item in facts.items.iter().filter(ours) {
            let (_, requirement) = model.resolve(item.requirement);
            let is_for_us = match requirement.per {
                Per::Companies => item.subject.as_deref() == Some(company.id.as_str()),
                Per::Company | Per::Rows { .. } => item.named.contains(&company.id),
            };
            if is_for_us {
                items.push(Item {
                    provider: Some(provider.id.clone()),
                    provided_during: Some(provision.span),
                    ..item.clone()
                });
            } else if let Some(day) = item.day().or(item.covers.map(|it| it.from))
                // What is filed for another company says nothing of this one.
                && requirement.per != Per::Companies
            {
                let newest = silent.entry((item.requirement, provider.id.clone())).or_insert(day);
                *newest = day.max(*newest);
            }
        }
    }
    let silent = silent
        .into_iter()
        .map(|((requirement, provider), day)| Silent { requirement, provider, day })
        .collect();
    (items, silent)
}

/// The company that really does a measure: a provider to which nobody provides it. None if providers form a circle.
fn source<'a>(
    by: &CompanyId,
    measure: usize,
    span: DateRange,
    find: &impl Fn(&CompanyId) -> Option<(&'a Company, &'a Facts)>,
) -> Option<(&'a Company, &'a Facts)> {
    let mut met: Vec<CompanyId> = Vec::new();
    let mut next = by.clone();
    loop {
        if met.contains(&next) {
            return None;
        }
        let (company, facts) = find(&next)?;
        met.push(next);
        match company.provisions.iter().find(|it| it.measure == measure && it.span.overlaps(span)) {
            Some(further) => next = further.by.clone(),
            None => return Some((company, facts)),
        }
    }
}
