//! Workflow commands of GitHub Actions: annotations on files.

use std::fmt::Write as _;

use kansa_core::finding::Severity;

use super::{Run, line_of};
use crate::assessment::Diagnostic;
use crate::v1::Shown;
use crate::v1::word::rank;

/// GitHub shows this many annotations of a kind in a step, and no word of the others.
const SHOWN: usize = 10;

/// The worst ten of what turns the check red, as annotations; a notice says how many others there are.
pub fn github(run: &Run<'_>) -> String {
    let mut out = String::new();
    let diagnostics = &run.data.diagnostics;
    diagnostics.iter().take(SHOWN).for_each(|it| diagnostic(&mut out, run, it));
    let failing = run.failing();
    let room = SHOWN.saturating_sub(diagnostics.len());
    for (_, finding) in failing.iter().take(room) {
        let level = match rank(&finding.severity) {
            Some(Severity::Critical | Severity::Major) | None => "error",
            Some(Severity::Minor) => "warning",
            Some(Severity::Note) => "notice",
        };
        let _ = write!(out, "::{level} ");
        if let Some(at) = &finding.at {
            let _ = write!(out, "file={},", property(&run.below_root(&at.path)));
            if let Some(line) = line_of(at) {
                let _ = write!(out, "line={line},");
            }
        }
        let message = [&[finding.message.get(run.lang).to_owned()], &run.details(finding)[..]].concat();
        let _ = writeln!(out, "title={}::{}", property(&finding.code), value(&message.join("\n")));
    }
    let left = (diagnostics.len() + failing.len()).saturating_sub(SHOWN);
    if left > 0 {
        let _ = match run.lang {
            kansa_core::text::Lang::Ja => {
                writeln!(out, "::notice title=kansa::ほかに {left} 件（ジョブの要約を参照）")
            }
            kansa_core::text::Lang::En => {
                writeln!(out, "::notice title=kansa::{left} more, see the summary of the job")
            }
        };
    }
    out
}

fn diagnostic(out: &mut String, run: &Run<'_>, it: &Diagnostic) {
    let (file, Diagnostic { line, column, code, .. }) = (property(&run.below_root(&it.path)), it);
    let message = value(it.message.get(run.lang));
    let _ = writeln!(out, "::error file={file},line={line},col={column},title={}::{message}", property(code));
}

/// What stands behind the second pair of colons: a text of others begins no command of its own.
fn value(text: &str) -> String {
    Shown::from(text).as_str().replace('%', "%25").replace('\n', "%0A")
}

/// What stands behind an equals sign.
fn property(text: &str) -> String {
    value(text).replace(':', "%3A").replace(',', "%2C")
}
