//! Writing to standard output and to files, and how findings look there.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use anyhow::{Context, bail};
use chrono::NaiveDate;
use kansa_core::finding::Severity;
use kansa_core::text::acts;
use owo_colors::OwoColorize;

/// Prints a result to standard output.
///
/// A reader who has seen enough (`kansa check | head`) is no error, and does not change the exit status.
pub(crate) fn print(text: &str) -> anyhow::Result<()> {
    let mut out = anstream::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        written => written.context("cannot write to standard output"),
    }
}

/// Says what went wrong, to standard error: each line of it is one line.
pub(crate) fn complain(text: &str) {
    for line in text.lines() {
        anstream::eprintln!("{}", visible(line));
    }
}

/// Writes a file whole or not at all: first beside it, then into its place.
///
/// A link is followed to the file that it names; a device or a pipe is written to and stays what it is.
pub(crate) fn write_file(path: &Path, contents: &[u8]) -> anyhow::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
    let special = std::fs::metadata(&target).is_ok_and(|it| !it.is_file() && !it.is_dir());
    if special {
        let written =
            std::fs::OpenOptions::new().write(true).open(&target).and_then(|mut it| it.write_all(contents));
        return written.with_context(|| format!("cannot write {}", visible(&path.display().to_string())));
    }
    let path = target.as_path();
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let write = || -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        // What a crash leaves behind is hidden, so that nobody takes it for evidence.
        let mut name = std::ffi::OsString::from(".");
        name.push(path.file_name().unwrap_or_default());
        name.push(format!(".{}.tmp", std::process::id()));
        let beside = folder.join(name);
        let written = std::fs::File::create(&beside)
            .and_then(|mut file| file.write_all(contents).and_then(|()| file.sync_all()))
            .and_then(|()| std::fs::rename(&beside, path));
        if written.is_err() {
            // What is left of it is of no use; the error that counts is the first one.
            let _ = std::fs::remove_file(&beside);
        }
        written
    };
    write().with_context(|| format!("cannot write {}", visible(&path.display().to_string())))
}

/// Files that come into their places together: until all of them are written, none is there.
#[derive(Debug)]
pub(crate) struct Staged {
    folder: tempfile::TempDir,
    out: PathBuf,
    paths: Mutex<Vec<String>>,
}

impl Staged {
    /// For files of a folder, which is made if it is not there.
    pub(crate) fn new(out: &Path) -> anyhow::Result<Self> {
        if out.exists() && !out.is_dir() {
            bail!("cannot write {}: it is no folder", visible(&out.display().to_string()));
        }
        let made = || {
            std::fs::create_dir_all(out)?;
            // Beside the files, since a rename stays on one disk; hidden, in case of a crash.
            tempfile::Builder::new().prefix(".").suffix(".tmp").tempdir_in(out)
        };
        let folder =
            made().with_context(|| format!("cannot write {}", visible(&out.display().to_string())))?;
        Ok(Self { folder, out: out.to_path_buf(), paths: Mutex::default() })
    }

    /// Writes a file, of a path below the folder.
    pub(crate) fn write(&self, path: &str, contents: &[u8]) -> anyhow::Result<()> {
        write_file(&self.folder.path().join(path), contents)?;
        self.paths.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Ok(())
    }

    /// Puts all of them into their places, and says how many they are.
    pub(crate) fn place(self) -> anyhow::Result<usize> {
        let paths = std::mem::take(&mut *self.paths.lock().unwrap_or_else(PoisonError::into_inner));
        for path in &paths {
            let to = self.out.join(path);
            let moved = std::fs::create_dir_all(to.parent().unwrap_or(&self.out))
                .and_then(|()| std::fs::rename(self.folder.path().join(path), &to));
            moved.with_context(|| format!("cannot write {}", visible(&to.display().to_string())))?;
        }
        Ok(paths.len())
    }
}

/// Writes a file that is not there yet, whole or not at all. Folders on the way have to be folders of the workspace: no link leads
/// out of it.
pub(crate) fn create_file(root: &Path, below: &str, contents: &[u8]) -> anyhow::Result<()> {
    let path = root.join(below);
    let folder = path.parent().unwrap_or(root);
    let create = || -> io::Result<()> {
        std::fs::create_dir_all(folder)?;
        stay_inside(root, folder)?;
        let mut builder = tempfile::Builder::new();
        builder.prefix(".").suffix(".tmp");
        // As any file that is made there by hand.
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
        let mut beside = builder.tempfile_in(folder)?;
        beside.write_all(contents)?;
        beside.as_file().sync_all()?;
        beside.persist_noclobber(&path).map_err(|it| it.error)?;
        Ok(())
    };
    create().with_context(|| format!("cannot write {}", visible(below)))
}

/// Writes a file of the workspace anew, whole or not at all. One that is a link, or lies outside, is refused.
pub(crate) fn rewrite(root: &Path, below: &str, contents: &[u8]) -> anyhow::Result<()> {
    let path = root.join(below);
    if std::fs::symlink_metadata(&path).is_ok_and(|it| !it.is_file()) {
        bail!("cannot write {}: it is no regular file", visible(below));
    }
    stay_inside(root, path.parent().unwrap_or(root))
        .with_context(|| format!("cannot write {}", visible(below)))?;
    write_file(&path, contents)
}

fn stay_inside(root: &Path, folder: &Path) -> io::Result<()> {
    if folder.canonicalize()?.starts_with(root.canonicalize()?) {
        Ok(())
    } else {
        Err(io::Error::other("its folder lies outside of the workspace"))
    }
}

/// Text as a terminal can show it, in one line: control characters, and those that turn or hide the text around them, are written
/// out.
pub(crate) fn visible(text: &str) -> String {
    text.chars().map(|it| if acts(it) { it.escape_unicode().to_string() } else { it.to_string() }).collect()
}

/// What is said of a severity, in its colour.
pub(crate) fn in_colour(severity: Severity, said: &str) -> String {
    match severity {
        Severity::Note => said.dimmed().to_string(),
        Severity::Minor => said.yellow().to_string(),
        Severity::Major => said.red().to_string(),
        Severity::Critical => said.red().bold().to_string(),
    }
}

/// A detail of a finding, on a line of its own below it.
pub(crate) fn detail(indent: &str, label: &str, value: &str) -> String {
    format!("{indent}    {} {}", format!("{label}:").dimmed(), visible(value))
}

/// A label in Japanese and English.
type Label = (&'static str, &'static str);

/// Who acts until when, with its label; nothing if neither is known.
pub(crate) fn charge(owner: Option<String>, due: Option<NaiveDate>) -> Option<(Label, String)> {
    match (owner, due) {
        (Some(owner), Some(due)) => Some((("担当・期限", "owner, due"), format!("{owner}, {due}"))),
        (Some(owner), None) => Some((("担当", "owner"), owner)),
        (None, Some(due)) => Some((("期限", "due"), due.to_string())),
        (None, None) => None,
    }
}
