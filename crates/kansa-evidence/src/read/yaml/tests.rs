use proptest::prelude::*;

use super::read;
use crate::read::notes::{endures, notes, running, tables, trouble};

#[test]
fn lists_of_records_are_sheets() {
    for (yaml, expected) in [
        ("- a: 1\n  b: x\n- b: y\n", vec!["= - records", "0: a | b", "1: #1 | x", "2: _ | y"]),
        ("\u{feff}- a: 1\n- a: 2\n", vec!["= - records", "0: a", "1: #1", "2: #2"]),
        ("hosts:\n  - name: a\n    tags: [x, y]\n", vec!["= hosts records", "0: name | tags", "1: a | x、y"]),
        (
            "a: 1\n---\nhosts: [{b: 2}]\n",
            vec!["= 1 records", "0: a", "1: #1", "= 2.hosts records", "0: b", "1: #2"],
        ),
        ("base: &b {x: 1}\nlist: [*b, *b]\n", vec!["= list records", "0: x", "1: #1", "2: #1"]),
        ("", vec![]),
    ] {
        assert_eq!(tables(read, yaml.as_bytes()), expected, "{yaml}");
    }
}

#[test]
fn scalars_keep_their_spelling_where_it_is_not_a_numbers_own() {
    for (yaml, cell) in [
        ("5.10", "5.10"),
        ("5.1", "#5.1"),
        ("80", "#80"),
        ("80.0", "80.0"),
        ("0123", "0123"),
        ("0x1f", "0x1f"),
        ("1e3", "1e3"),
        ("2026-04-01", "2026-04-01"),
        ("no", "no"),
        ("true", "?true"),
        ("~", "_"),
        ("\"5\"", "5"),
        (".nan", ".nan"),
        ("12345678901234567", "12345678901234567"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1234567890123456789012345678901234567890123", "1234567890123456789012345678901234567890123"),
        ("!mm 5.10", "5.10"),
        ("*n", "7.0"),
    ] {
        let yaml = format!("n: &n 7.0\nl:\n  - k: 1.0\n    v: {yaml}\n    w: 2.0\n");
        assert_eq!(tables(read, yaml.as_bytes())[2], format!("1: 1.0 | {cell} | 2.0"));
    }
}

#[test]
fn a_key_keeps_its_spelling() {
    assert_eq!(tables(read, b"- {5.10: a, no: b, 2026: c}")[1], "0: 5.10 | no | 2026");
}

#[test]
fn lines_come_too() {
    assert_eq!(running(read, "a: 1\n\n# 注\n".as_bytes()), ["L1 a: 1", "L3 # 注"]);
}

#[test]
fn what_is_wrong_is_said() {
    let mut bomb = "a: &a [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for (of, it) in "abcdefghi".chars().zip("bcdefghij".chars()) {
        bomb.push_str(&format!("{it}: &{it} [{}]\n", vec![format!("*{of}"); 10].join(",")));
    }
    for (yaml, expected) in [
        ("a: 1\nb: 2\na: 3\n", "a key stands twice in one record, from line 1"),
        ("a: [1, 2\n", "no valid yaml at line 2, column 1"),
        ("? [a]\n: 1\n", "no valid yaml at line 1, column 3"),
        (&bomb, "no valid yaml at line 1, column 1"),
        (&"[".repeat(1_000_000), "nested too deeply"),
        (&"[".repeat(1_000), "no valid yaml at line 1, column 129"),
        (&" ".repeat(8 * 1024 * 1024 + 1), "too large for yaml or toml (8 MiB at most)"),
        (&"- ".repeat(200_000), "no valid yaml at line 1, column 257"),
    ] {
        assert_eq!(trouble(read, yaml.as_bytes()), expected, "{yaml:.40}");
    }
}

#[test]
fn a_broken_file_is_no_panic() {
    endures(
        read,
        "# あ\nhosts:\n  - {name: \"a\", n: 5.10, t: !x [1, 2]}\n  - *q\n---\n? a\n: |\n  b\n".as_bytes(),
    );
}

proptest! {
    #[test]
    fn no_bytes_panic(text in "[\\[\\]{}\",:&*!|>a1. \n#?-]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = notes(read, text.as_bytes());
        let _ = notes(read, &bytes);
    }
}
