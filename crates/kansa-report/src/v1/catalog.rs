//! Catalogs of a company's scope: the result of every requirement, and what it rests on.

use std::collections::{BTreeMap, BTreeSet};

use kansa_core::assessment::{Flag, MeasureState, Verdict};
use kansa_core::catalog::{Aspect as AspectKey, Force};
use kansa_core::company::{PciRole, ScopeStatus};
use kansa_core::finding::Severity;
use kansa_core::terms::Terms;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::chain::{Chains, Step};
use super::controls::{Controls, anchor, number, unlinked};
use super::party::role;
use super::word::{self, label, list, mark, numbers, range, word};
use super::{Count, Link, Mark, Shown, finding, measure};
use crate::assessment as data;

/// A catalog with the result of every requirement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Catalog {
    /// The anchor, without `#`.
    pub anchor: Shown,
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
    /// What the company is to it.
    pub status: Shown,
    /// The days on which it is; empty if they are open at both ends.
    pub period: Shown,
    /// The part of the company that the scope is about; empty for the whole company.
    pub parts: Shown,
    /// For PCI DSS: what the company is to it; else empty.
    pub profile: Shown,
    /// Requirements by verdict.
    pub verdicts: Vec<Count>,
    /// Requirements by the framework's own word, as far as there are any.
    pub proposals: Vec<Count>,
    /// How many requirements it has.
    pub total: Shown,
    /// For a law: what its rows can be (head of the column); else empty.
    pub force: Shown,
    /// Its requirements, in catalog order.
    pub controls: Vec<Control>,
}

/// The result of a requirement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Control {
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
    /// For a row of a law: what it is.
    pub force: Shown,
    /// The answer (証跡充足).
    pub verdict: Mark,
    /// The framework's own word for it, as a proposal (判定案).
    pub proposal: Shown,
    /// What to know beside it.
    pub flags: Vec<Shown>,
    /// Why it is excluded, or only its rule is owed.
    pub reason: Shown,
    /// Asked aspects, each with its answer.
    pub aspects: Vec<Aspect>,
    /// Measures that the answer rests on.
    pub because: Vec<Because>,
    /// Other requirements that bear on the answer, by how they do.
    pub related: Vec<Related>,
    /// From its measures down to what is not in order.
    pub chain: Vec<Step>,
    /// Findings.
    pub findings: Vec<Because>,
    /// Requirements whose evidence may be used again; they set no verdict.
    pub reusable: Vec<Reusable>,
}

/// An asked aspect.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Aspect {
    /// The aspect.
    pub aspect: Shown,
    /// Its answer.
    pub answer: Mark,
}

/// Something that an answer rests on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Because {
    /// Measure or finding.
    pub kind: Shown,
    /// What it is.
    pub link: Link,
    /// How it stands.
    pub state: Mark,
    /// Aspects that a measure covers.
    pub aspects: Shown,
    /// The role that answers for a finding.
    pub owner: Shown,
    /// The day by which a finding has to be mended, or was.
    pub due: Shown,
    /// What to do about a finding.
    pub remedy: Shown,
}

/// Requirements that bear on an answer in one way.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Related {
    /// How they do.
    pub kind: Shown,
    /// The requirements by their verdict.
    pub groups: Vec<Together>,
}

/// Requirements with one verdict.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Together {
    /// The verdict.
    pub state: Mark,
    /// The requirements.
    pub controls: Vec<Link>,
}

/// A requirement whose evidence may be used again.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Reusable {
    /// The requirement with its standard.
    pub control: Link,
    /// How it relates to the one in question.
    pub relation: Shown,
    /// On what the relation rests.
    pub basis: Shown,
    /// How it stands in this company.
    pub state: Mark,
}

pub(super) fn catalog_anchor(id: &str) -> Shown {
    Shown::anchor("catalog", id)
}

/// Whether a catalog speaks in the terms of PCI DSS.
pub(crate) fn is_pci(catalog: &data::Catalog) -> bool {
    catalog.terms.as_deref() == Some(Terms::PciDss.as_str())
}

/// The part of a company that a scope is about.
pub(crate) fn parts(lang: Lang, catalog: &data::Catalog) -> Shown {
    let between = match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    };
    let part = |(register, keys): (&String, &Vec<String>)| -> Shown {
        let name = match register.as_str() {
            "units" => label(lang, "part_units"),
            "sites" => label(lang, "part_sites"),
            "systems" => label(lang, "part_systems"),
            "employees" => label(lang, "part_persons"),
            other => other,
        };
        format!("{name}: {}", keys.join(between)).into()
    };
    let all: Vec<Shown> = catalog.parts.iter().map(part).collect();
    all.iter().map(Shown::as_str).collect::<Vec<_>>().join(" / ").into()
}

/// What a company is to PCI DSS.
pub(crate) fn pci(lang: Lang, company: &data::Company) -> Shown {
    let said = |it: &data::Pci| {
        let parts = [word::<PciRole>(lang, &it.role), word::validation(lang, &it.validation)];
        parts.map(|it| it.as_str().to_owned()).join(" / ").into()
    };
    company.pci.as_ref().map(said).unwrap_or_default()
}

/// The catalogs of a company's scope; one that it is not held to has nothing to show.
pub(super) fn catalogs(
    lang: Lang,
    group: &data::Assessment,
    company: &data::Company,
    controls: &Controls<'_>,
) -> Vec<Catalog> {
    let chains = Chains::new(lang, group, company);
    let held = company.catalogs.iter().filter(|it| it.status != ScopeStatus::None.as_str());
    held.map(|it| catalog(lang, group, company, it, controls, &chains)).collect()
}

fn catalog(
    lang: Lang,
    group: &data::Assessment,
    company: &data::Company,
    it: &data::Catalog,
    controls: &Controls<'_>,
    chains: &Chains<'_>,
) -> Catalog {
    let rests = Rests {
        lang,
        group,
        controls,
        chains,
        measures: company.measures.iter().map(|it| (it.id.as_str(), it)).collect(),
        findings: company.findings.iter().map(|it| (it.id.as_str(), it)).collect(),
    };
    let is_law = it.controls.iter().any(|it| it.force.is_some());
    let mut view: Vec<Control> = it.controls.iter().map(|it| rests.control(it)).collect();
    for (view, heading) in view.iter_mut().zip(headings(lang, it)) {
        view.heading = heading;
    }
    Catalog {
        anchor: catalog_anchor(&it.id),
        id: it.id.as_str().into(),
        standard: it.standard.get(lang).into(),
        title: it.title.get(lang).into(),
        edition: it.edition.as_deref().unwrap_or_default().into(),
        note: it.note.as_ref().map(|it| it.get(lang).into()).unwrap_or_default(),
        status: it.status_text.get(lang).into(),
        period: range(lang, it.period.from, it.period.to),
        parts: parts(lang, it),
        profile: if is_pci(it) { pci(lang, company) } else { Shown::default() },
        verdicts: numbers::<Verdict>(lang, |key| it.counts.get(key).copied()),
        proposals: proposals(lang, it),
        total: it.controls.len().into(),
        force: word::said(lang, is_law, "force"),
        controls: view,
    }
}

/// Headings, each where it begins. A requirement with rows of its own below it is no heading: they stay under its one.
pub(super) fn headings(lang: Lang, catalog: &data::Catalog) -> Vec<Shown> {
    let requirements: BTreeSet<&str> = catalog.controls.iter().map(|it| number(&it.id)).collect();
    let mut last: Option<&str> = None;
    let mut headings = Vec::new();
    for it in &catalog.controls {
        let group = it.group.as_ref().filter(|it| !requirements.contains(it.id.as_str()));
        headings.push(match group {
            Some(group) if last != Some(&group.id) => {
                last = Some(&group.id);
                format!("{} {}", group.id, group.title.get(lang)).into()
            }
            Some(_) | None => Shown::default(),
        });
    }
    headings
}

/// Requirements by the framework's own word, from the best verdict to the worst.
fn proposals(lang: Lang, catalog: &data::Catalog) -> Vec<Count> {
    let mut counts: BTreeMap<(usize, &str), usize> = BTreeMap::new();
    for it in &catalog.controls {
        let Some(proposal) = &it.framework_result else { continue };
        let rank = Verdict::ALL.iter().position(|verdict| verdict.as_str() == it.verdict);
        *counts.entry((rank.unwrap_or(usize::MAX), proposal.get(lang))).or_default() += 1;
    }
    let mut words: Vec<(&str, usize)> = Vec::new();
    for ((_, proposal), n) in counts {
        match words.iter_mut().find(|(it, _)| *it == proposal) {
            Some((_, all)) => *all += n,
            None => words.push((proposal, n)),
        }
    }
    words.into_iter().map(|(word, n)| Count { word: word.into(), class: "mute", n: n.into() }).collect()
}

/// What answers rest on, by id.
struct Rests<'a> {
    lang: Lang,
    group: &'a data::Assessment,
    controls: &'a Controls<'a>,
    chains: &'a Chains<'a>,
    measures: BTreeMap<&'a str, &'a data::Measure>,
    findings: BTreeMap<&'a str, &'a data::Finding>,
}

impl Rests<'_> {
    fn control(&self, it: &data::Control) -> Control {
        let lang = self.lang;
        let told = it.verdict == Verdict::NotApplicable.as_str()
            || it.flags.iter().any(|it| it == Flag::RuleOnly.as_str());
        Control {
            anchor: anchor(&it.id),
            id: it.id.as_str().into(),
            number: number(&it.id).into(),
            title: it.title.get(lang).into(),
            heading: Shown::default(),
            source: word::source(lang, &it.source),
            force: it.force.as_deref().map(|it| word::<Force>(lang, it)).unwrap_or_default(),
            verdict: mark::<Verdict>(lang, &it.verdict),
            proposal: it.framework_result.as_ref().map(|it| it.get(lang).into()).unwrap_or_default(),
            flags: it.flags.iter().map(|it| word::<Flag>(lang, it)).collect(),
            reason: if told { reason(lang, it) } else { Shown::default() },
            aspects: it.aspects.iter().map(|it| aspect(lang, it)).collect(),
            because: it.because.iter().filter_map(|it| self.measure(it)).collect(),
            related: self.related(it),
            chain: self.chains.of(it),
            findings: it.because.iter().filter_map(|it| self.finding(it)).collect(),
            reusable: it.reusable.iter().map(|it| self.reusable(it)).collect(),
        }
    }

    fn measure(&self, it: &data::Because) -> Option<Because> {
        let (lang, id) = (self.lang, it.measure.as_ref()?);
        let found = self.measures.get(id.as_str());
        let aspects: Vec<Shown> = it.aspects.iter().map(|it| word::<AspectKey>(lang, it)).collect();
        let refused = it.via.as_deref() == Some("not-delegable");
        Some(Because {
            kind: label(lang, if refused { "via_not_delegable" } else { "measure" }).into(),
            link: measure::link(lang, id, found.copied()),
            state: mark::<MeasureState>(lang, &it.state),
            aspects: list(lang, &aspects),
            owner: Shown::default(),
            due: Shown::default(),
            remedy: Shown::default(),
        })
    }

    /// Other requirements by how they bear on the answer, in the order in which they come, and by their verdict.
    fn related(&self, it: &data::Control) -> Vec<Related> {
        let mut related: Vec<Related> = Vec::new();
        for because in &it.because {
            let Some(id) = &because.control else { continue };
            let kind: Shown = word::via(self.lang, because.via.as_deref().unwrap_or("prerequisite"));
            let state = mark::<Verdict>(self.lang, &because.state);
            let link = self.controls.numbered(id);
            let at = related.iter().position(|it| it.kind == kind).unwrap_or_else(|| {
                related.push(Related { kind, groups: Vec::new() });
                related.len() - 1
            });
            let groups = &mut related[at].groups;
            match groups.iter_mut().find(|it| it.state == state) {
                Some(group) => group.controls.push(link),
                None => groups.push(Together { state, controls: vec![link] }),
            }
        }
        related
    }

    fn finding(&self, it: &data::Because) -> Option<Because> {
        let (lang, id) = (self.lang, it.finding.as_ref()?);
        let found = self.findings.get(id.as_str());
        let link = found.map_or_else(
            || unlinked(id),
            |it| Link { text: it.message.get(lang).into(), title: id.into(), ..finding::link(lang, it) },
        );
        let owner = found.and_then(|it| it.owner.as_deref());
        Some(Because {
            kind: label(lang, "finding").into(),
            link,
            state: mark::<Severity>(lang, &it.state),
            aspects: Shown::default(),
            owner: owner.map(|it| role(lang, self.group, it)).unwrap_or_default(),
            due: word::day(found.and_then(|it| it.due)),
            remedy: found.map(|it| it.remedy.get(lang).into()).unwrap_or_default(),
        })
    }

    fn reusable(&self, it: &data::Reusable) -> Reusable {
        Reusable {
            control: self.controls.cited(&it.control),
            relation: word::relation(self.lang, &it.relation),
            basis: it.basis.get(self.lang).into(),
            state: mark::<Verdict>(self.lang, &it.verdict),
        }
    }
}

fn aspect(lang: Lang, it: &data::Aspect) -> Aspect {
    Aspect {
        aspect: word::<AspectKey>(lang, &it.aspect),
        answer: match &it.verdict {
            Some(verdict) => mark::<Verdict>(lang, verdict),
            None => Mark { word: label(lang, "no_measure").into(), class: "wait" },
        },
    }
}

/// The reason for the applicability of a requirement, with what decided it.
fn reason(lang: Lang, it: &data::Control) -> Shown {
    let reason = it.reason.as_ref().map_or_else(|| label(lang, "no_reason"), |it| it.get(lang));
    match (it.ground.as_deref().map(|it| word::ground(lang, it)), lang) {
        (None, _) => reason.into(),
        (Some(ground), Lang::Ja) => format!("{reason}（{ground}）").into(),
        (Some(ground), Lang::En) => format!("{reason} ({ground})").into(),
    }
}
