//! `evidence.yaml`: what a path cannot say.

use std::fmt::Write as _;

use chrono::NaiveDate;

use crate::output::{Made, schema_line};
use crate::registers::quoted;

/// What evidence.yaml says of one delivery.
#[derive(Debug, Clone, Default)]
pub(crate) struct Item {
    /// Who approved it, and when.
    pub(crate) approved: Option<(String, NaiveDate)>,
    /// The day it was done, where the names of its files say more than that day and would be taken for several items.
    pub(crate) performed: Option<NaiveDate>,
    /// The hash of what was approved.
    pub(crate) hash: Option<String>,
    /// The role of who did it.
    pub(crate) performed_by: Option<String>,
    /// The role of who collected it.
    pub(crate) collected_by: Option<String>,
    /// The days on which it is valid.
    pub(crate) valid: Option<(NaiveDate, NaiveDate)>,
    /// The days it is about.
    pub(crate) covers: Option<(NaiveDate, NaiveDate)>,
    /// Companies that take it.
    pub(crate) takers: Vec<String>,
}

impl Item {
    /// Whether there is nothing to say.
    pub(crate) fn is_silent(&self) -> bool {
        self.approved.is_none()
            && self.performed.is_none()
            && self.performed_by.is_none()
            && self.collected_by.is_none()
            && self.valid.is_none()
            && self.covers.is_none()
            && self.takers.is_empty()
    }
}

/// The hash by which an approval names what was approved, where that is one file.
pub(crate) fn hash(files: &[Made]) -> Option<String> {
    let [one] = files else { return None };
    let digest = ring::digest::digest(&ring::digest::SHA256, &one.bytes);
    Some(digest.as_ref().iter().map(|it| format!("{it:02x}")).collect())
}

/// The file for the deliveries of one folder; nothing if none has anything to say.
pub(crate) fn written(folder: &str, items: &[(Vec<String>, Item)]) -> Option<Made> {
    if items.iter().all(|(_, it)| it.is_silent()) {
        return None;
    }
    let path = format!("{folder}/evidence.yaml");
    let mut text = schema_line(&path, "evidence") + "format: 1\nitems:\n";
    for (files, item) in items.iter().filter(|(_, it)| !it.is_silent()) {
        let files: Vec<String> = files.iter().map(|it| format!("\"{it}\"")).collect();
        let _ = writeln!(text, "  - files: [{}]", files.join(", "));
        if let Some(day) = item.performed {
            let _ = writeln!(text, "    performed: {day}");
        }
        if let Some((by, on)) = &item.approved {
            let hash = item.hash.as_ref().map(|it| format!(", sha256: {it}")).unwrap_or_default();
            let _ = writeln!(text, "    approved: {{by: {by}, on: {on}{hash}}}");
        }
        if let Some(role) = &item.performed_by {
            let _ = writeln!(text, "    performed_by: {role}");
        }
        if let Some(role) = &item.collected_by {
            let _ = writeln!(text, "    collected_by: {role}");
        }
        for (name, range) in [("covers", item.covers), ("valid", item.valid)] {
            if let Some((from, to)) = range {
                let _ = writeln!(text, "    {name}: {{from: {from}, to: {to}}}");
            }
        }
        if !item.takers.is_empty() {
            let takers: Vec<String> = item.takers.iter().map(|it| quoted(it).replace('"', "")).collect();
            let _ = writeln!(text, "    for: [{}]", takers.join(", "));
        }
    }
    Some(Made { path, bytes: text.into_bytes() })
}
