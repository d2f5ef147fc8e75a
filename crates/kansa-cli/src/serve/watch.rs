//! Notices when files of a workspace change.

use std::path::Path;
use std::sync::mpsc::Sender;

use anyhow::Context;
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Signal;

/// What answers and pages rest on, below the workspace.
pub(crate) const PARTS: [&str; 4] = ["kansa.yaml", "controls", "evidence", "reports/templates"];

/// Watches for as long as it is kept.
#[derive(Debug)]
pub(crate) struct Watching(
    #[expect(dead_code, reason = "it watches until it is dropped")] RecommendedWatcher,
);

impl Watching {
    /// Watches what there is now. Folders that come later are noticed, and watched by the next one.
    pub(crate) fn new(root: &Path, signals: &Sender<Signal>) -> anyhow::Result<Self> {
        let (base, signals) = (root.to_path_buf(), signals.clone());
        let noticed = move |event: notify::Result<Event>| {
            // An error means that something was missed.
            if event.map_or(true, |it| matters(&it, &base)) {
                let _ = signals.send(Signal::Changed);
            }
        };
        let mut watcher = notify::recommended_watcher(noticed).context("cannot watch files")?;
        // Never the whole folder: what builds, version control and reports write there is none of it.
        for (folder, mode) in [
            ("", RecursiveMode::NonRecursive),
            ("controls", RecursiveMode::Recursive),
            ("evidence", RecursiveMode::Recursive),
            ("reports", RecursiveMode::NonRecursive),
            ("reports/templates", RecursiveMode::Recursive),
        ] {
            let path = if folder.is_empty() { root.to_path_buf() } else { root.join(folder) };
            // Links are not followed: what they name is no part of the workspace.
            if std::fs::symlink_metadata(&path).is_ok_and(|it| it.is_dir()) {
                match watcher.watch(&path, mode) {
                    Err(error) if path.is_dir() => {
                        return Err(error).with_context(|| format!("cannot watch the folder {folder:?}"));
                    }
                    // One that is gone by now is noticed by what watches the folder above.
                    Err(_) | Ok(()) => {}
                }
            }
        }
        Ok(Self(watcher))
    }
}

/// Whether an event may change an answer or a page. Reading a file is an event too.
fn matters(event: &Event, root: &Path) -> bool {
    let changes = match event.kind {
        EventKind::Access(AccessKind::Close(AccessMode::Write)) => true,
        EventKind::Access(_) => false,
        EventKind::Any
        | EventKind::Create(_)
        | EventKind::Modify(_)
        | EventKind::Remove(_)
        | EventKind::Other => true,
    };
    event.need_rescan() || (changes && event.paths.iter().any(|it| is_part(it, root)))
}

/// Whether a path is a part of the workspace, lies in one, or is a folder above one.
fn is_part(path: &Path, root: &Path) -> bool {
    let Ok(below) = path.strip_prefix(root) else { return true };
    PARTS
        .iter()
        .any(|part| below.starts_with(part) || (Path::new(part).starts_with(below) && below != Path::new("")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_answers_rest_on_is_noticed() {
        let root = Path::new("/srv");
        for (path, expected) in [
            ("/srv/kansa.yaml", true),
            ("/srv/controls", true),
            ("/srv/evidence/acme/company.yaml", true),
            ("/srv/reports", true),
            ("/srv/reports/templates/company.html", true),
            ("/srv/reports/out", false),
            ("/srv/reports/out/index.html", false),
            ("/srv/.git/index", false),
            ("/srv/.kansa/cache", false),
            ("/srv/target/debug/kansa", false),
            ("/srv/evidence-old/a", false),
            ("/srv", false),
        ] {
            assert_eq!(is_part(Path::new(path), root), expected, "{path}");
        }
    }

    #[test]
    fn reading_is_no_change() {
        let root = Path::new("/srv");
        let event = |kind| Event::new(kind).add_path("/srv/kansa.yaml".into());
        assert!(!matters(&event(EventKind::Access(AccessKind::Open(AccessMode::Read))), root));
        assert!(!matters(&event(EventKind::Access(AccessKind::Close(AccessMode::Read))), root));
        assert!(matters(&event(EventKind::Access(AccessKind::Close(AccessMode::Write))), root));
        assert!(matters(&event(EventKind::Any), root));
    }
}
