//! What checks say of who did what, and of what came first.

use super::world;

#[test]
fn those_who_must_not_be_the_same_are_not() {
    for (name, check, item, expected) in [
        (
            "columns: different",
            "{distinct: {columns: [id, who]}}",
            "2026-06-01 table 社員番号,担当者;E1,E2;E2,E1",
            "pass distinct: 2 行すべてで別の者 | different persons in 2 rows",
        ),
        (
            "columns: the same",
            "{distinct: {columns: [id, who]}}",
            "2026-06-01 table 社員番号,担当者;E1,E2;E2,Ｅ２",
            "fail distinct: 2 行中 1 行で同じ者か、確かめられない: 行 3 | the same person, or not to be told, in 1 of 2 rows: row 3 @ 3",
        ),
        (
            "columns: one is empty",
            "{distinct: {columns: [id, who]}}",
            "2026-06-01 table 社員番号,担当者;E1,",
            "fail distinct: 1 行中 1 行で同じ者か、確かめられない: 行 2（担当者: 空欄） | the same person, or not to be told, in 1 of 1 row: row 2 (担当者: empty) @ B2",
        ),
        (
            "columns: no row",
            "{distinct: {columns: [id, who]}}",
            "2026-06-01 table 社員番号,担当者",
            "fail distinct: 表に行が一つもない | the table has no row @ 記録.csv",
        ),
        (
            "people: different",
            "{distinct: {people: [performer, approver]}}",
            "2026-06-01 by staff approved ciso@2026-06-02",
            "pass distinct: performer, approver は別の者 | performer, approver are different persons",
        ),
        (
            "people: one role",
            "{distinct: {people: [performer, approver]}}",
            "2026-06-01 by ciso approved ciso@2026-06-02",
            "fail distinct: performer と approver が同じ者（ciso） | performer and approver are the same person (ciso) @ 記録.csv",
        ),
        (
            "people: two roles of one person",
            "{distinct: {people: [performer, collector]}}",
            "2026-06-01 by ciso collector cpo",
            "fail distinct: performer と collector が同じ者（ciso, cpo） | performer and collector are the same person (ciso, cpo) @ 記録.csv",
        ),
        (
            "people: nobody says",
            "{distinct: {people: [performer, collector]}}",
            "2026-06-01 by ciso",
            "fail distinct: evidence.yaml に collected_by がなく、誰が行ったか分からない | evidence.yaml has no collected_by, so it cannot be told who did it @ 記録.csv",
        ),
        (
            "roles: different",
            "{distinct: {roles: [ciso, auditor]}}",
            "2026-06-01",
            "pass distinct: ciso, auditor は別の者 | ciso, auditor are different persons",
        ),
        (
            "roles: one person",
            "{distinct: {roles: [ciso, auditor, cpo]}}",
            "2026-06-01",
            "fail distinct: 2026-06-01 時点で ciso と cpo を同じ者が務めている | one person holds both ciso and cpo on 2026-06-01 @ 記録.csv",
        ),
        (
            "roles: nobody",
            "{distinct: {roles: [ciso, dpo]}}",
            "2026-06-01",
            "fail distinct: 2026-06-01 時点で dpo の任命がなく、兼任の有無を確かめられない | nobody holds dpo on 2026-06-01, so it cannot be told whether one person holds both @ 記録.csv",
        ),
        (
            "roles: one person, until then",
            "{distinct: {roles: [ciso, former]}}",
            "2026-06-01",
            "pass distinct: ciso, former は別の者 | ciso, former are different persons",
        ),
        (
            "roles: one person, on that day",
            "{distinct: {roles: [ciso, former]}}",
            "2026-04-10",
            "fail distinct: 2026-04-10 時点で ciso と former を同じ者が務めている | one person holds both ciso and former on 2026-04-10 @ 記録.csv",
        ),
    ] {
        let officers = "officer,role,holder,inside,from,to\n\
            1,ciso,青木,○,2020-04-01,\n\
            2,cpo,青木,○,2020-04-01,\n\
            3,auditor,井上,○,2020-04-01,\n\
            4,former,青木,○,2020-04-01,2026-04-30\n\
            5,former,江口,○,2026-05-01,\n\
            6,staff,上田,○,2020-04-01,\n";
        let answers = world(check).register("officers", officers).items(&[item]).assess("2026-10-31");
        assert_eq!(answers.said(), [expected], "{name}");
    }
}

#[test]
fn what_comes_after_something_else_needs_it_to_be_done() {
    for (name, within, first, item, expected) in [
        (
            "after it",
            "",
            &["2026-05-01 of m/audit"][..],
            "2026-06-01",
            "pass after: 「内部監査」（2026-05-01）の後に実施 | done after Internal audit (2026-05-01)",
        ),
        (
            "on the same day",
            "",
            &["2026-06-01 of m/audit"],
            "2026-06-01",
            "pass after: 「内部監査」（2026-06-01）の後に実施 | done after Internal audit (2026-06-01)",
        ),
        (
            "before it",
            "",
            &["2026-06-02 of m/audit"],
            "2026-06-01",
            "fail after: 「内部監査」（2026-06-02）より前に実施している | it was done before Internal audit (2026-06-02) @ 記録.csv",
        ),
        (
            "without it",
            "",
            &[],
            "2026-06-01",
            "fail after: 同じ年度に「内部監査」が行われていない | Internal audit was not done in that fiscal year @ 記録.csv",
        ),
        (
            "it was last year",
            "",
            &["2026-03-31 of m/audit"],
            "2026-06-01",
            "fail after: 同じ年度に「内部監査」が行われていない | Internal audit was not done in that fiscal year @ 記録.csv",
        ),
        (
            "it does not exist yet",
            "",
            &["2026-11-01 of m/audit"],
            "2026-06-01",
            "fail after: 同じ年度に「内部監査」が行われていない | Internal audit was not done in that fiscal year @ 記録.csv",
        ),
        (
            "after the last of two",
            "",
            &["2026-05-01 of m/audit", "2026-05-20 of m/audit"],
            "2026-06-01",
            "pass after: 「内部監査」（2026-05-20）の後に実施 | done after Internal audit (2026-05-20)",
        ),
        (
            "soon after it",
            ", within: P1M",
            &["2026-05-01 of m/audit"],
            "2026-06-01",
            "pass after: 「内部監査」（2026-05-01）の後に実施 | done after Internal audit (2026-05-01)",
        ),
        (
            "too long after it",
            ", within: P1M",
            &["2026-05-01 of m/audit"],
            "2026-06-02",
            "fail after: 「内部監査」（2026-05-01）から間が空きすぎている | it came too long after Internal audit (2026-05-01) @ 記録.csv",
        ),
    ] {
        let mut world =
            world(&format!("{{after: {{requirement: m/audit{within}}}}}")).items(first).items(&[item]);
        let audit = "      - {id: audit, title: {ja: 内部監査, en: Internal audit}, basis: own, owner: officer, per: company, every: P1Y, mode: calendar}\n";
        world.measures =
            world.measures.replace("    requirements:\n", &format!("    requirements:\n{audit}"));
        assert_eq!(world.assess("2026-10-31").said(), [expected], "{name}");
    }
}

#[test]
fn whoever_nobody_knows_is_not_known_to_be_somebody_else() {
    let answers = world("{distinct: {people: [performer, approver]}}")
        .items(&["2026-06-01 by staff approved ciso@2026-06-02"]);
    let said = answers.assess("2026-10-31").said().remove(0);
    assert!(said.starts_with("fail distinct: "), "nobody holds either role: {said}");
}
