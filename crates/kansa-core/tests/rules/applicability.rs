//! Which requirements apply: by the catalog, the profile, the registers and what is stated.

use std::collections::BTreeSet;

use crate::world::{World, measure};

/// One requirement with more keys, served by a measure that shows a rule and one that shows a doing.
fn world(keys: &str) -> World {
    let requirement = |id: &str| {
        format!(
            "      - {{id: {id}, title: {{ja: 記録}}, basis: own, owner: o, per: company, every: P1Y, mode: calendar}}\n"
        )
    };
    let mut world = World::with_requirement("every: P1Y, mode: calendar");
    world.company = world.company.replace("2024-04-01", "2026-04-01");
    world.nodes =
        format!("  - {{id: \"1\", kind: requirement, title: {{ja: 一}}, source: verified{keys}}}\n");
    world.measures = measure("m", "{\"c:1\": [documented]}", &requirement("r"));
    world.measures.push_str(&measure("n", "{\"c:1\": [operated]}", &requirement("r")));
    world.items(&["2026-06-01", "of n/r 2026-06-01"])
}

/// What the answer is, with what decided it.
fn answer(world: &World) -> String {
    let answers = world.assess("2026-07-01");
    let ground = answers.control("1").reason.as_ref().map_or("", |(it, _)| it.as_str());
    format!("{} {ground}", answers.verdict("1")).trim_end().to_owned()
}

#[test]
fn a_requirement_applies_while_it_is_in_force() {
    for (name, keys, expected) in [
        ("always", "", "conforms"),
        ("from today", ", effective: 2026-07-01", "conforms"),
        ("from tomorrow", ", effective: 2026-07-02", "not-applicable catalog"),
        ("until today", ", superseded: 2026-07-02", "conforms"),
        ("until yesterday", ", superseded: 2026-07-01", "not-applicable catalog"),
        ("nobody knows its number", ", identity: unconfirmed", "not-assessed catalog"),
    ] {
        assert_eq!(answer(&world(keys)), expected, "{name}");
    }
}

#[test]
fn what_takes_the_place_of_a_superseded_requirement_may_stand_below_it() {
    let mut world = world(", superseded: 2025-03-31");
    world.nodes.push_str("  - {id: \"1.1\", kind: requirement, parent: \"1\", title: {ja: 二}, asks: [operated], source: verified}\n");
    world.measures =
        world.measures.replace("\"c:1\": [operated]", "\"c:1\": [operated], \"c:1.1\": [operated]");
    let answers = world.assess("2026-07-01");
    assert_eq!([answers.verdict("1"), answers.verdict("1.1")], ["not-applicable", "conforms"]);
}

#[test]
fn a_pci_requirement_is_for_the_entities_it_names() {
    let provider = "service-provider";
    for (name, keys, profile, expected) in [
        ("everybody", "", "role: merchant, validation: saq-d", "conforms"),
        ("providers, a merchant", provider, "role: merchant, validation: saq-d", "not-applicable profile"),
        ("providers, a provider", provider, "role: service-provider, validation: roc", "conforms"),
        (
            "multi-tenant",
            "multi-tenant-service-provider",
            "role: service-provider, validation: roc",
            "not-applicable profile",
        ),
        (
            "multi-tenant, and it is",
            "multi-tenant-service-provider",
            "role: service-provider, validation: roc, multi_tenant: true",
            "conforms",
        ),
        (
            "a merchant cannot be multi-tenant",
            "multi-tenant-service-provider",
            "role: merchant, validation: roc, multi_tenant: true",
            "not-applicable profile",
        ),
        ("issuers", "issuer", "role: merchant, validation: roc, issuer: true", "conforms"),
        ("designated", "designated-entity", "role: merchant, validation: roc", "not-applicable profile"),
        (
            "both at once",
            "legacy-tls-terminal, service-provider",
            "role: merchant, validation: roc, legacy_tls_terminals: true",
            "not-applicable profile",
        ),
    ] {
        let keys = if keys.is_empty() { String::new() } else { format!(", applies_to: [{keys}]") };
        let mut world = world(&keys);
        world.catalog = "terms: pci-dss\n".into();
        world.company.push_str(&format!("pci: {{{profile}}}\n"));
        assert_eq!(answer(&world), expected, "{name}");
    }
}

#[test]
fn without_a_profile_every_pci_requirement_applies_and_a_finding_says_so() {
    let mut world = world(", applies_to: [issuer]");
    world.catalog = "terms: pci-dss\n".into();
    assert_eq!(answer(&world), "conforms");
    assert_eq!(world.assess("2026-07-01").findings(), ["minor profile-missing"]);
}

#[test]
fn a_duty_abroad_goes_by_the_register_of_countries() {
    for (name, countries, expected) in [
        ("no register", None, "conforms"),
        ("a country", Some("country,from,to\nVN,2024-04-01,\n"), "conforms"),
        ("none", Some("country,from,to\n"), "not-applicable register"),
        ("no longer", Some("country,from,to\nVN,2024-04-01,2026-06-30\n"), "not-applicable register"),
    ] {
        let mut world = world(", force: duty-if-abroad");
        if let Some(table) = countries {
            world = world.register("countries", table);
        }
        assert_eq!(answer(&world), expected, "{name}");
    }
}

#[test]
fn an_exclusion_needs_a_reason_and_a_standard_that_allows_it() {
    let excluded = "control,applies,reason,from,to\n1,false,業務がない,,\n";
    for (name, keys, table, expected, problems) in [
        ("allowed", "", excluded, "not-applicable stated", vec![]),
        ("without reason", "", "control,applies,reason,from,to\n1,false,,,\n", "conforms", vec![]),
        ("forbidden", ", excludable: never", excluded, "conforms", vec!["exclusion-forbidden"]),
    ] {
        let world = world(keys).register("applicability", table);
        assert_eq!(answer(&world), expected, "{name}");
        let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, problems, "{name}");
    }
}

#[test]
fn what_is_absent_still_needs_its_written_rule() {
    let excluded = "control,applies,reason,from,to\n1,false,該当する個人情報がない,,\n";
    for (name, items, expected, proposal) in [
        ("the rule is there", &["2026-06-01"][..], "not-applicable", "該当なし"),
        ("no rule", &[][..], "gap", "不適合（指摘事項：該当なしでも規定は必要）"),
    ] {
        let mut world = world(", excludable: rule-owed").register("applicability", excluded);
        world.catalog = "terms: privacy-mark\n".into();
        world.measures = world.measures.replace("mode: calendar}", "mode: calendar, repair: never}");
        world.items = items.iter().map(|it| (*it).to_owned()).collect();
        let answers = world.assess("2027-04-30");
        // A year later, so that a missing rule is missing; what is done is owed by nobody.
        assert_eq!(answers.measures().len(), 2, "{name}");
        let answers = if expected == "gap" { answers } else { world.assess("2026-07-01") };
        assert_eq!(answers.verdict("1"), expected, "{name}");
        assert_eq!(answers.proposal("1"), proposal, "{name}");
    }
}

#[test]
fn the_ledger_has_to_show_that_something_is_absent() {
    let excluded = "control,applies,reason,from,to\n1,false,取得していない,,\n";
    let ledger = |rows: &str| format!("item,special_care,from,to\n{rows}");
    for (name, table, expected, finding) in [
        ("none of the kind", Some(ledger("P1,false,,\n")), "not-applicable", None),
        (
            "one of the kind",
            Some(ledger("P1,false,,\nP2,true,,\n")),
            "conforms",
            Some("major exclusion-unshown"),
        ),
        (
            "an empty cell proves nothing",
            Some(ledger("P1,,,\n")),
            "conforms",
            Some("major exclusion-unshown"),
        ),
        ("one that is over", Some(ledger("P1,true,,2026-05-31\n")), "not-applicable", None),
        (
            "a row without a key",
            Some(ledger("P1,false,,\n,true,,\n")),
            "conforms",
            Some("major exclusion-unshown"),
        ),
        ("no ledger", None, "conforms", Some("major exclusion-unshown")),
    ] {
        let keys = ", shown_by: {register: personal-information, where: {special_care: {is: true}}}";
        let mut world = world(keys).register("applicability", excluded);
        if let Some(table) = &table {
            world = world.register("personal-information", table);
        }
        let answers = world.assess("2026-07-01");
        assert_eq!(answers.verdict("1"), expected, "{name}");
        let found = answers.findings().into_iter().find(|it| it.contains("exclusion"));
        assert_eq!(found.as_deref(), finding, "{name}");
    }
}

#[test]
fn the_scope_of_a_whole_entity_cannot_be_narrowed() {
    for (name, keys, expected) in
        [("any part", "", vec![]), ("the whole entity", "extent: whole-entity\n", vec!["scope-too-narrow"])]
    {
        let mut world = world("");
        world.catalog = keys.into();
        world.company = world.company.replace("from: 2026-04-01}", "from: 2026-04-01, persons: [E1]}");
        let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn a_verdict_counts_the_subjects_of_its_scope() {
    for (name, parts, expected) in [
        ("everybody", "", "partial"),
        ("only the one who did", ", persons: [E1]", "conforms"),
        ("only the one who did not", ", persons: [E2]", "gap"),
        ("nobody", ", persons: [E9]", "pending"),
    ] {
        let mut world = World::with_requirement("per: employees, every: P1Y, mode: calendar, repair: never")
            .register("employees", "社員番号,from,to\nE1,2020-04-01,\nE2,2020-04-01,\n")
            .items(&["for E1 2025-06-01"]);
        world.company = world.company.replace("from: 2024-04-01}", &format!("from: 2024-04-01{parts}}}"));
        assert_eq!(world.assess("2026-04-30").verdict("1"), expected, "{name}");
    }
}

#[test]
fn a_role_is_held_by_the_right_kind_of_person() {
    let employees =
        "社員番号,区分,from,to\nE1,社員,2020-04-01,\nE2,社員,2020-04-01,\nE3,監査役,2020-04-01,\n";
    let header = "officer,role,holder,inside,statutory_auditor,from,to\n";
    for (name, rows, expected) in [
        ("two persons", "O1,管理者,E1,,,,\nO2,監査責任者,E2,,,,\n", vec![]),
        ("named by id", "O1,manager,E1,,,,\nO2,auditor,E2,,,,\n", vec![]),
        ("nobody", "O1,管理者,E1,,,,\n", vec!["major officer-missing"]),
        ("no longer", "O1,管理者,E1,,,,\nO2,監査責任者,E2,,,,2026-06-30\n", vec!["major officer-missing"]),
        ("one person", "O1,管理者,E1,,,,\nO2,監査責任者,E1,,,,\n", vec!["major officer-conflict"]),
        ("from outside", "O1,管理者,X9,,,,\nO2,監査責任者,E2,,,,\n", vec!["major officer-conflict"]),
        ("said to be inside", "O1,管理者,X9,true,,,\nO2,監査責任者,E2,,,,\n", vec![]),
        ("a statutory auditor", "O1,管理者,E3,,,,\nO2,監査責任者,E2,,,,\n", vec!["major officer-conflict"]),
        ("said to be one", "O1,管理者,E1,,true,,\nO2,監査責任者,E2,,,,\n", vec!["major officer-conflict"]),
    ] {
        let mut world =
            world("").register("employees", employees).register("officers", &format!("{header}{rows}"));
        world.catalog = "appointments:\n  - {role: manager, title: {ja: 管理者}, control: \"1\", apart_from: [auditor], barred: [監査役]}\n  - {role: auditor, title: {ja: 監査責任者}, control: \"1\"}\n".into();
        assert_eq!(world.assess("2026-07-01").findings(), expected, "{name}");
    }
}

#[test]
fn a_voluntary_measure_that_would_serve_is_named() {
    for (name, keys, expected) in [
        ("nobody chose it", "", "take what is voluntary (also: [m] in company.yaml), map a measure"),
        ("it is left out", "except: [{measure: m, reason: {ja: 不要}}]\n", "map a measure"),
        ("it is chosen and serves another one", "also: [m]\n", "map a measure"),
    ] {
        let mut world = World::with_requirement("every: P1Y, mode: calendar");
        world.nodes.push_str("  - {id: \"2\", kind: requirement, title: {ja: 二}, source: verified}\n");
        world.measures = world.measures.replace("    controls:", "    voluntary: true\n    controls:");
        world.company.push_str(keys);
        let findings = world.assess("2026-10-31").assessment.findings;
        let unmapped = findings.iter().find(|it| it.code.as_str() == "control-unmapped").unwrap();
        assert_eq!(unmapped.remedy.en, format!("{expected}, or record why they do not apply"), "{name}");
    }
}

#[test]
fn a_voluntary_measure_is_owed_by_those_who_chose_it() {
    let owed = |company: &str| {
        let yearly = "      - {id: r, title: {ja: 記録}, basis: own, owner: officer, per: company, every: P1Y, mode: calendar}\n";
        let chosen = measure("by-choice", "{\"c:1\": [operated]}", yearly)
            .replace("    controls:", "    voluntary: true\n    controls:");
        let world = World::with_requirement("every: P1Y, mode: calendar");
        let world = World {
            measures: world.measures.clone() + &chosen,
            company: company.replace("ALL", "measures: all"),
            ..world
        };
        let answers = world.assess("2026-10-31");
        let owed: BTreeSet<_> = answers.assessment.obligations.iter().map(|it| it.requirement).collect();
        owed.len()
    };
    let company =
        "format: 1\nname: {ja: 社}\nscope: [{catalog: c, status: preparing, from: 2024-04-01}]\nALL\n";
    assert_eq!(owed(company), 1);
    assert_eq!(owed(&format!("{company}also: [by-choice]\n")), 2);
    assert_eq!(owed(&format!("{company}also: [{{measure: by-choice, from: 2026-10-31}}]\n")), 2);
    assert_eq!(owed(&format!("{company}also: [{{measure: by-choice, from: 2026-11-01}}]\n")), 1);
    assert_eq!(owed(&company.replace("ALL", "measures: [by-choice]")), 1);
    assert_eq!(
        owed(&format!(
            "{company}provided: [{{measure: by-choice, by: other, basis: contract, document: D, from: 2024-04-01}}]\n"
        )),
        2,
        "whoever has it provided has chosen it"
    );
    assert_eq!(
        owed(&format!(
            "{company}provided: [{{measure: by-choice, by: other, basis: contract, document: D, from: 2026-11-01}}]\n"
        )),
        1,
        "from then on"
    );
    assert_eq!(
        owed(&format!(
            "{company}also: [by-choice]\nexcept: [{{measure: by-choice, reason: {{ja: 廃止}}}}]\n"
        )),
        1
    );
}
