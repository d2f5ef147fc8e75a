//! Where evidence belongs: folders to requirements and subjects, names to dates, files to items.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use kansa_core::code::Code;
use kansa_core::company::Company;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::{Item, RegisterState, Registers, Stray};
use kansa_core::id::RequirementId;
use kansa_core::measure::{Cadence, Per};
use kansa_core::model::{Model, RequirementIx};
use kansa_core::sidecar::{Entry, Sidecar};
use kansa_core::table::folded;
use kansa_core::text::Text;
use percent_encoding::percent_decode_str;

use crate::file::Options;
use crate::name::{self, NameDates, NameFault, Years};

/// A folder whose files are evidence of one requirement and subject.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// Below the company's folder.
    pub(crate) path: String,
    requirement: RequirementIx,
    subject: Option<Box<str>>,
    /// What the name of a dated subfolder says: all files below it are one item.
    dates: Option<NameDates>,
}

/// Where a file belongs.
pub(crate) enum Placed {
    In(Folder),
    /// Below a requirement whose definition could not be read: a diagnostic says so already.
    Unknown,
    Stray {
        path: String,
        code: Code,
        message: Text,
        remedy: Text,
    },
}

/// The items of one folder, and what is wrong with it.
#[derive(Default)]
pub(crate) struct Items {
    /// Items, each with the indexes of its files and how these are to be read.
    pub(crate) items: Vec<(Item, Vec<usize>, Options)>,
    pub(crate) strays: Vec<Stray>,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Places the files of one company.
pub(crate) struct Placer<'a> {
    company: &'a Company,
    model: &'a Model,
    registers: &'a Registers,
    years: &'a Years,
    keys: HashMap<RequirementIx, Option<BTreeSet<String>>>,
}

impl<'a> Placer<'a> {
    pub(crate) fn new(
        company: &'a Company,
        model: &'a Model,
        registers: &'a Registers,
        years: &'a Years,
    ) -> Self {
        Self { company, model, registers, years, keys: HashMap::new() }
    }

    /// Where a file belongs; `below` is its path below the company's folder.
    pub(crate) fn place(&mut self, below: &str) -> Placed {
        let pieces: Vec<&str> = below.split('/').collect();
        let [measure, rest @ ..] = pieces.as_slice() else { return self.loose(below) };
        if rest.is_empty() {
            return self.loose(below);
        }
        let Some(at) = self.model.measure_at(measure) else {
            let known = self.model.measures().iter().map(|it| it.id.as_str());
            return stray(
                (*measure).to_owned(),
                Text::new(
                    format!("フォルダー {measure} にあたる対策がない"),
                    format!("no measure is called {measure}"),
                ),
                nearest_or(
                    measure,
                    known,
                    "対策の ID を名前にしたフォルダーに移す",
                    "move it to a folder that is named by a measure",
                ),
            );
        };
        let [requirement, files @ ..] = rest else { return self.loose(below) };
        if files.is_empty() {
            return self.loose(below);
        }
        let found = self.model.requirement_at(measure, requirement);
        let Some(index) = found else {
            // One whose id could not be read either may be meant by any folder that is left.
            let may_be = |it: &String| it == requirement || it.parse::<RequirementId>().is_err();
            if self.model.measures()[at].broken.iter().any(may_be) {
                return Placed::Unknown;
            }
            let known = self.model.measures()[at].requirements.iter().map(|it| it.id.as_str());
            return stray(
                format!("{measure}/{requirement}"),
                Text::new(
                    format!("対策 {measure} に必要証跡 {requirement} はない"),
                    format!("the measure {measure} has no evidence requirement {requirement}"),
                ),
                nearest_or(
                    requirement,
                    known,
                    "必要証跡の ID を名前にしたフォルダーに移す",
                    "move it to a folder that is named by an evidence requirement",
                ),
            );
        };
        let path = format!("{measure}/{requirement}");
        if self.model.resolve(index).1.answered.is_in_register() {
            return stray(
                path,
                Text::new(
                    "この必要証跡は台帳で答える。ファイルは数えない",
                    "this requirement is answered in a register; files do not count",
                ),
                Text::new("台帳に実施日を記入する", "enter the day in the register"),
            );
        }
        match &self.model.resolve(index).1.per {
            Per::Company => self.below_requirement(path, index, None, files, below),
            Per::Rows { .. } | Per::Companies => {
                let [subject, inside @ ..] = files else { return self.loose(below) };
                if inside.is_empty() {
                    return stray(
                        below.to_owned(),
                        Text::new(
                            "対象ごとのフォルダーに入っていない",
                            "it is not in the folder of a subject",
                        ),
                        Text::new(
                            format!("{path}/<台帳のキー（会社ごとなら会社の ID）>/ に移す"),
                            format!("move it to {path}/<key of the register, or id of the company>/"),
                        ),
                    );
                }
                let key = decoded(subject);
                if self.is_unknown_subject(index, &key) {
                    let known = self.keys.get(&index).and_then(Option::as_ref);
                    let known: Vec<String> = known.map(|it| it.iter().cloned().collect()).unwrap_or_default();
                    return stray(
                        format!("{path}/{subject}"),
                        Text::new(format!("台帳に {key} はない"), format!("the register has no {key}")),
                        nearest_or(
                            &key,
                            known.iter().map(String::as_str),
                            "台帳に行を加えるか、フォルダー名を直す",
                            "add the row to the register, or mend the name of the folder",
                        ),
                    );
                }
                self.below_requirement(format!("{path}/{subject}"), index, Some(key.into()), inside, below)
            }
        }
    }

    /// A file that lies above the folders of requirements.
    fn loose(&self, below: &str) -> Placed {
        let company = &self.company.id;
        stray(
            below.to_owned(),
            Text::new(
                "必要証跡のフォルダーに入っていない",
                "it is not in the folder of an evidence requirement",
            ),
            Text::new(
                format!("evidence/{company}/<対策>/<必要証跡>/ に移す"),
                format!("move it to evidence/{company}/<measure>/<requirement>/"),
            ),
        )
    }

    /// Files of a requirement stand in its folder, or below a dated subfolder.
    fn below_requirement(
        &self,
        path: String,
        requirement: RequirementIx,
        subject: Option<Box<str>>,
        files: &[&str],
        below: &str,
    ) -> Placed {
        let [subfolder, _, ..] = files else {
            return Placed::In(Folder { path, requirement, subject, dates: None });
        };
        match name::read(subfolder, self.years) {
            Ok(dates) if dates.performed.is_some() || dates.covers.is_some() => {
                let path = format!("{path}/{subfolder}");
                Placed::In(Folder { path, requirement, subject, dates: Some(dates) })
            }
            Ok(_) => {
                let depth = below.split('/').count() - files.len() + 1;
                let folder: Vec<&str> = below.split('/').take(depth).collect();
                stray(
                    folder.join("/"),
                    Text::new(
                        format!("フォルダー {subfolder} の名前に日付がない"),
                        format!("the name of the folder {subfolder} has no date"),
                    ),
                    Text::new(
                        "実施日を名前に入れる（例: 2026-06-30_研修）か、中のファイルを上に移す",
                        "put the day it was done into its name (such as 2026-06-30_training), or move the files up",
                    ),
                )
            }
            Err(fault) => {
                let remedy = as_date();
                Placed::Stray {
                    path: below.to_owned(),
                    code: Code::AmbiguousDate,
                    message: fault.message(),
                    remedy,
                }
            }
        }
    }

    /// Whether a register was read and has no such row, ever.
    fn is_unknown_subject(&mut self, requirement: RequirementIx, key: &str) -> bool {
        let keys = self.keys.entry(requirement).or_insert_with(|| {
            let register = match &self.model.resolve(requirement).1.per {
                Per::Company => return None,
                Per::Companies => {
                    let takers = self.company.takers.iter().map(|it| it.company.to_string());
                    return Some(takers.chain([self.company.id.to_string()]).collect());
                }
                Per::Rows { register, .. } => register,
            };
            match self.registers.get(*register) {
                RegisterState::Read(read) => Some(read.rows().map(|row| row.key().to_owned()).collect()),
                RegisterState::Missing | RegisterState::Unreadable => None,
            }
        });
        keys.as_ref().is_some_and(|it| !it.contains(key))
    }

    /// The items of a folder. `files` are indexes with names below the folder.
    pub(crate) fn items(
        &self,
        folder: &Folder,
        files: &[(usize, &str)],
        sidecar: Option<&Sidecar>,
        base: &str,
    ) -> Items {
        let mut found = Items::default();
        let mut left: Vec<(usize, &str)> = files.to_vec();
        let mut rest: Option<&Entry> = None;
        for entry in sidecar.map(|it| it.items.as_slice()).unwrap_or_default() {
            let Some(names) = &entry.files else {
                rest = Some(entry);
                continue;
            };
            let mut taken: Vec<(usize, &str)> = Vec::new();
            for (name, place) in names {
                match left.iter().position(|(_, it)| folded(it) == folded(name)) {
                    Some(at) => taken.push(left.remove(at)),
                    None => found.diagnostics.push(Diagnostic::new(
                        Code::InvalidValue,
                        place.clone(),
                        Text::new(
                            format!("このフォルダーに {name} はない（または二度書かれている）"),
                            format!("this folder has no {name} (or it is named twice)"),
                        ),
                    )),
                }
            }
            if !taken.is_empty() {
                self.group(folder, &taken, Some(entry), base, &mut found);
            }
        }
        if !left.is_empty() {
            self.group(folder, &left, rest, base, &mut found);
        }
        found
    }

    /// Files with the same dates are one item.
    fn group(
        &self,
        folder: &Folder,
        files: &[(usize, &str)],
        entry: Option<&Entry>,
        base: &str,
        found: &mut Items,
    ) {
        let mut groups: BTreeMap<_, Vec<(usize, &str)>> = BTreeMap::new();
        let states_day = entry.is_some_and(|it| it.performed.is_some() || it.collected.is_some());
        for (at, name) in files {
            let dates = match &folder.dates {
                // A folder that gives a day is one delivery; one that only gives a period holds files of their own days.
                Some(NameDates { performed: Some(day), covers }) => Ok((Some(*day), *covers)),
                Some(NameDates { performed: None, covers }) => {
                    name::read(name, self.years).map(|it| (it.performed, it.covers.or(*covers)))
                }
                None => name::read(name, self.years).map(|it| (it.performed, it.covers)),
            };
            let key = match dates {
                // evidence.yaml overrides the day of the names, readable or not; their period stays.
                Ok((_, covers)) if states_day => (None, covers),
                Err(_) if states_day => (None, None),
                Ok(dates) => dates,
                Err(fault) => {
                    found.strays.push(ambiguous(folder, name, &fault, base));
                    continue;
                }
            };
            groups.entry(key).or_default().push((*at, name));
        }
        for ((performed, covers), files) in groups {
            let mut item = Item {
                performed,
                collected: performed,
                covers,
                ..Item::new(folder.requirement, folder.subject.clone())
            };
            let mut answers = &[][..];
            let options = entry.map(Options::of).unwrap_or_default();
            if let Some(entry) = entry {
                item.performed = entry.performed.or(item.performed);
                item.collected = entry.collected.or(entry.performed).or(item.collected);
                item.received = entry.received;
                item.covers = entry.covers.or(item.covers);
                item.valid = entry.valid;
                item.approved = entry.approved.clone();
                item.performed_by = entry.performed_by.clone();
                item.collected_by = entry.collected_by.clone();
                item.sample = entry.sample.clone().map(Box::new);
                item.named.clone_from(&entry.named);
                answers = &entry.answers;
            }
            let needs_day = match self.model.resolve(folder.requirement).1.cadence {
                Cadence::Every(_) => false,
                Cadence::MaxAge(_) | Cadence::Interval(_) | Cadence::Once { .. } => true,
            };
            if item.day().is_none() && (item.covers.is_none() || needs_day) {
                found.strays.extend(files.iter().map(|(_, name)| undated(folder, name, base)));
                continue;
            }
            let indexes: Vec<usize> = files.iter().map(|(at, _)| *at).collect();
            for answer in answers {
                let also = Item {
                    requirement: answer.requirement,
                    subject: answer.subject.clone(),
                    window: answer.window,
                    ..item.clone()
                };
                found.items.push((also, indexes.clone(), options.clone()));
            }
            // Naming a window of its own requirement says which one it is for, not that it is for all.
            let own = |it: &kansa_core::sidecar::Answer| {
                it.requirement == item.requirement && it.subject == item.subject
            };
            if !answers.iter().any(own) {
                found.items.push((item, indexes, options));
            }
        }
    }
}

fn stray(path: String, message: Text, remedy: Text) -> Placed {
    Placed::Stray { path, code: Code::UnplacedEvidence, message, remedy }
}

fn as_date() -> Text {
    Text::new(
        "実施日を 2026-06-30 の形で名前に入れる",
        "put the day it was done into its name, as 2026-06-30",
    )
}

fn decoded(name: &str) -> String {
    let text = percent_decode_str(name).decode_utf8_lossy().into_owned();
    folded(&text).into_owned()
}

fn nearest_or<'k>(wrong: &str, known: impl Iterator<Item = &'k str>, ja: &str, en: &str) -> Text {
    match kansa_core::nearest(wrong, known) {
        Some(near) => {
            Text::new(format!("{near} のことであれば名前を直す"), format!("if {near} is meant, rename it"))
        }
        None => Text::new(ja, en),
    }
}

fn ambiguous(folder: &Folder, name: &str, fault: &NameFault, base: &str) -> Stray {
    Stray {
        path: format!("{base}{}/{name}", folder.path).into(),
        code: Code::AmbiguousDate,
        message: fault.message(),
        remedy: as_date(),
    }
}

fn undated(folder: &Folder, name: &str, base: &str) -> Stray {
    Stray {
        path: format!("{base}{}/{name}", folder.path).into(),
        code: Code::UndatedEvidence,
        message: Text::new(
            "いつ実施したものか分からない（名前に日付がない）",
            "nothing says when it was done (no date in its name)",
        ),
        remedy: Text::new(
            "実施日を 2026-06-30 の形で名前に入れるか、evidence.yaml に performed を書く",
            "put the day it was done into its name, as 2026-06-30, or write performed to evidence.yaml",
        ),
    }
}
