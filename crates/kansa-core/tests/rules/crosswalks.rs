//! What requirements of other catalogs do for one: carry a verdict, or say where evidence may be used again.

use crate::world::{World, measure};

const SCOPE: &str = "\
format: 1
name: {ja: 社, en: Company}
scope:
  - {catalog: c, status: preparing, from: 2026-04-01}
  - {catalog: d, status: preparing, from: 2026-04-01}
measures: all
";

/// `c:1` is shown in 2026; `d:1` has no measure of its own.
fn world() -> World {
    let node = |id: &str| {
        format!(
            "  - {{id: \"{id}\", kind: requirement, title: {{ja: 例}}, asks: [operated], source: verified}}\n"
        )
    };
    World { other: node("1"), company: SCOPE.into(), ..World::with_requirement("every: P1Y, mode: calendar") }
        .items(&["2026-06-01"])
}

#[test]
fn only_a_stated_or_adopted_equality_carries_a_verdict() {
    for (name, row, expected) in [
        ("stated", "{from: \"1\", to: \"1\", relation: equal, standing: stated}", "conforms"),
        ("proposed", "{from: \"1\", to: \"1\", relation: equal, standing: proposed}", "not-assessed"),
        ("corroborated", "{from: \"1\", to: \"1\", relation: equal, standing: corroborated}", "not-assessed"),
        (
            "adopted",
            "{from: \"1\", to: \"1\", relation: equal, standing: proposed, adopted: {by: o, on: 2026-05-01}}",
            "conforms",
        ),
        (
            "adopted on the day itself",
            "{from: \"1\", to: \"1\", relation: equal, standing: proposed, adopted: {by: o, on: 2026-07-01}}",
            "conforms",
        ),
        (
            "adopted later",
            "{from: \"1\", to: \"1\", relation: equal, standing: proposed, adopted: {by: o, on: 2026-07-02}}",
            "not-assessed",
        ),
        ("stated superset", "{from: \"1\", to: \"1\", relation: superset, standing: stated}", "not-assessed"),
        (
            "adopted superset",
            "{from: \"1\", to: \"1\", relation: superset, standing: proposed, adopted: {by: o, on: 2026-05-01}}",
            "not-assessed",
        ),
        ("stated subset", "{from: \"1\", to: \"1\", relation: subset, standing: stated}", "not-assessed"),
        ("intersects", "{from: \"1\", to: \"1\", relation: intersects, standing: stated}", "not-assessed"),
    ] {
        let answers = world().crosswalk(row).assess("2026-07-01");
        assert_eq!(answers.verdict_in("d", "1"), expected, "{name}");
    }
}

#[test]
fn a_proposed_superset_never_puts_a_pci_requirement_in_place() {
    // c is the broad one and conforms; d speaks PCI DSS.
    let mut world = world().crosswalk("{from: \"1\", to: \"1\", relation: superset, standing: proposed}");
    world.other_keys = "terms: pci-dss\n".into();
    let answers = world.assess("2026-07-01");
    assert_eq!(answers.verdict_in("c", "1"), "conforms");
    assert_eq!(answers.verdict_in("d", "1"), "not-assessed");
    assert_eq!(answers.proposal_in("d", "1"), "Not Tested（未テスト）");
    assert_eq!(answers.reusable_in("d", "1"), ["c:1 superset proposed conforms"]);
}

#[test]
fn a_superset_does_not_lift_a_failing_pci_requirement() {
    let mut world = world().crosswalk("{from: \"1\", to: \"1\", relation: superset, standing: stated}");
    world.other_keys = "terms: pci-dss\n".into();
    world.measures.push_str(&measure(
        "n",
        "{\"d:1\": [operated]}",
        "      - {id: r, title: {ja: 試験}, basis: own, owner: o, per: company, every: P1M, mode: calendar, repair: never}\n",
    ));
    let answers = world.assess("2026-07-01");
    assert_eq!(answers.verdict_in("d", "1"), "gap");
    assert_eq!(answers.proposal_in("d", "1"), "Not in Place（未対応）");
    assert_eq!(answers.reusable_in("d", "1"), ["c:1 superset stated conforms"]);
}

#[test]
fn own_evidence_decides_over_what_is_carried() {
    let mut world = world().crosswalk("{from: \"1\", to: \"1\", relation: equal, standing: stated}");
    world.measures.push_str(&measure(
        "n",
        "{\"d:1\": [operated]}",
        "      - {id: r, title: {ja: 試験}, basis: own, owner: o, per: company, every: P1M, mode: calendar, repair: never}\n",
    ));
    assert_eq!(world.assess("2026-07-01").verdict_in("d", "1"), "gap");
}

#[test]
fn a_verdict_goes_one_step_and_no_further() {
    // d:2 equals c:2, which has nothing of its own and would only have what d:1 carries to it.
    let node = |id: &str| {
        format!(
            "  - {{id: \"{id}\", kind: requirement, title: {{ja: 例}}, asks: [operated], source: verified}}\n"
        )
    };
    let mut world = world();
    world.nodes.push_str(&node("2"));
    world.other.push_str(&node("2"));
    let answers = world
        .crosswalk("{from: \"1\", to: \"1\", relation: equal, standing: stated}")
        .crosswalk("{from: \"2\", to: \"1\", relation: equal, standing: stated}")
        .crosswalk("{from: \"2\", to: \"2\", relation: equal, standing: stated}")
        .assess("2026-07-01");
    let found: Vec<_> = [("d", "1"), ("c", "2"), ("d", "2")]
        .iter()
        .map(|(catalog, node)| answers.verdict_in(catalog, node))
        .collect();
    assert_eq!(found, ["conforms", "not-assessed", "not-assessed"]);
}

#[test]
fn nothing_is_carried_between_different_scopes() {
    let mut world = world().crosswalk("{from: \"1\", to: \"1\", relation: equal, standing: stated}");
    world.company = world.company.replace(
        "catalog: c, status: preparing, from: 2026-04-01",
        "catalog: c, status: preparing, from: 2026-04-01, persons: [E1]",
    );
    assert_eq!(world.assess("2026-07-01").verdict_in("d", "1"), "not-assessed");
}

#[test]
fn a_gap_lists_every_source_of_evidence_that_may_be_used_again() {
    let node = |id: &str| {
        format!(
            "  - {{id: \"{id}\", kind: requirement, title: {{ja: 例}}, asks: [operated], source: verified}}\n"
        )
    };
    let mut world = world();
    world.nodes.push_str(&node("2"));
    world.nodes.push_str(&node("3"));
    world.measures = measure(
        "m",
        "{\"c:1\": [operated], \"c:2\": [operated]}",
        "      - {id: r, title: {ja: 記録}, basis: own, owner: o, per: company, every: P1Y, mode: calendar}\n",
    );
    let answers = world
        .crosswalk("{from: \"1\", to: \"1\", relation: superset, standing: proposed}")
        .crosswalk(
            "{from: \"2\", to: \"1\", relation: intersects, standing: corroborated, corroborated_by: 2}",
        )
        .crosswalk("{from: \"3\", to: \"1\", relation: superset, standing: stated}")
        .assess("2026-07-01");
    // c:3 has no evidence to offer.
    assert_eq!(
        answers.reusable_in("d", "1"),
        ["c:1 superset proposed conforms", "c:2 intersects corroborated conforms"]
    );
    assert_eq!(answers.reusable_in("c", "1"), [] as [&str; 0], "what conforms needs none");
}

#[test]
fn a_workspace_adopts_a_built_in_row_without_repeating_it() {
    let world = world()
        .crosswalk("{from: \"1\", to: \"1\", relation: equal, standing: proposed}")
        .own_crosswalk("{from: \"1\", to: \"1\", adopted: {by: o, on: 2026-04-01}}");
    assert_eq!(world.assess("2026-07-01").verdict_in("d", "1"), "conforms");
}

#[test]
fn rows_that_contradict_each_other_or_name_nothing_are_reported() {
    let equal = "{from: \"1\", to: \"1\", relation: equal, standing: stated}";
    for (name, rows, expected) in [
        ("one row", vec![(true, equal)], vec![]),
        ("twice the same", vec![(true, equal), (true, equal)], vec!["duplicate-id"]),
        (
            "two relations",
            vec![(true, equal), (true, "{from: \"1\", to: \"1\", relation: subset, standing: stated}")],
            vec!["crosswalk-contradiction"],
        ),
        (
            "the workspace judges otherwise",
            vec![(true, equal), (false, "{from: \"1\", to: \"1\", relation: subset, standing: stated}")],
            vec![],
        ),
        (
            "no such requirement",
            vec![(true, "{from: \"9\", to: \"1\", relation: equal, standing: stated}")],
            vec!["unknown-control"],
        ),
        (
            "a heading carries nothing",
            vec![
                (true, "{from: \"h\", to: \"1\", relation: equal, standing: proposed}"),
                (false, "{from: \"h\", to: \"1\", adopted: {by: o, on: 2026-04-01}}"),
            ],
            vec!["invalid-value"],
        ),
        (
            "nothing to adopt",
            vec![(false, "{from: \"1\", to: \"1\", adopted: {by: o, on: 2026-04-01}}")],
            vec!["missing-key"],
        ),
    ] {
        let mut world = world();
        world.nodes.push_str("  - {id: \"h\", kind: group, title: {ja: 見出し}, source: verified}\n");
        world.crosswalks = rows.into_iter().map(|(builtin, row)| (builtin, row.to_owned())).collect();
        let found: Vec<&str> = world.problems().iter().map(|it| it.code.as_str()).collect();
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn what_a_requirement_refuses_is_not_carried_to_it() {
    let register = "id,target,reason,approver,approved,compensating,from,to\nX1,m/r,移行中,部長,2026-04-01,,2026-04-01,2027-03-31\n";
    for (name, keys, expected) in
        [("anything goes", "", "accepted"), ("no exception", ", exceptions: never", "not-assessed")]
    {
        let mut world = world()
            .crosswalk("{from: \"1\", to: \"1\", relation: equal, standing: stated}")
            .register("exceptions", register);
        world.items.clear();
        world.measures = world.measures.replace("every: P1Y", "every: P1M");
        world.other = world.other.replace("source: verified", &format!("source: verified{keys}"));
        let answers = world.assess("2026-07-01");
        assert_eq!(
            [answers.verdict_in("c", "1"), answers.verdict_in("d", "1")],
            ["accepted", expected],
            "{name}"
        );
    }
}
