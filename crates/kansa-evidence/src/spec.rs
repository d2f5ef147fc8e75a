//! What an extract depends on beside the bytes of the file: the key under which the cache keeps it.

use std::collections::HashMap;

use kansa_core::extract::looks;
use kansa_core::model::{Model, RequirementIx};
use twox_hash::XxHash3_128;

use crate::cache::Spec;
use crate::file::{Asked, Options};

/// Raised whenever a reader or an extract changes what it makes of the same bytes.
const READERS: u32 = 3;

/// The version that a table of the cache has to be of.
pub(crate) const BUILD: &str = env!("CARGO_PKG_VERSION");

/// What the extracts of each requirement depend on.
#[derive(Debug)]
pub struct Specs {
    of: HashMap<RequirementIx, u128>,
    extractor: u128,
    nothing: Spec,
}

impl Specs {
    /// For all requirements of a model; `extractor` is the version of what extracts the text of pdf files.
    pub fn new(model: &Model, extractor: &str) -> Self {
        let of = (0..model.measures().len())
            .flat_map(|it| model.requirements_of(it))
            .filter(|it| !model.resolve(*it).1.checks.is_empty())
            .map(|it| {
                let (_, requirement) = model.resolve(it);
                // The compiled checks say all that the extract depends on; their debug form leaves nothing out.
                let all = format!("{:?}{:?}{:?}", requirement.columns, requirement.checks, requirement.parts);
                (it, XxHash3_128::oneshot(all.as_bytes()))
            })
            .collect();
        let extractor = XxHash3_128::oneshot(extractor.as_bytes());
        let mut bytes = extractor.to_le_bytes().to_vec();
        bytes.extend(READERS.to_le_bytes());
        Self { of, extractor, nothing: Spec(XxHash3_128::oneshot(&bytes).to_le_bytes()) }
    }

    /// The key of what is asked of a file of this name; what is asked without checks is the same for all.
    pub(crate) fn of(&self, asked: &Asked, name: &str, model: &Model) -> Spec {
        let Some(base) = self.of.get(&asked.requirement) else { return self.nothing() };
        let (_, requirement) = model.resolve(asked.requirement);
        let mut bytes = base.to_le_bytes().to_vec();
        bytes.extend(self.extractor.to_le_bytes());
        bytes.extend(READERS.to_le_bytes());
        bytes.extend(looks(requirement, name).into_iter().map(|it| it as u8));
        if asked.options != Options::default() {
            bytes.extend(format!("{:?}", asked.options).bytes());
        }
        // The ending of the name chooses the reader.
        bytes.extend(name.rsplit('.').next().unwrap_or_default().bytes());
        Spec(XxHash3_128::oneshot(&bytes).to_le_bytes())
    }

    /// The key of what nobody asks anything of: it was read, and there was nothing to note.
    pub(crate) fn nothing(&self) -> Spec {
        self.nothing
    }
}
