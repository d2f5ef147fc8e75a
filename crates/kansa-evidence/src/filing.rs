//! Filing evidence: what a file looks like, where it may belong, and what is written to `evidence.yaml` beside it.

mod glance;
mod note;
mod rank;

pub use glance::Glance;
pub use note::{CannotEdit, NewItem, has_to_be_named, with_approval, with_item};
pub use rank::{Candidate, Guess, Known, rank};
