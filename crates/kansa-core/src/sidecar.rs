//! `evidence.yaml`: what a path cannot say of the files beside it.

use chrono::NaiveDate;

use crate::code::Code;
use crate::config::{RawRange, day_range};
use crate::diagnostic::{Diagnostic, unknown};
use crate::evidence::Approval;
use crate::id::{CompanyId, RoleId};
use crate::measure::{Answered, Per};
use crate::model::{Model, RequirementIx};
use crate::period::DateRange;
use crate::source::{Place, SourceFile};
use crate::text::text;
use crate::yaml::{InRange, Located, Spelled, decode_file, record};

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
    Entry {
        files: raw.files.map(|it| it.into_iter().map(|name| (name.value, name.place)).collect()),
        performed: raw.performed,
        collected: raw.collected,
        received: raw.received,
        covers: raw.covers.and_then(|it| day_range(&it, diagnostics)),
        valid: raw.valid.and_then(|it| day_range(&it, diagnostics)),
        approved: raw.approved.map(|it| Approval { by: it.by, on: it.on }),
        named: raw.r#for.unwrap_or_default(),
        answers: raw
            .answers
            .unwrap_or_default()
            .into_iter()
            .filter_map(|it| answer(&it, model, diagnostics))
            .collect(),
    }
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
    if matches!(model.resolve(requirement).1.answered, Answered::Columns { .. }) {
        diagnostics.push(Diagnostic::new(
            Code::InvalidValue,
            raw.place.clone(),
            text!(
                "{name} は台帳の列で答えます。ファイルでは答えられません",
                "{name} is answered in columns of a register, not by files"
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
