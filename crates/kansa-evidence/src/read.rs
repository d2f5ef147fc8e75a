//! Readers: from the bytes of a file to tables, text and facts.
//!
//! The ending of a name says what a file should be, its first bytes say what it is. Where the two do not fit, that is
//! said: nothing is read as something else.

use std::io::{self, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use encoding_rs::Encoding;
use kansa_core::content::{Facts, FileKind, Sink};
use kansa_core::text::Text;

mod archive;
mod day;
mod delimited;
mod document;
pub(crate) mod encoding;
mod image;
mod json;
mod json_lines;
mod lines;
mod mail;
mod pdf;
mod pdf_text;
mod pieces;
mod properties;
mod records;
mod text;
mod toml;
mod tree;
mod workbook;
mod yaml;

pub use pdf_text::Program;

/// What people may say of a file beside it.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options<'a> {
    /// The encoding of its text (`read: {encoding: cp932}` in evidence.yaml).
    pub(crate) encoding: Option<&'static Encoding>,
    /// What extracts the text of a pdf, if kansa.yaml names something.
    pub(crate) pdf_text: Option<&'a dyn PdfText>,
}

/// Extracts the text of a pdf, page by page.
pub trait PdfText: Sync + Send {
    /// The text of each page, in order.
    fn pages(&self, bytes: &[u8]) -> Result<Vec<String>, Text>;
}

/// Why a file cannot be read. Something may have been handed out before; the caller drops that.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    /// What is wrong with it.
    pub(crate) message: Text,
    /// What people can do about it, where that is known.
    pub(crate) remedy: Option<Text>,
}

impl Trouble {
    /// Trouble for which nobody knows a remedy.
    pub(crate) fn new(ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { message: Text::new(ja, en), remedy: None }
    }

    /// The same trouble with a remedy.
    pub(crate) fn remedy(self, ja: impl Into<String>, en: impl Into<String>) -> Self {
        Self { remedy: Some(Text::new(ja, en)), ..self }
    }
}

/// The most columns of a table. Rosters have tens; a row of more is a matrix or a bomb.
pub(crate) const MAX_COLUMNS: usize = 2_000;

/// The most bytes of one file after decompression. 100,000 rows of a workbook are about 30 MiB of XML.
pub(crate) const MAX_INFLATED: u64 = 512 * 1024 * 1024;

/// Reads the whole content of a file by the ending of its name.
pub(crate) fn read(
    path: &str,
    bytes: &[u8],
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Facts, Trouble> {
    let ending = ending(path);
    if bytes.trim_ascii().is_empty() {
        return Err(Trouble::new("ファイルが空", "the file is empty")
            .remedy("中身のあるものを置く", "file one with content"));
    }
    match ending.as_str() {
        "csv" | "tsv" | "jsonl" | "json" | "yaml" | "yml" | "toml" | "txt" | "md" | "log" => {
            let expected = if matches!(ending.as_str(), "csv" | "tsv") {
                Text::new("区切りテキスト", "delimited text")
            } else {
                Text::new("テキスト", "text")
            };
            refuse_binary(bytes, &ending, &expected)?;
        }
        _ => {}
    }
    // A defect in a parser of others must not end the run: the file counts as unreadable.
    catch_unwind(AssertUnwindSafe(|| match ending.as_str() {
        "csv" => delimited::read(bytes, delimited::Delimiter::Found, options, sink),
        "tsv" => delimited::read(bytes, delimited::Delimiter::Tab, options, sink),
        "xlsx" | "xlsm" | "xltx" | "xls" | "xlsb" | "ods" => workbook::read(bytes, options, sink),
        "json" => json::read(bytes, options, sink),
        "jsonl" => json_lines::read(bytes, options, sink),
        "yaml" | "yml" => yaml::read(bytes, options, sink),
        "toml" => toml::read(bytes, options, sink),
        "txt" | "md" | "log" => text::read(bytes, options, sink),
        "pdf" => pdf::read(bytes, options, sink),
        "docx" => document::read(bytes, options, sink),
        "eml" => mail::read(bytes, options, sink),
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "tif" | "tiff" | "bmp" | "heic" => {
            image::read(bytes, options, sink)
        }
        "zip" => archive::read(bytes, options, sink),
        _ => Ok(Facts { kind: FileKind::Other, ..Facts::default() }),
    }))
    .unwrap_or_else(|_| Err(Trouble::new("ファイルが壊れている", "the file is damaged")))
}

/// Reads a file that is too long for memory, in one pass. Only text can be that long: of other kinds nothing is known.
pub(crate) fn read_long(
    path: &str,
    reader: &mut dyn io::Read,
    options: &Options<'_>,
    sink: &mut dyn Sink,
) -> Result<Facts, Trouble> {
    // Its first bytes say whether it is text at all.
    let mut first = Vec::new();
    reader.take(1024).read_to_end(&mut first).map_err(|error| {
        Trouble::new(format!("読み取りに失敗（{error}）"), format!("cannot be read ({error})"))
    })?;
    let ending = ending(path);
    if matches!(ending.as_str(), "csv" | "tsv" | "txt" | "md" | "log" | "jsonl") {
        refuse_binary(&first, &ending, &Text::new("テキスト", "text"))?;
    }
    let reader: &mut dyn io::Read = &mut first.chain(reader);
    match ending.as_str() {
        "csv" => delimited::read_long(reader, "csv", delimited::Delimiter::Found, options, sink),
        "tsv" => delimited::read_long(reader, "tsv", delimited::Delimiter::Tab, options, sink),
        "txt" | "md" | "log" => lines::read_long(reader, options, sink),
        "jsonl" => json_lines::read_lines(&mut io::BufReader::new(reader), sink),
        "xlsx" | "xlsm" | "xltx" | "xls" | "xlsb" | "ods" | "json" | "yaml" | "yml" | "toml" | "docx"
        | "eml" => Err(Trouble::new(
            "64 MiB を超えるため中を読んでいない",
            "more than 64 MiB, its content is not read",
        )
        .remedy("分けて出すか、csv で出す", "split it, or file it as csv")),
        _ => Ok(Facts { kind: FileKind::Other, ..Facts::default() }),
    }
}

/// Hands out what a file of this name holds, for those who look into one without a workspace.
///
/// # Errors
///
/// Why it cannot be read. Something may have been handed out before: it is to be dropped.
pub fn hand_out(
    path: &str,
    bytes: &[u8],
    encoding: Option<kansa_core::sidecar::Encoding>,
    sink: &mut dyn Sink,
) -> Result<Facts, Text> {
    let options = Options { encoding: encoding.map(encoding_of), pdf_text: None };
    read(path, bytes, &options, sink).map_err(|it| it.message)
}

/// The same of a file that is too long for memory.
///
/// # Errors
///
/// As [`hand_out`].
pub fn hand_out_long(
    path: &str,
    reader: &mut dyn io::Read,
    encoding: Option<kansa_core::sidecar::Encoding>,
    sink: &mut dyn Sink,
) -> Result<Facts, Text> {
    let options = Options { encoding: encoding.map(encoding_of), pdf_text: None };
    read_long(path, reader, &options, sink).map_err(|it| it.message)
}

/// The trouble with a table that is too wide.
pub(crate) fn too_many_columns() -> Trouble {
    Trouble::new(format!("列が {MAX_COLUMNS} を超える"), format!("more than {MAX_COLUMNS} columns"))
}

/// Runs a third-party parser; what it panics on is a trouble like any other.
pub(crate) fn guarded<T>(parse: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    catch_unwind(AssertUnwindSafe(parse)).unwrap_or_else(|_| {
        Err(Trouble::new("構造が壊れていて読めない", "its structure is broken and cannot be read"))
    })
}

/// The ending of a name, in lower case.
fn ending(path: &str) -> String {
    let name = path.rsplit_once('/').map_or(path, |(_, name)| name);
    name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// What the first bytes of a file say that it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Content {
    /// A zip: also xlsx, ods, docx.
    Zip,
    /// An OLE container: xls, and everything of Office that is protected with a password.
    Ole,
    /// A pdf.
    Pdf,
    /// A web page, which many systems name .xls or .csv.
    Html,
    /// None of these.
    Unmarked,
}

impl Content {
    /// What the first bytes of a file say that it is.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
            Self::Zip
        } else if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]) {
            Self::Ole
        } else if bytes.starts_with(b"%PDF-") {
            Self::Pdf
        } else {
            let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
            let html = |tag: &[u8]| bytes.get(..tag.len()).is_some_and(|it| it.eq_ignore_ascii_case(tag));
            if html(b"<!doctype html") || html(b"<html") { Self::Html } else { Self::Unmarked }
        }
    }

    /// Its name in messages.
    pub(crate) fn name(self) -> Text {
        match self {
            Self::Zip => Text::new("zip か Excel ブック", "a zip or an Excel workbook"),
            Self::Ole => Text::new("旧形式の Office ファイル", "an old Office file"),
            Self::Pdf => Text::new("PDF", "a pdf"),
            Self::Html => Text::new("HTML", "HTML"),
            Self::Unmarked => Text::new("不明な形式", "of an unknown kind"),
        }
    }
}

/// Refuses what is no text at all.
fn refuse_binary(bytes: &[u8], ending: &str, expected: &Text) -> Result<(), Trouble> {
    let found = Content::of(bytes);
    match found {
        Content::Zip | Content::Ole | Content::Pdf => {
            let name = found.name();
            Err(Trouble::new(
                format!("拡張子は .{ending} だが、中身は{}でなく{}", expected.ja, name.ja),
                format!("named .{ending}, but its content is {}, not {}", name.en, expected.en),
            )
            .remedy("正しい拡張子に改める", "give it the ending of what it is"))
        }
        Content::Html | Content::Unmarked => Ok(()),
    }
}

/// Bytes as UTF-8 without a byte order mark.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Text> {
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        Text::new(
            format!("UTF-8 の文字ではない（{at} バイト目）。CSV UTF-8 形式で保存し直す"),
            format!("not UTF-8 (at byte {at}); save it as CSV UTF-8"),
        )
    })?;
    Ok(text.strip_prefix('\u{feff}').unwrap_or(text))
}

/// The encoding that people name in evidence.yaml.
pub(crate) fn encoding_of(encoding: kansa_core::sidecar::Encoding) -> &'static Encoding {
    encoding::named(encoding.as_str()).unwrap_or(encoding_rs::UTF_8)
}

#[cfg(test)]
pub(crate) mod notes;
#[cfg(test)]
pub(crate) mod tests;
