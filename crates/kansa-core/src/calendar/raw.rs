//! Calendars as they stand in files.

use chrono::{Datelike, NaiveDate};

use crate::catalog::SourceStanding;
use crate::code::Code;
use crate::config::RawText;
use crate::diagnostic::Diagnostic;
use crate::id::CalendarId;
use crate::text::{Text, text};
use crate::yaml::{Decode, Decoder, InRange, Located, Node, NodeKind, decode_map, keywords, record};

record! {
    /// On which days offices are closed: `controls/calendars/<any name>.yaml`.
    pub(crate) struct RawCalendar {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// Its id: jp, the calendar that deadlines are moved by.
        id: Located<CalendarId>,
        /// Title.
        title: RawText,
        /// How far the days are confirmed.
        #[expect(dead_code, reason = "for the reader of the file")]
        source: SourceStanding,
        /// Where they are from.
        #[expect(dead_code, reason = "for the reader of the file")]
        note: Option<RawText>,
        /// The first day whose holidays are known.
        from: NaiveDate,
        /// The last day whose holidays are known.
        to: Located<NaiveDate>,
        /// Days of the week that are always closed.
        weekly: Option<Vec<Weekday>>,
        /// Days that are closed every year.
        yearly: Option<Vec<RawYearly>>,
        /// Holidays by day.
        days: RawDays,
    }
}

record! {
    /// Days that are closed every year.
    pub(crate) struct RawYearly {
        /// First day: "12-29".
        from: MonthDay,
        /// Last day: "01-03".
        to: MonthDay,
        /// What they are.
        name: RawText,
    }
}

keywords! {
    /// A day of the week.
    pub(crate) enum Weekday {
        /// Monday.
        Monday = "monday",
        /// Tuesday.
        Tuesday = "tuesday",
        /// Wednesday.
        Wednesday = "wednesday",
        /// Thursday.
        Thursday = "thursday",
        /// Friday.
        Friday = "friday",
        /// Saturday.
        Saturday = "saturday",
        /// Sunday.
        Sunday = "sunday",
    }
}

impl Weekday {
    /// Whether it is this day of the week.
    pub(super) fn is(self, day: chrono::Weekday) -> bool {
        let this = match self {
            Self::Monday => chrono::Weekday::Mon,
            Self::Tuesday => chrono::Weekday::Tue,
            Self::Wednesday => chrono::Weekday::Wed,
            Self::Thursday => chrono::Weekday::Thu,
            Self::Friday => chrono::Weekday::Fri,
            Self::Saturday => chrono::Weekday::Sat,
            Self::Sunday => chrono::Weekday::Sun,
        };
        this == day
    }

    /// The day in words.
    pub(super) fn text(self) -> Text {
        match self {
            Self::Monday => Text::new("月曜日", "Monday"),
            Self::Tuesday => Text::new("火曜日", "Tuesday"),
            Self::Wednesday => Text::new("水曜日", "Wednesday"),
            Self::Thursday => Text::new("木曜日", "Thursday"),
            Self::Friday => Text::new("金曜日", "Friday"),
            Self::Saturday => Text::new("土曜日", "Saturday"),
            Self::Sunday => Text::new("日曜日", "Sunday"),
        }
    }
}

/// A day of every year: `12-29`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct MonthDay {
    month: u32,
    day: u32,
}

impl MonthDay {
    /// The day of the year that a day is.
    pub(super) fn of(day: NaiveDate) -> Self {
        Self { month: day.month(), day: day.day() }
    }

    fn parse(text: &str) -> Option<Self> {
        let (month, day) = text.split_once('-').filter(|(month, day)| month.len() == 2 && day.len() == 2)?;
        // 2000 is a leap year.
        NaiveDate::from_ymd_opt(2000, month.parse().ok()?, day.parse().ok()?).map(Self::of)
    }
}

impl Decode for MonthDay {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let value = decoder.scalar(node)?;
        let day = Self::parse(value);
        if day.is_none() {
            decoder.report(
                Code::InvalidDate,
                node,
                text!(
                    "{value} は月日として読めません（書き方: \"12-29\"）",
                    "{value} is not a day of the year (write \"12-29\")"
                ),
            );
        }
        day
    }
}

impl schemars::JsonSchema for MonthDay {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "MonthDay".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "pattern": "^\\d{2}-\\d{2}$",
            "description": "Month and day: \"12-29\"."
        })
    }
}

/// Holidays by day, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct RawDays(pub(super) Vec<(Located<NaiveDate>, Text)>);

impl Decode for RawDays {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let mut days = Vec::new();
        for (key, name) in decode_map::<Name>(node, decoder)? {
            let value = &key.text;
            match value.parse() {
                Ok(day) if value.len() == 10 => {
                    days.push((Located { value: day, place: key.place }, name.0));
                }
                Ok(_) | Err(_) => decoder.diagnostics.push(Diagnostic::new(
                    Code::InvalidDate,
                    key.place,
                    text!(
                        "{value} は日付として読めません（書き方: 2026-04-01）",
                        "{value} is not a date (write it as 2026-04-01)"
                    ),
                )),
            }
        }
        Some(Self(days))
    }
}

impl schemars::JsonSchema for RawDays {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Days".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let name = generator.subschema_for::<RawText>();
        schemars::json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^\\d{4}-\\d{2}-\\d{2}$" },
            "additionalProperties": { "anyOf": [name, { "type": "string" }] }
        })
    }
}

/// The name of a holiday: a text, or one word for both languages.
struct Name(Text);

impl Decode for Name {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::Mapping(_) => RawText::decode(node, decoder).map(|it| Self(it.into_text())),
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) => {
                String::decode(node, decoder).map(|it| Self(Text::same(it)))
            }
        }
    }
}
