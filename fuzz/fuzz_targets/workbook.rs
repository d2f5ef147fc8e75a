//! Workbooks by their first byte: `A` to `D` an xlsx, ods, xls, xlsb as it is, `E` to `G` the parts of an xlsx, ods, xlsb.
#![no_main]

use kansa_fuzz::{choice, package, panics, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let whole = [("x.xlsx", false), ("x.ods", false), ("x.xls", false), ("x.xlsb", false)];
    let parts = [("x.xlsx", true), ("x.ods", true), ("x.xlsb", true)];
    let Some(((name, in_parts), rest)) = choice(data, &[&whole[..], &parts[..]].concat()) else { return };
    if !in_parts {
        reader::endures(name, rest, None);
    } else if let Some(bytes) = package::zipped(rest) {
        reader::endures(name, &bytes, None);
    }
});
