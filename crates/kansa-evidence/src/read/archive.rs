//! zip: what is in it, by name. Nothing is unpacked.

use std::borrow::Cow;
use std::io::Cursor;

use encoding_rs::SHIFT_JIS;
use kansa_core::content::{At, Facts, FileKind, Sink, TextRead};
use memchr::memmem;
use zip::ZipArchive;

use super::{Options, Trouble, guarded};

/// Files in an archive. More is a backup, not evidence, and its names alone fill memory.
const MAX_ENTRIES: usize = 100_000;

/// Hands out the name of every file in the archive, folders left out.
///
/// A name that is not marked as UTF-8 is read as UTF-8 if it is valid as such (macOS does not mark it), else as CP932.
///
/// # Errors
///
/// It is no zip, it is cut off, or there are too many files in it.
pub(crate) fn read(bytes: &[u8], _options: &Options<'_>, sink: &mut dyn Sink) -> Result<Facts, Trouble> {
    let names = guarded(|| names(bytes))?;
    for (number, name) in (1..).zip(&names) {
        sink.line(At::Entry(number), name);
    }
    Ok(Facts {
        kind: FileKind::Archive,
        entries: u32::try_from(names.len()).ok(),
        text: TextRead::Read,
        ..Facts::default()
    })
}

fn names(bytes: &[u8]) -> Result<Vec<String>, Trouble> {
    if most_entries(bytes) > MAX_ENTRIES {
        return Err(Trouble::new(
            format!("中のファイルが {MAX_ENTRIES} を超える"),
            format!("more than {MAX_ENTRIES} files in it"),
        ));
    }
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_data(index).map_err(|_| broken())?;
        let name = decoded(entry.name_raw());
        if !name.ends_with(['/', '\\']) {
            names.push(name.into_owned());
        }
    }
    Ok(names)
}

/// How many entries an archive can have at most. Asked before it is opened, which holds its whole directory in memory.
pub(crate) fn most_entries(bytes: &[u8]) -> usize {
    memmem::find_iter(bytes, b"PK\x01\x02").count()
}

fn decoded(name: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(name) {
        Ok(name) => Cow::Borrowed(name),
        Err(_) => SHIFT_JIS.decode_without_bom_handling(name).0,
    }
}

fn broken() -> Trouble {
    Trouble::new("zip が壊れているか途中で切れている", "the zip is broken or cut off")
        .remedy("出し直す", "file it again")
}

#[cfg(test)]
mod tests;
