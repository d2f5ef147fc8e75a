//! What is broken from A to B is mended from B to A.

use std::collections::BTreeSet;

use kansa_report::diff::{ControlChange, Diff, Effect, Kind, Origin, View, compare};
use proptest::prelude::*;
use serde_json::{Value, json};

const VERDICTS: [&str; 7] =
    ["conforms", "accepted", "pending", "partial", "gap", "not-applicable", "not-assessed"];
const STATES: [&str; 6] = ["met", "pending", "due-soon", "overdue", "missed", "accepted"];
const CODES: [&str; 5] = ["due-soon", "done-late", "evidence-overdue", "evidence-missed", "check-failed"];
const SEVERITIES: [&str; 4] = ["note", "minor", "major", "critical"];

fn text(it: &str) -> Value {
    json!({"ja": it, "en": it})
}

/// Some of a few things, each in one of its states: on both sides some are the same.
fn some(of: usize, states: usize) -> impl Strategy<Value = Vec<Option<usize>>> {
    prop::collection::vec(prop::option::weighted(0.7, 0..states), of)
}

fn company() -> impl Strategy<Value = Option<Value>> {
    let findings = some(5 * CODES.len(), SEVERITIES.len());
    let company = (some(6, VERDICTS.len()), some(5, STATES.len()), findings, any::<bool>());
    let made = company.prop_map(|(controls, owed, findings, filed)| {
        let controls = controls.iter().enumerate().filter_map(|(nth, it)| {
            Some(json!({"id": format!("demo:{nth}"), "verdict": VERDICTS[(*it)?]}))
        });
        let files = if filed { json!([{"files": [{"path": "x", "sha256": "1"}]}]) } else { json!([]) };
        let owed = owed.iter().enumerate().filter_map(|(nth, it)| {
            let window = json!({"from": "2026-04-01", "due": format!("2026-1{}-15", nth % 3)});
            let state = STATES[(*it)?];
            Some(json!({"id": format!("x{nth}"), "measure": "m", "state": state, "window": window, "evidence": files}))
        });
        let findings = findings.iter().enumerate().filter_map(|(nth, it)| {
            let id = format!("{}:x{}", CODES[nth % 5], nth / 5);
            let breaks = [format!("demo:{}", nth % 6)];
            let code = CODES[nth % 5];
            Some(json!({"id": id, "code": code, "severity": SEVERITIES[(*it)?], "message": text("m"), "breaks": breaks}))
        });
        let catalog = json!({"id": "demo", "controls": controls.collect::<Vec<_>>()});
        let (owed, findings) = (owed.collect::<Vec<_>>(), findings.collect::<Vec<_>>());
        json!({"name": text("c"), "catalogs": [catalog], "obligations": owed, "findings": findings})
    });
    prop::option::weighted(0.9, made)
}

fn side() -> impl Strategy<Value = View> {
    let days = prop::sample::select(vec!["2026-09-30", "2026-10-31", "2026-12-01"]);
    (days, prop::sample::select(vec!["", "d", "e"]), [company(), company()]).prop_map(
        |(day, digest, companies)| {
            let companies = companies.into_iter().enumerate().filter_map(|(nth, it)| {
                let mut it = it?;
                it["id"] = format!("c{nth}").into();
                Some(it)
            });
            let json = json!({
                "format": 1, "as_of": day, "digest": digest, "group": {"id": "g", "name": text("g")},
                "companies": companies.collect::<Vec<_>>(),
            });
            View::read(json.to_string().as_bytes()).unwrap()
        },
    )
}

fn between(a: &View, b: &View) -> Diff {
    let origin = || Origin { kind: Kind::File, name: "x".to_owned(), commit: None };
    compare((a, origin()), (b, origin()))
}

/// What has an effect: of a finding that turned, the worse of both is meant.
fn with(diff: &Diff, effect: Effect) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for company in &diff.companies {
        for it in company.findings.iter().filter(|it| it.effect == effect) {
            let worse = it.was.as_ref().filter(|_| effect == Effect::Mended).unwrap_or(&it.id);
            found.insert(format!("{} {worse}", company.id));
        }
        for it in company.controls.iter().filter(|it| it.effect == effect) {
            found.insert(format!("{} {}", company.id, it.id));
        }
    }
    found
}

proptest! {
    #[test]
    fn what_is_broken_one_way_is_mended_the_other_way(a in side(), b in side()) {
        let (there, back) = (between(&a, &b), between(&b, &a));
        prop_assert_eq!(with(&there, Effect::Broken), with(&back, Effect::Mended));
        prop_assert_eq!(with(&there, Effect::Mended), with(&back, Effect::Broken));
        prop_assert_eq!(there.totals.broken, back.totals.mended);
        prop_assert_eq!(there.is_broken(), !with(&there, Effect::Broken).is_empty());
    }

    #[test]
    fn what_differs_has_a_reason_and_what_became_worse_its_findings(a in side(), b in side()) {
        let diff = between(&a, &b);
        prop_assert_eq!(&diff, &between(&a, &b));
        for company in &diff.companies {
            let ids: BTreeSet<&String> = company.findings.iter().map(|it| &it.id).collect();
            for it in company.findings.iter().filter(|it| it.effect != Effect::None) {
                prop_assert!(it.why.is_some() && it.reason().is_some(), "{:?}", it);
            }
            for it in company.controls.iter().filter(|it| it.change == ControlChange::Worse) {
                prop_assert!(it.because.iter().all(|it| ids.contains(it)), "{:?}", it);
            }
        }
        prop_assert!(between(&a, &a).companies.is_empty());
    }
}
