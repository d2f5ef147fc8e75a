//! Views through templates: the files of a report.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use kansa_core::text::Lang;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::v1::{self, Data, Site};
use crate::{Assessment, assessment, html, markdown};

/// Templates by file name. A workspace overrides them by name.
pub(crate) const TEMPLATES: [(&str, &str); 10] = [
    ("base.html", include_str!("../templates/base.html")),
    ("company.html", include_str!("../templates/company.html")),
    ("company.md", include_str!("../templates/company.md")),
    ("controls.html", include_str!("../templates/controls.html")),
    ("group.html", include_str!("../templates/group.html")),
    ("group.md", include_str!("../templates/group.md")),
    ("macros.html", include_str!("../templates/macros.html")),
    ("macros.md", include_str!("../templates/macros.md")),
    ("measures.html", include_str!("../templates/measures.html")),
    ("style.css", include_str!("../templates/style.css")),
];

/// Steps that one page may take: a template that never ends fails instead.
const FUEL: u64 = 200_000_000;

/// What a report is written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Pages for a browser and for paper.
    Html,
    /// The same in Markdown.
    Md,
    /// `assessment.json`, once for all languages.
    Json,
}

impl Format {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Html, Self::Md, Self::Json];

    /// The name, and the ending of the files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Html => "html",
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
#[error("no format {0:?}: there are html, md and json")]
pub struct UnknownFormat(String);

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|it| it.as_str() == name).ok_or_else(|| UnknownFormat(name.to_owned()))
    }
}

/// What to render, and with which templates.
#[derive(Debug, Clone)]
pub struct Options {
    /// Formats.
    pub formats: Vec<Format>,
    /// Languages: the first one is written at the top of the output folder, each other one in a folder of its own.
    pub langs: Vec<Lang>,
    /// Templates of the workspace by file name, such as `company.html`; they take the place of the built-in ones.
    pub templates: BTreeMap<String, String>,
}

impl Default for Options {
    fn default() -> Self {
        Self { formats: Format::ALL.to_vec(), langs: vec![Lang::Ja], templates: BTreeMap::new() }
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
    /// A template is wrong.
    #[error("cannot render the template {template}, line {line}")]
    Template {
        /// Its file name.
        template: String,
        /// The line, from 1; 0 if it is not known.
        line: usize,
        /// What is wrong.
        source: minijinja::Error,
    },
    /// The answers cannot be written as JSON.
    #[error("cannot write assessment.json")]
    Json(#[from] serde_json::Error),
}

impl Error {
    fn template(name: &str, source: minijinja::Error) -> Self {
        let template = source.name().unwrap_or(name).to_owned();
        Self::Template { template, line: source.line().unwrap_or_default(), source }
    }
}

/// Renders a report: pages by language and format, then `assessment.json`. Same answers, same bytes.
///
/// # Errors
///
/// If a template of the workspace is wrong.
pub fn render(assessment: &Assessment<'_>, options: &Options) -> Result<Vec<File>, Error> {
    render_data(&assessment::Assessment::new(assessment), options)
}

/// Renders the data of `assessment.json`.
pub(crate) fn render_data(group: &assessment::Assessment, options: &Options) -> Result<Vec<File>, Error> {
    let environment = environment(&options.templates, FUEL)?;
    let mut langs: Vec<Lang> = Vec::new();
    for lang in &options.langs {
        if !langs.contains(lang) {
            langs.push(*lang);
        }
    }
    let data = if options.formats.contains(&Format::Json) { Data::Beside } else { Data::None };
    let mut files = Vec::new();
    for lang in &langs {
        let site = Site { lang: *lang, langs: &langs, data };
        let folder = site.folder(*lang);
        let mut page = |name: &str, kind: &str, view: &Value| -> Result<(), Error> {
            for format in [Format::Html, Format::Md].iter().filter(|it| options.formats.contains(it)) {
                let text = fill(&environment, &format!("{kind}.{format}"), view)?;
                files.push(File { path: format!("{folder}{name}.{format}"), contents: text.into_bytes() });
            }
            Ok(())
        };
        page(v1::HOME, "group", &view(&v1::Group::new(group, site)))?;
        for company in &group.companies {
            let company_view = view(&v1::Company::new(group, company, site));
            page(&v1::file(&company.id), "company", &company_view)?;
        }
    }
    if options.formats.contains(&Format::Json) {
        let contents = crate::json::pretty(group)?.into_bytes();
        files.push(File { path: "assessment.json".to_owned(), contents });
    }
    Ok(files)
}

/// What templates know: `report`.
fn view(view: &impl Serialize) -> Value {
    minijinja::context! { report => Value::from(Serde(view)) }
}

fn fill(environment: &Environment<'_>, name: &str, view: &Value) -> Result<String, Error> {
    let template = environment.get_template(name).map_err(|it| Error::template(name, it))?;
    template.render(view).map_err(|it| Error::template(name, it))
}

/// The built-in templates with those of the workspace in their place; escaping follows the name.
fn environment(overrides: &BTreeMap<String, String>, fuel: u64) -> Result<Environment<'_>, Error> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(fuel));
    let lines =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    environment.set_syntax(lines.map_err(|it| Error::template("", it))?);
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
    for (name, text) in all {
        environment.add_template(name, text).map_err(|it| Error::template(name, it))?;
    }
    Ok(environment)
}

#[cfg(test)]
mod tests;
