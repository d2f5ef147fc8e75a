//! Delimited texts in every encoding, detected and declared, whole and as a stream.
#![no_main]

use kansa_core::sidecar::Encoding;
use kansa_fuzz::{choice, panics, reader};
use libfuzzer_sys::fuzz_target;

/// The length of a first row, so that the input lies where one piece of a stream ends and the next begins.
const BEFORE: usize = 1024 * 1024 - 40;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((name, rest)) = choice(data, &["x.csv", "x.csv", "x.csv", "x.csv", "x.tsv", "border"]) else { return };
    if name == "border" {
        let among = [Some(Encoding::Utf8), Some(Encoding::Cp932), Some(Encoding::EucJp), Some(Encoding::Iso2022Jp)];
        let Some((encoding, rest)) = choice(rest, &among) else { return };
        let mut bytes = vec![b'x'; BEFORE];
        bytes.push(b'\n');
        bytes.extend(rest);
        reader::is_the_same_as_a_stream("x.csv", &bytes, encoding);
        return;
    }
    let Some((encoding, rest)) = choice(rest, &reader::ENCODINGS) else { return };
    reader::endures(name, rest, encoding);
    reader::is_the_same_as_a_stream(name, rest, encoding);
});
