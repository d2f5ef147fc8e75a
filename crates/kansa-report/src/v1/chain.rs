//! Why a requirement is answered as it is: from its measures down to files and rows.

use std::collections::BTreeMap;

use kansa_core::assessment::{MeasureState, State};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::kept::is_fine;
use super::measure::{Check, check, obligation_anchor};
use super::party::role;
use super::word::{day, label, mark};
use super::{Link, Mark, Shown, evidence, measure};
use crate::assessment as data;

/// Obligations of a measure in a chain at most; the measure has them all.
const MOST: usize = 5;

/// A measure in the chain of a requirement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Step {
    /// The measure.
    pub measure: Link,
    /// How it stands.
    pub state: Mark,
    /// Obligations that are in order, or not due yet, counted in words; empty if there are none.
    pub fine: Shown,
    /// Obligations that are not in order, by day; the first few of them.
    pub wrong: Vec<Broken>,
    /// How many more there are; empty if these are all.
    pub more: Shown,
}

/// An obligation that is not in order.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Broken {
    /// The obligation.
    pub obligation: Link,
    /// The subject it is owed for.
    pub subject: Shown,
    /// How it stands.
    pub state: Mark,
    /// The last day for it.
    pub due: Shown,
    /// The role that answers for it.
    pub owner: Shown,
    /// The files of the evidence that decides; none if there is none.
    pub files: Vec<Link>,
    /// Checks that do not hold.
    pub checks: Vec<Check>,
}

/// What the obligations of a company say, by measure.
pub(super) struct Chains<'a> {
    lang: Lang,
    group: &'a data::Assessment,
    obligations: BTreeMap<&'a str, Vec<&'a data::Obligation>>,
    titles: BTreeMap<&'a str, &'a data::Measure>,
}

impl<'a> Chains<'a> {
    pub(super) fn new(lang: Lang, group: &'a data::Assessment, company: &'a data::Company) -> Self {
        let mut obligations: BTreeMap<&str, Vec<&data::Obligation>> = BTreeMap::new();
        for it in &company.obligations {
            obligations.entry(&it.measure).or_default().push(it);
        }
        let titles = company.measures.iter().map(|it| (it.id.as_str(), it)).collect();
        Self { lang, group, obligations, titles }
    }

    /// The chain of a requirement, one step for each measure that serves it.
    pub(super) fn of(&self, control: &data::Control) -> Vec<Step> {
        let serving = control.because.iter().filter(|it| it.via.is_none());
        serving.filter_map(|it| Some(self.step(control, it.measure.as_deref()?, &it.state))).collect()
    }

    fn step(&self, control: &data::Control, id: &str, state: &str) -> Step {
        let serves = |it: &&&data::Obligation| it.serves.is_empty() || it.serves.contains(&control.id);
        let all = self.obligations.get(id).map_or(&[][..], Vec::as_slice).iter().filter(serves).copied();
        let (fine, mut wrong): (Vec<_>, Vec<&data::Obligation>) = all.partition(|it| is_fine(&it.state));
        wrong.sort_by_key(|it| it.window.due);
        let more = wrong.len().saturating_sub(MOST);
        Step {
            measure: measure::link(self.lang, id, self.titles.get(id).copied()),
            state: mark::<MeasureState>(self.lang, state),
            fine: self.counted(&fine),
            wrong: wrong.into_iter().take(MOST).map(|it| self.broken(it)).collect(),
            more: if more == 0 { Shown::default() } else { more.into() },
        }
    }

    fn counted(&self, fine: &[&data::Obligation]) -> Shown {
        let counts = super::word::counts::<State>(self.lang, fine.iter().map(|it| it.state.as_str()));
        let said = counts.iter().filter(|it| it.n.as_str() != "0");
        super::word::list(
            self.lang,
            &said.map(|it| format!("{} {}", it.word, it.n).into()).collect::<Vec<Shown>>(),
        )
    }

    fn broken(&self, it: &data::Obligation) -> Broken {
        let files = it.evidence.first().map_or(&[][..], |it| it.files.as_slice());
        Broken {
            obligation: Link {
                text: it.title.get(self.lang).into(),
                title: it.id.as_str().into(),
                href: format!("#{}", obligation_anchor(&it.id)).into(),
            },
            subject: it.subject.as_deref().map(Shown::name).unwrap_or_default(),
            state: mark::<State>(self.lang, &it.state),
            due: day(Some(it.window.due)),
            owner: role(self.lang, self.group, &it.owner),
            files: files
                .iter()
                .map(|it| Link {
                    text: Shown::name(&it.path),
                    title: it.sha256.as_deref().unwrap_or(label(self.lang, "unreadable_file")).into(),
                    href: format!("#{}", evidence::file_anchor(&it.path)).into(),
                })
                .collect(),
            checks: it.checks.iter().filter(|it| !it.pass).map(|it| check(self.lang, it)).collect(),
        }
    }
}
