//! Certificates and registrations.

use kansa_core::assessment::CertificateState;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::party::party;
use super::word::{day, mark, place};
use super::{Mark, Party, Place, Shown};
use crate::assessment as data;

/// A certificate or registration.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Certificate {
    /// The company that holds it.
    pub company: Party,
    /// Its number.
    pub key: Shown,
    /// The scheme.
    pub scheme: Shown,
    /// Who issued it.
    pub body: Shown,
    /// What it covers.
    pub extent: Shown,
    /// The day on which it was issued.
    pub from: Shown,
    /// The day on which it ends.
    pub to: Shown,
    /// The day of the next audit.
    pub next_audit: Shown,
    /// How it stands.
    pub state: Mark,
    /// The last day for what it calls for.
    pub due: Shown,
    /// Its row.
    pub place: Place,
}

/// Those of some companies, by the day on which they end; what is over or renewed last.
pub(super) fn certificates(
    lang: Lang,
    group: &data::Assessment,
    companies: &[data::Company],
) -> Vec<Certificate> {
    let all = companies.iter().flat_map(|company| company.certificates.iter().map(move |it| (company, it)));
    let mut all: Vec<(&data::Company, &data::Certificate)> = all.collect();
    let over = |state: &str| {
        [CertificateState::Expired, CertificateState::Replaced].iter().any(|it| it.as_str() == state)
    };
    // Stable: companies by id.
    all.sort_by_key(|(_, it)| (over(&it.state), it.period.to.is_none(), it.period.to));
    let view = |(company, it): (&data::Company, &data::Certificate)| Certificate {
        company: party(lang, group, &company.id),
        key: Shown::name(&it.key),
        scheme: it.scheme.as_str().into(),
        body: it.body.as_str().into(),
        extent: it.extent.as_str().into(),
        from: day(it.period.from),
        to: day(it.period.to),
        next_audit: day(it.next_audit),
        state: mark::<CertificateState>(lang, &it.state),
        due: day(it.due),
        place: place(lang, &it.at),
    };
    all.into_iter().map(view).collect()
}
