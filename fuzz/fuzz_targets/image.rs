//! Kind and size of images: the content says the kind, the name what it should be.
#![no_main]

use kansa_fuzz::{panics, reader};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    for name in ["x.png", "x.jpg", "x.gif", "x.webp", "x.tif", "x.bmp", "x.heic"] {
        reader::endures(name, data, None);
    }
});
