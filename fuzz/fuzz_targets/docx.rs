//! Documents by their first byte: `A` a docx as it is, `B` its parts.
#![no_main]

use kansa_fuzz::{choice, package, panics, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((in_parts, rest)) = choice(data, &[false, true]) else { return };
    if !in_parts {
        reader::endures("x.docx", rest, None);
    } else if let Some(bytes) = package::zipped(rest) {
        reader::endures("x.docx", &bytes, None);
    }
});
