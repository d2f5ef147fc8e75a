//! Collects what a company has: its registers, its evidence items, and what could not be placed.

use std::collections::{BTreeMap, BTreeSet};

use kansa_core::code::Code;
use kansa_core::company::Company;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{
    Content, Facts, File, Item, Registers, Seal, Sha256, Stray, Unreadable, in_registers,
};
use kansa_core::model::{Model, RequirementIx};
use kansa_core::period::FiscalStart;
use kansa_core::register::RegisterIx;
use kansa_core::sidecar::Sidecar;
use kansa_core::source::{Place, SourceFile, SourcePath, Sources};
use kansa_core::table::folded;
use kansa_core::text::Text;

use crate::cache::{Loaded, Spec, Store};
use crate::digest;
use crate::file::{self, Asked, Cached, Done, Options};
use crate::name::Years;
use crate::place::{Folder, Placed, Placer};
use crate::registers::{self, Named};
use crate::seal::{self, Log, is_sealable};
use crate::spec;
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
    pub hashes: Vec<(SourcePath, Option<Sha256>)>,
}

/// How a company's folder is read.
#[derive(Clone, Copy)]
pub struct Settings<'s> {
    /// What quarters and 年度 in file names are counted from, if not from the company's fiscal year.
    pub name_years: Option<FiscalStart>,
    /// How its files are read.
    pub files: file::Settings<'s>,
    /// What is kept of the last run, if anything is.
    pub store: Option<&'s Store>,
}

/// Those who do the work of many files, side by side if they can.
pub trait Workers {
    /// What the work makes of each, in the same order.
    fn map<T: Send, R: Send>(&self, all: Vec<T>, work: impl Fn(T) -> R + Sync + Send) -> Vec<R>;
}

/// A folder of the company, sorted into what its files are.
#[derive(Default)]
struct Sorted {
    registers: Vec<registers::Found>,
    undated: Vec<(RegisterIx, SourcePath)>,
    sidecars: Vec<(String, Entry)>,
    evidence: Vec<Entry>,
    /// Files of our own and what office programs leave behind: hashed, no evidence.
    beside: Vec<Entry>,
    unnamed: Vec<(SourcePath, Code, Text)>,
    diagnostics: Vec<Diagnostic>,
}

/// Reads everything below `evidence/<company>`, which `entries` lists: registers and `evidence.yaml` files first, since
/// they say what the others are.
///
/// A file that cannot be opened becomes unreadable evidence, never an error.
pub fn collect(
    entries: Vec<Entry>,
    company: &Company,
    model: &Model,
    settings: Settings<'_>,
    workers: &impl Workers,
) -> Collected {
    let base = format!("evidence/{}/", company.id);
    let years = Years { fiscal: settings.name_years.unwrap_or(company.fiscal) };
    let mut sorted = sort(entries, &base, model, &years);
    let mut collected =
        Collected { diagnostics: std::mem::take(&mut sorted.diagnostics), ..Collected::default() };
    collected.facts.salt = settings.files.salt;

    let log = log(&sorted, &base, &settings);
    let (sidecars, broken) = sidecars(&mut sorted, model, &settings, &mut collected);
    registers_of(&mut sorted, &sidecars, model, &settings, workers, &mut collected);
    let hash = |path: &str| collected.hashes.iter().find(|(it, _)| **it == *path).and_then(|(_, hash)| *hash);
    let in_registers = in_registers(company, model, &collected.registers, settings.files.salt, hash);
    collected.facts.items.extend(in_registers);

    let mut placer = Placer::new(company, model, &collected.registers, &years);
    let mut folders: BTreeMap<String, (Folder, Vec<usize>)> = BTreeMap::new();
    let mut strays: Vec<Stray> = Vec::new();
    // Where a file belongs depends on its folder alone, and files of one folder stand together.
    let mut last: Option<(&str, String)> = None;
    for (at, entry) in sorted.evidence.iter().enumerate() {
        let below = entry.path.strip_prefix(&base).unwrap_or(&entry.path);
        let beside = below.rsplit_once('/').map_or("", |(folder, _)| folder);
        if let Some((_, folder)) = last.as_ref().filter(|(it, _)| *it == beside)
            && let Some((_, files)) = folders.get_mut(folder)
        {
            files.push(at);
            continue;
        }
        match placer.place(below) {
            Placed::In(folder) => {
                last = Some((beside, folder.path.clone()));
                folders.entry(folder.path.clone()).or_insert_with(|| (folder, Vec::new())).1.push(at);
            }
            Placed::Unknown => {}
            Placed::Stray { path, code, message, remedy } => {
                strays.push(Stray { path: format!("{base}{path}").into(), code, message, remedy });
            }
        }
    }
    strays.dedup();
    // Items first, without their files: they say what is asked of each file.
    let mut items: Vec<Waiting> = Vec::new();
    let mut asked: Vec<Vec<Asked>> = vec![Vec::new(); sorted.evidence.len()];
    for (path, (folder, files)) in &folders {
        let names: Vec<(usize, &str)> =
            files.iter().map(|at| (*at, below_folder(&sorted.evidence[*at].path, &base, path))).collect();
        let found = placer.items(folder, &names, sidecars.get(path), &base);
        collected.diagnostics.extend(found.diagnostics);
        strays.extend(found.strays);
        for (item, files, options) in found.items {
            let requirement = item.requirement;
            let places = files.iter().map(|at| (*at, ask(&mut asked[*at], requirement, &options))).collect();
            items.push(Waiting { item, files: places, is_broken: broken.contains(path) });
        }
    }
    let sidecars_alone: Vec<String> =
        sidecars.keys().filter(|it| !folders.contains_key(*it)).cloned().collect();

    let loaded = settings.store.map(|it| it.load(company.id.as_str(), spec::BUILD));
    let mut jobs: Vec<(Entry, Vec<Asked>)> =
        std::mem::take(&mut sorted.evidence).into_iter().zip(asked).collect();
    let evidence = jobs.len();
    jobs.extend(std::mem::take(&mut sorted.beside).into_iter().map(|it| (it, Vec::new())));
    let done: Vec<(Entry, Done<'_>)> = workers.map(jobs, |(entry, asked)| {
        let done = file::run(&entry, &asked, model, &settings.files, loaded.as_ref());
        (entry, done)
    });
    if let (Some(store), Some(loaded)) = (settings.store, &loaded) {
        save(store, loaded, &done);
    }
    // Of a group with a million files every byte counts.
    collected.facts.items.reserve_exact(items.len());
    collected.hashes.reserve_exact(done.len());
    for Waiting { mut item, files, is_broken } in items {
        item.files.reserve_exact(files.len());
        for (at, nth) in files {
            let Some((entry, done)) = done.get(at) else { continue };
            item.files.push(File {
                path: entry.path.clone(),
                sha256: done.sha256,
                content: if is_broken { beside_an_error() } else { done.contents[nth].clone() },
                altered: false,
                dated: done.dated,
            });
        }
        item.files.sort_by(|a, b| a.path.cmp(&b.path));
        if item.approved.as_ref().is_some_and(|it| it.sha256.is_some()) {
            item.sha256 = digest::item(&item.files);
        }
        collected.facts.items.push(item);
    }
    for (nth, (entry, done)) in done.into_iter().enumerate() {
        if let Some(refusal) = done.refusal.filter(|_| nth < evidence) {
            sorted.unnamed.push((entry.path.clone(), refusal.code, refusal.message));
        }
        collected.facts.noted.extend(done.noted.filter(|_| nth < evidence));
        collected.hashes.push((entry.path, done.sha256));
    }
    let misplaced = |folder: &str| {
        let path = format!("{base}{folder}");
        strays.iter().any(|it| path.starts_with(&*it.path))
    };
    for folder in sidecars_alone.iter().filter(|it| *it != "registers" && !misplaced(it)) {
        let message = Text::new(
            "この evidence.yaml の隣に証跡がない",
            "there is no evidence beside this evidence.yaml",
        );
        sorted.unnamed.push((
            format!("{base}{folder}/evidence.yaml").into(),
            Code::UnplacedEvidence,
            message,
        ));
    }
    strays.extend(sorted.unnamed.into_iter().map(|(path, code, message)| Stray {
        path,
        code,
        message,
        remedy: remedy(code),
    }));
    strays.sort();
    strays.dedup();
    collected.facts.strays = strays;
    collected.facts.noted.sort_by(|a, b| a.path.cmp(&b.path));
    if let Some(log) = log {
        let present = collected.hashes.iter().filter_map(|(path, hash)| {
            let below = path.strip_prefix(&base).filter(|it| is_sealable(it))?;
            Some((below.to_owned(), *hash))
        });
        let seal = log.compare(&base, &present.collect());
        let altered: BTreeSet<&SourcePath> = seal.altered.iter().map(|it| &it.path).collect();
        for file in collected.facts.items.iter_mut().flat_map(|it| &mut it.files) {
            file.altered = altered.contains(&file.path);
        }
        let gone = disposed(&seal, &base, &mut placer);
        let same = |a: &Item, b: &Item| {
            (a.requirement, &a.subject, a.day(), a.covers) == (b.requirement, &b.subject, b.day(), b.covers)
        };
        // What is left of an item stands for it.
        let gone: Vec<Item> =
            gone.into_iter().filter(|it| !collected.facts.items.iter().any(|left| same(left, it))).collect();
        collected.facts.items.extend(gone);
        collected.facts.seal = Some(seal);
    }
    collected.facts.items.sort_by(|a, b| {
        let key = |it: &Item| (it.requirement, it.window);
        a.path().cmp(b.path()).then_with(|| key(a).cmp(&key(b))).then_with(|| a.subject.cmp(&b.subject))
    });
    collected
}

/// What was filed, sealed and disposed of: items by what the paths say, of which nothing can be looked at any more.
fn disposed(seal: &Seal, base: &str, placer: &mut Placer<'_>) -> Vec<Item> {
    let mut items = Vec::new();
    for disposal in &seal.disposed {
        let below = disposal.path.strip_prefix(base).unwrap_or(&disposal.path);
        let Placed::In(folder) = placer.place(below) else { continue };
        let name = below_folder(&disposal.path, base, &folder.path);
        for (mut item, ..) in placer.items(&folder, &[(0, name)], None, base).items {
            let gone = Text::new(
                format!(
                    "{} に廃棄が記録されている（承認 {}、{}）",
                    disposal.on, disposal.approver, disposal.reason
                ),
                format!(
                    "its disposal was recorded on {} (approved by {}: {})",
                    disposal.on, disposal.approver, disposal.reason
                ),
            );
            item.files.push(File {
                path: disposal.path.clone(),
                sha256: Some(disposal.sha256),
                content: Content::Unreadable(gone.into()),
                altered: false,
                dated: None,
            });
            item.disposal = Some(Box::new(disposal.clone()));
            items.push(item);
        }
    }
    items
}

/// The seal log of the company, if there is one.
fn log(sorted: &Sorted, base: &str, settings: &Settings<'_>) -> Option<Log> {
    let entry = sorted.beside.iter().find(|it| it.path.strip_prefix(base) == Some(seal::NAME))?;
    let (_, text) = file::read_text(entry, settings.files.max_file_size);
    Some(text.map_or_else(Log::unreadable, |it| Log::parse(&it)))
}

/// An item that waits for its files to be read.
struct Waiting {
    item: Item,
    /// Each file, and where among what is asked of it this item stands.
    files: Vec<(usize, usize)>,
    /// Whether the evidence.yaml beside it has an error.
    is_broken: bool,
}

/// Keeps what was learned of the files for the next run. What cannot be kept is learned again.
fn save(store: &Store, loaded: &Loaded, done: &[(Entry, Done<'_>)]) {
    let mut sorted: Vec<&(Entry, Done<'_>)> = done.iter().collect();
    sorted.sort_by(|a, b| a.0.path.cmp(&b.0.path));
    let mut builder = loaded.builder();
    for (entry, done) in sorted {
        match (&done.cached, done.sha256) {
            (Cached::Kept(hit), _) => builder.keep(hit),
            (Cached::Read(stat, extracts), Some(sha256)) => {
                let extracts: Vec<(Spec, &[u8])> =
                    extracts.iter().map(|(spec, it)| (*spec, &it[..])).collect();
                builder.add(&entry.path, *stat, sha256, &extracts);
            }
            (Cached::Read(..), None) | (Cached::Nothing, _) => {}
        }
    }
    // A cache that cannot be written costs time, and nothing else.
    let _ = store.save(&builder);
}

/// Where among what is asked of a file a requirement stands; asked once if it was not yet.
fn ask(asked: &mut Vec<Asked>, requirement: RequirementIx, options: &Options) -> usize {
    let known = asked.iter().position(|it| it.requirement == requirement && it.options == *options);
    known.unwrap_or_else(|| {
        asked.push(Asked { requirement, options: options.clone() });
        asked.len() - 1
    })
}

/// What an item would have said of its files is unknown: they count for nothing until that is mended.
fn beside_an_error() -> Content {
    Content::Unreadable(Unreadable {
        message: Text::new("隣の evidence.yaml に誤りがある", "the evidence.yaml beside it has an error"),
        remedy: Some(Text::new("先に evidence.yaml を直す", "mend the evidence.yaml first")),
    })
}

fn sort(entries: Vec<Entry>, base: &str, model: &Model, years: &Years) -> Sorted {
    let mut sorted = Sorted::default();
    for entry in entries {
        let below = entry.path.strip_prefix(base).unwrap_or(&entry.path).to_owned();
        let name = below.rsplit('/').next().unwrap_or(&below);
        match entry.kind {
            Kind::File => {}
            Kind::Special => {
                let message = Text::new(
                    "通常のファイルではない（リンクなど）。開いていない",
                    "not a regular file (a link, say); it was not opened",
                );
                sorted.unnamed.push((entry.path, Code::NotAFile, message));
                continue;
            }
            Kind::Unlistable => {
                sorted.diagnostics.push(Diagnostic::new(
                    Code::UnreadableFile,
                    Place::whole(&*entry.path),
                    Text::new("フォルダーの中を読めません", "this folder cannot be listed"),
                ));
                continue;
            }
            Kind::BadName => {
                let message = Text::new("名前が UTF-8 ではない", "its name is not UTF-8");
                sorted.unnamed.push((entry.path, Code::UnplacedEvidence, message));
                continue;
            }
        }
        if below.split('/').any(is_left_behind) || below == "company.yaml" || below == "seal.jsonl" {
            sorted.beside.push(entry);
        } else if name == "evidence.yaml" {
            let folder = below.strip_suffix("evidence.yaml").unwrap_or_default().trim_end_matches('/');
            sorted.sidecars.push((folder.to_owned(), entry));
        } else if let Some(register) = below.strip_prefix("registers/") {
            match registers::named(register, entry, model, years) {
                Named::Register(found) => sorted.registers.push(found),
                Named::Undated(register, entry) => {
                    sorted.undated.push((register, entry.path.clone()));
                    sorted.beside.push(entry);
                }
                Named::Unknown(entry) => {
                    let message = unknown_register(register, model);
                    sorted.unnamed.push((entry.path.clone(), Code::UnplacedEvidence, message));
                    sorted.beside.push(entry);
                }
            }
        } else {
            sorted.evidence.push(entry);
        }
    }
    sorted
}

/// The `evidence.yaml` files by their folders, and the folders of those that have an error.
fn sidecars(
    sorted: &mut Sorted,
    model: &Model,
    settings: &Settings<'_>,
    collected: &mut Collected,
) -> (BTreeMap<String, Sidecar>, Vec<String>) {
    let (mut sidecars, mut broken) = (BTreeMap::new(), Vec::new());
    for (folder, entry) in std::mem::take(&mut sorted.sidecars) {
        let before = collected.diagnostics.len();
        let (hash, text) = file::read_text(&entry, settings.files.max_file_size);
        collected.hashes.push((entry.path.clone(), hash));
        match text {
            Ok(text) => {
                let source = SourceFile::new(entry.path.clone(), &text);
                collected.sources.insert(&source);
                let (sidecar, problems) = Sidecar::parse(&source, model);
                collected.diagnostics.extend(problems);
                sidecars.extend(sidecar.map(|it| (folder.clone(), it)));
            }
            Err(why) => {
                let place = Place::whole(entry.path.clone());
                collected.diagnostics.push(Diagnostic::new(Code::UnreadableFile, place, why));
            }
        }
        if collected.diagnostics.len() > before {
            broken.push(folder);
        }
    }
    (sidecars, broken)
}

fn registers_of(
    sorted: &mut Sorted,
    sidecars: &BTreeMap<String, Sidecar>,
    model: &Model,
    settings: &Settings<'_>,
    workers: &impl Workers,
    collected: &mut Collected,
) {
    let options = |entry: &Entry| {
        let (folder, name) = entry.path.rsplit_once('/').unwrap_or(("", &entry.path));
        let below = folder.find("/registers").map_or("", |at| folder.get(at + 1..).unwrap_or_default());
        let entries = sidecars.get(below).map(|it| it.items.as_slice()).unwrap_or_default();
        let named = entries.iter().find(|it| match &it.files {
            Some(files) => files.iter().any(|(it, _)| folded(it) == folded(name)),
            None => true,
        });
        named.map(Options::of).unwrap_or_default()
    };
    let jobs: Vec<_> =
        std::mem::take(&mut sorted.registers).into_iter().map(|it| (options(it.entry()), it)).collect();
    let mut read =
        workers.map(jobs, |(options, found)| registers::run(found, &options, model, &settings.files));
    for it in &mut read {
        collected.hashes.push((it.path().clone(), it.sha256));
        collected.facts.noted.extend(it.noted.take());
    }
    let (registers, problems) = registers::join(read, &sorted.undated, model, &mut collected.sources);
    collected.registers = registers;
    collected.diagnostics.extend(problems);
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
