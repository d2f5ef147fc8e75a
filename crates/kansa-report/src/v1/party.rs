//! Companies by name.

use kansa_core::text::Lang;
use schemars::JsonSchema;
use serde::Serialize;

use super::{Shown, word};
use crate::assessment as data;

/// A company by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, JsonSchema)]
pub struct Party {
    /// Its name; its id if it is not in this report.
    pub name: Shown,
    /// Its page, without its ending; empty if it is not in this report.
    pub file: Shown,
}

/// What a role is called; its id if no file says so.
pub(crate) fn role(lang: Lang, group: &data::Assessment, id: &str) -> Shown {
    let title = group.roles.iter().find(|it| it.id == id).map(|it| it.title.get(lang));
    title.unwrap_or(id).into()
}

/// The company of an id.
pub(crate) fn party(lang: Lang, group: &data::Assessment, id: &str) -> Party {
    match group.companies.iter().find(|it| it.id == id) {
        Some(it) => Party { name: it.name.get(lang).into(), file: word::file(id).into() },
        None => Party { name: id.into(), file: Shown::default() },
    }
}
