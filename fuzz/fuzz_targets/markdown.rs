//! Texts with the tables that Markdown draws.
#![no_main]

use kansa_fuzz::{panics, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    reader::endures("x.md", data, None);
    reader::is_the_same_as_a_stream("x.md", data, None);
});
