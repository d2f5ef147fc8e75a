//! What a company keeps: registers with how their rows stand, officers, and the routes of reports.

use std::collections::BTreeMap;

use kansa_core::assessment::{RegisterStanding, State};
use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::measure::obligation_anchor;
use super::word::{day, mark, place};
use super::{Mark, Place, Shown};
use crate::assessment as data;

/// A register that something is owed by.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Register {
    /// Its title.
    pub title: Shown,
    /// Whether it can be read.
    pub standing: Mark,
    /// How many of its rows hold on the day.
    pub rows: Shown,
    /// The files that it was read from.
    pub files: Vec<Shown>,
    /// What is owed for its rows: of each how many stand how.
    pub columns: Vec<RegisterColumn>,
    /// Rows of which something is not in order, in the order of the obligations.
    pub entries: Vec<RegisterEntry>,
}

/// What is owed for each row of a register.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegisterColumn {
    /// Name of the document or record.
    pub title: Shown,
    /// For how many rows it is owed.
    pub owed: Shown,
    /// For how many of these nothing is to be done.
    pub fine: Shown,
}

/// A row of a register of which something is not in order.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegisterEntry {
    /// Its key.
    pub key: Shown,
    /// What is not in order.
    pub wrong: Vec<RegisterCell>,
}

/// Something that is owed for a row and not in order.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct RegisterCell {
    /// Name of the document or record.
    pub title: Shown,
    /// How it stands.
    pub state: Mark,
    /// The anchor of the obligation.
    pub anchor: Shown,
}

/// Somebody who holds a post on the day.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Officer {
    /// The role.
    pub role: Shown,
    /// Who holds it.
    pub holder: Shown,
    /// What it is held for.
    pub charge: Shown,
    /// The day on which it was taken up.
    pub from: Shown,
    /// Its row.
    pub place: Place,
}

/// How the reports of departments reach the top.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Route {
    /// Who has to learn of it in the end.
    pub top: Shown,
    /// The departments; empty if it is any.
    pub units: Shown,
    /// How their reports reach it.
    pub reach: Mark,
}

/// Nothing is to be done.
pub(super) fn is_fine(state: &str) -> bool {
    [State::Met, State::Pending, State::Corrected, State::Disposed].iter().any(|it| it.as_str() == state)
}

/// The registers of a company, in the order of the data.
pub(super) fn registers(lang: Lang, company: &data::Company) -> Vec<Register> {
    let mut owed: BTreeMap<String, Vec<&data::Obligation>> = BTreeMap::new();
    for it in &company.obligations {
        owed.entry(format!("{}/{}", it.measure, it.requirement)).or_default().push(it);
    }
    company.registers.iter().map(|it| register(lang, it, &owed)).collect()
}

fn register(
    lang: Lang,
    register: &data::Register,
    owed: &BTreeMap<String, Vec<&data::Obligation>>,
) -> Register {
    let of = |id: &str| owed.get(id).map_or(&[][..], Vec::as_slice).iter().filter(|it| it.subject.is_some());
    let mut entries: Vec<(&str, RegisterEntry)> = Vec::new();
    for requirement in &register.requirements {
        for it in of(&requirement.id).filter(|it| !is_fine(&it.state)) {
            let key = it.subject.as_deref().unwrap_or_default();
            let at = entries.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                entries.push((key, RegisterEntry { key: Shown::name(key), wrong: Vec::new() }));
                entries.len() - 1
            });
            entries[at].1.wrong.push(RegisterCell {
                title: requirement.title.get(lang).into(),
                state: mark::<State>(lang, &it.state),
                anchor: obligation_anchor(&it.id),
            });
        }
    }
    entries.sort_by(|(a, _), (b, _)| kansa_core::id::natural(a, b));
    Register {
        title: register.title.get(lang).into(),
        standing: mark::<RegisterStanding>(lang, &register.standing),
        rows: register.rows.into(),
        files: register.files.iter().map(|it| it.as_str().into()).collect(),
        columns: register
            .requirements
            .iter()
            .map(|it| RegisterColumn {
                title: it.title.get(lang).into(),
                owed: of(&it.id).count().into(),
                fine: of(&it.id).filter(|it| is_fine(&it.state)).count().into(),
            })
            .collect(),
        entries: entries.into_iter().map(|(_, it)| it).collect(),
    }
}

/// What the seal log says of a company's files, in a line.
pub(super) fn seal(lang: Lang, company: &data::Company) -> Shown {
    let Some(data::Seal { heads, sealed, altered, removed, unsealed }) = &company.seal else {
        return Shown::default();
    };
    let heads = heads.join(" ");
    match lang {
        Lang::Ja => format!("封印のとおり {sealed}、変更 {altered}、消失 {removed}、未封印 {unsealed}。先端 {heads}"),
        Lang::En => {
            format!("as sealed {sealed}, altered {altered}, removed {removed}, not sealed {unsealed}; head {heads}")
        }
    }
    .into()
}

/// The officers of a company, in the order of the data.
pub(super) fn officers(lang: Lang, company: &data::Company) -> Vec<Officer> {
    let view = |it: &data::Officer| Officer {
        role: it.role.as_str().into(),
        holder: it.holder.as_str().into(),
        charge: it.charge.as_str().into(),
        from: day(it.from),
        place: place(lang, &it.at),
    };
    company.officers.iter().map(view).collect()
}

/// The routes of a company, in the order of the data.
pub(super) fn routes(lang: Lang, company: &data::Company) -> Vec<Route> {
    let view = |it: &data::Route| Route {
        top: it.top.as_str().into(),
        units: it.units.join(if lang == Lang::Ja { "、" } else { ", " }).into(),
        reach: Mark {
            word: it.text.get(lang).into(),
            class: match it.reach.as_str() {
                "independently" => "good",
                "never" => "bad",
                _ => "warn",
            },
        },
    };
    company.routes.iter().map(view).collect()
}
