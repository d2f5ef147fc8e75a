//! What is asked of a company by its way of validation, segmentation, and worksheets of compensating controls.

use crate::world::World;

/// Two requirements of PCI DSS, 1 for everybody and 2 for those who use segmentation; both shown.
fn world(pci: &str) -> World {
    let mut world = World::with_requirement("every: P1Y, mode: calendar").items(&["2026-05-01"]);
    world.catalog = "terms: pci-dss\n".into();
    world.nodes.push_str(
        "  - {id: \"2\", kind: requirement, title: {ja: 二}, asks: [operated], applies_to: [segmented], source: verified}\n",
    );
    world.measures =
        world.measures.replace("{\"c:1\": [operated]}", "{\"c:1\": [operated], \"c:2\": [operated]}");
    world.company = world.company.replace("2024-04-01", "2026-04-01");
    world.company.push_str(&format!("pci: {{role: merchant, {pci}}}\n"));
    world
}

#[test]
fn who_uses_no_segmentation_has_nothing_to_test() {
    for (name, pci, verdict) in [
        ("not said", "validation: roc", "conforms"),
        ("used", "validation: roc, segmentation: true", "conforms"),
        ("not used", "validation: roc, segmentation: false", "not-applicable"),
    ] {
        let answers = world(pci).assess("2026-10-31");
        assert_eq!((answers.verdict("2"), answers.verdict("1")), (verdict, "conforms"), "{name}");
        assert_eq!(answers.findings(), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn a_scope_is_narrow_only_behind_segmentation() {
    for (name, pci, expected) in [
        ("used", "validation: roc, segmentation: true", &[][..]),
        ("not said", "validation: roc", &[]),
        ("not used", "validation: roc, segmentation: false", &["major scope-unsegmented"]),
    ] {
        let mut world = world(pci).register("units", "unit\nA\nB\n");
        world.company = world.company.replace("from: 2026-04-01}", "from: 2026-04-01, units: [A]}");
        assert_eq!(world.assess("2026-10-31").findings(), expected, "{name}");
    }
}

#[test]
fn segmentation_that_is_claimed_cannot_be_excluded() {
    let excluded = "control,applies,reason\n2,×,使っていない\n";
    let answers = world("validation: roc").register("applicability", excluded).assess("2026-10-31");
    assert_eq!(answers.verdict("2"), "not-applicable");
    let claimed = world("validation: roc, segmentation: true").register("applicability", excluded);
    let answers = claimed.assess("2026-10-31");
    assert_eq!(
        (answers.verdict("2"), answers.findings()),
        ("conforms", vec!["minor register-cell".to_owned()])
    );
}

#[test]
fn a_questionnaire_asks_what_it_lists() {
    for (name, pci, rows, verdict, expected) in [
        ("listed", "validation: saq-a", "1,対応\n2,対応\n", "conforms", &[][..]),
        ("not listed", "validation: saq-a", "1,対応\n", "not-applicable", &[]),
        ("nothing is listed", "validation: saq-a", "", "conforms", &[]),
        ("a report asks everything", "validation: roc", "1,In Place\n", "conforms", &[]),
        (
            "what is not there is listed",
            "validation: saq-a",
            "1,対応\n2,対応\n9,対応\n",
            "conforms",
            &["minor register-cell"],
        ),
        ("denied", "validation: saq-a", "1,対応\n2,未対応\n", "conforms", &["minor statement-contradicted"]),
        (
            "not in place",
            "validation: saq-a",
            "1,対応\n2,Not in Place\n",
            "conforms",
            &["minor statement-contradicted"],
        ),
        ("not tested", "validation: saq-a", "1,対応\n2,未テスト\n", "conforms", &[]),
    ] {
        let answers =
            world(pci).register("questionnaire", &format!("requirement,answer\n{rows}")).assess("2026-10-31");
        assert_eq!(answers.verdict("2"), verdict, "{name}");
        assert_eq!(answers.findings(), expected, "{name}");
    }
}

#[test]
fn a_compensating_control_needs_its_worksheet() {
    let full = "W1,1,制約,定義,目的,リスク,検証,維持,2026-03-20,";
    for (name, sheet, verdict) in [
        ("complete", full.to_owned(), "accepted"),
        ("for several", full.replace(",1,", ",c:2、1,"), "accepted"),
        ("none", String::new(), "gap"),
        ("for another requirement", full.replace(",1,", ",2,"), "gap"),
        ("without a part", full.replace("検証", ""), "gap"),
        ("not approved", full.replace("2026-03-20", ""), "gap"),
        ("approved later than the day", full.replace("2026-03-20", "2026-11-01"), "gap"),
        ("ended", format!("{full}2026-09-30"), "gap"),
    ] {
        let mut world = world("validation: roc");
        world.items.clear();
        world.measures = world.measures.replace("every: P1Y, mode: calendar", "max_age: P1Y");
        world.nodes = world.nodes.replace("source: verified", "source: verified, exceptions: worksheet");
        let head =
            "worksheet,requirement,constraints,definition,objective,risk,validation,maintenance,approved,to";
        let world = world
            .register("compensating-controls", &format!("{head}\n{sheet}\n"))
            .register(
                "exceptions",
                "id,target,reason,approver,approved,compensating,from,to\nX1,m/r,古い機器,取締役,2026-04-01,閉域回線,2026-04-01,2027-03-31\n",
            );
        let answers = world.assess("2026-10-31");
        assert_eq!(answers.verdict("1"), verdict, "{name}");
    }
}
