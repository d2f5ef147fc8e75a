//! Declarative checks on the contents of evidence: what they are, and how they are read.

use crate::code::Code;
use crate::condition::{Condition, Operand, Test, TestKind, Verbatim};
use crate::diagnostic::{Diagnostic, unknown};
use crate::id::{PartId, RegisterId};
use crate::measure::{Part, find_column};
use crate::register::{RegisterDef, RegisterIx};
use crate::source::Place;
use crate::table::Column;
use crate::text::{Text, text};
use crate::yaml::{Decode, Decoder, InRange, Located, Node, Spelled, decode_map, keywords, record};

record! {
    /// One check: exactly one of the kinds.
    #[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
    pub(crate) struct RawCheck {
        /// The number of rows.
        rows: Option<RawCount>,
        /// Every row meets a condition.
        each: Option<RawEach>,
        /// No two rows have the same values in these columns.
        unique: Option<RawUnique>,
        /// Every subject of a register has a row.
        covers: Option<RawCovers>,
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
pub(crate) struct RawWhen(Spelled);

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

/// Compiles the structured and the one-line form of a condition; both together must hold one at a time, so both is an error.
pub(crate) fn compile_condition(
    tests: Option<RawTests>,
    when: Option<RawWhen>,
    columns: &[Column],
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Condition> {
    let compiled = match (tests, when) {
        (None, None) => return None,
        (Some(_), Some(RawWhen(when))) => Err(vec![Diagnostic::new(
            Code::InvalidValue,
            when.place,
            text!(
                "where と when は同時に書けません。一方にまとめてください",
                "where and when exclude each other: write one of them"
            ),
        )]),
        (Some(tests), None) => match tests.empty() {
            Some(place) => Err(vec![Diagnostic::new(
                Code::MissingKey,
                place,
                text!("条件が空です", "this condition says nothing"),
            )]),
            None => Condition::all(tests.into_tests(), columns),
        },
        (None, Some(RawWhen(when))) => {
            let verbatim = if when.verbatim { Verbatim::Yes } else { Verbatim::No };
            Condition::parse(&when.text, &when.place, verbatim, columns)
        }
    };
    match compiled {
        Ok(condition) => Some(condition),
        Err(problems) => {
            diagnostics.extend(problems);
            None
        }
    }
}

impl RawTests {
    /// Where a column, or the whole, has no test.
    fn empty(&self) -> Option<Place> {
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

    fn into_tests(self) -> Vec<Test> {
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

/// A check on the contents of an evidence item.
#[derive(Debug, Clone)]
pub struct Check {
    /// Index of the part that is looked at; all tables of the item if there is none.
    pub part: Option<usize>,
    /// What is checked.
    pub kind: CheckKind,
}

/// What is checked.
#[derive(Debug, Clone)]
pub enum CheckKind {
    /// The number of rows that meet a condition lies between two bounds, both included.
    Rows {
        /// Least.
        min: u32,
        /// Most.
        max: u32,
        /// Which rows count; all if there is none.
        condition: Option<Condition>,
    },
    /// Every row meets a condition; a row on which it cannot be decided does not.
    Each {
        /// The condition.
        condition: Condition,
    },
    /// No two rows have the same values in these columns.
    Unique {
        /// Indexes of the columns.
        columns: Vec<usize>,
    },
    /// Every subject of a register as of the day it was performed has a row, unless it is excused.
    Covers {
        /// The register.
        register: RegisterIx,
        /// Index of the column that holds the register's key.
        column: usize,
        /// Which rows of the register; all if there is none.
        condition: Option<Condition>,
        /// Who may be missing.
        excuse: Vec<Excuse>,
    },
}

impl CheckKind {
    /// As it is written in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Rows { .. } => "rows",
            Self::Each { .. } => "each",
            Self::Unique { .. } => "unique",
            Self::Covers { .. } => "covers",
        }
    }
}

impl Check {
    pub(crate) fn compile(
        raw: Located<RawCheck>,
        columns: &[Column],
        parts: &[Part],
        registers: &[RegisterDef],
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let place = raw.place;
        let before = diagnostics.len();
        let RawCheck { rows, each, unique, covers } = raw.value;
        let (kind, part) = match (rows, each, unique, covers) {
            (Some(it), None, None, None) => {
                let kind = CheckKind::Rows {
                    min: it.min.map_or(0, |it| it.0),
                    max: it.max.map_or(u32::MAX, |it| it.0),
                    condition: compile_condition(it.r#where, it.when, columns, diagnostics),
                };
                (kind, it.part)
            }
            (None, Some(it), None, None) => {
                let condition = compile_condition(it.r#where, it.when, columns, diagnostics);
                if condition.is_none() && diagnostics.len() == before {
                    diagnostics.push(Diagnostic::new(
                        Code::MissingKey,
                        place.clone(),
                        text!(
                            "each には条件（where または when）が必要です",
                            "each needs a condition (where or when)"
                        ),
                    ));
                }
                (CheckKind::Each { condition: condition? }, it.part)
            }
            (None, None, Some(it), None) => {
                let found: Vec<usize> = it
                    .by
                    .iter()
                    .filter_map(|name| find_column(columns, &name.text, &name.place, diagnostics))
                    .collect();
                (CheckKind::Unique { columns: found }, it.part)
            }
            (None, None, None, Some(it)) => {
                let register =
                    RegisterDef::find(registers, &it.register.value, &it.register.place, diagnostics);
                let column = find_column(columns, &it.by.text, &it.by.place, diagnostics);
                let register = register?;
                let kind = CheckKind::Covers {
                    register,
                    column: column?,
                    condition: compile_condition(
                        it.r#where,
                        it.when,
                        &registers[register.index()].columns,
                        diagnostics,
                    ),
                    excuse: it.excuse.unwrap_or_default(),
                };
                (kind, it.part)
            }
            (..) => {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidValue,
                    place,
                    text!(
                        "一つの項目に書ける検査は一つです（rows、each、unique、covers のどれか）",
                        "one check each: exactly one of rows, each, unique and covers"
                    ),
                ));
                return None;
            }
        };
        let part = match part {
            None => None,
            Some(id) => Some(find_part(parts, &id, diagnostics)?),
        };
        (diagnostics.len() == before).then_some(Self { part, kind })
    }
}

fn find_part(parts: &[Part], id: &Located<PartId>, diagnostics: &mut Vec<Diagnostic>) -> Option<usize> {
    let found = parts.iter().position(|it| it.id == id.value);
    if found.is_none() {
        let wrong = &id.value;
        let message: Text = text!("parts に {wrong} はありません", "parts has no {wrong}");
        diagnostics.push(unknown(
            Code::InvalidValue,
            wrong.as_str(),
            id.place.clone(),
            message,
            parts.iter().map(|it| it.id.as_str()),
        ));
    }
    found
}
