//! Certificates: what holds, what ends, and what a renewal calls for.

use crate::world::World;

/// A company that is said to be certified, with the rows of its register; none if there is no register.
#[track_caller]
fn check(name: &str, certification: &str, rows: &str, as_of: &str, state: &[&str], expected: &[&str]) {
    let mut world = World::with_requirement("every: P1Y, mode: calendar")
        .items(&["2024-05-01", "2025-05-01", "2026-05-01"])
        .register("certificates", &format!("certificate,scheme,next_audit,applied,from,to,extent\n{rows}"));
    world.catalog = format!("certification: {certification}\n");
    world.company = world.company.replace("preparing", "certified");
    let answers = world.assess(as_of);
    let states: Vec<&str> = answers.assessment.certificates.iter().map(|it| it.state.as_str()).collect();
    assert_eq!(states, state, "{name}");
    assert_eq!(answers.findings(), expected, "{name}");
}

#[test]
fn a_renewal_is_applied_for_in_its_window() {
    let mark = "{schemes: [プライバシーマーク], renewal: {opens: P8M, closes: P4M}}";
    let row = |applied: &str| format!("PM-1,プライバシーマーク,,{applied},2024-12-01,2026-11-30");
    for (name, applied, as_of, state, expected) in [
        ("not yet open", "", "2026-03-29", "valid", vec![]),
        ("the first day", "", "2026-03-30", "renewal-open", vec!["note certificate-due"]),
        ("the last day", "", "2026-07-30", "renewal-open", vec!["note certificate-due"]),
        ("over", "", "2026-07-31", "renewal-missed", vec!["major certificate-due"]),
        ("applied for", "2026-04-10", "2026-07-31", "applied", vec![]),
        ("applied for later", "2026-08-10", "2026-07-31", "renewal-missed", vec!["major certificate-due"]),
        (
            "applied for last time",
            "2024-04-10",
            "2026-07-31",
            "renewal-missed",
            vec!["major certificate-due"],
        ),
        ("the last day of all", "2026-04-10", "2026-11-30", "applied", vec![]),
        (
            "ended",
            "2026-04-10",
            "2026-12-01",
            "expired",
            vec!["major certificate-missing", "major certificate-due"],
        ),
    ] {
        check(name, mark, &row(applied), as_of, &[state], &expected);
    }
}

#[test]
fn what_is_said_to_be_certified_has_a_certificate() {
    let isms = "{schemes: [ISMS]}";
    for (name, rows, state, expected) in [
        ("none", "", vec![], vec!["major certificate-missing"]),
        (
            "of another scheme",
            "A,別の制度,,,2024-04-01,2027-03-31",
            vec!["valid"],
            vec!["major certificate-missing"],
        ),
        (
            "the name of the scheme among others",
            "A,ＩＳＭＳ（JIS Q 27001）,,,2024-04-01,2027-03-31",
            vec!["valid"],
            vec![],
        ),
        ("without an end", "A,ISMS,,,2024-04-01,", vec!["valid"], vec![]),
        ("not issued yet", "A,ISMS,,,2026-11-01,2029-10-31", vec![], vec!["major certificate-missing"]),
        ("ending soon", "A,ISMS,,,2024-04-01,2027-01-29", vec!["ends-soon"], vec!["note certificate-due"]),
        ("ending later", "A,ISMS,,,2024-04-01,2027-01-30", vec!["valid"], vec![]),
        (
            "renewed",
            "A,ISMS,2026-03-01,,2023-04-01,2026-03-31\nB,ISMS,2027-03-01,,2026-04-01,2029-03-31",
            vec!["valid", "replaced"],
            vec![],
        ),
        (
            "two of one scheme for different things",
            "A,ISMS,,,2023-04-01,2026-03-31,大阪\nB,ISMS,,,2026-04-01,2029-03-31,東京",
            vec!["valid", "expired"],
            vec!["major certificate-due"],
        ),
        (
            "its next audit has passed",
            "A,ISMS,2026-10-30,,2024-04-01,2027-03-31",
            vec!["valid"],
            vec!["minor certificate-due"],
        ),
        ("its next audit is today", "A,ISMS,2026-10-31,,2024-04-01,2027-03-31", vec!["valid"], vec![]),
    ] {
        check(name, isms, rows, "2026-10-31", &state, &expected);
    }
}
