//! Answers for pipelines: SARIF, JUnit, the workflow commands of GitHub, and a comment in Markdown.
//!
//! They show how each finding stands at the gate. The gate decides an exit status: verdicts and states stay what they are.
//!
//! Where a pipeline takes only so much (ten annotations, a comment of some length), the worst comes first and what is left out is
//! counted. SARIF and JUnit have every finding, in the order of the data.

mod comment;
mod github;
mod junit;
mod sarif;

use std::collections::HashMap;

use kansa_core::finding::heads;
use kansa_core::gate::Standing;
use kansa_core::text::Lang;

pub use self::comment::comment;
pub use self::github::github;
pub use self::junit::junit;
pub use self::sarif::sarif;
use crate::assessment::{Assessment, Company, Finding, Obligation, Place};
use crate::place::place;
use crate::v1::word::rank;
use crate::words::label;

/// A check as a pipeline sees it.
#[derive(Debug)]
pub struct Run<'a> {
    /// The answers.
    pub data: &'a Assessment,
    /// How findings stand at the gate, by their ids.
    pub standings: &'a HashMap<String, Standing<'a>>,
    /// The language of texts.
    pub lang: Lang,
    /// The folder of the workspace below the root of the repository, with `/` at its end; empty if they are the same.
    pub prefix: &'a str,
}

/// A finding with the company whose answers it belongs to; none if it concerns the group.
type Of<'a> = (Option<&'a Company>, &'a Finding);

impl<'a> Run<'a> {
    /// All findings: of companies in their order, then of the group.
    fn findings(&self) -> impl Iterator<Item = Of<'a>> {
        let of_companies = self
            .data
            .companies
            .iter()
            .flat_map(|company| company.findings.iter().map(move |it| (Some(company), it)));
        of_companies.chain(self.data.findings.iter().map(|it| (None, it)))
    }

    fn standing(&self, finding: &Finding) -> Standing<'a> {
        self.standings.get(&finding.id).copied().unwrap_or(Standing::Fails)
    }

    /// Those that turn the check red, worst first, then by due day.
    fn failing(&self) -> Vec<Of<'a>> {
        let mut failing: Vec<Of<'a>> =
            self.findings().filter(|(_, it)| self.standing(it) == Standing::Fails).collect();
        // Stable: companies in their order, and their findings in theirs.
        failing.sort_by(|(_, a), (_, b)| {
            let due = |it: &Finding| (it.due.is_none(), it.due);
            rank(&b.severity).cmp(&rank(&a.severity)).then_with(|| due(a).cmp(&due(b)))
        });
        failing
    }

    /// A path of the workspace as the repository has it.
    fn below_root(&self, path: &str) -> String {
        format!("{}{path}", self.prefix)
    }

    /// A role by its title and id.
    fn role(&self, id: &str) -> String {
        let title = self.data.roles.iter().find(|it| it.id == id).map(|it| it.title.get(self.lang));
        title.map_or_else(|| id.to_owned(), |title| format!("{title} ({id})"))
    }

    /// What a reader needs beside the message, one line each: where, who, until when, what to do.
    fn details(&self, finding: &Finding) -> Vec<String> {
        let lang = self.lang;
        let mut lines = Vec::new();
        let mut line = |label: &str, value: &str| lines.push(format!("{label}: {value}"));
        if let Some(at) = &finding.at {
            line(label(lang, "pipeline_place"), place(at).get(lang));
        }
        if !finding.breaks.is_empty() {
            line(label(lang, "pipeline_breaks"), &finding.breaks.join(", "));
        }
        if let Some(owner) = &finding.owner {
            line(label(lang, "pipeline_owner"), &self.role(owner));
        }
        if let Some(due) = finding.due {
            line(label(lang, "pipeline_due"), &due.to_string());
        }
        line(label(lang, "pipeline_remedy"), finding.remedy.get(lang));
        lines
    }

    /// Why a finding does not turn the check red although something is missing; none if it does.
    fn spared(&self, finding: &Finding) -> Option<String> {
        let lang = self.lang;
        match self.standing(finding) {
            Standing::Fails => None,
            Standing::Below => Some(label(lang, "pipeline_below").to_owned()),
            Standing::Deferred(it) => {
                let reason = &it.reason;
                Some(match lang {
                    Lang::Ja => format!("ベースラインにより {} まで先送り（{reason}）", it.expires),
                    Lang::En => format!("put off until {} by the baseline ({reason})", it.expires),
                })
            }
        }
    }
}

/// Findings on obligations, by the ids of these.
fn by_obligation(company: &Company) -> HashMap<&str, Vec<&Finding>> {
    let obligations: HashMap<&str, &Obligation> =
        company.obligations.iter().map(|it| (it.id.as_str(), it)).collect();
    let mut found: HashMap<&str, Vec<&Finding>> = HashMap::new();
    for finding in &company.findings {
        if let Some(owed) = heads(&finding.id).find_map(|it| obligations.get(it)) {
            found.entry(&owed.id).or_default().push(finding);
        }
    }
    found
}

/// A file as a link from the root of the repository.
fn uri(path: &str) -> String {
    use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
    const KEPT: &AsciiSet =
        &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
    utf8_percent_encode(path, KEPT).to_string()
}

/// The line of a place in a file that has lines; a row of a table in text is one.
fn line_of(at: &Place) -> Option<u32> {
    let ending = at.path.rsplit_once('.').map_or("", |(_, it)| it).to_ascii_lowercase();
    let is_table = matches!(ending.as_str(), "csv" | "tsv");
    at.line.or_else(|| at.row.filter(|_| is_table))
}
