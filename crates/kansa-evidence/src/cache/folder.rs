//! The folder of the cache: nothing in it is reached through a link, nothing in it is ever half written.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Path, PathBuf};

use super::reason::Reason;
use super::stat::{Moment, Stat};

/// The largest file of a cache. Several million files of evidence fit; what is larger was not written by
/// kansa, and must not fill the memory.
pub(super) const MAX_SIZE: u64 = 1 << 30;

/// How old a temporary file is when the run that made it can no longer be at work, in nanoseconds.
const STALE: i64 = 24 * 60 * 60 * 1_000_000_000;

/// Where the folder is, below the workspace.
const OUTER: &str = ".kansa";
const INNER: &str = ".kansa/cache";

/// Keeps all of it out of git.
const GITIGNORE: (&str, &str) = (".gitignore", "# Made by kansa: a cache, safe to delete.\n*\n");

/// Keeps all of it out of backups: see <https://bford.info/cachedir/>.
const TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n# This folder is a cache of kansa, safe to delete.\n",
);

/// A folder `.kansa/cache` that can be written to.
#[derive(Debug)]
pub(super) struct Folder {
    location: PathBuf,
    pub(super) owner: u32,
}

/// A file that is complete, but not yet at its place. It goes away with this value unless it was put there.
#[derive(Debug)]
pub(super) struct Staged(PathBuf);

impl Drop for Staged {
    fn drop(&mut self) {
        // Either it was moved and is no longer here, or nobody needs it. What cannot be removed is swept a
        // day later.
        let _ = fs::remove_file(&self.0);
    }
}

impl Folder {
    /// The folder of a workspace, made if need be, and the moment of opening it by its own clock.
    pub(super) fn open(root: &Path) -> Result<(Self, Moment), Reason> {
        let (outer, inner) = (root.join(OUTER), root.join(INNER));
        make(&outer, OUTER)?;
        make(&inner, INNER)?;
        let mut folder = Self { location: inner, owner: 0 };
        let probe = folder.stage(&[])?;
        let made = fs::symlink_metadata(&probe.0).map_err(|it| Reason::io(INNER, it))?;
        drop(probe);
        folder.owner = owner(&made);
        let moment = Moment::of(&Stat::of(&made)).ok_or(Reason::NoTimes)?;
        for (name, content) in [GITIGNORE, TAG] {
            let target = outer.join(name);
            if fs::symlink_metadata(&target).is_err_and(|it| it.kind() == ErrorKind::NotFound) {
                let path = || format!("{OUTER}/{name}");
                fs::rename(&folder.stage(&[content.as_bytes()])?.0, target)
                    .map_err(|it| Reason::io(path(), it))?;
            }
        }
        folder.sweep(moment);
        Ok((folder, moment))
    }

    /// The content of a file of the folder, if there is one.
    pub(super) fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Reason> {
        let (path, location) = (|| format!("{INNER}/{name}"), self.location.join(name));
        let Some(listed) = self.plain_file(name)? else { return Ok(None) };
        let file = match File::open(location) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Reason::io(path(), error)),
        };
        let metadata = file.metadata().map_err(|it| Reason::io(path(), it))?;
        let opened = Stat::of(&metadata);
        let is_opened = |it: &Metadata| {
            let listed = Stat::of(it);
            (listed.inode, listed.device) == (opened.inode, opened.device)
        };
        // Another process may have replaced it in between, by a file of its own that is as good, but not by a
        // link.
        if !is_opened(&listed) && !self.plain_file(name)?.is_some_and(|it| is_opened(&it)) {
            return Ok(None);
        }
        if owner(&metadata) != self.owner {
            return Err(Reason::OtherUser(path()));
        }
        if opened.size > MAX_SIZE {
            return Err(Reason::TooLarge);
        }
        let mut bytes = Vec::with_capacity(usize::try_from(opened.size).unwrap_or(0).saturating_add(1));
        file.take(MAX_SIZE).read_to_end(&mut bytes).map_err(|it| Reason::io(path(), it))?;
        Ok(Some(bytes))
    }

    /// Writes a file that can then be put at its place.
    ///
    /// It is not forced to the disk: after a power cut it may hold zeros, which its checksum shows.
    pub(super) fn stage(&self, pieces: &[&[u8]]) -> Result<Staged, Reason> {
        let number = getrandom::u64().map_err(|it| Reason::io(INNER, it))?;
        let location = self.location.join(format!("{number:016x}.tmp"));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&location).map_err(|it| Reason::io(INNER, it))?;
        let staged = Staged(location);
        pieces.iter().try_for_each(|it| file.write_all(it)).map_err(|it| Reason::io(INNER, it))?;
        Ok(staged)
    }

    /// Puts a file at its place, instead of what stood there. Of two processes that do so the last one wins.
    pub(super) fn replace(&self, name: &str, staged: &Staged) -> Result<(), Reason> {
        self.plain_file(name)?;
        fs::rename(&staged.0, self.location.join(name))
            .map_err(|it| Reason::io(format!("{INNER}/{name}"), it))
    }

    /// Puts a file at its place if nothing stands there. Of two processes that do so the first one wins, and
    /// for the other this does nothing.
    pub(super) fn put(&self, name: &str, staged: &Staged) -> Result<(), Reason> {
        match fs::hard_link(&staged.0, self.location.join(name)) {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
            // A file system without hard links.
            Err(_) => self.replace(name, staged),
        }
    }

    /// Removes the files whose names are chosen.
    pub(super) fn remove(&self, chosen: impl Fn(&str) -> bool) {
        let Ok(entries) = fs::read_dir(&self.location) else { return };
        for entry in entries.filter_map(Result::ok) {
            if entry.file_name().to_str().is_some_and(&chosen) {
                // A file that stays does no harm, and the next run tries again.
                let _ = fs::remove_file(entry.path());
            }
        }
    }

    /// Removes what runs that were killed have left behind.
    fn sweep(&self, moment: Moment) {
        self.remove(|name| {
            let number = name.strip_suffix(".tmp").filter(|it| it.len() == 16);
            number.is_some_and(|it| it.bytes().all(|it| it.is_ascii_hexdigit()))
                && fs::symlink_metadata(self.location.join(name)).is_ok_and(|it| {
                    Stat::of(&it).mtime_ns.checked_add(STALE).is_some_and(|it| it < moment.ns)
                })
        });
    }

    /// What is said of a file of the folder, if there is one. Nothing else may stand at its place.
    fn plain_file(&self, name: &str) -> Result<Option<Metadata>, Reason> {
        match fs::symlink_metadata(self.location.join(name)) {
            Ok(metadata) if metadata.is_file() => Ok(Some(metadata)),
            Ok(_) => Err(Reason::InTheWay(format!("{INNER}/{name}"))),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(Reason::io(format!("{INNER}/{name}"), error)),
        }
    }
}

/// Makes a folder for the user alone. One that is there is taken if it is no link.
fn make(location: &Path, path: &str) -> Result<(), Reason> {
    let mut builder = DirBuilder::new();
    builder.recursive(false);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    match builder.create(location) {
        Ok(()) => return Ok(()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(Reason::io(path, error)),
    }
    let metadata = fs::symlink_metadata(location).map_err(|it| Reason::io(path, it))?;
    if !metadata.is_dir() {
        return Err(Reason::InTheWay(path.to_owned()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        if metadata.permissions().mode() & 0o077 != 0 {
            // Where this is not possible (a share without modes), the files themselves are still made with
            // theirs.
            let _ = fs::set_permissions(location, fs::Permissions::from_mode(0o700));
        }
    }
    Ok(())
}

/// The user that a file belongs to; the same for all where a system does not say.
fn owner(metadata: &Metadata) -> u32 {
    #[cfg(unix)]
    return std::os::unix::fs::MetadataExt::uid(metadata);
    #[cfg(not(unix))]
    {
        let _ = metadata;
        0
    }
}
