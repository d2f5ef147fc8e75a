//! Tables of texts and their trees.

use super::*;
use crate::condition::Verbatim;
use crate::source::Place;

/// The tree in prefix form, or the place and English words of the error.
fn check(text: &str, expected: &str) {
    let place = Place { path: "a.yaml".into(), start: 0, end: u32::MAX };
    let found = match parse(text, Site { place: &place, verbatim: Verbatim::Yes }) {
        Ok(expr) => prefix(&expr, text),
        Err(it) => {
            let help = it.help.map(|help| format!(": {}", help.en)).unwrap_or_default();
            format!("{}..{}: {}{help}", it.place.start, it.place.end, it.message.en)
        }
    };
    assert_eq!(found, expected, "{text}");
}

fn prefix(expr: &Expr, text: &str) -> String {
    let value = |it: &Value| text.get(it.whole.clone()).unwrap().to_owned();
    let many = |name: &str, parts: &[Expr]| {
        let parts: Vec<_> = parts.iter().map(|it| prefix(it, text)).collect();
        format!("({name} {})", parts.join(" "))
    };
    match expr {
        Expr::Any(parts) => many("or", parts),
        Expr::All(parts) => many("and", parts),
        Expr::Not(inner) => format!("(not {})", prefix(inner, text)),
        Expr::Compare { left, op, right, .. } => format!("({op:?} {} {})", value(left), value(right)),
        Expr::In { value: it, list } => {
            format!("(in {} {})", value(it), list.iter().map(value).collect::<Vec<_>>().join(" "))
        }
        Expr::Empty(it) => format!("(empty {})", value(it)),
        Expr::Alone(it) => value(it),
    }
}

#[test]
fn and_binds_closer_than_or_and_not_closer_than_both() {
    check("a or b and not c = 1", "(or a (and b (not (Equal c 1))))");
    check("(a or b) and c", "(and (or a b) c)");
    check("a and b and c", "(and a b c)");
}

#[test]
fn twice_not_is_nothing() {
    check("not not a", "a");
    check("not not not a", "(not a)");
}

#[test]
fn lists_may_end_with_a_comma_and_are_not_empty() {
    check("a in [1, 'x', b,]", "(in a 1 'x' b)");
    check("a not in [-1]", "(not (in a -1))");
    check("a in []", "5..7: the list is empty, so that nothing is in it: write values, as in ['A', 'B']");
    check("a in [,]", "6..7: expected a column or a value, found `,`");
    check("a in [1", "7..7: expected `,` or `]`, but the condition ends here");
    check("a in 1", "5..6: expected `[`, found `1`");
    check("a not 1", "6..7: expected `in`, found `1`");
}

#[test]
fn emptiness_is_asked_with_is() {
    check("a is empty", "(empty a)");
    check("a is not empty", "(not (empty a))");
    check("a is 1", "5..6: expected `empty` or `not empty`, found `1`");
    check(
        "a = empty",
        "4..9: expected a column or a value, found `empty`: if it is a column, put it in backquotes",
    );
}

#[test]
fn durations_follow_a_sign() {
    check("a <= b + P30D - P1M", "(AtMost a b + P30D - P1M)");
    check("a <= (b + P1M) - P1D", "(AtMost a (b + P1M) - P1D)");
    check("a -P1D = b", "(Equal a -P1D b)");
    check("a + 30 = b", "4..6: only a duration can follow + or -: write P30D for that many days");
    check("a + b = c", "4..5: `b` is no duration: write it as P30D, P1M or P1Y");
    check("a + PT1H = c", "4..8: the duration `PT1H` has a time of day: write it as P30D, P1M or P1Y");
    check("a + P0D = c", "4..7: the duration `P0D` is zero: write it as P30D, P1M or P1Y");
    check("a +", "3..3: only a duration can follow + or -: write it as P30D, P1M or P1Y");
}

#[test]
fn comparisons_cannot_be_chained() {
    check("a < b < c", "6..7: comparisons cannot be chained: write it as a < b and b < c");
    check(
        "(a < b) < c",
        "0..7: a condition in parentheses is no value to compare: join conditions with `and`, `or`, `not`",
    );
}

#[test]
fn values_may_stand_in_parentheses() {
    check("(a) = ((1))", "(Equal (a) ((1)))");
}

#[test]
fn what_is_left_over_is_an_error() {
    check("a b", "2..3: expected `and` or `or`, found `b`");
    check("a AND b", "2..5: expected `and` or `or`, found `AND`: write `and`");
    check("a ｏｒ b", "2..8: expected `and` or `or`, found `ｏｒ`: write `or`");
    check("a かつ b", "2..8: expected `and` or `or`, found `かつ`: write `and`");
    check("a)", "1..2: expected `and` or `or`, found `)`: there is no `(` that it could close");
    check("a >= -b", "6..7: expected a number, found `b`");
    check(
        "a = 1,000",
        "5..6: expected `and` or `or`, found `,`: commas stand in lists only, and numbers are written without them",
    );
    check("(a", "2..2: expected `)`, but the condition ends here");
    check("a =", "3..3: expected a column or a value, but the condition ends here");
    check("a and", "5..5: expected a column or a value, but the condition ends here");
    check(" ", "0..1: the condition is empty: for example: score >= 80");
}

#[test]
fn budgets_of_length_and_nesting_hold() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    check(&nested(64), &nested(64));
    check(&nested(65), "64..65: parentheses are nested too deeply (limit: 64)");
    check(&"(".repeat(4_096), "64..65: parentheses are nested too deeply (limit: 64)");
    check(&format!("{}a", "not ".repeat(1_000)), "a");
    check(&"a".repeat(4_096), &"a".repeat(4_096));
    check(&"a".repeat(4_097), "0..4097: the condition is too long (limit: 4096 bytes)");
}
