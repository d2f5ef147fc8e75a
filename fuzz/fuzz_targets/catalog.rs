//! Catalogs, linked with themselves, and the texts of one.
#![no_main]

use kansa_core::catalog::{Catalog, Texts};
use kansa_core::model::Model;
use kansa_fuzz::{choice, model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some((texts, rest)) = choice(data, &[false, true]) else { return };
    let Some(text) = text(rest) else { return };
    if texts {
        let catalog = model::catalog();
        parsed::endures(&parsed::file("text.ja.yaml", text), |it| Texts::parse(it, &catalog));
        return;
    }
    let file = parsed::file("catalog.yaml", text);
    let (catalog, _) = parsed::endures(&file, |it| Catalog::parse(it, model::registers()));
    let Some(catalog) = catalog else { return };
    for node in 0..catalog.nodes.len() {
        let below = catalog.requirements_below(node);
        assert!(below.iter().all(|it| *it < catalog.nodes.len()));
    }
    let (linked, problems) = Model::of_all(vec![catalog], Vec::new(), model::measures(), model::registers().to_vec());
    parsed::are_sound(&file, &problems);
    for control in linked.controls() {
        let at = linked.control(&control.id).expect("a control is found by its id");
        assert_eq!(linked.control_id(at), &control.id);
    }
});
