//! The view of the group.

use kansa_core::assessment::{State, Verdict};
use kansa_core::company::ScopeStatus;
use kansa_core::finding::Severity;
use kansa_core::text::Lang;

use super::word::{self, diagnostic, numbers, severities};
use super::{CatalogName, Cell, FORMAT, Group, Page, Row, Shown, Site, company, finding};
use crate::assessment as data;

impl Group {
    /// The view of a group in one language.
    pub fn new(group: &data::Assessment, site: Site<'_>) -> Self {
        let lang = site.lang;
        let mut catalogs: Vec<CatalogName> = Vec::new();
        for catalog in group.companies.iter().flat_map(|it| &it.catalogs) {
            let name =
                CatalogName { id: catalog.id.as_str().into(), standard: catalog.standard.as_str().into() };
            if !catalogs.contains(&name) {
                catalogs.push(name);
            }
        }
        let (findings, soon) = finding::of_group(lang, &group.companies);
        let mut totals = numbers::<Severity>(lang, |key| group.totals.findings.get(key).copied());
        totals.reverse();
        Self {
            format: FORMAT,
            head: site.head(group, &group.group.name, &group.period, word::HOME),
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
            verdicts: numbers::<Verdict>(lang, |key| group.totals.controls.get(key).copied()),
            states: numbers::<State>(lang, |key| group.totals.obligations.get(key).copied()),
            severities: totals,
            findings,
            soon,
            diagnostics: group.diagnostics.iter().map(|it| diagnostic(lang, it)).collect(),
            words: crate::words::all(lang),
        }
    }
}

fn row(lang: Lang, company: &data::Company, catalogs: &[CatalogName]) -> Row {
    let cell = |name: &CatalogName| {
        let catalog = company.catalogs.iter().find(|it| it.id == name.id.as_str());
        match catalog {
            None => Cell { status: Shown::default(), anchor: Shown::default(), verdicts: Vec::new() },
            Some(it) => Cell {
                status: word::word::<ScopeStatus>(lang, &it.status),
                anchor: company::catalog_anchor(&it.id),
                verdicts: numbers::<Verdict>(lang, |key| it.counts.get(key).copied()),
            },
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
