//! Declarative checks on the contents of evidence: what they are, and what of a file they look at.

mod compile;
mod raw;
mod schema;

use std::sync::Arc;

use regex::Regex;

pub(crate) use self::compile::compile_condition;
pub use self::raw::{Excuse, Person};
pub(crate) use self::raw::{RawCheck, RawTests, RawWhen};
pub use self::schema::{Schema, Violation};
use crate::calendar::Counting;
use crate::condition::Condition;
use crate::id::{MeasureId, RequirementId, RoleId};
use crate::period::Period;
use crate::register::RegisterIx;
use crate::table::Column;
use crate::text::Text;

/// A check on the contents of an evidence item.
#[derive(Debug, Clone)]
pub struct Check {
    /// Index of the part that is looked at; everything in the item if there is none.
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
        /// Which rows are looked at; all if there is none.
        among: Option<Condition>,
    },
    /// The share of rows that meet a condition lies between two bounds, both included.
    Ratio {
        /// The condition.
        condition: Condition,
        /// Of which rows; all if there is none.
        among: Option<Condition>,
        /// Least, in hundredths of a percent.
        min: u32,
        /// Most, in hundredths of a percent.
        max: u32,
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
    /// The rows are those of the other side, no more and no less, and agree with them.
    Reconcile {
        /// Index of the column that names a row.
        column: usize,
        /// The other side.
        with: OtherSide,
        /// Columns whose values agree: on this side, and on the other one.
        same: Vec<(usize, usize)>,
    },
    /// One day follows another in time.
    Within {
        /// The first.
        from: Moment,
        /// The second.
        to: Moment,
        /// How much later at most.
        limit: Limit,
        /// From which day it is counted.
        counting: Counting,
        /// Which rows are looked at; all if there is none.
        among: Option<Condition>,
    },
    /// The text has words, compared without blanks and line breaks.
    Contains {
        /// All of these.
        all: Vec<String>,
        /// At least one of these, unless there is none.
        any: Vec<String>,
        /// None of these.
        none: Vec<String>,
    },
    /// A line or paragraph of the text matches a pattern.
    Matches {
        /// The pattern.
        pattern: Regex,
    },
    /// Those who must not be the same are not.
    Distinct(Distinct),
    /// Nobody looks into the unit that he or she belongs to.
    Independent {
        /// Index of the column of the person, by the register's key.
        person: usize,
        /// Index of the column of the unit that is looked into.
        unit: usize,
        /// The register that says where the person belongs.
        register: RegisterIx,
        /// Index of its column that says so.
        of: usize,
    },
    /// It was done after the last time that something else was done in the same fiscal year.
    After {
        /// What comes first.
        requirement: (MeasureId, RequirementId),
        /// At most this long after it.
        within: Option<Period>,
    },
    /// A JSON, YAML or TOML file is as a schema says.
    JsonSchema {
        /// The schema.
        schema: Arc<Schema>,
    },
}

/// What rows are reconciled with.
#[derive(Debug, Clone)]
pub enum OtherSide {
    /// A register as of the day it was performed.
    Register {
        /// The register.
        register: RegisterIx,
        /// Which of its rows; all if there is none.
        condition: Option<Condition>,
    },
    /// Another part of the item, by its index. Its rows are named by the same column.
    Part(usize),
}

/// A day of a row or of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Moment {
    /// In this column.
    Column(usize),
    /// When it was done.
    Performed,
    /// When it was collected.
    Collected,
    /// When it was handed in.
    Received,
    /// When it was approved.
    Approved,
    /// When its window began.
    WindowFrom,
    /// When its window ended.
    WindowTo,
}

impl Moment {
    const WORDS: [(&str, Self); 6] = [
        ("performed", Self::Performed),
        ("collected", Self::Collected),
        ("received", Self::Received),
        ("approved", Self::Approved),
        ("window-from", Self::WindowFrom),
        ("window-to", Self::WindowTo),
    ];

    /// The column it stands in, if it does.
    pub fn column(self) -> Option<usize> {
        match self {
            Self::Column(column) => Some(column),
            Self::Performed
            | Self::Collected
            | Self::Received
            | Self::Approved
            | Self::WindowFrom
            | Self::WindowTo => None,
        }
    }

    /// In words; `columns` are those that are declared.
    pub fn text(self, columns: &[Column]) -> Text {
        match self {
            Self::Column(column) => columns.get(column).map_or_else(|| Text::same(""), Column::title),
            Self::Performed => Text::new("実施日", "the day it was done"),
            Self::Collected => Text::new("収集日", "the day it was collected"),
            Self::Received => Text::new("受領日", "the day it was handed in"),
            Self::Approved => Text::new("承認日", "the day it was approved"),
            Self::WindowFrom => Text::new("対象期間の初日", "the first day of its window"),
            Self::WindowTo => Text::new("対象期間の末日", "the last day of its window"),
        }
    }
}

/// How much later something may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// This long, in days of the calendar.
    Period(Period),
    /// So many business days of the company.
    BusinessDays(u16),
}

/// Those who must not be the same.
#[derive(Debug, Clone)]
pub enum Distinct {
    /// In the columns of each row.
    Columns(Vec<usize>),
    /// Who holds these roles on the day it was performed.
    Roles(Vec<RoleId>),
    /// Who did what with the item.
    People(Vec<Person>),
}

impl CheckKind {
    /// As it is written in files.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Rows { .. } => "rows",
            Self::Each { .. } => "each",
            Self::Ratio { .. } => "ratio",
            Self::Unique { .. } => "unique",
            Self::Covers { .. } => "covers",
            Self::Reconcile { .. } => "reconcile",
            Self::Within { .. } => "within",
            Self::Contains { .. } => "contains",
            Self::Matches { .. } => "matches",
            Self::Distinct(_) => "distinct",
            Self::Independent { .. } => "independent",
            Self::After { .. } => "after",
            Self::JsonSchema { .. } => "json-schema",
        }
    }

    /// What of a file it looks at.
    pub fn looks_at(&self) -> LooksAt {
        match self {
            Self::Rows { .. }
            | Self::Each { .. }
            | Self::Ratio { .. }
            | Self::Unique { .. }
            | Self::Covers { .. }
            | Self::Reconcile { .. }
            | Self::Distinct(Distinct::Columns(_))
            | Self::Independent { .. } => LooksAt::Tables,
            Self::Within { from, to, .. } => {
                if from.column().or(to.column()).is_some() {
                    LooksAt::Tables
                } else {
                    LooksAt::Nothing
                }
            }
            Self::Contains { .. } | Self::Matches { .. } => LooksAt::Text,
            Self::JsonSchema { .. } => LooksAt::Values,
            Self::Distinct(Distinct::Roles(_) | Distinct::People(_)) | Self::After { .. } => LooksAt::Nothing,
        }
    }

    /// Indexes of the declared columns that it reads.
    pub fn columns(&self) -> Vec<usize> {
        let of = |it: &Option<Condition>| it.as_ref().map(Condition::columns).unwrap_or_default();
        match self {
            Self::Rows { condition, .. } => of(condition),
            Self::Each { condition, among } | Self::Ratio { condition, among, .. } => {
                let mut columns = condition.columns();
                columns.extend(of(among));
                columns
            }
            Self::Unique { columns } | Self::Distinct(Distinct::Columns(columns)) => columns.clone(),
            Self::Covers { column, .. } => vec![*column],
            Self::Reconcile { column, same, .. } => {
                std::iter::once(*column).chain(same.iter().map(|(own, _)| *own)).collect()
            }
            Self::Within { from, to, among, .. } => {
                from.column().into_iter().chain(to.column()).chain(of(among)).collect()
            }
            Self::Independent { person, unit, .. } => vec![*person, *unit],
            Self::Contains { .. }
            | Self::Matches { .. }
            | Self::Distinct(Distinct::Roles(_) | Distinct::People(_))
            | Self::After { .. }
            | Self::JsonSchema { .. } => Vec::new(),
        }
    }
}

/// What of a file a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LooksAt {
    /// Its tables.
    Tables,
    /// Its text.
    Text,
    /// The value that a JSON, YAML or TOML file is.
    Values,
    /// Nothing in it: the item is enough.
    Nothing,
}
