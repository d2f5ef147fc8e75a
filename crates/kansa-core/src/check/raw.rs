//! Checks as they stand in files.

use crate::calendar::Counting;
use crate::condition::{Operand, Test, TestKind};
use crate::id::{PartId, RegisterId, RoleId};
use crate::period::Period;
use crate::source::Place;
use crate::yaml::{Decode, Decoder, InRange, Located, Node, NodeKind, Spelled, decode_map, keywords, record};

record! {
    /// One check: exactly one of the kinds.
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    pub(crate) struct RawCheck {
        /// The number of rows.
        rows: Option<RawCount>,
        /// Every row meets a condition.
        each: Option<RawEach>,
        /// Enough of the rows meet a condition.
        ratio: Option<RawRatio>,
        /// No two rows have the same values in these columns.
        unique: Option<RawUnique>,
        /// Every subject of a register has a row.
        covers: Option<RawCovers>,
        /// The rows are those of a register or of another part, no more and no less.
        reconcile: Option<RawReconcile>,
        /// One day follows another in time.
        within: Option<RawWithin>,
        /// The text has these words.
        contains: Option<RawContains>,
        /// A line of the text matches a pattern.
        matches: Option<RawMatches>,
        /// Those who must not be the same are not.
        distinct: Option<RawDistinct>,
        /// Nobody looks into the unit that he or she belongs to.
        independent: Option<RawIndependent>,
        /// It was done after something else.
        after: Option<RawAfter>,
        /// A JSON, YAML or TOML file is as a schema says.
        #[schemars(rename = "json-schema")]
        json_schema: Option<RawJsonSchema>,
    }
}

record! {
    /// The number of rows, or of those that meet a condition.
    pub(crate) struct RawCount {
        /// At least so many.
        min: Option<InRange<0, 4_000_000_000>>,
        /// At most so many.
        max: Option<InRange<0, 4_000_000_000>>,
        /// Which rows count: structured conditions.
        r#where: Option<RawTests>,
        /// Which rows count: a condition in one line.
        when: Option<RawWhen>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// Every row meets a condition.
    pub(crate) struct RawEach {
        /// Structured conditions.
        r#where: Option<RawTests>,
        /// A condition in one line.
        when: Option<RawWhen>,
        /// Which rows are looked at, as a condition in one line: all if left out.
        among: Option<RawWhen>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// The share of rows that meet a condition.
    pub(crate) struct RawRatio {
        /// Structured conditions.
        r#where: Option<RawTests>,
        /// A condition in one line.
        when: Option<RawWhen>,
        /// Of which rows, as a condition in one line: all if left out.
        among: Option<RawWhen>,
        /// At least so many percent.
        min: Option<Spelled>,
        /// At most so many percent.
        max: Option<Spelled>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// No two rows have the same values in these columns.
    pub(crate) struct RawUnique {
        /// The columns.
        by: Vec<Spelled>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// Every subject of a register, as of the day it was performed, has a row.
    pub(crate) struct RawCovers {
        /// The register.
        register: Located<RegisterId>,
        /// The column that holds the register's key.
        by: Spelled,
        /// Which rows of the register: structured conditions.
        r#where: Option<RawTests>,
        /// Which rows of the register: a condition in one line.
        when: Option<RawWhen>,
        /// Who may be missing.
        excuse: Option<Vec<Excuse>>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// The rows are those of a register as of the day it was performed, or those of another part of the item.
    pub(crate) struct RawReconcile {
        /// The column that names a row.
        by: Spelled,
        /// The register on the other side.
        register: Option<Located<RegisterId>>,
        /// Which rows of the register: structured conditions.
        r#where: Option<RawTests>,
        /// Which rows of the register: a condition in one line.
        when: Option<RawWhen>,
        /// The part on the other side.
        with: Option<Located<PartId>>,
        /// Columns whose values agree: on this side, and on the other one.
        #[schemars(with = "Option<std::collections::BTreeMap<String, String>>")]
        same: Option<RawPairs>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

/// Pairs of columns, in the order of the file.
#[derive(Debug, Clone)]
pub(crate) struct RawPairs(pub(crate) Vec<(Spelled, Spelled)>);

impl Decode for RawPairs {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        decode_map(node, decoder).map(Self)
    }
}

record! {
    /// One day follows another in time: two columns of each row, or two days of the item.
    pub(crate) struct RawWithin {
        /// The first: a date column, or performed, collected, received, approved, window-from, window-to.
        from: Spelled,
        /// The second.
        to: Spelled,
        /// At most this long after it.
        within: Option<Located<Period>>,
        /// At most so many business days after it.
        business_days: Option<InRange<0, 366>>,
        /// From which day it is counted: from the day after if left out.
        counting: Option<Counting>,
        /// Which rows are looked at, as a condition in one line: all if left out.
        among: Option<RawWhen>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// Words that a text has, compared without blanks and line breaks.
    pub(crate) struct RawContains {
        /// All of these.
        all: Option<Vec<Located<String>>>,
        /// At least one of these.
        any: Option<Vec<Located<String>>>,
        /// None of these.
        none: Option<Vec<Located<String>>>,
        /// The part of the item that is looked at: all files if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// A pattern that a line or paragraph of the text matches.
    pub(crate) struct RawMatches {
        /// A regular expression, in the syntax of the regex crate.
        pattern: Located<String>,
        /// The part of the item that is looked at: all files if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// Those who must not be the same are not: in columns of each row, in posts, or in what was done with the item.
    pub(crate) struct RawDistinct {
        /// Columns whose values differ in each row.
        columns: Option<Vec<Spelled>>,
        /// Roles that are held by different persons on the day it was performed.
        roles: Option<Vec<Located<RoleId>>>,
        /// Who did what with the item.
        people: Option<Vec<Person>>,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

keywords! {
    /// Somebody who did something with an item.
    pub enum Person {
        /// Who performed it (`performed_by`).
        Performer = "performer",
        /// Who collected it (`collected_by`).
        Collector = "collector",
        /// Who approved it (`approved`).
        Approver = "approver",
    }
}

record! {
    /// Nobody looks into the unit that he or she belongs to.
    pub(crate) struct RawIndependent {
        /// The column of the person, by the register's key.
        person: Spelled,
        /// The column of the unit that is looked into.
        unit: Spelled,
        /// The register that says where the person belongs.
        register: Located<RegisterId>,
        /// Its column that says so.
        of: Spelled,
        /// The part of the item that is looked at: all tables if left out.
        part: Option<Located<PartId>>,
    }
}

record! {
    /// It was done after the last time that something else was done in the same fiscal year.
    pub(crate) struct RawAfter {
        /// What comes first: "measure/requirement".
        requirement: Spelled,
        /// At most this long after it.
        within: Option<Period>,
    }
}

record! {
    /// A JSON, YAML or TOML file is as a schema says.
    pub(crate) struct RawJsonSchema {
        /// The JSON Schema, draft 4 to 2020-12; `$ref` only within itself.
        #[schemars(with = "std::collections::BTreeMap<String, serde_json::Value>")]
        schema: Located<RawValue>,
        /// The part of the item that is looked at: all files of these kinds if left out.
        part: Option<Located<PartId>>,
    }
}

/// Any value, as JSON knows it.
#[derive(Debug, Clone)]
pub(crate) struct RawValue(pub(crate) serde_json::Value);

impl Decode for RawValue {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        Some(Self(value(node, decoder)?))
    }
}

fn value(node: &Node, decoder: &mut Decoder<'_>) -> Option<serde_json::Value> {
    use serde_json::Value;
    Some(match &node.kind {
        NodeKind::Scalar { .. } if node.is_null() => Value::Null,
        NodeKind::Scalar { text, plain: true } => match text.as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            number => number
                .parse::<i64>()
                .map(Value::from)
                .or_else(|_| number.parse::<f64>().map(Value::from))
                .ok()
                .filter(|it| !it.is_null())
                .unwrap_or_else(|| Value::from(number)),
        },
        NodeKind::Scalar { text, plain: false } => Value::from(text.as_str()),
        NodeKind::Sequence(items) => {
            Value::Array(items.iter().map(|it| value(it, decoder)).collect::<Option<_>>()?)
        }
        NodeKind::Mapping(_) => {
            let entries = decoder.entries(node)?;
            let entries = entries.into_iter().map(|(key, _, it)| Some((key.to_owned(), value(it, decoder)?)));
            Value::Object(entries.collect::<Option<_>>()?)
        }
    })
}

keywords! {
    /// Why a subject may be missing from evidence that covers a register.
    pub enum Excuse {
        /// On leave on the day it was performed (columns `leave_from`, `leave_to` of the register).
        OnLeave = "on-leave",
        /// Joined after the window opened.
        Joiners = "joiners",
        /// Left before the window closed.
        Leavers = "leavers",
    }
}

record! {
    /// Tests on the value of one column; all of them hold.
    pub(crate) struct RawTest {
        /// At least this number or day.
        min: Option<Spelled>,
        /// At most this number or day.
        max: Option<Spelled>,
        /// Equal to this.
        is: Option<Spelled>,
        /// Not equal to this.
        not: Option<Spelled>,
        /// One of these.
        r#in: Option<Vec<Spelled>>,
        /// None of these.
        not_in: Option<Vec<Spelled>>,
        /// Whether it is empty.
        #[schemars(with = "Option<bool>")]
        empty: Option<YesNo>,
    }
}

keywords! {
    /// true or false.
    pub(crate) enum YesNo {
        /// true.
        Yes = "true",
        /// false.
        No = "false",
    }
}

/// Tests by column: `{score: {min: 80}, status: {in: [済, ○]}}`.
#[derive(Debug, Clone)]
pub(crate) struct RawTests {
    tests: Vec<(Spelled, RawTest)>,
    place: Place,
}

impl Decode for RawTests {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        let place = decoder.place(node);
        decode_map(node, decoder).map(|tests| Self { tests, place })
    }
}

impl schemars::JsonSchema for RawTests {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Tests".into()
    }
    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let test = generator.subschema_for::<RawTest>();
        schemars::json_schema!({ "type": "object", "additionalProperties": test })
    }
}

/// A condition in one line.
#[derive(Debug, Clone)]
pub(crate) struct RawWhen(pub(super) Spelled);

impl Decode for RawWhen {
    fn decode(node: &Node, decoder: &mut Decoder<'_>) -> Option<Self> {
        Spelled::decode(node, decoder).map(Self)
    }
}

impl schemars::JsonSchema for RawWhen {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Condition".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "description": "A condition on one row: 点数 >= 80 and 区分 in ['正社員', '派遣']"
        })
    }
}

impl RawTests {
    /// Where a column, or the whole, has no test.
    pub(super) fn empty(&self) -> Option<Place> {
        let says_nothing = |it: &RawTest| {
            let RawTest { min, max, is, not, r#in, not_in, empty } = it;
            [min, max, is, not].iter().all(|it| it.is_none())
                && r#in.is_none()
                && not_in.is_none()
                && empty.is_none()
        };
        if self.tests.is_empty() {
            return Some(self.place.clone());
        }
        self.tests.iter().find(|(_, it)| says_nothing(it)).map(|(column, _)| column.place.clone())
    }

    pub(super) fn into_tests(self) -> Vec<Test> {
        let operand = |it: Spelled| Operand { text: it.text, place: it.place };
        let list = |it: Vec<Spelled>| it.into_iter().map(operand).collect();
        let mut tests = Vec::new();
        for (column, raw) in self.tests {
            let kinds = [
                raw.min.map(|it| TestKind::Min(operand(it))),
                raw.max.map(|it| TestKind::Max(operand(it))),
                raw.is.map(|it| TestKind::Is(operand(it))),
                raw.not.map(|it| TestKind::Not(operand(it))),
                raw.r#in.map(|it| TestKind::In(list(it))),
                raw.not_in.map(|it| TestKind::NotIn(list(it))),
                raw.empty.map(|it| match it {
                    YesNo::Yes => TestKind::Empty,
                    YesNo::No => TestKind::Filled,
                }),
            ];
            let name = (column.text, column.place);
            tests.extend(kinds.into_iter().flatten().map(|kind| Test { column: name.clone(), kind }));
        }
        tests
    }
}
