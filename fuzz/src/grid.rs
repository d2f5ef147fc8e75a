//! Tables as a text: one row per line, cells parted by tabs; a cell says by its first character what it is.
//!
//! `#` a number, `%` a percentage, `@` a day counted from year one, `!` an error, `+` and `-` alone yes and no; everything
//! else is a text. A line `=G`, `=R`, `=I` begins a sheet: a grid, records, a table inside a text.

use chrono::NaiveDate;
use kansa_core::content::{DateSystem, Form, Raw, Sheet, Sink, Visibility};

/// A cell of a text.
pub fn raw(text: &str) -> Raw<'_> {
    let number = |text: &str| text.parse::<f64>().ok();
    let day = |text: &str| text.parse().ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    let special = match text.split_at_checked(1) {
        Some(("#", rest)) => number(rest).map(Raw::Number),
        Some(("%", rest)) => number(rest).map(Raw::Percent),
        Some(("@", rest)) => day(rest).map(Raw::Date),
        Some(("!", "")) => Some(Raw::Error),
        Some(("+", "")) => Some(Raw::Flag(true)),
        Some(("-", "")) => Some(Raw::Flag(false)),
        None => Some(Raw::Empty),
        Some(_) => None,
    };
    special.unwrap_or(Raw::Text(text.into()))
}

/// Hands out the sheets of a text.
pub fn hand_out(text: &str, sink: &mut dyn Sink) {
    let mut begun = None;
    let mut number = 0;
    for line in text.split('\n') {
        if let Some(form) = line.strip_prefix('=') {
            begin(form, sink);
            begun = Some(form);
            number = u32::from(!form.starts_with('R'));
            continue;
        }
        if begun.is_none() {
            begin("G", sink);
            begun = Some("G");
            number = 1;
        }
        let cells: Vec<Raw<'_>> = line.split('\t').take(2_000).map(raw).collect();
        sink.row(number, &cells);
        number += 1;
    }
}

fn begin(form: &str, sink: &mut dyn Sink) {
    let mut chars = form.chars();
    let (form, dates, visibility) = (chars.next(), chars.next(), chars.next());
    let name = chars.as_str();
    sink.sheet(&Sheet {
        name: (!name.is_empty()).then_some(name),
        visibility: if visibility == Some('H') { Visibility::Hidden } else { Visibility::Visible },
        dates: match dates {
            Some('0') => DateSystem::From1900,
            Some('4') => DateSystem::From1904,
            _ => DateSystem::None,
        },
        form: match form {
            Some('R') => Form::Records,
            Some('I') => Form::Inside,
            _ => Form::Grid,
        },
    });
}
