//! Where a file may belong: each possible place with what speaks for it.

use std::collections::{HashMap, HashSet};

use kansa_core::company::Company;
use kansa_core::evidence::{Facts, Registers};
use kansa_core::id::CompanyId;
use kansa_core::model::{Model, RequirementIx};
use kansa_core::text::Text;

use super::Glance;
use super::glance::{plain, stem};

/// A place where a file can be filed.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    /// The company.
    pub company: &'a Company,
    /// The evidence requirement.
    pub requirement: RequirementIx,
    /// The subject, where it is owed per subject.
    pub subject: Option<Box<str>>,
    /// Whether something is still to be shown there.
    pub open: bool,
}

/// A candidate with what speaks for it.
#[derive(Debug, Clone)]
pub struct Guess {
    /// Which of the candidates.
    pub at: usize,
    /// How much speaks for it; comparable among the guesses for one file only.
    pub points: u32,
    /// What does, the strongest first.
    pub why: Vec<Text>,
}

/// What is known of the companies that is compared with a file.
#[derive(Debug, Default)]
pub struct Known {
    /// Where files of a stem lie already.
    filed: HashMap<String, Vec<Filed>>,
    /// Keys of the register of employees, by company.
    employees: HashMap<CompanyId, HashSet<String>>,
}

impl Known {
    /// Learns of a company what its evidence is called, and who works there.
    pub fn learn(&mut self, company: &Company, model: &Model, facts: &Facts, registers: &Registers) {
        for item in facts.items.iter().filter(|it| it.provider.is_none()) {
            for file in &item.files {
                let stem = stem(file.path.rsplit('/').next().unwrap_or_default());
                if stem.chars().count() > 1 {
                    self.filed.entry(stem).or_default().push(Filed {
                        company: company.id.clone(),
                        requirement: item.requirement,
                        subject: item.subject.clone(),
                    });
                }
            }
        }
        let keys = registers.keys(model, "employees").map(plain);
        self.employees.insert(company.id.clone(), keys.collect());
    }
}

/// Where a file lies.
#[derive(Debug, PartialEq, Eq)]
struct Filed {
    company: CompanyId,
    requirement: RequirementIx,
    subject: Option<Box<str>>,
}

/// All candidates for which anything speaks, the likeliest first.
pub fn rank(glance: &Glance, candidates: &[Candidate<'_>], model: &Model, known: &Known) -> Vec<Guess> {
    let filed = known.filed.get(&glance.stem).map_or(&[][..], Vec::as_slice);
    let mut of_requirement: HashMap<RequirementIx, Vec<(u32, Text)>> = HashMap::new();
    let mut of_company: HashMap<&CompanyId, Vec<(u32, Text)>> = HashMap::new();
    let several = candidates.windows(2).any(|it| it[0].company.id != it[1].company.id);
    let mut guesses: Vec<Guess> = Vec::new();
    for (at, it) in candidates.iter().enumerate() {
        let mut why: Vec<(u32, Text)> = of_requirement
            .entry(it.requirement)
            .or_insert_with(|| for_requirement(glance, model, it.requirement))
            .clone();
        // Subjects of other companies are theirs.
        let same = |filed: &&Filed| {
            filed.requirement == it.requirement
                && (filed.company != it.company.id || filed.subject == it.subject)
        };
        if filed.iter().filter(same).any(|filed| filed.company == it.company.id) {
            why.push((60, Text::new("同じ名前の証跡がここにある", "evidence of the same name lies there")));
        } else if filed.iter().any(|filed| same(&filed)) {
            why.push((
                40,
                Text::new("他の会社では同じ名前の証跡がここにある", "other companies file that name there"),
            ));
        }
        if let Some(subject) = &it.subject {
            why.extend(for_subject(glance, subject));
        }
        if why.is_empty() {
            continue;
        }
        if several {
            why.extend(
                of_company
                    .entry(&it.company.id)
                    .or_insert_with(|| for_company(glance, it.company, known))
                    .clone(),
            );
        }
        if it.open {
            why.push((8, Text::new("未提出の期間がある", "something is still to be shown there")));
        }
        why.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
        let points = why.iter().map(|(points, _)| points).sum();
        guesses.push(Guess { at, points, why: why.into_iter().map(|(_, text)| text).collect() });
    }
    guesses.sort_by_key(|it| (std::cmp::Reverse(it.points), it.at));
    guesses
}

fn for_requirement(glance: &Glance, model: &Model, requirement: RequirementIx) -> Vec<(u32, Text)> {
    let measure = &model.measures()[model.measure_of(requirement)];
    let (_, requirement) = model.resolve(requirement);
    let mut why = Vec::new();
    let found = |row: &Vec<String>| {
        requirement.columns.iter().filter(|it| row.iter().any(|cell| it.is_named(cell))).collect::<Vec<_>>()
    };
    let columns = glance.rows.iter().map(found).max_by_key(Vec::len).unwrap_or_default();
    if columns.len() > 1 && columns.len() * 5 >= requirement.columns.len() * 3 {
        let points = 50 * columns.len() / requirement.columns.len();
        let names: Vec<&str> = columns.iter().map(|it| it.label()).collect();
        why.push((
            // Many columns say more than two.
            u32::try_from(points + columns.len()).unwrap_or(0),
            Text::new(
                format!("表の列が合う（{}）", names.join("、")),
                format!("its columns fit ({})", names.join(", ")),
            ),
        ));
    }
    let titles = [&requirement.title.ja, &requirement.title.en].map(|it| plain(it));
    let alike = titles.iter().map(|it| likeness(&stem(it), &glance.stem)).max().unwrap_or(0);
    if alike >= 30 {
        why.push((
            alike / 2,
            Text::new(
                format!("名前が「{}」に似ている", requirement.title.ja),
                format!("its name is like {}", requirement.title.en),
            ),
        ));
    }
    if titles.iter().any(|it| it.chars().count() > 3 && glance.text.contains(it.as_str())) {
        why.push((
            15,
            Text::new(
                format!("本文に「{}」がある", requirement.title.ja),
                format!("its text has {}", requirement.title.en),
            ),
        ));
    }
    let of_measure = plain(&measure.title.ja);
    if !why.is_empty() && of_measure.chars().count() > 1 && glance.name.contains(&of_measure) {
        why.push((
            10,
            Text::new(
                format!("名前に「{}」がある", measure.title.ja),
                format!("its name has {}", measure.title.en),
            ),
        ));
    }
    why
}

fn for_company(glance: &Glance, company: &Company, known: &Known) -> Vec<(u32, Text)> {
    let mut why = Vec::new();
    let names = [company.id.as_str(), &company.name.ja, &company.name.en].map(plain);
    let named = |text: &str| names.iter().any(|it| it.chars().count() > 2 && text.contains(it.as_str()));
    if named(&glance.name) || named(&glance.text) {
        why.push((30, Text::new("会社名がある", "it has the name of the company")));
    }
    if let Some(keys) = known.employees.get(&company.id) {
        let there = keys.iter().filter(|it| glance.cells.contains(*it)).count();
        if there > 1 && there * 2 >= keys.len() {
            why.push((
                30,
                Text::new(
                    format!("従業者 {} 人のうち {there} 人がある", keys.len()),
                    format!("it has {there} of {} employees", keys.len()),
                ),
            ));
        }
    }
    why
}

fn for_subject(glance: &Glance, subject: &str) -> Option<(u32, Text)> {
    let key = plain(subject);
    let text = Text::new(format!("「{subject}」がある"), format!("it has {subject}"));
    if stands_alone(&glance.name, &key) {
        Some((30, text))
    } else if glance.cells.contains(&*key) || stands_alone(&glance.text, &key) {
        Some((12, text))
    } else {
        None
    }
}

/// Whether a key stands in a text with no letter or number of its kind right beside it: `V01` is not in `V010`.
fn stands_alone(text: &str, key: &str) -> bool {
    text.match_indices(key).any(|(at, _)| {
        let beside = |it: Option<char>| it.is_some_and(|it| it.is_ascii_alphanumeric());
        !key.is_empty()
            && !beside(text[..at].chars().next_back())
            && !beside(text[at + key.len()..].chars().next())
    })
}

/// How alike two texts are, in percent: the share of pairs of neighbouring letters that they have in common (Dice).
fn likeness(a: &str, b: &str) -> u32 {
    let pairs = |it: &str| {
        let letters: Vec<char> = it.chars().collect();
        letters.windows(2).map(|it| (it[0], it[1])).collect::<HashSet<_>>()
    };
    let (a, b) = (pairs(a), pairs(b));
    let common = a.intersection(&b).count();
    u32::try_from(200 * common / (a.len() + b.len()).max(1)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_share_of_common_pairs() {
        for (a, b, expected) in [
            ("受講名簿", "受講名簿", 100),
            ("受講名簿", "教育受講名簿", 75),
            ("受講名簿", "議事録", 0),
            ("", "", 0),
            ("a", "a", 0),
        ] {
            assert_eq!(likeness(a, b), expected, "{a} {b}");
        }
    }

    #[test]
    fn a_key_stands_alone() {
        for (text, key, expected) in [
            ("v01_評価表", "v01", true),
            ("評価表v010", "v01", false),
            ("評価表_rev01", "v01", false),
            ("x", "", false),
        ] {
            assert_eq!(stands_alone(text, key), expected, "{text} {key}");
        }
    }
}
