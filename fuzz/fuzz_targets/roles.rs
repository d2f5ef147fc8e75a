//! Titles of roles.
#![no_main]

use kansa_core::role::Role;
use kansa_fuzz::{panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let parse = |file: &_| {
        let (roles, problems) = Role::parse(file);
        (Some(roles), problems)
    };
    parsed::endures(&parsed::file("roles.yaml", text), parse);
});
