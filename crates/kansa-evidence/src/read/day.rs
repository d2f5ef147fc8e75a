//! The day in the time stamps that documents carry. It is the day as it is written, whatever zone is written after it.

use chrono::NaiveDate;

/// The day of an ISO 8601 time stamp (`2026-06-30T09:00:00Z`).
pub(crate) fn iso(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    NaiveDate::parse_from_str(text.get(..10)?, "%Y-%m-%d").ok()
}

/// The day of a pdf's time stamp (`D:20260630090000+09'00'`). A stamp of a month or a year alone has no day.
pub(crate) fn pdf(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let digits = text.strip_prefix("D:").unwrap_or(text).get(..8)?;
    if !digits.bytes().all(|it| it.is_ascii_digit()) {
        return None;
    }
    NaiveDate::parse_from_str(digits, "%Y%m%d").ok()
}

#[cfg(test)]
mod tests {
    use super::{iso, pdf};

    #[test]
    fn the_day_is_read_as_it_is_written() {
        for (text, expected) in [
            ("2026-06-30T23:30:00Z", Some("2026-06-30")),
            ("2026-06-30", Some("2026-06-30")),
            ("2026-06", None),
            ("2026-02-30T00:00:00Z", None),
            ("２０２６年", None),
        ] {
            assert_eq!(iso(text).map(|it| it.to_string()).as_deref(), expected, "{text}");
        }
        for (text, expected) in [
            ("D:20260630233000Z", Some("2026-06-30")),
            ("20260630", Some("2026-06-30")),
            ("D:202606", None),
            ("D:+0260630", None),
            ("D:20260231", None),
        ] {
            assert_eq!(pdf(text).map(|it| it.to_string()).as_deref(), expected, "{text}");
        }
    }
}
