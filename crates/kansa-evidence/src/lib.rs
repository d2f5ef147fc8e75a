//! Evidence files of kansa: walk, names, hashes, readers, and from them the items of a company.

pub mod cache;
pub mod collect;
pub mod digest;
pub mod name;
mod place;
mod read;
mod registers;
pub mod walk;
