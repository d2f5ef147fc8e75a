//! docx: its paragraphs as text, its tables as sheets.

use kansa_core::content::{At, DateSystem, Facts, FileKind, Form, Raw, Sheet, Sink, TextRead, Visibility};
use quick_xml::events::Event;

use self::package::{Package, broken};
use super::{Options, Trouble, guarded, properties};

mod body;
mod package;
mod table;

use body::Body;
use table::Table;

/// Hands out the paragraphs of a document, then those of its headers, footers, footnotes and endnotes, numbered on through all
/// of them, and its tables as sheets (`表1`, `表2` in the order in which they begin, nested ones too).
///
/// What stands in text boxes is text like any other. Deleted text of tracked changes, field codes, readings above characters, and comments are
/// left out; what was inserted is there. A symbol of a picture font (Wingdings) is `〓`, since nobody can say what it shows.
///
/// # Errors
///
/// A password, the old format, a broken or cut off package, more than 512 MiB in it, or a table that is too wide.
pub(crate) fn read(bytes: &[u8], _options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    guarded(|| {
        let mut package = Package::open(bytes)?;
        let names = package.names();
        let main = main_part(&mut package)?;
        let mut body = Body::new(sink);
        if package.part(&main, |part| body.read(part))?.is_none() {
            return Err(Trouble::new("文書の本文がない", "the document has no text part"));
        }
        for name in names.iter().filter(|it| **it != main && is_text(it)) {
            package.part(name, |part| body.read(part))?;
        }
        let dated = package.part("docProps/core.xml", |part| Ok(properties::dated(part)))?.flatten();
        Ok(Facts { kind: FileKind::Document, dated, text: TextRead::Read, ..Facts::default() })
    })
}

/// The name of the part with the text: some programs call it `word/document2.xml`.
fn main_part(package: &mut Package<'_>) -> Result<String, Trouble> {
    let named = package.part("_rels/.rels", |part| {
        let mut found = None;
        events(part, |event| {
            if let Event::Start(element) | Event::Empty(element) = event
                && attribute(element, "Type").is_some_and(|it| it.ends_with("/officeDocument"))
            {
                found = attribute(element, "Target").map(|it| it.trim_start_matches('/').to_owned());
            }
            Ok(())
        })?;
        Ok(found)
    })?;
    Ok(named.flatten().unwrap_or_else(|| "word/document.xml".to_owned()))
}

/// Whether a part holds text beside the main one.
fn is_text(name: &str) -> bool {
    let Some(name) = name.strip_prefix("word/").and_then(|it| it.strip_suffix(".xml")) else { return false };
    let name = name.trim_end_matches(|it: char| it.is_ascii_digit());
    matches!(name, "header" | "footer" | "footnotes" | "endnotes")
}

/// Reads the events of a part. One that ends early, or has elements that are not closed, is broken.
fn events(
    part: &mut dyn std::io::BufRead,
    mut take: impl FnMut(&Event<'_>) -> Result<(), Trouble>,
) -> Result<(), Trouble> {
    let mut reader = quick_xml::Reader::from_reader(part);
    let mut buffer = Vec::new();
    let mut open = 0_usize;
    let mut any = false;
    loop {
        let event = reader.read_event_into(&mut buffer).map_err(|_| broken())?;
        match &event {
            Event::Start(_) => open += 1,
            Event::End(_) => open = open.saturating_sub(1),
            Event::Eof => return if open == 0 && any { Ok(()) } else { Err(broken()) },
            Event::Empty(_) | Event::Text(_) | Event::CData(_) | Event::Comment(_) => {}
            Event::Decl(_) | Event::PI(_) | Event::DocType(_) | Event::GeneralRef(_) => {}
        }
        any |= matches!(event, Event::Start(_) | Event::Empty(_));
        take(&event)?;
        drop(event);
        buffer.clear();
    }
}

/// The value of an attribute, by its name without a prefix.
fn attribute(element: &quick_xml::events::BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.attributes().flatten().find(|it| it.key.local_name().into_inner() == name)?;
    attribute.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(|it| it.into_owned())
}

#[cfg(test)]
mod tests;
