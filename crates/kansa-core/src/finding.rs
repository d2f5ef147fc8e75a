//! Findings: what to act on.

use crate::code::Code;
use crate::id::{CompanyId, ControlId, RoleId};
use crate::source::SourcePath;
use crate::text::Text;
use crate::yaml::keywords;
use chrono::NaiveDate;

keywords! {
    /// How much a finding matters, by its effect; derived as `docs/algorithm.md` lays down.
    pub enum Severity {
        /// To know; nothing is missing.
        Note = "note",
        /// Something is missing that breaks little.
        Minor = "minor",
        /// Something is missing that breaks a requirement.
        Major = "major",
        /// Something is missing that breaks many requirements, or a stated duty.
        Critical = "critical",
    }
}

impl Severity {
    /// The severity in words. 重大 and 軽微 are kept for the grades of a nonconformity, which only an auditor gives.
    pub fn text(self) -> Text {
        match self {
            Self::Note => Text::new("参考", "note"),
            Self::Minor => Text::new("低", "minor"),
            Self::Major => Text::new("中", "major"),
            Self::Critical => Text::new("高", "critical"),
        }
    }

    /// One step higher, at most critical.
    #[must_use]
    pub(crate) fn raised(self) -> Self {
        match self {
            Self::Note => Self::Minor,
            Self::Minor => Self::Major,
            Self::Major | Self::Critical => Self::Critical,
        }
    }
}

/// Where something is, in a file that was collected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Spot {
    /// A file or folder, relative to the workspace.
    pub path: SourcePath,
    /// The row that a spreadsheet shows.
    pub row: Option<u32>,
    /// The header of the column.
    pub column: Option<Text>,
    /// The address of the cell as a spreadsheet shows it, with its sheet if it has one: `名簿!D12`.
    pub cell: Option<String>,
    /// The line of a text, from 1.
    pub line: Option<u32>,
    /// The page, from 1.
    pub page: Option<u32>,
}

impl Spot {
    /// A file or folder as a whole.
    pub fn file(path: impl Into<SourcePath>) -> Self {
        Self { path: path.into(), row: None, column: None, cell: None, line: None, page: None }
    }

    /// A row of a file.
    pub fn row(path: impl Into<SourcePath>, row: u32) -> Self {
        Self { row: Some(row), ..Self::file(path) }
    }
}

/// The address of a cell as a spreadsheet shows it: `D12`, `名簿!D12`. `column` counts from 0.
pub fn address(sheet: Option<&str>, column: Option<u16>, row: u32) -> Option<String> {
    let mut letters = Vec::new();
    let mut rest = u32::from(column?) + 1;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from_digit(rest % 26 + 10, 36)?.to_ascii_uppercase());
        rest /= 26;
    }
    let letters: String = letters.into_iter().rev().collect();
    Some(match sheet {
        Some(sheet) => format!("{sheet}!{letters}{row}"),
        None => format!("{letters}{row}"),
    })
}

/// Something to act on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// Stable id: `code:anchor[:check]`.
    pub id: String,
    /// What kind of problem it is.
    pub code: Code,
    /// How much it matters.
    pub severity: Severity,
    /// The company it concerns; none if it concerns the group.
    pub company: Option<CompanyId>,
    /// The role that answers for it.
    pub owner: Option<RoleId>,
    /// The day by which it has to be mended, or was.
    pub due: Option<NaiveDate>,
    /// Where to look, or where to put what is missing.
    pub at: Option<Spot>,
    /// What is wrong.
    pub message: Text,
    /// Requirements that do not conform because of it, in catalog order.
    pub breaks: Vec<ControlId>,
    /// What to do.
    pub remedy: Text,
    /// Ids of the findings that cause this one.
    pub causes: Vec<String>,
}

/// What a finding is about: its id without its code.
pub fn anchor(id: &str) -> &str {
    id.split_once(':').map_or("", |(_, anchor)| anchor)
}

/// What a finding is about, and what stands in that before each of its colons, longest first: where it is about an obligation, the
/// first one that is owed is the id of it. A subject may have colons too.
pub fn heads(id: &str) -> impl Iterator<Item = &str> {
    let anchor = anchor(id);
    let colons = anchor.rmatch_indices(':').map(|(at, _)| at);
    std::iter::once(anchor.len()).chain(colons).filter_map(|it| anchor.get(..it))
}

/// A file in `evidence/` that lies in no company's folder.
pub fn outside_of_companies(path: &str) -> Finding {
    Finding {
        id: format!("{}:{}", Code::UnplacedEvidence, path.trim_start_matches("evidence/")),
        code: Code::UnplacedEvidence,
        severity: Severity::Minor,
        company: None,
        owner: None,
        due: None,
        at: Some(Spot::file(path)),
        message: Text::new("どの会社のフォルダーにも入っていない", "it is in no company's folder"),
        breaks: Vec::new(),
        remedy: Text::new(
            "evidence/<会社>/<対策>/<必要証跡>/ に移す",
            "move it to evidence/<company>/<measure>/<requirement>/",
        ),
        causes: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_has_the_address_that_a_spreadsheet_shows() {
        for (column, row, expected) in
            [(0, 1, "A1"), (25, 12, "Z12"), (26, 2, "AA2"), (701, 3, "ZZ3"), (702, 4, "AAA4")]
        {
            assert_eq!(address(None, Some(column), row).as_deref(), Some(expected));
        }
        assert_eq!(address(Some("名簿"), Some(3), 12).as_deref(), Some("名簿!D12"));
        assert_eq!(address(None, None, 1), None);
    }

    #[test]
    fn what_a_finding_is_about_stands_before_one_of_its_colons() {
        let all = |id: &'static str| heads(id).collect::<Vec<_>>();
        assert_eq!(
            all("check-failed:a/b/c/x:1@2026-04-01:covers"),
            ["a/b/c/x:1@2026-04-01:covers", "a/b/c/x:1@2026-04-01", "a/b/c/x"]
        );
        assert_eq!(all("overdue:"), [""]);
        assert_eq!(all("overdue"), [""]);
    }
}
