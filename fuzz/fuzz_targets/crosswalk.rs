//! Crosswalks, linked between the catalog of the workspace and itself.
#![no_main]

use kansa_core::crosswalk::Crosswalk;
use kansa_core::model::Model;
use kansa_fuzz::{model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let file = parsed::file("crosswalk.yaml", text);
    let (crosswalk, _) = parsed::endures(&file, Crosswalk::parse);
    let Some(crosswalk) = crosswalk else { return };
    let (linked, problems) = Model::of_all(vec![model::catalog()], vec![crosswalk], Vec::new(), Vec::new());
    parsed::are_sound(&file, &problems);
    for control in linked.controls() {
        if let Some(at) = linked.control(&control.id) {
            linked.relations(at);
        }
    }
});
