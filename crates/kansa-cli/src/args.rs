//! Arguments.

mod format;
mod init;

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use kansa_core::finding::Severity;
use kansa_core::id::{CatalogId, CompanyId, RoleId};
use kansa_core::text::Lang;

pub(crate) use self::format::{CheckKind, DiffKind, FormatTo};
pub(crate) use self::init::Init;

/// Compliance evidence engine (監査): which requirement is backed by which evidence, what is missing, and why
#[derive(Debug, Parser)]
#[command(name = "kansa", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXAMPLES: &str = "\
Examples:
  kansa init                             a workspace to begin with, and what to do next
  kansa check                            what is missing today, in the nearest workspace upwards
  kansa check --as-of 2027-03-31         the same, as it will be at the end of the fiscal year
  kansa report --lang both               pages in Japanese and English below reports/out
  kansa why A.6.3 --company acme         the chain from a control down to file, row and SHA-256
  kansa diff main                        what became worse or better since a revision, and why

Exit status of check: 0 nothing at or above --fail-on, 1 findings, 2 input that cannot be read.";

/// Flags of every command.
#[derive(Debug, ClapArgs)]
pub(crate) struct Global {
    /// Folder of the workspace: the nearest kansa.yaml upwards if left out
    #[arg(short = 'C', long, value_name = "DIR", global = true)]
    pub(crate) workspace: Option<PathBuf>,
    /// Language of messages: that of kansa.yaml if left out
    #[arg(long, value_name = "LANG", global = true)]
    pub(crate) lang: Option<LangArg>,
    /// Read every file again, and keep nothing for the next run
    #[arg(long, global = true)]
    pub(crate) no_cache: bool,
    /// When to use colours
    #[arg(long, value_name = "WHEN", default_value = "auto", global = true)]
    pub(crate) color: ColorArg,
}

/// A language, or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum LangArg {
    /// Japanese
    Ja,
    /// English
    En,
    /// Japanese and English (report, serve and schema; elsewhere Japanese)
    Both,
}

impl LangArg {
    /// The language of messages.
    pub(crate) fn message(self) -> Lang {
        match self {
            Self::Ja | Self::Both => Lang::Ja,
            Self::En => Lang::En,
        }
    }
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorArg {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl ColorArg {
    /// Sets it for everything that is printed.
    pub(crate) fn write_global(self) {
        let choice = match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        };
        choice.write_global();
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Init(Init),
    Check(Check),
    Report(Report),
    Serve(Serve),
    Why(Why),
    Diff(Diff),
    Template(Template),
    Add(Add),
    Approve(Approve),
    Seal(Seal),
    Verify(Verify),
    Catalog(Catalog),
    Schema(Schema),
    Completions(Completions),
    Man(Man),
}

/// Say which companies and catalogs, as of which day.
#[derive(Debug, Clone, ClapArgs)]
pub(crate) struct Selection {
    /// The day that the answer is of (YYYY-MM-DD): as kansa.yaml pins it, else today
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
    /// Only this company (repeatable)
    #[arg(long = "company", value_name = "ID", value_parser = company_id)]
    pub(crate) companies: Vec<CompanyId>,
    /// Only this catalog (repeatable)
    #[arg(long = "catalog", value_name = "ID", value_parser = catalog_id)]
    pub(crate) catalogs: Vec<CatalogId>,
}

fn company_id(text: &str) -> Result<CompanyId, String> {
    text.parse().map_err(|_| "not the id of a company (a-z, 0-9 and -)".to_owned())
}

fn role_id(text: &str) -> Result<RoleId, String> {
    text.parse().map_err(|_| "not the id of a role (a-z, 0-9 and -)".to_owned())
}

fn catalog_id(text: &str) -> Result<CatalogId, String> {
    text.parse().map_err(|_| "not the id of a catalog (a-z, 0-9 and -)".to_owned())
}

/// Check the evidence: what is missing, stale or wrong
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa check
  kansa check --company acme --fail-on major
  kansa check --format sarif=kansa.sarif --format junit=kansa.xml --format human
  kansa check --write-baseline baseline.yaml --reason 移行中 --owner it-manager --until 2026-12-31
  kansa check --baseline baseline.yaml

Exit status: 0 nothing at or above --fail-on, 1 findings at or above it, 2 usage, unreadable configuration or register, I/O failure.")]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Exit with 1 if a finding has at least this severity: as kansa.yaml says, else minor
    #[arg(long, value_name = "SEVERITY", value_parser = severity)]
    pub(crate) fail_on: Option<Severity>,
    /// human, json, sarif, junit, github or markdown, to standard output or to a file (repeatable) [default: human]
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    pub(crate) formats: Vec<FormatTo<CheckKind>>,
    /// Findings that are put off: as kansa.yaml says, else none
    #[arg(long, value_name = "FILE")]
    pub(crate) baseline: Option<PathBuf>,
    /// Put off what turns the check red now: writes it behind what the file has
    #[arg(long, value_name = "FILE", requires_all = ["reason", "owner", "until"])]
    pub(crate) write_baseline: Option<PathBuf>,
    /// Why it is put off
    #[arg(long, value_name = "TEXT", requires = "write_baseline")]
    pub(crate) reason: Option<String>,
    /// The role that answers for findings without an owner
    #[arg(long, value_name = "ROLE", value_parser = role_id, requires = "write_baseline")]
    pub(crate) owner: Option<RoleId>,
    /// The last day on which it is put off
    #[arg(long, value_name = "DATE", requires = "write_baseline")]
    pub(crate) until: Option<NaiveDate>,
}

fn severity(text: &str) -> Result<Severity, String> {
    Severity::ALL
        .iter()
        .copied()
        .find(|it| it.as_str() == text)
        .ok_or_else(|| "one of note, minor, major, critical".to_owned())
}

/// Write the report: a group page, a page per company, and the data behind them
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa report
  kansa report --out site --format html,json --lang both
  kansa report --company acme --as-of 2026-03-31
  kansa report --write-templates my-templates

Exit status: 0 once written, whatever the findings; 2 if it cannot be written or kansa.yaml cannot be used.")]
pub(crate) struct Report {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Folder to write to: reports/out of the workspace if left out
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
    /// html, pdf, xlsx, csv, md, json; several between commas [default: html,md,json; of management html,md]
    #[arg(long = "format", value_name = "FORMATS", value_delimiter = ',', value_parser = report_format)]
    pub(crate) formats: Vec<kansa_report::Format>,
    /// For whom it is: auditor leaves out names and numbers of persons, management is two pages
    #[arg(long, value_enum, default_value_t = ProfileArg::Internal)]
    pub(crate) profile: ProfileArg,
    /// Write the built-in templates into a folder, to begin one's own with, and no report
    #[arg(long, value_name = "DIR")]
    pub(crate) write_templates: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ProfileArg {
    Internal,
    Auditor,
    Management,
}

/// Show the report site in a browser, anew whenever a file changes
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa serve
  kansa serve --lang both --company acme
  kansa serve --port 0 --as-of 2027-03-31

Only this machine can open it (127.0.0.1). It writes nothing. Ctrl-C ends it.

Exit status: 0 when it is ended; 2 if it cannot begin.")]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// Port on 127.0.0.1; 0 for any that is free
    #[arg(long, value_name = "PORT", default_value_t = 8737)]
    pub(crate) port: u16,
}

fn report_format(text: &str) -> Result<kansa_report::Format, String> {
    text.parse().map_err(|_| "one of html, pdf, xlsx, csv, md, json".to_owned())
}

/// Explain why a control, a measure or a requirement stands as it does
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa why A.6.3 --company acme
  kansa why iso-27001-2022:A.6.3 --company acme --as-of 2026-04-01
  kansa why training --company acme
  kansa why training/yearly-test --company acme")]
pub(crate) struct Why {
    /// catalog:control, the number of a control, a measure, or measure/requirement
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// The company
    #[arg(long, value_name = "ID", value_parser = company_id)]
    pub(crate) company: CompanyId,
    /// The day that the answer is of (YYYY-MM-DD): as kansa.yaml pins it, else today
    #[arg(long, value_name = "DATE")]
    pub(crate) as_of: Option<NaiveDate>,
}

/// Compare two days, two revisions or two assessments: what became worse or better, and why
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa diff 2026-09-30 2026-10-31            the same files on two days
  kansa diff main                             what the working copy changes, against a branch
  kansa diff v1.0 HEAD --as-of 2026-10-31     two revisions on the same day
  kansa diff before.json after.json           two files of kansa check --format json
  kansa diff origin/main HEAD --format markdown=comment.md --format human

Of a revision the files are checked out into a private folder; the repository stays as it is.

Exit status: 0 nothing newly broken, 1 something is, 2 usage, input that is not well formed on either side, I/O failure.")]
pub(crate) struct Diff {
    /// From where: a day (YYYY-MM-DD), a revision of git, an assessment .json, or . for the workspace as it is
    #[arg(value_name = "A")]
    pub(crate) a: String,
    /// To where
    #[arg(value_name = "B", default_value = ".")]
    pub(crate) b: String,
    #[command(flatten)]
    pub(crate) selection: Selection,
    /// human, json or markdown, to standard output or to a file (repeatable) [default: human]
    #[arg(long = "format", value_name = "FORMAT[=FILE]")]
    pub(crate) formats: Vec<FormatTo<DiffKind>>,
}

/// Write a register or list with the right headers, empty or filled in
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa template                             the names that there are templates for
  kansa template employees                   employees.xlsx in the current folder
  kansa template training/yearly-test --format csv --out 2026-06-30_受講名簿.csv
  kansa template applicability --company acme          the statement of applicability, to go on with
  kansa template training/yearly-test --company acme   a list of everybody who has to be on it

With --company the rows that the company has already are in it; of a list, whom it has to name on the day. Columns of
the company's own that no register declares are left out.

Exit status: 0 once written; 2 if the file is there already, or cannot be written.")]
pub(crate) struct Template {
    /// A register, or measure/requirement: the list of names if left out
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// With what this company has already
    #[arg(long, value_name = "ID", value_parser = company_id)]
    pub(crate) company: Option<CompanyId>,
    /// The day of snapshots and lists (YYYY-MM-DD): as kansa.yaml pins it, else today
    #[arg(long, value_name = "DATE", requires = "company")]
    pub(crate) as_of: Option<NaiveDate>,
    /// The kind of file
    #[arg(long, value_name = "FORMAT", default_value = "xlsx")]
    pub(crate) format: TemplateFormat,
    /// The file to write: NAME.xlsx in the current folder if left out
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

/// The kind of file of a template.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TemplateFormat {
    /// An Excel workbook
    Xlsx,
    /// Text with commas
    Csv,
}

/// File evidence where it belongs, under a name that says its day
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa add 受講名簿.csv                          guesses the place from name and contents, shows it, and asks
  kansa add --company acme --on 2026-06-30 scan.pdf --requirement training/yearly-test
  kansa add --yes --approved-by security-officer --approved-on 2026-07-03 2026-06-30_*.csv

What is guessed is shown before anything is written, and where two places are about as likely it is asked. Files are
copied; nothing is overwritten. A day is never guessed: it stands in the name, or is said with --on.

Exit status: 0 filed, or shown; 2 if it is not clear where a file belongs, or something is there already.")]
pub(crate) struct Add {
    /// The files
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// The company
    #[arg(long, value_name = "ID", value_parser = company_id)]
    pub(crate) company: Option<CompanyId>,
    /// The evidence requirement, as kansa template lists them
    #[arg(long, value_name = "MEASURE/REQUIREMENT")]
    pub(crate) requirement: Option<String>,
    /// The subject: the key of its register, or the id of a company
    #[arg(long, value_name = "KEY")]
    pub(crate) subject: Option<String>,
    /// The day it was done (YYYY-MM-DD), where the name does not say it
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<NaiveDate>,
    /// The period that it is about: 2026-06, 2026Q1, 2026年度
    #[arg(long, value_name = "PERIOD")]
    pub(crate) covers: Option<String>,
    /// The role that approved it
    #[arg(long, value_name = "ROLE", value_parser = role_id, requires = "approved_on")]
    pub(crate) approved_by: Option<RoleId>,
    /// The day of the approval
    #[arg(long, value_name = "DATE", requires = "approved_by")]
    pub(crate) approved_on: Option<NaiveDate>,
    /// The role of who did it
    #[arg(long, value_name = "ROLE", value_parser = role_id)]
    pub(crate) performed_by: Option<RoleId>,
    /// The role of who collected it
    #[arg(long, value_name = "ROLE", value_parser = role_id)]
    pub(crate) collected_by: Option<RoleId>,
    /// Do not ask
    #[arg(short, long, conflicts_with = "dry_run")]
    pub(crate) yes: bool,
    /// Only show what would be done
    #[arg(long)]
    pub(crate) dry_run: bool,
}

/// Record who approved evidence, with its hash: a later change voids the approval
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Example:
  kansa approve evidence/acme/training/plan/2026-04-09_教育計画書.docx --by security-officer

It writes evidence.yaml beside the file, for all files of the same delivery.")]
pub(crate) struct Approve {
    /// A file of the evidence
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The role that approved it
    #[arg(long, value_name = "ROLE", value_parser = role_id)]
    pub(crate) by: RoleId,
    /// The day (YYYY-MM-DD): today if left out
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<NaiveDate>,
}

/// Record in the seal logs what evidence there is, so that no change of it goes unnoticed
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa seal --by isms-office                                what is new in every company's folder
  kansa seal --by isms-office --company acme
  kansa seal --by isms-office --replace evidence/acme/training/yearly-test/2026-06-30_名簿.csv --reason 誤記の訂正
  kansa seal --by isms-office --dispose evidence/acme/training/yearly-test/2019-06-30_名簿.csv --approver 管理部長 --reason 保管期間の満了

Exit status: 0 once sealed; 1 if something sealed was altered or removed, so that nothing of that company was; 2 if a log
cannot be written.")]
pub(crate) struct Seal {
    /// Who seals: a role or a post
    #[arg(long, value_name = "WHO")]
    pub(crate) by: String,
    /// Only this company (repeatable)
    #[arg(long = "company", value_name = "ID", value_parser = company_id)]
    pub(crate) companies: Vec<CompanyId>,
    /// The day (YYYY-MM-DD): today if left out
    #[arg(long, value_name = "DATE")]
    pub(crate) on: Option<NaiveDate>,
    /// A sealed file that was corrected, to be sealed as it is now
    #[arg(long, value_name = "FILE", requires = "reason", conflicts_with = "dispose")]
    pub(crate) replace: Option<String>,
    /// A sealed file that was disposed of
    #[arg(long, value_name = "FILE", requires_all = ["reason", "approver"])]
    pub(crate) dispose: Option<String>,
    /// Who approved the disposal
    #[arg(long, value_name = "WHO", requires = "dispose")]
    pub(crate) approver: Option<String>,
    /// Why it was corrected or disposed of
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
}

/// Compare the evidence with the seal logs
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa verify
  kansa verify --company acme --head 5b1f…       is what a report named then still in the log?

Exit status: 0 all is as it was sealed; 1 something was altered or removed, a log is broken or lacks --head; 2 usage, or
files that cannot be read.")]
pub(crate) struct Verify {
    /// Only this company (repeatable)
    #[arg(long = "company", value_name = "ID", value_parser = company_id)]
    pub(crate) companies: Vec<CompanyId>,
    /// A head that was noted down earlier (repeatable); needs one --company
    #[arg(long = "head", value_name = "SHA256", requires = "companies")]
    pub(crate) heads: Vec<String>,
}

/// Look into the catalogs of controls
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa catalog list
  kansa catalog show iso-27001-2022
  kansa catalog show iso-27001-2022 --format json
  kansa catalog measures iso-27001-2022            what a company can do for it")]
pub(crate) struct Catalog {
    #[command(subcommand)]
    pub(crate) command: CatalogCommand,
}

#[derive(Debug, Subcommand)]
pub(crate) enum CatalogCommand {
    /// List the catalogs: built-in ones, and those of the workspace
    List {
        /// How to print them
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: CatalogFormat,
    },
    /// Show every group and requirement of a catalog
    Show {
        /// The catalog
        #[arg(value_name = "CATALOG", value_parser = catalog_id)]
        catalog: CatalogId,
        /// How to print it
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: CatalogFormat,
    },
    /// List the measures that a company can take: built-in ones, and those of the workspace
    Measures {
        /// Only those that serve this catalog
        #[arg(value_name = "CATALOG", value_parser = catalog_id)]
        catalog: Option<CatalogId>,
        /// How to print them
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: CatalogFormat,
    },
    /// Check that catalogs, crosswalks and measures hold together
    ///
    /// Finds numbers that are missing, requirements without a measure, measures without a requirement, cadences that
    /// nothing states or that are looser than what is stated, and relations that contradict each other. Exit status 1
    /// if there is any; in a workspace, any in its own files.
    Check {
        /// How to print what was found
        #[arg(long, value_name = "FORMAT", default_value = "human")]
        format: CatalogFormat,
    },
}

/// How catalogs are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CatalogFormat {
    /// For people
    Human,
    /// JSON
    Json,
    /// YAML
    Yaml,
}

/// Print the JSON Schema of a file that people write
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa schema                  the names of all schemas
  kansa schema measures         the schema of controls/measures/<category>.yaml
  kansa schema assessment       the schema of assessment.json
  kansa schema company --with-ids               the ids of this workspace, for an editor to complete
  kansa schema --with-ids --out schemas         all of them, for .vscode/settings.json to point at

With --with-ids an editor completes the ids that the workspace and the built-in library have, and refuses no other one.")]
pub(crate) struct Schema {
    /// Which one: the list of names, or with --out all of them, if left out
    #[arg(value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// With the ids of the workspace: companies, catalogs, controls, measures, requirements, registers, roles
    #[arg(long)]
    pub(crate) with_ids: bool,
    /// Write NAME.json to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}

/// Print what completes commands and flags in a shell
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa completions bash > ~/.local/share/bash-completion/completions/kansa
  kansa completions zsh > ~/.zfunc/_kansa                with fpath+=~/.zfunc before compinit
  kansa completions fish > ~/.config/fish/completions/kansa.fish")]
pub(crate) struct Completions {
    /// The shell
    #[arg(value_name = "SHELL")]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the manual page, or write a page for each command
#[derive(Debug, ClapArgs)]
#[command(after_help = "\
Examples:
  kansa man | man -l -
  kansa man --out ~/.local/share/man/man1        then: man kansa-check")]
pub(crate) struct Man {
    /// Write kansa.1, kansa-check.1 and so on to this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<PathBuf>,
}
