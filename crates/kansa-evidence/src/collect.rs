//! Collects what a company has: its registers, its evidence items, and what could not be placed.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Read as _};
use std::path::Path;

use kansa_core::code::Code;
use kansa_core::company::Company;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{Content, Facts, File, Item, Registers, Sha256, Stray, in_registers};
use kansa_core::extract::extract;
use kansa_core::model::{Model, RequirementIx};
use kansa_core::period::FiscalStart;
use kansa_core::sidecar::Sidecar;
use kansa_core::source::{Place, SourceFile, SourcePath, Sources};
use kansa_core::text::Text;

use crate::digest::sha256;
use crate::name::Years;
use crate::place::{Folder, Placed, Placer};
use crate::read::{Read, read, utf8};
use crate::registers;
use crate::walk::{Entry, Kind, is_left_behind};

/// What there is of a company.
#[derive(Debug, Default)]
pub struct Collected {
    /// Items and strays.
    pub facts: Facts,
    /// Registers.
    pub registers: Registers,
    /// What is wrong with registers and `evidence.yaml` files.
    pub diagnostics: Vec<Diagnostic>,
    /// Texts of the files that diagnostics point into.
    pub sources: Sources,
    /// Path and hash of every file, for the digest; none if it was not read.
    pub hashes: Vec<(String, Option<Sha256>)>,
}

/// How a company's folder is read.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// What quarters and 年度 in file names are counted from, if not from the company's fiscal year.
    pub name_years: Option<FiscalStart>,
    /// Files larger than this many bytes are not opened.
    pub max_file_size: u64,
}

/// A file that was read: its bytes are those that were hashed.
struct Bytes {
    path: SourcePath,
    sha256: Option<Sha256>,
    bytes: Result<Vec<u8>, Refusal>,
}

/// Why a file was not read.
struct Refusal {
    code: Code,
    message: Text,
}

/// Reads everything below `evidence/<company>`, which `entries` lists.
///
/// A file that cannot be opened becomes unreadable evidence, never an error.
pub fn collect(entries: Vec<Entry>, company: &Company, model: &Model, settings: Settings) -> Collected {
    let base = format!("evidence/{}/", company.id);
    let years = Years { fiscal: settings.name_years.unwrap_or(company.fiscal) };
    let mut collected = Collected::default();
    let mut reader = registers::Reader::new(model, &years);
    let mut evidence: Vec<Bytes> = Vec::new();
    let mut sidecars: BTreeMap<String, Sidecar> = BTreeMap::new();
    let mut broken: Vec<String> = Vec::new();
    let mut unnamed: Vec<(String, Code, Text)> = Vec::new();
    for entry in entries {
        let below = entry.path.strip_prefix(&base).unwrap_or(&entry.path).to_owned();
        let name = below.rsplit('/').next().unwrap_or(&below);
        match entry.kind {
            Kind::File => {}
            Kind::Special => {
                let message = Text::new(
                    "通常のファイルではない（リンクなど）。開いていない",
                    "not a regular file (a link, say); it was not opened",
                );
                unnamed.push((entry.path, Code::NotAFile, message));
                continue;
            }
            Kind::Unlistable => {
                collected.diagnostics.push(Diagnostic::new(
                    Code::UnreadableFile,
                    Place::whole(&*entry.path),
                    Text::new("フォルダーの中を読めません", "this folder cannot be listed"),
                ));
                continue;
            }
            Kind::BadName => {
                let message = Text::new("名前が UTF-8 ではない", "its name is not UTF-8");
                unnamed.push((entry.path, Code::UnplacedEvidence, message));
                continue;
            }
        }
        let file = open(&entry, settings.max_file_size);
        collected.hashes.push((entry.path.clone(), file.sha256));
        if below.split('/').any(is_left_behind) || below == "company.yaml" || below == "seal.jsonl" {
            continue;
        }
        if let Some(register) = below.strip_prefix("registers/") {
            let added = match &file.bytes {
                Ok(bytes) => reader.add(register, &entry.path, bytes, &mut collected.sources),
                Err(why) => {
                    reader.diagnostics.push(Diagnostic::new(
                        Code::UnreadableFile,
                        Place::whole(&*entry.path),
                        why.message.clone(),
                    ));
                    Some(())
                }
            };
            if added.is_none() {
                unnamed.push((entry.path, Code::UnplacedEvidence, unknown_register(register, model)));
            }
            continue;
        }
        if name == "evidence.yaml" {
            let folder = below.strip_suffix("/evidence.yaml").unwrap_or_default().to_owned();
            let before = collected.diagnostics.len();
            let sidecar = read_sidecar(&file, model, &mut collected);
            if collected.diagnostics.len() > before {
                broken.push(folder.clone());
            }
            sidecars.extend(sidecar.map(|it| (folder, it)));
            continue;
        }
        evidence.push(file);
    }
    let (registers, problems) = reader.finish(&mut collected.sources);
    collected.registers = registers;
    collected.diagnostics.extend(problems);

    let hash = |path: &str| collected.hashes.iter().find(|(it, _)| it == path).and_then(|(_, hash)| *hash);
    collected.facts.items.extend(in_registers(company, model, &collected.registers, hash));

    let mut placer = Placer::new(company, model, &collected.registers, &years);
    let mut folders: BTreeMap<String, (Folder, Vec<usize>)> = BTreeMap::new();
    for (at, file) in evidence.iter().enumerate() {
        let below = file.path.strip_prefix(&base).unwrap_or(&file.path);
        match placer.place(below) {
            Placed::In(folder) => {
                folders.entry(folder.path.clone()).or_insert_with(|| (folder, Vec::new())).1.push(at);
            }
            Placed::Unknown => {}
            Placed::Stray { path, code, message, remedy } => {
                let stray = Stray { path: format!("{base}{path}").into(), code, message, remedy };
                if !collected.facts.strays.contains(&stray) {
                    collected.facts.strays.push(stray);
                }
            }
        }
    }
    for (path, (folder, files)) in &folders {
        let names: Vec<(usize, &str)> =
            files.iter().map(|at| (*at, below_folder(&evidence[*at].path, &base, path))).collect();
        let items = placer.items(folder, &names, sidecars.get(path), &base);
        collected.diagnostics.extend(items.diagnostics);
        collected.facts.strays.extend(items.strays);
        for (mut item, files) in items.items {
            item.files = files.iter().map(|at| content(&evidence[*at], item.requirement, model)).collect();
            if broken.contains(path) {
                // What it would have said of these files is unknown: they count for nothing until it is mended.
                let why =
                    Text::new("隣の evidence.yaml に誤りがある", "the evidence.yaml beside it has an error");
                item.files.iter_mut().for_each(|it| it.content = Content::Unreadable(why.clone()));
            }
            item.files.sort_by(|a, b| a.path.cmp(&b.path));
            collected.facts.items.push(item);
        }
    }
    for file in &evidence {
        if let (None, Err(why)) = (file.sha256, &file.bytes) {
            unnamed.push((file.path.to_string(), why.code, why.message.clone()));
        }
    }
    let misplaced = |folder: &str| {
        let path = format!("{base}{folder}");
        collected.facts.strays.iter().any(|it| path.starts_with(&*it.path))
    };
    for folder in sidecars.keys().filter(|it| !folders.contains_key(*it) && !misplaced(it)) {
        let message = Text::new(
            "この evidence.yaml の隣に証跡がない",
            "there is no evidence beside this evidence.yaml",
        );
        unnamed.push((format!("{base}{folder}/evidence.yaml"), Code::UnplacedEvidence, message));
    }
    collected.facts.strays.extend(unnamed.into_iter().map(|(path, code, message)| Stray {
        path: path.into(),
        code,
        message,
        remedy: remedy(code),
    }));
    collected.facts.strays.sort();
    collected.facts.items.sort_by(|a, b| {
        let key = |it: &Item| (it.path().to_owned(), it.requirement, it.subject.clone(), it.window);
        key(a).cmp(&key(b))
    });
    collected
}

fn unknown_register(below: &str, model: &Model) -> Text {
    let name = below.split(['/', '.']).next().unwrap_or(below);
    let known = model.registers().iter().map(|it| it.id.as_str());
    match kansa_core::nearest(name, known) {
        Some(near) => Text::new(
            format!("台帳 {name} は定義されていない（{near} のことか）"),
            format!("no register {name} is defined (is {near} meant?)"),
        ),
        None => {
            Text::new(format!("台帳 {name} は定義されていない"), format!("no register {name} is defined"))
        }
    }
}

/// What to do about a file that cannot be taken as it is.
fn remedy(code: Code) -> Text {
    match code {
        Code::NotAFile => Text::new("通常のファイルとして置き直す", "file it as a regular file"),
        Code::TooLarge => Text::new(
            "分けて出すか、kansa.yaml の max_file_size_mib を上げる",
            "split it, or raise max_file_size_mib in kansa.yaml",
        ),
        Code::EvidenceUnreadable => Text::new("読める権限で置き直す", "make it readable"),
        _ => Text::new(
            "正しい名前で正しいフォルダーに移すか、削除する",
            "move it where it belongs under a valid name, or take it away",
        ),
    }
}

/// The name of a file below its folder.
fn below_folder<'p>(path: &'p str, base: &str, folder: &str) -> &'p str {
    let below = path.strip_prefix(base).unwrap_or(path);
    below.strip_prefix(folder).map_or(below, |it| it.trim_start_matches('/'))
}

/// Reads a file once: the bytes that are checked are those that are hashed.
fn open(entry: &Entry, max_file_size: u64) -> Bytes {
    let path: SourcePath = entry.path.as_str().into();
    match read_whole(&entry.location, max_file_size) {
        Ok(Ok(bytes)) => Bytes { path, sha256: Some(sha256(&bytes)), bytes: Ok(bytes) },
        Ok(Err(size)) => {
            let (mib, most) = (size >> 20, max_file_size >> 20);
            let message = Text::new(
                format!("大きすぎるため読んでいない（{mib} MiB、上限 {most} MiB）"),
                format!("too large, not read ({mib} MiB; at most {most} MiB)"),
            );
            Bytes { path, sha256: None, bytes: Err(Refusal { code: Code::TooLarge, message }) }
        }
        Err(error) => {
            let message = Text::new(format!("開けない（{error}）"), format!("cannot be opened ({error})"));
            Bytes { path, sha256: None, bytes: Err(Refusal { code: Code::EvidenceUnreadable, message }) }
        }
    }
}

/// The bytes of a file, or its size if it is larger than the limit.
fn read_whole(location: &Path, max_file_size: u64) -> io::Result<Result<Vec<u8>, u64>> {
    let mut file = fs::File::open(location)?;
    let size = file.metadata()?.len();
    if size > max_file_size {
        return Ok(Err(size));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or(0).saturating_add(1));
    file.read_to_end(&mut bytes)?;
    Ok(Ok(bytes))
}

fn read_sidecar(file: &Bytes, model: &Model, collected: &mut Collected) -> Option<Sidecar> {
    let text = file.bytes.as_ref().map_err(|why| why.message.clone()).and_then(|bytes| utf8(bytes));
    match text {
        Ok(text) => {
            let source = SourceFile::new(file.path.clone(), text);
            collected.sources.insert(&source);
            let (sidecar, problems) = Sidecar::parse(&source, model);
            collected.diagnostics.extend(problems);
            sidecar
        }
        Err(why) => {
            collected.diagnostics.push(Diagnostic::new(
                Code::UnreadableFile,
                Place::whole(file.path.clone()),
                why,
            ));
            None
        }
    }
}

/// What the checks of a requirement make of a file.
fn content(file: &Bytes, requirement: RequirementIx, model: &Model) -> File {
    let (_, requirement) = model.resolve(requirement);
    let content = match &file.bytes {
        Err(why) => Content::Unreadable(why.message.clone()),
        Ok(_) if requirement.checks.is_empty() => Content::Other,
        Ok(bytes) => match read(&file.path, bytes) {
            Read::Table(grid) => Content::Table(extract(requirement, &grid)),
            Read::Other => Content::Other,
            Read::Unreadable(why) => Content::Unreadable(why),
        },
    };
    File { path: file.path.clone(), sha256: file.sha256, content }
}
