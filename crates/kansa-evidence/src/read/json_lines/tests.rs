use std::io::BufReader;

use proptest::prelude::*;

use super::{read, read_lines};
use crate::read::notes::{Notes, notes, tables, trouble};

fn streamed(bytes: &[u8]) -> Result<Vec<String>, String> {
    let mut notes = Notes::default();
    read_lines(&mut BufReader::new(bytes), &mut notes).map(|_| notes.0).map_err(|it| it.message.en)
}

#[test]
fn every_line_is_a_row_of_one_sheet() {
    let text = "{\"a\":1}\n\n{\"b\":{\"c\":\"x\"},\"l\":[{\"p\":1}]}\r\n";
    let rows = ["= - records", "0: a | b.c | l", "1: #1 | _ | _", "2: _ | x | {\"p\": 1}"];
    assert_eq!(tables(read, text.as_bytes()), rows);
    let mut both = streamed(text.as_bytes()).unwrap();
    both.retain(|it| !it.starts_with('L'));
    assert_eq!(both, rows);
}

#[test]
fn a_bad_line_is_said_with_its_number() {
    for (text, expected) in [
        ("{\"a\":1}\n{\"a\":\n", "the json ends early, in line 2"),
        ("{\"a\":1}\n\n[1]\n", "line 3 is no object (`{…}`)"),
        ("{\"a\":1,\"a\":2}", "a key stands twice in one record, line 1"),
    ] {
        assert_eq!(trouble(read, text.as_bytes()), expected);
        assert_eq!(streamed(text.as_bytes()).unwrap_err(), expected);
    }
}

#[test]
fn a_field_that_comes_after_a_thousand_lines_stops_a_stream_only() {
    let text = format!("\u{feff}{}{{\"b\":1}}\n", "{\"a\":1}\n".repeat(1_000));
    assert_eq!(
        streamed(text.as_bytes()).unwrap_err(),
        "line 1001 has a field that the first 1000 lines do not have"
    );
    assert_eq!(tables(read, text.as_bytes())[1], "0: a | b");
}

#[test]
fn a_stream_is_not_held() {
    let line = format!("{{\"a\":\"{}\"}}", "x".repeat(17 * 1024 * 1024));
    assert_eq!(streamed(line.as_bytes()).unwrap_err(), "line 1 is too long");
}

proptest! {
    #[test]
    fn no_bytes_panic(text in "[\\[\\]{}\",:0-9\\\\a \n]{0,80}", bytes in proptest::collection::vec(any::<u8>(), 0..100)) {
        for bytes in [text.as_bytes(), &bytes[..]] {
            let _ = notes(read, bytes);
            let _ = streamed(bytes);
        }
    }
}
