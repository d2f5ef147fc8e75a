//! The registers of a company, from `registers/<register>.<ext>` or `registers/<register>/<date>.<ext>`.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use kansa_core::code::Code;
use kansa_core::content::{At, Raw, Sheet, Sink};
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{Noted, RegisterState, Registers, Sha256};
use kansa_core::model::Model;
use kansa_core::register::{Register, RegisterIx, RegisterTable, TableReader, parse_yaml};
use kansa_core::source::{Place, SourceFile, SourcePath, Sources};
use kansa_core::text::Text;

use crate::digest::sha256;
use crate::file::{self, Body, Options, Settings};
use crate::name::{self, Years};
use crate::read::{self, utf8};
use crate::walk::Entry;
use crate::watch::Watch;

/// A file of a register: which register, and its day if it is a snapshot.
pub(crate) struct Found {
    register: RegisterIx,
    date: Option<NaiveDate>,
    entry: Entry,
}

impl Found {
    /// The file.
    pub(crate) fn entry(&self) -> &Entry {
        &self.entry
    }
}

/// What a name below `registers/` says.
pub(crate) enum Named {
    /// It is a file of a register.
    Register(Found),
    /// It is a snapshot of a register without a day.
    Undated(RegisterIx, Entry),
    /// Its name is no register's, so that it belongs nowhere.
    Unknown(Entry),
}

/// Which register a file belongs to; `below` is its path below `registers/`.
pub(crate) fn named(below: &str, entry: Entry, model: &Model, years: &Years) -> Named {
    match below.split_once('/') {
        None => match model.register_named(stem(below)) {
            Some(register) => Named::Register(Found { register, date: None, entry }),
            None => Named::Unknown(entry),
        },
        Some((folder, file)) => match model.register_named(folder) {
            None => Named::Unknown(entry),
            Some(register) => match name::read(stem(file), years).ok().and_then(|it| it.performed) {
                Some(date) => Named::Register(Found { register, date: Some(date), entry }),
                None => Named::Undated(register, entry),
            },
        },
    }
}

/// A file of a register as it was read.
pub(crate) struct Read {
    register: RegisterIx,
    date: Option<NaiveDate>,
    path: SourcePath,
    pub(crate) sha256: Option<Sha256>,
    table: Result<RegisterTable, Refused>,
    /// Its text, where a diagnostic may point into it.
    text: Option<SourceFile>,
    pub(crate) noted: Option<Noted>,
}

impl Read {
    /// The file.
    pub(crate) fn path(&self) -> &SourcePath {
        &self.path
    }
}

/// Why the file of a register is none.
enum Refused {
    /// It cannot be opened.
    Unopened(Text),
    /// There is no table of the register in it.
    Unread(Text, Option<Text>),
    /// It is YAML, and not well formed.
    Problems(Vec<Diagnostic>),
}

/// Reads a file of a register.
pub(crate) fn run(found: Found, options: &Options, model: &Model, settings: &Settings<'_>) -> Read {
    let Found { register, date, entry } = found;
    let refused = |sha256, why| Read {
        register,
        date,
        path: entry.path.clone(),
        sha256,
        table: Err(why),
        text: None,
        noted: None,
    };
    let bytes = match file::open(&entry.location, settings.max_file_size).map(file::Opened::into_body) {
        Ok(Body::Whole(bytes)) => bytes,
        Ok(Body::Long(_)) => {
            let why =
                Text::new("64 MiB を超える台帳は読まない", "a register of more than 64 MiB is not read");
            return refused(None, Refused::Unopened(why));
        }
        Err(why) => return refused(None, Refused::Unopened(why.message)),
    };
    let hash = Some(sha256(&bytes));
    let mut both = Both {
        table: TableReader::new(
            model.register(register),
            entry.path.clone(),
            &options.reading,
            settings.salt,
        ),
        watch: Watch::default(),
    };
    let ending = Path::new(&*entry.path).extension().and_then(|it| it.to_str()).unwrap_or_default();
    let read = if matches!(ending, "yaml" | "yml") {
        yaml(&entry.path, &bytes, &mut both)
    } else {
        read::read(&entry.path, &bytes, &options.for_reader(settings), &mut both)
            .map(|facts| facts.hidden_rows)
            .map_err(|it| Refused::Unread(it.message, it.remedy))
    };
    let Both { table, watch } = both;
    let hidden_rows = read.as_ref().copied().unwrap_or(0);
    let noted = watch.finish(entry.path.clone(), hidden_rows);
    let table =
        read.and_then(|_| table.finish(&options.reading.sheet).map_err(|why| Refused::Unread(why, None)));
    let is_sound = table.as_ref().is_ok_and(RegisterTable::has_all_columns);
    let text = if is_sound { None } else { utf8(&bytes).ok() };
    let text = text.map(|it| SourceFile::new(entry.path.clone(), it));
    Read { text, noted, ..Read { table, ..refused(hash, Refused::Problems(Vec::new())) } }
}

/// Hands out a register in YAML; it has no hidden rows.
fn yaml(path: &str, bytes: &[u8], sink: &mut dyn Sink) -> Result<u32, Refused> {
    let text = utf8(bytes).map_err(|why| Refused::Unread(why, None))?;
    let (records, problems) = parse_yaml(&SourceFile::new(path, text));
    match records {
        Some(records) if problems.is_empty() => {
            records.hand_out(sink);
            Ok(0)
        }
        Some(_) | None => Err(Refused::Problems(problems)),
    }
}

/// Both who take what is in a register.
struct Both<'d> {
    table: TableReader<'d>,
    watch: Watch,
}

impl Sink for Both<'_> {
    fn sheet(&mut self, sheet: &Sheet<'_>) {
        self.table.sheet(sheet);
        self.watch.sheet(sheet);
    }

    fn row(&mut self, number: u32, cells: &[Raw<'_>]) {
        self.table.row(number, cells);
        self.watch.row(number, cells);
    }

    fn line(&mut self, at: At, text: &str) {
        self.watch.line(at, text);
    }
}

/// The registers of all files, and what is wrong with them; a register that has both a file and snapshots, or two files,
/// is unreadable.
pub(crate) fn join(
    files: Vec<Read>,
    undated: &[(RegisterIx, SourcePath)],
    model: &Model,
    sources: &mut Sources,
) -> (Registers, Vec<Diagnostic>) {
    let mut joined = Joined { model, broken: Vec::new(), diagnostics: Vec::new() };
    for (register, path) in undated {
        joined.refuse(
            *register,
            path,
            &Text::new(
                "スナップショットの名前に日付がない（例: 2026-04-01.csv）",
                "a snapshot needs a date as its name (such as 2026-04-01.csv)",
            ),
        );
    }
    let mut texts: Vec<SourceFile> = Vec::new();
    let mut tables: BTreeMap<RegisterIx, Vec<(Option<NaiveDate>, RegisterTable)>> = BTreeMap::new();
    for file in files {
        texts.extend(file.text);
        match file.table {
            Ok(table) => tables.entry(file.register).or_default().push((file.date, table)),
            Err(Refused::Unopened(why)) => {
                joined.broken.push(file.register);
                joined.diagnostics.push(Diagnostic::new(Code::UnreadableFile, Place::whole(file.path), why));
            }
            Err(Refused::Unread(why, remedy)) => {
                joined.refuse(file.register, &file.path, &why);
                if let Some(remedy) = remedy {
                    let last = joined.diagnostics.pop();
                    joined.diagnostics.extend(last.map(|it| it.help(remedy)));
                }
            }
            Err(Refused::Problems(problems)) => {
                joined.broken.push(file.register);
                joined.diagnostics.extend(problems);
            }
        }
    }
    let mut registers = Registers::default();
    for (register, tables) in tables {
        let def = model.register(register);
        let undated = tables.iter().filter(|(date, _)| date.is_none()).count();
        let mut dates: Vec<_> = tables.iter().map(|(date, _)| *date).collect();
        dates.sort_unstable();
        let twice = dates.windows(2).any(|it| it[0] == it[1]);
        if twice || undated == 1 && tables.len() > 1 {
            let path = tables[0].1.path().to_owned();
            joined.refuse(
                register,
                &path,
                &Text::new(
                    "同じ台帳の、同じ日付のファイルが二つ以上ある",
                    "there is more than one file of this register for the same date",
                ),
            );
            continue;
        }
        match Register::read(def, tables) {
            Ok(read) => registers.insert(register, RegisterState::Read(read)),
            Err(problems) => {
                joined.broken.push(register);
                joined.diagnostics.extend(problems);
            }
        }
    }
    for register in joined.broken {
        registers.insert(register, RegisterState::Unreadable);
    }
    for text in texts.iter().filter(|text| joined.diagnostics.iter().any(|it| it.place.path == text.path)) {
        sources.insert(text);
    }
    (registers, joined.diagnostics)
}

struct Joined<'m> {
    model: &'m Model,
    broken: Vec<RegisterIx>,
    diagnostics: Vec<Diagnostic>,
}

impl Joined<'_> {
    fn refuse(&mut self, register: RegisterIx, path: &str, why: &Text) {
        let id = &self.model.register(register).id;
        self.broken.push(register);
        self.diagnostics.push(Diagnostic::new(
            Code::RegisterHeader,
            Place::first_line(path),
            Text::new(
                format!("台帳 {id} が読めない: {}", why.ja),
                format!("the register {id} cannot be read: {}", why.en),
            ),
        ));
    }
}

/// A file name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
