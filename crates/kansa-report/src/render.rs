//! Views through templates: the files of a report.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::str::FromStr;

use kansa_core::readiness::Readiness;
use kansa_core::text::Lang;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::template::{Fault, too_long, unparsed, unrendered};
use crate::v1::{self, Data, Site};
use crate::{Assessment, Profile, assessment, html, markdown, workbook};

/// Templates by file name. A workspace overrides them by name.
pub(crate) const TEMPLATES: [(&str, &str); 26] = [
    ("base.html", include_str!("../templates/base.html")),
    ("brief.html", include_str!("../templates/brief.html")),
    ("brief.md", include_str!("../templates/brief.md")),
    ("brief_macros.html", include_str!("../templates/brief_macros.html")),
    ("company.css", include_str!("../templates/company.css")),
    ("company.html", include_str!("../templates/company.html")),
    ("company.js", include_str!("../templates/company.js")),
    ("company.md", include_str!("../templates/company.md")),
    ("controls.html", include_str!("../templates/controls.html")),
    ("evidence.html", include_str!("../templates/evidence.html")),
    ("executive.html", include_str!("../templates/executive.html")),
    ("findings.html", include_str!("../templates/findings.html")),
    ("graph.html", include_str!("../templates/graph.html")),
    ("group.html", include_str!("../templates/group.html")),
    ("group.md", include_str!("../templates/group.md")),
    ("group_brief.html", include_str!("../templates/group_brief.html")),
    ("group_brief.md", include_str!("../templates/group_brief.md")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("macros.md", include_str!("../templates/macros.md")),
    ("measures.html", include_str!("../templates/measures.html")),
    ("records.html", include_str!("../templates/records.html")),
    ("results.html", include_str!("../templates/results.html")),
    ("search.html", include_str!("../templates/search.html")),
    ("site.js", include_str!("../templates/site.js")),
    ("standard.html", include_str!("../templates/standard.html")),
    ("style.css", include_str!("../templates/style.css")),
];

/// The name of [`Format::Json`].
const DATA: &str = "assessment.json";

/// A built-in template that one of a workspace takes the place of goes by its name with this before it.
const BUILT_IN: &str = "built-in/";

/// Steps that one page may take; 64 bytes of text cost as much as a step. A template that never ends fails instead.
const FUEL: u64 = 20_000_000;

/// Bytes that one page may have.
const LONGEST: usize = 256 << 20;

/// Templates and macros within each other, and what they call again.
const DEEPEST: usize = 100;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Pages for a browser and for paper.
    Html,
    /// The report of a company, set for paper.
    Pdf,
    /// The tables of a report as a workbook.
    Xlsx,
    /// The same tables, each as a file.
    Csv,
    /// The report in Markdown.
    Md,
    /// `assessment.json`, once for all languages.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Html, Self::Pdf, Self::Xlsx, Self::Csv, Self::Md, Self::Json];

    /// The name, and the ending of the files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
            Self::Pdf => "pdf",
            Self::Xlsx => "xlsx",
            Self::Csv => "csv",
            Self::Md => "md",
            Self::Json => "json",
        }
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A format that there is not.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("no format {0:?}: there are html, pdf, xlsx, csv, md and json")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|it| it.as_str() == name).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// What sets the report of a company for paper. Its engine is heavy, so the caller brings it.
pub trait Typeset: fmt::Debug + Sync {
    /// The report of a company as PDF. Same view, same bytes.
    ///
    /// # Errors
    ///
    /// If the engine refuses it.
    fn company(&self, report: &v1::Company) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;

    /// The two pages about a company for those who decide. Same view, same bytes.
    ///
    /// # Errors
    ///
    /// If the engine refuses it.
    fn brief(&self, report: &v1::Company) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>>;
}

/// What to render, and with what.
#[derive(Debug, Clone)]
pub struct Options<'a> {
    /// Formats.
    pub formats: Vec<Format>,
    /// Languages: the first one is written at the top of the output folder, each other one in a folder of its own.
    pub langs: Vec<Lang>,
    /// Templates of the workspace by file name, such as `company.html`; they take the place of the built-in ones.
    pub templates: BTreeMap<String, String>,
    /// How the answers were and will be over the audit period; left out if there are none.
    pub readiness: Vec<Readiness>,
    /// For whom it is.
    pub profile: Profile,
    /// Where the workspace is from the output folder, such as `../../`, for links from workbooks to evidence; none if
    /// the report leaves the workspace.
    pub workspace: Option<String>,
    /// What writes [`Format::Pdf`].
    pub typesetter: Option<&'a dyn Typeset>,
}

impl Default for Options<'_> {
    fn default() -> Self {
        Self {
            formats: vec![Format::Html, Format::Md, Format::Json],
            langs: vec![Lang::Ja],
            templates: BTreeMap::new(),
            readiness: Vec::new(),
            profile: Profile::Internal,
            workspace: None,
            typesetter: None,
        }
    }
}

/// A file of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Relative to the output folder, with `/`.
    pub path: String,
    /// Its bytes.
    pub contents: Vec<u8>,
}

/// Why a report cannot be rendered.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Templates are wrong: one fault at least.
    #[error("cannot render the template {}", listed(.0))]
    Templates(Vec<Fault>),
    /// The template engine cannot be set up.
    #[error("cannot set up templates")]
    Engine(#[from] minijinja::Error),
    /// The answers cannot be written as JSON.
    #[error("cannot write the answers as JSON")]
    Json(#[from] serde_json::Error),
    /// The profile has no such format.
    #[error("the profile management has no {0}: there are html, pdf and md")]
    NotForManagement(Format),
    /// There is nothing that writes a PDF.
    #[error("this kansa was built without PDF")]
    NoTypesetter,
    /// The PDF of a company cannot be set.
    #[error("cannot set the PDF of {company}")]
    Pdf {
        /// The company.
        company: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A workbook cannot be put together.
    #[error("cannot write a workbook")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
}

fn listed(faults: &[Fault]) -> String {
    faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

/// A report that is ready to be rendered, part by part: whoever writes one part before the next holds one at a time.
#[derive(Debug)]
pub struct Report<'a> {
    data: assessment::Assessment,
    options: &'a Options<'a>,
    langs: Vec<Lang>,
    environment: Environment<'a>,
}

/// A part of a report. Parts know nothing of each other, so that many threads can render them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Part(Kind);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// The page of the group.
    Group,
    /// The page of a standard, by its place in the data.
    Standard(usize),
    /// Everything about a company, by its place in the data.
    Company(usize),
    /// `assessment.json`.
    Data,
}

impl<'a> Report<'a> {
    /// Makes templates ready.
    ///
    /// # Errors
    ///
    /// If a template of the workspace does not parse, or a PDF is asked for and nothing writes one.
    pub fn new(assessment: &Assessment<'_>, options: &'a Options<'a>) -> Result<Self, Error> {
        Self::of_data(assessment::Assessment::new(assessment), options)
    }

    /// Of the data of `assessment.json`.
    pub(crate) fn of_data(data: assessment::Assessment, options: &'a Options<'a>) -> Result<Self, Error> {
        if options.formats.contains(&Format::Pdf) && options.typesetter.is_none() {
            return Err(Error::NoTypesetter);
        }
        let whole = |it: &&Format| matches!(it, Format::Xlsx | Format::Csv | Format::Json);
        if let Some(format) = options.formats.iter().find(whole).filter(|_| options.profile.is_brief()) {
            return Err(Error::NotForManagement(*format));
        }
        let data = options.profile.apply(data)?;
        let mut langs: Vec<Lang> = Vec::new();
        for lang in &options.langs {
            if !langs.contains(lang) {
                langs.push(*lang);
            }
        }
        Ok(Self { data, options, langs, environment: environment(&options.templates, FUEL)? })
    }

    /// The parts, in the order of their pages.
    pub fn parts(&self) -> Vec<Part> {
        // Two pages leave no room for a table of requirements.
        let standards = if self.options.profile.is_brief() { 0..0 } else { 0..self.data.catalogs.len() };
        let companies = 0..self.data.companies.len();
        let pages = std::iter::once(Kind::Group).chain(standards.map(Kind::Standard));
        let mut parts: Vec<Kind> = pages.chain(companies.map(Kind::Company)).collect();
        if self.has(Format::Json) {
            parts.push(Kind::Data);
        }
        parts.into_iter().map(Part).collect()
    }

    /// The names of what a browser opens of a part: its pages in all languages, or `assessment.json`.
    pub fn pages(&self, part: Part) -> Vec<String> {
        let name = match part.0 {
            Kind::Group => Some(v1::HOME.to_owned()),
            Kind::Standard(at) => self.data.catalogs.get(at).map(|it| v1::standard_file(&it.id)),
            Kind::Company(at) => self.data.companies.get(at).map(|it| v1::file(&it.id)),
            Kind::Data => return vec![DATA.to_owned()],
        };
        let Some(name) = name.filter(|_| self.has(Format::Html)) else { return Vec::new() };
        self.langs.iter().map(|it| format!("{}{name}.html", self.site(*it).folder(*it))).collect()
    }

    /// Tries the templates of the workspace: on the group, and on one standard and one company.
    ///
    /// What is wrong only where a page has what those have not is found when that page is rendered.
    ///
    /// # Errors
    ///
    /// All that is wrong with them.
    pub fn check(&self) -> Result<(), Error> {
        if self.options.templates.is_empty() {
            return Ok(());
        }
        let Some(lang) = self.langs.first() else { return Ok(()) };
        let site = self.site(*lang);
        let company =
            |it| self.filled("", "", self.of_company(), &view(&v1::Company::new(&self.data, it, site)));
        let parts = self.parts();
        let kinds = parts.iter().map(|it| it.0).filter(|it| matches!(it, Kind::Group | Kind::Standard(0)));
        let tried = kinds.map(|it| self.page(it, site));
        let mut faults: Vec<Fault> = Vec::new();
        for tried in tried.chain(self.data.companies.first().map(company)) {
            match tried {
                Err(Error::Templates(more)) => faults.extend(more),
                tried => drop(tried?),
            }
        }
        // A macro or a frame is wrong on every page that uses it.
        faults
            .sort_by(|a, b| (&a.template, a.line, a.range.start).cmp(&(&b.template, b.line, b.range.start)));
        faults.dedup_by(|a, b| (&a.template, a.line, &a.range) == (&b.template, b.line, &b.range));
        if faults.is_empty() { Ok(()) } else { Err(Error::Templates(faults)) }
    }

    fn site(&self, lang: Lang) -> Site<'_> {
        let data = if self.has(Format::Json) { Data::Beside } else { Data::None };
        let Options { profile, readiness, .. } = self.options;
        Site { lang, langs: &self.langs, data, profile, readiness }
    }

    /// The files of a part, in all languages and formats. Same answers, same bytes.
    ///
    /// # Errors
    ///
    /// If a template of the workspace is wrong, or the PDF cannot be set.
    pub fn render(&self, part: Part) -> Result<Vec<File>, Error> {
        if part.0 == Kind::Data {
            let contents = crate::json::pretty(&self.data)?.into_bytes();
            return Ok(vec![File { path: DATA.to_owned(), contents }]);
        }
        let mut files = Vec::new();
        for lang in &self.langs {
            files.extend(self.page(part.0, self.site(*lang))?);
        }
        Ok(files)
    }

    /// A part in one language.
    fn page(&self, kind: Kind, site: Site<'_>) -> Result<Vec<File>, Error> {
        let folder = site.folder(site.lang);
        let is_brief = self.options.profile.is_brief();
        match kind {
            Kind::Group => {
                let template = if is_brief { "group_brief" } else { "group" };
                let mut files =
                    self.filled(&folder, v1::HOME, template, &view(&v1::Group::new(&self.data, site)))?;
                let tables = || workbook::group_tables(site.lang, &self.data);
                files.extend(self.tables(&folder, v1::HOME, None, tables, site)?);
                Ok(files)
            }
            Kind::Standard(at) => {
                let Some(catalog) = self.data.catalogs.get(at) else { return Ok(Vec::new()) };
                let standard = v1::Standard::new(&self.data, catalog, site);
                self.filled(&folder, &v1::standard_file(&catalog.id), "standard", &view(&standard))
            }
            Kind::Company(at) => {
                let Some(company) = self.data.companies.get(at) else { return Ok(Vec::new()) };
                self.company(company, &folder, site)
            }
            Kind::Data => Ok(Vec::new()),
        }
    }

    fn company(
        &self,
        company: &assessment::Company,
        folder: &str,
        site: Site<'_>,
    ) -> Result<Vec<File>, Error> {
        let name = v1::file(&company.id);
        let is_brief = self.options.profile.is_brief();
        let report = v1::Company::new(&self.data, company, site);
        let mut files = self.filled(folder, &name, self.of_company(), &view(&report))?;
        if let Some(typesetter) = self.options.typesetter.filter(|_| self.has(Format::Pdf)) {
            let set = if is_brief { typesetter.brief(&report) } else { typesetter.company(&report) };
            let contents = set.map_err(|source| Error::Pdf { company: company.id.clone(), source })?;
            files.push(File { path: format!("{folder}{name}.pdf"), contents });
        }
        let tables = || workbook::tables(site.lang, &self.data, company);
        files.extend(self.tables(folder, &name, Some(company), tables, site)?);
        Ok(files)
    }

    /// The tables of the group or a company: a workbook, and a folder of csv files.
    fn tables(
        &self,
        folder: &str,
        name: &str,
        company: Option<&assessment::Company>,
        tables: impl FnOnce() -> Vec<workbook::Table>,
        site: Site<'_>,
    ) -> Result<Vec<File>, Error> {
        let mut files = Vec::new();
        if !self.has(Format::Xlsx) && !self.has(Format::Csv) {
            return Ok(files);
        }
        let tables = tables();
        if self.has(Format::Xlsx) {
            let up = "../".repeat(folder.matches('/').count());
            let base = self.options.workspace.as_ref().map(|it| format!("{up}{it}"));
            let head = workbook::Head::new(site.lang, &self.data, company, base);
            let contents = workbook::xlsx(&tables, &head)?;
            files.push(File { path: format!("{folder}{name}.xlsx"), contents });
        }
        if self.has(Format::Csv) {
            for it in &tables {
                let contents = workbook::csv(it).into_bytes();
                files.push(File { path: format!("{folder}{name}/{}.csv", it.name), contents });
            }
        }
        Ok(files)
    }

    /// The template of a company, without its ending.
    fn of_company(&self) -> &'static str {
        if self.options.profile.is_brief() { "brief" } else { "company" }
    }

    /// A page in the formats that templates write.
    fn filled(&self, folder: &str, name: &str, template: &str, view: &Value) -> Result<Vec<File>, Error> {
        let (mut files, mut faults) = (Vec::new(), Vec::new());
        for format in [Format::Html, Format::Md].into_iter().filter(|it| self.has(*it)) {
            let file = format!("{template}.{format}");
            // A standard has a page for the browser only: in Markdown it would be one wide table.
            if template == "standard" && format == Format::Md {
                continue;
            }
            match fill(&self.environment, &file, view) {
                Ok(contents) => files.push(File { path: format!("{folder}{name}.{format}"), contents }),
                Err(fault) => faults.push(*fault),
            }
        }
        if faults.is_empty() { Ok(files) } else { Err(Error::Templates(faults)) }
    }

    fn has(&self, format: Format) -> bool {
        self.options.formats.contains(&format)
    }
}

/// Renders a report whole: pages by language and format, then `assessment.json`. Same answers, same bytes.
///
/// # Errors
///
/// Those of [`Report::new`] and [`Report::render`].
pub fn render(assessment: &Assessment<'_>, options: &Options<'_>) -> Result<Vec<File>, Error> {
    all(&Report::new(assessment, options)?)
}

/// Renders the data of `assessment.json`.
#[cfg(test)]
pub(crate) fn render_data(data: &assessment::Assessment, options: &Options<'_>) -> Result<Vec<File>, Error> {
    all(&Report::of_data(data.clone(), options)?)
}

fn all(report: &Report<'_>) -> Result<Vec<File>, Error> {
    let mut files = Vec::new();
    for part in report.parts() {
        files.extend(report.render(part)?);
    }
    Ok(files)
}

/// What templates know: `report`.
fn view(view: &impl Serialize) -> Value {
    minijinja::context! { report => Value::from(Serde(view)) }
}

fn fill(environment: &Environment<'_>, name: &str, view: &Value) -> Result<Vec<u8>, Box<Fault>> {
    let mut page = Page::default();
    let template = environment.get_template(name);
    let filled = template.and_then(|it| it.render_captured_to(view, &mut page).map(drop));
    match filled {
        Ok(()) => Ok(page.bytes),
        Err(_) if page.full => Err(Box::new(too_long(name, LONGEST))),
        Err(error) => Err(Box::new(unrendered(environment, name, view, error))),
    }
}

/// The bytes of a page, as far as it may grow.
#[derive(Default)]
struct Page {
    bytes: Vec<u8>,
    full: bool,
}

impl io::Write for Page {
    fn write(&mut self, more: &[u8]) -> io::Result<usize> {
        self.full = self.bytes.len() + more.len() > LONGEST;
        if self.full {
            return Err(io::Error::other("the page is too long"));
        }
        self.bytes.extend_from_slice(more);
        Ok(more.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The built-in templates with those of the workspace in their place; escaping follows the name.
fn environment(overrides: &BTreeMap<String, String>, fuel: u64) -> Result<Environment<'_>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(fuel));
    environment.set_recursion_limit(DEEPEST);
    let lines =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(lines?);
    environment.set_auto_escape_callback(|name| match name.rsplit_once('.') {
        Some((_, "html")) => AutoEscape::Html,
        Some((_, "md")) => AutoEscape::Custom(markdown::NAME.into()),
        _ => AutoEscape::None,
    });
    environment.set_formatter(|out, state, value| match state.auto_escape() {
        AutoEscape::Html => html::write(out, value),
        AutoEscape::Custom(name) if name == markdown::NAME => markdown::write(out, value),
        _ => minijinja::escape_formatter(out, state, value),
    });
    environment.add_filter("cell", |text: &str| Value::from_safe_string(markdown::cell(text)));
    environment.add_filter("code", |text: &str| Value::from_safe_string(markdown::code(text)));
    let all =
        TEMPLATES.into_iter().chain(overrides.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    // So that one can extend or include what it takes the place of.
    for (name, text) in TEMPLATES.iter().filter(|it| overrides.contains_key(it.0)) {
        environment.add_template_owned(format!("{BUILT_IN}{name}"), *text)?;
    }
    let mut faults = Vec::new();
    for (name, text) in all {
        if let Err(error) = environment.add_template(name, text) {
            faults.push(unparsed(name, text, &error));
        }
    }
    if faults.is_empty() { Ok(environment) } else { Err(Error::Templates(faults)) }
}

#[cfg(test)]
pub(crate) mod tests;
