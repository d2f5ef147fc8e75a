//! All that typst gets to see: templates, fonts and a view, all from memory.

use std::collections::BTreeMap;

use typst::diag::{FileError, FileResult, Severity, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

/// Templates by file name.
const TEMPLATES: [(&str, &str); 8] = [
    ("base.typ", include_str!("../templates/base.typ")),
    ("brief.typ", include_str!("../templates/brief.typ")),
    ("company.typ", include_str!("../templates/company.typ")),
    ("evidence.typ", include_str!("../templates/evidence.typ")),
    ("findings.typ", include_str!("../templates/findings.typ")),
    ("front.typ", include_str!("../templates/front.typ")),
    ("measures.typ", include_str!("../templates/measures.typ")),
    ("results.typ", include_str!("../templates/results.typ")),
];

/// The view, as the templates read it.
const VIEW: &str = "report.json";

/// BIZ UDPGothic: fonts/OFL.txt.
const FONTS: [&[u8]; 2] =
    [include_bytes!("../fonts/BIZUDPGothic-Regular.ttf"), include_bytes!("../fonts/BIZUDPGothic-Bold.ttf")];

/// What all reports have in common.
pub(crate) struct Desk {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    templates: BTreeMap<&'static str, (FileId, Source)>,
    view: FileId,
}

impl Desk {
    pub(crate) fn new() -> Result<Self, &'static str> {
        let mut templates = BTreeMap::new();
        for (name, text) in TEMPLATES {
            let id = file(name)?;
            templates.insert(name, (id, Source::new(id, text.to_owned())));
        }
        let fonts: Vec<Font> = FONTS.into_iter().flat_map(|it| Font::iter(Bytes::new(it))).collect();
        if fonts.len() != FONTS.len() {
            return Err("a font cannot be read");
        }
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            templates,
            view: file(VIEW)?,
        })
    }

    pub(crate) fn fonts(&self) -> &[Font] {
        &self.fonts
    }
}

fn file(name: &str) -> Result<FileId, &'static str> {
    let path = VirtualPath::new(name).map_err(|_| "a template has no name")?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// One report on its way.
pub(crate) struct Sheet<'a> {
    desk: &'a Desk,
    main: FileId,
    view: Bytes,
}

impl<'a> Sheet<'a> {
    /// A report by its template and its view in JSON.
    pub(crate) fn new(desk: &'a Desk, template: &str, view: String) -> Self {
        let main = desk.templates.get(template).map_or(desk.view, |(id, _)| *id);
        Self { desk, main, view: Bytes::from_string(view) }
    }

    /// What is wrong, and where in which template.
    pub(crate) fn message(&self, it: &SourceDiagnostic) -> String {
        let kind = match it.severity {
            Severity::Error => "",
            Severity::Warning => "warning: ",
        };
        let at = it.span.id().and_then(|id| {
            let source = self.source(id).ok()?;
            let line = source.lines().byte_to_line(self.range(it.span)?.start)?;
            Some(format!("{}:{}: ", id.get().vpath().get_without_slash(), line + 1))
        });
        let hints: Vec<String> = it.hints.iter().map(|it| format!(" ({})", it.v)).collect();
        format!("{}{kind}{}{}", at.unwrap_or_default(), it.message, hints.concat())
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.desk.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.desk.book
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let found = self.desk.templates.values().find(|(it, _)| *it == id);
        found.map(|(_, source)| source.clone()).ok_or(FileError::AccessDenied)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.desk.view { Ok(self.view.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.desk.fonts.get(index).cloned()
    }

    /// No template may ask for it: the day of a report is in its view.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use typst::World;

    use super::{Desk, Sheet, TEMPLATES, file};

    #[test]
    fn every_template_of_the_folder_is_built_in() {
        let folder = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/templates")).unwrap();
        let there: BTreeSet<String> =
            folder.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        assert_eq!(there, TEMPLATES.iter().map(|it| it.0.to_owned()).collect());
    }

    #[test]
    fn a_template_reaches_nothing_but_templates_and_its_view() {
        let desk = Desk::new().unwrap();
        let sheet = Sheet::new(&desk, "company.typ", "{}".to_owned());
        for other in ["Cargo.toml", "etc/passwd", "fonts/OFL.txt"] {
            let id = file(other).unwrap();
            assert!(sheet.file(id).is_err() && sheet.source(id).is_err(), "{other}");
        }
        assert!(sheet.file(file("report.json").unwrap()).is_ok());
        assert!(sheet.today(None).is_none());
    }
}
