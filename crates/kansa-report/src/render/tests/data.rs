//! Answers with every verdict, state and severity; none at all; a company with nothing.

use std::collections::BTreeMap;

use kansa_core::assessment::{
    CertificateState, Flag, Grade, Ground, MeasureState, RegisterStanding, Stage, State, Verdict,
};
use kansa_core::catalog::{Aspect as AspectKey, Force, SourceStanding};
use kansa_core::company::ProvisionBasis;
use kansa_core::crosswalk::{Relation, Standing};
use kansa_core::finding::Severity;
use kansa_core::measure::{Basis, Category};
use kansa_core::text::Text;

use crate::assessment::*;

/// What should act nowhere.
pub(crate) const EVIL: &str = "<script>alert(1)</script>|`*_[x](y)\n\u{202e}fdp\u{1b}\" onload=x";

pub(crate) fn empty() -> Assessment {
    Assessment {
        format: FORMAT,
        as_of: day("2026-10-31"),
        period: Range { from: Some(day("2026-04-01")), to: Some(day("2027-03-31")) },
        digest: "sha256:00".to_owned(),
        kansa: "0.1.0".to_owned(),
        note: Text::new("注", "note"),
        group: Group { id: "alpha".to_owned(), name: Text::new("アルファ|グループ", "Alpha|Group") },
        catalogs: Vec::new(),
        roles: Vec::new(),
        diagnostics: Vec::new(),
        companies: Vec::new(),
        findings: Vec::new(),
        totals: Totals::default(),
    }
}

fn company(id: &str, name: Text) -> Company {
    Company {
        id: id.to_owned(),
        name,
        period: empty().period,
        pci: None,
        provisions: Vec::new(),
        provides: Vec::new(),
        owed: Vec::new(),
        catalogs: Vec::new(),
        measures: Vec::new(),
        obligations: Vec::new(),
        seal: None,
        registers: Vec::new(),
        officers: Vec::new(),
        routes: Vec::new(),
        nonconformities: Vec::new(),
        certificates: Vec::new(),
        findings: Vec::new(),
    }
}

pub(crate) fn bare() -> Assessment {
    Assessment { companies: vec![company("bare", Text::same("Bare"))], ..empty() }
}

/// The company `index` has everything; `bravo` has one finding and a diagnostic of its own, takes a measure from
/// `index`, follows one catalog and is not held to another.
pub(crate) fn full() -> Assessment {
    let diagnostic = |path: &str| Diagnostic {
        code: "yaml-syntax".to_owned(),
        path: path.to_owned(),
        line: 3,
        column: 1,
        message: Text::same(EVIL),
    };
    let mut bravo = company("bravo", Text::new("ブラボー", "Bravo"));
    bravo.catalogs = vec![
        catalog("demo|2026"),
        Catalog {
            status: "none".to_owned(),
            status_text: Text::new("対象外", "none"),
            controls: Vec::new(),
            counts: BTreeMap::new(),
            ..catalog("other")
        },
    ];
    bravo.provisions = vec![provision("index", ProvisionBasis::Contract)];
    bravo.owed = vec![Owed { by: "index".to_owned(), ..owed(0, State::Overdue) }];
    bravo.findings = vec![finding("due-soon:bravo", "due-soon", Severity::Note, &[])];
    let in_use = |id: &str| CatalogInUse { id: id.to_owned(), standard: Text::same(format!("ISO|{id}")) };
    let mut full = Assessment {
        catalogs: ["demo|2026", "other", "pci-dss-4.0.1"].map(in_use).to_vec(),
        diagnostics: ["evidence/bravo/company.yaml", "evidence/index/registers/a|b.csv", "kansa.yaml"]
            .map(diagnostic)
            .to_vec(),
        companies: vec![everything(), bravo],
        ..empty()
    };
    full.totals.companies = full.companies.len();
    full.totals.findings = BTreeMap::from([("note".to_owned(), 3)]);
    full
}

fn everything() -> Company {
    let measures: Vec<Measure> = Category::ALL
        .iter()
        .zip(MeasureState::ALL.iter().cycle())
        .enumerate()
        .map(|(nth, (category, state))| Measure {
            id: format!("measure-{nth}"),
            title: Text::same(format!("{EVIL} {nth}")),
            category: category.to_string(),
            state: state.to_string(),
            carried_over: nth == 1,
            reason: (nth == 2).then(|| Text::same(EVIL)),
            provided_by: (nth == 0).then(|| PROVIDER.to_owned()),
        })
        .collect();
    let obligations =
        State::ALL.iter().zip(Basis::ALL.iter().cycle()).enumerate().map(|(nth, (state, basis))| {
            let evidence = if nth % 3 == 2 { Vec::new() } else { vec![item(nth), item(nth + 100)] };
            Obligation {
                id: format!("index/measure-0/requirement/社員 {nth}@2026-04-01"),
                measure: "measure-0".to_owned(),
                requirement: "requirement".to_owned(),
                title: Text::same(EVIL),
                subject: (nth % 2 == 0).then(|| format!("{EVIL}{nth}")),
                register: None,
                serves: Vec::new(),
                owner: "isms-office".to_owned(),
                window: Window {
                    from: day("2026-04-01"),
                    to: (nth % 2 == 0).then(|| day("2027-03-31")),
                    due: day("2027-04-30"),
                },
                basis: basis.to_string(),
                state: state.to_string(),
                carried_over: nth == 1,
                checks: vec![check("covers", true), check("part", false), check("other", false)],
                evidence,
                exception: (*state == State::Accepted).then(|| "EX-1|<b>".to_owned()),
                acceptance: (*state == State::Accepted).then(|| Acceptance {
                    reason: format!("{EVIL} reason"),
                    approver: format!("{EVIL} approver"),
                    expires: day("2026-12-31"),
                    compensating: Some(format!("{EVIL} compensating")),
                }),
                provided_by: (nth == 0).then(|| PROVIDER.to_owned()),
                declaration: (nth == 1).then(|| place(Some(7), None)),
            }
        });
    let mut findings: Vec<Finding> = Severity::ALL
        .iter()
        .map(|it| finding(&format!("check-failed:{EVIL}{it}"), "check-failed", *it, &[]))
        .collect();
    findings.push(finding("evidence-missed:root", "evidence-missed", Severity::Critical, &[]));
    findings.push(finding(
        "prerequisite-failing:near",
        "x",
        Severity::Minor,
        &["gone", "evidence-missed:root"],
    ));
    findings.push(finding("prerequisite-failing:far", "x", Severity::Minor, &["prerequisite-failing:near"]));
    findings.push(finding("circle:a", "x", Severity::Minor, &["circle:b"]));
    findings.push(finding("circle:b", "x", Severity::Minor, &["circle:a"]));
    findings.push(finding("expires-soon:x", "expires-soon", Severity::Note, &[]));
    Company {
        pci: Some(Pci { role: "service-provider".to_owned(), validation: "saq-a-ep".to_owned() }),
        provisions: ProvisionBasis::ALL.iter().map(|it| provision(PROVIDER, *it)).collect(),
        provides: vec![Provides {
            measure: "measure-1".to_owned(),
            title: Text::same(EVIL),
            to: format!("taker {EVIL}"),
            period: Range { from: Some(day("2026-04-01")), to: None },
        }],
        owed: (0..).zip(State::ALL).map(|(nth, state)| owed(nth, *state)).collect(),
        catalogs: ["demo|2026", "other", "pci-dss-4.0.1"].map(catalog).to_vec(),
        measures,
        obligations: obligations.collect(),
        seal: Some(Seal { heads: vec![EVIL.to_owned()], sealed: 3, altered: 1, removed: 1, unsealed: 2 }),
        registers: RegisterStanding::ALL.iter().map(register).collect(),
        officers: vec![Officer {
            role: EVIL.to_owned(),
            holder: EVIL.to_owned(),
            charge: EVIL.to_owned(),
            from: Some(day("2026-04-01")),
            at: place(Some(2), None),
        }],
        routes: ["never", "through", "independently"].map(route).to_vec(),
        certificates: CertificateState::ALL.iter().map(certificate).collect(),
        nonconformities: Stage::ALL.iter().zip(Grade::ALL.iter().cycle()).map(nonconformity).collect(),
        findings,
        ..company("index", Text::same(EVIL))
    }
}

fn register(standing: &RegisterStanding) -> Register {
    let requirement = |id: &str| RegisterRequirement { id: id.to_owned(), title: Text::same(EVIL) };
    Register {
        id: EVIL.to_owned(),
        title: Text::same(EVIL),
        standing: standing.to_string(),
        rows: 3,
        files: vec![EVIL.to_owned()],
        requirements: vec![requirement("measure-0/requirement"), requirement("gone/gone")],
    }
}

fn route(reach: &str) -> Route {
    Route {
        top: EVIL.to_owned(),
        units: if reach == "never" { Vec::new() } else { vec![EVIL.to_owned(), EVIL.to_owned()] },
        reach: reach.to_owned(),
        through: vec![EVIL.to_owned()],
        text: Text::same(EVIL),
    }
}

fn certificate(state: &CertificateState) -> Certificate {
    Certificate {
        key: EVIL.to_owned(),
        catalog: None,
        scheme: EVIL.to_owned(),
        body: EVIL.to_owned(),
        extent: EVIL.to_owned(),
        period: empty().period,
        next_audit: Some(day("2026-12-01")),
        state: state.to_string(),
        due: Some(day("2026-11-30")),
        at: place(Some(3), None),
    }
}

fn nonconformity((stage, grade): (&Stage, &Grade)) -> Nonconformity {
    Nonconformity {
        register: "audit-findings".to_owned(),
        key: EVIL.to_owned(),
        title: EVIL.to_owned(),
        grade: grade.to_string(),
        controls: vec!["demo|2026:A|1".to_owned(), format!("other:{EVIL}")],
        raised: Some(day("2026-06-01")),
        due: None,
        stage: stage.to_string(),
        at: place(Some(2), None),
    }
}

/// A company that is not in the report.
pub(super) const PROVIDER: &str = "provider <b>|";

fn provision(by: &str, basis: ProvisionBasis) -> Provision {
    Provision {
        measure: "measure-0".to_owned(),
        title: Text::same(EVIL),
        by: by.to_owned(),
        basis: basis.to_string(),
        document: format!("{EVIL} document"),
        period: Range { from: Some(day("2026-04-01")), to: None },
        current: basis != ProvisionBasis::JointUse,
        retained: vec![Retained { id: "measure-0/retained".to_owned(), title: Text::same(EVIL) }],
        not_delegable: vec!["demo|2026:A.0".to_owned(), "gone:1".to_owned()],
        residual: Some(Text::same(format!("{EVIL} residual"))),
    }
}

/// Something to do: of a window that is on the page, for the first of them.
pub(super) fn owed(nth: usize, state: State) -> Owed {
    Owed {
        obligation: format!("index/measure-0/requirement/社員 {nth}@2026-04-01"),
        title: Text::same(EVIL),
        subject: Some(format!("{EVIL}{nth}")),
        due: day(if nth == 0 { "2026-10-01" } else { "2026-12-31" }),
        state: state.to_string(),
        owner: format!("{EVIL} role"),
        by: "index".to_owned(),
    }
}

fn catalog(id: &str) -> Catalog {
    let controls: Vec<Control> = Verdict::ALL
        .iter()
        .zip(SourceStanding::ALL.iter().cycle())
        .enumerate()
        .map(|(nth, (verdict, source))| control(id, nth, *verdict, *source))
        .collect();
    Catalog {
        id: id.to_owned(),
        standard: Text::same(format!("ISO|{id}")),
        status: "preparing".to_owned(),
        status_text: Text::new("取得準備中", "preparing"),
        terms: Some(if id.starts_with("pci") { "pci-dss" } else { "iso" }.to_owned()),
        period: Range { from: Some(day("2026-04-01")), to: None },
        parts: BTreeMap::from([("units".to_owned(), vec![EVIL.to_owned()])]),
        title: Text::same(EVIL),
        edition: Some(format!("{EVIL} edition")),
        note: Some(Text::same(format!("{EVIL} note"))),
        counts: Verdict::ALL.iter().map(|it| (it.to_string(), 1)).collect(),
        controls,
    }
}

/// The requirement of a number; in the catalog `other`, a law, each has its force.
fn control(catalog: &str, nth: usize, verdict: Verdict, source: SourceStanding) -> Control {
    let because = |via: Option<&str>, control: &str, state: &str| Because {
        control: Some(control.to_owned()),
        state: state.to_owned(),
        via: via.map(str::to_owned),
        ..Because::default()
    };
    let measure = |id: &str, state: &str, via: Option<&str>| Because {
        measure: Some(id.to_owned()),
        state: state.to_owned(),
        aspects: vec!["operated".to_owned(), "evaluated".to_owned()],
        via: via.map(str::to_owned),
        ..Because::default()
    };
    let finding = |id: &str, state: &str| Because {
        finding: Some(id.to_owned()),
        state: state.to_owned(),
        ..Because::default()
    };
    let reusable = |(relation, standing): (&Relation, &Standing)| Reusable {
        control: format!("{catalog}:A.0"),
        relation: relation.to_string(),
        basis: standing.text(),
        verdict: "conforms".to_owned(),
    };
    let first = format!("{catalog}:A.0");
    Control {
        id: format!("{catalog}:A.{nth}"),
        title: Text::same(EVIL),
        source: source.to_string(),
        verdict: verdict.to_string(),
        framework_result: Some(Text::same(format!("{EVIL} result {nth}"))),
        group: Some(Heading {
            id: if nth == 3 { "A.2".to_owned() } else { format!("A{}", nth / 4) },
            title: Text::same(format!("{EVIL} heading")),
        }),
        force: (catalog == "other").then(|| Force::ALL[nth % Force::ALL.len()].to_string()),
        flags: Flag::ALL.iter().map(ToString::to_string).collect(),
        reason: (nth != 1).then(|| Text::same(format!("{EVIL} why"))),
        ground: Ground::ALL.get(nth).map(ToString::to_string),
        reason_required: false,
        prerequisites: Vec::new(),
        stated: nth.is_multiple_of(2).then(|| Stated {
            reason_type: Some(EVIL.to_owned()),
            basis: Some(EVIL.to_owned()),
            implemented: Some(EVIL.to_owned()),
            planned: Some(day("2026-12-01")),
            period: Range { from: Some(day("2026-04-01")), to: None },
        }),
        aspects: AspectKey::ALL
            .iter()
            .map(|it| Aspect {
                aspect: it.to_string(),
                verdict: (*it != AspectKey::Evaluated).then(|| verdict.to_string()),
            })
            .collect(),
        because: vec![
            measure("measure-0", "effective", None),
            measure("unknown", "?", None),
            measure("measure-1", "not-applicable", Some("not-delegable")),
            because(None, &first, "gap"),
            because(Some("prerequisite"), "x:y", ""),
            because(Some("crosswalk"), &first, "conforms"),
            because(Some("said-against"), &first, "partial"),
            because(Some(EVIL), &first, "gap"),
            finding("evidence-missed:root", "critical"),
            finding("gone", ""),
            Because::default(),
        ],
        reusable: Relation::ALL.iter().zip(Standing::ALL.iter().cycle()).map(reusable).collect(),
    }
}

fn item(nth: usize) -> Evidence {
    if nth == 0 {
        return Evidence {
            provided_by: Some(PROVIDER.to_owned()),
            id: Some("provider/measure-0/requirement@2026-06-30".to_owned()),
            files: vec![FileHash {
                path: "provider/measure-0/requirement@2026-06-30#1".to_owned(),
                sha256: Some("cd".repeat(32)),
            }],
            approved: Some(Approval { by: Some("secret-role".to_owned()), on: day("2026-07-03") }),
            sample: None,
            ..item(1)
        };
    }
    Evidence {
        provided_by: None,
        id: None,
        files: vec![
            FileHash {
                path: format!("evidence/index/m/r/2026-06-30_{nth}_{EVIL}.csv"),
                sha256: Some("ab".repeat(32)),
            },
            FileHash { path: format!("evidence/index/m/r/2026-06-30_{nth}.pdf"), sha256: None },
        ],
        covers: Some(Range { from: Some(day("2026-04-01")), to: None }),
        performed: Some(day("2026-06-30")),
        collected: Some(day("2026-07-01")),
        received: (nth == 100).then(|| day("2026-07-02")),
        approved: (nth == 100)
            .then(|| Approval { by: Some("security-officer".to_owned()), on: day("2026-07-03") }),
        sample: None,
    }
}

fn check(kind: &str, pass: bool) -> Check {
    Check {
        kind: kind.to_owned(),
        pass,
        message: Text::same(EVIL),
        at: vec![place(Some(7), None), place(Some(7), Some("点数")), place(None, Some("点数"))],
    }
}

fn place(row: Option<u32>, cell: Option<&str>) -> Place {
    Place {
        path: format!("evidence/index/{EVIL}"),
        row,
        header: cell.map(str::to_owned),
        cell: None,
        line: None,
        page: None,
    }
}

fn finding(id: &str, code: &str, severity: Severity, causes: &[&str]) -> Finding {
    Finding {
        id: id.to_owned(),
        code: code.to_owned(),
        severity: severity.to_string(),
        company: None,
        owner: Some("isms-office".to_owned()),
        due: (severity != Severity::Minor).then(|| day("2026-11-15")),
        at: Some(place(None, None)),
        message: Text::same(EVIL),
        breaks: ["demo|2026:A.0", "demo|2026:A.1", "other:A.0", "unknown:A.9"].map(str::to_owned).to_vec(),
        remedy: Text::same(EVIL),
        causes: causes.iter().map(ToString::to_string).collect(),
    }
}

fn day(text: &str) -> chrono::NaiveDate {
    text.parse().unwrap()
}
