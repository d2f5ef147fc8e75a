//! The ids of a library and of a workspace's companies, for editors to complete.

use std::collections::BTreeSet;
use std::path::Path;

use kansa_core::catalog::NodeKind;
use kansa_core::company::Company;
use kansa_core::schema::{Id, Ids, Kind};
use kansa_core::source::SourceFile;
use kansa_core::text::Text;
use kansa_evidence::walk::children;

use crate::Library;

impl Library {
    /// Its ids with their titles, and those of the companies of a workspace.
    ///
    /// No evidence is read. A company whose `company.yaml` cannot be read is there without its name.
    pub fn ids(&self, root: &Path) -> Ids {
        let mut ids = companies(root);
        let mut add = |kind, id: String, title: Text| ids.push(Id { kind, id, title });
        for catalog in &self.catalogs {
            add(Kind::Catalog, catalog.id.to_string(), catalog.title.clone());
            for node in catalog.nodes.iter().filter(|it| it.kind == NodeKind::Requirement) {
                add(Kind::Control, format!("{}:{}", catalog.id, node.id), node.title.clone());
            }
        }
        let mut roles: BTreeSet<&str> = BTreeSet::new();
        // A measure of the workspace takes the place of the built-in one of the same id: the last one counts.
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        for measure in self.measures.iter().rev().filter(|it| seen.insert(it.id.as_str())) {
            add(Kind::Measure, measure.id.to_string(), measure.title.clone());
            for it in &measure.requirements {
                add(Kind::Requirement, format!("{}/{}", measure.id, it.id), it.title.clone());
                roles.extend(
                    [Some(&it.owner), it.approval.as_ref()].into_iter().flatten().map(|it| it.as_str()),
                );
            }
        }
        for register in &self.registers {
            add(Kind::Register, register.id.to_string(), register.title.clone());
        }
        for role in &self.roles {
            roles.remove(role.id.as_str());
            add(Kind::Role, role.id.to_string(), role.title.clone());
        }
        // Roles that answer for something, and that nobody has given a title.
        for role in roles {
            add(Kind::Role, role.to_owned(), Text::same(role));
        }
        Ids(ids)
    }
}

fn companies(root: &Path) -> Vec<Id> {
    let mut found = Vec::new();
    for folder in children(root, "evidence").0 {
        let id = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let path = folder.join("company.yaml");
        // As everywhere, a link is not followed.
        if std::fs::symlink_metadata(&path).is_ok_and(|it| it.is_file()) {
            let text = std::fs::read_to_string(&path).unwrap_or_default();
            let name = Company::name_in(&SourceFile::new("company.yaml", text.as_str()));
            let title = name.unwrap_or_else(|| Text::same(id.as_str()));
            found.push(Id { kind: Kind::Company, id, title });
        }
    }
    found
}
