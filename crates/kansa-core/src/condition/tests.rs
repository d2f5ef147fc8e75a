//! What conditions say of rows, and what the modules beneath share.

mod japanese;
mod random;
mod structured;
mod wrong;

use std::fmt::Write as _;

use super::*;
use crate::table::{Cell, ColumnType};

const FILE: &str = "a.yaml";

/// One column of each type, in the order of [`row`], and some with names that ask for care.
fn columns() -> Vec<Column> {
    [
        ("score", ColumnType::Number, &["点数"] as &[_]),
        ("status", ColumnType::Text, &["区分", "Employment (type)"]),
        ("taken", ColumnType::Date, &["受講日"]),
        ("retaken", ColumnType::Date, &["再試験日"]),
        ("passed", ColumnType::Flag, &["合格"]),
        ("guide", ColumnType::Text, &["ガイド"]),
        ("best", ColumnType::Number, &[]),
    ]
    .into_iter()
    .map(|(id, kind, headers)| Column::new(id, kind, headers.iter().map(|&it| it.to_owned()).collect()))
    .collect()
}

fn place(start: usize, end: usize) -> Place {
    Place { path: FILE.into(), start: u32::try_from(start).unwrap(), end: u32::try_from(end).unwrap() }
}

fn parse(text: &str) -> Result<Condition, Vec<Diagnostic>> {
    Condition::parse(text, &place(0, text.len()), Verbatim::Yes, &columns())
}

/// Cells in the columns' order as text: `-` is empty, `?` unreadable, columns left out are empty.
fn row(cells: &str) -> Vec<Cell<'_>> {
    let columns = columns();
    let mut cells = cells.split(' ').filter(|it| !it.is_empty());
    columns
        .iter()
        .map(|column| match cells.next().unwrap_or("-") {
            "-" => Cell::Empty,
            "?" => Cell::Bad(crate::table::Fault::NotOfType),
            text => match column.kind {
                ColumnType::Text => Cell::Text(text.replace('~', " ").into()),
                ColumnType::Number | ColumnType::Percent => Cell::Number(text.parse().unwrap()),
                ColumnType::Date => Cell::Date(text.parse().unwrap()),
                ColumnType::Flag => Cell::Flag(text == "true"),
            },
        })
        .collect()
}

/// What a condition says of rows: each is its cells, `=>` and the truth.
fn check(condition: &str, rows: &[&str]) {
    let parsed = parse(condition).unwrap_or_else(|it| panic!("{condition}: {it:?}"));
    for case in rows {
        let (cells, expected) = case.split_once("=>").unwrap();
        assert_eq!(format!("{:?}", parsed.eval(&row(cells)[..])), expected.trim(), "{condition} on {cells}");
    }
}

/// Places, codes and English words, and helps in parentheses.
fn describe(diagnostics: &[Diagnostic]) -> Vec<String> {
    let describe = |it: &Diagnostic| {
        assert!(!it.message.ja.contains('\n') && !it.message.ja.is_empty());
        let mut line = format!("{}..{} {}: {}", it.place.start, it.place.end, it.code, it.message.en);
        if let Some(help) = &it.help {
            write!(line, " ({})", help.en).unwrap();
        }
        line
    };
    diagnostics.iter().map(describe).collect()
}

#[test]
fn numbers_compare_by_value() {
    check("点数 >= 80", &["80 => Yes", "79.9 => No", "100 => Yes", "- => Unknown", "? => Unknown"]);
    check("score < 80", &["79 => Yes", "80 => No"]);
    check("score <= -1", &["-1 => Yes", "0 => No"]);
    check("score > 0.5", &["0.5 => No", "inf => Yes"]);
    check("score = 0", &["-0 => Yes", "0 => Yes", "1 => No"]);
    check("score == -0", &["0 => Yes"]);
    check("score != 80", &["80 => No", "81 => Yes", "- => Unknown"]);
    check("80 <= score", &["80 => Yes"]);
    check("score < best", &["1 a 2026-01-01 - - - 2 => Yes", "1 => Unknown"]);
}

#[test]
fn a_cell_that_is_no_number_passes_no_bound() {
    check("score >= 80 or score < 80", &["NaN => Unknown"]);
}

#[test]
fn texts_compare_trimmed_and_in_nfc() {
    check(
        "区分 = '正社員'",
        &["1 正社員 => Yes", "1 ~正社員\u{3000} => Yes", "1 派遣 => No", "1 ? => Unknown"],
    );
    check("guide = 'ガ'", &["1 - - - - カ\u{3099} => Yes"]);
    check("guide = 'カ\u{3099}'", &["1 - - - - ガ => Yes"]);
    check("status = \" A \"", &["1 A => Yes", "1 a => No"]);
    check("status != 'A'", &["1 A => No", "1 B => Yes", "1 - => Unknown"]);
}

#[test]
fn lists_are_searched_for_an_equal_value() {
    check("区分 in ['正社員', '派遣']", &["1 派遣 => Yes", "1 役員 => No", "1 - => Unknown"]);
    check("区分 not in ['正社員', '派遣']", &["1 派遣 => No", "1 役員 => Yes", "1 - => Unknown"]);
    check("score in [80, -1]", &["-1 => Yes", "1 => No"]);
    check("passed in [true]", &["1 - - - true => Yes", "1 - - - false => No"]);
    check("taken in [2026-04-01]", &["1 - 2026-04-01 => Yes"]);
    check("score in [1, best]", &["1 => Yes", "2 => Unknown", "2 - - - - - 2 => Yes", "2 - - - - - 3 => No"]);
}

#[test]
fn a_cell_that_cannot_be_read_is_neither_empty_nor_filled() {
    check("受講日 is empty", &["1 a - => Yes", "1 a ? => Unknown", "1 a 2026-04-01 => No"]);
    check("受講日 is not empty", &["1 a - => No", "1 a ? => Unknown", "1 a 2026-04-01 => Yes"]);
}

#[test]
fn dates_move_by_durations_and_months_clamp() {
    check(
        "再試験日 <= 受講日 + P30D",
        &["- - 2026-04-01 2026-05-01 => Yes", "- - 2026-04-01 2026-05-02 => No"],
    );
    check("retaken = taken + P1M", &["- - 2026-01-31 2026-02-28 => Yes", "- - 2026-01-31 2026-03-03 => No"]);
    check("retaken = taken - P1M", &["- - 2026-03-31 2026-02-28 => Yes"]);
    check("retaken = taken + P1M - P1D", &["- - 2026-01-31 2026-02-27 => Yes"]);
    check("(taken + P1M) - P1D = retaken", &["- - 2026-01-31 2026-02-27 => Yes"]);
    check("taken < 2026-04-01 + P1W", &["- - 2026-04-07 => Yes", "- - 2026-04-08 => No", "- - - => Unknown"]);
    check("taken + P9999Y > 2026-04-01", &["- - +262000-01-01 => Yes"]);
}

#[test]
fn flags_stand_alone_or_are_compared() {
    check("合格", &["- - - - true => Yes", "- - - - false => No", "- - - - - => Unknown"]);
    check("not 合格", &["- - - - true => No", "- - - - ? => Unknown"]);
    check("(合格) = true", &["- - - - true => Yes"]);
    check("passed != false", &["- - - - true => Yes"]);
}

#[test]
fn unknown_parts_decide_only_where_they_must() {
    let flag = "- - - -";
    check("passed and score >= 80", &[&format!("{flag} false => No"), &format!("{flag} true => Unknown")]);
    check("score >= 80 and passed", &[&format!("{flag} false => No")]);
    check("passed or score >= 80", &[&format!("{flag} true => Yes"), &format!("{flag} false => Unknown")]);
    check("score >= 80 or passed", &[&format!("{flag} true => Yes")]);
    check(
        "not (passed and score >= 80)",
        &[&format!("{flag} false => Yes"), &format!("{flag} true => Unknown")],
    );
}

#[test]
fn a_whole_condition_reads_as_it_is_written() {
    let text =
        "点数 >= 80 and 区分 in ['正社員', '派遣'] and 受講日 is not empty and 再試験日 <= 受講日 + P30D";
    check(text, &["80 派遣 2026-04-01 2026-04-02 => Yes", "79 派遣 2026-04-01 - => No"]);
    assert_eq!(parse(text).unwrap().text().en.replace("`Employment (type)`", "区分"), text);
}

#[test]
fn columns_are_named_by_id_header_or_in_backquotes() {
    check("`Employment (type)` = 'A' and `点数` = 1", &["1 A => Yes"]);
    check("カ\u{3099}イト\u{3099} = 'A'", &["- - - - - A => Yes"]);
}

#[test]
fn english_names_columns_by_their_headers_in_ascii() {
    for (written, en) in [
        ("区分 = 'A' and 点数 >= 80", "`Employment (type)` = 'A' and 点数 >= 80"),
        ("not (`区分` in ['区分'] or 合格)", "not (`Employment (type)` in ['区分'] or 合格)"),
        ("status is  empty", "status is  empty"),
    ] {
        assert_eq!(parse(written).unwrap().text().en, en);
    }
}

#[test]
fn a_missing_cell_or_one_of_another_type_is_unreadable() {
    let eval = |text: &str, row: &[Cell<'_>]| parse(text).unwrap().eval(row);
    assert_eq!(eval("score >= 80", &[]), Truth::Unknown);
    assert_eq!(eval("score is empty", &[]), Truth::No);
    assert_eq!(eval("score >= 80", &[Cell::Text("90".into())][..]), Truth::Unknown);
}

#[test]
fn columns_are_given_ascending_and_once() {
    let columns = |text| parse(text).unwrap().columns();
    assert_eq!(
        columns("retaken <= taken + P1D or not (score in [best, 1] and score is empty)"),
        [0, 2, 3, 6]
    );
    assert_eq!(columns("passed and 合格"), [4]);
}
