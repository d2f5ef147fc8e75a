//! The statement of applicability: where its controls come from, what it claims, and how old it is.

use crate::world::World;

const DOCUMENT: &str = "D1,適用宣言書,記録,第2版,2026-02-01,社長,2026-02-01";

/// A control that conforms and needs a reason, with what the registers say.
fn world(row: &str, risks: &str, document: &str) -> World {
    let mut world =
        World::with_requirement("every: P1Y, mode: calendar").items(&["2025-05-01", "2026-05-01"]);
    world.nodes = world.nodes.replace("asks:", "reasons: required, asks:");
    world = world
        .register(
            "applicability",
            &format!("control,applies,reason,理由区分,basis,実施状況,planned\n1,○,要るため,{row}\n"),
        )
        .register("risks", &format!("risk,controls,assessed,to\n{risks}\n"));
    if !document.is_empty() {
        let head = "document,title,kind,version,revised,approver,approved";
        world = world.register("documents", &format!("{head}\n{document}\n"));
    }
    world
}

#[track_caller]
fn check(name: &str, world: &World, expected: &[&str]) {
    let answers = world.assess("2026-10-31");
    let findings: Vec<String> = answers.findings();
    assert_eq!(findings, expected, "{name}");
}

#[test]
fn every_control_comes_from_a_risk_a_law_a_contract_or_the_business() {
    let untraced = &["minor control-untraced"][..];
    for (name, row, risks, expected) in [
        ("a risk names it", ",,,", "R1,1,2026-01-10,", &[][..]),
        ("among others", ",,,", "R1,c:1、1,2026-01-10,", &[]),
        ("a law", "法令,個人情報保護法,,", "", &[]),
        ("a contract", "契約,委託基本契約 第8条,,", "", &[]),
        ("the business", "Business,本人確認,,", "", &[]),
        ("a law that is not named", "法令,,,", "", untraced),
        ("a risk that is nowhere", "リスク,R1,,", "", untraced),
        ("a risk that has ended", "リスク,R1,,", "R1,1,2026-01-10,2026-03-31", untraced),
        ("nothing", ",,,", "", untraced),
        (
            "a kind that nobody knows",
            "慣例,前からある,,",
            "",
            &["minor control-untraced", "minor register-cell"],
        ),
        (
            "a risk that names what is not there",
            "法令,個人情報保護法,,",
            "R1,9.9,2026-01-10,",
            &["minor register-cell"],
        ),
    ] {
        check(name, &world(row, risks, DOCUMENT), expected);
    }
}

#[test]
fn what_the_statement_claims_is_held_against_the_evidence() {
    let contradicted = &["minor statement-contradicted"][..];
    for (name, done, met, expected) in [
        ("implemented, and shown", "実施", true, &[][..]),
        ("not said", "", true, &[]),
        ("implemented, and not shown", "実施", false, contradicted),
        ("in English", "implemented", false, contradicted),
        ("not implemented, and shown", "未実施", true, contradicted),
        ("not implemented, in English", "not implemented", true, contradicted),
        ("not implemented, and not shown", "未", false, &[]),
        ("planned", "計画,2026-12-31", true, &[]),
        ("planned for today", "計画,2026-10-31", false, &[]),
        ("planned for a day that has passed", "計画,2026-10-30", false, contradicted),
        ("planned for no day", "計画", true, contradicted),
        ("a word that nobody knows", "まあまあ", true, &["minor register-cell"]),
    ] {
        let row = if done.contains(',') { done.to_owned() } else { format!("{done},") };
        let mut world = world(&format!("法令,個人情報保護法,{row}"), "", DOCUMENT);
        if !met {
            world.items.clear();
        }
        let mut answers = world.assess("2026-10-31").findings();
        answers.retain(|it| !it.contains("evidence-"));
        assert_eq!(answers, expected, "{name}");
    }
}

#[test]
fn what_is_excluded_is_named_by_no_risk() {
    for (name, risks, done, expected) in [
        ("named by none", "R1,,2026-01-10,", "", &[][..]),
        ("named by a risk", "R1,1,2026-01-10,", "", &["minor statement-contradicted"]),
        ("said to be in place", "", "実施", &["minor statement-contradicted"]),
    ] {
        let mut world = world(&format!(",,{done},"), risks, DOCUMENT);
        world.registers[0].1 = world.registers[0].1.replace("○", "×");
        let mut found = world.assess("2026-10-31").findings();
        found.retain(|it| it.contains("statement"));
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_statement_is_an_approved_document_that_follows_the_assessment() {
    let outdated = &["minor statement-outdated"][..];
    for (name, assessed, document, expected) in [
        ("after it", "2026-01-31", DOCUMENT, &[][..]),
        ("on the same day", "2026-02-01", DOCUMENT, &[]),
        ("before it", "2026-02-02", DOCUMENT, outdated),
        ("assessed later than the day", "2026-11-01", DOCUMENT, &[]),
        ("not there", "2026-01-31", "", outdated),
        (
            "another document",
            "2026-01-31",
            "D1,情報セキュリティ方針,方針,第2版,2026-02-01,社長,2026-02-01",
            outdated,
        ),
        ("by its kind", "2026-01-31", "D1,宣言書（本社）,適用宣言書,第2版,2026-02-01,社長,2026-02-01", &[]),
        ("in English", "2026-01-31", "D1,Statement of Applicability,,2,2026-02-01,CEO,2026-02-01", &[]),
        ("without a version", "2026-01-31", "D1,適用宣言書,,,2026-02-01,社長,2026-02-01", outdated),
        ("without an approver", "2026-01-31", "D1,適用宣言書,,2,2026-02-01,,2026-02-01", outdated),
        (
            "approved later than the day",
            "2026-01-31",
            "D1,適用宣言書,,2,2026-02-01,社長,2026-11-01",
            outdated,
        ),
        ("in force, without a day of approval", "2026-01-31", "D1,適用宣言書,,2,2026-02-01,社長,", &[]),
    ] {
        check(name, &world(",,,", &format!("R1,1,{assessed},"), document), expected);
    }
}

#[test]
fn a_catalog_that_needs_no_reasons_needs_no_statement() {
    let world = World::with_requirement("every: P1Y, mode: calendar").items(&["2025-05-01", "2026-05-01"]);
    check("no reasons", &world, &[]);
}
