//! Workbooks: xlsx, xlsm, xlsb, xls and ods, told apart by their content.
//!
//! Sheets come in their order with hidden ones marked, rows with the numbers that people see. Nothing is built that is
//! larger than what the file holds: a cell in the last corner of a sheet costs one row.

use kansa_core::content::{Facts, FileKind, Sink, TextRead};

use super::{Content, Options, Trouble};
use package::Package;

mod binary;
mod compound;
mod format;
mod grid;
mod merges;
mod old;
mod opendocument;
mod package;
mod sheet;
mod spreadsheet;
mod strings;
mod xml;

/// Reads a whole workbook.
pub(crate) fn read(bytes: &[u8], _: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let mut dated = None;
    let hidden_rows = match Content::of(bytes) {
        Content::Zip => {
            let mut package = Package::open(bytes)?;
            let result = if package.has("content.xml") || package.has("mimetype") {
                opendocument::read(&mut package, sink)
            } else if package.has("xl/workbook.bin") {
                package.measure(bytes.len()).and_then(|()| binary::read(bytes, sink))
            } else {
                spreadsheet::read(&mut package, sink)
            };
            let hidden_rows = result.map_err(|trouble| package.exhausted().unwrap_or(trouble))?;
            let part = if package.has("meta.xml") { "meta.xml" } else { "docProps/core.xml" };
            dated = package.part(part)?.and_then(super::properties::dated);
            hidden_rows
        }
        Content::Ole => old::read(bytes, sink)?,
        Content::Html => {
            return Err(Trouble::new("中身は Excel でなく HTML", "its content is HTML, not Excel")
                .remedy("Excel で開き xlsx で保存し直す", "open it in Excel and save it as xlsx"));
        }
        Content::Pdf => {
            return Err(Trouble::new("中身は Excel でなく PDF", "its content is a pdf, not Excel")
                .remedy("正しい拡張子に改める", "give it the ending of what it is"));
        }
        Content::Unmarked if bytes.is_empty() => {
            return Err(Trouble::new("ファイルが空", "the file is empty"));
        }
        Content::Unmarked => {
            return Err(Trouble::new("中身が Excel ブックではない", "its content is no workbook")
                .remedy("xlsx か csv で保存し直す", "save it as xlsx or csv"));
        }
    };
    Ok(Facts { kind: FileKind::Workbook, hidden_rows, dated, text: TextRead::Read, ..Facts::default() })
}

/// A workbook that ends too early or contradicts itself.
fn damaged() -> Trouble {
    Trouble::new("ブックが壊れているか途中で切れている", "the workbook is damaged or cut off")
        .remedy("Excel で開いて保存し直す", "open it in Excel and save it again")
}

/// A workbook that only its password opens.
fn protected() -> Trouble {
    Trouble::new("パスワードで保護されている", "password-protected")
        .remedy("パスワードを外して保存し直す", "save it without a password")
}

#[cfg(test)]
mod tests;
