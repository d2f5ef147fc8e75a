//! The statement of applicability (適用宣言書): every requirement that needs a recorded reason either way.
//!
//! Source: ISO/IEC 27001:2022, 6.1.3 d).

use kansa_core::assessment::{MeasureState, Verdict};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::applicability::answer;
use super::controls::{Controls, anchor, number};
use super::word::{self, label, mark};
use super::{Link, Mark, Shown, catalog, measure};
use crate::assessment as data;

/// The statement of applicability of one catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Statement {
    /// The catalog.
    pub id: Shown,
    /// The standard as it is cited.
    pub standard: Shown,
    /// Title of the standard.
    pub title: Shown,
    /// Its requirements, in catalog order.
    pub rows: Vec<StatementRow>,
}

/// A requirement in the statement of applicability.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatementRow {
    /// The heading of the standard, if this requirement is the first below it; else empty.
    pub heading: Shown,
    /// The requirement.
    pub control: Link,
    /// Whether it applies.
    pub answer: Mark,
    /// Why.
    pub reason: Shown,
    /// What decided it; empty if nothing is recorded.
    pub ground: Shown,
    /// How far it is done: the answer (証跡充足).
    pub verdict: Mark,
    /// Measures that serve it.
    pub measures: Vec<StatementMeasure>,
}

/// A measure in the statement of applicability.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StatementMeasure {
    /// The measure.
    pub link: Link,
    /// How it stands.
    pub state: Mark,
}

/// The statements of a company: one for each catalog that asks for one.
pub(super) fn statements(lang: Lang, company: &data::Company, controls: &Controls<'_>) -> Vec<Statement> {
    company.catalogs.iter().filter_map(|it| statement(lang, company, it, controls)).collect()
}

fn statement(
    lang: Lang,
    company: &data::Company,
    catalog: &data::Catalog,
    controls: &Controls<'_>,
) -> Option<Statement> {
    let mut rows = Vec::new();
    let mut above = Shown::default();
    for (it, heading) in catalog.controls.iter().zip(catalog::headings(lang, catalog)) {
        if !heading.as_str().is_empty() {
            above = heading;
        }
        if it.reason_required {
            rows.push(row(lang, company, it, controls, std::mem::take(&mut above)));
        }
    }
    (!rows.is_empty()).then(|| Statement {
        id: catalog.id.as_str().into(),
        standard: catalog.standard.get(lang).into(),
        title: catalog.title.get(lang).into(),
        rows,
    })
}

fn row(
    lang: Lang,
    company: &data::Company,
    it: &data::Control,
    controls: &Controls<'_>,
    heading: Shown,
) -> StatementRow {
    let measures = it.because.iter().filter(|it| it.via.is_none());
    let measures = measures.filter_map(|because| {
        let id = because.measure.as_deref()?;
        let found = company.measures.iter().find(|it| it.id == id);
        Some(StatementMeasure {
            link: measure::link(lang, id, found),
            state: mark::<MeasureState>(lang, &because.state),
        })
    });
    StatementRow {
        heading,
        control: match controls.get(&it.id) {
            Some((link, _)) => link.clone(),
            None => Link {
                text: number(&it.id).into(),
                title: it.title.get(lang).into(),
                href: format!("#{}", anchor(&it.id)).into(),
            },
        },
        answer: answer(lang, it),
        reason: it.reason.as_ref().map_or_else(|| label(lang, "no_reason"), |it| it.get(lang)).into(),
        ground: it.ground.as_deref().map(|it| word::ground(lang, it)).unwrap_or_default(),
        verdict: mark::<Verdict>(lang, &it.verdict),
        measures: measures.collect(),
    }
}
