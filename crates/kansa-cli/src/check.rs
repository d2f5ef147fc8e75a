//! `kansa check`: what is missing, stale or wrong.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::fmt::Write as _;

use anyhow::Context;
use comfy_table::{CellAlignment, Table, presets};
use kansa::core::assessment::{Assessment, CatalogResult, Verdict};
use kansa_core::company::ScopeStatus;
use kansa_core::explain::spot;
use kansa_core::finding::{Finding, Severity};
use kansa_core::gate::{Gate, Standing};
use kansa_core::model::Model;
use kansa_core::text::Lang;
use kansa_report::assessment::Assessment as Data;
use kansa_report::pipeline::{self, Run};
use owo_colors::OwoColorize;

use crate::Exit;
use crate::args::{Check, CheckKind, FormatTo, Global};
use crate::gate;
use crate::output::{self, charge, complain, in_colour, visible};
use crate::workspace::{self, Opened};

pub(crate) fn run(global: &Global, args: &Check) -> anyhow::Result<Exit> {
    let Some(opened) = workspace::open(global, &args.selection.companies)? else { return Ok(Exit::Trouble) };
    let opened = opened.select(&args.selection)?;
    let as_of = opened.as_of(args.selection.as_of);
    let formats = FormatTo::chosen(&args.formats, CheckKind::Human)?;
    let Some(gate) = gate::open(&opened, args, as_of)? else { return Ok(Exit::Trouble) };
    let assessment = opened.workspace.assess_some(as_of, &args.selection.companies);
    // What is wrong with the baseline is a finding of the check, and of no report.
    let partly = !args.selection.catalogs.is_empty();
    let findings = [assessment.findings, &gate.findings(&assessment, partly)].concat();
    let assessment = Assessment { findings: &findings, ..assessment };
    let standings = gate::standings(&gate, &assessment);
    let checked = Checked {
        assessment: &assessment,
        gate: &gate,
        standings: &standings,
        opened: &opened,
        data: OnceCell::new(),
    };
    for format in &formats {
        format.write(&checked.text(format)?)?;
    }
    if let Some(path) = &args.write_baseline {
        let count = gate::write(path, args, &standings, &assessment, &opened)?;
        let shown = visible(&path.display().to_string());
        complain(&match opened.lang {
            Lang::Ja => format!("{count} 件を {shown} に書き、先送りにした"),
            Lang::En => format!("put {count} off in {shown}"),
        });
    }
    let status = checked.exit();
    drop(assessment);
    // The process ends here: giving back a million small pieces of memory one by one would only take time.
    std::mem::forget(opened);
    Ok(status)
}

/// Answers, and how they stand at the gate.
struct Checked<'a> {
    assessment: &'a Assessment<'a>,
    gate: &'a Gate,
    standings: &'a HashMap<String, Standing<'a>>,
    opened: &'a Opened,
    /// Made for the first format that needs it.
    data: OnceCell<Data>,
}

impl Checked<'_> {
    fn text(&self, format: &FormatTo<CheckKind>) -> anyhow::Result<String> {
        let Self { assessment, standings, opened, .. } = self;
        let lang = opened.lang;
        let data = match format.kind {
            CheckKind::Human => {
                return Ok(format.coloured(human(assessment, lang, self.gate, standings)));
            }
            CheckKind::Json
            | CheckKind::Sarif
            | CheckKind::Junit
            | CheckKind::Github
            | CheckKind::Markdown => self.data.get_or_init(|| Data::new(assessment)),
        };
        let prefix = gate::prefix(&opened.root);
        let run = Run { data, standings, lang, prefix: &prefix };
        Ok(match format.kind {
            CheckKind::Human | CheckKind::Json => kansa_report::json::pretty(data)?,
            CheckKind::Sarif => pipeline::sarif(&run)?,
            CheckKind::Junit => pipeline::junit(&run)?,
            CheckKind::Github => {
                summarize(&run)?;
                pipeline::github(&run)
            }
            CheckKind::Markdown => pipeline::comment(&run),
        })
    }

    /// The exit status: input that is not well formed weighs more than any finding.
    fn exit(&self) -> Exit {
        if !self.assessment.diagnostics.is_empty() {
            return Exit::Trouble;
        }
        let fails = |it: &Standing<'_>| matches!(it, Standing::Fails);
        if self.standings.values().any(fails) { Exit::Findings } else { Exit::Clean }
    }
}

/// On GitHub the summary of the job has what does not fit into annotations.
fn summarize(run: &Run<'_>) -> anyhow::Result<()> {
    let Some(path) = std::env::var_os("GITHUB_STEP_SUMMARY").filter(|it| !it.is_empty()) else {
        return Ok(());
    };
    let file = std::fs::OpenOptions::new().append(true).create(true).open(&path);
    let written =
        file.and_then(|mut it| std::io::Write::write_all(&mut it, pipeline::comment(run).as_bytes()));
    written.with_context(|| format!("cannot write the summary {}", visible(&path.display().to_string())))
}

/// A readiness summary per company and catalog, then the findings: roots first, what they cause below them.
fn human(
    assessment: &Assessment<'_>,
    lang: Lang,
    gate: &Gate,
    standings: &HashMap<String, Standing<'_>>,
) -> String {
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
            write_finding(&mut out, assessment.model, finding, standings.get(&finding.id), lang);
        }
        out.push('\n');
    }
    if !assessment.findings.is_empty() {
        let _ = writeln!(out, "{}", visible(group).bold());
        for it in assessment.findings {
            write_finding(&mut out, assessment.model, it, standings.get(&it.id), lang);
        }
        out.push('\n');
    }
    let _ = writeln!(out, "{}", closing(assessment, lang, gate, standings));
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
            let standard = of.standard.get(lang);
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

fn write_finding(
    out: &mut String,
    model: &Model,
    finding: &Finding,
    standing: Option<&Standing<'_>>,
    lang: Lang,
) {
    let indent = if finding.causes.is_empty() { "  " } else { "      " };
    let lead = if finding.causes.is_empty() { "" } else { "└ " };
    let severity = in_colour(finding.severity, finding.severity.text().get(lang));
    let message = visible(finding.message.get(lang));
    let _ = writeln!(out, "{indent}{lead}{severity}  {message}  {}", finding.code.dimmed());
    let mut detail = |(ja, en): (&str, &str), value: String| {
        let label = match lang {
            Lang::Ja => ja,
            Lang::En => en,
        };
        let _ = writeln!(out, "{}", output::detail(indent, label, &value));
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
    if let Some((label, value)) = charge(owner, finding.due) {
        detail(label, value);
    }
    detail(("対処", "remedy"), finding.remedy.get(lang).to_owned());
    if let Some(Standing::Deferred(it)) = standing {
        detail(("先送り", "put off"), format!("{} {}", it.expires, it.reason));
    }
}

fn closing(
    assessment: &Assessment<'_>,
    lang: Lang,
    gate: &Gate,
    standings: &HashMap<String, Standing<'_>>,
) -> String {
    let all = || assessment.companies.iter().flat_map(|it| &it.answers.findings).chain(assessment.findings);
    let per = Severity::ALL.iter().rev().map(|severity| {
        let count = all().filter(|it| it.severity == *severity).count();
        format!("{} {count}", severity.text().get(lang))
    });
    let per = per.collect::<Vec<_>>().join(match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    });
    let failing = standings.values().filter(|it| matches!(it, Standing::Fails)).count();
    let deferred = standings.values().filter(|it| matches!(it, Standing::Deferred(_))).count();
    let threshold = gate.thresholds.fail_on.text();
    let threshold = threshold.get(lang);
    let deferred = match (deferred, lang) {
        (0, _) => String::new(),
        (_, Lang::Ja) => format!("、ほかに先送り {deferred} 件"),
        (_, Lang::En) => format!(", {deferred} put off"),
    };
    match lang {
        Lang::Ja => format!("検出事項: {per}。しきい値（{threshold}）以上は {failing} 件{deferred}"),
        Lang::En => format!("findings: {per}; {failing} at or above the threshold ({threshold}){deferred}"),
    }
}
