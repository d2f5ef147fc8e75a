//! Incidents with the deadlines that they set off.

use std::collections::BTreeMap;

use kansa_core::assessment::State;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::party::role;
use super::word::{day, mark};
use super::{Mark, Shown, measure};
use crate::assessment as data;

/// The register of incidents.
const INCIDENTS: &str = "incidents";

/// An incident of the register.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Incident {
    /// Its key in the register.
    pub key: Shown,
    /// What has to be done because of it, by day.
    pub duties: Vec<Duty>,
}

/// Something that has to be done because of an incident.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Duty {
    /// Name of the document or record.
    pub title: Shown,
    /// The day from which the time runs.
    pub from: Shown,
    /// The last day for it.
    pub due: Shown,
    /// The day on which it was done; empty if it was not.
    pub done: Shown,
    /// How it stands.
    pub state: Mark,
    /// The role that answers for it.
    pub owner: Shown,
    /// The anchor of the obligation.
    pub anchor: Shown,
}

/// The incidents of a company for which something is owed in the period, by key.
pub(super) fn incidents(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Incident> {
    let mut found: BTreeMap<&str, Vec<&data::Obligation>> = BTreeMap::new();
    for it in company.obligations.iter().filter(|it| it.register.as_deref() == Some(INCIDENTS)) {
        found.entry(it.subject.as_deref().unwrap_or_default()).or_default().push(it);
    }
    let duty = |it: &data::Obligation| Duty {
        title: it.title.get(lang).into(),
        from: day(Some(it.window.from)),
        due: day(Some(it.window.due)),
        done: day(it.evidence.first().and_then(|it| it.performed.or(it.collected))),
        state: mark::<State>(lang, &it.state),
        owner: role(lang, group, &it.owner),
        anchor: measure::obligation_anchor(&it.id),
    };
    let mut found: Vec<_> = found.into_iter().collect();
    found.sort_by(|(a, _), (b, _)| kansa_core::id::natural(a, b));
    let incident = |(key, mut duties): (&str, Vec<&data::Obligation>)| {
        duties.sort_by_key(|it| (it.window.due, &it.id));
        Incident { key: Shown::name(key), duties: duties.into_iter().map(duty).collect() }
    };
    found.into_iter().map(incident).collect()
}
