//! What checks say of a table beside a register or another part.

use super::{ROSTER, says, says_last, world};

#[test]
fn everyone_of_a_register_is_covered() {
    for (name, check, item, expected) in [
        (
            "everyone",
            "{covers: {register: employees, by: id}}",
            "2026-06-01 table 社員番号;E1;E2;E3;E4;E5",
            "pass covers: 「従業者名簿」2026-06-01 時点の 5 件中 5 件 | 5 of 5 in Employees on 2026-06-01",
        ),
        (
            "some are missing",
            "{covers: {register: employees, by: id}}",
            "2026-06-01 table 社員番号;E1;E9;E5",
            "fail covers: 「従業者名簿」2026-06-01 時点の 5 件中 3 件の記録がない: E2、E3、E4、「従業者名簿」にないキー 1 件（行 3） | 3 of 5 in Employees on 2026-06-01 have no record: E2, E3, E4, not in Employees: 1 (row 3) @ employees 3 employees 4 employees 5",
        ),
        (
            "with excuses",
            "{covers: {register: employees, by: id, excuse: [on-leave, joiners, leavers]}}",
            "2026-06-01 table 社員番号;E1;E2",
            "pass covers: 「従業者名簿」2026-06-01 時点の 5 件中 2 件、除外 3 | 2 of 5 in Employees on 2026-06-01, 3 excused",
        ),
        (
            "a part of the register",
            "{covers: {register: employees, by: id, where: {category: {is: 営業部}}}}",
            "2026-06-01 table 社員番号;E2;E3",
            "fail covers: 「従業者名簿」2026-06-01 時点の 3 件中 1 件の記録がない: E5 | 1 of 3 in Employees on 2026-06-01 have no record: E5 @ employees 6",
        ),
        (
            "no row",
            "{covers: {register: employees, by: id}}",
            "2026-06-01 table 社員番号",
            "fail covers: 「従業者名簿」2026-06-01 時点の 5 件中 5 件の記録がない: E1、E2、E3、E4、E5 | 5 of 5 in Employees on 2026-06-01 have no record: E1, E2, E3, E4, E5 @ employees 2 employees 3 employees 4 employees 5 employees 6",
        ),
        (
            "a sample",
            "{covers: {register: employees, by: id}}",
            "2026-06-01 sample 5/5 table 社員番号;E1;E2;E3;E4;E5",
            "fail covers: 5 件中 5 件の抽出であり、全件の記録ではない | it is a sample of 5 of 5, no record of all @ 記録.csv",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn a_message_names_ten_and_counts_all() {
    let mut roster = String::from("社員番号,from,to\n");
    for number in 1..=3_204 {
        roster.push_str(&format!("E{number:04},2020-04-01,\n"));
    }
    let mut table = String::from("社員番号");
    for number in (1..=3_204).filter(|it| it % 267 != 0) {
        table.push_str(&format!(";E{number:04}"));
    }
    let answers = world("{covers: {register: employees, by: id}}")
        .register("employees", &roster)
        .items(&[&format!("2026-06-01 table {table}")])
        .assess("2026-10-31");
    let said = answers.said().remove(0);
    let (message, at) = said.split_once(" @ ").unwrap();
    assert_eq!(
        message,
        "fail covers: 「従業者名簿」2026-06-01 時点の 3204 件中 12 件の記録がない: E0267、E0534、E0801、E1068、E1335、E1602、E1869、E2136、E2403、E2670 ほか 2 件 | 12 of 3204 in Employees on 2026-06-01 have no record: E0267, E0534, E0801, E1068, E1335, E1602, E1869, E2136, E2403, E2670 and 2 more"
    );
    assert_eq!(at.matches("employees ").count(), 12, "every place is kept: {at}");
    let finding = answers.assessment.findings.iter().find(|it| it.code.as_str() == "check-failed").unwrap();
    assert_eq!(
        finding.message.en,
        "記録: 12 of 3204 in Employees on 2026-06-01 have no record: E0267, E0534, E0801, E1068, E1335, E1602, E1869, E2136, E2403, E2670 and 2 more"
    );
}

#[test]
fn keys_that_name_a_person_are_masked() {
    let roster = "社員番号,from,to\n\
        yamada.taro@example.co.jp,2020-04-01,\n\
        山田　太郎,2020-04-01,\n\
        090-1234-5678,2020-04-01,\n\
        E0001,2020-04-01,\n";
    for check in ["{covers: {register: employees, by: id}}", "{reconcile: {by: id, register: employees}}"] {
        let answers = world(check)
            .register("employees", roster)
            .items(&["2026-06-01 table 社員番号;sato@example.co.jp"])
            .assess("2026-10-31");
        let findings =
            answers.assessment.findings.iter().map(|it| (&it.message, &it.remedy)).collect::<Vec<_>>();
        let all = format!("{:?} {findings:?}", answers.said());
        for secret in ["yamada", "太郎", "1234", "sato"] {
            assert!(!all.contains(secret), "{check}: {all}");
        }
        for shown in ["y***@example.co.jp", "山＊＊＊", "***-****-5678", "E0001"] {
            assert!(all.contains(shown), "{check}: {shown} in {all}");
        }
    }
}

#[test]
fn a_register_and_a_table_agree_row_by_row() {
    for (name, check, item, expected) in [
        (
            "they agree",
            "{reconcile: {by: id, register: employees}}",
            "2026-06-01 table 社員番号;E1;E2;E3;E4;E5",
            "pass reconcile: 5 件すべてが「従業者名簿」と一致 | all 5 rows agree with Employees",
        ),
        (
            "too few",
            "{reconcile: {by: id, register: employees}}",
            "2026-06-01 table 社員番号;E1;E2;E3",
            "fail reconcile: 「従業者名簿」と一致しない: 「従業者名簿」だけにあるもの 2 件（E4、E5） | it does not agree with Employees: 2 only in Employees (E4, E5) @ employees 5 employees 6",
        ),
        (
            "too many",
            "{reconcile: {by: id, register: employees}}",
            "2026-06-01 table 社員番号;E1;E2;E3;E4;E5;E6;X",
            "fail reconcile: 「従業者名簿」と一致しない: 「従業者名簿」にない（又は重複する）行 2 件（7、8） | it does not agree with Employees: 2 not in Employees, or more often here (7, 8) @ 7 8",
        ),
        (
            "without a key",
            "{reconcile: {by: id, register: employees}}",
            "2026-06-01 table 社員番号,点数;E1,1;E2,1;E3,1;E4,1;E5,1;,1",
            "fail reconcile: 「従業者名簿」と一致しない: キーが空の行 1 件（7） | it does not agree with Employees: 1 without a key (7) @ 7",
        ),
        (
            "values differ",
            "{reconcile: {by: id, register: employees, same: {unit: category}}}",
            "2026-06-01 table 社員番号,部門;E1,総務部;E2,総務部;E3,営業部;E4,総務部;E5,",
            "fail reconcile: 「従業者名簿」と一致しない: 値の食い違う行 1 件（3） | it does not agree with Employees: 1 with other values (3) @ 3",
        ),
        (
            "an empty value agrees with an empty one",
            "{reconcile: {by: id, register: employees, same: {unit: category}}}",
            "2026-06-01 table 社員番号,部門;E1,総務部;E2,営業部;E3,営業部;E4,総務部;E5,",
            "pass reconcile: 5 件すべてが「従業者名簿」と一致 | all 5 rows agree with Employees",
        ),
        (
            "a part of the register",
            "{reconcile: {by: id, register: employees, when: category = '総務部'}}",
            "2026-06-01 table 社員番号;E1;E4;E5",
            "pass reconcile: 3 件すべてが「従業者名簿（区分が『総務部』）」と一致 | all 3 rows agree with Employees (category = '総務部')",
        ),
        (
            "no row, nobody to agree with",
            "{reconcile: {by: id, register: employees, when: category = '監査室' and category is not empty}}",
            "2026-06-01 table 社員番号",
            "fail reconcile: 表に行が一つもない | the table has no row",
        ),
        (
            "no row",
            "{reconcile: {by: id, register: employees}}",
            "2026-06-01 table 社員番号",
            "fail reconcile: 「従業者名簿」と一致しない: 「従業者名簿」だけにあるもの 5 件（E1、E2、E3、E4、E5） | it does not agree with Employees: 5 only in Employees (E1, E2, E3, E4, E5) @ employees 2 employees 3 employees 4 employees 5 employees 6",
        ),
        (
            "another part",
            "{reconcile: {by: id, with: test, part: roster}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1;E2 part 試験.csv table 社員番号;E2;E1",
            "pass reconcile: 2 件すべてが「試験.csv」と一致 | all 2 rows agree with 試験.csv",
        ),
        (
            "another part, both ways",
            "{reconcile: {by: id, with: test, part: roster}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1;E2 part 試験.csv table 社員番号;E2;E3",
            "fail reconcile: 「試験.csv」と一致しない: 「試験.csv」にない（又は重複する）行 1 件（2）、「試験.csv」だけにあるもの 1 件（3） | it does not agree with 試験.csv: 1 not in 試験.csv, or more often here (2), 1 only in 試験.csv (3) @ 2 3",
        ),
        (
            "another part whose values differ",
            "{reconcile: {by: id, with: test, part: roster, same: {n: n}}}",
            "2026-06-01 part 名簿.csv table 社員番号,点数;E1,１;E2,2 part 試験.csv table 社員番号,点数;E2,3;E1,1.0",
            "fail reconcile: 「試験.csv」と一致しない: 値の食い違う行 1 件（3） | it does not agree with 試験.csv: 1 with other values (3) @ 3",
        ),
        (
            "another part that has no table",
            "{reconcile: {by: id, with: test, part: roster}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1;E2 part 試験.txt text E1",
            "fail reconcile: 内容を確かめられる表（xlsx、csv など）がない | there is no table (xlsx, csv and the like) to look into @ 名簿.csv 試験.txt",
        ),
        (
            "another part without the column",
            "{reconcile: {by: id, with: test, part: roster}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1;E2 part 試験.csv table 番号;E1",
            "fail reconcile: 見出しに列「社員番号」がない | the header has no column 社員番号 @ 1",
        ),
    ] {
        says_last(name, check, item, expected);
    }
}

#[test]
fn nobody_looks_into_the_own_unit() {
    let check = "{independent: {person: who, unit: unit, register: employees, of: category}}";
    for (name, item, expected) in [
        (
            "another unit",
            "2026-06-01 table 担当者,部門;E1,営業部;E2,総務部",
            "pass independent: 2 行すべてで、担当者は対象部門に属していない | the person is of another unit in 2 rows",
        ),
        (
            "the own unit",
            "2026-06-01 table 担当者,部門;E1,営業部;E2,営業部",
            "fail independent: 担当者が対象部門に属している 1 行（行 3） | 1 row where the person is of that very unit (row 3) @ 3",
        ),
        (
            "in another width",
            "2026-06-01 table 担当者,部門;Ｅ２,営業部",
            "fail independent: 担当者が対象部門に属している 1 行（行 2） | 1 row where the person is of that very unit (row 2) @ 2",
        ),
        (
            "a stranger",
            "2026-06-01 table 担当者,部門;X9,営業部",
            "fail independent: 「従業者名簿」で所属を確かめられない 1 行（行 2） | 1 row that Employees does not decide (row 2) @ 2",
        ),
        (
            "whose unit is not known",
            "2026-06-01 table 担当者,部門;E5,営業部",
            "fail independent: 「従業者名簿」で所属を確かめられない 1 行（行 2） | 1 row that Employees does not decide (row 2) @ 2",
        ),
        (
            "one who had not come yet",
            "2026-06-01 table 担当者,部門;E6,総務部",
            "fail independent: 「従業者名簿」で所属を確かめられない 1 行（行 2） | 1 row that Employees does not decide (row 2) @ 2",
        ),
        (
            "no person",
            "2026-06-01 table 担当者,部門;,営業部",
            "fail independent: 「従業者名簿」で所属を確かめられない 1 行（行 2） | 1 row that Employees does not decide (row 2) @ 2",
        ),
        (
            "no unit",
            "2026-06-01 table 担当者,部門;E1,",
            "fail independent: 「従業者名簿」で所属を確かめられない 1 行（行 2） | 1 row that Employees does not decide (row 2) @ 2",
        ),
        (
            "no row",
            "2026-06-01 table 担当者,部門",
            "fail independent: 表に行が一つもない | the table has no row",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn without_its_register_a_check_is_no_pass() {
    for check in [
        "{covers: {register: employees, by: id}}",
        "{reconcile: {by: id, register: employees}}",
        "{independent: {person: who, unit: unit, register: employees, of: category}}",
    ] {
        let item = "2026-06-01 table 社員番号,担当者,部門;E1,E1,x";
        let answers = world(check).items(&[item]).assess("2026-10-31");
        let said = answers.said().remove(0);
        let kind = said.split([' ', ':']).nth(1).unwrap().to_owned();
        assert_eq!(
            said,
            format!(
                "fail {kind}: 「従業者名簿」がないため、確かめられない | the register Employees is missing, so this cannot be checked"
            )
        );
    }
    let lacking = world("{covers: {register: employees, by: id, when: category = '営業部'}}")
        .register("employees", "社員番号,from,to\nE1,2020-04-01,\n")
        .items(&["2026-06-01 table 社員番号;E1"])
        .assess("2026-10-31");
    assert_eq!(
        lacking.said(),
        [
            "fail covers: 「従業者名簿」に列「区分」がないため、確かめられない | the register Employees has no column 区分, so this cannot be checked"
        ]
    );
}

#[test]
fn a_sample_says_its_size_and_is_held_to_it() {
    for (name, check, item, expected) in [
        (
            "as it says",
            "{rows: {min: 2}}",
            "2026-06-01 sample 2/40 table 点数;1;2",
            &[
                "pass sample: 母集団 40 件から 2 件を抽出（無作為） | a sample of 2 of 40 (無作為)",
                "pass rows: 行が 2 件 | 2 rows",
            ][..],
        ),
        (
            "fewer rows than it says",
            "{rows: {min: 2}}",
            "2026-06-01 sample 25/1204 table 点数;1;2",
            &[
                "fail sample: 母集団 1204 件から 25 件を抽出（無作為）としているが、表は 2 行 | it says a sample of 25 of 1204 (無作為), and the table has 2 rows @ 記録.csv",
                "pass rows: 行が 2 件 | 2 rows",
            ],
        ),
        (
            "no table to count",
            "{contains: {all: [甲]}}",
            "2026-06-01 sample 25/1204 text 甲",
            &[
                "pass sample: 母集団 1204 件から 25 件を抽出（無作為） | a sample of 25 of 1204 (無作為)",
                "pass contains: 本文に 「甲」 がある | the text has 「甲」",
            ],
        ),
    ] {
        says(name, check, item, expected);
    }
}

#[test]
fn a_key_that_stands_twice_agrees_with_nothing() {
    for (name, check, item) in [
        (
            "in the table",
            "{reconcile: {by: id, register: employees}}",
            "2026-06-01 table 社員番号;E1;E2;E3;E4;E5;E5",
        ),
        (
            "in this part",
            "{reconcile: {by: id, with: test, part: roster}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1;E1 part 試験.csv table 社員番号;E1",
        ),
        (
            "in the other part",
            "{reconcile: {by: id, with: test, part: roster}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1 part 試験.csv table 社員番号;E1;E1",
        ),
    ] {
        let answers = world(check).register("employees", ROSTER).items(&[item]).assess("2026-10-31");
        let said = answers.said().pop().unwrap();
        assert!(said.starts_with("fail reconcile: "), "{name}: {said}");
    }
}

#[test]
fn without_a_part_the_other_files_are_reconciled_with_it() {
    let item = "2026-06-01 part 名簿.csv table 社員番号;E1 part 試験.csv table 社員番号;E1;E2";
    let world = world("{reconcile: {by: id, with: test}}").items(&[item]);
    if world.problems().is_empty() {
        let said = world.assess("2026-10-31").said().pop().unwrap();
        assert!(said.starts_with("fail reconcile: "), "E2 stands in one of them only: {said}");
    }
}
