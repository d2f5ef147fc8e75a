//! evidence.yaml.
#![no_main]

use kansa_core::sidecar::Sidecar;
use kansa_fuzz::{model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let file = parsed::file("evidence/acme/training/yearly-test/evidence.yaml", text);
    let Some(sidecar) = parsed::endures(&file, |it| Sidecar::parse(it, model::model())).0 else { return };
    for entry in &sidecar.items {
        for range in [entry.covers, entry.valid].into_iter().flatten() {
            assert!(range.from <= range.to, "a range is the right way round");
        }
    }
});
