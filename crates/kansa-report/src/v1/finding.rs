//! Findings of a company: roots with what they cause.

use std::collections::{BTreeMap, BTreeSet};

use kansa_core::code::Code;
use kansa_core::finding::Severity;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::controls::Controls;
use super::party::role;
use super::word::{day, mark, place};
use super::{Link, Mark, Place, Shown};
use crate::assessment as data;

/// A root finding in the tables of the group.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct GroupFinding {
    /// Name of the company.
    pub company: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// The anchor on that page.
    pub anchor: Shown,
    /// How much it matters.
    pub severity: Mark,
    /// What is wrong.
    pub message: Shown,
    /// The day by which it has to be mended, or was.
    pub due: Shown,
    /// The role that answers for it.
    pub owner: Shown,
    /// How many findings it causes.
    pub caused: Shown,
}

/// Something to act on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Finding {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its stable id.
    pub id: Shown,
    /// What kind of problem it is.
    pub code: Shown,
    /// How much it matters.
    pub severity: Mark,
    /// What is wrong.
    pub message: Shown,
    /// Where to look, or where to put what is missing.
    pub place: Place,
    /// Requirements that do not conform because of it, by catalog.
    pub breaks: Vec<Breaks>,
    /// The role that answers for it.
    pub owner: Shown,
    /// The day by which it has to be mended, or was.
    pub due: Shown,
    /// What to do.
    pub remedy: Shown,
    /// Findings that cause it.
    pub causes: Vec<Link>,
    /// Findings that it causes; empty for one that is caused itself.
    pub caused: Vec<Finding>,
}

/// Requirements of one catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Breaks {
    /// The standard as it is cited.
    pub standard: Shown,
    /// The requirements.
    pub controls: Vec<Link>,
}

/// What falls due or expires soon.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Soon {
    /// The day.
    pub due: Shown,
    /// The finding.
    pub finding: Link,
    /// The role that answers for it.
    pub owner: Shown,
}

/// Findings of a company in their order, each root with all that it causes, near or far.
pub(super) fn nested(findings: &[data::Finding]) -> Vec<(&data::Finding, Vec<&data::Finding>)> {
    let by_id: BTreeMap<&str, &data::Finding> = findings.iter().map(|it| (it.id.as_str(), it)).collect();
    // The first cause that is there counts; the others are named. Circles have no root: each of them stands alone.
    let root = |finding: &data::Finding| {
        let (mut at, mut seen) = (finding.id.clone(), BTreeSet::new());
        loop {
            if !seen.insert(at.clone()) {
                return finding.id.clone();
            }
            let above = by_id
                .get(at.as_str())
                .and_then(|it| it.causes.iter().find(|it| by_id.contains_key(it.as_str())));
            match above {
                Some(above) => at = above.clone(),
                None => return at,
            }
        }
    };
    let mut caused: BTreeMap<String, Vec<&data::Finding>> = BTreeMap::new();
    let mut roots = Vec::new();
    for finding in findings {
        let root = root(finding);
        if root == finding.id { roots.push(finding) } else { caused.entry(root).or_default().push(finding) }
    }
    roots.into_iter().map(|it| (it, caused.remove(&it.id).unwrap_or_default())).collect()
}

/// Whether a finding only says that something falls due or expires soon.
pub(super) fn is_soon(finding: &data::Finding) -> bool {
    finding.code == Code::DueSoon.as_str() || finding.code == Code::ExpiresSoon.as_str()
}

pub(super) fn anchor(id: &str) -> Shown {
    Shown::anchor("finding", id)
}

/// Where a finding stands on the page.
pub(super) fn link(lang: Lang, it: &data::Finding) -> Link {
    Link {
        text: it.id.as_str().into(),
        title: it.message.get(lang).into(),
        href: format!("#{}", anchor(&it.id)).into(),
    }
}

/// Root findings with what they cause.
pub(super) fn findings(
    lang: Lang,
    group: &data::Assessment,
    company: &data::Company,
    controls: &Controls<'_>,
) -> Vec<Finding> {
    let by_id: BTreeMap<&str, &data::Finding> =
        company.findings.iter().map(|it| (it.id.as_str(), it)).collect();
    let view = |it: &data::Finding| Finding {
        anchor: anchor(&it.id),
        id: it.id.as_str().into(),
        code: it.code.as_str().into(),
        severity: mark::<Severity>(lang, &it.severity),
        message: it.message.get(lang).into(),
        place: it.at.as_ref().map_or_else(Place::default, |it| place(lang, it)),
        breaks: breaks(&it.breaks, controls),
        owner: it.owner.as_deref().map(|it| role(lang, group, it)).unwrap_or_default(),
        due: day(it.due),
        remedy: it.remedy.get(lang).into(),
        causes: it
            .causes
            .iter()
            .map(|cause| match by_id.get(cause.as_str()) {
                Some(it) => link(lang, it),
                None => Link { text: cause.into(), title: Shown::default(), href: Shown::default() },
            })
            .collect(),
        caused: Vec::new(),
    };
    nested(&company.findings)
        .into_iter()
        .map(|(root, caused)| Finding { caused: caused.into_iter().map(view).collect(), ..view(root) })
        .collect()
}

/// Requirements by catalog, in the order in which they come.
pub(crate) fn breaks(ids: &[String], controls: &Controls<'_>) -> Vec<Breaks> {
    let mut breaks: Vec<Breaks> = Vec::new();
    for id in ids {
        let (link, standard) = match controls.get(id.as_str()) {
            Some((link, standard)) => (link.clone(), Shown::from(*standard)),
            None => {
                let (catalog, number) = id.split_once(':').unwrap_or(("", id));
                (
                    Link { text: number.into(), title: Shown::default(), href: Shown::default() },
                    catalog.into(),
                )
            }
        };
        match breaks.last_mut().filter(|it| it.standard == standard) {
            Some(last) => last.controls.push(link),
            None => breaks.push(Breaks { standard, controls: vec![link] }),
        }
    }
    breaks
}

/// What falls due or expires soon, by day.
pub(super) fn soon(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Soon> {
    let mut soon: Vec<&data::Finding> = company.findings.iter().filter(|it| is_soon(it)).collect();
    soon.sort_by_key(|it| it.due);
    soon.into_iter()
        .map(|it| Soon {
            due: day(it.due),
            finding: Link { text: it.message.get(lang).into(), ..link(lang, it) },
            owner: it.owner.as_deref().map(|it| role(lang, group, it)).unwrap_or_default(),
        })
        .collect()
}

/// Root findings of all companies: those to act on, worst first, and those that fall due soon, by day.
pub(super) fn of_group(lang: Lang, group: &data::Assessment) -> (Vec<GroupFinding>, Vec<GroupFinding>) {
    let mut roots: Vec<(&data::Company, &data::Finding, usize)> = Vec::new();
    for company in &group.companies {
        roots.extend(
            nested(&company.findings).into_iter().map(|(root, caused)| (company, root, caused.len())),
        );
    }
    let (mut soon, mut others): (Vec<_>, Vec<_>) = roots.into_iter().partition(|(_, it, _)| is_soon(it));
    // Stable: within a day, companies by id and their findings in their own order.
    soon.sort_by_key(|(_, it, _)| it.due);
    others.sort_by(|(_, a, _), (_, b, _)| {
        let rank = |it: &data::Finding| super::word::rank(&it.severity);
        rank(b).cmp(&rank(a)).then_with(|| (a.due.is_none(), a.due).cmp(&(b.due.is_none(), b.due)))
    });
    let view = |(company, it, caused): (&data::Company, &data::Finding, usize)| GroupFinding {
        company: company.name.get(lang).into(),
        file: super::word::file(&company.id).into(),
        anchor: anchor(&it.id),
        severity: mark::<Severity>(lang, &it.severity),
        message: it.message.get(lang).into(),
        due: day(it.due),
        owner: it.owner.as_deref().map(|it| role(lang, group, it)).unwrap_or_default(),
        caused: caused.into(),
    };
    (others.into_iter().map(view).collect(), soon.into_iter().map(view).collect())
}
