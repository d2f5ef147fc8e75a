//! Evidence as it was collected: items, their files, and what could not be placed.

mod rows;

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, OnceLock};

use chrono::NaiveDate;

use crate::code::Code;
use crate::extract::Extract;
use crate::finding::Spot;
use crate::id::{CompanyId, RoleId};
use crate::leak::Secret;
use crate::model::{Model, RequirementIx};
use crate::period::DateRange;
use crate::print::Salt;
use crate::register::{Register, RegisterIx};
use crate::source::SourcePath;
use crate::text::Text;

pub use self::rows::in_registers;

/// The SHA-256 of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Sha256(pub [u8; 32]);

impl fmt::Display for Sha256 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        let mut text = String::with_capacity(64);
        for byte in self.0 {
            text.push(char::from(DIGITS[usize::from(byte >> 4)]));
            text.push(char::from(DIGITS[usize::from(byte & 15)]));
        }
        f.write_str(&text)
    }
}

impl FromStr for Sha256 {
    type Err = NoHash;

    /// From 64 hexadecimal digits in lower case, with or without `sha256:` before them.
    fn from_str(text: &str) -> Result<Self, NoHash> {
        let text = text.strip_prefix("sha256:").unwrap_or(text).as_bytes();
        if text.len() != 64 || text.iter().any(u8::is_ascii_uppercase) {
            return Err(NoHash);
        }
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(text.chunks(2)) {
            let digit = |it: u8| char::from(it).to_digit(16).and_then(|it| u8::try_from(it).ok());
            let [high, low] = [pair[0], pair[1]].map(digit);
            *byte = high.zip(low).map(|(high, low)| high << 4 | low).ok_or(NoHash)?;
        }
        Ok(Self(hash))
    }
}

/// A text that is no SHA-256.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoHash;

impl fmt::Display for NoHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("64 hexadecimal digits in lower case are expected")
    }
}

impl std::error::Error for NoHash {}

/// One delivery of one or more files for one evidence requirement.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it is evidence for.
    pub requirement: RequirementIx,
    /// The subject it is evidence of, where the requirement is owed per subject.
    pub subject: Option<Box<str>>,
    /// The window it answers, by its first day, where evidence.yaml says so.
    pub window: Option<NaiveDate>,
    /// Its files, by path.
    pub files: Vec<File>,
    /// The hash by which an approval names it: that of its only file, else that of the list of its files as `sha256sum` writes it.
    /// None if no approval names one, or if a file could not be read.
    pub sha256: Option<Sha256>,
    /// The day it was done (実施日).
    pub performed: Option<NaiveDate>,
    /// The day it was collected.
    pub collected: Option<NaiveDate>,
    /// The day it was handed in.
    pub received: Option<NaiveDate>,
    /// The days it is about.
    pub covers: Option<DateRange>,
    /// The days on which it is valid.
    pub valid: Option<DateRange>,
    /// Who approved it, and when.
    pub approved: Option<Approval>,
    /// The role of who performed it.
    pub performed_by: Option<RoleId>,
    /// The role of who collected it.
    pub collected_by: Option<RoleId>,
    /// Of what it is a sample, if it is one.
    pub sample: Option<Box<Sample>>,
    /// Companies that it is for beside the one it is filed with.
    pub named: Vec<CompanyId>,
    /// The company that filed it, if it is not the one whose facts these are.
    pub provider: Option<CompanyId>,
    /// The days on which that company provides it: it counts for nothing else.
    pub provided_during: Option<DateRange>,
    /// How it was disposed of, if it is there no more.
    pub disposal: Option<Box<Disposal>>,
}

/// A lawful disposal (廃棄) of a sealed file, as the seal log records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disposal {
    /// The file.
    pub path: SourcePath,
    /// The hash that it had.
    pub sha256: Sha256,
    /// The day on which it was recorded.
    pub on: NaiveDate,
    /// Who approved it.
    pub approver: String,
    /// Why.
    pub reason: String,
}

/// An approval of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// The role that approved.
    pub by: RoleId,
    /// The day.
    pub on: NaiveDate,
    /// The hash of what was approved, if the approval names it.
    pub sha256: Option<Sha256>,
}

/// What a sample says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sample {
    /// How many there are in all (母集団).
    pub population: u32,
    /// How many of them were looked at.
    pub size: u32,
    /// How they were chosen.
    pub method: String,
    /// What makes a random choice repeatable.
    pub seed: Option<String>,
}

/// A file of an item.
#[derive(Debug, Clone, PartialEq)]
pub struct File {
    /// Relative to the workspace.
    pub path: SourcePath,
    /// Hash of its bytes; none if they could not be read.
    pub sha256: Option<Sha256>,
    /// What the checks of the requirement made of it.
    pub content: Content,
    /// Whether it was sealed with other contents.
    pub altered: bool,
    /// The day on which the file says of itself that it was made or last changed.
    pub dated: Option<NaiveDate>,
}

/// What the checks of a requirement made of a file.
#[derive(Debug, Clone, PartialEq)]
pub enum Content {
    /// It was read.
    Read(Extracted),
    /// It could not be read.
    Unreadable(Unreadable),
}

/// An extract, or what it is made of once somebody looks at it: most are of windows long past.
#[derive(Debug, Clone)]
pub struct Extracted(Arc<Kept>);

#[derive(Debug)]
struct Kept {
    made: OnceLock<Extract>,
    bytes: Box<[u8]>,
    decode: fn(&[u8]) -> Option<Extract>,
}

impl Extracted {
    /// An extract as it was kept. One that cannot be made has no table and no text, so that no check holds.
    pub fn kept(bytes: &[u8], decode: fn(&[u8]) -> Option<Extract>) -> Self {
        Self(Arc::new(Kept { made: OnceLock::new(), bytes: bytes.into(), decode }))
    }

    /// The extract.
    pub fn get(&self) -> &Extract {
        let Kept { made, bytes, decode } = &*self.0;
        made.get_or_init(|| decode(bytes).unwrap_or_default())
    }
}

impl From<Extract> for Extracted {
    fn from(extract: Extract) -> Self {
        Self(Arc::new(Kept { made: OnceLock::from(extract), bytes: Box::default(), decode: |_| None }))
    }
}

impl PartialEq for Extracted {
    fn eq(&self, other: &Self) -> bool {
        self.get() == other.get()
    }
}

/// Why a file could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// What is wrong with it.
    pub message: Text,
    /// What to do, where that is known.
    pub remedy: Option<Text>,
}

impl From<Text> for Unreadable {
    fn from(message: Text) -> Self {
        Self { message, remedy: None }
    }
}

impl Item {
    /// An item of which nothing is known yet but what it is for.
    pub fn new(requirement: RequirementIx, subject: Option<Box<str>>) -> Self {
        Self {
            requirement,
            subject,
            window: None,
            files: Vec::new(),
            sha256: None,
            performed: None,
            collected: None,
            received: None,
            covers: None,
            valid: None,
            approved: None,
            performed_by: None,
            collected_by: None,
            sample: None,
            named: Vec::new(),
            provider: None,
            provided_during: None,
            disposal: None,
        }
    }

    /// The day on which it came into being: performed, else collected.
    pub fn day(&self) -> Option<NaiveDate> {
        self.performed.or(self.collected)
    }

    /// Whether it was there on a day; one that has only a period is there from its start.
    pub fn exists_on(&self, day: NaiveDate) -> bool {
        self.day().or(self.covers.map(|it| it.from)).is_some_and(|it| it <= day)
    }

    /// The first of its files, by path: the name that it goes by.
    pub fn path(&self) -> &str {
        self.files.first().map_or("", |it| &it.path)
    }
}

/// A file or folder of a company that is no evidence as it stands.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stray {
    /// Relative to the workspace.
    pub path: SourcePath,
    /// What kind of problem it is.
    pub code: Code,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub remedy: Text,
}

/// A register of a company, or why there is none.
#[derive(Debug, Clone)]
pub enum RegisterState {
    /// There is no file.
    Missing,
    /// There is a file that cannot be read as this register.
    Unreadable,
    /// It was read.
    Read(Register),
}

/// The registers of a company.
#[derive(Debug, Clone, Default)]
pub struct Registers(BTreeMap<RegisterIx, RegisterState>);

impl Registers {
    /// Keeps a register.
    pub fn insert(&mut self, register: RegisterIx, state: RegisterState) {
        self.0.insert(register, state);
    }

    /// A register, missing unless it was inserted.
    pub fn get(&self, register: RegisterIx) -> &RegisterState {
        self.0.get(&register).unwrap_or(&RegisterState::Missing)
    }

    /// A register by its id, if it was read.
    pub(crate) fn read(&self, model: &Model, id: &str) -> Option<&Register> {
        match self.get(model.register_named(id)?) {
            RegisterState::Read(register) => Some(register),
            RegisterState::Missing | RegisterState::Unreadable => None,
        }
    }

    /// The keys of a register by its id, as often as they stand there; none if it was not read.
    pub fn keys(&self, model: &Model, id: &str) -> impl Iterator<Item = &str> {
        self.read(model, id).into_iter().flat_map(|it| it.rows().map(|row| row.key()))
    }

    /// The registers as they were known on a day.
    #[must_use]
    pub fn known_on(&self, day: NaiveDate) -> Self {
        let known = self.0.iter().map(|(at, state)| {
            let state = match state {
                RegisterState::Read(register) if register.known_since.is_some_and(|it| it > day) => {
                    RegisterState::Missing
                }
                RegisterState::Read(register) => RegisterState::Read(register.known_on(day)),
                RegisterState::Missing | RegisterState::Unreadable => state.clone(),
            };
            (*at, state)
        });
        Self(known.collect())
    }

    /// All that were inserted, in the order of their definitions.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (RegisterIx, &RegisterState)> {
        self.0.iter().map(|(at, state)| (*at, state))
    }
}

/// What was collected for a company.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Items, by path.
    pub items: Vec<Item>,
    /// What could not be placed.
    pub strays: Vec<Stray>,
    /// What a provider has of a provided requirement that does not name this company: newest day of each.
    pub silent: Vec<Silent>,
    /// What was seen in files beside what their checks ask.
    pub noted: Vec<Noted>,
    /// What the seal log says; none if there is no log.
    pub seal: Option<Seal>,
    /// What the fingerprints of keys are salted with.
    pub salt: Salt,
}

/// What the seal log of a company says of its files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seal {
    /// The log.
    pub path: SourcePath,
    /// Hashes of the lines that no line follows.
    pub heads: Vec<String>,
    /// Files that are as they were sealed.
    pub sealed: Vec<Sealed>,
    /// Files that were sealed with other contents.
    pub altered: Vec<Sealed>,
    /// Files that were sealed, are gone, and were not disposed of.
    pub removed: Vec<Sealed>,
    /// Files that were sealed and cannot be read now.
    pub unreadable: Vec<SourcePath>,
    /// Files that are not sealed yet.
    pub unsealed: Vec<SourcePath>,
    /// Those that were disposed of lawfully.
    pub disposed: Vec<Disposal>,
    /// How many were replaced for a recorded reason.
    pub replaced: usize,
    /// The days on which the folder was sealed, in order.
    pub days: Vec<NaiveDate>,
    /// What is wrong with the log: line, from 1, and why.
    pub faults: Vec<(u32, Text)>,
}

/// A file that was sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The file.
    pub path: SourcePath,
    /// The day on which it was sealed first.
    pub on: NaiveDate,
}

/// What was seen in a file beside what its checks ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Noted {
    /// The file.
    pub path: SourcePath,
    /// Numbers that must not lie in evidence: of each kind the first place, and how many there are in all.
    pub leaks: Vec<(Secret, Spot, u64)>,
    /// Rows that are hidden and were read like all others.
    pub hidden_rows: u32,
}

/// A provider's evidence that does not name the company.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Silent {
    /// What it would be evidence for.
    pub requirement: RequirementIx,
    /// The company that filed it.
    pub provider: CompanyId,
    /// The day of the newest of them.
    pub day: NaiveDate,
}
