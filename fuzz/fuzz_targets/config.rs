//! kansa.yaml.
#![no_main]

use kansa_core::config::Config;
use kansa_core::model::Model;
use kansa_fuzz::{model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let file = parsed::file("kansa.yaml", text);
    let (config, _) = parsed::endures(&file, Config::parse);
    let Some(config) = config else { return };
    assert!(config.max_file_size > 0);
    if let Some(kansa_core::config::AuditPeriod::Days(it)) = config.audit_period {
        assert!(it.from <= it.to);
    }
    let (_, problems) = Model::link(&config, vec![model::catalog()], Vec::new(), Vec::new(), Vec::new());
    parsed::are_sound(&file, &problems);
});
