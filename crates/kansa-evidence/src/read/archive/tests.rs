use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;

use super::read;
use crate::read::notes::{endures, notes, trouble};

fn zip(names: &[&str]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for name in names {
        if name.ends_with('/') {
            zip.add_directory(*name, SimpleFileOptions::default()).unwrap();
        } else {
            zip.start_file(*name, SimpleFileOptions::default()).unwrap();
            zip.write_all(b"x").unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_names_of_files_are_lines_and_are_counted() {
    let (notes, facts) = notes(read, &zip(&["d/", "d/a.csv", "台帳.xlsx"]));
    assert_eq!(notes, ["E1 d/a.csv", "E2 台帳.xlsx"]);
    assert_eq!(facts.unwrap().entries, Some(2));
}

#[test]
fn names_without_a_mark_are_read_as_cp932() {
    // The name is as long in CP932 as its stand-in, in both places where a zip has it.
    let mut bytes = zip(&["AABB.csv"]);
    let cp932 = b"\x91\xe4\x92\xa0.csv";
    while let Some(at) = memchr::memmem::find(&bytes, b"AABB.csv") {
        bytes[at..at + 8].copy_from_slice(cp932);
    }
    assert_eq!(notes(read, &bytes).0, ["E1 台帳.csv"]);
}

#[test]
fn what_is_no_whole_zip_is_said() {
    let good = zip(&["a"]);
    for bytes in [&good[..good.len() - 5], &good[..20], b"", b"hello"] {
        assert_eq!(trouble(read, bytes), "the zip is broken or cut off");
    }
    let many = [b"PK\x01\x02".repeat(100_001), good].concat();
    assert_eq!(trouble(read, &many), "more than 100000 files in it");
}

#[test]
fn a_broken_file_is_no_panic() {
    endures(read, &zip(&["a", "b/c", "台帳"]));
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let _ = notes(read, &bytes);
        let _ = notes(read, &[b"PK\x05\x06", &bytes[..]].concat());
    }
}
