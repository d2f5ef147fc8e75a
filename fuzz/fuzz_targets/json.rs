//! JSON files.
#![no_main]

use kansa_fuzz::{panics, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    reader::endures("x.json", data, None);
});
