//! What audits found, and corrective actions.

use kansa_core::assessment::{Grade, Stage};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::Controls;
use super::finding::breaks;
use super::word::{day, mark, place};
use super::{Breaks, Mark, Place, Shown};
use crate::assessment as data;

/// Something that was found not to conform, or that an auditor remarked.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Nonconformity {
    /// Its key in its register.
    pub key: Shown,
    /// What was found.
    pub title: Shown,
    /// How grave it is.
    pub grade: Mark,
    /// The controls that it names, by catalog.
    pub controls: Vec<Breaks>,
    /// The day on which it was found.
    pub raised: Shown,
    /// The last day for it.
    pub due: Shown,
    /// How far it is from being closed.
    pub stage: Mark,
    /// Its row.
    pub place: Place,
}

/// All of a company, in the order of the data.
pub(super) fn nonconformities(
    lang: Lang,
    company: &data::Company,
    controls: &Controls<'_>,
) -> Vec<Nonconformity> {
    let view = |it: &data::Nonconformity| Nonconformity {
        key: Shown::name(&it.key),
        title: it.title.as_str().into(),
        grade: mark::<Grade>(lang, &it.grade),
        controls: breaks(&it.controls, controls),
        raised: day(it.raised),
        due: day(it.due),
        stage: mark::<Stage>(lang, &it.stage),
        place: place(lang, &it.at),
    };
    company.nonconformities.iter().map(view).collect()
}
