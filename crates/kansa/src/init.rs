//! A new workspace: what is written for a group, and whether it holds.

mod yaml;

use std::fmt::Write as _;
use std::str::FromStr;

use chrono::NaiveDate;
use kansa_core::catalog::Catalog;
use kansa_core::code::Code;
use kansa_core::finding::Finding;
use kansa_core::id::{CatalogId, CompanyId, GroupId};
use kansa_core::period::FiscalStart;
use kansa_core::register::RegisterDef;
use kansa_core::schema::{self, Descriptions, Languages};
use kansa_core::table::{Cell, Rows, Sheets, Wanted};
use kansa_core::text::{Lang, Text, acts};
use kansa_evidence::read::hand_out;

use crate::{Error, Library, Workspace};

/// A name in one line, with something in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name(String);

/// Not a name: empty, too long, or with characters that act on the text around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NameError;

/// Bytes of the longest register of a new workspace: it is in memory whole while it is on trial.
pub const LONGEST: u64 = kansa_evidence::file::WHOLE;

/// Characters of the longest name.
const LONGEST_NAME: usize = 200;

impl Name {
    /// As written, without blanks around it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Name {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let text = text.trim();
        let fits = (1..=LONGEST_NAME).contains(&text.chars().count()) && !text.chars().any(acts);
        if fits { Ok(Self(text.to_owned())) } else { Err(NameError) }
    }
}

/// A name as a file has it: in one language, which then stands for both, or in two.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    ja: Option<Name>,
    en: Option<Name>,
}

impl Names {
    /// A name in one language: English if the workspace is, and there is nothing but ASCII in it.
    pub fn new(name: Name, language: Lang) -> Self {
        match language {
            Lang::En if name.0.is_ascii() => Self { ja: None, en: Some(name) },
            Lang::Ja | Lang::En => Self { ja: Some(name), en: None },
        }
    }

    /// A name in both languages.
    pub fn both(ja: Name, en: Name) -> Self {
        Self { ja: Some(ja), en: Some(en) }
    }
}

/// A register that a firm keeps already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// The people who work there.
    Employees,
    /// Its vendors.
    Vendors,
    /// Its information systems.
    Systems,
}

impl Kept {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Employees, Self::Vendors, Self::Systems];

    /// The id of the register.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Employees => "employees",
            Self::Vendors => "vendors",
            Self::Systems => "systems",
        }
    }
}

/// A register of a new company: the bytes of the file that the firm has.
#[derive(Debug, Clone)]
pub struct NewRegister {
    /// Which register it is.
    pub kept: Kept,
    /// The ending of the file's name.
    pub ending: String,
    /// Its contents.
    pub bytes: Vec<u8>,
}

impl NewRegister {
    /// Where it goes, below the workspace.
    pub fn path(&self, company: &CompanyId) -> String {
        format!("evidence/{company}/registers/{}.{}", self.kept.as_str(), self.ending)
    }
}

/// A company of a new workspace.
#[derive(Debug, Clone)]
pub struct NewCompany {
    /// Its id: the name of its folder.
    pub id: CompanyId,
    /// Its name.
    pub names: Names,
    /// The registers that it has.
    pub registers: Vec<NewRegister>,
}

/// A workspace that is to be written.
#[derive(Debug, Clone)]
pub struct Draft {
    /// The language of messages, reports and of the comments in its files.
    pub language: Lang,
    /// The id of the group.
    pub group: GroupId,
    /// The name of the group.
    pub names: Names,
    /// First day of the fiscal year.
    pub fiscal: FiscalStart,
    /// The day since which the companies are held to the catalogs.
    pub from: NaiveDate,
    /// Catalogs in use; built-in ones.
    pub catalogs: Vec<CatalogId>,
    /// The companies.
    pub companies: Vec<NewCompany>,
}

/// A file of a new workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewFile {
    /// Below the workspace, with `/`.
    pub path: String,
    /// Its contents.
    pub contents: Vec<u8>,
    /// What it is.
    pub about: Text,
}

/// What keeps the cache and the reports out of git.
pub const IGNORED: [&str; 2] = ["/.kansa/", "/reports/out/"];

/// The schemas that the new files name in their first line.
const SCHEMAS: [&str; 2] = ["kansa", "company"];

impl Draft {
    /// All files, `kansa.yaml` last: without it a folder is no workspace.
    ///
    /// # Errors
    ///
    /// A schema cannot be written out.
    pub fn files(&self, library: &Library) -> Result<Vec<NewFile>, Error> {
        let file = |path: String, contents: Vec<u8>, about| NewFile { path, contents, about };
        let mut files = Vec::new();
        for company in &self.companies {
            let id = &company.id;
            let text = yaml::company(self, company, library);
            let about = Text::new(format!("{id} の設定"), format!("settings of {id}"));
            files.push(file(format!("evidence/{id}/company.yaml"), text.into_bytes(), about));
            for it in &company.registers {
                let title = definition(library, it.kept).map(|it| it.title.clone()).unwrap_or_default();
                files.push(file(it.path(id), it.bytes.clone(), title));
            }
        }
        let words = Descriptions::new(schema::DESCRIPTIONS);
        for (name, mut schema) in schema::all().into_iter().filter(|(name, _)| SCHEMAS.contains(name)) {
            words.describe(&mut schema, Languages::One(self.language));
            let text = serde_json::to_string_pretty(&schema)? + "\n";
            let about = Text::new("エディターの入力補助", "for editors: completion and checks");
            files.push(file(format!("schemas/{name}.json"), text.into_bytes(), about));
        }
        let ignored = IGNORED.map(|it| format!("{it}\n")).concat();
        let about = Text::new("git に入れないもの", "what is kept out of git");
        files.push(file(".gitignore".to_owned(), ignored.into_bytes(), about));
        let about = Text::new("グループの設定", "settings of the group");
        files.push(file("kansa.yaml".to_owned(), yaml::config(self, library).into_bytes(), about));
        Ok(files)
    }
}

/// The definition of a register that firms keep.
pub fn definition(library: &Library, kept: Kept) -> Option<&RegisterDef> {
    library.registers.iter().find(|it| it.id.as_str() == kept.as_str())
}

/// The workspace that these files make, tried in a folder that nobody else sees.
///
/// # Errors
///
/// The temporary folder cannot be written to, or what is in it cannot be read.
pub fn rehearse(files: &[NewFile]) -> Result<Workspace, Error> {
    let write = || {
        let folder = tempfile::tempdir()?;
        for file in files {
            let path = folder.path().join(&file.path);
            std::fs::create_dir_all(path.parent().unwrap_or(folder.path()))?;
            std::fs::write(path, &file.contents)?;
        }
        Ok(folder)
    };
    let folder = write().map_err(Error::Rehearsal)?;
    Workspace::open(folder.path())
}

/// What is wrong in the registers of a workspace, so that they should not be taken as they are: cells that cannot be read, and
/// numbers that must not lie with evidence.
pub fn faults(workspace: &Workspace, day: NaiveDate) -> Vec<Finding> {
    let is_fault = |it: &&Finding| {
        matches!(it.code, Code::RegisterCell | Code::CardNumber | Code::IndividualNumber)
            && it.at.as_ref().is_some_and(|it| it.path.contains("/registers/"))
    };
    let assessment = workspace.assess(day);
    let all = assessment.companies.iter().flat_map(|it| &it.answers.findings);
    all.filter(is_fault).cloned().collect()
}

/// What is recognized of the file of a register.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recognized {
    /// Headers of the columns that are read.
    pub taken: Vec<String>,
    /// Headers of the columns that are not.
    pub left: Vec<String>,
    /// How many rows it has.
    pub rows: u32,
    /// The columns that say since when, and until when, a row holds, where the file has none.
    pub undated: Vec<Text>,
}

/// Looks which columns of a register a file has; none if there is no table in it, or not one alone.
pub fn recognize(def: &RegisterDef, name: &str, bytes: &[u8]) -> Option<Recognized> {
    let mut sheets = Sheets::new(&def.columns, vec![def.key], |_| false, || Unread);
    hand_out(name, bytes, None, &mut sheets).ok()?;
    let table = sheets.finish(&Wanted::Fitting).ok()?.into_iter().next()?;
    let mut seen = Recognized { rows: table.rows, ..Recognized::default() };
    let mut taken: Vec<(usize, String)> = Vec::new();
    for (column, place) in def.columns.iter().zip(&table.places.at) {
        match place.map(usize::from) {
            Some(at) => {
                let label = table.labels.get(at).filter(|it| !it.is_empty());
                taken.push((at, label.cloned().unwrap_or_else(|| column.label().to_owned())));
            }
            None if matches!(&*column.id, "from" | "to") => {
                seen.undated.push(Text::new(column.label(), &*column.id));
            }
            None => {}
        }
    }
    // As they stand in the file.
    taken.sort();
    seen.taken = taken.into_iter().map(|(_, it)| it).collect();
    let is_left = |(at, label): &(usize, &String)| {
        !label.is_empty() && !table.places.at.iter().flatten().any(|it| usize::from(*it) == *at)
    };
    seen.left = table.labels.iter().enumerate().filter(is_left).map(|(_, it)| it.clone()).collect();
    Some(seen)
}

/// Rows of which only the number matters.
struct Unread;

impl Rows for Unread {
    fn row(&mut self, _: u32, _: &[Cell<'_>]) {}
}

/// What most firms can show something of from the first day, by catalog; then what they take next.
const STARTERS: [(&str, &[&str], &[&str]); 5] = [
    (
        "iso-27001-2022",
        &["security-policy", "confidentiality-pledge", "training"],
        &[
            "security-organization",
            "asset-management",
            "access-control",
            "backup",
            "supplier-management",
            "incident-management",
            "risk-management",
            "internal-audit",
            "management-review",
        ],
    ),
    ("pmark-guideline", PRIVACY, PRIVACY_NEXT),
    ("jis-q-15001-2023", PRIVACY, PRIVACY_NEXT),
    (
        "appi",
        PRIVACY,
        &[
            "personal-information",
            "purpose-of-use",
            "retained-data-publication",
            "emergency-preparation",
            "supplier-management",
        ],
    ),
    (
        "pci-dss-4.0.1",
        &["security-policy", "pci-policies"],
        &[
            "pci-awareness",
            "pci-scope",
            "pci-access",
            "pci-network-controls",
            "pci-scans",
            "pci-service-providers",
        ],
    ),
];
const PRIVACY: &[&str] = &["privacy-policy", "confidentiality-pledge", "privacy-training"];
const PRIVACY_NEXT: &[&str] = &[
    "officers-appointment",
    "personal-information",
    "privacy-rules",
    "privacy-risk",
    "supplier-management",
    "pms-audit",
    "pms-review",
];

/// The measures with which a company begins that is held to these catalogs.
pub fn starters(catalogs: &[CatalogId]) -> Vec<&'static str> {
    of_all(catalogs, |(_, first, _)| first)
}

/// The measures that it may take next.
pub fn candidates(catalogs: &[CatalogId]) -> Vec<&'static str> {
    let first = starters(catalogs);
    let mut next = of_all(catalogs, |(_, _, next)| next);
    next.retain(|it| !first.contains(it));
    next
}

type Starters = (&'static str, &'static [&'static str], &'static [&'static str]);

/// Each measure once, in the order of the catalogs.
fn of_all(catalogs: &[CatalogId], which: fn(Starters) -> &'static [&'static str]) -> Vec<&'static str> {
    let mut all = Vec::new();
    for catalog in catalogs {
        let of = STARTERS.into_iter().filter(|it| it.0 == catalog.as_str());
        for measure in of.flat_map(which) {
            if !all.contains(measure) {
                all.push(*measure);
            }
        }
    }
    all
}

/// The status with which a company begins: what nobody certifies, nobody prepares for.
fn status(catalog: &Catalog) -> &'static str {
    if catalog.certification.is_some() { "preparing" } else { "voluntary" }
}

/// A line of YAML, behind a comment sign.
fn commented(out: &mut String, text: &str) {
    for line in text.lines() {
        let _ = writeln!(out, "{}", format!("# {line}").trim_end());
    }
}

#[cfg(test)]
mod tests;
