//! The evidence register.

use std::collections::BTreeMap;

use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::party::{party, role};
use super::word::{self, day, range, said};
use super::{Link, Shown, measure};
use crate::assessment as data;

/// A file of the evidence register.
#[derive(Debug, Clone, Default, Serialize, JsonSchema)]
pub struct EvidenceFile {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Relative to the workspace; for a provider's file its id and number.
    pub path: Shown,
    /// Name of the company that filed it, if it is another one.
    pub provider: Shown,
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
    /// How many of how many were looked at, if it is a sample.
    pub sample: Shown,
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

pub(super) fn file_anchor(path: &str) -> Shown {
    Shown::anchor("file", path)
}

/// Every file that answers something, by path, with all dates that its items give it.
pub(super) fn files(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<EvidenceFile> {
    let mut files: BTreeMap<&str, EvidenceFile> = BTreeMap::new();
    for owed in &company.obligations {
        for (nth, item) in owed.evidence.iter().enumerate() {
            let [(_, performed), (_, collected), (_, covers), (_, received), (_, approved), (_, sample)] =
                dates(lang, group, item);
            for it in &item.files {
                let file = files.entry(&it.path).or_insert_with(|| EvidenceFile {
                    anchor: file_anchor(&it.path),
                    path: Shown::name(&it.path),
                    provider: item
                        .provided_by
                        .as_deref()
                        .map(|it| party(lang, group, it).name)
                        .unwrap_or_default(),
                    sha256: it.sha256.as_deref().unwrap_or_default().into(),
                    ..EvidenceFile::default()
                });
                add(lang, &mut file.performed, &performed);
                add(lang, &mut file.collected, &collected);
                add(lang, &mut file.covers, &covers);
                add(lang, &mut file.received, &received);
                add(lang, &mut file.approved, &approved);
                add(lang, &mut file.sample, &sample);
                let decides = said(lang, nth == 0, "decides");
                let answer =
                    Answer { obligation: link(lang, owed), window: measure::window(lang, owed), decides };
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

/// The dates of an item and what it is a sample of, with their labels, those that it has.
pub(super) fn dates(lang: Lang, group: &data::Assessment, it: &data::Evidence) -> [(&'static str, Shown); 6] {
    let of_its_own = it.provided_by.is_none();
    [
        ("performed", day(it.performed)),
        ("collected", day(it.collected)),
        ("covers", it.covers.as_ref().map_or_else(Shown::default, |it| range(lang, it.from, it.to))),
        ("received", day(it.received)),
        (
            "approved",
            // Who approved a provider's item is the provider's to show.
            match it.approved.as_ref().map(|it| (it.on, it.by.as_deref().filter(|_| of_its_own))) {
                Some((on, Some(by))) => format!("{on} {}", role(lang, group, by).as_str()).into(),
                Some((on, None)) => day(Some(on)),
                None => Shown::default(),
            },
        ),
        ("sample", it.sample.as_ref().map_or_else(Shown::default, |it| sample(lang, it))),
    ]
}

/// A sample in words: n of N.
pub(crate) fn sample(lang: Lang, it: &data::Sample) -> Shown {
    let (size, all, method) = (it.size, it.population, &it.method);
    match lang {
        Lang::Ja => format!("母集団 {all} 件のうち {size} 件（{method}）").into(),
        Lang::En => format!("{size} of {all} ({method})").into(),
    }
}

/// The name of an obligation with its subject.
pub(crate) fn link(lang: Lang, it: &data::Obligation) -> Link {
    let title = it.title.get(lang);
    let text = match (&it.subject, lang) {
        (None, _) => title.to_owned(),
        (Some(subject), Lang::Ja) => format!("{title}（{subject}）"),
        (Some(subject), Lang::En) => format!("{title} ({subject})"),
    };
    let href = format!("#{}", measure::obligation_anchor(&it.id));
    Link { text: text.into(), title: it.id.as_str().into(), href: href.into() }
}
