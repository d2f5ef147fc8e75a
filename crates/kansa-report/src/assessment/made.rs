//! The format's data from the answers of the engine.

mod records;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use kansa_core::assessment::{Assessed, Closed, ControlResult, MeasureState, ObligationResult};
use kansa_core::evidence::Item;
use kansa_core::finding::{Finding as CoreFinding, Spot};
use kansa_core::judgement::Outcome;
use kansa_core::measure::Per;
use kansa_core::model::{ControlIx, RequirementIx};
use kansa_core::period::DateRange;
use kansa_core::register::RegisterIx;
use kansa_core::text::Text;

use super::{
    Acceptance, Approval, Aspect, Assessment, Because, Catalog, CatalogInUse, Check, Company, Control,
    Diagnostic, Evidence, FORMAT, FileHash, Finding, Group, Heading, Measure, Obligation, Owed, Pci, Place,
    Prerequisite, Provides, Provision, Range, Retained, Reusable, Role, Sample, Totals, Window,
};
use crate::Assessment as Source;

impl Assessment {
    /// The format's data from the answers.
    pub fn new(source: &Source<'_>) -> Self {
        let companies: Vec<Company> = source.companies.iter().map(|it| company(source, it)).collect();
        Self {
            format: FORMAT,
            as_of: source.as_of,
            period: source.period().into(),
            digest: format!("sha256:{}", source.digest),
            kansa: env!("CARGO_PKG_VERSION").to_owned(),
            note: Text::new(
                "過去の日付で評価するとき、台帳の行・適用範囲・例外承認はその日のものを読み、対策と検査の定義は現在のものを使う。",
                "At a past date, register rows, scope and exceptions are read as of that day; measures and checks are those of now.",
            ),
            group: Group { id: source.config.group.to_string(), name: source.config.name.clone() },
            catalogs: source
                .model
                .catalogs()
                .iter()
                .map(|it| CatalogInUse { id: it.id.to_string(), standard: it.standard.clone() })
                .collect(),
            roles: roles(source),
            diagnostics: diagnostics(source),
            totals: totals(&companies, source.findings),
            companies,
            findings: source.findings.iter().map(finding).collect(),
        }
    }
}

fn roles(source: &Source<'_>) -> Vec<Role> {
    let mut roles: Vec<Role> = source
        .model
        .roles()
        .iter()
        .map(|it| Role { id: it.id.to_string(), title: it.title.clone() })
        .collect();
    roles.sort_by(|a, b| a.id.cmp(&b.id));
    roles
}

fn diagnostics(source: &Source<'_>) -> Vec<Diagnostic> {
    source
        .diagnostics
        .iter()
        .map(|it| {
            let at = source.sources.line_column(&it.place);
            Diagnostic {
                code: it.code.to_string(),
                path: it.place.path.to_string(),
                line: at.line,
                column: at.column,
                message: it.message.clone(),
            }
        })
        .collect()
}

fn totals(companies: &[Company], of_group: &[CoreFinding]) -> Totals {
    let mut totals = Totals { companies: companies.len(), ..Totals::default() };
    let count = |map: &mut BTreeMap<String, usize>, key: &str| *map.entry(key.to_owned()).or_default() += 1;
    of_group.iter().for_each(|it| count(&mut totals.findings, it.severity.as_str()));
    for company in companies {
        company.obligations.iter().for_each(|it| count(&mut totals.obligations, &it.state));
        company.findings.iter().for_each(|it| count(&mut totals.findings, &it.severity));
        let controls = company.catalogs.iter().flat_map(|it| &it.controls);
        controls.for_each(|it| count(&mut totals.controls, &it.verdict));
    }
    totals
}

fn company(source: &Source<'_>, assessed: &Assessed<'_>) -> Company {
    let answers = &assessed.answers;
    let findings: Vec<Finding> = answers.findings.iter().map(finding).collect();
    let catalogs = answers
        .catalogs
        .iter()
        .map(|it| {
            let catalog = &source.model.catalogs()[it.catalog];
            let mut scopes = assessed.company.scopes.iter();
            let scope = scopes.find(|scope| scope.catalog == it.catalog && scope.span.contains(source.as_of));
            let register =
                |it: &(RegisterIx, Vec<String>)| (source.model.register(it.0).id.to_string(), it.1.clone());
            Catalog {
                period: scope.map_or(DateRange::ALWAYS, |it| it.span).into(),
                parts: scope.map(|it| it.parts.iter().map(register).collect()).unwrap_or_default(),
                title: catalog.title.clone(),
                edition: catalog.edition.clone(),
                note: catalog.note.clone(),
                id: catalog.id.to_string(),
                standard: catalog.standard.clone(),
                status: it.status.to_string(),
                status_text: it.status.text(catalog.terms),
                terms: catalog.terms.map(|it| it.to_string()),
                counts: it.counts().into_iter().map(|(verdict, n)| (verdict.to_string(), n)).collect(),
                controls: it.controls.iter().map(|it| control(source, assessed, it, &findings)).collect(),
            }
        })
        .collect();
    let measures = answers
        .measures
        .iter()
        .map(|it| {
            let measure = &source.model.measures()[it.measure];
            Measure {
                id: measure.id.to_string(),
                title: measure.title.clone(),
                category: measure.category.to_string(),
                state: it.state.to_string(),
                carried_over: it.carried_over == Closed::CarriedOver,
                reason: it.reason.clone(),
                provided_by: it.provided_by.as_ref().map(ToString::to_string),
            }
        })
        .collect();
    let scope = &assessed.company;
    Company {
        id: assessed.company.id.to_string(),
        name: assessed.company.name.clone(),
        period: answers.period.into(),
        pci: scope
            .pci
            .as_ref()
            .map(|it| Pci { role: it.role.to_string(), validation: it.validation.to_string() }),
        provisions: scope.provisions.iter().map(|it| provision(source, assessed, it)).collect(),
        provides: scope
            .takers
            .iter()
            .map(|it| {
                let measure = &source.model.measures()[it.measure];
                Provides {
                    measure: measure.id.to_string(),
                    title: measure.title.clone(),
                    to: it.company.to_string(),
                    period: it.span.into(),
                }
            })
            .collect(),
        owed: answers.owed.iter().map(|it| owed(source, it)).collect(),
        catalogs,
        measures,
        obligations: answers.obligations.iter().map(|it| obligation(source, assessed, it)).collect(),
        seal: answers.seal.as_ref().map(records::seal),
        registers: answers.registers.iter().map(|it| records::register(source, it)).collect(),
        officers: answers.officers.iter().map(records::officer).collect(),
        routes: answers.routes.iter().map(|it| records::route(assessed.company, it)).collect(),
        nonconformities: answers
            .nonconformities
            .iter()
            .map(|it| records::nonconformity(source, it))
            .collect(),
        certificates: answers.certificates.iter().map(|it| records::certificate(source, it)).collect(),
        findings,
    }
}

fn control(
    source: &Source<'_>,
    assessed: &Assessed<'_>,
    result: &ControlResult,
    findings: &[Finding],
) -> Control {
    let node = source.model.node(result.control);
    let id = source.model.control_id(result.control).to_string();
    let measures = result.measures.iter().map(|it| Because {
        measure: Some(source.model.measures()[it.measure].id.to_string()),
        state: it.state.to_string(),
        aspects: it.by_aspect.iter().map(|(it, _)| it.to_string()).collect(),
        ..Because::default()
    });
    let verdict_of = |control| {
        let mut controls = assessed.answers.catalogs.iter().flat_map(|it| &it.controls);
        controls.find(|it| it.control == control).map(|it| it.verdict.to_string()).unwrap_or_default()
    };
    let is_held = |control| {
        assessed.answers.catalogs.iter().flat_map(|it| &it.controls).any(|it| it.control == control)
    };
    let via = |controls: &[ControlIx], via: &str| -> Vec<Because> {
        let because = |it: &ControlIx| Because {
            control: Some(source.model.control_id(*it).to_string()),
            state: verdict_of(*it),
            via: Some(via.to_owned()),
            ..Because::default()
        };
        controls.iter().map(because).collect()
    };
    let controls = via(&result.carried_from, "crosswalk")
        .into_iter()
        .chain(via(&result.at_risk_from, "prerequisite"))
        .chain(via(&result.said_from, "said-against"));
    let refused = result.not_delegable.iter().map(|measure| Because {
        measure: Some(source.model.measures()[*measure].id.to_string()),
        state: MeasureState::NotApplicable.to_string(),
        via: Some("not-delegable".to_owned()),
        ..Because::default()
    });
    let findings = findings.iter().filter(|it| it.breaks.contains(&id)).map(|it| Because {
        finding: Some(it.id.clone()),
        state: it.severity.clone(),
        ..Because::default()
    });
    Control {
        title: node.title.clone(),
        source: node.source.to_string(),
        verdict: result.verdict.to_string(),
        flags: result.flags.iter().map(ToString::to_string).collect(),
        framework_result: result.proposal.clone(),
        group: node.parent.map(|it| {
            let catalog = source.model.controls()[result.control.index()].catalog;
            let above = &source.model.catalogs()[catalog].nodes[it];
            Heading { id: above.id.to_string(), title: above.title.clone() }
        }),
        force: node.force.map(|it| it.to_string()),
        reason: result.reason.as_ref().map(|(_, it)| it.clone()),
        ground: result.reason.as_ref().map(|(it, _)| it.to_string()),
        reason_required: node.reasons_required,
        prerequisites: source
            .model
            .graph()
            .rests_on(result.control)
            .into_iter()
            .filter(|it| is_held(it.control))
            .map(|it| Prerequisite {
                control: source.model.control_id(it.control).to_string(),
                kind: it.kind.to_string(),
            })
            .collect(),
        stated: result.stated.as_ref().map(records::stated),
        aspects: result
            .aspects
            .iter()
            .map(|it| Aspect { aspect: it.aspect.to_string(), verdict: it.verdict.map(|it| it.to_string()) })
            .collect(),
        because: measures.chain(refused).chain(controls).chain(findings).collect(),
        reusable: result
            .reusable
            .iter()
            .map(|it| Reusable {
                control: source.model.control_id(it.control).to_string(),
                relation: it.relation.to_string(),
                basis: it.basis.clone(),
                verdict: it.verdict.to_string(),
            })
            .collect(),
        id,
    }
}

fn obligation(source: &Source<'_>, assessed: &Assessed<'_>, it: &ObligationResult) -> Obligation {
    let (measure, requirement) = source.model.resolve(it.requirement);
    let decides = it.evidence.first().map(|at| &assessed.facts.items[*at]);
    let foreign = decides.is_some_and(|it| it.provider.is_some());
    Obligation {
        id: it.id.clone(),
        measure: measure.id.to_string(),
        requirement: requirement.id.to_string(),
        title: requirement.title.clone(),
        subject: it.subject.as_ref().map(ToString::to_string),
        register: match &requirement.per {
            Per::Rows { register, .. } => Some(source.model.register(*register).id.to_string()),
            Per::Company | Per::Companies => None,
        },
        serves: requirement.serves.iter().map(ToString::to_string).collect(),
        owner: requirement.owner.to_string(),
        window: Window {
            from: it.window.from,
            to: Some(it.window.to).filter(|it| *it != NaiveDate::MAX),
            due: it.due,
        },
        basis: requirement.basis.to_string(),
        state: it.state.to_string(),
        carried_over: it.closed_before == Closed::CarriedOver,
        evidence: it.evidence.iter().map(|at| evidence(source, &assessed.facts.items[*at])).collect(),
        checks: it
            .checks
            .iter()
            .map(|check| Check {
                kind: check.kind.to_owned(),
                pass: check.outcome == Outcome::Pass,
                message: if foreign { within_provider(check.outcome) } else { check.message.clone() },
                at: if foreign { Vec::new() } else { check.at.iter().map(place).collect() },
            })
            .collect(),
        exception: it.exception.as_ref().map(|it| it.key.to_string()),
        acceptance: it.exception.as_ref().map(|it| Acceptance {
            reason: it.reason.clone(),
            approver: it.approver.clone(),
            expires: it.expires,
            compensating: it.compensating.clone(),
        }),
        provided_by: it.provided_by.as_ref().map(ToString::to_string),
        declaration: it.declaration.as_ref().map(place),
    }
}

/// What a check found in a provider's file is the provider's to read.
fn within_provider(outcome: Outcome) -> Text {
    match outcome {
        Outcome::Pass => Text::new("提供元の証跡で確認", "checked in the provider's evidence"),
        Outcome::Fail => Text::new(
            "提供元の証跡に不備（内容は提供元の報告書を参照）",
            "the provider's evidence fails (see the provider's report)",
        ),
        Outcome::Unchecked => Text::new(
            "提供元の証跡の本文を確かめていない（提供元の報告書を参照）",
            "the text of the provider's evidence is not checked (see the provider's report)",
        ),
    }
}

fn owed(source: &Source<'_>, it: &kansa_core::assessment::Owed) -> Owed {
    let (_, requirement) = source.model.resolve(it.requirement);
    Owed {
        obligation: it.id.clone(),
        title: requirement.title.clone(),
        subject: it.subject.as_ref().map(ToString::to_string),
        due: it.due,
        state: it.state.to_string(),
        owner: requirement.owner.to_string(),
        by: it.by.to_string(),
    }
}

fn provision(source: &Source<'_>, assessed: &Assessed<'_>, it: &kansa_core::company::Provision) -> Provision {
    let measure = &source.model.measures()[it.measure];
    let not_delegable = assessed
        .answers
        .catalogs
        .iter()
        .flat_map(|catalog| &catalog.controls)
        .filter(|control| control.not_delegable.contains(&it.measure))
        .map(|control| source.model.control_id(control.control).to_string())
        .collect();
    let retained = |requirement: &RequirementIx| Retained {
        id: source.model.requirement_ref(*requirement).to_string(),
        title: source.model.resolve(*requirement).1.title.clone(),
    };
    Provision {
        measure: measure.id.to_string(),
        title: measure.title.clone(),
        by: it.by.to_string(),
        basis: it.basis.to_string(),
        document: it.document.clone(),
        period: it.span.into(),
        current: it.span.contains(source.as_of),
        retained: it.retains.iter().map(retained).collect(),
        not_delegable,
        residual: it.residual.clone(),
    }
}

fn evidence(source: &Source<'_>, item: &Item) -> Evidence {
    let id = item.provider.as_ref().map(|provider| {
        let requirement = source.model.requirement_ref(item.requirement);
        let day = item.day().or(item.covers.map(|it| it.from)).map(|it| it.to_string()).unwrap_or_default();
        format!("{provider}/{requirement}@{day}")
    });
    let path = |nth: usize, it: &kansa_core::evidence::File| match &id {
        Some(id) => format!("{id}#{}", nth + 1),
        None => it.path.to_string(),
    };
    Evidence {
        provided_by: item.provider.as_ref().map(ToString::to_string),
        files: item
            .files
            .iter()
            .enumerate()
            .map(|(nth, it)| FileHash { path: path(nth, it), sha256: it.sha256.map(|it| it.to_string()) })
            .collect(),
        id,
        covers: item.covers.map(Range::from),
        performed: item.performed,
        collected: item.collected,
        received: item.received,
        approved: item
            .approved
            .as_ref()
            .filter(|it| it.on <= source.as_of)
            .map(|it| Approval { by: item.provider.is_none().then(|| it.by.to_string()), on: it.on }),
        // What is in a provider's item is the provider's to show.
        sample: item.sample.as_ref().filter(|_| item.provider.is_none()).map(|it| Sample {
            population: it.population,
            size: it.size,
            method: it.method.clone(),
            seed: it.seed.clone(),
        }),
    }
}

fn place(spot: &Spot) -> Place {
    Place {
        path: spot.path.to_string(),
        row: spot.row,
        header: spot.column.as_ref().map(|it| it.ja.clone()),
        cell: spot.cell.clone(),
        line: spot.line,
        page: spot.page,
    }
}

fn finding(it: &CoreFinding) -> Finding {
    Finding {
        id: it.id.clone(),
        code: it.code.to_string(),
        severity: it.severity.to_string(),
        company: it.company.as_ref().map(ToString::to_string),
        owner: it.owner.as_ref().map(ToString::to_string),
        due: it.due,
        at: it.at.as_ref().map(place),
        message: it.message.clone(),
        breaks: it.breaks.iter().map(ToString::to_string).collect(),
        remedy: it.remedy.clone(),
        causes: it.causes.clone(),
    }
}
