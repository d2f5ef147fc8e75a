//! The report generator of kansa.
//!
//! An [`Assessment`] becomes the stable JSON format ([`assessment`]), from that the view that templates see ([`v1`]),
//! and from that pages and documents. A renderer shows what it gets: it never drops, sorts or decides. Pipelines take
//! only so much: for them [`pipeline`] puts the worst first, and counts what does not fit.

pub mod assessment;
pub mod blank;
pub mod diff;
mod html;
pub mod json;
mod markdown;
pub mod pipeline;
mod place;
mod profile;
mod render;
pub mod template;
pub mod v1;
mod words;
mod workbook;

pub use kansa_core::assessment::Assessment;
pub use kansa_core::readiness::Readiness;
pub use profile::Profile;
pub use render::{Error, File, Format, Options, Part, Report, Typeset, render};
