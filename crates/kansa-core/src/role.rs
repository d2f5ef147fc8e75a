//! Roles: who answers for something, under the titles that people know them by.

use crate::config::RawText;
use crate::diagnostic::Diagnostic;
use crate::id::RoleId;
use crate::model::Named;
use crate::source::{Place, SourceFile};
use crate::text::Text;
use crate::yaml::{InRange, Located, decode_file, record};

record! {
    /// Titles of roles: `controls/roles.yaml`.
    pub(crate) struct RawRoles {
        /// The version of this format.
        #[expect(dead_code, reason = "the decoder has looked at it")]
        format: InRange<1, 1>,
        /// The roles.
        roles: Vec<RawRole>,
    }
}

record! {
    /// A role that measures name as owner or approval.
    pub(crate) struct RawRole {
        /// Its id.
        id: Located<RoleId>,
        /// What it is called.
        title: RawText,
    }
}

/// A role with its title. One that no file names is shown by its id.
#[derive(Debug, Clone)]
pub struct Role {
    /// Its id.
    pub id: RoleId,
    /// What it is called.
    pub title: Text,
    place: Place,
}

impl Role {
    /// Reads the titles of roles.
    pub fn parse(file: &SourceFile) -> (Vec<Self>, Vec<Diagnostic>) {
        let (raw, diagnostics) = decode_file::<RawRoles>(file);
        let role = |it: RawRole| Self { id: it.id.value, title: it.title.into_text(), place: it.id.place };
        (raw.map_or_else(Vec::new, |raw| raw.roles.into_iter().map(role).collect()), diagnostics)
    }
}

impl Named for Role {
    fn id(&self) -> &str {
        self.id.as_str()
    }
    fn place(&self) -> &Place {
        &self.place
    }
}
