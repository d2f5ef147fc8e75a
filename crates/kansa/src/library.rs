//! The library: catalogs, registers and measures, built in and of a workspace.

use std::collections::BTreeMap;
use std::path::Path;

use kansa_core::calendar::{Calendar, CalendarFile};
use kansa_core::catalog::{Catalog, Texts};
use kansa_core::code::Code;
use kansa_core::config::Config;
use kansa_core::consistency;
use kansa_core::crosswalk::Crosswalk;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::measure::Measure;
use kansa_core::model::{BUILTIN, Model, override_by_id};
use kansa_core::register::RegisterDef;
use kansa_core::role::Role;
use kansa_core::source::{Place, SourceFile, Sources};
use kansa_core::text::{Lang, Text};
use kansa_evidence::walk::{Kind, is_left_behind, walk};
use rayon::prelude::*;

use crate::read::Read;
use crate::workspace::CONFIG;
use crate::{Error, builtin};

/// Everything that `controls/` defines, built-in files first.
#[derive(Debug)]
pub struct Library {
    /// Catalogs, one of each id.
    pub catalogs: Vec<Catalog>,
    /// Crosswalks, built-in ones first.
    pub(crate) crosswalks: Vec<Crosswalk>,
    /// Definitions of registers, one of each id.
    pub registers: Vec<RegisterDef>,
    /// The calendar that deadlines are moved by.
    pub(crate) calendar: Calendar,
    /// Roles with their titles, one of each id.
    pub(crate) roles: Vec<Role>,
    /// Measures, those of the workspace behind the built-in ones.
    pub measures: Vec<Measure>,
    /// The language of the workspace; Japanese without one.
    pub language: Lang,
    /// Texts of the files that diagnostics point into.
    pub sources: Sources,
    /// By `<catalog>/text.<language>.yaml`.
    texts: BTreeMap<String, Vec<SourceFile>>,
}

impl Library {
    /// The built-in library, with what a workspace adds to it and overrides.
    ///
    /// # Errors
    ///
    /// A disk that does not answer.
    pub fn open(root: Option<&Path>) -> Result<(Self, Vec<Diagnostic>), Error> {
        let mut read = Read::default();
        let mut library = read.library(root, None)?;
        if let Some(root) = root.filter(|it| it.join(CONFIG).is_file()) {
            let config = read.file(root, CONFIG)?.and_then(|file| Config::parse(&file).0);
            library.language = config.map_or(Lang::Ja, |it| it.language);
        }
        library.sources = read.sources;
        Ok((library, read.diagnostics))
    }

    /// Links everything and reads all texts, and looks for what does not hold together: what is not well formed, and what
    /// is found.
    ///
    /// Catalogs stay; crosswalks, measures and registers are used up.
    pub fn check(&mut self) -> (Vec<Diagnostic>, Vec<Diagnostic>) {
        let texts = self.text_problems();
        let (model, mut problems) = Model::of_all(
            self.catalogs.clone(),
            std::mem::take(&mut self.crosswalks),
            std::mem::take(&mut self.measures),
            std::mem::take(&mut self.registers),
        );
        problems.extend(texts);
        (problems, consistency::check(&model))
    }

    /// What is wrong with the own-word texts, those of catalogs that are not there included.
    fn text_problems(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for catalog in &self.catalogs {
            problems.extend(Lang::ALL.into_iter().flat_map(|lang| self.texts(catalog, lang).1));
        }
        for (name, files) in &self.texts {
            let folder = name.split('/').next().unwrap_or(name);
            if self.catalogs.iter().any(|it| it.id.as_str() == folder) {
                continue;
            }
            problems.extend(files.iter().map(|file| {
                Diagnostic::new(
                    Code::UnknownCatalog,
                    Place::first_line(file.path.clone()),
                    Text::new(
                        format!("{folder} というカタログはありません"),
                        format!("there is no catalog {folder}"),
                    ),
                )
            }));
        }
        problems
    }

    /// The own-word texts of a catalog in one language; a workspace's own file adds to the built-in one, id by id.
    ///
    /// Read on demand: no verdict needs them.
    pub fn texts(&self, catalog: &Catalog, lang: Lang) -> (Texts, Vec<Diagnostic>) {
        let mut found = Texts { catalog: catalog.id.clone(), lang, texts: BTreeMap::new() };
        let mut diagnostics = Vec::new();
        let name = format!("{}/text.{}.yaml", catalog.id, lang.as_str());
        for file in self.texts.get(&name).map(Vec::as_slice).unwrap_or_default() {
            let (texts, problems) = Texts::parse(file, catalog);
            diagnostics.extend(problems);
            found.texts.extend(texts.map(|it| it.texts).unwrap_or_default());
        }
        (found, diagnostics)
    }
}

/// The files below `controls/`, by what they hold.
#[derive(Default)]
struct Controls {
    calendars: Vec<SourceFile>,
    catalogs: Vec<SourceFile>,
    crosswalks: Vec<SourceFile>,
    registers: Vec<SourceFile>,
    roles: Vec<SourceFile>,
    measures: Vec<SourceFile>,
    /// By `<catalog>/text.<language>.yaml`.
    texts: BTreeMap<String, Vec<SourceFile>>,
}

impl Controls {
    /// Whether a file of the workspace is a copy of the built-in one in its place, so that it need not be parsed again.
    fn has_built_in(&self, file: &SourceFile) -> bool {
        let all =
            [&self.calendars, &self.catalogs, &self.crosswalks, &self.registers, &self.roles, &self.measures];
        let mut all = all.into_iter().chain(self.texts.values()).flatten();
        all.any(|it| it.path.strip_prefix(BUILTIN) == Some(&*file.path) && it.text == file.text)
    }

    /// Leaves out built-in catalogs that neither `kansa.yaml` nor a file of the workspace names, and crosswalks of them:
    /// parsing is most of what a check of a small group costs.
    fn leave_unused(&mut self, config: &Config) {
        let own = [&self.catalogs, &self.crosswalks, &self.measures].into_iter().flatten();
        let own: Vec<String> =
            own.filter(|it| !it.path.starts_with(BUILTIN)).map(|it| it.text.to_string()).collect();
        let named =
            |id: &str| config.catalogs().any(|it| it.as_str() == id) || own.iter().any(|it| it.contains(id));
        // A name that nothing has is reported with the nearest one of all.
        let folder = |it: &SourceFile| it.path.rsplit('/').nth(1).unwrap_or_default().to_owned();
        if !config.catalogs().all(|id| self.catalogs.iter().any(|it| folder(it) == id.as_str())) {
            return;
        }
        let built_in = |it: &SourceFile, prefix: &str| {
            it.path.strip_prefix(BUILTIN)?.strip_prefix(prefix).map(str::to_owned)
        };
        self.catalogs.retain(|it| {
            built_in(it, "controls/catalogs/")
                .is_none_or(|it| it.split_once('/').is_none_or(|(id, _)| named(id)))
        });
        self.crosswalks.retain(|it| {
            let name = built_in(it, "controls/crosswalks/");
            name.is_none_or(|it| it.trim_end_matches(".yaml").split("--").all(named))
        });
    }

    /// Sorts a file by its path below `controls/`; gives it back if it has no place there.
    fn add(&mut self, below: &str, file: SourceFile) -> Option<SourceFile> {
        let pieces: Vec<&str> = below.split('/').collect();
        match pieces.as_slice() {
            ["catalogs", _, "catalog.yaml"] => self.catalogs.push(file),
            ["catalogs", catalog, name @ ("text.ja.yaml" | "text.en.yaml")] => {
                self.texts.entry(format!("{catalog}/{name}")).or_default().push(file);
            }
            ["calendars", name] if name.ends_with(".yaml") => self.calendars.push(file),
            ["crosswalks", name] if name.ends_with(".yaml") => self.crosswalks.push(file),
            ["roles.yaml"] => self.roles.push(file),
            ["registers", name] if name.ends_with(".yaml") => self.registers.push(file),
            ["measures", name] if name.ends_with(".yaml") => self.measures.push(file),
            _ => return Some(file),
        }
        None
    }
}

impl Read {
    /// Built-in controls, and those of the workspace.
    fn controls(&mut self, root: Option<&Path>) -> Result<Controls, Error> {
        let mut controls = Controls::default();
        for (below, file) in builtin::files() {
            self.sources.insert(&file);
            controls.add(below, file);
        }
        let Some(root) = root else { return Ok(controls) };
        for entry in walk(root, "controls") {
            if !matches!(entry.kind, Kind::File) {
                self.diagnostics.push(Diagnostic::new(
                    Code::UnreadableFile,
                    Place::whole(entry.path),
                    Text::new(
                        "通常のファイルではないため読みません（リンクなど）",
                        "not a regular file (a link, say), so it is not read",
                    ),
                ));
                continue;
            }
            let Some(file) = self.file(root, &entry.path)? else { continue };
            let below = entry.path.strip_prefix("controls/").unwrap_or(&entry.path);
            let name = below.rsplit('/').next().unwrap_or(below);
            if is_left_behind(name) || name.ends_with(".md") {
                continue;
            }
            if controls.has_built_in(&file) {
                continue;
            }
            if let Some(file) = controls.add(below, file) {
                self.diagnostics.push(Diagnostic::new(
                    Code::UnreadableFile,
                    Place::whole(file.path),
                    Text::new(
                        "controls の中のこの場所にあるファイルは使われません（catalogs/<カタログ>/catalog.yaml、\
                         calendars/*.yaml、crosswalks/*.yaml、registers/*.yaml、roles.yaml、measures/<区分>.yaml）",
                        "a file here is not used; controls has catalogs/<catalog>/catalog.yaml, calendars/*.yaml, \
                         crosswalks/*.yaml, registers/*.yaml, roles.yaml and measures/<category>.yaml",
                    ),
                ));
            }
        }
        Ok(controls)
    }

    /// Parses all of it; registers first, since measures name their columns.
    ///
    /// With `used`, built-in catalogs and crosswalks that nothing names are left alone.
    pub(crate) fn library(&mut self, root: Option<&Path>, used: Option<&Config>) -> Result<Library, Error> {
        let mut controls = self.controls(root)?;
        if let Some(config) = used {
            controls.leave_unused(config);
        }
        let registers = controls.registers.iter().flat_map(|it| self.keep(RegisterDef::parse(it))).collect();
        let registers = self.keep(override_by_id(registers));
        let roles = controls.roles.iter().flat_map(|it| self.keep(Role::parse(it))).collect();
        let roles = self.keep(override_by_id(roles));
        let calendars =
            controls.calendars.iter().filter_map(|it| self.keep(CalendarFile::parse(it))).collect();
        let calendar = self.keep(Calendar::merge(calendars));
        // Parsing is most of what a check of a small group costs.
        let ((catalogs, crosswalks), measures): ((Vec<_>, Vec<_>), Vec<_>) = rayon::join(
            || {
                rayon::join(
                    || controls.catalogs.par_iter().map(|it| Catalog::parse(it, &registers)).collect(),
                    || controls.crosswalks.par_iter().map(Crosswalk::parse).collect(),
                )
            },
            || controls.measures.par_iter().map(|it| Measure::parse(it, &registers)).collect(),
        );
        let crosswalks = crosswalks.into_iter().filter_map(|it| self.keep(it)).collect();
        let catalogs: Vec<Catalog> = catalogs.into_iter().filter_map(|it| self.keep(it)).collect();
        let catalogs = self.keep(override_by_id(catalogs));
        let measures = measures.into_iter().flat_map(|it| self.keep(it)).collect();
        Ok(Library {
            catalogs,
            crosswalks,
            registers,
            roles,
            calendar,
            measures,
            language: Lang::Ja,
            sources: Sources::default(),
            texts: controls.texts,
        })
    }

    /// What is good, with what is wrong kept.
    fn keep<T>(&mut self, (good, problems): (T, Vec<Diagnostic>)) -> T {
        self.diagnostics.extend(problems);
        good
    }
}
