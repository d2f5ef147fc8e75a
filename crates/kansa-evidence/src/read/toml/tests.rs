use proptest::prelude::*;

use super::read;
use crate::read::notes::{endures, notes, running, tables, trouble};

#[test]
fn lists_of_records_are_sheets() {
    for (toml, expected) in [
        (
            "[[hosts]]\nname = \"a\"\n[[hosts]]\nname = \"b\"\nup = true\n",
            vec!["= hosts records", "0: name | up", "1: a | _", "2: b | ?true"],
        ),
        (
            "day = 2026-04-01\nat = 2026-04-01T09:00:00+09:00\nn = 5.10\nbig = 9007199254740993\n",
            vec![
                "= - records",
                "0: day | at | n | big",
                "1: 2026-04-01 | 2026-04-01T09:00:00+09:00 | #5.1 | 9007199254740993",
            ],
        ),
        ("days = [2026-04-01, 2026-05-01]\n", vec!["= - records", "0: days", "1: 2026-04-01、2026-05-01"]),
    ] {
        assert_eq!(tables(read, toml.as_bytes()), expected, "{toml}");
    }
}

#[test]
fn lines_come_too() {
    assert_eq!(running(read, b"a = 1\n\n# b\n"), ["L1 a = 1", "L3 # b"]);
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    for (toml, expected) in [
        ("a = 1\na = 2\n", "no valid toml in line 2"),
        ("a = 1\nb = [\n", "no valid toml in line 2"),
        (&format!("a = {}", "[".repeat(100_000)), "no valid toml in line 1"),
        (&format!("{} = 1", vec!["a"; 100_000].join(".")), "no valid toml in line 1"),
    ] {
        assert_eq!(trouble(read, toml.as_bytes()), expected, "{toml:.40}");
    }
}

#[test]
fn a_broken_file_is_no_panic() {
    endures(read, "[a.b]\nx = \"あ\"\n[[h]]\nd = 2026-04-01\nt = [1, {k = '''v'''}]\n".as_bytes());
}

proptest! {
    #[test]
    fn no_bytes_panic(text in "[\\[\\]{}\"',=a1. \n#-]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        let _ = notes(read, text.as_bytes());
        let _ = notes(read, &bytes);
    }
}
