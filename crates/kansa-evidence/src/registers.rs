//! The registers of a company, from `registers/<register>.<ext>` or `registers/<register>/<date>.<ext>`.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::NaiveDate;
use kansa_core::code::Code;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{RegisterState, Registers};
use kansa_core::model::Model;
use kansa_core::register::{Register, RegisterIx};
use kansa_core::source::{Place, SourceFile, Sources};
use kansa_core::table::Grid;
use kansa_core::text::Text;

use crate::name::{self, Years};
use crate::read::{Read, read, utf8};

/// One table of a register: its snapshot date, if it has one.
type Tables = Vec<(Option<NaiveDate>, Grid)>;

/// Reads registers from their files: path below `registers/`, whole path, bytes.
pub(crate) struct Reader<'a> {
    pub(crate) model: &'a Model,
    pub(crate) years: &'a Years,
    tables: BTreeMap<RegisterIx, Tables>,
    broken: Vec<RegisterIx>,
    /// Texts of tables, kept until it is clear whether a diagnostic points into them.
    texts: Vec<SourceFile>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

impl<'a> Reader<'a> {
    pub(crate) fn new(model: &'a Model, years: &'a Years) -> Self {
        Self {
            model,
            years,
            tables: BTreeMap::new(),
            broken: Vec::new(),
            texts: Vec::new(),
            diagnostics: Vec::new(),
        }
    }

    /// Reads one file; `None` if its name is no register's, so that it belongs nowhere.
    pub(crate) fn add(&mut self, below: &str, path: &str, bytes: &[u8], sources: &mut Sources) -> Option<()> {
        let (register, date) = match below.split_once('/') {
            None => (self.model.register_named(stem(below))?, None),
            Some((folder, file)) => {
                let register = self.model.register_named(folder)?;
                match name::read(stem(file), self.years).ok().and_then(|it| it.performed) {
                    Some(date) => (register, Some(date)),
                    None => {
                        self.refuse(
                            register,
                            path,
                            Text::new(
                                "スナップショットの名前に日付がない（例: 2026-04-01.csv）",
                                "a snapshot needs a date as its name (such as 2026-04-01.csv)",
                            ),
                        );
                        return Some(());
                    }
                }
            }
        };
        let ending = Path::new(path).extension().and_then(|it| it.to_str()).unwrap_or_default();
        if matches!(ending, "yaml" | "yml") {
            self.add_yaml(register, date, path, bytes, sources);
            return Some(());
        }
        self.texts.extend(utf8(bytes).ok().map(|text| SourceFile::new(path, text)));
        match read(path, bytes) {
            Read::Table(grid) => self.tables.entry(register).or_default().push((date, grid)),
            Read::Unreadable(why) => self.refuse(register, path, why),
            Read::Other => self.refuse(
                register,
                path,
                Text::new("台帳は csv か yaml で置く", "a register is a csv or a yaml file"),
            ),
        }
        Some(())
    }

    fn add_yaml(
        &mut self,
        register: RegisterIx,
        date: Option<NaiveDate>,
        path: &str,
        bytes: &[u8],
        sources: &mut Sources,
    ) {
        let text = match utf8(bytes) {
            Ok(text) => text,
            Err(why) => return self.refuse(register, path, why),
        };
        let file = SourceFile::new(path, text);
        sources.insert(&file);
        let (grid, problems) = kansa_core::register::parse_yaml(&file);
        if problems.is_empty()
            && let Some(grid) = grid
        {
            self.tables.entry(register).or_default().push((date, grid));
        } else {
            self.broken.push(register);
            self.diagnostics.extend(problems);
        }
    }

    fn refuse(&mut self, register: RegisterIx, path: &str, why: Text) {
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

    /// The registers of all files; one that has both a file and snapshots, or two files, is unreadable.
    pub(crate) fn finish(mut self, sources: &mut Sources) -> (Registers, Vec<Diagnostic>) {
        let mut registers = Registers::default();
        for (register, tables) in std::mem::take(&mut self.tables) {
            let def = self.model.register(register);
            let undated = tables.iter().filter(|(date, _)| date.is_none()).count();
            let mut dates: Vec<_> = tables.iter().map(|(date, _)| *date).collect();
            dates.sort_unstable();
            let twice = dates.windows(2).any(|it| it[0] == it[1]);
            if twice || undated == 1 && tables.len() > 1 {
                let path = tables[0].1.path.clone();
                self.refuse(
                    register,
                    &path,
                    Text::new(
                        "同じ台帳の、同じ日付のファイルが二つ以上ある",
                        "there is more than one file of this register for the same date",
                    ),
                );
                continue;
            }
            match Register::read(def, tables) {
                Ok(read) => registers.insert(register, RegisterState::Read(read)),
                Err(problems) => {
                    self.broken.push(register);
                    self.diagnostics.extend(problems);
                }
            }
        }
        for register in self.broken {
            registers.insert(register, RegisterState::Unreadable);
        }
        for file in &self.texts {
            if self.diagnostics.iter().any(|it| it.place.path == file.path) {
                sources.insert(file);
            }
        }
        (registers, self.diagnostics)
    }
}

/// A file name without its ending.
fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}
