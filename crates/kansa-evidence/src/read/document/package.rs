//! Office packages: zip archives of xml parts.

use std::io::{BufRead, BufReader, Cursor, Read};

use zip::ZipArchive;
use zip::result::ZipError;

use super::super::{MAX_INFLATED, Trouble, archive};

/// Parts of a package: a document with a thousand pictures has some thousand.
const MAX_PARTS: usize = 20_000;

/// A package, and how much of it may still be unpacked.
pub(crate) struct Package<'a> {
    archive: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Package<'a> {
    /// Opens a package.
    ///
    /// # Errors
    ///
    /// It is protected by a password (then it is no zip but an OLE container), no zip, cut off, or has too many parts.
    pub(crate) fn open(bytes: &'a [u8]) -> Result<Self, Trouble> {
        if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
            return Err(Trouble::new(
                "パスワードで保護されているか、古い形式（97-2003）の文書",
                "protected by a password, or of the old format (97-2003)",
            )
            .remedy(
                "パスワードなしの新しい形式で保存し直す",
                "save it in the present format without a password",
            ));
        }
        if archive::most_entries(bytes) > MAX_PARTS {
            return Err(Trouble::new(
                format!("中の部品が {MAX_PARTS} を超える"),
                format!("more than {MAX_PARTS} parts in it"),
            ));
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| broken())?;
        Ok(Self { archive, left: MAX_INFLATED })
    }

    /// The names of the parts, sorted so that `header2` stands before `header10`.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = self.archive.file_names().flatten().map(|it| it.into_owned()).collect();
        names.sort_by(|a, b| (a.len(), a).cmp(&(b.len(), b)));
        names
    }

    /// Reads a part as a stream; `None` if there is none of the name. What declares its size wrongly is measured all the same.
    ///
    /// # Errors
    ///
    /// The part is encrypted or broken, or with it more than 512 MiB are unpacked, or what `read` says.
    pub(crate) fn part<T>(
        &mut self,
        name: &str,
        read: impl FnOnce(&mut dyn BufRead) -> Result<T, Trouble>,
    ) -> Result<Option<T>, Trouble> {
        let part = match self.archive.by_name(name) {
            Ok(part) => part,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(_) => return Err(broken()),
        };
        let mut limited = part.take(self.left);
        let result = read(&mut BufReader::new(&mut limited));
        self.left = limited.limit();
        if self.left == 0 {
            return Err(Trouble::new("展開後の大きさが 512 MiB を超える", "more than 512 MiB when unpacked"));
        }
        result.map(Some)
    }
}

/// The trouble with a package that cannot be opened.
pub(crate) fn broken() -> Trouble {
    Trouble::new("文書が壊れているか途中で切れている", "the document is broken or cut off")
        .remedy("開いて保存し直す", "open it and save it again")
}
