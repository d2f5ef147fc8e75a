//! What a comparison needs of `assessment.json`: the same of a file and of answers that were just made.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kansa_core::assessment::{State, Verdict};
use kansa_core::finding::{self, Severity};
use kansa_core::text::Text;
use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::Value;

use crate::assessment::{Assessment, CatalogInUse, FORMAT, FileHash, Group, Place, Range, Role, Window};

/// One side of a comparison. What older files lack and can be done without is empty.
#[derive(Debug, Clone, serde::Deserialize)]
pub struct View {
    format: u64,
    pub(super) as_of: NaiveDate,
    #[serde(default)]
    pub(super) digest: String,
    #[serde(default)]
    pub(super) kansa: String,
    pub(super) group: Group,
    #[serde(default)]
    catalogs: Vec<CatalogInUse>,
    #[serde(default)]
    pub(super) roles: Vec<Role>,
    #[serde(default)]
    pub(super) diagnostics: Vec<Diagnostic>,
    pub(super) companies: Vec<Company>,
    #[serde(default)]
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Diagnostic {
    path: String,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Company {
    pub(super) id: String,
    pub(super) name: Text,
    pub(super) catalogs: Vec<Catalog>,
    #[serde(default)]
    pub(super) obligations: Vec<Obligation>,
    #[serde(default)]
    pub(super) findings: Vec<Finding>,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Catalog {
    pub(super) id: String,
    pub(super) standard: Option<Text>,
    #[serde(default)]
    pub(super) status: String,
    #[serde(default)]
    pub(super) status_text: Text,
    #[serde(default)]
    pub(super) period: Option<Range>,
    #[serde(default)]
    pub(super) parts: BTreeMap<String, Vec<String>>,
    pub(super) controls: Vec<Control>,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Control {
    pub(super) id: String,
    #[serde(default)]
    pub(super) title: Text,
    #[serde(deserialize_with = "verdict")]
    pub(super) verdict: Verdict,
    #[serde(default)]
    pub(super) because: Vec<Because>,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Because {
    pub(super) measure: Option<String>,
    #[serde(default)]
    pub(super) state: String,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Obligation {
    pub(super) id: String,
    pub(super) measure: String,
    #[serde(default)]
    pub(super) title: Text,
    pub(super) owner: Option<String>,
    pub(super) window: Window,
    #[serde(deserialize_with = "state")]
    pub(super) state: State,
    #[serde(default)]
    evidence: Vec<Evidence>,
    pub(super) acceptance: Option<Acceptance>,
}

#[derive(Debug, Clone, serde::Deserialize)]
struct Evidence {
    #[serde(default)]
    files: Vec<FileHash>,
    covers: Option<Value>,
    performed: Option<Value>,
    collected: Option<Value>,
    received: Option<Value>,
    approved: Option<Value>,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Acceptance {
    pub(super) expires: NaiveDate,
}

#[derive(Debug, Clone, serde::Deserialize)]
pub(super) struct Finding {
    pub(super) id: String,
    pub(super) code: String,
    #[serde(deserialize_with = "severity")]
    pub(super) severity: Severity,
    pub(super) owner: Option<String>,
    pub(super) due: Option<NaiveDate>,
    pub(super) at: Option<Place>,
    pub(super) message: Text,
    #[serde(default)]
    pub(super) breaks: Vec<String>,
    #[serde(default)]
    pub(super) remedy: Text,
    #[serde(default)]
    pub(super) causes: Vec<String>,
}

impl Obligation {
    /// What is said of its evidence: days and approvals, which may stand in another file.
    pub(super) fn said(&self) -> Vec<[&Option<Value>; 5]> {
        let said = self.evidence.iter();
        said.map(|it| [&it.covers, &it.performed, &it.collected, &it.received, &it.approved]).collect()
    }

    /// Its files with their hashes.
    pub(super) fn files(&self) -> BTreeMap<&str, Option<&str>> {
        let files = self.evidence.iter().flat_map(|it| &it.files);
        files.map(|it| (it.path.as_str(), it.sha256.as_deref())).collect()
    }
}

impl Finding {
    /// What it is about: its id without its code.
    pub(super) fn anchor(&self) -> &str {
        finding::anchor(&self.id)
    }
}

/// Why a file cannot be compared.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No JSON at all.
    #[error("it is not JSON")]
    Json(#[source] serde_json::Error),
    /// JSON of something else.
    #[error("it is not an assessment.json of kansa")]
    Other(#[source] serde_json::Error),
    /// Another version of the format.
    #[error("it has format {0}, and this kansa reads format {FORMAT}")]
    Format(u64),
    /// Two things with one id, of which only one could be compared.
    #[error("it has {0} twice")]
    Twice(String),
}

impl View {
    /// Reads the bytes of an `assessment.json`.
    ///
    /// # Errors
    ///
    /// What is no JSON, no assessment, of another format, or names something twice.
    pub fn read(bytes: &[u8]) -> Result<Self, ReadError> {
        #[derive(serde::Deserialize)]
        struct Probe {
            format: u64,
        }
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        let read = serde_json::from_slice::<Self>(bytes);
        let format = match &read {
            Ok(view) => Some(view.format),
            Err(_) => serde_json::from_slice::<Probe>(bytes).ok().map(|it| it.format),
        };
        match (read, format) {
            (_, Some(format)) if format != u64::from(FORMAT) => Err(ReadError::Format(format)),
            (Ok(view), _) => view.unique(),
            (Err(why), _) if why.is_data() => Err(ReadError::Other(why)),
            (Err(why), _) => Err(ReadError::Json(why)),
        }
    }

    /// The same of answers that were just made: what a file would have lost is lost here too.
    ///
    /// # Errors
    ///
    /// Answers that cannot be written as JSON.
    pub fn of(assessment: &Assessment) -> Result<Self, ReadError> {
        // One company after the other: the JSON of a whole group would take as much memory as the group itself.
        let company = |it| serde_json::from_slice(&serde_json::to_vec(it)?);
        let companies = assessment.companies.iter().map(company).collect::<Result<_, _>>();
        let findings = serde_json::to_vec(&assessment.findings).and_then(|it| serde_json::from_slice(&it));
        let diagnostics = assessment.diagnostics.iter().map(|it| Diagnostic { path: it.path.clone() });
        let view = Self {
            format: u64::from(assessment.format),
            as_of: assessment.as_of,
            digest: assessment.digest.clone(),
            kansa: assessment.kansa.clone(),
            group: assessment.group.clone(),
            catalogs: assessment.catalogs.clone(),
            roles: assessment.roles.clone(),
            diagnostics: diagnostics.collect(),
            companies: companies.map_err(ReadError::Other)?,
            findings: findings.map_err(ReadError::Other)?,
        };
        view.unique()
    }

    /// Every id once. A row that is in a register twice is owed twice under one id: such obligations are numbered as findings are.
    fn unique(mut self) -> Result<Self, ReadError> {
        for company in &mut self.companies {
            let mut seen: BTreeMap<String, usize> = BTreeMap::new();
            for it in &mut company.obligations {
                let times = seen.entry(it.id.clone()).and_modify(|it| *it += 1).or_insert(1);
                if *times > 1 {
                    it.id = format!("{}:{times}", it.id);
                }
            }
        }
        let mut seen = BTreeSet::new();
        let of_companies = self.companies.iter().flat_map(|company| {
            let catalogs = company.catalogs.iter().map(|it| ("catalog", &it.id));
            let controls = company.catalogs.iter().flat_map(|it| &it.controls).map(|it| ("control", &it.id));
            let findings = company.findings.iter().map(|it| ("finding", &it.id));
            let all = catalogs.chain(controls).chain(findings);
            all.map(|it| (company.id.as_str(), it)).chain([("", ("company", &company.id))])
        });
        let of_group = self.findings.iter().map(|it| ("", ("finding", &it.id)));
        for (company, (kind, id)) in of_companies.chain(of_group) {
            if !seen.insert((company, kind, id)) {
                return Err(ReadError::Twice(format!("the {kind} {id}")));
            }
        }
        Ok(self)
    }

    /// Ids of its companies.
    pub fn companies(&self) -> impl Iterator<Item = &str> {
        self.companies.iter().map(|it| it.id.as_str())
    }

    /// Ids of the catalogs in use.
    pub fn catalogs(&self) -> impl Iterator<Item = &str> {
        let of_companies = self.companies.iter().flat_map(|it| &it.catalogs).map(|it| it.id.as_str());
        self.catalogs.iter().map(|it| it.id.as_str()).chain(of_companies)
    }

    /// The day that every answer is of.
    pub fn as_of(&self) -> NaiveDate {
        self.as_of
    }

    /// How much of the input was not well formed.
    pub fn diagnostics(&self) -> usize {
        self.diagnostics.len()
    }

    /// Keeps some companies, as `check --company` does.
    pub fn keep_companies(&mut self, only: &BTreeSet<&str>) {
        self.companies.retain(|it| only.contains(it.id.as_str()));
        self.diagnostics.retain(|it| {
            let folder = it.path.strip_prefix("evidence/").and_then(|it| it.split('/').next());
            folder.is_none_or(|it| only.contains(it))
        });
    }

    /// Keeps some catalogs and what belongs to them, as `check --catalog` does. `measures` are those that serve them.
    fn keep_catalogs(&mut self, only: &BTreeSet<&str>, measures: &BTreeSet<String>) {
        let kept = |it: &String| it.split_once(':').is_some_and(|(catalog, _)| only.contains(catalog));
        for company in &mut self.companies {
            company.catalogs.retain(|it| only.contains(it.id.as_str()));
            let (shown, left): (Vec<_>, Vec<_>) = std::mem::take(&mut company.obligations)
                .into_iter()
                .partition(|it| measures.contains(&it.measure));
            company.obligations = shown;
            let left: BTreeSet<&str> = left.iter().map(|it| it.id.as_str()).collect();
            company.findings.retain(|it| {
                let of_left = finding::heads(&it.id).any(|it| left.contains(it));
                !of_left && (it.breaks.is_empty() || it.breaks.iter().any(kept))
            });
            company.findings.iter_mut().for_each(|it| it.breaks.retain(kept));
        }
    }

    fn serving(&self, only: &BTreeSet<&str>) -> impl Iterator<Item = String> {
        let catalogs = self.companies.iter().flat_map(|it| &it.catalogs);
        let controls = catalogs.filter(|it| only.contains(it.id.as_str())).flat_map(|it| &it.controls);
        controls.flat_map(|it| &it.because).filter_map(|it| it.measure.clone())
    }
}

/// Keeps some catalogs on both sides: a measure that serves them on either one is kept on both.
pub fn keep_catalogs(a: &mut View, b: &mut View, only: &BTreeSet<&str>) {
    let measures: BTreeSet<String> = a.serving(only).chain(b.serving(only)).collect();
    a.keep_catalogs(only, &measures);
    b.keep_catalogs(only, &measures);
}

fn verdict<'de, D: Deserializer<'de>>(from: D) -> Result<Verdict, D::Error> {
    named(from, "verdict", Verdict::ALL, Verdict::as_str)
}

fn state<'de, D: Deserializer<'de>>(from: D) -> Result<State, D::Error> {
    named(from, "state", State::ALL, State::as_str)
}

fn severity<'de, D: Deserializer<'de>>(from: D) -> Result<Severity, D::Error> {
    named(from, "severity", Severity::ALL, Severity::as_str)
}

fn named<'de, D: Deserializer<'de>, T: Copy>(
    from: D,
    what: &str,
    all: &[T],
    name: impl Fn(T) -> &'static str,
) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    let found = all.iter().copied().find(|it| name(*it) == text);
    found.ok_or_else(|| D::Error::custom(format_args!("there is no {what} {text:?}")))
}
