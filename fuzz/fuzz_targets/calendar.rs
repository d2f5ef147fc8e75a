//! Calendars, and business days counted by them.
#![no_main]

use chrono::NaiveDate;
use kansa_core::calendar::{Calendar, CalendarFile, Counting};
use kansa_fuzz::{panics, parsed, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let file = parsed::file("controls/calendars/jp.yaml", text);
    let Some(calendar) = parsed::endures(&file, CalendarFile::parse).0 else { return };
    let (calendar, problems) = Calendar::merge(vec![calendar]);
    parsed::are_sound(&file, &problems);
    let days = [NaiveDate::from_ymd_opt(2026, 12, 28), NaiveDate::from_ymd_opt(2026, 5, 1), Some(NaiveDate::MAX), Some(NaiveDate::MIN)];
    for day in days.into_iter().flatten() {
        let business = calendar.business_days(&[]);
        if let Some(open) = calendar.next_open(day) {
            assert!(open >= day && calendar.is_closed(open).is_none(), "an open day is open");
        }
        for counting in Counting::ALL {
            let mut last = day;
            for number in [0, 1, 5, 20] {
                let Some(after) = business.after(day, number, *counting) else { break };
                assert!(after >= last, "more days end later");
                assert!(number == 0 || business.is_closed(after).is_none(), "a business day is open");
                last = after;
            }
        }
    }
});
