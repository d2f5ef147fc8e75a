//! Properties of any text and any row.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::{Condition, Operand, Test, TestKind, columns, parse, place};
use crate::table::Cell;
use crate::table::folded;

/// Words that a condition may be made of, so that random ones get past the lexer.
const WORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "in",
    "is",
    "empty",
    "true",
    "(",
    ")",
    "[",
    "]",
    ",",
    "=",
    "!=",
    "<",
    ">=",
    "+",
    "-",
    "P30D",
    "P9999Y",
    "score",
    "点数",
    "区分",
    "taken",
    "再試験日",
    "passed",
    "`合格`",
    "80",
    "-1",
    "'済'",
    "2026-04-01",
    "x",
    "＞",
    "'",
    "is not empty",
    "passed and",
    "taken + P1M",
    "score >= 80",
];

fn cells() -> impl Strategy<Value = Vec<Cell<'static>>> {
    let cell = prop_oneof![
        Just(Cell::Empty),
        Just(Cell::Bad(crate::table::Fault::NotOfType)),
        any::<f64>().prop_map(Cell::Number),
        any::<bool>().prop_map(Cell::Flag),
        any::<i32>()
            .prop_map(|it| Cell::Date(NaiveDate::from_num_days_from_ce_opt(it).unwrap_or(NaiveDate::MAX))),
        ".{0,4}".prop_map(|it| Cell::Text(it.into())),
    ];
    proptest::collection::vec(cell, 0..8)
}

/// Conditions that are right, from tests on single columns.
fn right() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        (-1_000i32..1_000).prop_map(|it| format!("点数 >= {it}")),
        (0u16..9_999).prop_map(|it| format!("再試験日 <= 受講日 + P{}D", it + 1)),
        Just("合格".to_owned()),
        Just("区分 not in ['済', '○']".to_owned()),
        Just("受講日 is not empty".to_owned()),
    ];
    leaf.prop_recursive(6, 64, 4, |inner| {
        prop_oneof![
            inner.clone().prop_map(|it| format!("not ({it})")),
            proptest::collection::vec(inner.clone(), 1..4).prop_map(|it| format!("({})", it.join(" and "))),
            proptest::collection::vec(inner, 1..4).prop_map(|it| format!("({})", it.join(" or "))),
        ]
    })
}

fn operand(text: String) -> Operand {
    Operand { text, place: place(0, 1) }
}

proptest! {
    #[test]
    fn no_text_makes_the_parser_panic(text in "(?s).{0,200}") {
        if let Err(diagnostics) = parse(&text) {
            prop_assert!(!diagnostics.is_empty());
            for it in diagnostics {
                let (start, end) = (it.place.start as usize, it.place.end as usize);
                prop_assert!(text.get(start..end).is_some(), "{it:?}");
                prop_assert!(!it.message.ja.contains('\n') && !it.message.en.contains('\n'));
            }
        }
    }

    #[test]
    fn no_words_make_parser_or_eval_panic(
        words in proptest::collection::vec(proptest::sample::select(WORDS), 0..12),
        row in cells(),
    ) {
        let text = words.join(" ");
        match parse(&text) {
            Ok(condition) => {
                condition.eval(&row[..]);
                prop_assert!(condition.columns().iter().all(|it| *it < columns().len()));
            }
            Err(diagnostics) => prop_assert!(!diagnostics.is_empty()),
        }
    }

    #[test]
    fn a_right_condition_reads_back_and_is_decided_for_any_row(text in right(), row in cells()) {
        let condition = parse(&text).unwrap();
        prop_assert_eq!(&parse(&condition.text().en).unwrap(), &condition);
        let opposite = parse(&format!("not ({text})")).unwrap();
        prop_assert_eq!(opposite.eval(&row[..]), condition.eval(&row[..]).negated());
    }

    #[test]
    fn the_structured_form_prints_what_reads_back_as_itself(
        number in -1e9f64..1e9,
        text in "[^\\s].{0,9}",
        days in 0i32..3_000_000,
    ) {
        prop_assume!(!folded(&text).is_empty());
        let day = NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap();
        let tests = vec![
            Test { column: ("点数".into(), place(0, 1)), kind: TestKind::Min(operand(number.to_string())) },
            Test {
                column: ("Employment (type)".into(), place(0, 1)),
                kind: TestKind::NotIn(vec![operand(text), operand("済".into())]),
            },
            Test { column: ("taken".into(), place(0, 1)), kind: TestKind::Max(operand(day.to_string())) },
        ];
        let condition = Condition::all(tests, &columns()).unwrap();
        prop_assert_eq!(&parse(&condition.text().en).unwrap(), &condition);
    }
}
