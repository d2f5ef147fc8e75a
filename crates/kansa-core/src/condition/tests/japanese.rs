//! Conditions in Japanese words.

use super::parse;

fn check(condition: &str, expected: &str) {
    assert_eq!(parse(condition).unwrap().text().ja, expected, "{condition}");
}

#[test]
fn numbers_and_dates_have_words_of_their_own() {
    check("score >= 80", "点数が80以上");
    check("score <= 80.5", "点数が80.5以下");
    check("score > best", "点数がbestを超える");
    check("score < -1", "点数が-1未満");
    check("taken >= 2026-04-01", "受講日が2026-04-01以降");
    check("taken <= retaken", "受講日が再試験日以前");
    check("taken > retaken", "受講日が再試験日より後");
    check("taken < 2026-04-01", "受講日が2026-04-01より前");
}

#[test]
fn dates_are_moved_in_words() {
    check("retaken <= taken + P30D", "再試験日が受講日の30日後以前");
    check("retaken >= taken - P1M + P1D", "再試験日が受講日の1か月前の1日後以降");
}

#[test]
fn a_literal_on_the_left_bounds_the_right() {
    check("80 <= score", "点数が80以上");
    check("80 > score", "点数が80未満");
    check("'済' = status", "区分が『済』");
}

#[test]
fn equal_is_said_of_a_column_and_not_of_a_literal() {
    check("status = '正社員'", "区分が『正社員』");
    check("status != '正社員'", "区分が『正社員』でない");
    check("status = guide", "区分がガイドと同じ");
    check("status != guide", "区分がガイドと異なる");
    check("score = 80", "点数が80");
}

#[test]
fn flags_lists_and_empty_cells() {
    check("passed", "合格が『はい』");
    check("not passed", "合格が『いいえ』");
    check("passed = false", "合格が『いいえ』");
    check("taken is empty", "受講日が空欄");
    check("taken is not empty", "受講日が記入済み");
    check("status in ['済', '完了']", "区分が『済』『完了』のいずれか");
    check("status in ['済']", "区分が『済』");
    check("status not in ['済', '完了']", "区分が『済』『完了』のいずれでもない");
    check("status not in ['済']", "区分が『済』でない");
    check("score in [1, 2]", "点数が1、2のいずれか");
}

#[test]
fn what_binds_is_in_parentheses() {
    check(
        "passed and (taken is empty or score >= 80) and not (score > 1 and passed)",
        "合格が『はい』、かつ（受講日が空欄、又は点数が80以上）、かつ（点数が1を超える、かつ合格が『はい』）に当たらない",
    );
    check("passed and score = 1 or taken is empty", "（合格が『はい』、かつ点数が1）、又は受講日が空欄");
}
