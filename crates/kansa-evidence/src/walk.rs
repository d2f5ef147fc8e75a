//! The files of a folder, in an order that depends on their names alone.

use std::fs;
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use kansa_core::source::SourcePath;
use unicode_normalization::{UnicodeNormalization, is_nfc};
use walkdir::WalkDir;

/// Something that stands in a folder.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Relative to the workspace, with `/`, in Unicode NFC.
    pub path: SourcePath,
    /// Where it is on this machine.
    pub location: PathBuf,
    /// What it is.
    pub kind: Kind,
}

/// What stands in a folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A link, a device, a pipe: never followed, never opened.
    Special,
    /// A regular file whose name is not UTF-8.
    BadName,
    /// A folder that cannot be listed.
    Unlistable,
}

/// Everything below a folder of the workspace but folders themselves, sorted by path; nothing if it does not exist.
///
/// Links are not followed.
pub fn walk(root: &Path, below: &str) -> Vec<Entry> {
    entries(root, &root.join(below), usize::MAX)
}

/// What stands right in a folder of the workspace: the locations of its folders, sorted, and everything else as [`walk`]
/// gives it. So that folders can be walked side by side.
pub fn children(root: &Path, below: &str) -> (Vec<PathBuf>, Vec<Entry>) {
    let start = root.join(below);
    let others = entries(root, &start, 1);
    let mut folders: Vec<PathBuf> = WalkDir::new(&start)
        .min_depth(1)
        .max_depth(1)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|it| it.file_type().is_dir())
        .map(walkdir::DirEntry::into_path)
        .collect();
    folders.sort();
    (folders, others)
}

/// Everything below a folder that [`children`] gave.
pub fn walk_at(root: &Path, location: &Path) -> Vec<Entry> {
    entries(root, location, usize::MAX)
}

fn entries(root: &Path, start: &Path, depth: usize) -> Vec<Entry> {
    if fs::symlink_metadata(start).is_err() {
        return Vec::new();
    }
    let mut entries = Vec::new();
    for entry in WalkDir::new(start).max_depth(depth).follow_links(false).follow_root_links(false) {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                let location = error.path().unwrap_or(start).to_path_buf();
                let (path, _) = relative_path(location.strip_prefix(root).unwrap_or(&location));
                entries.push(Entry { path: path.into(), location, kind: Kind::Unlistable });
                continue;
            }
        };
        if entry.file_type().is_dir() {
            continue;
        }
        let location = entry.path().to_path_buf();
        let relative = location.strip_prefix(root).unwrap_or(&location);
        let (path, named) = relative_path(relative);
        let kind = if !entry.file_type().is_file() {
            Kind::Special
        } else if !named {
            Kind::BadName
        } else {
            Kind::File
        };
        entries.push(Entry { path: path.into(), location, kind });
    }
    entries.sort_by(|a, b| a.path.cmp(&b.path).then_with(|| a.location.cmp(&b.location)));
    entries
}

/// The path with `/`, in NFC, and whether all of it is UTF-8.
fn relative_path(path: &Path) -> (String, bool) {
    // Nearly every path is as it should be.
    if let Some(path) = path.to_str().filter(|it| MAIN_SEPARATOR == '/' && is_nfc(it)) {
        return (path.to_owned(), true);
    }
    let mut named = true;
    let pieces: Vec<String> = path
        .components()
        .map(|it| {
            let piece = it.as_os_str();
            named &= piece.to_str().is_some();
            let piece = piece.to_string_lossy();
            if is_nfc(&piece) { piece.into_owned() } else { piece.nfc().collect() }
        })
        .collect();
    (pieces.join("/"), named)
}

/// Whether a file is one that systems and office programs leave behind: it is hashed, but it is no evidence.
pub fn is_left_behind(name: &str) -> bool {
    name.starts_with('.') || name.starts_with("~$") || matches!(name, "Thumbs.db" | "desktop.ini")
}
