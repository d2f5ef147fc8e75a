//! `kansa check`: what is missing, stale or wrong.

use std::fmt::Write as _;

use comfy_table::{CellAlignment, Table, presets};
use kansa::core::assessment::{Assessment, CatalogResult, Verdict};
use kansa_core::company::ScopeStatus;
use kansa_core::explain::spot;
use kansa_core::finding::{Finding, Severity};
use kansa_core::model::Model;
use kansa_core::text::Lang;
use owo_colors::OwoColorize;

use crate::Exit;
use crate::args::{Check, CheckFormat, CheckKind, Global};
use crate::output::{print, visible, write_file};
use crate::workspace;

pub(crate) fn run(global: &Global, args: &Check) -> anyhow::Result<Exit> {
    let Some(opened) = workspace::open(global, &args.selection.companies)? else { return Ok(Exit::Trouble) };
    let opened = opened.select(&args.selection)?;
    let as_of = opened.as_of(args.selection.as_of);
    let assessment = opened.workspace.assess_some(as_of, &args.selection.companies);
    let threshold = args.fail_on.unwrap_or(opened.workspace.config().fail_on);
    let default = [CheckFormat { kind: CheckKind::Human, file: None }];
    let formats = if args.formats.is_empty() { &default[..] } else { &args.formats };
    if formats.iter().filter(|it| it.file.is_none()).count() > 1 {
        anyhow::bail!("two formats cannot share standard output; give one a file: --format json=FILE");
    }
    for format in formats {
        let text = match format.kind {
            CheckKind::Human if format.file.is_some() => {
                // A file has no colours.
                anstream::adapter::strip_str(&human(&assessment, opened.lang, threshold)).to_string()
            }
            CheckKind::Human => human(&assessment, opened.lang, threshold),
            CheckKind::Json => json(&assessment)?,
        };
        match &format.file {
            None => print(&text)?,
            Some(path) => write_file(path, text.as_bytes())?,
        }
    }
    let status = exit(&assessment, threshold);
    drop(assessment);
    // The process ends here: giving back a million small pieces of memory one by one would only take time.
    std::mem::forget(opened);
    Ok(status)
}

/// The exit status: input that is not well formed weighs more than any finding.
fn exit(assessment: &Assessment<'_>, threshold: Severity) -> Exit {
    if !assessment.diagnostics.is_empty() {
        return Exit::Trouble;
    }
    match assessment.worst() {
        Some(worst) if worst >= threshold => Exit::Findings,
        Some(_) | None => Exit::Clean,
    }
}

fn json(assessment: &Assessment<'_>) -> anyhow::Result<String> {
    let data = kansa_report::assessment::Assessment::new(assessment);
    Ok(kansa_report::json::pretty(&data)?)
}

/// A readiness summary per company and catalog, then the findings: roots first, what they cause below them.
fn human(assessment: &Assessment<'_>, lang: Lang, threshold: Severity) -> String {
    let mut out = String::new();
    let group = assessment.config.name.get(lang);
    let (as_of, period) = (assessment.as_of, assessment.period());
    let head = match lang {
        Lang::Ja => format!("{group}  基準日 {as_of}（監査期間 {}〜{}）", period.from, period.to),
        Lang::En => format!("{group}  as of {as_of} (audit period {} to {})", period.from, period.to),
    };
    let _ = writeln!(out, "{}\n", visible(&head).bold());
    let _ = writeln!(out, "{}\n", summary(assessment, lang));
    if assessment.companies.iter().all(|it| it.answers.catalogs.is_empty()) {
        let nothing = match lang {
            Lang::Ja => "この日に適用範囲に入る規格はない（company.yaml の scope を参照）",
            Lang::En => "no catalog is in scope on this day (see scope in company.yaml)",
        };
        let _ = writeln!(out, "{nothing}\n");
    }
    for company in &assessment.companies {
        let findings = &company.answers.findings;
        if findings.is_empty() {
            continue;
        }
        let name = company.company.name.get(lang);
        let _ = writeln!(out, "{}", visible(&format!("{name} ({})", company.company.id)).bold());
        for finding in findings {
            write_finding(&mut out, assessment.model, finding, lang);
        }
        out.push('\n');
    }
    if !assessment.findings.is_empty() {
        let _ = writeln!(out, "{}", visible(group).bold());
        assessment.findings.iter().for_each(|it| write_finding(&mut out, assessment.model, it, lang));
        out.push('\n');
    }
    let _ = writeln!(out, "{}", closing(assessment, lang, threshold));
    out
}

fn summary(assessment: &Assessment<'_>, lang: Lang) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    let (company, catalog, status) = match lang {
        Lang::Ja => ("会社", "規格", "区分"),
        Lang::En => ("company", "standard", "status"),
    };
    let mut header = vec![company.to_owned(), catalog.to_owned(), status.to_owned()];
    header.extend(Verdict::ALL.iter().map(|it| short(*it, lang).to_owned()));
    table.set_header(header);
    for company in &assessment.companies {
        for catalog in &company.answers.catalogs {
            let of = &assessment.model.catalogs()[catalog.catalog];
            let standard = &of.standard;
            let mut row = vec![
                visible(company.company.name.get(lang)),
                visible(standard),
                catalog.status.text(of.terms).get(lang).to_owned(),
            ];
            row.extend(counts(catalog));
            table.add_row(row);
        }
    }
    for column in table.column_iter_mut().skip(3) {
        column.set_cell_alignment(CellAlignment::Right);
    }
    table
}

fn counts(catalog: &CatalogResult) -> Vec<String> {
    let counts = catalog.counts();
    let count = |verdict: &Verdict| match catalog.status {
        ScopeStatus::None => "-".to_owned(),
        ScopeStatus::Certified | ScopeStatus::Preparing | ScopeStatus::Voluntary => {
            counts.get(verdict).copied().unwrap_or(0).to_string()
        }
    };
    Verdict::ALL.iter().map(count).collect()
}

/// The verdict in one short word, for the head of a column.
fn short(verdict: Verdict, lang: Lang) -> &'static str {
    let (ja, en) = match verdict {
        Verdict::Conforms => ("充足", "conforms"),
        Verdict::Accepted => ("例外", "accepted"),
        Verdict::Pending => ("期限前", "pending"),
        Verdict::Partial => ("一部", "partial"),
        Verdict::Gap => ("不足", "gap"),
        Verdict::NotApplicable => ("除外", "n/a"),
        Verdict::NotAssessed => ("未評価", "not assessed"),
    };
    match lang {
        Lang::Ja => ja,
        Lang::En => en,
    }
}

fn write_finding(out: &mut String, model: &Model, finding: &Finding, lang: Lang) {
    let indent = if finding.causes.is_empty() { "  " } else { "      " };
    let lead = if finding.causes.is_empty() { "" } else { "└ " };
    let severity = finding.severity.text().get(lang).to_owned();
    let severity = match finding.severity {
        Severity::Note => severity.dimmed().to_string(),
        Severity::Minor => severity.yellow().to_string(),
        Severity::Major => severity.red().to_string(),
        Severity::Critical => severity.red().bold().to_string(),
    };
    let message = visible(finding.message.get(lang));
    let _ = writeln!(out, "{indent}{lead}{severity}  {message}  {}", finding.code.dimmed());
    let mut detail = |label: (&str, &str), value: String| {
        let label = match lang {
            Lang::Ja => label.0,
            Lang::En => label.1,
        };
        let _ = writeln!(out, "{indent}    {} {}", format!("{label}:").dimmed(), visible(&value));
    };
    if let Some(at) = &finding.at {
        detail(("場所", "where"), spot(at).get(lang).to_owned());
    }
    if !finding.breaks.is_empty() {
        let breaks = finding.breaks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        detail(("影響", "breaks"), breaks);
    }
    // By the title that people know, and the id that files have.
    let owner = finding.owner.as_ref().map(|id| match model.role_title(id) {
        Some(title) => format!("{} ({id})", title.get(lang)),
        None => id.to_string(),
    });
    match (owner, finding.due) {
        (Some(owner), Some(due)) => {
            detail(("担当・期限", "owner, due"), format!("{owner}, {due}"));
        }
        (Some(owner), None) => detail(("担当", "owner"), owner),
        (None, Some(due)) => detail(("期限", "due"), due.to_string()),
        (None, None) => {}
    }
    detail(("対処", "remedy"), finding.remedy.get(lang).to_owned());
}

fn closing(assessment: &Assessment<'_>, lang: Lang, threshold: Severity) -> String {
    let all = || assessment.companies.iter().flat_map(|it| &it.answers.findings).chain(assessment.findings);
    let per = Severity::ALL.iter().rev().map(|severity| {
        let count = all().filter(|it| it.severity == *severity).count();
        format!("{} {count}", severity.text().get(lang))
    });
    let per = per.collect::<Vec<_>>().join(match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    });
    let failing = all().filter(|it| it.severity >= threshold).count();
    let threshold = threshold.text();
    let threshold = threshold.get(lang);
    match lang {
        Lang::Ja => format!("検出事項: {per}。しきい値（{threshold}）以上は {failing} 件"),
        Lang::En => format!("findings: {per}; {failing} at or above the threshold ({threshold})"),
    }
}
