//! What a number is shown as, by its number format, and the days that numbers are.

use chrono::{Days, NaiveDate};
use kansa_core::content::{DateSystem, Raw};

/// What the numbers of a cell are shown as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    /// A number, a time of day, a duration.
    Number,
    /// A percentage.
    Percent,
    /// A day, perhaps with a time.
    Date,
}

impl Shown {
    /// By the number of a built-in format, those of Japanese Excel included.
    pub(super) fn built_in(id: u32) -> Self {
        match id {
            9 | 10 => Self::Percent,
            14..=17 | 22 | 27..=31 | 34..=36 | 50..=58 => Self::Date,
            _ => Self::Number,
        }
    }

    /// By a format that is written out, such as `[$-411]ggge"年"m"月"d"日"`. Its first section decides.
    pub(super) fn of(code: &str) -> Self {
        let (mut percent, mut day, mut month, mut clock) = (false, false, false, false);
        let mut characters = code.chars().peekable();
        let general = "general";
        if code.get(..general.len()).is_some_and(|it| it.eq_ignore_ascii_case(general)) {
            return Self::Number;
        }
        while let Some(character) = characters.next() {
            match character.to_ascii_lowercase() {
                ';' => break,
                // What is quoted or escaped is shown as it is; `_` and `*` stand for blanks.
                '"' => while characters.next().is_some_and(|it| it != '"') {},
                '\\' | '_' | '*' | '!' => drop(characters.next()),
                // Colours, conditions, languages; and durations, which are no days.
                '[' => {
                    let mut inside = String::new();
                    while let Some(it) = characters.next().filter(|it| *it != ']') {
                        inside.push(it.to_ascii_lowercase());
                    }
                    let of_one = |letter: char| !inside.is_empty() && inside.chars().all(|it| it == letter);
                    if of_one('h') || of_one('m') || of_one('s') {
                        return Self::Number;
                    }
                }
                '%' => percent = true,
                // 1.5E+03 is a number, e alone is a year.
                'e' if matches!(characters.peek(), Some('+' | '-')) => return Self::Number,
                'y' | 'd' | 'g' | 'e' => day = true,
                'a' if characters.peek().is_some_and(|it| it.eq_ignore_ascii_case(&'a')) => day = true,
                'm' => month = true,
                'h' | 's' => clock = true,
                // AM/PM has an m that is no month.
                'a' | 'p' => {
                    clock = true;
                    characters.next_if(|it| matches!(it, '/' | 'm' | 'M'));
                }
                _ => {}
            }
        }
        // Beside hours or seconds, m is minutes.
        match (day || (month && !clock), percent) {
            (true, _) => Self::Date,
            (false, true) => Self::Percent,
            (false, false) => Self::Number,
        }
    }

    /// A number as it is shown.
    pub(super) fn raw(self, number: f64, dates: DateSystem) -> Raw<'static> {
        match self {
            Self::Number => Raw::Number(number),
            Self::Percent => Raw::Percent(percent(number)),
            Self::Date => day(number, dates).map_or(Raw::Number(number), Raw::Date),
        }
    }
}

/// 80 for 0.8, without the noise of the multiplication.
pub(super) fn percent(number: f64) -> f64 {
    let times = number * 100.0;
    if times.abs() < 1e6 { (times * 1e9).round() / 1e9 } else { times }
}

/// The day of a number; none for what is no day that a spreadsheet shows.
pub(super) fn day(number: f64, dates: DateSystem) -> Option<NaiveDate> {
    // Days from 1899-12-30 (or 1904-01-01), a millisecond before midnight being the next day.
    let days = (number + 0.5 / 86_400_000.0).floor();
    if !(0.0..3_000_000.0).contains(&days) {
        return None;
    }
    let (first, days) = match dates {
        DateSystem::None => return None,
        DateSystem::From1904 => (NaiveDate::from_ymd_opt(1904, 1, 1)?, days),
        // 0 is a time of day only, 60 is the day that never was.
        DateSystem::From1900 if days < 1.0 || days == 60.0 => return None,
        DateSystem::From1900 if days < 60.0 => (NaiveDate::from_ymd_opt(1899, 12, 31)?, days),
        DateSystem::From1900 => (NaiveDate::from_ymd_opt(1899, 12, 30)?, days),
    };
    let last = NaiveDate::from_ymd_opt(9999, 12, 31)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "between 0 and 3,000,000, whole"
    )]
    let days = Days::new(days as u64);
    first.checked_add_days(days).filter(|it| *it <= last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_format_says_what_its_numbers_are() {
        for (code, shown) in [
            ("General", Shown::Number),
            ("0.00", Shown::Number),
            ("#,##0 \"day\"", Shown::Number),
            ("0.00E+00", Shown::Number),
            ("0%", Shown::Percent),
            ("0.0%;[Red]-0.0%", Shown::Percent),
            ("\"%\"0", Shown::Number),
            ("yyyy/m/d", Shown::Date),
            ("yyyy\"年\"m\"月\"d\"日\";@", Shown::Date),
            ("[$-411]ggge\"年\"m\"月\"d\"日\";@", Shown::Date),
            ("[$-ja-JP-x-gannen]ggge\"年\"m\"月\"d\"日\"", Shown::Date),
            ("ge.m.d", Shown::Date),
            ("mmm-yy", Shown::Date),
            ("m\"月\"", Shown::Date),
            ("aaaa", Shown::Date),
            ("yyyy/m/d h:mm AM/PM", Shown::Date),
            ("h:mm AM/PM", Shown::Number),
            ("h:mm:ss", Shown::Number),
            ("mm:ss", Shown::Number),
            ("[h]:mm", Shown::Number),
            ("[Red]0", Shown::Number),
            ("_-* #,##0_-;\\-* #,##0_-", Shown::Number),
            ("@", Shown::Number),
        ] {
            assert_eq!(Shown::of(code), shown, "{code}");
        }
    }

    #[test]
    fn days_are_counted_from_the_first_of_each_system() {
        let ymd = |y, m, d| NaiveDate::from_ymd_opt(y, m, d);
        for (number, dates, expected) in [
            (1.0, DateSystem::From1900, ymd(1900, 1, 1)),
            (59.0, DateSystem::From1900, ymd(1900, 2, 28)),
            (60.0, DateSystem::From1900, None),
            (61.0, DateSystem::From1900, ymd(1900, 3, 1)),
            (46203.0, DateSystem::From1900, ymd(2026, 6, 30)),
            (46203.99, DateSystem::From1900, ymd(2026, 6, 30)),
            (46_202.999_999_999_99, DateSystem::From1900, ymd(2026, 6, 30)),
            (44741.0, DateSystem::From1904, ymd(2026, 6, 30)),
            (0.0, DateSystem::From1904, ymd(1904, 1, 1)),
            (0.5, DateSystem::From1900, None),
            (-1.0, DateSystem::From1900, None),
            (2_958_465.0, DateSystem::From1900, ymd(9999, 12, 31)),
            (2_958_466.0, DateSystem::From1900, None),
            (f64::NAN, DateSystem::From1900, None),
            (f64::INFINITY, DateSystem::From1904, None),
            (46203.0, DateSystem::None, None),
        ] {
            assert_eq!(day(number, dates), expected, "{number} {dates:?}");
        }
    }

    #[test]
    fn percentages_have_no_noise() {
        assert_eq!([percent(0.07), percent(0.8), percent(1.1)], [7.0, 80.0, 110.0]);
    }
}
