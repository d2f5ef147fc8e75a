//! Evidence files of kansa: walk, names, hashes, readers, and from them the items of a company.

pub mod collect;
pub mod digest;
pub mod name;
mod place;
mod read;
mod registers;
pub mod walk;

use std::io;

/// The disk did not do what was asked of it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A folder cannot be listed.
    #[error("cannot list {path}")]
    List {
        /// The folder.
        path: String,
        /// Why.
        source: walkdir::Error,
    },
    /// A file cannot be read.
    #[error("cannot read {path}")]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: io::Error,
    },
}
