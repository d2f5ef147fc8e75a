//! Bytes that are not those that were written: nothing is found in them, or what was written.

use proptest::prelude::*;
use twox_hash::XxHash3_128;

use super::*;

const STAT: Stat = Stat { size: 1, mtime_ns: 2, ctime_ns: 3, inode: 4, device: 5 };
const IDENTITY: Identity = Identity { workspace: [1; 16], build: [2; 16] };
const FILES: [(&str, &[u8]); 3] = [("a", b"first"), ("a/b", b""), ("名簿", b"third")];

fn loaded(table: Table) -> Loaded {
    let moment = Moment { ns: HOUR * 1_000, device: 5 };
    Loaded { table, company: "acme".into(), identity: IDENTITY, moment, absent: None }
}

/// The bytes of a small table.
fn bytes() -> Vec<u8> {
    let empty = loaded(Table::default());
    let mut builder = empty.builder();
    for (path, extract) in FILES {
        builder.add(path, STAT, Sha256([7; 32]), &[(SPEC, extract)]);
    }
    let [records, paths, extracts] = builder.pieces().unwrap();
    let (header, checksum) = table::frame([records, paths, extracts], &IDENTITY).unwrap();
    [&header, records, paths, extracts, &checksum].concat()
}

/// What is found of the files in bytes; nothing if they are no table.
fn answers(bytes: Vec<u8>) -> Option<Vec<Option<Vec<u8>>>> {
    let loaded = loaded(Table::parse(bytes, &IDENTITY).ok()?);
    let mut cursor = loaded.cursor();
    let found = FILES.map(|(path, _)| {
        // A table that was forged may be out of order: then the two need not find the same.
        let (one, _) = (cursor.find(path, &STAT), loaded.find(path, &STAT));
        one.and_then(|it| it.extract(&SPEC)).map(<[u8]>::to_vec)
    });
    // A run goes on from it as well.
    let mut builder = loaded.builder();
    FILES.iter().for_each(|(path, extract)| builder.add(path, STAT, Sha256([7; 32]), &[(SPEC, extract)]));
    let _ = builder.pieces();
    Some(found.to_vec())
}

/// The same bytes with the checksum that they should have.
fn resealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if let Some((body, checksum)) = bytes.split_last_chunk_mut::<16>() {
        *checksum = XxHash3_128::oneshot(body).to_le_bytes();
    }
    bytes
}

#[test]
fn a_table_with_any_bit_flipped_is_none() {
    let bytes = bytes();
    let right = answers(bytes.clone()).unwrap();
    assert_eq!(right, FILES.map(|(_, extract)| Some(extract.to_vec())));
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut flipped = bytes.clone();
            flipped[at] ^= 1 << bit;
            assert_eq!(answers(flipped), None, "byte {at}, bit {bit}");
        }
    }
}

#[test]
fn a_table_that_was_cut_off_or_goes_on_is_none() {
    let bytes = bytes();
    for end in 0..bytes.len() {
        assert_eq!(answers(bytes[..end].to_vec()), None);
        let mut zeros = bytes[..end].to_vec();
        zeros.resize(bytes.len(), 0);
        assert!(answers(zeros).is_none(), "a power cut leaves zeros after byte {end}");
    }
    assert_eq!(answers([&bytes[..], &[0]].concat()), None);
    assert_eq!(answers(resealed([&bytes[..], &[0]].concat())), None);
}

#[test]
fn a_table_of_another_format_is_none_even_with_a_right_checksum() {
    let mut bytes = bytes();
    bytes[8] += 1;
    assert!(matches!(Table::parse(resealed(bytes), &IDENTITY), Err(Reason::OtherVersion)));
}

#[test]
fn no_byte_of_a_table_makes_kansa_panic_even_with_a_right_checksum() {
    let bytes = bytes();
    for at in 0..bytes.len() {
        for value in [0, 1, 0x7f, 0x80, 0xff] {
            let mut other = bytes.clone();
            other[at] = value;
            answers(resealed(other));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_bytes_are_a_table_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        prop_assert_eq!(answers(bytes.clone()), None);
        let whole = self::bytes();
        answers(resealed([&whole[..64], &bytes].concat()));
    }

    #[test]
    fn a_stretch_of_any_other_bytes_makes_a_table_none(
        at in 0..500_usize,
        with in proptest::collection::vec(any::<u8>(), 1..80),
    ) {
        let whole = bytes();
        let mut other = whole.clone();
        let at = at % other.len();
        other[at..].iter_mut().zip(&with).for_each(|(to, from)| *to = *from);
        let right = (other == whole).then(|| answers(whole)).flatten();
        prop_assert_eq!(answers(other.clone()), right);
        answers(resealed(other));
    }

    #[test]
    fn any_table_at_all_that_stands_in_the_folder_costs_time_only(
        bytes in proptest::collection::vec(any::<u8>(), 0..200),
    ) {
        let group = Group::new(&[("a", "1")]);
        group.open();
        fs::write(group.table(), bytes).unwrap();
        prop_assert_eq!(group.run_later(), ["a"]);
        prop_assert_eq!(group.run_later(), [""; 0]);
    }
}
