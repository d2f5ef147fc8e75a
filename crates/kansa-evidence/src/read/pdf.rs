//! pdf: facts from its structure, its text through an extractor.

use kansa_core::content::{At, Facts, FileKind, Sink, TextRead};
use lopdf::{Document, PdfMetadata};
use memchr::memmem;

use super::{Options, Trouble, day};

mod inside;
mod stack;

/// Bytes at the start and at the end of a file in which its header and its end mark must be, as in the viewers that people
/// use: some programs write something before or after.
const EDGE: usize = 1_024;

/// Says what a pdf has: pages, the day it says it was made or changed, whether a signature field is signed. With an extractor it
/// hands out the lines of every page.
///
/// Pages are counted by what the page tree says it has. The day is taken from the Info dictionary, else from the XMP packet.
/// A file that needs no password to open is read although it is encrypted.
///
/// # Errors
///
/// No pdf, cut off, a page tree that cannot be read, a password, or what the extractor says.
pub(crate) fn read(bytes: &[u8], options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    check_edges(bytes)?;
    // Only what is asked for is parsed: this is 3 to 20 times cheaper than loading all objects.
    let metadata = stack::run(bytes, || Document::load_metadata_mem(bytes).map_err(|error| broken(&error)))?;
    if metadata.page_count == 0 {
        return Err(if metadata.encrypted { locked() } else { no_pages() });
    }
    let mut facts = Facts {
        kind: FileKind::Pdf,
        pages: Some(metadata.page_count),
        dated: dated(&metadata),
        text: TextRead::NoExtractor,
        ..Facts::default()
    };
    // A signature covers the bytes around itself, so its dictionary never hides in a compressed object.
    let may_be_signed = memmem::find(bytes, b"ByteRange").is_some();
    let asks_xmp = facts.dated.is_none();
    if may_be_signed || asks_xmp {
        let found = stack::run(bytes, || inside::look(bytes).map_err(|error| broken(&error)))?;
        facts.signed = may_be_signed && found.signed;
        facts.dated = facts.dated.or(found.dated);
    }
    if let Some(extractor) = options.pdf_text {
        let pages = extractor.pages(bytes).map_err(|message| Trouble { message, remedy: None })?;
        facts.text = TextRead::Scan;
        for (number, page) in (1..).zip(&pages) {
            for line in page.lines().filter(|it| !it.trim().is_empty()) {
                facts.text = TextRead::Read;
                sink.line(At::Page(number), line);
            }
        }
    }
    Ok(facts)
}

/// Whether a file begins and ends as a pdf does.
fn check_edges(bytes: &[u8]) -> Result<(), Trouble> {
    let head = bytes.get(..EDGE).unwrap_or(bytes);
    if memmem::find(head, b"%PDF-").is_none() {
        return Err(Trouble::new("PDF ではない", "no pdf"));
    }
    // A disk or a mail gateway may have filled the last block with zeros.
    let end = bytes.iter().rposition(|&it| it != 0).map_or(0, |last| last + 1);
    let tail = bytes.get(end.saturating_sub(EDGE)..end).unwrap_or_default();
    if memmem::find(tail, b"%%EOF").is_none() || memmem::find(tail, b"startxref").is_none() {
        return Err(
            Trouble::new("PDF が途中で切れている", "the pdf is cut off").remedy("出し直す", "file it again")
        );
    }
    Ok(())
}

/// The later of the two days in the Info dictionary.
fn dated(metadata: &PdfMetadata) -> Option<chrono::NaiveDate> {
    let made = metadata.creation_date.as_deref().and_then(day::pdf);
    let changed = metadata.modification_date.as_deref().and_then(day::pdf);
    made.max(changed)
}

fn locked() -> Trouble {
    Trouble::new("パスワードで保護されている", "protected by a password")
        .remedy("パスワードを外して出し直す", "file it without the password")
}

fn no_pages() -> Trouble {
    Trouble::new("PDF のページ構成が読めない", "the page tree of the pdf cannot be read")
        .remedy("出し直す", "file it again")
}

fn broken(error: &lopdf::Error) -> Trouble {
    match error {
        lopdf::Error::InvalidPassword => locked(),
        error => Trouble::new(
            format!("PDF の構造が壊れている（{error}）"),
            format!("the structure of the pdf is broken ({error})"),
        ),
    }
}

#[cfg(test)]
mod tests;
