//! What tables of the sample workspace hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use kansa::core::table::Column;

/// Tables of the sample workspace, from which values are taken that pass the checks.
pub(crate) struct Templates(BTreeMap<String, Template>);

/// Header and rows of a table of the sample.
#[derive(Default)]
pub(crate) struct Template(Vec<Vec<String>>);

impl Templates {
    pub(crate) fn new(sample: &Path) -> Self {
        let mut found = BTreeMap::new();
        for entry in kansa_evidence::walk::walk(sample, "evidence") {
            let pieces: Vec<&str> = entry.path.split('/').collect();
            let [_, _, measure, requirement, .., name] = pieces.as_slice() else { continue };
            if let (true, Ok(text)) = (name.ends_with(".csv"), fs::read_to_string(&entry.location)) {
                let rows = text.trim_start_matches('\u{feff}').lines().filter(|it| !it.contains('"'));
                let rows = rows.map(|it| it.split(',').map(str::to_owned).collect()).collect();
                found.insert(format!("{measure}/{requirement}"), Template(rows));
            }
        }
        Self(found)
    }

    pub(crate) fn rows(&self, measure: &str, requirement: &str) -> &Template {
        static NONE: Template = Template(Vec::new());
        self.0.get(&format!("{measure}/{requirement}")).unwrap_or(&NONE)
    }
}

impl Template {
    pub(crate) fn value(&self, column: &Column) -> Option<String> {
        let (header, rows) = self.0.split_first()?;
        let at = header.iter().position(|it| column.is_named(it))?;
        // The first row: those further down are often wrong on purpose.
        rows.first()?.get(at).cloned()
    }
}
