//! A baseline: findings that are put off, each with a reason, somebody who answers for it, and a day on which that ends.

use std::collections::HashMap;

use chrono::NaiveDate;

use crate::code::Code;
use crate::diagnostic::{Diagnostic, duplicate_id};
use crate::finding::{Finding, Severity};
use crate::id::{CompanyId, RoleId};
use crate::source::{Place, SourceFile, SourcePath, Sources};
use crate::text::text;
use crate::yaml::{InRange, Located, decode_file, quoted, record};

record! {
    /// Findings that are put off: they do not turn a check red until a day.
    pub(crate) struct RawBaseline {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The findings.
        entries: Vec<RawDeferred>,
    }
}

record! {
    /// A finding that is put off.
    pub(crate) struct RawDeferred {
        /// The id of the finding.
        finding: Located<String>,
        /// The company that it concerns: the group as a whole if left out.
        company: Option<CompanyId>,
        /// The severity up to which it is put off: what has become worse turns the check red.
        severity: Severity,
        /// Why.
        reason: Located<String>,
        /// The role that answers for it.
        owner: RoleId,
        /// The last day on which it is.
        expires: NaiveDate,
    }
}

/// Findings that are put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Baseline {
    /// The file.
    pub path: SourcePath,
    /// What it puts off, in its order.
    pub entries: Vec<Deferred>,
    by_finding: HashMap<String, usize>,
}

/// A finding that is put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deferred {
    /// The id of the finding.
    pub finding: String,
    /// The company that it concerns.
    pub company: Option<CompanyId>,
    /// The severity up to which it is put off.
    pub severity: Severity,
    /// Why.
    pub reason: String,
    /// The role that answers for it.
    pub owner: RoleId,
    /// The last day on which it is.
    pub expires: NaiveDate,
    /// The line of the file.
    pub line: u32,
}

impl Baseline {
    /// Reads a baseline; nothing where it cannot be used.
    pub fn parse(file: &SourceFile) -> (Option<Self>, Vec<Diagnostic>) {
        let (raw, mut diagnostics) = decode_file::<RawBaseline>(file);
        let mut sources = Sources::default();
        sources.insert(file);
        let baseline = raw.map(|raw| {
            let mut entries: Vec<Deferred> = Vec::new();
            let mut by_finding = HashMap::new();
            for RawDeferred { finding, company, severity, reason, owner, expires } in raw.entries {
                let line = sources.line_column(&finding.place).line;
                if by_finding.insert(finding.value.clone(), entries.len()).is_some() {
                    diagnostics.push(duplicate_id(&finding.value, finding.place, None));
                    continue;
                }
                if reason.value.trim().is_empty() {
                    diagnostics.push(unreasoned(reason.place));
                }
                let (finding, reason) = (finding.value, reason.value);
                entries.push(Deferred { finding, company, severity, reason, owner, expires, line });
            }
            Self { path: file.path.clone(), entries, by_finding }
        });
        (baseline, diagnostics)
    }

    /// The entry of a finding.
    pub fn entry(&self, finding: &str) -> Option<&Deferred> {
        self.by_finding.get(finding).and_then(|it| self.entries.get(*it))
    }
}

fn unreasoned(place: Place) -> Diagnostic {
    Diagnostic::new(Code::InvalidValue, place, text!("理由が空です", "there is no reason"))
}

/// The lines of entries that put findings off, indented by so many blanks. `owner` answers for those that have no owner.
pub fn entries_of(
    findings: &[&Finding],
    reason: &str,
    owner: &RoleId,
    expires: NaiveDate,
    indent: usize,
) -> String {
    let entry = |it: &&Finding| {
        let blanks = " ".repeat(indent);
        let company = it.company.as_ref().map_or_else(String::new, |id| format!("{blanks}  company: {id}\n"));
        format!(
            "{blanks}- finding: {}\n{company}{blanks}  severity: {}\n{blanks}  reason: {}\n{blanks}  owner: {}\n{blanks}  expires: {expires}\n",
            quoted(&it.id),
            it.severity.as_str(),
            quoted(reason),
            it.owner.as_ref().unwrap_or(owner),
        )
    };
    findings.iter().map(entry).collect()
}
