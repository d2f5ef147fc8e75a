//! Texts in every encoding, detected and declared, whole and as a stream.
#![no_main]

use kansa_fuzz::{choice, panics, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((encoding, rest)) = choice(data, &reader::ENCODINGS) else { return };
    reader::endures("x.txt", rest, encoding);
    reader::is_the_same_as_a_stream("x.txt", rest, encoding);
});
