//! How a company is organized: posts that somebody has to hold, and the lines on which reports reach the top.

use std::collections::{BTreeMap, BTreeSet};

use crate::code::Code;
use crate::config::RawText;
use crate::diagnostic::Diagnostic;
use crate::id::{RegisterId, RoleId};
use crate::model::Model;
use crate::register::RegisterIx;
use crate::table::folded;
use crate::text::{Text, text};
use crate::yaml::{Located, record};

/// What stands for every department in a line of reporting.
const UNITS: &str = "units";

record! {
    /// A post that somebody inside the company has to hold.
    pub(crate) struct RawPost {
        /// The role, as the register `officers` names it.
        role: RoleId,
        /// Title of the role.
        title: RawText,
        /// The register for each row of which somebody has to hold it, such as units or regions; once per company if left out.
        per: Option<Located<RegisterId>>,
        /// Roles that the same person may not hold.
        apart_from: Option<Vec<RoleId>>,
        /// Categories of the register `employees` that may not hold it.
        barred: Option<Vec<String>>,
    }
}

record! {
    /// On which ways a report of something wrong reaches the top.
    pub(crate) struct RawReporting {
        /// Who has to learn of it in the end.
        top: String,
        /// Who tells whom.
        lines: Vec<Located<RawLine>>,
    }
}

record! {
    /// Who tells whom.
    pub(crate) struct RawLine {
        /// A post, a department by its key, or `units` for every department.
        from: String,
        /// Posts, each of which is told directly.
        to: Vec<String>,
    }
}

/// A post that somebody inside the company has to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// The role, as the register `officers` names it.
    pub role: RoleId,
    /// Title of the role.
    pub title: Text,
    /// The register for each row of which somebody has to hold it; once per company if there is none.
    pub per: Option<RegisterIx>,
    /// Roles that the same person may not hold.
    pub apart_from: Vec<RoleId>,
    /// Categories of the register `employees` that may not hold it.
    pub barred: Vec<String>,
}

/// Links posts with the registers that they are held for.
pub(crate) fn posts(raw: Vec<RawPost>, model: &Model, diagnostics: &mut Vec<Diagnostic>) -> Vec<Post> {
    let mut posts: Vec<Post> = Vec::new();
    for it in raw {
        let per = match it.per {
            None => None,
            Some(id) => match model.find_register(&id, diagnostics) {
                Some(register) => Some(register),
                None => continue,
            },
        };
        posts.push(Post {
            role: it.role,
            title: it.title.into_text(),
            per,
            apart_from: it.apart_from.unwrap_or_default(),
            barred: it.barred.unwrap_or_default(),
        });
    }
    posts
}

/// The posts of the group and of a company, whose own word on a role takes the place of the group's.
pub(crate) fn together(mut of_group: Vec<Post>, own: Vec<Post>) -> Vec<Post> {
    of_group.retain(|it| !own.iter().any(|other| other.role == it.role));
    of_group.extend(own);
    of_group
}

/// On which ways a report of something wrong reaches the top.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reporting {
    /// Who has to learn of it in the end.
    pub top: String,
    /// Who tells whom, in the order of the file.
    pub lines: Vec<(String, Vec<String>)>,
}

/// How the reports of a department reach the top.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Not at all.
    Never,
    /// On a single line, or on several that all pass through these.
    Through(Vec<String>),
    /// On two ways at least that have nothing in common.
    Independently,
}

impl Reach {
    /// How, in words.
    pub fn text(&self) -> Text {
        match self {
            Self::Never => text!("届かない", "not at all"),
            Self::Through(common) if common.is_empty() => text!("経路が一つだけ", "on one way only"),
            Self::Through(common) => Text::new(
                format!("すべて「{}」を通る", common.join("」「")),
                format!("always through {}", common.join(", ")),
            ),
            Self::Independently => text!("独立した二つ以上の経路", "on two independent ways"),
        }
    }
}

impl RawReporting {
    pub(crate) fn into_reporting(self, diagnostics: &mut Vec<Diagnostic>) -> Reporting {
        let mut lines = Vec::new();
        // Names are compared as they are folded, and shown as they were written first.
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut name =
            |it: &String| names.entry(folded(it).into_owned()).or_insert_with(|| it.clone()).clone();
        let top = name(&self.top);
        for Located { value: RawLine { from, to }, place } in self.lines {
            let (from, to): (String, Vec<String>) = (name(&from), to.iter().map(&mut name).collect());
            if to.contains(&from) || from == top {
                diagnostics.push(Diagnostic::new(
                    Code::InvalidValue,
                    place,
                    text!(
                        "{from} からの報告経路が自分自身か、報告を受ける側から出ています",
                        "a line of reporting leads from {from} to itself, or away from the top"
                    ),
                ));
            } else {
                lines.push((from, to));
            }
        }
        Reporting { top, lines }
    }
}

impl Reporting {
    /// How the reports of a department reach the top; of any department if none is named.
    pub fn reach(&self, unit: Option<&str>) -> Reach {
        let start = unit.unwrap_or(UNITS);
        let first: BTreeSet<&str> =
            self.told_by(start).chain(self.told_by(UNITS)).filter(|it| *it != start).collect();
        let gets_there = |first: &[&str], without: &str| self.leads_to_top(first, &[start, without]);
        let all: Vec<&str> = first.iter().copied().collect();
        if !gets_there(&all, start) {
            return Reach::Never;
        }
        let told: BTreeSet<&str> = self.lines.iter().flat_map(|(_, to)| to).map(String::as_str).collect();
        let between = told.into_iter().filter(|it| *it != self.top && *it != start);
        let through: Vec<String> = between.filter(|it| !gets_there(&all, it)).map(str::to_owned).collect();
        let ways = first.iter().filter(|it| gets_there(&[it], start)).count();
        if through.is_empty() && ways > 1 { Reach::Independently } else { Reach::Through(through) }
    }

    /// Whom somebody tells directly.
    fn told_by<'a>(&'a self, from: &'a str) -> impl Iterator<Item = &'a str> {
        self.lines
            .iter()
            .filter(move |it| it.0 == from || folded(&it.0) == from)
            .flat_map(|(_, to)| to)
            .map(String::as_str)
    }

    /// Whether the top learns of what these are told, if some are left out.
    fn leads_to_top(&self, told: &[&str], without: &[&str]) -> bool {
        let mut seen: BTreeSet<String> = without.iter().map(|it| (*it).to_owned()).collect();
        let mut next: Vec<String> = told.iter().map(|it| (*it).to_owned()).collect();
        while let Some(it) = next.pop() {
            if it == self.top {
                return true;
            }
            if seen.insert(it.clone()) {
                next.extend(self.told_by(&it).map(str::to_owned));
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(lines: &[(&str, &[&str])]) -> Reach {
        let lines = lines
            .iter()
            .map(|(from, to)| ((*from).to_owned(), to.iter().map(|it| (*it).to_owned()).collect()))
            .collect();
        Reporting { top: "top".into(), lines }.reach(Some("u"))
    }

    fn through(names: &[&str]) -> Reach {
        Reach::Through(names.iter().map(|it| (*it).to_owned()).collect())
    }

    #[test]
    fn two_ways_are_independent_if_nobody_is_on_both() {
        for (name, lines, expected) in [
            ("nobody is told", &[][..], Reach::Never),
            ("it ends on the way", &[("u", &["head"][..]), ("head", &["desk"])], Reach::Never),
            ("in a circle", &[("u", &["a"]), ("a", &["b"]), ("b", &["a"])], Reach::Never),
            ("directly", &[("u", &["top"])], through(&[])),
            ("over one", &[("u", &["head"]), ("head", &["top"])], through(&["head"])),
            (
                "two desks below one division",
                &[("u", &["a", "b"]), ("a", &["division"]), ("b", &["division"]), ("division", &["top"])],
                through(&["division"]),
            ),
            (
                "one head before two desks",
                &[("u", &["head"]), ("head", &["a", "b"]), ("a", &["top"]), ("b", &["top"])],
                through(&["head"]),
            ),
            (
                "two in a row",
                &[("u", &["head"]), ("head", &["division"]), ("division", &["top"])],
                through(&["division", "head"]),
            ),
            ("the second way ends", &[("u", &["a", "b"]), ("a", &["top"]), ("b", &["c"])], through(&["a"])),
            ("directly and over one", &[("u", &["top", "a"]), ("a", &["top"])], Reach::Independently),
            (
                "two ways",
                &[
                    ("u", &["head", "desk"]),
                    ("head", &["division"]),
                    ("division", &["top"]),
                    ("desk", &["top"]),
                ],
                Reach::Independently,
            ),
            (
                "ways that cross have one in common",
                &[("u", &["a", "b"]), ("a", &["x"]), ("b", &["x", "y"]), ("x", &["top"]), ("y", &["x"])],
                through(&["x"]),
            ),
            (
                "a department has the lines of all departments too",
                &[("units", &["head"]), ("u", &["desk"]), ("head", &["top"]), ("desk", &["top"])],
                Reach::Independently,
            ),
        ] {
            assert_eq!(reach(lines), expected, "{name}");
        }
    }

    #[test]
    fn what_holds_for_all_departments_is_no_line_of_a_post() {
        let lines: &[(&str, &[&str])] = &[("units", &["head", "top"]), ("head", &["desk"])];
        assert_eq!(reach(lines), through(&[]));
    }
}
