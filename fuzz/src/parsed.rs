//! What holds for a file that people write, whatever is in it.

use std::fmt::Debug;

use kansa_core::diagnostic::Diagnostic;
use kansa_core::source::{Place, SourceFile, Sources};

use crate::is_said;

/// The file of a text, under a name.
pub fn file(name: &str, text: &str) -> SourceFile {
    SourceFile::new(name, text)
}

/// Parses a file twice: both times the same comes out; whatever is nothing is explained; and every explanation points into
/// the file.
pub fn endures<T: Debug>(
    file: &SourceFile,
    parse: impl Fn(&SourceFile) -> (Option<T>, Vec<Diagnostic>),
) -> (Option<T>, Vec<Diagnostic>) {
    let (value, diagnostics) = parse(file);
    let (again, said) = parse(file);
    assert_eq!(format!("{value:?}"), format!("{again:?}"), "the same text gives the same value");
    assert_eq!(diagnostics, said, "the same text gives the same diagnostics");
    assert!(value.is_some() || !diagnostics.is_empty(), "nothing came out, and nothing is said of it");
    are_sound(file, &diagnostics);
    (value, diagnostics)
}

/// Every diagnostic is a message with a place that lies in the file.
pub fn are_sound(file: &SourceFile, diagnostics: &[Diagnostic]) {
    let mut sources = Sources::default();
    sources.insert(file);
    for it in diagnostics {
        is_said(&it.message);
        it.help.iter().for_each(is_said);
        is_place(file, &it.place, &sources);
        for (place, label) in &it.related {
            is_place(file, place, &sources);
            is_said(label);
        }
    }
}

fn is_place(file: &SourceFile, place: &Place, sources: &Sources) {
    if place.path == file.path && place.end != u32::MAX {
        let range = place.start as usize..place.end as usize;
        assert!(file.text.get(range.clone()).is_some(), "{range:?} is no range of the text");
    }
    sources.line_column(place);
}
