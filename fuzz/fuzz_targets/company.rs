//! company.yaml.
#![no_main]

use chrono::NaiveDate;
use kansa_core::company::Company;
use kansa_fuzz::{model, panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let file = parsed::file("evidence/acme/company.yaml", text);
    let parse = |file: &_| {
        let id = "acme".parse().expect("an id");
        Company::parse(id, file, model::config(), model::model())
    };
    let Some(company) = parsed::endures(&file, parse).0 else { return };
    for day in [NaiveDate::from_ymd_opt(2026, 10, 31), NaiveDate::from_ymd_opt(2028, 2, 29)].into_iter().flatten() {
        let period = company.period(day);
        assert!(period.contains(day), "a day lies in its period: {day} {period:?}");
        let own = model::model().calendar().business_days(&company.closed_days);
        own.is_closed(day);
        own.next_open(day);
    }
});
