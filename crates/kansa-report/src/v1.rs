//! The view that templates see, format 1: ready strings of one language, nothing to decide.
//!
//! Frozen: fields may be added, a change of meaning is `v2`. Every text is a [`Shown`]; where there is nothing to say it
//! is empty. A company's view holds no data of another company.

mod company;
mod finding;
mod group;
mod measure;
mod shown;
mod word;

use std::collections::BTreeMap;

use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

pub use finding::{Breaks, Finding, GroupFinding, Soon};
pub use measure::{Answer, Category, Check, Evidence, EvidenceFile, Exception, Measure, Obligation};
pub use shown::Shown;
pub(crate) use word::{HOME, file};

/// The version of this view.
pub const FORMAT: u32 = 1;

/// What the pages of one run have in common.
#[derive(Debug, Clone, Copy)]
pub struct Site<'a> {
    /// The language of this page.
    pub lang: Lang,
    /// All languages that are rendered; the first is at the top of the output folder, each other one in a folder.
    pub langs: &'a [Lang],
    /// Whether `assessment.json` is written beside the pages.
    pub data: Data,
}

/// Whether `assessment.json` is written beside the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Data {
    /// It is, and pages link to it.
    Beside,
    /// It is not.
    None,
}

/// The group: the page `index`.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Group {
    /// The version of this view.
    pub format: u32,
    /// What stands above everything.
    pub head: Head,
    /// How many companies there are.
    pub companies: Shown,
    /// Pages of the companies.
    pub pages: Vec<Page>,
    /// Catalogs of all companies, the columns of the matrix.
    pub catalogs: Vec<CatalogName>,
    /// Companies by catalogs.
    pub matrix: Vec<Row>,
    /// Requirements of all companies by verdict.
    pub verdicts: Vec<Count>,
    /// Obligations of all companies by state.
    pub states: Vec<Count>,
    /// Findings of all companies by severity.
    pub severities: Vec<Count>,
    /// Root findings, worst first, but for those of `soon`.
    pub findings: Vec<GroupFinding>,
    /// What falls due or expires within 30 days, by day.
    pub soon: Vec<GroupFinding>,
    /// What is not well formed in the input.
    pub diagnostics: Vec<Diagnostic>,
    /// Labels by key.
    pub words: BTreeMap<&'static str, &'static str>,
}

/// One company: the page of its id.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Company {
    /// The version of this view.
    pub format: u32,
    /// What stands above everything.
    pub head: Head,
    /// Its id.
    pub id: Shown,
    /// Catalogs of its scope with the result of every requirement.
    pub catalogs: Vec<Catalog>,
    /// Obligations by state.
    pub states: Vec<Count>,
    /// Findings by severity.
    pub severities: Vec<Count>,
    /// Root findings, worst first, each with what it causes.
    pub findings: Vec<Finding>,
    /// Findings, roots or not, that say what falls due or expires within 30 days, by day; they are in `findings` too.
    pub soon: Vec<Soon>,
    /// Measures by category.
    pub measures: Vec<Category>,
    /// Every file that answers something, by path.
    pub evidence: Vec<EvidenceFile>,
    /// Exceptions that accept something.
    pub exceptions: Vec<Exception>,
    /// Recorded reasons for applicability, by catalog.
    pub applicability: Vec<Applicability>,
    /// What is not well formed in the input: files of this company and those that all share.
    pub diagnostics: Vec<Diagnostic>,
    /// Labels by key.
    pub words: BTreeMap<&'static str, &'static str>,
}

/// What stands above everything.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Head {
    /// The language: `ja` or `en`.
    pub lang: &'static str,
    /// Title of the report.
    pub title: Shown,
    /// Whom it is about: the group or the company.
    pub name: Shown,
    /// Name of the group.
    pub group: Shown,
    /// The day that every answer is of, ISO 8601.
    pub as_of: Shown,
    /// The same day in words.
    pub as_of_long: Shown,
    /// The audit period.
    pub period: Shown,
    /// `sha256:` and the digest of the workspace.
    pub digest: Shown,
    /// The version of kansa.
    pub kansa: Shown,
    /// How a past date is replayed.
    pub note: Shown,
    /// The page of the group, without its ending.
    pub home: &'static str,
    /// This page in the other languages that were rendered.
    pub languages: Vec<Page>,
    /// Where `assessment.json` is; empty if it was not written.
    pub data: &'static str,
}

/// A page to go to.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Page {
    /// What it is called.
    pub name: Shown,
    /// Its language.
    pub lang: &'static str,
    /// Where it is from here, without its ending.
    pub file: Shown,
}

/// A word that answers something, with the CSS class of its tone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Mark {
    /// The word.
    pub word: Shown,
    /// `good`, `info`, `wait`, `warn`, `bad`, `severe` or `mute`.
    pub class: &'static str,
}

/// How many have an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Count {
    /// The answer.
    pub word: Shown,
    /// The CSS class of its tone.
    pub class: &'static str,
    /// How many.
    pub n: Shown,
}

/// A name that leads to a place on the same page.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Link {
    /// The name.
    pub text: Shown,
    /// What it is the name of.
    pub title: Shown,
    /// The anchor with `#`; empty if it is not on this page.
    pub href: Shown,
}

/// A place in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Place {
    /// Relative to the workspace.
    pub path: Shown,
    /// Row and column in words.
    pub at: Shown,
}

/// Something that is not well formed in the input.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Diagnostic {
    /// `path:line:column`.
    pub place: Shown,
    /// What kind of problem it is.
    pub code: Shown,
    /// What is wrong.
    pub message: Shown,
}

/// A catalog by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct CatalogName {
    /// Its id.
    pub id: Shown,
    /// The standard as it is cited.
    pub standard: Shown,
}

/// A company in the tables of the group.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Row {
    /// Its name.
    pub name: Shown,
    /// Its page, without its ending.
    pub file: Shown,
    /// One cell per catalog of the group.
    pub cells: Vec<Cell>,
    /// Its findings by severity.
    pub severities: Vec<Count>,
    /// All its findings.
    pub total: Shown,
}

/// A company and a catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Cell {
    /// What the company is to the catalog; empty if it is not in its scope.
    pub status: Shown,
    /// The anchor on the company's page.
    pub anchor: Shown,
    /// Requirements by verdict.
    pub verdicts: Vec<Count>,
}

/// A catalog with the result of every requirement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Catalog {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// Its id.
    pub id: Shown,
    /// The standard as it is cited.
    pub standard: Shown,
    /// What the company is to it.
    pub status: Shown,
    /// Requirements by verdict.
    pub verdicts: Vec<Count>,
    /// How many requirements it has.
    pub total: Shown,
    /// Its requirements, in catalog order.
    pub controls: Vec<Control>,
}

/// The result of a requirement.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Control {
    /// The anchor, without `#`.
    pub anchor: Shown,
    /// `catalog:control`.
    pub id: Shown,
    /// The control within its catalog.
    pub number: Shown,
    /// Short title.
    pub title: Shown,
    /// How far the row of the catalog is confirmed; empty if it is.
    pub source: Shown,
    /// The answer (証跡充足).
    pub verdict: Mark,
    /// What to know beside it.
    pub flags: Vec<Shown>,
    /// Asked aspects, each with its answer.
    pub aspects: Vec<Aspect>,
    /// Measures and findings that the answer rests on.
    pub because: Vec<Because>,
    /// Failing controls that it rests on.
    pub prerequisites: Vec<Because>,
}

/// An asked aspect.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Aspect {
    /// The aspect.
    pub aspect: Shown,
    /// Its answer.
    pub answer: Mark,
}

/// Something that an answer rests on.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Because {
    /// Measure, prerequisite or finding.
    pub kind: Shown,
    /// What it is.
    pub link: Link,
    /// How it stands.
    pub state: Mark,
    /// Aspects that a measure covers.
    pub aspects: Shown,
}

/// Recorded reasons of one catalog.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Applicability {
    /// The standard as it is cited.
    pub standard: Shown,
    /// Requirements that are excluded, or have a recorded reason.
    pub rows: Vec<Applies>,
    /// How many requirements apply without a recorded reason.
    pub unstated: Shown,
}

/// Whether a requirement applies, and why.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct Applies {
    /// The requirement.
    pub control: Link,
    /// Whether it applies.
    pub answer: Mark,
    /// Why.
    pub reason: Shown,
}
