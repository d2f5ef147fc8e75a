//! Measures with what they have to show, the evidence register and exceptions.

use std::collections::BTreeMap;

use kansa_core::assessment::{MeasureState, State};
use kansa_core::measure::{Basis, Category as CategoryKey};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::word::{self, day, label, mark, place, range, said, word};
use super::{Link, Mark, Place, Shown};
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
    /// Exceptions that accept it: none or one.
    pub exceptions: Vec<Link>,
    /// Evidence that answers it, the one that decides first.
    pub evidence: Vec<Evidence>,
    /// What the checks say of the evidence that decides.
    pub checks: Vec<Check>,
}

/// One delivery of evidence.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Evidence {
    /// That it decides, or empty.
    pub decides: Shown,
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

/// A file of the evidence register.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct EvidenceFile {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Relative to the workspace.
    pub path: Shown,
    /// SHA-256 of its bytes; empty if they could not be read.
    pub sha256: Shown,
    /// The day it was done.
    pub performed: Shown,
    /// The day it was collected.
    pub collected: Shown,
    /// The days it is about.
    pub covers: Shown,
    /// The day it was handed in.
    pub received: Shown,
    /// Who approved it, and when.
    pub approved: Shown,
    /// What it answers.
    pub answers: Vec<Answer>,
}

/// An obligation that a file answers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Answer {
    /// The obligation.
    pub obligation: Link,
    /// Its window.
    pub window: Shown,
    /// That the file decides it, or empty.
    pub decides: Shown,
}

/// An exception that accepts something.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Exception {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its key in the register of exceptions.
    pub key: Shown,
    /// The obligations that it accepts.
    pub accepts: Vec<Answer>,
}

pub(super) fn anchor(id: &str) -> Shown {
    Shown::anchor("measure", id)
}

fn file_anchor(path: &str) -> Shown {
    Shown::anchor("file", path)
}

fn exception_anchor(key: &str) -> Shown {
    Shown::anchor("exception", key)
}

/// Measures by category, in the order of the categories; what names no category that is known comes last.
pub(super) fn categories(lang: Lang, company: &data::Company) -> Vec<Category> {
    let mut owed: BTreeMap<&str, Vec<Obligation>> = BTreeMap::new();
    for it in &company.obligations {
        owed.entry(&it.measure).or_default().push(obligation(lang, it));
    }
    let mut view = |it: &data::Measure| Measure {
        anchor: anchor(&it.id),
        id: it.id.as_str().into(),
        title: it.title.get(lang).into(),
        state: mark::<MeasureState>(lang, &it.state),
        carried: said(lang, it.carried_over, "carried_over"),
        reason: it.reason.as_ref().map_or_else(Shown::default, |it| it.get(lang).into()),
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

fn obligation(lang: Lang, it: &data::Obligation) -> Obligation {
    Obligation {
        anchor: Shown::anchor("obligation", &it.id),
        id: it.id.as_str().into(),
        title: it.title.get(lang).into(),
        subject: it.subject.as_deref().map(Shown::name).unwrap_or_default(),
        window: window(lang, it),
        due: day(Some(it.window.due)),
        state: mark::<State>(lang, &it.state),
        basis: word::<Basis>(lang, &it.basis),
        owner: it.owner.as_str().into(),
        carried: said(lang, it.carried_over, "carried_over"),
        exceptions: it
            .exception
            .iter()
            .map(|key| Link {
                text: key.into(),
                title: label(lang, "exception").into(),
                href: format!("#{}", exception_anchor(key)).into(),
            })
            .collect(),
        evidence: it.evidence.iter().enumerate().map(|(nth, it)| evidence(lang, it, nth == 0)).collect(),
        checks: it.checks.iter().map(|it| check(lang, it)).collect(),
    }
}

fn window(lang: Lang, it: &data::Obligation) -> Shown {
    range(lang, Some(it.window.from), it.window.to)
}

/// The dates of an item with their labels, those that it has.
fn dates(lang: Lang, it: &data::Evidence) -> [(&'static str, Shown); 5] {
    [
        ("performed", day(it.performed)),
        ("collected", day(it.collected)),
        ("covers", it.covers.as_ref().map_or_else(Shown::default, |it| range(lang, it.from, it.to))),
        ("received", day(it.received)),
        (
            "approved",
            it.approved.as_ref().map(|it| format!("{} {}", it.on, it.by)).unwrap_or_default().into(),
        ),
    ]
}

fn evidence(lang: Lang, it: &data::Evidence, decides: bool) -> Evidence {
    let dates = dates(lang, it);
    let said: Vec<Shown> = dates
        .iter()
        .filter(|(_, value)| !value.as_str().is_empty())
        .map(|(key, value)| format!("{} {value}", label(lang, key)).into())
        .collect();
    Evidence {
        decides: word::said(lang, decides, "decides"),
        files: it
            .files
            .iter()
            .map(|it| Link {
                text: Shown::name(&it.path),
                title: it.sha256.as_deref().unwrap_or_default().into(),
                href: format!("#{}", file_anchor(&it.path)).into(),
            })
            .collect(),
        dates: word::list(lang, &said),
    }
}

fn check(lang: Lang, it: &data::Check) -> Check {
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

/// The name of an obligation with its subject.
fn link(lang: Lang, it: &data::Obligation) -> Link {
    let title = it.title.get(lang);
    let text = match (&it.subject, lang) {
        (None, _) => title.to_owned(),
        (Some(subject), Lang::Ja) => format!("{title}（{subject}）"),
        (Some(subject), Lang::En) => format!("{title} ({subject})"),
    };
    let href = format!("#{}", Shown::anchor("obligation", &it.id));
    Link { text: text.into(), title: it.id.as_str().into(), href: href.into() }
}

/// Every file that answers something, by path, with all dates that its items give it.
pub(super) fn files(lang: Lang, company: &data::Company) -> Vec<EvidenceFile> {
    let mut files: BTreeMap<&str, EvidenceFile> = BTreeMap::new();
    for owed in &company.obligations {
        for (nth, item) in owed.evidence.iter().enumerate() {
            let [(_, performed), (_, collected), (_, covers), (_, received), (_, approved)] =
                dates(lang, item);
            for it in &item.files {
                let file = files.entry(&it.path).or_insert_with(|| EvidenceFile {
                    anchor: file_anchor(&it.path),
                    path: Shown::name(&it.path),
                    sha256: it.sha256.as_deref().unwrap_or_default().into(),
                    ..EvidenceFile::default()
                });
                add(lang, &mut file.performed, &performed);
                add(lang, &mut file.collected, &collected);
                add(lang, &mut file.covers, &covers);
                add(lang, &mut file.received, &received);
                add(lang, &mut file.approved, &approved);
                let decides = said(lang, nth == 0, "decides");
                let answer = Answer { obligation: link(lang, owed), window: window(lang, owed), decides };
                if !file.answers.contains(&answer) {
                    file.answers.push(answer);
                }
            }
        }
    }
    files.into_values().collect()
}

/// Adds what is not said yet.
fn add(lang: Lang, to: &mut Shown, more: &Shown) {
    if to.as_str().is_empty() {
        *to = more.clone();
    } else if !to.as_str().contains(more.as_str()) {
        *to = word::list(lang, &[to.clone(), more.clone()]);
    }
}

/// Exceptions that accept something, in the order in which they come.
pub(super) fn exceptions(lang: Lang, company: &data::Company) -> Vec<Exception> {
    let mut exceptions: BTreeMap<&str, Exception> = BTreeMap::new();
    for it in &company.obligations {
        let Some(key) = &it.exception else { continue };
        let exception = exceptions.entry(key).or_insert_with(|| Exception {
            anchor: exception_anchor(key),
            key: key.into(),
            accepts: Vec::new(),
        });
        exception.accepts.push(Answer {
            obligation: link(lang, it),
            window: window(lang, it),
            decides: Shown::default(),
        });
    }
    exceptions.into_values().collect()
}
