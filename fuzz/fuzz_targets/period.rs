//! Durations: the first line is one, the second a day, the third the first day of a fiscal year.
#![no_main]

use chrono::NaiveDate;
use kansa_core::period::{DateRange, FiscalStart, Period};
use kansa_fuzz::{is_message, panics, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let Some(text) = text(data) else { return };
    let mut lines = text.split('\n');
    let mut next = || lines.next().unwrap_or_default();
    let (period, day, fiscal) = (next().parse::<Period>(), next().parse::<NaiveDate>(), next().parse::<FiscalStart>());
    let day = day.unwrap_or(NaiveDate::MAX);
    if let Ok(period) = period {
        assert_eq!(period.to_string().parse(), Ok(period), "a period reads back as itself");
        is_message(&period.text());
        assert!(period.is_within(period));
        let mut last = day;
        for times in [0, 1, 2, 12, u32::MAX] {
            let after = period.after(day, times);
            assert!(after >= last, "more periods end later");
            last = after;
        }
        assert!(period.before(day) <= day && period.pci_after(day) >= day);
    }
    if let Ok(fiscal) = fiscal {
        assert_eq!(fiscal.to_string().parse(), Ok(fiscal), "a fiscal year reads back as itself");
        let year = fiscal.year_of(day);
        let inside = NaiveDate::from_ymd_opt(-9_999, 1, 1) < Some(day) && Some(day) < NaiveDate::from_ymd_opt(9_999, 1, 1);
        assert!(!inside || year.contains(day), "a day lies in its year");
        for quarter in 0..6 {
            if let Some(range) = fiscal.quarter(2026, quarter) {
                assert_eq!(range.clipped(fiscal.year(2026)), Some(range), "a quarter lies in its year");
            }
        }
        if let Some(range) = DateRange::open(Some(day), None) {
            range.clipped(year);
        }
    }
});
