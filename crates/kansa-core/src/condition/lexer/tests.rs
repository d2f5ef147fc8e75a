//! Tables of texts and their tokens.

use super::*;
use crate::condition::Verbatim;
use crate::source::Place;

/// Tokens by their text and kind, or the place and English words of the error.
fn check(text: &str, expected: &str) {
    let place = Place { path: "a.yaml".into(), start: 0, end: u32::MAX };
    let found = match lex(text, Site { place: &place, verbatim: Verbatim::Yes }) {
        Ok(tokens) => tokens.iter().map(|it| format!("{:?}", it.kind)).collect::<Vec<_>>().join(" "),
        Err(it) => {
            let help = it.help.unwrap().en;
            format!("{}..{}: {}: {help}", it.place.start, it.place.end, it.message.en)
        }
    };
    assert_eq!(found, expected, "{text}");
}

#[test]
fn words_are_made_of_letters_digits_and_a_few_signs() {
    check(
        "点数_1 サーバー・名 佐々木 1次試験",
        r#"Word("点数_1") Word("サーバー・名") Word("佐々木") Word("1次試験")"#,
    );
    check("カ\u{3099}ス", r#"Word("カ\u{3099}ス")"#);
}

#[test]
fn keywords_are_lower_case() {
    check("and AND", r#"Keyword(And) Word("AND")"#);
}

#[test]
fn a_doubled_quote_is_one_of_the_text() {
    check("'it''s' \"a\"\"b\" `c``d` ''", r#"Text("it's") Text("a\"b") Name("c`d") Text("")"#);
}

#[test]
fn a_quote_must_be_closed() {
    check("a = 'b", "4..6: the quote ' is never closed: end it with '; double a ' that belongs to it");
}

#[test]
fn numbers_are_plain_decimals() {
    check("80 80.5 007", "Number(80.0) Number(80.5) Number(7.0)");
    check("80.", "0..3: `80.` is no number: write it as 80 or 80.5");
    check("1.2.3", "0..5: `1.2.3` is no number: write it as 80 or 80.5");
    check("８０", "0..6: `８０` is written in full-width digits: write 80");
}

#[test]
fn dates_are_ten_characters_and_exist() {
    check("2026-04-01", "Date(2026-04-01)");
    check("2026-04-01-P1D", r#"Date(2026-04-01) Minus Word("P1D")"#);
    for text in ["2026-4-1", "2026-02-30", "2026/04/01", "2026-04-01T00"] {
        let length = text.len();
        check(text, &format!("0..{length}: `{text}` is no date: write an existing day as 2026-04-01"));
    }
}

#[test]
fn comparisons_are_read_at_their_longest() {
    check("<= >= != ==", "Compare(AtMost) Compare(AtLeast) Compare(NotEqual) Compare(Equal)");
    check("<>=", "0..2: `<>` is no operator here: write `!=`");
}

#[test]
fn full_width_signs_name_their_ascii_form() {
    check("a ＞＝ 80", "2..8: `＞＝` is no operator here: write `>=`");
    check("a ≧ 80", "2..5: `≧` is no operator here: write `>=`");
    check("（a）", "0..3: `（` is no operator here: write `(`");
}

#[test]
fn signs_of_other_languages_name_ours() {
    check("a && b", "2..4: `&&` is no operator here: write `and`");
    check("a <> b", "2..4: `<>` is no operator here: write `!=`");
    check("!a", "0..1: `!` is no operator here: write `not`");
}

#[test]
fn other_signs_ask_for_quotes() {
    let help = "put a text in '…', and a column name with symbols or blanks in `…`";
    check("a = ○", &format!("4..7: `○` has no meaning in a condition: {help}"));
    check("\u{0}", &format!("0..1: `\\u{{0}}` has no meaning in a condition: {help}"));
}
