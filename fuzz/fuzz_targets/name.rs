//! Names of files and folders with dates, by fiscal (`A`, `C`) and calendar years.
#![no_main]

use chrono::Datelike;
use kansa_core::period::FiscalStart;
use kansa_evidence::name::{self, NameFault, Years};
use kansa_fuzz::{choice, panics, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(init: panics::install(), |data: &[u8]| {
    let among = ["04-01", "01-01", "02-28", "12-31"];
    let Some((fiscal, rest)) = choice(data, &among) else { return };
    let (Some(name), Ok(fiscal)) = (text(rest), fiscal.parse::<FiscalStart>()) else { return };
    let years = Years { fiscal };
    let read = name::read(name, &years);
    assert_eq!(read, name::read(name, &years));
    match read {
        Ok(dates) => {
            assert!(dates.performed.is_none_or(|it| (1989..=2099).contains(&it.year())), "{dates:?}");
            if let Some(covers) = dates.covers {
                assert!(covers.from <= covers.to, "{covers:?}");
                assert!((1988..=2100).contains(&covers.from.year()) && covers.to.year() <= 2101, "{covers:?}");
            }
        }
        Err(fault) => {
            let message = fault.message();
            assert!(!message.ja.is_empty() && !message.en.is_empty());
            match fault {
                NameFault::TwoDates(a, b) => assert_ne!(a, b),
                NameFault::TwoPeriods(a, b) => assert_ne!(a, b),
                NameFault::Ambiguous(text) | NameFault::NoSuchDate(text) => assert!(!text.is_empty()),
            }
        }
    }
});
