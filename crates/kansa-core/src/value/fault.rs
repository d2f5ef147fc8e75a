//! Why a cell is not readable as its column's type.

use crate::text::Text;
use chrono::NaiveDate;

use super::ColumnType;

/// Why a cell is not readable as its column's type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fault {
    /// It is something else.
    NotOfType,
    /// An error value, or a formula whose result was never saved.
    ErrorValue,
    /// A sign for "nothing" (`-`, `N/A`, 該当なし), which only an empty cell says for certain.
    Placeholder,
    /// It can be read as either of two days.
    TwoDates(NaiveDate, NaiveDate),
    /// It can be read as either of two numbers: a fraction or a percentage, a number or its negative.
    TwoNumbers(f64, f64),
    /// Neither yes nor no: `△`, 一部, 対応中.
    Undecided,
    /// A month and a day: `4/1`.
    NoYear,
    /// A year, or a year and a month: `2026年4月`.
    NoDay,
    /// A year of two digits: `26/4/1` is 2026 or 令和26年.
    NoCentury,
    /// A day that no calendar has: `2026-02-30`.
    NoSuchDay,
    /// A day that its era does not have: 平成32年, 令和元年4月1日.
    OutsideEra,
    /// Commas that do not part a number by thousands: `1,23`.
    Commas,
}

impl Fault {
    /// What is wrong with a cell of a column, and how to write it.
    ///
    /// Cells hold personal data, so this shows nothing of them but the two readings of a day or a number.
    pub fn text(self, kind: ColumnType) -> Text {
        match self {
            Self::NotOfType => of_another_type(kind),
            Self::ErrorValue => Text::new(
                "エラー値、又は計算結果の保存されていない数式（値を直すか、表計算ソフトで保存し直す）",
                "an error value or a formula without a saved result (mend it, or save the file again)",
            ),
            Self::Placeholder => Text::new(
                "「なし」を表す記号や語（値がなければ空欄にする）",
                "a sign for nothing (leave the cell empty instead)",
            ),
            Self::TwoDates(one, other) => Text::new(
                format!("{one}とも{other}とも読める日付（2026-04-01の形で書く）"),
                format!("a date that reads as {one} or as {other} (write it like 2026-04-01)"),
            ),
            Self::TwoNumbers(one, other) => two_numbers(one, other, kind),
            Self::Undecided => Text::new(
                "済とも未とも言えない記入（済か未で書き、途中経過は別の列に書く）",
                "neither yes nor no (write yes or no, and the progress in a column of its own)",
            ),
            Self::NoYear => Text::new(
                "年のない日付（2026-04-01の形で書く）",
                "a date without a year (write it like 2026-04-01)",
            ),
            Self::NoDay => Text::new(
                "年又は年月だけで、日のない日付（2026-04-01の形で書く）",
                "a year or a month without a day (write it like 2026-04-01)",
            ),
            Self::NoCentury => Text::new(
                "年が西暦か和暦か決まらない日付（2026-04-01、令和8年4月1日のいずれかの形で書く）",
                "a year of the western calendar or of an era (write it like 2026-04-01 or 令和8年4月1日)",
            ),
            Self::NoSuchDay => Text::new(
                "暦にない日付（月と日を確かめる）",
                "a day that no calendar has (check month and day)",
            ),
            Self::OutsideEra => Text::new(
                "元号の期間にない日付（元号を確かめるか、西暦で書く）",
                "a day outside its era (check the era, or write the western year)",
            ),
            Self::Commas => Text::new(
                "桁区切りの位置が正しくない数値（1,234か1234.5の形で書く）",
                "a number whose commas do not part thousands (write it like 1,234 or 1234.5)",
            ),
        }
    }
}

fn of_another_type(kind: ColumnType) -> Text {
    match kind {
        ColumnType::Text => {
            Text::new("文字列として読めない値（文字で書く）", "not a text (write it as text)")
        }
        ColumnType::Number => Text::new(
            "数値として読めない値（1,234か1234.5の形で書く）",
            "not a number (write it like 1,234 or 1234.5)",
        ),
        ColumnType::Percent => {
            Text::new("割合として読めない値（80%の形で書く）", "not a percentage (write it like 80%)")
        }
        ColumnType::Date => Text::new(
            "日付として読めない値（2026-04-01、2026/4/1、令和8年4月1日のいずれかの形で書く）",
            "not a date (write it like 2026-04-01, 2026/4/1 or 令和8年4月1日)",
        ),
        ColumnType::Flag => Text::new(
            "済とも未とも読めない値（済か未、○か×、はいかいいえで書く）",
            "neither yes nor no (write 済 or 未, ○ or ×, yes or no)",
        ),
    }
}

fn two_numbers(one: f64, other: f64, kind: ColumnType) -> Text {
    let (one, other) = (rounded(one), rounded(other));
    match kind {
        ColumnType::Percent => Text::new(
            format!("{one}%とも{other}%とも読める割合（%を付けて書く）"),
            format!("a percentage that reads as {one}% or as {other}% (write it with its % sign)"),
        ),
        ColumnType::Text | ColumnType::Number | ColumnType::Date | ColumnType::Flag => Text::new(
            format!("{one}とも{other}とも読める数値（%や括弧を付けない数値で書く）"),
            format!("a number that reads as {one} or as {other} (write it without % sign or brackets)"),
        ),
    }
}

/// A number without the last digits, in which a hundredth of it may differ from what was meant.
pub(super) fn rounded(number: f64) -> f64 {
    let short = (number * 1e9).round() / 1e9;
    if short.is_finite() { short } else { number }
}
