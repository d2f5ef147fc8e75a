//! What became worse, what became better, and why: two assessments compared. A function of both, without files and clock.

mod compare;
mod markdown;
mod order;
mod outline;
mod view;
mod why;
mod words;

use chrono::NaiveDate;
use kansa_core::assessment::{State, Verdict};
use kansa_core::finding::Severity;
use kansa_core::text::Text;
use schemars::JsonSchema;
use serde::Serialize;

use crate::assessment::Place;
pub use crate::place::place;
pub use compare::compare;
pub use markdown::markdown;
pub use outline::Outline;
pub use view::{ReadError, View, keep_catalogs};
pub use words::{causes, closing, heading, states};

/// The version of this format.
pub const FORMAT: u32 = 1;

/// What its fields are, in English and Japanese, for [`kansa_core::schema::Descriptions`].
pub const DESCRIPTIONS: &str = include_str!("diff/descriptions.txt");

/// What differs between two assessments, A and B.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Diff {
    /// The version of this format.
    pub format: u32,
    /// Name of the group.
    pub group: Text,
    /// From where.
    pub a: Side,
    /// To where.
    pub b: Side,
    /// What can have changed any answer at all.
    pub cause: Cause,
    /// Counts over all companies.
    pub totals: Totals,
    /// Companies in which anything differs, by id.
    pub companies: Vec<Company>,
    /// Findings of the group as a whole.
    pub findings: Vec<Finding>,
}

/// One side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Side {
    /// What it was taken from.
    pub kind: Kind,
    /// As it was asked for.
    pub name: String,
    /// The commit of a revision.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The day that its answers are of.
    pub as_of: NaiveDate,
    /// `sha256:` and the digest of the workspace; empty if it is not known.
    pub digest: String,
    /// The version of kansa that gave the answers.
    pub kansa: String,
    /// How much of the input was not well formed.
    pub diagnostics: usize,
}

/// Where a side comes from, and how it was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// What it was taken from.
    pub kind: Kind,
    /// As it was asked for.
    pub name: String,
    /// The commit of a revision.
    pub commit: Option<String>,
}

/// What a side was taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The workspace on another day.
    Date,
    /// The workspace as it lies there.
    Workspace,
    /// A revision of git.
    Revision,
    /// An `assessment.json`.
    File,
}

/// What can have changed any answer at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// Nothing: same files, same day.
    Nothing,
    /// The day alone: every file is the same.
    Time,
    /// Files alone: the day is the same.
    Files,
    /// Both.
    Both,
}

/// Counts over all companies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Totals {
    /// What is newly broken.
    pub broken: Count,
    /// What is newly mended.
    pub mended: Count,
    /// Of the findings that are newly mended: those that are gone only because nobody is asked for it any more.
    pub no_longer_owed: usize,
    /// Controls that became excluded, applicable, assessed or not assessed: neither better nor worse.
    pub apart: usize,
    /// Companies that came.
    pub came: usize,
    /// Companies that went.
    pub went: usize,
}

/// How many controls and findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// Controls.
    pub controls: usize,
    /// Findings.
    pub findings: usize,
}

/// Whether something broke or was mended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Effect {
    /// Newly broken.
    Broken,
    /// Neither.
    None,
    /// Newly mended.
    Mended,
}

/// Whether something is on both sides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// On both.
    Both,
    /// Only in B.
    Came,
    /// Only in A.
    Went,
}

/// What differs in one company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Company {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Whether it is on both sides.
    pub presence: Presence,
    /// What differs in the scope.
    pub scope: Vec<Scope>,
    /// Findings: broken, neither, mended; roots by severity, each followed by what it causes. Those that are as they
    /// were are there if something that is newly broken names them.
    pub findings: Vec<Finding>,
    /// Controls whose verdict differs, in catalog order.
    pub controls: Vec<Control>,
    /// Obligations that stand otherwise, by id.
    pub obligations: Vec<Obligation>,
}

/// What differs in the scope of a catalog.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Scope {
    /// The catalog.
    pub catalog: String,
    /// The standard as it is cited.
    pub standard: Text,
    /// Whether it is in scope on both sides.
    pub presence: Presence,
    /// The status in A, in the words of the framework.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Text>,
    /// The status in B.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Text>,
    /// Whether its days or the part of the company that it is about differ.
    pub extent: bool,
}

/// A finding that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Finding {
    /// Its stable id.
    pub id: String,
    /// What kind of problem it is.
    pub code: String,
    /// How it differs.
    pub change: FindingChange,
    /// Whether it is newly broken or mended.
    pub effect: Effect,
    /// How much it matters; of one that is gone, mattered.
    pub severity: Severity,
    /// How much it mattered in A, if that differs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was_severity: Option<Severity>,
    /// Of one that turned: its id in A.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
    /// Why it differs; left out for what is as it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Why>,
    /// The day that passed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Evidence of its obligation that differs.
    pub files: Vec<File>,
    /// The finding above it in the list from which it follows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub below: Option<String>,
    /// The role that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// Title of that role.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner_title: Option<Text>,
    /// The day by which it has to be mended, or was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Where to look, or where to put what is missing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Place>,
    /// What is wrong.
    pub message: Text,
    /// Requirements that do not conform because of it.
    pub breaks: Vec<String>,
    /// What to do.
    pub remedy: Text,
    /// Ids of the findings that cause it.
    pub causes: Vec<String>,
}

/// How a finding differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FindingChange {
    /// Only in B.
    New,
    /// Another finding on the same thing went a step further or back: due soon, done late, overdue, missed.
    Turned,
    /// More severe.
    Raised,
    /// As it was.
    Same,
    /// Less severe.
    Lowered,
    /// Only in A.
    Gone,
}

/// Why something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Why {
    /// Its due day passed between the two days; no evidence of it changed.
    DuePassed,
    /// Its evidence became too old between the two days; no evidence of it changed.
    AgePassed,
    /// The exception that accepted it ended between the two days.
    ExceptionEnded,
    /// It is accepted by an exception now.
    ExceptionGranted,
    /// The day alone; no evidence of it changed.
    Time,
    /// Evidence is no longer there.
    FilesRemoved,
    /// Evidence has other contents.
    FilesChanged,
    /// Evidence was added.
    FilesAdded,
    /// Its evidence is the same; its days or its approval, which may stand in `evidence.yaml`, are not.
    Described,
    /// It was not asked for before.
    NewlyOwed,
    /// It is not asked for any more.
    NoLongerOwed,
    /// It follows from another finding that differs.
    Follows,
    /// The control that it is about moved: a failing prerequisite is said only of one that does not fail itself.
    Verdict,
    /// It is as severe as what it breaks, and that changed.
    Effect,
    /// The company came.
    CompanyCame,
    /// The company went.
    CompanyWent,
    /// Its evidence is the same; registers, definitions or scope are not.
    Elsewhere,
    /// Files and day differ both, and neither can be told to be the reason.
    Unclear,
}

/// A file of evidence that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct File {
    /// Relative to the workspace; for a provider's file its id and number instead.
    pub path: String,
    /// How it differs.
    pub change: FileChange,
}

/// How a file differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FileChange {
    /// Only in B.
    Added,
    /// It has another hash.
    Changed,
    /// Only in A.
    Removed,
}

/// A control whose verdict differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Control {
    /// `catalog:control`.
    pub id: String,
    /// The standard as it is cited.
    pub standard: Text,
    /// Short title.
    pub title: Text,
    /// How it differs.
    pub change: ControlChange,
    /// Whether it is newly broken or mended.
    pub effect: Effect,
    /// Its verdict in A; left out if it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Verdict>,
    /// Its verdict in B; left out if it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Verdict>,
    /// Ids of the findings behind it: those of B that break it, new ones first; for one that became better those of A
    /// that do not any more.
    pub because: Vec<String>,
    /// Measures behind it that stand otherwise.
    pub measures: Vec<Measure>,
}

/// How a verdict differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ControlChange {
    /// Further from conforming.
    Worse,
    /// Nearer to it.
    Better,
    /// One of them is not applicable or not assessed.
    Apart,
    /// Only in B.
    New,
    /// Only in A.
    Gone,
}

/// A measure that stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Measure {
    /// Its id.
    pub id: String,
    /// How it stood; left out if the control did not rest on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// How it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
}

/// An obligation that stands otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Obligation {
    /// Its id.
    pub id: String,
    /// Name of the document or record.
    pub title: Text,
    /// The role that answers for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<String>,
    /// The last day for it.
    pub due: NaiveDate,
    /// How it stood; left out if it was not there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<State>,
    /// How it stands; left out if it is not there any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<State>,
    /// Why.
    pub why: Why,
    /// Its evidence that differs.
    pub files: Vec<File>,
}

impl Diff {
    /// Whether anything is newly broken.
    pub fn is_broken(&self) -> bool {
        self.totals.broken != Count::default()
    }
}

#[cfg(test)]
mod tests;
