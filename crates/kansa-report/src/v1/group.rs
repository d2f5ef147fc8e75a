//! The view of the group.

use kansa_core::assessment::{State, Verdict};
use kansa_core::company::ScopeStatus;
use kansa_core::finding::Severity;
use kansa_core::terms::Terms;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::party::{Party, party};
use super::share::Share;
use super::word::{self, diagnostic, numbers, severities};
use super::{
    Count, FORMAT, Group, Page, Shown, Site, calendar, catalog, cause, certificate, executive, finding, heat,
    owed, provision, readiness, search,
};
use crate::assessment as data;

/// A catalog by name, with the companies that are held to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CatalogName {
    /// Its id.
    pub id: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// The standard as it is cited.
    pub standard: Shown,
    /// Title of the standard.
    pub title: Shown,
    /// The edition; empty if there is none.
    pub edition: Shown,
    /// Companies that hold a certificate; nobody does of a law.
    pub certified: Vec<Holder>,
    /// Companies that prepare for one.
    pub preparing: Vec<Holder>,
    /// Companies that follow it without one.
    pub voluntary: Vec<Holder>,
}

/// A company that is held to a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Holder {
    /// The company.
    pub company: Party,
    /// The days on which it is; empty if they are open at both ends.
    pub period: Shown,
    /// The part of it that the scope is about; empty for the whole company.
    pub parts: Shown,
}

/// A company in the tables of the group.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Row {
    /// Its name.
    pub name: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// One cell per catalog of the group.
    pub cells: Vec<Cell>,
    /// Its findings by severity.
    pub severities: Vec<Count>,
    /// All its findings.
    pub total: Shown,
}

/// A company and a catalog.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Cell {
    /// What the company is to the catalog; empty if it is not in its scope.
    pub status: Shown,
    /// The anchor on the company's page; empty if it is not held to it.
    pub anchor: Shown,
    /// Of how many applicable requirements how many conform: `62/117`; empty if none applies.
    pub share: Shown,
    /// The same in percent, rounded down.
    pub percent: Shown,
    /// The same as a word.
    pub level: Shown,
    /// The CSS class of its shade, from `step-0` (none conforms) to `step-4` (all do); empty if none applies.
    pub step: &'static str,
    /// Requirements by verdict.
    pub verdicts: Vec<Count>,
}

impl Group {
    /// The view of a group in one language.
    pub fn new(group: &data::Assessment, site: Site<'_>) -> Self {
        let lang = site.lang;
        let catalogs = catalogs(lang, group);
        let (findings, soon) = finding::of_group(lang, group);
        let mut totals = numbers::<Severity>(lang, |key| group.totals.findings.get(key).copied());
        totals.reverse();
        Self {
            format: FORMAT,
            head: site.head(group, None),
            executive: executive::of_group(lang, group),
            companies: group.totals.companies.into(),
            pages: group
                .companies
                .iter()
                .map(|it| Page {
                    name: it.name.get(lang).into(),
                    lang: lang.as_str(),
                    file: word::file(&it.id).into(),
                })
                .collect(),
            matrix: group.companies.iter().map(|it| row(lang, it, &catalogs)).collect(),
            catalogs,
            certificates: certificate::certificates(lang, group, &group.companies),
            categories: heat::categories(lang),
            heat: group.companies.iter().map(|it| heat::row(lang, it)).collect(),
            readiness: readiness::readiness(group, None, site),
            causes: cause::causes(lang, group),
            calendar: calendar::calendar(lang, group),
            owed: owed::of_group(lang, group),
            provisions: provision::of_group(lang, group),
            verdicts: numbers::<Verdict>(lang, |key| group.totals.controls.get(key).copied()),
            states: numbers::<State>(lang, |key| group.totals.obligations.get(key).copied()),
            severities: totals,
            findings,
            soon,
            diagnostics: group.diagnostics.iter().map(|it| diagnostic(lang, it)).collect(),
            search: search::of_group(lang, group),
            words: crate::words::all(lang),
        }
    }
}

/// Catalogs of all companies in the order of kansa.yaml, each with the companies that are held to it.
fn catalogs(lang: Lang, group: &data::Assessment) -> Vec<CatalogName> {
    let mut catalogs: Vec<CatalogName> = Vec::new();
    for (company, it) in group.companies.iter().flat_map(|it| it.catalogs.iter().map(move |of| (it, of))) {
        let at = catalogs.iter().position(|known| known.id.as_str() == it.id).unwrap_or_else(|| {
            catalogs.push(CatalogName {
                id: it.id.as_str().into(),
                file: word::standard_file(&it.id).into(),
                standard: it.standard.get(lang).into(),
                title: it.title.get(lang).into(),
                edition: it.edition.as_deref().unwrap_or_default().into(),
                certified: Vec::new(),
                preparing: Vec::new(),
                voluntary: Vec::new(),
            });
            catalogs.len() - 1
        });
        let holder = Holder {
            company: party(lang, group, &company.id),
            period: word::range(lang, it.period.from, it.period.to),
            parts: catalog::parts(lang, it),
        };
        let catalog = &mut catalogs[at];
        if it.terms.as_deref() == Some(Terms::Appi.as_str()) {
            // A law certifies nobody.
            continue;
        }
        match ScopeStatus::ALL.iter().find(|status| status.as_str() == it.status) {
            Some(ScopeStatus::Certified) => catalog.certified.push(holder),
            Some(ScopeStatus::Preparing) => catalog.preparing.push(holder),
            Some(ScopeStatus::Voluntary) => catalog.voluntary.push(holder),
            Some(ScopeStatus::None) | None => {}
        }
    }
    let order = |it: &CatalogName| group.catalogs.iter().position(|of| of.id == it.id.as_str());
    catalogs.sort_by_key(order);
    catalogs
}

fn row(lang: Lang, company: &data::Company, catalogs: &[CatalogName]) -> Row {
    let cell = |name: &CatalogName| {
        let of = company.catalogs.iter().find(|it| it.id == name.id.as_str());
        let status = of.map(|it| it.status_text.get(lang).into()).unwrap_or_default();
        match of.filter(|it| it.status != ScopeStatus::None.as_str()) {
            None => Cell { status, ..Cell::default() },
            Some(it) => {
                let share = Share::of(it);
                Cell {
                    status,
                    anchor: catalog::catalog_anchor(&it.id),
                    share: share.counts(),
                    percent: share.percent(),
                    level: share.level(lang),
                    step: share.step(),
                    verdicts: numbers::<Verdict>(lang, |key| it.counts.get(key).copied()),
                }
            }
        }
    };
    Row {
        name: company.name.get(lang).into(),
        file: word::file(&company.id).into(),
        cells: catalogs.iter().map(cell).collect(),
        severities: severities(lang, &company.findings),
        total: company.findings.len().into(),
    }
}
