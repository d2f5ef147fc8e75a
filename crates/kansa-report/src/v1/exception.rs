//! Exceptions, and windows in which nothing happened.

use std::collections::BTreeMap;

use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::evidence::{Answer, link};
use super::word::{day, place, said};
use super::{Link, Place, Shown, catalog, measure};
use crate::assessment as data;

/// An exception that accepts something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Exception {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its key in the register of exceptions.
    pub key: Shown,
    /// Why the gap is accepted.
    pub reason: Shown,
    /// Who accepted it.
    pub approver: Shown,
    /// The last day on which it is.
    pub expires: Shown,
    /// What is done instead (代替措置); empty if nothing is recorded.
    pub compensating: Shown,
    /// That it bears on PCI DSS, which calls that a compensating control; or empty.
    pub pci: Shown,
    /// The obligations that it accepts.
    pub accepts: Vec<Answer>,
}

/// A window for which it is declared that nothing happened (該当なし).
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Declaration {
    /// What would have been owed.
    pub obligation: Link,
    /// The window.
    pub window: Shown,
    /// Where it is declared.
    pub place: Place,
}

pub(super) fn anchor(key: &str) -> Shown {
    Shown::anchor("exception", key)
}

/// Exceptions that accept something, by key.
pub(super) fn exceptions(lang: Lang, company: &data::Company) -> Vec<Exception> {
    let mut exceptions: BTreeMap<&str, Exception> = BTreeMap::new();
    for it in &company.obligations {
        let Some(key) = &it.exception else { continue };
        let says = it.acceptance.as_ref();
        let exception = exceptions.entry(key).or_insert_with(|| Exception {
            anchor: anchor(key),
            key: key.into(),
            reason: says.map(|it| it.reason.as_str().into()).unwrap_or_default(),
            approver: says.map(|it| it.approver.as_str().into()).unwrap_or_default(),
            expires: day(says.map(|it| it.expires)),
            compensating: says.and_then(|it| it.compensating.as_deref()).unwrap_or_default().into(),
            pci: Shown::default(),
            accepts: Vec::new(),
        });
        if serves_pci(company, &it.measure) {
            exception.pci = said(lang, true, "compensating_pci");
        }
        exception.accepts.push(Answer {
            obligation: link(lang, it),
            window: measure::window(lang, it),
            decides: Shown::default(),
        });
    }
    exceptions.into_values().collect()
}

/// Whether a requirement of PCI DSS rests on a measure.
fn serves_pci(company: &data::Company, measure: &str) -> bool {
    let pci = company.catalogs.iter().filter(|it| catalog::is_pci(it));
    let mut because = pci.flat_map(|it| &it.controls).flat_map(|it| &it.because);
    because.any(|it| it.measure.as_deref() == Some(measure))
}

/// Windows for which it is declared that nothing happened.
pub(super) fn declarations(lang: Lang, company: &data::Company) -> Vec<Declaration> {
    let declared = |it: &data::Obligation| {
        let place = place(lang, it.declaration.as_ref()?);
        Some(Declaration { obligation: link(lang, it), window: measure::window(lang, it), place })
    };
    company.obligations.iter().filter_map(declared).collect()
}
