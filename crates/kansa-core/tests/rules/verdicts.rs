//! From obligations to measures, controls and findings.

use crate::world::{World, measure};

const NODES: &str = r#"  - {id: "1", kind: requirement, title: {ja: 一}, asks: [operated], source: verified}
  - {id: "2", kind: requirement, title: {ja: 二}, asks: [operated], source: verified,
     prerequisites: [{control: "1", kind: KIND}]}
  - {id: "3", kind: requirement, title: {ja: 三}, asks: [operated], source: verified,
     prerequisites: [{control: "2", kind: derived}]}
"#;

const YEARLY: &str = "      - {id: r, title: {ja: 記録}, basis: BASIS, owner: officer, per: company, every: P1Y, mode: calendar}\n";

/// Control 1 rests on measure m, controls 2 and 3 on measure n.
fn chain(kind: &str) -> World {
    let yearly = YEARLY.replace("BASIS", "own");
    World {
        nodes: NODES.replace("KIND", kind),
        measures: measure("m", "{\"c:1\": [operated]}", &yearly)
            + &measure("k", "{\"c:2\": [operated], \"c:3\": [operated]}", &yearly),
        ..World::with_requirement("every: P1Y, mode: calendar")
    }
}

#[test]
fn what_rests_on_a_failing_control_is_at_risk_near_and_far() {
    let world = chain("explicit").items(&["2025-05-01 of k/r", "2026-05-01 of k/r"]);
    let answers = world.assess("2026-10-31");
    assert_eq!(answers.verdict("1"), "gap");
    assert_eq!(answers.verdict("2"), "conforms", "a prerequisite never changes a verdict");
    for node in ["2", "3"] {
        let control = answers.control(node);
        let roots: Vec<_> =
            control.at_risk_from.iter().map(|it| answers.model.control_id(*it).to_string()).collect();
        assert_eq!(roots, ["c:1"], "{node}");
        assert_eq!(control.flags.iter().map(|it| it.as_str()).collect::<Vec<_>>(), ["at-risk"], "{node}");
    }
}

#[test]
fn only_explicit_prerequisites_raise_a_finding() {
    let findings =
        |kind| chain(kind).items(&["2025-05-01 of k/r", "2026-05-01 of k/r"]).assess("2026-10-31").findings();
    assert_eq!(findings("explicit"), ["major evidence-overdue", "minor prerequisite-failing"]);
    assert_eq!(findings("derived"), ["major evidence-overdue"]);
}

#[test]
fn a_prerequisite_that_is_not_assessed_is_not_failing() {
    let mut world = chain("explicit").items(&["2025-05-01 of k/r", "2026-05-01 of k/r"]);
    world.measures = world.measures.replace("c:1", "c:3");
    let answers = world.assess("2026-10-31");
    assert_eq!(answers.verdict("1"), "not-assessed");
    assert_eq!(answers.control("2").flags, []);
}

#[test]
fn a_group_as_prerequisite_means_all_its_requirements() {
    let mut world = chain("explicit").items(&["2025-05-01 of k/r", "2026-05-01 of k/r"]);
    world.nodes = world
        .nodes
        .replace("control: \"1\"", "control: \"G\"")
        .replace("{id: \"1\", kind: requirement,", "{id: \"G\", kind: group, title: {ja: 群}, source: verified}\n  - {id: \"1\", kind: requirement, parent: \"G\",");
    assert_eq!(world.assess("2026-10-31").control("2").at_risk_from.len(), 1);
}

#[test]
fn no_verdict_rests_on_itself() {
    let answers = chain("explicit").assess("2026-10-31");
    for node in ["1", "2", "3"] {
        let control = answers.control(node);
        assert!(!control.at_risk_from.contains(&control.control), "{node}");
    }
}

#[test]
fn severity_follows_the_effect() {
    let severity = |basis: &str, controls: usize, asks: &str| {
        let mapped: Vec<String> = (1..=controls).map(|it| format!("\"c:{it}\": [operated]")).collect();
        let nodes: Vec<String> = (1..=controls)
            .map(|it| format!("  - {{id: \"{it}\", kind: requirement, title: {{ja: 項}}, asks: [{asks}], source: verified}}\n"))
            .collect();
        let world = World {
            nodes: nodes.concat(),
            measures: measure("m", &format!("{{{}}}", mapped.join(", ")), &YEARLY.replace("BASIS", basis)),
            ..World::with_requirement("every: P1Y, mode: calendar")
        };
        world.assess("2026-10-31").findings()[0].clone()
    };
    assert_eq!(severity("own", 1, "operated"), "major evidence-overdue", "one requirement has a gap");
    assert_eq!(severity("own", 4, "operated"), "major evidence-overdue", "four of them");
    assert_eq!(severity("own", 5, "operated"), "critical evidence-overdue", "five of them");
    assert_eq!(severity("stated", 1, "operated"), "critical evidence-overdue", "a stated duty");
    assert_eq!(severity("customary", 1, "operated"), "major evidence-overdue", "a customary one");
}

#[test]
fn a_measure_that_nobody_owes_anything_for_is_not_effective() {
    let requirements = YEARLY.replace("BASIS", "own")
        + "      - {id: s, title: {ja: 個別}, basis: own, owner: officer, per: employees, every: P1Y, mode: calendar}\n";
    let world = World {
        measures: measure("m", "{\"c:1\": [operated]}", &requirements),
        ..World::with_requirement("max_age: P1Y")
    };
    let world = world.items(&["2025-05-01", "2026-05-01"]);
    let with = |rows: &str| {
        let world = world
            .clone()
            .register("employees", &format!("社員番号\n{rows}"))
            .items(&["2025-05-01 of m/s for E1", "2026-05-01 of m/s for E1"]);
        world.assess("2026-10-31").verdict("1")
    };
    assert_eq!(with("E1\n"), "conforms");
    assert_eq!(with(""), "pending", "one of its requirements has no subject at all");
}

#[test]
fn a_failure_that_leaves_no_gap_is_minor() {
    let yearly = YEARLY.replace("BASIS", "stated");
    let world = World {
        measures: measure("m", "{\"c:1\": [operated]}", &yearly)
            + &measure("k", "{\"c:1\": [operated]}", &yearly),
        ..World::with_requirement("every: P1Y, mode: calendar")
    };
    let answers = world.items(&["2025-05-01 of k/r", "2026-05-01 of k/r"]).assess("2026-10-31");
    assert_eq!(answers.verdict("1"), "partial");
    assert_eq!(answers.findings(), ["minor evidence-overdue"]);
}

#[test]
fn an_exception_accepts_a_gap_while_it_holds() {
    let header = "id,target,reason,approver,approved,from,to\n";
    for (name, row, measure, findings) in [
        ("it holds", "X1,m/r,移行中,ciso,2026-03-31,2026-03-31,2026-12-31", "accepted", &[][..]),
        ("on its last day", "X1,m/r,移行中,ciso,2026-03-31,2026-03-31,2026-10-31", "accepted", &[]),
        (
            "it has expired",
            "X1,m/r,移行中,ciso,2026-03-31,2026-03-31,2026-10-30",
            "ineffective",
            &["major evidence-overdue", "minor exception-invalid"],
        ),
        (
            "it has no expiry",
            "X1,m/r,移行中,ciso,2026-03-31,2026-03-31,",
            "ineffective",
            &["major evidence-overdue", "minor exception-invalid"],
        ),
        (
            "nobody approved it",
            "X1,m/r,移行中,,2026-04-01,2026-04-01,2026-12-31",
            "ineffective",
            &["major evidence-overdue", "minor exception-invalid"],
        ),
        (
            "it has no reason",
            "X1,m/r,,ciso,2026-03-31,2026-03-31,2026-12-31",
            "ineffective",
            &["major evidence-overdue", "minor exception-invalid"],
        ),
        (
            "it names nothing",
            "X1,m/s,移行中,ciso,2026-04-01,2026-04-01,2026-12-31",
            "ineffective",
            &["major evidence-overdue", "minor exception-invalid"],
        ),
        (
            "it was approved only later",
            "X1,m/r,移行中,ciso,2026-11-01,2026-04-01,2026-12-31",
            "ineffective",
            &["major evidence-overdue"],
        ),
        (
            "it does not hold yet",
            "X1,m/r,移行中,ciso,2026-04-01,2026-11-01,2026-12-31",
            "ineffective",
            &["major evidence-overdue"],
        ),
    ] {
        let answers = World::with_requirement("every: P1Y, mode: calendar")
            .register("exceptions", &format!("{header}{row}\n"))
            .assess("2026-10-31");
        assert_eq!(answers.measures(), [measure], "{name}");
        assert_eq!(answers.findings(), findings, "{name}");
    }
}

#[test]
fn an_exception_accepts_nothing_that_was_missed_before_its_first_day() {
    const MONTHLY: &str = "every: P1M, mode: calendar, repair: never";
    const ONCE: &str = "per: incidents, once: {from: detected, within: P10D}, repair: never";
    const QUARTERS: &str = "every: P3M, mode: interval";
    let header = "id,target,reason,approver,approved,from,to\n";
    let row = |approved: &str, from: &str, to: &str| format!("X1,m/r,移行中,部長,{approved},{from},{to}\n");
    let from = |first: &str| row(first, first, "2027-03-31");
    let renewed =
        |again: &str| row("2026-04-25", "2026-04-25", "2026-06-30") + &row("2026-06-20", again, "2027-03-31");
    for (name, requirement, rows, items, accepted) in [
        ("from the start", MONTHLY, from("2026-04-01"), &[][..], &["04-01", "05-01", "06-01", "07-01"][..]),
        ("on the last day of a window", MONTHLY, from("2026-06-30"), &[], &["06-01", "07-01"]),
        ("on the day after", MONTHLY, from("2026-07-01"), &[], &["07-01"]),
        ("after all of them", MONTHLY, from("2026-08-25"), &[], &[]),
        ("approved later", MONTHLY, row("2026-07-05", "2026-04-01", "2027-03-31"), &[], &["07-01"]),
        ("begins later", MONTHLY, row("2026-04-01", "2026-07-05", "2027-03-31"), &[], &["07-01"]),
        ("without a start", MONTHLY, row("2026-07-05", "", "2027-03-31"), &[], &["07-01"]),
        ("renewed at once", MONTHLY, renewed("2026-07-01"), &[], &["04-01", "05-01", "06-01", "07-01"]),
        ("renewed late", MONTHLY, renewed("2026-07-02"), &[], &["07-01"]),
        ("done late", MONTHLY, from("2026-06-30"), &["2026-07-20 window 2026-06-01"], &["06-01", "07-01"]),
        ("an event, in time", ONCE, from("2026-06-11"), &[], &["06-01"]),
        ("an event, too late", ONCE, from("2026-06-12"), &[], &[]),
        ("too old: owed every day", "max_age: P1Y", from("2026-08-25"), &["2025-05-01"], &["04-01"]),
        ("an interval, in time", QUARTERS, from("2026-05-10"), &["2026-02-10"], &["04-01"]),
        ("an interval, too late", QUARTERS, from("2026-05-11"), &["2026-02-10"], &[]),
        ("and done since", QUARTERS, from("2026-05-11"), &["2026-02-10", "2026-06-10"], &[]),
        ("exceeded before the period", QUARTERS, from("2026-04-01"), &["2025-06-10"], &["04-01"]),
        (
            "the newest fails",
            QUARTERS,
            from("2026-08-25"),
            &["2026-03-01", "2026-06-01", "2026-06-09 unreadable"],
            &["04-01"],
        ),
    ] {
        let answers = World::with_requirement(requirement)
            .register("incidents", "incident,detected,from,to\nI1,2026-06-01,,\n")
            .register("exceptions", &format!("{header}{rows}"))
            .items(items)
            .assess("2026-08-31");
        let states = answers.states();
        let found: Vec<&str> = states.iter().filter_map(|it| it.strip_suffix(" accepted")).collect();
        let found: Vec<&str> = found.iter().filter_map(|it| it.split("2026-").nth(1)).collect();
        assert_eq!(found, accepted, "{name}: {states:?}");
    }
}

#[test]
fn silence_on_applicability_means_that_it_applies() {
    let header = "control,applies,reason,from,to\n";
    for (name, rows, verdict) in [
        ("silence", "", "conforms"),
        ("stated", "1,○,リスク対応,,\n", "conforms"),
        ("excluded with a reason", "1,×,該当業務なし,,\n", "not-applicable"),
        ("written whole", "c:1,×,該当業務なし,,\n", "not-applicable"),
        ("excluded without a reason", "1,×,,,\n", "conforms"),
        ("neither yes nor no", "1,△,該当業務なし,,\n", "conforms"),
        ("excluded only later", "1,×,該当業務なし,2026-11-01,\n", "conforms"),
        ("no longer excluded", "1,×,該当業務なし,,2026-10-30\n", "conforms"),
    ] {
        let answers = World::with_requirement("every: P1Y, mode: calendar")
            .register("applicability", &format!("{header}{rows}"))
            .items(&["2025-05-01", "2026-05-01"])
            .assess("2026-10-31");
        assert_eq!(answers.verdict("1"), verdict, "{name}");
    }
}

#[test]
fn what_a_standard_forbids_to_exclude_stays() {
    let mut world = World::with_requirement("every: P1Y, mode: calendar")
        .register("applicability", "control,applies,reason,from,to\n1,×,該当業務なし,,\n")
        .items(&["2025-05-01", "2026-05-01"]);
    world.nodes = world.nodes.replace("source: verified", "source: verified, excludable: never");
    let answers = world.assess("2026-10-31");
    assert_eq!(answers.verdict("1"), "conforms");
    assert_eq!(answers.findings(), [] as [&str; 0]);
    let problems: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
    assert_eq!(problems, ["exclusion-forbidden"]);
}

#[test]
fn a_missing_reason_is_a_finding_where_one_is_needed() {
    let mut world =
        World::with_requirement("every: P1Y, mode: calendar").items(&["2025-05-01", "2026-05-01"]);
    world.nodes = world.nodes.replace("source: verified", "source: verified, reasons: required");
    let unreasoned = |world: &World| {
        let mut found = world.assess("2026-10-31").findings();
        found.retain(|it| it.ends_with("unreasoned"));
        found
    };
    assert_eq!(unreasoned(&world), ["minor applicability-unreasoned"]);
    let world = world.register("applicability", "control,applies,reason,from,to\n1,○,リスク対応,,\n");
    assert_eq!(unreasoned(&world), Vec::<String>::new());
}

#[test]
fn a_measure_is_not_applicable_where_all_it_serves_is_excluded_or_the_company_does_not_take_it() {
    let world = World::with_requirement("every: P1Y, mode: calendar")
        .register("applicability", "control,applies,reason,from,to\n1,×,該当業務なし,,\n");
    let answers = world.assess("2026-10-31");
    assert_eq!(answers.measures(), ["not-applicable"]);
    assert_eq!(answers.states(), Vec::<String>::new(), "nothing is owed for it");
    let mut world = World::with_requirement("every: P1Y, mode: calendar");
    world.company.push_str("except: [{measure: m, reason: {ja: 別の対策による}}]\n");
    let answers = world.assess("2026-10-31");
    assert_eq!(answers.measures(), ["not-applicable"]);
    assert_eq!(answers.verdict("1"), "not-assessed");
}

#[test]
fn a_company_sets_its_own_cadence_only_where_it_may() {
    let parameter = "      - {id: r, title: {ja: 記録}, basis: parameter, owner: officer, per: company, every: P1Y, mode: calendar}\n";
    let mut world = World::with_requirement("every: P1Y, mode: calendar");
    world.measures = measure("m", "{\"c:1\": [operated]}", parameter);
    world.company.push_str("parameters: {m/r: P3M}\n");
    assert_eq!(
        world.assess("2026-04-15").states().len(),
        5,
        "four quarters, and the last one of the year before"
    );
    world.measures = world.measures.replace("basis: parameter", "basis: own");
    let codes: Vec<_> = world.problems().iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["invalid-value"]);
}

#[test]
fn due_soon_and_expiry_warn_without_failing() {
    let soon =
        World::with_requirement("every: P1Y, mode: calendar").items(&["2025-05-01"]).assess("2027-03-15");
    assert!(soon.findings().contains(&"note due-soon".to_owned()), "{:?}", soon.findings());
    let expiring = World::with_requirement("max_age: P1Y").items(&["2025-11-15"]).assess("2026-10-31");
    assert_eq!(expiring.findings(), ["note expires-soon"]);
    assert_eq!(expiring.verdict("1"), "conforms");
}

#[test]
fn a_definition_that_cannot_be_read_never_passes() {
    let mut world =
        World::with_requirement("every: P1Y, mode: calendar").items(&["2025-05-01", "2026-05-01"]);
    let broken = "      - {id: s, title: {ja: 記録}, basis: own, owner: officer, per: company, every: P1Y}\n";
    world.measures.push_str(broken);
    let codes: Vec<_> = world.problems().iter().map(|it| it.code.as_str()).collect();
    assert_eq!(codes, ["invalid-value"], "every without mode");
}

#[test]
fn an_evidence_requirement_fails_only_the_controls_it_serves_in_the_aspects_it_shows() {
    let node =
        |id: &str| format!("  - {{id: \"{id}\", kind: requirement, title: {{ja: 題}}, source: verified}}\n");
    let requirement = |id: &str, keys: &str| {
        format!(
            "      - {{id: {id}, title: {{ja: 記録}}, basis: own, owner: o, per: company, every: P1Y, mode: calendar, repair: never{keys}}}\n"
        )
    };
    let both = "{\"c:1\": [documented, operated], \"c:2\": [documented, operated]}";
    for (name, rule, record, filed, expected) in [
        ("nothing is said", "", "", "r", ["partial", "partial"]),
        ("the record is for one control", "", ", serves: [\"c:2\"]", "r", ["conforms", "partial"]),
        ("the rule is only a rule", ", shows: [documented]", ", shows: [operated]", "r", ["gap", "gap"]),
        ("and the record is there", ", shows: [documented]", ", shows: [operated]", "record", ["gap", "gap"]),
        (
            "a rule for both, a record for one",
            ", shows: [documented]",
            ", shows: [operated], serves: [\"c:2\"]",
            "r",
            ["conforms", "gap"],
        ),
    ] {
        let mut world = World::with_requirement("every: P1Y, mode: calendar");
        world.company = world.company.replace("2024-04-01", "2026-04-01");
        world.nodes = node("1") + &node("2");
        world.measures = measure("m", both, &(requirement("r", rule) + &requirement("record", record)));
        let item = format!("of m/{filed} 2026-06-01");
        let answers = world.items(&[&item]).assess("2027-04-01");
        assert_eq!([answers.verdict("1"), answers.verdict("2")], expected, "{name}");
    }
}

#[test]
fn a_requirement_serves_controls_of_its_measure_only() {
    let world = World::with_requirement("every: P1Y, mode: calendar, serves: [\"c:9\"]");
    let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
    assert_eq!(found, ["unknown-control"]);
}

#[test]
fn the_kind_of_shortfall_decides_the_framework_s_word() {
    for (name, terms, basis, items, expected) in [
        ("late by a stated day", "pci-dss", "stated", &["2026-07-10"][..], "Not in Place（未対応）"),
        (
            "late by its own day",
            "pci-dss",
            "own",
            &["2026-07-10"][..],
            "In Place（対応）（自社の期限に遅れ）",
        ),
        ("late by its own day", "privacy-mark", "own", &["2026-07-10"][..], "適合（自社の期限に遅れ）"),
        ("late", "iso", "customary", &["2026-07-10"][..], "観察事項（実施の遅れ）"),
        ("unreadable", "iso", "own", &["2026-06-10 unreadable"][..], "未確認（証跡が読めない）"),
        ("not done at all", "iso", "own", &[][..], "不適合（重大・軽微は審査員が判断）"),
    ] {
        let mut world =
            World::with_requirement("per: incidents, once: {from: detected, within: P20D}").items(&[]);
        world = world.register("incidents", "incident,detected,from,to\nI1,2026-06-01,,\n");
        world.catalog = format!("terms: {terms}\n");
        world.company.push_str("pci: {role: merchant, validation: roc}\n");
        world.measures = world.measures.replace("basis: own", &format!("basis: {basis}"));
        let items: Vec<String> = items.iter().map(|it| format!("for I1 {it}")).collect();
        world.items = items;
        assert_eq!(world.assess("2026-08-01").proposal("1"), expected, "{name}, {terms}");
    }
}
