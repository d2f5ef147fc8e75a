//! What checks say of days that follow each other.

use super::{says, world};

#[test]
fn one_day_follows_another_in_time() {
    // 2026-04-29 is 昭和の日, 2026-05-03 to 05-06 are holidays, 05-02 is a Saturday.
    for (name, check, item, expected) in [
        (
            "in time",
            "{within: {from: d, to: e, within: P10D}}",
            "2026-06-01 table 発生日,対応日;2026-04-01,2026-04-11",
            "pass within: 1 行すべてが発生日から対応日まで10日以内 | 1 row: 発生日 to 対応日 within 10 days",
        ),
        (
            "a day too late",
            "{within: {from: d, to: e, within: P10D}}",
            "2026-06-01 table 発生日,対応日;2026-04-01,2026-04-12",
            "fail within: 1 行中 1 行が「発生日から対応日まで10日以内」でない: 行 2（2026-04-01→2026-04-12） | 1 of 1 row is not 発生日 to 対応日 within 10 days: row 2 (2026-04-01 to 2026-04-12) @ B2",
        ),
        (
            "before it happened",
            "{within: {from: d, to: e, within: P10D}}",
            "2026-06-01 table 発生日,対応日;2026-04-02,2026-04-01",
            "fail within: 1 行中 1 行が「発生日から対応日まで10日以内」でない: 行 2（2026-04-02→2026-04-01） | 1 of 1 row is not 発生日 to 対応日 within 10 days: row 2 (2026-04-02 to 2026-04-01) @ B2",
        ),
        (
            "the first day counts",
            "{within: {from: d, to: e, within: P10D, counting: first-day}}",
            "2026-06-01 table 発生日,対応日;2026-04-01,2026-04-10;2026-04-01,2026-04-11",
            "fail within: 2 行中 1 行が「発生日から対応日まで初日を含め10日以内」でない: 行 3（2026-04-01→2026-04-11） | 1 of 2 rows is not 発生日 to 対応日 within 10 days, the first day included: row 3 (2026-04-01 to 2026-04-11) @ B3",
        ),
        (
            "a month from its last day",
            "{within: {from: d, to: e, within: P1M}}",
            "2026-06-01 table 発生日,対応日;2026-01-31,2026-02-28;2026-01-31,2026-03-01",
            "fail within: 2 行中 1 行が「発生日から対応日まで1か月以内」でない: 行 3（2026-01-31→2026-03-01） | 1 of 2 rows is not 発生日 to 対応日 within 1 month: row 3 (2026-01-31 to 2026-03-01) @ B3",
        ),
        (
            "business days",
            "{within: {from: d, to: e, business_days: 3}}",
            "2026-06-01 table 発生日,対応日;2026-04-28,2026-05-07;2026-04-28,2026-05-08",
            "fail within: 2 行中 1 行が「発生日から対応日まで3営業日以内」でない: 行 3（2026-04-28→2026-05-08） | 1 of 2 rows is not 発生日 to 対応日 within 3 business days: row 3 (2026-04-28 to 2026-05-08) @ B3",
        ),
        (
            "business days, the first day counts",
            "{within: {from: d, to: e, business_days: 3, counting: first-day}}",
            "2026-06-01 table 発生日,対応日;2026-04-28,2026-05-01;2026-04-28,2026-05-07",
            "fail within: 2 行中 1 行が「発生日から対応日まで初日を含め3営業日以内」でない: 行 3（2026-04-28→2026-05-07） | 1 of 2 rows is not 発生日 to 対応日 within 3 business days, the first day included: row 3 (2026-04-28 to 2026-05-07) @ B3",
        ),
        (
            "not yet",
            "{within: {from: d, to: e, within: P10D}}",
            "2026-06-01 table 発生日,対応日;2026-04-01,;,2026-04-01;2026-04-01,04/05/2026",
            "fail within: 3 行中 3 行が「発生日から対応日まで10日以内」でない: 行 2（対応日: 空欄）、3（発生日: 空欄）、4（対応日: 2026-04-05とも2026-05-04とも読める日付（2026-04-01の形で書く）） | 3 of 3 rows are not 発生日 to 対応日 within 10 days: row 2 (対応日: empty), 3 (発生日: empty), 4 (対応日: a date that reads as 2026-04-05 or as 2026-05-04 (write it like 2026-04-01)) @ B2 A3 B4",
        ),
        (
            "among some",
            "{within: {from: d, to: e, within: P10D, among: 完了 = true}}",
            "2026-06-01 table 発生日,対応日,完了;2026-04-01,2026-04-02,済;2026-04-01,,未",
            "pass within: 1 行すべてが発生日から対応日まで10日以内 | 1 row: 発生日 to 対応日 within 10 days",
        ),
        (
            "among whom nobody can tell",
            "{within: {from: d, to: e, within: P10D, among: 完了 = true}}",
            "2026-06-01 table 発生日,対応日,完了;2026-04-01,,",
            "fail within: 1 行中 1 行が「発生日から対応日まで10日以内」でない: 行 2（対応日: 空欄） | 1 of 1 row is not 発生日 to 対応日 within 10 days: row 2 (対応日: empty) @ B2",
        ),
        (
            "no row",
            "{within: {from: d, to: e, within: P10D}}",
            "2026-06-01 table 発生日,対応日",
            "fail within: 表に行が一つもない | the table has no row @ 記録.csv",
        ),
        (
            "a column and a day of the item",
            "{within: {from: d, to: performed, within: P10D}}",
            "2026-06-01 table 発生日;2026-05-22;2026-05-21",
            "fail within: 2 行中 1 行が「発生日から実施日まで10日以内」でない: 行 3（2026-05-21→2026-06-01） | 1 of 2 rows is not 発生日 to the day it was done within 10 days: row 3 (2026-05-21 to 2026-06-01) @ 3",
        ),
        (
            "days of the item",
            "{within: {from: performed, to: collected, within: P10D}}",
            "2026-06-01 collected 2026-06-11",
            "pass within: 実施日（2026-06-01）から収集日（2026-06-11）まで10日以内 | the day it was done (2026-06-01) to the day it was collected (2026-06-11): within 10 days",
        ),
        (
            "days of the item, too late",
            "{within: {from: performed, to: received, business_days: 2}}",
            "2026-06-05 received 2026-06-10",
            "fail within: 実施日（2026-06-05）から受領日（2026-06-10）までが2営業日以内でない（期限 2026-06-09） | the day it was done (2026-06-05) to the day it was handed in (2026-06-10) is not within 2 business days (by 2026-06-09) @ 記録.csv",
        ),
        (
            "a day of the item that is not known",
            "{within: {from: performed, to: approved, within: P10D}}",
            "2026-06-01",
            "fail within: 承認日が分からない | the day it was approved is not known @ 記録.csv",
        ),
        (
            "a day of the window",
            "{within: {from: window-from, to: performed, within: P2M}}",
            "2026-06-01",
            "pass within: 対象期間の初日（2026-04-01）から実施日（2026-06-01）まで2か月以内 | the first day of its window (2026-04-01) to the day it was done (2026-06-01): within 2 months",
        ),
        (
            "a day of the window, too late",
            "{within: {from: window-from, to: performed, within: P2M}}",
            "2026-06-02",
            "fail within: 対象期間の初日（2026-04-01）から実施日（2026-06-02）までが2か月以内でない（期限 2026-06-01） | the first day of its window (2026-04-01) to the day it was done (2026-06-02) is not within 2 months (by 2026-06-01) @ 記録.csv",
        ),
    ] {
        says(name, check, item, &[expected]);
    }
}

#[test]
fn a_company_that_is_closed_has_more_time_by_business_days_only() {
    let item = "2026-09-01 table 発生日,対応日;2026-08-11,2026-08-19";
    for (name, check, closed, holds) in [
        ("open", "{within: {from: d, to: e, business_days: 3}}", "", false),
        (
            "closed",
            "{within: {from: d, to: e, business_days: 3}}",
            "closed_days: [{from: 2026-08-12, to: 2026-08-14, name: {ja: 夏季休業}}]\n",
            true,
        ),
        (
            "closed, by days of the calendar",
            "{within: {from: d, to: e, within: P5D}}",
            "closed_days: [{from: 2026-08-12, to: 2026-08-14, name: {ja: 夏季休業}}]\n",
            false,
        ),
    ] {
        let mut world = world(check).items(&[item]);
        world.company.push_str(closed);
        let states = world.assess("2026-10-31").states();
        assert_eq!(states.last().unwrap().ends_with(" met"), holds, "{name}: {states:?}");
    }
}
