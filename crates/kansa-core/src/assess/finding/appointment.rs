//! Findings on posts that somebody has to hold, and on the lines of reporting.

use std::collections::{HashMap, HashSet};

use super::Maker;
use crate::assess::Inputs;
use crate::assess::control::is_judged;
use crate::assess::record::{self, Record};
use crate::assessment::{CatalogResult, Route, Verdict};
use crate::code::Code;
use crate::finding::{Severity, Spot};
use crate::model::ControlIx;
use crate::organization::{Post, Reach, Reporting};
use crate::table::folded;
use crate::text::{Text, text};

/// Why somebody has to hold a post.
#[derive(Clone, Copy)]
enum Asked {
    /// A requirement of a framework asks for it.
    By(ControlIx),
    /// The group or the company has decided so.
    Own,
}

impl Maker<'_> {
    /// Posts that frameworks, the group and the company ask for: held by exactly the right kind of person.
    pub(super) fn appointments(&mut self, catalogs: &[CatalogResult]) {
        let model = self.inputs.model;
        let officers = Officers::of(self.inputs);
        for catalog in catalogs.iter().filter(|it| is_judged(it)) {
            let appointments = &model.catalogs()[catalog.catalog].appointments;
            let all: Vec<&Post> = appointments.iter().map(|it| &it.post).collect();
            for appointment in appointments {
                let control = catalog.controls.iter().find(|it| {
                    model.controls()[it.control.index()].node == appointment.node
                        && it.verdict != Verdict::NotApplicable
                });
                if let Some(control) = control {
                    self.post(&officers, &appointment.post, &all, Asked::By(control.control));
                }
            }
        }
        let company = self.inputs.plan.company;
        let of_catalogs = model.catalogs().iter().flat_map(|it| &it.appointments).map(|it| &it.post);
        let all: Vec<&Post> = company.posts.iter().chain(of_catalogs).collect();
        for post in &company.posts {
            self.post(&officers, post, &all, Asked::Own);
        }
    }

    fn post(&mut self, officers: &Officers<'_>, post: &Post, all: &[&Post], asked: Asked) {
        let holders = officers.holding(post);
        let Text { ja, en } = &post.title;
        let mut said: Vec<(Code, String, Option<Spot>, Text)> = Vec::new();
        let at = || Some(self.register_file_named("officers"));
        match post.per {
            None if holders.is_empty() => {
                let message =
                    Text::new(format!("「{ja}」が任命されていない"), format!("nobody is appointed as {en}"));
                said.push((Code::OfficerMissing, String::new(), at(), message));
            }
            None => {}
            Some(register) => {
                let def = self.inputs.model.register(register);
                let rows = record::of(self.inputs, def.id.as_str());
                for row in rows.filter(|it| it.span().contains(self.inputs.as_of)) {
                    let key = row.key();
                    if holders.iter().any(|it| it.charge.iter().any(|it| *it == key)) {
                        continue;
                    }
                    let message = Text::new(
                        format!("「{}」の {key} に「{ja}」が任命されていない", def.title.ja),
                        format!("nobody is appointed as {en} for {key} of {}", def.title.en),
                    );
                    said.push((Code::OfficerMissing, format!("/{key}"), at(), message));
                }
            }
        }
        for held in holders {
            said.extend(officers.conflicts(held, post, all));
        }
        let base = match asked {
            Asked::By(control) => {
                format!("{}/{}", self.company(), self.inputs.model.control_id(control).catalog)
            }
            Asked::Own => self.company().to_owned(),
        };
        for (code, tail, at, message) in said {
            let remedy = match code {
                Code::OfficerMissing => text!(
                    "任命し、registers/officers に記載する",
                    "appoint somebody and enter it in registers/officers"
                ),
                _ => text!("別の従業者を任命する", "appoint somebody else of the company"),
            };
            let severity = match asked {
                Asked::By(_) => Severity::Major,
                Asked::Own => Severity::Minor,
            };
            self.push(code, severity, &format!("{base}/{}{tail}", post.role), at, message, remedy);
            if let (Asked::By(control), Some(last)) = (asked, self.findings.last_mut()) {
                last.breaks = vec![self.inputs.model.control_id(control).clone()];
            }
        }
    }

    /// Departments whose reports do not reach the top, or only on ways that have somebody in common.
    pub(super) fn reporting(&mut self, routes: &[Route]) {
        let Some(reporting) = &self.inputs.plan.company.reporting else { return };
        for it in routes {
            self.reach(reporting, &it.reach, &it.units);
        }
    }

    fn reach(&mut self, reporting: &Reporting, reach: &Reach, units: &[String]) {
        let top = &reporting.top;
        let names = match units {
            [] => Text::new("どの部門から", "departments"),
            _ => Text::new(
                format!("部門 {} から", units.join("、")),
                format!("the departments {}", units.join(", ")),
            ),
        };
        let (code, kind, severity, message) = match reach {
            Reach::Independently => return,
            Reach::Never => (
                Code::RouteMissing,
                String::new(),
                Severity::Major,
                Text::new(
                    format!("{}の報告が「{top}」に届かない", names.ja),
                    format!("reports of {} do not reach {top}", names.en),
                ),
            ),
            Reach::Through(common) if common.is_empty() => (
                Code::RouteSingle,
                ":direct".to_owned(),
                Severity::Minor,
                Text::new(
                    format!("{}の報告経路が一つしかない", names.ja),
                    format!("there is only one route for reports of {}", names.en),
                ),
            ),
            Reach::Through(common) => (
                Code::RouteSingle,
                format!(":{}", common.join("+")),
                Severity::Minor,
                Text::new(
                    format!(
                        "{}の報告経路はすべて「{}」を通り、独立した二つの経路がない",
                        names.ja,
                        common.join("」「")
                    ),
                    format!(
                        "all routes for reports of {} pass through {}: no two are independent",
                        names.en,
                        common.join(", ")
                    ),
                ),
            ),
        };
        self.push(
            code,
            severity,
            &format!("{}{kind}", self.company()),
            Some(self.folder("company.yaml")),
            message,
            text!(
                "別の窓口から直接届く経路を定め、company.yaml の reporting に書く",
                "set up a route over another desk, and write it to reporting in company.yaml"
            ),
        );
    }
}

/// Who holds which role on the day, and what is known of everybody.
struct Officers<'a> {
    held: Vec<Held<'a>>,
    /// The category of everybody who works there.
    categories: HashMap<&'a str, &'a str>,
    /// Everybody who ever worked there, as far as the register goes back.
    known: HashSet<&'a str>,
}

/// A role that is held.
#[derive(Clone)]
struct Held<'a> {
    role: &'a str,
    /// As it is compared.
    holder: Box<str>,
    /// The keys of what it is held for.
    charge: Vec<String>,
    at: Spot,
    inside: Option<bool>,
    statutory_auditor: bool,
}

impl<'a> Officers<'a> {
    fn of(inputs: &Inputs<'a>) -> Self {
        let on_the_day =
            |register| record::of(inputs, register).filter(|it| it.span().contains(inputs.as_of));
        let held = |row: Record<'a>| {
            Some(Held {
                role: row.words("role").unwrap_or_default(),
                holder: folded(row.words("holder")?).as_ref().into(),
                charge: row.list("charge").map(|it| folded(it).into_owned()).collect(),
                at: row.spot(),
                inside: row.flag("inside"),
                statutory_auditor: row.flag("statutory_auditor") == Some(true),
            })
        };
        let category = |row: Record<'a>| (row.key(), row.words("category").unwrap_or_default());
        Self {
            held: on_the_day("officers").filter_map(held).collect(),
            categories: on_the_day("employees").map(category).collect(),
            known: record::of(inputs, "employees").map(|it| it.key()).collect(),
        }
    }

    /// Who holds a role, which the register names by its id or by its title.
    fn holding(&self, post: &Post) -> Vec<&Held<'a>> {
        let Text { ja, en } = &post.title;
        let named = |it: &&Held<'a>| it.role == post.role.as_str() || it.role == ja || it.role == en;
        self.held.iter().filter(named).collect()
    }

    /// What speaks against somebody who holds a post.
    fn conflicts(
        &self,
        held: &Held<'a>,
        post: &Post,
        all: &[&Post],
    ) -> Vec<(Code, String, Option<Spot>, Text)> {
        let Text { ja, en } = &post.title;
        let person = &*held.holder;
        let mut said = Vec::new();
        let mut conflict = |with: &str, message: Text| {
            said.push((Code::OfficerConflict, format!("/{person}/{with}"), Some(held.at.clone()), message));
        };
        // As the register says, else as the register of employees has it; who has left is outside whatever anybody says.
        let there = self.categories.contains_key(person);
        let left = self.known.contains(person) && !there;
        if left || !held.inside.unwrap_or(there) {
            let message = Text::new(
                format!("「{ja}」の {person} は社内の者ではない"),
                format!("{person}, appointed as {en}, is not of this company"),
            );
            conflict("outside", message);
        }
        let category = self.categories.get(person).copied().unwrap_or_default();
        let auditor = !post.barred.is_empty() && held.statutory_auditor || category == "監査役";
        let barred = post.barred.iter().any(|it| it == category);
        if barred && !auditor {
            let message = Text::new(
                format!("「{ja}」の {person} は区分が「{category}」であり、就くことができない"),
                format!("{person}, of the category {category}, may not be {en}"),
            );
            conflict("category", message);
        } else if barred || auditor && !post.barred.is_empty() {
            let message = Text::new(
                format!("「{ja}」の {person} は監査役であり、兼ねることができない"),
                format!("{person}, a statutory auditor, may not be {en}"),
            );
            conflict("statutory-auditor", message);
        }
        for other in all.iter().filter(|it| post.apart_from.contains(&it.role)) {
            if self.holding(other).iter().any(|it| &*it.holder == person) {
                let message = Text::new(
                    format!("{person} が「{ja}」と「{}」を兼ねている", other.title.ja),
                    format!("{person} is both {en} and {}", other.title.en),
                );
                conflict(other.role.as_str(), message);
            }
        }
        said
    }
}
