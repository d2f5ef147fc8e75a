//! Root causes over all companies: what is wrong in the same way at several of them.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use kansa_core::finding::{Severity, heads};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::word::{self, mark, rank};
use super::{Mark, Shown, finding};
use crate::assessment as data;
use crate::words::kind;

/// Root causes on the page of the group at most; all findings follow on it.
const MOST: usize = 10;

/// Root findings of one kind about one thing.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Cause {
    /// What kind of problem it is.
    pub code: Shown,
    /// The worst severity.
    pub severity: Mark,
    /// What it is about: the document or record; else what kind of finding it is.
    pub title: Shown,
    /// The message of the first of them.
    pub example: Shown,
    /// How many findings there are.
    pub findings: Shown,
    /// How many requirements do not conform because of it, each counted once for each company.
    pub breaks: Shown,
    /// The companies, each with its first finding.
    pub companies: Vec<CauseAt>,
}

/// A company that has a root cause.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct CauseAt {
    /// Its name.
    pub name: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// The anchor of its first finding.
    pub anchor: Shown,
    /// How many findings it has.
    pub n: Shown,
}

/// A root finding with what is broken by it and by what it causes.
struct Root<'a> {
    company: &'a data::Company,
    finding: &'a data::Finding,
    breaks: BTreeSet<&'a str>,
}

/// The root causes with the largest effect.
pub(super) fn causes(lang: Lang, group: &data::Assessment) -> Vec<Cause> {
    let mut alike: BTreeMap<(&str, String), Vec<Root<'_>>> = BTreeMap::new();
    for company in &group.companies {
        let titles: BTreeMap<&str, &data::Obligation> =
            company.obligations.iter().map(|it| (it.id.as_str(), it)).collect();
        for (root, caused) in finding::nested(&company.findings) {
            if finding::is_soon(root) {
                continue;
            }
            let about = heads(&root.id).find_map(|it| titles.get(it)).map(|it| it.title.get(lang).to_owned());
            let breaks = std::iter::once(root).chain(caused).flat_map(|it| &it.breaks).map(String::as_str);
            let root = Root { company, finding: root, breaks: breaks.collect() };
            alike.entry((root.finding.code.as_str(), about.unwrap_or_default())).or_default().push(root);
        }
    }
    let mut causes: Vec<_> = alike.into_iter().collect();
    causes.sort_by_key(|(_, roots)| {
        let worst = roots.iter().filter_map(|it| rank(&it.finding.severity)).max();
        Reverse((roots.iter().map(|it| it.breaks.len()).sum::<usize>(), worst, roots.len()))
    });
    causes.into_iter().take(MOST).map(|((code, about), roots)| cause(lang, code, &about, &roots)).collect()
}

fn cause(lang: Lang, code: &str, about: &str, roots: &[Root<'_>]) -> Cause {
    let worst = roots.iter().max_by_key(|it| rank(&it.finding.severity));
    let severity = worst.map_or("", |it| it.finding.severity.as_str());
    let first = roots.first().map_or("", |it| it.finding.message.get(lang));
    let mut companies: Vec<(&data::Company, &data::Finding, usize)> = Vec::new();
    for it in roots {
        match companies.iter_mut().find(|(company, ..)| company.id == it.company.id) {
            Some((_, _, n)) => *n += 1,
            None => companies.push((it.company, it.finding, 1)),
        }
    }
    Cause {
        code: code.into(),
        severity: mark::<Severity>(lang, severity),
        title: if about.is_empty() { kind(lang, code) } else { about }.into(),
        example: first.into(),
        findings: roots.len().into(),
        breaks: roots.iter().map(|it| it.breaks.len()).sum::<usize>().into(),
        companies: companies
            .into_iter()
            .map(|(company, first, n)| CauseAt {
                name: company.name.get(lang).into(),
                file: word::file(&company.id).into(),
                anchor: finding::anchor(&first.id),
                n: n.into(),
            })
            .collect(),
    }
}
