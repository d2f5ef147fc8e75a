//! Cases of leaks, and of what only looks like one.

use std::borrow::Cow;

use crate::content::{DateSystem, Visibility};
use proptest::prelude::*;

use super::*;

/// Test numbers that the brands and payment services publish.
const CARDS: [&str; 17] = [
    "4111111111111111",
    "4242424242424242",
    "4012888888881881",
    "5555555555554444",
    "5105105105105100",
    "2223003122003222",
    "2720999999999996",
    "3530111333300000",
    "3566002020360505",
    "378282246310005",
    "371449635398431",
    "30569309025904",
    "38520000023237",
    "36227206271667",
    "6011111111111117",
    "6011000990139424",
    "6200000000000005",
];
/// 123456789018 has the check digit of 12345678901.
const INDIVIDUAL: &str = "123456789018";

fn lines(text: &str) -> Vec<Leak> {
    let mut scanner = Scanner::default();
    for (number, line) in (1..).zip(text.lines()) {
        scanner.line(At::Line(number), line);
    }
    scanner.finish()
}

fn cards(text: &str) -> u32 {
    lines(text).iter().filter(|it| it.secret == Secret::CardNumber).map(|it| it.count).sum()
}

fn individuals(text: &str) -> u32 {
    lines(text).iter().filter(|it| it.secret == Secret::IndividualNumber).map(|it| it.count).sum()
}

fn sheet(scanner: &mut Scanner, form: Form) {
    let (visibility, dates) = (Visibility::Visible, DateSystem::None);
    scanner.sheet(&Sheet { name: None, visibility, dates, form });
}

fn row(scanner: &mut Scanner, number: u32, cells: &[&str]) {
    let cells: Vec<Raw<'_>> = cells.iter().map(|it| Raw::Text(Cow::Borrowed(it))).collect();
    scanner.row(number, &cells);
}

fn wide(text: &str) -> String {
    text.chars()
        .map(|it| if it.is_ascii_digit() { char::from_u32(u32::from(it) + 0xFEE0).unwrap() } else { it })
        .collect()
}

#[test]
fn published_test_numbers_of_each_brand_are_found_in_all_their_groupings() {
    for card in CARDS {
        assert_eq!(cards(&format!("カード番号 {card}")), 1, "{card}");
        assert_eq!(cards(&format!("カード番号 {}", wide(card))), 1, "{card}");
        for sign in ["-", " ", "－", "\u{3000}", "‐"] {
            let groups: &[usize] = match card.len() {
                16 => &[4, 4, 4, 4],
                15 => &[4, 6, 5],
                _ => &[4, 6, 4],
            };
            let mut at = 0;
            let parts: Vec<&str> = groups
                .iter()
                .map(|it| {
                    at += it;
                    &card[at - it..at]
                })
                .collect();
            let grouped = parts.join(sign);
            assert_eq!(cards(&format!("カード番号：{grouped}")), 1, "{grouped}");
            assert_eq!(cards(&format!("カード番号：{}。", wide(&grouped))), 1, "{grouped}");
        }
    }
}

#[test]
fn a_number_counts_only_with_a_telling_word() {
    for card in CARDS {
        assert_eq!(cards(&format!("注文番号 {card}")), 0, "{card}");
        assert_eq!(cards(card), 0, "{card}");
    }
    for word in [
        "カード",
        "ｸﾚｼﾞｯﾄ",
        "会員番号",
        "card no.",
        "Card_Number",
        "cardNumber",
        "PAN:",
        "credit",
        "VISA",
        "JCB",
        "ＰＡＮ",
    ] {
        assert_eq!(cards(&format!("{word} 4111111111111111")), 1, "{word}");
    }
    for word in ["company", "Japan", "pandas", "discard", "cardinal", "scorecard", "注文", "order"] {
        assert_eq!(cards(&format!("{word} 4111111111111111")), 0, "{word}");
    }
    for word in [
        "マイナンバー",
        "ﾏｲﾅﾝﾊﾞｰ",
        "個人番号",
        "my number",
        "My_Number",
        "mynumber",
        "myNumber",
        "Individual Number",
    ] {
        assert_eq!(individuals(&format!("{word} {INDIVIDUAL}")), 1, "{word}");
    }
    for word in ["法人番号", "number", "my phone number", "個人", ""] {
        assert_eq!(individuals(&format!("{word} {INDIVIDUAL}")), 0, "{word}");
    }
}

#[test]
fn a_word_tells_from_forty_characters_before_across_one_line_break_and_a_little_behind() {
    let card = "4111111111111111";
    for (text, count) in [
        (format!("カード番号\n{card}"), 1),
        (format!("カード番号\n\n{card}"), 1),
        (format!("カード番号\n氏名\n{card}"), 0),
        (format!("カード{}{card}", "あ".repeat(37)), 1),
        (format!("カード{}{card}", "あ".repeat(38)), 0),
        (format!("{card}（VISA）"), 1),
        (format!("{card}（株式会社山田商店のカード）"), 0),
        (format!("{card}\nカード"), 0),
        (format!("{card} {card} カード"), 1),
        (format!("カード {card} {card}"), 2),
    ] {
        assert_eq!(cards(&text), count, "{text}");
    }
}

#[test]
fn what_is_part_of_something_longer_or_has_no_check_digit_is_none() {
    for text in [
        "カード 4111111111111112",
        "カード 41111111111111110",
        "カード 04111111111111111",
        "カード 1234-4111-1111-1111-1111",
        "カード 4111-1111-1111-1111-1234",
        "カード 4111 1111 1111 1111 1234",
        "カード 4111-1111 1111-1111",
        "カード 411-11111-1111-1111",
        "カード 4111--1111-1111-1111",
        "カード 0.4111111111111111",
        "カード 4111111111111111.5",
        "カード 3f2a1b4c-4111-1111-1111-1111",
        "カード 9111111111111111",
        "カード 20260401090000",
        "カード 2026-04-01 09:00:00.123456",
        "カード 1580000000000",
    ] {
        assert_eq!(cards(text), 0, "{text}");
    }
    for text in [
        "マイナンバー 123456789017",
        "マイナンバー 1234567890180",
        "マイナンバー 1234 5678 9018 1234",
        "マイナンバー 1234-5678-9018-1",
        "マイナンバー 法人番号 7000012050002",
    ] {
        assert_eq!(individuals(text), 0, "{text}");
    }
    assert_eq!(individuals("マイナンバー 1234 5678 9018"), 1);
    assert_eq!(individuals("マイナンバー １２３４－５６７８－９０１８"), 1);
    assert_eq!(cards("カード 4111 1111 1111 1111 12/28 123"), 1);
    assert_eq!(cards("1 カード番号 1. 4111111111111111."), 1);
}

#[test]
fn the_check_digit_of_an_individual_number_is_the_ministerial_one() {
    // All rests of the division, 0 and 1 among them, which give 0.
    for (others, check) in
        [("12345678901", 8), ("00000000000", 0), ("00000000001", 9), ("00000000006", 0), ("00000000014", 0)]
    {
        let found: Vec<u32> =
            (0..10).filter(|it| individuals(&format!("マイナンバー {others}{it}")) > 0).collect();
        assert_eq!(found, [check], "{others}");
    }
}

#[test]
fn a_header_tells_of_its_column_and_of_no_other() {
    let mut scanner = Scanner::default();
    sheet(&mut scanner, Form::Grid);
    row(&mut scanner, 1, &["決済一覧"]);
    row(&mut scanner, 2, &["氏名", "カード\n番号", "注文番号", "マイナンバー"]);
    row(&mut scanner, 3, &["山田", "4111111111111111", "4242424242424242", "１２３４５６７８９０１８"]);
    scanner.row(
        4,
        &[Raw::Empty, Raw::Number(378_282_246_310_005.0), Raw::Empty, Raw::Number(123_456_789_018.0)],
    );
    // A cell that has lost its leading zeros is judged only if enough digits are left.
    scanner.row(5, &[Raw::Empty, Raw::Number(0.5), Raw::Number(4_111_111_111_111_111.0), Raw::Number(19.0)]);
    sheet(&mut scanner, Form::Grid);
    row(&mut scanner, 1, &["番号", "番号"]);
    row(&mut scanner, 2, &["山田", "4111111111111111"]);
    let at = |sheet, row, column| LeakAt::Cell { sheet, row, column };
    let one = |secret, at| Leak { secret, at, count: 1 };
    assert_eq!(
        scanner.finish(),
        [
            one(Secret::CardNumber, at(0, 3, 1)),
            one(Secret::IndividualNumber, at(0, 3, 3)),
            one(Secret::CardNumber, at(0, 4, 1)),
            one(Secret::IndividualNumber, at(0, 4, 3)),
        ]
    );
}

#[test]
fn a_label_or_the_cell_itself_tells_of_a_number() {
    for (cells, count) in [
        (&["カード番号", "4111111111111111"][..], 1),
        (&["カード番号", "", "4111111111111111"], 1),
        (&["Card No.", "4111111111111111"], 1),
        (&["カード払い", "4111111111111111"], 0),
        (&["カード番号", "山田", "4111111111111111"], 0),
        (&["VISA 4111111111111111"], 1),
        (&["4111111111111111、4242424242424242（カード）"], 1),
        (&["マイナンバー", "123456789018"], 1),
    ] {
        let mut scanner = Scanner::default();
        sheet(&mut scanner, Form::Grid);
        row(&mut scanner, 40, cells);
        assert_eq!(scanner.finish().len(), count, "{cells:?}");
    }
}

#[test]
fn a_header_below_the_first_rows_is_none() {
    for (above, count) in [(29, 1), (30, 0)] {
        let mut scanner = Scanner::default();
        sheet(&mut scanner, Form::Grid);
        for number in 1..=above {
            row(&mut scanner, number, &["", "メモ"]);
        }
        row(&mut scanner, above + 1, &["", "カード番号"]);
        row(&mut scanner, above + 2, &["", "4111111111111111"]);
        assert_eq!(scanner.finish().len(), count);
    }
}

#[test]
fn what_comes_as_a_line_and_as_a_cell_counts_once() {
    for form in [Form::Records, Form::Inside] {
        for rows_first in [true, false] {
            let mut scanner = Scanner::default();
            let table = |scanner: &mut Scanner| {
                sheet(scanner, form);
                row(scanner, 0, &["cardNumber", "memo"]);
                row(scanner, 1, &["4111111111111111", "a"]);
                // Only the header tells of this one.
                row(scanner, 2, &["4242424242424242", "b"]);
            };
            if rows_first {
                table(&mut scanner);
            }
            scanner.line(At::Line(1), r#"{"cardNumber": "4111111111111111"}"#);
            scanner.line(At::Line(9), "カード 378282246310005");
            if !rows_first {
                table(&mut scanner);
            }
            assert_eq!(scanner.total(Secret::CardNumber), 3, "{form:?}");
        }
    }
}

#[test]
fn all_are_counted_and_the_first_hundred_places_are_told() {
    let mut scanner = Scanner::default();
    for number in 1..=150 {
        scanner.line(At::Line(number), "カード 4111111111111111 と 4242424242424242");
    }
    scanner.line(At::Line(151), &format!("個人番号 {INDIVIDUAL}"));
    assert_eq!(scanner.total(Secret::CardNumber), 300);
    assert_eq!(scanner.total(Secret::IndividualNumber), 1);
    let leaks = scanner.finish();
    assert_eq!(leaks.len(), 101);
    assert_eq!(leaks[99], Leak { secret: Secret::CardNumber, at: LeakAt::Text(At::Line(100)), count: 2 });
    assert_eq!(leaks[100].secret, Secret::IndividualNumber);
}

#[test]
fn long_runs_of_digits_and_separators_take_linear_time() {
    for piece in ["4", "4111 ", "1234-", "４", "1 ", "4111111111111111\n"] {
        lines(&piece.repeat(200_000));
    }
}

proptest! {
    #[test]
    fn no_text_panics(any in any::<String>(), near in "[0-9０-９ \\-－\u{3000}.\ncardカード個人番号]{0,80}") {
        for text in [any, near] {
            let mut scanner = Scanner::default();
            scanner.line(At::Page(1), &text);
            sheet(&mut scanner, Form::Inside);
            row(&mut scanner, 1, &[&text, &text]);
            scanner.finish();
        }
    }

    #[test]
    fn a_number_is_found_wherever_it_stands(
        before in "[a-zあ-ん０ー]{0,12}[あ-ん:]",
        after in "[あ-ん、-]{0,5}",
        card in 0usize..17,
        full in any::<bool>(),
    ) {
        let digits = if full { wide(CARDS[card]) } else { CARDS[card].to_owned() };
        let text = format!("{before}カード{digits}{after}");
        prop_assert_eq!(cards(&text), 1, "{}", text);
    }

    #[test]
    fn numbers_are_as_floats_what_they_are_as_text(number in 1_000_000_000u64..9_000_000_000_000_000) {
        #[expect(clippy::cast_precision_loss, reason = "integers are exact up to 2^53")]
        let float = number as f64;
        let as_float: Vec<(Secret, u64)> = number::in_float(float).collect();
        let digits = if number < 1_000_000_000_000 { format!("{number:012}") } else { number.to_string() };
        let as_text: Vec<(Secret, u64)> = Runs::new(&digits).map(|it| (it.secret, it.digits)).collect();
        prop_assert_eq!(as_float, as_text);
    }
}
