//! What checks say of the rows of a table.

use super::says;
use crate::world::World;

#[test]
fn rows_are_counted_and_what_is_open_counts_either_way() {
    for (name, check, item, expected) in [
        ("enough", "{rows: {min: 2}}", "2026-06-01 table 点数;1;2", "pass rows: 行が 2 件 | 2 rows"),
        (
            "too few",
            "{rows: {min: 3}}",
            "2026-06-01 table 点数;1;2",
            "fail rows: 行が 2 件（必要: 3 件以上） | 2 rows (needed: at least 3)",
        ),
        (
            "too many",
            "{rows: {max: 1}}",
            "2026-06-01 table 点数;1;2",
            "fail rows: 行が 2 件（必要: 1 件以下） | 2 rows (needed: at most 1)",
        ),
        (
            "between",
            "{rows: {min: 3, max: 4}}",
            "2026-06-01 table 点数;1;2",
            "fail rows: 行が 2 件（必要: 3〜4 件） | 2 rows (needed: 3 to 4)",
        ),
        (
            "no row at all is no row too many",
            "{rows: {max: 0}}",
            "2026-06-01 table 点数",
            "pass rows: 行が 0 件 | 0 rows",
        ),
        (
            "with a condition",
            "{rows: {min: 2, when: 点数 >= 80}}",
            "2026-06-01 table 点数;80;79",
            "fail rows: 「点数が80以上」の行が 1 件（必要: 2 件以上） | 1 row with 点数 >= 80 (needed: at least 2)",
        ),
        (
            "open",
            "{rows: {max: 0, when: 点数 >= 80}}",
            "2026-06-01 table 点数,結果;,x;欠席,y",
            "fail rows: 「点数が80以上」の行が 0 件、判定できない行が 2 件（行 2（点数: 空欄）、3（点数: 数値として読めない値（1,234か1234.5の形で書く）））（必要: 0 件以下） | 0 rows with 点数 >= 80, 2 more cannot be decided (row 2 (点数: empty), 3 (点数: not a number (write it like 1,234 or 1234.5))) (needed: at most 0) @ A2 A3",
        ),
        (
            "open, and enough without",
            "{rows: {min: 1, when: 点数 >= 80}}",
            "2026-06-01 table 点数;90;欠席",
            "pass rows: 「点数が80以上」の行が 1 件 | 1 row with 点数 >= 80",
        ),
        (
            "several sheets are one",
            "{rows: {min: 3}}",
            "2026-06-01 sheet 春 table 点数;1 sheet 秋 table 点数;2;3",
            "pass rows: 行が 3 件 | 3 rows",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn english_names_columns_by_their_headers_in_ascii() {
    for (name, check, item, expected) in [
        (
            "by column",
            "{each: {where: {signed: {empty: false}}}}",
            "2026-06-01 table 社員番号,signed;E1,2026-05-01;E2,",
            "fail each: 2 行中 1 行が「提出日が記入済み」を満たさない: 行 3 | 1 of 2 rows fails signed is not empty: row 3 @ 3",
        ),
        (
            "in one line",
            "{each: {when: 提出日 <= 2026-04-30}}",
            "2026-06-01 table signed;2026-05-01",
            "fail each: 1 行中 1 行が「提出日が2026-04-30以前」を満たさない: 行 2 | 1 of 1 row fails signed <= 2026-04-30: row 2 @ 2",
        ),
        (
            "a cell",
            "{within: {from: signed, to: performed, within: P10D}}",
            "2026-06-01 table signed;春",
            "fail within: 1 行中 1 行が「提出日から実施日まで10日以内」でない: 行 2（提出日: 日付として読めない値（2026-04-01、2026/4/1、令和8年4月1日のいずれかの形で書く）） | 1 of 1 row is not signed to the day it was done within 10 days: row 2 (signed: not a date (write it like 2026-04-01, 2026/4/1 or 令和8年4月1日)) @ A2",
        ),
        (
            "one that is missing",
            "{each: {when: 提出日 <= 2026-04-30}}",
            "2026-06-01 table 社員番号;E1",
            "fail each: 見出しに列「提出日」がない | the header has no column signed @ 1",
        ),
    ] {
        let columns = "signed: {type: date, headers: [提出日, signed]}";
        let requirement = format!("every: P1Y, mode: calendar, columns: {{{columns}}}, checks: [{check}]");
        let answers = World::with_requirement(&requirement).items(&[item]).assess("2026-10-31");
        assert_eq!(answers.said(), [expected], "{name}");
    }
}

#[test]
fn each_row_meets_its_condition() {
    for (name, check, item, expected) in [
        (
            "all",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 点数;80;100",
            "pass each: 2 行すべてが「点数が80以上」を満たす | all 2 rows pass 点数 >= 80",
        ),
        (
            "one does not",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 点数;80;79",
            "fail each: 2 行中 1 行が「点数が80以上」を満たさない: 行 3 | 1 of 2 rows fails 点数 >= 80: row 3 @ 3",
        ),
        (
            "an empty cell",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 社員番号,点数;E1,80;E2,",
            "fail each: 2 行中 1 行が「点数が80以上」を満たさない: 行 3（点数: 空欄） | 1 of 2 rows fails 点数 >= 80: row 3 (点数: empty) @ B3",
        ),
        (
            "an unreadable cell",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 社員番号,点数;E1,80;E2,八十",
            "fail each: 2 行中 1 行が「点数が80以上」を満たさない: 行 3（点数: 数値として読めない値（1,234か1234.5の形で書く）） | 1 of 2 rows fails 点数 >= 80: row 3 (点数: not a number (write it like 1,234 or 1234.5)) @ B3",
        ),
        (
            "a date in two ways",
            "{each: {when: '発生日 <= 2026-12-31'}}",
            "2026-06-01 table 発生日;03/04/2026",
            "fail each: 1 行中 1 行が「発生日が2026-12-31以前」を満たさない: 行 2（発生日: 2026-03-04とも2026-04-03とも読める日付（2026-04-01の形で書く）） | 1 of 1 row fails 発生日 <= 2026-12-31: row 2 (発生日: a date that reads as 2026-03-04 or as 2026-04-03 (write it like 2026-04-01)) @ A2",
        ),
        (
            "a fraction or a percentage",
            "{each: {where: {p: {min: 80}}}}",
            "2026-06-01 table 達成率;0.8",
            "fail each: 1 行中 1 行が「達成率が80%以上」を満たさない: 行 2（達成率: 0.8%とも80%とも読める割合（%を付けて書く）） | 1 of 1 row fails 達成率 >= 80: row 2 (達成率: a percentage that reads as 0.8% or as 80% (write it with its % sign)) @ A2",
        ),
        (
            "neither yes nor no",
            "{each: {where: {f: {is: 'true'}}}}",
            "2026-06-01 table 完了;○;△",
            "fail each: 2 行中 1 行が「完了が『はい』」を満たさない: 行 3（完了: 済とも未とも言えない記入（済か未で書き、途中経過は別の列に書く）） | 1 of 2 rows fails 完了 = true: row 3 (完了: neither yes nor no (write yes or no, and the progress in a column of its own)) @ A3",
        ),
        (
            "more than ten",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 点数;1;2;3;4;5;6;7;8;9;10;11;12",
            "fail each: 12 行中 12 行が「点数が80以上」を満たさない: 行 2、3、4、5、6、7、8、9、10、11 ほか 2 件 | 12 of 12 rows fail 点数 >= 80: row 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more @ 2 3 4 5 6 7 8 9 10 11 12 13",
        ),
        (
            "in sheets",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 sheet 春 table 点数;90 sheet 秋 table 点数;1",
            "fail each: 2 行中 1 行が「点数が80以上」を満たさない: 行 秋!2 | 1 of 2 rows fails 点数 >= 80: row 秋!2 @ 秋!2:2",
        ),
        (
            "no row",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 点数",
            "fail each: 表に行が一つもない | the table has no row @ 記録.csv",
        ),
        (
            "no table",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 text 点数;90",
            "fail each: 内容を確かめられる表（xlsx、csv など）がない | there is no table (xlsx, csv and the like) to look into @ 記録.csv",
        ),
        (
            "no column",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 社員番号;E1",
            "fail each: 見出しに列「点数」がない | the header has no column 点数 @ 1",
        ),
        (
            "the column twice",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 table 点数,点数;90,90",
            "fail each: 列「点数」にあたる見出しが二つある | two headers name the column 点数 @ 1",
        ),
        (
            "no column in a sheet",
            "{each: {when: 点数 >= 80}}",
            "2026-06-01 sheet 春 table 社員番号;E1",
            "fail each: シート「春」の見出しに列「点数」がない | the header of the sheet 春 has no column 点数 @ 1",
        ),
        (
            "among some",
            "{each: {when: 点数 >= 80, among: 結果 = '受験'}}",
            "2026-06-01 table 結果,点数;受験,80;欠席,0",
            "pass each: 1 行すべてが「点数が80以上」を満たす | 1 row passes 点数 >= 80",
        ),
        (
            "among which one is not",
            "{each: {when: 点数 >= 80, among: 結果 = '受験'}}",
            "2026-06-01 table 結果,点数;受験,8",
            "fail each: 1 行中 1 行が「点数が80以上」を満たさない: 行 2 | 1 of 1 row fails 点数 >= 80: row 2 @ 2",
        ),
        (
            "among whom nobody can tell",
            "{each: {when: 点数 >= 80, among: 結果 = '受験'}}",
            "2026-06-01 table 結果,点数;,0",
            "fail each: 1 行中 1 行が「点数が80以上」を満たさない: 行 2 | 1 of 1 row fails 点数 >= 80: row 2 @ 2",
        ),
        (
            "among none",
            "{each: {when: 点数 >= 80, among: 結果 = '受験'}}",
            "2026-06-01 table 結果,点数;欠席,0",
            "pass each: 1 行のうち対象となる行がない | none of 1 row is concerned",
        ),
        (
            "only the other part",
            "{each: {when: 点数 >= 80, part: test}}",
            "2026-06-01 part 名簿.csv table 点数;1 part 試験.csv table 点数;90",
            "pass each: 1 行すべてが「点数が80以上」を満たす | 1 row passes 点数 >= 80",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn a_ratio_is_cut_off_and_what_is_open_counts_either_way() {
    for (name, check, item, expected) in [
        (
            "exactly enough",
            "{ratio: {when: 点数 >= 80, min: 50}}",
            "2026-06-01 table 点数;80;0",
            "pass ratio: 「点数が80以上」が 2 行中 1 行（50%） | 1 of 2 rows (50%) passes 点数 >= 80",
        ),
        (
            "with its sign and decimals",
            "{ratio: {when: 点数 >= 80, min: 66.66%}}",
            "2026-06-01 table 点数;80;80;0",
            "pass ratio: 「点数が80以上」が 3 行中 2 行（66.66%） | 2 of 3 rows (66.66%) pass 点数 >= 80",
        ),
        (
            "a hair too few",
            "{ratio: {when: 点数 >= 80, min: '66.67'}}",
            "2026-06-01 table 点数;80;80;0",
            "fail ratio: 「点数が80以上」が 3 行中 2 行（66.66%）（必要: 66.67% 以上） | 2 of 3 rows (66.66%) pass 点数 >= 80 (needed: at least 66.67%)",
        ),
        (
            "too many",
            "{ratio: {when: 結果 = '不合格', max: 10}}",
            "2026-06-01 table 結果;不合格;合格",
            "fail ratio: 「結果が『不合格』」が 2 行中 1 行（50%）（必要: 10% 以下） | 1 of 2 rows (50%) passes 結果 = '不合格' (needed: at most 10%)",
        ),
        (
            "between",
            "{ratio: {when: 点数 >= 80, min: 10, max: 20}}",
            "2026-06-01 table 点数;80;0",
            "fail ratio: 「点数が80以上」が 2 行中 1 行（50%）（必要: 10〜20%） | 1 of 2 rows (50%) passes 点数 >= 80 (needed: 10 to 20%)",
        ),
        (
            "open, which may be too few",
            "{ratio: {when: 点数 >= 80, min: 60}}",
            "2026-06-01 table 点数,結果;80,x;,y",
            "fail ratio: 「点数が80以上」が 2 行中 1 行（50%）、判定できない行が 1 件（行 3（点数: 空欄））（必要: 60% 以上） | 1 of 2 rows (50%) passes 点数 >= 80, 1 more cannot be decided (row 3 (点数: empty)) (needed: at least 60%) @ A3",
        ),
        (
            "open, which may be too many",
            "{ratio: {when: 点数 < 80, max: 40}}",
            "2026-06-01 table 点数,結果;80,x;欠,y",
            "fail ratio: 「点数が80未満」が 2 行中 0 行（0%）、判定できない行が 1 件（行 3（点数: 数値として読めない値（1,234か1234.5の形で書く）））（必要: 40% 以下） | 0 of 2 rows (0%) pass 点数 < 80, 1 more cannot be decided (row 3 (点数: not a number (write it like 1,234 or 1234.5))) (needed: at most 40%) @ A3",
        ),
        (
            "among some",
            "{ratio: {when: 点数 >= 80, among: 結果 = '受験', min: 100}}",
            "2026-06-01 table 結果,点数;受験,80;欠席,0",
            "pass ratio: 「点数が80以上」が 1 行中 1 行（100%） | 1 of 1 row (100%) passes 点数 >= 80",
        ),
        (
            "among none",
            "{ratio: {when: 点数 >= 80, among: 結果 = '受験', min: 100}}",
            "2026-06-01 table 結果,点数;欠席,0",
            "pass ratio: 1 行のうち対象となる行がない | none of 1 row is concerned",
        ),
        (
            "no row",
            "{ratio: {when: 点数 >= 80, max: 100}}",
            "2026-06-01 table 点数",
            "fail ratio: 表に行が一つもない | the table has no row @ 記録.csv",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn no_two_rows_are_the_same() {
    for (name, check, item, expected) in [
        (
            "no two",
            "{unique: {by: [id]}}",
            "2026-06-01 table 社員番号;E1;E2",
            "pass unique: 2 行に重複なし | nothing repeated in 2 rows",
        ),
        (
            "twice",
            "{unique: {by: [id]}}",
            "2026-06-01 table 社員番号;E1;E2;E1",
            "fail unique: 重複する行が 1 件、空欄の行が 0 件: 行 4 | rows repeated: 1, empty: 0: row 4 @ 4",
        ),
        (
            "twice in another width and case",
            "{unique: {by: [id]}}",
            "2026-06-01 table 社員番号;E1;Ｅ１",
            "fail unique: 重複する行が 1 件、空欄の行が 0 件: 行 3 | rows repeated: 1, empty: 0: row 3 @ 3",
        ),
        (
            "three times",
            "{unique: {by: [id]}}",
            "2026-06-01 table 社員番号;E1;E1;E1",
            "fail unique: 重複する行が 2 件、空欄の行が 0 件: 行 3、4 | rows repeated: 2, empty: 0: row 3, 4 @ 3 4",
        ),
        (
            "an empty key",
            "{unique: {by: [id]}}",
            "2026-06-01 table 社員番号,点数;E1,1;,2",
            "fail unique: 重複する行が 0 件、空欄の行が 1 件: 行 3 | rows repeated: 0, empty: 1: row 3 @ 3",
        ),
        (
            "in another sheet",
            "{unique: {by: [id]}}",
            "2026-06-01 sheet 春 table 社員番号;E1 sheet 秋 table 社員番号;E1",
            "fail unique: 重複する行が 1 件、空欄の行が 0 件: 行 秋!2 | rows repeated: 1, empty: 0: row 秋!2 @ 秋!2:2",
        ),
        (
            "in another file",
            "{unique: {by: [id]}}",
            "2026-06-01 part 名簿.csv table 社員番号;E1 part 試験.csv table 社員番号;E1",
            "fail unique: 重複する行が 1 件、空欄の行が 0 件: 行 2 | rows repeated: 1, empty: 0: row 2 @ 2",
        ),
        (
            "two columns together",
            "{unique: {by: [社員番号, 点数]}}",
            "2026-06-01 table 社員番号,点数;E1,1;E1,2;E1,1.0",
            "fail unique: 重複する行が 1 件、空欄の行が 0 件: 行 4 | rows repeated: 1, empty: 0: row 4 @ 4",
        ),
        (
            "no row",
            "{unique: {by: [id]}}",
            "2026-06-01 table 社員番号",
            "fail unique: 表に行が一つもない | the table has no row @ 記録.csv",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}
