//! Compliance evidence engine: opens a workspace, assesses it at a date.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/smallest");
//! use kansa_report::{Format, Options};
//!
//! let workspace = kansa::Workspace::open(dir.as_ref())?;
//! let assessment = workspace.assess("2026-10-31".parse()?);
//! let files = kansa_report::render(&assessment, &Options { formats: vec![Format::Html], ..Options::default() })?;
//!
//! assert!(files.iter().any(|it| it.path == "index.html"));
//! # Ok(())
//! # }
//! ```

mod builtin;
mod cores;
pub mod filing;
mod ids;
pub mod init;
mod library;
mod read;
mod sealing;
mod workspace;

pub use cores::for_each;
pub use kansa_core as core;
pub use kansa_evidence::seal;
pub use library::Library;
pub use sealing::{Sealable, Sealing};
pub use workspace::{Error, Workspace};

/// The version, as it stands in reports and in the digest.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
