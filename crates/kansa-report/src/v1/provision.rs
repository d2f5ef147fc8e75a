//! Measures that one company provides to another.

use std::collections::BTreeMap;

use kansa_core::company::ProvisionBasis;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::Controls;
use super::party::{Party, party};
use super::word::{range, said, word};
use super::{Link, Shown, measure};
use crate::assessment as data;

/// A measure that another company provides.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Provision {
    /// The measure.
    pub measure: Link,
    /// The company that provides it.
    pub by: Party,
    /// On what basis.
    pub basis: Shown,
    /// The contract, agreement or responsibility matrix.
    pub document: Shown,
    /// The days on which it is provided.
    pub period: Shown,
    /// That it is not provided on the as-of date, or empty.
    pub outside: Shown,
    /// Evidence requirements that stay with the company itself.
    pub retained: Vec<Link>,
    /// Controls that nobody else can answer for.
    pub not_delegable: Vec<Link>,
    /// What else stays with the company itself.
    pub residual: Shown,
}

/// A measure that the company provides.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Provides {
    /// The measure.
    pub measure: Link,
    /// The company that takes it.
    pub to: Party,
    /// The days on which it does.
    pub period: Shown,
}

/// A measure that one company provides to others on one basis.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroupProvision {
    /// The company that provides it.
    pub by: Party,
    /// The measure.
    pub measure: Shown,
    /// The companies that take it.
    pub to: Vec<Party>,
    /// On what basis.
    pub basis: Shown,
    /// The days on which it is provided.
    pub period: Shown,
    /// That it is not provided on the as-of date, or empty.
    pub outside: Shown,
}

fn measure_link(lang: Lang, company: &data::Company, id: &str, title: &kansa_core::text::Text) -> Link {
    let is_there = company.measures.iter().any(|it| it.id == id);
    Link {
        text: title.get(lang).into(),
        title: id.into(),
        href: if is_there { format!("#{}", measure::anchor(id)).into() } else { Shown::default() },
    }
}

fn outside(lang: Lang, it: &data::Provision) -> Shown {
    said(lang, !it.current, "outside_period")
}

/// What other companies provide to a company.
pub(super) fn taken(
    lang: Lang,
    group: &data::Assessment,
    company: &data::Company,
    controls: &Controls<'_>,
) -> Vec<Provision> {
    let retained = |it: &data::Retained| {
        let measure = it.id.split_once('/').map_or(it.id.as_str(), |(measure, _)| measure);
        Link { title: it.id.as_str().into(), ..measure_link(lang, company, measure, &it.title) }
    };
    company
        .provisions
        .iter()
        .map(|it| Provision {
            measure: measure_link(lang, company, &it.measure, &it.title),
            by: party(lang, group, &it.by),
            basis: word::<ProvisionBasis>(lang, &it.basis),
            document: it.document.as_str().into(),
            period: range(lang, it.period.from, it.period.to),
            outside: outside(lang, it),
            retained: it.retained.iter().map(retained).collect(),
            not_delegable: it.not_delegable.iter().map(|id| controls.cited(id)).collect(),
            residual: it.residual.as_ref().map(|it| it.get(lang).into()).unwrap_or_default(),
        })
        .collect()
}

/// What a company provides to others.
pub(super) fn given(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Provides> {
    company
        .provides
        .iter()
        .map(|it| Provides {
            measure: measure_link(lang, company, &it.measure, &it.title),
            to: party(lang, group, &it.to),
            period: range(lang, it.period.from, it.period.to),
        })
        .collect()
}

/// Who provides what to whom, by provider and measure.
pub(super) fn of_group(lang: Lang, group: &data::Assessment) -> Vec<GroupProvision> {
    let mut all: BTreeMap<_, GroupProvision> = BTreeMap::new();
    for company in &group.companies {
        for it in &company.provisions {
            let key = (&it.by, &it.measure, &it.basis, it.period.from, it.period.to);
            let row = all.entry(key).or_insert_with(|| GroupProvision {
                by: party(lang, group, &it.by),
                measure: it.title.get(lang).into(),
                to: Vec::new(),
                basis: word::<ProvisionBasis>(lang, &it.basis),
                period: range(lang, it.period.from, it.period.to),
                outside: outside(lang, it),
            });
            row.to.push(party(lang, group, &company.id));
        }
    }
    all.into_values().collect()
}
