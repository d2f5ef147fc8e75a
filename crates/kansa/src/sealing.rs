//! What there is to seal: files and logs alone, so that neither a broken library nor a broken company stands in the way.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, TimeDelta};
use kansa_core::config::Config;
use kansa_core::evidence::Sha256;
use kansa_core::id::CompanyId;
use kansa_core::text::{Lang, Text};
use kansa_evidence::digest::sha256_of;
use kansa_evidence::seal::{Log, NAME, is_sealable};
use kansa_evidence::walk::{Kind, children, walk};
use rayon::prelude::*;

use crate::read::Read;
use crate::{Error, workspace::CONFIG};

/// The folders of a workspace that can be sealed.
#[derive(Debug)]
pub struct Sealing {
    /// The workspace.
    pub root: PathBuf,
    /// The language of messages.
    pub language: Lang,
    utc_offset_minutes: i32,
    /// Companies by id.
    pub companies: Vec<CompanyId>,
}

/// The files of a company that are sealed, or will be, and its log.
#[derive(Debug)]
pub struct Sealable {
    /// Paths below the company's folder with their hashes; none of a file that cannot be read.
    pub present: BTreeMap<String, Option<Sha256>>,
    /// The log; none if there is none.
    pub log: Option<Log>,
    /// Where the log is, or will be, below the workspace.
    pub path: String,
}

impl Sealing {
    /// Looks which companies there are.
    ///
    /// # Errors
    ///
    /// No `kansa.yaml`, or one that cannot be used.
    pub fn open(root: &Path) -> Result<Self, Error> {
        if !root.join(CONFIG).is_file() {
            return Err(Error::NoWorkspace(root.display().to_string()));
        }
        let mut read = Read::default();
        let config = read.file(root, CONFIG)?.and_then(|file| {
            let (config, problems) = Config::parse(&file);
            read.diagnostics.extend(problems);
            config
        });
        let Some(config) = config else {
            return Err(Error::Config { diagnostics: read.diagnostics, sources: Box::new(read.sources) });
        };
        let (folders, _) = children(root, "evidence");
        let named = folders.iter().filter(|it| it.join("company.yaml").is_file());
        let ids = named.filter_map(|it| it.file_name()?.to_str()?.parse().ok());
        Ok(Self {
            root: root.to_owned(),
            language: config.language,
            utc_offset_minutes: config.utc_offset_minutes,
            companies: ids.collect(),
        })
    }

    /// Held until it is dropped: nobody else seals in the meantime. None if somebody else does.
    ///
    /// # Errors
    ///
    /// `.kansa` cannot be written to.
    pub fn lock(&self) -> Result<Option<File>, Error> {
        let lock = || -> std::io::Result<Option<File>> {
            let folder = self.root.join(".kansa");
            std::fs::create_dir_all(&folder)?;
            let ignored = folder.join(".gitignore");
            if !ignored.exists() {
                std::fs::write(ignored, "# Made by kansa: a cache, safe to delete.\n*\n")?;
            }
            let file = File::create(folder.join("seal.lock"))?;
            match file.try_lock() {
                Ok(()) => Ok(Some(file)),
                Err(std::fs::TryLockError::WouldBlock) => Ok(None),
                Err(std::fs::TryLockError::Error(error)) => Err(error),
            }
        };
        lock().map_err(|source| Error::Read { path: ".kansa/seal.lock".to_owned(), source })
    }

    /// The day in the group's time zone. `now` is seconds since 1970-01-01 UTC.
    pub fn today(&self, now: i64) -> NaiveDate {
        let offset = TimeDelta::minutes(i64::from(self.utc_offset_minutes));
        (DateTime::from_timestamp(now, 0).unwrap_or_default() + offset).date_naive()
    }

    /// What there is of a company: every file is read.
    pub fn company(&self, id: &CompanyId) -> Sealable {
        let base = format!("evidence/{id}/");
        let path = format!("{base}{NAME}");
        let log = match std::fs::read(self.root.join(&path)) {
            Ok(bytes) => Some(match String::from_utf8(bytes) {
                Ok(text) => Log::parse(&text),
                Err(_) => Log::unreadable(Text::new("UTF-8 の文字でない", "it is not UTF-8")),
            }),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
            Err(_) => Some(Log::unreadable(Text::new("読めない", "it cannot be read"))),
        };
        let hash = |it: kansa_evidence::walk::Entry| {
            let below = it.path.strip_prefix(&base).filter(|it| is_sealable(it))?.to_owned();
            matches!(it.kind, Kind::File).then(|| (below, sha256_of(&it.location).ok()))
        };
        let present = walk(&self.root, base.trim_end_matches('/')).into_par_iter().filter_map(hash);
        Sealable { present: present.collect(), log, path }
    }
}
