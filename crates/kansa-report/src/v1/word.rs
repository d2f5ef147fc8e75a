//! Words and tones of keywords, dates, places.

use chrono::{Datelike, NaiveDate};
use kansa_core::assessment::{
    CertificateState, Flag, Grade, Ground, MeasureState, RegisterStanding, Stage, State, Verdict,
};
use kansa_core::catalog::{Aspect, Force, SourceStanding};
use kansa_core::company::{PciRole, ProvisionBasis};
use kansa_core::crosswalk::Relation;
use kansa_core::finding::Severity;
use kansa_core::measure::{Basis, Category};
use kansa_core::text::{Lang, Text};
use std::collections::BTreeMap;

use super::{Count, Data, Diagnostic, Head, Page, Place, Shown, Site};
use crate::Profile;
use crate::assessment as data;
use crate::v1::Mark;

/// A keyword that has words.
pub(crate) trait Keyword: Copy + 'static {
    const ALL: &'static [Self];
    fn key(self) -> &'static str;
    fn words(self) -> Text;
    /// The CSS class of its tone.
    fn tone(self) -> &'static str;
}

macro_rules! keyword {
    ($type:ident, |$it:ident| $tone:expr) => {
        impl Keyword for $type {
            const ALL: &'static [Self] = $type::ALL;
            fn key(self) -> &'static str {
                self.as_str()
            }
            fn words(self) -> Text {
                self.text()
            }
            fn tone(self) -> &'static str {
                let $it = self;
                $tone
            }
        }
    };
}

keyword!(Verdict, |it| match it {
    Self::Conforms => "good",
    Self::Accepted => "info",
    Self::Pending | Self::NotAssessed => "wait",
    Self::Partial => "warn",
    Self::Gap => "bad",
    Self::NotApplicable => "mute",
});
keyword!(State, |it| match it {
    Self::Met => "good",
    Self::Accepted | Self::Corrected | Self::Disposed => "info",
    Self::Pending => "wait",
    Self::DueSoon | Self::Late | Self::Unapproved => "warn",
    Self::Overdue | Self::Missed | Self::Stale | Self::Failed | Self::Unreadable | Self::Altered => "bad",
});
keyword!(MeasureState, |it| match it {
    Self::Effective => "good",
    Self::Accepted => "info",
    Self::PartlyEffective => "warn",
    Self::Ineffective => "bad",
    Self::NotYetDue => "wait",
    Self::NotApplicable => "mute",
});
keyword!(Severity, |it| match it {
    Self::Note => "wait",
    Self::Minor => "warn",
    Self::Major => "bad",
    Self::Critical => "severe",
});
keyword!(Flag, |it| match it {
    Self::AtRisk
    | Self::DocumentedOnly
    | Self::CarriedOver
    | Self::ByCrosswalk
    | Self::SaidAgainst
    | Self::RuleOnly => "mute",
    Self::Nonconformity => "bad",
});
keyword!(Grade, |it| match it {
    Self::Observation => "mute",
    Self::Minor => "warn",
    Self::Major => "bad",
});
keyword!(Stage, |it| match it {
    Self::Open => "bad",
    Self::Unchecked | Self::Ineffective => "warn",
    Self::Closed => "good",
});
keyword!(CertificateState, |it| match it {
    Self::Valid | Self::Applied => "good",
    Self::EndsSoon | Self::RenewalOpen => "warn",
    Self::RenewalMissed | Self::Expired => "bad",
    Self::Replaced => "mute",
});
keyword!(RegisterStanding, |it| match it {
    Self::Read => "good",
    Self::Missing | Self::Unreadable => "bad",
});
keyword!(Aspect, |it| match it {
    Self::Documented | Self::Operated | Self::Evaluated => "mute",
});
keyword!(Force, |it| match it {
    Self::Duty
    | Self::DutyIfAbroad
    | Self::Effort
    | Self::Recommended
    | Self::Permission
    | Self::Trigger
    | Self::Exception
    | Self::Definition => "mute",
});
keyword!(ProvisionBasis, |it| match it {
    Self::Contract | Self::Entrustment | Self::JointUse | Self::ResponsibilitySplit => "mute",
});
keyword!(PciRole, |it| match it {
    Self::Merchant | Self::ServiceProvider => "mute",
});
keyword!(Basis, |it| match it {
    Self::Stated | Self::Implied | Self::Customary | Self::Own | Self::Parameter => "mute",
});
keyword!(Category, |it| match it {
    Self::BasicPolicy
    | Self::Rules
    | Self::Organizational
    | Self::Personal
    | Self::Physical
    | Self::Technical
    | Self::ExternalEnvironment
    | Self::ManagementSystem
    | Self::Handling
    | Self::Rights => "mute",
});

/// The label of a key; the key itself would be a bug that a test finds.
pub(super) fn label(lang: Lang, key: &'static str) -> &'static str {
    crate::words::label(lang, key)
}

/// The keyword of a key, if this version knows it.
pub(crate) fn find<K: Keyword>(key: &str) -> Option<K> {
    K::ALL.iter().copied().find(|it| it.key() == key)
}

/// A keyword in words; one that this version does not know stays as it is.
pub(crate) fn word<K: Keyword>(lang: Lang, key: &str) -> Shown {
    find::<K>(key).map_or_else(|| key.into(), |it| it.words().get(lang).into())
}

/// A keyword in words, with its tone.
pub(crate) fn mark<K: Keyword>(lang: Lang, key: &str) -> Mark {
    Mark { word: word::<K>(lang, key), class: find::<K>(key).map_or("mute", K::tone) }
}

/// How many have each keyword, those that none has included.
pub(crate) fn counts<'a, K: Keyword>(lang: Lang, keys: impl IntoIterator<Item = &'a str>) -> Vec<Count> {
    let mut found: BTreeMap<&str, usize> = BTreeMap::new();
    for key in keys {
        *found.entry(key).or_default() += 1;
    }
    numbers::<K>(lang, |key| found.get(key).copied())
}

/// Counts that were made before, those that are nought included.
pub(crate) fn numbers<K: Keyword>(lang: Lang, get: impl Fn(&str) -> Option<usize>) -> Vec<Count> {
    let count = |it: &K| Count {
        word: it.words().get(lang).into(),
        class: it.tone(),
        n: get(it.key()).unwrap_or_default().into(),
    };
    K::ALL.iter().map(count).collect()
}

/// Severities are counted worst first.
pub(super) fn severities<'a>(
    lang: Lang,
    findings: impl IntoIterator<Item = &'a data::Finding>,
) -> Vec<Count> {
    let mut counts = counts::<Severity>(lang, findings.into_iter().map(|it| it.severity.as_str()));
    counts.reverse();
    counts
}

/// How much a severity matters: greater is worse.
pub(crate) fn rank(severity: &str) -> Option<Severity> {
    find(severity)
}

/// How far a row of a catalog is confirmed, if it is not.
pub(super) fn source(lang: Lang, key: &str) -> Shown {
    match SourceStanding::ALL.iter().find(|it| it.as_str() == key) {
        Some(SourceStanding::Verified) => Shown::default(),
        Some(SourceStanding::Recalled) => label(lang, "source_recalled").into(),
        Some(SourceStanding::Unconfirmed) => label(lang, "source_unconfirmed").into(),
        None => key.into(),
    }
}

/// The kind of a check in words.
pub(super) fn check(lang: Lang, kind: &str) -> Shown {
    let key = match kind {
        "part" => "check_part",
        "rows" => "check_rows",
        "each" => "check_each",
        "unique" => "check_unique",
        "covers" => "check_covers",
        _ => return kind.into(),
    };
    label(lang, key).into()
}

/// How a requirement relates to the one in question.
pub(super) fn relation(lang: Lang, key: &str) -> Shown {
    match Relation::ALL.iter().find(|it| it.as_str() == key) {
        Some(Relation::Equal) => label(lang, "relation_equal").into(),
        Some(Relation::Subset) => label(lang, "relation_subset").into(),
        Some(Relation::Superset) => label(lang, "relation_superset").into(),
        Some(Relation::Intersects) => label(lang, "relation_intersects").into(),
        None => key.into(),
    }
}

/// What decided whether a requirement applies.
pub(crate) fn ground(lang: Lang, key: &str) -> Shown {
    match Ground::ALL.iter().find(|it| it.as_str() == key) {
        Some(Ground::Catalog) => label(lang, "ground_catalog").into(),
        Some(Ground::Profile) => label(lang, "ground_profile").into(),
        Some(Ground::Register) => label(lang, "ground_register").into(),
        Some(Ground::Stated) => label(lang, "ground_stated").into(),
        None => key.into(),
    }
}

/// How another requirement bears on an answer.
pub(super) fn via(lang: Lang, key: &str) -> Shown {
    let key = match key {
        "prerequisite" => "prerequisites",
        "crosswalk" => "via_crosswalk",
        "said-against" => "via_said_against",
        _ => return key.into(),
    };
    label(lang, key).into()
}

/// How compliance with PCI DSS is validated: `roc`, or a questionnaire by its letters.
pub(super) fn validation(lang: Lang, key: &str) -> Shown {
    match key.strip_prefix("saq-") {
        Some(letters) => format!("{} {}", label(lang, "saq"), letters.to_uppercase()).into(),
        None if key == "roc" => label(lang, "roc").into(),
        None => key.into(),
    }
}

/// A label if something holds, else nothing.
pub(super) fn said(lang: Lang, holds: bool, key: &'static str) -> Shown {
    if holds { label(lang, key).into() } else { Shown::default() }
}

/// A day, or nothing.
pub(super) fn day(day: Option<NaiveDate>) -> Shown {
    day.map(|it| it.to_string()).unwrap_or_default().into()
}

/// Days from the first to the last; an open end is left out.
pub(crate) fn range(lang: Lang, from: Option<NaiveDate>, to: Option<NaiveDate>) -> Shown {
    match (lang, from, to) {
        (_, None, None) => Shown::default(),
        (Lang::Ja, ..) => format!("{} 〜 {}", day(from), day(to)).trim().into(),
        (Lang::En, Some(from), Some(to)) => format!("{from} to {to}").into(),
        (Lang::En, Some(from), None) => format!("from {from}").into(),
        (Lang::En, None, Some(to)) => format!("until {to}").into(),
    }
}

/// A day in words.
fn long(lang: Lang, day: NaiveDate) -> Shown {
    match lang {
        Lang::Ja => format!("{}年{}月{}日", day.year(), day.month(), day.day()).into(),
        Lang::En => day.format("%-d %B %Y").to_string().into(),
    }
}

/// A list in a line.
pub(crate) fn list(lang: Lang, items: &[Shown]) -> Shown {
    let between = match lang {
        Lang::Ja => "、",
        Lang::En => ", ",
    };
    items.iter().map(Shown::as_str).collect::<Vec<_>>().join(between).into()
}

/// A place with its row and column in words.
pub(crate) fn place(lang: Lang, at: &data::Place) -> Place {
    let position = match (lang, at.line, at.page) {
        (_, None, None) => None,
        (Lang::Ja, Some(line), _) => Some(format!("{line} 行目")),
        (Lang::En, Some(line), _) => Some(format!("line {line}")),
        (Lang::Ja, None, Some(page)) => Some(format!("{page} ページ")),
        (Lang::En, None, Some(page)) => Some(format!("page {page}")),
    };
    let words = match (lang, at.row, at.header.as_deref()) {
        (_, None, None) => String::new(),
        (Lang::Ja, Some(row), None) => format!("{row} 行目"),
        (Lang::Ja, None, Some(cell)) => format!("「{cell}」欄"),
        (Lang::Ja, Some(row), Some(cell)) => format!("{row} 行目「{cell}」欄"),
        (Lang::En, Some(row), None) => format!("row {row}"),
        (Lang::En, None, Some(cell)) => format!("column “{cell}”"),
        (Lang::En, Some(row), Some(cell)) => format!("row {row}, column “{cell}”"),
    };
    // The address is what people type into a spreadsheet.
    let words = match at.cell.as_deref() {
        Some(cell) if words.is_empty() => cell.to_owned(),
        Some(cell) => format!("{cell} {words}"),
        None => position.unwrap_or(words),
    };
    Place { path: Shown::name(&at.path), at: words.into() }
}

pub(super) fn diagnostic(lang: Lang, it: &data::Diagnostic) -> Diagnostic {
    Diagnostic {
        place: Shown::name(&format!("{}:{}:{}", it.path, it.line, it.column)),
        code: it.code.as_str().into(),
        message: it.message.get(lang).into(),
    }
}

/// The page of a company, without its ending. No id has a dot, so that of a company `index` is free.
pub(crate) fn file(company: &str) -> String {
    if company == HOME { format!("{HOME}.company") } else { company.to_owned() }
}

/// The page of a standard, without its ending. No id of a company has a dot.
pub(crate) fn standard_file(catalog: &str) -> String {
    format!("standard.{catalog}")
}

/// The page of the group, without its ending.
pub(crate) const HOME: &str = "index";

impl Site<'_> {
    /// The folder of a language, with its `/`.
    pub(crate) fn folder(&self, lang: Lang) -> String {
        if self.langs.first().is_none_or(|it| *it == lang) {
            String::new()
        } else {
            format!("{}/", lang.as_str())
        }
    }

    fn is_top(&self) -> bool {
        self.langs.first().is_none_or(|it| *it == self.lang)
    }

    /// What stands above the page of the group, or of a company.
    pub(super) fn head(&self, group: &data::Assessment, company: Option<&data::Company>) -> Head {
        let lang = self.lang;
        let (name, period, page) = match company {
            Some(it) => (&it.name, &it.period, file(&it.id)),
            None => (&group.group.name, &group.period, HOME.to_owned()),
        };
        let companies = company.map_or(group.companies.as_slice(), std::slice::from_ref);
        let mut catalogs = companies.iter().flat_map(|it| &it.catalogs);
        let mut notes: Vec<Shown> = vec![label(lang, "proposal_note").into()];
        if catalogs.any(super::catalog::is_pci) {
            notes.push(label(lang, "pci_note").into());
        }
        let title = if page == HOME { "title_group" } else { "title_company" };
        Head {
            lang: lang.as_str(),
            title: label(lang, title).into(),
            name: name.get(lang).into(),
            profile: match self.profile {
                Profile::Internal => Shown::default(),
                Profile::Auditor(_) => label(lang, "profile_auditor").into(),
                Profile::Management => label(lang, "profile_management").into(),
            },
            group: group.group.name.get(lang).into(),
            as_of: day(Some(group.as_of)),
            as_of_long: long(lang, group.as_of),
            period: range(lang, period.from, period.to),
            digest: group.digest.as_str().into(),
            kansa: group.kansa.as_str().into(),
            notes,
            note: group.note.get(lang).into(),
            home: HOME,
            languages: self.languages(&page),
            data: match (self.data, self.is_top()) {
                (Data::None, _) => "",
                (Data::Beside, true) => "assessment.json",
                (Data::Beside, false) => "../assessment.json",
            },
        }
    }

    /// What stands above the page of a standard.
    pub(super) fn head_of_standard(&self, group: &data::Assessment, standard: &data::CatalogInUse) -> Head {
        Head {
            title: label(self.lang, "title_standard").into(),
            name: standard.standard.get(self.lang).into(),
            languages: self.languages(&standard_file(&standard.id)),
            ..self.head(group, None)
        }
    }

    /// A page in the other languages.
    fn languages(&self, page: &str) -> Vec<Page> {
        let up = if self.is_top() { "" } else { "../" };
        let others = self.langs.iter().filter(|it| **it != self.lang).map(|it| Page {
            name: label(*it, "language").into(),
            lang: it.as_str(),
            file: format!("{up}{}{page}", self.folder(*it)).into(),
        });
        others.collect()
    }
}
