//! Measures with what they have to show.

use std::collections::BTreeMap;

use kansa_core::assessment::{MeasureState, State};
use kansa_core::measure::{Basis, Category as CategoryKey};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::party::{Party, party, role};
use super::word::{self, day, label, mark, place, range, said, word};
use super::{Link, Mark, Place, Shown, evidence, exception};
use crate::assessment as data;

/// Measures of one category.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Category {
    /// The category.
    pub name: Shown,
    /// Its measures.
    pub measures: Vec<Measure>,
}

/// A measure with what it has to show.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Measure {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its id.
    pub id: Shown,
    /// Title.
    pub title: Shown,
    /// How it stands.
    pub state: Mark,
    /// That windows from before the period decide, or empty.
    pub carried: Shown,
    /// Why it is not applicable.
    pub reason: Shown,
    /// Companies that provide it: none or one.
    pub provided_by: Vec<Party>,
    /// What has to be shown.
    pub obligations: Vec<Obligation>,
}

/// One thing to be shown once.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Obligation {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its id.
    pub id: Shown,
    /// Name of the document or record.
    pub title: Shown,
    /// The subject it is owed for.
    pub subject: Shown,
    /// The days in which it has to be done.
    pub window: Shown,
    /// The last day for filing.
    pub due: Shown,
    /// How it stands.
    pub state: Mark,
    /// Why the cadence is what it is; a customary one says that no standard requires it.
    pub basis: Shown,
    /// The role that answers for it.
    pub owner: Shown,
    /// That it is from before the period and decides, or empty.
    pub carried: Shown,
    /// Name of the company that provides it, or empty.
    pub provider: Shown,
    /// Where it is declared that nothing happened in the window; without a path if it is not.
    pub declaration: Place,
    /// Exceptions that accept it: none or one.
    pub exceptions: Vec<Link>,
    /// Evidence that answers it, the one that decides first.
    pub evidence: Vec<Evidence>,
    /// What the checks say of the evidence that decides.
    pub checks: Vec<Check>,
    /// How much evidence there is, how many checks and what else, in words; empty if there is nothing.
    pub more: Shown,
}

/// One delivery of evidence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Evidence {
    /// That it decides, or empty.
    pub decides: Shown,
    /// Name of the company that filed it, if it is another one; then only hashes of its files are known.
    pub provider: Shown,
    /// Its files.
    pub files: Vec<Link>,
    /// Its dates in words.
    pub dates: Shown,
}

/// What one check says.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Check {
    /// The kind of check.
    pub kind: Shown,
    /// Whether it holds.
    pub result: Mark,
    /// What it found.
    pub message: Shown,
    /// Rows and files that it is about.
    pub places: Vec<Place>,
}

pub(super) fn anchor(id: &str) -> Shown {
    Shown::anchor("measure", id)
}

/// Where a measure stands on the page; its id alone if it does not.
pub(super) fn link(lang: Lang, id: &str, found: Option<&data::Measure>) -> Link {
    Link {
        text: found.map_or(id, |it| it.title.get(lang)).into(),
        title: id.into(),
        href: found.map(|_| format!("#{}", anchor(id))).unwrap_or_default().into(),
    }
}

pub(super) fn obligation_anchor(id: &str) -> Shown {
    Shown::anchor("obligation", id)
}

/// Measures by category, in the order of the categories; what names no category that is known comes last.
pub(super) fn categories(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Category> {
    let mut owed: BTreeMap<&str, Vec<Obligation>> = BTreeMap::new();
    let mut before: BTreeMap<&str, usize> = BTreeMap::new();
    for it in &company.obligations {
        let mut view = obligation(lang, group, it);
        // Two rows of a register with one key owe the same thing: links lead to the first.
        let nth = before.entry(&it.id).and_modify(|nth| *nth += 1).or_insert(1);
        if *nth > 1 {
            view.anchor = obligation_anchor(&format!("{} {nth}", it.id));
        }
        owed.entry(&it.measure).or_default().push(view);
    }
    let mut view = |it: &data::Measure| Measure {
        anchor: anchor(&it.id),
        id: it.id.as_str().into(),
        title: it.title.get(lang).into(),
        state: mark::<MeasureState>(lang, &it.state),
        carried: said(lang, it.carried_over, "carried_over"),
        reason: it.reason.as_ref().map_or_else(Shown::default, |it| it.get(lang).into()),
        provided_by: it.provided_by.iter().map(|it| party(lang, group, it)).collect(),
        obligations: owed.remove(it.id.as_str()).unwrap_or_default(),
    };
    let mut names: Vec<&str> = CategoryKey::ALL.iter().map(|it| it.as_str()).collect();
    for it in &company.measures {
        if !names.contains(&it.category.as_str()) {
            names.push(&it.category);
        }
    }
    names
        .into_iter()
        .map(|name| Category {
            name: word::<CategoryKey>(lang, name),
            measures: company.measures.iter().filter(|it| it.category == name).map(&mut view).collect(),
        })
        .filter(|it| !it.measures.is_empty())
        .collect()
}

fn obligation(lang: Lang, group: &data::Assessment, it: &data::Obligation) -> Obligation {
    Obligation {
        anchor: obligation_anchor(&it.id),
        id: it.id.as_str().into(),
        title: it.title.get(lang).into(),
        subject: it.subject.as_deref().map(Shown::name).unwrap_or_default(),
        window: window(lang, it),
        due: day(Some(it.window.due)),
        state: mark::<State>(lang, &it.state),
        basis: word::<Basis>(lang, &it.basis),
        owner: role(lang, group, &it.owner),
        carried: said(lang, it.carried_over, "carried_over"),
        provider: it.provided_by.as_deref().map(|it| party(lang, group, it).name).unwrap_or_default(),
        declaration: it.declaration.as_ref().map_or_else(Place::default, |it| place(lang, it)),
        exceptions: it
            .exception
            .iter()
            .map(|key| Link {
                text: key.into(),
                title: label(lang, "exception").into(),
                href: format!("#{}", exception::anchor(key)).into(),
            })
            .collect(),
        evidence: it
            .evidence
            .iter()
            .enumerate()
            .map(|(nth, it)| evidence(lang, group, it, nth == 0))
            .collect(),
        checks: it.checks.iter().map(|it| check(lang, it)).collect(),
        more: more(lang, it),
    }
}

pub(super) fn window(lang: Lang, it: &data::Obligation) -> Shown {
    range(lang, Some(it.window.from), it.window.to)
}

/// How much there is to read of an obligation; nothing if there is nothing.
fn more(lang: Lang, it: &data::Obligation) -> Shown {
    let failing = it.checks.iter().filter(|it| !it.pass).count();
    let counted = [
        (it.evidence.len(), label(lang, "evidence_item")),
        (it.checks.len(), label(lang, "checks")),
        (failing, label(lang, "fail")),
        (it.exception.iter().len(), label(lang, "exception")),
        (it.declaration.iter().len(), label(lang, "declarations")),
    ];
    let said = counted.iter().filter(|(n, _)| *n > 0).map(|(n, name)| format!("{name} {n}").into());
    word::list(lang, &said.collect::<Vec<Shown>>())
}

fn evidence(lang: Lang, group: &data::Assessment, it: &data::Evidence, decides: bool) -> Evidence {
    let dates = evidence::dates(lang, group, it);
    let said: Vec<Shown> = dates
        .iter()
        .filter(|(_, value)| !value.as_str().is_empty())
        .map(|(key, value)| format!("{} {value}", label(lang, key)).into())
        .collect();
    Evidence {
        decides: word::said(lang, decides, "decides"),
        provider: it.provided_by.as_deref().map(|it| party(lang, group, it).name).unwrap_or_default(),
        files: it
            .files
            .iter()
            .map(|it| Link {
                text: Shown::name(&it.path),
                title: it.sha256.as_deref().unwrap_or_default().into(),
                href: format!("#{}", evidence::file_anchor(&it.path)).into(),
            })
            .collect(),
        dates: word::list(lang, &said),
    }
}

pub(super) fn check(lang: Lang, it: &data::Check) -> Check {
    Check {
        kind: word::check(lang, &it.kind),
        result: if it.pass {
            Mark { word: label(lang, "pass").into(), class: "good" }
        } else {
            Mark { word: label(lang, "fail").into(), class: "bad" }
        },
        message: it.message.get(lang).into(),
        places: it.at.iter().map(|it| place(lang, it)).collect(),
    }
}
