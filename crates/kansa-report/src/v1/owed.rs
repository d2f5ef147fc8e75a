//! What has to be done soon, by who has to do it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kansa_core::assessment::State;
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::party::{Party, party, role};
use super::word::{self, day, label, mark};
use super::{Mark, Shown, measure};
use crate::assessment as data;

/// Rows of one role on the page of the group at most; a company's page has them all.
const ROWS: usize = 5;

/// What one role of one company has to do.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct OwedBy {
    /// The company that has to do it.
    pub by: Party,
    /// The role.
    pub owner: Shown,
    /// How many things there are.
    pub total: Shown,
    /// How many of them are past their day; empty if none is.
    pub overdue: Shown,
    /// What to do, by day.
    pub rows: Vec<Owed>,
    /// What is left out here, by the company that owes it.
    pub more: Vec<More>,
}

/// Something to do; the same thing for several subjects is one.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Owed {
    /// The last day for it.
    pub due: Shown,
    /// How it stands.
    pub state: Mark,
    /// Name of the document or record.
    pub title: Shown,
    /// The subject, or how many there are.
    pub subject: Shown,
    /// The company that owes it, if another one has to do it.
    pub owes: Shown,
    /// The company that has to do it.
    pub by: Shown,
    /// The role that has to do it.
    pub owner: Shown,
    /// The page that shows it, without its ending; empty if it is this one.
    pub file: Shown,
    /// The anchor on that page; empty for a window that has not opened.
    pub anchor: Shown,
}

/// What is left out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct More {
    /// The company that owes it.
    pub company: Party,
    /// How many.
    pub n: Shown,
}

/// Things to do that look the same but for their subject.
struct Same<'a> {
    company: &'a data::Company,
    first: &'a data::Owed,
    n: usize,
}

/// Everything that the group has to do, the first of each role.
pub(super) fn of_group(lang: Lang, group: &data::Assessment) -> Vec<OwedBy> {
    by_role(lang, group, &group.companies, None)
}

/// Everything that a company owes, what it has to do itself first.
pub(super) fn of_company(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<OwedBy> {
    by_role(lang, group, std::slice::from_ref(company), Some(company.id.as_str()))
}

/// The first things that a company owes, by day.
pub(super) fn first(lang: Lang, group: &data::Assessment, company: &data::Company) -> Vec<Owed> {
    let all = company.owed.iter().map(|it| (company, it)).collect();
    same(all).into_iter().take(ROWS).map(|it| row(lang, group, &it, Some(company.id.as_str()))).collect()
}

/// `page` is the company whose page it is; that of the group has none, and a cap.
fn by_role(
    lang: Lang,
    group: &data::Assessment,
    companies: &[data::Company],
    page: Option<&str>,
) -> Vec<OwedBy> {
    let mut roles: BTreeMap<(&str, &str), Vec<(&data::Company, &data::Owed)>> = BTreeMap::new();
    for (company, it) in companies.iter().flat_map(|company| company.owed.iter().map(move |it| (company, it)))
    {
        roles.entry((&it.by, &it.owner)).or_default().push((company, it));
    }
    let mut roles: Vec<_> = roles.into_iter().collect();
    roles.sort_by_key(|((by, _), items)| {
        (page.is_some_and(|it| it != *by), *by, items.iter().map(|(_, it)| it.due).min())
    });
    let view = |((by, owner), items): ((&str, &str), Vec<(&data::Company, &data::Owed)>)| {
        let overdue = items.iter().filter(|(_, it)| it.due < group.as_of).count();
        let total = items.len();
        let mut rows = same(items);
        let rest = rows.split_off(if page.is_none() { ROWS.min(rows.len()) } else { rows.len() });
        OwedBy {
            by: party(lang, group, by),
            owner: role(lang, group, owner),
            total: total.into(),
            overdue: if overdue == 0 { Shown::default() } else { overdue.into() },
            rows: rows.iter().map(|it| row(lang, group, it, page)).collect(),
            more: more(lang, group, &rest),
        }
    };
    roles.into_iter().map(view).collect()
}

/// By day, what looks the same together.
fn same<'a>(mut items: Vec<(&'a data::Company, &'a data::Owed)>) -> Vec<Same<'a>> {
    let key =
        |company: &'a data::Company, it: &'a data::Owed| -> (NaiveDate, &'a str, &'a str, &'a str, &'a str) {
            (it.due, &it.title.ja, &it.state, &company.id, &it.owner)
        };
    items.sort_by_key(|(company, it)| key(company, it));
    let mut rows: Vec<Same<'a>> = Vec::new();
    for (company, it) in items {
        match rows.last_mut().filter(|row| key(row.company, row.first) == key(company, it)) {
            Some(row) => row.n += 1,
            None => rows.push(Same { company, first: it, n: 1 }),
        }
    }
    rows
}

fn row(lang: Lang, group: &data::Assessment, it: &Same<'_>, page: Option<&str>) -> Owed {
    let owed = it.first;
    let subject = match (&owed.subject, it.n, lang) {
        (None, 1, _) => Shown::default(),
        (Some(subject), 1, _) => Shown::name(subject),
        (_, n, Lang::Ja) => format!("{n} 件").into(),
        (_, n, Lang::En) => format!("{n} items").into(),
    };
    let done = owed.state == State::Met.as_str() || owed.state == State::Late.as_str();
    let elsewhere = owed.by != it.company.id;
    let is_there = it.company.obligations.iter().any(|it| it.id == owed.obligation);
    Owed {
        due: day(Some(owed.due)),
        // What was done has to be done again by then.
        state: if done {
            Mark { word: label(lang, "again").into(), class: "wait" }
        } else {
            mark::<State>(lang, &owed.state)
        },
        title: owed.title.get(lang).into(),
        subject,
        owes: if elsewhere { it.company.name.get(lang).into() } else { Shown::default() },
        by: party(lang, group, &owed.by).name,
        owner: role(lang, group, &owed.owner),
        file: if page.is_none() { word::file(&it.company.id).into() } else { Shown::default() },
        anchor: if is_there { measure::obligation_anchor(&owed.obligation) } else { Shown::default() },
    }
}

fn more(lang: Lang, group: &data::Assessment, rest: &[Same<'_>]) -> Vec<More> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for it in rest {
        *counts.entry(&it.company.id).or_default() += it.n;
    }
    counts.into_iter().map(|(id, n)| More { company: party(lang, group, id), n: n.into() }).collect()
}
