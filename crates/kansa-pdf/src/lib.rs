//! Reports as PDF: the view of `kansa-report`, set by typst, as PDF/A-2a with fonts, tags, bookmarks and links.
//!
//! Nothing of typst is seen from outside. The view goes in as data: no text of it is ever read as markup. Neither files
//! nor fonts of the machine, network, clock nor environment are read; the same view gives the same bytes.

mod glyphs;
mod world;

use std::fmt;

use kansa_report::{Typeset, v1};
use serde_json::Value;
use typst::diag::{SourceDiagnostic, Warned};
use typst::foundations::Smart;
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards};

use crate::glyphs::Glyphs;
use crate::world::{Desk, Sheet};

/// Why a report cannot be set.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A font of this crate cannot be read, or what is asked of the file contradicts itself.
    #[error("cannot set up the typesetter: {0}")]
    SetUp(String),
    /// The view cannot be handed over.
    #[error("cannot hand over the view of {name}")]
    View {
        /// Whom the report is about.
        name: String,
        /// Why not.
        source: serde_json::Error,
    },
    /// The template and the view do not fit, or the result is not PDF/A.
    #[error("cannot typeset the report of {name}: {}", .messages.join("; "))]
    Typeset {
        /// Whom the report is about.
        name: String,
        /// What is wrong, each with its template and line.
        messages: Vec<String>,
    },
}

/// Sets reports. Made once, it may be used by several threads at a time.
pub struct Typesetter {
    desk: Desk,
    glyphs: Glyphs,
}

impl Typesetter {
    /// Reads the fonts.
    ///
    /// # Errors
    ///
    /// If a font of this crate is not one.
    pub fn new() -> Result<Self, Error> {
        let desk = Desk::new().map_err(|it| Error::SetUp(it.to_owned()))?;
        let glyphs = Glyphs::new(desk.fonts());
        Ok(Self { desk, glyphs })
    }

    /// The audit report of a company, as the bytes of a PDF.
    ///
    /// A character for which no font has a glyph is written as `[U+1F469]`.
    ///
    /// # Errors
    ///
    /// If the template does not fit the view; no text of a view can cause that.
    pub fn company(&self, report: &v1::Company) -> Result<Vec<u8>, Error> {
        self.set("company.typ", &report.head, report.id.as_str(), view(report)?)
    }

    /// The two pages about a company for those who decide, as the bytes of a PDF.
    ///
    /// # Errors
    ///
    /// If the template does not fit the view; no text of a view can cause that.
    pub fn brief(&self, report: &v1::Company) -> Result<Vec<u8>, Error> {
        let mut view = view(report)?;
        // What would be linked to is in the whole report.
        view["plain"] = Value::Bool(true);
        self.set("brief.typ", &report.head, report.id.as_str(), view)
    }

    fn set(&self, template: &str, head: &v1::Head, id: &str, mut view: Value) -> Result<Vec<u8>, Error> {
        self.glyphs.write_out(&mut view);
        let sheet = Sheet::new(&self.desk, template, view.to_string());
        let failed = |all: &[SourceDiagnostic]| Error::Typeset {
            name: id.to_owned(),
            messages: all.iter().map(|it| sheet.message(it)).collect(),
        };
        let Warned { output, warnings: _ } = typst::compile::<PagedDocument>(&sheet);
        let standards = PdfStandards::new(&[PdfStandard::A_2a]);
        let options = PdfOptions {
            ident: Smart::Custom(format!("{} {} {} {id}", head.digest, head.as_of, head.lang)),
            creator: Smart::Custom(Some(format!("kansa {}", head.kansa))),
            standards: standards.map_err(|it| Error::SetUp(it.message().to_string()))?,
            ..PdfOptions::default()
        };
        let bytes = output.and_then(|it| typst_pdf::pdf(&it, &options)).map_err(|all| failed(&all));
        // What was laid out of one report is of no use for the next one.
        typst::comemo::evict(0);
        bytes
    }
}

/// What templates see.
fn view(report: &v1::Company) -> Result<Value, Error> {
    serde_json::to_value(report).map_err(|source| Error::View { name: report.id.as_str().to_owned(), source })
}

impl Typeset for Typesetter {
    fn company(&self, report: &v1::Company) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.company(report)?)
    }

    fn brief(&self, report: &v1::Company) -> Result<Vec<u8>, Box<dyn std::error::Error + Send + Sync>> {
        Ok(self.brief(report)?)
    }
}

impl fmt::Debug for Typesetter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Typesetter").finish_non_exhaustive()
    }
}
