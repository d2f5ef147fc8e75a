//! Companies of a group that share measures: on copies of the fixture `group`, each with one thing changed.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::workspace::{assessment, copy, fixture, kansa};

/// A change of the fixture: a file with the text to be replaced and what takes its place; no file without a text.
enum Change {
    None,
    Replace(&'static str, &'static str, &'static str),
    Write(&'static str, &'static str),
    Move(&'static str, &'static str),
}

fn changed(change: &Change) -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    copy(&fixture("group"), dir.path());
    match change {
        Change::None => {}
        Change::Replace(path, from, to) => {
            let text = fs::read_to_string(dir.path().join(path)).unwrap();
            assert!(text.contains(from), "{path} has no {from}");
            fs::write(dir.path().join(path), text.replace(from, to)).unwrap();
        }
        Change::Write(path, text) => {
            fs::create_dir_all(dir.path().join(path).parent().unwrap()).unwrap();
            fs::write(dir.path().join(path), text).unwrap();
        }
        Change::Move(from, to) => {
            fs::create_dir_all(dir.path().join(to).parent().unwrap()).unwrap();
            fs::rename(dir.path().join(from), dir.path().join(to)).unwrap();
        }
    }
    dir
}

fn company<'a>(json: &'a Value, id: &str) -> &'a Value {
    json["companies"].as_array().unwrap().iter().find(|it| it["id"] == id).unwrap()
}

fn verdicts(company: &Value) -> Vec<&str> {
    company["catalogs"][0]["controls"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["verdict"].as_str().unwrap())
        .collect()
}

fn codes(company: &Value) -> Vec<&str> {
    company["findings"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap()).collect()
}

fn codes_of_problems(dir: &Path) -> Vec<String> {
    let run = kansa(dir, &["check", "--format", "json", "--as-of", "2026-10-31"]);
    let json: Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(run.status, if json["diagnostics"].as_array().unwrap().is_empty() { run.status } else { 2 });
    json["diagnostics"].as_array().unwrap().iter().map(|it| it["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn a_provider_answers_only_for_whom_it_names_and_while_it_provides() {
    let beta = "evidence/beta/company.yaml";
    let sidecar = "evidence/head/monitoring/minutes/evidence.yaml";
    for (name, change, expected_verdicts, expected_codes) in [
        ("as it should be", Change::None, vec!["conforms", "conforms"], vec![]),
        (
            "the minutes do not name it",
            Change::Replace(sidecar, "for: [alpha, beta]", "for: [alpha]"),
            vec!["partial", "conforms"],
            vec!["provider-silent", "evidence-overdue"],
        ),
        (
            "no report for it",
            Change::Move(
                "evidence/head/monitoring/report/beta/2026-09-10_報告.md",
                "evidence/head/monitoring/report/alpha/2026-09-11_報告.md",
            ),
            vec!["partial", "conforms"],
            vec!["evidence-overdue"],
        ),
        (
            "the agreement has ended",
            Change::Replace(beta, "from: 2026-04-01, retains", "from: 2026-04-01, to: 2026-06-30, retains"),
            vec!["partial", "conforms"],
            vec!["provision-ended", "evidence-overdue", "evidence-overdue"],
        ),
        (
            "the agreement has been renewed",
            Change::Replace(
                beta,
                "  - {measure: monitoring, by: head, basis: contract, document: \"GSA-1\", from: 2026-04-01, retains: [contact]}",
                "  - {measure: monitoring, by: head, basis: contract, document: \"GSA-1\", from: 2026-04-01, to: 2026-06-30, retains: [contact]}\n  - {measure: monitoring, by: head, basis: contract, document: \"GSA-2\", from: 2026-07-01, retains: [contact]}",
            ),
            vec!["conforms", "conforms"],
            vec![],
        ),
        (
            "it comes by way of another company by now",
            Change::Replace(
                beta,
                "from: 2026-04-01, retains: [contact]}",
                "from: 2026-04-01, to: 2026-06-30, retains: [contact]}\n  - {measure: monitoring, by: alpha, basis: contract, document: \"GSA-3\", from: 2026-09-20, retains: [contact]}",
            ),
            vec!["conforms", "conforms"],
            vec![],
        ),
        (
            "what it retains is its own to show",
            Change::Move(
                "evidence/beta/monitoring/contact/2026-04-10_届.md",
                "evidence/head/monitoring/contact/2026-04-11_届.md",
            ),
            vec!["partial", "conforms"],
            vec!["evidence-overdue"],
        ),
    ] {
        let dir = changed(&change);
        let json = assessment(dir.path(), "2026-10-31");
        let beta = company(&json, "beta");
        assert_eq!(verdicts(beta), expected_verdicts, "{name}: {}", beta["findings"]);
        assert_eq!(codes(beta), expected_codes, "{name}: {}", beta["findings"]);
        let alpha = company(&json, "alpha");
        assert_eq!(verdicts(alpha), ["conforms", "conforms"], "{name}: alpha is not concerned");
    }
}

#[test]
fn nobody_else_can_answer_for_what_is_not_delegable() {
    let text = "retains: [contact]}\n  - {measure: policy, by: head, basis: contract, document: \"GSA-1\", from: 2026-04-01}";
    let dir = changed(&Change::Replace("evidence/beta/company.yaml", "retains: [contact]}", text));
    let json = assessment(dir.path(), "2026-10-31");
    let beta = company(&json, "beta");
    assert_eq!(verdicts(beta), ["conforms", "gap"]);
    assert_eq!(codes(beta), ["not-delegable"]);
    assert_eq!(beta["provisions"][1]["not_delegable"], serde_json::json!(["demo-2026:2"]));
    assert_eq!(
        beta["provisions"][0]["retained"][0]["id"], "monitoring/contact",
        "residual duties are listed"
    );
}

#[test]
fn providers_in_a_circle_or_unknown_are_diagnostics() {
    let provided = |by: &str| {
        format!(
            "provided: [{{measure: monitoring, by: {by}, basis: contract, document: x, from: 2026-04-01}}]\n"
        )
    };
    for (name, by, expected) in [
        ("each other", "beta", vec!["provider-circle"]),
        ("itself", "head", vec!["provider-circle"]),
        ("nobody", "gamma", vec!["unknown-company"]),
    ] {
        let dir = changed(&Change::None);
        let path = dir.path().join("evidence/head/company.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text + &provided(by)).unwrap();
        assert_eq!(codes_of_problems(dir.path()), expected, "{name}");
    }
}

#[test]
fn a_chain_of_providers_leads_to_the_one_that_does_it() {
    // alpha takes it from beta, which takes it from the head office; the head office names alpha.
    let dir = changed(&Change::Replace("evidence/alpha/company.yaml", "by: head", "by: beta"));
    let json = assessment(dir.path(), "2026-10-31");
    assert_eq!(verdicts(company(&json, "alpha")), ["conforms", "conforms"]);
}

#[test]
fn a_company_s_report_shows_of_a_provider_s_file_nothing_but_its_hash_and_dates() {
    let dir = changed(&Change::Replace(
        "controls/measures/organizational.yaml",
        "checks: [{rows: {min: 1}}]",
        "checks: [{each: {where: {company: {in: [x]}}}}]",
    ));
    let run = kansa(dir.path(), &["report", "--as-of", "2026-10-31", "--company", "beta", "--out", "out"]);
    assert_eq!(run.status, 0, "{}", run.stderr);
    for page in ["beta.html", "beta.md", "assessment.json"] {
        let text = fs::read_to_string(dir.path().join("out").join(page)).unwrap();
        for secret in ["議事録.csv", "head-office-only-word", "evidence/head"] {
            assert!(!text.contains(secret), "{page} has {secret}");
        }
    }
    let why = kansa(dir.path(), &["why", "monitoring/minutes", "--company", "beta", "--as-of", "2026-10-31"]);
    assert!(why.stdout.contains("sha256:") && !why.stdout.contains("議事録.csv"), "{}", why.stdout);
}

#[test]
fn evidence_out_of_scope_is_reported_and_not_counted() {
    for (name, change, expected) in [
        (
            "a measure that it does not take",
            Change::Replace(
                "evidence/beta/company.yaml",
                "measures: all",
                "measures: all\nexcept: [{measure: policy, reason: {ja: 親会社の方針による}}]",
            ),
            vec!["out-of-scope"],
        ),
        ("for a company that takes nothing", Change::None, vec![]),
    ] {
        let dir = changed(&change);
        let json = assessment(dir.path(), "2026-10-31");
        let found = codes(company(&json, "beta"));
        let found: Vec<&str> = found.into_iter().filter(|it| *it == "out-of-scope").collect();
        assert_eq!(found, expected, "{name}");
    }
    let dir = changed(&Change::Replace(
        "evidence/head/monitoring/minutes/evidence.yaml",
        "for: [alpha, beta]",
        "for: [alpha, beta, gamma]",
    ));
    assert_eq!(codes(company(&assessment(dir.path(), "2026-10-31"), "head")), ["out-of-scope"]);
    let dir = changed(&Change::Write("evidence/head/monitoring/report/gamma/2026-09-10_報告.md", "報告"));
    assert_eq!(codes(company(&assessment(dir.path(), "2026-10-31"), "head")), ["unplaced-evidence"]);
}

#[test]
fn what_is_owed_names_the_company_that_has_to_do_it() {
    let dir = changed(&Change::None);
    // The second half year is due on 2027-03-31, 90 days after 2026-12-31.
    let json = assessment(dir.path(), "2026-12-31");
    let owed: Vec<String> = company(&json, "beta")["owed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| {
            format!(
                "{} {} {}",
                it["due"].as_str().unwrap(),
                it["by"].as_str().unwrap(),
                it["obligation"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(
        owed,
        [
            "2027-03-31 head beta/monitoring/minutes@2026-10-01",
            "2027-03-31 head beta/monitoring/report/beta@2026-10-01",
        ]
    );
    // Near the end of the year, what the next one opens with is there too.
    let json = assessment(dir.path(), "2027-07-05");
    assert!(company(&json, "beta")["owed"].as_array().unwrap().len() > 2);
}

#[test]
fn a_scope_names_what_the_registers_have() {
    for (name, parts, expected) in [
        ("it is there", "persons: [E1]", vec![]),
        ("a slip of the pen", "persons: [E2]", vec!["invalid-value"]),
        ("nobody", "persons: []", vec!["invalid-value"]),
    ] {
        let dir =
            changed(&Change::Write("evidence/beta/registers/employees.csv", "社員番号,区分\nE1,社員\n"));
        let path = dir.path().join("evidence/beta/company.yaml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("from: 2026-04-01}]", &format!("from: 2026-04-01, {parts}}}]")))
            .unwrap();
        assert_eq!(codes_of_problems(dir.path()), expected, "{name}");
    }
}

#[test]
fn a_file_beside_a_register_that_answers_in_columns_counts_for_nothing() {
    let measures = "controls/measures/organizational.yaml";
    let by_columns = "per: employees, by: columns, performed: from, every: P1Y, mode: calendar";
    let dir = changed(&Change::Replace(measures, "per: company, max_age: P1Y", by_columns));
    fs::create_dir_all(dir.path().join("evidence/head/registers")).unwrap();
    fs::write(dir.path().join("evidence/head/registers/employees.csv"), "社員番号,区分,from\nE1,社員,\n")
        .unwrap();
    fs::create_dir_all(dir.path().join("evidence/head/monitoring/contact/E1")).unwrap();
    fs::write(dir.path().join("evidence/head/monitoring/contact/E1/2026-05-03_x.md"), "済").unwrap();
    let json = assessment(dir.path(), "2026-10-31");
    let head = company(&json, "head");
    assert!(codes(head).contains(&"unplaced-evidence"), "{}", head["findings"]);
    let owed = head["obligations"].as_array().unwrap();
    let contact = owed.iter().find(|it| it["requirement"] == "contact").unwrap();
    assert_eq!(
        [&contact["state"], &contact["evidence"]],
        [&serde_json::json!("pending"), &serde_json::json!([])]
    );
}
