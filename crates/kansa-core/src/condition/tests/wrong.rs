//! Conditions that are refused.

use super::{Condition, Verbatim, columns, describe, parse, place};

/// The problems of a condition: places, codes and English words.
fn check_wrong(condition: &str, expected: &[&str]) {
    assert_eq!(describe(&parse(condition).expect_err(condition)), expected, "{condition}");
}

#[test]
fn every_problem_is_reported_from_left_to_right() {
    check_wrong(
        "scroe >= 80 and 点数 = '80' or not (区分 < 'A') and taken + P1D",
        &[
            "0..5 unknown-column: there is no column `scroe` (did you mean score?)",
            "25..29 condition-type: `点数` is a number and `'80'` is a text (take off the quotes: 80)",
            "45..46 condition-type: only numbers and dates have an order, and `区分` is a text (declare the column as number or date, or use `=` or `in`)",
            "56..67 condition-type: `taken + P1D` is a date, which is no condition by itself (compare it, as in taken + P1D >= 2026-04-01)",
        ],
    );
}

#[test]
fn both_sides_of_a_comparison_are_looked_up() {
    check_wrong(
        "scroe > bset",
        &[
            "0..5 unknown-column: there is no column `scroe` (did you mean score?)",
            "8..12 unknown-column: there is no column `bset` (put it in quotes if it is a text: 'bset'; or did you mean the column best?)",
        ],
    );
}

#[test]
fn an_unknown_column_without_a_like_one_lists_what_there_is() {
    check_wrong(
        "判定結果 = 1",
        &[
            "0..12 unknown-column: there is no column `判定結果` (the columns are: 点数, 区分, 受講日, 再試験日, 合格, ガイド, best)",
        ],
    );
}

#[test]
fn a_bare_word_beside_a_text_column_asks_for_quotes() {
    check_wrong("区分 = 済", &["9..12 unknown-column: there is no column `済` (put it in quotes: '済')"]);
    check_wrong(
        "区分 in [済, '未', 完了]",
        &[
            "11..14 unknown-column: there is no column `済` (put it in quotes: '済')",
            "23..29 unknown-column: there is no column `完了` (put it in quotes: '完了')",
        ],
    );
    check_wrong("score > bast", &["8..12 unknown-column: there is no column `bast` (did you mean best?)"]);
    check_wrong(
        "taken < P30D",
        &["8..12 unknown-column: there is no column `P30D` (a duration stands behind a date and + or -)"],
    );
}

#[test]
fn only_equal_types_are_compared() {
    check_wrong(
        "区分 = 0012",
        &["9..13 condition-type: `区分` is a text and `0012` is a number (put it in quotes: '0012')"],
    );
    check_wrong(
        "taken >= 20260401",
        &["9..17 condition-type: `taken` is a date and `20260401` is a number (write a date as 2026-04-01)"],
    );
    check_wrong(
        "taken >= '2026-04-01'",
        &[
            "9..21 condition-type: `taken` is a date and `'2026-04-01'` is a text (take off the quotes: 2026-04-01)",
        ],
    );
    check_wrong(
        "合格 = '済'",
        &["9..14 condition-type: `合格` is a flag and `'済'` is a text (compare it with true or false)"],
    );
    check_wrong("score = taken", &["8..13 condition-type: `score` is a number and `taken` is a date"]);
    check_wrong(
        "'80' <= score",
        &["0..4 condition-type: `'80'` is a text and `score` is a number (take off the quotes: 80)"],
    );
    check_wrong(
        "score in [1, 'a', true]",
        &[
            "13..16 condition-type: `score` is a number and `'a'` is a text (write a number as 80 or 80.5)",
            "18..22 condition-type: `score` is a number and `true` is a flag (write a number as 80 or 80.5)",
        ],
    );
}

#[test]
fn texts_and_flags_have_no_order() {
    let help = "(declare the column as number or date, or use `=` or `in`)";
    for (text, place, name, kind) in
        [("status >= 80", "7..9", "status", "a text"), ("passed < true", "7..8", "passed", "a flag")]
    {
        let words = format!("only numbers and dates have an order, and `{name}` is {kind} {help}");
        check_wrong(text, &[&format!("{place} condition-type: {words}")]);
    }
}

#[test]
fn durations_go_with_dates_only() {
    check_wrong(
        "score + P1D > 3",
        &["0..5 condition-type: durations go with dates, and `score` is a number"],
    );
}

#[test]
fn only_a_flag_is_a_condition_alone() {
    check_wrong(
        "点数 and 区分",
        &[
            "0..6 condition-type: `点数` is a number, which is no condition by itself (compare it, as in 点数 >= 80)",
            "11..17 condition-type: `区分` is a text, which is no condition by itself (compare it, as in 区分 = 'done')",
        ],
    );
    check_wrong(
        "'合格'",
        &[
            "0..8 condition-type: `'合格'` is a text, which is no condition by itself (if it is the column, write it without quotes: 合格)",
        ],
    );
}

#[test]
fn a_condition_that_says_the_same_of_every_row_is_refused() {
    check_wrong(
        "'区分' = '正社員'",
        &[
            "0..22 condition-type: a comparison of fixed values says the same of every row (if it is the column, write it without quotes: 区分)",
        ],
    );
    check_wrong(
        "1 in [1, 2]",
        &[
            "0..10 condition-type: a comparison of fixed values says the same of every row (one side should be a column)",
        ],
    );
    check_wrong(
        "true",
        &["0..4 condition-type: `true` alone says the same of every row (write a condition on a column)"],
    );
    check_wrong(
        "区分 = ''",
        &["9..11 condition-type: no cell equals an empty text (use `is empty` or `is not empty`)"],
    );
    check_wrong(
        "'受講日' is empty",
        &[
            "0..11 condition-type: only a column can be empty, and `'受講日'` is none (if it is the column, write it without quotes: 受講日)",
        ],
    );
}

#[test]
fn a_syntax_error_stops() {
    check_wrong(
        "scroe = 1 and and",
        &[
            "14..17 condition-syntax: expected a column or a value, found `and` (if it is a column, put it in backquotes)",
        ],
    );
}

#[test]
fn places_are_of_the_token_only_in_verbatim_text() {
    let found = |verbatim| {
        let error = Condition::parse("点数 = x", &place(100, 110), verbatim, &columns()).unwrap_err();
        error.iter().map(|it| (it.place.start, it.place.end)).collect::<Vec<_>>()
    };
    assert_eq!(found(Verbatim::Yes), [(109, 110)]);
    assert_eq!(found(Verbatim::No), [(100, 110)]);
}
