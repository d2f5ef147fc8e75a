//! The seal log (証跡封印記録): a chain of what was seen of a company's evidence, one line for each time.
//!
//! Each line is JSON in its canonical form (RFC 8785); its hash is the SHA-256 of its bytes, and it names the hashes of the
//! lines that it follows. Two logs that went on from the same line are merged by keeping the lines of both.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use kansa_core::evidence::{Disposal, Seal, Sealed, Sha256};
use kansa_core::source::SourcePath;
use kansa_core::text::Text;
use serde::{Deserialize, Serialize};

use crate::digest::sha256;
use crate::walk::is_left_behind;

/// The name of the log in a company's folder.
pub const NAME: &str = "seal.jsonl";

/// What a line records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// These files were seen: path below the company's folder, hash.
    Seal(BTreeMap<String, Sha256>),
    /// A file has other contents from now on, for a reason.
    Replace {
        /// The path below the company's folder.
        path: String,
        /// The hash that it had.
        was: Sha256,
        /// The hash that it has.
        sha256: Sha256,
        /// Why.
        reason: String,
    },
    /// A file was disposed of lawfully.
    Dispose {
        /// The path below the company's folder.
        path: String,
        /// The hash that it had.
        was: Sha256,
        /// Who approved it.
        approver: String,
        /// Why.
        reason: String,
    },
}

/// A line as it is written: the fields in the order of their names, as RFC 8785 wants them.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    #[serde(skip_serializing_if = "Option::is_none", default)]
    approver: Option<String>,
    by: String,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    files: Option<BTreeMap<Name, String>>,
    format: u32,
    kind: String,
    on: NaiveDate,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    path: Option<String>,
    prev: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    reason: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    sha256: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    was: Option<String>,
}

/// A path, in the order of UTF-16 code units: that of RFC 8785.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
struct Name(String);

impl Ord for Name {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.0.encode_utf16().cmp(other.0.encode_utf16())
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// What is known of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Known {
    sha256: Sha256,
    first: NaiveDate,
    disposed: bool,
}

/// A seal log.
#[derive(Debug, Clone, Default)]
pub struct Log {
    text: String,
    /// Hash and day of each line, in the order of the file.
    lines: Vec<(Sha256, NaiveDate)>,
    /// Lines that no line follows.
    heads: BTreeSet<Sha256>,
    files: BTreeMap<String, Known>,
    days: BTreeSet<NaiveDate>,
    disposed: Vec<Disposal>,
    replaced: usize,
    /// What is wrong with it: line, from 1, and why.
    pub faults: Vec<(u32, Text)>,
}

impl Log {
    /// Reads a log; what is wrong with it stands in `faults`.
    pub fn parse(text: &str) -> Self {
        let mut log = Self { text: text.to_owned(), ..Self::default() };
        if !text.is_empty() && !text.ends_with('\n') {
            let last = u32::try_from(text.lines().count()).unwrap_or(u32::MAX);
            log.fault(last, "最後の行が途中で切れている", "the last line is incomplete");
        }
        for (number, line) in (1..).zip(text.lines()) {
            log.line(number, line);
        }
        log
    }

    /// A log that cannot be read as text.
    pub fn unreadable(why: Text) -> Self {
        Self { faults: vec![(1, why)], ..Self::default() }
    }

    fn fault(&mut self, line: u32, ja: &str, en: &str) {
        self.faults.push((line, Text::new(ja, en)));
    }

    fn line(&mut self, number: u32, text: &str) {
        let Ok(line) = serde_json::from_str::<Line>(text) else {
            return self.fault(number, "封印記録の形式でない", "this is no line of a seal log");
        };
        if serde_json::to_string(&line).ok().as_deref() != Some(text) {
            self.fault(
                number,
                "正規の形（RFC 8785）で書かれていない",
                "this is not written in its canonical form (RFC 8785)",
            );
        }
        if line.format != 1 {
            return self.fault(number, "新しい版の kansa で書かれている", "this is written by a newer kansa");
        }
        let hash = sha256(text.as_bytes());
        if self.lines.iter().any(|(it, _)| *it == hash) {
            return self.fault(number, "同じ行が二度ある", "this line stands there twice");
        }
        let prev: Vec<Option<Sha256>> = line.prev.iter().map(|it| it.parse().ok()).collect();
        for it in &prev {
            let before = it.and_then(|it| self.lines.iter().find(|(hash, _)| *hash == it));
            match before.map(|(_, on)| *on) {
                None => self.fault(
                    number,
                    "前の行がない（記録が抜けているか、書き換えられている）",
                    "a line that it follows is not there: lines are missing or were changed",
                ),
                Some(on) if line.on < on => {
                    self.fault(
                        number,
                        "前の行より古い日付になっている",
                        "it is dated before a line that it follows",
                    );
                }
                Some(_) => {}
            }
        }
        for it in prev.into_iter().flatten() {
            self.heads.remove(&it);
        }
        self.heads.insert(hash);
        self.lines.push((hash, line.on));
        let on = line.on;
        let Some(act) = act(line) else {
            return self.fault(
                number,
                "記録の内容が足りないか、読めない",
                "what it records is incomplete or cannot be read",
            );
        };
        self.record(number, on, act);
    }

    fn record(&mut self, number: u32, on: NaiveDate, act: Act) {
        match act {
            Act::Seal(files) => {
                self.days.insert(on);
                for (path, sha256) in files {
                    match self.files.get_mut(&path) {
                        Some(known) if known.sha256 == sha256 && !known.disposed => {}
                        // What evidence.yaml says of items grows: an approval comes later than the file.
                        Some(known) if is_sidecar(&path) => {
                            known.sha256 = sha256;
                            known.disposed = false;
                        }
                        Some(_) => self.fault(
                            number,
                            "封印済みのファイルが別の内容で封印されている",
                            "a file that is sealed is sealed again with other contents",
                        ),
                        None => {
                            self.files.insert(path, Known { sha256, first: on, disposed: false });
                        }
                    }
                }
            }
            Act::Replace { path, was, sha256, .. } => match self.files.get_mut(&path) {
                Some(known) if known.sha256 == was => {
                    known.sha256 = sha256;
                    self.replaced += 1;
                }
                Some(_) | None => self.unknown(number),
            },
            Act::Dispose { path, was, approver, reason } => match self.files.get_mut(&path) {
                Some(known) if known.sha256 == was && !known.disposed => {
                    known.disposed = true;
                    let path = path.as_str().into();
                    self.disposed.push(Disposal { path, sha256: was, on, approver, reason });
                }
                Some(_) | None => self.unknown(number),
            },
        }
    }

    fn unknown(&mut self, number: u32) {
        self.fault(
            number,
            "封印されていないか、内容の異なるファイルについての記録である",
            "it is about a file that is not sealed, or with other contents",
        );
    }

    /// The hashes of the lines that no line follows: one, or several after a merge.
    pub fn heads(&self) -> impl Iterator<Item = Sha256> {
        self.heads.iter().copied()
    }

    /// Whether a line of this hash is in the log.
    pub fn contains(&self, hash: Sha256) -> bool {
        self.lines.iter().any(|(it, _)| *it == hash)
    }

    /// The day of the newest line.
    pub fn newest(&self) -> Option<NaiveDate> {
        self.lines.iter().map(|(_, on)| *on).max()
    }

    /// The hash under which a file is sealed, if it is and was not disposed of.
    pub fn sealed(&self, path: &str) -> Option<Sha256> {
        self.files.get(path).filter(|it| !it.disposed).map(|it| it.sha256)
    }

    /// The whole text of the log with one more line.
    pub fn with(&self, on: NaiveDate, by: &str, act: Act) -> String {
        let mut line = Line {
            approver: None,
            by: by.to_owned(),
            files: None,
            format: 1,
            kind: String::new(),
            on,
            path: None,
            prev: self.heads.iter().map(ToString::to_string).collect(),
            reason: None,
            sha256: None,
            was: None,
        };
        match act {
            Act::Seal(files) => {
                line.kind = "seal".into();
                line.files =
                    Some(files.into_iter().map(|(path, hash)| (Name(path), hash.to_string())).collect());
            }
            Act::Replace { path, was, sha256, reason } => {
                line.kind = "replace".into();
                line.path = Some(path);
                line.was = Some(was.to_string());
                line.sha256 = Some(sha256.to_string());
                line.reason = Some(reason);
            }
            Act::Dispose { path, was, approver, reason } => {
                line.kind = "dispose".into();
                line.path = Some(path);
                line.was = Some(was.to_string());
                line.approver = Some(approver);
                line.reason = Some(reason);
            }
        }
        let line = serde_json::to_string(&line).unwrap_or_default();
        format!("{}{line}\n", self.text)
    }

    /// What was disposed of and did not come back.
    fn disposals(&self, base: &str, present: &BTreeMap<String, Option<Sha256>>) -> Vec<Disposal> {
        let gone = self.disposed.iter().filter(|it| !present.contains_key(&*it.path));
        gone.map(|it| Disposal { path: format!("{base}{}", it.path).into(), ..it.clone() }).collect()
    }

    /// What the log says of the files that are there: paths below the company's folder with their hashes.
    pub fn compare(&self, base: &str, present: &BTreeMap<String, Option<Sha256>>) -> Seal {
        let whole = |path: &str| -> SourcePath { format!("{base}{path}").into() };
        let mut seal = Seal {
            path: whole(NAME),
            heads: self.heads.iter().map(ToString::to_string).collect(),
            days: self.days.iter().copied().collect(),
            disposed: self.disposals(base, present),
            replaced: self.replaced,
            faults: self.faults.clone(),
            ..Seal::default()
        };
        for (path, known) in &self.files {
            let sealed = Sealed { path: whole(path), on: known.first };
            match present.get(path) {
                None if known.disposed => {}
                None => seal.removed.push(sealed),
                Some(_) if known.disposed => seal.unsealed.push(sealed.path),
                Some(None) => seal.unreadable.push(sealed.path),
                Some(hash) if *hash == Some(known.sha256) => seal.sealed.push(sealed),
                // An item can be approved after it was sealed.
                Some(_) if is_sidecar(path) => seal.unsealed.push(sealed.path),
                Some(_) => seal.altered.push(sealed),
            }
        }
        let unsealed = present.keys().filter(|it| !self.files.contains_key(*it));
        seal.unsealed.extend(unsealed.map(|it| whole(it)));
        seal.unsealed.sort();
        seal
    }
}

fn act(line: Line) -> Option<Act> {
    let hash = |it: &Option<String>| it.as_deref().and_then(|it| it.parse().ok());
    match line.kind.as_str() {
        "seal" => {
            let files = line.files?.into_iter().map(|(path, hash)| Some((path.0, hash.parse().ok()?)));
            files.collect::<Option<_>>().map(Act::Seal)
        }
        "replace" => Some(Act::Replace {
            was: hash(&line.was)?,
            sha256: hash(&line.sha256)?,
            path: line.path?,
            reason: line.reason?,
        }),
        "dispose" => Some(Act::Dispose {
            was: hash(&line.was)?,
            path: line.path?,
            approver: line.approver?,
            reason: line.reason?,
        }),
        _ => None,
    }
}

/// Whether a file, by its path below the company's folder, is sealed: evidence, what says more of it, and dated snapshots of
/// registers. Registers that go on growing are not, nor what is configuration.
pub fn is_sealable(below: &str) -> bool {
    let pieces: Vec<&str> = below.split('/').collect();
    if pieces.iter().any(|it| is_left_behind(it)) {
        return false;
    }
    match pieces.as_slice() {
        [] | [_] => false,
        ["registers", rest @ ..] => rest.len() > 1,
        _ => true,
    }
}

fn is_sidecar(path: &str) -> bool {
    path.rsplit('/').next() == Some("evidence.yaml")
}

#[cfg(test)]
mod tests;
