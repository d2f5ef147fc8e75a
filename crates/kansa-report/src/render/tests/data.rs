//! Answers with every verdict, state and severity; none at all; a company with nothing.

use std::collections::BTreeMap;

use kansa_core::assessment::{Flag, MeasureState, State, Verdict};
use kansa_core::catalog::{Aspect as AspectKey, SourceStanding};
use kansa_core::finding::Severity;
use kansa_core::measure::{Basis, Category};
use kansa_core::text::Text;

use crate::assessment::*;

/// What should act nowhere.
pub(super) const EVIL: &str = "<script>alert(1)</script>|`*_[x](y)\n\u{202e}fdp\u{1b}\" onload=x";

pub(super) fn empty() -> Assessment {
    Assessment {
        format: FORMAT,
        as_of: day("2026-10-31"),
        period: Range { from: Some(day("2026-04-01")), to: Some(day("2027-03-31")) },
        digest: "sha256:00".to_owned(),
        kansa: "0.1.0".to_owned(),
        note: Text::new("注", "note"),
        group: Group { id: "alpha".to_owned(), name: Text::new("アルファ|グループ", "Alpha|Group") },
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
        catalogs: Vec::new(),
        measures: Vec::new(),
        obligations: Vec::new(),
        findings: Vec::new(),
    }
}

pub(super) fn bare() -> Assessment {
    Assessment { companies: vec![company("bare", Text::same("Bare"))], ..empty() }
}

/// The company `index` has everything; `bravo` has one finding and a diagnostic of its own.
pub(super) fn full() -> Assessment {
    let diagnostic = |path: &str| Diagnostic {
        code: "yaml-syntax".to_owned(),
        path: path.to_owned(),
        line: 3,
        column: 1,
        message: Text::same(EVIL),
    };
    let mut bravo = company("bravo", Text::new("ブラボー", "Bravo"));
    bravo.catalogs = vec![catalog("demo|2026")];
    bravo.findings = vec![finding("due-soon:bravo", "due-soon", Severity::Note, &[])];
    let mut full = Assessment {
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
        catalogs: vec![catalog("demo|2026"), catalog("other")],
        measures,
        obligations: obligations.collect(),
        findings,
        ..company("index", Text::same(EVIL))
    }
}

fn catalog(id: &str) -> Catalog {
    let controls: Vec<Control> = Verdict::ALL
        .iter()
        .zip(SourceStanding::ALL.iter().cycle())
        .enumerate()
        .map(|(nth, (verdict, source))| Control {
            id: format!("{id}:A.{nth}"),
            title: Text::same(EVIL),
            source: source.to_string(),
            verdict: verdict.to_string(),
            flags: Flag::ALL.iter().map(ToString::to_string).collect(),
            reason: (nth < 2).then(|| EVIL.to_owned()),
            aspects: AspectKey::ALL
                .iter()
                .map(|it| Aspect {
                    aspect: it.to_string(),
                    verdict: (*it != AspectKey::Evaluated).then(|| verdict.to_string()),
                })
                .collect(),
            because: vec![
                Because {
                    measure: Some("measure-0".to_owned()),
                    state: "effective".to_owned(),
                    aspects: vec!["operated".to_owned(), "evaluated".to_owned()],
                    ..Because::default()
                },
                Because { measure: Some("unknown".to_owned()), state: "?".to_owned(), ..Because::default() },
                Because { control: Some(format!("{id}:A.0")), state: "gap".to_owned(), ..Because::default() },
                Because { control: Some("x:y".to_owned()), state: String::new(), ..Because::default() },
                Because {
                    finding: Some("evidence-missed:root".to_owned()),
                    state: "critical".to_owned(),
                    ..Because::default()
                },
                Because { finding: Some("gone".to_owned()), ..Because::default() },
                Because::default(),
            ],
        })
        .collect();
    Catalog {
        id: id.to_owned(),
        standard: format!("ISO|{id}"),
        status: "preparing".to_owned(),
        counts: Verdict::ALL.iter().map(|it| (it.to_string(), 1)).collect(),
        controls,
    }
}

fn item(nth: usize) -> Evidence {
    Evidence {
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
        received: (nth == 0).then(|| day("2026-07-02")),
        approved: (nth == 0).then(|| Approval { by: "security-officer".to_owned(), on: day("2026-07-03") }),
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
    Place { path: format!("evidence/index/{EVIL}"), row, cell: cell.map(str::to_owned) }
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
