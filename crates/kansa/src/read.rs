//! Reads the text files of a workspace, each once, with its hash.

use std::path::Path;

use kansa_core::code::Code;
use kansa_core::diagnostic::Diagnostic;
use kansa_core::evidence::Sha256;
use kansa_core::source::{Place, SourceFile, SourcePath, Sources};
use kansa_core::text::Text;
use kansa_evidence::digest;
use kansa_evidence::walk::{Entry, Kind};

use crate::Error;

/// What was read so far.
#[derive(Default)]
pub(crate) struct Read {
    pub(crate) diagnostics: Vec<Diagnostic>,
    pub(crate) sources: Sources,
    pub(crate) hashes: Vec<(SourcePath, Option<Sha256>)>,
}

impl Read {
    /// A text file that people write, with its hash; nothing after reporting one that is not UTF-8.
    pub(crate) fn file(&mut self, root: &Path, path: &str) -> Result<Option<SourceFile>, Error> {
        let bytes = read_bytes(root, path)?;
        self.hashes.push((path.into(), Some(digest::sha256(&bytes))));
        Ok(self.text(path, &bytes))
    }

    pub(crate) fn text(&mut self, path: &str, bytes: &[u8]) -> Option<SourceFile> {
        match std::str::from_utf8(bytes) {
            Ok(text) => {
                let file = SourceFile::new(path, text);
                self.sources.insert(&file);
                Some(file)
            }
            Err(error) => {
                let at = error.valid_up_to();
                self.diagnostics.push(Diagnostic::new(
                    Code::UnreadableFile,
                    Place::whole(path),
                    Text::new(
                        format!("UTF-8 の文字ではありません（{at} バイト目）"),
                        format!("this file is not UTF-8 (at byte {at})"),
                    ),
                ));
                None
            }
        }
    }

    pub(crate) fn hash(&mut self, entries: &[Entry]) {
        for entry in entries {
            if let Kind::File = entry.kind {
                let hash = std::fs::read(&entry.location).ok().map(|it| digest::sha256(&it));
                self.hashes.push((entry.path.clone(), hash));
            }
        }
    }
}

pub(crate) fn read_bytes(root: &Path, path: &str) -> Result<Vec<u8>, Error> {
    std::fs::read(root.join(path)).map_err(|source| Error::Read { path: path.to_owned(), source })
}
