//! Comparisons of views, without any files.

use std::collections::BTreeSet;

use kansa_core::text::Lang;
use serde_json::{Value, json};

use super::*;

/// A view: one company, with one control per verdict and what is given as its obligations and findings.
fn view(as_of: &str, digest: &str, controls: &[(&str, &str)], owed: &Value, findings: &Value) -> View {
    let controls: Vec<Value> = controls
        .iter()
        .map(|(id, verdict)| json!({"id": format!("demo:{id}"), "title": text(id), "verdict": verdict}))
        .collect();
    let json = json!({
        "format": 1, "as_of": as_of, "digest": digest, "kansa": "1.0.0",
        "group": {"id": "g", "name": text("group")},
        "companies": [{
            "id": "acme", "name": text("Acme"), "obligations": owed, "findings": findings,
            "catalogs": [{"id": "demo", "standard": {"ja": "Demo", "en": "Demo"}, "controls": controls}],
        }],
    });
    View::read(json.to_string().as_bytes()).unwrap()
}

fn text(it: &str) -> Value {
    json!({"ja": it, "en": it})
}

fn owed(id: &str, state: &str, due: &str, files: &[(&str, &str)]) -> Value {
    let files: Vec<Value> = files.iter().map(|(path, hash)| json!({"path": path, "sha256": hash})).collect();
    json!({
        "id": id, "measure": "m", "title": text("list"), "owner": "o", "state": state,
        "window": {"from": "2026-04-01", "due": due}, "evidence": [{"files": files}],
    })
}

fn finding(id: &str, severity: &str, breaks: &[&str]) -> Value {
    let code = id.split(':').next().unwrap();
    json!({"id": id, "code": code, "severity": severity, "message": text(id), "breaks": breaks})
}

fn origin() -> Origin {
    Origin { kind: Kind::File, name: "x.json".to_owned(), commit: None }
}

fn diff(a: &View, b: &View) -> Diff {
    compare((a, origin()), (b, origin()))
}

/// The only finding that differs.
fn only(diff: &Diff) -> &Finding {
    match &diff.companies[0].findings[..] {
        [it] => it,
        other => panic!("{other:#?}"),
    }
}

#[test]
fn equal_sides_differ_in_nothing() {
    let a = view(
        "2026-10-31",
        "d",
        &[("1", "gap")],
        &json!([owed("acme/m/r@2026-04-01", "missed", "2026-06-30", &[])]),
        &json!([finding("evidence-missed:acme/m/r@2026-04-01", "major", &["demo:1"])]),
    );
    let diff = diff(&a, &a.clone());
    assert_eq!(diff.cause, Cause::Nothing);
    assert_eq!(diff.companies, []);
    assert!(!diff.is_broken());
    assert_eq!(closing(&diff).en, "nothing newly broken, nothing newly mended");
}

#[test]
fn a_verdict_is_worse_or_better_only_within_the_order() {
    let verdicts = ["conforms", "accepted", "pending", "partial", "gap", "not-applicable", "not-assessed"];
    for (from, a) in verdicts.iter().enumerate() {
        for (to, b) in verdicts.iter().enumerate() {
            let side = |verdict| view("2026-10-31", "", &[("1", verdict)], &json!([]), &json!([]));
            let found = diff(&side(a), &side(b));
            let found = found.companies.first().map(|it| (it.controls[0].change, it.controls[0].effect));
            let expected = match (from, to) {
                _ if from == to => None,
                (5.., _) | (_, 5..) => Some((ControlChange::Apart, Effect::None)),
                _ if to > from => Some((ControlChange::Worse, Effect::Broken)),
                _ => Some((ControlChange::Better, Effect::Mended)),
            };
            assert_eq!(found, expected, "{a} {b}");
        }
    }
}

/// The only finding on an obligation that is met in A and fails in B: why it is new.
fn why(a: (&str, &str), b: (&str, &str), state: &str, files: [&[(&str, &str)]; 2]) -> (Why, String) {
    const ID: &str = "acme/m/r@2026-04-01";
    let owed_a = owed(ID, if files[0].is_empty() { "pending" } else { "met" }, "2026-10-15", files[0]);
    let owed_b = owed(ID, state, "2026-10-15", files[1]);
    let new = finding(&format!("evidence-overdue:{ID}"), "minor", &["demo:1"]);
    let a = view(a.0, a.1, &[("1", "conforms")], &json!([owed_a]), &json!([]));
    let b = view(b.0, b.1, &[("1", "gap")], &json!([owed_b]), &json!([new]));
    let diff = diff(&a, &b);
    let it = only(&diff);
    assert_eq!((it.change, it.effect), (FindingChange::New, Effect::Broken));
    assert_eq!(diff.companies[0].controls[0].because.join(" "), it.id);
    (it.why.unwrap(), it.reason().unwrap().en)
}

#[test]
fn what_merely_became_due_is_told_from_what_vanished_or_changed() {
    let (before, after) = (("2026-09-30", "d"), ("2026-10-31", "d"));
    let other = ("2026-10-31", "e");
    let file: &[(&str, &str)] = &[("evidence/acme/m/r/x.csv", "1")];
    let changed: &[(&str, &str)] = &[("evidence/acme/m/r/x.csv", "2")];
    assert_eq!(why(before, after, "overdue", [&[], &[]]).0, Why::DuePassed);
    assert_eq!(why(before, other, "overdue", [&[], &[]]).0, Why::DuePassed);
    assert_eq!(why(before, after, "stale", [file, file]).0, Why::AgePassed);
    assert_eq!(why(before, after, "failed", [file, file]).0, Why::Time);
    assert_eq!(why(before, other, "failed", [file, file]).0, Why::Unclear);
    assert_eq!(why(after, other, "failed", [file, file]).0, Why::Elsewhere);
    let removed = why(after, other, "overdue", [file, &[]]);
    assert_eq!(removed, (Why::FilesRemoved, "evidence is gone: evidence/acme/m/r/x.csv".to_owned()));
    assert_eq!(why(before, other, "overdue", [file, &[]]).0, Why::FilesRemoved);
    assert_eq!(why(after, other, "failed", [file, changed]).0, Why::FilesChanged);
    assert_eq!(why(after, other, "failed", [&[], file]).0, Why::FilesAdded);
}

#[test]
fn an_exception_that_ends_is_named_with_its_day() {
    const ID: &str = "acme/m/r@2026-04-01";
    let mut accepted = owed(ID, "accepted", "2026-06-30", &[]);
    accepted["acceptance"] = json!({"expires": "2026-10-10"});
    let new = finding(&format!("evidence-missed:{ID}"), "major", &[]);
    let a = view("2026-09-30", "d", &[], &json!([accepted]), &json!([]));
    let b = view("2026-10-31", "d", &[], &json!([owed(ID, "missed", "2026-06-30", &[])]), &json!([new]));
    let there = diff(&a, &b);
    assert_eq!(only(&there).reason().unwrap().ja, "例外承認の期間が 2026-10-10 で終わった");
    assert_eq!(only(&diff(&b, &a)).why, Some(Why::ExceptionGranted));
}

#[test]
fn a_step_of_what_is_missing_is_one_change_and_not_two() {
    let side = |code: &str, severity| {
        view("2026-10-31", "", &[], &json!([]), &json!([finding(&format!("{code}:x"), severity, &[])]))
    };
    for (a, b, effect) in [
        (("due-soon", "note"), ("evidence-overdue", "minor"), Effect::Broken),
        (("evidence-overdue", "minor"), ("evidence-missed", "minor"), Effect::Broken),
        (("evidence-overdue", "major"), ("done-late", "minor"), Effect::Mended),
    ] {
        let diff = diff(&side(a.0, a.1), &side(b.0, b.1));
        let it = only(&diff);
        let was = format!("{}:x", a.0);
        assert_eq!((it.change, it.effect, it.was.as_ref()), (FindingChange::Turned, effect, Some(&was)));
    }
    // Another problem with the same thing is another problem.
    let failed = diff(&side("evidence-overdue", "minor"), &side("check-failed", "minor"));
    let totals = (failed.totals.broken.findings, failed.totals.mended.findings);
    assert_eq!(totals, (1, 1));
}

#[test]
fn a_failing_prerequisite_that_nobody_says_any_more_is_not_mended() {
    let said = finding("prerequisite-failing:acme/demo:1", "minor", &[]);
    let a = view("2026-10-31", "", &[("1", "conforms")], &json!([]), &json!([said]));
    let b = view("2026-10-31", "", &[("1", "gap")], &json!([]), &json!([]));
    for diff in [diff(&a, &b), diff(&b, &a)] {
        assert_eq!((only(&diff).effect, only(&diff).why), (Effect::None, Some(Why::Verdict)));
    }
    let c = view("2026-10-31", "", &[("1", "conforms")], &json!([]), &json!([]));
    assert_eq!(only(&diff(&a, &c)).effect, Effect::Mended);
}

#[test]
fn an_approval_that_is_gone_is_told_from_a_register_that_changed() {
    let id = "acme/m/r@2026-04-01";
    let mut approved = owed(id, "met", "2026-06-30", &[("x", "1")]);
    approved["evidence"][0]["approved"] = json!({"by": "o", "on": "2026-05-01"});
    let new = finding(&format!("not-approved:{id}"), "minor", &[]);
    let a = view("2026-10-31", "a", &[], &json!([approved]), &json!([]));
    let b = owed(id, "unapproved", "2026-06-30", &[("x", "1")]);
    let b = view("2026-10-31", "b", &[], &json!([b]), &json!([new]));
    assert_eq!(only(&diff(&a, &b)).why, Some(Why::Described));
}

#[test]
fn a_severity_that_moves_with_what_breaks_says_so() {
    let side = |digest, severity, breaks: &[&str]| {
        let it = finding("check-failed:x", severity, breaks);
        view("2026-10-31", digest, &[], &json!([]), &json!([it]))
    };
    let (few, many) = (side("a", "minor", &["demo:1"]), side("b", "major", &["demo:1", "demo:2"]));
    assert_eq!(only(&diff(&few, &many)).why, Some(Why::Effect));
    assert_eq!(only(&diff(&few, &side("b", "major", &["demo:1"]))).why, Some(Why::Elsewhere));
}

#[test]
fn something_to_know_is_neither_broken_nor_mended() {
    let none = view("2026-10-31", "", &[], &json!([]), &json!([]));
    let note = view("2026-10-31", "", &[], &json!([]), &json!([finding("due-soon:x", "note", &[])]));
    assert!(!diff(&none, &note).is_broken());
    assert_eq!(diff(&note, &none).totals, Totals::default());
    let raised = view("2026-10-31", "", &[], &json!([]), &json!([finding("due-soon:x", "minor", &[])]));
    assert_eq!(only(&diff(&note, &raised)).change, FindingChange::Raised);
    assert!(diff(&note, &raised).is_broken());
}

#[test]
fn what_nobody_is_asked_for_any_more_is_counted_apart() {
    let id = "acme/m/r@2026-04-01";
    let old = finding(&format!("evidence-missed:{id}"), "major", &[]);
    let a = view("2026-10-31", "a", &[], &json!([owed(id, "missed", "2026-06-30", &[])]), &json!([old]));
    let b = view("2026-10-31", "b", &[], &json!([]), &json!([]));
    let diff = diff(&a, &b);
    assert_eq!((only(&diff).effect, only(&diff).why), (Effect::Mended, Some(Why::NoLongerOwed)));
    assert_eq!(diff.totals.no_longer_owed, 1);
    let outline = Outline::new(&diff.companies[0]);
    assert_eq!((outline.mended.len(), outline.left.len()), (0, 1));
}

#[test]
fn roots_come_first_and_circles_end() {
    let mut caused = finding("a-caused:x", "critical", &[]);
    caused["causes"] = json!(["z-root:x"]);
    let mut one = finding("c-one:x", "minor", &[]);
    one["causes"] = json!(["c-two:x"]);
    let mut two = finding("c-two:x", "minor", &[]);
    two["causes"] = json!(["c-one:x"]);
    let root = finding("z-root:x", "major", &[]);
    let none = view("2026-10-31", "", &[], &json!([]), &json!([]));
    let mut orders = BTreeSet::new();
    for findings in [json!([caused, one, two, root]), json!([root, two, one, caused])] {
        let there = diff(&none, &view("2026-10-31", "", &[], &json!([]), &findings));
        let ids: Vec<&str> = there.companies[0].findings.iter().map(|it| it.id.as_str()).collect();
        assert_eq!(ids, ["z-root:x", "a-caused:x", "c-one:x", "c-two:x"]);
        assert_eq!(there.companies[0].findings[1].below.as_deref(), Some("z-root:x"));
        orders.insert(markdown(&there, Lang::Ja));
    }
    assert_eq!(orders.len(), 1);
}

#[test]
fn a_company_that_went_is_never_silently_better() {
    let a = view("2026-10-31", "", &[("1", "gap")], &json!([]), &json!([finding("x:y", "major", &[])]));
    let mut b = a.clone();
    b.companies.clear();
    let diff = diff(&a, &b);
    assert_eq!(diff.companies[0].presence, Presence::Went);
    assert_eq!((diff.totals.went, diff.totals.mended.controls, diff.totals.no_longer_owed), (1, 0, 1));
    assert!(markdown(&diff, Lang::En).contains("This company is gone"));
}

#[test]
fn what_is_no_assessment_is_refused_and_says_why() {
    let of = |json: &str| View::read(json.as_bytes()).map(|_| ()).unwrap_err().to_string();
    assert_eq!(of("{"), "it is not JSON");
    assert_eq!(of("[]"), "it is not an assessment.json of kansa");
    assert_eq!(of(r#"{"format": 1}"#), "it is not an assessment.json of kansa");
    assert_eq!(of(r#"{"format": 2}"#), "it has format 2, and this kansa reads format 1");
    let twice = json!({
        "format": 1, "as_of": "2026-10-31", "group": {"id": "g", "name": text("g")},
        "companies": [
            {"id": "a", "name": text("a"), "catalogs": []}, {"id": "a", "name": text("a"), "catalogs": []},
        ],
    });
    assert_eq!(of(&twice.to_string()), "it has the company a twice");
}

#[test]
fn an_obligation_that_is_there_twice_is_compared_twice() {
    let id = "acme/m/r@2026-04-01";
    let both = json!([owed(id, "met", "2026-06-30", &[]), owed(id, "missed", "2026-06-30", &[])]);
    let a = view("2026-10-31", "", &[], &both, &json!([]));
    let better = json!([owed(id, "met", "2026-06-30", &[]), owed(id, "met", "2026-06-30", &[])]);
    let b = view("2026-10-31", "", &[], &better, &json!([]));
    let diff = diff(&a, &b);
    let ids: Vec<&str> = diff.companies[0].obligations.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["acme/m/r@2026-04-01:2"]);
}
