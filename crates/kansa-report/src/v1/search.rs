//! What the search field of a page finds.

use std::collections::BTreeMap;

use kansa_core::assessment::Verdict;
use kansa_core::company::ScopeStatus;
use kansa_core::finding::Severity;
use kansa_core::text::{Lang, Text};
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::{anchor, number};
use super::word::{self, Keyword, label, mark};
use super::{Mark, Shown, evidence, finding, measure};
use crate::assessment as data;

/// What can be found: rows of sets, each at one page or several.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct Search {
    /// Answers that a row can have. A letter of [`SearchPage::marks`] names one: `a` the first.
    pub marks: Vec<Mark>,
    /// Standards, and on the page of a company what else it shows.
    pub sets: Vec<SearchSet>,
    /// The pages.
    pub pages: Vec<SearchPage>,
}

/// Things of one kind.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchSet {
    /// The standard, or what kind of things they are.
    pub name: Shown,
    /// The page that shows each of them at all companies, without its ending; empty if there is none.
    pub file: Shown,
    /// The things.
    pub rows: Vec<SearchRow>,
}

/// A thing that can be found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchRow {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its number or id; empty if it has none that people know.
    pub number: Shown,
    /// What it is called.
    pub title: Shown,
    /// What it is called in the other language; empty if that is the same.
    pub also: Shown,
}

/// A page on which things are found.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct SearchPage {
    /// The company.
    pub name: Shown,
    /// Its id, and its name in the other language.
    pub also: Shown,
    /// The page, without its ending; empty if it is this one.
    pub file: Shown,
    /// For each set a letter for each row, `-` for no answer; empty if the page has none of them.
    pub marks: Vec<Shown>,
}

/// Requirements of all companies.
pub(super) fn of_group(lang: Lang, group: &data::Assessment) -> Search {
    let held = |catalog: &data::CatalogInUse, company: &data::Company| -> Option<usize> {
        company.catalogs.iter().position(|it| it.id == catalog.id && it.status != ScopeStatus::None.as_str())
    };
    let set = |catalog: &data::CatalogInUse| {
        let first = group.companies.iter().find_map(|it| Some(&it.catalogs[held(catalog, it)?]));
        SearchSet {
            name: catalog.standard.get(lang).into(),
            file: word::standard_file(&catalog.id).into(),
            rows: first.map(|it| requirements(lang, it)).unwrap_or_default(),
        }
    };
    let page = |company: &data::Company| SearchPage {
        name: company.name.get(lang).into(),
        also: format!("{} {}", company.id, other(lang, &company.name)).trim().into(),
        file: word::file(&company.id).into(),
        marks: group
            .catalogs
            .iter()
            .map(|it| held(it, company).map(|at| verdicts(&company.catalogs[at])).unwrap_or_default())
            .collect(),
    };
    Search {
        marks: marks(lang),
        sets: group.catalogs.iter().map(set).collect(),
        pages: group.companies.iter().map(page).collect(),
    }
}

/// Requirements of a standard, on its page.
pub(super) fn of_standard(lang: Lang, standard: &str, catalog: Option<&data::Catalog>) -> Search {
    let rows = catalog.map(|it| requirements(lang, it)).unwrap_or_default();
    let none = "-".repeat(rows.len());
    here(lang, vec![(SearchSet { name: standard.into(), file: Shown::default(), rows }, none.into())])
}

/// What the page of a company shows: requirements, measures, what they have to show, files, findings.
pub(super) fn of_company(lang: Lang, company: &data::Company) -> Search {
    let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
    let mut sets: Vec<(SearchSet, Shown)> = held
        .map(|it| {
            let (name, rows) = (it.standard.get(lang).into(), requirements(lang, it));
            (SearchSet { name, file: Shown::default(), rows }, verdicts(it))
        })
        .collect();
    let mut add = |key: &'static str, rows: Vec<SearchRow>, letters: String| {
        let letters = if letters.is_empty() { "-".repeat(rows.len()) } else { letters };
        sets.push((
            SearchSet { name: label(lang, key).into(), file: Shown::default(), rows },
            letters.into(),
        ));
    };
    let measures = company.measures.iter().map(|it| row(lang, measure::anchor(&it.id), &it.id, &it.title));
    add("measure", measures.collect(), String::new());
    let mut documents: BTreeMap<(&str, &str), &data::Obligation> = BTreeMap::new();
    for it in &company.obligations {
        documents.entry((&it.measure, &it.requirement)).or_insert(it);
    }
    let documents = documents.values().map(|it| row(lang, measure::obligation_anchor(&it.id), "", &it.title));
    add("obligation", documents.collect(), String::new());
    let mut files: BTreeMap<&str, Shown> = BTreeMap::new();
    let own = company.obligations.iter().flat_map(|it| &it.evidence).filter(|it| it.provided_by.is_none());
    for path in own.flat_map(|it| &it.files).map(|it| it.path.as_str()) {
        files.entry(path).or_insert_with(|| evidence::file_anchor(path));
    }
    let file = |(path, anchor): (&str, Shown)| SearchRow {
        anchor,
        number: Shown::default(),
        title: Shown::name(path),
        also: Shown::default(),
    };
    add("file", files.into_iter().map(file).collect(), String::new());
    let findings = company.findings.iter().map(|it| row(lang, finding::anchor(&it.id), "", &it.message));
    let severities = company.findings.iter().map(|it| severity(&it.severity));
    add("finding", findings.collect(), severities.collect());
    here(lang, sets)
}

/// All of it on the page itself.
fn here(lang: Lang, sets: Vec<(SearchSet, Shown)>) -> Search {
    let (sets, letters) = sets.into_iter().filter(|(it, _)| !it.rows.is_empty()).unzip();
    let page =
        SearchPage { name: Shown::default(), also: Shown::default(), file: Shown::default(), marks: letters };
    Search { marks: marks(lang), sets, pages: vec![page] }
}

fn requirements(lang: Lang, catalog: &data::Catalog) -> Vec<SearchRow> {
    catalog.controls.iter().map(|it| row(lang, anchor(&it.id), number(&it.id), &it.title)).collect()
}

fn row(lang: Lang, anchor: Shown, number: &str, title: &Text) -> SearchRow {
    SearchRow {
        anchor,
        number: number.into(),
        title: title.get(lang).into(),
        also: other(lang, title).into(),
    }
}

/// A text in the other language, if it is another one.
fn other(lang: Lang, text: &Text) -> &str {
    let other = match lang {
        Lang::Ja => text.get(Lang::En),
        Lang::En => text.get(Lang::Ja),
    };
    if other == text.get(lang) { "" } else { other }
}

/// Verdicts first, then severities.
fn marks(lang: Lang) -> Vec<Mark> {
    let verdicts = Verdict::ALL.iter().map(|it| mark::<Verdict>(lang, it.key()));
    verdicts.chain(Severity::ALL.iter().map(|it| mark::<Severity>(lang, it.key()))).collect()
}

fn verdicts(catalog: &data::Catalog) -> Shown {
    let letter = |it: &data::Control| letter(Verdict::ALL.iter().position(|of| of.as_str() == it.verdict));
    catalog.controls.iter().map(letter).collect::<String>().into()
}

fn severity(key: &str) -> char {
    let at = Severity::ALL.iter().position(|it| it.as_str() == key);
    letter(at.map(|it| it + Verdict::ALL.len()))
}

fn letter(at: Option<usize>) -> char {
    at.and_then(|it| ('a'..='z').nth(it)).unwrap_or('-')
}
