//! The view of one company: requirements, applicability, and what it is put together from.

use std::collections::BTreeMap;

use kansa_core::assessment::{Flag, MeasureState, State, Verdict};
use kansa_core::catalog::Aspect as AspectKey;
use kansa_core::company::ScopeStatus;
use kansa_core::finding::Severity;
use kansa_core::text::Lang;

use super::finding::{self, Controls};
use super::word::{self, counts, diagnostic, label, list, mark, numbers, severities, word};
use super::{
    Applicability, Applies, Aspect, Because, Catalog, Company, Control, FORMAT, Link, Mark, Shown, Site,
    measure,
};
use crate::assessment as data;

impl Company {
    /// The view of a company in one language. Of the group it takes its name, the date and the input that all share.
    pub fn new(group: &data::Assessment, company: &data::Company, site: Site<'_>) -> Self {
        let lang = site.lang;
        let controls = controls(lang, company);
        let own = format!("evidence/{}/", company.id);
        let concerns =
            |it: &&data::Diagnostic| it.path.starts_with(&own) || !it.path.starts_with("evidence/");
        Self {
            format: FORMAT,
            head: site.head(group, &company.name, &company.period, &word::file(&company.id)),
            id: company.id.as_str().into(),
            catalogs: company.catalogs.iter().map(|it| catalog(lang, company, it, &controls)).collect(),
            states: counts::<State>(lang, company.obligations.iter().map(|it| it.state.as_str())),
            severities: severities(lang, &company.findings),
            findings: finding::findings(lang, company, &controls),
            soon: finding::soon(lang, company),
            measures: measure::categories(lang, company),
            evidence: measure::files(lang, company),
            exceptions: measure::exceptions(lang, company),
            applicability: company.catalogs.iter().map(|it| applicability(lang, it, &controls)).collect(),
            diagnostics: group.diagnostics.iter().filter(concerns).map(|it| diagnostic(lang, it)).collect(),
            words: crate::words::all(lang),
        }
    }
}

pub(super) fn catalog_anchor(id: &str) -> Shown {
    Shown::anchor("catalog", id)
}

fn anchor(id: &str) -> Shown {
    Shown::anchor("control", id)
}

/// A control within its catalog.
fn number(id: &str) -> &str {
    id.split_once(':').map_or(id, |(_, number)| number)
}

fn controls(lang: Lang, company: &data::Company) -> Controls<'_> {
    let all =
        company.catalogs.iter().flat_map(|catalog| catalog.controls.iter().map(move |it| (catalog, it)));
    all.map(|(catalog, it)| {
        let link = Link {
            text: number(&it.id).into(),
            title: it.title.get(lang).into(),
            href: format!("#{}", anchor(&it.id)).into(),
        };
        (it.id.as_str(), (link, catalog.standard.as_str()))
    })
    .collect()
}

fn catalog(lang: Lang, company: &data::Company, it: &data::Catalog, controls: &Controls<'_>) -> Catalog {
    let rests = Rests {
        lang,
        controls,
        measures: company.measures.iter().map(|it| (it.id.as_str(), it)).collect(),
        findings: company.findings.iter().map(|it| (it.id.as_str(), it)).collect(),
    };
    Catalog {
        anchor: catalog_anchor(&it.id),
        id: it.id.as_str().into(),
        standard: it.standard.as_str().into(),
        status: word::<ScopeStatus>(lang, &it.status),
        verdicts: numbers::<Verdict>(lang, |key| it.counts.get(key).copied()),
        total: it.controls.len().into(),
        controls: it.controls.iter().map(|it| rests.control(it)).collect(),
    }
}

/// What answers rest on, by id.
struct Rests<'a> {
    lang: Lang,
    controls: &'a Controls<'a>,
    measures: BTreeMap<&'a str, &'a data::Measure>,
    findings: BTreeMap<&'a str, &'a data::Finding>,
}

impl Rests<'_> {
    fn control(&self, it: &data::Control) -> Control {
        let lang = self.lang;
        let (prerequisites, because): (Vec<_>, Vec<_>) =
            it.because.iter().partition(|it| it.control.is_some());
        Control {
            anchor: anchor(&it.id),
            id: it.id.as_str().into(),
            number: number(&it.id).into(),
            title: it.title.get(lang).into(),
            source: word::source(lang, &it.source),
            verdict: mark::<Verdict>(lang, &it.verdict),
            flags: it.flags.iter().map(|it| word::<Flag>(lang, it)).collect(),
            aspects: it
                .aspects
                .iter()
                .map(|it| Aspect {
                    aspect: word::<AspectKey>(lang, &it.aspect),
                    answer: match &it.verdict {
                        Some(verdict) => mark::<Verdict>(lang, verdict),
                        None => Mark { word: label(lang, "no_measure").into(), class: "wait" },
                    },
                })
                .collect(),
            because: because.into_iter().filter_map(|it| self.because(it)).collect(),
            prerequisites: prerequisites.into_iter().filter_map(|it| self.because(it)).collect(),
        }
    }

    fn because(&self, it: &data::Because) -> Option<Because> {
        let lang = self.lang;
        if let Some(id) = &it.measure {
            let found = self.measures.get(id.as_str());
            let aspects: Vec<Shown> = it.aspects.iter().map(|it| word::<AspectKey>(lang, it)).collect();
            return Some(Because {
                kind: label(lang, "measure").into(),
                link: Link {
                    text: found.map_or_else(|| id.into(), |it| it.title.get(lang).into()),
                    title: id.into(),
                    href: found.map(|_| format!("#{}", measure::anchor(id))).unwrap_or_default().into(),
                },
                state: mark::<MeasureState>(lang, &it.state),
                aspects: list(lang, &aspects),
            });
        }
        if let Some(id) = &it.control {
            let link = match self.controls.get(id.as_str()) {
                Some((link, _)) => link.clone(),
                None => Link { text: id.into(), title: Shown::default(), href: Shown::default() },
            };
            let (kind, state) = (label(lang, "prerequisite").into(), mark::<Verdict>(lang, &it.state));
            return Some(Because { kind, link, state, aspects: Shown::default() });
        }
        let id = it.finding.as_ref()?;
        let link = match self.findings.get(id.as_str()) {
            Some(found) => {
                Link { text: found.message.get(lang).into(), title: id.into(), ..finding::link(lang, found) }
            }
            None => Link { text: id.into(), title: Shown::default(), href: Shown::default() },
        };
        let (kind, state) = (label(lang, "finding").into(), mark::<Severity>(lang, &it.state));
        Some(Because { kind, link, state, aspects: Shown::default() })
    }
}

fn applicability(lang: Lang, catalog: &data::Catalog, controls: &Controls<'_>) -> Applicability {
    let excluded = |it: &data::Control| it.verdict == Verdict::NotApplicable.as_str();
    let told = |it: &&data::Control| it.reason.is_some() || excluded(it);
    let row = |it: &data::Control| Applies {
        control: controls.get(it.id.as_str()).map_or_else(
            || Link { text: it.id.as_str().into(), title: Shown::default(), href: Shown::default() },
            |(link, _)| link.clone(),
        ),
        answer: if excluded(it) {
            Mark { word: label(lang, "excluded").into(), class: "mute" }
        } else {
            Mark { word: label(lang, "applies").into(), class: "info" }
        },
        reason: it.reason.as_deref().unwrap_or_else(|| label(lang, "no_reason")).into(),
    };
    Applicability {
        standard: catalog.standard.as_str().into(),
        rows: catalog.controls.iter().filter(told).map(row).collect(),
        unstated: catalog.controls.iter().filter(|it| !told(it)).count().into(),
    }
}
