//! What is written to an `evidence.yaml`: one more item, or the approval of one. What stands there stays as it is, comments too.

use std::fmt::Write as _;

use chrono::NaiveDate;
use kansa_core::as_yaml;
use kansa_core::evidence::Approval;
use kansa_core::id::RoleId;
use kansa_core::model::Model;
use kansa_core::period::DateRange;
use kansa_core::sidecar::{Entry, Sidecar};
use kansa_core::source::SourceFile;

/// What is to be said of files.
#[derive(Debug, Clone, Default)]
pub struct NewItem {
    /// Their names in the folder.
    pub files: Vec<String>,
    /// The day it was done, where the name does not say it.
    pub performed: Option<NaiveDate>,
    /// The days it is about.
    pub covers: Option<DateRange>,
    /// Who approved it.
    pub approved: Option<Approval>,
    /// The role of who did it.
    pub performed_by: Option<RoleId>,
    /// The role of who collected it.
    pub collected_by: Option<RoleId>,
}

impl NewItem {
    /// Whether there is anything to say beside the names.
    pub fn is_silent(&self) -> bool {
        let Self { files: _, performed, covers, approved, performed_by, collected_by } = self;
        performed.is_none()
            && covers.is_none()
            && approved.is_none()
            && performed_by.is_none()
            && collected_by.is_none()
    }

    /// Its lines in an `evidence.yaml`, behind `indent` blanks.
    pub fn lines(&self, indent: usize) -> String {
        let names: Vec<String> = self.files.iter().map(|it| as_yaml(it)).collect();
        let pad = " ".repeat(indent);
        let mut lines = format!("{pad}- files: [{}]\n", names.join(", "));
        let mut add = |line: String| {
            let _ = writeln!(lines, "{pad}  {line}");
        };
        if let Some(day) = self.performed {
            add(format!("performed: {day}"));
        }
        if let Some(DateRange { from, to }) = self.covers {
            add(format!("covers: {{from: {from}, to: {to}}}"));
        }
        if let Some(approval) = &self.approved {
            add(approved(approval));
        }
        if let Some(role) = &self.performed_by {
            add(format!("performed_by: {role}"));
        }
        if let Some(role) = &self.collected_by {
            add(format!("collected_by: {role}"));
        }
        lines
    }
}

/// The file is written in a way that a program should not change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CannotEdit;

/// The text of an `evidence.yaml` with one more item; a whole new one if there is none.
///
/// # Errors
///
/// It has mistakes, or is written in such a way that the item cannot be added at its end.
pub fn with_item(
    path: &str,
    text: Option<&str>,
    item: &NewItem,
    model: &Model,
) -> Result<String, CannotEdit> {
    let Some(text) = text else {
        return Ok(format!("format: 1\nitems:\n{}", item.lines(2)));
    };
    let before = entries(path, text, model)?;
    let blocks = Blocks::of(text).ok_or(CannotEdit)?;
    let mut whole = text.to_owned();
    if !whole.ends_with('\n') {
        whole.push('\n');
    }
    whole.push_str(&item.lines(blocks.indent));
    let after = entries(path, &whole, model)?;
    let (added, kept) = after.split_last().ok_or(CannotEdit)?;
    let is_new = names_of(added).is_some_and(|it| it == item.files) && added.approved == item.approved;
    (is_new && said(kept) == said(&before)).then_some(whole).ok_or(CannotEdit)
}

/// The text of an `evidence.yaml` in which the item of these files has this approval. `alone` says whether they are all the files of
/// the folder that no entry names.
///
/// # Errors
///
/// As [`with_item`].
pub fn with_approval(
    path: &str,
    text: Option<&str>,
    (files, alone): (&[String], bool),
    approval: &Approval,
    model: &Model,
) -> Result<String, CannotEdit> {
    let item = NewItem { files: files.to_vec(), approved: Some(approval.clone()), ..NewItem::default() };
    let Some(text) = text else { return with_item(path, None, &item, model) };
    let before = entries(path, text, model)?;
    let named = |it: &Entry| match names_of(it) {
        Some(names) => files.iter().all(|file| names.contains(file)),
        None => !before.iter().filter_map(names_of).flatten().any(|it| files.contains(&it)),
    };
    let Some(nth) = before.iter().position(named) else { return with_item(path, Some(text), &item, model) };
    if before[nth].files.is_none() && !alone {
        // What stands there is about other deliveries too, which this approval is not of.
        let bare = Entry { approved: None, ..before[nth].clone() };
        let silent = said(&[bare]) == said(&entries(path, "format: 1\nitems: [{}]\n", model)?);
        return if silent { with_item(path, Some(text), &item, model) } else { Err(CannotEdit) };
    }
    let blocks = Blocks::of(text).ok_or(CannotEdit)?;
    let whole = blocks.approved(nth, &approved(approval)).ok_or(CannotEdit)?;
    let after = entries(path, &whole, model)?;
    let mut expected = before;
    expected[nth].approved = Some(approval.clone());
    (said(&after) == said(&expected)).then_some(whole).ok_or(CannotEdit)
}

/// Whether a file that is put beside an `evidence.yaml` has to be named in it, lest another entry takes it.
///
/// # Errors
///
/// It has mistakes.
pub fn has_to_be_named(path: &str, text: &str, model: &Model) -> Result<bool, CannotEdit> {
    entries(path, text, model).map(|it| it.iter().any(|it| it.files.is_none()))
}

fn entries(path: &str, text: &str, model: &Model) -> Result<Vec<Entry>, CannotEdit> {
    let (sidecar, problems) = Sidecar::parse(&SourceFile::new(path, text), model);
    sidecar.filter(|_| problems.is_empty()).map(|it| it.items).ok_or(CannotEdit)
}

fn names_of(entry: &Entry) -> Option<Vec<String>> {
    entry.files.as_ref().map(|it| it.iter().map(|(name, _)| name.clone()).collect())
}

/// What entries say, apart from where it stands.
fn said(entries: &[Entry]) -> Vec<String> {
    let one = |it: &Entry| {
        let it = Entry { files: None, ..it.clone() };
        format!("{it:?}")
    };
    entries.iter().map(|it| format!("{:?} {}", names_of(it), one(it))).collect()
}

fn approved(Approval { by, on, sha256 }: &Approval) -> String {
    match sha256 {
        Some(sha256) => format!("approved: {{by: {by}, on: {on}, sha256: {sha256}}}"),
        None => format!("approved: {{by: {by}, on: {on}}}"),
    }
}

/// The items of an `evidence.yaml` that is written item by item below `items:`, as the last thing in it.
struct Blocks<'t> {
    lines: Vec<&'t str>,
    /// The blanks before each `-`.
    indent: usize,
    /// The first line of each item.
    starts: Vec<usize>,
}

impl<'t> Blocks<'t> {
    fn of(text: &'t str) -> Option<Self> {
        let lines: Vec<&str> = text.lines().collect();
        let head = lines.iter().position(|it| it.trim_end() == "items:")?;
        let blanks = |it: &str| it.len() - it.trim_start_matches(' ').len();
        let is_item = |it: &str| it.trim_start_matches(' ').starts_with("- ");
        let first = (head + 1..lines.len()).find(|it| is_item(lines[*it]))?;
        let indent = blanks(lines[first]);
        let starts = (first..lines.len()).filter(|it| is_item(lines[*it]) && blanks(lines[*it]) == indent);
        let starts: Vec<usize> = starts.collect();
        // Whatever stands less far in below is not of an item.
        let inside = |it: &&str| {
            let bare = it.trim_start();
            bare.is_empty()
                || bare.starts_with('#')
                || blanks(it) > indent
                || (is_item(it) && blanks(it) == indent)
        };
        lines[first..].iter().all(inside).then_some(Self { lines, indent, starts })
    }

    /// The whole text, with this line for the approval of the nth item.
    fn approved(&self, nth: usize, line: &str) -> Option<String> {
        let start = *self.starts.get(nth)?;
        let end = self.starts.get(nth + 1).copied().unwrap_or(self.lines.len());
        let mut lines: Vec<String> = self.lines.iter().map(|it| (*it).to_owned()).collect();
        let old = (start..end).find(|it| self.lines[*it].contains("approved:"));
        if let Some(old) = old {
            let text = self.lines[old];
            let from = text.find("approved:")?;
            let to = from + text[from..].find('}')? + 1;
            lines[old] = format!("{}{line}{}", &text[..from], &text[to..]);
        } else if self.lines[start].trim_start().starts_with("- {") {
            let close = self.lines[start].rfind('}')?;
            lines[start] = format!("{}, {line}{}", &self.lines[start][..close], &self.lines[start][close..]);
        } else {
            // Behind its last line that says something.
            let says = |it: &usize| {
                let bare = self.lines[*it].trim_start();
                !bare.is_empty() && !bare.starts_with('#')
            };
            let last = (start..end).rev().find(says)?;
            lines.insert(last + 1, format!("{}{line}", " ".repeat(self.indent + 2)));
        }
        Some(lines.join("\n") + "\n")
    }
}
