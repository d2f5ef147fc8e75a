//! The library: catalogs, registers and measures, built in and of a workspace.

use std::collections::BTreeMap;
use std::path::Path;

use kansa_core::catalog::{Catalog, Texts};
use kansa_core::code::Code;
use kansa_core::config::Config;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::measure::Measure;
use kansa_core::model::{BUILTIN, override_by_id};
use kansa_core::register::RegisterDef;
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
    /// Definitions of registers, one of each id.
    pub(crate) registers: Vec<RegisterDef>,
    /// Measures, those of the workspace behind the built-in ones.
    pub(crate) measures: Vec<Measure>,
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
        let mut library = read.library(root)?;
        if let Some(root) = root.filter(|it| it.join(CONFIG).is_file()) {
            let config = read.file(root, CONFIG)?.and_then(|file| Config::parse(&file).0);
            library.language = config.map_or(Lang::Ja, |it| it.language);
        }
        library.sources = read.sources;
        Ok((library, read.diagnostics))
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
    catalogs: Vec<SourceFile>,
    registers: Vec<SourceFile>,
    measures: Vec<SourceFile>,
    /// By `<catalog>/text.<language>.yaml`.
    texts: BTreeMap<String, Vec<SourceFile>>,
}

impl Controls {
    /// Whether a file of the workspace is a copy of the built-in one in its place, so that it need not be parsed again.
    fn has_built_in(&self, file: &SourceFile) -> bool {
        let all = [&self.catalogs, &self.registers, &self.measures];
        let mut all = all.into_iter().chain(self.texts.values()).flatten();
        all.any(|it| it.path.strip_prefix(BUILTIN) == Some(&*file.path) && it.text == file.text)
    }

    /// Sorts a file by its path below `controls/`; gives it back if it has no place there.
    fn add(&mut self, below: &str, file: SourceFile) -> Option<SourceFile> {
        let pieces: Vec<&str> = below.split('/').collect();
        match pieces.as_slice() {
            ["catalogs", _, "catalog.yaml"] => self.catalogs.push(file),
            ["catalogs", catalog, name @ ("text.ja.yaml" | "text.en.yaml")] => {
                self.texts.entry(format!("{catalog}/{name}")).or_default().push(file);
            }
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
        for entry in walk(root, "controls")? {
            if !matches!(entry.kind, Kind::File { .. }) {
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
                         registers/*.yaml、measures/<区分>.yaml）",
                        "a file here is not used; controls has catalogs/<catalog>/catalog.yaml, registers/*.yaml and \
                         measures/<category>.yaml",
                    ),
                ));
            }
        }
        Ok(controls)
    }

    /// Parses all of it; registers first, since measures name their columns.
    pub(crate) fn library(&mut self, root: Option<&Path>) -> Result<Library, Error> {
        let controls = self.controls(root)?;
        let registers = controls.registers.iter().flat_map(|it| self.keep(RegisterDef::parse(it))).collect();
        let registers = self.keep(override_by_id(registers));
        // Parsing is most of what a check of a small group costs.
        let (catalogs, measures): (Vec<_>, Vec<_>) = rayon::join(
            || controls.catalogs.par_iter().map(Catalog::parse).collect(),
            || controls.measures.par_iter().map(|it| Measure::parse(it, &registers)).collect(),
        );
        let catalogs: Vec<Catalog> = catalogs.into_iter().filter_map(|it| self.keep(it)).collect();
        let catalogs = self.keep(override_by_id(catalogs));
        let measures = measures.into_iter().flat_map(|it| self.keep(it)).collect();
        Ok(Library {
            catalogs,
            registers,
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
