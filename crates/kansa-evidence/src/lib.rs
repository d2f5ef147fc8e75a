//! Evidence files of kansa: walk, names, hashes, readers, and from them the items of a company.

pub mod cache;
pub mod collect;
pub mod digest;
pub mod file;
pub mod filing;
pub mod name;
mod place;
pub mod read;
mod registers;
pub mod seal;
pub mod spec;
pub mod walk;
mod watch;
