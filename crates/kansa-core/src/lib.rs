//! The domain of kansa: model, parsing, graph, obligations, judgements, verdicts and findings.
//!
//! Bytes and a date go in, values come out. Nothing here reads a file, a clock or the environment.

pub mod assess;
pub mod assessment;
pub mod calendar;
pub mod catalog;
pub mod check;
pub mod code;
pub mod company;
pub mod condition;
pub mod config;
pub mod consistency;
pub mod content;
pub mod crosswalk;
pub mod diagnostic;
pub mod evidence;
pub mod explain;
pub mod extract;
pub mod finding;
pub mod gate;
pub mod graph;
pub mod group;
pub mod id;
pub mod judgement;
pub mod leak;
pub mod mask;
pub mod measure;
pub mod model;
pub mod organization;
pub mod period;
pub mod person;
pub mod plan;
pub mod print;
pub mod readiness;
pub mod register;
pub mod role;
pub mod schema;
pub mod sidecar;
pub mod source;
pub mod table;
pub mod terms;
pub mod text;
pub mod value;
mod yaml;

pub use yaml::{as_yaml, nearest};
