//! Files that were made, and how they get to the disk.

use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};
use rayon::prelude::*;

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Made {
    /// Relative to the workspace.
    pub(crate) path: String,
    /// Its bytes.
    pub(crate) bytes: Vec<u8>,
}

/// The first line of a YAML file, which names its schema.
pub(crate) fn schema_line(path: &str, schema: &str) -> String {
    let up = "../".repeat(path.matches('/').count());
    format!("# yaml-language-server: $schema={up}schemas/{schema}.json\n")
}

/// Writes files, and the folders that they lie in.
pub(crate) fn write(root: &Path, files: &[Made]) -> Result<()> {
    files.par_iter().try_for_each(|it| {
        let path = root.join(&it.path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).with_context(|| format!("cannot make {}", folder.display()))?;
        }
        fs::write(&path, &it.bytes).with_context(|| format!("cannot write {}", path.display()))
    })
}

/// Takes a folder away, if it is there.
pub(crate) fn remove(folder: &Path) -> Result<()> {
    if folder.is_dir() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot take away {}", folder.display()))?;
    }
    Ok(())
}
