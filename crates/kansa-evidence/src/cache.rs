//! What the last run learned of the files of a company, so that the next one needs no more than to look at
//! their times.
//!
//! One table per company, in `.kansa/cache` of the workspace. It holds the hash of each file and what was
//! extracted from it, never a verdict. A file is not read again if its size, both its times, its number and
//! its file system are what they were, and if it had been left alone for a while when it was read (as git
//! does it with its index). Everything here can be deleted at any time: a cache that is missing, damaged, of
//! another version or of another workspace costs time, and nothing else.

mod builder;
mod folder;
mod reason;
mod salt;
mod stat;
mod table;

use std::path::Path;

pub use builder::Builder;
use folder::{Folder, MAX_SIZE};
pub use reason::Reason;
pub use salt::Salt;
use stat::Moment;
pub use stat::Stat;
pub use table::{Cursor, Hit, Loaded, Spec};
use table::{Identity, Table};

/// What the name of a table ends with. The id of a company has no full stop in it: no company is called as
/// another file here.
const EXTENSION: &str = ".table";

/// The cache of a workspace, as one run sees it.
///
/// It is opened before the first file of evidence is: a file that was changed after that moment, or less than
/// two seconds before, is taken into the table, but not trusted by the next run. So a run that looks again
/// opens it again.
#[derive(Debug)]
pub struct Store {
    folder: Folder,
    salt: Salt,
    moment: Moment,
}

/// What became of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// It was written.
    Written,
    /// It is what it was: nothing was written.
    Unchanged,
}

impl Store {
    /// Opens the cache of a workspace, or makes one.
    ///
    /// # Errors
    ///
    /// A reason to go without one: the workspace is read-only, the disk is full, a link stands in the way.
    pub fn open(root: &Path) -> Result<Self, Reason> {
        let (folder, moment) = Folder::open(root)?;
        let salt = Salt::open(&folder)?;
        Ok(Self { folder, salt, moment })
    }

    /// The salt of the workspace.
    pub fn salt(&self) -> &Salt {
        &self.salt
    }

    /// What is known of the files of a company. `build` is the version of kansa and of its readers: what
    /// another one wrote is not used.
    pub fn load(&self, company: &str, build: &str) -> Loaded {
        let identity =
            Identity { workspace: self.salt.id(company), build: salt::digest(&[build.as_bytes()]) };
        let (table, absent) = match self.table(company, &identity) {
            Ok(table) => (table, None),
            Err(reason) => (Table::default(), Some(reason)),
        };
        Loaded { table, company: company.into(), identity, moment: self.moment, absent }
    }

    /// Puts the table of this run in the place of the one that it was begun from, unless they are the same.
    ///
    /// # Errors
    ///
    /// A reason why there is no new table. The old one is still there, and still right.
    pub fn save(&self, builder: &Builder<'_>) -> Result<Saved, Reason> {
        let loaded = builder.loaded();
        let name = name(&loaded.company)?;
        let Some(pieces) = builder.pieces() else { return Ok(Saved::Unchanged) };
        let (header, checksum) = table::frame(pieces, &loaded.identity).ok_or(Reason::TooLarge)?;
        let [records, paths, extracts] = pieces;
        let pieces = [&header, records, paths, extracts, &checksum];
        if equal(loaded.table.bytes(), pieces) {
            return Ok(Saved::Unchanged);
        }
        let size = pieces.iter().try_fold(0, |sum, it| u64::try_from(it.len()).ok()?.checked_add(sum));
        if size.is_none_or(|it| it > MAX_SIZE) {
            return Err(Reason::TooLarge);
        }
        self.folder.replace(&name, &self.folder.stage(&pieces)?)?;
        Ok(Saved::Written)
    }

    /// Removes the tables of all companies that there are no longer.
    pub fn retain(&self, exists: impl Fn(&str) -> bool) {
        self.folder.remove(|name| name.strip_suffix(EXTENSION).is_some_and(|it| !exists(it)));
    }

    fn table(&self, company: &str, identity: &Identity) -> Result<Table, Reason> {
        Table::parse(self.folder.read(&name(company)?)?.ok_or(Reason::New)?, identity)
    }
}

/// The name of the table of a company. What is no id might lead out of the folder.
fn name(company: &str) -> Result<String, Reason> {
    let plain = company.bytes().all(|it| it.is_ascii_lowercase() || it.is_ascii_digit() || it == b'-');
    if !plain || !(1..=64).contains(&company.len()) {
        return Err(Reason::Name);
    }
    Ok(format!("{company}{EXTENSION}"))
}

/// Whether bytes are those of the pieces, one after the other.
fn equal(mut bytes: &[u8], pieces: [&[u8]; 5]) -> bool {
    let all = pieces.iter().all(|piece| match bytes.strip_prefix(*piece) {
        Some(rest) => {
            bytes = rest;
            true
        }
        None => false,
    });
    all && bytes.is_empty()
}

#[cfg(test)]
mod tests;
