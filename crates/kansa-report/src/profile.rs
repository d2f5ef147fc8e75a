//! For whom a report is, and what it leaves out for them.

use std::collections::BTreeMap;

use aho_corasick::{AhoCorasick, MatchKind};
use chrono::NaiveDate;
use kansa_core::id::{CompanyId, natural};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use crate::assessment::{Assessment, Company, Diagnostic, Finding};

/// For whom a report is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Profile {
    /// For those who keep the workspace: everything.
    #[default]
    Internal,
    /// For those outside, auditors above all: names and numbers of persons, by company, are replaced.
    Auditor(BTreeMap<CompanyId, Vec<String>>),
    /// For those who decide: two pages for the group and for each company.
    Management,
}

impl Profile {
    /// The name.
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Internal => "internal",
            Self::Auditor(_) => "auditor",
            Self::Management => "management",
        }
    }

    /// Whether it is two pages instead of all that there is.
    pub(crate) fn is_brief(&self) -> bool {
        match self {
            Self::Internal | Self::Auditor(_) => false,
            Self::Management => true,
        }
    }

    /// The data as this report may show them.
    pub(crate) fn apply(&self, data: Assessment) -> Result<Assessment, serde_json::Error> {
        match self {
            Self::Internal | Self::Management => Ok(data),
            Self::Auditor(persons) => without_persons(data, persons),
        }
    }
}

/// Replaces persons wherever they are named: ids, subjects, paths, messages. Each has the same number in all places of its
/// company, in the natural order of the names.
fn without_persons(
    mut data: Assessment,
    persons: &BTreeMap<CompanyId, Vec<String>>,
) -> Result<Assessment, serde_json::Error> {
    let known = |id: &str| persons.iter().find(|(it, _)| it.as_str() == id).map_or(&[][..], |(_, it)| it);
    let companies = data.companies.into_iter().map(|company| {
        let numbered = Replacement::numbered(known(&company.id));
        numbered.within::<Company>(serde_json::to_value(company)?)
    });
    data.companies = companies.collect::<Result<_, _>>()?;
    // What is about the group may name anybody.
    let all: Vec<String> = persons.values().flatten().cloned().collect();
    let hidden = Replacement::hidden(&all);
    data.findings = hidden.within::<Vec<Finding>>(serde_json::to_value(data.findings)?)?;
    data.diagnostics = hidden.within::<Vec<Diagnostic>>(serde_json::to_value(data.diagnostics)?)?;
    Ok(data)
}

/// Names, and what stands in their place.
struct Replacement {
    /// None if there are no names.
    finder: Option<AhoCorasick>,
    by: Vec<String>,
}

impl Replacement {
    fn numbered(persons: &[String]) -> Self {
        let mut sorted: Vec<&String> = persons.iter().collect();
        sorted.sort_by(|a, b| natural(a, b));
        Self::new(sorted.into_iter().zip(1_u32..).map(|(name, n)| (name.as_str(), format!("P-{n:04}"))))
    }

    fn hidden(persons: &[String]) -> Self {
        Self::new(persons.iter().map(|it| (it.as_str(), "P-****".to_owned())))
    }

    /// Names as they are, and as they stand in paths.
    fn new<'n>(names: impl Iterator<Item = (&'n str, String)>) -> Self {
        let (mut patterns, mut by) = (Vec::new(), Vec::new());
        for (name, instead) in names.filter(|(name, _)| !name.is_empty()) {
            let in_paths = utf8_percent_encode(name, NON_ALPHANUMERIC).to_string();
            for pattern in [name.to_owned(), in_paths] {
                patterns.push(pattern);
                by.push(instead.clone());
            }
        }
        let built = AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&patterns);
        Self { finder: built.ok().filter(|_| !patterns.is_empty()), by }
    }

    fn within<T: serde::de::DeserializeOwned>(&self, mut value: Value) -> Result<T, serde_json::Error> {
        self.replace(&mut value);
        serde_json::from_value(value)
    }

    fn replace(&self, value: &mut Value) {
        match value {
            Value::String(text) => {
                // A day is no name, whatever numbers it has.
                if text.parse::<NaiveDate>().is_err() {
                    *text = self.text(text);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|it| self.replace(it)),
            // The address of a cell looks like a number of staff.
            Value::Object(map) => {
                map.iter_mut().filter(|(key, _)| *key != "cell").for_each(|(_, it)| self.replace(it));
            }
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn text(&self, text: &str) -> String {
        let Some(finder) = &self.finder else { return text.to_owned() };
        let mut shown = String::with_capacity(text.len());
        let mut at = 0;
        for found in finder.find_iter(text) {
            let (before, after) = (&text[..found.start()], &text[found.end()..]);
            if is_whole(before, &text[found.range()], after) {
                shown.push_str(&text[at..found.start()]);
                shown.push_str(&self.by[found.pattern().as_usize()]);
                at = found.end();
            }
        }
        shown.push_str(&text[at..]);
        shown
    }
}

/// Whether a name stands for itself: `E1` does not in `E12`, nor in `SE1`.
fn is_whole(before: &str, name: &str, after: &str) -> bool {
    let is_part = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
    let joins = |inner: Option<char>, outer: Option<char>| is_part(inner) && is_part(outer);
    !joins(name.chars().next(), before.chars().next_back())
        && !joins(name.chars().next_back(), after.chars().next())
}

#[cfg(test)]
mod tests {
    use super::Replacement;

    fn check(persons: &[&str], text: &str, expected: &str) {
        let persons: Vec<String> = persons.iter().map(|it| (*it).to_owned()).collect();
        assert_eq!(Replacement::numbered(&persons).text(text), expected);
    }

    #[test]
    fn a_person_has_one_number_wherever_it_stands() {
        check(&["E10", "E2"], "E2、E10 が未受講（E2）", "P-0001、P-0002 が未受講（P-0001）");
        check(
            &["E2"],
            "evidence/acme/nda/pledge/E2/2026-04-01_E2.pdf",
            "evidence/acme/nda/pledge/P-0001/2026-04-01_P-0001.pdf",
        );
    }

    #[test]
    fn a_part_of_another_word_is_no_person() {
        check(&["E1"], "E12 SE1 E1x e1", "E12 SE1 E1x e1");
    }

    #[test]
    fn a_name_in_kanji_is_found_between_others_and_in_paths() {
        check(&["山田太郎"], "承認者山田太郎様", "承認者P-0001様");
        check(&["山田"], "nda/%E5%B1%B1%E7%94%B0@2026", "nda/P-0001@2026");
    }

    #[test]
    fn the_longer_name_wins() {
        check(&["山田", "山田太郎"], "山田太郎と山田", "P-0002とP-0001");
    }
}
