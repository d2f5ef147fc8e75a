//! The view of one standard over all companies.

use std::collections::BTreeMap;

use kansa_core::assessment::Verdict;
use kansa_core::company::ScopeStatus;
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::{anchor, number};
use super::word::{self, counts, mark};
use super::{Count, FORMAT, Head, Mark, Search, Shown, Site, catalog, search};
use crate::assessment as data;

/// A standard: every requirement at every company that is held to it.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Standard {
    /// The version of this view.
    pub format: u32,
    /// What stands above everything.
    pub head: Head,
    /// Its id.
    pub id: Shown,
    /// The standard as it is cited.
    pub standard: Shown,
    /// Title of the standard.
    pub title: Shown,
    /// The edition; empty if there is none.
    pub edition: Shown,
    /// How far its rows are confirmed.
    pub note: Shown,
    /// The companies that are held to it, the columns.
    pub companies: Vec<StandardCompany>,
    /// Its requirements, in catalog order.
    pub rows: Vec<StandardRow>,
    /// What the search field finds.
    pub search: Search,
    /// Labels by key.
    pub words: BTreeMap<&'static str, &'static str>,
}

/// A company that is held to a standard.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandardCompany {
    /// Its name.
    pub name: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// The anchor of the standard on that page.
    pub anchor: Shown,
    /// What it is to the standard.
    pub status: Shown,
    /// Requirements by verdict.
    pub verdicts: Vec<Count>,
}

/// A requirement at every company.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandardRow {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// `catalog:control`.
    pub id: Shown,
    /// The control within its catalog.
    pub number: Shown,
    /// Short title.
    pub title: Shown,
    /// The heading of the standard, if this requirement is the first below it; else empty.
    pub heading: Shown,
    /// How far the row of the catalog is confirmed; empty if it is.
    pub source: Shown,
    /// Companies by verdict.
    pub verdicts: Vec<Count>,
    /// One for each company.
    pub cells: Vec<StandardCell>,
}

/// A requirement at a company.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct StandardCell {
    /// The anchor on the company's page.
    pub anchor: Shown,
    /// The answer (証跡充足).
    pub verdict: Mark,
    /// The framework's own word for it, as a proposal (判定案).
    pub proposal: Shown,
}

impl Standard {
    /// The view of a standard in one language.
    pub fn new(group: &data::Assessment, standard: &data::CatalogInUse, site: Site<'_>) -> Self {
        let lang = site.lang;
        let held: Vec<(&data::Company, &data::Catalog)> = group
            .companies
            .iter()
            .filter_map(|company| Some((company, company.catalogs.iter().find(|it| it.id == standard.id)?)))
            .filter(|(_, it)| it.status != ScopeStatus::None.as_str())
            .collect();
        let first = held.first().map(|(_, it)| *it);
        let company = |(company, it): &(&data::Company, &data::Catalog)| StandardCompany {
            name: company.name.get(lang).into(),
            file: word::file(&company.id).into(),
            anchor: catalog::catalog_anchor(&it.id),
            status: it.status_text.get(lang).into(),
            verdicts: counts::<Verdict>(lang, it.controls.iter().map(|it| it.verdict.as_str())),
        };
        let row = |(nth, control): (usize, &data::Control)| {
            // Every company has the same rows: they are those of the catalog.
            let cells: Vec<&data::Control> = held.iter().filter_map(|(_, it)| it.controls.get(nth)).collect();
            StandardRow {
                anchor: anchor(&control.id),
                id: control.id.as_str().into(),
                number: number(&control.id).into(),
                title: control.title.get(lang).into(),
                heading: Shown::default(),
                source: word::source(lang, &control.source),
                verdicts: counts::<Verdict>(lang, cells.iter().map(|it| it.verdict.as_str())),
                cells: cells
                    .into_iter()
                    .map(|it| StandardCell {
                        anchor: anchor(&it.id),
                        verdict: mark::<Verdict>(lang, &it.verdict),
                        proposal: it
                            .framework_result
                            .as_ref()
                            .map(|it| it.get(lang).into())
                            .unwrap_or_default(),
                    })
                    .collect(),
            }
        };
        let mut rows: Vec<StandardRow> =
            first.into_iter().flat_map(|it| &it.controls).enumerate().map(row).collect();
        if let Some(it) = first {
            for (row, heading) in rows.iter_mut().zip(catalog::headings(lang, it)) {
                row.heading = heading;
            }
        }
        let text = |it: fn(&data::Catalog) -> &str| first.map(|first| it(first).into()).unwrap_or_default();
        Self {
            format: FORMAT,
            head: site.head_of_standard(group, standard),
            id: standard.id.as_str().into(),
            standard: standard.standard.get(lang).into(),
            title: first.map(|it| it.title.get(lang).into()).unwrap_or_default(),
            edition: text(|it| it.edition.as_deref().unwrap_or_default()),
            note: first.and_then(|it| it.note.as_ref()).map(|it| it.get(lang).into()).unwrap_or_default(),
            companies: held.iter().map(company).collect(),
            rows,
            search: search::of_standard(lang, standard.standard.get(lang), first),
            words: crate::words::all(lang),
        }
    }
}
