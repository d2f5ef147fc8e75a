//! Measures as they stand in files.

use chrono::NaiveDate;

use super::{Basis, Repair};
use crate::calendar::Counting;
use crate::catalog::Aspect;
use crate::check::{RawCheck, RawTests, RawWhen};
use crate::code::Code;
use crate::config::RawText;
use crate::diagnostic::Diagnostic;
use crate::id::{ControlId, MeasureId, PartId, RegisterId, RequirementId, RoleId};
use crate::period::Period;
use crate::table::{Column, ColumnType};
use crate::text::text;
use crate::yaml::{Decode, Decoder, Each, InRange, Located, Node, Spelled, decode_map, keywords, record};

keywords! {
    /// How windows follow each other.
    pub(crate) enum Mode {
        /// One obligation per window of the calendar.
        Calendar = "calendar",
        /// Consecutive days on which it was done are at most so far apart, and the last one from as-of.
        Interval = "interval",
    }
}

keywords! {
    /// Where the answer to an evidence requirement stands.
    pub(crate) enum RawBy {
        /// In files of its folder.
        Files = "files",
        /// In columns of the register's own row.
        Columns = "columns",
        /// In rows of another register.
        Rows = "rows",
    }
}

record! {
    /// Measures of one category: `controls/measures/<category>.yaml`.
    pub(crate) struct RawMeasures {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The measures.
        measures: Vec<RawMeasure>,
    }
}

record! {
    /// Something that the group does.
    pub(crate) struct RawMeasure {
        /// Its id.
        id: Located<MeasureId>,
        /// Earlier ids, so that a rename keeps evidence and history.
        was: Option<Vec<Located<MeasureId>>>,
        /// Title.
        title: RawText,
        /// What it is, in a sentence or two.
        description: Option<RawText>,
        /// The first day on which it is expected.
        from: Option<NaiveDate>,
        /// Whether a company has to choose it: `measures: all` leaves it out; false if left out.
        voluntary: Option<bool>,
        /// Controls that it serves, each with the aspects it covers.
        controls: RawControls,
        /// What it must be able to show.
        requirements: Each<RawRequirement>,
    }
}

record! {
    /// What a measure must be able to show.
    pub(crate) struct RawRequirement {
        /// Its id within the measure.
        id: Located<RequirementId>,
        /// Earlier ids.
        was: Option<Vec<Located<RequirementId>>>,
        /// Name of the document or record.
        title: RawText,
        /// What it has to show, in a sentence or two.
        description: Option<RawText>,
        /// The controls of its measure that it is evidence for: all if left out.
        serves: Option<Vec<Located<ControlId>>>,
        /// The aspects of its measure that it shows: all if left out.
        shows: Option<Vec<Aspect>>,
        /// Once per company, or once per row of a register.
        per: Located<RawPer>,
        /// Which rows of the register: structured conditions.
        r#where: Option<RawTests>,
        /// Which rows of the register: a condition in one line.
        when: Option<RawWhen>,
        /// Where the answer stands: in files if left out.
        by: Option<Located<RawBy>>,
        /// The date column of the register that says when it was done; only with `by: columns`.
        performed: Option<Spelled>,
        /// Which rows answer; only with `by: rows`.
        of: Option<RawOf>,
        /// How often.
        every: Option<Located<Period>>,
        /// How windows follow each other; only with `every`.
        mode: Option<Located<Mode>>,
        /// How old the newest may be.
        max_age: Option<Located<Period>>,
        /// Once per row of the register, counted from a date of the row.
        once: Option<RawOnce>,
        /// Why the cadence is what it is.
        basis: Basis,
        /// Days after the window in which what was done in time may still be filed.
        grace: Option<Period>,
        /// How long a window that was missed can be repaired: next-window if left out.
        repair: Option<Repair>,
        /// The role that answers for it.
        owner: RoleId,
        /// The role that has to approve it.
        approval: Option<RoleId>,
        /// How long its items are kept, from the end of what they show.
        retention: Option<Period>,
        /// Files that an item consists of.
        parts: Option<Vec<RawPart>>,
        /// Columns of its tables.
        columns: Option<RawColumns>,
        /// Checks on the contents.
        checks: Option<Vec<Located<RawCheck>>>,
    }
}

record! {
    /// Rows of a register that answer.
    pub(crate) struct RawOf {
        /// The register.
        register: Located<RegisterId>,
        /// Its column that names the subjects, where the requirement is owed for rows or companies.
        subject: Option<Spelled>,
        /// Its date column that says when it was done.
        performed: Spelled,
        /// Which of its rows: structured conditions.
        r#where: Option<RawTests>,
        /// Which of its rows: a condition in one line.
        when: Option<RawWhen>,
    }
}

keywords! {
    /// What becomes of a deadline on a day on which offices are closed.
    pub(crate) enum RawOnClosed {
        /// It moves to the next open day.
        NextDay = "next-day",
    }
}

record! {
    /// Once per row of a register.
    pub(crate) struct RawOnce {
        /// The date column that it is counted from.
        from: Spelled,
        /// How long it may take; this, business_days or until.
        within: Option<Period>,
        /// How many business days it may take.
        business_days: Option<InRange<1, 999>>,
        /// The date column that says by when; the day it is counted from, where that is empty.
        until: Option<Spelled>,
        /// How long before that day it may be done already: not at all if left out.
        ahead: Option<Period>,
        /// From which day it is counted: day-after if left out.
        counting: Option<Counting>,
        /// What becomes of a deadline on a day on which offices are closed: it stays if left out; only with within.
        on_closed: Option<RawOnClosed>,
    }
}

record! {
    /// A file that an item must have.
    pub(crate) struct RawPart {
        /// Its id.
        id: Located<PartId>,
        /// Title.
        title: Option<RawText>,
        /// Patterns of file names, with * for anything.
        names: Vec<String>,
    }
}

record! {
    /// A column of a table.
    pub(crate) struct RawColumn {
        /// What its cells hold.
        r#type: RawColumnType,
        /// Headers under which it is found, beside its id.
        headers: Option<Vec<String>>,
        /// Whether an empty cell is said; only in registers.
        required: Option<bool>,
        /// The values that a text may have, one of each cell or several between commas; only in registers.
        values: Option<Vec<String>>,
        /// Whether its cells name persons, whom a report for auditors leaves out; only in registers.
        person: Option<bool>,
        /// The register whose keys stand in it, one or several between commas; only in registers.
        refers: Option<Located<RegisterId>>,
    }
}

keywords! {
    /// What the cells of a column hold.
    pub(crate) enum RawColumnType {
        /// Any text.
        Text = "text",
        /// A number.
        Number = "number",
        /// A share in percent.
        Percent = "percent",
        /// A day.
        Date = "date",
        /// Yes or no.
        Flag = "flag",
    }
}

impl From<RawColumnType> for ColumnType {
    fn from(raw: RawColumnType) -> Self {
        match raw {
            RawColumnType::Text => Self::Text,
            RawColumnType::Number => Self::Number,
            RawColumnType::Percent => Self::Percent,
            RawColumnType::Date => Self::Date,
            RawColumnType::Flag => Self::Flag,
        }
    }
}

/// Controls with the aspects that a measure covers.
#[derive(Debug, Clone)]
pub(crate) struct RawControls(pub(crate) Vec<(Located<ControlId>, Vec<Aspect>)>);

impl Decode for RawControls {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let entries = decode_map::<Vec<Aspect>>(node, decoder)?;
        let mut controls = Vec::with_capacity(entries.len());
        for (key, mut aspects) in entries {
            aspects.sort_unstable();
            aspects.dedup();
            match key.text.parse() {
                Ok(id) => controls.push((Located { value: id, place: key.place }, aspects)),
                Err(_) => {
                    let wrong = &key.text;
                    decoder.diagnostics.push(Diagnostic::new(
                        Code::InvalidId,
                        key.place,
                        text!(
                            "{wrong} は管理策を指していません（書き方: \"iso-27001-2022:A.6.3\"）",
                            "{wrong} names no control (write \"iso-27001-2022:A.6.3\")"
                        ),
                    ));
                }
            }
        }
        Some(Self(controls))
    }
}

impl schemars::JsonSchema for RawControls {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Controls".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let aspects = generator.subschema_for::<Vec<Aspect>>();
        schemars::json_schema!({
            "type": "object",
            "propertyNames": { "pattern": "^[a-z0-9-][a-z0-9.-]{0,63}:[^\\s/:]{1,64}$" },
            "additionalProperties": aspects
        })
    }
}

/// Columns by id, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct RawColumns(pub(crate) Vec<(Spelled, RawColumn)>);

impl Decode for RawColumns {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        decode_map(node, decoder).map(Self)
    }
}

impl schemars::JsonSchema for RawColumns {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Columns".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let column = generator.subschema_for::<RawColumn>();
        schemars::json_schema!({ "type": "object", "additionalProperties": column })
    }
}

impl RawColumns {
    /// The declared columns.
    pub(crate) fn into_columns(self) -> Vec<Column> {
        self.0
            .into_iter()
            .map(|(id, raw)| {
                let mut column = Column::new(id.text, raw.r#type.into(), raw.headers.unwrap_or_default());
                column.required = raw.required.unwrap_or(false);
                column.values = raw.values.unwrap_or_default();
                column.person = raw.person.unwrap_or(false);
                column.refers = raw.refers.map(Box::new);
                column
            })
            .collect()
    }
}

/// `per: company`, `per: companies` or `per: <register>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RawPer {
    Company,
    Companies,
    Register(RegisterId),
}

impl Decode for RawPer {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let register = RegisterId::decode(node, decoder)?;
        Some(match register.as_str() {
            "company" => Self::Company,
            "companies" => Self::Companies,
            _ => Self::Register(register),
        })
    }
}

impl schemars::JsonSchema for RawPer {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Per".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let register = generator.subschema_for::<RegisterId>();
        schemars::json_schema!({
            "anyOf": [{ "enum": ["company", "companies"] }, register],
            "description": "company, companies (each that takes the measure), or the id of a register"
        })
    }
}
