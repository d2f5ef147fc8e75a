//! What is built in: catalogs, registers and the starter library of measures.

use kansa_core::model::BUILTIN;
use kansa_core::source::SourceFile;

macro_rules! embedded {
    ($($path:literal,)*) => {
        /// Path below `controls/`, and text.
        const FILES: &[(&str, &str)] = &[$(($path, include_str!(concat!("../builtin/", $path))),)*];
    };
}

embedded! {
    "calendars/jp.yaml",
    "catalogs/appi/catalog.yaml",
    "catalogs/appi/text.en.yaml",
    "catalogs/appi/text.ja.yaml",
    "catalogs/iso-27001-2022/catalog.yaml",
    "catalogs/iso-27001-2022/text.en.yaml",
    "catalogs/iso-27001-2022/text.ja.yaml",
    "catalogs/jis-q-15001-2023/catalog.yaml",
    "catalogs/jis-q-15001-2023/text.en.yaml",
    "catalogs/jis-q-15001-2023/text.ja.yaml",
    "catalogs/pci-dss-4.0.1/catalog.yaml",
    "catalogs/pci-dss-4.0.1/text.en.yaml",
    "catalogs/pci-dss-4.0.1/text.ja.yaml",
    "catalogs/pmark-guideline/catalog.yaml",
    "catalogs/pmark-guideline/text.en.yaml",
    "catalogs/pmark-guideline/text.ja.yaml",
    "crosswalks/appi--appi.yaml",
    "crosswalks/appi--iso-27001-2022.yaml",
    "crosswalks/appi--pci-dss-4.0.1.yaml",
    "crosswalks/iso-27001-2022--pci-dss-4.0.1.yaml",
    "crosswalks/jis-q-15001-2023--appi.yaml",
    "crosswalks/pmark-guideline--appi.yaml",
    "crosswalks/pmark-guideline--iso-27001-2022.yaml",
    "crosswalks/pmark-guideline--jis-q-15001-2023.yaml",
    "measures/basic-policy.yaml",
    "measures/external-environment.yaml",
    "measures/handling.yaml",
    "measures/management-system.yaml",
    "measures/organizational.yaml",
    "measures/personal.yaml",
    "measures/physical.yaml",
    "measures/rights.yaml",
    "measures/rules.yaml",
    "measures/technical.yaml",
    "registers/core.yaml",
    "registers/records.yaml",
    "roles.yaml",
}

/// Path below `controls/`, and text, of every built-in file.
pub(crate) fn files() -> impl Iterator<Item = (&'static str, SourceFile)> {
    FILES.iter().map(|(path, text)| (*path, SourceFile::new(format!("{BUILTIN}controls/{path}"), text)))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;
    use crate::Library;

    #[test]
    fn every_file_of_controls_is_built_in() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let there: BTreeSet<String> = kansa_evidence::walk::walk(&root, "controls")
            .into_iter()
            .map(|it| it.path.trim_start_matches("controls/").to_owned())
            .collect();
        let embedded: BTreeSet<String> = FILES.iter().map(|(path, _)| (*path).to_owned()).collect();
        assert_eq!(embedded, there);
    }

    #[test]
    fn every_role_that_a_built_in_measure_names_has_a_title() {
        let (library, problems) = Library::open(None).unwrap();
        assert_eq!(problems, []);
        let titled: BTreeSet<&str> = library.roles.iter().map(|it| it.id.as_str()).collect();
        for requirement in library.measures.iter().flat_map(|it| &it.requirements) {
            for role in std::iter::once(&requirement.owner).chain(&requirement.approval) {
                assert!(titled.contains(role.as_str()), "{role} has no title");
            }
        }
    }
}
