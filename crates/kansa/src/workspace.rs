//! A workspace: read once, assessed at any date.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use chrono::{DateTime, NaiveDate, TimeDelta};
use kansa_core::assess::{assess_company, forbidden_exclusions};
use kansa_core::assessment::{Assessed, Assessment, CompanyAssessment};
use kansa_core::code::Code;
use kansa_core::company::{Company, link_group, unknown_parts};
use kansa_core::config::Config;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{Registers, Sha256};
use kansa_core::finding::{Finding, outside_of_companies};
use kansa_core::group::provided;
use kansa_core::id::{CatalogId, CompanyId};
use kansa_core::model::Model;
use kansa_core::person;
use kansa_core::plan::{missing_columns, plan};
use kansa_core::print::Salt;
use kansa_core::readiness::{self, CompanyReadiness, Readiness};
use kansa_core::source::{Place, SourcePath, Sources};
use kansa_core::text::Text;
use kansa_evidence::cache::Store;
use kansa_evidence::collect::{Collected, Settings, Workers, collect};
use kansa_evidence::read::{PdfText as ReadsPdf, Program};
use kansa_evidence::spec::Specs;
use kansa_evidence::walk::{Entry, children, is_left_behind, walk, walk_at};
use kansa_evidence::{digest, file};
use rayon::prelude::*;

use crate::read::{Read, read_bytes};

/// The file that makes a folder a workspace.
pub(crate) const CONFIG: &str = "kansa.yaml";

/// Why a workspace cannot be opened.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no `kansa.yaml` in the folder.
    #[error("there is no kansa.yaml in {0}")]
    NoWorkspace(String),
    /// A file of the workspace cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// Relative to the workspace.
        path: String,
        /// Why.
        source: io::Error,
    },
    /// The program for the text of pdf files is not there.
    #[error("kansa.yaml names a program for the text of pdf files: {0}")]
    Extractor(String),
    /// A schema cannot be written out.
    #[error("cannot write out a schema")]
    Schema(#[from] serde_json::Error),
    /// A new workspace cannot be tried.
    #[error("cannot try the new workspace in a temporary folder")]
    Rehearsal(#[source] io::Error),
    /// `kansa.yaml` does not say enough to go on.
    #[error("kansa.yaml cannot be used")]
    Config {
        /// What is wrong with it.
        diagnostics: Vec<Diagnostic>,
        /// Its text.
        sources: Box<Sources>,
    },
}

/// A workspace that was read: configuration, catalogs, measures, companies and their evidence.
#[derive(Debug)]
pub struct Workspace {
    config: Config,
    model: Model,
    companies: Vec<(Company, Collected)>,
    diagnostics: Vec<Diagnostic>,
    sources: Sources,
    digest: Digest,
    findings: Vec<Finding>,
    only: Vec<CatalogId>,
}

impl Workspace {
    /// The nearest folder, from `start` upwards, that has a `kansa.yaml`.
    pub fn find(start: &Path) -> Option<PathBuf> {
        start.ancestors().find(|it| it.join(CONFIG).is_file()).map(Path::to_path_buf)
    }

    /// Reads a workspace whole: every file once, companies in parallel.
    ///
    /// What is wrong in the files is kept as diagnostics; a broken company never blinds the others. Nothing is written.
    ///
    /// # Errors
    ///
    /// No `kansa.yaml`, one that cannot be used, the program that it names for the text of pdf files is not there, or a
    /// disk that does not answer.
    pub fn open(root: &Path) -> Result<Self, Error> {
        Self::open_with(root, None)
    }

    /// As [`Workspace::open`], but files that are as they were in the last run are not read again: what was learned of
    /// them is kept in `.kansa/cache` of the workspace. The answers are the same.
    ///
    /// A workspace that cannot be written to is read without a cache.
    ///
    /// # Errors
    ///
    /// Those of [`Workspace::open`].
    pub fn open_cached(root: &Path) -> Result<Self, Error> {
        // Before any file of evidence is opened: what is changed from now on is not trusted by the next run.
        // A folder that is no workspace stays as it is.
        let store = root.join(CONFIG).is_file().then(|| Store::open(root).ok()).flatten();
        Self::open_with(root, store)
    }

    fn open_with(root: &Path, store: Option<Store>) -> Result<Self, Error> {
        if !root.join(CONFIG).is_file() {
            return Err(Error::NoWorkspace(root.display().to_string()));
        }
        let mut read = Read::default();
        let config = read.file(root, CONFIG)?;
        let config = config.and_then(|file| {
            let (config, problems) = Config::parse(&file);
            read.diagnostics.extend(problems);
            config
        });
        let Some(config) = config else {
            return Err(Error::Config { diagnostics: read.diagnostics, sources: Box::new(read.sources) });
        };
        // Listing waits for the disk, parsing for the processor.
        let (library, evidence) =
            rayon::join(|| read.library(Some(root), Some(&config)), || Evidence::list(root));
        let library = library?;
        let (model, problems) =
            Model::link(&config, library.catalogs, library.crosswalks, library.measures, library.registers);
        read.diagnostics.extend(problems);
        let model = model.with_calendar(library.calendar).with_roles(library.roles);
        let Evidence { folders, beside } = evidence;
        let findings =
            beside.iter().filter(|it| is_evidence(it)).map(|it| outside_of_companies(&it.path)).collect();
        let mut strangers = beside;
        let mut companies = Vec::new();
        for (id, entries) in folders {
            match company(&mut read, root, &id, &config, &model)? {
                Some(company) => companies.push((company, entries)),
                None => strangers.extend(entries),
            }
        }
        let mut linked: Vec<&mut Company> = companies.iter_mut().map(|(company, _)| company).collect();
        let ids: Vec<&CompanyId> = linked.iter().map(|it| &it.id).collect();
        read.diagnostics.extend(config.thresholds.strangers(&ids));
        read.diagnostics.extend(link_group(&mut linked, &model));
        if let Some(store) = &store {
            store.retain(|it| companies.iter().any(|(company, _)| company.id.as_str() == it));
        }
        let pdf_text = match config.pdf_text {
            None => None,
            Some(program) => Some(Program::new(program.as_str()).map_err(|why| Error::Extractor(why.en))?),
        };
        let extractor = pdf_text.as_ref().map_or_else(String::new, |it| it.version().to_owned());
        let specs = Specs::new(&model, &extractor);
        let settings = Settings {
            name_years: config.name_years,
            files: file::Settings {
                max_file_size: config.max_file_size,
                pdf_text: pdf_text.as_ref().map(|it| it as &dyn ReadsPdf),
                salt: store.as_ref().map_or_else(Salt::default, |it| Salt(*it.salt().bytes())),
                specs: &specs,
            },
            store: store.as_ref(),
        };
        let mut companies: Vec<(Company, Collected)> = companies
            .into_par_iter()
            .map(|(mut company, entries)| {
                let mut collected = collect(entries, &company, &model, settings, &Threads);
                company.learn_audits(&model, &collected.registers);
                collected.diagnostics.extend(missing_columns(&model, &company, &collected.registers));
                collected.diagnostics.extend(unknown_parts(&model, &company, &collected.registers));
                collected.diagnostics.extend(forbidden_exclusions(&model, &company, &collected.registers));
                (company, collected)
            })
            .collect();

        strangers.extend(walk(root, "reports/templates"));
        read.hash(&strangers);
        share(&mut companies, &model);
        let digest = Digest { beside: read.hashes, extractor, digest: OnceLock::new() };
        let (mut diagnostics, mut sources) = (read.diagnostics, read.sources);
        for (_, collected) in &companies {
            diagnostics.extend(collected.diagnostics.iter().cloned());
            sources.extend(&collected.sources);
        }
        diagnostics.sort();
        diagnostics.dedup();
        Ok(Self { config, model, companies, diagnostics, sources, digest, findings, only: Vec::new() })
    }

    /// The group and how it is judged.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// Catalogs, measures and registers, linked.
    pub fn model(&self) -> &Model {
        &self.model
    }

    /// Companies by id.
    pub fn companies(&self) -> impl Iterator<Item = &Company> {
        self.companies.iter().map(|(company, _)| company)
    }

    /// The company of an id, with its registers.
    pub fn company(&self, id: &CompanyId) -> Option<(&Company, &Registers)> {
        let mut companies = self.companies.iter();
        companies.find(|(it, _)| it.id == *id).map(|(company, collected)| (company, &collected.registers))
    }

    /// Companies by id, with what was collected of them.
    pub(crate) fn collected(&self) -> impl Iterator<Item = (&Company, &Collected)> {
        self.companies.iter().map(|(company, collected)| (company, collected))
    }

    /// What is not well formed, by place.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Texts of the files that diagnostics point into.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// SHA-256 over the sorted hashes of every file of the workspace and the version of kansa.
    pub fn digest(&self) -> Sha256 {
        *self.digest.digest.get_or_init(|| {
            let of_companies = self.companies.iter().flat_map(|(_, it)| &it.hashes);
            let all = of_companies.chain(&self.digest.beside);
            digest::workspace(all.collect(), crate::VERSION, &self.digest.extractor)
        })
    }

    /// The day that answers are of unless another is asked for: pinned in `kansa.yaml`, else today in the group's time
    /// zone. `now` is seconds since 1970-01-01 UTC.
    pub fn default_as_of(&self, now: i64) -> NaiveDate {
        self.config.as_of.unwrap_or_else(|| self.today(now))
    }

    /// The day in the group's time zone. `now` is seconds since 1970-01-01 UTC.
    pub fn today(&self, now: i64) -> NaiveDate {
        let offset = TimeDelta::minutes(i64::from(self.config.utc_offset_minutes));
        (DateTime::from_timestamp(now, 0).unwrap_or_default() + offset).date_naive()
    }

    /// What is not well formed, of a choice of companies nothing that lies in another one's folder.
    pub fn diagnostics_for(&self, only: &[CompanyId]) -> Vec<Diagnostic> {
        self.diagnostics.iter().filter(|it| self.concerns(it, only)).cloned().collect()
    }

    /// Whether a diagnostic lies outside of the folders of companies that were not asked for.
    fn concerns(&self, diagnostic: &Diagnostic, only: &[CompanyId]) -> bool {
        let folder = diagnostic.place.path.strip_prefix("evidence/").and_then(|it| it.split('/').next());
        only.is_empty() || folder.is_none_or(|it| only.iter().any(|id| id.as_str() == it))
    }

    /// Shows only some catalogs, and what belongs to them; all if none is named. The answers stay what they are.
    #[must_use]
    pub fn only_catalogs(mut self, only: &[CatalogId]) -> Self {
        self.only = only.to_vec();
        self
    }

    /// Assesses every company at a date: past dates replay, future dates forecast.
    pub fn assess(&self, as_of: NaiveDate) -> Assessment<'_> {
        self.assess_some(as_of, &[])
    }

    /// Assesses some companies at a date; all if none is named.
    pub fn assess_some(&self, as_of: NaiveDate, only: &[CompanyId]) -> Assessment<'_> {
        let chosen = self.chosen(only);
        // The digest of many files takes as long as the answers of many companies.
        let (digest, companies) = rayon::join(
            || self.digest(),
            || {
                let answered = chosen.map(|it| {
                    let answers = self.answers(it, as_of);
                    Assessed { company: &it.0, facts: &it.1.facts, answers }
                });
                answered.collect()
            },
        );
        Assessment {
            config: &self.config,
            model: &self.model,
            as_of,
            digest,
            diagnostics: self.diagnostics.iter().filter(|it| self.concerns(it, only)).collect(),
            sources: &self.sources,
            findings: &self.findings,
            companies,
        }
    }

    /// How the answers of some companies, or of all, are on the days of the group's audit period: what was before the
    /// date, and what is to come if nothing more is filed. Of each day only the counts are kept.
    pub fn readiness(&self, as_of: NaiveDate, only: &[CompanyId]) -> Vec<Readiness> {
        let days = readiness::days(self.config.period(as_of), as_of);
        let of = |day: NaiveDate| {
            let count = |it| CompanyReadiness::new(&self.model, &self.answers(it, day));
            Readiness { day, companies: self.chosen(only).map(count).collect() }
        };
        days.into_iter().map(of).collect()
    }

    /// The names and numbers of persons in the registers of each company, as far as its columns are declared so.
    pub fn persons(&self, only: &[CompanyId]) -> BTreeMap<CompanyId, Vec<String>> {
        let of = |(company, collected): &(Company, Collected)| {
            let found = person::persons(&self.model, &collected.registers);
            (company.id.clone(), found.into_iter().map(str::to_owned).collect())
        };
        self.chosen(only).map(of).collect::<Vec<_>>().into_iter().collect()
    }

    fn chosen<'a>(
        &'a self,
        only: &[CompanyId],
    ) -> impl IndexedParallelIterator<Item = &'a (Company, Collected)> + use<'a> {
        let named = |it: &&(Company, Collected)| only.is_empty() || only.contains(&it.0.id);
        self.companies.iter().filter(named).collect::<Vec<_>>().into_par_iter()
    }

    fn answers(&self, (company, collected): &(Company, Collected), as_of: NaiveDate) -> CompanyAssessment {
        let registers = collected.registers.known_on(as_of);
        let plan = plan(&self.model, company, &registers, company.period(as_of));
        let mut answers = assess_company(&self.model, &plan, &collected.facts, as_of);
        if !self.only.is_empty() {
            answers.keep_catalogs(&self.model, &self.only);
        }
        answers
    }
}

/// The digest, which is made when it is first asked for.
#[derive(Debug)]
struct Digest {
    /// Files that belong to no company.
    beside: Vec<(SourcePath, Option<Sha256>)>,
    extractor: String,
    digest: OnceLock<Sha256>,
}

/// All cores.
struct Threads;

impl Workers for Threads {
    fn map<T: Send, R: Send>(&self, all: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
        all.into_par_iter().map(work).collect()
    }
}

/// Gives every company the evidence of those that provide measures to it.
fn share(companies: &mut [(Company, Collected)], model: &Model) {
    let shared: Vec<_> = companies
        .iter()
        .map(|(company, _)| {
            let find = |id: &CompanyId| {
                let found = companies.iter().find(|(it, _)| it.id == *id);
                found.map(|(company, collected)| (company, &collected.facts))
            };
            provided(company, model, &find)
        })
        .collect();
    for ((_, collected), (items, silent)) in companies.iter_mut().zip(shared) {
        collected.facts.items.extend(items);
        collected.facts.silent = silent;
    }
}

/// A company from its folder; nothing after reporting why it is none.
fn company(
    read: &mut Read,
    root: &Path,
    name: &str,
    config: &Config,
    model: &Model,
) -> Result<Option<Company>, Error> {
    let path = format!("evidence/{name}/company.yaml");
    let Ok(id) = name.parse::<CompanyId>() else {
        read.diagnostics.push(Diagnostic::new(
            Code::InvalidId,
            Place::whole(format!("evidence/{name}")),
            Text::new(
                format!("フォルダー名 {name} は会社の ID に使えません（半角の英小文字・数字・ハイフン）"),
                format!("the folder name {name} is not the id of a company (a-z, 0-9 and -)"),
            ),
        ));
        return Ok(None);
    };
    // Links are not followed: what they name is not in the digest.
    if !std::fs::symlink_metadata(root.join(&path)).is_ok_and(|it| it.is_file()) {
        read.diagnostics.push(Diagnostic::new(
            Code::UnreadableFile,
            Place::whole(format!("evidence/{name}")),
            Text::new(
                "company.yaml がないため、この会社は評価されません",
                "there is no company.yaml here, so this company is not assessed",
            ),
        ));
        return Ok(None);
    }
    // Its hash comes with those of everything else in the company's folder.
    let bytes = match read_bytes(root, &path) {
        Ok(bytes) => bytes,
        Err(error) => {
            let why = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
            read.diagnostics.push(Diagnostic::new(
                Code::UnreadableFile,
                Place::whole(path),
                Text::new(
                    format!("company.yaml を開けません（{why}）"),
                    format!("company.yaml cannot be opened ({why})"),
                ),
            ));
            return Ok(None);
        }
    };
    let Some(file) = read.text(&path, &bytes) else { return Ok(None) };
    let (company, problems) = Company::parse(id, &file, config, model);
    read.diagnostics.extend(problems);
    Ok(company)
}

/// What stands below `evidence/`.
#[derive(Default)]
struct Evidence {
    /// The folders, each with everything in it.
    folders: BTreeMap<String, Vec<Entry>>,
    /// What lies beside them.
    beside: Vec<Entry>,
}

impl Evidence {
    fn list(root: &Path) -> Self {
        let mut evidence = Self::default();
        let (folders, others) = children(root, "evidence");
        let below: Vec<Vec<Entry>> = folders.par_iter().map(|it| walk_at(root, it)).collect();
        for entry in below.into_iter().flatten().chain(others) {
            let below = entry.path.strip_prefix("evidence/").unwrap_or(&entry.path);
            match below.split_once('/') {
                Some((company, _)) => evidence.folders.entry(company.to_owned()).or_default().push(entry),
                None => evidence.beside.push(entry),
            }
        }
        evidence
    }
}

/// Whether a file beside the companies' folders may be evidence that somebody dropped there.
fn is_evidence(entry: &Entry) -> bool {
    let name = entry.path.rsplit('/').next().unwrap_or_default();
    !is_left_behind(name) && !name.starts_with("README")
}
