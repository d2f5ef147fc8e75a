//! Defects that are planted on purpose, each with what it has to give rise to.

mod plant;

use std::collections::BTreeSet;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use kansa::core::catalog::{Catalog, PrerequisiteKind};
use kansa::core::check::{CheckKind, Distinct};
use kansa::core::id::ControlId;
use kansa::core::measure::Requirement;
use kansa::core::model::Model;
use serde::Deserialize;

pub(crate) use plant::{Delivery, Planting, cut};

use crate::group::Diligence;
use crate::random::Random;

/// What kind of thing is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    /// It was not done.
    Omitted,
    /// It was done after its window.
    Late,
    /// It is too old.
    Stale,
    /// A row of whom the register asks for is not there.
    RowMissing,
    /// A cell says what it must not say.
    WrongCell,
    /// Nobody approved it.
    NotApproved,
    /// Another role approved it.
    WrongApprover,
    /// Its workbook is cut off.
    Unreadable,
    /// The day in its name reads in two ways.
    AmbiguousDate,
    /// A row of its workbook is hidden.
    HiddenRow,
    /// A file lies where no requirement is.
    Misplaced,
    /// A day in a register does not exist.
    RegisterCell,
}

/// A defect that is planted by name.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Named {
    /// At which company.
    pub(crate) company: String,
    /// Of what kind.
    pub(crate) kind: Kind,
    /// In which requirement, `measure/requirement`; any that fits if it is left out.
    pub(crate) requirement: Option<String>,
}

/// A defect that was planted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Planted {
    /// What is wrong, as a sentence.
    pub(crate) what: String,
    /// The file or folder.
    pub(crate) file: String,
    /// The findings that it has to give rise to.
    pub(crate) findings: Vec<String>,
    /// The controls of Annex A that it weakens.
    pub(crate) controls: BTreeSet<String>,
    /// A cell of a register that has to be written: register, row, column, value.
    pub(crate) cell: Option<(String, usize, String, String)>,
}

/// Defects by name, built in.
pub(crate) fn named() -> Result<Vec<Named>> {
    serde_yaml::from_str(include_str!("../pools/defects.yaml")).context("cannot read pools/defects.yaml")
}

/// Which kinds of defects are drawn for a company.
pub(crate) fn drawn(diligence: Diligence, random: &mut Random) -> Vec<Kind> {
    let usual = [
        Kind::Late,
        Kind::RowMissing,
        Kind::WrongCell,
        Kind::NotApproved,
        Kind::Omitted,
        Kind::HiddenRow,
        Kind::AmbiguousDate,
        Kind::Misplaced,
        Kind::RegisterCell,
        Kind::WrongApprover,
        Kind::Stale,
    ];
    match diligence {
        Diligence::Good => Vec::new(),
        Diligence::Mediocre => {
            let count = random.count(3, 5);
            random.some(&usual, count).into_iter().copied().collect()
        }
        Diligence::Bad => {
            let mut all = vec![Kind::Unreadable; 3];
            all.extend([Kind::Omitted; 9]);
            all.extend([Kind::Late; 4]);
            all.extend([Kind::RowMissing, Kind::WrongCell, Kind::NotApproved, Kind::Stale].repeat(2));
            all.extend([Kind::AmbiguousDate, Kind::Misplaced, Kind::RegisterCell, Kind::WrongApprover]);
            all
        }
    }
}

/// Controls on which others explicitly rest: when they fail, more is said than the defect itself.
pub(crate) fn leaned_on(model: &Model) -> BTreeSet<ControlId> {
    let mut all = BTreeSet::new();
    for catalog in model.catalogs() {
        let explicit = |it: &&kansa::core::catalog::Prerequisite| it.kind == PrerequisiteKind::Explicit;
        for prerequisite in catalog.nodes.iter().flat_map(|it| &it.prerequisites).filter(explicit) {
            for at in 0..catalog.nodes.len() {
                if is_below(catalog, at, prerequisite.node) {
                    let node = catalog.nodes[at].id.clone();
                    all.insert(ControlId { catalog: catalog.id.clone(), node });
                }
            }
        }
    }
    all
}

fn is_below(catalog: &Catalog, mut at: usize, above: usize) -> bool {
    loop {
        if at == above {
            return true;
        }
        match catalog.nodes.get(at).and_then(|it| it.parent) {
            Some(parent) => at = parent,
            None => return false,
        }
    }
}

/// The name of a check in findings: its kind, and its number among those of the kind.
pub(crate) fn check_name(requirement: &Requirement, at: usize) -> String {
    let Some(check) = requirement.checks.get(at) else { return String::new() };
    let kind = check.kind.as_str();
    let before = requirement.checks.iter().take(at + 1).filter(|it| it.kind.as_str() == kind).count();
    if before == 1 { kind.to_owned() } else { format!("{kind}-{before}") }
}

/// Whether who approves, or when, is part of a check.
pub(crate) fn looks_at_approval(requirement: &Requirement) -> bool {
    requirement.checks.iter().any(|it| {
        matches!(
            it.kind,
            CheckKind::Within { .. } | CheckKind::Distinct(Distinct::People(_)) | CheckKind::After { .. }
        )
    })
}

/// The file in which all planted defects are listed.
pub(crate) fn written(as_of: chrono::NaiveDate, planted: &[Planted]) -> Vec<u8> {
    let mut text = format!(
        "# The defects that the generated companies have on purpose, written by kansa-sample together with the files.\n# In the form of sample-defects.yaml: each finding stands here exactly once, and nothing else is found.\nformat: 1\nas_of: {as_of}\ndefects:\n"
    );
    if planted.is_empty() {
        text = text.replace("defects:\n", "defects: []\n");
    }
    for it in planted {
        let _ = writeln!(text, "  - what: \"{}\"", it.what.replace('"', "\\\""));
        let _ = writeln!(text, "    file: \"{}\"", it.file);
        if let [one] = it.findings.as_slice() {
            let _ = writeln!(text, "    findings: [\"{one}\"]");
        } else {
            text.push_str("    findings:\n");
            for finding in &it.findings {
                let _ = writeln!(text, "      - \"{finding}\"");
            }
        }
    }
    text.into_bytes()
}
