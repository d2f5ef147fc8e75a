//! The folders in which evidence of a requirement lies.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

use super::{Model, RequirementIx};

/// What a subject's key cannot have in the name of a folder.
const IN_PATHS: &AsciiSet = &CONTROLS
    .add(b'/')
    .add(b'\\')
    .add(b'%')
    .add(b':')
    .add(b'*')
    .add(b'?')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'|');

impl Model {
    /// The folder of a requirement and its subject, below that of a company: `measure/requirement/subject`.
    pub fn folder_of(&self, requirement: RequirementIx, subject: Option<&str>) -> String {
        let name = self.requirement_ref(requirement);
        match subject {
            Some(subject) => format!("{name}/{}", utf8_percent_encode(subject, IN_PATHS)),
            None => name.to_string(),
        }
    }
}
