//! Posts that somebody has to hold, and the lines on which reports reach the top.

use crate::world::{World, day};

fn world(company: &str, officers: &str) -> World {
    let mut world = World::with_requirement("every: P1Y, mode: calendar")
        .items(&["2025-05-01", "2026-05-01"])
        .register("units", "unit,from,to\nA,2020-01-01,\nB,2020-01-01,\nOLD,2020-01-01,2026-03-31\n")
        .register("employees", "employee,category,from,to\nE1,正社員,,\nE2,正社員,,\nE9,監査役,,\nE8,正社員,2020-04-01,2026-06-30\n")
        .register("officers", &format!("officer,role,holder,charge,from,to,inside\n{officers}"));
    world.company.push_str(company);
    world
}

#[track_caller]
fn check(name: &str, company: &str, officers: &str, expected: &[&str]) {
    let ids: Vec<String> = world(company, officers)
        .assess("2026-10-31")
        .assessment
        .findings
        .into_iter()
        .map(|it| it.id)
        .collect();
    assert_eq!(ids, expected, "{name}");
}

const PER_UNIT: &str = "appointments: [{role: unit-officer, title: {ja: 部門責任者}, per: units}]\n";

#[test]
fn a_post_is_held_for_each_row_of_its_register() {
    for (name, officers, expected) in [
        ("one for all", "O1,部門責任者,E1,A、B,2025-04-01,\n", &[][..]),
        ("one each", "O1,部門責任者,E1,A,2025-04-01,\nO2,unit-officer,E2,B,2025-04-01,\n", &[]),
        ("one is missing", "O1,部門責任者,E1,A,2025-04-01,\n", &["officer-missing:acme/unit-officer/B"]),
        (
            "one has ended",
            "O1,部門責任者,E1,A、B,2025-04-01,2026-09-30\nO2,部門責任者,E1,A,2026-10-01,\n",
            &["officer-missing:acme/unit-officer/B"],
        ),
        (
            "for none in particular",
            "O1,部門責任者,E1,,2025-04-01,\n",
            &["officer-missing:acme/unit-officer/A", "officer-missing:acme/unit-officer/B"],
        ),
        (
            "by somebody who has left, whatever the register says",
            "O1,部門責任者,E8,A、B,2025-04-01,,○\n",
            &["officer-conflict:acme/unit-officer/E8/outside"],
        ),
        ("by somebody from outside who is counted in", "O1,部門責任者,X1,A、B,2025-04-01,,○\n", &[]),
        (
            "by somebody from outside",
            "O1,部門責任者,X1,A、B,2025-04-01,\n",
            &["officer-conflict:acme/unit-officer/X1/outside"],
        ),
    ] {
        check(name, PER_UNIT, officers, expected);
    }
}

#[test]
fn posts_of_a_company_keep_their_distance() {
    let posts = "appointments:\n  - {role: ciso, title: {ja: 管理責任者}, apart_from: [auditor], barred: [監査役]}\n  - {role: auditor, title: {ja: 監査責任者}}\n";
    for (name, officers, expected) in [
        ("two persons", "O1,管理責任者,E1,,,\nO2,監査責任者,E2,,,\n", &[][..]),
        (
            "one person",
            "O1,管理責任者,E1,,,\nO2,監査責任者,E1,,,\n",
            &["officer-conflict:acme/ciso/E1/auditor"],
        ),
        ("nobody", "O2,監査責任者,E1,,,\n", &["officer-missing:acme/ciso"]),
        (
            "a statutory auditor",
            "O1,管理責任者,E9,,,\nO2,監査責任者,E1,,,\n",
            &["officer-conflict:acme/ciso/E9/statutory-auditor"],
        ),
    ] {
        check(name, posts, officers, expected);
    }
}

#[test]
fn every_department_reaches_the_top_on_two_ways() {
    let reporting = |lines: &str| format!("reporting: {{top: 社長, lines: [{lines}]}}\n");
    let good = "{from: units, to: [部門長, 通報窓口]}, {from: 部門長, to: [管理部]}, {from: 管理部, to: [社長]}, {from: 通報窓口, to: [社長]}";
    for (name, lines, expected) in [
        ("two ways", good.to_owned(), &[][..]),
        (
            "over one division",
            good.replace("{from: 通報窓口, to: [社長]}", "{from: 通報窓口, to: [管理部]}"),
            &["route-single:acme:管理部"],
        ),
        (
            "one department has its own line only",
            "{from: A, to: [社長, 窓口]}, {from: 窓口, to: [社長]}".into(),
            &["route-missing:acme"],
        ),
        ("directly and not otherwise", "{from: units, to: [社長]}".into(), &["route-single:acme:direct"]),
    ] {
        check(name, &reporting(&lines), "", expected);
    }
}

#[test]
fn what_cannot_be_a_line_or_a_post_is_said() {
    for (name, company, expected) in [
        ("a line to itself", "reporting: {top: t, lines: [{from: a, to: [a]}]}\n", vec!["invalid-value"]),
        ("a line from the top", "reporting: {top: t, lines: [{from: t, to: [a]}]}\n", vec!["invalid-value"]),
        (
            "a post for what is no register",
            "appointments: [{role: a, title: {ja: あ}, per: desks}]\n",
            vec!["unknown-register"],
        ),
        ("as it should be", PER_UNIT, vec![]),
    ] {
        let found: Vec<&str> = world(company, "").problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_audit_period_begins_after_the_last_audit_by_others() {
    let audits =
        "audit,kind,held\nA1,更新審査,2025-11-20\nA2,内部監査,2026-08-01\nA3,サーベイランス審査,2026-11-18\n";
    for (name, company, as_of, from, to) in [
        ("since the last", "audit_period: since-last-audit\n", "2026-10-31", "2025-11-21", "2026-11-20"),
        ("a new one", "audit_period: since-last-audit\n", "2026-11-19", "2026-11-19", "2027-11-18"),
        ("on the day of one", "audit_period: since-last-audit\n", "2026-11-18", "2025-11-21", "2026-11-20"),
        ("longer than a year", "audit_period: since-last-audit\n", "2028-01-10", "2026-11-19", "2028-01-10"),
        ("before the first", "audit_period: since-last-audit\n", "2025-10-01", "2025-04-01", "2026-03-31"),
        ("the fiscal year", "", "2026-10-31", "2026-04-01", "2027-03-31"),
    ] {
        let period = world(company, "").register("audits", audits).assess(as_of).assessment.period;
        assert_eq!((period.from, period.to), (day(from), day(to)), "{name}");
    }
}

#[test]
fn what_a_row_refers_to_has_to_be_there_on_the_day() {
    let strange = |units: &str, unit: &str| {
        let found = World::with_requirement("every: P1Y, mode: calendar")
            .items(&["2025-05-01", "2026-05-01"])
            .register("units", &format!("unit,from,to\n{units}"))
            .register("reviews", &format!("review,kind,decided,unit\nR1,定期,2026-05-01,{unit}\n"))
            .assess("2026-10-31");
        let findings = found.assessment.findings.iter().filter(|it| it.code.as_str() == "out-of-scope");
        findings.map(|it| format!("{} {}", it.id, it.message.en)).collect::<Vec<_>>()
    };
    let said = |words: &str| {
        vec![format!(
            "out-of-scope:acme/registers/reviews/R1/unit unit: {words} is not in the register Departments: out of scope"
        )]
    };
    for (name, units, unit, expected) in [
        ("one that is there", "A,2020-01-01,\n", "A", vec![]),
        ("in full width", "A,2020-01-01,\n", "Ａ", vec![]),
        ("none", "A,2020-01-01,\n", "", vec![]),
        ("several, of which one is not", "A,2020-01-01,\n", "A、X", said("X")),
        ("one that has ended", "A,2020-01-01,2026-10-30\n", "A", said("A")),
        ("one that is still to come", "A,2026-11-01,\n", "A", said("A")),
    ] {
        assert_eq!(strange(units, unit), expected, "{name}");
    }
}
