//! `evidence.yaml`: what a path cannot say of the files beside it.

use chrono::NaiveDate;

use crate::code::Code;
use crate::config::{RawRange, day_range};
use crate::diagnostic::{Diagnostic, unknown};
use crate::evidence::{Approval, Sample, Sha256};
use crate::extract::Reading;
use crate::id::{CompanyId, RoleId};
use crate::measure::Per;
use crate::model::{Model, RequirementIx};
use crate::period::DateRange;
use crate::source::{Place, SourceFile};
use crate::table::Wanted;
use crate::text::text;
use crate::yaml::{InRange, Located, Spelled, decode_file, keywords, record};

record! {
    /// What a path cannot say of the files in its folder: `evidence/<company>/**/evidence.yaml`.
    pub(crate) struct RawSidecar {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// Items, each of one or more files of this folder.
        items: Vec<Located<RawItem>>,
    }
}

record! {
    /// One delivery of files.
    pub(crate) struct RawItem {
        /// Names of its files in this folder: all that no other item names, if left out.
        files: Option<Vec<Located<String>>>,
        /// The day it was done (実施日).
        performed: Option<NaiveDate>,
        /// The day it was collected.
        collected: Option<NaiveDate>,
        /// The day it was handed in.
        received: Option<NaiveDate>,
        /// The days it is about.
        covers: Option<Located<RawRange>>,
        /// The days on which it is valid.
        valid: Option<Located<RawRange>>,
        /// Who approved it.
        approved: Option<RawApproval>,
        /// The role of who performed it.
        performed_by: Option<RoleId>,
        /// The role of who collected it.
        collected_by: Option<RoleId>,
        /// Of what it is a sample.
        sample: Option<Located<RawSample>>,
        /// How its files are to be read, where that cannot be seen.
        read: Option<RawReading>,
        /// Companies that it is for beside this one, which provides the measure to them.
        r#for: Option<Vec<CompanyId>>,
        /// What it answers beside the requirement of its folder: "measure/requirement[/subject][@window-from]".
        answers: Option<Vec<Spelled>>,
    }
}

record! {
    /// An approval.
    pub(crate) struct RawApproval {
        /// The role that approved.
        by: RoleId,
        /// The day.
        on: NaiveDate,
        /// The SHA-256 of what was approved: of its only file, else of the list of its files as sha256sum writes it.
        sha256: Option<Spelled>,
    }
}

record! {
    /// A sample: what was looked at, and of how many.
    pub(crate) struct RawSample {
        /// How many there are in all (母集団).
        population: InRange<1, 4_000_000_000>,
        /// How many of them were looked at.
        size: InRange<1, 4_000_000_000>,
        /// How they were chosen: 無作為, random.
        method: String,
        /// What makes a random choice repeatable.
        seed: Option<Spelled>,
    }
}

record! {
    /// How files are to be read, where that cannot be seen.
    pub(crate) struct RawReading {
        /// The encoding of a text: utf-8, cp932, euc-jp, utf-16 …
        encoding: Option<Encoding>,
        /// The sheet that is meant; "*" for all that have the columns.
        sheet: Option<String>,
        /// The row that is the header.
        header_row: Option<InRange<1, 1_048_576>>,
    }
}

keywords! {
    /// The encoding of a text.
    pub enum Encoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// Shift_JIS as Windows writes it.
        Cp932 = "cp932",
        /// EUC-JP.
        EucJp = "euc-jp",
        /// ISO-2022-JP.
        Iso2022Jp = "iso-2022-jp",
        /// Another name of cp932.
        ShiftJis = "shift_jis",
        /// Another name of cp932.
        Windows31J = "windows-31j",
        /// UTF-16 with a byte order mark.
        Utf16 = "utf-16",
        /// UTF-16, little-endian.
        Utf16Le = "utf-16le",
        /// UTF-16, big-endian.
        Utf16Be = "utf-16be",
    }
}

/// What an `evidence.yaml` says of the files beside it.
#[derive(Debug, Clone, Default)]
pub struct Sidecar {
    /// Items in the order of the file.
    pub items: Vec<Entry>,
}

/// What an `evidence.yaml` says of one item.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Names of its files, each with its place; all that no other entry names if there are none.
    pub files: Option<Vec<(String, Place)>>,
    /// The day it was done.
    pub performed: Option<NaiveDate>,
    /// The day it was collected.
    pub collected: Option<NaiveDate>,
    /// The day it was handed in.
    pub received: Option<NaiveDate>,
    /// The days it is about.
    pub covers: Option<DateRange>,
    /// The days on which it is valid.
    pub valid: Option<DateRange>,
    /// Who approved it.
    pub approved: Option<Approval>,
    /// The role of who performed it.
    pub performed_by: Option<RoleId>,
    /// The role of who collected it.
    pub collected_by: Option<RoleId>,
    /// Of what it is a sample.
    pub sample: Option<Sample>,
    /// How its files are to be read.
    pub reading: Reading,
    /// The encoding of its files.
    pub encoding: Option<Encoding>,
    /// Companies that it is for beside the one that files it.
    pub named: Vec<CompanyId>,
    /// What it answers beside the requirement of its folder.
    pub answers: Vec<Answer>,
}

/// Something that an item answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The requirement.
    pub requirement: RequirementIx,
    /// The subject.
    pub subject: Option<Box<str>>,
    /// The window, by its first day.
    pub window: Option<NaiveDate>,
}

impl Sidecar {
    /// Reads an `evidence.yaml`.
    pub fn parse(file: &SourceFile, model: &Model) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawSidecar>(file);
        let sidecar = raw.map(|raw| {
            for second in raw.items.iter().filter(|it| it.value.files.is_none()).skip(1) {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidValue,
                    second.place.clone(),
                    text!(
                        "files のない項目は一つだけです（どのファイルのことか決まりません）",
                        "only one item can do without files: which ones it is about is unclear"
                    ),
                ));
            }
            Self { items: raw.items.into_iter().map(|it| entry(it.value, model, &mut diagnostics)).collect() }
        });
        (sidecar, diagnostics)
    }
}

fn entry(raw: RawItem, model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Entry {
    let read = raw.read.unwrap_or(RawReading { encoding: None, sheet: None, header_row: None });
    Entry {
        performed_by: raw.performed_by,
        collected_by: raw.collected_by,
        sample: raw.sample.and_then(|it| sample(it, diagnostics)),
        encoding: read.encoding,
        reading: Reading {
            sheet: match read.sheet.as_deref() {
                None => Wanted::Fitting,
                Some("*") => Wanted::All,
                Some(name) => Wanted::Named(name.into()),
            },
            header_row: read.header_row.map(|it| it.0),
        },
        files: raw.files.map(|it| it.into_iter().map(|name| (name.value, name.place)).collect()),
        performed: raw.performed,
        collected: raw.collected,
        received: raw.received,
        covers: raw.covers.and_then(|it| day_range(&it, diagnostics)),
        valid: raw.valid.and_then(|it| day_range(&it, diagnostics)),
        approved: raw.approved.map(|it| approval(it, diagnostics)),
        named: raw.r#for.unwrap_or_default(),
        answers: raw
            .answers
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| answer(&it, model, diagnostics))
            .collect(),
    }
}

/// An approval. One that names a hash that is none approves nothing, which the hash of zeros says.
fn approval(raw: RawApproval, diagnostics: &mut Vec<Diagnostic>) -> Approval {
    let sha256 = raw.sha256.map(|it| {
        it.text.parse().unwrap_or_else(|_| {
            diagnostics.push(Diagnostic::new(
                Code::InvalidValue,
                it.place.clone(),
                text!(
                    "SHA-256 ではありません（小文字の16進数64桁で書く）",
                    "this is no SHA-256: write 64 hexadecimal digits in lower case"
                ),
            ));
            Sha256([0; 32])
        })
    });
    Approval { by: raw.by, on: raw.on, sha256 }
}

/// A sample that is no larger than what it was drawn from.
fn sample(raw: Located<RawSample>, diagnostics: &mut Vec<Diagnostic>) -> Option<Sample> {
    let RawSample { population, size, method, seed } = raw.value;
    let (population, size) = (population.0, size.0);
    if size > population {
        diagnostics.push(Diagnostic::new(
            Code::InvalidValue,
            raw.place,
            text!(
                "抽出した数（{size}）が母集団（{population}）より多い",
                "the sample ({size}) is larger than its population ({population})"
            ),
        ));
        return None;
    }
    Some(Sample { population, size, method, seed: seed.map(|it| it.text) })
}

/// `measure/requirement[/subject][@window-from]`.
fn answer(raw: &Spelled, model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Option<Answer> {
    let whole = raw.text.as_str();
    let (name, window) = match whole.rsplit_once('@') {
        None => (whole, None),
        Some((name, day)) => match day.parse() {
            Ok(day) => (name, Some(day)),
            Err(_) => {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidDate,
                    raw.place.clone(),
                    text!(
                        "@ の後の {day} は日付ではありません（書き方: 2026-04-01）",
                        "{day} behind the @ is not a date (write 2026-04-01)"
                    ),
                ));
                return None;
            }
        },
    };
    let mut pieces = name.splitn(3, '/');
    let (measure, requirement) = (pieces.next().unwrap_or_default(), pieces.next().unwrap_or_default());
    let found = model.requirement_at(measure, requirement);
    if found.is_none() {
        let wrong = format!("{measure}/{requirement}");
        diagnostics.push(unknown(
            Code::UnknownRequirement,
            &wrong,
            raw.place.clone(),
            text!("必要証跡 {wrong} はありません", "there is no evidence requirement {wrong}"),
            model.requirement_names().iter().map(String::as_str),
        ));
    }
    let (requirement, subject) = (found?, pieces.next().map(Box::from));
    if model.resolve(requirement).1.answered.is_in_register() {
        diagnostics.push(Diagnostic::new(
            Code::InvalidValue,
            raw.place.clone(),
            text!(
                "{name} は台帳で答えます。ファイルでは答えられません",
                "{name} is answered in a register, not by files"
            ),
        ));
        return None;
    }
    let wanted = match (&model.resolve(requirement).1.per, &subject) {
        (Per::Company, None) | (Per::Rows { .. } | Per::Companies, Some(_)) => None,
        (Per::Company, Some(_)) => Some(text!(
            "{name} は会社に一つです（対象を外す）",
            "{name} is owed once per company: leave the subject out"
        )),
        (Per::Rows { .. } | Per::Companies, None) => {
            Some(text!("{name} の後に /対象 が要ります", "{name} needs /subject behind it"))
        }
    };
    if let Some(message) = wanted {
        diagnostics.push(Diagnostic::new(Code::InvalidValue, raw.place.clone(), message));
        return None;
    }
    Some(Answer { requirement, subject, window })
}
