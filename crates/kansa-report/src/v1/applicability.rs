//! Whether requirements apply, and why.

use kansa_core::assessment::{Ground, Verdict};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::Controls;
use super::word::{self, label};
use super::{Link, Mark, Shown};
use crate::assessment as data;

/// Recorded reasons of one catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Applicability {
    /// The standard as it is cited.
    pub standard: Shown,
    /// Requirements that are excluded, or have a recorded reason.
    pub rows: Vec<Applies>,
    /// How many requirements apply without a recorded reason.
    pub unstated: Shown,
}

/// Whether a requirement applies, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Applies {
    /// The requirement.
    pub control: Link,
    /// Further requirements that the same rule decides for the same reason.
    pub others: Vec<Link>,
    /// Whether it applies.
    pub answer: Mark,
    /// Why.
    pub reason: Shown,
    /// What decided it; empty if nothing is recorded.
    pub ground: Shown,
}

/// The recorded reasons of a catalog. What a register or the profile decides for many stands in one row; the statement
/// of applicability has one for each requirement.
pub(super) fn applicability(lang: Lang, catalog: &data::Catalog, controls: &Controls<'_>) -> Applicability {
    let told = |it: &&data::Control| it.reason.is_some() || is_excluded(it);
    let mut rows: Vec<Applies> = Vec::new();
    for it in catalog.controls.iter().filter(told) {
        let row = row(lang, it, controls);
        let is_single = it.ground.as_deref().is_none_or(|it| it == Ground::Stated.as_str());
        let same = |other: &&mut Applies| {
            (&other.answer, &other.reason, &other.ground) == (&row.answer, &row.reason, &row.ground)
        };
        match rows.iter_mut().find(same).filter(|_| !is_single) {
            Some(first) => first.others.push(row.control),
            None => rows.push(row),
        }
    }
    Applicability {
        standard: catalog.standard.get(lang).into(),
        rows,
        unstated: catalog.controls.iter().filter(|it| !told(it)).count().into(),
    }
}

fn is_excluded(it: &data::Control) -> bool {
    it.verdict == Verdict::NotApplicable.as_str()
}

/// Whether a requirement applies, in words.
pub(super) fn answer(lang: Lang, it: &data::Control) -> Mark {
    if is_excluded(it) {
        Mark { word: label(lang, "excluded").into(), class: "mute" }
    } else {
        Mark { word: label(lang, "applies").into(), class: "info" }
    }
}

fn row(lang: Lang, it: &data::Control, controls: &Controls<'_>) -> Applies {
    Applies {
        control: controls.numbered(&it.id),
        others: Vec::new(),
        answer: answer(lang, it),
        reason: it.reason.as_ref().map_or_else(|| label(lang, "no_reason"), |it| it.get(lang)).into(),
        ground: it.ground.as_deref().map(|it| word::ground(lang, it)).unwrap_or_default(),
    }
}
