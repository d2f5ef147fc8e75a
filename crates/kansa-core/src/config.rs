//! `kansa.yaml`: the group and how it is judged.

mod period;

use chrono::NaiveDate;

pub use self::period::AuditPeriod;
pub(crate) use self::period::{RawAuditPeriod, audits_by_others};

use crate::diagnostic::Diagnostic;
use crate::gate::{RawThresholds, Thresholds};
use crate::id::{CatalogId, GroupId, UnitId};
use crate::organization::RawPost;
use crate::period::{DateRange, FiscalStart};
use crate::source::SourceFile;
use crate::text::{Lang, Text};
use crate::yaml::{
    Decode, Decoder, InRange, Located, Node, NodeKind, Tolerant, decode_file, keywords, record,
};

record! {
    /// A name or title in Japanese and English; one of them may be left out where both are the same.
    pub(crate) struct RawText {
        /// Japanese.
        ja: Option<String>,
        /// English.
        en: Option<String>,
    }
}

impl RawText {
    /// Both languages; the one that is missing repeats the other.
    pub(crate) fn into_text(self) -> Text {
        let either = self.ja.clone().or_else(|| self.en.clone()).unwrap_or_default();
        Text::new(self.ja.unwrap_or_else(|| either.clone()), self.en.unwrap_or(either))
    }
}

/// What is cited: a text for both languages, or one for each.
#[derive(Debug, Clone)]
pub(crate) struct RawName(RawText);

impl RawName {
    pub(crate) fn into_text(self) -> Text {
        self.0.into_text()
    }
}

impl Decode for RawName {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        match &node.kind {
            NodeKind::Mapping(_) => RawText::decode(node, decoder).map(Self),
            NodeKind::Scalar { .. } | NodeKind::Sequence(_) => {
                String::decode(node, decoder).map(|it| Self(RawText { ja: Some(it), en: None }))
            }
        }
    }
}

impl schemars::JsonSchema for RawName {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Name".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let text = generator.subschema_for::<RawText>();
        schemars::json_schema!({ "anyOf": [{ "type": "string" }, text] })
    }
}

record! {
    /// A range of days, both included; an end left out is open.
    pub(crate) struct RawRange {
        /// First day.
        from: Option<NaiveDate>,
        /// Last day.
        to: Option<NaiveDate>,
    }
}

record! {
    /// The group and how it is judged: `kansa.yaml`.
    pub(crate) struct RawConfig {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The group.
        group: RawGroup,
        /// Business units, for companies to belong to.
        #[schemars(with = "Option<Vec<RawUnit>>")]
        business_units: Tolerant<Vec<RawUnit>>,
        /// Offset from UTC in which "today" is read: "+09:00" if left out.
        #[schemars(with = "Option<Located<String>>")]
        time_zone: Tolerant<Located<String>>,
        /// Language of messages and reports: ja if left out.
        #[schemars(with = "Option<Language>")]
        language: Tolerant<Language>,
        /// First day of the fiscal year: "04-01" if left out.
        #[schemars(with = "Option<FiscalStart>")]
        fiscal_year_starts: Tolerant<FiscalStart>,
        /// How quarters and 年度 in file names are read: fiscal if left out.
        #[schemars(with = "Option<NameYears>")]
        name_years: Tolerant<NameYears>,
        /// Catalogs in use, built in or from controls/catalogs.
        catalogs: Vec<Located<CatalogId>>,
        /// Pins the day of every answer, for samples and rehearsals.
        #[schemars(with = "Option<NaiveDate>")]
        as_of: Tolerant<NaiveDate>,
        /// The audit period, if it is not the fiscal year.
        #[schemars(with = "Option<RawAuditPeriod>")]
        audit_period: Tolerant<RawAuditPeriod>,
        /// Posts that somebody has to hold at every company.
        #[schemars(with = "Option<Vec<RawPost>>")]
        appointments: Tolerant<Vec<RawPost>>,
        /// When a check turns red.
        #[schemars(with = "Option<RawThresholds>")]
        thresholds: Tolerant<RawThresholds>,
        /// The program that extracts the text of pdf files: none if left out.
        #[schemars(with = "Option<PdfText>")]
        pdf_text: Tolerant<PdfText>,
        /// Evidence files larger than this many MiB are not opened: 1024 if left out.
        #[schemars(with = "Option<InRange<1, 1_048_576>>")]
        max_file_size_mib: Tolerant<InRange<1, 1_048_576>>,
    }
}

record! {
    /// The group.
    pub(crate) struct RawGroup {
        /// Its id.
        id: GroupId,
        /// Its name.
        name: RawText,
    }
}

record! {
    /// A business unit.
    pub(crate) struct RawUnit {
        /// Its id.
        id: Located<UnitId>,
        /// Its name.
        name: RawText,
    }
}

keywords! {
    /// A language as it is named in files.
    pub(crate) enum Language {
        /// Japanese.
        Ja = "ja",
        /// English.
        En = "en",
    }
}

impl From<Language> for Lang {
    fn from(language: Language) -> Self {
        match language {
            Language::Ja => Self::Ja,
            Language::En => Self::En,
        }
    }
}

keywords! {
    /// A program that extracts the text of pdf files.
    pub enum PdfText {
        /// pdftotext of poppler-utils.
        Pdftotext = "pdftotext",
    }
}

keywords! {
    /// How quarters and 年度 in file names are read.
    pub(crate) enum NameYears {
        /// By the fiscal year.
        Fiscal = "fiscal",
        /// By the calendar year.
        Calendar = "calendar",
    }
}

/// The group and how it is judged.
#[derive(Debug, Clone)]
pub struct Config {
    /// The id of the group.
    pub group: GroupId,
    /// The name of the group.
    pub name: Text,
    /// Business units with their names.
    pub units: Vec<(UnitId, Text)>,
    /// Offset of the group's clock from UTC, in minutes.
    pub utc_offset_minutes: i32,
    /// Language of messages and reports.
    pub language: Lang,
    /// First day of the fiscal year, where a company has no other.
    pub fiscal: FiscalStart,
    /// What quarters and 年度 in file names are counted from; `None`: the company's fiscal year.
    pub name_years: Option<FiscalStart>,
    /// Catalogs in use, each with its place.
    pub(crate) catalogs: Vec<Located<CatalogId>>,
    /// The day that every answer is pinned to.
    pub as_of: Option<NaiveDate>,
    /// The audit period, if it is not the fiscal year.
    pub audit_period: Option<AuditPeriod>,
    /// Posts that somebody has to hold at every company.
    pub(crate) appointments: Vec<RawPost>,
    /// From which severity on findings turn a check red.
    pub thresholds: Thresholds,
    /// The file of findings that are put off, below the workspace.
    pub baseline: Option<String>,
    /// The program that extracts the text of pdf files.
    pub pdf_text: Option<PdfText>,
    /// Files larger than this many bytes are not opened.
    pub max_file_size: u64,
}

impl Config {
    /// The audit period of the group on a day: as configured, else the fiscal year in which the day lies.
    pub fn period(&self, day: NaiveDate) -> DateRange {
        let configured = self.audit_period.and_then(|it| it.around(day, &[]));
        configured.unwrap_or_else(|| self.fiscal.year_of(day))
    }

    /// Reads `kansa.yaml`; nothing without a group or catalogs.
    pub fn parse(file: &SourceFile) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawConfig>(file);
        let config = raw.map(|raw| {
            let RawThresholds { fail_on, except, baseline } = raw.thresholds.0.unwrap_or_default();
            let thresholds =
                Thresholds::link(fail_on, except.unwrap_or_default(), &raw.catalogs, &mut diagnostics);
            Self {
                group: raw.group.id,
                name: raw.group.name.into_text(),
                units: units(raw.business_units.0.unwrap_or_default(), &mut diagnostics),
                utc_offset_minutes: raw.time_zone.0.map_or(9 * 60, |it| utc_offset(&it, &mut diagnostics)),
                language: raw.language.0.map_or(Lang::Ja, Lang::from),
                fiscal: raw.fiscal_year_starts.0.unwrap_or(FiscalStart::APRIL),
                name_years: match raw.name_years.0 {
                    Some(NameYears::Calendar) => Some(FiscalStart::JANUARY),
                    Some(NameYears::Fiscal) | None => None,
                },
                catalogs: raw.catalogs,
                as_of: raw.as_of.0,
                audit_period: raw.audit_period.0.and_then(|it| it.into_period(&mut diagnostics)),
                appointments: raw.appointments.0.unwrap_or_default(),
                thresholds,
                baseline,
                pdf_text: raw.pdf_text.0,
                max_file_size: raw.max_file_size_mib.0.map_or(1 << 30, |it| u64::from(it.0) << 20),
            }
        });
        (config, diagnostics)
    }

    /// The catalogs in use, in the order of the file.
    pub fn catalogs(&self) -> impl Iterator<Item = &CatalogId> {
        self.catalogs.iter().map(|it| &it.value)
    }
}

fn units(raw: Vec<RawUnit>, diagnostics: &mut Vec<Diagnostic>) -> Vec<(UnitId, Text)> {
    let mut units: Vec<(UnitId, Text)> = Vec::new();
    for unit in raw {
        if units.iter().any(|(id, _)| *id == unit.id.value) {
            diagnostics.push(crate::diagnostic::duplicate_id(unit.id.value.as_str(), unit.id.place, None));
        } else {
            units.push((unit.id.value, unit.name.into_text()));
        }
    }
    units
}

/// A range of days, or a diagnostic if its ends are the wrong way round.
pub(crate) fn day_range(raw: &Located<RawRange>, diagnostics: &mut Vec<Diagnostic>) -> Option<DateRange> {
    let range = DateRange::open(raw.value.from, raw.value.to);
    if range.is_none() {
        diagnostics.push(crate::diagnostic::backwards(raw.place.clone()));
    }
    range
}

/// Minutes of an offset such as `+09:00`; 9 hours after reporting one that is none.
fn utc_offset(raw: &Located<String>, diagnostics: &mut Vec<Diagnostic>) -> i32 {
    let parse = || {
        let (sign, rest) = match raw.value.split_at_checked(1)? {
            ("+", rest) => (1, rest),
            ("-", rest) => (-1, rest),
            _ => return None,
        };
        let (hours, minutes) = rest.split_once(':')?;
        if hours.len() != 2 || minutes.len() != 2 {
            return None;
        }
        let (hours, minutes) = (hours.parse::<i32>().ok()?, minutes.parse::<i32>().ok()?);
        ((0..=14).contains(&hours) && (0..60).contains(&minutes)).then_some(sign * (hours * 60 + minutes))
    };
    parse().unwrap_or_else(|| {
        let value = &raw.value;
        diagnostics.push(Diagnostic::new(
            crate::code::Code::InvalidValue,
            raw.place.clone(),
            crate::text::text!(
                "{value} は時差として読めません（書き方: \"+09:00\"）",
                "{value} is not an offset from UTC (write \"+09:00\")"
            ),
        ));
        9 * 60
    })
}
