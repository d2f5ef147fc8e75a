//! What the registers of a company say on the day: those that something is owed by, officers, audits, certificates.

use chrono::NaiveDate;

use crate::finding::Spot;
use crate::model::{ControlIx, RequirementIx};
use crate::organization::Reach;
use crate::period::DateRange;
use crate::register::RegisterIx;
use crate::source::SourcePath;
use crate::text::Text;
use crate::yaml::keywords;

keywords! {
    /// How an auditor grades what was found.
    pub enum Grade {
        /// Nothing has to be corrected.
        Observation = "observation",
        /// A nonconformity.
        Minor = "minor",
        /// One that puts the whole in question.
        Major = "major",
    }
}

impl Grade {
    /// The grade in words.
    pub fn text(self) -> Text {
        match self {
            Self::Observation => Text::new("観察事項", "observation"),
            Self::Minor => Text::new("軽微な不適合", "minor nonconformity"),
            Self::Major => Text::new("重大な不適合", "major nonconformity"),
        }
    }
}

keywords! {
    /// How far a nonconformity is from being closed.
    pub enum Stage {
        /// Nothing is said to be done.
        Open = "open",
        /// It was done, and nobody has said yet that it works.
        Unchecked = "unchecked",
        /// It was done, and does not work.
        Ineffective = "ineffective",
        /// It was done, and it works.
        Closed = "closed",
    }
}

impl Stage {
    /// The stage in words.
    pub fn text(self) -> Text {
        match self {
            Self::Open => Text::new("未完了", "open"),
            Self::Unchecked => Text::new("効果未確認", "effect not checked"),
            Self::Ineffective => Text::new("効果なし", "without effect"),
            Self::Closed => Text::new("完了", "closed"),
        }
    }
}

keywords! {
    /// How a certificate stands.
    pub enum CertificateState {
        /// It holds, and nothing is to be done yet.
        Valid = "valid",
        /// Its renewal is applied for.
        Applied = "applied",
        /// It ends soon.
        EndsSoon = "ends-soon",
        /// Its renewal can be applied for, and is not.
        RenewalOpen = "renewal-open",
        /// The time to apply for its renewal has passed.
        RenewalMissed = "renewal-missed",
        /// It has ended.
        Expired = "expired",
        /// A later one of the same scheme has taken its place.
        Replaced = "replaced",
    }
}

impl CertificateState {
    /// The state in words.
    pub fn text(self) -> Text {
        match self {
            Self::Valid => Text::new("有効", "valid"),
            Self::Applied => Text::new("更新申請済み", "renewal applied for"),
            Self::EndsSoon => Text::new("期限間近", "ends soon"),
            Self::RenewalOpen => Text::new("更新申請期間", "renewal to be applied for"),
            Self::RenewalMissed => Text::new("更新申請期間を経過", "renewal not applied for in time"),
            Self::Expired => Text::new("期限切れ", "expired"),
            Self::Replaced => Text::new("更新済み", "renewed"),
        }
    }
}

keywords! {
    /// Whether a register can be read.
    pub enum RegisterStanding {
        /// It was read.
        Read = "read",
        /// It is not there.
        Missing = "missing",
        /// It cannot be read.
        Unreadable = "unreadable",
    }
}

impl RegisterStanding {
    /// The standing in words.
    pub fn text(self) -> Text {
        match self {
            Self::Read => Text::new("あり", "read"),
            Self::Missing => Text::new("なし", "missing"),
            Self::Unreadable => Text::new("読めない", "unreadable"),
        }
    }
}

/// A register that something is owed by.
#[derive(Debug, Clone)]
pub struct RegisterResult {
    /// The register.
    pub register: RegisterIx,
    /// Whether it can be read.
    pub standing: RegisterStanding,
    /// How many of its rows hold on the day.
    pub rows: usize,
    /// The files that it was read from.
    pub files: Vec<SourcePath>,
    /// What is owed for its rows.
    pub requirements: Vec<RequirementIx>,
}

/// Somebody who holds a post on the day.
#[derive(Debug, Clone)]
pub struct Officer {
    /// The role as the register names it.
    pub role: String,
    /// Who holds it: by the post beside it, else by a key that is masked.
    pub holder: String,
    /// What it is held for; nothing in particular if it is empty.
    pub charge: String,
    /// The day on which it was taken up, if it is known.
    pub from: Option<NaiveDate>,
    /// Its row.
    pub at: Spot,
}

/// How the reports of some departments reach the top.
#[derive(Debug, Clone)]
pub struct Route {
    /// Keys of the departments; any if there is none.
    pub units: Vec<String>,
    /// How they reach it.
    pub reach: Reach,
}

/// A certificate or registration of a company.
#[derive(Debug, Clone)]
pub struct Certificate {
    /// Its number.
    pub key: Box<str>,
    /// Index of the catalog that it is about, if its scheme names one.
    pub catalog: Option<usize>,
    /// The scheme.
    pub scheme: String,
    /// Who issued it.
    pub body: String,
    /// What it covers.
    pub extent: String,
    /// Its days.
    pub span: DateRange,
    /// The day of the next audit, as planned.
    pub next_audit: Option<NaiveDate>,
    /// How it stands.
    pub state: CertificateState,
    /// The last day for what it calls for.
    pub due: Option<NaiveDate>,
    /// Its row.
    pub at: Spot,
}

/// Something that was found not to conform, or that an auditor remarked.
#[derive(Debug, Clone)]
pub struct Nonconformity {
    /// The register that it stands in.
    pub register: &'static str,
    /// Its key there.
    pub key: Box<str>,
    /// Its row.
    pub at: Spot,
    /// What was found.
    pub title: String,
    /// How grave it is.
    pub grade: Grade,
    /// The controls that it names.
    pub controls: Vec<ControlIx>,
    /// The day on which it was found.
    pub raised: Option<NaiveDate>,
    /// The last day for it.
    pub due: Option<NaiveDate>,
    /// How far it is from being closed.
    pub stage: Stage,
}

impl Nonconformity {
    /// Whether it has to be corrected still.
    pub fn is_open(&self) -> bool {
        self.grade != Grade::Observation && self.stage != Stage::Closed
    }
}

/// An open nonconformity that names a control.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cap {
    /// The register that it stands in.
    pub register: &'static str,
    /// Its key there.
    pub key: Box<str>,
    /// How grave it is.
    pub grade: Grade,
}
