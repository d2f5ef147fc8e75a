use proptest::prelude::*;

use super::read;
use crate::read::notes::{endures, notes, running, tables, trouble};

#[test]
fn lists_of_records_are_sheets_named_by_their_paths() {
    for (json, expected) in [
        (
            r#"[{"a":1,"b":"x"},{"b":null,"c":true}]"#,
            vec!["= - records", "0: a | b | c", "1: #1 | x | _", "2: _ | _ | ?true"],
        ),
        (r#"{"findings":[{"id":"F1"}]}"#, vec!["= findings records", "0: id", "1: F1"]),
        (r#"{"scan":{"hosts":[{"ip":"10.0.0.1"}]}}"#, vec!["= scan.hosts records", "0: ip", "1: 10.0.0.1"]),
        (
            r#"[{"host":{"name":"a","os":{"v":1.5}}}]"#,
            vec!["= - records", "0: host.name | host.os.v", "1: a | #1.5"],
        ),
        (
            r#"[{"t":["a",1,null]},{"t":[]},{"t":[[1],{"x":"y"}]}]"#,
            vec!["= - records", "0: t", "1: a、1、null", "2: _", r#"3: [1]、{"x": "y"}"#],
        ),
        (
            r#"[["id","n"],["a",1],[null,""],[null,null],[true,2]]"#,
            vec!["= - inside", "1: id | n", "2: a | #1", "3: _ | ", "5: ?true | #2"],
        ),
        (r#"{"findings":[]}"#, vec!["= findings records", "0: "]),
        ("[]", vec!["= - records", "0: "]),
        ("3", vec![]),
        ("[1,2]", vec![]),
        (r#"{"min":14,"reuse":{"max":24}}"#, vec!["= - records", "0: min | reuse.max", "1: #14 | #24"]),
    ] {
        assert_eq!(tables(read, json.as_bytes()), expected, "{json}");
    }
}

#[test]
fn lists_inside_records_are_one_sheet_over_all_of_them() {
    assert_eq!(
        tables(
            read,
            br#"{"hosts":[{"h":"a","ports":[{"p":1}]},{"h":"b","ports":[{"p":2},{"q":3}]},{"ports":[]}]}"#
        ),
        [
            "= hosts records",
            "0: h | ports",
            "1: a | _",
            "2: b | _",
            "3: _ | _",
            "= hosts.ports records",
            "0: p | q",
            "1: #1 | _",
            "2: #2 | _",
            "3: _ | #3"
        ],
    );
}

#[test]
fn numbers_that_a_float_cannot_tell_apart_stay_as_they_are_written() {
    for (number, cell) in [
        ("9007199254740991", "#9007199254740991"),
        ("9007199254740993", "9007199254740993"),
        ("-9007199254740993", "-9007199254740993"),
        ("123456789012345678901234567890", "123456789012345678901234567890"),
        ("1e300", "1e300"),
        ("5.10", "#5.1"),
        ("\"0123\"", "0123"),
    ] {
        let json = format!(r#"[{{"x":"\"7","y":1,"id":{number}}}]"#);
        assert_eq!(tables(read, json.as_bytes())[2], format!("1: \"7 | #1 | {cell}"));
    }
}

#[test]
fn lines_come_too() {
    assert_eq!(running(read, b"[\n {\"a\": 1}\n]\n"), ["L1 [", "L2  {\"a\": 1}", "L3 ]"]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let long = format!("{{\"{}\": [{{\"a\": 1}}]}}", "k".repeat(2_000));
    let wide = format!("[{{{}}}]", (0..2_001).map(|it| format!("\"c{it}\":1")).collect::<Vec<_>>().join(","));
    for (json, expected) in [
        ("[\n{\"a\":1,\"a\":2}]", "a key stands twice in one record, line 2"),
        ("[{\"a\":1},\n", "the json ends early, in line 2"),
        ("", "the json ends early, in line 1"),
        ("[{\"a\":1},\n,]", "no valid json at line 2, column 1"),
        ("{} x", "no valid json at line 1, column 4"),
        (r#"[{"a.b":1,"a":{"b":2}}]"#, "the field `a.b` stands twice in one record"),
        (&"[".repeat(100_000), "no valid json at line 1, column 128"),
        (&long, "the name of a field is longer than 1000 bytes"),
        (&wide, "more than 2000 columns"),
    ] {
        assert_eq!(trouble(read, json.as_bytes()), expected, "{json:.40}");
    }
}

#[test]
fn a_key_that_stands_twice_is_found_in_a_long_record() {
    let fields: Vec<String> = (0..40).chain([3]).map(|it| format!("\"f{it}\":1")).collect();
    let json = format!("{{{}}}", fields.join(","));
    assert_eq!(trouble(read, json.as_bytes()), "a key stands twice in one record, line 1");
}

#[test]
fn a_broken_file_is_no_panic() {
    endures(read, br#"{"scan":{"hosts":[{"ip":"10.0.0.1","n":123456789012345678901234567890,"t":["a\u3042"]}]},"g":[["a"],[1]]}"#);
}

proptest! {
    #[test]
    fn no_bytes_panic(text in "[\\[\\]{}\",:0-9eE.+\\\\a ntu-]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = notes(read, text.as_bytes());
        let _ = notes(read, &bytes);
    }
}
